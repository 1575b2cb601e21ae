"""What CMake reads while it configures, and which of its conditions hold."""

from __future__ import annotations

import pytest

from ctxtrim.manifests.readers.cmake_conditions import Branches, Settings
from tests.manifests.standing import named, needs_of

TESTS: dict[str, str | bytes] = {
    "tests/CMakeLists.txt": "foreach(t a b)\nadd_executable(${t} ${t}_test.cc)\n"
    "target_compile_definitions(${t} PRIVATE data.txt)\nadd_test(${t} data.txt)\nendforeach()\n",
    "tests/a_test.cc": "",
    "tests/data.txt": "",
}  # fmt: skip
BODY = "tests/*_test.cc"


@pytest.mark.parametrize(
    ("text", "command", "added"),
    [
        pytest.param("add_subdirectory(tests)\n", "cmake .", True, id="always"),
        pytest.param("if(T)\nadd_subdirectory(tests)\nendif()\n", "cmake .", True, id="it cannot be told"),
        pytest.param(
            "if(WITH_TESTS)\nadd_subdirectory(tests)\nendif()\n", "cmake .", False, id="nobody sets it"
        ),
        pytest.param(
            "option(A_TESTS x ON)\nif(A_TESTS)\nadd_subdirectory(tests)\nendif()\n", "cmake .", True, id="on"
        ),
        pytest.param(
            "option(A_TESTS x OFF)\nif(A_TESTS)\nadd_subdirectory(tests)\nendif()\n",
            "cmake .",
            False,
            id="off",
        ),
        pytest.param(
            "option(A_TESTS x OFF)\nif(A_TESTS)\nadd_subdirectory(tests)\nendif()\n",
            "cmake -DA_TESTS:BOOL=ON .",
            True,
            id="turned on",
        ),
        pytest.param(
            "include(CTest)\nif(BUILD_TESTING)\nadd_subdirectory(tests)\nendif()\n",
            "cmake -B b",
            True,
            id="CTest",
        ),
        pytest.param(
            "include(CTest)\nif(BUILD_TESTING)\nadd_subdirectory(tests)\nendif()\n",
            "cmake -D BUILD_TESTING=OFF -B b",
            False,
            id="CTest turned off",
        ),
        pytest.param(
            "if(CMAKE_SOURCE_DIR STREQUAL PROJECT_SOURCE_DIR)\nset(TOP ON)\nendif()\n"
            "option(A_TESTS x ${TOP})\nif(A_TESTS)\nadd_subdirectory(tests)\nendif()\n",
            "cmake .",
            True,
            id="at the top",
        ),
        pytest.param(
            "if(A_TESTS)\nmessage(x)\nelse()\nadd_subdirectory(tests)\nendif()\n", "cmake .", True, id="else"
        ),
        pytest.param(
            "include(cmake/options.cmake)\nif(A_TESTS)\nadd_subdirectory(tests)\nendif()\n",
            "cmake .",
            True,
            id="a module says so",
        ),
        pytest.param("add_subdirectory(tests)\n", "conan build .", True, id="another tool calls it"),
    ],
)
def test_the_directory_of_tests_is_added(text: str, command: str, added: bool) -> None:
    files = {"CMakeLists.txt": text, "cmake/options.cmake": "set(A_TESTS TRUE)\n", **TESTS}
    assert (BODY in named(needs_of(files, command))) is added


def test_the_data_of_tests_is_read_by_those_who_run_them() -> None:
    files = {"CMakeLists.txt": "add_subdirectory(tests)\n", **TESTS}
    built, tested = named(needs_of(files, "cmake .")), named(needs_of(files, "cmake . && make && ctest"))
    assert ("tests/data.txt" in built, "tests/data.txt" in tested) == (False, True)


@pytest.mark.parametrize(
    ("text", "globs"),
    [
        pytest.param("file(GLOB S test/*.cc)\nadd_executable(t ${S})\n", {"test/*.cc"}, id="one level"),
        pytest.param(
            "file(GLOB_RECURSE S CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test/*.cc)\n",
            {"test/**/*.cc"},
            id="all levels",
        ),
        pytest.param("file(GLOB S none/*.cc)\n", set(), id="nothing is there"),
        pytest.param("file(GLOB S ${ELSEWHERE}/*.cc)\n", set(), id="an unknown place"),
        pytest.param(
            "add_library(o OBJECT a.c)\nfile(GLOB S test/*.cc)\nadd_executable(t ${S})\n"
            "target_link_libraries(t PRIVATE o)\n",
            set(),
            id="a target that has sources without",
        ),
    ],
)
def test_a_glob_takes(text: str, globs: set[str]) -> None:
    needs = needs_of({"CMakeLists.txt": text, "test/sub/a.cc": "", "test/b.cc": "", "a.c": ""}, "cmake .")
    assert {need.glob for need in needs if need.is_glob} == globs


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("ON", True),
        ("NOT ON", False),
        ("YES_T", True),
        ("YES_T AND NO_T", False),
        ("YES_T OR UNKNOWN", True),
        ("NO_T AND UNKNOWN", False),
        ("YES_T AND UNKNOWN", None),
        ("NOT (YES_T AND NOT NO_T)", False),
        ("${YES_T}", True),
        ('"${NO_T}"', False),
        ("WIN32", False),
        ("UNIX AND NOT APPLE", True),
        ("DEFINED X", None),
        ('NAME STREQUAL "x"', None),
        ("NAME STREQUAL OTHER OR YES_T", True),
        ("CMAKE_PROJECT_NAME STREQUAL PROJECT_NAME", True),
        ("PROJECT_IS_TOP_LEVEL", True),
        ("", False),
        ("( YES_T", True),
    ],
)
def test_a_condition_holds(condition: str, holds: bool | None) -> None:
    assert Settings({"YES_T": "ON", "NO_T": "0"}).holds(condition, at_top=True) is holds


def test_a_block_without_its_beginning_is_no_trouble() -> None:
    branches = Branches(Settings({}))
    for command in ("endif", "else", "elseif", "endforeach"):
        branches.follow(command, "", at_top=True)
    assert (branches.depth, branches.reached) == (0, True)


def test_a_glob_takes_nothing_that_no_stage_has() -> None:
    files: dict[str, str | bytes] = {"CMakeLists.txt": "file(GLOB S test/*.cc)\n", "test/a.cc": ""}
    assert "test/*.cc" not in named(needs_of(files, "cmake .", seen=["CMakeLists.txt"]))
