"""`ctxtrim fix`: which lines should the ignore file gain?"""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, finish, proposing_options
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@click.option("--thorough", is_flag=True, help="Also tier B: what builds rarely read and nothing names.")
@click.option("--repair", is_flag=True, help="Also put your own lines right that cannot do what they say.")
@proposing_options
def command(request: Request, thorough: bool, repair: bool, wish: Wish) -> int:
    """Propose lines for the ignore file of CONTEXT, with what each saves and why it is safe.

    Tier A (made again by tools, of this machine, or not in version control) and .git, unless --thorough.
    What a build needs is never proposed; it is shown as held back. Your own lines stay as they are, unless
    you ask for --repair: then names of well-known junk that match at the root only become recursive, comments
    behind a rule move above it, and lines that can match nothing go. Status 0: nothing to do, or written; 1:
    a proposal that is not written.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.proposal import propose
    from ctxtrim.render.names import visible

    options = wish.options(unsafe=thorough, preventive=False, allowlist=None)
    with telling(visible(f"reading {request.context}")):
        fix_inputs = read_fix_inputs(request, gitignore=wish.gitignore, repair=repair)
        proposal = propose(fix_inputs.inputs, options)
    return finish(fix_inputs, proposal, wish)
