"""The only module that changes files of the user's: all or nothing, and not over an edit made meanwhile."""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError

_ATTEMPTS = 10
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Change(NamedTuple):
    """New contents of a file. seen: its bytes when it was read, None if there was no file. new: None removes
    it.
    """

    path: str
    new: bytes | None
    seen: bytes | None


def replace(path: str, new: bytes, seen: bytes | None) -> None:
    """Give a file new contents in one step (see `replace_all`)."""
    replace_all((Change(path, new, seen),))


def replace_all(changes: Sequence[Change]) -> None:
    """Give several files new contents: all of them or none.

    Mode and owner stay, a symbolic link stays a link, a kill at any moment leaves each file old or new.
    Raises CtxtrimError if a file is not as it was seen, or cannot be written; then nothing has changed.
    """
    with ExitStack() as stack:
        swaps = [stack.enter_context(_prepared(change)) for change in changes]
        done: list[_Swap] = []
        try:
            for swap in swaps:
                _refuse_if_changed(swap.target, swap.change)
                with _told(swap.change.path):
                    _put(swap.new, swap.target)
                done.append(swap)
        except BaseException:
            for swap in reversed(done):
                _put(swap.old, swap.target)
            raise
        for folder in dict.fromkeys(os.path.dirname(swap.target) or "." for swap in done):
            _sync_folder(folder)


class _Swap(NamedTuple):
    """A change that is ready. new, old: files beside the target with its contents then and now, or ""."""

    change: Change
    target: str
    new: str
    old: str


@contextmanager
def _prepared(change: Change) -> Iterator[_Swap]:
    """Write what a change needs beside its file; whatever is left of it goes at the end."""
    target = os.path.realpath(change.path)
    beside: list[str] = []
    try:
        with _told(change.path):
            found = _stat(target, change.path)
            _refuse_if_changed(target, change)
            for data in (change.new, change.seen):
                beside.append("" if data is None else _name_beside(target))
                if data is not None:
                    _write(beside[-1], data, found)
        yield _Swap(change, target, *beside)
    finally:
        for path in filter(os.path.lexists, beside):
            os.unlink(path)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn what the system refuses into one sentence."""
    try:
        yield
    except OSError as error:
        raise CtxtrimError(f"{path}: {error.strerror or error}; nothing was written.") from None


def _stat(target: str, path: str) -> os.stat_result | None:
    try:
        found = os.lstat(target)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise CtxtrimError(f"{path}: not a regular file; nothing was written.")
    return found


def _refuse_if_changed(target: str, change: Change) -> None:
    with _told(change.path):
        try:
            with open(target, "rb") as file:
                now: bytes | None = file.read()
        except FileNotFoundError:
            now = None
    if now != change.seen:
        raise CtxtrimError(
            f"{change.path}: it was changed meanwhile; nothing was written, run ctxtrim again."
        )


def _name_beside(target: str) -> str:
    return os.path.join(os.path.dirname(target), f".ctxtrim-{secrets.token_hex(8)}")


def _write(path: str, data: bytes, old: os.stat_result | None) -> None:
    """Write a new file with the mode and owner of the old one; without one, as the umask has it."""
    with open(os.open(path, _FLAGS, 0o666 if old is None else 0o600), "wb") as file:
        file.write(data)
        file.flush()
        if old is not None:
            _take_over(path, old)
        os.fsync(file.fileno())


def _take_over(beside: str, old: os.stat_result) -> None:
    if hasattr(os, "chown"):
        now = os.stat(beside)
        if (now.st_uid, now.st_gid) != (old.st_uid, old.st_gid):
            try:
                os.chown(beside, old.st_uid, old.st_gid)
            except PermissionError:
                raise CtxtrimError(
                    f"{beside}: the file's owner cannot be kept; nothing was written, run as its owner."
                ) from None
    os.chmod(beside, stat.S_IMODE(old.st_mode))


def _put(beside: str, target: str) -> None:
    """Let a file take the place of another; "" removes it.

    Windows refuses while another program reads the file, so it is tried again.
    """
    for attempt in range(_ATTEMPTS):
        try:
            os.replace(beside, target) if beside else os.unlink(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05)


def _sync_folder(folder: str) -> None:
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
