"""Services of compose files, once `include`, `extends` and overrides are applied."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.builds.compose_merge import Words, merged, slim_service, untagged
from ctxtrim.builds.dotenv import parse_dotenv
from ctxtrim.builds.interpolation import interpolate
from ctxtrim.builds.read_file import is_regular, read_or_none, read_regular, shown
from ctxtrim.builds.yaml_reader import Tagged, Value, documents
from ctxtrim.errors import CtxtrimError

MAX_FILES = 200
MAX_CHAIN = 30
_REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")
_PLACES = ("context", "dockerfile", "target", "extends")

Services = dict[str, Value]
WORKDIR = "workdir"
"""The key of a resolved build that holds the folder where a build without `context` takes its own."""


class Scope(NamedTuple):
    """Where a file's relative paths start, and the variables that its texts may use."""

    workdir: str
    env: Mapping[str, str]


def is_remote(reference: str) -> bool:
    """Say whether a context is no folder here: a URL, a git repository or another kind of reference.

    As compose-go's paths/context.go decides it.
    """
    return reference.startswith((*_REMOTE, "service:", "target:")) or "://" in reference


def scope_of(workdir: str, env: Mapping[str, str], env_files: list[str] | None = None) -> Scope:
    """Return the scope of a project folder: `env` wins over its `.env` file, or over `env_files`."""
    values: dict[str, str] = {}
    for path in [os.path.join(workdir, ".env")] if env_files is None else env_files:
        values.update(parse_dotenv(read_or_none(path) or b"", {**values, **env}))
    return Scope(workdir, {**values, **env})


class ComposeReader:
    """Reads compose files below `root`; what could not be read is told in `notes`, once each.

    read: the files that were looked for, `.env` files too, there or not (absolute).
    """

    def __init__(self, root: str, read: set[str] | None = None) -> None:
        self.root = root
        self.notes: dict[str, None] = {}
        self.read = set[str]() if read is None else read
        self._documents: dict[str, list[Value]] = {}

    def note(self, text: str) -> None:
        """Keep a sentence for the user."""
        self.notes[text] = None

    def services(self, paths: list[str], scope: Scope, included: tuple[str, ...] = ()) -> Services:
        """Return name -> {"build": {...}}, contexts absolute; an unreadable file is a CtxtrimError."""
        model: Services = {}
        for path in paths:
            for document in self.documents(path):
                own = self._own_services(document, path, scope)
                own = self._with_includes(own, document, scope, (*included, path))
                for name in list(own):
                    own[name] = self._extended(name, own, path, scope)
                for name, service in own.items():
                    model[name] = merged(model.get(name), service) if name in model else untagged(service)
        return {name: resolved(service, scope.workdir) for name, service in model.items()}

    def documents(self, path: str) -> list[Value]:
        """Return a file's YAML documents; each file is read once."""
        if path not in self._documents:
            where = shown(path, self.root)
            if len(self._documents) >= MAX_FILES:
                raise CtxtrimError(f"{where}: more than {MAX_FILES} compose files, so it is not read.")
            self.read.add(path)
            values = documents(read_regular(path), where)
            if any(not isinstance(value, dict) for value in values if value is not None):
                raise CtxtrimError(f"{where}: the top level is no mapping, so its builds cannot be read.")
            self._documents[path] = values
        return self._documents[path]

    def _own_services(self, document: Value, path: str, scope: Scope) -> Services:
        where = shown(path, self.root)
        raw = document.get("services") if isinstance(document, dict) else None
        if isinstance(raw, Tagged):
            raw = raw.value
        if raw is not None and not isinstance(raw, dict):
            raise CtxtrimError(f"{where}: `services` is no mapping, so its builds cannot be read.")
        out: Services = {}
        for name, service in (raw or {}).items():
            unset: dict[str, list[str]] = {}
            try:
                out[name] = slim_service(service, _words(scope, unset))
            except CtxtrimError as error:
                self.note(f"{where}: service {name}: {error}: its build is left out.")
            for key in _PLACES:
                for variable in unset.get(key, ()):
                    self.note(
                        f"{where}: service {name}: {key}: variable {variable} is not set, so it is empty."
                    )
        return out

    def _with_includes(
        self, own: Services, document: Value, scope: Scope, included: tuple[str, ...]
    ) -> Services:
        entries = document.get("include") if isinstance(document, dict) else None
        where = shown(included[-1], self.root)
        for entry in entries if isinstance(entries, list) else []:
            try:
                found = self._included(entry, scope, included)
            except CtxtrimError as error:
                self.note(f"{where}: include: {error}")
                continue
            for name, service in found.items():
                own[name] = merged(service, own[name]) if name in own else service
        return own

    def _included(self, entry: Value, scope: Scope, included: tuple[str, ...]) -> Services:
        entry = untagged(entry)
        options = entry if isinstance(entry, dict) else {"path": entry}
        paths = [interpolate(p, scope.env.get, []) for p in _texts(options.get("path"))]
        if not paths or any(is_remote(p) or p.startswith("oci:") for p in paths):
            raise CtxtrimError(f"{', '.join(paths) or 'no path'}: not a file here, so it is left out.")
        paths = [os.path.normpath(os.path.join(scope.workdir, p)) for p in paths]
        if paths[0] in included or len(included) > MAX_CHAIN:
            raise CtxtrimError(f"{shown(paths[0], self.root)} includes itself, so it is left out.")
        folders = _texts(options.get("project_directory"))
        folder = os.path.join(scope.workdir, folders[0]) if folders else os.path.dirname(paths[0])
        folder = os.path.normpath(folder)
        env_files = [os.path.join(scope.workdir, f) for f in _texts(options.get("env_file"))]
        env_files = [os.path.normpath(f) for f in env_files or [os.path.join(folder, ".env")]]
        self.read.update(env_files)
        return self.services(paths, scope_of(folder, scope.env, env_files), included)

    def _extended(
        self, name: str, services: Services, path: str, scope: Scope, chain: tuple[tuple[str, str], ...] = ()
    ) -> Value:
        service = services.get(name)
        plain = service.value if isinstance(service, Tagged) else service
        if not isinstance(plain, dict) or "extends" not in plain:
            return service
        where = f"{shown(path, self.root)}: service {name}"
        own: Value = {key: value for key, value in plain.items() if key != "extends"}
        if isinstance(service, Tagged):
            own = Tagged(service.tag, own)
        if (path, name) in chain or len(chain) > MAX_CHAIN:
            self.note(f"{where}: extends itself, so what it extends is left out.")
            return own
        try:
            base = self._base(untagged(plain["extends"]), services, path, scope, (*chain, (path, name)))
        except CtxtrimError as error:
            self.note(f"{where}: extends: {error}")
            return own
        return merged(untagged(base), own)

    def _base(
        self, extends: Value, services: Services, path: str, scope: Scope, chain: tuple[tuple[str, str], ...]
    ) -> Value:
        options = extends if isinstance(extends, dict) else {"service": extends}
        reference, file = options.get("service"), options.get("file")
        if not isinstance(reference, str):
            raise CtxtrimError("it names no service.")
        if not isinstance(file, str):
            if reference not in services:
                raise CtxtrimError(f"there is no service {reference}, so it is left out.")
            return self._extended(reference, services, path, scope, chain)
        if is_remote(file):
            raise CtxtrimError(f"{file}: not a file here, so it is left out.")
        other = os.path.normpath(os.path.join(scope.workdir, file))
        there = Scope(os.path.dirname(other), scope.env)
        found: Services = {}
        for document in self.documents(other):
            found.update(self._own_services(document, other, there))
        if reference not in found:
            raise CtxtrimError(
                f"{shown(other, self.root)}: there is no service {reference}, so it is left out."
            )
        return resolved(untagged(self._extended(reference, found, other, there, chain)), there.workdir)


