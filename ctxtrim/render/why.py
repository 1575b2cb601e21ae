"""Text and JSON of `why`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ctxtrim.model.why import THE_CONTEXT, Answer, Reason
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, wrapped

_WORDS = {
    "eligible": ("eligible", "good"),
    "excluded": ("excluded", "warn"),
    "emptied": ("arrives EMPTY: silent data loss", "bad"),
    "empty": ("arrives as an empty file", "warn"),
    "dropped": ("left out: its kind cannot be sent", "warn"),
    "fails": ("stops the build", "bad"),
    "rejected": ("unknown: the ignore file is rejected", "bad"),
}


def why_text(answers: Iterable[Answer], page: Page) -> list[Line]:
    """The answers, line by line; every name in them is safe to print."""
    lines: list[Line] = []
    for answer in answers:
        lines += [*_answer(answer, page), ()]
    return lines[:-1]


def _answer(answer: Answer, page: Page) -> Iterator[Line]:
    first = answer.reasons[0]
    word, style = _WORDS[first.outcome]
    whole = "" if answer.path else " as a whole"
    if first.outcome == "eligible" and answer.takers:
        word += ", sent" if any(taker.lines for taker in answer.takers) else f", not sent{whole}"
    absent = "" if answer.kind else " (not there now; this is what would happen)"
    yield (Span(visible(answer.path or "."), "head"), Span(": "), Span(word, style), Span(absent, "dim"))
    yield from _because(first, page)
    for reason in answer.reasons[1:] if answer.path else ():
        yield (
            Span(f"  with {visible(reason.ignore_file) or 'no ignore file'}: "),
            Span(*_WORDS[reason.outcome]),
        )
        yield from _because(reason, page)
    for taker in answer.takers:
        for line in taker.lines:
            yield (Span("  taken by "), Span(visible(line)))
        if not taker.lines:
            yield (Span(f"  no line of {visible(taker.label)} takes it{whole}", "dim"),)
    for other, builders in _alike(answer.others).items():
        yield (Span(f"  {', '.join(builders)}: ", "head"), Span(*_WORDS[other.outcome]))
        yield from _because(other, page)


def _alike(reasons: Iterable[Reason]) -> dict[Reason, list[str]]:
    """Builders that do the same for the same reason, together."""
    found: dict[Reason, list[str]] = {}
    for reason in reasons:
        found.setdefault(reason._replace(builder=""), []).append(reason.builder)
    return found


def _because(reason: Reason, page: Page) -> Iterator[Line]:
    for sentence in filter(None, (_pattern(reason), reason.remark)):
        for line in wrapped(visible(sentence), page, 4):
            yield (Span(line),)


def _pattern(reason: Reason) -> str:
    if not reason.by:
        if reason.remark == THE_CONTEXT:
            return ""
        return (
            f"no pattern of {reason.ignore_file} matches it"
            if reason.ignore_file
            else "there is no ignore file"
        )
    if reason.through:
        return f"{reason.by}   (matches {reason.through}, which it is in)"
    return reason.by


def why_json(answers: Iterable[Answer]) -> str:
    """The answers as JSON text, schema ctxtrim.why/1."""
    from json import dumps

    rows = [_object(answer) for answer in answers]
    return dumps({"schema": "ctxtrim.why/1", "paths": rows}, indent=2) + "\n"


def _object(answer: Answer) -> dict[str, Any]:
    return {
        "path": answer.path or ".",
        "kind": answer.kind or None,
        "bytes": answer.size,
        "reasons": [reason._asdict() for reason in answer.reasons],
        "other_builders": [reason._asdict() for reason in answer.others],
        "builds": [{"build": taker.label, "lines": list(taker.lines)} for taker in answer.takers],
    }
