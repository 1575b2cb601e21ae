"""`ctxtrim.diff`: what a change does to what is eligible and sent."""

from __future__ import annotations

import os
from typing import Unpack

from ctxtrim.api.json_result import JsonResult
from ctxtrim.api.options import ContextOptions, Path, call_of
from ctxtrim.model import diff as model


class Diff(model.Diff, JsonResult):
    """What enters and what leaves between two sides. Sizes are bytes.

    old, new: what people call the sides. eligible: files `added` and `removed`, each with `path`, `bytes` and
    `cause` (the line that moves it), the sums `before` and `after`, and `bytes`, by which it grows. sent: the
    same for each build as its `changes`, with `transfer_before` and `transfer_after` as BuildKit counts.
    appeared, gone: findings about secrets and about what fails. is_empty: nothing differs.
    """

    __slots__ = ()

    def to_json(self) -> str:
        """Return the text of `ctxtrim diff --format json`, schema ctxtrim.diff/1."""
        from ctxtrim.render.diff import diff_json

        return diff_json(self)


def diff(old: Path = "", new: Path = "", context: Path = ".", **options: Unpack[ContextOptions]) -> Diff:
    """Return what the change from one side to the other does to what is eligible and what each build sends.

    old, new: revisions, or ignore files to read on the tree as it is. Default of old: the merge base with the
    upstream branch; of new: the work tree. Raises CtxtrimError as `audit` does, and for sides that cannot be
    read or compared.
    """
    from ctxtrim.commands.diff import diff, sides_of

    request = call_of(context, options, ContextOptions).request
    return Diff(*diff(request, *sides_of(request, os.fspath(old), os.fspath(new))))
