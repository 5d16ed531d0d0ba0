"""A run, recorded line by line: what each line made, what passes it started, and what then stood in the variables.

Python's own tracing tells which of the learner's lines runs; `graph.record` and `engine.walk` are looked at while a
recording is on, and only then. Of a line in a loop the first and the last rounds are kept in full, of those between
them the numbers that a plot needs: a thousand iterations take no more memory than ten.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import itertools
import linecache
import math
import sys
import sysconfig
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, Generic, TypeVar

import numpy as np

from .. import engine, graph
from ..frames import PACKAGE
from ..graph import Node
from ..symbol import number_text, plain
from ..tensor import Tensor
from .model import Drawer
from .names import named_tensors
from .picture import drawers, edge_label, formula_of, symbol_of
from .scene import NUMBER_OPERANDS, Action, Item, value_text

__all__ = ["Moment", "Op", "Recorder", "Series"]

FIRST, LAST = 2, 2  # rounds of a line that are kept in full
MOST_POINTS = 2000  # of a series; a longer one is thinned out
MOST_OPERATIONS = 500  # of one line
MOST_UNKNOWN = 200  # operations from before the recording that a pass through them brings in

_ELSEWHERE = (PACKAGE, "<", *{sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


class Thing(Item):
    """A tensor of the run."""

    text: str | None = None  # its value when it was first met
    nameless: bool = False  # its name is ours, until a variable holds it


@dataclass(eq=False)
class Op:
    """An operation as it was when it ran."""

    action: Action | None  # until its texts are made: it holds the graph
    key: str
    symbol: str
    name: str
    operands: list[Thing]
    results: list[Thing]
    drawers: tuple[Drawer, ...] = ()
    locals: list[tuple[str, bool]] = field(default_factory=list)  # for each operand: the edge's text; is it recorded?
    formula: str = ""


@dataclass(eq=False)
class Pass:
    """A backward pass: where it began, and what it changed, in a stepper's words for it."""

    root: Thing
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    poured: list[tuple[Thing, str]] = field(default_factory=list)


@dataclass(eq=False)
class Moment:
    """One line that ran."""

    tick: int  # when: lines are counted from the beginning
    file: str
    line: int
    round: int  # how often the line had run before
    function: str = ""
    ops: list[Op] = field(default_factory=list)
    more: int = 0  # operations beyond those
    passes: list[Pass] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, tuple[str, str | None, int]] = field(default_factory=dict)  # by key: value, .grad, version
    names: dict[str, Thing] = field(default_factory=dict)  # the leaves by key
    error: str = ""

    def happened(self) -> bool:
        return bool(self.ops or self.passes or self.error)


T = TypeVar("T")


class _OfObjects(Generic[T]):
    """What belongs to each of some objects, for as long as these live. (Tensors compare by their numbers, not as
    themselves, so they cannot be the keys of a dict of weak references.)"""

    def __init__(self) -> None:
        self._held: dict[int, tuple[weakref.ref[Any], T]] = {}

    def get(self, owner: Any) -> T | None:
        found = self._held.get(id(owner))
        return None if found is None else found[1]

    def set(self, owner: Any, value: T) -> T:
        key, held = id(owner), self._held
        held[key] = weakref.ref(owner, lambda _: held.pop(key, None)), value
        return value

    def __contains__(self, owner: Any) -> bool:
        return id(owner) in self._held

    def items(self) -> list[tuple[Any, T]]:
        return [(owner, value) for ref, value in list(self._held.values()) if (owner := ref()) is not None]


class Series:
    """One number over time. It is written down where it changes."""

    def __init__(self, kind: str) -> None:
        self.kind = kind  # "bucket" or "value"
        self.points: list[tuple[int, float]] = []

    def add(self, tick: int, value: float) -> None:
        if not math.isfinite(value) or (self.points and self.points[-1][1] == value):
            return
        self.points.append((tick, value))
        if len(self.points) > MOST_POINTS:
            self.points = [*self.points[:-1:2], self.points[-1]]


