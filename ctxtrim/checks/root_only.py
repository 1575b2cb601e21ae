"""A pattern that matches at the root only, while the same names below are sent.

In .gitignore a name without a slash matches in every folder; in an ignore file of Docker it matches at the
root of the context only. `bin/` leaves `src/api/bin` in.

Reported: only where what the nested copies hold is not tracked by git, or, without git, where the catalogue
knows the name as generated. Not reported: names with a slash in front (`/bin`), exceptions, and folders of
the project's own; copies in `node_modules` and other folders that are to be excluded as a whole (CT103).

Example: `node_modules` in the root of a monorepo with `apps/web/node_modules`.
Mend: `**/node_modules`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, DIR_KINDS, VERSION_CONTROL
from ctxtrim.checks.ignore_lines import IgnoreLine, ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.go import path as gopath
from ctxtrim.model.finding import Finding, Fix
from ctxtrim.scan.heaviest import outline

RULE = Rule("CT203", "root-only", "warning")
_GENERATED = (BUILD_OUTPUT, CACHES, DEPENDENCIES)
_WHOLE = (CACHES, DEPENDENCIES, VERSION_CONTROL)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern whose nested matches are sent and generated."""
    for line in ignore_lines(subject):
        if _is_bare_name(line):
            assert line.pattern
            found = _nested(subject, line.pattern.glob)
            if not found:
                continue
            size = sum(found.values())
            heaviest = max(found, key=lambda path: (found[path], path))
            more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
            glob = f"**/{line.pattern.glob}"
            also = f"{glob} would also exclude {heaviest}{more} ({human(size)})"
            message = f"{line.text} matches only at the root; {also}"
            fix = Fix(line.source.where, (glob,), line.number)
            yield Finding(*RULE, message, heaviest, *line.place, f"write {glob}", size, fix)


def _is_bare_name(line: IgnoreLine) -> bool:
    pattern = line.pattern
    if pattern is None or pattern.is_exception or line.text.startswith("/"):
        return False
    return "/" not in pattern.glob and pattern.glob.strip("*?.") != "" and "**" not in pattern.glob


def _nested(subject: Subject, glob: str) -> dict[str, int]:
    """Map the outermost generated paths below the root that the name matches to their bytes."""
    folders = subject.audit.scan.folders
    _, sizes, names, _ = outline(folders)
    found: dict[str, int] = {}
    matches = {name: _matches(glob, name) for name in set(names)}
    for row in range(1, len(names)):
        if not (matches[names[row]] and sizes[row]):
            continue
        path, _, _, is_eligible = folders[row]
        if "/" in path and is_eligible and _is_generated(subject, path, names[row]):
            found[path] = sizes[row]
    for path, entry in (subject.eligible or {}).items():
        name = path.rpartition("/")[2]
        if entry.kind == "file" and "/" in path and _matches(glob, name) and entry.size:
            git = subject.git
            if git.knows_tracked and not git.is_tracked(path):
                found[path] = entry.size
    return {path: size for path, size in found.items() if not _is_below(subject, path, found)}


def _matches(glob: str, name: str) -> bool:
    return gopath.match(glob, name)


def _is_below(subject: Subject, path: str, found: dict[str, int]) -> bool:
    """Whether it lies in something found, or in what is no part of the project as a whole."""
    return any(above in found or _is_whole(subject, above) for above in gopath.parents(path))


def _is_whole(subject: Subject, folder: str) -> bool:
    kind = DIR_KINDS.get(folder.rpartition("/")[2])
    return kind in _WHOLE and not subject.git.holds_tracked(folder)


def _is_generated(subject: Subject, path: str, name: str) -> bool:
    if subject.git.knows_tracked:
        return not subject.git.holds_tracked(path)
    return DIR_KINDS.get(name) in _GENERATED
