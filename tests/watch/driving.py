"""Drive a watch, and compare what it knows with what a fresh audit finds."""

from __future__ import annotations

import itertools
import os
import pathlib
import signal
import subprocess
from typing import Any

from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from ctxtrim.model.watch_event import Moment
from ctxtrim.render.json import audit_object
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

    A file is written last: inotify keeps the order of events, so what has seen it has seen all.
    """
    last, size = pathlib.Path(session.request.context) / "last", next(_count)
    moments: list[Moment] = []
    last.write_bytes(b"x" * size)
    while True:
        moment = session.next(0.05)
        if moment:
            moments.append(moment)
        if not session.is_gone and session.size("last") == size:
            return moments


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
