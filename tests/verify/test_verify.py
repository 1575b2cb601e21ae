"""What is built to verify, what it is called where it lands, and what counts as a difference."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ctxtrim.context.traverse import arriving
from ctxtrim.disk import walk
from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.build import BuildPlan
from ctxtrim.model.context import Sum
from ctxtrim.model.verification import Gone, Verification
from ctxtrim.render.spans import Page, plain
from ctxtrim.render.verifying import verification_json, verification_text
from ctxtrim.verify.compare import Outcome, Side, compare, folded
from ctxtrim.verify.landing import Landings
from ctxtrim.verify.lines import Line, dockerfile, lines_of
from tests.commandline import ctxtrim, planted


def planned(text: str) -> BuildPlan:
    return plan(parse(text.encode(), "Dockerfile"))


LINES = [
    pytest.param("FROM a\nRUN x\n", [], id="what takes nothing gives nothing"),
    pytest.param("FROM a\nCOPY . /a\nADD ./ /b\n", [("", "COPY .")], id="a source counts once"),
    pytest.param("FROM a\nCOPY a b /c/\n", [("a", "COPY a"), ("b", "COPY b")], id="each source by itself"),
    pytest.param("FROM a AS x\nCOPY a /\nFROM b\n", [("a", "COPY a")], id="stages that are not built, too"),
    pytest.param("FROM a AS x\nFROM b\nCOPY --from=x /a /\n", [], id="what comes from elsewhere does not"),
    pytest.param("FROM a\nADD https://e.org/x /\n", [], id="nor what is fetched"),
    pytest.param(
        "FROM a\nRUN --mount=type=bind,source=s make\n", [("s", "a bind mount of s")], id="bind mounts"
    ),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_the_lines_of_a_dockerfile(text: str, expected: list[tuple[str, str]]) -> None:
    lines = lines_of([planned(text)], (), in_place=False)
    assert [(line.source, line.shown) for line in lines] == expected


def test_a_builder_that_works_in_place_shows_mounts_everything() -> None:
    text = "FROM a\nRUN --mount=type=bind,source=s make\n"
    assert lines_of([planned(text)], (), in_place=True) == ()


def test_without_a_dockerfile_the_whole_context_is_copied() -> None:
    assert [line.source for line in lines_of([], (), in_place=False)] == [""]


def test_a_source_is_written_so_that_no_builder_reads_more_into_it() -> None:
    line = Line('a "b" $c\\*d é', False, "", "")
    assert dockerfile([(3, line)], "t").decode().splitlines()[1] == (
        'COPY ["a\\\\ \\\\\\"b\\\\\\"\\\\ \\\\$c\\\\\\\\*d\\\\ é", "/t/3/"]'
    )


TREE: dict[str, str | int] = {
    "a": "1",
    "d/e": "1",
    "d/f/g": "1",
    "d2/e": "1",
    "l": "-> d/f",
    "up/l": "-> ../a",
    "out": "-> /d",
    "loop": "-> loop",
}
LANDINGS = [
    pytest.param("a", False, {"a": "a"}, id="a file under its own name"),
    pytest.param("d", False, {"e": "d/e", "f/g": "d/f/g"}, id="a folder's contents"),
    pytest.param("d/f/g", False, {"g": "d/f/g"}, id="a file from a folder"),
    pytest.param("l", False, {"g": "d/f/g"}, id="a link to a folder is followed"),
    pytest.param("l/g", False, {"g": "d/f/g"}, id="also on the way"),
    pytest.param("up/l", False, {"l": "a"}, id="a link to a file keeps its name"),
    pytest.param("out/e", False, {"e": "d/e"}, id="an absolute link stays inside"),
    pytest.param("loop", False, {}, id="a circle leads nowhere"),
    pytest.param("nothing", False, {}, id="what is not there"),
    pytest.param("d*", False, {"e": "d2/e", "f/g": "d/f/g"}, id="folders that a wildcard matches are merged"),
    pytest.param("d/*", False, {"e": "d/e", "g": "d/f/g"}, id="a wildcard below a folder"),
    pytest.param("**/e", True, {"d/e": "d/e", "d2/e": "d2/e"}, id="with --parents a path stays what it is"),
]


@pytest.mark.parametrize(("source", "parents", "expected"), LANDINGS)
def test_where_things_land(source: str, parents: bool, expected: dict[str, str], tmp_path: Path) -> None:
    rules = Ruleset.read(b"", DEFAULT)
    arrivals = {a.entry.path: a for a in arriving(walk(str(planted(tmp_path, TREE)), rules), rules)}
    assert Landings(arrivals).of(Line(source, parents, "", "")) == expected


def test_the_whole_context_lands_as_it_is(tmp_path: Path) -> None:
    rules = Ruleset.read(b"d\n", DEFAULT)
    arrivals = {a.entry.path: a for a in arriving(walk(str(planted(tmp_path, TREE)), rules), rules)}
    assert Landings(arrivals).of(Line("", False, "", "")) == {
        path: path for path in ("a", "d2/e", "l", "up/l", "out", "loop")
    }


EMPTY = Verification("docker 1", ".dockerignore", "no ignore file", "the proposal")
COPY = (Line("", False, "Dockerfile:1", "COPY ."), Line("a", False, "Dockerfile:2", "COPY a"))


def side(arrived: dict[str, int], foretold: str, failed: dict[int, str] | None = None) -> Side:
    keys = {(0, path): size for path, size in arrived.items()}
    return Side({(0, path): path for path in foretold.split()}, Outcome(keys, failed or {}))


def compared(old: Side, new: Side, needed: str = "") -> Verification:
    return compare(COPY, old, new, lambda path: "Dockerfile:1" if path in needed.split() else "", EMPTY)


def test_nothing_changes_nothing() -> None:
    same = side({"a": 1, "b": 0}, "a b")
    found = compared(same, same)
    assert found.holds
    assert found == EMPTY._replace(lines=2, before=Sum(2, 1), after=Sum(2, 1))


def test_what_goes_as_foretold_is_told_and_no_difference() -> None:
    found = compared(side({"a": 1, "b/c": 2, "b/d": 3}, "a b/c b/d"), side({"a": 1}, "a"))
    assert (found.holds, found.gone, found.after) == (True, (Gone("b/", Sum(2, 5)),), Sum(1, 1))


FELT = [
    pytest.param(side({"a": 1}, "a b"), "b", "needed", (Gone("b", Sum(1, 2), "Dockerfile:1"),), id="a need"),
    pytest.param(
        side({"a": 1}, "a b"),
        "",
        "unforeseen",
        ("b is gone, though no rule should keep it out",),
        id="gone without a rule",
    ),
    pytest.param(
        side({"a": 1, "b": 2}, "a"),
        "",
        "unforeseen",
        ("b still arrives, though it should be kept out",),
        id="there in spite of a rule",
    ),
    pytest.param(side({"a": 0, "b": 2}, "a b"), "", "emptied", ("a",), id="emptied"),
]


@pytest.mark.parametrize(("new", "needed", "field", "expected"), FELT)
def test_what_a_build_would_feel(new: Side, needed: str, field: str, expected: object) -> None:
    found = compared(side({"a": 1, "b": 2}, "a b"), new, needed)
    assert getattr(found, field) == expected
    assert not found.holds


def test_a_line_that_fails_now_is_told_without_its_files() -> None:
    found = compared(side({"a": 1, "b": 2}, "a b"), Side({}, Outcome({}, {0: "not found", 1: "x"})))
    assert [refused.place for refused in found.failing] == ["Dockerfile:1", "Dockerfile:2"]
    assert (found.gone, found.unforeseen) == ((), ())


def test_a_line_that_failed_before_is_no_difference() -> None:
    found = compared(side({"a": 1}, "a", {1: "x"}), side({"a": 1}, "a", {1: "y"}))
    assert found.holds
    assert [(refused.what, refused.says) for refused in found.failing_anyway] == [("COPY a", "y")]


def test_folders_of_which_something_is_left_are_not_folded() -> None:
    assert folded({"a/b/c": 1, "a/b/d": 1, "a/e": 9}, ["a/f"]) == (
        Gone("a/e", Sum(1, 9)),
        Gone("a/b/", Sum(2, 2)),
    )


def test_names_hurt_no_terminal() -> None:
    found = EMPTY._replace(lines=1, emptied=("\x1b[31m",), gone=(Gone("a\nb", Sum(1, 1)),))
    text = plain(verification_text(found, Page()))
    assert "\x1b" not in text and "a\nb" not in text
    assert json.loads(verification_json(found))["emptied"] == ["\x1b[31m"]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return planted(tmp_path / "ctx", {"Dockerfile": "FROM scratch\nCOPY a /\n", "a": "1", "x.pyc": "2"})


def script(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n" + text)
    (folder / name).chmod(0o755)
    return folder


def test_without_a_builder_it_says_so(context: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    run = ctxtrim("verify", context, env={"PATH": str(tmp_path / "none")})
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.decode() == (
        "ctxtrim: no builder answers (docker: not installed; podman: not installed; buildah: not installed), "
        "so nothing is verified; start or install one.\n"
    )


CANNOT = [
    pytest.param("classic", "it cannot be asked without writing there", id="classic"),
    pytest.param("kaniko", "it cannot be asked here", id="kaniko"),
    pytest.param("nonsense", "no such builder", id="nonsense"),
]


@pytest.mark.parametrize(("builder", "sentence"), CANNOT)
def test_builders_that_cannot_be_asked(builder: str, sentence: str, context: Path) -> None:
    run = ctxtrim("verify", context, "--builder", builder)
    assert run.returncode == 2
    assert sentence in run.stderr.decode()


VERSION = 'case "$1" in --version) echo "Docker version 28";; version) echo 28.0 28.0;; esac\n'
BROKEN = [
    pytest.param("[ $1 = build ] && echo 'ERROR: out of room' >&2 && exit 1\n", "out of room", id="fails"),
    pytest.param("", "does not say what it built", id="builds nothing"),
    pytest.param(
        "[ $1 = build ] && sleep 9999 & wait\n", "took longer than 1 s", id="hangs, with its children"
    ),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN)
def test_a_broken_builder_proves_nothing(text: str, sentence: str, context: Path, tmp_path: Path) -> None:
    folder = script(tmp_path / "bin", "docker", f"PATH={os.environ['PATH']}\n{VERSION}{text}exit 0\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    seconds = "1" if "sleep" in text else "3600"
    run = ctxtrim("verify", context, "--timeout", seconds, env={"PATH": str(folder), "TMPDIR": str(scratch)})
    assert (run.returncode, run.stdout) == (2, b"")
    assert sentence in run.stderr.decode()
    assert not list(scratch.iterdir())


def test_what_calls_itself_docker_may_be_podman(context: Path, tmp_path: Path) -> None:
    folder = script(tmp_path / "bin", "docker", "echo 'podman version 5.1'\nexit 0\n")
    run = ctxtrim("verify", context, env={"PATH": str(folder)})
    assert run.returncode == 2
    assert run.stderr.startswith(b"ctxtrim: podman 5.1 does not say")


def test_our_folder_may_not_lie_in_the_context(context: Path, tmp_path: Path) -> None:
    folder = script(tmp_path / "bin", "docker", VERSION)
    (context / "tmp").mkdir()
    run = ctxtrim("verify", context, env={"PATH": str(folder), "TMPDIR": str(context / "tmp")})
    assert run.returncode == 2
    assert b"set TMPDIR to one outside of it" in run.stderr
