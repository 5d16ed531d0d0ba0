"""`mg.draw(y)`: a picture that stands in a notebook, and that can be saved."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .assets import script
from .columns import place
from .dot import digraph
from .language import current
from .model import Picture
from .nodes import as_pytorch
from .render import RendererMissing
from .shapes import Box, boxes, escape
from .svg import svg
from .timeline import Timeline
from .words import words

if TYPE_CHECKING:  # a picture that is only looked at needs none of pathlib
    from pathlib import Path

__all__ = ["Drawing", "image"]


def image(svg_text: str, alt: str, *, onload: str = "", more: str = "") -> str:
    """An SVG as an `<img>` that every viewer of notebooks can show, and that unfolds where it may."""
    data = base64.b64encode(svg_text.encode()).decode()
    size = re.search(r'style="[^"]*"', svg_text)  # a wide one scrolls rather than shrinks to nothing
    style = f" {size[0]}" if size else ""
    run = escape(onload or script("view.js"))  # a viewer that strips handlers keeps the image
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}"{style} onload="{run}"{more}>'


class Drawing:
    """One picture. `.svg`, `.dot` and `.json` hold it as text, `.png` as an image; `.save(path)` writes any of them.

    `unfolded` gives for each folded group the picture in which it is open, for the page to show at a click.
    """

    def __init__(
        self,
        picture: Picture,
        language: str | None = None,
        unfolded: Callable[[], Iterable[tuple[str, Picture]]] = tuple,
    ) -> None:
        self.picture = picture
        self._language = words(language or current()).lang[:2]
        self._unfolded = unfolded

    @cached_property
    def _boxes(self) -> dict[str, Box]:
        return boxes(self.picture, Timeline(self.picture), words(self._language))

    @cached_property
    def dot(self) -> str:
        """The graph in Graphviz's language."""
        return str(digraph(self.picture, language=self._language, drawn=self._boxes))

    @property
    def source(self) -> Any:
        """The same as a `graphviz.Source`: with Graphviz installed it renders in any format, as lines and letters."""
        import graphviz

        return graphviz.Source(self.dot)

    @cached_property
    def svg(self) -> str:
        """The picture, with its style sheet in it."""
        places = place(self.picture, self.dot, self._boxes)
        return svg(self.picture, language=self._language, places=places, drawn=self._boxes)

    @property
    def json(self) -> str:
        """The picture as data: what `minigrad.viz.model` describes."""
        from .formats import as_json

        return as_json(self.picture)

    @property
    def png(self) -> bytes:
        """The picture as an image of twice its size, in light colours."""
        from .formats import png

        return png(self.svg)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture: as `.svg`, `.png`, `.pdf`, `.json`, or as DOT (`.dot`, `.gv`)."""
        from pathlib import Path

        target = Path(path)
        suffix = target.suffix.lower()
        if suffix == ".png":
            target.write_bytes(self.png)
        elif suffix == ".pdf":
            from .formats import pdf

            target.write_bytes(pdf(self.svg))
        elif suffix in (".svg", ".json", ".dot", ".gv"):
            text = {".svg": "svg", ".json": "json"}.get(suffix, "dot")
            target.write_text(getattr(self, text), encoding="utf-8", newline="\n")
        else:
            wanted = ".svg, .png, .pdf, .json, .dot or .gv"
            raise ValueError(f"a drawing is saved as {wanted}, not {suffix or 'without a suffix'!r}: {target}")
        return target

    def __repr__(self) -> str:
        return self.picture.alt

    def _views(self) -> str:
        """The other states of the drawing, for the page: PyTorch's view, and each folded group open."""
        others = dict(self._unfolded())
        if self.picture.view == "data" and self.picture.operations + self.picture.groups:
            others["pytorch"] = as_pytorch(self.picture)
        if not others:
            return ""
        say = words(self._language)
        views = {key: svg(other, language=self._language, styled=False) for key, other in others.items()}
        texts = {
            "fold": say.fold,
            "unfold": say.unfold,
            "data": say.data_view,
            "pytorch": say.pytorch_view,
            "views": say.views,
        }
        return f' data-views="{escape(json.dumps({"words": texts, "views": views}, ensure_ascii=False))}"'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            html = image(self.svg, self.picture.alt, more=self._views())
        except RendererMissing as error:
            return {"text/plain": f"{self.picture.alt}\n{error}"}
        return {"text/html": html, "text/plain": self.picture.alt}
