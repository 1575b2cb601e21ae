"""An image archive as values: its layers, their entries, and what of them came from a context."""

from __future__ import annotations

from typing import Literal, NamedTuple

EntryKind = Literal["file", "dir", "link", "hardlink", "special", "whiteout", "opaque"]


class LayerEntry(NamedTuple):
    """An entry of a layer.

    path: below the image's root, clean. size: bytes of a file. digest: of a file's content where it was asked
    for, b"" otherwise. secret: the kind of secret it holds (a noun phrase), "" for none. whiteout: `path` is
    removed; opaque: what lower layers hold below the directory `path` is removed (OCI image-spec, layer.md).
    """

    path: str
    kind: EntryKind
    size: int = 0
    digest: bytes = b""
    secret: str = ""


class Layer(NamedTuple):
    """A layer. instruction: the line that made it, "" where the image does not say."""

    instruction: str
    entries: tuple[LayerEntry, ...]


class Image(NamedTuple):
    """An image. name: its first tag, "" for none. env: NAME=VALUE. instructions: all of its history."""

    name: str
    layers: tuple[Layer, ...]
    env: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Origin(NamedTuple):
    """A file of a layer that came from the context. excluded_by_fix: the proposal would keep it out."""

    path: str
    source: str
    bytes: int
    excluded_by_fix: bool


class Waste(NamedTuple):
    """Bytes that a later layer hides. layer, by: numbers from 1; is_removed: not overwritten but removed."""

    path: str
    bytes: int
    layer: int
    by: int
    is_removed: bool


class LayerSecret(NamedTuple):
    """A secret in the image. layer: number from 1, 0 for the image's configuration. is_hidden: removed later,
    and still in its layer."""

    path: str
    what: str
    layer: int
    is_hidden: bool = False


class LayerSum(NamedTuple):
    """A layer in figures. number: from 1. bytes: of its files; wasted: of those that later layers hide."""

    number: int
    instruction: str
    bytes: int
    files: int
    origins: tuple[Origin, ...]
    wasted: int

    @property
    def context_bytes(self) -> int:
        """Return the bytes that came from the context."""
        return sum(origin.bytes for origin in self.origins)


class ImageReport(NamedTuple):
    """What is in an image.

    efficiency: bytes of the smallest version of each path by the bytes of all versions, 0 to 1, as dive
    (wagoodman/dive, filetree/efficiency.go) has it.
    """

    archive: str
    name: str
    context: str
    layers: tuple[LayerSum, ...]
    wasted: tuple[Waste, ...]
    secrets: tuple[LayerSecret, ...]
    efficiency: float
    notes: tuple[str, ...] = ()
