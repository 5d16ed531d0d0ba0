"""The words of a plot follow its data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="matplotlib is not installed: there are no plots to describe")

import numpy as np
from matplotlib.figure import Figure

from minigrad.viz.figures import describe


def plotted(method: str, *args: Any, **options: Any) -> str:
    figure = Figure()
    axes = figure.subplots()
    getattr(axes, method)(*args, **options)
    return describe(figure)


SERIES = [9 * 0.86**step for step in range(100)]
GRID = np.meshgrid(np.linspace(-1, 1, 20), np.linspace(-1, 1, 20))


def test_a_figure_is_told_with_its_titles_and_labels() -> None:
    figure = Figure(figsize=(5, 4))
    left, right = figure.subplots(1, 2)
    figure.suptitle("Descent")
    left.plot(SERIES, label="loss")
    left.set(title="loss", xlabel="step", ylabel="loss", yscale="log")
    right.scatter([1, 2], [3, 4])
    right.text(1, 3, "start")
    assert describe(figure).splitlines() == [
        'Figure 500x400 "Descent"',
        'axes 1 "loss" [x: step, y: loss (log)]',
        '  line "loss" 100 points (0, 9) (25, 0.207) (50, 0.00478) (74, 0.000128) (99, 0), mean (49.5, 0.643)',
        "axes 2",
        "  scatter 2 points (1, 3) (2, 4)",
        '  text "start" (1, 3)',
    ]


def test_it_can_be_told_in_chinese() -> None:
    figure = Figure()
    figure.subplots().plot([1, 2], [3, 4], label="w")
    assert describe(figure, "zh").splitlines()[2].strip() == '线 "w" 2 个点 (1, 3) (2, 4)'


@pytest.mark.parametrize(
    ("method", "args", "changed"),
    [
        ("plot", ([0, 1, 2], [0, 3, 6]), ([0, 1, 2], [0, 3.05, 6.1])),
        ("plot", (SERIES,), ([value * 1.01 for value in SERIES],)),
        ("scatter", ([1, 2], [3, 4]), ([1, 2], [3, 4.1])),
        ("bar", ([1, 2, 3, 4], [5, 10, 15, 20]), ([1, 2, 3, 4], [5, 5, 5, 5])),
        ("bar", (["a", "b"], [1, 2]), (["a", "b"], [1, 3])),
        ("contour", (*GRID, GRID[0] ** 2), (*GRID, GRID[0] ** 2 * 1.5)),
        ("imshow", (np.eye(3),), (2 * np.eye(3),)),
        ("quiver", ([0], [0], [1], [1]), ([0], [0], [1], [2])),
        ("fill_between", ([0, 1], [1, 2]), ([0, 1], [1, 3])),
        ("axhline", (1,), (2,)),
        ("step", ([0, 1], [1, 2]), ([0, 1], [1, 3])),
        ("text", (0, 0, "5"), (0, 0, "6")),
        ("errorbar", ([0, 1], [1, 2], [0.1, 0.2]), ([0, 1], [1, 2], [0.1, 0.3])),
    ],
)
def test_other_data_have_another_description(method: str, args: Any, changed: Any) -> None:
    assert plotted(method, *args) == plotted(method, *args) != plotted(method, *changed)


def test_the_last_digits_of_the_data_do_not_matter() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([np.array(SERIES), [2.125, 0.0, -1.375, 1e-20]])
    noise = values + 1e-9 * rng.standard_normal(values.shape) * np.abs(values).max()
    noise[-1] = -3e-18
    assert plotted("plot", values[100:]) == plotted("plot", noise[100:])
    assert plotted("scatter", values[:3], values[100:103]) == plotted("scatter", noise[:3], noise[100:103])


def test_nothing_and_holes_can_be_plotted() -> None:
    assert "0 points" in plotted("plot", [], [])
    assert "(1, nan)" in plotted("plot", [0, 1, 2], [1.0, float("nan"), 2.0])
    assert "mean (4.5, 4.5)" in plotted("plot", range(10), range(10))
    assert describe(Figure()) == "Figure 640x480"


def test_in_a_notebook_a_figure_has_words_and_alt_text_and_costs_nothing_before() -> None:
    pytest.importorskip("IPython", reason="IPython is not installed: there is no notebook")
    done = subprocess.run([sys.executable, "-c", NOTEBOOK], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["False", "False True", "True"]


NOTEBOOK = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import minigrad as mg
mg.notebook("zh")
print("matplotlib" in sys.modules)
import matplotlib
matplotlib.use("module://matplotlib_inline.backend_inline")
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4])
data, metadata = shell.display_formatter.format(figure)
print("Axes" in data["text/plain"], "(2, 4)" in data["text/plain"])
print("个点 (1, 3) (2, 4)" in metadata["image/png"]["alt"] and len(data["image/png"]) > 1000)
"""
