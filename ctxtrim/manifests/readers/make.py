"""Which files do the rules name that `make` applies for a step?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.manifests.commands import makefile
from ctxtrim.manifests.commands.make_calls import make_call
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, needed
from ctxtrim.model.build import Need


def read_by_make(scene: Scene) -> Iterator[Need]:
    """The Makefile, what it includes, and the prerequisites of the goals that are files of the context."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for step in scene.calls("make", "gmake"):
        call = make_call(scene, step)
        if not call or (call.path, tuple(call.goals)) in seen:
            continue
        path, _, goals, given = call
        seen.add((path, tuple(goals)))
        yield needed(path, step.where, "make reads it", step.line, step.fatal)
        made = scene.makefile(path)
        place = posixpath.dirname(path)
        for named, where, line in made.included:
            for word in makefile.expand(named, made.variables).split():
                target = join(place, word)
                if target and scene.is_file(target):
                    yield needed(target, where, "the Makefile includes it", line, step.fatal)
        targets = {t for rule in made.rules for t in rule.targets.split()}
        for part in makefile.recipes(made, goals, given):
            if isinstance(part, makefile.Rule):
                for word in part.prerequisites.split():
                    target = join(place, word)
                    if target and scene.exists(target) and not scene.made_again(target):
                        must = step.fatal and word not in targets and scene.is_file(target)
                        yield needed(target, part.where, f"make needs it for {part.targets}", part.line, must)
