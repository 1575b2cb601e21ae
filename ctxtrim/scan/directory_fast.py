"""What is in a directory where nearly everything is as it mostly is, read as fast as Python can?

An eligible directory with a short ASCII path. Its names are held against the tables all at once, and what is
plain is measured in one loop; an entry becomes an object of its own, in directory.py, only where something
about it is out of the ordinary: a pattern's hit, a link, a special file, odd permissions or times, a name
beyond ASCII, a large size.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from ctxtrim.scan.directory_exact import AT_ONCE, Directory, Items, odd_ones
from ctxtrim.scan.weight import EARLIEST, LATEST, SMALL, name_kind

if TYPE_CHECKING:
    from ctxtrim.scan.columns import Tallied
    from ctxtrim.scan.reader import Job, Reader
    from ctxtrim.scan.verdict_states import State

_NOTHING = (0, 0, 0, 0, 0, 0)


def is_ordinary(reader: Reader, job: Job, state: State) -> bool:
    """Can `read_ordinary` read this directory? state: what its entries start from."""
    path = job.path
    return (
        state.eligible
        and not state.emptied
        and job.way is None
        and len(path) <= reader.longest
        and path.isascii()
        and "\n" not in path
        and not job.scope.here(state.hits).tables.everything
    )


def read_ordinary(reader: Reader, job: Job, state: State, fd: int) -> Tallied:
    """What is in a directory that is_ordinary; fd: it, open.

    The directories in it to enter are put to the reader's pending ones. If it vanishes, what was read counts.
    """
    one_by_one: Directory | None = None
    here, tally = job.scope.here(state.hits), _NOTHING
    try:
        with os.scandir(fd) as found:
            while items := list(islice(found, AT_ONCE)):
                odd = odd_ones(here, items)
                if odd:
                    known = set(odd)
                    items = [item for item in items if item not in known]
                tally = _added(tally, _measure(reader, job, state, items, odd))
                if odd:
                    one_by_one = one_by_one or Directory(reader, job, state, fd)
                    for item in odd:
                        one_by_one.single(item)
    except OSError:
        pass
    if one_by_one:
        return _added(tally, one_by_one.tally.numbers())
    return tally


def _added(one: Tallied, other: Tallied) -> Tallied:
    if one is _NOTHING:
        return other
    a, b, c, d, e, f = map(int.__add__, one, other)
    return a, b, c, d, e, f


def _measure(reader: Reader, job: Job, state: State, items: Items, odd: Items) -> Tallied:
    """Tally what is plain; the others are added to the odd ones."""
    kind, prefix, row = job.kind, job.path + "/" if job.path else "", len(reader.columns.names)
    rows, plain, plain_directories = reader.rows, reader.plain_files, reader.plain_directories
    length, largest, weight = len(prefix), min(SMALL, reader.scales.threshold - 1), 0
    sizes: list[int] = []
    for item in items:
        try:
            info = item.stat(follow_symlinks=False)
        except OSError:
            continue
        mode, size = info[0], info[6]
        if mode in plain and size <= largest and info[3] == 1 and EARLIEST < info[8] < LATEST:
            name = item.name
            weight += rows[length + len(name)][size.bit_length()]
            sizes.append(size)
            if kind < 0:
                reader.notes.count_kind(name_kind(name), 1, size)
        elif mode in plain_directories and EARLIEST < info[8] < LATEST:
            reader.enter_plain(job, state, prefix + item.name, item.name, row, mode)
        else:
            reader.learn(mode)
            odd.append(item)
    count, total = len(sizes), sum(sizes)
    blocks = count + sum([(size + 511) >> 9 for size in sizes])
    return count, total, count, 2 * count - sizes.count(0), weight + total, blocks * 512
