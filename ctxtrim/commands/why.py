"""Explain why paths are sent or not, reading no more of the context than these paths need."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from ctxtrim import filesystem
from ctxtrim.builds.of_request import Builds, Rules, builds_of, rules_for
from ctxtrim.builds.read_file import shown
from ctxtrim.builds.sent_by_build import lines_taking
from ctxtrim.context.explain import explain
from ctxtrim.context.traverse import arriving
from ctxtrim.disk import DiskTree, walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import clean
from ctxtrim.matching.builders import DIALECTS
from ctxtrim.model.context import Entry, Request
from ctxtrim.model.why import Answer, Reason, Taker


def why(request: Request, paths: Sequence[str]) -> list[Answer]:
    """An answer for each path, in order.

    paths: as typed: absolute, relative to the context, or to the working directory. Raises CtxtrimError as
    `builds.builds_of` does, and for a path outside the context.
    """
    found = builds_of(request)
    tree = DiskTree(found.context, found.rules.ruleset)
    return [_answer(_inside(path, found.context), found, tree, request) for path in paths]


def _inside(typed: str, context: str) -> str:
    """A typed path relative to the context, "" for the context itself."""
    here = os.path.join(context, typed)
    if not filesystem.lexists(here) and filesystem.lexists(typed):
        here = os.path.abspath(typed)
    folder, name = os.path.split(os.path.normpath(here))
    path = shown(os.path.join(folder, name), context)
    if os.path.isabs(path) and path != context:
        path = shown(os.path.join(filesystem.realpath(folder), name), filesystem.realpath(context))
    if os.path.isabs(path):
        if filesystem.realpath(here) == filesystem.realpath(context):
            return ""
        raise CtxtrimError(f"{typed}: not inside the context {context}; nothing out there is ever sent.")
    return clean(path.replace(os.sep, "/"))


def _answer(path: str, found: Builds, tree: DiskTree, request: Request) -> Answer:
    entry = (tree.entry(path) if path else Entry("", "dir")) or Entry(path, "")
    own = dict.fromkeys((found.rules, *(build.rules for build in found.builds)))
    reasons = tuple(_explained(entry, rules, found.context) for rules in own)
    eligible = {rules for rules, reason in zip(own, reasons, strict=True) if reason.outcome in _TAKEN}
    takers = tuple(
        Taker(build.target.title, tuple(lines_taking(build, path, tree.entries)))
        for build in found.builds
        if build.rules in eligible
    )
    others = [other for other in _elsewhere(entry, found, request) if other.outcome != reasons[0].outcome]
    return Answer(path, entry.kind, entry.size, reasons, tuple(others), takers)


_TAKEN = ("eligible", "emptied", "empty", "dropped", "fails")


def _elsewhere(entry: Entry, found: Builds, request: Request) -> Iterator[Reason]:
    """What every other verified builder makes of it, reading what it would read for the same Dockerfile."""
    dockerfile = next((b.target.dockerfile for b in found.builds if b.rules == found.rules), "")
    for dialect in DIALECTS:
        if dialect == found.dialect or not dialect.verified:
            continue
        try:
            rules = rules_for(request._replace(builder=dialect.name), dockerfile)
        except CtxtrimError as error:
            yield Reason(dialect.name, "", "rejected", str(error))
        else:
            yield _explained(entry, rules, found.context)


def _explained(entry: Entry, rules: Rules, context: str) -> Reason:
    """The reason, unless another name of the same file decides: the first to arrive brings the contents."""
    reason = explain(entry, rules.ruleset, rules.where)
    if not (rules.ruleset.may_empty and entry.inode and reason.outcome in ("eligible", "emptied")):
        return reason
    arrivals = arriving(walk(context, rules.ruleset), rules.ruleset)
    first = next(arrival for arrival in arrivals if arrival.entry.inode == entry.inode)
    if first.emptied == (reason.outcome == "emptied"):
        return reason
    outcome = "emptied" if first.emptied else "eligible"
    fate = "empty" if first.emptied else "whole"
    remark = f"it is another name of {first.entry.path} (a hard link), which is sent first and arrives {fate}"
    return reason._replace(outcome=outcome, remark=remark)
