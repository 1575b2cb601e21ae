"""Every command that a build runs, through make, package scripts and shell scripts."""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands import makefile, shell
from ctxtrim.manifests.commands.make_calls import make_call
from ctxtrim.manifests.commands.scripts import Text, called_by_program, script, sibling_scripts
from ctxtrim.manifests.commands.variables import expanded
from ctxtrim.manifests.readers import package_scripts
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Run

_MOST_STEPS = 4000
_MOST_TURNS = 100
_DEFAULTS = expression(r"\$\{(\w+):?=([^${}]*)\}")
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh", "su"))
WRAPPERS = {
    "sudo": 0, "exec": 0, "time": 0, "nohup": 0, "command": 0, "nice": 0, "env": 0, "xargs": 0, "stdbuf": 0,
    "dumb-init": 0, "tini": 0, "catatonit": 0, "gosu": 1, "su-exec": 1, "setpriv": 0, "s6-setuidgid": 1,
    "with-contenv": 0, "xvfb-run": 0, "cross-env": 0, "cross-env-shell": 0, "dotenv": 0, "dotenvx": 0,
    "npx": 0, "pnpx": 0, "bunx": 0, "eatmydata": 0, "retry": 0, "timeout": 1, "ionice": 0, "mise": 0,
    "asdf": 0, "runuser": 0, "chpst": 0, "parallel": 0, "strace": 0, "flock": 1, "chroot": 1, "unshare": 0,
}  # fmt: skip
_NAMES_SOMEBODY = ("-u", "--user", "-g", "--group", "-U", "--reuid", "--regid", "--userspec")
_RUNNERS = {
    ("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"),
    ("bundle", "exec"), ("npm", "exec"), ("pnpm", "exec"), ("pnpm", "dlx"), ("yarn", "exec"), ("yarn", "dlx"),
    ("doppler", "run"), ("docker-php-entrypoint", ""), ("bun", "x"), ("mise", "exec"), ("dotnet", "exec"),
}  # fmt: skip
_FIND_BINARIES = ("pnpm", "yarn", "bun", "bunx")
_BINARIES = frozenset((
    "turbo", "nx", "lerna", "next", "nuxt", "nuxi", "vite", "tsc", "ng", "astro", "svelte-kit", "remix",
    "webpack", "rollup", "react-scripts", "vue-cli-service", "gulp", "prisma", "tsx", "ts-node", "node",
    "tsup", "nest",
))  # fmt: skip
"""What package managers run from node_modules where no script has the name."""
_HIDDEN: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {
    (tool, ("assets:precompile",)): ("yarn install", "yarn build", "yarn build:css")
    for tool in ("rails", "rake")
}
"""What tools run that no file of the context says: the bundling gems of Rails call yarn."""


_NO_RUN = Run("", "", 0)


def follow(context: BuildContext) -> tuple[Step, ...]:
    """Every command of the runs, and of the files of the context that they lead to, each once.

    Bounded: a text is followed once for a directory, and 4,000 commands are enough for any build.
    """
    steps: list[Step] = []
    seen: set[tuple[str, str, str]] = set()
    pending = deque(_of_run(run) for run in context.runs)
    while pending and len(steps) < _MOST_STEPS:
        item = pending.popleft()
        if (item.where, item.text, item.place) in seen:
            continue
        seen.add((item.where, item.text, item.place))
        found: list[Text] = []
        values = dict(item.values)
        for step in _commands(item, values):
            steps.append(step)
            if len(steps) < _MOST_STEPS:
                found += [b._replace(values={**values, **b.values}) for b in _behind(context, step, seen)]
        pending.extendleft(reversed(found))
    return tuple(steps)


def _of_run(run: Run) -> Text:
    text = run.command
    if run.command.lstrip().startswith("["):
        import json
        import shlex

        try:
            words = json.loads(run.command)
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list) and all(isinstance(w, str) for w in words):
            text = " ".join(shlex.quote(w) for w in words)
    return Text(text, run.workdir, run, run.where, run.line, True, "", values=dict(run.values))


def _commands(item: Text, values: dict[str, str]) -> Iterator[Step]:
    """The text's commands, each where the `cd`s before it lead, and again without its wrappers.

    values: variables with known values; what the text assigns is added.
    """
    places, exported, loops = [item.place], set[str](), dict[str, list[str]]()
    for command in shell.commands(item.text, item.strict):
        del places[command.level + 1 :]
        places += [places[-1]] * (command.level + 1 - len(places))
        words = tuple(expanded(word, values) for word in command.words)
        if words[:1] == ("for",) and words[2:3] == ("in",):
            loops[words[1]] = " ".join(words[3:]).split()[:_MOST_TURNS]
            values.pop(words[1], None)
            continue
        for assigned in (*command.assigned, *(words[1:] if words[:1] == ("export",) else ())):
            name, mark, value = assigned.partition("=")
            if mark:
                values[name] = expanded(value, values)
        for name, value in _DEFAULTS.findall(" ".join(command.words)):
            values.setdefault(name, expanded(value, values))
        if words[:2] == ("set", "--"):
            values.update({str(place): word for place, word in enumerate(words[2:], 1)})
        if words[:1] == ("export",):
            exported.update(word.partition("=")[0] for word in words[1:])
        if not words:
            continue
        line = item.line if item.where == item.run.where else item.line + command.line
        if words[0] in ("cd", "pushd") and len(words) > 1:
            places[-1] = posixpath.normpath(posixpath.join(places[-1], words[-1]))
            continue
        fatal, risky = item.fatal and command.fatal, item.fatal and command.risky
        environment = frozenset(assigned.partition("=")[0] for assigned in command.assigned) | frozenset(
            exported
        )
        step = Step(words, places[-1], item.run, item.where, line, fatal, item.via, risky, environment)
        for turn in _turns(words, loops):
            step = step._replace(words=turn)
            while step.words:
                yield step
                step = step._replace(words=unwrapped(step.words))


