"""How the chosen rules stand in the file."""

from __future__ import annotations

from ctxtrim.model.context import Sum
from ctxtrim.proposal.allowlist import Allowed
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.narrowing import Spared
from ctxtrim.proposal.write_lines import Body, Choice, body_of


def choice(pattern: str, heading: str, size: int = 0, *exceptions: Spared) -> Choice:
    return Choice(Candidate(pattern, "safe", "why", "record", heading), 1, Sum(1, size), exceptions)


def lines(*choices: Choice, former: tuple[str, ...] = (), let_in: tuple[str, ...] = ()) -> list[str]:
    return body_of(Body(choices, None, former, let_in))


def test_nothing_chosen_is_no_line() -> None:
    assert lines() == []


def test_groups_stand_by_weight_and_so_do_their_rules() -> None:
    chosen = [
        choice("x", "caches", 1),
        choice("y", "logs", 5),
        choice("z", "caches", 7),
        choice("a", "caches", 7),
    ]
    assert lines(*chosen) == ["# caches", "a", "z", "x", "# logs", "y"]


def test_the_order_does_not_depend_on_the_order_of_hearing() -> None:
    chosen = [choice("x", "caches"), choice("y", "logs"), choice("b", "caches"), choice("c", "dead")]
    assert lines(*chosen) == lines(*reversed(chosen))


def test_what_was_there_keeps_its_place_whatever_it_weighs() -> None:
    former = ("x", "y", "a")
    chosen = [choice("a", "caches", 9), choice("x", "caches"), choice("y", "logs"), choice("n", "caches", 99)]
    assert lines(*chosen, choice("m", "new", 999), former=former) == [
        *("# caches", "x", "a", "n"),
        *("# logs", "y"),
        *("# new", "m"),
    ]


def test_exceptions_come_last_below_their_reasons_each_folder_twice() -> None:
    copied = Spared("a/b", "Dockerfile:3: COPY a/b", True)
    tracked = (Spared("a/d", "git tracks it"), Spared("a/e", "git tracks it"))
    assert lines(choice("a", "caches", 1, copied, *tracked)) == [
        *("# caches", "a"),
        *("# Dockerfile:3: COPY a/b", "!a/b", "!a/b/**"),
        *("# git tracks it", "!a/d", "!a/e"),
    ]


def test_an_exception_for_two_reasons_is_written_once_and_as_the_folder_that_it_is() -> None:
    chosen = [
        choice("a", "caches", 1, Spared("a/b", "x")),
        choice("**/b", "caches", 0, Spared("a/b", "y", True)),
    ]
    assert lines(*chosen)[3:] == ["# y", "!a/b", "!a/b/**"]


def test_what_an_earlier_run_let_in_stays_once() -> None:
    copied = Spared("a/b", "Dockerfile:3: COPY a/b", True)
    found = lines(choice("a", "caches", 1, copied), let_in=("!a/b", "!a/b/**", "!old", "!old"))
    assert found[-2:] == ["# let back in by an earlier run", "!old"]
    assert found.count("!a/b") == 1


def test_a_name_cannot_end_a_comment_and_begin_a_rule() -> None:
    found = lines(choice("a", "cac\nhes", 1, Spared("a/b", "x\n*\nDockerfile:3: COPY a/b\r\n**")))
    assert all("\n" not in line and "\r" not in line for line in found)


def test_what_an_exception_would_let_back_in_is_excluded_behind_it() -> None:
    body = Body(
        [choice("a", "source", 1, Spared("a/b", "x", True))], None, late=[choice("**/.env", "secrets")]
    )
    assert body_of(body) == ["# source", "a", "# x", "!a/b", "!a/b/**", "# secrets", "**/.env"]


def test_a_list_of_what_is_let_in_stands_first() -> None:
    body = Body([choice("**/x", "caches", 1)], Allowed(("src", "src/**"), ("src",)))
    assert body_of(body)[1:] == ["*", "!src", "!src/**", "# caches", "**/x"]
