"""Fixes to the user's own lines, and what each would change.

Only on request. Each line is replaced where it stands, once the whole file has been tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.applicable import applicable_records
from ctxtrim.context.traverse import traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import BOM, IgnoreFile, Line
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Repair, Withheld
from ctxtrim.model.record import JunkRecord
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.decisions import Evidence, Mentions, cite
from ctxtrim.proposal.eligible_files import total
from ctxtrim.proposal.inputs import Inputs, Surroundings
from ctxtrim.proposal.line_faults import Fault, fault_of, faults_by_line
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


def repair(around: Surroundings, inputs: Inputs, fixes: Iterable[Finding] = ()) -> Repaired:
    """Put right what is wrong outside our block, line by line.

    fixes: findings about this file that bring lines to put in the place of others, or at the end. Raises
    CtxtrimError as Ruleset.read does.
    """
    bench = Bench(around, inputs)
    put_right(bench, fixes)
    return bench.repaired()


def put_right(bench: Bench, fixes: Iterable[Finding]) -> None:
    """As `repair`; of our block only lines that do nothing go."""
    found, appended = faults_by_line(fixes)
    own = {line.number for line in bench.lines()}
    for line in bench.file.lines:
        text = line.text.removeprefix(BOM) if line.number == 1 else line.text
        fault = found.get(line.number)
        if line.number in own:
            fault = fault or fault_of(text.removesuffix("\r"), bench.records)
        if fault and (line.number in own or not fault.new):
            bench.put(line, fault)
    for fault in appended:
        bench.append(fault)


class Bench:
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
        """The file so far."""
        return b"".join(self._raw.values())

    def repaired(self) -> Repaired:
        """Return what has been done."""
        before = total(self.files(self.inputs.old).values())
        return Repaired(self.text, before, tuple(self.repairs), tuple(self.withheld))

    def without(self, line: Line) -> bytes:
        """The file so far without one of its lines."""
        return b"".join(raw for number, raw in self._raw.items() if number != line.number)

    def lines(self) -> Sequence[Line]:
        """The user's own lines."""
        parts = block.split(self.file)
        return [*parts.before, *parts.after]

    def append(self, fault: Fault) -> None:
        """Add lines at the end of the file; as `put`."""
        end = b"\r\n" if b"\r\n" in self.inputs.old else b"\n"
        number = max(self._raw, default=0) + 1
        self._raw[number] = b""
        missing = end if self.text and not self.text.endswith(b"\n") else b""
        self._try(number, "", missing + b"".join(_bytes(text) + end for text in fault.new), fault)

    def put(self, line: Line, fault: Fault) -> None:
        """Take the repair over if it is safe and changes something, or nothing where nothing may."""
        written = line.text.removeprefix(BOM).removesuffix("\r")
        self._try(line.number, written, _raw(line, fault.new), fault)

    def _try(self, number: int, written: str, new: bytes, fault: Fault) -> None:
        before, old = self.text, self._raw[number]
        self._raw[number] = new
        try:
            against = self._against(before, fault)
        except CtxtrimError as error:
            against = (str(error),)
        was, now = self.files(before), self.files(self.text)
        out, back = was.keys() - now.keys(), now.keys() - was.keys()
        if against or not (out or back or fault.idle or fault.lasting):
            self._raw[number] = old
            if against:
                self.withheld.append(Withheld(written or " ".join(fault.new), fault.why, against))
            return
        kept_out, let_in = total(was[path] for path in out), total(now[path] for path in back)
        self.repairs.append(Repair(number, written, fault.new, fault.why, kept_out, let_in))

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
        for candidate in fault.candidates:
            matches = Matches([candidate.pattern], inputs.eligible.paths)
            mentions = Mentions(inputs.named(matches.files(1)), inputs.imported(set(matches.files(1))))
            evidence = Evidence(inputs, self.protection, matches, mentions)
            decision = evidence.decide(candidate, 1)
            if decision.against:
                return decision.against
        return ()

    def files(self, text: bytes) -> Files:
        """What is eligible under a text."""
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
    raw = end.join(map(_bytes, new))
    if new and line.raw.endswith(b"\n"):
        raw += end
    return mark.encode() + raw


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
