"""The fast scan says what the plain one says, in every dialect, of every tree."""

from __future__ import annotations

import os
import random
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT, DIALECTS, Dialect
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.scan import Ask, Scan
from ctxtrim.scan import fork, run, scan
from ctxtrim.scan import packet_ids as order
from ctxtrim.scan.native import extension
from ctxtrim.scan.packet_ids import _Order
from ctxtrim.scan.reader import Job
from tests import vectors
from tests.effort import examples, stride
from tests.scan.plain_scan import scan_plainly

STRIDE = stride(32)
"""Of the recorded cases every so-manieth is tried; 1 tries all."""
EXAMPLES = examples(60)
ASK = Ask(top=5, names=frozenset({"a", "b.py", ".env", "é"}))

NOBODY = 65534


def bind(listener: socket.socket, folder: Path, name: str) -> None:
    """Through a descriptor: the path that a socket is given may have 107 bytes only."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        listener.bind(f"/proc/self/fd/{fd}/{name}")
    finally:
        os.close(fd)


@pytest.fixture(params=["alone", "forked", "passed on", "accelerated"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways a scan is done: in one process; shared as soon as three directories are pending, and what a
    process has left shared anew as soon as it can be, few names held at a time; in C.
    """
    if request.param == "accelerated":
        monkeypatch.delenv("CTXTRIM_PURE", raising=False)
        if extension() is None:
            pytest.skip("the accelerator is not built; install gcc and python3-dev, remove .venv, run ./test")
    else:
        monkeypatch.setenv("CTXTRIM_PURE", "1")
    monkeypatch.setattr(run, "_workers", lambda: 1 if request.param == "alone" else 2)
    monkeypatch.setattr(run, "_MANY", 3)
    if request.param == "passed on":
        monkeypatch.setattr(fork, "_A_WHILE", 1)
        monkeypatch.setattr(fork, "_MUCH", 1)
        monkeypatch.setattr(order, "_AT_MOST", 50)
    return str(request.param)


def comparable(found: Scan) -> dict[str, object]:
    """A scan's answers; folders in one order, parents by path."""
    folders = found.folders
    answers = found._asdict() | {"kinds": list(found.kinds.items())}
    answers["folders"] = sorted(
        (*folder._replace(parent=-1), folders[folder.parent].path if folder.path else "")
        for folder in folders
    )
    return answers


def same(context: Path, ignore: bytes, dialect: Dialect, ask: Ask = ASK) -> Scan | None:
    """Scan both ways and compare; None if the builder rejects the patterns, both ways."""
    try:
        ruleset = Ruleset.read(ignore, dialect)
    except CtxtrimError:
        return None
    try:
        expected = scan_plainly(str(context), ruleset, ask)
    except CtxtrimError as error:
        with pytest.raises(CtxtrimError, match="rejects"):
            scan(str(context), ruleset, ask)
        assert "rejects" in str(error)
        return None
    found = scan(str(context), ruleset, ask)
    assert comparable(found) == comparable(expected)
    return found


