"""A picture at the places Graphviz gave, as SVG of our own.

`svg` draws one state of it; with `state=None` all states at once, each changing part marked with the states in which
it is seen (`data-at="3,5-8"`), for the stepper to show and to hide. The same picture always gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .columns import place
from .dot import digraph, edge_text
from .metrics import text_width
from .model import Edge, Group, Picture
from .render import Layout, Point, Route
from .shapes import Box, Show, boxes, escape, heat, number
from .theme import picture_css
from .timeline import States, Timeline
from .words import Words, words

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
    styled: bool = True,
    drawn: Mapping[str, Box] | None = None,
) -> str:
    """The picture in one state, or (`state=None`) in all of its states.

    `framed` makes it stand alone: its own style sheet (unless it is not `styled`: its page has one) and a ground of
    its own, legible on any page.
    """
    timeline = timeline or Timeline(picture)
    say = words(language)
    drawn = boxes(picture, timeline, say) if drawn is None else drawn
    places = places or place(picture, digraph(picture, drawn=drawn), drawn)
    show = _all(timeline) if state is None else _only(state)
    targets = {operation.key for operation in picture.operations} | {group.key for group in picture.groups}

    body = [_frame(group, places, say) for group in picture.groups if group.key in places.frames]
    body += _paths(picture, places)
    body += [_edge(edge, places.edges[edge.key], edge.target in targets, timeline, show) for edge in picture.edges]
    foldable = {group.key: group for group in picture.groups if group.opens}
    for key, box in drawn.items():
        body.append(_box(key, box, places, timeline, show, foldable.get(key), say))

    below, legend = _legend(picture, places, say)
    wide = max([places.width, *(54 + text_width(text, 13) for text in below)])
    # Whole pixels: of a broken one a browser shows nothing, and the frame would lose a side.
    width, height = math.ceil(wide + 2 * _MARGIN), math.ceil(places.height + 2 * _MARGIN + legend[1])
    body.append(legend[0])
    body.append(_heats(picture, places, width, height, say))
    pytorch = " mg-pytorch" if picture.view == "pytorch" else ""
    zoom, name, head = _ZOOM, f' aria-label="{escape(picture.alt)}"', ""
    if framed:
        zoom, name = 1.0, ""
        style = f"<style>{picture_css()}</style>" if styled else ""
        head = (
            f"<title>{escape(say.picture)}</title><desc>{escape(picture.alt)}</desc>{style}"
            f'<rect class="mg-paper" x=".5" y=".5" width="{number(width - 1)}" height="{number(height - 1)}" rx="8"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mg mg-picture{pytorch}" lang="{say.lang}" role="img"{name} '
        f'width="{number(width * zoom)}" height="{number(height * zoom)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" style="min-width:{number(width * _LEAST)}px">{head}'
        f'<g transform="translate({number(_MARGIN)} {number(_MARGIN)})">{"".join(body)}</g></svg>\n'
    )


def _heats(picture: Picture, places: Layout, width: float, height: float, say: Words) -> str:
    """The maps of large tensors, above all else: each is seen while one points at its card."""
    parts, rules = [], []
    for card in picture.cards:
        if card.heat:
            markup, wide, high = heat(card, say)
            at = places.nodes[card.key]
            scale = min(1.0, (height - 4) / high)
            x = min(max(at.x - wide * scale / 2, 2 - _MARGIN), width - _MARGIN - wide * scale - 2)
            y = at.y + at.height / 2 + 3
            if y + high * scale > height - _MARGIN:
                y = max(2 - _MARGIN, min(at.y - at.height / 2 - 3, height) - high * scale)
            shrunk = f" scale({scale:.3f})" if scale < 1 else ""
            place = f'transform="translate({number(x)} {number(y)}){shrunk}"'
            parts.append(f'<g class="mg-heat" data-of="{card.key}" {place}>{markup}</g>')
            rules.append(f'.mg-picture:has([data-key="{card.key}"]:hover) [data-of="{card.key}"]{{visibility:visible}}')
    return "".join(parts) + (f"<style>{''.join(rules)}</style>" if rules else "")


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


def _frame(group: Group, places: Layout, say: Words) -> str:
    """An open group: a frame with its name, which closes it."""
    place = places.frames[group.key]
    x, y = number(place.x - place.width / 2), number(place.y - place.height / 2)
    text = " ".join(filter(None, (group.name, group.note)))
    return (
        f'<g class="mg-frame" data-key="{escape(group.key)}" data-fold="{escape(group.parent)}" '
        f'transform="translate({x} {y})"><title>{escape(say.fold)}</title>'
        f'<rect width="{number(place.width)}" height="{number(place.height)}" rx="9"/>'
        f'<path class="mg-tip" d="M9 10h9l-4.5 7z"/><text x="23" y="18">{escape(text)}</text></g>'
    )


def _box(key: str, box: Box, places: Layout, timeline: Timeline, show: Show, opens: Group | None, say: Words) -> str:
    place = places.nodes[key]
    size = f'width="{number(box.width)}" height="{number(box.height)}" rx="{number(box.radius)}"'
    lit = ""
    for phase in ("forward", "backward"):
        if states := timeline.lit(key, phase):
            halo = f'x="-3.5" y="-3.5" width="{number(box.width + 7)}" height="{number(box.height + 7)}"'
            lit += show(f'<rect class="mg-lit mg-{phase}" {halo} rx="{number(box.radius + 3)}"/>', states)
    at = f"{number(place.x - box.width / 2)} {number(place.y - box.height / 2)}"
    more = behind = ""
    if "mg-group" in box.kind:
        behind = f'<rect class="mg-behind" x="4" y="4" {size}/>'
        more = f' data-unfold="{escape(key)}"' if opens else ""
    return (
        f'<g class="{box.kind}" data-key="{escape(key)}"{more} transform="translate({at})">'
        f'{lit}{behind}<rect class="mg-box" {size}/>{box.draw(show)}</g>'
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
    if edge.cut:
        parts.append(_cut(edge, route))
    elif edge.local and route.label is None:  # a large graph: there was no room for it
        parts.append(f"<title>{escape(edge.local)}</title>")
    elif edge.local and route.label is not None:
        x, y = route.label
        text = edge_text(edge)
        title = f"<title>{escape(edge.local)}</title>" if text != edge.local else ""
        place = f'x="{number(x)}" y="{number(y + 4)}"'
        parts.append(f'<text class="mg-local" {place} text-anchor="middle">{title}{escape(text)}</text>')
    kind = "mg-edge" if edge.recorded else "mg-edge mg-off"
    return f'<g class="{kind}" data-key="{escape(edge.key)}">{"".join(parts)}</g>'


def _cut(edge: Edge, route: Route) -> str:
    """Two strokes across an edge, where the way back was cut."""
    middle = len(route.points) // 2
    (x0, y0), (x1, y1) = route.points[middle - 1], route.points[middle]
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    lx, ly = route.label or (x, y - 12)
    across = f"M{number(x - 5)} {number(y + 7)}l5-14M{number(x)} {number(y + 7)}l5-14"
    return (
        f'<g class="mg-cut"><path d="{across}"/>'
        f'<text x="{number(lx)}" y="{number(ly - 6)}" text-anchor="middle">{escape(edge.cut)}</text></g>'
    )


# Paths


def _paths(picture: Picture, places: Layout) -> list[str]:
    """Each path in a colour and a dash of its own, beside each other where they share an edge."""
    many = len(picture.paths)
    found = []
    for i, path in enumerate(picture.paths):
        shift = (i - (many - 1) / 2) * 3.5
        d = "".join(_path([(x, y + shift) for x, y in places.edges[key].points]) for key in path.edges)
        found.append(f'<path class="mg-path mg-path{i}" d="{d}"/>')
    return found


def _legend(picture: Picture, places: Layout, say: Words) -> tuple[list[str], tuple[str, float]]:
    """Under the picture: what it has left out, and the paths with their products; the texts, and (mark-up, height)."""
    rows: list[tuple[str, str]] = [(picture.note, "mg-note")] if picture.note else []
    for i, path in enumerate(picture.paths):
        sign = " = " if path.product.startswith("∂") else ": "  # a product, or the tensors on the way
        known = sign + path.value if path.value is not None else ""
        rows.append((f"{i + 1}.  {path.product}{known}", f"mg-legend mg-path{i}"))
    if picture.sum:
        rows.append((picture.sum, "mg-legend mg-grad"))
    markup = []
    for row, (text, kind) in enumerate(rows):
        y = places.height + 24 + 20 * row
        x = 0
        if "mg-path" in kind:
            markup.append(f'<path class="{kind.replace("mg-legend", "mg-path")}" d="M0 {number(y - 4)}h40"/>')
            x = 50
        markup.append(f'<text class="{kind}" x="{x}" y="{number(y)}">{escape(text)}</text>')
    return [text for text, _ in rows], ("".join(markup), 20.0 * len(rows) + (14 if rows else 0))


def _arrow(points: Sequence[Point], length: float) -> str:
    """The line along the points, with an arrow's tip of that length at its end (0: without)."""
    if not length:
        return f'<path class="mg-line" d="{_path(points)}"/>'
    end = points[-1]
    line = _straight(points, length) or _cut_end(points, length)
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


