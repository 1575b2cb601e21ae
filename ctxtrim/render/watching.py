"""A watch as JSON lines, as lines in a pipe, or on a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from ctxtrim.context.transfer_size import human
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Sum
from ctxtrim.model.watch_event import Growth, Moment
from ctxtrim.render.findings import finding_lines, place_of
from ctxtrim.render.names import visible
from ctxtrim.render.picture import picture
from ctxtrim.render.spans import Line, Page, Span, cells, clipped, plain, wrapped

_TOLD = 3
_FEW_BUILDS = 3
_WIDE_TIME = 10
_GOES_ON = 10.0
"""Seconds between two changes of the same paths that are told as one."""


def moment_line(moment: Moment, page: Page) -> str:
    """One line of plain text; every name in it is safe to print."""
    return plain([tuple(_line(moment, page))])


def _line(moment: Moment, page: Page) -> Iterator[Span]:
    yield Span(f"{clock(moment.when)}  ", "dim")
    if moment.note:
        yield Span(visible(moment.note), "bad" if moment.event == "trouble" else "")
    if not moment.audit:
        return
    whole = moment.audit.scan.eligible
    if moment.event == "ready":
        yield Span(f"watching {visible(moment.audit.context)}: {_much(whole)} eligible")
        for target in moment.audit.targets[:_FEW_BUILDS]:
            name = visible(target.target.title)
            yield Span(f"; {name} is sent {human(target.sent.sum.bytes)}")
        return
    change = whole.bytes - (moment.before or whole).bytes
    yield Span(f"{_much(whole)} eligible" + (f" ({difference(change)})" if change else ""))
    for number, growth in enumerate(moment.growths[:_TOLD]):
        yield Span(": " if not number else ", ")
        yield Span(told(growth, page))
    rest = moment.more + max(0, len(moment.growths) - _TOLD)
    if rest:
        yield Span(f" and {rest:,} more")
    cost = next_build(moment.growths) if moment.growths else _without_paths(moment)
    if cost:
        yield Span(f"; {cost}")
    yield from _new_findings(moment)


def _new_findings(moment: Moment) -> Iterator[Span]:
    """Yield the findings that a change has brought, in words."""
    for finding in moment.findings[:_TOLD]:
        place = visible(place_of(finding))
        style = "bad" if finding.severity == "error" else "warn"
        yield Span(f"; {finding.severity} {finding.rule} {place}: {visible(finding.message)}", style)
    if len(moment.findings) > _TOLD:
        yield Span(f" and {len(moment.findings) - _TOLD:,} more findings")


def _without_paths(moment: Moment) -> str:
    """What to say of a change that concerns no path: of rules, of builds, or the end of trouble."""
    if moment.audit and moment.before and moment.audit.scan.eligible != moment.before:
        return "the rules have changed"
    return "all can be told again"


def told(growth: Growth, page: Page, room: int = 0) -> str:
    """A path and what became of it. room: columns for the path, 0 for all."""
    path = visible(growth.path) + "/" * (growth.kind == "dir")
    if room:
        path = clipped(path, room, page)
    files = f" ({growth.after.files:,} files)" if growth.kind == "dir" and growth.after.files > 1 else ""
    return f"{path} {_became(growth)}{files}"


def _became(growth: Growth) -> str:
    change = growth.after.bytes - growth.before.bytes
    if growth.is_rule:
        word = "is eligible now" if growth.after.files > growth.before.files else "is excluded now"
        return f"{word}, {difference(change)}"
    if change:
        return difference(change)
    if growth.after.files == growth.before.files:
        return "changed"
    return "is new" if growth.after.files > growth.before.files else "is gone"


def difference(change: int) -> str:
    """A number of bytes with its sign; "±0B"."""
    if not change:
        return "±0B"
    return f"{'+' if change > 0 else '-'}{human(abs(change))}"


def next_build(growths: Sequence[Growth]) -> str:
    """What the next build pays: bytes, and the instructions that run again. "" for nothing."""
    sent = sum(growth.sent for growth in growths)
    layers = list(dict.fromkeys(layer for growth in growths for layer in growth.layers))
    if not sent and not layers:
        return ""
    parts = [f"transfers {human(sent)}"] if sent else []
    if layers:
        more = f" and {len(layers) - 2} more" if len(layers) > 2 else ""
        parts.append("runs again " + ", ".join(map(visible, layers[:2])) + more)
    return "the next build " + " and ".join(parts)


def together(older: Moment, newer: Moment) -> Moment | None:
    """Two moments as one where the same paths went on changing (a file being written); None: they differ."""
    was = {growth.path: growth for growth in older.growths}
    if (
        not was
        or was.keys() != {growth.path for growth in newer.growths}
        or newer.when - older.when > _GOES_ON
    ):
        return None
    if older.more or newer.more:
        return None
    growths = tuple(growth._replace(before=was[growth.path].before) for growth in newer.growths)
    return newer._replace(growths=growths, before=older.before)


def clock(when: float) -> str:
    """The time of day, as on the wall."""
    return time.strftime("%H:%M:%S", time.localtime(when))


def _much(total: Sum) -> str:
    return f"{human(total.bytes)} in {_files(total.files)}"


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def screen(
    audit: Audit | None,
    history: Sequence[Moment],
    state: str,
    page: Page,
    rows: int,
    first: Sum | None = None,
) -> list[Line]:
    """The whole view, at most `rows` lines. history: newest first. state: how it is watched, a phrase.

    first: what was eligible at the start.
    """
    head = list(_head(audit, state, page, first))
    wrongs = list(finding_lines(audit.findings, page, max(1, rows // 4))) if audit else []
    room = rows - len(head) - len(wrongs) - 3
    latest = [line for moment in history for line in _told_moment(moment, page)]
    shown = latest[: max(3, room // 2)]
    heavy = _heavy(audit, page, room - len(shown) - 2) if audit else []
    lines: list[Line] = head
    for title, block in (("", wrongs), ("What is heavy", heavy), ("Latest", shown)):
        if block:
            lines += [(), *([(Span(title, "head"),)] if title else []), *block]
    return lines[:rows]


def _head(audit: Audit | None, state: str, page: Page, first: Sum | None) -> Iterator[Line]:
    if audit is None:
        yield (Span("ctxtrim watch", "head"), Span(f"  {state}", "dim"))
        return
    context = clipped(visible(audit.context), max(20, page.width - cells(state) - 4), page)
    blank = " " * max(2, page.width - cells(context) - cells(state))
    yield (Span(context, "head"), Span(blank), Span(state, "dim"))
    yield ()
    rules = f"after {visible(audit.ignore_file)}" if audit.ignore_file else "no ignore file"
    change = audit.scan.eligible.bytes - (first or audit.scan.eligible).bytes
    since = f" · {difference(change)} since the start" if change else ""
    yield _total("eligible", audit.scan.eligible, rules + since)
    word = "sent"
    for target in audit.targets[:_FEW_BUILDS]:
        yield _total(word, target.sent.sum, visible(target.target.title))
        word = ""
    rest = len(audit.targets) - _FEW_BUILDS
    if rest > 0:
        yield (Span(" " * 40 + f"and {rest} more builds", "dim"),)


def _total(label: str, total: Sum, remark: str) -> Line:
    figures = f"{human(total.bytes):>9}  {_files(total.files):>15}"
    return (Span(f"  {label:9}", "head"), Span(figures), Span(f"   {remark}", "dim"))


def _heavy(audit: Audit, page: Page, room: int) -> list[Line]:
    """As many of the heaviest paths as there is room for."""
    for count in range(min(len(audit.heaviest), room), 0, -1):
        lines = list(picture(audit.heaviest[:count], audit.scan.eligible, page))
        if len(lines) <= room:
            return lines
    return []


def _told_moment(moment: Moment, page: Page) -> Iterator[Line]:
    """What happened, and below it what it costs."""
    at = Span(f"  {clock(moment.when)}  ", "dim")
    blank = Span(" " * (_WIDE_TIME + 2))
    room = page.width - _WIDE_TIME - 2
    if moment.note:
        for number, text in enumerate(wrapped(visible(moment.note), Page(room, page.blocks), 0)):
            yield (blank if number else at, Span(text, "bad" if moment.event == "trouble" else ""))
    if moment.event == "ready" and moment.audit:
        yield (at, Span(f"ready: {_much(moment.audit.scan.eligible)} eligible"))
    for number, growth in enumerate(moment.growths[:_TOLD]):
        change = growth.after.bytes - growth.before.bytes
        style = "warn" if change > 0 else "good" if change < 0 else ""
        yield (blank if number else at, Span(told(growth, page, max(20, room - 30)), style))
    rest = moment.more + max(0, len(moment.growths) - _TOLD)
    if rest:
        yield (blank, Span(f"and {rest:,} more", "dim"))
    for text in wrapped(next_build(moment.growths), Page(room, page.blocks), 0):
        if text:
            yield (blank, Span(text, "dim"))
    if moment.event == "changed" and not moment.growths:
        yield (at, Span(_without_paths(moment)))