def plant(root: Path, files: Mapping[str, int | str]) -> Path:
    """Make a tree: path -> bytes of a file, or the target of a link; "x/" is an empty directory."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
        elif isinstance(content, str):
            path.symlink_to(content)
        else:
            path.touch()
            os.truncate(path, content)
    return root


PROJECT: dict[str, int | str] = {
    "Dockerfile": 120,
    ".env": 40,
    "README.md": 3_000,
    "src/app/main.py": 900,
    "src/app/b.py": 0,
    "src/app/__pycache__/main.pyc": 800,
    "src/docs/guide.md": 127,
    "docs/README.md": 128,
    "docs/img/big.PNG": 70_000,
    "node_modules/left-pad/index.js": 16_383,
    "node_modules/left-pad/package.json": 16_384,
    "node_modules/.bin/left": "../left-pad/index.js",
    "vendor/keep/a": 32_767,
    "vendor/drop/a": 32_768,
    "data/exact.bin": 65_536,
    "data/one-more.bin": 65_537,
    "empty/": 0,
    "naïve/é": 5,
    "naïve/naïve.txt": 6,
    "new\nline/x.md": 7,
    "new\nline.md": 8,
    "tar/" + "n" * 99: 1,
    "tar/" + "n" * 97: 1,
    "deep/" + "/".join("d" * 40 for _ in range(5)) + "/a": 3,
}

FILES = [
    ("nothing", b""),
    ("everything", b"**\n"),
    ("everything-but", b"*\n!src\n!README.md\n"),
    ("names", b"**/node_modules\n**/__pycache__\n.env\n"),
    ("extensions", b"**/*.pyc\n**/*.md\n"),
    ("extension-and-exception", b"**/*.md\n!README.md\n"),
    ("wildcard-exception", b"**/*.md\n!**/README*\nvendor\n!vendor/k*/*\n"),
    ("plain-after-exception", b"node_modules\n!node_modules/left-pad\nnode_modules\n"),
    ("emptied-by-name", b"vendor\n!vendor/keep\n**/vendor\n**/keep\n"),
    ("prefix", b"vendor/**\ndo**\n"),
    ("suffix", b"**e.js\n**d\n"),
    ("starts-and-ends", b"**/READ*\n**/*-more.bin\n**/*~\n**/ma*.py\n"),
    ("depths", b"*/*/main*\n*/docs\ndocs/i*\n"),
    ("middle", b"src/**/*.py\nnode_modules/**/package.json\n"),
    ("below-and-back", b"src/**\n!src/app/*.py\n"),
    ("classes", b"**/[a-d].py\n[^d]ocs\nd[^x]cs\n"),
    ("questions", b"**/?\n????\n"),
    ("leaks", b"x{1}*\nab|.env*\n**/\\a\n"),
    ("escapes", b"**/\\.env\n\\*.md\n"),
    ("beyond-ascii", "**/é\nnaïv?/*.txt\n".encode()),
    ("undecodable", b"caf\xe9*\n**/x\xe9\n"),
    ("newline", b"**/*.md\n**/x*\nnew*\n"),
    ("unclean", b"./src/../docs/\n /vendor//keep \n"),
    ("odd-stars", b"***\n!a**b\n!**/**/a\n"),
    ("stars-and-letters", b"s**c\n**a**p\ndo**s/**\n"),
    ("rejected-when-tried", b"vendor/[z-a]\n"),
    ("rejected-if-tried", b"docs\n!nothing/[z-a]x\n"),
]

EVERY = [pytest.param(dialect, id=dialect.name) for dialect in DIALECTS]


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("ignore", [pytest.param(text, id=name) for name, text in FILES])
def test_scan_says_what_the_plain_one_says(ignore: bytes, dialect: Dialect, tmp_path: Path, way: str) -> None:
    plant(tmp_path, PROJECT)
    same(tmp_path, ignore, dialect)
    same(tmp_path, ignore, dialect, ASK._replace(excluded=True))


@pytest.mark.parametrize("dialect", EVERY)
def test_specials_weigh_what_they_weigh_plainly(dialect: Dialect, tmp_path: Path, way: str) -> None:
    plant(tmp_path, {"a": 10, "d/b": 70_000, "x": "a", "y": "/nowhere"})
    os.mkfifo(tmp_path / "d/fifo")
    with socket.socket(socket.AF_UNIX) as one:
        bind(one, tmp_path / "d", "sock")
    for number, mode in enumerate((0o777, 0o400, 0o040, 0o4755, 0o2644, 0o1777, 0)):
        (tmp_path / f"mode{number}").touch()
        (tmp_path / f"mode{number}").chmod(mode)
        (tmp_path / f"dir{number}").mkdir(mode | 0o700)
        (tmp_path / f"dir{number}").chmod(mode | 0o500)
    beyond_a_tar = (10**9 * 8_589_934_591, 10**9 * 8_589_934_592)
    for number, time in enumerate(
        (0, -5, -(10**10), 10**9 * 72_057_594, 10**9 * 72_057_595, 10**18 + 1, *beyond_a_tar)
    ):
        (tmp_path / f"time{number}").touch()
        os.utime(tmp_path / f"time{number}", ns=(time, time))
        (tmp_path / f"then{number}").mkdir()
        os.utime(tmp_path / f"then{number}", ns=(time, time))
    (tmp_path / os.fsdecode(b"caf\xe9.PNG")).touch()
    (tmp_path / os.fsdecode(b"d\xe9")).mkdir()
    (tmp_path / os.fsdecode(b"d\xe9/caf\xe9")).touch()
    found = same(tmp_path, b"**/nothing\n", dialect)
    assert found and (found.troubles or dialect.name == "kaniko")


@pytest.mark.parametrize("dialect", EVERY)
def test_the_first_name_of_a_hard_link_brings_its_contents(
    dialect: Dialect, tmp_path: Path, way: str
) -> None:
    plant(tmp_path, {"m/one": 5_000, "a.b": 1, "lone": 9})
    for name in ("m-two", "m/a", "a/z", "z/z", "gone/first"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.link(tmp_path / "m/one", tmp_path / name)
    os.link(tmp_path / "lone", tmp_path.parent / f"{tmp_path.name}-outside")
    found = same(tmp_path, b"gone\n", dialect)
    assert found and found.eligible.bytes == 5 * 5_000 + 10


def test_other_names_of_a_file_arrive_as_its_first_does(tmp_path: Path, way: str) -> None:
    plant(tmp_path, {"a": 900, "nm/x": 1, "nm/lost": 700})
    for first, later in (("a", "nm/kept"), ("nm/lost", "y"), ("nm/lost", "z")):
        os.link(tmp_path / first, tmp_path / later)
    found = same(tmp_path, b"nm\n!nm/kept\n!nm/lost\nnm\n", DEFAULT)
    assert found and found.emptied == ("nm/lost", "y", "z")


@pytest.mark.parametrize("dialect", EVERY)
def test_what_is_no_file_may_have_several_names_too(dialect: Dialect, tmp_path: Path, way: str) -> None:
    plant(tmp_path, {"a": 1, "l": "x" * 120, "gone/l": "x" * 120})
    os.mkfifo(tmp_path / "p")
    with socket.socket(socket.AF_UNIX) as one:
        bind(one, tmp_path, "s")
    for name in ("l", "p", "s"):
        os.link(tmp_path / name, tmp_path / f"{name}{name}", follow_symlinks=False)
    os.link(tmp_path / "gone/l", tmp_path / "ll2", follow_symlinks=False)
    same(tmp_path, b"gone\n", dialect)


@pytest.mark.parametrize(
    "shape", ["flat", "nested", "many-directories", "dropped-at-the-boundary", "excluded-between"]
)
def test_ids_of_packets_grow_where_buildkit_counts(shape: str, tmp_path: Path, way: str) -> None:
    random_sizes = random.Random(4)
    files: dict[str, int | str] = {}
    for number in range(300 if shape != "flat" else 17_000):
        place = {"nested": "n/" * (number % 60), "many-directories": f"d{number // 2}/"}.get(shape, "")
        files[f"{place}f{number * 7919 % 100_003}"] = random_sizes.choice((0, 1, 100, 40_000, 120_000))
    plant(tmp_path, files)
    if shape == "dropped-at-the-boundary":
        with socket.socket(socket.AF_UNIX) as one:
            bind(one, tmp_path, "a")
    same(tmp_path, b"f1*\n!f12*\n" if shape == "excluded-between" else b"", DEFAULT)
    if shape != "flat":
        same(tmp_path, b"", DIALECTS[1])


def test_a_path_near_the_limit_is_told(tmp_path: Path, way: str) -> None:
    here, name = os.open(tmp_path, os.O_RDONLY), "p" * 200
    for _ in range(25):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        os.close(os.open("a", os.O_CREAT | os.O_WRONLY, dir_fd=below))
        here = below
    os.close(here)
    found = same(tmp_path, b"**/b\n", DEFAULT)
    assert found and {entry.trouble for entry in found.troubles} == {"too long"}


@pytest.fixture
def visible() -> Iterator[Path]:
    """A folder that everybody may look into, as those of tmp_path are not."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("ignore", [b"", b"shut\nin/*\n", b"shut\nin/*\n!in/**/a\n"])
