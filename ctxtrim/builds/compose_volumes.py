"""What a service of a compose file mounts."""

from __future__ import annotations

import os

from ctxtrim.builds.read_file import read_or_none
from ctxtrim.builds.yaml_reader import Tagged, Value, documents
from ctxtrim.errors import CtxtrimError


def bind_mounts(file: str, service: str) -> list[tuple[str, str]]:
    """Return (folder on the host, absolute; "" for a volume, place in the container) of one service.

    Only what the file itself says; variables are left as they are, and a place with one is left out.
    """
    try:
        found = documents(read_or_none(file) or b"", file)
    except CtxtrimError:
        return []
    mounts: list[tuple[str, str]] = []
    for document in found:
        services = _plain(document).get("services")
        for volume in _list(_plain(_plain(services).get(service)).get("volumes")):
            source, place = _long(volume) if isinstance(volume, dict) else _short(volume)
            if place.startswith("/") and "$" not in source + place:
                is_folder = source.startswith((".", "/"))
                folder = os.path.normpath(os.path.join(os.path.dirname(file), source)) if is_folder else ""
                mounts.append((folder, place))
    return mounts


def _short(volume: Value) -> tuple[str, str]:
    """Read "source:place:mode", "source:place" or "place"."""
    parts = volume.split(":") if isinstance(volume, str) else [""]
    return ("", parts[0]) if len(parts) == 1 else (parts[0], parts[1])


def _long(volume: dict[str, Value]) -> tuple[str, str]:
    source, place = volume.get("source"), volume.get("target")
    is_bind = volume.get("type") == "bind" and isinstance(source, str)
    return (source if is_bind and isinstance(source, str) else "", place if isinstance(place, str) else "")


def _plain(value: Value) -> dict[str, Value]:
    value = value.value if isinstance(value, Tagged) else value
    return value if isinstance(value, dict) else {}


def _list(value: Value) -> list[Value]:
    value = value.value if isinstance(value, Tagged) else value
    return value if isinstance(value, list) else []
