"""One audit in all its forms: text at a glance, JSON whose keys stay, Markdown that nothing can break."""

from __future__ import annotations

import json

import pytest

from ctxtrim.matching.builders import by_name
from ctxtrim.model.audit import Audit, Finding, Heavy, Missing, TargetAudit
from ctxtrim.model.build import Target
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.proposal import Proposal, Rule, Withheld
from ctxtrim.model.scan import Folder, Scan, Sent
from ctxtrim.render.json import audit_json
from ctxtrim.render.markdown import audit_markdown
from ctxtrim.render.spans import Page, plain
from ctxtrim.render.text import audit_text, trouble_sentence

SCAN = Scan(
    folders=(Folder("", -1, Sum(3, 1_500_000), True),),
    eligible=Sum(3, 1_500_000),
    transfer_bytes=1_500_123,
    classic_tar_bytes=1_503_000,
    largest=((1_000_000, "a\nb.bin"),),
    kinds={"source": Sum(2, 500_000), "other": Sum(1, 1_000_000)},
    found=(),
    troubles=(),
    emptied=(),
)
BUILD = TargetAudit(
    target=Target("/ctx", "/ctx/Dockerfile"),
    ignore_file=".dockerignore",
    eligible=SCAN.eligible,
    sent=Sent(Sum(1, 1000), 1040, 2560, whole=False),
    asks=("Dockerfile:2: COPY src",),
)
AUDIT = Audit(
    context="/ctx",
    builder="buildkit",
    ignore_file=".dockerignore",
    scan=SCAN,
    targets=(BUILD,),
    heaviest=(Heavy("a\nb.bin", "file", 1_000_000, 1, 0), Heavy("src", "dir", 500_000, 2, 1000)),
)


def text(audit: Audit = AUDIT) -> str:
    return plain(audit_text(audit, Page()))


def test_the_text_is_stable() -> None:
    assert text() == (
        "/ctx\n"
        "as BuildKit (docker build, buildx, compose) reads it\n"
        "\n"
        "  on disk          -                    not measured: see --on-disk\n"
        "  eligible     1.5MB          3 files   after .dockerignore\n"
        "  sent           1kB           1 file   Dockerfile\n"
        "                                        transferring context: 1.04kB\n"
        "\n"
        "What is heavy, in shares of what is eligible\n"
        "        1MB  67%  █████████████▍        a\\nb.bin  not sent\n"
        "      500kB  33%  ██████▋               src/  2 files, 1kB sent\n"
        "\n"
        "By kind\n"
        "        1MB          1 other\n"
        "      500kB          2 source\n"
    )


FINDING = Finding("slug", "error", "it leaks", ".env", "Dockerfile", 3, bytes=5)
PROPOSAL = Proposal((Rule("**/x", "safe", "why", "record", Sum(1, 5)),), (), b"", Sum(3, 1000), Sum(2, 400))


