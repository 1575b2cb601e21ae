"""Does a RUN make again what a stage hands on, so that a copy of it from the context is not missed?

`COPY . .`, `RUN npm ci`, and then `COPY --from=build /app/node_modules`: what lies in the context there is of
this machine. It is told by three signs: version control has none of it and is told to have none, and a RUN of
another stage installs packages, where it is a folder of packages, or builds, where it is one of a framework.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctxtrim.model.build import Need, Run
from ctxtrim.proposal.eligible_files import EligibleFiles

_INSTALLS = re.compile(
    r"\b(?:npm|pnpm|bun|yarn)\b[^;&|\n]*\b(?:ci|i|install|add|deploy|workspaces focus)\b"
    r"|\byarn(?=\s*(?:$|[;&|\n]|--))"
    r"|\b(?:composer|bundler?|uv|poetry|pdm|pipenv|pip3?)\b[^;&|\n]*\b(?:install|sync|update)\b"
    r"|-m\s+venv\b|\bvirtualenv\b|\buv\s+venv\b"
)
_BUILDS = re.compile(
    r"\b(?:npm|pnpm|bun|yarn|npx|pnpx|bunx|turbo|nx|lerna|rush|next|nuxt|nuxi|vite|ng|astro|svelte-kit|remix|gatsby"
    r"|mix|rails|rake|make|task|just)\b[^;&|\n]*\b\w*(?:build|generate|compile|export|release)"
)
_PACKAGES = frozenset("node_modules vendor .venv venv bower_components".split())
_OUTPUTS = frozenset(".next .nuxt .output .svelte-kit .astro .angular .vercel .netlify _build .turbo".split())


def is_rebuilt(need: Need, runs: Iterable[Run], eligible: EligibleFiles) -> bool:
    """Is this need no more than a folder that a RUN of an earlier stage makes anew?"""
    if need.kind != "flow" or need.must or need.is_glob or eligible.tracked is None:
        return False
    if eligible.may_be_cloned(need.glob) or not eligible.is_ignored(need.glob):
        return False
    names = need.glob.split("/")
    signs = [
        sign for known, sign in ((_PACKAGES, _INSTALLS), (_OUTPUTS, _BUILDS)) if not known.isdisjoint(names)
    ]
    commands = [run.command for run in runs if run.instruction == "RUN" and run.stage != need.stage]
    return any(sign.search(command) for sign in signs for command in commands)