def test_what_may_not_be_read_is_told(ignore: bytes, dialect: Dialect, visible: Path, way: str) -> None:
    plant(visible, {"open": 1, "closed": 2, "shut/a": 3, "blind/a": 4, "in/shut/a": 5, "in/blind/a": 6})
    closed = [visible / name for name in ("closed", "shut", "blind", "in/shut", "in/blind")]
    for path in closed:
        path.chmod(stat.S_IROTH | stat.S_IRUSR if path.name == "blind" else 0)
    same(visible, ignore, dialect, ASK._replace(excluded=True))  # imports what is needed
    was = os.geteuid()
    os.seteuid(NOBODY if was == 0 else was)
    try:
        for excluded in (False, True):
            found = same(visible, ignore, dialect, ASK._replace(excluded=excluded))
            assert found and "blind" in [entry.path for entry in found.troubles]
    finally:
        os.seteuid(was)
        for path in closed:
            path.chmod(0o700)


def test_a_context_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CtxtrimError, match="no such directory"):
        scan(str(tmp_path / "nowhere"), Ruleset((), DEFAULT))


@pytest.mark.repeats
@pytest.mark.parametrize("part", range(4))
def test_recorded_trees_scan_alike(part: int, tmp_path: Path, way: str) -> None:
    contexts: dict[int, Path] = {}
    trees = vectors.trees("walk-trees")
    for number, case in enumerate(islice(vectors.cases("walks"), part, None, 4 * STRIDE)):
        tree = trees[case["tree"]]
        if case["tree"] not in contexts:
            contexts[case["tree"]] = plant(
                tmp_path / str(case["tree"]),
                {
                    entry.path + "/" * (entry.kind == "dir"): entry.link or entry.size
                    for directory in ("", *tree.index)
                    for entry in tree.children(directory)
                },
            )
        dialect, ask = DIALECTS[number % len(DIALECTS)], ASK._replace(excluded=number % 7 == 0)
        same(contexts[case["tree"]], os.fsencode(case["file"]), dialect, ask)


