"""The state of a watch: told where something happened, it knows what a fresh audit finds."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator

import pytest

from ctxtrim.commands.audit import audit
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from ctxtrim.render.json import audit_object
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.listings import Listings
from ctxtrim.watch.state import State
from tests.watch.driving import WORKING, plant


class Lab:
    """A context, a state of it, and the directories that are held and were listed."""

    def __init__(self, root: pathlib.Path, builder: str = "buildkit") -> None:
        self.root, self.request = root, Request(str(root), builder=builder)
        self.listed: list[str] = []
        self.listings = Listings(str(root), self.listed.append, lambda directory: None)
        self.state = State(self.request, self.listings)
        self.state.audit()
        self.listed.clear()

    def follow(self, *directories: str, gone: tuple[str, ...] = (), decides: bool = False) -> None:
        self.state.follow(Hints(frozenset(directories), frozenset(gone), decides=decides))

    def is_right(self) -> bool:
        return audit_object(self.state.audit()) == audit_object(audit(self.request, Ask(top=50)))


@pytest.fixture
def lab(tmp_path: pathlib.Path) -> Iterator[Lab]:
    lab = Lab(plant(tmp_path / "context", WORKING))
    yield lab
    lab.listings.close()


def test_nothing_happened(lab: Lab) -> None:
    assert lab.is_right()
    assert lab.listed == []


def test_excluded_directories_are_never_listed(lab: Lab) -> None:
    assert not any("node_modules" in directory for directory in lab.listings.held())


def test_only_the_directory_that_is_told_of_is_listed_again(lab: Lab) -> None:
    (lab.root / "src/app.py").write_text("longer than before")
    (lab.root / "docs/readme.md").write_text("not told of")
    lab.follow("src")
    sizes = {path: lab.state.size(path) for path in ("src/app.py", "docs/readme.md")}
    assert sizes == {"src/app.py": 18, "docs/readme.md": 4}
    lab.follow("docs")
    assert lab.is_right()
    assert lab.listed == []


def test_changed_rules_are_applied_without_listing_anything_again(lab: Lab) -> None:
    (lab.root / ".dockerignore").write_text("docs\n**/node_modules\n")
    lab.follow("", decides=True)
    assert lab.is_right()
    assert lab.listed == []


def test_a_directory_that_rules_let_in_is_listed_then(lab: Lab) -> None:
    (lab.root / ".dockerignore").write_text("")
    lab.follow("", decides=True)
    assert lab.is_right()
    assert lab.listed == ["node_modules", "node_modules/left"]


def test_a_directory_that_rules_keep_out_is_held_no_longer(lab: Lab) -> None:
    (lab.root / ".dockerignore").write_text("src\n")
    lab.follow("", decides=True)
    assert lab.is_right()
    assert "src/lib" not in lab.listings.held()


def test_a_changed_dockerfile_asks_for_other_files(lab: Lab) -> None:
    (lab.root / "Dockerfile").write_text("FROM scratch\nCOPY src/lib /l\n")
    lab.follow("", decides=True)
    assert lab.is_right()


def test_a_directory_told_of_twice_stays(lab: Lab) -> None:
    """An event may come when the listings are right already: the second time nothing differs."""
    plant(lab.root, {"src/new/file": "x"})
    lab.follow("src", gone=("src/new",))
    assert lab.is_right()
    lab.follow(gone=("src/new",))
    assert lab.is_right()


def test_another_directory_of_the_same_name(lab: Lab) -> None:
    (lab.root / "src").rename(lab.root.parent / "away")
    plant(lab.root, {"src/lib/other.py": "x" * 10})
    lab.follow("", gone=("src",))
    assert lab.is_right()


def test_a_link_on_the_way_of_a_source_is_turned(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "context", {"Dockerfile": "FROM x\nCOPY current /c\n", "a/1": "1", "b/2": "22"})
    (root / "current").symlink_to("a")
    lab = Lab(root)
    (root / "current").unlink()
    (root / "current").symlink_to("b")
    lab.follow("")
    assert lab.is_right()
    lab.listings.close()


def test_a_source_that_was_missing_appears(tmp_path: pathlib.Path) -> None:
    lab = Lab(plant(tmp_path / "context", {"Dockerfile": "FROM x\nCOPY dist/js /d\n"}))
    assert lab.state.audit().targets[0].missing
    plant(lab.root, {"dist/js/app.js": "x"})
    lab.follow("", gone=("dist",))
    assert not lab.state.audit().targets[0].missing
    assert lab.is_right()
    lab.listings.close()


@pytest.mark.parametrize(
    "builder", ["buildkit", "classic", "buildah", "kaniko", "buildkit-20.10", "classic-20.10"]
)
def test_ids_links_and_special_files_are_counted_to_the_byte(tmp_path: pathlib.Path, builder: str) -> None:
    files = {f"d{n % 7}/f{n}": "x" * (n * 997 % 40_000) for n in range(300)}
    root = plant(tmp_path / "context", {**files, "Dockerfile": "FROM x\nCOPY . .\nCOPY d1 /d\n"})
    os.mkfifo(root / "d2/pipe")
    os.link(root / "d5/f5", root / "d1/again")
    os.link(root / "d5/f5", root / "d6/again")
    (root / "é.txt").write_text("é")
    lab = Lab(root, builder)
    assert lab.is_right()
    (root / "d0/f0").write_text("y" * 70_000)
    os.unlink(root / "d1/again")
    lab.follow("d0", "d1")
    assert lab.is_right()
    lab.listings.close()


def test_the_names_of_an_emptied_file_are_all_told(tmp_path: pathlib.Path) -> None:
    files = {
        "Dockerfile": "FROM x\nCOPY . .\n",
        ".dockerignore": "nm\n!nm/a\n!nm/b\nnm\n",
        "nm/a": "a",
        "c": "c",
    }
    root = plant(tmp_path / "context", files)
    os.link(root / "c", root / "nm/b")
    os.link(root / "nm/a", root / "z")
    lab = Lab(root)
    assert lab.state.audit().scan.emptied == ("nm/a", "z")
    assert lab.is_right()
    os.unlink(root / "c")
    lab.follow("")
    assert lab.state.audit().scan.emptied == ("nm/a", "nm/b", "z")
    assert lab.is_right()
    lab.listings.close()


def test_rules_that_are_rejected_are_told_and_forgotten_when_they_are_mended(lab: Lab) -> None:
    (lab.root / ".dockerignore").write_text("[z\n")
    with pytest.raises(CtxtrimError, match="syntax error"):
        lab.follow("", decides=True)
    plant(lab.root, {"src/meanwhile.py": "x"})
    with pytest.raises(CtxtrimError):
        lab.follow("src")
    (lab.root / ".dockerignore").write_text("docs\n")
    lab.follow("", decides=True)
    assert lab.is_right()


def test_a_pattern_that_fails_only_when_it_is_tried(lab: Lab) -> None:
    (lab.root / ".dockerignore").write_text("src/lib/x[z-a]\n")
    with pytest.raises(CtxtrimError):
        lab.follow("", decides=True)
        lab.state.audit()
    (lab.root / ".dockerignore").write_text("")
    lab.follow("", decides=True)
    assert lab.is_right()


def test_a_file_that_decides_nothing_does_not_make_the_builds_be_read_again(lab: Lab) -> None:
    (lab.root / "src/app.py").write_text("print('longer')")
    assert not lab.state.follow(Hints(frozenset(["src"]))).judged
    (lab.root / "compose.yaml").write_text("services: {}\n")
    assert lab.state.follow(Hints(frozenset([""]))).judged
