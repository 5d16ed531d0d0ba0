"""Under an error stands what happened, the line, and the picture with the place marked; PyTorch's words stay."""

from __future__ import annotations

import linecache
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import minigrad as torch
from minigrad.frames import is_ours
from minigrad.viz import recorder
from minigrad.viz.errors import Told, tell
from minigrad.viz.language import LANGUAGES, set_language

START = """\
import minigrad as torch
w = torch.tensor([1., 2.], requires_grad=True)
x = torch.tensor([3., 4.])
"""
# name: the program after START; how the error begins; what is said of it; (line, what stands there); what is marked
CASES: dict[str, tuple[str, str, str, list[tuple[int, str]], str]] = {
    "a saved value was changed in place": (
        "y = w * w\nz = y * y\ny += 1\nz.sum().backward()\n",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation",
        "The × that made z kept y for the way back, at version 0.",
        [(5, "y was kept here"), (6, "y was changed here")],
        "MulBackward0",
    ),
    "a saved result was changed in place": (
        "y = w.exp()\nz = y.sum()\ny += 1\nz.backward()\n",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation",
        "kept y for the way back, at version 0. Since then y was changed in place, and is at version 1",
        [(4, "y was kept here"), (6, "y was changed here")],
        "ExpBackward0",
    ),
    "a saved result was changed by way of detach": (
        "y = w.sigmoid()\nc = y.detach()\nc.zero_()\ny.sum().backward()\n",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation",
        "Since then y was changed in place (perhaps by way of c: the same memory), and is at version 1: the derivative "
        "would be computed with wrong numbers. Make the change on a copy (c = c + … instead of c += …)",
        [(4, "y was kept here")],
        "SigmoidBackward0",
    ),
    "a parameter moved on before the pass": (
        "scale = w * w\nwith torch.no_grad():\n    w -= 1\nscale.sum().backward()\n",
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation",
        "After the change to w compute scale anew; in a loop, inside the loop.",
        [(4, "w was kept here")],
        "MulBackward0",
    ),
    "a leaf is changed in place": (
        "w += 1\n",
        "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.",
        "w is a leaf that requires a gradient: w.grad is the bucket for it.",
        [(2, "w was made here")],
        "w",
    ),
    "a view of a leaf is changed in place": (
        "w[0] = 5.\n",
        "RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.",
        "w is a leaf that requires a gradient",
        [(2, "w was made here")],
        "w",
    ),
    "the way back is cut by detach": (
        "h = (w * x).detach()\nloss = (h - 1).sum()\nloss.backward()\n",
        "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
        "The way back from loss is cut before it reaches w: (w * x).detach() hands the number on without its history.",
        [(4, "here the way back is cut")],
        "(w * x).detach()",
    ),
    "the way back is cut by no_grad": (
        "with torch.no_grad():\n    loss = (w * x).sum()\nloss.backward()\n",
        "RuntimeError: element 0 of tensors does not require grad",
        "it was computed under torch.no_grad(), where nothing is recorded",
        [(5, "here the way back is cut")],
        "torch.no_grad()",
    ),
    "the way back is cut by a new tensor": (
        "loss = torch.tensor(w.sum().item())\nloss.backward()\n",
        "RuntimeError: element 0 of tensors does not require grad",
        "The way back from loss is cut before it reaches w",
        [(4, "here the way back is cut")],
        "torch.tensor(w.sum().item())",
    ),
    "the way back is cut by a choice": (
        "p = (w > 1).float().sum()\np.backward()\n",
        "RuntimeError: element 0 of tensors does not require grad",
        "w > 1 answers with a choice, which has no derivative",
        [(4, "here the way back is cut")],
        "w > 1",
    ),
    "nothing requires a gradient": (
        "loss = (x * 2).sum()\nloss.backward()\n",
        "RuntimeError: element 0 of tensors does not require grad",
        "No way leads back from loss: none of the tensors that it was computed from requires a gradient.",
        [],
        "loss",
    ),
    "a second pass": (
        "y = (w ** 2).sum()\ny.backward()\ny.backward()\n",
        "RuntimeError: Trying to backward through the graph a second time",
        "an earlier backward() has been here and freed it",
        [(4, "v1 was made here")],
        "PowBackward0",
    ),
    "a vector": (
        "y = w * x\ny.backward()\n",
        "RuntimeError: grad can be implicitly created only for scalar outputs",
        "y has 2 numbers, and a gradient is the change of one.",
        [(4, "y was made here")],
        "y",
    ),
    "a gradient of another shape": (
        "y = w * x\ny.backward(torch.ones(3))\n",
        "RuntimeError: Mismatch in shape",
        "so it must have y's shape, (2,).",
        [(4, "y was made here")],
        "y",
    ),
    "to NumPy": (
        "y = w * x\ny.numpy()\n",
        "RuntimeError: Can't call numpy() on Tensor that requires grad.",
        "y is part of a graph, and NumPy records nothing",
        [(4, "y was made here")],
        "y",
    ),
    "whole numbers": (
        "k = torch.tensor([1, 2])\nk.requires_grad_()\n",
        "RuntimeError: only Tensors of floating point dtype can require gradients",
        "k holds torch.int64",
        [],
        "",
    ),
    "the flag of a computed tensor": (
        "y = w * x\ny.requires_grad = False\n",
        "RuntimeError: you can only change requires_grad flags of leaf variables.",
        "y was computed",
        [(4, "y was made here")],
        "y",
    ),
    "an input that took no part": (
        "y = (w * x).sum()\nz = torch.ones(1, requires_grad=True)\ntorch.autograd.grad(y, [w, z])\n",
        "RuntimeError: The differentiated Tensor at index 1 appears to not have been used in the graph.",
        "No way leads from y back to z",
        [],
        "y",
    ),
    "zero_grad before there is a gradient": (
        "w.grad.zero_()\n",
        "AttributeError: 'NoneType' object has no attribute 'zero_'",
        "w.grad is None: no backward() has filled the bucket",
        [(2, "w was made here")],
        "w",
    ),
    "a weight that is computed anew": (
        "(w * w).sum().backward()\nw = w - 0.1 * w.grad\nw = w - 0.1 * w.grad\n",
        "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
        "w.grad is None: w was computed, and only leaves have a bucket",
        [(5, "w was made here")],
        "w",
    ),
    "a learner's own Function": (
        "class Square(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return x * x\n"
        "    @staticmethod\n    def backward(ctx, g):\n        (x,) = ctx.saved_tensors\n        return 2 * x * g\n"
        "h = w * 1\ny = Square.apply(h)\nh += 1\ny.sum().backward()\n",
        "RuntimeError: one of the variables needed",
        "kept h for the way back, at version 0. Since then h was changed in place, and is at version 1",
        [(14, "h was kept here"), (15, "h was changed here")],
        "SquareBackward",
    ),
}


