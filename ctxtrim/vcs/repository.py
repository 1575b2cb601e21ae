"""The repository that governs a directory, checked before git is started.

git itself would follow a `.git` file anywhere, take a directory
that only looks like a bare repository, and wait for ever at a named pipe.
"""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from ctxtrim.vcs.asking import Git, Unanswered
from ctxtrim.vcs.files import regular_file
from ctxtrim.vcs.gitpython import gitpython

_LIMIT = 1 << 20
_OPENED_BY_GIT = (
    *("HEAD", "index", "config", "config.worktree", "commondir", "gitdir", "packed-refs", "shallow"),
    *("info/exclude", "info/sparse-checkout", "info/attributes", "objects/info/alternates"),
)


class Repository(NamedTuple):
    """root: the work tree. git_dir: where HEAD and index are. common_dir: where config and info are.

    All absolute, links resolved. A bare repository is its own root.
    """

    root: str
    git_dir: str
    common_dir: str

    @property
    def is_bare(self) -> bool:
        """Whether there is no work tree."""
        return self.root == self.git_dir


class Refused(Exception):
    """A repository is there and is not asked; the text is a phrase for a note."""


def work_tree_of(directory: str) -> str:
    """Return the nearest directory upwards that has a usable `.git`, or "".

    Stops at the end of the file system, as git does. A `.git` directory that holds no repository is passed
    by (setup.c, setup_git_directory_gently).
    """
    here = os.path.realpath(directory)
    try:
        device = os.stat(here).st_dev
        while os.stat(here).st_dev == device:
            if has_repository(here):
                return here
            above = os.path.dirname(here)
            if above == here:
                break
            here = above
    except OSError:
        pass
    return ""


def has_repository(directory: str) -> bool:
    """Say whether a work tree begins here: a `.git` that is a repository, or that points to one."""
    dot_git = os.path.join(directory, ".git")
    try:
        mode = os.lstat(dot_git).st_mode
    except OSError:
        return False
    return not stat.S_ISDIR(mode) or _is_git_dir(dot_git)


def open_repository(root: str) -> Repository:
    """Return the repository of the work tree `root`. Raises Refused if it leads elsewhere or could hang."""
    dot_git = os.path.join(root, ".git")
    git_dir = os.path.realpath(_pointed_to(dot_git) if not os.path.isdir(dot_git) else dot_git)
    if not _is_git_dir(git_dir):
        raise Refused(f"{dot_git} leads to no repository")
    _check_files(git_dir)
    common = _line(os.path.join(git_dir, "commondir"))
    common_dir = os.path.realpath(os.path.join(git_dir, common)) if common else git_dir
    if common_dir != git_dir and os.path.dirname(os.path.dirname(git_dir)) != common_dir:
        raise Refused(f"{dot_git} borrows from {common_dir}")
    _check_files(common_dir)
    if not _is_below(git_dir, root) and not _belongs(git_dir, common_dir, root):
        raise Refused(f"{dot_git} points to {git_dir}, which belongs to another work tree")
    return Repository(root, git_dir, common_dir)


def governing(directory: str) -> Repository:
    """Return the repository that governs a directory, which need not be there.

    That is the work tree's that holds it, and where there is none a bare one; a bare one that is called
    `name.git` also counts inside a work tree. Raises Refused where there is none that may be asked.
    """
    here = os.path.realpath(directory)
    while not os.path.isdir(here):
        here = os.path.dirname(here)
    root = "" if here.endswith(".git") and _is_git_dir(here) else work_tree_of(here)
    if root:
        return open_repository(root)
    while not _is_git_dir(here):
        if here == os.path.dirname(here):
            raise Refused("no git repository")
        here = os.path.dirname(here)
    _check_files(here)
    return Repository(here, here, here)


def agree(git: Git, repository: Repository) -> None:
    """Check that git speaks of the repository that was looked at. Raises Unanswered."""
    answer = os.fsdecode(git.ask("rev-parse", "--absolute-git-dir")).removesuffix("\n")
    if os.path.realpath(answer) != repository.git_dir:
        raise Unanswered(f"git takes {answer} for its repository")


def _check_files(directory: str) -> None:
    """Check that what git opens here are regular files. Raises Refused."""
    for name in _OPENED_BY_GIT:
        path = os.path.join(directory, name)
        if _kind(path) not in ("", "file"):
            raise Refused(f"{path} is no regular file")


def _belongs(git_dir: str, common_dir: str, root: str) -> bool:
    """Say whether a git directory elsewhere belongs to this work tree (a linked one, or a submodule).

    `git init --separate-git-dir` leaves no way back; it is believed unless it stands in a work tree of its
    own, names one, or is bare.
    """
    if common_dir != git_dir:
        back = _line(os.path.join(git_dir, "gitdir"))
        return bool(back) and os.path.realpath(os.path.join(git_dir, back)) == os.path.join(root, ".git")
    work_tree, is_bare = _core(os.path.join(git_dir, "config"))
    if work_tree:
        return os.path.realpath(os.path.join(git_dir, work_tree)) == root
    return not is_bare and os.path.basename(git_dir) != ".git"


def _core(config: str) -> tuple[str, bool]:
    """Return core.worktree and core.bare of one file; includes are not followed."""
    import configparser

    if regular_file(config, _LIMIT) is None:
        raise Refused(f"{config} cannot be read")
    reader = gitpython().config.GitConfigParser
    try:
        with reader(config, read_only=True, merge_includes=False) as parser:
            work_tree = str(parser.get_value("core", "worktree", ""))
            is_bare = str(parser.get_value("core", "bare", "false")).lower()
    except (configparser.Error, OSError, ValueError, TypeError):
        raise Refused(f"{config} cannot be read") from None
    return work_tree, is_bare not in ("false", "0", "no")


def _pointed_to(dot_git: str) -> str:
    text = _line(dot_git)
    if not text.startswith("gitdir: "):
        raise Refused(f"{dot_git} leads to no repository")
    return os.path.join(os.path.dirname(dot_git), text.removeprefix("gitdir: "))


def _is_git_dir(path: str) -> bool:
    """Look for HEAD, objects and refs (perhaps in the common directory), as is_git_directory of setup.c."""
    has_parts = all(os.path.isdir(os.path.join(path, name)) for name in ("objects", "refs"))
    has_parts = has_parts or os.path.lexists(os.path.join(path, "commondir"))
    return has_parts and os.path.lexists(os.path.join(path, "HEAD"))


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip("/") + "/")


def _kind(path: str) -> str:
    try:
        return "file" if stat.S_ISREG(os.stat(path).st_mode) else "other"
    except OSError:
        return ""


def _line(path: str) -> str:
    """Return a small regular file's text without its line end; "" for anything else. Never waits."""
    data = regular_file(path, _LIMIT)
    return os.fsdecode(data).rstrip("\r\n") if data and b"\0" not in data else ""
