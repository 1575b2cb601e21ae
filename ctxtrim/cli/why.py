"""`ctxtrim why`: the line that decides whether a path is sent."""

from __future__ import annotations

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import format_option, request_options, revision_option
from ctxtrim.model.context import Request


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=complete.paths)
@click.option(
    "-c",
    "--context",
    default=".",
    metavar="DIR",
    help="The folder given to docker build.",
    shell_complete=complete.folders,
)
@request_options
@revision_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit status tells.")
@format_option("text", "json")
def command(request: Request, paths: tuple[str, ...], quiet: bool, form: str) -> int:
    """Explain for each PATH whether it is sent, and which line of which file decides.

    PATH is relative to the context, or to the working directory; it need not exist. Status 0: every PATH is
    sent (without a Dockerfile: eligible); 1: at least one is not.
    """
    from ctxtrim.commands.why import why

    answers = why(request, paths)
    status = 0 if all(answer.is_sent for answer in answers) else 1
    if quiet:
        return status
    if form == "json":
        from ctxtrim.render.why import why_json

        click.echo(why_json(answers), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.why import why_text

        show(why_text(answers, page()))
    return status
