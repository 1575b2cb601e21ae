"""What a directory holds, remembered: only what is asked for is listed, only what changed is told."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator

import pytest

from ctxtrim.watch.listings import Listings
from tests.watch.driving import plant


class Remembered(Listings):
    """Listings that tell what was announced and dismissed."""

    def __init__(self, context: pathlib.Path) -> None:
        self.announced: list[str] = []
        self.dismissed: list[str] = []
        super().__init__(str(context), self.announced.append, self.dismissed.append)


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return plant(tmp_path / "context", {"a/b/c.txt": "c", "a/d.txt": "d", "e.txt": "e"})


@pytest.fixture
def listings(root: pathlib.Path) -> Iterator[Remembered]:
    listings = Remembered(root)
    yield listings
    listings.close()


def test_nothing_is_listed_before_it_is_asked_for(listings: Remembered) -> None:
    assert [entry.path for entry in listings.children("")] == ["a", "e.txt"]
    assert listings.announced == [""]


def test_a_directory_is_announced_before_it_is_listed(root: pathlib.Path) -> None:
    """So that what happens between the two is in the listing."""
    seen: list[str] = []

    def announce(directory: str) -> None:
        seen.append(directory)
        if directory == "a":
            (root / "a" / "late.txt").write_text("")

    listings = Listings(str(root), announce, seen.append)
    assert [entry.path for entry in listings.children("a")] == ["a/b", "a/d.txt", "a/late.txt"]
    assert seen == ["", "a"]
    listings.close()


@pytest.mark.parametrize("path", ["e.txt", "absent", "absent/below", "e.txt/below", "a/absent"])
def test_what_is_no_directory_has_no_children_and_is_not_held(listings: Remembered, path: str) -> None:
    assert listings.children(path) == []
    assert not listings.holds(path)


def test_a_directory_that_appears_later_is_listed_then(listings: Remembered, root: pathlib.Path) -> None:
    assert listings.children("dist/js") == []
    plant(root, {"dist/js/x.js": "x"})
    listings.relist("")
    assert [entry.path for entry in listings.children("dist/js")] == ["dist/js/x.js"]


def test_an_unchanged_directory_says_so(listings: Remembered) -> None:
    listings.children("a")
    assert listings.relist("a") is None


@pytest.mark.parametrize(
    ("act", "told"),
    [
        pytest.param("write", [("a/d.txt", "file", "file")], id="written"),
        pytest.param("make", [("a/new", None, "dir")], id="a new directory, not what is below"),
        pytest.param("remove", [("a/d.txt", "file", None)], id="removed"),
        pytest.param("replace", [("a/d.txt", "file", "dir")], id="a file is a directory now"),
        pytest.param("mode", [("a/b", "dir", "dir")], id="the mode of a directory"),
        pytest.param("inside", [], id="something deeper: only a directory's time"),
    ],
)
def test_what_has_changed_is_told(
    listings: Remembered, root: pathlib.Path, act: str, told: list[tuple[str, str | None, str | None]]
) -> None:
    listings.children("a")
    {
        "write": lambda: (root / "a/d.txt").write_text("longer"),
        "make": lambda: plant(root, {"a/new/x/y": ""}),
        "remove": lambda: (root / "a/d.txt").unlink(),
        "replace": lambda: ((root / "a/d.txt").unlink(), (root / "a/d.txt").mkdir()),
        "mode": lambda: (root / "a/b").chmod(0o700),
        "inside": lambda: plant(root, {"a/b/new": ""}),
    }[act]()
    changes = listings.relist("a")
    assert changes is not None
    assert [(c.path, c.old and c.old.kind, c.new and c.new.kind) for c in changes] == told


def test_a_directory_that_is_gone_is_forgotten_with_all_below(
    listings: Remembered, root: pathlib.Path
) -> None:
    listings.children("a/b")
    (root / "a").rename(root / "z")
    listings.relist("")
    assert listings.held() == [""]
    assert sorted(listings.dismissed) == ["a", "a/b"]


def test_what_nobody_wants_is_let_go_but_never_what_is_above_it(listings: Remembered) -> None:
    listings.children("a/b")
    listings.keep_only(["a/b"])
    assert sorted(listings.held()) == ["", "a", "a/b"]
    listings.keep_only([])
    assert listings.held() == [""]
    assert sorted(listings.dismissed) == ["a", "a/b"]


def test_the_time_of_a_directory_follows_what_happens_in_it(listings: Remembered, root: pathlib.Path) -> None:
    listings.children("a/b")
    os.utime(root / "a/b", (5, 5))
    listings.relist("a/b")
    entry = listings.entry("a/b")
    assert entry and entry.mtime_ns == 5_000_000_000


def test_directories_with_hard_links_are_known(listings: Remembered, root: pathlib.Path) -> None:
    os.link(root / "e.txt", root / "a" / "second")
    listings.children("a/b")
    assert listings.linked() == {"", "a"}
    (root / "a" / "second").unlink()
    listings.relist("a")
    listings.relist("")
    assert listings.linked() == set()


def test_a_new_name_of_a_known_file_makes_everything_doubtful(
    listings: Remembered, root: pathlib.Path
) -> None:
    listings.children("a")
    listings.has_new_link = False
    listings.relist("a")
    assert not listings.has_new_link
    os.link(root / "e.txt", root / "a" / "second")
    listings.relist("a")
    assert listings.has_new_link


def test_a_root_that_was_replaced_is_noticed(listings: Remembered, root: pathlib.Path) -> None:
    assert listings.is_current()
    root.rename(root.parent / "old")
    assert not listings.is_current()
    root.mkdir()
    assert not listings.is_current()
