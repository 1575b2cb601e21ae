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
