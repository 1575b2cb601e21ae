"""Which builds a request means, and which rules each reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.builds.of_request import builds_of, rules_for
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from tests.commandline import planted


def rules_by_build(request: Request) -> dict[str, str]:
    found = builds_of(request)
    return {Path(build.target.dockerfile).name: build.rules.where for build in found.builds}


def test_no_dockerfile_is_no_build(tmp_path: Path) -> None:
    planted(tmp_path, {".dockerignore": "a"})
    found = builds_of(Request(str(tmp_path)))
    assert (found.builds, found.rules.where) == ((), ".dockerignore")


def test_each_build_reads_what_its_builder_finds(tmp_path: Path) -> None:
    files = {"A.Dockerfile": "FROM a", "B.Dockerfile": "FROM b", "B.Dockerfile.dockerignore": ""}
    planted(tmp_path, {**files, ".dockerignore": "x"})
    buildkit = rules_by_build(Request(str(tmp_path)))
    assert buildkit == {"A.Dockerfile": ".dockerignore", "B.Dockerfile": "B.Dockerfile.dockerignore"}
    classic = rules_by_build(Request(str(tmp_path), builder="classic"))
    assert set(classic.values()) == {".dockerignore"}


def test_builds_of_the_same_file_share_its_rules(tmp_path: Path) -> None:
    planted(tmp_path, {"A.Dockerfile": "FROM a", "B.Dockerfile": "FROM b", ".dockerignore": "x"})
    one, other = builds_of(Request(str(tmp_path))).builds
    assert one.rules is other.rules


def test_the_rules_in_force_are_those_most_read(tmp_path: Path) -> None:
    files = {"A.Dockerfile": "FROM a", "B.Dockerfile": "FROM b", "C.Dockerfile": "FROM c"}
    planted(tmp_path, {**files, "A.Dockerfile.dockerignore": "a", ".dockerignore": "x"})
    assert builds_of(Request(str(tmp_path))).rules.where == ".dockerignore"


def test_an_ignore_file_that_is_given_counts_for_all(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a", "Dockerfile.dockerignore": "a", "mine": "b"})
    request = Request(str(tmp_path), ignore_file=str(tmp_path / "mine"))
    assert set(rules_by_build(request).values()) == {str(tmp_path / "mine")}


@pytest.mark.parametrize(
    ("builder", "fails"),
    [
        pytest.param("buildkit", False, id="BuildKit goes on"),
        pytest.param("classic", True, id="the classic one stops"),
    ],
)
def test_an_ignore_file_that_is_a_directory(tmp_path: Path, builder: str, fails: bool) -> None:
    planted(tmp_path, {".dockerignore/": ""})
    request = Request(str(tmp_path), builder=builder)
    if fails:
        with pytest.raises(CtxtrimError, match=r"\.dockerignore: a directory: the build stops here"):
            rules_for(request)
    else:
        assert rules_for(request).trouble.startswith("a directory")


def test_build_arguments_without_a_value_are_the_environment_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nARG D\nCOPY $D /\n"})
    monkeypatch.setenv("D", "from-env")
    build = builds_of(Request(str(tmp_path), args={"D": None})).builds[0]
    assert build.plan.follow == ("from-env",)


def test_an_inline_dockerfile_is_a_build(tmp_path: Path) -> None:
    inline = "dockerfile_inline: |\n        FROM a\n        COPY x /\n"
    planted(tmp_path, {"compose.yaml": f"services:\n  web:\n    build:\n      context: .\n      {inline}"})
    build = builds_of(Request(str(tmp_path))).builds[0]
    assert build.plan.follow == ("x",)
