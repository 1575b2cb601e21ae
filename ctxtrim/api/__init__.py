"""The functions and types that `import ctxtrim` gives; each imports its command when it is called."""

from ctxtrim.api.auditing import Audit, audit
from ctxtrim.api.checking import Finding, check
from ctxtrim.api.comparing import Diff, diff
from ctxtrim.api.explaining import Explanation, explain
from ctxtrim.api.judging import Ruleset
from ctxtrim.api.listing import Entry, list_sent
from ctxtrim.api.proposing import Proposal, propose
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Sum
from ctxtrim.model.why import Reason

__all__ = [
    "Audit",
    "CtxtrimError",
    "Diff",
    "Entry",
    "Explanation",
    "Finding",
    "Proposal",
    "Reason",
    "Ruleset",
    "Sum",
    "audit",
    "check",
    "diff",
    "explain",
    "list_sent",
    "propose",
]
