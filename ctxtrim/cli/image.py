"""`ctxtrim image`: what of a context is in an image."""

from __future__ import annotations

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import context_argument, format_option, request_options
from ctxtrim.model.context import Request


@click.command()
@click.argument("archive", metavar="ARCHIVE", shell_complete=complete.paths)
@context_argument
@request_options
@click.option("--name", default="", metavar="TAG", help="The image to read where the archive holds several.")
@click.option("-v", "--verbose", is_flag=True, help="Show all layers, paths and secrets.")
@format_option("text", "json")
def command(request: Request, archive: str, name: str, verbose: bool, form: str) -> None:
    """Show what of CONTEXT is in the image ARCHIVE (of `docker save` or an OCI layout; - reads stdin).

    Which bytes of each layer came from the context, which of them a fix of the ignore file keeps out, what
    later layers hide, and secrets in any layer. Nothing is unpacked.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.image import image
    from ctxtrim.render.names import visible

    with telling(visible(f"reading {archive}")):
        report = image(request, archive, name)
    if form == "json":
        from ctxtrim.render.image import image_json

        click.echo(image_json(report), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.image import image_text

        show(image_text(report, page(), verbose))
