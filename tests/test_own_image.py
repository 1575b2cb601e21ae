"""The project's own image: its ignore file lets in what its Dockerfile names, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import ctxtrim

ROOT = Path(__file__).parents[1]


def test_the_rules_find_nothing() -> None:
    assert [f.message for f in ctxtrim.check(ROOT, file=ROOT / "Dockerfile") if f.severity != "advice"] == []


def test_exactly_the_package_is_sent() -> None:
    sent = {entry.path for entry in ctxtrim.list_sent(ROOT, file=ROOT / "Dockerfile")}
    assert sent == {entry.path for entry in ctxtrim.list_sent(ROOT, which="eligible")}
    others = {path for path in sent if not path.startswith("ctxtrim/")}
    assert others == {"LICENSE", "README.md", "pyproject.toml", "setup.cfg", "setup.py"}
    assert not [path for path in sent if path.endswith((".so", ".pyc"))]
    assert "ctxtrim/catalogue/records/secrets.toml" in sent and "ctxtrim/_accel.c" in sent


def test_no_workflow_uses_a_stored_secret() -> None:
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        assert not re.search(r"\bsecrets\.", workflow.read_text()), workflow
