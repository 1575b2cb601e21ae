"""Storms: whatever happens, at every quiet moment a watch knows what a fresh audit finds.

CTXTRIM_STORMS=10 makes more of them.
"""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from ctxtrim.model.context import Request
from ctxtrim.watch.live import Session, Settings
from tests.watch.driving import WORKING, fresh, git, known, plant, settled, told

_STORMS = int(os.environ.get("CTXTRIM_STORMS", "2"))


def _many(folder: pathlib.Path, files: int = 2400) -> pathlib.Path:
    """2,400 files in 240 folders, three deep; every tenth folder is one that is excluded."""
    for number in range(files):
        name = "node_modules" if number // 10 % 10 == 9 else f"d{number // 10 % 10}"
        below = folder / f"p{number // 600}" / f"q{number // 100 % 6}" / name
        below.mkdir(parents=True, exist_ok=True)
        (below / f"f{number % 100}.txt").write_text("x" * (number % 300))
    return folder


def test_2400_files_copied_moved_and_removed_at_random_points(tmp_path: pathlib.Path) -> None:
    bulk = _many(tmp_path / "bulk")
    context = plant(tmp_path / "context", WORKING)
    request, chance = Request(str(context)), random.Random(5)
    with Session(request) as session:
        for turn in range(_STORMS):
            for order in (["cp", "-r", str(bulk), "src/new"], ["mv", "src/new", "docs/moved"]):
                _run_while_watching(session, context, order, chance)
                assert known(session) == fresh(request), (turn, order)
            _run_while_watching(session, context, ["rm", "-rf", "docs/moved"], chance)
            assert known(session) == fresh(request), turn


def _run_while_watching(
    session: Session, folder: pathlib.Path, order: list[str], chance: random.Random
) -> None:
    """The watch looks at random points in the midst of it."""
    process = subprocess.Popen(order, cwd=folder)
    while process.poll() is None:
        session.next(chance.random() * 0.1)
    assert process.returncode == 0
    settled(session)


def test_each_file_of_a_copied_tree_is_told_once(tmp_path: pathlib.Path) -> None:
    bulk = _many(tmp_path / "bulk", 600)
    context = plant(tmp_path / "context", WORKING)
    with Session(Request(str(context))) as session:
        settled(session)
        before = known(session)["eligible"]["files"]
        shutil.copytree(bulk, context / "src" / "new")
        moments = settled(session)
        came = sum(g.after.files - g.before.files for moment in moments for g in moment.growths)
        assert came == known(session)["eligible"]["files"] - before == 540


_ACTS: dict[str, Callable[[pathlib.Path, random.Random], None]] = {}


def _act(function: Callable[[pathlib.Path, random.Random], None]) -> None:
    _ACTS[function.__name__] = function


def _folders(root: pathlib.Path) -> list[pathlib.Path]:
    return [pathlib.Path(top) for top, _, _ in os.walk(root) if ".git" not in top]


def _files(root: pathlib.Path) -> list[pathlib.Path]:
    return [pathlib.Path(top) / name for top, _, names in os.walk(root) for name in names]


_NAMES = ["a.py", "b.log", "secret.txt", "secret.example", "node_modules", "c", "é.txt", "Makefile", "d e"]


@_act
def write(root: pathlib.Path, chance: random.Random) -> None:
    file = chance.choice(_folders(root)) / chance.choice(_NAMES)
    if not file.is_dir():
        file.write_bytes(b"x" * chance.randrange(70_000))


@_act
def append(root: pathlib.Path, chance: random.Random) -> None:
    with open(chance.choice([f for f in _files(root) if not f.is_symlink()]), "ab") as file:
        file.write(b"more" * chance.randrange(100))


@_act
def folder(root: pathlib.Path, chance: random.Random) -> None:
    place = chance.choice(_folders(root)) / chance.choice(["n1", "n2", "node_modules"])
    if not place.is_file():
        (place / "x").mkdir(parents=True, exist_ok=True)


@_act
def remove(root: pathlib.Path, chance: random.Random) -> None:
    victims = [f for f in _folders(root) if f != root]
    if len(victims) > 3:
        shutil.rmtree(chance.choice(victims))


