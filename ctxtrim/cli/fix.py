"""`ctxtrim fix`: lines that the ignore file should gain."""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, finish, proposing_options
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@click.option(
    "--unsafe",
    "--thorough",
    "unsafe",
    is_flag=True,
    help="Also tracked files that builds rarely need: docs, tests, pictures.",
)
@click.option(
    "--fix-existing",
    "--repair",
    "repair",
    is_flag=True,
    help="Also fix your own lines that cannot do what they say.",
)
@proposing_options
def command(request: Request, unsafe: bool, repair: bool, wish: Wish) -> int:
    """Propose lines for the ignore file of CONTEXT, with what each saves and why it is safe.

    Only what a clean clone does not hold, and .git, unless --unsafe. What a build needs is never proposed; it
    is shown as skipped. Your own lines stay as they are, unless you ask for --fix-existing: then names of
    well-known junk that match at the root only become recursive, comments behind a rule move above it, and
    lines that can match nothing go. Status 0: nothing to do, or written; 1: a proposal that is not written.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.proposal import propose
    from ctxtrim.render.names import visible

    options = wish.options(unsafe=unsafe, preventive=False, allowlist=None)
    with telling(visible(f"reading {request.context}")):
        fix_inputs = read_fix_inputs(request, gitignore=wish.gitignore, repair=repair)
        proposal = propose(fix_inputs.inputs, options)
    return finish(fix_inputs, proposal, wish)
