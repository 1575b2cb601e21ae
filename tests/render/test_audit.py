"""One audit in all its forms: text at a glance, JSON whose keys stay, Markdown that nothing can break."""

from __future__ import annotations

import json

import pytest

from ctxtrim.model.audit import Audit, Heavy, TargetAudit
from ctxtrim.model.build import Target
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Proposal, Rule, Withheld
from ctxtrim.model.scan import Folder, Scan, Sent
from ctxtrim.render.json import audit_json
from ctxtrim.render.markdown import audit_markdown
from ctxtrim.render.spans import Page, plain
from ctxtrim.render.text import audit_text

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
        "/ctx  as read by BuildKit (docker build, buildx, compose)\n"
        "\n"
        "  on disk                        -               not measured: see --on-disk\n"
        "  eligible (not ignored)     1.5MB      3 files  after .dockerignore\n"
        "  sent                         1kB       1 file  Dockerfile\n"
        "                                                 transferring context: 1.04kB\n"
        "\n"
        "Largest paths (share of the context)\n"
        "        1MB  67%  █████████████▍        a\\nb.bin  not sent\n"
        "      500kB  33%  ██████▋               src/  2 files, 1kB sent\n"
        "\n"
        "By kind\n"
        "        1MB          1 other\n"
        "      500kB          2 source\n"
    )


FINDING = Finding("CT900", "slug", "error", "it leaks", ".env", "Dockerfile", 3, "mend it", bytes=5)
PROPOSAL = Proposal((Rule("**/x", "safe", "why", "record", Sum(1, 5)),), (), b"", Sum(3, 1000), Sum(2, 400))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"ignore_file": ""}, "3 files  no ignore file", id="no rules"),
        pytest.param({"targets": ()}, "no Dockerfile found", id="no build"),
        pytest.param({"scan": SCAN._replace(excluded=Sum(1, 500_000))}, "4 files  500kB of it", id="on disk"),
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
        pytest.param(
            {"findings": (FINDING,)},
            "Findings\n  error    CT900  Dockerfile:3: it leaks\n                  mend it\n",
            id="findings",
        ),
        pytest.param({"proposal": PROPOSAL}, "ctxtrim fix: saves 600B, 1 file\n", id="a proposal"),
    ],
)
def test_the_text_says(changes: dict[str, object], expected: str) -> None:
    assert expected in text(AUDIT._replace(**changes))  # type: ignore[arg-type]


def builds(count: int) -> tuple[TargetAudit, ...]:
    """Builds that each send another amount."""
    target = BUILD.target
    return tuple(
        BUILD._replace(
            target=target._replace(dockerfile=f"/ctx/services/s{n}/Dockerfile"),
            sent=BUILD.sent._replace(sum=Sum(1, n)),
        )
        for n in range(count)
    )


def full() -> Audit:
    """An audit with more of everything than a screen holds."""
    findings = tuple(FINDING._replace(path=f"f{n}", line=0, message="on and on " * 9) for n in range(40))
    heavies = tuple(Heavy(f"folder{n}/" + "x" * 90, "file", 99_000, 1, 99_000) for n in range(12))
    return AUDIT._replace(
        context="/" + "long/" * 40,
        targets=builds(57),
        findings=findings,
        heaviest=heavies,
        proposal=PROPOSAL,
        contexts=tuple((f"c{n}", 1) for n in range(9)),
        notes=("a note",) * 9,
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_first_screen_fits_a_terminal(width: int) -> None:
    lines = plain(audit_text(full(), Page(width))).splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= width
    assert lines[-1] == "ctxtrim fix: saves 600B, 1 file"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_a_terminal_with_both_figures_and_long_names(width: int) -> None:
    """What wraps pushes the first lines out of the screen."""
    heavies = (
        Heavy("documentation/x/y/z/" + "n" * 40, "dir", 829_000, 1_022, 81_190),
        Heavy("d" * 30, "file", 1_000, 1, 0),
    )
    wide = PROPOSAL._replace(before=Sum(1_270, 29_700_123), after=Sum(1_092, 20_278_123))
    audit = full()._replace(heaviest=heavies, proposal=wide._replace(unsafe_after=Sum(9, 12_530_000)))
    lines = plain(audit_text(audit, Page(width))).splitlines()
    assert max(map(len, lines)) <= width
    assert "ctxtrim fix: saves 9.422MB" in lines[-1] and "--unsafe: 17.17MB" in lines[-1]


def test_the_first_screen_names_five_builds_and_counts_the_rest() -> None:
    lines = plain(audit_text(AUDIT._replace(targets=builds(57)), Page(80))).splitlines()
    assert sum("services/s" in line for line in lines) == 5
    assert any(line.strip() == "and 52 more" for line in lines)


def test_the_first_screen_counts_the_findings_that_it_leaves_out() -> None:
    shown = plain(audit_text(full(), Page(80)))
    left = 40 - shown.count("CT900")
    assert f"and {left} more: ctxtrim audit -v" in shown


def test_verbose_leaves_nothing_out() -> None:
    shown = plain(audit_text(full(), Page(80), is_verbose=True))
    assert shown.count("CT900") == 40
    assert shown.count("services/s") == 57
    assert "By kind" in shown
    assert "Notes" in shown


def test_markdown_has_what_the_text_has() -> None:
    page = audit_markdown(AUDIT._replace(findings=(FINDING,), proposal=PROPOSAL, notes=("a note",)))
    assert "| error | CT900 | `Dockerfile:3` | `it leaks` |" in page
    assert "**ctxtrim fix: saves 600B, 1 file**" in page
    assert page.endswith("- `a note`\n")


def test_markdown_of_an_empty_context() -> None:
    empty = SCAN._replace(eligible=Sum(), kinds={}, largest=())
    page = audit_markdown(AUDIT._replace(scan=empty, targets=(), heaviest=(), ignore_file=""))
    assert page.count("| eligible (no ignore file) | 0B | 0 |") == 1
    assert "Largest" not in page


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
