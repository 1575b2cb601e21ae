"""Tests that a type checker compiles with the sources."""

from __future__ import annotations

import pytest

from ctxtrim.references.type_checks import type_checked
from tests.references.test_references import Sources

NEXT = '{"scripts": {"build": "next build"}}'
BUILD = '{"scripts": {"build": "tsc -b && vite build"}}'
PACKAGE = {"package.json": BUILD}
TEST = "src/a.test.tsx"


@pytest.mark.parametrize(
    ("texts", "commands"),
    [
        ({**PACKAGE, "tsconfig.json": "{}"}, []),
        ({"package.json": "{}", "tsconfig.json": '{"include": ["src"]}'}, ["npx vue-tsc --noEmit"]),
        ({"package.json": NEXT, "tsconfig.json": '{"include": ["**/*.tsx"]}'}, []),
        ({**PACKAGE, "tsconfig.json": '{"files": []}', "tsconfig.a.json": '{"include": ["src/**/*"]}'}, []),
        ({**PACKAGE, "tsconfig.json": '{"exclude": ["dist"]}'}, []),
        ({**PACKAGE, "tsconfig.json": '{"extends": "./base"}', "base.json": "{}"}, []),
    ],
)  # fmt: skip
def test_a_test_is_compiled_where_a_tsconfig_takes_it(texts: dict[str, str], commands: list[str]) -> None:
    assert type_checked(Sources({**texts, TEST: ""}), texts, commands, [TEST]) == {TEST}


@pytest.mark.parametrize(
    ("texts", "commands"),
    [
        ({"package.json": '{"scripts": {"build": "vite build"}}', "tsconfig.json": "{}"}, ["npm run build"]),
        ({"package.json": BUILD}, []),
        ({**PACKAGE, "tsconfig.json": '{"exclude": ["**/*.test.{ts,tsx}"]}'}, []),
        ({**PACKAGE, "tsconfig.json": '{"include": ["app", "lib/**/*.ts"]}'}, []),
        ({**PACKAGE, "web/tsconfig.json": "{}"}, []),
        ({**PACKAGE, "tsconfig.test.json": "{}"}, []),
        ({**PACKAGE, "tsconfig.json": "{}", "tsconfig.build.json": '{"exclude": ["**/*.test.tsx"]}'}, []),
        ({**PACKAGE, "tsconfig.json": '{"extends": "./b.json"}', "b.json": '{"exclude": ["src"]}'}, []),
    ],
)  # fmt: skip
def test_it_is_not_where_none_does_or_nothing_checks_types(
    texts: dict[str, str], commands: list[str]
) -> None:
    assert type_checked(Sources({**texts, TEST: ""}), texts, commands, [TEST]) == set()
