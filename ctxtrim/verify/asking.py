"""What arrives when a real builder copies from a context under an ignore file. The context is only read.

BuildKit reads `<Dockerfile>.dockerignore` beside the Dockerfile, podman and buildah `--ignorefile`; both lie
in a folder of ours, outside the context. BuildKit gets the context under a name of its own (a link in that
folder), so that no build of the user's finds its transfer changed, and all it kept is pruned in the end;
podman and buildah keep what they make in that folder.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import MOBY, IgnoreFile
from ctxtrim.verify.compare import Key, Outcome
from ctxtrim.verify.lines import Line, dockerfile
from ctxtrim.verify.running import Built, run, said
from ctxtrim.verify.tools import Tool

_MOST_LINES = 60  # a layer each; overlayfs takes 125
_NOT_THERE = (
    r"not found|no such file or directory|no items matching glob|no sources? files? (were )?specified"
)
_CACHE_ID = r"^([a-z0-9]{25})\*?\s"
_BUILDKIT = ("build", "--no-cache", "--network=none", "--progress=plain", "--output=type=tar,dest=-")
_BUILDAH = ("build", "--no-cache", "--layers=false", "--isolation=chroot", "--quiet", "--output=-")


class Asker:
    """One builder, one context; made by `asking`, which clears away after it."""

    def __init__(self, tool: Tool, context: str, folder: str, patience: float) -> None:
        self._tool, self._folder, self._patience = tool, folder, patience
        self._token = f"ctxtrim-{secrets.token_hex(8)}"
        self._real, self._context = context, ""
        self._file = os.path.join(folder, "Dockerfile")

    def outcome(self, lines: Sequence[Line], ignore: bytes, doubtful: frozenset[int]) -> Outcome:
        """What all lines bring under an ignore file. doubtful: numbers of those that are expected to fail.

        Raises CtxtrimError where a build fails for another reason than that something is not there.
        """
        self._ignore(ignore)
        self._context = self._named(str(secrets.randbits(32)))
        os.symlink(self._real, self._context)
        sure = [(n, line) for n, line in enumerate(lines) if n not in doubtful]
        parts = [sure[at : at + _MOST_LINES] for at in range(0, len(sure), _MOST_LINES)]
        parts += [[(n, line)] for n, line in enumerate(lines) if n in doubtful]
        arrived: dict[Key, int] = {}
        failed: dict[int, str] = {}
        while parts:
            part = parts.pop(0)
            built = self._build(part)
            if not built.failed:
                arrived.update(built.arrived)
            elif not re.search(_NOT_THERE, built.log, re.IGNORECASE):
                raise CtxtrimError(f"{self._tool.name} cannot build this: {_last_words(built.log)}")
            elif len(part) == 1:
                failed[part[0][0]] = _last_words(built.log)
            else:
                middle = len(part) // 2
                parts[:0] = [part[:middle], part[middle:]]
        return Outcome(arrived, failed)

    def check(self) -> None:
        """Raise CtxtrimError unless the builder builds, and tells what it built."""
        trial = self._named("trial")
        os.mkdir(trial)
        for name in ("kept", "dropped"):
            with open(os.path.join(trial, name), "wb") as file:
                file.write(b"x")
        self._ignore(b"dropped\n")
        with open(self._file, "wb") as file:
            file.write(dockerfile([(0, Line("", False, "", ""))], self._token))
        built = self._run(trial)
        if built.failed:
            raise CtxtrimError(f"{self._tool.name} cannot build anything: {_last_words(built.log)}")
        if built.arrived != {(0, "kept"): 1}:
            what = (
                "does not read the ignore file it is given" if built.arrived else "does not say what it built"
            )
            raise CtxtrimError(f"{self._tool.name} {self._tool.version} {what}, so nothing is verified.")

    def clear(self, before: frozenset[str]) -> None:
        """Have BuildKit forget what it was sent and what it copied; Docker 20.10 lets it age."""
        if self._tool.name != "docker":
            return
        ours = self.sources() - before
        sources = [f"id~=^({'|'.join(sorted(ours))})$"] if ours else []
        for what in (f"description~={self._token}", *sources):
            said([self._tool.path, "buildx", "prune", "--force", "--filter", what])

    def sources(self) -> frozenset[str]:
        """The ids of the contexts that BuildKit keeps."""
        if self._tool.name != "docker":
            return frozenset()
        listed = said([self._tool.path, "buildx", "du", "--filter", "type=source.local"])
        return frozenset(re.findall(_CACHE_ID, listed, re.MULTILINE))

    def _ignore(self, data: bytes) -> None:
        """podman looks for another file where this one says nothing: then it names what is not there."""
        with open(self._file + ".dockerignore", "wb") as file:
            file.write(data if _says_something(data) else data + b"\n" + self._token.encode() + b"\n")

    def _named(self, name: str) -> str:
        """A place whose name is new to the builder: BuildKit keeps contents that it knows under a name, and
        what arrives empty could not be seen.
        """
        return os.path.join(self._folder, f"{self._token}-{name}")

    def _build(self, part: Sequence[tuple[int, Line]]) -> Built:
        with open(self._file, "wb") as file:
            file.write(dockerfile(part, self._token))
        return self._run(self._context)

    def _run(self, context: str) -> Built:
        return run(self._tool.name, self._command(context), self._folder, self._patience)

    def _command(self, context: str) -> list[str]:
        if self._tool.name == "docker":
            return [self._tool.path, *_BUILDKIT, "--file", self._file, context]
        store = os.path.join(self._folder, "store")
        places = ("--root", store, "--runroot", store + ".run", "--storage-driver", "vfs")
        ignoring = ("--ignorefile", self._file + ".dockerignore", "--file", self._file)
        return [self._tool.path, *places, *_BUILDAH, *ignoring, context]


@contextmanager
def asking(tool: Tool, context: str, patience: float) -> Iterator[Asker]:
    """An Asker for a context (absolute). patience: seconds that one build may take.

    Raises CtxtrimError where the builder builds nothing at all, or our folder would lie in the context.
    """
    if os.path.realpath(tempfile.gettempdir()).startswith(os.path.realpath(context).rstrip("/") + "/"):
        raise CtxtrimError(
            f"{context} holds the folder for temporary files; set TMPDIR to one outside of it."
        )
    folder = tempfile.mkdtemp(prefix="ctxtrim-verify-")
    try:
        asker = Asker(tool, os.path.realpath(context), folder, patience)
        before = asker.sources()
        try:
            asker.check()
            yield asker
        finally:
            asker.clear(before)
    finally:
        _remove(folder)


def _says_something(ignore: bytes) -> bool:
    """Return whether the file holds a pattern."""
    return any(MOBY.clean(line.text) for line in IgnoreFile.parse(ignore).lines)


def _last_words(log: str) -> str:
    """The line that says what went wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if re.match("error", line, re.IGNORECASE)]
    return (errors or lines or ["it does not say why"])[-1][:500]


def _remove(folder: str) -> None:
    """Remove a folder, directories that nobody may enter included."""
    for above, names, _ in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            if not os.path.islink(path):
                os.chmod(path, 0o700)
    shutil.rmtree(folder, ignore_errors=True)
