"""Are all recorded answers ours?"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from ctxtrim.context.selection import select, traverse_selected
from ctxtrim.context.traverse import arriving, traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import join_context, parents
from ctxtrim.matching import judge as judging
from ctxtrim.matching.builders import Dialect, by_name
from ctxtrim.matching.ruleset import Ruleset
from tests.effort import stride
from tests.vectors import ListedTree, cases, trees

pytestmark = pytest.mark.repeats


def _some(name: str) -> Iterator[dict]:
    """All recorded cases; with --fast every eighth."""
    return islice(cases(name), 0, None, stride(1))


def test_every_matching_case_has_the_recorded_answer() -> None:
    wrong = [(case, got) for case in _some("matching") if (got := _matching(case)) != _expected(case)]
    assert not wrong, f"{len(wrong)} wrong, the first: {wrong[0]}"


def _expected(case: dict) -> tuple:
    return tuple(a["error"] if isinstance(a, dict) else a for a in (case["walk"], case["path_only"]))


def _matching(case: dict) -> tuple:
    paths = [os.fsdecode(base64.b64decode(path)) for path in case["paths"]]
    try:
        rules = Ruleset.read(base64.b64decode(case["file"]), by_name("classic"))
    except CtxtrimError as error:
        stage = "parse" if "token too long" in str(error) else "patterns"
        return stage, stage
    return (
        _or_error(lambda path: _walked(rules, path), paths),
        _or_error(lambda path: not judging.or_parent(rules.patterns, path), paths),
    )


def _walked(rules: Ruleset, path: str) -> bool:
    verdict = rules.root
    for step in [*parents(path), path]:
        verdict = rules.judge(step, verdict)
    return verdict.eligible


def _or_error(answer: Callable[[str], bool], paths: list[str]) -> list[bool] | str:
    try:
        return [answer(path) for path in paths]
    except CtxtrimError:
        return "match"


DIALECTS = {
    "buildkit": "buildkit",
    "legacy": "classic",
    "moby20": "classic-20.10",
    "bk20": "buildkit-20.10",
    "buildah": "buildah",
}


@pytest.mark.parametrize("recorded", DIALECTS)
def test_every_walk_arrives_as_recorded(recorded: str) -> None:
    known, dialect = trees("walk-trees"), by_name(DIALECTS[recorded])
    count = 0
    for case in _some("walks"):
        tree, expected = known[case["tree"]], case["sent"][recorded]
        got = _arrived(tree, case["file"].encode(), dialect)
        assert got == (expected if "error" not in expected else None), case
        count += 1
    assert count == 3000 // stride(1)


def _arrived(tree: ListedTree, file: bytes, dialect: Dialect) -> dict | None:
    """The indices of what arrives, None where the builder refuses."""
    try:
        rules = Ruleset.read(file, dialect)
        arrived = list(arriving(traverse(tree.children, rules), rules))
    except CtxtrimError:
        return None
    index = tree.index
    emptied = [index[a.entry.path] for a in arrived if a.emptied]
    return {"entries": [index[a.entry.path] for a in arrived], "emptied": emptied}


def test_every_copy_transfers_what_is_recorded() -> None:
    known = trees("copy-trees")
    wrong = [case for case in _some("copies") if _transferred(case, known[case["tree"]]) != case["sent"]]
    assert not wrong, f"{len(wrong)} wrong, the first: {wrong[0]}"


def _transferred(case: dict, tree: ListedTree) -> list[int]:
    rules = Ruleset.read("\n".join(case["exclude"]).encode(), by_name("buildkit"))
    follow = sorted(join_context(source) for source in case["copy"])
    selection = select(follow, tree.children) if "" not in follow else None
    if selection is None:
        visits = traverse(tree.children, rules)
    else:
        visits = traverse_selected(tree.children, rules, selection)
    return [tree.index[a.entry.path] for a in arriving(visits, rules)]
