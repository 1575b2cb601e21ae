"""The context and the steps of its build, as the readers of manifests see them."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ctxtrim.manifests.commands.image_paths import directory, source_of
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tree_cache import INSTALLED, TreeCache
from ctxtrim.model.build import Run
from ctxtrim.model.context import Tree

BUILT = frozenset(
    ("dist", "build", "out", "target", "_build", ".next", ".nuxt", ".output", "coverage", "tmp")
)
"""Names of directories that builds make anew, where .gitignore says so (or there is none)."""

if TYPE_CHECKING:
    from ctxtrim.manifests.commands.makefile import Makefile

_NOWHERE = "/.unknown-workdir"


class BuildContext:
    """The context as `manifest_needs` was given it, with answers kept that several readers want."""

    def __init__(
        self,
        tree: Tree,
        runs: Sequence[Run],
        visible: Callable[[str], bool],
        cache: TreeCache | None = None,
    ) -> None:
        self.tree, self.visible = tree, visible
        self.cache = cache or TreeCache(tree)
        self.text = self.cache.text
        self.runs = tuple(map(with_workdir, runs))
        self.steps: tuple[Step, ...] = ()
        self.values = {name: value for run in runs for name, value in run.values}
        self._by_tool: dict[str, list[tuple[int, Step]]] = {}
        self.unknown: tuple[Step, ...] | None = None
        self.with_sources = True
        """Whether readers follow what compilers read of sources, beside manifests."""

    def restrict(self, steps: tuple[Step, ...]) -> None:
        """Show these steps to the readers: those of the build, those of the container, or all."""
        self.steps = steps
        self._by_tool.clear()
        self.unknown = None

    @property
    def last_run(self) -> Run | None:
        """The last RUN of the build; None while only what the container runs is shown."""
        runs = [run for run in self.runs if run.instruction == "RUN"]
        return runs[-1] if runs and any(step.is_build for step in self.steps) else None

    @property
    def files(self) -> list[str]:
        """Every entry that is no directory, in the order of Python's strings."""
        return self.cache.files

    def is_file(self, path: str) -> bool:
        return bool(path) and self.tree.kind(path) in ("file", "link")

    def is_dir(self, path: str) -> bool:
        return not path or self.tree.kind(path) == "dir"

    def exists(self, path: str) -> bool:
        return not path or bool(self.tree.kind(path))

    def files_below(self, directory: str) -> Iterator[str]:
        """The files below a directory, at any depth."""
        start = directory + "/" if directory else ""
        for i in range(bisect_left(self.files, start), len(self.files)):
            if not self.files[i].startswith(start):
                return
            yield self.files[i]

    def files_named(self, name: str) -> list[str]:
        """The files with this base name, those of installed dependencies left out."""
        return self.cache.named.get(name, [])

    def is_rebuilt(self, path: str) -> bool:
        """Whether a path lies in a directory that the build makes anew: no one misses what is there."""
        segments = path.split("/")
        if not INSTALLED.isdisjoint(segments):
            return True
        inner = segments if self.is_dir(path) else segments[:-1]
        for i, name in enumerate(inner):
            if name in BUILT:
                ignored = [self._ignored("/".join(segments[:j])) for j in range(i + 1)]
                if not any(ignored) or any(name in each for each in ignored):
                    return True
        return False

    def _ignored(self, place: str) -> frozenset[str]:
        """The last names in the lines of a directory's .gitignore."""
        text = self.text(posixpath.join(place, ".gitignore"))
        lines = (line.strip().removesuffix("*").rstrip("/") for line in text.split("\n"))
        return frozenset(
            line.rpartition("/")[2] for line in lines if line and not line.startswith(("#", "!"))
        )

    def is_private(self, path: str) -> bool:
        """Whether a .gitignore beside or above names an environment file: it holds this machine's secrets."""
        name = path.rpartition("/")[2]
        place = posixpath.dirname(path)
        while True:
            if not self._ignored(place).isdisjoint((name, ".env*", ".env.*", "*.env")):
                return True
            if not place:
                return False
            place = posixpath.dirname(place)

    def makefile(self, path: str) -> Makefile:
        """A Makefile with what it includes, parsed once."""
        if path not in self.cache.makefiles:
            from ctxtrim.manifests.commands.makefile import parse

            self.cache.makefiles[path] = parse(path, self.text)
        return self.cache.makefiles[path]

    def steps_of(self, *tools: str) -> list[Step]:
        """The steps that run one of these programs, in the order they run."""
        if len(self._by_tool) == 0:
            for number, step in enumerate(self.steps):
                self._by_tool.setdefault(step.tool, []).append((number, step))
        found = [pair for tool in tools for pair in self._by_tool.get(tool, ())]
        return [step for _, step in sorted(found, key=lambda pair: pair[0])]

    def directory_of(self, step: Step) -> str | None:
        """The directory of the context that a step starts in; None if it is not from the context.

        A directory that hangs on an unknown variable is taken to be the root, where all was copied.
        """
        if "$" in step.place:
            return "" if any(not source for source, _ in step.run.copied) else None
        return directory(self.tree, step.run.copied, posixpath.normpath(step.place))

    def source_of(self, step: Step, word: str) -> str | None:
        """The path in the context of what a step calls `word`; None if it does not come from there."""
        return source_of(self.tree, step.run.copied, posixpath.normpath(posixpath.join(step.place, word)))

    def has_known_value(self, name: str) -> bool:
        """Whether a Dockerfile gives a variable a known value: by ENV, or by an ARG with a default."""
        value = self.values.get(name, "")
        return bool(value) and "$" not in value

    def mentions(self, name: str) -> bool:
        """Whether a Dockerfile (or a command in it) mentions a name, such as an ARG that overrides."""
        return any(name in self.text(run.where) or name in run.command for run in self.runs)


def with_workdir(run: Run) -> Run:
    """Return a RUN; one whose directory cannot be known is taken to start in the context's root."""
    if run.workdir:
        return run
    return run._replace(workdir=_NOWHERE, copied=(("", _NOWHERE), *run.copied))
