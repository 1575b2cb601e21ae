"""Which model weights lie in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, MODELS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="model weights")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="models-checkpoint",
        pattern="**/*.ckpt",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.ckpt",),
        misses=("src/ckpt.py",),
    ),
    _record(
        name="models-gguf",
        pattern="**/*.gguf",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.gguf",),
        misses=("src/gguf.c",),
    ),
    _record(
        name="models-huggingface-cache",
        pattern="**/.cache/huggingface",
        tier="safe",
        why="downloaded models",
        kind=CACHES,
        hits=(".cache/huggingface/hub/a",),
        misses=("src/huggingface.py",),
    ),
    _record(
        name="models-keras",
        pattern="**/*.keras",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.keras",),
        misses=("src/keras.py",),
    ),
    _record(
        name="models-onnx",
        pattern="**/*.onnx",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.onnx",),
        misses=("src/onnx.py",),
    ),
    _record(
        name="models-pickle",
        pattern="**/*.pkl",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.pkl",),
        misses=("src/pkl.py",),
    ),
    _record(
        name="models-pt",
        pattern="**/*.pt",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.pt",),
        misses=("src/pt.py",),
    ),
    _record(
        name="models-pth",
        pattern="**/*.pth",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.pth",),
        misses=("src/pth.py",),
    ),
    _record(
        name="models-safetensors",
        pattern="**/*.safetensors",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.safetensors",),
        misses=("src/safetensors.py",),
    ),
    _record(
        name="models-tensorflow",
        pattern="**/*.h5",
        tier="never",
        why="baking weights into an image is a valid design",
        kind=MODELS,
        hits=("models/a.h5",),
        misses=("src/h5.py",),
    ),
)
