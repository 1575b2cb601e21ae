"""What a Dockerfile takes of its context, held to BuildKit: what is sent and arrives, what is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from ctxtrim.builds.of_request import builds_of
from ctxtrim.builds.sent_by_build import given_to, visits_of
from ctxtrim.commands.audit import audit
from ctxtrim.context.transfer_size import buildkit_human
from ctxtrim.context.traverse import arriving
from ctxtrim.disk import Disk
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from tests.engines.conftest import Engines, Plants
from tests.engines.contexts import plant
from tests.engines.dockerfiles import CASES, CONTEXT, PARENTS, Case
from tests.engines.harness import Arrived

pytestmark = pytest.mark.engine

BUILDERS = ("buildkit", "buildkit-20.10")
ASKED = [(case, b) for case in CASES for b in BUILDERS if b == "buildkit" or not case.modern]
# "/a": not found; "/a" not found: not found (20.10); lstat /a: no such file (the folder of wildcards)
_NAMED = re.compile(
    r'\\?"/([^"]*?)\\?"(?: not found)?: not found|lstat (?:\S*/buildkit-mount\d+)?/([^:\s]+): no such file'
)
_CIRCLE = re.compile("too many (sym)?links")


class Foretold(NamedTuple):
    """bytes: of the transfer. sizes: of the files that arrive, by path. missing: sources."""

    bytes: int
    sizes: Mapping[str, int]
    missing: tuple[str, ...]


@pytest.mark.parametrize(("case", "builder"), ASKED, ids=[f"{case.claim}-{b}" for case, b in ASKED])
def test_a_dockerfile_takes_what_is_foretold(
    case: Case, builder: str, engines: Engines, planted: Plants
) -> None:
    context = _planted(case, planted)
    arrived = engines(builder).arrives(context, *_options(case, context))
    _agree(case, _foretold(case, builder, context), arrived)


@pytest.mark.parametrize("case", PARENTS, ids=[case.claim for case in PARENTS])
def test_a_dockerfile_with_parents_too(case: Case, engines: Engines, planted: Plants) -> None:
    """CTXTRIM_FRONTEND: a frontend's image for `# syntax`, where the builder's own knows no --parents."""
    frontend = os.environ.get("CTXTRIM_FRONTEND", "")
    case = case._replace(lines=f"# syntax={frontend}\n{case.text}") if frontend else case
    context = _planted(case, planted)
    arrived = engines("buildkit").arrives(context, *_options(case, context))
    if "unknown flag: --parents" in arrived.log:
        pytest.skip(
            "this builder's own frontend does not know --parents: set CTXTRIM_FRONTEND to one that does"
        )
    _agree(case, _foretold(case, "buildkit", context), arrived)


def test_there_are_enough_of_them_and_no_two_claim_the_same() -> None:
    claims = [case.claim for case in (*CASES, *PARENTS)]
    assert len(set(claims)) == len(claims) >= 60


def _planted(case: Case, planted: Plants) -> Path:
    context = planted(CONTEXT, None if case.ignore is None else case.ignore.encode())
    (context / "Dockerfile").unlink()
    plant(context, case.links)
    for name, text in {**case.files, case.at: case.text}.items():
        (context / name).write_text(text)
    return context


def _options(case: Case, context: Path) -> Iterator[str]:
    yield f"--file={context / case.at}"
    if case.target:
        yield f"--target={case.target}"
    for name, value in case.args.items():
        yield f"--build-arg={name}={value}"


def _foretold(case: Case, builder: str, context: Path) -> Foretold:
    request = Request(str(context), (str(context / case.at),), case.target, case.args, builder)
    (target,) = audit(request, Ask()).targets
    found = builds_of(request)
    given = given_to(found.builds[0], found.dialect)
    arrivals = (
        [] if given.follow == () else arriving(visits_of(given, Disk(str(context)).children), given.ruleset)
    )
    sizes = {a.entry.path: a.size for a in arrivals if a.kind == "file"}
    failing = tuple(miss.source for miss in target.missing if miss.fails)
    return Foretold(target.sent.transfer_bytes, sizes, failing)


def _agree(case: Case, foretold: Foretold, arrived: Arrived) -> None:
    is_old = bool(arrived.printed)
    fails = case.old_fails if is_old and case.old_fails is not None else case.fails
    if is_old:
        assert arrived.printed == buildkit_human(foretold.bytes), arrived.log
    else:
        assert (arrived.transfer_bytes or 0) == foretold.bytes, arrived.log
    assert _named(arrived.log) == ({fails} if fails else set()), arrived.log
    if not case.unforetold:
        assert foretold.missing == ((case.lacks or case.fails or fails,) if fails else ())
    assert arrived.ok == (not fails and not case.runs), arrived.log
    if arrived.ok:
        seen = {size for path, size in foretold.sizes.items() if path not in case.unseen}
        assert {size for kind, size in arrived.entries.values() if kind == "file"} == seen | set(case.made)


def _named(log: str) -> set[str]:
    """What BuildKit says that it does not find; of a link in circles it does not always say which."""
    if _CIRCLE.search(log):
        return {"loop"}
    return {name or folder for name, folder in _NAMED.findall(log)}
