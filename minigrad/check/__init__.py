"""Exercises that say why: `check`, `hint` and `solution`, for notebooks and for classes.

    check("accumulate")        one of four outcomes: not attempted, raised, not right yet, right
    hint("accumulate", 2)      three degrees
    solution("accumulate")     the answer, and why it is right
    progress()                 what is done

A check looks at what the learner's cell has made. It never raises and changes nothing.
"""

from __future__ import annotations

import difflib
import importlib
import os
import pkgutil
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from minigrad.check import cells
from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.judge import attempt, judge
from minigrad.check.look import Look
from minigrad.check.progress import Progress, record
from minigrad.check.report import Outcome, Report
from minigrad.check.text import Note, Text

__all__ = [
    "Diagnosis",
    "Exercise",
    "Look",
    "Note",
    "Outcome",
    "Report",
    "Text",
    "Try",
    "attempt",
    "catalogue",
    "check",
    "hint",
    "judge",
    "progress",
    "solution",
]

_NAME = Text(
    'This takes the name of an exercise in quotation marks: `check("{}")`.',
    '这里要写练习的名字，加引号：`check("{}")`。',
)
_UNKNOWN = Text("There is no exercise `{}`.", "没有名为 `{}` 的练习。")
_MEANT = Text("Did you mean `{}`?", "你要找的是 `{}` 吗？")
_DEGREES = Text("There are hints 1, 2 and 3.", "提示有三级：1、2、3。")
_HINT = Text("**Hint {} of 3.** {}", "**提示 {}**（共 3 级）：{}")
_BROKEN = Text(
    "This answer could not be looked at ({}). Is every name what the exercise asks for?",
    "这个答案没法检查（{}）。每个名字都是题目要求的东西吗？",
)

_NOT_KEPT = Text(
    "It could not be written down in your folder ({}), so your progress will not show it.",
    "没能写进你的文件夹（{}），所以进度里看不到这道题。",
)

cells.watch()


@cache
def catalogue() -> dict[str, Exercise]:
    """All exercises by id, in the course's order."""
    from minigrad.check import exercises as package

    found: dict[str, Exercise] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        for exercise in importlib.import_module(f"{package.__name__}.{module.name}").EXERCISES:
            if exercise.id in found:
                raise ValueError(f"two exercises are called {exercise.id!r}")
            found[exercise.id] = exercise
    return found


def check(id: str = "") -> Report | Note | float:
    """Look at the answer to an exercise in the caller's cell, and say how it stands.

    Under nbgrader the feedback is printed and the points are returned.
    """
    caller = sys._getframe(1)
    exercise = _find(id)
    if isinstance(exercise, Note):
        return exercise
    namespace = {**caller.f_globals, **caller.f_locals}
    source, error = cells.answer(exercise.id)
    report: Report | Note
    try:
        report = judge(exercise, namespace, source, error)
    except (Exception, SystemExit) as problem:  # a check never raises, whatever the learner's objects do
        report = Note(_BROKEN.format(type(problem).__name__))
    if os.environ.get("NBGRADER_EXECUTION") in ("autograde", "validate"):
        print(report)
        return report.points if isinstance(report, Report) else 0.0
    if isinstance(report, Report) and report.outcome is Outcome.RIGHT:
        try:
            record(exercise.id, Path.cwd())
        except OSError as problem:
            return replace(report, note=_NOT_KEPT.format(problem.strerror))
    return report


def hint(id: str = "", degree: int = 1) -> Note:
    """A hint to an exercise: of the first degree, the second, or the third."""
    exercise = _find(id)
    if isinstance(exercise, Note):
        return exercise
    if degree not in (1, 2, 3):
        return Note(str(_DEGREES))
    return Note(_HINT.format(degree, exercise.hints[degree - 1]))


def solution(id: str = "") -> Note:
    """The solution of an exercise, and why it is right."""
    exercise = _find(id)
    if isinstance(exercise, Note):
        return exercise
    return Note(f"```python\n{exercise.solved}\n```\n\n{exercise.why}")


def progress() -> Progress:
    """Which exercises are done, lesson by lesson."""
    return Progress.of(((exercise.lesson, exercise.id) for exercise in catalogue().values()), Path.cwd())


def _find(id: Any) -> Exercise | Note:
    known = catalogue()
    if not isinstance(id, str) or not id:
        return Note(_NAME.format(next(iter(known))))
    if id in known:
        return known[id]
    near = difflib.get_close_matches(id, known, n=1)
    return Note(" ".join([_UNKNOWN.format(id), *(_MEANT.format(name) for name in near)]))
