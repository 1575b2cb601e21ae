"""Every record of the catalogue says of itself what it hits, and the real matcher agrees."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ctxtrim.catalogue.kinds import KINDS
from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.go import path as gopath
from ctxtrim.matching.builders import DIALECTS, Dialect
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.record import JunkRecord
from tests.catalogue.build_inputs import BUILD_INPUTS
from tests.catalogue.record_rows import ROWS, Row

RECORDS = load_records()
NAMED = [record for record in RECORDS if record.pattern != "**"]
ORDINARY = frozenset(
    "docs doc tests test spec examples site build dist bin lib out coverage data src".split()
)
VERIFIED = [dialect for dialect in DIALECTS if dialect.verified]


def kept(record: JunkRecord, path: str) -> bool:
    return any(pattern_of(glob).hits(path) for glob in record.keeps)


def excluded(record: JunkRecord, path: str, dialect: Dialect = DIALECTS[0]) -> bool:
    rules = Ruleset.read(record.pattern.encode() + b"\n", dialect)
    return not rules.judge_path(path).eligible


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.record.pattern != "**"], ids=lambda row: row.record.name
)
def test_a_record_hits_what_it_says_under_every_builder_and_nothing_beside(row: Row) -> None:
    assert row.hits and row.misses
    for dialect in VERIFIED:
        assert [path for path in row.hits if not excluded(row.record, path, dialect)] == []
        assert [path for path in row.misses if excluded(row.record, path, dialect)] == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.record.pattern == "**"], ids=lambda row: row.record.name
)
def test_a_record_for_a_directory_of_any_name_rests_on_a_proof_among_its_hits(row: Row) -> None:
    assert any(path.endswith("/" + proof) for path in row.hits for proof in row.record.proof)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_pattern_can_be_written_as_it_stands(record: JunkRecord) -> None:
    assert gopath.clean(record.pattern) == record.pattern.strip()
    assert record.pattern[0] not in "!#/" and record.pattern.isascii() and record.pattern.isprintable()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_record_is_filled_in(record: JunkRecord) -> None:
    assert record.tier in ("safe", "unsafe", "never")
    assert record.kind in KINDS
    assert set(record.only) <= set(KINDS)
    assert 4 <= len(record.why) <= 60 and not re.match(r"(?:a|an|the|what|how) |.*\.$", record.why)


def test_no_pattern_stands_twice() -> None:
    times = Counter(record.pattern for record in NAMED)
    assert [pattern for pattern, n in times.items() if n > 1] == []


def test_there_are_many_ecosystems() -> None:
    assert len({record.ecosystem for record in RECORDS}) >= 40


@pytest.mark.parametrize("path", BUILD_INPUTS)
def test_what_is_always_proposed_never_hits_an_input_of_a_build(path: str) -> None:
    sure = [r for r in NAMED if r.tier == "safe" and not r.proof and r.name != "secrets-env-any"]
    assert [r.name for r in sure if excluded(r, path) and not kept(r, path)] == []


@pytest.mark.parametrize("record", [r for r in NAMED if r.pattern.startswith("**/")], ids=lambda r: r.name)
def test_an_ordinary_word_is_recursive_only_with_proof(record: JunkRecord) -> None:
    word = record.pattern.removeprefix("**/").lower().replace("[tt]", "t")
    assert word not in ORDINARY or record.proof


@pytest.mark.parametrize(
    "path", ["dist/a.js", "build/a", "out/a", "vendor/a", "README.md", "LICENSE", "data/seed.csv"]
)
def test_what_images_often_take_from_the_host_is_shown_only(path: str) -> None:
    assert {r.tier for r in NAMED if excluded(r, path) and not kept(r, path)} == {"never"}


KEPT = [
    (".env.example", ".env.example"),
    ("a nested sample", "web/.env.production.sample"),
    ("the readme among the prose of the root", "README.md"),
    ("a readme in lower case", "readme.md"),
    ("a certificate of an authority", "certs/ca.pem"),
    ("a chain of certificates", "certs/fullchain.pem"),
    ("the file that keeps a folder in git", "log/.keep"),
]


@pytest.mark.parametrize("path", [row[1] for row in KEPT], ids=[row[0] for row in KEPT])
def test_what_records_keep(path: str) -> None:
    hitting = [r for r in NAMED if r.keeps and excluded(r, path)]
    assert hitting and all(kept(r, path) for r in hitting)


@pytest.mark.parametrize("path", [".env.production", "local.pem", "certs/server.pem", "SECURITY.md"])
def test_what_records_do_not_keep(path: str) -> None:
    assert any(excluded(r, path) and not kept(r, path) for r in NAMED if r.keeps)
