"""What does Lua leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, DEPENDENCIES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="lua", markers=("*.rockspec", "*.lua"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="lua-compiled",
        pattern="**/luac.out",
        tier="safe",
        why="compiled Lua",
        kind=BUILD_OUTPUT,
        hits=("luac.out",),
        misses=("src/luac.lua",),
    ),
    _record(
        name="lua-rocks",
        pattern="**/.luarocks",
        tier="safe",
        why="packages of this machine",
        kind=DEPENDENCIES,
        hits=(".luarocks/config.lua",),
        misses=("app.rockspec",),
    ),
    _record(
        name="lua-rocks-tree",
        pattern="lua_modules",
        tier="unsafe",
        why="packages that the build installs",
        kind=DEPENDENCIES,
        untracked=True,
        hits=("lua_modules/share/a.lua",),
        misses=("src/lua_modules/a.lua",),
    ),
)
