"""The targets that bake files define, with variables, `inherits` and `matrix` applied."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ctxtrim.builds.hcl import Block, blocks
from ctxtrim.builds.hcl_values import Unknown, evaluate, template
from ctxtrim.builds.read_file import read_regular, shown
from ctxtrim.errors import CtxtrimError

MAX_MATRIX = 256
MAX_CHAIN = 30
_KEYS = ("context", "dockerfile", "dockerfile-inline", "target", "args", "contexts", "inherits")
_PLACES = ("context", "dockerfile", "dockerfile-inline")


def bake_definitions(
    paths: Sequence[str], root: str, env: Mapping[str, str]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return name -> {"context", "dockerfile", "args", …} of files that are read together, and notes.

    Values are text, None where they are null, or absent. What only bake can evaluate is told in a note; a
    target whose place is such a value is left out. Raises CtxtrimError for a file that cannot be read.
    """
    found: list[Block] = []
    for path in paths:
        where = shown(path, root)
        text = read_regular(path).decode("utf-8", "surrogateescape")
        found += _json_blocks(text, where) if path.endswith(".json") else blocks(text, where)
    variables = _variables(found, env)
    raw: dict[str, dict[str, Any]] = {}
    where = shown(paths[-1], root)
    notes: list[str] = []
    for block in found:
        if block.kind == "target":
            for name, body in _instances(block, variables, where, notes):
                raw[name] = _laid_on(raw.get(name, {}), body)
    return _finished(raw, where, notes), notes


def _finished(raw: dict[str, dict[str, Any]], where: str, notes: list[str]) -> dict[str, dict[str, Any]]:
    out = {}
    unread: dict[str, list[str]] = {}
    for name in raw:
        body = _inherited(name, raw, ())
        for text in {value.text for value in _values(body) if isinstance(value, Unknown)}:
            unread.setdefault(text, []).append(name)
        if not any(isinstance(body.get(key), Unknown) for key in _PLACES):
            out[name] = body
    for text, names in sorted(unread.items()):
        told = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        notes.append(f"{where}: target {told}: only docker buildx bake can evaluate {text!r}: unknown here.")
    return out


def _values(body: dict[str, Any]) -> Iterator[Any]:
    for key in _KEYS:
        value = body.get(key)
        yield value
        if isinstance(value, dict):
            yield from value.values()


def _variables(found: Sequence[Block], env: Mapping[str, str]) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for block in found:
        if block.kind == "variable":
            given = env.get(block.label)
            variables[block.label] = given if given is not None else block.body.get("default")
        elif block.kind == "":
            variables.update(block.body)
    return variables


def _instances(
    block: Block, variables: Mapping[str, Any], where: str, notes: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if "matrix" not in block.body:
        yield block.label, _body(block, variables)
        return
    matrix = evaluate(block.body["matrix"], variables)
    if not isinstance(matrix, dict) or not all(isinstance(values, list) for values in matrix.values()):
        notes.append(
            f"{where}: target {block.label}: only docker buildx bake can evaluate its matrix: left out."
        )
        return
    combinations = itertools.islice(itertools.product(*matrix.values()), MAX_MATRIX)
    for number, values in enumerate(combinations):
        bound = {**variables, **dict(zip(matrix, values, strict=True))}
        name = evaluate(block.body.get("name"), bound)
        yield name if isinstance(name, str) else f"{block.label}-{number}", _body(block, bound)


def _body(block: Block, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {key: evaluate(block.body[key], variables) for key in _KEYS if key in block.body}


def _inherited(name: str, raw: Mapping[str, dict[str, Any]], chain: tuple[str, ...]) -> dict[str, Any]:
    """Return a target's values laid on those of the targets it inherits from, the last of them on top."""
    own = raw.get(name, {})
    if name in chain or len(chain) > MAX_CHAIN:
        return own
    out: dict[str, Any] = {}
    parents = own.get("inherits")
    for parent in parents if isinstance(parents, list) else []:
        if isinstance(parent, str):
            out = _laid_on(out, _inherited(parent, raw, (*chain, name)))
    return _laid_on(out, own)


def _laid_on(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    out = {**base, **over}
    for key in ("args", "contexts"):
        below, above = base.get(key), over.get(key)
        if isinstance(below, dict) and isinstance(above, dict):
            out[key] = {**below, **above}
    return out


def _json_blocks(text: str, where: str) -> list[Block]:
    """Return a bake file written in JSON as blocks; its strings may hold `${…}` as in HCL."""
    import json

    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise CtxtrimError(f"{where}:{error.lineno}: {error.msg}, so its builds cannot be read.") from None
    except RecursionError:
        raise CtxtrimError(f"{where}: nested too deep, so its builds cannot be read.") from None
    if not isinstance(content, dict):
        raise CtxtrimError(f"{where}: the top level is no object, so its builds cannot be read.")
    found = []
    for kind in ("variable", "target"):
        section = content.get(kind)
        for label, body in section.items() if isinstance(section, dict) else ():
            if isinstance(body, dict):
                found.append(
                    Block(kind, label, {key: _expression(value, 0) for key, value in body.items()}, [])
                )
    return found


def _expression(value: Any, nesting: int) -> Any:
    if nesting > MAX_CHAIN:
        return Unknown("deeply nested values")
    if isinstance(value, str):
        return template(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return [_expression(item, nesting + 1) for item in value]
    if isinstance(value, dict):
        return {key: _expression(item, nesting + 1) for key, item in value.items()}
    return value
