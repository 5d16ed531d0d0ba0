"""The derivation of a gradient, made from the rules.

Where every tensor on the way is one number, it is the sum over the paths from the output back to the leaf: the
product of the local derivatives along each path, with symbols, with names, with numbers. Where tensors have more
entries, it goes edge by edge: what each operation makes of the gradient that reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from .. import ops
from ..engine import HANDS_ON, walk
from ..messages import NO_GRAPH
from ..symbol import Symbol, latex, plain
from ..tensor import ArrayReading, Tensor
from .captions import say
from .picture import is_scalar, local, pulled
from .scene import Action, Item, Scene, scene, value_text

__all__ = ["Explanation", "explain"]

_MOST_PATHS = 8

Path = list[tuple[Action, int]]  # from the output back to the leaf: operations, and through which operand


class Explanation:
    """A derivation, line by line: `print` shows it as text, a notebook as formulas."""

    def __init__(self, lines: Sequence[tuple[Symbol, ...]], note: str = "") -> None:
        self.lines, self.note = lines, note

    @property
    def latex(self) -> str:
        """One aligned LaTeX display."""
        rows = []
        for line in self.lines:
            left = latex(line[0]) if line[0].text or line[0].function else ""
            rows.append(f"{left} &= " + " = ".join(latex(side) for side in line[1:]))
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"

    def __str__(self) -> str:
        width = max((len(plain(line[0])) for line in self.lines), default=0)
        text = "\n".join(
            f"{plain(line[0]).ljust(width)} = " + " = ".join(plain(side) for side in line[1:]) for line in self.lines
        )
        return f"{text}\n{self.note}" if self.note else text

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/latex": f"$\\displaystyle {self.latex}$", "text/plain": str(self)}


def explain(output: Any, leaf: Any, variables: dict[str, Any]) -> Explanation:
    """d output / d leaf, derived."""
    found = scene(output, variables)
    if not isinstance(leaf, Tensor):
        raise TypeError(f"explain() takes a tensor and one it was computed from, not a {type(leaf).__name__}")
    if not output.requires_grad:
        raise RuntimeError(NO_GRAPH.format(0))
    target = found.of.get(leaf._node or leaf)
    if target is None:
        raise ValueError("no path leads from the first tensor back to the second: its gradient is None")
    if target is found.output:
        return Explanation([(_d(found.output, target), Symbol.number(1))])
    ways = paths(found, target)
    if ways is not None and all(is_scalar(action, place) for way in ways for action, place in way):
        return _over_paths(found, target, ways)
    return _edge_by_edge(found, target)


def _d(of: Item, by: Item) -> Symbol:
    return Symbol.name(f"∂{of.name}/∂{by.name}", by.shape)


def paths(found: Scene, target: Item) -> list[Path] | None:
    """All ways from the output back to `target`; None if they are too many to be written."""
    maker = {a.result: a for a in found.actions}
    leads = _leading_to(found, target)
    done: list[Path] = []
    open_ways: list[tuple[Item, Path]] = [(found.output, [])]
    while open_ways:
        item, way = open_ways.pop()
        if item is target:
            done.append(way)
            continue
        action = maker[item]
        for place in reversed(_places(action)):
            if action.operand(place) in leads:
                open_ways.append((action.operand(place), [*way, (action, place)]))
        if len(open_ways) + len(done) > _MOST_PATHS:
            return None
    return done


def _leading_to(found: Scene, target: Item) -> set[Item]:
    """The items from which a way leads back to the target."""
    leads = {target}
    for action in found.actions:
        if any(action.operand(place) in leads for place in _places(action)):
            leads.add(action.result)
    return leads


def _places(action: Action) -> list[int]:
    return [place for place, edge in enumerate(action.node.edges) if edge is not None]


def _joined(function: Any, parts: list[Symbol]) -> Symbol:
    return reduce(lambda a, b: Symbol(function=function, args=(a, b)), parts)


def _over_paths(found: Scene, target: Item, ways: list[Path]) -> Explanation:
    """∂y/∂w = ∂y/∂a·∂a/∂w + ∂y/∂b·∂b/∂w, then with names, then with numbers, then the value."""
    symbols, names, numbers = [], [], []
    in_numbers = True
    for way in ways:
        symbols.append(_joined(np.multiply, [_d(action.result, action.operand(place)) for action, place in way]))
        names.append(_joined(np.multiply, [local(action, place) for action, place in way]))
        factors = []
        for action, place in way:
            try:
                number = _local_value(action, place)
            except RuntimeError:  # freed, or changed in place: there are no numbers to be had
                in_numbers = False
                break
            factors.append(Symbol(value_text(number) or "", role="value"))
        numbers.append(_joined(np.multiply, factors) if factors else Symbol.number(0))
    left = _d(found.output, target)
    lines = [(left, _joined(np.add, symbols))] if len(ways) > 1 or len(ways[0]) > 1 else []
    lines.append((Symbol() if lines else left, _joined(np.add, names)))
    if not in_numbers:
        return Explanation(lines, say("no_numbers", output=found.output.name))
    lines.append((Symbol(), _joined(np.add, numbers)))
    lines.append((Symbol(), Symbol(value_text(_arrivals(found)[target]) or "", role="gradient")))
    shown = [line for i, line in enumerate(lines) if i == 0 or plain(line[1]) != plain(lines[i - 1][1])]
    return Explanation(shown)


def _local_value(action: Action, place: int) -> Any:
    ones = np.ones(action.node.shape)
    return action.node.rules[place](ones, *ArrayReading.values(action.node), **action.node.params)


def _edge_by_edge(found: Scene, target: Item) -> Explanation:
    """What becomes of the gradient at each operation, from the output back to the target."""
    leads = _leading_to(found, target)
    parts: dict[Item, list[Symbol]] = {}
    for action in reversed(found.actions):
        for place in _places(action):
            item = action.operand(place)
            if item in leads and action.result in leads:
                whole = action.result is found.output and not action.result.shape  # ∂y/∂y is 1
                upstream = Symbol.number(1) if whole else _d(found.output, action.result)
                parts.setdefault(item, []).append(_shaped(pulled(action, place, upstream), item))
    order = [a.result for a in reversed(found.actions) if a.result in parts] + [target]
    lines: list[tuple[Symbol, ...]] = []
    try:
        values = _arrivals(found)
    except RuntimeError:
        values = {}
    for item in dict.fromkeys(order):
        sides = [_d(found.output, item), _joined(np.add, parts[item])]
        arrived = value_text(values.get(item))
        if arrived is not None and len(arrived) <= 48:
            sides.append(Symbol(arrived, role="gradient"))
        lines.append(tuple(sides))
    return Explanation(lines, "" if values else say("no_numbers", output=found.output.name))


def _shaped(symbol: Symbol, item: Item) -> Symbol:
    """A gradient in the shape of its tensor: a sum over what was copied forward."""
    return symbol if symbol.shape in (item.shape, ()) else Symbol(function=ops.sum_to, args=(symbol,), shape=item.shape)


def _arrivals(found: Scene) -> dict[Item, Any]:
    output = found.output.tensor
    seed = np.ones_like(output._array)
    met: dict[Item, Any] = {found.output: seed}

    def tell(kind: str, *parts: Any) -> None:
        if kind is HANDS_ON:
            _, _, target, _, sum_so_far = parts
            met[found.of[target]] = sum_so_far

    walk({output._node or output: seed}, ArrayReading, tell=tell)
    return met
