"""The patterns of ${V#p}, ${V%p} and ${V/p/r}, and what they take away.

After convertShellPatternToRegex and its callers in BuildKit's frontend/dockerfile/shell/lex.go (v0.32).
Go's regexp is linear; here every `*` but the last is matched once and for all (atomic groups), which finds
the same text and never tries its way through many combinations.
"""

from __future__ import annotations

import re


class PatternError(ValueError):
    """The pattern is none; the text is BuildKit's."""


def without_prefix(value: str, pattern: str, greedy: bool) -> str:
    """`value` without the shortest (greedy: longest) prefix that matches. Raises PatternError."""
    found = _regexp(pattern, greedy).match(value)
    return value[found.end() :] if found else value


def without_suffix(value: str, pattern: str, greedy: bool) -> str:
    """`value` without the shortest (greedy: longest) suffix that matches. Raises PatternError."""
    return without_prefix(value[::-1], _reversed(pattern), greedy)[::-1]


def replaced(value: str, pattern: str, replacement: str, everywhere: bool) -> str:
    """`value` with the first (or every) longest match replaced. Raises PatternError."""
    regexp = _regexp(pattern, True)
    if everywhere:
        return _replaced_everywhere(regexp, value, replacement)
    found = regexp.search(value)
    return value[: found.start()] + replacement + value[found.end() :] if found else value


def _replaced_everywhere(regexp: re.Pattern[str], value: str, replacement: str) -> str:
    """Go's ReplaceAllString: an empty match beside the match before it does not count, `$` is a template."""
    out: list[str] = []
    end = position = 0
    while position <= len(value):
        found = regexp.search(value, position)
        if not found:
            break
        out.append(value[end : found.start()])
        if found.end() > end or found.start() == 0:
            out.append(_filled(replacement, found.group()))
        end = found.end()
        position = end if end > position else position + 1
    out.append(value[end:])
    return "".join(out)


def _filled(template: str, match: str) -> str:
    """Go's Regexp.Expand where there are no groups: $0 is the match, other names are empty, $$ is $."""
    if "$" not in template:
        return template

    def value(found: re.Match[str]) -> str:
        if found.group() == "$$":
            return "$"
        return match if (found[1] or found[2]) == "0" else ""

    return re.sub(r"\$\$|\$(\w+)|\$\{(\w+)\}", value, template)


def _regexp(pattern: str, greedy: bool) -> re.Pattern[str]:
    head, *rest = _segments(pattern)
    if not rest:
        return re.compile(head)
    middle = "".join(f"(?>.*?{segment})" for segment in rest[:-1])
    star = ".*" if greedy else ".*?"
    return re.compile(f"{head}{middle}{star}{rest[-1]}")


def _segments(pattern: str) -> list[str]:
    """What stands between the stars, each as a regular expression of fixed length."""
    segments: list[list[str]] = [[]]
    chars = iter(pattern)
    for char in chars:
        if char == "*":
            segments.append([])
        elif char == "?":
            segments[-1].append(".")
        elif char == "\\":
            segments[-1].append(_escape(next(chars, "")))
        else:
            segments[-1].append(re.escape(char))
    return ["".join(segment) for segment in segments]


def _escape(char: str) -> str:
    if not char or char not in "*?\\}/":
        raise PatternError(f"invalid escape '\\{char or chr(0xFFFD)}'")
    return re.escape(char)


def _reversed(pattern: str) -> str:
    """The pattern backwards, `\\x` kept together."""
    out: list[str] = []
    chars = iter(pattern)
    for char in chars:
        out.append(char + next(chars, "") if char == "\\" else char)
    return "".join(reversed(out))
