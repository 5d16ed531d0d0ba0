"""A picture with sliders, as one piece of HTML that needs no kernel, no library and no network.

All that can be seen is computed beforehand: a `Board` keeps, for each text and each attribute that moves, its value at
every position of the sliders on which it depends; board.js looks them up. What does not move is written once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from ..drawing import image
from ..shapes import escape, number
from ..theme import picture_css
from .words import say

__all__ = ["Axis", "Board", "Playable"]

_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
# What a trusted page does with the still image: it puts the live widget in its place.
_LIVE = "var t=document.createElement('template');t.innerHTML=this.dataset.page;this.replaceWith(t.content)"
_FAR = 9999.0  # what leaves the picture need not be told exactly


@dataclass(frozen=True)
class Axis:
    """Something to turn: its name, what it reads at each position, and where it stands at first."""

    name: str
    texts: tuple[str, ...]
    start: int = 0
    kind: str = "slider"  # or "choice": a row of buttons
    plays: int = 0  # milliseconds from position to position when it runs by itself; 0: it does not


class Board:
    """Collects what moves while a picture is written: `element` takes arrays where others take texts."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self.shape = tuple(len(axis.texts) for axis in self.axes)
        self._tables: dict[str, int] = {}

    def element(self, tag: str, body: Any = "", cut: str = "", **attributes: Any) -> str:
        """An element of SVG or HTML. An array has one dimension for each axis: of its length, or 1 if it is no matter.

        `cut="2*3"` shortens the list of points to 1 + 3 for each position of axis 2.
        """
        written, moving = [], []
        for name, value in (*attributes.items(), ("text", body)):
            if isinstance(value, np.ndarray):
                text, table = self._bind(value)
                if table is not None:
                    moving.append(f"{name.rstrip('_').replace('_', '-')}:{table}")
                value = escape(text)
            elif name != "text":
                value = escape(number(round(value, 6)) if isinstance(value, float) else str(value))
            if name == "text":
                body = value
            else:
                written.append(f' {name.rstrip("_").replace("_", "-")}="{value}"')
        if moving:
            written.append(f' data-set="{",".join(moving)}"' + (f' data-cut="{cut}"' if cut else ""))
        return f"<{tag}{''.join(written)}>{body}</{tag}>"

    def _bind(self, values: np.ndarray) -> tuple[str, int | None]:
        """The text at the start, and the number of the table of all texts; None if there is only one."""
        if values.dtype.kind in "fi":
            values = np.nan_to_num(values.astype(float), nan=_FAR, posinf=_FAR, neginf=-_FAR).clip(-_FAR, _FAR).round(6)
            values = np.vectorize(number, otypes=[object])(values)
        for place in range(values.ndim):
            first = values.take([0], place)
            if (values == first).all():
                values = first
        begin = tuple(min(axis.start, size - 1) for axis, size in zip(self.axes, values.shape, strict=True))
        depends = [str(place) for place, size in enumerate(values.shape) if size > 1]
        if not depends:
            return str(values[begin]), None
        cells = (re.sub(r"[\t\n]", " ", str(value)) for value in values.flat)
        line = "\t".join([",".join(depends), *cells])
        return str(values[begin]), self._tables.setdefault(line, len(self._tables))

    def page(self, title: str, picture: str, notes: str, language: str) -> str:
        """The widget: the picture, its controls, and what it says; `data-told` marks what is read aloud."""
        controls = "".join(self._control(place, language) for place in range(len(self.axes)))
        reset = escape(say("reset", language))
        controls += f'<button type="button" data-reset="" class="mg-reset">{reset}</button>'
        lang = "zh-CN" if language == "zh" else "en"
        table = escape("\n".join(self._tables))
        return (
            f'<div class="mg mg-board" lang="{lang}" role="group" aria-label="{escape(title)}" '
            f'data-lm-suppress-shortcuts="true" data-table="{table}">'
            f"<style>{picture_css()}{style()}</style>"
            f'<div class="mg-view">{picture}</div><div class="mg-axes">{controls}</div>'
            f'<div class="mg-notes">{notes}</div><div class="mg-spoken" role="status" aria-live="polite"></div>'
            f'<img src="{_PIXEL}" alt="" hidden onload="{escape(_script())}"></div>'
        )

    def _control(self, place: int, language: str) -> str:
        axis = self.axes[place]
        shape = [1] * len(self.axes)
        shape[place] = len(axis.texts)
        texts = np.array(axis.texts, dtype=object).reshape(shape)
        name = escape(axis.name)
        if len(axis.texts) == 1:
            return ""
        if axis.kind == "choice":
            buttons = "".join(
                f'<button type="button" data-at="{at}" aria-pressed="{str(at == axis.start).lower()}">'
                f"{escape(text)}</button>"
                for at, text in enumerate(axis.texts)
            )
            at = f'data-axis="{place}" data-start="{axis.start}"'
            return f'<div class="mg-axis mg-choice" role="group" aria-label="{name}" {at}><b>{name}</b>{buttons}</div>'
        output = self.element("output", texts)
        slider = self.element(
            "input",
            type="range",
            min="0",
            max=str(len(axis.texts) - 1),
            value=str(axis.start),
            data_axis=str(place),
            data_start=str(axis.start),
            aria_label=axis.name,
            aria_valuetext=texts,
        ).removesuffix("</input>")
        play = ""
        if axis.plays:
            words = f"{say('play', language)}|{say('pause', language)}"
            attributes = f'data-play="{place}" data-interval="{axis.plays}" data-words="{words}"'
            play = f'<button type="button" {attributes}>{say("play", language)}</button>'
        return f'<div class="mg-axis"><b>{name}</b>{play}{slider}{output}</div>'


