"""The Makefile, directory and goals of a `make` command."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands import makefile
from ctxtrim.manifests.needs import join
from ctxtrim.manifests.step import Step


class MakeCall(NamedTuple):
    """path: the Makefile. place: its directory in the image. given: the command line's variables."""

    path: str
    place: str
    goals: list[str]
    given: dict[str, str]


def make_call(context: BuildContext, step: Step) -> MakeCall | None:
    """What a step that runs make is about; None if its Makefile is not from the context."""
    place, named = step.place, ""
    goals: list[str] = []
    given: dict[str, str] = {}
    words = iter(step.words[1:])
    for word in words:
        if word in ("-C", "--directory", "-f", "--file", "--makefile", "-I", "-o", "-W"):
            value = next(words, "")
            place = _under(place, value) if word in ("-C", "--directory") else place
            named = value if word in ("-f", "--file", "--makefile") else named
        elif word.startswith(("-C", "--directory=")):
            place = _under(place, word.removeprefix("--directory=").removeprefix("-C"))
        elif "=" in word and not word.startswith("-"):
            given[word.partition("=")[0]] = word.partition("=")[2]
        elif not word.startswith("-") and "$" not in word:
            goals.append(word)
    home = context.directory_of(step._replace(place=place))
    if home is None:
        return None
    for name in (named,) if named else (*makefile.NAMES, "Makefile.in"):
        path = join(home, name)
        if path and context.is_file(path):
            return MakeCall(path, place, goals, given)
    return None


def _under(place: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(place, name))
