"""Caches of package managers that stay in the image.

What a RUN downloads and does not delete in the same RUN is in its layer for good: package lists, wheels,
tarballs. Nothing reads them when the container runs.

Reported, of the steps whose layers the image keeps: apt-get update without a removal of /var/lib/apt/lists,
apk add without --no-cache, dnf and yum install without clean all, pip install without --no-cache-dir, npm
install without a cache clean, conda install without clean.
Not reported: steps with a cache mount, stages that are only copied from, and ENV PIP_NO_CACHE_DIR.

Example: `RUN pip install -r requirements.txt`.
Mend: delete it in the same RUN, say --no-cache-dir or --no-cache, or mount a cache: `--mount=type=cache`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.image import LayerStep
from ctxtrim.manifests.step import Step
from ctxtrim.model.finding import Finding

RULE = Rule("CT405", "package-cache-kept", "advice")


class _Cache(NamedTuple):
    """A package manager's cache. fills: whether a command fills it. empties: what shows that a RUN does not
    keep it: part of its text, or a variable that is set.
    """

    tools: tuple[str, ...]
    fills: Callable[[Step], bool]
    empties: tuple[str, ...]
    what: str
    hint: str


def _has(*verbs: str) -> Callable[[Step], bool]:
    return lambda step: any(word in verbs for word in step.words[1:4])


_CACHES = (
    _Cache(
        ("apt-get", "apt"),
        _has("update"),
        ("/var/lib/apt/lists", "/var/lib/apt/*", "/var/lib/apt "),
        "apt-get update leaves its package lists in the layer",
        "End the RUN with `&& rm -rf /var/lib/apt/lists/*`.",
    ),
    _Cache(
        ("apk",),
        _has("add"),
        ("--no-cache", "/var/cache/apk", "/var/cache"),
        "apk add leaves its index in the layer",
        "Say `apk add --no-cache`.",
    ),
    _Cache(
        ("dnf", "yum", "microdnf"),
        _has("install", "groupinstall"),
        ("clean all", "/var/cache/dnf", "/var/cache/yum", "/var/cache"),
        "the package manager leaves its cache in the layer",
        "End the RUN with `&& dnf clean all`.",
    ),
    _Cache(
        ("pip",),
        _has("install"),
        ("--no-cache", "PIP_NO_CACHE_DIR", "pip cache purge", ".cache"),
        "pip install leaves its cache in the layer",
        "Say `pip install --no-cache-dir`, or mount a cache: RUN --mount=type=cache,target=/root/.cache/pip.",
    ),
    _Cache(
        ("npm",),
        _has("install", "i", "ci", "clean-install"),
        ("cache clean", ".npm", "npm_config_cache", "NPM_CONFIG_CACHE", "--cache"),
        "npm leaves its cache in the layer",
        "End the RUN with `&& npm cache clean --force`, or --mount=type=cache,target=/root/.npm.",
    ),
    _Cache(
        ("conda", "mamba"),
        _has("install", "create", "update"),
        ("clean", "/pkgs"),
        "conda leaves its packages in the layer",
        "End the RUN with `&& conda clean --all --yes`.",
    ),
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each cache that a kept step fills and does not empty."""
    for layers in subject.layers:
        for step in layers.kept:
            for cache in _CACHES if step.run and not step.has_cache else ():
                if _is_kept(step, cache):
                    yield Finding(*RULE, cache.what, file=layers.where, line=step.line, hint=cache.hint)


def _is_kept(step: LayerStep, cache: _Cache) -> bool:
    fills = [command for command in step.calls(*cache.tools) if cache.fills(command)]
    assert step.run
    known = {*(name for name, _ in step.run.values), *(name for each in fills for name in each.environment)}
    return bool(fills) and not any(text in step.run.command or text in known for text in cache.empties)
