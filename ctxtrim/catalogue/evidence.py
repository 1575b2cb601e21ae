"""Names in a directory that show what the directory is; `MODULES` and so on are "@modules" in the records."""

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
"""A directory that holds one of these is a module of the build, which may fail without it."""

CONFIGURED = ("../configure.ac", "../configure.in", "../Makefile.am")
"""In an autotools package any directory may hold templates that `configure` requires."""

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
"""A directory named tests that holds one of these holds tests."""
