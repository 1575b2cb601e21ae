"""The commands that goals of a Makefile run, and the files that their rules name.

GNU make's manual, "How make Processes a Makefile": variables are expanded here when a recipe needs them, so
that a `$(shell …)` in one that nobody uses counts for nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats
from ctxtrim.manifests.commands.shell_words import closing

NAMES = ("GNUmakefile", "makefile", "Makefile")
_ASSIGN = expression(r"^\s*(?:export\s+|override\s+)*([\w.\-/]+)\s*(\?=|:{0,3}=|\+=|!=)\s*(.*)$")
_CONDITIONAL = expression(r"^\s*(ifeq|ifneq|ifdef|ifndef|else|endif)\b")
_SOUGHT = expression(r"\s*(?:which|command\s+-v|type\s+-[pP])\s+([\w./+-]+)")
_MOST_TEXT = 60_000
_DEEPEST = 12


class Rule(NamedTuple):
    """targets, prerequisites: as written. recipe: (line, text) pairs. line: of the rule itself."""

    targets: str
    prerequisites: str
    recipe: list[tuple[int, str]]
    where: str
    line: int


class Makefile(NamedTuple):
    """variables: name -> unexpanded value. defaults: set by `?=`. exported: those that recipes see.
    included: (file named, where, line)."""

    variables: dict[str, str]
    defaults: set[str]
    rules: list[Rule]
    included: list[tuple[str, str, int]]
    first: str
    exported: set[str]


class Recipe(NamedTuple):
    """One shell line that make runs. fatal: make stops if it fails. asked: the `$(shell …)` it takes in."""

    text: str
    where: str
    line: int
    fatal: bool
    asked: tuple[str, ...] = ()


def parse(path: str, read: Callable[[str], str]) -> Makefile:
    """Reads a Makefile and what it includes; `read` gives a file's text or ""."""
    made = Makefile({}, set(), [], [], "", set())
    pending: list[str] = [path]
    seen: set[str] = set()
    directory = posixpath.dirname(path)
    while pending and len(seen) < 100:
        current = pending.pop(0)
        if current in seen:
            continue
        seen.add(current)
        before = len(made.included)
        _read_lines(read(current), current, made)
        for named, _, _ in made.included[before:]:
            for word in expand(named, made.variables).split():
                pending.append(posixpath.normpath(posixpath.join(directory, word)))
    return made._replace(first=next(_goals_of(made), ""))


def _goals_of(made: Makefile) -> Iterator[str]:
    for rule in made.rules:
        for target in rule.targets.split():
            if not target.startswith(".") and "%" not in target:
                yield target


def _read_lines(text: str, where: str, made: Makefile) -> None:
    recipe: list[tuple[int, str]] | None = None
    skipped_define = False
    for number, line in formats.logical_lines(text):
        if line.startswith("\t") and recipe is not None:
            recipe.append((number, line.strip()))
            continue
        bare = line.split(" #")[0].rstrip() if "#" in line else line.rstrip()
        if not bare.strip() or bare.lstrip().startswith("#") or _CONDITIONAL.match(bare):
            continue
        if skipped_define or bare.startswith("define "):
            skipped_define = not bare.startswith("endef")
            continue
        named = re.match(r"^\s*(?:-|s)?include\s+(.*)$", bare)
        if named:
            made.included.append((named[1], where, number))
        elif match := _ASSIGN.match(bare):
            _assign(match[1], match[2], match[3], made)
            made.exported.update([match[1]] * bare.lstrip().startswith("export"))
        elif bare.startswith("export "):
            made.exported.update(bare.split()[1:])
        elif rule := _rule(bare, where, number):
            recipe = rule.recipe
            made.rules.append(rule)


def _rule(line: str, where: str, number: int) -> Rule | None:
    """`targets: prerequisites ; command`; None for anything else."""
    targets, colon, rest = line.partition(":")
    rest = rest.removeprefix(":")
    if not colon or not targets.strip() or "=" in targets or rest.startswith("=") or line.startswith("\t"):
        return None
    wanted, _, command = rest.partition(";")
    recipe = [(number, command.strip())] if command.strip() else []
    return Rule(targets.strip(), "" if "=" in wanted else wanted, recipe, where, number)


