from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.compose_model import WORKDIR, ComposeReader, compose_files_of, is_remote, scope_of
from ctxtrim.errors import CtxtrimError

from .plant import plant


def builds(root: str, *names: str, env: dict[str, str] | None = None) -> dict[str, object]:
    """Return service -> build of the files, folders written relative to `root`."""
    reader = ComposeReader(root)
    services = reader.services([os.path.join(root, name) for name in names], scope_of(root, env or {}))
    found = {name: s["build"] for name, s in services.items() if isinstance(s, dict) and s.get("build")}
    return {name: relative(build, root) for name, build in found.items()}


def relative(value: object, root: str) -> object:
    if isinstance(value, dict):
        return {key: relative(item, root) for key, item in value.items() if key != WORKDIR}
    return os.path.relpath(value, root) if isinstance(value, str) and value.startswith(root) else value


CASES: list[tuple[str, dict[str, str], list[str], dict[str, object]]] = [
    (
        "short form",
        {"c.yaml": "services:\n  a: {build: ./sub/}\n  b: {image: x}\n"},
        ["c.yaml"],
        {"a": {"context": "sub"}},
    ),
    (
        "an override merges arguments by name",
        {
            "c.yaml": "services:\n  a: {build: {context: ., target: dev, args: [A=1, B=2]}}\n"
            "  b: {build: sub}\n",
            "o.yaml": "services:\n  a: {build: {target: prod, args: {B: 3, C: }}}\n"
            "  b: {build: {dockerfile: X}}\n",
        },
        ["c.yaml", "o.yaml"],
        {
            "a": {"context": ".", "target": "prod", "args": {"A": "1", "B": "3", "C": None}},
            "b": {"context": "sub", "dockerfile": "X"},
        },
    ),
    (
        "reset and override",
        {
            "c.yaml": "services:\n  a: {build: .}\n"
            "  b: {build: {context: ., args: {K: v}, target: x}}\n  c: {build: .}\n",
            "o.yaml": "services:\n  a: {build: !reset null}\n"
            "  b: {build: !override {context: s}}\n  c: !reset null\n",
        },
        ["c.yaml", "o.yaml"],
        {"b": {"context": "s"}},
    ),
    (
        "extends in the same file, short and long",
        {
            "c.yaml": "services:\n  base: {build: {context: ., args: {A: 1}}}\n"
            "  w: {extends: {service: base}, build: {target: w}}\n  s: {extends: base}\n"
        },
        ["c.yaml"],
        {
            "base": {"context": ".", "args": {"A": "1"}},
            "w": {"context": ".", "args": {"A": "1"}, "target": "w"},
            "s": {"context": ".", "args": {"A": "1"}},
        },
    ),
    (
        "extends another file, whose folders start at that file",
        {
            "c.yaml": "services:\n"
            "  far: {extends: {file: sub/x.yml, service: chained}, build: {args: {Z: 1}}}\n",
            "sub/x.yml": "services:\n  api: {build: {context: ./src, additional_contexts: {r: ..}}}\n"
            "  chained: {extends: api, build: {target: q}}\n",
        },
        ["c.yaml"],
        {
            "far": {
                "context": "sub/src",
                "additional_contexts": {"r": "."},
                "target": "q",
                "args": {"Z": "1"},
            }
        },
    ),
    (
        "include: a path, and the long form with a project folder and variables",
        {
            "c.yaml": "include:\n  - a/compose.yaml\n"
            "  - {path: [b/1.yml, b/2.yml], project_directory: ., env_file: b/x.env}\n"
            "services: {t: {build: .}}\n",
            "a/compose.yaml": "services: {ina: {build: {context: ., target: '${T:-none}'}}}\n",
            "a/.env": "T=fromenv\n",
            "b/1.yml": "services: {inb: {build: {context: ./q, target: $W}}}\n",
            "b/2.yml": "services: {inb: {build: {args: {B: 2}}}}\n",
            "b/x.env": "W=xx\n",
        },
        ["c.yaml"],
        {
            "t": {"context": "."},
            "ina": {"context": "a", "target": "fromenv"},
            "inb": {"context": "q", "target": "xx", "args": {"B": "2"}},
        },
    ),
    (
        "an included service may be extended and overridden",
        {
            "c.yaml": "include: [i.yaml]\nservices:\n  b: {build: {target: z}}\n  w: {extends: b}\n",
            "i.yaml": "services: {b: {build: {context: s}}}\n",
        },
        ["c.yaml"],
        {"b": {"context": "s", "target": "z"}, "w": {"context": "s", "target": "z"}},
    ),
    (
        "anchors and merges",
        {
            "c.yaml": "x-a: &a\n  build: &b {context: ., args: &g {A: '1'}}\nservices:\n  web: {<<: *a}\n"
            "  js: {<<: *a, build: {<<: *b, target: js, args: {<<: *g, B: 2}}}\n"
        },
        ["c.yaml"],
        {
            "web": {"context": ".", "args": {"A": "1"}},
            "js": {"context": ".", "target": "js", "args": {"A": "1", "B": "2"}},
        },
    ),
    (
        "variables from .env",
        {
            "c.yaml": "services: {a: {build: {context: './$P', dockerfile: '${DF:-D.$P}'}}}\n",
            ".env": "P=sub\n",
        },
        ["c.yaml"],
        {"a": {"context": "sub", "dockerfile": "D.sub"}},
    ),
    (
        "remote contexts stay as they are",
        {"c.yaml": "services: {a: {build: 'https://h/y.git#main'}, b: {build: 'git@h:x/y.git'}}\n"},
        ["c.yaml"],
        {"a": {"context": "https://h/y.git#main"}, "b": {"context": "git@h:x/y.git"}},
    ),
    (
        "documents of one file are laid on one another",
        {"c.yaml": "services: {a: {build: .}}\n---\nservices: {a: {build: {target: x}}}\n"},
        ["c.yaml"],
        {"a": {"context": ".", "target": "x"}},
    ),
]


