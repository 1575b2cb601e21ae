#!/usr/bin/env python3
"""Builds the COPY lines of real commits with BuildKit, and holds what it took from its cache to the replay.

    cost_proof.py REPOSITORY [COMMITS]     needs CTXTRIM_DOCKER; see harness.py

Each COPY and ADD of the context goes into an image `FROM scratch`, once under the ignore file of today and
once under the proposal. No RUN is run.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ctxtrim.builds.chains import chain_of, text_of
from ctxtrim.builds.of_request import builds_of, platform
from ctxtrim.commands.fix import read_fix_inputs
from ctxtrim.disk import Disk
from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.layers.chain import ChainStep, chain
from ctxtrim.layers.cost import replay
from ctxtrim.layers.feed import feeds_of
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Request
from ctxtrim.model.history import History
from ctxtrim.proposal import Options, propose
from ctxtrim.vcs.history import history

_STEP = re.compile(r"/proof-\w+/(\d+)/")


class Outcome(NamedTuple):
    """One step at one commit: was it rebuilt, and was that predicted?"""

    commit: str
    step: str
    predicted: bool
    rebuilt: bool


def prove(repository: Path, dockerfile: str, rules: bytes, commits: int) -> Iterator[Outcome]:
    """Build the last commits of a repository in a copy of it, and yield each step of each.

    dockerfile: of lines `COPY … /proof/NUMBER/` (see `only_copies`). rules: of its ignore file.
    """
    place = Path(tempfile.mkdtemp(prefix="ctxtrim-cost-"))
    try:
        clone = place / "context"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", repository, clone], check=True)
        text = dockerfile.replace("/proof/", f"/proof-{uuid.uuid4().hex}/")
        (place / "Dockerfile").write_text(text)
        (place / "Dockerfile.dockerignore").write_bytes(rules)
        past, steps = history(str(clone), commits), steps_of(text)
        with Disk(str(clone)) as disk:
            feeds = feeds_of(steps, Ruleset.read(rules, DEFAULT, "rules"), disk.children)
        rebuilt = replay(steps, feeds, past)
        build(place, f"{past.commits[0].id}^")
        for commit, predicted in zip(past.commits, rebuilt, strict=True):
            cached = build(place, commit.id)
            for step in steps:
                if step.copies:
                    number = int(_STEP.findall(step.text)[-1])
                    was_rebuilt = not cached[number]
                    yield Outcome(commit.id, step.text, step.number in predicted, was_rebuilt)
    finally:
        shutil.rmtree(place)


def steps_of(text: str) -> tuple[ChainStep, ...]:
    """The chain of a Dockerfile's text."""
    parsed = parse(text.encode(), "Dockerfile")
    return chain(parsed, plan(parsed, platform=platform()), Arguments({}, platform()))


def build(place: Path, commit: str) -> dict[int, bool]:
    """Check a commit out and build it; number of a step -> it came from the cache."""
    git = ["git", "-C", str(place / "context"), "-c", "advice.detachedHead=false"]
    subprocess.run([*git, "checkout", "-q", "--force", commit], check=True)
    arguments = ["build", "--progress=rawjson", "--output=type=cacheonly", "-f", str(place / "Dockerfile")]
    command = [*shlex.split(os.environ["CTXTRIM_DOCKER"]), *arguments, str(place / "context")]
    environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    log = done.stderr.decode(errors="replace")
    if done.returncode:
        raise RuntimeError(f"{commit}: {log[-2000:]}")
    cached: dict[int, bool] = {}
    for event in (json.loads(line) for line in log.splitlines() if line.startswith("{")):
        for vertex in event.get("vertexes", ()):
            numbers = _STEP.findall(vertex["name"])
            if numbers and "--from" not in vertex["name"] and vertex.get("completed"):
                cached[int(numbers[-1])] = vertex.get("cached", False)
    return cached


def only_copies(steps: Sequence[ChainStep]) -> str:
    """A Dockerfile of what the steps take from the context, stages kept.

    Without --link: Docker's own storage drivers have no MergeOp, and then it is a plain COPY.
    """
    lines, stages, last = list[str](), list[str](), {-1: "scratch"}
    for step in steps:
        if step.below not in last or last[step.below] != f"s{len(stages) - 1}":
            lines.append(f"FROM {last[step.below]} AS s{len(stages)}")
            stages.append(f"s{len(stages)}")
        last[step.number] = stages[-1]
        for copy in step.copies:
            excludes = "".join(f" --exclude={text}" for text in copy.excludes)
            parents = " --parents" if copy.parents else ""
            sources = json.dumps([*(source or "." for source in copy.sources), f"/proof/{step.number}/"])
            lines.append(f"COPY{excludes}{parents} {sources}")
    lines.append("FROM scratch")
    lines += [f"COPY --from={stage} / /{stage}" for stage in stages]
    return "\n".join(lines) + "\n"


def buildable(past: History, steps: Sequence[ChainStep]) -> int:
    """How many of the last commits hold every literal source of the steps."""
    needed = {s for step in steps for c in step.copies for s in c.sources if s and not re.search(r"[*?[]", s)}
    tree, count = dict(past.tree), 0
    for commit in reversed(past.commits):
        for path, old, _ in commit.changes:
            if old:
                tree[path] = old
            else:
                tree.pop(path, None)
        if any(all(p != source and not p.startswith(source + "/") for p in tree) for source in needed):
            break
        count += 1
    return count


def main(repository: str, commits: int = 20) -> int:
    """Prove each build of a repository; 0 if all predictions came true."""
    request, wrong = Request(repository), 0
    found = builds_of(request)
    inputs = read_fix_inputs(request, builds=found)
    for build_ in found.builds:
        steps = chain_of(build_, text_of(build_))
        count = min(commits, buildable(history(repository, commits), steps))
        today = Path(build_.rules.path).read_bytes() if build_.rules.path else b""
        then = propose(inputs.inputs, Options(unsafe=True)).text
        for name, rules in (("before", today), ("after", then)):
            if not count or not any(step.copies for step in steps):
                continue
            outcomes = list(prove(Path(repository), only_copies(steps), rules, count))
            missed = [one for one in outcomes if one.predicted != one.rebuilt]
            wrong += len(missed)
            rebuilt = sum(one.rebuilt for one in outcomes)
            sys.stdout.write(
                f"{build_.plan.where} {name}: {count} commits, {len(outcomes)} steps built, "
                f"{rebuilt} rebuilt, {len(missed)} predicted wrongly\n"
            )
            for one in missed[:5]:
                sys.stdout.write(f"  {one}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
