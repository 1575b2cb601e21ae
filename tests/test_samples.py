"""The samples are what they say: the same on every run, whole in git's eyes, and audited as expected.

`CTXTRIM_REWRITE=1 pytest tests/test_samples.py` writes what is expected anew; read the difference.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctxtrim.cli import main
from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from sample_projects import make as maker

HERE = Path(maker.__file__).parent
FIVE_LINES = ".venv\n.git\n*.xlsx\n*.png\n__pycache__\n"
Makes = Callable[[str], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Makes:
    """name -> a sample, made once."""
    folder = tmp_path_factory.mktemp("samples")

    def get(name: str) -> Path:
        if not (folder / name).exists():
            maker.make(name, folder / name)
        return folder / name

    return get


def listed(root: Path) -> dict[str, tuple[int, int | bytes | str]]:
    """path -> (mode, size or contents or target), without what git stamps with the time of day."""
    found: dict[str, tuple[int, int | bytes | str]] = {}
    for path in sorted(root.rglob("*")):
        info, name = path.lstat(), path.relative_to(root).as_posix()
        if stat.S_ISLNK(info.st_mode):
            found[name] = (info.st_mode, os.readlink(path))
        elif stat.S_ISREG(info.st_mode):
            is_text = info.st_size < 20_000 and not name.startswith(".git/")
            found[name] = (info.st_mode, path.read_bytes() if is_text else info.st_size)
    return found


def run_in(folder: Path, *arguments: str) -> str:
    """What the command line prints in a folder, with the folder's own name for its path."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, list(arguments))
    finally:
        os.chdir(here)
    assert result.exit_code == 0, result.output
    return result.output.replace(str(folder), folder.name)


def test_the_repository_holds_little() -> None:
    held = [path for path in HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in held) < 300_000


@pytest.mark.parametrize("name", maker.samples())
def test_a_sample_is_the_same_on_every_run(name: str, made: Makes, tmp_path: Path) -> None:
    maker.make(name, tmp_path / name)
    assert listed(tmp_path / name) == listed(made(name))


@pytest.mark.parametrize("name", maker.samples())
def test_git_tracks_all_that_the_sample_holds(name: str, made: Makes) -> None:
    command = ["git", "ls-files", "-z"]
    tracked = subprocess.run(command, cwd=made(name), capture_output=True, check=True).stdout.split(b"\0")
    held = {os.fsencode(path.relative_to(HERE / name)) for path in (HERE / name).rglob("*") if path.is_file()}
    assert held and held <= set(tracked)
    changed = subprocess.run(["git", "diff", "--stat"], cwd=made(name), capture_output=True, check=True)
    assert changed.stdout == b""


@pytest.mark.parametrize("name", maker.samples())
def test_every_build_of_a_sample_finds_what_it_copies(name: str, made: Makes) -> None:
    targets = audit(Request(str(made(name))), Ask()).targets
    assert targets
    assert [target.missing for target in targets] == [()] * len(targets)


@pytest.mark.parametrize("name", maker.samples())
def test_the_audit_of_a_sample_reads_as_expected(name: str, made: Makes) -> None:
    printed, expected = run_in(made(name), "audit"), HERE / "expected" / f"{name}.txt"
    if os.environ.get("CTXTRIM_REWRITE"):
        expected.write_text(printed)
    assert printed == expected.read_text()


def test_slim_images_is_154_megabytes_and_7_kilobytes_with_five_lines(made: Makes) -> None:
    context = made("slim-images")
    before = audit(Request(str(context)), Ask())
    assert round(before.scan.eligible.bytes / 1e6) == 154
    assert [heavy.path for heavy in before.heaviest[:2]] == [".venv", ".git"]
    ignore_file = context.with_name("five-lines")
    ignore_file.write_text(FIVE_LINES)
    after = audit(Request(str(context), ignore_file=str(ignore_file)), Ask())
    assert 6_000 < after.targets[0].sent.transfer_bytes < 8_000


def test_braces_and_sizes_are_read_as_in_a_shell() -> None:
    assert list(maker.sized({"{a,b}/{1..2}.x": "1.5 kB"})) == [
        *(("a/1.x", 1500), ("a/2.x", 1500), ("b/1.x", 1500), ("b/2.x", 1500)),
    ]


def test_a_sample_is_not_made_over_something(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert maker.main(["slim-images", str(tmp_path)]) == 2
    assert "does not exist yet" in capsys.readouterr().err


def test_without_a_name_the_samples_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert maker.main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == maker.samples()
