"""PyTorch's own graphs: read without importing it, and drawn as ours are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from operations import OPERATIONS
from samples import home

import minigrad as mg
from minigrad.viz.model import Picture
from minigrad.viz.nodes import as_pytorch
from minigrad.viz.picture import picture

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def pytorch() -> Any:
    return pytest.importorskip("torch", reason="this test draws PyTorch's graphs: PyTorch is not installed")


def drawn(torch: Any, operation: Any) -> Picture:
    inputs = [torch.tensor(array, requires_grad=True) for array in operation.arrays()]
    output = operation.program(torch, *inputs)
    names = {f"x{i}": tensor for i, tensor in enumerate(inputs)}
    return picture(output, {**names, "y": output})


def nodes(made: Picture) -> list[tuple[str, list[str]]]:
    """PyTorch's view: each node with the names of those behind it, the whole graph in one order."""
    view = as_pytorch(made)
    name = {operation.key: operation.name for operation in view.operations}
    name |= {card.key: card.name for card in view.cards}
    behind = {
        key: [name[edge.target] for edge in view.edges if edge.source == key]
        for key in (operation.key for operation in view.operations)
    }
    return sorted((name[key], names) for key, names in behind.items())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_pytorchs_graph_of_each_operation_is_drawn_as_ours(pytorch: Any, operation: Any) -> None:
    theirs, ours = drawn(pytorch, operation), drawn(mg, operation)
    assert nodes(theirs) == nodes(ours)


def known(made: Picture) -> Any:
    cards = [(c.name, c.kind, c.value, c.shape, c.grad, c.bucket, c.label) for c in made.cards if c.kind != "number"]
    operations = [(o.symbol, o.name, [(d.name, d.text) for d in o.drawers]) for o in made.operations]
    return [c for c in cards if c[0] != "…"], operations, [(e.source, e.target, e.local) for e in made.edges]


def test_the_same_code_gives_the_same_picture(pytorch: Any) -> None:
    theirs, ours = home(pytorch), home(mg)
    assert known(picture(theirs["y"], theirs)) == known(picture(ours["y"], ours))
    theirs["y"].backward()
    ours["y"].backward()
    assert known(picture(theirs["y"], theirs)) == known(picture(ours["y"], ours))


def test_a_number_that_pytorch_does_not_show_is_left_blank(pytorch: Any) -> None:
    names = home(pytorch)
    assert [(c.name, c.value) for c in picture(names["y"], names).cards if c.kind == "constant"] == [("…", None)]
    w = names["w"]
    assert [c.name for c in picture(w * 3, {"w": w}).cards] == ["w", "3", "y"], "a product keeps its factor"


def test_a_model_of_pytorchs_is_drawn_with_its_names_and_folds_by_its_modules(pytorch: Any) -> None:
    layers = [pytorch.nn.Sequential(pytorch.nn.Linear(3, 3), pytorch.nn.ReLU()) for _ in range(20)]
    model = pytorch.nn.Sequential(*layers, pytorch.nn.Linear(3, 1))
    loss = model(pytorch.ones(2, 3)).mean()
    made = mg.draw(loss).picture
    assert "× 20" in [group.name for group in made.groups] and len(made.operations) < 10
    assert {"model.20.weight", "loss"} <= {card.name for card in made.cards}


def test_what_was_freed_and_what_was_changed_is_told(pytorch: Any) -> None:
    w = pytorch.tensor([1.0], requires_grad=True)
    a = w * 3
    y = a * a
    with pytorch.no_grad():
        a += 1
    assert [d.text for d in mg.draw(y).picture.operations[1].drawers] == ["a = 4 ≠ version 0"] * 2
    z = (w * w).exp()
    z.backward()
    assert all(d.freed for o in mg.draw(z).picture.operations for d in o.drawers)


def test_an_operation_without_a_rule_here_is_drawn_all_the_same(pytorch: Any) -> None:
    w = pytorch.ones(2, 3, requires_grad=True)
    y = pytorch.fft.rfft(w).abs().sum()
    assert mg.draw(y).picture.operations[0].name.startswith("FftR2C")


def test_nothing_of_pytorchs_is_changed(pytorch: Any) -> None:
    names = home(pytorch)
    called: list[Any] = []
    names["w"].register_hook(called.append)
    before = [(t._version, t.grad, t.requires_grad, t.grad_fn) for t in names.values()]
    drawing = mg.draw(names["y"], names)
    assert [card.hooks for card in drawing.picture.cards if card.name == "w"] == [1]
    assert drawing._repr_mimebundle_() and mg.step(names["y"], names).value and str(mg.explain(names["y"], names["w"]))
    assert [(t._version, t.grad, t.requires_grad, t.grad_fn) for t in names.values()] == before and not called


def test_it_is_stepped_through_and_explained_too(pytorch: Any) -> None:
    theirs, ours = home(pytorch), home(mg)
    lines, expected = (
        str(mg.explain(names["y"], names["w"], names)).splitlines() for names in (theirs, ours)
    )  # PyTorch keeps no 1 for w + 1, so there b is b where ours is w + 1; the rest is the same
    assert (lines[0], lines[1], lines[4:]) == (expected[0], "      = b·1 + (x + w)·1", expected[4:])
    last = repr(mg.step(theirs["y"], theirs)).splitlines()[-1]
    assert last == repr(mg.step(ours["y"], ours)).splitlines()[-1]


def test_each_of_several_results_is_a_card_of_its_own(pytorch: Any) -> None:
    def unbound(torch: Any) -> dict[str, Any]:
        m = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
        p, q, r = m.unbind(1)
        return {"m": m, "p": p, "q": q, "r": r, "y": (p * q * r).sum()}

    theirs, ours = unbound(pytorch), unbound(mg)
    made = picture(theirs["y"], theirs)
    assert known(made) == known(picture(ours["y"], ours))
    assert [d.text for o in made.operations for d in o.drawers][:2] == ["p = [1, 4]", "q = [2, 5]"]


def test_the_line_is_known_where_pytorch_keeps_it(pytorch: Any) -> None:
    w = pytorch.tensor([1.0], requires_grad=True)
    with pytest.warns(UserWarning, match="Anomaly"), pytorch.autograd.detect_anomaly():
        y = w * w
    assert mg.draw(y).picture.code[-1].strip() == "y = w * w"


def test_pytorch_is_never_imported_by_us() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import minigrad as mg\n"
        "w = mg.ones(1, requires_grad=True)\n"
        "y = w * w\n"
        "mg.draw(y)._repr_mimebundle_()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
