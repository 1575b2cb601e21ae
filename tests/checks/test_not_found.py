"""How a source that is not there is weighed: by what shows that it will be made, the plain error first."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

DOCKERFILE = {"Dockerfile": "FROM a\nCOPY bin/app /\n"}
WORKFLOW = """
jobs:
  b:
    steps:
      - uses: actions/checkout@v5
      {before}
      - uses: docker/build-push-action@v6
        with:
          context: .
"""
RELEASE = "dockers:\n  - image_templates: [x]\n    dockerfile: {}\n"
IN_CI = ".github/workflows/b.yml"
CASES: Mapping[str, tuple[Mapping[str, str], list[tuple[str, str]]]] = {
    "nothing makes it": ({}, [("error", "")]),
    "git ignores it": ({".gitignore": "bin/\n"}, [("advice", "git ignores it")]),
    "git ignores a folder above it": ({".gitignore": "/bin\n"}, [("advice", "git ignores it")]),
    "an exception takes it back": ({".gitignore": "bin/*\n!bin/app\n"}, [("error", "")]),
    "a CI job only checks out": ({IN_CI: WORKFLOW.format(before="")}, [("error", "")]),
    "a CI job runs something first": (
        {IN_CI: WORKFLOW.format(before="- run: make")},
        [("advice", "steps of its CI job")],
    ),
    "a CI job fetches something first": (
        {IN_CI: WORKFLOW.format(before="- uses: actions/download-artifact@v5")},
        [("advice", "steps of its CI job")],
    ),
    "a CI job runs something, and a name is nearly the same": (
        {IN_CI: WORKFLOW.format(before="- run: make"), "bin/appp": "x"},
        [("error", "")],
    ),
    "GoReleaser builds it": ({".goreleaser.yml": RELEASE.format("Dockerfile")}, [("advice", "GoReleaser")]),
    "GoReleaser builds another one": ({".goreleaser.yml": RELEASE.format("Dockerfile.x")}, [("error", "")]),
    "a submodule that is not checked out": (
        {".gitmodules": '[submodule "bin"]\n\tpath = bin\n', "bin/": ""},
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_source_that_is_not_there_is_weighed(case: str, tmp_path: Path) -> None:
    files, told = CASES[case]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    planted(tmp_path, {**DOCKERFILE, **files})
    done = ctxtrim("check", "--select", "CT301", "--format", "json", cwd=tmp_path)
    findings = json.loads(done.stdout)["findings"]
    assert [f["severity"] for f in findings] == [severity for severity, _ in told]
    for finding, (_, maker) in zip(findings, told, strict=True):
        plain, _, why = finding["message"].partition("; ")
        assert plain.removeprefix("build will fail: ") == "bin/app not found"
        assert plain.startswith("build will fail") == (not maker)
        assert maker in why and bool(maker) == bool(why)


def test_what_is_made_in_one_folder_is_told_once(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    files = {
        "Dockerfile": "FROM a\nCOPY bin/app /\nCOPY bin/b /\nCOPY dist /\n",
        ".gitignore": "bin/\ndist\n",
    }
    planted(tmp_path, files | {"b.Dockerfile": "FROM a\nCOPY bin/app /\n"})
    done = ctxtrim("check", "--select", "CT301", "--format", "json", cwd=tmp_path)
    messages = [f["message"].partition("; ")[0] for f in json.loads(done.stdout)["findings"]]
    assert messages == ["bin/app and 2 more like it not found", "dist not found"]
