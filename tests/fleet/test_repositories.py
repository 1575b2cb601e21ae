"""Which repositories a fleet consists of."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.fleet.repositories import repositories
from tests.commandline import planted

FILES: dict[str, str | int] = {
    "a/.git/": "",
    "a/sub/.git/": "",
    "group/b/.git/": "",
    "group/c/.git": "gitdir: elsewhere",
    "mirror.git/HEAD": "ref: refs/heads/main",
    "mirror.git/objects/": "",
    "mirror.git/refs/": "",
    "plain/Dockerfile": "FROM scratch",
    "list": "# some\na\n\ngroup\n",
    "bad": "a\nnowhere\n",
}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a"], ["a"]),
        (["plain"], ["plain"]),
        (["group"], ["group/b", "group/c"]),
        (["group", "group/b"], ["group/b", "group/c"]),
        (["mirror.git"], ["mirror.git"]),
        (["list"], ["a", "group/b", "group/c"]),
        (["."], ["a", "group/b", "group/c", "mirror.git"]),
    ],
    ids=str,
)
def test_repositories_are_found_once(paths: list[str], expected: list[str], tmp_path: Path) -> None:
    planted(tmp_path, FILES)
    found = repositories(str(tmp_path / path) for path in paths)
    assert [str(Path(path).relative_to(tmp_path)) for path in found] == expected


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("none", "none: no such folder, and no file"), ("bad", "nowhere: no such folder; each line names one")],
)
def test_a_path_that_is_not_there_is_an_error(path: str, sentence: str, tmp_path: Path) -> None:
    planted(tmp_path, FILES)
    with pytest.raises(CtxtrimError, match=sentence):
        list(repositories([str(tmp_path / path)]))
