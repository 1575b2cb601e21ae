"""`ctxtrim audit --all`: every context of a repository in one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_diff import commit
from tests.commandline import ctxtrim, planted

FILES: dict[str, str | int] = {
    "compose.yaml": "services: {w: {build: {context: web, dockerfile: ../docker/D}}, a: {build: api}}\n",
    "docker/D": "FROM scratch\nCOPY x /\nCOPY none /\n",
    "web/x": 3000,
    "web/y": 5000,
    "api/Dockerfile": "FROM scratch\nCOPY . /\n",
    "api/.dockerignore": "*.log\n",
    "api/a.log": 70,
    "api/.env": "API_TOKEN=s3cr3t-value-of-mine",
    "broken/Dockerfile": "FROM scratch\nCOPY . /\n",
    "broken/.dockerignore": "[a\n",
    "ctxtrim.toml": '[contexts.web]\nignore = ["CT301"]\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return planted(tmp_path / "r", FILES)


def rows(root: Path, *words: str) -> dict[str, Any]:
    answer = ctxtrim("audit", ".", "--all", "--format", "json", *words, cwd=root)
    assert answer.returncode == 0, answer.stderr
    return {one["path"]: one for one in json.loads(answer.stdout)["contexts"]}


def test_each_context_gets_what_the_repository_says_of_it(root: Path) -> None:
    found = rows(root)
    assert list(found) == [".", "api", "broken", "web"]
    (build,) = found["web"]["audit"]["targets"]
    assert (build["origin"], build["sent"]["bytes"]) == ("compose.yaml: service w", 3000)
    assert found["api"]["audit"]["ignore_file"] == ".dockerignore"
    assert "syntax error in pattern" in found["broken"]["error"] and found["broken"]["audit"] is None


def test_a_context_is_audited_under_its_own_settings(root: Path) -> None:
    (root / ".git").mkdir()
    assert "CT301" not in {f["rule"] for f in rows(root)["web"]["audit"]["findings"]}
    (root / "ctxtrim.toml").unlink()
    assert "CT301" in {f["rule"] for f in rows(root)["web"]["audit"]["findings"]}


def test_a_table_with_sums(root: Path) -> None:
    text = ctxtrim("audit", "--all", cwd=root).stdout.decode()
    head, *lines = text.splitlines()
    assert head.split() == ["Context", "builds", "eligible", "sent", "fix", "saves", "findings"]
    assert [line.split()[0] for line in lines[:4]] == [".", "api", "broken", "web"]
    assert [line.split()[1] for line in lines[:2]] == ["1?", "1"] and lines[5].startswith("?: nothing in")
    assert "CT101" in lines[1] and lines[-1].startswith("4 contexts; 1 failed; ") and "s3cr3t" not in text


def test_markdown_is_one_table(root: Path) -> None:
    lines = ctxtrim("audit", "--all", "--format", "markdown", cwd=root).stdout.decode().splitlines()
    assert [line.count("|") for line in lines[2:]] == [7] * 6


def test_a_revision_has_the_same_contexts(root: Path) -> None:
    expected = rows(root)
    commit(root, "one")
    planted(root, {"web/x": 1, "compose.yaml": ""})
    for path, one in rows(root, "--rev", "HEAD").items():
        if one["audit"]:
            assert one["audit"]["targets"] == expected[path]["audit"]["targets"]
            assert one["audit"]["eligible"] == expected[path]["audit"]["eligible"]


@pytest.mark.parametrize("option", [("-f", "api/Dockerfile"), ("--target", "x"), ("--ignore-file", "y")])
def test_options_of_one_build_are_refused(option: tuple[str, str], root: Path) -> None:
    answer = ctxtrim("audit", "--all", *option, cwd=root)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert b"--all finds all builds itself; leave out --" in answer.stderr


def test_named_contexts_and_guesses_are_told(tmp_path: Path) -> None:
    build = "{context: main, additional_contexts: {mods: mods}}"
    files: dict[str, str | int] = {"mods/x": 3000, "mods/.dockerignore": "z\n", "own/y": 1}
    dockerfile = "FROM scratch\nCOPY --from=mods x /\n"
    planted(tmp_path, {"main/Dockerfile": dockerfile, "d/Dockerfile": "FROM scratch\nCOPY own /\n", **files})
    named = ctxtrim("audit", "main", "--build-context", "mods=mods", cwd=tmp_path).stdout.decode()
    assert "3kB       1 file  of context mods (../mods), after its .dockerignore\n" in named
    planted(tmp_path, {"compose.yaml": f"services: {{a: {{build: {build}}}}}\n"})
    assert "d/Dockerfile, guessed\n" in ctxtrim("audit", cwd=tmp_path).stdout.decode()
