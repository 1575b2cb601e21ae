"""What a shell is offered, asked as bash asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted


@pytest.mark.parametrize(
    ("words", "offered", "others"),
    [
        ("fi", ["fix"], ["ls"]),
        ("check --select CT20", ["CT201", "CT203"], ["CT101"]),
        ("check --ignore CT201,root", ["CT201,root-only"], ["root-only"]),
        ("rule secret-", ["secret-sent"], ["CT101"]),
        ("fix --skip node-mod", ["node-modules"], []),
        ("ls --builder kan", ["kaniko"], ["buildkit"]),
        ("audit -f Dock", ["Dockerfile", "Dockerfile.dev"], ["main.go"]),
    ],
    ids=lambda words: words if isinstance(words, str) else "",
)
def test_what_fits_is_offered(tmp_path: Path, words: str, offered: list[str], others: list[str]) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\n", "Dockerfile.dev": "FROM a\n", "main.go": ""})
    typed = ["ctxtrim", *words.split()]
    asked = {"COMP_WORDS": " ".join(typed), "COMP_CWORD": str(len(typed) - 1)}
    run = ctxtrim(cwd=tmp_path, env={**asked, "_CTXTRIM_COMPLETE": "bash_complete"})
    found = [line.partition(",")[2] for line in run.stdout.decode().splitlines()]
    assert set(offered) <= set(found) and not set(others) & set(found)
