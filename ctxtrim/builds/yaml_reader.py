"""YAML in bounded time, with the tags of compose and without the surprises of YAML 1.1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 100
MAX_VISITS = 100_000  # what compose-go 2 allows a file, aliases expanded (loader/reset.go)

_INTEGER = expression(r"[-+]?(?:0|[1-9][0-9_]*)|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+")
_FLOAT = expression(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Tagged(NamedTuple):
    """A value with Compose's `!reset` or `!override` before it."""

    tag: str
    value: Value


Value = None | str | list["Value"] | dict[str, "Value"] | Tagged


def documents(data: bytes, where: str) -> list[Value]:
    """Return the documents of a YAML file; numbers and booleans are the text that Compose makes of them.

    `22:22` and `on` are text as they stand; 3.10 is "3.1", as in Go. Anchors and merges are resolved.
    Raises CtxtrimError "where:line: reason" for what is no YAML, nested or aliased beyond all reason.
    """
    import yaml

    try:
        _check_depth(yaml, data)
        loader = _loader(yaml)(data)
        try:
            reader = _Reader(where)
            values = []
            while loader.check_node():
                values.append(reader.value(loader.get_node(), 0))
            return values
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise CtxtrimError(_sentence(error, where)) from None


def _loader(yaml: Any) -> Any:
    class ComposeLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Resolves nothing but merge keys: YAML 1.1 would turn 22:22 into 1342."""

        yaml_implicit_resolvers = {"<": [("tag:yaml.org,2002:merge", re.compile(r"<<"))]}  # noqa: RUF012

    return ComposeLoader


def _check_depth(yaml: Any, data: bytes) -> None:
    depth = 0
    for event in yaml.parse(data, Loader=_loader(yaml)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.MarkedYAMLError(
                    problem=f"nested more than {MAX_DEPTH} deep", problem_mark=event.start_mark
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _sentence(error: yaml.YAMLError, where: str) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark is not None else ""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML"
    return f"{where}{line}: {problem}, so its builds cannot be read."


class _Reader:
    """Turns nodes into values, counting every visit: an alias of aliases costs what it expands to."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.visits = 0

    def value(self, node: Any, depth: int) -> Value:
        self.visits += 1
        if self.visits > MAX_VISITS or depth > MAX_DEPTH:
            line = node.start_mark.line + 1
            raise CtxtrimError(f"{self.where}:{line}: too many nested aliases, so its builds cannot be read.")
        value = self._untagged(node, depth)
        if node.tag in ("!reset", "!override"):
            return Tagged(node.tag, value)
        return value

    def _untagged(self, node: Any, depth: int) -> Value:
        if node.id == "mapping":
            return self._mapping(node.value, depth)
        if node.id == "sequence":
            return [self.value(item, depth + 1) for item in node.value]
        if not node.style and node.tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):
            return _plain_scalar(node.value)
        return str(node.value)

    def _mapping(self, pairs: list[tuple[Any, Any]], depth: int) -> dict[str, Value]:
        merged: dict[str, Value] = {}
        own: dict[str, Value] = {}
        for key, item in pairs:
            value = self.value(item, depth + 1)
            if key.tag == "tag:yaml.org,2002:merge":
                for source in reversed(value if isinstance(value, list) else [value]):
                    if isinstance(source, dict):
                        merged.update(source)
            elif key.id == "scalar":
                own[str(key.value)] = value
        return {**merged, **own} if merged else own


def _plain_scalar(text: str) -> str | None:
    """Return what Go prints of a plain scalar: null as None, 012 as "10", 3.10 as "3.1", TRUE as "true"."""
    if text in _NULLS:
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower()
    if len(text) > 40 or text[0] not in "0123456789+-.":
        return text
    if _INTEGER.fullmatch(text):
        digits = text.replace("_", "")
        if re.fullmatch(r"[-+]?0[0-7]+", digits):
            return str(int(digits, 8))
        return str(int(digits, 0))
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number.is_integer() and abs(number) < 1e21:
            return str(int(number))
        return repr(number)
    return text
