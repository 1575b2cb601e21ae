from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ctxtrim.builds.asked import Asked
from ctxtrim.builds.discovery import discover, discover_all
from ctxtrim.errors import CtxtrimError

from .plant import plant


def found(root: str) -> list[tuple[str, str, str]]:
    """Return (Dockerfile, stage, origin) of the context's builds."""
    targets = discover(root, env={}).targets
    return [
        (os.path.relpath(t.dockerfile, root) if t.dockerfile else "", t.target, t.origin) for t in targets
    ]


BY_NAME = "by name"
COPIES = "by name and what it copies"


@pytest.mark.parametrize(
    ("files", "builds"),
    [
        pytest.param({"main.py": ""}, [], id="no Dockerfile is no error"),
        pytest.param({"Dockerfile": "FROM x"}, [("Dockerfile", "", BY_NAME)], id="the usual"),
        pytest.param(
            {"Dockerfile": ""}, [("Dockerfile", "", BY_NAME)], id="an empty Dockerfile is somebody's error"
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "Dockerfile.dev": "FROM x", "Dockerfile.notes": "hello"},
            [("Dockerfile", "", BY_NAME), ("Dockerfile.dev", "", BY_NAME)],
            id="several, but none without FROM",
        ),
        pytest.param(
            {"docker/Dockerfile": "FROM x\nCOPY a /", "a": ""},
            [("docker/Dockerfile", "", COPIES)],
            id="nested, by what it copies",
        ),
        pytest.param(
            {"docker/Dockerfile": "FROM x\nCOPY a /", "docker/a": ""}, [], id="nested, of its own folder"
        ),
        pytest.param(
            {"api/Dockerfile": "FROM x", "compose.yaml": "services: {a: {build: api}}"},
            [],
            id="nested, of its own folder, says compose",
        ),
        pytest.param(
            {
                "d/Dockerfile": "FROM x\nCOPY dist /",
                "compose.yaml": "services: {a: {build: {context: ., dockerfile: d/Dockerfile}}}",
            },
            [("d/Dockerfile", "", "compose.yaml: service a")],
            id="nested, says compose",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "compose.yaml": "services: {a: {build: {context: ., target: dev}}}"},
            [("Dockerfile", "", BY_NAME), ("Dockerfile", "dev", "compose.yaml: service a")],
            id="compose builds a stage, the name the last one",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "compose.yaml": "services: {a: {build: .}, b: {build: .}}"},
            [("Dockerfile", "", "compose.yaml: service a")],
            id="the same build is told once",
        ),
        pytest.param(
            {
                "d/D": "FROM x",
                "d/docker-compose.yml": "services: {a: {build: {context: .., dockerfile: d/D}}}",
            },
            [("d/D", "", "d/docker-compose.yml: service a")],
            id="a nested compose file, a name of any kind",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "local.yml": "services:\n  a:\n    build: {context: ., target: t}\n"},
            [("Dockerfile", "", BY_NAME), ("Dockerfile", "t", "local.yml: service a")],
            id="a compose file of another name",
        ),
        pytest.param(
            {"b/D": "FROM x", "docker-bake.hcl": 'target "a" {\n dockerfile = "b/D"\n}'},
            [("b/D", "", "docker-bake.hcl: target a")],
            id="bake",
        ),
        pytest.param(
            {"d/Dockerfile": "FROM x\nCOPY out /", "ci.sh": "docker build -f d/Dockerfile ."},
            [("d/Dockerfile", "", "ci.sh:1")],
            id="a script",
        ),
        pytest.param(
            {"d/Dockerfile": "# docker build -f d/Dockerfile .\nFROM x\nCOPY out /"},
            [("d/Dockerfile", "", "d/Dockerfile:1")],
            id="its own comment",
        ),
    ],
)
def test_builds_of_a_context(
    tmp_path: Path, files: dict[str, str], builds: list[tuple[str, str, str]]
) -> None:
    assert found(plant(tmp_path, files)) == builds


