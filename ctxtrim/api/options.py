"""The options that all functions share, named as on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from ctxtrim.model.context import Request

Path = str | os.PathLike[str]


class ContextOptions(TypedDict, total=False):
    """Which builds of a context are meant, and who reads it.

    file: a Dockerfile, compose or bake file, or several (default: all that belong to the context). target: a
    stage instead of the last one. build_arg: name -> value (None: from the environment). build_context: name
    -> folder or reference. builder: "buildkit" (default), "classic", "buildah", "kaniko", "buildkit-20.10" or
    "classic-20.10". ignore_file: one to read instead of what the builder finds.
    """

    file: Path | Iterable[Path]
    target: str
    build_arg: Mapping[str, str | None]
    build_context: Mapping[str, Path]
    builder: str
    ignore_file: Path


def request_of(context: Path, options: Mapping[str, Any], known: type = ContextOptions) -> Request:
    """Return the request that options mean. known: the TypedDict of all of a function's options.

    Raises TypeError for an option that is none of them.
    """
    names: frozenset[str] = getattr(known, "__optional_keys__")  # noqa: B009  (mypy: a TypedDict is no type)
    unknown = sorted(set(options) - names)
    if unknown:
        raise TypeError(f"unexpected keyword argument '{unknown[0]}'; options: {', '.join(sorted(names))}")
    return Request(
        os.fspath(context),
        paths(options.get("file", ())),
        options.get("target", ""),
        dict(options.get("build_arg", {})),
        options.get("builder", "buildkit"),
        os.fspath(options.get("ignore_file", "")),
        {name: os.fspath(folder) for name, folder in options.get("build_context", {}).items()},
    )


def paths(given: Path | Iterable[Path]) -> tuple[str, ...]:
    """Return one path or several as strings."""
    if isinstance(given, str | os.PathLike):
        return (os.fspath(given),)
    return tuple(os.fspath(path) for path in given)


def words(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return one word or several."""
    return (given,) if isinstance(given, str) else tuple(given)
