"""The rules about sources of a Dockerfile and about the tools around, the silent cases first."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.finding import ALL, Files, findings, lines, places
from tests.commandline import planted


def sources(text: str, **more: str | int) -> dict[str, str | int]:
    """Return a context with these lines below FROM."""
    return {"Dockerfile": f"FROM a\n{text}", **more}


LOCK = {"package.json": "{}", "package-lock.json": "{}"}
NEST = {"s/a.1": "x", "s/t/b.1": "x"}
BUILT = "services: {web: {build: web}}\n"
APP = "FROM a\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"


def service(volumes: str) -> dict[str, str]:
    """Return a service with these volumes whose image is built here."""
    text = f"services:\n  w:\n    build: .\n    volumes: {volumes}\n"
    return {"Dockerfile": APP, "a": "", "compose.yaml": text}


def in_ci(steps: str) -> dict[str, str]:
    """Return a build with a named context that is absent, in a job of these steps."""
    build = "{uses: docker/build-push-action@v6, with: {context: ., build-contexts: ext=ext}}"
    return {
        "Dockerfile": "FROM a\nCOPY --from=ext /x /x\n",
        ".github/workflows/b.yml": f"jobs: {{b: {{steps: {steps % build}}}}}\n",
    }


CASES: Mapping[str, tuple[str, Files, list[str]]] = {
    "all of a wildcard": ("CT303", sources("COPY package*.json /\n", **LOCK), []),
    "a part by a wildcard": (
        "CT303",
        sources("COPY *.json /\n", **LOCK, **{".dockerignore": "*lock*\n"}),
        [],
    ),
    "a part by its name": (
        "CT303",
        sources("COPY package*.json /\n", **LOCK, **{".dockerignore": "package-lock.json\n"}),
        ["Dockerfile:2"],
    ),
    "names that differ": ("CT309", sources("COPY */*.txt /d/\n", **{"a/b.txt": "", "b/c.txt": ""}), []),
    "with their parents": (
        "CT309",
        sources("COPY --parents */p.txt /d/\n", **{"a/p.txt": "", "b/p.txt": ""}),
        [],
    ),
    "folders of one name": ("CT309", sources("COPY */s /d/\n", **{"a/s/b": "", "b/s/b": ""}), []),
    "one of them excluded": (
        "CT309",
        sources("COPY */p.txt /d/\n", **{"a/p.txt": "", "b/p.txt": "", ".dockerignore": "a\n"}),
        [],
    ),
    "files of one name": (
        "CT309",
        sources("COPY */p.txt /d/\n", **{"a/p.txt": "", "b/p.txt": ""}),
        ["Dockerfile:2"],
    ),
    "a wildcard that makes a source optional": ("CT304", sources("COPY a .[V]ERSION /\n", a=""), []),
    "a wildcard alone that makes its source optional": ("CT304", sources("COPY .[V]ERSION /\n"), []),
    "a wildcard of nothing": ("CT304", sources("COPY .[VW]ERSION /\n"), ["Dockerfile:2"]),
    "a URL as the context": (
        "CT501",
        {"compose.yaml": "services: {w: {build: 'https://github.com/o/r.git'}}\n"},
        [],
    ),
    "no context": (
        "CT501",
        {
            "Dockerfile": ALL,
            ".github/workflows/b.yml": "jobs: {b: {steps: [{uses: docker/build-push-action@v6}]}}\n",
        },
        [""],
    ),
    "no nested file": ("CT310", sources("COPY --exclude=*.1 s /\n", **{"s/a.1": "x"}), []),
    "any depth": ("CT310", sources("COPY --exclude=**/*.1 s /\n", **NEST), []),
    "another folder": ("CT310", sources("COPY --exclude=*.1 r /\n", **NEST, **{"r/a.1": ""}), []),
    "a nested file": ("CT310", sources("COPY --exclude=*.1 s /\n", **NEST), ["Dockerfile:2"]),
    "a nested file of all": ("CT310", sources("COPY --exclude=*.1 . /\n", **NEST), ["Dockerfile:2"]),
    "a link inside": ("CT308", lines("", **{"d/l": "-> ../a"}), []),
    "an absolute link": ("CT308", lines("", l="-> /etc/hosts"), []),
    "a link that is excluded": ("CT308", lines("l\n", l="-> ../x"), []),
    "a link that no line takes": ("CT308", sources("COPY a /\n", a="", l="-> ../x"), []),
    "a link out": ("CT308", lines("", **{"d/l": "-> ../../x"}), ["d/l"]),
    "a mount of one folder": ("CT505", service('["./src:/app/src"]'), []),
    "a mount elsewhere": ("CT505", service('[".:/data"]'), []),
    "a named volume": ("CT505", service('["data:/app"]'), []),
    "a mount over what was only copied": (
        "CT505",
        service('[".:/app"]') | {"Dockerfile": APP.replace("npm ci", "pip install -r a")},
        [],
    ),
    "a volume that saves what is made": ("CT505", service('[".:/app", "/app/node_modules"]'), []),
    "a mount over the work": ("CT505", service('[".:/app"]'), ["compose.yaml:2"]),
    "a mount in its long form": (
        "CT505",
        service("[{type: bind, source: ., target: /app}]"),
        ["compose.yaml:2"],
    ),
    "a build without docker": ("CT506", lines("b\n", **{"cloudbuild.yaml": "steps: [{name: node}]"}), []),
    "its own list": (
        "CT506",
        lines("b\n", **{"cloudbuild.yaml": "docker build", ".gcloudignore": "b\n"}),
        [],
    ),
    "no list": ("CT506", lines("b\n", **{"cloudbuild.yaml": "docker build"}), ["cloudbuild.yaml"]),
    "nothing is named": ("CT507", {"old/Dockerfile": ALL, "Dockerfile": ALL}, []),
    "the one at the root": (
        "CT507",
        {"compose.yaml": BUILT, "web/Dockerfile": ALL, "Dockerfile": ALL},
        [],
    ),
    "one that a document names": (
        "CT507",
        {
            "compose.yaml": BUILT,
            "web/Dockerfile": ALL,
            "old/Dockerfile": "FROM a\nCOPY web /\n",
            "README.md": "`docker buildx bake -f old/Dockerfile`, by hand",
        },
        [],
    ),
    "one that nothing names": (
        "CT507",
        {"compose.yaml": BUILT, "web/Dockerfile": ALL, "old/Dockerfile": "FROM a\nCOPY web /\n"},
        ["old/Dockerfile"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds(case: str, tmp_path: Path) -> None:
    rule, files, expected = CASES[case]
    assert places(tmp_path, rule, files) == expected


HINTS: Mapping[str, tuple[Files, str]] = {
    "nothing is known": (sources("COPY gone /\n", a="x"), ""),
    "another case": (sources("COPY Readme.md /\n", **{"README.md": ""}), "README.md is there; case counts"),
    "another form": (
        sources("COPY caf\u00e9 /\n") | {"cafe\u0301": ""},
        "cafe\u0301 is there; written in another Unicode form",
    ),
    "one letter": (
        sources("COPY s/modul.py /\n", **{"s/module.py": ""}),
        "s/module.py is there; did you mean that?",
    ),
    "a folder in another case": (sources("COPY Src/a /\n", **{"src/a": ""}), "src is there; case counts"),
    "the folder above": (
        sources("COPY ../shared /\n", a=""),
        "../ stops at the root of the context: build from the folder above, or name a context",
    ),
    "a link out": (
        sources("COPY l /\n", l="-> ../x"),
        "l is a link to ../x, which the context does not hold",
    ),
    "build output": (
        sources("COPY dist /\n", a=""),
        "dist looks like build output: make it before docker build, or in a stage",
    ),
    "in another folder": (
        sources("COPY nginx.conf /\n", **{"conf/nginx.conf": ""}),
        "paths start at the context: conf/nginx.conf is there",
    ),
}


@pytest.mark.parametrize("case", HINTS)
def test_the_cause_of_an_absence_is_told(case: str, tmp_path: Path) -> None:
    files, hint = HINTS[case]
    (finding,) = findings(planted(tmp_path, files), "CT301")
    assert finding.hint == hint


@pytest.mark.parametrize(
    ("ignored", "command", "count"),
    [
        (".git\n", "go build ./cmd", 0),
        ("", "go build ./cmd", 0),
        (".git/hooks\n", "go build ./cmd", 0),
        (".git/objects\n", "make", 0),
        (".git/objects\n", "go build ./cmd", 1),
        (".git/*\n!.git/HEAD\n", "git -C /src describe --tags", 1),
    ],
)
def test_a_part_of_a_repository_is_told(ignored: str, command: str, count: int, tmp_path: Path) -> None:
    root = planted(tmp_path, sources(f"COPY . /\nRUN {command}\n", **{".dockerignore": ignored}))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    assert len(findings(root, "CT110")) == count


DESCRIBED = "FROM a\nCOPY . /src\nWORKDIR /src\nRUN git describe --dirty\n"
DIRTY: Mapping[str, tuple[Files, list[str]]] = {
    "nothing tracked is excluded": ({"Dockerfile": DESCRIBED, ".dockerignore": "x\n"}, []),
    "git is not asked for changes": (
        {"Dockerfile": DESCRIBED.replace(" --dirty", ""), ".dockerignore": "docs\n"},
        [],
    ),
    "no .git is sent": ({"Dockerfile": DESCRIBED, ".dockerignore": ".git\ndocs\n"}, []),
    "a part of it is copied": (
        {"Dockerfile": DESCRIBED.replace("COPY . /src", "COPY .git /src/.git"), ".dockerignore": "docs\n"},
        [],
    ),
    "what is tracked is excluded": ({"Dockerfile": DESCRIBED, ".dockerignore": "docs\n"}, ["Dockerfile:4"]),
}


@pytest.mark.parametrize("case", DIRTY)
def test_a_version_that_turns_dirty_is_told(case: str, tmp_path: Path) -> None:
    files, told = DIRTY[case]
    planted(tmp_path, {**files, "docs/a": "x"})
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert places(tmp_path, "CT111", {}) == told


@pytest.mark.parametrize(("steps", "severity"), [("[{run: mkdir ext}, %s]", "advice"), ("[%s]", "error")])
def test_a_named_context_is_weighed_by_what_may_make_it(steps: str, severity: str, tmp_path: Path) -> None:
    (finding,) = findings(planted(tmp_path, in_ci(steps)), "CT502")
    assert finding.severity == severity
    assert finding.message.startswith("build will fail") == (severity == "error")
