"""Clean clones of the samples: what a developer's machine would leak is told, and `init` ends it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sample_projects import make as maker
from tests.commandline import ctxtrim

SAMPLES = Path(maker.__file__).parent
EXPECTED = {
    "slim-images": {".env", ".venv", "__pycache__"},
    "node-next": {".env", "node_modules"},
    "go-service": {".idea"},
    "rust-workspace": {"target"},
    "java-gradle": {".gradle", ".idea"},
    "dotnet-api": {"src/Orders/obj"},
}
DOCKERFILES = {"rust-workspace": "FROM rust\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"}
"""For samples that name their sources, so that nothing could leak."""


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_what_would_leak_is_told_until_init_has_written(name: str, tmp_path: Path) -> None:
    clone = tmp_path / name
    shutil.copytree(SAMPLES / name, clone)
    (clone / ".dockerignore").unlink(missing_ok=True)
    if name in DOCKERFILES:
        (clone / "Dockerfile").write_text(DOCKERFILES[name])
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=clone, check=True)
    found = json.loads(ctxtrim("check", "--format", "json", cwd=clone).stdout)["findings"]
    assert {f["path"] for f in found if f["rule"] == "CT104"} == EXPECTED[name]
    written = ctxtrim("init", "--write", cwd=clone)
    assert written.returncode == 0, written.stderr
    after = ctxtrim("check", cwd=clone)
    assert after.returncode == 0, after.stdout
