"""A base image with compilers, for an image that compiles nothing.

python:3.12 and node:22 stand on Debian with compilers, headers, git and more, about a gigabyte; their -slim
variants hold the same interpreter. debian:bookworm-slim leaves out manual pages and locales only.

Reported: python, node and debian without -slim or -alpine below the image, where every step of it is known
to need no more: installs of wheels and npm packages, copies, users, permissions.
Not reported: where git, curl, make or a compiler is called, packages that are compiled on installation,
scripts whose commands are not known, and images that the build does not run (FROM another stage).

Example: `FROM python:3.12` and `RUN pip install flask`.
Mend: `FROM python:3.12-slim`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.harmless_commands import reads_nothing
from ctxtrim.layers.image import Layers
from ctxtrim.layers.installers import installer_of
from ctxtrim.manifests.step import Step
from ctxtrim.model.finding import Finding

RULE = Rule("CT404", "full-base-image", "advice")
_RELEASES = "trixie|bookworm|bullseye|buster"
_FULL = (
    r"(?:docker\.io/)?(?:library/)?(python|node|debian)"
    rf"(?::(latest|lts|current|stable|\d[\d.]*(?:-(?:{_RELEASES}))?|{_RELEASES}))?"
)
_NEEDS_NO_TOOLS = frozenset(
    """
    python node npm yarn pnpm flask gunicorn uvicorn chmod chown mkdir cp mv rm ln touch echo printf set
    export cd true sed cat test [ : useradd groupadd adduser addgroup django-admin celery streamlit
    fastapi nest next tsc
    """.split()
)
_FETCHES = frozenset("curl wget git".split())
_COMPILED = (
    r"(?im)^\s*(psycopg2|mysqlclient|uwsgi|python-ldap|pycairo|dlib|gssapi|pygraphviz|pycups|xmlsec|pyaudio|pyodbc"
    r"|python-snappy|fbprophet|lxml-html|pysqlite3|mod-wsgi|pymssql)\s*([=<>~!\[;#]|$)|git\+"
)
_GYP = (
    r"\"(node-gyp|node-pre-gyp|@mapbox/node-pre-gyp|node-sass|canvas|bcrypt|sqlite3|better-sqlite3|sharp)\""
)
_MANIFESTS = ("requirements", "Pipfile", "pyproject", "package", "yarn.lock", "poetry.lock", "uv.lock")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the base image of each build that needs no tools of it."""
    for layers in subject.layers:
        match = re.fullmatch(_FULL, layers.base)
        if not match or not layers.is_last or not _needs_no_tools(layers) or _compiles(subject):
            continue
        slim = _slim(match[1], match[2] or "")
        message = f"{layers.base} carries tools that no step of the image uses; {slim} serves"
        hint = f"FROM {slim}"
        yield Finding(*RULE, message, file=layers.where, line=layers.base_line, hint=hint)


def _slim(name: str, tag: str) -> str:
    """Return the slim image for a full one."""
    if tag in ("", "latest"):
        return f"{name}:{'stable-' * (name == 'debian')}slim"
    version, dash, release = tag.partition("-")
    return f"{name}:{version}-slim{dash}{release}" if name == "python" else f"{name}:{tag}-slim"


def _needs_no_tools(layers: Layers) -> bool:
    """Say whether every command is known to need no compiler, git or downloader."""
    commands = [command for step in layers.kept for command in step.commands]
    started = " ".join(layers.started)
    if re.search(r"\b(curl|wget|git|make|gcc)\b", started):
        return False
    return bool(layers.kept) and all(map(_is_plain, commands))


def _is_plain(command: Step) -> bool:
    if command.tool in _FETCHES:
        return False
    known = installer_of(command) or reads_nothing(command) or command.tool in _NEEDS_NO_TOOLS
    return bool(known) or command.tool in ("pip", "apt-get", "apt")


def _compiles(subject: Subject) -> bool:
    """Say whether a manifest names a package that is compiled when it is installed."""
    for path in subject.tree.files():
        if posixpath.basename(path).startswith(_MANIFESTS):
            text = (subject.tree.read(path) or b"").decode("utf-8", "replace")
            if re.search(_COMPILED, text) or re.search(_GYP, text):
                return True
    return False
