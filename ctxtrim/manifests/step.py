"""A command that a build, or the finished image, runs."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.model.build import Run


class Step(NamedTuple):
    """A simple command that the build, or the image, runs.

    words: unquoted, without assignments. place: absolute path in the image it starts in. where, line: the
    file whose text holds it. fatal: its failure fails the build. via: what led to it, for people. risky:
    fatal, supposing that the conditions around it hold. environment: names of variables the shell sets.
    """

    words: tuple[str, ...]
    place: str
    run: Run
    where: str
    line: int
    fatal: bool
    via: str = ""
    risky: bool = False
    environment: frozenset[str] = frozenset()

    @property
    def tool(self) -> str:
        """The program's plain name: "make" for /usr/bin/make, "python" for python3.11."""
        name = self.words[0].rpartition("/")[2].removeprefix("xx-")
        for plain in ("python", "pip", "pypy"):
            if name.startswith(plain) and not name[len(plain) :].strip("0123456789."):
                return plain
        return name

    @property
    def is_build(self) -> bool:
        """Whether the build runs it, and not the finished image."""
        return self.run.instruction == "RUN"
