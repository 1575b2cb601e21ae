"""Contexts made by hand, each for one thing that builders do and people do not expect."""

from __future__ import annotations

import os
from typing import NamedTuple

import pytest

from tests.engines.conftest import Engines, Plants
from tests.engines.contexts import plant
from tests.engines.expected import as_user, expected, fate

pytestmark = pytest.mark.engine

BUILDERS = ("buildkit", "classic", "buildah", "podman", "buildkit-20.10", "classic-20.10")


class Hard(NamedTuple):
    """A claim. path: what to look at. fates: its fate under buildkit, classic and buildah, one word if alike.

    things: see contexts.plant. by_user: the client runs as somebody whom mode bits stop.
    """

    claim: str
    things: list[str]
    ignore: bytes | None
    path: str
    fates: tuple[str, ...]
    by_user: bool = False


EVERYWHERE_FILE, EVERYWHERE_ABSENT = ("file",) * 3, ("absent",) * 3

HARD = [
    Hard("without an ignore file everything arrives", ["a/b", ".git/HEAD"], None, ".git/HEAD", ("file",) * 3),
    Hard("an empty ignore file excludes nothing", ["a/b"], b"", "a/b", EVERYWHERE_FILE),
    Hard("empty directories arrive", ["a/b/c/"], b"x\n", "a/b/c", ("dir",) * 3),
    # what an exception brings back
    Hard(
        "a file brought back, then excluded with its directory once more, arrives empty",
        ["nm/keep", "nm/x"],
        b"nm\n!nm/keep\nnm\n",
        "nm/keep",
        ("emptied", "file", "absent"),
    ),
    Hard(
        "a directory excluded by name, again and again, is emptied",
        ["nm/c/f", "nm/d", "x/nm/y"],
        b"**/nm\n!nm/c\nnm\n",
        "nm/c/f",
        ("emptied", "file", "absent"),
    ),
    Hard(
        "another name of an emptied file is a link to it",
        ["nm/keep:900", "nm/x", "y& nm/keep", "z& nm/keep"],
        b"nm\n!nm/keep\nnm\n",
        "z",
        ("emptied", "file", "file"),
    ),
    Hard(
        "but a file that would be emptied is saved by its first name",
        ["a:900", "nm/x", "nm/keep& a"],
        b"nm\n!nm/keep\nnm\n",
        "nm/keep",
        ("file", "file", "absent"),
    ),
    Hard(
        "which has to arrive for that",
        ["a:900", "nm/x", "nm/keep& a", "z& a"],
        b"a\nnm\n!nm/keep\nnm\n",
        "z",
        ("emptied", "file", "file"),
    ),
    Hard(
        "an exception for a directory that nothing excluded is not heard",
        ["docs/x.md", "y.md"],
        b"**/*.md\n!docs\n",
        "docs/x.md",
        ("absent", "absent", "file"),
    ),
    Hard(
        "an exception written as d and d/** is heard by all",
        ["docs/x.md", "docs/s/y.md", "y.md"],
        b"**/*.md\n!docs\n!docs/**\n",
        "docs/s/y.md",
        EVERYWHERE_FILE,
    ),
    Hard(
        "a wildcard exception reaches below excluded directories in BuildKit alone",
        ["a/b/c.md", "a/b/c.txt", "r.md"],
        b"*\n!**/*.md\n",
        "a/b/c.md",
        ("file", "absent", "absent"),
    ),
    Hard(
        "an exception d/*/** is lost to pruning",
        ["d/x/f", "d/x/y/g", "d/h"],
        b"d\n!d/*/**\n",
        "d/x/f",
        EVERYWHERE_ABSENT,
    ),
    Hard("an exception d/** is not", ["d/x/f"], b"d\n!d/**\n", "d/x/f", EVERYWHERE_FILE),
    Hard(
        "an exception brings its directories along", ["d/s/k", "d/s/o"], b"d\n!d/s/k\n", "d/s", ("dir",) * 3
    ),
    Hard(
        "git's !*/ brings everything back", ["a/b.txt", "c.txt"], b"*\n!*/\n!*.md\n", "a/b.txt", ("file",) * 3
    ),
    Hard("a slash hides a second !", ["n", "!n"], b"*\n/!n\n", "n", ("file",) * 3),
    Hard("two ! name a file that starts with one", ["n", "!n"], b"*\n!!n\n", "!n", EVERYWHERE_FILE),
    Hard(
        "a blank after ! is part of buildah's name", ["n", " n"], b"*\n! n\n", "n", ("file", "file", "absent")
    ),
    # lines
    Hard("a pattern with a comment behind it matches nothing", ["n"], b"n # n\n", "n", EVERYWHERE_FILE),
    Hard("an indented comment is a pattern", ["#n"], b" #n\n", "#n", EVERYWHERE_ABSENT),
    Hard("a mark at the start is not part of the pattern", ["n"], b"\xef\xbb\xbfn\n", "n", EVERYWHERE_ABSENT),
    Hard("a mark further down is", ["n"], b"x\n\xef\xbb\xbfn\n", "n", ("file", "file", "absent")),
    Hard("lines may end in CR LF", ["n", "m"], b"n\r\nm\r\n", "n", EVERYWHERE_ABSENT),
    Hard("wide blanks are blanks", ["n"], "\u3000n\u00a0\n".encode(), "n", EVERYWHERE_ABSENT),
    Hard("paths are cleaned", ["n", "m", "o"], b"/n\n./m/\na/../o\n", "o", EVERYWHERE_ABSENT),
    Hard("what leads out of the context matches nothing", ["n"], b"../n\n.\n..\n/\n", "n", EVERYWHERE_FILE),
    Hard("a line of 65535 bytes is read", ["n"], b"x" * 65535 + b"\nn\n", "n", EVERYWHERE_ABSENT),
    Hard("a longer one is too long", ["n"], b"x" * 65536 + b"\nn\n", "n", ("fails", "fails", "absent")),
    Hard("a lone ! is an error", ["n"], b"n\n!\n", "n", ("fails", "fails", "fails")),
    # patterns
    Hard("build/ excludes a file of that name", ["build"], b"build/\n", "build", EVERYWHERE_ABSENT),
    Hard("a name counts at the root alone", ["a/.env", ".env"], b".env\n", "a/.env", EVERYWHERE_FILE),
    Hard("letters have a case", ["A", "a/x"], b"a\n", "A", EVERYWHERE_FILE),
    Hard("d/** leaves an empty d", ["d/e/f"], b"d/**\n", "d", ("dir", "dir", "dir")),
    Hard("foo** begins a name", ["foobar/x", "xfoo"], b"foo**\n", "foobar/x", EVERYWHERE_ABSENT),
    Hard("**foo ends a name", ["a/xfoo"], b"**foo\n", "a/xfoo", ("absent", "absent", "file")),
    Hard("a**/b needs a slash or nothing", ["ab", "ax/b", "axb"], b"a**/b\n", "ax/b", EVERYWHERE_ABSENT),
    Hard("braces count, if the pattern is no plain name", ["xa", "x{1}a"], b"x{1}*\n", "xa", ("absent",) * 3),
    Hard("a bar splits a pattern", ["Dock", "abx"], b"ab|k*\n", "abx", ("absent", "absent", "absent")),
    Hard("[!a] is a class of two", ["!oo", "aoo", "boo"], b"[!a]oo\n", "boo", EVERYWHERE_FILE),
    Hard("[^a] matches a slash", ["d/foo"], b"d[^x]foo\n", "d/foo", EVERYWHERE_ABSENT),
    Hard("\\d is a digit", ["n1", "nd"], b"n\\d\n", "n1", EVERYWHERE_ABSENT),
    Hard("an open class is an error", ["n"], b"[\n", "n", ("fails",) * 3),
    Hard("a class upside down is an error when it is tried", ["n"], b"[z-a]\n", "n", ("fails",) * 3),
    Hard("a question mark is one character, not one byte", ["é"], b"?\n", "é", EVERYWHERE_ABSENT),
    Hard(
        "** does not cross a line end in a name", ["a\nb/c"], b"**/c*\n", "a\nb/c", ("file", "file", "file")
    ),
    # names
    Hard("a line end in a name arrives", ["a\nb", "c"], b"c\n", "a\nb", EVERYWHERE_FILE),
    Hard("an undecodable name is excluded by ?", ["\udcffbad"], b"?bad\n", "\udcffbad", EVERYWHERE_ABSENT),
    Hard(
        "long names and deep paths arrive",
        ["x" * 255, "d/" * 60 + "e"],
        b"n\n",
        "d/" * 60 + "e",
        ("file",) * 3,
    ),
    # the files that steer the build
    Hard(
        "an excluded Dockerfile is read but not copied", ["n"], b"Dockerfile\n", "Dockerfile", ("absent",) * 3
    ),
    Hard("so is the ignore file", ["n"], b".dockerignore\n", ".dockerignore", EVERYWHERE_ABSENT),
    Hard("everything may be excluded", ["n", "d/e"], b"**\n", "d", EVERYWHERE_ABSENT),
    # specials
    Hard("a dangling link is a link", ["l@ nowhere"], b"x\n", "l", ("link",) * 3),
    Hard(
        "links in circles and to the outside are links",
        ["l@ l", "o@ ../..", "e@ /etc"],
        b"",
        "o",
        ("link",) * 3,
    ),
    Hard("a link is not followed", ["l@ d", "d/e"], b"d\n", "l/e", EVERYWHERE_ABSENT),
    Hard("a link has a name like any other", ["l@ d", "d/e"], b"l\n", "l", EVERYWHERE_ABSENT),
    Hard("a FIFO arrives", ["d/p|"], b"x\n", "d/p", ("fifo",) * 3),
    Hard(
        "a socket becomes an empty file or nothing", ["d/s="], b"x\n", "d/s", ("emptied", "absent", "absent")
    ),
    Hard("the other name of an excluded file keeps its bytes", ["a", "h& a"], b"a\n", "h", EVERYWHERE_FILE),
    Hard("both names of a file arrive", ["a", "h& a"], b"x\n", "h", EVERYWHERE_FILE),
    # what may not be read
    Hard("an unreadable file", ["f 0000"], b"x\n", "f", ("emptied", "fails", "fails"), by_user=True),
    Hard("an unreadable file, excluded", ["f 0000", "g"], b"f\n", "g", EVERYWHERE_FILE, by_user=True),
    Hard("an unreadable directory", ["d/e", "d/ 0000"], b"x\n", "d", ("fails",) * 3, by_user=True),
]
DEVICE = Hard("a device arrives", ["d/n%"], b"x\n", "d/n", ("device",) * 3)
HARD += [DEVICE] if os.geteuid() == 0 else []


