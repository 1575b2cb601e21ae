"""What `import ctxtrim` gives: the answers of the commands, as values, without a word on the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from json import loads
from pathlib import Path
from typing import Any

import pytest

import ctxtrim
from sample_projects import make as maker
from tests.commandline import ctxtrim as command_line
from tests.commandline import planted

ROOT = Path(__file__).parents[2]
IGNORED_BY_GIT = "node_modules\n.env\nbuild\n"
IGNORED = "**/*.log\n!keep.log\n/build\n"
FILES: dict[str, str | int] = {
    "Dockerfile": "FROM alpine AS base\nCOPY src /src\nFROM base AS all\nCOPY . /all\n",
    "other/Dockerfile": "FROM alpine\nARG FROM_DIR=other\nCOPY ${FROM_DIR} /\n",
    ".dockerignore": IGNORED,
    "src/main.py": "print()\n",
    "src/a.log": 10,
    "keep.log": 20,
    "build/out": 30,
    ".env": "TOKEN=x\n",
    "node_modules/a/index.js": 4000,
}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of two commits, the first tagged `old`, and a file that no commit has."""
    root = planted(tmp_path_factory.mktemp("api"), FILES | {".git/info/exclude": IGNORED_BY_GIT})
    commit(root, "old")
    planted(root, {"src/new.py": 50, "other.ignore": "src\n"})
    commit(root, "new")
    return planted(root, {"src/untracked.py": 60})


def commit(root: Path, tag: str) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", tag], ["tag", tag]):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *words]
        subprocess.run(command, cwd=root, check=True, capture_output=True)


def printed(context: Path, *words: str) -> Any:
    return loads(command_line(*words, "--format", "json", cwd=context).stdout)


def rows(results: Iterable[ctxtrim.Entry] | Iterable[ctxtrim.Finding]) -> list[Any]:
    return [result.to_dict() for result in results]


