"""Paths that have grown or shrunk, and what they cost the next build."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.go.path import parents
from ctxtrim.model.context import Sum
from ctxtrim.model.watch_event import Growth
from ctxtrim.watch.layers import Layer
from ctxtrim.watch.listings import Change
from ctxtrim.watch.names import may_decide
from ctxtrim.watch.view import View

NAMED = 40
"""So many paths are named at most."""
_LAYERS = 6
_NONE = Sum()


class Taken(NamedTuple):
    """What one build gets of the context, and the instructions that take it. build: which one."""

    build: Hashable
    view: View
    layers: Sequence[Layer]


class Followed(NamedTuple):
    """What came of hints. changes: entries; renewed: directories that were forgotten and may be others now.

    judged: the builds or their rules were read again.
    """

    changes: Sequence[Change]
    renewed: frozenset[str]
    judged: bool


class Grown(NamedTuple):
    """paths: the heaviest changes first. more: how many are not named. is_sent: a build gets some of it."""

    paths: tuple[Growth, ...]
    more: int
    is_sent: bool


class Before(NamedTuple):
    """What was: the sums of directories, of all that was eligible and of what each build got."""

    eligible: Mapping[str, Sum]
    sent: Mapping[Hashable, Mapping[str, Sum]]


def grown(followed: Followed, before: Before, view: View, taken: Sequence[Taken]) -> Grown:
    """What changes on the disk, and of the rules, have come to."""
    look = _Look(before, view, taken)
    topmost = _topmost(followed.changes, followed.renewed)
    found = [growth for change in topmost if (growth := look.at(change))]
    if followed.judged:
        found += look.by_rules({growth.path for growth in found})
    found = _git_as_one(found, before, view)
    found.sort(key=lambda one: (-abs(one.after.bytes - one.before.bytes), -one.sent, one.path))
    return Grown(tuple(found[:NAMED]), max(0, len(found) - NAMED), look.is_sent)


def _git_as_one(growths: list[Growth], before: Before, view: View) -> list[Growth]:
    """Sum up what changed below .git: one commit touches dozens of files there."""
    inner = [growth for growth in growths if growth.path.startswith(".git/")]
    if not inner:
        return growths
    layers = dict.fromkeys(layer for growth in inner for layer in growth.layers)
    whole = Growth(
        ".git",
        "dir",
        before.eligible.get(".git", _NONE),
        view.totals.get(".git", _NONE),
        sum(growth.sent for growth in inner),
        tuple(layers)[:_LAYERS],
    )
    return [whole, *(growth for growth in growths if growth not in inner)]


def _topmost(changes: Iterable[Change], renewed: Iterable[str]) -> Iterator[Change]:
    """Each path once, none below a directory that is told of as a whole."""
    known: dict[str, Change] = {}
    for change in changes:
        first = known.get(change.path)
        if first:
            change = change._replace(old=first.old, is_touched=change.is_touched and first.is_touched)
        known[change.path] = change
    whole = {path for path in renewed if path}
    for path in whole - known.keys():
        known[path] = Change(path, None, None)
    for path, change in known.items():
        if not any(above in whole for above in parents(path)):
            yield change


class _Look:
    def __init__(self, before: Before, view: View, taken: Sequence[Taken]) -> None:
        self._before, self._view, self._taken = before, view, taken
        self.is_sent = False

    def at(self, change: Change) -> Growth | None:
        """What has become of a path; None if no build and no total is concerned."""
        path = change.path
        entry = change.new or change.old
        kind = entry.kind if entry else "dir"
        is_directory = kind == "dir"
        before, after = self._sums(change, self._before.eligible, self._view)
        sent, layers = self._cost(change, is_directory)
        if before == after == _NONE and not layers and not sent and not may_decide(path):
            return None
        return Growth(path, kind, before, after, sent, tuple(dict.fromkeys(layers))[:_LAYERS])

    def by_rules(self, known: set[str]) -> list[Growth]:
        """Directories that came or went because the rules have changed, outermost."""
        before, after = self._before.eligible, self._view.totals
        found: dict[str, Growth] = {}
        for path in sorted(before.keys() ^ after.keys(), key=len):
            was, now = before.get(path, _NONE), after.get(path, _NONE)
            above = parents(path)
            if was != now and path not in known and not any(p in known or p in found for p in above):
                found[path] = Growth(path, "dir", was, now, is_rule=True)
        return list(found.values())

    def _sums(self, change: Change, before: Mapping[str, Sum], view: View) -> tuple[Sum, Sum]:
        path, was, now = change.path, _NONE, _NONE
        counts = view.counts(path)
        if change.old and change.old.kind != "dir":
            was = Sum(1, change.old.size) if counts else _NONE
        else:
            was = before.get(path, _NONE)
        if change.new and change.new.kind != "dir":
            now = Sum(1, change.new.size) if counts else _NONE
        else:
            now = view.totals.get(path, _NONE)
        return was, now

    def _cost(self, change: Change, is_directory: bool) -> tuple[int, list[str]]:
        """Bytes that are sent again, the most of any build; and the instructions that run again."""
        most, layers = 0, []
        for build, view, own in self._taken:
            earlier = self._before.sent.get(build, {})
            was, now = self._sums(change, earlier, view)
            if was == now == _NONE:
                continue
            self.is_sent |= not change.is_touched
            if change.is_structural or not is_directory:
                most = max(most, now.bytes)
            if not change.is_touched:
                layers += [layer.label for layer in own if layer.covers(change.path, is_directory)]
        return most, layers
