"""Secrets among the files of a context, by name and by content.

Names are the records of kind "secrets"; contents are the expressions of secret_signatures.toml, tried on the
head of small files. A finding says which kind, path and line; no value is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from ctxtrim.catalogue.kinds import (
    CACHES,
    DEPENDENCIES,
    DIR_KINDS,
    EXT_KINDS,
    NAME_KINDS,
    OTHER,
    SECRETS,
    SETTINGS,
    SOURCE,
    VERSION_CONTROL,
    extension,
)
from ctxtrim.catalogue.lookup import Lookup, pattern_of
from ctxtrim.catalogue.record_files import load_records, read_data
from ctxtrim.expressions import expression
from ctxtrim.go.path import parents
from ctxtrim.model.record import JunkRecord

HEAD_BYTES = 4096
"""What `read_head` returns of a file at most."""
LARGEST = 65_536
"""Bytes of the largest file that is opened."""
MOST_OPENED = 1_000
"""Files whose content is looked at for secrets that their names do not tell."""

_SKIPPED = frozenset((DEPENDENCIES, CACHES, VERSION_CONTROL))
_TEXT_ENDINGS = frozenset((".json", ".txt", ".env", ".csv", ".sql", ".bak", ".old", ".crt", ".log", ""))
_EXAMPLE = expression(
    r"example|sample|template|\.dist$|\.defaults?$|\.tmpl$|\.tpl$|\.enc$|\.j2$|\.erb$", re.IGNORECASE
)
_SAMPLE = expression(
    r"(?:^|/)(?:tests?|testing|spec|e2e|fixtures?|testdata|__\w+__|docs?|examples?|samples?|demos?)/|(?:^|[/_.-])tests?(?:key)?[_.-][^/]*$",
    re.IGNORECASE,
)
_PLACEHOLDER = expression(
    rb"change.?me|example|placeholder|your|x{4}|\*{3}|dummy|redacted|(?:password|passwd|secret|postgres|mysql|root|admin"
    rb"|user|test|none|null|true|false|undefined)$",
    re.IGNORECASE,
)
_STAND_IN = expression(rb"EXAMPLE(?:KEY)?$|abc123|\[:|%s")
"""In a value that stands for another: AWS's sample keys, `[:password@]` of a manual, `password %s`."""
_SETTING = expression(
    rb"""(?im)^[^\n#;]*?(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential"""
    rb"""|auth|pwd|dsn|connection[_-]?string|key)[\w.-]*["']?\s*(?:[:=,]|=>)\s*["']?"""
    rb"""(?P<password>[^\s"'{}$<>\[\](),;]{6,})"""
)
_ASSIGNMENT = rb"""(?m)^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=["']?[^\s"'$(`]"""
_OTHER_PEM = expression(
    rb"-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE(?: REQUEST)?|PUBLIC KEY|PARAMETERS|CRL)-----"
)
_ROW = expression(
    r'^([\w-]+) = \{kind = "([^"]*)", needle = "((?:[^"\\]|\\.)*)",'
    r"( settings = true,)? expression = '([^']*)'\}$",
    re.MULTILINE,
)


class Candidate(NamedTuple):
    """An eligible file. is_tracked: by git; None where there is no git."""

    path: str
    size: int
    is_tracked: bool | None


class Secret(NamedTuple):
    """A file or directory that holds a secret.

    kind: a noun phrase ("AWS access key"). by: what shows it. line: where in the file, 0 if not known.
    pattern: the narrowest known rule that excludes it, "" where only its path does. record: of the catalogue.
    """

    path: str
    kind: str
    by: Literal["name", "content"]
    line: int = 0
    pattern: str = ""
    record: str = ""


class Signature(NamedTuple):
    """How one kind of secret looks. settings: only in files that are no source code."""

    kind: str
    needle: bytes
    expression: str
    settings: bool = False


def find_secrets(files: Iterable[Candidate], read_head: Callable[[str], bytes | None]) -> Iterator[Secret]:
    """Yield the secrets among files that git does not track, each file or directory once, in the order given.

    files: those eligible. read_head: the first HEAD_BYTES of a file, or None if it cannot be read. Opens
    all that a name with a condition on content matches, and MOST_OPENED others of at most LARGEST bytes.
    Passed over: what git tracks (published, or samples), samples by name, what lies in dependencies and
    caches, and, where there is no git, what lies among tests, documents and examples.
    """
    seen: set[str] = set()
    opened = 0
    for file in files:
        if file.is_tracked or not file.size or _is_passed_over(file):
            continue
        text = _Head(file, read_head)
        secret = _by_name(file.path, text)
        if secret is None and opened < MOST_OPENED and _may_hold_text(file):
            opened += 1
            match = text.match()
            secret = match and Secret(file.path, match[0], "content", match[1])
        if secret and secret.path not in seen:
            seen.add(secret.path)
            yield secret


