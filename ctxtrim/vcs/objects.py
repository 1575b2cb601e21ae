"""Contents of blobs, from one `git cat-file --batch` that stays open."""

from __future__ import annotations

import errno
import os
import select
import time
from typing import TYPE_CHECKING

from ctxtrim.vcs.asking import Git

if TYPE_CHECKING:
    import subprocess

_CHUNK = 1 << 20


class Objects:
    """The objects of a repository. Not to be shared between processes."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._ahead = b""

    def read(self, name: str, limit: int) -> bytes:
        """Return at most so many bytes of a blob. Raises OSError where git has none, or gives no answer."""
        process = self._started()
        assert process.stdin and process.stdout
        deadline = time.monotonic() + self._git.patience
        try:
            process.stdin.write(name.encode() + b"\n")
            process.stdin.flush()
            head, _, self._ahead = self._until_line(deadline).partition(b"\n")
            _, kind, size = head.split(b" ") if head.count(b" ") == 2 else (b"", b"", b"0")
            if kind != b"blob":
                raise OSError(errno.ENOENT, "git does not have its contents")
            length = int(size)
            data = self._take(min(length, limit), deadline)
            if length > limit:
                self.close()  # the rest is nobody's
            else:
                self._take(1, deadline)
            return data
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """End git, if it runs."""
        process, self._process, self._ahead = self._process, None, b""
        if process:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if not self._process:
            self._process = self._git.start_batch()
        return self._process

    def _until_line(self, deadline: float) -> bytes:
        while b"\n" not in self._ahead:
            self._ahead += self._next(deadline)
        return self._ahead

    def _take(self, length: int, deadline: float) -> bytes:
        parts, missing = [self._ahead[:length]], length - len(self._ahead)
        self._ahead = self._ahead[length:]
        while missing > 0:
            data = self._next(deadline)
            parts.append(data[:missing])
            self._ahead = data[missing:]
            missing -= len(data)
        return b"".join(parts)

    def _next(self, deadline: float) -> bytes:
        assert self._process and self._process.stdout
        output = self._process.stdout.fileno()
        if not select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
            raise OSError(errno.ETIMEDOUT, "git gave no answer")
        data = os.read(output, _CHUNK)
        if not data:
            raise OSError(errno.EIO, "git ended early")
        return data