# podman builds with buildah's code: some cases tell whether that holds; for a user it leaves a process behind
ASKED = [
    (case, builder)
    for number, case in enumerate(HARD)
    for builder in BUILDERS
    if builder != "podman" or (number % 4 == 3 and not case.by_user)
]


@pytest.mark.parametrize(("case", "builder"), ASKED, ids=[f"{case.claim}-{b}" for case, b in ASKED])
def test_a_hard_context_arrives_as_foretold(
    case: Hard, builder: str, engines: Engines, planted: Plants
) -> None:
    context = planted(case.things, case.ignore)
    with as_user(case.by_user):
        foretold = expected(context, builder)
    arrived = engines(builder).arrives(context, by_user=case.by_user)
    assert arrived.ok == foretold.ok, arrived.log
    assert arrived.entries == foretold.entries
    if builder in BUILDERS[:3]:
        assert fate(case.path, arrived.ok, arrived.entries) == case.fates[BUILDERS.index(builder)]


ROOTLESS = ("buildkit", "classic", "buildah", "buildkit-20.10", "classic-20.10")
BARRED = [
    ("excluded", b"d\n", ("file", "fails", "file", "fails", "fails")),
    ("entered for an exception", b"d\n!d/e\n", ("fails",) * 5),
]


@pytest.mark.parametrize("builder", ROOTLESS)
@pytest.mark.parametrize(("how", "ignore", "fates"), BARRED, ids=[row[0] for row in BARRED])
def test_an_unreadable_directory_may_stop_a_build_though_excluded(
    how: str, ignore: bytes, fates: tuple[str, ...], builder: str, engines: Engines, planted: Plants
) -> None:
    context = planted(["d/e", "d/ 0000", "g"], ignore)
    with as_user(True):
        foretold = expected(context, builder)
    arrived = engines(builder).arrives(context, by_user=True)
    assert fate("g", arrived.ok, arrived.entries) == fates[ROOTLESS.index(builder)]
    assert (arrived.ok, arrived.entries) == (foretold.ok, foretold.entries)


