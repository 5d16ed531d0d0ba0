"""`autograd.Function`: an operation with a backward of the learner's own.

`ctx` and the node in the graph are one object, as in PyTorch: what forward leaves on it, backward finds, and
`y.grad_fn` shows.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import graph, kinds, notices, ops
from ..graph import Anomaly, Extras, grad_mode
from ..outputs import Output, Parts
from ..readings import ArrayReading, TensorReading
from ..rules import Primitive
from ..sentences import check, says
from ..symbol import FORMS, Symbol
from ..tensor import Tensor, apply, check_in_place, edges_to, quiet, recording, rewrite_history, told, wrap
from .watch import Around, Handed, special

__all__ = ["BackwardCFunction", "Function", "FunctionCtx", "once_differentiable"]


class FunctionCtx:
    """What forward tells backward."""

    to_save: tuple[Any, ...] = ()
    dirty_tensors: tuple[Any, ...] = ()
    non_differentiable: tuple[Any, ...] = ()
    materialize_grads = True

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for backward, which finds them in `saved_tensors`; changes in place will be noticed."""
        self.to_save = tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Say which inputs forward has changed in place."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Say which outputs have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Shall backward get zeros, rather than None, for an output that nothing came back to?"""
        self.materialize_grads = value


class BackwardCFunction(Handed, FunctionCtx):
    """The node of a Function; each Function has a class of its own, named after it."""

    __module__ = "torch.autograd.function"
    _forward_cls: Any
    primitive: Any = None
    needs: Any = ()
    needs_input_grad: tuple[bool, ...] = ()
    _saved: list[tuple[Any, int, int | None]] | None = None  # (value, its version, which output if it is one)
    _outputs: tuple[Any, ...] = ()  # for each output (shape, dtype), or None if it is no tensor
    _inputs: tuple[Any, ...] = ()  # for each edge (shape, dtype)
    _only = 0  # the one output, if there is one
    _places: tuple[int, ...] = ()  # for each edge, which argument it belongs to
    load = staticmethod(kinds.load)
    _ends: dict[int, Any]  # for each output that has one, a weak reference to its node

    def __init__(self) -> None:
        self.params, self.saved, self.versions, self.given = {}, (), (), ()
        self.extras = Extras(Around())  # so the pass asks this node itself
        self.edges, self.shape, self._ends = (), (), {}

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What `save_for_backward` kept, after PyTorch's two checks: still there, and not changed in place."""
        if self._saved is None:
            raise says("freed")
        return tuple(self._unpacked(*entry) for entry in self._saved)

    saved_variables = saved_tensors

    def _unpacked(self, value: Any, version: int, number: int | None) -> Any:
        if value is None:
            return None
        if value._counter[0] != version:
            maker = getattr(value, "_node", None) if number is None else self._end(number)
            self._complain(value, maker, version)
        return value if number is None else wrap(value._array, self._end(number), value._counter)

    def _end(self, number: int) -> Any:
        """The history of an output: that of the tensor itself, or one like it where nobody holds that any more."""
        if number not in self._ends:
            return None
        return self._ends[number]() or Output(self, number, len(self._outputs), self._outputs[number][0])

    def free(self) -> None:
        if self._saved:
            self._saved = None

    def name(self) -> str:
        return type(self).__name__

    # ---- the backward pass

    def lifted(self, gradient: Any, read: Any) -> tuple[Any, ...]:
        came = gradient.parts if isinstance(gradient, Parts) else {self._only: gradient}
        found: list[Any] = []
        for i, kind in enumerate(self._outputs):
            if i in came:
                found.append(read.lift(came[i]))
            else:
                found.append(wrap(np.zeros(*kind)) if kind is not None and self.materialize_grads else None)
        return tuple(found)

    def hand_on(self, grad_outputs: tuple[Any, ...], wanted: list[bool]) -> tuple[Any, ...]:
        answer = self.apply(*grad_outputs)
        given = answer if isinstance(answer, tuple) else (answer,)
        n = len(self.needs_input_grad)
        fits = len(given) >= n and all(g is None for g in given[n:])
        check(fits, "gradient_count", self.name(), n, len(given))
        for i, g in enumerate(given[:n]):
            check(g is None or isinstance(g, Tensor), "function_answer", type(g).__name__)
            check(g is None or i in self._places, "not_a_variable", self.name(), i + 1)
        return tuple(
            self._fitting(i, given[place], kind) if asked else given[place]
            for i, (place, kind, asked) in enumerate(zip(self._places, self._inputs, wanted))
        )

    def _fitting(self, i: int, g: Any, kind: tuple[tuple[int, ...], np.dtype]) -> Any:
        """A gradient in its input's shape and dtype."""
        if g is None:
            return None
        shape, dtype = kind
        if g._array.shape != shape:
            lead = len(g._array.shape) - len(shape)
            fits = lead >= 0 and all(n in (1, m) for n, m in zip(shape, g._array.shape[lead:]))
            check(fits, "gradient_shape", self.name(), i, list(g.shape), list(shape))
            g = TensorReading.sum_to(g, shape)
        return g if g._array.dtype == dtype else g.to(graph.of_numpy(dtype))

    @property
    def rules(self) -> tuple[Callable[..., Any], ...]:
        return tuple(functools.partial(self._read, place) for place in range(len(self.edges)))

    def _read(self, place: int, g: Any, *values: Any) -> Any:
        """What a rule would be: on Symbols the chain rule with an unknown derivative, on arrays the numbers."""
        if not isinstance(g, Symbol):
            with quiet.left():
                return special(self, g, TensorReading if isinstance(g, Tensor) else ArrayReading, None)[place]
        return g * Symbol(function=self._forward_cls._derivative, args=(values[place + 1],), shape=g.shape)

    def apply(self, *grad_outputs: Any) -> Any:
        """The learner's backward."""
        forward = self._forward_cls
        check(forward.backward is Function.backward or forward.vjp is Function.vjp, "backward_and_vjp")
        return (forward.vjp if forward.vjp is not Function.vjp else forward.backward)(self, *grad_outputs)


