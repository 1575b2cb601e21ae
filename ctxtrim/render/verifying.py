"""Text and JSON of a verification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from ctxtrim.context.transfer_size import human
from ctxtrim.model.context import Sum
from ctxtrim.model.verification import Gone, Refused, Verification
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, wrapped

SCHEMA = "ctxtrim.verify/1"
_MANY = 12


def verification_text(found: Verification, page: Page) -> list[Line]:
    """The verification, line by line; every name in it is safe to print."""
    lines: list[Line] = []
    for section in (_head(found), _felt(found, page), _known(found, page), _notes(found, page)):
        block = list(section)
        if block:
            lines += [*block, ()]
    return lines[:-1]


def _head(found: Verification) -> Iterator[Line]:
    name = visible(found.ignore_file)
    if not found.lines:
        yield (Span(f"{name}: nothing to verify.", "good"),)
        return
    if found.holds:
        yield (Span(f"{name}: all that the builds need arrives as before.", "good"),)
    else:
        yield (Span(f"{name}: a build would feel the difference.", "bad"),)
    plural = "s" * (found.lines != 1)
    yield (Span(f"  built by      {visible(found.builder)}, {found.lines} source{plural} over scratch"),)
    yield (Span(f"  arrived       {_amount(found.before)}   with {visible(found.old)}"),)
    yield (Span(f"  arrives       {_amount(found.after)}   with {visible(found.new)}"),)


def _amount(total: Sum) -> str:
    return f"{human(total.bytes):>9}  {total.files:>9,} file{'s' * (total.files != 1)}"


def _felt(found: Verification, page: Page) -> Iterator[Line]:
    """What a build would feel."""
    yield from _section("Fails now", map(_refused, found.failing), page, "bad")
    yield from _section("Arrives empty now", found.emptied, page, "bad")
    needed = [f"{gone.path}   {gone.why}" for gone in found.needed]
    yield from _section("Gone, and needed", needed, page, "bad")
    yield from _section("Not as foretold", found.unforeseen, page, "bad")


def _known(found: Verification, page: Page) -> Iterator[Line]:
    """What it would not feel, or has felt before."""
    yield from _section("No longer arrives, as foretold", map(_gone, found.gone), page)
    yield from _section("Arrives only now", found.come, page)
    yield from _section("Builds only now", map(_refused, found.mended), page)
    yield from _section("Fails with either file", map(_refused, found.failing_anyway), page, "warn")


def _section(title: str, items: Sequence[str] | Iterator[str], page: Page, style: str = "") -> Iterator[Line]:
    texts = list(items)
    if texts:
        yield (Span(title, "head"),)
    for text in texts[:_MANY]:
        for line in wrapped(visible(text), page):
            yield (Span(line, style),)
    if len(texts) > _MANY:
        yield (Span(f"  … and {len(texts) - _MANY:,} more: --format json names them", "dim"),)


def _gone(gone: Gone) -> str:
    files = f"{gone.sum.files:>8,} file{'s' * (gone.sum.files != 1)}"
    return f"{human(gone.sum.bytes):>9} {files:<14} {gone.path}"


def _refused(refused: Refused) -> str:
    place = f"{refused.place}: " if refused.place else ""
    return f"{place}{refused.what}   {refused.says}"


def _notes(found: Verification, page: Page) -> Iterator[Line]:
    if found.notes:
        yield (Span("Notes", "head"),)
    for note in found.notes:
        for line in wrapped(visible(note), page):
            yield (Span(line, "dim"),)


def verification_json(found: Verification) -> str:
    """The verification as JSON text: schema, whether it holds, and every difference."""
    data: dict[str, Any] = {"schema": SCHEMA, "holds": found.holds, **found._asdict()}
    for name in ("before", "after"):
        data[name] = data[name]._asdict()
    for name in ("failing", "failing_anyway", "mended"):
        data[name] = [refused._asdict() for refused in data[name]]
    for name in ("needed", "gone"):
        data[name] = [{"path": gone.path, **gone.sum._asdict(), "why": gone.why} for gone in data[name]]
    return dumps(data, indent=2) + "\n"
