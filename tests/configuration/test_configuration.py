"""The configuration of a project: where it is found, what it may say, and that commands obey it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from ctxtrim.cli import SUMMARIES, main
from ctxtrim.configuration import KEYS, read_configuration
from ctxtrim.errors import CtxtrimError
from tests.commandline import ctxtrim, planted

OTHERS = {"must-contain", "must-not-contain"}
"""Keys that are no options."""

FOUND: Mapping[str, tuple[Mapping[str, str | int], str, dict[str, Any]]] = {
    "nothing": ({"a": ""}, ".", {}),
    "a pyproject.toml of others": ({"pyproject.toml": "[tool.ruff]\nline-length = 3\n"}, ".", {}),
    "a broken pyproject.toml of others": ({"pyproject.toml": "[project\nname = 'ctxtrim-x'\n"}, ".", {}),
    "a setup.cfg of others": ({"setup.cfg": "[metadata]\nname = ctxtrim-x\n"}, ".", {}),
    "a folder above that is no repository": ({"ctxtrim.toml": "top = 3\n", "c/a": ""}, "c", {}),
    "its own file": ({"ctxtrim.toml": "top = 3\n"}, ".", {"top": 3}),
    "pyproject.toml": ({"pyproject.toml": "[tool.ctxtrim]\nskip = ['a']\n"}, ".", {"skip": ["a"]}),
    "setup.cfg": (
        {"setup.cfg": "[ctxtrim]\nskip = a, b\nmax-files = 3\nfindings = no\n"},
        ".",
        {"skip": ["a", "b"], "max-files": 3, "findings": False},
    ),
    "setup.cfg, for one context": (
        {".git/": "", "setup.cfg": "[ctxtrim]\ntop = 1\n[ctxtrim:c]\ntop = 2\n", "c/a": ""},
        "c",
        {"top": 2},
    ),
    "its own file before the others": (
        {"ctxtrim.toml": "top = 1\n", "pyproject.toml": "[tool.ctxtrim]\ntop = 2\n"},
        ".",
        {"top": 1},
    ),
    "the folder itself before the one above": (
        {".git/": "", "ctxtrim.toml": "top = 1\n", "c/pyproject.toml": "[tool.ctxtrim]\ntop = 2\n"},
        "c",
        {"top": 2},
    ),
    "the top of the repository": ({".git/": "", "ctxtrim.toml": "top = 1\n", "c/d/a": ""}, "c/d", {"top": 1}),
    "one context": (
        {
            ".git/": "",
            "ctxtrim.toml": 'top = 1\ntarget = "x"\n[contexts."apps/web"]\ntop = 2\n',
            "apps/web/a": "",
        },
        "apps/web",
        {"top": 2, "target": "x"},
    ),
    "another context": (
        {".git/": "", "ctxtrim.toml": 'top = 1\n[contexts."apps/web"]\ntop = 2\n', "apps/api/a": ""},
        "apps/api",
        {"top": 1},
    ),
    "paths from the folder of the file": (
        {
            ".git/": "",
            "ctxtrim.toml": 'file = ["d/Dockerfile"]\nbuild-context = ["a=lib", "b=docker-image://x"]\n',
            "c/a": "",
        },
        "c",
        {"file": ["d/Dockerfile"], "build-context": ["a=lib", "b=docker-image://x"]},
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_the_first_that_is_found_counts(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, context, values = FOUND[case]
    monkeypatch.chdir(planted(tmp_path, files))
    assert read_configuration(context).values == values


REJECTED = {
    "an unknown key": ("igonre = ['CT1']\n", "ctxtrim.toml: igonre: no such key; did you mean ignore?"),
    "an unknown key of one context": (
        "[contexts.a]\nslip = []\n",
        "contexts.a: slip: no such key; did you mean skip?",
    ),
    "a word for a list": ("skip = 'a'\n", "ctxtrim.toml: skip: 'a' is not a list of strings."),
    "a truth for a number": ("top = true\n", "ctxtrim.toml: top: True is not a number."),
    "no TOML": ("skip = [\n", "ctxtrim.toml: not TOML"),
    "contexts that are none": ("contexts = 3\n", "contexts: not a table of tables"),
    "a path outside": ("ignore-file = '/etc/passwd'\n", "ignore-file: /etc/passwd does not lie below"),
    "a path above": ("file = ['a/../../b']\n", "file: a/../../b does not lie below"),
    "a table of its own": ("[tool.ctxtrim]\n", "ctxtrim.toml: tool: no such key"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_what_is_wrong_is_told_in_one_sentence(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, sentence = REJECTED[case]
    monkeypatch.chdir(planted(tmp_path, {"ctxtrim.toml": text}))
    with pytest.raises(CtxtrimError) as told:
        read_configuration(".")
    assert sentence in str(told.value)


def test_every_key_is_an_option_of_a_command() -> None:
    group = click.Context(main)
    options = set[str]()
    for name in SUMMARIES:
        command = main.get_command(group, name)
        assert command
        options |= {word.lstrip("-") for option in command.params for word in option.opts}
    assert set(KEYS) - OTHERS <= options


JUNK: Mapping[str, str | int] = {
    "Dockerfile": "FROM x\nCOPY . .\n",
    "app.py": "",
    ".DS_Store": "x",
    "a.swp": 9,
}


def findings(root: Path, *words: str) -> set[str]:
    done = ctxtrim(*words, "--format", "json", cwd=root)
    return {f["path"] for f in json.loads(done.stdout)["findings"] if f["rule"] == "CT103"}


def test_what_is_skipped_is_neither_proposed_nor_found(tmp_path: Path) -> None:
    planted(tmp_path, JUNK)
    plain = json.loads(ctxtrim("fix", "--format", "json", cwd=tmp_path).stdout)
    record = next(rule["record"] for rule in plain["adopted"] if "DS_Store" in rule["pattern"])
    assert ".DS_Store" in findings(tmp_path, "audit")
    (tmp_path / "ctxtrim.toml").write_text(f"skip = [{record!r}]\n")
    assert ".DS_Store" not in findings(tmp_path, "audit") | findings(tmp_path, "check")
    for command in ("fix", "init"):
        done = ctxtrim(command, "--print", cwd=tmp_path)
        assert b"DS_Store" not in done.stdout
        assert done.returncode == 1, done.stderr


def test_what_is_typed_goes_before_what_is_configured(tmp_path: Path) -> None:
    planted(tmp_path, {**JUNK, "ctxtrim.toml": "fail-on = 'error'\nmax-files = 1\n"})
    assert ctxtrim("check", cwd=tmp_path).returncode == 1
    assert ctxtrim("check", "--max-files", "9", cwd=tmp_path).returncode == 0
    assert ctxtrim("check", "--max-files", "9", "--fail-on", "warning", cwd=tmp_path).returncode == 1


def test_audit_and_check_show_the_same_rules(tmp_path: Path) -> None:
    planted(tmp_path, {**JUNK, "ctxtrim.toml": "ignore = ['CT103']\n"})
    assert not findings(tmp_path, "audit")
    assert not findings(tmp_path, "check")


@pytest.mark.parametrize("text", ["fail-on = 'never'\n", "max-size = 'much'\n", "builder = 'none'\n"])
def test_a_value_that_an_option_refuses_ends_with_status_2(text: str, tmp_path: Path) -> None:
    done = ctxtrim("check", cwd=planted(tmp_path, {**JUNK, "ctxtrim.toml": text}))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
