#!/usr/bin/env python3
"""Makes docs/rules/ from the rules of `ctxtrim check`.

python docs/make_rules.py            writes a page a rule, and the index
python docs/make_rules.py --check    writes nothing; status 1 where a page is stale
"""

from __future__ import annotations

import re
import sys

from making import make

from ctxtrim.checks.rule import Rule
from ctxtrim.commands.rule import rule_list, rule_pages

GROUPS = {
    "CT1": "The context",
    "CT2": "Lines of an ignore file",
    "CT3": "Sources of a Dockerfile",
    "CT4": "Layers and images",
    "CT5": "The tools around",
}
_PART = re.compile(r"^(Reported|Not reported|Example|Mend|Switch it off): ?", re.MULTILINE)


def pages() -> dict[str, str]:
    """Map the path of each page, below docs/, to its text."""
    found = {f"rules/{_file(rule)}": _page(rule, text) for rule, text in rule_pages("CT")}
    return {"rules/index.md": _index(), **found}


def _file(rule: Rule) -> str:
    return f"{rule.id}.md"


def _index() -> str:
    lines = ["# The rules of `ctxtrim check`", "", "Made by `python docs/make_rules.py`; do not edit."]
    for group, title in GROUPS.items():
        rows = [(rule, first) for rule, first in rule_list() if rule.id.startswith(group)]
        if rows:
            lines += ["", f"## {group}: {title}", "", "| rule | severity | finds |", "|---|---|---|"]
        for rule, first in rows:
            lines.append(f"| [{rule.id} {rule.name}]({_file(rule)}) | {rule.severity} | {_cell(first)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _page(rule: Rule, text: str) -> str:
    """Return a manual page as Markdown: what, why, then its parts under headings."""
    about, *parts = _PART.split(text)
    lines = [f"# {rule.id} {rule.name}", "", f"Severity: {rule.severity}", "", about.strip()]
    for head, body in zip(parts[::2], parts[1::2], strict=True):
        lines += ["", f"## {head}", "", _capital(body.strip())]
    silence = (
        f"A comment `# ctxtrim: ignore {rule.id}` above a line silences the rule there, "
        f'`ignore = ["{rule.id}"]` in the configuration everywhere.'
    )
    if "Switch it off" not in parts:
        lines += ["", "## Switch it off"]
    return "\n".join([*lines, "", silence]) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    sys.exit(make(pages(), "rules/*.md"))
