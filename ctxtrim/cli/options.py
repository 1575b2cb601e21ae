"""The options that all commands share which read a context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from ctxtrim.cli import complete
from ctxtrim.model.context import Request

Function = Callable[..., Any]


def _choose_color(ctx: click.Context, _: click.Parameter, value: str) -> None:
    ctx.color = {"always": True, "never": False}.get(value)


color_option = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    expose_value=False,
    callback=_choose_color,
    help="Color the output; auto: on a terminal, as NO_COLOR and FORCE_COLOR say.",
)


_OPTIONS = (
    click.option(
        "-f",
        "--file",
        "files",
        multiple=True,
        metavar="DOCKERFILE",
        help="A Dockerfile, compose or bake file; repeatable. Default: all that belong to the context.",
        shell_complete=complete.dockerfiles,
    ),
    click.option("--target", default="", metavar="STAGE", help="Build this stage instead of the last one."),
    click.option(
        "--build-arg",
        "args",
        multiple=True,
        metavar="NAME=VALUE",
        help="As in docker build; repeatable.",
    ),
    click.option(
        "--build-context",
        "named",
        multiple=True,
        metavar="NAME=DIR",
        help="As in docker build; repeatable.",
    ),
    click.option(
        "--builder",
        default="buildkit",
        show_default=True,
        metavar="NAME",
        help="buildkit, classic, buildah (podman), kaniko, buildkit-20.10 or classic-20.10.",
        shell_complete=complete.builders,
    ),
    click.option(
        "--ignore-file",
        default="",
        metavar="FILE",
        help="Read this ignore file instead of the one that the builder finds.",
        shell_complete=complete.paths,
    ),
    color_option,
)


REREAD = "ctxtrim.reread"
"""Under this key the context of click holds a function that returns the request as it is configured now."""


def _request(context: str, given: dict[str, Any]) -> Request:
    """Take the shared options out of `given`, and complete both from the configuration."""
    from ctxtrim.cli.configured import configure

    settings = configure(context, given)
    named = build_args(given.pop("named"), "--build-context")
    return Request(
        context,
        tuple(given.pop("files")),
        given.pop("target"),
        build_args(given.pop("args")),
        given.pop("builder"),
        given.pop("ignore_file"),
        {name: place or "" for name, place in named.items()},
        settings,
    )


def request_options(function: Function) -> Function:
    """Give a command the shared options; `function` gets them as one `request: Request`.

    The command has a parameter `context` of its own making (see `context_argument`).
    """

    @wraps(function)
    def with_request(context: str, **given: Any) -> Any:
        def ask() -> tuple[Request, dict[str, Any]]:
            values = dict(given)
            return _request(context, values), values

        request, rest = ask()
        click.get_current_context().meta[REREAD] = lambda: ask()[0]
        return function(request=request, **rest)

    for option in reversed(_OPTIONS):
        with_request = option(with_request)
    return with_request


def revision_option(function: Function) -> Function:
    """Give a command --rev; `function` gets a request that is answered from the revision while it runs."""

    @wraps(function)
    def with_revision(request: Request, rev: str, **rest: Any) -> Any:
        from ctxtrim.commands.at_revision import at_revision

        with at_revision(request, rev) as asked:
            return function(request=asked, **rest)

    option = click.option(
        "--rev", default="", metavar="REV", help="Read this commit, tag or branch instead of the work tree."
    )
    return option(with_revision)


context_argument = click.argument(
    "context", default=".", metavar="[CONTEXT]", shell_complete=complete.folders
)
"""The folder given to docker build."""


def format_option(*formats: str) -> Callable[[Function], Function]:
    """Return the option --format with these values, the first the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="Output."
    )


def build_args(pairs: Sequence[str], option: str = "--build-arg") -> dict[str, str | None]:
    """Map names of --build-arg to values, None where docker takes it from the environment."""
    values: dict[str, str | None] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not name:
            raise click.UsageError(f"{option} {pair}: no name before the =")
        values[name] = value if equals else None
    return values
