"""The whole proposal: rules, reasons, and a file that a second run leaves alone."""

from __future__ import annotations

import pytest

from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.proposal import Proposal
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal import managed_block as block
from tests.proposal.contexts import World

THOROUGH = Options(unsafe=True)
INIT = Options(unsafe=True, preventive=True)
PLAIN = Options()
CONTENTS = {
    "main.py": 5,
    "pyproject.toml": "[project]\n",
    "__pycache__/main.pyc": 9,
    "docs/a.md": 70_000,
    ".git/HEAD": 3,
    "README.md": 9,
    "venv/pyvenv.cfg": 1,
}
WORLD = World(CONTENTS, ignored=["__pycache__", "venv"])


def rules(text: bytes) -> list[str]:
    return list(block.split(IgnoreFile.parse(text)).rules)


def again(world: World, text: bytes, options: Options = PLAIN) -> bytes:
    return propose(world.inputs(text, options.preventive), options).text


def test_a_clean_project_gets_nothing() -> None:
    world = World({"main.go": 1, "go.mod": 1})
    proposal = propose(world.inputs(), THOROUGH)
    assert (proposal.text, proposal.adopted, proposal.withheld) == (b"", (), ())


@pytest.mark.parametrize("first", [PLAIN, THOROUGH, INIT, Options(preventive=True)])
@pytest.mark.parametrize("then", [PLAIN, THOROUGH])
def test_a_later_run_drops_nothing(first: Options, then: Options) -> None:
    once = propose(WORLD.inputs(preventive=first.preventive), first).text
    twice = again(WORLD, once, then)
    assert set(rules(once)) <= set(rules(twice))
    if then is PLAIN or first.unsafe:
        assert twice == once


def test_a_rule_of_a_thorough_run_goes_when_a_build_begins_to_need_it() -> None:
    once = propose(WORLD.inputs(), THOROUGH).text
    assert "docs" in rules(once)
    copies = World(CONTENTS, "FROM a\nCOPY . .\nCOPY docs /docs\n", ignored=["__pycache__", "venv"])
    proposal = propose(copies.inputs(once), PLAIN)
    assert "docs" not in rules(proposal.text)
    assert [h.needed_by for h in proposal.withheld if h.pattern == "docs"] == [
        ("Dockerfile:3: COPY docs /docs",)
    ]


def test_a_rule_of_tier_a_goes_when_git_begins_to_track_it() -> None:
    once = propose(WORLD.inputs(), PLAIN).text
    assert "**/__pycache__" in rules(once)
    assert "**/__pycache__" not in rules(again(World(CONTENTS), once))


def test_a_rule_stays_when_what_it_kept_out_is_gone_and_still_under_its_heading() -> None:
    once = propose(WORLD.inputs(), PLAIN).text
    gone = World({p: c for p, c in CONTENTS.items() if "venv" not in p and "pycache" not in p})
    assert again(gone, once) == once


def test_a_rule_whose_folder_has_become_a_part_of_the_project_goes() -> None:
    once = propose(World({**CONTENTS, "tool/pyvenv.cfg": 1}, ignored=["tool"]).inputs(), PLAIN).text
    assert "tool" in rules(once)
    assert "tool" not in rules(again(World({**CONTENTS, "tool/main.py": 1}), once))


def test_what_somebody_let_in_inside_our_block_stays_let_in() -> None:
    once = propose(WORLD.inputs(), PLAIN).text
    edited = once.replace(b"# <<< ctxtrim", b"!venv/keep\n# <<< ctxtrim")
    assert "!venv/keep" in rules(again(WORLD, edited))
    assert again(WORLD, again(WORLD, edited)) == again(WORLD, edited)


def test_what_the_program_imports_from_its_tests_stays() -> None:
    tests = {f"shop/tests/test_{n}.py": 9 for n in range(9)}
    contents = {"shop/fill.py": "from .tests.users import make\n", "shop/tests/users.py": "", **tests}
    found = propose(World(contents).inputs(), THOROUGH)
    assert b"\n!shop/tests/users.py\n" in found.text and b"**/[Tt]ests\n" in found.text


