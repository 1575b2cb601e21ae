"""Dependencies that are installed below a copy of the sources.

Each edit of a source file changes the copy, and everything below it runs again: the whole install, although
no manifest has changed. Copied first, the manifests alone decide whether it runs.

Reported: pip install -r, uv sync, poetry, pipenv and pdm install, npm ci, yarn, pnpm and bun install, go mod
download, bundle and composer install, mvn dependency:go-offline, gradle dependencies, dotnet restore, cargo
fetch, mix deps.get, conda env create, below a COPY or ADD of a directory that holds the manifests and more.
Not reported: an install that reads the sources too (`pip install .`, a requirement `-e .`, path dependencies,
scripts that run on install), one whose tool has installed further up, and stages that the target does not
reach.

Example: `COPY . .` above `RUN pip install -r requirements.txt`.
Mend: `ctxtrim fix --dockerfile`; or copy the manifests, install, then copy the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.chains import late_installs_of, text_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import MOST_FILES, Subject
from ctxtrim.dockerfile.parse import parse
from ctxtrim.errors import CtxtrimError
from ctxtrim.layers.late_install import LateInstall
from ctxtrim.layers.reorder import NotReordered, reordered
from ctxtrim.model.finding import Finding

RULE = Rule("CT401", "install-after-copy", "advice")
_MOST_NAMES = 3


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each install that every edit runs again; none in a context of too many files."""
    if subject.audit.scan.eligible.files > MOST_FILES:
        return
    for build in subject.builds.builds:
        try:
            text = text_of(build)
            found = late_installs_of(build, text, subject.cache, subject.tree.entries)
        except CtxtrimError:  # the Dockerfile went away meanwhile
            continue
        for late in found:
            message = (
                f"{late.title} runs again after each edit: line {late.copy.line} copies the sources above it"
            )
            hint = _hint(late, late.obstacle or _obstacle(text, build.plan.where, late))
            yield Finding(*RULE, message, file=build.plan.where, line=late.run.line, hint=hint)


def _obstacle(text: bytes, where: str, late: LateInstall) -> str:
    """Return why `fix --dockerfile` does not write the better order, "" if it does."""
    try:
        reordered(text.decode("utf-8", "surrogateescape"), parse(text, where), late)
    except NotReordered as error:
        return str(error)
    return ""


def _hint(late: LateInstall, obstacle: str) -> str:
    names = ", ".join(late.manifests[:_MOST_NAMES])
    more = len(late.manifests) - _MOST_NAMES
    names += f" and {more} more" if more > 0 else ""
    if late.hint:
        tool = late.title
        return f"Copy {names}; RUN {tool} {late.hint}; then copy the rest and install the project."
    order = f"copy {names} first, install, then copy the rest"
    if obstacle.endswith("is not excluded"):
        output = obstacle.split()[0]
        return f"Exclude {output} (ctxtrim fix --write), then {order}: ctxtrim fix --dockerfile."
    if obstacle:
        return f"{order[0].upper()}{order[1:]} ({obstacle})."
    return f"{order[0].upper()}{order[1:]}: ctxtrim fix --dockerfile."
