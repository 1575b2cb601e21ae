"""Wait until it is quiet, read again what has changed, and report it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.builds.of_request import Builds
from ctxtrim.configuration import places
from ctxtrim.disk import check_context
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Request
from ctxtrim.model.finding import Finding
from ctxtrim.model.watch_event import Moment
from ctxtrim.watch.events import Source
from ctxtrim.watch.feed import Feed
from ctxtrim.watch.growth import Before
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.listings import Listings
from ctxtrim.watch.plan import plan
from ctxtrim.watch.settle import Patience, git_folder_of, settle
from ctxtrim.watch.state import State

_TICK = 1.0
_LINKS = 10.0
_LINKS_DUTY = 20


Find = Callable[[Request, Builds, Audit], tuple[Finding, ...]]


class Settings(NamedTuple):
    """poll: never ask for events. pause: seconds between two looks then. top: paths that `heaviest` names.

    with_git: what git tracks and ignores matters too. find: returns the findings of an audit. reread: returns
    the request as the configuration has it now.
    """

    poll: bool = False
    pause: float = 2.0
    top: int = 12
    with_git: bool = False
    patience: Patience = Patience()
    find: Find | None = None
    reread: Callable[[], Request] | None = None


class Session:
    """One context being watched; a context manager. Raises CtxtrimError as an audit does, at its start only.

    revision: grows with every change that may matter to anybody. audit: the context as it was when it was
    last quiet, None if it is gone. is_gone: it is away, and waited for.
    """

    def __init__(self, request: Request, settings: Settings = Settings()) -> None:  # noqa: B008
        self.request, self._settings = request, settings
        self.revision = 0
        self.audit: Audit | None = None
        self.is_gone = False
        self._context = check_context(request.context)
        self._git = frozenset[str]()
        self._waiting: list[Moment] = []
        self._before = Before({}, {})
        self._trouble = ""
        self._took = 0.0
        self._links_due = time.monotonic() + _LINKS
        self._feed: Feed | None = None
        self._listings: Listings | None = None

    def __enter__(self) -> Session:
        if self._settings.with_git:
            from ctxtrim.vcs import decides

            self._git = frozenset(decides(self._context))
        try:
            ready = self._begin("ready")
        except BaseException:
            self.close()
            raise
        self._waiting.insert(0, ready)
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End threads, give back watches and descriptors."""
        if self._feed:
            self._feed.close()
        if self._listings:
            self._listings.close()
        self._feed = self._listings = None

    @property
    def source(self) -> Source:
        """Where hints come from by now."""
        return self._opened()[0].source

    def size(self, path: str) -> int:
        """Bytes of a file, as it was when it was last quiet."""
        return self._state.size(path)

    def next(self, seconds: float) -> Moment | None:
        """What there is to say, waiting at most so long for it to happen; None: nothing."""
        if self._waiting:
            return self._waiting.pop(0)
        if self.is_gone:
            return self._returned(seconds)
        feed, listings = self._opened()
        is_noted = feed.source.wait(min(seconds, _TICK))
        if feed.has_failed():
            return feed.notes.pop()
        if is_noted:
            settle(feed.source, self._settings.patience.after(self._took), self._git_folder)
        if not listings.is_current():
            return self._left()
        if is_noted or self._is_time_for_links(listings):
            return self._look(feed, feed.take())
        return None

    def _opened(self) -> tuple[Feed, Listings]:
        if not self._feed or not self._listings:
            raise RuntimeError("a session is entered before it is used")
        return self._feed, self._listings

    def _begin(self, event: str) -> Moment:
        began = time.monotonic()
        root = os.path.realpath(self._context)
        self._git_folder = git_folder_of(root)
        self._feed = feed = Feed(root, self._settings.poll, self._settings.pause)
        feed.announce("")
        self._listings = Listings(self._context, feed.announce, feed.dismiss)
        self._state = State(self.request, self._listings, self._settings.top)
        self._follow_plan()
        self.audit = self._audited(self._state)
        self._before = self._state.before()
        self._waiting += feed.notes
        feed.notes.clear()
        self.revision += 1
        found = self.audit.findings
        return Moment(event, self.audit, when=time.time(), took=time.monotonic() - began, findings=found)

    def _audited(self, state: State) -> Audit:
        """Return the audit as of now, with its findings."""
        audit, find = state.audit(), self._settings.find
        return audit._replace(findings=find(self.request, state.found, audit)) if find else audit

    def _follow_plan(self) -> None:
        """Watch what decides over the builds. What is watched only now was read too early: read it again."""
        feed, listings = self._opened()
        more = self._git | frozenset(places(self._context)) if self._settings.reread else self._git
        if feed.follow(plan(self.request, self._state.found, more), listings.holds):
            self._state.read_builds()

    def _is_time_for_links(self, listings: Listings) -> bool:
        """Now and then what has hard links is looked at again, since events may not tell of them."""
        now = time.monotonic()
        if now < self._links_due:
            return False
        self._links_due = now + max(_LINKS, _LINKS_DUTY * self._took)
        return bool(listings.linked())

    def _look(self, feed: Feed, hints: Hints) -> Moment | None:
        began = time.monotonic()
        try:
            return self._looked(hints, feed.source.last or began)
        except CtxtrimError as error:
            self.revision += 1
            is_new, self._trouble = str(error) != self._trouble, str(error)
            return Moment("trouble", note=str(error), when=time.time()) if is_new else None
        finally:
            self._took = time.monotonic() - began
            feed.worked(self._took)

    def _looked(self, hints: Hints, last: float) -> Moment | None:
        state, before, earlier = self._state, self._before, self.audit
        followed = state.follow(hints)
        is_asked_anew = hints.decides and self._reread()
        followed = followed._replace(judged=followed.judged or is_asked_anew)
        if not followed.changes and not followed.renewed and not followed.judged and not self._trouble:
            return None
        if followed.judged:
            self._follow_plan()
        audit = self.audit = self._audited(state)
        grown = state.grown(followed, before)
        self._before = state.before()
        self.revision += 1
        if audit == earlier and not grown.paths and not self._trouble:
            return None
        self._trouble = ""
        return Moment(
            "changed",
            audit,
            before=earlier.scan.eligible if earlier else None,
            growths=grown.paths,
            more=grown.more,
            when=time.time(),
            took=max(0.0, time.monotonic() - last),
            findings=_new_findings(audit, earlier),
            note="The configuration has changed." if is_asked_anew else "",
            sent_changed=grown.is_sent or earlier is None or _sent(audit) != _sent(earlier),
        )

    def _reread(self) -> bool:
        """Read the configuration; return whether it asks for something else."""
        request = self._settings.reread() if self._settings.reread else self.request
        if request == self.request:
            return False
        self.request = request
        self._state.ask(request)
        return True

    def _left(self) -> Moment:
        self.is_gone, self.audit = True, None
        self.revision += 1
        note = f"{self._context}: it is gone; waiting for it to come back."
        return Moment("trouble", note=note, when=time.time())

    def _returned(self, seconds: float) -> Moment | None:
        """Look whether the context is there again; if so, start anew."""
        time.sleep(min(seconds, 0.2))
        if not os.path.isdir(self._context):
            return None
        self.close()
        try:
            moment = self._begin("changed")
        except CtxtrimError:
            return None
        self.is_gone, self._trouble = False, ""
        return moment._replace(sent_changed=True)


def _new_findings(audit: Audit, earlier: Audit | None) -> tuple[Finding, ...]:
    known = {(one.rule, one.path, one.file, one.line) for one in earlier.findings} if earlier else set()
    return tuple(f for f in audit.findings if (f.rule, f.path, f.file, f.line) not in known)


def _sent(audit: Audit) -> list[object]:
    return [(target.sent.sum, target.sent.transfer_bytes, target.sent.emptied) for target in audit.targets]
