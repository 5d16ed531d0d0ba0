"""Forward and backward, rehearsed step by step on the values that were recorded.

The steps are the engine's own (`engine.walk`), taken one at a time and acted on by nobody: no `.grad` is
filled, nothing is freed, no hook is called.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import Any

import numpy as np

from ..engine import HANDS_ON, IS_DONE, POURS, walk
from ..graph import Extras
from ..readings import ArrayReading
from ..sentences import says
from ..symbol import Symbol, plain
from ..tensor import Tensor
from .captions import listed, say
from .language import current
from .mathml import equation, markup
from .model import Picture, Step
from .picture import code, formula_of, is_scalar, local, picture_of, pulled, shape_text, symbol_of
from .scene import Action, Item, Scene, scene, value_text


def rehearse(output: Any, variables: dict[str, Any], gradient: Any = None) -> tuple[Picture, list[Step], str]:
    """The picture before the first step, the steps, and their language."""
    found = scene(output, variables)
    if not output.requires_grad:
        raise says("no_graph", 0)
    if gradient is None and output.numel() != 1:
        raise says("not_scalar")
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
        with np.errstate(all="ignore"):  # PyTorch computes inf and nan without a warning
            walk({output._node or output: seed}, Rehearsed, tell=steps.backward)
        steps.finish()
    except RuntimeError as error:
        steps.stopped(str(error))
    blank = whole._replace(
        cards=tuple(c._replace(value=None) if c.kind == "result" and found.actions else c for c in whole.cards),
        operations=tuple(
            o._replace(drawers=tuple(d._replace(text="", freed=False) for d in o.drawers)) for o in whole.operations
        ),
        code=(*lines, f"{found.output.name}.backward({given})") if lines else (),
    )
    return blank, steps.made, current()


class Rehearsed(ArrayReading):
    """On arrays, with no hook called, wherever it hangs."""

    hooked = False


Formula = tuple[Symbol, ...] | str  # the sides of an equation, or MathML


class _Steps:
    """The steps so far. Everything is looked up by key: a graph of thousands of operations is walked along once."""

    def __init__(self, found: Scene, whole: Picture, line_of: dict[str, int], last_line: int) -> None:
        self.found, self.line_of = found, line_of
        self.last_line = last_line if last_line else None
        self.made: list[Step] = []
        self.counts: Counter[str] = Counter()  # of the steps, by phase
        self.operations = {o.key: o for o in whole.operations}
        self.edge_of = {(e.source, e.target): e.key for e in whole.edges}
        self.maker = {item.key: action for action in found.actions for item in action.results}
        self.terms: dict[str, list[str]] = {}  # what has come to an item so far, as text: the first few, and the last
        self.met: dict[str, Any] = {}  # and its sum
        self.reported: Counter[str] = Counter()  # for an item or operation, how many of its users have handed back
        self.state: dict[str, str] = {}
        self.at: Any = None  # the node that is at work

    # ---- one step

    def add(
        self,
        phase: str,
        line: int | None,
        sentence: str,
        formulas: list[Formula],
        lit: list[str],
        changes: list[tuple[str, str, str]],
        flow: list[tuple[str, str]],
        operation: str = "",
    ) -> None:
        self.counts[phase] += 1
        text = re.sub(r"<[^>]*>", "", sentence)
        self.made.append(
            Step(
                phase, self.counts[phase], line, sentence, unescape(text),
                tuple(equation(*f) if isinstance(f, tuple) else f for f in formulas), tuple(dict.fromkeys(lit)),
                tuple(changes), tuple(dict.fromkeys(flow)), operation,
                tuple(" = ".join(map(plain, f)) for f in formulas if isinstance(f, tuple) and not _is_said(f, text)),
            )
        )  # fmt: skip

    def extend(self, sentence: str, changes: list[tuple[str, str, str]]) -> None:
        """Add to what the last step says and changes."""
        last = self.made[-1]
        more = say("space") + sentence if sentence else ""
        self.made[-1] = last._replace(
            sentence=last.sentence + more,
            text=last.text + unescape(re.sub(r"<[^>]*>", "", more)),
            changes=(*last.changes, *changes),
        )

    # ---- forward

    def forward(self, action: Action) -> None:
        result, value = action.result, value_text(action.result.array)
        operation = self.operations[action.key]
        parts = {
            "op": _op(action),
            "result": _results(action),
            "operands": listed([_name(item) for item in action.operands]),
        }
        if action.others:
            values = [_is(item) for item in action.results if item.array is not None]
            sentence = say("makes_several", **parts) + (say("space") + listed(values) + say("end") if values else "")
        else:
            sentence = say("makes_unknown", **parts) if value is None else say("makes", **parts, value=_blue(value))
        kept = [d.text.split(" = ")[0] for d in operation.drawers if not d.freed]
        if operation.drawers and kept:
            sentence += say("space") + say("keeps", saved=listed([escape(k) for k in kept]))
        elif not operation.drawers and not action.others:
            sentence += say("space") + say("keeps_nothing")
        formulas: list[Formula] = []
        if not action.others:
            names = [result.symbol(), formula_of(action)]
            formulas = [tuple(names)]
            numbers, in_numbers = formula_of(action, numbers=True), result.in_numbers()
            if in_numbers is not None and plain(numbers) != plain(names[1]):
                sides = [result.symbol(), numbers]
                formulas.append(tuple(sides if plain(numbers) == plain(in_numbers) else [*sides, in_numbers]))
        changes = [(item.key, "value", text) for item in action.results if (text := value_text(item.array)) is not None]
        changes += [(action.key, f"drawer{i}", d.text) for i, d in enumerate(operation.drawers)]
        flow = [(self.edge_of[item.key, action.key], "forward") for item in action.operands]
        flow += [(self.edge_of[action.key, item.key], "forward") for item in action.results]
        lit = [*(item.key for item in action.operands), action.key, *(item.key for item in action.results)]
        self.add("forward", self.line_of.get(action.key), sentence, formulas, lit, changes, flow, action.key)

    # ---- backward

    def start(self, gradient: Any) -> None:
        output = self.found.output
        text = "1" if gradient is None else value_text(gradient._array) or ""
        changes = [(output.key, "passing", text)]
        if gradient is not None:
            self.met[output.key], self.terms[output.key] = gradient._array, [text]
        for action in self.found.actions:
            changes.append(self.turn(action.key, "ready" if output in action.results else "waiting"))
        sentence = say("seed" if gradient is None else "seed_given", output=_name(output))
        if len(self.found.actions) > 1:
            sentence += say("space") + say("newest_first")
        formulas: list[Formula] = [(self.d(output), Symbol(text, role="gradient"))]
        self.add("backward", self.last_line, sentence, formulas, [output.key], changes, [])

    def turn(self, key: str, state: str) -> tuple[str, str, str]:
        self.state[key] = state
        return key, "state", state

    def d(self, item: Item) -> Symbol:
        """∂y/∂item, as a symbol."""
        return Symbol.name(f"∂{self.found.output.name}/∂{item.name}", item.shape)

    def backward(self, kind: str, *parts: Any) -> None:
        tell: dict[str, Any] = {HANDS_ON: self.contribution, POURS: self.accumulation, IS_DONE: self.done}
        tell[kind](*parts)

    def begins(self, node: Any) -> None:
        """A node has all that will come to it, and begins: what hangs on it sees the gradient first."""
        self.at = node
        action, item, extras = self.found.action(node), self.found.of.get(node), node.extras or Extras()
        line = self.line_of.get(action.key)
        if item is not None:
            value = value_text(self.met.get(item.key, 1)) or ""
            for hook in (extras.hooks or {}).values():
                sentence = say("hook", hook=_hook(hook), target=_name(item), value=_orange(value))
                self.add("backward", line, sentence, [], [item.key], [], [], action.key)
            held = extras.retaining() if extras.retaining is not None else None
            if held is not None:
                sentence = say("retains", target=_name(item), value=_orange(value))
                before = held._grad
                total = value if before is None else value_text(before._array + self.met.get(item.key, 1)) or ""
                self.add("backward", line, sentence, [], [item.key], [(item.key, "grad", total)], [], action.key)
        if node is action.node:
            if self.state.get(action.key) != "ready":
                self.extend("", [self.turn(action.key, "ready")])
            for hook in (extras.around.before if extras.around is not None else {}).values():
                sentence = say("prehook", hook=_hook(hook), op=_op(action), result=_results(action))
                self.add("backward", line, sentence, [], [action.key], [], [], action.key)

    def done(self, node: Any, gradient: Any) -> None:
        action = self.found.action(node)
        if node is not action.node:  # one of several results: the operation itself is still to come
            return
        operation = self.operations[action.key]
        changes = [(action.key, f"drawer{i}", say("freed")) for i in range(len(operation.drawers))]
        sentence = say("frees") if changes else ""
        around = (node.extras or Extras()).around
        if around is not None and around.after:
            hooks = listed([_hook(hook) for hook in around.after.values()])
            sentence = say("posthook", hook=hooks) + (say("space") + sentence if sentence else "")
        self.of_last_contribution(action, sentence, [*changes, self.turn(action.key, "done")])

    def of_last_contribution(self, action: Action, sentence: str, changes: list[tuple[str, str, str]]) -> None:
        """A node is done right after its last contribution, and before any bucket is filled."""
        later = []
        while self.made and action.key not in self.made[-1].lit:
            later.append(self.made.pop())
        if self.made:
            self.extend(sentence, changes)
        self.made.extend(reversed(later))

    def report(self, key: str, many: int) -> list[tuple[str, str, str]]:
        """One of the `many` users of an operation's results has reported back."""
        self.reported[key] += 1
        state = "ready" if self.reported[key] == many else "some"
        return [] if self.state.get(key) == state else [self.turn(key, state)]

    def contribution(self, node: Any, place: int, _: Any, gradient: Any, met: Any) -> None:
        if node is not self.at:
            self.begins(node)
        action = self.found.action(node)
        if node is not action.node:  # one of several results has all that will come to it
            return
        target = action.operand(place)
        value, up = value_text(gradient) or "", self.upstream(action)
        terms = self.terms.setdefault(target.key, [])
        del terms[3:-1]
        terms.append(value)
        self.met[target.key] = met
        uses = self.found.used(target)
        self.reported[target.key] += 1
        arrived = self.reported[target.key]
        sentence, formulas = self._handed_on(action, place, up, value)
        passing = value
        if arrived > 1:
            total = value_text(met) or ""
            passing = total
            if all(len(t) < 12 and "…" not in t for t in terms):
                passing = " + ".join(terms) + " = " + total if arrived < 4 else f"… + {terms[-1]} = {total}"
                sum_of = _signed_sum(terms) if arrived < 5 else f"… + {terms[-1]}"
                formulas.append((self.d(target), Symbol(sum_of), Symbol(total, role="gradient")))
        if uses > 1:
            complete = arrived == uses
            times = say("twice") if uses == 2 else say("times", n=str(uses))
            sentence += say("space") + say("met" if complete else "waits", target=_name(target), n=times)
            if complete and target.kind == "leaf":
                sentence += say("space") + say("then_pours", target=_name(target))
        changes = [(target.key, "passing", passing)]
        maker = self.maker.get(target.key)
        if maker is not None:
            changes += self.report(maker.key, sum(self.found.used(item) for item in maker.results))
        flow = [(self.edge_of[action.key, item.key], "backward") for item in action.results]
        flow.append((self.edge_of[target.key, action.key], "backward"))
        lit = [*(item.key for item in action.results), action.key, target.key]
        self.add("backward", self.line_of.get(action.key), sentence, formulas, lit, changes, flow, action.key)

    def upstream(self, action: Action) -> str:
        """What has come to the operation, as text."""
        return value_text(self.met.get(action.result.key, 1)) or ""

    def _handed_on(self, action: Action, place: int, up: str, value: str) -> tuple[str, list[Formula]]:
        """The sentence and the formulas of one contribution: with names, then with numbers."""
        result, target = action.result, action.operand(place)
        parts = {"op": _op(action), "result": _results(action), "target": _name(target)}
        answer = Symbol(value, role="gradient")
        formulas: list[Formula]
        if action.several:
            sentence = say("hands_several", **parts)
            read = "<mo>,</mo>".join(markup(self.d(item)) for item in action.results)
            own = type(action.node).__name__.removesuffix("Backward")
            call = f"<mi>{escape(own)}.backward</mi><mo>(</mo>{read}<mo>)</mo>"
            sides = [markup(self.d(target)), call, *([markup(answer)] if len(value) < 60 else [])]
            return sentence, [f'<math display="block">{"<mo>=</mo>".join(sides)}</math>']
        upstream_number = Symbol(up, role="gradient")
        if action.node.primitive.pointwise or is_scalar(action, place):
            factor = local(action, place)
            one = factor.is_one()
            sentence = say("hands_same", **parts) if one else say("hands_times", **parts, local=escape(plain(factor)))
            copied = action.node.primitive.pointwise and target.shape != result.shape
            if copied:
                sentence += say("space") + say("copies_add", **parts)
            names = [self.d(target), _product(self.d(result), factor)]
            if self.found.used(target) > 1:
                names = [_product(self.d(result), Symbol.name(f"∂{result.name}/∂{target.name}"))]
            formulas = [tuple(names)]
            in_numbers = pulled(action, place, Symbol.number(1), numbers=True)
            # (A range, "0 … 9", stands for many numbers: it is no factor of a product.)
            if not copied and all(len(t) < 24 and "…" not in t for t in (up, plain(in_numbers), value)):
                formulas = [(*names, _product(upstream_number, in_numbers), answer)]
            elif len(value) < 60:
                formulas.append((names[0], answer))
        else:
            sentence = say("hands_shaped", **parts, shape=shape_text(target.shape))
            formulas = [(self.d(target), pulled(action, place, self.d(result)))]
            if len(value) < 60:
                formulas.append((self.d(target), answer))
        return sentence, formulas

    def accumulation(self, tensor: Any, gradient: Any) -> None:
        leaf = self.found.of[tensor]
        before = tensor._grad
        after = gradient if before is None else before._array + gradient
        poured, text = value_text(gradient) or "", value_text(after) or ""
        accumulator = tensor._accumulator() if tensor._accumulator is not None else None
        around = accumulator and accumulator.extras and accumulator.extras.around
        first = [*(tensor._hooks or {}).values(), *(around.before.values() if around is not None else ())]
        for hook in first:
            sentence = say("hook", hook=_hook(hook), target=_name(leaf), value=_orange(poured))
            self.add("backward", self.last_line, sentence, [], [leaf.key], [], [])
        names = Symbol.name(f"{leaf.name}.grad")
        formulas: list[Formula]
        if before is None:
            sentence = say("pours", target=_name(leaf), after=_orange(text))
            formulas = [(names, Symbol(text, role="gradient"))]
        else:
            old = value_text(before._array) or ""
            sentence = say("pours_more", target=_name(leaf), before=escape(old), after=_orange(text))
            formulas = [(names, Symbol(_signed_sum([old, poured])), Symbol(text, role="gradient"))]
        self.add(
            "backward", self.last_line, sentence, formulas, [leaf.key],
            [(leaf.key, "grad", text), (leaf.key, "passing", poured)], [],
        )  # fmt: skip
        for hook in [*(around.after.values() if around is not None else ()), *(tensor._after or {}).values()]:
            sentence = say("hook_after", hook=_hook(hook), target=_name(leaf), value=_orange(text))
            self.add("backward", self.last_line, sentence, [], [leaf.key], [], [])

    def finish(self) -> None:
        self.extend(say("over"), [])

    def stopped(self, error: str) -> None:
        """The pass cannot go on: say why, and what to do."""
        at = next((a for a in reversed(self.found.actions) if a.node.saved is None), None)
        if at is None or error != str(says("freed")):
            at = next((a for a in reversed(self.found.actions) if _changed(a)), self.found.actions[-1])
        parts = {"op": _op(at), "result": _results(at), "output": _name(self.found.output)}
        sentence = (
            say("emptied", **parts) if error == str(says("freed")) else say("changed", **parts, error=escape(error))
        )
        self.add("backward", self.last_line, sentence, [], [at.key, at.result.key], [], [])


