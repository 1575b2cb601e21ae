"""Where inotify ends: said with what would help, and polling takes over."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from ctxtrim.model.context import Request
from ctxtrim.watch import limits
from ctxtrim.watch.events import Polling
from ctxtrim.watch.inotify import Inotify
from ctxtrim.watch.limits import limit, used_up
from ctxtrim.watch.live import Session, Settings
from tests.watch.driving import WORKING, fresh, known, plant, settled, told
from tests.watch.in_use import in_use

_HERE = pathlib.Path(__file__).parents[2]


def test_watches_are_counted_by_the_kernel(tmp_path: pathlib.Path) -> None:
    before = in_use()
    source = Inotify(str(tmp_path), lambda directory, name: False)
    source.add(str(tmp_path))
    assert in_use() == before + 1
    source.close()
    assert in_use() == before


def test_what_cannot_be_told_is_nothing() -> None:
    assert in_use("no-such-process") == 0


@pytest.mark.skipif(not os.path.exists("/proc/sys/fs/inotify"), reason="no inotify")
def test_the_sentence_names_the_setting_that_would_help() -> None:
    assert (limit(limits.WATCHES) or 0) > 0
    assert "sudo sysctl fs.inotify.max_user_watches=" in used_up(limits.WATCHES, 7)
    assert "sudo sysctl fs.inotify.max_user_instances=" in used_up(limits.INSTANCES, 0)


def test_a_setting_of_a_user_namespace_counts_if_it_is_smaller(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "system").write_text("8192\n")
    (tmp_path / "own").write_text("50\n")
    places = (str(tmp_path / "system"), str(tmp_path / "own"))
    monkeypatch.setitem(limits._PLACES, limits.WATCHES, places)
    assert limit(limits.WATCHES) == 50
    assert used_up(limits.WATCHES, 50) == (
        "inotify has no watches left (a user may have 50, 50 are here);"
        " to have more: sudo sysctl fs.inotify.max_user_watches=524288"
    )


_IN_A_NAMESPACE = """
import os, pathlib, sys
from ctxtrim.model.context import Request
from ctxtrim.watch.events import Polling
from ctxtrim.watch.live import Session, Settings
from tests.watch.driving import fresh, known, settled, told
name, value, context = sys.argv[1:]
pathlib.Path("/proc/sys/user", name).write_text(value)
request = Request(context)
with Session(request, Settings(pause=0.1)) as session:
    print(told(session, "note").note)
    assert known(session) == fresh(request)
    pathlib.Path(context, "src/new.py").write_text("x")
    settled(session)
    assert isinstance(session.source, Polling)
    assert known(session) == fresh(request)
"""


def _namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-Ur", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not _namespaces_work(), reason="no user namespaces here")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("max_inotify_watches", "2", "inotify has no watches left (a user may have 2, 2 are here)"),
        ("max_inotify_instances", "0", "inotify has no instances left (a user may have 0, 0 are here)"),
    ],
)
def test_a_real_limit_makes_it_poll_and_say_so(
    tmp_path: pathlib.Path, name: str, value: str, sentence: str
) -> None:
    context = plant(tmp_path / "context", WORKING)
    words = [
        "unshare",
        "-Ur",
        sys.executable,
        "-W",
        "error",
        "-c",
        _IN_A_NAMESPACE,
        name,
        value,
        str(context),
    ]
    done = subprocess.run(words, cwd=_HERE, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(sentence)
    assert done.stdout.rstrip().endswith("Looking every 0.1 s instead.")


def test_a_limit_that_is_reached_later_does_so_too(tmp_path: pathlib.Path) -> None:
    context = plant(tmp_path / "context", WORKING)
    request = Request(str(context))
    with Session(request, Settings(pause=0.1)) as session:
        settled(session)
        session.source.failure = used_up(limits.WATCHES, 4)
        assert "Looking every 0.1 s instead" in told(session, "note").note
        plant(context, {"src/a/b/c.py": "x"})
        settled(session)
        assert known(session) == fresh(request)


def test_polling_rests_longer_than_it_works(tmp_path: pathlib.Path) -> None:
    context = plant(tmp_path / "context", {f"src/d{n}/f": "" for n in range(500)})
    with Session(Request(str(context)), Settings(poll=True, pause=0.01)) as session:
        for _ in range(3):
            session.next(1)
        assert isinstance(session.source, Polling)
        assert session.source.pause > 0.05
