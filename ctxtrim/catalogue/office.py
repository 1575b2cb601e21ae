"""Which office documents lie in a context without being built from?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import DATA, DOCUMENTS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="office documents")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="office-calc",
        pattern="**/*.ods",
        tier="unsafe",
        why="a spreadsheet that no source names",
        kind=DATA,
        hits=("report.ods",),
        misses=("src/ods.py",),
    ),
    _record(
        name="office-excel",
        pattern="**/*.xlsx",
        tier="unsafe",
        why="a spreadsheet that no source names",
        kind=DATA,
        hits=("report.xlsx", "docs/q3-figures.xlsx"),
        misses=("src/xlsx.py",),
    ),
    _record(
        name="office-excel-binary",
        pattern="**/*.xlsb",
        tier="unsafe",
        why="a spreadsheet that no source names",
        kind=DATA,
        hits=("report.xlsb",),
        misses=("src/xlsb.py",),
    ),
    _record(
        name="office-excel-macros",
        pattern="**/*.xlsm",
        tier="unsafe",
        why="a spreadsheet that no source names",
        kind=DATA,
        hits=("report.xlsm",),
        misses=("src/xlsm.py",),
    ),
    _record(
        name="office-excel-old",
        pattern="**/*.xls",
        tier="unsafe",
        why="a spreadsheet that no source names",
        kind=DATA,
        hits=("report.xls",),
        misses=("report.xlsx", "src/xls.py"),
    ),
    _record(
        name="office-pdf",
        pattern="*.pdf",
        tier="unsafe",
        why="a document in the root that no source names",
        kind=DOCUMENTS,
        hits=("manual.pdf",),
        misses=("static/terms.pdf",),
    ),
    _record(
        name="office-presentations",
        pattern="**/*.pptx",
        tier="unsafe",
        why="a presentation that no source names",
        kind=DOCUMENTS,
        hits=("slides.pptx", "docs/a.pptx"),
        misses=("src/pptx.py",),
    ),
    _record(
        name="office-word",
        pattern="**/*.docx",
        tier="unsafe",
        why="a document that no source names",
        kind=DOCUMENTS,
        hits=("letter.docx", "docs/a.docx"),
        misses=("src/docx.py",),
    ),
    _record(
        name="office-word-old",
        pattern="**/*.doc",
        tier="unsafe",
        why="a document that no source names",
        kind=DOCUMENTS,
        hits=("letter.doc",),
        misses=("letter.docx", "src/doc.py"),
    ),
    _record(
        name="office-writer",
        pattern="**/*.odt",
        tier="unsafe",
        why="a document that no source names",
        kind=DOCUMENTS,
        hits=("letter.odt",),
        misses=("src/odt.py",),
    ),
)
