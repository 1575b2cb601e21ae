"""Run the client of a builder and read the tar archive that it writes."""

from __future__ import annotations

import os
import signal
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from threading import Timer
from typing import IO, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.verify.compare import Key

_SHORT = 60  # seconds for a question that is no build
_SETTINGS = {
    "DOCKER_BUILDKIT": "1",
    "DOCKER_CLI_HINTS": "false",
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
    "BUILDX_GIT_INFO": "0",  # else buildx runs git in the context, whose settings may name a program
}
_UNWANTED = ("BUILDX_GIT_LABELS", "BUILDKIT_SYNTAX")


class Built(NamedTuple):
    """arrived: bytes of every file that came out, 0 for links and the like. log: all that was said."""

    arrived: dict[Key, int]
    failed: bool
    log: str


def run(name: str, command: Sequence[str], folder: str, patience: float) -> Built:
    """Run a build that writes a tar to its standard output. folder: where it runs.

    Raises CtxtrimError where it takes more than `patience` seconds; then it is ended.
    """
    with tempfile.TemporaryFile(dir=folder) as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_environment(),
            cwd=folder,
            start_new_session=True,
        )
        late = Timer(patience, _end, (process,))
        late.start()
        try:
            arrived = _arrived(process.stdout)
            status = process.wait()
        finally:
            in_time = late.is_alive()
            late.cancel()
            _end(process)
        if not in_time:
            raise CtxtrimError(f"{name} took longer than {patience:g} s; --timeout gives it more.")
        log.seek(0)
        return Built(arrived, status != 0, log.read().decode(errors="replace"))


def said(command: Sequence[str]) -> str:
    """What a client answers, "" where it does not."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SHORT,
            check=False,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


def _arrived(stream: IO[bytes] | None) -> dict[Key, int]:
    """The files in a tar as it comes, by number of line and name; what follows it is read away."""
    found: dict[Key, int] = {}
    if stream is None:
        return found
    with stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for member in archive:
                    key = _key(member.name)
                    if key is None or member.isdir():
                        continue
                    found[key] = member.size
                    if member.islnk():
                        found[key] = found.get(_key(member.linkname) or key, 0)
        except tarfile.TarError:
            pass  # nothing came: the status and the log say why
        while stream.read(1 << 20):
            pass
    return found


def _key(name: str) -> Key | None:
    """ "token/7/src/a.py" -> (7, "src/a.py")."""
    number, _, path = name.strip("/").partition("/")[2].partition("/")
    return (int(number), path) if number.isdigit() and path else None


def _environment() -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in _UNWANTED}, **_SETTINGS}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the client and what it has started, if any of it still runs."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
