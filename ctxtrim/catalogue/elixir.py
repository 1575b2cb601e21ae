"""What do Elixir and Erlang leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="elixir and erlang", markers=("mix.exs", "rebar.config", "erlang.mk"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="elixir-cover",
        pattern="cover",
        tier="safe",
        why="a coverage report",
        kind=BUILD_OUTPUT,
        hits=("cover/excoveralls.html",),
        misses=("lib/cover/a.ex",),
    ),
    _record(
        name="elixir-crash-dump",
        pattern="**/erl_crash.dump",
        tier="safe",
        why="the memory of a crashed Erlang",
        kind=LOGS,
        hits=("erl_crash.dump",),
        misses=("lib/erl_crash.ex",),
    ),
    _record(
        name="elixir-dependencies",
        pattern="deps",
        tier="unsafe",
        why="dependencies that the build fetches",
        kind=DEPENDENCIES,
        untracked=True,
        hits=("deps/plug/mix.exs",),
        misses=("lib/deps/a.ex",),
    ),
    _record(
        name="elixir-expert",
        pattern="**/.expert",
        tier="safe",
        why="what a language server remembers",
        kind=CACHES,
        hits=(".expert/a",),
        misses=("lib/expert.ex",),
    ),
    _record(
        name="elixir-language-server",
        pattern="**/.elixir_ls",
        tier="safe",
        why="what a language server remembers",
        kind=CACHES,
        hits=(".elixir_ls/build/a",),
        misses=("lib/elixir_ls.ex",),
    ),
    _record(
        name="elixir-lexical",
        pattern="**/.lexical",
        tier="safe",
        why="what a language server remembers",
        kind=CACHES,
        hits=(".lexical/a",),
        misses=("lib/lexical.ex",),
    ),
    _record(
        name="elixir-rebar-cache",
        pattern="**/.rebar3",
        tier="safe",
        why="caches of rebar3",
        kind=CACHES,
        hits=(".rebar3/a",),
        misses=("rebar.config",),
    ),
)
