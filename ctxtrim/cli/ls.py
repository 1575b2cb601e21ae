"""`ctxtrim ls`: which paths arrive?"""

from __future__ import annotations

import click

from ctxtrim import __version__
from ctxtrim.cli.options import context_argument, format_option, request_options
from ctxtrim.model import Request


@click.command()
@context_argument
@request_options
@click.option("--eligible", "which", flag_value="eligible", help="All that is not excluded, sent or not.")
@click.option("--excluded", "which", flag_value="excluded", help="What the ignore file keeps out.")
@click.option("--dirs", is_flag=True, help="Directories too.")
@click.option("-0", "--null", is_flag=True, help="End names with NUL, not a line feed: right for any name.")
@click.option("--long", is_flag=True, help="Size in bytes and kind before each name.")
@format_option("plain", "json", "ncdu")
def command(request: Request, which: str | None, dirs: bool, null: bool, long: bool, form: str) -> None:
    """List the very paths that are sent to the builder, one a line.

    Sent by the builds found in CONTEXT: one of several is enough. Where there is no Dockerfile, all that is
    eligible. Names are printed as their bytes; one that holds control characters is printed as $'…' (a shell
    reads it back), except with -0.
    """
    from ctxtrim.cli.stdout import write
    from ctxtrim.listing import arrivals
    from ctxtrim.render import listing

    found = arrivals(request, which or "sent")
    look = listing.Look(dirs, null, long)
    if form == "plain":
        write(listing.plain(found, look))
    elif form == "json":
        head = {"schema": "ctxtrim.ls/1", "context": request.context, "builder": request.builder}
        write(listing.as_json(found, look, {**head, "which": which or "sent"}))
    else:
        write(listing.ncdu(found, request.context, __version__))
