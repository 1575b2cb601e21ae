"""The plan of the house: who may know whom, and how large a room may be. The README has the map."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ctxtrim.matching.builders import DIALECTS
from tests.cli.test_ls import imported
from tests.commandline import planted

PACKAGE = Path(__file__).parent.parent / "ctxtrim"

# From the ground up; a room knows rooms of the rows below its own, never its neighbours.
CORE = (
    ("errors", "expressions"),
    ("go",),
    ("model",),
    ("dockerfile", "matching"),
    ("manifests",),
    ("catalogue", "context", "gitignore"),
    ("layers", "references", "render", "report"),
    ("proposal",),
)
EDGES = (
    ("filesystem", "programs"),
    ("disk", "vcs", "write"),
    ("images", "scan", "undo"),
    ("builds", "verify"),
    ("checks",),
    ("commands", "configuration"),
    ("fleet", "watch"),
    ("api", "cli"),
    ("__init__", "__main__"),
)
ROWS = {room: number for number, row in enumerate((*CORE, *EDGES)) for room in row}
CORE_ROOMS = {room for row in CORE for room in row}
# what only a type checker reads may look up
FOR_TYPES: set[tuple[str, str]] = set()

# values in, values out: what would let a room of the core touch the world
OUTSIDE = {
    *("os", "pathlib", "glob", "shutil", "tempfile", "io", "fcntl", "mmap"),
    *("subprocess", "socket", "signal", "threading", "multiprocessing", "asyncio", "urllib.request", "http"),
    *("click", "git", "watchdog", "rich", "yaml", "sys", "random"),
}
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base", "core", "lib"}

LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 250, 40, 6
LONG_FUNCTIONS = {}


@cache
def modules() -> dict[str, ast.Module]:
    """Path below the package -> its tree."""
    found = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}
    return {name: ast.parse(path.read_bytes()) for name, path in found.items()}


def room_of(module: str) -> str:
    return module.partition("/")[0].removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """What a module imports anywhere, with its dots, and whether only a type checker reads it."""
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, id(node) in for_types) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where from"
            yield from ((f"{node.module}.{name.name}", id(node) in for_types) for name in node.names)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def called_in(tree: ast.Module) -> set[str]:
    """The names that are called; not what is reached through a dot."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)}


def core() -> dict[str, ast.Module]:
    return {module: tree for module, tree in modules().items() if room_of(module) in CORE_ROOMS}


def test_every_room_has_its_place() -> None:
    assert not {room_of(module) for module in modules()} - set(ROWS)
    assert len(ROWS) == sum(map(len, (*CORE, *EDGES))), "a room stands in one row"


def test_a_room_knows_only_rooms_below_it() -> None:
    wrong = []
    for module, tree in modules().items():
        room = room_of(module)
        for name, for_types in imports(tree):
            other = name.split(".")[1] if name.startswith("ctxtrim.") else room
            if other in ("__version__", room) or (for_types and (room, other) in FOR_TYPES):
                continue
            if ROWS[other] >= ROWS[room]:
                wrong.append(f"{module} imports {name}")
    assert not wrong


def test_the_core_touches_nothing_outside() -> None:
    wrong = []
    for module, tree in core().items():
        for name, _ in imports(tree):
            parts = name.split(".")
            if OUTSIDE & {".".join(parts[:end]) for end in range(1, len(parts) + 1)}:
                wrong.append(f"{module} imports {name}")
        called = called_in(tree) & {"open", "input", "exec", "eval", "__import__"}
        wrong += [f"{module} calls {name}" for name in called]
    assert not wrong


def test_nothing_prints() -> None:
    """What a command has to say is returned, and written in one place (cli/stdout.py)."""
    assert not [m for m, tree in modules().items() if called_in(tree) & {"print", "breakpoint"}]


def test_an_import_compiles_no_expression() -> None:
    """A run uses few of them: ctxtrim.expressions compiles one when it is asked for."""
    wrong = []
    for module, tree in modules().items():
        inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
        outside = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in inside)
        wrong += [f"{module}:{n.lineno}" for n in outside if ast.unparse(n.func) == "re.compile"]
    assert not wrong