def _turns(words: tuple[str, ...], loops: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The words of a command for each value that the loops around it give the variables in it."""
    turns = [words]
    for name, given in loops.items():
        if any(re.search(rf"\$(?:{name}\b|\{{{name}\b)", word) for word in words if "$" in word):
            turns = [
                tuple(expanded(word, {name: value}) for word in turn) for turn in turns for value in given
            ]
    return turns[:_MOST_TURNS] or [words]


def unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command inside one that only runs another (`sudo -E make` -> `make`); () if there is none."""
    tool = words[0].rpartition("/")[2]
    if tool in WRAPPERS:
        rest, skip = words[1:], WRAPPERS[tool]
    elif (tool, words[1] if len(words) > 1 else "") in _RUNNERS:
        rest, skip = words[2:], 0
    elif (tool, "") in _RUNNERS:
        rest, skip = words[1:], 0
    elif tool in _FIND_BINARIES and words[1:2] and words[1] in _BINARIES:
        return words[1:]
    elif (Step(words, "", _NO_RUN, "", 0, True).tool, words[1:2]) == ("python", ("-m",)):
        return words[2:]
    elif tool == "php" and len(words) > 1 and not words[1].startswith("-"):
        return words[1:]
    else:
        return ()
    while rest and (rest[0].startswith("-") or re.match(r"[A-Za-z_]\w*=", rest[0])):
        if rest[0] == "--":
            return rest[1:]
        rest = rest[2 if rest[0] in _NAMES_SOMEBODY else 1 :]
    return rest[skip:]


def _behind(context: BuildContext, step: Step, followed: set[tuple[str, str, str]]) -> Iterator[Text]:
    """The texts that a step makes run: an inline script, a script of the context, a recipe, a package's."""
    tool, words = step.tool, step.words
    if tool in _SHELLS or words[0] in (".", "source"):
        inline = next((i for i, w in enumerate(words) if re.fullmatch(r"-[a-z]*c", w)), 0)
        if inline and inline + 1 < len(words):
            yield Text(words[inline + 1], step.place, step.run, step.where, step.line, step.fatal, step.via)
            return
        named = next((w for w in words[1:] if not w.startswith(("-", "+"))), "")
        if "$" in named and step.where != step.run.where:
            yield from sibling_scripts(context, step, named)
            return
        strict = any(re.fullmatch(r"-[a-z]*e[a-z]*", w) for w in words[1:])
        given = words[words.index(named) + 1 :] if named else ()
        yield from (_given(text, given) for text in script(context, step, named, strict))
    elif tool in ("make", "gmake"):
        yield from _recipes(context, step, followed)
    elif step.is_build and (tool, words[1:2]) in _HIDDEN:
        for text in _HIDDEN[tool, words[1:2]]:
            yield Text(text, step.place, step.run, step.where, step.line, False, tool)
    elif tool in package_scripts.TOOLS:
        for place, where, line, text in package_scripts.called(context, step):
            fatal = step.fatal and "--ignore-scripts" not in words
            yield Text(text, place, step.run, where, line, fatal, f"{where}: {step.tool}")
    else:
        yield from (_given(text, words[1:]) for text in script(context, step, words[0], False))
        yield from called_by_program(context, step)


def _given(text: Text, words: tuple[str, ...]) -> Text:
    """A script's text with the words that it is given, as $1, $2 and so on."""
    return text._replace(values={str(place): word for place, word in enumerate(words[:9], 1)})


def _recipes(context: BuildContext, step: Step, followed: set[tuple[str, str, str]]) -> Iterator[Text]:
    call = make_call(context, step)
    if not call:
        return
    path, place, goals, given = call
    if (path, place, repr((goals, given))) in followed:
        return
    followed.add((path, place, repr((goals, given))))
    made = context.makefile(path)
    outside = {name for name in made.defaults if name in step.environment or context.has_known_value(name)}
    overridden = {name: f"${name}" for name in outside if name not in given}
    for part in makefile.recipes(made, goals, {**overridden, "MAKE": "make", **given}):
        if isinstance(part, makefile.Recipe):
            fatal = step.fatal and part.fatal
            yield Text(part.text, place, step.run, part.where, part.line, fatal, f"{path}: make", True)
            for asked in part.asked:
                yield Text(asked, place, step.run, part.where, part.line, False, f"{path}: make")
