"""Python packages on Alpine that have no wheel for it.

Alpine's C library is musl. Wheels for it exist of most packages, but not of some of the largest: pip then
compiles them for a long time, or fails.

Reported: a requirement of an image on Alpine that publishes wheels for glibc only: torch, tensorflow,
opencv-python, numba, onnxruntime and others.
Not reported: packages that are written in Python, and those with musllinux wheels.

Example: `FROM python:3.12-alpine` and torch in requirements.txt.
Mend: `FROM python:3.12-slim`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.image import LayerStep
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.steps import follow
from ctxtrim.manifests.readers.requirements import requirement_files
from ctxtrim.model.finding import Finding

RULE = Rule("CT411", "no-musl-wheel", "warning")
_GLIBC_ONLY = (
    r"torch|torchvision|torchaudio|tensorflow|jaxlib|onnxruntime|opencv-python(?:-headless)?|llvmlite|numba"
    r"|mediapipe|playwright|faiss-cpu|open3d|ray"
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each requirements file on Alpine that names such a package."""
    for layers in subject.layers:
        for step in layers.steps:
            if step.run and re.search(r"\balpine", layers.bases.get(step.step.stage, "")):
                for path, name in _named(subject, step):
                    message = f"{name} of {path} has no wheel for Alpine (musl): pip compiles it, or fails"
                    hint = "Build on a -slim image."
                    yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _named(subject: Subject, step: LayerStep) -> Iterator[tuple[str, str]]:
    assert step.run
    context = BuildContext(subject.tree, (step.run,), lambda path: True)
    for command in follow(context) if step.calls("pip", "uv") else ():
        for need in requirement_files(context, command) if command.tool in ("pip", "uv") else ():
            match = re.search(rf"(?im)^\s*({_GLIBC_ONLY})\s*(?:[=<>~!\[;#@]|$)", context.text(need.glob))
            if match:
                yield need.glob, match[1]
                return
