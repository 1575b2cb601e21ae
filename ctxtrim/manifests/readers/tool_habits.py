"""Which files does a program read from its directory without being told, once a build runs it?

A table: a new program is one row. Formats that name further files have a module of their own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.manifests import globs
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, needed
from ctxtrim.model.build import Need


class Habit(NamedTuple):
    """What `tools` read: `must` are files without which they fail, `may` those that they take if there.

    Names are relative to the directory they run in, and may be globs; "config/" is all of a directory.
    upward: the directories above are searched too.
    """

    tools: tuple[str, ...]
    may: tuple[str, ...]
    must: tuple[str, ...] = ()
    upward: bool = False


_NODE_PACKAGES = (".npmrc", ".nvmrc", ".node-version", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs",
    "pnpm-workspace.yaml",
    "lerna.json", "bunfig.toml", ".pnp.cjs", ".pnp.js", ".pnp.loader.mjs", "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "package.json")  # fmt: skip
_JS_CONFIG = ("tsconfig*.json", "jsconfig.json", ".browserslistrc", "babel.config.*", ".babelrc*",
    "postcss.config.*",
    ".postcssrc*", "tailwind.config.*", ".swcrc", "eslint.config.*", ".eslintrc*", ".eslintignore",
    "stylelint.config.*",
    ".stylelintrc*", "package.json")  # fmt: skip
_DOT_ENV = (".env", ".env.production", ".env.defaults")
_BUNDLERS = ("astro", "gatsby", "next", "ng", "nuxt", "nuxi", "quasar", "react-scripts", "craco",
    "react-router", "remix",
    "rollup", "rspack", "rsbuild", "snowpack", "svelte-kit", "vite", "vue-cli-service", "webpack",
    "webpack-cli")  # fmt: skip

HABITS = (
    Habit(("alembic",), (), ("alembic.ini",)),
    Habit(("ansible-playbook", "ansible-galaxy"), ("ansible.cfg",)),
    Habit(("astro",), (*_JS_CONFIG, "astro.config.*", *_DOT_ENV, "public/")),
    Habit(("autoreconf", "autoconf", "automake", "autogen.sh"), ("m4/", "config.rpath")),
    Habit(("babel",), _JS_CONFIG, upward=True),
    Habit(("bazel", "bazelisk"), ("WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel", "MODULE.bazel.lock",
        ".bazelrc",
        ".bazelversion", ".bazelignore"), upward=True),
    Habit(_BUNDLERS, (*_JS_CONFIG, *_DOT_ENV), upward=True),
    Habit(("buf",), ("buf.yaml", "buf.gen.yaml", "buf.work.yaml", "buf.lock")),
    Habit(("bun",), _NODE_PACKAGES, upward=True),
    Habit(("bundle", "bundler"), (".ruby-version", ".tool-versions", "Gemfile.lock", ".bundle/config",
        "vendor/cache/")),
    Habit(("cabal",), ("cabal.project", "cabal.project.freeze", "cabal.project.local", "*.cabal")),
    Habit(("caddy",), ("Caddyfile",)),
    Habit(("cargo",), ("rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml"),
        upward=True),
    Habit(("composer",), ("composer.lock", "symfony.lock")),
    Habit(("conan",), ("conanfile.py", "conanfile.txt", "conan.lock")),
    Habit(("dart", "flutter"), ("pubspec.lock", "analysis_options.yaml", "build.yaml", "l10n.yaml"),
        ("pubspec.yaml",)),
    Habit(("deno",), ("deno.json", "deno.jsonc", "deno.lock", "import_map.json"), upward=True),
    Habit(("dotnet", "msbuild"), ("global.json", "nuget.config", "NuGet.config", "NuGet.Config",
        "Directory.Build.props",
        "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp", ".editorconfig",
        "packages.lock.json",
        ".config/dotnet-tools.json"), upward=True),
    Habit(("docusaurus",), (*_JS_CONFIG, "docusaurus.config.*", "sidebars.*", "docs/", "blog/", "static/")),
    Habit(("eleventy",), (".eleventy.js", "eleventy.config.*", ".eleventyignore")),
    Habit(("esbuild", "tsup", "tsx", "ts-node", "swc", "nest", "mikro-orm"), (*_JS_CONFIG, "tsup.config.*",
        "nest-cli.json"),
        upward=True),
    Habit(("eslint", "stylelint", "prettier"), (*_JS_CONFIG, ".prettierrc*", "prettier.config.*",
        ".prettierignore"), upward=True),
    Habit(("foreman", "honcho", "overmind"), ("Procfile", ".env")),
    Habit(("gatsby",), (*_JS_CONFIG, "gatsby-*.js", "gatsby-*.ts", *_DOT_ENV, "static/")),
    Habit(("go",), (".go-version",)),
    Habit(("golangci-lint",), (".golangci.*",), upward=True),
    Habit(("goreleaser",), (".goreleaser.y*ml", "goreleaser.y*ml")),
    Habit(("gradle", "gradlew"), ("gradle.properties", "settings.gradle", "settings.gradle.kts",
        "build.gradle",
        "build.gradle.kts", "gradle/", "buildSrc/", "lombok.config", "gradle.lockfile", ".java-version"),
        upward=True),
    Habit(("gradlew",), (),
        ("gradle/wrapper/gradle-wrapper.jar", "gradle/wrapper/gradle-wrapper.properties")),
    Habit(("grunt",), ("Gruntfile.*", *_JS_CONFIG)),
    Habit(("gulp",), ("gulpfile.*", "gulpfile/", *_JS_CONFIG)),
    Habit(("gunicorn",), ("gunicorn.conf.py",)),
    Habit(("hugo",), ("hugo.*", "config.toml", "config.yaml", "config.yml", "config.json", "config/",
        "content/", "layouts/",
        "static/", "themes/", "data/", "i18n/", "archetypes/", "assets/")),
    Habit(("jekyll",), ("_config*.yml", "Gemfile")),
    Habit(("just",), ("justfile", "Justfile", ".justfile"), upward=True),
    Habit(("lein",), (), ("project.clj",)),
    Habit(("lerna", "nx", "turbo"), ("lerna.json", "nx.json", "turbo.json", "project.json",
        "workspace.json", "tsconfig*.json",
        "package.json", ".gitignore"), upward=True),
    Habit(("meson",), ("meson_options.txt", "meson.options")),
    Habit(("mix", "iex"), ("mix.lock", ".formatter.exs", ".tool-versions", "config/", "priv/", "rel/",
        "VERSION")),
    Habit(("mkdocs",), ("mkdocs.yml", "mkdocs.yaml", "docs/", "overrides/")),
    Habit(("mvn", "mvnw"), (".mvn/", "lombok.config"), upward=True),
    Habit(("mvnw",), (), (".mvn/wrapper/maven-wrapper.properties",)),
    Habit(("next",), (*_JS_CONFIG, "next.config.*", "next-i18next.config.*", "next-sitemap.config.*",
        "instrumentation.*",
        "sentry.*.config.*", "middleware.*", "proxy.*", "mdx-components.*", *_DOT_ENV, "public/"),
        upward=False),
    Habit(("ng",), (*_JS_CONFIG, "ngsw-config.json", ".postcssrc.json"), ("angular.json",)),
    Habit(("npm", "npx", "corepack"), _NODE_PACKAGES, upward=True),
    Habit(("nuxt", "nuxi"), (*_JS_CONFIG, "nuxt.config.*", ".nuxtrc", "app.config.*", *_DOT_ENV, "public/")),
    Habit(("parcel",), (*_JS_CONFIG, ".parcelrc", *_DOT_ENV), upward=True),
    Habit(("patch-package",), ("patches/",)),
    Habit(("pip", "uv", "poetry", "pdm", "hatch", "pipenv", "rye"), (".python-version", "uv.toml",
        "poetry.toml", "pdm.toml",
        "hatch.toml", "pip.conf", "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock",
        "Pipfile")),
    Habit(("pnpm", "pnpx"), (*_NODE_PACKAGES, ".npmrc"), upward=True),
    Habit(("prisma",), ("prisma/", "prisma.config.*", "schema.prisma", ".env")),
    Habit(("puma",), ("config/puma.rb", "config/puma/", "config.ru")),
    Habit(("quasar",), (*_JS_CONFIG, "quasar.config.*", "quasar.conf.js", *_DOT_ENV, "public/")),
    Habit(("rackup", "thin", "unicorn", "falcon", "passenger"), ("config/",), ("config.ru",)),
    Habit(("rails", "rake"), ("config/", "config.ru", "lib/tasks/", ".ruby-version", "bin/", "db/"),
        ("Rakefile",)),
    Habit(("react-scripts", "craco", "react-app-rewired"), (*_JS_CONFIG, *_DOT_ENV, "craco.config.*",
        "config-overrides.js",
        "public/")),
    Habit(("rebar3",), ("rebar.lock", "config/"), ("rebar.config",)),
    Habit(("remix", "react-router"), (*_JS_CONFIG, "remix.config.*", "react-router.config.*",
        "vite.config.*", *_DOT_ENV,
        "public/")),
    Habit(("rollup",), (*_JS_CONFIG, "rollup.config.*")),
    Habit(("rspack", "rsbuild"), (*_JS_CONFIG, "rspack.config.*", "rsbuild.config.*", *_DOT_ENV)),
    Habit(("sass",), (".sassrc*",)),
    Habit(("sbt",), (".sbtopts", ".jvmopts", "project/", "*.sbt", "version.sbt")),
    Habit(("shards",), ("shard.lock",), ("shard.yml",)),
    Habit(("sidekiq",), ("config/sidekiq.yml", "config/")),
    Habit(("snowpack",), (*_JS_CONFIG, "snowpack.config.*")),
    Habit(("sqlc",), ("sqlc.y*ml", "sqlc.json")),
    Habit(("stack",), ("stack.yaml.lock", "package.yaml", "*.cabal"), ("stack.yaml",)),
    Habit(("svelte-kit",), (*_JS_CONFIG, "svelte.config.*", "vite.config.*", *_DOT_ENV, "static/")),
    Habit(("swift",), ("Package.resolved",), ("Package.swift",)),
    Habit(("tailwindcss", "postcss"), _JS_CONFIG, upward=True),
    Habit(("task",), ("Taskfile.y*ml", "taskfile.y*ml")),
    Habit(("terraform", "tofu"), ("*.tf", ".terraform.lock.hcl", "*.auto.tfvars")),
    Habit(("trunk",), ("Trunk.toml", "index.html")),
    Habit(("tsc", "vue-tsc", "tspc"), _JS_CONFIG, upward=True),
    Habit(("vite", "vitest"), (*_JS_CONFIG, "vite.config.*", "svelte.config.*", "index.html", *_DOT_ENV,
        "public/")),
    Habit(("vue-cli-service",), (*_JS_CONFIG, "vue.config.*", *_DOT_ENV, "public/")),
    Habit(("wasm-pack",), (), ("Cargo.toml",)),
    Habit(("webpack", "webpack-cli"), (*_JS_CONFIG, "webpack.config.*", "webpack/")),
    Habit(("yarn", "yarnpkg"), (*_NODE_PACKAGES, ".yarn/releases/", ".yarn/plugins/", ".yarn/patches/",
        ".yarn/cache/",
        ".yarn/versions/", ".yarn/sdks/"), upward=True),
    Habit(("zig",), ("build.zig.zon",), ("build.zig",)),
)  # fmt: skip

_BY_TOOL: dict[str, list[Habit]] = {}
for _habit in HABITS:
    for _tool in _habit.tools:
        _BY_TOOL.setdefault(_tool, []).append(_habit)


def read_by_tools(scene: Scene) -> Iterator[Need]:
    """The files that the programs of all steps read by habit, as far as they exist."""
    seen: set[tuple[str, str]] = set()
    for step in scene.steps:
        habits = _BY_TOOL.get(step.tool, ())
        home = scene.home(step) if habits else None
        if home is None or (home, step.tool) in seen:
            continue
        seen.add((home, step.tool))
        for habit in habits:
            places = [home]
            while habit.upward and places[-1]:
                places.append(posixpath.dirname(places[-1]))
            for place in places:
                yield from _read(scene, step, place, habit)


def _read(scene: Scene, step: Step, place: str, habit: Habit) -> Iterator[Need]:
    why = f"{step.tool} reads it"
    for name in habit.must:
        path = join(place, name)
        if path and scene.is_file(path):
            yield needed(path, step.where, why, step.line, step.fatal)
    for name in habit.may:
        for path in _existing(scene, place, name):
            yield needed(path, step.where, why, step.line, must=False)


def _existing(scene: Scene, place: str, name: str) -> Iterator[str]:
    if globs.is_glob(name):
        for child in scene.tree.children(place):
            path = posixpath.join(place, child)
            if globs.matches(name, child) and scene.is_file(path):
                yield path
        return
    path = posixpath.join(place, name.rstrip("/"))
    if scene.is_dir(path) if name.endswith("/") else scene.is_file(path):
        yield path


ROOT_MANIFESTS = (
    "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml",
    "tsconfig.json",
    "vite.config.js", "vite.config.ts", "webpack.config.js", "angular.json", "pyproject.toml", "uv.lock",
    "poetry.lock",
    "pdm.lock", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "Pipfile.lock", "manage.py",
    "go.mod", "go.sum",
    "Cargo.toml", "Cargo.lock", "build.rs", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle",
    "settings.gradle.kts", "gradle.properties", "Gemfile", "Gemfile.lock", "Rakefile", "config.ru",
    "composer.json",
    "composer.lock", "symfony.lock", "artisan", "bin/console", "bin/rails", "mix.exs", "mix.lock",
    "CMakeLists.txt", "meson.build", "configure.ac",
    "Makefile", "Package.swift", "pubspec.yaml", "pubspec.lock", "build.sbt", "stack.yaml", "global.json",
    "Directory.Build.props", "Directory.Packages.props", "deno.json", "build.zig", "rebar.config",
)  # fmt: skip


def manifests_at_root(scene: Scene) -> Iterator[Need]:
    """The manifests in the context's root, whatever runs them: a shell in the container may."""
    for name in ROOT_MANIFESTS:
        if scene.is_file(name):
            yield needed(name, name, "a manifest of the project", 0, must=False)
