"""What git lists below a directory of one work tree, its submodules left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property

from ctxtrim.go.path import parents
from ctxtrim.vcs.asking import Git, Unanswered
from ctxtrim.vcs.files import regular_file


class Listing:
    """Lists of names relative to the context, a directory of the work tree; each is made when first used.

    git: None where it cannot be asked. exclude: the path of info/exclude. note: called with a sentence
    about what remains unknown.
    """

    is_on_disk = True

    def __init__(
        self, root: str, context: str, git: Git | None, exclude: str, note: Callable[[str], None]
    ) -> None:
        self.root, self.context, self._git, self._exclude, self._note = root, context, git, exclude, note
        below = os.path.relpath(context, root).replace(os.sep, "/")
        self._prefix = "" if below == "." else below + "/"

    @cached_property
    def tracked(self) -> frozenset[str] | None:
        """The index, submodules by their own path; None if git gave no answer."""
        names = self._listed()
        return None if names is None else frozenset(self._cut(names))

    @cached_property
    def ignored(self) -> list[str]:
        """What git ignores, collapsed; what the .gitignore files ignore if git gives no answer."""
        names = self._others("-i", "--exclude-standard", "--directory")
        if names is None:
            from ctxtrim.vcs.reading import read_ignored

            return sorted(read_ignored(self.root, self.context, self._exclude))
        return names

    def would_ignore(self, path: str) -> bool:
        """Say whether the .gitignore files ignore a file or directory of this name, be it there or not."""
        wanted = self._prefix + path
        folders = ("", *parents(wanted))
        files = [self._exclude, *(os.path.join(self.root, folder, ".gitignore") for folder in folders)]
        if not any(
            line and line[:1] != b"#" for file in files for line in (regular_file(file) or b"").split(b"\n")
        ):
            return False
        from ctxtrim.vcs.reading import would_ignore

        return would_ignore(self.root, wanted, self._exclude)

    def untracked(self) -> list[str]:
        """List what is neither tracked nor ignored, collapsed; nothing if git gives no answer."""
        names = self._others("--exclude-standard", "--directory", "--no-empty-directory") or []
        return names if self.tracked else sorted(set(names).difference(self.ignored))

    def tracked_ignored(self) -> Iterable[str]:
        """List what is tracked though a pattern would ignore it."""
        return self._cut(self._listed("-c", "-i", "--exclude-standard") or ())

    def submodules(self) -> Iterable[str]:
        """List where the index links to a commit of another repository."""
        entries = self._listed("-s") or ()
        return self._cut(entry.partition("\t")[2] for entry in entries if entry.startswith("160000 "))

    def _listed(self, *how: str) -> list[str] | None:
        if not self._git:
            return None
        try:
            return self._git.names("ls-files", *how, *(("--", self._prefix) if self._prefix else ()))
        except Unanswered as why:
            self._note(f"{self.root}: {why}; what is tracked is not known.")
            return None

    def _others(self, *how: str) -> list[str] | None:
        """Return what `ls-files -o` lists, collapsed.

        git (2.39) stops with an internal error when it is asked about a directory in an untracked one; so
        then the whole work tree is listed, and what stands above the context is opened here.
        """
        if not self._git or self.tracked is None:
            return None
        place = ("--", self._prefix) if self._prefix and self.tracked else ()
        try:
            names = self._git.names("ls-files", "-o", *how, *place)
        except Unanswered as why:
            self._note(f"{self.root}: {why}; the .gitignore files are read instead.")
            return None
        if any(name.endswith("/") and self._prefix.startswith(name) for name in names):
            return self._children()
        return _collapsed(self._cut(name for name in names if name.startswith(self._prefix)))

    def _cut(self, names: Iterable[str]) -> Iterable[str]:
        size = len(self._prefix)
        return (name[size:] for name in names) if size else names

    def _children(self) -> list[str]:
        with os.scandir(self.context) as entries:
            return sorted(e.name + ("/" if e.is_dir(follow_symlinks=False) else "") for e in entries)


def _collapsed(names: Iterable[str]) -> list[str]:
    """Sort names and drop what stands below a directory that is listed itself."""
    out: list[str] = []
    for name in sorted(names):
        if not (out and out[-1].endswith("/") and name.startswith(out[-1])):
            out.append(name)
    return out
