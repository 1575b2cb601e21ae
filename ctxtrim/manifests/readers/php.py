"""What Composer and the consoles of PHP frameworks read from the context."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.manifests import formats
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.model.build import Need


def read_by_php(context: BuildContext) -> Iterator[Need]:
    """composer.json with what its autoloader and its repositories name; the .env of Symfony."""
    seen: set[str] = set()
    for step in steps_for(context, "composer", "console", "artisan", "php"):
        home = context.directory_of(step)
        if home is not None:
            given = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-d", "--working-dir")]
            home = join(home, given[0]) if given and step.tool == "composer" else home
        if home is None or home in seen:
            continue
        where = posixpath.join(home, "composer.json")
        if not context.is_file(where):
            continue
        seen.add(home)
        yield need_path(
            where, step.where, "Composer reads it", step.line, step.fatal and step.tool == "composer"
        )
        loads = not any(w in ("--no-autoloader", "--no-scripts") for w in step.words)
        yield from _composer(context, where, step.fatal and loads, step.words)
        for name in (".env", ".env.prod", ".env.dist"):
            path = posixpath.join(home, name)
            if context.is_file(path) and "symfony/" in context.text(where):
                yield need_path(path, where, "Symfony's Dotenv reads it", 0, must=False)


def _composer(context: BuildContext, where: str, fatal: bool, words: tuple[str, ...]) -> Iterator[Need]:
    text, place = context.text(where), posixpath.dirname(where)
    parsed = formats.json(text)
    for kind in ("autoload", "autoload-dev"):
        for style, value in formats.table(parsed, kind).items():
            for name in formats.leaves(value):
                path = join(place, name) if name else None
                if path:
                    must = fatal and style in ("classmap", "files") and kind == "autoload"
                    if kind == "autoload-dev" and (style.startswith("psr") or "--no-dev" in words):
                        continue
                    yield need_path(
                        path,
                        where,
                        f"{kind}: {style}",
                        line_of(text, f'"{name}"'),
                        must and context.is_file(path),
                    )
    repositories = parsed.get("repositories")
    listed = repositories.values() if isinstance(repositories, dict) else repositories or []
    for repository in listed if not isinstance(listed, str) else ():
        url = formats.table(repository).get("url")
        path = join(place, url.rstrip("/*")) if isinstance(url, str) and "://" not in url else None
        if path and context.exists(path):
            yield need_path(path, where, "a repository by path", line_of(text, str(url)), must=False)
            if context.is_file(f"{path}/composer.json"):
                yield need_path(
                    f"{path}/composer.json", where, "a repository by path", line_of(text, str(url)), fatal
                )
    for name in formats.text_list(parsed.get("bin")):
        path = join(place, name)
        if path:
            yield need_path(path, where, "bin of the package", line_of(text, name), must=False)
