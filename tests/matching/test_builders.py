"""The table of builders: that each row is whole, and that it says what its builder does."""

from __future__ import annotations

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT, DIALECTS, Dialect, by_name
from ctxtrim.matching.ruleset import Ruleset

NAMES = [dialect.name for dialect in DIALECTS]
KINDS = {"file", "dir", "link", "fifo", "socket", "device", "unreadable", "unreadable dir"}


def test_buildkit_is_the_default() -> None:
    assert DEFAULT is by_name("buildkit")


@pytest.mark.parametrize("dialect", DIALECTS, ids=NAMES)
def test_a_row_is_found_by_its_name_and_aliases(dialect: Dialect) -> None:
    for name in (dialect.name, *dialect.aliases):
        assert by_name(name) is dialect


def test_no_name_stands_for_two_builders() -> None:
    names = [name for dialect in DIALECTS for name in (dialect.name, *dialect.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("alias", "name"),
    [("podman", "buildah"), ("buildx", "buildkit"), ("legacy", "classic"), ("moby20", "classic-20.10")],
)
def test_builders_go_by_other_names(alias: str, name: str) -> None:
    assert by_name(alias).name == name


@pytest.mark.parametrize("name", ["", "Docker", "buildkit ", "bazel", "\udcff"])
def test_an_unknown_builder_is_told_with_the_list(name: str) -> None:
    with pytest.raises(CtxtrimError) as raised:
        by_name(name)
    assert all(known in str(raised.value) for known in NAMES)
    assert f"--builder {name}:" in str(raised.value)


@pytest.mark.parametrize("dialect", DIALECTS, ids=NAMES)
def test_a_row_says_only_what_is_known(dialect: Dialect) -> None:
    assert set(dialect.specials) <= KINDS
    assert set(dialect.specials.values()) <= {"empty", "dropped", "fails"}
    assert all(place.startswith(("{dockerfile}.", "{context}/.")) for place in dialect.search)


def test_only_kaniko_is_not_verified() -> None:
    assert [dialect.name for dialect in DIALECTS if not dialect.verified] == ["kaniko"]
    assert "not verified" in by_name("kaniko").title


def test_only_todays_buildkit_opens_files_by_their_path() -> None:
    assert [dialect.name for dialect in DIALECTS if dialect.opens_by_path] == ["buildkit"]


@pytest.mark.parametrize(
    ("flag", "names"),
    [
        pytest.param("selects", {"buildkit", "buildkit-20.10"}, id="BuildKit sends what is asked for"),
        pytest.param("readds", {"classic", "classic-20.10"}, id="the classic client adds its own files"),
        pytest.param("in_place", {"buildah", "kaniko"}, id="buildah and kaniko transfer nothing"),
        pytest.param("rejects", set(NAMES) - {"kaniko"}, id="kaniko alone goes on past a bad pattern"),
        pytest.param("sends_entered", {"buildkit-20.10"}, id="20.10's BuildKit sends what it enters"),
    ],
)
def test_a_trait_is_had_by(flag: str, names: set[str]) -> None:
    assert {dialect.name for dialect in DIALECTS if getattr(dialect, flag)} == names


@pytest.mark.parametrize(
    ("name", "order"),
    [
        pytest.param("buildkit", ["D.dockerignore", "C/.dockerignore"], id="buildkit"),
        pytest.param("buildkit-20.10", ["D.dockerignore", "C/.dockerignore"], id="buildkit-20.10"),
        pytest.param("kaniko", ["D.dockerignore", "C/.dockerignore"], id="kaniko"),
        pytest.param("classic", ["C/.dockerignore"], id="classic"),
        pytest.param("classic-20.10", ["C/.dockerignore"], id="classic-20.10"),
        pytest.param(
            "buildah",
            ["D.dockerignore", "D.containerignore", "C/.containerignore", "C/.dockerignore"],
            id="buildah",
        ),
    ],
)
def test_an_ignore_file_is_looked_for_in_this_order(name: str, order: list[str]) -> None:
    assert [place.format(dockerfile="D", context="C") for place in by_name(name).search] == order


def test_all_builders_disagree_somewhere() -> None:
    """The plainest example of each difference that makes a row of its own."""
    probes = [("**/*.md\n!docs", "docs/x.md"), ("**foo", "xfoo"), ("! n\n", "n"), ("*\n! n", "n")]
    probes += [("*\n!**/*.md", "a/b.md"), ("**/nm", "nm/x"), ("a+b?", "a+bc"), ("D\n!D/c\nD", "D/c")]
    answers = {
        tuple(Ruleset.read(text.encode(), d).judge_path(path).eligible for text, path in probes)
        for d in DIALECTS
        if d.name not in ("buildkit-20.10",)  # as classic-20.10; the two differ in how entries arrive
    }
    assert len(answers) == len(DIALECTS) - 1
