"""Which files of a layer came from the context: those of the same content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.model.image import Layer, LayerEntry

Digests = Mapping[bytes, Sequence[str]]
"""Content -> the context's paths that hold it."""


class Source(NamedTuple):
    """A file of a layer and the path in the context that it came from."""

    entry: LayerEntry
    path: str


def from_context(layer: Layer, contents: Digests) -> Iterator[Source]:
    """Yield the files of a layer that came from the context, the likeliest path for each.

    A COPY or ADD may rename, so content is enough there; what a RUN line moves keeps its name.
    """
    is_copy = layer.instruction.startswith(("COPY", "ADD"))
    for entry in layer.entries:
        paths = contents.get(entry.digest, ()) if entry.digest else ()
        if not is_copy:
            paths = [path for path in paths if _name(path) == _name(entry.path)]
        if paths:
            yield Source(entry, max(paths, key=lambda path: (_common_end(path, entry.path), path)))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _common_end(one: str, other: str) -> int:
    """Return how many names at the end of two paths are the same."""
    count = 0
    for left, right in zip(reversed(one.split("/")), reversed(other.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count
