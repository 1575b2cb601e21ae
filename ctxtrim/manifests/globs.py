"""Globs of manifests: matching, and the directories that they mean.

`*`, `?`, `[…]`, `**` and `{a,b}`, in time that grows with glob x path at worst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join

_MOST_ALTERNATIVES = 64
_TOKEN = expression(r"\[!?\]?[^\]/]*\]|\\.|.", re.DOTALL)


def is_glob(text: str) -> bool:
    return any(c in text for c in "*?[{")


def braces(glob: str) -> list[str]:
    """`a.{js,ts}` as `a.js` and `a.ts`; at most 64 of them."""
    done: list[str] = []
    pending = [glob]
    while pending and len(done) + len(pending) < _MOST_ALTERNATIVES:
        current = pending.pop()
        match = re.search(r"\{([^{}]*)\}", current)
        if not match:
            done.append(current)
            continue
        head, tail = current[: match.start()], current[match.end() :]
        pending += [head + choice + tail for choice in match[1].split(",")]
    return done


def matches(glob: str, path: str) -> bool:
    """Whether a glob without braces means this path; `**` stands for any number of directories."""
    tests = [None if s == "**" else tuple(_TOKEN.findall(s)) for s in glob.split("/") if s not in ("", ".")]
    segments = path.split("/")
    i = j = 0
    retry: tuple[int, int] | None = None
    while j < len(segments):
        if i < len(tests) and tests[i] is None:
            retry, i = (i, j), i + 1
        elif i < len(tests) and _matches_name(tests[i] or (), segments[j]):
            i, j = i + 1, j + 1
        elif retry:
            retry = (retry[0], retry[1] + 1)
            i, j = retry[0] + 1, retry[1]
        else:
            return False
    return all(test is None for test in tests[i:])


def _matches_name(tokens: tuple[str, ...], name: str) -> bool:
    i = j = 0
    retry: tuple[int, int] | None = None
    while j < len(name):
        if i < len(tokens) and tokens[i] == "*":
            retry, i = (i, j), i + 1
        elif i < len(tokens) and _matches_char(tokens[i], name[j]):
            i, j = i + 1, j + 1
        elif retry:
            retry = (retry[0], retry[1] + 1)
            i, j = retry[0] + 1, retry[1]
        else:
            return False
    return all(token == "*" for token in tokens[i:])


def _matches_char(token: str, char: str) -> bool:
    if token == "?":
        return True
    if len(token) > 1 and token[0] == "[":
        body = token[1:-1]
        refused = body[:1] in ("!", "^")
        body = body[refused:]
        spans = re.findall(r"(.)-(.)|(.)", body, re.DOTALL)
        return refused != any(a <= char <= b if a else c == char for a, b, c in spans)
    return char == token[-1]


def directories(context: BuildContext, base: str, globs: Iterable[str], marker: str) -> Iterator[str]:
    """The directories below `base` that hold a file `marker` and that one of the globs means.

    A glob that starts with `!` takes away, wherever it stands (npm, pnpm and Cargo agree on that).
    """
    wanted = [g for glob in globs for g in braces(glob)]
    refused = [g[1:] for g in wanted if g.startswith("!")]
    wanted = [g for g in wanted if not g.startswith("!")]
    for plain in [g for g in wanted if not is_glob(g)]:
        place = join(base, plain)
        if place is not None and context.is_file(_in(place, marker)):
            yield place
    wild = [g for g in wanted if is_glob(g)]
    for path in context.files_named(marker) if wild else ():
        place = path[: -len(marker)].rstrip("/")
        if base and not place.startswith(base + "/"):
            continue
        inner = place[len(base) :].strip("/")
        if inner and any(matches(g, inner) for g in wild) and not any(matches(g, inner) for g in refused):
            yield place


def _in(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name
