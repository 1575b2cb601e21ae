from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.builds.ownership import copy_sources, looks_like_dockerfile, owners

from .plant import plant


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        pytest.param("FROM x\nRUN y", [], id="nothing"),
        pytest.param("COPY a b /x/", ["a", "b"], id="several"),
        pytest.param("copy . .", ["."], id="all of it"),
        pytest.param("COPY ./a/../b /", ["b"], id="cleaned"),
        pytest.param('COPY ["a b", "c", "/"]', ["a", "b", "c"], id="JSON, near enough"),
        pytest.param("COPY --from=x a b", [], id="from a stage"),
        pytest.param("COPY --chown=1 a b", ["a"], id="flags"),
        pytest.param("ADD https://x/y a /", ["a"], id="a URL"),
        pytest.param("COPY <<EOF /x\nEOF", [], id="a heredoc"),
        pytest.param("COPY a \\\n  # c\n  b \\\n  /", ["a", "b"], id="continued"),
        pytest.param("COPY ${A}.jar $B/c /", ["*.jar", "*/c"], id="a variable could be anything"),
        pytest.param("RUN --mount=type=bind,source=a,target=/a x", ["a"], id="a bind mount"),
        pytest.param("RUN --mount=type=bind,target=. x", ["."], id="a bind mount of all"),
        pytest.param("RUN --mount=type=cache,target=/c --mount=from=x,source=a y", [], id="other mounts"),
    ],
)
def test_sources_are_scanned(text: str, sources: list[str]) -> None:
    assert list(copy_sources(text.encode())) == sources


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
    root = plant(tmp_path, {"a": "# c\n from x", "b": "notes FROM me", "c/": ""})
    assert [looks_like_dockerfile(f"{root}/{name}") for name in "abcd"] == [True, False, False, False]
