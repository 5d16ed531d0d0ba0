"""`mg.gates`: what four operations do to a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...autograd import backward
from ...creation import tensor
from ...dtypes import float64
from ...functional import FUNCTIONS
from ..language import current
from .board import Axis, Board, Playable, drawn
from .plot import shown
from .words import say

__all__ = ["gates"]

_WIDTH, _HEIGHT = 900.0, 218.0
_REACH = 5
_GATES = {  # each as a learner would write it
    "add": ("+", lambda a, b: a + b),
    "mul": ("×", lambda a, b: a * b),
    "max": ("max", FUNCTIONS["maximum"]),
}


def gates(a: float, b: float, g: float) -> Playable:
    """The widget; see `minigrad.gates`."""
    language = current()
    starts = {"a": float(a), "b": float(b), "g": float(g), "g₂": 1.0}
    grids = [sorted({*map(float, range(-_REACH, _REACH + 1)), start}) for start in starts.values()]
    axes = [
        Axis(name, tuple(shown(x) for x in grid), grid.index(start))
        for (name, start), grid in zip(starts.items(), grids, strict=True)
    ]
    board = Board(axes)
    at = np.meshgrid(*grids[:3], [1.0], indexing="ij")
    parts, told, lines = [], [], []
    for place, (name, (sign, function)) in enumerate(_GATES.items()):
        x, y = (tensor(grid, dtype=float64, requires_grad=True) for grid in at[:2])
        result = function(x, y)
        result.backward(tensor(at[2], dtype=float64))
        arrays = {"a": at[0], "b": at[1], "y": _array(result), "g": at[2], "da": _array(x.grad), "db": _array(y.grad)}
        seen = {key: _texts(array) for key, array in arrays.items()}
        parts.append(_gate(board, 12.0 + 222 * place, sign, say(f"gate_{name}", language), arrays, seen))
        told.append(_told(board, name, language, seen))
        lines.append(_first(board, name, language, seen))

    source, first, second = np.meshgrid(grids[0], grids[2], grids[3], indexing="ij")
    forked: Any = tensor(source, dtype=float64, requires_grad=True)
    backward((forked.clone(), forked.clone()), (tensor(first, dtype=float64), tensor(second, dtype=float64)))
    arrays = {"a": source, "g": first, "g2": second, "da": _array(forked.grad)}
    seen = {key: _texts(array[:, None]) for key, array in arrays.items()}
    parts.append(_copy(board, 12.0 + 222 * 3, say("gate_copy", language), seen))
    told.append(_told(board, "copy", language, seen))
    lines.append(_first(board, "copy", language, seen))

    picture, alt = "".join(parts), "\n".join([f"{say('gates', language)}:", *lines])
    notes = "".join(told) + f"<p>{say('gates_note', language)}</p>"
    page = board.page(say("gates", language), drawn(_WIDTH, _HEIGHT, picture, alt), notes, language)
    return Playable(page, drawn(_WIDTH, _HEIGHT, picture, alt, framed=True), alt)


def _array(tensor: Any) -> np.ndarray:
    return tensor.detach().numpy()


def _texts(array: np.ndarray) -> np.ndarray:
    return np.vectorize(shown, otypes=[object])(array)


_KINDS = {"g": "mg-grad", "g2": "mg-grad", "da": "mg-grad", "db": "mg-grad"}


def _told(board: Board, name: str, language: str, seen: dict[str, np.ndarray]) -> str:
    """The sentence about a gate, its numbers moving."""
    spans = {key: board.element("b", text, class_=_KINDS.get(key, "mg-value")) for key, text in seen.items()}
    return f'<p data-told="">{say(f"gates_{name}", language, **spans)}</p>'


def _first(board: Board, name: str, language: str, seen: dict[str, np.ndarray]) -> str:
    """The same as plain text, as it is at first."""
    starts = [axis.start for axis in board.axes]

    def one(array: np.ndarray) -> str:
        return str(array[tuple(min(at, size - 1) for at, size in zip(starts, array.shape, strict=True))])

    return say(f"gates_{name}", language, **{key: one(array) for key, array in seen.items()})


def _gate(
    board: Board, left: float, sign: str, title: str, arrays: dict[str, np.ndarray], seen: dict[str, np.ndarray]
) -> str:
    """Two inputs, a box, an output: values above the wires, gradients below."""
    rows = [f'<text class="mg-title" x="{left + 100:g}" y="24" text-anchor="middle">{title}</text>']
    for name, y in (("a", 74.0), ("b", 160.0)):
        kinds = np.where(arrays[f"d{name}"] == 0, "mg-wire mg-off", "mg-wire").astype(object)
        bend = f"M{left + 22:g} {y:g}H{left + 70:g}L{left + 98:g} {117 + (y - 117) * 0.45:g}"
        rows.append(board.element("path", class_=kinds, d=bend))
        rows += _wire(board, left, y, name, seen[name], seen[f"d{name}"])
    rows.append(f'<path class="mg-wire" d="M{left + 132:g} 117H{left + 186:g}"/>')
    rows += _end(board, left + 186, 117.0, "y", seen["y"], "g", seen["g"])
    rows.append(_box(left, sign))
    return "".join(rows)


def _box(left: float, sign: str) -> str:
    word = " mg-word" if len(sign) > 1 else ""
    return (
        f'<g class="mg-op"><rect class="mg-box" x="{left + 90:g}" y="90" width="48" height="54" rx="9"/>'
        f'<text class="mg-symbol{word}" x="{left + 114:g}" y="{122 if word else 125}" '
        f'text-anchor="middle">{sign}</text></g>'
    )


def _wire(board: Board, left: float, y: float, name: str, value: np.ndarray, gradient: np.ndarray) -> list[str]:
    return [
        f'<text class="mg-name" x="{left + 8:g}" y="{y + 5:g}">{name}</text>',
        board.element("text", value, class_="mg-value mg-big", x=left + 47, y=y - 7, text_anchor="middle"),
        board.element("text", gradient, class_="mg-grad mg-big", x=left + 47, y=y + 20, text_anchor="middle"),
    ]


def _end(
    board: Board, right: float, y: float, name: str, value: np.ndarray, upstream: str, gradient: np.ndarray
) -> list[str]:
    return [
        f'<text class="mg-name" x="{right + 4:g}" y="{y + 5:g}">{name}</text>',
        board.element("text", value, class_="mg-value mg-big", x=right - 24, y=y - 7, text_anchor="middle"),
        board.element("text", gradient, class_="mg-grad mg-big", x=right - 24, y=y + 20, text_anchor="middle"),
        f'<text class="mg-tick" x="{right - 24:g}" y="{y + 35:g}" text-anchor="middle">{upstream}</text>',
    ]


def _copy(board: Board, left: float, title: str, seen: dict[str, np.ndarray]) -> str:
    """One input, two outputs."""
    rows = [f'<text class="mg-title" x="{left + 100:g}" y="24" text-anchor="middle">{title}</text>']
    rows.append(f'<path class="mg-wire" d="M{left + 22:g} 117H{left + 84:g}"/>')
    rows += _wire(board, left, 117.0, "a", seen["a"], seen["da"])
    for y, upstream, key in ((74.0, "g", "g"), (160.0, "g₂", "g2")):
        rows.append(f'<path class="mg-wire" d="M{left + 84:g} 117L{left + 118:g} {y:g}H{left + 186:g}"/>')
        rows += _end(board, left + 186, y, "a", seen["a"], upstream, seen[key])
    rows.append(f'<circle class="mg-dot" cx="{left + 84:g}" cy="117" r="5"/>')
    return "".join(rows)
