"""Further rows of the table, of the same form as in rules.py and with their functions beside them.

They are kept apart so that rules.py and ops.py stay short: nothing here is needed to understand the rest.
"""

from __future__ import annotations

import functools
import itertools
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from . import ops
from .ops import again, constant, readable, where
from .rules import PRIMITIVES, Primitive, Rule, pointwise, primitive


class Each:
    """One rule for each of any number of inputs; it is told the input's place, and needs no values."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def __getitem__(self, place: int) -> Rule:
        return functools.partial(self.rule, place)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return sys.maxsize


def each(name: str, forward: Callable[..., Any], rule: Rule) -> None:
    """Add a row with any number of inputs and one rule for each of them."""
    code = rule.__code__
    params = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
    PRIMITIVES[forward] = Primitive(name, forward, Each(rule), (), params, False, False)


# ---- elementwise -------------------------------------------------------------------------------------------


def whole_power(x, exponent):
    """x to whole powers, of which some are negative: these are 0, except those of 1 and -1."""
    unit = np.where(x == -1, 1 - 2 * (exponent % 2), x == 1)
    return np.where(exponent < 0, unit, np.power(x, np.maximum(exponent, 0)))


@readable
def clamp(x, min, max):
    x = x if min is None else np.maximum(min, x)  # in this order: of 0. and -0. that of x stays
    return x if max is None else np.minimum(max, x)


@constant
def inside(x, min, max):
    """Where x lies within the bounds; None is no bound."""
    return (True if min is None else x >= min) & (True if max is None else x <= max)


@constant
def joined(join, a, b):
    """`join` of a and b in the shape of a, for PyTorch writes it there."""
    size = np.broadcast_shapes(a.shape, b.shape)
    if size != a.shape:
        raise RuntimeError(f"output with shape {[*a.shape]} doesn't match the broadcast shape {[*size]}")
    return join(a, b)


@readable
def maximum(x, other):
    return np.maximum(other, x)  # in this order: of 0. and -0. the first stays


@readable
def minimum(x, other):
    return np.minimum(other, x)


@readable
def cast(x, dtype, source):
    """x as another kind of number; `source` is the one it has."""
    return x.astype(dtype)


@readable
def cast_back(g, dtype, source):
    """The gradient of a cast, which comes in the dtype that it was cast to."""
    came = getattr(g, "_array", g).dtype
    return cast(g if came == dtype else cast(g, dtype, came), source, dtype)


@readable
def rsqrt(x):
    return 1 / np.sqrt(x)


@readable
def clamp_min(x, min):
    return np.maximum(min, x)


@readable
def clamp_max(x, max):
    return np.minimum(max, x)


@readable
def clamp_between(x, min, max):
    return np.minimum(max, np.maximum(min, x))


clamp_above, clamp_below = again(maximum, "clamp_above"), again(minimum, "clamp_below")


@readable
def clone(x):
    """A copy whose entries lie in order in memory."""
    return np.array(x, order="C")


@readable
def erf(x):
    return np.vectorize(math.erf, otypes=[x.dtype])(x)


@readable
def sign(x):
    return np.array(x) if x.dtype.kind == "b" else ops.sgn(x)


@readable
def rsub(x, other, alpha):
    """other - alpha * x, of two tensors."""
    return other - ops.scaled(x, alpha)


@readable
def round_to(x, decimals):
    return np.round(x, decimals)


@readable
def fmod_number(x, other):
    return np.fmod(x, other)


@readable
def remainder(x, other):
    """np.remainder, with 0 as fmod has it."""
    rest = np.fmod(x, other)
    return np.where((rest != 0) & ((rest < 0) != (other < 0)), rest + other, rest)


remainder_number = again(remainder, "remainder_number")


@readable
def floor_divide_number(x, other):
    return np.floor_divide(x, other)


@readable
def number_remainder(other, self):
    """What is left of a number."""
    return remainder(other.dtype.type(self), other)


@readable
def div_floor(x, other, rounding_mode):
    return np.floor_divide(x, other)


@readable
def div_trunc(x, other, rounding_mode):
    """x / other without its fraction."""
    quotient = np.trunc(x / other)
    return quotient.astype(np.result_type(x, other)) if x.dtype.kind in "iu" else quotient


@constant
def flat(g, *values):
    """Zeros, where PyTorch keeps the values nevertheless."""
    return np.zeros(g.shape, g.dtype)


@readable
def addcmul(x, tensor1, tensor2, value):
    return x + tensor1 * tensor2 * value


@readable
def addcdiv(x, tensor1, tensor2, value):
    return x + tensor1 / tensor2 * value


@readable
def masked_fill(x, mask, value):
    return np.asarray(np.where(mask, x.dtype.type(value), x), order="C")


@readable
def masked_fill_with(x, value, mask):
    """The same with the one entry of the array `value`."""
    return np.asarray(np.where(mask, value, x), order="C")


@readable
def no_derivative(g, error):
    raise error


pointwise(
    "WhereBackward0",
    ops.where,
    lambda g, result, self, other, condition: where(g, 0, condition),
    lambda g, result, self, other, condition: where(0, g, condition),
    constants=1,
)
pointwise(
    "MaximumBackward0",
    maximum,
    lambda g, result, self, other: masked_fill(where(g / 2, g, self == other), self < other, 0),
    lambda g, result, self, other: masked_fill(where(g / 2, g, self == other), self > other, 0),
)
pointwise("ClampBackward1", clamp, lambda g, result, self, min, max: where(g, 0, inside(self, min, max)))
pointwise("ToCopyBackward0", cast, lambda g, result, self, dtype, source: cast_back(g, dtype, source))
pointwise("TanBackward0", np.tan, lambda g, result, self: g * (result**2 + 1))
pointwise("AsinBackward0", np.arcsin, lambda g, result, self: g * rsqrt(-self * self + 1))
pointwise("AcosBackward0", np.arccos, lambda g, result, self: g * -rsqrt(-self * self + 1))
pointwise("AtanBackward0", np.arctan, lambda g, result, self: g / (self * self + 1))
pointwise("SinhBackward0", np.sinh, lambda g, result, self: g * np.cosh(self))
pointwise("CoshBackward0", np.cosh, lambda g, result, self: g * np.sinh(self))
pointwise("Log1PBackward0", np.log1p, lambda g, result, self: g / (self + 1))
pointwise("Log2Backward0", np.log2, lambda g, result, self: g / (self * math.log(2)))
pointwise("Log10Backward0", np.log10, lambda g, result, self: g / (self * math.log(10)))
pointwise("Expm1Backward0", np.expm1, lambda g, result, self: g * (result + 1))
pointwise("RsqrtBackward0", rsqrt, lambda g, result, self: -0.5 * g * result**3)
pointwise("ClampMinBackward0", clamp_min, lambda g, result, self, min: where(g, 0, self >= min))
pointwise("ClampMaxBackward0", clamp_max, lambda g, result, self, max: where(g, 0, self <= max))
pointwise(
    "ClampBackward0",
    clamp_between,
    lambda g, result, self, min, max: where(g, 0, inside(self, min, max)),
    lambda g, result, self, min, max: where(g, 0, joined(np.logical_and, self < min, min < max)),
    lambda g, result, self, min, max: where(g, 0, joined(np.logical_or, self > max, max < min)),
)
pointwise(
    "ClampMinBackward1",
    clamp_above,
    lambda g, result, self, min: where(g, 0, self >= min),
    lambda g, result, self, min: where(g, 0, self < min),
)
pointwise(
    "ClampMaxBackward1",
    clamp_below,
    lambda g, result, self, max: where(g, 0, self <= max),
    lambda g, result, self, max: where(g, 0, self > max),
)
pointwise(
    "MinimumBackward0",
    minimum,
    lambda g, result, self, other: masked_fill(where(g / 2, g, self == other), self > other, 0),
    lambda g, result, self, other: masked_fill(where(g / 2, g, self == other), self < other, 0),
)
pointwise("CloneBackward0", clone, lambda g, result, self: g)
pointwise("Exp2Backward0", np.exp2, lambda g, result, self: g * result * math.log(2))
pointwise("ErfBackward0", erf, lambda g, result, self: 2 / math.sqrt(math.pi) * np.exp(-(self**2)) * g)
pointwise("SignBackward0", sign, lambda g, result, self: ops.zeros_like(g))
pointwise("RoundBackward1", round_to, lambda g, result, self, decimals: ops.zeros_like(g))
pointwise("FmodBackward0", fmod_number, lambda g, result, self, other: g)
pointwise(
    "FmodBackward1",
    np.fmod,
    lambda g, result, self, other: g,
    lambda g, result, self, other: -g * div_trunc(self, other, "trunc"),
)
pointwise("RemainderBackward0", remainder_number, lambda g, result, self, other: g)
pointwise(
    "RemainderBackward1",
    remainder,
    lambda g, result, self, other: g,
    lambda g, result, self, other: -g * div_floor(self, other, "floor"),
)
pointwise(
    "NotImplemented",
    number_remainder,
    lambda g, result, other, self: no_derivative(g, RuntimeError("derivative for aten::remainder is not implemented")),
)
pointwise(
    "RsubBackward0",
    rsub,
    lambda g, result, self, other, alpha: ops.scaled(-g, alpha),
    lambda g, result, self, other, alpha: g,
)
for _divide in div_floor, div_trunc:
    pointwise(
        "DivBackward2",
        _divide,
        lambda g, result, self, other, rounding_mode: flat(g, other),
        lambda g, result, self, other, rounding_mode: flat(g, self, other),
    )


def _no_floor(g, result, self, other):
    return no_derivative(g, RuntimeError("derivative for aten::floor_divide is not implemented"))


pointwise("NotImplemented", floor_divide_number, _no_floor)
pointwise("NotImplemented", np.floor_divide, _no_floor, _no_floor)


def inverse_square(x, y):
    """1 / (x**2 + y**2), but 0 at the origin."""
    square = x * x + y * y
    return masked_fill(np.reciprocal(square), square == 0, 0)


pointwise(
    "Atan2Backward0",
    np.arctan2,
    lambda g, result, self, other: g * other * inverse_square(self, other),
    lambda g, result, self, other: g * -self * inverse_square(self, other),
)
pointwise(
    "AddcmulBackward0",
    addcmul,
    lambda g, result, self, tensor1, tensor2, value: g,
    lambda g, result, self, tensor1, tensor2, value: g * (tensor2 * value),
    lambda g, result, self, tensor1, tensor2, value: g * (tensor1 * value),
)
pointwise(
    "AddcdivBackward0",
    addcdiv,
    lambda g, result, self, tensor1, tensor2, value: g,
    lambda g, result, self, tensor1, tensor2, value: g * np.divide(value, tensor2),
    lambda g, result, self, tensor1, tensor2, value: -g * ((value * tensor1) / (tensor2 * tensor2)),
)
pointwise(
    "MaskedFillBackward0",
    masked_fill,
    lambda g, result, self, mask, value: masked_fill(g, mask, 0),
    constants=1,
)
primitive(
    "MaskedFillBackward1",
    masked_fill_with,
    lambda g, result, self, value, mask: masked_fill(g, mask, 0),
    lambda g, result, self, value, mask: ops.sum_all(masked_select(g, mask)),
    constants=1,
)


def _chance(name: str, *rules: Rule) -> Any:
    """A draw with these chances, which get a gradient of 0 from it."""

    @readable
    def draw(*chances, drawn):
        return drawn

    primitive(name, draw, *rules)
    return draw


bernoulli = _chance("BernoulliBackward0", lambda g, result, self, drawn: ops.zeros_like(g))
normal = {  # by what is a tensor: the mean, the deviation
    (True, False): _chance("NormalBackward1", lambda g, result, mean, drawn: ops.zeros_like(g)),
    (False, True): _chance("NormalBackward2", lambda g, result, std, drawn: ops.zeros_like(g)),
    (True, True): _chance("NormalBackward3", *[lambda g, result, mean, std, drawn: ops.zeros_like(g)] * 2),
}

# ---- reductions --------------------------------------------------------------------------------------------


@readable
def max_all(x):
    return np.max(x)


@constant
def tied(x, result, dim, keepdim):
    """Where x is the extreme value `result`."""
    if dim is None and np.isnan(result):
        return np.isnan(x)
    return x == (result if keepdim or dim is None else np.expand_dims(result, dim))


@constant
def total(mask, dim, like):
    """How many there are, in the dtype of `like`."""
    return np.sum(mask, axis=dim, keepdims=dim is not None, dtype=like.dtype)


@readable
def share(g, x, result):
    """The gradient of an extreme value of all: shared out among the entries that have it."""
    mask = tied(x, result, None, True)
    return masked_fill_with(blank(x.shape, g), g / total(mask, None, g), mask)


@readable
def share_along(g, x, result, dim, keepdim):
    """The same along `dim`."""
    mask = tied(x, result, dim, keepdim)
    g = g if keepdim else ops.reshape(g, tuple(1 if d in dim else n for d, n in enumerate(x.shape)))
    return g / total(mask, dim, g) * mask


@readable
def prod_all(x):
    return np.prod(x)


@readable
def prod_dim(x, dim, keepdim):
    return np.prod(x, axis=dim, keepdims=keepdim)


@constant
def itself(x, axis):
    """In n copies of x, stacked at `axis`: where copy i has entry i."""
    n = x.shape[axis]
    return np.eye(n, dtype=bool).reshape((n, n) + (1,) * (x.ndim - axis - 1))


@readable
def prod_backward(g, x, result, dim, keepdim):
    """Each factor's gradient is the product of the others: the whole divided by it, unless it is 0."""
    if not x.shape:
        return g
    zeros, g = (x == 0).sum(), ops.regained(g, dim, keepdim)
    if not zeros:
        return g * (ops.regained(result, dim, keepdim) / x)
    if type(x) is np.ndarray and dim is None and zeros > 1:
        return np.zeros_like(x)
    if dim is None:
        return ops.reshape(prod_backward(g, ops.reshape(x, (ops.numel(x.shape),)), result, 0, True), x.shape)
    if x.shape[dim] == 1:
        return g
    copies = ops.spread(x, (*x.shape[:dim], x.shape[dim], *x.shape[dim:]), dim, False)
    return g * prod_dim(masked_fill(copies, itself(x, dim), 1), dim + 1, False)


