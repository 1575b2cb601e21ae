"""How the chosen rules stand in the file."""

from __future__ import annotations

from ctxtrim.model.build import Need
from ctxtrim.model.context import Sum
from ctxtrim.proposal.allowlist import Allowed
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.protection import protect
from ctxtrim.proposal.write_lines import Body, Choice, body_of
from tests.proposal.contexts import World

WORLD = World({"a/b/c": 1, "a/d": 1})
NONE = protect([], WORLD.entries)


def choice(pattern: str, heading: str, size: int = 0, *exceptions: str) -> Choice:
    return Choice(Candidate(pattern, "safe", "why", "record", heading), 1, Sum(1, size), exceptions)


def lines(
    *choices: Choice, needs: tuple[Need, ...] = (), former: tuple[str, ...] = (), let_in: tuple[str, ...] = ()
) -> list[str]:
    return body_of(Body(choices, None, protect(needs, WORLD.entries), former, let_in))


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


def test_exceptions_come_last_each_folder_twice_with_the_need() -> None:
    need = Need("a/b", "Dockerfile", 3, "COPY a/b")
    found = lines(choice("a", "caches", 1, "a/b", "a/d"), needs=(need,))
    assert found == ["# caches", "a", "# Dockerfile:3: COPY a/b", "!a/b", "!a/b/**", "# needed", "!a/d"]


def test_what_an_earlier_run_let_in_stays_once() -> None:
    need = Need("a/b", "Dockerfile", 3, "COPY a/b")
    found = lines(choice("a", "caches", 1, "a/b"), needs=(need,), let_in=("!a/b", "!a/b/**", "!old", "!old"))
    assert found[-2:] == ["# let back in by an earlier run", "!old"]
    assert found.count("!a/b") == 1


def test_a_name_cannot_end_a_comment_and_begin_a_rule() -> None:
    need = Need("a/b", "x\n*\nDockerfile", 3, "COPY a/b\r\n**")
    found = lines(choice("a", "cac\nhes", 1, "a/b"), needs=(need,))
    assert all("\n" not in line and "\r" not in line for line in found)


def test_a_list_of_what_is_let_in_stands_first() -> None:
    body = Body([choice("**/x", "caches", 1)], Allowed(("src", "src/**"), ("src",)), NONE)
    assert body_of(body)[1:] == ["*", "!src", "!src/**", "# caches", "**/x"]
