"""Builds that GitHub workflows start with a build action."""

from __future__ import annotations

import itertools
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.builds.claims import Claims
from ctxtrim.builds.placing import placed
from ctxtrim.builds.read_file import read_or_none
from ctxtrim.builds.yaml_reader import Value, documents
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression
from ctxtrim.model.build import Target

MAX_FILES = 300
MAX_COMBINATIONS = 64
TEXT_LIMIT = 256 << 10

_ACTION = expression(r"(?:(?:docker|depot)/build-push-action|redhat-actions/buildah-build)(?:@.*)?")
_USES = expression(rb"^[ \t-]*['\"]?uses['\"]?[ \t]*:[^\n]*build", re.MULTILINE)
_EXPRESSION = expression(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_DEFAULT_CONTEXT = expression(r"\{\{\s*defaultContext\s*\}\}:?")
_HAS_DEFAULT = "docker"  # of these actions one builds from git where it is given no context


class _Step(NamedTuple):
    """A step that builds. variables: what `matrix.x` and `env.X` are, without what is not known.

    is_prepared: a step before it runs commands or fetches files.
    """

    action: str
    inputs: dict[str, str]
    variables: Mapping[str, str]
    is_prepared: bool


def add_workflows(claims: Claims, paths: Sequence[str]) -> None:
    """Add the builds of workflows; relative `paths`. A place that an expression decides is left out.

    An action that is given no context takes the commit; build-push-action says so of its default.
    """
    for path in paths[:MAX_FILES]:
        data = read_or_none(os.path.join(claims.root, path), TEXT_LIMIT)
        if not data or (b"build-push-action" not in data and b"buildah-build" not in data):
            continue
        try:
            steps = [step for document in documents(data, path) for step in _steps(document)]
        except CtxtrimError as error:
            claims.notes.append(str(error))
            continue
        lines = [data.count(b"\n", 0, match.end()) + 1 for match in _USES.finditer(data)]
        for number, step in enumerate(steps):
            _add(claims, step, path, lines[number] if len(lines) == len(steps) else 0)


def _steps(document: Value) -> Iterator[list[_Step]]:
    """Yield the steps that build, each once for every combination of its matrix."""
    root = _mapping(document)
    jobs = [*_mapping(root.get("jobs")).values(), _mapping(root.get("runs")), root]
    for job in map(_mapping, jobs):
        steps, is_prepared = job.get("steps"), False
        for step in map(_mapping, steps if isinstance(steps, list) else []):
            action = _text(step.get("uses"))
            if _ACTION.fullmatch(action):
                inputs = {key: _text(value) for key, value in _mapping(step.get("with")).items()}
                scopes = (root.get("env"), job.get("env"), step.get("env"))
                env = {f"env.{k}": _text(v) for scope in scopes for k, v in _mapping(scope).items()}
                rows = _matrix(_mapping(job.get("strategy")))
                yield [_Step(action, inputs, env | row, is_prepared) for row in rows]
            is_prepared |= "run" in step or "download" in action


def _matrix(strategy: dict[str, Value]) -> list[dict[str, str]]:
    """Return the combinations of a matrix as flat variables; [{}] where there is none that can be read."""
    matrix = _mapping(strategy.get("matrix"))
    axes = {key: value for key, value in matrix.items() if isinstance(value, list) and key != "include"}
    axes.pop("exclude", None)
    rows = [
        dict(item for key, value in zip(axes, values, strict=True) for item in _flat(f"matrix.{key}", value))
        for values in itertools.islice(itertools.product(*axes.values()), MAX_COMBINATIONS)
    ]
    include = matrix.get("include")
    for entry in include[:MAX_COMBINATIONS] if isinstance(include, list) else []:
        extra = dict(_flat("matrix", entry))
        fits = [row for row in rows if axes and all(row.get(k, v) == v for k, v in extra.items())]
        for row in fits:
            row.update(extra)
        if not fits:
            rows.append(extra)
    return [row for row in rows if row] or [{}]


def _flat(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    for key, item in _mapping(value).items():
        yield from _flat(f"{name}.{key}", item)


def _add(claims: Claims, combinations: list[_Step], path: str, line: int) -> None:
    for step in combinations:
        inputs = {key: _expanded(value, step.variables) for key, value in step.inputs.items()}
        origin = f"{path}:{line}" if line else path
        base = os.path.normpath(os.path.join(claims.root, _repository(path)))
        is_git = step.action.startswith(_HAS_DEFAULT) and not inputs.get("context", "").strip()
        is_git = is_git or bool(_DEFAULT_CONTEXT.match(inputs.get("context", "")))
        target = _target(base, inputs, origin)
        if target:
            file = os.path.join(claims.root, path)
            claims.targets.append(
                target._replace(
                    is_git=is_git, is_prepared=step.is_prepared, origin_file=file, origin_line=line
                )
            )
            if is_git:
                claims.take_commit(target.context, origin, "the commit", (path, line))


def _repository(path: str) -> str:
    """Return the folder that holds `.github`."""
    return posixpath.dirname(path).removesuffix(".github/workflows").rstrip("/") or "."


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    text = text.replace("${{ github.workspace }}", ".")
    return _EXPRESSION.sub(lambda match: variables.get(match[1], match[0]), text)


def _target(base: str, inputs: Mapping[str, str], origin: str) -> Target | None:
    context = _DEFAULT_CONTEXT.sub("./", inputs.get("context", "").strip() or ".")
    files = inputs.get("file") or inputs.get("containerfiles") or inputs.get("dockerfiles") or ""
    file = next(iter(files.split("\n")), "").strip()
    if "${{" in context + file or "://" in context:
        return None
    stage = inputs.get("target", "")
    args = {
        name: None if "${{" in (value or "") else value for name, value in _pairs(inputs.get("build-args"))
    }
    named = {
        name: os.path.normpath(os.path.join(base, value)) if "://" not in value else value
        for name, value in _pairs(inputs.get("build-contexts"))
        if value and "${{" not in value
    }
    target = next(placed(base, [base], context, file, "" if "${{" in stage else stage), None)
    return target and target._replace(args=args, named_contexts=named, origin=origin, found_by="workflow")


def _pairs(text: str | None) -> Iterator[tuple[str, str | None]]:
    for line in (text or "").splitlines():
        name, equals, value = line.strip().partition("=")
        if name:
            yield name, value if equals else None


def _mapping(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
