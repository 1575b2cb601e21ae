"""What a watch says, and when: no gap at its start, silence about nothing, trouble told and forgotten."""

from __future__ import annotations

import os
import pathlib
import threading
from collections.abc import Iterator

import pytest

from ctxtrim.builds import of_request as builds
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.watch import feed, state
from ctxtrim.watch.live import Session, Settings
from ctxtrim.watch.observed import Observed
from tests.watch.driving import WORKING, fresh, known, plant, settled, told
from tests.watch.in_use import in_use


@pytest.fixture(params=[False, True], ids=["events", "polling"])
def settings(request: pytest.FixtureRequest) -> Settings:
    return Settings(poll=request.param, pause=0.05)


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return plant(tmp_path / "context", WORKING)


def test_it_begins_with_ready(root: pathlib.Path, settings: Settings) -> None:
    with Session(Request(str(root)), settings) as session:
        moment = session.next(1)
        assert moment and moment.event == "ready"
        assert known(session) == fresh(session.request)


@pytest.mark.parametrize("victim", ["Dockerfile", ".dockerignore", "src/app.py", "ops/web.Dockerfile"])
def test_what_changes_while_it_begins_is_not_lost(
    root: pathlib.Path, settings: Settings, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed right after the builds were read for the first time."""
    plant(root, {"ops/web.Dockerfile": "FROM x\nCOPY src /s\n", ".dockerignore": "ops\n"})
    done: list[bool] = []

    def read(request: Request) -> builds.Builds:
        found = builds.builds_of(request)
        if not done:
            done.append(True)
            (root / victim).write_text("# changed\nFROM y\nCOPY docs /d\n" if "ocker" in victim else "y")
        return found

    if victim == ".dockerignore":
        plant(root, {"changed": "x"})
    monkeypatch.setattr(state, "builds_of", read)
    with Session(Request(str(root)), settings) as session:
        settled(session)
        assert done
        assert known(session) == fresh(session.request)


def test_what_changes_while_it_looks_is_not_lost(
    root: pathlib.Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(Request(str(root)), settings) as session:
        settled(session)
        real = state.audit_of

        def slow(*args: object) -> object:
            monkeypatch.setattr(state, "audit_of", real)
            plant(root, {"src/meanwhile.py": "x", "src/new/deep/y": "y"})
            return real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(state, "audit_of", slow)
        (root / "docs/readme.md").write_text("longer than before")
        told(session)
        settled(session)
        assert known(session) == fresh(session.request)


def test_nothing_is_said_of_nothing(root: pathlib.Path, settings: Settings) -> None:
    with Session(Request(str(root)), settings) as session:
        session.next(1)
        (root / "x.log").write_text("excluded")
        os.utime(root)
        assert [session.next(0.2) for _ in range(3)] == [None] * 3


def test_trouble_is_told_once_and_its_end_too(root: pathlib.Path, settings: Settings) -> None:
    with Session(Request(str(root)), settings) as session:
        (root / ".dockerignore").write_text("[z\n")
        assert "docker rejects '[z'" in told(session, "trouble").note
        (root / "src/app.py").write_text("more of it")
        assert [session.next(0.2) for _ in range(3)] == [None] * 3
        (root / ".dockerignore").write_text(WORKING[".dockerignore"])
        paths = [growth.path for growth in told(session).growths]
        assert sorted(paths) == [".dockerignore", "src/app.py"], "what changed meanwhile, and nothing else"
        assert known(session) == fresh(session.request)


def test_a_dockerfile_that_was_given_may_vanish_while_it_is_saved(
    root: pathlib.Path, settings: Settings
) -> None:
    request = Request(str(root), (str(root / "Dockerfile"),))
    with Session(request, settings) as session:
        (root / "Dockerfile").rename(root / "Dockerfile~")
        told(session, "trouble")
        (root / "Dockerfile~").rename(root / "Dockerfile")
        told(session)
        assert known(session) == fresh(request)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"request": {"builder": "nonesuch"}}, id="no such builder"),
        pytest.param({"request": {"files": ("absent",)}}, id="no such Dockerfile"),
        pytest.param({"rules": "[z\n"}, id="rules that docker rejects"),
    ],
)
def test_what_is_wrong_from_the_start_is_an_error_and_leaves_nothing(
    root: pathlib.Path, settings: Settings, wrong: dict[str, object]
) -> None:
    if "rules" in wrong:
        (root / ".dockerignore").write_text(str(wrong["rules"]))
    request = Request(str(root))._replace(**wrong.get("request", {}))  # type: ignore[arg-type]
    before = in_use(), threading.active_count(), _descriptors()
    with pytest.raises(CtxtrimError), Session(request, settings):
        pass
    assert (in_use(), threading.active_count(), _descriptors()) == before


def test_nothing_is_left_behind(root: pathlib.Path, settings: Settings) -> None:
    before = in_use(), threading.active_count(), _descriptors()
    for _ in range(3):
        with Session(Request(str(root)), settings) as session:
            settled(session)
    assert (in_use(), threading.active_count(), _descriptors()) == before


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def deaf(root: pathlib.Path) -> Iterator[Session]:
    with Session(Request(str(root))) as session:
        settled(session)
        yield session


def test_lost_events_make_it_look_at_everything(
    deaf: Session, root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel's queue has run over: what was in it is not known."""
    monkeypatch.setattr(deaf.source._book, "note", lambda *args: None)  # type: ignore[attr-defined]
    plant(root, {"src/unheard.py": "x", ".dockerignore": "docs\n"})
    assert deaf.next(0.3) is None
    deaf.source.on_queue_overflow()  # type: ignore[attr-defined]
    told(deaf)
    assert known(deaf) == fresh(deaf.request)


def test_a_thread_that_dies_is_replaced_by_looking(
    deaf: Session, root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda args: None)

    def fails(directory: str, name: str = "", is_gone: bool = False) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(deaf.source._book, "note", fails)  # type: ignore[attr-defined]
    (root / "src/app.py").write_text("seen later")
    assert "the thread that reads inotify has ended" in told(deaf, "note").note
    settled(deaf)
    assert known(deaf) == fresh(deaf.request)


def test_the_observer_of_other_systems_serves_as_well(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run here on what watchdog has for Linux; moves are told after half a second."""
    monkeypatch.setattr(feed, "open_source", lambda root, decides: (Observed(root, decides), ""))
    request, threads = Request(str(root)), threading.active_count()
    with Session(request) as session:
        assert isinstance(session.source, Observed)
        plant(root, {f"src/n{number}/x/f": "x" * number for number in range(40)})
        (root / "docs").rename(root / "src" / "docs")
        (root / ".dockerignore").write_text("src/lib\n")
        while known(session) != fresh(request):
            session.next(0.2)
    assert threading.active_count() == threads
