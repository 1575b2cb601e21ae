"""Which names in a directory show what it is?"""

from __future__ import annotations

MODULES = (
    "*.csproj",
    "*.fsproj",
    "BUILD",
    "BUILD.bazel",
    "CMakeLists.txt",
    "Cargo.toml",
    "Makefile.am",
    "Makefile.in",
    "build.gradle",
    "build.gradle.kts",
    "dune",
    "meson.build",
    "pom.xml",
)
"""A directory that holds one is a module of the build, which may fail without it."""

CONFIGURED = ("../configure.ac", "../configure.in", "../Makefile.am")
"""In a package of the autotools any directory may hold templates, which `configure` does not do without."""

TESTS = (
    "*.Test",
    "*.Tests",
    "*.spec.[jt]s",
    "*.test.[jt]s",
    "*.test.[jt]sx",
    "*Test.php",
    "*_test.go",
    "*_test.py",
    "*_test.rb",
    "*/*Test.php",
    "conftest.py",
    "fixtures",
    "test_*.py",
    "unit",
)
"""A directory called tests that holds one does hold tests."""
