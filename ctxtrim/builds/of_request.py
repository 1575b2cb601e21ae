"""Builds that a request means, and the rules that each of them reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ctxtrim.builds.claims import BuildFault
from ctxtrim.disk import check_context
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT, Dialect, by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.build import BuildPlan, Target
from ctxtrim.model.context import Request

if TYPE_CHECKING:
    from ctxtrim.builds.discovery import Discovery

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "arm/v7", "i686": "386"}


class Rules(NamedTuple):
    """The rules of one build.

    where: their file as people see it, or "". path: the file itself, or "". trouble: why it gives no rules
    though it is there, or "".
    """

    ruleset: Ruleset
    where: str = ""
    path: str = ""
    trouble: str = ""


_ANY = Ruleset((), DEFAULT)


class Build(NamedTuple):
    """A build: what `docker build` is given, what its Dockerfile takes, and the rules it reads."""

    target: Target
    plan: BuildPlan
    rules: Rules


class Builds(NamedTuple):
    """All builds of a context, and the rules that most of them read, guesses aside.

    others: builds found below it whose context is another folder. notes: sentences about what could not be
    read. discovery: all that was found, None where the builds were named and nothing was searched. broken:
    why no build is known though there are Dockerfiles, or "". faults: builds that fail before anything is
    sent, and those that do not get this folder; rejected Dockerfiles first.
    """

    context: str
    dialect: Dialect
    rules: Rules
    builds: tuple[Build, ...] = ()
    others: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()
    discovery: Discovery | None = None
    broken: str = ""
    faults: tuple[BuildFault, ...] = ()


def builds_of(request: Request, discovery: Discovery | None = None) -> Builds:
    """Return the builds that belong to the context of a request. discovery: what was found, if it is known.

    Raises CtxtrimError for a context that is none, an unknown builder, a rejected pattern, a Dockerfile that
    was asked for and cannot be read, and a stage that no Dockerfile has. A Dockerfile that was found and
    is rejected is a fault, that of a guess a note; the other builds go on.
    """
    from ctxtrim.builds.asked import Asked
    from ctxtrim.builds.discovery import discover

    dialect, context = by_name(request.builder), check_context(request.context)
    asked = Asked(request.files, request.target, request.args, request.named_contexts)
    found = discovery or discover(context, asked)
    builds: list[Build] = []
    errors: list[CtxtrimError] = []
    faults = [fault for target in found.targets for fault in _absent_contexts(target, context)]
    notes = list(found.notes)
    read: dict[Rules, Rules] = {}
    for target in found.targets:
        try:
            builds.append(Build(target, _plan(target), _once(rules_for(request, target.dockerfile), read)))
        except CtxtrimError as error:
            errors.append(error)
            if target.is_guess:
                notes.append(f"{str(error).rstrip('.')}. This build is left out.")
            else:
                faults.append(_rejected(str(error).rstrip(".")))
    if errors and (request.files or (request.target and not builds)):
        raise errors[0]
    return Builds(
        context,
        dialect,
        _most_read(builds) or rules_for(request),
        tuple(builds),
        tuple(found.others),
        tuple(dict.fromkeys(notes)),
        None if request.files else found,
        str(errors[0]) if errors and not builds else "",
        tuple(dict.fromkeys((*faults, *found.faults))),
    )


def _absent_contexts(target: Target, context: str) -> Iterator[BuildFault]:
    if target.named_contexts:
        from ctxtrim.builds.absent_contexts import absent_contexts

        yield from absent_contexts(target, context)


def _rejected(error: str) -> BuildFault:
    """Return the fault of a Dockerfile that a builder rejects. error: "file:line: reason"."""
    parts = re.fullmatch(r"(.+?):(?:(\d+):)? (.*)", error, re.DOTALL)
    where, line, reason = parts.groups() if parts else ("", None, error)
    message = f"build will fail: {reason}"
    return BuildFault("rejected", "error", message, where, int(line or 0), path=where)


def _once(rules: Rules, read: dict[Rules, Rules]) -> Rules:
    """The same object for the same file, so that a context is walked once for it."""
    key = rules._replace(ruleset=_ANY)
    return read.setdefault(key, rules)


def _most_read(builds: list[Build]) -> Rules | None:
    counts: dict[Rules, int] = {}
    for build in [build for build in builds if not build.target.is_guess] or builds:
        counts[build.rules] = counts.get(build.rules, 0) + 1
    return max(counts, key=counts.__getitem__, default=None)


def rules_for(request: Request, dockerfile: str = "") -> Rules:
    """Return the rules that the builder would read for a Dockerfile (absolute; "": none, or an inline one).

    Raises CtxtrimError for a context that is none, an unknown builder, an ignore file that the builder
    rejects, and one that was asked for and cannot be read.
    """
    dialect, context = by_name(request.builder), check_context(request.context)
    if request.ignore_file:
        return _read(request.ignore_file, request.ignore_file, dialect)
    from ctxtrim.builds.ignore_source import ignore_source
    from ctxtrim.builds.read_file import shown

    source = ignore_source(context, dockerfile, dialect.search, dialect.selects)
    where = shown(source.path, context)
    if source.file:
        return _read(source.file, where, dialect)._replace(path=source.path)
    if source.trouble.startswith("a directory") and not dialect.selects:
        raise CtxtrimError(f"{where}: {source.trouble.partition(',')[0]}: the build stops here.")
    return Rules(Ruleset((), dialect), where, source.path, source.trouble)


def _read(file: str, where: str, dialect: Dialect) -> Rules:
    from ctxtrim.builds.read_file import read_regular

    return Rules(Ruleset.read(read_regular(file), dialect, where), where, file)


def _plan(target: Target) -> BuildPlan:
    from ctxtrim.builds.read_file import read_regular, shown
    from ctxtrim.dockerfile.needs import plan
    from ctxtrim.dockerfile.parse import parse

    if target.dockerfile:
        data, where = read_regular(target.dockerfile), shown(target.dockerfile, target.context)
    else:
        data, where = target.inline.encode("utf-8", "surrogateescape"), target.origin
    args = {name: os.environ.get(name) if value is None else value for name, value in target.args.items()}
    return plan(parse(data, where), target.target, args, platform(), target.named_contexts)


def platform() -> str:
    """Return what a build is for by default: Linux, on this machine's processor."""
    machine = os.uname().machine if hasattr(os, "uname") else ""
    return "linux/" + _MACHINES.get(machine, "amd64")
