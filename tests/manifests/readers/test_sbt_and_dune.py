"""What build definitions take from folders that look like tests, documents or examples."""

from __future__ import annotations

import pytest

from tests.manifests.standing import named, needs_of

SBT = 'lazy val a = project in file("docs")\nx += baseDirectory.value / "examples" / "res"\n'
DUNE = "(rule (deps (glob_files ../test/*.json) %{dep:../docs/x.md} ../docs/none.md))\n"
REFERENCE = '<Project><ItemGroup><ProjectReference Include="..\\{}\\S.csproj"/></ItemGroup></Project>'


@pytest.mark.parametrize(
    ("files", "command", "names", "silent_of"),
    [
        pytest.param(
            {"build.sbt": SBT, "docs/A.scala": "", "examples/res/x": "", "examples/y": ""},
            "sbt assembly",
            {"docs", "examples/res"},
            {"examples"},
            id="sbt",
        ),
        pytest.param(
            {"bin/dune": DUNE, "docs/x.md": "", "test/a.json": ""},
            "dune build",
            {"docs/x.md", "test/*.json"},
            {"docs/none.md"},
            id="dune",
        ),
        pytest.param(
            {
                "web/W.csproj": REFERENCE.format("testing"),
                "testing/S.csproj": "<Project/>",
                "testing/A.cs": "",
            },
            "dotnet publish web/W.csproj",
            {"testing/S.csproj", "testing"},
            set(),
            id="a project of .NET among tests",
        ),
        pytest.param(
            {"web/W.csproj": REFERENCE.format("lib"), "lib/S.csproj": "<Project/>", "lib/A.cs": ""},
            "dotnet publish web/W.csproj",
            {"lib/S.csproj"},
            {"lib"},
            id="another project of .NET",
        ),
    ],
)
def test_a_definition_names(
    files: dict[str, str | bytes], command: str, names: set[str], silent_of: set[str]
) -> None:
    found = named(needs_of(files, command)).keys()
    assert (names - found, silent_of & found) == (set(), set())
