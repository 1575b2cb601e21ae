"""What edits rebuild, over the history of a context."""

from __future__ import annotations

from typing import NamedTuple


class StepCost(NamedTuple):
    """A COPY, ADD or RUN, and how many commits rebuild it.

    stage: as people see it, "" for the only one. text: the instruction on one line. files: how many files of
    the newest commit feed it. rebuilt: now. rebuilt_then, rebuilt_unsafe: with the lines that `ctxtrim fix`
    and `ctxtrim fix --unsafe` propose. rebuilt_reordered: with those of `fix`, in the order of `ctxtrim fix
    --dockerfile`. busiest: (path, commits) that feed it most often, the busiest first.
    falls: the lines of the steps that are rebuilt with it.
    """

    stage: str
    line: int
    instruction: str
    text: str
    files: int
    rebuilt: int
    rebuilt_then: int
    rebuilt_unsafe: int
    rebuilt_reordered: int
    busiest: tuple[tuple[str, int], ...] = ()
    falls: tuple[int, ...] = ()


class Aside(NamedTuple):
    """Commits that touch nothing but documents and CI settings, and still rebuild something.

    first, last: the lines that they rebuild. spared, spared_unsafe: how many of them rebuild nothing with
    the lines that `fix` and `fix --unsafe` propose.
    """

    commits: int = 0
    first: int = 0
    last: int = 0
    spared: int = 0
    spared_unsafe: int = 0


class BuildCost(NamedTuple):
    """One build. where: its Dockerfile as people see it. title: with its stage.

    is_reordered: `ctxtrim fix --dockerfile` has a better order for it.
    """

    where: str
    title: str
    target: str
    steps: tuple[StepCost, ...]
    aside: Aside = Aside()
    is_reordered: bool = False


class Cost(NamedTuple):
    """What the last commits rebuild. context: absolute. commits: how many were replayed."""

    context: str
    commits: int
    builds: tuple[BuildCost, ...]
    notes: tuple[str, ...] = ()
