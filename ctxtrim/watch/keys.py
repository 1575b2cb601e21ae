"""Keys of the live view: fix, why, open the report, quit."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from ctxtrim.context.transfer_size import human
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.model.watch_event import Moment
from ctxtrim.proposal import Options
from ctxtrim.watch.live import Session
from ctxtrim.watch.screens import Screen, Terminal

LEGEND = "f fix · w why · o report · q quit"
_ESCAPE, _ENTER, _ERASE = "\x1b", "\r\n", "\x7f\b"
_NAMED = 3


class Keys:
    """Reads single keys from standard input, which shows none of them meanwhile.

    f shows what `fix --write` would write, and a second f writes it. w asks for a path. unsafe: also rules of
    that tier.
    """

    def __init__(self, screen: Terminal, unsafe: bool = False) -> None:
        import termios

        self._screen, self._unsafe = screen, unsafe
        self._fd = sys.stdin.fileno()
        self._before: list[Any] = termios.tcgetattr(self._fd)
        self._typed: str | None = None
        self._keys = ""
        self._armed = -1
        self._do: Mapping[str, Callable[[Session], Moment | None]] = {
            "f": self._fix,
            "w": self._begin_why,
            "o": self._open_report,
        }

    def see(self, moment: Moment) -> None:
        """Nothing: a fix is asked for again where the context has changed."""

    def is_busy(self) -> bool:
        """Keys are answered at once."""
        return True

    def close(self) -> None:
        """Let the terminal show again what is typed."""
        import termios

        if self._is_in_front():
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def act(self, session: Session, screen: Screen) -> Moment | None:
        """Do what the keys say that were pressed since."""
        self._be_silent()
        self._keys += self._pressed()
        while self._keys:
            key, self._keys = self._keys[0], self._keys[1:]
            try:
                moment = self._key(key, session)
            except CtxtrimError as error:
                moment = _note(str(error), "trouble")
            if moment:
                return moment
        return None

    def _is_in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:  # a terminal that no shell shares out
            return True

    def _be_silent(self) -> None:
        """Switch echo and lines off; Ctrl-C stays a signal. Again after a stop, when the shell was here."""
        import termios

        now = termios.tcgetattr(self._fd)
        if now[3] & (termios.ECHO | termios.ICANON) and self._is_in_front():
            now[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(self._fd, termios.TCSADRAIN, now)

    def _pressed(self) -> str:
        if not self._is_in_front() or not select.select([self._fd], [], [], 0)[0]:
            return ""
        data = os.read(self._fd, 1024)
        if not data:
            raise KeyboardInterrupt  # the terminal is gone
        return data.decode("utf-8", "surrogateescape")

    def _key(self, key: str, session: Session) -> Moment | None:
        if self._typed is not None:
            return self._why_key(key, session)
        if key == "q":
            raise KeyboardInterrupt
        if key != "f":
            self._armed = -1
        return self._do[key](session) if key in self._do else None

    def _fix(self, session: Session) -> Moment:
        """Tell what a fix would write, or write it where that has been told."""
        from ctxtrim.commands.fix_all import fix_all

        options = Options(self._unsafe, skip=frozenset(session.request.settings.skip))
        files = [file for file in fix_all(session.request, options).files if file.changes]
        if not files:
            return _note("fix: nothing to do.")
        parts = []
        for file in files:
            rules = [rule.pattern for rule in file.proposal.adopted if rule.eligible.files]
            more = f" and {len(rules) - _NAMED} more" if len(rules) > _NAMED else ""
            saved = file.proposal.before.bytes - file.proposal.after.bytes
            named = ", ".join(rules[:_NAMED]) or "its lines"
            parts.append(f"{file.inputs.shown}: {named}{more}, saves {human(max(0, saved))}")
        if self._armed != session.revision:
            self._armed = session.revision
            return _note(f"{'; '.join(parts)}. f again writes it.")
        from ctxtrim.undo import write
        from ctxtrim.write import Change

        self._armed = -1
        changes = [Change(file.inputs.path, file.proposal.text, file.inputs.seen) for file in files]
        trouble = write(session.request.context, changes)
        undo = trouble or "`ctxtrim fix --undo` takes it back."
        return _note(f"{'; '.join(parts)}. Written. {undo}", "written")

    def _begin_why(self, session: Session) -> None:
        self._typed = ""
        self._screen.prompt("why: ")

    def _why_key(self, key: str, session: Session) -> Moment | None:
        assert self._typed is not None
        if key == _ESCAPE or key in _ENTER:
            path, self._typed = self._typed.strip(), None
            self._screen.prompt("")
            if path and key != _ESCAPE:
                self._why(session.request, path)
            return None
        self._typed = self._typed[:-1] if key in _ERASE else self._typed + key * key.isprintable()
        self._screen.prompt(f"why: {self._typed}")
        return None

    def _why(self, request: Request, path: str) -> None:
        from ctxtrim.commands.why import why
        from ctxtrim.render.why import why_text

        for line in why_text(why(request, [path]), self._screen.page()):
            self._screen.write(line)

    def _open_report(self, session: Session) -> Moment:
        """Write the report where nothing sends it, and open it if there is something to open it with."""
        import webbrowser

        from ctxtrim.commands.report import report
        from ctxtrim.undo import state_file
        from ctxtrim.write import replace

        path = state_file(session.request.context, "report", ".html")
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        seen = None
        if os.path.exists(path):
            with open(path, "rb") as file:
                seen = file.read()
        replace(path, report(session.request).encode(), seen)
        has_screen = os.name == "nt" or sys.platform == "darwin"
        if has_screen or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))):
            webbrowser.open("file://" + path)
        return _note(f"report: {path}")


def _note(text: str, event: str = "note") -> Moment:
    return Moment(event, note=text, when=time.time())
