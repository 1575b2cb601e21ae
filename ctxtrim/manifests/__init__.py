"""What do manifests make a step of the build, or the program, read from the context?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ctxtrim.manifests.cmake import read_by_cmake
from ctxtrim.manifests.definitions import read_by_definitions
from ctxtrim.manifests.dotnet import read_by_dotnet
from ctxtrim.manifests.elixir import read_by_mix
from ctxtrim.manifests.embeds import read_by_compilers
from ctxtrim.manifests.golang import read_by_go
from ctxtrim.manifests.jvm import read_by_gradle, read_by_maven
from ctxtrim.manifests.makerules import read_by_make
from ctxtrim.manifests.native import read_by_autotools, read_by_meson
from ctxtrim.manifests.node import read_by_node
from ctxtrim.manifests.php import read_by_php
from ctxtrim.manifests.python import read_by_python
from ctxtrim.manifests.ruby import read_by_ruby
from ctxtrim.manifests.rust import read_by_cargo
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.smallformats import read_by_small_tools
from ctxtrim.manifests.steps import follow
from ctxtrim.manifests.toolfiles import manifests_at_root, read_by_tools
from ctxtrim.manifests.version import reads_version, version_reads_git
from ctxtrim.manifests.words import named_by_commands
from ctxtrim.model.build import Need, Run
from ctxtrim.model.context import Tree

__all__ = ["READERS", "manifest_needs", "version_reads_git"]

READERS = (
    named_by_commands,
    read_by_tools,
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
    read_by_small_tools,
    read_by_compilers,
    read_by_definitions,
    manifests_at_root,
)


def manifest_needs(tree: Tree, runs: Sequence[Run], visible: Callable[[str], bool]) -> list[Need]:
    """What the runs read of the context, beyond what COPY names.

    tree: the context. runs: every command of the build and of the image, in order. visible: whether some
    COPY, ADD or mount puts a path of the context into a stage; what none does is no need. Each path or glob
    comes once for each kind, with `must` if anything says so; a path that does not exist never has it.
    """
    scene = Scene(tree, runs, visible)
    scene.steps = follow(scene)
    found: dict[tuple[str, bool, str], Need] = {}
    for reader in READERS:
        for need in reader(scene):
            _keep(scene, need, found)
    for need in reads_version(scene, tuple(found.values())):
        _keep(scene, need, found)
    return list(found.values())


def _keep(scene: Scene, need: Need, found: dict[tuple[str, bool, str], Need]) -> None:
    if need.is_glob:
        folder = re.split(r"[*?\[\\]", need.glob)[0].rpartition("/")[0]
        if folder and not scene.visible(folder):
            return
    else:
        if not scene.visible(need.glob):
            return
        is_environment = not need.must and need.glob.rpartition("/")[2].startswith(".env")
        if is_environment and need.kind == "manifest" and scene.kept_private(need.glob):
            return
        if need.must and not scene.exists(need.glob):
            need = need._replace(must=False)
    key = (need.glob, need.is_glob, need.kind)
    if key not in found or (need.must and not found[key].must):
        found[key] = need