def test_a_broken_compose_file_is_a_note_and_kills_nothing(tmp_path: Path) -> None:
    root = plant(tmp_path, {"Dockerfile": "FROM x", "compose.yaml": "services: [\n"})
    result = discover(root, env={})
    assert [t.origin for t in result.targets] == [BY_NAME]
    assert [note.split(" ")[0] for note in result.notes] == ["compose.yaml:2:"]


def test_builds_of_other_contexts_are_kept_apart(tmp_path: Path) -> None:
    root = plant(tmp_path, {"Dockerfile": "FROM x", "api/Dockerfile": "FROM x\nCOPY a /", "api/a": ""})
    assert [t.context for t in discover(root, env={}).others] == [f"{root}/api"]


def test_a_dockerfile_that_is_a_link_outside_a_fifo_or_a_folder_is_not_read(tmp_path: Path) -> None:
    plant(tmp_path, {"outside": "FROM x"})
    root = plant(tmp_path / "r", {"Dockerfile.dir/": ""})
    os.symlink("../outside", tmp_path / "r" / "Dockerfile")
    os.mkfifo(tmp_path / "r" / "Dockerfile.fifo")
    result = discover(root, env={})
    assert result.targets == []
    assert sorted(note.split(":")[0] for note in result.notes) == ["Dockerfile", "Dockerfile.fifo"]


def test_a_repository_lists_its_contexts_the_root_first(tmp_path: Path) -> None:
    files = {
        "web/Dockerfile": "FROM x\nCOPY package.json .",
        "web/package.json": "",
        "api/Dockerfile": "FROM x\nCOPY go.mod .",
        "api/go.mod": "",
        "d/tool.Dockerfile": "FROM x\nCOPY tools /",
        "tools/t": "",
    }
    root = plant(tmp_path, files)
    listed = discover_all(root, env={})
    assert list(listed) == [root, f"{root}/api", f"{root}/web"]
    assert [os.path.basename(t.dockerfile) for t in listed[root].targets] == ["tool.Dockerfile"]


def test_contexts_of_a_repository_know_what_is_described_above_them(tmp_path: Path) -> None:
    """compose.yaml in the root says how `web` is built, and that `api` cannot be."""
    services = (
        "{a: {build: {context: web, dockerfile: D, target: t}}, b: {build: {context: api}}, c: {build: no}}"
    )
    files = {
        "compose.yaml": f"services: {services}",
        "web/D": "FROM x AS t",
        "web/.dockerignore": "",
        "api/x": "",
    }
    root = plant(tmp_path, {**files, ".dockerignore": ""})
    listed = discover_all(root, env={})
    assert list(listed) == [f"{root}/api", f"{root}/web"], "nothing builds the root, and `no` is not there"
    assert [(t.dockerfile, t.target) for t in listed[f"{root}/web"].targets] == [(f"{root}/web/D", "t")]
    assert listed[f"{root}/web"].ignore_files == [".dockerignore"]
    (fault,) = listed[f"{root}/api"].faults
    assert (fault.kind, fault.file) == ("not-found", f"{root}/compose.yaml")


def test_a_folder_without_builds_is_its_own_context(tmp_path: Path) -> None:
    assert list(discover_all(plant(tmp_path, {"a": ""}), env={})) == [str(tmp_path)]


def test_given_files_are_all_and_go_with_the_given_stage_and_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plant(tmp_path, {"Dockerfile": "FROM x", "ctx/Dockerfile": "FROM y", "ctx/D": "FROM z"})
    monkeypatch.chdir(tmp_path)
    targets = discover("ctx", Asked(["Dockerfile", "D"], "prod", {"A": "1"}), env={}).targets
    assert [(t.dockerfile, t.target, t.args, t.origin) for t in targets] == [
        (f"{root}/Dockerfile", "prod", {"A": "1"}, "-f"),
        (f"{root}/ctx/D", "prod", {"A": "1"}, "-f"),
    ]
    assert {t.context for t in targets} == {f"{root}/ctx"}


