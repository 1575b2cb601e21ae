"""Python projects of the context that a step builds or installs the dependencies of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.step import Step

TOOLS = ("pip", "uv", "poetry", "pdm", "hatch", "pipenv", "rye", "python", "build", "flit", "maturin")
_DEPENDENCIES_ONLY = frozenset((
    "--no-root", "--no-self", "--no-install-project", "--no-install-workspace", "--no-project", "--only-deps",
))  # fmt: skip


class Project(NamedTuple):
    """A directory that a step works in. built: its own metadata is made, not only its dependencies'."""

    place: str
    step: Step
    built: bool


def projects(context: BuildContext, step: Step) -> Iterator[Project]:
    """The projects that a step installs or builds, those that are members of their workspace included."""
    for place, built in _places(context, step):
        yield Project(place, step, built)
        parsed = formats.toml(context.text(posixpath.join(place, "pyproject.toml")))
        workspace = formats.table(parsed, "tool", "uv", "workspace")
        if step.tool == "uv" and workspace:
            members = formats.text_list(workspace.get("members"))
            members += ["!" + glob for glob in formats.text_list(workspace.get("exclude"))]
            for member in globs.directories(context, place, members, "pyproject.toml"):
                yield Project(member, step, built and "--package" not in step.words)


def _places(context: BuildContext, step: Step) -> Iterator[tuple[str, bool]]:
    words, home = step.words, context.directory_of(step)
    action = next((w for w in words[1:] if not w.startswith("-")), "")
    if step.tool == "pip" or words[:2] == ("uv", "pip") or (step.tool, action) == ("uv", "tool"):
        yield from _by_path(context, step)
        return
    if home is None:
        return
    options = ("--directory", "--project", "-C")
    given = next((words[i + 1] for i, w in enumerate(words[:-1]) if w in options), ".")
    start = join(home, given)
    place = nearest(context, start, "pyproject.toml") if start is not None else None
    whole = _DEPENDENCIES_ONLY.isdisjoint(words)
    if step.tool == "python" and words[1:2] == ("setup.py",):
        yield home, True
    elif place is None:
        if (step.tool == "build" or step.tool not in TOOLS) and context.is_file(
            posixpath.join(home, "setup.py")
        ):
            yield home, True
    elif step.tool in ("uv", "rye"):
        if action in ("sync", "run", "build", "export", "lock"):
            yield place, whole and action not in ("export", "lock")
    elif step.tool == "poetry":
        yield place, whole and action in ("install", "build", "sync", "check")
    elif step.tool in ("pdm", "hatch", "build", "flit", "maturin"):
        yield place, whole
    elif step.tool == "pipenv":
        yield place, False
    elif step.tool not in TOOLS:
        yield place, True


def _by_path(context: BuildContext, step: Step) -> Iterator[tuple[str, bool]]:
    """What pip is given as a path: `.`, `./sub[extra]`, `-e ../other`, `file:///src`."""
    for word in step.words[1:]:
        plain = word.partition("[")[0].removeprefix("--editable=").removeprefix("-e").removeprefix("file://")
        if plain.startswith((".", "/")) or ("/" in plain and ":" not in plain):
            path = context.source_of(step, plain)
            if path is not None and context.is_dir(path):
                yield path, True
