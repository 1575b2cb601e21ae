from __future__ import annotations

import pytest

from ctxtrim.builds.build_commands import build_commands


@pytest.mark.parametrize(
    ("text", "builds"),
    [
        pytest.param("we build docker images", [], id="prose"),
        pytest.param("docker build .", [(".", "", "")], id="the plainest"),
        pytest.param("docker build -t x -f docker/D .", [(".", "docker/D", "")], id="-f and a tag"),
        pytest.param("docker build . -f D", [(".", "D", "")], id="options after the context"),
        pytest.param("docker build -fD .", [(".", "D", "")], id="-f without a space"),
        pytest.param("docker build --file=D --target=prod .", [(".", "D", "prod")], id="with ="),
        pytest.param("docker buildx build --push --platform a,b docker/", [("docker/", "", "")], id="buildx"),
        pytest.param("podman build --no-cache x; buildah bud y", [("x", "", ""), ("y", "", "")], id="others"),
        pytest.param("\t@$(DOCKER) build -f D . && echo y", [(".", "D", "")], id="a Makefile's variable"),
        pytest.param("docker build \\\n  -f D \\\n  .", [(".", "D", "")], id="continued lines"),
        pytest.param("#  docker build \\\n#   -f D .", [(".", "D", "")], id="continued in a comment"),
        pytest.param('"b": "docker build -t x ./z",', [("./z", "", "")], id="in JSON"),
        pytest.param(
            "Run `docker build ./w` or `docker build v`.", [("./w", "", ""), ("v", "", "")], id="in prose"
        ),
        pytest.param("docker build -f $F .", [], id="an unknown Dockerfile"),
        pytest.param("docker build {{dir}}", [], id="an unknown context"),
        pytest.param("docker build - < Dockerfile", [], id="standard input"),
        pytest.param("docker build https://github.com/x/y.git", [], id="a URL"),
        pytest.param("docker build -t $T --target $S .", [(".", "", "")], id="an unknown tag or stage"),
    ],
)
def test_build_commands_are_found_in_text(text: str, builds: list[tuple[str, str, str]]) -> None:
    assert [(c.context, c.dockerfile, c.target) for c in build_commands(text)] == builds


def test_the_line_is_where_the_command_starts() -> None:
    assert [c.line for c in build_commands("a\nb\ndocker build \\\n x\ndocker build y")] == [3, 5]