def _is_said(sides: tuple[Symbol, ...], text: str) -> bool:
    """Does the sentence name what the equation does? (w.grad is now 5.)"""
    return len(sides) == 2 and plain(sides[1]) in text


def _changed(action: Action) -> bool:
    return action.node.changed() is not None


def _product(upstream: Symbol, factor: Symbol) -> Symbol:
    """upstream · factor, with a factor of 1 shown: here it is the point."""
    return Symbol(function=np.multiply, args=(upstream, factor), shape=upstream.shape)


def _signed_sum(terms: list[str]) -> str:
    return " + ".join(f"({t})" if t.startswith("-") and i else t for i, t in enumerate(terms))


def _name(item: Item) -> str:
    return escape(item.name)


def _results(action: Action) -> str:
    return listed([_name(item) for item in action.results])


def _is(item: Item) -> str:
    return f"{_name(item)} = {_blue(value_text(item.array) or '')}"


def _op(action: Action) -> str:
    return escape(symbol_of(action))


def _hook(hook: Any) -> str:
    return escape(getattr(hook, "__name__", type(hook).__name__))


def _blue(text: str) -> str:
    return f'<span class="mg-value">{escape(text)}</span>'


def _orange(text: str) -> str:
    return f'<span class="mg-grad">{escape(text)}</span>'
