"""Large graphs: what folds into one box, what opens, and that no graph is too large to be drawn."""

from __future__ import annotations

import doctest
import gc
import json
import math
import re
import weakref
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from samples import home

import minigrad as torch
from minigrad.viz import columns
from minigrad.viz.dot import reach
from minigrad.viz.formats import as_json, from_json
from minigrad.viz.model import Picture
from minigrad.viz.scene import heat_map, value_text


def loop(times: int) -> tuple[Any, dict[str, Any]]:
    w = torch.tensor([1.0], requires_grad=True)
    y = w
    for _ in range(times):
        y = y * w
        y = y + 1
    return y, {"w": w, "y": y}


def net(layers: int) -> tuple[Any, dict[str, Any]]:
    blocks = [torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU()) for _ in range(layers)]
    model = torch.nn.Sequential(*blocks, torch.nn.Linear(3, 1))
    x = torch.ones(2, 3)
    loss = model(x).mean()
    return loss, {"model": model, "x": x, "loss": loss}


def boxes(picture: Picture) -> list[tuple[str, str, int]]:
    return [(g.kind, g.name, g.operations) for g in picture.groups if g.folded]


def joined(picture: Picture) -> bool:
    """Does each edge join two things that are there, and does the output hang on something?"""
    known = {part.key for part in (*picture.cards, *picture.operations, *picture.groups)}
    return all(edge.source in known and edge.target in known for edge in picture.edges)


def test_equal_iterations_fold_into_one() -> None:
    y, names = loop(100)
    made = torch.draw(y, names).picture
    assert boxes(made) == [("loop", "× 100", 200)]
    assert [card.name for card in made.cards] == ["w", "y"]
    assert [(e.source, e.target) for e in made.edges] == [("t0", "g0"), ("g0", made.cards[1].key)]
    assert "200" in made.note and "200" in made.alt
    assert made.code[made.groups[0].line or 0].strip() == "y = y * w"


def test_a_loop_in_a_loop_folds_as_one() -> None:
    y = w = torch.tensor([1.0], requires_grad=True)
    for _ in range(20):
        y = y + w
        for _ in range(5):
            y = y * w
    assert boxes(torch.draw(y, {"w": w, "y": y}).picture) == [("loop", "× 20", 120)]


def test_an_opened_loop_shows_its_first_and_last_iteration() -> None:
    y, names = loop(100)
    states = dict(torch.draw(y, names)._unfolded())
    opened = states["g0"]
    assert [name for _, name, _ in boxes(opened)] == ["iteration 1", "× 98", "iteration 100"]
    (frame,) = [g for g in opened.groups if not g.folded]
    assert frame.key == "g0" and set(frame.members) >= {g.key for g in opened.groups if g.folded}
    assert all(joined(state) for state in states.values())


def test_modules_fold_by_depth() -> None:
    loss, names = net(2)
    assert boxes(torch.draw(loss, names, depth=0).picture) == [("module", "model", 8)]
    assert [name for _, name, _ in boxes(torch.draw(loss, names, depth=1).picture)] == ["model.0", "model.1", "model.2"]
    deep = torch.draw(loss, names, depth=2).picture
    assert ("module", "model.0.0", 2) in boxes(deep)
    (linear,) = [g for g in deep.groups if g.name == "model.0.0"]
    assert (linear.note, linear.leaves, linear.symbols) == ("Linear", 2, "t addmm")
    whole = torch.draw(loss, names, depth=math.inf).picture
    assert not whole.groups and len(whole.operations) == 9
    assert not torch.draw(loss, names).picture.groups, "what is small is drawn as it is"


def test_equal_layers_fold_into_one() -> None:
    loss, names = net(30)
    assert ("loop", "× 30", 90) in boxes(torch.draw(loss, names).picture)


def cubed(x: Any) -> Any:
    y = x * x
    return y * x


def test_the_calls_of_a_function_fold_and_the_code_around_them_does_not() -> None:
    x = torch.tensor([1.0], requires_grad=True)
    y = cubed(x) + 1
    made = torch.draw(y, {"x": x, "y": y}, depth=0).picture
    assert boxes(made) == [("function", "cubed()", 2)]
    assert [operation.symbol for operation in made.operations] == ["+"]


def test_what_has_no_order_is_cut_into_stretches() -> None:
    ways = [torch.tensor([0.5], requires_grad=True)]
    for i in range(3000):
        ways.append(eval(("a * b", "a + b", "a - b")[i * i % 7 % 3], {"a": ways[-1], "b": ways[i * 7919 % (i + 1)]}))
    made = torch.draw(ways[-1], {"y": ways[-1]}).picture
    assert 2 < len(made.groups) <= 40 and joined(made)
    assert sum(g.operations for g in made.groups if g.folded) + len(made.operations) == 3000


