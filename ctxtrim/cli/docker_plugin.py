"""`docker ctxtrim`: a plugin of docker's command line, and `ctxtrim docker-plugin`, which installs it.

docker runs any program `docker-NAME` of its plugin folders: with `docker-cli-plugin-metadata` for a JSON
object, with `__complete NAME WORD...` for completions, and else with its own words, its global options
included (docker/cli cli-plugins/manager).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence

import click

from ctxtrim import __version__
from ctxtrim.errors import CtxtrimError

_METADATA = {
    "SchemaVersion": "0.1.0",
    "Vendor": "ctxtrim",
    "Version": __version__,
    "ShortDescription": "See what docker build really sends, and cut it",
}
_GLOBAL = (
    "--config",
    "-c",
    "--context",
    "-H",
    "--host",
    "-l",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
)
"""docker's own options that take a word."""
_DIRECTIVES = {"file": 0, "dir": 16}
"""Type of a click completion -> what docker's shell script does (cobra's ShellCompDirective; 4: nothing)."""


def run_plugin() -> None:
    """Answer docker, which has started this program; exits as `ctxtrim` does."""
    words = sys.argv[1:]
    if words[:1] == ["docker-cli-plugin-metadata"]:
        from json import dumps

        click.echo(dumps(_METADATA))
    elif words and words[0] in ("__complete", "__completeNoDesc"):
        click.echo("\n".join(_completions(words[2:])))
    else:
        from ctxtrim.cli import run

        run(own_words(words), "docker ctxtrim")


def own_words(words: Sequence[str]) -> list[str]:
    """Return the words behind `ctxtrim`, in front of which docker's global options may stand."""
    at = 0
    while at < len(words) and words[at] != "ctxtrim":
        at += 2 if words[at] in _GLOBAL else 1
    return list(words[at + 1 :])


def _completions(words: Sequence[str]) -> Iterator[str]:
    """Yield a line for each completion of the last word, and cobra's directive."""
    from click.shell_completion import ShellComplete

    from ctxtrim.cli import main

    *before, last = words or ("",)
    found = ShellComplete(main, {}, "ctxtrim", "").get_completions(before, last)
    plain = [item for item in found if item.type == "plain"]
    yield from (f"{item.value}\t{item.help}" if item.help else item.value for item in plain)
    yield f":{4 if plain else _DIRECTIVES.get(found[0].type, 4) if found else 4}"


@click.command()
@click.argument("action", type=click.Choice(("install", "uninstall")))
def command(action: str) -> None:
    """Install or uninstall the plugin `docker ctxtrim` for the current user.

    It is a link to this program in the folder cli-plugins of docker's configuration (~/.docker, or
    DOCKER_CONFIG). `docker ctxtrim` then takes the words of `ctxtrim`, and docker build's -f, --target,
    --build-arg and --build-context.
    """
    from ctxtrim.render.names import visible

    home = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    plugin = os.path.join(home, "cli-plugins", "docker-ctxtrim" + _SUFFIX)
    try:
        if action == "install":
            _install(plugin)
            click.echo(f"{visible(plugin)} is installed; try: docker ctxtrim --help")
        else:
            _remove(plugin)
            click.echo(f"{visible(plugin)} is removed.")
    except OSError as error:
        raise CtxtrimError(f"{plugin}: {error.strerror}; nothing was changed.") from None


_SUFFIX = ".exe" if os.name == "nt" else ""


def _install(plugin: str) -> None:
    program = _program()
    if os.path.lexists(plugin):
        _remove(plugin)
    os.makedirs(os.path.dirname(plugin), exist_ok=True)
    if os.name == "nt":  # links need a privilege there
        shutil.copy2(program, plugin)
    else:
        os.symlink(program, plugin)


def _remove(plugin: str) -> None:
    if not os.path.lexists(plugin):
        raise CtxtrimError(f"{plugin}: not installed.")
    if os.name != "nt" and not os.path.islink(plugin):
        raise CtxtrimError(f"{plugin}: not a link that ctxtrim made; remove it yourself.")
    os.unlink(plugin)


def _program() -> str:
    """Return the absolute path of the program that starts ctxtrim: the console script or a single file."""
    from sysconfig import get_path

    started = os.path.realpath(sys.argv[0])
    for program in (started, started + _SUFFIX, os.path.join(get_path("scripts"), "ctxtrim" + _SUFFIX)):
        if os.path.basename(program).startswith("ctxtrim") and os.access(program, os.X_OK):
            return program
    raise CtxtrimError("there is no program `ctxtrim` to link to; install it, with `pipx install ctxtrim`.")
