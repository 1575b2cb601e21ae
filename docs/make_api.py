#!/usr/bin/env python3
"""Makes docs/api.md from the names that `import ctxtrim` gives: signatures, options and docstrings.

python docs/make_api.py            writes the page
python docs/make_api.py --check    writes nothing; status 1 where it is stale
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator

from making import make

import ctxtrim
from ctxtrim.api import auditing, checking, comparing, listing, options, proposing

FUNCTIONS = {
    "audit": auditing.AuditOptions,
    "list_sent": listing.ListOptions,
    "explain": options.RevisionOptions,
    "check": checking.CheckOptions,
    "diff": comparing.ContextOptions,
    "propose": proposing.ProposalOptions,
}
"""Each function with the options of its own, in the order of the page."""
SHARED = (options.ContextOptions, options.RevisionOptions)


def page() -> str:
    """Return the page as Markdown."""
    summary, *rest = inspect.cleandoc(ctxtrim.__doc__ or "").split("\n\n")
    classes = [name for name in ctxtrim.__all__ if name not in FUNCTIONS]
    parts = [
        "# The API",
        "Made by `python docs/make_api.py`; do not edit.",
        summary,
        *map(_text, rest),
        "A typed program that uses it: [example_api.py](example_api.py).",
        "```python\nimport ctxtrim\n\n"
        'audit = ctxtrim.audit(".", builder="buildkit")\n'
        "print(audit.sent.bytes, [finding.rule for finding in audit.findings])\n"
        'print(ctxtrim.Ruleset("**/*.md\\n!README.md\\n").is_eligible("docs/a.md"))  # False\n```',
        "## Options of all functions",
        *(_text(inspect.getdoc(shared) or "") for shared in SHARED),
        "`rev` is an option of `audit`, `list_sent`, `explain` and `check`.",
        "## Functions",
        *(part for name in FUNCTIONS for part in _function(name)),
        "## Results",
        *(part for name in classes for part in _class(name)),
    ]
    return "\n\n".join(parts) + "\n"


def _function(name: str) -> Iterator[str]:
    function = getattr(ctxtrim, name)
    yield f"### {name}"
    yield f"```python\n{name}{_signature(function)}\n```"
    yield _text(inspect.getdoc(function) or "")
    own = FUNCTIONS[name]
    if own not in SHARED:
        yield _text(inspect.getdoc(own) or "")


def _class(name: str) -> Iterator[str]:
    about = getattr(ctxtrim, name)
    yield f"### {name}"
    yield _text(inspect.getdoc(about) or "")
    own = [base for base in reversed(about.__mro__) if base.__module__.startswith("ctxtrim.api")]
    members = {key: None for base in own for key, value in vars(base).items() if _is_promised(key, value)}
    if members:
        yield "\n".join(_member(about, key) for key in members)


def _is_promised(name: str, value: object) -> bool:
    is_member = isinstance(value, property) or callable(getattr(value, "__func__", value))
    return is_member and not name.startswith("_")


def _member(about: type, name: str) -> str:
    value = inspect.getattr_static(about, name)
    first = (inspect.getdoc(value) or "").split("\n\n")[0]
    title = name if isinstance(value, property) else f"{name}{_signature(getattr(about, name))}"
    return f"- `{title}`: {_text(first)}"


def _signature(function: object) -> str:
    """Return a signature as people would type it: without self, annotations as they are written."""
    text = str(inspect.signature(function))  # type: ignore[arg-type]
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)
    return re.sub(r"\(self(, )?", "(", text)


def _text(text: str) -> str:
    """Join the lines of paragraphs; name options as code."""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return "\n\n".join(re.sub(r"(^|[.:] )([a-z_, ]+):(?= )", _named, part) for part in paragraphs)


def _named(found: re.Match[str]) -> str:
    names = found[2].split(", ")
    if not all(re.fullmatch(r"[a-z_]+", name) for name in names):
        return found[0]
    return f"{found[1]}{', '.join(f'`{name}`' for name in names)}:"


if __name__ == "__main__":
    sys.exit(make({"api.md": page()}))
