from __future__ import annotations

import pytest

from ctxtrim.builds.dotenv import parse_dotenv


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("A=1\nB=2\n", {"A": "1", "B": "2"}, id="two lines"),
        pytest.param("\ufeffA=1\r\nB=2", {"A": "1", "B": "2"}, id="byte order mark, CRLF, no last newline"),
        pytest.param("# A=1\n\nB=2", {"B": "2"}, id="comments and blank lines"),
        pytest.param("export A=1", {"A": "1"}, id="export"),
        pytest.param("A: 1", {"A": "1"}, id="a colon as in YAML"),
        pytest.param("A=x # note\nB=x#y", {"A": "x", "B": "x#y"}, id="a comment after a space only"),
        pytest.param("A='a $B' # c", {"A": "a $B"}, id="single quotes are literal"),
        pytest.param('B=1\nA="a $B\\n\\$B"', {"B": "1", "A": "a 1\n$B"}, id="double quotes expand"),
        pytest.param("B=1\nA=${B}-${C:-d}", {"B": "1", "A": "1-d"}, id="earlier lines may be used"),
        pytest.param("A=\nB", {"A": ""}, id="empty, and a name alone sets nothing"),
        pytest.param("=x\n???\nA=1", {"A": "1"}, id="a wrong line is skipped"),
        pytest.param("A=${", {"A": "${"}, id="a wrong template stays"),
    ],
)
def test_a_dotenv_file_sets_its_variables(text: str, values: dict[str, str]) -> None:
    assert parse_dotenv(text.encode(), {}) == values


def test_the_environment_is_seen_in_values_and_goes_before_the_file() -> None:
    assert parse_dotenv(b"B=file\nA=$B", {"B": "env"}) == {"B": "file", "A": "env"}
