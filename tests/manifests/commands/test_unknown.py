"""A program that no table knows may read every manifest where it runs."""

from __future__ import annotations

import pytest

from ctxtrim.manifests.tables import data
from tests.manifests.standing import needs_of

FILES: dict[str, str | bytes] = {
    ".git/HEAD": "",
    "pyproject.toml": '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "a"\n'
    'dynamic = ["version"]\nreadme = "docs/long.rst"\n[tool.hatch.version]\nsource = "vcs"\n',
    "docs/long.rst": "",
    "docs/other.rst": "",
    "helper.sh": "echo\n",
    "tool": "#!/usr/bin/env python3\n",
    "web/package.json": '{"main": "docs/index.js"}',
    "web/docs/index.js": "",
    "api/Cargo.toml": '[package]\nname = "a"\nreadme = "docs/api.md"\n',
    "api/docs/api.md": "",
}


@pytest.mark.parametrize(
    "command",
    ["pixi install", "just build", "./tool", "$PYTHON -m build", "tox -e build", "xvfb-run frobnicate --all"],
)
def test_what_the_manifest_names_is_needed(command: str) -> None:
    found = {need.glob for need in needs_of(FILES, command)}
    assert {"docs/long.rst", ".git"} <= found
    assert "docs/other.rst" not in found


@pytest.mark.parametrize(
    "command",
    [
        "cat pyproject.toml && chmod -R g+w . && chown app .",
        "apt-get install -y git && pip install requests",
        "uv sync --no-install-project",
        "npm ci",
        "./helper.sh",
        'log() { echo "$@"; }; log hello',
        "CMD frobnicate",
    ],
)
def test_what_is_known_to_ignore_a_manifest_does_not_make_it_one(command: str) -> None:
    found = {need.glob for need in needs_of(FILES, command)}
    assert not {"docs/long.rst", ".git"} & found


def test_only_manifests_of_the_place_where_it_runs_count() -> None:
    found = {need.glob for need in needs_of(FILES, "cd api && frobnicate")}
    assert "api/docs/api.md" in found
    assert "web/docs/index.js" not in found
    assert "web/docs/index.js" in {need.glob for need in needs_of(FILES, "cd web && moon run build")}


def test_a_program_that_runs_before_the_manifest_is_copied_reads_none() -> None:
    found = {need.glob for need in needs_of(FILES, "cd /elsewhere && frobnicate")}
    assert "docs/long.rst" not in found


def test_the_table_of_known_programs_holds_sorted_lists() -> None:
    for names in data("known_programs.toml").values():
        assert names == sorted(set(names))
