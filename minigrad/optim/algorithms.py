"""The algorithms: each is one way to come from a gradient to a step.

Of the settings that say how PyTorch computes a step, not what (`foreach`, `fused`, `capturable`, `differentiable`),
minigrad only keeps a note.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..functional import tensor, zeros_like
from ..sentences import check
from ..tensor import Tensor, assign, wrap
from .optimizer import Optimizer

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "RMSprop"]


def _not_negative(**numbers: Any) -> None:
    """Refuse the first negative number; PyTorch's message calls a rate by its full name."""
    for name, value in numbers.items():
        check(not isinstance(value, Tensor) or value.numel() == 1, "one_lr")
        if value < 0.0:
            called = {"lr": "learning rate", "eps": "epsilon value"}.get(name, f"{name} value")
            raise ValueError(f"Invalid {called}: {value}")


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an `__init__` that are settings, in PyTorch's order."""
    return {name: value for name, value in given.items() if name not in ("self", "params", "__class__")}


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
        self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False,
        foreach=None, differentiable=False, fused=None,
    ) -> None:  # fmt: skip
        defaults = _settings(locals())
        _not_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        check(not nesterov or (momentum > 0 and dampening == 0), "nesterov")
        super().__init__(params, defaults)

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        momentum = group["momentum"]
        if momentum:
            state = self.state[p]
            if state.get("momentum_buffer") is None:
                state["momentum_buffer"] = g.detach().clone()
            else:
                state["momentum_buffer"].mul_(momentum).add_(g, alpha=1 - group["dampening"])
            velocity = state["momentum_buffer"]
            g = g.add(velocity, alpha=momentum) if group["nesterov"] else velocity
        assign(ops.add_scaled, p, g, alpha=-float(group["lr"]))  # p.add_(g, alpha=-lr), unasked


class Adam(Optimizer):
    """Steps of about one size: the average gradient, divided by the root of the average squared gradient."""

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, maximize=False,
        foreach=None, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False,
    ) -> None:  # fmt: skip
        defaults = _settings(locals())
        _not_negative(lr=lr, eps=eps)
        for i, beta in enumerate(betas):
            check(0.0 <= beta < 1.0, "beta", i, beta)
        _not_negative(weight_decay=weight_decay)
        super().__init__(params, defaults)

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        if not state:
            state.update(step=tensor(0.0), exp_avg=zeros_like(p), exp_avg_sq=zeros_like(p))
            if group["amsgrad"]:
                state["max_exp_avg_sq"] = zeros_like(p)
        lr, (beta1, beta2), decay = float(group["lr"]), group["betas"], group["weight_decay"]
        state["step"].add_(1)
        if decay and group["decoupled_weight_decay"]:
            p.mul_(1 - lr * decay)
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        mean.add_(g - mean, alpha=1 - beta1)
        square.mul_(beta2).add_((1 - beta2) * g * g)
        if group["amsgrad"]:
            square = state["max_exp_avg_sq"] = wrap(np.maximum(state["max_exp_avg_sq"]._array, square._array))
        # both averages began at 0; what that takes from them is made good
        steps = state["step"].item()
        step_size, root = lr / (1 - beta1**steps), (1 - beta2**steps) ** 0.5
        p.add_(-step_size * mean / (square.sqrt() / root).add_(group["eps"]))


class AdamW(Adam):
    """Adam, with weights that shrink by themselves, apart from the gradient."""

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, **settings: Any
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **settings, decoupled_weight_decay=True)


class RMSprop(Optimizer):
    """The gradient, divided by the root of its average square."""

    def __init__(
        self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, capturable=False,
        foreach=None, maximize=False, differentiable=False,
    ) -> None:  # fmt: skip
        _not_negative(lr=lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
            "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable,
        })  # fmt: skip

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state, alpha, lr = self.state[p], group["alpha"], float(group["lr"])
        if not state:
            state.update(step=tensor(0.0), square_avg=zeros_like(p))
            if group["momentum"] > 0:
                state["momentum_buffer"] = zeros_like(p)
            if group["centered"]:
                state["grad_avg"] = zeros_like(p)
        state["step"].add_(1)
        square = state["square_avg"]
        square.mul_(alpha).add_((1 - alpha) * g * g)
        if group["centered"]:  # the variance, not the mean square
            mean = state["grad_avg"]
            mean.add_(g - mean, alpha=1 - alpha)
            square = square - mean * mean
        root = square.sqrt().add_(group["eps"])
        if group["momentum"] > 0:
            p.add_(state["momentum_buffer"].mul_(group["momentum"]).add_(g / root), alpha=-lr)
        else:
            p.add_(-lr * g / root)


class Adagrad(Optimizer):
    """The gradient, divided by the root of the sum of all its squares so far."""

    def __init__(
        self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *,
        maximize=False, differentiable=False, fused=None,
    ) -> None:  # fmt: skip
        start = initial_accumulator_value
        _not_negative(lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=start, eps=eps)
        super().__init__(params, {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
            "initial_accumulator_value": start, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "fused": fused,
        })  # fmt: skip
        for p in self._parameters():
            self.state[p].update(step=tensor(0.0), sum=wrap(np.full(p.shape, start, p._array.dtype)))

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        state["step"].add_(1)
        lr = float(group["lr"]) / (1 + (state["step"].item() - 1) * group["lr_decay"])
        state["sum"].add_(g * g)
        p.add_(-lr * g / state["sum"].sqrt().add_(group["eps"]))
