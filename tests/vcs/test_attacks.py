"""A repository from anywhere executes nothing, lists nothing outside, and keeps nobody waiting.

Every trap is first shown to be one: plain git falls into it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ctxtrim.vcs import GitView, decides, look
from ctxtrim.vcs.asking import Git
from tests.gitignore.cases import git
from tests.vcs.test_vcs import committed, nobodys_settings, write

__all__ = ["nobodys_settings"]
PATIENCE = 60.0
SHORT = 3.0
"""Seconds that git may take where it hangs, long enough for what it does answer."""


def everything(root: Path, patience: float = PATIENCE) -> GitView:
    """Return a view of which every part was asked for."""
    view = look(str(root), patience)
    assert [view.tracked, view.ignored, view.untracked, view.submodules, view.nested, view.tracked_ignored]
    decides(str(root), patience)
    return view


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A repository with a tracked, a changed, an ignored and an untracked file."""
    root = committed(tmp_path / "victim", "a.txt", "sub/b.txt", ignore="nm/\n")
    write(root, "nm/x", "new/y")
    (root / "a.txt").write_text("changed\n")
    return root


@pytest.fixture
def trap(tmp_path: Path) -> tuple[str, Path]:
    """A script, and the mark that it leaves when somebody runs it."""
    script, mark = tmp_path / "trap.sh", tmp_path / "mark"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    return str(script), mark


def _config(*keys: str) -> Callable[[Path, str], None]:
    def plant(root: Path, script: str) -> None:
        for key in keys:
            git(root, "config", key, script)

    return plant


def _filter(root: Path, script: str) -> None:
    (root / ".gitattributes").write_text("* filter=evil\n")
    _config("filter.evil.clean", "filter.evil.smudge", "filter.evil.process")(root, script)


def _hooks(root: Path, script: str) -> None:
    (root / "hooks").mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "query-watchman", "reference-transaction"):
        (root / "hooks" / name).symlink_to(script)
    git(root, "config", "core.hooksPath", str(root / "hooks"))
    git(root, "config", "core.fsmonitor", ".git/hooks/fsmonitor-watchman")


def _included(root: Path, script: str) -> None:
    (root / ".git" / "more").write_text(f"[core]\n\tfsmonitor = {script}\n")
    git(root, "config", "include.path", "more")


def _worktree_config(root: Path, script: str) -> None:
    git(root, "config", "extensions.worktreeConfig", "true")
    git(root, "config", "--worktree", "core.fsmonitor", script)


def _lazy_fetch(root: Path, script: str) -> None:
    git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "none")
    for key, value in {
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{script}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": script,
        "protocol.ext.allow": "always",
    }.items():
        git(root, "config", key, value)
    for path in (root / ".git" / "objects").glob("??/*"):
        path.unlink()


EXECUTES = {
    "core.fsmonitor": (_config("core.fsmonitor"), ("ls-files", "-o")),
    "an included core.fsmonitor": (_included, ("ls-files", "-o")),
    "core.fsmonitor for this worktree": (_worktree_config, ("ls-files", "-o")),
    "a filter": (_filter, ("status",)),
    "diff.external": (_config("diff.external"), ("diff",)),
    "a partial clone's remote": (_lazy_fetch, ("ls-files",)),
    "hooks": (_hooks, ("update-index", "--refresh", "-q", "--really-refresh")),
}


@pytest.mark.parametrize("name", EXECUTES)
def test_nothing_is_executed(victim: Path, trap: tuple[str, Path], name: str) -> None:
    plant, fatal = EXECUTES[name]
    script, mark = trap
    plant(victim, script)
    mark.unlink(missing_ok=True)
    everything(victim)
    everything(victim / "sub")
    assert not mark.exists()
    git(victim, *fatal, codes=(0, 1, 128))
    assert mark.exists(), "no trap at all"


def test_no_command_of_the_users_is_taken_from_a_repository(victim: Path, trap: tuple[str, Path]) -> None:
    script, mark = trap
    keys = ("core.pager", "core.editor", "core.sshCommand", "core.askPass", "alias.ls-files")
    for key in keys:
        git(victim, "config", key, f"!{script}" if key.startswith("alias") else script)
    assert everything(victim).tracked >= {"a.txt"}
    assert not mark.exists()


