"""`ctxtrim.check`: what the rules find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Unpack

from ctxtrim.api.options import Path, RevisionOptions, opened, words
from ctxtrim.errors import CtxtrimError
from ctxtrim.model import finding as model


class Finding(model.Finding):
    """One thing that a rule has to say.

    rule, name: ID and slug ("CT101", "secret-sent"). severity: "error", "warning" or "advice". message: one
    sentence. path, file, line: what and where, "" and 0 for none. hint: what to do. bytes: what it costs.
    fix: the lines that mend it, or None.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `ctxtrim check --format json` has among its `findings`."""
        from json import loads

        from ctxtrim.render.check import check_json

        found: dict[str, Any] = loads(check_json("", [self]))["findings"][0]
        return found


class CheckOptions(RevisionOptions, total=False):
    """Options of `check`.

    select, ignore: rules to run or to leave out, by ID, slug or group ("CT2"). max_size: bytes that may be
    sent, or a text as "50MB". max_files: files that may be sent. budget: what both limit,
    "sent" or "eligible".
    """

    select: str | Iterable[str]
    ignore: str | Iterable[str]
    max_size: int | str | None
    max_files: int | None
    budget: Literal["sent", "eligible"]


def check(context: Path = ".", **options: Unpack[CheckOptions]) -> list[Finding]:
    """Return the findings of a context, most serious first; a comment in a file silences them as always.

    Raises CtxtrimError as `audit` does, and for a rule that is none.
    """
    from ctxtrim.checks.subject import Limits
    from ctxtrim.commands.check import check as check_rules

    with opened(context, options, CheckOptions) as (request, given):
        limits = Limits(_bytes(given.get("max_size")), given.get("max_files"), given.get("budget", "sent"))
        audit = check_rules(request, words(given.get("select", ())), words(given.get("ignore", ())), limits)
        return [Finding(*finding) for finding in audit.findings]


def _bytes(size: int | str | None) -> int | None:
    from ctxtrim.model.sizes import parse_size

    try:
        return parse_size(size) if isinstance(size, str) else size
    except ValueError as error:
        raise CtxtrimError(f"max_size: {error}.") from None
