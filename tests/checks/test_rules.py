"""Each rule on small contexts, the silent ones first, with the places of its findings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim.checks import RULES
from tests.checks.finding import findings
from tests.commandline import ctxtrim, planted

ALL = "FROM a\nCOPY . /\n"


def found(root: Path, rule: str) -> list[str]:
    """The places of a rule's findings."""
    done = ctxtrim("audit", "--format", "json", cwd=root)
    assert done.returncode == 0, done.stderr
    findings = [f for f in json.loads(done.stdout)["findings"] if f["rule"] == rule]
    assert not [f for f in findings if len(f["message"]) > 140 or f["message"].endswith(".")]
    return [f"{f['file']}:{f['line']}" if f["line"] else f["path"] for f in findings]


def lines(text: str, **more: str | int) -> dict[str, str | int]:
    """A context that copies everything, under these lines."""
    return {"Dockerfile": ALL, ".dockerignore": text, "a": "x", **more}


CASES: Mapping[str, tuple[str, Mapping[str, str | int], list[str]]] = {
    "a comment line": ("CT201", lines("# note\nrun\n"), []),
    "a # inside a name": ("CT201", lines("a#b\n"), []),
    "a comment behind a pattern": ("CT201", lines("x\nrun/ # note\n"), [".dockerignore:2"]),
    "a comment behind an exception": ("CT201", lines("*\n!a  # keep\n"), [".dockerignore:2"]),
    "slashes in front of a name": ("CT202", lines("//name\n"), []),
    "slashes as a comment": ("CT202", lines("// name of it\n"), [".dockerignore:1"]),
    "an indented comment": ("CT202", lines("x\n  # note\n"), [".dockerignore:2"]),
    "a name that is nowhere else": ("CT203", lines("node_modules\n"), []),
    "a slash in front": ("CT203", lines("/node_modules\n", **{"w/node_modules/x": 9}), []),
    "a word of the project's own": ("CT203", lines("docs\n", **{"w/docs/x": 9}), []),
    "a name known as generated below": (
        "CT203",
        lines("node_modules/\n", **{"w/node_modules/x": 9}),
        [".dockerignore:1"],
    ),
    "copies in packages that are to go as a whole": (
        "CT203",
        lines("dist\n", **{"node_modules/x/dist/y": 9, "w/node_modules/x/dist/y": 9}),
        [],
    ),
    "a leading slash": ("CT204", lines("/run\n"), []),
    "the parent": ("CT204", lines("../secrets\n"), [".dockerignore:1"]),
    "another machine": ("CT204", lines("/home/me/x\n"), [".dockerignore:1"]),
    "an exception at the end": ("CT205", lines("d\n!d/a\n", **{"d/a": "x"}), []),
    "an exception of nothing": ("CT205", lines("!d/a\nd\n"), []),
    "an exception that is undone": ("CT205", lines("!d/a\nd\n", **{"d/a": "x"}), [".dockerignore:1"]),
    "an exception with a class": ("CT209", lines("[ab]c\n"), []),
    "braces": ("CT209", lines("**/*.{log,tmp}\n"), [".dockerignore:1"]),
    "another negation": ("CT209", lines("[!a]b\n"), [".dockerignore:1"]),
    "a backslash as a separator": ("CT209", lines("src\\bin\n"), [".dockerignore:1"]),
    "the usual name": ("CT216", lines("x\n", dockerignore="x"), []),
    "an example": ("CT216", {"Dockerfile": ALL, ".dockerignore.example": "x"}, []),
    "without its dot": ("CT216", {"Dockerfile": ALL, "dockerignore": "x"}, ["dockerignore"]),
    "with an extension": ("CT216", {"Dockerfile": ALL, ".dockerignore.txt": "x"}, [".dockerignore.txt"]),
    "UTF-8": ("CT217", lines("é\n"), []),
    "nothing of this kind": ("CT104", {"Dockerfile": ALL, "a": "x", ".dockerignore": "**/.env\n"}, []),
    "not copied": ("CT104", {"Dockerfile": "FROM a\nCOPY src /\n", "src/a": "x"}, []),
    "what it would hold is excluded": (
        "CT104",
        {"Dockerfile": ALL, "package.json": "{}", ".dockerignore": ".env\nnode_modules/*\n"},
        [],
    ),
    "a stack that reads no .env": ("CT104", {"Dockerfile": ALL, "go.mod": "", "main.go": ""}, []),
    "an example of a .env": (
        "CT104",
        {"Dockerfile": ALL, "go.mod": "", ".env.example": "", ".dockerignore": "x\n"},
        [".env"],
    ),
    "a .env where one is read, but in no package": (
        "CT104",
        {"Dockerfile": ALL, "web/package.json": "{}", ".dockerignore": "**/node_modules\n"},
        [],
    ),
    "packages of a manifest that names none": (
        "CT104",
        {"Dockerfile": ALL, "x/package.json": '{"name": "x"}', ".dockerignore": ".env\n"},
        [],
    ),
    "bytecode where no module lies": (
        "CT104",
        {"Dockerfile": ALL, "docs/requirements.txt": "x", ".dockerignore": "**/.venv\n"},
        [],
    ),
    "a local .env where no program lies": (
        "CT104",
        {"Dockerfile": ALL, "config/vite.config.ts": "", ".dockerignore": "**/.env\n"},
        [],
    ),
    "an example of a .env in a package": (
        "CT104",
        {"Dockerfile": ALL, "api/.env.example": "", ".dockerignore": "x\n"},
        ["api/.env"],
    ),
    "a local .env beside one that is excluded": (
        "CT104",
        {"Dockerfile": ALL, "vite.config.ts": "", "package.json": "{}", ".dockerignore": "**/.env\n"},
        [".env.local"],
    ),
    "worktrees of coding agents": (
        "CT104",
        {"Dockerfile": ALL, "CLAUDE.md": "", ".dockerignore": "x\n"},
        [".claude/worktrees"],
    ),
    "an editor that git does not ignore": ("CT104", {"Dockerfile": ALL, "a": "x"}, []),
    "a member of a workspace, which builds at its root": (
        "CT104",
        {"Dockerfile": ALL, "Cargo.toml": "", "crates/a/Cargo.toml": "", ".dockerignore": "/target\n"},
        [],
    ),
    "a crate without a workspace above it": (
        "CT104",
        {"Dockerfile": ALL, "native/Cargo.toml": "", "native/src/Cargo.toml": ""},
        ["native/target"],
    ),
    "a module called setup in a package": (
        "CT104",
        {"Dockerfile": "FROM a\nCOPY app /\n", "app/setup.py": "", "app/__init__.py": ""},
        [],
    ),
    "packages of a sample for tests": ("CT104", {"Dockerfile": ALL, "testdata/p/package.json": "{}"}, []),
    "one that is there and told already": (
        "CT104",
        {"Dockerfile": ALL, "Cargo.toml": "", "target/debug/a": 9, ".dockerignore": "x\n"},
        [],
    ),
    "a virtual environment to come": (
        "CT104",
        {"Dockerfile": ALL, "pyproject.toml": "", ".dockerignore": "**/.env\n**/__pycache__\n"},
        [".venv"],
    ),
    "packages of a workspace to come": (
        "CT104",
        {
            "Dockerfile": ALL,
            "apps/web/package.json": '{"dependencies": {}}',
            ".dockerignore": ".env\nnode_modules\n",
        },
        ["apps/web/node_modules"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds(case: str, tmp_path: Path) -> None:
    rule, files, places = CASES[case]
    assert found(planted(tmp_path, files), rule) == places


def test_a_file_in_utf_16_is_told(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": ALL, "a": "x"})
    (tmp_path / ".dockerignore").write_text("node_modules\n", encoding="utf-16")
    assert found(tmp_path, "CT217") == [".dockerignore"]


def test_what_git_ignores_on_every_machine_is_one_piece_of_advice(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": ALL, "a": "x", ".gitignore": ".idea/\ncore.*\n", ".dockerignore": "x\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    [finding] = findings(tmp_path, "CT104")
    assert (finding.severity, finding.path) == ("advice", ".idea")
    assert finding.message.endswith(", and core.1234")
    assert finding.fix
    assert finding.fix.lines == ("**/.idea", "core.[0-9]*")


def test_a_dockerfile_that_no_builder_reads_comes_first_and_the_others_go_on(tmp_path: Path) -> None:
    broken = {"Dockerfile": "FROM a\nCOPPY . .\n", "b.Dockerfile": "FROM a\nCOPY . .\nCOPY gone /x\n"}
    planted(tmp_path, {**broken, ".env": "SECRET_KEY=c3VwZXJzZWNyZXQ\n", "a": "x"})
    first, *others = json.loads(ctxtrim("audit", "--format", "json", cwd=tmp_path).stdout)["findings"]
    assert (first["rule"], first["file"], first["line"]) == ("CT305", "Dockerfile", 2)
    assert "did you mean COPY?" in first["message"]
    assert [f["rule"] for f in others if f["severity"] == "error"] == ["CT101", "CT301"]


def test_a_source_that_no_clone_holds_is_told(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY a b /\n", ".gitignore": "b\n", "a": "x", "b": "x"})
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert found(tmp_path, "CT306") == ["Dockerfile:2"]


def test_every_rule_has_an_id_a_slug_and_a_page() -> None:
    ids = [rule.RULE.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert len({rule.RULE.name for rule in RULES}) == len(ids)
    for rule in RULES:
        page = rule.__doc__ or ""
        missing = [word for word in ("Not reported:", "Example:", "Mend:") if word not in page]
        assert not missing, f"{rule.RULE.id}: {missing}"
