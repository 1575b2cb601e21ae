"""The options that all functions share, named as on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, TypedDict

from ctxtrim.model.context import Request

Path = str | os.PathLike[str]


class ContextOptions(TypedDict, total=False):
    """Which builds of a context are meant, and who reads it.

    file: a Dockerfile, compose or bake file, or several (default: all that belong to the context). target: a
    stage instead of the last one. build_arg: name -> value (None: from the environment). build_context: name
    -> folder or reference. builder: "buildkit" (default), "classic", "buildah", "kaniko", "buildkit-20.10" or
    "classic-20.10". ignore_file: one to read instead of what the builder finds. config: whether the project's
    configuration (ctxtrim.toml …) gives the options that the call does not (True, as on the command line).
    """

    file: Path | Iterable[Path]
    target: str
    build_arg: Mapping[str, str | None]
    build_context: Mapping[str, Path]
    builder: str
    ignore_file: Path
    config: bool


class RevisionOptions(ContextOptions, total=False):
    """Options of a function that also reads commits.

    rev: a commit, tag or branch to read instead of the work tree, without a checkout.
    """

    rev: str


class Call(NamedTuple):
    """One call: the request, and the function's own options by name, configured ones among them."""

    request: Request
    options: Mapping[str, Any]


@contextmanager
def opened(context: Path, options: Mapping[str, Any], known: type) -> Iterator[Call]:
    """Let a call be answered from its revision, or from the disk, while the block runs.

    known: the TypedDict of all of a function's options. Raises as `call_of` does, and CtxtrimError for a
    revision that cannot be read.
    """
    call = call_of(context, options, known)
    rev = call.options.get("rev", "")
    if not rev:
        yield call
        return
    from ctxtrim.commands.at_revision import at_revision

    with at_revision(call.request, rev) as request:
        yield call._replace(request=request)


def call_of(context: Path, options: Mapping[str, Any], known: type) -> Call:
    """Return the call that options mean. known: the TypedDict of all of a function's options.

    Raises TypeError for an option that is none of them, and CtxtrimError for a configuration that cannot be
    read.
    """
    from ctxtrim.configuration import Configuration, read_configuration, settings_of

    names: frozenset[str] = getattr(known, "__optional_keys__")  # noqa: B009  (mypy: a TypedDict is no type)
    unknown = sorted(set(options) - names)
    if unknown:
        raise TypeError(f"unexpected keyword argument '{unknown[0]}'; options: {', '.join(sorted(names))}")
    place = os.fspath(context)
    found = read_configuration(place) if options.get("config", True) else Configuration()
    settings = settings_of(found)
    values = {**_configured(found.values, names), **options}
    if "skip" in names:
        values["skip"] = (*settings.skip, *words(options.get("skip", ())))
    request = Request(
        place,
        paths(values.get("file", ())),
        values.get("target", ""),
        dict(values.get("build_arg", {})),
        values.get("builder", "buildkit"),
        os.fspath(values.get("ignore_file", "")),
        {name: os.fspath(folder) for name, folder in values.get("build_context", {}).items()},
        settings,
    )
    return Call(request, values)


def _configured(found: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the configured values of a function's options, in the form that a call has them."""
    values: dict[str, Any] = {}
    for key, value in found.items():
        name = key.replace("-", "_")
        if name in names:
            values[name] = _pairs(value) if name in ("build_arg", "build_context") else value
    return values


def _pairs(texts: Iterable[str]) -> dict[str, str | None]:
    """Map the names of NAME=VALUE to values, None where there is no =."""
    split = [text.partition("=") for text in texts]
    return {name: value if equals else None for name, equals, value in split}


def paths(given: Path | Iterable[Path]) -> tuple[str, ...]:
    """Return one path or several as strings."""
    if isinstance(given, str | os.PathLike):
        return (os.fspath(given),)
    return tuple(os.fspath(path) for path in given)


def words(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return one word or several."""
    return (given,) if isinstance(given, str) else tuple(given)
