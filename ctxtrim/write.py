"""The only module that changes a file of the user's: all or nothing, and not over an edit made meanwhile."""

from __future__ import annotations

import os
import stat
import tempfile
import time

from ctxtrim.errors import CtxtrimError

_ATTEMPTS = 10


def replace(path: str, new: bytes, seen: bytes | None) -> None:
    """Give a file new contents in one step.

    seen: its bytes when it was read, None if there was no file. Mode and owner stay, a symbolic link stays
    a link, a kill at any moment leaves the old or the new file. Raises CtxtrimError if the file is not as
    it was seen, or cannot be written; then nothing has changed.
    """
    target = os.path.realpath(path)
    try:
        old = _stat(target, path)
        _refuse_if_changed(target, path, seen)
        _swap(target, path, new, seen, old)
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


def _refuse_if_changed(target: str, path: str, seen: bytes | None) -> None:
    try:
        with open(target, "rb") as file:
            now: bytes | None = file.read()
    except FileNotFoundError:
        now = None
    if now != seen:
        raise CtxtrimError(f"{path}: it was changed meanwhile; nothing was written, run ctxtrim again.")


def _swap(target: str, path: str, new: bytes, seen: bytes | None, old: os.stat_result | None) -> None:
    folder = os.path.dirname(target) or "."
    fd, beside = tempfile.mkstemp(prefix=".ctxtrim-", dir=folder)
    try:
        with open(fd, "wb") as file:
            file.write(new)
            file.flush()
            _take_over(beside, old)
            os.fsync(file.fileno())
        _refuse_if_changed(target, path, seen)
        _rename(beside, target)
    except BaseException:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise
    _sync_folder(folder)


def _take_over(beside: str, old: os.stat_result | None) -> None:
    """Mode and owner of the old file; of a new one, what the umask leaves of 0666."""
    if old is None:
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(beside, 0o666 & ~umask)
        return
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


def _rename(beside: str, target: str) -> None:
    """os.replace; Windows refuses while another program reads the file, so it is tried again."""
    for attempt in range(_ATTEMPTS):
        try:
            os.replace(beside, target)
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
