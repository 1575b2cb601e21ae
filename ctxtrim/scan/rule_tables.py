"""Tables that find the patterns of a ruleset that can match a name in a directory.

A pattern is reduced to rules: on which directories it bears (its leading components), and how a base name
it matches begins and ends. A name that fits no rule is hit by no pattern, so nothing changes for it; that
is nearly every name, and finding it out costs a look into one or two hash tables. Where a rule alone
proves the match ("**/*.pyc") no expression is tried at all.

Rules are made for patternmatcher's own syntax (pattern.typed); see `rules_of` for what is taken as opaque.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ctxtrim.matching.pattern import DockerPattern

_WILD = "*?[]\\"
_LEAKS = frozenset("{}|^\ufffd")


class Affix(NamedTuple):
    """How a name begins and ends; with `is_whole`, prefix is all of it."""

    prefix: str = ""
    suffix: str = ""
    is_whole: bool = False

    def fits(self, name: str) -> bool:
        """Return whether a name may be one of these."""
        if self.is_whole:
            return name == self.prefix
        return (
            len(name) >= len(self.prefix) + len(self.suffix)
            and name.startswith(self.prefix)
            and name.endswith(self.suffix)
        )


class Rule(NamedTuple):
    """Where and on which names a pattern bears.

    bit: the pattern's, as in Verdict.hits. head: what the leading components of a directory must fit.
    is_deep: it bears on every directory from there down, else only on those of just that depth. name: what
    base names must fit. is_sure: a name that fits is hit, if no component holds a newline.
    """

    bit: int
    head: tuple[Affix, ...]
    is_deep: bool
    name: Affix
    is_sure: bool

    def bears_at(self, depth: int) -> bool:
        """Return whether a rule that can bear on a directory of this depth, or below it, bears on it."""
        return len(self.head) <= depth if self.is_deep else len(self.head) == depth

    def below(self, component: str, depth: int) -> bool:
        """Return whether a rule that can bear below a directory of this depth still does below its child."""
        if depth < len(self.head):
            return self.head[depth].fits(component)
        return self.is_deep


class Tables(NamedTuple):
    """The rules that bear on the names in one directory, by what can be looked up.

    names: whole base names. ends: by last extension, starts: by first letter, tails: by last letter;
    each to the suffixes or prefixes to test. everything: rules that any name fits. For each the rules.
    """

    names: dict[str, list[Rule]]
    ends: dict[str, tuple[str, ...]]
    starts: dict[str, tuple[str, ...]]
    tails: dict[str, tuple[str, ...]]
    everything: bool
    rules: tuple[Rule, ...]

    def hits(self, name: str) -> tuple[int, int]:
        """(bits of patterns that hit the name for sure, bits of those that may)."""
        sure = maybe = 0
        for rule in self.names.get(name, ()):
            if rule.is_sure:
                sure |= rule.bit
            else:
                maybe |= rule.bit
        for rule in self.rules:
            if rule.name.fits(name):
                if rule.is_sure:
                    sure |= rule.bit
                else:
                    maybe |= rule.bit
        return sure, maybe & ~sure

    def concerns(self, name: str) -> bool:
        """Return whether the name fits a rule; hits() returns which. Loops ask this first."""
        ends = self.ends.get(name[name.rfind(".") :], ()) + self.tails.get(name[-1:], ())
        return (
            self.everything
            or name in self.names
            or name.startswith(self.starts.get(name[:1], ()))
            or name.endswith(ends)
        )

    def spares(self, names: Sequence[str]) -> bool:
        """Return whether none of these names fits a rule that is known by its first or last letter."""
        starts, tails = self.starts, self.tails
        if not starts and not tails:
            return not self.everything
        suspects = [name for name in names if name[0] in starts or name[-1] in tails]
        return not self.everything and not any(map(self.concerns, suspects))


def tables_of(rules: Iterable[Rule]) -> Tables:
    """Sort rules into tables."""
    names: dict[str, list[Rule]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    tails: dict[str, tuple[str, ...]] = {}
    rest, everything = [], False
    for rule in rules:
        prefix, suffix, is_whole = rule.name
        if is_whole:
            names.setdefault(prefix, []).append(rule)
            continue
        rest.append(rule)
        if "." in suffix:
            _add(ends, suffix[suffix.rfind(".") :], suffix)
        elif prefix:
            _add(starts, prefix[0], prefix)
        elif suffix:
            _add(tails, suffix[-1], suffix)
        else:
            everything = True
    return Tables(names, ends, starts, tails, everything, tuple(rest))


def _add(table: dict[str, tuple[str, ...]], key: str, text: str) -> None:
    if text not in table.get(key, ()):
        table[key] = (*table.get(key, ()), text)


def rules_of_all(patterns: Sequence[DockerPattern]) -> list[Rule]:
    """The rules of all patterns of a ruleset, whose dialect must read them as pattern.typed does."""
    return [rule for at, pattern in enumerate(patterns) for rule in rules_of(pattern.glob, 1 << at)]


def rules_of(glob: str, bit: int) -> list[Rule]:
    """A pattern's rules. They never miss a name that the pattern matches.

    What leaks into Go's regexp (`{`, `|`, `^`, escaped letters), and what does not decode, may match
    anything anywhere. From the first component on in which a wildcard can take a slash (`**` beside other
    text, classes) the depth is open and only the end of the name is known.
    """
    is_wild = any(char in glob for char in _WILD)
    anywhere = Rule(bit, (), True, Affix(), False)
    if not glob.isascii() and (glob[0] == "\ufeff" or any("\ud800" <= char <= "\udfff" for char in glob)):
        return [anywhere]
    if not is_wild:
        return [_fixed(bit, [Affix(part, "", True) for part in glob.split("/")], True)]
    if not _LEAKS.isdisjoint(glob) or "\\" in glob:
        return [anywhere]
    parts = glob.split("/")
    open_at = next((at for at, part in enumerate(parts) if "**" in part or "[" in part or "]" in part), None)
    if open_at is None:
        affixes = [_affix(part) for part in parts]
        return [_fixed(bit, affixes, all(_is_exact(part) for part in parts))]
    head = [_affix(part) for part in parts[:open_at]]
    is_sure = all(_is_exact(part) for part in parts[:open_at])
    return _open(bit, head, parts[open_at:], is_sure)


def _fixed(bit: int, affixes: list[Affix], is_sure: bool) -> Rule:
    *head, name = affixes
    return Rule(bit, tuple(head), False, name, is_sure)


def _open(bit: int, head: list[Affix], parts: list[str], is_sure: bool) -> list[Rule]:
    """Rules of a pattern whose depth is open from parts[0] on."""
    first, last = parts[0], parts[-1]
    stem = first[:-2]
    if len(parts) == 1 and first.endswith("**") and not any(char in stem for char in _WILD):
        below = [Rule(bit, (*head, Affix(stem)), True, Affix(), is_sure)]
        return [Rule(bit, tuple(head), False, Affix(stem), is_sure), *below]
    if first == "**" and len(parts) == 2 and "**" not in last and "[" not in last and "]" not in last:
        return [Rule(bit, tuple(head), True, _affix(last), is_sure and _is_exact(last))]
    if first.startswith("**") and len(parts) == 1 and not head and not any(c in first[2:] for c in _WILD):
        return [Rule(bit, (), True, Affix("", first[2:]), True)]
    if (
        len(parts) > 1
        and not any(char in last for char in _WILD)
        and parts[-2] != "**"
        and "**" not in parts[-2]
    ):
        return [Rule(bit, tuple(head), True, Affix(last, "", True), False)]
    return [Rule(bit, tuple(head), True, Affix("", _suffix(last)), False)]


def _affix(part: str) -> Affix:
    """How names begin and end that a component (no `**`, no class) matches."""
    stars = [at for at, char in enumerate(part) if char in "*?"]
    if not stars:
        return Affix(part, "", True)
    return Affix(part[: stars[0]], part[stars[-1] + 1 :])


def _is_exact(part: str) -> bool:
    """Return whether the affix alone has the meaning of the component."""
    return part.count("*") <= 1 and "?" not in part


def _suffix(part: str) -> str:
    """The literal end of a component with any wildcards."""
    return part[max(part.rfind(char) for char in _WILD) + 1 :]
