"""The rules about lines of an ignore file, the silent cases first."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim.model.settings import Settings
from tests.checks.finding import ALL, Files, findings, lines, places
from tests.commandline import planted

IGNORE = ".dockerignore"
OWN = "Dockerfile.dockerignore"
MANY = {f"m/d{n}/e{k}/f": "x" for n in range(10) for k in range(100)}

CASES: Mapping[str, tuple[str, Files, list[str]]] = {
    "two patterns": ("CT206", lines("b\nc\n"), []),
    "a pattern again behind an exception": ("CT206", lines("b\n!b/c\nb\n"), []),
    "a pattern twice": ("CT206", lines("b\nc\n/b/\n"), [f"{IGNORE}:3"]),
    "an exception twice": ("CT206", lines("*\n!b\n!b\n"), [f"{IGNORE}:3"]),
    "neighbors": ("CT207", lines("b\nbc\n*.log\n"), []),
    "a name in one folder and in all": ("CT207", lines("a/b\n**/c\n"), []),
    "a wildcard beside a longer one": ("CT207", lines("*.log\n**/*.log2\n"), []),
    "a narrower pattern behind an exception": ("CT207", lines("b\n!b/c\nb/c/d\n"), []),
    "a class": ("CT207", lines("**/[ab]\n**/[a]\n"), []),
    "what is below a folder, and the folder": ("CT207", lines("b/**\nb\n"), [f"{IGNORE}:1"]),
    "a comment that a pattern covers": (
        "CT20",
        lines("b\n// see b\nb/c # note\n"),
        [f"{IGNORE}:3", f"{IGNORE}:2"],
    ),
    "a folder's own part": ("CT207", lines("b\nb/c\n"), [f"{IGNORE}:2"]),
    "a name in one place of all": ("CT207", lines("w/node_modules\n**/node_modules\n"), [f"{IGNORE}:1"]),
    "a root wildcard in a deep one": ("CT207", lines("**/*.log\n*.log\n"), [f"{IGNORE}:2"]),
    "a longer wildcard": ("CT207", lines("**/*.log\n**/debug*.log\n"), [f"{IGNORE}:2"]),
    "an exception of a pattern": ("CT208", lines("*.md\n!README.md\n"), []),
    "an exception from below": ("CT208", lines("docs\n!docs/a\n"), []),
    "an exception from anywhere": ("CT208", lines("**/b\n!c\n"), []),
    "an exception in front of its pattern": ("CT208", lines("!b\nb\n"), []),
    "an exception with a wildcard in front": ("CT208", lines("x\n!*.md\n"), []),
    "an exception from nothing": ("CT208", lines("*.txt\n!README.md\n"), [f"{IGNORE}:2"]),
    "a name that may come": ("CT210", lines("notebooks\n", fixtures="x"), []),
    "a short name": ("CT210", lines("doc\n", docs="x"), []),
    "a plural": ("CT210", lines("example\n", examples="x"), []),
    "a number": ("CT210", lines("image1\n", image2="x"), []),
    "a name known as junk": ("CT210", lines(".venvs\n.pytest_cach\n", **{".venv/a": "x"}), []),
    "a neighbor that is excluded": ("CT210", lines("fixturez\nfixtures\n", fixtures="x"), []),
    "another case, which another rule tells": ("CT210", lines("fixTures\n", fixtures="x"), []),
    "two letters swapped": ("CT210", lines("fixtuers\n", fixtures="x"), [f"{IGNORE}:1"]),
    "a letter too few": ("CT210", lines("d/mesages\n", **{"d/messages/b": "x"}), [f"{IGNORE}:1"]),
    "printable": ("CT211", lines("é b\n"), []),
    "tabs around a pattern": ("CT211", lines("\tb\t\n"), []),
    "a TAB inside": ("CT211", lines("x\nb\tc\n"), [f"{IGNORE}:2"]),
    "a space of no width": ("CT211", lines("b\u200b\n"), [f"{IGNORE}:1"]),
    "no blanks": ("CT212", lines("# note  \nb\r\nc\n"), []),
    "blanks at the end": ("CT212", lines("b\nc \nd\t\n"), [f"{IGNORE}:2"]),
    "a folder with a slash": ("CT213", lines("bin/\n", **{"bin/b": "x"}), []),
    "a file without": ("CT213", lines("bin\n", bin="x"), []),
    "a file let in again": ("CT213", lines("bin/\n!bin\n", bin="x"), []),
    "a file with a slash": ("CT213", lines("bin/\n", bin="x"), [f"{IGNORE}:1"]),
    "a slash in front": ("CT214", lines("/b\n!/c\n"), []),
    "an exclamation mark behind it": ("CT214", lines("*\n/!b\n"), [f"{IGNORE}:2"]),
    "nothing but a dot": ("CT214", lines("x\n.\n"), [f"{IGNORE}:2"]),
    "an own ignore file with patterns": ("CT218", lines("b\n", **{"Dockerfile.dockerignore": "c\n"}), []),
    "an empty own one, beside none": ("CT218", {"Dockerfile": ALL, "Dockerfile.dockerignore": "# x\n"}, []),
    "an empty own one": ("CT218", lines("b\n", **{OWN: "# x\n"}), [OWN]),
    "a list of what is let in": ("CT219", lines("*\n!apps\n", **{"apps/node_modules/x": "x"}), []),
    "a pattern behind": ("CT219", lines("*\n!apps\n**/nm\n", **{"apps/nm/x": "x"}), []),
    "an exception for that very file": ("CT219", lines("**/nm\n!apps/nm/x\n", **{"apps/nm/x": "x"}), []),
    "a pattern in front": ("CT219", lines("**/nm\n*\n!apps\n", **{"apps/nm/x": "x"}), [f"{IGNORE}:1"]),
    "a literal bar": ("CT220", lines("a|b\n"), []),
    "a bar in a class": ("CT220", lines("[a|b]*\n"), []),
    "a negated class": ("CT220", lines("[^a]*\n"), []),
    "an escaped bar": ("CT220", lines("a\\|b*\n"), []),
    "a plus": ("CT220", lines("a+b*\n"), []),
    "alternatives": ("CT220", lines("*.log|*.tmp\n"), [f"{IGNORE}:1"]),
    "a count": ("CT220", lines("x{2}*\n"), [f"{IGNORE}:1"]),
    "a caret": ("CT220", lines("x\na^*\n"), [f"{IGNORE}:2"]),
    "the same case": ("CT221", lines("README.md\n", **{"README.md": "x"}), []),
    "both cases": ("CT221", lines("Readme.md\nREADME.md\n", **{"README.md": "x"}), []),
    "another case": ("CT221", lines("x\nReadme.md\n", **{"README.md": "x"}), [f"{IGNORE}:2"]),
    "another case below": ("CT221", lines("d/b.TXT\n", **{"d/b.txt": "x"}), [f"{IGNORE}:1"]),
    "another form": ("CT221", lines("cafe\u0301\n", café="x"), [f"{IGNORE}:1"]),
    "what all builders read alike": ("CT222", lines("**/b\n!b/c\n", **{"b/c": "x"}), []),
    "a difference that no file shows": ("CT222", lines("**/*.md\n!docs\n", **{"docs/b.txt": "x"}), []),
    "a difference": ("CT222", lines("**/*.md\n!docs\n", **{"docs/b.md": "x"}), ["docs/b.md"]),
    "a literal exception": ("CT223", lines("m\n!m/d1\n", **MANY), []),
    "a wildcard in a small tree": ("CT223", lines("m\n!**/z\n", **{"m/d/f": "x"}), []),
    "a wildcard in a large one": ("CT223", lines("m\n!**/z\n", **MANY), [f"{IGNORE}:2"]),
    "named sources": ("CT224", {"Dockerfile": "FROM a\nCOPY a /\n", "a": "x"}, []),
    "an ignore file": ("CT224", lines(""), []),
    "none at all": ("CT224", {"Dockerfile": ALL, "a": "x"}, ["Dockerfile"]),
    "valid patterns": ("CT225", lines("[a]\n"), []),
    "a class without its end": ("CT225", lines("b\n[\n"), [f"{IGNORE}:2"]),
    "a lone mark": ("CT225", lines("!\n"), [f"{IGNORE}:1"]),
    "a backslash at the end": ("CT225", lines("b\\ \n"), [f"{IGNORE}:1"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds(case: str, tmp_path: Path) -> None:
    rule, files, expected = CASES[case]
    assert places(tmp_path, rule, files) == expected


def test_a_tab_stops_buildkit_only(tmp_path: Path) -> None:
    root = planted(tmp_path, lines("b\tc\n"))
    assert findings(root, "CT211")[0].severity == "error"
    assert findings(root, "CT211", builder="classic")[0].severity == "warning"
    (root / IGNORE).write_text("b\tc\né\n")  # then all patterns travel URL-encoded
    assert findings(root, "CT211")[0].severity == "warning"


def test_builders_that_disagree_are_named(tmp_path: Path) -> None:
    root = planted(tmp_path, lines("**/*.md\n!docs\n", **{"docs/b.md": "x"}))
    message = findings(root, "CT222")[0].message
    assert (
        message == "docs/b.md is excluded for buildkit, eligible for buildah, buildkit-20.10, classic-20.10"
    )


def test_a_walk_in_vain_is_counted(tmp_path: Path) -> None:
    root = planted(tmp_path, lines("m\n!**/z\n", **MANY))
    # m, 10 folders, 1,000 below them; each of the last holds a file
    assert "visits 2,010 entries of 1,011 excluded folders" in findings(root, "CT223")[0].message


def test_a_tracked_file_below_is_seen_behind_a_wildcard(tmp_path: Path) -> None:
    root = planted(tmp_path, lines("**/bin/\n", **{"www/bin": "x"}))
    assert findings(root, "CT213") == []
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    assert [f.path for f in findings(root, "CT213")] == ["www/bin"]


CONTRACTS: Mapping[str, tuple[Settings, Files, list[str]]] = {
    "none": (Settings(), lines(""), []),
    "what is sent": (Settings(must_contain=("a",)), lines("b\n"), []),
    "what would be sent": (Settings(must_contain=("dist/app.js",)), lines("b\n"), []),
    "what is excluded": (Settings(must_not_contain=("b", "**/*.pem")), lines("b\n**/*.pem\n", b="x"), []),
    "a source that no line takes": (
        Settings(must_not_contain=("b",)),
        {"Dockerfile": "FROM a\nCOPY a /\n", "a": "x", "b": "x"},
        [],
    ),
    "something lost": (Settings(must_contain=("b",)), lines("b\n", b="x"), ["b"]),
    "something that would be lost": (Settings(must_contain=("b",)), lines("b\n"), ["b"]),
    "one of many": (
        Settings(must_contain=("s/**/*.py",)),
        lines("s/t\n", **{"s/b.py": "", "s/t/c.py": ""}),
        ["s/t/c.py"],
    ),
    "something sent": (
        Settings(must_not_contain=("**/*.pem",)),
        lines("*.pem\n", **{"d/k.pem": "x"}),
        ["d/k.pem"],
    ),
    "something that would be sent": (Settings(must_not_contain=("**/*.pem",)), lines("*.pem\n"), ["x/x.pem"]),
    "a folder": (Settings(must_not_contain=("secrets",)), lines(""), ["secrets"]),
}


@pytest.mark.parametrize("case", CONTRACTS)
def test_a_contract_is_kept(case: str, tmp_path: Path) -> None:
    settings, files, expected = CONTRACTS[case]
    root = planted(tmp_path, files)
    found = findings(root, "CT109", settings=settings._replace(file="ctxtrim.toml"))
    assert [finding.path for finding in found] == expected
