"""`ctxtrim.explain`: why a path is sent or not."""

from __future__ import annotations

import os
from typing import Unpack

from ctxtrim.api.json_result import JsonResult
from ctxtrim.api.options import Path, RevisionOptions, opened
from ctxtrim.model.why import Answer


class Explanation(Answer, JsonResult):
    """Why one path is sent or not, and who says so.

    path: relative to the context. kind: "" where nothing is there. reasons: one for each ignore file that the
    builds read, with `outcome` ("eligible", "excluded", "emptied", "empty", "dropped", "fails", "rejected"),
    `by` ("file:line: pattern") and `remark`. others: other builders, where they do something else. takers:
    the builds, each with the `lines` that take the path. is_sent: the answer in one word.
    """

    __slots__ = ()

    @property
    def outcome(self) -> str:
        """What happens under the ignore file that most builds read."""
        return self.reasons[0].outcome

    @property
    def by(self) -> str:
        """The line that decides, "file:line: pattern"; "" where none does."""
        return self.reasons[0].by

    def to_json(self) -> str:
        """Return the text of `ctxtrim why PATH --format json`, schema ctxtrim.why/1."""
        from ctxtrim.render.why import why_json

        return why_json([self])


def explain(path: Path, context: Path = ".", **options: Unpack[RevisionOptions]) -> Explanation:
    """Return whether a path is sent, which line of which file decides, and what other builders do.

    path: relative to the context or to the working directory; it need not exist. Raises CtxtrimError as
    `audit` does, and for a path outside the context.
    """
    from ctxtrim.commands.why import why

    with opened(context, options, RevisionOptions) as (request, _):
        (answer,) = why(request, [os.fspath(path)])
        return Explanation(*answer)
