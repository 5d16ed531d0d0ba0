"""`mg.descend`: gradient descent on a line, step by step."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ...autograd import no_grad
from ...creation import tensor
from ...dtypes import float64
from ...tensor import Tensor
from ..language import current
from .board import Axis, Board, Playable, drawn
from .plot import Panel, ends, path, shown, steady
from .words import say

__all__ = ["descend"]

_WIDTH, _HEIGHT = 960.0, 330.0
_MOST_STICKS = 30
_LEVELS = (0.01, 0.05, 0.15, 0.4, 1.0, 2.0)  # of the loss at the start, above the loss at the bottom


class Runs(NamedTuple):
    """All descents: arrays with the axes learning rate, start, step (and parameter)."""

    parameters: np.ndarray
    gradients: np.ndarray
    losses: np.ndarray


def descend(x: Any, y: Any, lr: tuple[float, ...], start: tuple[float, ...], steps: int) -> Playable:
    """The widget; see `minigrad.descend`."""
    language = current()
    xs, ys = _data("x", x), _data("y", y)
    if xs.shape != ys.shape:
        raise ValueError(f"descend() needs one y for each x: {len(xs)} and {len(ys)}")
    if len(start) not in (1, 2):
        raise ValueError("start is (w,) or (w, b)")
    design = np.stack([xs, np.ones_like(xs)][: len(start)], 1)
    bend = design.T @ design / len(xs)  # half the loss's second derivatives
    bottom = np.array([steady(value) for value in np.linalg.lstsq(design, ys, rcond=None)[0]])
    rates = list(lr) or _rates(bend)
    starts = _starts(np.array(start, float), bottom)
    runs = _run(xs, ys, rates, starts, steps)

    names = ("w", "b")[: len(start)]
    axes = (
        Axis(say("lr", language), tuple(f"{rate:g}" for rate in rates), len(rates) // 2 if not lr else 0),
        Axis(say("start", language), tuple(_point(place) for place in starts), kind="choice"),
        Axis(say("step", language), tuple(str(step) for step in range(steps + 1)), plays=300),
    )
    board = Board(axes)
    lowest = float(np.mean((design @ bottom - ys) ** 2))

    def picture(on: Board) -> str:
        return (
            _data_panel(on, xs, ys, runs, language)
            + _loss_panel(on, runs, steps, language)
            + _landscape(on, runs, starts, bottom, bend, lowest, language)
        )

    last = Board((axes[0], axes[1], Axis("", axes[2].texts, steps)))  # a still picture shows where it ends
    last_state = (axes[0].start, 0, steps)
    alt = say(
        "descended",
        language,
        lr=axes[0].texts[last_state[0]],
        i=steps,
        n=steps,
        where=", ".join(f"{n} = {shown(v)}" for n, v in zip(names, runs.parameters[last_state], strict=True)),
        loss=shown(runs.losses[last_state]),
    )
    notes = _notes(board, runs, rates, names, steps, language)
    page = board.page(say("descend", language), drawn(_WIDTH, _HEIGHT, picture(board), alt), notes, language)
    return Playable(page, drawn(_WIDTH, _HEIGHT, picture(last), alt, framed=True), alt)


def _data(name: str, values: Any) -> np.ndarray:
    listed = values.detach().tolist() if isinstance(values, Tensor) else list(values)
    array = np.asarray(listed, float)
    if array.ndim != 1 or len(array) < 2:
        raise ValueError(f"descend() needs a vector of at least two numbers as {name}")
    return array


def _rates(bend: np.ndarray) -> list[float]:
    """Learning rates from far too small to just too large: at 2 / (the steepest bend) it stops to converge."""
    limit = 1 / float(np.linalg.eigvalsh(bend).max())
    return [float(f"{limit * part:.1g}") for part in (0.01, 0.03, 0.1, 0.2, 0.5, 0.8)] + [
        float(f"{limit * part:.2g}") for part in (0.98, 1.1)
    ]


def _starts(first: np.ndarray, bottom: np.ndarray) -> list[np.ndarray]:
    """The start that was asked for, and its mirror images on the other sides of the bottom."""
    other = 2 * bottom - first
    if len(first) == 1:
        return [first, other]
    return [first, np.array([other[0], first[1]]), other, np.array([first[0], other[1]])]


def _unbent(bend: np.ndarray, circle: np.ndarray) -> np.ndarray:
    """The points at which the quadratic form is 1: the unit circle through the inverse of the form's square root.

    By hand: a library's eigenvectors may point either way, and the picture shall be the same everywhere.
    """
    first = math.sqrt(max(bend[0, 0], 1e-12))
    mixed = bend[0, 1] / first
    second = math.sqrt(max(bend[1, 1] - mixed**2, 1e-12))
    below = circle[1] / second
    return np.stack([(circle[0] - mixed * below) / first, below])


def _run(xs: np.ndarray, ys: np.ndarray, rates: list[float], starts: list[np.ndarray], steps: int) -> Runs:
    """The loop of every training program, for each learning rate and start."""
    x, y = tensor(xs, dtype=float64), tensor(ys, dtype=float64)
    count = len(starts[0])
    shape = (len(rates), len(starts), steps + 1)
    runs = Runs(np.empty((*shape, count)), np.empty((*shape, count)), np.empty(shape))
    for i, rate in enumerate(rates):
        for j, start in enumerate(starts):
            parameters = [tensor(value, dtype=float64, requires_grad=True) for value in start]
            for k in range(steps + 1):
                line = parameters[0] * x
                error = (line + parameters[1] if count == 2 else line) - y
                loss = (error * error).mean()
                for parameter in parameters:
                    parameter.grad = None
                loss.backward()
                runs.parameters[i, j, k] = [parameter.item() for parameter in parameters]
                runs.gradients[i, j, k] = [parameter.grad.item() for parameter in parameters]
                runs.losses[i, j, k] = loss.item()
                with no_grad():
                    for parameter in parameters:
                        parameter -= rate * parameter.grad
    return runs


def _point(place: np.ndarray) -> str:
    return f"({', '.join(map(shown, place))})" if len(place) > 1 else shown(place[0])


def _texts(array: np.ndarray) -> np.ndarray:
    return np.vectorize(shown, otypes=[object])(array)


def _notes(board: Board, runs: Runs, rates: list[float], names: tuple[str, ...], steps: int, language: str) -> str:
    """Where it stands, and the next step with its numbers."""
    where = ", ".join(
        f"{name} = {board.element('b', _texts(runs.parameters[..., p]), class_='mg-value')}"
        for p, name in enumerate(names)
    )
    rate = np.array([[[f"{rate:g}"]] for rate in rates], object)
    told = say(
        "descended",
        language,
        lr=board.element("span", rate),
        i=board.element("span", np.arange(steps + 1)[None, None, :]),
        n=steps,
        where=where,
        loss=board.element("b", _texts(runs.losses), class_="mg-value"),
    )
    moves = []
    for p, name in enumerate(names):
        gradient = _texts(runs.gradients[..., p])
        bracketed = np.vectorize(lambda text: f"({text})" if text.startswith("−") else text, otypes=[object])(gradient)
        after = runs.parameters[..., p] - np.array(rates)[:, None, None] * runs.gradients[..., p]
        moves.append(
            f"{name} ← {board.element('b', _texts(runs.parameters[..., p]), class_='mg-value')} − "
            f"{board.element('span', rate)}·{board.element('b', bracketed, class_='mg-grad')} = "
            f"{board.element('b', _texts(after), class_='mg-value')}"
        )
    return f'<p data-told="">{told}</p><p>{say("next", language)}{", &nbsp; ".join(moves)}</p>'


def _data_panel(board: Board, xs: np.ndarray, ys: np.ndarray, runs: Runs, language: str) -> str:
    across = ends(xs)
    panel = Panel(44, 34, 250, 246, across, ends(np.append(ys, 0), 0.15))
    slopes = runs.parameters[..., 0]
    shifts = runs.parameters[..., 1] if runs.parameters.shape[-1] == 2 else np.zeros_like(slopes)
    parts = []
    if len(xs) <= _MOST_STICKS:
        for x, y in zip(xs, ys, strict=True):
            at: dict[str, Any] = {"x1": float(panel.x(x)), "x2": float(panel.x(x)), "y1": float(panel.y(y))}
            parts.append(board.element("line", class_="mg-stick", **at, y2=np.round(panel.y(slopes * x + shifts))))
    left, right = across
    line: dict[str, Any] = {
        "y1": np.round(panel.y(slopes * left + shifts)),
        "y2": np.round(panel.y(slopes * right + shifts)),
    }
    parts.append(board.element("line", class_="mg-walk mg-thick", x1=0.0, x2=panel.width, **line))
    parts += [
        f'<circle class="mg-dot" r="4" cx="{panel.x(x):.1f}" cy="{panel.y(y):.1f}"/>'
        for x, y in zip(xs, ys, strict=True)
    ]
    return panel.drawn("".join(parts), say("data", language), "x", "y")


def _points(panel: Panel, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Polylines, one for each learning rate and start."""
    made = np.empty((*xs.shape[:2], 1), object)
    for i, j in np.ndindex(*xs.shape[:2]):
        made[i, j, 0] = path(panel.x(xs[i, j]), panel.y(ys[i, j]))
    return made


