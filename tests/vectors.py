"""The recorded answers in tests/data, as Python values."""

from __future__ import annotations

import gzip
import json
import pathlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from ctxtrim.model.context import Entry

DATA = pathlib.Path(__file__).parent / "data"
KINDS = {"symlink": "link"}


def cases(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz") as lines:
        yield from map(json.loads, lines)


class ListedTree:
    """A tree of the vectors; `children` is what traverse takes."""

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.index = {row[0]: number for number, row in enumerate(rows)}
        self._below: dict[str, list[Entry]] = defaultdict(list)
        for path, kind, link in rows:
            entry = Entry(path, KINDS.get(kind, kind), size=5 * (kind == "file"), link=link)
            self._below[path.rpartition("/")[0]].append(entry)

    def children(self, directory: str) -> list[Entry]:
        return self._below.get(directory, [])


def trees(name: str) -> list[ListedTree]:
    with gzip.open(DATA / f"{name}.json.gz") as file:
        return [ListedTree(rows) for rows in json.load(file)]
