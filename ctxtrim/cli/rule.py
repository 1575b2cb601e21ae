"""`ctxtrim rule`: what a rule finds, why it matters, and what to do."""

from __future__ import annotations

import click

from ctxtrim.cli import complete


@click.command()
@click.argument("name", default="", metavar="[RULE]", shell_complete=complete.rules)
def command(name: str) -> None:
    """Explain RULE (an ID as CT201, a slug, or CT2 for a group); without one, list all rules."""
    from ctxtrim.commands.rule import rule_list, rule_pages

    if not name:
        for rule, first in rule_list():
            click.echo(f"{rule.id}  {rule.severity:7}  {rule.name}: {first}")
        return
    pages = (f"{rule.id} {rule.name} ({rule.severity})\n\n{page}" for rule, page in rule_pages(name))
    click.echo("\n\n".join(pages))
