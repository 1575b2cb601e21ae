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

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.package_caches import CACHES, is_kept
from ctxtrim.model.finding import Finding

RULE = Rule("CT405", "package-cache-kept", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each cache that a kept step fills and does not empty."""
    for layers in subject.layers:
        for step in layers.kept:
            for cache in CACHES:
                if is_kept(step, cache):
                    yield Finding(*RULE, cache.what, file=layers.where, line=step.line, hint=cache.hint)
