"""Files of a tree on which Docker patterns and the .gitignore files that they came from differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ctxtrim.gitignore.patterns import ignored
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict


class Differences(NamedTuple):
    """lost: git keeps them, Docker leaves them out. leaked: git ignores them, Docker sends them. Sorted."""

    lost: tuple[str, ...]
    leaked: tuple[str, ...]


def differences(
    ruleset: Ruleset,
    files: Mapping[str, bytes],
    entries: Collection[str],
    tracked: Collection[str] = frozenset(),
) -> Differences:
    """Both sides held against every file of a tree.

    files: directory -> .gitignore's bytes. entries: paths, directories ending with "/". tracked: files
    that git keeps whatever is written.
    """
    by_git = ignored(entries, files).difference(tracked)
    by_docker = _excluded(ruleset, entries)
    leaves = {entry for entry in by_git ^ by_docker if not entry.endswith("/")}
    return Differences(tuple(sorted(leaves - by_git)), tuple(sorted(leaves & by_git)))


def _excluded(ruleset: Ruleset, entries: Collection[str]) -> set[str]:
    verdicts: dict[str, Verdict | None] = {"": ruleset.root}
    out = set()
    for entry in entries:
        path = entry.removesuffix("/")
        parent = _entered(path.rpartition("/")[0], verdicts, ruleset)
        if parent is None or not ruleset.judge(path, parent).eligible:
            out.add(entry)
    return out


def _entered(directory: str, verdicts: dict[str, Verdict | None], ruleset: Ruleset) -> Verdict | None:
    """A directory's verdict; None if the builder does not look into it."""
    missing = []
    while directory not in verdicts:
        missing.append(directory)
        directory = directory.rpartition("/")[0]
    verdict = verdicts[directory]
    for path in reversed(missing):
        if verdict is not None:
            verdict = ruleset.judge(path, verdict)
            verdict = verdict if ruleset.enters(path, verdict) else None
        verdicts[path] = verdict
    return verdict
