"""`ctxtrim.check`: what the rules find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

from ctxtrim.api.options import ContextOptions, Path, request_of, words
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


class CheckOptions(ContextOptions, total=False):
    """Options of `check`.

    select, ignore: rules to run or to leave out, by ID, slug or group ("CT2"). max_size: bytes that may be
    sent. max_files: files that may be sent.
    """

    select: str | Iterable[str]
    ignore: str | Iterable[str]
    max_size: int | None
    max_files: int | None


def check(context: Path = ".", **options: Unpack[CheckOptions]) -> list[Finding]:
    """Return the findings of a context, most serious first; a comment in a file silences them as always.

    Raises CtxtrimError as `audit` does, and for a rule that is none.
    """
    from ctxtrim.checks.subject import Limits
    from ctxtrim.commands.check import check as check_rules

    request = request_of(context, options, CheckOptions)
    limits = Limits(options.get("max_size"), options.get("max_files"))
    audit = check_rules(request, words(options.get("select", ())), words(options.get("ignore", ())), limits)
    return [Finding(*finding) for finding in audit.findings]
