"""What manifests make a build read, ecosystem by ecosystem: (files, commands) -> needs."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.manifests import manifest_needs
from tests.manifests.standing import DictTree, named, needs_of, run

HATCH = '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "a"\n'
CARGO = '[package]\nname = "a"\n'
GO = "module example.com/a\n"
MONOREPO = {
    "package.json": '{"workspaces": ["apps/*", "packages/*", "docs"], "scripts": {"build": "turbo build"}}',
    "apps/web/package.json": '{"name": "@a/web", "dependencies": {"@a/ui": "*"}, '
    '"scripts": {"build": "node scripts/web.js"}}',
    "apps/web/scripts/web.js": "",
    "packages/ui/package.json": '{"name": "@a/ui", "scripts": {"build": "node ui.js"}}',
    "packages/ui/ui.js": "",
    "docs/package.json": '{"name": "@a/docs", "scripts": {"build": "node docs.js"}}',
    "docs/docs.js": "",
}

# id, files, commands, needs that must be there, needs that may be used, paths that no need names
CASES: list[tuple[str, dict[str, str], list[str], set[str], set[str], set[str]]] = [
    (
        "what a bundler's configuration copies, and not what it tests",
        {
            "package.json": "{}",
            "vite.config.ts": "copy({ targets: [{ src: 'docs/*.md' },\n{ src: resolve(d, 'guide') }] }),\n"
            "test: { include: ['more/**'] }",
            "docs/a.md": "",
            "guide/a": "",
            "more/a.test.ts": "",
        },
        ["vite build"],
        set(),
        {"docs/*.md", "guide"},
        {"more"},
    ),
    (
        "no comment of a build definition, and no glob without a letter",
        {
            "build.sbt": 'val a = file("x") /* see file("docs") */ // and file("y")\n/* a */ val b = 1\n',
            "x/a": "",
            "y/a": "",
            "docs/a": "",
        },
        ["sbt stage"],
        set(),
        {"build.sbt", "x"},
        {"docs", "y", "*/", "*"},
    ),
    (
        "no word of a command that is another's, a subcommand or the value of an option",
        {"config/a": "", "docs/a": "", "envs/a": "", "guide/a": ""},
        ["runuser -u app -- git config x", "pixi docs", "pixi install -e envs", "pixi build guide"],
        set(),
        {"guide"},
        {"config", "docs", "envs"},
    ),
    (
        "the command behind a change of user",
        {"docs/a": "", "docs/b": "", "docs/c": ""},
        ["sudo -E -u app cat docs/a", "su app -c 'cat docs/b'", "gosu app cat docs/c"],
        {"docs/a", "docs/b", "docs/c"},
        set(),
        set(),
    ),
    (
        "the packages of Go that are built, not all of their folder",
        {"go.mod": GO, "cmd/a/main.go": "package main\n", "cmd/a/main_test.go": "package main\n"},
        ["go build ./cmd/a"],
        {"cmd/a/main.go"},
        set(),
        {"cmd/a", "cmd/a/main_test.go"},
    ),
    (
        "what git ignores, where a back end leaves it out",
        {"pyproject.toml": HATCH, ".gitignore": "", "docs/.gitignore": ""},
        ["pip install ."],
        {"pyproject.toml"},
        {".gitignore"},
        {"docs/.gitignore"},
    ),
    (
        "what git ignores is nothing to setuptools",
        {"pyproject.toml": HATCH.replace("hatchling.build", "setuptools.build_meta"), ".gitignore": ""},
        ["pip install ."],
        {"pyproject.toml"},
        set(),
        {".gitignore"},
    ),
    ("no command reads nothing", {"docs/a.md": "", "x.py": ""}, [], set(), set(), {"docs/a.md", "x.py"}),
    (
        "go from where make finds it, and a package among the documents",
        {
            "Makefile": "GO=$(GO_ENV) $(shell which go)\nbuild:\n\t@$(GO_ENV) $(GO) build -o x ./cmd/a\n",
            "go.mod": GO,
            "cmd/a/main.go": 'package main\nimport "example.com/a/docs"\n',
            "docs/docs.go": "package docs\n",
            "docs/use.md": "",
        },
        ["make build"],
        {"cmd/a/main.go", "docs/docs.go"},
        set(),
        {"docs/use.md"},
    ),
    (
        "packages of Go, where what builds them is not known",
        {
            "go.mod": GO,
            "main.go": 'package main\nimport "example.com/a/docs"\n//go:embed examples/*.yml\nvar x string\n',
            "examples/a.yml": "",
            "docs/docs.go": "package docs\n",
            "examples/tool/main.go": "package main\n",
        },
        ["task build"],
        set(),
        {"main.go", "docs/docs.go", "examples/*.yml"},
        {"examples/tool/main.go"},
    ),
    (
        "tests of Go that the build runs, with their data",
        {
            "go.mod": GO,
            "a/a.go": "package a\n",
            "a/a_test.go": "package a\n",
            "a/testdata/x": "",
            "b/testdata/y": "",
            "b/b.go": "package b\n",
        },
        ["go test ./a && go build ./a ./b"],
        {"a/a.go", "b/b.go"},
        {"a/a_test.go", "a/testdata"},
        {"b/testdata"},
    ),
    (
        "data of tests is left where the build runs none",
        {"go.mod": GO, "a.go": "package a\n", "a_test.go": "package a\n", "testdata/x": ""},
        ["go build ."],
        {"a.go"},
        set(),
        {"a_test.go", "testdata"},
    ),
    (
        "a readme stops hatchling",
        {"pyproject.toml": HATCH + 'readme = "README.md"\n', "README.md": "", "CHANGELOG.md": ""},
        ["pip install ."],
        {"pyproject.toml", "README.md"},
        set(),
        {"CHANGELOG.md"},
    ),
    (
        "setuptools only warns of a readme that is absent",
        {"pyproject.toml": '[project]\nname = "a"\nreadme = {file = "R.md"}\n', "R.md": ""},
        ["pip install ."],
        {"pyproject.toml"},
        {"R.md"},
        set(),
    ),
    (
        "dependencies alone need no readme",
        {"pyproject.toml": HATCH + 'readme = "README.md"\n', "README.md": "", "uv.lock": ""},
        ["uv sync --frozen --no-install-project"],
        {"pyproject.toml"},
        {"uv.lock"},
        {"README.md"},
    ),
    (
        "hooks and forced files of hatch",
        {
            "pyproject.toml": HATCH + "[tool.hatch.build.hooks.custom]\n"
            '[tool.hatch.build.targets.wheel.force-include]\n"data.bin" = "a/data.bin"\n'
            '[tool.hatch.build.targets.sdist]\ninclude = ["tests"]\n',
            "hatch_build.py": "",
            "data.bin": "",
            "tests/t.py": "",
        },
        ["pip install ."],
        {"pyproject.toml", "hatch_build.py", "data.bin"},
        set(),
        {"tests", "tests/t.py"},
    ),
    (
        "setup.py opens its readme, and a `try` forgives",
        {
            "setup.py": 'import os\nx = open(os.path.join(here, "docs", "R.md")).read()\n'
            'try:\n    y = open("EXTRA.md").read()\nexcept OSError:\n    y = ""\nsetup(packages=["tests"])\n',
            "docs/R.md": "",
            "EXTRA.md": "",
            "tests/t.py": "",
        },
        ["pip install -e ."],
        {"setup.py", "docs/R.md"},
        {"EXTRA.md"},
        {"tests", "tests/t.py"},
    ),
    (
        "setup.cfg and MANIFEST.in",
        {
            "setup.py": "",
            "setup.cfg": "[metadata]\nlong_description = file: R.rst, H.rst\nversion = attr: a.ver.V\n",
            "MANIFEST.in": "include H.rst extra.txt\ngraft docs\ngraft a/data\n",
            "R.rst": "",
            "H.rst": "",
            "extra.txt": "",
            "docs/x": "",
            "a/__init__.py": "",
            "a/ver.py": "",
            "a/data/y": "",
        },
        ["python setup.py install"],
        {"setup.py", "a/ver.py"},
        {"setup.cfg", "MANIFEST.in", "R.rst", "H.rst", "extra.txt", "a/data"},
        {"docs", "docs/x"},
    ),
    (
        "requirements are followed, once each",
        {
            "requirements/prod.txt": "-r base.txt\n-c ../c.txt  # pins\n-e ../lib\nflask\n",
            "requirements/base.txt": "-r prod.txt\n",
            "c.txt": "",
            "lib/setup.py": "",
            "flask/x": "",
        },
        ["pip install -r requirements/prod.txt flask"],
        {"requirements/prod.txt", "requirements/base.txt", "c.txt"},
        {"lib", "lib/setup.py"},
        {"flask", "flask/x"},
    ),
    (
        "members of a uv workspace",
        {
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/old"]\n',
            "libs/a/pyproject.toml": "",
            "libs/old/pyproject.toml": "",
        },
        ["uv sync"],
        {"pyproject.toml", "libs/a/pyproject.toml"},
        set(),
        {"libs/old/pyproject.toml"},
    ),
    (
        "poetry: readme, packages, and what only the source distribution takes",
        {
            "pyproject.toml": '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\n'
            'readme = ["R.md"]\npackages = [{include = "a", from = "src"}, {include = "tests", format '
            '= "sdist"}]\n',
            "R.md": "",
            "src/a/__init__.py": "",
            "tests/t.py": "",
        },
        ["poetry install --only main"],
        {"pyproject.toml", "R.md"},
        {"src"},
        {"tests", "tests/t.py"},
    ),
    (
        "npm ci reads its lock; scripts are followed",
        {
            "package.json": '{"scripts": {"postinstall": "node scripts/post.js", "build": "tsc -p '
            'tsconfig.build.json"}}',
            "package-lock.json": "{}",
            "scripts/post.js": "",
            "tsconfig.build.json": '{"extends": "./tsconfig.base.json", // comment\n}',
            "tsconfig.base.json": "{}",
            "jest.config.js": "require('./spec/setup')",
            "spec/setup.js": "",
        },
        ["npm ci", "npm run build"],
        {"package.json", "package-lock.json", "scripts/post.js", "tsconfig.build.json"},
        {"tsconfig.base.json"},
        {"spec/setup.js", "jest.config.js"},
    ),
    (
        "workspaces, patches and local packages of yarn",
        {
            "package.json": '{"workspaces": ["packages/*", "!packages/old"], "dependencies": {"l": '
            '"file:./local"}}',
            "packages/a/package.json": '{"dependencies": {"p": "patch:p@npm:1#~/.yarn/patches/p.patch"}}',
            "packages/old/package.json": "{}",
            "local/package.json": "{}",
            "yarn.lock": "",
            ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.cjs\n",
            ".yarn/releases/yarn-4.cjs": "",
            ".pnp.cjs": "",
        },
        ["yarn install --immutable"],
        {"package.json", "yarn.lock", ".yarn/releases/yarn-4.cjs", "packages/a/package.json",
            "local/package.json"},
        {".yarnrc.yml", ".pnp.cjs", ".yarn/releases"},
        {"packages/old/package.json"},
    ),
    (
        "a bundler's configuration and what it imports",
        {
            "package.json": '{"scripts": {"build": "cross-env X=1 vite build"}}',
            "vite.config.ts": "import p from './plugins/p'",
            "plugins/p.ts": "",
            ".env.production": "",
            ".env": "",
            ".gitignore": ".env\n",
            "public/logo.png": "",
            "docs/x.md": "",
        },
        ["npm run build"],
        {"package.json"},
        {"vite.config.ts", "plugins/p.ts", ".env.production", "public"},
        {".env", "docs/x.md"},
    ),
    (
        "pnpm finds its members in YAML",
        {
            "package.json": "{}",
            "pnpm-workspace.yaml": "packages:\n  - 'apps/*'\n  # - docs\ncatalog:\n  docs: 1\n",
            "pnpm-lock.yaml": "",
            "apps/w/package.json": "{}",
            "docs/package.json": "{}",
        },
        ["pnpm install --frozen-lockfile"],
        {"package.json", "pnpm-lock.yaml"},
        {"apps/w/package.json", "pnpm-workspace.yaml"},
        {"docs/package.json"},
    ),
    (
        "packages of go through imports and embeds",
        {
            "go.mod": GO + "replace example.com/b => ./b\n",
            "go.sum": "",
            "main.go": 'package main\n\nimport (\n\t"fmt"\n\t"example.com/a/in"\n\t"example.com/b/x"\n)\n',
            "main_test.go": "package main\n",
            "in/in.go": "package in\n\nvar (\n\t//go:embed web all:t/*.html\n\tfs embed.FS\n)\n",
            "in/in_windows.go": "package in\n",
            "in/web/a.css": "",
            "in/t/b.html": "",
            "b/go.mod": "module example.com/b\n",
            "b/x/x.go": 'package x\n// #include "x.h"\nimport "C"\n',
            "b/x/x.h": "",
            "other/other.go": "package other\n",
        },
        ["CGO_ENABLED=1 go build -o /out ."],
        {"go.mod", "go.sum", "main.go", "in/in.go", "in/web", "in/t/*.html", "b/go.mod", "b/x/x.go",
            "b/x/x.h"},
        {"in/in_windows.go"},
        {"other/other.go", "main_test.go"},
    ),
    (
        "an embed that is built before is no must",
        {"go.mod": GO, "main.go": "package main\n//go:embed dist\nvar fs embed.FS\n"},
        ["go build ./..."],
        {"go.mod"},
        {"main.go", "dist"},
        set(),
    ),
    (
        "a vendored package and a workspace of modules",
        {
            "go.work": "go 1.22\nuse (\n\t./svc\n)\n",
            "svc/go.mod": "module example.com/svc\n",
            "svc/main.go": 'package main\nimport "golang.org/x/y"\n',
            "svc/vendor/modules.txt": "",
            "svc/vendor/golang.org/x/y/y.go": "package y\n",
        },
        ["cd svc && go build"],
        {"svc/go.mod", "svc/main.go", "svc/vendor/modules.txt", "svc/vendor/golang.org/x/y/y.go"},
        {"go.work", "svc/vendor/**/*.go"},
        set(),
    ),
    (
        "every package of a Cargo workspace, declared targets and includes",
        {
            "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n',
            "Cargo.lock": "",
            "crates/a/Cargo.toml": CARGO + '[[bench]]\nname = "speed"\n[dependencies]\nc = {path = '
            '"../../c"}\n',
            "crates/a/benches/speed.rs": "",
            "crates/a/benches/other.rs": "",
            "crates/a/build.rs": 'tonic_build::compile("proto/x.proto");',
            "crates/a/proto/x.proto": "",
            "crates/a/src/lib.rs": 'const T: &str = include_str!("../text.md");\n#[cfg(test)]\nmod tests {\n'
            'const F: &str = include_str!("../tests/data.json");\n}\n',
            "crates/a/text.md": "",
            "crates/a/tests/data.json": "",
            "crates/old/Cargo.toml": CARGO,
            "c/Cargo.toml": CARGO,
            "c/src/main.rs": 'sqlx::migrate!();\n#[derive(RustEmbed)]\n#[folder = "ui/dist"]\nstruct A;\n',
            "c/migrations/1.sql": "",
            "c/ui/dist/i.html": "",
            ".cargo/config.toml": "",
        },
        ["cargo build --release --locked"],
        {
            "Cargo.toml", "Cargo.lock", "crates/a/Cargo.toml", "crates/a/benches/speed.rs",
                "crates/a/build.rs",
            "crates/a/text.md", "c/Cargo.toml", "c/src/main.rs", "crates/a/src/lib.rs",
        },
        {
            "c/migrations", "c/ui/dist", "crates/a/proto/x.proto", ".cargo/config.toml",
            "crates/a/tests/data.json",
        },
        {"crates/old/Cargo.toml", "crates/a/benches/other.rs"},
    ),
    (
        "Maven's modules, parent and wrapper",
        {
            "pom.xml": '<project xmlns="x"><modules><module>core</module></modules>'
            "<build><f>${project.basedir}/config/check.xml</f></build></project>",
            "core/pom.xml": "<p><parent><relativePath>../parent/pom.xml</relativePath></parent></p>",
            "parent/pom.xml": "<project/>",
            "config/check.xml": "",
            "mvnw": "#!/bin/sh\n",
            ".mvn/wrapper/maven-wrapper.properties": "",
        },
        ["./mvnw package"],
        {"pom.xml", "core/pom.xml", "parent/pom.xml", "mvnw", ".mvn/wrapper/maven-wrapper.properties"},
        {"config/check.xml", ".mvn"},
        set(),
    ),
    (
        "Gradle's settings, wrapper and catalogue",
        {
            "settings.gradle.kts": 'include(":app", ":lib:core")\n',
            "build.gradle.kts": 'apply(from = "gradle/extra.gradle")\n',
            "app/build.gradle.kts": "",
            "lib/core/build.gradle.kts": "",
            "gradle/libs.versions.toml": "",
            "gradle/extra.gradle": "",
            "gradle/wrapper/gradle-wrapper.jar": "",
            "gradle/wrapper/gradle-wrapper.properties": "",
            "gradlew": "#!/bin/sh\n",
            "other/build.gradle.kts": "",
        },
        ["./gradlew build"],
        {
            "gradlew", "gradle/wrapper/gradle-wrapper.jar", "settings.gradle.kts", "build.gradle.kts",
            "app/build.gradle.kts", "lib/core/build.gradle.kts", "gradle/wrapper/gradle-wrapper.properties",
        },
        {"gradle", "gradle/extra.gradle"},
        {"other/build.gradle.kts"},
    ),
    (
        "a Gemfile, what it reads, and Rails' boot",
        {
            "Gemfile": 'ruby file: ".ruby-version"\neval_gemfile "gems/x.rb"\ngem "y", path: "engines/y"\n',
            "Gemfile.lock": "",
            ".ruby-version": "",
            "gems/x.rb": "",
            "engines/y/y.gemspec": 'require_relative "lib/v"\n',
            "engines/y/lib/v.rb": "",
            "Rakefile": "",
            "config/application.rb": "",
            "bin/rails": "",
        },
        ["bundle install", "bundle exec rails assets:precompile"],
        {"Gemfile", "gems/x.rb", "engines/y/y.gemspec", "engines/y/lib/v.rb", "Rakefile",
            "config/application.rb"},
        {"Gemfile.lock", ".ruby-version", "config"},
        set(),
    ),
    (
        "Composer's autoload and repositories",
        {
            "composer.json": '{"autoload": {"files": ["src/h.php"], "classmap": ["legacy/"], "psr-4": '
            '{"A\\\\": "app/"}},'
            '"autoload-dev": {"psr-4": {"T\\\\": "tests/"}}, "repositories": [{"type": "path", "url": '
            '"pkg/*"}],'
            '"scripts": {"post-autoload-dump": ["@php artisan discover"]}}',
            "composer.lock": "",
            "artisan": "",
            "src/h.php": "",
            "legacy/c.php": "",
            "app/a.php": "",
            "tests/t.php": "",
            "pkg/p/composer.json": "{}",
        },
        ["composer install --no-dev"],
        {"composer.json", "src/h.php", "artisan"},
        {"composer.lock", "legacy", "app", "pkg"},
        {"tests", "tests/t.php"},
    ),
    (
        ".NET: a solution, references and shared properties",
        {
            "a.sln": 'Project("{F}") = "A", "src\\A\\A.csproj", "{1}"\n',
            "src/A/A.csproj": '<Project><ProjectReference Include="..\\B\\B.csproj" />'
            '<EmbeddedResource Include="r.json" /><Content Include="www/**/*" /></Project>',
            "src/A/r.json": "",
            "src/A/www/x": "",
            "src/B/B.csproj": "<Project/>",
            "src/C/C.csproj": "<Project/>",
            "Directory.Build.props": "<Project/>",
            "nuget.config": "",
        },
        ["dotnet restore a.sln"],
        {"a.sln", "src/A/A.csproj", "src/B/B.csproj", "src/A/r.json"},
        {"Directory.Build.props", "nuget.config", "src/A/www/**/*"},
        {"src/C/C.csproj"},
    ),
    (
        "mix.exs reads a file, an umbrella has apps",
        {
            "mix.exs": 'def project, do: [version: File.read!("VERSION"), apps_path: "apps", logo: '
            '"logo.png"]\n',
            "mix.lock": "",
            "VERSION": "",
            "logo.png": "",
            "apps/web/mix.exs": "",
            "config/config.exs": 'import_config "prod.exs"\n',
            "config/prod.exs": "",
        },
        ["mix deps.get"],
        {"mix.exs", "VERSION", "apps/web/mix.exs"},
        {"mix.lock", "logo.png", "config", "config/prod.exs"},
        set(),
    ),
    (
        "CMake's directories, modules and templates",
        {
            "CMakeLists.txt": "project(a)\nlist(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake)\n"
            "include(opts)\n"
            "add_subdirectory(src)\nif(TESTING)\n  add_subdirectory(test)\nendif()\n"
            "install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION x) # NOTICE\n",
            "cmake/opts.cmake": "configure_file(v.h.in v.h)\n",
            "cmake/v.h.in": "",
            "src/CMakeLists.txt": "add_executable(a main.c)\n",
            "src/main.c": "",
            "test/CMakeLists.txt": "add_executable(t t.c)\n",
            "test/t.c": "",
            "LICENSE": "",
            "NOTICE": "",
        },
        ["mkdir build && cd build && cmake .. && make"],
        {"CMakeLists.txt", "src/CMakeLists.txt", "src/main.c", "cmake/opts.cmake", "cmake/v.h.in"},
        {"cmake", "LICENSE", "test/CMakeLists.txt"},
        {"NOTICE", "test/t.c"},
    ),
    (
        "automake is strict unless it is foreign",
        {
            "configure.ac": "AC_INIT([a],[1])\nAM_INIT_AUTOMAKE\nAC_CONFIG_FILES([Makefile doc/Makefile])\n",
            "Makefile.am": "EXTRA_DIST = notes.txt\n",
            "doc/Makefile.am": "",
            "notes.txt": "",
            "README": "",
            "NEWS": "",
        },
        ["autoreconf -i"],
        {"configure.ac", "Makefile.am", "doc/Makefile.am", "README", "NEWS"},
        {"notes.txt"},
        set(),
    ),
    (
        "meson's sub-directories",
        {"meson.build": "subdir('src')\nx = files('LICENSE')\n", "src/meson.build": "", "LICENSE": "",
            "docs/a": ""},
        ["meson setup build"],
        {"meson.build", "src/meson.build"},
        {"LICENSE"},
        {"docs", "docs/a"},
    ),
    (
        "make: the goal's recipe, prerequisites and includes, and no other goal's",
        {
            "Makefile": "include mk/common.mk\nSRC = data.txt\nbuild: $(SRC) gen\n\t@scripts/build.sh "
            "--fast\n"
            "gen:\n\t$(TOOL) conf/gen.yml\ndocs: book.md\n\tmdbook book.md\n",
            "mk/common.mk": "TOOL = ./tool.sh\n",
            "tool.sh": "#!/bin/sh -e\ncat lists/words.txt\n",
            "lists/words.txt": "",
            "scripts/build.sh": "#!/bin/sh\ncp assets/a.png /x\n",
            "assets/a.png": "",
            "conf/gen.yml": "",
            "data.txt": "",
            "book.md": "",
        },
        ["make build"],
        {"Makefile", "mk/common.mk", "data.txt", "conf/gen.yml", "tool.sh", "scripts/build.sh",
            "lists/words.txt", "assets/a.png"},
        set(),
        {"book.md"},
    ),
    (
        "an entrypoint found where the shell looks, and what it names",
        {"docker/entry.sh": "#!/bin/bash\nexec python /app/serve.py --config=conf/app.ini\n",
            "serve.py": "", "conf/app.ini": ""},
        ['ENTRYPOINT ["/app/docker/entry.sh"]'],
        {"docker/entry.sh", "serve.py", "conf/app.ini"},
        set(),
        set(),
    ),
    (
        "modules of Python servers",
        {"svc/main.py": "", "cfg/__init__.py": "", "gunicorn.conf.py": ""},
        ['CMD ["gunicorn", "svc.main:app"]'],
        {"svc/main.py"},
        {"gunicorn.conf.py"},
        {"cfg/__init__.py"},
    ),
    (
        "words that only speak of a file",
        {"README.md": "", "docs/a": "", "redis/x": "", "build/old.js": "", ".gitignore": "build\n"},
        ["rm -rf docs README.md && echo README.md", "apt-get install -y redis",
            "npm run x && node build/old.js"],
        set(),
        set(),
        {"README.md", "docs", "docs/a", "redis", "redis/x", "build/old.js"},
    ),
    (
        "a filter of turbo names one workspace, which needs another",
        MONOREPO,
        ["npx turbo run build --filter=@a/web"],
        {"apps/web/scripts/web.js", "packages/ui/ui.js", "docs/package.json"},
        set(),
        {"docs/docs.js"},
    ),
    (
        "a filter by folder, dependencies and all names one workspace, which needs another",
        MONOREPO,
        ["pnpm --filter ./apps/web... build"],
        {"apps/web/scripts/web.js", "packages/ui/ui.js", "docs/package.json"},
        set(),
        {"docs/docs.js"},
    ),
    (
        "turbo found by yarn names one workspace, which needs another",
        MONOREPO,
        ["yarn turbo build --filter=@a/web"],
        {"apps/web/scripts/web.js", "packages/ui/ui.js", "docs/package.json"},
        set(),
        {"docs/docs.js"},
    ),
    (
        "a workspace of yarn names one workspace, which needs another",
        MONOREPO,
        ["yarn workspace @a/web build"],
        {"apps/web/scripts/web.js", "packages/ui/ui.js", "docs/package.json"},
        set(),
        {"docs/docs.js"},
    ),
    (
        "a workspace of npm names one workspace, which needs another",
        MONOREPO,
        ["npm run build -w @a/web"],
        {"apps/web/scripts/web.js", "packages/ui/ui.js", "docs/package.json"},
        set(),
        {"docs/docs.js"},
    ),
    (
        "an install runs the scripts of every workspace",
        {
            "package.json": '{"workspaces": ["packages/*"]}',
            "packages/db/package.json": '{"scripts": {"postinstall": "node ../../examples/make.js"}}',
            "examples/make.js": "",
        },
        ["npm ci"],
        {"package.json", "examples/make.js"},
        {"packages/db/package.json"},
        set(),
    ),
    (
        "a script names what it reads and where it writes",
        {
            "package.json": '{"scripts": {"build": "node scripts/a.mjs"}}',
            "scripts/a.mjs": "const out = resolve('../docs/status.json')\nreadFile('CHANGES.md')\n"
            "// join('examples/b')\nglob('tests')\nreaddir('src')\n",
            "docs/status.json": "",
            "CHANGES.md": "",
            "examples/b": "",
            "tests/a.js": "",
            "src/a.js": "",
        },
        ["npm run build"],
        {"scripts/a.mjs"},
        {"docs/status.json", "CHANGES.md"},
        {"examples/b", "tests", "src"},
    ),
    (
        "all workspaces, where the filter is more than a name",
        MONOREPO,
        ["npx turbo run build --filter=...[HEAD^1]"],
        {"apps/web/scripts/web.js", "docs/docs.js"},
        set(),
        set(),
    ),
    (
        "a site of documentation that the build itself builds",
        {
            "package.json": '{"workspaces": ["docs"]}',
            "docs/package.json": '{"scripts": {"build": "vitepress build"}}',
            "docs/guide/a.md": "",
            "examples/package.json": "{}",
            "examples/a.js": "",
        },
        ["npm run build -w docs", "npm ci"],
        {"docs/package.json"},
        {"docs"},
        {"examples", "examples/a.js"},
    ),
    (
        "pnpm deploy runs no script of that name",
        {
            "package.json": '{"scripts": {"deploy": "node ship.js", "postinstall": "node after.js"}}',
            "ship.js": "",
            "after.js": "",
        },
        ["pnpm deploy --prod /out"],
        {"after.js"},
        set(),
        {"ship.js"},
    ),
    (
        "a copy inside the image writes its last word",
        {".env.example": "", ".env": "", "a.ini": "", "b.ini": "", "c.ini": "", "d.ini": "", "etc/x": ""},
        ["cp .env.example .env && cp b.ini a.ini etc", "mv -t etc c.ini d.ini"],
        {".env.example", "a.ini", "b.ini", "c.ini", "d.ini"},
        {"etc"},
        {".env"},
    ),
    (
        "a copy of what is not there writes nothing",
        {".env": ""},
        ["cp .env.example .env"],
        {".env"},
        set(),
        set(),
    ),
    (
        "mkdocs reads its folder and what its file names",
        {"mkdocs.yml": "site_name: x\nnav:\n  - Home: index.md\nextra_css:\n  - css/a.css\n",
            "docs/index.md": "", "docs/css/a.css": ""},
        ["mkdocs build"],
        set(),
        {"mkdocs.yml", "docs", "docs/index.md", "docs/css/a.css"},
        set(),
    ),
    (
        "what no COPY brings is no need",
        {"pyproject.toml": HATCH + 'readme = "../README.md"\nlicense = {file = "LICENSE"}\n'},
        ["pip install ."],
        {"pyproject.toml"},
        {"LICENSE"},
        {"README.md"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "commands", "must", "may", "unread"), [c[1:] for c in CASES],
    ids=[c[0] for c in CASES])  # fmt: skip
def test_a_step_reads(
    files: dict[str, str], commands: list[str], must: set[str], may: set[str], unread: set[str]
) -> None:
    found = named(needs_of(dict(files), *commands))
    assert {path for path in must if not found.get(path)} == set(), "not needed for sure"
    assert {path for path in may if path not in found} == set(), "not named"
    assert {path for path in may if found.get(path)} == set(), (
        "needed for sure, but the build goes on without"
    )
    assert {path for path in unread if path in found} == set(), "named without reason"


def test_what_is_not_visible_is_no_need() -> None:
    files = {"pyproject.toml": HATCH + 'readme = "README.md"\n', "README.md": ""}
    assert "README.md" not in named(needs_of(dict(files), "pip install .", seen=["pyproject.toml"]))


def test_a_private_environment_is_needed_only_where_a_command_names_it() -> None:
    files = {
        ".gitignore": ".env*\n",
        ".env": "",
        ".env.example": "",
        "package.json": '{"scripts": {"b": "vite build"}}',
    }
    found = named(needs_of(dict(files), "cp .env.example /x && npm run b"))
    assert (found.get(".env.example"), ".env" in found) == (True, False)


def test_a_bind_mount_leads_to_the_context() -> None:
    text = "FROM x\nWORKDIR /src\nRUN --mount=type=bind,target=. ./go.sh\n"
    runs = plan(parse(text.encode(), "Dockerfile")).runs
    needs = manifest_needs(DictTree({"Dockerfile": text, "go.sh": ""}), runs, lambda _: True)
    assert named(needs) == {"go.sh": True}


def test_what_is_copied_piece_by_piece_is_built_where_it_lands() -> None:
    files: dict[str, str | bytes] = {
        "Makefile": "release:\n\tcmake -B out\n",
        "CMakeLists.txt": "add_subdirectory(src)\n",
        "src/CMakeLists.txt": "own_test(a_test DATA testdata/a.txt)\n",
        "src/testdata/a.txt": "",
    }
    pieces = [(name, target) for name in ("Makefile", "CMakeLists.txt") for target in ("/b", f"/b/{name}")]
    step = run("make release", workdir="/b", copied=(*pieces, ("src", "/b/src")))
    assert "src/testdata/a.txt" in named(manifest_needs(DictTree(files), [step], lambda _: True))


def test_a_dockerfile_outside_of_the_context_is_not_read() -> None:
    asked: list[str] = []

    class Watched(DictTree):
        def read(self, path: str) -> bytes | None:
            asked.append(path)
            return super().read(path)

    outside = run("./go.sh")._replace(where="../Dockerfile")
    manifest_needs(Watched({"go.sh": ""}), [outside], lambda _: True)
    assert [path for path in asked if path.startswith("..")] == []


def test_a_need_says_where_it_is_written() -> None:
    files = {"pyproject.toml": HATCH + '\nreadme = "README.md"\n', "README.md": ""}
    need = next(n for n in needs_of(dict(files), "pip install .") if n.glob == "README.md")
    assert (need.where, need.line, need.kind, need.must) == ("pyproject.toml", 6, "manifest", True)
