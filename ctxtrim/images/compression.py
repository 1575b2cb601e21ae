"""Compressed layers, opened as streams."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import IO, Any, NamedTuple, cast

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def opened(head: bytes, file: IO[bytes]) -> IO[bytes]:
    """Return a stream of what is in a layer. head: its first bytes, taken from `file` already.

    Raises OSError, EOFError or zlib.error, here or on reading, for what is broken.
    """
    joined = cast(IO[bytes], _Joined(head, file))
    if head.startswith(GZIP):
        return cast(IO[bytes], gzip.GzipFile(fileobj=joined))
    reader = zstd_reader() if head.startswith(ZSTD) else None
    return cast(IO[bytes], _Translated(reader, joined)) if reader else joined


class ZstdReader(NamedTuple):
    """What opens a zstd stream, and the error that it raises."""

    open: Callable[[IO[bytes]], Any]
    error: type[Exception]


@cache
def zstd_reader() -> ZstdReader | None:
    """Return Python's own reader from 3.14 on, else that of the package zstandard, else None."""
    try:
        own = import_module("compression.zstd")
    except ImportError:
        pass
    else:
        return ZstdReader(own.ZstdFile, own.ZstdError)
    try:
        package = import_module("zstandard")
    except ImportError:
        return None
    return ZstdReader(
        lambda stream: package.ZstdDecompressor().stream_reader(stream, read_across_frames=True),
        package.ZstdError,
    )


class _Translated:
    """A zstd stream whose errors are OSErrors."""

    def __init__(self, reader: ZstdReader, stream: IO[bytes]) -> None:
        self._stream, self._error = reader.open(stream), reader.error

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` of them if it is not negative."""
        try:
            return bytes(self._stream.read(size))
        except self._error as error:
            raise OSError(str(error)) from None


class _Joined:
    """A stream whose first bytes have been read already."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` of them if it is not negative."""
        head, self._head = self._head, b""
        if size < 0:
            return head + self._file.read()
        if len(head) >= size:
            self._head = head[size:]
            return head[:size]
        return head + self._file.read(size - len(head))
