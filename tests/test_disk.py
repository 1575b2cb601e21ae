"""Real directories: what stands there, in its order, and nothing that is elsewhere."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctxtrim.disk import PATH_MAX, Disk, DiskTree, check_context, walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry
from tests.commandline import planted

SCANNED = """
import sys
from ctxtrim.scan.run import scan
from tests.test_disk import NOTHING
found = scan(sys.argv[1], NOTHING)
print(found.eligible.bytes, "bytes;", ", ".join(f"{e.path}: {e.trouble}" for e in found.troubles))
"""
NOTHING = Ruleset.read(b"", DEFAULT)
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root makes devices and becomes somebody else")


def walked(context: Path | str, lines: str = "") -> dict[str, Entry]:
    rules = Ruleset.read(lines.encode(), DEFAULT)
    return {entry.path: entry for entry, _ in walk(str(context), rules)}


def paths(context: Path | str, lines: str = "") -> list[str]:
    return list(walked(context, lines))


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Callable[[int, str], Path]]:
    """Makes a tree of so many levels of a name, deeper than any path, with a file at its end."""

    def make(levels: int, name: str) -> Path:
        here = os.open(tmp_path, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir(name, dir_fd=here)
            below = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(os.open("end", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        os.close(here)
        return tmp_path

    yield make
    subprocess.run(["rm", "-rf", *map(str, tmp_path.iterdir())], check=True)


@pytest.fixture
def by_user() -> Callable[[Path, str], str]:
    """Runs a script, its argument a directory, as somebody whom mode bits stop."""

    def run(context: Path, script: str) -> str:
        for above in (context, *context.parents):
            if above.stat().st_uid == os.geteuid() and len(above.parts) > 2:
                above.chmod(above.stat().st_mode | 0o055 if above != context else above.stat().st_mode)
        done = subprocess.run(
            [sys.executable, "-c", script, str(context)],
            env={
                **os.environ,
                "PYTHONPATH": str(Path(__file__).parent.parent),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            timeout=3600,
        )
        return done.stdout or done.stderr

    return run


WALK = """
import os, sys
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.disk import DiskTree, walk
def look(context):
    try:
        for entry, _ in walk(context, Ruleset.read(b"", DEFAULT)):
            yield "|".join((entry.path, entry.kind, entry.trouble))
        yield "read " + str(DiskTree(context, Ruleset.read(b"", DEFAULT)).read("secret"))
    except CtxtrimError as error:
        yield str(error)
list(look(os.path.dirname(os.__file__) + "/json"))  # imports what is needed: the checkout may be private
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for line in look(sys.argv[1]):
    print(line)
