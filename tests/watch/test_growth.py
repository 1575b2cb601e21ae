"""What has grown, and what the next build pays for it."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable

import pytest

from ctxtrim.model.context import Request, Sum
from ctxtrim.model.watch_event import Growth, Moment
from ctxtrim.watch.live import Session
from tests.watch.driving import plant, told

_DOCKERFILE = """FROM python:3.12 AS base
COPY requirements.txt /
COPY src/ /src/
COPY --exclude=*.md docs /docs/
RUN --mount=type=bind,source=tools,target=/t make
FROM base
COPY . /all/
"""
_FILES = {
    "Dockerfile": _DOCKERFILE,
    ".dockerignore": "**/*.log\ncache\n",
    "requirements.txt": "flask\n",
    "src/app.py": "print()\n",
    "src/deep/er/x.py": "x" * 100,
    "docs/a.md": "a",
    "docs/a.png": "p" * 50,
    "tools/run.sh": "true\n",
}


def _after(tmp_path: pathlib.Path, act: Callable[[pathlib.Path], object]) -> Moment:
    root = plant(tmp_path / "context", _FILES)
    with Session(Request(str(root))) as session:
        act(root)
        return told(session)


@pytest.mark.parametrize(
    ("act", "path", "change", "sent", "layers"),
    [
        pytest.param(
            lambda root: (root / "src/app.py").write_text("x" * 1000),
            "src/app.py", 992, 1000, ("3: COPY src", "7: COPY ."), id="a file grows: all of it is sent again",
        ),
        pytest.param(
            lambda root: plant(root, {"data/x/1": "1" * 70, "data/y/2": "2" * 30}),
            "data", 100, 100, ("7: COPY .",), id="a new directory is told of as one",
        ),
        pytest.param(
            lambda root: shutil.rmtree(root / "src/deep"),
            "src/deep", -100, 0, ("3: COPY src", "7: COPY ."), id="a directory is gone: nothing is sent",
        ),
        pytest.param(
            lambda root: (root / "requirements.txt").write_text("flask\ndjango\n"),
            "requirements.txt", 7, 13, ("2: COPY requirements.txt", "7: COPY ."), id="a file that is named",
        ),
        pytest.param(
            lambda root: (root / "docs/a.md").write_text("longer"),
            "docs/a.md", 5, 6, ("7: COPY .",), id="--exclude keeps a layer",
        ),
        pytest.param(
            lambda root: (root / "docs/a.png").write_text("q" * 60),
            "docs/a.png", 10, 60, ("4: COPY docs", "7: COPY ."), id="what it does not exclude does not",
        ),
        pytest.param(
            lambda root: (root / "tools/run.sh").write_text("false\n"),
            "tools/run.sh", 1, 6, ("5: RUN tools", "7: COPY ."), id="a bind mount",
        ),
        pytest.param(
            lambda root: (root / "src/app.py").touch(),
            "src/app.py", 0, 8, (), id="only the time: it is sent again, and no layer runs again",
        ),
        pytest.param(
            lambda root: (root / "src/app.py").write_text("print()\n"),
            "src/app.py", 0, 8, (), id="the same content written again",
        ),
        pytest.param(
            lambda root: (root / "src/app.py").chmod(0o755),
            "src/app.py", 0, 8, ("3: COPY src", "7: COPY ."), id="another mode",
        ),
        pytest.param(
            lambda root: (root / "src/app.py").write_text("brint()\n"),
            "src/app.py", 0, 8, ("3: COPY src", "7: COPY ."), id="another content of the same size",
        ),
    ],
)  # fmt: skip
def test_a_change_and_its_price(
    tmp_path: pathlib.Path,
    act: Callable[[pathlib.Path], object],
    path: str,
    change: int,
    sent: int,
    layers: tuple[str, ...],
) -> None:
    moment = _after(tmp_path, act)
    (growth,) = moment.growths
    assert (growth.path, growth.after.bytes - growth.before.bytes, growth.sent) == (path, change, sent)
    assert growth.layers == tuple(f"Dockerfile:{layer}" for layer in layers)
    assert moment.sent_changed is bool(layers)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda root: (root / "x.log").write_text("x"), id="an excluded file"),
        pytest.param(lambda root: plant(root, {"cache/a/b": "x"}), id="an excluded directory"),
    ],
)
def test_what_is_excluded_is_not_told(tmp_path: pathlib.Path, act: Callable[[pathlib.Path], object]) -> None:
    root = plant(tmp_path / "context", _FILES)
    with Session(Request(str(root))) as session:
        session.next(0)
        act(root)
        assert session.next(1) is None


def test_what_no_build_takes_changes_nothing_that_is_sent(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "context", {**_FILES, "Dockerfile": "FROM x\nCOPY src /s\n"})
    with Session(Request(str(root))) as session:
        (root / "tools/run.sh").write_text("longer than before\n")
        moment = told(session)
    assert moment.growths == (Growth("tools/run.sh", "file", Sum(1, 5), Sum(1, 19)),)
    assert not moment.sent_changed


def test_new_rules_are_told_by_what_they_keep_out(tmp_path: pathlib.Path) -> None:
    moment = _after(tmp_path, lambda root: (root / ".dockerignore").write_text("src\n"))
    by_rules = [growth for growth in moment.growths if growth.is_rule]
    assert by_rules == [Growth("src", "dir", Sum(2, 108), Sum(), is_rule=True)]
    assert ".dockerignore" in [growth.path for growth in moment.growths]


def test_a_move_is_what_went_and_what_came(tmp_path: pathlib.Path) -> None:
    moment = _after(tmp_path, lambda root: (root / "src/deep").rename(root / "docs/deep"))
    told_of = {growth.path: growth.after.bytes - growth.before.bytes for growth in moment.growths}
    assert told_of == {"src/deep": -100, "docs/deep": 100}


def test_many_paths_are_counted_not_named(tmp_path: pathlib.Path) -> None:
    def act(root: pathlib.Path) -> None:
        for number in range(100):
            (root / f"src/f{number}").write_text("x" * number)

    root = plant(tmp_path / "context", _FILES)
    with Session(Request(str(root))) as session:
        act(root)
        named = more = 0
        while named + more < 100:
            moment = told(session)
            named, more = named + len(moment.growths), more + moment.more
    assert named + more == 100
    assert named <= 80
