"""ctxtrim: see what `docker build` really sends, cut it, and know that it still builds.

From Python: `audit`, `list_sent` (the command `ls`), `explain` (`why`), `check` and `propose` (`fix`, `init`)
answer as the commands do; `Ruleset` judges paths without a disk. They take the command line's options as
keywords, return frozen values that turn into the same JSON, print nothing, never exit, and may run in several
threads at once. What goes wrong is a CtxtrimError, whose text is one sentence for people. Nothing else is
promised to stay.
"""

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "CtxtrimError",
    "Entry",
    "Explanation",
    "Finding",
    "Proposal",
    "Reason",
    "Ruleset",
    "Sum",
    "audit",
    "check",
    "explain",
    "list_sent",
    "propose",
]

TYPE_CHECKING = False  # typing's own would have to be imported
if TYPE_CHECKING:
    from ctxtrim.api import (
        Audit,
        CtxtrimError,
        Entry,
        Explanation,
        Finding,
        Proposal,
        Reason,
        Ruleset,
        Sum,
        audit,
        check,
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