class Playable:
    """A widget of a lesson: in a notebook it moves by its sliders, with a kernel or without one."""

    def __init__(self, page: str, still: str, text: str) -> None:
        self._page, self._still, self._text = page, still, text

    def html(self) -> str:
        """The widget as a piece of HTML, for a page of one's own."""
        return self._page

    def svg(self) -> str:
        """The picture as it is at first."""
        return self._still

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the live widget as a page of its own (`.html`), or the picture (`.svg`)."""
        target = Path(path)
        if target.suffix.lower() not in (".html", ".svg"):
            raise ValueError(
                f"a widget is saved as .html or .svg, not {target.suffix or 'without a suffix'!r}: {target}"
            )
        page = f'<!doctype html>\n<meta charset="utf-8">\n<title>{escape(self._text)}</title>\n{self._page}\n'
        text = self._still if target.suffix.lower() == ".svg" else page
        target.write_text(text, encoding="utf-8", newline="\n")
        return target

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """A still image, which becomes the live widget wherever the page is trusted."""
        html = image(self._still, self._text, onload=_LIVE, more=f' data-page="{escape(self._page)}"')
        return {"text/html": html, "text/plain": self._text}


def drawn(width: float, height: float, body: str, alt: str, *, framed: bool = False) -> str:
    """An SVG picture; `framed`, it stands alone, with its own style sheet and ground, and nothing of the live one."""
    head = ""
    if framed:
        body = re.sub(r' data-(set|cut)="[^"]*"', "", body)
        ground = (
            f'<rect class="mg-paper" x=".5" y=".5" width="{number(width - 1)}" height="{number(height - 1)}" rx="8"/>'
        )
        head = f"<style>{picture_css()}{style()}</style>{ground}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mg mg-picture mg-plot" role="img" aria-label="{escape(alt)}" '
        f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" '
        f'style="min-width:{number(0.6 * width)}px">{head}{body}</svg>\n'
    )


@cache
def _script() -> str:
    return "\n".join(line for line in _lines("board.js") if not line.startswith("//"))


@cache
def style() -> str:
    """The style sheet of the widgets, as one line."""
    return "".join(line.replace(": ", ":") for line in _lines("board.css") if not line.startswith("/*"))


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]
