"""What stays may not import what goes."""

from __future__ import annotations

import pytest

from ctxtrim.context.traverse import traverse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.proposal import propose
from ctxtrim.proposal.options import Options
from tests.proposal.contexts import Contents, World

BUILD = '{"scripts": {"build": "tsc -b && vite build"}}'
FILL = {f"other/a{n}.txt": 9_000 for n in range(20)}


def kept(contents: Contents, path: str) -> bool:
    """Whether a path stays eligible under an unsafe proposal for a new file."""
    world = World({**FILL, **contents})
    found = propose(world.inputs(), Options(unsafe=True))
    rules = Ruleset.read(found.text, DEFAULT)
    return any(entry.path == path and verdict.eligible for entry, verdict in traverse(world.list, rules))


@pytest.mark.parametrize(
    ("contents", "path"),
    [
        pytest.param(
            {
                "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")',
                "example/settings.py": "x = 1",
                "example/templates/a.html": 70_000,
            },
            "example/templates/a.html",
            id="a package that manage.py names",
        ),
        pytest.param(
            {
                "package.json": BUILD,
                "tsconfig.json": '{"compilerOptions": {"paths": {"@t/*": ["./tests/*"]}}}',
                "src/a.cy.tsx": "import { a } from '@t/utils'",
                "tests/utils.ts": "export const a = 1",
                "tests/a.test.ts": "",
            },
            "tests/utils.ts",
            id="a test beside the source that a type checker compiles",
        ),
        pytest.param(
            {"routes/docs/[...id].tsx": 'import "../../docs/toc"', "docs/toc.ts": "x", "docs/a.md": "x"},
            "docs/toc.ts",
            id="a route in a folder called docs",
        ),
    ],
)  # fmt: skip
def test_what_stays_may_not_import_what_goes(contents: dict[str, str | bytes | int], path: str) -> None:
    assert kept(contents, path)
    silent = {p: what if p == "package.json" else "x = 1" for p, what in contents.items()}
    assert not kept(silent, path)
