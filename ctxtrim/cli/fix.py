"""`ctxtrim fix`: lines that the ignore file should gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, finish, proposing_options
from ctxtrim.model.context import Request

if TYPE_CHECKING:
    from ctxtrim.commands.fix_all import Fixes


@click.command()
@context_argument
@request_options
@click.option(
    "--fix-existing",
    "--repair",
    "repair",
    is_flag=True,
    help="Also fix your own lines that cannot do what they say.",
)
@click.option(
    "--dockerfile",
    "dockerfile",
    is_flag=True,
    help="Reorder the Dockerfiles instead: install dependencies before the sources are copied.",
)
@click.option(
    "-i", "--interactive", is_flag=True, help="Ask rule by rule, write what was agreed to, record `never`."
)
@click.option("--undo", "back", is_flag=True, help="Restore the files as before the last --write.")
@proposing_options
def command(
    request: Request, repair: bool, dockerfile: bool, interactive: bool, back: bool, wish: Wish
) -> int:
    """Propose lines for the ignore files of CONTEXT, with what each saves and why it is safe.

    Every ignore file that a build of CONTEXT reads has a proposal of its own; --write writes all of them or
    none, --undo takes the last write back, -f narrows to one. By default only what a clean clone does not
    hold, .git where no version is read from it, and settings that no program opens (CI, editors, ignore
    files); --unsafe adds tests, docs and pictures. What a build needs is never proposed; it is shown as
    skipped, and what stops a build is let in. Your own lines stay as they are, unless you ask for
    --fix-existing: then those that `ctxtrim check` finds fault with are put right (names that match at the
    root only, comments behind a pattern, lines that do nothing). Status 0: nothing to do, or written; 1: a
    proposal that is not written.
    """
    if back:
        return _undo(request.context)
    if dockerfile:
        from ctxtrim.cli.reordering import reorder

        return reorder(request, wish)
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix_all import fix_all
    from ctxtrim.render.names import visible

    options = wish.options(request.context)
    with telling(visible(f"reading {request.context}")):
        fixes = fix_all(request, options, wish.gitignore, repair)
    if interactive:
        return _ask(request.context, fixes, wish)
    return finish(request.context, fixes, wish)


def _ask(context: str, fixes: Fixes, wish: Wish) -> int:
    from ctxtrim.cli.interactive import ask_each
    from ctxtrim.configuration.edit import record_skip
    from ctxtrim.render.names import visible

    answers = ask_each(fixes)
    status = finish(context, answers.fixes, wish._replace(write=True))
    if answers.never:
        file = record_skip(context, answers.never)
        click.echo(visible(f"{file}: skip {', '.join(answers.never)} from now on."))
    return status


def _undo(context: str) -> int:
    from os.path import relpath

    from ctxtrim.render.names import visible
    from ctxtrim.undo import undo

    for file in undo(context):
        done = "removed, as it was new" if file.is_removed else "as before the last write"
        click.echo(f"{visible(relpath(file.path))}: {done}.")
    return 0
