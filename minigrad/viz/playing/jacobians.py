"""`mg.jacobian`: the table of all slopes, as backward() finds it, and the product that it really computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...autograd import grad
from ...creation import tensor
from ...tensor import Tensor
from ..language import current
from .board import Axis, Board, Playable, drawn
from .plot import shown
from .words import say

__all__ = ["jacobian"]

_MOST = 6
_CELL, _LINE = 74.0, 34.0


def jacobian(f: Callable[[Any], Any], x: Any, v: Any) -> Playable:
    """The widget; see `minigrad.jacobian`."""
    language = current()
    point = tensor(_numbers("x", x), requires_grad=True)
    y = f(point)
    if not isinstance(y, Tensor) or y.dim() != 1 or not y.requires_grad:
        raise TypeError("jacobian() needs a function from a vector to a vector, computed with tensors")
    rows, columns = y.numel(), point.numel()
    if max(rows, columns) > _MOST:
        raise ValueError(f"jacobian() draws at most {_MOST} by {_MOST} slopes, not {rows} by {columns}")
    weights = tensor([1.0] * rows if v is None else _numbers("v", v))
    if weights.numel() != rows:
        raise ValueError(f"v needs one number for each of the {rows} outputs, and has {weights.numel()}")
    J = np.array([_pulled(y, point, one) for one in np.eye(rows)])
    product = _pulled(y, point, weights.numpy())

    given = [shown(e) for e in weights.tolist()]
    sums = [
        " + ".join(f"{p}·{_bracketed(shown(e))}" for p, e in zip(given, column, strict=True)) + f" = {shown(total)}"
        for column, total in zip(J.T, product, strict=True)
    ]
    told = [say("jacobian_none", language, m=rows, n=columns, mn=rows * columns)]
    for i, row in enumerate(J):
        one = [float(k == i) for k in range(rows)]
        told.append(say("jacobian_row", language, v=_listed(one), i=i + 1, row=_listed(row)))
    told.append(say("jacobian_v", language, v=_listed(weights.tolist())))
    told += [say("jacobian_column", language, j=j + 1, sum=text) for j, text in enumerate(sums)]
    told.append(say("jacobian_all", language, vJ=_listed(product)))

    states = len(told)
    board = Board([Axis(say("stage", language), tuple(f"{k} / {states - 1}" for k in range(states)), 0, plays=1500)])
    picture, width, height = _grid(board, J, given, product, states)
    whole = "[" + ", ".join(map(_listed, J)) + "]"
    alt = say("jacobian_alt", language, J=whole, v=_listed(weights.tolist()), vJ=_listed(product))
    notes = board.element("p", np.array(told, object), data_told="")
    page = board.page(say("jacobian", language), drawn(width, height, picture, alt), notes, language)
    end = Board([Axis("", board.axes[0].texts, states - 1)])  # a still picture shows the outcome
    still, width, height = _grid(end, J, given, product, states)
    return Playable(page, drawn(width, height, still, alt, framed=True), alt)


def _numbers(name: str, values: Any) -> list[float]:
    listed = values.detach().tolist() if isinstance(values, Tensor) else values
    if not isinstance(listed, (list, tuple)) or not all(isinstance(e, (int, float)) for e in listed) or not listed:
        raise TypeError(f"jacobian() needs a vector {name}, such as [1., 2.]")
    return [float(e) for e in listed]


def _pulled(y: Any, x: Any, v: np.ndarray) -> np.ndarray:
    (found,) = grad(y, x, tensor(v.tolist()), retain_graph=True, allow_unused=True)
    return np.zeros(x.numel()) if found is None else found.numpy()


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _listed(values: Any) -> str:
    return "[" + ", ".join(map(shown, values)) + "]"


def _grid(board: Board, J: np.ndarray, given: list[str], product: np.ndarray, states: int) -> tuple[str, float, float]:
    """v on the left, J beside it, the product under it, each part from the step on that finds it."""
    rows, columns = J.shape
    weighs = rows + 1  # the step at which v stands beside J
    step = np.arange(states)
    left, top = 150.0, 50.0
    parts = [
        '<text class="mg-name" x="70" y="41" text-anchor="middle">v</text>',
        f'<text class="mg-name" x="{left + columns * _CELL / 2:g}" y="20" text-anchor="middle">J</text>',
    ]

    def cell(x: float, y: float, width: float, when: np.ndarray) -> None:
        kinds = np.where(when, "mg-cell mg-lit", "mg-cell").astype(object)
        parts.append(board.element("rect", class_=kinds, x=x, y=y, width=width, height=_LINE, rx=4.0))

    def text(x: float, y: float, texts: np.ndarray, kind: str) -> None:
        parts.append(board.element("text", texts, class_=f"{kind} mg-big", x=x, y=y + 22, text_anchor="middle"))

    for j in range(columns):
        x = left + (j + 0.5) * _CELL
        parts.append(f'<text class="mg-label" x="{x:g}" y="41" text-anchor="middle">x{_sub(j)}</text>')
    for i in range(rows):
        y = top + i * _LINE
        parts.append(f'<text class="mg-label" x="{left - 12:g}" y="{y + 21:g}" text-anchor="end">y{_sub(i)}</text>')
        alone = (step > 0) & (step <= rows)
        cell(40.0, y, 60.0, (step == i + 1) | (step >= weighs))
        v = np.where(step > rows, given[i], np.where(alone, np.where(step == i + 1, "1", "0"), ""))
        text(70.0, y, v.astype(object), "mg-grad")
        for j in range(columns):
            cell(left + j * _CELL, y, _CELL, (step == i + 1) | (step == weighs + j + 1) | (step == states - 1))
            found = np.where(step > i, shown(J[i, j]), "").astype(object)
            text(left + (j + 0.5) * _CELL, y, found, "mg-value")
    y = top + rows * _LINE + 14
    parts.append(f'<text class="mg-name" x="{left - 12:g}" y="{y + 22:g}" text-anchor="end">x.grad</text>')
    for j in range(columns):
        cell(left + j * _CELL, y, _CELL, alone | (step == weighs + j + 1) | (step == states - 1))
        row = [shown(J[k - 1, j]) if alone[k] else shown(product[j]) if k > weighs + j else "" for k in step]
        text(left + (j + 0.5) * _CELL, y, np.array(row, object), "mg-grad")
    return "".join(parts), left + columns * _CELL + 24, y + _LINE + 14


def _sub(index: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(index + 1))
