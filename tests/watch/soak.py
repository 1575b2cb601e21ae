"""A soak: an hour of slow changes in some minutes. Memory, threads, descriptors and watches must stay flat.

    python -m tests.watch.soak [SECONDS [CHANGES]]

Prints a line every few seconds and ends with status 1 if something grew, or if the last words of the watch
are not what a fresh audit says.
"""

from __future__ import annotations

import json
import os
import pathlib
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, NamedTuple

from ctxtrim.model.context import Request
from tests.watch.driving import WORKING, fresh, interruptible, plant
from tests.watch.in_use import in_use

_OWN_KEYS = {
    "event",
    "new_findings",
    "time",
    "seconds",
    "paths",
    "more_paths",
    "sent_changed",
    "growth",
    "note",
    "schema",
    "findings",
}


class Load(NamedTuple):
    """What the watch costs at a moment. memory: kB."""

    memory: int
    threads: int
    descriptors: int
    watches: int


class Watch:
    """`ctxtrim watch --format jsonl` in a process of its own."""

    def __init__(self, context: pathlib.Path, *options: str) -> None:
        words = [sys.executable, "-m", "ctxtrim", "watch", str(context), "--format", "jsonl", *options]
        self.process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            cwd=pathlib.Path(__file__).parents[2],
            preexec_fn=interruptible,
        )
        self._events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.seen: list[dict[str, Any]] = []

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._events.put(json.loads(line))

    def next(self, seconds: float) -> dict[str, Any] | None:
        """The next event; None if none comes."""
        try:
            event = self._events.get(timeout=seconds)
        except queue.Empty:
            return None
        self.seen = [*self.seen[-99:], event]
        return event

    def last(self, calm: float) -> dict[str, Any]:
        """What it said last, once it has said nothing for a while, without what only a watch says."""
        while self.next(calm):
            pass
        event = next(event for event in reversed(self.seen) if "eligible" in event)
        return {k: v for k, v in event.items() if k not in _OWN_KEYS and k != "findings"}

    def load(self) -> Load:
        """What it costs now."""
        place = f"/proc/{self.process.pid}"
        status = pathlib.Path(place, "status").read_text()
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        threads, descriptors = (len(os.listdir(f"{place}/{name}")) for name in ("task", "fd"))
        return Load(memory, threads, descriptors, in_use(str(self.process.pid)))

    def end(self) -> int:
        """Ctrl-C; its status."""
        self.process.send_signal(2)
        status = self.process.wait(3000)
        self._reading.join(10)
        return status


def soak(context: pathlib.Path, seconds: float, changes: int) -> tuple[list[Load], bool]:
    """Loads from the first tenth of the time on, and whether the watch was right in the end."""
    plant(context, WORKING)
    chance, watch = random.Random(1), Watch(context)
    loads: list[Load] = []
    try:
        assert watch.next(3000), "never ready"
        began = time.monotonic()
        for number in range(changes):
            _change(context, chance)
            due = began + seconds * number / changes
            while time.monotonic() < due:
                watch.next(due - time.monotonic())
            if number % max(1, changes // 20) == 0 and number > changes // 10:
                loads.append(watch.load())
                print(f"{time.monotonic() - began:6.0f} s  {number:6} changes  {loads[-1]}", flush=True)
        expected = fresh(Request(str(context)))
        del expected["schema"], expected["findings"]
        return loads, watch.last(2) == expected
    finally:
        watch.end()


def _change(context: pathlib.Path, chance: random.Random) -> None:
    """A file written, a folder made, moved or removed; always about as many are there."""
    place = context / f"d{chance.randrange(12)}" / f"e{chance.randrange(4)}"
    act = chance.random()
    if act < 0.1:
        shutil.rmtree(place.parent, ignore_errors=True)
    elif act < 0.2 and place.is_dir():
        target = context / f"d{chance.randrange(12)}" / f"m{chance.randrange(3)}"
        if target.parent.is_dir() and not target.exists():
            place.rename(target)
    elif act < 0.25:
        rules = chance.sample(["d1", "d2/e1", "**/*.log", "**/m1", "docs"], 3)
        (context / ".dockerignore").write_text("\n".join(rules) + "\n")
    else:
        place.mkdir(parents=True, exist_ok=True)
        (place / chance.choice(["a.py", "b.log", "c.bin"])).write_bytes(b"x" * chance.randrange(50_000))


def is_flat(loads: list[Load]) -> bool:
    """Tell whether nothing leaks: the cheapest moment of the last third costs no more than the first third.

    A look may fall into a scan, which holds a few descriptors for a moment; what leaks is held at every look.
    """
    third = max(1, len(loads) // 3)
    first, last = loads[:third], loads[-third:]
    return all(
        min(getattr(load, name) for load in last) <= max(getattr(load, name) for load in first) + slack
        for name, slack in (("memory", 2048), ("threads", 0), ("descriptors", 0), ("watches", 20))
    )


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 180.0
    changes = int(sys.argv[2]) if len(sys.argv) > 2 else 1800
    with tempfile.TemporaryDirectory() as folder:
        loads, is_right = soak(pathlib.Path(folder) / "context", seconds, changes)
    print("flat" if is_flat(loads) else "NOT FLAT", "right" if is_right else "NOT RIGHT")
    return 0 if is_flat(loads) and is_right else 1


if __name__ == "__main__":
    sys.exit(main())
