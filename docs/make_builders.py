#!/usr/bin/env python3
"""Makes docs/builders.md from the table of builders; what they answer is asked of ctxtrim's engine.

python docs/make_builders.py            writes the page
python docs/make_builders.py --check    writes nothing; status 1 where it is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from making import make

from ctxtrim import Ruleset
from ctxtrim.matching.builders import DIALECTS, Dialect

HEAD = """# Builders, and how they differ

Made by `python docs/make_builders.py`; do not edit. The law behind it: [semantics](semantics.md).

`--builder NAME` chooses whose reading an answer follows; `buildkit` is the default. `ctxtrim why PATH` names
the builders that do something else with a path, and `fix` proposes only lines that every verified builder
reads alike.
"""
NOTES = {
    "BuildKit": (
        "transfers only what the reachable COPY, ADD and bind mounts name, so a large context that no line "
        "names costs a walk, not a transfer. ctxtrim calls the whole *eligible* and the part *sent*."
    ),
    "An empty file": (
        "is what today's BuildKit makes of a file that its walk keeps and its opening does not: the build "
        "goes on, with 0 bytes in place of the contents. ctxtrim calls it *emptied* and never proposes such "
        "lines."
    ),
    "kaniko": "is read from its source only; all others are compared with the real engines in CI.",
}
CASES: Sequence[tuple[str, Sequence[str], str]] = (
    ("A directory that comes back", ("**/*.md", "!wiki"), "wiki/guide.md"),
    ("A file that arrives empty", ("nm", "!nm/keep", "nm"), "nm/keep"),
    ("Below a directory of any depth", ("**/node_modules",), "node_modules/a/b/index.js"),
    ("The end of a name", ("**.orig",), "src/a.orig"),
    ("A plus sign", ("a+b",), "aab"),
    ("A blank behind the exclamation mark", ("*", "! app.py"), "app.py"),
    ("A wildcard in an exception", ("**/a", "!**/a/keep"), "x/a/keep"),
)
"""Where builders differ; the page says it of none that they read alike."""
SPECIALS = {
    "fifo": "a named pipe",
    "socket": "a socket",
    "device": "a device",
    "unreadable": "a file that may not be read",
    "unreadable dir": "a directory that may not be read",
}
SHOWN = {"eligible": "kept", "emptied": "**kept, empty**"}
ARRIVES = {"empty": "an empty file", "dropped": "left out", "fails": "the build fails"}
TRAITS = (
    ("transfers only what the Dockerfile names", lambda builder: builder.selects),
    ("may send a file with 0 bytes, silently", lambda builder: builder.opens_by_path),
    ("always sends the Dockerfile and .dockerignore", lambda builder: builder.readds),
    ("fails at an excluded directory that it may not read", lambda builder: builder.reads_excluded),
    ("stops at a pattern that it cannot read", lambda builder: builder.rejects),
    ("transfers nothing: each COPY reads the context in place", lambda builder: builder.in_place),
    ("compared with the real engine", lambda builder: builder.verified),
)


def page() -> str:
    """Return the page as Markdown."""
    names = [f"`{builder.name}`" for builder in DIALECTS]
    parts = [
        HEAD,
        "## Which ignore file is read\n\nThe first that is found counts; nothing is merged.\n",
        table(("`--builder`", "also", "reads as", "ignore file"), map(_row, DIALECTS)),
        "## What they answer\n\nThe same lines and the same path:\n",
        table(("", "lines", "path", *names), map(_case, CASES)),
        "## What they do\n",
        table(("", *names), _traits()),
        "## What becomes of special files\n\nWithout a word: it arrives as it is.\n",
        table(("", *names), _specials()),
        "\n".join(f"- **{about}** {text}" for about, text in NOTES.items()) + "\n",
    ]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _row(builder: Dialect) -> tuple[str, ...]:
    places = [place.format(dockerfile="<Dockerfile>", context="").lstrip("/") for place in builder.search]
    names = [", ".join(f"`{name}`" for name in group) for group in (builder.aliases, places)]
    return f"`{builder.name}`", names[0], builder.title, names[1]


def _case(case: tuple[str, Sequence[str], str]) -> Iterator[str]:
    title, lines, path = case
    yield from (title, "<br>".join(f"`{line}`" for line in lines), f"`{path}`")
    outcomes = [Ruleset("\n".join(lines), builder.name).judge(path).outcome for builder in DIALECTS]
    if len(set(outcomes)) == 1:
        raise ValueError(f"{title}: all builders answer {outcomes[0]}")
    yield from (SHOWN.get(outcome, outcome) for outcome in outcomes)


def _traits() -> Iterator[tuple[str, ...]]:
    for title, has in TRAITS:
        yield title, *("yes" if has(builder) else "–" for builder in DIALECTS)


def _specials() -> Iterator[tuple[str, ...]]:
    for kind, title in SPECIALS.items():
        yield title, *(ARRIVES.get(builder.specials.get(kind, ""), "") for builder in DIALECTS)


if __name__ == "__main__":
    sys.exit(make({"builders.md": page()}))