def failing(program: str, file: str = "program.py", space: dict[str, Any] | None = None) -> BaseException:
    """The error that a program ends with; its lines can be looked up, as those of a notebook's cell can."""
    source = START + program if space is None else program
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    with pytest.warns() if "0.1 * w.grad" in program else _nothing():
        try:
            exec(compile(source, file, "exec"), {"__name__": "__main__"} if space is None else space)
        except Exception as error:
            return error
    raise AssertionError("the program has no error")


def _nothing() -> Any:
    import contextlib

    return contextlib.nullcontext()


def marked(told: Told) -> list[str]:
    picture = told.picture
    parts = [] if picture is None else [*picture.cards, *picture.operations]
    return [part.name for part in parts if part.key in told.marked]


@pytest.mark.parametrize("name", CASES)
def test_what_happened_is_said_and_shown(name: str) -> None:
    program, message, sentence, lines, mark = CASES[name]
    error = failing(program)
    told = tell(error)
    assert f"{type(error).__name__}: {error}".startswith(message)
    assert told is not None and sentence in str(told)
    assert [(where, note) for where, _, note in told.lines] == [(f"line {n}", note) for n, note in lines]
    assert all(text == (START + program).splitlines()[n - 1].strip() for (n, _), (_, text, _) in zip(lines, told.lines))
    assert marked(told) == ([mark] if mark else [])


@pytest.mark.parametrize("name", CASES)
def test_every_error_is_told_in_both_languages(name: str) -> None:
    error = failing(CASES[name][0])
    said = []
    for language in LANGUAGES:
        set_language(language)
        try:
            said.append(tell(error)._repr_mimebundle_())
        finally:
            set_language("en")
    english, chinese = (bundle["text/plain"] for bundle in said)
    assert english != chinese
    assert re.search("[一-鿿]", chinese) and not re.search("[一-鿿]", english)
    assert ("<img" in said[0]["text/html"]) == bool(CASES[name][4])


def test_the_versions_stand_against_each_other_in_the_picture() -> None:
    told = tell(failing(CASES["a saved value was changed in place"][0]))
    assert told is not None and told.picture is not None
    drawers = [d.text for o in told.picture.operations for d in o.drawers if d.changed]
    assert drawers == ["y: version 0 ≠ 1"] * 2
    assert "≠" in told.svg()


def test_a_line_of_another_cell_is_told_from_one_of_this_cell() -> None:
    space: dict[str, Any] = {}
    failing(START + "y = w * w\ny.sum().backward()\n1 / 0\n", "first cell", space)
    told = tell(failing("z = 1\ny.sum().backward()\n", "second cell", space))
    assert told is not None
    assert [where for where, _, _ in told.lines] == ["an earlier cell, line 4"]


