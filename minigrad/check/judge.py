"""From the learner's names to one of the four outcomes."""

from __future__ import annotations

import linecache
import re
import warnings
from typing import Any

from minigrad.check.beside import beside
from minigrad.check.errors import Raised, meaning, overtime, raised
from minigrad.check.exercise import Exercise
from minigrad.check.limit import Overtime, limited
from minigrad.check.look import MISSING, Look
from minigrad.check.quiet import quiet
from minigrad.check.report import Outcome, Report
from minigrad.check.text import Text

__all__ = ["LIMIT", "attempt", "judge"]

LIMIT = 3.0  # seconds; what a check looks at takes some hundredths of one

_INCOMPLETE = Text(
    "These are not there yet: {}.",
    "这些还没有：{}。",
)


def judge(
    exercise: Exercise,
    namespace: dict[str, Any],
    source: str | None = None,
    error: Raised | None = None,
    seconds: float = LIMIT,
) -> Report:
    """Look at an answer. `source` and `error` are what its cell held and how it ended, where that is known."""
    if source is not None and source.split() == exercise.starter.split():
        return Report(exercise, Outcome.NOT_ATTEMPTED)
    look = Look(namespace, source or "")
    try:
        with quiet(namespace):
            return limited(lambda: _judge(exercise, look, namespace, error), seconds)
    except Overtime as over:
        return _raised(exercise, look, overtime(over, seconds, source or ""))


def _judge(exercise: Exercise, look: Look, namespace: dict[str, Any], error: Raised | None) -> Report:
    if error:
        return _raised(exercise, look, error)
    made = {name: namespace.get(name, MISSING) for name in exercise.names}
    missing = [name for name, value in made.items() if value is MISSING or value is Ellipsis]
    if len(missing) == len(exercise.names):
        return Report(exercise, Outcome.NOT_ATTEMPTED)
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        text = Text(_INCOMPLETE.en.format(listed), _INCOMPLETE.zh.format(listed))
        return Report(exercise, Outcome.NOT_YET, message=text)
    try:
        exercise.verify(look)
    except (Exception, SystemExit) as problem:  # of the learner's own code, called by the check
        look.note(problem)
        if not look.error:
            raise
        return _raised(exercise, look, look.error)
    if look.right:
        return Report(exercise, Outcome.RIGHT, tuple(look.rows))
    if look.error and not look.diagnosis:  # the learner's function raised when it was called
        return _raised(exercise, look, look.error)
    known = (exercise.diagnoses or {}).get(look.diagnosis)
    message = known.text if known else None
    rows, difference = tuple(look.rows), beside(exercise, look, namespace)
    return Report(exercise, Outcome.NOT_YET, rows, look.diagnosis, message=message, beside=difference)


def _raised(exercise: Exercise, look: Look, error: Raised) -> Report:
    name = _known_error(exercise, look, error)
    text = (exercise.diagnoses or {})[name].text if name else meaning(error)
    return Report(exercise, Outcome.RAISED, tuple(look.rows), name, error, text)


def _known_error(exercise: Exercise, look: Look, error: Raised) -> str:
    """The exercise's own diagnosis of an error, if it has one."""
    for name, diagnosis in (exercise.diagnoses or {}).items():
        if (
            diagnosis.raises
            and re.search(diagnosis.raises, str(error))
            and (not diagnosis.when or look.holds(diagnosis.when))
        ):
            return name
    return ""


def attempt(exercise: Exercise, source: str, namespace: dict[str, Any] | None = None, seconds: float = LIMIT) -> Report:
    """Run an answer as a notebook would (set-up, given cell, answer) and judge it."""
    if namespace is None:
        import minigrad

        namespace = {"torch": minigrad}
    name = f"<answer {exercise.id}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, name, "exec"), namespace)

    if exercise.given:
        exec(exercise.given, namespace)
    error = None
    try:
        limited(run, seconds)
    except Overtime as over:
        error = overtime(over, seconds, source)
    except Exception as problem:  # whatever an answer raises is what is to be judged
        error = raised(problem, source)
    return judge(exercise, namespace, source, error, seconds)
