"""Which archives lie in a context without being built from?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import ARCHIVES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="archives")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="archives-7z",
        pattern="**/*.7z",
        tier="unsafe",
        why="an archive that nothing names",
        kind=ARCHIVES,
        hits=("backup.7z", "old/a.7z"),
        misses=("src/7z.py",),
    ),
    _record(
        name="archives-disk-images",
        pattern="**/*.iso",
        tier="unsafe",
        why="an image of a disk",
        kind=ARCHIVES,
        hits=("ubuntu.iso", "vm/a.iso"),
        misses=("src/iso.py",),
    ),
    _record(
        name="archives-dmg",
        pattern="**/*.dmg",
        tier="unsafe",
        why="an installer for macOS",
        kind=ARCHIVES,
        hits=("App.dmg", "release/a.dmg"),
        misses=("src/dmg.ts",),
    ),
    _record(
        name="archives-nested",
        pattern="**/*.zip",
        tier="never",
        why="archives below the root are often unpacked by the build",
        kind=ARCHIVES,
        hits=("vendor/lib.zip",),
        misses=("src/zip.py",),
    ),
    _record(
        name="archives-ova",
        pattern="**/*.ova",
        tier="unsafe",
        why="a virtual machine",
        kind=ARCHIVES,
        hits=("vm.ova", "old/a.ova"),
        misses=("src/ova.py",),
    ),
    _record(
        name="archives-qcow2",
        pattern="**/*.qcow2",
        tier="unsafe",
        why="a virtual machine's disk",
        kind=ARCHIVES,
        hits=("disk.qcow2", "vm/a.qcow2"),
        misses=("src/qcow2.py",),
    ),
    _record(
        name="archives-rar",
        pattern="**/*.rar",
        tier="unsafe",
        why="an archive that nothing names",
        kind=ARCHIVES,
        hits=("backup.rar", "old/a.rar"),
        misses=("src/rar.py",),
    ),
    _record(
        name="archives-tar-root",
        pattern="*.tar",
        tier="unsafe",
        why="an archive in the root that nothing names",
        kind=ARCHIVES,
        hits=("image.tar",),
        misses=("vendor/a.tar", "src/tar.py"),
    ),
    _record(
        name="archives-tarball-root",
        pattern="*.tar.*",
        tier="unsafe",
        why="an archive in the root that nothing names",
        kind=ARCHIVES,
        hits=("backup.tar.gz", "a.tar.zst"),
        misses=("vendor/a.tar.gz", "tar.py"),
    ),
    _record(
        name="archives-tgz-root",
        pattern="*.tgz",
        tier="unsafe",
        why="an archive in the root that nothing names",
        kind=ARCHIVES,
        hits=("pkg-1.0.0.tgz",),
        misses=("charts/redis.tgz", "tgz.py"),
    ),
    _record(
        name="archives-vmdk",
        pattern="**/*.vmdk",
        tier="unsafe",
        why="a virtual machine's disk",
        kind=ARCHIVES,
        hits=("disk.vmdk", "vm/a.vmdk"),
        misses=("src/vmdk.py",),
    ),
    _record(
        name="archives-zip-root",
        pattern="*.zip",
        tier="unsafe",
        why="an archive in the root that nothing names",
        kind=ARCHIVES,
        hits=("backup.zip",),
        misses=("vendor/lib.zip", "zip.py"),
    ),
)
