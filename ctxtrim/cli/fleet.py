"""`ctxtrim fleet`: many repositories at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from time import monotonic

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import color_option, format_option
from ctxtrim.model.finding import SEVERITIES
from ctxtrim.model.fleet import FleetRow


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=complete.paths)
@click.option("--jobs", type=click.IntRange(1), help="Repositories at once. Default: one a processor.")
@click.option(
    "--dask", default="", metavar="ADDRESS", help="Run on a dask.distributed cluster, as tcp://HOST:8786."
)
@click.option("--state", default="", metavar="FILE", help="Keep rows in FILE; an interrupted run goes on.")
@click.option(
    "--time-limit",
    default=300.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Seconds.",
)
@click.option(
    "--memory-limit",
    default=0,
    type=click.IntRange(0),
    metavar="MB",
    help="Memory a context (Linux); 0: no limit.",
)
@click.option(
    "--sort",
    type=click.Choice(("saves", "sent", "findings", "path")),
    default="saves",
    show_default=True,
    help="Order of text and html.",
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Status 1 with a finding of this severity.")
@color_option
@format_option("text", "jsonl", "html")
def command(
    paths: Sequence[str],
    jobs: int | None,
    dask: str,
    state: str,
    time_limit: float,
    memory_limit: int,
    sort: str,
    fail_on: str | None,
    form: str,
) -> int:
    """Audit many repositories: what each sends, what a fix saves, findings by rule.

    PATH is a repository, a folder below which repositories are looked for, or a text file with one path a
    line. A repository that fails or hangs is a row. jsonl prints rows as they are done.
    """
    from ctxtrim.fleet.audit_one import Limits
    from ctxtrim.fleet.repositories import repositories
    from ctxtrim.fleet.run import dask_pool, fleet_json, local_pool, run

    found = list(repositories(paths))
    with dask_pool(dask) if dask else local_pool(jobs or 0) as pool:
        rows = _told(run(found, pool, Limits(time_limit, memory_limit), state), len(found))
        if form == "jsonl":
            kept = []
            for row in rows:
                click.echo(fleet_json(row), nl=False)
                kept.append(row.worst)
            return _status(kept, fail_on)
        done = list(rows)
    _print(done, sort, form)
    return _status([row.worst for row in done], fail_on)


def _print(rows: Sequence[FleetRow], sort: str, form: str) -> None:
    from ctxtrim.render.fleet import fleet_html, fleet_text, in_order

    if form == "html":
        click.echo(fleet_html(in_order(rows, sort)), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show

        show(fleet_text(in_order(rows, sort), page()))


def _status(severities: Iterable[str], fail_on: str | None) -> int:
    if not fail_on:
        return 0
    limit = SEVERITIES.index(fail_on)
    return int(any(severity and SEVERITIES.index(severity) <= limit for severity in severities))


def _told(rows: Iterator[FleetRow], total: int) -> Iterator[FleetRow]:
    """Hand rows on, and say on a terminal how many are done, how fast, and how long the rest takes."""
    if not sys.stderr.isatty():
        yield from rows
        return
    began = monotonic()
    for number, row in enumerate(rows, 1):
        rate = number / max(monotonic() - began, 0.001)
        left = (total - number) / rate
        click.echo(
            f"\r{number:,} of {total:,}, {rate:.1f} a second, {left:.0f} s left\x1b[K", nl=False, err=True
        )
        yield row
    click.echo("\r\x1b[K", nl=False, err=True)
