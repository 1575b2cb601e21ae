"""What `check` calls fixable, `fix` changes: check, fix, check again, for every rule that offers a fix."""

from __future__ import annotations

import inspect
import os
import stat
from pathlib import Path

import pytest

from ctxtrim.checks import RULES
from ctxtrim.checks.subject import Limits
from ctxtrim.commands.check import check
from ctxtrim.commands.fix_all import fix_all
from ctxtrim.model.context import Request
from ctxtrim.model.finding import Finding
from ctxtrim.proposal import Options
from ctxtrim.write import Change, replace_all
from tests.commandline import planted

ALL = "FROM scratch\nCOPY . /\n"
GO = {"Dockerfile": "FROM scratch\nCOPY main.go /\n", "main.go": "x"}
CASES: dict[str, dict[str, str | int]] = {
    "secret-sent": {"Dockerfile": ALL, "a.go": "x", ".env": "API_KEY=abcdefghijklmnop1234\n"},
    "secret-eligible": {**GO, "id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\n"},
    "junk-sent": {"Dockerfile": ALL, "package.json": "{}", "node_modules/a": 2_000_000},
    "would-leak": {"Dockerfile": ALL, "pyproject.toml": ""},
    "cannot-transfer": {"Dockerfile": ALL, "a.go": "x", "live.sock": "socket"},
    "trailing-comment": {**GO, ".dockerignore": "x # y\n!z # w\n"},
    "not-a-comment": {**GO, ".dockerignore": "x\n// y\n  # z\n"},
    "root-only": {"Dockerfile": ALL, "package.json": "{}", "a/dist/b": 9, ".dockerignore": "dist\n"},
    "outside-context": {**GO, ".dockerignore": "../x\n/home/joe/y\n"},
    "duplicate": {**GO, ".dockerignore": "x\ny\n/x/\n"},
    "covered": {**GO, ".dockerignore": "x\nx/y\n"},
    "dead-exception": {**GO, ".dockerignore": "x\n!y/z\n"},
    "foreign-syntax": {**GO, ".dockerignore": "*.{a,b}\nx[!a]\n"},
    "trailing-white-space": {**GO, ".dockerignore": "x  \ny\nz\t\n"},
    "leading-slash": {**GO, "!y": "", ".dockerignore": "x\n/!y\n"},
    "exception-order": {
        "Dockerfile": ALL,
        "package.json": "{}",
        "apps/web/node_modules/a": 5000,
        "apps/web/a.js": "x",
        ".dockerignore": "**/node_modules\n*\n!apps\n",
    },
    "regex-leak": {**GO, ".dockerignore": "*.a|*.b\n"},
    "case": {"Dockerfile": ALL, "a.go": "x", "Notes": 9, ".dockerignore": "notes\n"},
}


def test_every_rule_that_offers_a_fix_is_tried() -> None:
    fixing = {rule.RULE.name for rule in RULES if "Fix(" in inspect.getsource(rule)}  # type: ignore[arg-type]
    assert fixing == set(CASES)


def found(context: Path, name: str) -> list[Finding]:
    audit = check(Request(str(context)), (), (), Limits())
    return [finding for finding in audit.findings if finding.name == name and finding.fix]


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_fixable_is_fixed(tmp_path: Path, name: str) -> None:
    files = {path: what for path, what in CASES[name].items() if what != "socket"}
    planted(tmp_path, files)
    for path in CASES[name].keys() - files.keys():
        os.mknod(tmp_path / path, stat.S_IFSOCK | 0o600)
    assert found(tmp_path, name), "nothing is fixable here"
    fixes = fix_all(Request(str(tmp_path)), Options(), repair=True)
    replace_all([Change(f.inputs.path, f.proposal.text, f.inputs.seen) for f in fixes.files if f.changes])
    held = [(held.pattern, held.needed_by or held.why) for f in fixes.files for held in f.proposal.withheld]
    assert not found(tmp_path, name), (held, (tmp_path / ".dockerignore").read_text())
