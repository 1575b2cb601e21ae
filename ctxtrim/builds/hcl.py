"""Reader of bake files in HCL, as far as they can be evaluated without bake."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ctxtrim.builds.hcl_values import MAX_NESTING, Name, Unknown, name, template
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression


class Block(NamedTuple):
    """`kind "label" { … }`; body: attribute -> expression; blocks: those inside."""

    kind: str
    label: str
    body: dict[str, Any]
    blocks: list[Block]


_TOKEN = expression(
    r"""(?P<space>[ \t\r]+|(?:\#|//)[^\n]*|/\*.*?\*/)|(?P<open>/\*)
        |(?P<heredoc><<-?(?P<mark>[A-Za-z_]\w*)\r?\n)|(?P<newline>\n)
        |(?P<quote>")|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w-]*)|(?P<sign>[{}\[\]=,:()]|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_WORDS = {"true": "true", "false": "false", "null": None}


def blocks(text: str, where: str) -> list[Block]:
    """Return the blocks of an HCL file; raises CtxtrimError "where:line: …" where it is no HCL."""
    parser = _Parser(text, where)
    _, found = parser.body("")
    return found


class _Parser:
    """Goes through the text once, from left to right; `at` is how far it has come."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where, self.at = text, where, 0

    def fail(self, what: str) -> CtxtrimError:
        line = self.text.count("\n", 0, self.at) + 1
        return CtxtrimError(f"{self.where}:{line}: {what}, so its builds cannot be read.")

    def peek(self, newlines: bool = True) -> tuple[str, str]:
        """Return the next token's kind and text without taking it; spaces are skipped, newlines if asked."""
        while match := _TOKEN.match(self.text, self.at):
            kind = match.lastgroup or ""
            kind = "heredoc" if kind == "mark" else kind
            if kind == "space" or (kind == "newline" and newlines):
                self.at = match.end()
                continue
            if kind == "open":
                raise self.fail("a comment is not closed")
            return kind, match.group()
        return "end", ""

    def take(self, newlines: bool = True) -> tuple[str, str]:
        kind, text = self.peek(newlines)
        self.at += len(text)
        return kind, text

    def body(self, closing: str, nesting: int = 0) -> tuple[dict[str, Any], list[Block]]:
        attributes: dict[str, Any] = {}
        found: list[Block] = []
        while True:
            kind, text = self.take()
            if (text == closing and kind == "sign") or (kind == "end" and not closing):
                return attributes, found
            if kind == "quote":
                kind, text = "word", str(self.string())
            if kind != "word" or nesting > MAX_NESTING:
                raise self.fail("expected a name" if kind != "end" else f"expected {closing}")
            labels = []
            while self.peek()[0] in ("quote", "word"):
                labels.append(str(self.string()) if self.take()[0] == "quote" else "")
            _, sign = self.take()
            if sign == "{":
                found.append(Block(text, labels[0] if labels else "", *self.body("}", nesting + 1)))
            elif sign in ("=", ":") and not labels:
                attributes[text] = self.expression()
            else:
                raise self.fail(f"expected = or a block after {text[:40]!r}")

    def expression(self, nesting: int = 0) -> Any:
        """Return the expression here; where anything but a literal or a variable stands, Unknown."""
        self.peek()
        start = self.at
        value = self.primary(nesting)
        kind, text = self.peek(newlines=False)
        if not isinstance(value, Unknown) and (
            kind in ("newline", "end") or text in (",", "}", "]", ")", ":")
        ):
            return value
        self.at = start
        self.skip()
        return Unknown(self.text[start : self.at].split("\n")[0][:40])

    def primary(self, nesting: int) -> Any:
        kind, text = self.take()
        if nesting > MAX_NESTING:
            raise self.fail("nested too deep")
        if kind == "quote":
            return self.string()
        if kind == "heredoc":
            return self.heredoc(text)
        if kind == "number":
            return text
        if kind == "word":
            return _WORDS[text] if text in _WORDS else self.name(text)
        if text == "[":
            return self.sequence(nesting)
        if text == "{":
            return self.mapping(nesting)
        return Unknown(text)

    def name(self, first: str) -> Name:
        rest = re.compile(r"(?:\.[A-Za-z_][\w-]*)*").match(self.text, self.at)
        self.at = rest.end() if rest else self.at
        return name(first + (rest.group() if rest else ""))

    def sequence(self, nesting: int) -> Any:
        items = []
        if self.peek()[1] == "for":
            return Unknown("for")
        while self.peek()[1] != "]":
            items.append(self.expression(nesting + 1))
            if self.peek()[1] == ",":
                self.take()
            elif self.peek()[1] != "]":
                raise self.fail("expected ]")
        self.take()
        return items

    def mapping(self, nesting: int) -> Any:
        items: dict[str, Any] = {}
        if self.peek()[1] == "for":
            return Unknown("for")
        while self.peek()[1] != "}":
            kind, text = self.take()
            key = self.string() if kind == "quote" else text
            if kind not in ("quote", "word", "number") or not isinstance(key, str):
                return Unknown(text)
            if self.take()[1] not in ("=", ":"):
                raise self.fail(f"expected = after {key[:40]!r}")
            items[key] = self.expression(nesting + 1)
            if self.peek()[1] == ",":
                self.take()
        self.take()
        return items

    def string(self) -> Any:
        """Return the string whose opening quote was taken."""
        out, depth, start = [], 0, self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\" and depth == 0:
                out.append(_ESCAPES.get(self.text[self.at : self.at + 1], self.text[self.at : self.at + 1]))
                self.at += 1
                continue
            if char == "\n" or (char == '"' and depth == 0):
                break
            if char == "{" and (depth or self.text[self.at - 2] in "$%"):
                depth += 1
            elif char == "}" and depth:
                depth -= 1
            out.append(char)
        if self.text[self.at - 1 : self.at] != '"' or self.at == start:
            raise self.fail("a string is not closed")
        return template("".join(out))

    def heredoc(self, opening: str) -> Any:
        mark = opening.strip().lstrip("<").lstrip("-")
        end = re.compile(rf"^[ \t]*{mark}[ \t]*\r?$", re.MULTILINE).search(self.text, self.at)
        if not end:
            raise self.fail(f"the heredoc {mark[:40]} is not closed")
        lines = self.text[self.at : end.start()].splitlines(keepends=True)
        self.at = end.start() + len(end.group().rstrip("\r"))
        if opening.startswith("<<-"):
            margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
            lines = [line[margin:] if line.strip() else line for line in lines]
        return template("".join(lines))

    def skip(self) -> None:
        """Go to the end of the expression that starts here."""
        open_: list[str] = []
        while True:
            kind, text = self.peek(newlines=False)
            if kind == "end" or (not open_ and (kind == "newline" or text in (",", "}", "]", ")"))):
                return
            self.take(newlines=False)
            if kind == "quote":
                self.string()
            elif kind == "heredoc":
                self.heredoc(text)
            elif text in _CLOSING:
                open_.append(_CLOSING[text])
            elif open_ and text == open_[-1]:
                open_.pop()