@pytest.mark.parametrize(
    ("words", "called"),
    [
        (["audit"], lambda c: ctxtrim.audit(c).to_dict()),
        (
            ["audit", "--on-disk", "--top", "2", "--no-findings"],
            lambda c: ctxtrim.audit(c, on_disk=True, top=2, findings=False).to_dict(),
        ),
        (
            ["audit", "-f", "Dockerfile", "--target", "base", "--builder", "podman"],
            lambda c: ctxtrim.audit(c, file=c / "Dockerfile", target="base", builder="podman").to_dict(),
        ),
        (
            ["audit", "-f", "other/Dockerfile", "--build-arg", "FROM_DIR=src"],
            lambda c: ctxtrim.audit(
                c, file=[f"{c}/other/Dockerfile"], build_arg={"FROM_DIR": "src"}
            ).to_dict(),
        ),
        (["why", "src/a.log"], lambda c: ctxtrim.explain("src/a.log", c).to_dict()),
        (["why", "."], lambda c: ctxtrim.explain("", c).to_dict()),
        (["fix"], lambda c: ctxtrim.propose(c).to_dict()),
        (["fix", "--unsafe"], lambda c: ctxtrim.propose(c, unsafe=True).to_dict()),
        (["fix", "--fix-existing"], lambda c: ctxtrim.propose(c, fix_existing=True).to_dict()),
        (["check"], lambda c: rows(ctxtrim.check(c))),
        (
            ["check", "--select", "CT1", "--max-files", "1"],
            lambda c: rows(ctxtrim.check(c, select="CT1", max_files=1)),
        ),
        (["ls"], lambda c: rows(ctxtrim.list_sent(c))),
        (["ls", "--target", "base"], lambda c: rows(ctxtrim.list_sent(c, target="base"))),
        (
            ["ls", "--eligible", "--dirs"],
            lambda c: rows(ctxtrim.list_sent(c, which="eligible", dirs=True)),
        ),
        (["ls", "--excluded"], lambda c: rows(ctxtrim.list_sent(c, which="excluded"))),
        (["diff"], lambda c: ctxtrim.diff(context=c).to_dict()),
        (["diff", "old"], lambda c: ctxtrim.diff("old", context=c).to_dict()),
        (
            ["diff", "old", "HEAD", "--target", "base"],
            lambda c: ctxtrim.diff("old", "HEAD", c, target="base").to_dict(),
        ),
        (["audit", "--rev", "old"], lambda c: ctxtrim.audit(c, rev="old").to_dict()),
        (["why", "a/b", "--rev", "old"], lambda c: ctxtrim.explain("a/b", c, rev="old").to_dict()),
        (["check", "--rev", "old"], lambda c: rows(ctxtrim.check(c, rev="old"))),
        (["ls", "--rev", "old"], lambda c: rows(ctxtrim.list_sent(c, rev="old"))),
        (["fix", "--only", "node-modules"], lambda c: ctxtrim.propose(c, only="node-modules").to_dict()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_function_gives_what_the_command_prints(
    words: list[str], called: Callable[[Path], Any], context: Path
) -> None:
    expected = printed(context, *words)
    many = {"check": "findings", "ls": "entries"}.get(words[0])
    assert called(context) == (expected[many] if many else expected)


def test_results_have_the_numbers_at_hand(context: Path) -> None:
    found = ctxtrim.audit(context)
    sizes = [entry.bytes for entry in ctxtrim.list_sent(context)]
    assert found.eligible == ctxtrim.Sum(len(sizes), sum(sizes))
    assert found.sent == found.eligible
    assert ctxtrim.audit(context, target="base").sent == ctxtrim.Sum(3, 118)
    why = ctxtrim.explain("src/a.log", context)
    assert (why.is_sent, why.outcome, why.by) == (False, "excluded", ".dockerignore:1: **/*.log")


def test_results_are_frozen(context: Path) -> None:
    found = ctxtrim.audit(context, findings=False)
    for result in (
        found,
        ctxtrim.explain("a", context),
        ctxtrim.propose(context),
        ctxtrim.diff(context / ".dockerignore", context / "other.ignore", context),
        next(ctxtrim.list_sent(context)),
    ):
        with pytest.raises(AttributeError):
            setattr(result, "path" if hasattr(result, "path") else "context", "else")
    assert hash(ctxtrim.Entry("a", "file", 1)) == hash(ctxtrim.Entry("a", "file", 1))


def test_a_proposal_is_written_once_and_not_over_an_edit(tmp_path: Path) -> None:
    context = planted(tmp_path, FILES)
    proposal = ctxtrim.propose(context)
    assert proposal.changes and (context / ".dockerignore").read_text() == IGNORED
    (context / ".dockerignore").write_text("mine\n")
    with pytest.raises(ctxtrim.CtxtrimError, match="changed meanwhile"):
        proposal.write()
    (context / ".dockerignore").write_text(IGNORED)
    assert proposal.write() and (context / ".dockerignore").read_bytes() == proposal.text
    assert not ctxtrim.propose(context).write()


def test_a_context_without_an_ignore_file_gets_a_new_one(tmp_path: Path) -> None:
    context = planted(tmp_path, {name: text for name, text in FILES.items() if name != ".dockerignore"})
    proposal = ctxtrim.propose(context)
    assert proposal.to_dict() == printed(context, "init", "--cautious")
    assert proposal.old is None and proposal.write()
    assert (context / ".dockerignore").read_bytes() == proposal.text


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda c: ctxtrim.audit(c / "none"), "none"),
        (lambda c: ctxtrim.audit(c, builder="dockre"), "no such builder"),
        (lambda c: ctxtrim.audit(c, file="absent"), "absent"),
        (lambda c: ctxtrim.audit(c, target="absent"), "absent"),
        (lambda c: list(ctxtrim.list_sent(c / "none")), "none"),
        (lambda c: ctxtrim.explain("/etc/passwd", c), "not inside the context"),
        (lambda c: ctxtrim.check(c, select="CT999"), "CT999"),
        (lambda c: ctxtrim.check(c, max_size="much"), "max_size: much: not a size"),
        (lambda c: ctxtrim.propose(c / "none"), "none"),
        (lambda c: ctxtrim.propose(c, only="no-such"), "no-such: no such record or path"),
        (lambda c: ctxtrim.propose(c, skip="srk"), "srk: no such record or path"),
        (lambda c: ctxtrim.audit(c, rev="no-such"), "no-such"),
        (lambda c: ctxtrim.diff("no-such", context=c), "no-such"),
        (lambda c: ctxtrim.diff("HEAD", c / "other.ignore", c), "compare two of a kind"),
        (lambda c: ctxtrim.audit(f"{c}\0"), "no such directory"),
        (lambda c: ctxtrim.Ruleset("[z-"), "syntax error in pattern"),
        (lambda c: ctxtrim.Ruleset("a").is_eligible("../a"), "not inside the context"),
        (lambda c: ctxtrim.Ruleset.read(c / "none"), "none"),
    ],
)
def test_what_goes_wrong_is_one_exception_with_a_sentence(
    call: Callable[[Path], Any], sentence: str, context: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ctxtrim.CtxtrimError, match=sentence):
        call(context)
    assert capfd.readouterr() == ("", "")


