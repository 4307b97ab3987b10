"""Work shared by copies of this process, one for each core.

A copy holds all that was read and made before, so it is told a number and does what stands under it. What
comes of it is pickled, which Python does to what it knows well: texts, tuples, frozen records.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

WORTH = 200
"""Things below which copies cost more than they save."""
_AT_ONCE = 8
"""Things that a copy is given at a time: few, so that none is busy for long when the others are done."""
_MOST = 8
"""Copies beyond which the one process that gathers what they made is the slowest."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux’s prctl."""

_own: tuple[Callable[[Any], Any], Sequence[Any]]
"""In a copy: what it does, and to what."""


class CrewError(Exception):
    """A copy is gone before its work was done."""


def share(work: Callable[[Thing], Result], things: Sequence[Thing]) -> Iterator[Result]:
    """Yield what comes of some work for each of the things, in their order.

    What the work leaves in memory beside its result may be lost. Raises what the work raises, and CrewError
    where a copy was killed.
    """
    hands = min(_cores(), _MOST)
    if hands < 2 or len(things) < WORTH:
        yield from map(work, things)
        return
    copies = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(hands, copies, _begin, (work, things, os.getpid())) as crew:
            yield from crew.map(_do, range(len(things)), chunksize=_AT_ONCE)
    except BrokenProcessPool as error:
        raise CrewError(
            "A part of this program was stopped, perhaps because memory ran out. Close other programs and "
            "try again."
        ) from error


def _cores() -> int:
    """Return how many copies may be made of this process."""
    # What another thread holds locked at this moment stays locked in a copy. And on a Mac the system’s own
    # libraries may have threads that Python does not know.
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def _begin(work: Callable[[Any], Any], things: Sequence[Any], parent: int) -> None:
    """Begin as a copy."""
    global _own  # this process has no other
    _own = work, things
    # The keyboard speaks to the parent; and a parent that is killed leaves nobody behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    # All that is there already stays: looking through it for garbage would copy it.
    gc.freeze()


def _do(number: int) -> Any:
    work, things = _own
    return work(things[number])
