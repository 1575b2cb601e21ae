"""The documents for people name files that exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sample_projects import make as maker
from tests.commandline import ctxtrim

ROOT = Path(__file__).parents[1]
PAGES = [f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))]


def named_paths(text: str) -> list[str]:
    """Paths below the package, the tests or docs that stand in backticks, wildcards included."""
    return re.findall(r"`((?:ctxtrim|tests|docs|sample_projects|benchmarks)/[\w./*-]*)`", text)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *PAGES])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    paths = named_paths((ROOT / document).read_text())
    assert not [path for path in paths if not (ROOT / path).exists() and not list(ROOT.glob(path))]


def test_the_map_names_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rooms = [path for path in (ROOT / "ctxtrim").iterdir() if (path / "__init__.py").exists()]
    assert not [room.name for room in rooms if f"`ctxtrim/{room.name}/`" not in text]


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "docs").glob("make_*.py")))
def test_the_pages_that_are_made_are_as_the_code_says(script: str) -> None:
    command = [sys.executable, str(ROOT / "docs" / script), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == done.stderr == ""


def test_the_picture_of_the_terminal_is_small() -> None:
    assert (ROOT / "docs/terminal.svg").stat().st_size < 20_000


@pytest.mark.slow
@pytest.mark.skipif(
    not find_spec("material"), reason="the site's generator is not installed: pip install -e .[docs]"
)
def test_the_site_is_built_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    """Strictly: a link or an anchor that leads nowhere is an error. No page loads anything from a network."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = re.compile(r"""<(?:script|link|img|iframe)[^>]* (?:src|href)=["']?(?:https?:)?//[^>]*""")
    pages = [*tmp_path.rglob("*.html")]
    assert len(pages) > 60
    assert [found[0] for page in pages if (found := loaded.search(page.read_text()))] == []


def console(text: str) -> list[tuple[list[str], list[str]]]:
    """The commands of the console blocks of a page, each with the lines that it is said to print."""
    found: list[tuple[list[str], list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ ctxtrim"):
                found.append((line.split()[2:], []))
            elif line.strip() not in ("", "…"):
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("document", ["README.md", *PAGES])
def test_every_command_of_a_page_prints_what_the_page_shows(document: str, tmp_path: Path) -> None:
    """Run on a sample, in the page's own order."""
    commands = console((ROOT / document).read_text())
    if commands:
        maker.make("slim-images", tmp_path / "slim-images")
    for words, shown in commands:
        done = ctxtrim(*words, cwd=tmp_path / "slim-images")
        printed = done.stdout.decode().splitlines()
        assert done.returncode in (0, 1) and done.stderr == b"", (words, done.stderr)
        assert [line for line in shown if line not in printed] == [], words


PLACEHOLDER = re.compile(r"\b(?:PATH|ID)\b|<\w+>")
RUN_ELSEWHERE = re.compile(
    r"ctxtrim (?:verify|docker-plugin)|docker ctxtrim|pipx? install|pip install|\./|\.ci/|eval"
)
"""Commands of pages that other tests run: tests/engines, tests/cli, `.ci/package`, and CI itself."""


def shell_lines(text: str) -> set[str]:
    """The command lines of a page's text, its sh blocks and its YAML blocks."""
    yaml_lines = "".join(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    lines = {line.partition("  #")[0].strip() for line in blocks(text, "sh")}
    lines |= set(re.findall(r"`((?:docker )?ctxtrim [^`|]+)", text))
    lines |= set(re.findall(r"(?:entry: |run: |- )(ctxtrim [^,\n]+)", yaml_lines))
    return {line.strip() for line in lines if not PLACEHOLDER.search(line)}


def blocks(text: str, language: str) -> list[str]:
    return "".join(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)).splitlines()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample, which is in git, with an upstream branch."""
    root = tmp_path_factory.mktemp("documents") / "slim-images"
    maker.make("slim-images", root)
    for words in ("branch -qM main", "remote add origin .", "fetch -q", "branch -qu origin/main"):
        subprocess.run(["git", *words.split()], cwd=root, check=True)
    return root


@pytest.mark.parametrize("document", ["README.md", "SECURITY.md", *PAGES])
def test_every_command_that_a_page_names_runs(document: str, repository: Path) -> None:
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD",
    }
    for line in sorted(shell_lines((ROOT / document).read_text())):
        if RUN_ELSEWHERE.match(line):
            continue
        assert line.startswith("ctxtrim "), f"{line}: nobody runs it"
        done = subprocess.run(["bash", "-c", line], cwd=repository, env=environment, capture_output=True)
        assert done.returncode in (0, 1) and done.stderr == b"", (line, done.stderr)


@pytest.mark.parametrize("document", ["README.md", *PAGES])
def test_every_program_of_a_page_runs(document: str, repository: Path) -> None:
    for program in re.findall(r"```python\n(import .*?)```", (ROOT / document).read_text(), re.DOTALL):
        subprocess.run([sys.executable, "-c", program], cwd=repository, check=True, capture_output=True)


def test_the_configuration_that_a_page_shows_is_taken(tmp_path: Path) -> None:
    maker.make("slim-images", tmp_path / "apps/web")
    (tmp_path / "ctxtrim.toml").write_text("\n".join(blocks((ROOT / "docs/commands.md").read_text(), "toml")))
    done = ctxtrim("check", "apps/web", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr == b""


@pytest.mark.parametrize("document", ["README.md", *PAGES])
def test_every_link_leads_to_a_file(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text())
    assert not [link for link in links if not ((ROOT / document).parent / link).exists()]


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").read_text().count("\n") <= 120
