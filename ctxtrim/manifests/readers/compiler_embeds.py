"""Files that compilers embed into a program because its source says so.

file-embed of Haskell, `@embedFile` of Zig, `staticRead` of Nim, `read_file` and ECR of Crystal, `$embed_file`
of V, `#load` of Odin, `[%blob]` of OCaml, `.incbin` of assemblers. Go, Rust: see `gopackages`, `rustsource`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.model.build import Need

_QUOTED = r"[\s(]{0,9}[\"']([^\"'\n]{1,300})[\"']"
_TAKES = {
    ".hs": r"(?:\bembed\w*|\bmakeRelativeToProject)" + _QUOTED,
    ".zig": r"@embedFile" + _QUOTED,
    ".nim": r"\b(?:staticRead|slurp)" + _QUOTED,
    ".cr": r"\b(?:read_file|ECR\.\w+)" + _QUOTED,
    ".v": r"\$embed_file" + _QUOTED,
    ".odin": r"#load" + _QUOTED,
    ".ml": r"\[%blob" + _QUOTED,
    ".s": r"\.incbin" + _QUOTED,
    ".S": r"\.incbin" + _QUOTED,
}
_ENDINGS = tuple(_TAKES)
_MOST_SOURCES = 20_000


def read_by_compilers(context: BuildContext) -> Iterator[Need]:
    """What sources embed, by paths from their own folder, from the root, or from a folder on the way."""
    if not context.with_sources or not any(step.is_build for step in context.steps):
        return
    sources = [path for path in context.files if path.endswith(_ENDINGS)]
    for where in sources[:_MOST_SOURCES]:
        if INSTALLED.isdisjoint(where.split("/")) and context.visible(where):
            yield from _taken(context, where)


def _taken(context: BuildContext, where: str) -> Iterator[Need]:
    text = context.text(where)
    for match in re.finditer(_TAKES[posixpath.splitext(where)[1]], text):
        place = posixpath.dirname(where)
        while True:
            path = join(place, match[1])
            if path and context.exists(path):
                line = text.count("\n", 0, match.start()) + 1
                yield need_path(path, where, "the source takes it in", line, must=False)
                break
            if not place:
                break
            place = posixpath.dirname(place)
