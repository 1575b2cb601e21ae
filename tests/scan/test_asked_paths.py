"""What a build asks for is scanned as a walk that asks of every path whether it is wanted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.builds.sent_by_build import Given, asked_by, visits_of
from ctxtrim.context.selection import select
from ctxtrim.context.traverse import arriving
from ctxtrim.disk import Disk
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DIALECTS, Dialect, by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.scan import Ask, Scan
from ctxtrim.scan import list_paths as swift
from ctxtrim.scan.asked_paths import asked_paths_of
from ctxtrim.scan.reference import sum_up
from ctxtrim.scan.run import scan
from tests.scan.test_list_paths import listed
from tests.scan.test_scan import EXAMPLES, LINES, plant, trees

SOURCES = [
    "a",
    "b",
    "a/b",
    "a.py",
    "*.py",
    "a*",
    "*/a",
    "a/*.py",
    "b?",
    "build",
    "a/a/a",
    ".a",
    "*",
    "ab/*/b",
    "é",
]
SELECTING = [dialect for dialect in DIALECTS if not dialect.sends_in_part]


def counted(found: Scan) -> tuple[object, ...]:
    """What both say; a walk opens more directories than matter."""
    totals = sorted((folder.path, folder.total) for folder in found.folders if folder.total.files)
    kinds = dict(sorted(found.kinds.items()))
    return (*found._replace(folders=(), entered=0, found=(), kinds=kinds), totals)


def both(context: Path, ignore: bytes, dialect: Dialect, sources: tuple[str, ...]) -> Scan | None:
    """The scan on the way to the sources, held against a walk; None where there is no way, or no rules."""
    asked = Given(Ruleset.read(ignore, dialect), sources)
    with Disk(str(context)) as disk:
        asked_here = asked_by(asked, disk.children)
        if asked_here is None:
            return None
        try:
            visits = list(visits_of(asked, disk.children))
        except CtxtrimError:
            with pytest.raises(CtxtrimError, match="rejects"):
                scan(str(context), asked.ruleset, Ask(), asked_here)
            return None
    found = scan(str(context), asked.ruleset, Ask(), asked_here)
    assert counted(found) == counted(sum_up(visits, asked.ruleset, Ask()))
    names = listed(context, asked.ruleset, asked_here)
    arrived = [a.entry.path for a in arriving(visits, asked.ruleset) if a.kind != "dir"]
    assert names == arrived
    return found


@settings(max_examples=EXAMPLES)
@given(
    tree=trees(),
    ignore=st.lists(LINES, max_size=5).map("\n".join),
    sources=st.lists(st.sampled_from(SOURCES), min_size=1, max_size=4, unique=True),
)
def test_any_sources_of_any_tree(
    tree: dict[str, int | str], ignore: str, sources: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    context = plant(tmp_path_factory.mktemp("tree"), tree)
    for dialect in SELECTING:
        try:
            both(context, os.fsencode(ignore), dialect, tuple(sorted(sources)))
        except CtxtrimError as error:
            assert "rejects" in str(error)


@pytest.mark.parametrize(
    ("sources", "files"),
    [
        (("src",), 3),
        (("src/app", "src/app/main.py"), 2),
        (("*.json", "src/app"), 4),
        (("*/app",), 3),
        (("src*", "src/app"), 3),
        (("nowhere", "src/nowhere"), 0),
        (("package.json/x",), 0),
        (("lib/app/*.py",), 1),
    ],
)
@pytest.mark.parametrize("held", [1 << 17, 2], ids=["at once", "in parts"])
def test_what_is_asked_for_counts(
    tmp_path: Path, sources: tuple[str, ...], files: int, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swift, "_MANY", held)
    names = "src/app/main.py src/app/b.py src/x package.json a.json lib/app/a.py lib/b.py main.py".split()
    context = plant(tmp_path, dict.fromkeys(names, 10))
    found = both(context, b"", by_name("buildkit"), sources)
    assert found and found.eligible == (files, 10 * files)


@pytest.mark.parametrize("source", ["**/x", "a**", "[ab]", "a\\*b", "!a", "a{1}*", "\udcff"])
def test_where_only_a_walk_tells_there_is_no_way(tmp_path: Path, source: str) -> None:
    with Disk(str(tmp_path)) as disk:
        selection = select((source,), disk.children)
    assert selection and asked_paths_of(selection) is None


def test_many_files_spend_as_many_ids_as_buildkit_counts(tmp_path: Path) -> None:
    """Numbers grow with what is asked for, not with what lies beside it."""
    plant(tmp_path, {f"{top}/d{n % 7}/{n}": n % 3 for top in ("src", "beside") for n in range(300)})
    assert both(tmp_path, b"src/d3\n", by_name("buildkit"), ("src",))
