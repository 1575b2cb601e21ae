"""What Go's regexp does with the expressions that patternmatcher builds: facts seen with Go 1.19.

Only the loose names in `\\p{…}` are Go 1.25's, read in its source.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.go.regexp import GoRegexpError, compile
from ctxtrim.go.regexp.automaton import Automaton
from ctxtrim.go.regexp.pieces import Piece, alternated, literal, repeated
from ctxtrim.go.regexp.plain import plain_matcher
from ctxtrim.go.regexp.syntax import parse
from tests.effort import examples
from tests.steps import at_most

PLAIN = [
    ("literal", r"^a\.b$", "a.b", "axb a.b/c xa.b"),
    ("star", r"^[^/]*\.py[co]$", "x.pyc .pyo", "x.py a/x.pyc x.pycc"),
    ("two-stars-in-a-component", r"^a[^/]*b[^/]*c$", "abc axbxc abbcc", "ac ab/c abcx"),
    ("star-takes-its-last-chance", r"^[^/]*ab[^/]*ab$", "abab xababab", "ab aab"),
    ("one", r"^a[^/]c$", "abc aéc", "ac a/c"),
    ("any-depth", r"^(.*/)?foo[^/]*$", "foo foo.x a/foo a/b/food", "xfoo a/xfoo foo/x"),
    ("directories-in-the-middle", r"^a/(.*/)?b$", "a/b a/x/b a/x/y/b", "ab a/xb a/b/c"),
    ("directories-after-no-slash", r"^a(.*/)?b$", "ab a/b ax/b a/x/b", "axb a/xb"),
    ("two-gaps", r"^(.*/)?a/(.*/)?[^/]*\.md$", "a/x.md z/a/b/c.md a/.md", "a.md xa/x.md b/x.md"),
    ("gaps-that-do-not-commit", r"^(.*/)?a(.*/)?b$", "ab a/b a/ab x/a/y/b", "a b a/xb"),
    ("all-below", r"^a[^/]*/.*$", "a/ ab/c/d", "a b/a/c"),
    ("buildah-end", r"^a[^/]*(/.*)?$", "a ab a/b ab/c/d", "b xa b/a"),
    ("class", r"^[a-c_]x$", "ax bx _x", "dx x -x"),
    ("class-with-bang", r"^[!a]oo$", "!oo aoo", "boo"),
]

LEAKS = [
    ("alternation-binds-loosest", r"^ab|c[^/]*$", "ab abx ab/c xc xcy /cz", "a b c/"),
    ("count", r"^x{2}[^/]*$", "xx xxy", "x x{2}"),
    ("count-range", r"^x{1,2}y$", "xy xxy", "y xxxy"),
    ("count-open", r"^x{2,}$", "xx xxx", "x"),
    ("not-a-count", r"^x{,2}[^/]*$", "x{,2} x{,2}y", "x xx"),
    ("leading-zero-is-no-count", r"^x{02}$", "x{02}", "xx"),
    ("caret-inside", r"^a^[^/]*$", "", "a a^ ^"),
    ("digit", r"^a\d$", "a1", "ad a٣"),
    ("word", r"^\w$", "a _ 0", "é -"),
    ("space", r"^a\sb$", "a\tb a\fb", "a\vb ab"),
    ("not-space", r"^\S$", "\v é", "\t"),
    ("boundary", r"^a\b.*$", "a a-b aé", "ab"),
    ("no-boundary", r"^a\B[^/]*$", "ab a_", "a a-"),
    ("ends", r"^\Aa\z$", "a", "ab ba"),
    ("formfeed", r"^\foo$", "\foo", "foo"),
    ("octal", r"^\101\0$", "A\0", "1010"),
    ("hex", r"^\x41\x{e9}$", "Aé", "x41"),
    ("quoted", r"^\Qa|b\E[^/]*$", "a|b a|bc", "a b"),
    ("quoted-to-the-end", r"^\Qa|$", "a|$", "a a|"),
    ("category", r"^\pN\p{Lu}\P{L}$", "1A- ٣É1", "aA- 1a- 1AA"),
    ("category-negated-inside", r"^\p{^L}$", "1", "a"),
    ("category-alias-of-go-1.25", r"^\p{Letter}\pl$", "ab", "1b"),
    ("script", r"^\p{Greek}$", "Ω", "O"),
    ("any", r"^\p{Any}$", "\0 é", "ab"),
    ("posix-class", r"^[[:alpha:]][[:^alpha:]]$", "a1 zé", "1a éa"),
    ("class-negated-takes-slash", r"^d[^x]foo$", "d/foo d-foo", "dxfoo dfoo"),
    ("class-negated-takes-newline", r"^a[^x]$", "a\n", "ax"),
    ("class-with-escapes", r"^[\d\-a]$", "1 - a", "b \\"),
    ("class-bracket-first", r"^[]a]$", "] a", "b"),
    ("class-dash-first-and-last", r"^[-a][b-]$", "-b a-", "bb"),
    ("class-dash-after-class", r"^[\w-z]$", "a - z", "+"),
    ("class-without-end-of-name", r"^[[:alpha]$", "[ : a", "b"),
    ("star-in-a-class", r"^[[^/]*]$", "] [] ^]", "a"),
    ("dot-is-no-newline", r"^.*$", "a", "\n a\nb"),
    ("star-takes-newline", r"^a[^/]*$", "a\nb", "a/"),
    ("gap-is-no-newline", r"^(.*/)?b$", "a/b", "\n/b"),
    ("gaps-around-a-newline", r"^(.*/)?[^/]*/(.*/)?b$", "a\n/b q/a\n/b", "a/\n\n/x\n/c b"),
    ("group", r"^(ab|c)+d{2}$", "abdd cabdd", "dd abd"),
    ("lazy", r"^a+?b??$", "a ab aa", "b"),
    ("nothing-repeated", r"^a(|b){3}(){2}c$", "ac abbbc", "abbbbc"),
    ("dollar-is-the-very-end", r"^a{1}$", "a", "a\n"),
]

REFUSED = [
    ("nested-repeat", "^x[^/]*{2}$"),
    ("nested-count", "^x{2}{3}$"),
    ("gap-and-plus", "^(.*/)?+$"),
    ("nothing-to-repeat", "^a|+$"),
    ("nothing-to-repeat-in-group", "^(*a)$"),
    ("count-over-1000", "^x{1001}$"),
    ("open-count-over-1000", "^x{1001,}$"),
    ("count-far-over", "^x{99999999999999999999}$"),
    ("count-backwards", "^x{2,1}$"),
    ("copies-of-copies", "^((x{10}){10}){11}$"),
    ("copies-in-a-star", "^((x{500})*){3}$"),
    ("too-large", "^" + "x{1000}" * 3356 + "$"),
    ("too-deep", "^" + "(" * 1001 + "x" + ")" * 1001 + "$"),
    ("no-end-of-class", "^[a$"),
    ("empty-class", "^[]$"),
    ("range-backwards", "^[z-a]$"),
    ("range-backwards-after-a-range", "^[a-cz-x]$"),
    ("range-to-a-class", r"^[a-\d]$"),
    ("posix-unknown", "^[[:x:]]$"),
    ("escape-unknown", r"^f\oo$"),
    ("escape-of-a-letter-beyond-ascii", "^\\é$"),
    ("any-byte", r"^\C$"),
    ("back-reference", r"^\1$"),
    ("octal-out-of-range", r"^\8$"),
    ("hex-unfinished", r"^\x4$"),
    ("hex-empty", r"^\x{}$"),
    ("hex-beyond-unicode", r"^\x{110000}$"),
    ("boundary-in-a-class", r"^[\b]$"),
    ("category-unknown", r"^\p{Nope}$"),
    ("category-unfinished", r"^\p{L$"),
    ("category-without-name", "^\\p"),
    ("category-beyond-ascii", "^\\pſ$"),
    ("backslash-last", "^a\\"),
    ("group-open", "^(a$"),
    ("group-closed-twice", "^a)$"),
    ("perl-group", "^(?i)a$"),
    ("undecodable", "^\udce9$"),
]


@pytest.mark.parametrize(
    ("expression", "taken", "left"), [pytest.param(*row[1:], id=row[0]) for row in PLAIN + LEAKS]
)
def test_expression_takes_and_leaves(expression: str, taken: str, left: str) -> None:
    test = compile(expression)
    words = taken.split(" ") if taken else []
    assert [path for path in words if not test(path)] == []
    assert [path for path in left.split(" ") if test(path)] == []


@pytest.mark.parametrize("expression", [pytest.param(row[1], id=row[0]) for row in REFUSED])
def test_go_refuses(expression: str) -> None:
    with pytest.raises(GoRegexpError):
        compile(expression)


@pytest.mark.parametrize(("expression", "why"), [("*a", "missing argument"), ("a**", "nested repetition")])
def test_go_says_why_it_refuses(expression: str, why: str) -> None:
    with pytest.raises(GoRegexpError, match=why):
        compile(expression)


@pytest.mark.parametrize(
    ("piece", "size"),
    [
        pytest.param(alternated([literal(1), literal(2)]), 3, id="a choice of two"),
        pytest.param(alternated([Piece([], 2), literal(1)]), 4, id="of two and one"),
        pytest.param(repeated(literal(1), 0, -1), 3, id="x*"),
        pytest.param(repeated(literal(1), 2, -1), 3, id="x{2,}"),
        pytest.param(repeated(literal(1), 2, 5), 8, id="x{2,5}"),
    ],
)
def test_go_counts_the_size_of_a_piece(piece: Piece, size: int) -> None:
    """calcSize of regexp/syntax/parse.go."""
    assert piece.size == size


@pytest.mark.parametrize(
    "expression", ["^" + "x{1000}" * 3 + "$", "^((x{10}){10}){10}$", "^" + "(" * 990 + "x" + ")" * 990 + "$"]
)
def test_the_largest_that_go_takes_is_taken(expression: str) -> None:
    assert not compile(expression)("y")


@pytest.mark.parametrize(
    "expression", [r"^caf[^/]$", r"^caf.*$", "^caf\ufffd$", r"^caf[^x]$", r"^caf\x{fffd}$", r"^caf\W$"]
)
def test_an_undecodable_byte_is_the_replacement_character(expression: str) -> None:
    assert compile(expression)("caf\udce9")


@pytest.mark.parametrize("expression", ["^caf\udce9$", r"^caf\p{Cs}$", r"^caf\x{dce9}$"])
def test_an_undecodable_byte_is_never_a_surrogate(expression: str) -> None:
    try:
        assert not compile(expression)("caf\udce9")
    except GoRegexpError as error:
        assert "UTF-8" in str(error)


@pytest.mark.parametrize("expression", [pytest.param(row[1], id=row[0]) for row in PLAIN])
def test_everyday_globs_run_on_re(expression: str) -> None:
    if expression != r"^(.*/)?a(.*/)?b$":
        assert plain_matcher(expression, lambda: bool) is not None


TOKENS = [r"(.*/)?", "[^/]*", "[^/]", "/", "a", "b", "[ab]", r"\.", "é", "[a-b]"]
PIECES = ["a", "b", "/", ".", "\n", "é", "\udc80", "a/", "ab", "/b"]


@settings(max_examples=examples(500))
@given(
    st.lists(st.sampled_from(TOKENS), max_size=10).map("".join),
    st.sampled_from(["$", ".*$", "(/.*)?$"]),
    st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=20),
)
def test_re_and_automaton_agree(middle: str, end: str, paths: list[str]) -> None:
    expression = f"^{middle}{end}"
    test, reference = compile(expression), Automaton(parse(expression)).search
    assert [path for path in paths if test(path) is not reference(path)] == []


HOSTILE = [
    ("stars", "^" + "[^/]*a" * 20 + "b$", "a" * 255),
    ("stars-at-any-depth", "^(.*/)?" + "[^/]*a" * 20 + "b$", "/".join(["a" * 30] * 130)),
    ("gaps", "^" + "(.*/)?a/" * 20 + "b$", "a/" * 2000),
    ("gaps-without-slash", "^" + "(.*/)?a" * 20 + "b$", "/a" * 2000),
    ("gaps-and-stars", "^" + "(.*/)?[^/]*a" * 10 + ".*$", "a\n/" * 1300 + "\n"),
    ("negated-classes", "^" + "[^b]*a" * 20 + "b$", "a" * 4000),
    ("nested-groups", "^(((a+)+)+)+b$", "a" * 4000),
    ("large-counts", "^" + "a{1000}" * 300 + "$", "a" * 4000),
    ("optional-counts", "^(a{0,1000})b$", "a" * 4000),
]


@pytest.mark.parametrize(("expression", "path"), [pytest.param(*row[1:], id=row[0]) for row in HOSTILE])
def test_hostile_patterns_take_linear_time(expression: str, path: str) -> None:
    with at_most(300_000):
        assert not compile(expression)(path)


def test_the_automaton_forgets_rather_than_grow() -> None:
    automaton = Automaton(parse("^(.|\n)*[^/]{60}$"))
    texts = [
        "".join(chr(0x100 + (at * at * 7 + at * row) % 500) + "/a"[at % 3 == 0] for at in range(400))
        for row in range(40)
    ]
    for text in texts:
        assert automaton.search(text) is (len(text) >= 60 and "/" not in text[-60:])
    assert automaton._remembered <= 200_000 + 1_000
