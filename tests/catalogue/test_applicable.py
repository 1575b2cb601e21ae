"""A record counts where its stack is, and a directory is junk when what it holds says so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ctxtrim.catalogue.applicable import applicable_records, believed
from ctxtrim.catalogue.kinds import CACHES, MEDIA
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.model.record import JunkRecord


class Listing:
    """A tree of names."""

    def __init__(self, *files: str) -> None:
        self._files = files

    def kind(self, path: str) -> str:
        if path in self._files:
            return "file"
        return "dir" if any(f.startswith(path + "/") for f in self._files) or not path else ""

    def children(self, path: str) -> Sequence[str]:
        below = path + "/" if path else ""
        return sorted({f[len(below) :].partition("/")[0] for f in self._files if f.startswith(below)})

    def read(self, path: str) -> bytes | None:
        raise AssertionError("nothing is read")

    def files(self) -> Sequence[str]:
        raise AssertionError("not all files are asked for")


def record(**fields: tuple[str, ...]) -> JunkRecord:
    return JunkRecord("x", "x", "**/x", "unsafe", "an example", CACHES)._replace(**fields)  # type: ignore[arg-type]


MARKERS = [
    ("no marker is asked for", (), {"a"}, True),
    ("none is there", ("go.mod",), {"a", "go.sum"}, False),
    ("a name is there", ("go.mod", "go.work"), {"a", "go.work"}, True),
    ("an extension is there", ("*.csproj",), {"Web.csproj"}, True),
    ("an extension in capitals", ("*.csproj",), {"Web.CSPROJ"}, True),
    ("an upper-case extension", ("*.Rproj",), {"a.Rproj"}, True),
    ("a longer extension", ("*.tf.json",), {"main.tf.json"}, True),
    ("a longer extension is not its end", ("*.tf.json",), {"main.json"}, False),
    ("a glob", ("requirements*.txt",), {"requirements-dev.txt"}, True),
    ("a glob that fits nothing", ("requirements*.txt",), {"requirements.in"}, False),
    ("an empty context", ("*.py",), set(), False),
]


@pytest.mark.parametrize(
    ("markers", "names", "expected"), [row[1:] for row in MARKERS], ids=[row[0] for row in MARKERS]
)
def test_applicable(markers: tuple[str, ...], names: set[str], expected: bool) -> None:
    assert bool(applicable_records([record(markers=markers)], names)) is expected


def test_records_keep_their_order() -> None:
    chosen = applicable_records(load_records(), {"Cargo.toml"})
    assert [r for r in load_records() if r in chosen] == list(chosen)
    assert {"rust", "secrets"} <= {r.ecosystem for r in chosen}
    assert not {"go", "node"} & {r.ecosystem for r in chosen}


VENV = {"proof": ("pyvenv.cfg",)}
TREE = Listing(
    "foo/pyvenv.cfg",
    "bar/a.py",
    "envs/x/conda-meta/history",
    "crates/a/Cargo.toml",
    "crates/a/tests/a.rs",
    "tests/CMakeLists.txt",
    "tests/test_a.py",
    "charts/app/Chart.yaml",
    "img/a.PNG",
    "img/deep/b.svg",
    "art/a.png",
    "art/deep/b.js",
    "pyvenv.cfg",
    "void/x",
)
BELIEVED = [
    ("without proof a name is enough", {}, "bar", True),
    ("the root never", VENV, "", False),
    ("a directory with the proof", VENV, "foo", True),
    ("a directory without it", VENV, "bar", False),
    ("a proof deeper down", {"proof": ("conda-meta/history",)}, "envs/x", True),
    ("a proof beside it", {"proof": ("../Cargo.toml",)}, "crates/a/tests", True),
    ("no proof beside it", {"proof": ("../Cargo.toml",)}, "foo", False),
    ("a proof beside it, in the root", {"proof": ("../pyvenv.cfg",)}, "foo", True),
    ("a glob", {"proof": ("test_*.py",)}, "tests", True),
    ("a glob for a directory on the way", {"proof": ("*/Chart.yaml",)}, "charts", True),
    ("a glob that fits nothing", {"proof": ("*/Chart.yaml",)}, "foo", False),
    ("one of several proofs", {"proof": ("x", "a.py")}, "bar", True),
    ("the build knows it", {"unless": ("CMakeLists.txt",)}, "tests", False),
    (
        "the build knows it although there is proof",
        {"proof": ("test_*.py",), "unless": ("CMake*",)},
        "tests",
        False,
    ),
    ("the build knows nothing of it", {"unless": ("CMakeLists.txt",)}, "bar", True),
    ("only pictures", {"only": (MEDIA,)}, "img", True),
    ("not only pictures", {"only": (MEDIA,)}, "art", False),
    ("an empty directory holds no pictures", {"only": (MEDIA,)}, "none", False),
]


@pytest.mark.parametrize(
    ("fields", "path", "expected"), [row[1:] for row in BELIEVED], ids=[row[0] for row in BELIEVED]
)
def test_believed(fields: dict[str, tuple[str, ...]], path: str, expected: bool) -> None:
    assert believed(record(**fields), path, TREE) is expected