@readable
def var(x, dim, correction, keepdim):
    n = x.size if dim is None else ops.count(x.shape, dim)
    squares = (x - np.add.reduce(x, axis=dim, keepdims=True) / x.dtype.type(n)) ** 2
    return np.sum(squares, axis=dim, keepdims=keepdim) / x.dtype.type(max(0, n - correction))


@readable
def std(x, dim, correction, keepdim):
    return np.sqrt(var(x, dim, correction, keepdim))


@constant
def no_freedom(x):
    """What the variance of too few numbers changes by: nan for their mean itself, else infinity."""
    return np.where(x == np.mean(x), np.nan, np.inf).astype(x.dtype) if x.size else x


@readable
def var_backward(g, x, dim, correction, keepdim):
    if dim is None or not x.shape:
        n = ops.numel(x.shape) - correction
        return g * (2.0 / n) * (x - ops.mean_all(x)) if n > 0 else g * no_freedom(x)
    n = ops.count(x.shape, dim) - correction
    g = ops.regained(g, dim, keepdim or len(x.shape) == 1)
    return (2.0 / n if n else math.inf) * g * (x - ops.mean_dim(x, dim, True))


@readable
def vector_norm(x, ord, dim, keepdim):
    if x.dtype == np.float16:
        return vector_norm(x.astype(np.float32), ord, dim, keepdim).astype(np.float16)
    size = np.abs(x)
    if ord == 2:
        return np.sqrt(np.sum(size * size, axis=dim, keepdims=keepdim))
    if math.isinf(ord):
        return (np.max if ord > 0 else np.min)(size, axis=dim, keepdims=keepdim)
    if ord == 0:
        return np.sum(size != 0, axis=dim, keepdims=keepdim).astype(x.dtype)
    return np.sum(size**ord, axis=dim, keepdims=keepdim) ** x.dtype.type(1 / ord)


