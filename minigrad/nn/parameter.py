"""Parameter: the tensor that a module learns."""

from __future__ import annotations

from typing import Any

from ..functional import empty
from ..tensor import Tensor

__all__ = ["Parameter"]


class Parameter(Tensor):
    """A leaf that requires a gradient, and that a Module registers when it is assigned to it.

    >>> import minigrad as torch
    >>> torch.nn.Parameter(torch.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        data = empty(0) if data is None else data
        source = data.detach()  # the same memory and version
        if requires_grad and not source.is_floating_point():
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        new = object.__new__(cls)
        new._array, new._counter, new._node, new._requires = source._array, source._counter, None, bool(requires_grad)
        return new

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()
