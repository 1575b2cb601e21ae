from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ctxtrim.builds.bake import add_bake, add_bake_files
from ctxtrim.builds.bake_model import bake_definitions
from ctxtrim.builds.claims import Claims
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target

from .plant import plant

HCL = """
variable "TAG" { default = "v1" }
variable "FROM_ENV" {}
group "default" { targets = ["app"] }
target "_base" {
  args = { A = "1", B = TAG, N = null, E = FROM_ENV }
  contexts = { src = "./src", img = "docker-image://x" }
}
target "app" {
  inherits = ["_base"]
  context = "./app"
  dockerfile = "Df"
  target = "prod"
  args = { A = "2" }
}
target "m" {
  name = "m-${v.n}"
  matrix = { v = [{ n = "a" }, { n = "b" }] }
  dockerfile-inline = "FROM ${v.n}"
}
"""


def bake_targets(
    folder: str, names: list[str], root: str, env: dict[str, str]
) -> tuple[list[Target], list[str]]:
    claims = Claims(root)
    add_bake(claims, folder, names, env)
    return claims.targets, claims.notes


def test_a_target_is_laid_on_what_it_inherits(tmp_path: Path) -> None:
    root = plant(tmp_path, {"docker-bake.hcl": HCL, "app/Df": "FROM x"})
    targets, notes = bake_targets(root, ["docker-bake.hcl"], root, {"FROM_ENV": "env"})
    assert notes == []
    app = targets[0]
    assert (app.context, app.dockerfile, app.target) == (f"{root}/app", f"{root}/app/Df", "prod")
    assert app.args == {"A": "2", "B": "v1", "E": "env"}
    assert app.named_contexts == {"src": f"{root}/src", "img": "docker-image://x"}
    assert app.origin == "docker-bake.hcl: target app"


def test_a_matrix_makes_a_target_of_each_combination(tmp_path: Path) -> None:
    root = plant(tmp_path, {"docker-bake.hcl": HCL, "app/Df": "FROM x"})
    targets, _ = bake_targets(root, ["docker-bake.hcl"], root, {})
    assert [(t.origin, t.inline) for t in targets[1:]] == [
        ("docker-bake.hcl: target m-a", "FROM a"),
        ("docker-bake.hcl: target m-b", "FROM b"),
    ]


def test_json_says_the_same_as_hcl(tmp_path: Path) -> None:
    content = {
        "variable": {"TAG": {"default": "v1"}},
        "target": {
            "base": {"args": {"B": "${TAG}"}},
            "app": {"inherits": ["base"], "context": "app", "args": {"A": 2}},
        },
    }
    root = plant(tmp_path, {"docker-bake.json": json.dumps(content), "app/Dockerfile": "FROM x"})
    targets, _ = bake_targets(root, ["docker-bake.json"], root, {})
    assert [(t.context, t.args) for t in targets] == [(f"{root}/app", {"B": "v1", "A": "2"})]


def test_an_override_file_is_laid_on_the_first(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM x",
        "docker-bake.hcl": 'target "a" { target = "dev" }',
        "docker-bake.override.hcl": 'target "a" { target = "prod" }',
    }
    root = plant(tmp_path, files)
    targets, _ = bake_targets(root, ["docker-bake.hcl", "docker-bake.override.hcl"], root, {})
    assert [t.target for t in targets] == ["prod"]


def test_contexts_start_at_the_root_or_at_the_file_wherever_the_dockerfile_is(tmp_path: Path) -> None:
    bake = 'target "r" {\n dockerfile = "docker/D"\n}\ntarget "o" {\n dockerfile = "E"\n}\n'
    root = plant(tmp_path, {"docker/docker-bake.hcl": bake, "docker/D": "FROM x", "docker/E": "FROM x"})
    targets, _ = bake_targets(f"{root}/docker", ["docker-bake.hcl"], root, {})
    assert [(t.context, t.dockerfile) for t in targets] == [
        (root, f"{root}/docker/D"),
        (f"{root}/docker", f"{root}/docker/E"),
    ]


def test_what_is_unknown_is_told_and_an_unknown_argument_is_none(tmp_path: Path) -> None:
    bake = 'target "a" {\n args = { V = upper("x"), W = "w" }\n}\ntarget "b" {\n context = upper("x")\n}\n'
    root = plant(tmp_path, {"docker-bake.hcl": bake, "Dockerfile": "FROM x"})
    targets, notes = bake_targets(root, ["docker-bake.hcl"], root, {})
    assert [t.args for t in targets] == [{"V": None, "W": "w"}]
    assert notes == [
        "docker-bake.hcl: target a, b: only docker buildx bake can evaluate 'upper(\"x\")': unknown here."
    ]


def test_targets_that_inherit_each_other_end(tmp_path: Path) -> None:
    bake = 'target "a" { inherits = ["b"] }\ntarget "b" { inherits = ["a"] }\n'
    root = plant(tmp_path, {"b.hcl": bake})
    assert set(bake_definitions([f"{root}/b.hcl"], root, {})[0]) == {"a", "b"}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("b.json", "{", r"b\.json:1: ", id="no JSON"),
        pytest.param("b.json", "[" * 100_000, r"b\.json: nested too deep", id="deep JSON"),
        pytest.param("b.json", "[]", "the top level is no object", id="a list"),
        pytest.param("b.hcl", 'target "a" {\n', r"b\.hcl:2: ", id="no HCL"),
    ],
)
def test_a_broken_file_is_an_error_if_named_and_a_note_if_found(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    root = plant(tmp_path, {name: text})
    with pytest.raises(CtxtrimError, match=reason):
        add_bake_files(Claims(root), [f"{root}/{name}"], {})
    assert len(bake_targets(root, [name], root, {})[1]) == 1


def fake_docker(folder: Path, script: str) -> dict[str, str]:
    """Return an environment whose `docker` runs `script`."""
    folder.mkdir()
    docker = folder / "docker"
    docker.write_text(f"#!/bin/sh\n{script}\n")
    docker.chmod(0o755)
    return {"PATH": f"{folder}:{os.defpath}"}


def test_a_docker_with_buildx_is_asked_first(tmp_path: Path) -> None:
    answer = {"target": {"app": {"context": ".", "dockerfile": "D", "target": "exact"}}}
    env = fake_docker(tmp_path / "bin", f"echo '{json.dumps(answer)}'")
    root = plant(tmp_path / "ctx", {"docker-bake.hcl": "= broken for us", "D": "FROM x"})
    targets, notes = bake_targets(root, ["docker-bake.hcl"], root, env)
    assert ([t.target for t in targets], notes) == (["exact"], [])


@pytest.mark.parametrize("script", ["exit 1", "echo '{'", "echo '[]'", "echo '{\"target\": 3}'"])
def test_a_docker_that_cannot_answer_is_as_good_as_none(tmp_path: Path, script: str) -> None:
    env = fake_docker(tmp_path / "bin", script)
    root = plant(tmp_path / "ctx", {"docker-bake.hcl": 'target "a" {}', "Dockerfile": "FROM x"})
    targets, _ = bake_targets(root, ["docker-bake.hcl"], root, env)
    assert [t.origin for t in targets] == ["docker-bake.hcl: target a"]
