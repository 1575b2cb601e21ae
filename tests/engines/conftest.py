"""Builders, one each a session, and contexts whose names no builder has met."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.contexts import DOCKERFILE, plant
from tests.engines.harness import Engine, engine

Engines = Callable[[str], Engine]
Plants = Callable[..., Path]


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """name -> the builder; brought here when first asked for."""
    known: dict[str, Engine] = {}

    def get(name: str) -> Engine:
        if name not in known:
            known[name] = engine(name)
        return known[name]

    yield get
    for one in known.values():
        one.close()


@pytest.fixture
def planted() -> Iterator[Plants]:
    """(things, ignore file or None) -> a context that anybody may enter, in a folder the builders see."""
    made: list[Path] = []

    def make(things: list[str], ignore: bytes | None = None) -> Path:
        context = Path(tempfile.mkdtemp(prefix="ctxtrim-context-"))
        made.append(context)
        context.chmod(0o755)
        (context / "Dockerfile").write_text(DOCKERFILE)
        plant(context, things)
        if ignore is not None:
            (context / ".dockerignore").write_bytes(ignore)
        return context

    yield make
    for context in made:
        shutil.rmtree(context)
