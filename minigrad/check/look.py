"""How a check looks at the learner's objects: by expressions, and without changing anything."""

from __future__ import annotations

import functools
import inspect
import math
import random
import re
import warnings
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from minigrad.check.errors import Raised, raised
from minigrad.check.text import Text

__all__ = ["MISSING", "Look", "Row", "Watched", "plain", "same", "show"]

WIDE = 70  # characters of an error


class _Missing:
    def __repr__(self) -> str:
        return "—"


MISSING = _Missing()


class Watched:
    """A learner's function that remembers the last tensor it gave back, and what its arguments are called."""

    def __init__(self, function: Any) -> None:
        self.output: Any = None
        self.names: dict[str, Any] = {}
        self.function = function if not inspect.isfunction(function) else self._watched(function)

    def _watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        names = list(inspect.signature(function).parameters)

        @functools.wraps(function)
        def call(*values: Any, **named: Any) -> Any:
            result = function(*values, **named)
            if getattr(result, "grad_fn", None) is not None:
                self.output, self.names = result, {**dict(zip(names, values)), **named}
            return result

        return call


@dataclass(frozen=True, slots=True)
class Trial:
    """How the learner's function was tried, so that the solution's can be tried in the same way."""

    row: Row
    name: str
    run: Callable[[Any, Any], Any]
    watched: Watched


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was looked at."""

    name: str
    found: str
    expected: str  # "" where it must not be told: a prediction
    right: bool
    values: tuple[Any, Any] | None = None  # found and expected, where numbers tell more than their text


def plain(value: Any) -> Any:
    """A value without its tensors: numbers, lists, None, text."""
    if hasattr(value, "tolist") and hasattr(value, "dtype"):  # a tensor of any library, an array, a NumPy number
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def same(found: Any, expected: Any, tolerance: float) -> bool:
    """Equal, numbers within a tolerance; a single number may come in brackets."""
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return type(found) is type(expected) and found == expected
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(same(a, b, tolerance) for a, b in zip(found, expected, strict=True))
        )
    while isinstance(found, list) and len(found) == 1:
        found = found[0]
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance)


def show(value: Any) -> str:
    """A short text of a plain value."""
    if value is Ellipsis:
        return "..."
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        items = [show(item) for item in value[:6]] + (["…"] if len(value) > 6 else [])
        return f"[{', '.join(items)}]"
    if value is None or value is MISSING or isinstance(value, bool | int):
        return repr(value)
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


class Look:
    """The learner's objects as a check sees them; it keeps what was looked at, and the first diagnosis."""

    def __init__(self, namespace: Mapping[str, Any], source: str = "") -> None:
        self._namespace = namespace
        self._source = source  # the learner's cell
        self.rows: list[Row] = []
        self.trials: list[Trial] = []
        self.diagnosis = ""
        self.error: Raised | None = None  # the first that the learner's own code raised when it was called

    def value(self, expression: str) -> Any:
        """What an expression of ours gives over the learner's names; MISSING if it cannot be had."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return eval(expression, {}, ChainMap({}, self._namespace))  # type: ignore[arg-type]
        except (Exception, SystemExit) as error:  # the learner's objects may do anything when asked
            self.note(error)
            return MISSING

    def note(self, error: BaseException) -> None:
        """Keep an error that comes from the learner's own lines; the first one stands."""
        if isinstance(error, SyntaxError) and error.filename == "<string>":  # an expression that is none of theirs
            return
        seen = raised(error, self._source)
        if seen.line and not self.error:
            self.error = seen

    def holds(self, expression: str) -> bool:
        """Whether an expression is true; it is not if it cannot be had."""
        value = self.value(expression)
        try:
            return value is not MISSING and bool(value)
        except Exception:  # as above: a tensor of several values has no truth
            return False

    def same(
        self,
        expression: str,
        expected: Any,
        known: Iterable[tuple[Any, str]] = (),
        *,
        otherwise: str = "",
        hidden: bool = False,
        tolerance: float = 1e-3,
    ) -> bool:
        """Look whether an expression gives what is expected.

        `known` pairs wrong values with the diagnosis of each; `otherwise` is the diagnosis of any other.
        `hidden` keeps the expected value to itself.
        """
        before = self.error
        try:
            found = plain(self.value(expression))
        except Exception:  # as in `value`
            found = MISSING
        right = same(found, expected, tolerance)
        shown = show(found) if self.error is before or self.error is None else self.error.kind
        values = None if hidden or found is MISSING else (found, expected)
        self.rows.append(Row(expression, shown, "" if hidden else show(expected), right, values))
        if not right and found is not MISSING and found is not Ellipsis:
            matching = (name for value, name in known if same(found, value, tolerance))
            self.because(next(matching, otherwise))
        return right

    def tried(
        self,
        function: str,
        shown: str | Text,
        run: Callable[[Any, Any], Any],
        expected: Any,
        known: Iterable[tuple[Any, str]] = (),
        *,
        otherwise: str = "",
        raises: Iterable[tuple[str, str]] = (),
        tolerance: float = 1e-3,
    ) -> bool:
        """Look whether `run(torch, the learner's function)` gives what is expected, on tensors that the check makes.

        `shown` says what was tried, as the learner would write it. `known` and `otherwise` are as in `same`;
        `raises` pairs a pattern for "NameOfError: its text" with the diagnosis of an error.
        """
        watched = Watched(self.value(function))
        values = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = plain(run(self.value("torch"), watched.function))
            values = (found, expected)
            text, right = show(found), same(found, expected, tolerance)
            reasons = [name for value, name in known if same(found, value, tolerance)]
            reasons.append(otherwise)
        except (Exception, SystemExit) as error:  # it is the learner's function: it may do anything
            self.note(error)
            said = f"{type(error).__name__}: {error}"
            text, right = said if len(said) <= WIDE else f"{said[: WIDE - 1]}…", False
            reasons = [name for pattern, name in raises if re.search(pattern, said)]
        row = Row(str(shown), text, show(expected), right, values)
        self.rows.append(row)
        self.trials.append(Trial(row, function, run, watched))
        if not right:
            self.because(next(iter(reasons), ""))
        return right

    def agrees(
        self,
        call: str,
        target: Callable[..., Any],
        *inputs: tuple[Any, ...],
        known: Iterable[tuple[Callable[..., Any], str]] = (),
        otherwise: str = "",
        tolerance: float = 1e-3,
    ) -> bool:
        """Look whether a call such as `"slope({}, {})"` gives for each of the inputs what `target` gives.

        `known` pairs wrong functions with the diagnosis of each. With `fresh()` numbers among the inputs,
        no result that was written down beforehand can agree.
        """
        wrong = tuple(known)
        right = True
        for values in inputs:
            named = [(plain(function(*values)), diagnosis) for function, diagnosis in wrong]
            expression = call.format(*map(repr, values))
            expected = plain(target(*values))
            right &= self.same(expression, expected, named, otherwise=otherwise, tolerance=tolerance)
        return right

    @staticmethod
    def fresh(count: int) -> tuple[int, ...]:
        """Small whole numbers, all different, drawn anew for each check; no sum of two is a product of two.

        >>> len(set(Look.fresh(3)))
        3
        """
        return tuple(random.SystemRandom().sample((3, 5, 7, 11, 13), count))

    def because(self, diagnosis: str) -> None:
        """Say why it is not right; the first reason stands."""
        self.diagnosis = self.diagnosis or diagnosis

    @property
    def right(self) -> bool:
        return not self.diagnosis and all(row.right for row in self.rows)
