"""`torch.nn.utils`: gradients kept in bounds."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import functional as F
from .. import outside
from ..tensor import Tensor, wrap

__all__ = ["clip_grad_norm_"]
__getattr__ = outside.refuse("torch.nn.utils")


def _gradients(parameters: Any) -> list[Any]:
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [p._grad for p in given if p._grad is not None]


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None) -> Tensor:
    """Shorten all gradients by one factor, if together they are longer than `max_norm`; the length they had."""
    grads = _gradients(parameters)
    lengths = [np.linalg.norm(g._array.reshape(-1), float(norm_type)) for g in grads]
    total = np.asarray(np.linalg.norm(np.array(lengths), float(norm_type)) if lengths else 0.0, np.float32)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {float(norm_type)} for gradients from `parameters` is non-finite, so it cannot "
            "be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    factor = min(np.float32(max_norm) / (total + np.float32(1e-6)), np.float32(1))
    for g in grads:
        F.mul_(g, wrap(np.asarray(factor)))
    return wrap(total)
