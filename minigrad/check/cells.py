"""Remembers how each answer cell ended: its text, and the error if it raised one.

An answer cell is known by its first line, `# answer: <id>`, so it may be copied, moved and renamed.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from minigrad.check.errors import Raised, raised

__all__ = ["answer", "watch"]

_MARK = re.compile(r"\s*# answer: (\S+)")
_answers: dict[str, tuple[str, Raised | None]] = {}
_watching: list[Any] = []


def watch() -> None:
    """From now on remember the answer cells of this notebook; elsewhere there are none."""
    ipython = sys.modules.get("IPython")  # a notebook has loaded it long ago
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and shell not in _watching:
        shell.events.register("post_run_cell", _remember)
        _watching.append(shell)


def answer(id: str) -> tuple[str | None, Raised | None]:
    """The text of the answer cell that was run last, and its error; None if it is not known."""
    return _answers.get(id, (None, None))


def _remember(result: Any) -> None:
    source = getattr(result.info, "raw_cell", None) or ""
    if match := _MARK.match(source):
        error = result.error_before_exec or result.error_in_exec
        _answers[match[1]] = (source, raised(error, source) if error else None)
