"""From the learner's names to one of the four outcomes."""

from __future__ import annotations

import linecache
import re
import warnings
from collections.abc import Mapping
from typing import Any

from minigrad.check.errors import Raised, meaning, raised
from minigrad.check.exercise import Exercise
from minigrad.check.look import MISSING, Look
from minigrad.check.report import Outcome, Report
from minigrad.check.text import Text

__all__ = ["attempt", "judge"]

_INCOMPLETE = Text(
    "These are not there yet: {}.",
    "这些还没有：{}。",
)


def judge(
    exercise: Exercise,
    namespace: Mapping[str, Any],
    source: str | None = None,
    error: Raised | None = None,
) -> Report:
    """Look at an answer. `source` and `error` are what its cell held and how it ended, where that is known."""
    if source is not None and source.split() == exercise.starter.split():
        return Report(exercise, Outcome.NOT_ATTEMPTED)
    look = Look(namespace)
    if error:
        name = _known_error(exercise, look, error)
        text = (exercise.diagnoses or {})[name].text if name else meaning(error)
        return Report(exercise, Outcome.RAISED, diagnosis=name, error=error, message=text)
    missing = [name for name in exercise.names if namespace.get(name, MISSING) in (MISSING, Ellipsis)]
    if len(missing) == len(exercise.names):
        return Report(exercise, Outcome.NOT_ATTEMPTED)
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        text = Text(_INCOMPLETE.en.format(listed), _INCOMPLETE.zh.format(listed))
        return Report(exercise, Outcome.NOT_YET, message=text)
    exercise.verify(look)
    if look.right:
        return Report(exercise, Outcome.RIGHT, tuple(look.rows))
    known = (exercise.diagnoses or {}).get(look.diagnosis)
    message = known.text if known else None
    return Report(exercise, Outcome.NOT_YET, tuple(look.rows), look.diagnosis, message=message)


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


def attempt(exercise: Exercise, source: str, namespace: dict[str, Any] | None = None) -> Report:
    """Run an answer as a notebook would (set-up, given cell, answer) and judge it."""
    if namespace is None:
        import minigrad

        namespace = {"torch": minigrad}
    if exercise.given:
        exec(exercise.given, namespace)
    name = f"<answer {exercise.id}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    error = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, name, "exec"), namespace)
    except Exception as problem:  # whatever an answer raises is what is to be judged
        error = raised(problem, source)
    return judge(exercise, namespace, source, error)
