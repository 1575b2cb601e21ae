"""inotify events of exactly these directories, by one descriptor and one thread of watchdog.

All that happens in that thread is to note a name; what comes of it happens in the caller's.
"""

from __future__ import annotations

import errno
import os
import warnings
from typing import TYPE_CHECKING, Any

from ctxtrim.watch import limits
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.notebook import Decides, Notebook

if TYPE_CHECKING:
    from watchdog.observers.inotify_c import InotifyEvent, WatchDescriptor


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
