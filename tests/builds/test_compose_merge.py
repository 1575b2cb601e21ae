from __future__ import annotations

import pytest

from ctxtrim.builds.compose_merge import merged, slim_build, untagged
from ctxtrim.builds.yaml_reader import Tagged, Value

RESET = Tagged("!reset", None)


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        pytest.param({"a": "1"}, None, {"a": "1"}, id="null changes nothing"),
        pytest.param({"a": "1"}, {}, {"a": "1"}, id="an empty map changes nothing"),
        pytest.param({"a": "1", "b": "2"}, {"b": "3"}, {"a": "1", "b": "3"}, id="key by key"),
        pytest.param({"m": {"a": "1"}}, {"m": {"b": "2"}}, {"m": {"a": "1", "b": "2"}}, id="maps in maps"),
        pytest.param({"m": {"a": "1"}}, {"m": None}, {"m": {"a": "1"}}, id="null does not remove a map"),
        pytest.param({"a": "1"}, {"a": None}, {"a": "1"}, id="null does not remove a text"),
        pytest.param(
            {"args": {"A": "1"}}, {"args": {"A": None}}, {"args": {"A": None}}, id="but an argument"
        ),
        pytest.param({"a": "1", "b": "2"}, {"a": RESET}, {"b": "2"}, id="reset removes"),
        pytest.param({"b": "2"}, {"a": RESET}, {"b": "2"}, id="reset of nothing is nothing"),
        pytest.param(
            {"m": {"a": "1"}}, {"m": Tagged("!override", {"b": "2"})}, {"m": {"b": "2"}}, id="override"
        ),
        pytest.param(
            {"a": "1"}, {"n": {"x": RESET, "y": "1"}}, {"a": "1", "n": {"y": "1"}}, id="reset in new maps"
        ),
        pytest.param({"a": "1"}, RESET, None, id="the whole is reset"),
    ],
)
def test_one_file_is_laid_on_another(base: Value, over: Value, result: Value) -> None:
    before = repr(base)
    assert merged(base, over) == result
    assert repr(base) == before


@pytest.mark.parametrize(
    ("build", "result"),
    [
        pytest.param("./x", {"context": "./x"}, id="short form"),
        pytest.param({"args": ["A=1", "B", "C=x=y"]}, {"args": {"A": "1", "B": None, "C": "x=y"}}, id="list"),
        pytest.param({"args": {"A": None}}, {"args": {"A": None}}, id="map"),
        pytest.param({"cache_from": ["x"], "target": "t"}, {"target": "t"}, id="nothing else is kept"),
        pytest.param(["?"], None, id="a list is no build"),
    ],
)
def test_a_build_is_brought_to_its_long_form(build: Value, result: Value) -> None:
    assert slim_build(build, lambda text, key: text) == result


def test_tags_go_when_nothing_stands_below() -> None:
    assert untagged({"a": RESET, "b": Tagged("!override", {"c": "1"})}) == {"b": {"c": "1"}}