LOOKED_FOR = [
    # files beside `d` and `e`, each excluding what its text says; what BuildKit, classic and buildah exclude
    ("the context's own", {".dockerignore": "d"}, ("d", "d", "d")),
    (
        "the Dockerfile's own is first",
        {".dockerignore": "d", "Dockerfile.dockerignore": "e"},
        ("e", "d", "e"),
    ),
    ("an empty one too", {".dockerignore": "d", "Dockerfile.dockerignore": ""}, ("", "d", "")),
    (".containerignore is buildah's", {".dockerignore": "d", ".containerignore": "e"}, ("d", "d", "e")),
    (
        "the Dockerfile's .dockerignore beats its .containerignore",
        {"Dockerfile.dockerignore": "d", "Dockerfile.containerignore": "e"},
        ("d", "", "d"),
    ),
    ("capitals are another name", {".Dockerignore": "d"}, ("", "", "")),
    ("there is none further down", {"sub/.dockerignore": "d"}, ("", "", "")),
    ("a link inside is followed", {"rules": "d", ".dockerignore@ rules": ""}, ("d", "d", "d")),
    ("a link to nowhere", {".dockerignore@ nowhere": ""}, ("", "", "")),
    ("a directory", {".dockerignore/": ""}, ("", "fails", "fails")),
]


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(("claim", "files", "outcomes"), LOOKED_FOR, ids=[row[0] for row in LOOKED_FOR])
def test_a_builder_reads_the_ignore_file_that_ctxtrim_reads(
    claim: str,
    files: dict[str, str],
    outcomes: tuple[str, ...],
    builder: str,
    engines: Engines,
    planted: Plants,
) -> None:
    context = planted(["d", "e"])
    plant(context, files)
    for name, text in files.items():
        if not name.endswith(("/", " rules", " nowhere")):
            (context / name).write_text(text)
    foretold = expected(context, builder)
    arrived = engines(builder).arrives(context)
    if builder in BUILDERS[:3]:
        excluded = "".join(sorted({"d", "e"} - set(arrived.entries))) if arrived.ok else "fails"
        assert excluded == outcomes[BUILDERS.index(builder)]
    assert (arrived.ok, arrived.entries) == (foretold.ok, foretold.entries), arrived.log


@pytest.mark.parametrize("builder", BUILDERS)
def test_an_undecodable_name_arrives_unless_the_wire_refuses_it(
    builder: str, engines: Engines, planted: Plants
) -> None:
    context = planted(["\udcffbad", "d/\udce9t\udce9", "c"], b"c\n")
    arrived = engines(builder).arrives(context)
    if builder == "buildkit" and not arrived.ok:  # as Debian builds it, its protobuf insists on UTF-8
        assert "invalid UTF-8" in arrived.log
    else:
        assert arrived.entries == expected(context, builder).entries, arrived.log


@pytest.mark.parametrize(("builder", "ok"), [("buildkit", False), ("classic", True), ("buildah", True)])
def test_a_control_character_in_a_pattern_stops_buildkit_alone(
    builder: str, ok: bool, engines: Engines, planted: Plants
) -> None:
    arrived = engines(builder).arrives(planted(["n"], b"n\t# the build's own\n"))
    assert arrived.ok == ok, arrived.log
    assert ok or "non-printable ASCII" in arrived.log
