"""What a source names stays; what only people read about does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ctxtrim.references import referenced


class Sources:
    """A tree of texts."""

    def __init__(self, texts: dict[str, str | bytes | None]) -> None:
        self._texts = texts

    def kind(self, path: str) -> str:
        return "file" if path in self._texts else ""

    def children(self, path: str) -> Sequence[str]:
        return ()

    def read(self, path: str) -> bytes | None:
        text = self._texts[path]
        return text.encode() if isinstance(text, str) else text

    def files(self) -> Sequence[str]:
        return sorted(self._texts)


def named(candidates: Sequence[str], source: str, text: str | bytes | None) -> dict[str, tuple[str, int]]:
    return referenced(Sources({source: text}), candidates, [source])


LOGO = "img/logo.png"
NAMED = [
    ("html", LOGO, "app/base.html", '<p>\n<img src="/img/logo.png">', 2),
    ("css", LOGO, "web/a.css", "a { background: url(../img/logo.png) }", 1),
    ("a base name alone", LOGO, "a.py", 'send_file("logo.png")', 1),
    ("a longer path in the image", LOGO, "a.py", 'open("/app/img/logo.png")', 1),
    ("a path after a variable", LOGO, "a.js", "`${base}/img/logo.png`", 1),
    ("an import of a bundler", "src/logo.svg", "src/app.js", "import logo from './logo.svg'", 1),
    ("an alias of the sources", "src/assets2/logo.svg", "src/app.vue", "require('@/assets2/logo.svg')", 1),
    ("flask", "app/media/a.png", "app/a.html", "{{ url_for('media', filename='a.png') }}", 1),
    ("a data folder and a name", "app/data/x.csv", "app/a.py", 'pd.read_csv(DATA_DIR / "x.csv")', 1),
    ("a name without extension", "app/data/words", "app/a.py", 'open(DATA_DIR / "words")', 1),
    ("parts of a path", "app/data/x.csv", "app/a.py", 'os.path.join(HERE, "data", "x.csv")', 1),
    ("a glob of a folder", "data/x.csv", "a.py", 'glob("data/*.csv")', 1),
    ("a recursive glob", "data/deep/x.csv", "a.py", 'glob("data/**/*.csv")', 1),
    ("an interpolated name", "data/x.csv", "a.py", 'open(f"data/{name}.csv")', 1),
    ("a folder mounted", "media/deep/a.mp4", "a.py", 'app.mount("/m", StaticFiles(directory="media"))', 1),
    ("what is drawn, by its ending", "img2/a.psd", "a.py", 'glob("img2/*.psd")', 1),
    ("a folder sent from", "media/a.mp4", "a.py", "send_from_directory('media', name)", 1),
    ("a folder of the image", "media/a.mp4", "a.py", 'ROOT = Path("/app/media")', 1),
    ("webpack's context", "src/pics/a.png", "src/a.js", "require.context('./pics', true)", 1),
    ("package data", "app/data/a.json5", "setup.py", 'package_data={"app": ["data/*"]}', 1),
    ("settings", "data/a.xlsx", "config/app.yaml", "table: data/a.xlsx", 1),
    ("json", "data/a.xlsx", "config/app.json", '{"table": "data/a.xlsx"}', 1),
    ("a shell script", "dump.sql", "docker/entry.sh", "psql < dump.sql", 1),
    ("the end of a sentence", "a.xlsx", "a.py", '"""Reads a.xlsx."""', 1),
    ("a name with spaces", "data/my photo.png", "a.html", '<img src="data/my photo.png">', 1),
    ("a name with spaces, encoded", "data/my photo.png", "a.html", "<img src=data/my%20photo.png>", 1),
    ("a name beyond ASCII", "data/übersicht.xlsx", "a.py", 'open("data/übersicht.xlsx")', 1),
    ("markdown that becomes a page", "content/a.png", "content/post.md", "![](a.png)", 1),
    ("mdx", "app/a.png", "app/page.mdx", "![](./a.png)", 1),
    ("among tests, with their folder", "tests/a.xlsx", "app/a.py", 'open("tests/a.xlsx")', 1),
    ("among tests, from a test", "tests/data/a.xlsx", "tests/test_a.py", 'open("a.xlsx")', 1),
    ("a page's own picture among pages", "app/pics/a.png", "app/page.mdx", "![](pics/a.png)", 1),
    ("a folder before an unknown name", "notes/a.xlsx", "a.py", 'open(f"notes/{name}.xlsx")', 1),
    ("a file below an unknown folder", "x/a.xlsx", "a.py", 'open(f"{folder}/a.xlsx")', 1),
    ("an include of C", "assets.h", "main.c", '# include "x"\n#include "assets.h"', 2),
]


@pytest.mark.parametrize(
    ("path", "source", "text", "line"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED]
)
def test_it_is_named(path: str, source: str, text: str, line: int) -> None:
    assert named([path], source, text) == {path: (source, line)}


UNNAMED = [
    ("an empty source", LOGO, "a.py", ""),
    ("a source that cannot be read", LOGO, "a.py", None),
    ("binary", LOGO, "a.py", b"\0logo.png"),
    ("a readme", LOGO, "README.md", "![](img/logo.png)"),
    ("documentation", LOGO, "docs/guide.md", "![](../img/logo.png)"),
    ("a longer name", LOGO, "a.py", 'open("biglogo.png")'),
    ("a longer extension", LOGO, "a.py", 'open("logo.png.txt")'),
    ("another host", LOGO, "a.html", '<img src="https://cdn.example/img/logo.png">'),
    ("a comment of Python", LOGO, "a.py", "x = 1\n  # see logo.png"),
    ("a comment of C", LOGO, "a.c", "// see logo.png"),
    ("where uploads go", "media/covers/a.png", "shop/models.py", 'ImageField(upload_to="covers/")'),
    ("the folder of uploads", "media/a.png", "shop/settings.py", 'MEDIA_ROOT = BASE_DIR / "media"'),
    ("what pictures are drawn in", "assets2/a.psd", "app/a.py", 'os.path.join(HERE, "assets2")'),
    ("a volume", "media/a.png", "compose.yaml", "      - ./media:/srv/media"),
    ("an exclusion", "data/x.csv", "pyproject.toml", 'exclude = ["data/*.csv"]'),
    ("another ending", "data/x.xlsx", "a.py", 'glob("data/*.csv")'),
    ("a word that is no folder", "data/x.csv", "a.py", "data = load()"),
    ("a quoted word that is no path", "data/x.csv", "a.py", 'row["data"] = 1'),
    ("a route", "docs/x.csv", "a.py", 'app.get("/docs/")'),
    ("a folder of another name", "data/x.csv", "a.py", 'open("metadata/" + name)'),
    ("another folder of the same name", "web/pics/a.png", "src/a.js", "require.context('./pics')"),
    ("workspaces", "packages/a/a.png", "package.json", '{"workspaces": ["packages/*"]}'),
    ("a folder in a page's prose", "packages/a/a.png", "app/page.mdx", "see packages/a/ for more"),
    ("a page of documentation", "app/a.png", "docs/page.mdx", "![](../app/a.png)"),
    ("a lock file", "a.png", "package-lock.json", '"a.png"'),
    ("a Dockerfile", "data/a.csv", "Dockerfile", "COPY data/ /data"),
    ("an ignore file", "data/a.csv", ".dockerignore", "data/a.csv"),
    ("installed packages", LOGO, ".venv/lib/a.py", '"logo.png"'),
    ("a source itself", "a.py", "a.py", '"a.py"'),
    ("among documents, without their folder", "docs/logo.png", "app/a.py", 'send_file("logo.png")'),
    ("the start of a format string", "notes/a.xlsx", "a.py", 'path=f"notes.{index}.message"'),
    ("the start of a template", "notes/a.xlsx", "a.js", "open(`notes.${i}.x`)"),
    ("the end of a format string", "x/a.xlsx", "a.py", 'open(f"{name}a.xlsx")'),
    ("only the nearer of two", "app/a/x.csv", "app/a.py", 'open("app/b/x.csv")'),
]


@pytest.mark.parametrize(
    ("path", "source", "text"), [row[1:] for row in UNNAMED], ids=[row[0] for row in UNNAMED]
)
def test_it_is_not_named(path: str, source: str, text: str | bytes | None) -> None:
    assert path not in named([path, "app/b/x.csv", "src/pics/z.png"], source, text)


SERVED = [
    ("public", "public/a.png", ("public", 0)),
    ("static of an application", "app/static/css/a.png", ("app/static", 0)),
    ("assets below a source folder", "src/assets/a.png", ("src/assets", 0)),
    ("resources of Java", "src/main/resources/a.bin", ("src/main/resources", 0)),
]


@pytest.mark.parametrize(("path", "place"), [row[1:] for row in SERVED], ids=[row[0] for row in SERVED])
def test_what_frameworks_serve_as_a_whole_is_named(path: str, place: tuple[str, int]) -> None:
    assert referenced(Sources({}), [path], []) == {path: place}


@pytest.mark.parametrize("path", ["docs/public/a.png", "assets/a.png", "website/static/a.png", "public"])
def test_what_is_not_served_needs_a_name(path: str) -> None:
    assert referenced(Sources({}), [path], []) == {}


def test_the_first_source_that_names_it_is_told() -> None:
    tree = Sources({"a.py": "x", "b.py": 'open("x.csv")', "c.py": '\nopen("x.csv")'})
    assert referenced(tree, ["x.csv"], ["a.py", "c.py", "b.py"]) == {"x.csv": ("c.py", 2)}


def test_a_bare_name_means_every_file_of_that_name() -> None:
    assert set(named(["a/x.csv", "b/x.csv"], "m.py", 'open(D / "x.csv")')) == {"a/x.csv", "b/x.csv"}


def test_more_of_a_path_means_fewer_files() -> None:
    assert set(named(["a/x.csv", "b/x.csv", "c/a/x.csv"], "m.py", '"a/x.csv"')) == {"a/x.csv", "c/a/x.csv"}


def test_a_relative_path_means_one_file() -> None:
    assert set(named(["w/a.svg", "v/a.svg", "a.svg"], "w/m.js", "import a from './a.svg'")) == {"w/a.svg"}


def test_a_later_mention_counts_where_the_first_is_a_comment() -> None:
    assert named(["x.csv"], "m.py", '# x.csv\n"x.csv"') == {"x.csv": ("m.py", 2)}


def test_many_candidates_and_a_long_source_take_no_product_of_both() -> None:
    candidates = [f"data/d{n}/file{n}.csv" for n in range(20_000)]
    text = "\n".join(f'open("other{n}/thing{n}.csv")' for n in range(20_000)) + '\nopen("file7.csv")'
    assert set(named(candidates, "m.py", text)) == {"data/d7/file7.csv"}
