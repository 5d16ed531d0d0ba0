"""Every lesson says the same under PyTorch: each of its code cells is run both ways and compared.

What counts is what a learner would see: what is printed, warned and raised, and the data of each figure. The calls
of the viewers (`mg.draw(y)`, `%%watch` and the like) are minigrad's own, and are left out on both sides.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import minigrad

pytest.importorskip("jupytext", reason="jupytext is not installed: no lesson's source can be read")
pytest.importorskip("matplotlib", reason="matplotlib is not installed: lessons plot")

import build

SOURCES = sorted((Path(__file__).resolve().parent.parent / "notebooks" / "src").glob("*.py"))
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
TRIGGERED = re.compile(r" ?\(Triggered internally at .*", re.DOTALL)  # a place in PyTorch's C++


def code_of(path: Path) -> list[build.Cell]:
    """The code cells of a lesson."""
    return [cell for cell in build.read_source(path) if cell.kind == "code"]


class WithoutViewers(ast.NodeTransformer):
    """Leaves out what is minigrad's own: `import minigrad as mg`, and statements that call `mg.something(...)`."""

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        return ast.Pass() if any(name.name.partition(".")[0] == "minigrad" for name in node.names) else node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return ast.Pass() if any(isinstance(n, ast.Name) and n.id == "mg" for n in ast.walk(node)) else node


class Shown(NamedTuple):
    """What a cell shows: all of it, and the error that it ends with."""

    text: str
    error: str


def run(path: Path, torch: Any) -> list[Shown]:
    """What each cell of a lesson shows, with `torch` as its `torch`."""
    import matplotlib.pyplot as plt

    namespace: dict[str, Any] = {"torch": torch}
    shown = []
    for cell in code_of(path):
        tree = ast.fix_missing_locations(WithoutViewers().visit(ast.parse(cell.text.removeprefix("%%watch\n"))))
        out = io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            warnings.catch_warnings(record=True) as caught,
            pytest.MonkeyPatch.context() as patch,
        ):
            warnings.simplefilter("always")
            patch.setattr(plt, "show", _describe)
            error = _execute(tree, namespace)
        said = sorted({f"{w.category.__name__}: {TRIGGERED.sub('', str(w.message))}" for w in caught})
        shown.append(Shown(ADDRESS.sub("0x…", "\n".join([out.getvalue(), *said, error])), error))
        plt.close("all")
    return shown


def _execute(tree: ast.Module, namespace: dict[str, Any]) -> str:
    """Run a cell as a notebook does, its last expression shown; the error it ends with, or nothing."""
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    try:
        exec(compile(tree, "<cell>", "exec"), namespace)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
            if value is not None:
                print(repr(value))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _describe() -> None:
    """What stands in for `plt.show()`: the figures in words and numbers."""
    import matplotlib.pyplot as plt

    from minigrad.viz.figures import describe

    for number in plt.get_fignums():
        print(describe(plt.figure(number)))
    plt.close("all")


@pytest.fixture(autouse=True)
def no_window() -> None:
    import matplotlib

    matplotlib.use("agg")


@pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
def test_a_lesson_says_the_same_under_pytorch(path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is nothing to compare with")
    cells = code_of(path)
    ours, theirs = run(path, minigrad), run(path, torch)
    differ = [
        f"{cell.where}\n{cell.text}\n--- minigrad\n{mine.text}\n--- PyTorch\n{its.text}"
        for cell, mine, its in zip(cells, ours, theirs, strict=True)
        if mine != its or bool(mine.error) != ("raises-exception" in cell.metadata.get("tags", []))
    ]
    assert not differ, "\n\n".join(differ)


def test_what_differs_is_seen(tmp_path: Path) -> None:
    class Other:
        """A `torch` of which one function is wrong."""

        def __getattr__(self, name: str) -> Any:
            return getattr(minigrad, "sub" if name == "add" else name)

    path = tmp_path / "01_sample.py"
    path.write_text(
        "# %%\nimport minigrad as mg\nimport minigrad as torch\n\nmg.notebook('en')\n\n"
        "# %%\nw = torch.tensor([1.], requires_grad=True)\ny = torch.add(w, 1)\nmg.draw(y)\n\n"
        "# %%\nprint(y)\n\n# %%\ny.grad_fn\n\n# %%\nprint(w)\n1 / 0\n",
        encoding="utf-8",
    )
    ours, theirs = run(path, minigrad), run(path, Other())
    assert [a == b for a, b in zip(ours, theirs, strict=True)] == [True, True, False, False, True]
    assert ours[2].text == "tensor([2.], grad_fn=<AddBackward0>)\n\n"
    assert ours[3].text == "<AddBackward0 object at 0x…>\n\n"
    assert ours[4].text == "tensor([1.], requires_grad=True)\n\nZeroDivisionError: division by zero"
    assert [bool(cell.error) for cell in ours] == [False, False, False, False, True]
