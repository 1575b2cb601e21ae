"""`ctxtrim init`: a first ignore file."""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, finish, proposing_options
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@proposing_options
def command(request: Request, wish: Wish) -> int:
    """Propose an ignore file for CONTEXT, which has none: for what is there and what soon will be.

    As safe as `ctxtrim fix`; --unsafe adds tests, docs and pictures. With -f and other Dockerfiles in the
    context, it is written beside that Dockerfile, where only its builds read it. Status as `ctxtrim fix`; 2
    if there is an ignore file already.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.commands.fix_all import Fixes, fix_of
    from ctxtrim.render.names import visible

    options = wish.options(request.context, preventive=True)
    with telling(visible(f"reading {request.context}")):
        fix_inputs = read_fix_inputs(request, preventive=True, gitignore=wish.gitignore)
        if fix_inputs.exists:
            raise CtxtrimError(f"{fix_inputs.path}: already exists; `ctxtrim fix` adds to it.")
        fixes = Fixes((fix_of(fix_inputs, options),))
    return finish(request.context, fixes, wish)
