"""`ctxtrim rule`: what a rule finds, why it matters, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from ctxtrim.commands.rule import rule_list

    rows = [(word, first) for rule, first in rule_list() for word in rule[:2]]
    return [CompletionItem(word, help=first) for word, first in rows if word.startswith(incomplete)]


@click.command()
@click.argument("name", default="", metavar="[RULE]", shell_complete=_rules)
def command(name: str) -> None:
    """Explain RULE (an ID as CT201, a slug, or CT2 for a group); without one, list all rules."""
    from ctxtrim.commands.rule import rule_list, rule_pages

    if not name:
        for rule, first in rule_list():
            click.echo(f"{rule.id}  {rule.severity:7}  {rule.name}: {first}")
        return
    pages = (f"{rule.id} {rule.name} ({rule.severity})\n\n{page}" for rule, page in rule_pages(name))
    click.echo("\n\n".join(pages))
