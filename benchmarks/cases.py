"""Trees, ignore files, and the commands that run on them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent

_PLAIN = """.hg .gitignore **/.hypothesis **/*.pyo **/*.xlsx **/*.log **/.venv2 venv env **/bower_components
**/.pytest_cache **/.mypy_cache **/.ruff_cache **/.tox **/*.jpeg **/.DS_Store target out **/*.egg-info .idea
.vscode *.md docs/** **/coverage.xml .coverage htmlcov **/*.swp docker-compose*.yml .env*""".split()
_EXCEPTIONS = ["!README.md", "!.env.example"]
_PRUNING = [".git", "**/.venv", "**/node_modules", "**/__pycache__", "**/*.pyc", "dist", "build"]

IGNORES = {
    "light": [*_PLAIN, *_EXCEPTIONS],
    "heavy": [*_PRUNING, *_PLAIN, *_EXCEPTIONS],
    "plain-30": _PLAIN[:30],
    "many-600": [
        *_PLAIN[:30],
        *(f"**/unlikely-{n}" for n in range(200)),
        *(f"**/*.unlikely{n}" for n in range(200)),
        *(f"some/path/{n}*.x" for n in range(110)),
        *(f"!**/back-{n}-*.x" for n in range(60)),
    ],
}
"""light excludes next to nothing and prunes nothing, so every path meets every pattern; heavy prunes."""


class Runner(NamedTuple):
    """Something to measure. command: "{root}" stands for the tree. prunes: it reads the ignore file."""

    name: str
    command: tuple[str, ...]
    pure: bool = False
    prunes: bool = True


class Case(NamedTuple):
    """A tree under an ignore file, and who runs on it (() is everybody but START_UP).

    yardstick: the runner whose time is 1.
    """

    tree: str
    ignore: str
    runners: tuple[str, ...] = ()
    yardstick: str = "du"


START_UP = ("import click", "--version", "ls", "check")
CASES = (
    Case("ten-files", "heavy", ("import click", "--version", "ls", "audit"), "import click"),
    Case("small-git", "heavy", (*START_UP, "audit"), "import click"),
    Case("mono", "light"),
    Case("mono", "heavy"),
    Case("project", "light"),
    Case("project", "heavy"),
    Case("wide", "light", ("scan", "scan, pure", "floor", "floor, 2 threads", "du")),
    Case("mono-100k", "light", ("scan", "scan, pure", "floor", "du")),
    Case("mono-1m", "light", ("scan", "scan, pure", "floor", "du")),
    Case("mono-100k", "plain-30", ("scan", "scan, pure", "floor")),
    Case("mono-100k", "many-600", ("scan", "scan, pure", "floor")),
)

_RG_RULES = ("--ignore-file", "{root}/.dockerignore")
_SCAN = """import sys
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.scan import scan
root = sys.argv[1]
found = scan(root, Ruleset.read(open(root + "/.dockerignore", "rb").read(), DEFAULT))
print(found.eligible, found.transfer_bytes)
"""


def runners(built: Path) -> list[Runner]:
    """Everything that can run here. built: the directory with the compiled floor."""
    python, ctxtrim = sys.executable, (sys.executable, "-m", "ctxtrim")
    audit = (*ctxtrim, "audit", "--format", "json", "{root}")
    bare = (*ctxtrim, "audit", "--no-findings", "--format", "json", "{root}")
    found = [
        Runner("scan", (python, "-c", _SCAN, "{root}")),
        Runner("scan, pure", (python, "-c", _SCAN, "{root}"), pure=True),
        Runner("audit without findings", bare),
        Runner("audit", audit),
        Runner("audit, pure", audit, pure=True),
        Runner("ls -0", (*ctxtrim, "ls", "-0", "{root}")),
        Runner("ls -0, pure", (*ctxtrim, "ls", "-0", "{root}"), pure=True),
        Runner("rg --files", ("rg", "--files", "-0", "--hidden", "--no-ignore-vcs", *_RG_RULES, "{root}")),
        Runner("import click", (python, "-c", "import click"), prunes=False),
        Runner("--version", (*ctxtrim, "--version"), prunes=False),
        Runner("ls", (*ctxtrim, "ls", "{root}")),
        Runner("check", (*ctxtrim, "check", "--fail-on", "error", "{root}")),
        Runner("du", ("du", "-s", "{root}"), prunes=False),
        Runner("ncdu", ("ncdu", "-0", "-o", os.devnull, "{root}"), prunes=False),
        Runner("gdu", ("gdu", "-np", "{root}"), prunes=False),
        Runner("docker-devtools", ("docker-devtools", "build-context", "ls", "-0", "--size", "{root}")),
        Runner("docker-show-context", ("docker-show-context", "{root}")),
        Runner("naive", (python, str(HERE / "naive.py"), "{root}"), prunes=False),
        Runner("floor", (str(built / "floor"), "1", "{root}"), prunes=False),
        Runner("floor, 2 threads", (str(built / "floor"), "2", "{root}"), prunes=False),
    ]
    if os.environ.get("DOCKER_HOST") or os.path.exists("/var/run/docker.sock"):
        found.append(Runner("classic transfer", ("docker", "build", "--no-cache", "-q", "{root}")))
    return [runner for runner in found if shutil.which(runner.command[0])]
