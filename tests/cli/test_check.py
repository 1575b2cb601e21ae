"""`ctxtrim check` and `ctxtrim rule`: statuses, choices, formats."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from tests.commandline import ctxtrim, planted

FAULTY = {"Dockerfile": "FROM a\nCOPY a gone /\n", ".dockerignore": "x # note\n// note\n", "a": "x"}
CLEAN = {"Dockerfile": "FROM a\nCOPY a /\n", ".dockerignore": "x\n", "a": "x"}
HOSTILE = "a%:,|`\x1b\n"
NAMES = (
    b"\n::error file=x::y",
    b"%0A::error::y",
    b"\x1b[31m\x1b]0;t\x07",
    b"</script><script>alert(1)<!--",
    b"| a | `b` |",
    b"\xff\xfe\x80",
    b"\xe2\x80\xae\xc2\x9b31m",
    b"n" * 255,
    b"'\"$(touch x)&amp;",
)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return planted(tmp_path / "ctx", FAULTY)


def rules(root: Path, *options: str) -> list[str]:
    """The IDs that a check finds."""
    done = ctxtrim("check", "--format", "json", *options, cwd=root)
    assert done.returncode in (0, 1), done.stderr
    return sorted(f["rule"] for f in json.loads(done.stdout)["findings"])


def test_a_clean_context_is_one_short_line(tmp_path: Path) -> None:
    done = ctxtrim("check", cwd=planted(tmp_path, CLEAN))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"No findings.\n", b"")
    assert ctxtrim("check", "-q", cwd=tmp_path).stdout == b""


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["CT201", "CT202", "CT301"]),
        (["--select", "CT2"], ["CT201", "CT202"]),
        (["--select", "trailing-comment,CT301"], ["CT201", "CT301"]),
        (["--ignore", "CT2"], ["CT301"]),
        (["--select", "CT2", "--ignore", "CT202"], ["CT201"]),
        (["--select", "CT107", "--max-size", "0B"], ["CT107"]),
        (["--select", "CT107", "--max-size", "1GB"], []),
        (["--select", "CT108", "--max-files", "0"], ["CT108"]),
    ],
    ids=str,
)
def test_rules_are_chosen(faulty: Path, options: list[str], found: list[str]) -> None:
    assert rules(faulty, *options) == found


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 1),
        (["--select", "CT202"], 0),
        (["--select", "CT202", "--fail-on", "advice"], 1),
        (["--select", "CT201", "--fail-on", "error"], 0),
        (["--select", "CT301", "--fail-on", "error"], 1),
    ],
    ids=str,
)
def test_the_status_is_as_asked(faulty: Path, options: list[str], status: int) -> None:
    assert ctxtrim("check", *options, cwd=faulty).returncode == status


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--select", "trailing-coment"], "no such rule; did you mean trailing-comment?"),
        (["--max-size", "much"], "--max-size much: not a size"),
        (["--write-baseline"], "name the file with --baseline FILE"),
        (["--baseline", "a"], "a: not a baseline"),
    ],
    ids=str,
)
def test_what_cannot_be_is_one_sentence(faulty: Path, options: list[str], sentence: str) -> None:
    done = ctxtrim("check", *options, cwd=faulty)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert sentence in done.stderr.decode()


def test_a_comment_above_silences_a_rule(faulty: Path) -> None:
    text = "# ctxtrim: ignore CT201\nx # note\n# ctxtrim: ignore not-a-comment, CT9\n// note\ny # note\n"
    (faulty / ".dockerignore").write_text(text)
    assert rules(faulty, "--select", "CT2") == ["CT201"]


def test_a_baseline_holds_when_lines_move(faulty: Path) -> None:
    file = faulty.parent / "baseline.json"
    assert ctxtrim("check", "--baseline", file, "--write-baseline", cwd=faulty).returncode == 0
    (faulty / ".dockerignore").write_text("y\n" + FAULTY[".dockerignore"] + "[!z]\n")
    assert rules(faulty, "--baseline", str(file)) == ["CT209"]


def test_json_has_its_keys(faulty: Path) -> None:
    report = json.loads(ctxtrim("check", "--format", "json", cwd=faulty).stdout)
    assert (report["schema"], report["context"]) == ("ctxtrim.check/1", str(faulty))
    assert report["summary"] == {"error": 1, "warning": 1, "advice": 1}
    keys = {"rule", "name", "check", "severity", "file", "line", "path", "message", "hint", "bytes", "fix"}
    keys |= {"column", "end"}
    assert all(set(finding) == keys for finding in report["findings"])
    fix = next(f["fix"] for f in report["findings"] if f["rule"] == "CT201")
    assert fix == {"file": ".dockerignore", "lines": ["# note", "x"], "line": 1}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A finding about a name with control characters, markup and a byte that is no UTF-8."""
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . /\n", f"{HOSTILE}/node_modules/a": 9, "a/b": ""})
    (tmp_path / ".dockerignore").write_text(".env\nnode_modules\n")
    (tmp_path / os.fsdecode(b"\xff")).mkdir()
    (tmp_path / os.fsdecode(b"\xff/.dockerignore")).write_text("x\n")
    return tmp_path


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "markdown", "sarif", "json"])
def test_no_name_of_a_secret_hurts_a_reader(form: str, tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . /\n"})
    for name in NAMES:
        folder = tmp_path / os.fsdecode(name)
        folder.mkdir(parents=True)
        (folder / ".env").write_text("SECRET_KEY=c3VwZXJzZWNyZXQ\n")
    done = ctxtrim("check", "--select", "CT101", "--format", form, cwd=tmp_path)
    assert not done.stderr
    text = done.stdout.decode()  # is UTF-8 in every format
    assert "c3VwZXJz" not in text
    assert not [char for char in text if char != "\n" and (char < " " or char in "\x7f\x9b\u202e")]
    lines = text.splitlines()
    if form == "github":
        assert len([line for line in lines if line.startswith("::error file=")]) == len(NAMES) == len(lines)
        assert not [line for line in lines if "%0A::error::y" in line.replace("%250A", "")]
    elif form == "markdown":
        assert all(line.count("|") - line.count("\\|") == 6 for line in lines[2:])
    elif form == "text":
        assert len([line for line in lines if " CT101 error: " in line]) == len(NAMES)
    elif form == "sarif":
        uris = [uri(result) for result in json.loads(text)["runs"][0]["results"]]
        assert {unquote_to_bytes(name).partition(b"/.env")[0] for name in uris} == set(NAMES)
        assert all(re.fullmatch(r"[\w.~/%-]+", name, re.ASCII) for name in uris)
    elif form == "gitlab":
        assert len(json.loads(text)) == len(NAMES)
    else:
        paths = {f["path"].removesuffix("/.env") for f in json.loads(text)["findings"]}
        assert paths == set(map(os.fsdecode, NAMES))


def uri(result: dict[str, Any]) -> str:
    """The address in a result of SARIF."""
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "markdown", "sarif", "json"])
def test_hostile_names_are_safe_in_every_format(form: str, hostile: Path) -> None:
    done = ctxtrim("check", "--select", "CT203,CT215", "--format", form, cwd=hostile)
    assert not done.stderr
    assert b"CT203" in done.stdout
    assert b"CT215" in done.stdout
    assert b"\x1b" not in done.stdout
    assert done.stdout.decode()
    if form in ("text", "github"):
        starts = (b"::", b"    ", b".dockerignore:", b"\\xff/", b"1 ")
        assert all(line.startswith(starts) or not line for line in done.stdout.split(b"\n"))
    if form == "markdown":
        assert all(line.count(b"|") - line.count(b"\\|") == 6 for line in done.stdout.splitlines()[2:])


