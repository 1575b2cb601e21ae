"""Whatever a context holds, a proposal takes nothing from a build, and no byte from the user.

The judge here is not the proposal's own: needs are read off again, and each builder is asked for each path.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.commands.fix import read_fix_inputs
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.matching.builders import DEFAULT, Dialect
from ctxtrim.matching.ignore_file import IgnoreFile, new_pattern
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Request
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.candidates import is_metadata
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc
from ctxtrim.proposal.verify_on_all_builders import verified_dialects
from tests.effort import examples
from tests.proposal.contexts import World

EXAMPLES = examples(1000)

PLAIN_FOLDERS = (
    "src app lib api web docs tests test e2e examples dist build target out vendor public data assets .git "
    "bin node_modules venv .venv __pycache__ .next obj coverage logs tmp secrets certs .github .idea"
).split()
ODD_FOLDERS = ["a b", "c++", "[x]", "#h", "!n", "q{1}", "(auth)", "é", "x|y", "^u", "\ufeffz", "n\nl", "t\tb"]
FOLDERS = [*PLAIN_FOLDERS, *ODD_FOLDERS]
PLAIN_FILES = (
    "main.py app.js main.go index.html package.json README.md LICENSE .env .env.local logo.png shot.png "
    "q3.xlsx data.csv dump.sql model.onnx app.jar lib.so x.log debug.log a.pyc .DS_Store pyvenv.cfg "
    "CACHEDIR.TAG key.pem movie.mp4 backup.zip notes.tmp yarn.lock go.mod Makefile setup.py pyproject.toml "
    "Dockerfile compose.yaml test_main.py main_test.go config HEAD standalone .gitignore"
).split()
ODD_FILES = "new\nline.py|b\udcffd.bin| lead|trail |a+b.log|#c.md|!d.md|e*f|g?h|i\\j".split("|")
FILES = [*PLAIN_FILES, *ODD_FILES]
SIZES = st.sampled_from([0, 10, 900, 70_000, 400_000, 9_000_000])
TEXTS = ("import os", "open('logo.png')", '<img src="shot.png">', "q3.xlsx data.csv", "*")
PLAIN_RULES = (
    "* !src !src/** docs !docs/a.md **/*.md !README.md node_modules **/node_modules !**/keep dist !dist .git "
    "**/.env *.log !*.log src/*.py !src/main.py /app build/ !build # foo\\* ] a+b (x) !a/*/** "
    "**/__pycache__ .dockerignore Dockerfile target !target/*.jar ../x . c++ !vendor !!d.md"
).split()
RULES = [*PLAIN_RULES, "# comment", "   ", "docs # note", "tab\there", "! lib", "**", "  # in", "/home/joe/x"]


class Case(NamedTuple):
    """A context, the file it has, and how it is asked."""

    world: World
    old: bytes
    options: Options


paths = st.builds(
    lambda folders, name: "/".join([*folders, name]),
    st.lists(st.sampled_from(FOLDERS), max_size=3),
    st.sampled_from(FILES),
)


@st.composite
def sources(draw: st.DrawFn, there: list[str]) -> str:
    """A COPY source: something that is there, a folder of it, a wildcard for it, or something absent."""
    plain = [path for path in there if not re.search(r"[\s\\\"'$#\udcff]", path)] or ["main.py"]
    path = draw(st.sampled_from(plain))
    kind = draw(st.sampled_from(("file", "folder", "folder", "glob", "star", "absent", "absent glob", "all")))
    folder = path.rpartition("/")[0] or path
    return {
        "file": path,
        "folder": folder,
        "glob": re.sub(r"[^/]*(\.[^./]*)$", r"*\1", path),
        "star": folder.rpartition("/")[0] + "/*" if "/" in folder else folder + "/*",
        "absent": draw(st.sampled_from(PLAIN_FOLDERS)) + "/" + draw(st.sampled_from(PLAIN_FILES)),
        "absent glob": draw(st.sampled_from(PLAIN_FOLDERS))
        + "/*"
        + draw(st.sampled_from((".jar", ".log", ".pem"))),
        "all": ".",
    }[kind]


@st.composite
def dockerfiles(draw: st.DrawFn, there: list[str]) -> str:
    lines = ["ARG JAR=target/*.jar", "FROM alpine AS base", "ARG UNKNOWN", "WORKDIR /app"]
    for _ in range(draw(st.integers(0, 4))):
        source = draw(sources(there))
        form = draw(st.sampled_from(("COPY", "ADD", "mount", "stage", "arg", "run", "two", "from")))
        lines += {
            "COPY": [f"COPY {source} /x/"],
            "ADD": [f"ADD {source} /y/"],
            "mount": [f"RUN --mount=type=bind,source={source.replace(',', '')},target=/m ls /m"],
            "stage": ["FROM base", f"COPY {source} /app/"],
            "arg": ["ARG JAR", f"COPY $JAR ${{UNKNOWN}}/z {source} /z/"],
            "run": [f"RUN cat {source}" if "'" not in source else "RUN ls", "RUN python setup.py install"],
            "two": [f"COPY {source} {draw(sources(there))} /two/"],
            "from": ["FROM alpine", f"COPY --from=base /app/{source} /f/"],
        }[form]
    return "\n".join(lines) + "\n"


def _link(path: str) -> str:
    """A link to it, or to a folder above it, from the root of the context."""
    return "-> /" + (path.rpartition("/")[0] or path if len(path) % 2 else path)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.lists(paths, min_size=1, max_size=25, unique=True))
    contents: dict[str, str | int] = {}
    for name in names:
        if any(above in contents for above in parents(name)) or any(
            n.startswith(name + "/") for n in contents
        ):
            continue
        contents[name] = draw(st.one_of(SIZES, st.sampled_from(TEXTS), st.sampled_from(names).map(_link)))
    there = list(contents)
    tracked = draw(st.one_of(st.none(), st.just(there), st.lists(st.sampled_from(there), unique=True)))
    places = sorted({*there, *(above for path in there for above in parents(path))})
    ignored = [path for path in draw(st.lists(st.sampled_from(places), max_size=3)) if path]
    files = {"Dockerfile": draw(dockerfiles(there))}
    if draw(st.booleans()):
        files["Dockerfile.dev"] = draw(dockerfiles(there))
    own = [*RULES, *there, *("!" + path for path in there)]
    ending = draw(st.sampled_from(("\n", "\r\n")))
    lines = draw(st.lists(st.sampled_from(own), max_size=6))
    old = ending.join(lines).encode("utf-8", "surrogateescape") + draw(
        st.sampled_from((b"", ending.encode()))
    )
    return Case(
        World(contents, files, tracked, ignored), draw(st.sampled_from((b"", old, old))), draw(wishes)
    )


wishes = st.sampled_from(
    [
        Options(),
        Options(unsafe=True),
        Options(unsafe=True, allowlist=False),
        Options(allowlist=True),
        Options(unsafe=True, preventive=True),
        Options(unsafe=True, preventive=True, allowlist=True),
    ]
)


def needed(inputs: Inputs, world: World) -> Iterator[str]:
    """Every path that a build takes by name, there or not, and what a clean clone holds below it."""
    for need in inputs.needs:
        if not need.glob:
            continue
        if need.is_glob:
            pattern = as_source(need.glob)
            hits = [path for path in world.entries if pattern and pattern.hits(path)]
            yield from hits
            if not hits and need.kind in ("copy", "mount") and "[" not in need.glob:
                yield need.glob.replace("**", "q").replace("*", "q").replace("?", "q")
        else:
            hits = [need.glob] if need.glob in world.entries else []
            if hits or need.must:
                yield need.glob
        leads_to = [
            world.entries[path].link.lstrip("/") for path in hits if world.entries[path].kind == "link"
        ]
        hits += [path for path in leads_to if path in world.entries]
        yield from hits
        for folder in hits:
            yield from below(folder, world)


def as_source(glob: str) -> DockerPattern | None:
    """A wildcard of a COPY, in which a `!` in front is a letter."""
    return new_pattern("\\" + glob if glob.startswith("!") else glob, "need")


def below(folder: str, world: World) -> Iterator[str]:
    for path in world.entries:
        inside = path[len(folder) + 1 :]
        is_below = path.startswith(folder + "/") and not any_test_or_doc(inside.split("/")[:-1])
        if is_below and world.tracked and path in world.tracked:
            yield path


def eligible(data: bytes, dialect: Dialect, paths: Iterator[str] | list[str]) -> set[str]:
    rules = Ruleset.read(data, dialect)
    return {path for path in paths if rules.judge_path(path).eligible}


def emptied(data: bytes, world: World) -> set[str]:
    rules = Ruleset.read(data, DEFAULT)
    full = [path for path, found in world.entries.items() if found.kind == "file" and found.size]
    return {path for path in full if rules.judge_path(path).eligible and rules.empties(path)}


def rejected(data: bytes, dialect: Dialect) -> bool:
    try:
        for pattern in Ruleset.read(data, dialect).patterns:
            pattern.hits("a")
    except CtxtrimError:
        return True
    return False


def check_needs(case: Case, inputs: Inputs, new: bytes) -> None:
    paths = list(dict.fromkeys(needed(inputs, case.world)))
    out = set(paths) - eligible(case.old, DEFAULT, paths)  # the user's own lines keep it out of docker build
    tracked = list(case.world.tracked or ())
    for dialect in verified_dialects():
        if rejected(case.old, dialect):
            continue
        lost = eligible(case.old, dialect, paths) - eligible(new, dialect, paths) - out
        if case.options.unsafe or case.options.allowlist:
            # unsafe rules may take heavy files that nothing names out of a folder that is copied
            lost = {path for path in lost if by_name(path, inputs)}
        assert not lost, f"{dialect.name} would lose {lost}"
        if not case.options.unsafe and not case.options.allowlist:
            gone = eligible(case.old, dialect, tracked) - eligible(new, dialect, tracked)
            gone = {path for path in gone if not path.startswith(".git/") and not is_metadata_path(path)}
            assert not gone, f"{dialect.name}: tracked {gone}"


METADATA = Lookup(record for record in load_records() if is_metadata(record))


def is_metadata_path(path: str) -> bool:
    """Does it lie in, or is it, a file or folder of settings that no program opens?"""
    return any(METADATA.hits(step) for step in (*parents(path), path))


def by_name(path: str, inputs: Inputs) -> bool:
    """Is it named itself, and not only a folder above it?"""
    for need in inputs.needs:
        pattern = as_source(need.glob) if need.is_glob else None
        if need.glob == path or (pattern and pattern.hits(path)):
            return True
    return False


def check_text(new: bytes) -> None:
    parts = block.split(IgnoreFile.parse(new))
    assert not rejected(new, DEFAULT)
    ours = b"".join(line.raw for line in parts.block)
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", ours)
    assert all(len(line.raw) < 65_536 for line in parts.block)
    assert len(Ruleset.read(new, DEFAULT).patterns) < 450


def user_lines(data: bytes) -> list[bytes]:
    """The user's lines; blank ones may be added around our block, and a line end to the last."""
    own = block.split(IgnoreFile.parse(data)).without_block()
    return [line.raw.rstrip(b"\r\n") for line in IgnoreFile.parse(own).lines if line.raw.strip(b"\r\n")]


