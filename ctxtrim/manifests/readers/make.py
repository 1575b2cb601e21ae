"""Files that the rules of a Makefile name for the goals of a step."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands import makefile
from ctxtrim.manifests.commands.make_calls import make_call
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.model.build import Need


def read_by_make(context: BuildContext) -> Iterator[Need]:
    """The Makefile, what it includes, and the prerequisites of the goals that are files of the context."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for step in context.steps_of("make", "gmake"):
        call = make_call(context, step)
        if not call or (call.path, tuple(call.goals)) in seen:
            continue
        path, _, goals, given = call
        seen.add((path, tuple(goals)))
        yield need_path(path, step.where, "make reads it", step.line, step.fatal)
        made = context.makefile(path)
        place = posixpath.dirname(path)
        for named, where, line in made.included:
            for word in makefile.expand(named, made.variables).split():
                target = join(place, word)
                if target and context.is_file(target):
                    yield need_path(target, where, "the Makefile includes it", line, step.fatal)
        targets = {t for rule in made.rules for t in rule.targets.split()}
        for part in makefile.recipes(made, goals, given):
            if isinstance(part, makefile.Rule):
                for word in part.prerequisites.split():
                    target = join(place, word)
                    if target and context.exists(target) and not context.is_rebuilt(target):
                        must = step.fatal and word not in targets and context.is_file(target)
                        yield need_path(
                            target, part.where, f"make needs it for {part.targets}", part.line, must
                        )
