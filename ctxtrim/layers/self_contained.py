"""RUNs that install or build, and need nothing that the steps above have copied."""

from __future__ import annotations

from ctxtrim.expressions import expression
from ctxtrim.layers.harmless_commands import plain_words_of, reads_nothing
from ctxtrim.layers.image import LayerStep, image_path
from ctxtrim.manifests.step import Step

_INSTALLS = frozenset(("install", "add", "groupinstall", "i"))
_FETCHES = frozenset(("git", "curl", "wget"))
_BUILDS = frozenset(
    "make cmake ninja meson configure autogen.sh bootstrap.sh bootstrap.py gcc g++ cargo go npm yarn".split()
)
_UNPACKS = frozenset(
    "tar unzip cp mv rm mkdir cd install strip ln test [ autoreconf git sed chmod ldconfig".split()
)
_ASKS = frozenset(("nproc", "uname", "getconf", "arch"))
_HARMLESS = expression(r"\$\((?:nproc|uname -\w|dpkg --print-architecture|getconf _NPROCESSORS_ONLN|arch)\)")
_SYSTEM = expression(
    r"/(?:bin|boot|etc|home|lib\w*|opt|root|sbin|tmp|usr|var)?(?:/(?:local|lib|bin|src|include|share))*"
)


def costly_command(step: LayerStep) -> str:
    """Return the program of a RUN for which it is worth caching, "" where it may read what was copied."""
    if not step.run or not step.commands or step.step.copies or step.step.origins:
        return ""
    named = [command for command in step.commands if _installs_by_name(command)]
    if all(reads_nothing(command) or _compiles_by_name(command) for command in step.commands):
        return named[0].tool if named else ""
    builds = [command for command in step.commands if command.tool in _BUILDS]
    if builds and _FETCHES & {c.tool for c in step.commands} and _stays_outside(step):
        return builds[0].tool
    return ""


def _installs_by_name(command: Step) -> bool:
    return bool(_INSTALLS & set(command.words[1:]))


def _compiles_by_name(command: Step) -> bool:
    """Whether `cargo install` or `go install` is told names of packages only."""
    names = plain_words_of(command.words)
    if names[:1] != ("install",) or not names[1:]:
        return False
    if command.tool == "cargo":
        return "--path" not in command.words and not any(word.startswith("--path=") for word in command.words)
    return command.tool == "go" and all("@" in name for name in names[1:])


def _stays_outside(step: LayerStep) -> bool:
    """Whether a RUN names nothing below what was copied, and works elsewhere."""
    assert step.run
    text = _HARMLESS.sub("", step.run.command)
    targets = [target.rstrip("/") for _, target in step.run.copied]
    if "$(" in text or "`" in text or ".." in text or any(map(_SYSTEM.fullmatch, targets)):
        return False
    if any(target in text for target in targets):
        return False
    for command in step.commands:
        if reads_nothing(command) or command.tool in _FETCHES | _ASKS:
            continue
        program = image_path(command, command.words[0]) if "/" in command.words[0] else ""
        places = [command.place, *([program] if program else [])]
        known = command.tool in _BUILDS | _UNPACKS or program
        if not known or not all(place.startswith("/") for place in places):
            return False
        is_inside = any((place + "/").startswith(target + "/") for place in places for target in targets)
        if is_inside and command.tool not in ("cd", "mkdir", "rm"):
            return False
    return True
