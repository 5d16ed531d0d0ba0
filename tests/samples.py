"""A picture and its steps, written by hand as the live graph of y = (x + w)(w + 1) gives them."""

from __future__ import annotations

from typing import Any

from minigrad.viz.model import Card, Drawer, Edge, Operation, Picture, Step

__all__ = ["PICTURE", "STEPS", "finished", "home", "mlp"]

CODE = (
    "w = torch.tensor([1.], requires_grad=True)",
    "x = torch.tensor([2.], requires_grad=True)",
    "a = w + x",
    "b = w + 1",
    "y = a * b",
    "y.backward()",
)

PICTURE = Picture(
    cards=(
        Card("t0", "w", "leaf", "1", (1,), bucket=True, note="leaf", label="∂y/∂w"),
        Card("t1", "x", "leaf", "2", (1,), bucket=True, note="leaf", label="∂y/∂x"),
        Card("t2", "1", "number", "1", note="number"),
        Card("t3", "a", "result", None, (1,), note="(1,)", label="∂y/∂a"),
        Card("t4", "b", "result", None, (1,), note="(1,)", label="∂y/∂b"),
        Card("t5", "y", "result", None, (1,), note="(1,)", label="∂y/∂y"),
    ),
    operations=(
        Operation("o0", "+", "AddBackward0"),
        Operation("o1", "+", "AddBackward0"),
        Operation("o2", "×", "MulBackward0", (Drawer("self", ""), Drawer("other", ""))),
    ),
    edges=(
        Edge("e0", "t0", "o0", "×1"),
        Edge("e1", "t1", "o0", "×1"),
        Edge("e2", "o0", "t3"),
        Edge("e3", "t0", "o1", "×1"),
        Edge("e4", "t2", "o1", recorded=False),
        Edge("e5", "o1", "t4"),
        Edge("e6", "t3", "o2", "×b = 2"),
        Edge("e7", "t4", "o2", "×a = 3"),
        Edge("e8", "o2", "t5"),
    ),
    alt="Computation graph of y. y = 6 comes from a × b; a = 3 from w + x; b = 2 from w + 1. Leaves: w = 1, x = 2.",
    code=CODE,
)


def _formula(*rows: str) -> tuple[str, ...]:
    return tuple(f'<math display="block">{row}</math>' for row in rows)


def _d(of: str, by: str) -> str:
    return f"<mfrac><mrow><mo>∂</mo><mi>{of}</mi></mrow><mrow><mo>∂</mo><mi>{by}</mi></mrow></mfrac>"


def _v(text: object) -> str:
    return f'<mn class="mg-value">{text}</mn>'


def _g(text: object) -> str:
    return f'<mn class="mg-grad">{text}</mn>'


EQ, DOT, PLUS = "<mo>=</mo>", "<mo>·</mo>", "<mo>+</mo>"


def _step(
    phase: str,
    number: int,
    line: int | None,
    sentence: str,
    formulas: tuple[str, ...],
    lit: tuple[str, ...],
    changes: tuple[tuple[str, str, str], ...],
    flow: tuple[tuple[str, str], ...] = (),
) -> Step:
    text = sentence.replace("<b>", "").replace("</b>", "")
    return Step(phase, number, line, sentence, text, formulas, lit, changes, flow)


