"""Which options do all commands share that read a context?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from ctxtrim.model.context import Request

Function = Callable[..., Any]

_OPTIONS = (
    click.option(
        "-f",
        "--file",
        "files",
        multiple=True,
        metavar="DOCKERFILE",
        help="A Dockerfile, compose or bake file; repeatable. Default: all that belong to the context.",
    ),
    click.option("--target", default="", metavar="STAGE", help="Build this stage, not the last one."),
    click.option(
        "--build-arg",
        "args",
        multiple=True,
        metavar="NAME=VALUE",
        help="As docker build takes it; repeatable.",
    ),
    click.option(
        "--builder",
        default="buildkit",
        show_default=True,
        metavar="NAME",
        help="buildkit, classic, buildah (podman), kaniko, buildkit-20.10 or classic-20.10.",
    ),
    click.option(
        "--ignore-file", default="", metavar="FILE", help="Read this one, whatever the builder would find."
    ),
)


def request_options(function: Function) -> Function:
    """Give a command the shared options; `function` gets them as one `request: Request`.

    The command has a parameter `context` of its own making (see `context_argument`).
    """

    @wraps(function)
    def with_request(
        context: str, files: Sequence[str], target: str, args: Sequence[str], **rest: Any
    ) -> Any:
        builder, ignore_file = rest.pop("builder"), rest.pop("ignore_file")
        request = Request(context, tuple(files), target, build_args(args), builder, ignore_file)
        return function(request=request, **rest)

    for option in reversed(_OPTIONS):
        with_request = option(with_request)
    return with_request


context_argument = click.argument("context", default=".", metavar="[CONTEXT]")
"""The folder that docker build is given."""


def format_option(*formats: str) -> Callable[[Function], Function]:
    """--format with these values, the first the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="Output."
    )


def build_args(pairs: Sequence[str]) -> dict[str, str | None]:
    """--build-arg values: name -> value, None where docker would take it from the environment."""
    found: dict[str, str | None] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not name:
            raise click.UsageError(f"--build-arg {pair}: no name before the =")
        found[name] = value if equals else None
    return found
