"""`ctxtrim ls`: the files that are sent."""

from __future__ import annotations

from os.path import abspath
from typing import TYPE_CHECKING

import click

from ctxtrim.cli.options import context_argument, format_option, request_options, revision_option
from ctxtrim.model.context import Request

if TYPE_CHECKING:
    from ctxtrim.builds.sent_by_build import Given


@click.command()
@context_argument
@request_options
@revision_option
@click.option("--eligible", "which", flag_value="eligible", help="All that is not excluded, sent or not.")
@click.option("--excluded", "which", flag_value="excluded", help="What the ignore file excludes.")
@click.option("--dirs", is_flag=True, help="Also list directories.")
@click.option("-0", "--null", is_flag=True, help="End names with NUL instead of a line feed.")
@click.option("--long", is_flag=True, help="Show size and kind in front of each name.")
@format_option("plain", "json", "ncdu")
def command(request: Request, which: str | None, dirs: bool, null: bool, long: bool, form: str) -> None:
    """List the files that are sent to the builder, one per line.

    Lists what at least one build of CONTEXT sends; without a Dockerfile, all that is eligible. Directories
    end in a slash; an excluded one stands for all below it. Names are printed as their bytes; one that holds
    control characters is printed as $'…' (a shell reads it back), except with -0.
    """
    from ctxtrim.builds.of_request import builds_of
    from ctxtrim.cli.stdout import write
    from ctxtrim.commands import ls as listing
    from ctxtrim.render import listing as render

    look = render.Look(dirs or which == "excluded", null, long)
    if which == "excluded":
        arrivals = listing.excluded(builds_of(request))
    else:
        given = listing.eligible(builds_of(request)) if which else _sent(request)
        if form == "plain" and not dirs and not long:
            write(render.names(listing.paths(request, given), null))
            return
        arrivals = listing.arrivals(request, given)
    if form == "plain":
        write(render.plain(arrivals, look))
    elif form == "json":
        write(render.as_json(arrivals, look, _head(request, which or "sent")))
    else:
        write(render.ncdu(arrivals, abspath(request.context)))


def _sent(request: Request) -> tuple[Given, ...]:
    from ctxtrim.builds.of_request import builds_of
    from ctxtrim.commands import ls as listing
    from ctxtrim.render.names import visible

    found = builds_of(request)
    if found.broken:
        click.echo(f"ctxtrim ls: {visible(found.broken)} (so this is all that is eligible)", err=True)
    return listing.sent(found)


def _head(request: Request, which: str) -> dict[str, object]:
    context = abspath(request.context)
    return {"schema": "ctxtrim.ls/1", "context": context, "builder": request.builder, "which": which}
