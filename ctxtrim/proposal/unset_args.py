"""Paths that a source may take which only a build argument names (`COPY ${APP_PATH} /app`, no default).

Anything; so for what version control has it is like a copy of the whole context, from which tests and
documents may go. What it does not have, a step on the host may have made to be named there: that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.model.build import Need
from ctxtrim.proposal.eligible_files import EligibleFiles

_ANYTHING = ("*", "**")


def told(needs: Iterable[Need], eligible: EligibleFiles) -> Iterator[Need]:
    """The needs, those that may be anything replaced by what is only here. Without git all stay."""
    for need in needs:
        if eligible.tracked is None or need.must or not need.is_glob or need.glob not in _ANYTHING:
            yield need
            continue
        for path in eligible.paths:
            if "/" not in path and path != ".git" and not eligible.may_be_cloned(path):
                yield need._replace(glob=path, is_glob=False)
