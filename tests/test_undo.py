"""Taking back what was written last, on the real disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.undo import Undone, undo, write
from ctxtrim.write import Change


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "c").mkdir()
    (tmp_path / "c/old").write_bytes(b"1\n")
    return tmp_path / "c"


def written(context: Path) -> tuple[Path, Path]:
    old, new = context / "old", context / "new"
    assert write(str(context), [Change(str(old), b"2\n", b"1\n"), Change(str(new), b"n\n", None)]) == ""
    return old, new


def test_all_files_of_one_write_are_undone_together(context: Path) -> None:
    old, new = written(context)
    assert undo(str(context)) == [Undone(str(old), False), Undone(str(new), True)]
    assert old.read_bytes() == b"1\n" and not new.exists()


def test_a_write_is_undone_once(context: Path) -> None:
    written(context)
    undo(str(context))
    with pytest.raises(CtxtrimError, match="no write of ctxtrim's is remembered; nothing was undone"):
        undo(str(context))


@pytest.mark.parametrize(("name", "text"), [("old", b"mine\n"), ("new", b"")], ids=["old", "new"])
def test_an_edit_of_one_file_leaves_all_of_them(context: Path, name: str, text: bytes) -> None:
    old, new = written(context)
    (context / name).write_bytes(text)
    before = old.read_bytes(), new.read_bytes()
    with pytest.raises(CtxtrimError, match=f"{name}: edited since ctxtrim wrote it; nothing was undone"):
        undo(str(context))
    assert (old.read_bytes(), new.read_bytes()) == before


def test_a_file_that_is_gone_is_one_sentence(context: Path) -> None:
    written(context)[1].unlink()
    with pytest.raises(CtxtrimError, match="new: No such file or directory; nothing was undone"):
        undo(str(context))


def test_nothing_is_left_in_the_context_and_others_may_not_read_what_is_kept(context: Path) -> None:
    written(context)
    assert sorted(path.name for path in context.iterdir()) == ["new", "old"]
    kept = [path for path in (context.parent / "state").rglob("*") if path.is_file()]
    assert len(kept) == 1 and kept[0].stat().st_mode & 0o077 == 0


def test_a_context_is_known_by_any_way_to_it(context: Path) -> None:
    written(context)
    (context.parent / "way").symlink_to("c")
    assert len(undo(str(context.parent / "way"))) == 2


def test_a_folder_for_state_inside_the_context_keeps_nothing(
    context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(context / ".state"))
    said = write(str(context), [Change(str(context / "old"), b"2\n", b"1\n")])
    assert "cannot be undone: the folder for state lies in the context" in said
    assert (context / "old").read_bytes() == b"2\n" and not (context / ".state").exists()


def test_a_folder_for_state_that_cannot_be_made_stops_no_write(
    context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(context.parent / "file"))
    (context.parent / "file").write_text("")
    assert "cannot be undone" in write(str(context), [Change(str(context / "old"), b"2\n", b"1\n")])
    assert (context / "old").read_bytes() == b"2\n"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"files": 3}'])
def test_a_record_that_is_not_readable_is_one_sentence(context: Path, text: str) -> None:
    written(context)
    (record,) = (path for path in (context.parent / "state").rglob("*.json"))
    os.truncate(record, 0)
    record.write_text(text)
    with pytest.raises(CtxtrimError, match="not readable; nothing was undone"):
        undo(str(context))
