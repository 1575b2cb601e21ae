"""Named contexts count apart, by their own ignore files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctxtrim.builds.of_request import builds_of
from ctxtrim.cli import main
from ctxtrim.model.context import Request
from tests.commandline import planted

FILES = {
    "main/Dockerfile": "FROM scratch\nCOPY --from=mods a /a\nCOPY own /\n",
    "main/own": 5,
    "main/.dockerignore": "a\n",
    "mods/a/f": 100,
    "mods/a/skipped": 1000,
    "mods/b/g": 200,
    "mods/.dockerignore": "**/skipped\n",
}


@pytest.mark.parametrize("how", ["compose", "bake", "option"])
def test_a_named_context_has_its_own_sums(how: str, tmp_path: Path) -> None:
    root = planted(tmp_path, FILES)
    options = []
    if how == "compose":
        build = "{context: ., additional_contexts: {mods: ../mods}}"
        (tmp_path / "main/compose.yaml").write_text(f"services: {{a: {{build: {build}}}}}\n")
    elif how == "bake":
        bake = 'target "a" {\n  contexts = { mods = "../mods" }\n}\n'
        (tmp_path / "main/docker-bake.hcl").write_text(bake)
    else:
        options = ["--build-context", f"mods={root}/mods"]
    done = CliRunner().invoke(main, ["audit", "--format", "json", f"{root}/main", *options])
    assert done.exit_code == 0, done.output
    (named, *rest) = json.loads(done.stdout)["named_contexts"]
    assert not rest
    assert (named["name"], named["context"], named["ignore_file"]) == (
        "mods",
        f"{root}/mods",
        ".dockerignore",
    )
    assert (named["eligible"]["bytes"] >= 300, named["sent"]["files"], named["sent"]["bytes"]) == (
        True,
        1,
        100,
    )


def test_what_is_sent_of_a_named_context_is_shown_and_found(tmp_path: Path) -> None:
    root = planted(tmp_path, FILES)
    done = CliRunner().invoke(main, ["audit", f"{root}/main", "--build-context", f"mods={root}/mods"])
    assert re.search(
        r"100B +1 file +of context mods \(\.\./mods\), after its .dockerignore$", done.stdout, re.MULTILINE
    )
    assert "build will fail" not in done.stdout


def test_a_named_context_that_is_not_there_fails(tmp_path: Path) -> None:
    root = planted(tmp_path, FILES)
    request = Request(f"{root}/main", named_contexts={"mods": f"{root}/no", "i": "docker-image://x"})
    (fault,) = builds_of(request).faults
    assert (fault.kind, fault.severity) == ("named-context", "error")
    assert "named context mods not found" in fault.message
