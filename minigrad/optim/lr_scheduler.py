"""`torch.optim.lr_scheduler`: learning rates that change as the epochs pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import notices, outside
from ..sentences import check, says
from .optimizer import Optimizer

__all__ = [
    "CosineAnnealingLR", "ExponentialLR", "LRScheduler", "LambdaLR", "StepLR",
]  # fmt: skip

__getattr__ = outside.refuse("torch.optim.lr_scheduler")


class LRScheduler:
    """Changes an optimizer's learning rates at each `step()`; a subclass says in `get_lr` to what.

    >>> import minigrad as torch
    >>> optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
    >>> scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
    >>> rates = []
    >>> for epoch in range(5):
    ...     rates.append(scheduler.get_last_lr()[0])
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    def __init__(self, optimizer, last_epoch=-1) -> None:
        check(isinstance(optimizer, Optimizer), "not_optimizer", type(optimizer).__name__)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise says("resume", i, "\n")
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        optimizer._stepped = False  # the order of the two `step`s matters
        self._step_count, self._is_initial, self._get_lr_called_within_step = 0, True, False  # PyTorch's, for printing
        self.step()
        self._is_initial = False

    def _rates(self) -> list[Any]:
        if not self._get_lr_called_within_step:
            notices.warn(says("last_lr"))
        return [group["lr"] for group in self.optimizer.param_groups]

    def get_lr(self) -> list[Any]:
        """The learning rates of this epoch, one for each group."""
        raise NotImplementedError

    def get_last_lr(self) -> list[Any]:
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch; after `optimizer.step()`."""
        if self._step_count == 1 and not self.optimizer._stepped:
            notices.warn(says("scheduler_early"))
        if epoch is not None:
            notices.warn(says("scheduler_epoch"))
        self._step_count, self._get_lr_called_within_step = self._step_count + 1, True
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        at_once = getattr(self, "_get_closed_form_lr", self.get_lr)  # without the epochs between
        for group, lr in zip(self.optimizer.param_groups, self.get_lr() if epoch is None else at_once()):
            group["lr"] = lr
        self._last_lr, self._get_lr_called_within_step = self._rates(), False

    def state_dict(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("optimizer", "lr_lambdas")}

    def load_state_dict(self, state_dict) -> None:
        self.__dict__.update({name: value for name, value in state_dict.items() if name != "lr_lambdas"})


class LambdaLR(LRScheduler):
    """The initial rate, times a function of the epoch."""

    def __init__(self, optimizer, lr_lambda, last_epoch=-1) -> None:
        n = len(optimizer.param_groups)
        functions = list(lr_lambda) if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * n
        check(len(functions) == n, "lambdas", n, len(functions))
        self.optimizer = optimizer
        self.lr_lambdas: list[Callable[[int], float]] = functions
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._rates()  # warns whom it should
        return [base * function(self.last_epoch) for function, base in zip(self.lr_lambdas, self.base_lrs)]

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "lr_lambdas": [None] * len(self.lr_lambdas)}  # functions are not saved


class StepLR(LRScheduler):
    """Times gamma, every `step_size` epochs."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        if self.last_epoch == 0 or self.last_epoch % self.step_size:
            return self._rates()
        return [lr * self.gamma for lr in self._rates()]

    def _get_closed_form_lr(self) -> list[Any]:
        return [base * self.gamma ** (self.last_epoch // self.step_size) for base in self.base_lrs]


class ExponentialLR(StepLR):
    """Times gamma, every epoch."""

    step_size = 1

    def __init__(self, optimizer, gamma, last_epoch=-1) -> None:
        self.gamma = gamma
        LRScheduler.__init__(self, optimizer, last_epoch)


class CosineAnnealingLR(LRScheduler):
    """Down to `eta_min` along half a cosine, in `T_max` epochs, and up again."""

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        if self._is_initial:
            return self._rates()
        low, now, before = self.eta_min, self.last_epoch, self.last_epoch - 1
        if (before - self.T_max) % (2 * self.T_max) == 0:
            up = 1 - math.cos(math.pi / self.T_max)
            return [lr + (base - low) * up / 2 for base, lr in zip(self.base_lrs, self._rates())]
        part = (1 + math.cos(math.pi * now / self.T_max)) / (1 + math.cos(math.pi * before / self.T_max))
        return [part * (lr - low) + low for lr in self._rates()]

    def _get_closed_form_lr(self) -> list[Any]:
        part = (1 + math.cos(math.pi * self.last_epoch / self.T_max)) / 2
        return [self.eta_min + (base - self.eta_min) * part for base in self.base_lrs]
