"""Known files that a mention in a source means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from ctxtrim.expressions import expression
from ctxtrim.model.folder_names import DOCUMENTS, TESTS
from ctxtrim.references.text import Mention

ASIDE = DOCUMENTS | TESTS | {"playwright"}
_LISTS_CODE = frozenset(
    "package.json tsconfig.json jsconfig.json pnpm-workspace.yaml lerna.json nx.json turbo.json "
    "composer.json".split()
)
"""Manifests that name folders of code, not of assets."""

_DRAWN = tuple(".afdesign .afphoto .ai .drawio .excalidraw .fig .indd .kra .psd .sketch .xcf .xd".split())
"""What pictures are drawn in: a program that names the folder opens the pictures."""

_PLAIN = expression(r"[\w@~+%.-]+")


class Names:
    """Files by base name, and the directories that hold some, by theirs.

    paths: all of them, sorted. known: every name. odd: an expression for names with a space or the like.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self.paths = sorted(set(candidates))
        self._files: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = {}
        self._told: set[tuple[str, str]] = set()
        seen: set[str] = set()
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            self._files.setdefault(name, []).append(path)
            while folder and folder not in seen:
                seen.add(folder)
                parent, _, name = folder.rpartition("/")
                self._folders.setdefault(name, []).append(folder)
                folder = parent
        self.known = self._files.keys() | self._folders.keys()
        odd = [name for name in self._files if not _PLAIN.fullmatch(name) and name.isprintable()]
        self.odd = re.compile("|".join(re.escape(name) for name in sorted(odd))) if odd else None

    def meant(self, mention: Mention) -> Iterator[str]:
        """The files that a mention names: by their own names, or by a directory's. What was told of a
        directory before is not told again.
        """
        if not mention.text.endswith("/"):
            yield from self._files_meant(mention)
        for folder in self._folders_meant(mention):
            if (folder, mention.ending) not in self._told:
                self._told.add((folder, mention.ending))
                below = (path for path in self._below(folder) if path.endswith(mention.ending))
                yield from (path for path in below if mention.ending or not path.endswith(_DRAWN))

    def _below(self, folder: str) -> Sequence[str]:
        return self.paths[bisect_left(self.paths, folder + "/") : bisect_left(self.paths, folder + "0")]

    def _files_meant(self, mention: Mention) -> Sequence[str]:
        paths = self._files.get(mention.parts[-1], ())
        if mention.is_relative and mention.resolved in paths:
            return (mention.resolved,)
        return closest(mention, paths)

    def _folders_meant(self, mention: Mention) -> Sequence[str]:
        folders = self._folders.get(mention.parts[-1], ())
        source = mention.source.rpartition("/")[2]
        if not folders or source in _LISTS_CODE or source.endswith((".md", ".mdx")):
            return ()
        if mention.is_relative:
            return (mention.resolved,) if mention.resolved in folders else ()
        in_image, wanted = mention.text[0] == "/", len(mention.parts)
        if not mention.is_path or (wanted == 1 and in_image):
            return ()
        agreements = ((folder, agreement(folder, mention.parts)) for folder in folders)
        return closest(mention, [f for f, n in agreements if n == wanted or (in_image and n > f.count("/"))])


def closest(mention: Mention, paths: Sequence[str]) -> list[str]:
    """The paths that end as the mention does, for as many parts as any does. What lies among tests or
    documents is named from elsewhere only with the folder that sets it aside.
    """
    near = [p for p in paths if not (by := aside(p)) or aside(mention.source) or by in mention.parts]
    agreements = [agreement(path, mention.parts) for path in near]
    most = max(agreements, default=0)
    return [path for path, same in zip(near, agreements, strict=True) if same == most]


def agreement(path: str, parts: Sequence[str]) -> int:
    """How many last parts are the same."""
    count = 0
    for mine, theirs in zip(reversed(path.split("/")), reversed(parts), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def aside(path: str) -> str:
    """The directory on the way to `path` that sets it aside (tests, documents, examples), or ""."""
    return next((part for part in path.split("/")[:-1] if part in ASIDE), "")
