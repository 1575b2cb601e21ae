"""What later layers hide of earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ctxtrim.go.path import parents
from ctxtrim.model.image import Layer, Waste


def hidden(layers: Sequence[Layer]) -> list[Waste]:
    """Return the files that a later layer overwrites or removes, from the last layer to the first.

    Linear in the number of entries times their depth: from above, what covers a path is known.
    """
    exact: dict[str, tuple[int, bool]] = {}
    below: dict[str, tuple[int, bool]] = {}
    found = []
    for number, layer in reversed(list(enumerate(layers, 1))):
        for entry in layer.entries:
            if entry.kind == "file" and (cover := _cover(entry.path, exact, below)):
                found.append(Waste(entry.path, entry.size, number, *cover))
        for entry in layer.entries:
            if entry.kind == "opaque":
                below[entry.path] = number, True
            elif entry.kind == "whiteout":
                exact[entry.path] = below[entry.path] = number, True
            else:
                exact[entry.path] = number, False
                if entry.kind != "dir":
                    below[entry.path] = number, False
    return found


def _cover(
    path: str, exact: dict[str, tuple[int, bool]], below: dict[str, tuple[int, bool]]
) -> tuple[int, bool] | None:
    """Return the number of the lowest layer above that covers a path, and whether it removes it."""
    covers = [below[folder] for folder in ("", *parents(path)) if folder in below]
    if path in exact:
        covers.append(exact[path])
    return min(covers, default=None)


def efficiency(layers: Sequence[Layer]) -> float:
    """Return the bytes of the smallest version of each path by those of all versions; 1.0 for no bytes."""
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for path, size in _files(layers):
        sizes[path].append(size)
    total = sum(map(sum, sizes.values()))
    return sum(map(min, sizes.values())) / total if total else 1.0


def _files(layers: Sequence[Layer]) -> Iterator[tuple[str, int]]:
    for layer in layers:
        yield from ((entry.path, entry.size) for entry in layer.entries if entry.kind == "file")
