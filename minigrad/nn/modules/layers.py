"""The layers: modules around the functions of `nn.functional`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ... import functional as torch
from ...public import FUNCTIONS
from ...sentences import check
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import BuiltIn, Module

__all__ = [
    "BatchNorm1d", "Conv2d", "Dropout", "Flatten", "Identity", "LeakyReLU", "Linear", "LogSoftmax",
    "ReLU", "Sigmoid", "Softmax", "Softplus", "Tanh",
]  # fmt: skip


class Identity(Module):
    """Its input, whatever it was made with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """x @ weight.T + bias, with PyTorch's initial numbers.

    >>> import minigrad as torch
    >>> torch.nn.Linear(2, 1)
    Linear(in_features=2, out_features=1, bias=True)
    """

    weight: Any
    bias: Any

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(FUNCTIONS["empty"]((out_features, in_features), dtype=dtype))
        self.register_parameter("bias", Parameter(torch.empty(out_features, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform within 1/sqrt(the number of inputs)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Any) -> Any:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


# ---- without parameters ------------------------------------------------------------------------------------


class _Function(BuiltIn):
    """A function as a module: it is called with the settings, and shows them where they are not as usual."""

    function: Callable[..., Any]
    shown: tuple[str, ...] = ()  # these always

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self._settings = tuple(settings)
        vars(self).update(settings)

    def forward(self, input: Any) -> Any:
        return type(self).function(input, **{name: getattr(self, name) for name in self._settings})

    def extra_repr(self) -> str:
        shown = [*self.shown, *(["inplace"] if getattr(self, "inplace", False) and "inplace" not in self.shown else [])]
        return ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)


class Sigmoid(_Function):
    function = FUNCTIONS["sigmoid"]

    def __init__(self) -> None:
        super().__init__()


class Tanh(Sigmoid):
    function = FUNCTIONS["tanh"]


class ReLU(_Function):
    function = F.relu

    def __init__(self, inplace=False) -> None:
        super().__init__(inplace=inplace)


class LeakyReLU(_Function):
    function, shown = F.leaky_relu, ("negative_slope",)

    def __init__(self, negative_slope=0.01, inplace=False) -> None:
        super().__init__(negative_slope=negative_slope, inplace=inplace)


class Softplus(_Function):
    function, shown = F.softplus, ("beta", "threshold")

    def __init__(self, beta=1.0, threshold=20.0) -> None:
        super().__init__(beta=beta, threshold=threshold)


class Softmax(_Function):
    """Probabilities along `dim`."""

    function, shown = F.softmax, ("dim",)

    def __init__(self, dim=None) -> None:
        super().__init__(dim=dim)

    def forward(self, input: Any) -> Any:
        return type(self).function(input, self.dim)


class LogSoftmax(Softmax):
    function = F.log_softmax


class Flatten(_Function):
    """All dimensions from the second on, in one."""

    function, shown = torch.flatten, ("start_dim", "end_dim")

    def __init__(self, start_dim=1, end_dim=-1) -> None:
        super().__init__(start_dim=start_dim, end_dim=end_dim)


class Dropout(_Function):
    """In training each entry is zeroed with probability p; in `eval` mode nothing happens."""

    function, shown = F.dropout, ("p", "inplace")

    def __init__(self, p=0.5, inplace=False) -> None:
        check(0 <= p <= 1, "dropout", p)
        super().__init__(p=p, inplace=inplace)

    def forward(self, input: Any) -> Any:
        return F.dropout(input, self.p, self.training, self.inplace)


# ---- with parameters ---------------------------------------------------------------------------------------


class BatchNorm1d(Module):
    """Each channel with mean 0 and variance 1 over the batch; in `eval` mode with what was met in training."""

    dimensions: tuple[int, ...] = (2, 3)

    def __init__(
        self, num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None,
        *, bias=True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum, self.affine = num_features, eps, momentum, affine
        self.track_running_stats = track_running_stats
        ones, zeros = torch.ones(num_features, dtype=dtype), torch.zeros(num_features, dtype=dtype)
        self.register_parameter("weight", Parameter(ones) if affine else None)
        self.register_parameter("bias", Parameter(zeros) if affine and bias else None)
        self.register_buffer("running_mean", torch.zeros_like(zeros) if track_running_stats else None)
        self.register_buffer("running_var", torch.ones_like(ones) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0) if track_running_stats else None)

    def forward(self, input: Any) -> Any:
        if input.ndim not in self.dimensions:
            wanted = " or ".join(f"{d}D" for d in self.dimensions)
            raise ValueError(f"expected {wanted} input (got {input.ndim}D input)")
        momentum = self.momentum
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
            momentum = 1 / self.num_batches_tracked.item() if momentum is None else momentum  # the plain average
        fresh = self.training or self.running_mean is None
        known = self.running_mean, self.running_var
        return F.batch_norm(input, *known, self.weight, self.bias, fresh, momentum, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class Conv2d(Module):
    """Slide a small weight over each image.

    >>> Conv2d(1, 4, 3, padding=1)
    Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    weight: Any
    bias: Any

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
        padding_mode="zeros", device=None, dtype=None,
    ) -> None:  # fmt: skip
        super().__init__()
        check(groups > 0, "groups")
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            check(channels % groups == 0, "divisible", name)
        check(padding_mode == "zeros", "padding_mode")
        check(padding != "same" or set(F.pair(stride)) == {1}, "same_strided")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.dilation = F.pair(kernel_size), F.pair(stride), F.pair(dilation)
        self.padding = padding if isinstance(padding, str) else F.pair(padding)
        self.weight = Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size, dtype=dtype))
        self.register_parameter("bias", Parameter(torch.empty(out_channels, dtype=dtype)) if bias else None)
        self.reset_parameters()

    reset_parameters: Any = Linear.reset_parameters

    def forward(self, input: Any) -> Any:
        return F.conv2d(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        for name, usual in (("padding", (0, 0)), ("dilation", (1, 1)), ("groups", 1)):
            text += f", {name}={getattr(self, name)}" if getattr(self, name) != usual else ""
        return text + (", bias=False" if self.bias is None else "")
