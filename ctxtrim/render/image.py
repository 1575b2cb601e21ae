"""What is in an image, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from ctxtrim.context.transfer_size import human
from ctxtrim.model.image import ImageReport, LayerSecret, LayerSum
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, clipped

_MOST = 5


def image_text(report: ImageReport, page: Page, is_verbose: bool = False) -> list[Line]:
    """Return the report line by line, five rows a section unless verbose; names in it are safe to print."""
    most = None if is_verbose else _MOST
    sections = (_totals(report), _layers(report, page, most), _sources(report, page, most))
    rest = (_wasted(report, page, most), _secrets(report, page, most), _notes(report))
    lines: list[Line] = []
    for section in (*sections, *rest):
        if block := list(section):
            lines += [*block, ()]
    return lines[:-1]


def image_json(report: ImageReport) -> str:
    """Return one object, schema ctxtrim.image/1."""
    rows = [
        {
            **layer._asdict(),
            "context_bytes": layer.context_bytes,
            "origins": [origin._asdict() for origin in layer.origins],
        }
        for layer in report.layers
    ]
    body = {
        "schema": "ctxtrim.image/1",
        **report._asdict(),
        "layers": rows,
        "wasted": [waste._asdict() for waste in report.wasted],
        "secrets": [secret._asdict() for secret in report.secrets],
    }
    return dumps(body, indent=2) + "\n"


def _totals(report: ImageReport) -> Iterator[Line]:
    total = sum(layer.bytes for layer in report.layers)
    origins = [origin for layer in report.layers for origin in layer.origins]
    wasted = sum(waste.bytes for waste in report.wasted)
    name = f"  {visible(report.name)}" if report.name else ""
    layers = f"  {len(report.layers):,} layer{'' if len(report.layers) == 1 else 's'}"
    yield (Span(visible(report.archive), "head"), Span(name + layers, "dim"))
    yield ()
    yield _row("in its layers", total)
    share = f"{len(origins):,} files of {visible(report.context)}"
    yield _row("from the context", sum(origin.bytes for origin in origins), share)
    kept_out = sum(origin.bytes for origin in origins if origin.excluded_by_fix)
    if kept_out:
        yield _row("excluded by a fix", kept_out, "`ctxtrim fix` shows the lines")
    yield _row("hidden by later layers", wasted, f"efficiency {report.efficiency:.0%}")


def _row(label: str, size: int, note: str = "") -> Line:
    return (Span(f"{label:<24}"), Span(f"{human(size):>9}"), Span(f"  {note}" if note else "", "dim"))


def _layers(report: ImageReport, page: Page, most: int | None) -> Iterator[Line]:
    yield (Span("Layers, largest first", "head"), Span("  size, from the context, instruction", "dim"))
    layers = sorted(report.layers, key=lambda layer: (-layer.bytes, layer.number))
    for layer in layers[:most]:
        own = human(layer.context_bytes) if layer.origins else "-"
        text = clipped(visible(_instruction(layer)), page.width - 28, page)
        yield (Span(f"{layer.number:>4}  {human(layer.bytes):>9}  {own:>9}  "), Span(text, "dim"))
    yield from _more(len(layers), most)


def _instruction(layer: LayerSum) -> str:
    return layer.instruction or "(the image does not say)"


def _sources(report: ImageReport, page: Page, most: int | None) -> Iterator[Line]:
    origins = [(origin, layer.number) for layer in report.layers for origin in layer.origins]
    if not origins:
        return
    yield (Span("Largest files from the context", "head"),)
    for origin, number in sorted(origins, key=lambda pair: (-pair[0].bytes, pair[0].path))[:most]:
        path = clipped(visible(origin.source), page.width - 40, page)
        verdict = "; a fix excludes it" if origin.excluded_by_fix else ""
        yield (Span(f"{human(origin.bytes):>9}  {path}"), Span(f"  layer {number}{verdict}", "dim"))
    yield from _more(len(origins), most)


def _wasted(report: ImageReport, page: Page, most: int | None) -> Iterator[Line]:
    rows = [waste for waste in report.wasted if waste.bytes]
    if not rows:
        return
    yield (Span("Hidden by later layers, and still in the image", "head"),)
    for waste in rows[:most]:
        path = clipped(visible(waste.path), page.width - 48, page)
        how = "removed" if waste.is_removed else "overwritten"
        note = f"  layer {waste.layer}, {how} by layer {waste.by}"
        yield (Span(f"{human(waste.bytes):>9}  {path}"), Span(note, "dim"))
    yield from _more(len(rows), most)


def _secrets(report: ImageReport, page: Page, most: int | None) -> Iterator[Line]:
    if not report.secrets:
        return
    yield (Span("Secrets", "head"),)
    for secret in report.secrets[:most]:
        path = clipped(visible(secret.path), page.width - 60, page)
        yield (Span("error  ", "bad"), Span(path), Span(f"  {secret.what}{_place(secret)}", "dim"))
    yield from _more(len(report.secrets), most)
    hint = "Replace them: who has the image has them. RUN --mount=type=secret leaves none in a layer."
    yield (Span(hint, "dim"),)


def _place(secret: LayerSecret) -> str:
    hidden = ", removed later and still readable" if secret.is_hidden else ""
    return f"; layer {secret.layer}{hidden}" if secret.layer else ""


def _notes(report: ImageReport) -> Iterator[Line]:
    for note in report.notes:
        yield (Span(visible(note), "dim"),)


def _more(count: int, most: int | None) -> Iterator[Line]:
    if most is not None and count > most:
        yield (Span(f"{'':>9}  and {count - most:,} more (-v shows them)", "dim"),)
