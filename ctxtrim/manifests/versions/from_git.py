"""Needs on `.git` of builds that read a version from it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.manifests.versions.plugins import MARKS, Mark
from ctxtrim.manifests.versions.python import versions_of_python
from ctxtrim.model.build import Need

_SUBCOMMANDS = frozenset((
    "describe", "rev-parse", "rev-list", "log", "show", "status", "ls-files", "ls-tree", "diff", "diff-index",
    "tag", "branch", "symbolic-ref", "submodule", "archive", "show-ref", "name-rev", "shortlog", "cat-file",
    "for-each-ref", "update-index",
))  # fmt: skip
_NOTICING = frozenset(("status", "diff", "diff-index", "ls-files", "update-index", "submodule", "archive"))
"""Subcommands whose answer a missing tracked file changes; `describe` with --dirty or --broken is another."""
_NOTICES = expression(
    r"dirty|broken|\bgit\b.{0,40}\b(?:status|diff|update-index|ls-files)\b|porcelain|is_?clean|uncommitted|modified|local_changes",
    re.IGNORECASE | re.DOTALL,
)
_GUARD = expression(
    r"-[de]\s+[\"']?[^\s\"']*\.git\b|--is-inside-work-tree|rev-parse\s+--git-dir"
    r"|(?:command\s+-v|which|hash|type)\s+git\b"
)
_BUILD_FOLDERS = frozenset(("project", "gradle", "buildSrc", "build-logic", ".mvn", "cmake", "m4"))
_MOST_PARTS = 300
_DOTNET_BUILDS = (("build",), ("publish",), ("pack",))
_GO_VERSION = expression(r"^go[ \t]+1\.(\d+)", re.MULTILINE)
_SHOWS = expression(
    r"InformationalVersion|SourceRevision|\bGit(?:Hash|Commit|Sha)\b|\bCommitHash\b", re.IGNORECASE
)
_VERSION_MODULE = expression(r"(?:version|revision|build_?info|commit)[^/]*\.(?:py|[cm]?[jt]s|rb|php|exs?)$")
_ASKED = "describe|rev-parse|rev-list|log|symbolic-ref|name-rev|show-ref|show|status"
_BUNDLED_BY = ("npm", "yarn", "pnpm", "bun", "nuxt", "next", "vite", "webpack")
_OF_BUNDLERS = expression(r"(?:^(?:config|modules|build)/[^/]+|\.config)\.[cm]?[jt]s$")
_LISTS = expression(r"\bgit\s+(?:-C\s+\S+\s+)?(?:ls-files|describe|rev-parse)\b")
"""What a gemspec asks, which decides what the gem holds where the build makes one."""

_IN_CODE = expression(
    r"(?:\bgit(?:\.exe)?|\$\{?GIT(?:_EXECUTABLE|_CMD|_BIN)?\}?)"
    r"(?:[\s\"'`,\[(&]{1,60}|\"\)\s{0,60}\.args?\([\s\"'\[&]{0,20})"
    r"(?:-C[\s\"',]{1,9}[^\s\"',]{1,99}[\s\"',]{1,9}|--no-pager[\s\"',]{1,9})?"
    rf"(?:{_ASKED})\b"
)
_CODE = expression(
    r"\.(?:[cm]?[jt]s|py|rb|gradle|kts|groovy|exs|cmake|cmake\.in|sbt|mk|m4|ac|props|targets|csproj|gemspec|lua|pl)$"
    r"|(?:^|/)(?:build\.rs|CMakeLists\.txt|meson\.build|Rakefile|Package\.swift|configure\.in)$"
)


_MAY_ASK = expression(
    _CODE.pattern
    + r"|\.(?:rs|go|sh|bash|mjs|toml|zig|nim|hs|ml|java|kt|cs|swift)$|(?:^|/)(?:GNUm|M|m)akefile"
)
_OF_GIT = expression(r"\bgit(?:2|_\w+)?\b|\bgix\b|\bGIT_")
_OF_OTHERS = expression(
    r"(?:^|/)(?:\.[^/]*|vendor|third[-_]?party|external|node_modules|site-packages|venv|docs?|examples?"
    r"|public|static|assets|dist)/|\.(?:min|pack|bundle)\.js$"
)
"""Hidden folders, those of CI among them, and what is not the project's own."""

