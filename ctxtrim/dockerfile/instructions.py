"""What BuildKit refuses in an instruction that its grammar lets pass.

After frontend/dockerfile/instructions/parse.go and bflag.go of BuildKit v0.32: flags, numbers of arguments,
stage names. Flags of `# syntax` frontends (--parents, --exclude, --device) are always known.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ctxtrim.dockerfile.heredocs import is_heredoc
from ctxtrim.dockerfile.mounts import check_mount
from ctxtrim.dockerfile.syntax import Dockerfile, Instruction, quoted, trouble
from ctxtrim.go.spaces import GO_SPACE

_TEXT, _BOOLEAN, _MANY = "text", "boolean", "many"
_COPY_FLAGS = {"chown": _TEXT, "chmod": _TEXT, "link": _BOOLEAN, "exclude": _MANY}
_FLAGS = {
    "add": {**_COPY_FLAGS, "keep-git-dir": _BOOLEAN, "checksum": _TEXT, "unpack": _BOOLEAN},
    "copy": {**_COPY_FLAGS, "from": _TEXT, "parents": _BOOLEAN},
    "from": {"platform": _TEXT},
    "run": {"mount": _MANY, "network": _TEXT, "security": _TEXT, "device": _MANY},
    "healthcheck": dict.fromkeys(("interval", "timeout", "start-period", "start-interval", "retries"), _TEXT),
}
_STAGE_NAME = r"[a-z][a-z0-9-_.]*"


class InstructionError(ValueError):
    """BuildKit refuses the instruction; the text is its own."""


def check(dockerfile: Dockerfile, frontend: str = "") -> list[tuple[int, str]]:
    """Raise CtxtrimError at the first instruction that BuildKit refuses.

    frontend: the one of BUILDKIT_SYNTAX, which goes before `# syntax`. -> (line, text) for all that is
    refused where that is not Docker's own.
    """
    syntax = frontend or dockerfile.syntax
    foreign = bool(syntax) and not _is_dockers_own(syntax)
    notes = []
    for instruction in dockerfile.instructions:
        try:
            check_instruction(instruction)
        except InstructionError as err:
            if not foreign:
                raise trouble(dockerfile.where, instruction.line, str(err)) from None
            notes.append((instruction.line, str(err)))
    return notes


def _is_dockers_own(reference: str) -> bool:
    name = reference.partition("@")[0].removeprefix("docker.io/")
    return bool(re.match(r"docker/dockerfile(-upstream)?(:|$)", name))


def check_instruction(instruction: Instruction) -> None:
    """Raises InstructionError."""
    checked = _CHECKS.get(instruction.name)
    if not checked:
        raise InstructionError(f"unknown instruction: {instruction.word}{_nearest(instruction.name)}")
    checked(instruction)


def _nearest(name: str) -> str:
    """Return BuildKit's suggestion (util/suggest/error.go, v0.32.2) for a misspelt instruction."""
    from difflib import get_close_matches

    near = get_close_matches(name, _CHECKS, n=1, cutoff=0.75)
    return f" (did you mean {near[0].upper()}?)" if near else ""


def flags_of(instruction: Instruction) -> dict[str, list[str]]:
    """An instruction's flags by name, without dashes; a boolean one is "true" or "false".

    Raises InstructionError for one that is unknown, given twice, or without its value.
    """
    known = _FLAGS.get(instruction.name, {})
    found: dict[str, list[str]] = {}
    for flag in instruction.flags:
        dashed, sign, value = flag.partition("=")
        name = dashed[2:]
        kind = known.get(name)
        if not kind:
            raise InstructionError(f"unknown flag: {dashed}")
        if name in found and kind != _MANY:
            raise InstructionError(f"duplicate flag specified: {dashed}")
        if (not sign) if kind != _BOOLEAN else (sign and not value):
            raise InstructionError(f"missing a value on flag: {dashed}")
        if kind == _BOOLEAN:
            value = value.lower() or "true"
            if value not in ("true", "false"):
                raise InstructionError(f"expecting boolean value for flag {dashed}, not: {value}")
        found.setdefault(name, []).append(value)
    return found


