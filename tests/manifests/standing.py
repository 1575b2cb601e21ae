"""A context that is a dict, for tests of what manifests make a build read."""

from __future__ import annotations

from collections.abc import Sequence

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.manifests import manifest_needs
from ctxtrim.model.build import Need, Run

APP = "/app"


class DictTree:
    """path -> text or bytes; a path that ends in "/" is an empty directory."""

    def __init__(self, files: dict[str, str | bytes]) -> None:
        self._files = {p: d.encode() if isinstance(d, str) else d for p, d in files.items() if p[-1] != "/"}
        self._folders = {""}
        for path in files:
            parts = path.split("/")[:-1]
            self._folders.update("/".join(parts[: i + 1]) for i in range(len(parts)))

    def kind(self, path: str) -> str:
        return "file" if path in self._files else "dir" if path in self._folders else ""

    def children(self, path: str) -> Sequence[str]:
        start = path + "/" if path else ""
        every = [*self._files, *self._folders]
        return sorted({p[len(start) :].split("/")[0] for p in every if p.startswith(start) and p != path})

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def files(self) -> Sequence[str]:
        return sorted(self._files)


def run(command: str, workdir: str = APP, copied: tuple[tuple[str, str], ...] = (("", APP),)) -> Run:
    """A RUN line in a stage that has copied the whole context to /app."""
    instruction = "RUN"
    for name in ("CMD", "ENTRYPOINT"):
        if command.startswith(name + " "):
            instruction, command = name, command[len(name) + 1 :]
    return Run(command, "Dockerfile", 3, "build", instruction, workdir, copied)


def needs_of(files: dict[str, str | bytes], *commands: str, seen: Sequence[str] = ("",)) -> list[Need]:
    """The needs of a context whose Dockerfile copies it to /app and runs the commands."""

    def visible(path: str) -> bool:
        return any(not s or path == s or path.startswith(s + "/") for s in seen)

    lines = [line for line in str(files.get("Dockerfile", "")).split("\n") if line[:4] in ("ENV ", "ARG ")]
    values = plan(parse("\n".join(["FROM x", *lines, "RUN x"]).encode(), "Dockerfile")).runs[0].values
    runs = [run(command)._replace(values=values) for command in commands]
    return manifest_needs(DictTree({"Dockerfile": "FROM x\n", **files}), runs, visible)


def named(needs: Sequence[Need]) -> dict[str, bool]:
    """glob -> whether it must be there, of all needs but those on version control."""
    out: dict[str, bool] = {}
    for need in needs:
        if need.kind != "version":
            out[need.glob] = out.get(need.glob, False) or need.must
    return out
