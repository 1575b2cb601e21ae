"""`ctxtrim report`: one page about a context."""

from __future__ import annotations

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to write the page; - writes it to stdout.",
    shell_complete=complete.paths,
)
def command(request: Request, output: str) -> None:
    """Write one self-contained HTML page about CONTEXT.

    A treemap that can be zoomed (sent, excluded, saved by the fix), findings with their rules, the builds and
    what they take. The page asks nothing of any network.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.report import report
    from ctxtrim.render.names import visible

    with telling(visible(f"reading {request.context}")):
        html = report(request)
    if output == "-":
        click.echo(html, nl=False)
        return
    from ctxtrim.commands.report import write

    page = html.encode()
    write(output, page)
    click.echo(f"{visible(output)}: {len(page) / 1000:,.0f}kB; open it in a browser.")