def _trail(board: Board, panel: Panel, xs: np.ndarray, ys: np.ndarray, per_step: int = 1) -> str:
    """The whole way faintly, what has been walked so far clearly, and a dot where it stands."""
    whole = _points(panel, xs, ys)
    at = slice(None, None, per_step)
    return (
        board.element("polyline", class_="mg-walk mg-faint", points=whole)
        + board.element("polyline", class_="mg-walk", points=whole, cut=f"2*{per_step}")
        + board.element(
            "circle",
            class_="mg-here",
            r=5.0,
            cx=np.round(panel.x(xs[..., at])),
            cy=np.round(panel.y(ys[..., at])),
        )
    )


def _loss_panel(board: Board, runs: Runs, steps: int, language: str) -> str:
    first = runs.losses[:, :, 0].max()
    low = max(float(np.nanmin(runs.losses)), first * 1e-6, 1e-12)
    panel = Panel(352, 34, 250, 246, (-0.5, steps + 0.5), (low / 2, max(first, low) * 40), log=True)
    many = np.broadcast_to(np.arange(steps + 1.0), runs.losses.shape)
    losses = np.maximum(runs.losses, low / 4)
    return panel.drawn(_trail(board, panel, many, losses), say("loss_curve", language), say("step", language))


def _landscape(
    board: Board,
    runs: Runs,
    starts: list[np.ndarray],
    bottom: np.ndarray,
    bend: np.ndarray,
    lowest: float,
    language: str,
) -> str:
    places = np.array([*starts, bottom])
    across = ends(places[:, 0], 0.25)
    w = runs.parameters[..., 0]
    if len(bottom) == 2:
        panel = Panel(662, 34, 270, 246, across, ends(places[:, 1], 0.25))
        height = float((starts[0] - bottom) @ bend @ (starts[0] - bottom)) or 1.0
        turn = np.linspace(0, 2 * math.pi, 73)
        circle = _unbent(bend, np.stack([np.cos(turn), np.sin(turn)]))
        inside = "".join(
            f'<polyline class="mg-level" points="{path(panel.x(ring[0]), panel.y(ring[1]))}"/>'
            for ring in (bottom[:, None] + circle * math.sqrt(height * level) for level in _LEVELS)
        )
        x, y = float(panel.x(bottom[0])), float(panel.y(bottom[1]))
        inside += f'<path class="mg-base" d="M{x - 5:.1f} {y:.1f}h10M{x:.1f} {y - 5:.1f}v10"/>'
        inside += _trail(board, panel, w, runs.parameters[..., 1])
        return panel.drawn(inside, say("landscape", language), "w", "b")
    reach = np.linspace(*across, 81)
    heights = lowest + bend[0, 0] * (reach - bottom[0]) ** 2
    panel = Panel(662, 34, 270, 246, across, ends(heights, 0.04))
    inside = f'<polyline class="mg-curve" points="{path(panel.x(reach), panel.y(heights))}"/>'
    # Across to the next place at the same height, then onto the curve: the staircase.
    stairs_x, stairs_y = np.repeat(w, 2, -1)[..., 1:], np.repeat(runs.losses, 2, -1)[..., :-1]
    return panel.drawn(inside + _trail(board, panel, stairs_x, stairs_y, 2), say("valley", language), "w")
