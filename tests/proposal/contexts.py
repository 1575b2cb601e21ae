"""A context made of a dict, and the inputs that it asks: no disk, no git."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ctxtrim.context.traverse import traverse
from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.expected_junk import expected_junk
from ctxtrim.proposal.inputs import Inputs, Surroundings, inputs
from tests.entries import entry

Contents = Mapping[str, str | bytes | int]


class World:
    """Paths -> text, bytes or size, "-> target" of a link; a folder ends in "/".

    tracked: paths in git's index, True for all files, None without git. ignored: what git ignores, each with
    all below it.
    """

    def __init__(
        self,
        contents: Contents,
        dockerfile: str | Mapping[str, str] = "FROM scratch\nCOPY . .\n",
        tracked: Collection[str] | bool | None = True,
        ignored: Collection[str] = (),
    ) -> None:
        self.contents = {path.rstrip("/"): what for path, what in contents.items()}
        self.entries = _entries(contents)
        self.dockerfiles = {"Dockerfile": dockerfile} if isinstance(dockerfile, str) else dockerfile
        files = [path for path, found in self.entries.items() if found.kind != "dir"]
        self.ignored = frozenset(ignored)
        if tracked is True:
            tracked = [path for path in files if not self.is_ignored(path) and not path.startswith(".git/")]
        self.tracked = None if tracked is None or tracked is False else frozenset(tracked)
        self._folders = {
            "/".join(path.split("/")[:n]) for path in self.tracked or () for n in range(path.count("/") + 1)
        }
        self._listed: dict[str, list[Entry]] = {}
        for path in sorted(self.entries, key=lambda path: path.encode("utf-8", "surrogateescape")):
            self._listed.setdefault(path.rpartition("/")[0], []).append(self.entries[path])

    def __repr__(self) -> str:
        tracked = None if self.tracked is None else sorted(self.tracked)
        return f"World({self.contents!r}, {self.dockerfiles!r}, {tracked!r}, {sorted(self.ignored)!r})"

    def inputs(self, old: bytes = b"", preventive: bool = False) -> Inputs:
        """What `propose` is asked where the ignore file has these bytes."""
        own = block.split(IgnoreFile.parse(old)).without_block()
        rules = Ruleset.read(own, DEFAULT)
        paths = {e.path: e for e, verdict in traverse(self.list, rules) if verdict.eligible}
        eligible = EligibleFiles(paths, self.tracked, self._folders.__contains__, self.is_ignored, self.read)
        plans = {where: plan(parse(text.encode(), where)) for where, text in self.dockerfiles.items()}
        expected = expected_junk(paths) if preventive else frozenset[str]()
        expected |= frozenset() if self.kind(".dockerignore") else {".dockerignore"}
        return inputs(Surroundings(self, self.list, rules, eligible, plans), old, ".dockerignore", expected)

    def written(self, text: bytes) -> World:
        """The same context with this ignore file in it, which git does not track."""
        contents = {
            path + "/" * (e.kind == "dir"): self.contents.get(path, 0) for path, e in self.entries.items()
        }
        return World({**contents, ".dockerignore": text}, self.dockerfiles, self.tracked, self.ignored)

    def is_ignored(self, path: str) -> bool:
        """As git would say."""
        steps = {"/".join(path.split("/")[: n + 1]) for n in range(path.count("/") + 1)}
        return not self.ignored.isdisjoint(steps)

    def list(self, folder: str) -> list[Entry]:
        """A folder's entries in byte order."""
        return self._listed.get(folder, [])

    def kind(self, path: str) -> str:
        """See model.Tree."""
        return self.entries[path].kind if path in self.entries else "" if path else "dir"

    def children(self, path: str) -> Sequence[str]:
        """See model.Tree."""
        return [found.path.rpartition("/")[2] for found in self.list(path)]

    def read(self, path: str) -> bytes | None:
        """See model.Tree."""
        what = self.contents.get(path)
        if self.kind(path) != "file" or what is None or isinstance(what, int):
            return None
        return what if isinstance(what, bytes) else what.encode()

    def files(self) -> Sequence[str]:
        """See model.Tree."""
        return [path for path, found in self.entries.items() if found.kind != "dir"]


def _entries(contents: Contents) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for path, what in contents.items():
        parts = path.rstrip("/").split("/")
        for end in range(1, len(parts)):
            found.setdefault("/".join(parts[:end]), entry("/".join(parts[:end]), "dir"))
        if path.endswith("/"):
            found.setdefault(path[:-1], entry(path[:-1], "dir"))
        elif isinstance(what, str) and what.startswith("-> "):
            found[path] = entry(path, what)
        else:
            found[path] = entry(path, what if isinstance(what, int) else len(what))
    return found
