"""Which files of a layer came from the context."""

from __future__ import annotations

import pytest

from ctxtrim.images.origin import from_context
from ctxtrim.model.image import Layer, LayerEntry

CONTENTS = {b"1": ["a/x.py", "b/x.py"], b"2": ["conf.dev"]}


@pytest.mark.parametrize(
    ("instruction", "path", "digest", "expected"),
    [
        ("COPY . /app", "app/b/x.py", b"1", "b/x.py"),
        ("COPY . /app", "app/a/x.py", b"1", "a/x.py"),
        ("COPY conf.dev /app/conf", "app/conf", b"2", "conf.dev"),
        ("COPY . /app", "app/other", b"3", None),
        ("COPY . /app", "app/unhashed", b"", None),
        ("RUN chown -R app .", "app/a/x.py", b"1", "a/x.py"),
        ("RUN make", "app/conf", b"2", None),
    ],
)
def test_the_likeliest_path(instruction: str, path: str, digest: bytes, expected: str | None) -> None:
    layer = Layer(instruction, (LayerEntry(path, "file", 3, digest),))
    assert [source.path for source in from_context(layer, CONTENTS)] == ([expected] if expected else [])
