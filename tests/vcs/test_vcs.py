"""ctxtrim.vcs against real repositories of every shape."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from ctxtrim.vcs import GitView, decides, look
from tests.gitignore.cases import git, git_ignores, plant, tree


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "a")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x\n")


def committed(root: Path, *names: str, ignore: str = "", options: tuple[str, ...] = ()) -> Path:
    """A repository with these files tracked, and a .gitignore if there is one."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", *options)
    write(root, *names)
    if ignore:
        (root / ".gitignore").write_text(ignore)
    git(root, "add", "-f", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return root


def parts(view: GitView) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
    return set(view.tracked), view.ignored, view.untracked


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Tracked, ignored, untracked, and mixtures."""
    root = committed(tmp_path / "shop", "src/a.py", "build/kept.txt", ignore="build\nnm/\n*.pyc\n")
    write(root, "build/out/o.bin", "nm/p/i.js", "src/a.pyc", "cache/a.pyc", "cache/b.pyc")
    write(root, "junk/u.txt", "mix/a.pyc", "mix/b.txt", "mix/deep/c.pyc", "notes.txt")
    (root / "empty").mkdir()
    git(root, "init", "-q", "junk/clone")
    return root


def test_a_directory_without_repository_is_an_empty_view_that_says_so(tmp_path: Path) -> None:
    write(tmp_path, "a", ".gitignore")
    view = look(str(tmp_path))
    assert (view.root, parts(view), view.submodules) == ("", (set(), (), ()), ())
    assert not view.knows_tracked and not view.is_ignored("a") and not view.holds_tracked("")
    assert "no git repository" in view.notes[0]


def test_what_is_tracked_ignored_and_untracked_stands_collapsed(shop: Path) -> None:
    view = look(str(shop))
    assert view.root == str(shop) and view.knows_tracked
    assert parts(view) == (
        {".gitignore", "src/a.py", "build/kept.txt"},
        ("build/out/", "cache/", "mix/a.pyc", "mix/deep/", "nm/", "src/a.pyc"),
        ("junk/", "mix/", "notes.txt"),
    )
    assert view.tracked_ignored == ("build/kept.txt",)
    assert view.nested == ("junk/clone",)
    assert view.notes == ()


QUESTIONS = [
    ("src/a.py", (True, False, False)),
    ("build/kept.txt", (True, False, False)),
    ("build/out/o.bin", (False, True, False)),
    ("nm", (False, True, False)),
    ("nm/p/i.js", (False, True, False)),
    ("mix/deep/c.pyc", (False, True, False)),
    ("mix/b.txt", (False, False, True)),
    ("junk/u.txt", (False, False, True)),
    ("notes.txt", (False, False, True)),
    ("nowhere", (False, False, False)),
]


@pytest.mark.parametrize(("path", "answers"), QUESTIONS, ids=[path for path, _ in QUESTIONS])
def test_each_path_is_tracked_or_ignored_or_untracked(
    shop: Path, path: str, answers: tuple[bool, bool, bool]
) -> None:
    view = look(str(shop))
    assert (view.is_tracked(path), view.is_ignored(path), view.is_untracked(path)) == answers


def test_a_directory_holds_tracked_files_at_any_depth(tmp_path: Path) -> None:
    view = look(str(committed(tmp_path / "r", "a/b/c/d", "e")))
    held = [path for path in ("", "a", "a/b", "a/b/c", "a/b/c/d", "e", "x") if view.holds_tracked(path)]
    assert held == ["", "a", "a/b", "a/b/c"]


BELOW = [
    ("src", ({"a.py"}, ("a.pyc",), ())),
    ("build", ({"kept.txt"}, ("out/",), ())),
    ("build/out", (set(), ("o.bin",), ())),
    ("nm", (set(), ("p/",), ())),
    ("nm/p", (set(), ("i.js",), ())),
    ("mix", (set(), ("a.pyc", "deep/"), ("b.txt",))),
    ("mix/deep", (set(), ("c.pyc",), ())),
    ("junk", (set(), (), ("clone/", "u.txt"))),
]


@pytest.mark.parametrize(("below", "expected"), BELOW, ids=[below for below, _ in BELOW])
def test_a_context_may_be_any_directory_of_the_work_tree(
    shop: Path, below: str, expected: tuple[set[str], tuple[str, ...], tuple[str, ...]]
) -> None:
    view = look(str(shop / below))
    assert (view.root, parts(view), view.notes) == (str(shop), expected, ())


def test_a_context_named_like_pathspec_magic_is_a_directory(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", ":(top)x/a", "b", "*/c")
    assert look(str(root / ":(top)x")).tracked == {"a"}
    assert look(str(root / "*")).tracked == {"c"}


def test_a_context_reached_by_a_link_is_the_directory_it_leads_to(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shop / "src")
    assert look(str(tmp_path / "link")).tracked == {"a.py"}


def test_names_keep_their_bytes(tmp_path: Path) -> None:
    names = ["a\nb", "caf\udce9", "café", ' "q" ', "tab\t", "-z"]
    root = committed(tmp_path / "r", *names)
    for name in names:
        (root / "d" / name).parent.mkdir(exist_ok=True)
        (root / "d" / name).write_bytes(b"")
    (root / ".git" / "info" / "exclude").write_text("d/*\n!d/café\n")
    view = look(str(root))
    assert view.tracked == set(names)
    assert set(view.ignored) == {f"d/{name}" for name in names if name != "café"}


@pytest.mark.parametrize("seed", range(4))
def test_random_trees_are_seen_as_git_sees_them(tmp_path: Path, seed: int) -> None:
    entries, files = tree(random.Random(seed), 80)
    root = tmp_path / "r"
    plant(root, entries, files)
    git(root, "init", "-q")
    leaves = [entry for entry in entries if not entry.endswith("/")]
    view = look(str(root))
    assert {path for path in leaves if view.is_ignored(path)} == git_ignores(root, leaves)
    assert all(view.is_ignored(path) != view.is_untracked(path) for path in leaves)


@pytest.mark.parametrize("seed", range(4))
def test_reading_the_files_finds_what_git_finds(tmp_path: Path, seed: int) -> None:
    entries, files = tree(random.Random(seed), 80)
    root = tmp_path / "r"
    plant(root, entries, files)
    git(root, "init", "-q")
    (root / ".git/info/exclude").write_text("*.txt\n!foo.txt\n")
    leaves = [entry for entry in entries if not entry.endswith("/")]
    said = git_ignores(root, leaves)
    (root / ".git" / "HEAD").write_text("broken")
    view = look(str(root))
    assert not view.knows_tracked and view.notes
    assert {path for path in leaves if view.is_ignored(path)} == said


def test_reading_the_files_starts_at_the_work_tree(shop: Path) -> None:
    (shop / ".git/index").write_bytes(b"broken")
    view = look(str(shop / "mix"))
    assert (view.ignored, view.knows_tracked) == (("a.pyc", "deep/c.pyc"), False)
    assert look(str(shop / "nm" / "p")).ignored == ("i.js",)
    assert "what is tracked is not known" in view.notes[0]


def test_a_linked_worktree_is_a_repository_of_its_own(shop: Path) -> None:
    git(shop, "worktree", "add", "-q", "wt/feature")
    view = look(str(shop / "wt" / "feature"))
    assert view.tracked == {".gitignore", "src/a.py", "build/kept.txt"}
    assert (view.root, view.notes) == (str(shop / "wt/feature"), ())
    outer = look(str(shop))
    assert "wt/feature" in outer.nested and outer.is_untracked("wt/feature/src/a.py")


def test_a_checked_out_submodule_is_part_of_the_view(shop: Path, tmp_path: Path) -> None:
    top = committed(tmp_path / "top", "a")
    for name in ("libs/in", "out"):
        git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(shop), name)
    git(top, "submodule", "--quiet", "deinit", "-f", "out")
    write(top, "libs/in/x.pyc", "libs/in/new.txt")
    view = look(str(top))
    assert view.submodules == ("libs/in", "out") and view.nested == ("libs/in",)
    assert view.tracked >= {"a", ".gitmodules", "libs/in", "out", "libs/in/src/a.py"}
    assert view.holds_tracked("libs/in/src")
    assert view.is_ignored("libs/in/x.pyc") and view.is_untracked("libs/in/new.txt")
    inner = look(str(top / "libs" / "in" / "src"))
    assert (inner.tracked, inner.root) == ({"a.py"}, str(top / "libs/in"))


def test_a_git_directory_elsewhere_is_believed_if_it_is_no_ones_else(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    git(tree, "init", "-q", "--separate-git-dir", str(tmp_path / "store"))
    write(tree, "a")
    git(tree, "add", "a")
    assert (look(str(tree)).tracked, look(str(tree)).notes) == ({"a"}, ())


FORMATS = {
    "index version 4": (("update-index", "--index-version", "4"),),
    "split index": (("update-index", "--split-index"),),
    "sparse index": (("sparse-checkout", "set", "--cone", "--sparse-index", "one"),),
    "untracked cache": (("update-index", "--force-untracked-cache"), ("status",)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_of_index_is_read(tmp_path: Path, name: str) -> None:
    files = {f"{d}/{n}" for d in ("one", "two/three") for n in ("a", "b")}
    root = committed(tmp_path / "r", *files)
    for command in FORMATS[name]:
        git(root, *command)
    view = look(str(root))
    assert (view.tracked, view.notes) == (files, ())


def test_a_repository_of_sha256_is_read(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", "a", options=("--object-format=sha256",))
    assert look(str(root)).tracked == {"a"}


def test_a_directory_named_git_that_is_no_repository_is_passed_by(shop: Path) -> None:
    (shop / "src" / ".git").mkdir()
    assert look(str(shop / "src")).root == str(shop)


def test_variables_of_a_git_hook_do_not_lead_away(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = committed(tmp_path / "other", "secret")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_PREFIX", "x/")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    view = look(str(shop / "src"))
    assert (view.tracked, view.notes) == ({"a.py"}, ())
    assert os.environ["GIT_DIR"] == str(other / ".git")


def test_without_git_the_files_are_read(shop: Path) -> None:
    code = (
        "import sys; from ctxtrim.vcs import look; v = look(sys.argv[1]); "
        "print(v.ignored, v.untracked, v.knows_tracked, v.notes)"
    )
    env = {**os.environ, "PATH": "/nonexistent", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [os.sys.executable, "-c", code, str(shop)], env=env, capture_output=True, text=True, check=True
    )
    assert "'nm/'" in done.stdout and "() False" in done.stdout and "git is not installed" in done.stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to give a file away")
def test_a_repository_of_someone_else_is_not_asked_but_its_files_are_read(shop: Path) -> None:
    for path in (shop, shop / ".git"):
        os.chown(path, 12345, 12345)
    view = look(str(shop))
    assert "another user" in view.notes[0] and ".gitignore files are read" in view.notes[0]
    assert (view.tracked, view.knows_tracked) == (frozenset(), False)
    assert view.is_ignored("nm/p/i.js") and not view.is_ignored("src/a.py")


def test_parts_are_asked_for_when_they_are_wanted(shop: Path) -> None:
    view = look(str(shop))
    shutil.rmtree(shop / "nm")
    assert "nm/" not in view.ignored
    write(shop, "nm/x")
    assert "nm/" not in view.ignored


def test_what_decides_is_told(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/settings")
    files = decides(str(shop / "src"))
    inside = {str(shop / name) for name in (".git", ".gitignore", *GIT_FILES)}
    assert set(files) == {*inside, "/settings/git/ignore"}
    git(shop, "config", "core.excludesFile", str(tmp_path / "mine"))
    assert str(tmp_path / "mine") in decides(str(shop))
    git(shop, "worktree", "add", "-q", "../wt")
    linked = decides(str(tmp_path / "wt"))
    assert str(shop / ".git/worktrees/wt/index") in linked and str(shop / ".git/info/exclude") in linked
    assert decides(str(tmp_path)) == [str(tmp_path / ".git")]


GIT_FILES = (".git/HEAD", ".git/index", ".git/config", ".git/info/exclude")