def test_no_error_is_caught_that_is_not_known() -> None:
    """But to tidy up and raise it again."""
    wrong = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"all"}
            raises = any(isinstance(n, ast.Raise) and n.exc is None for n in node.body)
            if not raises and caught & {"all", "Exception", "BaseException"}:
                wrong.append(f"{module}:{node.lineno}")
    assert not wrong


def test_no_builder_is_asked_for_its_name() -> None:
    """A difference between builders is a column of matching/builders.py."""
    names = {name for dialect in DIALECTS for name in (dialect.name, *dialect.aliases)} - {"docker"}
    wrong = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare) or module == "matching/builders.py":
                continue
            sides = [node.left, *node.comparators]
            texts = {n.value for side in sides for n in ast.walk(side) if isinstance(n, ast.Constant)}
            if texts & names or any(re.search(r"dialect\.name$", ast.unparse(side)) for side in sides):
                wrong.append(f"{module}:{node.lineno}")
    assert not wrong


def test_a_module_says_what_it_holds() -> None:
    firsts = {m: (ast.get_docstring(tree) or "").partition("\n")[0] for m, tree in modules().items()}
    silent = {"__init__.py", "__main__.py"} | {m for m, tree in modules().items() if not tree.body}
    assert not [m for m in firsts.keys() - silent if not firsts[m].endswith(".")]


def test_a_docstring_states() -> None:
    """A question leaves the reader to find the answer."""
    asking = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                first = (ast.get_docstring(node) or "").partition("\n\n")[0]
                if first.endswith("?") or "? " in first:
                    asking.append(f"{module}: {first}")
    assert not asking


def test_a_module_has_a_name_that_says_something() -> None:
    assert not [module for module in modules() if VAGUE & set(re.split(r"[/_.]", module))]


def test_a_module_is_short() -> None:
    lines = {module: (PACKAGE / module).read_bytes().count(b"\n") for module in modules()}
    assert not {m: count for m, count in lines.items() if count > LONGEST_MODULE}


def test_a_function_is_short() -> None:
    wrong = []
    for module, tree in modules().items():
        for node in functions(tree):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LONGEST_FUNCTION and f"{module}: {node.name}" not in LONG_FUNCTIONS:
                wrong.append(f"{module}: {node.name} has {lines} lines")
    assert not wrong


def test_a_function_takes_few_parameters() -> None:
    """But for commands, whose parameters are their options."""
    wrong = []
    for module, tree in modules().items():
        for node in functions(tree):
            names = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
            is_command = module.startswith("cli/") and node.decorator_list
            if not is_command and len(names - {"self", "cls"}) > MOST_PARAMETERS:
                wrong.append(f"{module}: {node.name}")
    assert not wrong


def test_what_is_allowed_to_be_long_is_there() -> None:
    for entry in LONG_FUNCTIONS:
        module, _, name = entry.partition(": ")
        assert name in {node.name for node in functions(modules()[module])}


HEAVY = {
    *("git", "gitdb", "watchdog", "rich", "yaml", "json", "subprocess", "asyncio", "hypothesis", "tomllib"),
    *("tempfile", "shutil", "multiprocessing", "difflib", "tarfile"),
}
WANTED_LATER = {"catalogue", "checks", "manifests", "proposal", "references", "render", "verify", "watch"}


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return planted(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "b*\n", "a": 1})


@pytest.mark.parametrize("words", [["ls"], ["ls", "--eligible"], ["ls", "--long"]], ids=" ".join)
def test_a_list_loads_only_what_it_needs(words: list[str], context: Path) -> None:
    loaded = imported(context, *words)
    assert "ctxtrim.matching.ruleset" in loaded
    assert not loaded & HEAVY
    rooms = {name.split(".")[1] for name in loaded if name.startswith("ctxtrim.")}
    assert not rooms & WANTED_LATER - {"render"}
    assert not [name for name in loaded if name.startswith("ctxtrim.catalogue.")]