def test_a_result_that_was_changed_is_left_blank() -> None:
    told = tell(failing(CASES["a saved result was changed in place"][0]))
    assert told is not None and told.picture is not None
    assert [(c.name, c.value, c.note) for c in told.picture.cards if c.name == "v1"] == [("v1", None, "y: version 0")]


def test_the_emptied_drawer_and_the_missing_link_are_seen() -> None:
    told = tell(failing(CASES["a second pass"][0]))
    assert told is not None and told.picture is not None
    assert [d.text for o in told.picture.operations for d in o.drawers] == ["freed"]
    told = tell(failing(CASES["the way back is cut by detach"][0]))
    assert told is not None and told.picture is not None
    assert [card.name for card in told.picture.cards] == ["loss", "w"]
    assert not any(edge.recorded for edge in told.picture.edges)


def test_of_a_large_graph_the_neighbourhood_is_shown() -> None:
    told = tell(failing("h = w * 1\nfor i in range(100):\n    h = h * 2\nz = h * h\nh += 1\nz.sum().backward()\n"))
    assert told is not None and told.picture is not None
    assert 2 < len(told.picture.operations) < 10


def test_other_errors_are_left_alone() -> None:
    for program in ("1 / 0\n", "w.shape.nothing\n", "torch.ones(2) + torch.ones(3)\n", "None.zero_()\n"):
        assert tell(failing(program)) is None


def test_a_cut_is_found_inside_a_function() -> None:
    error = failing("def train():\n    h = w.detach()\n    h.sum().backward()\ntrain()\n")
    told = tell(error)
    assert told is not None and told.lines[0][:2] == ("line 5", "h = w.detach()")


# Where it is shown


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8").stderr


def test_a_terminal_says_it_below_the_traceback() -> None:
    text = run(START + "w += 1")
    assert "operation.\nWhat happened: w is a leaf that requires a gradient" in text
    assert "What happened" not in run(START + "torch.explain_errors(False)\nw += 1")
    assert "What happened" not in run(START + "1 / 0")


PACKAGE = str(Path(torch.__file__).parent)


def test_a_file_in_a_folder_with_a_name_like_ours_is_the_learners() -> None:
    assert is_ours(torch.autograd.__file__)
    assert not is_ours(f"{PACKAGE}-mine/notes.py")
    assert not f"{PACKAGE}-mine/notes.py".startswith(recorder._ELSEWHERE), "so a watch records it"


def test_a_traceback_ends_at_the_learners_line() -> None:
    for line in ("w += 1", "torch.ones(2) + torch.ones(3)", "w.nothing"):
        assert PACKAGE not in run(START + line)
        assert run(START + line).count("Traceback") == 1
    assert PACKAGE in run(START + "torch.explain_errors(False)\nw += 1"), "all of it, for who wants to see inside"


def test_a_notebooks_traceback_ends_at_the_learners_line() -> None:
    nbclient = pytest.importorskip("nbclient", reason="this test runs a notebook")
    nbformat = pytest.importorskip("nbformat")
    cells = [nbformat.v4.new_code_cell(code) for code in (START, "torch.ones(2) + torch.ones(3)", "w += 1")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, allow_errors=True).execute()
    for cell in cells[1:]:
        text = "".join(cell.outputs[0].traceback)
        assert "Traceback" in text and "minigrad" not in text and "During handling" not in text


def test_an_exception_hook_of_somebody_elses_stays() -> None:
    text = run("import sys\nsys.excepthook = lambda *a: print('mine', file=sys.stderr)\n" + START + "w += 1")
    assert text == "mine\n"


def test_a_notebook_shows_it_below_the_error() -> None:
    nbclient = pytest.importorskip("nbclient", reason="this test runs a notebook")
    nbformat = pytest.importorskip("nbformat")
    cells = [START, "w += 1", "torch.explain_errors(False)", "w += 1", "1 / 0"]
    made = []
    for _ in range(2):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        nbclient.NotebookClient(notebook, allow_errors=True, timeout=60).execute()
        made.append([cell.outputs for cell in notebook.cells])
    first = made[0]
    assert [[out.output_type for out in outputs] for outputs in first] == [
        [], ["error", "display_data"], [], ["error"], ["error"],
    ]  # fmt: skip
    assert first[1][0].evalue == "a leaf Variable that requires grad is being used in an in-place operation."
    assert first[1][1].data["text/plain"].startswith("What happened: w is a leaf")
    assert first[1][1].data == made[1][1][1].data, "another kernel, the same bytes"


def test_an_error_that_is_caught_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from minigrad.viz import errors

    monkeypatch.setattr(errors, "tell", lambda error: pytest.fail("it was looked into"))
    w = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError):
        w += 1
