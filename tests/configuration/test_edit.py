"""Recording a choice in a configuration file that is somebody's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.configuration import read_configuration
from ctxtrim.configuration.edit import record_skip
from ctxtrim.errors import CtxtrimError
from tests.commandline import planted


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ctxtrim.toml", "# mine\ntop = 3 # few\n", '# mine\ntop = 3 # few\nskip = ["x"]\n'),
        ("ctxtrim.toml", "top = 3", 'top = 3\nskip = ["x"]\n'),
        ("ctxtrim.toml", "", 'skip = ["x"]\n'),
        ("ctxtrim.toml", "skip = ['a'] # why\n", "skip = ['a', \"x\"] # why\n"),
        ("ctxtrim.toml", 'skip = ["a", ]\n', 'skip = ["a", "x" ]\n'),
        ("ctxtrim.toml", "skip = []\n", 'skip = ["x"]\n'),
        (
            "ctxtrim.toml",
            'skip = [\n  "a", # ] not the end\n  "b"\n]\n',
            'skip = [\n  "a", # ] not the end\n  "b",\n  "x"\n]\n',
        ),
        ("ctxtrim.toml", 'skip = [\r\n\t"a",\r\n]\r\n', 'skip = [\r\n\t"a",\r\n\t"x",\r\n]\r\n'),
        (
            "ctxtrim.toml",
            'top = 1\n\n[contexts."b"]\nskip = ["c"]\n',
            'top = 1\n\nskip = ["x"]\n\n[contexts."b"]\nskip = ["c"]\n',
        ),
        (
            "ctxtrim.toml",
            'skip = ["a"]\n[contexts."."]\nskip = ["c"]\n',
            'skip = ["a"]\n[contexts."."]\nskip = ["c", "x"]\n',
        ),
        (
            "pyproject.toml",
            '[project]\nname = "p"\n[tool.ctxtrim]\n# ours\ntop = 3\n[tool.z]\nskip = [1]\n',
            '[project]\nname = "p"\n[tool.ctxtrim]\nskip = ["x"]\n# ours\ntop = 3\n[tool.z]\nskip = [1]\n',
        ),
        ("setup.cfg", "[ctxtrim]\ntop = 3\n", "[ctxtrim]\nskip = x\ntop = 3\n"),
        ("setup.cfg", "[ctxtrim]\nskip = a, b\n[z]\n", "[ctxtrim]\nskip = a, b x\n[z]\n"),
        ("setup.cfg", "[ctxtrim]\nskip =\n  a\n  b\n\n[z]\n", "[ctxtrim]\nskip =\n  a\n  b\n  x\n\n[z]\n"),
    ],
    ids=lambda text: repr(text)[:40],
)
def test_the_rest_of_the_file_stays(tmp_path: Path, file: str, old: str, new: str) -> None:
    (tmp_path / file).write_bytes(old.encode())
    record_skip(str(tmp_path), ["x"])
    assert (tmp_path / file).read_bytes().decode() == new
    skip = read_configuration(str(tmp_path)).values["skip"]
    assert isinstance(skip, list) and "x" in skip


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    planted(tmp_path, {"pyproject.toml": "[project]\n"})
    record_skip(str(tmp_path), ["a", 'b"\\*'])
    assert read_configuration(str(tmp_path)).values["skip"] == ["a", 'b"\\*']
    assert (tmp_path / "pyproject.toml").read_text() == "[project]\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", "[tool]\nctxtrim.top = 3\n"),
        ("ctxtrim.toml", 'contexts = {"." = {skip = ["c"]}}\n'),
        ("setup.cfg", "[ctxtrim]\nskip = a\n"),
    ],
    ids=["no header", "an inline table", "a name with a blank"],
)
def test_what_cannot_be_edited_safely_is_left_alone(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(CtxtrimError, match="cannot be edited safely; add x y to skip yourself"):
        record_skip(str(tmp_path), ["x y"])
    assert (tmp_path / file).read_text() == text
