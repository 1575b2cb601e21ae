"""Which commits rebuild which lines; what a cache key holds, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.layers.chain import ChainStep, chain
from ctxtrim.layers.cost import Replays, as_now, aside_of, replay, step_costs
from ctxtrim.layers.feed import feeds_of
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.history import Blob, Change, Commit, History

START = {"README.md": "1", "src/a.py": "1", "src/b/c.py": "1", "pins.txt": "1"}
Edits = Mapping[str, str | None]

PINS_FIRST = "FROM x\nCOPY pins.txt .\nRUN install\nCOPY . .\nRUN build\n"
STAGES = (
    "FROM x AS deps\nCOPY pins.txt .\nRUN install\nFROM x AS build\nCOPY --from=deps /d /d\nCOPY src .\n"
    "RUN build\nFROM y\nCOPY --from=build /out /\n"
)


def steps_of(text: str, target: str = "") -> tuple[ChainStep, ...]:
    parsed = parse(text.encode(), "Dockerfile")
    return chain(parsed, plan(parsed, target), Arguments(target=target))


def past(edits: list[Edits], has_git: bool = False) -> History:
    """A history of edits: path -> its new content ("x" in front: executable), None where it is deleted."""
    tree = {path: blob(text) for path, text in START.items()}
    commits = []
    for edit in edits:
        changes = [Change(p, tree.get(p), None if t is None else blob(t)) for p, t in edit.items()]
        commits.append(Commit(str(len(commits)), tuple(changes)))
        for path, _, new in changes:
            tree.pop(path, None)
            tree |= {path: new} if new else {}
    return History(tuple(commits), tree, has_git)


def blob(text: str) -> Blob:
    return Blob(0o100755 if text.startswith("x") else 0o100644, text.lstrip("x"))


def rules(text: str) -> Ruleset:
    return Ruleset.read(text.encode(), DEFAULT)


def lines_rebuilt(
    dockerfile: str, edits: list[Edits], ignored: str = "", has_git: bool = False
) -> list[list[int]]:
    steps = steps_of(dockerfile)
    feeds = feeds_of(steps, rules(ignored), lambda directory: ())
    return [sorted(steps[n].line for n in one) for one in replay(steps, feeds, past(edits, has_git))]


CASES: Mapping[str, tuple[str, list[Edits], str, list[list[int]]]] = {
    "a commit of nothing": (PINS_FIRST, [{}], "", [[]]),
    "what is ignored": (PINS_FIRST, [{"README.md": "2"}], "*.md\n", [[]]),
    "what no step takes": ("FROM x\nCOPY src /\n", [{"README.md": "2"}], "", [[]]),
    "what --exclude leaves out": ("FROM x\nCOPY --exclude=*.md . /\n", [{"README.md": "2"}], "", [[]]),
    "a file of the last COPY": (PINS_FIRST, [{"src/a.py": "2"}], "", [[4, 5]]),
    "a file of the first": (PINS_FIRST, [{"pins.txt": "2"}], "", [[2, 3, 4, 5]]),
    "back to what was built": (PINS_FIRST, [{"src/a.py": "2"}, {"src/a.py": "1"}], "", [[4, 5], []]),
    "built before under another change": (
        PINS_FIRST,
        [{"pins.txt": "2"}, {"src/a.py": "2"}, {"pins.txt": "1", "src/a.py": "1"}, {"pins.txt": "2"}],
        "",
        [[2, 3, 4, 5], [4, 5], [], []],
    ),
    "a mode": (PINS_FIRST, [{"src/a.py": "x1"}], "", [[4, 5]]),
    "a name": (PINS_FIRST, [{"src/a.py": None, "src/z.py": "1"}], "", [[4, 5]]),
    "an ignored file in a new folder": (PINS_FIRST, [{"new/a.md": "1"}], "**/*.md\n", [[4, 5]]),
    "an ignored file in an old one": (PINS_FIRST, [{"src/a.md": "1"}], "**/*.md\n", [[]]),
    "a name under a wildcard": ("FROM x\nCOPY *.txt /\n", [{"other.txt": "1"}], "", [[2]]),
    "a stage that is not reached": (
        "FROM x AS a\nCOPY . .\nFROM x\nCOPY src .\n", [{"pins.txt": "2"}], "", [[]]
    ),
    "stages of stages": (STAGES, [{"src/a.py": "2"}, {"pins.txt": "2"}], "", [[6, 7, 9], [2, 3, 5, 6, 7, 9]]),
    "a linked copy": (
        "FROM x\nCOPY src .\nCOPY --link pins.txt .\nRUN a\n", [{"src/a.py": "2"}], "", [[2, 4]]
    ),
    "a mount": (
        "FROM x\nRUN --mount=type=bind,source=src,target=/s a\nCOPY pins.txt .\n",
        [{"src/a.py": "2"}], "", [[2, 3]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_commit_rebuilds_what_it_touches_and_all_above(case: str) -> None:
    dockerfile, edits, ignored, lines = CASES[case]
    assert lines_rebuilt(dockerfile, edits, ignored) == lines


@pytest.mark.parametrize(("ignored", "count"), [("", 2), (".git\n", 0), (".git/objects\n", 2)])
def test_git_s_own_files_change_with_each_commit(ignored: str, count: int) -> None:
    rebuilt = lines_rebuilt("FROM x\nCOPY . .\n", [{}, {}], ignored, has_git=True)
    assert sum(map(bool, rebuilt)) == count


def test_the_sums_name_what_changes_most_and_what_falls() -> None:
    steps = steps_of(PINS_FIRST)
    history = past([{"README.md": "2"}, {"README.md": "3", "docs/x.md": "1"}, {"src/a.py": "2"}])
    feeds = feeds_of(steps, rules(""), lambda directory: ())
    then = replay(steps, feeds_of(steps, rules("*.md\ndocs\n"), lambda directory: ()), history)
    replays = Replays(replay(steps, feeds, history), then, then, then)
    costs = step_costs(steps, feeds, history, replays)
    assert [(c.line, c.rebuilt, c.rebuilt_then, c.files) for c in costs] == [
        *((2, 0, 0, 1), (3, 0, 0, 0), (4, 3, 1, 5), (5, 3, 1, 0)),
    ]
    assert costs[2].busiest[0] == ("README.md", 2)
    assert [c.falls for c in costs] == [(3, 4, 5), (4, 5), (5,), ()]
    assert aside_of(steps, history, replays) == (2, 4, 5, 2, 2)


def test_what_stands_on_a_linked_copy_falls_with_what_is_below_it() -> None:
    steps = steps_of("FROM x\nCOPY src .\nCOPY --link pins.txt .\nRUN a\n")
    feeds = feeds_of(steps, rules(""), lambda directory: ())
    history = past([{f"src/{n}": "1" for n in range(9)}])
    replayed = replay(steps, feeds, history)
    costs = step_costs(steps, feeds, history, Replays(replayed, replayed, replayed, replayed))
    assert [cost.falls for cost in costs] == [(4,), (4,), ()]
    assert [len(cost.busiest) for cost in costs] == [5, 0, 0]


def test_steps_in_another_order_are_counted_as_those_of_today() -> None:
    now = steps_of("FROM x\nCOPY . .\nRUN install && build\nRUN end\n")
    later = steps_of("FROM x\nCOPY pins.txt .\nRUN install\nCOPY . .\nRUN build\nRUN end\n")
    assert as_now([frozenset({0, 1, 2, 3, 4}), frozenset({2, 3, 4})], later, now) == (
        *(frozenset({0, 1, 2}), frozenset({0, 2})),
    )
