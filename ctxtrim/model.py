"""Every type that crosses a module boundary; no logic.

Paths are relative to the context's root, slash-separated, without a leading slash; "" is the root itself.
Bytes that do not decode stand as surrogates (`os.fsdecode`). Sizes are bytes.
All types are NamedTuples: one costs a fifth of a frozen dataclass at start-up and a third per object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ctxtrim.pattern import DockerPattern


class Entry(NamedTuple):
    """One thing in the context, as lstat saw it.

    kind: "file", "dir", "link", "fifo", "socket" or "device".
    size: bytes of a regular file, else 0. link: a symlink's target, else "". rdev: of a device, else 0.
    trouble: "" or what stopped us: "unreadable" (a file), "unreadable dir", "too long" (a path that no
    builder can open). inode: set for a file with several hard links, else 0.
    """

    path: str
    kind: str
    size: int = 0
    mode: int = 0
    mtime_ns: int = 0
    link: str = ""
    rdev: int = 0
    trouble: str = ""
    inode: int = 0


class Verdict(NamedTuple):
    """What the ignore file says of one path.

    eligible: not kept out. by: the pattern that last changed the outcome (None: none did).
    hits: one bit per pattern, set where it matched this path or was inherited; children start from it.
    """

    eligible: bool
    by: DockerPattern | None = None
    hits: int = 0


class Sum(NamedTuple):
    """How much: a number of files (everything that is no directory) and their bytes."""

    files: int = 0
    bytes: int = 0


class Need(NamedTuple):
    """Something that a build takes from the context, and who says so.

    glob: a path, or a Docker pattern if `is_glob`; "" is the whole context.
    where: the file that says so (a Dockerfile, a manifest), relative to the context where it is inside.
    stage: the Dockerfile stage it belongs to ("" if none). why: a phrase for people.
    must: the build fails without it (a literal COPY source, a readme that packaging reads); else it is
    part of something larger (below a copied directory, matched by a glob) or merely likely to be read.
    kind: "copy" (COPY, ADD), "mount", "flow" (through a stage), "manifest", "version" (git state),
    "reference" (a source file names it).
    """

    glob: str
    where: str
    line: int
    why: str
    stage: str = ""
    kind: str = "copy"
    must: bool = True
    is_glob: bool = False


class Target(NamedTuple):
    """One build that belongs to a context: what `docker build` would be given.

    dockerfile: its absolute path, or "" when `inline` holds its text (compose's dockerfile_inline).
    context: absolute path. target: stage name or "" for the last. args: --build-arg values (None: taken
    from the environment). named_contexts: name -> directory or reference. origin: what names this build
    ("by name", "compose.yaml: service web", "docker-bake.hcl: target app", "-f").
    """

    context: str
    dockerfile: str
    target: str = ""
    args: Mapping[str, str | None] = {}
    named_contexts: Mapping[str, str] = {}
    origin: str = "by name"
    inline: str = ""


class Tree(Protocol):
    """A context as the core may look at it; nothing outside is ever read."""

    def kind(self, path: str) -> str:
        """The entry's kind as in `Entry.kind`; "" where nothing is."""

    def children(self, path: str) -> Sequence[str]:
        """Base names in a directory, in byte order; () for anything else."""

    def read(self, path: str) -> bytes | None:
        """A regular file's content; None if absent, unreadable, not regular or larger than 1 MiB."""

    def files(self) -> Sequence[str]:
        """Every entry that is no directory, in byte order, without those below excluded directories."""


class Irrelevance(NamedTuple):
    """A catalogue record: something that rarely belongs in a context.

    pattern: a Docker pattern, matched and proposed as it stands. tier: "A", "B" or "C" (README, "Tiers").
    markers: base names or globs of base names, one of which must exist in the context for the record to
    count (empty: always). proof: base name or relative path that a directory must hold for a hit to be
    believed ("pyvenv.cfg"); empty: the name is enough. hits, misses: example paths, tested.
    kind: the heading it counts under in `audit` ("caches", "virtual environments and dependencies", …).

    proof, markers and unless each ask for any one of their names, which may be globs; proof may lead
    elsewhere ("../Cargo.toml"). A record with proof is about directories: where it is believed of some
    directories that it matches and not of others, the paths of the former are proposed, never the pattern;
    a pattern of "**" stands for a directory of any name (never the root) and is never proposed itself.
    unless: names that make a directory no hit, since the build then knows it as a part of its own.
    keeps: patterns of paths that stay although `pattern` matches them; those that exist are proposed as
    exceptions. untracked: git must not track what it hits, as always in tier A. only: kinds of files, by
    their extensions; a directory that holds any other file is no hit.
    """

    name: str
    ecosystem: str
    pattern: str
    tier: str
    why: str
    kind: str
    markers: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    untracked: bool = False
    only: tuple[str, ...] = ()


class Finding(NamedTuple):
    """One thing a check has to say.

    check: its slug. severity: "error", "warning" or "note". file, line: where to look (line 0: the whole
    file). path: the entry concerned ("" if none). bytes: what it costs. fix: a pattern to add, or "".
    """

    check: str
    severity: str
    why: str
    path: str = ""
    file: str = ""
    line: int = 0
    bytes: int = 0
    fix: str = ""


class Rule(NamedTuple):
    """A pattern proposed for the ignore file, with its effect and its proof.

    record: the catalogue record or source it comes from. eligible: what it removes from what is eligible.
    sent: per target (its label), what it removes from what that build transfers. proof: sentences.
    heading: what it is listed under (a kind of the catalogue). example: the outermost path it keeps out.
    """

    pattern: str
    tier: str
    why: str
    record: str
    eligible: Sum = Sum()
    sent: Mapping[str, Sum] = {}
    proof: tuple[str, ...] = ()
    heading: str = ""
    example: str = ""


class Withheld(NamedTuple):
    """A rule that is not proposed, and the needs that forbid it ("Dockerfile:7: COPY dist")."""

    pattern: str
    why: str
    needed_by: tuple[str, ...] = ()


class Proposal(NamedTuple):
    """adopted: rules to add. withheld: rules held back. text: the resulting file's bytes."""

    adopted: tuple[Rule, ...]
    withheld: tuple[Withheld, ...]
    text: bytes
    before: Sum = Sum()
    after: Sum = Sum()


class Run(NamedTuple):
    """A command that a build runs: a RUN, or the ENTRYPOINT/CMD that the image will run.

    command: its text after line continuations are joined, heredoc bodies appended (shell variables are
    left as they are). instruction: "RUN", "ENTRYPOINT", "CMD" or "HEALTHCHECK". workdir: absolute path in
    the image ("" if it cannot be known). copied: for this stage so far, (path in the context, path in the
    image) of every COPY whose destination is known, so that /src/scripts/build.sh can be led back to
    scripts/build.sh; a context path of "" is the whole context.
    """

    command: str
    where: str
    line: int
    stage: str = ""
    instruction: str = "RUN"
    workdir: str = ""
    copied: tuple[tuple[str, str], ...] = ()


class Ask(NamedTuple):
    """What a scan shall look out for.

    top: how many of the heaviest files to remember. names: base names whose eligible occurrences are
    wanted (signatures, manifests, ignore files). excluded: also enter and measure what is excluded.
    """

    top: int = 50
    names: frozenset[str] = frozenset()
    excluded: bool = False


class Folder(NamedTuple):
    """A directory of a scan. parent: its index in Scan.folders (-1: the root, which stands first).

    own: eligible entries directly in it that are no directories. total: own and all below. eligible: the
    directory itself is not excluded.
    """

    path: str
    parent: int
    own: Sum
    total: Sum
    eligible: bool


class Scan(NamedTuple):
    """One pass over a context under one ruleset, without an object per file.

    eligible: everything not kept out. transfer_bytes, classic_tar_bytes: what BuildKit and the classic
    builder would print if all of it were sent. largest: (bytes, path) of the largest eligible files,
    largest first. kinds: heading -> Sum (catalogue.kinds). found: eligible paths whose base name was asked
    for, in byte order, files and directories. troubles: entries that do not arrive as they are (specials,
    unreadable, too long). emptied: eligible files that arrive with 0 bytes. excluded: what is kept out,
    None where that was not measured (`Ask.excluded`). entered: excluded directories that had to be walked.
    folders: parents before children, in no other particular order.
    """

    folders: Sequence[Folder]
    eligible: Sum
    transfer_bytes: int
    classic_tar_bytes: int
    largest: tuple[tuple[int, str], ...]
    kinds: Mapping[str, Sum]
    found: tuple[str, ...]
    troubles: tuple[Entry, ...]
    emptied: tuple[str, ...]
    excluded: Sum | None = None
    entered: int = 0


class BuildStage(NamedTuple):
    """A FROM and what follows it.

    number: from 0. label: what names it to people: its name, "stage-2", or "" for the only one. base: what
    it is built from, expanded ("" where that is not known). base_stage: the number of the stage it is built
    from, -1 for an image. reached: does the target need it? replaced: by a named context, so that its lines
    are not run.
    """

    number: int
    name: str
    label: str
    line: int
    base: str
    base_stage: int = -1
    reached: bool = True
    replaced: bool = False


class ContextCopy(NamedTuple):
    """What one instruction takes from the context, for builders that look at each by itself.

    instruction: "COPY", "ADD" or "RUN" (its bind mounts). sources: cleaned, with this build's values,
    wildcards as written; "" is the whole context. excludes: the patterns of its --exclude flags, as
    written. parents: --parents, and a `/./` in a source is cleaned away. reached: as the stage's.
    """

    instruction: str
    line: int
    stage: str
    sources: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    parents: bool = False
    reached: bool = True


class Flow(NamedTuple):
    """Something taken from a stage that may have come there from the context.

    need: as far as it is known without a look at the context; its `glob` is the likeliest source.
    candidates: (path or pattern in the context, is it a pattern, may a RUN have made it there instead).
    """

    need: Need
    candidates: tuple[tuple[str, bool, bool], ...]


class BuildPlan(NamedTuple):
    """What one Dockerfile takes from its context, for one target and one set of arguments.

    follow: what BuildKit asks for, sorted and cleaned, if built as given; None is the whole context, () no
    transfer at all. needs: of every stage, reached or not, `flows` included as if nothing were known of the
    context (see needs.resolve). runs: the commands of every stage. unknown: (line, sentence) for what
    could not be told. images: what is pulled, in order. uses_frontend: the image that `# syntax` names.
    """

    where: str
    stages: tuple[BuildStage, ...]
    target: BuildStage
    follow: tuple[str, ...] | None
    needs: tuple[Need, ...]
    runs: tuple[Run, ...]
    unknown: tuple[tuple[int, str], ...]
    copies: tuple[ContextCopy, ...]
    flows: tuple[Flow, ...]
    images: tuple[str, ...]
    uses_frontend: str = ""


class Request(NamedTuple):
    """Which builds of which context a user asks about; the options that all reading commands share.

    context: a directory as typed. files: Dockerfiles given (none: all that belong to the context). target: a
    stage. args: --build-arg values (None: from the environment). builder: a dialect's name or alias.
    ignore_file: one to read instead of what the builder would find, or "".
    """

    context: str = "."
    files: tuple[str, ...] = ()
    target: str = ""
    args: Mapping[str, str | None] = {}
    builder: str = "buildkit"
    ignore_file: str = ""


class Missing(NamedTuple):
    """A literal source that a build asks for and does not get: the build fails there.

    source: as it is looked for in the context. why: "absent" or "excluded". by: the pattern that excludes it
    ("file:line: text"), or "".
    """

    source: str
    where: str
    line: int
    why: str
    by: str = ""


class Heavy(NamedTuple):
    """A path that weighs: a file, or a directory with all that is eligible below it (`files` of them).

    sent: how much of it at least one build transfers, None where that is not known.
    """

    path: str
    kind: str
    bytes: int
    files: int
    sent: int | None = None


class Sent(NamedTuple):
    """What one build gets: files and bytes, Docker's own numbers for them, and what is lost on the way.

    whole: all that is eligible. emptied: paths that arrive with 0 bytes. folders, largest: as in Scan.
    """

    sum: Sum
    transfer_bytes: int
    classic_tar_bytes: int
    emptied: tuple[str, ...] = ()
    whole: bool = True
    folders: Sequence[Folder] = ()
    largest: tuple[tuple[int, str], ...] = ()


class TargetAudit(NamedTuple):
    """One build: what it is given and what it asks for in vain.

    ignore_file: the one it reads, as people see it, or "". eligible: under that file. asks: what it takes
    ("Dockerfile:7: COPY . .", as phrases). unknown: sentences about what could not be known.
    """

    target: Target
    ignore_file: str
    eligible: Sum
    sent: Sent
    missing: tuple[Missing, ...] = ()
    asks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Audit(NamedTuple):
    """Everything that was read of one context, once.

    context: absolute. builder: a dialect's name. ignore_file: the one in force, as people see it, or "".
    scan: what is eligible under it. targets: the builds that belong to the context. heaviest: disjoint paths,
    heaviest first. notes: sentences about the reading itself. contexts: of a folder that no Dockerfile
    builds, the contexts below it, as (folder, number of builds).
    """

    context: str
    builder: str
    ignore_file: str
    scan: Scan
    targets: tuple[TargetAudit, ...] = ()
    heaviest: tuple[Heavy, ...] = ()
    findings: tuple[Finding, ...] = ()
    proposal: Proposal | None = None
    notes: tuple[str, ...] = ()
    contexts: tuple[tuple[str, int], ...] = ()


class Reason(NamedTuple):
    """What one builder does with one path, and which line decides.

    outcome: "eligible", "excluded", "emptied" (arrives with 0 bytes), "empty" (a special file that arrives as
    an empty one), "dropped", "fails" (the build stops) or "rejected" (of the ignore file; `by` says what
    docker says). by: the deciding pattern, "file:line: text", or "". through: the directory above that it
    matches, "" for the path itself. remark: a sentence, or "".
    """

    builder: str
    ignore_file: str
    outcome: str
    by: str = ""
    through: str = ""
    remark: str = ""


class Taker(NamedTuple):
    """A build, and the lines of it that take the path: none, and it is not sent. label: as people see it."""

    label: str
    lines: tuple[str, ...]


class Answer(NamedTuple):
    """Why one path is sent or not.

    kind, size: of the entry, kind "" where nothing is there. reasons: under the rules that its builds read,
    the ones most read first. others: what other builders do with it, where that is something else. takers:
    the context's builds, as far as the path is eligible under their rules.
    """

    path: str
    kind: str
    size: int
    reasons: tuple[Reason, ...]
    others: tuple[Reason, ...] = ()
    takers: tuple[Taker, ...] = ()


class Growth(NamedTuple):
    """What became of one path while a context was watched.

    path: a directory stands for all that came or went with it. before, after: what is eligible of it. sent:
    bytes that the next build transfers for it, the most of any build. layers: instructions that must run
    again, as phrases ("Dockerfile:7: COPY . ."). is_rule: only the rules have changed, not the disk.
    """

    path: str
    kind: str
    before: Sum = Sum()
    after: Sum = Sum()
    sent: int = 0
    layers: tuple[str, ...] = ()
    is_rule: bool = False


class Moment(NamedTuple):
    """What a watch has to say, once all is quiet.

    event: "ready", "changed", "trouble" (it cannot tell now; `note` says why), "written" (the ignore file),
    "note", "ran" (a command; `note` says which and how it ended). audit: as it is now, None if that is not
    known. before: what was eligible at the moment before. growths: largest first, `more`: how many are not
    named. when: seconds since the epoch. took: seconds from the last event to this. sent_changed: something
    that a build gets has changed.
    """

    event: str
    audit: Audit | None = None
    before: Sum | None = None
    growths: tuple[Growth, ...] = ()
    more: int = 0
    note: str = ""
    when: float = 0.0
    took: float = 0.0
    sent_changed: bool = False


class Gone(NamedTuple):
    """What no longer arrives: a file, or a directory (its path ends in a slash) of which nothing arrives.

    why: the need that names it, for people, or "".
    """

    path: str
    sum: Sum
    why: str = ""


class Refused(NamedTuple):
    """A line of a Dockerfile that a real build stopped at.

    place: "Dockerfile:7". what: "COPY dist". says: the builder's own words.
    """

    place: str
    what: str
    says: str = ""


class Verification(NamedTuple):
    """What two real builds of the same COPY lines made of a context, under two ignore files.

    builder: its name and version. old, new: what the two files are, for people. lines: how many sources were
    copied. before, after: files that arrived. failing: only with the new file. failing_anyway: with both,
    mended: only with the old. emptied: files that arrive with 0 bytes only now. needed: gone, though a build
    needs them. unforeseen: sentences on what came out otherwise than foretold. gone: all else that no longer
    arrives, as foretold. come: files that arrive only now.
    """

    builder: str
    ignore_file: str
    old: str
    new: str
    lines: int = 0
    before: Sum = Sum()
    after: Sum = Sum()
    failing: tuple[Refused, ...] = ()
    failing_anyway: tuple[Refused, ...] = ()
    mended: tuple[Refused, ...] = ()
    emptied: tuple[str, ...] = ()
    needed: tuple[Gone, ...] = ()
    unforeseen: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    come: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Would no build feel the difference?"""
        return not (self.failing or self.emptied or self.needed or self.unforeseen)


class Repair(NamedTuple):
    """A line of the user's that was wrong, and what stands in its place.

    line: its number. new: without line ends, () where it is taken out. kept_out, let_in: what becomes
    excluded and eligible by it.
    """

    line: int
    old: str
    new: tuple[str, ...]
    why: str
    kept_out: Sum = Sum()
    let_in: Sum = Sum()
