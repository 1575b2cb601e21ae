"""The table of builders: how each reads an ignore file and a context. A new builder is one more row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching import judge as judging
from ctxtrim.matching import prune as pruning
from ctxtrim.matching.ignore_file import MOBY, STORAGE, Reading
from ctxtrim.matching.pattern import DockerPattern, Syntax, old_regexp, storage_regexp, typed, typed_as_sent
from ctxtrim.matching.verdict import Verdict

_BESIDE_DOCKERFILE = ("{dockerfile}.dockerignore", "{context}/.dockerignore")


class Wildcards(NamedTuple):
    """How a builder reads `*`, `?` and `[]` in a COPY or ADD source.

    follows: which links to folders it goes through: "literal" for those named in front of the first wildcard
    (BuildKit), "all" (a shell's glob), "" for none. any_depth: `**` is folders of any depth, else it is `*`.
    fails: whether a source may match nothing. "" always (nothing is copied, silently), "alone" if another
    source of the instruction matches, "excluded" as "alone", but never where all that it matches is excluded.
    """

    follows: str = ""
    any_depth: bool = False
    fails: str = "alone"


class Dialect(NamedTuple):
    """One builder.

    search: where its ignore file may be, first found wins. judge: one path's verdict from its parent's.
    pruning: which excluded directories are entered. opens_by_path: file contents are opened by the path
    alone, so that a file which only the walk keeps arrives empty (fsutil filter.go since a9fa946).
    specials: kind -> how it arrives, where not as it is: "empty" (a regular file of 0 bytes), "dropped"
    or "fails" (the build stops); "unreadable" and "unreadable dir" are kinds here.
    selects: BuildKit transfers only what the Dockerfile reaches. readds: always sends the Dockerfile and
    .dockerignore with the context. sends_entered: an excluded directory that is entered is sent.
    sends_in_part: what matches only the first parts of a COPY source is transferred too.
    reads_excluded: a directory that may not be read stops the build though it is excluded and not entered
    (one that is entered for an exception stops every builder). rejects: a pattern it cannot compile stops
    the build; else it is logged and the path kept.
    in_place: nothing is transferred; each COPY applies the rules to the context where it lies, and a bind
    mount of RUN sees all of it. wildcards: in its COPY sources. mounts_caches: RUN --mount=type=cache.
    verified: its answers were compared with the real engine in the tests.
    """

    name: str
    title: str
    aliases: tuple[str, ...]
    search: tuple[str, ...]
    reading: Reading
    syntax: Syntax
    judge: Callable[[Sequence[DockerPattern], str, Verdict], Verdict]
    pruning: Callable[[Sequence[DockerPattern]], pruning.Enters]
    specials: Mapping[str, str]
    opens_by_path: bool = False
    selects: bool = False
    readds: bool = False
    sends_entered: bool = False
    sends_in_part: bool = False
    reads_excluded: bool = False
    rejects: bool = True
    in_place: bool = False
    wildcards: Wildcards = Wildcards()
    mounts_caches: bool = False
    verified: bool = True


DIALECTS = (
    Dialect(
        name="buildkit",
        title="BuildKit (docker build, buildx, compose)",
        aliases=("buildx", "docker"),
        search=_BESIDE_DOCKERFILE,
        reading=MOBY,
        syntax=typed_as_sent,
        judge=judging.using_parent_results,
        pruning=pruning.by_prefix,
        specials={"socket": "empty", "unreadable": "empty", "unreadable dir": "fails"},
        opens_by_path=True,
        selects=True,
        wildcards=Wildcards(follows="literal", fails=""),
        mounts_caches=True,
    ),
    Dialect(
        name="classic",
        title="the classic builder (DOCKER_BUILDKIT=0), Docker 23 and later",
        aliases=("legacy",),
        search=("{context}/.dockerignore",),
        reading=MOBY,
        syntax=typed,
        judge=judging.using_parent_results,
        pruning=pruning.literally,
        specials={"socket": "dropped", "unreadable": "fails", "unreadable dir": "fails"},
        readds=True,
        reads_excluded=True,
    ),
    Dialect(
        name="buildah",
        title="buildah and podman",
        aliases=("podman",),
        search=(
            "{dockerfile}.dockerignore",
            "{dockerfile}.containerignore",
            "{context}/.containerignore",
            "{context}/.dockerignore",
        ),
        reading=STORAGE,
        syntax=storage_regexp,
        judge=judging.last_hit,
        pruning=pruning.loosely,
        specials={"socket": "dropped", "unreadable": "fails", "unreadable dir": "fails"},
        in_place=True,
        wildcards=Wildcards(follows="all", any_depth=True, fails="excluded"),
        mounts_caches=True,
    ),
    Dialect(
        name="buildkit-20.10",
        title="BuildKit inside Docker 20.10",
        aliases=("bk20",),
        search=_BESIDE_DOCKERFILE,
        reading=MOBY,
        syntax=old_regexp,
        judge=judging.with_one_parent,
        pruning=pruning.literally,
        specials={
            "socket": "empty",
            "fifo": "dropped",
            "device": "empty",
            "unreadable": "empty",
            "unreadable dir": "fails",
        },
        selects=True,
        wildcards=Wildcards(follows="literal", fails=""),
        sends_entered=True,
        sends_in_part=True,
        reads_excluded=True,
        mounts_caches=True,
    ),
    Dialect(
        name="classic-20.10",
        title="the classic builder of Docker 20.10",
        aliases=("moby20", "legacy-20.10"),
        search=("{context}/.dockerignore",),
        reading=MOBY,
        syntax=old_regexp,
        judge=judging.with_one_parent,
        pruning=pruning.literally,
        specials={"socket": "dropped", "unreadable": "fails", "unreadable dir": "fails"},
        readds=True,
        reads_excluded=True,
    ),
    Dialect(
        name="kaniko",
        title="kaniko (not verified against the real engine)",
        aliases=(),
        search=_BESIDE_DOCKERFILE,
        reading=MOBY,
        syntax=typed,
        judge=judging.with_one_parent_skipping,
        pruning=pruning.never_skipped,
        specials={"unreadable": "fails", "unreadable dir": "fails"},
        rejects=False,
        in_place=True,
        verified=False,
    ),
)

DEFAULT = DIALECTS[0]


def by_name(name: str) -> Dialect:
    """The dialect of that name or alias. Raises CtxtrimError with the list."""
    for dialect in DIALECTS:
        if name == dialect.name or name in dialect.aliases:
            return dialect
    known = ", ".join(dialect.name for dialect in DIALECTS)
    raise CtxtrimError(f"--builder {name}: no such builder; ctxtrim knows {known} (podman reads as buildah).")
