"""The last commits of a context: names, modes and objects of what each changes, no content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

from ctxtrim.errors import CtxtrimError
from ctxtrim.model.history import Blob, Change, Commit, History
from ctxtrim.vcs.asking import PATIENCE, Git, Unanswered
from ctxtrim.vcs.repository import Refused, has_repository, open_repository, work_tree_of

_NO_BLOB, _SUBMODULE = "000000", "160000"
_LOG = (
    *("--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none"),
    *("--no-relative", "--no-ext-diff", "--no-textconv", "--no-notes", "--no-decorate", "--no-color"),
    *(f"-O{os.devnull}", "--format=tformat:%H %P"),
)
"""Settings of a repository change none of this; git-log(1), "Raw output format"."""


def history(context: str, commits: int, patience: float = PATIENCE) -> History:
    """Read at most `commits` commits that change something below the context.

    A commit without a parent (the first one, or the end of a shallow clone) is left out: nothing is known of
    what was before it. Raises CtxtrimError without a repository that git answers for, and without a commit.
    """
    context = os.path.realpath(context)
    root = work_tree_of(context)
    if not root:
        raise CtxtrimError(f"{context}: no git repository, so there is no history to replay.")
    below = os.path.relpath(context, root).replace(os.sep, "/")
    prefix = "" if below == "." else below + "/"
    place = ("--", prefix) if prefix else ("--",)
    try:
        open_repository(root)
        git = Git(root, patience)
        tree = git.names("ls-tree", "-r", "--full-tree", "HEAD", *place)
        log = git.ask("log", f"--max-count={commits}", *_LOG, *place)
    except (Refused, Unanswered) as why:
        raise CtxtrimError(f"{root}: {why}; there is no history to replay.") from None
    reader = _Reader(context, len(prefix))
    return History(tuple(reader.commits(os.fsdecode(log)))[::-1], dict(reader.blobs(tree)), not prefix)


class _Reader:
    """Reads what git prints. cut: the length of the context's path, which each path begins with."""

    def __init__(self, context: str, cut: int) -> None:
        self.cut = cut
        self._is_checked_out = cache(lambda path: has_repository(os.path.join(context, path)))

    def blobs(self, names: list[str]) -> Iterator[tuple[str, Blob]]:
        """Yield the entries of `ls-tree -z`: "mode type object\\tpath"."""
        for entry in names:
            head, _, path = entry.partition("\t")
            mode, _, name = head.split(" ", 2)
            if blob := self._blob(path[self.cut :], mode, name):
                yield path[self.cut :], blob

    def commits(self, log: str) -> Iterator[Commit]:
        """Yield the commits of a log, newest first.

        "commit parents\\0", then for each change ":modes objects status\\0path\\0". No path holds a NUL.
        """
        name, parents, changes = "", "", list[Change]()
        words = iter(log.split("\0"))
        for word in words:
            if word.lstrip("\n").startswith(":"):
                changes.append(self._change(word.lstrip("\n:"), next(words)[self.cut :]))
            elif word:
                if parents:
                    yield Commit(name, tuple(changes))
                name, _, parents = word.partition(" ")
                changes = []
        if parents:
            yield Commit(name, tuple(changes))

    def _change(self, head: str, path: str) -> Change:
        old_mode, new_mode, old, new, _ = head.split(" ", 4)
        return Change(path, self._blob(path, old_mode, old), self._blob(path, new_mode, new))

    def _blob(self, path: str, mode: str, name: str) -> Blob | None:
        if mode == _NO_BLOB:
            return None
        is_empty = mode == _SUBMODULE and not self._is_checked_out(path)
        return Blob(int(mode, 8), "" if is_empty else name)
