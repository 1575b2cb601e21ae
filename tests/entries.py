"""A context made of a dict: entries without a disk."""

from __future__ import annotations

import stat
from collections.abc import Mapping

from ctxtrim.context.traverse import Lister
from ctxtrim.model.context import Entry

_MODES = {
    "file": stat.S_IFREG | 0o644,
    "dir": stat.S_IFDIR | 0o755,
    "link": stat.S_IFLNK | 0o777,
    "fifo": stat.S_IFIFO | 0o644,
    "socket": stat.S_IFSOCK | 0o755,
}


def lister(contents: Mapping[str, int | str]) -> Lister:
    """Path -> bytes of a file, "-> target" of a link, or a kind. Directories are what paths imply."""
    found: dict[str, Entry] = {}
    for path, what in contents.items():
        parts = path.split("/")
        for end in range(1, len(parts)):
            found.setdefault("/".join(parts[:end]), entry("/".join(parts[:end]), "dir"))
        found[path] = entry(path, what)
    by_folder: dict[str, list[Entry]] = {}
    for path in sorted(found, key=lambda p: p.encode("utf-8", "surrogateescape")):
        by_folder.setdefault(path.rpartition("/")[0], []).append(found[path])
    return lambda directory: by_folder.get(directory, [])


def entry(path: str, what: int | str) -> Entry:
    """One entry, as `lister` reads it."""
    if isinstance(what, int):
        return Entry(path, "file", what, _MODES["file"], 1)
    if what.startswith("-> "):
        return Entry(path, "link", 0, _MODES["link"], 1, what[3:])
    return Entry(path, what, 0, _MODES[what], 1)
