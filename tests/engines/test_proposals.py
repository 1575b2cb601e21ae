"""The files that `init` and `fix` write, built for real: nothing breaks, and the junk stays behind."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted
from tests.engines.conftest import Engines

pytestmark = pytest.mark.engine

# What generators of ignore files are tried with: they break one of these COPY lines, or leave the junk.
PROJECT: Mapping[str, str | int] = {
    "Dockerfile": (
        "FROM scratch\nWORKDIR /app\nCOPY pyproject.toml README.md requirements.txt ./\n"
        "COPY src/ src/\nCOPY dist/ dist/\nCOPY vendor/ vendor/\n"
    ),
    ".gitignore": "dist/\nbuild/\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0"\nreadme = "README.md"\n',
    "README.md": "# Shop\n",
    "requirements.txt": "flask\n",
    "src/shop/__init__.py": "",
    "src/shop/app.py": "import flask\n",
    "src/shop/models/cart.py": "class Cart: ...\n",
    "vendor/lib/__init__.py": "x = 1\n",
    "web/package.json": '{"name": "web"}\n',
    "web/index.js": "go()\n",
    "tests/test_app.py": "def test_app(): ...\n",
    "docs/index.md": "# Docs\n",
}
BUILT: Mapping[str, str | int] = {
    "dist/shop-1.0-py3-none-any.whl": 4_000,
    "build/lib/shop/app.py": "import flask\n",
}
JUNK: Mapping[str, str | int] = {
    "q3-figures.xlsx": 300_000,
    "reports/2024.xlsx": 200_000,
    "screenshot.png": 400_000,
    "models/model.safetensors": 900_000,
    "model.safetensors": 900_000,
    "data/train.csv": 5_000_000,
    "data/dump.parquet": 3_000_000,
    ".npmrc": "//registry.example.org/:_authToken=an-invented-token-0123\n",
    "server.key": "k",
    "certs/server.key": "k",
    "certs/server.pem": "k",
    ".env": "A=1\n",
    ".env.production": "A=1\n",
    "deploy/.env": "A=1\n",
    "deploy/.env.local": "A=1\n",
    "__pycache__/a.cpython-312.pyc": 900,
    "src/shop/__pycache__/app.cpython-312.pyc": 900,
    "src/shop/models/__pycache__/cart.cpython-312.pyc": 900,
    "vendor/lib/__pycache__/x.cpython-312.pyc": 900,
    "src/shop/old.pyc": 900,
    "web/node_modules/.package-lock.json": "{}",
    "web/node_modules/left-pad/index.js": 60_000,
    "node_modules/.package-lock.json": "{}",
    ".venv/pyvenv.cfg": "home = /usr\n",
    ".venv/lib/python3.12/site-packages/flask/app.py": 80_000,
    ".pytest_cache/README.md": "x",
    ".coverage": 50_000,
    ".DS_Store": 6_000,
    "src/.DS_Store": 6_000,
    ".idea/workspace.xml": "x",
    "debug.log": 70_000,
}
NEEDED = {
    "app/pyproject.toml",
    "app/README.md",
    "app/requirements.txt",
    "app/src/shop/__init__.py",
    "app/src/shop/app.py",
    "app/src/shop/models/cart.py",
    "app/dist/shop-1.0-py3-none-any.whl",
    "app/vendor/lib/__init__.py",
}


@pytest.fixture(params=["in git", "without git"])
def project(request: pytest.FixtureRequest) -> Iterator[Path]:
    """What has piled up since its commit, or since it was unpacked."""
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-proposed-"))
    folder.chmod(0o755)
    context = planted(folder / "shop", PROJECT)
    git = ["git", "-C", str(context), "-c", "user.name=S", "-c", "user.email=s@example.org"]
    steps = (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "shop"])
    for words in steps if request.param == "in git" else ():
        subprocess.run([*git, *words], check=True)
    planted(planted(context, BUILT), JUNK)
    yield context
    shutil.rmtree(folder)


def junk_in(context: Path) -> set[str]:
    """What is left of the junk. A table that may be seed data goes only if git says that no clone has it."""
    spared = set() if (context / ".git").exists() else {"data/train.csv"}
    return (JUNK.keys() - spared) & eligible_files(context)


def eligible_files(context: Path) -> set[str]:
    listed = ctxtrim("ls", "--eligible", "-0", context)
    assert listed.returncode == 0, listed.stderr
    return set(listed.stdout.decode().split("\0"))


def built(context: Path, engines: Engines) -> dict[str, int]:
    """The files of the image, under a name that the builder has not met."""
    fresh = context.rename(context.with_name(Path(tempfile.mktemp(prefix="shop-")).name))
    try:
        arrived = engines("buildkit").arrives(fresh)
    finally:
        fresh.rename(context)
    assert arrived.ok, arrived.log
    return {path: size for path, (kind, size) in arrived.entries.items() if kind == "file"}


WRITERS = [
    ["init"],
    ["init", "--unsafe"],
    ["init", "--unsafe", "--no-allowlist"],
    ["fix"],
    ["fix", "--unsafe"],
]


UNSAFE = [["init", "--unsafe"], ["init", "--unsafe", "--no-allowlist"]]


@pytest.mark.parametrize("words", WRITERS, ids=map(" ".join, WRITERS))
def test_a_file_of_ours_breaks_no_build(words: list[str], project: Path, engines: Engines) -> None:
    before = built(project, engines)
    assert ctxtrim(*words, "--write", project).returncode == 0
    after = built(project, engines)
    assert {path: after.get(path) for path in NEEDED} == {path: before[path] for path in NEEDED}
    assert not {path for path in after if path.endswith((".pyc", ".DS_Store"))}


@pytest.mark.parametrize("words", UNSAFE, ids=map(" ".join, UNSAFE))
def test_what_others_leave_in_the_context_is_kept_out(words: list[str], project: Path) -> None:
    assert JUNK.keys() <= eligible_files(project)
    assert ctxtrim(*words, "--write", project).returncode == 0
    assert junk_in(project) == set()


@pytest.mark.parametrize("words", UNSAFE, ids=map(" ".join, UNSAFE))
def test_junk_that_a_copy_names_stays(words: list[str], project: Path, engines: Engines) -> None:
    with open(project / "Dockerfile", "a") as file:
        file.write("COPY .npmrc certs/server.pem model.safetensors ./\nCOPY deploy deploy\n")
    assert ctxtrim(*words, "--write", project).returncode == 0
    arrived = built(project, engines)
    assert {"app/.npmrc", "app/server.pem", "app/model.safetensors"} <= arrived.keys()
    assert junk_in(project) <= {
        ".npmrc",
        "certs/server.pem",
        "model.safetensors",
        "deploy/.env",
        "deploy/.env.local",
    }


def test_where_all_is_copied_the_junk_stays_behind_too(project: Path, engines: Engines) -> None:
    with open(project / "Dockerfile", "a") as file:
        file.write("COPY . /all\n")
    before = built(project, engines)
    assert ctxtrim("init", "--unsafe", "--write", project).returncode == 0
    after = built(project, engines)
    assert {path: after.get(path) for path in NEEDED} == {path: before[path] for path in NEEDED}
    assert junk_in(project) == set()
    sources = {path for path in PROJECT if path.startswith(("src/", "vendor/", "web/"))}
    assert {f"all/{path}" for path in sources} <= after.keys()
