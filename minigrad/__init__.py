"""minigrad: automatic differentiation that you can read, draw and step through, with PyTorch's names.

>>> import minigrad as torch
>>> w = torch.tensor([1.], requires_grad=True)
>>> x = torch.tensor([2.], requires_grad=True)
>>> y = (x + w) * (w + 1)
>>> y.backward()
>>> w.grad
tensor([5.])
"""

from . import autograd, nn, optim, utils
from .alias import as_torch
from .autograd import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled, set_anomaly_enabled
from .autograd.grad_mode import is_inference_mode_enabled
from .dtypes import (
    bool_ as bool,
)
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
from .functional import (
    abs,
    add,
    allclose,
    arange,
    clone,
    cos,
    detach,
    div,
    empty,
    equal,
    exp,
    expand,
    eye,
    flatten,
    from_numpy,
    full,
    is_tensor,
    linspace,
    log,
    matmul,
    mean,
    mm,
    mul,
    neg,
    ones,
    ones_like,
    permute,
    pow,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    reciprocal,
    relu,
    reshape,
    sigmoid,
    sin,
    sqrt,
    square,
    squeeze,
    sub,
    sum,
    t,
    tanh,
    tensor,
    transpose,
    unsqueeze,
    zeros,
    zeros_like,
)
from .notices import is_warn_always_enabled, set_warn_always
from .outside import refuse as _refuse
from .printing import set_printoptions
from .random import Generator, manual_seed
from .serialization import load, save
from .tensor import Size, Tensor
from .viz import draw, explain, notebook, step

double = float64
float = float32
half = float16
int = int32
long = int64

__all__ = [
    "Generator",
    "Size",
    "Tensor",
    "__version__",
    "abs",
    "add",
    "allclose",
    "arange",
    "as_torch",
    "autograd",
    "bool",
    "clone",
    "cos",
    "detach",
    "div",
    "double",
    "draw",
    "dtype",
    "empty",
    "enable_grad",
    "equal",
    "exp",
    "expand",
    "explain",
    "eye",
    "flatten",
    "float",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "full",
    "get_default_dtype",
    "half",
    "inference_mode",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_anomaly_check_nan_enabled",
    "is_anomaly_enabled",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "is_tensor",
    "is_warn_always_enabled",
    "linspace",
    "load",
    "log",
    "long",
    "manual_seed",
    "matmul",
    "mean",
    "mm",
    "mul",
    "neg",
    "nn",
    "no_grad",
    "notebook",
    "ones",
    "ones_like",
    "optim",
    "permute",
    "pow",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "randperm",
    "reciprocal",
    "relu",
    "reshape",
    "save",
    "set_anomaly_enabled",
    "set_default_dtype",
    "set_grad_enabled",
    "set_printoptions",
    "set_warn_always",
    "sigmoid",
    "sin",
    "sqrt",
    "square",
    "squeeze",
    "step",
    "sub",
    "sum",
    "t",
    "tanh",
    "tensor",
    "transpose",
    "uint8",
    "unsqueeze",
    "utils",
    "zeros",
    "zeros_like",
]

__version__ = "0.1.0"
__getattr__ = _refuse("torch")
