"""`torch.nn.functional`: losses and layers as functions."""

from __future__ import annotations

import warnings

from .. import ops
from ..functional import relu, sigmoid, t, tanh
from ..tensor import Tensor, apply, broadcast, matmul

__all__ = ["binary_cross_entropy_with_logits", "linear", "mse_loss", "relu", "sigmoid", "tanh"]

REDUCTIONS = {"none": ops.NONE, "mean": ops.MEAN, "sum": ops.SUM}
OTHER_SIZE = (
    "Using a target size ({target}) that is different to the input size ({input}). This will likely lead to incorrect "
    "results due to broadcasting. Please ensure they have the same size."
)


def _reduction(name: str) -> int:
    if name not in REDUCTIONS:
        raise ValueError(f"{name} is not a valid value for reduction")
    return REDUCTIONS[name]


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The mean (or sum, or each) of (input - target)**2.

    >>> import minigrad as torch
    >>> mse_loss(torch.tensor([1., 3.]), torch.tensor([0., 0.]))
    tensor(5.)
    """
    if target.shape != input.shape:
        warnings.warn(OTHER_SIZE.format(target=target.shape, input=input.shape), UserWarning, stacklevel=2)
        size = broadcast(input.shape, target.shape)
        input, target = input.expand(size), target.expand(size)  # type: ignore[attr-defined]
    return apply(ops.mse_loss, input, target, reduction=_reduction(reduction))


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """-log of the probability that sigmoid(input) gives to the target, without overflow."""
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return apply(ops.binary_cross_entropy_with_logits, input, target, reduction=_reduction(reduction))


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias."""
    if bias is None:
        return matmul(input, t(weight))
    rows = apply(ops.view, input, size=(1, *input.shape)) if input.ndim == 1 else input
    (n, m), (k, p) = rows.shape, t(weight).shape
    if m != k:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({n}x{m} and {k}x{p})")
    out = apply(ops.addmm, bias, rows, t(weight))
    return apply(ops.view, out, size=(p,)) if input.ndim == 1 else out
