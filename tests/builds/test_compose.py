from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.claims import Claims
from ctxtrim.builds.compose import add_compose, add_compose_files, is_compose
from ctxtrim.errors import CtxtrimError

from .plant import plant

BASE = "services: {web: {build: {context: ., target: base}}}\n"


def claimed(root: str, *names: str) -> Claims:
    claims = Claims(root)
    add_compose(claims, root, names, {})
    return claims


def found(root: str, *names: str) -> list[tuple[str, str, str]]:
    """Return (context, dockerfile, target) of the builds, paths relative to `root`."""
    return [
        (
            os.path.relpath(t.context, root),
            os.path.relpath(t.dockerfile, root) if t.dockerfile else "",
            t.target,
        )
        for t in claimed(root, *names).targets
    ]


def test_a_service_becomes_a_target_with_all_that_docker_build_is_given(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "sub/": "",
            "Df": "FROM x",
            "compose.yaml": "services:\n  a:\n    build:\n      context: sub\n      dockerfile: ../Df\n"
            "      target: prod\n      args: [A=1, B]\n      additional_contexts: [one=./one, i=docker-image://x]\n",
        },
    )
    claims = claimed(root, "compose.yaml")
    (target,) = claims.targets
    assert claims.notes == []
    assert target.context == f"{root}/sub"
    assert target.dockerfile == f"{root}/Df"
    assert target.target == "prod"
    assert target.args == {"A": "1", "B": None}
    assert target.named_contexts == {"one": f"{root}/one", "i": "docker-image://x"}
    assert target.origin == "compose.yaml: service a"


def test_an_inline_dockerfile_is_kept_as_text(tmp_path: Path) -> None:
    root = plant(tmp_path, {"c.yaml": "services: {a: {build: {dockerfile_inline: 'FROM x'}}}\n"})
    (target,) = claimed(root, "c.yaml").targets
    assert (target.context, target.dockerfile, target.inline) == (root, "", "FROM x")


def test_the_default_file_counts_alone_and_with_its_override(tmp_path: Path) -> None:
    over = "services: {web: {build: {target: dev}}}\n"
    root = plant(tmp_path, {"Dockerfile": "FROM x", "compose.yaml": BASE, "compose.override.yaml": over})
    assert found(root, "compose.yaml", "compose.override.yaml") == [
        (".", "Dockerfile", "base"),
        (".", "Dockerfile", "dev"),
    ]


def test_another_file_counts_on_top_of_the_default_one(tmp_path: Path) -> None:
    over = "services: {web: {build: {target: prod}}, job: {build: {context: job}}}\n"
    root = plant(
        tmp_path,
        {"Dockerfile": "FROM x", "job/Dockerfile": "FROM x", "compose.yaml": BASE, "compose.prod.yaml": over},
    )
    assert (".", "Dockerfile", "prod") in found(root, "compose.yaml", "compose.prod.yaml")
    assert ("job", "job/Dockerfile", "") in found(root, "compose.yaml", "compose.prod.yaml")


def test_a_partial_file_alone_makes_no_build_with_a_context_it_does_not_name(tmp_path: Path) -> None:
    base = "services: {web: {build: {context: sub}}}\n"
    over = "services: {web: {build: {target: prod}}}\n"
    files = {
        "Dockerfile": "FROM x",
        "sub/Dockerfile": "FROM x",
        "compose.yaml": base,
        "compose.prod.yaml": over,
    }
    contexts = {
        context for context, _, _ in found(plant(tmp_path, files), "compose.yaml", "compose.prod.yaml")
    }
    assert contexts == {"sub"}


def test_files_without_a_default_one_stand_alone(tmp_path: Path) -> None:
    root = plant(tmp_path, {"Dockerfile": "FROM x", "local.yml": BASE})
    assert found(root, "local.yml") == [(".", "Dockerfile", "base")]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("services: [", "compose.yaml:2: ", id="no YAML"),
        pytest.param("- a\n", "the top level is no mapping", id="a list"),
        pytest.param("services: [a]\n", "`services` is no mapping", id="services in a list"),
        pytest.param(
            "services: {a: {build: 'https://x/y.git'}}",
            "builds from https://x/y.git, without .git",
            id="remote",
        ),
        pytest.param("services: {a: {build: nowhere}}", "the context nowhere is not found", id="no context"),
    ],
)
def test_what_cannot_be_built_from_is_told_when_found(tmp_path: Path, text: str, note: str) -> None:
    root = plant(tmp_path, {"compose.yaml": text + "\n"})
    claims = claimed(root, "compose.yaml")
    sentences = [*claims.notes, *(fault.message for fault in claims.faults)]
    assert (claims.targets, len(sentences)) == ([], 1)
    assert note in sentences[0]


def test_a_broken_file_that_the_user_names_is_an_error(tmp_path: Path) -> None:
    root = plant(tmp_path, {"compose.yaml": "services:\n  a: [\n"})
    with pytest.raises(CtxtrimError, match=r"^compose\.yaml:3: .*cannot be read\.$"):
        add_compose_files(Claims(root), [f"{root}/compose.yaml"], {})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("services:\n  web:\n    build: .\n", True, id="a map of services"),
        pytest.param("version: '3'\n\nservices:\n\n  # c\n  web: {build: .}\n", True, id="after other keys"),
        pytest.param("services:\n  - name: x\n    build: y\n", False, id="a list of services"),
        pytest.param("jobs:\n  build: x\n  services:\n    a: 1\n", False, id="services further in"),
        pytest.param("services:\n  web:\n    image: x\n", False, id="nothing is built"),
    ],
)
def test_a_compose_file_of_any_name_is_known_by_what_it_holds(
    tmp_path: Path, text: str, answer: bool
) -> None:
    plant(tmp_path, {"x.yml": text})
    assert is_compose(str(tmp_path / "x.yml")) is answer
