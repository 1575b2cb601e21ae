"""A source that only a build argument names may be anything, but not everything is made to be named."""

from __future__ import annotations

from ctxtrim.proposal import Options, propose
from tests.proposal.contexts import World

DOCKERFILE = "ARG FROM\nFROM ${FROM}\nARG APP\nCOPY ${APP} /app\n"
CONTENTS = {".git/HEAD": 9, ".github/a.yml": 9, "app/a.py": 9, ".app/a.py": 9, "node_modules/a.js": 9}


def kept_out(world: World) -> set[str]:
    return {rule.pattern for rule in propose(world.inputs(), Options(unsafe=True)).adopted}


def test_history_and_what_no_build_reads_go_and_what_is_only_here_stays() -> None:
    world = World(CONTENTS, DOCKERFILE, ignored=[".app", "node_modules"])
    assert {".git", ".github"} <= kept_out(world)
    assert not {".app", "node_modules", "**/node_modules"} & kept_out(world)


def test_without_git_everything_stays() -> None:
    assert not kept_out(World(CONTENTS, DOCKERFILE, tracked=None))