def test_a_submodules_settings_execute_nothing(victim: Path, trap: tuple[str, Path], tmp_path: Path) -> None:
    script, mark = trap
    top = committed(tmp_path / "top", "a")
    git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(victim), "sm")
    git(top / "sm", "config", "core.fsmonitor", script)
    assert "sm/a.txt" in everything(top).tracked
    assert not mark.exists()


@pytest.mark.parametrize("command", ["status", "diff", "stash", "checkout", "fetch", "submodule"])
def test_other_commands_are_refused(victim: Path, command: str) -> None:
    with pytest.raises(ValueError, match="safe to run"):
        Git(str(victim)).ask(command)


def test_a_program_named_git_in_the_context_is_not_run(victim: Path, trap: tuple[str, Path]) -> None:
    script, mark = trap
    (victim / "git").symlink_to(script)
    code = f"from ctxtrim.vcs import look; print(len(look({str(victim)!r}).tracked))"
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-c", code], cwd=victim, env=env, capture_output=True, check=True)
    assert done.stdout == b"3\n" and not mark.exists()


# ── leading elsewhere ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    root = committed(tmp_path / "elsewhere", "secret-tracked")
    write(root, "secret-new")
    return root


def names(view: GitView) -> str:
    return " ".join([*view.tracked, *view.ignored, *view.untracked, *view.nested])


def test_core_worktree_does_not_list_another_directory(victim: Path, elsewhere: Path) -> None:
    git(victim, "config", "core.worktree", str(elsewhere))
    assert b"secret" in git(victim, "--git-dir=.git", "ls-files", "-o")
    view = everything(victim)
    assert "secret" not in names(view)
    assert (view.untracked, view.ignored) == (("new/",), ("nm/",))


def test_a_git_file_to_another_work_tree_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    root = tmp_path / "r"
    write(root, "a")
    (root / ".git").write_text(f"gitdir: {elsewhere}/.git\n")
    assert b"secret" in git(root, "ls-files")
    view = everything(root)
    assert names(view) == "" and "belongs to another work tree" in view.notes[0]


def test_a_git_link_to_another_work_tree_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    root = tmp_path / "r"
    write(root, "a")
    (root / ".git").symlink_to(elsewhere / ".git")
    view = everything(root)
    assert names(view) == "" and "belongs to another work tree" in view.notes[0]


def test_a_git_file_to_someone_elses_linked_worktree_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    git(elsewhere, "worktree", "add", "-q", str(tmp_path / "wt"))
    root = tmp_path / "r"
    write(root, "a")
    (root / ".git").write_text((tmp_path / "wt" / ".git").read_text())
    view = everything(root)
    assert names(view) == "" and "belongs to another work tree" in view.notes[0]


def test_a_bare_repository_elsewhere_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(elsewhere), "store")
    root = tmp_path / "r"
    write(root, "a")
    (root / ".git").write_text("gitdir: ../store\n")
    assert "belongs to another work tree" in everything(root).notes[0]


def test_a_borrowed_common_directory_is_refused(victim: Path, elsewhere: Path) -> None:
    (victim / ".git" / "commondir").write_text(f"{elsewhere}/.git\n")
    view = everything(victim)
    assert "borrows from" in view.notes[0] and "secret" not in names(view)


def test_an_embedded_bare_repository_is_no_repository(victim: Path, trap: tuple[str, Path]) -> None:
    script, mark = trap
    bare = victim / "vendor" / "evil"
    git(victim, "init", "-q", "--bare", str(bare))
    git(bare, "config", "core.bare", "false")
    git(bare, "config", "core.worktree", "..")
    git(bare, "config", "core.fsmonitor", script)
    view = everything(bare)
    assert view.root == str(victim) and not mark.exists()
    git(bare, "ls-files", "-o", codes=(0, 128))
    assert mark.exists(), "no trap at all"


