"""The derivation of a gradient, made from the rules and from nothing else.

Where every tensor on the way is one number, it is the sum over the paths from the output back to the leaf: along each
path the product of the local derivatives, with symbols, with names, gathered, with numbers. Then the same edge by edge,
as backward() goes; with vectors and matrices that is the only way: what each operation makes of the gradient that
reaches it, with its shapes. There may be more paths than atoms in the world: they are counted, never listed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..engine import HANDS_ON, walk
from ..readings import ArrayReading
from ..sentences import says
from ..symbol import Latex, Symbol, plain, written
from ..tensor import Tensor
from .captions import say
from .gather import evaluated, gathered, joined, names, size, substituted
from .language import current
from .picture import is_scalar, local, pulled
from .scene import Action, Item, Scene, scene, value_text

__all__ = ["Explanation", "Line", "arrivals", "explain"]

_MOST_PATHS = 8  # written in one line
_MOST_FACTORS = 10  # along one path
_MOST_IN_ALL = 24  # along all of them
_MOST_LINES = 16  # edge by edge
_MOST_TERMS = 6  # that meet in one inbox
_MANY = 10**9  # paths: more are not counted
_SHORT = 6  # a formula of so many names and numbers may stand in another one
_WIDE = 64  # characters of one side in numbers
_WIDEST = 160  # and of one in names

_PRODUCTS = (ops.mm, ops.mv, ops.dot, np.matmul)

TEXTS = {
    "edges": {"en": "Edge by edge, from {y} back to {w}:", "zh": "逐条边来看，从 {y} 回到 {w}："},
    "many": {
        "en": "{n} paths lead from {y} back to {w}, too many to write. Edge by edge:",
        "zh": "从 {y} 回到 {w} 有 {n} 条路，写不下。逐条边来看：",
    },
    "long": {
        "en": "The path from {y} back to {w} is {n} edges long, too long for one line. Edge by edge:",
        "zh": "从 {y} 回到 {w} 的路有 {n} 条边，一行写不下。逐条边来看：",
    },
    "more_than": {"en": "more than {n}", "zh": "超过 {n}"},
    "left_out": {"en": "… {n} lines like these are left out …", "zh": "……中间省略类似的 {n} 行……"},
    "terms": {"en": "… {n} more …", "zh": "……另外 {n} 项……"},
    "rows": {"en": "the {n} rows that were copied are added up", "zh": "当初复制成 {n} 行，现在各行相加"},
    "columns": {"en": "the {n} columns that were copied are added up", "zh": "当初复制成 {n} 列，现在各列相加"},
    "copies": {"en": "the {n} copies are added up", "zh": "当初复制成 {n} 份，现在各份相加"},
    "handed": {"en": "the same for each of the {n} entries", "zh": "{n} 个位置都一样"},
    "of": {"en": "{shape}: {remark}", "zh": "{shape}：{remark}"},
    "ones": {
        "en": "({y} holds {n} numbers: each of them counts 1 here, as in {y}.sum().)",
        "zh": "（{y} 里有 {n} 个数：这里每个数占 1 份，相当于 {y}.sum()。）",
    },
}


def _say(text: str, **parts: Any) -> str:
    return TEXTS[text][current()].format(**parts)


class Line(NamedTuple):
    """left = side = side, and what is to be said of it. Without sides it is a remark alone."""

    left: Symbol | None
    sides: tuple[Symbol, ...] = ()
    remark: str = ""


class Explanation:
    """A derivation, line by line: `print` shows it as text, a notebook as formulas."""

    def __init__(self, lines: Sequence[Line], note: str = "") -> None:
        self.lines, self.note = tuple(lines), note

    @property
    def latex(self) -> str:
        """One aligned LaTeX display."""
        rows = []
        for left, sides, remark in self.lines:
            row = (written(left, _Tex()) if left else "") + " &"
            row += "".join(f"= {written(side, _Tex())} " for side in sides)
            rows.append(row + (rf"\quad \text{{{_words(remark)}}}" if remark else ""))
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"

    def __str__(self) -> str:
        width = max((len(plain(line.left)) for line in self.lines if line.left), default=0)
        rows = []
        for left, sides, remark in self.lines:
            row = (plain(left) if left else "").ljust(width) + "".join(f" = {plain(side)}" for side in sides)
            rows.append(f"{row}    {remark}" if sides and remark else row if sides else remark)
        return "\n".join([*rows, self.note] if self.note else rows)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/latex": f"$\\displaystyle {self.latex}$", "text/plain": str(self)}


class _Tex(Latex):
    """LaTeX, with matrices as matrices and words as words."""

    def atom(self, symbol: Symbol) -> str:
        if symbol.role == "words":
            return rf"\text{{{_words(symbol.text)}}}"
        if symbol.text.startswith("[["):
            rows = symbol.text[2:-2].split("], [")
            return r"\begin{bmatrix}" + r" \\ ".join(row.replace(", ", " & ") for row in rows) + r"\end{bmatrix}"
        return super().atom(symbol)


def _words(text: str) -> str:
    """Text for LaTeX's text mode; what it reads as commands is written out."""
    return "".join(rf"\{c}" if c in "_{}$%&#" else " " if c in "\\~^" else c for c in text)


