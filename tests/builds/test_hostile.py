"""Whatever bytes lie in a repository, the search for its builds ends, quietly and soon."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.builds.discovery import discover
from ctxtrim.builds.unread_ignore_files import unread_ignore_files
from tests.effort import examples
from tests.steps import at_most

NAMES = (
    *(
        "compose.yaml",
        "docker-bake.hcl",
        "docker-bake.json",
        ".env",
        "Dockerfile",
        "d/Dockerfile",
        "Makefile",
    ),
    ".github/workflows/w.yml",
)
WORDS = [
    *(
        "services: {include: [extends: build: context: dockerfile: args: . .. / compose.yaml ${ $ } ]".split(
            " "
        )
    ),
    *(
        '!reset &a *a <<: target "t" = [ { ( " \\ <<EOT EOT \n ? : , FROM COPY --from= -f docker build'.split(
            " "
        )
    ),
]


def look(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        found = discover(folder, env={})
        unread_ignore_files(folder, found, ("{dockerfile}.dockerignore", "{context}/.dockerignore"))


@settings(max_examples=examples(60))
@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=200), min_size=1))
def test_any_bytes_are_survived(files: dict[str, bytes]) -> None:
    look(files)


@settings(max_examples=examples(150))
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS), max_size=40), min_size=1))
def test_any_words_of_the_languages_are_survived(files: dict[str, list[str]]) -> None:
    look({name: " ".join(words).encode() for name, words in files.items()})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("Dockerfile", b"FROM x\nCOPY " + b"\\\n" * 200_000, id="continuations"),
        pytest.param("d/Dockerfile", b"FROM x\nCOPY " + b"a" * 500_000 + b" b", id="a long name"),
        pytest.param("d/Dockerfile", b"FROM x\nCOPY " + b"${" * 200_000, id="open variables"),
        pytest.param("d/Dockerfile", b"FROM x\nCOPY " + b"a/*/" * 100_000 + b" b", id="many wildcards"),
        pytest.param(".env", b"A='\n" * 100_000, id="open quotes"),
        pytest.param("docker-bake.hcl", b"a = " + b"{a=[" * 100_000, id="nested HCL"),
        pytest.param("docker-bake.hcl", b'a = "' + b"${" * 200_000 + b'"', id="open templates"),
        pytest.param("docker-bake.hcl", b"a = x" + b".a" * 200_000, id="a long path"),
        pytest.param(
            ".github/workflows/w.yml", b"- uses: docker/build-push-action\n" * 7_000, id="many build steps"
        ),
        pytest.param(
            ".github/workflows/w.yml",
            b"- uses: docker/build-push-action\n  with:\n    context:" + b" " * 200_000 + b"x",
            id="a long line",
        ),
        pytest.param("Makefile", b"docker build " * 20_000, id="many commands"),
        pytest.param("compose.yaml", b"include: [" + b"compose.yaml," * 50_000 + b"]", id="many includes"),
    ],
)
def test_nothing_takes_more_than_linear_time(name: str, data: bytes) -> None:
    with at_most(8_000_000):
        look({"compose.yaml": b"services: {a: {build: .}}", "d/Dockerfile": b"FROM x"} | {name: data})
