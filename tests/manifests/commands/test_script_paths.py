"""Paths that a script which the build runs names, and that shell texts name through variables."""

from __future__ import annotations

import pytest

from tests.manifests.standing import named, needs_of

DOCS: dict[str, str | bytes] = {"docs/a.md": "", "docs/b.md": "", "docs/c.json": "", "dist/docs.txt": ""}


@pytest.mark.parametrize(
    "text",
    [
        'D = "docs/a.md"\nopen(D)',
        'open("docs/a.md")',
        'open("../docs/a.md")',
        'os.path.join(ROOT, "docs", "a.md")',
        'Path("docs") / "a.md"',
    ],
)
@pytest.mark.parametrize(
    "command", ["python tools/gen.py", "python -m tools.gen", "./tools/gen.py", "python tools/other.py"]
)
def test_a_file_that_a_script_names_is_needed(command: str, text: str) -> None:
    script = "#!/usr/bin/env python3\n" + text
    files = {**DOCS, "tools/gen.py": script, "tools/other.py": "from tools import gen"}
    assert {path for path in named(needs_of(files, command)) if path.startswith("docs")} == {"docs/a.md"}


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("python tools/gen.py", '# open("docs/a.md")'),
        ("python tools/gen.py", 'EXCLUDED = ["docs/a.md"]'),
        ("python tools/gen.py", 'x = "docs"'),
        ("python tools/gen.py", 'open(f"docs/{name}")'),
        ("cat tools/gen.py", 'open("docs/a.md")'),
        ("CMD python tools/gen.py", 'open("docs/a.md")'),
    ],
)
def test_other_words_are_not(command: str, text: str) -> None:
    found = named(needs_of({**DOCS, "tools/gen.py": text}, command))
    assert not [path for path in found if path.startswith("docs")]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('F=${F:-./docs/c.json}; cp "$F" out/', {"docs/c.json"}),
        (': "${F:=docs/a.md}"; cat $F', {"docs/a.md"}),
        ("F=docs/a; cp ${F}.md out", {"docs/a.md"}),
        ("for f in a b; do cp docs/$f.md out/; done", {"docs/a.md", "docs/b.md"}),
        ('L="a b"; for f in $L; do cat "docs/${f}.md"; done', {"docs/a.md", "docs/b.md"}),
        ('for f in docs/*.md; do cp "$f" out/; done', {"docs/*.md"}),
        ("for d in docs other; do for f in a b; do cat $d/$f.md; done; done", {"docs/a.md", "docs/b.md"}),
        ("while read l; do echo $l; done < docs/a.md", {"docs/a.md"}),
        ('set -- docs/a.md; cat "$1"', {"docs/a.md"}),
        ("for f in a b; do echo docs/$f.md; done", set()),
    ],
)
def test_words_of_a_shell_are_expanded_in_a_dockerfile_and_in_a_script(text: str, paths: set[str]) -> None:
    contexts: list[tuple[dict[str, str | bytes], str]] = [({}, text), ({"b.sh": text}, "sh b.sh")]
    for files, command in contexts:
        found = named(needs_of({**DOCS, **files}, command))
        assert {path for path in found if path != "b.sh"} == paths


def test_a_script_knows_the_words_that_it_is_given() -> None:
    files: dict[str, str | bytes] = {**DOCS, "b.sh": 'cat "$1" "${2:-docs/b.md}"'}
    assert {"docs/a.md", "docs/b.md"} <= named(needs_of(files, "./b.sh docs/a.md")).keys()