NAMES = ["a", "b", "ab", "a.py", "b.py", ".a", "é", "a\nb", "\udce9", "x{1}", "a|b", "build", "ba.md"]
PARTS = ["a", "b", "*", "**", "?", ".", "a*", "*b", "*.py", "**a", "a**", "[ab]", "[^a]", "b?", ".a", "build"]
PARTS += ["é", "\\a", "\\.", "x{1}*", "a|b*", "*a*", "*.m*", "a*b"]


@st.composite
def trees(draw: st.DrawFn) -> dict[str, int | str]:
    tree: dict[str, int | str] = {}
    for _ in range(draw(st.integers(1, 25))):
        parts = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
        if not any("/".join(parts[:cut]) in tree for cut in range(1, len(parts) + 1)) and not any(
            path.startswith("/".join(parts) + "/") for path in tree
        ):
            tree["/".join(parts)] = draw(st.sampled_from((0, 1, 130, 33_000, "a")))
    return tree


LINES = st.tuples(
    st.sampled_from(["", "", "!"]), st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("/".join)
).map("".join)


@settings(max_examples=EXAMPLES)
@given(tree=trees(), ignore=st.lists(LINES, max_size=7).map("\n".join), excluded=st.booleans())
def test_any_tree_and_file_scan_alike(
    tree: dict[str, int | str],
    ignore: str,
    excluded: bool,
    tmp_path_factory: pytest.TempPathFactory,
    way: str,
) -> None:
    context = plant(tmp_path_factory.mktemp("tree"), tree)
    for dialect in DIALECTS:
        same(context, os.fsencode(ignore), dialect, ASK._replace(excluded=excluded))


def test_a_wide_directory_whose_files_do_not_all_arrive_in_two_packets(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids grow longer in the middle of it, and neither all names are sorted nor all files looked at again."""
    monkeypatch.setattr(order, "_AT_MOST", 6_000)
    plant(tmp_path, {f"a/{number * 7919 % 90_001:05}": number % 5 * 9_000 for number in range(17_000)})
    os.link(tmp_path / "a" / "00000", tmp_path / "a" / "00001x")
    os.symlink("00000", tmp_path / "a" / "00002x")
    os.chmod(tmp_path / "a" / "07919", 0o4755)
    found = same(tmp_path, b"*.md\n", DEFAULT)
    assert found and found.eligible.files == 17_002


def test_a_directory_that_vanishes_while_it_is_scanned_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """It is listed once more where packets' ids grow longer, and may be gone by then."""
    plant(tmp_path, {f"a/b/{number}": 1 for number in range(200)})
    led = _Order._below

    def leaving(*words: Any) -> Job:
        job = led(*words)
        shutil.rmtree(tmp_path / job.path)
        return job

    monkeypatch.setattr(_Order, "_below", leaving)
    assert scan(str(tmp_path), Ruleset.read(b"", DEFAULT)).eligible == (200, 200)
