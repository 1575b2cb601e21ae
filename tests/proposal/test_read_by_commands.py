"""A tree is read once for all builds of its context: a dozen builds cost less than three."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.proposal.read_by_commands import read_by_commands
from tests.proposal.contexts import World

DOCKERFILE = b"FROM golang AS a\nCOPY . .\nRUN go build ./...\nFROM a AS b\nRUN go vet ./...\nFROM a AS c\n"
FILES = {
    "go.mod": "module a\n",
    **{f"p{n}/a.go": f'package p\nimport "a/p{n + 1}"\n' for n in range(300)},
}


def calls_for(targets: list[str]) -> tuple[int, set[str]]:
    """How many functions are called to read for these targets, and what is needed."""
    world, count = World(FILES), 0
    plans = [plan(parse(DOCKERFILE, "Dockerfile"), target) for target in targets]
    eligible = world.inputs().eligible

    def counting(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counting)
    try:
        needs = {need.glob for need in read_by_commands(world, eligible, plans, DEFAULT)}
    finally:
        sys.setprofile(None)
    return count, needs


def test_a_dozen_builds_cost_less_than_three() -> None:
    one, needs = calls_for(["b"])
    dozen, all_needs = calls_for(["a", "b", "c"] * 4)
    assert needs == all_needs
    assert "p299/a.go" in needs
    assert dozen < 3 * one
