"""Names of folders that hold tests, documents or examples, and not the program."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ctxtrim.catalogue.evidence import CONFIGURED, MODULES
from ctxtrim.expressions import expression
from ctxtrim.model.folder_names import DOCUMENTS

_TESTS = expression(
    r"(?:.*[-.])?(?:tests?|testing|e2e|fixtures?|testdata|benchmarks?|bench)|specs?|cypress"
    r"|tests?[-_](?:data|files?|assets|resources|fixtures)"
    r"|__(?:tests|fixtures|mocks|snapshots)__"
)
_PROSE = DOCUMENTS - {"website"} | {"screenshots", ".storybook", "stories"}
_MANIFESTS = tuple(name for name in MODULES if "*" not in name)
_PROGRAM = frozenset(
    "public static wwwroot www htdocs webroot templates views assets resources res img images media content "
    "pages locales i18n priv src lib app".split()
)
"""Folders of what a program serves, reads or is."""


def holds_tests(name: str) -> bool:
    """Tests, their data, or measurements: "tests", "app-tests", "testdata", "__snapshots__"; "openapi-spec"
    specifies something else.
    """
    return _TESTS.fullmatch(name.lower()) is not None


def holds_prose(name: str) -> bool:
    """Documents or examples; one that holds source itself may be a part of the program."""
    return name.lower() in _PROSE


def is_test_or_doc(name: str) -> bool:
    """Either of them."""
    return holds_tests(name) or holds_prose(name)


def has_program_folder(folders: Iterable[str]) -> bool:
    """Return whether one is the program's own folder: it shows what is called docs or demo there."""
    return any(folder.lower() in _PROGRAM for folder in folders)


def any_test_or_doc(names: Iterable[str]) -> bool:
    """Return whether one of these folders holds tests, documents or examples."""
    return any(map(is_test_or_doc, names))


def is_module(folder: str, there: Container[str]) -> bool:
    """Return whether a build configures or compiles the folder, whatever its name; without it, it may fail.

    there: the paths of the context. It holds a manifest of a module, or lies in a package of the autotools:
    a configure script makes files of templates in any of its folders. CMake adds what its files say.
    """
    above = folder.rpartition("/")[0]
    signs = [f"{folder}/{name}" for name in _MANIFESTS] + [
        f"{above}{name.removeprefix('..')}" for name in CONFIGURED
    ]
    if f"{above}/CMakeLists.txt" in there:
        signs.remove(f"{folder}/CMakeLists.txt")
    return any(sign in there for sign in signs)