def test_a_misspelt_option_is_a_type_error_that_names_the_options(context: Path) -> None:
    with pytest.raises(
        TypeError, match="'dockerfile'; options: build_arg, build_context, builder, config, file"
    ):
        ctxtrim.audit(context, dockerfile="Dockerfile")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="which"):
        ctxtrim.list_sent(context, which="all")  # type: ignore[arg-type]


def test_nothing_is_printed(context: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ctxtrim.audit(context)
    ctxtrim.check(context)
    ctxtrim.propose(context)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("builder", "path", "outcome", "by"),
    [
        ("buildkit", "docs/a.md", "excluded", ".dockerignore:1: **/*.md"),
        ("buildkit-20.10", "docs/a.md", "eligible", ".dockerignore:2: !docs"),
        ("podman", "docs/a.md", "eligible", ".dockerignore:2: !docs"),
        ("buildkit", "./docs//b.txt", "eligible", ""),
    ],
)
def test_a_ruleset_judges_as_its_builder_does(builder: str, path: str, outcome: str, by: str) -> None:
    rules = ctxtrim.Ruleset("**/*.md\n!docs\n", builder=builder)
    reason = rules.judge(path)
    assert (reason.outcome, reason.by) == (outcome, by)
    assert rules.is_eligible(path) == (outcome == "eligible")


def test_a_ruleset_tells_what_arrives_empty() -> None:
    rules = ctxtrim.Ruleset("nm\n!nm/keep\nnm\n")
    assert rules.judge("nm/keep").outcome == "emptied"


def test_the_configuration_gives_what_the_call_does_not(tmp_path: Path) -> None:
    context = planted(
        tmp_path,
        FILES
        | {
            "ctxtrim.toml": 'builder = "podman"\ntarget = "base"\ntop = 1\nskip = ["node-modules"]\n'
            'build-arg = ["A=b", "C"]\nmax-size = "1kB"\nignore = ["CT103"]\n'
        },
    )
    for words, called in (
        (["audit"], lambda: ctxtrim.audit(context).to_dict()),
        (["audit", "--top", "3"], lambda: ctxtrim.audit(context, top=3).to_dict()),
        (["fix"], lambda: ctxtrim.propose(context).to_dict()),
        (["fix", "--skip", "secrets-env"], lambda: ctxtrim.propose(context, skip="secrets-env").to_dict()),
    ):
        assert called() == printed(context, *words), words
    limited = ctxtrim.check(context)
    assert rows(limited) == printed(context, "check")["findings"]
    roomy = printed(context, "check", "--max-size", "9GB")["findings"]
    assert rows(ctxtrim.check(context, max_size="9GB")) == roomy
    without = ctxtrim.audit(context, config=False)
    assert (len(without.heaviest) > 1, without.builder) == (True, "buildkit")
    (context / "ctxtrim.toml").write_text("tpo = 1\n")
    with pytest.raises(ctxtrim.CtxtrimError, match="tpo: no such key; did you mean top"):
        ctxtrim.audit(context)
    assert ctxtrim.audit(context, config=False).builder == "buildkit"


