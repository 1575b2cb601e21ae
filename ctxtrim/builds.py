"""Which builds does a request mean, and which rules does each of them read?"""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.dialect import Dialect, by_name
from ctxtrim.model import Request
from ctxtrim.ruleset import Ruleset
from ctxtrim.targets.ignore_source import IgnoreSource, ignore_source
from ctxtrim.targets.reading import read_regular, shown
from ctxtrim.walk import check_context


class Rules(NamedTuple):
    """The rules of one build.

    where: their file as people see it, or "". trouble: why that file gives none, or "".
    """

    ruleset: Ruleset
    where: str = ""
    trouble: str = ""


def rules_for(request: Request, dockerfile: str = "") -> Rules:
    """The rules that the builder would read for a Dockerfile (absolute; "": none, or an inline one).

    Raises CtxtrimError for a context that is none, an unknown builder, an ignore file that the builder
    rejects, and one that was asked for and cannot be read.
    """
    dialect = by_name(request.builder)
    context = check_context(request.context)
    if request.ignore_file:
        data = read_regular(request.ignore_file)
        return Rules(Ruleset.read(data, dialect, request.ignore_file), request.ignore_file)
    return _found(context, ignore_source(context, dockerfile, dialect.search, dialect.selects), dialect)


def _found(context: str, source: IgnoreSource, dialect: Dialect) -> Rules:
    where = shown(source.path, context) if source.path else ""
    data = read_regular(source.file) if source.file else b""
    return Rules(Ruleset.read(data, dialect, where or ".dockerignore"), where, source.trouble)
