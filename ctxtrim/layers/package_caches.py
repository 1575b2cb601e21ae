"""Caches that package managers leave in a layer, and what shows that a RUN does not keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.layers.image import LayerStep, image_path, plain_words
from ctxtrim.manifests.step import Step


class PackageCache(NamedTuple):
    """A package manager's cache.

    fills: whether a command fills it. empties: what shows that a RUN does not keep it: part of its text, or a
    variable that is set. name: as people call it. cleans: the words of a command that empties it. folders:
    where it lies.
    """

    tools: tuple[str, ...]
    fills: Callable[[Step], bool]
    empties: tuple[str, ...]
    what: str
    hint: str
    name: str
    cleans: tuple[str, ...]
    folders: tuple[str, ...]


def _has(*verbs: str) -> Callable[[Step], bool]:
    return lambda step: any(word in verbs for word in step.words[1:4])


CACHES = (
    PackageCache(
        ("apt-get", "apt"),
        _has("update"),
        ("/var/lib/apt/lists", "/var/lib/apt/*", "/var/lib/apt "),
        "apt-get update leaves its package lists in the layer",
        "End the RUN with `&& rm -rf /var/lib/apt/lists/*`.",
        "package lists",
        (),
        ("/var/lib/apt/lists",),
    ),
    PackageCache(
        ("apk",),
        _has("add"),
        ("--no-cache", "/var/cache/apk", "/var/cache"),
        "apk add leaves its index in the layer",
        "Say `apk add --no-cache`.",
        "the index of apk",
        ("cache", "clean"),
        ("/var/cache/apk",),
    ),
    PackageCache(
        ("dnf", "yum", "microdnf"),
        _has("install", "groupinstall"),
        ("clean all", "/var/cache/dnf", "/var/cache/yum", "/var/cache"),
        "the package manager leaves its cache in the layer",
        "End the RUN with `&& dnf clean all`.",
        "the package cache",
        ("clean", "all"),
        ("/var/cache/dnf", "/var/cache/yum"),
    ),
    PackageCache(
        ("pip",),
        _has("install"),
        ("--no-cache", "PIP_NO_CACHE_DIR", "pip cache purge", ".cache"),
        "pip install leaves its cache in the layer",
        "Say `pip install --no-cache-dir`, or mount a cache: RUN --mount=type=cache,target=/root/.cache/pip.",
        "pip's cache",
        ("cache", "purge"),
        ("/root/.cache",),
    ),
    PackageCache(
        ("npm",),
        _has("install", "i", "ci", "clean-install"),
        ("cache clean", ".npm", "npm_config_cache", "NPM_CONFIG_CACHE", "--cache"),
        "npm leaves its cache in the layer",
        "End the RUN with `&& npm cache clean --force`, or --mount=type=cache,target=/root/.npm.",
        "npm's cache",
        ("cache", "clean"),
        ("/root/.npm",),
    ),
    PackageCache(
        ("conda", "mamba"),
        _has("install", "create", "update"),
        ("clean", "/pkgs"),
        "conda leaves its packages in the layer",
        "End the RUN with `&& conda clean --all --yes`.",
        "conda's packages",
        ("clean",),
        ("/opt/conda/pkgs",),
    ),
)


def is_kept(step: LayerStep, cache: PackageCache) -> bool:
    """Whether a step fills a cache, and its layer keeps it."""
    fills = _fills(step, cache)
    if not fills or not step.run or step.has_cache:
        return False
    known = {*(name for name, _ in step.run.values), *(name for each in fills for name in each.environment)}
    return not any(text in step.run.command or text in known for text in cache.empties)


def only_empties(step: LayerStep, cache: PackageCache) -> bool:
    """Whether a step empties a cache that it does not fill, nor use."""
    cleans = any(cache.cleans and set(cache.cleans) <= set(c.words) for c in step.calls(*cache.tools))
    removed = [image_path(command, word) for command in step.calls("rm") for word in plain_words(command)]
    is_removed = any(path.startswith(cache.folders) for path in removed)
    return (cleans or (is_removed and not step.calls(*cache.tools))) and not _fills(step, cache)


def _fills(step: LayerStep, cache: PackageCache) -> list[Step]:
    return [command for command in step.calls(*cache.tools) if cache.fills(command)]
