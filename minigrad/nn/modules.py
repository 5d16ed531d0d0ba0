"""Modules: functions that own parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from .. import functional as F
from ..tensor import Tensor, wrap
from . import functional as losses


class Parameter(Tensor):
    """A leaf that requires a gradient, and that a Module registers when it is assigned to it."""

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        new = object.__new__(cls)
        array = wrap(()) if data is None else data
        new._array, new._counter = array._array, array._counter
        new.requires_grad = requires_grad
        return new

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


class Module:
    """A function with parameters; subclasses define `forward`.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.nn.Linear(2, 1)
    Linear(in_features=2, out_features=1, bias=True)
    """

    _parameters: dict[str, Parameter]
    _modules: dict[str, Module]
    training: bool

    def __init__(self) -> None:
        object.__setattr__(self, "_parameters", {})
        object.__setattr__(self, "_modules", {})
        self.training = True

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Parameter, Module)) and "_parameters" not in self.__dict__:
            what = "parameters" if isinstance(value, Parameter) else "module"
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        registers: tuple[tuple[str, type], ...] = (("_parameters", Parameter), ("_modules", Module))
        for store, kind in registers:
            if isinstance(value, kind):
                self.__dict__[store][name] = value
            else:
                self.__dict__.get(store, {}).pop(name, None)
        object.__setattr__(self, name, value)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)

    def children(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def modules(self) -> Iterator[Module]:
        yield self
        for child in self.children():
            yield from child.modules()

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        dot = f"{prefix}." if prefix else ""
        for name, parameter in self._parameters.items():
            yield dot + name, parameter
        for name, child in self._modules.items():
            yield from child.named_parameters(dot + name)

    def parameters(self) -> Iterator[Parameter]:
        return (parameter for _, parameter in self.named_parameters())

    def zero_grad(self, set_to_none: bool = True) -> None:
        _empty_buckets(self.parameters(), set_to_none)

    def train(self, mode: bool = True) -> Module:
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        return self.train(False)

    def extra_repr(self) -> str:
        return ""

    def __repr__(self) -> str:
        name, inner = (
            type(self).__name__,
            [f"({k}): {m!r}".replace("\n", "\n  ") for k, m in self._modules.items()],
        )
        if not inner:
            return f"{name}({self.extra_repr()})"
        return f"{name}(\n  " + "\n  ".join(inner) + "\n)"


def _empty_buckets(parameters: Any, set_to_none: bool) -> None:
    for p in parameters:
        if p._grad is None:
            continue
        if set_to_none:
            p.grad = None
        else:
            p._grad = p._grad.detach()
            p._grad.zero_()


class Linear(Module):
    """x @ weight.T + bias, with PyTorch's initial numbers."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / math.sqrt(in_features) if in_features > 0 else 0
        self.weight = Parameter(F.empty(out_features, in_features).uniform_(-bound, bound))
        self.bias = Parameter(F.empty(out_features).uniform_(-bound, bound)) if bias else None

    def forward(self, input: Tensor) -> Tensor:
        return losses.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Sequential(Module):
    """One module after the other."""

    def __init__(self, *modules: Module) -> None:
        super().__init__()
        for i, module in enumerate(modules):
            setattr(self, str(i), module)

    def forward(self, input: Any) -> Any:
        for module in self.children():
            input = module(input)
        return input

    def __getitem__(self, index: int) -> Module:
        return list(self._modules.values())[index]


class ReLU(Module):
    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input)


class Sigmoid(Module):
    def forward(self, input: Tensor) -> Tensor:
        return F.sigmoid(input)


class Tanh(Module):
    def forward(self, input: Tensor) -> Tensor:
        return F.tanh(input)


class _Loss(Module):
    def __init__(self, size_average: Any = None, reduce: Any = None, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction


class MSELoss(_Loss):
    """The mean of the squared differences."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return losses.mse_loss(input, target, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """Sigmoid and binary cross entropy in one."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return losses.binary_cross_entropy_with_logits(input, target, reduction=self.reduction)
