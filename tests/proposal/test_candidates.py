"""Which rules come into inputs for what is there."""

from __future__ import annotations

import pytest

from ctxtrim.proposal.expected_junk import Coming, expected_junk
from ctxtrim.proposal.git_ignored import from_gitignore, is_product
from tests.proposal.contexts import Contents, World

MB = 1_000_000


def patterns(world: World, old: bytes = b"", preventive: bool = False) -> dict[str, tuple[str, str]]:
    """Pattern -> (tier, record)."""
    found: dict[str, tuple[str, str]] = {}
    for candidate in world.inputs(old, preventive).candidates:
        found.setdefault(candidate.pattern, (candidate.tier, candidate.record))
    found.pop(".dockerignore", None)
    return found


BLOCK = "# >>> ctxtrim\n{}\n# <<< ctxtrim\n"


def test_a_project_of_sources_alone_gives_none() -> None:
    assert patterns(World({"main.go": 10, "go.mod": 10, "pkg/a.go": 10})) == {}


@pytest.mark.parametrize(
    ("contents", "pattern", "tier", "record"),
    [
        ({"a/node_modules/x/i.js": 1, "a/package.json": "{}"}, "**/node_modules", "safe", None),
        ({"foo/pyvenv.cfg": 1, "foo/bin/python": 1}, "foo", "safe", "environments-venv-any-name"),
        ({"c++ env/pyvenv.cfg": 1, "x": 1}, "c\\+\\+ env", "safe", "environments-venv-any-name"),
        (
            {"tool/cache/CACHEDIR.TAG": "Signature", "tool/cache/x": 1},
            "tool/cache",
            "safe",
            "temporary-tagged-cache",
        ),
        ({"box/.gitignore": "*\n", "box/x": 1}, "box", "safe", "ignores-itself"),
        ({"wt/.git": "gitdir: /r/.git/worktrees/wt\n", "wt/x": 1}, "wt", "safe", "worktree"),
        ({"d/a.mp4": MB, **{f"s/{n}.py": 9 for n in range(30)}}, "d/a.mp4", "unsafe", "unnamed-files"),
        (
            {"d/1.mp4": MB, "d/2.mp4": MB, **{f"s/{n}.py": 9 for n in range(30)}},
            "d/*.mp4",
            "unsafe",
            "unnamed-files",
        ),
        ({"app/tests/test_a.py": MB, "app/a.py": 9}, "app/tests", "unsafe", "folder-aside"),
        ({"gen/docusaurus.config.ts": 9, "gen/docs/a.md": 9}, "gen", "unsafe", "docs-site"),
        ({"apps/docs/source.config.ts": 9, "apps/docs/src/a.ts": 9}, "**/docs", "unsafe", "docs-site-nested"),
        ({"app-web/docs/a.md": MB, "app/a.py": 9}, "app-web/docs", "unsafe", "folder-aside"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_candidates(contents: Contents, pattern: str, tier: str, record: str | None) -> None:
    tracked = [path for path in contents if path.startswith(("d/", "s/", "src/", "app"))]
    found = patterns(World(contents, tracked=tracked or None))
    assert pattern in found, found
    assert found[pattern][0] == tier
    assert record is None or found[pattern][1] == record


@pytest.mark.parametrize(
    ("contents", "pattern"),
    [
        ({"box/.gitignore": "*\n", "box/x": 1}, "box"),
        ({"box/.gitignore": "*\n!keep\n", "box/x": 1}, "box"),
        ({"sub/.git": "gitdir: ../.git/modules/sub\n", "sub/x": 1}, "sub"),
        ({"web/docs/a.md": MB, "web/docs/conf.py": 9, "app/a.py": 9}, "web/docs"),
        ({"docusaurus.config.ts": 9, "docs/a.md": 9}, "**"),
        ({"templates/docs/a.html": MB, "app/a.py": 9}, "templates/docs"),
        ({"pipe/examples/a.txt": MB, "pipe/__init__.py": 9}, "pipe/examples"),
        ({"public/img/demo/a.png": MB, "app/a.py": 9}, "public/img/demo"),
        ({"app/fixtures/a.json": MB, "app/models.py": 9}, "app/fixtures"),
        ({"app/tests/a.py": 9, "app/a.py": 9}, "app/tests"),
        ({"public/movie.mp4": 9 * MB, "a.py": 9}, "public/movie.mp4"),
        ({"d/data.csv": 9 * MB, "a.py": 9}, "d/data.csv"),
        ({"d/movie.mp4": 9 * MB, "a.py": "play('movie.mp4')"}, "d/movie.mp4"),
    ],
    ids=[
        "tracked below",
        "an exception",
        "a submodule",
        "source among documents",
        "the site is all there is",
        "documents among templates",
        "data of a package",
        "pictures that are served",
        "what an application starts with",
        "tests of no weight",
        "served",
        "read as code",
        "named",
    ],
)
def test_no_candidates(contents: Contents, pattern: str) -> None:
    assert pattern not in patterns(World(contents))


def test_what_is_ignored_is_named_outermost_and_products_only_by_the_user() -> None:
    world = World(
        {"x/y/a": 1, "x/y/b": 1, "dist/app.js": 1, "z.jar": 1, "z.o": 1},
        ignored=["x", "dist", "z.jar", "z.o"],
    )
    found = {pattern: tier for pattern, (tier, record) in patterns(world).items() if record == "git-ignored"}
    assert found == {"x": "unsafe", "z.o": "unsafe", "dist": "never", "z.jar": "never"}


METADATA = [
    (".github/workflows/ci.yml", ".github", "safe"),
    (".vscode/settings.json", ".vscode", "safe"),
    ("Dockerfile", "Dockerfile*", "safe"),
    ("compose.yaml", "compose.y*ml", "safe"),
    (".gitignore", ".gitignore", "safe"),
    (".editorconfig", ".editorconfig", "unsafe"),
    (".storybook/main.ts", "**/.storybook", "unsafe"),
    ("k8s/app.yaml", "k8s", "unsafe"),
    ("docs/a.md", "docs", "unsafe"),
]


@pytest.mark.parametrize(("path", "pattern", "tier"), METADATA)
def test_settings_that_no_program_opens_are_safe_though_tracked(path: str, pattern: str, tier: str) -> None:
    world = World({path: 9, "app.py": 9, "package.json": "{}"})
    assert patterns(world)[pattern][0] == tier


OWN = [
    ("the user's own spreadsheet", "a.xlsx", ["app.py"], "safe"),
    ("a spreadsheet of the project", "a.xlsx", ["app.py", "a.xlsx"], "unsafe"),
    ("git tracks nothing yet", "a.xlsx", None, "unsafe"),
]


@pytest.mark.parametrize(("path", "tracked", "tier"), [row[1:] for row in OWN], ids=[row[0] for row in OWN])
def test_data_is_safe_only_where_no_clone_has_it(path: str, tracked: list[str] | None, tier: str) -> None:
    assert patterns(World({path: MB, "app.py": 9}, tracked=tracked))[path.replace("a.", "*.")][0] == tier


def test_few_folders_of_heavy_files_are_named_many_are_not() -> None:
    few = World({f"notes{n}/a.xlsx": 9 for n in range(3)})
    many = World({f"notes{n}/a.xlsx": 9 for n in range(4)})
    assert {"notes0/*.xlsx", "notes1/*.xlsx", "notes2/*.xlsx"} <= patterns(few).keys()
    assert "**/*.xlsx" in patterns(many) and "**/*.xlsx" not in patterns(few)


REBUILT = [
    ("vite build", "FROM a\nCOPY . .\nRUN npx vite build\n", {"Dockerfile"}, "safe"),
    ("a script", "FROM a\nCOPY . .\nRUN npm run build\n", {"Dockerfile"}, "safe"),
    ("another command", "FROM a\nCOPY . .\nRUN npm ci\n", {"Dockerfile"}, "never"),
    ("nothing runs", "FROM nginx\nCOPY . /usr/share/nginx/html\n", {"Dockerfile"}, "never"),
    ("one build of two", "FROM a\nCOPY . .\nRUN npx vite build\n", {"Dockerfile", "Dockerfile.web"}, "never"),
]


@pytest.mark.parametrize(
    ("dockerfile", "files", "tier"), [row[1:] for row in REBUILT], ids=[row[0] for row in REBUILT]
)
def test_ignored_output_is_safe_where_every_build_makes_it_again(
    dockerfile: str, files: set[str], tier: str
) -> None:
    texts = {name: dockerfile if name == "Dockerfile" else "FROM nginx\nCOPY . /www\n" for name in files}
    contents = {"package.json": '{"scripts": {"build": "tsc && vite build"}}', "dist/app.js": MB, "a.ts": 9}
    assert patterns(World(contents, texts, ignored=["dist"]))["dist"][0] == tier


def test_many_ignored_files_give_the_heaviest_only() -> None:
    names = {f"src/{n}.q": n for n in range(1000)}
    found = [
        p for p, (_, record) in patterns(World(names, ignored=list(names))).items() if record == "git-ignored"
    ]
    assert len(found) == 100 and "src/999.q" in found and "src/1.q" not in found


def test_a_rule_of_an_earlier_run_stands_below_the_threshold_as_long_as_its_reason_stands() -> None:
    small = {"app/tests/a.py": 9, "app/a.py": 9, "d/x.mp4": 10}
    assert not {"app/tests", "d/x.mp4"} & patterns(World(small)).keys()
    old = BLOCK.format("app/tests\nd/x.mp4\n**/__pycache__").encode()
    assert {"app/tests", "d/x.mp4", "**/__pycache__"} <= patterns(World(small), old).keys()
    named = {**small, "app/a.py": "play('x.mp4')"}
    assert "d/x.mp4" not in patterns(World(named), old)


EXPECTED = [
    ("a package.json in the root", {"package.json": "{}"}, "**/node_modules", True),
    ("a package of a monorepo", {"apps/web/package.json": "{}"}, "**/node_modules", True),
    ("another language", {"go.mod": ""}, "**/node_modules", False),
    ("a package.json among tests", {"go.mod": "", "tests/package.json": "{}"}, "**/node_modules", False),
    ("a package.json of a dependency", {"vendor/a/package.json": "{}"}, "**/node_modules", False),
    ("Cargo in the root", {"Cargo.toml": "", "src/main.rs": 1}, "target", True),
    ("Cargo below", {"rust/Cargo.toml": "", "app.py": 1}, "target", False),
    ("Next.js", {"package.json": "{}", "next.config.mjs": ""}, "**/.next", True),
    (".NET", {"src/App/App.csproj": ""}, "**/obj", True),
    ("Elixir", {"mix.exs": ""}, "_build", True),
    ("Rails", {"config.ru": "", "Gemfile": ""}, "log/*", True),
    ("Python", {"pyproject.toml": ""}, "**/.venv", True),
    ("nothing of another stack", {"pyproject.toml": ""}, "**/.nyc_output", False),
    ("an environment file where there is an example", {"main.c": 1, ".env.example": 1}, "**/.env", True),
    ("an environment file that a tool reads", {"composer.json": 1}, "**/.env", True),
    ("an environment file that nothing speaks of", {"main.c": 1}, "**/.env", False),
]


@pytest.mark.parametrize(
    ("contents", "pattern", "is_expected"), [row[1:] for row in EXPECTED], ids=[row[0] for row in EXPECTED]
)
def test_expected_junk(contents: Contents, pattern: str, is_expected: bool) -> None:
    assert pattern not in patterns(World(contents))
    assert (pattern in patterns(World(contents), preventive=True)) == is_expected


def test_only_what_git_reckons_with_and_a_build_takes_is_expected() -> None:
    paths = ["main.c", "web/package.json", "pyproject.toml"]
    arise = {"web/node_modules", "node_modules", ".venv", "__pycache__"}
    everything = Coming(arise.__contains__, lambda path: True)
    assert expected_junk(paths, everything) == {"**/node_modules", "**/.venv", "**/__pycache__", "**/.env"}
    only_web = Coming(arise.__contains__, lambda path: path.startswith("web/"))
    assert expected_junk(paths, only_web) == {"**/node_modules"}


def test_a_proof_below_an_excluded_folder_is_no_candidate() -> None:
    world = World({"env/conda-meta/history": 1, "env/x": 1})
    assert "env" not in patterns(world, b"env\n!env/conda-meta/history\n")


def test_data_that_git_does_not_hold_is_junk_of_this_machine() -> None:
    found = patterns(World({"data/big.csv": MB, "app.py": 9}, tracked=["app.py"]))
    assert found.get("data", ("safe", ""))[0] == "safe"


def test_translated_patterns_keep_their_exceptions_and_leave_products() -> None:
    found = list(from_gitignore(["**/*.log", "!keep.log", "dist", "tmp"]))
    assert [(c.pattern, c.keeps, c.untracked) for c in found] == [
        ("**/*.log", ("keep.log",), True),
        ("tmp", ("keep.log",), True),
    ]


@pytest.mark.parametrize(
    ("path", "product"), [("a/dist", True), ("x.jar", True), ("Build", True), ("src", False)]
)
def test_products(path: str, product: bool) -> None:
    assert is_product(path) is product


def test_a_great_context_is_heard_in_no_time() -> None:
    world = World({f"p{n % 97}/docs/s{n % 13}/f{n}.md": 900 for n in range(20_000)})
    assert "p0/docs" in patterns(world)
