"""Which commands does the build run in the end, through make, package scripts and shell scripts?"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctxtrim.manifests import globs, makefile, packagescripts, shell
from ctxtrim.manifests.scene import Scene, Step, join
from ctxtrim.model import Run

_MOST_STEPS = 4000
_MOST_SCRIPT = 256 * 1024
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
_WRAPPERS = {
    "sudo": 0, "exec": 0, "time": 0, "nohup": 0, "command": 0, "nice": 0, "env": 0, "xargs": 0, "stdbuf": 0,
    "dumb-init": 0, "tini": 0, "catatonit": 0, "gosu": 1, "su-exec": 1, "setpriv": 0, "s6-setuidgid": 1,
    "with-contenv": 0, "xvfb-run": 0, "cross-env": 0, "cross-env-shell": 0, "dotenv": 0, "dotenvx": 0,
    "npx": 0, "pnpx": 0, "bunx": 0, "eatmydata": 0, "retry": 0, "timeout": 1, "ionice": 0, "mise": 0, "asdf": 0,
}  # fmt: skip
_RUNNERS = {
    ("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"),
    ("bundle", "exec"), ("npm", "exec"), ("pnpm", "exec"), ("pnpm", "dlx"), ("yarn", "exec"), ("yarn", "dlx"),
    ("doppler", "run"), ("docker-php-entrypoint", ""), ("bun", "x"), ("mise", "exec"), ("dotnet", "exec"),
}  # fmt: skip
_HIDDEN: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {
    (tool, ("assets:precompile",)): ("yarn install", "yarn build", "yarn build:css")
    for tool in ("rails", "rake")
}
"""What tools run that no file of the context says: the bundling gems of Rails call yarn."""
_SEARCHED = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_OWN_DIRECTORY = re.compile(
    r"\$\(\s*(?:cd\s+)?\"?\$?\(?\s*dirname\s+(?:--\s+)?\"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})\"?"
    r"\s*\)?\"?\s*(?:&&\s*pwd(?:\s+-P)?\s*)?\)|\$\{0%/\*\}"
)


_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")
_STARTS = re.compile(
    r"\bsubprocess\b|child_process|os\.system|\bexeca\b|\bOpen3\b|\bspawn\b|\bsystem\(|\bsh\.|\bzx\b"
)
_TOOL_STRING = re.compile(
    r"[\"'`](cmake|make|cargo|npm|yarn|pnpm|mvn|gradle|composer|mix|bundle|meson|tsc|vite|webpack)[\"'` ]"
)
_NO_RUN = Run("", "", 0)


class _Text(NamedTuple):
    text: str
    place: str
    run: Run
    where: str
    line: int
    fatal: bool
    via: str
    strict: bool = False
    values: Mapping[str, str] = {}


def follow(scene: Scene) -> tuple[Step, ...]:
    """Every command of the runs, and of the files of the context that they lead to, each once.

    Notes in `scene.values` which variables the Dockerfiles give a value.

    Bounded: a text is followed once for a directory, and 4,000 commands are enough for any build.
    """
    steps: list[Step] = []
    seen: set[tuple[str, str, str]] = set()
    known = {where: given_values(scene.text(where)) for where in {run.where for run in scene.runs}}
    scene.values = {name: value for values in known.values() for name, value in values.items()}
    pending = deque(_of_run(run, known[run.where]) for run in scene.runs)
    while pending and len(steps) < _MOST_STEPS:
        item = pending.popleft()
        if (item.where, item.text, item.place) in seen:
            continue
        seen.add((item.where, item.text, item.place))
        found: list[_Text] = []
        values = dict(item.values)
        for step in _commands(item, values):
            steps.append(step)
            if len(steps) < _MOST_STEPS:
                found += [behind._replace(values=dict(values)) for behind in _behind(scene, step)]
        pending.extendleft(reversed(found))
    return tuple(steps)


def _of_run(run: Run, values: Mapping[str, str]) -> _Text:
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
    return _Text(text, run.workdir, run, run.where, run.line, True, "", values=values)


def _commands(item: _Text, values: dict[str, str]) -> Iterator[Step]:
    """The text's commands, each where the `cd`s before it lead, and again without its wrappers.

    values: variables with known values; what the text assigns is added.
    """
    places, exported = [item.place], set[str]()
    for command in shell.commands(item.text, item.strict):
        del places[command.level + 1 :]
        places += [places[-1]] * (command.level + 1 - len(places))
        words = tuple(filled(word, values) for word in command.words)
        for assigned in (*command.assigned, *(words[1:] if words[:1] == ("export",) else ())):
            name, mark, value = assigned.partition("=")
            if mark:
                values[name] = filled(value, values)
        if words[:1] == ("export",):
            exported.update(word.partition("=")[0] for word in words[1:])
        if not words:
            continue
        line = item.line if item.where == item.run.where else item.line + command.line
        if words[0] in ("cd", "pushd") and len(words) > 1:
            places[-1] = posixpath.normpath(posixpath.join(places[-1], words[-1]))
            continue
        fatal, risky = item.fatal and command.fatal, item.fatal and command.risky
        given = frozenset(assigned.partition("=")[0] for assigned in command.assigned) | frozenset(exported)
        step = Step(words, places[-1], item.run, item.where, line, fatal, item.via, risky, given)
        while step.words:
            yield step
            step = step._replace(words=unwrapped(step.words))


def given_values(text: str) -> dict[str, str]:
    """The literal values that ENV and ARG of a Dockerfile set: the last of each name."""
    values: dict[str, str] = {}
    for _, line in makefile.logical_lines(text):
        found = re.match(r"\s*(?:ENV|ARG)\s+(.+)$", line, re.IGNORECASE)
        for command in shell.commands(found[1]) if found else ():
            legacy = command.words[:2] if len(command.words) == 2 and not command.assigned else ()
            for name, value in [(*a.partition("=")[::2],) for a in command.assigned] + (
                [legacy] if legacy else []
            ):
                values[name] = filled(value, values)
    return values


def filled(word: str, values: Mapping[str, str]) -> str:
    """`$NAME` and `${NAME}` replaced where the value is known."""
    if "$" not in word:
        return word
    return _VARIABLE.sub(lambda m: values.get(m[1] or m[2], m[0])[:1000], word)[:10_000]


def unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command inside one that only runs another (`sudo -E make` -> `make`); () if there is none."""
    tool = words[0].rpartition("/")[2]
    if tool in _WRAPPERS:
        rest, skip = words[1:], _WRAPPERS[tool]
    elif (tool, words[1] if len(words) > 1 else "") in _RUNNERS:
        rest, skip = words[2:], 0
    elif (tool, "") in _RUNNERS:
        rest, skip = words[1:], 0
    elif (Step(words, "", _NO_RUN, "", 0, True).tool, words[1:2]) == ("python", ("-m",)):
        return words[2:]
    elif tool == "php" and len(words) > 1 and not words[1].startswith("-"):
        return words[1:]
    else:
        return ()
    while rest and (rest[0].startswith("-") or re.match(r"[A-Za-z_]\w*=", rest[0])):
        rest = rest[1:]
    return rest[skip:]


