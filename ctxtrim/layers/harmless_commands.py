"""Commands of a build that read nothing of the project."""

from __future__ import annotations

from collections.abc import Sequence

from ctxtrim.manifests.step import Step

Words = tuple[str, ...]

_READS_NOTHING = frozenset(
    """
    apt-get apt apk yum dnf microdnf zypper echo printf true mkdir set corepack curl wget useradd groupadd
    adduser addgroup export dpkg ldconfig locale-gen rustup pipx
    """.split()
)
"""Programs that read nothing of a project."""

_READS_FILES = frozenset(("-r", "-e", "--requirement", "--editable", "--group", "--no-index"))
_SETS_UP = {
    "pip": ("install", "config", "--version", "cache"),
    "npm": ("install", "i", "config", "cache", "set"),
    "yarn": ("config", "cache", "global", "set", "--version"),
    "pnpm": ("config", "add"),
    "poetry": ("config", "self"),
    "bundle": ("config",),
    "gem": ("install", "update"),
    "uv": ("venv", "pip"),
    "go": ("env",),
    "mix": ("local.hex", "local.rebar"),
    "composer": ("config", "self-update", "clear-cache"),
    "conda": ("config", "clean", "install"),
}
"""Of other programs, the words that read nothing of it unless a path follows."""


def reads_nothing(step: Step) -> bool:
    """Whether a command reads nothing of the project, as `apt-get` or `pip install --upgrade pip`."""
    if step.tool in _READS_NOTHING:
        return True
    names = plain_words_of(step.words)
    if step.tool == "rm":
        return all(name.startswith(("/var/", "/root/", "/tmp/", "~")) for name in names)
    verbs: Sequence[str] = _SETS_UP.get(step.tool, ())
    if step.words[1:2] and step.words[1] in verbs:
        is_local = any(("/" in name and "@" not in name) or name.startswith(".") for name in names[1:])
        is_installed = step.tool == "npm" and step.words[1] in ("install", "i")
        if is_installed and not {"-g", "--global", "--location=global"} & set(step.words):
            return False
        return not is_local and not _READS_FILES & set(step.words)
    return False


def plain_words_of(words: Words) -> Words:
    """Return the words behind the program that are neither an option nor the value of one."""
    out, rest = list[str](), iter(words[1:])
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, "")
        elif not word.startswith("-"):
            out.append(word)
    return tuple(out)


_WITH_VALUE = frozenset(
    """
    -r --requirement -c --constraint -i --index-url --extra-index-url -t --target --prefix --find-links -f
    --trusted-host --timeout --default-timeout --registry --cache --cache-dir --network-timeout --cache-folder
    --mode --loglevel --omit --include --only --with --without -E --extras --group --extra --no-group --python
    -p --filter -F --jobs -j --retry --path --gemfile -s --settings --source --runtime --configfile -v
    --verbosity -n --name --file --retries --link-mode --store-dir --target-platform -P --modules-folder
    """.split()
)
