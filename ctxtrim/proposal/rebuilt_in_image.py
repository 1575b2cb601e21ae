"""Folders of the context that the build makes again, so that no build misses this machine's copy of them.

Two cases. `COPY . .`, `RUN npm ci`, then `COPY --from=build /app/node_modules`: what flows from that stage
is not what lies in the context. And `dist`, ignored by git, where a RUN step calls the tool that writes it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.steps import follow
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import BuildPlan, Need, Run
from ctxtrim.model.context import Tree
from ctxtrim.proposal.eligible_files import EligibleFiles

_INSTALLS = expression(
    r"\b(?:npm|pnpm|bun|yarn)\b[^;&|\n]*\b(?:ci|i|install|add|deploy|workspaces focus)\b"
    r"|\byarn(?=\s*(?:$|[;&|\n]|--))"
    r"|\b(?:composer|bundler?|uv|poetry|pdm|pipenv|pip3?)\b[^;&|\n]*\b(?:install|sync|update)\b"
    r"|-m\s+venv\b|\bvirtualenv\b|\buv\s+venv\b"
)
_BUILDS = expression(
    r"\b(?:npm|pnpm|bun|yarn|npx|pnpx|bunx|turbo|nx|lerna|rush|next|nuxt|nuxi|vite|ng|astro|svelte-kit|remix|gatsby"
    r"|mix|rails|rake|make|task|just)\b[^;&|\n]*\b\w*(?:build|generate|compile|export|release)"
)
_PACKAGES = frozenset("node_modules vendor .venv venv bower_components".split())
_OUTPUTS = frozenset(".next .nuxt .output .svelte-kit .astro .angular .vercel .netlify _build .turbo".split())

_WEB = "dist build out lib"
_WRITES: Mapping[str, tuple[str, str]] = {
    "astro": ("build", "dist"),
    "build-storybook": ("", "storybook-static"),
    "cargo": ("build|install|test|check|run|auditable|chef|zigbuild", "target"),
    "cmake": ("", "build"),
    "composer": ("install|update", "vendor"),
    "craco": ("build", "build"),
    "docusaurus": ("build", "build"),
    "dotnet": ("build|publish|restore|pack|test", "bin obj"),
    "dune": ("build", "_build"),
    "eleventy": ("", "_site"),
    "esbuild": ("", _WEB),
    "flutter": ("build", "build"),
    "gatsby": ("build", "public"),
    "gradle": ("", "build"),
    "gradlew": ("", "build"),
    "gulp": ("", _WEB),
    "hatch": ("build", "dist"),
    "hugo": ("", "public"),
    "jekyll": ("build", "_site"),
    "lein": ("", "target"),
    "mdbook": ("build", "book"),
    "mix": ("compile|release|deps.get|deps.compile", "_build deps"),
    "mkdocs": ("build", "site"),
    "mvn": ("", "target"),
    "mvnw": ("", "target"),
    "nest": ("build", "dist"),
    "next": ("build", ".next out"),
    "ng": ("build", "dist"),
    "nuxi": ("build|generate", "dist"),
    "nuxt": ("build|generate", "dist"),
    "parcel": ("build", "dist"),
    "poetry": ("build|install", "build dist"),
    "react-router": ("build", ".react-router build"),
    "react-scripts": ("build", "build"),
    "remix": ("build|vite:build", "build"),
    "rollup": ("", _WEB),
    "sbt": ("", "target project/target"),
    "stack": ("build|install", ".stack-work"),
    "storybook": ("build", "storybook-static"),
    "swift": ("build", ".build"),
    "tsc": ("", _WEB),
    "tsup": ("", "dist"),
    "vite": ("build", "dist build"),
    "vue-cli-service": ("build", "dist"),
    "webpack": ("", _WEB),
    "zig": ("build", "zig-out"),
}
"""Tool -> its first word that writes (a regular expression, "" for any), and the folders it writes."""
_PYTHON_OUTPUTS = "build dist"
_MONOREPO_TOOLS = frozenset(("turbo", "nx", "lerna", "rush"))


def is_rebuilt(need: Need, runs: Iterable[Run], eligible: EligibleFiles) -> bool:
    """Return whether this need is no more than a folder that a RUN of an earlier stage makes anew.

    Signs: git ignores it and tracks nothing in it, and a RUN of another stage installs packages, where it
    is a folder of packages, or builds, where it is one of a framework.
    """
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


def rebuilt_folders(
    folders: Collection[str],
    plans: Iterable[BuildPlan],
    tree: Tree,
    visible_in: Callable[[BuildPlan], Callable[[str], bool]],
) -> frozenset[str]:
    """Return those of `folders` that every build which copies them writes again in a RUN step."""
    left = dict.fromkeys(folders, 0)
    for plan in plans if folders else ():
        visible = visible_in(plan)
        copied = [folder for folder in left if visible(folder)]
        written = _written(plan, tree, visible) if copied else frozenset()
        for folder in copied:
            if folder in written:
                left[folder] += 1
            else:
                del left[folder]
    return frozenset(folder for folder, times in left.items() if times)


def _written(plan: BuildPlan, tree: Tree, visible: Callable[[str], bool]) -> frozenset[str]:
    context = BuildContext(tree, plan.runs, visible)
    steps = [step for step in follow(context) if step.is_build]
    context.restrict(tuple(steps))
    found: set[str] = set()
    for step in steps:
        place = context.directory_of(step)
        if place is None:
            continue
        found.update(posixpath.join(place, name) for name in _outputs_of(step))
        if step.tool in _MONOREPO_TOOLS:
            packages = [posixpath.dirname(path) for path in context.files_named("package.json")]
            found.update(posixpath.join(package, name) for package in packages for name in _WEB.split())
    return frozenset(found)


def _outputs_of(step: Step) -> Iterator[str]:
    """Yield the names of the folders that a command writes where it runs."""
    words = [word for word in step.words[1:] if not word.startswith(("-", "+"))]
    verb, names = _WRITES.get(step.tool, ("", ""))
    if not verb or any(re.fullmatch(verb, word) for word in words[:2]):
        yield from names.split()
    local = any(word in (".", "./") or word.startswith(".[") for word in words)
    is_build = step.tool == "python" and ("build" in words or "setup.py" in words)
    if is_build or (step.tool in ("pip", "uv", "python") and "install" in words and local):
        yield from _PYTHON_OUTPUTS.split()
