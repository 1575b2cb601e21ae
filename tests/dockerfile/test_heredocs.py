"""Documents below a line, as the cases of BuildKit v0.32 (parser, parser_heredoc_test.go) have them."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.heredocs import heredoc, heredocs_of, is_heredoc
from ctxtrim.dockerfile.parse import parse
from ctxtrim.dockerfile.syntax import Heredoc
from ctxtrim.dockerfile.words import WordError


def documents(text: str) -> tuple[Heredoc, ...]:
    return parse(text.encode(), "Dockerfile").instructions[-1].heredocs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ENV NAME=me\n", [], id="ENV"),
        pytest.param("RUN ls\n", [], id="no sign"),
        pytest.param("USER <<A\n", [], id="USER takes none"),
        pytest.param("INVALID\n", [], id="unknown"),
        pytest.param('RUN "<<A"\n', [], id="in quotes"),
        pytest.param('RUN ["<<A"]\n', [], id="in JSON"),
        pytest.param("RUN [\"<<'A'\"]\n", [], id="in JSON, quoted"),
        pytest.param("RUN <<A\nA\n", [Heredoc("A")], id="empty"),
        pytest.param("RUN 3<<A\nA\n", [Heredoc("A", descriptor=3)], id="descriptor"),
        pytest.param("RUN <<A\n\tb\n\tc\nA\n", [Heredoc("A", "\tb\n\tc\n")], id="tabs stay"),
        pytest.param("RUN <<-A\n\tb\n\tc\nA\n", [Heredoc("A", "\tb\n\tc\n", chomp=True)], id="tabs go"),
        pytest.param("RUN <<-A\n\tb\n\tA\n", [Heredoc("A", "\tb\n", chomp=True)], id="tabs before the end"),
        pytest.param("RUN <<-A\n\tb $N\nA\n", [Heredoc("A", "\tb $N\n", chomp=True)], id="not yet expanded"),
        pytest.param(
            "RUN <<-'A'\n\tb $N\nA\n",
            [Heredoc("A", "\tb $N\n", expand=False, chomp=True)],
            id="never expanded",
        ),
        pytest.param("RUN <<COPY\na\nb\nCOPY\n", [Heredoc("COPY", "a\nb\n")], id="named as an instruction"),
        pytest.param("RUN <<A\n# b\nc # d\nA\n", [Heredoc("A", "# b\nc # d\n")], id="comments stay"),
        pytest.param(
            "RUN --mount=type=cache,target=/f <<A\nb\nA\n", [Heredoc("A", "b\n")], id="after a flag"
        ),
        pytest.param("COPY <<A <<B /d\n1\nA\n2\nB\n", [Heredoc("A", "1\n"), Heredoc("B", "2\n")], id="two"),
        pytest.param("COPY <<A /q\n\"f\"\n'b'\nA\n", [Heredoc("A", "\"f\"\n'b'\n")], id="quotes inside"),
        pytest.param(
            "COPY <<X <<Y /d\nY\nX\nX\nY\n", [Heredoc("X", "Y\n"), Heredoc("Y", "X\n")], id="crossed"
        ),
        pytest.param(
            "RUN <<A python3\nprint('h')\nA\n", [Heredoc("A", "print('h')\n")], id="a command after it"
        ),
        pytest.param("COPY <<f.txt /d\nh\nf.txt\n", [Heredoc("f.txt", "h\n")], id="a file name"),
        pytest.param("RUN <<eo'f'\na\neof\n", [Heredoc("eof", "a\n", expand=False)], id="half in quotes"),
        pytest.param("RUN <<eo\\'f\na\neo'f\n", [Heredoc("eo'f", "a\n")], id="escaped quote"),
        pytest.param("RUN <<'e'o\\'f\na\neo'f\n", [Heredoc("eo'f", "a\n", expand=False)], id="both quotes"),
        pytest.param(
            "RUN <<'one two'\na\none two\n", [Heredoc("one two", "a\n", expand=False)], id="a space"
        ),
        pytest.param("RUN <<$E\n$E\n", [Heredoc("$E")], id="a dollar"),
        pytest.param("RUN <<  A\nA\n", [Heredoc("A")], id="spaces before the name"),
        pytest.param("RUN <<  A  > f\nA\n", [Heredoc("A")], id="a redirection after it"),
        pytest.param("ONBUILD COPY <<A /x\nb\nA\n", [Heredoc("A", "b\n")], id="in a trigger"),
        pytest.param("RUN <<A\r\nb\r\nA\r\n", [Heredoc("A", "b\r\n")], id="CRLF stays inside"),
    ],
)
def test_documents_are_what_buildkit_finds(text: str, expected: list[Heredoc]) -> None:
    assert list(documents("FROM a\n" + text)) == expected


def test_what_follows_a_document_is_the_next_instruction() -> None:
    dockerfile = parse(b"FROM a\nRUN <<A\nRUN b\nA\nRUN c\n", "Dockerfile")
    assert [i.args for i in dockerfile.instructions] == [("a",), ("<<A",), ("c",)]


@pytest.mark.parametrize(
    "word", ["<<E", "<<'E'", '<<"E"', "<<-E", "<<-'E'", '<<-"E"', '<<"E"""', "<< E", "<<- E"]
)
def test_a_word_announces_a_document(word: str) -> None:
    found = heredoc(word)
    assert found is not None
    assert found.name == "E"


@pytest.mark.parametrize("word", ["", "E", "<<", "<<-", "<E", "<<<E", "<<E sh"])
def test_a_word_announces_none(word: str) -> None:
    assert heredoc(word) is None


@pytest.mark.parametrize("word", ["<<'E", '<<"E', "<<E'", '<<E"'])
def test_a_malformed_name_is_refused(word: str) -> None:
    with pytest.raises(WordError):
        heredoc(word)
    assert not is_heredoc(word)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("RUN <<E", ["E"]),
        ("RUN <<-E", ["E"]),
        ("RUN << -E", ["-E"]),
        ("RUN <<- E", []),
        ("RUN 4<<E", ["E"]),
        ("RUN <<E <<F", ["E", "F"]),
        ("RUN '<<E'", []),
        ('RUN "<<E"', []),
        ("RUN 'open <<E", []),
    ],
)
def test_a_line_announces_its_documents_in_order(line: str, names: list[str]) -> None:
    assert [found.name for found in heredocs_of(line)] == names


def test_leading_tabs_go_where_the_sign_says_so() -> None:
    assert Heredoc("E", "\ta\n\t\tb\tc\n", chomp=True).text == "a\nb\tc\n"
    assert Heredoc("E", "\ta\n").text == "\ta\n"
