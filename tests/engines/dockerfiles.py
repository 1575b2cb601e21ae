"""Which Dockerfiles are worth asking BuildKit about? One for each way to take something from a context.

Every file of the context has a size of its own, so that what arrives tells which file it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

CONTEXT = [
    *("a.txt:1", "b.txt:2", "src/x.py:4", "src/deep/z.go:8", "docs/r.md:16", "docs/s.md:32", "two words:64"),
    *("assets/logo.png:128", ".git/HEAD:256", "linux/amd64.bin:512", "empty/"),
    *("src/up@ ../docs", "link@ src/deep", "flink@ a.txt", "abs@ /docs/r.md", "chain@ link"),
    *("gone@ nowhere", "loop@ loop", "out@ ../../etc/passwd"),
]

_FILES = [thing.partition(":")[0] for thing in CONTEXT if ":" in thing]
_DOCS_AND_SRC = ("docs/r.md", "docs/s.md", "src/x.py")
_ALL_BUT_R = (*(name for name in _FILES if name != "docs/r.md"), "Dockerfile")


class Case(NamedTuple):
    """A claim, and what follows `FROM scratch` (or a whole Dockerfile, if it holds a FROM of its own).

    fails: the source that BuildKit names when it stops, without its slash. lacks: the path in the context
    that is missing, where that is another. unseen: what is sent and does not reach the image. made: sizes of
    files that come from elsewhere. at: the Dockerfile's place. files: further files and their texts. links:
    further things, as `plant` takes them. old_fails: what Docker 20.10 names, where that is something else
    ("" for a build that succeeds there). modern: not for Docker 20.10, which does not know such lines.
    unforetold: why a failure is not foretold.
    """

    claim: str
    lines: str
    fails: str = ""
    ignore: str | None = None
    target: str = ""
    args: Mapping[str, str] = {}
    unseen: tuple[str, ...] = ()
    made: tuple[int, ...] = ()
    lacks: str = ""
    at: str = "Dockerfile"
    files: Mapping[str, str] = {}
    links: tuple[str, ...] = ()
    old_fails: str | None = None
    modern: bool = False
    unforetold: str = ""

    @property
    def text(self) -> str:
        """The Dockerfile."""
        return self.lines if "from scratch" in self.lines.lower() else f"FROM scratch\n{self.lines}\n"

    @property
    def runs(self) -> bool:
        """Has it a RUN? Nothing runs in `scratch`: such a build stops there, after the transfer."""
        return "RUN --mount" in self.text or "RUN <<" in self.text


LITERAL = [
    Case("a file", "COPY a.txt /"),
    Case("several files", "COPY a.txt b.txt docs/r.md /x/"),
    Case("ADD takes files as COPY does", "ADD a.txt docs /x/"),
    Case("a folder", "COPY docs /d"),
    Case("a folder with a slash", "COPY docs/ /d/"),
    Case("a folder with a link inside, which is not followed", "COPY src /s"),
    Case("an empty folder", "COPY empty /e"),
    Case("everything", "COPY . /"),
    Case("everything and a file", "COPY a.txt ./ /x/"),
    Case("a slash is everything", "COPY / /x/"),
    Case("a way back to everything", "COPY docs/.. /x/"),
    Case("an absolute source", "COPY /docs/r.md /"),
    Case("a source that leads out stays inside", "COPY ../a.txt ../../docs/./r.md /x/"),
    Case("a hidden file", "COPY ./.git/HEAD /"),
    Case("JSON", 'COPY ["two words", "a.txt", "/x/"]'),
    Case("owner and mode", "COPY --chown=1:2 --chmod=600 a.txt /"),
    Case("--link", "COPY --link a.txt docs /x/", modern=True),
    Case("continued lines with comments between", "COPY a.txt \\\n# c.txt \\\n\n  b.txt \\\n  /x/"),
    Case("another escape", "# escape=`\nFROM scratch\nCOPY a.txt `\n  b.txt /x/\n"),
    Case("small letters", "from scratch as x\ncopy a.txt /\n"),
    Case("a working folder", "WORKDIR /w\nCOPY a.txt b.txt sub/\nCOPY docs ."),
    Case("the same file twice", "COPY a.txt /x\nCOPY a.txt /y"),
    Case("nothing is taken, nothing is sent", "LABEL a=b\nCMD COPY"),
    Case("a file that is not there", "COPY a.txt nofile /", fails="nofile"),
    Case("a file below a file", "COPY a.txt/b /", fails="a.txt/b", modern=True),
    Case("a name in other letters", "COPY A.TXT /", fails="A.TXT"),
]
GLOBS = [
    Case("a star", "COPY *.txt /x/"),
    Case("a class", "COPY [ab].txt /x/"),
    Case("a question mark", "COPY ?.txt docs/?.md /x/"),
    Case("a star below a folder", "COPY docs/*.md /x/"),
    Case("a star on the way", "COPY d*/r.md /x/"),
    Case("a wildcard that hits a link sends all it hits", "COPY src/*/z.go /x/", unseen=("src/x.py",)),
    Case("two stars", "COPY src/** /x/"),
    Case("two stars on the way", "COPY src/**/z.go /x/", unseen=("src/x.py",)),
    Case(
        "a star before two",
        "COPY docs/*/** /x/",
        "docs",
        old_fails="",
        unseen=("docs/r.md", "docs/s.md"),
        lacks="docs/*/**",
    ),
    Case("a wildcard that hits nothing", "COPY no*file /x/"),
    Case("one that hits nothing among others", "COPY no*file a.txt /x/"),
    Case(
        "one that hits nothing in a folder of which nothing is sent",
        "COPY docs/*.rst /x/",
        "docs",
        old_fails="",
        lacks="docs/*.rst",
    ),
    Case("one that hits nothing in a folder that is sent", "COPY docs/*.rst docs/r.md /x/"),
    Case("a wildcard in a folder that is not there", "COPY nothing/*.x /x/", "nothing"),
    Case("an escaped star is a name", "COPY a\\*.txt /x/"),
]
VARIABLES = [
    Case("a default", "ARG D=docs\nCOPY $D /d"),
    Case("a build argument", "ARG D=docs\nCOPY $D /d", args={"D": "assets"}),
    Case("a build argument that nobody asks for", "COPY ${D:-docs} /d", args={"D": "assets"}),
    Case("a global ARG", "ARG D=docs\nFROM scratch\nARG D\nCOPY $D /d\n"),
    Case("a global ARG that the stage does not name", "ARG D=docs\nFROM scratch\nCOPY ${D:-a.txt} /d\n"),
    Case("ARG from ARG", "ARG A=do\nARG B=${A}cs\nCOPY ${B}/r.md /x/"),
    Case("ENV", "ENV D=docs E=r\nCOPY $D/$E.md /"),
    Case("ENV is stronger than ARG", "ENV D=docs\nARG D=assets\nCOPY $D /d", args={"D": "src"}),
    Case("a default in place", "COPY ${D:-docs} /d"),
    Case("another value in place", "ARG D=x\nCOPY ${D:+docs} /d"),
    Case("quotes", 'ARG D=\'do\'"cs"\nCOPY "$D"/r.md /x/'),
    Case("an escaped dollar", "ARG D=docs\nCOPY \\$D /d", fails="$D"),
    Case("JSON with a variable", 'ARG D="two words"\nCOPY ["$D", "/x/"]'),
    Case("a value with a blank is one source", 'ARG D="two words"\nCOPY $D /x/'),
    Case("no value, a path of the rest", "ARG D\nCOPY $D/a.txt /"),
    Case("no value at all is everything", "ARG D\nCOPY $D /x/"),
    Case("platform arguments", "ARG TARGETOS TARGETARCH\nCOPY $TARGETOS/$TARGETARCH.bin /x/", modern=True),
    Case("a value that is a wildcard", "ARG D=*.txt\nCOPY $D /x/"),
    Case("a file named by a build argument is missing", "ARG D\nCOPY $D /x/", "zz", args={"D": "zz"}),
    Case("a prefix cut off", "ARG V=v-docs\nCOPY ${V#v-} /d", modern=True),
    Case("the longest suffix cut off", "ARG V=docs.x.y\nCOPY ${V%%.*} /d", modern=True),
    Case("a replacement", "ARG V=d0cs\nCOPY ${V/0/o} /d", modern=True),
]
STAGES = [
    Case("a stage that nobody needs", "FROM scratch AS n\nCOPY assets /\nFROM scratch\nCOPY a.txt /\n"),
    Case("a stage by name", "FROM scratch AS One\nCOPY docs /d\nFROM scratch\nCOPY --from=one /d /e\n"),
    Case(
        "a stage by number",
        "FROM scratch\nCOPY docs /d\nFROM scratch\nCOPY --from=0 /d/r.md /\n",
        unseen=("docs/s.md",),
    ),
    Case("a stage as base", "FROM scratch AS b\nCOPY docs /d\nFROM b\nCOPY a.txt /\n"),
    Case("a base named by an ARG", "ARG B=b\nFROM scratch AS b\nCOPY docs /d\nFROM $B\nCOPY a.txt /\n"),
    Case("a target", "FROM scratch AS b\nCOPY docs /d\nFROM b AS c\nCOPY a.txt /\n", target="b"),
    Case(
        "a missing file in a stage that nobody needs",
        "FROM scratch AS n\nCOPY zz /\nFROM scratch\nCOPY a.txt /\n",
    ),
    Case(
        "a missing file in a stage that is needed",
        "FROM scratch AS n\nCOPY zz /\nFROM n\nCOPY a.txt /\n",
        "zz",
    ),
    Case(
        "ONBUILD in a stage", "FROM scratch AS b\nONBUILD COPY docs /d\nFROM b\nCOPY a.txt /\n", modern=True
    ),
    Case("ONBUILD in a stage that is no base", "FROM scratch AS b\nONBUILD COPY docs /d\nCOPY a.txt /\n"),
    Case(
        "a file through a stage",
        "FROM scratch AS b\nCOPY . /s\nFROM scratch\nCOPY --from=b /s/docs/r.md /\n",
        unseen=_ALL_BUT_R,
    ),
]
MOUNTS = [
    Case("a bind mount", "RUN --mount=type=bind,source=docs,target=/d true"),
    Case("bind is the default", "RUN --mount=src=a.txt,dst=/d true"),
    Case("a bind mount of everything", "RUN --mount=type=bind,target=/d true"),
    Case("a bind mount of a link", "RUN --mount=source=link,target=/d true"),
    Case(
        "two mounts and a copy",
        "COPY a.txt /\nRUN --mount=source=src,target=/s --mount=source=b.txt,target=/b true",
    ),
    Case("csv quotes", 'RUN --mount=type=bind,\\"source=x,y\\",target=/d true', files={"x,y": "xyz"}),
    Case("a mount's variable", "ARG D=docs\nRUN --mount=source=$D,target=/d true", modern=True),
    Case(
        "a mount from a stage",
        "FROM scratch AS b\nCOPY a.txt /\nFROM scratch\nRUN --mount=from=b,target=/d true\n",
    ),
    Case("a bind mount of what is not there", "RUN --mount=source=zz,target=/d true", fails="zz"),
    Case("a mount's wildcard is a name", "RUN --mount=source=*.txt,target=/d true", fails="*.txt"),
    Case("a tmpfs mount", "RUN --mount=type=tmpfs,target=/t true"),
    Case(
        "a tmpfs mount beside a copy asks for everything",
        "COPY a.txt /\nRUN --mount=type=tmpfs,target=/t true",
    ),
    Case("a cache mount beside a copy", "COPY a.txt /\nRUN --mount=type=cache,target=/t true"),
    Case("a secret mount beside a copy", "COPY a.txt /\nRUN --mount=type=secret,id=docs true"),
    Case("a document with a mount", "RUN --mount=source=docs,target=/d <<E\nCOPY a.txt /\nE", modern=True),
]
DOCUMENTS = [
    Case("a document alone", "COPY <<E /x\nabc\nE", made=(4,), modern=True),
    Case("a document and a file", "COPY a.txt <<E docs/r.md /x/\nCOPY b.txt /\nE", made=(13,), modern=True),
    Case("two documents", "COPY <<A <<-'B' /x/\n12\nA\n\t123456\n\tB", made=(3, 7), modern=True),
    Case(
        "lines of a document are no lines of the file", "COPY b.txt /\nRUN <<E\nCOPY a.txt /\nE", modern=True
    ),
]
LINKS = [
    Case("a link to a file", "COPY flink /"),
    Case("a link to a folder", "COPY link /l"),
    Case("a file behind a link", "COPY link/z.go /"),
    Case("a file behind a link to above", "COPY src/up/r.md /"),
    Case("a link from the root of the context", "COPY abs /"),
    Case("a link to a link", "COPY chain /l"),
    Case("wildcards that hit links", "COPY *link /x/"),
    Case("a link among files that a wildcard hits", "COPY [af]* /x/"),
    Case("a link to nothing", "COPY gone /", fails="gone", old_fails="nowhere"),
    Case("a link to itself", "COPY loop /", fails="loop"),
    Case("a link to the outside", "COPY out /", fails="out", old_fails="etc/passwd"),
    Case("a link whose target is excluded", "COPY flink /", "flink", ignore="a.txt\n", old_fails="a.txt"),
    Case("a link to nothing that a wildcard hits", "COPY gon? a.txt /", "gone", old_fails="nowhere"),
    Case("a link to nothing in a folder that a wildcard hits", "COPY n* /x/", links=("nest/l@ nowhere",)),
    Case("a link that is excluded", "COPY flink /", fails="flink", ignore="flink\n"),
    Case("a file behind an excluded link", "COPY link/z.go /", fails="link/z.go", ignore="link\n"),
]
EXCLUDES = [
    Case(
        "--exclude sends what it leaves out", "COPY --exclude=r* docs /d", unseen=("docs/r.md",), modern=True
    ),
    Case(
        "--exclude of everything",
        "COPY --exclude=.git --exclude=docs --exclude=D* --exclude=gone --exclude=loop --exclude=o* . /d",
        unseen=(".git/HEAD", "docs/r.md", "docs/s.md", "Dockerfile"),
        modern=True,
    ),
    Case(
        "links beside what --exclude leaves out are followed",
        "COPY --exclude=[lo]* . /d",
        "gone",
        modern=True,
    ),
    Case("ADD --exclude", "ADD --exclude=**/z.go src /d", unseen=("src/deep/z.go",), modern=True),
    Case(
        "--exclude does not leave out a source that is a file", "COPY --exclude=a.txt a.txt /d/", modern=True
    ),
]
PARENTS = [
    Case("--parents", "COPY --parents docs/r.md a.txt /x/"),
    Case("--parents with a pivot", "COPY --parents docs/./r.md /x/"),
    Case("--parents with stars", "COPY --parents src/./**/*.go /x/", unseen=_DOCS_AND_SRC),
    Case("--parents and --exclude", "COPY --parents --exclude=**/r.md docs /x/", unseen=("docs/r.md",)),
    Case(
        "--parents of a file that is not there",
        "COPY --parents docs/zz /x/",
        unforetold="newer ones stop (buildkit ac10b41), older ones copy nothing",
    ),
]
IGNORED = [
    Case("everything but what is excluded", "COPY . /", ignore="docs\n**/*.go\n.git\n"),
    Case("an excluded file", "COPY a.txt /", fails="a.txt", ignore="*.txt\n"),
    Case("an excluded folder", "COPY docs /d", fails="docs", ignore="docs\n"),
    Case("a file of an excluded folder", "COPY docs/r.md /d", "docs/r.md", "docs\n", old_fails="docs"),
    Case("a folder of which nothing is left", "COPY docs /d", ignore="docs/**\n"),
    Case("a wildcard and excluded files", "COPY *.txt /x/", ignore="b.txt\n"),
    Case(
        "a wildcard of which nothing is left",
        "COPY docs/*.md /x/",
        "docs",
        "**/*.md\n",
        old_fails="",
        lacks="docs/*.md",
    ),
    Case("a folder brought back in part", "COPY src /s", ignore="*\n!src/deep\n"),
    Case("a file brought back", "COPY docs /d", ignore="docs\n!docs/r.md\n"),
    Case("another file brought back", "COPY docs /d", fails="docs", ignore="docs\n!assets\n"),
    Case("a file that arrives empty", "COPY docs /d", ignore="docs\n!docs/r.md\ndocs\n"),
    Case(
        "a file that arrives empty, by name",
        "COPY docs/r.md /d/",
        ignore="docs\n!docs/r.md\ndocs\n",
        old_fails="docs/r.md",
    ),
    Case("everything is excluded", "COPY . /", ignore="**\n"),
    Case("an excluded source of a variable", "ARG D=docs\nCOPY ${D} /d", fails="docs", ignore="docs\n"),
    Case("an excluded mount", "RUN --mount=source=docs,target=/d true", fails="docs", ignore="docs\n"),
    Case("an excluded Dockerfile", "COPY Dockerfile /", fails="Dockerfile", ignore="Dockerfile\n"),
    Case("the ignore file itself", "COPY .dockerignore /", ignore="docs\n"),
    Case(
        "an excluded file through a stage",
        "FROM scratch AS b\nCOPY . /s\nFROM scratch\nCOPY --from=b /s/docs/r.md /\n",
        fails="s/docs/r.md",
        lacks="docs/r.md",
        ignore="docs/r.md\n",
    ),
    Case(
        "a file that no stage has",
        "FROM scratch AS b\nCOPY docs /d\nFROM scratch\nCOPY --from=b /d/zz /\n",
        fails="d/zz",
        unforetold="an image may hold what was not copied; that this one is empty is not followed",
    ),
]
PLACES = [
    Case("its own ignore file", "COPY . /", ignore="docs\n", files={"Dockerfile.dockerignore": "src\n"}),
    Case("its own, empty", "COPY . /", ignore="docs\n", files={"Dockerfile.dockerignore": ""}),
    Case("its own excludes the source", "COPY docs /d", "docs", files={"Dockerfile.dockerignore": "docs\n"}),
    Case("below", "COPY . /", at="docs/Dockerfile", ignore="src\n"),
    Case(
        "below, with its own ignore file",
        "COPY . /",
        at="docs/Dockerfile",
        ignore="src\n",
        files={"docs/Dockerfile.dockerignore": "assets\ndocs/r.md\n", "docs/.dockerignore": "r.md\n"},
    ),
]
CASES = [
    *LITERAL,
    *GLOBS,
    *VARIABLES,
    *STAGES,
    *MOUNTS,
    *DOCUMENTS,
    *LINKS,
    *EXCLUDES,
    *IGNORED,
    *PLACES,
]
