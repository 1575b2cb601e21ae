"""Commands that run tests need the tests: (files, commands) -> folders and files of tests that are needed."""

from __future__ import annotations

import re

import pytest

from ctxtrim.manifests.tables import data
from tests.manifests.standing import needs_of

FILES: dict[str, str | bytes] = {
    ".github/workflows/test.yml": "",
    ".config/tests/a": "",
    "Makefile": "test:\n\techo\n",
    "app/a.test.ts": "",
    "app/a.ts": "",
    "app/tests/unit/a.py": "",
    "docs/use.md": "",
    "Shop.Tests/A.cs": "",
    "latest/x": "",
    "node_modules/x/test/a.js": "",
    "package.json": "{}",
    "pom.xml": "<project/>",
    "src/main/java/contests/A.java": "",
    "src/test/java/A.java": "",
}
EVERY = {"Shop.Tests", "app/a.test.ts", "app/tests", "src/test"}


def found_tests(files: dict[str, str | bytes], *commands: str) -> dict[str, str]:
    """Path -> the reason, of the needs that this reader states."""
    needs = needs_of(files, *commands)
    return {need.glob: need.why for need in needs if re.search("runs tests|tests run", need.why)}


@pytest.mark.parametrize(
    "command",
    [
        "mvn -B verify",
        "./mvnw package",
        "gradle build",
        "./gradlew :app:test",
        "cargo test",
        "cargo nextest run",
        "bundle exec rspec",
        "rake",
        "bin/rails test",
        "npm test",
        "npm run test:unit",
        "yarn workspace web test",
        "npx vitest run",
        "bunx jest",
        "node --test",
        "mix test",
        "vendor/bin/phpunit",
        "php artisan test",
        "ctest",
        "cmake --build . --target test",
        "make check",
        "sbt test",
        'sbt "core/testOnly a.B"',
        "pytest",
        "python -m pytest -x",
        "uv run pytest app",
        "python manage.py test",
        "tox -e py312",
        "coverage run -m pytest",
        "go test ./...",
        "dotnet test",
        "dune runtest",
        "CMD pytest",
        'CMD ["npm", "test"]',
    ],
)
def test_a_command_that_runs_tests_needs_them(command: str) -> None:
    assert found_tests(FILES, command).keys() == EVERY


@pytest.mark.parametrize(
    "command",
    [
        "mvn -B package -DskipTests",
        "mvn install -Dmaven.test.skip=true",
        "gradle build -x test",
        "gradle assemble",
        "cargo build --release",
        "npm ci",
        "npm run build",
        "npm run contest",
        "mix compile",
        "make install",
        "sbt stage",
        "go build ./...",
        "test -d app",
        "pip install pytest",
        "python latest.py",
    ],
)
def test_a_command_that_runs_none_needs_none(command: str) -> None:
    assert found_tests(FILES, command) == {}


def test_only_the_tests_below_the_place_where_they_run_are_needed() -> None:
    assert found_tests(FILES, "cd app && pytest").keys() == {"app/a.test.ts", "app/tests"}


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (".github/workflows/ci.yml", "jobs:\n  t:\n    steps:\n      - run: docker run --rm app pytest -x\n"),
        (".gitlab-ci.yml", "test:\n  script:\n    - docker compose run app npm test\n"),
        ("Makefile", "check:\n\tdocker run --rm \\\n\t  -v x:/y app:latest \\\n\t  mix test\n"),
        ("compose.test.yml", "services:\n  sut:\n    build: .\n    command: ['bundle', 'exec', 'rspec']\n"),
        ("ci/run.sh", 'podman run "$IMAGE" sh -c "cd /app && cargo test"\n'),
        ("README.md", "Run `docker run -it app pytest app/tests` to see it work.\n"),
    ],
)
def test_tests_that_run_in_the_image_are_needed(where: str, text: str) -> None:
    assert found_tests({**FILES, where: text}).keys() == EVERY


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (
            ".github/workflows/ci.yml",
            "jobs:\n  t:\n    steps:\n      - run: pytest && docker run --rm app serve\n",
        ),
        ("compose.yml", "services:\n  web:\n    image: test\n    command: serve --test\n"),
        ("notes/ci.yml", "run: docker run app pytest\n"),
    ],
)
def test_tests_that_run_outside_of_the_image_are_not(where: str, text: str) -> None:
    assert found_tests({**FILES, where: text}) == {}


def test_the_table_has_only_its_columns_and_expressions() -> None:
    for row in data("test_commands.toml")["command"]:
        assert row.keys() <= {"tools", "words", "bare", "unless", "folders"}
        assert row["tools"]
        for column in ("words", "unless", "folders"):
            re.compile(row.get(column, ""))
