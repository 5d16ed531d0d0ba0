"""What the learner has done, kept in their folder by the exercises' names: `progress()` shows it.

Each exercise that was right once is one line of a text file, and of a second one beside it. Lines are only ever added,
and only whole ones are read, from both files: nothing is lost if a notebook is renamed or reset, if two are open at
once, if one file is cut off in its middle, or if an exercise is no longer in the course.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minigrad.check.lessons import LESSONS, Lesson
from minigrad.check.text import Text, current, inline
from minigrad.lab import HIDDEN, course, shelf

__all__ = ["Progress", "done", "folder_of", "record"]

FILES = ("progress.txt", "progress_copy.txt")
_LINE = re.compile(r"right (\S+) (\d{4}-\d\d-\d\d)")

_TITLE = Text("{} of {} exercises done", "做完 {} 题，共 {} 题")


def folder_of(place: Path) -> Path | None:
    """The learner's folder, which `minigrad lab` has filled: around a place, or else the only one there is.

    So a notebook may be taken out of it. The course as it was published is nobody's.
    """
    around = [path for path in (place, *place.parents) if _filled(path)]
    if around:
        return around[0]
    return shelf() if _filled(shelf()) and not place.is_relative_to(course()) else None


def _filled(folder: Path) -> bool:
    return (folder / HIDDEN / "given.json").is_file()


def record(id: str, place: Path) -> None:
    """Write down that an exercise was right; what is run in `solutions/en` does not count."""
    folder = folder_of(place)
    if folder is None or place.parent.name == "solutions" or id in done(folder):
        return
    for name in FILES:
        with (folder / HIDDEN / name).open("a", encoding="utf-8") as file:
            # One call, begun on a line of its own, whatever was there before.
            file.write(f"\nright {id} {datetime.date.today().isoformat()}\n")


def done(folder: Path) -> dict[str, str]:
    """The exercises that were right, and the day on which each first was."""
    found: dict[str, str] = {}
    for name in FILES:
        try:
            text = (folder / HIDDEN / name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        for line in text.splitlines():
            if match := _LINE.fullmatch(line.strip()):
                found[match[1]] = min(match[2], found.get(match[1], match[2]))
    return found


@dataclass(frozen=True)
class Progress:
    """How far the learner has come; a notebook shows it, and `print` too."""

    finished: frozenset[str]
    exercises: tuple[tuple[int, str], ...]  # the lesson and the name of each
    links: bool = False  # to the exercises' notebooks, from where this is shown

    @classmethod
    def of(cls, exercises: Iterable[tuple[int, str]], place: Path) -> Progress:
        """As it stands in the learner's folder around a place."""
        folder = folder_of(place)
        links = (place / "../../exercises" / current()).is_dir()
        return cls(frozenset(done(folder) if folder else ()), tuple(exercises), links)

    def _rows(self) -> list[tuple[Lesson, str]]:
        rows = []
        for lesson in LESSONS:
            signs = "".join("✓" if id in self.finished else "○" for of, id in self.exercises if of == lesson.number)
            if signs:
                rows.append((lesson, signs))
        return rows

    def _title(self) -> str:
        known = {id for _, id in self.exercises}
        return _TITLE.format(len(known & self.finished), len(known))

    def __repr__(self) -> str:
        lines = [self._title()]
        for lesson, signs in self._rows():
            lines.append(f"{lesson.number:4}  {signs:8}  {str(lesson.title).replace('`', '')}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [
            f'<div lang="{current()}"><strong>{html.escape(self._title())}</strong>',
            '<table style="margin:.4em 0;color:inherit">',
        ]
        cell = '<td style="text-align:left;padding:.1em .7em">'
        for lesson, signs in self._rows():
            title = inline(str(lesson.title))
            if self.links:
                title = f'<a href="../../exercises/{current()}/{lesson.name}.ipynb">{title}</a>'
            words = f"{signs.count('✓')}/{len(signs)}"
            parts.append(
                f'<tr><td style="text-align:right">{lesson.number}</td>{cell}{title}</td>'
                f'{cell}<span role="img" aria-label="{words}" style="letter-spacing:.15em">{signs}</span></td></tr>'
            )
        return "".join([*parts, "</table></div>"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}