STEPS = (
    _step(
        "forward",
        1,
        2,
        "<b>+</b> adds w and x: <b>a</b> is 3. An addition saves nothing for the way back.",
        _formula(f"<mi>a</mi>{EQ}<mi>w</mi>{PLUS}<mi>x</mi>", f"<mi>a</mi>{EQ}{_v(1)}{PLUS}{_v(2)}{EQ}{_v(3)}"),
        ("t0", "t1", "o0", "t3"),
        (("t3", "value", "3"),),
        (("e0", "forward"), ("e1", "forward"), ("e2", "forward")),
    ),
    _step(
        "forward",
        2,
        3,
        "<b>+</b> adds w and the number 1: <b>b</b> is 2.",
        _formula(f"<mi>b</mi>{EQ}<mi>w</mi>{PLUS}<mn>1</mn>", f"<mi>b</mi>{EQ}{_v(1)}{PLUS}{_v(1)}{EQ}{_v(2)}"),
        ("t0", "t2", "o1", "t4"),
        (("t4", "value", "2"),),
        (("e3", "forward"), ("e4", "forward"), ("e5", "forward")),
    ),
    _step(
        "forward",
        3,
        4,
        "<b>×</b> multiplies a and b: <b>y</b> is 6. It keeps both for the way back.",
        _formula(f"<mi>y</mi>{EQ}<mi>a</mi>{DOT}<mi>b</mi>", f"<mi>y</mi>{EQ}{_v(3)}{DOT}{_v(2)}{EQ}{_v(6)}"),
        ("t3", "t4", "o2", "t5"),
        (("t5", "value", "6"), ("o2", "drawer0", "a = 3"), ("o2", "drawer1", "b = 2")),
        (("e6", "forward"), ("e7", "forward"), ("e8", "forward")),
    ),
    _step(
        "backward",
        1,
        5,
        "The pass begins at <b>y</b>: its gradient with respect to itself is 1.",
        _formula(f"{_d('y', 'y')}{EQ}{_g(1)}"),
        ("t5",),
        (("t5", "passing", "1"), ("o0", "state", "waiting"), ("o1", "state", "waiting"), ("o2", "state", "ready")),
    ),
    _step(
        "backward",
        2,
        4,
        "<b>×</b> hands y's gradient on to <b>a</b>, times what a was multiplied with: b.",
        _formula(
            f"{_d('y', 'a')}{EQ}{_d('y', 'y')}{DOT}<mi>b</mi>", f"{_d('y', 'a')}{EQ}{_g(1)}{DOT}{_v(2)}{EQ}{_g(2)}"
        ),
        ("t5", "o2", "t3"),
        (("t3", "passing", "2"),),
        (("e8", "backward"), ("e6", "backward")),
    ),
    _step(
        "backward",
        3,
        4,
        "<b>×</b> hands y's gradient on to <b>b</b>, times a. It is done: what it kept is freed.",
        _formula(
            f"{_d('y', 'b')}{EQ}{_d('y', 'y')}{DOT}<mi>a</mi>", f"{_d('y', 'b')}{EQ}{_g(1)}{DOT}{_v(3)}{EQ}{_g(3)}"
        ),
        ("t5", "o2", "t4"),
        (
            ("t4", "passing", "3"),
            ("o2", "drawer0", "freed"),
            ("o2", "drawer1", "freed"),
            ("o2", "state", "done"),
            ("o1", "state", "ready"),
            ("o0", "state", "ready"),
        ),
        (("e8", "backward"), ("e7", "backward")),
    ),
    _step(
        "backward",
        4,
        3,
        "The <b>+</b> that made <b>b</b> hands b's gradient on to <b>w</b>. The 1 is a number: it gets none.",
        _formula(
            f"{_d('y', 'w')}{EQ}{_d('y', 'b')}{DOT}{_d('b', 'w')}{PLUS}<mi>…</mi>",
            f"{_d('y', 'w')}{EQ}{_g(3)}{DOT}<mn>1</mn>{PLUS}<mi>…</mi>",
        ),
        ("t4", "o1", "t0"),
        (("t0", "passing", "3"), ("o1", "state", "done")),
        (("e5", "backward"), ("e3", "backward")),
    ),
    _step(
        "backward",
        5,
        2,
        "The <b>+</b> that made <b>a</b> hands a's gradient on to <b>w</b>. w was used twice: its two contributions "
        "have now met. Only next does <b>AccumulateGrad</b> pour the sum into w.grad.",
        _formula(
            f"{_d('y', 'a')}{DOT}{_d('a', 'w')}{EQ}{_g(2)}{DOT}<mn>1</mn>{EQ}{_g(2)}",
            f"{_d('y', 'w')}{EQ}<mn>3</mn>{PLUS}{_g(2)}{EQ}{_g(5)}",
        ),
        ("t3", "o0", "t0"),
        (("t0", "passing", "3 + 2 = 5"),),
        (("e2", "backward"), ("e0", "backward")),
    ),
    _step(
        "backward",
        6,
        5,
        "<b>AccumulateGrad</b> pours the sum into the bucket: <b>w.grad</b> is 5.",
        _formula(f"<mi>w.grad</mi>{EQ}<mn>0</mn>{PLUS}{_g(5)}{EQ}{_g(5)}"),
        ("t0",),
        (("t0", "grad", "5"), ("t0", "passing", "5")),
    ),
    _step(
        "backward",
        7,
        2,
        "The <b>+</b> that made <b>a</b> hands a's gradient on to <b>x</b> too.",
        _formula(
            f"{_d('y', 'x')}{EQ}{_d('y', 'a')}{DOT}{_d('a', 'x')}",
            f"{_d('y', 'x')}{EQ}{_g(2)}{DOT}<mn>1</mn>{EQ}{_g(2)}",
        ),
        ("t3", "o0", "t1"),
        (("t1", "passing", "2"), ("o0", "state", "done")),
        (("e2", "backward"), ("e1", "backward")),
    ),
    _step(
        "backward",
        8,
        5,
        "<b>AccumulateGrad</b> pours it into the bucket: <b>x.grad</b> is 2. The pass is over.",
        _formula(f"<mi>x.grad</mi>{EQ}<mn>0</mn>{PLUS}{_g(2)}{EQ}{_g(2)}"),
        ("t1",),
        (("t1", "grad", "2"),),
    ),
)


