"""Fixes to the user's own lines, and what each would change.

Only on request. Each line is replaced where it stands, once the whole file has been tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxtrim.catalogue.applicable import applicable_records
from ctxtrim.context.traverse import traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import BOM, IgnoreFile, Line
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.proposal import Repair, Withheld
from ctxtrim.model.record import JunkRecord
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.decisions import Evidence, Mentions, cite
from ctxtrim.proposal.eligible_files import total
from ctxtrim.proposal.inputs import Inputs, Surroundings
from ctxtrim.proposal.line_faults import Fault, fault_of
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.protection import protect
from ctxtrim.proposal.verify_on_all_builders import BuilderCheck, verified_dialects

Files = dict[str, Entry]


class Repaired(NamedTuple):
    """The file with the repairs in it, and those that would lose something. before: eligible without them."""

    text: bytes
    before: Sum
    repairs: tuple[Repair, ...] = ()
    withheld: tuple[Withheld, ...] = ()


def repair(around: Surroundings, inputs: Inputs) -> Repaired:
    """Put right what is wrong outside our block, line by line. Raises CtxtrimError as Ruleset.read does."""
    bench = _Bench(around, inputs)
    before = total(bench.files(inputs.old).values())
    for line in bench.lines():
        text = line.text.removeprefix(BOM) if line.number == 1 else line.text
        fault = fault_of(text.removesuffix("\r"), bench.records)
        if fault:
            bench.put(line, fault)
    return Repaired(bench.text, before, tuple(bench.repairs), tuple(bench.withheld))


class _Bench:
    """The file as repaired so far."""

    def __init__(self, around: Surroundings, inputs: Inputs) -> None:
        from ctxtrim.catalogue.record_files import load_records

        self.around, self.inputs = around, inputs
        self.file = IgnoreFile.parse(inputs.old, inputs.where)
        self._raw = {line.number: line.raw for line in self.file.lines}
        names = frozenset(path.rpartition("/")[2] for path in inputs.eligible.paths)
        self.records: Sequence[JunkRecord] = applicable_records(load_records(), names)
        self.protection = protect(inputs.needs, inputs.eligible.paths)
        self.repairs: list[Repair] = []
        self.withheld: list[Withheld] = []

    @property
    def text(self) -> bytes:
        return b"".join(self._raw.values())

    def lines(self) -> Sequence[Line]:
        parts = block.split(self.file)
        return [*parts.before, *parts.after]

    def put(self, line: Line, fault: Fault) -> None:
        """Take the repair over if it is safe and changes something, or nothing where nothing may."""
        before, old = self.text, self._raw[line.number]
        self._raw[line.number] = _raw(line, fault.new)
        written = line.text.removeprefix(BOM).removesuffix("\r")
        try:
            against = self._against(before, fault)
        except CtxtrimError as error:
            against = (str(error),)
        was, now = self.files(before), self.files(self.text)
        out, back = was.keys() - now.keys(), now.keys() - was.keys()
        if against or not (out or back or fault.idle or fault.lasting):
            self._raw[line.number] = old
            if against:
                self.withheld.append(Withheld(written, fault.why, against))
            return
        kept_out, let_in = total(was[path] for path in out), total(now[path] for path in back)
        self.repairs.append(Repair(line.number, written, fault.new, fault.why, kept_out, let_in))

    def _against(self, before: bytes, fault: Fault) -> tuple[str, ...]:
        inputs = self.inputs
        if fault.idle:
            changed = any(self._names(before, d) != self._names(self.text, d) for d in verified_dialects())
            return ("a builder reads it otherwise: something would change",) if changed else ()
        losses = BuilderCheck((before,), inputs.eligible.paths, list(self.protection.paths())).losses(
            self.text
        )
        for loss in losses:
            need = self.protection.need_of(loss.path)
            return (cite(need) if need else loss.said(),)
        if fault.candidate is None:
            return ()
        matches = Matches([fault.candidate.pattern], inputs.eligible.paths)
        mentions = Mentions(inputs.named(matches.files(1)), inputs.imported(set(matches.files(1))))
        evidence = Evidence(inputs, self.protection, matches, mentions)
        return evidence.decide(fault.candidate, 1).against

    def files(self, text: bytes) -> Files:
        rules = Ruleset.read(text, self.inputs.dialect, self.inputs.where)
        visits = traverse(self.around.children, rules)
        return {entry.path: entry for entry, verdict in visits if verdict.eligible and entry.kind != "dir"}

    def _names(self, text: bytes, dialect: Dialect) -> set[str] | str:
        try:
            visits = traverse(self.around.children, Ruleset.read(text, dialect))
            return {entry.path for entry, verdict in visits if verdict.eligible}
        except CtxtrimError as error:
            return str(error)


def _raw(line: Line, new: Sequence[str]) -> bytes:
    """The new lines with the old one's line end; a BOM stays in front."""
    end = b"\r\n" if line.raw.endswith(b"\r\n") else b"\n"
    mark = BOM if line.number == 1 and line.text.startswith(BOM) else ""
    raw = end.join(text.encode("utf-8", "surrogateescape") for text in new)
    if new and line.raw.endswith(b"\n"):
        raw += end
    return mark.encode() + raw
