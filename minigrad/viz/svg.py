"""A picture at the places Graphviz gave, as SVG of our own.

`svg` draws one state of it; with `state=None` all states at once, each changing part marked with the states in which
it is seen (`data-at="3,5-8"`), for the stepper to show and to hide. The same picture always gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from .dot import digraph
from .metrics import shorten
from .model import Edge, Picture
from .render import Layout, Point, Route, layout
from .shapes import Box, Show, boxes, escape, number
from .theme import picture_css
from .timeline import States, Timeline
from .words import words

__all__ = ["svg"]

_MARGIN = 10.0
_LEAST = 0.8  # a picture on a narrow page shrinks to this part of its size, then it scrolls
_ZOOM = 1.2  # the stepper draws larger where there is room


def svg(
    picture: Picture,
    timeline: Timeline | None = None,
    *,
    state: int | None = 0,
    language: str = "en",
    places: Layout | None = None,
    framed: bool = True,
) -> str:
    """The picture in one state, or (`state=None`) in all of its states.

    `framed` makes it stand alone: its own style sheet and a ground of its own, legible on any page.
    """
    timeline = timeline or Timeline(picture)
    say = words(language)
    places = places or layout(digraph(picture, timeline, language).source)
    show = _all(timeline) if state is None else _only(state)
    drawn = boxes(picture, timeline, say)
    operations = {operation.key for operation in picture.operations}

    body = [_edge(edge, places.edges[edge.key], edge.target in operations, timeline, show) for edge in picture.edges]
    for key, box in drawn.items():
        body.append(_box(key, box, places, timeline, show))

    width, height = places.width + 2 * _MARGIN, places.height + 2 * _MARGIN
    zoom, name, head = _ZOOM, f' aria-label="{escape(picture.alt)}"', ""
    if framed:
        zoom, name = 1.0, ""
        head = (
            f"<title>{escape(say.picture)}</title><desc>{escape(picture.alt)}</desc><style>{picture_css()}</style>"
            f'<rect class="mg-paper" x=".5" y=".5" width="{number(width - 1)}" height="{number(height - 1)}" rx="8"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mg mg-picture" lang="{say.lang}" role="img"{name} '
        f'width="{number(width * zoom)}" height="{number(height * zoom)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" style="min-width:{number(width * _LEAST)}px">{head}'
        f'<g transform="translate({number(_MARGIN)} {number(_MARGIN)})">{"".join(body)}</g></svg>\n'
    )


def _only(state: int) -> Show:
    return lambda markup, states: markup if state in states else ""


def _all(timeline: Timeline) -> Show:
    def show(markup: str, states: States) -> str:
        if states == timeline.always:
            return markup
        if not states:
            return ""
        now = " mg-on" if 0 in states else ""
        return f'<g class="mg-at{now}" data-at="{states}">{markup}</g>'

    return show


def _box(key: str, box: Box, places: Layout, timeline: Timeline, show: Show) -> str:
    place = places.nodes[key]
    size = f'width="{number(box.width)}" height="{number(box.height)}" rx="{number(box.radius)}"'
    halo = f'x="-3.5" y="-3.5" width="{number(box.width + 7)}" height="{number(box.height + 7)}" '
    halo += f'rx="{number(box.radius + 3)}"'
    lit = "".join(
        show(f'<rect class="mg-lit mg-{phase}" {halo}/>', timeline.lit(key, phase)) for phase in ("forward", "backward")
    )
    at = f"{number(place.x - box.width / 2)} {number(place.y - box.height / 2)}"
    return (
        f'<g class="{box.kind}" data-key="{escape(key)}" transform="translate({at})">'
        f'{lit}<rect class="mg-box" {size}/>{box.draw(show)}</g>'
    )


# Edges


def _edge(edge: Edge, route: Route, into_operation: bool, timeline: Timeline, show: Show) -> str:
    forward, backward = timeline.flow(edge.key, "forward"), timeline.flow(edge.key, "backward")
    parts = [show(_arrow(route.points, 9 if into_operation else 0), timeline.without(forward, backward))]
    for direction, states, points in (
        ("forward", forward, route.points),
        ("backward", backward, tuple(reversed(route.points))),
    ):
        if states:
            parts.append(show(f'<g class="mg-flow mg-{direction}">{_arrow(points, 13)}</g>', states))
    if edge.local and route.label is not None:
        x, y = route.label
        text = shorten(" ".join(edge.local.split()), 24)
        title = f"<title>{escape(edge.local)}</title>" if text != edge.local else ""
        place = f'x="{number(x)}" y="{number(y + 4)}"'
        parts.append(f'<text class="mg-local" {place} text-anchor="middle">{title}{escape(text)}</text>')
    kind = "mg-edge" if edge.recorded else "mg-edge mg-off"
    return f'<g class="{kind}" data-key="{escape(edge.key)}">{"".join(parts)}</g>'


def _arrow(points: Sequence[Point], length: float) -> str:
    """The line along the points, with an arrow's tip of that length at its end (0: without)."""
    if not length:
        return f'<path class="mg-line" d="{_path(points)}"/>'
    end = points[-1]
    line = _cut_end(points, length)
    base = line[-1]
    along = math.dist(base, end) or 1.0
    across = 0.36 * length / along
    dx, dy = (end[1] - base[1]) * across, (base[0] - end[0]) * across
    # The line goes a little way into the tip, so that no gap shows between them.
    inside = (base[0] + 0.2 * (end[0] - base[0]), base[1] + 0.2 * (end[1] - base[1]))
    tip = " ".join(
        f"{number(x)} {number(y)}" for x, y in (end, (base[0] + dx, base[1] + dy), (base[0] - dx, base[1] - dy))
    )
    return (
        f'<path class="mg-line" d="{_path(line)}L{number(inside[0])} {number(inside[1])}"/>'
        f'<path class="mg-tip" d="M{tip}z"/>'
    )


def _path(points: Sequence[Point]) -> str:
    first, *rest = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M{first}" + (f"C{' '.join(rest)}" if rest else "")


def _cut_end(points: Sequence[Point], length: float) -> list[Point]:
    """The curves without their last piece, `length` away from the end."""
    end, kept = points[-1], list(points)
    while len(kept) > 4 and math.dist(kept[-4], end) <= length:
        del kept[-3:]
    curve = kept[-4:]
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        if math.dist(_split(curve, middle)[-1], end) > length:
            low = middle
        else:
            high = middle
    return kept[:-4] + _split(curve, low)


def _split(curve: Sequence[Point], t: float) -> list[Point]:
    """The part of a Bezier curve before t, by de Casteljau."""
    row, edge = list(curve), [curve[0]]
    while len(row) > 1:
        row = [((1 - t) * x0 + t * x1, (1 - t) * y0 + t * y1) for (x0, y0), (x1, y1) in pairwise(row)]
        edge.append(row[0])
    return edge
