"""`ctxtrim audit`: what a build sends, and what is wrong with it."""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, format_option, request_options, revision_option
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@revision_option
@click.option(
    "--top",
    default=12,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="How many of the largest paths to show.",
)
@click.option("--on-disk", is_flag=True, help="Also measure what is excluded (it has to be read).")
@click.option(
    "--findings/--no-findings", default=True, show_default=True, help="Run the rules and propose a fix."
)
@click.option("-v", "--verbose", is_flag=True, help="Show all findings, builds, kinds and notes.")
@format_option("text", "json", "markdown")
def command(request: Request, top: int, on_disk: bool, findings: bool, verbose: bool, form: str) -> None:
    """Show what a build sends of CONTEXT: totals, findings and the largest paths.

    On a terminal 24 lines; the rest with -v, in a pipe, or as JSON.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.full_audit import full_audit
    from ctxtrim.render.names import visible

    with telling(visible(f"reading {request.context}")):
        audit = full_audit(request, top, on_disk, findings)
    if form == "json":
        from ctxtrim.render.json import audit_json

        click.echo(audit_json(audit), nl=False)
    elif form == "markdown":
        from ctxtrim.render.markdown import audit_markdown

        click.echo(audit_markdown(audit), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.text import audit_text

        show(audit_text(audit, page(), verbose))