@pytest.mark.parametrize(("files", "names", "result"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_services_are_what_docker_compose_config_says(
    tmp_path: Path, files: dict[str, str], names: list[str], result: dict[str, object]
) -> None:
    assert builds(plant(tmp_path, files), *names) == result


@pytest.mark.parametrize(
    ("files", "note"),
    [
        pytest.param(
            {"c.yaml": "services: {a: {build: '${X:?no}'}}\n"}, "required variable X", id="required"
        ),
        pytest.param(
            {"c.yaml": "services: {a: {build: './$X'}}\n"}, "variable X is not set", id="unset place"
        ),
        pytest.param({"c.yaml": "include: [no.yaml]\n"}, "there is no such file", id="include of nothing"),
        pytest.param({"c.yaml": "include: [c.yaml]\n"}, "includes itself", id="include cycle"),
        pytest.param({"c.yaml": "include: ['oci://x/y']\n"}, "not a file here", id="remote include"),
        pytest.param({"c.yaml": "services: {a: {extends: a}}\n"}, "extends itself", id="extends cycle"),
        pytest.param(
            {"c.yaml": "services: {a: {extends: b}}\n"}, "there is no service b", id="extends nothing"
        ),
        pytest.param(
            {"c.yaml": "services: {a: {extends: {file: x.yml, service: q}}}\n", "x.yml": "services: {}\n"},
            "x.yml: there is no service q",
            id="extends nothing in a file",
        ),
    ],
)
def test_what_cannot_be_followed_is_told_and_the_rest_is_read(
    tmp_path: Path, files: dict[str, str], note: str
) -> None:
    files = {
        "c.yaml": files["c.yaml"] + "---\nservices: {ok: {build: .}}\n",
        **{k: v for k, v in files.items() if k != "c.yaml"},
    }
    root = plant(tmp_path, files)
    reader = ComposeReader(root)
    assert "ok" in reader.services([f"{root}/c.yaml"], scope_of(root, {}))
    assert any(note in told for told in reader.notes), list(reader.notes)


def test_an_unset_argument_is_empty_without_a_word(tmp_path: Path) -> None:
    root = plant(tmp_path, {"c.yaml": "services: {a: {build: {context: ., args: {A: $NONE}}}}\n"})
    reader = ComposeReader(root)
    reader.services([f"{root}/c.yaml"], scope_of(root, {}))
    assert not reader.notes


def test_a_fifo_is_refused_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "c.yaml")
    with pytest.raises(CtxtrimError, match="not a regular file"):
        ComposeReader(str(tmp_path)).documents(str(tmp_path / "c.yaml"))


def test_a_file_larger_than_a_mebibyte_is_refused(tmp_path: Path) -> None:
    plant(tmp_path, {"c.yaml": "# " + "x" * (1 << 20)})
    with pytest.raises(CtxtrimError, match="larger than 1024 KiB"):
        ComposeReader(str(tmp_path)).documents(str(tmp_path / "c.yaml"))


def test_the_environment_goes_before_the_dotenv_file(tmp_path: Path) -> None:
    plant(tmp_path, {".env": "A=file\nB=file\n"})
    assert scope_of(str(tmp_path), {"A": "env"}).env == {"A": "env", "B": "file"}


def test_compose_file_names_files_that_exist(tmp_path: Path) -> None:
    root = plant(tmp_path, {"a.yml": "", "b.yml": ""})
    assert compose_files_of({"COMPOSE_FILE": "a.yml:b.yml"}, root) == [f"{root}/a.yml", f"{root}/b.yml"]
    assert compose_files_of({"COMPOSE_FILE": "a.yml:no.yml"}, root) == []
    assert compose_files_of({}, root) == []


@pytest.mark.parametrize(
    ("reference", "remote"),
    [
        (".", False),
        ("../x", False),
        ("github.com", False),
        ("github.com/x/y", True),
        ("git@github.com:x/y", True),
        ("docker-image://alpine", True),
        ("service:web", True),
    ],
)
def test_a_reference_is_remote_as_in_compose(reference: str, remote: bool) -> None:
    assert is_remote(reference) is remote
