"""Time against the size of the graph, for every backend: measured, and drawn."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .backends import Programs
from .measure import in_turn

__all__ = ["Growth", "growth", "plot"]

Growth = dict[str, dict[int, float]]  # of a backend and a number of operations: seconds

SIZES = (10, 100, 1_000, 10_000, 100_000)
PATIENCE = 1.0  # seconds: who needs more for one size does not run the next


def growth(backends: Mapping[str, Programs], rounds: int = 3) -> Growth:
    """The chain in several lengths. Whoever recurses over the graph stops early."""
    found: Growth = {name: {} for name, programs in backends.items() if "chain" in programs}
    running = list(found)
    for size in SIZES:
        running = [name for name in running if _can(backends[name]["chain"], size)]
        seconds = in_turn({name: partial(backends[name]["chain"], size) for name in running}, rounds)
        for name in running:
            found[name][size] = seconds[name]
        running = [name for name in running if seconds[name] < PATIENCE]
    return found


def _can(chain: Callable[[int], Any], size: int) -> bool:
    try:
        chain(size)
    except RecursionError:
        return False
    return True


# The picture. Each colour on a light ground, and what it becomes on a dark one.

COLOURS = {
    "minigrad": "#0b62c4",
    "PyTorch": "#b93c08",
    "NumPy": "#1a7f4b",
    "micrograd": "#8f6000",
    "MyGrad": "#8a3ffc",
    "autograd": "#b0307c",
    "tinygrad": "#00707a",
}
INK, GREY, PAPER = "#1f2430", "#5f6672", "#ffffff"
DARK = {
    "#0b62c4": "#79b8ff",
    "#b93c08": "#ffa35c",
    "#1a7f4b": "#63c88f",
    "#8f6000": "#e3b341",
    "#8a3ffc": "#c4a5ff",
    "#b0307c": "#ff8fc8",
    "#00707a": "#4fd0da",
    INK: "#e8eaf0",
    GREY: "#a3abb8",
    PAPER: "#16191f",
}
MARKERS = "os^vDPX"
FONTS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'"
WORDS = {
    "en": {
        "x": "operations in the chain",
        "y": "time, forward and backward",
        "NumPy": "NumPy by hand",
        "line": "in proportion",
    },
    "zh": {"x": "链上的运算个数", "y": "前向加反向的时间", "NumPy": "手写 NumPy", "line": "正比增长"},
}


def plot(found: Growth, language: str) -> str:
    """The figure as SVG, legible on a light page and on a dark one."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.ticker import EngFormatter, StrMethodFormatter

    say = WORDS[language]
    settings = {
        "svg.fonttype": "none",  # text stays text, in the reader's fonts: Chinese needs none here
        "svg.hashsalt": "minigrad",
        "font.size": 11,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "text.color": INK,
    }
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # matplotlib measures Chinese with a font that has none
        figure = Figure(figsize=(7.6, 4.4), facecolor=PAPER)
        axes = figure.add_axes((0.14, 0.13, 0.61, 0.82), facecolor=PAPER)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.yaxis.set_major_formatter(EngFormatter("s"))
        axes.grid(color=GREY, alpha=0.25, linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(say["x"])
        axes.set_ylabel(say["y"])
        for (name, colour), marker in zip(COLOURS.items(), MARKERS):
            if points := found.get(name):
                axes.plot(
                    list(points),
                    list(points.values()),
                    color=colour,
                    marker=marker,
                    markersize=5,
                    linewidth=2.4 if name == "minigrad" else 1.4,
                    label=say.get(name, name),
                    zorder=3 if name == "minigrad" else 2,
                )
        sizes = sorted({size for points in found.values() for size in points})
        start = min(seconds for points in found.values() for seconds in points.values()) / 4
        axes.plot(
            [sizes[0], sizes[-1]],
            [start, start * sizes[-1] / sizes[0]],
            color=GREY,
            linestyle=(0, (4, 3)),
            linewidth=1.2,
            label=say["line"],
        )
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, borderaxespad=0)
        file = io.StringIO()
        figure.savefig(file, format="svg", facecolor=PAPER, metadata={"Date": None, "Creator": None})
    return _on_any_ground(file.getvalue(), say)


def _on_any_ground(svg: str, say: dict[str, str]) -> str:
    """Matplotlib's SVG, with the page's fonts and a second set of colours for dark pages."""
    svg = re.sub(r"font-family: [^;\"]*", f"font-family: {FONTS}", svg[svg.index("<svg") :])
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    dark = "".join(
        f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    head = f"<title>{say['y']} / {say['x']}</title><style>@media(prefers-color-scheme:dark){{{dark}}}</style>"
    return re.sub(r"(<svg[^>]*>)", lambda tag: tag[1] + head, svg, count=1)
