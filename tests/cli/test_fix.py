"""`ctxtrim fix` on real folders: what is shown, what is written, and with which status it ends."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import ctxtrim, planted

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY . /\n",
    "main.py": "print(1)\n",
    "__pycache__/main.pyc": 900,
    "docs/a.rst": "a\n",
}


def fix(context: Path, *args: str, status: int) -> str:
    run = ctxtrim("fix", *args, cwd=context)
    assert (run.returncode, run.stderr) == (status, b""), run
    return run.stdout.decode("utf-8", "surrogateescape")


def failed(context: Path, *args: str) -> str:
    run = ctxtrim("fix", *args, cwd=context)
    assert (run.returncode, run.stdout, run.stderr.count(b"\n")) == (2, b"", 1), run
    return run.stderr.decode()


def as_json(context: Path, *args: str, status: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fix(context, "--format", "json", *args, status=status))
    return found


def ignore_file(context: Path, name: str = ".dockerignore") -> bytes:
    return (context / name).read_bytes()


def test_a_clean_context_has_nothing_to_do(tmp_path: Path) -> None:
    context = planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . .\n", "main.go": "x"})
    assert fix(context, status=0).startswith(".dockerignore: nothing to do.\n")
    assert not (context / ".dockerignore").exists()


def test_a_proposal_that_is_not_written_is_status_1_and_changes_nothing(tmp_path: Path) -> None:
    shown = fix(planted(tmp_path, FILES), status=1)
    assert "+**/__pycache__" in shown and shown.endswith("Nothing is written yet: add --write.\n")
    assert not (tmp_path / ".dockerignore").exists()


def test_written_once_there_is_nothing_left_to_do(tmp_path: Path) -> None:
    assert ".dockerignore is written." in fix(planted(tmp_path, FILES), "--write", status=0)
    written = ignore_file(tmp_path)
    assert fix(tmp_path, "--write", status=0).startswith(".dockerignore: nothing to do.\n")
    assert ignore_file(tmp_path) == written


def test_stdout_is_the_file_and_nothing_else(tmp_path: Path) -> None:
    text = fix(planted(tmp_path, FILES), "--stdout", status=1)
    fix(tmp_path, "--write", status=0)
    assert ignore_file(tmp_path).decode() == text


def test_tier_b_only_on_request(tmp_path: Path) -> None:
    planted(tmp_path, FILES)
    assert "\ndocs\n" not in fix(tmp_path, "--stdout", status=1)
    assert "\ndocs\n" in fix(tmp_path, "--stdout", "--thorough", status=1)


@pytest.mark.parametrize(
    "old",
    [
        b"mine\r\n# why\r\n!mine/not\r\n",
        b"\xef\xbb\xbfmine\n",
        b"mine",
        b"mine\n!mine/not",
        b"\xff\xfe\n#\x00\n",
        b"\n\n  \n",
    ],
    ids=["crlf", "bom", "no last line end", "no end after an exception", "no text", "blank"],
)
def test_the_users_bytes_stay(tmp_path: Path, old: bytes) -> None:
    planted(tmp_path, FILES)
    (tmp_path / ".dockerignore").write_bytes(old)
    fix(tmp_path, "--write", status=0)
    new = ignore_file(tmp_path)
    head, _, rest = new.partition(b"# >>> ctxtrim")
    tail = rest.partition(b"# <<< ctxtrim")[2]
    mine = [line for line in old.split(b"\n") if line.strip()]
    assert [line.rstrip(b"\r") for line in (head + tail).split(b"\n") if line.strip()] == [
        line.rstrip(b"\r") for line in mine
    ]
    if b"\r\n" in old:
        assert new.count(b"\n") == new.count(b"\r\n")
    assert fix(tmp_path, status=0)


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "config/ignore": "mine\n", ".dockerignore": "-> config/ignore"})
    (tmp_path / "config/ignore").chmod(0o640)
    fix(tmp_path, "--write", status=0)
    assert (tmp_path / ".dockerignore").readlink() == Path("config/ignore")
    assert b"**/__pycache__" in ignore_file(tmp_path, "config/ignore")
    assert stat.S_IMODE((tmp_path / "config/ignore").stat().st_mode) == 0o640


@pytest.mark.parametrize("target", ["../outside", "/etc/hostname", "nowhere", "loop"])
def test_a_link_that_leads_out_is_neither_read_nor_written(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside").write_text("secret\n")
    context = planted(tmp_path / "c", {**FILES, ".dockerignore": f"-> {target}", "loop": "-> loop"})
    run = ctxtrim("fix", "--write", cwd=context)
    assert run.returncode == 2 and b"secret" not in run.stdout + run.stderr
    assert (tmp_path / "outside").read_text() == "secret\n"
    assert (context / ".dockerignore").is_symlink()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"a\n[\n", ".dockerignore:2: docker rejects '['"),
        (b"!\n", ".dockerignore:1: docker rejects a lone '!'"),
        (b"x" * 70_000, ".dockerignore:1: the line has 65536 bytes or more"),
    ],
)
def test_a_file_that_docker_rejects_is_one_sentence(tmp_path: Path, text: bytes, sentence: str) -> None:
    planted(tmp_path, FILES)
    (tmp_path / ".dockerignore").write_bytes(text)
    assert sentence in failed(tmp_path)


def test_a_directory_in_its_place_is_one_sentence(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".dockerignore/x": "y"})
    assert "not a regular file" in failed(tmp_path)


def test_an_unknown_record_is_a_usage_error(tmp_path: Path) -> None:
    assert "no-such: no such record" in failed(planted(tmp_path, FILES), "--only", "no-such")


def test_only_and_skip(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "x/pyvenv.cfg": ""})
    assert "**/__pycache__" not in fix(tmp_path, "--stdout", "--skip", "python-bytecode", status=1)
    only = fix(tmp_path, "--stdout", "--only", "environments-venv-any-name", status=1)
    assert [line for line in only.splitlines() if line[0] != "#"] == ["x"]


def test_what_a_build_needs_is_held_back_with_its_line(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile": "FROM scratch\nCOPY . /\nCOPY __pycache__ /c\n"})
    found = as_json(tmp_path, status=0)
    held = [h for h in found["withheld"] if h["pattern"] == "**/__pycache__"]
    assert held[0]["needed_by"] == ["Dockerfile:3: COPY __pycache__ /c"]


def test_json_has_figures_that_add_up(tmp_path: Path) -> None:
    found = as_json(planted(tmp_path, FILES), "--thorough")
    before, after = found["eligible"]["before"], found["eligible"]["after"]
    assert before["bytes"] - after["bytes"] == sum(rule["bytes"] for rule in found["adopted"])
    assert found["schema"] == "ctxtrim.proposal/1" and found["changes"] is True
    assert found["ignore_file"] == ".dockerignore" and found["repairs"] == []


def test_the_file_of_the_dockerfile_is_the_one_that_is_changed(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.dockerignore": "mine\n"})
    fix(tmp_path, "--write", status=0)
    assert ignore_file(tmp_path, "Dockerfile.dockerignore").startswith(b"mine\n")
    assert not (tmp_path / ".dockerignore").exists()


def test_podman_reads_its_own_file(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".containerignore": "mine\n", ".dockerignore": "other\n"})
    fix(tmp_path, "--write", "--builder", "podman", status=0)
    assert b"**/__pycache__" in ignore_file(tmp_path, ".containerignore")
    assert ignore_file(tmp_path) == b"other\n"


SEVERAL: dict[str, str | int] = {
    **FILES,
    "Dockerfile.dev": "FROM a\nCOPY . .\n",
    "Dockerfile.dev.dockerignore": "x\n",
}


def test_every_ignore_file_of_the_context_has_its_proposal(tmp_path: Path) -> None:
    shown = fix(planted(tmp_path, SEVERAL), status=1)
    heads = [line for line in shown.splitlines() if line.endswith((" (new)", " (changed)"))]
    assert heads == [".dockerignore (new)", "Dockerfile.dev.dockerignore (changed)"]
    assert shown.count("Notes") == 1
    found = as_json(tmp_path)
    assert [file["ignore_file"] for file in found["files"]] == [
        ".dockerignore",
        "Dockerfile.dev.dockerignore",
    ]
    assert found["ignore_file"] == ".dockerignore" and found["changes"]


def test_all_of_them_are_written_and_undone_at_once(tmp_path: Path) -> None:
    shown = fix(planted(tmp_path, SEVERAL), "--write", status=0)
    assert shown.endswith(".dockerignore and Dockerfile.dev.dockerignore are written.\n")
    assert b"**/__pycache__" in ignore_file(tmp_path)
    assert b"**/__pycache__" in ignore_file(tmp_path, "Dockerfile.dev.dockerignore")
    assert "nothing to do" in fix(tmp_path, status=0)
    fix(tmp_path, "--undo", status=0)
    assert ignore_file(tmp_path, "Dockerfile.dev.dockerignore") == b"x\n"
    assert not (tmp_path / ".dockerignore").exists()


def test_a_file_narrows_to_the_one_that_its_builds_read(tmp_path: Path) -> None:
    planted(tmp_path, SEVERAL)
    text = fix(tmp_path, "--print", "-f", "Dockerfile.dev", status=1)
    assert text.startswith("x\n")
    fix(tmp_path, "--write", "-f", "Dockerfile.dev", status=0)
    assert ignore_file(tmp_path, "Dockerfile.dev.dockerignore").decode() == text
    assert not (tmp_path / ".dockerignore").exists()


def test_one_of_several_is_not_printed_by_chance(tmp_path: Path) -> None:
    said = failed(planted(tmp_path, SEVERAL), "--print")
    assert "the builds read .dockerignore, Dockerfile.dev.dockerignore; name one with -f" in said


def test_two_names_of_one_ignore_file_are_one(tmp_path: Path) -> None:
    planted(tmp_path, {**SEVERAL, ".dockerignore": "-> Dockerfile.dev.dockerignore"})
    assert "files" not in as_json(tmp_path)


LOCK = "FROM a\nCOPY pyproject.toml uv.lock ./\n"


@pytest.mark.parametrize(
    ("ignored", "then"),
    [
        ("a\nuv.lock\n", "a\n"),
        ("*.lock\n", "*.lock\n!uv.lock\n"),
        ("*.lock\nuv.lock\nx", "*.lock\nuv.lock\nx\n!uv.lock\n"),
        ("*.lock\r\n", "*.lock\r\n!uv.lock\r\n"),
        ("*\n!pyproject.toml\n", "*\n!pyproject.toml\n!uv.lock\n"),
        ("!uv.lock\n**/uv.*\n", "!uv.lock\n**/uv.*\n!uv.lock\n"),
    ],
    ids=["a line of its own", "a wildcard", "two lines", "crlf", "an allow-list", "undone"],
)
def test_what_stops_a_build_is_let_in(tmp_path: Path, ignored: str, then: str) -> None:
    files = {"Dockerfile": LOCK, "pyproject.toml": "", "uv.lock": "1"}
    planted(tmp_path, files)
    (tmp_path / ".dockerignore").write_bytes(ignored.encode())
    assert "the build of Dockerfile stops without uv.lock (line 2)" in fix(tmp_path, status=1)
    fix(tmp_path, "--write", status=0)
    assert ignore_file(tmp_path) == then.encode()
    assert not as_json(tmp_path, status=0)["changes"]


def test_a_folder_that_is_excluded_is_let_in_and_its_junk_is_not(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY src /s\n", "package.json": "{}", "src/node_modules/a": 9}
    planted(tmp_path, {**files, "src/a.js": "1", ".dockerignore": "**/src\n"})
    fix(tmp_path, "--write", status=0)
    assert ctxtrim("ls", cwd=tmp_path).stdout == b"src/a.js\n"


def test_no_exception_lets_in_a_folder_with_its_junk(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY src /s\n", "src/.env": "A=1", ".dockerignore": "sr*\n"}
    shown = fix(planted(tmp_path, files), status=0)
    assert "sr* excludes it" in shown and "nothing to add, but a build fails" in shown


def test_a_folder_of_an_allow_list_is_let_in_without_its_junk(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY src /s\n", "package.json": "{}", "src/node_modules/a": 9}
    planted(tmp_path, {**files, "src/a.js": "1", ".dockerignore": "*\n"})
    fix(tmp_path, "--write", status=0)
    assert ctxtrim("ls", cwd=tmp_path).stdout == b"src/a.js\n"


def test_a_wildcard_lets_no_secret_in(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY conf/* /c/\n", "conf/a.ini": "1", "conf/prod.key": "k"}
    planted(tmp_path, {**files, ".dockerignore": "conf/*\n"})
    fix(tmp_path, "--write", status=0)
    assert b"!conf/a.ini" in ignore_file(tmp_path) and b"prod.key\n" not in ignore_file(tmp_path)


def test_nothing_to_do_never_stands_beside_a_build_that_fails(tmp_path: Path) -> None:
    shown = fix(planted(tmp_path, {"Dockerfile": "FROM a\nCOPY gone /\n"}), status=0)
    assert "nothing to do" not in shown
    assert "nothing to add, but a build fails" in shown and "gone not found" in shown
    assert as_json(tmp_path, status=0)["failing"][0]["line"] == 2


def test_lines_that_could_be_fixed_are_offered(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY main.go .\n", "main.go": "", ".dockerignore": "x # y\n"})
    shown = fix(tmp_path, status=0)
    assert "nothing to add" in shown and "--fix-existing  mends one of your lines" in shown
    assert as_json(tmp_path, status=0)["fix_existing"] == 1
    fix(tmp_path, "--fix-existing", "--write", status=0)
    assert ignore_file(tmp_path) == b"# y\nx\n"
    assert "nothing to do" in fix(tmp_path, status=0)


def test_other_builds_of_the_context_bind_a_shared_file(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.dev": "FROM a\nCOPY __pycache__ /c\n"})
    found = as_json(tmp_path, "-f", "Dockerfile", status=0)
    held = {h["pattern"]: h["needed_by"] for h in found["withheld"]}
    assert "Dockerfile.dev:2: COPY __pycache__ /c" in held["**/__pycache__"]


def test_hostile_names_are_shown_so_that_they_cannot_hurt(tmp_path: Path) -> None:
    name = "x\x1b[31m\n*\n"
    context = planted(tmp_path, {**FILES, f"{name}/pyvenv.cfg": "", f"{name}/y": ""})
    subprocess.run(["git", "init", "-q", context], check=True)
    shown = fix(context, status=1)
    assert "\x1b" not in shown
    text = fix(context, "--stdout", status=1)
    assert "*" not in text.splitlines()


def test_undecodable_names_survive_every_form(tmp_path: Path) -> None:
    planted(tmp_path, FILES)
    folder = os.fsencode(tmp_path) + b"/b\xff"
    os.mkdir(folder)
    for name in (b"/pyvenv.cfg", b"/x"):
        with open(folder + name, "wb") as file:
            file.write(b"x")
    assert "b?" in fix(tmp_path, "--stdout", status=1).splitlines()
    fix(tmp_path, "--all", status=1)
    as_json(tmp_path)
    fix(tmp_path, "--write", status=0)
    assert fix(tmp_path, status=0)


def test_repairs_are_made_only_on_request_and_shown_with_their_effect(tmp_path: Path) -> None:
    planted(
        tmp_path, {**FILES, "package.json": "{}", "w/node_modules/x": 700, ".dockerignore": "node_modules\n"}
    )
    assert fix(tmp_path, "--stdout", status=1).startswith("node_modules\n")
    shown = fix(tmp_path, "--repair", status=1)
    assert ".dockerignore:1  node_modules  ->  **/node_modules" in shown
    assert "excludes 700B in 1 file" in shown
    found = as_json(tmp_path, "--repair")
    assert found["repairs"][0]["kept_out"] == {"files": 1, "bytes": 700}
    assert found["eligible"]["before"]["bytes"] - found["eligible"]["after"]["bytes"] == 700 + 900
    fix(tmp_path, "--repair", "--write", status=0)
    assert ignore_file(tmp_path).startswith(b"**/node_modules\n")
    assert fix(tmp_path, "--repair", status=0)


def test_a_repair_that_a_build_would_feel_is_held_back(tmp_path: Path) -> None:
    files = {**FILES, "Dockerfile": "FROM a\nCOPY . .\nCOPY docs /d\n", ".dockerignore": "docs # ours\n"}
    shown = fix(planted(tmp_path, files), "--repair", status=1)
    assert (
        "docs # ours   Dockerfile:3: COPY docs /d" in " ".join(shown.split("  ")[0:])
        or "COPY docs /d" in shown
    )
    assert "docs # ours\n" in fix(tmp_path, "--repair", "--stdout", status=1)


def test_git_ignores_and_tracks(tmp_path: Path) -> None:
    planted(
        tmp_path, {**FILES, ".gitignore": "scratch\n", "scratch/x": 10, ".env": "A=1\n", "sub/.env": "B=1\n"}
    )
    subprocess.run(
        "git init -q . && git add -f .env Dockerfile main.py", shell=True, cwd=tmp_path, check=True
    )
    text = fix(tmp_path, "--stdout", "--thorough", status=1)
    assert "scratch" in text.splitlines()
    assert "!.env" in text.splitlines() or "**/.env" not in text.splitlines()


def test_undo_restores_the_file_before_the_last_write(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".dockerignore": "mine\n"})
    fix(tmp_path, "--write", status=0)
    assert fix(tmp_path, "--undo", status=0) == ".dockerignore: as before the last write.\n"
    assert ignore_file(tmp_path) == b"mine\n"
    assert "nothing was undone" in failed(tmp_path, "--undo")


def test_undo_removes_a_file_that_was_new(tmp_path: Path) -> None:
    fix(planted(tmp_path, FILES), "--write", status=0)
    assert "removed, as it was new" in fix(tmp_path, "--undo", status=0)
    assert not (tmp_path / ".dockerignore").exists()


def test_undo_refuses_where_the_file_was_edited_since(tmp_path: Path) -> None:
    fix(planted(tmp_path, FILES), "--write", status=0)
    with (tmp_path / ".dockerignore").open("a") as file:
        file.write("mine\n")
    assert ".dockerignore: edited since ctxtrim wrote it; nothing was undone." in failed(tmp_path, "--undo")
    assert ignore_file(tmp_path).endswith(b"mine\n")
