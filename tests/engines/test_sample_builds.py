"""Every sample, built for real from its own COPY lines: what is sent, and what is proposed breaks nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctxtrim.cli import main
from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from sample_projects.make import make, samples
from tests.engines.conftest import Engines
from tests.engines.copies import copies

pytestmark = pytest.mark.engine
SMALL = 40_000


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A sample whose large files are small: how much it is has no bearing on which files it is."""
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-sample-"))
    folder.chmod(0o755)
    dest = folder / "made"
    make(request.param, dest)
    for path in dest.rglob("*"):
        if (
            path.is_file()
            and not path.is_symlink()
            and path.stat().st_size > SMALL
            and ".git" not in path.parts
        ):
            os.truncate(path, SMALL)
    yield dest
    shutil.rmtree(folder)


def builds(context: Path) -> list[tuple[Path, str]]:
    """(Dockerfile, stage) of everything that copies from this context; the Dockerfiles are made buildable."""
    found = []
    for target in audit(Request(str(context)), Ask()).targets:
        dockerfile = Path(target.target.dockerfile).relative_to(context)
        made = copies((context / dockerfile).read_text())
        (context / dockerfile).write_text(made.text)
        found += [(dockerfile, stage) for stage in made.stages]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("sample", samples(), indirect=True)
def test_what_a_sample_sends_is_foretold_to_the_byte(sample: Path, engines: Engines) -> None:
    found = builds(sample)
    assert found
    for number, (dockerfile, stage) in enumerate(found):
        context = sample.rename(sample.with_name(f"{sample.parent.name}-{number}"))
        file = str(context / dockerfile)
        foretold = audit(Request(str(context), (file,), stage), Ask()).targets[0].sent.transfer_bytes
        arrived = engines("buildkit").arrives(context, "--file", file, "--target", stage)
        context.rename(sample)
        assert arrived.ok, arrived.log
        assert arrived.transfer_bytes == foretold, (dockerfile, stage)


@pytest.mark.parametrize("sample", samples(), indirect=True)
def test_a_sample_still_builds_with_what_is_proposed(sample: Path, engines: Engines) -> None:
    has_ignore_file = (sample / ".dockerignore").exists()
    command = ["fix", "--unsafe"] if has_ignore_file else ["init", "--unsafe"]
    written = CliRunner().invoke(main, [*command, "--write", str(sample)])
    assert written.exit_code == 0, written.output
    again = CliRunner().invoke(main, ["fix", "--unsafe", str(sample)])
    assert again.exit_code == 0, again.output
    for dockerfile, stage in builds(sample):
        arrived = engines("buildkit").arrives(sample, "--file", str(sample / dockerfile), "--target", stage)
        assert arrived.ok, (dockerfile, stage, arrived.log)
        emptied = {path for path, (kind, size) in arrived.entries.items() if kind == "file" and not size}
        assert emptied <= {path for path in arrived.entries if _is_empty(sample, path)}


def _is_empty(sample: Path, path: str) -> bool:
    name = path.rpartition("/")[2]
    return any(not file.stat().st_size for file in sample.rglob(name) if file.is_file())
