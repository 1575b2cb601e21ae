"""Steps of programs that may read any manifest where they run: no table says what they read."""

from __future__ import annotations

import re
from functools import cache

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.scripts import is_shell_script, script_path
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tables import data

_DEFINED = expression(
    r"(?:^|[;&|{]|\bfunction[ \t])[ \t]{0,99}([\w.:-]{1,99})[ \t]{0,99}(?:\([ \t]{0,99}\)|\{)", re.MULTILINE
)


def steps_for(context: BuildContext, *tools: str) -> list[Step]:
    """The steps of these programs, then those of unknown ones, which may read the same manifests."""
    if context.unknown is None:
        context.unknown = _unknown(context)
    return [*context.steps_of(*tools), *context.unknown]


def _unknown(context: BuildContext) -> tuple[Step, ...]:
    """A step of the build for each place in which an unknown program runs; its failure is not foretold."""
    found: dict[tuple[str, str], Step] = {}
    for step in context.steps:
        if step.is_build and (step.place, step.run.stage) not in found and _is_unknown(context, step):
            found[step.place, step.run.stage] = step._replace(fatal=False, risky=False)
    return tuple(found.values())


def is_known(tool: str) -> bool:
    """Whether a table says what a program reads."""
    return tool in _known()


def _is_unknown(context: BuildContext, step: Step) -> bool:
    """A function that the text defines is no program; a shell script of the context is followed."""
    if step.tool in _known() or not re.match(r"[\w$]", step.tool):
        return False
    if step.tool in _functions(context, step):
        return False
    return not is_shell_script(context, script_path(context, step, step.words[0]))


def _functions(context: BuildContext, step: Step) -> frozenset[str]:
    """The functions that the text of a step defines."""
    is_own = step.where == step.run.where
    key = ("functions", step.run.command if is_own else step.where)
    if key not in context.cache.parsed:
        text = step.run.command if is_own else context.text(step.where)
        context.cache.parsed[key] = frozenset(_DEFINED.findall(text))
    found: frozenset[str] = context.cache.parsed[key]
    return found


@cache
def _known() -> frozenset[str]:
    table, habits = data("known_programs.toml"), data("tool_habits.toml")
    runners = [row["tools"] for row in data("test_commands.toml")["command"] if "words" not in row]
    listed = [*table.values(), *(habits[kind] for kind in ("may", "above", "must")), *runners]
    return frozenset(name for names in listed for name in names) - frozenset(table["opaque"])
