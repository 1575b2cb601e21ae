"""Hold the prediction for a new ignore file to a real builder.

The lines that copy from the context are built over `scratch`, once with the old file and once with the new
one, and what arrives is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctxtrim.context.traverse import Arrival, arriving
from ctxtrim.disk import walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.verification import Verification
from ctxtrim.proposal import Inputs
from ctxtrim.proposal.decisions import cite
from ctxtrim.proposal.protection import is_test_part, protect
from ctxtrim.verify.asking import Asker, asking
from ctxtrim.verify.compare import Key, Side, compare
from ctxtrim.verify.landing import Landings
from ctxtrim.verify.lines import Line, lines_of
from ctxtrim.verify.tools import Tool


class Version(NamedTuple):
    """An ignore file: its bytes, and what it is for people."""

    data: bytes
    name: str


class Case(NamedTuple):
    """What is to be verified. context: absolute. inputs: the needs and builds. ignore_file: as shown."""

    context: str
    inputs: Inputs
    ignore_file: str
    old: Version
    new: Version


def verify(case: Case, tool: Tool, patience: float) -> Verification:
    """Build under both files and compare. patience: seconds that one build may take.

    Raises CtxtrimError where it cannot tell: the builder fails for a reason of its own, takes too long, or no
    line builds even with the old file.
    """
    from ctxtrim.matching.builders import by_name

    dialect, inputs = by_name(tool.dialect), case.inputs
    found = Verification(f"{tool.name} {tool.version}", case.ignore_file, case.old.name, case.new.name)
    if dialect.in_place:
        inputs = inputs._replace(needs=tuple(need for need in inputs.needs if need.kind != "mount"))
    lines = lines_of(inputs.plans.values(), inputs.needs, dialect.in_place)
    if not lines:
        return found._replace(notes=("no line of its Dockerfiles takes anything from the context",))
    versions = (case.old, case.new)
    arrivals = [_arrivals(case.context, Ruleset.read(v.data, dialect, v.name)) for v in versions]
    with asking(tool, case.context, patience) as asker:
        old = _side(asker, lines, arrivals[0], case.old.data)
        new = old if case.old.data == case.new.data else _side(asker, lines, arrivals[1], case.new.data)
    if len(old.outcome.failed) == len(lines) == len(new.outcome.failed):
        number, says = min(old.outcome.failed.items())
        line = lines[number]
        raise CtxtrimError(f"{line.place}: {line.shown} fails with either file, as all lines do: {says}")
    return compare(lines, old, new, _Needed(inputs, arrivals[1]).by, found)


def _arrivals(context: str, rules: Ruleset) -> dict[str, Arrival]:
    return {arrival.entry.path: arrival for arrival in arriving(walk(context, rules), rules)}


def _side(asker: Asker, lines: Sequence[Line], arrivals: Mapping[str, Arrival], data: bytes) -> Side:
    landings = Landings(arrivals)
    foretold: dict[Key, str] = {}
    for number, line in enumerate(lines):
        foretold.update({(number, name): path for name, path in landings.of(line).items()})
    full = {number for number, _ in foretold}
    doubtful = frozenset(n for n, line in enumerate(lines) if n not in full and line.source)
    return Side(foretold, asker.outcome(lines, data, doubtful))


class _Needed:
    """Who needs a path that is gone: by name, with a folder that is named and gone, or as a part, kept in
    git, of a folder that is copied by name.
    """

    def __init__(self, inputs: Inputs, left: Mapping[str, Arrival]) -> None:
        self._stock, self._left = inputs.eligible, left
        self._protection = protect(inputs.needs, inputs.eligible.paths)

    def by(self, path: str) -> str:
        always = self._protection.always
        gone = [above for above in parents(path) if above not in self._left]
        need = next((always[step] for step in (*gone, path) if step in always), None)
        if need is None and self._stock.is_tracked(path):
            need = self._protection.folder_of(path)
            need = None if need and is_test_part(need, path) else need
        return cite(need) if need else ""
