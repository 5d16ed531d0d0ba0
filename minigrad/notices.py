"""Warnings that PyTorch gives once in a process."""

from __future__ import annotations

import warnings

_given: set[str] = set()
_always = False


def once(message: str, stacklevel: int = 3) -> None:
    """Warn, unless this was said before (see `set_warn_always`)."""
    if _always or message not in _given:
        _given.add(message)
        warnings.warn(message, UserWarning, stacklevel=stacklevel)


def set_warn_always(b: bool) -> None:
    """Shall warnings that are given once be given every time?"""
    global _always
    _always = b


def is_warn_always_enabled() -> bool:
    return _always
