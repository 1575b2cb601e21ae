"""Events: exactly the directories that are asked for, one thread, and no silent death."""

from __future__ import annotations

import os
import pathlib
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ctxtrim.watch import events
from ctxtrim.watch.events import Polling, Source
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.inotify import Inotify
from ctxtrim.watch.notebook import Notebook
from ctxtrim.watch.observed import Observed
from tests.watch.driving import plant
from tests.watch.in_use import in_use


def _never(directory: str, name: str) -> bool:
    return False


def _gathered(source: Source, until: Callable[[Hints], bool]) -> Hints:
    """All hints up to the first that will do."""
    found = Hints()
    while not until(found):
        source.wait(0.1)
        new = source.take()
        found = Hints(
            found.directories | new.directories,
            found.gone | new.gone,
            found.everything or new.everything,
            found.decides or new.decides,
        )
    return found


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return plant(tmp_path / "context", {"a/b/c.txt": "c", "a/d.txt": "d", "e.txt": "e"})


@pytest.fixture
def inotify(root: pathlib.Path) -> Iterator[Inotify]:
    source = Inotify(str(root), _never)
    source.add(str(root))
    yield source
    source.close()


@pytest.mark.parametrize(
    ("act", "directory", "gone"),
    [
        pytest.param(lambda r: (r / "e.txt").write_text("x"), "", [], id="a file written"),
        pytest.param(lambda r: (r / "n.txt").write_text(""), "", [], id="a file made"),
        pytest.param(lambda r: (r / "e.txt").unlink(), "", [], id="a file removed"),
        pytest.param(lambda r: (r / "e.txt").rename(r / "f.txt"), "", [], id="a file renamed"),
        pytest.param(lambda r: (r / "e.txt").chmod(0o600), "", [], id="a mode"),
        pytest.param(lambda r: os.utime(r / "e.txt", (1, 1)), "", [], id="a time"),
        pytest.param(lambda r: (r / "l").symlink_to("e.txt"), "", [], id="a link made"),
        pytest.param(lambda r: (r / "n").mkdir(), "", ["n"], id="a directory made"),
        pytest.param(lambda r: (r / "a").rename(r / "z"), "", ["a", "z"], id="a directory renamed"),
        pytest.param(lambda r: (r / "a").rename(r.parent / "z"), "", ["a"], id="a directory moved out"),
    ],
)
def test_what_happens_in_a_watched_directory_is_noted(
    inotify: Inotify,
    root: pathlib.Path,
    act: Callable[[pathlib.Path], object],
    directory: str,
    gone: list[str],
) -> None:
    act(root)
    hints = _gathered(inotify, lambda hints: directory in hints.directories and hints.gone >= set(gone))
    assert hints == Hints(frozenset([directory]), frozenset(gone))


def test_what_happens_elsewhere_is_not(inotify: Inotify, root: pathlib.Path) -> None:
    (root / "a" / "d.txt").write_text("not watched")
    assert not inotify.wait(0.3)


def test_a_dropped_directory_is_silent(inotify: Inotify, root: pathlib.Path) -> None:
    inotify.add(str(root / "a"))
    inotify.drop(str(root / "a"))
    (root / "a" / "d.txt").write_text("x")
    assert not inotify.wait(0.3)


def test_a_directory_that_has_moved_keeps_its_watch_when_the_old_name_is_dropped(
    inotify: Inotify, root: pathlib.Path
) -> None:
    inotify.add(str(root / "a"))
    (root / "a").rename(root / "z")
    inotify.add(str(root / "z"))
    inotify.drop(str(root / "a"))
    _gathered(inotify, lambda hints: "a" in hints.gone)
    (root / "z" / "d.txt").write_text("x")
    assert "z" in _gathered(inotify, lambda hints: "z" in hints.directories).directories


def test_a_name_that_decides_is_told_of(root: pathlib.Path) -> None:
    source = Inotify(str(root), lambda directory, name: name == "Dockerfile")
    source.add(str(root))
    (root / "Dockerfile").write_text("FROM x\n")
    assert _gathered(source, lambda hints: hints.decides).decides
    source.close()


def test_of_a_folder_outside_only_what_decides_is_told(root: pathlib.Path) -> None:
    outside = root.parent / "docker"
    outside.mkdir()
    source = Inotify(str(root), lambda directory, name: name == "web.Dockerfile")
    source.add(str(outside))
    (outside / "notes.txt").write_text("x")
    assert not source.wait(0.3)
    (outside / "web.Dockerfile").write_text("FROM x\n")
    assert _gathered(source, bool) == Hints(decides=True)
    source.close()


def test_a_thousand_directories_take_one_thread(root: pathlib.Path) -> None:
    before, held = threading.active_count(), in_use()
    source = Inotify(str(root), _never)
    for number in range(1000):
        place = root / f"n{number}"
        place.mkdir()
        source.add(str(place))
    assert in_use() - held == 1000
    assert threading.active_count() - before == 1
    source.close()
    assert threading.active_count() == before
    assert in_use() == held


def test_events_that_were_lost_make_everything_doubtful_and_all_is_watched_again(
    root: pathlib.Path,
) -> None:
    source = Inotify(str(root), _never)
    source.add(str(root))
    source.on_queue_overflow()
    assert source.take().everything
    (root / "e.txt").write_text("x")
    assert _gathered(source, bool).directories == {""}
    source.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_told_of(root: pathlib.Path) -> None:
    def fails(directory: str, name: str) -> bool:
        raise ZeroDivisionError

    source = Inotify(str(root), fails)
    source.add(str(root))
    (root / "e.txt").write_text("x")
    assert source.wait(3000)
    while not source.failure:
        time.sleep(0.01)
    assert source.failure == "the thread that reads inotify has ended"
    source.close()


@pytest.mark.parametrize("name", ["caf\udce9", "a\nb", "[x]", " "])
def test_any_name_comes_back_as_it_is(inotify: Inotify, root: pathlib.Path, name: str) -> None:
    os.mkdir(os.path.join(root, name))
    assert _gathered(inotify, lambda hints: bool(hints.gone)).gone == {name}


def test_the_observer_of_other_systems_notes_the_same(root: pathlib.Path) -> None:
    source = Observed(str(root), _never)
    (root / "a" / "b" / "c.txt").write_text("longer")
    assert "a/b" in _gathered(source, lambda hints: "a/b" in hints.directories).directories
    (root / "a").rename(root / "z")
    assert _gathered(source, lambda hints: hints.gone >= {"a", "z"}).directories >= {""}
    source.close()


def test_polling_waits_for_its_time_and_doubts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(events, "monotonic", lambda: now)
    source = Polling(5)
    assert not source.wait(0)
    now += 4.9
    assert not source.wait(0)
    now += 0.1
    assert source.wait(3000)
    assert source.take() == Hints(everything=True)
    assert not source.wait(0)


def test_a_notebook_forgets_what_was_taken() -> None:
    book = Notebook("/c", _never)
    book.note("/c/a", "x")
    assert book.take() == Hints(frozenset(["a"]))
    assert not book.take()
    assert not book.wait(0)


@pytest.mark.parametrize("directory", ["/cc", "/", "/c2/a", ""])
def test_a_notebook_passes_by_what_lies_outside(directory: str) -> None:
    book = Notebook("/c", _never)
    book.note(directory, "x", is_gone=True)
    assert not book.take()
