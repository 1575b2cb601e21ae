"""What do Composer and the consoles of PHP frameworks read from the context?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.manifests import reading
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need


def read_by_php(scene: Scene) -> Iterator[Need]:
    """composer.json with what its autoloader and its repositories name; the .env of Symfony."""
    seen: set[str] = set()
    for step in scene.calls("composer", "console", "artisan", "php"):
        home = scene.home(step)
        if home is not None:
            given = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-d", "--working-dir")]
            home = join(home, given[0]) if given and step.tool == "composer" else home
        if home is None or home in seen:
            continue
        where = posixpath.join(home, "composer.json")
        if not scene.is_file(where):
            continue
        seen.add(home)
        yield needed(
            where, step.where, "Composer reads it", step.line, step.fatal and step.tool == "composer"
        )
        loads = not any(w in ("--no-autoloader", "--no-scripts") for w in step.words)
        yield from _composer(scene, where, step.fatal and loads, step.words)
        for name in (".env", ".env.prod", ".env.dist"):
            path = posixpath.join(home, name)
            if scene.is_file(path) and "symfony/" in scene.text(where):
                yield needed(path, where, "Symfony's Dotenv reads it", 0, must=False)


def _composer(scene: Scene, where: str, fatal: bool, words: tuple[str, ...]) -> Iterator[Need]:
    text, place = scene.text(where), posixpath.dirname(where)
    parsed = reading.json(text)
    for kind in ("autoload", "autoload-dev"):
        for style, value in reading.table(parsed, kind).items():
            for name in reading.leaves(value):
                path = join(place, name) if name else None
                if path:
                    must = fatal and style in ("classmap", "files") and kind == "autoload"
                    if kind == "autoload-dev" and (style.startswith("psr") or "--no-dev" in words):
                        continue
                    yield needed(
                        path,
                        where,
                        f"{kind}: {style}",
                        line_of(text, f'"{name}"'),
                        must and scene.is_file(path),
                    )
    repositories = parsed.get("repositories")
    listed = repositories.values() if isinstance(repositories, dict) else repositories or []
    for repository in listed if not isinstance(listed, str) else ():
        url = reading.table(repository).get("url")
        path = join(place, url.rstrip("/*")) if isinstance(url, str) and "://" not in url else None
        if path and scene.exists(path):
            yield needed(path, where, "a repository by path", line_of(text, str(url)), must=False)
            if scene.is_file(f"{path}/composer.json"):
                yield needed(
                    f"{path}/composer.json", where, "a repository by path", line_of(text, str(url)), fatal
                )
    for name in reading.text_list(parsed.get("bin")):
        path = join(place, name)
        if path:
            yield needed(path, where, "bin of the package", line_of(text, name), must=False)
