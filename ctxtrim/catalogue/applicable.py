"""Conditions of a record: markers in the context, proof in a directory."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from ctxtrim.catalogue.kinds import EXT_KINDS, extension
from ctxtrim.model.context import Tree
from ctxtrim.model.record import JunkRecord


def applicable_records(records: Iterable[JunkRecord], names: Collection[str]) -> tuple[JunkRecord, ...]:
    """Return the records, in order, one of whose markers is in the context, or that ask for none.

    names: the base names of all files and directories of the context; a set, where it is large.
    """
    records = tuple(records)
    extensions = {extension(name) for name in names}
    present = {
        marker
        for marker in {marker for record in records for marker in record.markers}
        if _present(marker, names, extensions)
    }
    return tuple(r for r in records if not r.markers or not present.isdisjoint(r.markers))


def believed(record: JunkRecord, path: str, tree: Tree) -> bool:
    """Return whether a directory that the pattern matches meets `proof`, `unless` and `only` of its record.

    False for the root (""). Reads names only.
    """
    if not path:
        return False
    if record.unless and any(_holds(path, name, tree) for name in record.unless):
        return False
    if record.only and not _holds_only(path, record.only, tree):
        return False
    return not record.proof or any(_holds(path, name, tree) for name in record.proof)


def _present(marker: str, names: Collection[str], extensions: Collection[str]) -> bool:
    if not _is_glob(marker):
        return marker in names
    if (
        marker.startswith("*.")
        and marker[1:].islower()
        and not _is_glob(marker[1:])
        and marker.count(".") == 1
    ):
        return marker[1:] in extensions
    return any(fnmatchcase(name, marker) for name in names)


def _holds(directory: str, relative: str, tree: Tree) -> bool:
    if relative.startswith("../"):
        return _holds(posixpath.dirname(directory), relative[3:], tree)
    first, slash, rest = relative.partition("/")
    if slash and _is_glob(first):
        return any(
            _holds(posixpath.join(directory, child), rest, tree) for child in _like(directory, first, tree)
        )
    if slash:
        return _holds(posixpath.join(directory, first), rest, tree)
    if _is_glob(relative):
        return bool(_like(directory, relative, tree))
    return bool(tree.kind(posixpath.join(directory, relative)))


def _holds_only(directory: str, kinds: Collection[str], tree: Tree) -> bool:
    """Return whether there are files below, all of these kinds; stop at the first that is not."""
    waiting, has_files = [directory], False
    while waiting:
        parent = waiting.pop()
        for child in tree.children(parent):
            path = f"{parent}/{child}"
            if tree.kind(path) == "dir":
                waiting.append(path)
            elif EXT_KINDS.get(extension(child)) in kinds:
                has_files = True
            else:
                return False
    return has_files


def _like(directory: str, glob: str, tree: Tree) -> list[str]:
    return [child for child in tree.children(directory) if fnmatchcase(child, glob)]


def _is_glob(name: str) -> bool:
    return any(char in name for char in "*?[")
