"""Whose code runs: this package's, or the learner's."""

from __future__ import annotations

import functools
import os.path
from types import FrameType

PACKAGE = os.path.join(os.path.dirname(__file__), "")  # what the names of this package's files begin with


@functools.cache
def is_ours(filename: str) -> bool:
    return filename.startswith(PACKAGE)


def outside(frame: FrameType) -> FrameType:
    """The innermost frame outside this package, from this one on."""
    while is_ours(frame.f_code.co_filename) and frame.f_back is not None:
        frame = frame.f_back
    return frame
