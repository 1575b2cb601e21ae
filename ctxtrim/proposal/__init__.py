"""Which lines should an ignore file gain, and which must it not?

Candidates are heard one by one, then the whole file is tried as every builder reads it; what fails is taken
out and told. Pure: the disk was read before.
"""

from __future__ import annotations

from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.proposal import Proposal, Withheld
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.allowlist import STAR, allow
from ctxtrim.proposal.draft import Attempt
from ctxtrim.proposal.effect import unchanged
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.verify_on_all_builders import unreadable

__all__ = ["Inputs", "Options", "propose"]

CLEARLY_MORE = 65_536, 20
"""A list of what is let in must keep out this many bytes more, and one such part of all that is left."""


def propose(inputs: Inputs, options: Options) -> Proposal:
    """The rules to add, those held back, and the file as it would be.

    Raises CtxtrimError where the builder asked about rejects the old file.
    """
    broken = tuple(unreadable(inputs.old, inputs.where))
    if broken:
        return unchanged(inputs, broken)
    parts = block.split(IgnoreFile.parse(inputs.old, inputs.where))
    wanted = options.allowlist
    if wanted is None and not options.preventive:
        wanted = STAR in parts.rules
    if wanted is False or not inputs.plans:
        return _plain(inputs, options)
    own = Ruleset.read(parts.without_block(), inputs.dialect, inputs.where)
    allowed = allow(list(inputs.plans.values()), inputs.needs, inputs.eligible, own)
    if allowed.against:
        held = Withheld(STAR, "an allow-list would keep out what a build takes", (allowed.against,))
        plain = _plain(inputs, options)
        return plain._replace(withheld=(held, *plain.withheld)) if wanted else plain
    listed = Attempt(inputs, options, allowed)
    proposal = listed.proposal()
    if proposal and wanted:
        return proposal
    plain = _plain(inputs, options)
    if proposal is None:
        return plain._replace(withheld=(*listed.withheld[-1:], *plain.withheld)) if wanted else plain
    least, part = CLEARLY_MORE
    gain = plain.after.bytes - proposal.after.bytes
    return proposal if gain > max(least, plain.after.bytes // part) else plain


def _plain(inputs: Inputs, options: Options) -> Proposal:
    attempt = Attempt(inputs, options)
    return attempt.proposal() or unchanged(inputs, tuple(attempt.withheld))
