"""Preventive rules: junk that the tools of this project will soon write.

A record of the catalogue says in `expect` which manifest announces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, DIR_KINDS
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc

DEEPEST = 2
"""Folders between the root and a package whose manifest counts."""
_OF_OTHERS = frozenset((BUILD_OUTPUT, CACHES, DEPENDENCIES))


def expected_junk(paths: Iterable[str] | None) -> frozenset[str]:
    """Return the patterns of what is expected in a context that holds these paths; nothing for None.

    A manifest counts in the root, and for a pattern that matches at any depth also in a package; not among
    tests, documents, examples and what tools have written.
    """
    if paths is None:
        return frozenset()
    in_root, in_packages = set[str](), set[str]()
    for path in paths:
        *folders, name = path.split("/")
        if not folders:
            in_root.add(name)
        elif len(folders) <= DEEPEST and not any_test_or_doc(folders) and not _is_written(folders):
            in_packages.add(name)
    everywhere = in_root | in_packages
    return frozenset(
        record.pattern
        for record in load_records()
        if record.expect and _has_any(record.expect, everywhere if record.pattern[:2] == "**" else in_root)
    )


def _is_written(folders: Iterable[str]) -> bool:
    """Return whether one of these folders holds what tools have written."""
    return any(DIR_KINDS.get(folder) in _OF_OTHERS for folder in folders)


def _has_any(manifests: Iterable[str], names: set[str]) -> bool:
    return any(
        manifest == "*"
        or manifest in names
        or ("*" in manifest and any(fnmatchcase(name, manifest) for name in names))
        for manifest in manifests
    )
