"""Real builders on this machine, each with the row of our table that reads as it does."""

from __future__ import annotations

import os
import subprocess
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import by_name
from ctxtrim.programs import find_program

_PATIENCE = 30  # seconds for a builder to say its version
_KNOWN = ("docker", "podman", "buildah")
_TOOLS = {
    "docker": ("docker",),
    "buildkit": ("docker",),
    "buildkit-20.10": ("docker",),
    "podman": ("podman", "buildah"),
    "buildah": ("buildah", "podman"),
}


class Tool(NamedTuple):
    """A builder that answers. name: "docker", "podman" or "buildah". path: its client. dialect: a name."""

    name: str
    path: str
    version: str
    dialect: str


class _Silent(Exception):
    """Why a builder cannot be asked."""


def tool_for(builder: str, is_chosen: bool) -> Tool:
    """The builder to ask: the one of a dialect (name or alias), or the first that answers.

    is_chosen: the user named it. Raises CtxtrimError where none answers, or the dialect's cannot be asked.
    """
    dialect = by_name(builder).name
    if dialect.startswith("classic"):
        raise CtxtrimError(
            f"--builder {builder}: it reads .dockerignore in the context alone, so it cannot be asked "
            "without writing there; ask docker (BuildKit), podman or buildah."
        )
    names = (_TOOLS.get(builder) or _TOOLS.get(dialect, ())) if is_chosen else _KNOWN
    if not names:
        raise CtxtrimError(f"--builder {builder}: it cannot be asked here; docker, podman and buildah can.")
    reasons = []
    for name in names:
        try:
            tool = _asked(name)
        except _Silent as silent:
            reasons.append(f"{name}: {silent}")
            continue
        if is_chosen and name == "docker" and builder != "docker" and tool.dialect != dialect:
            raise CtxtrimError(
                f"--builder {builder}: the docker here is {tool.version}, which reads otherwise."
            )
        return tool
    raise CtxtrimError(
        f"no builder answers ({'; '.join(reasons)}), so nothing is verified; start or install one."
    )


def _asked(name: str) -> Tool:
    path = find_program(name, (os.getcwd(),))
    if not path:
        raise _Silent("not installed")
    said = _output(path, "--version")
    family = next((known for known in ("podman", "buildah") if said.lower().startswith(known)), name)
    if family != "docker":
        number = next((word for word in said.split() if word[:1].isdigit()), "")
        return Tool(family, path, number.rstrip(","), "buildah")
    versions = _output(path, "version", "--format", "{{.Client.Version}} {{.Server.Version}}").split()
    client = versions[0] if versions else ""
    is_old = client.partition(".")[0].isdigit() and int(client.partition(".")[0]) < 23
    return Tool(name, path, client, "buildkit-20.10" if is_old else "buildkit")


def _output(*command: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False, cwd=os.sep
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Silent(
            "does not answer" if isinstance(error, subprocess.TimeoutExpired) else str(error)
        ) from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise _Silent(words[-1] if words else f"status {done.returncode}")
    return done.stdout.decode(errors="replace").strip()
