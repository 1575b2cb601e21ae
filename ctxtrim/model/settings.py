"""What a project decides once for all commands."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """What a configuration file says that is no option of the command at hand, or of several.

    skip: records that no proposal holds. select, ignore: rules of `check`, by ID, slug or beginning of an ID.
    must_contain, must_not_contain: patterns of the context's contract, relative to the context. max_size: in
    bytes. budget: what it and max_files limit, "sent" or "eligible". file: the configuration as people see
    it, "" if there is none.
    """

    skip: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    max_size: int | None = None
    max_files: int | None = None
    budget: str = "sent"
    file: str = ""


NO_SETTINGS = Settings()
