"""The four outcomes of a check, and how a notebook shows them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from minigrad.check.beside import Graphs, Numbers
from minigrad.check.errors import Raised
from minigrad.check.exercise import Exercise
from minigrad.check.lessons import lesson
from minigrad.check.look import Row
from minigrad.check.text import Text, current, inline

__all__ = ["Outcome", "Report"]


class Outcome(Enum):
    """What a check may say."""

    NOT_ATTEMPTED = "not attempted"
    RAISED = "raised"
    NOT_YET = "not right yet"
    RIGHT = "right"


MANY = 6  # rows

_HEAD = {
    Outcome.NOT_ATTEMPTED: Text("Not attempted", "还没有作答"),
    Outcome.RAISED: Text("It raised an error", "运行时报错了"),
    Outcome.NOT_YET: Text("Not right yet", "还不对"),
    Outcome.RIGHT: Text("Right", "正确"),
}
_SIGN = {  # the sign says without colour what the colour says
    Outcome.NOT_ATTEMPTED: ("○", "#7a7f87"),
    Outcome.RAISED: ("!", "#c2410c"),
    Outcome.NOT_YET: ("✗", "#b45309"),
    Outcome.RIGHT: ("✓", "#0f766e"),
}
_BEGIN = Text(
    'Fill in the answer cell, run it, and check again. Stuck? `hint("{}", 1)`',
    '先补全答案单元格并运行它，再来检查。没有头绪？试试 `hint("{}", 1)`',
)
_DONE = Text(
    'All that was looked at fits. Why it is right: `solution("{}")`', '检查过的都对。想知道为什么对：`solution("{}")`'
)
_WHERE = Text("in line {}: `{}`", "第 {} 行：`{}`")
_MADE = Text("not made yet", "还没有")
_AGAIN = Text("Look again at lesson {} ({}).", "可以再看看第 {} 课（{}）。")
_UNDER = Text("Look again at lesson {} ({}): “{}”.", "可以再看看第 {} 课（{}）的“{}”一节。")
_COLUMNS = Text("looked at|yours|expected", "检查的内容|你的|应为")


@dataclass(frozen=True)
class Report:
    """What a check found; a notebook shows it, and `print` too."""

    exercise: Exercise
    outcome: Outcome
    rows: tuple[Row, ...] = ()
    diagnosis: str = ""
    error: Raised | None = None
    message: Text | None = None  # the diagnosis, or what the error means
    note: str = ""
    beside: Graphs | Numbers | None = None  # what was made beside what the solution makes

    @property
    def points(self) -> float:
        return self.exercise.points if self.outcome is Outcome.RIGHT else 0.0

    def _sentences(self) -> list[str]:
        if self.outcome is Outcome.NOT_ATTEMPTED:
            return [_BEGIN.format(self.exercise.id)]
        if self.outcome is Outcome.RIGHT:
            return [_DONE.format(self.exercise.id), *([self.note] if self.note else [])]
        said = []
        if self.error:
            if self.error.line:
                said.append(_WHERE.format(self.error.line, self.error.code.replace("`", "'")))
            said.append(f"`{str(self.error).replace('`', chr(39))}`")
        if self.message:
            said.append(str(self.message))
        return said

    def _again(self) -> tuple[str, str]:
        """Where to look again, in words, and the address if there is something at it."""
        if self.outcome in (Outcome.NOT_ATTEMPTED, Outcome.RIGHT):
            return "", ""
        number, section = self.exercise.again(self.diagnosis)
        again = lesson(number)
        if not again.written:
            return "", ""
        words = _AGAIN.format(again.number, again.title)
        address = f"../../notebooks/{current()}/{again.name}.ipynb"
        if not Path(address).is_file():  # of a class, or of a notebook that was moved
            address = ""
        if section:
            words = _UNDER.format(again.number, again.title, section)
            address += "#" * bool(address) + quote(str(section).replace(" ", "-") if address else "")
        return words, address

    def _table(self) -> list[Row]:
        """What is worth showing: of many rows those that are not right."""
        if self.outcome is Outcome.RIGHT:
            return []
        return [row for row in self.rows if not row.right or len(self.rows) <= MANY]

    def __repr__(self) -> str:
        head = f"{_SIGN[self.outcome][0]} {_HEAD[self.outcome]} · {self.exercise.title}"
        lines = [head]
        for row in self._table():
            mark = "✓" if row.right else "✗"
            expected = f" ({str(_COLUMNS).split('|')[2]} {row.expected})" if row.expected and not row.right else ""
            lines.append(f"  {mark} {row.name} = {_found(row)}{expected}")
        said = [*self._sentences(), str(self.beside or ""), self._again()[0]]
        return "\n".join(lines + [f"  {' '.join(sentence.split())}" for sentence in said if sentence])

    def _repr_html_(self) -> str:
        sign, colour = _SIGN[self.outcome]
        parts = [
            f'<div lang="{current()}" role="status" '
            f'style="border-left:4px solid {colour};padding:.3em .9em;margin:.2em 0">',
            f"<strong>{sign} {html.escape(str(_HEAD[self.outcome]))}</strong> · {inline(str(self.exercise.title))}",
        ]
        if table := self._table():
            columns = str(_COLUMNS).split("|")
            if not any(row.expected for row in table):
                columns.pop()
            cell = '<td style="text-align:left;padding:.1em .7em">'
            parts.append('<table style="margin:.4em 0;color:inherit"><thead><tr><th></th>')
            parts += [f'<th style="text-align:left;padding:.1em .7em">{html.escape(column)}</th>' for column in columns]
            parts.append("</tr></thead><tbody>")
            for row in table:
                texts = [f"<code>{html.escape(row.name)}</code>", html.escape(_found(row)), html.escape(row.expected)]
                if not row.right:
                    texts = [f"<strong>{text}</strong>" for text in texts]
                mark = f'<span style="color:{_SIGN[Outcome.NOT_YET][1]}">✗</span>' if not row.right else "✓"
                parts.append(f"<tr>{cell}{mark}</td>")
                parts += [f"{cell}{text}</td>" for text in texts[: len(columns)]]
                parts.append("</tr>")
            parts.append("</tbody></table>")
        parts += [f"<div>{inline(sentence)}</div>" for sentence in self._sentences()]
        if self.beside:
            parts.append(self.beside._repr_html_())
        again, address = self._again()
        if again:
            parts.append(
                f'<div><a href="{address}">{inline(again)}</a></div>' if address else f"<div>{inline(again)}</div>"
            )
        return "".join([*parts, "</div>"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def _found(row: Row) -> str:
    return str(_MADE) if row.found == "—" else row.found