def test_ignore_files_are_compared_on_the_tree_as_it_is(context: Path) -> None:
    found = ctxtrim.diff(context / "other.ignore", context=context)
    path = context / "other.ignore"
    assert (found.old, found.new, found.is_empty) == (str(path), "the work tree", False)
    assert {change.path: change.cause for change in found.eligible.added}["src/new.py"] == f"{path}:1: src"
    assert {change.path for change in found.eligible.removed} == {"build/out"}


def test_what_is_read_of_a_revision_says_nothing_of_the_disk(context: Path) -> None:
    """A list that is read to its half must not let the calls in between read the revision."""
    entries = ctxtrim.list_sent(context, rev="old")
    next(entries)
    assert ctxtrim.explain("src/new.py", context).is_sent
    with ThreadPoolExecutor(1) as pool:
        assert "src/new.py" not in {entry.path for entry in pool.submit(list, entries).result()}


def test_threads_get_the_answers_of_one_alone(tmp_path: Path) -> None:
    names = ["flask-docker", "node-next", "hatch-vcs", "go-service"]
    for name in names:
        maker.make(name, tmp_path / name)
    alone = {name: ctxtrim.audit(tmp_path / name).to_json() for name in names}
    environment = dict(os.environ)
    with ThreadPoolExecutor(4) as pool:
        runs = [(name, pool.submit(ctxtrim.audit, tmp_path / name)) for name in names * 3]
        old = [pool.submit(ctxtrim.audit, tmp_path / "hatch-vcs", rev="HEAD") for _ in names]
        assert all(run.result().to_json() == alone[name] for name, run in runs)
        assert len({run.result().to_json() for run in old} - set(alone.values())) == 1
    assert dict(os.environ) == environment


def test_threads_may_ask_for_git_first(tmp_path: Path) -> None:
    """The first answer imports GitPython under settings that must not stay in the environment."""
    maker.make("hatch-vcs", tmp_path / "sample")
    script = (
        "import os, ctxtrim; from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "before = dict(os.environ)\n"
        "texts = {a.to_json() for a in Pool(4).map(ctxtrim.audit, ['sample'] * 4)}\n"
        "assert len(texts) == 1 and dict(os.environ) == before"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=3600,
    )
    assert run.returncode == 0


def loaded_by(script: str) -> set[str]:
    """The modules that a script loads, beyond those of an empty one."""
    loads_of = [
        subprocess.run(
            [sys.executable, "-c", f"{text}\nimport sys; print(*sys.modules)"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            timeout=3600,
        ).stdout.split()
        for text in ("", script)
    ]
    return {name.decode() for name in set(loads_of[1]) - set(loads_of[0])}


def test_importing_the_package_loads_nothing_more() -> None:
    assert loaded_by("import ctxtrim") == {"ctxtrim"}


def test_importing_a_function_loads_no_command() -> None:
    rooms = {
        name.split(".")[1] for name in loaded_by("from ctxtrim import audit, propose") if "ctxtrim." in name
    }
    assert rooms == {"api", "errors", "go", "model"}


def test_the_command_line_starts_without_the_functions(context: Path) -> None:
    script = (
        "from ctxtrim.cli import main\ntry: main(['--version'], prog_name='ctxtrim')\nexcept SystemExit: pass"
    )
    rooms = {name.split(".")[1] for name in loaded_by(script) if name.startswith("ctxtrim.")}
    assert rooms == {"cli", "errors"}


def test_every_promised_name_is_there_and_documented() -> None:
    assert set(ctxtrim.__all__) <= set(dir(ctxtrim))
    assert not [name for name in ctxtrim.__all__ if not (getattr(ctxtrim, name).__doc__ or "").strip()]
    with pytest.raises(AttributeError, match="no attribute 'audits'"):
        _ = ctxtrim.audits


def test_the_example_runs(context: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "example_api.py"), str(context), "src/a.log"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert run.stderr == ""
    assert "src/a.log: excluded (.dockerignore:1: **/*.log)" in run.stdout
    assert run.stdout.splitlines()[0].startswith("Dockerfile: ") and "['README.md']" in run.stdout
