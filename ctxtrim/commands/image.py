"""`ctxtrim image`: what of a context is in an image."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from typing import IO

from ctxtrim.builds.of_request import builds_of
from ctxtrim.disk import walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression
from ctxtrim.images.archive import read_archive
from ctxtrim.images.fate import efficiency, hidden
from ctxtrim.images.layer import Interest, new_digest
from ctxtrim.images.origin import from_context
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Request
from ctxtrim.model.image import Image, ImageReport, LayerSecret, LayerSum, Origin, Waste

_SECRET_NAME = expression(
    r"(?i)(?:pass(?:word|wd|phrase)?|secret|token|api_?key|private_?key|credentials?)(?:_?\d+)?$"
)
_GIVEN = expression(r"(?:^|\s)(\w+)=(\S+)")
_CHUNK = 1 << 20


def image(request: Request, archive: str, name: str = "") -> ImageReport:
    """Compare an image with the context that it was built from.

    archive: the path of an archive of `docker save` or of an OCI layout, "-" for stdin; read once, nothing is
    unpacked. name: the tag of the image where it holds several. Raises CtxtrimError as `read_archive` and
    `builds_of` do.
    """
    builds = builds_of(request)
    files = _files(builds.context, Ruleset.read(b"", builds.dialect))
    with _opened(archive) as stream:
        found = read_archive(stream, archive, name, Interest(files.__contains__))
    wanted = {entry.size for layer in found.layers for entry in layer.entries if entry.digest}
    contents = _digests(builds.context, (path for size in wanted for path in files[size]))
    is_excluded, notes = _fix(request)
    wasted = hidden(found.layers)
    layers = []
    for number, layer in enumerate(found.layers, 1):
        origins = tuple(
            Origin(source.entry.path, source.path, source.entry.size, is_excluded(source.path))
            for source in from_context(layer, contents)
        )
        sizes = [entry.size for entry in layer.entries if entry.kind == "file"]
        lost = sum(waste.bytes for waste in wasted if waste.layer == number)
        layers.append(LayerSum(number, layer.instruction, sum(sizes), len(sizes), origins, lost))
    return ImageReport(
        archive,
        found.name,
        builds.context,
        tuple(layers),
        tuple(sorted(wasted, key=lambda waste: (-waste.bytes, waste.layer, waste.path))),
        tuple(_secrets(found, wasted)),
        efficiency(found.layers),
        (*found.notes, *notes),
    )


def _opened(archive: str) -> IO[bytes] | nullcontext[IO[bytes]]:
    if archive == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return open(archive, "rb")
    except OSError as error:
        raise CtxtrimError(f"{archive}: {error.strerror}; give an archive of `docker save`.") from None


def _files(context: str, everything: Ruleset) -> dict[int, list[str]]:
    """Map sizes to the files of a context, the excluded ones too: the image may be older than the file."""
    files = defaultdict(list)
    for entry, _ in walk(context, everything):
        if entry.kind == "file" and entry.size:
            files[entry.size].append(entry.path)
    return dict(files)


def _digests(context: str, paths: Iterable[str]) -> dict[bytes, list[str]]:
    """Map contents to paths. What cannot be read is left out: it came from elsewhere then."""
    found = defaultdict(list)
    for path in paths:
        digest = new_digest()
        try:
            with open(os.path.join(context, path), "rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError:
            continue
        found[digest.digest()].append(path)
    return found


def _fix(request: Request) -> tuple[Callable[[str], bool], tuple[str, ...]]:
    """Return what the proposal for the ignore file would exclude, and notes where there is none."""
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.proposal import Options, propose

    try:
        inputs = read_fix_inputs(request).inputs
        rules = Ruleset.read(propose(inputs, Options()).text, inputs.dialect, inputs.where)
    except CtxtrimError as error:
        return lambda _: False, (f"No fix is proposed: {error}",)
    return lambda path: not rules.judge_path(path).eligible, ()


def _secrets(found: Image, wasted: Collection[Waste]) -> Iterable[LayerSecret]:
    gone = {(waste.layer, waste.path) for waste in wasted}
    for number, layer in enumerate(found.layers, 1):
        for entry in layer.entries:
            if entry.secret:
                yield LayerSecret(entry.path, entry.secret, number, (number, entry.path) in gone)
    names = {name for name, _, value in (row.partition("=") for row in found.env) if value}
    for name in sorted(filter(_SECRET_NAME.search, names)):
        yield LayerSecret(name, "environment variable in the image's configuration", 0)
    given = {
        match[1]
        for line in found.instructions
        if line.lstrip("RUN ").startswith("|")
        for match in _GIVEN.finditer(line.partition("/bin/sh")[0])
    }
    for name in sorted(filter(_SECRET_NAME.search, given - names)):
        yield LayerSecret(name, "build argument in the image's history", 0)
