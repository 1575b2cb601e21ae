"""What a build is given, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

FoundBy = Literal["option", "compose", "bake", "workflow", "script", "devcontainer", "name", "guess"]
"""What says that a build exists; "name": a Dockerfile at the root of its context."""
Origin = Literal["build", "container"]
NeedKind = Literal["copy", "mount", "flow", "manifest", "version", "reference"]
"""COPY or ADD, a mount, through a stage, named by a manifest, git state, named by a source file."""


class Need(NamedTuple):
    """Something that a build takes from the context, and who says so.

    glob: a path, or a Docker pattern if `is_glob`; "" is the whole context.
    where: the file that says so (a Dockerfile, a manifest), relative to the context where it is inside.
    stage: the Dockerfile stage it belongs to ("" if none). why: a phrase for people.
    must: the build fails without it (a literal COPY source, a readme that packaging reads); else it is
    part of something larger (below a copied directory, matched by a glob) or merely likely to be read.
    kind: how it is taken; "flow" is through a stage. origin: who reads it: a step of the build, or only the
    finished image in a container. notices_changes: of git's state: a tracked file that is missing may change
    what is read ("-dirty").
    """

    glob: str
    where: str
    line: int
    why: str
    stage: str = ""
    kind: NeedKind = "copy"
    must: bool = True
    is_glob: bool = False
    origin: Origin = "build"
    notices_changes: bool = False


class Target(NamedTuple):
    """One build of a context: what `docker build` is given.

    dockerfile: its absolute path, or "" when `inline` holds its text (compose's dockerfile_inline).
    context: absolute path. target: stage name or "" for the last. args: --build-arg values (None: taken
    from the environment). named_contexts: name -> directory or reference. origin: what names this build
    ("by name", "compose.yaml: service web", "docker-bake.hcl: target app", "-f"), for people. found_by: the
    kind of that. origin_file, origin_line: where it is named (absolute; "" and 0 where nothing names it).
    is_git: the builder gets the commit, not this folder. is_prepared: earlier steps of the same CI job may
    have made files in the context.
    """

    context: str
    dockerfile: str
    target: str = ""
    args: Mapping[str, str | None] = {}
    named_contexts: Mapping[str, str] = {}
    origin: str = "by name"
    inline: str = ""
    found_by: FoundBy = "name"
    origin_file: str = ""
    origin_line: int = 0
    is_git: bool = False
    is_prepared: bool = False

    @property
    def is_guess(self) -> bool:
        """Whether nothing in the repository names this build with this context; it may not exist."""
        return self.found_by == "guess"

    @property
    def title(self) -> str:
        """What people call it: its Dockerfile, stage, and who says so. Not yet safe to print."""
        name = self.dockerfile.removeprefix(self.context.rstrip("/") + "/") or self.origin
        stage = f", stage {self.target}" if self.target else ""
        origin = f" ({self.origin})" if ":" in self.origin and self.dockerfile else ""
        return f"{name}{stage}{origin}"


class Run(NamedTuple):
    """A command that a build runs: a RUN, or the ENTRYPOINT/CMD that the image will run.

    command: its text after line continuations are joined, heredoc bodies appended (shell variables are
    left as they are). instruction: "RUN", "ENTRYPOINT", "CMD" or "HEALTHCHECK". workdir: absolute path in
    the image ("" if it cannot be known). copied: for this stage so far, (path in the context, path in the
    image) of every COPY whose destination is known, so that /src/scripts/build.sh can be led back to
    scripts/build.sh; a context path of "" is the whole context. The bind mounts of its own line are among
    them. values: the variables that ARG and ENV have given a known value so far.
    """

    command: str
    where: str
    line: int
    stage: str = ""
    instruction: str = "RUN"
    workdir: str = ""
    copied: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()


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


class NamedTake(NamedTuple):
    """What a build takes from a named context.

    name: as --build-context has it, without registry and tag. follow: as BuildPlan.follow; a named context
    of which nothing is taken is not transferred. needs, copies: as those of a plan, by the paths there.
    """

    name: str
    follow: tuple[str, ...] | None
    needs: tuple[Need, ...] = ()
    copies: tuple[ContextCopy, ...] = ()


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
    named: what is taken from named contexts.
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
    named: tuple[NamedTake, ...] = ()
