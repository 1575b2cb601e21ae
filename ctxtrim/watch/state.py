"""What an audit would report now, kept current without listing unchanged directories again."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager

from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.sent_by_build import Given, given_to
from ctxtrim.commands.audit import audit_of
from ctxtrim.context.selection import Selection, select
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Entry, Request
from ctxtrim.model.scan import Scan
from ctxtrim.watch.growth import Before, Followed, Grown, Taken, grown
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.layers import layers_of
from ctxtrim.watch.lens import Selected, Whole
from ctxtrim.watch.listings import Change, Listings
from ctxtrim.watch.names import may_decide
from ctxtrim.watch.view import View

LARGEST = 50
_NOTHING = Followed((), frozenset(), False)


class State:
    """Listings, and a view for each set of rules that a build reads. Raises CtxtrimError as `builds_of`.

    `children`, `scanned`, `selected` and `size` are what an audit asks for (audit.Source).
    """

    def __init__(self, request: Request, listings: Listings, top: int = 12) -> None:
        self._request, self._listings, self._top = request, listings, top
        self._views: dict[Hashable, View] = {}
        self._used: set[Hashable] = set()
        self.found: Builds = builds_of(request)
        self._is_unread = False
        self._untold = _NOTHING
        self.children = listings.children

    def audit(self) -> Audit:
        """The audit as of the last `follow`. Directories that it did not ask for are forgotten."""
        self._listings.asked.clear()
        self._used.clear()
        with self._whole_or_not_at_all():
            audit = audit_of(self.found, self, self._top)
        self._views = {key: view for key, view in self._views.items() if key in self._used}
        rows = (path for view in self._views.values() for path in view.rows)
        self._listings.keep_only([*rows, *self._listings.asked])
        return audit

    def follow(self, hints: Hints) -> Followed:
        """Look again where something happened.

        Raises CtxtrimError where the builds cannot be read; the listings are right even then.
        """
        changes, different, renewed = self._look_again(hints)
        self._untold = Followed((*self._untold.changes, *changes), self._untold.renewed | renewed, False)
        if "" in renewed:
            self._views.clear()
        self._is_unread |= hints.decides or any(map(self._may_decide, changes))
        judged = self._is_unread
        with self._whole_or_not_at_all():
            for view in self._views.values():
                view.update(different, renewed)
            if judged:
                self.read_builds()
        return self._untold._replace(judged=judged)

    def ask(self, request: Request) -> None:
        """Answer another request from now on. Raises CtxtrimError as `builds_of`."""
        self._request, self._is_unread = request, True
        self.read_builds()

    def read_builds(self) -> None:
        """Read again which builds there are and what they keep out."""
        self.found = builds_of(self._request)
        self._is_unread = False

    def before(self) -> Before:
        """What there is to compare with after the next change."""
        main = self._views.get(_key(self.found.rules.ruleset))
        sent = {_name(build): view.totals for build, view in self._builds() if view}
        return Before(main.totals if main else {}, sent)

    def grown(self, followed: Followed, before: Before) -> Grown:
        """What has become of the paths that were followed, as of the last `audit`."""
        main = self._views[_key(self.found.rules.ruleset)]
        taken = [
            Taken(_name(build), view, layers_of(build, self.children))
            for build, view in self._builds()
            if view
        ]
        self._untold = _NOTHING
        return grown(followed, before, main, taken)

    def _may_decide(self, change: Change) -> bool:
        """Return whether this may change what builds there are.

        By its name; a directory by what it holds; and where a Dockerfile's context is told by what it
        copies (targets.ownership), any file by being there.
        """
        if may_decide(change.path):
            return True
        is_directory = any(entry and entry.kind == "dir" for entry in (change.old, change.new))
        return change.is_structural and (is_directory or self._presence_matters())

    def _presence_matters(self) -> bool:
        targets = [*(build.target for build in self.found.builds), *self.found.others]
        return any(os.path.dirname(target.dockerfile) != self.found.context for target in targets)

    def _builds(self) -> list[tuple[Build, View | None]]:
        """Each build and what it gets; None for nothing at all."""
        return [(build, self._views.get(self._key_of(build))) for build in self.found.builds]

    def scanned(self, ruleset: Ruleset) -> Scan:
        """See audit.Source."""
        return self._view(_key(ruleset), ruleset, None).scan(LARGEST)

    def selected(self, given: Given) -> Scan:
        """See audit.Source."""
        selection = select(given.follow or (), self.children)
        return self._view(_key(given.ruleset, selection), given.ruleset, selection).scan(LARGEST)

    def size(self, path: str) -> int:
        """See audit.Source."""
        entry = self._listings.entry(path)
        return entry.size if entry else 0

    def entry(self, path: str) -> Entry | None:
        """What lies at a path, as far as it is known."""
        return self._listings.entry(path)

    @contextmanager
    def _whole_or_not_at_all(self) -> Iterator[None]:
        """A pattern may turn out to be none in the midst of it: then no view is to be trusted."""
        try:
            yield
        except CtxtrimError:
            self._views.clear()
            raise

    def _key_of(self, build: Build) -> Hashable:
        given = given_to(build, self.found.dialect)
        if given.follow == ():
            return None
        selection = None if given.follow is None else select(given.follow, self.children)
        return _key(given.ruleset, selection)

    def _view(self, key: Hashable, ruleset: Ruleset, selection: Selection | None) -> View:
        self._used.add(key)
        view = self._views.get(key)
        if view is None:
            lens = Whole(ruleset) if selection is None else Selected(ruleset, selection)
            view = self._views[key] = View(lens, self._listings)
        return view

    def _look_again(self, hints: Hints) -> tuple[list[Change], set[str], set[str]]:
        listings = self._listings
        listings.has_new_link = False
        renewed = {path for path in hints.gone if listings.holds(path)}
        for path in renewed:
            listings.forget(path)
        directories = set(listings.held()) if hints.everything else set(hints.directories)
        above = {path.rpartition("/")[0] for path in hints.gone}
        directories |= above
        changes: list[Change] = []
        different = self._relist(directories, changes)
        others = set(listings.held()) if listings.has_new_link else listings.linked()
        different |= self._relist(others - directories, changes)
        renewed |= {change.path for change in changes if not listings.holds(change.path)}
        return changes, different | above, renewed

    def _relist(self, directories: Iterable[str], changes: list[Change]) -> set[str]:
        """List them again, add what has changed; the directories that are not as they were."""
        different = set()
        for directory in sorted(directories, key=len):
            found = self._listings.relist(directory) if self._listings.holds(directory) else None
            if found is not None:
                changes += found
                different.add(directory)
        return different


def _key(ruleset: Ruleset, selection: Selection | None = None) -> Hashable:
    """What two rulesets, and selections, that give the same verdicts have in common."""
    patterns = tuple((pattern.glob, pattern.is_exception) for pattern in ruleset.patterns)
    asked = selection and tuple((p.glob, p.is_exception) for p in selection.includes)
    return ruleset.dialect.name, patterns, asked


def _name(build: Build) -> Hashable:
    target = build.target
    return target.dockerfile, target.target, target.origin
