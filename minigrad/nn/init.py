"""`torch.nn.init`: the numbers that a module starts with; for the same seed PyTorch's own."""

from __future__ import annotations

import math

from .. import notices, outside
from ..autograd import no_grad
from ..functional import fill_
from ..sentences import check
from ..tensor import Tensor

__all__ = [
    "calculate_gain", "constant_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_",
    "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_",
]  # fmt: skip
__getattr__ = outside.refuse("torch.nn.init")


def calculate_gain(nonlinearity, param=None) -> float:
    """By how much a layer before this nonlinearity must spread its outputs for the next layer to see variance 1.

    >>> calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity in ("linear", "sigmoid") or nonlinearity.startswith("conv"):
        return 1
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    check(nonlinearity in gains, "nonlinearity", nonlinearity)
    return gains[nonlinearity]


def _fans(tensor) -> tuple[int, int]:
    """How many inputs and outputs meet in one entry."""
    check(tensor.ndim >= 2, "fans")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


@no_grad()
def uniform_(tensor, a=0.0, b=1.0, generator=None) -> Tensor:
    """
    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> uniform_(torch.empty(3), -1, 1)
    tensor([-0.0075,  0.5364, -0.8230])
    """
    return tensor.uniform_(a, b, generator=generator)


@no_grad()
def normal_(tensor, mean=0.0, std=1.0, generator=None) -> Tensor:
    return tensor.normal_(mean, std, generator=generator)


@no_grad()
def constant_(tensor, val) -> Tensor:
    return fill_(tensor, val)


def ones_(tensor) -> Tensor:
    return constant_(tensor, 1.0)


def zeros_(tensor) -> Tensor:
    return constant_(tensor, 0.0)


def xavier_uniform_(tensor, gain=1.0, generator=None) -> Tensor:
    """Uniform, with the variance that keeps signals and gradients at one size (Glorot)."""
    a = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(sum(_fans(tensor)))))
    return uniform_(tensor, -a, a, generator)


def xavier_normal_(tensor, gain=1.0, generator=None) -> Tensor:
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(sum(_fans(tensor)))), generator)


def _kaiming(tensor, a, mode, nonlinearity) -> float:
    """The standard deviation that suits relu (He)."""
    mode = mode.lower()
    check(mode in ("fan_in", "fan_out"), "fan_mode", mode)
    if 0 in tensor.shape:
        notices.warn("Initializing zero-element tensors is a no-op")
        return 0.0
    return calculate_gain(nonlinearity, a) / math.sqrt(_fans(tensor)[mode == "fan_out"])


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None) -> Tensor:
    bound = math.sqrt(3.0) * _kaiming(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None) -> Tensor:
    return normal_(tensor, 0.0, _kaiming(tensor, a, mode, nonlinearity), generator)
