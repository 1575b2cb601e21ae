"""What the program imports from among the tests stays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.references.imports import imported
from tests.references.test_references import Sources

HELPER = "shop/users/tests/fixtures/user.py"
PACKAGES = ("shop/users/tests/__init__.py", "shop/users/tests/fixtures/__init__.py")


def found(candidates: tuple[str, ...], texts: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    every = {**dict.fromkeys(candidates, ""), **texts}
    return imported(Sources(dict(every)), candidates, [p for p in texts if p not in candidates])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("shop/core/fill.py", "from ..users.tests.fixtures.user import make", id="relative"),
        pytest.param("shop/core/fill.py", "from shop.users.tests.fixtures import user", id="a module"),
        pytest.param("shop/core/fill.py", "import os, shop.users.tests.fixtures.user as u", id="a list"),
        pytest.param(
            "shop/core/fill.py",
            "def handle():\n    from shop.users.tests.fixtures import (\n        user as u,\n    )",
            id="inside a function, over lines",
        ),
    ],
)
def test_a_python_import_names_a_module_and_the_packages_on_the_way(source: str, text: str) -> None:
    assert found((HELPER, *PACKAGES), {source: text}).keys() == {HELPER, *PACKAGES}


def test_an_absolute_import_starts_at_any_folder_above_the_source() -> None:
    path = "backend/app/tests/factory.py"
    assert found((path,), {"backend/app/seed.py": "import x\nfrom app.tests.factory import A"}) == {
        path: ("backend/app/seed.py", 2)
    }


def test_what_is_imported_imports_in_turn() -> None:
    deep = "shop/users/tests/names.py"
    texts = {
        "shop/fill.py": "from shop.users.tests.fixtures.user import a",
        HELPER: "from ..names import NAMES",
    }
    assert deep in found((HELPER, deep), texts)


@pytest.mark.parametrize(
    ("path", "source", "text"),
    [
        pytest.param(
            "src/test/factory.ts", "src/seed.ts", 'import { a } from "./test/factory";', id="a module"
        ),
        pytest.param("src/test/factory.ts", "src/seed.ts", "import('./test/factory.js')", id=".js for .ts"),
        pytest.param("src/__mocks__/index.ts", "src/app.tsx", "export * from './__mocks__'", id="an index"),
        pytest.param(
            "web/src/fixtures/a.json", "web/src/app/a.vue", "import a from '@/fixtures/a.json'", id="@"
        ),
        pytest.param("test/data.js", "scripts/fill.mjs", "const d = require('../test/data')", id="require"),
    ],
)
def test_an_import_of_javascript_names_a_file(path: str, source: str, text: str) -> None:
    assert found((path,), {source: text}) == {path: (source, 1)}


@pytest.mark.parametrize(
    ("path", "source", "text"),
    [
        pytest.param(HELPER, "shop/core/fill.py", "from shop.core.user import make", id="another module"),
        pytest.param(
            HELPER, "shop/core/test_fill.py", "from shop.users.tests.fixtures import user", id="a test"
        ),
        pytest.param("src/a.test.ts", "src/b.ts", "import { a } from './a'", id="what is tested"),
        pytest.param("src/test/a.ts", "src/b.stories.tsx", "import { a } from './test/a'", id="a story"),
        pytest.param("src/test/a.ts", "src/c.ts", "import { a } from './b/test/a'", id="another folder"),
        pytest.param("src/test/a.ts", "src/c.md", "import { a } from './test/a'", id="a document"),
    ],
)
def test_other_imports_name_nothing(path: str, source: str, text: str) -> None:
    assert found((path,), {source: text}) == {}