def test_a_very_long_graph_gives_a_small_picture() -> None:
    y, names = loop(10_000)
    drawing = torch.draw(y, names)
    assert boxes(drawing.picture) == [("loop", "× 10000", 20_000)]
    assert len(drawing._repr_mimebundle_()["text/html"]) < 200_000


def test_what_graphviz_cannot_lay_out_in_time_is_laid_out_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "layout", None)  # it is not asked
    y, names = loop(300)
    drawing = torch.draw(y, names, depth=math.inf)
    assert reach(drawing.picture) > columns._MOST_REACH
    assert drawing.svg.count('data-key="o') == 600


def test_folded_and_opened_pictures_have_pytorchs_view_too() -> None:
    y, names = loop(100)
    view = torch.draw(y, names, view="pytorch").picture
    assert [o.name for o in view.operations] == ["AccumulateGrad"] and joined(view)
    assert '"cluster_g0"' in torch.draw(*net(2), depth=1).dot


def test_the_page_gets_each_state_once() -> None:
    y, names = loop(100)
    html = torch.draw(y, names)._repr_mimebundle_()["text/html"]
    found = re.search(r'data-views="([^"]*)"', html)
    assert found
    data = json.loads(unescape(found[1]))
    assert set(data["views"]) >= {"pytorch", "g0"} and data["words"]["unfold"] == "unfold"
    assert all(text.count("<style>") == 0 for text in data["views"].values())


@pytest.mark.parametrize("wrong", [-1, "all", True])
def test_a_depth_that_is_none_is_refused(wrong: Any) -> None:
    y, names = loop(1)
    with pytest.raises(ValueError, match="depth="):
        torch.draw(y, names, depth=wrong)


def test_a_module_keeps_nothing_alive() -> None:
    model = torch.nn.Linear(2, 1)
    model.last = model(torch.ones(1, 2))
    gone = weakref.ref(model)
    gc.disable()
    try:
        del model
        assert gone() is None
    finally:
        gc.enable()


# The views of a small graph


def test_pytorchs_view_is_next_functions() -> None:
    names = home(torch)
    view = torch.draw(names["y"], names, view="pytorch").picture
    of = {o.key: o.name for o in view.operations} | {c.key: c.name for c in view.cards}
    assert sorted((of[e.source], of[e.target], e.local) for e in view.edges) == [
        ("AccumulateGrad", "w", "variable"),
        ("AccumulateGrad", "x", "variable"),
        ("AddBackward0", "AccumulateGrad", ""),
        ("AddBackward0", "AccumulateGrad", ""),
        ("AddBackward0", "AccumulateGrad", ""),
        ("MulBackward0", "AddBackward0", ""),
        ("MulBackward0", "AddBackward0", ""),
        ("y", "MulBackward0", "grad_fn"),
    ]
    assert [d.text for o in view.operations for d in o.drawers] == ["_saved_self = 3", "_saved_other = 2"]
    with pytest.raises(ValueError, match="'data' or 'pytorch'"):
        torch.draw(names["y"], names, view="torchviz")


def test_paths_have_their_products_and_add_up_to_the_gradient() -> None:
    names = home(torch)
    made = torch.draw(names["y"], names, paths=names["w"]).picture
    assert [(p.product, p.value) for p in made.paths] == [("∂y/∂a·∂a/∂w = 2·1", "2"), ("∂y/∂b·∂b/∂w = 3·1", "3")]
    assert made.sum == "∂y/∂w = 2 + 3 = 5"
    ends = {e.key: (e.source, e.target) for e in made.edges}
    for path in made.paths:
        steps = [ends[key] for key in path.edges]
        assert all(a[1] == b[0] for a, b in pairwise(steps)) and steps[0][0] == "t1" and steps[-1][1] == "t5"
    text = torch.draw(names["y"], names, paths=names["w"]).svg
    assert "mg-path0" in text and "∂y/∂w = 2 + 3 = 5" in text


def test_more_paths_than_colours_are_counted_and_their_share_is_told() -> None:
    x = y = torch.tensor(1.0, requires_grad=True)
    for _ in range(12):
        y = y + y
    made = torch.draw(y, {"x": x, "y": y}, paths=x).picture
    assert len(made.paths) == 6 and made.sum.endswith("+ 4090 (4090 more paths) = 4096")


