"""A learner's function, tried on inputs that the check makes itself: what was only written down does not pass."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from minigrad.check.look import Look, Row, plain, same, show

__all__ = ["fresh"]


def fresh(
    look: Look,
    function: str,
    shown: str,
    probe: Callable[[Any, Any], Any],
    expected: Any,
    known: Iterable[tuple[Any, str]] = (),
    *,
    otherwise: str = "",
    raises: Iterable[tuple[str, str]] = (),
) -> bool:
    """Look whether `probe(torch, function)` gives what is expected; `shown` is how the learner would write it.

    As in `Look.same`, `known` pairs wrong values with the diagnosis of each. `raises` pairs a pattern for the error
    with its diagnosis: a function may run in the learner's cell and fail on another input.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = plain(probe(look.value("torch"), look.value(function)))
        text = show(found)
        right = same(found, expected, 1e-3)
        matching = (name for value, name in known if not right and same(found, value, 1e-3))
    except Exception as error:  # it is the learner's function: it may do anything
        look.note(error)
        said = f"{type(error).__name__}: {error}"  # the name `error` is gone after this block
        text = said if len(said) <= 80 else f"{said[:79]}…"
        right = False
        matching = (name for pattern, name in raises if re.search(pattern, said))
    look.rows.append(Row(shown, text, show(expected), right))
    if not right:
        look.because(next(matching, otherwise))
    return right