def explain(output: Any, leaf: Any, variables: dict[str, Any]) -> Explanation:
    """d output / d leaf, derived."""
    found = scene(output, variables)
    if not isinstance(leaf, Tensor):
        raise TypeError(f"explain() takes a tensor and one it was computed from, not a {type(leaf).__name__}")
    if not output.requires_grad:
        raise says("no_graph", 0)
    target = found.of.get(leaf._node or leaf)
    if target is None:
        raise ValueError("no path leads from the first tensor back to the second: its gradient is None")
    if target is found.output:
        return Explanation([Line(_d(target, target), (Symbol.number(1),))])
    return _Derivation(found, target, variables).explanation()


def arrivals(found: Scene) -> dict[Item, Any]:
    """The whole gradient of each item, by the engine's own pass on the recorded values; nothing is changed by it."""
    output = found.output.tensor
    seed = np.ones_like(output._array)
    met: dict[Item, Any] = {found.output: seed}

    def tell(kind: str, *parts: Any) -> None:
        if kind is HANDS_ON:
            _, _, target, _, sum_so_far = parts
            met[found.of[target]] = sum_so_far

    with np.errstate(all="ignore"):  # what is not finite is seen in the derivation
        walk({output._node or output: seed}, ArrayReading, tell=tell)
    return met


def _d(of: Item, by: Item) -> Symbol:
    return Symbol.name(f"∂{of.name}/∂{by.name}", by.shape)


def _count(item: Item) -> int:
    return math.prod(item.shape)


class Edge(NamedTuple):
    """From an operation's result back to one operand, by every place where it stands: in w·w, two."""

    action: Action
    item: Item
    places: tuple[int, ...]