def sent_less(size: int) -> Proposal:
    """The proposal where one build sends so much less by it, another nothing."""
    (rule,) = PROPOSAL.adopted
    return PROPOSAL._replace(adopted=(rule._replace(sent={"Dockerfile": Sum(1, size), "b": Sum()}),))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"ignore_file": ""}, "no ignore file: nothing is excluded", id="no rules"),
        pytest.param({"targets": ()}, "no Dockerfile found", id="no build"),
        pytest.param(
            {"targets": (BUILD._replace(missing=(Missing("dist", "Dockerfile", 7, "absent"),)),)},
            "  ! Dockerfile:7: the build fails here: dist is absent.",
            id="missing",
        ),
        pytest.param(
            {"targets": (BUILD._replace(missing=(Missing("d", "Dockerfile", 7, "excluded", ".di:1: d"),)),)},
            "d is excluded by .di:1: d.",
            id="excluded",
        ),
        pytest.param({"scan": SCAN._replace(emptied=("x\x1b",))}, "! x\\x1b arrives EMPTY", id="emptied"),
        pytest.param(
            {"scan": SCAN._replace(excluded=Sum(1, 500_000))},
            "2MB          4 files   500kB of it",
            id="on disk",
        ),
        pytest.param({"builder": "classic"}, "Sending build context to Docker daemon  2.56kB", id="classic"),
        pytest.param({"builder": "buildah"}, "  used ", id="buildah"),
        pytest.param({"targets": (BUILD, BUILD)}, "Dockerfile and 1 more", id="builds that get the same"),
        pytest.param(
            {"targets": (BUILD._replace(ignore_file="x.dockerignore"),)},
            "reads x.dockerignore: 1.5MB",
            id="own rules",
        ),
        pytest.param({"contexts": (("api", 2),)}, "  api  2 builds", id="other contexts"),
        pytest.param({"notes": ("a note",)}, "Notes\n  a note", id="notes"),
        pytest.param({"findings": (FINDING,)}, "  5B  .env  Dockerfile:3: it leaks\n", id="findings"),
        pytest.param(
            {"proposal": PROPOSAL}, "1 line, 600B less eligible; no build sends it.\n", id="a proposal"
        ),
        pytest.param(
            {"proposal": sent_less(600)}, "  ctxtrim fix: 1 line, 600B less to send.\n", id="all sent"
        ),
        pytest.param(
            {"proposal": sent_less(70)},
            "1 line, 600B less eligible, of which a build sends 70B.\n",
            id="little of it sent",
        ),
        pytest.param({"proposal": PROPOSAL, "targets": ()}, "1 line, 600B less eligible.\n", id="not built"),
    ],
)
def test_the_text_says(changes: dict[str, object], expected: str) -> None:
    assert expected in text(AUDIT._replace(**changes))  # type: ignore[arg-type]


def test_a_finding_on_several_lines_keeps_its_columns() -> None:
    long = FINDING._replace(path="p/" * 20 + "x", why="it leaks " + "on and on " * 5)
    lines = plain(audit_text(AUDIT._replace(findings=(long, FINDING)), Page(80))).splitlines()
    at = lines.index("Findings")
    sizes = [line for line in lines[at:] if "5B" in line]
    assert [line.index("5B") for line in sizes] == [9, 9]
    assert lines[at + 2].startswith(" " * 15)


def test_a_long_name_of_a_build_goes_on_below() -> None:
    target = BUILD.target._replace(dockerfile="/ctx/apps/web/Dockerfile", origin="compose.yaml: service web")
    lines = plain(audit_text(AUDIT._replace(targets=(BUILD._replace(target=target),)), Page(80))).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  sent"))
    assert lines[at].endswith("   apps/web/Dockerfile (compose.yaml:")
    assert lines[at + 1] == " " * 42 + "service web)"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_text_fits_a_terminal(width: int) -> None:
    wide = AUDIT._replace(
        context="/" + "long/" * 40,
        heaviest=(Heavy("x" * 300, "file", 1_000_000, 1),),
        scan=SCAN._replace(largest=((900_000, "y" * 300),)),
    )
    lines = plain(audit_text(wide, Page(width))).splitlines()
    assert max(len(line) for line in lines if line.endswith(("xx", "yy", "long/"))) <= max(width, 50)


def test_more_than_a_few_are_counted() -> None:
    many = AUDIT._replace(scan=SCAN._replace(emptied=tuple(f"f{n}" for n in range(9))))
    assert "and 4 more arrive empty" in text(many)


def test_findings_that_the_top_tells_are_not_told_twice() -> None:
    again = AUDIT._replace(findings=(FINDING._replace(check="missing-source"),))
    assert "Findings" not in text(again)


def test_more_findings_than_fit_are_counted() -> None:
    many = AUDIT._replace(findings=tuple(FINDING._replace(path=f"f{n}") for n in range(20)))
    assert "… and 8 more: --format json has them all" in text(many)


def test_markdown_has_what_the_text_has() -> None:
    full = AUDIT._replace(
        targets=(BUILD._replace(missing=(Missing("dist", "Dockerfile", 7, "absent"),)),),
        findings=(FINDING,),
        proposal=PROPOSAL,
        notes=("a note",),
    )
    page = audit_markdown(full)
    assert "- **`Dockerfile:7: the build fails here: dist is absent.`**" in page
    assert "| `.env` | 5B | `Dockerfile:3: it leaks` |" in page
    assert "**ctxtrim fix: 1 line, 600B less eligible; no build sends it.**" in page
    assert page.endswith("- `a note`\n")


