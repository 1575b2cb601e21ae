"""Files that one layer brings and another deletes.

A layer holds what its step added, whatever comes later: an `rm` in another RUN hides the bytes and does not
take them out of the image.

Reported, of the steps whose layers the image keeps: a RUN that deletes files which a COPY brought, what an
earlier RUN downloaded or cloned, packages that an earlier RUN installed, and the cache of a package manager
(apt's lists, apk, dnf, pip, npm, conda) that an earlier RUN filled.
Not reported: what is deleted in the step that made it, less than 100 kB of a COPY, and stages that are only
copied from.

Example: `COPY . /app` and `RUN rm -rf /app/tests`.
Mend: exclude the files, copy less, or delete them in the RUN that makes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import MOST_FILES, Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.layers.downloads import DOWNLOADERS, written_by
from ctxtrim.layers.image import LayerStep, image_path, plain_words
from ctxtrim.layers.package_caches import CACHES, is_kept, only_empties
from ctxtrim.manifests.commands.image_paths import source_of
from ctxtrim.manifests.step import Step
from ctxtrim.model.finding import Finding

RULE = Rule("CT408", "removed-later", "advice")
_APT, _LEAST = ("apt-get", "apt"), 100_000
_REMOVE = frozenset(("purge", "remove"))


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each deletion that frees nothing."""
    for layers in subject.layers:
        kept = layers.kept
        for number, step in enumerate(kept):
            for command in step.calls("rm"):
                yield from _deleted(subject, layers.where, step, command)
            message = _undone(step, kept[:number])
            if message:
                hint = "Do both in one RUN."
                yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _deleted(subject: Subject, where: str, step: LayerStep, command: Step) -> Iterator[Finding]:
    """Yield advice for what a COPY of the context brought."""
    eligible = subject.eligible if subject.audit.scan.eligible.files <= MOST_FILES else None
    for word in plain_words(command) if eligible else ():
        path = image_path(command, word)
        source = source_of(subject.tree, command.run.copied, path) if path and path != "/" else None
        if not source or not eligible:
            continue
        below = [e for p, e in eligible.items() if p == source or p.startswith(source + "/")]
        size = sum(entry.size for entry in below if entry.kind == "file")
        if size >= _LEAST:
            message = f"deletes {source} ({human(size)}) of a layer below, which keeps it"
            hint = f"Exclude {source} in {subject.ignore_file_name}, or copy less."
            yield Finding(*RULE, message, source, where, step.line, hint=hint, bytes=size)


def _undone(step: LayerStep, below: Sequence[LayerStep]) -> str:
    """Say what of the RUNs below a step undoes, "" for nothing."""
    removed = {path for c in step.calls("rm") for word in plain_words(c) if (path := image_path(c, word))}
    fetched = {path: s.line for s in below for c in s.calls(*DOWNLOADERS) for path in written_by(c)}
    for path in sorted(removed & fetched.keys()):
        return f"deletes {path}, which stays in the layer of line {fetched[path]}"
    for cache in CACHES:
        keeping = [s.line for s in below if is_kept(s, cache)]
        if keeping and only_empties(step, cache):
            return f"deletes {cache.name}, which the layer of line {keeping[-1]} keeps"
    return _removed_packages(step, below)


def _removed_packages(step: LayerStep, below: Sequence[LayerStep]) -> str:
    names = {w for c in step.calls(*_APT) if _REMOVE & set(c.words) for w in plain_words(c)} - _REMOVE
    own = {w for c in step.calls(*_APT) if "install" in c.words for w in plain_words(c)}
    for other in below:
        installed = {w for c in other.calls(*_APT) if "install" in c.words for w in plain_words(c)}
        if both := sorted((names - own) & installed):
            return f"removes {both[0]}, which stays in the layer of line {other.line}"
    return ""
