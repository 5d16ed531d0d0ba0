"""`torch.autograd`: what starts a backward pass, and what switches recording off."""

from __future__ import annotations

import functools
import warnings
from typing import Any

import numpy as np

from . import engine
from .graph import call_site, grad_mode
from .tensor import ArrayReading, Tensor, TensorReading, recording, wrap

__all__ = ["backward", "enable_grad", "grad", "is_grad_enabled", "no_grad", "set_grad_enabled"]

CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
    "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
    "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
    "the cycle and avoid the leak."
)
UNUSED = (
    "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is "
    "the desired behavior."
)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Tensor):
        return (value,)
    return () if value is None else tuple(value)


def _ones(array: np.ndarray) -> Any:
    """What a pass starts with: 1, in the array's shape."""
    if array.ndim == 0:
        return array.dtype.type(1)
    seed = np.empty(array.shape, array.dtype)
    seed.fill(1)  # np.ones takes three times as long
    return seed


def _start(outputs: tuple[Any, ...], given: tuple[Any, ...], create_graph: bool) -> dict[Any, Any]:
    """The inbox that a pass starts with: 1 for a tensor with one element, else what the learner gives."""
    given = given or (None,) * len(outputs)
    seeds = []
    for i, (out, g) in enumerate(zip(outputs, given)):
        if isinstance(g, Tensor):
            if g.shape != out.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of "
                    f"{out.shape}."
                )
        elif g is not None:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        elif out.requires_grad and out.numel() != 1:
            raise RuntimeError(engine.NOT_SCALAR)
        seeds.append(g)
    inbox: dict[Any, Any] = {}
    for i, (out, g) in enumerate(zip(outputs, seeds)):
        if not out.requires_grad:
            raise RuntimeError(engine.NO_GRAPH.replace("element 0", f"element {i}"))
        key = out._node or out
        if g is None:
            array = out._array
            g = wrap(_ones(array)) if create_graph else _ones(array)
        elif not create_graph:
            g = g._array
        inbox[key] = g if key not in inbox else inbox[key] + g
    return inbox


def _run(create_graph: bool, function: Any, *args: Any) -> Any:
    """Run a pass: recorded if it is to make a graph of its own, and with NumPy silent about inf and nan."""
    before, grad_mode.enabled = grad_mode.enabled, create_graph
    where, grad_mode.where = grad_mode.where, call_site(2) if create_graph else None
    try:
        with np.errstate(all="ignore"):
            return function(*args)
    finally:
        grad_mode.enabled, grad_mode.where = before, where


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Add the gradients of `tensors` to the `.grad` of the leaves behind them."""
    inbox = _start(_as_tuple(tensors), _as_tuple(grad_tensors), create_graph)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    if create_graph:
        warnings.warn(CYCLE, UserWarning, stacklevel=3)
    read: Any = TensorReading if create_graph else ArrayReading
    if inputs is None:
        _run(create_graph, engine.backward, inbox, read, keep)
        return
    wanted = list(_as_tuple(inputs))
    if not wanted:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    found = _run(create_graph, engine.gradients, inbox, [t._node or t for t in wanted], read, keep)
    for leaf, g in zip(wanted, found):
        if g is not None:
            read.retain(leaf, g)


def _backward(
    self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """Compute the gradient of this tensor and add it to the `.grad` of every leaf behind it.

    `gradient` (same shape) is needed unless this tensor has one element. Saved values are freed unless
    `retain_graph`. With `create_graph` the pass is recorded itself.
    """
    array = self._array
    if gradient is None and inputs is None and not create_graph and array.size == 1 and self.requires_grad:
        _run(False, engine.backward, {self._node or self: _ones(array)}, ArrayReading, bool(retain_graph))
        return  # the usual case
    backward(self, gradient, retain_graph, create_graph, inputs)


_backward.__name__, _backward.__qualname__ = "backward", "Tensor.backward"
Tensor.backward = _backward  # type: ignore[attr-defined]


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
) -> tuple[Any, ...]:
    """The gradients of `outputs` with respect to `inputs`, as a tuple; no `.grad` is touched.

    >>> import minigrad as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> first, = torch.autograd.grad(x**3, x, create_graph=True)
    >>> first, torch.autograd.grad(first, x)
    (tensor(27., grad_fn=<MulBackward0>), (tensor(18.),))
    """
    wanted = _as_tuple(inputs)
    for t in wanted:
        if not t.requires_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    inbox = _start(_as_tuple(outputs), _as_tuple(grad_outputs), create_graph)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    read: Any = TensorReading if create_graph else ArrayReading
    found = _run(create_graph, engine.gradients, inbox, [t._node or t for t in wanted], read, keep)
    if not allow_unused and any(g is None for g in found):
        raise RuntimeError(UNUSED)
    return tuple(g if g is None or isinstance(g, Tensor) else wrap(np.array(g)) for g in found)


class _Switch:
    """A grad mode as a context, or as a decorator."""

    enabled: bool

    def __enter__(self) -> None:
        self._before, grad_mode.enabled = grad_mode.enabled, self.enabled

    def __exit__(self, *_: Any) -> None:
        grad_mode.enabled = self._before

    def __call__(self, function: Any) -> Any:
        @functools.wraps(function)
        def switched(*args: Any, **kwargs: Any) -> Any:
            with recording(self.enabled):
                return function(*args, **kwargs)

        return switched


class no_grad(_Switch):
    """Record nothing inside.

    >>> import minigrad as torch
    >>> w = torch.tensor([1.], requires_grad=True)
    >>> with torch.no_grad():
    ...     w -= 0.5
    >>> w
    tensor([0.5000], requires_grad=True)
    """

    enabled = False

    def __init__(self, orig_func: Any = None) -> None:
        self.orig_func = orig_func

    def __new__(cls, orig_func: Any = None) -> Any:  # @no_grad, without brackets
        return object.__new__(cls) if orig_func is None or not callable(orig_func) else cls()(orig_func)


class enable_grad(no_grad):
    """Record inside, whatever holds outside."""

    enabled = True


class set_grad_enabled(_Switch):
    """Switch recording on or off, at once; as a context, until its end."""

    def __init__(self, mode: bool) -> None:
        self._before, self.enabled = grad_mode.enabled, bool(mode)
        grad_mode.enabled = self.enabled

    def __enter__(self) -> None:
        grad_mode.enabled = self.enabled


def is_grad_enabled() -> bool:
    return grad_mode.enabled
