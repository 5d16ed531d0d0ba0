"""What an exercise is: everything about it stands in one object, and all else is made from it.

The notebooks of the exercises and of their solutions (tools/build.py), the check, the hints, and the tests of the check
(tests/test_check.py) read the same source, so they cannot drift apart.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from minigrad.check.text import Text

if TYPE_CHECKING:
    from minigrad.check.look import Look

__all__ = ["Diagnosis", "Exercise", "Try", "with_stubs"]

_REGION = re.compile(r"^[ \t]*### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION\n?", re.DOTALL | re.MULTILINE)
_STUB = re.compile(r"^([ \t]*)### STUB (.*\n)", re.MULTILINE)


@dataclass(frozen=True)
class Diagnosis:
    """A known way to be wrong: which thought leads there, without giving the answer away."""

    en: str
    zh: str
    raises: str = ""  # a regular expression for "NameOfError: its text": the answer raises that
    when: str = ""  # an expression over the learner's names that must hold besides
    lesson: int | None = None  # where to look again, if it is not the exercise's own lesson
    section: Text | None = None  # the heading there

    @property
    def text(self) -> Text:
        return Text(self.en, self.zh)


@dataclass(frozen=True)
class Try:
    """An answer that somebody may give: as a whole, or as changes to the solution.

    As one of `wrong` it names the diagnosis it must get; as one of `right` it names none.
    """

    diagnosis: str = ""
    edits: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def of(self, exercise: Exercise) -> str:
        """The source of this answer."""
        if self.source:
            return f"# answer: {exercise.id}\n{inspect.cleandoc(self.source)}"
        text = exercise.solved
        for old, new in self.edits:
            if old not in text:
                raise ValueError(f"{exercise.id}: the solution does not contain {old!r}")
            text = text.replace(old, new)
        return text


def with_stubs(source: str, keep_marks: bool = False) -> str:
    """The source with each marked part replaced by its stub; where marks are kept, there is nothing between them."""

    def stub(region: re.Match[str]) -> str:
        indent = region[0][: len(region[0]) - len(region[0].lstrip())]
        lines = "".join(space + line for space, line in _STUB.findall(region[1])) or f"{indent}...\n"
        return lines + (f"{indent}### BEGIN SOLUTION\n{indent}### END SOLUTION\n" if keep_marks else "")

    return _REGION.sub(stub, source)


@dataclass(frozen=True)
class Exercise:
    """One exercise with its check.

    `solution` marks with `### BEGIN SOLUTION` and `### END SOLUTION` what the learner is to write. In the starter
    each marked part is replaced by its `### STUB ...` lines, without that word, or by `...` where it has none.
    `verify` looks at what the answer made, through a `Look`; it changes nothing and returns nothing.
    `section` is the heading of its lesson under which to look again, where a diagnosis names no other.
    `survivors` says of a small change to the solution (as tests/mutants.py names it) why it is right all the same.
    """

    id: str
    lesson: int
    title: Text
    statement: Text
    solution: str
    names: tuple[str, ...]  # what the answer must make
    verify: Callable[[Look], None]
    hints: tuple[Text, Text, Text]
    why: Text
    given: str = ""  # a cell before the answer
    diagnoses: dict[str, Diagnosis] | None = None
    wrong: tuple[Try, ...] = ()
    right: tuple[Try, ...] = ()
    points: float = 1.0
    section: Text | None = None
    survivors: dict[str, str] | None = None

    def again(self, diagnosis: str) -> tuple[int, Text | None]:
        """The lesson to look at again after this diagnosis, and the heading in it."""
        known = (self.diagnoses or {}).get(diagnosis)
        if known and (known.lesson is not None or known.section):
            return self.lesson if known.lesson is None else known.lesson, known.section
        return self.lesson, self.section

    @cached_property
    def starter(self) -> str:
        """What the learner finds."""
        return self._marked(with_stubs(self._source))

    @property
    def marked(self) -> str:
        """What a teacher finds: the answer with its marks."""
        return self._marked(self._source)

    @cached_property
    def solved(self) -> str:
        """The answer without the marks."""
        return self._marked(_STUB.sub("", _REGION.sub(r"\1", self._source)))

    @property
    def _source(self) -> str:
        return inspect.cleandoc(self.solution) + "\n"

    def _marked(self, source: str) -> str:
        return f"# answer: {self.id}\n{source}".rstrip("\n")
