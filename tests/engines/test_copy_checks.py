"""The seven builds that tell checkers of COPY sources apart, built for real."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.conftest import Engines
from tests.test_copy_checks import BUILDS, Build, planted_build

pytestmark = pytest.mark.engine


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the builders see."""
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-context-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("builder", ["buildkit", "buildkit-20.10"])
@pytest.mark.parametrize("build", BUILDS.values(), ids=list(BUILDS))
def test_it_builds_or_names_what_it_lacks(build: Build, builder: str, engines: Engines, place: Path) -> None:
    arrived = engines(builder).arrives(planted_build(place, build))
    assert arrived.ok == (not build.missing), arrived.log
    if build.missing:
        assert f"/{build.named or build.missing}" in arrived.log
        assert "not found" in arrived.log
    else:
        assert {size for kind, size in arrived.entries.values() if kind == "file"} == build.sent
