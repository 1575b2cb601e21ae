"""Archives of images, made by hand: in docker's form and as OCI layouts."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from hashlib import sha256

Files = Mapping[str, "str | bytes | int"]
"""Name -> content; a number: zeros; "-> x": a symbolic link; "=> x": a hard link; "dir/": a directory."""


def tarred(files: Files) -> bytes:
    """Return a tar of files, names as given."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, what in files.items():
            member = tarfile.TarInfo(name.rstrip("/"))
            content = (
                b"\0" * what if isinstance(what, int) else what.encode() if isinstance(what, str) else what
            )
            if name.endswith("/"):
                member.type, content = tarfile.DIRTYPE, b""
            elif isinstance(what, str) and what[:3] in ("-> ", "=> "):
                member.type = tarfile.SYMTYPE if what[0] == "-" else tarfile.LNKTYPE
                member.linkname, content = what[3:], b""
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _bytes(what: str | bytes | int) -> bytes:
    if isinstance(what, int):
        return b"\0" * what
    return what.encode() if isinstance(what, str) else what


def docker_archive(
    layers: Sequence[tuple[str, Files]], env: Sequence[str] = (), tags: Sequence[str] = ("app:latest",)
) -> bytes:
    """Return what `docker save` writes (moby/moby image/tarexport/save.go). layers: instruction, files."""
    members: dict[str, bytes] = {}
    names = []
    for number, (_, files) in enumerate(layers):
        names.append(f"{number}/layer.tar")
        members[names[-1]] = tarred(files)
    history = [{"created_by": line} for line, _ in layers]
    members["config.json"] = json.dumps({"config": {"Env": list(env)}, "history": history}).encode()
    row = {"Config": "config.json", "RepoTags": list(tags), "Layers": names}
    members["manifest.json"] = json.dumps([row]).encode()
    return tarred(members)


def oci_archive(layers: Sequence[tuple[str, Files]], tag: str = "app:latest") -> bytes:
    """Return an OCI layout with gzipped layers and an attestation beside the image (image-spec v1.1)."""
    members: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(content: bytes) -> dict[str, str]:
        digest = sha256(content).hexdigest()
        members[f"blobs/sha256/{digest}"] = content
        return {"digest": f"sha256:{digest}"}

    history = [{"created_by": "ENV A=1", "empty_layer": True}, *({"created_by": line} for line, _ in layers)]
    config = blob(json.dumps({"history": history}).encode())
    rows = [blob(gzip.compress(tarred(files))) for _, files in layers]
    manifest = blob(json.dumps({"config": config, "layers": rows}).encode())
    other = blob(json.dumps({"config": config, "layers": []}).encode())
    other_notes = {"vnd.docker.reference.type": "attestation-manifest"}
    inner = {"manifests": [{**other, "annotations": other_notes}, manifest]}
    named = {**blob(json.dumps(inner).encode()), "annotations": {"io.containerd.image.name": tag}}
    members["index.json"] = json.dumps({"manifests": [named]}).encode()
    return tarred(members)
