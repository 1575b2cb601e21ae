"""No source, however broken, makes a reader of references fail or go over it again and again.

A pattern that does the latter takes minutes for such a text; the time limit of a test is the net.
"""

from __future__ import annotations

import pytest

from ctxtrim.references.aliases import aliases
from ctxtrim.references.imports import imported
from ctxtrim.references.packages import named_packages
from ctxtrim.references.type_checks import type_checked
from tests.references.test_references import Sources

SIZE = 300_000
TEXTS = {
    "spaces behind from": "from" + " " * SIZE,
    "spaces behind a call": "import.meta.glob(" + " " * SIZE,
    "one long word": "alias: {" + "a" * SIZE,
    "one long dotted word": "'" + "a." * (SIZE // 2),
    "deep": '{"compilerOptions":' * (SIZE // 20),
    "binary": "\0" * SIZE,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["vite.config.ts", "tsconfig.json", "a.py", "setup.cfg", "pyproject.toml"])
def test_it_names_nothing(name: str, text: str) -> None:
    tree = Sources({name: text, "example/settings.py": ""})
    assert aliases(tree, [name]) == []
    assert imported(tree, ["example/settings.py"], [name]) == {}
    assert named_packages(tree, ["example/settings.py"], [name]) == {}
    assert type_checked(tree, [name], ["tsc"], ["a.test.py"]) == set()