@readable
def norm_backward(g, x, result, ord, dim, keepdim):
    if ord == 0:
        return ops.zeros_like(x)
    if ord == 1:
        return ops.sgn(x) * ops.regained(g, dim, keepdim)
    if math.isinf(ord):
        mask = tied(np.abs(x), result, dim, keepdim)
        return ops.sgn(x) * (ops.regained(g, dim, keepdim) / total(mask, dim, g) * mask)
    g, norm = ops.regained(g, dim, keepdim), ops.regained(result, dim, keepdim)
    if ord == 2:
        return g * masked_fill(x / norm, norm == 0, 0)
    if ord < 2:
        return ops.sgn(x) * np.abs(x) ** (ord - 1) * masked_fill(g / norm ** (ord - 1), norm == 0, 0)
    return x * np.abs(x) ** (ord - 2) * masked_fill(g / norm ** (ord - 1), norm == 0, 0)


@readable
def min_all(x):
    return np.min(x)


@readable
def amax(x, dim, keepdim):
    return np.max(x, axis=dim, keepdims=keepdim)


@readable
def amin(x, dim, keepdim):
    return np.min(x, axis=dim, keepdims=keepdim)


@readable
def cumsum(x, dim):
    return np.cumsum(x, axis=dim).reshape(x.shape) + 0  # no -0, as it starts with 0


