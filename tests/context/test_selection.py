"""What BuildKit transfers for the sources of a Dockerfile, symbolic links included."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ctxtrim.context.selection import Selection, select, traverse_selected
from ctxtrim.context.traverse import Lister, arriving, traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import join_context
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from tests.entries import lister

CONTEXT = lister(
    {
        "a.txt": 1,
        "abs": "-> /docs/r.md",
        "b.txt": 1,
        "docs/r.md": 1,
        "flink": "-> a.txt",
        "link": "-> src/deep",
        "src/deep/z.go": 1,
        "src/up": "-> ../docs",
        "src/x.py": 1,
        "src/y.py": 1,
    }
)
SRC = ["src/deep/z.go", "src/x.py", "src/y.py"]


def transferred(sources: Sequence[str], ignore: str = "", children: Lister = CONTEXT) -> list[str]:
    """Every path that arrives, directories included, for COPY sources as written."""
    rules = Ruleset.read(ignore.encode(), by_name("buildkit"))
    selection = select(sorted(map(join_context, sources)), children)
    if selection is None:
        visits = traverse(children, rules)
    else:
        visits = traverse_selected(children, rules, selection)
    return [arrival.entry.path for arrival in arriving(visits, rules)]


def contents(sources: Sequence[str], ignore: str = "") -> list[str]:
    """The files among them."""
    files = {"a.txt", "b.txt", "docs/r.md", *SRC}
    return [path for path in transferred(sources, ignore) if path in files]


@pytest.mark.parametrize(
    ("sources", "files"),
    [
        pytest.param(["a.txt"], ["a.txt"], id="a file"),
        pytest.param(["*.txt"], ["a.txt", "b.txt"], id="a glob"),
        pytest.param(["[ab].txt"], ["a.txt", "b.txt"], id="a class"),
        pytest.param(["?.txt"], ["a.txt", "b.txt"], id="a question mark"),
        pytest.param(["src"], SRC, id="a directory; a link inside is not followed"),
        pytest.param(["src/"], SRC, id="a slash at its end changes nothing"),
        pytest.param(["link"], ["src/deep/z.go"], id="a link to a directory"),
        pytest.param(["link/z.go"], ["src/deep/z.go"], id="a path through a link"),
        pytest.param(["flink"], ["a.txt"], id="a link to a file"),
        pytest.param(["abs"], ["docs/r.md"], id="an absolute link leads inside the context"),
        pytest.param(["*link"], ["a.txt", "src/deep/z.go"], id="links that a glob matches"),
        pytest.param(["src/up/r.md"], ["docs/r.md"], id="a link on the way"),
        pytest.param(["src/**"], ["docs/r.md", *SRC], id="** matches the link, so its target too"),
        pytest.param(["src/**/z.go"], SRC, id="where ** hits a link, all that it matches"),
        pytest.param(["src/*/z.go"], SRC, id="where * hits a link too"),
        pytest.param(["src/*/r.md"], ["docs/r.md", *SRC], id="and what the rest names in its target"),
        pytest.param(["docs/*/**"], [], id="docs/*/** loses both globs and finds nothing"),
        pytest.param(["docs/**"], ["docs/r.md"], id="docs/** does not"),
        pytest.param(["nofile"], [], id="what is not there"),
        pytest.param(["nofile*"], [], id="a glob that matches nothing"),
        pytest.param(["../a.txt"], ["a.txt"], id="nothing leads out"),
        pytest.param(["/a.txt"], ["a.txt"], id="an absolute source"),
        pytest.param(["a.txt", "docs"], ["a.txt", "docs/r.md"], id="several sources"),
        pytest.param(["."], ["a.txt", "b.txt", "docs/r.md", *SRC], id="the context"),
        pytest.param(["/"], ["a.txt", "b.txt", "docs/r.md", *SRC], id="the context, absolute"),
        pytest.param(["a.txt", "."], ["a.txt", "b.txt", "docs/r.md", *SRC], id="anything beside it"),
        pytest.param(["src", "src/deep"], SRC, id="a directory covers what is in it"),
    ],
)
def test_a_source_transfers(sources: list[str], files: list[str]) -> None:
    assert contents(sources) == files


@pytest.mark.parametrize(
    ("sources", "paths"),
    [
        pytest.param(["src/deep/z.go"], ["src", "src/deep", "src/deep/z.go"], id="a file with its parents"),
        pytest.param(["link"], ["link", "src", "src/deep", "src/deep/z.go"], id="the link itself"),
        pytest.param(
            ["src"], ["src", "src/deep", "src/deep/z.go", "src/up", "src/x.py", "src/y.py"], id="all"
        ),
        pytest.param(["abs"], ["abs", "docs", "docs/r.md"], id="a link and its target's parents"),
    ],
)
def test_what_arrives_besides_files(sources: list[str], paths: list[str]) -> None:
    assert transferred(sources) == paths


def test_without_a_link_in_reach_a_wildcard_transfers_only_its_matches() -> None:
    plain = lister({"src/a/z.go": 1, "src/a/y.go": 1, "src/z.go": 1, "x": 1})
    assert transferred(["src/**/z.go"], children=plain) == ["src", "src/a", "src/a/z.go", "src/z.go"]
    assert transferred(["src/*/z.go"], children=plain) == ["src", "src/a", "src/a/z.go"]


@pytest.mark.parametrize(
    ("sources", "ignore", "files"),
    [
        pytest.param(["a.txt"], "a.txt", [], id="an excluded source"),
        pytest.param(["*.txt"], "a.txt", ["b.txt"], id="a glob has fewer files"),
        pytest.param(["flink"], "a.txt", [], id="a link whose target is excluded"),
        pytest.param(["."], "*", [], id="everything excluded"),
        pytest.param(["src"], "src\n!src/x.py", ["src/x.py"], id="exceptions count inside a source"),
        pytest.param(["docs"], "*\n!src", [], id="an exception for something else transfers nothing"),
        pytest.param(["src/x.py"], "**/*.py\n!src/x.py", ["src/x.py"], id="an exception for the source"),
    ],
)
def test_both_the_source_and_the_ignore_file_decide(
    sources: list[str], ignore: str, files: list[str]
) -> None:
    assert contents(sources, ignore) == files


@pytest.mark.parametrize(
    ("tree", "source", "paths"),
    [
        pytest.param({"a": "-> a"}, "a", ["a"], id="a link to itself"),
        pytest.param({"a": "-> b", "b": "-> a"}, "a", ["a", "b"], id="two in a circle"),
        pytest.param({"a": "-> a/x"}, "a", ["a"], id="a link into itself"),
        pytest.param({"a": "-> ../../etc", "etc": 1}, "a", ["a", "etc"], id="out of the context is its root"),
        pytest.param({"a": "-> .", "b": 1}, "a", ["a", "b"], id="a link to the context: all of it"),
        pytest.param({"a": "-> b", "b": "-> c", "c": 1}, "a", ["a", "b", "c"], id="a chain"),
        pytest.param({"d/a": "-> ../e", "e/f": 1}, "d/a/f", ["d", "d/a", "e", "e/f"], id="up and down"),
        pytest.param({"a": "-> gone"}, "a", ["a"], id="a dangling link"),
        pytest.param(
            {"d/a": "-> /e", "e": 1}, "d/a", ["d", "d/a", "e"], id="from the root, wherever it stands"
        ),
        pytest.param({"ab": "-> e", "e": 1}, "a?", ["ab", "e"], id="a link that ? matches"),
        pytest.param({"a[": "-> e", "e": 1}, "a[[]", ["a[", "e"], id="a link that a class matches"),
        pytest.param(
            {"a*": "-> e", "ab": "-> e", "e": 1}, "a\\*", ["a*"], id="an escaped star looks for no link"
        ),
        pytest.param({"a*": 1, "ab": 1}, "a\\*", ["a*"], id="an escaped wildcard is a name"),
    ],
)
def test_links_are_resolved_inside_the_context(
    tree: dict[str, int | str], source: str, paths: list[str]
) -> None:
    assert transferred([source], children=lister(tree)) == paths


def test_links_that_multiply_come_to_an_end() -> None:
    tree: dict[str, int | str] = {f"d{n}/l{m}": f"-> ../d{(n + m) % 8}" for n in range(8) for m in range(8)}
    assert "d7" in transferred(["d0/*/*/*/*/*/*/*/*"], children=lister(tree))


def test_a_source_that_is_no_pattern_is_an_error() -> None:
    with pytest.raises(CtxtrimError, match="COPY source"):
        select(["["], CONTEXT)


@pytest.mark.parametrize(
    ("sources", "directory", "enters"),
    [
        pytest.param(("src/deep",), "src", True, id="on the way to a source"),
        pytest.param(("src/deep",), "docs", False, id="beside it"),
        pytest.param(("src/*.py",), "docs", True, id="one wildcard opens every directory"),
        pytest.param(("src/**",), "docs", False, id="unless it ends in /**"),
        pytest.param(("src/*",), "src", True, id="or in /*"),
    ],
)
def test_only_directories_that_may_hold_something_are_entered(
    sources: tuple[str, ...], directory: str, enters: bool
) -> None:
    selection = select(sources, lister({}))
    assert isinstance(selection, Selection)
    assert selection.enters(directory, Verdict(True)) is enters


def test_a_source_below_another_closes_no_doors() -> None:
    selection = select(("src", "src/*.py", "srcs"), lister({}))
    assert selection is not None
    assert [pattern.glob for pattern in selection.includes] == ["src", "srcs"]
    assert selection.stems == ("src/", "srcs/")


def test_what_nobody_asks_for_is_not_even_listed() -> None:
    rules = Ruleset.read(b"", by_name("buildkit"))
    selection = select(("src",), CONTEXT)
    assert selection is not None
    seen = [entry.path for entry, _ in traverse_selected(CONTEXT, rules, selection)]
    assert "docs" not in seen
    assert "a.txt" in seen  # files are looked at, and not transferred


@pytest.mark.parametrize(
    ("source", "arrives"),
    [
        pytest.param("docs/*.rst", ["docs"], id="the folder of what is not there"),
        pytest.param("src/d*/x", ["src", "src/deep"], id="folders on the way"),
        pytest.param("docs/*/**", ["docs", "docs/r.md"], id="files on the way too"),
        pytest.param("s*", ["src", "src/deep", *SRC, "src/up"], id="everything below what matches"),
        pytest.param("nothing/*", [], id="nothing else"),
    ],
)
def test_docker_20_sends_what_the_first_parts_of_a_source_match(source: str, arrives: list[str]) -> None:
    rules = Ruleset((), by_name("buildkit-20.10"))
    selection = select((source,), CONTEXT)
    assert selection is not None
    visits = traverse_selected(CONTEXT, rules, selection)
    assert sorted(arrival.entry.path for arrival in arriving(visits, rules)) == sorted(arrives)