def test_paths_of_matrices_have_matrices_as_shares() -> None:
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ((w @ w) * w).sum()
    made = torch.draw(y, {"w": w, "y": y}, paths=w).picture
    y.backward()
    assert made.sum.endswith(f"= {value_text(w.grad._array)}")
    assert [p.value for p in torch.draw(y, {"w": w, "y": y}, paths=w).picture.paths] == [None] * 3, "freed"


@pytest.mark.parametrize("other", ["y", "stranger"])
def test_where_no_path_leads_is_said(other: str) -> None:
    names = home(torch)
    stranger = torch.ones(1, requires_grad=True)
    with pytest.raises(ValueError, match="no path"):
        torch.draw(names["y"], names, paths=names.get(other, stranger))


def test_a_cut_shows_what_was_detached_and_hooks_are_counted() -> None:
    w = torch.tensor([2.0], requires_grad=True)
    a = w * 3
    d = a.detach()
    y = w * d
    w.register_hook(lambda g: None)
    y.grad_fn.register_hook(lambda *g: None)
    made = torch.draw(y, {"w": w, "a": a, "d": d, "y": y}).picture
    key = {card.name: card.key for card in made.cards}
    assert [(e.source, e.target) for e in made.edges if e.cut == "detach"] == [(key["a"], key["d"])]
    assert [(c.name, c.recorded) for c in made.cards if not c.recorded] == [("a", False)]
    assert [c.hooks for c in made.cards if c.name == "w"] == [1] and made.operations[0].hooks == 1
    svg = torch.draw(y, {"w": w, "a": a, "d": d, "y": y}).svg
    assert "1 hook" in svg and 'class="mg-cut"' in svg


def test_what_no_grad_cut_off_is_read_from_the_code() -> None:
    w = torch.tensor([2.0], requires_grad=True)
    x = torch.tensor([5.0])
    with torch.no_grad():
        z = w * x
    y = w * z + x
    made = torch.draw(y).picture
    name = {card.key: card.name for card in made.cards}
    assert [(name[e.source], name[e.target], e.cut) for e in made.edges if e.cut] == [("w", "z", "torch.no_grad()")]


def test_a_large_tensor_has_its_range_and_a_small_map() -> None:
    w = torch.arange(600.0).reshape(20, 30).requires_grad_()
    made = torch.draw(w.sum(), {"w": w}).picture
    card = next(c for c in made.cards if c.name == "w")
    assert (card.value, card.dtype) == ("0 … 599", "float32")
    assert len(card.heat) == 16 and {len(row) for row in card.heat} == {16}
    assert card.heat[0][0] == 0 and card.heat[-1][-1] == 15
    svg = torch.draw(w.sum(), {"w": w}).svg
    assert "data:image/png;base64," in svg and "600 entries" in svg


def test_what_is_no_number_is_told() -> None:
    nan = float("nan")
    holes = torch.tensor([[1.0, nan] * 8, [3.0, 4.0] * 8])._array
    assert value_text(holes) == "1 … 4, 8 × nan" and heat_map(holes)[0][:2] == (0, -1)
    assert heat_map(holes[:0]) == () and value_text(holes * nan) == "…, 32 × nan"


# Files


def test_json_is_the_picture() -> None:
    for made in (
        torch.draw(*loop(100)).picture,
        torch.draw(home(torch)["y"], home(torch)).picture,
        torch.draw(*net(3)).picture,
    ):
        assert from_json(as_json(made)) == made
    with pytest.raises(ValueError, match="another version"):
        from_json('{"minigrad": 99}')


def test_png_and_pdf(tmp_path: Any) -> None:
    names = home(torch)
    drawing = torch.draw(names["y"], names)
    png = drawing.save(tmp_path / "y.png").read_bytes()
    assert png.startswith(b"\x89PNG") and png == drawing.png
    with Image.open(tmp_path / "y.png") as image:
        dark = float((np.asarray(image.convert("L")) < 60).mean())
    assert 0.001 < dark < 0.2, "lines and text on white, not a black page"
    pdf = drawing.save(tmp_path / "y.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and pdf == drawing.save(tmp_path / "z.pdf").read_bytes()


def test_the_documents_examples_run() -> None:
    path = Path(__file__).resolve().parent.parent / "docs" / "picture.md"
    assert doctest.testfile(str(path), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize("many, folded", [(24, False), (25, True)])
def test_a_long_row_of_operations_is_folded_before_it_is_many_screens_wide(many: int, folded: bool) -> None:
    w = torch.tensor([1.0], requires_grad=True)
    y = w
    for _ in range(many):
        y = y.tanh()
    drawing = torch.draw(y, {"w": w, "y": y})
    assert bool(drawing.picture.groups) is folded
    assert ("× 25" in repr(drawing)) is folded, "the words name the box"
