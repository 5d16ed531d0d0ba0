"""minigrad: automatic differentiation that you can read, draw and step through, with PyTorch's names.

>>> import minigrad as torch
>>> w = torch.tensor([1.], requires_grad=True)
>>> x = torch.tensor([2.], requires_grad=True)
>>> y = (x + w) * (w + 1)
>>> y.backward()
>>> w.grad
tensor([5.])
"""

# ruff: noqa: F401  the names are here to be found; `__all__` at the end gathers them
import math as _math
import re as _re
import types as _types
from builtins import int as _int
from typing import Any as _Any

from . import autograd, backends, creation, cuda, functional, linalg, nn, optim, random, utils
from .alias import as_torch
from .autograd import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled, set_anomaly_enabled
from .autograd.grad_mode import is_inference_mode_enabled
from .creation import *  # noqa: F403  its names stand in `__all__` below
from .creation import range_ as range
from .device import device
from .dtypes import bool_ as bool
from .dtypes import (
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    set_default_dtype,
    uint8,
)
from .environment import *  # noqa: F403
from .functional import return_types
from .notices import is_warn_always_enabled, set_warn_always
from .outside import missing_method as _missing_method
from .outside import refuse as _refuse
from .printing import set_printoptions
from .random import Generator, manual_seed
from .serialization import load, save
from .signatures import checked as _checked
from .tensor import Size, Tensor
from .viz import draw, explain, explain_errors, notebook, step, watch

globals().update(functional.FUNCTIONS)
for _name in (*creation.__all__, *functional.FUNCTIONS):
    if not isinstance(globals()[_name], type):
        globals()[_name] = _checked(globals()[_name], name=_name)
range = _checked(range, name="range")

double, float, half = float64, float32, float16
long, int, short = int64, int32, int16
e, inf, nan, pi, newaxis = _math.e, _math.inf, _math.nan, _math.pi, None
Tensor.__getattr__ = _missing_method  # type: ignore[attr-defined]
__getattr__ = _refuse("torch")

__version__ = "0.1.0"


def _in_order(name: str) -> tuple[_Any, ...]:
    """CONSTANTS, Classes, functions; numbers in names by size."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, [_int(part) if part.isdigit() else part for part in _re.split(r"(\d+)", name)]


__all__ = sorted(
    (n for n, v in globals().items() if n == "__version__" or (n[0] != "_" and not isinstance(v, _types.ModuleType))),
    key=_in_order,
)
