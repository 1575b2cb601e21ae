"""BuildKit rebuilds the steps that the replay says, commit by commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.engines.cost_proof import prove
from tests.engines.harness import engine

pytestmark = pytest.mark.engine

GIT = {
    **{f"GIT_{who}_NAME": "Sam" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "sam@example.org" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
}
EDITS = (
    ("README.md", "one"),
    ("README.md", "two"),
    ("src/a.py", "one"),
    ("src/deep/b.py", "one"),
    ("src/a.py", "changed"),
    ("src/a.py", "one"),
    ("requirements.txt", "one"),
    ("new/only.md", "an ignored file in a folder of its own"),
    ("new/only.md", None),
    ("tool.sh", "mode"),
    ("src/other", "-> a.py"),
    ("src/other", "-> deep"),
    ("apps/x/package.json", "{}"),
    ("apps/y/package.json", None),
    ("src/c", None),
)
"""(path, text, "mode" to make it executable, or None to delete it), one commit each."""

COPIES = {
    "everything": "COPY . /proof/0/\n",
    "manifests first": "COPY requirements.txt /proof/1/\nCOPY . /proof/2/\nCOPY src /proof/3/\n",
    "all but": "COPY --exclude=*.md . /proof/4/\nCOPY --exclude=deep src /proof/5/\n",
    "wildcards": "COPY *.txt *.md /proof/6/\nCOPY apps/*/package.json /proof/7/\nCOPY src/*.py /proof/8/\n",
    "through a link": "COPY link /proof/9/\nCOPY tool.sh src/deep /proof/10/\n",
}
"""A stage each. Not --link: Docker's own storage drivers have no MergeOp, and then it is a plain COPY."""
ALLOWED = b"*\n!src\n!src/**\n!requirements.txt\n!tool.sh\n"
RULES = {
    "no rules": (b"", tuple(COPIES)),
    "no .git": (b".git\n", tuple(COPIES)),
    "no documents": (b".git\n**/new/*.md\nREADME.md\nlink\n", ("everything", "manifests first", "all but")),
    "a list of what is let in": (ALLOWED, ("everything", "manifests first", "all but")),
}
"""An ignore file, and the stages that find what they copy."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of these edits."""
    root = tmp_path_factory.mktemp("history")
    start = {"README.md": "", "src/a.py": "", "src/deep/b.py": "", "requirements.txt": "", "tool.sh": ""}
    for path, text in {**start, "apps/y/package.json": "{}", "link": "-> src/deep", "src/c": ""}.items():
        edit(root, path, text)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    commit(root)
    for path, what in EDITS:
        edit(root, path, what)
        commit(root)
    return root


def edit(root: Path, path: str, what: str | None) -> None:
    file = root / path
    if what == "mode":
        file.chmod(0o755)
        return
    if file.is_symlink() or what is None:
        file.unlink()
    if what is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    if what.startswith("-> "):
        file.symlink_to(what[3:])
    else:
        file.write_text(what)


def commit(root: Path) -> None:
    for words in (["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=root, check=True, env={**os.environ, **GIT})


@pytest.mark.parametrize("case", RULES)
def test_buildkit_rebuilds_what_the_replay_says(case: str, repository: Path) -> None:
    engine("buildkit").close()
    rules, names = RULES[case]
    stages = "".join(f"FROM scratch AS s{n}\n{COPIES[name]}" for n, name in enumerate(names))
    final = "".join(f"COPY --from=s{n} / /s{n}\n" for n in range(len(names)))
    outcomes = list(prove(repository, f"{stages}FROM scratch\n{final}", rules, len(EDITS)))
    assert len(outcomes) >= len(EDITS) * len(names)
    assert {one.rebuilt for one in outcomes} == {True, False}
    assert not [one for one in outcomes if one.predicted != one.rebuilt]
