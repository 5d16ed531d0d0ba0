"""PyTorch's sentences about arguments that cannot be: `sentences.txt` has them all, one a line, by key."""

from __future__ import annotations

import builtins
import functools
from typing import Any

from .texts import lines


@functools.cache
def _sentences() -> dict[str, tuple[Any, str]]:
    parts = (line.split(" ", 2) for line in lines("sentences.txt"))
    return {key: (getattr(builtins, kind), text) for key, kind, text in parts}


def says(key: str, *values: Any) -> Any:
    """The error that goes by this key, to be raised.

    >>> says("step")
    RuntimeError('step must be nonzero')
    """
    kind, text = _sentences()[key]
    return kind(text.format(*values))


def check(right: Any, key: str, *values: Any) -> None:
    """Raise that error unless all is right."""
    if not right:
        raise says(key, *values)
