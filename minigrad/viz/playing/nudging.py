"""`mg.nudge`: an input moves by h."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..language import current
from .board import Axis, Board, Playable, drawn
from .evaluate import number_inputs, slope_at, value_at
from .plot import Panel, path, shown, steady
from .words import say

__all__ = ["nudge"]

STEPS = (1.0, 0.5, 0.2, 0.1, 0.01, *(10.0**-k for k in range(3, 18)))
_START = 0
_WIDTH, _HEIGHT = 780.0, 412.0
_POINTS = 41  # of the curve


def nudge(f: Callable[..., Any], inputs: dict[str, float]) -> Playable:
    """The widget; see `minigrad.nudge`."""
    language = current()
    at = number_inputs("nudge", inputs)
    names = list(at)
    output = "y" if "y" not in at else "f"
    value = value_at(f, at)
    slopes = slope_at(f, at)
    texts = tuple(_power(h) for h in STEPS)
    board = Board((Axis(say("which", language), tuple(names), kind="choice"), Axis("h", texts, _START)))

    def each(make: Callable[[str, float], Any], dtype: Any = object) -> np.ndarray:
        return np.array([[make(name, h) for h in STEPS] for name in names], dtype=dtype)

    def moved(name: str, h: float) -> float:
        return value_at(f, {**at, name: at[name] + h})

    true = each(lambda name, h: moved(name, h) - value, float)
    predicted = each(lambda name, h: slopes[name] * h, float)
    quotient = each(lambda name, h: (moved(name, h) - value) / h, float)

    picture = "".join(
        [
            _curve(board, f, at, slopes, value, output, language),
            _bars(board, predicted, true, language),
            _table(board, names, slopes, quotient, language),
        ]
    )
    told = each(lambda name, h: "")
    for i, name in enumerate(names):
        for j, h in enumerate(STEPS):
            told[i, j] = say(
                "nudged",
                language,
                at=", ".join(f"{n} = {shown(v)}" for n, v in at.items()),
                y=output,
                value=shown(value),
                name=name,
                slope=shown(slopes[name]),
                h=_power(h),
                predicted=_short(predicted[i, j]),
                true=_short(true[i, j]),
            )
    alt = str(told[0, _START])
    notes = board.element("p", told, data_told="") + f"<p>{say('nudge_rounding', language)}</p>"
    page = board.page(say("nudge", language), drawn(_WIDTH, _HEIGHT, picture, alt), notes, language)
    return Playable(page, drawn(_WIDTH, _HEIGHT, picture, alt, framed=True), alt)


def _power(h: float) -> str:
    """A step as it is written: 0.01, 1e-05."""
    return f"{h:g}"


def _short(value: float) -> str:
    return f"{steady(value):.6g}".replace("-", "−") if value else "0"


def _curve(
    board: Board, f: Any, at: dict[str, float], slopes: dict[str, float], value: float, output: str, language: str
) -> str:
    """The function from 2h left of the place to 2h right of it: with a small h it becomes its tangent."""
    panel = Panel(16, 30, 330, 270, (-2.0, 2.0), (0.0, 1.0))
    ts = np.linspace(-2, 2, _POINTS)
    curve, slope, dots, gap = ([], [], [], [])
    for name in at:
        rows = []
        for h in STEPS:
            place = at[name]
            ys = np.array([value_at(f, {**at, name: place + t * h}) - value for t in ts])
            line = slopes[name] * h * ts
            after = value_at(f, {**at, name: place + h}) - value
            # Both ends of the tangent and of the curve are in sight, and the place itself in the middle.
            reach = max(np.abs(ys[np.isfinite(ys)]).max(initial=0), np.abs(line).max(initial=0)) or abs(h)
            up = panel.height / 2 - ys / reach * panel.height / 2.1
            tangent = panel.height / 2 - line / reach * panel.height / 2.1
            to = panel.height / 2 - np.array([slopes[name] * h, after]) / reach * panel.height / 2.1
            rows.append((path(panel.x(ts), up), path(panel.x(ts[[0, -1]]), tangent[[0, -1]]), to))
        curve.append([row[0] for row in rows])
        slope.append([row[1] for row in rows])
        dots.append([row[2][1] for row in rows])
        gap.append([row[2][0] for row in rows])
    x, middle = float(panel.x(1)), panel.height / 2
    ends = np.array(dots, float), np.array(gap, float)
    inside = "".join(
        [
            f'<path class="mg-base" d="M{panel.width / 2:g} {middle:g}H{x:g}"/>',
            board.element("polyline", class_="mg-slope", points=np.array(slope, object)),
            board.element("polyline", class_="mg-curve", points=np.array(curve, object)),
            board.element("line", class_="mg-walk", x1=x, x2=x, y1=middle, y2=ends[1]),
            board.element("circle", class_="mg-here", r=5.0, cx=x, cy=ends[1]),
            board.element("circle", class_="mg-dot", r=5.0, cx=x, cy=ends[0]),
            f'<circle class="mg-dot" r="5" cx="{panel.width / 2:g}" cy="{middle:g}"/>',
        ]
    )
    names = np.array([[name] for name in at], object)
    marks = [
        board.element(
            "text",
            _of(names, lambda n: f"{n} = {shown(at[n])}"),
            class_="mg-tick",
            x=181.0,
            y=318.0,
            text_anchor="middle",
        ),
        board.element(
            "text", _of(names, lambda n: f"{n} + h"), class_="mg-tick", x=263.5, y=318.0, text_anchor="middle"
        ),
    ]
    return panel.drawn(inside, say("nudge_curve", language), numbers=False) + "".join(marks)


def _of(names: np.ndarray, make: Callable[[str], str]) -> np.ndarray:
    return np.vectorize(make, otypes=[object])(names)


def _bars(board: Board, predicted: np.ndarray, true: np.ndarray, language: str) -> str:
    """Two bars: how far the output should move, and how far it does."""
    longest = np.maximum(np.maximum(np.abs(predicted), np.abs(true)), 1e-300)
    rows = []
    for y, label, values, kind in (
        (346.0, say("predicted", language), predicted, "mg-bar-grad"),
        (378.0, say("true", language), true, "mg-bar-value"),
    ):
        width = np.nan_to_num(np.abs(values) / longest * 130)
        rows.append(f'<text class="mg-text" x="16" y="{y + 4:g}">{label}</text>')
        rows.append(board.element("rect", class_=kind, x=132.0, y=y - 8, height=16.0, width=width, rx=2.0))
        text = np.vectorize(_short, otypes=[object])(values)
        kind = "mg-grad" if values is predicted else "mg-value"
        rows.append(board.element("text", text, class_=kind, x=width + 138, y=y + 4))
    return "".join(rows)


def _table(board: Board, names: list[str], slopes: dict[str, float], quotient: np.ndarray, language: str) -> str:
    """For every h: the change divided by h."""
    left, top, line = 384.0, 47.0, 17.0
    rows = [
        f'<text class="mg-title" x="{left:g}" y="21">h</text>',
        f'<text class="mg-title" x="{left + 210:g}" y="21" text-anchor="end">{say("quotient", language)}</text>',
        f'<text class="mg-title" x="{left + 380:g}" y="21" text-anchor="end">{say("off", language)}</text>',
        f'<path class="mg-grid" d="M{left - 8:g} 29H{left + 388:g}"/>',
    ]
    here = np.array([[top - 13 + line * j for j in range(len(STEPS))]])
    rows.append(board.element("rect", class_="mg-row", x=left - 8, y=here, width=396.0, height=line, rx=3.0))
    for j, h in enumerate(STEPS):
        y = top + line * j
        found = quotient[:, j : j + 1]
        off = found - np.array([[slopes[name]] for name in names])
        rows.append(f'<text class="mg-num" x="{left:g}" y="{y:g}">{_power(h)}</text>')
        for x, values, kind in ((left + 210, found, "mg-num mg-value"), (left + 380, off, "mg-num")):
            texts = np.vectorize(_digits if values is found else _error, otypes=[object])(values)
            rows.append(board.element("text", texts, class_=kind, x=x, y=y, text_anchor="end"))
    y = top + line * len(STEPS) + 8
    rows.append(f'<path class="mg-grid" d="M{left - 8:g} {y - 15:g}H{left + 388:g}"/>')
    exact = np.array([[f"{slopes[name]:.6f}".replace("-", "−")] for name in names], object)
    rows.append(f'<text class="mg-num" x="{left:g}" y="{y:g}">backward()</text>')
    rows.append(board.element("text", exact, class_="mg-num mg-grad", x=left + 210, y=y, text_anchor="end"))
    return "".join(rows)


def _digits(value: float) -> str:
    return f"{value:.6f}".replace("-", "−") if abs(value) < 1e6 else f"{value:.6g}"


def _error(value: float) -> str:
    return f"{value:+.0e}".replace("-", "−") if abs(value) > 5e-13 else "0"
