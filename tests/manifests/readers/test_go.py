"""What the go command reads of a vendor directory."""

from __future__ import annotations

import pytest

from ctxtrim.catalogue.lookup import pattern_of
from tests.manifests.standing import needs_of

FILES: dict[str, str | bytes] = {
    "go.mod": "module example.com/a\n",
    "main.go": 'package main\nimport _ "b.org/b"\n',
    "vendor/modules.txt": "",
    "vendor/b.org/b/b.go": "package b\n//go:embed page.html\nvar page string\n",
    "vendor/b.org/b/page.html": "",
    "vendor/b.org/b/include/deep/b.h": "",
    "vendor/b.org/b/CHANGELOG.md": "",
    "vendor/b.org/b/LICENSE": "",
}


@pytest.mark.parametrize(
    ("path", "read"),
    [
        pytest.param("vendor/modules.txt", True, id="its list"),
        pytest.param("vendor/b.org/b/b.go", True, id="a package"),
        pytest.param("vendor/b.org/b/page.html", True, id="what it embeds"),
        pytest.param("vendor/b.org/b/include/deep/b.h", True, id="a header"),
        pytest.param("vendor/b.org/b/CHANGELOG.md", False, id="prose"),
        pytest.param("vendor/b.org/b/LICENSE", False, id="a licence"),
    ],
)
def test_the_go_command_reads(path: str, read: bool) -> None:
    needs = needs_of(FILES, "go build .")
    named = [n for n in needs if n.glob == path or path.startswith(n.glob + "/")]
    globbed = [n for n in needs if n.is_glob and pattern_of(n.glob).hits(path)]
    assert bool(named or globbed) is read
