"""Files near the root of a folder whose names may describe a build."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim import filesystem

MAX_DEPTH = 4
MAX_ENTRIES = 200_000

# Folders whose Dockerfiles are somebody else's (dependencies, copies) or input of tests.
_FOREIGN = (
    ".git .hg .svn .bzr node_modules bower_components jspm_packages vendor third_party site-packages venv"
    " .venv virtualenv __pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .terraform .gradle .m2"
    " .cargo .yarn .pnpm-store .next .nuxt .svelte-kit .parcel-cache .turbo .nx .angular Pods DerivedData"
    " .bundle .eggs .ipynb_checkpoints .worktrees testdata test-data test_data fixtures"
    " test-fixtures test_fixtures __fixtures__ _fixtures"
)
SKIPPED = frozenset(_FOREIGN.split())

# Every name that search.py looks for begins or ends so: most names are told by that, and quickly.
STARTS = tuple(
    "Dockerfile Containerfile dockerfile Makefile makefile GNUMakefile GNUmakefile Justfile justfile"
    " .justfile Jenkinsfile README CONTRIBUTING DEVELOPMENT BUILDING Rakefile".split()
)
ENDS = tuple("re Re rE RE file .yml .yaml .hcl .json .mk .mak .sh .bash .ps1 tasks.py noxfile.py".split())
_FENCES = frozenset((".git", "pyvenv.cfg"))
"""A folder below the root with one of these is somebody else's."""
MANY = 100
"""Folders of one level from which on the accelerator is worth its start."""

Level = list[tuple[str, list[str]]]


def listed(root: str, notes: list[str]) -> Level:
    """Folders, shallow ones first, with the names of their files that begin or end as above, sorted.

    Not entered: links, what is deeper than MAX_DEPTH, what is called as in SKIPPED, and folders below the
    root that hold a repository or a virtual environment. Where the search stops early, a note says so.
    """
    found: Level = []
    level, seen = [""], 0
    for _ in range(MAX_DEPTH + 1):
        if len(level) > MANY and (quickly := _accelerated(root)) is not None:
            return quickly
        below: list[str] = []
        for folder in level:
            count, files, folders = _listing(root, folder)
            seen += count
            if seen > MAX_ENTRIES:
                notes.append(
                    f"{root}: more than {MAX_ENTRIES} entries: not all were searched for Dockerfiles."
                )
                return found
            if files:
                found.append((folder, files))
            below += folders
        level = below
    return found


def _listing(root: str, folder: str) -> tuple[int, list[str], list[str]]:
    """How many entries count, the names of files, the paths of folders to enter."""
    count = 0
    files: list[str] = []
    folders: list[str] = []
    prefix = folder + "/" if folder else ""
    try:
        with filesystem.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                name = entry.name
                if folder and name in _FENCES:
                    return 0, [], []
                if not entry.is_dir(follow_symlinks=False):
                    count += 1
                    if name.startswith(STARTS) or name.endswith(ENDS):
                        files.append(name)
                elif name not in SKIPPED:
                    count += 1
                    folders.append(prefix + name)
    except OSError:
        return 0, [], []
    return count, sorted(files), sorted(folders)


def _accelerated(root: str) -> Level | None:
    """The same by the accelerator; None where it cannot tell."""
    from ctxtrim.scan.find_names import named
    from ctxtrim.scan.rule_tables import Affix

    forms = [Affix(start) for start in STARTS] + [Affix("", end) for end in ENDS]
    forms += [Affix(name, "", True) for name in _FENCES]
    found = named(root, forms, SKIPPED, MAX_DEPTH, MAX_ENTRIES)
    if found is None:
        return None
    folders: dict[str, list[str]] = {}
    foreign = set()
    for path, is_directory in found:
        folder, _, name = path.rpartition("/")
        if folder and name in _FENCES:
            foreign.add(folder)
        elif not is_directory:
            folders.setdefault(folder, []).append(name)
    order = sorted(folders, key=lambda folder: (folder.count("/") + bool(folder), folder.split("/")))
    return [(folder, sorted(folders[folder])) for folder in order if foreign.isdisjoint(_steps(folder))]


def _steps(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
