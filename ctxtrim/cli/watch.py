"""`ctxtrim watch`: audit again whenever files change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ctxtrim.cli.options import REREAD, context_argument, format_option, request_options
from ctxtrim.model.context import Request

if TYPE_CHECKING:
    from ctxtrim.builds.of_request import Builds
    from ctxtrim.model.audit import Audit
    from ctxtrim.model.finding import Finding
    from ctxtrim.watch.loop import Part
    from ctxtrim.watch.screens import Screen


@click.command()
@context_argument
@request_options
@click.option("--write", is_flag=True, help="Keep our block of the ignore file up to date, as `fix` would.")
@click.option("--unsafe", "--thorough", "thorough", is_flag=True, help="With --write: as `fix --unsafe`.")
@click.option("--exec", "order", default="", metavar="CMD", help="Run this when what is sent has changed.")
@click.option("--poll", is_flag=True, help="Look every few seconds: for network and Docker Desktop mounts.")
@click.option(
    "--interval",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.05, 3600),
    help="Seconds between two looks when polling.",
)
@format_option("text", "jsonl")
def command(
    request: Request, write: bool, thorough: bool, order: str, poll: bool, interval: float, form: str
) -> int:
    """Keep the audit of CONTEXT true while files change, and say what each change costs the next build.

    One view on a terminal, a line for each change in a pipe, an object a line with --format jsonl. Keys of
    the view: f shows what a fix would write, and again f writes it; w explains a path; o opens the report; q
    ends it, as Ctrl-C does, with status 0.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.render.names import visible
    from ctxtrim.watch.live import Session, Settings
    from ctxtrim.watch.loop import run

    if thorough and not write:
        raise click.UsageError("--unsafe says what --write may write; add --write")
    reread = click.get_current_context().meta[REREAD]
    session = Session(request, Settings(poll, interval, with_git=write, find=_find, reread=reread))
    parts: list[Part] = []
    if write:
        from ctxtrim.watch.keeping import Keeper

        parts.append(Keeper(request, thorough))
    if order:
        from ctxtrim.watch.running import Runner

        parts.append(Runner(order))
    try:
        with telling(visible(f"reading {request.context}")):
            session.__enter__()
        screen = _screen(form)
        ends = _with_keys(screen, parts, thorough)
        run(session, screen, parts, ends)
    except KeyboardInterrupt:
        pass
    finally:
        session.close()
    return 0


def _find(request: Request, builds: Builds, audit: Audit) -> tuple[Finding, ...]:
    """Return the findings of an audit, as `audit` and `check` show them."""
    from ctxtrim.checks import find
    from ctxtrim.checks.subject import Subject

    return find(Subject(request, builds, audit))


def _with_keys(screen: Screen, parts: list[Part], unsafe: bool) -> str:
    """Let a terminal have keys, where the system knows how; return what ends the watch, and the keys."""
    import importlib.util
    import sys

    from ctxtrim.watch.screens import Terminal

    if not (isinstance(screen, Terminal) and sys.stdin.isatty() and importlib.util.find_spec("termios")):
        return "Ctrl-C ends"
    from ctxtrim.watch.keys import LEGEND, Keys

    parts.append(Keys(screen, unsafe))
    return LEGEND


def _screen(form: str) -> Screen:
    import sys

    from ctxtrim.cli.terminal import page
    from ctxtrim.watch.screens import JsonLines, Lines, Terminal

    if form == "jsonl":
        return JsonLines(page())
    if sys.stdout.isatty():
        return Terminal(page().blocks)
    return Lines(page())
