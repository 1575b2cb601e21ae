"""`ctxtrim cost`: what edits rebuild."""

from __future__ import annotations

import click

from ctxtrim.cli.options import context_argument, format_option, request_options
from ctxtrim.model.context import Request


@click.command()
@context_argument
@request_options
@click.option(
    "--commits",
    default=200,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="How many of the last commits to replay.",
)
@format_option("text", "json")
def command(request: Request, commits: int, form: str) -> None:
    """Show what edits rebuild: the last commits of CONTEXT, replayed against BuildKit's layer cache.

    For each COPY, ADD and RUN: how many commits rebuild it now, and then, with the lines that `ctxtrim fix`
    proposes; which files feed it most often. Supposes that each commit along the first parents is built with
    today's Dockerfile and that nothing is pruned. Names, modes and contents count; times do not.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.cost import cost
    from ctxtrim.render.names import visible

    with telling(visible(f"replaying {request.context}")):
        found = cost(request, commits)
    if form == "json":
        from ctxtrim.render.cost import cost_json

        click.echo(cost_json(found), nl=False)
        return
    from ctxtrim.cli.terminal import page, show
    from ctxtrim.render.cost import cost_text

    show(cost_text(found, page()))
