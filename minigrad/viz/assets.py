"""What a page carries with it: the scripts and style sheets beside this file, as short as they go into a page."""

from __future__ import annotations

from functools import cache

from ..texts import lines
from .shapes import escape

__all__ = ["LIVE", "script", "sheet", "starter"]

# What a trusted page does with the image that stands for a page: it puts the live one in its place.
LIVE = "var t=document.createElement('template');t.innerHTML=this.dataset.page;this.replaceWith(t.content)"

_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@cache
def script(name: str) -> str:
    """A script without its comments, which stand on lines of their own."""
    return "\n".join(line for line in _lines(name) if not line.startswith("//"))


@cache
def sheet(name: str) -> str:
    """A style sheet as one line."""
    return "".join(line.replace(": ", ":") for line in _lines(name) if not line.startswith("/*"))


def starter(name: str) -> str:
    """An image that nobody sees and that runs a script: HTML put into a page does not run its `<script>`s."""
    return f'<img src="{_PIXEL}" alt="" hidden onload="{escape(script(name))}">'


def _lines(name: str) -> list[str]:
    return [line.strip() for line in lines(f"viz/{name}") if line.strip()]