def test_a_given_compose_file_stands_for_its_builds(tmp_path: Path) -> None:
    root = plant(tmp_path, {"D": "FROM x", "my.yaml": "services: {a: {build: {context: ., dockerfile: D}}}"})
    assert [t.origin for t in discover(root, Asked([f"{root}/my.yaml"]), env={}).targets] == [
        "my.yaml: service a"
    ]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("no", "no: file not found"),
        ("dir", "dir: not a file that can be read"),
        ("fifo", "fifo: not a file that can be read"),
        ("bad.yaml", "bad.yaml:2: "),
        ("bad.hcl", "bad.hcl:1: "),
        ("other.yaml", "other.yaml: describes no build of "),
    ],
)
def test_a_given_file_that_is_no_use_is_one_sentence(tmp_path: Path, file: str, sentence: str) -> None:
    root = plant(
        tmp_path,
        {"dir/": "", "bad.yaml": "a: [\n", "bad.hcl": "=", "other.yaml": "services: {a: {image: x}}"},
    )
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(CtxtrimError) as error:
        discover(root, Asked([file]), env={})
    assert str(error.value).startswith(sentence)
    assert str(error.value).endswith(".")


def test_the_same_folder_by_a_link_is_the_same_context(tmp_path: Path) -> None:
    root = plant(tmp_path / "real", {"Dockerfile": "FROM x", "compose.yaml": "services: {a: {build: .}}"})
    os.symlink("real", tmp_path / "link")
    targets = discover(str(tmp_path / "link"), env={}).targets
    assert [t.context for t in targets] == [str(tmp_path / "link")]
    assert os.path.realpath(targets[0].dockerfile) == f"{root}/Dockerfile"


def test_a_plain_dockerfile_needs_neither_yaml_nor_subprocess(tmp_path: Path) -> None:
    root = plant(tmp_path, {"Dockerfile": "FROM x"})
    code = (
        "import sys; before = set(sys.modules); from ctxtrim.builds.discovery import discover; "
        f"assert discover({root!r}, env={{}}).targets; "
        "print({'yaml', 'subprocess', 'json', 'shlex', 'hashlib'} & (set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        pytest.param(
            {"Dockerfile": "FROM x", "Dockerfile.dev": "FROM x"}, ["name", "name"], id="in the root"
        ),
        pytest.param({"d/Dockerfile": "FROM x\nCOPY a /", "a": ""}, ["guess"], id="by what it copies"),
        pytest.param(
            {
                "a.Dockerfile": "FROM x",
                "d/Dockerfile": "FROM x\nCOPY a /",
                "a": "",
                "compose.yaml": "services: {a: {build: {context: ., dockerfile: d/Dockerfile, target: t}}}",
            },
            ["name", "compose", "guess"],
            id="what is known comes first",
        ),
        pytest.param(
            {"d/Dockerfile": "FROM x\nCOPY a /", "d/a": "", "a": "", "b.sh": "docker build d"},
            [],
            id="a script builds it in its own folder",
        ),
        pytest.param(
            {
                "d/Dockerfile": "FROM x\nCOPY a /",
                "d/a": "",
                "a": "",
                ".github/workflows/w.yml": "jobs: {b: {steps: [{uses: docker/build-push-action@v6,"
                " with: {context: d}}]}}",
            },
            [],
            id="CI builds it in its own folder",
        ),
        pytest.param(
            {"Dockerfile": "FROM {{ .Base }}\nCOPY a /", "Dockerfile.x": "{{ if y }}\nFROM x\n{{ end }}"},
            [],
            id="templates are no builds",
        ),
        pytest.param({"dockerfile_run_test.go": "package x\nFROM x"}, [], id="a Go test is no build"),
    ],
)
def test_a_build_is_known_or_a_guess(tmp_path: Path, files: dict[str, str], kinds: list[str]) -> None:
    assert [target.found_by for target in discover(plant(tmp_path, files), env={}).targets] == kinds


