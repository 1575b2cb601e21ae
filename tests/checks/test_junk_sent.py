"""How junk is weighed: by whether a known build sends it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted


@pytest.mark.parametrize(
    ("copied", "severity"), [("COPY . /", "warning"), ("COPY src /", "advice"), ("", "warning")]
)
def test_junk_that_no_build_sends_is_advice(copied: str, severity: str, tmp_path: Path) -> None:
    files = {"src/a": "x", "lib/a.py": "x", "lib/__pycache__/a.cpython-312.pyc": "x"}
    if copied:
        files["Dockerfile"] = f"FROM a\n{copied}\n"
    done = ctxtrim("check", "--select", "CT103", "--format", "json", cwd=planted(tmp_path, files))
    [finding] = json.loads(done.stdout)["findings"]
    assert finding["severity"] == severity
    assert finding["message"].endswith("not sent today") == (severity == "advice")


def test_what_git_tracks_is_not_told(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . /\n", ".github/workflows/a.yml": "x", "a.log": "x"})
    for words in (["init", "-q"], ["add", ".github", "Dockerfile"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    done = ctxtrim("check", "--select", "CT103", "--format", "json", cwd=tmp_path)
    assert {finding["path"] for finding in json.loads(done.stdout)["findings"]} == {".git", "a.log"}
