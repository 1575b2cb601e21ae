"""The command line: commands are imported when they are called, and errors end here."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from ctxtrim import __version__
from ctxtrim.errors import CtxtrimError

SUMMARIES = {
    "audit": "Show what a build sends, and what is wrong (the default).",
    "ls": "List the files that are sent, one per line.",
    "why": "Explain why a path is sent or not.",
    "check": "Check ignore files and Dockerfiles; status 1 with findings.",
    "rule": "Explain a rule of check.",
    "fix": "Propose lines for the ignore file; --write adds them.",
    "init": "Propose an ignore file where there is none.",
    "verify": "Build with and without the proposal, and compare.",
    "image": "Show what of the context is in an image.",
    "cost": "Show what edits rebuild, over the git history.",
    "report": "Write one self-contained HTML page about the context.",
    "fleet": "Audit many repositories at once.",
    "diff": "Show what a change does to what is eligible and sent.",
    "watch": "Re-audit whenever files change.",
    "completion": "Print the completion script for a shell.",
    "docker-plugin": "Install or uninstall `docker ctxtrim`.",
}
"""Name -> line of --help, so that help imports no command. Each is a module here with a `command`."""

_OWN_OPTIONS = ("-h", "--help", "--version")


class _BrokenOutput(Exception):
    """The reader of our output is gone; under a name of its own, since click would end with status 1."""


class _Commands(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `audit` in front of a folder or an option, and of nothing."""
        first = args[0] if args else ""
        is_command = first in SUMMARIES or first in _OWN_OPTIONS
        is_completing = ctx.resilient_parsing and not args
        if not (is_command or is_completing) and (not first or first.startswith("-") or os.path.isdir(first)):
            args = ["audit", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of that name."""
        if args[0] not in SUMMARIES:
            raise click.UsageError(_no_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _BrokenOutput from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUMMARIES:
            return None
        module = importlib.import_module(f"ctxtrim.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


def _no_command(word: str) -> str:
    from ctxtrim.cli.nearest import nearest

    close = nearest(word, SUMMARIES)
    hint = f"did you mean '{close}'" if close else "no such folder either"
    return f"No such command '{word}'; {hint}"


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ctxtrim", message="%(prog)s %(version)s")
def main() -> None:
    """See what `docker build` really sends, cut it, and know that it still builds.

    A folder or an option in place of a command means audit: `ctxtrim`, `ctxtrim web`, `ctxtrim --top 3`.
    """


def run(words: list[str] | None = None, program: str = "ctxtrim") -> None:
    """Run the command line and exit: 0 and 1 as the command says, 2 with one sentence for what went wrong.

    words: of the command line, those of this process if None. program: what it is called in help and errors.
    """
    try:
        result = main.main(words, program, standalone_mode=False, windows_expand_args=False)
        status = result if isinstance(result, int) else 0
        sys.stdout.flush()
    except (BrokenPipeError, _BrokenOutput):
        status = _hung_up()
    except click.Abort:
        status = 130
    except (CtxtrimError, click.ClickException) as error:
        status = _failed(error)
    sys.exit(status)


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
    """End silently where the reader has seen enough (`ctxtrim ls | head`), the interpreter included."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141  # as a shell reports SIGPIPE