@_act
def unlink(root: pathlib.Path, chance: random.Random) -> None:
    victims = [f for f in _files(root) if f.name != "Dockerfile"]
    if len(victims) > 5:
        chance.choice(victims).unlink()


@_act
def move(root: pathlib.Path, chance: random.Random) -> None:
    source, target = chance.choice(_folders(root)), chance.choice(_folders(root))
    if source != root and not str(target).startswith(str(source)):
        place = target / f"m{chance.randrange(4)}"
        if not place.exists():
            source.rename(place)


@_act
def swap(root: pathlib.Path, chance: random.Random) -> None:
    """A directory is another one by the same name."""
    source = chance.choice(_folders(root))
    if source != root:
        shutil.copytree(source, root.parent / "aside", symlinks=True)
        shutil.rmtree(source)
        (root.parent / "aside").rename(source)
        (source / f"s{chance.randrange(100)}").write_text("swapped")


@_act
def link(root: pathlib.Path, chance: random.Random) -> None:
    place = chance.choice(_folders(root)) / f"l{chance.randrange(50)}"
    if not os.path.lexists(place):
        place.symlink_to(chance.choice(["src", "../docs", "nowhere", "/etc", "."]))


@_act
def hard_link(root: pathlib.Path, chance: random.Random) -> None:
    place = chance.choice(_folders(root)) / f"h{chance.randrange(50)}"
    files = [file for file in _files(root) if not file.is_symlink()]
    if not os.path.lexists(place):
        os.link(chance.choice(files), place)


@_act
def mode(root: pathlib.Path, chance: random.Random) -> None:
    files = [f for f in [*_files(root), *_folders(root)] if not f.is_symlink() and f != root]
    chance.choice(files).chmod(chance.choice([0o755, 0o700, 0o777, 0o4755]))


@_act
def old_time(root: pathlib.Path, chance: random.Random) -> None:
    times = chance.choice([0, 1, -5, 1_700_000_000])
    os.utime(chance.choice([*_files(root), *_folders(root)]), (times, times), follow_symlinks=False)


@_act
def rules(root: pathlib.Path, chance: random.Random) -> None:
    lines = ["**/node_modules", "**/*.log", "secret*", "!secret.example", "docs", "src/lib", "**/n1", "m?"]
    (root / ".dockerignore").write_text("\n".join(chance.sample(lines, chance.randrange(len(lines)))) + "\n")


@_act
def own_rules(root: pathlib.Path, chance: random.Random) -> None:
    file = root / "Dockerfile.dockerignore"
    if file.exists():
        file.unlink()
    else:
        file.write_text(chance.choice(["", "docs\n", "**\n!src\n", "*\n!src/**/*.py\n"]))


@_act
def dockerfile(root: pathlib.Path, chance: random.Random) -> None:
    copies = [
        "COPY src /s",
        "COPY docs/*.md /d/",
        "COPY . /a",
        "COPY --exclude=*.py src/lib /l",
        "COPY m0 /m",
    ]
    text = "FROM scratch\n" + "\n".join(chance.sample(copies, chance.randrange(1, 4))) + "\n"
    place = chance.choice([root / "Dockerfile", root / "Dockerfile.dev", root / "src" / "Dockerfile"])
    if place.parent.is_dir():
        place.write_text(text)


@_act
def compose(root: pathlib.Path, chance: random.Random) -> None:
    target = chance.choice(["", "    dockerfile: Dockerfile.dev\n"])
    (root / "compose.yaml").write_text("services:\n  web:\n   build:\n    context: .\n" + target)


@pytest.mark.parametrize("builder", ["buildkit", "classic", "buildah", "buildkit-20.10", "kaniko"])
@pytest.mark.parametrize("seed", range(_STORMS))
def test_random_acts_under_every_kind_of_rules(tmp_path: pathlib.Path, builder: str, seed: int) -> None:
    context = plant(tmp_path / "context", WORKING)
    request, chance = Request(str(context), builder=builder), random.Random(seed)
    names = sorted(_ACTS)
    done: list[str] = []
    with Session(request) as session:
        for _ in range(25):
            for _ in range(chance.randrange(1, 6)):
                name = chance.choice(names)
                done.append(name)
                _ACTS[name](context, chance)
                if chance.random() < 0.3:
                    session.next(0.02)
            settled(session)
            assert known(session) == fresh(request), done[-12:]


