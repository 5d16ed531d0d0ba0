"""Forward and backward, rehearsed step by step on the values that were recorded.

The steps are the engine's own (`engine.walk`), taken one at a time and acted on by nobody: no `.grad` is
filled, nothing is freed, no hook is called.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

import numpy as np

from ..engine import HANDS_ON, IS_DONE, POURS, walk
from ..messages import FREED, NO_GRAPH, NOT_SCALAR
from ..symbol import Symbol, plain
from ..tensor import ArrayReading, Tensor
from .captions import listed, say
from .language import current
from .mathml import equation
from .model import Picture, Step
from .picture import code, formula_of, is_scalar, local, picture_of, pulled, shape_text, symbol_of
from .scene import Action, Item, Scene, scene, value_text


def rehearse(output: Any, variables: dict[str, Any], gradient: Any = None) -> tuple[Picture, list[Step], str]:
    """The picture before the first step, the steps, and their language."""
    found = scene(output, variables)
    if not output.requires_grad:
        raise RuntimeError(NO_GRAPH.format(0))
    if gradient is None and output.numel() != 1:
        raise RuntimeError(NOT_SCALAR)
    if gradient is not None and (not isinstance(gradient, Tensor) or gradient.shape != output.shape):
        raise RuntimeError(f"the gradient to start with must be a tensor of {output.shape}")
    lines, line_of = code(found)
    whole = picture_of(found, lines)
    steps = _Steps(found, whole, line_of, len(lines))
    for action in found.actions:
        steps.forward(action)
    steps.start(gradient)
    given = "" if gradient is None else next((n for n, tensor in variables.items() if tensor is gradient), "gradient")
    seed = np.ones_like(output._array) if gradient is None else gradient._array
    try:
        walk({output._node or output: seed}, ArrayReading, tell=steps.backward)
        steps.finish()
    except RuntimeError as error:
        steps.stopped(str(error))
    blank = replace(
        whole,
        cards=tuple(replace(c, value=None) if c.kind == "result" and found.actions else c for c in whole.cards),
        operations=tuple(
            replace(o, drawers=tuple(replace(d, text="", freed=False) for d in o.drawers)) for o in whole.operations
        ),
        code=(*lines, f"{found.output.name}.backward({given})") if lines else (),
    )
    return blank, steps.made, current()


class _Steps:
    def __init__(self, found: Scene, whole: Picture, line_of: dict[str, int], last_line: int) -> None:
        self.found, self.whole, self.line_of = found, whole, line_of
        self.last_line = last_line if last_line else None
        self.made: list[Step] = []
        self.came: dict[str, list[Any]] = {}  # what has come to an item so far
        self.edge_of = {(e.source, e.target): e.key for e in whole.edges}
        self.current: Action | None = None

    # ---- one step

    def add(
        self,
        phase: str,
        line: int | None,
        sentence: str,
        formulas: list[str],
        lit: list[str],
        changes: list[tuple[str, str, str]],
        flow: list[tuple[str, str]],
    ) -> None:
        number = 1 + sum(step.phase == phase for step in self.made)
        text = re.sub(r"<[^>]*>", "", sentence)
        self.made.append(
            Step(
                phase, number, line, sentence, unescape(text), tuple(formulas), tuple(dict.fromkeys(lit)),
                tuple(changes), tuple(flow),
            )
        )  # fmt: skip

    def extend(self, sentence: str, changes: list[tuple[str, str, str]]) -> None:
        """Add to what the last step says and changes."""
        last = self.made[-1]
        more = say("space") + sentence if sentence else ""
        self.made[-1] = replace(
            last,
            sentence=last.sentence + more,
            text=last.text + unescape(re.sub(r"<[^>]*>", "", more)),
            changes=(*last.changes, *changes),
        )

    # ---- forward

    def forward(self, action: Action) -> None:
        result, value = action.result, value_text(action.result.array)
        operation = next(o for o in self.whole.operations if o.key == action.key)
        parts = {
            "op": symbol_of(action),
            "result": _name(result),
            "operands": listed([_name(item) for item in action.operands]),
        }
        sentence = say("makes_unknown", **parts) if value is None else say("makes", **parts, value=_blue(value))
        kept = [d.text.split(" = ")[0] for d in operation.drawers if not d.freed]
        if operation.drawers and kept:
            sentence += say("space") + say("keeps", saved=listed([escape(k) for k in kept]))
        elif not operation.drawers:
            sentence += say("space") + say("keeps_nothing")
        names = [result.symbol(), formula_of(action)]
        formulas = [equation(*names)]
        numbers, in_numbers = formula_of(action, numbers=True), result.in_numbers()
        if in_numbers is not None and plain(numbers) != plain(names[1]):
            sides = [result.symbol(), numbers]
            formulas.append(equation(*(sides if plain(numbers) == plain(in_numbers) else [*sides, in_numbers])))
        changes = [(result.key, "value", value)] if value is not None else []
        changes += [(action.key, f"drawer{i}", d.text) for i, d in enumerate(operation.drawers)]
        flow = [(self.edge_of[item.key, action.key], "forward") for item in action.operands]
        flow.append((self.edge_of[action.key, result.key], "forward"))
        lit = [*(item.key for item in action.operands), action.key, result.key]
        self.add("forward", self.line_of.get(action.key), sentence, formulas, lit, changes, list(dict.fromkeys(flow)))

    # ---- backward

    def start(self, gradient: Any) -> None:
        output = self.found.output
        text = "1" if gradient is None else value_text(gradient._array) or ""
        changes = [(output.key, "passing", text)]
        if gradient is not None:
            self.came[output.key] = [gradient._array]
        for action in self.found.actions:
            changes.append((action.key, "state", "ready" if action.result is output else "waiting"))
        sentence = say("seed" if gradient is None else "seed_given", output=_name(output))
        formulas = [equation(self.d(output), Symbol(text, role="gradient"))]
        self.add("backward", self.last_line, sentence, formulas, [output.key], changes, [])

    def d(self, item: Item) -> Symbol:
        """∂y/∂item, as a symbol."""
        return Symbol.name(f"∂{self.found.output.name}/∂{item.name}", item.shape)

    def backward(self, kind: str, *parts: Any) -> None:
        tell: dict[str, Any] = {HANDS_ON: self.contribution, POURS: self.accumulation, IS_DONE: self.done}
        tell[kind](*parts)

    def done(self, node: Any, gradient: Any) -> None:
        action = self.found.action(node)
        operation = next(o for o in self.whole.operations if o.key == action.key)
        changes = [(action.key, f"drawer{i}", say("freed")) for i in range(len(operation.drawers))]
        self.of_last_contribution(action, say("frees") if changes else "", [*changes, (action.key, "state", "done")])

    def of_last_contribution(self, action: Action, sentence: str, changes: list[tuple[str, str, str]]) -> None:
        """A node is done right after its last contribution, and before any bucket is filled."""
        later = []
        while self.made and action.key not in self.made[-1].lit:
            later.append(self.made.pop())
        if self.made:
            self.extend(sentence, changes)
        self.made.extend(reversed(later))

    def contribution(self, node: Any, place: int, _: Any, gradient: Any, met: Any) -> None:
        action = self.found.action(node)
        result, target = action.result, action.operand(place)
        self.current = action
        arrived = self.came.setdefault(target.key, [])
        arrived.append(gradient)
        uses, value = self.found.used(target), value_text(gradient) or ""
        upstream = self.came_to(result)
        sentence, formulas = self._handed_on(action, place, upstream, value)
        passing = value
        if len(arrived) > 1:
            total = value_text(met) or ""
            terms = [value_text(a) or "" for a in arrived]
            if all(len(t) < 12 for t in terms):
                passing = " + ".join(terms) + " = " + total if len(terms) < 4 else f"… + {terms[-1]} = {total}"
                sides = [Symbol(_signed_sum(terms)), Symbol(total, role="gradient")]
                formulas.append(equation(self.d(target), *sides))
            else:
                passing = total
        if uses > 1:
            complete = len(arrived) == uses
            times = say("twice") if uses == 2 else say("times", n=str(uses))
            sentence += say("space") + say("met" if complete else "waits", target=_name(target), n=times)
            if complete and target.kind == "leaf":
                sentence += say("space") + say("then_pours", target=_name(target))
        changes = [(target.key, "passing", passing)]
        if len(arrived) == uses and target.kind == "result":
            maker = next(a for a in self.found.actions if a.result is target)
            changes.append((maker.key, "state", "ready"))
        flow = [(self.edge_of[action.key, result.key], "backward"), (self.edge_of[target.key, action.key], "backward")]
        lit = [result.key, action.key, target.key]
        self.add("backward", self.line_of.get(action.key), sentence, formulas, lit, changes, flow)

    def came_to(self, item: Item) -> Any:
        if item is self.found.output and item.key not in self.came:
            return None
        return sum(self.came[item.key][1:], start=self.came[item.key][0])

    def _handed_on(self, action: Action, place: int, upstream: Any, value: str) -> tuple[str, list[str]]:
        """The sentence and the formulas of one contribution: with names, then with numbers."""
        result, target = action.result, action.operand(place)
        parts = {"op": symbol_of(action), "result": _name(result), "target": _name(target)}
        up = value_text(upstream) if upstream is not None else "1"
        answer = Symbol(value, role="gradient")
        upstream_number = Symbol(up or "", role="gradient")
        if action.node.primitive.pointwise or is_scalar(action, place):
            factor = local(action, place)
            one = factor.is_one()
            sentence = say("hands_same", **parts) if one else say("hands_times", **parts, local=escape(plain(factor)))
            copied = action.node.primitive.pointwise and target.shape != result.shape
            if copied:
                sentence += say("space") + say("copies_add", **parts)
            names = [self.d(target), _product(self.d(result), factor)]
            if len(self.came[target.key]) > 1 or self.found.used(target) > 1:
                names = [_product(self.d(result), Symbol.name(f"∂{result.name}/∂{target.name}"))]
            formulas = [equation(*names)]
            in_numbers = pulled(action, place, Symbol.number(1), numbers=True)
            if not copied and all(len(t) < 24 for t in (up or "", plain(in_numbers), value)):
                formulas = [equation(*names, _product(upstream_number, in_numbers), answer)]
        else:
            sentence = say("hands_shaped", **parts, shape=shape_text(target.shape))
            formulas = [equation(self.d(target), pulled(action, place, self.d(result)))]
            if len(value) < 60:
                formulas.append(equation(self.d(target), answer))
        return sentence, formulas

    def accumulation(self, tensor: Any, gradient: Any) -> None:
        leaf = self.found.of[tensor]
        before = tensor._grad
        after = gradient if before is None else before._array + gradient
        poured, text = value_text(gradient) or "", value_text(after) or ""
        names = Symbol.name(f"{leaf.name}.grad")
        if before is None:
            sentence = say("pours", target=_name(leaf), after=_orange(text))
            formulas = [equation(names, Symbol(text, role="gradient"))]
        else:
            old = value_text(before._array) or ""
            sentence = say("pours_more", target=_name(leaf), before=escape(old), after=_orange(text))
            formulas = [equation(names, Symbol(_signed_sum([old, poured])), Symbol(text, role="gradient"))]
        self.add(
            "backward", self.last_line, sentence, formulas, [leaf.key],
            [(leaf.key, "grad", text), (leaf.key, "passing", poured)], [],
        )  # fmt: skip

    def finish(self) -> None:
        self.extend(say("over"), [])

    def stopped(self, error: str) -> None:
        """The pass cannot go on: say why, and what to do."""
        at = next((a for a in reversed(self.found.actions) if a.node.saved is None), None)
        if at is None or error != FREED:
            at = next((a for a in reversed(self.found.actions) if _changed(a)), self.found.actions[-1])
        parts = {"op": symbol_of(at), "result": _name(at.result), "output": _name(self.found.output)}
        sentence = say("emptied", **parts) if error == FREED else say("changed", **parts, error=escape(error))
        self.add("backward", self.last_line, sentence, [], [at.key, at.result.key], [], [])


def _changed(action: Action) -> bool:
    return action.node.changed() is not None


def _product(upstream: Symbol, factor: Symbol) -> Symbol:
    """upstream · factor, with a factor of 1 shown: here it is the point."""
    return Symbol(function=np.multiply, args=(upstream, factor), shape=upstream.shape)


def _signed_sum(terms: list[str]) -> str:
    return " + ".join(f"({t})" if t.startswith("-") and i else t for i, t in enumerate(terms))


def _name(item: Item) -> str:
    return escape(item.name)


def _blue(text: str) -> str:
    return f'<span class="mg-value">{escape(text)}</span>'


def _orange(text: str) -> str:
    return f'<span class="mg-grad">{escape(text)}</span>'
