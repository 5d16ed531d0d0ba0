"""The comparison of notebooks itself: what is changed fails, each its own cell, and what only varies does not.

The committed notebooks are tests of their own (conftest.py in the root); here copies are tampered with.
"""

from __future__ import annotations

import base64
import copy
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("nbval", reason="nbval is not installed: no notebook can be run")
pytest.importorskip("matplotlib", reason="matplotlib is not installed: there are no plots to compare")

import nbformat
from running import run

ROOT = Path(__file__).resolve().parent.parent

CELLS = {
    "setup": 'import minigrad as torch\nimport minigrad as mg\nmg.notebook("en")',
    "number": "w = torch.tensor([1.], requires_grad=True)\ny = (w + 2) * (w + 1)\ny.backward()\nprint(w.grad)",
    "graph": "mg.draw(y)",
    "plot": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
    "_ = ax.plot([0, 1, 2], [0, 3, 6], label='y = 3x')",
    "picture": "fig, ax = plt.subplots()\n_ = ax.plot([0, 1, 2], [4, 1, 0], 'o-', label='loss')\n_ = ax.legend()",
    "error": "y.backward()",
    "address": "y.grad_fn",
    "warning": "print(y.grad)",
}
NAMES = list(CELLS)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """A notebook as the build writes it."""
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    cells[NAMES.index("error")].metadata["tags"] = ["raises-exception"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    run(notebook, tmp_path_factory.mktemp("run"), "sample")
    return notebook


class Copies:
    """A root of its own with tampered copies, and what pytest says of each cell."""

    def __init__(self, folder: Path, saved: nbformat.NotebookNode) -> None:
        self.folder = folder
        self.saved = saved
        conftest = str(ROOT / "conftest.py")
        (folder / "conftest.py").write_text(
            f"exec(compile(open({conftest!r}, encoding='utf-8').read(), {conftest!r}, 'exec'))", encoding="utf-8"
        )
        (folder / "pytest.ini").write_text("[pytest]\n")

    def add(self, path: str, change: Callable[[dict[str, nbformat.NotebookNode]], None]) -> None:
        notebook = copy.deepcopy(self.saved)
        change({cell.id: cell for cell in notebook.cells})
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, self.folder / path)

    def failed(self) -> dict[str, list[str]]:
        """The names of the cells that failed, by notebook."""
        command = [sys.executable, "-m", "pytest", "-q", "-rA", "--color=no", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "--rootdir", str(self.folder), "-c", "pytest.ini"],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        found: dict[str, list[str]] = {}
        for outcome, path, number in re.findall(r"^(PASSED|FAILED|ERROR) (\S+\.ipynb)::Cell (\d+)", done.stdout, re.M):
            cells = found.setdefault(path.replace("\\", "/"), [])
            if outcome != "PASSED":
                cells.append(NAMES[int(number)])
        assert found, done.stdout + done.stderr
        self.output = done.stdout
        return found


def _same(cells: dict[str, nbformat.NotebookNode]) -> None:
    """What another machine may do: a picture a little larger, a last digit of a plotted number, an address."""
    from PIL import Image

    data = cells["picture"].outputs[0].data
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    buffer = io.BytesIO()
    image.resize((image.width + 4, image.height - 3)).save(buffer, format="png")
    data["image/png"] = base64.b64encode(buffer.getvalue()).decode()
    data["text/plain"] = data["text/plain"].replace("(1, 1)", "(1, 1.01)")
    node = cells["address"].outputs[0].data
    node["text/plain"] = re.sub(r"0x[0-9a-f]+", "0x123456789abc", node["text/plain"])


def _changed(cells: dict[str, nbformat.NotebookNode]) -> None:
    cells["number"].outputs[0].text = cells["number"].outputs[0].text.replace("5.", "6.")
    graph = cells["graph"].outputs[0].data
    graph["text/plain"] = graph["text/plain"].replace("5", "6")
    graph["text/html"] = graph["text/html"].replace("5", "6")
    plot = cells["plot"].outputs[0].data
    plot["text/plain"] = plot["text/plain"].replace("(2, 6)", "(2, 6.1)")
    cells["picture"].outputs[0].data["image/png"] = cells["plot"].outputs[0].data["image/png"]
    cells["error"].outputs[0].evalue = cells["error"].outputs[0].evalue.replace("second", "third")


def _unrun(cells: dict[str, nbformat.NotebookNode]) -> None:
    for cell in cells.values():
        cell.outputs = []
        cell.execution_count = None


def _emptied(cells: dict[str, nbformat.NotebookNode]) -> None:
    for cell in cells.values():
        cell.outputs = []


def _no_picture(cells: dict[str, nbformat.NotebookNode]) -> None:
    del cells["picture"].outputs[0].data["image/png"]


def _raising(cells: dict[str, nbformat.NotebookNode]) -> None:
    _unrun(cells)
    cells["number"].source += "\nundefined"


def test_what_is_changed_fails_and_what_varies_does_not(
    tmp_path: Path, saved: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    copies = Copies(tmp_path, saved)
    copies.add("notebooks/en/same.ipynb", _same)
    copies.add("notebooks/zh/changed.ipynb", _changed)
    copies.add("solutions/en/unrun.ipynb", _unrun)
    copies.add("solutions/zh/emptied.ipynb", _emptied)
    copies.add("notebooks/en/no_picture.ipynb", _no_picture)
    copies.add("exercises/en/unrun.ipynb", _unrun)
    copies.add("exercises/zh/raising.ipynb", _raising)
    copies.add("my-notebooks/notebooks/en/learner.ipynb", _changed)
    assert copies.failed() == {
        "notebooks/en/same.ipynb": [],
        "notebooks/zh/changed.ipynb": ["number", "graph", "plot", "picture", "error"],
        "solutions/en/unrun.ipynb": NAMES,
        "solutions/zh/emptied.ipynb": [name for name in NAMES if name != "setup"],
        "notebooks/en/no_picture.ipynb": ["picture"],
        "exercises/en/unrun.ipynb": [],
        "exercises/zh/raising.ipynb": ["number"],
    }, copies.output


def test_nothing_but_the_words_of_the_saved_outputs_depends_on_the_run(
    tmp_path: Path, saved: nbformat.NotebookNode
) -> None:
    again = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c.source, id=c.id, metadata=c.metadata) for c in saved.cells]
    )
    run(again, tmp_path, "sample")
    assert nbformat.writes(again) == nbformat.writes(saved)
    text = nbformat.writes(saved)
    assert str(tmp_path.parent) not in text and "ipykernel_" not in text and str(ROOT) not in text
