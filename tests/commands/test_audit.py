"""The audit of real folders: eligible, sent, missing, heavy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim import vcs
from ctxtrim.checks import subject
from ctxtrim.commands.audit import audit
from ctxtrim.commands.full_audit import full_audit
from ctxtrim.disk import DiskTree
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Entry, Request, Sum
from ctxtrim.model.scan import Ask
from tests.commandline import planted

FILES: Mapping[str, str | int] = {
    "Dockerfile": "FROM a AS one\nCOPY src /s\nFROM one AS two\nCOPY dist /d\n",
    ".dockerignore": "*.log\n",
    "src/a.py": 100,
    "src/b.log": 50,
    "x.log": 3000,
    ".venv/lib/big.so": 5000,
}


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return planted(tmp_path / "ctx", FILES)


def audited(context: Path, **more: object) -> Audit:
    return audit(Request(str(context), **more), Ask())  # type: ignore[arg-type]


def test_eligible_and_sent_are_told_apart(context: Path) -> None:
    found = audited(context, target="one")
    own = sum(len((context / name).read_bytes()) for name in ("Dockerfile", ".dockerignore"))
    assert found.scan.eligible == Sum(5, 5150 + own)
    assert found.targets[0].sent.sum == Sum(2, 150)
    assert not found.targets[0].sent.whole


def test_what_is_heavy_says_how_much_of_it_is_sent(context: Path) -> None:
    found = audited(context, target="one")
    assert [(h.path, h.sent) for h in found.heaviest[:2]] == [(".venv", 0), ("src", 150)]


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        pytest.param("one", [], id="a stage that asks for what is there"),
        pytest.param("two", ["dist"], id="or not"),
    ],
)
def test_missing(context: Path, target: str, missing: list[str]) -> None:
    assert [miss.source for miss in audited(context, target=target).targets[0].missing] == missing


def test_a_build_that_copies_all_gets_all(context: Path) -> None:
    planted(context, {"all": "FROM a\nCOPY . /\n"})
    found = audited(context, files=(str(context / "all"),))
    assert found.targets[0].sent.whole
    assert found.targets[0].sent.sum == found.scan.eligible
    assert found.targets[0].sent.transfer_bytes == found.scan.transfer_bytes


def test_a_build_that_copies_nothing_gets_nothing(context: Path) -> None:
    planted(context, {"none": "FROM a\nRUN true\n"})
    sent = audited(context, files=(str(context / "none"),)).targets[0].sent
    assert (sent.sum, sent.transfer_bytes) == (Sum(), 0)


def test_the_classic_builder_gets_all_and_its_own_files(context: Path) -> None:
    (context / ".dockerignore").write_text("*\n!src\n")
    found = audited(context, builder="classic", target="one")
    assert found.scan.eligible.files == 2
    assert found.targets[0].sent.sum.files == 4


def test_buildah_uses_what_is_copied(context: Path) -> None:
    assert audited(context, builder="buildah", target="one").targets[0].sent.sum == Sum(2, 150)


def test_what_is_excluded_is_measured_on_request(context: Path) -> None:
    request = Request(str(context), target="one")
    assert audit(request, Ask()).scan.excluded is None
    assert audit(request, Ask(excluded=True)).scan.excluded == Sum(1, 3000)


def test_an_emptied_file_is_told(tmp_path: Path) -> None:
    planted(
        tmp_path, {".dockerignore": "nm\n!nm/keep\nnm\n", "nm/keep": 7, "Dockerfile": "FROM a\nCOPY nm /\n"}
    )
    found = audited(tmp_path)
    assert found.scan.emptied == ("nm/keep",)
    assert found.targets[0].sent.emptied == ("nm/keep",)
    assert found.targets[0].sent.sum == Sum(1, 0)


def test_builds_with_their_own_rules_have_their_own_sums(tmp_path: Path) -> None:
    files = {"A.Dockerfile": "FROM a\nCOPY . /\n", "B.Dockerfile": "FROM a\nCOPY . /\n", "big": 1000}
    planted(tmp_path, {**files, "B.Dockerfile.dockerignore": "big\n"})
    one, other = audited(tmp_path).targets
    assert one.eligible.bytes - other.eligible.bytes == 1000
    assert one.sent.sum.bytes - other.sent.sum.bytes == 1000


def test_a_folder_of_projects_lists_their_contexts(tmp_path: Path) -> None:
    project = {"Dockerfile": "FROM a\nCOPY main.py /\n", "main.py": "", "requirements.txt": ""}
    for name in ("api", "web"):
        planted(tmp_path / "services" / name, project)
    found = audited(tmp_path)
    assert found.targets == ()
    assert found.contexts == (("services/api", 1), ("services/web", 1))


def test_findings_and_proposal_read_a_context_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(
        tmp_path, {"Dockerfile": "FROM a\nCOPY . .\n", ".dockerignore": "x\n", "src/a.py": "", "a.log": "x"}
    )
    listed: list[str] = []
    asked: list[str] = []
    read, look = DiskTree._read_directory, vcs.look

    def counted(tree: DiskTree, path: str) -> dict[str, Entry]:
        listed.append(path)
        return read(tree, path)

    def counted_look(context: str) -> vcs.GitView:
        asked.append(context)
        return look(context)

    monkeypatch.setattr(DiskTree, "_read_directory", counted)
    monkeypatch.setattr(subject, "look", counted_look)
    monkeypatch.setattr(vcs, "look", counted_look)
    assert full_audit(Request(str(tmp_path))).proposal
    assert {"", "src"} <= set(listed)
    assert len(listed) == len(set(listed))
    assert len(asked) == 1
