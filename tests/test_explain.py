"""Derivations: made from the rules, in words and shapes where numbers are many, short where they are long."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import home

import minigrad as torch
from minigrad import ops, rules
from minigrad.symbol import Symbol, plain
from minigrad.viz.explain import TEXTS, explain
from minigrad.viz.gather import evaluated, gathered
from minigrad.viz.language import LANGUAGES, set_language
from minigrad.viz.scene import scene


@pytest.fixture(autouse=True)
def english() -> Any:
    yield
    set_language("en")


def number(value: float) -> Any:
    return torch.tensor(value, requires_grad=True)


def lines(output: Any, leaf: Any, **names: Any) -> list[str]:
    return str(explain(output, leaf, names)).splitlines()


# ---- the home expression ----


def test_the_derivation_of_the_home_expression_line_for_line() -> None:
    names = home(torch)
    assert lines(names["y"], names["w"], **names) == [
        "∂y/∂w = ∂y/∂a·∂a/∂w + ∂y/∂b·∂b/∂w",
        "      = (w + 1)·1 + (x + w)·1",
        "      = x + 2·w + 1",
        "      = 2 + 2·1 + 1",
        "      = 5",
        "Edge by edge, from y back to w:",
        "∂y/∂b = a = 3",
        "∂y/∂a = b = 2",
        "∂y/∂w = ∂y/∂b + ∂y/∂a = 3 + 2 = 5",
    ]
    assert lines(names["y"], names["x"], **names) == [
        "∂y/∂x = ∂y/∂a·∂a/∂x",
        "      = (w + 1)·1",
        "      = w + 1",
        "      = 1 + 1",
        "      = 2",
        "Edge by edge, from y back to x:",
        "∂y/∂a = b = 2",
        "∂y/∂x = ∂y/∂a = 2",
    ]


def test_it_is_latex_too_and_mathml_can_be_made_of_it() -> None:
    names = home(torch)
    derived = explain(names["y"], names["w"], names)
    assert r"\frac{\partial y}{\partial a} \cdot \frac{\partial a}{\partial w}" in derived.latex
    assert r"\text{Edge by edge, from y back to w:}" in derived.latex
    export = pytest.importorskip("minigrad.export", reason="what makes MathML of LaTeX is not installed")
    for language in LANGUAGES:
        set_language(language)
        made = export.mathml(explain(names["y"], names["w"], names).latex, "block")
        assert made.count("<mtr>") == 9
        assert "merror" not in made


def test_without_names_the_derivation_is_the_same() -> None:
    w, x = number(1.0), number(2.0)
    y = (x + w) * (w + 1)
    assert lines(y, w, w=w, x=x, y=y)[2:5] == ["       = x + 2·w + 1", "       = 2 + 2·1 + 1", "       = 5"]


# ---- from the rules and from nothing else ----


def test_change_a_rule_and_its_explanation_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    names = home(torch)
    row = rules.PRIMITIVES[np.multiply]
    wrong = (lambda g, result, self, other: g * (other + other), row.rules[1])
    for reading in ("rules", "on_arrays"):
        monkeypatch.setattr(names["y"]._node.kind, reading, wrong)
    told = lines(names["y"], names["w"], **names)
    assert told[1] == "      = (w + 1 + w + 1)·1 + (x + w)·1"
    assert told[4] == "      = 7"
    assert told[7] == "∂y/∂a = 2·b = 2·2 = 4"


def test_the_value_is_the_one_that_backward_finds() -> None:
    w, x = number(0.5), number(2.0)
    t = torch.tanh(w * x)
    u = torch.sigmoid(t) * torch.exp(-w) / (1 + w**2)
    text = lines(u, w, w=w, x=x, t=t, u=u)
    u.backward()
    assert float(text[-1].rpartition("= ")[2]) == pytest.approx(w.grad.item(), abs=1e-4)


# ---- trivial factors dropped, repeated ones gathered ----


def test_a_long_row_of_ones_is_dropped_and_numbers_are_gathered() -> None:
    w, b = number(1.0), number(2.0)
    p = w * 3 + b
    e = p - 7
    s = e**2
    told = lines(s, w, w=w, b=b, p=p, e=e, s=s)
    assert told[0] == "∂s/∂w  = ∂s/∂e·∂e/∂p·∂p/∂v1·∂v1/∂w"
    assert "·1" not in told[1]
    assert told[2:5] == ["       = 6·(3·w + b - 7)", "       = 6·(3·1 + 2 - 7)", "       = -12"]


def test_one_tensor_in_two_places_of_one_operation_is_one_edge() -> None:
    w = number(3.0)
    assert lines(w * w, w, w=w) == ["∂y/∂w = w + w", "      = 2·w", "      = 2·3", "      = 6"]


def test_a_symbol_with_two_meanings_is_not_written() -> None:
    w = number(3.0)
    told = lines(w * (w + 1), w, w=w)
    assert told[0] == "∂y/∂w  = w + 1 + w·1", "∂y/∂w is not a part of itself"
    assert told[3] == "       = 7"


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        (lambda x, w: x * 2 * (x * 3), "6·x^2"),
        (lambda x, w: (w + 1) * 1 + (x + w), "x + 2·w + 1"),
        (lambda x, w: -(w + 1), "-w - 1"),
        (lambda x, w: 3 - x * 2, "3 - 2·x"),
        (lambda x, w: x / w / w, "x/w^2"),
        (lambda x, w: x * (w + 1) * (w + 1), "x·(w + 1)^2"),
        (lambda x, w: (x - x) * w + 1, "1"),
        (lambda x, w: x - x, "0"),
        (lambda x, w: np.exp(x + x) * w * np.exp(2 * x), "exp(2·x)^2·w"),
        (lambda x, w: x * 0.25, "x/4"),
        (lambda x, w: x * 0.3, "0.3·x"),
        (lambda x, w: (x + x) / (x + x + x), "2/3"),
        (lambda x, w: (x + x) * w / 3, "2·x·w/3"),
        (lambda x, w: Symbol.name("∂y/∂a") * x / w, "∂y/∂a·x/w"),
        (lambda x, w: Symbol.name("∂y/∂a") / 4, "∂y/∂a·1/4"),
        (lambda x, w: ops.expand(x, (1,)) * w, "x·w"),
        (lambda x, w: ops.expand(x, (2,)) * w, "expand(x)·w"),
        (lambda x, w: -x * -w, "x·w"),
    ],
)
def test_gathering(formula: Any, short: str) -> None:
    x, w = Symbol.name("x"), Symbol.name("w")
    assert plain(gathered(formula(x, w), ["x", "w"].index)) == short


@st.composite
def formulas(draw: Any) -> Symbol:
    parts: list[Any] = [Symbol.name(name) for name in "abc"]
    for _ in range(draw(st.integers(1, 8))):
        one, other = (draw(st.sampled_from(parts)) for _ in range(2))
        kind = draw(st.sampled_from(["add", "sub", "mul", "div", "neg", "square", "times", "exp"]))
        made = {
            "add": lambda: one + other,  # noqa: B023
            "sub": lambda: one - other,  # noqa: B023
            "mul": lambda: one * other,  # noqa: B023
            "div": lambda: one / other,  # noqa: B023
            "neg": lambda: -one,  # noqa: B023
            "square": lambda: one**2,  # noqa: B023
            "times": lambda: one * draw(st.integers(-3, 3)),  # noqa: B023
            "exp": lambda: np.tanh(one),  # noqa: B023
        }[kind]()
        parts.append(made)
    return parts[-1]


@settings(max_examples=200, deadline=None)
@given(formulas())
def test_gathering_keeps_the_value(formula: Symbol) -> None:
    values = {"a": 1.5, "b": -0.75, "c": 2.25}
    before = evaluated(formula, values)
    short = gathered(formula)
    after = evaluated(short, values)
    assert before is not None
    if math.isfinite(before):
        assert after == pytest.approx(before, rel=1e-6, abs=1e-9)
        assert plain(gathered(short)) == plain(short), "what is gathered stays as it is"


# ---- matrices, reductions, broadcasting ----


def test_a_gradient_of_a_matrix_is_a_pullback_with_its_shapes() -> None:
    x = torch.ones(2, 3)
    w = torch.ones(3, 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    z = x @ w + b
    loss = z.mean()
    names = {"x": x, "w": w, "b": b, "z": z, "loss": loss}
    assert lines(loss, w, **names) == [
        "∂loss/∂z  = expand(1)/2 = [[0.5], [0.5]]    (2, 1): the same for each of the 2 entries",
        "∂loss/∂v1 = ∂loss/∂z = [[0.5], [0.5]]    (2, 1)",
        "∂loss/∂w  = xᵀ ∂loss/∂v1 = [[1], [1], [1]]    (3, 2) @ (2, 1) → (3, 1)",
    ]
    assert lines(loss, b, **names)[-1] == "∂loss/∂b = sum(∂loss/∂z) = 1    the 2 rows that were copied are added up"
    assert r"\begin{bmatrix}1 \\ 1 \\ 1\end{bmatrix}" in explain(loss, w, names).latex


def test_what_was_copied_is_said_to_be_added() -> None:
    b = torch.tensor([1.0, 2.0], requires_grad=True)
    column = torch.ones(3, 1, requires_grad=True)
    z = torch.zeros(3, 2) + b + column
    names = {"b": b, "column": column, "z": z}
    rows = lines(z, b, **names)
    assert rows[-2].endswith("= [3, 3]    (2,): the 3 rows that were copied are added up")
    assert rows[-1] == "(z holds 6 numbers: each of them counts 1 here, as in z.sum().)"
    assert "(3, 1): the 2 columns that were copied are added up" in lines(z, column, **names)[-2]
    set_language("zh")
    assert "(2,)：当初复制成 3 行，现在各行相加" in lines(z, b, **names)[-2]


# ---- long ones ----


def test_paths_are_counted_and_not_listed() -> None:
    x = number(1.0)
    y = x
    for _ in range(12):
        y = y * 3 + y
    told = lines(y, x, x=x, y=y)
    assert told[0] == "4096 paths lead from y back to x, too many to write. Edge by edge:"
    assert told[9] == "… 8 lines like these are left out …"
    assert told[-1].endswith("= 1.678e+07")
    assert len(told) == 1 + 16 + 1
    for _ in range(100):
        y = y * 3 + y
    assert lines(y, x, x=x, y=y)[0].startswith("more than 1000000000 paths")


def test_few_paths_that_are_long_in_all_are_counted_too() -> None:
    x = number(1.0)
    y = x
    for _ in range(3):
        y = (y * 3 + 1) * 2 + y
    told = lines(y, x, x=x, y=y)
    assert told[0] == "8 paths lead from y back to x, too many to write. Edge by edge:"
    assert told[-1].endswith("= 343")


def test_a_long_path_goes_edge_by_edge() -> None:
    x = number(1.0)
    y = x
    for _ in range(40):
        y = y * 2
    told = lines(y, x, x=x, y=y)
    assert told[0] == "The path from y back to x is 40 edges long, too long for one line. Edge by edge:"
    assert "… 24 lines like these are left out …" in told


def test_a_tensor_with_many_users_shows_some_of_them() -> None:
    x = number(1.0)
    y = torch.stack([x * i for i in range(1, 21)]).sum()
    last = lines(y, x, x=x, y=y)[-1]
    assert "… 16 more …" in last
    assert last.endswith("= 210")


def calls(action: Any) -> int:
    """How many functions are called: a measure that is the same on every machine."""
    count = 0

    def look(frame: Any, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(look)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_the_work_grows_with_the_nodes_and_not_with_the_paths() -> None:
    work = []
    for length in (200, 400, 800):
        x = number(1.0)
        y = x
        for _ in range(length):
            y = y * 0.5 + y
        found = scene(y, {"x": x, "y": y})
        work.append(calls(module_derivation(found, x)))
    assert work[2] - work[1] < 2.2 * (work[1] - work[0])


def module_derivation(found: Any, leaf: Any) -> Any:
    return lambda: sys.modules[explain.__module__]._Derivation(found, found.of[leaf], {}).explanation()


# ---- graphs of all kinds ----


def test_a_second_derivative_is_explained_on_the_graph_that_create_graph_made() -> None:
    x = number(3.0)
    (first,) = torch.autograd.grad(x**3, x, create_graph=True)
    told = lines(first, x, x=x, first=first)
    assert [line.partition("= ")[2] for line in told[2:5]] == ["6·x", "6·3", "18"]


def test_a_function_of_ones_own() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 2 * x

    w = number(3.0)
    z = Square.apply(w) * 2
    assert lines(z, w, w=w, z=z)[1].strip() == "= 2·Square′(w)"
    assert lines(z, w, w=w, z=z)[-1].endswith("= 12")


def test_what_was_freed_has_no_numbers_and_says_so() -> None:
    names = home(torch)
    names["y"].backward()
    told = lines(names["y"], names["w"], **names)
    assert told[1] == "      = b·1 + a·1"
    assert not any(line.endswith("= 5") for line in told)
    assert "retain_graph=True" in told[-1]


def test_a_result_is_not_spelled_out_with_values_that_it_was_not_made_from() -> None:
    w, x = number(1.0), number(2.0)
    y = (x + w) * (w + 1)
    with torch.no_grad():
        w += 1
    told = lines(y, w, w=w, x=x, y=y)
    assert told[1].strip() == "= v2·1 + v1·1"
    assert told[3].strip() == "= 3 + 2"


def test_no_path_no_derivation() -> None:
    names = home(torch)
    with pytest.raises(ValueError, match="no path"):
        explain(names["y"], number(1.0), names)


def test_a_name_that_latex_would_read_as_a_command() -> None:
    names = home(torch)
    text = explain(names["y"], names["w"], {"y_1}$": names["y"], "w": names["w"]}).latex
    assert r"\}" in text
    assert "$" not in text.replace(r"\$", "")


def test_every_text_speaks_both_languages_with_the_same_parts() -> None:
    import re

    for name, texts in TEXTS.items():
        assert set(texts) == set(LANGUAGES), name
        assert len({tuple(sorted(re.findall(r"{(\w+)}", text))) for text in texts.values()}) == 1, name
