"""The seven builds that tell checkers of COPY sources apart, built for real."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from tests.checks.test_copy_checks import BUILDS, Build, planted_build
from tests.commandline import planted
from tests.engines.conftest import Engines

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


TREE = {
    "docs/index.md": "1",
    "docs/keep.txt": "2",
    "a.txt": "3",
    "b.dat": "4",
    "LICENSE": "5",
    "src/app/main.py": "6",
    "src/app/deep/z.go": "7",
    "far": "-> src/app",
    "abs": "-> /src/app",
    "sub/link": "-> ../b.dat",
    "gone": "-> nowhere",
}
SOURCES = {
    "x": [
        *(
            "*.none",
            "*.none LICENSE",
            "*.none *.no",
            "docs/*.none",
            "none/*.md",
            "none/*.md LICENSE",
            "[z].txt",
        ),
        *("*/*.none", "**/*.none", "none LICENSE", "gone", "gon*", "far/*.py", "abs/*.py", "fa*/*.py", "fa*"),
        *("**/*.go", "src/**/*.go", "src/**", "Docker*", "/docs/*.md", "far/**/*.go"),
    ],
    "**/*.md": ["docs/*.md", "docs/*.md LICENSE", "docs/*.md docs", "docs/*", "d*/*.md", "**/*.md"],
    "*.txt": ["*.txt", "*.txt LICENSE", "*.txt *.dat", "a.txt LICENSE"],
    "docs": ["docs/*.md", "docs/*.md LICENSE", "d*/*.md", "do*", "do* LICENSE"],
    "docs/**": ["do*", "docs/*", "docs/**"],
    "docs\n!docs/keep.txt": ["do*", "docs/*.md", "docs/*.txt"],
    "src": ["far/*.py", "fa*/*.py", "fa*", "far", "far/main.py", "ab*"],
    "far": ["far/*.py", "fa*/*.py", "fa*", "far", "far/main.py"],
    "**/*.py": ["far/*.py", "fa*/*.py", "far/main.py"],
    "far/main.py": ["far/*.py", "far/main.py"],
    "far/deep": ["far/dee*"],
    "far/deep\n!far/deep/z.go": ["far/dee*"],
    "**/deep": ["far/dee*", "far/*"],
    "b.dat": ["sub/link", "sub/lin*", "sub/lin* LICENSE"],
    "sub/link": ["sub/link", "sub/lin*", "sub/lin* LICENSE"],
    "src/**": ["src/**", "s*c", "src/*"],
    "Dockerfile": ["Docker*"],
}
EVERY = ["buildkit", "classic", "buildah", "buildkit-20.10", "classic-20.10"]


@pytest.mark.parametrize("builder", EVERY)
@pytest.mark.parametrize(
    ("ignore", "sources"), [(ignore, source) for ignore, sources in SOURCES.items() for source in sources]
)
def test_an_audit_tells_which_builders_a_source_fails_in(
    ignore: str, sources: str, builder: str, engines: Engines, place: Path
) -> None:
    planted(
        place, {**TREE, "Dockerfile": f"FROM scratch\nCOPY {sources} /d/\n", ".dockerignore": ignore + "\n"}
    )
    missing = audit(Request(str(place), builder=builder), Ask()).targets[0].missing
    arrived = engines(builder).arrives(place)
    assert arrived.ok == (not any(miss.fails for miss in missing)), (missing, arrived.log)
    if any(not miss.fails for miss in missing) and " " not in sources:
        assert not [path for path in arrived.entries if path != "d"]
