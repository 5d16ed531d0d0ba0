"""A time limit that also stops an endless loop: on every system, and in a notebook's kernel.

The function runs in a thread of its own while the caller waits. When its time is over, an exception is raised in
that thread between two steps of Python, which ends any loop and releases what `with` and `finally` hold. What does not
come back to Python (a long sleep) or catches even that is left behind: the caller goes on all the same. A child process
could be killed, but the learner's objects live in this one.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Overtime", "limited"]

GRACE = 0.2  # seconds in which a stopped function may clean up
PATIENCE = 4  # times the limit: so long a machine that is busy with other things may take
T = TypeVar("T")


class Overtime(BaseException):
    """The time is over. No `Exception`, so that the learner's `except Exception` does not swallow it."""

    def __init__(self, places: tuple[tuple[str, int], ...] = (), running: bool = False) -> None:
        super().__init__("the time is over")
        self.places = places  # (file, line) of each function that was running, the innermost last
        self.running = running  # it could not be stopped


def limited(function: Callable[[], T], seconds: float) -> T:
    """What a function returns or raises; `Overtime` if that takes more seconds of work than these.

    >>> limited(lambda: 2 + 3, seconds=5)
    5
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            try:
                results.append(function())
            except BaseException as error:  # it belongs to the caller, SystemExit too
                errors.append(error)
        except Overtime:  # once more, while the first was being noted
            pass

    thread = threading.Thread(target=run, name="check", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # Python in a browser has no threads, and there a page can be stopped
        return function()
    work, start = time.process_time(), time.monotonic()
    try:
        while (
            thread.is_alive() and time.process_time() - work < seconds and time.monotonic() - start < PATIENCE * seconds
        ):
            thread.join(0.05)
    finally:  # a learner who presses Stop stops the thread too
        places = _stop(thread)
    if results:
        return results[0]
    if errors and not isinstance(errors[0], Overtime):
        raise errors[0]
    raise Overtime(places, thread.is_alive())


def _stop(thread: threading.Thread) -> tuple[tuple[str, int], ...]:
    """End a thread that is still at work; where it was."""
    frame = sys._current_frames().get(thread.ident or 0) if thread.is_alive() else None
    places = []
    while frame:
        places.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    for _ in range(3):  # a `finally` of the learner's may begin the next loop
        if thread.is_alive() and thread.ident:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Overtime))
            thread.join(GRACE)
    return tuple(reversed(places))
