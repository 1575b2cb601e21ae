"""Needs on `.git` of the Python projects that a build installs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.manifests import formats
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.needs import line_of
from ctxtrim.manifests.readers.python_projects import TOOLS, projects
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need


class Scheme(NamedTuple):
    """text: what in a project's files turns it on. softened: a fallback. overrides: variables that do.

    dirt: what in those files makes it tell a missing file; "" where it always does.
    """

    name: str
    text: str
    softened: str
    overrides: tuple[str, ...]
    hard: bool = True
    dirt: str = ""


_DIRTY = r"\bdirty\b"
"""Of Dunamai (v1.26), which says "dirty" only where it is asked to: by an option, a format or a template."""
_PRETEND = ("SETUPTOOLS_SCM_PRETEND_VERSION",)
SCHEMES = (
    Scheme("setuptools_scm", r"^\[tool\.setuptools[-_]scm\]|use_scm_version|^setuptools[-_]scm\b.*=",
           r"fallback_version|fallback-version", _PRETEND),
    Scheme("hatch-vcs", r"^source\s*=\s*\"vcs\"", r"fallback.version", _PRETEND),
    Scheme("uv-dynamic-versioning", r"^source\s*=\s*\"uv-dynamic-versioning\"", r"fallback.version",
           ("UV_DYNAMIC_VERSIONING_BYPASS",), dirt=_DIRTY),
    Scheme("pdm-backend", r"^source\s*=\s*\"scm\"|version\s*=\s*\{[^}]{0,200}source\s*=\s*\"scm\"",
        r"fallback.version",
           ("PDM_BUILD_SCM_VERSION",)),
    Scheme("pbr", r"\bpbr\s*=\s*True|setup_requires.{0,200}\bpbr\b|build-backend\s*=\s*\"pbr", r"\Z\A",
        ("PBR_VERSION",)),
    Scheme("poetry-dynamic-versioning",
           r"^\[tool\.poetry-dynamic-versioning\](?:\n(?!\[).*)*?\nenable\s*=\s*true",
           r"fallback.version|^strict\s*=\s*false", ("POETRY_DYNAMIC_VERSIONING_BYPASS",),
           dirt=_DIRTY),
    Scheme("versioningit", r"^\[tool\.versioningit|source\s*=\s*\"versioningit\"", r"default.version", ()),
    Scheme("dunamai", r"\bimport dunamai|from dunamai", r"\bexcept\b", ()),
    Scheme("flit-scm", r"build-backend\s*=\s*\"flit_scm", r"fallback.version", _PRETEND),
    Scheme("setupmeta", r"\bsetupmeta\b|\bvcversioner\b|\bautosemver\b", r"", (), False),
    Scheme("setuptools_scm", r"^requires\s*=\s*\[[^\]]{0,999}\"setuptools[-_]scm"
           r"(?![\s\S]*^\[tool\.setuptools(?:[-_]scm\]|\.dynamic\]\s*\n\s*version))", r"", _PRETEND, False),
    Scheme("versioneer", r"^import versioneer|^\[(?:tool\.)?versioneer\]", r"", (), False),
    Scheme("setuptools-git-versioning",
           r"^\[tool\.setuptools-git-versioning\]|setuptools_git_versioning", r"", (), False),
    Scheme("miniver", r"\bminiver\b|get_git_version|git_archival", r"", (), False),
)  # fmt: skip


def versions_of_python(context: BuildContext) -> Iterator[Need]:
    """A need on `.git` for every project that a step builds and whose version is made from git."""
    seen: set[str] = set()
    for step in steps_for(context, *TOOLS):
        for project in projects(context, step):
            if not project.built or project.place in seen or not step.is_build:
                continue
            seen.add(project.place)
            for name in ("pyproject.toml", "setup.py", "setup.cfg"):
                yield from _of_file(context, posixpath.join(project.place, name), step)


def _of_file(context: BuildContext, where: str, step: Step) -> Iterator[Need]:
    text = context.text(where)
    if where.endswith("pyproject.toml") and not _dynamic(text):
        return
    for scheme in SCHEMES:
        match = re.search(scheme.text, text, re.MULTILINE)
        if match and not any(_is_given(context, step, name) for name in scheme.overrides):
            soft = bool(scheme.softened and re.search(scheme.softened, text, re.MULTILINE))
            soft = soft or any(context.mentions(name) for name in scheme.overrides)
            line = line_of(text, match[0].strip())
            why = f"{scheme.name} takes the version from git"
            must = scheme.hard and step.fatal and not soft
            notices = re.search(scheme.dirt, text) is not None
            yield Need(".git", where, line, why, kind="version", must=must, notices_changes=notices)


def _is_given(context: BuildContext, step: Step, name: str) -> bool:
    """Whether the Dockerfile or the shell sets a variable, that with the project's own name appended too."""
    known = [
        *step.environment,
        *(variable for variable in context.values if context.has_known_value(variable)),
    ]
    return any(variable.startswith(name) for variable in known)


def _dynamic(text: str) -> bool:
    """Whether the version is left to the back end; a fixed one needs no git, whatever tool is configured."""
    project = formats.table(formats.toml(text), "project")
    if not project:
        return True
    return "version" in formats.text_list(project.get("dynamic"))