def test_polling_knows_as_much(tmp_path: pathlib.Path) -> None:
    context = plant(tmp_path / "context", WORKING)
    request, chance = Request(str(context)), random.Random(77)
    with Session(request, Settings(poll=True, pause=0.05)) as session:
        for _ in range(40):
            for _ in range(3):
                _ACTS[chance.choice(sorted(_ACTS))](context, chance)
            settled(session)
            assert known(session) == fresh(request)


def test_a_checkout_between_two_branches_settles_into_one_update(tmp_path: pathlib.Path) -> None:
    context = _repository(tmp_path / "context")
    request = Request(str(context))
    with Session(request) as session:
        settled(session)
        for branch in ("other", "main", "other"):
            git(context, "checkout", "-q", branch)
            moments = settled(session)
            assert known(session) == fresh(request)
            assert [moment.event for moment in moments] == ["changed"], branch


def test_a_rebase_ends_in_what_a_fresh_audit_finds(tmp_path: pathlib.Path) -> None:
    context = _repository(tmp_path / "context")
    git(context, "checkout", "-q", "other")
    request = Request(str(context))
    with Session(request) as session:
        git(context, "rebase", "-q", "main")
        settled(session)
        assert known(session) == fresh(request)


def _repository(root: pathlib.Path) -> pathlib.Path:
    plant(root, {**WORKING, ".dockerignore": ".git\n**/*.log\n"})
    git(root, "init", "-q", "-b", "main")
    plant(root, {f"src/m{n // 40}/f{n}.py": f"{n}\n" * (n % 50) for n in range(2000)})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "other")
    for part in range(12):
        shutil.rmtree(root / f"src/m{part}")
    plant(root, {f"lib/m{n // 40}/g{n}.py": f"{n}\n" * (n % 30) for n in range(1500)})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "two")
    git(root, "checkout", "-q", "main")
    plant(root, {"src/main.txt": "m"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "three")
    return root


def test_the_root_deleted_and_made_again(tmp_path: pathlib.Path) -> None:
    context = plant(tmp_path / "context", WORKING)
    request = Request(str(context))
    with Session(request) as session:
        for turn in range(3):
            shutil.rmtree(context)
            assert "gone" in told(session, "trouble").note
            plant(context, {**WORKING, f"src/new{turn}.py": "x" * turn})
            told(session)
            settled(session)
            assert known(session) == fresh(request)
            (context / "src" / "later.py").write_text("late")
            assert [growth.path for growth in told(session).growths] == ["src/later.py"]


def test_the_root_replaced_by_another_directory(tmp_path: pathlib.Path) -> None:
    context, other = (
        plant(tmp_path / "context", WORKING),
        plant(tmp_path / "other", {"Dockerfile": "FROM x\nCOPY . .\n"}),
    )
    request = Request(str(context))
    with Session(request) as session:
        context.rename(tmp_path / "old")
        other.rename(context)
        settled(session)
        assert known(session) == fresh(request)
        (context / "file").write_text("x")
        told(session)
        assert known(session) == fresh(request)


def test_a_context_behind_a_link_that_is_turned(tmp_path: pathlib.Path) -> None:
    plant(tmp_path / "one", WORKING)
    plant(tmp_path / "two", {"Dockerfile": "FROM x\nCOPY . .\n", "big": "x" * 5000})
    link = tmp_path / "current"
    link.symlink_to("one")
    request = Request(str(link))
    with Session(request) as session:
        (tmp_path / "one" / "src" / "app.py").write_text("other")
        told(session)
        link.unlink()
        link.symlink_to("two")
        settled(session)
        assert known(session) == fresh(request)


def test_writers_in_four_threads_at_once(tmp_path: pathlib.Path) -> None:
    context = plant(tmp_path / "context", WORKING)
    request = Request(str(context))

    def toil(number: int) -> None:
        for turn in range(150):
            place = context / f"t{number}" / f"d{turn % 7}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"f{turn}").write_text("x" * turn)
            if turn % 7 == 6:
                shutil.rmtree(context / f"t{number}")
            time.sleep(0.002)

    with Session(request) as session:
        threads = [threading.Thread(target=toil, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            session.next(0.05)
        settled(session)
        assert known(session) == fresh(request)
