"""One directory read fast: an eligible one with a short ASCII path, where nearly all entries are plain files.

Its names are held against the tables all at once, and plain entries are measured in one loop. An entry goes
through directory_exact only where something about it is out of the ordinary: a pattern's hit, a link, a
special file, odd permissions or times, a name beyond ASCII, a large size.
"""

from __future__ import annotations

from itertools import islice

from ctxtrim.scan.columns import Tallied
from ctxtrim.scan.directory_exact import AT_ONCE, Directory, Items, names_to_judge
from ctxtrim.scan.job import Job
from ctxtrim.scan.scan_pass import ScanPass
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import EARLIEST, LATEST, SMALL, name_kind

_NOTHING = Tallied(0, 0, 0, 0, 0, 0)


def is_fast_readable(scan_pass: ScanPass, job: Job, state: State) -> bool:
    """Tell whether `read_fast` can read this directory. state: what its entries start from."""
    path = job.path
    return (
        state.eligible
        and not state.emptied
        and job.asked is None
        and len(path) <= scan_pass.longest
        and path.isascii()
        and "\n" not in path
        and not job.scope.rules_at(state.hits).tables.everything
    )


def read_fast(scan_pass: ScanPass, job: Job, state: State, fd: int) -> Tallied:
    """Tally a directory that is_fast_readable, and make those in it pending that are entered.

    fd: the directory, open. If it vanishes, what was read counts.
    """
    one_by_one: Directory | None = None
    rules, tally = job.scope.rules_at(state.hits), _NOTHING
    try:
        with scan_pass.disk.directories.scandir(fd) as listing:
            while items := list(islice(listing, AT_ONCE)):
                odd = names_to_judge(rules, items)
                if odd:
                    known = set(odd)
                    items = [item for item in items if item not in known]
                tally = _sum(tally, _measure(scan_pass, job, state, items, odd))
                if odd:
                    one_by_one = one_by_one or Directory(scan_pass, job, state, fd)
                    for item in odd:
                        one_by_one.single(item)
    except OSError:
        pass
    if one_by_one:
        return _sum(tally, one_by_one.tally.numbers())
    return tally


def _sum(one: Tallied, other: Tallied) -> Tallied:
    if one is _NOTHING:
        return other
    return Tallied(*map(int.__add__, one, other))


def _measure(scan_pass: ScanPass, job: Job, state: State, items: Items, odd: Items) -> Tallied:
    """Tally plain entries, and append all others to `odd`."""
    kind, prefix, row = job.kind, job.path + "/" if job.path else "", len(scan_pass.columns.names)
    small, plain, plain_directories = (
        scan_pass.small_file_bytes,
        scan_pass.plain_files,
        scan_pass.plain_directories,
    )
    length, largest, weight = len(prefix), min(SMALL, scan_pass.counter.threshold - 1), 0
    sizes: list[int] = []
    for item in items:
        try:
            info = item.stat(follow_symlinks=False)
        except OSError:
            continue
        mode, size = info[0], info[6]
        if mode in plain and size <= largest and info[3] == 1 and EARLIEST < info[8] < LATEST:
            name = item.name
            weight += small[length + len(name)][size.bit_length()]
            sizes.append(size)
            if kind < 0:
                scan_pass.notes.count_kind(name_kind(name), 1, size)
        elif mode in plain_directories and EARLIEST < info[8] < LATEST:
            scan_pass.enter_plain(job, state, prefix + item.name, item.name, row, mode)
        else:
            scan_pass.learn(mode)
            odd.append(item)
    count, total = len(sizes), sum(sizes)
    blocks = count + sum([(size + 511) >> 9 for size in sizes])
    return Tallied(count, total, count, 2 * count - sizes.count(0), weight + total, blocks * 512)
