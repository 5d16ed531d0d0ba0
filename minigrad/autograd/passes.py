"""What starts a backward pass: `backward`, which fills the leaves' buckets, and `grad`, which hands gradients out."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import engine, notices
from ..graph import call_site, grad_mode
from ..readings import ArrayReading, TensorReading
from ..sentences import check, says
from ..tensor import BORROWED, FLOAT32, Tensor, edges_to, wrap

__all__ = ["backward", "grad"]

ONE = np.float32(1)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Tensor):
        return (value,)
    return tuple(value.values()) if isinstance(value, dict) else tuple(value)


def _ones(array: np.ndarray) -> Any:
    """What a pass starts with: 1, in the array's shape."""
    if array.ndim == 0:
        return ONE if array.dtype is FLOAT32 else array.dtype.type(1)
    seed = np.empty(array.shape, array.dtype)
    seed.fill(1)  # np.ones takes three times as long
    return seed


def _start(outputs: tuple[Any, ...], given: Any, create_graph: bool) -> tuple[dict[Any, Any], list[Any]]:
    """The inbox that a pass starts with: 1 for a tensor with one element, else what the learner gives.

    And what of it is held elsewhere, too: not the sum where one tensor was given twice.
    """
    given = (None,) * len(outputs) if given is None else _as_tuple(given)
    for i, (out, g) in enumerate(zip(outputs, given)):
        if isinstance(g, Tensor):
            check(g.shape == out.shape, "grad_shape", i, g.shape, out.shape)
        else:
            check(g is None, "grad_given", type(g).__name__)
            if out.requires_grad and out.numel() != 1:
                raise says("not_scalar")
    check(len(given) >= len(outputs), "grad_count", len(outputs), len(given))
    inbox: dict[Any, Any] = {}
    held: list[Any] = []
    for i, (out, g) in enumerate(zip(outputs, given)):
        key = edges_to((out,))[0]
        if key is None or not (key.is_node or key._requires is True):
            raise says("no_graph", i)
        array = out._array
        if g is None:
            g = wrap(_ones(array)) if create_graph else _ones(array)
        elif create_graph:
            g = g if g.dtype is out.dtype else g.to(out.dtype)
        else:
            g = g._array.astype(array.dtype, copy=False)
        held = [] if key in inbox else [*held, g]
        inbox[key] = g if key not in inbox else inbox[key] + g
    return inbox, held


def _run(create_graph: bool, function: Any, *args: Any) -> Any:
    """Run a pass: recorded if it is to make a graph of its own."""
    before, grad_mode.enabled = grad_mode.enabled, create_graph
    if not create_graph:
        try:
            return function(*args)
        finally:
            grad_mode.enabled = before
    where, grad_mode.where = grad_mode.where, call_site(2)
    try:
        return function(*args)
    finally:
        grad_mode.enabled, grad_mode.where = before, where


def _ends(inputs: tuple[Any, ...]) -> list[Any]:
    """The Nodes or leaves of tensors that a gradient is wanted for."""
    for t in inputs:
        check(t.requires_grad, "ends")
    return [t._node or t for t in inputs]


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    grad_variables: Any = None, inputs: Any = None,
) -> None:  # fmt: skip
    """Add the gradients of `tensors` to the `.grad` of the leaves behind them, or of `inputs` alone.

    >>> import minigrad as torch
    >>> a, b = torch.tensor([2., 3.], requires_grad=True), torch.tensor(1., requires_grad=True)
    >>> torch.autograd.backward([(a * b).sum(), b * b])
    >>> a.grad, b.grad
    (tensor([1., 1.]), tensor(7.))
    """
    if grad_variables is not None:
        notices.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        check(grad_tensors is None, "grad_variables")
        grad_tensors = grad_variables
    wanted = None if inputs is None else _as_tuple(inputs)
    check(wanted != (), "no_inputs", "backward")
    inbox, held = _start(_as_tuple(tensors), grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    read: Any = TensorReading if create_graph else ArrayReading
    ends = None
    if wanted is not None:
        for t in wanted:
            t.retain_grad()
        ends = _ends(wanted)
        for start in [s for s in inbox if not s.is_node and s not in set(ends)]:
            g = inbox.pop(start)
            if start._hooks:
                read.call_hooks(start._hooks, g)
    if create_graph:
        notices.once(says("cycle"))
    _run(create_graph, engine.backward, inbox, read, keep, ends, held)


def _backward(
    self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """Compute the gradient of this tensor and add it to the `.grad` of every leaf behind it.

    `gradient` (same shape) is needed unless this tensor has one element. Saved values are freed unless
    `retain_graph`. With `create_graph` the pass is recorded itself.
    """
    array = self._array
    if gradient is None and inputs is None and not create_graph and array.size == 1 and self._node:
        _run(False, engine.backward, {self._node: _ones(array)}, ArrayReading, bool(retain_graph))
        return  # the usual case
    backward(self, gradient, retain_graph, create_graph, inputs=inputs)


_backward.__name__, _backward.__qualname__ = "backward", "Tensor.backward"
Tensor.backward = _backward  # type: ignore[attr-defined]


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    only_inputs: bool = True, allow_unused: bool | None = None, is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> Any:  # fmt: skip
    """The gradients of `outputs` with respect to `inputs`, as a tuple; no `.grad` is touched.

    >>> import minigrad as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> first, = torch.autograd.grad(x**3, x, create_graph=True)
    >>> first, torch.autograd.grad(first, x)
    (tensor(27., grad_fn=<MulBackward0>), (tensor(18.),))
    """
    check(not materialize_grads or allow_unused is not False, "materialize")
    wanted = _as_tuple(inputs)
    check(wanted, "no_inputs", "grad")
    if not only_inputs:
        notices.warn(says("only_inputs"))
    check(not is_grads_batched, "grads_batched")
    inbox, held = _start(_as_tuple(outputs), grad_outputs, create_graph)
    ends = _ends(wanted)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    read: Any = TensorReading if create_graph else ArrayReading
    found = []
    for i, (g, version) in enumerate(_run(create_graph, engine.gradients, inbox, ends, read, keep, held)):
        if g is None or wanted[i]._requires is BORROWED:
            check(materialize_grads or allow_unused, "unused", i)
            g = wrap(np.zeros_like(wanted[i]._array)) if materialize_grads else None
        elif isinstance(g, Tensor):
            g = g.to(wanted[i].dtype)  # type: ignore[attr-defined]
        else:  # a sum's gradient is not copied: it stays expanded
            g = wrap(g if 0 in g.strides else np.array(g, wanted[i]._array.dtype), counter=[version])
        found.append(g)
    return dict(zip(inputs, found)) if isinstance(inputs, dict) else tuple(found)
