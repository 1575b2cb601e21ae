"""What a change of files does to what a context holds and sends."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding


class Change(NamedTuple):
    """A file that enters or leaves. cause: the line that does it, or what happened to the file."""

    path: str
    bytes: int
    cause: str


class Changes(NamedTuple):
    """What enters, what leaves, and the sums before and after. Files that stay count with their new size."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    before: Sum
    after: Sum

    @property
    def bytes(self) -> int:
        """Return by how many bytes it grows."""
        return self.after.bytes - self.before.bytes

    @property
    def resized(self) -> int:
        """Return by how many bytes the files grow that are on both sides."""
        moved = sum(change.bytes for change in self.added) - sum(change.bytes for change in self.removed)
        return self.bytes - moved


class BuildChanges(NamedTuple):
    """What one build sends. transfer_before, transfer_after: as BuildKit counts; None: no such build."""

    dockerfile: str
    target: str
    changes: Changes
    transfer_before: int | None
    transfer_after: int | None


class Diff(NamedTuple):
    """The difference of two sides. appeared, gone: findings about secrets and about what fails."""

    context: str
    old: str
    new: str
    eligible: Changes
    sent: tuple[BuildChanges, ...]
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether both sides are the same."""
        parts = [self.eligible, *(build.changes for build in self.sent)]
        is_same = all(not part.added and not part.removed and part.before == part.after for part in parts)
        return is_same and not self.appeared and not self.gone
