"""What `fix`, `init` and `verify` share: options, output, and writing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import click

from ctxtrim.cli import complete
from ctxtrim.commands.fix_all import Fixes
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
        shell_complete=complete.records,
    ),
    click.option(
        "--skip",
        multiple=True,
        metavar="RECORD|PATTERN",
        help="No rule of this record, or of this pattern; repeatable.",
        shell_complete=complete.records,
    ),
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


def finish(context: str, fixes: Fixes, wish: Wish) -> int:
    """Show or write proposals. Return the status: 0 nothing to do or written, 1 a proposal not written."""
    from ctxtrim.render.proposing import Shown

    if wish.stdout and len(fixes.files) > 1:
        names = ", ".join(file.inputs.shown for file in fixes.files)
        raise click.UsageError(f"--print prints one file, and the builds read {names}; name one with -f")
    shown = [
        Shown(f.proposal, f.inputs.shown, f.inputs.seen, f.inputs.notes, f.repairs, f.inputs.offered)
        for f in fixes.files
    ]
    changed = [file for file in fixes.files if file.changes]
    if wish.write and changed:
        write_all(context, [Change(f.inputs.path, f.proposal.text, f.inputs.seen) for f in changed])
    if wish.stdout:
        sys.stdout.buffer.write(fixes.files[0].proposal.text)
    elif wish.form == "json":
        from ctxtrim.render.proposing_json import proposals_json

        click.echo(proposals_json(shown, fixes.failing), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.fixes import fixes_text

        failing = [one._replace(fails=bool(fixes.failing)) for one in shown]
        show(fixes_text(failing, fixes.failing, page(), wish.all_rules))
        _closing([file.inputs.shown for file in changed], wish.write)
    return 1 if changed and not wish.write else 0


def write_all(context: str, changes: Sequence[Change]) -> None:
    """Write all files or none; `fix --undo` can take it back, or a line on standard error says why not."""
    from ctxtrim.render.names import visible
    from ctxtrim.undo import write

    trouble = write(context, changes)
    if trouble:
        click.echo(visible(trouble), err=True)


def _closing(changed: Sequence[str], written: bool) -> None:
    from ctxtrim.render.names import visible

    if changed:
        click.echo()
        verb = "is" if len(changed) == 1 else "are"
        names = visible(" and ".join(filter(None, (", ".join(changed[:-1]), changed[-1]))))
        click.echo(f"{names} {verb} written." if written else "Nothing is written yet: add --write.")
