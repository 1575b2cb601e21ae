"""Paths of the image lead back to what was copied there."""

from __future__ import annotations

import pytest

from ctxtrim.manifests.commands.image_paths import directory, source_of
from tests.manifests.standing import DictTree

ON_TOP = (("web", "/b"), ("VERSION", "/b"), ("VERSION", "/b/VERSION"))
OF_A_FOLDER = (("web/package.json", "/b/package.json"), ("web/src", "/b/src"))
TREE = DictTree(
    {
        "Makefile": "",
        "CMakeLists.txt": "",
        "src/a.c": "",
        "web/package.json": "",
        "web/src/a.ts": "",
        "VERSION": "",
    }
)
APART = (
    ("Makefile", "/b"),
    ("Makefile", "/b/Makefile"),
    ("CMakeLists.txt", "/b"),
    ("CMakeLists.txt", "/b/CMakeLists.txt"),
    ("src", "/b/src"),
)


@pytest.mark.parametrize(
    ("copied", "place", "found"),
    [
        pytest.param((), "/b", None, id="nothing was copied"),
        pytest.param((("", "/b"),), "/b", "", id="the whole context"),
        pytest.param((("", "/b"),), "/b/web", "web", id="a folder of the whole context"),
        pytest.param(APART, "/b", "", id="piece by piece"),
        pytest.param(APART, "/b/src", "src", id="one of the pieces"),
        pytest.param(ON_TOP, "/b", "web", id="a file on top"),
        pytest.param(OF_A_FOLDER, "/b", "web", id="pieces of a folder"),
        pytest.param((("src", "/b/src"),), "/c", None, id="another place"),
        pytest.param((("made/x", "/b"),), "/b", "made/x", id="not built yet"),
    ],
)  # fmt: skip
def test_a_directory_stands_for(copied: tuple[tuple[str, str], ...], place: str, found: str | None) -> None:
    assert directory(TREE, copied, place) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("/b/Makefile", "Makefile", id="a file by its own name"),
        pytest.param("/b/src/a.c", "src/a.c", id="below a folder"),
        pytest.param("/b/other.c", None, id="nothing lies below a file"),
        pytest.param("/b", "CMakeLists.txt", id="maybe the file itself"),
    ],
)
def test_a_path_leads_to(path: str, found: str | None) -> None:
    assert source_of(TREE, APART, path) == found
