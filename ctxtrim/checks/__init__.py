"""The rules of `ctxtrim check`, which audit, why and watch show too: one module each, listed in one tuple.

Adding a rule is adding a module with a docstring (its manual page), a `RULE` and a `check`, and its name
here.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxtrim.checks import (
    build_not_found,
    build_tools_in_final_stage,
    builders_disagree,
    cannot_transfer,
    case_differs,
    changing_early,
    chown_copies,
    contract,
    control_character,
    copy_all_of_context,
    covered,
    dead_exception,
    directory_slash,
    dockerfile_rejected,
    duplicate,
    emptied_file,
    empty_override,
    empty_wildcard,
    exception_order,
    exclude_misses,
    excluded_source,
    flattening,
    full_image,
    git_context,
    git_dirty,
    idle,
    install_after_copy,
    junk_sent,
    leading_slash,
    link_out_of_context,
    literal_braces,
    misnamed_file,
    named_context_missing,
    no_cache_mount,
    no_ignore_file,
    no_musl_wheel,
    not_a_comment,
    not_built,
    not_found,
    not_in_clone,
    not_utf8,
    outside_context,
    package_cache_kept,
    partial_git,
    partly_excluded,
    regex_leak,
    rejected,
    removed_later,
    root_only,
    secret_eligible,
    secret_in_layer,
    secret_sent,
    split_run,
    submodule_missing,
    too_large,
    too_many_files,
    trailing_comment,
    trailing_white_space,
    undone_exception,
    unread_file,
    upload_ignores,
    volume_hides,
    walk_cost,
    would_leak,
)
from ctxtrim.checks.choice import chosen
from ctxtrim.checks.rule import RuleModule
from ctxtrim.checks.silenced import not_silenced
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import SEVERITIES, Finding

RULES: tuple[RuleModule, ...] = (
    secret_sent,
    secret_eligible,
    junk_sent,
    would_leak,
    emptied_file,
    cannot_transfer,
    too_large,
    too_many_files,
    contract,
    partial_git,
    git_dirty,
    trailing_comment,
    not_a_comment,
    root_only,
    outside_context,
    undone_exception,
    duplicate,
    covered,
    dead_exception,
    literal_braces,
    idle,
    control_character,
    trailing_white_space,
    directory_slash,
    leading_slash,
    unread_file,
    misnamed_file,
    not_utf8,
    empty_override,
    exception_order,
    regex_leak,
    case_differs,
    builders_disagree,
    walk_cost,
    no_ignore_file,
    rejected,
    not_found,
    excluded_source,
    partly_excluded,
    empty_wildcard,
    dockerfile_rejected,
    not_in_clone,
    link_out_of_context,
    flattening,
    exclude_misses,
    install_after_copy,
    changing_early,
    build_tools_in_final_stage,
    full_image,
    package_cache_kept,
    split_run,
    secret_in_layer,
    removed_later,
    chown_copies,
    copy_all_of_context,
    no_musl_wheel,
    no_cache_mount,
    git_context,
    named_context_missing,
    build_not_found,
    submodule_missing,
    volume_hides,
    upload_ignores,
    not_built,
)
"""By ID."""


def find(subject: Subject, rules: Iterable[RuleModule] | None = None) -> tuple[Finding, ...]:
    """Return what the rules find (None: those of the configuration), by severity, then the heaviest first."""
    if rules is None:
        settings = subject.request.settings
        rules = chosen(RULES, settings.select, settings.ignore)
    found = (finding for rule in rules for finding in rule.check(subject))
    return in_order(not_silenced(_without_effects(found), subject.context))


_MISREAD = frozenset(("CT201", "CT202", "CT209", "CT211", "CT214", "CT217", "CT225"))
_EFFECTS = frozenset(("CT204", "CT206", "CT207", "CT208", "CT210", "CT221"))


def _without_effects(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what a line does or does not where another rule says that it is read otherwise than meant.

    And a cache for an install that is to move first.
    """
    found = list(findings)
    misread = {(finding.file, finding.line) for finding in found if finding.rule in _MISREAD}
    late = {(finding.file, finding.line) for finding in found if finding.rule == "CT401"}
    return [
        finding
        for finding in found
        if not (finding.rule in _EFFECTS and (finding.file, finding.line) in misread)
        and not (finding.rule == "CT412" and (finding.file, finding.line) in late)
    ]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings: errors first (of them what no builder reads), then the heaviest; each of them once."""
    return tuple(sorted(dict.fromkeys(findings), key=_rank))


_FIRST = frozenset(("CT225", "CT305", "CT503"))


def _rank(finding: Finding) -> tuple[int, bool, int, str, str, int, str]:
    severity = SEVERITIES.index(finding.severity)
    return (
        severity,
        finding.rule not in _FIRST,
        -finding.bytes,
        finding.rule,
        finding.file,
        finding.line,
        finding.path,
    )
