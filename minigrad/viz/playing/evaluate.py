"""What the widgets ask a learner's function: its value, and its derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import creation
from ...autograd import grad, no_grad
from ...dtypes import float64
from ...tensor import Tensor

__all__ = ["around", "number_inputs", "one_number", "slope_at", "slopes_of", "value_at"]


def number_inputs(widget: str, inputs: dict[str, Any]) -> dict[str, float]:
    """The inputs as floats; a widget that moves numbers is told what else it was given."""
    if not inputs:
        raise TypeError(f"{widget}() needs the function's inputs by name, as in {widget}(f, w=1., x=2.)")
    for name, value in inputs.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{widget}() moves numbers: {name} is a {type(value).__name__}")
    return {name: float(value) for name, value in inputs.items()}


def around(value: float, count: int) -> list[float]:
    """So many round-stepped positions with the value in their middle, out to about twice its size.

    >>> around(1.0, 5)
    [-1.0, 0.0, 1.0, 2.0, 3.0]
    """
    rough = 4 * (abs(value) or 1.0) / (count - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return [round(value + k * step, 12) for k in range(-(count // 2), count // 2 + 1)]


def one_number(result: Any) -> Any:
    """What a function gave, if it is one number."""
    if isinstance(result, (int, float)) or (isinstance(result, Tensor) and result.numel() == 1):
        return result
    found = f"a tensor of shape {tuple(result.shape)}" if isinstance(result, Tensor) else f"a {type(result).__name__}"
    raise ValueError(f"the function must give one number, and gave {found}")


def value_at(f: Callable[..., Any], at: dict[str, float]) -> float:
    """The function's value in double precision, nothing recorded."""
    with no_grad(), np.errstate(all="ignore"):  # beyond the edge of what f can take there is nothing to see
        given = {name: creation.tensor(value, dtype=float64) for name, value in at.items()}
        return float(one_number(f(**given)))


def slopes_of(result: Any, leaves: dict[str, Any]) -> dict[str, Any]:
    """d result / d leaf for each leaf, None where nothing leads back to it. No bucket is touched."""
    if not isinstance(result, Tensor) or not result.requires_grad:
        return dict.fromkeys(leaves)
    found = grad(result, list(leaves.values()), retain_graph=True, allow_unused=True)
    return dict(zip(leaves, found, strict=True))


def slope_at(f: Callable[..., Any], at: dict[str, float]) -> dict[str, float]:
    """The derivative with respect to each input, 0 where nothing leads back."""
    given = {name: creation.tensor(value, dtype=float64, requires_grad=True) for name, value in at.items()}
    slopes = slopes_of(one_number(f(**given)), given)
    return {name: 0.0 if slope is None else slope.item() for name, slope in slopes.items()}