@pytest.mark.parametrize("options", [[], ["--select", "CT203,CT215"], ["--select", "CT107"]], ids=str)
def test_sarif_is_what_its_schema_asks_for(options: list[str], hostile: Path) -> None:
    log = json.loads(ctxtrim("check", *options, "--format", "sarif", cwd=hostile).stdout)
    schema = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(log)
    (run,) = log["runs"]
    listed = run["tool"]["driver"]["rules"]
    assert all(listed[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": r"^CT\d{3} [a-z-]+$"},
            "fingerprint": {"type": "string", "minLength": 32},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\./)."},
                    "lines": {
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""docs.gitlab.com, "Code Quality report format": a path is relative, without ./, a fingerprint is unique."""


def test_a_report_for_gitlab_is_what_gitlab_asks_for(faulty: Path, hostile: Path) -> None:
    (faulty / ".dockerignore").write_text("// a\n// a\nx # note\n")
    for root in (faulty, hostile):
        rows = json.loads(ctxtrim("check", "--format", "gitlab", cwd=root).stdout)
        jsonschema.Draft7Validator(GITLAB).validate(rows)
        prints = [row["fingerprint"] for row in rows]
        log = json.loads(ctxtrim("check", "--format", "sarif", cwd=root).stdout)
        results = log["runs"][0]["results"]
        assert [p.partition("-")[0] for p in prints] == [
            r["partialFingerprints"]["ctxtrim/v1"] for r in results
        ]
        assert len(set(prints)) == len(prints) == len(rows) > 2
    clean = planted(faulty.parent / "clean", CLEAN)
    assert json.loads(ctxtrim("check", "-q", "--format", "gitlab", cwd=clean).stdout) == []


def test_a_finding_marks_the_word_that_it_is_about(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": 'FROM a\n  COPY a "./gé" /x/\n', "a": "x"})
    check = ("check", "--select", "CT301", "--format")
    text = ctxtrim(*check, "text", cwd=tmp_path).stdout.decode().splitlines()
    assert text[0].startswith("Dockerfile:2:11 CT301 ")
    assert text[1:3] == ['    COPY a "./gé" /x/', "            ^^^^"]
    [finding] = json.loads(ctxtrim(*check, "json", cwd=tmp_path).stdout)["findings"]
    assert (finding["line"], finding["column"], finding["end"]) == (2, 11, 15)
    [result] = json.loads(ctxtrim(*check, "sarif", cwd=tmp_path).stdout)["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 11, "endColumn": 15}
    assert b"file=Dockerfile,line=2,col=11,endColumn=15," in ctxtrim(*check, "github", cwd=tmp_path).stdout


def test_a_budget_names_what_grew(tmp_path: Path) -> None:
    planted(
        tmp_path, {"Dockerfile": "FROM a\nCOPY src /\n", "src/a": 10, "old": 5_000, ".dockerignore": ".git\n"}
    )
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    planted(tmp_path, {"src/a": 2_000, "src/new/deep/b": 3_000, "src/new/c": 1})
    limits = ("check", "--select", "CT107,CT108", "--max-size", "4kB", "--max-files", "2", "--format", "json")
    size, count = json.loads(ctxtrim(*limits, cwd=tmp_path).stdout)["findings"]
    assert size["message"] == "5.001kB are sent; allowed are 4kB"
    assert size["hint"] == "grown: src/new (+3.001kB), src/a (+1.99kB)"
    assert (count["message"], count["hint"]) == ("3 files are sent; allowed are 2", "grown: src/new (+2)")
    size, _ = json.loads(ctxtrim(*limits, "--budget", "eligible", cwd=tmp_path).stdout)["findings"]
    assert size["message"].endswith("kB are eligible; allowed are 4kB")


def test_text_shows_the_line_with_a_marker(faulty: Path) -> None:
    (faulty / ".dockerignore").write_text("x\n  run/ # note\n")
    out = ctxtrim("check", "--select", "CT201", cwd=faulty).stdout.decode().splitlines()
    assert out[0].startswith(".dockerignore:2:3 CT201 warning: ")
    assert out[1:4] == ["    run/ # note", "    ^^^^^^^^^^^", "    move it to its own line"]
    assert out[-1] == "1 warning; 1 fixable with `ctxtrim fix`"


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "markdown", "sarif"])
def test_reports_name_files_as_seen_from_here(form: str, faulty: Path) -> None:
    out = ctxtrim("check", "ctx", "--select", "CT201", "--format", form, cwd=faulty.parent).stdout
    assert b"ctx/.dockerignore" in out
    assert form != "text" or b"    x # note" in out


def test_markdown_fits_into_a_comment(faulty: Path) -> None:
    (faulty / ".dockerignore").write_text("".join(f"// note {n}\n" for n in range(900)))
    out = ctxtrim("check", "--format", "markdown", cwd=faulty).stdout
    assert len(out) < 65_536
    assert b"and 751 more" in out


def test_a_rule_explains_itself() -> None:
    page = ctxtrim("rule", "trailing-comment").stdout
    assert page == ctxtrim("rule", "ct201").stdout
    assert page.startswith(b"CT201 trailing-comment (warning)\n\n")
    listed = ctxtrim("rule").stdout.decode().splitlines()
    assert listed == sorted(listed)
    assert len(listed) > 20
    assert ctxtrim("rule", "CT999").returncode == 2
