"""Which simple commands a piece of shell text runs, and which of them end it."""

from __future__ import annotations

import pytest

from ctxtrim.manifests.commands.shell import commands
from tests.steps import at_most

# id, text, (words, fatal) of each command
CASES: list[tuple[str, str, list[tuple[str, bool]]]] = [
    ("nothing", "", []),
    ("one", "make all", [("make all", True)]),
    ("only the last of a sequence", "a; b", [("a", False), ("b", True)]),
    ("every one of a chain", "a && b && c", [("a", True), ("b", True), ("c", True)]),
    ("errexit", "set -eu; a; b", [("set -eu", True), ("a", True), ("b", True)]),
    ("errexit spares all but the end of a chain", "set -e; a && b; c",
     [("set -e", True), ("a", False), ("b", True), ("c", True)]),
    ("a refusal", "a || b", [("a", False), ("b", True)]),
    ("a pipe hides", "a | b", [("a", False), ("b", True)]),
    ("pipefail does not", "set -o pipefail; a | b", [("set -o pipefail", False), ("a", True), ("b", True)]),
    ("a condition", "if a; then b; fi", [("a", False), ("b", False)]),
    ("a loop", "for i in x y; do a $i; done", [("for i in x y", False), ("a $i", False)]),
    ("a case", "case $X in\n a) b;;\n *) c;;\nesac; d",
     [(": $X in", False), ("a", False), ("b", False), ("*", False), ("c", False), ("d", True)]),
    ("negation", "! a", [("a", False)]),
    ("quotes", "a 'b c' \"d $E\" f\\ g", [("a|b c|d $E|f g", True)]),
    ("a comment", "a # b\nc#d", [("a", False), ("c#d", True)]),
    ("continuation", "a \\\n  b", [("a b", True)]),
    ("what a loop reads", "while read a; do b; done < in",
        [("read a", False), ("b", False), ("cat in", True)]),
    ("what an output goes to is no word", "a > out 2>&1 < in", [("a in", True)]),
    ("a substitution as an argument", "a $(b)", [("b", False), ("a $(b)", True)]),
    ("a substitution as a value", "V=$(a) && b", [("a", True), ("", True), ("b", True)]),
    ("export hides it", "export V=$(a); b", [("a", False), ("export V=$(a)", False), ("b", True)]),
    ("a default of a variable", "V=${V:-$(a)}", [("a", False), (":", True), ("", True)]),
    ("backticks", "V=`a b`", [("a b", True), ("", True)]),
    ("a subshell refused", "(a; b) || c", [("a", False), ("b", False), ("c", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_commands(text: str, expected: list[tuple[str, bool]]) -> None:
    glue = "|" if any("|" in words for words, _ in expected) else " "
    assert [(glue.join(c.words), c.fatal) for c in commands(text)] == expected


def test_assignments_stand_before_the_words() -> None:
    assert [c.assigned for c in commands("A=1 B='x y' make C=2")] == [("A=1", "B=x y")]


def test_a_cd_in_parentheses_is_one_level_down() -> None:
    assert [(c.words[0], c.level) for c in commands("(cd x; a); b")] == [("cd", 1), ("a", 1), ("b", 0)]


@pytest.mark.parametrize(
    "piece", ["$(", '"$(', "${", "`", "'", '"', "(", "if ", "a && ", "\\\n", "<<E\n", "$(a "]
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    with at_most(8_000_000):
        list(commands(piece * (200_000 // len(piece))))
