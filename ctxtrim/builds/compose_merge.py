"""Merge a compose service with an override file or with the service that it extends.

The rules are compose-go's (override/merge.go, loader/reset.go), for the two keys that matter here:
`build` and `extends`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ctxtrim.builds.yaml_reader import Tagged, Value

_BUILD_TEXTS = ("context", "dockerfile", "dockerfile_inline", "target")
_BUILD_MAPS = ("args", "additional_contexts")
Words = Callable[[str, str], str]  # a text and the key that it stands under


def merged(base: Value, over: Value, null_replaces: bool = False) -> Value:
    """Return `over` laid on `base`: maps key by key, the rest replaced; `!reset` and `!override` obeyed.

    null_replaces: a null is a value, as it is among arguments; elsewhere what is below shows through.
    Neither value is changed. What is left holds no tag.
    """
    if isinstance(over, Tagged):
        return untagged(over)
    if over is None:
        return base
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return untagged(over)
    out = dict(base)
    for key, value in over.items():
        if isinstance(value, Tagged) and value.tag == "!reset":
            out.pop(key, None)
        elif key not in out or (value is None and null_replaces):
            out[key] = untagged(value)
        else:
            out[key] = merged(out[key], value, key in _BUILD_MAPS)
    return out


def untagged(value: Value) -> Value:
    """Return a value as it stands without anything below it: `!reset` keys gone, `!override` ones kept."""
    if isinstance(value, Tagged):
        return None if value.tag == "!reset" else untagged(value.value)
    if isinstance(value, dict):
        return {
            key: untagged(item)
            for key, item in value.items()
            if not (isinstance(item, Tagged) and item.tag == "!reset")
        }
    return value


def slim_service(service: Value, words: Words) -> Value:
    """Return a service with nothing but `build` (see `slim_build`) and `extends`, words interpolated."""
    if isinstance(service, Tagged):
        return Tagged(service.tag, slim_service(service.value, words))
    out: dict[str, Value] = {}
    if isinstance(service, dict):
        if "build" in service:
            out["build"] = slim_build(service["build"], words)
        if "extends" in service:
            out["extends"] = _words(service["extends"], "extends", words)
    return out


def slim_build(build: Value, words: Words) -> Value:
    """Return `build` in its long form with the keys that decide what is built, words interpolated."""
    if isinstance(build, Tagged):
        return Tagged(build.tag, slim_build(build.value, words))
    if isinstance(build, str):
        return {"context": words(build, "context")}
    if not isinstance(build, dict):
        return None
    out = {key: _words(build[key], key, words) for key in _BUILD_TEXTS if key in build}
    for key in _BUILD_MAPS:
        if key in build:
            out[key] = _mapping(build[key], key, words)
    return out


def _mapping(value: Value, under: str, words: Words) -> Value:
    """Return `["A=1", "B"]` as {"A": "1", "B": None}, and a map as it is."""
    if isinstance(value, Tagged):
        return Tagged(value.tag, _mapping(value.value, under, words))
    if isinstance(value, list):
        pairs: dict[str, Value] = {}
        for item in value:
            if isinstance(item, str):
                name, equals, text = words(item, under).partition("=")
                pairs[name] = text if equals else None
        return pairs
    if isinstance(value, Mapping):
        return {key: _words(item, under, words) for key, item in value.items()}
    return None


def _words(value: Value, under: str, words: Words) -> Value:
    if isinstance(value, str):
        return words(value, under)
    if isinstance(value, Tagged):
        return Tagged(value.tag, _words(value.value, under, words))
    if isinstance(value, dict):
        return {key: _words(item, under, words) for key, item in value.items()}
    return value
