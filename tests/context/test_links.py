"""Links are followed inside the context, as builders do."""

from __future__ import annotations

import pytest

from ctxtrim.context.links import MAX_LINKS, Destination, follow, follow_sources

LINKS = {
    "a": "b",
    "b": "c/../d",
    "up": "../../d",
    "root": "/",
    "in/side": "../d",
    "in/abs": "/in/side/x",
    "loop": "loop",
    "ring": "gnir",
    "gnir": "ring",
    "grows": "grows/x",
    "twice": "in/side/../in/side",
    "odd": "./d//",
}


@pytest.mark.parametrize(
    ("path", "end", "links"),
    [
        pytest.param("d/y", "d/y", [], id="no link at all"),
        pytest.param("", "", [], id="the root"),
        pytest.param("a/y", "d/y", ["a", "b"], id="a chain, each relative to its own folder"),
        pytest.param("up/y", "d/y", ["up"], id="what leads above the root stops there"),
        pytest.param("root", "", ["root"], id="the root by a link"),
        pytest.param("root/in/side", "d", ["root", "in/side"], id="links below the root by a link"),
        pytest.param("in/abs", "d/x", ["in/abs", "in/side"], id="an absolute target starts at the root"),
        pytest.param("twice", "d", ["twice", "in/side", "in/side"], id="one link twice is no circle"),
        pytest.param("odd/y", "d/y", ["odd"], id="slashes and dots count for nothing"),
        pytest.param("d/../a", "d", ["a", "b"], id="two dots in the path"),
        pytest.param("gone/a", "gone/a", [], id="what is not there is gone through"),
        pytest.param("loop/y", None, ["loop"], id="a link to itself"),
        pytest.param("ring", None, ["ring", "gnir"], id="a ring"),
        pytest.param("grows", None, ["grows"], id="a path that grows for ever"),
    ],
)
def test_a_path_is_followed(path: str, end: str | None, links: list[str]) -> None:
    assert follow(path, lambda step: LINKS.get(step, "")) == Destination(end, tuple(links))


@pytest.mark.parametrize(("chain", "ends"), [(MAX_LINKS, True), (MAX_LINKS + 1, False)])
def test_a_chain_of_links_may_be_as_long_as_a_builder_follows(chain: int, ends: bool) -> None:
    links = {f"l{number}": f"l{number + 1}" for number in range(chain)}
    assert (follow("l0", lambda step: links.get(step, "")).end is not None) is ends


@pytest.mark.parametrize(
    ("sources", "patterns"),
    [
        pytest.param([""], [""], id="everything"),
        pytest.param(["a/y"], ["a", "b", "d/y"], id="links and their end"),
        pytest.param(["a/y", "a/z"], ["a", "b", "d/y"], id="the link for the first source only, as upstream"),
        pytest.param(["root"], ["", "root"], id="the whole context by a link"),
        pytest.param(["loop", "ring"], ["gnir", "loop", "ring"], id="circles end"),
    ],
)
def test_sources_are_followed(sources: list[str], patterns: list[str]) -> None:
    found = follow_sources(sources, lambda step: [LINKS[step]] if step in LINKS else [])
    assert sorted(found) == patterns
