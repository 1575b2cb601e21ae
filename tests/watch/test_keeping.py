"""--write: the block follows what lies there, calmly, and never over anybody's edit."""

from __future__ import annotations

import os
import pathlib
import time

import pytest

from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.model.context import Request
from ctxtrim.model.watch_event import Moment
from ctxtrim.proposal.managed_block import split
from ctxtrim.render.spans import Page
from ctxtrim.watch import keeping
from ctxtrim.watch.keeping import Keeper
from ctxtrim.watch.live import Session, Settings
from ctxtrim.watch.screens import Lines
from tests.watch.driving import fresh, git, known, plant, settled

_FILES = {
    "Dockerfile": "FROM python:3.12\nCOPY . /app\nRUN pip install -r requirements.txt\n",
    ".dockerignore": "# mine\n.git\n",
    "requirements.txt": "flask\n",
    "app.py": "print()\n",
    "docs/guide.md": "guide " * 20_000,
}


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    root = plant(tmp_path / "context", _FILES)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    _age(root / ".dockerignore")
    return root


def _age(file: pathlib.Path, seconds: float = 60) -> None:
    """As if it had been saved a minute ago."""
    then = time.time() - seconds
    os.utime(file, (then, then))


def _cache(root: pathlib.Path) -> None:
    plant(root, {"__pycache__/app.cpython-312.pyc": "x" * 100_000})


class Bench:
    """A session with a keeper; `until` is the loop up to an event, `run` so many turns of it.

    What must not happen is looked for in some turns; what must happen is waited for as long as it takes.
    """

    def __init__(self, session: Session, unsafe: bool = False) -> None:
        self.session, self.keeper = session, Keeper(session.request, unsafe)
        self.screen = Lines(Page())

    def run(self, turns: int) -> list[Moment]:
        return [moment for _ in range(turns) for moment in self._turn()]

    def until(self, event: str) -> Moment:
        while True:
            for moment in self._turn():
                if moment.event == event:
                    return moment

    def _turn(self) -> list[Moment]:
        moments = (self.session.next(0.1), self.keeper.act(self.session, self.screen))
        return [moment for moment in moments if moment]


def _rules(root: pathlib.Path) -> tuple[str, ...]:
    return split(IgnoreFile.parse((root / ".dockerignore").read_bytes(), "")).rules


def test_nothing_to_write_writes_nothing(root: pathlib.Path) -> None:
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session)
        bench.until("ready")
        assert bench.run(20) == []
    assert (root / ".dockerignore").read_text() == _FILES[".dockerignore"]


def test_a_cache_that_appears_is_kept_out_once_and_told(root: pathlib.Path) -> None:
    request = Request(str(root))
    with Session(request, Settings(with_git=True)) as session:
        bench = Bench(session)
        bench.until("ready")
        _cache(root)
        told = bench.until("written")
        text = (root / ".dockerignore").read_text()
        assert "**/__pycache__" in _rules(root)
        assert text.startswith("# mine\n.git\n")
        assert told.note.startswith(".dockerignore written: +**/__pycache__")
        bench.until("changed")
        assert {moment.event for moment in bench.run(20)} <= {"changed"}
        assert (root / ".dockerignore").read_text() == text
        assert known(session) == fresh(request)


@pytest.mark.parametrize("unsafe", [False, True])
def test_unsafe_rules_only_on_request(root: pathlib.Path, unsafe: bool) -> None:
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session, unsafe)
        if unsafe:
            bench.until("written")
        else:
            bench.run(30)
    assert any("docs" in rule for rule in _rules(root)) == unsafe


def test_a_file_that_was_just_saved_is_left_alone_then_merged(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "JUST_SAVED", 3600.0)
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session)
        bench.until("ready")
        _cache(root)
        saved = "# mine\n.git\n*.tmp\n"
        (root / ".dockerignore").write_text(saved)
        assert not any(moment.event == "written" for moment in bench.run(25))
        assert (root / ".dockerignore").read_text() == saved
        _age(root / ".dockerignore", 2 * 3600)
        bench.until("written")
        assert (root / ".dockerignore").read_text().startswith(saved)
        assert "**/__pycache__" in _rules(root)


def test_two_who_write_against_each_other_do_not_go_round(root: pathlib.Path) -> None:
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session)
        bench.until("ready")
        _cache(root)
        bench.until("written")
        (root / ".dockerignore").write_text(_FILES[".dockerignore"])
        _age(root / ".dockerignore")
        assert "somebody else writes it too" in bench.until("trouble").note
        assert (root / ".dockerignore").read_text() == _FILES[".dockerignore"]


def test_what_a_build_names_is_never_kept_out(root: pathlib.Path) -> None:
    (root / "Dockerfile").write_text("FROM x\nCOPY __pycache__ /cache\nCOPY . .\n")
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session)
        _cache(root)
        bench.run(30)
    assert "**/__pycache__" not in _rules(root)


def test_a_broken_ignore_file_is_told_once_and_not_touched(root: pathlib.Path) -> None:
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        bench = Bench(session)
        bench.until("ready")
        (root / ".dockerignore").write_text("[z\n")
        _age(root / ".dockerignore")
        bench.until("trouble")
        assert {moment.event for moment in bench.run(30)} <= {"trouble"}
        assert (root / ".dockerignore").read_text() == "[z\n"
        settled_text = "# mine\n"
        (root / ".dockerignore").write_text(settled_text)
        assert any(moment.event == "changed" for moment in settled(session))