def _behind(scene: Scene, step: Step) -> Iterator[_Text]:
    """The texts that a step makes run: an inline script, a script of the context, a recipe, a package's."""
    tool, words = step.tool, step.words
    if tool in _SHELLS or words[0] in (".", "source"):
        inline = next((i for i, w in enumerate(words) if re.fullmatch(r"-[a-z]*c", w)), 0)
        if inline and inline + 1 < len(words):
            yield _Text(words[inline + 1], step.place, step.run, step.where, step.line, step.fatal, step.via)
            return
        named = next((w for w in words[1:] if not w.startswith(("-", "+"))), "")
        if "$" in named and step.where != step.run.where:
            yield from _siblings(scene, step, named)
            return
        strict = any(re.fullmatch(r"-[a-z]*e[a-z]*", w) for w in words[1:])
        yield from _script(scene, step, named, strict)
    elif tool in ("make", "gmake"):
        yield from _recipes(scene, step)
    elif step.built and (tool, words[1:2]) in _HIDDEN:
        for text in _HIDDEN[tool, words[1:2]]:
            yield _Text(text, step.place, step.run, step.where, step.line, False, tool)
    elif tool in packagescripts.TOOLS:
        for place, where, line, text in packagescripts.called(scene, step):
            fatal = step.fatal and "--ignore-scripts" not in words
            yield _Text(text, place, step.run, where, line, fatal, f"{where}: {step.tool}")
    else:
        yield from _script(scene, step, words[0], False)
        yield from _called_by_program(scene, step)


