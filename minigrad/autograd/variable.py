"""`Variable`, the name that tensors with a history had before PyTorch 0.4."""

from __future__ import annotations

from typing import Any

from .. import notices
from ..tensor import Tensor, wrap

__all__ = ["Variable"]


class _VariableMeta(type):
    def __instancecheck__(cls, other: Any) -> bool:
        return isinstance(other, Tensor)


class Variable(metaclass=_VariableMeta):
    """`Variable(t, requires_grad=True)` is a tensor that shares the memory of `t`.

    >>> import minigrad as torch
    >>> torch.autograd.Variable(torch.ones(2), requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    """

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: bool = False) -> Any:
        if volatile:
            notices.warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        new = wrap(data._array, counter=data._counter)
        if requires_grad:
            if data._array.dtype.kind != "f":
                raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
            new._requires = True
        return new