@readable
def cumsum_backward(g, size, dim):
    return flip(cumsum(flip(g, dim), dim), dim) if size and size[dim] != 1 and ops.numel(size) > 1 else g


@readable
def flip(x, dims):
    return (np.flip(x, dims) if x.ndim else x).copy(order="K")


@readable
def logsumexp(x, dim, keepdim):
    """log(sum(exp(x))), without overflow."""
    top = np.max(x, axis=dim, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, x.dtype.type(0))
    return np.log(np.sum(np.exp(x - top), axis=dim, keepdims=keepdim)) + (top if keepdim else np.squeeze(top, dim))


@readable
def softmax(x, dim):
    if not x.size:
        return x
    e = np.exp(x - np.max(x, axis=dim, keepdims=True))
    return e / np.sum(e, axis=dim, keepdims=True)


@readable
def softmax_backward(g, result, dim):
    gr = g * result
    return gr - result * ops.sum_dim(gr, dim, True)


@readable
def log_softmax(x, dim):
    if not x.size:
        return x
    below = x - np.max(x, axis=dim, keepdims=True)
    return below - np.log(np.sum(np.exp(below), axis=dim, keepdims=True))


@readable
def log_softmax_backward(g, result, dim):
    return g - np.exp(result) * ops.sum_dim(g, dim, True)


