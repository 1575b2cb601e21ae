#!/usr/bin/env python3
"""Makes docs/terminal.svg: what a terminal of 80 columns shows of the sample `slim-images`.

python docs/make_picture.py            runs the commands on a fresh sample and writes the picture
python docs/make_picture.py --check    writes nothing; status 1 where the picture is stale
python docs/make_picture.py --page     writes docs/report.jpg, what Chromium shows of the page
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PICTURE = HERE / "terminal.svg"
COLUMNS, ROWS = 80, 24
COMMANDS = ((("audit",), 2, 99), (("init", "--write"), 0, 3), (("audit",), 2, 2))
"""Words of a command line, and the part of its output that is shown: lines left out at first, lines shown."""

CELL, LINE, EDGE = 8, 18, 16
FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
MAP: FloatRect = {"x": 0, "y": 185, "width": 900, "height": 650}
"""The part of the page that is photographed."""
BLOCKS = {block: eighths for eighths, block in enumerate(" ▏▎▍▌▋▊▉█")}
STYLES = {"1": "b", "2": "d", "31": "r", "32": "g", "33": "y", "34": "l", "36": "c"}
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
 aria-labelledby="t">
<title id="t">ctxtrim finds 154.1MB in a build context and cuts it to 6.418kB</title>
<style>
text {{ font: 13px {font}; fill: #1f2328; }}
rect {{ fill: #0e7490; }} .w {{ fill: #f6f8fa; stroke: #d0d7de; }}
.b {{ font-weight: 700; }} .d {{ fill: #59636e; }} .r {{ fill: #b3261e; }} .g {{ fill: #1a7f37; }}
.y {{ fill: #8a5a00; }} .l {{ fill: #0a56ad; }} .c {{ fill: #0e7490; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e6edf3; }} rect {{ fill: #39c5cf; }} .w {{ fill: #0d1117; stroke: #30363d; }}
.d {{ fill: #9198a1; }} .r {{ fill: #ff7b72; }} .g {{ fill: #56d364; }} .y {{ fill: #e3b341; }}
.l {{ fill: #79c0ff; }} .c {{ fill: #39c5cf; }}
}}
</style>
<rect class="w" x=".5" y=".5" width="{inner_width}" height="{inner_height}" rx="8"/>
{body}</svg>
"""


class Piece(NamedTuple):
    """Text from one column on. styles: classes of the picture."""

    column: int
    text: str
    styles: str


def main() -> int:
    """Write the picture where it differs, or tell of it."""
    if "--page" in sys.argv[1:]:
        photograph(HERE / "report.jpg")
        return 0
    picture = svg(list(session()))
    if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == picture:
        return 0
    if "--check" in sys.argv[1:]:
        print("docs/terminal.svg: stale; run python docs/make_picture.py")
        return 1
    PICTURE.write_text(picture, encoding="utf-8")
    return 0


def session() -> Iterator[str]:
    """Yield the lines of a terminal, with its codes for colors, while the commands run."""
    from sample_projects.make import make

    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder) / "slim-images"
        make(context.name, context)
        for words, first, count in COMMANDS:
            shown = " ".join(words).replace("audit", "").strip()
            yield f"\x1b[1m$ ctxtrim {shown}\x1b[0m"
            printed = in_terminal([sys.executable, "-m", "ctxtrim", *words], context)[first:]
            yield from printed[:count]
            yield "…" if len(printed) > count else ""


def photograph(file: Path) -> None:
    """Write what a browser shows of the page about the sample."""
    from shutil import which

    from playwright.sync_api import sync_playwright

    from ctxtrim.commands.report import report
    from ctxtrim.model.context import Request
    from sample_projects.make import make

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        context, page_file = Path(folder) / "slim-images", Path(folder) / "report.html"
        make(context.name, context)
        page_file.write_text(report(Request(str(context))), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 830})
        page.goto(page_file.as_uri())
        page.screenshot(path=str(file), quality=60, type="jpeg", clip=MAP)
        browser.close()


def in_terminal(command: list[str], folder: Path) -> list[str]:
    """Return the lines that a command writes to a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "PYTHONUTF8": "1"}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=below, stderr=subprocess.DEVNULL)
    os.close(below)
    written = b""
    try:
        while data := os.read(above, 1 << 16):
            written += data
    except OSError:  # Linux's answer once nobody writes any more
        pass
    os.close(above)
    process.wait()
    return written.decode().replace("\r\n", "\n").rstrip("\n").split("\n")


def pieces(line: str) -> Iterator[Piece]:
    """Yield the pieces of a line, told apart by its codes and by words two blanks apart."""
    column, styles = 0, ""
    for code, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if not text:
            styles = (
                " ".join(filter(None, [styles, *map(STYLES.get, code.split(";"))])) if code != "0" else ""
            )
        for found in re.finditer(r"\S+(?: \S+)*", text):
            yield Piece(column + found.start(), found[0], styles)
        column += len(text)


def svg(lines: list[str]) -> str:
    """Return the picture of a terminal that shows these lines."""
    width, height = 2 * EDGE + COLUMNS * CELL, 2 * EDGE + len(lines) * LINE
    body = "".join(drawn(piece, row) for row, line in enumerate(lines) for piece in pieces(line))
    sizes = {"width": width, "height": height, "inner_width": width - 1, "inner_height": height - 1}
    return SVG.format(font=FONT, body=body, **sizes)


def drawn(piece: Piece, row: int) -> str:
    """Return a piece as text, or a bar of blocks as a rectangle."""
    x, y = EDGE + piece.column * CELL, EDGE + row * LINE
    if set(piece.text) <= set(BLOCKS):
        return f'<rect x="{x}" y="{y + 2}" width="{sum(map(BLOCKS.__getitem__, piece.text))}" height="13"/>\n'
    style = f' class="{piece.styles}"' if piece.styles else ""
    length = len(piece.text) * CELL
    return f'<text x="{x}" y="{y + 13}" textLength="{length}"{style}>{escape(piece.text)}</text>\n'


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
