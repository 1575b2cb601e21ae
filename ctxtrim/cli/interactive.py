"""Ask about proposed rules one by one, as `git add -p` asks about hunks."""

from __future__ import annotations

import sys
from typing import NamedTuple

import click

from ctxtrim.commands.fix_all import FileFix, Fixes, fix_of
from ctxtrim.model.proposal import Rule

_ASK = "Exclude it? [y]es, [n]o, ne[v]er, [q]uit: "
_WORDS = {
    "y": "yes",
    "yes": "yes",
    "n": "no",
    "no": "no",
    "v": "never",
    "never": "never",
    "q": "quit",
    "quit": "quit",
}
_HELP = "yes: exclude it. no: not now. never: not now, and `skip` in the configuration. quit: no more rules."


class Answers(NamedTuple):
    """fixes: what was agreed to. never: records and patterns that are to be skipped from now on."""

    fixes: Fixes
    never: tuple[str, ...]


def ask_each(fixes: Fixes) -> Answers:
    """Ask about each new rule of each file, the heaviest first; what was refused is proposed no more.

    Raises click.UsageError where nobody can answer.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("--interactive asks on a terminal, and this is none")
    answers: dict[str, str] = {}
    never: list[str] = []
    files = []
    for file in fixes.files:
        left = file
        refused: dict[str, str] = {}
        while rules := [rule for rule in _new(left) if rule.pattern not in answers]:
            known = dict(refused)  # what comes in the place of a refused rule is refused with it
            for number, rule in enumerate(rules, 1):
                answer = "quit" if "quit" in answers.values() else known.get(rule.why, "")
                answer = answer or _answer(file, rule, f"{number}/{len(rules)}")
                answers[rule.pattern] = answer
                if answer != "yes":
                    refused[rule.why] = answer
                if answer == "never":
                    never.append(_name(rule))
            left = _without(file, {p for p, answer in answers.items() if answer != "yes"})
        files.append(left)
    return Answers(fixes._replace(files=tuple(files)), tuple(dict.fromkeys(never)))


def _new(file: FileFix) -> list[Rule]:
    """Return the rules that the file does not have yet, the heaviest first."""
    from ctxtrim.matching.ignore_file import IgnoreFile
    from ctxtrim.proposal import managed_block as block

    inputs = file.inputs.inputs
    standing = block.split(IgnoreFile.parse(inputs.old, inputs.where)).rules
    rules = [rule for rule in file.proposal.adopted if rule.pattern not in standing]
    return sorted(rules, key=lambda rule: (-rule.eligible.bytes, rule.pattern))


def _without(file: FileFix, refused: set[str]) -> FileFix:
    inputs = file.inputs.inputs
    candidates = tuple(one for one in inputs.candidates if one.pattern not in refused)
    expected = inputs.expected - refused
    asked = file.inputs._replace(inputs=inputs._replace(candidates=candidates, expected=expected))
    return fix_of(asked, file.options)


def _answer(file: FileFix, rule: Rule, place: str) -> str:
    from ctxtrim.cli.terminal import page, show
    from ctxtrim.render.names import visible
    from ctxtrim.render.proposing import rule_lines
    from ctxtrim.render.spans import Span

    show([(Span(f"{visible(file.inputs.shown)}  {place}", "dim"),), *rule_lines(rule, page())])
    while True:
        click.echo(_ASK, nl=False)
        typed = sys.stdin.readline()
        answer = _WORDS.get(typed.strip().lower(), "") if typed else "quit"
        if answer:
            click.echo()
            return answer
        click.echo(_HELP)


def _name(rule: Rule) -> str:
    """Return what `skip` calls it: the record of the catalogue, where it has one, or the pattern itself."""
    from ctxtrim.catalogue.record_files import load_records

    return rule.record if any(record.name == rule.record for record in load_records()) else rule.pattern
