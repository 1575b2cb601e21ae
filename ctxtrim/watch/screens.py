"""Outputs of a watch: the live view of a terminal, lines, or JSON lines."""

from __future__ import annotations

import io
import sys
from collections import deque
from typing import TYPE_CHECKING, Protocol, TextIO

from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Sum
from ctxtrim.model.watch_event import Moment
from ctxtrim.render.spans import Line, Page
from ctxtrim.render.watching import moment_line, screen, together
from ctxtrim.render.watching_json import moment_json

if TYPE_CHECKING:
    from rich.text import Text

_REMEMBERED = 40
_STYLES = {"head": "bold", "dim": "dim", "bad": "bold red", "warn": "yellow", "good": "green", "bar": "cyan"}


class Screen(Protocol):
    """Shows moments as they come."""

    def show(self, moment: Moment, state: str) -> None:
        """Show one. state: how the context is watched by now, a phrase."""

    def say(self, line: str) -> None:
        """Pass on a line that a command has printed."""

    def tick(self) -> None:
        """Redraw where the terminal has another size; called now and then."""

    def close(self) -> None:
        """Leave the last view standing."""


class Lines:
    """A line for each moment, at once."""

    def __init__(self, page: Page) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        self._page = page

    def show(self, moment: Moment, state: str) -> None:
        """See Screen."""
        self._write(moment_line(moment, self._page))

    def say(self, line: str) -> None:
        """See Screen."""
        sys.stderr.write(line + "\n")

    def tick(self) -> None:
        """See Screen: a pipe that nobody reads any more ends the watch, not only with the next change."""
        if _is_unread(sys.stdout):
            raise BrokenPipeError

    def close(self) -> None:
        """See Screen."""

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _is_unread(out: TextIO) -> bool:
    import select

    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(out, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))


class JsonLines(Lines):
    """An object for each moment, at once."""

    def show(self, moment: Moment, state: str) -> None:
        """See Screen."""
        self._write(moment_json(moment))


class Terminal:
    """One view that is kept up to date in place; drawn when something happens, never in between."""

    def __init__(self, blocks: bool) -> None:
        from rich.console import Console
        from rich.live import Live

        self._blocks = blocks
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._live = Live(console=self._console, auto_refresh=False, vertical_overflow="crop")
        self._history: deque[Moment] = deque(maxlen=_REMEMBERED)
        self._audit: Audit | None = None
        self._first: Sum | None = None
        self._state = self._prompt = ""
        self._size = self._console.size
        self._live.start()

    def show(self, moment: Moment, state: str) -> None:
        """See Screen."""
        one = together(self._history[0], moment) if self._history else None
        if one:
            self._history[0] = one
        else:
            self._history.appendleft(moment)
        self._state = state
        if moment.audit or moment.event == "trouble":
            self._audit = moment.audit or self._audit
        if moment.audit and not self._first:
            self._first = moment.audit.scan.eligible
        self._draw()

    def say(self, line: str) -> None:
        """See Screen: above the view."""
        from rich.text import Text

        self._console.print(Text.from_ansi(line))

    def prompt(self, text: str) -> None:
        """Show what is being typed in place of the state; "" ends it."""
        self._prompt = text
        self._draw()

    def page(self) -> Page:
        """The page as it is now."""
        return Page(self._console.size.width, self._blocks)

    def write(self, line: Line) -> None:
        """Write a line above the view."""
        self._console.print(_text(line))

    def tick(self) -> None:
        """See Screen."""
        if self._console.size != self._size:
            self._draw()

    def close(self) -> None:
        """See Screen."""
        self._live.stop()

    def _draw(self) -> None:
        from rich.console import Group

        self._size = size = self._console.size
        state, page = self._prompt or self._state, self.page()
        lines = screen(self._audit, list(self._history), state, page, size.height - 1, self._first)
        self._live.update(Group(*map(_text, lines)), refresh=True)


def _text(line: Line) -> Text:
    from rich.text import Text

    text = Text(no_wrap=True, overflow="crop", end="\n")
    for span in line:
        text.append(span.text, _STYLES.get(span.style))
    return text
