"""`ctxtrim fix`: which lines should the ignore file gain?"""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, finish, proposing_options
from ctxtrim.model import Request


@click.command()
@context_argument
@request_options
@click.option("--thorough", is_flag=True, help="Also tier B: what builds rarely read and nothing names.")
@proposing_options
def command(request: Request, thorough: bool, wish: Wish) -> int:
    """Propose lines for the ignore file of CONTEXT, with what each saves and why it is safe.

    Tier A only (made again by tools, of this machine, or not in version control), unless --thorough. What a
    build needs is never proposed; it is shown as held back. Status 0: nothing to do, or written; 1: a
    proposal that is not written.
    """
    from ctxtrim.inquiry import inquire
    from ctxtrim.progress import telling
    from ctxtrim.proposal import propose
    from ctxtrim.render.names import visible

    options = wish.options("AB" if thorough else "A", foresee=False, allowlist=None)
    with telling(visible(f"reading {request.context}")):
        inquiry = inquire(request, gitignore=wish.gitignore)
        proposal = propose(inquiry.question, options)
    return finish(inquiry, proposal, wish)
