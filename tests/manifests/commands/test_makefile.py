"""What the goals of a Makefile run."""

from __future__ import annotations

import pytest

from ctxtrim.manifests.commands import makefile

# id, Makefile, goals, variables given, recipe lines
CASES: list[tuple[str, str, list[str], dict[str, str], list[str]]] = [
    ("no rules", "A = 1\n", [], {}, []),
    ("the first goal", "A = x\nall:\n\techo $(A) ${A} $A\nb:\n\tno\n", [], {}, ["echo x x x"]),
    ("prerequisites first", "all: b | c\n\techo all\nb:\n\techo b\nc: ; echo c\n", ["all"], {}, ["echo all",
        "echo b", "echo c"]),
    ("the command line wins", "A = 1\nall:\n\techo $(A)\n", [], {"A": "2"}, ["echo 2"]),
    ("a value that grows", "A := 1\nA := $(A) 2\nA += 3\nall:\n\techo $(A)\n", [], {}, ["echo 1 2 3"]),
    ("a default", "A ?= 1\nA ?= 2\nall:\n\techo $(A)\n", [], {}, ["echo 1"]),
    ("automatic variables", "o.txt: i.txt\n\tcp $< $@\n", [], {}, ["cp i.txt o.txt"]),
    ("a pattern rule", "all: a.o\n%.o: %.c\n\tcc $@\n", ["all"], {}, ["cc a.o"]),
    ("conditionals: both ways", "all:\nifdef X\n\ta\nelse\n\tb\nendif\n", [], {}, ["a", "b"]),
    ("marks are no words", "all:\n\t@-a\n", [], {}, ["a"]),
    ("a doubled dollar is the shell's", "all:\n\techo $$X\n", [], {}, ["echo $X"]),
    ("what the shell prints is unknown", "all:\n\techo $(shell date)\n", [], {}, ["echo ${shell}"]),
    ("a variable that holds itself", "A = $(B)\nB = $(A)\nall:\n\techo $(A)\n", [], {}, ["echo "]),
    ("continuation", "all:\n\ta \\\n\t b\n", [], {}, ["a  \t b"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "goals", "given", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_recipes(text: str, goals: list[str], given: dict[str, str], expected: list[str]) -> None:
    made = makefile.parse("Makefile", lambda path: text if path == "Makefile" else "")
    found = [r for r in makefile.recipes(made, goals, given) if isinstance(r, makefile.Recipe)]
    assert [r.text for r in found] == expected


def test_includes_are_read_once() -> None:
    files = {"a/Makefile": "include x.mk\nall:\n\t$(T)\n", "a/x.mk": "include x.mk Makefile\nT = tool\n"}
    made = makefile.parse("a/Makefile", lambda path: files.get(path, ""))
    found = [r for r in makefile.recipes(made, [], {}) if isinstance(r, makefile.Recipe)]
    assert [(r.text, r.where, r.line, r.fatal) for r in found] == [("tool", "a/Makefile", 3, True)]


def test_a_value_that_would_grow_without_bound_does_not() -> None:
    text = (
        "".join(f"A{i} = $(A{i + 1})$(A{i + 1})$(A{i + 1})\n" for i in range(40))
        + "A40 = xxxxxxxxxx\nall:\n\t$(A0)\n"
    )
    made = makefile.parse("Makefile", lambda _: text)
    assert (
        sum(len(r.text) for r in makefile.recipes(made, [], {}) if isinstance(r, makefile.Recipe)) < 100_000
    )
