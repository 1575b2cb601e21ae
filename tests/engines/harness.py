"""What does a real builder make of a context? Builds `FROM scratch`, `COPY . /` and reads what came out.

The builders are commands: CTXTRIM_DOCKER, CTXTRIM_DOCKER_20_10, CTXTRIM_BUILDAH and CTXTRIM_PODMAN, as
`eval "$(tests/engines/up)"` sets them; any other docker or buildah will do as well.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

DOCKERFILE = "FROM scratch\nCOPY . /\n"
BRING_UP = 'eval "$(tests/engines/up)"; ./test'
NOBODY = 65534
_TAR_KINDS = {
    tarfile.DIRTYPE: "dir",
    tarfile.SYMTYPE: "link",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
}
_TRANSFERRED = re.compile(r"^#\d+ transferring context: (\S+)", re.MULTILINE)
_SENT = re.compile(r"Sending build context to Docker daemon\s+(\S+)")
_BUILT = re.compile(r"^Successfully built (\w+)$", re.MULTILINE)


class Arrived(NamedTuple):
    """What a build left in the image.

    ok: the build succeeded. entries: path -> (kind, bytes), every parent directory included.
    transfer_bytes: what BuildKit counted as transferred. printed: the size as the builder prints it.
    log: all it said.
    """

    ok: bool
    entries: Mapping[str, tuple[str, int]]
    log: str
    transfer_bytes: int | None = None
    printed: str = ""


class Engine:
    """One builder. `build` is what `arrives` calls: (engine, context, extra arguments) -> Arrived."""

    def __init__(self, command: list[str], program: str, build: _Build) -> None:
        self._command, self._program, self._build = command, program, build
        self._place = tempfile.mkdtemp(prefix="ctxtrim-engine-")
        if os.geteuid() == 0:
            os.chown(self._place, NOBODY, NOBODY)
        self._images: list[str] = []

    def arrives(self, context: str | Path, *arguments: str, by_user: bool = False) -> Arrived:
        """Builds a context and returns what arrived.

        The context's name must be new to the builder: BuildKit keeps what it was sent under that name.
        by_user: the client runs as somebody whom mode bits stop.
        """
        return self._build(self, os.fspath(context), arguments, by_user)

    def run(
        self, *arguments: str, by_user: bool = False, **variables: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs the builder's client with these arguments and variables."""
        command = list(self._command)
        if by_user and os.geteuid() == 0:
            place = next(n for n, word in enumerate(command) if os.path.basename(word) == self._program)
            ids = (f"--reuid={NOBODY}", f"--regid={_group(command)}", "--clear-groups")
            command[place:place] = ("setpriv", *ids)
            variables |= {"HOME": self._place, "XDG_RUNTIME_DIR": self._place}
        return subprocess.run(
            [*command, *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **variables},
            timeout=3600,
        )

    def store(self, by_user: bool) -> str:
        """A directory for the images of buildah, which belongs to one user."""
        return os.path.join(self._place, f"store-of-{'nobody' if by_user else 'root'}")

    def file(self, name: str) -> Path:
        """A place for a file that the builder writes."""
        return Path(self._place, name)

    def remember(self, image: str) -> None:
        """This image is to be removed in the end."""
        self._images.append(image)

    def close(self) -> None:
        """Leaves nothing behind but build cache."""
        if self._images:
            self.run("rmi", "--force", *self._images)
        shutil.rmtree(self._place, ignore_errors=True)


_Build = Callable[[Engine, str, tuple[str, ...], bool], Arrived]


def _with_rawjson(engine: Engine, context: str, arguments: tuple[str, ...], by_user: bool) -> Arrived:
    """BuildKit behind buildx 0.13 and newer, whose progress can be read as numbers."""
    arguments = ("build", "--no-cache", "--progress=rawjson", "--output=type=tar,dest=-", *arguments, context)
    done = engine.run(*arguments, by_user=by_user, DOCKER_BUILDKIT="1")
    log = done.stderr.decode(errors="replace")
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    loads = {
        vertex["digest"]
        for event in events
        for vertex in event.get("vertexes", ())
        if vertex["name"] == "[internal] load build context"
    }
    counts = [
        status["current"]
        for event in events
        for status in event.get("statuses", ())
        if status["vertex"] in loads and status["id"] == "transferring context:"
    ]
    transferred = max(counts, default=None)
    return Arrived(done.returncode == 0, _entries(done.stdout), log, transferred)