def resolved(service: Value, workdir: str) -> Value:
    """Return the service with the folders that its build names made absolute, starting at `workdir`."""
    build = service.get("build") if isinstance(service, dict) else None
    if not isinstance(service, dict) or not isinstance(build, dict):
        return service
    build = {WORKDIR: workdir, **build}
    if isinstance(build.get("context"), str):
        build["context"] = absolute(str(build["context"]), workdir)
    extra = build.get("additional_contexts")
    if isinstance(extra, dict):
        build["additional_contexts"] = {
            key: absolute(value, workdir) if isinstance(value, str) else value for key, value in extra.items()
        }
    return {**service, "build": build}


def absolute(reference: str, workdir: str) -> str:
    """Return a folder as an absolute, clean path; a reference that is no folder stays as it is."""
    if is_remote(reference):
        return reference
    if reference.startswith("~"):
        reference = os.path.expanduser(reference)
    return os.path.normpath(os.path.join(workdir, reference))


def _words(scope: Scope, unset: dict[str, list[str]]) -> Words:
    def words(text: str, key: str) -> str:
        return interpolate(text, scope.env.get, unset.setdefault(key, []))

    return words


def _texts(value: Value) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def compose_files_of(env: Mapping[str, str], workdir: str) -> list[str]:
    """Return the files that COMPOSE_FILE names, absolute; [] if it is not set or one does not exist."""
    text = env.get("COMPOSE_FILE", "")
    parts = text.split(env.get("COMPOSE_PATH_SEPARATOR") or os.pathsep)
    paths = [os.path.normpath(os.path.join(workdir, part)) for part in parts if part]
    return paths if paths and all(map(is_regular, paths)) else []
