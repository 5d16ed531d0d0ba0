"""Plots as SVG of our own: the same on every machine, in the reader's colours, and able to move.

(A matplotlib picture has other bytes with every release, and one theme.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...symbol import number_text
from ..shapes import escape, number

__all__ = ["Panel", "ends", "path", "shown", "steady", "ticks"]


def steady(value: float) -> float:
    """The value without its last digits, in which computers differ: a tie is then rounded alike on all of them."""
    return float(f"{value:.10g}")


def shown(value: float) -> str:
    """A number as a learner reads it: four decimals at most, and a real minus.

    >>> shown(-0.25), shown(0.1 + 0.2), shown(1e6)
    ('−0.25', '0.3', '1e+06')
    """
    value = steady(value)
    return (number_text(value) if abs(value) < 1e4 else f"{value:.4g}").replace("-", "−")


def ends(values: Any, room: float = 0.08) -> tuple[float, float]:
    """The range of the finite values, with a little room around it."""
    array = np.asarray(values, float)
    array = array[np.isfinite(array)]
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 1.0)
    space = (high - low) * room or abs(high) * 0.5 or 1.0
    return low - space, high + space


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers in the range.

    >>> ticks(-0.3, 4.2)
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 12) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def path(xs: Any, ys: Any) -> str:
    """Points for a polyline; what is far outside stays outside."""
    return " ".join(f"{number(_near(x))},{number(_near(y))}" for x, y in zip(xs, ys, strict=True))


def _near(value: float) -> float:
    return round(min(max(float(value), -4000.0), 4000.0), 6) if math.isfinite(value) else 4000.0


@dataclass(frozen=True)
class Panel:
    """A rectangle of the picture with two axes. `log`: the upright one counts powers of ten."""

    left: float
    top: float
    width: float
    height: float
    across: tuple[float, float]
    upright: tuple[float, float]
    log: bool = False

    def x(self, value: Any) -> Any:
        """Where a value lies, in the panel's own coordinates."""
        low, high = self.across
        return (np.asarray(value, float) - low) / (high - low) * self.width

    def y(self, value: Any) -> Any:
        low, high = (math.log10(end) for end in self.upright) if self.log else self.upright
        array = np.asarray(value, float)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            array = np.log10(array) if self.log else array
        return self.height - (array - low) / (high - low) * self.height

    def drawn(self, inside: str, title: str = "", across: str = "", upright: str = "", numbers: bool = True) -> str:
        """The panel with what is drawn in it; what leaves it is cut off."""
        grid, labels = [], []
        for value in ticks(*self.across) if numbers else ():
            x = float(self.x(value))
            grid.append(f"M{number(x)} 0V{number(self.height)}")
            labels.append(_text("mg-tick", x, self.height + 14, shown(value), "middle"))
        for value, text in self._rows() if numbers else ():
            y = float(self.y(value))
            grid.append(f"M0 {number(y)}H{number(self.width)}")
            labels.append(_text("mg-tick", -5, y + 3.5, text, "end"))
        if title:
            labels.append(_text("mg-title", 0, -9, title))
        if across:
            labels.append(_text("mg-axis-name", self.width / 2, self.height + 30, across, "middle"))
        if upright:
            labels.append(_text("mg-axis-name", self.width, -8, upright, "end"))
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        return (
            f'<g transform="translate({number(self.left)} {number(self.top)})"><rect class="mg-pane" {size}/>'
            f'<svg {size} overflow="hidden"><path class="mg-grid" d="{"".join(grid)}"/>{inside}</svg>'
            f"{''.join(labels)}</g>"
        )

    def _rows(self) -> list[tuple[float, str]]:
        if not self.log:
            return [(value, shown(value)) for value in ticks(*self.upright)]
        low, high = (math.log10(end) for end in self.upright)
        every = max(1, round((high - low) / 6))
        whole = range(math.ceil(low), math.floor(high) + 1)
        return [(10.0**power, f"{10.0**power:g}") for power in whole if power % every == 0]


def _text(kind: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">{escape(text)}</text>'
