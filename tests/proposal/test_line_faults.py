"""What is wrong with one line."""

from __future__ import annotations

import pytest

from ctxtrim.catalogue.record_files import load_records
from ctxtrim.proposal.line_faults import fault_of


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# node_modules",
        "#node_modules # x",
        "src",
        "**/node_modules",
        "/node_modules",
        "web/node_modules",
        "!node_modules",
        "*.md",
        "*",
        "build",
        "core",
        "file#1",
        "\\#x",
        "home/joe",
        "a/../b",
        "!d/*/*",
        "!d/**",
        "d/*/**",
        "[a]",
    ],
)
def test_lines_that_are_left_alone(line: str) -> None:
    assert fault_of(line, load_records()) is None


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("node_modules", ("**/node_modules",)),
        ("node_modules/", ("**/node_modules",)),
        ("./node_modules", ("**/node_modules",)),
        (".env", ("**/.env",)),
        ("__pycache__", ("**/__pycache__",)),
        ("*.pyc", ("**/*.pyc",)),
        (".DS_Store", ("**/.DS_Store",)),
        ("src # ours", ("# ours", "src")),
        ("!src  #  ours", ("# ours", "!src")),
        ("src\t# ours", ("# ours", "src")),
        ("src #", ("src",)),
        ("  # ours", ("# ours",)),
        ("../x", ()),
        ("./../x", ()),
        (".", ()),
        ("/", ()),
        ("!..", ()),
        ("/home/joe/app/x", ()),
        ("/Users/joe/x", ()),
        ("C:\\app\\x", ()),
        ("!d/*/**", ("!d/**",)),
    ],
)
def test_faults(line: str, new: tuple[str, ...]) -> None:
    fault = fault_of(line, load_records())
    assert fault is not None and fault.new == new and fault.why
