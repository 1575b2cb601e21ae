"""A layer of an image, read from its tar."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from hashlib import blake2b
from posixpath import basename, dirname, normpath
from typing import IO, NamedTuple, cast

from ctxtrim.catalogue.secret_files import LARGEST, Candidate, find_secrets
from ctxtrim.model.image import EntryKind, LayerEntry

_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_CHUNK = 1 << 16
_LARGEST_HEADER = 1 << 20
_HEADERS = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)
_SYSTEM = tuple("bin/ dev/ etc/pki/ etc/ssl/ lib/ lib64/ proc/ sbin/ sys/ usr/ var/lib/".split())
"""Where distributions keep what they publish: no secret of the user's is looked for there."""


class Interest(NamedTuple):
    """What is to be known of a layer's files. sizes: of the files whose content is hashed."""

    sizes: Callable[[int], bool]


class BoundedInfo(tarfile.TarInfo):
    """A member of a tar whose long names and extended headers are not read into memory beyond a limit."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _LARGEST_HEADER:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        return cast(tarfile.TarInfo, super()._proc_member(tar))  # type: ignore[misc]


def read_layer(stream: IO[bytes], interest: Interest) -> Iterator[LayerEntry]:
    """Yield the entries of an uncompressed layer. Raises tarfile.TarError where it is none or ends early."""
    with tarfile.open(fileobj=stream, mode="r|", bufsize=_CHUNK, errorlevel=1, tarinfo=BoundedInfo) as tar:
        for member in tar:
            tar.members = []  # type: ignore[attr-defined]  # else it keeps every member in memory
            if entry := _entry(tar, member, interest):
                yield entry


def new_digest() -> blake2b:
    """Return the hash that tells contents apart, of the context and of layers alike."""
    return blake2b(digest_size=16)


def _entry(tar: tarfile.TarFile, member: tarfile.TarInfo, interest: Interest) -> LayerEntry | None:
    path = normpath("/" + member.name).lstrip("/")
    folder, name = dirname(path), basename(path)
    if not path:
        return None
    if name == _OPAQUE:
        return LayerEntry(folder, "opaque")
    if name.startswith(_WHITEOUT):
        return LayerEntry(f"{folder}/{name[len(_WHITEOUT) :]}".lstrip("/"), "whiteout")
    if member.isreg():
        return LayerEntry(path, "file", member.size, *_content(tar, member, path, interest))
    return LayerEntry(path, _kind(member))


def _kind(member: tarfile.TarInfo) -> EntryKind:
    if member.isdir():
        return "dir"
    return "link" if member.issym() else "hardlink" if member.islnk() else "special"


def _content(
    tar: tarfile.TarFile, member: tarfile.TarInfo, path: str, interest: Interest
) -> tuple[bytes, str]:
    """Read a file where something is to be known of it: its digest, and the kind of secret it holds."""
    is_hashed = member.size > 0 and interest.sizes(member.size)
    may_be_secret = 0 < member.size <= LARGEST and not path.startswith(_SYSTEM)
    file = tar.extractfile(member) if is_hashed or may_be_secret else None
    if file is None:
        return b"", ""
    digest, first = new_digest(), b""
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        first = first or chunk
    return digest.digest() if is_hashed else b"", _secret(path, member.size, first) if may_be_secret else ""


def _secret(path: str, size: int, head: bytes) -> str:
    return next((s.kind for s in find_secrets([Candidate(path, size, None)], lambda _: head)), "")
