"""A watch as JSON lines, as lines, and on a screen that never overflows."""

from __future__ import annotations

import json

import pytest

from ctxtrim.model.audit import Audit, Heavy, TargetAudit
from ctxtrim.model.build import Target
from ctxtrim.model.context import Sum
from ctxtrim.model.scan import Scan, Sent
from ctxtrim.model.watch_event import Growth, Moment
from ctxtrim.render.spans import Line, Page, cells
from ctxtrim.render.watching import (
    difference,
    moment_line,
    next_build,
    screen,
    together,
    told,
)
from ctxtrim.render.watching_json import moment_json

_SCAN = Scan((), Sum(12, 3_500_000), 3_600_000, 3_700_000, (), {}, (), (), ())
_BUILD = TargetAudit(
    Target("/c", "/c/Dockerfile"), ".dockerignore", Sum(12, 3_500_000), Sent(Sum(9, 2_000_000), 1, 1)
)
_AUDIT = Audit(
    "/c", "buildkit", ".dockerignore", _SCAN, (_BUILD,), (Heavy("data", "dir", 3_000_000, 8, 3_000_000),)
)
_GREW = Growth("data/new", "dir", Sum(), Sum(3, 1_500_000), 1_500_000, ("Dockerfile:7: COPY .",))
_CHANGED = Moment("changed", _AUDIT, Sum(9, 2_000_000), (_GREW,), when=1e9, sent_changed=True)


def _text(lines: list[Line]) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines)


def test_a_json_line_is_one_line_and_leads_with_the_event() -> None:
    line = moment_json(_CHANGED)
    assert line.endswith("}\n") and line.count("\n") == 1
    found = json.loads(line)
    assert next(iter(found)) == "event"
    assert found["schema"] == "ctxtrim.watch/1"
    assert found["eligible"]["bytes"] == 3_500_000
    assert (found["paths"], found["more_paths"], found["sent_changed"]) == (["data/new"], 0, True)
    assert found["growth"][0]["next_build_layers"] == ["Dockerfile:7: COPY ."]


def test_a_name_that_does_not_decode_is_an_escape_in_json() -> None:
    moment = _CHANGED._replace(growths=(_GREW._replace(path="caf\udce9"),))
    assert "caf\\udce9" in moment_json(moment)


@pytest.mark.parametrize("event", ["trouble", "note", "written", "ran"])
def test_what_is_no_change_of_the_audit_is_a_note(event: str) -> None:
    moment = Moment(event, note="so it is\x1b[31m", when=1e9)
    assert json.loads(moment_json(moment))["note"] == "so it is\x1b[31m"
    assert moment_line(moment, Page()).endswith("  so it is\\x1b[31m\n")


def test_a_line_says_what_came_and_what_it_costs() -> None:
    assert moment_line(_CHANGED, Page())[10:] == (
        "3.5MB in 12 files eligible (+1.5MB): data/new/ +1.5MB (3 files);"
        " the next build transfers 1.5MB and runs again Dockerfile:7: COPY .\n"
    )


def test_a_first_line_says_what_is_watched() -> None:
    line = moment_line(Moment("ready", _AUDIT, when=1e9), Page())
    assert line[10:] == "watching /c: 3.5MB in 12 files eligible; Dockerfile is sent 2MB\n"


def test_a_line_names_a_few_and_counts_the_rest() -> None:
    growths = tuple(_GREW._replace(path=f"p{number}") for number in range(5))
    line = moment_line(_CHANGED._replace(growths=growths, more=7), Page())
    assert "p2/ +1.5MB" in line
    assert "p3" not in line
    assert "and 9 more" in line


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        (Growth("a", "file", Sum(1, 5), Sum(1, 5)), "a changed"),
        (Growth("a", "file", Sum(), Sum(1, 0)), "a is new"),
        (Growth("a", "file", Sum(1, 0), Sum()), "a is gone"),
        (Growth("a", "file", Sum(1, 5), Sum(1, 2005)), "a +2kB"),
        (Growth("a", "dir", Sum(3, 50), Sum()), "a/ -50B"),
        (Growth("a", "dir", Sum(), Sum(1200, 50)), "a/ +50B (1,200 files)"),
        (Growth("a", "dir", Sum(3, 50), Sum(), is_rule=True), "a/ is excluded now, -50B"),
        (Growth("a", "dir", Sum(), Sum(1, 50), is_rule=True), "a/ is eligible now, +50B"),
        (Growth("\x1b[2J", "file", Sum(), Sum(1, 1)), "\\x1b[2J +1B"),
    ],
)
def test_what_became_of_a_path(growth: Growth, words: str) -> None:
    assert told(growth, Page()) == words


@pytest.mark.parametrize(("change", "words"), [(0, "±0B"), (999, "+999B"), (-1_500_000, "-1.5MB")])
def test_a_difference(change: int, words: str) -> None:
    assert difference(change) == words


@pytest.mark.parametrize(
    ("sent", "layers", "words"),
    [
        (0, (), ""),
        (10, (), "the next build transfers 10B"),
        (0, ("D:1: COPY a",), "the next build runs again D:1: COPY a"),
        (10, ("D:1: COPY a", "D:2: ADD b", "D:3: COPY c"), "D:1: COPY a, D:2: ADD b and 1 more"),
    ],
)
def test_what_the_next_build_pays(sent: int, layers: tuple[str, ...], words: str) -> None:
    said = next_build([Growth("a", "file", sent=sent, layers=layers)])
    assert said.endswith(words)
    assert bool(said) == bool(words)


def test_a_file_that_is_being_written_is_told_as_one() -> None:
    first = _CHANGED._replace(growths=(Growth("f", "file", Sum(), Sum(1, 10)),))
    later = first._replace(growths=(Growth("f", "file", Sum(1, 10), Sum(1, 90)),), when=1e9 + 5)
    one = together(first, later)
    assert one and one.growths == (Growth("f", "file", Sum(), Sum(1, 90)),)
    assert one.when == 1e9 + 5


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(_CHANGED._replace(when=1e9 + 60), id="much later"),
        pytest.param(_CHANGED._replace(growths=(_GREW._replace(path="other"),)), id="another path"),
        pytest.param(_CHANGED._replace(more=3), id="and more besides"),
        pytest.param(Moment("note", note="n", when=1e9), id="something else"),
    ],
)
def test_what_is_not_the_same_is_told_apart(later: Moment) -> None:
    assert together(_CHANGED, later) is None


@pytest.mark.parametrize("width", [40, 60, 100, 200])
@pytest.mark.parametrize("rows", [6, 12, 24, 60])
def test_a_screen_never_overflows(width: int, rows: int) -> None:
    history = [
        _CHANGED,
        Moment("trouble", note="word " * 60, when=1e9),
        Moment("ready", _AUDIT, when=1e9),
    ] * 9
    lines = screen(_AUDIT, history, "watching · Ctrl-C ends", Page(width), rows)
    assert len(lines) <= rows
    if width >= 60:
        assert max(cells(_text([line])) for line in lines[1:]) <= width


def test_a_screen_shows_totals_what_is_heavy_and_the_last_events() -> None:
    text = _text(screen(_AUDIT, [_CHANGED], "watching", Page(100), 30))
    for words in ("eligible", "3.5MB", "sent", "Dockerfile", "What is heavy", "data/", "Latest", "+1.5MB"):
        assert words in text


def test_a_screen_before_anything_is_known() -> None:
    assert "gone" in _text(screen(None, [Moment("trouble", note="it is gone", when=1e9)], "", Page(80), 20))
