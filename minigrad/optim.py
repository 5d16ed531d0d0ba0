"""`torch.optim`: what turns gradients into steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .autograd import no_grad
from .nn.modules import _empty_buckets
from .tensor import Tensor

__all__ = ["SGD", "Optimizer"]


class Optimizer:
    """Holds parameters; it meets backward only in their `.grad`."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"torch.{params.dtype.kind}Tensor"
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.defaults = defaults
        self.state: dict[Any, dict[str, Any]] = {}
        self.param_groups: list[dict[str, Any]] = [{**defaults, **g, "params": _checked(g["params"])} for g in groups]

    def parameters(self) -> Iterable[Tensor]:
        return (p for group in self.param_groups for p in group["params"])

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Empty every bucket: `.grad` becomes None, or zeros."""
        _empty_buckets(self.parameters(), set_to_none)


def _checked(params: Any) -> list[Tensor]:
    checked = [params] if isinstance(params, Tensor) else list(params)
    for p in checked:
        if not isinstance(p, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}")
        if not p.is_leaf:
            raise ValueError("can't optimize a non-leaf Tensor")
    return checked


class SGD(Optimizer):
    """p -= lr * p.grad, with momentum and weight decay.

    >>> import minigrad as torch
    >>> w = torch.tensor([1.], requires_grad=True)
    >>> optimizer = SGD([w], lr=0.1)
    >>> (w * 5).backward()
    >>> optimizer.step()
    >>> w
    tensor([0.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
    ) -> None:
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
            },
        )

    @no_grad()
    def step(self) -> None:
        """Take one step with the gradients that are in the buckets."""
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g: Any = p.grad
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if group["momentum"]:
                    state = self.state.setdefault(p, {})
                    if "momentum_buffer" not in state:
                        state["momentum_buffer"] = g.clone()
                    else:
                        state["momentum_buffer"].mul_(group["momentum"]).add_(g, alpha=1 - group["dampening"])
                    buffer = state["momentum_buffer"]
                    g = g + group["momentum"] * buffer if group["nesterov"] else buffer
                p.add_(g, alpha=-group["lr"])
