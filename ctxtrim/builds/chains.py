"""A build's chain, its late installs and broad copies, and the same build with another Dockerfile."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence

from ctxtrim.builds.of_request import Build, platform
from ctxtrim.builds.read_file import read_regular
from ctxtrim.context.traverse import Lister
from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.layers.chain import ChainStep, chain
from ctxtrim.layers.feed import feeds_of
from ctxtrim.layers.late_install import LateInstall, Surroundings, late_installs
from ctxtrim.layers.narrow_copy import NarrowCopy, narrow_copies
from ctxtrim.manifests.tree_cache import TreeCache


def text_of(build: Build) -> bytes:
    """Return the bytes of a build's Dockerfile."""
    target = build.target
    if target.dockerfile:
        return read_regular(target.dockerfile)
    return target.inline.encode("utf-8", "surrogateescape")


def chain_of(build: Build, text: bytes) -> tuple[ChainStep, ...]:
    """Return the cache chain of a build whose Dockerfile is `text`."""
    arguments = Arguments(_args(build), platform(), target=build.target.target.lower())
    return chain(parse(text, build.plan.where), build.plan, arguments, build.target.named_contexts)


def with_text(build: Build, text: bytes) -> Build:
    """Return the build with another text for its Dockerfile."""
    target, parsed = build.target, parse(text, build.plan.where)
    made = plan(parsed, target.target, _args(build), platform(), target.named_contexts)
    return build._replace(plan=made)


def late_installs_of(
    build: Build, text: bytes, cache: TreeCache, children: Lister
) -> tuple[LateInstall, ...]:
    """Return the installs that a build runs again with each edit. cache, children: of its context's tree."""
    steps = chain_of(build, text)
    return tuple(late_installs(build.plan, steps, _surroundings(build, steps, cache, children)))


def narrow_copies_of(
    build: Build, cache: TreeCache, children: Lister, files: Collection[str]
) -> tuple[NarrowCopy, ...]:
    """Return the copies of the whole context that a build could do with less of. files: eligible ones."""
    steps = chain_of(build, text_of(build))
    return tuple(narrow_copies(build.plan, steps, _surroundings(build, steps, cache, children), files))


def _surroundings(
    build: Build, steps: Sequence[ChainStep], cache: TreeCache, children: Lister
) -> Surroundings:
    ruleset = build.rules.ruleset
    feeds = feeds_of(steps, ruleset, children)
    return Surroundings(cache.tree, lambda path: ruleset.judge_path(path).eligible, feeds, cache)


def _args(build: Build) -> Mapping[str, str | None]:
    given = build.target.args
    return {name: os.environ.get(name) if value is None else value for name, value in given.items()}
