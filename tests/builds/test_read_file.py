from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.read_file import is_regular, read_or_none, read_regular, shown
from ctxtrim.errors import CtxtrimError

from .plant import plant


def test_a_file_and_a_link_to_it_are_read(tmp_path: Path) -> None:
    plant(tmp_path, {"a": "x"})
    os.symlink("a", tmp_path / "l")
    assert read_regular(str(tmp_path / "l")) == b"x"
    assert is_regular(str(tmp_path / "l"))


@pytest.mark.parametrize("what", ["fifo", "folder", "missing", "loop", "large", "a\0b"])
def test_anything_else_is_one_sentence_and_never_blocks(tmp_path: Path, what: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    os.symlink("loop", tmp_path / "loop")
    plant(tmp_path, {"folder/": "", "large": "x" * 11})
    path = str(tmp_path / what)
    with pytest.raises(CtxtrimError, match=r"read\.$"):
        read_regular(path, 10)
    assert read_or_none(path, 10) is None


def test_paths_are_shown_relative_to_the_root() -> None:
    assert shown("/r/a/b", "/r") == "a/b"
    assert shown("/rx/a", "/r") == "/rx/a"
