"""The catalogue's files keep the form that lets a contributor add a record by adding a line."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest

from ctxtrim.catalogue.record_files import ECOSYSTEMS, load_records
from tests.catalogue.record_rows import FILES, FOLDER, ROWS

TIERS = ("safe", "unsafe", "never")
SHARED = {"ecosystem": str, "markers": list}
FIELDS = {
    "pattern": str,
    "why": str,
    "opened": bool,
    "markers": list,
    "proof": list,
    "unless": list,
    "only": list,
    "keeps": list,
    "if_holds": list,
    "unless_holds": list,
    "untracked": bool,
    "expect": list,
    "hits": list,
    "misses": list,
}
"""The fields of a record, in the order in which they stand in a line."""


def test_every_file_is_listed() -> None:
    assert sorted(ECOSYSTEMS) == list(FILES)


def test_records_are_read_as_tomllib_reads_them() -> None:
    by_name = {row.record.name: row.record for row in ROWS}
    assert {record.name: record for record in load_records()} == by_name


def test_records_are_sorted_by_file_and_name() -> None:
    order = [(ECOSYSTEMS.index(row.file), row.record.name) for row in ROWS]
    assert [record.name for record in load_records()] == [name for _, name in sorted(order)]


def test_no_name_stands_twice() -> None:
    assert len({row.record.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("file", FILES)
def test_a_file_follows_the_schema(file: str) -> None:
    table = tomllib.loads((FOLDER / f"{file}.toml").read_text("utf-8"))
    wrong = []
    for key, value in table.items():
        if key not in SHARED and key not in TIERS:
            wrong.append(key)
        for kind, records in value.items() if key in TIERS else ():
            for name, fields in records.items():
                if [f for f in FIELDS if f in fields] != list(fields):
                    wrong.append(
                        f"[{key}.{kind}] {name}: unknown fields, or in another order: {list(fields)}"
                    )
                if {"pattern", "why", "hits"} - fields.keys():
                    wrong.append(f"{name}: pattern, why and hits are required")
                types = [f for f, value in fields.items() if f in FIELDS and not isinstance(value, FIELDS[f])]
                wrong += [f"{name}.{field}: of another type" for field in types]
    assert not wrong
    assert all(isinstance(table[key], kind) for key, kind in SHARED.items() if key in table)
    assert "ecosystem" in table


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_sorted_and_has_one_record_a_line(file: str) -> None:
    text = (FOLDER / f"{file}.toml").read_text("utf-8")
    sections = re.split(r"^\[", text, flags=re.MULTILINE)[1:]
    names = [re.findall(r"^([\w-]+) = \{.*\}$", section, re.MULTILINE) for section in sections]
    assert all(a < b for section in names for a, b in pairwise(section))
    heads = [section.partition("]")[0] for section in sections]
    assert heads == sorted(
        heads, key=lambda head: (TIERS.index(head.partition(".")[0]), head.replace('"', ""))
    )
    assert sum(map(len, names)) == sum(row.file == file for row in ROWS)
