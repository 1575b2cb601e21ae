"""What an audit says beyond its totals, through the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

BESIDE: Mapping[str, str | int] = {
    "docker/Dockerfile": "FROM x\nCOPY a /\n",
    "docker/.dockerignore": "a\n",
    "Makefile": "b:\n\tdocker build -f docker/Dockerfile .\n",
    "a": "",
}
ROOTED: Mapping[str, str | int] = {"Dockerfile": "FROM x\nCOPY a /\n", "a": ""}


@pytest.mark.parametrize(
    ("files", "options", "unread"),
    [
        pytest.param({**ROOTED, ".dockerignore": "x\n"}, [], [], id="none, where the usual one is"),
        pytest.param(BESIDE, [], ["docker/.dockerignore"], id="one beside a Dockerfile of another context"),
        pytest.param(
            BESIDE,
            ["-f", "docker/Dockerfile"],
            ["docker/.dockerignore"],
            id="one beside a Dockerfile that is named",
        ),
        pytest.param(
            {**ROOTED, "b/Dockerfile": "FROM x\n", "b/Dockerfile.dockerignore": ""},
            ["-f", "Dockerfile"],
            [],
            id="none that another build reads",
        ),
        pytest.param(
            {**ROOTED, "b/Dockerfile.dockerignore": ""},
            [],
            ["b/Dockerfile.dockerignore"],
            id="one for a Dockerfile that lies elsewhere",
        ),
        pytest.param(
            {**ROOTED, "Dockerfile.dockerignore": ""},
            ["--builder", "classic"],
            ["Dockerfile.dockerignore"],
            id="one that this builder does not look for",
        ),
        pytest.param(BESIDE, ["--no-findings"], [], id="none if nobody asks"),
        pytest.param(BESIDE, ["--ignore-file", "docker/.dockerignore"], [], id="none where one is named"),
    ],
)
def test_an_audit_tells_ignore_files_that_are_never_read(
    files: Mapping[str, str | int], options: list[str], unread: list[str], tmp_path: Path
) -> None:
    planted(tmp_path, files)
    done = ctxtrim("audit", *options, "--format", "json", cwd=tmp_path)
    told = [f for f in json.loads(done.stdout)["findings"] if f["check"] == "unread-file"]
    assert [finding["path"] for finding in told] == unread


def test_an_audit_for_people_says_what_to_do_with_them(tmp_path: Path) -> None:
    said = " ".join(ctxtrim("audit", cwd=planted(tmp_path, BESIDE)).stdout.decode().split())
    assert "docker/.dockerignore: never read: docker/Dockerfile is built with another context" in said
    assert "rename it to docker/Dockerfile.dockerignore" in said


def test_an_audit_tells_wildcards_that_copy_nothing(tmp_path: Path) -> None:
    lines = "FROM scratch AS a\nCOPY *.md LICENSE /\nCOPY *.none /\nFROM a AS b\nFROM a AS c\n"
    services = "services: {b: {build: {context: ., target: b}}, c: {build: {context: ., target: c}}}\n"
    files = {
        "Dockerfile": lines,
        "LICENSE": "",
        "a.md": "",
        "compose.yaml": services,
        ".dockerignore": "*.md\n",
    }
    done = ctxtrim("audit", "--format", "json", cwd=planted(tmp_path, files))
    told = [f for f in json.loads(done.stdout)["findings"] if f["check"] == "empty-wildcard"]
    assert [(f["severity"], f["path"], f["line"]) for f in told] == [
        ("warning", "*.md", 2),
        ("advice", "*.none", 3),
    ]
    assert b"copies nothing: everything *.md matches" in ctxtrim("audit", cwd=tmp_path).stdout


def test_what_our_block_keeps_out_is_no_finding_any_more(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM x\nCOPY . .\n",
        "app.py": "",
        ".venv/pyvenv.cfg": "home = /usr\n",
        ".env": "A=b\n",
    }
    planted(tmp_path, files)
    assert b".venv" in ctxtrim("audit", cwd=tmp_path).stdout
    assert ctxtrim("init", "--write", cwd=tmp_path).returncode == 0
    assert b"Findings" not in ctxtrim("audit", cwd=tmp_path).stdout
    (tmp_path / ".dockerignore").write_bytes(
        (tmp_path / ".dockerignore").read_bytes().replace(b"**/.venv\n", b"")
    )
    found = json.loads(ctxtrim("audit", "--format", "json", cwd=tmp_path).stdout)
    assert [f["path"] for f in found["findings"]] == [".venv"]
    assert [rule["pattern"] for rule in found["proposal"]["adopted"]] == ["**/.venv"]


def test_a_large_context_tells_junk_by_name_once_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctxtrim.builds.of_request import builds_of
    from ctxtrim.commands import check as findings
    from ctxtrim.commands.audit import audit_on_disk
    from ctxtrim.model.context import Request
    from ctxtrim.model.scan import Ask

    monkeypatch.setattr(findings, "MOST_FILES", 2)
    files = {"a/node_modules/x/node_modules/y": 10, "b/node_modules/z": 500, "c/__pycache__/p.pyc": 7}
    planted(tmp_path, {**files, "d/node_modules/": "", "Dockerfile": "FROM x\nCOPY . /\n"})
    request = Request(str(tmp_path))
    builds = builds_of(request)
    audit = findings.with_findings(request, builds, audit_on_disk(builds, Ask(), 12))
    told = [
        (f.fix and f.fix.lines[0], f.path, f.bytes, f.message.rpartition(" (")[2])
        for f in audit.findings
        if f.name == "junk-sent"
    ]
    assert told == [
        ("**/node_modules", "b/node_modules", 510, "510B, 2 files in 2 places)"),
        ("**/__pycache__", "c/__pycache__", 7, "7B, 1 file)"),
    ]


BROKEN: Mapping[str, str | int] = {"Dockerfile": "this is no Dockerfile\n", "a": "x", "b": "x"}


def test_a_dockerfile_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    done = ctxtrim("audit", "--format", "json", cwd=planted(tmp_path, BROKEN))
    told = json.loads(done.stdout)
    assert (done.returncode, told["targets"]) == (0, [])
    assert any("unknown instruction: this" in note for note in told["notes"])
    assert any(note.startswith("No fix is proposed") for note in told["notes"])
    done = ctxtrim("ls", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"Dockerfile\na\nb\n")
    assert b"unknown instruction: this" in done.stderr


@pytest.mark.parametrize("words", [["fix"], ["init"], ["audit", "-f", "Dockerfile"]], ids=" ".join)
def test_a_dockerfile_that_cannot_be_read_stops_who_needs_it(words: list[str], tmp_path: Path) -> None:
    done = ctxtrim(*words, cwd=planted(tmp_path, BROKEN))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"unknown instruction: this" in done.stderr
