"""What other repositories use of this one: the hooks of pre-commit and the steps of the action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commandline import planted

ROOT = Path(__file__).parents[1]
FAULTY = {"Dockerfile": "FROM a\nCOPY a /\n", ".dockerignore": ".git\nb # note\n", "a": "x"}
CLEAN = {**FAULTY, ".dockerignore": ".git\nb\n"}


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("src/app.py", False),
        ("docs/dockerfile_format/index.md", False),
        ("composer.json", False),
        (".gitignore", False),
        (".dockerignore", True),
        ("api/.containerignore", True),
        ("Dockerfile", True),
        ("docker/prod.Dockerfile", True),
        ("Dockerfile.dev.dockerignore", True),
        ("Containerfile", True),
        ("compose.yaml", True),
        ("deploy/docker-compose.prod.yml", True),
        ("docker-bake.hcl", True),
        ("ctxtrim.toml", True),
    ],
)
def test_the_hooks_run_where_a_build_is_described(path: str, runs: bool) -> None:
    for hook in hooks().values():
        assert bool(re.search(hook["files"], path)) is runs, hook["id"]


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pre-commit"), reason="pre-commit is not installed")
def test_pre_commit_passes_fails_and_fixes(tmp_path: Path) -> None:
    def tried(hook: str) -> subprocess.CompletedProcess[str]:
        command = ["pre-commit", "try-repo", str(ROOT), hook, "--all-files"]
        environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)

    root = planted(tmp_path / "repository", CLEAN)
    git(root, "init", "-q")
    git(root, "add", "-A")
    passed = tried("ctxtrim-check")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    (root / ".dockerignore").write_text(FAULTY[".dockerignore"])
    failed = tried("ctxtrim-check")
    assert failed.returncode == 1
    assert "CT201" in failed.stdout
    planted(root, {"Dockerfile": "FROM a\nCOPY . /\n", "app.py": "", "__pycache__/a.pyc": "x"})
    fixed = tried("ctxtrim-fix")
    assert "files were modified by this hook" in fixed.stdout
    assert "__pycache__" in (root / ".dockerignore").read_text()


def run_action(root: Path, temp: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of action.yml one after the other, as a runner does; stop where one fails."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    values = {name: what["default"] for name, what in action["inputs"].items()} | inputs
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
        "GITHUB_ACTION_PATH": str(ROOT),
        "RUNNER_TEMP": str(temp),
        **{name: str(temp / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")},
    }
    for step in action["runs"]["steps"]:
        own = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)
            for name, text in step.get("env", {}).items()
        }
        assert "${{" not in step["run"], "inputs reach a script as variables, never as its text"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=root, env={**environment, **own}, capture_output=True, text=True)
        if done.returncode:
            break
    return done


def test_the_action_passes_a_clean_context(tmp_path: Path) -> None:
    root = planted(tmp_path / "repository", CLEAN)
    done = run_action(root, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no findings" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()


def test_the_action_annotates_and_fails(tmp_path: Path) -> None:
    root = planted(tmp_path / "repository" / "a b;c", FAULTY).parent
    done = run_action(root, tmp_path, context="a b;c")
    assert done.returncode == 1
    assert (
        "::warning file=a b;c/.dockerignore,line=2,col=1,endColumn=9,title=CT201 trailing-comment::"
        in done.stdout
    )
    assert "CT201" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    sarif = (tmp_path / "GITHUB_OUTPUT").read_text().strip().removeprefix("sarif=")
    assert "CT201" in Path(sarif).read_text()
    assert run_action(root, tmp_path, context="a b;c", **{"fail-on": "error"}).returncode == 0
    assert run_action(root, tmp_path, context="a b;c", options="--ignore CT201").returncode == 0
    assert run_action(root, tmp_path, context="nowhere").returncode == 2
