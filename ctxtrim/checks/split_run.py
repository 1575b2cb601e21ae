"""RUN lines that belong together.

An `apt-get update` of its own is cached: the install below it runs against old lists when it changes, and
installs outdated packages or fails because they are gone. Installs in RUNs that follow each other fetch the
package index once each. A download that the next RUN changes is in the image twice.

Reported: a RUN that updates and installs nothing, above a RUN that installs and does not update; of the steps
whose layers the image keeps, RUNs in a row that only install packages of the system, and a RUN that changes
(chmod, chown, mv) or unpacks what the RUN above has downloaded.
Not reported: an update that an upgrade follows in the same RUN, RUNs with mounts, those that also do
something else, pip, npm and other installers that resolve together what they are given, and archives that a
later RUN deletes (see removed-later).

Example: `RUN apt-get update` and, on another line, `RUN apt-get install -y curl`.
Mend: `RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.downloads import DOWNLOADERS, written_by
from ctxtrim.layers.harmless_commands import reads_nothing
from ctxtrim.layers.image import Layers, LayerStep, image_path, plain_words
from ctxtrim.model.finding import Finding

RULE = Rule("CT406", "split-run", "advice")
_APT = ("apt-get", "apt", "aptitude")
_SYSTEM = {**dict.fromkeys(_APT, "apt"), "apk": "apk", "dnf": "dnf", "microdnf": "dnf", "yum": "dnf"}
"""Of the package managers of systems, a name that they share."""
_INSTALLS = frozenset(("install", "add", "groupinstall"))
_CHANGES = ("chmod", "chown", "mv")
_UNPACKS = ("tar", "unzip", "gunzip")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each update whose install is another step of its stage, and for RUNs to join."""
    for layers in subject.layers:
        for number, step in enumerate(layers.steps):
            if _verbs(step) == {"update"} and not step.has_cache:
                later = _install_below(step, layers.steps[number + 1 :])
                if later:
                    message = f"apt-get update is cached apart from the install of line {later}"
                    hint = "Join them: RUN apt-get update && apt-get install …"
                    yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)
        yield from _installs_in_a_row(layers)
        yield from _changed_downloads(layers)


def _installs_in_a_row(layers: Layers) -> Iterator[Finding]:
    """Yield advice for the first RUN of each row that installs with one package manager."""
    rows: list[list[LayerStep]] = []
    for step in layers.kept:
        manager = _installs_with(step)
        last = rows[-1][-1] if rows else None
        if not manager:
            continue
        is_next = last and step.step.below == last.step.number and step.step.stage == last.step.stage
        if last and is_next and _installs_with(last) == manager:
            rows[-1].append(step)
        else:
            rows.append([step])
    for first, *others in (row for row in rows if len(row) > 1):
        lines = ", ".join(str(step.line) for step in others)
        message = f"{_installs_with(first)} installs here and in line {lines}: one RUN fetches its index once"
        yield Finding(*RULE, message, file=layers.where, line=first.line, hint="Join them by &&.")


def _installs_with(step: LayerStep) -> str:
    """Return the package manager of a RUN that installs by name and does nothing else, "" for others."""
    if "--mount" in step.step.text or not all(map(reads_nothing, step.commands)):
        return ""
    managers = {_SYSTEM[command.tool] for command in step.calls(*_SYSTEM)}
    is_install = any(_INSTALLS & set(command.words[1:]) for command in step.calls(*_SYSTEM))
    return managers.pop() if is_install and len(managers) == 1 else ""


def _changed_downloads(layers: Layers) -> Iterator[Finding]:
    """Yield advice for each RUN that changes or unpacks what the one above it has downloaded."""
    for number, (above, step) in enumerate(pairwise(layers.kept)):
        if step.step.below != above.step.number or "--mount" in above.step.text + step.step.text:
            continue
        fetched = {path for command in above.calls(*DOWNLOADERS) for path in written_by(command)}
        deleted = {path for later in layers.kept[number + 1 :] for path in _named_by(later, ("rm",))}
        moved = [path for path in _named_by(step, _CHANGES) if path in fetched]
        unpacked = [path for path in _named_by(step, _UNPACKS) if path in fetched - deleted]
        message = ""
        if moved:
            message = f"changes {moved[0]}, so that it is in the layer of line {above.line} and in this one"
        elif unpacked:
            message = f"unpacks {unpacked[0]}, which stays in the layer of line {above.line}"
        if message:
            hint = "Do both in one RUN" + (", and delete the archive there." if not moved else ".")
            yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _named_by(step: LayerStep, tools: Sequence[str]) -> Iterator[str]:
    """Yield the absolute paths that some commands of a step name."""
    for command in step.calls(*tools):
        yield from filter(None, (image_path(command, word) for word in plain_words(command)))


def _install_below(step: LayerStep, below: tuple[LayerStep, ...]) -> int:
    """Return the line of the next install that does not update, 0 for none."""
    for later in below:
        verbs = _verbs(later)
        if later.step.stage != step.step.stage or "update" in verbs:
            return 0
        if "install" in verbs:
            return later.line
    return 0


def _verbs(step: LayerStep) -> set[str]:
    words = {word for command in step.calls(*_APT) for word in command.words[1:]}
    return words & {"update", "install", "upgrade", "dist-upgrade", "build-dep"}
