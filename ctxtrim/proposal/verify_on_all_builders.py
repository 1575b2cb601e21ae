"""Check that an ignore file keeps everything that must stay, as every builder reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.matching.builders import DIALECTS, Dialect
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.pattern_index import PatternIndex
from ctxtrim.matching.portable import reads_alike
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry
from ctxtrim.model.proposal import Withheld


class Loss(NamedTuple):
    """A path that a new file takes from a build. by: the pattern that did it ("" if none can be named).

    what: "lose", "send an empty" (it arrives, but with 0 bytes), or "reject" where the path is no more than
    the file itself, which the builder cannot read.
    """

    path: str
    dialect: Dialect
    by: str
    what: str = "lose"

    def said(self) -> str:
        """What happens, as a clause."""
        return f"{self.dialect.title} would {self.what} {self.path}"


def verified_dialects() -> tuple[Dialect, ...]:
    """The builders whose answers are compared with the real engines."""
    return tuple(dialect for dialect in DIALECTS if dialect.verified)


def readers_of(data: bytes) -> tuple[Dialect, ...]:
    """Those of them that read this file without complaint."""
    return tuple(dialect for dialect in verified_dialects() if any(_read([data], dialect)))


def unreadable(data: bytes, where: str) -> Iterator[Withheld]:
    """Lines that a builder rejects as soon as it tries them, which further rules could make it do.

    Of a dialect that rejects the file at once nothing is said: it has nothing to lose.
    """
    said = set()
    for dialect in verified_dialects():
        try:
            patterns = Ruleset.read(data, dialect, where).patterns
        except CtxtrimError:
            continue
        for pattern in patterns:
            try:
                pattern.hits("a")
            except CtxtrimError:
                if pattern.text not in said:
                    said.add(pattern.text)
                    why = f"{where}:{pattern.line}: docker rejects this line as soon as it tries it"
                    yield Withheld(pattern.text, why + "; take it out first")


class BuilderCheck:
    """Compares new files with what was. before: the file as it was, and other forms of it that count as
    well: what one of them kept must stay. files: everything eligible now. needed: paths, there or not.
    """

    def __init__(self, before: Sequence[bytes], files: Mapping[str, Entry], needed: Sequence[str]) -> None:
        self._files, self._needed = files, needed
        self._before = [
            (dialect, read) for dialect in verified_dialects() if (read := list(_read(before, dialect)))
        ]

    def losses(self, new: bytes, watched: Iterable[str] = ()) -> list[Loss]:
        """What must stay and does not, and files that arrive empty only now.

        watched: paths besides the needed ones. A dialect that rejects the old file has nothing to lose.
        """
        paths = list(dict.fromkeys((*self._needed, *watched)))
        found: list[Loss] = []
        for dialect, before in self._before:
            try:
                after = Ruleset.read(new, dialect)
                found += self._lost(paths, before, after)
                found += self._newly_emptied(before, after)
            except CtxtrimError:
                found.append(Loss("the file", dialect, "", "reject"))
        return found

    def _lost(self, paths: Iterable[str], before: Sequence[Ruleset], after: Ruleset) -> Iterator[Loss]:
        """Only what one of the differing patterns hits can have changed."""
        touched = list(_touched(paths, [*before, after]))
        kept = list(_eligible(touched, before))
        for path, verdict in judged(kept, after):
            if not verdict.eligible:
                yield Loss(path, after.dialect, verdict.by.text if verdict.by else "")

    def has(self, loss: Loss, new: bytes) -> bool:
        """Return whether this file shows the same loss."""
        try:
            after = Ruleset.read(new, loss.dialect)
            eligible = after.judge_path(loss.path).eligible
        except CtxtrimError:
            return True
        if loss.what == "reject":
            return False
        return not eligible if loss.what == "lose" else eligible and after.empties(loss.path)

    def _newly_emptied(self, before: Sequence[Ruleset], after: Ruleset) -> Iterator[Loss]:
        if not after.may_empty:
            return
        full = [path for path, entry in self._files.items() if entry.kind == "file" and entry.size]
        for path, verdict in judged(full, after):
            if verdict.eligible and after.empties(path) and not _emptied_already(before, path):
                yield Loss(path, after.dialect, _refusing(after, path), "send an empty")


def _emptied_already(before: Iterable[Ruleset], path: str) -> bool:
    return any(rules.judge_path(path).eligible and rules.empties(path) for rules in before)


def _touched(paths: Iterable[str], rulesets: Sequence[Ruleset]) -> Iterable[str]:
    """The paths that a pattern hits, themselves or through a parent, which not all of these have.

    All of them where the patterns in common stand in another order, or an exception is gone: that may change
    which directories are entered.
    """
    lists = [[pattern.text for pattern in rules.patterns] for rules in rulesets]
    alike = frozenset.intersection(*map(frozenset, lists))
    common = [[text for text in texts if text in alike] for texts in lists]
    gone = {text for texts in lists[:-1] for text in texts if text[0] == "!"}.difference(lists[-1])
    if gone or any(texts != common[0] for texts in common):
        return paths
    differing = {p.text: p for rules in rulesets for p in rules.patterns if p.text not in alike}
    hits = _hits(list(differing.values()))
    known: dict[str, bool] = {}

    def is_hit(path: str) -> bool:
        if path not in known:
            known[path] = hits(path)
        return known[path]

    return [path for path in paths if is_hit(path) or any(map(is_hit, parents(path)))]


def _hits(patterns: Sequence[DockerPattern]) -> Callable[[str], bool]:
    """Return whether one of them hits a path; by an index where all builders read them alike."""
    globs = [pattern.glob for pattern in patterns]
    if not all(map(reads_alike, globs)):
        return lambda path: any(pattern.hits(path) for pattern in patterns)
    index = PatternIndex.of(globs)
    return lambda path: index.hits(path) != 0


def _read(texts: Iterable[bytes], dialect: Dialect) -> Iterator[Ruleset]:
    for text in dict.fromkeys(texts):
        try:
            yield Ruleset.read(text, dialect)
        except CtxtrimError:
            return


def _eligible(paths: Sequence[str], before: Iterable[Ruleset]) -> dict[str, None]:
    """The paths that one of these rulesets keeps."""
    found: dict[str, None] = {}
    for rules in before:
        found.update({path: None for path, verdict in judged(paths, rules) if verdict.eligible})
    return found


def _refusing(rules: Ruleset, path: str) -> str:
    """The last plain pattern that matches a path or a directory above it."""
    steps = [*parents(path), path]
    hits = (p for p in reversed(rules.patterns) if not p.is_exception and any(map(p.hits, steps)))
    found = next(hits, None)
    return found.text if found else ""


def judged(paths: Sequence[str], rules: Ruleset) -> Iterator[tuple[str, Verdict]]:
    """Each path's verdict; directories on the way are judged once."""
    known: dict[str, tuple[Verdict, bool]] = {"": (rules.root, True)}
    for path in paths:
        verdict, entered = _folder(path.rpartition("/")[0], rules, known)
        yield path, rules.judge(path, verdict) if entered else verdict


def _folder(folder: str, rules: Ruleset, known: dict[str, tuple[Verdict, bool]]) -> tuple[Verdict, bool]:
    """A directory's verdict, and whether it is walked."""
    found = known.get(folder)
    if found is not None:
        return found
    verdict, entered = known[""]
    for step in (*parents(folder), folder):
        if step in known:
            verdict, entered = known[step]
            continue
        if entered:
            verdict = rules.judge(step, verdict)
            entered = rules.enters(step, verdict)
        known[step] = verdict, entered
    return verdict, entered