def _assign(name: str, how: str, value: str, made: Makefile) -> None:
    if how == "!=":
        value = f"$(shell {value})"
    if how == "+=" and name in made.variables:
        made.variables[name] = (made.variables[name] + " " + value)[:_MOST_TEXT]
    elif how == "?=":
        made.variables.setdefault(name, value)
        made.defaults.add(name)
    elif how in (":=", "::=", ":::=") and re.search(rf"\$[({{]{re.escape(name)}[)}}]", value):
        made.variables[name] = re.sub(
            rf"\$[({{]{re.escape(name)}[)}}]", lambda _: made.variables.get(name, ""), value
        )[:_MOST_TEXT]
    elif name not in made.variables or value:
        made.variables[name] = value


def expand(text: str, variables: Mapping[str, str]) -> str:
    """`$(NAME)` replaced by its value; functions by their arguments, unknown names by ""."""
    return Expansion(variables).of(text)


class Expansion:
    """Expands texts with the same variables, each variable once, whatever its value refers to.

    asked: the commands of the `$(shell …)` met; what they print is unknown and stands as `${shell}`, but that
    where a program is (`$(shell which go)`) is the program.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.asked: list[str] = []
        self._known: dict[str, str] = {}

    def of(self, text: str, depth: int = 0) -> str:
        if "$" not in text or depth > _DEEPEST:
            return text[:_MOST_TEXT]
        out: list[str] = []
        size, i = 0, 0
        while i < len(text) and size < _MOST_TEXT:
            at = text.find("$", i)
            if at < 0 or at + 1 >= len(text):
                out.append(text[i:])
                break
            piece, after = self._reference(text, at, depth)
            out += (text[i:at], piece)
            size += after - i + len(piece)
            i = after
        return "".join(out)[:_MOST_TEXT]

    def _variable(self, name: str, depth: int) -> str:
        if name not in self._known:
            self._known[name] = ""
            self._known[name] = self.of(self.variables.get(name, ""), depth + 1)
        return self._known[name]

    def _reference(self, text: str, at: int, depth: int) -> tuple[str, int]:
        opener = text[at + 1]
        if opener == "$":
            return "$", at + 2
        if opener not in "({":
            return self._variable(opener, depth), at + 2
        end = closing(text, at + 2, "()" if opener == "(" else "{}")
        name, _, rest = text[at + 2 : end].partition(" ")
        if not rest:
            return self._variable(name.partition(":")[0], depth), end + 1
        if name == "shell":
            asked = self.of(rest, depth + 1)
            if match := _SOUGHT.match(asked):
                return match[1], end + 1
            self.asked.append(asked)
            return "${shell}", end + 1
        if name == "call":
            return self._variable(rest.split(",")[0].strip(), depth), end + 1
        return self.of(rest.replace(",", " "), depth + 1), end + 1


def recipes(made: Makefile, goals: list[str], given: Mapping[str, str]) -> Iterator[Recipe | Rule]:
    """What the goals run, prerequisites first: a rule that applies (expanded), then its recipe's lines.

    given: variables of the command line, which win over the Makefile's.
    """
    variables = {**made.variables, **given}
    by_target: dict[str, list[Rule]] = {}
    for rule in made.rules:
        for target in expand(rule.targets, variables).split():
            by_target.setdefault(target, []).append(rule)
    pending = list(reversed(goals or [made.first]))
    seen: set[str] = set()
    lines, environment = 0, Expansion(variables)
    for name in sorted(made.exported):
        environment.of(f"$({name})")
    while pending and len(seen) < 1000 and lines < 2000:
        goal = pending.pop()
        if goal in seen:
            continue
        seen.add(goal)
        for rule in by_target.get(goal, ()) or _pattern_rules(made, goal):
            wanted = expand(rule.prerequisites, variables).replace("|", " ")
            yield rule._replace(targets=goal, prerequisites=wanted, recipe=[])
            pending += [word for word in reversed(wanted.split()) if word not in seen]
            automatic = {"@": goal, "<": (wanted.split() or [""])[0], "^": wanted}
            lines += len(rule.recipe)
            for line, text in rule.recipe[:1000]:
                plain = text.lstrip("@-+ ")
                marks = text[: len(text) - len(plain)]
                expansion = Expansion({**variables, **automatic})
                shown = expansion.of(plain)
                asked = (*environment.asked, *expansion.asked)
                yield Recipe(shown, rule.where, line, "-" not in marks, asked)


def _pattern_rules(made: Makefile, goal: str) -> Iterator[Rule]:
    for rule in made.rules:
        for pattern in rule.targets.split():
            head, mark, tail = pattern.partition("%")
            if mark and goal.startswith(head) and goal.endswith(tail) and len(goal) > len(head) + len(tail):
                yield rule
                return
