"""How does an audit read on a terminal or in a log? At a glance: how much, what is heavy, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ctxtrim.context.transfer_size import buildkit_human, human
from ctxtrim.matching.builders import Dialect, by_name
from ctxtrim.model.audit import Audit, Missing, TargetAudit
from ctxtrim.model.build import Target
from ctxtrim.model.context import Entry, Sum
from ctxtrim.render.findings import findings
from ctxtrim.render.names import visible
from ctxtrim.render.picture import picture
from ctxtrim.render.spans import Line, Page, Span, clipped, wrapped


def audit_text(audit: Audit, page: Page) -> list[Line]:
    """The audit, line by line; every name in it is safe to print."""
    dialect = by_name(audit.builder)
    sections = (
        _totals(audit, dialect, page),
        wrong(audit, page),
        _heavy(audit, page),
        _kinds(audit.scan.kinds, page),
        findings(audit, page),
        _contexts(audit, page),
        _notes(audit, page),
    )
    lines: list[Line] = []
    for section in sections:
        block = list(section)
        if block:
            lines += [*block, ()]
    return lines[:-1]


def _totals(audit: Audit, dialect: Dialect, page: Page) -> Iterator[Line]:
    yield (Span(clipped(visible(audit.context), page.width, page), "head"),)
    yield (Span(f"as {dialect.title} reads it", "dim"),)
    yield ()
    yield _total("on disk", *_on_disk(audit))
    rules = (
        f"after {visible(audit.ignore_file)}" if audit.ignore_file else "no ignore file: nothing is excluded"
    )
    yield _total("eligible", audit.scan.eligible, rules)
    word = "used" if dialect.in_place else "sent"
    for alike in _alike(audit.targets):
        name, *rest = wrapped(_named(alike, audit.context), page, _REMARKS)
        yield _total(word, alike[0].sent.sum, name.lstrip())
        yield from ((Span(more, "dim"),) for more in rest)
        for remark in _remarks(alike[0], audit, dialect):
            yield (Span(" " * _REMARKS), Span(remark, "dim"))
        word = ""
    if not audit.targets:
        yield (
            Span("  sent       ", "head"),
            Span("no Dockerfile found: all that is eligible could be", "dim"),
        )


_REMARKS = 2 + 9 + 9 + 2 + 15 + 3


def _total(label: str, total: Sum | None, remark: str) -> Line:
    size, files = (human(total.bytes), _files(total.files)) if total else ("-", "")
    return (Span(f"  {label:9}", "head"), Span(f"{size:>9}  {files:>15}"), Span(f"   {remark}", "dim"))


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _on_disk(audit: Audit) -> tuple[Sum | None, str]:
    scan = audit.scan
    if scan.excluded is not None:
        total = Sum(scan.eligible.files + scan.excluded.files, scan.eligible.bytes + scan.excluded.bytes)
        return total, f"{human(scan.excluded.bytes)} of it excluded"
    if not audit.ignore_file:
        return scan.eligible, ""
    return None, "not measured: see --on-disk"


def _alike(targets: Iterable[TargetAudit]) -> list[list[TargetAudit]]:
    """Builds that get the same under the same rules, together."""
    groups: dict[object, list[TargetAudit]] = {}
    for target in targets:
        key = (target.sent.sum, target.sent.transfer_bytes, target.ignore_file)
        groups.setdefault(key, []).append(target)
    return list(groups.values())


def _named(targets: Sequence[TargetAudit], context: str) -> str:
    first = visible(build_name(targets[0].target, context))
    return f"{first} and {len(targets) - 1} more" if len(targets) > 1 else first


def _remarks(target: TargetAudit, audit: Audit, dialect: Dialect) -> Iterator[str]:
    if target.ignore_file != audit.ignore_file:
        rules = visible(target.ignore_file) or "no ignore file"
        yield f"reads {rules}: {human(target.eligible.bytes)} eligible"
    if dialect.selects and target.sent.transfer_bytes:
        yield f"transferring context: {buildkit_human(target.sent.transfer_bytes)}"
    elif dialect.selects:
        yield "transferring no context"
    elif not dialect.in_place:
        yield f"Sending build context to Docker daemon  {human(target.sent.classic_tar_bytes)}"


def build_name(target: Target, context: str) -> str:
    """What a build is called: its Dockerfile, stage, and who says so. Not yet safe to print."""
    name = target.dockerfile.removeprefix(context.rstrip("/") + "/") or target.origin
    stage = f", stage {target.target}" if target.target else ""
    origin = f" ({target.origin})" if ":" in target.origin and target.dockerfile else ""
    return f"{name}{stage}{origin}"


def wrong(audit: Audit, page: Page) -> Iterator[Line]:
    """What fails or is lost, in words."""
    dialect = by_name(audit.builder)
    for sentence in _missing(miss for target in audit.targets for miss in target.missing if miss.fails):
        yield from _said(sentence, "bad", page)
    emptied = dict.fromkeys(
        p for s in (audit.scan.emptied, *(t.sent.emptied for t in audit.targets)) for p in s
    )
    for path in _few(emptied):
        yield from _said(
            f"{visible(path)} arrives EMPTY: its bytes are lost, and docker says nothing.", "bad", page
        )
    yield from _more(len(emptied), "arrive empty; ctxtrim why PATH tells the line that does it", page)
    told = [entry for entry in audit.scan.troubles if entry.path not in emptied]
    for entry in told[:_FEW]:
        yield from _said(trouble_sentence(entry, dialect), "warn", page)
    yield from _more(len(told), "do not arrive as they are", page)


_FEW = 5


def _few(paths: Iterable[str]) -> list[str]:
    return list(paths)[:_FEW]


def _more(count: int, what: str, page: Page) -> Iterator[Line]:
    if count > _FEW:
        yield from _said(f"… and {count - _FEW:,} more {what}.", "warn", page)


def _said(sentence: str, style: str, page: Page) -> Iterator[Line]:
    for number, text in enumerate(wrapped(sentence, page, 4)):
        yield (Span("  ! " + text[4:] if not number else text, style),)


def _missing(misses: Iterable[Missing]) -> Iterator[str]:
    """A sentence for each source that a Dockerfile asks for in vain, with all the lines that do."""
    lines: dict[Missing, list[int]] = {}
    for miss in misses:
        found = lines.setdefault(miss._replace(line=0), [])
        if miss.line not in found:
            found.append(miss.line)
    for miss, asking in lines.items():
        more = f" (and on line{'s' * (len(asking) > 2)} {', '.join(map(str, asking[1:]))})"
        place = f"{miss.where}:{asking[0]}{more if asking[1:] else ''}"
        yield visible(f"{place}: {miss.told()}.")


def trouble_sentence(entry: Entry, dialect: Dialect) -> str:
    """What becomes of an entry that does not arrive as it is."""
    what = {"unreadable": "an unreadable file", "unreadable dir": "an unreadable directory"}.get(
        entry.trouble, f"a {entry.kind}"
    )
    fate = {
        "empty": "arrives as an empty file",
        "dropped": "is left out",
        "fails": "stops the build",
    }.get(dialect.specials.get(entry.trouble or entry.kind, ""), "")
    if entry.trouble == "too long":
        what, fate = "a path that is too long to open", "stops the build"
    return f"{visible(entry.path)}: {what}: it {fate}."


def _heavy(audit: Audit, page: Page) -> Iterator[Line]:
    if not audit.heaviest:
        return
    yield (Span("What is heavy", "head"), Span(", in shares of what is eligible", "dim"))
    whole = audit.scan.eligible
    heavies = [heavy for heavy in audit.heaviest if heavy.bytes * 200 >= whole.bytes]
    yield from picture(heavies or audit.heaviest[:_FEW], whole, page)
    shown = {heavy.path for heavy in audit.heaviest}
    large = [(size, path) for size, path in audit.scan.largest if size * 100 > whole.bytes]
    files = [(size, path) for size, path in large if path not in shown][:3]
    if files:
        yield ()
        yield (Span("Largest files inside those", "head"),)
        for size, path in files:
            yield (Span(f"  {human(size):>9}  "), Span(clipped(visible(path), page.width - 13, page)))


def _kinds(kinds: Mapping[str, Sum], page: Page) -> Iterator[Line]:
    weighing = [(kind, total) for kind, total in kinds.items() if total.bytes]
    if weighing:
        yield (Span("By kind", "head"),)
    for kind, total in sorted(weighing, key=lambda item: (-item[1].bytes, item[0])):
        yield (Span(f"  {human(total.bytes):>9}  "), Span(f"{total.files:>9,} ", "dim"), Span(kind))


def _contexts(audit: Audit, page: Page) -> Iterator[Line]:
    if not audit.contexts:
        return
    yield (Span("Other contexts found here", "head"), Span(": ctxtrim audit FOLDER", "dim"))
    for folder, count in audit.contexts:
        yield (Span(f"  {visible(folder)}"), Span(f"  {count} build{'s' * (count != 1)}", "dim"))


def _notes(audit: Audit, page: Page) -> Iterator[Line]:
    sentences = dict.fromkeys([*audit.notes, *(text for t in audit.targets for text in t.unknown)])
    if sentences:
        yield (Span("Notes", "head"),)
    for sentence in sentences:
        for line in wrapped(visible(sentence), page):
            yield (Span(line, "dim"),)