def test_only_and_skip() -> None:
    only = propose(WORLD.inputs(), THOROUGH._replace(only=frozenset({"git"})))
    assert rules(only.text) == [".git"]
    skip = propose(WORLD.inputs(), THOROUGH._replace(skip=frozenset({"git", "git-nested"})))
    assert ".git" not in rules(skip.text) and "docs" in rules(skip.text)
    both = again(WORLD, skip.text, PLAIN._replace(only=frozenset({"git"})))
    assert set(rules(both)) == {*rules(skip.text), ".git"}
    assert ".git" not in rules(again(WORLD, both, PLAIN._replace(skip=frozenset({"git", "git-nested"}))))


def test_the_users_lines_stay_and_ours_stand_before_their_exceptions() -> None:
    text = propose(WORLD.inputs(b"\xef\xbb\xbf# mine\r\nx\r\n!x/y"), PLAIN).text
    assert text.startswith(b"\xef\xbb\xbf# mine\r\nx\r\n") and text.endswith(b"\r\n!x/y")
    assert b"\n" not in text.replace(b"\r\n", b"")


def test_a_file_never_grows_beyond_what_every_builder_can_send() -> None:
    many = {f"p{n:03}/pyvenv.cfg": 1 for n in range(300)} | {f"s/{n:03}.q": 1 for n in range(300)}
    world = World(many, tracked=["x"], ignored=[f"s/{n:03}.q" for n in range(300)])
    for own in (0, 300, 440, 449, 600):
        old = "".join(f"own{n}\n" for n in range(own)).encode()
        proposal = propose(world.inputs(old), THOROUGH)
        assert len(Ruleset.read(proposal.text, DEFAULT).patterns) <= max(449, own)
    assert any("more than 449 rules" in held.why for held in proposal.withheld)


def test_the_heaviest_rules_are_those_that_stay_where_not_all_have_room() -> None:
    old = "".join(f"own{n}\n" for n in range(447)).encode()
    heavy = World({**CONTENTS, "venv/big": 10_000_000}, ignored=["__pycache__", "venv"])
    found = rules(propose(heavy.inputs(old), THOROUGH).text)
    assert len(found) == 2 and found[0] in ("**/venv", "venv")


def test_a_line_that_docker_would_only_now_reject_is_told_and_nothing_is_proposed() -> None:
    old = b"!f\\oo\n"
    proposal = propose(WORLD.inputs(old), THOROUGH)
    assert proposal.text == old and not proposal.adopted
    assert ".dockerignore:1: docker rejects this line" in proposal.withheld[0].why


def held(proposal: Proposal, pattern: str) -> str:
    return next(h.why for h in proposal.withheld if h.pattern == pattern)


def test_a_rule_that_would_empty_a_file_is_withheld_and_the_reason_is_that_file() -> None:
    names = ("web/node_modules/keep", "web/node_modules/b", "api/node_modules/z", "package.json")
    world = World(dict.fromkeys(names, 9), ignored=["web", "api"])
    old = b"web/node_modules\n!web/*/keep\n# >>> ctxtrim\n**/x\n# <<< ctxtrim\n"
    proposal = propose(world.inputs(old), PLAIN)
    assert "**/node_modules" not in rules(proposal.text)
    assert held(proposal, "**/node_modules").endswith("would send an empty web/node_modules/keep")


def test_what_the_users_list_names_is_not_kept_out_behind_it() -> None:
    names = ("src/a.py", "src/debug.log", "src/__pycache__/a.pyc", "src/.env", "other/x")
    world = World(dict.fromkeys(names, 9), tracked=["src/a.py"], ignored=["src/debug.log", "src/.env"])
    old = b"*\n!src\n!src/debug.log\n!**/.env\n"
    proposal = propose(world.inputs(old), PLAIN)
    assert proposal.text.startswith(old), "behind the user's lines: in front they would do nothing"
    assert "**/__pycache__" in rules(proposal.text) and not {"**/.env", "**/*.log"} & set(
        rules(proposal.text)
    )
    assert "lets it in with `!src/debug.log`" in " ".join(
        reason for one in proposal.withheld if one.pattern == "**/*.log" for reason in one.needed_by
    )


