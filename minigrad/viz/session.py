"""What minigrad adds to a session: an explanation under an error. It waits for one, and costs nothing until then."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

__all__ = ["explain_errors", "install"]

_explains = True


def explain_errors(on: bool = True) -> None:
    """Shall what happened stand under an error of the backward pass or of a change in place? At first it shall.

    >>> explain_errors(False)
    >>> explain_errors()
    """
    global _explains
    _explains = bool(on)


def install() -> None:
    """Listen to this session's errors: IPython's cells, or Python's own last word."""
    shell = _shell()
    if shell is not None:
        shell.events.register("post_run_cell", _after_cell)
    elif sys.excepthook is sys.__excepthook__:  # nobody else's is taken away
        sys.excepthook = _last_word


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None


def _after_cell(result: Any) -> None:
    """IPython has shown the error of a cell, if there was one."""
    told = _told(getattr(result, "error_in_exec", None))
    if told is not None:
        from IPython.display import display

        display(told)


def _last_word(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.__excepthook__(kind, error, trace)
    told = _told(error)
    if told is not None:
        print(told, file=sys.stderr)


def _told(error: BaseException | None) -> Any:
    if error is None or not _explains or error.__traceback__ is None:
        return None
    from .errors import tell

    return tell(error)