class _Head:
    """The head of a file, read when first asked for."""

    def __init__(self, file: Candidate, read_head: Callable[[str], bytes | None]) -> None:
        self._file, self._read = file, read_head
        self._bytes: bytes | None = None

    @property
    def bytes(self) -> bytes:
        """The first bytes; b"" of what is binary or unreadable. UTF-16 is decoded."""
        if self._bytes is None:
            head = self._read(self._file.path) or b""
            if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
                head = head.decode("utf-16", "replace").encode("utf-8", "replace")
            self._bytes = b"" if b"\0" in head else head[:HEAD_BYTES]
        return self._bytes

    def match(self) -> tuple[str, int] | None:
        """The first signature that matches: (kind, line)."""
        low = self.bytes.lower()
        is_source = EXT_KINDS.get(extension(self._file.path.rpartition("/")[2])) == SOURCE
        for name, signature in signatures().items() if low else ():
            if signature.needle in low and not (signature.settings and is_source):
                for match in _expression(name).finditer(self.bytes):
                    if _is_real(match):
                        return signature.kind, self.bytes.count(b"\n", 0, match.start()) + 1
        return None

    def holds(self, content: str) -> bool:
        """Whether the head shows "token", "setting", "assignment" or "certificate"."""
        if content == "token":
            return self.match() is not None
        if content == "setting":
            return any(map(_is_real, _SETTING.finditer(self.bytes)))
        if content == "assignment":
            return re.search(_ASSIGNMENT, self.bytes) is not None
        return b"PRIVATE KEY" not in self.bytes and _OTHER_PEM.search(self.bytes) is not None


def _is_real(match: re.Match[bytes]) -> bool:
    """Whether a match is no placeholder ("changeme", a password that equals its user)."""
    if _STAND_IN.search(match[0].lstrip().partition(b"\n")[0]):
        return False
    groups = match.groupdict()
    password = groups.get("password")
    return password is None or (password != groups.get("user") and not _PLACEHOLDER.search(password))


def _is_passed_over(file: Candidate) -> bool:
    folder, _, name = file.path.rpartition("/")
    inside = _inside(folder)
    if inside == "below" or _EXAMPLE.search(name):
        return True
    if inside:  # .gem/credentials: the record names the folder
        return not any(record.pattern.count("/") > 1 for record in _lookup().hits(file.path))
    return file.is_tracked is None and _SAMPLE.search(file.path) is not None


@lru_cache(1024)
def _inside(folder: str) -> Literal["", "direct", "below"]:
    """Say whether a folder is of dependencies or caches: "direct" where records name it, else "below"."""
    parts = folder.split("/")
    if any(DIR_KINDS.get(part) in _SKIPPED for part in parts[:-1]):
        return "below"
    if DIR_KINDS.get(parts[-1]) not in _SKIPPED:
        return ""
    return "direct" if parts[-1] in _named_folders() else "below"


@cache
def _named_folders() -> frozenset[str]:
    """Return the folders in which records name files: of `**/.gem/credentials`, `.gem`."""
    return frozenset(record.pattern.split("/")[-2] for record in _records() if record.pattern.count("/") > 1)


def _may_hold_text(file: Candidate) -> bool:
    name = file.path.rpartition("/")[2]
    ending = extension(name)
    kind = NAME_KINDS.get(name) or EXT_KINDS.get(ending, OTHER)
    is_text = kind in (SOURCE, SETTINGS, SECRETS) or ending in _TEXT_ENDINGS
    return is_text and file.size <= LARGEST and not name.endswith((".lock", "-lock.json", ".map"))


def _by_name(path: str, text: _Head) -> Secret | None:
    for step in (path, *parents(path)):
        for record in _lookup().hits(path) if step is path else _of_folder(step):
            if any(pattern_of(glob).hits(step) for glob in record.keeps):
                continue
            if record.if_holds and not any(map(text.holds, record.if_holds)):
                continue
            if any(map(text.holds, record.unless_holds)):
                continue
            return Secret(step, record.why, "name", 0, record.pattern, record.name)
    return None


@lru_cache(1024)
def _of_folder(path: str) -> tuple[JunkRecord, ...]:
    return tuple(_lookup().hits(path))


@cache
def _lookup() -> Lookup:
    return Lookup(_records())


def _records() -> Iterator[JunkRecord]:
    return (record for record in load_records() if record.kind == SECRETS)


@cache
def signatures() -> dict[str, Signature]:
    """Return the signatures by name."""
    rows = _ROW.finditer(read_data("secret_signatures.toml"))
    return {
        row[1]: Signature(row[2], row[3].replace("\\", "").encode(), row[5], bool(row[4])) for row in rows
    }


@cache
def _expression(name: str) -> re.Pattern[bytes]:
    return re.compile(signatures()[name].expression.encode())
