"""Where do events come from: the kernel's inotify, another system's observer, or a look every few seconds?

A source watches the directories it is told to and gathers hints until they are taken. Everything a handler
does in a thread of watchdog's is to note a name; what comes of it happens in the caller's thread.
"""

from __future__ import annotations

import errno
import os
import threading
import warnings
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from ctxtrim.watch import limits
from ctxtrim.watch.hints import Hints

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.inotify_c import InotifyEvent, WatchDescriptor

Decides = Callable[[str, str], bool]
"""(directory, base name) -> may this file decide which builds there are, or what they keep out?"""


class Source(Protocol):
    """failure: why no more events come, a sentence, or ""."""

    failure: str

    @property
    def last(self) -> float:
        """When the last event came (monotonic)."""

    def add(self, directory: str) -> None:
        """Watch a directory (absolute), not what is below it."""

    def drop(self, directory: str) -> None:
        """Watch it no longer."""

    def wait(self, seconds: float) -> bool:
        """Wait for a first hint, at most so long; are there any?"""

    def take(self) -> Hints:
        """The hints so far; they are forgotten."""

    def close(self) -> None:
        """End threads, give back watches."""


class Notebook:
    """What a source has noted, under a lock. root: the context; hints are relative to it."""

    def __init__(self, root: str, decides: Decides) -> None:
        self._prefix, self._decides = root.rstrip("/") + "/", decides
        self._lock = threading.Lock()
        self._noted = threading.Event()
        self._clear()
        self.last = 0.0

    def note(self, directory: str, name: str = "", is_gone: bool = False) -> None:
        """Something happened to `name` in a directory (absolute), or to the directory itself.

        is_gone: it was removed, moved or made, and is a directory.
        """
        inside = self._inside(directory)
        path = f"{inside}/{name}" if inside and name else name or inside
        with self._lock:
            self.last = monotonic()
            if self._decides(directory, name):
                self._deciding = True
            elif inside is None:
                return
            if inside is not None:
                self._directories.add(inside)
                if is_gone and path is not None:
                    self._gone.add(path)
        self._noted.set()

    def note_everything(self) -> None:
        """Events were lost: anything may have happened."""
        with self._lock:
            self.last = monotonic()
            self._everything = True
        self._noted.set()

    def wake(self) -> None:
        """Let a wait end."""
        self._noted.set()

    def wait(self, seconds: float) -> bool:
        """See Source."""
        return self._noted.wait(seconds)

    def take(self) -> Hints:
        """See Source."""
        with self._lock:
            self._noted.clear()
            hints = Hints(
                frozenset(self._directories), frozenset(self._gone), self._everything, self._deciding
            )
            self._clear()
        return hints

    def _clear(self) -> None:
        self._directories: set[str] = set()
        self._gone: set[str] = set()
        self._everything = self._deciding = False

    def _inside(self, directory: str) -> str | None:
        if directory.startswith(self._prefix):
            return directory[len(self._prefix) :]
        return "" if directory + "/" == self._prefix or directory == self._prefix else None


class Inotify:
    """One inotify descriptor and one thread of watchdog's, whatever the number of directories.

    watchdog's Observer starts a thread for each schedule(), and its recursive watches cannot leave out
    directories that come later (`npm install`); so this speaks to watchdog's reader of the descriptor
    itself. Raises OSError where there are no more instances (EMFILE).
    """

    def __init__(self, root: str, decides: Decides) -> None:
        from watchdog.observers.inotify_c import InotifyConstants as In

        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self.failure = ""
        self._root, self._book = root, Notebook(root, decides)
        self._paths: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._mask: Any = (
            In.IN_MODIFY | In.IN_ATTRIB | In.IN_MOVE | In.IN_CREATE | In.IN_DELETE
            | In.IN_DELETE_SELF | In.IN_MOVE_SELF | In.IN_ONLYDIR
        )  # fmt: skip
        self._no_follow = In.IN_DONT_FOLLOW
        self._comes_or_goes = In.IN_MOVE | In.IN_CREATE | In.IN_DELETE
        self._is_directory = In.IN_ISDIR
        self._self_gone = In.IN_DELETE_SELF | In.IN_MOVE_SELF | In.IN_UNMOUNT
        self._reader = _reader(self)
        self._reader.start()

    @property
    def last(self) -> float:
        """See Source."""
        return self._book.last

    def add(self, directory: str) -> None:
        """See Source. A directory that vanished, or may not be read, gets no watch: its parent tells."""
        if self.failure:
            return
        mask = self._mask if directory == self._root else self._mask | self._no_follow
        try:
            number: int = self._reader.add_callback(os.fsencode(directory), mask, self, id(self))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                self.failure = limits.used_up(limits.WATCHES, len(self._numbers))
            return
        if number >= 0:
            self._paths[number] = directory
            self._numbers[directory] = number

    def drop(self, directory: str) -> None:
        """See Source."""
        number = self._numbers.pop(directory, -1)
        if self._paths.get(number) == directory:  # else it has moved, and is watched by its new name
            del self._paths[number]
            self._reader.remove_callbacks([(number, id(self))])

    def wait(self, seconds: float) -> bool:
        """See Source."""
        return self._book.wait(seconds)

    def take(self) -> Hints:
        """See Source."""
        hints = self._book.take()
        if hints.everything:
            for directory in list(self._numbers):
                self.add(directory)
        return hints

    def close(self) -> None:
        """See Source."""
        self._reader.stop()
        self._reader.join()

    def ended(self) -> None:
        """Called when the reading thread ends, for whatever reason."""
        if not self._reader.stopped_event.is_set():
            self.failure = self.failure or "the thread that reads inotify has ended"
        self._book.wake()

    # What watchdog calls, in its thread (watchdog.observers.inotify_c.WatchCallback).

    def on_event(self, event: InotifyEvent) -> None:
        """Note it."""
        directory = self._paths.get(event.wd)
        if directory is None:
            return
        if event.mask & self._self_gone:
            above, _, name = directory.rpartition("/")
            self._book.note(above, name, is_gone=True)
            if directory == self._root:
                self._book.note(directory, "", is_gone=True)
            return
        is_gone = bool(event.mask & self._is_directory and event.mask & self._comes_or_goes)
        self._book.note(directory, os.fsdecode(event.name), is_gone)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """The kernel has given up a watch: its directory was removed, as events say."""
        self._paths.pop(wd, None)

    def on_queue_overflow(self) -> None:
        """More happened than the kernel keeps."""
        self._book.note_everything()


