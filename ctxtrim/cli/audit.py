"""`ctxtrim audit`: what a build sends, and what is wrong with it."""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

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
@click.option("--all", "every", is_flag=True, help="One table of all contexts of the repository CONTEXT.")
@click.option("-v", "--verbose", is_flag=True, help="Show all findings, builds, kinds and notes.")
@format_option("text", "json", "markdown")
def command(
    request: Request, top: int, on_disk: bool, findings: bool, every: bool, verbose: bool, form: str
) -> None:
    """Show what a build sends of CONTEXT: totals, findings and the largest paths.

    On a terminal 24 lines; the rest with -v, in a pipe, or as JSON.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.full_audit import full_audit
    from ctxtrim.render.names import visible

    if every:
        _show_all(request, top, on_disk, findings, form)
        return
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


def _show_all(request: Request, top: int, on_disk: bool, findings: bool, form: str) -> None:
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.full_audit import audit_all
    from ctxtrim.configuration import read_configuration, settings_of
    from ctxtrim.render.contexts import contexts_json, contexts_markdown, contexts_text
    from ctxtrim.render.names import visible

    typed = [option for name, option in _OF_ONE_BUILD.items() if _is_typed(name)]
    if typed:
        raise click.UsageError(f"--all finds all builds itself; leave out {', '.join(typed)}")

    def request_for(context: str) -> Request:
        settings = settings_of(read_configuration(context))
        return request._replace(context=context, files=(), target="", ignore_file="", settings=settings)

    with telling(visible(f"reading {request.context}")):
        audits = list(audit_all(request, top, on_disk, findings, request_for))
    if form == "text":
        from ctxtrim.cli.terminal import page, show

        show(contexts_text(audits, page()))
    else:
        write = contexts_json if form == "json" else contexts_markdown
        click.echo(write(os.path.abspath(request.context), audits), nl=False)


_OF_ONE_BUILD = {"files": "--file", "target": "--target", "ignore_file": "--ignore-file"}


def _is_typed(parameter: str) -> bool:
    source = click.get_current_context().get_parameter_source(parameter)
    return source is ParameterSource.COMMANDLINE
