"""The page in a real browser: it draws, zooms, moves by keys, and asks nothing of any network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ctxtrim.commands.report import report
from ctxtrim.model.context import Request
from tests.commandline import planted

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)<!--",
    "\x1b[31mred\n",
    "q" * 255,
    os.fsdecode(b"\xff\xfe"),
    "\u202egnp.exe",
    "&lt;b&gt; {{7*7}} ${7*7}",
)
FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch AS dev\nCOPY app /app\nFROM scratch\nCOPY . /\n",
    ".dockerignore": "docs\n",
    "app/main.py": 30_000,
    "app/deep/er/still/x.bin": 90_000,
    "docs/book.pdf": 500_000,
    "debug.log": 70_000,
    **{f"names/{name}": 5_000 for name in HOSTILE},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        message = "no Chromium (Debian's package chromium)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


class Seen:
    """A page that is open, and all that it complained of or asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(file.as_uri())


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Seen]]:
    pages = []

    def open_page(width: int = 1000, dark: bool = False) -> Seen:
        context = planted(tmp_path / "context", FILES)
        file = tmp_path / "report.html"
        file.write_text(report(Request(str(context))), encoding="utf-8")
        scheme = "dark" if dark else "light"
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        pages.append(page)
        return Seen(page, file)

    yield open_page
    for page in pages:
        page.close()


def cells(page: Page) -> list[str]:
    return [str(cell.get_attribute("aria-label")) for cell in page.query_selector_all("#map .cell")]


def crumbs(page: Page) -> list[str]:
    return [button.inner_text() for button in page.query_selector_all("#crumbs button")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 400])
def test_it_draws_without_errors_and_without_requests(
    opened: Callable[..., Seen], width: int, dark: bool
) -> None:
    seen = opened(width, dark)
    assert any("app/main.py" in cell for cell in cells(seen.page))
    labels = [label.inner_text() for label in seen.page.query_selector_all("dt")]
    assert labels[:3] == ["On disk", "Not ignored", "Sent"]
    root = "document.documentElement"
    too_wide = seen.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth")
    assert not too_wide
    assert seen.errors == [] and len(seen.requests) == 1


def test_a_click_opens_a_folder_and_escape_goes_up(opened: Callable[..., Seen]) -> None:
    page = opened().page
    page.click("#map .cell[aria-label^='app:']", position={"x": 5, "y": 5})
    assert crumbs(page) == ["context", "app"]
    assert not any("debug.log" in cell for cell in cells(page))
    page.focus("#map .cell")
    page.keyboard.press("Escape")
    assert crumbs(page) == ["context"]


def test_keys_move_and_open(opened: Callable[..., Seen]) -> None:
    page = opened().page
    page.focus("#map .cell")
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    after = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert before != after
    page.focus("#map .cell[aria-label^='app:']")
    page.keyboard.press("Enter")
    assert crumbs(page) == ["context", "app"]


def test_the_fix_and_the_area_change_colors(opened: Callable[..., Seen]) -> None:
    page = opened().page
    log = "#map .cell[aria-label^='debug.log:']"
    assert "saved" in str(page.get_attribute(log, "class"))
    page.check("#when input[value='1']")
    assert "excluded" in str(page.get_attribute(log, "class"))
    assert not any("book.pdf" in cell for cell in cells(page))
    page.select_option("#area", "-1")
    assert "excluded" in str(page.get_attribute("#map .cell[aria-label^='docs/book.pdf:']", "class"))


def test_without_a_fix_and_other_builds_there_is_nothing_to_choose(browser: Browser, tmp_path: Path) -> None:
    files: dict[str, str | int] = {
        "Dockerfile": "FROM scratch\nCOPY a /\n",
        ".dockerignore": "**\n!a\n",
        "a": 9,
    }
    file = tmp_path / "report.html"
    file.write_text(report(Request(str(planted(tmp_path / "context", files)))), encoding="utf-8")
    page = Seen(browser.new_page(), file).page
    assert page.is_visible("#area") and not page.is_visible("#when") and not page.is_visible("#build")
    page.close()


def test_search_goes_to_a_path(opened: Callable[..., Seen]) -> None:
    page = opened().page
    page.fill("#search", "X.BIN")
    page.click("#results button")
    assert crumbs(page) == ["context", "app", "deep", "er", "still"]
    page.fill("#search", "nowhere")
    assert "Nothing of that name" in page.inner_text("#results")


def test_the_table_says_the_same(opened: Callable[..., Seen]) -> None:
    page = opened().page
    lines = [line.split("\t") for line in page.inner_text("#rows").splitlines()]
    rows = {line[0]: line[1:] for line in lines}
    assert rows["docs/"] == ["500kB", "1", "0B", "0B", "0B"]
    assert rows["debug.log"] == ["70kB", "1", "70kB", "70kB", "0B"]


def test_a_name_is_never_markup(opened: Callable[..., Seen]) -> None:
    seen = opened()
    page = seen.page
    page.click("#map .cell[aria-label^='names:']", position={"x": 5, "y": 5})
    page.fill("#search", "img")
    assert page.query_selector_all("img") == []
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#rows")
    assert "\\x1b[31mred\\x0a" in page.inner_text("#rows")
    assert seen.errors == [] and len(seen.requests) == 1
