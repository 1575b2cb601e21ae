"""Compilers and headers in the image that runs.

They are needed while something is built, weigh hundreds of megabytes, and help whoever breaks in. Built in
a stage of its own, the result is copied without them.

Reported: a package of compilers or build tools that apt, apk, dnf or yum installs in a step whose layer the
image keeps, where that is the last stage.
Not reported: a RUN that removes packages again, stages and Dockerfiles for development, tests and CI, and
images that hold a toolchain anyway (golang, rust, maven, gcc), and what compiles for a GPU when it runs
(torch, CUDA).

Example: `RUN apt-get install -y build-essential` in the last stage.
Mend: build in a stage `AS build`, and `COPY --from=build` what the container runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.image import Layers, LayerStep
from ctxtrim.model.finding import Finding

RULE = Rule("CT403", "build-tools-in-final-stage", "advice")
_TOOLS = frozenset(
    """
    build-essential build-base gcc g++ clang cmake musl-dev rustc cargo golang golang-go gcc-c++ alpine-sdk
    """.split()
)
_MANAGERS = ("apt-get", "apt", "apk", "dnf", "yum", "microdnf")
_REMOVES = (
    r"\b(apk\s+(\S+\s+)*del|(apt-get|apt|dnf|yum|microdnf)\s+(\S+\s+)*(purge|remove|autoremove|erase))\b"
)
_FOR_DEVELOPMENT = (
    r"(?i)(^|[^a-z])"
    r"(dev|devel|development|devcontainer|tests?|testing|ci|debug|build|builder|make|tilt|local|sdk|lint)([^a-z]|$)"
)
_TOOLCHAINS = r"(^|/)(golang|rust|gcc|maven|gradle|buildpack-deps|haskell|swift|emscripten)([:@]|$)"
_GPU = r"(?i)cuda|rocm|torch|triton|oneapi|gaudi|\bintel"
_HINTS = {
    "pip": "install into /venv in a stage AS build, then COPY --from=build /venv /venv",
    "npm": "install in a stage AS build, then COPY --from=build the pruned node_modules",
    "bundle": "install in a stage AS build, then COPY --from=build /usr/local/bundle /usr/local/bundle",
    "go": "build in a stage AS build, then COPY --from=build the binary",
    "cargo": "build in a stage AS build, then COPY --from=build the binary",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each kept step that installs build tools for good."""
    for layers in subject.layers:
        if not layers.is_last or _may_compile(layers):
            continue
        for step in layers.kept:
            tools = _installed(step)
            if tools:
                message = f"{', '.join(tools[:3])} stays in the image, which runs without it"
                yield Finding(*RULE, message, file=layers.where, line=step.line, hint=_hint(layers))


def _may_compile(layers: Layers) -> bool:
    """Say whether an image is for development, or compiles when it runs."""
    texts = (layers.base, *(step.run.command for step in layers.kept if step.run))
    if re.search(_FOR_DEVELOPMENT, f"{layers.where} {layers.target}") or re.search(_TOOLCHAINS, layers.base):
        return True
    return any(re.search(_GPU, text) for text in texts)


def _installed(step: LayerStep) -> list[str]:
    if not step.run or re.search(_REMOVES, step.run.command):
        return []
    words = (word for command in step.calls(*_MANAGERS) for word in command.words[1:])
    return [name for name in dict.fromkeys(word.partition("=")[0] for word in words) if name in _TOOLS]


def _hint(layers: Layers) -> str:
    used = {command.tool for step in layers.kept for command in step.commands}
    hint = next((hint for tool, hint in _HINTS.items() if tool in used), "")
    hint = hint or "build in a stage AS build, then COPY --from=build what the container runs"
    return f"{hint[0].upper()}{hint[1:]}."
