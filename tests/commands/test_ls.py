"""What is listed for several builds at once, in one order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim.builds.of_request import builds_of
from ctxtrim.commands.ls import arrivals, eligible, excluded, paths, sent
from ctxtrim.model.context import Request
from tests.commandline import planted

TREE: Mapping[str, str | int] = {"a": 1, "b/x": 1, "b/y/z": 1, "b-": 1, "c": 1}


def listed(context: Path, dockerfiles: Mapping[str, str]) -> list[str]:
    planted(context, {**TREE, **{name: f"FROM a\n{lines}\n" for name, lines in dockerfiles.items()}})
    request = Request(str(context))
    found = [path for run in paths(request, sent(builds_of(request))) for path in _names(run)]
    assert found == [a.entry.path for a in arrivals(request, sent(builds_of(request))) if a.kind != "dir"]
    return [path for path in found if "Dockerfile" not in path]


def _names(run: list[str] | bytes) -> list[str]:
    """Return a run's names, which the accelerator gives as bytes, each ended by NUL."""
    return os.fsdecode(run).split("\0")[:-1] if isinstance(run, bytes) else run


@pytest.mark.parametrize(
    ("dockerfiles", "expected"),
    [
        pytest.param({}, ["a", "b/x", "b/y/z", "b-", "c"], id="no build: all"),
        pytest.param({"Dockerfile": "RUN true"}, [], id="a build that takes nothing"),
        pytest.param({"Dockerfile": "COPY b /"}, ["b/x", "b/y/z"], id="one that takes some"),
        pytest.param(
            {"Dockerfile": "COPY c b/y /", "Dockerfile.b": "COPY b- b/x a /"},
            ["a", "b/x", "b/y/z", "b-", "c"],
            id="two, in the order of a walk",
        ),
        pytest.param(
            {"Dockerfile": "COPY b /", "Dockerfile.b": "COPY b/y c /"}, ["b/x", "b/y/z", "c"], id="once each"
        ),
        pytest.param(
            {"Dockerfile": "COPY b /", "Dockerfile.b": "COPY . /"},
            ["a", "b/x", "b/y/z", "b-", "c"],
            id="one that takes all",
        ),
        pytest.param(
            {"Dockerfile": "COPY b /", "Dockerfile.b": "RUN true"}, ["b/x", "b/y/z"], id="one of nothing"
        ),
    ],
)
def test_sent(tmp_path: Path, dockerfiles: Mapping[str, str], expected: list[str]) -> None:
    assert listed(tmp_path, dockerfiles) == expected


def test_a_file_that_one_build_loses_is_marked(tmp_path: Path) -> None:
    files = {"A.Dockerfile": "FROM a\nCOPY nm /\n", "B.Dockerfile": "FROM a\nCOPY nm /\n"}
    rules = {"B.Dockerfile.dockerignore": "nm\n!nm/keep\nnm\n"}
    request = Request(str(planted(tmp_path, {**files, **rules, "nm/keep": 5})))
    found = {a.entry.path: a.emptied for a in arrivals(request, sent(builds_of(request)))}
    assert found["nm/keep"]


def test_excluded_and_eligible_are_all_there_is(tmp_path: Path) -> None:
    request = Request(str(planted(tmp_path, {**TREE, ".dockerignore": "b\n!b/x\nc\n"})))
    found = builds_of(request)
    kept = {path for run in paths(request, eligible(found)) for path in run}
    out = {arrival.entry.path for arrival in excluded(found)}
    assert kept == {".dockerignore", "a", "b/x", "b-"}
    assert out == {"b/y", "c"}
