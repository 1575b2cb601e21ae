"""An archive of `docker save`, `podman save` or `buildx --output type=oci`, read once from start to end.

Layers come before the file that orders them in some archives and behind it in others, so each is read when it
comes, and what is kept is its list of entries. Sources: image-spec v1.1 (image-layout.md, config.md) and
moby/moby image/tarexport/save.go (manifest.json).
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections.abc import Mapping
from json import JSONDecodeError, loads
from posixpath import join, normpath
from typing import IO, Any, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.images.compression import GZIP, ZSTD, opened, zstd_reader
from ctxtrim.images.layer import BoundedInfo, Interest, read_layer
from ctxtrim.model.image import Image, Layer, LayerEntry

_LARGEST_JSON = 8 << 20
_TAR_MAGIC = slice(257, 262)
_BLOCK = 512


class _Contents(NamedTuple):
    """What an archive holds, by the name of its members. links: name -> name it stands for."""

    layers: dict[str, tuple[LayerEntry, ...]]
    texts: dict[str, bytes]
    links: dict[str, str]
    refused: dict[str, str]


def read_archive(stream: IO[bytes], where: str, name: str, interest: Interest) -> Image:
    """Return the image in an archive, the one tagged `name` if it is not "".

    stream: at its start; read once, never sought in. where: the archive as people see it. Raises CtxtrimError
    for what is no archive of an image, ends early, or holds no such image.
    """
    contents = _Contents({}, {}, {}, {})
    try:
        with tarfile.open(fileobj=stream, mode="r|*", errorlevel=1, tarinfo=BoundedInfo) as tar:
            for member in tar:
                tar.members = []  # type: ignore[attr-defined]  # else it keeps every member in memory
                _read_member(tar, member, contents, interest)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if not (contents.layers or contents.texts):
            raise CtxtrimError(f"{where}: not an archive of an image; make one with `docker save`.") from None
        raise CtxtrimError(f"{where}: cannot be read to its end ({error}); save it again.") from None
    return _image(contents, where, name)


def _read_member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, contents: _Contents, interest: Interest
) -> None:
    path = normpath(member.name)
    if member.issym() or member.islnk():
        start = "" if member.islnk() else path.rpartition("/")[0]
        contents.links[path] = normpath(join(start, member.linkname))
    elif member.isreg() and (file := tar.extractfile(member)):
        head = file.read(_BLOCK)
        if head.lstrip()[:1] in (b"{", b"["):
            if member.size <= _LARGEST_JSON:
                contents.texts[path] = head + file.read()
        elif head.startswith(ZSTD) and not zstd_reader():
            contents.refused[path] = "compressed with zstd; pip install 'ctxtrim[zstd]', or use `docker save`"
        elif head.startswith((GZIP, ZSTD)) or _is_tar(head):
            contents.layers[path] = tuple(read_layer(opened(head, file), interest))


def _is_tar(head: bytes) -> bool:
    return head[_TAR_MAGIC] == b"ustar" or (len(head) == _BLOCK and not any(head))


def _image(contents: _Contents, where: str, name: str) -> Image:
    found = _by_docker_manifest(contents, name) or _by_oci_index(contents, name)
    if not found:
        tags = ", ".join(sorted(_tags(contents)))
        asked = f"no image {name} in it" if name else "no image in it"
        raise CtxtrimError(f"{where}: {asked}" + (f"; it holds {tags}." if tags else "."))
    tag, config_name, layer_names = found
    config = _json(contents.texts.get(_followed(contents, config_name), b"{}"), where)
    layers = [_layer(contents, layer, where) for layer in layer_names]
    history = [row for row in config.get("history") or () if isinstance(row, dict)]
    made = [_instruction(row) for row in history if not row.get("empty_layer")]
    if len(made) != len(layers):
        made = [""] * len(layers)
    env = (config.get("config") or {}).get("Env") or ()
    others = sorted(_tags(contents) - {tag})
    notes = (f"The archive holds other images: {', '.join(others)}; see --name.",) if others else ()
    return Image(
        tag,
        tuple(map(Layer, made, layers)),
        tuple(map(str, env)),
        tuple(str(row.get("created_by", "")) for row in history),
        notes,
    )


def _layer(contents: _Contents, name: str, where: str) -> tuple[LayerEntry, ...]:
    path = _followed(contents, name)
    if path in contents.refused:
        raise CtxtrimError(f"{where}: layer {path}: {contents.refused[path]}.")
    if path not in contents.layers:
        raise CtxtrimError(f"{where}: layer {path} is missing or no tar; save the image again.")
    return contents.layers[path]


def _followed(contents: _Contents, name: str) -> str:
    path = normpath(name)
    for _ in range(8):
        if path not in contents.links:
            break
        path = contents.links[path]
    return path


def _by_docker_manifest(contents: _Contents, name: str) -> tuple[str, str, list[str]] | None:
    for row in _docker_rows(contents):
        tags = [str(tag) for tag in row.get("RepoTags") or ()]
        if not name or name in tags:
            return name or next(iter(tags), ""), str(row["Config"]), [str(layer) for layer in row["Layers"]]
    return None


def _docker_rows(contents: _Contents) -> list[dict[str, Any]]:
    rows = _json(contents.texts.get("manifest.json", b"[]"), "manifest.json")
    return [row for row in rows if isinstance(row, dict) and {"Config", "Layers"} <= row.keys()]


def _by_oci_index(contents: _Contents, name: str) -> tuple[str, str, list[str]] | None:
    for tag, manifest in _oci_manifests(contents, "index.json", ""):
        if not name or tag == name:
            return tag, _blob(manifest["config"]), [_blob(row) for row in manifest["layers"]]
    return None


def _oci_manifests(contents: _Contents, path: str, tag: str, depth: int = 0) -> list[tuple[str, Any]]:
    """Return the images that an index names, those of an index in it included; attestations are none."""
    index = _json(contents.texts.get(path, b"{}"), path)
    if not isinstance(index, dict) or depth > 3:
        return []
    if "layers" in index and "config" in index:
        return [(tag, index)]
    found = []
    for row in index.get("manifests") or ():
        notes = row.get("annotations") or {}
        if notes.get("vnd.docker.reference.type") != "attestation-manifest":
            named = notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name")
            found += _oci_manifests(contents, _blob(row), named or tag, depth + 1)
    return found


def _blob(row: Mapping[str, Any]) -> str:
    return "blobs/" + str(row.get("digest", "")).replace(":", "/", 1)


def _tags(contents: _Contents) -> set[str]:
    tags = {str(tag) for row in _docker_rows(contents) for tag in row.get("RepoTags") or ()}
    return tags or {tag for tag, _ in _oci_manifests(contents, "index.json", "") if tag}


def _json(text: bytes, where: str) -> Any:
    try:
        return loads(text)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise CtxtrimError(f"{where}: not JSON, so no archive of an image; save it again.") from None


def _instruction(row: Mapping[str, Any]) -> str:
    """Return a line of the history as the Dockerfile has it, as far as it can be known."""
    text = str(row.get("created_by") or "").strip()
    text = re.sub(r"^/bin/sh -c #\(nop\)\s*", "", text)
    text = re.sub(r"^(?:RUN )?(?:\|\d+ .*?)?/bin/sh -c ", "RUN ", text)
    return " ".join(text.removesuffix("# buildkit").split())
