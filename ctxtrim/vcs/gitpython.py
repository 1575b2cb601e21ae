"""GitPython, imported late and without a look into the working directory."""

from __future__ import annotations

import os
from threading import Lock
from types import ModuleType

from ctxtrim.programs import find_program

_ENVIRONMENT = Lock()
"""Held by the thread that changes the environment, which is the whole process's."""


def gitpython() -> ModuleType:
    """Import GitPython; it costs as much as a whole audit, and starts git once.

    It would take git from PATH, where a relative entry leads into the context, and raise ImportError where
    git is missing; so it is given an absolute path, or a file that no system runs.
    """
    settings = {
        "GIT_PYTHON_REFRESH": "quiet",
        "GIT_PYTHON_GIT_EXECUTABLE": find_program("git", (os.getcwd(),)) or os.devnull,
    }
    with _ENVIRONMENT:
        before = {name: os.environ.get(name) for name in settings}
        os.environ.update(settings)
        try:
            import git
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
    return git
