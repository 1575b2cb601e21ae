"""A RUN chown or chmod that stores files a second time.

Another owner or mode is another version of a file: the layer of the RUN holds each of them in full, beside
the layer that copied it.

Reported, of the steps whose layers the image keeps: chown -R or chmod -R over a directory that a COPY
filled from the context with at least a megabyte, or in which a step installed dependencies.
Not reported: single files, little directories, and what the same RUN has made.

Example: `COPY . /app` and `RUN chown -R app /app`.
Mend: `COPY --chown=app . /app` or `--chmod=`; and run the install as that user.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import MOST_FILES, Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.layers.image import LayerStep, image_path, plain_words
from ctxtrim.layers.installers import installer_of
from ctxtrim.manifests.step import Step
from ctxtrim.model.finding import Finding

RULE = Rule("CT409", "chown-copies", "advice")
_LEAST = 1_000_000


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each recursive change of what layers below hold."""
    for layers in subject.layers:
        kept = layers.kept
        for number, step in enumerate(kept):
            for command in step.calls("chown", "chmod"):
                yield from _doubled(subject, layers.where, command, kept[:number])


def _doubled(subject: Subject, where: str, command: Step, below: Sequence[LayerStep]) -> Iterator[Finding]:
    words = plain_words(command)
    if not any(word.startswith("-") and "R" in word for word in command.words[1:]) or len(words) < 2:
        return
    for folder in filter(None, (image_path(command, word) for word in words[1:])):
        size = _copied_bytes(subject, command, folder)
        line = _install_in(below, folder)
        if size >= _LEAST or line:
            what = f"what line {line} installed" if line else human(size)
            message = f"{command.tool} -R {folder} stores {what} a second time"
            hint = f"Say COPY --{command.tool}={words[0]} instead, and install as that user."
            yield Finding(*RULE, message, file=where, line=command.line, hint=hint, bytes=size)
            return


def _copied_bytes(subject: Subject, command: Step, folder: str) -> int:
    """Return the bytes of the context that lie below a directory of the image."""
    eligible = subject.eligible if subject.audit.scan.eligible.files <= MOST_FILES else None
    if folder == "/" or not eligible:
        return 0
    sources = {
        source
        for source, target in command.run.copied
        if _is_below(posixpath.normpath(target), folder) and subject.tree.kind(source) in ("file", "dir")
    }
    found = {p: e for p, e in eligible.items() if any(not s or _is_below(p, s) for s in sources)}
    return sum(entry.size for entry in found.values() if entry.kind == "file")


def _install_in(below: Sequence[LayerStep], folder: str) -> int:
    """Return the line of a step below that installs into a directory, 0 for none."""
    for step in below:
        for command in step.commands:
            installer = installer_of(command)
            if installer and installer.outputs and _is_below(command.place, folder):
                return step.line
    return 0


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
