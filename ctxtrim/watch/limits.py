"""How many watches may there be, how many are there, and what would help?"""

from __future__ import annotations

import os
from collections.abc import Iterable

_SETTINGS = "/proc/sys/fs/inotify"
_ENOUGH = {"max_user_watches": 524_288, "max_user_instances": 1024}


def limit(name: str, settings: str = _SETTINGS) -> int | None:
    """The value of fs.inotify.NAME, None where the system does not tell."""
    try:
        with open(os.path.join(settings, name), encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return None


def in_use(process: str = "self") -> int:
    """Watches that a process holds; 0 where the system does not tell."""
    folder = f"/proc/{process}/fdinfo"
    try:
        names = os.listdir(folder)
    except OSError:
        return 0
    return sum(_watches(os.path.join(folder, name)) for name in names)


def in_use_by_user() -> int:
    """Watches that all processes hold that may be looked at: the limit is one for all of a user's."""
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return 0
    return sum(map(in_use, processes))


def advice(name: str, settings: str = _SETTINGS) -> str:
    """The command that raises fs.inotify.NAME, a phrase."""
    wanted = max(_ENOUGH[name], 2 * (limit(name, settings) or 0))
    return f"sudo sysctl fs.inotify.{name}={wanted}"


def _watches(path: str) -> int:
    try:
        with open(path, "rb") as file:
            return sum(_begin(file, b"inotify"))
    except OSError:
        return 0


def _begin(lines: Iterable[bytes], word: bytes) -> Iterable[bool]:
    return (line.startswith(word) for line in lines)
