"""What BuildKit refuses after its parser: each sentence as it prints it."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.instructions import check, flags_of
from ctxtrim.dockerfile.parse import parse
from ctxtrim.errors import CtxtrimError


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("FROM", "FROM requires either one or three arguments"),
        ("FROM a b", "FROM requires either one or three arguments"),
        ("FROM a of b", "FROM requires either one or three arguments"),
        (
            "FROM a AS 1b",
            'invalid name for build stage: "1b", name can\'t start with a number or contain symbols',
        ),
        (
            "FROM a AS b@c",
            'invalid name for build stage: "b@c", name can\'t start with a number or contain symbols',
        ),
        ("FROM --x=y a", "unknown flag: --x"),
        (
            "COPY a",
            "COPY requires at least two arguments, but only one was provided. "
            "Destination could not be determined",
        ),
        (
            "ADD a",
            "ADD requires at least two arguments, but only one was provided. "
            "Destination could not be determined",
        ),
        ("COPY --form=x a b", "unknown flag: --form"),
        ("ADD --from=x a b", "unknown flag: --from"),
        ("COPY --chown a b", "missing a value on flag: --chown"),
        ("COPY --chown=1 --chown=2 a b", "duplicate flag specified: --chown"),
        ("COPY --link= a b", "missing a value on flag: --link"),
        ("COPY --link=yes a b", "expecting boolean value for flag --link, not: yes"),
        ("COPY a <<E\nE", "COPY cannot accept a heredoc as a destination"),
        ("RUN --mount x", "missing a value on flag: --mount"),
        (
            "RUN --mount=from=$X,target=/y z",
            "'from' doesn't support variable expansion, define alias stage instead",
        ),
        (
            'RUN --mount=a\\"b z',
            'failed to parse csv mounts: parse error on line 1, column 2: bare " in non-quoted-field',
        ),
        (
            'RUN --mount=\\"a\\"b z',
            "failed to parse csv mounts: parse error on line 1, column 3: "
            'extraneous or missing " in quoted-field',
        ),
        ("RUN --network=x y", 'invalid network mode "x"'),
        ("ENV", "ENV requires at least one argument"),
        ("ENV =x", "ENV names can not be blank"),
        ("ENV --x a=b", "unknown flag: --x"),
        ("LABEL", "LABEL requires at least one argument"),
        ("ARG", "ARG requires at least one argument"),
        ("ARG =x", "ARG names can not be blank"),
        ("WORKDIR", "WORKDIR requires exactly one argument"),
        ("USER", "USER requires exactly one argument"),
        ("MAINTAINER", "MAINTAINER requires exactly one argument"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument"),
        ("EXPOSE", "EXPOSE requires at least one argument"),
        ("VOLUME", "VOLUME requires at least one argument"),
        ('VOLUME [" "]', "VOLUME specified can not be an empty string"),
        ("SHELL bash", "SHELL requires the arguments to be in JSON form"),
        ("SHELL []", "SHELL requires at least one argument"),
        ("CMD --x a", "unknown flag: --x"),
        ("ENTRYPOINT --x a", "unknown flag: --x"),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
        ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK TCP 1", 'Unknown type "TCP" in HEALTHCHECK (try CMD)'),
        ("HEALTHCHECK --x=1 CMD y", "unknown flag: --x"),
        ("ONBUILD", "ONBUILD requires at least one argument"),
        ("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger"),
        ("ONBUILD MAINTAINER x", "MAINTAINER isn't allowed as an ONBUILD trigger"),
    ],
)
def test_an_instruction_is_refused_in_buildkits_words(line: str, sentence: str) -> None:
    with pytest.raises(CtxtrimError) as caught:
        check(parse(f"FROM a\n{line}\n".encode(), "Dockerfile"))
    assert str(caught.value) == f"Dockerfile:2: {sentence}"


@pytest.mark.parametrize(
    "line",
    [
        "FROM --platform=$BUILDPLATFORM a As B-c_d.1",
        "COPY --from=x --chown=a:b --chmod=u=rw --link --parents --exclude=a --exclude=b c d",
        "COPY --link=False --parents=TRUE a b",
        "ADD --checksum=sha256:x --keep-git-dir --unpack=false --chown=1 --link --exclude=a b c",
        "RUN --mount=type=cache,target=/a --mount=b --network=none --security=insecure --device=x c",
        "RUN --mount=from=a$,target=/x y",
        "RUN",
        "CMD",
        "ENTRYPOINT []",
        "HEALTHCHECK --interval=1s --timeout=1s --start-period=1s --start-interval=1s --retries=1 CMD x",
        "HEALTHCHECK --x=y none",
        "ARG --x y",
        "STOPSIGNAL --x 9",
        'SHELL ["a"]',
        "ONBUILD RUN x",
    ],
)
def test_an_instruction_is_taken(line: str) -> None:
    assert check(parse(f"FROM a\n{line}\n".encode(), "Dockerfile")) == []


@pytest.mark.parametrize(
    ("word", "text"),
    [("FOO", "unknown instruction: FOO"), ("COPPY", "instruction: COPPY (did you mean COPY?)")],
)
def test_an_unknown_instruction_is_refused_unless_a_frontend_may_know_it(word: str, text: str) -> None:
    lines = f"FROM a\n{word} x\n".encode()
    with pytest.raises(CtxtrimError) as refused:
        check(parse(lines, "Dockerfile"))
    assert str(refused.value).removesuffix(".").endswith(text)
    assert len(check(parse(b"# syntax=x/y\n" + lines, "Dockerfile"))) == 1
    assert len(check(parse(lines, "Dockerfile"), "x/y")) == 1


@pytest.mark.parametrize(
    ("syntax", "is_refused"),
    [
        ("docker/dockerfile", True),
        ("docker/dockerfile:1.7-labs", True),
        ("docker.io/docker/dockerfile@sha256:0", True),
        ("docker/dockerfile-upstream:master", True),
        ("docker/dockerfile-x", False),
        ("devthefuture/dockerfile-x", False),
    ],
)
def test_another_frontend_may_know_more(syntax: str, is_refused: bool) -> None:
    dockerfile = parse(f"# syntax={syntax}\nFROM a\nCOPY --z b c\n".encode(), "Dockerfile")
    if is_refused:
        with pytest.raises(CtxtrimError):
            check(dockerfile)
    else:
        assert check(dockerfile) == [(3, "unknown flag: --z")]


def test_flags_are_read_by_name() -> None:
    dockerfile = parse(b'COPY --exclude=a --link --exclude="b c" --chown=x=y d e\n', "Dockerfile")
    assert flags_of(dockerfile.instructions[0]) == {
        "exclude": ["a", "b c"],
        "link": ["true"],
        "chown": ["x=y"],
    }
