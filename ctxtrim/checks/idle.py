"""A pattern that matches nothing and looks misspelt.

A line that matches nothing is no fault: the junk that it is for may lie on another machine. One that misses a
name beside it by a single letter is another matter, since that name is sent.

Not reported: names in another case (CT221), names that are known as junk, names that git ignores, names
shorter than five letters, and those that differ by a number or a final s.

Example: `fixtuers`, where `fixtures` is sent.
Mend: correct the name, or delete the line.
Switch it off: where names that are alike are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.near_names import absent_literal, one_edit_away, siblings
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT210", "idle", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each literal pattern that one letter keeps from a match."""
    for line in ignore_lines(subject):
        path = absent_literal(subject, line)
        folder, slash, name = path.rpartition("/")
        other = one_edit_away(name, siblings(subject, line, path)) if path else ""
        if (
            other
            and other.casefold() != name.casefold()
            and not (_is_known(path) or subject.git.is_ignored(path))
        ):
            right = folder + slash + other
            message = f"{line.text} matches nothing; {right} is there"
            yield Finding(*RULE, message, right, *line.place, f"write {right}, or delete the line")


def _is_known(path: str) -> bool:
    from ctxtrim.catalogue.lookup import Lookup
    from ctxtrim.catalogue.record_files import load_records

    return bool(Lookup(load_records()).hits(path))
