"""Preventive rules: junk that the tools of this project will soon write.

A record of the catalogue says in `expect` which manifest announces it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, DIR_KINDS, SECRETS
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.model.record import JunkRecord
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc

DEEPEST = 2
"""Folders between the root and a package whose manifest counts."""
_OF_OTHERS = frozenset((BUILD_OUTPUT, CACHES, DEPENDENCIES))


class Coming(NamedTuple):
    """Judges of a path that is not there. may_arise: git reckons with it. is_sent: a build would take it."""

    may_arise: Callable[[str], bool]
    is_sent: Callable[[str], bool]


def expected_junk(paths: Iterable[str] | None, coming: Coming | None = None) -> frozenset[str]:
    """Return the patterns of what is expected in a context that holds these paths; nothing for None.

    A manifest counts in the root, and for a pattern that matches at any depth also in a package; not among
    tests, documents, examples and what tools have written. What would lie beside it must be sent, and a
    thing that git reckons with, unless it is a secret of the root. coming: None where neither is known.
    """
    if paths is None:
        return frozenset()
    manifests: dict[str, set[str]] = {"": set()}
    for path in paths:
        *folders, name = path.split("/")
        if len(folders) <= DEEPEST and not any_test_or_doc(folders) and not _is_written(folders):
            manifests.setdefault("/".join(folders), set()).add(name)
    return frozenset(
        record.pattern
        for record in load_records()
        if record.expect and any(map(partial(_comes, record, coming), _beside(record, manifests)))
    )


def _beside(record: JunkRecord, manifests: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield what a record stands for beside each manifest that announces it."""
    name = record.pattern.removeprefix("**/")
    for folder, names in manifests.items():
        if (not folder or name != record.pattern) and _has_any(record.expect, names):
            yield posixpath.join(folder, name)


def _comes(record: JunkRecord, coming: Coming | None, path: str) -> bool:
    if coming is None:
        return True
    is_secret = record.kind == SECRETS and "/" not in path
    return coming.is_sent(path) and (is_secret or coming.may_arise(path))


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
