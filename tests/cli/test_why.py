"""`ctxtrim why` names the line that decides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

FILES = {
    "Dockerfile": "FROM a\nCOPY src nm /s\n",
    ".dockerignore": "nm\n!nm/keep\nnm\n**/*.md\n!docs\n",
    "src/a.py": "1",
    "src/x.md": "1",
    "docs/x.md": "2",
    "nm/keep": "3",
    "other": "4",
}


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return planted(tmp_path / "ctx", FILES)


def said(context: Path, *args: str, cwd: Path | None = None) -> str:
    run = ctxtrim("why", *args, cwd=cwd or context)
    assert run.returncode in (0, 1)
    assert run.stderr == b""
    return run.stdout.decode()


@pytest.mark.parametrize(
    ("paths", "status"),
    [
        pytest.param(["src/a.py"], 0, id="sent"),
        pytest.param(["src/x.md"], 1, id="excluded"),
        pytest.param(["other"], 1, id="eligible, but no line takes it"),
        pytest.param(["nm/keep"], 1, id="emptied"),
        pytest.param(["src/a.py", "src/x.md"], 1, id="one of two"),
    ],
)
@pytest.mark.parametrize("options", [[], ["-q"], ["--format", "json"]], ids=" ".join)
def test_the_status_says_whether_it_is_sent(
    context: Path, paths: list[str], status: int, options: list[str]
) -> None:
    run = ctxtrim("why", *options, *paths, cwd=context)
    assert (run.returncode, run.stderr) == (status, b"")
    assert bool(run.stdout) == (options != ["-q"])


def test_without_a_dockerfile_eligible_counts(tmp_path: Path) -> None:
    assert ctxtrim("why", "-q", "a", cwd=planted(tmp_path, {"a": ""})).returncode == 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("src/a.py", ["eligible, sent", "taken by Dockerfile:2: COPY src nm"], id="sent"),
        pytest.param("other", ["eligible, not sent", "no line of Dockerfile takes it"], id="eligible only"),
        pytest.param("src/x.md", ["excluded", ".dockerignore:4: **/*.md"], id="excluded"),
        pytest.param("nm/x", ["excluded", ".dockerignore:1: nm", "matches nm"], id="through a directory"),
        pytest.param("nm/keep", ["arrives EMPTY", ".dockerignore:3: nm"], id="emptied"),
        pytest.param("none", ["eligible", "not there now"], id="absent"),
        pytest.param("./src//a.py", ["src/a.py: eligible"], id="an unclean path"),
    ],
)
def test_said(context: Path, path: str, expected: list[str]) -> None:
    text = said(context, path)
    assert not [part for part in expected if part not in text]


@pytest.mark.parametrize("typed", [".", "", "./", "src/..", "{context}", "{link}"])
def test_of_the_context_itself(context: Path, typed: str) -> None:
    link = context.parent / "link"
    link.symlink_to(context)
    (context / ".dockerignore").write_text("**\n")
    (context / "Dockerfile").write_text("FROM a\nCOPY src /s\nCOPY . /s\n")
    text = said(context, typed.format(context=context, link=link))
    assert text.startswith(
        ".: eligible, sent\n    no pattern excludes the context itself, only what is in it;"
    )
    assert "Dockerfile:3" in text
    assert "Dockerfile:2" not in text


def test_of_the_context_itself_that_no_line_takes_whole(context: Path) -> None:
    text = said(context, ".")
    assert text.startswith(".: eligible, not sent as a whole\n")
    assert "no line of Dockerfile takes it as a whole" in text
    assert json.loads(said(context, ".", "--format", "json"))["paths"][0]["path"] == "."


def test_what_is_around_the_context_is_never_sent(context: Path) -> None:
    run = ctxtrim("why", "..", cwd=context)
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"not inside the context" in run.stderr


def test_builders_that_disagree_are_told_together(context: Path) -> None:
    text = said(context, "docs/x.md")
    assert "buildah, buildkit-20.10, classic-20.10: eligible\n    .dockerignore:5: !docs" in text


def test_builders_that_agree_are_not_mentioned(context: Path) -> None:
    assert "buildah" not in said(context, "src/a.py")


def test_a_path_may_be_absolute_or_relative_to_where_one_is(context: Path) -> None:
    from_below = said(context, "-c", "..", "a.py", cwd=context / "src")
    assert from_below == said(context, str(context / "src" / "a.py"))
    assert from_below.startswith("src/a.py: eligible, sent")


def test_through_a_link_to_the_context(context: Path) -> None:
    link = context.parent / "link"
    link.symlink_to(context)
    assert said(context, "-c", str(link), str(context / "src/a.py")).startswith("src/a.py: eligible")


def test_json(context: Path) -> None:
    found = json.loads(said(context, "nm/keep", "--format", "json"))
    assert found["schema"] == "ctxtrim.why/1"
    row = found["paths"][0]
    assert (row["path"], row["kind"], row["bytes"]) == ("nm/keep", "file", 1)
    assert row["reasons"][0]["outcome"] == "emptied"
    assert row["builds"] == [{"build": "Dockerfile", "lines": ["Dockerfile:2: COPY src nm"]}]


def test_another_name_of_a_file_shares_the_fate_of_the_first(context: Path) -> None:
    (context / "z").hardlink_to(context / "nm/keep")
    (context / ".dockerignore").write_text("nm\n!nm/keep\n!nm/z\nnm\n")
    (context / "nm/z").hardlink_to(context / "other")
    text = said(context, "z")
    assert text.startswith("z: arrives EMPTY")
    assert "another name of nm/keep (a hard link), which is sent first and arrives empty" in text
    (context / "a").hardlink_to(context / "other")
    assert said(context, "nm/z").startswith("nm/z: eligible")
    assert said(context, "other").startswith("other: eligible")