def stage_name(instruction: Instruction) -> str:
    """The lower-case name that a FROM gives its stage, "" for none. Raises InstructionError."""
    args = instruction.args
    if len(args) == 3 and args[1].lower() == "as":
        if not re.fullmatch(_STAGE_NAME, args[2].lower()):
            raise InstructionError(
                f"invalid name for build stage: {quoted(args[2])}, "
                "name can't start with a number or contain symbols"
            )
        return args[2].lower()
    if len(args) != 1:
        raise InstructionError("FROM requires either one or three arguments")
    return ""


def _check_from(instruction: Instruction) -> None:
    stage_name(instruction)
    flags_of(instruction)


def _check_copy(instruction: Instruction) -> None:
    word = instruction.name.upper()
    if len(instruction.args) < 2:
        raise InstructionError(
            f"{word} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )
    flags_of(instruction)
    if is_heredoc(instruction.args[-1]):
        raise InstructionError(f"{word} cannot accept a heredoc as a destination")


def _check_run(instruction: Instruction) -> None:
    flags = flags_of(instruction)
    for mount in flags.get("mount", ()):
        problem = check_mount(mount)
        if problem:
            raise InstructionError(problem)
    network = flags.get("network", ["default"])[0]
    if network not in ("default", "none", "host"):
        raise InstructionError(f"invalid network mode {quoted(network)}")


def _check_pairs(instruction: Instruction) -> None:
    _check_some(instruction)
    if "" in instruction.args[::3]:
        raise InstructionError(f"{instruction.name.upper()} names can not be blank")


def _check_args(instruction: Instruction) -> None:
    _check_some(instruction)
    if any(word.startswith("=") for word in instruction.args):
        raise InstructionError("ARG names can not be blank")


def _check_one(instruction: Instruction) -> None:
    if len(instruction.args) != 1:
        raise InstructionError(f"{instruction.name.upper()} requires exactly one argument")
    flags_of(instruction)


def _check_stopsignal(instruction: Instruction) -> None:
    _check_one(instruction._replace(flags=()))  # upstream never looks at its flags


def _check_some(instruction: Instruction) -> None:
    if not instruction.args:
        raise InstructionError(f"{instruction.name.upper()} requires at least one argument")
    if instruction.name != "arg":  # upstream never looks at its flags
        flags_of(instruction)


def _check_volume(instruction: Instruction) -> None:
    _check_some(instruction)
    if not all(volume.strip(GO_SPACE) for volume in instruction.args):
        raise InstructionError("VOLUME specified can not be an empty string")


def _check_shell(instruction: Instruction) -> None:
    _check_some(instruction)
    if not instruction.is_json:
        raise InstructionError("SHELL requires the arguments to be in JSON form")


def _check_health(instruction: Instruction) -> None:
    if not instruction.args:
        raise InstructionError("HEALTHCHECK requires at least one argument")
    kind, *command = instruction.args
    if kind.upper() == "NONE":
        if command:
            raise InstructionError("HEALTHCHECK NONE takes no arguments")
        return
    flags_of(instruction)
    if kind.upper() != "CMD":
        raise InstructionError(f"Unknown type {quoted(kind.upper())} in HEALTHCHECK (try CMD)")
    if not command:
        raise InstructionError("Missing command after HEALTHCHECK CMD")


def _check_trigger(instruction: Instruction) -> None:
    if not instruction.trigger:
        raise InstructionError("ONBUILD requires at least one argument")
    flags_of(instruction)
    word = instruction.trigger.name.upper()
    if word == "ONBUILD":
        raise InstructionError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if word in ("MAINTAINER", "FROM"):
        raise InstructionError(f"{word} isn't allowed as an ONBUILD trigger")


def _check_flags(instruction: Instruction) -> None:
    flags_of(instruction)


_CHECKS: dict[str, Callable[[Instruction], None]] = {
    "add": _check_copy,
    "arg": _check_args,
    "cmd": _check_flags,
    "copy": _check_copy,
    "entrypoint": _check_flags,
    "env": _check_pairs,
    "expose": _check_some,
    "from": _check_from,
    "healthcheck": _check_health,
    "label": _check_pairs,
    "maintainer": _check_one,
    "onbuild": _check_trigger,
    "run": _check_run,
    "shell": _check_shell,
    "stopsignal": _check_stopsignal,
    "user": _check_one,
    "volume": _check_volume,
    "workdir": _check_one,
}