def check(case: Case, inputs: Inputs, new: bytes) -> None:
    """Nothing is lost or emptied, and the user's lines are as they were."""
    check_needs(case, inputs, new)
    assert emptied(new, case.world) <= emptied(case.old, case.world)
    assert user_lines(new) == user_lines(case.old)
    check_text(new)


@given(cases())
@settings(max_examples=EXAMPLES)
def test_no_build_loses_anything_and_the_user_no_byte(case: Case) -> None:
    assume(not rejected(case.old, DEFAULT))
    inputs = case.world.inputs(case.old, case.options.preventive)
    new = propose(inputs, case.options).text
    check(case, inputs, new)
    world = case.world.written(new) if new else case.world
    for options in (case.options, Options()):
        again = propose(world.inputs(new), options._replace(preventive=False, allowlist=None))
        assert again.text == new, "a second run finds something to do"


@given(cases())
@settings(max_examples=max(10, EXAMPLES // 20))
def test_the_same_on_a_real_disk_with_a_real_git(case: Case) -> None:
    assume(not rejected(case.old, DEFAULT))
    with tempfile.TemporaryDirectory() as folder:
        case = case._replace(world=planted(folder, case))
        fix_inputs = read_fix_inputs(Request(folder), preventive=case.options.preventive)
        assume(fix_inputs.shown == ".dockerignore")
        proposal = propose(fix_inputs.inputs, case.options)
        check(case, fix_inputs.inputs, proposal.text)
        with open(fix_inputs.path, "wb") as file:
            file.write(proposal.text)
        again = propose(
            read_fix_inputs(Request(folder)).inputs, case.options._replace(preventive=False, allowlist=None)
        )
        assert again.text == proposal.text


def test_a_case_is_planted_in_its_own_folder_alone(tmp_path: Path) -> None:
    """A link that a case draws may lead anywhere; root could write there."""
    outside = tmp_path / "outside"
    world = World({"Dockerfile": f"-> {outside}", "main.py": 1})
    (tmp_path / "context").mkdir()
    planted(str(tmp_path / "context"), Case(world, b"", Options()))
    assert not outside.exists()


def planted(folder: str, case: Case) -> World:
    """The case on the disk, as far as git takes it: what it tracks then is what comes back.

    Where files of the case's own lie in .git, no repository can be made.
    """
    world = case.world
    for path, found in world.entries.items():
        place = os.path.join(folder, path)
        if found.kind == "dir":
            os.makedirs(place, exist_ok=True)
        elif found.kind == "link":
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.symlink(found.link, place)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as file:
                file.write(world.read(path) or b"")
                file.truncate(found.size)
    texts = {name: text.encode() for name, text in world.dockerfiles.items()}
    for name, data in {**texts, ".dockerignore": case.old}.items():
        place = os.path.join(folder, name)
        if os.path.islink(place):  # as root, a link of the case's would be followed out of the folder
            os.unlink(place)
        if data or name != ".dockerignore":
            with open(place, "wb") as file:
                file.write(data)
    if world.tracked is None or any(f"{path}/".startswith(".git/") for path in world.entries):
        return World(world.contents, world.dockerfiles, None)
    git = ["git", "-C", folder]
    subprocess.run([*git, "init", "-q"], check=True)
    names = b"\0".join(os.fsencode(path) for path in world.tracked)
    if names:
        add = [*git, "add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul"]
        env = {**os.environ, "GIT_LITERAL_PATHSPECS": "1"}
        subprocess.run(add, input=names, check=True, env=env)
    listed = subprocess.run([*git, "ls-files", "-z"], check=True, stdout=subprocess.PIPE).stdout
    tracked = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    return World(world.contents, world.dockerfiles, tracked)
