"""The commit that a branch is compared with."""

from __future__ import annotations

import os

from ctxtrim.errors import CtxtrimError
from ctxtrim.vcs.asking import PATIENCE, Git, Unanswered
from ctxtrim.vcs.repository import Refused, agree, governing

_UPSTREAMS = ("@{upstream}", "refs/remotes/origin/HEAD")


def merge_base(context: str) -> str:
    """Return the merge base of HEAD with its upstream, else with origin's default branch, else "HEAD".

    Raises CtxtrimError where there is no repository.
    """
    try:
        repository = governing(os.path.realpath(context))
        git = Git(repository.root, PATIENCE, repository.is_bare)
        agree(git, repository)
    except Refused as why:
        raise CtxtrimError(f"{context}: {why}, so there is no revision to compare with.") from None
    except Unanswered as why:
        raise CtxtrimError(f"{context}: its history cannot be read: {why}.") from None
    for upstream in _UPSTREAMS:
        try:
            return git.ask("merge-base", "HEAD", upstream).decode().strip()
        except Unanswered:
            continue
    return "HEAD"
