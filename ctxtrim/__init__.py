"""ctxtrim: see what `docker build` really sends, cut it, and know that it still builds.

From Python: `audit`, `list_sent` (the command `ls`), `explain` (`why`), `check`, `diff` and `propose` (`fix`,
`init`) answer as the commands do; `Ruleset` judges paths without a disk. They take the command line's options
as keywords, and those that the call does not give from the project's configuration. Results are frozen and
turn into the same JSON. Nothing is printed, nothing exits, and calls may run in several threads at once. What
goes wrong is a CtxtrimError, whose text is one sentence for people. Nothing else is promised to stay.
"""

__version__ = "0.1.0"

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

TYPE_CHECKING = False  # typing's own would have to be imported
if TYPE_CHECKING:
    from ctxtrim.api import (
        Audit,
        CtxtrimError,
        Diff,
        Entry,
        Explanation,
        Finding,
        Proposal,
        Reason,
        Ruleset,
        Sum,
        audit,
        check,
        diff,
        explain,
        list_sent,
        propose,
    )


def __getattr__(name: str) -> object:
    """Import what is asked for: the command line starts without any of it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'ctxtrim' has no attribute '{name}'")
    from importlib import import_module

    value: object = getattr(import_module("ctxtrim.api"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
