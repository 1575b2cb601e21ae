"""An ignore file's lines, read as each family of builders reads them, and never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import MOBY, STORAGE, IgnoreFile, Reading, new_pattern
from ctxtrim.matching.pattern import storage_regexp, typed

LINES = st.lists(
    st.sampled_from(
        [b"a", b"!", b"#", b" ", b"\t", b"\r", b"\n", b"\xef\xbb\xbf", b"\xff", b"[", b"\\", b"/", b"*"]
    )
    | st.binary(max_size=8)
).map(b"".join)


def texts(data: bytes, reading: Reading = MOBY) -> list[str]:
    syntax = typed if reading is MOBY else storage_regexp
    return [pattern.text for pattern in IgnoreFile.parse(data).patterns(reading, syntax)]


@given(LINES)
def test_any_bytes_come_back_as_they_were(data: bytes) -> None:
    assert IgnoreFile.parse(data).render() == data


@given(LINES)
def test_any_bytes_give_patterns_or_one_sentence(data: bytes) -> None:
    for reading in (MOBY, STORAGE):
        try:
            texts(data, reading)
        except CtxtrimError as error:
            assert str(error).startswith(".dockerignore:")


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        (b"", []),
        (b"#foo", []),
        (b" #foo", ["#foo"]),
        (b"\\#foo", ["\\#foo"]),
        (b"foo # note", ["foo # note"]),
        (b"  foo  ", ["foo"]),
        (b"\xc2\xa0foo\xe3\x80\x80", ["foo"]),
        (b"\x1cfoo", ["\x1cfoo"]),
        (b"/foo", ["foo"]),
        (b"//foo", ["foo"]),
        (b"./foo", ["foo"]),
        (b"foo//", ["foo"]),
        (b"a/../foo", ["foo"]),
        (b"/../foo", ["foo"]),
        (b"../foo", ["../foo"]),
        (b".", ["."]),
        (b"/", ["/"]),
        (b"! foo", ["!foo"]),
        (b"!/foo", ["!foo"]),
        (b"!./foo", ["!foo"]),
        (b"!foo/", ["!foo"]),
        (b"!!foo", ["!!foo"]),
        (b"/!foo", ["!foo"]),
        (b"!../x", ["!../x"]),
        (b"foo\r", ["foo"]),
        (b"fo\ro", ["fo\ro"]),
        (b"caf\xff", ["caf\udcff"]),
    ],
)
def test_moby_cleans_a_line(line: bytes, pattern: list[str]) -> None:
    assert texts(line) == pattern


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        (b"/foo/", ["foo"]),
        (b" /foo", ["/foo"]),
        (b"/../foo", ["../foo"]),
        (b"! foo", ["! foo"]),
        (b"!/foo", ["!foo"]),
    ],
)
def test_buildah_cleans_a_line(line: bytes, pattern: list[str]) -> None:
    assert texts(line, STORAGE) == pattern


def test_a_bom_is_dropped_from_the_first_line_only() -> None:
    assert texts(b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n") == ["a", "\ufeffb"]
    assert texts(b"\xef\xbb\xbf# note\nb\n") == ["b"]


def test_every_pattern_knows_its_line() -> None:
    patterns = IgnoreFile.parse(b"# one\n\na\r\n!b\n").patterns(MOBY, typed)
    assert [(p.line, p.text) for p in patterns] == [(3, "a"), (4, "!b")]


@pytest.mark.parametrize("line", [b"!", b"!  ", b"!/"])
def test_a_lone_mark_is_refused(line: bytes) -> None:
    with pytest.raises(CtxtrimError, match=r'^\.dockerignore:2: .*illegal exclusion pattern: "!"'):
        texts(b"a\n" + line)


def test_a_line_of_64_kib_is_refused_by_moby_only() -> None:
    assert len(texts(b"a" * 65_535)) == 1
    with pytest.raises(CtxtrimError, match="token too long"):
        texts(b"a" * 65_536)
    assert len(texts(b"a" * 65_536, STORAGE)) == 1


@pytest.mark.parametrize("line", [b"[", b"foo[", b"[]a]", b"[a-]", b"a\\", b"x\\ "])
def test_a_pattern_that_docker_rejects_is_named(line: bytes) -> None:
    with pytest.raises(CtxtrimError, match=r"^\.dockerignore:1: docker rejects "):
        texts(line)


def test_a_source_becomes_a_pattern_without_a_file() -> None:
    assert new_pattern("  ", "COPY") is None
    pattern = new_pattern("a/./b", "COPY")
    assert pattern and pattern.text == "a/b"
