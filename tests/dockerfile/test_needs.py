"""What a Dockerfile takes: what BuildKit asks for, what must stay, and the way of files through stages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.dockerfile.needs import plan, resolve
from ctxtrim.dockerfile.parse import parse
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import BuildPlan, Need
from tests.dockerfile.dictree import DictTree
from tests.effort import examples
from tests.steps import at_most


def planned(text: str, **options: object) -> BuildPlan:
    return plan(parse(text.encode(), "Dockerfile"), **options)  # type: ignore[arg-type]


def brief(needs: tuple[Need, ...]) -> list[tuple[str, str, bool]]:
    """(glob, kind, must); a trailing ` *` marks a glob."""
    return [(need.glob + " *" * need.is_glob, need.kind, need.must) for need in needs]


ALL = None
NOTHING: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("text", "follow"),
    [
        pytest.param("FROM a\nRUN b\n", NOTHING, id="nothing is copied"),
        pytest.param("FROM a\nCOPY . /\n", ALL, id="dot"),
        pytest.param("FROM a\nCOPY b ./ /x/\n", ALL, id="dot among others"),
        pytest.param("FROM a\nCOPY / /\n", ALL, id="slash"),
        pytest.param("FROM a\nCOPY b/.. /\n", ALL, id="a detour to the root"),
        pytest.param("FROM a\nCOPY c b/ ./b//d /x/\n", ("b", "b/d", "c"), id="cleaned and sorted"),
        pytest.param("FROM a\nCOPY ../b /x\n", ("b",), id="never above the context"),
        pytest.param('FROM a\nCOPY ["a b", "c", "/x/"]\n', ("a b", "c"), id="JSON"),
        pytest.param("FROM a\nCOPY *.txt b/**/c /x/\n", ("*.txt", "b/**/c"), id="wildcards as written"),
        pytest.param("FROM a\nCOPY --parents b/./**/*.go /x/\n", ("b/**/*.go",), id="the pivot of --parents"),
        pytest.param(
            "FROM a\nCOPY --exclude=*.md --exclude=x b /x/\n", ("b",), id="--exclude sends all the same"
        ),
        pytest.param("FROM a\nCOPY <<E /x\nb\nE\n", NOTHING, id="a document"),
        pytest.param("FROM a\nCOPY <<E b /x/\nc\nE\n", ("b",), id="a document and a file"),
        pytest.param("FROM a\nADD https://x.y/z.tgz b /x/\n", ("b",), id="a URL"),
        pytest.param("FROM a\nADD https://x.y/z.git /x/\n", NOTHING, id="a git URL"),
        pytest.param("FROM a\nADD git@x.y:z/w.git /x/\n", NOTHING, id="git over ssh"),
        pytest.param(
            "FROM a\nADD github.com/x/y /x/\n", ("github.com/x/y",), id="what looks like a path is one"
        ),
        pytest.param("FROM a\nRUN --mount=type=bind,source=b,target=/x c\n", ("b",), id="bind mount"),
        pytest.param("FROM a\nRUN --mount=src=b,dst=/x c\n", ("b",), id="bind is the default, short keys"),
        pytest.param(
            'FROM a\nRUN --mount=type=bind,\\"source=b,c\\",target=/x c\n', ("b,c",), id="csv quotes"
        ),
        pytest.param("FROM a\nRUN --mount=target=. c\n", ALL, id="bind mount of everything"),
        pytest.param("FROM a\nRUN --mount=type=cache,target=/x c\n", NOTHING, id="cache mount"),
        pytest.param("FROM a\nRUN --mount=type=secret,id=s c\n", NOTHING, id="secret mount"),
        pytest.param("FROM a\nRUN --mount=type=ssh c\n", NOTHING, id="ssh mount"),
        pytest.param("FROM a\nRUN --mount=type=tmpfs,target=/x c\n", NOTHING, id="tmpfs alone"),
        pytest.param("FROM a\nCOPY b /\nRUN --mount=type=tmpfs,target=/x c\n", ALL, id="tmpfs asks for all"),
        pytest.param("FROM a\nRUN --mount=from=b,source=c,target=/x d\n", NOTHING, id="mount of an image"),
        pytest.param("FROM a\nCOPY --from=b c /x\n", NOTHING, id="copy from an image"),
        pytest.param("FROM a\nONBUILD COPY b /x\n", NOTHING, id="a trigger is for others"),
        pytest.param("FROM a AS x\nONBUILD COPY b /x\nFROM x\n", ("b",), id="a trigger of the base stage"),
        pytest.param(
            "FROM a AS x\nONBUILD COPY b /x\nFROM x AS y\nFROM y\n",
            ("b",),
            id="a trigger goes off once, and stays",
        ),
        pytest.param("FROM a AS x\nCOPY b /\nFROM c\nCOPY d /\n", ("d",), id="a stage nobody takes from"),
        pytest.param("FROM a AS x\nCOPY b /\nFROM x\nCOPY d /\n", ("b", "d"), id="FROM a stage"),
        pytest.param(
            "FROM a AS x\nCOPY b /\nFROM c\nCOPY --from=X d /\n", ("b",), id="--from a name, in any case"
        ),
        pytest.param("FROM a\nCOPY b /\nFROM c\nCOPY --from=0 d /\n", ("b",), id="--from a number"),
        pytest.param(
            "FROM a AS x\nCOPY b /\nFROM c\nRUN --mount=from=x,target=/y d\n", ("b",), id="a mount's stage"
        ),
        pytest.param(
            "FROM a AS x\nCOPY b /\nFROM c\nRUN --mount=type=cache,from=x,target=/y d\n",
            ("b",),
            id="a cache's stage",
        ),
        pytest.param("FROM a AS x\nCOPY b /\nFROM X\nCOPY d /\n", ("d",), id="FROM looks at case"),
        pytest.param("ARG V=x\nFROM a AS x\nCOPY b /\nFROM $V\nCOPY d /\n", ("b", "d"), id="FROM a variable"),
        pytest.param(
            "FROM a AS x-amd64\nCOPY b /\nFROM a AS x-arm64\nCOPY c /\nFROM x-$TARGETARCH\n",
            ("b",),
            id="the stage of the platform",
        ),
        pytest.param("FROM a\nARG V=b\nCOPY ${V}/c /x\n", ("b/c",), id="ARG"),
        pytest.param("ARG V=b\nFROM a\nARG V\nCOPY $V /x\n", ("b",), id="ARG from before FROM"),
        pytest.param("ARG V=b\nFROM a\nCOPY $V/c /x\n", ("c",), id="ARG from before FROM, not taken over"),
        pytest.param("FROM a AS x\nARG V=b\nFROM x\nCOPY $V /x\n", ("b",), id="ARG of the base stage"),
        pytest.param(
            "FROM a\nENV V=b W=$V\nENV X=$V\nCOPY $X c$W /x/\n", ("b", "c"), id="ENV sees what was before"
        ),
        pytest.param("FROM a\nARG V=b\nENV V=c\nCOPY $V /x\n", ("c",), id="ENV over ARG"),
        pytest.param(
            "FROM a\nARG V\nCOPY $V /x\n", ALL, id="no value is nothing, and nothing is the context"
        ),
        pytest.param(
            "FROM a\nARG V\nCOPY b/$V/c ${V:-d} /x/\n", ("b/c", "d"), id="no value in a path, a default"
        ),
        pytest.param("FROM a\nARG TARGETARCH\nCOPY b-$TARGETARCH /x\n", ("b-amd64",), id="platform"),
        pytest.param("FROM a\nARG TARGETSTAGE\nCOPY b-$TARGETSTAGE /x\n", ("b-default",), id="TARGETSTAGE"),
        pytest.param("# escape=`\nFROM a\nCOPY b`$V /x\n", ("b$V",), id="the other escape"),
    ],
)
def test_buildkit_asks_for(text: str, follow: tuple[str, ...] | None) -> None:
    assert planned(text).follow == follow


@pytest.mark.parametrize(
    ("options", "follow"),
    [
        ({}, ("b", "d-1")),
        ({"target": "x"}, ("b",)),
        ({"target": "X"}, ("b",)),
        ({"args": {"V": "2"}}, ("b", "d-2")),
        ({"args": {"W": "2"}}, ("b", "d-1")),
        ({"args": {"V": None}}, ("b", "d-1")),
        ({"named_contexts": ["x"]}, ("d-1",)),
        ({"named_contexts": ["docker.io/library/a:latest"]}, ("b", "d-1")),
    ],
)
def test_the_request_follows_target_and_arguments(
    options: dict[str, object], follow: tuple[str, ...]
) -> None:
    text = "FROM a AS x\nCOPY b /\nFROM a AS y\nCOPY c /\nFROM x\nARG V=1\nCOPY d-$V /\n"
    assert planned(text, **options).follow == follow


def test_a_replaced_stage_sends_nothing_itself_but_what_it_copies_from_is_built() -> None:
    text = "FROM scratch AS b\nCOPY src /s\nFROM b AS r\nCOPY --from=b /s /q\nCOPY x /\nFROM r\nCOPY a /\n"
    assert planned(text, named_contexts=["r"]).follow == ("a", "src")


def test_another_platform_takes_other_files() -> None:
    text = "FROM a\nARG TARGETARCH TARGETVARIANT\nCOPY b-$TARGETARCH$TARGETVARIANT /x\n"
    assert planned(text, platform="linux/arm/v7").follow == ("b-armv7",)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        pytest.param("FROM a\nCOPY dist /x\n", [("dist", "copy", True)], id="a literal source, built or not"),
        pytest.param("FROM a\nADD b.tar c/ /x/\n", [("b.tar", "copy", True), ("c", "copy", True)], id="ADD"),
        pytest.param(
            "FROM a\nCOPY . /x\n", [("", "copy", False)], id="everything needs nothing in particular"
        ),
        pytest.param("FROM a\nCOPY target/*.jar /x/\n", [("target/*.jar *", "copy", False)], id="wildcard"),
        pytest.param("FROM a\nCOPY --parents b/./c /x/\n", [("b/c", "copy", True)], id="--parents"),
        pytest.param("FROM a\nRUN --mount=source=b,target=/x c\n", [("b", "mount", True)], id="mount"),
        pytest.param("FROM a\nRUN --mount=target=/x c\n", [("", "mount", False)], id="mount of everything"),
        pytest.param("FROM a\nRUN --mount=type=tmpfs,target=/x c\n", [], id="tmpfs needs nothing"),
        pytest.param(
            "FROM a AS x\nCOPY b /\nFROM c\nCOPY d /\n",
            [("b", "copy", True), ("d", "copy", True)],
            id="also where this target does not come by",
        ),
        pytest.param("FROM a\nARG V\nCOPY $V /x\n", [("* *", "copy", False)], id="unknown: anything"),
        pytest.param(
            "FROM a\nARG V\nCOPY b/$V.jar /x\n", [("b/*.jar *", "copy", False)], id="unknown in a name"
        ),
        pytest.param("FROM a\nARG V\nCOPY $V/b /x\n", [("**/b *", "copy", False)], id="unknown folder"),
        pytest.param(
            "FROM a\nCOPY $HOME/b /x\n", [("**/b *", "copy", False)], id="unknown: set by the image"
        ),
        pytest.param("FROM scratch\nCOPY $HOME/b /x\n", [("b", "copy", True)], id="scratch sets nothing"),
        pytest.param(
            "FROM a\nARG V\nENV W=b/$V\nCOPY $W/c /x\n",
            [("b/**/c *", "copy", False)],
            id="unknown through ENV",
        ),
        pytest.param(
            "FROM a\nARG V\nCOPY ${V:-b} /x\n",
            [("b", "copy", True), ("* *", "copy", False)],
            id="unknown with a default: this build and another",
        ),
        pytest.param(
            "FROM a\nARG V\nCOPY ${V:?say}/b /x\n",
            [("**/b *", "copy", False)],
            id="V?",
        ),
        pytest.param(
            "FROM a\nARG TARGETARCH\nCOPY b-$TARGETARCH /x\n",
            [("b-amd64", "copy", True), ("b-* *", "copy", False)],
            id="other platforms",
        ),
        pytest.param(
            "FROM a\nARG V\nRUN --mount=source=b/$V,target=/x c\n",
            [("b/* *", "mount", False)],
            id="unknown mount",
        ),
        pytest.param(
            "FROM a AS x\nONBUILD COPY b /x\nFROM x\n",
            [("b", "copy", True)],
            id="a trigger of the base stage",
        ),
        pytest.param("FROM a\nCOPY --from=b c /x\n", [], id="an image's files"),
    ],
)
def test_a_source_is_a_need(text: str, needs: list[tuple[str, str, bool]]) -> None:
    assert brief(planned(text).needs) == needs


def test_a_need_says_who_needs_it_and_why() -> None:
    need = planned("FROM a AS x\n\nCOPY --chown=1 dist /x\n").needs[0]
    assert need == Need("dist", "Dockerfile", 3, "COPY --chown=1 dist /x", "x", "copy", True, False)


FLOWS = [
    # stage 1 | path taken from it | the context's paths | needs
    ("COPY . /src", "/src/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY . /src", "/src/LICENSE", [], [("LICENSE", False)]),
    ("COPY . /src", "src/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY . /src", "/src/./a/../LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY . /src", "/etc/passwd", ["etc/passwd"], []),
    ("COPY . /src", "/src", ["a"], []),
    ("COPY . /src", "/src/docs/*.md", ["docs/a.md"], [("docs/*.md *", False)]),
    ("COPY . /src", "/s*/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY . /", "/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("WORKDIR /src\nCOPY . .", "/src/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("WORKDIR /a\nWORKDIR b\nCOPY . ./c/", "/a/b/c/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("ENV H=/srv\nWORKDIR $H\nCOPY . .", "/srv/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY LICENSE /src/", "/src/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY LICENSE /l", "/l", ["LICENSE"], [("LICENSE", True)]),
    ("COPY LICENSE /l/", "/l/LICENSE/x", ["LICENSE"], []),
    ("WORKDIR /app\nCOPY LICENSE /app", "/app/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("COPY pkg /src", "/src/a", ["pkg/a"], [("pkg/a", True)]),
    ("COPY pkg /src/", "/src/a/b", ["pkg/a/b"], [("pkg/a/b", True)]),
    ("COPY pkg /src/", "/src/pkg/a", ["pkg/a"], [("pkg/pkg/a", False)]),
    ("COPY pkg doc /src/", "/src/a", ["doc/a"], [("doc/a", True)]),
    ("COPY pkg doc /src/", "/src/a", ["doc/a", "pkg/a"], [("doc/a", True), ("pkg/a", True)]),
    ("COPY *.txt /src/", "/src/a.txt", ["a.txt"], [("a.txt", True)]),
    ("COPY d*/ /src/", "/src/a", ["docs/a"], [("d*/a *", False)]),
    ("COPY --parents d/./e/f /src/", "/src/e/f", ["d/e/f"], [("d/e/f", True)]),
    ("COPY --parents d/e/f /src/", "/src/d/e/f", ["d/e/f"], [("d/e/f", True)]),
    ("COPY --parents d/e/f /src/", "/src/LICENSE", ["LICENSE"], []),
    ("ADD a.tgz /src/", "/src/LICENSE", ["LICENSE", "a.tgz"], []),
    ("COPY uv.lock ./\nCOPY . .", "/app/.venv", ["uv.lock"], [(".venv", False)]),
    ("WORKDIR /app\nCOPY mix.lock ./", "/app/_build", ["mix.lock"], []),
    ("COPY . .", "/app/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("WORKDIR $HOME/src\nCOPY . .", "/root/src/LICENSE", ["LICENSE"], [("LICENSE", True)]),
    ("WORKDIR $HOME/src\nCOPY . .", "/root/dst/LICENSE", ["LICENSE"], []),
    ("ARG D\nCOPY . $D/src", "/x/src/a/b", ["a/b"], [("a/b", True)]),
    ("COPY . /src", "$HOME/LICENSE", ["a/LICENSE"], [("**/LICENSE *", False)]),
    ("COPY . /src", "/src/app-$V", ["app-1"], [("app-* *", False)]),
]


@pytest.mark.parametrize(("lines", "taken", "paths", "needs"), FLOWS)
def test_what_is_taken_from_a_stage_is_led_back_to_the_context(
    lines: str, taken: str, paths: list[str], needs: list[tuple[str, bool]]
) -> None:
    build = planned(f"FROM a AS b\n{lines}\nFROM c\nCOPY --from=b {taken} /x\n")
    flowing = [need for need in resolve(build, DictTree(*paths)) if need.kind == "flow"]
    assert [(need.glob + " *" * need.is_glob, need.must) for need in flowing] == needs


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "FROM a AS b\nCOPY . /s\nFROM b AS c\nFROM d\nCOPY --from=c /s/L /\n", id="FROM a stage"
        ),
        pytest.param(
            "FROM a AS b\nCOPY . /s\nFROM a AS c\nCOPY --from=b /s /t\nFROM d\nCOPY --from=c /t/L /\n",
            id="two stages",
        ),
        pytest.param(
            "FROM a AS b\nCOPY . /s\nFROM a AS c\nCOPY --from=b /s/L /t/\nFROM d\nCOPY --from=c /t/L /\n",
            id="two stages, one file",
        ),
        pytest.param(
            "FROM a AS b\nCOPY . /s\nFROM d\nRUN --mount=from=b,source=/s/L,target=/l x\n", id="a mount"
        ),
        pytest.param(
            "FROM a AS b\nONBUILD COPY . /s\nFROM b AS c\nFROM d\nCOPY --from=c /s/L /\n", id="a trigger"
        ),
        pytest.param("FROM a\nCOPY . /s\nFROM d\nCOPY --from=0 /s/L /\n", id="by number"),
    ],
)
def test_files_flow_on(text: str) -> None:
    flows = [need for need in resolve(planned(text), DictTree("L")) if need.kind == "flow"]
    assert ("L", True) in [(need.glob, need.must) for need in flows]


def test_a_run_may_have_made_what_no_clone_has() -> None:
    text = "FROM a AS b\nCOPY . /s\nRUN npm run build\nFROM c\nCOPY --from=b /s/dist /s/LICENSE /x/\n"
    build = planned(text)
    tree = DictTree("dist/a.js", "LICENSE")
    known = resolve(build, tree, tracked=lambda path: path == "LICENSE")
    assert [(need.glob, need.must) for need in known if need.kind == "flow"] == [
        ("dist", False),
        ("LICENSE", True),
    ]
    unknown = resolve(build, tree)
    assert [(need.glob, need.must) for need in unknown if need.kind == "flow"] == [
        ("dist", True),
        ("LICENSE", True),
    ]


def test_what_no_run_could_make_is_a_must_though_no_clone_has_it() -> None:
    build = planned("FROM a AS b\nCOPY . /s\nFROM c\nCOPY --from=b /s/dist /x/\n")
    known = resolve(build, DictTree("dist/a"), tracked=lambda path: False)
    assert [(need.glob, need.must) for need in known if need.kind == "flow"] == [("dist", True)]


@pytest.mark.parametrize(
    ("case", "text", "needed", "must"),
    [
        ("an excluded parent, a kept child", "COPY src /x", "src", True),
        ("an exception inside", "COPY docs /x", "docs", True),
        ("a wildcard that may match nothing", "COPY docs/*.md /x/", "docs/*.md", False),
        ("an unrelated exception", "COPY dist /x", "dist", True),
        ("a source in an argument", "ARG D=docs\nCOPY ${D} /x", "docs", True),
        ("a bind mount", "RUN --mount=type=bind,source=docs,target=/d x", "docs", True),
        ("through a stage", "COPY . /src\nFROM c\nCOPY --from=0 /src/LICENSE /", "LICENSE", True),
    ],
)
def test_what_other_checkers_get_wrong(case: str, text: str, needed: str, must: bool) -> None:
    needs = resolve(planned(f"FROM a\n{text}\n"), DictTree("src/app", "docs/index.md", "dist/a", "LICENSE"))
    assert (needed, must) in [(need.glob, need.must) for need in needs], case


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (
            "FROM a AS b\nWORKDIR /s\nCOPY run.sh ./\nRUN a \\\n b\n",
            [("RUN", "a  b", "/s", "b", (("run.sh", "/s"), ("run.sh", "/s/run.sh")))],
        ),
        ("FROM a\nRUN x\n", [("RUN", "x", "", "", ())]),
        ("FROM scratch\nRUN x\n", [("RUN", "x", "/", "", ())]),
        (
            'FROM a\nENTRYPOINT ["/r", "x"]\nCMD y\n',
            [("ENTRYPOINT", "/r x", "", "", ()), ("CMD", "y", "", "", ())],
        ),
        ("FROM a\nHEALTHCHECK CMD c d\nHEALTHCHECK NONE\n", [("HEALTHCHECK", "c d", "", "", ())]),
        ("FROM a\nRUN <<E\nx\ny\nE\n", [("RUN", "x\ny\n", "", "", ())]),
        ("FROM a\nRUN <<-E\n\tx\nE\n", [("RUN", "x\n", "", "", ())]),
        ("FROM a\nRUN cat <<E | sh\nx\nE\n", [("RUN", "cat <<E | sh\nx\nE", "", "", ())]),
        ("FROM a\nRUN echo $V\n", [("RUN", "echo $V", "", "", ())]),
        ("FROM a AS b\nCOPY . /s\nFROM b\nRUN x\n", [("RUN", "x", "", "stage-1", (("", "/s"),))]),
        (
            "FROM a AS b\nCOPY src /s\nFROM c\nCOPY --from=b /s/d /t\nRUN x\n",
            [("RUN", "x", "", "stage-1", (("src/d", "/t"),))],
        ),
        (
            "FROM a\nCOPY --parents d/./e/f /s/\nCOPY *.sh /s/\nRUN x\n",
            [("RUN", "x", "", "", (("d/e/f", "/s/e/f"), ("*.sh", "/s"), ("*.sh", "/s/*.sh")))],
        ),
        ("FROM a AS b\nONBUILD RUN x\nFROM b AS c\n", [("RUN", "x", "", "c", ())]),
        (
            "FROM a\nWORKDIR /w\nRUN --mount=source=d,target=e x\n",
            [("RUN", "x", "/w", "", (("d", "/w/e"),))],
        ),
        ("FROM a\nRUN --mount=from=b,source=d,target=/e x\n", [("RUN", "x", "", "", ())]),
        ("FROM a\nRUN --mount=source=$D,target=/e x\n", [("RUN", "x", "", "", ())]),
    ],
)
def test_a_run_is_told_with_what_was_copied_before_it(text: str, runs: list[object]) -> None:
    found = planned(text).runs
    assert [(run.instruction, run.command, run.workdir, run.stage, run.copied) for run in found] == runs


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("FROM a\nARG V\nCOPY $V/b /x\n", 3, "COPY $V/b /x: V has no value here, so what it takes"),
        ("FROM a\nWORKDIR $HOME\n", 2, "WORKDIR $HOME: HOME has no value here, so where it leads"),
        ("FROM a\nCOPY b $HOME\n", 2, "COPY b $HOME: HOME has no value here, so where it lands"),
        ("ARG B\nFROM $B\n", 2, "FROM: B has no value here"),
        ("# syntax=x/y\nFROM a\nFOO b\n", 3, "unknown instruction: FOO"),
        ("FROM a AS b\nCOPY 'c /\nFROM d\n", 2, 'failed to process "\'c": unexpected end'),
        ("FROM a AS b\nCOPY --from=d c /\nFROM x AS d\nFROM y\n", 2, "it needs to be defined before"),
        ("# syntax=x/y\nFROM a\nCOPY --z b /\n", 3, "unknown flag: --z"),
    ],
)
def test_what_cannot_be_told_is_said(text: str, line: int, words: str) -> None:
    notes = planned(text).unknown
    assert [n for n, _ in notes] == [line]
    assert words in notes[0][1]


@pytest.mark.parametrize(
    "text", ["FROM a\nCOPY b /x\n", "FROM a\nARG V=1\nCOPY $V /x\n", "FROM a\nRUN echo $V\n"]
)
def test_nothing_is_said_where_all_is_known(text: str) -> None:
    assert planned(text).unknown == ()


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("RUN x\nFROM a\n", {}, "Dockerfile:1: no build stage in current context"),
        ("ARG a\n", {}, "Dockerfile: dockerfile contains no stages to build"),
        ("ARG B=\nFROM $B\n", {}, "Dockerfile:2: base name ($B) should not be blank"),
        (
            "FROM a\nCOPY b\n",
            {},
            "Dockerfile:2: COPY requires at least two arguments, but only one was provided.",
        ),
        ("FROM a\nCOPY --from=3 b /\n", {}, "Dockerfile:2: invalid stage index 3"),
        ("FROM $X\n", {}, "Dockerfile:1: base name ($X) should not be blank"),
        ("FROM a\nCOPY --from=-1 b /\n", {}, "Dockerfile:2: invalid stage index -1"),
        (
            "FROM a\nCOPY --from=b c /\nCOPY --from=d c /\nCOPY --from=3 c /\n",
            {},
            "Dockerfile:4: invalid stage index 3",
        ),
        ("FROM a\nCOPY --from=$B b /\n", {}, "Dockerfile:2: variable expansion is not supported for --from"),
        ("FROM a AS b\nCOPY --from=b c /\n", {}, "Dockerfile:1: circular dependency detected on stage: b"),
        (
            "FROM a\nCOPY --from=c b /\nFROM d AS c\nCOPY --from=0 b /\n",
            {},
            "Dockerfile:1: circular dependency",
        ),
        (
            "FROM a AS x\nCOPY --from=c b /\nFROM d AS c\n",
            {"target": "x"},
            "Dockerfile:2: cannot take from stage 1",
        ),
        ("FROM a\nCOPY 'b /\n", {}, 'Dockerfile:2: failed to process "\'b": unexpected end of statement'),
        ("FROM a\nCOPY https://x.y/z /\n", {}, "Dockerfile:2: source can't be a URL for COPY"),
        ("FROM a\nCOPY git@x.y:z /\n", {}, "Dockerfile:2: source can't be a git ref for COPY"),
        ("FROM a\nENV V=\nCOPY ${V:?no} /\n", {}, 'Dockerfile:3: failed to process "${V:?no}": V: no'),
        (
            "FROM a\nCOPY b c[ /x/\n",
            {},
            "Dockerfile:2: invalid includepatterns: [c[]: syntax error in pattern",
        ),
        ("FROM a\nRUN --mount=type=x y\n", {}, 'Dockerfile:2: unsupported mount type "x"'),
        (
            "FROM a AS b\nFROM c\n",
            {"target": "z"},
            'Dockerfile: target stage "z" could not be found; its stages: b',
        ),
        (
            "FROM a\n",
            {"target": "z"},
            'Dockerfile: target stage "z" could not be found; its stages: none has a name',
        ),
    ],
)
def test_a_build_that_cannot_be_ends_in_one_sentence(
    text: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(CtxtrimError) as caught:
        planned(text, **options)
    assert str(caught.value).startswith(message)


def test_an_image_copied_from_counts_as_a_stage_for_numbers_behind_the_last() -> None:
    assert planned("FROM a\nCOPY --from=b c /\nCOPY --from=1 d /\n").follow == ()


def test_a_plan_tells_images_frontend_and_stages() -> None:
    text = "# syntax=docker/dockerfile:1-labs\nFROM a AS b\nFROM scratch\n"
    text += "COPY --from=c d /\nCOPY --from=n d /\nFROM b\n"
    build = planned(text, named_contexts=["n"], target="b")
    assert build.images == ("a", "c")
    assert build.uses_frontend == "docker/dockerfile:1-labs"
    assert [(s.label, s.base, s.base_stage, s.reached) for s in build.stages] == [
        ("b", "a", -1, True),
        ("stage-1", "scratch", -1, False),
        ("stage-2", "b", 0, False),
    ]
    assert build.target is build.stages[0]
    assert planned("FROM a\n", args={"BUILDKIT_SYNTAX": "x/y"}).uses_frontend == "x/y"


def test_a_plan_keeps_what_each_line_takes_for_builders_that_look_line_by_line() -> None:
    text = "FROM a AS x\nCOPY --exclude=*.md --parents ./b c/./*.go /x/\nFROM d\n"
    text += "RUN --mount=target=/x y\nADD e /\n"
    copies = planned(text).copies
    assert [
        (c.instruction, c.line, c.stage, c.sources, c.excludes, c.parents, c.reached) for c in copies
    ] == [
        ("COPY", 2, "x", ("b", "c/*.go"), ("*.md",), True, False),
        ("RUN", 4, "stage-1", ("",), (), False, True),
        ("ADD", 5, "stage-1", ("e",), (), False, True),
    ]


LINES = [
    "FROM a",
    "FROM a AS b",
    "FROM b AS c",
    "FROM scratch",
    "FROM $V",
    "ARG V",
    "ARG V=x",
    "ENV W=$V/${V:-y}",
    "WORKDIR $W",
    "WORKDIR /w",
    "WORKDIR ../w",
    "COPY . .",
    "COPY a b /c/",
    "COPY *.x $V /c",
    "COPY --parents a/./b c/** /d/",
    "COPY --from=b /w/a /c/ ./",
    "COPY --from=0 $V/*.x /",
    "ADD http://a.b/c d /e/",
    "COPY <<E /f",
    "E",
    "ONBUILD COPY x /y/",
    "RUN --mount=from=c,source=/w,target=/x y",
    "RUN --mount=type=tmpfs,target=$V y",
    "CMD x",
    "FOO",
]


@given(
    st.lists(st.sampled_from(LINES), max_size=20),
    st.sampled_from(["", "b", "c"]),
    st.dictionaries(st.sampled_from("VW"), st.sampled_from(["", "b", "/", "a b", "*", None]), max_size=2),
)
@settings(max_examples=examples(400))
def test_any_plan_is_a_plan_or_one_sentence(
    lines: list[str], target: str, args: dict[str, str | None]
) -> None:
    try:
        build = planned("\n".join(["FROM a AS b", *lines]) + "\n", target=target, args=args)
    except CtxtrimError as err:
        assert str(err).startswith("Dockerfile")
        return
    needs = resolve(build, DictTree("a", "b/c", "d.x"))
    reached = [need.glob for need in build.needs if need.kind != "flow" and not need.is_glob and need.must]
    assert all(need in [n.glob for n in needs] for need in reached)
    assert not any(need.glob.startswith("/") for need in needs)


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\n" + "COPY a b/ /c/\nRUN x\n" * 1_000,
        "FROM a AS s0\nCOPY . /s\n"
        + "".join(f"FROM a AS s{n}\nCOPY --from=s{n - 1} /s /s\n" for n in range(1, 400)),
        "FROM a AS s0\n" + "".join(f"FROM s{n - 1} AS s{n}\nCOPY x /s\n" for n in range(1, 800)),
        "FROM a AS s0\nCOPY /a /a/\n"
        + "".join(f"FROM a AS s{n}\n" + f"COPY --from=s{n - 1} /a /a/ /a/\n" * 3 for n in range(1, 60)),
        "FROM a\nCOPY . .\n" * 500 + "FROM b\n" + "COPY --from=0 /x/y /z\n" * 500,
    ],
    ids=["lines", "chain of copies", "chain of stages", "many ways", "many stages"],
)
def test_a_large_plan_takes_no_long_time(text: str) -> None:
    with at_most(20_000_000):
        planned(text)
