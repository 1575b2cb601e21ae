"""`ctxtrim fix --dockerfile`: the order of COPY and install lines."""

from __future__ import annotations

import click

from ctxtrim.cli.proposing import Wish, write_all
from ctxtrim.model.context import Request
from ctxtrim.write import Change


def reorder(request: Request, wish: Wish) -> int:
    """Show the better Dockerfiles or write them; 0: nothing to do or written, 1: not written."""
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.fix_dockerfile import dockerfile_fixes
    from ctxtrim.render.dockerfile_fix import ShownFix, dockerfile_fix_json, dockerfile_fix_text
    from ctxtrim.render.names import visible

    with telling(visible(f"reading {request.context}")):
        fixes = dockerfile_fixes(request)
    changed = [fix for fix in fixes if fix.new != fix.old]
    if wish.write:
        write_all(request.context, [Change(fix.path, fix.new, fix.old) for fix in changed])
    shown = [ShownFix(fix.where, fix.old, fix.new, fix.moved, fix.skipped) for fix in fixes]
    if wish.stdout:
        click.echo(b"".join(fix.new for fix in changed), nl=False)
    elif wish.form == "json":
        click.echo(dockerfile_fix_json(shown), nl=False)
    else:
        from ctxtrim.cli.terminal import page, show

        show(dockerfile_fix_text(shown, page()))
        if changed:
            names = visible(", ".join(fix.where for fix in changed))
            click.echo()
            click.echo(f"Written: {names}." if wish.write else "Nothing is written yet: add --write.")
    return 1 if changed and not wish.write else 0
