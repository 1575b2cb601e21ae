"""What was read of a tree, kept for all builds that look at it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctxtrim.model.context import Tree

if TYPE_CHECKING:
    from ctxtrim.manifests.commands.makefile import Makefile

INSTALLED = frozenset((
    "node_modules", ".git", ".venv", "venv", "site-packages", "bower_components", "__pycache__", ".tox",
    ".nox",
))  # fmt: skip
"""Directories that hold what tools put there: manifests inside belong to somebody else's project."""


class TreeCache:
    """Texts, names and parsed files of one tree.

    parsed: what readers make of a file, by a key that starts with the reader's name.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.texts: dict[str, str] = {}
        self.makefiles: dict[str, Makefile] = {}
        self.parsed: dict[tuple[str, str], Any] = {}
        self._chosen: dict[str, list[str]] = {}

    @cached_property
    def files(self) -> list[str]:
        """Every entry that is no directory, in the order of Python's strings."""
        return sorted(self.tree.files())

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Base name -> the files of that name, those of installed dependencies left out."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            if INSTALLED.isdisjoint(path.split("/")):
                found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def chosen(self, name: str, test: Callable[[str], object]) -> list[str]:
        """The files that pass a test; `name` stands for the test, which no file takes twice."""
        if name not in self._chosen:
            self._chosen[name] = list(filter(test, self.files))
        return self._chosen[name]

    def text(self, path: str) -> str:
        """A file's text; "" if it is absent, too large or binary. A byte order mark is dropped."""
        if path not in self.texts:
            data = self.tree.read(path) if path and not path.startswith(("/", "../")) else None
            binary = data is None or b"\0" in data
            self.texts[path] = "" if binary or data is None else data.decode("utf-8-sig", "replace")
        return self.texts[path]
