"""The accelerator is sound: it builds without a warning and no sanitizer has a word to say."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "ctxtrim" / "_accel.c"
STRICT = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers"]
SANITIZED = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
LOADER = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("ctxtrim._accel", {path!r})
sys.modules["ctxtrim._accel"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["ctxtrim._accel"])
"""

pytestmark = [
    pytest.mark.skipif(
        not which("cc") or sys.platform != "linux", reason="needs a C compiler on Linux; install gcc"
    ),
    pytest.mark.skipif(
        not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")),
        reason="needs Python's headers; install python3-dev",
    ),
]


def build(into: Path, *flags: str) -> Path:
    built = into / "_accel.so"
    include = sysconfig.get_paths()["include"]
    command = [
        "cc",
        *flags,
        *STRICT,
        "-fPIC",
        "-shared",
        "-pthread",
        f"-I{include}",
        str(SOURCE),
        "-o",
        str(built),
    ]
    subprocess.run(command, check=True)
    return built


def scan_tests(built: Path, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The differential tests of the scan with a freshly built accelerator, in a process of their own."""
    (tmp_path / "sitecustomize.py").write_text(LOADER.format(path=str(built)))
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-x", "-p", "no:cacheprovider", "--timeout=3600"]
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    return subprocess.run(
        [*command, f"--basetemp={tmp_path / 'run'}", "tests/scan", "-k", "accelerated"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "CTXTRIM_STRIDE": "40", "CTXTRIM_EXAMPLES": "40", **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_it_builds_without_a_warning_and_answers_alike(tmp_path: Path) -> None:
    done = scan_tests(build(tmp_path, "-O2"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


@pytest.mark.slow
def test_the_sanitizers_are_silent(tmp_path: Path) -> None:
    found = [
        subprocess.run(
            ["cc", f"-print-file-name=lib{name}.so"], capture_output=True, text=True
        ).stdout.strip()
        for name in ("asan", "ubsan")
    ]
    if not all(os.path.isabs(library) for library in found):
        pytest.skip("the compiler has no sanitizers")
    built = build(tmp_path, *SANITIZED)
    done = scan_tests(built, tmp_path, LD_PRELOAD=" ".join(found), ASAN_OPTIONS="detect_leaks=0")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert " passed" in done.stdout
