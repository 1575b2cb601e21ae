"""Files outside a context whose change may change what git says of it."""

from __future__ import annotations

import os

from ctxtrim.vcs.asking import PATIENCE, Git, Unanswered
from ctxtrim.vcs.repository import Refused, open_repository, work_tree_of


def decides(context: str, patience: float = PATIENCE) -> list[str]:
    """Return absolute paths whose change may change a `GitView` of the context; they need not exist.

    HEAD, index, config and info/exclude of the repository, a `.git` file, the excludes file of the user,
    and .gitignore files above the context.
    """
    context = os.path.realpath(context)
    root = work_tree_of(context)
    if not root:
        return [os.path.join(context, ".git")]
    out = [os.path.join(root, ".git"), *_gitignores(root, context)]
    try:
        repository = open_repository(root)
    except Refused:
        return [*out, os.path.join(root, ".git", "info", "exclude")]
    out += [os.path.join(repository.git_dir, name) for name in ("HEAD", "index")]
    out += [os.path.join(repository.common_dir, name) for name in ("config", "info/exclude")]
    return [*out, *_excludes_file(Git(root, patience))]


def _gitignores(root: str, context: str) -> list[str]:
    out = []
    while context != root:
        context = os.path.dirname(context)
        out.append(os.path.join(context, ".gitignore"))
    return out


def _excludes_file(git: Git) -> list[str]:
    """Return core.excludesFile, or where git looks without it (gitignore(5))."""
    try:
        path = os.fsdecode(git.ask("config", "--type=path", "-z", "--get", "core.excludesFile"))
        return [os.path.join(git.root, path.removesuffix("\0"))]
    except Unanswered:
        settings = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return [os.path.join(settings, "git", "ignore")]
