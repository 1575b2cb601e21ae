"""`ctxtrim why`: which line decides?"""

from __future__ import annotations

import click

from ctxtrim.cli.options import format_option, request_options
from ctxtrim.model.context import Request


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-c", "--context", default=".", metavar="DIR", help="The folder that docker build is given.")
@request_options
@format_option("text", "json")
def command(request: Request, paths: tuple[str, ...], form: str) -> None:
    """Say of each PATH whether it is sent, and which line of which file decides.

    PATH is relative to the context, or to the working directory; it need not exist.
    """
    from ctxtrim.commands.why import why

    answers = why(request, paths)
    if form == "json":
        from ctxtrim.render.why import why_json

        click.echo(why_json(answers), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.why import why_text

        show(why_text(answers, page()))
