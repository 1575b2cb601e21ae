"""Shell words, as the cases of BuildKit v0.32 (dockerfile/shell: envVarTest, wordsTest) have them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxtrim.dockerfile.shell import expand, split
from ctxtrim.dockerfile.words import UNKNOWN, Mode, WordError
from tests.steps import at_most

ENV = {"PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""}
REFUSED = None

# {a}{b} is a word in two halves; what stands for it is put in below.
QUOTES_AND_ESCAPES = [
    ("{a}{b}", "{a}{b}"),
    ("{a}'{b}'x", "{a}{b}x"),
    ("{a}'{b}", REFUSED),
    (r"{a}\'{b}", "{a}'{b}"),
    (r"{a}\\'{b}", REFUSED),
    (r"{a}\t{b}", "{a}t{b}"),
    (r'"{a}\t{b}"', r"{a}\t{b}"),
    (r'"{a}\\t{b}"', r"{a}\t{b}"),
    (r"'{a}\t{b}'", r"{a}\t{b}"),
    (r"'{a}\t{b}", REFUSED),
    ("{a}\\", "{a}"),
    (r"{a}\\", "{a}\\"),
    ('"{a}{b}', REFUSED),
    (r'"{a}{b}\"', REFUSED),
    ('"{a}\'{b}"', "{a}'{b}"),
    ("'{a}{b}", REFUSED),
    (r"'{a}{b}\'", "{a}{b}\\"),
    (r"'{a}\{b}'", r"{a}\{b}"),
    (r"'{a}\\{b}'", r"{a}\\{b}"),
    ("\"''\"", "''"),
    ("'\"{a}{b}\"'", '"{a}{b}"'),
    ("'{a}${{XX}}'", "{a}${{XX}}"),
    ('"{a}${{PWD}}"', "{a}/home"),
    ("\"{a}'$PWD'\"", "{a}'/home'"),
    ('"$PWD"', "/home"),
    ("'$PWD'", "$PWD"),
    (r"'\$PWD'", r"\$PWD"),
    (r"{a}\$PWD", "{a}$PWD"),
    (r"{a}\\$PWD", r"{a}\/home"),
    (r'"{a}\$PWD"', "{a}$PWD"),
    (r'"{a}\\$PWD"', r"{a}\/home"),
    (r"'{a}\$PWD'", r"{a}\$PWD"),
    (r"\${{}}{b}", "${{}}{b}"),
    (r"{a}\${{}}", "{a}${{}}"),
    (r"{a}\${{}}{b}", "{a}${{}}{b}"),
]
VARIABLES = [
    ("$.", "$."),
    ("{a}$1x", "{a}x"),
    ("{a}$.x", "{a}$.x"),
    ("{a}$pwd.", "{a}."),
    ("{a}$PWD", "{a}/home"),
    ("{a}$KOREAN", "{a}한국어"),
    ("{a}${{}}", REFUSED),
    ("{a}${{}}{b}", REFUSED),
    ("{a}${{hi}}", "{a}"),
    ("{a}${{hi}}{b}", "{a}{b}"),
    ("{a}${{PWD}}", "{a}/home"),
    ("{a}${{.}}", REFUSED),
    ("{a}${{PWD", REFUSED),
    ("{a}${{XXX:-000}}{b}", "{a}000{b}"),
    ("{a}${{PWD:-000}}{b}", "{a}/home{b}"),
    ("{a}${{XXX:-$PWD}}{b}", "{a}/home{b}"),
    ("{a}${{XXX:-${{PWD:-yyy}}}}{b}", "{a}/home{b}"),
    ("{a}${{XXX:-${{YYY:-yyy}}}}{b}", "{a}yyy{b}"),
    (r"{a}${{XXX:-\$PWD:}}{b}", "{a}$PWD:{b}"),
    (r"{a}${{XXX:-\${{PWD}}z}}{b}", "{a}${{PWDz}}{b}"),
    ("{a}${{XXX:YYY}}", REFUSED),
    ("{a}${{PWD:=000}}{b}", REFUSED),
    ("{a}${{XXX?}}", REFUSED),
    ("{a}${{XXX:?}}", REFUSED),
    ("{a}${{PWD?}}", "{a}/home"),
    ("{a}${{PWD:?}}", "{a}/home"),
    ("{a}${{NULL?}}", "{a}"),
    ("{a}${{NULL:?}}", REFUSED),
    ("{a}${{XXX:+${{PWD}}}}{b}", "{a}{b}"),
    ("{a}${{PWD:+${{XXX}}}}{b}", "{a}{b}"),
    ("{a}${{PWD:+${{SHELL}}}}{b}", "{a}bash{b}"),
    ("{a}${{XXX:+000}}{b}", "{a}{b}"),
    ("{a}${{PWD:+000}}{b}", "{a}000{b}"),
    ("{a}${{PWD:+${{PWD}}:}}{b}", "{a}/home:{b}"),
    ("${{{{aaa}}", REFUSED),
    ("${{aaa}}}}", "}}"),
    ("${{aaa", REFUSED),
    ("${{{{aaa:-bbb}}", REFUSED),
    ("${{aaa:-bbb}}}}", "bbb}}"),
    ("${{aaa:-bbb", REFUSED),
    ("${{aaa:-bbb}}", "bbb"),
    ("${{aaa:-${{bbb:-ccc}}}}", "ccc"),
    ("${{aaa:-bbb ${{foo}}", REFUSED),
    ("${{aaa:-bbb {{foo}}", "bbb {{foo"),
    ("${{:}}", REFUSED),
    ("${{:-bbb}}", REFUSED),
    ("${{:+bbb}}", REFUSED),
]
OTHERS = [
    ("he'll'o", "hello"),
    ('"hel\'lo"', "hel'lo"),
    ("안'녕'하세요", "안녕하세요"),
    ("안'녕하세요", REFUSED),
    (r"안\\'녕하세요", REFUSED),
    ("'\"안녕\"'", '"안녕"'),
]
HALVES = [
    ("he", "llo"),
    ("he", "xx"),
    ("abc", "def"),
    ("hello", "there"),
    ("hello", ""),
    ("", "aaa"),
    ("안녕", "하세요"),
    ("안녕", "xx"),
    ("안녕하세요", ""),
]
PARAMETERS = [*"0123456789", "999", "001", *"@*#?-$!"]  # none is ever set in a Dockerfile


def both_scripts() -> Iterator[tuple[str, str | None]]:
    for first, second in HALVES:
        for word, expected in QUOTES_AND_ESCAPES + VARIABLES:
            yield (
                word.format(a=first, b=second),
                expected if expected is None else expected.format(a=first, b=second),
            )


def parameters() -> Iterator[tuple[str, str]]:
    for name in PARAMETERS:
        for after in ("", "aaa"):
            yield f"${name}{after}", after
            yield f"${{{name}}}{after}", after
            yield f"${{{name}:+bbb}}{after}", after
            yield f"${{{name}:-bbb}}{after}", "bbb" + after
    yield "$@@@", "@@"


def value(name: str, operator: str) -> str | None:
    return ENV.get(name)


@pytest.mark.parametrize(("word", "expected"), sorted({*both_scripts(), *OTHERS, *parameters()}, key=str))
def test_a_word_expands_as_buildkit_expands_it(word: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(WordError):
            expand(word, value)
    else:
        assert expand(word, value) == expected


@pytest.mark.parametrize(
    ("word", "env", "expected"),
    [
        ("x ${UNUSED}", {}, "x "),
        ("${FOO-a} ${BAR-b} ${BAZ-c}", {"FOO": "x", "BAR": ""}, "x  c"),
        ("${FOO:-a} ${BAR:-b} ${BAZ:-c}", {"FOO": "x", "BAR": ""}, "x b c"),
        ("${FOO:-}", {"FOO": "x"}, "x"),
        ("${FOO:-}", {}, ""),
        ("${FOO+a} ${BAR+b} ${BAZ+c}", {"FOO": "x", "BAR": ""}, "a b "),
        ("${FOO:+a} ${BAR:+b} ${BAZ:+c}", {"FOO": "x", "BAR": ""}, "a  "),
        ("${FOO?a}", {"FOO": "x"}, "x"),
        ("${FOO?a}", {"FOO": ""}, ""),
        ("${FOO?a}", {}, REFUSED),
        ("${FOO:?a}", {"FOO": "x"}, "x"),
        ("${FOO:?a}", {"FOO": ""}, REFUSED),
        ("${FOO:?a}", {}, REFUSED),
        ("${FOO:?}", {}, REFUSED),
        ("${FOO=a}", {"FOO": "x"}, REFUSED),
        ("${FOO=:a}", {"FOO": "x"}, REFUSED),
        ("${FOO=}", {}, REFUSED),
        (r"${FOO#()[]{\}^$.\*\?|\\}", {"FOO": r"()[]{}^$.*?|\x"}, "x"),
        (r"${FOO%%\**}", {"FOO": "xx**"}, "xx"),
        ("${FOO#*x*y}", {"FOO": "xxyy"}, "y"),
        ("${FOO#*}", {"FOO": "xxyy"}, "xxyy"),
        ("${FOO#$BAR}", {"FOO": "xxyy", "BAR": "x"}, "xyy"),
        ("${FOO#$BAR}", {"FOO": "xxyy", "BAR": ""}, "xxyy"),
        ("${FOO#}", {"FOO": "xxyy"}, "xxyy"),
        ("${FOO##*x}", {"FOO": "xxyy"}, "yy"),
        ("${FOO##}", {"FOO": "xxyy"}, "xxyy"),
        (r"${FOO#?\?}", {"FOO": "???y"}, "?y"),
        ("${ABC:-.}${FOO%x}${ABC:-.}", {"FOO": "xxyy"}, ".xxyy."),
        (r"${FOO%%\**\*}", {"FOO": "a***yy*"}, "a"),
        ("${FOO%}", {"FOO": "xxyy"}, "xxyy"),
        ("${FOO%%$BAR}", {"FOO": "xxyy", "BAR": ""}, "xxyy"),
        ("${FOO:#}", {}, REFUSED),
        ("${FOO:##}", {}, REFUSED),
        ("${FOO:%}", {}, REFUSED),
        ("${FOO:%%}", {}, REFUSED),
        ("${FOO/$N/.} ${FOO//$N/.}", {"FOO": "/foo*/*/*.txt", "N": r"\*/"}, "/foo.*/*.txt /foo..*.txt"),
        ("${FOO/$N/} ${FOO//$N/}", {"FOO": "/tmp/tmp/bar.txt", "N": "/tmp"}, "/tmp/bar.txt /bar.txt"),
        (
            "${FOO/$N/$R} ${FOO//$N/$R}",
            {"FOO": "/a/foo/b/c.txt", "N": "/?/", "R": "/"},
            "/foo/b/c.txt /foo/c.txt",
        ),
        ("${FOO/$N/$R}", {"FOO": "http://google.de", "N": "http://", "R": "https://"}, "https://google.de"),
        (r"${FOO//\//\/}", {"FOO": "/tmp/foo.txt"}, r"\/tmp\/foo.txt"),
        ("${FOO/$BAR/ww}", {"FOO": "xxyy", "BAR": ""}, "wwxxyy"),
        ("${FOO//ww}", {"FOO": "xxyy"}, REFUSED),
        ("${FOO//}", {"FOO": "xxyy"}, REFUSED),
        ("${FOO///}", {"FOO": "xxyy"}, "xxyy"),
        ("${FOO///}", {}, ""),
        ("v${V}.${O}${T:+-${T}}.tgz", {"V": "1", "O": "linux", "T": "v7"}, "v1.linux-v7.tgz"),
        ("v${V}.${O}${T:+-${T}}.tgz", {"V": "1", "O": "linux", "T": ""}, "v1.linux.tgz"),
        ("v${V}.${O}${T:+-${T}}.tgz", {"V": "1", "O": "linux"}, "v1.linux.tgz"),
    ],
)
def test_an_operator_does_what_it_does_in_buildkit(
    word: str, env: dict[str, str], expected: str | None
) -> None:
    if expected is None:
        with pytest.raises(WordError):
            expand(word, lambda name, operator: env.get(name))
    else:
        assert expand(word, lambda name, operator: env.get(name)) == expected


WORDS_ENV = {"hi": "hi", "space": "abc  def", "leading": "  ab c", "trailing": "ab c   "}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hello", ["hello"]),
        ("hello${nothing}bye", ["hellobye"]),
        ("hello${hi}bye", ["hellohibye"]),
        ("hello${space}bye", ["helloabc", "defbye"]),
        ('hello"${space}"bye', ["helloabc  defbye"]),
        ('hello "${space}"bye', ["hello", "abc  defbye"]),
        ("hello${leading}def", ["hello", "ab", "cdef"]),
        ('hello"${leading}" def', ["hello  ab c", "def"]),
        ('hello"${leading}"', ["hello  ab c"]),
        ("hello${leading}", ["hello", "ab", "c"]),
        ("hello${trailing}", ["helloab", "c"]),
        ("hello${trailing}d", ["helloab", "c", "d"]),
        ('hello"${trailing}"d', ["helloab c   d"]),
        ('hel"lo${trailing}"', ["helloab c   "]),
        ('hello" there  "', ["hello there  "]),
        ("hello there", ["hello", "there"]),
        (r"hello\ there", ["hello there"]),
        ('hello" there', REFUSED),
        (r"hello\" there", ['hello"', "there"]),
        (r'hello"\\there"', [r"hello\there"]),
        (r'hello"\there"', [r"hello\there"]),
        (r"hello'\\there'", [r"hello\\there"]),
        (r"hello'\there'", [r"hello\there"]),
        ("hello'$there'", ["hello$there"]),
        ("a '' b", ["a", "b"]),
        ("<<  EOF x", ["<<  EOF", "x"]),
        ("a${x:-b}", ["b"]),  # upstream's buffer is shared: a nested read forgets the `a`
    ],
)
def test_a_line_splits_into_words_after_its_variables_are_replaced(
    line: str, words: list[str] | None
) -> None:
    if words is None:
        with pytest.raises(WordError):
            split(line, lambda name, operator: WORDS_ENV.get(name))
    else:
        assert split(line, lambda name, operator: WORDS_ENV.get(name)) == words


@pytest.mark.parametrize(
    ("word", "mode", "expected"),
    [
        ("$V ${V} ${V:-x} ${V/a/b}", Mode(keep_unset=True), "$V ${V} ${V:-x} ${V/a/b}"),
        ("'a' \"b\"", Mode(raw_quotes=True), "'a' \"b\""),
        (r"\a", Mode(raw_escapes=True), r"\a"),
        ("'a' $PWD", Mode(plain_quotes=True), "'a' /home"),
        (r"a\b`$PWD", Mode(escape="`"), r"a\b$PWD"),
    ],
)
def test_a_mode_keeps_what_it_says(word: str, mode: Mode, expected: str) -> None:
    assert expand(word, value, mode) == expected


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("'a", "unexpected end of statement while looking for matching single-quote"),
        ('"a', "unexpected end of statement while looking for matching double-quote"),
        ("${", "syntax error: missing '}'"),
        ("${PWD:-a", "syntax error: missing '}'"),
        ("${PWD/a", "syntax error: missing '/' in ${}"),
        ("${PWD/a/b", "syntax error: missing '}'"),
        ("${}", "syntax error: bad substitution"),
        ("${PWD=1}", "unsupported modifier (=) in substitution"),
        ("${PWD:=1}", "unsupported modifier (:=) in substitution"),
        ("${XXX?}", "XXX: is not allowed to be unset"),
        ("${NULL:?}", "NULL: is not allowed to be empty"),
        ("${XXX:?say $PWD}", "XXX: say /home"),
        (r"${PWD#\x}", r"invalid pattern (\x) in substitution: invalid escape '\x'"),
    ],
)
def test_an_error_has_the_words_of_buildkit(word: str, message: str) -> None:
    with pytest.raises(WordError) as caught:
        expand(word, value)
    assert str(caught.value).endswith(message)
    assert str(caught.value).startswith("failed to process")


@pytest.mark.parametrize(
    "word", ["${U:-x}", "${U:+x}", "${U?x}", "${U#x}", "${U%x}", "${U/a/b}", "${PWD#$U}"]
)
def test_what_is_made_of_an_unknown_value_is_unknown(word: str) -> None:
    env = {"U": f"a{UNKNOWN}b", "PWD": "/home"}
    assert expand(word, lambda name, operator: env.get(name)) == UNKNOWN


@pytest.mark.parametrize(
    "word",
    [
        "${A:-" * 20_000,
        "$" * 60_000,
        "'" * 59_999,
        "<" * 60_000,
        "\\" * 59_999,
        "${A/" + "*a" * 20_000 + "/b}",
    ],
    ids=["nested", "dollars", "quotes", "heredoc signs", "escapes", "stars"],
)
def test_a_long_word_takes_no_long_time(word: str) -> None:
    with at_most(10_000_000):
        for read in (expand, split):
            try:
                read(word, lambda name, operator: "aaa")
            except WordError:
                pass
