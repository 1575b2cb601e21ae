"""Python packages that a dotted word names."""

from __future__ import annotations

import pytest

from ctxtrim.references.packages import named_packages
from tests.references.test_references import Sources

FILES = ("example/__init__.py", "example/settings.py", "example/urls.py", "src/demo/app.py")


@pytest.mark.parametrize(
    ("source", "text", "package"),
    [
        ("manage.py", 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")', "example"),
        ("app/wsgi.py", "load('example.settings')", "example"),
        ("pyproject.toml", '[project.scripts]\na = "demo.app:main"\n', "src/demo"),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    a = demo.app:main\n", "src/demo"),
        ("uwsgi.ini", "module = example.urls:application", "example"),
        ("Procfile", "web: gunicorn example.settings", "example"),
        ("Dockerfile", 'ENV DJANGO_SETTINGS_MODULE=example.settings\nCMD ["python"]', "example"),
        ("manage.py", 'x = "example.settings.DEBUG"', "example"),
    ],
)
def test_a_dotted_word_names_a_package(source: str, text: str, package: str) -> None:
    tree = Sources({**dict.fromkeys(FILES, ""), source: text})
    assert named_packages(tree, FILES, [source]).keys() == {package}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("manage.py", "example.settings = 1"),
        ("manage.py", '"example.other.thing"'),
        ("manage.py", '"example"'),
        ("pyproject.toml", '[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "example.settings"\n'),
        ("setup.cfg", "[tool:pytest]\nDJANGO_SETTINGS_MODULE = example.settings\n[metadata]\n"),
        ("tox.ini", "commands = python -m example.settings"),
        ("app.ini", "url = http://example.settings/x"),
        ("README.md", '"example.settings"'),
        ("test_a.py", '"example.settings"'),
    ],
)
def test_other_words_name_none(source: str, text: str) -> None:
    tree = Sources({**dict.fromkeys(FILES, ""), source: text})
    assert named_packages(tree, FILES, [source]) == {}


def test_the_line_is_that_of_the_word() -> None:
    text = '[tool.mypy]\nplugins = "example.settings"\n[project.scripts]\na = "example.urls:main"\n'
    tree = Sources({**dict.fromkeys(FILES, ""), "pyproject.toml": text})
    assert named_packages(tree, FILES, ["pyproject.toml"]) == {"example": ("pyproject.toml", 4)}