"""


def test_an_empty_directory_holds_nothing(tmp_path: Path) -> None:
    assert paths(tmp_path) == []


def test_a_walk_goes_down_before_on_in_byte_order(tmp_path: Path) -> None:
    planted(tmp_path, {"a.txt": 1, "a/b": 1, "B": 1, "é": 1, "a-": 1})
    assert paths(tmp_path) == ["B", "a", "a/b", "a-", "a.txt", "é"]


def test_bytes_are_compared_not_letters(tmp_path: Path) -> None:
    names = ["\uffff", "\U0001f600", "\udcff"]  # as letters the last would be the first
    for name in reversed(names):
        (tmp_path / name).touch()
    assert paths(tmp_path) == names


def test_excluded_directories_are_not_entered(tmp_path: Path) -> None:
    planted(tmp_path, {"d/e": 1, "f/g": 1})
    assert paths(tmp_path, "d\n!f/h") == ["d", "f", "f/g"]


def test_a_file_is_as_lstat_says(tmp_path: Path) -> None:
    planted(tmp_path, {"a": 70_000, "d/": 0})
    (tmp_path / "a").chmod(0o4750)
    os.utime(tmp_path / "a", ns=(0, -1_500_000_000))
    found = walked(tmp_path)
    assert found["a"] == Entry("a", "file", 70_000, stat.S_IFREG | 0o4750, -1_500_000_000)
    assert (found["d"].kind, found["d"].size) == ("dir", 0)


def test_names_of_a_hard_link_share_an_inode(tmp_path: Path) -> None:
    planted(tmp_path, {"a": 5, "c": 5})
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    found = walked(tmp_path)
    assert found["a"].inode == found["b"].inode == (tmp_path / "a").stat().st_ino
    assert found["c"].inode == 0


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        pytest.param("d", "d", id="to a directory"),
        pytest.param("nowhere", "nowhere", id="dangling"),
        pytest.param("l", "l", id="to itself"),
        pytest.param("/etc", "/etc", id="absolute, outside"),
        pytest.param("../..", "../..", id="outside"),
        pytest.param("d//x/../", "d//x/../", id="as it is written"),
        pytest.param("\udcff\n", "\udcff\n", id="undecodable, with a line end"),
    ],
)
def test_a_link_is_told_and_never_followed(target: str, kept: str, tmp_path: Path) -> None:
    planted(tmp_path, {"d/e": 1})
    os.symlink(target, tmp_path / "l")
    found = walked(tmp_path)
    assert list(found) == ["d", "d/e", "l"]
    assert (found["l"].kind, found["l"].link, found["l"].size) == ("link", kept, 0)


def test_pipes_and_sockets_are_told_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    here = os.getcwd()
    os.chdir(tmp_path)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
            found = walked(tmp_path)
    finally:
        os.chdir(here)
    assert {path: (entry.kind, entry.size) for path, entry in found.items()} == {
        "p": ("fifo", 0),
        "s": ("socket", 0),
    }


@needs_root
@pytest.mark.parametrize("kind", [stat.S_IFCHR, stat.S_IFBLK], ids=["character", "block"])
def test_a_device_brings_its_numbers(kind: int, tmp_path: Path) -> None:
    os.mknod(tmp_path / "n", kind | 0o600, os.makedev(7, 200))
    found = walked(tmp_path)["n"]
    assert (found.kind, found.rdev, stat.S_IFMT(found.mode)) == ("device", os.makedev(7, 200), kind)


@pytest.mark.parametrize(
    "name", [b"\xff\xfe", b"a\nb", b"\xed\xa0\x80", b"\x01", b"a\\b", b"-rf", b" ", b"*"]
)
def test_any_name_comes_back_as_its_bytes(name: bytes, tmp_path: Path) -> None:
    where = os.path.join(os.fsencode(tmp_path), name)
    os.mkdir(where)
    os.close(os.open(os.path.join(where, name), os.O_CREAT | os.O_WRONLY))
    assert [os.fsencode(path) for path in paths(tmp_path)] == [name, name + b"/" + name]


def test_trees_are_walked_deeper_than_the_recursion_limit(deep: Callable[[int, str], Path]) -> None:
    context = deep(2_000, "d")
    found = walked(context)
    assert len(found) == 2_001
    last = "d/" * 2_000 + "end"
    assert found[last].kind == "file"


def test_a_tree_answers_deeper_than_the_recursion_limit(deep: Callable[[int, str], Path]) -> None:
    tree = DiskTree(str(deep(2_000, "d")), NOTHING)
    last = "d/" * 2_000 + "end"
    assert tree.kind(last) == "file"
    assert tree.kind(last + "/below") == ""
    assert tree.children("d/" * 1_999 + "d") == ["end"]


def test_paths_longer_than_the_system_opens_are_walked_and_told(deep: Callable[[int, str], Path]) -> None:
    context = deep(40, "n" * 200)
    found = walked(context)
    last = ("n" * 200 + "/") * 40 + "end"
    assert list(found)[-1] == last
    assert len(os.path.join(context, last)) > 8_000
    closed = [path for path in found if len(os.path.join(context, path)) >= PATH_MAX]
    troubles = [entry.trouble for entry in found.values() if entry.trouble]
    assert troubles == ["too long"] + ["too deep"] * (len(closed) - 1), "told once"
    assert DiskTree(str(context), NOTHING).read(last) is None


def test_the_longest_path_that_opens_is_no_trouble(deep: Callable[[int, str], Path]) -> None:
    context = deep(15, "n" * 200)
    room = PATH_MAX - len(os.path.realpath(context)) - 1 - 15 * 201 - 1
    here = os.open(os.path.join(context, *["n" * 200] * 15), os.O_RDONLY)
    names = ["x" * 250] * (room // 251)
    for name in names:
        os.mkdir(name, dir_fd=here)
        here = os.open(name, os.O_RDONLY, dir_fd=here)
    left = room - 251 * len(names)
    for length in (left, left + 1):
        os.close(os.open("y" * length, os.O_CREAT | os.O_WRONLY, dir_fd=here))
    found = walked(context)
    for path, entry in found.items():
        try:
            os.lstat(os.path.join(context, path))
            opens = True
        except OSError:
            opens = False
        assert (entry.trouble == "") is opens, len(path)
    assert [entry.trouble for path, entry in found.items() if "y" in path] == ["", "too long"]


def test_a_directory_of_20_000_files_is_listed_whole_and_sorted(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for n in range(20_000):
        os.close(os.open(f"{n:x}", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    assert paths(tmp_path) == sorted(f"{n:x}" for n in range(20_000))


# what may not be read


def test_what_a_user_may_not_read_is_told(tmp_path: Path, by_user: Callable[[Path, str], str]) -> None:
    planted(tmp_path, {"closed/x": 1, "listed/x": 1, "plain": 1, "secret": 9, "through/x": 1})
    modes = {"secret": 0o000, "closed": 0o000, "listed": 0o744, "through": 0o711}
    for name, mode in modes.items():  # who is not root is the owner: the bits of others become the owner's
        (tmp_path / name).chmod(mode if IS_ROOT else (mode & 0o7) << 6)
    tmp_path.chmod(0o755)
    said = by_user(tmp_path, WALK)
    for name in modes:
        (tmp_path / name).chmod(0o755)
    assert said.splitlines() == [
        "closed|dir|unreadable dir",
        "listed|dir|unreadable dir",
        "plain|file|",
        "secret|file|unreadable",
        "through|dir|unreadable dir",
        "read None",
    ]


def test_root_reads_everything(tmp_path: Path) -> None:
    planted(tmp_path, {"a": 1})
    (tmp_path / "a").chmod(0)
    assert walked(tmp_path)["a"].trouble == ("" if IS_ROOT else "unreadable")


@needs_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv takes capabilities away")
@pytest.mark.parametrize("way", ["", "1"], ids=["accelerated", "pure"])
def test_root_without_its_capabilities_reads_no_more_than_others(tmp_path: Path, way: str) -> None:
    planted(tmp_path, {"own": 1, "theirs": 2, "shut/x": 4, "open/x": 8})
    for name, mode in {"own": 0o600, "theirs": 0o600, "shut": 0o700, "open": 0o755}.items():
        (tmp_path / name).chmod(mode)
        os.chown(tmp_path / name, 0 if name == "own" else 65534, -1)
    done = subprocess.run(
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search", sys.executable, "-c", SCANNED, tmp_path],
        env={**os.environ, "CTXTRIM_PURE": way, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "11 bytes; shut: unreadable dir, theirs: unreadable\n", done.stderr


def test_a_context_that_a_user_may_not_read_is_one_sentence(
    tmp_path: Path, by_user: Callable[[Path, str], str]
) -> None:
    context = tmp_path / "c"
    context.mkdir(mode=0o700 if IS_ROOT else 0o300)
    said = by_user(context, WALK)
    context.chmod(0o700)
    assert said == f"{context}: permission denied; docker build could not read it either.\n"


@needs_root
def test_a_context_that_closes_after_the_check_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir(mode=0o700)
    for above in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        above.chmod(0o755)
    os.seteuid(65534)  # access() asks for the real user, who is still root
    try:
        with pytest.raises(CtxtrimError, match="Permission denied"):
            Disk(str(tmp_path / "c"))
    finally:
        os.seteuid(0)


@pytest.fixture
def as_somebody() -> Iterator[None]:
    """Whom mode bits stop; for those who are not root nothing changes."""
    if IS_ROOT:
        os.seteuid(65534)
    yield
    if IS_ROOT:
        os.seteuid(0)


def test_bits_decide_for_somebody(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    planted(tmp_path, {"a": 1, "b": 1, "c": 1, "d/x": 1, "e/x": 1, "l": "-> a"})
    for name, mode in {"a": 0o444, "b": 0o400, "c": 0o000, "d": 0o555, "e": 0o000, ".": 0o755}.items():
        (tmp_path / name).chmod(mode)
    for above in (tmp_path.parent, tmp_path.parent.parent):
        above.chmod(0o755)
    walked(tmp_path)  # imports what is needed: the checkout may be private
    request.getfixturevalue("as_somebody")
    assert {path: entry.trouble for path, entry in walked(tmp_path).items()} == {
        "a": "",
        "b": "unreadable" if IS_ROOT else "",
        "c": "unreadable",
        "d": "",
        "d/x": "",
        "e": "unreadable dir",
        "l": "",
    }


# the context itself


@pytest.mark.parametrize(
    ("context", "said"),
    [
        pytest.param("-", "standard input", id="standard input"),
        pytest.param("missing", "no such directory", id="missing"),
        pytest.param("missing/below", "no such directory", id="below what is missing"),
        pytest.param("file", "not a directory", id="a file"),
        pytest.param("file/", "no such directory|not a directory", id="a file with a slash"),
        pytest.param("dangling", "not a directory", id="a dangling link"),
        pytest.param("loop", "not a directory", id="a link to itself"),
        pytest.param("pipe", "not a directory", id="a pipe"),
        pytest.param("", "no such directory", id="no name"),
        pytest.param("x" * 5_000, "no such directory", id="a name too long for any system"),
    ],
)
def test_what_is_no_context_is_one_sentence(
    context: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, {"file": 1, "dangling": "-> gone", "loop": "-> loop"})
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CtxtrimError, match=said) as raised:
        paths(context)
    assert str(raised.value).startswith(context + ":")


def test_a_link_to_a_directory_is_a_context(tmp_path: Path) -> None:
    planted(tmp_path, {"real/a": 1, "link": "-> real"})
    assert paths(tmp_path / "link") == ["a"]
    assert check_context(str(tmp_path / "link")) == str(tmp_path / "link")


@pytest.mark.parametrize("form", [".", "./", "../{name}", "{path}", "{path}//"])
def test_a_context_may_be_written_in_many_ways(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, {"a": 1})
    monkeypatch.chdir(tmp_path)
    assert paths(form.format(name=tmp_path.name, path=tmp_path)) == ["a"]


# what changes meanwhile


def test_what_vanishes_during_a_walk_is_left_out(tmp_path: Path) -> None:
    planted(tmp_path, {"a": 1, "b/c": 1, "d/e": 1, "f": 1})
    seen = []
    for entry, _ in walk(str(tmp_path), NOTHING):
        seen.append(entry.path)
        if entry.path == "a":
            shutil.rmtree(tmp_path / "b")
            (tmp_path / "f").unlink()
    assert seen == ["a", "b", "d", "d/e", "f"]  # b was seen already, what was in it is gone


def test_a_directory_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    planted(tmp_path, {"in/a": 1, "in/d/x": 1, "outside/secret": 1})
    seen = []
    for entry, _ in walk(str(tmp_path / "in"), NOTHING):
        seen.append(entry.path)
        if entry.path == "d":
            shutil.rmtree(tmp_path / "in/d")
            (tmp_path / "in/d").symlink_to(tmp_path / "outside")
    assert seen == ["a", "d"]


def test_what_vanishes_between_two_looks_at_it_is_left_out(tmp_path: Path) -> None:
    planted(tmp_path, {"file": 1, "link": "-> file", "seen": "-> file"})
    with Disk(str(tmp_path)) as disk, os.scandir(tmp_path) as found:
        items = {item.name: item for item in found}
        items["seen"].stat(follow_symlinks=False)  # remembered by the entry
        for name in items:
            (tmp_path / name).unlink()
        assert [disk._entry("", item, disk.directories.root) for item in items.values()] == [None] * 3


def test_a_system_without_directory_descriptors_sees_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, {"a": 3, "d/e/f": 1, "l": "-> d", "é": 0})
    expected = walked(tmp_path)
    monkeypatch.setattr("ctxtrim.disk._BY_DESCRIPTOR", False)
    assert walked(tmp_path) == expected
    assert list(expected) == ["a", "d", "d/e", "d/e/f", "l", "é"]
    with Disk(str(tmp_path)) as disk:
        assert disk.children("gone") == []


def test_a_walk_outlives_files_that_come_and_go(tmp_path: Path) -> None:
    planted(tmp_path, {f"d{n}/keep": 1 for n in range(20)})
    stop = threading.Event()

    def storm() -> None:
        while not stop.is_set():
            for n in range(20):
                folder = tmp_path / f"d{n}"
                (folder / "t").mkdir()
                (folder / "t/x").touch()
                os.symlink("x", folder / "t/l")
                shutil.rmtree(folder / "t")

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        for _ in range(30):
            kept = [path for path in paths(tmp_path) if path.endswith("keep")]
            assert len(kept) == 20
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    "directory",
    ["gone", "file", "file/x", "link", "nul\0", "\ud800", "x" * 300, "x" * 5_000, "x/" * 5_000],
)
def test_what_is_no_directory_in_the_context_has_no_children(directory: str, tmp_path: Path) -> None:
    planted(tmp_path, {"file": 1, "link": "-> d", "d/x": 1})
    with Disk(str(tmp_path)) as disk:
        assert disk.children(directory) == []
    tree = DiskTree(str(tmp_path), NOTHING)
    assert (list(tree.children(directory)), tree.read(directory + "/x")) == ([], None)


# descriptors


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    planted(tmp_path, {"a/b/c": 1, "d": 1})
    before = descriptors()
    paths(tmp_path)
    next(walk(str(tmp_path), NOTHING))  # left in the middle
    DiskTree(str(tmp_path), NOTHING).files()
    with Disk(str(tmp_path)) as disk:
        disk.children("a/b")
        disk.children("gone")
    assert descriptors() == before


# a tree that is asked


@pytest.fixture
def tree(tmp_path: Path) -> DiskTree:
    planted(tmp_path, {"a": "text", "d/b": "more", "l": "-> d", "large": (1 << 20) + 1, "limit": 1 << 20})
    os.mkfifo(tmp_path / "p")
    return DiskTree(str(tmp_path), Ruleset.read(b"d/c\n", DEFAULT))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "dir"),
        ("a", "file"),
        ("d", "dir"),
        ("d/b", "file"),
        ("l", "link"),
        ("p", "fifo"),
        ("l/b", ""),
        ("gone", ""),
        ("gone/x", ""),
        ("a/x", ""),
        ("../a", ""),
        ("d/../a", ""),
        ("/etc", ""),
    ],
)
def test_a_tree_knows_the_kind_of(path: str, kind: str, tree: DiskTree) -> None:
    assert tree.kind(path) == kind


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("a", b"text", id="a file"),
        pytest.param("d/b", b"more", id="a file below"),
        pytest.param("d", None, id="a directory"),
        pytest.param("l", None, id="a link"),
        pytest.param("l/b", None, id="a path through a link"),
        pytest.param("p", None, id="a pipe, without waiting for a writer"),
        pytest.param("gone", None, id="nothing"),
        pytest.param("../outside", None, id="outside"),
        pytest.param("/etc/passwd", None, id="an absolute path"),
        pytest.param("large", None, id="more than 1 MiB"),
        pytest.param("limit", bytes(1 << 20), id="just 1 MiB"),
    ],
)
def test_a_tree_reads(path: str, content: bytes | None, tree: DiskTree, tmp_path: Path) -> None:
    (tmp_path.parent / "outside").write_text("secret")
    assert tree.read(path) == content


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tree: DiskTree, tmp_path: Path) -> None:
    assert tree.kind("a") == "file"
    (tmp_path / "a").unlink()
    os.mkfifo(tmp_path / "a")
    assert not tree.read("a")


def test_a_tree_lists(tree: DiskTree) -> None:
    assert tree.children("") == ["a", "d", "l", "large", "limit", "p"]
    assert tree.children("d") == ["b"]
    assert [entry.path for entry in tree.entries("d")] == ["d/b"]
    assert list(tree.children("a")) == list(tree.children("l")) == list(tree.children("gone")) == []
    for _ in "once", "and remembered":
        assert tree.files() == ["a", "d/b", "l", "large", "limit", "p"]


def test_a_tree_reads_nothing_that_went_away(tree: DiskTree, tmp_path: Path) -> None:
    assert tree.kind("a") == "file"
    (tmp_path / "a").unlink()
    assert tree.read("a") is None


def test_the_files_of_a_tree_end_at_excluded_directories(tmp_path: Path) -> None:
    planted(tmp_path, {"d/a": 1, "b": 1})
    assert DiskTree(str(tmp_path), Ruleset.read(b"d\nb\n", DEFAULT)).files() == ["b"]
