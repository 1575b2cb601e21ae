"""Drive a watch, and compare what it knows with what a fresh audit finds."""

from __future__ import annotations

import itertools
import os
import pathlib
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from ctxtrim.model.watch_event import Moment
from ctxtrim.render.json import audit_object
from ctxtrim.watch.events import Source
from ctxtrim.watch.live import Session

WORKING = {
    "Dockerfile": "FROM scratch\nCOPY src/ /src/\nCOPY . /all/\n",
    ".dockerignore": "**/node_modules\n**/*.log\nsecret*\n!secret.example\n",
    "src/app.py": "print()\n",
    "src/lib/one.py": "1\n",
    "docs/readme.md": "# x\n",
    "node_modules/left/pad.js": "x" * 1000,
}


def interruptible() -> None:
    """For a new process: an interrupt ends it, also where the tests run in the background of a script."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def plant(root: pathlib.Path, files: dict[str, str]) -> pathlib.Path:
    """Make files below a folder."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def fresh(request: Request) -> dict[str, Any]:
    """What a fresh audit says."""
    return audit_object(audit(request, Ask(top=50)))


def known(session: Session) -> dict[str, Any]:
    """What the watch says."""
    assert session.audit is not None
    return audit_object(session.audit)


_count = itertools.count(1)


def settled(session: Session) -> list[Moment]:
    """Everything it has to say up to now.

    A file comes and goes: sources keep the order of events, so what has noted it has noted all before it.
    Then a file is written that stays, which a session that has seen all must know.
    """
    root, number, source = pathlib.Path(session.request.context), next(_count), session.source
    moments: list[Moment] = []
    with _noted(source, f"mark-{number}") as is_noted:
        (root / f"mark-{number}").touch()
        (root / f"mark-{number}").unlink()
        (root / "last").write_bytes(b"x" * number)
        while True:
            has_all = is_noted() or session.source is not source
            moment = session.next(0.05)
            if moment:
                moments.append(moment)
            elif has_all and not session.is_gone and session.size("last") == number:
                return moments


@contextmanager
def _noted(source: Source, name: str) -> Iterator[Callable[[], bool]]:
    """Tell whether the thread that reads events has come to a name; of a source without one, always."""
    book: Any = getattr(source, "_book", None)
    heard = threading.Event()
    if book is None:
        heard.set()
        yield heard.is_set
        return

    def note(directory: str, noted: str = "", is_gone: bool = False) -> None:
        type(book).note(book, directory, noted, is_gone)
        if noted == name:
            heard.set()

    book.note = note
    try:
        yield heard.is_set
    finally:
        del book.note


def told(session: Session, event: str = "changed") -> Moment:
    """The next moment of a kind."""
    while True:
        moment = session.next(0.2)
        if moment and moment.event == event:
            return moment


def git(folder: os.PathLike[str] | str, *words: str) -> str:
    """Run git there, with a name of its own."""
    settings = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout
