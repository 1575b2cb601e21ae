"""Needs that manifests, scripts and commands of a build state beyond what COPY names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.steps import follow
from ctxtrim.manifests.readers.cmake import read_by_cmake
from ctxtrim.manifests.readers.command_words import named_by_commands
from ctxtrim.manifests.readers.compiler_embeds import read_by_compilers
from ctxtrim.manifests.readers.dotnet import read_by_dotnet
from ctxtrim.manifests.readers.elixir import read_by_mix
from ctxtrim.manifests.readers.go import read_by_go
from ctxtrim.manifests.readers.jvm import read_by_gradle, read_by_maven
from ctxtrim.manifests.readers.make import read_by_make
from ctxtrim.manifests.readers.meson_autotools import read_by_autotools, read_by_meson
from ctxtrim.manifests.readers.minor_formats import read_by_minor_formats
from ctxtrim.manifests.readers.node import read_by_node
from ctxtrim.manifests.readers.php import read_by_php
from ctxtrim.manifests.readers.python import read_by_python
from ctxtrim.manifests.readers.ruby import read_by_ruby
from ctxtrim.manifests.readers.rust import read_by_cargo
from ctxtrim.manifests.readers.sbt_and_dune import read_by_sbt_and_dune
from ctxtrim.manifests.readers.tests import read_by_tests, run_in_the_image
from ctxtrim.manifests.readers.tool_habits import read_root_manifests, read_tool_habits
from ctxtrim.manifests.tree_cache import TreeCache
from ctxtrim.manifests.versions.from_git import reads_version
from ctxtrim.model.build import Need, Origin, Run
from ctxtrim.model.context import Tree

__all__ = ["READERS", "manifest_needs"]

ORIGINS: tuple[Origin, ...] = ("build", "container")

READERS = (
    named_by_commands,
    read_tool_habits,
    read_by_tests,
    read_by_make,
    read_by_python,
    read_by_node,
    read_by_go,
    read_by_cargo,
    read_by_maven,
    read_by_gradle,
    read_by_ruby,
    read_by_php,
    read_by_dotnet,
    read_by_mix,
    read_by_cmake,
    read_by_meson,
    read_by_autotools,
    read_by_minor_formats,
    read_by_compilers,
    read_by_sbt_and_dune,
    read_root_manifests,
)


def manifest_needs(
    tree: Tree, runs: Sequence[Run], visible: Callable[[str], bool], cache: TreeCache | None = None
) -> list[Need]:
    """What the runs read of the context, beyond what COPY names.

    tree: the context. runs: every command of the build and of the image, in order. visible: whether some
    COPY, ADD or mount puts a path of the context into a stage; what none does is no need. Each path or glob
    comes once for each kind, with `must` if anything says so; a path that does not exist never has it.
    cache: what other builds of the same tree have read.
    """
    context = BuildContext(tree, runs, visible, cache)
    every = follow(context)
    found: dict[tuple[str, bool, str], Need] = {}
    for origin in ORIGINS:
        context.restrict(tuple(step for step in every if step.is_build == (origin == "build")))
        for reader in READERS if context.steps or origin == "build" else ():
            for need in reader(context):
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
