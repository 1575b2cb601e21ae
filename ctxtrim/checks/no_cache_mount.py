"""A step that runs often and begins with empty caches each time.

A RUN starts from the layer below it: what it compiled and downloaded last time is not there. A cache mount
(BuildKit, buildah) keeps the tool's own cache between builds, in no layer.

Reported: the first RUN of a build with go, cargo, mvn, gradle, dotnet, npm, yarn, pnpm, pip, uv, poetry,
bundle or composer that mounts no cache, and that at least ten of the last 200 commits, and one in five, run
again.
Not reported: an install that is reported as install-after-copy; without git; builders that have no cache
mounts; a tool that has a mount elsewhere in the build, or that has filled its cache in a step above which
seldom runs again; `--no-cache` and the like; caches that stay in the image (see package-cache-kept); apt
and apk, whose lines seldom change; cargo chef.

Example: `COPY . .` above `RUN go build ./cmd/app`.
Mend: `RUN --mount=type=cache,target=/root/.cache/go-build go build ./cmd/app`. What is to be in the image
must not lie in the mount: copy it out in the same RUN (cargo's `target`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject, is_often
from ctxtrim.layers.feed import feeds_of
from ctxtrim.layers.image import Layers, LayerStep
from ctxtrim.layers.package_caches import CACHES, is_kept
from ctxtrim.layers.replay import Replayed, rebuilt_by
from ctxtrim.manifests.step import Step
from ctxtrim.model.finding import Finding

RULE = Rule("CT412", "no-cache-mount", "advice")
_SHARE = 5
"""One in so many of the commits: what runs less often is not worth a mount."""
_DECLINED = ("no-cache", "cache clean", "cache purge", "NO_CACHE")


class _Tool(NamedTuple):
    """What a program does again without its cache. folder: of root's cache. verbs: () for any call."""

    names: tuple[str, ...]
    verbs: tuple[str, ...]
    folder: str
    again: str

    def fills(self, command: Step) -> bool:
        """Whether a command fills the cache."""
        words = [word for word in command.words[1:] if not word.startswith("-")]
        return command.tool in self.names and (not self.verbs or (words or [""])[0] in self.verbs)


_CARGO = "/usr/local/cargo/registry"
_COMPILES, _DOWNLOADS = "compiles", "downloads"
_TOOLS = (
    _Tool(("go",), ("mod", "get"), "/go/pkg/mod", _DOWNLOADS),
    _Tool(("go",), ("build", "install", "test"), "/root/.cache/go-build", _COMPILES),
    _Tool(("cargo",), ("build", "install", "test"), _CARGO, _COMPILES),
    _Tool(("mvn", "mvnw"), (), "/root/.m2", _DOWNLOADS),
    _Tool(("gradle", "gradlew"), (), "/root/.gradle", _DOWNLOADS),
    _Tool(("dotnet",), ("restore", "build", "publish"), "/root/.nuget/packages", _DOWNLOADS),
    _Tool(("npm",), ("ci", "install", "i"), "/root/.npm", _DOWNLOADS),
    _Tool(("yarn",), ("", "install"), "/usr/local/share/.cache", _DOWNLOADS),
    _Tool(("pnpm",), ("install", "i"), "/root/.local/share/pnpm/store", _DOWNLOADS),
    _Tool(("pip",), ("install",), "/root/.cache/pip", _DOWNLOADS),
    _Tool(("uv",), ("sync", "pip"), "/root/.cache/uv", _DOWNLOADS),
    _Tool(("poetry",), ("install", "sync"), "/root/.cache/pypoetry", _DOWNLOADS),
    _Tool(("bundle",), ("", "install"), "/usr/local/bundle/cache", _DOWNLOADS),
    _Tool(("composer",), ("install",), "/root/.composer/cache", _DOWNLOADS),
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first step of each tool that runs often."""
    if not subject.builds.dialect.mounts_caches:
        return
    for layers in subject.layers:
        candidates = [pair for tool in _TOOLS if (pair := _candidate(layers, tool))]
        past = subject.history if candidates else None
        if not past:
            continue
        steps = tuple(step.step for step in layers.steps)
        feeds = feeds_of(steps, subject.builds.rules.ruleset, subject.tree.entries)
        counts = Counter(number for (one,) in rebuilt_by([Replayed(steps, feeds)], past) for number in one)
        for tool, step in candidates:
            count, of = counts[step.step.number], len(past.commits)
            if is_often(count, of) and count * _SHARE >= of:
                name = next(command.tool for command in step.commands if tool.fills(command))
                message = (
                    f"{name} {tool.again} all anew in {count} of the last {of} commits: no cache is mounted"
                )
                hint = f"RUN --mount=type=cache,target={tool.folder} keeps its cache between builds."
                yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _candidate(layers: Layers, tool: _Tool) -> tuple[_Tool, LayerStep] | None:
    """Return the first step that fills a tool's cache; None where one mounts it, or does not want it."""
    if tool.folder == _CARGO and any(
        "chef" in command.words for one in layers.steps for command in one.commands
    ):
        return None
    steps = [step for step in layers.steps if any(map(tool.fills, step.commands))]
    for step in steps:
        if step.has_cache or any(is_kept(step, cache) for cache in CACHES) or not step.run:
            return None
        known = " ".join((step.run.command, *(name for name, _ in step.run.values)))
        if any(text in known for text in _DECLINED):
            return None
    return (tool, steps[0]) if steps else None
