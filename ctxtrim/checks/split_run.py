"""`apt-get update` in a RUN of its own.

The layer of the update is cached; the install below it runs against its old lists when it changes, and
installs outdated packages or fails because they are gone.

Reported: a RUN that updates and installs nothing, above a RUN that installs and does not update.
Not reported: an update that an upgrade follows in the same RUN, and apk, dnf and pip, which fetch their
index anew.

Example: `RUN apt-get update` and, on another line, `RUN apt-get install -y curl`.
Mend: `RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.image import LayerStep
from ctxtrim.model.finding import Finding

RULE = Rule("CT406", "split-run", "advice")
_APT = ("apt-get", "apt", "aptitude")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each update whose install is another step of its stage."""
    for layers in subject.layers:
        for number, step in enumerate(layers.steps):
            if _verbs(step) == {"update"} and not step.has_cache:
                later = _install_below(step, layers.steps[number + 1 :])
                if later:
                    message = f"apt-get update is cached apart from the install of line {later}"
                    hint = "Join them: RUN apt-get update && apt-get install …"
                    yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


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
