"""Which Python environments of this machine lie in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import DEPENDENCIES
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="python",
    markers=(
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "requirements*.txt",
        "Pipfile",
        "*.py",
        "uv.lock",
        "environment.yml",
        "conda-meta",
        "pyvenv.cfg",
    ),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="environments-conda",
        pattern="**/.conda",
        tier="safe",
        why="an environment of this machine",
        kind=DEPENDENCIES,
        hits=(".conda/bin/python",),
        misses=("conda.yml",),
    ),
    _record(
        name="environments-local-packages",
        pattern="**/__pypackages__",
        tier="safe",
        why="packages of this machine",
        kind=DEPENDENCIES,
        hits=("__pypackages__/3.11/lib/a.py",),
        misses=("src/pypackages.py",),
    ),
    _record(
        name="environments-nox",
        pattern="**/.nox",
        tier="safe",
        why="environments of a test runner",
        kind=DEPENDENCIES,
        hits=(".nox/tests/bin/a",),
        misses=("noxfile.py",),
    ),
    _record(
        name="environments-pixi",
        pattern="**/.pixi/envs",
        tier="safe",
        why="environments of this machine",
        kind=DEPENDENCIES,
        hits=(".pixi/envs/default/bin/a",),
        misses=("pixi.toml", ".pixi/config.toml"),
    ),
    _record(
        name="environments-tox",
        pattern="**/.tox",
        tier="safe",
        why="environments of a test runner",
        kind=DEPENDENCIES,
        hits=(".tox/py311/bin/a",),
        misses=("tox.ini",),
    ),
    _record(
        name="environments-venv",
        pattern="**/.venv",
        tier="safe",
        why="a virtual environment of this machine",
        kind=DEPENDENCIES,
        hits=(".venv/bin/python", "api/.venv/lib/a.py"),
        misses=("src/venv.py",),
    ),
    _record(
        name="environments-venv-any-name",
        pattern="**",
        tier="safe",
        why="a virtual environment of this machine",
        kind=DEPENDENCIES,
        proof=("pyvenv.cfg",),
        hits=("foo/pyvenv.cfg", "foo/bin/python"),
    ),
    _record(
        name="environments-venv-conda",
        pattern="**",
        tier="safe",
        why="a conda environment of this machine",
        kind=DEPENDENCIES,
        proof=("conda-meta/history",),
        hits=("envs/x/conda-meta/history", "envs/x/bin/python"),
    ),
    _record(
        name="environments-venv-env",
        pattern="env",
        tier="unsafe",
        why="a virtual environment of this machine",
        kind=DEPENDENCIES,
        proof=("pyvenv.cfg", "bin/activate", "Scripts/activate"),
        untracked=True,
        hits=("env/bin/python",),
        misses=("src/env/a.py",),
    ),
    _record(
        name="environments-venv-plain",
        pattern="**/venv",
        tier="safe",
        why="a virtual environment of this machine",
        kind=DEPENDENCIES,
        hits=("venv/bin/python", "api/venv/lib/a.py"),
        misses=("src/venv.py",),
    ),
    _record(
        name="environments-venv-virtualenv",
        pattern="**/.virtualenv",
        tier="safe",
        why="a virtual environment of this machine",
        kind=DEPENDENCIES,
        hits=(".virtualenv/bin/python",),
        misses=("src/virtualenv.py",),
    ),
)
