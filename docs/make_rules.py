#!/usr/bin/env python3
"""Makes docs/rules/ from the rules of `ctxtrim check`.

python docs/make_rules.py            writes a page a rule, and the index
python docs/make_rules.py --check    writes nothing; status 1 where a page is stale
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ctxtrim.checks.rule import Rule
from ctxtrim.commands.rule import rule_list, rule_pages

HERE = Path(__file__).resolve().parent / "rules"
GROUPS = {
    "CT1": "The context",
    "CT2": "Lines of an ignore file",
    "CT3": "Sources of a Dockerfile",
    "CT4": "Layers and images",
    "CT5": "The tools around",
}
_PART = re.compile(r"^(Reported|Not reported|Example|Mend|Switch it off): ?", re.MULTILINE)


def main() -> int:
    """Write what differs, or tell of it."""
    wanted = pages()
    stale = [name for name, text in wanted.items() if _read(HERE / name) != text]
    stale += sorted({path.name for path in HERE.glob("*.md")} - set(wanted))
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/rules/{name}: stale; run python docs/make_rules.py")
        return 1 if stale else 0
    HERE.mkdir(exist_ok=True)
    for name in stale:
        if name in wanted:
            (HERE / name).write_text(wanted[name], encoding="utf-8")
        else:
            (HERE / name).unlink()
    return 0


def pages() -> dict[str, str]:
    """Map the name of each page to its text."""
    found = {_file(rule): _page(rule, text) for rule, text in rule_pages("CT")}
    return {"index.md": _index(), **found}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


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
    sys.exit(main())
