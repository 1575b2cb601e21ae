"""Settings of all tests: no wall limits, a fast sample, and one line for each group that did not run."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("unhurried")

SHARED_FOLDERS = ("/", os.path.expanduser("~"), tempfile.gettempdir())
"""No test may leave anything here; with CTXTRIM_LEFTOVERS=FILE each new name goes there with its test."""

MOST_ROWS = 8
"""Of a table of cases --fast runs no more, evenly spread: always the same ones."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="a sample: no real builders, nothing slow")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--fast"):
        os.environ["CTXTRIM_FAST"] = "1"  # tests.effort reads it


@pytest.fixture(autouse=True, scope="session")
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What `fix --undo` remembers is kept away from the user's own folder."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--fast"):
        return
    rows: dict[str, list[pytest.Item]] = {}
    for item in items:
        if not item.get_closest_marker("slow") and not item.get_closest_marker("engine"):
            rows.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = {item for table in rows.values() for item in table[:: -(-len(table) // MOST_ROWS)]}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what did not run, and how to get it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"not run: {count:,} ({reason})")
    if config.getoption("--fast"):
        terminalreporter.write_line(
            "not run: real builders, slow tests, long tables in full; ./test runs all"
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    """Measure coverage once: pytest-cov 7.1 starts a second measurement in each worker of pytest-xdist."""
    started = _stop_measuring()
    if started:
        started[0].start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage where cases repeat what plain tests cover: it makes them five times slower."""
    is_random = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
    stopped = _stop_measuring() if is_random or item.get_closest_marker("repeats") else []
    try:
        return (yield)
    finally:
        for coverage in reversed(stopped):
            coverage.start()


def _stop_measuring() -> list[Coverage]:
    """Stop all measurements of coverage, the last one first; start them in reverse."""
    stopped = []
    while current := Coverage.current():
        current.stop()
        stopped.append(current)
    return stopped


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    log = os.environ.get("CTXTRIM_LEFTOVERS")
    before = _names() if log else set()
    result = yield
    if log and (new := _names() - before):
        with open(log, "a", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{path}\t{item.nodeid}\n" for path in sorted(new))
    return result


def _names() -> set[str]:
    return {os.path.join(folder, name) for folder in SHARED_FOLDERS for name in os.listdir(folder)}
