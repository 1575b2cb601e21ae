"""A limit on work that no clock measures: how many functions Python may call."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TooManySteps(BaseException):
    """More calls than allowed; no BaseException of the code under test, so that nothing catches it."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Fail once more than so many functions are called, Python's own included, wherever the work stands.

    What loops in C (an expression of `re`) makes no calls: there the time limit of a whole test is the net.
    """
    left = calls

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal left
        left -= event in ("call", "c_call")
        if left < 0:
            sys.setprofile(None)
            raise TooManySteps(f"more than {calls:,} calls")

    sys.setprofile(count)
    try:
        yield
    except TooManySteps as error:
        raise AssertionError(str(error)) from None
    finally:
        sys.setprofile(None)
