"""Warnings: at the learner's line, and PyTorch's that come once in a process."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from .frames import is_ours

_given: set[str] = set()
_always = False


def warn(message: Any, category: type[Warning] = UserWarning) -> None:
    """Warn of the innermost line outside this package, however deep inside the reason was found."""
    frame: Any = sys._getframe(1)
    level = 2
    while frame.f_back is not None and is_ours(frame.f_code.co_filename):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


def once(message: Any, key: str = "") -> None:
    """Warn, unless this was said before (see `set_warn_always`)."""
    key = key or str(message)
    if _always or key not in _given:
        _given.add(key)
        warn(message)


def set_warn_always(b: bool) -> None:
    """Shall warnings that are given once be given every time?"""
    global _always
    _always = b


def is_warn_always_enabled() -> bool:
    return _always
