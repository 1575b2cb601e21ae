"""Needs that manifests, scripts and commands of a build state beyond what COPY names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ctxtrim.model.build import Need, Origin, Run
from ctxtrim.model.context import Tree

if TYPE_CHECKING:
    from ctxtrim.manifests.build_context import BuildContext
    from ctxtrim.manifests.tree_cache import TreeCache

__all__ = ["READERS", "manifest_needs"]

ORIGINS: tuple[Origin, ...] = ("build", "container")

READERS = (
    ("command_words", "named_by_commands"),
    ("tool_habits", "read_tool_habits"),
    ("tests", "read_by_tests"),
    ("make", "read_by_make"),
    ("python", "read_by_python"),
    ("node", "read_by_node"),
    ("go", "read_by_go"),
    ("rust", "read_by_cargo"),
    ("jvm", "read_by_maven"),
    ("jvm", "read_by_gradle"),
    ("ruby", "read_by_ruby"),
    ("php", "read_by_php"),
    ("dotnet", "read_by_dotnet"),
    ("elixir", "read_by_mix"),
    ("cmake", "read_by_cmake"),
    ("meson_autotools", "read_by_meson"),
    ("meson_autotools", "read_by_autotools"),
    ("minor_formats", "read_by_minor_formats"),
    ("compiler_embeds", "read_by_compilers"),
    ("sbt_and_dune", "read_by_sbt_and_dune"),
    ("tool_habits", "read_root_manifests"),
)
"""Module of readers/ and function, in the order in which they are asked; imported once a command is known."""
_WITHOUT_COMMANDS = (("tool_habits", "read_root_manifests"),)


@cache
def reader(module: str, function: str) -> Callable[[BuildContext], Iterator[Need]]:
    """Return a reader."""
    found: Callable[[BuildContext], Iterator[Need]] = getattr(
        import_module(f"ctxtrim.manifests.readers.{module}"), function
    )
    return found


def manifest_needs(
    tree: Tree,
    runs: Sequence[Run],
    visible: Callable[[str], bool],
    known: TreeCache | None = None,
    with_sources: bool = True,
) -> list[Need]:
    """What the runs read of the context, beyond what COPY names.

    tree: the context. runs: every command of the build and of the image, in order. visible: whether some
    COPY, ADD or mount puts a path of the context into a stage; what none does is no need. Each path or glob
    comes once for each kind, with `must` if anything says so; a path that does not exist never has it.
    known: what other builds of the same tree have read. with_sources: also what compilers read.
    """
    from ctxtrim.manifests.build_context import BuildContext
    from ctxtrim.manifests.commands.steps import follow
    from ctxtrim.manifests.readers.tests import run_in_the_image
    from ctxtrim.manifests.versions.from_git import reads_version

    context = BuildContext(tree, runs, visible, known)
    context.with_sources = with_sources
    every = follow(context)
    found: dict[tuple[str, bool, str], Need] = {}
    for origin in ORIGINS:
        context.restrict(tuple(step for step in every if step.is_build == (origin == "build")))
        named = READERS if context.steps else _WITHOUT_COMMANDS if origin == "build" else ()
        for name in named:
            for need in reader(*name)(context):
                _keep(context, need._replace(origin=origin), found)
    context.restrict(every)
    for need in run_in_the_image(context):
        _keep(context, need._replace(origin="container"), found)
    for need in reads_version(context, [need for need in found.values() if need.origin == "build"]):
        _keep(context, need, found)
    return list(found.values())


def _keep(context: BuildContext, need: Need, found: dict[tuple[str, bool, str], Need]) -> None:
    if need.is_glob:
        if not re.search(r"\w", need.glob):
            return
        folder = re.split(r"[*?\[\\]", need.glob)[0].rpartition("/")[0]
        if folder and not context.visible(folder):
            return
    else:
        if not context.visible(need.glob):
            return
        is_environment = not need.must and need.glob.rpartition("/")[2].startswith(".env")
        if is_environment and need.kind == "manifest" and context.is_private(need.glob):
            return
        if need.must and not context.exists(need.glob):
            need = need._replace(must=False)
    key = (need.glob, need.is_glob, need.kind)
    known = found.get(key)
    if known is None:
        found[key] = need
    elif (need.must, need.notices_changes) != (known.must, known.notices_changes):
        surer = (
            need if need.must > known.must or (need.must == known.must and need.notices_changes) else known
        )
        notices = need.notices_changes or known.notices_changes
        found[key] = surer._replace(origin=known.origin, notices_changes=notices)