def finished() -> Picture:
    """The picture as `draw(y)` shows it after `y.backward()`, all values still held by the learner's names."""
    cards = {card.key: card for card in PICTURE.cards}
    for key, value in (("t3", "3"), ("t4", "2"), ("t5", "6")):
        cards[key] = cards[key]._replace(value=value)
    for key, grad in (("t0", "5"), ("t1", "2")):
        cards[key] = cards[key]._replace(grad=grad)
    freed = tuple(drawer._replace(text="freed", freed=True) for drawer in PICTURE.operations[2].drawers)
    operations = (*PICTURE.operations[:2], PICTURE.operations[2]._replace(drawers=freed))
    return PICTURE._replace(cards=tuple(cards.values()), operations=operations)


def mlp(layers: int = 5) -> tuple[Picture, tuple[Step, ...]]:
    """A larger graph: layers of h = relu(x W + b), and a loss at the end; four operations a layer."""
    cards: list[Card] = []
    operations: list[Operation] = []
    edges: list[Edge] = []
    steps: list[Step] = []
    backward: list[Step] = []

    def card(name: str, kind: str, value: str, note: str, label: str = "") -> str:
        held = None if kind == "result" else value
        cards.append(
            Card(
                f"t{len(cards)}",
                name,
                kind,
                held,
                note=note,
                bucket=kind == "leaf" and name != "x",
                label=label,
            )
        )
        return cards[-1].key

    def apply(symbol: str, fn: str, inputs: list[tuple[str, str]], name: str, value: str, note: str) -> str:
        saved = tuple(Drawer(n, "") for n in ("self", "mat2")[: len(inputs)]) if symbol != "+" else ()
        operations.append(Operation(f"o{len(operations)}", symbol, fn, saved))
        operation = operations[-1].key
        result = card(name, "result", value, note, f"∂loss/∂{name}")
        mine = []
        for source, local in inputs:
            edges.append(Edge(f"e{len(edges)}", source, operation, local))
            mine.append(edges[-1].key)
        edges.append(Edge(f"e{len(edges)}", operation, result))
        mine.append(edges[-1].key)
        n = len(steps) + 1
        drawers = tuple((operation, f"drawer{i}", "(2, 2)") for i in range(len(saved)))
        steps.append(
            Step(
                "forward",
                n,
                n % 6,
                f"<b>{symbol}</b> makes <b>{name}</b>.",
                f"{symbol} makes {name}.",
                (),
                (*(key for key, _ in inputs), operation, result),
                ((result, "value", value), *drawers),
                tuple((key, "forward") for key in mine),
            )
        )
        inputs_now = [key for key, _ in inputs]
        backward.insert(
            0,
            Step(
                "backward",
                0,
                n % 6,
                f"<b>{symbol}</b> hands the gradient on.",
                f"{symbol} hands the gradient on.",
                (),
                (result, operation, *inputs_now),
                tuple((key, "passing", "[[0.5, 0.1],\n [0.2, 0.3]]") for key in inputs_now),
                tuple((key, "backward") for key in mine),
            ),
        )
        return result

    matrix = "[[1.00, 0.25],\n [0.50, -1.00]]"
    here = card("x", "leaf", matrix, "(2, 2)")
    for i in range(1, layers + 1):
        weight = card(f"W{i}", "leaf", matrix, "leaf (2, 2)", f"∂loss/∂W{i}")
        bias = card(f"b{i}", "leaf", "[0.1, 0.2]", "leaf (2,)", f"∂loss/∂b{i}")
        here = apply("@", "MmBackward0", [(here, f"g W{i}ᵀ"), (weight, "xᵀ g")], f"m{i}", matrix, "(2, 2)")
        here = apply("+", "AddBackward0", [(here, "×1"), (bias, "sum over rows")], f"z{i}", matrix, "(2, 2)")
        here = apply("relu", "ReluBackward0", [(here, "×[z > 0]")], f"h{i}", matrix, "(2, 2)")
        here = apply("×", "MulBackward0", [(here, "×2")], f"s{i}", matrix, "(2, 2)")
    apply(
        "binary_cross_entropy",
        "BinaryCrossEntropyWithLogitsBackward0",
        [(here, "(σ(s) − t)/4")],
        "loss",
        "0.6931",
        "()",
    )
    numbered = tuple(step._replace(number=n) for n, step in enumerate(backward, 1))
    code = tuple(f"h{i} = torch.relu(h{i - 1} @ W{i} + b{i}) * 2" for i in range(1, 7))
    picture = Picture(tuple(cards), tuple(operations), tuple(edges), "A network of layers.", code)
    return picture, (*steps, *numbered)


def home(torch: Any) -> dict[str, Any]:
    """The same, live: y = (x + w)(w + 1), with names."""
    w = torch.tensor([1.0], requires_grad=True)
    x = torch.tensor([2.0], requires_grad=True)
    a = x + w
    b = w + 1
    y = a * b
    return {"w": w, "x": x, "a": a, "b": b, "y": y}