_ASKS_FOR_MORE = expression(
    r"--(?:dirty|broken)\b|\bis_?[dD]irty\b|status[\s\"',]{1,9}(?:--porcelain|-s\b|--short)|\bdiff-index\b|vcs\.modified"
    r"|\bgit_(?:version|describe|testament)!"
)


def reads_version(context: BuildContext, read: Iterable[Need]) -> Iterator[Need]:
    """Needs on `.git` for the commands, plug-ins and code that ask git during the build.

    read: the needs found so far; what stands in a file counts only if a step reads that file.
    """
    if not context.exists(".git") or not context.visible(".git"):
        return
    found = list(_asking(context, read))
    yield from found
    asked = [need for need in found if need.glob == ".git"]
    if asked and not any(need.notices_changes for need in asked):
        yield from _noticing(context)


def _asking(context: BuildContext, read: Iterable[Need]) -> Iterator[Need]:
    yield from _commands(context)
    yield from versions_of_python(context)
    seen: set[str] = set()
    for need in _files(context, read):
        if need.glob in seen:
            continue
        seen.add(need.glob)
        for mark in MARKS if not need.glob.endswith((".go", ".c", ".h")) else ():
            if re.search(mark.files, need.glob):
                yield from _marked(context, need.glob, mark)
        if _is_code(need):
            yield from _called(context, need.glob)
    yield from _stamped(context, seen)
    yield from _configured(context)
    yield from _looked_up(context)


def _noticing(context: BuildContext) -> Iterator[Need]:
    """A source that asks git for more than a commit, whoever runs it: what is tracked then has to stay."""
    for path in context.files:
        if _MAY_ASK.search(path) and not _OF_OTHERS.search(path) and context.visible(path):
            text = context.text(path)
            match = _ASKS_FOR_MORE.search(text) if _OF_GIT.search(text) else None
            if match:
                line = text.count("\n", 0, match.start()) + 1
                yield version_need(path, line, "it may tell a missing file from git's index", False)
                return


def _files(context: BuildContext, read: Iterable[Need]) -> Iterator[Need]:
    """The files among the needs, and those in folders that hold nothing but parts of a build."""
    for need in read:
        if not need.is_glob and context.is_file(need.glob):
            yield need
        elif not need.is_glob and posixpath.basename(need.glob) in _BUILD_FOLDERS:
            for path in islice(context.files_below(need.glob), _MOST_PARTS):
                yield need._replace(glob=path)


def _commands(context: BuildContext) -> Iterator[Need]:
    made = {
        step.run
        for step in context.steps
        if step.tool == "git" and step.words[1:2] in (("init",), ("clone",))
    }
    for step in context.steps_of("git"):
        words = list(step.words[1:])
        place = step.place
        while words and words[0].startswith("-"):
            option = words.pop(0)
            if option in ("-C", "-c", "--git-dir", "--work-tree") and words:
                value = words.pop(0)
                place = posixpath.normpath(posixpath.join(place, value)) if option == "-C" else place
        if not (step.is_build and step.run not in made and words and words[0] in _SUBCOMMANDS):
            continue
        if _copied(context, step, place):
            guarded = _GUARD.search(
                context.text(step.where) if step.where != step.run.where else step.run.command
            )
            must = step.fatal or (step.risky and not guarded)
            why = f"git {words[0]} runs during the build"
            notices = words[0] in _NOTICING or any(re.match("--(dirty|broken)", word) for word in words)
            need = Need(".git", step.where, step.line, why, step.run.stage, "version", must)
            yield need._replace(notices_changes=notices)


def _copied(context: BuildContext, step: Step, place: str) -> bool:
    """Whether the `.git` that a command in `place` finds is the context's."""
    while True:
        if context.source_of(step, posixpath.join(place, ".git")) == ".git":
            return True
        if place in ("", "/"):
            return False
        place = posixpath.dirname(place)


