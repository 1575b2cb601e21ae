"""What decides is watched wherever it is; what is excluded for good is not."""

from __future__ import annotations

import os
import pathlib

import pytest

from ctxtrim.builds.of_request import builds_of
from ctxtrim.model.context import Request
from ctxtrim.watch.live import Session, Settings
from ctxtrim.watch.plan import plan
from tests.watch.driving import WORKING, fresh, git, known, plant, settled, told
from tests.watch.in_use import in_use


def test_the_plan_names_what_is_read_and_what_would_be_if_it_were_there(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "context", {**WORKING, "ops/web.Dockerfile": "FROM x\nCOPY src /s\n"})
    files = plan(Request(str(root)), builds_of(Request(str(root)))).files
    expected = ("Dockerfile", ".dockerignore", "Dockerfile.dockerignore", "ops/web.Dockerfile")
    assert files >= {str(root / name) for name in expected}


def test_a_link_is_followed_to_what_it_names(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "context", {"Dockerfile": "FROM x\nCOPY . .\n"})
    plant(tmp_path, {"shared/ignore": "docs\n"})
    (root / ".dockerignore").symlink_to("../shared/ignore")
    request = Request(str(root), builder="classic")
    assert str(tmp_path / "shared") in plan(request, builds_of(request)).folders


_OUTSIDE = {
    "an excluded Dockerfile": ("context/ops/web.Dockerfile", "FROM x\nCOPY docs /d\n"),
    "an excluded ignore file": ("context/ops/web.Dockerfile.dockerignore", "docs\n"),
    "an excluded compose file": ("context/ops/compose.yaml", "services: {}\n"),
    "a Dockerfile outside": ("elsewhere/Dockerfile", "FROM x\nCOPY docs /d\n"),
    "an ignore file outside": ("elsewhere/Dockerfile.dockerignore", "docs\n"),
}


@pytest.mark.parametrize("poll", [False, True], ids=["events", "polling"])
@pytest.mark.parametrize("what", _OUTSIDE)
def test_a_change_of_what_decides_is_seen_wherever_it_is(
    tmp_path: pathlib.Path, what: str, poll: bool
) -> None:
    plant(tmp_path / "context", {**WORKING, ".dockerignore": "ops\n"})
    plant(tmp_path / "context", {"ops/web.Dockerfile": "FROM x\nCOPY src /s\n"})
    compose = "services:\n web:\n  build:\n   context: ..\n   dockerfile: ops/web.Dockerfile\n"
    plant(tmp_path / "context", {"ops/compose.yaml": compose})
    plant(tmp_path, {"elsewhere/Dockerfile": "FROM x\nCOPY src /s\n"})
    given = (str(tmp_path / "elsewhere/Dockerfile"),) if "outside" in what else ()
    request = Request(str(tmp_path / "context"), given)
    with Session(request, Settings(poll=poll, pause=0.1)) as session:
        path, text = _OUTSIDE[what]
        before = known(session)
        (tmp_path / path).write_text(text)
        told(session)
        assert known(session) == fresh(request) != before


_INCLUDED = {
    "an included file": (
        "shared/web.yaml",
        "services: {shared: {build: {context: ../context, target: b}}}\n",
    ),
    "what that one includes": (
        "deep/more.conf",
        "services: {more: {build: {context: ../context, target: c}}}\n",
    ),
    "a file that is not there yet": (
        "later/on.yaml",
        "services: {on: {build: {context: ../context, target: b}}}\n",
    ),
    "an extended service": ("base/base.yaml", "services: {b: {build: {context: ../context, target: b}}}\n"),
    "the variables of a project": ("shared/.env", "STAGE=b\n"),
}


@pytest.mark.parametrize("poll", [False, True], ids=["events", "polling"])
@pytest.mark.parametrize("what", _INCLUDED)
def test_what_compose_files_include_from_outside_is_watched(
    tmp_path: pathlib.Path, what: str, poll: bool
) -> None:
    stages = "FROM x AS a\nCOPY src /s\nFROM x AS b\nCOPY docs /d\nFROM x AS c\nCOPY . /\nFROM x\n"
    service = "services: {web: {extends: {file: ../base/base.yaml, service: b}}}\n"
    include = "include: [../shared/web.yaml, ../later/on.yaml]\n"
    root = plant(tmp_path / "context", {**WORKING, "Dockerfile": stages, "compose.yaml": include + service})
    build = "services: {%s: {build: {context: ../context, target: '%s'}}}\n"
    plant(tmp_path, {"shared/web.yaml": "include: [../deep/more.conf]\n" + build % ("shared", "${STAGE:-a}")})
    plant(tmp_path, {"deep/more.conf": "", "base/base.yaml": build % ("b", "a"), "later/x": ""})
    request = Request(str(root))
    with Session(request, Settings(poll=poll, pause=0.1)) as session:
        path, text = _INCLUDED[what]
        before = known(session)
        (tmp_path / path).write_text(text)
        told(session)
        assert known(session) == fresh(request) != before


def test_watches_are_only_where_something_could_count(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "context", {**WORKING, **{f"node_modules/p{n}/x.js": "" for n in range(300)}})
    before = in_use()
    with Session(Request(str(root))) as session:
        settled(session)
        assert in_use() - before == 4  # the root, src, src/lib, docs
        plant(root, {f"src/node_modules/q{n}/x.js": "" for n in range(300)})
        settled(session)
        assert in_use() - before == 4
        (root / ".dockerignore").write_text("src\n**/node_modules\n")
        settled(session)
        assert in_use() - before == 2
    assert in_use() == before


def test_a_directory_that_an_exception_could_bring_back_is_watched(tmp_path: pathlib.Path) -> None:
    rules = "data\n!data/keep/this.csv\n"
    root = plant(
        tmp_path / "context", {**WORKING, ".dockerignore": rules, "data/other/x": "", "data/keep/y": ""}
    )
    request = Request(str(root))
    with Session(request) as session:
        (root / "data/keep/this.csv").write_text("1,2\n")
        assert [growth.path for growth in told(session).growths] == ["data/keep/this.csv"]
        assert known(session) == fresh(request)


def test_gits_own_files_count_where_they_matter(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "repository", {**WORKING, ".dockerignore": ".git\n"})
    git(root, "init", "-q")
    before = in_use()
    with Session(Request(str(root)), Settings(with_git=True)) as session:
        settled(session)
        revision = session.revision
        git(root, "add", "-A")
        settled(session)
        assert session.revision > revision
        assert in_use() - before < 12
    assert os.path.isdir(root / ".git")
