"""What a new file takes from a build, for every builder."""

from __future__ import annotations

import pytest

from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.proposal.verify_on_all_builders import BuilderCheck, judged, unreadable, verified_dialects
from tests.proposal.contexts import World

WORLD = World({"a/b/c.py": 5, "a/keep.md": 5, "docs/x.md": 5, "nm/keep": 5, "nm/other": 5, "empty": 0})
EVERY = {dialect.name for dialect in verified_dialects()}


def lost(old: bytes, new: bytes, *paths: str) -> dict[str, set[str]]:
    """Path -> the builders that lose it."""
    found: dict[str, set[str]] = {}
    for loss in BuilderCheck((old,), WORLD.entries, paths).losses(new):
        found.setdefault(f"{loss.path} {loss.by}", set()).add(loss.dialect.name)
    return found


@pytest.mark.parametrize(
    ("old", "new", "paths", "expected"),
    [
        (b"", b"", ["a"], {}),
        (b"", b"a\n", ["a/b/c.py"], {"a/b/c.py a": EVERY}),
        (b"", b"a\n", ["docs/x.md"], {}),
        (b"a\n", b"a\nb\n", ["a/b/c.py"], {}),
        (b"", b"target\n", ["target/x.jar"], {"target/x.jar target": EVERY}),
        (b"", b"**/*.md\n!docs\n", ["docs/x.md"], {"docs/x.md **/*.md": {"buildkit", "classic"}}),
        (b"", b"*\n!a\n!a/**\n", ["a/b/c.py"], {}),
        (b"", b"*\n!**/*.md\n", ["docs/x.md"], {"docs/x.md *": EVERY - {"buildkit"}}),
        (b"a\n!a\n!a/**\n", b"a\n", ["a/keep.md"], {"a/keep.md a": EVERY}),
        (b"[\n", b"[\na\n", ["a/keep.md"], {}),
    ],
    ids=lambda value: repr(value) if isinstance(value, bytes) else "",
)
def test_what_is_lost(old: bytes, new: bytes, paths: list[str], expected: dict[str, set[str]]) -> None:
    assert lost(old, new, *paths) == expected


def test_a_file_that_arrives_empty_only_now_is_lost_to_buildkit() -> None:
    found = BuilderCheck((b"nm\n!nm/keep\n",), WORLD.entries, []).losses(b"nm\n!nm/keep\nnm\n")
    assert [(loss.path, loss.dialect.name, loss.by, loss.what) for loss in found] == [
        ("nm/keep", "buildkit", "nm", "send an empty")
    ]
    assert BuilderCheck((b"nm\n!nm/keep\nnm\n",), WORLD.entries, []).losses(b"nm\n!nm/keep\nnm\nx\n") == []


def test_what_any_form_of_the_old_file_kept_must_stay() -> None:
    check = BuilderCheck((b"a\n", b""), WORLD.entries, ["a/keep.md"])
    assert {loss.path for loss in check.losses(b"a\n")} == {"a/keep.md"}


def test_watched_paths_count_as_needed_ones_do() -> None:
    assert {loss.path for loss in BuilderCheck((b"",), WORLD.entries, []).losses(b"a\n", ["a/keep.md"])} == {
        "a/keep.md"
    }


def test_a_file_that_only_one_builder_rejects_is_a_loss_to_it() -> None:
    found = BuilderCheck((b"",), WORLD.entries, ["a/keep.md"]).losses(b"*\n!c++/x\n!a\n!a/**\n")
    assert {(loss.dialect.name, loss.what) for loss in found} >= {("buildah", "reject")}
    assert "would reject the file" in found[0].said() or "would lose" in found[0].said()


def test_a_loss_is_found_again_in_the_files_that_have_it() -> None:
    check = BuilderCheck((b"",), WORLD.entries, ["a/keep.md"])
    loss = check.losses(b"docs\na\n")[0]
    assert check.has(loss, b"a\n") and not check.has(loss, b"docs\n")
    rejected = next(x for x in check.losses(b"a\n!c++/x\n") if x.what == "reject")
    assert check.has(rejected, b"a\n!c++/x\n") and not check.has(rejected, b"a\n")


def test_lines_that_a_builder_rejects_only_when_it_tries_them_are_told() -> None:
    held = list(unreadable(b"a\n!f\\oo\n", ".dockerignore"))
    assert [(h.pattern, h.why.split(":")[1]) for h in held] == [("!f\\oo", "2")]
    assert list(unreadable(b"a\n[\n", "x")) == [] == list(unreadable(b"a\n!b*\n", "x"))


def test_paths_are_judged_as_a_walk_would() -> None:
    rules = Ruleset.read(b"a\n!a/b/c.py\ndeep\n", DEFAULT)
    deep = "/".join(["deep"] * 3000)
    verdicts = {path: verdict.eligible for path, verdict in judged([*WORLD.entries, deep], rules)}
    assert verdicts == {path: rules.judge_path(path).eligible for path in (*WORLD.entries, deep)}
    assert verdicts["a/b/c.py"] and not verdicts["a/keep.md"] and not verdicts[deep]
