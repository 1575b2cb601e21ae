"""Rewrite the managed block of the ignore file when it should change and the context is quiet."""

from __future__ import annotations

import os
import time

from ctxtrim.context.transfer_size import human
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.model.context import Request
from ctxtrim.model.proposal import Proposal
from ctxtrim.model.watch_event import Moment
from ctxtrim.proposal import managed_block as block
from ctxtrim.watch.live import Session
from ctxtrim.watch.screens import Screen

CALM = 1.0
"""Seconds without an event before a proposal is made."""
JUST_SAVED = 3.0
"""Seconds after somebody else has saved the ignore file in which we keep away from it."""
_DUTY = 5
"""A proposal is made after a rest of so many times what the last one took."""
_RESTLESS = 30.0
"""Seconds in which one and the same text is not written twice."""
_NAMED = 4


class Keeper:
    """Writes what `fix --write` would, once all is calm. unsafe: also lines of that tier."""

    def __init__(self, request: Request, unsafe: bool) -> None:
        self._request, self._unsafe = request, unsafe
        self._done = -1
        self._not_before = 0.0
        self._written: dict[bytes, float] = {}
        self._last = b""
        self._said = ""

    def see(self, moment: Moment) -> None:
        """Nothing: the session's revision tells."""

    def is_busy(self) -> bool:
        """It is in no hurry."""
        return False

    def close(self) -> None:
        """Nothing is left behind."""

    def act(self, session: Session, screen: Screen) -> Moment | None:
        """Write if there is something to write and nobody is at it."""
        now = time.monotonic()
        if session.revision == self._done or now < self._not_before or now - session.source.last < CALM:
            return None
        began, revision = now, session.revision
        try:
            told = self._write()
        except CtxtrimError as error:
            told = self._say_once(str(error))
        except _NotNow:
            self._not_before = now + CALM
            return None
        self._done = revision
        self._not_before = time.monotonic() + _DUTY * (time.monotonic() - began)
        return told

    def _write(self) -> Moment | None:
        from ctxtrim.commands.fix import read_fix_inputs
        from ctxtrim.proposal import Options, propose
        from ctxtrim.undo import write
        from ctxtrim.write import Change

        fix_inputs = read_fix_inputs(self._request)
        old = fix_inputs.inputs.old
        self._stay_away_from_editors(fix_inputs.path, old)
        options = Options(self._unsafe, skip=frozenset(self._request.settings.skip))
        proposal = propose(fix_inputs.inputs, options)
        if proposal.text == old:
            return None
        recently = time.monotonic() - _RESTLESS
        self._written = {text: when for text, when in self._written.items() if when > recently}
        if proposal.text in self._written:
            return self._say_once(
                f"{fix_inputs.shown}: somebody else writes it too, so it is left alone for {_RESTLESS:.0f} s."
            )
        self._stay_away_from_editors(fix_inputs.path, old)
        write(self._request.context, [Change(fix_inputs.path, proposal.text, fix_inputs.seen)])
        self._last = proposal.text
        self._written[proposal.text] = time.monotonic()
        note = f"{fix_inputs.shown} written: {_told(old, proposal)}"
        return Moment("written", note=note, when=time.time())

    def _stay_away_from_editors(self, path: str, text: bytes) -> None:
        """Raises _NotNow where the file was saved a moment ago, and not by us."""
        try:
            age = time.time() - os.stat(path).st_mtime
        except OSError:
            return
        if text != self._last and 0 <= age < JUST_SAVED:
            raise _NotNow

    def _say_once(self, sentence: str) -> Moment | None:
        if sentence == self._said:
            return None
        self._said = sentence
        return Moment("trouble", note=sentence, when=time.time())


class _NotNow(Exception):
    """The file was saved a moment ago."""


def _told(old: bytes, proposal: Proposal) -> str:
    """What the new text adds and takes away, and what that saves."""
    was, now = (block.split(IgnoreFile.parse(text, "")).rules for text in (old, proposal.text))
    parts = [f"{sign}{rule}" for rule in now if rule not in was for sign in "+"]
    parts += [f"-{rule}" for rule in was if rule not in now]
    more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    saved = proposal.before.bytes - proposal.after.bytes
    saves = f"; {human(saved)} less eligible" if saved > 0 else ""
    return (", ".join(parts[:_NAMED]) or "its comments") + more + saves
