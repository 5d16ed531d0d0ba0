"""How a backward pass reads the rules: on arrays, or on Tensors, which record the pass itself."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from . import engine, further, hooks, in_place, ops
from .graph import Node, call_rule
from .kinds import Saved
from .sentences import check
from .tensor import Tensor, apply, assign, quiet, renew_views, saved_as_tensor, update, wrap

__all__ = ["ArrayReading", "TensorReading"]


class Pours:
    """What both readings have in common."""

    accumulate: Callable[[Tensor, Any, int | None], None]

    @classmethod
    def pour(cls, leaf: Tensor, gradient: Any, version: int | None) -> None:
        if leaf._after or leaf._accumulator is not None:
            _pour_watched(cls, leaf, gradient, version)
        elif leaf._requires is True:
            cls.accumulate(leaf, gradient, version)


class ArrayReading(Pours):
    """On arrays: the ordinary pass, which records nothing."""

    plain = True
    add = staticmethod(np.add)

    @staticmethod
    def caller() -> Callable[..., Any]:
        return quiet.run

    sum_to = staticmethod(ops.sum_to.__wrapped__)  # type: ignore[attr-defined]

    values = staticmethod(Node.arrays)

    @staticmethod
    def lift(gradient: Any) -> Tensor:
        """A gradient as a learner sees it."""
        return wrap(np.asarray(gradient))

    @staticmethod
    def lower(gradient: Tensor) -> Any:
        return gradient._array

    @staticmethod
    def call_hooks(registered: dict[int, Any], gradient: Any, version: int = 0, held: Any = None) -> Any:
        shown = wrap(np.asarray(gradient), counter=[version])
        answer, alive = hooks.run(registered, shown), weakref.ref(shown)
        if answer is not shown or shown._version != version:
            return answer._array
        del answer, shown
        if alive() is not None and held is not None:
            held.append(gradient)
        return gradient

    @staticmethod
    def retain(tensor: Tensor | None, gradient: Any) -> None:
        if tensor is not None:  # a new tensor each time: what was retained before may be in somebody's hands
            met = gradient if tensor._grad is None else tensor._grad._array + gradient
            tensor._grad = wrap(np.array(met, tensor._array.dtype))

    @staticmethod
    def accumulate(leaf: Tensor, gradient: Any, version: int | None) -> None:
        """A copy the first time, in place afterwards, as PyTorch does.

        PyTorch takes what nobody else holds and what lies in memory like the leaf as it is, with its version; what it
        must copy has been written once.
        """
        bucket, own = leaf._grad, leaf._array
        if bucket is None:
            if gradient.strides == own.strides:
                leaf._grad = wrap(np.array(gradient, own.dtype), counter=[1 if version is None else version])
            else:  # a leaf and its gradient lie in memory alike
                steps = [(s // gradient.itemsize, t // own.itemsize) for s, t in zip(gradient.strides, own.strides)]
                fits = all(s == t or (n == 1 and s) for n, (s, t) in zip(own.shape, steps))
                leaf._grad = wrap(np.empty_like(own), counter=[version if fits and version is not None else 1])
                leaf._grad._array[...] = gradient
        else:
            update(np.add, bucket._array, gradient)
            bucket._counter[0] += 1
            if len(bucket._counter) > 1:
                renew_views(bucket._counter)


def _pour_watched(read: Any, leaf: Tensor, gradient: Any, version: int | None) -> None:
    """Fill a bucket with hooks around it."""
    accumulator = leaf._accumulator and leaf._accumulator()
    came = (read.lift(gradient),)
    if accumulator is not None:
        came = hooks.before(accumulator, came)
    if leaf._requires is True:
        read.accumulate(leaf, read.lower(came[0]), version)
    if accumulator is not None:
        hooks.after(accumulator, (), came)
    if leaf._after:
        check(hooks.run(leaf._after, leaf) is leaf, "post_hook")


class TensorReading(Pours):
    """On Tensors: the pass is recorded as it goes (`create_graph`)."""

    plain = False

    @staticmethod
    def caller() -> Callable[..., Any]:
        return call_rule

    @staticmethod
    def values(node: Node) -> list[Any]:
        return [saved_as_tensor(v, node) if type(v) is Saved else v for v in node.saved_values()]

    @staticmethod
    def add(a: Tensor, b: Tensor) -> Tensor:
        return a + b

    @staticmethod
    def sum_to(gradient: Tensor, shape: tuple[int, ...]) -> Tensor:
        if not shape:
            return apply(ops.sum_all, gradient)
        summed = apply(ops.sum_dim, gradient, dim=ops.copied_dims(gradient.shape, shape), keepdim=True)
        return apply(ops.view, summed, size=shape) if gradient.ndim > len(shape) else summed

    @staticmethod
    def lift(gradient: Tensor) -> Tensor:
        return gradient

    lower = lift

    @staticmethod
    def call_hooks(registered: dict[int, Any], gradient: Tensor, *_: Any) -> Tensor:
        return hooks.run(registered, gradient)

    @staticmethod
    def retain(tensor: Tensor | None, gradient: Tensor) -> None:
        if tensor is not None:
            tensor._grad = apply(further.clone, gradient) if tensor._grad is None else tensor._grad + gradient

    @staticmethod
    def accumulate(leaf: Tensor, gradient: Tensor, version: int | None) -> None:
        if leaf._grad is None:
            leaf._grad = assign(in_place.copy_into, wrap(np.empty_like(leaf._array)), gradient)
        else:
            leaf._grad = leaf._grad + gradient


# for the type checker alone: both readings have all that the engine asks of one
_check: tuple[engine.Reading, ...] = (ArrayReading, TensorReading)
