"""What does a command line mean? The door: commands are imported when they are called, errors end here."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from ctxtrim import __version__
from ctxtrim.errors import CtxtrimError

# name -> what --help says of it, so that help imports no command; one module of this package each, called
# `command` there. A name whose module is absent is not listed.
SUMMARIES = {
    "audit": "How much a build sends, and what is heavy (the default).",
    "ls": "The very paths that are sent, one a line.",
    "why": "Why a path is sent or not: the file and line that decide.",
    "check": "Lint the ignore file; budgets; what would leak.",
    "fix": "Propose lines to add, with proof; --write adds them.",
    "init": "Propose an ignore file where there is none.",
    "verify": "Build with and without the proposal, and compare.",
    "watch": "The audit, kept true while files change.",
}


class _HungUp(Exception):
    """The reader of our output is gone; under a name of its own, since click would end with status 1."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _HungUp from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in SUMMARIES if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUMMARIES or not _exists(cmd_name):
            return None
        module = importlib.import_module(f"ctxtrim.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


def _exists(name: str) -> bool:
    # importlib.util.find_spec would do, and costs 4 ms of start-up
    import os

    return any(os.path.exists(os.path.join(folder, name + ".py")) for folder in __path__)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="ctxtrim", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """See what `docker build` really sends, cut it, and know that it still builds.

    Without a command: the audit of the current directory.
    """
    if ctx.invoked_subcommand is None:
        command = main.get_command(ctx, "audit")
        if command is not None:
            ctx.exit(_status(command.main([], "ctxtrim audit", standalone_mode=False)))


def run() -> None:
    """Run the command line and exit: 0 and 1 as the command says, 2 with one sentence for what went wrong."""
    try:
        status = _status(main.main(prog_name="ctxtrim", standalone_mode=False, windows_expand_args=False))
        sys.stdout.flush()
    except (BrokenPipeError, _HungUp):
        status = _hung_up()
    except click.Abort:
        status = 130
    except (CtxtrimError, click.ClickException) as error:
        status = _failed(error)
    sys.exit(status)


def _status(result: Any) -> int:
    return result if isinstance(result, int) else 0


def _failed(error: Exception) -> int:
    from ctxtrim.render.names import visible

    where, sentence = "ctxtrim", str(error)
    if isinstance(error, click.ClickException):
        sentence = " ".join(error.format_message().split())
    if isinstance(error, click.UsageError) and error.ctx is not None:
        where = error.ctx.command_path
        sentence = f"{sentence.rstrip('.')}; see {where} --help."
    click.echo(f"{where}: {visible(sentence)}", err=True)
    return 2


def _hung_up() -> int:
    """The reader has seen enough (`ctxtrim ls | head`): no word about it, not even from the interpreter."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141  # as a shell reports SIGPIPE