class FunctionMeta(type):
    """Gives each Function the class of its nodes: `SquareBackward` for `Square`."""

    def __init__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> None:
        more = {"_forward_cls": cls, "__module__": "torch.autograd.function"}
        cls._backward_cls = type(f"{name}Backward", (BackwardCFunction,), more)
        # how it is written in formulas: Square(x), and its derivative Square′(x)
        cls._formula = staticmethod(lambda *args: Symbol(function=cls._formula, args=args))
        cls._derivative = staticmethod(lambda *args: args)
        FORMS[cls._formula], FORMS[cls._derivative] = ("call", name, 5), ("call", f"{name}′", 5)
        super().__init__(name, bases, attrs)


class Function(FunctionCtx, metaclass=FunctionMeta):
    """An operation with a backward of your own.

    >>> import minigrad as torch
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     def backward(ctx, grad_output):
    ...         x, = ctx.saved_tensors
    ...         return grad_output * 2 * x
    >>> x = torch.tensor(3., requires_grad=True)
    >>> y = Square.apply(x)
    >>> y.backward()
    >>> y, x.grad
    (tensor(9., grad_fn=<SquareBackward>), tensor(6.))
    """

    _backward_cls: type[BackwardCFunction]
    _formula: Callable[..., Any]
    _derivative: Callable[..., Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        notices.warn(says("function_made", type(self)))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise says("non_static")

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the result: `forward(ctx, *args)`, or `forward(*args)` beside a `setup_context`."""
        raise says("no_forward")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Tell `ctx` what backward needs, where forward does not take it."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """One gradient for each argument of forward, from one for each of its results."""
        raise says("no_backward")

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        raise says("jvp_missing")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward, and record it."""
        apart = cls.setup_context is not Function.setup_context
        if apart:
            bound = inspect.signature(cls.forward).bind(*args, **kwargs)
            bound.apply_defaults()
            args, kwargs = bound.args, bound.kwargs
        inputs = (*args, *kwargs.values())
        node = cls._backward_cls()
        node.needs_input_grad = tuple(isinstance(x, Tensor) and x.requires_grad for x in inputs)
        recorded = grad_mode.enabled and any(node.needs_input_grad)
        edges = edges_to([x for x in inputs if isinstance(x, Tensor)])  # before forward may change an input in place
        with recording(False):
            if apart:
                result = cls.forward(*args, **kwargs)
                cls.setup_context(node, inputs, result)
            else:
                result = cls.forward(node, *args, **kwargs)
        outputs = list(result) if isinstance(result, tuple) else [result]
        _finish(node, inputs, edges, outputs, recorded)
        return tuple(outputs) if isinstance(result, tuple) else outputs[0]


def _finish(
    node: BackwardCFunction, inputs: tuple[Any, ...], edges: tuple[Any, ...], outputs: list[Any], recorded: bool
) -> None:
    """Put the node into the graph: between its inputs and its outputs, which are replaced where they must."""
    dirty = {id(t) for t in node.dirty_tensors}
    plain = {id(t) for t in node.non_differentiable}
    node._places = tuple(i for i, x in enumerate(inputs) if isinstance(x, Tensor))
    node._inputs = tuple((x._array.shape, x._array.dtype) for x in inputs if isinstance(x, Tensor))
    node._outputs = tuple((o._array.shape, o._array.dtype) if isinstance(o, Tensor) else None for o in outputs)
    numbers, given = {id(o): i for i, o in enumerate(outputs) if isinstance(o, Tensor)}, [*outputs]
    for tensor in node.dirty_tensors:
        tensor._counter[0] += 1
        check(not recorded or told(tensor) is not None or not tensor.requires_grad, "leaf_dirty")
        check_in_place(tensor, fills=True)
    several = sum(o is not None and o[1].kind == "f" for o in node._outputs) - len(plain) > 1
    for i, o in enumerate(outputs):
        if not isinstance(o, Tensor):
            continue
        returned = any(o is x for x in inputs)
        if returned and o.requires_grad and (not recorded or id(o) in plain):
            outputs[i] = o.detach()
        elif returned and id(o) not in dirty:  # the input itself: show the same memory in another tensor
            with recording(False):
                outputs[i] = apply(ops.alias, o)
        if outputs[i]._base is not None and not (returned and id(o) in dirty):
            outputs[i]._made, outputs[i]._seen = "several" if several else "function", o._counter[0]
    if recorded:
        _place(node, inputs, edges)
        tensors = [i for i, kind in enumerate(node._outputs) if kind is not None]
        differentiable = [i for i in tensors if id(given[i]) not in plain and node._outputs[i][1].kind == "f"]
        node._only = tensors[0] if tensors else 0
        node.shape = node._outputs[node._only][0] if len(tensors) == 1 else Parts.shape
        for i in differentiable:
            end = Output(node, i, len(outputs), node._outputs[i][0]) if len(tensors) > 1 else node
            node._ends[i] = weakref.ref(end)
            tensor = outputs[i]
            if id(tensor) in dirty:
                rewrite_history(tensor, end)
            else:
                tensor._node, tensor._requires = end, False
    node._saved = []
    for i, t in enumerate(node.to_save):
        check(t is None or isinstance(t, Tensor), "save_tensors", i, type(t).__name__)
        if not recorded:
            continue
        number = numbers.get(id(t)) if t is not None else None
        if number is not None and any(t is x for x in inputs) and id(t) not in dirty:
            number = None  # an input that was returned as well
        value: Any = t if number is None or t is None else wrap(t._array, counter=t._counter)
        node._saved.append((value, 0 if t is None else t._counter[0], number))
    node.to_save = node.dirty_tensors = node.non_differentiable = ()


def _place(node: BackwardCFunction, inputs: tuple[Any, ...], edges: tuple[Any, ...]) -> None:
    node.edges, node.age = edges, graph.clock()
    names = tuple(f"input{i}" for i in range(len(edges)))
    node.needs = (frozenset[str](),) * len(edges)
    node.primitive = Primitive(node.name(), type(node)._forward_cls._formula, (), names, (), False, False)
    tensors = [x for x in inputs if isinstance(x, Tensor)]
    node.given = tuple(weakref.ref(x) for x, e in zip(tensors, edges) if e is None)
    node.code, node.offset = graph.call_site(2)
    if Anomaly.enabled:
        Anomaly.note(node)


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """For a backward that cannot be differentiated itself: to try raises."""

    @functools.wraps(fn)
    def wrapper(ctx: Any, *args: Any) -> Any:
        with recording(False):
            answer = fn(ctx, *args)
        if not grad_mode.enabled or not any(isinstance(a, Tensor) and a.requires_grad for a in args):
            return answer
        answers = answer if isinstance(answer, tuple) else (answer,)
        ended = tuple(wrap(a._array, Error(a._array.shape)) if isinstance(a, Tensor) else a for a in answers)
        return ended if isinstance(answer, tuple) else ended[0]

    return wrapper


class Error(Handed):
    """Where a graph must not be followed further."""

    __module__ = "builtins"
    primitive: Any = Primitive("Error", np.positive, (), (), (), False, False)
    rules: Any = ()
    needs: Any = ()

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.edges, self.shape, self.age, self.params = (), shape, graph.clock(), {}
        self.saved, self.versions, self.given, self.extras = (), (), (), Extras(Around())
        self.code, self.offset = graph.call_site(2)

    def name(self) -> str:
        return "torch::autograd::Error"

    def lifted(self, gradient: Any, read: Any) -> tuple[Any, ...]:
        return (read.lift(gradient),)

    def hand_on(self, grad_outputs: tuple[Any, ...], wanted: list[bool]) -> tuple[Any, ...]:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
