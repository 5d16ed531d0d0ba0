"""Where everything stands: Graphviz's answer, or, for what would keep Graphviz busy for minutes, one of our own.

Ours puts each box into the column after all that it was made from, in the order in which things came to be, and joins
them with plain curves. It is not pretty, but it takes time in proportion to the graph.
"""

from __future__ import annotations

from collections.abc import Mapping

from .dot import columns, reach
from .model import Picture
from .render import Layout, Place, RendererMissing, Route, layout
from .shapes import Box

__all__ = ["place"]

_MOST_REACH = 12_000  # more takes Graphviz longer than a reader waits
_MOST_BOXES = 3_000  # more, in one row, are too deep for Graphviz in WebAssembly
_DEEP = 500
_ACROSS, _DOWN = 42.0, 18.0  # between columns, and between boxes in one


def place(picture: Picture, dot: str, drawn: Mapping[str, Box]) -> Layout:
    """The places of all boxes and edges."""
    possible = len(drawn) <= _MOST_BOXES and reach(picture) <= _MOST_REACH
    try:
        return layout(dot) if possible else in_columns(picture, drawn)
    except RendererMissing:
        if len(drawn) < _DEEP:
            raise
        return in_columns(picture, drawn)  # it may have been too deep for it all the same


def in_columns(picture: Picture, drawn: Mapping[str, Box]) -> Layout:
    """A layout of our own, in time proportional to the picture."""
    column = {key: n for key, n in columns(picture).items() if key in drawn}
    rows: dict[int, list[str]] = {}
    for key, n in column.items():
        rows.setdefault(n, []).append(key)
    width = {n: max(drawn[key].width for key in keys) for n, keys in rows.items()}
    height = {n: sum(drawn[key].height + _DOWN for key in keys) - _DOWN for n, keys in rows.items()}
    tall = max(height.values(), default=0.0)
    nodes: dict[str, Place] = {}
    x = 0.0
    for n in sorted(rows):
        y = (tall - height[n]) / 2
        for key in rows[n]:
            box = drawn[key]
            nodes[key] = Place(x + width[n] / 2, y + box.height / 2, box.width, box.height)
            y += box.height + _DOWN
        x += width[n] + _ACROSS
    whole = max(0.0, x - _ACROSS)
    if picture.view == "pytorch":
        nodes = {key: Place(whole - p.x, p.y, p.width, p.height) for key, p in nodes.items()}
    edges = {edge.key: _curve(nodes[edge.source], nodes[edge.target]) for edge in picture.edges}
    return Layout(whole, tall, nodes, edges, frames={})


def _curve(a: Place, b: Place) -> Route:
    side = 1 if a.x <= b.x else -1
    start, end = (a.x + side * a.width / 2, a.y), (b.x - side * b.width / 2, b.y)
    bend = (end[0] - start[0]) / 2
    return Route((start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end))
