"""What the pages say about the lessons, read from the lessons themselves, so that it cannot grow old.

In the prose of a lesson or a page these stand for what is written here:

    {lesson 5}      "[lesson 5](05_accumulation.ipynb)", or "lesson 5" while it is not written
    {L5}            "[5](05_accumulation.ipynb)"
    {lessons 3-6}   a table: number, title, time, the line to keep, exercises
    {names}         every name of PyTorch that a lesson introduces, and where
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minigrad.check.lessons import LESSONS, Lesson

__all__ = ["fill_in"]

PLACE = re.compile(r"\{(lesson |L|lessons |names)(\d*)-?(\d*)\}")
SUBTITLE = re.compile(r"^\*(\d.*?)(?: · (.*))?\*$", re.MULTILINE)  # the time, and the new names
KEEP = re.compile(r"^> \*\*(.+?)\*\*", re.MULTILINE | re.DOTALL)
HEADS = {
    "en": "| | lesson | time | the line to keep | |\n|--:|:--|:--|:--|:--|",
    "zh": "| | 课 | 时间 | 记住一句话 | |\n|--:|:--|:--|:--|:--|",
}
EXERCISES = {"en": "exercises", "zh": "练习"}
HAN = "[\u4e00-\u9fff]"

Prose = Callable[[Lesson], list[str]]  # the prose of a lesson in one language, cell by cell


def fill_in(text: str, language: str, prose: Prose, with_exercises: set[int]) -> str:
    """The text with what stands for something replaced by it."""

    def filled(place: re.Match[str]) -> str:
        kind, first, last = place[1].strip(), place[2], place[3]
        if kind == "names":
            return _names(language, prose)
        if kind == "lessons":
            among = [lesson for lesson in LESSONS if int(first) <= lesson.number <= int(last or first)]
            return "\n".join([HEADS[language], *(_row(lesson, language, prose, with_exercises) for lesson in among)])
        words = first if kind == "L" else f"lesson {first}" if language == "en" else f"第 {first} 课"
        return _link(words, next((lesson for lesson in LESSONS if lesson.number == int(first)), None))

    return PLACE.sub(filled, text)


def _link(words: str, lesson: Lesson | None) -> str:
    return f"[{words}]({lesson.name}.ipynb)" if lesson and lesson.written else words


def _row(lesson: Lesson, language: str, prose: Prose, with_exercises: set[int]) -> str:
    time = keep = exercises = ""
    if lesson.written:
        cells = prose(lesson)
        subtitle, lines = SUBTITLE.search(cells[0]), KEEP.findall("\n".join(cells))
        time = _unbroken(subtitle[1]) if subtitle else ""
        keep = re.sub(r"\n> ?", " " if language == "en" else "", lines[-1]) if lines else ""
    if lesson.number in with_exercises:
        exercises = f"[{_unbroken(EXERCISES[language])}](../../exercises/{language}/{lesson.name}.ipynb)"
    title = _link(lesson.title.into(language), lesson)
    return f"| {lesson.number} | {title} | {time} | {keep} | {exercises} |"


def _unbroken(words: str) -> str:
    """The words with nowhere to begin a new line but after a comma: a narrow column may not break "练习" in two."""
    return re.sub(f"(?<={HAN})(?={HAN})", "\u2060", re.sub("(?<!,) ", "\u00a0", words))


def _names(language: str, prose: Prose) -> str:
    found: dict[str, list[str]] = {}
    for lesson in LESSONS:
        subtitle = SUBTITLE.search(prose(lesson)[0]) if lesson.written else None
        for name in re.findall(r"`[^`]+`", subtitle[2] or "") if subtitle else ():
            found.setdefault(name, []).append(_link(str(lesson.number), lesson))
    order = sorted(found, key=lambda name: name.strip("`.@_").removeprefix("torch.").removeprefix("optim.").lower())
    return " · ".join(f"{name} {', '.join(found[name])}" for name in order)
