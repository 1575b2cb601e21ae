"""Names cannot hurt what they are printed on."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.render.names import code, listed, raw, visible

ANY_NAME = st.binary(min_size=1, max_size=40).map(lambda data: data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("src/main.py", "src/main.py", id="a plain name is as it is"),
        pytest.param("日本語 é.txt", "日本語 é.txt", id="letters of any script are"),
        pytest.param("a\nb\tc\rd", "a\\nb\\tc\\rd", id="line feeds, tabs and returns are escapes"),
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="so is what colours a terminal"),
        pytest.param("\x9b31m", "\\x9b31m", id="so is its one-character form"),
        pytest.param("\udcff\udcfe.bin", "\\xff\\xfe.bin", id="a byte that does not decode is its number"),
        pytest.param("\u202egnp.exe", "\\u202egnp.exe", id="what turns the direction is"),
        pytest.param("a\u2028b", "a\\u2028b", id="so is a line separator"),
    ],
)
def test_shown(name: str, shown: str) -> None:
    assert visible(name) == shown


@given(ANY_NAME)
def test_what_is_shown_is_one_line_that_encodes(name: str) -> None:
    shown = visible(name)
    assert len(shown.encode().splitlines()) == 1
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("a b.txt", b"a b.txt", id="a plain name"),
        pytest.param("it's.txt", b"it's.txt", id="a quote alone needs no quoting"),
        pytest.param("\udcff.bin", b"\xff.bin", id="an undecodable byte is that byte"),
        pytest.param("a\nb", b"$'a\\nb'", id="a line feed is quoted"),
        pytest.param("it's\n", b"$'it\\'s\\n'", id="quotes inside are escaped"),
        pytest.param("\udcff\n", b"$'\\xff\\n'", id="bytes beside a line feed are escapes"),
    ],
)
def test_listed(name: str, line: bytes) -> None:
    assert listed(name) == line


@given(ANY_NAME)
def test_a_listed_name_is_one_line(name: str) -> None:
    assert b"\n" not in listed(name)
    assert b"\x1b" not in listed(name)


@pytest.mark.parametrize("name", ["a\nb", "it's\t\\x", "\x1b[0m", "\x85é\n", "\udcff\n\udcfe", "\u202e\\'"])
def test_a_shell_reads_a_quoted_name_back(name: str) -> None:
    script = b"printf %s " + listed(name)
    read = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert read.stdout == raw(name)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        pytest.param("a.txt", "`a.txt`", id="plain"),
        pytest.param("<script>", "`<script>`", id="markup is text in a code span"),
        pytest.param("a|b", "`a\\|b`", id="a bar would end the cell"),
        pytest.param("a`b``c", "``` a`b``c ```", id="a longer fence than any run of backticks"),
        pytest.param("a\n| b", "`a\\n\\| b`", id="a line feed would end the table"),
    ],
)
def test_code_span(text: str, span: str) -> None:
    assert code(text) == span
