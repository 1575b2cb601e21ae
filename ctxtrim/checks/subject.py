"""What rules look at: a context, its builds, its ignore files, its git; each read on demand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ctxtrim.builds.of_request import Build, Builds
from ctxtrim.builds.read_file import read_regular
from ctxtrim.builds.sent_by_build import lines_taking
from ctxtrim.context.traverse import traverse
from ctxtrim.disk import DiskTree
from ctxtrim.errors import CtxtrimError
from ctxtrim.layers.image import Layers, layers_of
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Audit
from ctxtrim.model.build import Need
from ctxtrim.model.context import Entry, Request, Sum
from ctxtrim.model.history import History
from ctxtrim.vcs import GitView, look

if TYPE_CHECKING:
    from ctxtrim.checks.secret_paths import SecretPath
    from ctxtrim.manifests.tree_cache import TreeCache

MOST_FILES = 20_000
"""Above this number of eligible files no rule looks at each of them."""


_COMMITS, _LEAST, _SHARE = 200, 10, 20


def is_often(count: int, of: int) -> bool:
    """Whether a number of the last commits is one that matters."""
    return count >= _LEAST and count * _SHARE >= of


class IgnoreFileInUse(NamedTuple):
    """An ignore file in use. where: as people see it. path: absolute. builds: those that read it."""

    where: str
    path: str
    data: bytes
    file: IgnoreFile
    ruleset: Ruleset
    builds: tuple[Build, ...]


class Limits(NamedTuple):
    """Budgets; None: none. of: what they limit, "sent" or "eligible"."""

    bytes: int | None = None
    files: int | None = None
    of: str = "sent"


class Subject:
    """One audited context. audit: its numbers. builds: what its Dockerfiles take, and under which rules.

    needs: what steps of the builds read, as far as that was asked.
    """

    def __init__(
        self,
        request: Request,
        builds: Builds,
        audit: Audit,
        limits: Limits | None = None,
        needs: tuple[Need, ...] = (),
    ) -> None:
        self.request, self.builds, self.audit, self.needs = request, builds, audit, needs
        settings = request.settings
        self.limits = limits or Limits(settings.max_size, settings.max_files, settings.budget)
        self.context = builds.context

    @cached_property
    def ignore_files(self) -> tuple[IgnoreFileInUse, ...]:
        """Every ignore file in use, the most read first; none that cannot be read."""
        return tuple(self._ignore_files())

    def _ignore_files(self) -> Iterator[IgnoreFileInUse]:
        for rules in dict.fromkeys((self.builds.rules, *(build.rules for build in self.builds.builds))):
            if rules.path and not rules.trouble:
                readers = tuple(build for build in self.builds.builds if build.rules == rules)
                try:
                    data = read_regular(rules.path)
                except CtxtrimError:  # it went away meanwhile
                    continue
                file = IgnoreFile.parse(data, rules.where)
                yield IgnoreFileInUse(rules.where, rules.path, data, file, rules.ruleset, readers)

    @property
    def ignore_file_name(self) -> str:
        """The ignore file that most builds read, or the one that would be written."""
        return self.builds.rules.where or ".dockerignore"

    def senders(self, path: str) -> tuple[str, ...]:
        """The Dockerfile lines of all builds that send an eligible path: "Dockerfile:7: COPY . ."."""
        lines: list[str] = []
        for build in self.builds.builds:
            if build.rules.ruleset.judge_path(path).eligible:
                lines += lines_taking(build, path, self.tree.entries)
        return tuple(dict.fromkeys(lines))

    @property
    def largest(self) -> Sum:
        """What the budgets limit: of the build that sends most; without a build, all that is eligible."""
        sums = [target.sent.sum for target in self.audit.targets]
        if not sums or self.limits.of == "eligible":
            return self.audit.scan.eligible
        return Sum(max(s.files for s in sums), max(s.bytes for s in sums))

    @cached_property
    def layers(self) -> tuple[Layers, ...]:
        """The layers of each build whose Dockerfile can be read."""
        from ctxtrim.builds.chains import chain_of, text_of
        from ctxtrim.dockerfile.parse import parse

        found = []
        for build in self.builds.builds:
            try:
                text = text_of(build)
                parsed = parse(text, build.plan.where)
                found.append(layers_of(build.plan, chain_of(build, text), parsed))
            except CtxtrimError:  # it went away meanwhile
                continue
        return tuple(found)

    @cached_property
    def tree(self) -> DiskTree:
        """The context as it lies on the disk, excluded or not."""
        return DiskTree(self.context, self.builds.rules.ruleset)

    @cached_property
    def cache(self) -> TreeCache:
        """What the rules have read of the tree."""
        from ctxtrim.manifests.tree_cache import TreeCache

        return TreeCache(self.tree)

    @cached_property
    def eligible(self) -> dict[str, Entry] | None:
        """Map the path of all that is eligible to its entry; None in a context of too many files."""
        if self.audit.scan.eligible.files > MOST_FILES:
            return None
        visits = traverse(self.tree.entries, self.builds.rules.ruleset)
        return {entry.path: entry for entry, verdict in visits if verdict.eligible}

    @cached_property
    def secrets(self) -> tuple[SecretPath, ...]:
        """The secrets that are eligible; where the context is large, those among what git does not hold."""
        from ctxtrim.checks.secret_paths import secret_paths

        entries = self._not_in_git() if self.eligible is None else self.eligible.values()
        return tuple(secret_paths(entries, self.tree, self.git, self.senders))

    def _not_in_git(self) -> Iterator[Entry]:
        """Yield the eligible files that git does not hold, the first of them where they are many."""
        names = (name for name in (*self.git.untracked, *self.git.ignored) if not name.endswith("/"))
        for path in islice(names, MOST_FILES):
            entry = self.tree.entry(path)
            if entry and self.builds.rules.ruleset.judge_path(path).eligible:
                yield entry

    @cached_property
    def history(self) -> History | None:
        """The last commits that changed the context; None without git."""
        from ctxtrim.vcs.history import history

        try:
            return history(self.context, _COMMITS)
        except CtxtrimError:
            return None

    @cached_property
    def git(self) -> GitView:
        """What git knows of the context."""
        return look(self.context)
