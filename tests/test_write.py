"""Writing an ignore file: all or nothing, on the real disk."""

from __future__ import annotations

import inspect
import itertools
import os
import pathlib
import signal
import stat
import subprocess
import sys

import pytest

import ctxtrim.write
from ctxtrim.errors import CtxtrimError
from ctxtrim.write import Change, replace, replace_all


def test_a_new_file_gets_the_umask_of_the_process(tmp_path: pathlib.Path) -> None:
    file = tmp_path / ".dockerignore"
    old = os.umask(0o027)
    try:
        replace(str(file), b"a\n", None)
    finally:
        os.umask(old)
    assert file.read_bytes() == b"a\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_the_umask_of_the_process_is_left_alone(tmp_path: pathlib.Path) -> None:
    """Another thread would make a file for everybody while it is 0."""
    assert "umask(" not in inspect.getsource(ctxtrim.write)


def two_files(folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    old, new = folder / "old", folder / "new"
    old.write_bytes(b"1\n")
    old.chmod(0o640)
    return old, new


def test_several_files_are_written_together(tmp_path: pathlib.Path) -> None:
    old, new = two_files(tmp_path)
    replace_all([Change(str(old), b"2\n", b"1\n"), Change(str(new), b"n\n", None)])
    assert (old.read_bytes(), new.read_bytes()) == (b"2\n", b"n\n")
    replace_all([Change(str(old), b"3\n", b"2\n"), Change(str(new), None, b"n\n")])
    assert old.read_bytes() == b"3\n" and sorted(p.name for p in tmp_path.iterdir()) == ["old"]


def test_an_edit_of_one_of_several_files_leaves_all_of_them(tmp_path: pathlib.Path) -> None:
    old, new = two_files(tmp_path)
    with pytest.raises(CtxtrimError, match="old: it was changed meanwhile; nothing was written"):
        replace_all([Change(str(new), b"n\n", None), Change(str(old), b"2\n", b"0\n")])
    assert old.read_bytes() == b"1\n" and sorted(p.name for p in tmp_path.iterdir()) == ["old"]


def test_what_fails_midway_puts_back_what_was_replaced(tmp_path: pathlib.Path) -> None:
    """The last change meets the file that the first has put there."""
    old, new = two_files(tmp_path)
    twice = Change(str(old), b"2\n", b"1\n")
    with pytest.raises(CtxtrimError, match="nothing was written"):
        replace_all([twice, Change(str(new), b"n\n", None), twice])
    assert old.read_bytes() == b"1\n" and stat.S_IMODE(old.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["old"]


def test_mode_and_owner_stay(tmp_path: pathlib.Path) -> None:
    file = tmp_path / ".dockerignore"
    file.write_bytes(b"old\n")
    file.chmod(0o604)
    if os.geteuid() == 0:
        os.chown(file, 1234, 2345)
    before = file.stat()
    replace(str(file), b"new\n", b"old\n")
    after = file.stat()
    assert file.read_bytes() == b"new\n"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_a_symbolic_link_stays_a_link(tmp_path: pathlib.Path) -> None:
    (tmp_path / "real").write_bytes(b"old\n")
    link = tmp_path / ".dockerignore"
    link.symlink_to("real")
    replace(str(link), b"new\n", b"old\n")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new\n"


@pytest.mark.parametrize(
    ("now", "seen"), [(b"edited\n", b"old\n"), (b"there\n", None)], ids=["edited", "made"]
)
def test_an_edit_made_meanwhile_is_never_lost(tmp_path: pathlib.Path, now: bytes, seen: bytes | None) -> None:
    file = tmp_path / ".dockerignore"
    file.write_bytes(now)
    with pytest.raises(CtxtrimError, match="changed meanwhile; nothing was written"):
        replace(str(file), b"new\n", seen)
    assert file.read_bytes() == now
    assert [p.name for p in tmp_path.iterdir()] == [".dockerignore"]


def test_a_directory_is_refused_in_one_sentence(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".dockerignore").mkdir()
    with pytest.raises(CtxtrimError, match="not a regular file; nothing was written"):
        replace(str(tmp_path / ".dockerignore"), b"", None)


def test_a_folder_that_is_missing_is_refused_in_one_sentence(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CtxtrimError, match="nothing was written"):
        replace(str(tmp_path / "none" / ".dockerignore"), b"", None)


WRITER = """
import os, signal, sys
from ctxtrim import write
path, old, new, left = sys.argv[1], b"old\\n" * 5000, b"new\\n" * 5000, int(sys.argv[2])
def step(frame, event, argument):
    global left
    if frame.f_code.co_filename != write.__file__:
        return None
    left -= event == "line"
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return step
sys.settrace(step)
write.replace(path, new, old)
"""


def test_a_kill_at_any_step_leaves_the_old_or_the_new_file(tmp_path: pathlib.Path) -> None:
    """Each line of the module is a step; the writer is killed before the first, the second …"""
    file, old, new = tmp_path / ".dockerignore", b"old\n" * 5000, b"new\n" * 5000
    contents = []
    for step in itertools.count(1):
        file.write_bytes(old)
        status = subprocess.run([sys.executable, "-c", WRITER, str(file), str(step)], check=False).returncode
        contents.append(file.read_bytes())
        if status != -signal.SIGKILL:
            break
    assert status == 0
    changed = contents.index(new)
    assert contents == [old] * changed + [new] * (len(contents) - changed)
    assert 10 < changed < len(contents) - 1, "killed before and after the swap"
