"""What the program imports from among the tests stays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.references.aliases import aliases
from ctxtrim.references.imports import imported, is_test
from tests.references.test_references import Sources

HELPER = "shop/users/tests/fixtures/user.py"
PACKAGES = ("shop/users/tests/__init__.py", "shop/users/tests/fixtures/__init__.py")


def found(candidates: tuple[str, ...], texts: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    every = {**dict.fromkeys(candidates, ""), **texts}
    tree = Sources(dict(every))
    return imported(tree, candidates, [p for p in texts if p not in candidates], aliases(tree, texts))


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
        pytest.param(
            "docs/toc.ts", "routes/docs/[...id].tsx", 'import t from "../../docs/toc"', id="in docs"
        ),
        pytest.param("docs/a/b.md", "src/a.ts", "import.meta.glob('../docs/**/*.md')", id="a glob"),
        pytest.param("docs/a.md", "src/a.js", "require.context('../docs', true, /md$/)", id="a folder"),
        pytest.param("docs/a.wasm", "src/a.js", "new URL('../docs/a.wasm', import.meta.url)", id="a URL"),
    ],
)
def test_an_import_of_javascript_names_a_file(path: str, source: str, text: str) -> None:
    assert found((path,), {source: text}) == {path: (source, 1)}


@pytest.mark.parametrize(
    ("path", "source", "text"),
    [
        pytest.param(HELPER, "shop/core/fill.py", "from shop.core.user import make", id="another module"),
        pytest.param("src/a.test.ts", "src/b.ts", "import { a } from './a'", id="what is tested"),
        pytest.param("src/test/a.ts", "src/c.ts", "import a from 'test/a'", id="a package"),
        pytest.param("src/test/a.ts", "src/c.ts", "import { a } from './b/test/a'", id="another folder"),
        pytest.param("src/test/a.ts", "src/c.md", "import { a } from './test/a'", id="a document"),
    ],
)
def test_other_imports_name_nothing(path: str, source: str, text: str) -> None:
    assert found((path,), {source: text}) == {}


@pytest.mark.parametrize(
    "path",
    ["a/test_b.py", "a/b_test.go", "a/conftest.py", "src/a.test.ts", "src/b.stories.tsx", "vitest.config.ts"],
)
def test_a_test_is_known_by_its_name(path: str) -> None:
    assert is_test(path)
    assert not is_test(path.replace("test", "x").replace("stories", "x"))


@pytest.mark.parametrize(
    ("config", "text", "name"),
    [
        ("tsconfig.json", '{"compilerOptions": {"paths": {"@tests/*": ["./tests/*"]}}}', "@tests/utils"),
        ("tsconfig.json", '{"compilerOptions": {"paths": {"@t": ["tests/utils.ts"], /* a */}}}', "@t"),
        ("tsconfig.json", '{"compilerOptions": {"baseUrl": "."}}', "tests/utils"),
        ("tsconfig.json", '{"compilerOptions": {"baseUrl": "s", "paths": {"~": ["../tests/utils"]}}}', "~"),
        ("package.json", '{"imports": {"#t/*": "./tests/*.ts"}}', "#t/utils"),
        ("vite.config.ts", "resolve: { alias: { '@t': path.resolve(__dirname, './tests') } }", "@t/utils"),
        ("vite.config.ts", "alias: [{ find: '@t', replacement: path.join(x, 'tests/') }]", "@t/utils"),
        (
            "vite.config.ts",
            "alias: {\n  tests: fileURLToPath(new URL('./tests', import.meta.url)),\n}",
            "tests/utils",
        ),
        ("webpack.config.js", "resolve: { alias: { t$: path.resolve('tests/utils.ts') } }", "t"),
    ],
)  # fmt: skip
def test_an_alias_stands_for_a_folder(config: str, text: str, name: str) -> None:
    source = {"src/a.ts": f"import {{ a }} from '{name}'", config: text}
    assert found(("tests/utils.ts",), source) == {"tests/utils.ts": ("src/a.ts", 1)}
    other = {**source, "src/a.ts": f"import {{ a }} from 'x{name}'"}
    assert found(("tests/utils.ts",), other) == {}


def test_an_alias_holds_below_its_configuration_only() -> None:
    config = '{"compilerOptions": {"paths": {"@t/*": ["./tests/*"]}}}'
    texts = {"web/tsconfig.json": config, "api/a.ts": "import '@t/u'", "web/a.ts": "import '@t/u'"}
    assert found(("web/tests/u.ts", "api/tests/u.ts"), texts) == {"web/tests/u.ts": ("web/a.ts", 1)}
