"""What a RUN makes again is not missed; what only the host makes is kept."""

from __future__ import annotations

import pytest

from ctxtrim.proposal import Options, propose
from tests.proposal.contexts import Contents, World

HERE: Contents = {
    "package.json": "{}",
    "node_modules/a/i.js": 9,
    ".next/static/a.js": 9,
    ".venv/pyvenv.cfg": "home = /",
}
IGNORED = ["node_modules", ".next", ".venv"]
COPIES = "FROM x\nWORKDIR /a\n{}COPY --from=b /a/{} ./{}\n"


def kept(path: str, *runs: str, tracked: bool | None = True, here: str = "") -> bool:
    """Does a proposal keep the path, where this stage is copied from, and the next runs `here`?"""
    first = "FROM x AS b\nWORKDIR /a\nCOPY . .\n" + "".join(f"RUN {run}\n" for run in runs)
    ignored = IGNORED if tracked else ()
    world = World(HERE, first + COPIES.format(here and f"RUN {here}\n", path, path), tracked, ignored)
    adopted = propose(world.inputs(), Options(unsafe=True)).adopted
    return not any(
        rule.pattern in (path.partition("/")[0], "**/" + path.partition("/")[0]) for rule in adopted
    )


@pytest.mark.parametrize(
    ("path", "run"),
    [
        ("node_modules", "npm ci"),
        ("node_modules", "corepack enable && pnpm install --frozen-lockfile"),
        ("node_modules", "yarn --production"),
        ("node_modules", "yarn"),
        ("node_modules/a", "apt-get update && npm install"),
        (".next", "npm run build"),
        (".next/static", "yarn next build"),
        (".venv", "python -m venv .venv"),
        (".venv", "uv sync --frozen"),
    ],
)
def test_what_a_run_makes_again_is_not_missed(path: str, run: str) -> None:
    assert not kept(path, run)


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        pytest.param("node_modules", ["npm run build"], id="no RUN installs"),
        pytest.param(".next", ["npm ci"], id="no RUN builds"),
        pytest.param("node_modules", [], id="no RUN at all"),
    ],
)
def test_what_only_the_host_makes_is_kept(path: str, runs: list[str]) -> None:
    assert kept(path, *runs)


def test_a_part_by_a_wildcard_is_kept() -> None:
    assert kept(".next/stat*", "npm run build")


def test_a_run_of_the_stage_that_takes_it_makes_nothing_of_what_it_takes() -> None:
    assert kept("node_modules", "true", here="npm ci")


def test_without_git_or_where_git_does_not_ignore_it_everything_is_kept() -> None:
    assert kept("node_modules", "npm ci", tracked=None) and kept("node_modules", "npm ci", tracked=False)
