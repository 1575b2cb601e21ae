"""A Dockerfile's bytes to instructions: what BuildKit's own parser cases (v0.32) say, told shortly."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ctxtrim.dockerfile.parse import parse
from ctxtrim.errors import CtxtrimError
from tests.effort import examples
from tests.steps import at_most

Told = tuple[object, ...]


def told(text: str | bytes) -> list[Told]:
    """(name, [flags if any], *arguments) of each instruction; what an ONBUILD holds stands in it."""
    data = text.encode() if isinstance(text, str) else text
    out: list[Told] = []
    for instruction in parse(data, "Dockerfile").instructions:
        inner = instruction.trigger
        args = [(inner.name, *inner.args)] if inner else instruction.args
        out.append((instruction.name, *([list(instruction.flags)] if instruction.flags else []), *args))
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'COPY\t.\t/go/src\nADD\t\t.\t/\nADD\t\tnull /\nADD\t\t[ "v", "/t" ]\n'
            'COPY\t[ "a file", "/t/a file" ]\n',
            [
                ("copy", ".", "/go/src"),
                ("add", ".", "/"),
                ("add", "null", "/"),
                ("add", "v", "/t"),
                ("copy", "a file", "/t/a file"),
            ],
            id="copy and add as words and as JSON",
        ),
        pytest.param(
            'ARG foo bar=baz\nFROM u\nARG abc="123 456" def\n',
            [("arg", "foo", "bar=baz"), ("from", "u"), ("arg", 'abc="123 456"', "def")],
            id="several arguments, quotes stay",
        ),
        pytest.param(
            "#escape=\\\nFROM b/u:14.04\n\n# RUN no\nRUN a \\\n\t&& b | awk '/^ii/ {print $2}' > /t \\\n\n"
            "    && c\n",
            [("from", "b/u:14.04"), ("run", "a \t&& b | awk '/^ii/ {print $2}' > /t     && c")],
            id="the default escape said aloud, a blank line in a continuation",
        ),
        pytest.param(
            'CMD []\nENTRYPOINT ["/c", "-x=y"]\nEXPOSE 8500 8600\nENV GOPATH /go\n',
            [
                ("cmd",),
                ("entrypoint", "/c", "-x=y"),
                ("expose", "8500", "8600"),
                ("env", "GOPATH", "/go", ""),
            ],
            id="an empty exec form",
        ),
        pytest.param(
            "FROM a\n\nRUN something \\",
            [("from", "a"), ("run", "something")],
            id="a continuation at the end of the file",
        ),
        pytest.param(
            "RUN hello\\\n  world\\\n  good  \\\n  moon\\\nning\n",
            [("run", "hello  world  good    moonning")],
            id="continuations keep the space before them",
        ),
        pytest.param(
            "RUN hello  \\  \nworld\n", [("run", "hello  world")], id="space after the escape does not count"
        ),
        pytest.param(
            "RUN hi \\\n \\\n world \\\n\\\n good\\\n\\\nnight\n",
            [("run", "hi   world  goodnight")],
            id="escapes alone on a line",
        ),
        pytest.param(
            "RUN hello \\\n# one\n\n# two\n\nthis\n",
            [("run", "hello this")],
            id="comments and blank lines in a continuation",
        ),
        pytest.param(
            "ADD http://x.org/a.tgz?r=http%3A%2F%2Fy&ts=1 /t\nRUN sed 's/.*\\=www\\-data//g' /e\n"
            'RUN ( egrep -i "^${G}" /g || add $G )\nRUN echo "Set \\"${Z}\\"" >> /c\n',
            [
                ("add", "http://x.org/a.tgz?r=http%3A%2F%2Fy&ts=1", "/t"),
                ("run", "sed 's/.*\\=www\\-data//g' /e"),
                ("run", '( egrep -i "^${G}" /g || add $G )'),
                ("run", 'echo "Set \\"${Z}\\"" >> /c'),
            ],
            id="nothing in a shell command is touched",
        ),
        pytest.param(
            "# help\n#\n# more\n\nFROM\tu\nLABEL\tmaintainer\tT G <a@b> (@t)\nRUN\ta \\\n\tb=1* \\\n"
            "\t--no-recommends\n"
            "ENV\tP\t\\\n\tl/3 l/a \\\n\td/a\n# (why)\nVOLUME\t/v\n",
            [
                ("from", "u"),
                ("label", "maintainer", "T G <a@b> (@t)", ""),
                ("run", "a \tb=1* \t--no-recommends"),
                ("env", "P", "l/3 l/a \td/a", ""),
                ("volume", "/v"),
            ],
            id="tabs after the instruction and in continuations",
        ),
        pytest.param(
            "ENV n v\nENV n=v m=w\nENV n=\"v w\"\nENV n=v\\ w m=x\\ y\nENV n=\"v'q s'w\"\nENV n='a\\'b'\n"
            "ENV n='a\\'b''\n"
            'ENV n=v \\\n    m="a \\\n       b" \\\n\to="c\\\\nd" \\\n',
            [
                ("env", "n", "v", ""),
                ("env", "n", "v", "=", "m", "w", "="),
                ("env", "n", '"v w"', "="),
                ("env", "n", "v\\ w", "=", "m", "x\\ y", "="),
                ("env", "n", "\"v'q s'w\"", "="),
                ("env", "n", "'a\\'b'", "="),
                ("env", "n", "'a\\'b''", "="),
                ("env", "n", "v", "=", "m", '"a        b"', "=", "o", '"c\\\\nd"', "="),
            ],
            id="ENV in its two forms, quotes stay",
        ),
        pytest.param(
            "# note\n# escape = `\nENV G \\\n\\go",
            [("env", "G", "\\go", "")],
            id="no directive after a comment",
        ),
        pytest.param(
            "# escape = `\n# note\nENV G `\n\\go",
            [("env", "G", "\\go", "")],
            id="a comment right after a directive",
        ),
        pytest.param(
            "# syntax = docker/dockerfile\n# escape = `\n\nFROM `\n    image\n",
            [("from", "image")],
            id="two directives",
        ),
        pytest.param(
            "#escape = `\n\nENV G `\n\\go", [("env", "G", "\\go", "")], id="a directive without a space"
        ),
        pytest.param(
            'LABEL m E \\\\H <e@h>\\"\nRUN get \\u && \\\n  "get \\"in\nADD \\conf\\\\" /.z\n'
            'CMD [ "\\/usr\\\\\\"/b", "-r" ]\n',
            [
                ("label", "m", 'E \\\\H <e@h>\\"', ""),
                ("run", 'get \\u &&   "get \\"in'),
                ("add", '\\conf\\\\"', "/.z"),
                ("cmd", '/usr\\"/b', "-r"),
            ],
            id="escapes that continue nothing",
        ),
        pytest.param(
            'COPY --user=me foo /t/\nCOPY --a --b=c -- foo /t/\nCOPY -- foo /t/\nCMD --x [ "a" ]\n'
            "CMD --x -- [ ]\n",
            [
                ("copy", ["--user=me"], "foo", "/t/"),
                ("copy", ["--a", "--b=c"], "foo", "/t/"),
                ("copy", "foo", "/t/"),
                ("cmd", ["--x"], "a"),
                ("cmd", ["--x"]),
            ],
            id="flags, and -- that ends them",
        ),
        pytest.param(
            "HEALTHCHECK\nHEALTHCHECK --interval=5s --retries=3 \\\n  CMD /c --quiet\nHEALTHCHECK CMD\n"
            'HEALTHCHECK   CMD   a b\nHEALTHCHECK --timeout=3s CMD ["foo"]\nHEALTHCHECK CONNECT TCP 7000\n',
            [
                ("healthcheck",),
                ("healthcheck", ["--interval=5s", "--retries=3"], "CMD", "/c --quiet"),
                ("healthcheck", "CMD"),
                ("healthcheck", "CMD", "a b"),
                ("healthcheck", ["--timeout=3s"], "CMD", "foo"),
                ("healthcheck", "CONNECT", "TCP 7000"),
            ],
            id="health checks",
        ),
        pytest.param(
            "RUN a && b -y\nVOLUME /v\nCMD /x --p /q\nEXPOSE 1\nEXPOSE 2\n",
            [("run", "a && b -y"), ("volume", "/v"), ("cmd", "/x --p /q"), ("expose", "1"), ("expose", "2")],
            id="dashes in a command are no flags",
        ),
        pytest.param(
            'CMD "[\\"echo\\", \\"hi\\"]"\n',
            [("cmd", '"[\\"echo\\", \\"hi\\"]"')],
            id="JSON in double quotes is text",
        ),
        pytest.param("CMD '[\"echo\"]'\n", [("cmd", "'[\"echo\"]'")], id="JSON in single quotes is text"),
        pytest.param("CMD ['echo','x']\n", [("cmd", "['echo','x']")], id="single quotes are no JSON"),
        pytest.param('CMD ["echo", "x"\n', [("cmd", '["echo", "x"')], id="an open bracket is no JSON"),
        pytest.param('CMD ["echo", "x]\n', [("cmd", '["echo", "x]')], id="an open string is no JSON"),
        pytest.param(
            'CMD [""]\nCMD [\t"a",\t"b"\t]\t\nCMD ["a b", "♥", "\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000"]\n',
            [("cmd", ""), ("cmd", "a", "b"), ("cmd", "a b", "♥", '" \\ / \b \f \n \r \t \0')],
            id="JSON strings",
        ),
        pytest.param(
            'LABEL m J T "j@e"\nENV R 2014-06-01\nENTRYPOINT [ "/r" ]\n',
            [("label", "m", 'J T "j@e"', ""), ("env", "R", "2014-06-01", ""), ("entrypoint", "/r")],
            id="quotes inside an old value",
        ),
        pytest.param(
            "ENV A=\"b c d\" E='f g h'\n",
            [("env", "A", '"b c d"', "=", "E", "'f g h'", "=")],
            id="quotes bind several words",
        ),
        pytest.param(
            'ONBUILD RUN ["e", "t"]\nONBUILD RUN e t\nONBUILD COPY . /\n# C \\\n# l \\\n'
            "RUN    sh -c 'e \\\n        > /p'\n"
            '# E \\\nENV S 1 D 3\nENV S "1 D 3"\nEXPOSE 9 5\nUSER d:r\nVOLUME ["/t", "/u"]\nWORKDIR /t\n',
            [
                ("onbuild", ("run", "e", "t")),
                ("onbuild", ("run", "e t")),
                ("onbuild", ("copy", ".", "/")),
                ("run", "sh -c 'e         > /p'"),
                ("env", "S", "1 D 3", ""),
                ("env", "S", '"1 D 3"', ""),
                ("expose", "9", "5"),
                ("user", "d:r"),
                ("volume", "/t", "/u"),
                ("workdir", "/t"),
            ],
            id="triggers, comments that end in an escape",
        ),
        pytest.param(
            'ADD .m /\nADD mutt /.mutt\nRUN e "T=x" >/.z\nCMD setsid c; t -2\n',
            [
                ("add", ".m", "/"),
                ("add", "mutt", "/.mutt"),
                ("run", 'e "T=x" >/.z'),
                ("cmd", "setsid c; t -2"),
            ],
            id="hidden files",
        ),
        pytest.param("VOLUME /a /b /c\n", [("volume", "/a", "/b", "/c")], id="several volumes"),
        pytest.param("ADD ./a.ini /e/a.ini\n", [("add", "./a.ini", "/e/a.ini")], id="nothing is cleaned"),
        pytest.param(
            'RUN a\nADD etc /e\nCMD ["/n"]\n',
            [("run", "a"), ("add", "etc", "/e"), ("cmd", "/n")],
            id="one of each",
        ),
        pytest.param(
            "RUN curl http://m.com/c_l.tar.gz | tar vxz -C /s\nCMD cd /s && ./r -port 27 +ip 0.0.0.0\n",
            [
                ("run", "curl http://m.com/c_l.tar.gz | tar vxz -C /s"),
                ("cmd", "cd /s && ./r -port 27 +ip 0.0.0.0"),
            ],
            id="pipes and plus signs",
        ),
        pytest.param(
            "# link\n\nENV B a\\\\p\nENV C t\\\\b\\\\\nENV D x\nENV E hello\\\n\\\nworld\nENV F hello\\\n"
            " \\\nworld\n",
            [
                ("env", "B", "a\\\\p", ""),
                ("env", "C", "t\\\\b\\\\", ""),
                ("env", "D", "x", ""),
                ("env", "E", "helloworld", ""),
                ("env", "F", "hello world", ""),
            ],
            id="an escaped escape continues nothing",
        ),
        pytest.param(
            "FROM u\n\nRUN a -qy\n\nADD .w /.w\nCMD zsh -c w\n",
            [("from", "u"), ("run", "a -qy"), ("add", ".w", "/.w"), ("cmd", "zsh -c w")],
            id="blank lines between",
        ),
        pytest.param('CMD [ "/z", "-f" ]\n', [("cmd", "/z", "-f")], id="spaces inside the brackets"),
    ],
)
def test_an_instruction_is_read_as_buildkit_reads_it(text: str, expected: list[Told]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "Dockerfile: the Dockerfile cannot be empty", id="empty"),
        pytest.param(b"\n \n", "Dockerfile: file with no instructions", id="blank"),
        pytest.param(b"# Hello\n# you\n", "Dockerfile: file with no instructions", id="only comments"),
        pytest.param(
            b"FROM b\n\nENV PATH\n", "Dockerfile:3: ENV must have two arguments", id="ENV without value"
        ),
        pytest.param(b"LABEL x\n", "Dockerfile:1: LABEL must have two arguments", id="LABEL without value"),
        pytest.param(
            b"ENV a=b c\n",
            'Dockerfile:1: Syntax error - can\'t find = in "c". Must be of the form: name=value',
            id="ENV word without =",
        ),
        pytest.param(
            b'CMD [ "echo", [ "nested" ] ]\n',
            "Dockerfile:1: when using JSON array syntax, arrays must be comprised of strings only",
            id="nested JSON",
        ),
        pytest.param(b"FROM a\nRUN <<EOF\nx\n", "Dockerfile:2: unterminated heredoc", id="open heredoc"),
        pytest.param(
            b"# escape=x\nFROM a\n",
            "Dockerfile:1: invalid escape token 'x' does not match ` or \\",
            id="bad escape",
        ),
        pytest.param(
            b"# syntax=a\n# syntax=b\nFROM a\n",
            "Dockerfile:2: only one syntax parser directive can be used",
            id="a directive twice",
        ),
        pytest.param(
            b"FROM a\nLABEL t=" + b"a" * 65_530 + b"\n",
            "Dockerfile:2: dockerfile line greater than max allowed size of 65535",
            id="a line too long",
        ),
    ],
)
def test_an_error_says_the_line_and_what_buildkit_says(data: bytes, message: str) -> None:
    with pytest.raises(CtxtrimError) as caught:
        parse(data, "Dockerfile")
    assert str(caught.value) == message


@pytest.mark.parametrize("array", ["42", "1.5", "{}", '{"c": "d"}', '["c"]', "true", "false", "null"])
def test_an_exec_form_of_other_things_than_strings_is_refused(array: str) -> None:
    with pytest.raises(CtxtrimError, match="comprised of strings only"):
        parse(f'RUN ["a",{array},"b"]'.encode(), "Dockerfile")


def test_the_longest_line_is_read() -> None:
    assert told(b"RUN " + b"a" * 65_531 + b"\nRUN b") == [("run", "a" * 65_531), ("run", "b")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"\xef\xbb\xbfFROM a\n", [("from", "a")], id="BOM"),
        pytest.param(b"FROM a\r\nRUN b \\\r\n c\r\n", [("from", "a"), ("run", "b  c")], id="CRLF"),
        pytest.param(b"from a\nCoPy b c\n", [("from", "a"), ("copy", "b", "c")], id="any case"),
        pytest.param(b"  \xc2\xa0FROM a\n", [("from", "a")], id="white space of Unicode before it"),
        pytest.param(b"COPY caf\xe9 /\n", [("copy", "caf\udce9", "/")], id="a byte that does not decode"),
        pytest.param(b"INCLUDE x\nFROM a\n", [("include",), ("from", "a")], id="an unknown instruction"),
        pytest.param(
            b"ONBUILD ONBUILD ONBUILD RUN x\n", [("onbuild", ("onbuild",))], id="ONBUILD in ONBUILD"
        ),
        pytest.param(b"ONBUILD\n", [("onbuild",)], id="ONBUILD of nothing"),
        pytest.param(b"RUN a\0b\n", [("run", "a\0b")], id="NUL"),
        pytest.param(b"RUN\x1c x\n", [("run\x1c",)], id="0x1c is no space"),
        pytest.param(
            "COPY --chown=é a b\n".encode(),
            [("copy", ["--chown=Ã©"], "a", "b")],
            id="flags go byte by byte upstream",
        ),
        pytest.param(
            b'COPY "a b" c\n', [("copy", '"a', 'b"', "c")], id="quotes do not bind the words of COPY"
        ),
    ],
)
def test_odd_bytes_are_read_as_buildkit_reads_them(data: bytes, expected: list[Told]) -> None:
    assert told(data) == expected


def test_lines_are_counted_from_the_first_to_the_last_of_an_instruction() -> None:
    text = "# c\n\nFROM a\nRUN b \\\n# c\n\n  d\nRUN <<E\nx\nE\nENV a b\n"
    lines = [(i.line, i.end) for i in parse(text.encode(), "Dockerfile").instructions]
    assert lines == [(3, 3), (4, 7), (8, 10), (11, 11)]


@pytest.mark.parametrize(
    ("head", "escape", "syntax"),
    [
        ("", "\\", ""),
        ("# syntax=docker/dockerfile:1 x\n", "\\", "docker/dockerfile:1"),
        ("#!/usr/bin/env x\n# syntax=a/b\n", "\\", "a/b"),
        ("// syntax=a/b\n", "\\", "a/b"),
        ("# check=skip=all\n# SYNTAX =  a/b\n# escape=`\n", "`", "a/b"),
        ("# foo=bar\n# syntax=a/b\n", "\\", ""),
        ("\n# syntax=a/b\n", "\\", ""),
    ],
)
def test_directives_stand_at_the_head(head: str, escape: str, syntax: str) -> None:
    dockerfile = parse((head + "FROM a\n").encode(), "Dockerfile")
    assert (dockerfile.escape, dockerfile.syntax) == (escape, syntax)


PIECES = [
    b"FROM a",
    b"RUN",
    b"COPY",
    b"ONBUILD",
    b"ENV",
    b"# escape=`",
    b"<<",
    b"<<-'E'",
    b"E",
    b"\\",
    b"`",
    b'["a",',
]
PIECES += [
    b"\n",
    b"\r\n",
    b" ",
    b"\t",
    b'"',
    b"'",
    b"$",
    b"${",
    b":-",
    b"}",
    b"--from=",
    b"\xff",
    b"\xef\xbb\xbf",
    b"[",
]


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)))
@example(b"RUN <<" + b"9" * 30 + b"<<E\nE")
@example(b"CMD " + b"[" * 5000)
@example(b'CMD ["\\ud800"]')
@settings(max_examples=examples(600))
def test_no_bytes_end_in_anything_but_instructions_or_one_sentence(data: bytes) -> None:
    try:
        dockerfile = parse(data, "Dockerfile")
    except CtxtrimError as err:
        assert str(err).startswith("Dockerfile:")
    else:
        assert dockerfile.instructions


@pytest.mark.parametrize(
    "data",
    [
        b"RUN a \\\n" * 60_000,
        b"RUN <<E\n" + b"x\n" * 200_000 + b"E\n",
        (b"RUN " + b"<<E " * 5_000 + b"\n") + b"E\n" * 5_000,
        b"CMD [" + b'"a",' * 15_000 + b'"a"]\n',
        b"CMD " + b"[" * 60_000,
        b"ENV " + b"a=b " * 15_000,
        b"COPY " + b"--a=b " * 10_000,
        b"ONBUILD " * 8_000,
        b"# a=" + b" " * 60_000 + b"x\nFROM a\n",
        b"#" + b" " * 60_000 + b"x\nFROM a\n",
        b"RUN 1<<" + b" " * 60_000 + b"x <\nE\n",
        b"FROM a\n" * 60_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_large_file_takes_no_long_time(data: bytes) -> None:
    with at_most(10_000_000):
        try:
            parse(data, "Dockerfile")
        except CtxtrimError:
            pass
