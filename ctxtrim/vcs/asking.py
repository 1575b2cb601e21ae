"""How is git asked, so that a repository from anywhere can execute nothing and block nothing?

GitPython runs the command; what it may run is a short list, and the settings by which a repository could
start programs are overridden on the command line, which every git since 1.7.7 heeds (GIT_CONFIG_COUNT
would need 2.31). Commands that compare contents (status, diff) run filters all the same: they are not here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import subprocess

PATIENCE = 30.0
ALLOWED = ("rev-parse", "ls-files", "config")
_OVERRIDES = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.untrackedCache": "false",
    "core.pager": "cat",
    "diff.external": "",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
}
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
# `git rev-parse --local-env-vars` less the settings given on a command line, and how pathspecs are read:
# git sets them for its hooks, and they would lead to another repository
_LEADING_AWAY = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_GRAFT_FILE"),
    *("GIT_SHALLOW_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_NAMESPACE"),
    *("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_INTERNAL_SUPER_PREFIX"),
)
_ENVIRON_LOCK = threading.Lock()


class Unanswered(Exception):
    """git gave no answer: a phrase that says why, for a note."""


class Git:
    """git, started in one work tree. patience: seconds that one question may take."""

    def __init__(self, root: str, patience: float = PATIENCE) -> None:
        self.root, self.patience = root, patience
        self._gave_up: Unanswered | None = None

    def ask(self, command: str, *arguments: str) -> bytes:
        """What a command prints. Raises Unanswered for any status but 0, and when patience ends.

        Patience ends once: what comes after is not asked.
        """
        if command not in ALLOWED:
            raise ValueError(f"git {command} is not among the commands that are safe to run")
        if self._gave_up:
            raise self._gave_up
        process = self._start([command, *arguments])
        output, error = self._finished(process)
        if process.returncode:
            raise Unanswered(reason(error) or f"git {command} ended with status {process.returncode}")
        return output

    def names(self, command: str, *arguments: str) -> list[str]:
        """The names that a command prints with -z, their bytes kept."""
        return os.fsdecode(self.ask(command, "-z", *arguments)).split("\0")[:-1]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with _environ_without(_LEADING_AWAY):
            git = gitpython()
            program = git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git"
            settings = [word for key, value in _OVERRIDES.items() for word in ("-c", f"{key}={value}")]
            environment = {
                **_ENVIRONMENT,
                "GIT_WORK_TREE": self.root,
                "GIT_CEILING_DIRECTORIES": os.path.dirname(self.root),
            }
            try:
                running = git.Git(self.root).execute(
                    [program, *settings, *command], as_process=True, env=environment, shell=False
                )
            except (git.GitCommandNotFound, OSError):
                raise Unanswered("git is not installed, or cannot be started here") from None
            process = cast("subprocess.Popen[bytes]", running.proc)
            running.proc = None  # else its guard would wait for the process once more
            return process

    def _finished(self, process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
        import subprocess

        try:
            return process.communicate(timeout=self.patience)
        except subprocess.TimeoutExpired:
            self._gave_up = Unanswered(f"git gave no answer for {self.patience:g} seconds")
            raise self._gave_up from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()


def reason(error: bytes) -> str:
    """What git says went wrong, on one line that cannot hurt a terminal."""
    text = error.decode("utf-8", "replace").strip().partition("\n")[0]
    if "dubious ownership" in text or "unsafe repository" in text:
        return "git does not trust it, since it belongs to another user"
    return "".join(c if c.isprintable() else "?" for c in text.removeprefix("fatal: "))[:200]


@contextmanager
def _environ_without(names: tuple[str, ...]) -> Iterator[None]:
    """GitPython copies the environment and only adds to it; what must not be there is taken out meanwhile."""
    with _ENVIRON_LOCK:
        taken = {name: os.environ.pop(name) for name in names if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(taken)


def gitpython() -> ModuleType:
    """GitPython, imported late: it costs as much as all the rest, and starts git once.

    Where git is missing it raises ImportError unless it is told not to.
    """
    told = os.environ.get("GIT_PYTHON_REFRESH")
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    try:
        import git
    finally:
        if told is None:
            del os.environ["GIT_PYTHON_REFRESH"]
        else:
            os.environ["GIT_PYTHON_REFRESH"] = told
    return git
