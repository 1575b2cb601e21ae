"""Which directories of the context does a RUN line mount, and where in the image?"""

from __future__ import annotations

import posixpath
import re

from ctxtrim.model.build import Run

_LINE_END = re.compile(r"\\[ \t]*\n(?:[ \t]*#[^\n]*\n)*")
_MOUNT = re.compile(r"--mount=(\S+)")


def with_mounts(run: Run, dockerfile: str) -> Run:
    """The run with the bind mounts of its line among what was copied; those of other stages are left out.

    dockerfile: the text that the run's line counts in, "" if it is not known.
    """
    if run.instruction != "RUN" or "--mount" not in dockerfile:
        return run
    lines = dockerfile.split("\n")[max(0, run.line - 1) :][:200]
    text = _LINE_END.sub(" ", "\n".join(lines)).partition("\n")[0]
    found = [_pair(m[1], run.workdir) for m in _MOUNT.finditer(text)]
    return run._replace(copied=(*run.copied, *(pair for pair in found if pair)))


def _pair(mount: str, workdir: str) -> tuple[str, str] | None:
    options = dict(part.strip("\"'").partition("=")[::2] for part in mount.split(","))
    target = next((options[name] for name in ("target", "dst", "destination") if name in options), "")
    source = options.get("source", options.get("src", "."))
    if options.get("type", "bind") != "bind" or "from" in options or "$" in source + target or not target:
        return None
    source = posixpath.normpath(source.lstrip("/") or ".")
    return ("" if source == "." else source), posixpath.normpath(posixpath.join(workdir or "/", target))
