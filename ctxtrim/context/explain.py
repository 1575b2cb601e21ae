"""Explain a verdict: the pattern that decides over a path, and the directory through which it does."""

from __future__ import annotations

from collections.abc import Sequence

from ctxtrim.context.selection import Selection
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.matching import judge as judging
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry
from ctxtrim.model.why import THE_CONTEXT, Reason

_OPENED = "the walk keeps it, but opening it is refused: docker build says nothing and the file arrives empty"


def explain(entry: Entry, ruleset: Ruleset, ignore_file: str) -> Reason:
    """What the ruleset's builder does with an entry (of kind "" if there is none), and why.

    entry: with the path "", the context itself. ignore_file: where the rules stand, "" for none. A pattern
    that the builder cannot compile is an outcome, not an error.
    """
    builder = ruleset.dialect.name
    if not entry.path:
        return Reason(builder, ignore_file, "eligible", remark=THE_CONTEXT)
    try:
        verdict = ruleset.judge_path(entry.path)
        reason = Reason(
            builder, ignore_file, "excluded", where_of(verdict.by), _through(verdict.by, entry.path)
        )
        if verdict.eligible:
            return _arriving(entry, ruleset, reason._replace(outcome="eligible"))
        return reason._replace(remark=_why_not_back(entry, ruleset, verdict))
    except CtxtrimError as error:
        return Reason(builder, ignore_file, "rejected", str(error))


def where_of(pattern: DockerPattern | None) -> str:
    """ "file:line: text" of a pattern, "" for none."""
    return f"{pattern.where}:{pattern.line}: {pattern.text}" if pattern else ""


def takes(selection: Selection, path: str) -> bool:
    """Return whether these includes select the path; of the context itself they select parts only."""
    if not path:
        return False
    verdict = Verdict(True)
    for directory in parents(path):
        verdict = judging.using_parent_results(selection.includes, directory, verdict)
        if not selection.enters(directory, verdict):
            return False
    return not judging.using_parent_results(selection.includes, path, verdict).eligible


def _through(pattern: DockerPattern | None, path: str) -> str:
    """The topmost directory above the path that the pattern matches."""
    return next((above for above in parents(path) if pattern and pattern.hits(above)), "")


def _arriving(entry: Entry, ruleset: Ruleset, reason: Reason) -> Reason:
    specials = ruleset.dialect.specials
    fate = specials.get(entry.trouble or entry.kind, "")
    if entry.trouble in ("too long", "too deep"):
        return reason._replace(outcome="fails", remark="its path is longer than a system opens")
    if fate:
        outcome = "emptied" if fate == "empty" and entry.size else fate
        return reason._replace(outcome=outcome, remark=f"it is {_named(entry)}")
    if entry.kind == "file" and ruleset.empties(entry.path):
        by = _emptying(ruleset.patterns, entry.path)
        return reason._replace(outcome="emptied", remark=f"{_OPENED} ({where_of(by)})")
    return reason


def _named(entry: Entry) -> str:
    if entry.trouble:
        return f"{entry.trouble.split()[0]} for you"
    return f"a {entry.kind}"


def _emptying(patterns: Sequence[DockerPattern], path: str) -> DockerPattern | None:
    """The pattern that makes the matcher by which files are opened say no."""
    above, excluded, by = parents(path), False, None
    for pattern in patterns:
        if pattern.is_exception == excluded and any(map(pattern.hits, (path, *above))):
            excluded = not excluded
            by = pattern
    return by


def _why_not_back(entry: Entry, ruleset: Ruleset, verdict: Verdict) -> str:
    """Whether an exception that means this path, or something below it, has an effect."""
    unpruned, closed = ruleset.root, ""
    for directory in parents(entry.path):
        unpruned = ruleset.judge(directory, unpruned)
        if not closed and not ruleset.enters(directory, unpruned):
            closed = directory
    back = ruleset.judge(entry.path, unpruned)
    if back.eligible:
        what = f"{where_of(back.by)} would bring it back" if back.by else "no pattern matches it by itself"
        return f"{what}, but this builder does not look into {closed}"
    if entry.kind == "dir" and not closed and ruleset.enters(entry.path, verdict):
        return "what an exception brings back below it is kept"
    return ""
