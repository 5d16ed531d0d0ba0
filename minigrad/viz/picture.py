"""A scene as a picture: cards, operations and edges, with what is known and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import in_place
from ..graph import Sized
from ..symbol import Symbol, number_text, plain
from ..tensor import ArrayReading
from .captions import listed, say
from .model import Card, Drawer, Edge, Operation, Picture
from .scene import Action, Item, Scene, scene, value_text
from .source import code_lines, line_number

SYMBOLS = {
    "AddBackward0": "+",
    "SubBackward0": "−",
    "RsubBackward1": "−",
    "NegBackward0": "−",
    "MulBackward0": "×",
    "DivBackward0": "÷",
    "PowBackward0": "^",
    "PowBackward1": "^",
    "PowBackward2": "^",
    "MmBackward0": "@",
    "MvBackward0": "@",
    "DotBackward0": "@",
    "MseLossBackward0": "mse",
    "BinaryCrossEntropyWithLogitsBackward0": "bce",
    "ReciprocalBackward0": "1 ÷",
    "CopySlices": "[ ] =",
}


def symbol_of(action: Action) -> str:
    """The short sign of an operation: "+", "mean"."""
    name = type(action.node).__name__
    return SYMBOLS.get(name) or name.rstrip("0123456789").removesuffix("Backward").lower()


def picture(output: Any, variables: dict[str, Any]) -> Picture:
    """The picture of what exists now: values that are still held, gradients that have arrived, drawers as they are."""
    found = scene(output, variables)
    return picture_of(found, code(found)[0])


def picture_of(found: Scene, lines: tuple[str, ...]) -> Picture:
    return Picture(
        cards=tuple(card(item, found.output) for item in found.items),
        operations=tuple(Operation(a.key, symbol_of(a), type(a.node).__name__, drawers(a)) for a in found.actions),
        edges=edges(found),
        alt=alt(found),
        code=lines,
    )


def code(found: Scene) -> tuple[tuple[str, ...], dict[str, int]]:
    """The learner's lines, and for each operation's key the line that made it."""
    places = {a.key: a.node.where for a in found.actions}
    lines, at = code_lines(
        list(places.values()), {item.name for item in found.items if item.kind in ("leaf", "constant")}
    )
    of = {key: at.get((where[0].co_filename, line_number(where))) for key, where in places.items()}
    return lines, {key: line for key, line in of.items() if line is not None}


def card(item: Item, output: Item) -> Card:
    tensor = item.tensor
    collects = item.kind == "leaf" or (tensor is not None and tensor.retains_grad)
    grad = tensor._grad if tensor is not None else None
    notes = {"leaf": say("leaf"), "constant": say("constant"), "number": say("number")}
    return Card(
        key=item.key,
        name=item.name,
        kind=item.kind,
        value=value_text(item.array),
        shape=item.shape,
        version=tensor._version if tensor is not None else 0,
        grad=value_text(grad._array) if grad is not None else None,
        bucket=collects,
        note=notes.get(item.kind, "") if item.shape in ((), (1,)) and item.kind != "result" else shape_text(item.shape),
        label=f"∂{output.name}/∂{item.name}" if item.kind in ("leaf", "result") else "",
    )


def shape_text(shape: tuple[int, ...]) -> str:
    return str(tuple(shape)) if shape else "()"


def drawers(action: Action) -> tuple[Drawer, ...]:
    """What the operation's rules need, and whether it is still there."""
    node = action.node
    names = ("result", *node.primitive.inputs)
    wanted: set[str] = set().union(*(need for need, edge in zip(node.needs, node.edges) if edge is not None))
    versions = dict(enumerate(node.versions))  # what the tensors in it were when they were put there
    found = []
    for place, name in enumerate(names):
        if name not in wanted:
            continue
        item = action.result if place == 0 else action.operand(place - 1)
        if node.saved is None:
            found.append(Drawer(name, say("freed"), freed=True))
            continue
        value = node.saved[place]
        text = value_text(getattr(value, "_array", value)) or ""
        then = versions.get(place)
        if then is not None and value._counter[0] != then:
            held = text if len(text) < 9 else "…"
            found.append(Drawer(name, f"{item.name} = {held} ≠ {say('version', n=str(then))}", changed=True))
        else:
            found.append(Drawer(name, text if item.kind == "number" else f"{item.name} = {text}"))
    return tuple(found)


