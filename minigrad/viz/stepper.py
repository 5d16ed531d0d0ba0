"""`mg.step(y)`: the stepper as a widget. (This module imports ipywidgets; it is itself imported late.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from .dot import digraph
from .drawing import image
from .language import current
from .model import Picture, Step
from .page import LIVE, page, spoken
from .render import layout
from .shapes import escape
from .svg import svg
from .timeline import Timeline

__all__ = ["Stepper"]


class Stepper(ipywidgets.HTML):
    """A picture and its steps, to be gone through forwards and backwards, with or without a kernel."""

    def __init__(self, picture: Picture, steps: Sequence[Step], language: str | None = None, **more: Any) -> None:
        self._picture, self._steps, self._language = picture, tuple(steps), language or current()
        self._timeline = Timeline(picture, self._steps)
        self._places = layout(digraph(picture, self._timeline, self._language).source)
        super().__init__(page(picture, self._steps, self._timeline, self._places, self._language), **more)

    def html(self) -> str:
        """The live stepper as a piece of HTML, for a page of one's own."""
        return self.value

    def svg(self, state: int = -1) -> str:
        """The picture after that many steps; -1 is the last state."""
        last = self._timeline.last
        if not -1 <= state <= last:
            raise ValueError(f"state must be from 0 to {last} (or -1, the last), not {state}")
        chosen = last if state == -1 else state
        return svg(self._picture, self._timeline, state=chosen, language=self._language, places=self._places)

    def __repr__(self) -> str:
        return "\n".join([self._picture.alt, *spoken(self._steps, self._language)[1:]])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **kwargs: Any) -> dict[str, str]:
        """The last state as an image, which becomes the live stepper wherever the page is trusted.

        There is no widget view in it, on purpose. Jupyter shows that view alone, and a saved notebook that is opened
        without its kernel then shows an error in its place. Inside other widgets this one is a widget all the same.
        """
        live = f' data-page="{escape(self.value)}"'
        html = image(self.svg(), self._picture.alt, onload=LIVE, more=live)
        return {"text/html": html, "text/plain": repr(self)}
