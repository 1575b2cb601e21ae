"""Which folder names say that they hold no program?"""

from __future__ import annotations

import pytest

from ctxtrim.proposal.test_and_doc_folders import (
    any_test_or_doc,
    has_program_folder,
    holds_prose,
    holds_tests,
    is_module,
    is_test_or_doc,
)


@pytest.mark.parametrize(
    "name",
    "test tests Tests app-tests app.test testdata test_data tests-files fixtures __snapshots__ __tests__ "
    "e2e spec specs benchmarks bench cypress testing integration-tests".split(),
)
def test_folders_of_tests(name: str) -> None:
    assert holds_tests(name) and is_test_or_doc(name)


@pytest.mark.parametrize("name", "docs Doc examples samples demo screenshots .storybook stories".split())
def test_folders_of_prose(name: str) -> None:
    assert holds_prose(name) and is_test_or_doc(name) and not holds_tests(name)


@pytest.mark.parametrize(
    "name",
    "src latest contest testament protest attest specials app docsearch openapi-spec compose-spec".split(),
)
def test_folders_of_the_program(name: str) -> None:
    assert not is_test_or_doc(name)


def test_one_such_folder_on_the_way_is_enough() -> None:
    assert (
        any_test_or_doc(["src", "tests", "data"])
        and not any_test_or_doc(["src", "data"])
        and not any_test_or_doc([])
    )


def test_what_a_program_serves_or_shows_is_its_own() -> None:
    assert (
        has_program_folder(["templates"])
        and has_program_folder(["web", "public", "img"])
        and has_program_folder(["src"])
    )
    assert not has_program_folder(["packages", "ui"]) and not has_program_folder([])


@pytest.mark.parametrize(
    ("there", "built"),
    [
        pytest.param({"lib/test/a.c"}, False, id="only tests"),
        pytest.param({"lib/test/a.c", "lib/Makefile"}, False, id="beside a Makefile"),
        pytest.param({"lib/test/pom.xml", "lib/pom.xml"}, True, id="a module of Maven"),
        pytest.param({"lib/test/b.sh.in", "lib/configure.ac"}, True, id="in a package of the autotools"),
        pytest.param({"lib/test/CMakeLists.txt"}, True, id="a project of CMake"),
        pytest.param(
            {"lib/test/CMakeLists.txt", "lib/CMakeLists.txt"}, False, id="of which CMake's files tell"
        ),
    ],
)
def test_tests_are_a_module_of_the_build(there: set[str], built: bool) -> None:
    assert is_module("lib/test", there) is built
