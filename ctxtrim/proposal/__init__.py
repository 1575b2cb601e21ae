"""The lines that an ignore file should gain, and those it must not.

Candidates are decided one by one, then the whole file is judged as every builder reads it; what fails is
taken out, with the reason. Pure: the disk was read before.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.go.path import parents
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Sum
from ctxtrim.model.proposal import Proposal, Withheld
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.allowlist import STAR, allow
from ctxtrim.proposal.draft import draft
from ctxtrim.proposal.effect import unchanged
from ctxtrim.proposal.git_ignored import IGNORED
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.protection import protect
from ctxtrim.proposal.verify_on_all_builders import judged, unreadable

__all__ = ["Inputs", "Options", "propose", "propose_and_compare"]

CLEARLY_MORE = 65_536, 20
"""An allow-list must exclude this many bytes more, and one such part of all that is left."""
WORTH_A_QUESTION = 1_000_000, 100
"""What git ignores is asked about from this many bytes on, or from one such part of the context."""


def propose_and_compare(inputs: Inputs, options: Options) -> Proposal:
    """Return the proposal, what --unsafe would leave, and what only the user can judge."""
    proposal = propose(inputs, options)
    wider = proposal if options.unsafe else propose(inputs, options._replace(unsafe=True))
    return proposal._replace(unsafe_after=wider.after, questions=tuple(_questions(inputs, proposal)))


def propose(inputs: Inputs, options: Options) -> Proposal:
    """Return the rules to add, those held back, and the file as it would be.

    Raises CtxtrimError where the builder asked about rejects the old file.
    """
    broken = tuple(unreadable(inputs.old, inputs.where))
    if broken:
        return unchanged(inputs, broken)
    parts = block.split(IgnoreFile.parse(inputs.old, inputs.where))
    wanted = options.allowlist
    if wanted is None and not (options.preventive and options.unsafe):
        wanted = STAR in parts.rules
    if wanted is False or not inputs.plans:
        return _plain(inputs, options)
    own = Ruleset.read(parts.without_block(), inputs.dialect, inputs.where)
    allowed = allow(list(inputs.plans.values()), inputs.needs, inputs.eligible, own)
    if allowed.against:
        held = Withheld(STAR, "an allow-list would exclude what a build takes", (allowed.against,))
        plain = _plain(inputs, options)
        return plain._replace(withheld=(held, *plain.withheld)) if wanted else plain
    proposal, withheld = draft(inputs, options, allowed)
    if proposal and wanted:
        return proposal
    plain = _plain(inputs, options)
    if proposal is None:
        return plain._replace(withheld=(*withheld[-1:], *plain.withheld)) if wanted else plain
    least, part = CLEARLY_MORE
    gain = plain.after.bytes - proposal.after.bytes
    return proposal if gain > max(least, plain.after.bytes // part) else plain


def _plain(inputs: Inputs, options: Options) -> Proposal:
    proposal, withheld = draft(inputs, options)
    return proposal or unchanged(inputs, withheld)


def _questions(inputs: Inputs, proposal: Proposal) -> Iterator[tuple[str, Sum]]:
    """Yield heavy paths that git ignores, that stay eligible, and that no build is known to need."""
    paths = inputs.eligible.paths
    ignored = {c.path for c in inputs.candidates if c.record == IGNORED and c.path in paths}
    if not ignored:
        return
    files = [path for path, entry in paths.items() if entry.kind != "dir"]
    left: dict[str, Sum] = {}
    for path, verdict in judged(files, Ruleset.read(proposal.text, inputs.dialect, inputs.where)):
        top = next((step for step in (*parents(path), path) if step in ignored), "")
        if top and verdict.eligible:
            known = left.get(top, Sum())
            left[top] = Sum(known.files + 1, known.bytes + paths[path].size)
    least, part = WORTH_A_QUESTION
    needed = protect(inputs.needs, paths).always
    for path, weight in sorted(left.items(), key=lambda item: -item[1].bytes):
        is_needed = any(need == path or need.startswith(path + "/") for need in needed)
        if weight.bytes >= min(least, max(1, proposal.before.bytes // part)) and not is_needed:
            yield path, weight
