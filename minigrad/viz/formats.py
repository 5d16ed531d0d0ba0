"""A picture as JSON, and an SVG as PNG or PDF."""

from __future__ import annotations

import io
import json
import re
import typing
from typing import Any

from .model import Picture
from .shapes import printable

__all__ = ["as_json", "from_json", "pdf", "png"]

_ZOOM = 2  # a PNG is sharp on a dense screen and in print
_VARIABLE = re.compile(r";[a-z-]+:var\(--mg-[a-z0-9-]+\)")
_VERSION = 1  # of the form: raised when an old reader could misunderstand a new text


def as_json(picture: Picture) -> str:
    """The picture as JSON text: its fields as `minigrad.viz.model` names them; what has its default is left out.

    >>> from minigrad.viz.model import Card
    >>> picture = Picture((Card("t0", "w", "leaf", "1"),), (), (), "w")
    >>> from_json(as_json(picture)) == picture
    True
    """
    text = json.dumps({"minigrad": _VERSION, **_plain(picture)}, ensure_ascii=False, indent=1)
    return printable(text) + "\n"


def from_json(text: str) -> Picture:
    """The picture that `as_json` wrote."""
    data = json.loads(text)
    if data.pop("minigrad", None) != _VERSION:
        raise ValueError("this is no picture of minigrad's, or one of another version")
    return _made(Picture, data)


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        default = value._field_defaults
        given = zip(value._fields, value, strict=True)
        return {name: _plain(mine) for name, mine in given if name not in default or mine != default[name]}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _made(kind: Any, data: Any) -> Any:
    if hasattr(kind, "_fields"):
        kinds = typing.get_type_hints(kind)
        return kind(**{name: _made(kinds[name], part) for name, part in data.items()})
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_made(inner, part) for part in data)
    return data


def png(svg: str) -> bytes:
    """An SVG of ours as a PNG of twice its size, in light colours."""
    try:
        import resvg_py
    except ImportError as error:
        raise RuntimeError(
            "a PNG needs the Python package resvg-py: install it with your package manager, or save as .svg"
        ) from error
    light = _VARIABLE.sub("", svg)  # resvg knows no CSS variables; before each stands its light colour
    light = light.replace("system-ui,", '"DejaVu Sans",')  # nor what a system's own face is
    return bytes(resvg_py.svg_to_bytes(svg_string=light, zoom=_ZOOM, background="#ffffff"))


def pdf(svg: str) -> bytes:
    """An SVG of ours as one page of PDF that holds it as an image."""
    from PIL import Image

    page = io.BytesIO()
    with Image.open(io.BytesIO(png(svg))) as image:
        # No dates, so that the same picture gives the same file.
        image.convert("RGB").save(page, "PDF", resolution=72.0 * _ZOOM, creationDate=None, modDate=None)
    return page.getvalue()
