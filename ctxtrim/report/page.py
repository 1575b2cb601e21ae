"""The page: markup, style, program and data in one file that asks nothing of any network."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from json import dumps
from typing import Any, cast

MARK = b"<!-- ctxtrim.report/1 -->"
"""What the head of a report holds."""
_SCRIPTS = ("d3-hierarchy.min.js", "report.js")


def page_html(data: dict[str, Any], title: str) -> str:
    """Return the page. data: what report.js reads, JSON with names as they are; title: shown in the tab.

    Names cannot become markup: the data is a JSON block without `<`, and the program writes text nodes only.
    The policy allows just the two scripts and the style of this page, by their digests.
    """
    style, scripts = _read("report.css"), [_read(name) for name in _SCRIPTS]
    sources = " ".join(map(_digest, scripts))
    policy = f"default-src 'none'; script-src {sources}; style-src {_digest(style)}; img-src data:"
    text = _read("report.html")
    parts = {
        "POLICY": policy,
        "TITLE": _escaped(title),
        "STYLE": style,
        "DATA": _json(data),
        "LIBRARY": scripts[0],
        "PROGRAM": scripts[1],
    }
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part, 1)
    return text


def _json(data: dict[str, Any]) -> str:
    """Return JSON that is safe in a script element, undecodable bytes of names as U+FFFD."""
    text = dumps(data, separators=(",", ":"), ensure_ascii=False)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _escaped(text: str) -> str:
    from html import escape

    return escape(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    """Return an asset, by this package's loader, so that a zipped package works too."""
    loader = __spec__.loader
    assert loader is not None
    data = loader.get_data(__file__[: -len("page.py")] + "page/" + name)  # type: ignore[attr-defined]
    return cast(bytes, data).decode()
