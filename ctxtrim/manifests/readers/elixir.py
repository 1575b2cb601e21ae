"""What do Mix and rebar read from the context?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.named import quoted_files
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import needed
from ctxtrim.model.build import Need

_READ = re.compile(
    r"File\.(?:read|stream|exists\?)!?[ \t]{0,9}\(?[ \t]{0,9}\"([^\"\n]+)\""
    r"|import_config[ \t]{0,9}\(?[ \t]{0,9}\"([^\"\n#]+)\""
)
_UMBRELLA = re.compile(r"apps_path:\s*\"([^\"\n]+)\"")


def read_by_mix(scene: Scene) -> Iterator[Need]:
    """mix.exs of the project and of the apps under its umbrella, and the files that they or config/ name."""
    seen: set[str] = set()
    for step in scene.calls("mix", "iex"):
        home = scene.home(step)
        if home is None or home in seen:
            continue
        seen.add(home)
        text = scene.text(posixpath.join(home, "mix.exs"))
        found = _UMBRELLA.search(text)
        apps = posixpath.join(home, found[1]) if found else ""
        places = [home, *(posixpath.join(apps, c) for c in (scene.tree.children(apps) if apps else ()))]
        for place in places:
            where = posixpath.join(place, "mix.exs")
            if not scene.is_file(where):
                continue
            yield needed(where, step.where, "Mix reads it", step.line, step.fatal)
            opened = {a or b for a, b in _READ.findall(scene.text(where))}
            for need in quoted_files(scene, where, (place,), "mix.exs names it"):
                yield need._replace(must=step.fatal and posixpath.relpath(need.glob, place or ".") in opened)
            yield from _config(scene, posixpath.join(place, "config"))


def _config(scene: Scene, place: str) -> Iterator[Need]:
    for child in scene.tree.children(place):
        where = posixpath.join(place, child)
        if child.endswith(".exs") and scene.is_file(where):
            yield from quoted_files(
                scene, where, (place, posixpath.dirname(place)), "the configuration names it"
            )