def _marked(context: BuildContext, where: str, mark: Mark) -> Iterator[Need]:
    text = context.text(where)
    match = re.search(mark.text, text, re.MULTILINE)
    if not match or any(context.mentions(name) for name in mark.overrides):
        return
    if not mark.unless or not re.search(mark.unless, text):
        notices = not mark.is_shown or _NOTICES.search(text) is not None
        yield version_need(where, text.count("\n", 0, match.start()) + 1, mark.why, mark.hard, notices)


def _is_code(need: Need) -> bool:
    if need.why.startswith("the container"):
        return False
    return bool(_CODE.search(need.glob)) or (need.kind == "reference" and need.glob.endswith(".go"))


def _called(context: BuildContext, where: str) -> Iterator[Need]:
    text = context.text(where)
    packs = any("build" in step.words for step in context.steps_of("gem", "rake"))
    asks = _LISTS if packs and where.endswith(".gemspec") else _IN_CODE
    for match in asks.finditer(text) if "git" in text or "GIT" in text else ():
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip()
        if not line.startswith(("#", "//", "*", "/*", "<!--")):
            number = text.count("\n", 0, match.start()) + 1
            notices = _NOTICES.search(text) is not None
            yield version_need(where, number, "it asks git for a version", False, notices)
            return


def _stamped(context: BuildContext, read: set[str]) -> Iterator[Need]:
    """The go command and the .NET SDK stamp the commit by themselves; it counts where the program shows it.

    Where the build gives a version by `-ldflags -X`, the stamp is only what stands in for it.
    """
    given = any(re.search(r"-X\s", word) for step in context.steps_of("go") for word in step.words)
    for path in read if not given and not context.mentions("buildvcs=false") else ():
        if path.endswith(".go") and "/vendor/" not in f"/{path}" and _shows_stamp(context, path):
            yield version_need(path, 0, "the program shows the commit that the go command stamped", False)
            return
    is_dotnet = any(step.words[1:2] in _DOTNET_BUILDS for step in context.steps_of("dotnet"))
    for path in context.files if is_dotnet else ():
        if path.endswith((".cs", ".fs", ".vb")) and _SHOWS.search(context.text(path)):
            why = "the program shows the commit that the .NET SDK stamped"
            yield version_need(path, 0, why, False, False)
            return


def _shows_stamp(context: BuildContext, path: str) -> bool:
    """Whether a Go program shows the commit, or the version that go 1.24 and later make of it."""
    known = context.cache.parsed
    if ("stamp", path) not in known:
        text = context.text(path)
        made = _GO_VERSION.search(context.text("go.mod")) if ".Main.Version" in text else None
        is_made = made is not None and "debug.ReadBuildInfo" in text and int(made[1]) >= 24
        known["stamp", path] = '"vcs.revision"' in text or '"vcs.modified"' in text or is_made
    return bool(known["stamp", path])


def _configured(context: BuildContext) -> Iterator[Need]:
    """Configuration of a bundler, and modules that one loads by their folder, which ask git by a library."""
    for path in context.files if any(context.steps_of(tool) for tool in _BUNDLED_BY) else ():
        if not _OF_BUNDLERS.search(path) or not context.visible(path):
            continue
        text = context.text(path)
        at = text.find(".revparse(") if '"simple-git"' in text or "'simple-git'" in text else -1
        if at >= 0:
            notices = _NOTICES.search(text) is not None
            yield version_need(path, text.count("\n", 0, at) + 1, "it asks git for a version", False, notices)


def _looked_up(context: BuildContext) -> Iterator[Need]:
    """Version modules that open `.git/HEAD` themselves: a few files of `.git` are enough for them."""
    for path in context.cache.chosen("version modules", _VERSION_MODULE.search):
        if not INSTALLED.isdisjoint(path.split("/")):
            continue
        text = context.text(path) if context.visible(path) else ""
        if ".git/refs" in text or ".git/HEAD" in text:
            for part in (".git/HEAD", ".git/refs/heads", ".git/packed-refs"):
                yield Need(part, path, 0, "the program looks up the commit in it", kind="version", must=False)


def version_need(where: str, line: int, why: str, must: bool, notices_changes: bool = True) -> Need:
    """A need on `.git`; who asks is taken to notice missing files unless it is known not to."""
    return Need(".git", where, line, why, kind="version", must=must, notices_changes=notices_changes)