def _with_plain_progress(engine: Engine, context: str, arguments: tuple[str, ...], by_user: bool) -> Arrived:
    """BuildKit inside Docker 20.10, which rounds what it prints."""
    arguments = ("build", "--no-cache", "--progress=plain", "--output=type=tar,dest=-", *arguments, context)
    done = engine.run(*arguments, by_user=by_user, DOCKER_BUILDKIT="1")
    log = done.stderr.decode(errors="replace")
    printed = _TRANSFERRED.findall(log.partition("load build context")[2])
    return Arrived(done.returncode == 0, _entries(done.stdout), log, printed=printed[-1] if printed else "")


def _classic(engine: Engine, context: str, arguments: tuple[str, ...], by_user: bool) -> Arrived:
    """The classic builder; its image holds one layer, which is a tar in the tar that `save` writes."""
    done = engine.run("build", "--no-cache", *arguments, context, by_user=by_user, DOCKER_BUILDKIT="0")
    log = (done.stdout + done.stderr).decode(errors="replace")
    built, printed = _BUILT.search(log), _SENT.findall(log)
    if done.returncode or not built:
        return Arrived(False, {}, log)
    engine.remember(built[1])
    saved = engine.run("save", built[1])
    if b"empty export" in saved.stderr:  # nothing was copied, so there is no layer
        return Arrived(True, {}, log, printed=printed[-1])
    with tarfile.open(fileobj=io.BytesIO(saved.stdout)) as image:
        manifest = json.loads(_content(image, "manifest.json"))
        layer = _entries(_content(image, manifest[0]["Layers"][0]))
    return Arrived(True, layer, log, printed=printed[-1])


def _buildah(engine: Engine, context: str, arguments: tuple[str, ...], by_user: bool) -> Arrived:
    """buildah and podman, which read the context where it is."""
    store, output = engine.store(by_user), engine.file("out.tar")
    output.unlink(missing_ok=True)
    places = ("--root", store, "--runroot", f"{store}.run", "--storage-driver", "vfs")
    flags = ("--isolation", "chroot", "--no-cache", "--output", f"type=tar,dest={output}")
    done = engine.run(*places, "build", *flags, *arguments, context, by_user=by_user)
    log = (done.stdout + done.stderr).decode(errors="replace")
    return Arrived(done.returncode == 0, _entries(output.read_bytes()) if output.exists() else {}, log)


class _Row(NamedTuple):
    variable: str
    program: str
    build: _Build


ENGINES = {
    "buildkit": _Row("CTXTRIM_DOCKER", "docker", _with_rawjson),
    "classic": _Row("CTXTRIM_DOCKER", "docker", _classic),
    "buildah": _Row("CTXTRIM_BUILDAH", "buildah", _buildah),
    "podman": _Row("CTXTRIM_PODMAN", "podman", _buildah),
    "buildkit-20.10": _Row("CTXTRIM_DOCKER_20_10", "docker", _with_plain_progress),
    "classic-20.10": _Row("CTXTRIM_DOCKER_20_10", "docker", _classic),
}


def engine(name: str) -> Engine:
    """The builder of that dialect. Without one the test is skipped, in CI it fails."""
    variable, program, build = ENGINES[name]
    command = shlex.split(os.environ.get(variable, ""))
    if command:
        return Engine(command, program, build)
    if os.environ.get("CI") == "true" or os.environ.get("CTXTRIM_ENGINES"):
        pytest.fail(f"no builder for {name}: {variable} is not set; run {BRING_UP}")
    pytest.skip(f"no real builder; as root: {BRING_UP}")


def _group(command: list[str]) -> int:
    """Who is in this group may talk to the docker daemon."""
    sockets = [word.removeprefix("unix://") for word in command if word.startswith("unix://")]
    try:
        return os.stat((sockets or ["/run/docker.sock"])[0]).st_gid
    except FileNotFoundError:
        return NOBODY


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{name}: no file in the image")
    return member.read()


def _entries(data: bytes) -> dict[str, tuple[str, int]]:
    """A layer's paths with kinds and bytes. A hard link counts as the file it names."""
    found: dict[str, tuple[str, int]] = {}
    if not data:
        return found
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            path = member.name.strip("/")
            if member.islnk():
                found[path] = found[member.linkname.strip("/")]
            elif path not in ("", "."):
                found[path] = (_TAR_KINDS.get(member.type, "file"), member.size)
    return found
