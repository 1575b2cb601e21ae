"""Why a source is not found, and the name that was probably meant."""

from __future__ import annotations

import os
import unicodedata

from ctxtrim.builds.read_file import read_or_none
from ctxtrim.catalogue.kinds import BUILD_OUTPUT, DIR_KINDS
from ctxtrim.checks.near_names import one_edit_away, other_case
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import has_wildcard, parents
from ctxtrim.model.audit import Missing


def why_absent(subject: Subject, miss: Missing, line: int) -> str:
    """Return what to do about a source that the context does not hold, "" where that is not known."""
    source = miss.source
    if has_wildcard(source) or any(source.startswith(f"{c.name}:") for c in subject.audit.named_contexts):
        return ""
    way = [*parents(source), source]
    link = next((path for path in way if subject.tree.kind(path) == "link"), "")
    if link:
        target = getattr(subject.tree.entry(link), "link", "")
        return f"{link} is a link to {target}, which the context does not hold"
    if "../" in _text(subject, miss.where, line):
        return "../ stops at the root of the context: build from the folder above, or name a context"
    lost = next((path for path in way if not subject.tree.kind(path)), source)
    return _nearest(subject, lost) or _made_before(lost) or _elsewhere(subject, source)


def _text(subject: Subject, where: str, line: int) -> str:
    data = read_or_none(os.path.join(subject.context, where)) or b""
    return "".join(data.decode("utf-8", "replace").split("\n")[line - 1 : line])


def _nearest(subject: Subject, path: str) -> str:
    """Return what is said of a name beside the first part that is missing."""
    folder, slash, name = path.rpartition("/")
    names = subject.tree.children(folder)
    if other := other_case(name, names):
        is_form = unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other)
        reason = "written in another Unicode form" if is_form else "case counts"
        return f"{folder}{slash}{other} is there; {reason}"
    other = one_edit_away(name, names)
    return f"{folder}{slash}{other} is there; did you mean that?" if other else ""


def _made_before(path: str) -> str:
    if DIR_KINDS.get(path.rpartition("/")[2]) != BUILD_OUTPUT:
        return ""
    return f"{path} looks like build output: make it before docker build, or in a stage"


def _elsewhere(subject: Subject, source: str) -> str:
    """Return where the only file of that name is."""
    name = "/" + source.rpartition("/")[2]
    if "." not in name:
        return ""  # a folder, or what a compiler makes
    found = [path for path in subject.eligible or () if path.endswith(name)]
    return f"paths start at the context: {found[0]} is there" if len(found) == 1 else ""
