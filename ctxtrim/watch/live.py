"""What has changed, now that it is quiet? The loop of a watch: wait, look again, tell."""

from __future__ import annotations

import os
import time
from collections import deque
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.model import Audit, Moment, Request
from ctxtrim.walk import check_context
from ctxtrim.watch.events import Polling, Source, open_source
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.listings import Listings
from ctxtrim.watch.names import may_decide
from ctxtrim.watch.plan import Plan, plan
from ctxtrim.watch.settle import Patience, git_folder_of, settle
from ctxtrim.watch.state import State

_TICK = 1.0
_LINKS = 10.0
_DUTY = 20
"""Polling rests this many times as long as it works."""


class Settings(NamedTuple):
    """poll: never ask for events. pause: seconds between two looks then. top: paths that `heaviest` names.

    with_git: what git tracks and ignores matters too.
    """

    poll: bool = False
    pause: float = 2.0
    top: int = 12
    with_git: bool = False
    patience: Patience = Patience()


class Session:
    """One context being watched; a context manager. Raises CtxtrimError as an audit does, at its start only.

    revision: grows with every change that may matter to anybody.
    """

    def __init__(self, request: Request, settings: Settings = Settings()) -> None:  # noqa: B008
        self.request, self._settings = request, settings
        self.revision = 0
        self._context = check_context(request.context)
        self._root = os.path.realpath(self._context)
        self._plan = Plan()
        self._git = frozenset[str]()
        self._waiting: deque[Moment] = deque()
        self._audit: Audit | None = None
        self._trouble = ""
        self._took = 0.0
        self._signature: object = None
        self._is_gone = False
        self._links_due = time.monotonic() + _LINKS
        self._source: Source = Polling(settings.pause)
        self._listings: Listings | None = None

    def __enter__(self) -> Session:
        if self._settings.with_git:
            from ctxtrim.vcs import decides

            self._git = frozenset(decides(self._context))
        self._open_source()
        try:
            self._waiting.appendleft(self._begin("ready"))
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End threads, give back watches and descriptors."""
        self._source.close()
        if self._listings:
            self._listings.close()
            self._listings = None

    @property
    def source(self) -> Source:
        """Where events come from by now."""
        return self._source

    @property
    def audit(self) -> Audit | None:
        """The context as it was when it was last quiet; None if it is gone."""
        return self._audit

    @property
    def is_gone(self) -> bool:
        """Is the context away, and waited for?"""
        return self._is_gone

    def size(self, path: str) -> int:
        """Bytes of a file, as it was when it was last quiet."""
        return self._state.size(path)

    def next(self, seconds: float) -> Moment | None:
        """What there is to say, waiting at most so long for it to happen; None: nothing."""
        if self._waiting:
            return self._waiting.popleft()
        if self._is_gone:
            return self._returned(seconds)
        is_noted = self._source.wait(min(seconds, _TICK))
        if self._source.failure:
            self._poll_instead()
            return self._waiting.popleft()
        if is_noted:
            settle(self._source, self._settings.patience.after(self._took), self._git_folder)
        if not self._listings or not self._listings.is_current():
            return self._left()
        if not is_noted and not self._is_time_for_links():
            return None
        return self._look(self._source.take())

    def _is_time_for_links(self) -> bool:
        """Now and then what has hard links is looked at again, since events may not tell of them."""
        now = time.monotonic()
        if now < self._links_due:
            return False
        self._links_due = now + max(_LINKS, _DUTY * self._took)
        return bool(self._listings and self._listings.linked())

    def _begin(self, event: str) -> Moment:
        began = time.monotonic()
        self._git_folder = git_folder_of(self._context)
        self._source.add(self._root)
        self._listings = Listings(self._context, self._announce, self._dismiss)
        self._state = State(self.request, self._listings, self._settings.top)
        if self._follow_plan():
            self._state.read_builds()
        self._audit = self._state.audit()
        self._signature = self._plan.signature()
        self.revision += 1
        return Moment(event, self._audit, when=time.time(), took=time.monotonic() - began)

    def _look(self, hints: Hints) -> Moment | None:
        began = time.monotonic()
        if hints.everything:
            signature = self._plan.signature()
            hints = hints._replace(decides=hints.decides or signature != self._signature)
            self._signature = signature
        last = self._source.last or began
        try:
            return self._looked(hints, last)
        except CtxtrimError as error:
            self.revision += 1
            is_new, self._trouble = str(error) != self._trouble, str(error)
            return Moment("trouble", note=str(error), when=time.time()) if is_new else None
        finally:
            self._took = time.monotonic() - began
            if isinstance(self._source, Polling):
                self._source.pause = max(self._settings.pause, _DUTY * self._took)

    def _looked(self, hints: Hints, last: float) -> Moment | None:
        state, before, earlier = self._state, self._state.before(), self._audit
        followed = state.follow(hints)
        if not followed.changes and not followed.renewed and not followed.judged and not self._trouble:
            return None
        if followed.judged and self._follow_plan():
            state.read_builds()
        audit = self._audit = state.audit()
        grown = state.grown(followed, before)
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
            sent_changed=grown.is_sent or earlier is None or _sent(audit) != _sent(earlier),
        )

    def _follow_plan(self) -> bool:
        """Watch what decides over the builds as they are now; was there any folder that was not watched?"""
        assert self._listings is not None
        old, self._plan = self._plan, plan(self.request, self._state.found, self._git)
        for folder in old.folders - self._plan.folders:
            if not self._listings.holds(self._relative(folder)):
                self._source.drop(folder)
        new = self._plan.folders - old.folders - {self._root}
        for folder in new:
            self._source.add(folder)
        return bool(new)

    def _left(self) -> Moment:
        self._is_gone = True
        self._audit = None
        self.revision += 1
        return Moment(
            "trouble", note=f"{self._context}: it is gone; waiting for it to come back.", when=time.time()
        )

    def _returned(self, seconds: float) -> Moment | None:
        """Look whether the context is there again; if so, start anew."""
        time.sleep(min(seconds, 0.2))
        if not os.path.isdir(self._context):
            return None
        self.close()
        self._root = os.path.realpath(self._context)
        self._plan = Plan()
        self._open_source()
        try:
            moment = self._begin("changed")
        except CtxtrimError:
            return None
        self._is_gone, self._trouble = False, ""
        return moment._replace(sent_changed=True)

    def _open_source(self) -> None:
        if self._settings.poll:
            return
        source, why = open_source(self._root, self._decides)
        if source is None:
            self._source = Polling(self._settings.pause)
            self._say_polling(why)
        else:
            self._source = source

    def _poll_instead(self) -> None:
        why = self._source.failure
        self._source.close()
        self._source = Polling(self._settings.pause)
        self._say_polling(why)

    def _say_polling(self, why: str) -> None:
        pause = self._settings.pause
        note = f"{why}. Looking every {pause:g} s instead."
        self._waiting.append(Moment("note", note=note, when=time.time()))

    def _announce(self, directory: str) -> None:
        self._source.add(self._absolute(directory))

    def _dismiss(self, directory: str) -> None:
        path = self._absolute(directory)
        if path not in self._plan.folders:
            self._source.drop(path)

    def _decides(self, directory: str, name: str) -> bool:
        return may_decide(name) or self._plan.decides(directory, name)

    def _absolute(self, directory: str) -> str:
        return f"{self._root.rstrip('/')}/{directory}" if directory else self._root

    def _relative(self, path: str) -> str:
        return path.removeprefix(self._root.rstrip("/") + "/")


def _sent(audit: Audit) -> list[object]:
    return [(target.sent.sum, target.sent.transfer_bytes, target.sent.emptied) for target in audit.targets]