primitive("MaxBackward1", max_all, lambda g, result, self: share(g, self, result))
primitive("MinBackward1", min_all, lambda g, result, self: share(g, self, result))
for _name, _extreme in ("AmaxBackward0", amax), ("AminBackward0", amin):
    primitive(
        _name,
        _extreme,
        lambda g, result, self, dim, keepdim: share_along(g, self, result, dim, keepdim),
    )
primitive("CumsumBackward0", cumsum, lambda g, result, self, dim: cumsum_backward(g, self.shape, dim))
primitive("FlipBackward0", flip, lambda g, result, self, dims: flip(g, dims))
primitive(
    "LogsumexpBackward0",
    logsumexp,
    lambda g, result, self, dim, keepdim: (
        ops.regained(g, dim, keepdim) * np.exp(self - ops.regained(result, dim, keepdim))
    ),
)
primitive("SoftmaxBackward0", softmax, lambda g, result, self, dim: softmax_backward(g, result, dim))
primitive(
    "SoftmaxBackwardDataBackward0",
    softmax_backward,
    lambda g, result, grad_output, output, dim: softmax_backward(g, output, dim),
    lambda g, result, grad_output, output, dim: (
        g * (grad_output - ops.sum_dim(grad_output * output, dim, True))
        - grad_output * ops.sum_dim(g * output, dim, True)
    ),
)
primitive("LogSoftmaxBackward0", log_softmax, lambda g, result, self, dim: log_softmax_backward(g, result, dim))
primitive(
    "LogSoftmaxBackwardDataBackward0",
    log_softmax_backward,
    lambda g, result, grad_output, output, dim: g - ops.sum_dim(g * np.exp(output), dim, True),
    lambda g, result, grad_output, output, dim: -g * np.exp(output) * ops.sum_dim(grad_output, dim, True),
)
primitive("ProdBackward0", prod_all, lambda g, result, self: prod_backward(g, self, result, None, False))
primitive(
    "ProdBackward1",
    prod_dim,
    lambda g, result, self, dim, keepdim: prod_backward(g, self, result, dim, keepdim),
)
primitive(
    "VarBackward0",
    var,
    lambda g, result, self, dim, correction, keepdim: var_backward(g, self, dim, correction, keepdim),
)
primitive(
    "StdBackward0",
    std,
    lambda g, result, self, dim, correction, keepdim: var_backward(
        masked_fill(g / (result * 2), result == 0, 0), self, dim, correction, keepdim
    ),
)
primitive(
    "LinalgVectorNormBackward0",
    vector_norm,
    lambda g, result, self, ord, dim, keepdim: norm_backward(g, self, result, ord, dim, keepdim),
)

