"""Events of other systems than Linux, as watchdog reports them (FSEvents and the like)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxtrim.watch.hints import Hints
from ctxtrim.watch.notebook import Decides, Notebook

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent


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
