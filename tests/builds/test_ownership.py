from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.builds.ownership import copy_sources, is_template, looks_like_dockerfile, owners

from .plant import plant


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        pytest.param("RUN y", [], id="nothing"),
        pytest.param("COPY a b /x/", ["a", "b"], id="several"),
        pytest.param("copy . .", ["."], id="all of it"),
        pytest.param("COPY ./a/../b /", ["b"], id="cleaned"),
        pytest.param('COPY ["a b", "c", "/"]', ["a b", "c"], id="JSON"),
        pytest.param("COPY --from=x a b", [], id="from a stage"),
        pytest.param("COPY --chown=1 a b", ["a"], id="flags"),
        pytest.param("ADD https://x/y a /", ["a"], id="a URL"),
        pytest.param("COPY <<EOF /x\nEOF", [], id="a heredoc"),
        pytest.param("COPY a \\\n  # c\n  b \\\n  /", ["a", "b"], id="continued"),
        pytest.param("COPY ${A}.jar $B/c /", ["*.jar", "**/c"], id="a variable could be anything"),
        pytest.param("RUN --mount=type=bind,source=a,target=/a x", ["a"], id="a bind mount"),
        pytest.param("RUN --mount=type=bind,target=. x", ["."], id="a bind mount of all"),
        pytest.param("RUN --mount=type=cache,target=/c --mount=from=x,source=a y", [], id="other mounts"),
    ],
)
def test_sources_are_scanned(text: str, sources: list[str]) -> None:
    assert copy_sources(f"FROM x\n{text}\n".encode()) == sources


@pytest.mark.parametrize(
    ("files", "claimed", "folders"),
    [
        pytest.param({"d/Dockerfile": "FROM x\nCOPY a /", "a": ""}, (), [""], id="its source is in the root"),
        pytest.param(
            {"d/Dockerfile": "FROM x\nCOPY a /", "d/a": ""}, (), ["d"], id="its source is beside it"
        ),
        pytest.param({"d/Dockerfile": "FROM x\nCOPY a /", "d/a": "", "a": ""}, (), ["d", ""], id="in both"),
        pytest.param({"d/Dockerfile": "FROM x\nCOPY dist /"}, (), ["d", ""], id="not built yet: both"),
        pytest.param({"d/Dockerfile": "FROM x\nRUN y"}, (), ["d"], id="it takes nothing"),
        pytest.param({"d/Dockerfile": "FROM x\nCOPY . .", "go.mod": ""}, (), [""], id="all of a project"),
        pytest.param(
            {"d/Dockerfile": "FROM x\nCOPY . .", "d/go.mod": ""}, (), ["d"], id="all of its own project"
        ),
        pytest.param(
            {"p/src/d/Dockerfile": "FROM x\nCOPY target/*.jar /", "p/pom.xml": ""},
            (),
            ["p/src/d", "p", ""],
            id="a project between counts",
        ),
        pytest.param(
            {"p/src/d/Dockerfile": "FROM x\nCOPY lib/*.js /", "p/package.json": "", "p/lib/x.js": ""},
            (),
            ["p"],
            id="a glob found in a project between",
        ),
        pytest.param({"d/Dockerfile": "FROM x\nCOPY dist /"}, ("",), [""], id="a claim settles a draw"),
        pytest.param(
            {"d/Dockerfile": "FROM x\nCOPY a /", "d/a": ""},
            ("",),
            ["", "d"],
            id="a claim does not hide better",
        ),
        pytest.param(
            {"Dockerfile": "FROM x\nCOPY . .", "e/": ""}, ("e",), ["e", ""], id="one in the root stays"
        ),
        pytest.param(
            {"Dockerfile": "FROM x\nCOPY a .", "e/a": ""}, ("e",), ["e"], id="unless the root has less of it"
        ),
    ],
)
def test_a_dockerfile_belongs_where_what_it_copies_is(
    tmp_path: Path, files: dict[str, str], claimed: tuple[str, ...], folders: list[str]
) -> None:
    root = plant(tmp_path, files)
    assert owners(root, next(iter(files)), claimed) == folders


def test_a_dockerfile_has_a_from_line(tmp_path: Path) -> None:
    texts = [
        "# c\n from x",
        "arg A\nFROM $A",
        "notes FROM me",
        "RUN y\nFROM x",
        "ARG A",
        "package x\nFROM y",
        "",
    ]
    verdicts = [looks_like_dockerfile(text.encode()) for text in texts]
    assert verdicts == [True, True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("FROM {{ .Base }}\nCOPY a /\n", True),
        ("{{ if .Arm }}\nFROM x\n{{ end }}\n", True),
        ("{% set x = 1 %}\nFROM x\n", True),
        ("FROM x\nRUN docker inspect --format '{{.Id}}' y\n", False),
        ("FROM ${BASE}\nCOPY a /\n", False),
    ],
)
def test_a_template_is_no_dockerfile(text: str, answer: bool) -> None:
    assert is_template(text.encode()) is answer
