"""The documents for people name files that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def named_paths(text: str) -> list[str]:
    """Paths below the package, the tests or docs that stand in backticks, wildcards included."""
    return re.findall(r"`((?:ctxtrim|tests|docs|sample_projects|benchmarks)/[\w./*-]*)`", text)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/semantics.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    paths = named_paths((ROOT / document).read_text())
    assert not [path for path in paths if not (ROOT / path).exists() and not list(ROOT.glob(path))]


def test_the_map_names_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rooms = [path for path in (ROOT / "ctxtrim").iterdir() if (path / "__init__.py").exists()]
    assert not [room.name for room in rooms if f"`ctxtrim/{room.name}/`" not in text]


def test_the_pages_of_the_rules_are_as_the_rules_say() -> None:
    command = [sys.executable, str(ROOT / "docs" / "make_rules.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == done.stderr == ""