def test_markdown_of_an_empty_context() -> None:
    empty = SCAN._replace(eligible=Sum(), kinds={}, largest=())
    page = audit_markdown(AUDIT._replace(scan=empty, targets=(), heaviest=(), ignore_file=""))
    assert page.count("| eligible (no ignore file) | 0B | 0 |") == 1
    assert "Heaviest" not in page


def test_json_has_the_keys_that_stay() -> None:
    found = json.loads(audit_json(AUDIT._replace(proposal=PROPOSAL, findings=(FINDING,))))
    assert found["schema"] == "ctxtrim.audit/1"
    assert (found["context"], found["builder"], found["ignore_file"]) == ("/ctx", "buildkit", ".dockerignore")
    assert found["eligible"] == {
        "files": 3,
        "bytes": 1_500_000,
        "transfer_bytes": 1_500_123,
        "classic_tar_bytes": 1_503_000,
    }
    build = found["targets"][0]
    assert {"dockerfile", "target", "sent", "emptied", "missing"} <= build.keys()
    assert {"files": 1, "bytes": 1000, "transfer_bytes": 1040}.items() <= build["sent"].items()
    assert {"path": "src", "bytes": 500_000, "files": 2}.items() <= found["heaviest"][1].items()
    assert {"kind": "source", "files": 2, "bytes": 500_000} in found["kinds"]
    assert {"check", "path", "bytes", "why", "fix"} <= found["findings"][0].keys()
    assert {"pattern", "tier", "files", "bytes", "why"} <= found["proposal"]["adopted"][0].keys()


def test_json_of_what_is_not_there_yet_is_empty() -> None:
    found = json.loads(audit_json(AUDIT))
    assert (found["findings"], found["proposal"]) == ([], {"adopted": [], "withheld": []})


def test_json_keeps_undecodable_names() -> None:
    odd = AUDIT._replace(heaviest=(Heavy("\udcff", "file", 1, 1),))
    written = audit_json(odd)
    assert written.isascii()
    assert json.loads(written)["heaviest"][0]["path"] == "\udcff"


def test_json_says_what_was_held_back() -> None:
    held = PROPOSAL._replace(withheld=(Withheld("**/dist", "needed", ("Dockerfile:7: COPY dist",)),))
    found = json.loads(audit_json(AUDIT._replace(proposal=held)))
    assert found["proposal"]["withheld"][0]["needed_by"] == ["Dockerfile:7: COPY dist"]


def test_markdown_keeps_names_in_code() -> None:
    page = audit_markdown(AUDIT._replace(heaviest=(Heavy("<b>|`x`", "file", 1, 1),)))
    assert "### Build context of `/ctx`" in page
    assert "| `` <b>\\|`x` `` | 1B | 1 |" in page
    assert "sent to `Dockerfile` | 1kB | 1 |" in page


@pytest.mark.parametrize(
    ("entry", "builder", "expected"),
    [
        (Entry("s", "socket"), "buildkit", "s: a socket: it arrives as an empty file."),
        (Entry("s", "socket"), "classic", "s: a socket: it is left out."),
        (
            Entry("f", "file", 5, trouble="unreadable"),
            "classic",
            "f: an unreadable file: it stops the build.",
        ),
        (
            Entry("d", "dir", trouble="unreadable dir"),
            "buildkit",
            "d: an unreadable directory: it stops the build.",
        ),
        (
            Entry("p", "file", trouble="too long"),
            "buildkit",
            "p: a path that is too long to open: it stops the build.",
        ),
    ],
    ids=["a socket", "a dropped one", "unreadable", "unreadable directory", "too long"],
)
def test_troubles_in_words(entry: Entry, builder: str, expected: str) -> None:
    assert trouble_sentence(entry, by_name(builder)) == expected