def _reader(source: Inotify) -> Any:
    """watchdog's reading thread; it tells the source when it ends."""
    from watchdog.observers.inotify_c import InotifyFD

    class Reader(InotifyFD):
        """Never dies in silence: what raises in a handler ends the thread, and the source is told."""

        def run(self) -> None:
            try:
                super().run()
            finally:
                source.ended()

    return Reader()


class Observed:
    """What watchdog has for other systems: one recursive watch, events from excluded places are passed by."""

    def __init__(self, root: str, decides: Decides) -> None:
        from watchdog.events import (
            DirCreatedEvent,
            DirDeletedEvent,
            DirModifiedEvent,
            DirMovedEvent,
            FileCreatedEvent,
            FileDeletedEvent,
            FileModifiedEvent,
            FileMovedEvent,
            FileSystemEventHandler,
        )
        from watchdog.observers import Observer

        source = self

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                source.note(event)

        self.failure = ""
        self._book, self._handler, self._observer = Notebook(root, decides), Handler(), Observer()
        self._filter: list[type[FileSystemEvent]] = [
            *(FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent),
            *(DirCreatedEvent, DirDeletedEvent, DirModifiedEvent, DirMovedEvent),
        ]
        self._root = root
        self._watched = {root}
        self._observer.schedule(self._handler, root, recursive=True, event_filter=self._filter)
        self._observer.start()

    @property
    def last(self) -> float:
        """See Source."""
        return self._book.last

    def add(self, directory: str) -> None:
        """See Source: nothing to do inside the context."""
        if directory.startswith(self._root + "/") or directory in self._watched:
            return
        if os.path.isdir(directory):
            self._watched.add(directory)
            self._observer.schedule(self._handler, directory, event_filter=self._filter)

    def drop(self, directory: str) -> None:
        """See Source: nothing to do, it is one watch."""

    def wait(self, seconds: float) -> bool:
        """See Source."""
        if not self._observer.is_alive():
            self.failure = "the thread that observes files has ended"
        return self._book.wait(seconds)

    def take(self) -> Hints:
        """See Source."""
        return self._book.take()

    def close(self) -> None:
        """See Source."""
        self._observer.stop()
        self._observer.join()

    def note(self, event: FileSystemEvent) -> None:
        """Note both ends of an event."""
        is_gone = event.is_directory and event.event_type != "modified"
        for path in (event.src_path, event.dest_path):
            if path:
                above, _, name = os.fsdecode(path).replace(os.sep, "/").rpartition("/")
                self._book.note(above, name, is_gone)


class Polling:
    """No events: every few seconds everything that is held is listed again. pause: how many."""

    def __init__(self, pause: float) -> None:
        self.failure = ""
        self.last = 0.0
        self.pause = pause
        self._next = monotonic() + pause

    def add(self, directory: str) -> None:
        """See Source: nothing to do."""

    def drop(self, directory: str) -> None:
        """See Source: nothing to do."""

    def wait(self, seconds: float) -> bool:
        """See Source."""
        left = self._next - monotonic()
        threading.Event().wait(max(0.0, min(seconds, left)))
        return monotonic() >= self._next

    def take(self) -> Hints:
        """See Source."""
        self._next = monotonic() + self.pause
        return Hints(everything=True)

    def close(self) -> None:
        """See Source."""


def open_source(root: str, decides: Decides) -> tuple[Source | None, str]:
    """The best source of events that this system has; None, and why, if it has none left."""
    import sys

    if not sys.platform.startswith("linux"):
        return Observed(root, decides), ""
    try:
        return Inotify(root, decides), ""
    except OSError as error:
        if error.errno != errno.EMFILE:
            return None, f"inotify: {error.strerror or error}"
        return None, limits.used_up(limits.INSTANCES, 0)
