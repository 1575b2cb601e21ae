"""What Mix reads from the context."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import quoted_files
from ctxtrim.manifests.needs import need_path
from ctxtrim.model.build import Need

_READ = expression(
    r"File\.(?:read|stream|exists\?)!?[ \t]{0,9}\(?[ \t]{0,9}\"([^\"\n]+)\""
    r"|import_config[ \t]{0,9}\(?[ \t]{0,9}\"([^\"\n#]+)\""
)
_UMBRELLA = expression(r"apps_path:\s*\"([^\"\n]+)\"")


def read_by_mix(context: BuildContext) -> Iterator[Need]:
    """mix.exs of the project and of the apps under its umbrella, and the files that they or config/ name."""
    seen: set[str] = set()
    for step in steps_for(context, "mix", "iex"):
        home = context.directory_of(step)
        if home is None or home in seen:
            continue
        seen.add(home)
        text = context.text(posixpath.join(home, "mix.exs"))
        match = _UMBRELLA.search(text)
        apps = posixpath.join(home, match[1]) if match else ""
        places = [home, *(posixpath.join(apps, c) for c in (context.tree.children(apps) if apps else ()))]
        for place in places:
            where = posixpath.join(place, "mix.exs")
            if not context.is_file(where):
                continue
            yield need_path(where, step.where, "Mix reads it", step.line, step.fatal)
            opened = {a or b for a, b in _READ.findall(context.text(where))}
            for need in quoted_files(context, where, (place,), "mix.exs names it"):
                yield need._replace(must=step.fatal and posixpath.relpath(need.glob, place or ".") in opened)
            yield from _config(context, posixpath.join(place, "config"))


def _config(context: BuildContext, place: str) -> Iterator[Need]:
    for child in context.tree.children(place):
        where = posixpath.join(place, child)
        if child.endswith(".exs") and context.is_file(where):
            yield from quoted_files(
                context, where, (place, posixpath.dirname(place)), "the configuration names it"
            )
