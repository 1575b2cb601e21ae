"""Several processes that share the directories that are pending.

Each takes batches of them from one pipe until it is empty, and hands back its columns as plain bytes. One
that still has much before it then hands that back too, and all of them share it anew.
"""

from __future__ import annotations

import marshal
import os
import signal
from array import array
from fcntl import ioctl
from termios import FIONREAD
from typing import Any

from ctxtrim.errors import CtxtrimError
from ctxtrim.scan.job import Job
from ctxtrim.scan.reader import Reader
from ctxtrim.scan.weight import Weight

_BATCHES = 4096  # of two bytes each: less than any pipe holds
_A_WHILE = 128
"""Directories read between two looks at the pipe."""
_MUCH = 32
"""Directories still to read that are worth a new process."""


class _Worker:
    """A process reading its share, and the pipe it answers on."""

    def __init__(self, reader: Reader, jobs: list[Job], queue: int) -> None:
        self._answer, answer = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(answer)
            return
        try:
            os.close(self._answer)
            with os.fdopen(answer, "wb") as file:
                file.write(marshal.dumps(_answered(reader, jobs, queue)))
        finally:
            os._exit(0)

    def join(self, reader: Reader) -> None:
        """Add what it read to a reader. Raises CtxtrimError as reading does."""
        with os.fdopen(self._answer, "rb") as file:
            data = file.read()
        os.waitpid(self._pid, 0)
        self._pid = 0
        trouble, *parts = marshal.loads(data) if data else ("a worker of the scan was killed; try again.",)
        if trouble:
            raise CtxtrimError(trouble)
        _add(reader, parts)

    def stop(self) -> None:
        """End it if it still runs."""
        if self._pid:
            os.close(self._answer)
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def share(reader: Reader, workers: int) -> None:
    """Read all that is pending in so many processes, this one included."""
    while reader.pending:
        _share_once(reader, workers)


def _share_once(reader: Reader, workers: int) -> None:
    jobs = list(reader.pending)
    reader.pending.clear()
    queue, fill = os.pipe()
    os.write(fill, array("H", range(min(len(jobs), _BATCHES))).tobytes())
    os.close(fill)
    others: list[_Worker] = []
    try:
        for _ in range(workers - 1):
            others.append(_Worker(reader, jobs, queue))
        _work(reader, jobs, queue)
        for worker in others:
            worker.join(reader)
    finally:
        os.close(queue)
        for worker in others:
            worker.stop()


def _work(reader: Reader, jobs: list[Job], queue: int) -> None:
    """Read what there is to take; much that is left when nobody has more to take stays pending."""
    batches, pending = min(len(jobs), _BATCHES), reader.pending
    while taken := os.read(queue, 2):
        pending.extend(jobs[array("H", taken)[0] :: batches])
        while pending:
            reader.run_some(_A_WHILE)
            if len(pending) >= _MUCH and _is_empty(queue) and not any(job.asked for job in pending):
                return


def _is_empty(pipe: int) -> bool:
    waiting = array("i", [0])
    ioctl(pipe, FIONREAD, waiting)
    return not waiting[0]


def _answered(reader: Reader, jobs: list[Job], queue: int) -> tuple[Any, ...]:
    """What a worker hands back: ("", its columns, notes, links and what it left), or what went wrong."""
    mine = Reader(reader.disk, reader.judge, reader.ask)
    orphaned = [job._replace(parent=-2 - job.parent) if job.parent >= 0 else job for job in jobs]
    try:
        _work(mine, orphaned, queue)
    except CtxtrimError as error:
        return (str(error),)
    left = [
        (job.path, job.parent, job.state.key if job.state else None, job.kind, tuple(job.weight))
        for job in mine.pending
    ]
    sums = mine.columns.transfer, mine.columns.tar, mine.columns.entered
    return "", mine.columns.export(), sums, mine.notes.export(), mine.notes.links.export(), left


def _add(reader: Reader, parts: list[Any]) -> None:
    columns, (transfer, tar, entered), notes, links, left = parts
    offset = len(reader.columns)
    reader.columns.extend(columns, offset)
    reader.columns.count(transfer, tar)
    reader.columns.entered += [(row + offset, *own) for row, *own in entered]
    reader.notes.extend(notes)
    reader.notes.links.extend(links, offset)
    for path, parent, key, kind, weight in left:
        if key is None:
            reader.pending.append(Job(path, -1, None, reader.nothing))
            continue
        row = parent + offset if parent >= 0 else -2 - parent
        scope, state = reader.scope.at(path), reader.judge.state(*key)
        reader.pending.append(Job(path, row, state, scope, kind, Weight(*weight)))
