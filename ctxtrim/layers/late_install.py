"""RUN steps that install dependencies below a copy of the sources, so that each edit installs them again."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.layers.chain import ChainStep
from ctxtrim.layers.feed import Feed
from ctxtrim.layers.harmless_commands import reads_nothing
from ctxtrim.layers.installers import Installer, installer_of
from ctxtrim.manifests import manifest_needs
from ctxtrim.manifests.build_context import BuildContext, with_workdir
from ctxtrim.manifests.commands.steps import follow
from ctxtrim.manifests.readers.requirements import requirement_files
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tree_cache import TreeCache
from ctxtrim.model.build import BuildPlan, Need, Run
from ctxtrim.model.context import Tree

_HARMLESS_SCRIPTS = frozenset(
    "husky is-ci patch-package true exit echo node opencollective only-allow".split()
)
_LIFECYCLE = r"\"(bin|(pre|post)?install|prepare)\"\s*:"
"""What a member of a workspace may say that makes an install need its sources."""


class LateInstall(NamedTuple):
    """An install, and the copy above it that should be below.

    title: the command as people know it. run, copy: the steps. manifests: what it reads, in byte order.
    commands: how many commands of the RUN, joined by `&&`, come first with it; 0 for all of them. obstacle:
    why no better order can be written, "" if it can. hint: what the command has to say to come first.
    neutral: lines of RUNs between copy and run that read nothing of the context.
    """

    title: str
    run: ChainStep
    copy: ChainStep
    manifests: tuple[str, ...]
    commands: int = 0
    obstacle: str = ""
    hint: str = ""
    neutral: frozenset[int] = frozenset()


class Surroundings(NamedTuple):
    """A context as a build sees it.

    is_eligible: of a path. feeds: of the steps that take from it. cache: what other builds have read of it.
    """

    tree: Tree
    is_eligible: Callable[[str], bool]
    feeds: dict[int, Feed]
    cache: TreeCache


def late_installs(plan: BuildPlan, steps: Sequence[ChainStep], around: Surroundings) -> Iterator[LateInstall]:
    """Yield the first late install of each tool and stage. steps: the chain of the plan's build."""
    runs = {(run.stage, run.line): run for run in plan.runs if run.instruction == "RUN"}
    done = set[tuple[str, str]]()
    for step in steps:
        run = runs.get((step.stage, step.line))
        if step.instruction != "RUN" or not run:
            continue
        for number, command, installer in _installs(run, around):
            key = (step.stage, installer.title)
            earlier = _below(steps, step)
            if key not in done and not _is_installed(earlier, runs, around, installer):
                found = _late(step, earlier, Install(run, number, command, installer), around)
                if found:
                    yield found._replace(neutral=_neutral(found, earlier, runs, around))
            done.add(key)


def _neutral(
    late: LateInstall,
    earlier: Iterable[ChainStep],
    runs: dict[tuple[str, int], Run],
    around: Surroundings,
) -> frozenset[int]:
    """Return the lines of the RUNs behind the copy that could as well stand above it."""
    between = [step for step in earlier if step.number > late.copy.number and not step.copies]
    known = ((step.line, runs.get((step.stage, step.line))) for step in between if not step.origins)
    return frozenset(line for line, run in known if run and all(map(reads_nothing, _direct(run, around))))


class Install(NamedTuple):
    """A command that installs. number: its place among the commands of its RUN."""

    run: Run
    number: int
    command: Step
    installer: Installer


def _installs(run: Run, around: Surroundings) -> list[tuple[int, Step, Installer]]:
    """Return the installs that a RUN says itself, with their places among its commands."""
    direct = _direct(run, around)
    found = ((number, step, installer_of(step)) for number, step in enumerate(direct))
    return [(number, step, installer) for number, step, installer in found if installer]


def _direct(run: Run, around: Surroundings) -> list[Step]:
    """Return the commands of a RUN, each as what it runs in the end, those of scripts left out."""
    every = follow(BuildContext(around.tree, (run,), around.is_eligible, around.cache))
    steps = [step for step in every if step.where == run.where and not step.via]
    kept: list[Step] = []
    for step in steps:
        if kept and kept[-1].words[-len(step.words) :] == step.words and kept[-1].line == step.line:
            kept[-1] = step  # `python -m pip install` is followed by `pip install`
        else:
            kept.append(step)
    return kept


def _below(steps: Sequence[ChainStep], step: ChainStep) -> list[ChainStep]:
    """Return the steps that one is built upon, the first one first."""
    out = []
    while step.below >= 0:
        step = steps[step.below]
        out.append(step)
    return out[::-1]


def _is_installed(
    earlier: Iterable[ChainStep], runs: dict[tuple[str, int], Run], around: Surroundings, installer: Installer
) -> bool:
    """Say whether a step above installs with the same tool."""
    above = (runs.get((step.stage, step.line)) for step in earlier if step.instruction == "RUN")
    return any(
        installer.title == other.title for run in above if run for _, _, other in _installs(run, around)
    )


