"""`ctxtrim diff`: what a change does to what is eligible and sent."""

from __future__ import annotations

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import format_option, request_options
from ctxtrim.model.context import Request
from ctxtrim.model.sizes import parse_size


def _bytes(_: click.Context, __: click.Parameter, value: str) -> int | None:
    try:
        return parse_size(value) if value else None
    except ValueError as error:
        raise click.UsageError(f"--fail-on-growth {error}") from None


@click.command()
@click.argument("old", default="", metavar="[OLD]", shell_complete=complete.paths)
@click.argument("new", default="", metavar="[NEW]", shell_complete=complete.paths)
@click.option(
    "--context",
    default=".",
    metavar="DIR",
    show_default=True,
    help="Folder.",
    shell_complete=complete.folders,
)
@request_options
@click.option(
    "--fail-on-growth",
    default="",
    metavar="SIZE",
    callback=_bytes,
    help="Only this is status 1.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show all lines and all paths.")
@format_option("text", "json", "markdown")
def command(
    request: Request, old: str, new: str, fail_on_growth: int | None, verbose: bool, form: str
) -> int:
    """Show what the change from OLD to NEW does to what is eligible and what each build sends.

    OLD and NEW are revisions, or ignore files to read on the tree as it is. Default of OLD: the merge base
    with the upstream branch; of NEW: the work tree. Status 0: no difference; 1: a difference.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.diff import diff, sides_of
    from ctxtrim.render.names import visible

    sides = sides_of(request, old, new)
    with telling(visible(f"comparing {request.context}")):
        found = diff(request, *sides)
    if form == "json":
        from ctxtrim.render.diff import diff_json

        click.echo(diff_json(found), nl=False)
    elif form == "markdown":
        from ctxtrim.render.diff import diff_markdown

        click.echo(diff_markdown(found), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.diff import diff_text

        show(diff_text(found, page(), verbose))
    if fail_on_growth is not None:
        parts = [build.changes for build in found.sent] or [found.eligible]
        return int(any(part.bytes > fail_on_growth for part in parts))
    return 0 if found.is_empty else 1
