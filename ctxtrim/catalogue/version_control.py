"""What belongs to version control rather than to a build?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import VERSION_CONTROL
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="version control")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="git",
        pattern=".git",
        tier="unsafe",
        why="history; a build reads it only to stamp a version",
        kind=VERSION_CONTROL,
        hits=(".git/HEAD", ".git/objects/a"),
        misses=(".gitignore", ".github/a"),
    ),
    _record(
        name="git-attributes",
        pattern=".gitattributes",
        tier="unsafe",
        why="how git treats files",
        kind=VERSION_CONTROL,
        hits=(".gitattributes",),
        misses=("web/.gitattributes",),
    ),
    _record(
        name="git-blame",
        pattern=".git-blame-ignore-revs",
        tier="unsafe",
        why="commits that `git blame` skips",
        kind=VERSION_CONTROL,
        hits=(".git-blame-ignore-revs",),
        misses=("src/git-blame.py",),
    ),
    _record(
        name="git-ignore",
        pattern=".gitignore",
        tier="unsafe",
        why="what git ignores",
        kind=VERSION_CONTROL,
        hits=(".gitignore",),
        misses=("web/.gitignore",),
    ),
    _record(
        name="git-mailmap",
        pattern=".mailmap",
        tier="unsafe",
        why="names of authors",
        kind=VERSION_CONTROL,
        hits=(".mailmap",),
        misses=("src/mailmap.py",),
    ),
    _record(
        name="git-modules",
        pattern=".gitmodules",
        tier="unsafe",
        why="where submodules come from",
        kind=VERSION_CONTROL,
        hits=(".gitmodules",),
        misses=("src/gitmodules.py",),
    ),
    _record(
        name="git-nested",
        pattern="**/.git",
        tier="unsafe",
        why="history of a repository inside this one",
        kind=VERSION_CONTROL,
        hits=("lib/x/.git/HEAD", "lib/y/.git"),
        misses=("lib/x/.gitignore",),
    ),
    _record(
        name="vcs-bazaar",
        pattern="**/.bzr",
        tier="unsafe",
        why="history; the build takes one version",
        kind=VERSION_CONTROL,
        hits=(".bzr/a",),
        misses=("src/bzr.py",),
    ),
    _record(
        name="vcs-jujutsu",
        pattern="**/.jj",
        tier="unsafe",
        why="history; the build takes one version",
        kind=VERSION_CONTROL,
        hits=(".jj/repo/a",),
        misses=("src/jj.rs",),
    ),
    _record(
        name="vcs-mercurial",
        pattern="**/.hg",
        tier="unsafe",
        why="history; the build takes one version",
        kind=VERSION_CONTROL,
        hits=(".hg/store/a",),
        misses=(".hgignore",),
    ),
    _record(
        name="vcs-sapling",
        pattern="**/.sl",
        tier="unsafe",
        why="history; the build takes one version",
        kind=VERSION_CONTROL,
        hits=(".sl/a",),
        misses=("src/sl.py",),
    ),
    _record(
        name="vcs-subversion",
        pattern="**/.svn",
        tier="unsafe",
        why="history; the build takes one version",
        kind=VERSION_CONTROL,
        hits=(".svn/wc.db", "lib/.svn/a"),
        misses=("src/svn.py",),
    ),
)
