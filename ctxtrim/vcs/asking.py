"""git, started so that a repository from anywhere can execute nothing and block nothing.

What may run is a short list, and the settings by which a repository could start programs are overridden on
the command line, which every git since 1.7.7 heeds (GIT_CONFIG_COUNT would need 2.31). Commands that compare
contents (status, diff) run filters all the same: they are not here. The program is found once, by an
absolute path outside the work tree.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from ctxtrim.programs import find_program, trusted_path

if TYPE_CHECKING:
    import subprocess

PATIENCE = 30.0
_CHUNK = 1 << 20
ALLOWED = ("rev-parse", "ls-files", "ls-tree", "log", "config", "cat-file", "merge-base")
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
_IN_BARE = {"safe.bareRepository": "all"}
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
# `git rev-parse --local-env-vars` less the settings given on a command line, and how pathspecs are read:
# git sets them for its hooks, and they would lead to another repository
_LEADING_AWAY = frozenset(
    (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"),
        *("GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG"),
        *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE"),
        *("GIT_NAMESPACE", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
        "GIT_INTERNAL_SUPER_PREFIX",
    )
)


class Unanswered(Exception):
    """git gave no answer: a phrase that says why, for a note."""


class Git:
    """git in one work tree, or in a bare repository. patience: seconds that one command may take."""

    def __init__(self, root: str, patience: float = PATIENCE, is_bare: bool = False) -> None:
        self.root, self.patience, self._is_bare = root, patience, is_bare
        self._gave_up: Unanswered | None = None

    def ask(self, command: str, *arguments: str, most: int = 0) -> bytes:
        """Return what a command prints. most: so many bytes at most; 0: without end.

        Raises Unanswered for any status but 0, for more bytes, and when patience ends: after that nothing is
        started.
        """
        if command not in ALLOWED:
            raise ValueError(f"git {command} is not among the commands that are safe to run")
        if self._gave_up:
            raise self._gave_up
        process = self._start([command, *arguments])
        output, error = self._finish(process, most)
        if most and len(output) > most:
            raise Unanswered(f"git {command} prints more than {most >> 20} MiB")
        if process.returncode:
            raise Unanswered(reason(error) or f"git {command} ended with status {process.returncode}")
        return output

    def names(self, command: str, *arguments: str) -> list[str]:
        """Return the names that a command prints with -z, their bytes kept."""
        return os.fsdecode(self.ask(command, "-z", *arguments)).split("\0")[:-1]

    def start_batch(self) -> subprocess.Popen[bytes]:
        """Start `git cat-file --batch`, to be ended by the caller. Raises OSError."""
        import subprocess

        try:
            return self._start(["cat-file", "--batch"], subprocess.PIPE, subprocess.DEVNULL)
        except Unanswered as why:
            raise OSError(str(why)) from None

    @cached_property
    def _program(self) -> str:
        return find_program("git", (self.root,))

    @cached_property
    def _environment(self) -> dict[str, str]:
        place = {} if self._is_bare else {"GIT_WORK_TREE": self.root}
        return {
            **{name: value for name, value in os.environ.items() if name not in _LEADING_AWAY},
            **_ENVIRONMENT,
            "PATH": trusted_path((self.root,)),
            **place,
            "GIT_CEILING_DIRECTORIES": os.path.dirname(self.root),
        }

    def _start(self, command: list[str], stdin: int = -3, stderr: int = -1) -> subprocess.Popen[bytes]:
        """Start git. stdin, stderr: as for Popen; by default DEVNULL and PIPE."""
        import subprocess

        overrides = {**_OVERRIDES, **_IN_BARE} if self._is_bare else _OVERRIDES
        settings = [word for key, value in overrides.items() for word in ("-c", f"{key}={value}")]
        try:
            return subprocess.Popen(
                [self._program, *settings, *command],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=self.root,
                env=self._environment,
            )
        except OSError:
            raise Unanswered("git is not installed, or cannot be started here") from None

    def _finish(self, process: subprocess.Popen[bytes], most: int) -> tuple[bytes, bytes]:
        import subprocess

        try:
            output = _at_most(process, most, self.patience) if most else b""
            if len(output) > most:
                return output, b""
            rest, error = process.communicate(timeout=self.patience)
            return output + rest, error
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


def _at_most(process: subprocess.Popen[bytes], most: int, patience: float) -> bytes:
    """Return what a process prints, a little more than `most` bytes at most. Raises TimeoutExpired."""
    import select
    import subprocess
    import time

    assert process.stdout
    output, read, parts = process.stdout.fileno(), 0, []
    deadline = time.monotonic() + patience
    while read <= most:
        if not select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
            raise subprocess.TimeoutExpired("git", patience)
        if not (data := os.read(output, _CHUNK)):
            break
        parts.append(data)
        read += len(data)
    return b"".join(parts)


def reason(error: bytes) -> str:
    """Return what git says went wrong, on one line that cannot hurt a terminal."""
    lines = error.decode("utf-8", "replace").strip().split("\n")
    text = next((line for line in lines if not line.startswith("warning: ")), lines[0])
    if "dubious ownership" in text or "unsafe repository" in text:
        return "git does not trust it, since it belongs to another user"
    return "".join(c if c.isprintable() else "?" for c in text.removeprefix("fatal: "))[:200]
