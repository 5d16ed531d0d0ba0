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

from . import autograd, functional, random
from .alias import as_torch
from .autograd import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled, set_anomaly_enabled
from .autograd.grad_mode import is_inference_mode_enabled
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
from .outside import LATER as _LATER
from .outside import at_home as _at_home
from .outside import refuse as _refuse
from .printing import set_printoptions
from .public import FUNCTIONS as _FUNCTIONS
from .public import names as _names
from .random import Generator, manual_seed
from .serialization import load, save
from .tensor import Size, Tensor
from .viz import descend, draw, explain, explain_errors, gates, jacobian, notebook, nudge, play, step, watch

globals().update(_FUNCTIONS)
_at_home(globals() | vars(autograd))
double, float, half = float64, float32, float16
long, int, short = int64, int32, int16
e, inf, nan, pi, newaxis = _math.e, _math.inf, _math.nan, _math.pi, None
__getattr__ = _refuse("torch", later=_LATER)

__version__ = "0.1.0"
__all__ = _names(globals())