def _straight(points: Sequence[Point], length: float) -> list[Point] | None:
    """Of a line without a bend its two ends, the second that much before the end."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    whole = math.dist(points[0], points[-1])
    if whole <= length or any(abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) > whole / 4 for x, y in points[1:-1]):
        return None
    part = 1 - length / whole
    return [points[0], (x0 + part * (x1 - x0), y0 + part * (y1 - y0))]


def _path(points: Sequence[Point]) -> str:
    first, *rest = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M{first}" + (f"{'C' if len(rest) > 1 else 'L'}{' '.join(rest)}" if rest else "")


def _cut_end(points: Sequence[Point], length: float) -> list[Point]:
    """The curves without their last piece, `length` away from the end."""
    end, kept = points[-1], list(points)
    while len(kept) > 4 and math.dist(kept[-4], end) <= length:
        del kept[-3:]
    curve = kept[-4:]
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if math.dist(_point(curve, middle), end) > length:
            low = middle
        else:
            high = middle
    return kept[:-4] + _split(curve, low)


def _point(curve: Sequence[Point], t: float) -> Point:
    """Where a Bezier curve is at t."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    s = 1 - t
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _split(curve: Sequence[Point], t: float) -> list[Point]:
    """The part of a Bezier curve before t, by de Casteljau."""
    row, edge = list(curve), [curve[0]]
    while len(row) > 1:
        row = [((1 - t) * x0 + t * x1, (1 - t) * y0 + t * y1) for (x0, y0), (x1, y1) in pairwise(row)]
        edge.append(row[0])
    return edge