# ---- local derivatives -------------------------------------------------------------------------------------


def local(action: Action, place: int) -> Symbol:
    """How much the result moves per unit of one operand, as a formula; of pointwise operations."""
    return pulled(action, place, Symbol("1", shape=action.result.shape))


def pulled(action: Action, place: int, upstream: Symbol, numbers: bool = False) -> Symbol:
    """An operation's rule for one operand, read on names (or numbers), for an upstream gradient."""
    values = [action.result, *(action.operand(p) for p in range(len(action.node.edges)))]
    read = [(v.in_numbers() if numbers else None) or v.symbol() for v in values]
    rule = action.node.rules[place]
    answer = rule(upstream, *read, **action.node.params)
    return answer if isinstance(answer, Symbol) else Symbol.number(answer)


def is_scalar(action: Action, place: int) -> bool:
    """Do one number's change and another's meet here, so that a derivative is one number?"""
    return int(np.prod(action.result.shape)) == 1 and int(np.prod(action.operand(place).shape)) == 1


def local_number(action: Action, place: int) -> Any:
    """The local derivative as an array, if the operation works entry by entry and its drawer is full."""
    node = action.node
    if node.saved is None or not (node.primitive.pointwise or is_scalar(action, place)):
        return None
    ones = np.ones(node.shape, np.float64)
    values = ArrayReading.values(node)
    if any(type(v) is Sized for v in values) and not is_scalar(action, place):
        return None
    return node.rules[place](ones, *values, **node.params)


def edge_label(action: Action, place: int) -> str:
    """What stands on the edge from an operand: "×1", "×b = 2"; for other operations, what becomes of g."""
    if not (action.node.primitive.pointwise or is_scalar(action, place)):
        return plain(pulled(action, place, Symbol.name("g", action.result.shape)))
    formula = local(action, place)
    text = plain(formula)
    try:
        number = local_number(action, place)
    except RuntimeError:  # changed in place since: the rehearsal tells
        number = None
    if formula.function is None and (text[:1].isdigit() or text.startswith("-")):
        return f"×{text}"
    if formula.function is not None and formula.rank < 3:
        text = f"({text})" if formula.rank < 2 else text
    if number is None or np.asarray(number).size > 3:
        return f"×{text}"
    return f"×{text} = {value_text(number)}" if text != value_text(number) else f"×{text}"


def edges(found: Scene) -> tuple[Edge, ...]:
    made: list[Edge] = []
    for action in found.actions:
        for item, place in zip(action.operands, action.places):
            recorded = place is not None and action.node.edges[place] is not None
            text = edge_label(action, place) if recorded and place is not None else ""
            made.append(Edge(f"e{len(made)}", item.key, action.key, text, recorded))
        made.append(Edge(f"e{len(made)}", action.key, action.result.key))
    return tuple(made)


# ---- in words ----------------------------------------------------------------------------------------------


def formula_of(action: Action, numbers: bool = False) -> Symbol:
    """What the operation computes: a = w + x."""
    read = [
        (action.operand(p).in_numbers() if numbers else None) or action.operand(p).symbol()
        for p in range(len(action.node.edges))
    ]
    if type(action.node).__name__ == "CopySlices":  # written in part, by whatever changed the view
        return Symbol(function=in_place.put_region, args=tuple(read))
    answer = action.node.primitive.forward(*read, **action.node.params)
    return answer if isinstance(answer, Symbol) else Symbol.name(number_text(answer))


def alt(found: Scene) -> str:
    """The graph in words, for those who cannot see it."""
    if not found.actions and found.output.kind != "leaf":
        return say("alt_alone", output=found.output.name)
    made = []
    for action in reversed(found.actions):
        value = value_text(action.result.array)
        parts = {"result": action.result.name, "formula": plain(formula_of(action))}
        made.append(say("alt_made", **parts) if value is None else say("alt_is", **parts, value=value))
    leaves = []
    for item in found.items:
        if item.kind == "leaf":
            grad = item.tensor._grad
            value = value_text(item.array) or ""
            if grad is None:
                leaves.append(say("alt_leaf", name=item.name, value=value))
            else:
                leaves.append(say("alt_grad", name=item.name, value=value, grad=value_text(grad._array) or ""))
    text = say("alt_graph", output=found.output.name) + say("semicolon").join(made) + (say("stop") if made else "")
    return (text + say("alt_leaves", leaves=listed(leaves))).strip()
