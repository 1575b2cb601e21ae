"""Seven builds that tell checkers of COPY sources apart: does it build, and what is sent?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from ctxtrim.commands.audit import audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from tests.commandline import ctxtrim, planted

CONTEXT: Mapping[str, str | int] = {
    "src/app/main.py": 11,
    "src/x.py": 12,
    "docs/index.md": 13,
    "docs/x.md": 14,
    "dist/a.js": 15,
    "LICENSE": 16,
}


class Build(NamedTuple):
    """missing: the path in the context that the build lacks, "" if it succeeds. named: as BuildKit names it.

    sent: the sizes of the files that are sent.
    """

    ignore: str
    lines: str
    missing: str
    sent: set[int]
    named: str = ""


THROUGH = "COPY . /src\nFROM scratch\nCOPY --from=b /src/LICENSE /"
BUILDS = {
    "an allowlist that names a part of the source": Build("*\n!src/app\n", "COPY src /s", "", {11}),
    "a folder with one file brought back": Build("docs\n!docs/index.md\n", "COPY docs /d", "", {13}),
    "a wildcard whose files are all excluded copies nothing": Build(
        "**/*.md\n", "COPY docs/*.md LICENSE docs /d/", "", {16}
    ),
    "a folder excluded, another brought back": Build("dist\n!foo\n", "COPY dist /d", "dist", set()),
    "an excluded source in a variable": Build("docs\n", "ARG D=docs\nCOPY ${D} /d", "docs", set()),
    "a source in a variable that is sent": Build("dist\n", "ARG D=docs\nCOPY ${D} /d", "", {13, 14}),
    "an excluded bind mount": Build(
        "docs\n", "RUN --mount=type=bind,source=docs,target=/d true", "docs", set()
    ),
    "an excluded file taken through a stage": Build(
        "LICENSE\n", THROUGH, "LICENSE", {11, 12, 13, 14, 15}, "src/LICENSE"
    ),
}
IDS = list(BUILDS)


def planted_build(root: Path, build: Build) -> Path:
    """The context with its Dockerfile and ignore file, which are no part of what is sent."""
    planted(root, CONTEXT)
    (root / "Dockerfile").write_text(f"FROM scratch AS b\n{build.lines}\n")
    (root / ".dockerignore").write_text(f"{build.ignore}Dockerfile\n.dockerignore\n")
    return root


@pytest.mark.parametrize("build", BUILDS.values(), ids=IDS)
def test_an_audit_tells_whether_it_builds_and_what_is_sent(build: Build, tmp_path: Path) -> None:
    found = audit(Request(str(planted_build(tmp_path, build))), Ask()).targets[0]
    assert [miss.source for miss in found.missing if miss.fails] == ([build.missing] if build.missing else [])
    assert {size for size, _ in found.sent.largest} == build.sent


@pytest.mark.parametrize("build", BUILDS.values(), ids=IDS)
def test_the_command_line_names_the_line_that_fails(build: Build, tmp_path: Path) -> None:
    said = ctxtrim("audit", cwd=planted_build(tmp_path, build)).stdout.decode()
    line = 1 + 1 + build.lines.count("\n")
    assert (f"Dockerfile:{line}: build will fail" in said and "excluded by" in said) == bool(build.missing), (
        said
    )
