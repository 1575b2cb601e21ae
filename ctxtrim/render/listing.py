"""Lists of entries: one a line, as JSON, or for ncdu."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim import __version__
from ctxtrim.context.transfer_size import human
from ctxtrim.context.traverse import Arrival
from ctxtrim.expressions import expression
from ctxtrim.render.names import listed, raw

_ODD = expression(rb"[\x01-\x1f\x7f-\xff]")
"""Bytes of a name that `listed` may have to quote."""


class Look(NamedTuple):
    """dirs: directories too (they end in "/"). null: names as they are, ended by NUL. long: size and kind."""

    dirs: bool = False
    null: bool = False
    long: bool = False


def names(runs: Iterable[Sequence[str] | bytes], null: bool) -> Iterator[bytes]:
    """Paths as `plain` prints them without more columns, some at a time; bytes: each ended by NUL."""
    end = "\0" if null else "\n"
    for run in runs:
        if isinstance(run, bytes):
            if null or not _ODD.search(run):
                yield run if null else run.replace(b"\0", b"\n")
                continue
            run = run.decode("utf-8", "surrogateescape").split("\0")[:-1]
        together = "".join(run)
        if null or (together.isascii() and together.isprintable()):
            yield raw(end.join([*run, ""]))
        else:
            yield from (listed(name) + b"\n" for name in run)


def plain(arrivals: Iterable[Arrival], look: Look) -> Iterator[bytes]:
    """A name after the other, each with its end."""
    name: Callable[[str], bytes] = raw if look.null else listed
    end = b"\0" if look.null else b"\n"
    if not look.long:
        for arrival in arrivals:
            if arrival.kind != "dir":
                yield name(arrival.entry.path) + end
            elif look.dirs:
                yield name(arrival.entry.path + "/") + end
        return
    for arrival in arrivals:
        if arrival.kind != "dir" or look.dirs:
            slash = "/" if arrival.kind == "dir" else ""
            yield _columns(arrival).encode() + name(arrival.entry.path + slash) + end


def _columns(arrival: Arrival) -> str:
    kind = "emptied" if arrival.emptied else arrival.kind
    size = human(arrival.size) if arrival.kind == "file" else "-"
    return f"{size:>8}  {kind:<7}  "


def as_json(arrivals: Iterable[Arrival], look: Look, head: dict[str, object]) -> Iterator[bytes]:
    """One object; `entries` on a line each, so that it can be read as it comes.

    An undecodable byte of a path is the surrogate of Python's surrogateescape, as a JSON escape.
    """
    from json import dumps

    yield dumps(head)[:-1].encode() + b', "entries": ['
    between = b"\n"
    for arrival in arrivals:
        if arrival.kind != "dir" or look.dirs:
            row = {"path": arrival.entry.path, "kind": arrival.kind, "bytes": arrival.size}
            if arrival.emptied:
                row["emptied"] = True
            yield between + dumps(row).encode()
            between = b",\n"
    yield b"\n]}\n"


def ncdu(arrivals: Iterable[Arrival], root: str) -> Iterator[bytes]:
    """ncdu's export, format 1.2: `ctxtrim ls --format ncdu | ncdu -f-`. Names keep their bytes."""
    yield b'[1,2,{"progname":"ctxtrim","progver":%s,"timestamp":0},\n' % _text(__version__)
    yield b'[{"name":%s}' % _text(root)
    open_dirs: list[str] = []
    for arrival in arrivals:
        path = arrival.entry.path
        while open_dirs and not path.startswith(open_dirs[-1]):
            open_dirs.pop()
            yield b"]"
        name = _text(path.rpartition("/")[2])
        if arrival.kind == "dir":
            open_dirs.append(path + "/")
            yield b',\n[{"name":%s}' % name
        elif arrival.kind == "file":
            yield b',\n{"name":%s,"asize":%d,"dsize":%d}' % (name, arrival.size, arrival.size)
        else:
            yield b',\n{"name":%s,"notreg":true}' % name
    yield b"]" * (len(open_dirs) + 1) + b"]\n"


def _text(name: str) -> bytes:
    """A JSON string with the very bytes of a name; ncdu asks for no encoding."""
    from json import dumps

    if name.isascii():
        return dumps(name).encode()
    return raw(dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f"))
