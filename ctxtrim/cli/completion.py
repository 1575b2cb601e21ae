"""`ctxtrim completion`: the completion script for a shell."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the script that completes commands, options, folders, builders, rules and Dockerfiles in SHELL.

    bash: eval "$(ctxtrim completion bash)" in ~/.bashrc. zsh: the same in ~/.zshrc. fish: ctxtrim completion
    fish > ~/.config/fish/completions/ctxtrim.fish.
    """
    from click.shell_completion import get_completion_class

    from ctxtrim.cli import main

    completion = get_completion_class(shell)
    assert completion
    click.echo(completion(main, {}, "ctxtrim", "_CTXTRIM_COMPLETE").source())