def _late(
    step: ChainStep, earlier: Sequence[ChainStep], install: Install, around: Surroundings
) -> LateInstall | None:
    manifests = manifests_read(install, around)
    if not manifests:
        return None
    above = [one for one in earlier if one.stage == step.stage and one.copies]
    copy = next((one for one in above if _is_broad(one, manifests, install.installer, around)), None)
    if not copy or any(m for m in manifests if not any(around.feeds[one.number].keys_of(m) for one in above)):
        return None
    late = LateInstall(install.installer.title, step, copy, manifests)
    if install.installer.needs_project(install.command.words):
        return late._replace(obstacle="it also installs the project", hint=install.installer.first[0])
    if install.installer.obstacle:
        return late._replace(obstacle=install.installer.obstacle)
    if outputs := _eligible_outputs(install, manifests, around):
        return late._replace(obstacle=f"{outputs} is not excluded")
    direct = _direct(install.run, around)
    rest = direct[install.number + 1 :]
    if not all(reads_nothing(one) for one in direct[: install.number]):
        return late._replace(obstacle="a command before it may read the sources")
    is_alone = all(reads_nothing(one) or installer_of(one) == install.installer for one in rest)
    return late._replace(commands=0 if is_alone else install.number + 1)


def _is_broad(copy: ChainStep, manifests: Sequence[str], installer: Installer, around: Surroundings) -> bool:
    """Say whether a step copies a directory with manifests in it and more than manifests."""
    folders = [s for taken in copy.copies for s in taken.sources if not s or around.tree.kind(s) == "dir"]
    starts = tuple(folder + "/" if folder else "" for folder in folders)
    feed = around.feeds[copy.number]
    if not folders or not any(path.startswith(starts) and feed.keys_of(path) for path in manifests):
        return False
    return any(
        not installer.reads(posixpath.basename(path)) and feed.keys_of(path)
        for path in around.tree.files()
        if path.startswith(starts) and not path.startswith((".git/", "node_modules/", ".venv/"))
    )


def manifests_read(install: Install, around: Surroundings) -> tuple[str, ...]:
    """Return what an install reads; () where it also reads sources, or where that is not known."""
    alone = with_workdir(install.run)
    alone = alone._replace(
        command=shlex.join(install.command.words), workdir=install.command.place or alone.workdir
    )
    context = BuildContext(around.tree, (alone,), around.is_eligible, around.cache)
    context.restrict(follow(context))
    if install.command.tool == "pip" or install.command.words[:2] == ("uv", "pip"):
        needs = list(requirement_files(context, install.command))
        is_known = all(around.tree.kind(need.glob) == "file" for need in needs)
    else:
        if any(_runs_sources(step, install) for step in context.steps):
            return ()
        named = manifest_needs(around.tree, (alone,), around.is_eligible, around.cache, with_sources=False)
        needs = [need for need in named if not need.is_glob and _is_read(need, install)]
        is_known = True
    paths = {n.glob for n in needs if around.tree.kind(n.glob) == "file" and around.is_eligible(n.glob)}
    doubts = any(
        install.installer.is_doubtful(text)
        or install.installer.is_doubtful(path)
        or (_is_member(path, paths) and re.search(_LIFECYCLE, text))
        for path, text in ((path, context.text(path)) for path in paths)
    )
    has_main = any(install.installer.is_main(posixpath.basename(path)) for path in paths)
    return () if doubts or not is_known or not has_main else tuple(sorted(paths))


def _is_member(path: str, paths: Iterable[str]) -> bool:
    """Say whether a manifest is the package.json of a workspace's member."""
    folder, _, name = path.rpartition("/")
    return name == "package.json" and any(
        folder != above and f"{folder}/".startswith(f"{above}/" if above else "")
        for above in (other.rpartition("/")[0] for other in paths if other.endswith("package.json"))
    )


def _is_read(need: Need, install: Install) -> bool:
    is_script = need.kind == "reference" and need.must
    return is_script or install.installer.reads(posixpath.basename(need.glob))


def _runs_sources(step: Step, install: Install) -> bool:
    """Say whether a script that runs on install may read more than is known."""
    program = step.words[1] if step.tool == "npx" and step.words[1:] else step.tool
    return step.where != install.run.where and program not in _HARMLESS_SCRIPTS


def _eligible_outputs(install: Install, manifests: tuple[str, ...], around: Surroundings) -> str:
    """Return the first directory that the install makes and the copy may bring along, or ""."""
    is_main = install.installer.is_main
    for folder in sorted(
        {posixpath.dirname(path) for path in manifests if is_main(posixpath.basename(path))}
    ):
        outputs = [posixpath.join(folder, name) for name in install.installer.outputs]
        left = (posixpath.join(folder, name) for name in install.installer.leftovers)
        for path in (*outputs, *filter(around.tree.kind, left)):
            if around.is_eligible(path):
                return path
    return ""