@pytest.mark.parametrize(
    ("exception", "is_written"), [("!.git/", False), ("!.git/HEAD", False), ("!lib", True)]
)
def test_a_rule_that_an_exception_below_it_undoes_is_not_written(exception: str, is_written: bool) -> None:
    proposal = propose(WORLD.inputs(f"{exception}\n".encode()), PLAIN)
    assert (".git" in rules(proposal.text)) == is_written
    if not is_written:
        (reasons,) = [one.needed_by for one in proposal.withheld if one.pattern == ".git"]
        assert f"lets it in with `{exception.rstrip('/')}`" in reasons[0]


def test_a_rule_that_loses_only_together_with_the_users_lines_is_found() -> None:
    contents = {f"web/node_modules/{n}": 9 for n in range(5)} | {"main.py": 1}
    world = World(contents, "FROM a\nCOPY . .\nCOPY web/node_modules/3 /x\n", ignored=["web"])
    proposal = propose(world.inputs(b"web/**/4\n"), PLAIN)
    after = Ruleset.read(proposal.text, DEFAULT)
    assert after.judge_path("web/node_modules/3").eligible


def test_the_new_form_is_chosen_for_a_new_file_only_where_it_saves_clearly_more() -> None:
    def text(size: int) -> bytes:
        world = World({"src/a.py": 5, "other/b.py": size}, "FROM a\nCOPY src /\n")
        return propose(world.inputs(preventive=True), INIT).text

    assert b"\n*\n" not in text(9) and b"\n*\n" in text(900_000)


def test_without_a_dockerfile_there_is_no_list_but_there_are_rules() -> None:
    world = World(CONTENTS, {}, ignored=["__pycache__", "venv"])
    proposal = propose(world.inputs(preventive=True), INIT._replace(allowlist=True))
    assert "*" not in rules(proposal.text) and "**/__pycache__" in rules(proposal.text)


def test_an_empty_folder_gets_what_will_appear_anywhere() -> None:
    found = rules(propose(World({}, {}).inputs(preventive=True), INIT).text)
    assert ".git" in found and "**/node_modules" not in found


def test_the_new_file_itself_stays_where_a_version_says_whether_a_tracked_file_is_missing() -> None:
    contents = {"main.py": 1, "requirements.txt": 1, ".git/HEAD": 1}
    asked_of = "FROM a\nCOPY . .\nRUN git describe --dirty > v\n"
    asked = World(contents, asked_of).inputs(preventive=True)
    assert asked.stays_clean
    text = propose(asked, INIT).text
    assert ".dockerignore" not in rules(text) and "**/.env" in rules(text)
    written = World(contents, asked_of).written(text)
    assert propose(written.inputs(text), THOROUGH).text == text
    assert ".dockerignore" in rules(propose(WORLD.inputs(preventive=True), INIT).text)


def test_a_hostile_name_cannot_write_a_rule() -> None:
    folder = "x\n*\n!y"
    contents = {f"{folder}/pyvenv.cfg": 1, f"{folder}/keep": 1, "main.py": 1}
    text = propose(World(contents, tracked=["main.py"]).inputs(), THOROUGH).text
    patterns = [p.text for p in Ruleset.read(text, DEFAULT).patterns]
    assert "*" not in patterns and not any(p.startswith("!") for p in patterns)
    assert Ruleset.read(text, DEFAULT).judge_path("main.py").eligible


def test_of_several_exceptions_below_only_one_that_takes_all_undoes_a_rule() -> None:
    contents = dict.fromkeys(["main.py", "a.log", "b.log", "src/x"], 9)
    world = World(contents, tracked=["main.py", "src/x"])
    for old, is_written in ((b"!a.log\n!src\n", True), (b"!src\n!*.log\n", False), (b"!src\n", True)):
        assert ("**/*.log" in rules(propose(world.inputs(old), PLAIN).text)) is is_written, old
        assert ".dockerignore" in rules(propose(world.inputs(old), INIT).text)
