"""`ctxtrim.Ruleset`: an ignore file without a disk."""

from __future__ import annotations

import os

from ctxtrim.api.options import Path
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.why import Reason


class Ruleset:
    """An ignore file as one builder reads it; judges paths, and needs no files.

    Builders differ from each other, from .gitignore and from fnmatch: whether a pattern excludes a path
    depends on what the patterns before it did to the path's parents (docs/semantics.md). Safe in threads.
    """

    def __init__(self, text: str | bytes, builder: str = "buildkit", where: str = ".dockerignore") -> None:
        """Read the text of an ignore file. where: the name that `Reason.by` gives it.

        Raises CtxtrimError for an unknown builder, and where the builder rejects a pattern.
        """
        from ctxtrim.matching.builders import by_name
        from ctxtrim.matching.ruleset import Ruleset as Rules

        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        self._where = where
        self._rules = Rules.read(data, by_name(builder), where)

    @classmethod
    def read(cls, path: Path, builder: str = "buildkit") -> Ruleset:
        """Read an ignore file from the disk.

        Raises CtxtrimError as the constructor does, and for a file that cannot be read.
        """
        from ctxtrim.builds.read_file import read_regular

        name = os.fspath(path)
        return cls(read_regular(name), builder, name)

    def is_eligible(self, path: Path) -> bool:
        """Return whether a path relative to the context is not excluded, looking at its parents first.

        Raises CtxtrimError for a path that leads out of the context.
        """
        return self._rules.judge_path(_inside(path)).eligible

    def judge(self, path: Path, kind: str = "file") -> Reason:
        """Return what the builder does with a path, and which line decides.

        kind: as in Entry. The `outcome` is "eligible", "excluded", "emptied" (arrives with 0 bytes), or what
        becomes of a special file. Raises CtxtrimError for a path that leads out of the context.
        """
        from ctxtrim.context.explain import explain
        from ctxtrim.model.context import Entry

        return explain(Entry(_inside(path), kind), self._rules, self._where)


def _inside(path: Path) -> str:
    from ctxtrim.go.path import clean

    name = os.fspath(path)
    cleaned = clean(name.replace(os.sep, "/"))
    if cleaned == ".." or cleaned.startswith(("/", "../")):
        raise CtxtrimError(f"{name}: not inside the context; give a path relative to it.")
    return "" if cleaned == "." else cleaned
