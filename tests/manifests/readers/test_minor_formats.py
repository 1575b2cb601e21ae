"""What short manifests name, and the settings that checks of the JVM's builds read."""

from __future__ import annotations

import pytest

from tests.manifests.standing import named, needs_of

SWIFT = (
    'targets: [\n.executableTarget(name: "App"),\n.testTarget(\n  name: "AppTests", dependencies: []),\n]\n'
)


@pytest.mark.parametrize(
    ("files", "command", "path", "read"),
    [
        pytest.param(
            {"a.cabal": "", "src/A.hs": 'x = $(embedFile "docs/x.md")\n', "docs/x.md": ""},
            "cabal build",
            "docs/x.md",
            True,
            id="what Haskell embeds",
        ),
        pytest.param(
            {"build.zig": "", "src/a.zig": 'const x = @embedFile("../docs/x.md");\n', "docs/x.md": ""},
            "zig build",
            "docs/x.md",
            True,
            id="what Zig embeds",
        ),
        pytest.param(
            {"build.zig": "", "src/a.zig": 'const x = "../docs/x.md";\n', "docs/x.md": ""},
            "zig build",
            "docs/x.md",
            False,
            id="what Zig only names",
        ),
        pytest.param(
            {"a/build.gradle.kts": 'main { resources { srcDir("../test/shared") } }\n', "test/shared/x": ""}
            | {"settings.gradle.kts": 'include("a")\n'},
            "./gradlew build",
            "test/shared",
            True,
            id="a folder of resources",
        ),
        pytest.param(
            {"build.gradle": "it.java.srcDirs = ['src/itTest/java']\n", "src/itTest/java/A.java": ""},
            "./gradlew build",
            "src/itTest/java",
            False,
            id="a folder of tests",
        ),
        pytest.param(
            {"mage.go": 'package main\nimport "github.com/magefile/mage/mage"\n', "go.mod": "module a.b/c\n"}
            | {"cmd/a/main.go": "package main\n//go:embed docs/*.md\nvar d FS\n", "cmd/a/docs/a.md": ""},
            "go run mage.go build",
            "cmd/a/docs/*.md",
            True,
            id="what mage builds",
        ),
        pytest.param(
            {"Package.swift": SWIFT, "Tests/AppTests/a.swift": ""},
            "swift build",
            "Tests/AppTests",
            True,
            id="a target of tests",
        ),
        pytest.param(
            {"Package.swift": SWIFT, "Tests/Old/a.swift": ""},
            "swift build",
            "Tests/Old",
            False,
            id="no target",
        ),
        pytest.param(
            {"build.gradle.kts": 'plugins {\n id("org.jlleitschuh.gradle.ktlint")\n}\n', ".editorconfig": ""},
            "./gradlew build",
            ".editorconfig",
            True,
            id="ktlint",
        ),
        pytest.param(
            {"build.gradle.kts": "plugins {\n}\n", ".editorconfig": ""},
            "./gradlew build",
            ".editorconfig",
            False,
            id="no formatter",
        ),
        pytest.param(
            {"pom.xml": "<p><artifactId>spotless-maven-plugin</artifactId></p>", ".editorconfig": ""},
            "mvn verify",
            ".editorconfig",
            True,
            id="spotless of Maven",
        ),
    ],
)  # fmt: skip
def test_a_step_reads(files: dict[str, str | bytes], command: str, path: str, read: bool) -> None:
    assert (path in named(needs_of(files, command))) is read
