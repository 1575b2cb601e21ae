"""`ctxtrim fleet`, in a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    dockerfile = "FROM scratch\nCOPY . /\n"
    planted(tmp_path / "fleet/small/.git", {"HEAD": ""})
    planted(tmp_path / "fleet/small", {"Dockerfile": dockerfile, ".env": "API_TOKEN=s3cr3t-value-of-mine"})
    planted(tmp_path / f"fleet/{HOSTILE}/.git", {"HEAD": ""})
    planted(tmp_path / f"fleet/{HOSTILE}", {"Dockerfile": dockerfile, "x.bin": 90_000})
    return tmp_path


def test_a_table_with_sums(root: Path) -> None:
    answer = ctxtrim("fleet", "fleet", "--sort", "sent", cwd=root)
    text = answer.stdout.decode()
    assert answer.returncode == 0, answer.stderr
    assert text.index("onerror") < text.index("fleet/small"), "the one that sends more stands first"
    assert "CT101" in text and "2 repositories; " in text
    assert "\x1b" not in text and "s3cr3t" not in text


def test_lines_of_json(root: Path) -> None:
    lines = ctxtrim("fleet", "fleet", "--format", "jsonl", cwd=root).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert {row["schema"] for row in rows} == {"ctxtrim.fleet/1"}
    assert "error" in {row["worst"] for row in rows}


def test_a_page_without_markup_of_names(root: Path) -> None:
    page = ctxtrim("fleet", "fleet", "--format", "html", cwd=root).stdout.decode()
    assert "<img" not in page and "&lt;img src=x onerror=alert(1)&gt;\\x1b[31m" in page
    columns = ["Repository", "Builds", "Eligible", "Sent", "Fix saves", "Findings"]
    assert re.findall(r"<th [^>]*>([^<]*)</th>", page) == columns
    assert all(row.count("<td") + 4 * row.count('colspan="5"') == 6 for row in page.split("<tr>")[2:])


@pytest.mark.parametrize(("severity", "status"), [("error", 1), ("advice", 1)])
def test_fail_on(severity: str, status: int, root: Path) -> None:
    assert ctxtrim("fleet", "fleet", "--fail-on", severity, cwd=root).returncode == status


def test_no_such_path(root: Path) -> None:
    answer = ctxtrim("fleet", "none", cwd=root)
    assert answer.returncode == 2 and b"none: no such folder" in answer.stderr
