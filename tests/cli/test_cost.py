"""`ctxtrim cost` on a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted
from tests.vcs.test_history import commit, git

DOCKERFILE = "FROM x\nCOPY pins.txt .\nRUN install\nCOPY . .\nRUN build\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of five commits behind the first: two of documents, one of CI, one source, one pins."""
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, {"Dockerfile": DOCKERFILE, "pins.txt": "1", "a.py": "1", "NOTES.md": "1"})
    for files in ({"NOTES.md": "2"}, {".github/ci.yml": "1"}, {"NOTES.md": "3"}, {"a.py": "2"}):
        commit(tmp_path, files)
    commit(tmp_path, {"pins.txt": "2"})
    return tmp_path


def test_it_counts_what_is_rebuilt_now_and_then(root: Path) -> None:
    done = ctxtrim("cost", "--format", "json", cwd=root)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["schema"], found["commits"]) == ("ctxtrim.cost/1", 5)
    steps = found["builds"][0]["steps"]
    assert [(s["line"], s["instruction"], s["rebuilt"], s["rebuilt_unsafe"]) for s in steps] == [
        *((2, "COPY", 1, 1), (3, "RUN", 1, 1), (4, "COPY", 5, 2), (5, "RUN", 5, 2)),
    ]
    assert steps[2]["busiest"][0] == {"path": ".git", "commits": 5}
    assert steps[0]["falls"] == [3, 4, 5]
    assert found["builds"][0]["aside"]["commits"] == 3


def test_it_counts_what_a_better_order_rebuilds(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    late = "FROM x\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nRUN build\n"
    ignore = ".git\nDockerfile\n.dockerignore\n"
    commit(tmp_path, {"Dockerfile": late, ".dockerignore": ignore, "requirements.txt": "a", "a.py": "1"})
    for files in ({"a.py": "2"}, {"a.py": "3"}, {"requirements.txt": "b"}):
        commit(tmp_path, files)
    done = ctxtrim("cost", "--format", "json", cwd=tmp_path)
    build = json.loads(done.stdout)["builds"][0]
    counts = [(s["line"], s["rebuilt"], s["rebuilt_then"], s["rebuilt_reordered"]) for s in build["steps"]]
    assert build["is_reordered"] and counts == [(3, 3, 3, 3), (4, 3, 3, 1), (5, 3, 3, 3)]
    text = " ".join(ctxtrim("cost", cwd=tmp_path).stdout.decode().split())
    assert "line now then order 3 3 3 3" in text
    assert "Manifests copied first save 2 of 3 rebuilds of Dockerfile:4: ctxtrim fix --dockerfile" in text


def test_it_says_it_in_sentences(root: Path) -> None:
    done = ctxtrim("cost", cwd=root)
    text = " ".join(done.stdout.decode().split())
    assert "In your last 5 commits 3 touched only README, docs or CI: each rebuilt Dockerfile:4 to 5" in text
    assert "COPY . . most often: .git 5, NOTES.md 2" in text


def test_fewer_commits_are_replayed_where_fewer_are_asked_for(root: Path) -> None:
    assert json.loads(ctxtrim("cost", "--commits", "2", "--format", "json", cwd=root).stdout)["commits"] == 2


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"Dockerfile": DOCKERFILE, "pins.txt": ""}, "no git repository"),
        ({"a": ""}, "no Dockerfile builds it"),
        ({"Dockerfile": "FORM x\n"}, "unknown instruction: FORM"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(files: dict[str, str], sentence: str, tmp_path: Path) -> None:
    done = ctxtrim("cost", cwd=planted(tmp_path, dict(files)))
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode() and done.stderr.count(b"\n") == 1


def test_a_repository_without_a_second_commit_is_one_sentence(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"Dockerfile": "FROM x\nCOPY . .\n"})
    done = ctxtrim("cost", cwd=tmp_path)
    assert done.returncode == 2 and b"no commit with a parent" in done.stderr
