"""Lays out a course for nbgrader: every lesson's exercises are an assignment; the teacher's version has the solutions.

The teacher's version marks the solution for nbgrader, and says in `### STUB` lines between the marks what a student
finds in its place; nbgrader itself knows only one stub for everything.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from minigrad.check import catalogue
from minigrad.check.exercise import with_stubs

__all__ = ["Stubs", "lay_out"]

_ANSWER = re.compile(r"# answer: (\S+)")
_LINK = re.compile(r"\[([^\]]*)\]\(\.\./[^)]*\)")

_SETTINGS = """\
# nbgrader's settings for this course. All that can be set: nbgrader generate_config
c = get_config()

c.CourseDirectory.course_id = "minigrad"

# In the place of a marked solution a student finds its "### STUB" lines, or "..." where there are none.
c.GenerateAssignment.preprocessors.prepend(["minigrad.check.classroom.Stubs"])
c.ClearSolutions.code_stub = {"python": ""}

# Seconds for one cell. A check has a limit of its own; this is for an answer that never ends.
c.Execute.timeout = 20

# An answer that ends Python itself takes the grades of its notebook with it: nbgrader reports the student's name and
# goes on with the next.
"""


class Stubs(Preprocessor):
    """Puts the stubs in the place of the solutions; nbgrader then takes the marks away."""

    enabled = Bool(True).tag(config=True)

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        if cell.cell_type == "code":
            cell.source = with_stubs(cell.source + "\n", keep_marks=True).removesuffix("\n")
        return cell, resources


def lay_out(course: Path, folder: Path, language: str) -> list[Path]:
    """Make a course of the exercises in one language; the new files. What is there already stays as it is.

    `course` is the folder that holds `exercises/`.
    """
    made = []
    for notebook in sorted((course / "exercises" / language).glob("*.ipynb")):
        target = folder / "source" / notebook.stem / notebook.name
        if _write(target, _with_solutions(notebook.read_text(encoding="utf-8"))):
            made.append(target)
    settings = folder / "nbgrader_config.py"
    if _write(settings, _SETTINGS):
        made.append(settings)
    return made


def _write(path: Path, text: str) -> bool:
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def _with_solutions(text: str) -> str:
    """The teacher's version of an exercises' notebook."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":  # a student of a class has no copy of the course beside it
            cell["source"] = _LINK.sub(r"\1", "".join(cell["source"]))
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            source = "".join(cell["source"])
            if (match := _ANSWER.match(source)) and match[1] in catalogue():
                cell["source"] = catalogue()[match[1]].marked
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
