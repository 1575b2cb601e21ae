"""A context made of a dict, for tests that need no disk."""

from __future__ import annotations

from collections.abc import Sequence


class DictTree:
    """model.Tree over path -> content; folders are what paths imply, and paths that end in a slash."""

    def __init__(self, *paths: str) -> None:
        self.contents = {path: b"" for path in paths if not path.endswith("/")}
        self.folders = {path.rstrip("/") for path in paths if path.endswith("/")} | {""}
        for path in paths:
            parts = path.rstrip("/").split("/")[:-1]
            self.folders.update("/".join(parts[: n + 1]) for n in range(len(parts)))

    def kind(self, path: str) -> str:
        return "file" if path in self.contents else "dir" if path in self.folders else ""

    def children(self, path: str) -> Sequence[str]:
        prefix = path + "/" if path else ""
        names = {
            p[len(prefix) :].split("/")[0] for p in (*self.contents, *self.folders) if p.startswith(prefix)
        }
        return sorted(names - {""}) if self.kind(path) == "dir" else ()

    def read(self, path: str) -> bytes | None:
        return self.contents.get(path)

    def files(self) -> Sequence[str]:
        return sorted(self.contents)
