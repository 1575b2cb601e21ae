"""What `fix`, `init` and `verify` share: options, output, and writing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import click

from ctxtrim.cli import complete
from ctxtrim.commands.fix import FixInputs
from ctxtrim.model.proposal import Proposal
from ctxtrim.proposal import Options
from ctxtrim.write import Change

_RULES = (
    click.option(
        "--unsafe",
        is_flag=True,
        help="Also what git tracks and builds rarely need: docs, tests, pictures.",
    ),
    click.option("--thorough", is_flag=True, hidden=True),
    click.option("--cautious", is_flag=True, hidden=True),
    click.option(
        "--only",
        multiple=True,
        metavar="RECORD|PATH",
        help="Only rules of this record (`fix --all --format json` names them), or this path; repeatable.",
        shell_complete=complete.paths,
    ),
    click.option("--skip", multiple=True, metavar="RECORD", help="No rule of this record; repeatable."),
    click.option(
        "--allowlist/--no-allowlist",
        default=None,
        help="`*` and what the Dockerfiles name. Default: as the file is; init --unsafe: if it saves more.",
    ),
    click.option("--gitignore", is_flag=True, help="Also what .gitignore files say, translated exactly."),
)
_FORMAT = click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True
)
_OPTIONS = (
    click.option("--write", is_flag=True, help="Write it; all or nothing, and nothing outside our block."),
    click.option(
        "--print", "--stdout", "stdout", is_flag=True, help="Print the resulting file and nothing else."
    ),
    *_RULES,
    click.option("--all", "all_rules", is_flag=True, help="Show every rule, not the heaviest only."),
    _FORMAT,
)


class Wish(NamedTuple):
    """What the user asked to be done with a proposal. thorough: the former name of unsafe."""

    unsafe: bool = False
    thorough: bool = False
    write: bool = False
    stdout: bool = False
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    allowlist: bool | None = None
    gitignore: bool = False
    all_rules: bool = False
    form: str = "text"

    def options(self, context: str, preventive: bool = False) -> Options:
        """Return what the proposal is made with. Raises CtxtrimError for an unknown record or path."""
        from ctxtrim.commands.record_choice import record_options

        options = Options(self.unsafe or self.thorough, preventive, self.allowlist)
        return record_options(options, context, self.only, self.skip)


def proposing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the shared options; its function gets them as `wish: Wish`."""
    return _with_wish(function, _OPTIONS)


def rule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command only the options that choose rules, and the format."""
    return _with_wish(function, (*_RULES, _FORMAT))


def _with_wish(function: Callable[..., Any], options: Sequence[Callable[[Any], Any]]) -> Callable[..., Any]:
    from functools import wraps

    @wraps(function)
    def with_wish(**given: Any) -> Any:
        given.pop("cautious")
        wish = Wish(**{name: given.pop(name) for name in Wish._fields if name in given})
        return function(wish=wish, **given)

    for option in reversed(options):
        with_wish = option(with_wish)
    return with_wish


def finish(context: str, fix_inputs: FixInputs, proposal: Proposal, wish: Wish) -> int:
    """Show or write a proposal. Return the status: 0 nothing to do or written, 1 a proposal not written."""
    from ctxtrim.render.proposing import Shown, proposal_json, proposal_text

    old = fix_inputs.seen
    shown = Shown(proposal, fix_inputs.shown, old, fix_inputs.notes)
    if fix_inputs.repaired:
        before, repairs, withheld = fix_inputs.repaired[1:]
        proposal = proposal._replace(before=before, withheld=(*withheld, *proposal.withheld))
        shown = shown._replace(proposal=proposal, repairs=repairs)
    if wish.write and shown.changes:
        write_all(context, [Change(fix_inputs.path, proposal.text, old)])
    if wish.stdout:
        sys.stdout.buffer.write(proposal.text)
    elif wish.form == "json":
        click.echo(proposal_json(shown), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show

        show(proposal_text(shown, page(), wish.all_rules))
        _closing(shown.changes, wish.write, fix_inputs.shown)
    return 1 if shown.changes and not wish.write else 0


def write_all(context: str, changes: Sequence[Change]) -> None:
    """Write all files or none; `fix --undo` can take it back, or a line on standard error says why not."""
    from ctxtrim.render.names import visible
    from ctxtrim.undo import write

    trouble = write(context, changes)
    if trouble:
        click.echo(visible(trouble), err=True)


def _closing(changes: bool, written: bool, name: str) -> None:
    from ctxtrim.render.names import visible

    if changes:
        click.echo()
        click.echo(f"{visible(name)} is written." if written else "Nothing is written yet: add --write.")
