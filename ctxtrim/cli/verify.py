"""`ctxtrim verify`: compare what a real builder copies with the prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ctxtrim.cli.options import context_argument, request_options
from ctxtrim.cli.proposing import Wish, rule_options
from ctxtrim.model.context import Request

if TYPE_CHECKING:
    from ctxtrim.commands.fix import FixInputs
    from ctxtrim.verify import Case


@click.command()
@context_argument
@request_options
@click.option("--with", "given", default="", metavar="FILE", help="Try this ignore file, not the proposal.")
@click.option(
    "--timeout",
    "patience",
    default=600.0,
    show_default=True,
    type=click.FloatRange(1, 86_400),
    help="Seconds that one build may take.",
)
@rule_options
def command(request: Request, given: str, patience: float, wish: Wish) -> int:
    """Build what CONTEXT's Dockerfiles copy from it, with the ignore file and with the proposal, and compare.

    The first of docker, podman and buildah that answers does it, or the one that --builder names. Only COPY,
    ADD and bind mounts are done, over `scratch`: no image is pulled, nothing is run, nothing is kept, and the
    context is only read. Where nothing is proposed, the file is compared with itself without our block.
    Status 0: all that a build needs arrives as before; 1: a build would feel the difference; 2: no builder,
    or it cannot tell.
    """
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix import read_fix_inputs
    from ctxtrim.verify import verify
    from ctxtrim.verify.tools import tool_for

    options = wish.options(request.context)
    tool = tool_for(request.builder, _is_chosen())
    request = request._replace(builder=tool.dialect)
    with telling(f"reading, and building with {tool.name}"):
        fix_inputs = read_fix_inputs(request, gitignore=wish.gitignore)
        case = _given(request, fix_inputs, given) if given else None
        if case is None:
            from ctxtrim.proposal import propose

            case = _proposed(request, fix_inputs, propose(fix_inputs.inputs, options).text)
        found = verify(case, tool, patience)
    found = found._replace(notes=(*found.notes, *fix_inputs.notes))
    if wish.form == "json":
        from ctxtrim.render.verifying import verification_json

        click.echo(verification_json(found), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.render.verifying import verification_text

        show(verification_text(found, page()))
    return 0 if found.holds else 1


def _is_chosen() -> bool:
    source = click.get_current_context().get_parameter_source("builder")
    return source not in (None, click.core.ParameterSource.DEFAULT)


def _given(request: Request, fix_inputs: FixInputs, file: str) -> Case:
    from ctxtrim.builds.read_file import read_regular

    return _case(request, fix_inputs, fix_inputs.inputs.old, _now(fix_inputs), read_regular(file), file)


def _proposed(request: Request, fix_inputs: FixInputs, text: bytes) -> Case:
    from ctxtrim.matching.ignore_file import IgnoreFile
    from ctxtrim.proposal import managed_block as block

    old = fix_inputs.inputs.old
    if text != old:
        return _case(request, fix_inputs, old, _now(fix_inputs), text, "the proposal")
    own = block.split(IgnoreFile.parse(old, fix_inputs.shown)).without_block()
    name = "the file without ctxtrim's block" if own != old else _now(fix_inputs)
    return _case(request, fix_inputs, own, name, old, "the file as it is, to which nothing is proposed")


def _now(fix_inputs: FixInputs) -> str:
    return "the file as it is" if fix_inputs.exists else "no ignore file"


def _case(
    request: Request, fix_inputs: FixInputs, old: bytes, old_name: str, new: bytes, new_name: str
) -> Case:
    import os

    from ctxtrim.verify import Case, Version

    context = os.path.abspath(request.context)
    return Case(context, fix_inputs.inputs, fix_inputs.shown, Version(old, old_name), Version(new, new_name))
