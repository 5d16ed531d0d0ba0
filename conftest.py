"""Every committed notebook is a test: each of its cells is run again and compared with what is saved.

`notebooks/` and `solutions/` strictly, `exercises/` only for running without an error (the answers are missing).
The running is nbval's; what is compared, and how, is decided here:

- a cell that was saved without having been run fails;
- addresses (`0x7f…`) are not compared;
- of a matplotlib figure the description is compared (`minigrad/viz/figures.py`), number by number to three digits,
  and the picture loosely by its pixels: another matplotlib, freetype or processor passes, another plot does not;
- of an error its name and its text are compared, of its traceback nothing.
"""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

try:
    from nbval.plugin import IPyNbCell, IPyNbFile
except ImportError:  # the unit tests run without the notebooks' dependencies
    IPyNbCell = IPyNbFile = None

STRICT = ("notebooks", "solutions")
LAX = ("exercises",)
PIXELS_APART = 12  # widths and heights follow the fonts by a few pixels
SHIFT = 6  # so do the places of things in it
INK_APART = 0.25  # of what is drawn, how much may lie elsewhere: other ticks on a log axis make 0.18
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|nan|-?inf")


def pytest_configure(config: pytest.Config) -> None:
    if IPyNbFile is None:
        return
    option = config.option
    if option.nbval or option.nbval_lax:
        raise pytest.UsageError("The notebooks are collected anyway, each in its own way: leave --nbval out.")
    option.nbval_current_env = True
    option.nbval_cell_timeout = min(option.nbval_cell_timeout, 120.0)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if IPyNbFile is None or file_path.suffix != ".ipynb":
        return None
    try:
        folder = file_path.relative_to(parent.config.rootpath).parts[0]
    except ValueError:
        return None
    if folder not in STRICT + LAX:  # the learner's copies, among others
        return None
    notebook = NotebookFile.from_parent(parent, path=file_path)
    notebook.compare_outputs = folder in STRICT
    return notebook


def same_figure_text(ours: str, theirs: str) -> bool:
    """Two descriptions of a figure: the same words, the numbers within one unit of their third digit."""
    if _NUMBER.split(ours) != _NUMBER.split(theirs):
        return False
    for a, b in zip(_NUMBER.findall(ours), _NUMBER.findall(theirs), strict=True):
        x, y = float(a), float(b)
        if a != b and not abs(x - y) <= 0.0101 * max(abs(x), abs(y)):
            return False
    return True


def picture_difference(ours: str, theirs: str) -> str:
    """How two PNG pictures (base64) differ, in words; empty if another renderer explains it."""
    import numpy as np
    from PIL import Image

    if ours == theirs:
        return ""
    pictures = []
    for text in (ours, theirs):
        image = Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA")
        pictures.append(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB"))
    (w1, h1), (w2, h2) = pictures[0].size, pictures[1].size
    if abs(w1 - w2) > PIXELS_APART or abs(h1 - h2) > PIXELS_APART:
        return f"the picture was {w1}x{h1} pixels and is {w2}x{h2}"
    size = (max(w1, w2) + 2 * SHIFT, max(h1, h2) + 2 * SHIFT)

    def ink(picture: Any, x: int = SHIFT, y: int = SHIFT) -> Any:
        """How dark each square of some ten pixels is, the picture standing at that place of a white sheet."""
        sheet = Image.new("RGB", size, "white")
        sheet.paste(picture, (x, y))
        return 255.0 - np.asarray(sheet.resize((size[0] // 10, size[1] // 10), Image.Resampling.BOX), dtype=float)

    first = ink(pictures[0])
    # Longer or shorter labels push the axes aside by a few pixels: take the place where the two fit best.
    places = range(0, 2 * SHIFT + 1, 2)
    apart = (
        min(np.abs(first - ink(pictures[1], x, y)).sum() for x in places for y in places) / max(first.sum(), 1.0) / 2
    )
    return f"{apart:.0%} of the picture lies elsewhere" if apart > INK_APART else ""


if IPyNbFile is not None:

    class NotebookFile(IPyNbFile):
        """A notebook, run in this environment's Python with nobody's personal settings."""

        prepared = False

        def collect(self) -> Iterator[pytest.Item]:
            for item in super().collect():
                yield NotebookCell.from_parent(
                    self, name=item.name, cell_num=item.cell_num, cell=item.cell, options=item.options
                )

        def setup(self) -> None:
            if not NotebookFile.prepared:
                NotebookFile.prepared = True
                profile = os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="minigrad-ipython-")
                self.config.add_cleanup(lambda: shutil.rmtree(profile, ignore_errors=True))
                # A fresh machine's first figure would say on stderr that it collects the fonts.
                import matplotlib.font_manager  # noqa: F401
            super().setup()
            # What tools/running.py settles in the saved outputs.
            self.sanitize_patterns[r"\b0x[0-9a-fA-F]{6,16}"] = "0x…"
            self.sanitize_patterns[r"(?m)^.*[/\\]ipykernel_\d+[/\\]\d+\.py:(\d+): "] = r"Cell:\1: "
            self.sanitize_patterns[r"\(\d+\.py, line (\d+)\)"] = r"(Cell, line \1)"
            # Newer Pythons add a guess to some of their errors.
            self.sanitize_patterns[r"\.? Did you mean '[^']*'\?"] = ""

    class NotebookCell(IPyNbCell):
        """One code cell."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.output_timeout = 30

        def runtest(self) -> None:
            super().runtest()
            if self.options["check"] and self.cell.execution_count is None:
                self.raise_cell_error("This cell was saved without having been run: build the notebook again")

        def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:
            pictures = [
                [out["data"]["image/png"] for out in outs if "image/png" in out.get("data", {})] for outs in (ref, test)
            ]
            if not super().compare_outputs(test, self._settle(ref, test), skip_compare):
                return False
            if len(pictures[0]) != len(pictures[1]):
                self.comparison_traceback.append(
                    f"{len(pictures[0])} pictures were saved, {len(pictures[1])} are drawn"
                )
                return False
            for saved, drawn in zip(*pictures, strict=True):
                if difference := picture_difference(saved, drawn):
                    self.comparison_traceback.append(difference)
                    return False
            return True

        @staticmethod
        def _settle(ref: Any, test: Any) -> list[Any]:
            """The saved outputs, where a figure's description agrees with the new one's taken as equal to it."""
            texts = [
                out["data"]["text/plain"]
                for out in test
                if "image/png" in out.get("data", {}) and "text/plain" in out["data"]
            ]
            settled = []
            for out in ref:
                if "image/png" in out.get("data", {}) and "text/plain" in out["data"] and texts:
                    new = texts.pop(0)
                    if same_figure_text(out["data"]["text/plain"], new):
                        out = type(out)(out, data={**out["data"], "text/plain": new})
                settled.append(out)
            return settled