def _siblings(scene: Scene, step: Step, named: str) -> Iterator[_Text]:
    """Scripts beside the one that sources `$DIR/part-$NAME.inc`: all whose names that may be."""
    pattern = re.sub(r"\$(?:\{[^}]*\}|\w+)", "*", posixpath.basename(named))
    place = posixpath.dirname(step.where)
    for child in scene.tree.children(place) if pattern.strip("*.") else ():
        path = posixpath.join(place, child)
        if globs.matches(pattern, child) and scene.is_file(path) and len(scene.text(path)) < _MOST_SCRIPT:
            yield _Text(scene.text(path), step.place, step.run, path, 1, False, path)


def _called_by_program(scene: Scene, step: Step) -> Iterator[_Text]:
    """Tools that a script in another language starts (`x.py`, `go run build.go`): named in it as a string."""
    names = (
        step.words[1:]
        if step.tool in ("python", "node", "ruby", "perl", "go", "deno", "tsx")
        else step.words[:1]
    )
    for name in names if step.built else ():
        path = script_path(scene, step, name if "/" in name else "./" + name) if "." in name[1:] else ""
        text = scene.text(path) if path and len(scene.text(path)) < _MOST_SCRIPT else ""
        if '"os/exec"' in text or _STARTS.search(text):
            for tool in _TOOL_STRING.findall(text):
                goal = " ./..." if tool == "go build" else ""
                yield _Text(tool + goal, step.place, step.run, path, 1, False, path)
            return


def _script(scene: Scene, step: Step, name: str, strict: bool) -> Iterator[_Text]:
    path = script_path(scene, step, name)
    text = scene.text(path) if path else ""
    first = text.partition("\n")[0]
    if (
        not text
        or len(text) > _MOST_SCRIPT
        or not (re.search(r"^#!.*\b\w*sh\b", first) or path.endswith("sh"))
    ):
        return
    text = _OWN_DIRECTORY.sub(lambda _: _image_directory(step, name), text)
    strict = strict or bool(re.search(r"^#!.*sh\s+-\w*e", first))
    yield _Text(text, step.place, step.run, path, 1, step.fatal, path, strict)


def script_path(scene: Scene, step: Step, name: str) -> str:
    """The context's file that a command word runs: by its path, or found where a shell looks; or ""."""
    if not name or "$" in name:
        return ""
    places = [name] if "/" in name or name != step.words[0] else [f"{d}/{name}" for d in _SEARCHED]
    for place in places:
        found = scene.lead(step, place)
        if found and scene.is_file(found):
            return found
    return ""


def _image_directory(step: Step, name: str) -> str:
    return posixpath.dirname(posixpath.normpath(posixpath.join(step.place, name)))


def make_call(scene: Scene, step: Step) -> tuple[str, str, list[str], dict[str, str]] | None:
    """A `make`: (its Makefile, its directory in the image, goals, variables given); None if not found."""
    place, named, goals, given = step.place, "", [], {}
    words = iter(step.words[1:])
    for word in words:
        if word in ("-C", "--directory", "-f", "--file", "--makefile", "-I", "-o", "-W"):
            value = next(words, "")
            place = (
                posixpath.normpath(posixpath.join(place, value)) if word in ("-C", "--directory") else place
            )
            named = value if word in ("-f", "--file", "--makefile") else named
        elif word.startswith("-C") or word.startswith("--directory="):
            place = posixpath.normpath(
                posixpath.join(place, word.removeprefix("--directory=").removeprefix("-C"))
            )
        elif "=" in word and not word.startswith("-"):
            given[word.partition("=")[0]] = word.partition("=")[2]
        elif not word.startswith("-") and "$" not in word:
            goals.append(word)
    home = scene.home(step._replace(place=place))
    if home is None:
        return None
    for name in (named,) if named else (*makefile.NAMES, "Makefile.in"):
        path = join(home, name)
        if path and scene.is_file(path):
            return path, place, goals, given
    return None


def _recipes(scene: Scene, step: Step) -> Iterator[_Text]:
    call = make_call(scene, step)
    if not call:
        return
    path, place, goals, given = call
    made = makefile.parse(path, scene.text)
    outside = {name for name in made.defaults if name in step.given or scene.sets(name)}
    overridden = {name: f"${name}" for name in outside if name not in given}
    for part in makefile.recipes(made, goals, {**overridden, "MAKE": "make", **given}):
        if isinstance(part, makefile.Recipe):
            fatal = step.fatal and part.fatal
            yield _Text(part.text, place, step.run, part.where, part.line, fatal, f"{path}: make", True)
            for asked in part.asked:
                yield _Text(asked, place, step.run, part.where, part.line, False, f"{path}: make")
