"""Files below a folder that may describe a build, by name."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.builds.find_files import listed
from ctxtrim.expressions import expression

# Files made from, or kept beside, a Dockerfile: their names say that no builder reads them as they are.
_OTHER = (
    "j2 jinja jinja2 tmpl tpl template erb mustache hbs handlebars in ejs gotmpl m4 liquid bak orig rej swp"
    " old save md rst txt adoc html sh bash py rb js ts yml yaml json toml lock sum sha256 patch diff rego"
    " log tar gz zip csv sarif go rs c h cc cpp hpp java kt php pl lua cs scala swift ex exs"
)
_OTHER_SUFFIXES = (*("." + suffix for suffix in _OTHER.split()), "ignore", "~")
_DOCKERFILE = expression(
    r"(?:(?:Docker|Container)file|dockerfile)(?:[._-].+)?|.+\.(?:[Dd]ocker|[Cc]ontainer)file"
)
_COMPOSE = expression(r"(?:.+[._-])?(?:docker-)?compose(?:[._-].+)?\.ya?ml")
_BAKE = expression(r"(?:.+[._-])?bake(?:\..+)?\.(?:hcl|json)")
_SCRIPT = expression(
    r"(?:GNU)?[Mm]akefile(?:\..+)?|.+\.(?:mk|mak|sh|bash|ps1)|[Jj]ustfile|\.justfile|Taskfile\.ya?ml"
    r"|Jenkinsfile.*|\.gitlab-ci\.ya?ml|azure-pipelines.*\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|cloudbuild\.ya?ml"
    r"|package\.json|Rakefile|tasks\.py|noxfile\.py|README.*|CONTRIBUTING.*|DEVELOPMENT.*|BUILDING.*",
)


class Found(NamedTuple):
    """Paths relative to the folder searched, shallow ones first; `notes` are sentences for the user."""

    dockerfiles: list[str]
    compose: list[str]
    bake: list[str]
    workflows: list[str]
    scripts: list[str]
    ignore_files: list[str]
    yaml: list[str]
    notes: list[str]


def is_dockerfile_name(name: str) -> bool:
    """Say whether a Dockerfile may have this base name: `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`."""
    return bool(_DOCKERFILE.fullmatch(name)) and not name.lower().endswith(_OTHER_SUFFIXES)


def search(root: str) -> Found:
    """Look through `root`, at most four folders deep, and sort what could describe a build by kind.

    Links to folders, dependencies, virtual environments, nested repositories and test data are not entered.
    After 200,000 entries the search stops and a note says so.
    """
    notes: list[str] = []
    found = Found([], [], [], [], [], [], [], notes)
    for folder, files in listed(root, notes):
        for name in _without_shadowed(files):
            _sort_in(found, folder, name)
    return found


def _without_shadowed(names: list[str]) -> list[str]:
    # buildx takes `dockerfile` only where there is no `Dockerfile` (build/opt.go, handleLowercaseDockerfile).
    if "Dockerfile" in names and "dockerfile" in names:
        return [name for name in names if name != "dockerfile"]
    return names


def _sort_in(found: Found, folder: str, name: str) -> None:
    path = f"{folder}/{name}" if folder else name
    if name.lower().endswith(("dockerignore", "containerignore")):
        found.ignore_files.append(path)
    elif is_dockerfile_name(name):
        found.dockerfiles.append(path)
    elif name.endswith((".yml", ".yaml")) and folder.endswith(".github/workflows"):
        found.workflows.append(path)
    elif _COMPOSE.fullmatch(name):
        found.compose.append(path)
    elif _BAKE.fullmatch(name):
        found.bake.append(path)
    elif (
        _SCRIPT.fullmatch(name)
        or (name == "config.yml" and folder == ".circleci")
        or name == "devcontainer.json"
    ):
        found.scripts.append(path)
    elif not folder and name.endswith((".yml", ".yaml")):
        found.yaml.append(path)