GIT_STEP = "jobs:\n  b:\n    steps:\n    - uses: docker/build-push-action@v6\n"
BAKE = 'target "x" {\n  context = "app"\n  dockerfile = "app/Dockerfile"\n}\n'


@pytest.mark.parametrize(
    ("files", "folder", "finding"),
    [
        pytest.param(
            {"app/Dockerfile": "FROM x", "docker-bake.hcl": BAKE},
            "",
            ("notes", "app/app/Dockerfile is not found"),
            id="the bake file of another context: a note",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  web:\n    build:\n      dockerfile: D\n"},
            "",
            ("not-found", "compose.yaml", 2, "service web: D is not found"),
            id="no Dockerfile",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  web:\n    build: sub/x\n",
                ".gitmodules": "\tpath = sub\n",
                "sub/": "",
            },
            "s/x",
            None,
            id="of a submodule, seen from there",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM x",
                ".github/workflows/w.yml": GIT_STEP,
            },
            "",
            ("git", ".github/workflows/w.yml", 4, "builds from the commit, without .git"),
            id="the default of the build action",
        ),
    ],
)
def test_what_is_described_and_cannot_be_built_is_told(
    tmp_path: Path, files: dict[str, str], folder: str, finding: tuple[object, ...] | None
) -> None:
    result = discover(os.path.join(plant(tmp_path, files), folder), env={})
    told = [(f.kind, f.file, f.line, f.message) for f in result.faults]
    told += [("notes", note) for note in result.notes]  # type: ignore[misc]
    if finding is None:
        assert not told
    else:
        (only,) = told
        assert only[:-1] == finding[:-1]
        assert str(finding[-1]) in only[-1]


def test_an_empty_submodule_is_named_once(tmp_path: Path) -> None:
    services = "".join(f"  s{n}:\n    build: sub/{n}\n" for n in range(3))
    modules = '[submodule "sub"]\n\tpath = sub\n'
    root = plant(tmp_path, {"compose.yaml": f"services:\n{services}", ".gitmodules": modules, "sub/": ""})
    assert [fault.message for fault in discover(root, env={}).faults] == [
        "sub is a git submodule that is not checked out"
    ]


def test_compose_files_that_are_given_are_merged(tmp_path: Path) -> None:
    files = {
        "docker/a.yaml": "services:\n  web:\n    image: ${IMAGE}\n",
        "docker/b.yaml": "services:\n  web:\n    build:\n      context: ..\n      target: ${STAGE}\n",
        "docker/.env": "STAGE=prod\n",
        "Dockerfile": "FROM x",
    }
    root = plant(tmp_path, files)
    found = discover(root, Asked([f"{root}/docker/a.yaml", f"{root}/docker/b.yaml"]), env={})
    assert [(t.target, t.origin) for t in found.targets] == [
        ("prod", "docker/a.yaml + docker/b.yaml: service web")
    ]


def test_a_build_without_context_takes_the_folder_of_its_compose_file(tmp_path: Path) -> None:
    files = {"docker/Dockerfile": "FROM x", "docker/compose.yaml": "services: {a: {build: {target: t}}}"}
    root = plant(tmp_path, files)
    (target,) = discover(f"{root}/docker", env={}).targets[1:]
    assert (target.context, target.dockerfile, target.target) == (
        f"{root}/docker",
        f"{root}/docker/Dockerfile",
        "t",
    )
    assert not discover(root, env={}).faults


def test_a_build_of_the_commit_is_kept_apart(tmp_path: Path) -> None:
    workflow = GIT_STEP + "      with: {target: t}\n"
    root = plant(tmp_path, {"Dockerfile": "FROM x AS t", ".github/workflows/w.yml": workflow})
    found = discover(root, env={})
    assert [t.origin for t in found.targets] == [BY_NAME]
    assert [(t.target, t.is_git) for t in found.git] == [("t", True)]
