"""The kind of a file, by its path alone.

`kind_of` is the rule; a scan that cannot afford a call for every file uses the three tables in the same
order: the outermost ancestor directory named in DIR_KINDS, else the base name in NAME_KINDS, else the
lower-cased last extension in EXT_KINDS, else OTHER.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VERSION_CONTROL = "version control"
DEPENDENCIES = "virtual environments and dependencies"
CACHES = "caches"
BUILD_OUTPUT = "build output"
MODELS = "models"
DATA = "spreadsheets and data"
MEDIA = "images and media"
ARCHIVES = "archives"
LOGS = "logs"
SECRETS = "secrets"
DOCUMENTS = "documents"
SETTINGS = "settings"
SOURCE = "source"
OTHER = "other"

KINDS: tuple[str, ...] = (
    VERSION_CONTROL,
    DEPENDENCIES,
    CACHES,
    BUILD_OUTPUT,
    MODELS,
    DATA,
    MEDIA,
    ARCHIVES,
    LOGS,
    SECRETS,
    DOCUMENTS,
    SETTINGS,
    SOURCE,
    OTHER,
)
"""Every kind, in the order of display."""

_DIRECTORIES = {
    VERSION_CONTROL: ".git .hg .svn .bzr .jj .sl .pijul _darcs CVS",
    DEPENDENCIES: """
        .venv venv .virtualenv virtualenv site-packages __pypackages__ .pixi .conda node_modules
        bower_components jspm_packages .pnpm-store elm-stuff deps vendor .bundle .gem Pods Carthage
        .pub-cache .m2 .nuget .cpcache .stack renv packrat local-lib .cargo-home gomodcache _opam .esy
        .luarocks
    """,
    CACHES: """
        __pycache__ .cache .pytest_cache .mypy_cache .ruff_cache .tox .nox .hypothesis .pytype .pyre
        .ipynb_checkpoints .npm .yarn-cache .parcel-cache .turbo .nx .vite .nyc_output .eslintcache
        .gradle .kotlin .bloop .metals .sass-cache .phpunit.cache .phpstan .ccache .clangd .dart_tool
        .expo .terraform .terragrunt-cache .direnv .devenv .elixir_ls .lexical .clj-kondo .lsp .angular
        .docusaurus .webpack .rollup.cache .aider.tags.cache.v3 .aider.tags.cache.v4 .godot tmp
        .tmp .temp
    """,
    BUILD_OUTPUT: """
        dist build target _build .build out obj .next .nuxt .output .svelte-kit
        storybook-static .stack-work dist-newstyle cmake-build-debug cmake-build-release CMakeFiles
        DerivedData zig-out zig-cache .zig-cache bazel-bin bazel-out htmlcov coverage TestResults mlruns
        wandb lightning_logs .serverless .vercel .netlify cdk.out .aws-sam _site
    """,
    SECRETS: ".aws .ssh .gnupg .secrets",
    SETTINGS: """
        .github .gitlab .circleci .buildkite .azuredevops .azure-pipelines .woodpecker .vscode .idea
        .fleet .zed .vs .devcontainer .husky .changeset .claude .codex .cursor .agents .gemini .windsurf
    """,
}

_NAMES = {
    VERSION_CONTROL: """
        .git .gitignore .gitattributes .gitmodules .gitkeep .keep .mailmap .git-blame-ignore-revs
        .hgignore
    """,
    CACHES: """
        .eslintcache .stylelintcache .DS_Store Thumbs.db desktop.ini CACHEDIR.TAG .phpunit.result.cache
    """,
    BUILD_OUTPUT: ".coverage coverage.xml lcov.info coverage.out",
    SECRETS: """
        .env .env.local .env.development .env.development.local .env.production .env.production.local
        .env.prod .env.dev .env.staging .env.test .env.test.local .envrc .netrc _netrc .pypirc .pgpass
        .my.cnf .htpasswd .npmrc .dockercfg .git-credentials id_rsa id_dsa id_ecdsa id_ed25519
        kubeconfig master.key auth.json credentials.json service-account.json service_account.json
        secrets.toml terraform.tfvars terraform.tfstate terraform.tfstate.backup
    """,
    DOCUMENTS: """
        README LICENSE LICENCE COPYING NOTICE AUTHORS CHANGELOG CHANGES CONTRIBUTORS MAINTAINERS
        CODEOWNERS NEWS TODO HISTORY LICENSE-MIT LICENSE-APACHE
    """,
    SETTINGS: """
        Dockerfile Containerfile .dockerignore .containerignore .editorconfig .prettierrc .eslintrc
        .babelrc .nvmrc .node-version .python-version .ruby-version .tool-versions .flake8 .coveragerc
        .pylintrc .yarnrc .browserslistrc .prettierignore .eslintignore .env.example .env.sample
        .env.template .env.dist package.json package-lock.json npm-shrinkwrap.json composer.json
        composer.lock tsconfig.json jsconfig.json angular.json nx.json turbo.json lerna.json vercel.json
        firebase.json renovate.json deno.json bower.json global.json appsettings.json launch.json
        biome.json go.mod go.sum go.work requirements.txt constraints.txt Cargo.lock yarn.lock
        poetry.lock uv.lock Pipfile Pipfile.lock pdm.lock Gemfile.lock mix.lock pubspec.lock
        pnpm-lock.yaml bun.lock bun.lockb MANIFEST.in Procfile app.json runtime.txt robots.txt
        CMakeLists.txt pom.xml
    """,
    SOURCE: """
        Makefile GNUmakefile Rakefile Gemfile Jenkinsfile Vagrantfile Justfile justfile gradlew mvnw
        configure
    """,
    OTHER: "cacert.pem ca.pem ca-bundle.crt ca-certificates.crt",
}

_EXTENSIONS = {
    CACHES: ".pyc .pyo .pyd .swp .swo .swn .tmp .temp .bak .orig .rej .tsbuildinfo .pid",
    BUILD_OUTPUT: """
        .o .obj .a .lib .so .dylib .dll .exe .class .jar .war .ear .whl .egg .gem .nupkg .map .rlib
        .rmeta .beam .hi .cmi .cmo .cmx .cmxa .elc .gcda .gcno .pdb .apk .aab .ipa .wasm
    """,
    MODELS: """
        .safetensors .pt .pth .onnx .gguf .ggml .ckpt .h5 .hdf5 .keras .pb .tflite .mlmodel .caffemodel
        .joblib .pkl .pickle .bin .model .engine .weights .msgpack
    """,
    DATA: """
        .csv .tsv .psv .xlsx .xls .xlsm .xlsb .ods .parquet .feather .arrow .avro .orc .jsonl .ndjson
        .json .geojson .shp .dbf .gpkg .mbtiles .npy .npz .mat .rds .rda .rdata .sav .dta .sas7bdat .nc
        .grib .db .sqlite .sqlite3 .duckdb .mdb .accdb .dump .sql .pcap .bson .rdb .db-wal .db-shm
        .fasta .fastq .bam .vcf
    """,
    MEDIA: """
        .png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .tif .tiff .heic .heif .raw .cr2 .nef .psd .psb
        .xcf .ai .eps .sketch .fig .xd .indd .blend .fbx .glb .gltf .stl .mp3 .wav .flac .ogg .oga .m4a
        .aac .opus .mid .mp4 .mov .avi .mkv .webm .m4v .wmv .flv .ttf .otf .woff .woff2 .eot .drawio
        .exr .hdr .icns .cast
    """,
    ARCHIVES: """
        .zip .tar .gz .tgz .bz2 .tbz2 .xz .txz .zst .lz4 .lzma .7z .rar .iso .img .dmg .deb .rpm .cab .z
        .br .qcow2 .vmdk .vdi .ova .msi .pkg .appimage .snap .flatpak .crx
    """,
    LOGS: ".log .out .err .trace .prof .pprof .hprof .har .nohup .dmp .stackdump",
    SECRETS: """
        .pem .key .p12 .pfx .jks .keystore .kdbx .ppk .ovpn .asc .gpg .tfstate .tfvars .p8 .keytab
        .mobileprovision
    """,
    DOCUMENTS: """
        .md .mdx .markdown .rst .txt .adoc .asciidoc .org .textile .pdf .doc .docx .odt .rtf .ppt .pptx
        .odp .epub .tex .bib .ipynb .pages .po .pot .mo .1 .man
    """,
    SETTINGS: """
        .yml .yaml .toml .ini .cfg .conf .properties .xml .plist .lock .editorconfig .sln .csproj
        .fsproj .vbproj .props .targets .gradle .cmake .nix .hcl .tf .cabal .gemspec .podspec .service
        .dockerfile
    """,
    SOURCE: """
        .py .pyi .pyx .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte .astro .html .htm .xhtml .css
        .scss .sass .less .styl .go .rs .c .h .cc .cpp .cxx .hh .hpp .hxx .m .mm .java .kt .kts .scala
        .sc .groovy .rb .erb .haml .slim .rake .php .phtml .twig .cs .fs .vb .cshtml .razor .ex .exs
        .eex .heex .leex .erl .hrl .hs .ml .mli .swift .dart .zig .lua .pl .pm .t .r .rmd .jl .clj .cljs
        .cljc .edn .lisp .el .sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .awk .proto .graphql .gql .thrift
        .j2 .jinja .jinja2 .tmpl .tpl .hbs .mustache .ejs .pug .liquid .njk .s .asm .f .f90 .cu .cuh .cl
        .glsl .wgsl .v .sv .vhd .sol .nim .cr .d .pas .tcl .mk .am .ac .m4 .in .gd .tscn .cue .rego .bzl
        .bazel .jsonnet .libsonnet .star .prisma
    """,
}


def _flat(by_kind: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: kind for kind, words in by_kind.items() for word in words.split()})


DIR_KINDS: Mapping[str, str] = _flat(_DIRECTORIES)
"""Directory name -> the kind of everything below a directory of that name."""

NAME_KINDS: Mapping[str, str] = _flat(_NAMES)
"""Base name -> kind."""

EXT_KINDS: Mapping[str, str] = _flat(_EXTENSIONS)
"""Lower-cased last extension with its dot -> kind."""


def kind_of(path: str) -> str:
    """Return the kind (one of KINDS) of the file at `path`."""
    *ancestors, name = path.split("/")
    for directory in ancestors:
        if directory in DIR_KINDS:
            return DIR_KINDS[directory]
    return NAME_KINDS.get(name) or EXT_KINDS.get(extension(name), OTHER)


def extension(name: str) -> str:
    """Return the lower-cased last extension of a base name with its dot; "" where it has none."""
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""
