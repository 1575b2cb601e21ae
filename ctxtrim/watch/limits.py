"""The limit on watches, and how to raise it."""

from __future__ import annotations

WATCHES, INSTANCES = "watches", "instances"
_PLACES = {  # the system's setting, and the limit of a user namespace (a rootless container)
    WATCHES: ("/proc/sys/fs/inotify/max_user_watches", "/proc/sys/user/max_inotify_watches"),
    INSTANCES: ("/proc/sys/fs/inotify/max_user_instances", "/proc/sys/user/max_inotify_instances"),
}
_ENOUGH = {WATCHES: 524_288, INSTANCES: 1024}


def limit(what: str) -> int | None:
    """How many WATCHES or INSTANCES of inotify a user may have, None where the system does not tell."""
    return min((number for place in _PLACES[what] if (number := _number(place)) is not None), default=None)


def used_up(what: str, here: int) -> str:
    """A sentence without its full stop: that there are no more, how many are ours, and what would help."""
    most = limit(what)
    bound = f"a user may have {most:,}, {here:,} are here" if most is not None else f"{here:,} are here"
    wanted = max(_ENOUGH[what], 2 * (_number(_PLACES[what][0]) or 0))
    return (
        f"inotify has no {what} left ({bound}); to have more: sudo sysctl fs.inotify.max_user_{what}={wanted}"
    )


def _number(path: str) -> int | None:
    try:
        with open(path, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return None