class Recorder:
    """Everything about one run."""

    def __init__(self) -> None:
        self.early: list[Moment] = []  # the first rounds
        self.late: dict[tuple[str, int], deque[Moment]] = {}  # of each line the last ones
        self.rounds: dict[tuple[str, int], int] = {}
        self.series: dict[str, Series] = {}
        self.tick = 0
        self._keys = {letter: itertools.count() for letter in "to"}
        self._now: Moment | None = None
        self._frame: FrameType | None = None
        self._waiting: list[Op] = []  # those without their texts
        self._of_node, self._op_of = _OfObjects[Thing](), _OfObjects[Op]()
        self._of_leaf = _OfObjects[Thing]()
        self._known = _OfObjects[tuple[Any, tuple[str, str | None, int]]]()
        self._theirs: dict[CodeType, bool] = {}
        self._unset: dict[CodeType, set[str]] = {}  # what a cell will give a value: until then it is an old cell's
        self._undo: list[tuple[Any, str, Any]] = []
        self._traced_before: Any = None
        self._home: FrameType | None = None  # where the run was begun
        self._within: set[str] | None = None  # the names that stand in its `with`
        self._again = False
        self._failed: tuple[Moment, BaseException] | None = None
        self._numbers = itertools.count(1)

    # ---- on and off

    def start(self, frame: FrameType | None) -> None:
        """Record from here on: in `frame`, if the run has begun already, and in all that is called."""
        for module, name, instead in ((graph, "record", self._recording), (engine, "walk", self._walking)):
            self._undo.append((module, name, getattr(module, name)))
            setattr(module, name, instead(getattr(module, name)))
        self._traced_before = sys.gettrace()
        if frame is not None:
            self._home, self._within = frame, _names_within(frame)
            self._unset[frame.f_code] = set()
            frame.f_trace = self._line
            self._theirs[frame.f_code] = True
        sys.settrace(self._call)

    def stop(self, error: BaseException | None = None) -> None:
        sys.settrace(self._traced_before)
        if self._home is not None:
            self._home.f_trace = None
        while self._undo:
            module, name, before = self._undo.pop()
            setattr(module, name, before)
        self._close()
        self._forgive(error)
        self._frame = self._home = None

    def moments(self) -> list[Moment]:
        kept = itertools.chain(self.early, *self.late.values())
        return sorted(kept, key=lambda moment: moment.tick)

    # ---- the lines

    def _call(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        theirs = self._theirs.get(code)
        if theirs is None:
            theirs = self._theirs[code] = (
                not code.co_filename.startswith(_ELSEWHERE)
                and (code.co_name == "<module>" or code.co_name[:1] != "<")
                and bool(linecache.getline(code.co_filename, code.co_firstlineno))
            )
        return self._line if theirs else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            leaves = self._leaves_with(frame)
            self._close()
            self._open(frame, frame.f_lineno, again=leaves)
        elif event == "exception" and self._now is not None:
            error = argument[1]
            if self._failed is None or self._failed[1] is not error:  # else it comes through from further in
                self._forgive(error)
                self._now.error = f"{type(error).__name__}: {error}"
                self._failed = self._now, error
        elif event == "return":
            self._close()
            caller = frame.f_back
            while caller is not None and not self._theirs.get(caller.f_code):  # the package may stand between
                caller = caller.f_back
            if caller is not None and caller.f_lineno is not None:
                self._open(caller, caller.f_lineno, again=True)
        return self._line

    def _leaves_with(self, frame: FrameType) -> bool:
        """Does the line of a `with` run once more, because what stands in it is over?"""
        now, line = self._now, frame.f_lineno
        if now is None or self._frame is not frame or now.line <= line:
            return False
        return linecache.getline(now.file, line).lstrip().startswith(("with ", "async with "))

    def _forgive(self, error: BaseException | None) -> None:
        """An error that did not end the run was caught somewhere: it is no matter of the record's."""
        if self._failed is not None and self._failed[1] is not error:
            self._failed[0].error = ""
        self._failed = self._failed if self._failed is not None and self._failed[1] is error else None

    def _open(self, frame: FrameType, line: int, again: bool = False) -> None:
        where = frame.f_code.co_filename, line
        if not again:
            self.tick += 1
            self.rounds[where] = self.rounds.get(where, 0) + 1
        name = "" if frame is self._home or frame.f_code.co_name == "<module>" else frame.f_code.co_name
        self._now = Moment(self.tick, *where, self.rounds.get(where, 1) - 1, name)
        self._again, self._frame = again, frame

    def _close(self) -> None:
        """The line has run: write down what came of it."""
        moment, frame = self._now, self._frame
        if moment is None or frame is None:
            return
        with self._untraced():
            variables = self._relevant(frame, moment.line)
            self._write(variables)
            self._look(moment, variables)
        self._now = None
        if self._again and not moment.happened():
            return
        if moment.round < FIRST:
            self.early.append(moment)
        else:
            where = moment.file, moment.line
            self.late.setdefault(where, deque(maxlen=LAST)).append(moment)

    def _relevant(self, frame: FrameType, done: int = 0) -> dict[str, Any]:
        """The variables that a frame's code mentions, and that are its own by now: the line `done` has run."""
        code = frame.f_code
        if code not in self._unset:
            self._unset[code] = _given(code)
        unset = self._unset[code]
        if unset:
            unset -= _given(code, done)
        names = dict.fromkeys((*code.co_varnames, *code.co_cellvars, *code.co_freevars, *code.co_names))
        space, within = frame.f_locals, self._within if frame is self._home else None
        known = (n for n in names if n in space and n not in unset and n[0] != "_" and (within is None or n in within))
        return {name: space[name] for name in known if not _is_tool(space[name])}

    @contextlib.contextmanager
    def _untraced(self) -> Iterator[None]:
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            yield
        finally:
            sys.settrace(trace)

    def _look(self, moment: Moment, variables: dict[str, Any]) -> None:
        """The variables, and the buckets, as they are now."""
        for name, value in variables.items():
            text = _text(value)
            if text is not None:
                moment.variables[name] = text
            number = value.item() if isinstance(value, Tensor) and value.numel() == 1 else value
            leaf = isinstance(value, Tensor) and value._node is None and value.requires_grad
            if type(number) is float and not leaf:
                self._series(name, "value").add(self.tick, float(number))
        for name, tensor in named_tensors(variables).items():
            if tensor.requires_grad and tensor._node is None:
                item = self._leaf(tensor)
                moment.leaves[item.key] = self._state(tensor)
                if not name.startswith("self."):
                    self._level(f"{item.name}.grad", tensor)
                    if tensor.numel() == 1:
                        self._series(item.name, "value").add(self.tick, float(tensor._array.item()))
        for tensor, item in self._of_leaf.items():
            moment.names[item.key] = item
            if item.key not in moment.leaves and item.kind == "leaf":
                moment.leaves[item.key] = self._state(tensor)

    def _level(self, name: str, tensor: Any) -> None:
        grad = tensor._grad
        level = 0.0 if grad is None else grad._array.item() if grad.numel() == 1 else np.linalg.norm(grad._array)
        self._series(name if tensor.numel() == 1 else f"‖{name}‖", "bucket").add(self.tick, float(level))

    def _series(self, name: str, kind: str) -> Series:
        return self.series.setdefault(name, Series(kind))

    def _state(self, tensor: Any) -> tuple[str, str | None, int]:
        """A leaf's value, .grad and version, as text; looked up anew only where something has changed."""
        grad = tensor._grad
        few = tensor._array.tobytes() if tensor._array.size < 64 else b""
        sign = (tensor._counter[0], id(tensor._array), id(grad), grad is not None and grad._counter[0], few)
        before = self._known.get(tensor)
        if before is None or before[0] != sign:
            text = None if grad is None else value_text(grad._array)
            state = value_text(tensor._array) or "", text, tensor._counter[0]
            before = self._known.set(tensor, (sign, state))
        return before[1]

    # ---- the operations

    def _recording(self, record: Any) -> Any:
        def recorded(cls: Any, inputs: Any, edges: Any, result: Any, *more: Any) -> Any:
            node = record(cls, inputs, edges, result, *more)
            self._know(node.grad_fn, np.array(result) if isinstance(result, np.ndarray) else None)
            return node

        return recorded

    def _key(self, letter: str) -> str:
        return f"{letter}{next(self._keys[letter])}"

    def _leaf(self, tensor: Any) -> Thing:
        item = self._of_leaf.get(tensor)
        if item is None:
            kind = "leaf" if tensor.requires_grad else "constant"
            item = Thing(self._key("t"), "", kind, tensor._array.copy(), tensor._array.shape)
            self._of_leaf.set(tensor, item)
        return item

    def _source(self, edge: Any) -> Thing:
        if not edge.is_node:
            return self._leaf(edge)
        if edge.grad_fn not in self._op_of:
            self._know_all(edge.grad_fn)
        return self._end(edge)

    def _end(self, node: Any) -> Thing:
        """The tensor that a node made."""
        item = self._of_node.get(node)
        if item is None:
            item = self._of_node.set(node, Thing(self._key("t"), "", "result", None, node.shape))
            maker = self._op_of.get(node.grad_fn) if node.grad_fn is not node else None
            if maker is not None:  # one of several: together they take the place of the one that was expected
                whole = self._of_node.get(node.grad_fn)
                maker.results = [*(result for result in maker.results if result is not whole), item]
        return item

    def _know_all(self, node: Any) -> None:
        """Operations that were not seen when they ran: from before, or made in one go with others."""
        found, _ = engine.reachable([node])
        for older in sorted((n for n in found if n not in self._op_of and n.grad_fn is n), key=lambda n: n.age)[
            -MOST_UNKNOWN:
        ]:
            self._know(older, None)

    def _know(self, node: Node, array: np.ndarray | None) -> None:
        if node in self._op_of:
            return
        if self._now is not None and len(self._now.ops) >= MOST_OPERATIONS:
            self._now.more += 1
            return
        given = iter(node.given)
        operands: list[Thing] = []
        places: list[int | None] = list(range(len(node.edges)))
        for edge in node.edges:
            if edge is None:
                value = next(given, None)
                held = value() if isinstance(value, weakref.ref) else None
                if isinstance(held, Tensor):
                    operands.append(self._leaf(held))
                elif isinstance(value, weakref.ref) or value is None:
                    operands.append(Thing(self._key("t"), "", "constant", None, node.shape))
                else:
                    operands.append(Thing(self._key("t"), number_text(value), "number", np.asarray(value), ()))
            elif edge.is_node and edge.grad_fn not in self._op_of:
                operands.append(self._end(edge))  # older than what is known here
            else:
                operands.append(self._source(edge))
        if type(node).__name__ in NUMBER_OPERANDS:
            name, at = NUMBER_OPERANDS[type(node).__name__]
            number = node.params[name]
            operands.insert(at, Thing(self._key("t"), number_text(number), "number", np.asarray(number), ()))
            places.insert(at, None)
        result = self._end(node)
        result.array = array
        key = self._key("o")
        action = Action(key, node, [*operands], places, [result])
        op = Op(action, key, symbol_of(action), type(node).__name__, operands, [result])
        self._op_of.set(node, op)
        self._waiting.append(op)
        if self._now is not None:
            self._now.ops.append(op)

    def _write(self, variables: dict[str, Any]) -> None:
        """Give names, then make the texts of what is new; after that the graph is let go."""
        named = named_tensors(variables)
        for tensor in named.values():
            if tensor._node is not None and tensor._node.grad_fn not in self._op_of:
                self._know_all(tensor._node.grad_fn)
        waiting = {op.key for op in self._waiting}
        for name, tensor in named.items():
            op = None
            if tensor._node is not None:
                item, op = self._end(tensor._node), self._op_of.get(tensor._node.grad_fn)
            else:
                item = self._leaf(tensor)
            if item.name == "" or item.nameless:
                item.name, item.nameless = name, False
            if item.array is None or (op is not None and op.key in waiting):  # a change in place is seen now
                item.array = tensor._array.copy()
        for op in self._waiting:
            for item in (*op.operands, *op.results):
                if item.name == "":
                    item.name, item.nameless = f"v{next(self._numbers)}", True
            if op.action is not None:
                op.action.several = op.results[0] is not self._of_node.get(op.action.node)
                op.action.results[:] = op.results
                self._texts(op, op.action)
            op.action = None
        for op in self._waiting:  # what comes of it later is another matter
            for item in op.results:
                item.array = None
        self._waiting.clear()

    def _texts(self, op: Op, action: Action) -> None:
        for item in (*op.operands, *op.results):
            if item.text is None and item.array is not None:
                item.text = value_text(item.array)
        op.locals = [("", place is not None and action.node.edges[place] is not None) for place in action.places]
        try:
            op.drawers = drawers(action)
            if not action.several:
                op.formula = plain(formula_of(action))
            op.locals = [
                (edge_label(action, place) if recorded and place is not None else "", recorded)
                for place, (_, recorded) in zip(action.places, op.locals)
            ]
        except Exception:
            # What there is no way to write stays blank: this runs in the middle of the learner's line, and an error
            # here would be theirs.
            op.formula = ""

    # ---- the passes

    def _walking(self, walk: Any) -> Any:
        def walked(
            inbox: Any, read: Any, pour: Any = None, reach: Any = None, tell: Any = None, only: Any = None,
            keep: bool = True, held: Any = None,
        ) -> Any:  # fmt: skip
            if tell is not None:  # a rehearsal
                return walk(inbox, read, pour, reach, tell, only, keep, held)
            run = self._begin(inbox)

            def poured(leaf: Any, gradient: Any, version: Any) -> None:
                pour(leaf, gradient, version)
                self._poured(run, leaf, gradient)

            def reached(node: Any, gradient: Any) -> None:
                self._reached(run, node, gradient, keep)
                if reach is not None:
                    reach(node, gradient)
                elif only is not None and not keep and node in only:
                    node.free()

            return walk(inbox, read, poured, reached, None, only, keep, held)

        return walked

    def _begin(self, inbox: Any) -> Pass:
        """A pass begins: what it will free is written down before."""
        if self._frame is not None:
            with self._untraced():
                self._write(self._relevant(self._frame))
        begun = [(self._source(root), value_text(_array(g)) or "") for root, g in inbox.items()]
        run = Pass(begun[0][0], [(item.key, "passing", text) for item, text in begun])
        if self._now is not None:
            self._now.passes.append(run)
        return run

    def _poured(self, run: Pass, leaf: Any, gradient: Any) -> None:
        """A leaf has all that will come to it, and its bucket has been filled."""
        item = self._leaf(leaf)
        run.changes.append((item.key, "passing", value_text(_array(gradient)) or ""))
        if leaf._grad is not None:
            grad = value_text(leaf._grad._array) or ""
            run.changes.append((item.key, "grad", grad))
            run.poured.append((item, grad))

    def _reached(self, run: Pass, node: Any, gradient: Any, keep: bool) -> None:
        """A node had all that came to it, and has handed it on."""
        came = _array(gradient)
        if node in self._of_node and isinstance(came, (np.ndarray, np.generic)):
            run.changes.append((self._end(node).key, "passing", value_text(came) or ""))
        op = self._op_of.get(node)
        if op is not None:
            run.changes.append((op.key, "state", "done"))
            if not keep and node.versions:
                run.changes += [(op.key, f"drawer{i}", "freed") for i in range(len(op.drawers))]


def _array(gradient: Any) -> Any:
    return getattr(gradient, "_array", gradient)


def _names_within(frame: FrameType) -> set[str] | None:
    """The names in the `with` block that a frame is about to enter; None if its source cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:
        return None
    begun = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.With, ast.AsyncWith)) and node.lineno <= frame.f_lineno <= node.body[0].lineno
    ]
    if not begun:
        return None
    return {part.id for part in ast.walk(max(begun, key=lambda node: node.lineno)) if isinstance(part, ast.Name)}


def _given(code: CodeType, line: int | None = None) -> set[str]:
    """The names that a cell's code gives a value, everywhere or on one line (a function's are its own: none)."""
    stores = (step for step in dis.get_instructions(code) if step.opname == "STORE_NAME")
    return {s.argval for s in stores if line is None or (s.positions is not None and s.positions.lineno == line)}


def _is_tool(value: Any) -> bool:
    return isinstance(value, type) or type(value).__name__ in (
        "module", "function", "builtin_function_or_method", "method", "Recorder", "Watch",
    )  # fmt: skip


def _text(value: Any) -> str | None:
    """A variable's value in a few characters; None if it has no short one."""
    if isinstance(value, Tensor):
        return value_text(value._array)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return value_text(value)
    if isinstance(value, float):
        return number_text(value) if math.isfinite(value) else str(value)
    if isinstance(value, (bool, int, str, type(None))):
        text = repr(value)
        return text if len(text) < 40 else f"{text[:38]}…"
    if isinstance(value, (list, tuple)) and len(value) <= 6:
        parts = [_text(part) for part in value]
        text = ", ".join(part for part in parts if part is not None)
        return f"[{text}]" if None not in parts and len(text) < 60 else None
    return None
