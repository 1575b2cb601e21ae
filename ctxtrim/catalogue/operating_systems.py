"""What do desktops leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="operating systems")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="os-linux-directory",
        pattern="**/.directory",
        tier="safe",
        why="how a folder is shown",
        kind=SETTINGS,
        hits=(".directory", "img/.directory"),
        misses=("src/directory.c",),
    ),
    _record(
        name="os-linux-fuse",
        pattern="**/.fuse_hidden*",
        tier="safe",
        why="a deleted file that is still open",
        kind=CACHES,
        hits=(".fuse_hidden0001",),
        misses=("src/fuse.c",),
    ),
    _record(
        name="os-linux-nfs",
        pattern="**/.nfs[0-9]*",
        tier="safe",
        why="a deleted file that is still open",
        kind=CACHES,
        hits=(".nfs000001",),
        misses=("src/nfs.c",),
    ),
    _record(
        name="os-linux-trash",
        pattern="**/.Trash-*",
        tier="safe",
        why="a trash can",
        kind=CACHES,
        hits=(".Trash-1000/a",),
        misses=("src/Trash.c",),
    ),
    _record(
        name="os-macos-apple-double",
        pattern="**/._*",
        tier="safe",
        why="attributes that macOS splits off",
        kind=CACHES,
        hits=("._a.py", "src/._b.js"),
        misses=("src/a._b",),
    ),
    _record(
        name="os-macos-ds-store",
        pattern="**/.DS_Store",
        tier="safe",
        why="how a folder is shown",
        kind=CACHES,
        hits=(".DS_Store", "img/.DS_Store"),
        misses=("src/DS_Store.py",),
    ),
    _record(
        name="os-windows-desktop",
        pattern="**/[Dd]esktop.ini",
        tier="safe",
        why="how a folder is shown",
        kind=SETTINGS,
        hits=("desktop.ini", "img/Desktop.ini"),
        misses=("src/desktop.ini.py",),
    ),
    _record(
        name="os-windows-recycle",
        pattern="**/$RECYCLE.BIN",
        tier="safe",
        why="a trash can",
        kind=CACHES,
        hits=("$RECYCLE.BIN/a",),
        misses=("src/recycle.bin.c",),
    ),
    _record(
        name="os-windows-thumbs",
        pattern="**/Thumbs.db",
        tier="safe",
        why="small pictures of a folder",
        kind=CACHES,
        hits=("Thumbs.db", "img/Thumbs.db"),
        misses=("src/thumbs.py",),
    ),
    _record(
        name="os-windows-zone",
        pattern="**/*:Zone.Identifier",
        tier="safe",
        why="where a file was downloaded from",
        kind=CACHES,
        hits=("a.zip:Zone.Identifier",),
        misses=("src/Zone.Identifier.cs",),
    ),
)
