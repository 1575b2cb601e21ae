"""`ctxtrim diff`, in a process of its own, on a repository with a history."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import ctxtrim, planted

DOCKERFILE = "FROM scratch\nCOPY app /app\nCOPY conf /conf\n"
GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@y.example", "-c", "commit.gpgsign=false")


def commit(root: Path, message: str) -> None:
    for words in (("init", "-q", "-b", "main"), ("add", "-A", "-f"), ("commit", "-qm", message)):
        subprocess.run([*GIT, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three commits: `one`, `two` (rules and files change), `three` (a source is excluded)."""
    root = planted(
        tmp_path,
        {
            "Dockerfile": DOCKERFILE,
            ".dockerignore": "*.log\ndocs\n",
            "app/main.py": 100,
            "app/old.bin": 5000,
            "app/debug.log": 700,
            "conf/a.ini": 10,
            "docs/x.md": 40,
        },
    )
    commit(root, "one")
    (root / "app/old.bin").unlink()
    planted(
        root,
        {".dockerignore": "docs\n*.ini\n", "app/new.bin": 9000, "app/prod.env": "API_TOKEN=s3cr3t-of-mine"},
    )
    commit(root, "two")
    planted(root, {".dockerignore": "docs\nconf\n"})
    commit(root, "three")
    for name, number in (("one", 2), ("two", 1), ("three", 0)):
        subprocess.run([*GIT, "tag", name, f"HEAD~{number}"], cwd=root, check=True)
    return root


def found(root: Path, *words: str) -> dict[str, Any]:
    answer = ctxtrim("diff", *words, "--format", "json", cwd=root)
    assert answer.returncode in (0, 1), answer.stderr
    return dict(json.loads(answer.stdout))


def rows(part: dict[str, Any], which: str) -> dict[str, str]:
    return {row["path"]: row["cause"] for row in part[which]}


def listed(root: Path, rev: str, *more: str) -> set[str]:
    words = ["ls", ".", *more, *(("--rev", rev) if rev else ())]
    return set(ctxtrim(*words, cwd=root).stdout.decode().splitlines())


def test_files_and_lines_that_move_them(root: Path) -> None:
    eligible = found(root, "one", "two")["eligible"]
    assert rows(eligible, "added") == {"app/new.bin": "new files", "app/prod.env": "new files"}
    assert rows(eligible, "removed") == {"app/old.bin": "deleted files"}
    planted(root, {".dockerignore": "**/*.bin\ndocs\n!app/debug.log\n"})
    moved = found(root, "two", "")["eligible"]
    assert rows(moved, "removed") == {"app/new.bin": ".dockerignore:1: **/*.bin"}


@pytest.mark.slow
@pytest.mark.parametrize("old", ["one", "two", "three"])
@pytest.mark.parametrize("new", ["one", "two", "three", ""])
@pytest.mark.parametrize("which", ["eligible", "sent"])
def test_it_is_the_difference_of_two_lists(old: str, new: str, which: str, root: Path) -> None:
    answer = found(root, old, *filter(None, [new]))
    part = answer["eligible"] if which == "eligible" else answer["sent"][0]
    options = ["--eligible"] if which == "eligible" else []
    before, after = listed(root, old, *options), listed(root, new, *options)
    without_git = {path for path in after if not path.startswith(".git/")}
    assert set(rows(part, "added")) == without_git - before
    assert set(rows(part, "removed")) == before - without_git


def test_secrets_and_failures_that_enter(root: Path) -> None:
    secrets = found(root, "one", "two")["findings"]["added"]
    fails = found(root, "two", "three")["findings"]["added"]
    assert "CT302" in {finding["rule"] for finding in fails}
    assert "s3cr3t" not in json.dumps([secrets, fails])


def test_transfers_are_told(root: Path) -> None:
    (build,) = found(root, "one", "two")["sent"]
    assert build["transfer_after"] > build["transfer_before"] > 5000


def test_a_build_of_one_side_only_is_told(root: Path) -> None:
    planted(root, {"Dockerfile.new": "FROM scratch\nCOPY app /\n"})
    (root / "Dockerfile").unlink()
    text = ctxtrim("diff", "three", cwd=root).stdout.decode()
    assert "new build, transferring context: " in text and " files  is gone\n" in text
    table = ctxtrim("diff", "three", "--format", "markdown", cwd=root).stdout.decode()
    assert "| sent by `Dockerfile.new` | new build | " in table and "| is gone | " in table


def test_two_ignore_files_on_one_tree(root: Path) -> None:
    planted(root, {"a.ignore": "docs\n", "b.ignore": "docs\napp/new.bin\n"})
    answer = found(root, "a.ignore", "b.ignore")
    assert rows(answer["eligible"], "removed") == {"app/new.bin": "b.ignore:2: app/new.bin"}
    assert (answer["old"], answer["new"]) == ("a.ignore", "b.ignore")


def test_by_default_the_branch_is_compared_with_the_work_tree(root: Path) -> None:
    assert ctxtrim("diff", cwd=root).returncode == 0
    planted(root, {"app/late.bin": 400})
    answer = ctxtrim("diff", cwd=root)
    assert answer.returncode == 1
    assert b"app/late.bin" in answer.stdout and b"+400B" in answer.stdout


@pytest.mark.parametrize(("limit", "status"), [("100", 1), ("1MB", 0)])
def test_growth_decides_the_status(limit: str, status: int, root: Path) -> None:
    assert ctxtrim("diff", "one", "two", "--fail-on-growth", limit, cwd=root).returncode == status


def test_markdown_is_short_and_safe(root: Path) -> None:
    planted(root, {f"app/{n}/<b>`|x`\x1b": 10 for n in range(300)})
    planted(root, {".dockerignore": "".join(f"app/{n}/a*\n" for n in range(200))})
    text = ctxtrim("diff", "two", "--format", "markdown", cwd=root).stdout.decode()
    assert text.startswith("### Build context: ") and text.count("\n") <= 60
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["none"], b"none: no such revision"),
        (["--", "-x"], b"-x: no such revision"),
        ([".dockerignore", "two"], b"compare two of a kind"),
    ],
)
def test_bad_input_is_one_sentence(words: list[str], sentence: bytes, root: Path) -> None:
    answer = ctxtrim("diff", *words, cwd=root)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert sentence in answer.stderr and answer.stderr.count(b"\n") == 1


def test_no_repository_is_one_sentence(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": DOCKERFILE})
    answer = ctxtrim("diff", cwd=tmp_path)
    assert answer.returncode == 2 and b"no revision to compare with" in answer.stderr
