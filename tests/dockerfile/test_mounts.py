"""What a `--mount` says."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.mounts import Mount, origin_of, read_mount
from ctxtrim.dockerfile.scope import Scope, Value
from ctxtrim.dockerfile.words import WordError

SCOPE = Scope({"V": Value("v", "v"), "T": Value("cache", "cache")}, "\\")


@pytest.mark.parametrize(
    ("text", "mount"),
    [
        ("target=/x", Mount(target="/x")),
        ("type=BIND,SOURCE=a,Target=/x", Mount("bind", Value("a", "a"), "/x")),
        ("src=a,dst=/x,rw", Mount("bind", Value("a", "a"), "/x")),
        ("src=a,src=b,destination=/x,readonly=true", Mount("bind", Value("b", "b"), "/x")),
        ("type=$T,source=a/$V,target=/$V", Mount("cache", Value("a/v", "a/v"), "/v")),
        ("type=secret,id=a,required,mode=0400,uid=1,gid=1,env=X", Mount("secret")),
        ("type=tmpfs,size=1g,target=/x", Mount("tmpfs", target="/x")),
        ('"source=a,b",target=/x', Mount("bind", Value("a,b", "a,b"), "/x")),
        ("source='a b'", Mount("bind", Value("a b", "a b"))),
    ],
)
def test_a_mount_is_read(text: str, mount: Mount) -> None:
    assert read_mount(text, SCOPE.expand) == mount


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "failed to parse csv mounts: EOF"),
        ("type=x", 'unsupported mount type "x"'),
        ("a=b", "unexpected key 'a' in 'a=b'"),
        ("target", "invalid field 'target' must be a key=value pair"),
        ("target=/x,", "invalid field '' must be a key=value pair"),
        (
            '"source=a""b"',
            'failed to process "a\\"b": unexpected end of statement while looking for matching double-quote',
        ),
        ("source=${", "failed to process \"${\": syntax error: missing '}'"),
    ],
)
def test_a_mount_is_refused_in_buildkits_words(text: str, sentence: str) -> None:
    with pytest.raises(WordError) as caught:
        read_mount(text, SCOPE.expand)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("text", "origin"), [("target=/x", ""), ("from=a,From=b", "b"), ("from", "")])
def test_the_stage_of_a_mount_is_known_before_any_variable(text: str, origin: str) -> None:
    assert origin_of(text) == origin