def test_alternates_to_elsewhere_list_nothing(victim: Path, elsewhere: Path) -> None:
    (victim / ".git/objects/info/alternates").write_text(f"{elsewhere}/.git/objects\n")
    view = everything(victim)
    assert "secret" not in names(view) and view.tracked >= {"a.txt"}


def test_links_to_directories_are_not_followed(victim: Path, elsewhere: Path) -> None:
    (victim / "out").symlink_to(elsewhere)
    (victim / "nm" / "out").symlink_to(elsewhere)
    view = everything(victim)
    assert "secret" not in names(view) and view.nested == () and "out" in view.untracked


def test_a_gitignore_that_is_a_link_is_not_followed(victim: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("*\n")
    (victim / "sub" / ".gitignore").symlink_to(tmp_path / "rules")
    write(victim, "sub/new")
    assert not everything(victim).is_ignored("sub/new")
    (victim / ".git/index").write_bytes(b"broken")
    assert not everything(victim).is_ignored("sub/new")


# ── keeping one waiting ──────────────────────────────────────────────────────────────────────────────────


def _fifo(*where: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        for name in where:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            os.mkfifo(path)

    return plant


def _include_fifo(root: Path) -> None:
    os.mkfifo(root / ".git" / "pipe")
    with open(root / ".git" / "config", "a") as config:
        config.write("[include]\n\tpath = pipe\n")


def _excludes_fifo(root: Path) -> None:
    os.mkfifo(root / ".git" / "pipe")
    git(root, "config", "core.excludesFile", str(root / ".git" / "pipe"))


def _alternates_fifo(root: Path) -> None:
    _fifo(".git/objects/info/alternates")(root)


def _pointed_to_fifo(root: Path) -> None:
    os.rename(root / ".git", root.parent / "moved")
    os.mkfifo(root / ".git")


HANGS = {
    "include.path": (_include_fifo, False),
    "core.excludesFile": (_excludes_fifo, True),
    ".git/config": (_fifo(".git/config"), False),
    ".git/HEAD": (_fifo(".git/HEAD"), False),
    ".git/index": (_fifo(".git/index"), False),
    ".git/info/exclude": (_fifo(".git/info/exclude"), False),
    ".git/commondir": (_fifo(".git/commondir"), False),
    ".gitignore": (_fifo(".gitignore"), True),
    "sub/.gitignore": (_fifo("sub/.gitignore"), True),
    "alternates": (_alternates_fifo, False),
    ".git itself": (_pointed_to_fifo, False),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", HANGS)
def test_a_pipe_nobody_writes_to_is_not_waited_for(victim: Path, name: str) -> None:
    plant, knows_tracked = HANGS[name]
    plant(victim)
    view = everything(victim, SHORT)
    assert view.knows_tracked is knows_tracked and view.notes
    if name != ".gitignore":
        assert view.is_ignored("nm/x") and not view.is_ignored("a.txt")


def test_git_that_gave_no_answer_is_gone(victim: Path) -> None:
    _include_fifo(victim)
    everything(victim, SHORT)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


# ── garbage ──────────────────────────────────────────────────────────────────────────────────────────────


GARBAGE = [
    (".git/HEAD", b"\xff\0\n"),
    (".git/index", b"DIRC\0\0\0\x09garbage"),
    (".git/config", b"[core\n\x1b[31m\xff"),
    (".git/config", b"[core]\nrepositoryformatversion = 99\n"),
    (".git/commondir", b"\0\xff"),
    (".git/info/exclude", b"[\\\xff!!\n" * 1000),
    (".gitignore", b"[[:\\" * 1000),
    (".gitmodules", b"\xff[submodule"),
]


@pytest.mark.parametrize(("name", "data"), GARBAGE, ids=[f"{name} {data[:12]!r}" for name, data in GARBAGE])
def test_garbage_never_crashes_and_never_reaches_the_terminal(victim: Path, name: str, data: bytes) -> None:
    (victim / name).write_bytes(data)
    view = everything(victim)
    assert view.is_ignored("nm/x") or name == ".gitignore"
    assert all(note.isprintable() for note in view.notes)
