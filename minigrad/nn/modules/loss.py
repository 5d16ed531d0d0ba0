"""The losses as modules: each calls its function with the settings it was made with."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from .module import BuiltIn

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "L1Loss", "MSELoss", "NLLLoss"]


class _Loss(BuiltIn):
    function: Any
    settings: Any = ("reduction",)

    def __init__(self, size_average=None, reduce=None, reduction="mean") -> None:
        super().__init__()
        self.reduction = F.reduction_name(size_average, reduce, reduction)

    def forward(self, input: Any, target: Any) -> Any:
        return type(self).function(input, target, **{name: getattr(self, name) for name in self.settings})


class MSELoss(_Loss):
    """The mean of the squared differences.

    >>> import minigrad as torch
    >>> MSELoss()(torch.tensor([1., 3.]), torch.tensor([0., 0.]))
    tensor(5.)
    """

    function = F.mse_loss


class L1Loss(_Loss):
    """The mean of the distances."""

    function = F.l1_loss


class BCELoss(_Loss):
    """Binary cross entropy, of probabilities."""

    function: Any = F.binary_cross_entropy
    settings: Any = ("weight", "reduction")

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean") -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class BCEWithLogitsLoss(BCELoss):
    """Sigmoid and binary cross entropy in one."""

    function = F.binary_cross_entropy_with_logits
    settings = ("weight", "pos_weight", "reduction")

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.register_buffer("pos_weight", pos_weight)


class NLLLoss(BCELoss):
    """Minus the log-probability of the right class."""

    function = F.nll_loss
    settings: Any = ("weight", "ignore_index", "reduction")

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean") -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index


class CrossEntropyLoss(NLLLoss):
    """Softmax and the log-probability of the right class in one."""

    function = F.cross_entropy
    settings = ("weight", "ignore_index", "reduction", "label_smoothing")

    def __init__(
        self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
    ) -> None:
        super().__init__(weight, size_average, ignore_index, reduce, reduction)
        self.label_smoothing = label_smoothing
