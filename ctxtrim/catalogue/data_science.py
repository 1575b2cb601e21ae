"""What do notebooks and experiments leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, DOCUMENTS, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="data science")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="datascience-catboost",
        pattern="**/catboost_info",
        tier="safe",
        why="a training's log",
        kind=LOGS,
        hits=("catboost_info/a.tsv",),
        misses=("src/catboost_info.py",),
    ),
    _record(
        name="datascience-checkpoints",
        pattern="**/.ipynb_checkpoints",
        tier="safe",
        why="copies that a notebook editor keeps",
        kind=CACHES,
        hits=(".ipynb_checkpoints/a.ipynb", "nb/.ipynb_checkpoints/a"),
        misses=("nb/a.ipynb",),
    ),
    _record(
        name="datascience-dvc-cache",
        pattern="**/.dvc/cache",
        tier="safe",
        why="versioned data, kept elsewhere too",
        kind=CACHES,
        hits=(".dvc/cache/a",),
        misses=(".dvc/config", "data.dvc"),
    ),
    _record(
        name="datascience-dvc-temporary",
        pattern="**/.dvc/tmp",
        tier="safe",
        why="working state of DVC",
        kind=CACHES,
        hits=(".dvc/tmp/lock",),
        misses=(".dvc/config",),
    ),
    _record(
        name="datascience-jupyter-virtual",
        pattern="**/.virtual_documents",
        tier="safe",
        why="copies that a notebook editor keeps",
        kind=CACHES,
        hits=(".virtual_documents/a.py",),
        misses=("src/virtual_documents.py",),
    ),
    _record(
        name="datascience-lightning",
        pattern="**/lightning_logs",
        tier="safe",
        why="a training's logs and checkpoints",
        kind=LOGS,
        hits=("lightning_logs/version_0/a.ckpt",),
        misses=("src/lightning.py",),
    ),
    _record(
        name="datascience-mlflow",
        pattern="**/mlruns",
        tier="safe",
        why="experiments recorded by MLflow",
        kind=LOGS,
        hits=("mlruns/0/meta.yaml",),
        misses=("src/mlruns.py",),
    ),
    _record(
        name="datascience-notebooks",
        pattern="**/*.ipynb",
        tier="unsafe",
        why="a notebook; images run code",
        kind=DOCUMENTS,
        hits=("notebooks/eda.ipynb", "a.ipynb"),
        misses=("src/ipynb.py",),
    ),
    _record(
        name="datascience-notebooks-directory",
        pattern="notebooks",
        tier="unsafe",
        why="notebooks; images run code",
        kind=DOCUMENTS,
        hits=("notebooks/data/a.csv",),
        misses=("src/notebooks/api.py",),
    ),
    _record(
        name="datascience-tensorboard",
        pattern="**/events.out.tfevents.*",
        tier="safe",
        why="a training's log",
        kind=LOGS,
        hits=("runs/a/events.out.tfevents.1.host",),
        misses=("src/events.py",),
    ),
    _record(
        name="datascience-wandb",
        pattern="**/wandb/run-*",
        tier="safe",
        why="experiments recorded by Weights & Biases",
        kind=LOGS,
        hits=("wandb/run-2026/a.log",),
        misses=("src/wandb/client.py",),
    ),
)
