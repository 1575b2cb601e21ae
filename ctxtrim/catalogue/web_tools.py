"""What do linters, test runners and component catalogues of the web leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, LOGS, MEDIA, SETTINGS, SOURCE
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="web tools",
    markers=("package.json", "node_modules", "deno.json", "bun.lockb", "bun.lock"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="webtools-cypress-output",
        pattern="**/cypress/videos",
        tier="safe",
        why="recordings of a test run",
        kind=MEDIA,
        hits=("cypress/videos/a.mp4", "web/cypress/videos/a"),
        misses=("cypress/e2e/a.cy.ts",),
    ),
    _record(
        name="webtools-cypress-screenshots",
        pattern="**/cypress/screenshots",
        tier="safe",
        why="recordings of a test run",
        kind=MEDIA,
        hits=("cypress/screenshots/a.png",),
        misses=("cypress/e2e/a.cy.ts",),
    ),
    _record(
        name="webtools-eslint-cache",
        pattern="**/.eslintcache",
        tier="safe",
        why="what a linter remembers",
        kind=CACHES,
        hits=(".eslintcache", "web/.eslintcache"),
        misses=(".eslintrc.js",),
    ),
    _record(
        name="webtools-playwright-report",
        pattern="**/playwright-report",
        tier="safe",
        why="the report of a test run",
        kind=LOGS,
        hits=("playwright-report/index.html",),
        misses=("playwright.config.ts",),
    ),
    _record(
        name="webtools-playwright-results",
        pattern="**/test-results",
        tier="safe",
        why="recordings of a test run",
        kind=LOGS,
        hits=("test-results/a/trace.zip",),
        misses=("tests/results.ts",),
    ),
    _record(
        name="webtools-prettier-ignore",
        pattern=".prettierignore",
        tier="unsafe",
        why="settings of a formatter",
        kind=SETTINGS,
        hits=(".prettierignore",),
        misses=("web/.prettierignore",),
    ),
    _record(
        name="webtools-stories",
        pattern="**/*.stories.[jt]s",
        tier="unsafe",
        why="examples for a catalogue of components",
        kind=SOURCE,
        hits=("src/Button.stories.ts",),
        misses=("src/stories.ts",),
    ),
    _record(
        name="webtools-stories-mdx",
        pattern="**/*.stories.mdx",
        tier="unsafe",
        why="examples for a catalogue of components",
        kind=SOURCE,
        hits=("src/Button.stories.mdx",),
        misses=("src/stories.mdx",),
    ),
    _record(
        name="webtools-stories-react",
        pattern="**/*.stories.[jt]sx",
        tier="unsafe",
        why="examples for a catalogue of components",
        kind=SOURCE,
        hits=("src/Button.stories.tsx",),
        misses=("src/stories.tsx",),
    ),
    _record(
        name="webtools-storybook-settings",
        pattern="**/.storybook",
        tier="unsafe",
        why="a catalogue of components for developers",
        kind=SETTINGS,
        hits=(".storybook/main.ts", "packages/ui/.storybook/a"),
        misses=("src/storybook.ts",),
    ),
    _record(
        name="webtools-storybook-static",
        pattern="**/storybook-static",
        tier="unsafe",
        why="a rendered catalogue of components",
        kind=BUILD_OUTPUT,
        untracked=True,
        hits=("storybook-static/index.html",),
        misses=(".storybook/main.ts",),
    ),
    _record(
        name="webtools-stylelint-cache",
        pattern="**/.stylelintcache",
        tier="safe",
        why="what a linter remembers",
        kind=CACHES,
        hits=(".stylelintcache",),
        misses=(".stylelintrc",),
    ),
)
