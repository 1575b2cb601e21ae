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
from ctxtrim.proposal.inputs import Question
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.verify_on_all_builders import unreadable

__all__ = ["Options", "Question", "propose"]

CLEARLY_MORE = 65_536, 20
"""A list of what is let in must keep out this many bytes more, and one such part of all that is left."""


def propose(question: Question, options: Options) -> Proposal:
    """The rules to add, those held back, and the file as it would be.

    Raises CtxtrimError where the builder asked about rejects the old file.
    """
    broken = tuple(unreadable(question.old, question.where))
    if broken:
        return unchanged(question, broken)
    parts = block.split(IgnoreFile.parse(question.old, question.where))
    wanted = options.allowlist
    if wanted is None and not options.foresee:
        wanted = STAR in parts.rules
    if wanted is False or not question.plans:
        return _plain(question, options)
    own = Ruleset.read(parts.without_block(), question.dialect, question.where)
    allowed = allow(list(question.plans.values()), question.needs, question.stock, own)
    if allowed.against:
        held = Withheld(STAR, "an allow-list would keep out what a build takes", (allowed.against,))
        plain = _plain(question, options)
        return plain._replace(withheld=(held, *plain.withheld)) if wanted else plain
    listed = Attempt(question, options, allowed)
    proposal = listed.proposal()
    if proposal and wanted:
        return proposal
    plain = _plain(question, options)
    if proposal is None:
        return plain._replace(withheld=(*listed.withheld[-1:], *plain.withheld)) if wanted else plain
    least, part = CLEARLY_MORE
    gain = plain.after.bytes - proposal.after.bytes
    return proposal if gain > max(least, plain.after.bytes // part) else plain


def _plain(question: Question, options: Options) -> Proposal:
    attempt = Attempt(question, options)
    return attempt.proposal() or unchanged(question, tuple(attempt.withheld))
