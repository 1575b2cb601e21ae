"""What `fix --dockerfile` reorders leaves the same files: its COPY lines, built before and after."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted
from tests.engines.conftest import Engines
from tests.engines.harness import Arrived, Engine

pytestmark = pytest.mark.engine

FILES = {
    ".dockerignore": "**/node_modules\n.git\nDockerfile.copies\n",
    "package.json": '{"workspaces": ["packages/*"]}',
    "package-lock.json": "{}",
    "packages/a/package.json": '{"name": "a"}',
    "packages/a/src/index.js": "a()\n",
    "requirements.txt": "flask\n",
    "app.py": "import flask\n",
    "api/requirements.txt": "flask\n",
    "api/main.py": "import flask\n",
}
DOCKERFILES = {
    "a list of requirements": "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
    "an absolute folder": "ADD . /srv/\nENV A=b\nRUN pip install -r /srv/requirements.txt\n",
    "a workspace, with owners": "WORKDIR /app\nCOPY --chown=7:7 . ./\nRUN npm ci && npm run build\n",
    "a folder of the context": "WORKDIR /app\nCOPY api .\nRUN pip install -r requirements.txt\n",
}


def arrived(engine: Engine, place: Path, dockerfile: str) -> Arrived:
    """What the lines leave behind without their RUNs."""
    copies = "\n".join(line for line in dockerfile.split("\n") if not line.startswith("RUN"))
    (place / "Dockerfile.copies").write_text(copies)
    done = engine.arrives(place, "-f", str(place / "Dockerfile.copies"))
    assert done.ok, done.log
    return done


@pytest.mark.parametrize("case", DOCKERFILES)
def test_the_same_files_arrive(case: str, engines: Engines) -> None:
    with tempfile.TemporaryDirectory(prefix="ctxtrim-reorder-") as folder:
        check_order(DOCKERFILES[case], engines("buildkit"), Path(folder))


def check_order(lines: str, engine: Engine, folder: Path) -> None:
    old = "FROM scratch\n" + lines
    place = planted(folder, {**FILES, "Dockerfile": old, "Dockerfile.copies": ""})
    assert ctxtrim("fix", "--dockerfile", "--write", "-f", "Dockerfile", cwd=place).returncode == 0
    new = (place / "Dockerfile").read_text()
    assert new != old and new.count("\n") > old.count("\n")
    (place / "Dockerfile").write_text("")
    before, after = (arrived(engine, place, text).entries for text in (old, new))
    assert before == after and len(before) >= 3
