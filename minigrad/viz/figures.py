"""A matplotlib figure in words and numbers: what is plotted, beside the picture of it.

Two releases of matplotlib draw the same data with different pixels, so a picture alone cannot be compared. Its
description can: the titles, the labels, and for each artist how many points it has, a few of them, and their mean.
It is also what somebody hears who cannot see the picture.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from .language import current

__all__ = ["describe", "register"]

_WORDS = {
    "en": {
        "figure": "Figure",
        "axes": "axes",
        "line": "line",
        "scatter": "scatter",
        "bars": "bars",
        "areas": "areas",
        "points": "points",
        "point": "point",
        "contours": "contours at levels",
        "arrows": "arrows",
        "image": "image",
        "text": "text",
        "mean": "mean",
    },
    "zh": {
        "figure": "图",
        "axes": "坐标系",
        "line": "线",
        "scatter": "散点",
        "bars": "柱",
        "areas": "区域",
        "points": "个点",
        "point": "个点",
        "contours": "等高线，取值",
        "arrows": "箭头",
        "image": "图像",
        "text": "文字",
        "mean": "均值",
    },
}

SHOWN = 5  # how many points of a series are written down


def _numbers(values: Any) -> np.ndarray:
    """Values as floats, with the noise around zero taken out; what is no number is NaN."""
    values = np.asarray(values)
    if values.dtype == object or values.dtype.kind in "mM":  # names, dates: their places are drawn, not they
        values = np.arange(values.size).reshape(values.shape)
    array = _floats(values)
    finite = np.abs(array[np.isfinite(array)])
    scale = finite.max() if finite.size else 0.0
    return np.where(np.abs(array) <= 1e-6 * scale, 0.0, array)


def _write(value: float) -> str:
    """Three significant digits; a tie that the last bit could tip either way is rounded away from zero."""
    return f"{value * (1 + 1e-7):.3g}"


def _series(points: np.ndarray, words: dict[str, str]) -> str:
    """`100 points (0, 5.8) (25, 0.11) ... (99, 0.0003), mean (49.5, 0.25)` for an (n, d) array."""
    count = len(points)
    text = f"{count} {words['point' if count == 1 else 'points']}"
    if not count:
        return text
    columns = [_numbers(column) for column in points.T]
    shown = range(count) if count <= SHOWN + 1 else np.linspace(0, count - 1, SHOWN).round().astype(int)
    text += "".join(f" ({', '.join(_write(column[i]) for column in columns)})" for i in shown)
    if count > SHOWN + 1:
        means = [np.mean(c[np.isfinite(c)]) if np.isfinite(c).any() else np.nan for c in columns]
        # A mean of values that cancel is noise: measure it by the values.
        means = [0.0 if abs(m) <= 1e-6 * np.nanmax(np.abs(c)) else m for m, c in zip(means, columns, strict=True)]
        text += f", {words['mean']} ({', '.join(map(_write, means))})"
    return text


def _floats(values: Any) -> np.ndarray:
    """Values as floats, NaN where they are masked."""
    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)


def _label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else f' "{label}"'


def _line(artist: Any, words: dict[str, str]) -> str:
    points = np.column_stack([_floats(values) for values in artist.get_data(orig=False)])
    return f"{words['line']}{_label(artist)} {_series(points, words)}"


def _vertices(paths: Iterable[Any]) -> np.ndarray:
    parts = [path.vertices for path in paths if len(path.vertices)]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _collection(artist: Any, words: dict[str, str]) -> str:
    from matplotlib.collections import PathCollection
    from matplotlib.contour import ContourSet
    from matplotlib.quiver import Quiver

    if isinstance(artist, ContourSet):
        levels = " ".join(_write(level) for level in _numbers(artist.levels))
        # How finely the lines are cut is matplotlib's affair; the levels and the heights are the data.
        heights = _numbers([getattr(artist, "zmin", np.nan), getattr(artist, "zmax", np.nan)])
        return f"{words['contours']} {levels} [{', '.join(map(_write, heights))}]"
    if isinstance(artist, Quiver):
        ends = np.column_stack([np.ravel(v) for v in (artist.X, artist.Y, artist.U, artist.V)])
        return f"{words['arrows']}{_label(artist)} {_series(ends, words)}"
    if isinstance(artist, PathCollection):
        return f"{words['scatter']}{_label(artist)} {_series(_floats(artist.get_offsets()), words)}"
    return f"{words['areas']}{_label(artist)} {_series(_vertices(artist.get_paths()), words)}"


def _axes(axes: Any, words: dict[str, str]) -> list[str]:
    from matplotlib.patches import Polygon, Rectangle

    parts = [_line(line, words) for line in axes.lines]
    parts += [_collection(collection, words) for collection in axes.collections]
    bars = [p for p in axes.patches if isinstance(p, Rectangle)]
    if bars:
        corners = np.array([(p.get_x() + p.get_width() / 2, p.get_y() + p.get_height()) for p in bars])
        parts.append(f"{words['bars']} {_series(corners, words)}")
    parts += [
        f"{words['areas']}{_label(p)} {_series(p.get_xy(), words)}" for p in axes.patches if isinstance(p, Polygon)
    ]
    for image in axes.images:
        data = np.asarray(image.get_array())
        shape = "×".join(map(str, data.shape))
        parts.append(f"{words['image']} {shape} {_series(data.reshape(-1, 1), words)}")
    for text in axes.texts:
        if text.get_text():
            place = ", ".join(_write(value) for value in _numbers(text.get_position()))
            parts.append(f'{words["text"]} "{text.get_text()}" ({place})')
    return parts


def describe(figure: Any, language: str = "en") -> str:
    """What a matplotlib figure shows, as text that is the same wherever the data are.

    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 3))
    >>> axes = figure.subplots()
    >>> _ = axes.plot([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], label="y = 2x")
    >>> _ = axes.set(xlabel="x", ylabel="y")
    >>> print(describe(figure))
    Figure 400x300
    axes [x: x, y: y]
      line "y = 2x" 3 points (1, 2) (2, 4) (3, 6)
    """
    words = _WORDS[language]
    width, height = (round(inches * figure.dpi) for inches in figure.get_size_inches())
    lines = [f"{words['figure']} {width}x{height}"]
    if figure.get_suptitle():
        lines[0] += f' "{figure.get_suptitle()}"'
    several = len(figure.axes) > 1
    for number, axes in enumerate(figure.axes, start=1):
        head = words["axes"] + (f" {number}" if several else "")
        if axes.get_title():
            head += f' "{axes.get_title()}"'
        sides = [
            f"{name}: {axis.get_label_text()}{' (' + axis.get_scale() + ')' if axis.get_scale() != 'linear' else ''}"
            for name, axis in (("x", axes.xaxis), ("y", axes.yaxis))
            if axis.get_label_text() or axis.get_scale() != "linear"
        ]
        lines.append(head + (f" [{', '.join(sides)}]" if sides else ""))
        lines += [f"  {part}" for part in _axes(axes, words)]
    return "\n".join(lines)


def register() -> None:
    """Make IPython show each figure with its description as text, and as the picture's alt text.

    Outside IPython it does nothing. matplotlib is not imported: the formatter waits until a figure is shown.
    The alt text is in the chosen language; the text output is the same in each, so that it can be compared.
    """
    ipython = sys.modules.get("IPython")  # a notebook has loaded it long ago
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return

    def bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/plain": describe(figure)}, {"image/png": {"alt": describe(figure, current())}}

    # The inline backend throws out what is registered for single formats when it starts; not what is for bundles.
    shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", bundle)
