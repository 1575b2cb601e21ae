"""`ctxtrim.propose`: lines that an ignore file should gain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxtrim.api.json_result import JsonResult
from ctxtrim.api.options import ContextOptions, Path, call_of, words
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Repair, Rule, Withheld

if TYPE_CHECKING:
    from ctxtrim.commands.fix_all import FileFix
    from ctxtrim.render.proposing import Shown


class _Proposal(NamedTuple):
    path: str
    ignore_file: str
    old: bytes | None
    text: bytes
    adopted: tuple[Rule, ...]
    withheld: tuple[Withheld, ...]
    before: Sum
    after: Sum
    repairs: tuple[Repair, ...]
    notes: tuple[str, ...]
    unsafe_after: Sum | None
    questions: tuple[tuple[str, Sum], ...]
    offered: int
    others: tuple[Proposal, ...]
    failing: tuple[Finding, ...]


class Proposal(_Proposal, JsonResult):
    """What an ignore file should become.

    path: absolute. ignore_file: relative to the context. old: its bytes now, None where there is no file.
    text: its bytes then. adopted: lines to add, each with `pattern`, `why`, `proof` and what it removes.
    withheld: lines left out, each with `why` and `needed_by`. before, after: files and bytes that are
    eligible. repairs: of the user's own lines. notes: sentences about what could not be read.
    unsafe_after: what would be eligible with `unsafe`. questions: heavy paths that git ignores and no
    build is known to need, with their sums; `only` adds them. offered: how many of the user's own lines
    `fix_existing` would put right. others: what the other ignore files of the context should become. failing:
    findings about builds that fail even then.
    """

    __slots__ = ()

    @property
    def changes(self) -> bool:
        """Whether writing it would change the file."""
        return self.text != (self.old or b"")

    def write(self) -> bool:
        """Write this file and those of `others`, all or nothing; return whether there was anything to write.

        Mode, owner and symbolic links stay. Raises CtxtrimError if a file is not as it was read, or cannot be
        written; then nothing has changed.
        """
        from ctxtrim.write import Change, replace_all

        changed = [Change(one.path, one.text, one.old) for one in (self, *self.others) if one.changes]
        replace_all(changed)
        return bool(changed)

    def to_json(self) -> str:
        """Return the text of `ctxtrim fix --format json`, schema ctxtrim.proposal/1."""
        from ctxtrim.render.proposing_json import proposals_json

        return proposals_json([one._shown() for one in (self, *self.others)], self.failing)

    def _shown(self) -> Shown:
        from ctxtrim.model import proposal as model
        from ctxtrim.render.proposing import Shown

        sums = (self.before, self.after, self.unsafe_after)
        proposal = model.Proposal(self.adopted, self.withheld, self.text, *sums, self.questions)
        return Shown(proposal, self.ignore_file, self.old, self.notes, self.repairs, self.offered)


class ProposalOptions(ContextOptions, total=False):
    """Options of `propose`.

    unsafe: also tracked files that builds rarely need. fix_existing: also put the user's own lines right.
    gitignore: also what .gitignore files say, translated. allowlist: `*` and exceptions (None: what the file
    has; of a new file, what saves clearly more). only: names of catalogue records, or paths.
    skip: names of records; those of the configuration are skipped too.
    """

    unsafe: bool
    fix_existing: bool
    gitignore: bool
    allowlist: bool | None
    only: str | Iterable[str]
    skip: str | Iterable[str]


def propose(context: Path = ".", **options: Unpack[ProposalOptions]) -> Proposal:
    """Return what the ignore files of a context should become; nothing is written before `Proposal.write`.

    Where there is no ignore file, it is what `ctxtrim init` proposes. Raises CtxtrimError as `audit` does,
    where no Dockerfile can be read, for a record or path that is none, and for a link that leads to an ignore
    file elsewhere.
    """
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.commands.fix_all import Fixes, fix_all, fix_of
    from ctxtrim.commands.record_choice import record_options
    from ctxtrim.proposal import Options

    request, given = call_of(context, options, ProposalOptions)
    gitignore = given.get("gitignore", False)
    chosen = Options(given.get("unsafe", False), False, given.get("allowlist"))
    only, skip = words(given.get("only", ())), words(given.get("skip", ()))
    chosen = record_options(chosen, request.context, only, skip)
    fixes = fix_all(request, chosen, gitignore, given.get("fix_existing", False))
    if len(fixes.files) == 1 and not fixes.files[0].inputs.exists:
        found = read_fix_inputs(request, preventive=True, gitignore=gitignore)
        fixes = Fixes((fix_of(found, chosen._replace(preventive=True)),), fixes.failing)
    first, *others = map(_proposal_of, fixes.files)
    return first._replace(others=tuple(others), failing=fixes.failing)


def _proposal_of(file: FileFix) -> Proposal:
    found, proposal = file.inputs, file.proposal
    return Proposal(
        found.path,
        found.shown,
        found.seen,
        proposal.text,
        proposal.adopted,
        proposal.withheld,
        proposal.before,
        proposal.after,
        file.repairs,
        found.notes,
        proposal.unsafe_after,
        proposal.questions,
        found.offered,
        (),
        (),
    )
