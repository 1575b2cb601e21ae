"""An answer to `why`, in words."""

from __future__ import annotations

import json

import pytest

from ctxtrim.model.why import Answer, Reason, Taker
from ctxtrim.render.spans import Page, plain
from ctxtrim.render.why import why_json, why_text

KEPT = Reason("buildkit", ".dockerignore", "eligible")
OUT = Reason("buildkit", ".dockerignore", "excluded", ".dockerignore:4: d", "d")
SENT = (Taker("Dockerfile", ("Dockerfile:2: COPY .",)),)
UNSENT = (Taker("Dockerfile", ()),)


def text(answer: Answer) -> str:
    return plain(why_text([answer], Page()))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            Answer("a", "file", 1, (KEPT,)),
            "a: eligible\n    no pattern of .dockerignore matches it\n",
            id="no build",
        ),
        pytest.param(
            Answer("a", "file", 1, (KEPT._replace(ignore_file=""),), takers=SENT),
            "a: eligible, sent\n    there is no ignore file\n  taken by Dockerfile:2: COPY .\n",
            id="sent",
        ),
        pytest.param(
            Answer("a", "", 0, (KEPT,), takers=UNSENT),
            "a: eligible, not sent (not there now; this is what would happen)\n"
            "    no pattern of .dockerignore matches it\n"
            "  no line of Dockerfile takes it\n",
            id="absent and not sent",
        ),
        pytest.param(
            Answer("d/a", "file", 1, (OUT,)),
            "d/a: excluded\n    .dockerignore:4: d   (matches d, which it is in)\n",
            id="excluded",
        ),
        pytest.param(
            Answer("a\n\x1b", "file", 1, (KEPT._replace(outcome="emptied", remark="a reason"),)),
            "a\\n\\x1b: arrives EMPTY: silent data loss\n"
            "    no pattern of .dockerignore matches it\n"
            "    a reason\n",
            id="emptied, under a hostile name",
        ),
        pytest.param(
            Answer("", "dir", 0, (KEPT,)),
            ".: eligible\n    no pattern of .dockerignore matches it\n",
            id="the context itself",
        ),
    ],
)
def test_in_words(answer: Answer, expected: str) -> None:
    assert text(answer) == expected


def test_other_rules_of_the_same_builder_follow() -> None:
    own = KEPT._replace(ignore_file="dev.dockerignore")
    assert "  with dev.dockerignore: eligible\n" in text(Answer("d/a", "file", 1, (OUT, own)))


def test_builders_that_do_the_same_share_a_line() -> None:
    others = tuple(KEPT._replace(builder=name) for name in ("classic", "buildah"))
    assert "  classic, buildah: eligible\n" in text(Answer("d/a", "file", 1, (OUT,), others))


def test_a_rejected_ignore_file_is_said() -> None:
    other = Reason("buildah", "", "rejected", ".dockerignore:1: rejected")
    assert "  buildah: unknown: the ignore file is rejected\n    .dockerignore:1: rejected\n" in text(
        Answer("d/a", "file", 1, (OUT,), (other,))
    )


def test_answers_are_set_apart() -> None:
    assert plain(why_text([Answer("a", "file", 1, (KEPT,))] * 2, Page())).count("\n\n") == 1


def test_json_is_whole() -> None:
    found = json.loads(why_json([Answer("\udcff", "", 0, (OUT,), takers=UNSENT)]))
    assert found["paths"][0] == {
        "path": "\udcff",
        "kind": None,
        "bytes": 0,
        "reasons": [OUT._asdict()],
        "other_builders": [],
        "builds": [{"build": "Dockerfile", "lines": []}],
    }
