"""What is read before a proposal is made: from the real disk, git and Dockerfiles."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ctxtrim.commands.fix import FixInputs, read_fix_inputs
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.proposal import Options, propose
from tests.commandline import planted

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY src /src\nCOPY dist/app.js /\n",
    "src/a.js": "1\n",
    "src/node_modules/x.js": 5,
    "package.json": "{}",
}


def inquired(context: Path, *files: str, **also: bool) -> FixInputs:
    return read_fix_inputs(Request(str(context), tuple(str(context / file) for file in files)), **also)


def git(context: Path, *args: str) -> None:
    subprocess.run(["git", "-C", context, *args], check=True, stdout=subprocess.DEVNULL)


def test_what_is_there_and_what_is_needed(tmp_path: Path) -> None:
    asked = inquired(planted(tmp_path, FILES)).inputs
    assert {"src", "src/a.js", "Dockerfile"} <= set(asked.eligible.paths)
    assert {"src", "dist/app.js"} <= {need.glob for need in asked.needs}
    assert asked.sent["Dockerfile"] == frozenset(
        {"src", "src/a.js", "src/node_modules", "src/node_modules/x.js"}
    )
    assert asked.eligible.tracked is None


def test_the_stock_is_what_the_users_own_lines_leave(tmp_path: Path) -> None:
    text = "src/a.js\n# >>> ctxtrim\npackage.json\n# <<< ctxtrim\n"
    fix_inputs = inquired(planted(tmp_path, {**FILES, ".dockerignore": text}))
    assert "src/a.js" not in fix_inputs.inputs.eligible.paths
    assert "package.json" in fix_inputs.inputs.eligible.paths
    assert (fix_inputs.exists, fix_inputs.seen, fix_inputs.shown) == (True, text.encode(), ".dockerignore")


def test_git_tells_what_is_tracked_and_ignored(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".gitignore": "*.tmp\n", "x.tmp": ""})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "src/a.js", "Dockerfile")
    eligible = inquired(tmp_path).inputs.eligible
    assert eligible.is_tracked("src/a.js") and not eligible.is_tracked("package.json")
    assert eligible.holds_tracked("src") and eligible.is_ignored("x.tmp")


def test_a_context_inside_a_repository(tmp_path: Path) -> None:
    planted(tmp_path / "app", FILES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "app/src/a.js")
    assert inquired(tmp_path / "app").inputs.eligible.tracked == {"src/a.js"}


def test_a_file_that_is_not_there_yet_is_foreseen_itself(tmp_path: Path) -> None:
    asked = inquired(planted(tmp_path, FILES)).inputs
    assert asked.expected == {".dockerignore"}
    (tmp_path / ".dockerignore").write_text("")
    assert inquired(tmp_path).inputs.expected == frozenset()


@pytest.mark.parametrize(
    ("files", "given", "preventive", "place"),
    [
        ({}, (), False, ".dockerignore"),
        ({}, (), True, ".dockerignore"),
        ({"Dockerfile.dockerignore": ""}, (), False, "Dockerfile.dockerignore"),
        ({"Dockerfile.dev": "FROM a\n"}, ("Dockerfile.dev",), True, "Dockerfile.dev.dockerignore"),
        ({"Dockerfile.dev": "FROM a\n"}, ("Dockerfile.dev",), False, ".dockerignore"),
        (
            {
                "Dockerfile.a": "FROM a\n",
                "Dockerfile.a.dockerignore": "",
                "Dockerfile.b": "FROM a\n",
                ".dockerignore": "",
            },
            (),
            False,
            ".dockerignore",
        ),
    ],
    ids=[
        "none",
        "a new one",
        "of the Dockerfile",
        "a new one for one",
        "one to fix for one",
        "what most read",
    ],
)
def test_the_file_to_change(
    tmp_path: Path, files: dict[str, str | int], given: tuple[str, ...], preventive: bool, place: str
) -> None:
    planted(tmp_path, {**FILES, **files})
    assert os.path.relpath(inquired(tmp_path, *given, preventive=preventive).path, tmp_path) == place


def test_a_file_that_was_named_is_read_wherever_it_is(tmp_path: Path) -> None:
    planted(tmp_path, {**{f"c/{name}": what for name, what in FILES.items()}, "ignore": "src\n"})
    fix_inputs = read_fix_inputs(Request(str(tmp_path / "c"), ignore_file=str(tmp_path / "ignore")))
    assert fix_inputs.path == str(tmp_path / "ignore") and "src" not in fix_inputs.inputs.eligible.paths


def test_a_link_out_of_the_context_is_refused(tmp_path: Path) -> None:
    planted(tmp_path, {"secret": "x", **{f"c/{name}": what for name, what in FILES.items()}})
    (tmp_path / "c/.dockerignore").symlink_to("../secret")
    with pytest.raises(CtxtrimError, match="a link that leads out of its folder"):
        inquired(tmp_path / "c")


def test_translated_git_patterns_are_candidates_on_request(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".gitignore": "*.tmp\nscratch/\n", "a/x.tmp": 5})
    git(tmp_path, "init", "-q")
    plain = {candidate.record for candidate in inquired(tmp_path).inputs.candidates}
    asked = inquired(tmp_path, gitignore=True).inputs
    assert "gitignore" not in plain
    assert "**/*.tmp" in {c.pattern for c in asked.candidates if c.record == "gitignore"}


def test_repairs_come_before_the_question(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".dockerignore": "node_modules\n"})
    fix_inputs = inquired(tmp_path, repair=True)
    assert fix_inputs.seen == b"node_modules\n" and fix_inputs.inputs.old == b"**/node_modules\n"
    assert fix_inputs.repaired and fix_inputs.repaired.repairs[0].kept_out.files == 1
    assert "src/node_modules" not in fix_inputs.inputs.eligible.paths


def test_what_a_proposal_keeps_on_the_real_disk(tmp_path: Path) -> None:
    planted(tmp_path, FILES)
    (tmp_path / "link").symlink_to("src/a.js")
    (tmp_path / "Dockerfile").write_text("FROM a\nCOPY link dist/*.js /x/\nCOPY . .\n")
    text = propose(inquired(tmp_path).inputs, Options(unsafe=True)).text.decode().splitlines()
    assert "**/node_modules" in text and "src" not in text and "dist" not in text


def test_unreadable_builds_are_notes(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.bad": "FROM a\nCOPY\n"})
    assert any("Dockerfile.bad" in note for note in inquired(tmp_path).notes)