# ---- choosing entries --------------------------------------------------------------------------------------


def _along(indices: np.ndarray, dim: int) -> tuple[np.ndarray, ...]:
    """What picks the entries at `indices` along `dim`, and at their own places otherwise."""
    # A formula's shape is found on ones, which are no places; 0 always is one.
    picked = indices if indices.dtype.kind in "iu" else np.zeros(indices.shape, int)
    grid: list[Any] = list(np.ogrid[tuple(slice(n) for n in indices.shape)]) if indices.ndim else []
    grid[dim : dim + 1] = [picked]
    return tuple(grid)


@readable
def gather(x, indices, dim, keepdim):
    if not indices.size:
        return np.zeros(indices.shape, x.dtype)
    at = np.atleast_1d(indices) if keepdim else np.expand_dims(indices, dim)
    found = np.atleast_1d(x)[_along(at, dim)]
    return found.reshape(indices.shape) if keepdim else np.squeeze(found, dim)


max_dim, min_dim, median_dim, sort, sort_stable, topk = (
    again(gather, name) for name in ("max_dim", "min_dim", "median_dim", "sort", "sort_stable", "topk")
)


@constant
def blank(size, like):
    return np.zeros(size, like.dtype)


@readable
def put_back(g, indices, size, dim, keepdim):
    """Undo a choice along `dim`: g where the chosen entries were, and 0 elsewhere."""
    if not keepdim and size:
        g, indices = ops.unsqueeze(g, dim), ops.unsqueeze(indices, dim)
    return scatter(blank(size, g), g, indices, dim)


@readable
def size_of(x):
    """The size, of a value that PyTorch keeps although its size would do."""
    return x.shape


def _places(x, src, index, dim):
    index = np.atleast_1d(index)
    return np.array(x), _along(index, dim), np.atleast_1d(src)[tuple(slice(n) for n in index.shape)]


@readable
def scatter(x, src, index, dim):
    """x with the entries of src written at `index` along `dim`."""
    whole, at, part = _places(x, src, index, dim)
    np.atleast_1d(whole)[at] = part
    return whole


@readable
def scatter_number(x, index, dim, value):
    whole = np.array(x)
    np.atleast_1d(whole)[_along(np.atleast_1d(index), dim)] = value
    return whole


@readable
def scatter_add(x, src, index, dim):
    if not index.size:
        return np.array(x)
    whole, at, part = _places(x, src, index, dim)
    np.add.at(np.atleast_1d(whole), at, part)
    return whole


@readable
def index_select(x, index, dim):
    return np.take(x, index, axis=dim) if x.ndim else np.array(x)


@readable
def scatter_rows(x, g, index, size, dim):
    if not size:
        return np.array(g)
    whole = np.full(size, x, g.dtype)
    np.add.at(whole, (slice(None),) * dim + (index,), g)
    return whole


@readable
def masked_select(x, mask):
    x, mask = np.broadcast_arrays(x, mask)
    return x[mask]


@readable
def scatter_mask(x, g, mask, size):
    whole = np.full(np.broadcast_shapes(size, mask.shape), x, g.dtype)
    whole[mask] = g
    return whole


@readable
def unique(x):
    return np.unique(x, equal_nan=False)


primitive(
    "Unique2Backward0",
    unique,
    lambda g, result, self: no_derivative(g, NotImplementedError("the derivative for '_unique2' is not implemented.")),
)


