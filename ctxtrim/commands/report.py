"""`ctxtrim report`: one page about a context."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ctxtrim import __version__
from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.read_file import read_regular
from ctxtrim.builds.sent_by_build import Given, given_to, visits_of
from ctxtrim.checks import RULES
from ctxtrim.commands.audit import audit_on_disk
from ctxtrim.commands.check import with_findings
from ctxtrim.commands.cost import cost
from ctxtrim.context.traverse import Lister, traverse
from ctxtrim.disk import Disk, walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from ctxtrim.report.page import MARK, page_html
from ctxtrim.report.tree import MOST_NODES, PageTree, Sizes
from ctxtrim.write import replace

MOST_BUILDS = 12
"""Builds that the page can switch between; a column of figures costs a walk."""
Step = tuple[int, str, int, int]
"""A step of a build: its line, its text, how many commits rebuild it today and with the fix."""
_COMMITS = 200
_MOST_EMPTIED, _MOST_FINDINGS = 1_000, 300


def report(request: Request) -> str:
    """Return the page as HTML. Raises CtxtrimError as `builds_of`."""
    builds = builds_of(request)
    audit = with_findings(request, builds, audit_on_disk(builds, Ask(), 12))
    tree = PageTree(entry for entry, _ in walk(builds.context, Ruleset.read(b"", builds.dialect)))
    shown = builds.builds[:MOST_BUILDS]
    with Disk(builds.context) as disk:
        children = lru_cache(maxsize=4_096)(disk.children)
        for sizes in _columns(builds, shown, audit, children):
            tree.add_column(sizes)
    return page_html(
        _data(builds, shown, audit, tree, _costs(request)), f"{_name(builds)}: the build context"
    )


def write(path: str, page: bytes) -> None:
    """Write a page, over an earlier report only. Raises CtxtrimError for any other file that is there."""
    seen = read_regular(path) if os.path.lexists(path) else None
    if seen is not None and MARK not in seen[:200]:
        raise CtxtrimError(f"{path}: already exists and is no report of ctxtrim; name another file.")
    replace(path, page, seen)


def _columns(builds: Builds, shown: tuple[Build, ...], audit: Audit, children: Lister) -> Iterator[Sizes]:
    """Yield what is eligible, then what each build gets, each today and with the proposal."""
    today = builds.rules
    fixed = today.ruleset
    if audit.proposal:
        fixed = Ruleset.read(audit.proposal.text, builds.dialect, today.where or ".dockerignore")
    for ruleset in (today.ruleset, fixed):
        yield _sizes(traverse(children, ruleset))
    for build in shown:
        given = given_to(build, builds.dialect)
        is_fixed = build.rules.path == today.path
        then = given_to(build._replace(rules=today._replace(ruleset=fixed)), builds.dialect)
        for one in (given, then if is_fixed else given):
            yield _given(one, children)


def _given(given: Given, children: Lister) -> Sizes:
    return _sizes(visits_of(given, children))


def _sizes(visits: Iterator[tuple[Any, Any]]) -> Sizes:
    return ((entry.path, entry.size) for entry, verdict in visits if verdict.eligible and entry.kind != "dir")


def _costs(request: Request) -> tuple[int, dict[str, list[Step]]]:
    """Return a number of commits, and builds with what their steps cost in them; 0 without a history."""
    try:
        found = cost(request, _COMMITS)
    except CtxtrimError:
        return 0, {}
    steps = {
        _title(build.where, build.target): [
            (step.line, step.text, step.rebuilt, step.rebuilt_then) for step in build.steps
        ]
        for build in found.builds
    }
    return found.commits, steps


def _data(
    builds: Builds,
    shown: tuple[Build, ...],
    audit: Audit,
    tree: PageTree,
    costs: tuple[int, dict[str, list[Step]]],
) -> dict[str, Any]:
    findings = audit.findings[:_MOST_FINDINGS]
    told = {finding.rule for finding in findings}
    hidden = (
        [f"The {MOST_NODES:,} heaviest paths are shown by name."] if len(tree.leaves) >= MOST_NODES else []
    )
    if len(builds.builds) > len(shown):
        hidden.append(f"{len(builds.builds) - len(shown)} more builds are not shown.")
    if len(audit.findings) > len(findings):
        hidden.append(f"{len(audit.findings) - len(findings)} more findings: `ctxtrim check`.")
    return {
        "schema": "ctxtrim.report/1",
        "version": __version__,
        "name": _name(builds),
        "context": audit.context,
        "builder": by_name(audit.builder).title,
        "ignore_file": audit.ignore_file,
        "hidden": " ".join(hidden),
        "commits": costs[0],
        "builds": [
            {"label": _label(build), "steps": list(target.asks), "costs": costs[1].get(_label(build), [])}
            for build, target in zip(shown, audit.targets, strict=False)
        ],
        "emptied": [path for target in audit.targets for path in target.sent.emptied][:_MOST_EMPTIED],
        "findings": [finding._asdict() for finding in findings],
        "rules": {m.RULE.id: (m.__doc__ or "").strip() for m in RULES if m.RULE.id in told},
        "fix": [rule.pattern for rule in audit.proposal.adopted] if audit.proposal else [],
        "tree": tree.rows(),
    }


def _name(builds: Builds) -> str:
    return os.path.basename(builds.context.rstrip("/")) or builds.context


def _label(build: Build) -> str:
    return _title(build.plan.where, build.target.target)


def _title(where: str, stage: str) -> str:
    return f"{where} ({stage})" if stage else where
