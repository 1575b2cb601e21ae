"""`ctxtrim report`, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return planted(
        tmp_path, {"app/Dockerfile": "FROM scratch\nCOPY . /\n", "app/a": 10, "notes.html": "mine"}
    )


def test_a_page_is_written_and_written_again(root: Path) -> None:
    for _ in range(2):
        answer = ctxtrim("report", "app", "-o", "page.html", cwd=root)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.startswith(b"page.html: ")
    assert (root / "page.html").read_bytes().startswith(b"<!doctype html>")


def test_stdout_gets_it_too(root: Path) -> None:
    assert ctxtrim("report", "app", "-o", "-", cwd=root).stdout.startswith(b"<!doctype html>")


def test_a_file_of_the_users_is_not_written_over(root: Path) -> None:
    answer = ctxtrim("report", "app", "-o", "notes.html", cwd=root)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert b"notes.html: already exists and is no report of ctxtrim; name another file." in answer.stderr
    assert (root / "notes.html").read_text() == "mine"


def test_a_folder_that_is_not_there(root: Path) -> None:
    answer = ctxtrim("report", "app", "-o", "no/page.html", cwd=root)
    assert answer.returncode == 2 and b"no/page.html: No such file or directory" in answer.stderr


def test_what_edits_rebuild_is_on_the_page(root: Path) -> None:
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@y.example")
    for number in range(3):
        (root / "app/a").write_text(str(number))
        for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", str(number))):
            subprocess.run([*git, *words], cwd=root / "app", check=True)
    page = ctxtrim("report", "app", "-o", "-", cwd=root).stdout.decode()
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert (data["commits"], data["builds"][0]["costs"]) == (2, [[2, "COPY . /", 2, 2]])