@readable
def median_all(x):
    return x.dtype.type(np.nan) if not x.size or np.isnan(x).any() else np.sort(x, axis=None)[(x.size - 1) // 2]


for _name, _pick in (
    ("MaxBackward0", max_dim),
    ("MinBackward0", min_dim),
    ("MedianBackward1", median_dim),
    ("SortBackward0", sort),
    ("SortBackward1", sort_stable),
    ("TopkBackward0", topk),
):
    primitive(
        _name,
        _pick,
        lambda g, result, self, indices, dim, keepdim: put_back(g, indices, self.shape, dim, keepdim),
        constants=1,
    )
primitive("MedianBackward0", median_all, lambda g, result, self: share(g, self, result))
primitive(
    "GatherBackward0",
    gather,
    lambda g, result, self, index, dim, keepdim: scatter_add(blank(size_of(self), g), g, index, dim),
    constants=1,
)
primitive(
    "ScatterBackward0",
    scatter,
    lambda g, result, self, src, index, dim: scatter_number(g, index, dim, 0),
    lambda g, result, self, src, index, dim: gather(g, index, dim, True),
    constants=1,
)
primitive(
    "ScatterBackward1",
    scatter_number,
    lambda g, result, self, index, dim, value: scatter_number(g, index, dim, 0),
    constants=1,
)
primitive(
    "ScatterAddBackward0",
    scatter_add,
    lambda g, result, self, src, index, dim: g,
    lambda g, result, self, src, index, dim: gather(g, index, dim, True),
    constants=1,
)
primitive(
    "IndexSelectBackward0",
    index_select,
    lambda g, result, self, index, dim: scatter_rows(0, g, index, self.shape, dim),
    constants=1,
)
primitive(
    "IndexAddBackward0",
    scatter_rows,
    lambda g, result, self, source, index, size, dim: g,
    lambda g, result, self, source, index, size, dim: index_select(g, index, dim),
    constants=1,
)
primitive(
    "MaskedSelectBackward0",
    masked_select,
    lambda g, result, self, mask: scatter_mask(0, g, mask, size_of(self)),
    constants=1,
)
primitive(
    "MaskedScatterBackward0",
    scatter_mask,
    lambda g, result, self, source, mask, size: g,
    lambda g, result, self, source, mask, size: masked_select(g, mask),
    constants=1,
)

# ---- shapes ------------------------------------------------------------------------------------------------


@readable
def unbind(x, dim):
    return tuple(np.moveaxis(x, dim, 0))


@readable
def split(x, dim, ends):
    return tuple(np.split(x, ends[1:-1], axis=dim))


split_with_sizes = again(split, "split_with_sizes")


@readable
def pile(g, size, dim):
    """What has come to the results of `unbind`, side by side; 0 where nothing came."""
    found = [(*size[:dim], *size[dim + 1 :])] * size[dim]
    return stack(*_filled_up(g, found), dim=dim, dtype=_dtype(g))


@readable
def join(g, size, dim, ends):
    """What has come to the results of `split`, one after the other; 0 where nothing came."""
    found = [(*size[:dim], b - a, *size[dim + 1 :]) for a, b in itertools.pairwise(ends)]
    return cat(*_filled_up(g, found), dim=dim, ends=ends, dtype=_dtype(g))


def _filled_up(g: Any, shapes: list[tuple[int, ...]]) -> list[Any]:
    return [g.parts[i] if i in g.parts else np.zeros(shape, _dtype(g)) for i, shape in enumerate(shapes)]


def _dtype(g: Any) -> Any:
    some = next(iter(g.parts.values()))
    return getattr(some, "_array", some).dtype


reshape_alias = again(ops.view, "reshape_alias")  # what `reshape` makes of a tensor with gaps, if that can be a view
squeeze_dims = again(ops.squeeze_dim, "squeeze_dims")


@readable
def repeat(x, repeats):
    return np.tile(x, repeats)


@readable
def repeat_backward(g, size, repeats):
    """The sum over all copies: first those in new dimensions, then those side by side."""
    lead = len(repeats) - len(size)
    for _ in range(lead):
        g = ops.sum_dim(g, (0,), False)
    pairs, copies = [], []
    for n, times in zip(size, repeats[lead:]):
        if times != 1:
            copies.append(len(pairs))
            pairs.append(times)
        pairs.append(n)
    return ops.sum_dim(ops.reshape(g, tuple(pairs)), tuple(copies), False) if copies else g


@readable
def tril(x, diagonal):
    return np.tril(x, diagonal)


@readable
def triu(x, diagonal):
    return np.triu(x, diagonal)


primitive("UnbindBackward0", unbind, lambda g, result, self, dim: pile(g, self.shape, dim))
for _name, _split in ("SplitBackward0", split), ("SplitWithSizesBackward0", split_with_sizes):
    primitive(_name, _split, lambda g, result, self, dim, ends: join(g, self.shape, dim, ends))
primitive("ReshapeAliasBackward0", reshape_alias, lambda g, result, self, size: ops.reshape(g, self.shape), view=True)
primitive("SqueezeBackward2", squeeze_dims, lambda g, result, self, dim: ops.restore(g, self.shape, dim), view=True)
primitive("RepeatBackward0", repeat, lambda g, result, self, repeats: repeat_backward(g, self.shape, repeats))
primitive("TrilBackward0", tril, lambda g, result, self, diagonal: tril(g, diagonal))
primitive("TriuBackward0", triu, lambda g, result, self, diagonal: triu(g, diagonal))


@readable
def cat(*xs, dim, ends, dtype):
    """One after the other along `dim`; `ends` says where each begins and ends."""
    return np.concatenate(xs, axis=dim, dtype=dtype, casting="unsafe")


@readable
def stack(*xs, dim, dtype):
    return np.stack(xs, axis=dim, dtype=dtype, casting="unsafe")


each(
    "CatBackward0",
    cat,
    lambda place, g, *_, dim, ends, dtype: ops.slice_dim(g, dim, ends[place], ends[place + 1], 1),
)
each("StackBackward0", stack, lambda place, g, *_, dim, dtype: ops.select(g, dim, place))

# ---- products ----------------------------------------------------------------------------------------------


@readable
def addmm(x, mat1, mat2, beta, alpha):
    """beta * x + alpha * mat1 @ mat2; with a beta of 0 the x does not matter, not even nan."""
    product = ops.scaled(ops.mm(mat1, mat2), alpha)
    return product + ops.scaled(x, beta) if beta else product


primitive(
    "AddmmBackward0",
    addmm,
    lambda g, result, self, mat1, mat2, beta, alpha: ops.scaled(g, beta),
    lambda g, result, self, mat1, mat2, beta, alpha: ops.scaled(
        ops.mm_self_backward(g, mat2, ops.is_turned(mat1)), alpha
    ),
    lambda g, result, self, mat1, mat2, beta, alpha: ops.scaled(
        ops.mm_mat2_backward(g, mat1, ops.is_turned(mat2)), alpha
    ),
)


@readable
def bmm(x, mat2):
    return x @ mat2


primitive(
    "BmmBackward0",
    bmm,
    lambda g, result, self, mat2: bmm(g, ops.transpose(mat2, 1, 2)),
    lambda g, result, self, mat2: bmm(ops.transpose(self, 1, 2), g),
)


def _either(x: Any, condition: Any, other: Any, otherwise: Any) -> Any:
    """x·condition + other·otherwise, without the part that is 0."""
    parts = [a * b for a, b in ((x, condition), (other, otherwise)) if not (isinstance(a, int) and a == 0)]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


# How some of these are written in a formula: as what they are for numbers without zeros among them.
WRITTEN = {
    ops.where: lambda x, other, condition: _either(x, condition, other, 1 - condition),
    inside: lambda x, min, max: _either(1 if min is None else x >= min, 1 if max is None else x <= max, 0, 0),
    cast: lambda x, dtype, source: x,
    masked_select: lambda x, mask: x * mask,
    cast_back: lambda g, dtype, source: g,
    rsqrt: lambda x: 1 / np.sqrt(x),
    div_floor: lambda x, other, rounding_mode: np.floor(x / other),
    div_trunc: lambda x, other, rounding_mode: np.trunc(x / other),
    flat: lambda g, *values: ops.zeros_like(g),
    joined: lambda join, a, b: a * b if join is np.logical_and else 1 - (1 - a) * (1 - b),
    share: lambda g, x, result: g * tied(x, result, None, True),
    share_along: lambda g, x, result, dim, keepdim: (
        ops.spread(g, x.shape, dim, keepdim) * tied(x, result, dim, keepdim)
    ),
    size_of: lambda x: x.shape,
    pile: lambda g, size, dim: g,
    join: lambda g, size, dim, ends: g,
    prod_backward: lambda g, x, result, dim, keepdim: g * result / x,
    masked_fill: lambda x, mask, value: x * (1 - mask) if isinstance(value, int) and value == 0 else x,
    softmax_backward: softmax_backward.__wrapped__,  # type: ignore[attr-defined]
    log_softmax_backward: log_softmax_backward.__wrapped__,  # type: ignore[attr-defined]
}
