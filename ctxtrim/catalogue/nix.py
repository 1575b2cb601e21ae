"""What do Nix and direnv leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="nix and direnv")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="nix-devenv",
        pattern="**/.devenv",
        tier="safe",
        why="a development shell of this machine",
        kind=CACHES,
        hits=(".devenv/profile",),
        misses=("devenv.nix",),
    ),
    _record(
        name="nix-direnv",
        pattern="**/.direnv",
        tier="safe",
        why="a development shell of this machine",
        kind=CACHES,
        hits=(".direnv/flake-profile",),
        misses=(".envrc",),
    ),
    _record(
        name="nix-result",
        pattern="result",
        tier="unsafe",
        why="a link to what Nix built",
        kind=BUILD_OUTPUT,
        markers=("flake.nix", "default.nix"),
        untracked=True,
        hits=("result",),
        misses=("src/result.rs", "results/a.json"),
    ),
    _record(
        name="nix-result-outputs",
        pattern="result-*",
        tier="unsafe",
        why="a link to what Nix built",
        kind=BUILD_OUTPUT,
        markers=("flake.nix", "default.nix"),
        untracked=True,
        hits=("result-dev",),
        misses=("src/result-dev.rs",),
    ),
)