class _Derivation:
    """What is found out once, and written twice: over the paths, and edge by edge."""

    def __init__(self, found: Scene, target: Item, variables: dict[str, Any]) -> None:
        self.found, self.target, self.variables = found, target, variables
        self.maker = {action.result: action for action in found.actions}
        self.order = {item.name: place for place, item in enumerate(found.items)}
        # The items on the way, each with its edges back towards the target; how many paths lead there from it, how long
        # the longest of them is, and how many edges they have in all.
        self.back: dict[Item, list[Edge]] = {target: []}
        self.many: dict[Item, int] = {target: 1}
        self.longest: dict[Item, int] = {target: 0}
        self.in_all: dict[Item, int] = {target: 0}
        self.scalar = _count(target) == 1
        for action in found.actions:
            places: dict[Item, list[int]] = {}
            for place, edge in enumerate(action.node.edges):
                if edge is not None and (item := action.operand(place)) in self.back:
                    places.setdefault(item, []).append(place)
            if places and action.result is not target:
                self.back[action.result] = [Edge(action, item, tuple(at)) for item, at in places.items()]
                self.many[action.result] = min(sum(self.many[item] for item in places), _MANY)
                self.longest[action.result] = 1 + max(self.longest[item] for item in places)
                self.in_all[action.result] = min(sum(self.in_all[i] + self.many[i] for i in places), _MANY)
        self._keep_what_the_output_reaches()
        try:
            self.arrived = arrivals(found)
        except RuntimeError:  # freed, or changed in place: there are no numbers to be had
            self.arrived = {}

    def _keep_what_the_output_reaches(self) -> None:
        reached = {self.found.output}
        for action in reversed(self.found.actions):
            if action.result in reached:
                reached.update(edge.item for edge in self.back.get(action.result, ()))
        self.back = {item: edges for item, edges in self.back.items() if item in reached}
        self.scalar = all(
            is_scalar(edge.action, place) for edges in self.back.values() for edge in edges for place in edge.places
        )

    def explanation(self) -> Explanation:
        y, w = self.found.output, self.target
        many, long = self.many[y], self.longest[y]
        lines: list[Line] = []
        if self.scalar and many <= _MOST_PATHS and long <= _MOST_FACTORS and self.in_all[y] <= _MOST_IN_ALL:
            lines = self.over_paths()
            if long > 1:
                lines += [Line(None, (), _say("edges", y=y.name, w=w.name)), *self.edge_by_edge()]
        else:
            if many > _MOST_PATHS or (self.scalar and many > 1):
                n = _say("more_than", n=_MANY) if many == _MANY else many
                lines = [Line(None, (), _say("many", n=n, y=y.name, w=w.name))]
            elif long > _MOST_FACTORS and many == 1:
                lines = [Line(None, (), _say("long", n=long, y=y.name, w=w.name))]
            lines += self.edge_by_edge()
        notes = [] if self.arrived else [say("no_numbers", output=y.name)]
        if _count(y) > 1:
            notes.append(_say("ones", y=y.name, n=_count(y)))
        return Explanation(lines, "\n".join(notes))

    # ---- over the paths

    def paths(self) -> list[list[Edge]]:
        """All ways from the output back to the target; only to be asked where they are few."""
        done: list[list[Edge]] = []
        open_ways: list[tuple[Item, list[Edge]]] = [(self.found.output, [])]
        while open_ways:
            item, way = open_ways.pop()
            if item is self.target:
                done.append(way)
            open_ways += [(edge.item, [*way, edge]) for edge in reversed(self.back[item])]
        return done

    def over_paths(self) -> list[Line]:
        """∂y/∂w = ∂y/∂a·∂a/∂w + ∂y/∂b·∂b/∂w, then with names, gathered, with numbers, and the value."""
        ways = self.paths()
        left = _d(self.found.output, self.target)
        chain = joined(
            np.add, [joined(np.multiply, [_d(edge.action.result, edge.item) for edge in way]) for way in ways]
        )
        locals_ = [[self.local(edge) for edge in way] for way in ways]
        if max(map(len, ways)) > 3:  # a long row of ones says nothing
            locals_ = [[part for part in way if not part.is_one()] or [Symbol.number(1)] for way in locals_]
        own = joined(np.add, [joined(np.multiply, way) for way in locals_])
        named = self.spelled_out(own)
        short = gathered(named, self.order.__getitem__)
        sides: list[Symbol | None] = [named, short]
        if left.text not in names(chain):  # with w in two places of one operation, ∂y/∂w has two meanings
            sides.insert(0, chain)
        value = self.value_of(self.target)
        if value is not None:
            sides += [self.in_numbers(short), value]
        lines: list[Line] = []
        before = plain(left)
        for side in sides:
            if side is not None and (text := plain(side)) != before:
                lines.append(Line(None if lines else left, (side,)))
                before = text
        return lines

    def local(self, edge: Edge) -> Symbol:
        return joined(np.add, [local(edge.action, place) for place in edge.places])

    def spelled_out(self, formula: Symbol) -> Symbol:
        """Short results written as what they were computed from: (w + 1) for b; not where that is another value now."""
        short = {
            name: expression
            for name in names(formula)
            if (item := self.by_name(name)) and (expression := self.expression(item, 3)) is not None
        }
        spelled = substituted(formula, short)
        value = None if not self.arrived else float(self.arrived[self.target].item())
        found = evaluated(spelled, {n: float(a.item()) for n in names(spelled) if (a := self.held(n)) is not None})
        if value is None or found is None or not np.isclose(found, value, rtol=1e-3, equal_nan=True):
            return formula
        return spelled if len(plain(spelled)) <= _WIDEST else formula

    def by_name(self, name: str) -> Item | None:
        place = self.order.get(name)
        return None if place is None else self.found.items[place]

    def held(self, name: str) -> np.ndarray | None:
        """The value of that name, if it is one number that somebody holds."""
        item = self.by_name(name)
        return item.array if item is not None and item.array is not None and np.size(item.array) == 1 else None

    def expression(self, item: Item, depth: int) -> Symbol | None:
        """What a result was computed from, in leaves if that is short; None if it is not."""
        if item not in self.maker:
            if item.array is None or _count(item) != 1:
                return None
            nameless = item.kind == "constant" and item.name not in self.variables  # the 1 that a pass began with
            return Symbol.number(item.array.item()) if nameless else item.symbol()
        action = self.maker[item]
        operands = [action.operand(place) for place in range(len(action.node.edges))]
        if not depth or _count(item) != 1:
            return None
        parts = [self.expression(operand, depth - 1) for operand in operands]
        if any(part is None for part in parts):
            return None
        made = action.node.primitive.forward(*parts, **action.node.params)
        return made if isinstance(made, Symbol) and size(made) <= _SHORT else None

    def in_numbers(self, formula: Symbol) -> Symbol | None:
        """The formula with its names' values put in; None if one of them is not held any more."""
        found = {}
        for name in names(formula):
            value = self.held(name)
            if value is None:
                return None
            found[name] = Symbol(value_text(value) or "", role="value")
        return substituted(formula, found)

    def value_of(self, item: Item) -> Symbol | None:
        text = value_text(self.arrived.get(item))
        return None if text is None else Symbol(text, shape=item.shape, role="gradient")

    # ---- edge by edge

    def edge_by_edge(self) -> list[Line]:
        """What becomes of the gradient at each operation, newest first, from the output back to the target."""
        users: dict[Item, list[Edge]] = {}
        for action in reversed(self.found.actions):
            for edge in self.back.get(action.result, ()):
                users.setdefault(edge.item, []).append(edge)
        results = [action.result for action in reversed(self.found.actions) if action.result in users]
        order = [*(item for item in results if item is not self.target), self.target]
        if len(order) <= _MOST_LINES:
            return [self.line(item, users[item]) for item in order]
        half = _MOST_LINES // 2
        cut = Line(None, (), _say("left_out", n=len(order) - 2 * half))
        first, last = order[:half], order[-half:]
        return [*(self.line(i, users[i]) for i in first), cut, *(self.line(i, users[i]) for i in last)]

    def line(self, item: Item, users: list[Edge]) -> Line:
        """∂y/∂w = what arrives from each of its users = with numbers = the sum."""
        y = self.found.output
        parts: list[Symbol] = []
        remarks: list[str] = []
        for edge in users[: _MOST_TERMS if len(users) <= _MOST_TERMS else _MOST_TERMS - 2]:
            result = edge.action.result
            upstream = Symbol.number(1) if result is y and _count(y) == 1 else _d(y, result)
            for place in edge.places:
                symbol = pulled(edge.action, place, upstream)
                remarks += self.remarks(symbol, item)
                parts.append(gathered(_shaped(symbol, item)))
        if len(users) > _MOST_TERMS:
            parts.append(Symbol(_say("terms", n=len(users) - _MOST_TERMS + 2), shape=item.shape, role="words"))
        formula = gathered(joined(np.add, parts)) if all(p.role != "words" for p in parts) else joined(np.add, parts)
        sides = [formula]
        value = self.value_of(item)
        if value is not None:
            if self.scalar and (numbers := self.with_arrived(formula)) and len(plain(numbers)) <= _WIDE:
                sides.append(numbers)
            if len(value.text) <= _WIDE:
                sides.append(value)
        shown = [side for i, side in enumerate(sides) if i == 0 or plain(side) != plain(sides[i - 1])]
        remark = say("comma").join(dict.fromkeys(remarks))
        if item.shape not in ((), (1,)):
            shape = _shape(item.shape)
            if remark.startswith("("):
                remark = f"{remark} → {shape}"
            else:
                remark = _say("of", shape=shape, remark=remark) if remark else shape
        return Line(_d(y, item), tuple(shown), remark)

    def with_arrived(self, formula: Symbol) -> Symbol | None:
        """An edge's formula with numbers: the gradients that have arrived, and the saved values."""
        if any(part.role == "words" for part in _atoms(formula)):
            return None
        y = self.found.output
        gradients = {}
        for name in names(formula):
            item = self.by_name(name.removeprefix(f"∂{y.name}/∂")) if name.startswith("∂") else None
            if item is not None and (value := self.value_of(item)) is not None:
                gradients[name] = value
        return self.in_numbers(substituted(formula, gradients)) if gradients or names(formula) else None

    def remarks(self, symbol: Symbol, item: Item) -> list[str]:
        """In words: what is multiplied by what, what was copied and is added, what is handed out."""
        found = []
        for part in _parts(symbol):
            if part.function in _PRODUCTS:
                left, right = (_shape(side.shape) for side in part.args)
                found.append(f"{left} @ {right}")
            if part.function in (ops.expand, ops.spread):
                n = math.prod(part.shape) // max(1, math.prod(part.args[0].shape))
                found += [_say("handed", n=n)] if n > 1 else []
        if symbol.shape not in (item.shape, ()):
            dims = ops.copied_dims(symbol.shape, item.shape)
            kind = {(0,): "rows", (1,): "columns"}.get(dims, "copies") if len(symbol.shape) == 2 else "copies"
            found.append(_say(kind, n=math.prod(symbol.shape[dim] for dim in dims)))
        return found


def _parts(symbol: Symbol) -> list[Symbol]:
    """The formula, and every formula in it."""
    return [symbol, *(inner for part in symbol.args for inner in _parts(part))]


def _atoms(symbol: Symbol) -> list[Symbol]:
    return [part for part in _parts(symbol) if part.function is None]


def _shape(shape: tuple[int, ...]) -> str:
    return str(tuple(shape))


def _shaped(symbol: Symbol, item: Item) -> Symbol:
    """A gradient in the shape of its tensor: a sum over what was copied forward."""
    return symbol if symbol.shape in (item.shape, ()) else Symbol(function=ops.sum_to, args=(symbol,), shape=item.shape)
