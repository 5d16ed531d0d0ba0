"""`mg.draw(y)`: a picture that stands in a notebook, and that can be saved."""

from __future__ import annotations

import base64
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from .dot import digraph
from .language import current
from .model import Picture
from .render import RendererMissing, layout
from .shapes import escape
from .svg import svg

__all__ = ["Drawing", "image"]

# A trusted page runs this when the image has loaded and has the same SVG in place, where it follows the page's theme
# and its text can be read, found and pointed at. A viewer that strips handlers keeps the image.
_UNFOLD = (
    "var b=atob(this.src.split(',')[1]),t=document.createElement('template'),d=document.createElement('div');"
    "t.innerHTML=new TextDecoder().decode(Uint8Array.from(b,function(c){return c.charCodeAt(0)}));"
    "var s=t.content.firstElementChild;s.setAttribute('aria-label',this.alt);"
    "s.querySelectorAll(':scope>title,:scope>desc').forEach(function(e){e.remove()});"
    "d.className='mg-view';d.append(s);this.replaceWith(d);"
    "if(d.scrollWidth>d.clientWidth)d.tabIndex=0"
)


def image(svg_text: str, alt: str, *, onload: str = _UNFOLD, more: str = "") -> str:
    """An SVG as an `<img>` that every viewer of notebooks can show, and that unfolds where it may."""
    data = base64.b64encode(svg_text.encode()).decode()
    size = re.search(r'style="[^"]*"', svg_text)  # a wide one scrolls rather than shrinks to nothing
    style = f" {size[0]}" if size else ""
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}"{style} onload="{escape(onload)}"{more}>'


class Drawing:
    """One picture. `.svg` and `.dot` hold it as text, `.save(path)` writes either of them."""

    def __init__(self, picture: Picture, language: str | None = None) -> None:
        self.picture = picture
        self._language = language or current()
        self._graph = digraph(picture, language=self._language)

    @property
    def dot(self) -> str:
        """The graph in Graphviz's language."""
        return self._graph.source

    @cached_property
    def svg(self) -> str:
        """The picture, with its style sheet in it."""
        return svg(self.picture, language=self._language, places=layout(self.dot))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture as `.svg`, or its DOT as `.dot` or `.gv`."""
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix == ".svg":
            text = self.svg
        elif suffix in (".dot", ".gv"):
            text = self.dot
        else:
            raise ValueError(f"a drawing is saved as .svg, .dot or .gv, not {suffix or 'without a suffix'!r}: {target}")
        target.write_text(text, encoding="utf-8", newline="\n")
        return target

    def __repr__(self) -> str:
        return self.picture.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            html = image(self.svg, self.picture.alt)
        except RendererMissing as error:
            return {"text/plain": f"{self.picture.alt}\n{error}"}
        return {"text/html": html, "text/plain": self.picture.alt}
