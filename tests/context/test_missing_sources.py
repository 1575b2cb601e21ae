"""Sources that a build asks for in vain are told before it fails."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.context.missing_sources import missing
from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from tests.entries import lister

TREE: Mapping[str, int | str] = {
    "a.txt": 1,
    "docs/index.md": 1,
    "docs/x.md": 1,
    "src/app/main.py": 1,
    "empty": "dir",
    "link": "-> a.txt",
    "far": "-> src/app",
    "gone": "-> nowhere",
    "loop": "-> loop",
    "in/link": "-> ../a.txt",
    "root": "-> /docs",
}


def vain(lines: str, ignore: str = "", builder: str = "buildkit") -> list[str]:
    """ "source: why, by" of each source in vain of a build FROM scratch with these lines; ~ if it builds."""
    build = plan(parse(b"FROM scratch\n" + lines.encode(), "Dockerfile"))
    rules = Ruleset.read(ignore.encode(), by_name(builder))
    found = missing(build, lister(TREE), rules)
    return [f"{'' if m.fails else '~ '}{m.source}: {m.why}{' by ' + m.by if m.by else ''}" for m in found]


@pytest.mark.parametrize(
    ("lines", "ignore", "expected"),
    [
        pytest.param("COPY . /", "*", [], id="the whole context is never missing"),
        pytest.param("COPY a.txt docs /x/", "", [], id="what is there is not"),
        pytest.param("COPY dist /", "", ["dist: absent"], id="what is not built yet is"),
        pytest.param("COPY *.jar a.txt /", "", [], id="a wildcard may match nothing"),
        pytest.param("COPY docs/*.rst /", "", ["docs/*.rst: absent"], id="but its folder must be sent"),
        pytest.param("COPY docs/*.rst docs/x.md /", "", [], id="as for another source"),
        pytest.param("COPY dist/*.js /", "", ["dist: absent"], id="and exist"),
        pytest.param(
            "COPY docs/*.md /", "docs", ["docs: excluded by .dockerignore:1: docs"], id="and not be excluded"
        ),
        pytest.param("COPY *o*e* a.txt /", "", ["gone: absent"], id="a link that a wildcard matches"),
        pytest.param(
            "COPY a.txt /", "*.txt", ["a.txt: excluded by .dockerignore:1: *.txt"], id="an excluded file"
        ),
        pytest.param(
            "COPY docs /d", "x\ndocs", ["docs: excluded by .dockerignore:2: docs"], id="an excluded folder"
        ),
        pytest.param("COPY src /s", "*\n!src/app", [], id="an exception below a source brings it back"),
        pytest.param("COPY docs /d", "docs\n!docs/index.md", [], id="one file of it is enough"),
        pytest.param("COPY docs /d", "docs/**", [], id="an empty folder arrives"),
        pytest.param("COPY empty /e", "", [], id="a folder that is empty anyway does"),
        pytest.param(
            "COPY link /", "*.txt", ["link: excluded by .dockerignore:1: *.txt"], id="a link's target"
        ),
        pytest.param(
            "COPY link /",
            "link",
            ["link: excluded by .dockerignore:1: link"],
            id="a link that is excluded itself",
        ),
        pytest.param(
            "COPY far/main.py /", "far", ["far/main.py: excluded by .dockerignore:1: far"], id="or on the way"
        ),
        pytest.param("COPY far /", "", [], id="a link to a folder"),
        pytest.param("COPY far/main.py root/x.md /", "", [], id="a link on the way"),
        pytest.param("COPY gone /", "", ["gone: absent"], id="a link to nothing"),
        pytest.param("COPY loop /", "", ["loop: absent"], id="a loop"),
        pytest.param("COPY in/l*k /", "", [], id="a link in a folder that is named"),
        pytest.param("COPY i?/link /", "", ["in/link: unasked"], id="or that a wildcard stands for"),
        pytest.param("COPY i?/link a.txt /x/", "", [], id="where another source names what it leads to"),
        pytest.param("COPY <<E /x\nhi\nE", "", [], id="a heredoc"),
        pytest.param("ADD https://example.org/x /", "", [], id="a download"),
        pytest.param("RUN --mount=type=bind,source=zz true", "", ["zz: absent"], id="a mount"),
        pytest.param(
            "RUN --mount=type=bind,source=*.txt true", "", ["*.txt: absent"], id="a mount knows no wildcards"
        ),
        pytest.param(
            "COPY --exclude=d* . /x", "loop", ["gone: absent"], id="--exclude follows links at the root"
        ),
        pytest.param("COPY --exclude=[gl]* . /x", "", [], id="that it does not leave out"),
        pytest.param("ARG D=dist\nCOPY $D /", "", ["dist: absent"], id="a variable's value"),
    ],
)
def test_missing(lines: str, ignore: str, expected: list[str]) -> None:
    assert vain(lines, ignore) == expected


NONE = "COPY *.jar s*/*.rst /"
BESIDE = "COPY *.jar a.txt /"
LOST = "~ *.txt: excluded by .dockerignore:1: *.txt"


@pytest.mark.parametrize(
    ("lines", "ignore", "buildkit", "classic", "buildah"),
    [
        pytest.param(
            NONE,
            "",
            ["~ *.jar: absent", "~ s*/*.rst: absent"],
            ["*.jar: absent", "s*/*.rst: absent"],
            ["*.jar: absent", "s*/*.rst: absent"],
            id="nothing at all is there",
        ),
        pytest.param(BESIDE, "", [], [], [], id="something else is"),
        pytest.param(
            "COPY *.txt /", "*.txt", [LOST], [LOST[2:]], [LOST[2:]], id="all that is there is excluded"
        ),
        pytest.param(
            "COPY *.txt docs /", "*.txt", [LOST], [LOST], [LOST[2:]], id="beside something that is sent"
        ),
        pytest.param("COPY d*/*.md a.txt /", "docs/x.md", [], [], [], id="one file of several is sent"),
        pytest.param("COPY **/main.py a.txt /", "", [], [], [], id="two stars are one to Docker"),
        pytest.param(
            "COPY **/main.py /",
            "",
            ["~ **/main.py: absent"],
            ["**/main.py: absent"],
            [],
            id="but not to buildah",
        ),
        pytest.param("COPY far/*.py /", "", [], ["far/*.py: absent"], [], id="a link on the way"),
        pytest.param(
            "COPY f*/*.py /",
            "",
            ["~ f*/*.py: absent"],
            ["f*/*.py: absent"],
            [],
            id="a link that a wildcard matches",
        ),
    ],
)
def test_wildcards(
    lines: str, ignore: str, buildkit: list[str], classic: list[str], buildah: list[str]
) -> None:
    assert vain(lines, ignore) == vain(lines, ignore, "buildkit-20.10") == buildkit
    assert vain(lines, ignore, "classic") == vain(lines, ignore, "classic-20.10") == classic
    assert vain(lines, ignore, "buildah") == buildah


@pytest.mark.parametrize(("builder", "fails"), [("buildkit", False), ("classic", True)])
def test_an_excluded_wildcard_gives_an_example_and_whether_the_build_fails(builder: str, fails: bool) -> None:
    build = plan(parse(b"FROM scratch\nCOPY *.txt /\n", "Dockerfile"))
    (missed,) = missing(build, lister(TREE), Ruleset.read(b"*.txt", by_name(builder)))
    assert (missed.match, missed.by, missed.fails) == ("a.txt", ".dockerignore:1: *.txt", fails)


@pytest.mark.parametrize(
    ("lines", "ignore", "expected"),
    [
        pytest.param("COPY far/main.py /", "src", [], id="not where a link leads to"),
        pytest.param(
            "COPY far/main.py /",
            "far",
            ["far/main.py: excluded by .dockerignore:1: far"],
            id="but what is named",
        ),
        pytest.param(
            "COPY link /", "a.txt", ["link: excluded by .dockerignore:1: a.txt"], id="and a linked file"
        ),
        pytest.param("COPY far /", "src", [], id="of a linked folder the inside"),
    ],
)
def test_buildah_judges_the_path_as_it_is_asked_for(lines: str, ignore: str, expected: list[str]) -> None:
    assert vain(lines, ignore, "buildah") == expected


def test_a_stage_that_is_not_built_asks_for_nothing() -> None:
    build = plan(parse(b"FROM a AS one\nCOPY dist *.jar d*/*.rst /\nFROM b\nCOPY a.txt /", "Dockerfile"))
    assert missing(build, lister(TREE), Ruleset((), by_name("buildkit"))) == ()


@pytest.mark.parametrize(
    ("builder", "count"),
    [pytest.param("buildkit", 1, id="BuildKit"), pytest.param("buildah", 0, id="buildah")],
)
def test_a_mount_of_buildah_sees_what_is_excluded(builder: str, count: int) -> None:
    assert len(vain("RUN --mount=type=bind,source=docs true", "docs", builder)) == count


@pytest.mark.parametrize(
    ("lines", "ignore", "expected"),
    [
        pytest.param("COPY . /s", "docs", ["docs/x.md: excluded by .dockerignore:1: docs"], id="excluded"),
        pytest.param("COPY . /s", "", [], id="sent"),
        pytest.param("COPY . /s\nRUN make", "docs", [], id="a RUN may make it"),
        pytest.param("COPY . /s", "docs/y.md", [], id="another is excluded"),
        pytest.param("COPY a.txt /s/docs/\nCOPY src /s", "docs", [], id="it comes from nowhere"),
    ],
)
def test_what_a_stage_does_not_get_cannot_be_taken_from_it(
    lines: str, ignore: str, expected: list[str]
) -> None:
    later = "FROM scratch\nCOPY --from=0 /s/docs/x.md /"
    assert vain(f"{lines}\n{later}", ignore) == expected
