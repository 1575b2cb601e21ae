"""`ctxtrim fix --dockerfile` shows and writes Dockerfiles with their installs first."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commandline import ctxtrim, planted

LATE = "FROM python:3\nCOPY . .\nRUN pip install -r requirements.txt\n"
FIRST = "FROM python:3\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n"
FILES = {"Dockerfile": LATE, "requirements.txt": "flask\n", "app.py": ""}


def test_the_diff_is_shown_and_nothing_written(tmp_path: Path) -> None:
    done = ctxtrim("fix", "--dockerfile", cwd=planted(tmp_path, dict(FILES)))
    assert done.returncode == 1, done.stderr
    assert b"+COPY requirements.txt ./\n" in done.stdout and b"add --write" in done.stdout
    assert (tmp_path / "Dockerfile").read_text() == LATE


def test_it_is_written_once(tmp_path: Path) -> None:
    planted(tmp_path, dict(FILES))
    (tmp_path / "Dockerfile").chmod(0o640)
    assert ctxtrim("fix", "--dockerfile", "--write", cwd=tmp_path).returncode == 0
    assert (tmp_path / "Dockerfile").read_text() == FIRST
    assert (tmp_path / "Dockerfile").stat().st_mode & 0o777 == 0o640
    again = ctxtrim("fix", "--dockerfile", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, b"No install comes after a copy of the sources.\n")


def test_what_stays_is_told_with_its_reason(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM node\nCOPY . .\nRUN npm ci\n", "package.json": "{}", "a.js": ""}
    done = ctxtrim("fix", "--dockerfile", "--format", "json", cwd=planted(tmp_path, dict(files)))
    (found,) = json.loads(done.stdout)["dockerfiles"]
    assert done.returncode == 0 and found["diff"] == ""
    assert found["skipped"] == [
        {"line": 3, "install": "npm install", "reason": "node_modules is not excluded"},
    ]


def test_every_stage_of_every_dockerfile_is_put_in_order(tmp_path: Path) -> None:
    web = (
        "FROM node AS a\nCOPY . .\nRUN npm ci\nFROM python\nCOPY --from=a /dist /dist\n"
        + LATE.split("\n", 1)[1]
    )
    files = {**FILES, "web.Dockerfile": web, "package.json": "{}", ".dockerignore": "node_modules\n"}
    planted(tmp_path, dict(files))
    assert ctxtrim("fix", "--dockerfile", "--write", cwd=tmp_path).returncode == 0
    assert (tmp_path / "web.Dockerfile").read_text().split("\n")[:4] == [
        *("FROM node AS a", "COPY package.json ./", "RUN npm ci", "COPY . ."),
    ]
    assert (tmp_path / "web.Dockerfile").read_text().endswith(FIRST.split("\n", 1)[1])
    assert (tmp_path / "Dockerfile").read_text() == FIRST


def test_the_rule_tells_it_where_the_install_stands(tmp_path: Path) -> None:
    done = ctxtrim("check", "--select", "CT401", "--format", "json", cwd=planted(tmp_path, dict(FILES)))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["name"], finding["file"], finding["line"]) == ("install-after-copy", "Dockerfile", 3)
    assert finding["hint"].endswith("ctxtrim fix --dockerfile.")


def test_a_hint_writes_names_as_they_are(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM a\nWORKDIR /s\nCOPY . .\nRUN ./x && dotnet restore App.csproj\n",
        "App.csproj": "<Project/>",
        "a.cs": "x",
        ".dockerignore": "**/obj\n",
    }
    done = ctxtrim("check", "--select", "CT401", "--format", "json", cwd=planted(tmp_path, files))
    [finding] = json.loads(done.stdout)["findings"]
    assert finding["hint"].startswith("Copy App.csproj first")
