"""The rules about layers and images on small Dockerfiles, the silent cases first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim.checks.subject import Limits
from ctxtrim.commands.check import check
from ctxtrim.model.context import Request
from tests.commandline import planted
from tests.vcs.test_history import commit, git

Files = Mapping[str, str | int]


def found(root: Path, rule: str) -> list[int]:
    """The lines of a rule's findings."""
    findings = check(Request(str(root)), [rule], [], Limits()).findings
    assert not [f for f in findings if len(f.message) > 110 or f.message.endswith(".")]
    return [finding.line for finding in findings]


def of(*lines: str, **files: str | int) -> dict[str, str | int]:
    return {"Dockerfile": "\n".join(lines) + "\n", **files}


URL = "https://h/x/y.tgz?v=1"
APT = "RUN apt-get update && apt-get install -y curl"
GO: Files = {
    "go.mod": "module example.org/x\n",
    "cmd/x/main.go": 'package main\nimport "example.org/x/lib"\nfunc main() { lib.Do() }\n',
    "lib/lib.go": "package lib\nfunc Do() {}\n",
    **{f"docs/{n}.md": "" for n in range(20)},
}
RUST: Files = {"Cargo.toml": "[package]\nname = 'x'\n", "src/main.rs": ""}
BUILD = "RUN CGO_ENABLED=0 go build -o /x ./cmd/x"
STAGE = ("FROM x AS b", "WORKDIR /s", "COPY . .", BUILD)
TAKEN = ("FROM y", "COPY --from=b /x /")
CASES: Mapping[str, tuple[str, Files, list[int]]] = {
    "lists that are deleted": ("CT405", of("FROM x", f"{APT} && rm -rf /var/lib/apt/lists/*"), []),
    "lists in a cache": ("CT405", of("FROM x", f"RUN --mount=type=cache,target=/var/lib/apt {APT[4:]}"), []),
    "lists of a stage that is copied from": (
        "CT405", of("FROM x AS a", APT, "FROM y", "COPY --from=a /b /b"), [],
    ),
    "apk without a cache": ("CT405", of("FROM x", "RUN apk add --no-cache curl"), []),
    "pip without a cache": ("CT405", of("FROM x", "RUN pip install --no-cache-dir flask"), []),
    "pip by a variable": ("CT405", of("FROM x", "ENV PIP_NO_CACHE_DIR=1", "RUN pip install flask"), []),
    "npm that cleans": ("CT405", of("FROM x", "RUN npm ci && npm cache clean --force"), []),
    "npm run": ("CT405", of("FROM x", "RUN npm run build"), []),
    "lists that stay": ("CT405", of("FROM x", APT), [2]),
    "lists of the stage below": ("CT405", of("FROM x AS a", APT, "FROM a", "RUN echo"), [2]),
    "apk's index": ("CT405", of("FROM x", "RUN apk add curl"), [2]),
    "pip's wheels": ("CT405", of("FROM x", "RUN python3 -m pip install flask"), [2]),
    "npm's tarballs": ("CT405", of("FROM x", "RUN npm ci"), [2]),
    "tools that are removed again": (
        "CT403", of("FROM x", "RUN apk add --virtual b gcc && make && apk del b"), [],
    ),
    "tools of a stage that is copied from": (
        "CT403", of("FROM x AS a", "RUN apk add gcc", "FROM y", "COPY --from=a /b /b"), [],
    ),
    "an image of a toolchain": ("CT403", of("FROM golang:1", "RUN apt-get install -y gcc"), []),
    "for development": ("CT403", {"Dockerfile.dev": "FROM x\nRUN apk add gcc\n"}, []),
    "libraries": ("CT403", of("FROM x", "RUN apt-get install -y libpq5"), []),
    "what compiles when it runs": (
        "CT403", of("FROM x", "RUN apt-get install -y gcc", "RUN pip install torch"), [],
    ),
    "a compiler in the image": ("CT403", of("FROM x", "RUN apt-get install -y gcc=4 curl"), [2]),
    "a slim image": ("CT404", of("FROM python:3.12-slim", "RUN pip install flask"), []),
    "the slim image of the day": ("CT404", of("FROM python:slim", "RUN pip install flask"), []),
    "git is called": ("CT404", of("FROM python:3.12", "RUN git clone x"), []),
    "a script of unknown commands": (
        "CT404", of("FROM python:3.12", "COPY a.sh /", "RUN /a.sh", **{"a.sh": "x"}), [],
    ),
    "a health check with curl": (
        "CT404", of("FROM node:22", "RUN npm ci", "HEALTHCHECK CMD curl localhost"), [],
    ),
    "a package that is compiled": (
        "CT404", of("FROM python:3.12", "COPY . .", "RUN pip install -r requirements.txt",
                    **{"requirements.txt": "psycopg2==2.9\n"}), [],
    ),
    "a stage that is copied from": (
        "CT404", of("FROM node:22 AS a", "RUN npm ci", "FROM nginx", "COPY --from=a /b /b"), [],
    ),
    "a full python": (
        "CT404", of("FROM python:3.12", "COPY . .", "RUN pip install -r requirements.txt",
                    **{"requirements.txt": "psycopg2-binary\n"}), [1],
    ),
    "a full debian": ("CT404", of("FROM debian:bookworm", "RUN apt-get install -y python3"), [1]),
    "wheels for musl": (
        "CT411", of("FROM python:3-alpine", "COPY . .", "RUN pip install -r r.txt",
                    **{"r.txt": "flask\ntorch-x\n"}), [],
    ),
    "glibc": (
        "CT411", of("FROM python:3-slim", "COPY . .", "RUN pip install -r r.txt", **{"r.txt": "torch\n"}), [],
    ),
    "no wheel for musl": (
        "CT411", of("FROM python:3-alpine", "COPY . .", "RUN pip install -r r.txt",
                    **{"r.txt": "a\ntorch==2\n"}), [3],
    ),
    "an update with its install": ("CT406", of("FROM x", APT), []),
    "an update with an upgrade": ("CT406", of("FROM x", "RUN apt-get update && apt-get upgrade -y"), []),
    "two updates": ("CT406", of("FROM x", "RUN apt-get update", APT), []),
    "an update apart": ("CT406", of("FROM x", "RUN apt-get update", "RUN apt-get install -y curl"), [2]),
    "installs apart from each other": (
        "CT406", of("FROM x", "RUN apk add a", "RUN make", "RUN apk add b"), [],
    ),
    "an install and a build": ("CT406", of("FROM x", "RUN apk add a", "RUN apk add b && make"), []),
    "installs of two managers": ("CT406", of("FROM x", "RUN apk add a", "RUN pip install b"), []),
    "pip twice": ("CT406", of("FROM x", "RUN pip install -U pip", "RUN pip install b"), []),
    "installs of another stage": (
        "CT406", of("FROM x AS a", "RUN apk add a", "RUN apk add b", "FROM y", "COPY --from=a /b /b"), [],
    ),
    "installs of two stages": ("CT406", of("FROM x AS a", "RUN apk add a", "FROM a", "RUN apk add b"), []),
    "installs with a cache": (
        "CT406", of("FROM x", *(f"RUN --mount=type=cache,target=/c apk add {name}" for name in "ab")), [],
    ),
    "installs in a row": (
        "CT406", of("FROM x", "RUN apk add a", "ENV A=b", "RUN apk add b", "RUN apk add c", "RUN make"), [2],
    ),
    "a download that is changed in its RUN": (
        "CT406", of("FROM x", "RUN curl -o /b u && chmod +x /b", "RUN chmod +x /c"), [],
    ),
    "an archive that is deleted later": (
        "CT406", of("FROM x", "RUN curl -o /a.tgz u", "RUN tar xf /a.tgz", "RUN rm /a.tgz"), [],
    ),
    "a download that is changed later": (
        "CT406", of("FROM x", "RUN curl -o /b u", "RUN chmod +x /b"), [3],
    ),
    "an archive that stays": (
        "CT406", of("FROM x", "WORKDIR /w", f"RUN wget {URL.partition('?')[0]}", "RUN tar xf y.tgz"), [4],
    ),
    "an empty password": ("CT407", of("FROM x", "ENV DB_PASSWORD=", "ENV API_KEY=changeme"), []),
    "a file with a password": (
        "CT407", of("FROM x", "ENV DB_PASSWORD_FILE=/run/p", "ENV TOKEN_TTL=3600"), [],
    ),
    "a public key": ("CT407", of("FROM x", "ENV PUBLIC_API_KEY=abcdefgh"), []),
    "an ARG that no RUN uses": ("CT407", of("FROM x", "ARG NPM_TOKEN", "RUN npm ci"), []),
    "an ARG of another stage": (
        "CT407", of("FROM x AS a", "ARG NPM_TOKEN", "RUN a $NPM_TOKEN", "FROM y", "COPY --from=a /b /b"), [],
    ),
    "a password": ("CT407", of("FROM x", "ENV DB_PASSWORD=9f8e7d6c"), [2]),
    "a token of the build": ("CT407", of("FROM x", "ARG NPM_TOKEN", "RUN echo ${NPM_TOKEN} > /a"), [2]),
    "a key that is deleted": (
        "CT407", of("FROM x", "COPY id_rsa /k/", "RUN rm /k/id_rsa", id_rsa="x"), [3],
    ),
    "what the step has made": ("CT408", of("FROM x", "RUN curl -o /a.tgz b && rm /a.tgz"), []),
    "little": ("CT408", of("FROM x", "COPY a /d/a", "RUN rm /d/a", a=10), []),
    "what nobody copied": ("CT408", of("FROM x", "COPY a /d/a", "RUN rm -rf /tmp/a", a=200_000), []),
    "a copy that is deleted": (
        "CT408", of("FROM x", "COPY . /d", "RUN rm -rf /d/t", **{"t/a": 200_000}), [3],
    ),
    "a download that is deleted": (
        "CT408", of("FROM x", "RUN curl -o /a.tgz b", "RUN tar xf /a.tgz", "RUN rm /a.tgz"), [4],
    ),
    "a download to the output": ("CT408", of("FROM x", "WORKDIR /w", f"RUN curl {URL}", "RUN rm y.tgz"), []),
    "a download to a folder": (
        "CT408", of("FROM x", "WORKDIR /w", f"RUN wget -P /d {URL}", "RUN rm y.tgz"), [],
    ),
    "a download by the name of its address": (
        "CT408", of("FROM x", "WORKDIR /w", f"RUN wget -q {URL}", "RUN rm y.tgz"), [4],
    ),
    "a download by its own name": (
        "CT408", of("FROM x", "WORKDIR /w", f"RUN curl -LO {URL}", "RUN rm y.tgz"), [4],
    ),
    "a clone that is deleted": (
        "CT408", of("FROM x", "WORKDIR /w", "RUN git clone --depth 1 https://h/y.git", "RUN rm -r /w/y"), [4],
    ),
    "a clone into another folder": (
        "CT408", of("FROM x", "WORKDIR /w", "RUN git clone https://h/a/y.git z", "RUN rm -rf /w/y"), [],
    ),
    "packages that are removed": (
        "CT408", of("FROM x", "RUN apt-get install -y gcc", "RUN apt-get purge -y gcc"), [3],
    ),
    "lists that are deleted later": ("CT408", of("FROM x", APT, "RUN rm -rf /var/lib/apt/lists/*"), [3]),
    "a cache that nothing filled": ("CT408", of("FROM x", "RUN npm cache clean --force", "RUN npm ci"), []),
    "a cache that its own step cleans": (
        "CT408", of("FROM x", "RUN npm ci && npm cache clean --force", "RUN npm cache clean --force"), [],
    ),
    "a cache that is cleaned later": (
        "CT408", of("FROM x", "RUN npm ci", "RUN npm cache clean --force"), [3],
    ),
    "a cache that is deleted later": (
        "CT408", of("FROM x", "RUN pip install flask", "RUN rm -rf /root/.cache"), [3],
    ),
    "copied to the image": ("CT410", of("FROM x", "WORKDIR /s", "COPY . .", BUILD, **GO), []),
    "a script that may read all": ("CT410", of(*STAGE, "RUN make", *TAKEN, **GO), []),
    "a build of another language": (
        "CT410", of(*STAGE[:3], "RUN cargo build", *TAKEN, **GO, **RUST), [],
    ),
    "all of it is taken on": ("CT410", of(*STAGE, "FROM y", "COPY --from=b /s /s", **GO), []),
    "a folder is taken on": ("CT410", of(*STAGE, *TAKEN, "COPY --from=b /s/docs /s", **GO), []),
    "a mount of it": (
        "CT410", of(*STAGE, "FROM y", "RUN --mount=from=b,source=/s,target=/z ls /z", **GO), [],
    ),
    "a stage for tests stands on it": (
        "CT410", of(*STAGE, "FROM b AS c", "RUN ls", "FROM y", "COPY --from=c /x /", **GO), [],
    ),
    "most of it is read": (
        "CT410", of(*STAGE, *TAKEN, **{p: text for p, text in GO.items() if "docs" not in p}), [],
    ),
    "a Go program beside documents": ("CT410", of(*STAGE, *TAKEN, **GO), [3]),
    "a list of requirements": (
        "CT410",
        of("FROM x AS b", "COPY . /s", "RUN pip install -r /s/requirements.txt", *TAKEN, "COPY . .",
           **GO, **{"requirements.txt": "flask\n"}),
        [2],
    ),
    "one file": ("CT409", of("FROM x", "COPY a /d/a", "RUN chmod 755 /d/a", a=2_000_000), []),
    "little files": ("CT409", of("FROM x", "COPY . /d", "RUN chown -R a /d", a=10), []),
    "another directory": ("CT409", of("FROM x", "COPY . /d", "RUN chown -R a /e", a=2_000_000), []),
    "large files": ("CT409", of("FROM x", "COPY . /d", "RUN chown -R a:a /d", a=2_000_000), [3]),
    "what was installed": (
        "CT409", of("FROM x", "WORKDIR /d", "COPY package.json .", "RUN npm ci", "RUN chown -R a .",
                    **{"package.json": "{}"}), [5],
    ),
    "above the copy": ("CT402", of("FROM x", APT, "COPY . ."), []),
    "it reads the context": (
        "CT402", of("FROM x", "COPY . .", "RUN pip install -r a.txt", **{"a.txt": ""}), [],
    ),
    "the project's own packages": (
        "CT402", of("FROM x", "COPY . .", "RUN npm install", **{"package.json": "{}"}), [],
    ),
    "a package that belongs to no project": (
        "CT402", of("FROM x", "COPY . .", "RUN npm install -g serve", **{"package.json": "{}"}), [3],
    ),
    "a gem of the context": (
        "CT402", of("FROM x", "COPY . .", "RUN gem install ./a.gem", **{"a.gem": ""}), [],
    ),
    "below settings of apt": ("CT402", of("FROM x", "COPY a.list /etc/apt/", APT, **{"a.list": ""}), []),
    "one file, without git": ("CT402", of("FROM x", "COPY a /", APT, a=""), []),
    "a program of the project": (
        "CT402", of("FROM x", "COPY . .", "RUN cargo install --path ."), [],
    ),
    "a build of the project": ("CT402", of("FROM x", "WORKDIR /a", "COPY . .", "RUN make"), []),
    "a build in what was copied": (
        "CT402", of("FROM x", "WORKDIR /a", "COPY . .", "RUN git clone u && cd b && make"), [],
    ),
    "a build that takes a patch": (
        "CT402", of("FROM x", "COPY . /a", "RUN cd /tmp && git clone u b && cd b && patch </a/p && make"), [],
    ),
    "a build of a version that a file names": (
        "CT402", of("FROM x", "COPY . /a", "RUN curl -o /t/b u && cd /t && make V=$(cat /v)"), [],
    ),
    "a build below all of /usr": (
        "CT402", of("FROM x", "COPY . /usr/", "RUN cd /tmp && git clone u b && cd b && make"), [],
    ),
    "a download alone": ("CT402", of("FROM x", "COPY . /a", "RUN curl -o /usr/bin/b u"), []),
    "a program by its name": ("CT402", of("FROM x", "COPY . .", "RUN cargo install sqlx-cli"), [3]),
    "a Go program by its version": ("CT402", of("FROM x", "COPY . .", "RUN go install h/b@latest"), [3]),
    "a library from a clone": (
        "CT402", of("FROM x", "COPY . /a", "RUN git clone u /tmp/b && cd /tmp/b && make -j$(nproc)"), [3],
    ),
    "below all, without git": ("CT402", of("FROM x", "COPY . .", APT), [3]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds(case: str, tmp_path: Path) -> None:
    rule, files, places = CASES[case]
    assert found(planted(tmp_path, files), rule) == places


@pytest.mark.parametrize(("edits", "places"), [(4, []), (12, [3])])
def test_git_says_what_changes_often(edits: int, places: list[int], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"Dockerfile": f"FROM x\nCOPY src /\n{APT}\n"})
    for number in range(edits):
        commit(tmp_path, {"src/a": str(number)})
    assert found(tmp_path, "CT402") == places


@pytest.mark.parametrize(
    ("base", "slim"),
    [
        ("python", "python:slim"),
        ("python:3.12", "python:3.12-slim"),
        ("python:3.12-bookworm", "python:3.12-slim-bookworm"),
        ("node:22-bookworm", "node:22-bookworm-slim"),
        ("debian:bookworm", "debian:bookworm-slim"),
        ("debian", "debian:stable-slim"),
    ],
)
def test_the_slim_image_that_is_named_exists(base: str, slim: str, tmp_path: Path) -> None:
    root = planted(tmp_path, of(f"FROM {base}", "COPY a /a", a="a"))
    findings = check(Request(str(root)), ["CT404"], [], Limits()).findings
    assert [finding.hint for finding in findings] == [f"FROM {slim}"]


def test_the_narrower_lines_of_a_copy(tmp_path: Path) -> None:
    lines = ("FROM x AS b", "WORKDIR /s", "COPY go.mod ./", "COPY --chown=7:7 . .", BUILD, *TAKEN)
    root = planted(tmp_path, of(*lines, **GO, **{"go.sum": ""}))
    [finding] = check(Request(str(root)), ["CT410"], [], Limits()).findings
    assert (
        finding.hint
        == "Write COPY --chown=7:7 go.sum ./; COPY --chown=7:7 cmd ./cmd; COPY --chown=7:7 lib ./lib."
    )


@pytest.mark.parametrize(
    ("between", "end"),
    [
        ("USER x", "then copy the rest: ctxtrim fix --dockerfile."),
        ("RUN make", "(line 4 between them may need the sources)."),
    ],
)
def test_a_late_install_is_told_what_fix_does(between: str, end: str, tmp_path: Path) -> None:
    lines = ("FROM x", "WORKDIR /s", "COPY . .", between, "RUN pip install -r requirements.txt")
    root = planted(tmp_path, of(*lines, **{"requirements.txt": "a", "a.py": ""}))
    [finding] = check(Request(str(root)), ["CT401"], [], Limits()).findings
    assert finding.hint.endswith(end)


COMPILED = "RUN go build ./x"
MOUNTS: Mapping[str, tuple[list[str], int, list[int]]] = {
    "seldom": (["COPY src /", COMPILED], 4, []),
    "with a mount": (["COPY src /", f"RUN --mount=type=cache,target=/c {COMPILED[4:]}"], 12, []),
    "a mount in another step": (
        ["COPY src /", COMPILED, "RUN --mount=type=cache,target=/c go test ./..."], 12, [],
    ),
    "above the copy": (["RUN go install h/b@latest", "COPY src /", "RUN make"], 12, []),
    "no cache is wanted": (["COPY src /", "RUN pip install --no-cache-dir -r /a"], 12, []),
    "a cache that the image keeps": (["COPY src /", "RUN pip install -r /a"], 12, []),
    "a recipe": (["COPY src /", "RUN cargo chef cook", "RUN cargo build"], 12, []),
    "often": (["COPY src /", COMPILED], 12, [3]),
    "compiled before, and as often": (["COPY src /", COMPILED, "RUN go build ./y"], 12, [3]),
}  # fmt: skip


@pytest.mark.parametrize("case", MOUNTS)
def test_a_step_that_runs_often_wants_its_cache(case: str, tmp_path: Path) -> None:
    lines, edits, places = MOUNTS[case]
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"Dockerfile": "\n".join(["FROM x", *lines, ""])})
    for number in range(edits):
        commit(tmp_path, {"src/a": str(number)})
    assert found(tmp_path, "CT412") == places
    findings = check(Request(str(tmp_path), builder="classic"), ["CT412"], [], Limits()).findings
    assert not findings
