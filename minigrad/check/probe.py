"""A learner's function, tried on tensors that the check makes itself: what was only written down does not pass."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from minigrad.check.look import Look, Row, plain, same, show
from minigrad.check.text import Text

__all__ = ["probe"]

WIDE = 70  # characters of an error


def probe(
    look: Look,
    function: str,
    shown: str | Text,
    run: Callable[[Any, Any], Any],
    expected: Any,
    known: Iterable[tuple[Any, str]] = (),
    *,
    otherwise: str = "",
    raises: Iterable[tuple[str, str]] = (),
) -> bool:
    """Look whether `run(torch, function)` gives what is expected; `shown` is how the learner would write it.

    As in `Look.same`, `known` pairs wrong values with the diagnosis of each; `otherwise` is that of any other value,
    where this is the first thing wrong. An error in the learner's own line is theirs; `raises` pairs a pattern with
    the diagnosis of an error that comes later, from what the function has made.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = plain(run(look.value("torch"), look.value(function)))
        text, right = show(found), same(found, expected, 1e-3)
        reasons = [name for value, name in known if same(found, value, 1e-3)]
        if all(row.right for row in look.rows):
            reasons.append(otherwise)
    except (Exception, SystemExit) as error:  # it is the learner's function: it may do anything
        look.note(error)
        said = f"{type(error).__name__}: {error}"
        text, right = said if len(said) <= WIDE else f"{said[: WIDE - 1]}…", False
        reasons = [name for pattern, name in raises if re.search(pattern, said)]
    look.rows.append(Row(str(shown), text, show(expected), right))
    if not right and not look.error:
        look.because(next(iter(reasons), ""))
    return right
