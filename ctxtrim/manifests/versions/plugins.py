"""Texts in manifests that tell of a plug-in which takes the version from git."""

from __future__ import annotations

from typing import NamedTuple


class Mark(NamedTuple):
    """A text in a manifest that makes a tool read git.

    hard: the build fails without it. unless: texts that soften it.
    overrides: names of the Dockerfile (ARG, ENV) that take the version's place.
    is_shown: what git is asked stands in the same file.
    """

    files: str
    text: str
    why: str
    hard: bool = False
    unless: str = ""
    overrides: tuple[str, ...] = ()
    is_shown: bool = False


_GRADLE = r"\.gradle(\.kts)?$|libs\.versions\.toml$"
_MSBUILD = r"proj$|\.props$|\.targets$"
_GIT_CRATES = (
    r"\bvergen|\bgit2::|\bgix::|shadow_rs|built::write|Repository::(open|discover)"
    r"|Git(Builder|2Builder)|GixBuilder"
)
_GRADLE_TAGS = (
    r"axion-release|nebula\.release|ajoberstar\.(reckon|grgit)|git-semver"
    r"|jgitver|qoomon\.git-versioning|Grgit\.open"
)
_BUNDLER_PLUGINS = (
    r"\"(git-revision-webpack-plugin|git-rev-sync|git-last-commit|git-repo-info|git-describe|git-commit-info"
    r"|(?:vite|rollup|esbuild|unplugin)-plugin-git[\w-]*|unplugin-(?:git|info)[\w-]*|(?:nextjs|next)-build-id"
    r"|webpack-git-[\w-]+|git-rev|git-tag-version)\""
)
_VERSION_CRATES = (
    r"^[ \t]*(?:\[(?:[\w-]+\.)*(?:build-)?dependencies\.)?"
    r"(?:git-version|git-testament|git-const|const-git-version|git-info-macros|git_hash|build-data|bugreport|built"
    r"|shadow-rs|vergen[\w-]*)(?:\]|[ \t]*[.=])"
)
_CMAKE_MODULES = (
    r"\bGetGitRevisionDescription\b|\bgit_describe\w*\s*\(|\bget_git_head_revision\s*\(|\bgit_local_changes\s*\("
    r"|\bgit_watcher\b|\bgit_get_\w+\s*\(|\bversion_from_git\b|\bdynamic_version\s*\("
)
_TAGS = "the version comes from git tags"
MARKS = (
    Mark(r"pom\.xml$", r"git-commit-id-(maven-)?plugin", "git-commit-id reads it", True,
         r"failOnNoGitDirectory>\s*false|<skip>\s*true"),
    Mark(r"pom\.xml$", r"buildnumber-maven-plugin", "buildnumber reads it", True, r"revisionOnScmFailure"),
    Mark(r"pom\.xml$|extensions\.xml$", r"jgitver|maven-git-versioning-extension", _TAGS),
    Mark(_GRADLE, r"com\.palantir\.git-version", "git-version reads it", True),
    Mark(_GRADLE, r"gradle-git-properties", "git-properties reads it", True,
         r"failOnNoGitDirectory\s*=\s*false"),
    Mark(_GRADLE, _GRADLE_TAGS, _TAGS),
    Mark(_MSBUILD, r"GitVersion\.MsBuild|GitVersionTask", "GitVersion reads it", True, "",
         ("DisableGitVersionTask",)),
    Mark(_MSBUILD, r"Nerdbank\.GitVersioning", "Nerdbank.GitVersioning reads it", True, "",
         ("NBGV_GitEngine",)),
    Mark(_MSBUILD, r"\bMinVer\b", _TAGS, False, "",
         ("MINVERVERSIONOVERRIDE", "MinVerVersionOverride")),
    Mark(_MSBUILD, r"\bGitInfo\b", "the version comes from git"),
    Mark(r"(^|/)build\.rs$", _GIT_CRATES, "the build script reads git", False, "",
         ("VERGEN_GIT_", "VERGEN_IDEMPOTENT")),
    Mark(r"(^|/)build\.rs$", r"Command::new\(\s{0,9}\"git\"", "the build script asks git", is_shown=True),
    Mark(r"Cargo\.toml$", _VERSION_CRATES, "a crate takes the version from git", False, "",
         ("VERGEN_GIT_", "VERGEN_IDEMPOTENT")),
    Mark(r"CMakeLists\.txt$|\.cmake$", _CMAKE_MODULES, "CMake takes the version from git", is_shown=True),
    Mark(r"\.cabal$|package\.yaml$", r"(?:^|[\s,:-])(?:githash|gitrev)\b", "the version comes from git"),
    Mark(r"dune-project$|\.opam$|(^|/)dune$", r"\bdune-build-info\b", "the version comes from git"),
    Mark(r"package\.json$", _BUNDLER_PLUGINS, "a bundler's plug-in reads it"),
    Mark(r"build\.sbt$|plugins\.sbt$", r"sbt-git\b|sbt-dynver|sbt-release\b|GitVersioning", _TAGS),
    Mark(r"configure\.(ac|in)$", r"git-version-gen|esyscmd.{0,200}git", "the version comes from git"),
)  # fmt: skip
