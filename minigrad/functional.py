"""torch's functions: its names and arguments, onto the primitives.

`FUNCTIONS` is the list of names. A function that takes a tensor first is a method of Tensor, too; one that takes `how`
has a form in place (`add_`), which is the same function with `assign` for `apply`. The package's names and the methods
hold their arguments against PyTorch's signatures first (signatures.py); these here do not.
"""

from __future__ import annotations

import builtins
import collections
import copy
import functools
import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from . import dtypes, further, in_place, notices, ops, outside, random, strides
from .creation import *  # noqa: F403  torch's functions, too
from .creation import drawable
from .device import on_cpu
from .dtypes import dtype as DType
from .sentences import check, says
from .signatures import checked
from .tensor import (
    KEEP_INTEGERS,
    NUMBER,
    Tensor,
    _as_view,
    _c_name,
    apply,
    assign,
    broadcast,
    changed,
    check_in_place,
    compare,
    one_dim,
    power,
    product,
    refuse_bool,
    several,
    wrap,
    write,
)
from .tensor import expand as _expand
from .tensor import matmul as _matmul
from .tensor import mm as _mm

FUNCTIONS: dict[str, Callable[..., Any]] = {}  # by name: all that follow
IN_PLACE: dict[str, Callable[..., Any]] = {}
How = Callable[..., Tensor]

KEEP_INTEGERS |= {
    np.floor, np.ceil, np.rint, np.trunc, further.maximum, further.minimum, np.fmod, further.remainder, np.floor_divide,
    ops.where, further.clamp, further.clamp_min, further.clamp_max, further.clamp_between,
    further.clamp_above, further.clamp_below, further.cast, further.round_to,
    further.fmod_number, further.remainder_number, further.number_remainder, further.rsub,
    further.div_floor, further.div_trunc, further.addcmul,
    further.masked_fill, further.clone, further.floor_divide_number,
}  # fmt: skip


def _in_place(function: Callable[..., Any]) -> Callable[..., Tensor]:
    def change(input: Tensor, *args: Any, **given: Any) -> Tensor:
        if input._requires or input._base is not None:  # what may not be changed is refused before all else
            check_in_place(input, fills=True)
        return function(input, *args, how=assign, **given)

    return change


def listed(function: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """Enter a function into the list, and its form in place."""
    name = name or function.__name__
    FUNCTIONS[name] = function
    if "how" in function.__code__.co_varnames:
        IN_PLACE[f"{name}_"] = _in_place(function)
    return function


# ---- elementwise -------------------------------------------------------------------------------------------

UNARY = {
    "abs": np.abs, "acos": np.arccos, "asin": np.arcsin, "atan": np.arctan, "ceil": np.ceil, "cos": np.cos,
    "cosh": np.cosh, "erf": further.erf, "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "floor": np.floor,
    "log": np.log, "log10": np.log10, "log1p": np.log1p, "log2": np.log2, "neg": np.negative,
    "reciprocal": np.reciprocal, "rsqrt": further.rsqrt, "sigmoid": ops.sigmoid, "sign": further.sign, "sin": np.sin,
    "sinh": np.sinh, "sqrt": np.sqrt, "tan": np.tan, "tanh": np.tanh, "trunc": np.trunc,
}  # fmt: skip
BINARY = {
    "mul": np.multiply, "true_divide": np.divide, "atan2": np.arctan2, "floor_divide": np.floor_divide,
    "maximum": further.maximum, "minimum": further.minimum,
}  # fmt: skip
COMPARISONS = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
    "logical_and": np.logical_and, "logical_or": np.logical_or, "logical_xor": np.logical_xor,
}  # fmt: skip
BITWISE = {"bitwise_and": np.bitwise_and, "bitwise_or": np.bitwise_or, "bitwise_xor": np.bitwise_xor}
TESTS = {"isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite, "logical_not": np.logical_not}
ALIASES = {
    "absolute": "abs", "arccos": "acos", "arcsin": "asin", "arctan": "atan", "arctan2": "atan2", "clip": "clamp",
    "concat": "cat", "concatenate": "cat", "divide": "div", "fix": "trunc", "ger": "outer", "greater": "gt",
    "greater_equal": "ge", "less": "lt", "less_equal": "le", "moveaxis": "movedim", "multiply": "mul",
    "negative": "neg", "not_equal": "ne", "subtract": "sub", "swapaxes": "transpose", "swapdims": "transpose",
}  # fmt: skip


def _unary(primitive: Any) -> Any:
    def function(input: Tensor, *, how: How = apply) -> Tensor:
        return how(primitive, input)

    return function


def _binary(primitive: Any) -> Any:
    def function(input: Any, other: Any, *, how: How = apply) -> Tensor:
        if primitive is np.floor_divide:
            _no_zero(other, input)
            if isinstance(input, Tensor) and not isinstance(other, Tensor):
                return how(further.floor_divide_number, input, other=other)
        return how(primitive, input, other)

    return function


def _comparison(primitive: Any) -> Any:
    def function(input: Tensor, other: Any) -> Tensor:
        return compare(primitive, input, other)

    return function


def _bitwise(primitive: Any) -> Any:
    def function(input: Any, other: Any) -> Tensor:
        common = dtypes.result_type(input, other)
        check(not common.is_floating_point, "kernel", f"{primitive.__name__}_cpu", common.kind)
        arrays = [np.asarray(getattr(x, "_array", x)) for x in (input, other)]
        broadcast(arrays[0].shape, arrays[1].shape)
        return _laid(primitive(*(a.astype(common.numpy) for a in arrays)), *arrays)

    return function


def _test(primitive: Any) -> Any:
    def function(input: Tensor) -> Tensor:
        return _laid(primitive(input._array), input._array)

    return function


def _laid(found: np.ndarray, *arrays: np.ndarray) -> Tensor:
    """An answer for each entry, as PyTorch lays it out in memory."""
    return wrap(strides.restrided(found, strides.elementwise(found.shape, [*arrays])))


for _make, _table in (
    (_unary, UNARY), (_binary, BINARY), (_comparison, COMPARISONS), (_bitwise, BITWISE), (_test, TESTS),
):  # fmt: skip
    for _name, _primitive in _table.items():
        listed(_make(_primitive), _name)


def relu(input: Tensor, inplace: bool = False, *, how: How = apply) -> Tensor:
    return (assign if inplace else how)(ops.relu, input)


def round(input: Tensor, *, decimals: int | None = None, how: How = apply) -> Tensor:
    if decimals and input._array.dtype.kind != "f":
        raise says("kernel", "round_cpu", input.dtype.kind)
    if input._array.dtype.kind in "iu":
        return clone(input) if how is apply else input
    return how(np.rint, input) if decimals is None else how(further.round_to, input, decimals=decimals)


def square(input: Tensor, *, how: How = apply) -> Tensor:
    return how(ops.pow_number, input, exponent=2)


def clone(input: Tensor) -> Tensor:
    """New memory, the same history."""
    return apply(ops.copy, input)


def detach(input: Tensor) -> Tensor:
    return input.detach()


def _added(plain: Any, scaled: Any, name: str, sign: str) -> Any:
    def function(input: Tensor, other: Any, *, alpha: Any = 1, how: How = apply) -> Tensor:
        if type(alpha) is int and alpha == 1:
            return how(plain, input, other)
        common = dtypes.result_type(input, other)
        check(not isinstance(alpha, bool) or common is dtypes.bool_, "alpha_bool")
        check(common.is_floating_point or isinstance(alpha, int), "alpha_float")
        return how(scaled, input, other, alpha=dtypes.cut(alpha, common))

    function.__doc__ = f"input {sign} alpha * other."
    return listed(function, name)


add = _added(np.add, ops.add_scaled, "add", "+")
sub = _added(np.subtract, ops.sub_scaled, "sub", "-")


def rsub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    if isinstance(other, Tensor):
        return apply(further.rsub, input, other, alpha=alpha)
    return apply(ops.rsub, input, other=other, alpha=alpha)


def _no_zero(other: Any, like: Tensor) -> None:
    """Whole numbers cannot be divided by 0."""
    array, divided = (np.asarray(getattr(x, "_array", x)) for x in (other, like))
    whole = {array.dtype.kind, divided.dtype.kind} & set("f") == set() != {array.dtype.kind, divided.dtype.kind} - {"b"}
    check(not whole or (array != 0).all(), "zero_division")


def div(input: Tensor, other: Any, *, rounding_mode: str | None = None, how: How = apply) -> Tensor:
    if rounding_mode is None:
        return how(np.divide, input, other)
    check(rounding_mode in ("trunc", "floor"), "rounding", rounding_mode)
    _no_zero(other, input)
    rounded = further.div_floor if rounding_mode == "floor" else further.div_trunc
    return how(rounded, input, other, rounding_mode=rounding_mode)


def remainder(input: Any, other: Any, *, how: How = apply) -> Tensor:
    """What is left of a division, with the divisor's sign."""
    _no_zero(other, input)
    if not isinstance(input, Tensor):
        return apply(further.number_remainder, other, self=input)
    if not isinstance(other, Tensor):
        return how(further.remainder_number, input, other=other)
    return how(further.remainder, input, other)


def fmod(input: Tensor, other: Any, *, how: How = apply) -> Tensor:
    """What is left of a division, with the dividend's sign."""
    _no_zero(other, input)
    return how(np.fmod, input, other) if isinstance(other, Tensor) else how(further.fmod_number, input, other=other)


def pow(input: Any, exponent: Any, *, how: How = apply) -> Tensor:
    return power(input, exponent, how)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, how: How = apply) -> Tensor:
    """input + value * tensor1 * tensor2."""
    value = dtypes.cut(value, dtypes.result_type(input, tensor1, tensor2))
    return how(further.addcmul, input, tensor1, tensor2, value=value)


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, how: How = apply) -> Tensor:
    """input + value * tensor1 / tensor2."""
    check(tensor1.is_floating_point() or tensor2.is_floating_point(), "addcdiv")
    return how(further.addcdiv, input, tensor1, tensor2, value=value)


def clamp(input: Tensor, min: Any = None, max: Any = None, *, how: How = apply) -> Tensor:
    """input, but at least `min` and at most `max`."""
    check(min is not None or max is not None, "clamp")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        whole = np.iinfo(input._array.dtype) if input._array.dtype.kind in "iu" else None
        low, high = (whole.min, whole.max) if whole else (-math.inf, math.inf)
        return how(further.clamp_between, input, low if min is None else min, high if max is None else max)
    return how(further.clamp, input, min=min, max=max)


def clamp_min(input: Tensor, min: Any, *, how: How = apply) -> Tensor:
    return how(further.clamp_above, input, min) if isinstance(min, Tensor) else how(further.clamp_min, input, min=min)


def clamp_max(input: Tensor, max: Any, *, how: How = apply) -> Tensor:
    return how(further.clamp_below, input, max) if isinstance(max, Tensor) else how(further.clamp_max, input, max=max)


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the condition holds, else `other`; of a condition alone: the places where it holds."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if condition.dtype is dtypes.uint8:
        notices.once(says("where_byte"))
        condition = to(condition, dtypes.bool_)
    check(condition._array.dtype.kind == "b", "where", condition.dtype.kind)
    shapes = [x._array.shape for x in (condition, input, other) if isinstance(x, Tensor)]
    functools.reduce(broadcast, shapes)
    return apply(ops.where, input, other, condition)


def masked_fill(input: Tensor, mask: Tensor, value: Any, *, how: How = apply) -> Tensor:
    check(mask._array.dtype.kind == "b", "mask", "masked_fill_", _c_name(mask.dtype))
    if how is assign:
        broadcast(input._array.shape, mask._array.shape)
    broadcast(mask._array.shape, input._array.shape)
    if isinstance(value, Tensor):
        check(value.ndim == 0, "value", "masked_fill_", value.ndim)
        if input.dtype.is_floating_point:
            return how(further.masked_fill_with, input, to(value, input.dtype), mask)
        value = value._array.item()
    check(not isinstance(value, complex) or not value.imag, "too_large", _c_name(input.dtype))
    value = dtypes.cut(value.real, input.dtype)
    return how(further.masked_fill, input, mask, value=value)


# ---- questions ---------------------------------------------------------------------------------------------


def bitwise_not(input: Tensor) -> Tensor:
    check(input._array.dtype.kind != "f", "kernel", "bitwise_not_cpu", input.dtype.kind)
    return _laid(np.bitwise_not(input._array), input._array)


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    check(input.dtype is other.dtype, "did_not_match", input.dtype.kind, other.dtype.kind)
    for name, value in ("rtol", rtol), ("atol", atol):
        check(value >= 0, "tolerance", name, f"{value:g}")
    broadcast(input._array.shape, other._array.shape)
    found = np.isclose(input._array, other._array, rtol, atol, equal_nan)
    return _laid(np.asarray(found), input._array, other._array)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Have both the same size and the same entries?"""
    return bool(np.array_equal(input._array, other._array))


def is_tensor(obj: Any) -> bool:
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    return input.dtype.is_floating_point


def numel(input: Tensor) -> int:
    return input._array.size


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the entries that are not 0."""
    if as_tuple:
        return tuple(wrap(i.astype(np.int64)) for i in np.nonzero(np.atleast_1d(input._array)))
    found = np.argwhere(input._array)
    return wrap(strides.restrided(found, (1, len(found))))


def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    return wrap(np.asarray(np.count_nonzero(input._array, axis=None if dim is None else _dims(dim, input.ndim))))


def unique(
    input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: Any = None
) -> Any:
    """The different entries, in order."""
    values, inverse, counts = np.unique(input._array, False, True, True, dim, equal_nan=False)
    values = values if values.size else strides.restrided(values, strides.standard(values.shape))
    first = apply(further.unique, input) if dim is None else wrap(values)
    rest = [wrap(x) for x, wanted in ((inverse, return_inverse), (counts, return_counts)) if wanted]
    return (first, *rest) if rest else first


def result_type(tensor1: Any, tensor2: Any) -> DType:
    return dtypes.result_type(tensor1, tensor2)


# ---- reductions --------------------------------------------------------------------------------------------


def _dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """Dimensions counted from the front; none at all means every one."""
    found = tuple(one_dim(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for d in found:
        check(found.count(d) == 1, "twice", d)
    return () if ndim == 0 else found or tuple(range(ndim))


def _wide(input: Tensor, dtype: DType | None) -> Tensor:
    """In the dtype asked for; whole numbers are summed as int64."""
    input = input if dtype is None else to(input, dtype)
    return input if input._array.dtype.kind == "f" else to(input, dtypes.int64)


def _total(primitive: Any, input: Tensor, dtype: DType | None, **how: Any) -> Tensor:
    total = apply(primitive, _wide(input, dtype), **how)
    return total if dtype is None else to(total, dtype)


def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    if dim is None:
        return _total(ops.sum_all, input, dtype)
    return _total(ops.sum_dim, input, dtype, dim=_dims(dim, input.ndim), keepdim=keepdim)


def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    input = input if dtype is None else to(input, dtype)
    check(input._array.dtype.kind == "f", "mean", "Input" if dtype is None else "Optional", input.dtype.kind)
    if dim is None:
        return apply(ops.mean_all, input)
    return apply(ops.mean_dim, input, dim=_dims(dim, input.ndim), keepdim=keepdim)


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    if dim is None:
        return _total(further.prod_all, input, dtype)
    d = one_dim(dim, input.ndim)
    return _total(further.prod_dim, input, dtype, dim=d if input.ndim else (), keepdim=keepdim)


def _deviation(name: str, primitive: Any) -> Any:
    def function(
        input: Tensor, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
    ) -> Tensor:
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        check(input._array.dtype.kind == "f", "spread")
        dims = None if dim in (None, ()) else _dims(dim, input.ndim)
        correction = int(unbiased) if correction is None else correction
        n = input.numel() and (input.numel() if dims is None else ops.count(input.shape, dims))
        if n <= correction:
            notices.warn(says("freedom", name))
        return apply(primitive, input, dim=dims, correction=correction, keepdim=keepdim)

    return listed(function, name)


var, std = _deviation("var", further.var), _deviation("std", further.std)


def _named(name: str) -> Any:
    """The named tuple that a function with two results returns; it prints as PyTorch's."""

    def show(self: Any) -> str:
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    kind: Any = collections.namedtuple(name, "values indices")  # type: ignore[misc]
    kind.__repr__, kind.__module__ = show, "builtins"  # type: ignore[method-assign]
    kind.__name__ = kind.__qualname__ = f"torch.return_types.{name}"
    return kind


class return_types:
    """What functions with two results return."""

    max, min, sort, topk = _named("max"), _named("min"), _named("sort"), _named("topk")
    median = _named("median")


def _chosen(kind: Any, pick: Any, input: Tensor, indices: np.ndarray, dim: int, keepdim: bool) -> Any:
    """The entries at `indices`, and these; `indices` has length 1 along a dimension that is not kept."""
    found = indices if keepdim and input.ndim else np.squeeze(indices, dim)
    places = wrap(found.reshape(()) if not input.ndim else found if found.size else found.copy())
    return kind(apply(pick, input, places, dim=dim, keepdim=keepdim), places)


def _not_empty(name: str, input: Tensor, dim: int | None = None) -> None:
    check(dim is not None or input._array.size, "empty", name)
    check(dim is None or input.ndim == 0 or input.shape[dim], "empty_dim", name, dim)


def _at(function: Any, input: Tensor, dim: int) -> np.ndarray:
    return function(np.atleast_1d(input._array), axis=dim, keepdims=True)


def max(input: Tensor, dim: Any = None, keepdim: bool = False, other: Any = None) -> Any:
    """The largest entry; along `dim` with its place; of two tensors the larger of each two entries."""
    return _extreme("max", input, dim if other is None else other, keepdim)


def min(input: Tensor, dim: Any = None, keepdim: bool = False, other: Any = None) -> Any:
    """The smallest entry; along `dim` with its place; of two tensors the smaller of each two entries."""
    return _extreme("min", input, dim if other is None else other, keepdim)


_EXTREMES = {
    "max": (further.max_all, further.maximum, np.argmax, further.max_dim, return_types.max),
    "min": (further.min_all, further.minimum, np.argmin, further.min_dim, return_types.min),
}


def _extreme(name: str, input: Tensor, dim: Any, keepdim: bool) -> Any:
    of_all, of_two, place, pick, kind = _EXTREMES[name]
    if dim is None:
        _not_empty(name, input)
        return apply(of_all, input)
    if isinstance(dim, Tensor):
        return apply(of_two, input, dim)
    d = one_dim(dim, input.ndim)
    _not_empty(name, input, d)
    return _chosen(kind, pick, input, _at(place, input, d), d, keepdim)


def _extreme_dims(name: str, input: Tensor, dim: Any) -> Any:
    dims = _dims(dim, input.ndim)
    for d in (dim,) if isinstance(dim, int) else dim or (None,):
        _not_empty(name, input, d)
    return dims


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The largest entry; entries that tie share the gradient."""
    return apply(further.amax, input, dim=_extreme_dims("amax", input, () if dim is None else dim), keepdim=keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    return apply(further.amin, input, dim=_extreme_dims("amin", input, () if dim is None else dim), keepdim=keepdim)


def _argument(name: str, primitive: Any) -> Any:
    def function(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
        check(input._array.dtype.kind != "b", "arg_bool", name)
        if dim is None:
            check(input._array.size, "empty_arg", name)
            place = np.asarray(primitive(input._array), np.int64)
            return wrap(place.reshape((1,) * input.ndim) if keepdim else place)
        d = one_dim(dim, input.ndim)
        _not_empty(name, input, d)
        found = _at(primitive, input, d)
        return wrap((found if keepdim and input.ndim else np.squeeze(found, d)).astype(np.int64))

    return listed(function, name)


def _truth(name: str, primitive: Any) -> Any:
    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        found = primitive(input._array, axis=None if dim is None else _dims(dim, input.ndim), keepdims=keepdim)
        found = np.asarray(found, np.uint8 if input._array.dtype == np.uint8 else np.bool_)
        return wrap(strides.restrided(found, strides.standard(found.shape)))

    return listed(function, name)


argmax, argmin = _argument("argmax", np.argmax), _argument("argmin", np.argmin)
all, any = _truth("all", np.all), _truth("any", np.any)


def _order(array: np.ndarray, dim: int, descending: bool) -> np.ndarray:
    """The places of the entries in order; equal ones keep theirs, and nan is the largest."""
    if not descending:
        return np.argsort(array, axis=dim, kind="stable")
    last = array.shape[dim] - 1
    return np.flip(last - np.argsort(np.flip(array, dim), axis=dim, kind="stable"), dim)


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool | None = None) -> Any:
    d = one_dim(dim, input.ndim)
    array = np.atleast_1d(input._array)
    order = strides.restrided(_order(array, d, descending), strides.like(array))
    pick = further.sort if stable is None else further.sort_stable
    return _chosen(return_types.sort, pick, input, order, d, True)


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    return sort(input, dim, descending)[1]


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The k largest entries, in order, and their places."""
    d = one_dim(dim, input.ndim)
    check(0 <= k <= (input.shape[d] if input.ndim else 1), "topk")
    check(input._array.dtype.kind != "b", "topk_bool")
    order = np.take(_order(np.atleast_1d(input._array), d, largest), range(k), axis=d)
    return _chosen(return_types.topk, further.topk, input, order, d, True)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle entry; the lower one of two."""
    if input._array.dtype.kind == "b":
        refuse_bool(further.median_all if dim is None else further.median_dim)
    if dim is None:
        return apply(further.median_all, input)
    d = one_dim(dim, input.ndim)
    _not_empty("median", input, d)
    array = np.atleast_1d(input._array)
    middle = np.take(_order(array, d, False), [(array.shape[d] - 1) // 2], axis=d)
    odd = np.isnan(array)
    middle = np.where(odd.any(axis=d, keepdims=True), np.argmax(odd, axis=d, keepdims=True), middle)
    return _chosen(return_types.median, further.median_dim, input, middle, d, keepdim)


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    input = input if input._array.dtype.kind == "f" else to(input, dtypes.get_default_dtype())
    return apply(further.logsumexp, input, dim=_dims(dim, input.ndim), keepdim=keepdim)


def _softmax(name: str, primitive: Any) -> Any:
    def function(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
        input = input if dtype is None else to(input, dtype)
        d = one_dim(dim, input.ndim)
        last = "_lastdim" if d == builtins.max(input.ndim - 1, 0) else ""
        usable = input._array.dtype.kind == "f" or not input.numel()
        check(usable, "kernel", f"{name}{last}_kernel_impl", input.dtype.kind)
        return apply(primitive, input, dim=d if input.ndim else ())

    return listed(function, name)


softmax, log_softmax = _softmax("softmax", further.softmax), _softmax("log_softmax", further.log_softmax)


def cumsum(input: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    check(dtype is not dtypes.bool_, "kernel", "cumsum_out_cpu", "Bool")
    d = one_dim(dim, input.ndim)
    return _total(further.cumsum, input, dtype, dim=d if input.ndim else None)


def vector_norm(
    x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """The length of a vector: (sum |x|**ord) ** (1/ord)."""
    x = x if dtype is None else to(x, dtype)
    check(x._array.dtype.kind == "f", "norm_dtype", x.dtype.kind)
    dims = None if dim in (None, ()) else _dims(dim, x.ndim)
    if not x.numel() and (math.isinf(ord) or ord < 0):
        check(dims, "norm_empty", ord)
        for d in dims or ():
            check(x.shape[d], "norm_empty_dim", ord, d)
    return apply(further.vector_norm, x, ord=ord, dim=dims, keepdim=keepdim)


def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: DType | None = None) -> Tensor:
    """The length of a vector, of any tensor seen as one."""
    p = 2 if p in ("fro", None) else p
    check(p != "nuc", "no_nuclear")
    check(not isinstance(p, str), "norm_order", p)
    return vector_norm(input, p, dim, keepdim, dtype=dtype)


# ---- choosing and joining ----------------------------------------------------------------------------------


def _index(name: str, input: Tensor, dim: int, index: Tensor, src: Any = None) -> int:
    """The dimension, if `index` can pick along it."""
    d, size = one_dim(dim, input.ndim), input.shape
    if not index.numel():
        return d
    check(index._array.dtype in (np.int64, np.int32), "index_dtype", name)
    check(not isinstance(src, Tensor) or src.dtype is input.dtype, "scatter_dtype")
    if not index.numel():
        return d
    ndim = index.ndim or 1  # one entry lies along a dimension, too
    check((input.ndim or 1) == ndim, "index_ndim", "input" if name == "gather" else "self")
    wrong = [i for i, n in enumerate(index.shape) if i != d and n > size[i]]
    check(not wrong or name != "gather", "gather_size", *wrong[:1], list(index.shape), list(size), d)
    also = ""
    if isinstance(src, Tensor):
        sizes = [src.shape[one_dim(i, src.ndim)] if src.ndim else 1 for i in range(index.ndim)]
        wrong = wrong or [i for i, n in enumerate(index.shape) if n > sizes[i]]
        check((src.ndim or 1) == ndim, "index_ndim", "src")
        also = f" and to be no larger size than src {list(src.shape)}"
    check(not wrong, "scatter_size", list(index.shape), list(size), d, also)
    length = size[d] if input.ndim else 1
    out = index._array[(index._array < 0) | (index._array >= length)].tolist()
    check(not out, "index_range", *out[:1], d, length)
    return d


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """The entries at `index` along `dim`."""
    return apply(further.gather, input, index, dim=_index("gather", input, dim, index), keepdim=True)


def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None,
    how: How = apply,
) -> Tensor:  # fmt: skip
    """A copy with the entries of `src` (or a number) written at `index` along `dim`."""
    check(reduce is None, "no_reduce")
    src = value if src is None else src
    d = _index("scatter", input, dim, index, src)
    if not isinstance(src, Tensor):
        return how(further.scatter_number, input, index, dim=d, value=dtypes.cut(src, input.dtype))
    return how(further.scatter, input, src, index, dim=d)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor, *, how: How = apply) -> Tensor:
    return how(further.scatter_add, input, src, index, dim=_index("scatter", input, dim, index, src))


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The rows (or columns, ...) of these numbers."""
    d = one_dim(dim, input.ndim)
    check(index.ndim <= 1, "select_vector")
    check(index._array.dtype in (np.int64, np.int32), "select_dtype")
    check(input.ndim or index.numel() == 1, "select_scalar", index.numel())
    check(input.ndim < 2 or input.shape[d] or not index.numel(), "select_nothing")
    check(((index._array >= 0) & (index._array < (*input.shape, 1)[d])).all(), "select_range")
    return apply(further.index_select, input, index if index.ndim else reshape(index, 1), dim=d)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The entries where the mask is True, in one row."""
    check(mask._array.dtype.kind == "b", "masked_select")
    size = broadcast(mask._array.shape, input._array.shape)
    return apply(further.masked_select, input, wrap(np.broadcast_to(mask._array, size)))


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """One after the other along `dim`."""
    check(tensors, "cat_empty")
    for i, t in enumerate(tensors):
        check(t.ndim, "cat_zero", i)
    parts = [t for t in tensors if t._array.shape != (0,)] or list(tensors)  # empty ones are passed over
    first = parts[0]
    d = one_dim(dim, first.ndim)
    for i, t in enumerate(parts):
        check(t.ndim == first.ndim, "cat_ndim", first.ndim, t.ndim)
        for axis, (n, m) in enumerate(zip(first.shape, t.shape)):
            check(axis == d or n == m, "cat_size", d, n, m, i)
    ends = tuple(itertools.accumulate((t.shape[d] for t in parts), initial=0))
    return apply(further.cat, *parts, dim=d, ends=ends, dtype=dtypes.result_type(*parts).numpy)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Side by side, along a new dimension."""
    check(tensors, "no_tensors", "stack")
    first = tensors[0]
    for i, t in enumerate(tensors):
        check(t.shape == first.shape, "stack_size", list(first.shape), list(t.shape), i)
    dtype = dtypes.result_type(*tensors).numpy
    return apply(further.stack, *tensors, dim=one_dim(dim, first.ndim + 1), dtype=dtype)


def hstack(tensors: Any) -> Tensor:
    check(tensors, "no_tensors", "hstack")
    rows = [reshape(t, 1) if t.ndim == 0 else t for t in tensors]
    return cat(rows, 0 if rows[0].ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    check(tensors, "no_tensors", "vstack")
    return cat([reshape(t, 1, 1) if t.ndim == 0 else unsqueeze(t, 0) if t.ndim == 1 else t for t in tensors], 0)


def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of its parts, each of this size, or of these sizes."""
    check(tensor.ndim, "split_ndim")
    d, sizes = one_dim(dim, tensor.ndim), split_size_or_sections
    n, function = tensor.shape[d], further.split_with_sizes
    if isinstance(sizes, int):
        check(sizes >= 0, "split_negative", sizes)
        check(sizes or not n, "split_zero", n)
        sizes = [builtins.min(sizes, n - s) for s in range(0, n, sizes or 1)] or [0]
        function = further.split
    check(builtins.sum(sizes) == n, "split_sizes", n, d, list(sizes))
    ends = tuple(itertools.accumulate(sizes, initial=0))
    parts = [(ops.slice_dim, {"dim": d, "start": s, "end": e, "step": 1}) for s, e in itertools.pairwise(ends)]
    return several(function, tensor, parts, dim=d, ends=ends)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of so many parts, all but the last of the same size."""
    check(input.ndim, "chunk_ndim")
    check(chunks > 0, "chunks", chunks)
    n = input.shape[one_dim(dim, input.ndim)]
    return split(input, -(-n // chunks) or [0] * chunks, dim)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    d = one_dim(dim, input.ndim)
    check(input.ndim, "unbind")
    return several(further.unbind, input, [(ops.select, {"dim": d, "index": i}) for i in range(input.shape[d])], dim=d)


# ---- shapes ------------------------------------------------------------------------------------------------


def sizes_of(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    """view(2, 3) and view((2, 3)) mean the same."""
    given = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)) else sizes
    return tuple(int(n) for n in given)


def _shape_for(input: Tensor, shape: tuple[int, ...]) -> tuple[int, ...]:
    n, known = input.numel(), math.prod(s for s in shape if s != -1)
    check(shape.count(-1) < 2, "one_unknown")
    for i, s in enumerate(shape):
        check(s >= -1, "bad_size", s, i, list(shape))
    check(-1 not in shape or known or n, "ambiguous", list(shape))
    if -1 in shape and known and n % known == 0:
        shape = tuple(n // known if s == -1 else s for s in shape)
    check(math.prod(shape) == n and -1 not in shape, "shape", list(shape), n)
    return shape


def view(input: Tensor, *shape: Any, size: Any = None) -> Tensor:
    """The same memory in another shape."""
    check(not isinstance(size or shape[0], DType), "view_dtype")
    new = _shape_for(input, sizes_of(shape if size is None else (size,)))
    check(input._array.flags.c_contiguous or strides.viewed(input._array, new) is not None, "view")
    return apply(ops.view, input, size=new)


def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """The same entries in another shape: a view if that is possible, else a copy."""
    return _as_view(input, _shape_for(input, sizes_of(sizes if shape is None else (shape,))))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Several dimensions as one."""
    start, end = one_dim(start_dim, input.ndim), one_dim(end_dim, input.ndim)
    check(start <= end, "flatten")
    if input.ndim and start == end:
        return input
    return reshape(input, (*input.shape[:start], math.prod(input.shape[start : end + 1]), *input.shape[end + 1 :]))


def ravel(input: Tensor) -> Tensor:
    return reshape(contiguous(input), -1)


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    check(input.ndim, "unflatten_ndim")
    d = one_dim(dim, input.ndim)
    n, known = input.shape[d], math.prod(s for s in sizes if s != -1)
    check(known and n % known == 0 if -1 in sizes else n == known, "unflatten", list(sizes), d, n)
    found = (n // known if s == -1 else s for s in sizes)
    return view(input, (*input.shape[:d], *found, *input.shape[d + 1 :]))


def view_as(input: Tensor, other: Tensor) -> Tensor:
    return view(input, other.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    return reshape(input, other.shape)


def expand(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    """Dimensions of length 1 repeated, without a copy."""
    return _expand(input, sizes_of(sizes if size is None else (size,)))


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    return expand(input, other.shape)


def broadcast_to(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    return expand(input, *sizes, size=size)


def t(input: Tensor) -> Tensor:
    check(input.ndim <= 2, "t", input.ndim, "t")
    return apply(ops.t, input)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    a, b = one_dim(dim0, input.ndim), one_dim(dim1, input.ndim)
    return apply(ops.transpose, input, dim0=a, dim1=b)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    given = sizes_of(order if dims is None else (dims,))
    check(len(given) == input.ndim, "permute", input.ndim, len(given))
    found = tuple(one_dim(d, input.ndim) for d in given)
    check(len(set(found)) == len(found), "permute_twice")
    return apply(ops.permute, input, dims=found)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to other places; the rest keep their order."""
    a, b = ([d] if isinstance(d, int) else list(d) for d in (source, destination))
    check(len(a) == len(b), "movedim", a, b)
    start, end = [one_dim(d, input.ndim) for d in a], [one_dim(d, input.ndim) for d in b]
    for name, given, found in ("source", a, start), ("destination", b, end):
        check(len(set(found)) == len(found), "movedim_twice", name, given)
    if not input.ndim:
        return apply(ops.alias, input)
    order = [d for d in range(input.ndim) if d not in start]
    for place, d in sorted(zip(end, start)):
        order.insert(place, d)
    return apply(ops.permute, input, dims=tuple(order))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    return apply(ops.unsqueeze, input, dim=one_dim(dim, input.ndim + 1))


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without the dimensions of length 1, or those of `dim` that have length 1."""
    if dim is None:
        return apply(ops.squeeze, input)
    if isinstance(dim, (tuple, list)):
        dims = tuple(one_dim(d, input.ndim) for d in dim)
        return apply(further.squeeze_dims, input, dim=tuple(d for d in dims if input.ndim and input.shape[d] == 1))
    d = one_dim(dim, input.ndim)
    return apply(ops.squeeze_dim, input, dim=d if input.ndim and input.shape[d] == 1 else ())


def select(input: Tensor, dim: int, index: int) -> Tensor:
    check(input.ndim, "select_ndim")
    d = one_dim(dim, input.ndim)
    n = input.shape[d]
    check(-n <= index < n, "select_index", index, list(input.shape), d)
    return apply(ops.select, input, dim=d, index=index % n)


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    check(input.ndim, "narrow_scalar")
    d = one_dim(dim, input.ndim)
    n = input.shape[d]
    check(length >= 0, "narrow_negative")
    check(-n <= start <= n, "narrow_start", n, start)
    start = start + n if start < 0 else start
    check(start + length <= n, "narrow", start, length, n)
    return apply(ops.slice_dim, input, dim=d, start=start, end=start + length, step=1)


def contiguous(input: Tensor) -> Tensor:
    """The tensor itself if its entries lie in order in memory, else a copy."""
    return input if input.is_contiguous() else apply(further.clone, input)


def flip(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    given = sizes_of(order if dims is None else (dims,))
    return apply(further.flip, input, dims=tuple(one_dim(d, input.ndim) for d in given))


def repeat(input: Tensor, *sizes: Any, repeats: Any = None) -> Tensor:
    """So many copies along each dimension."""
    given = sizes_of(sizes if repeats is None else (repeats,))
    check(len(given) >= input.ndim, "repeat")
    return apply(further.repeat, input, repeats=given)


def tile(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    given = sizes_of(order if dims is None else (dims,))
    return repeat(input, (1,) * (input.ndim - len(given)) + given)


def repeat_interleave(input: Tensor, repeats: Any = None, dim: Any = None, *, output_size: Any = None) -> Tensor:
    """Each entry (or row, ...) so many times in a row; `output_size`, how many that makes, is not needed here."""
    if repeats is None:  # each place so many times
        return wrap(np.repeat(np.arange(input.numel()), input._array))
    if dim is None:
        input, dim = flatten(input), 0
    d = one_dim(dim, input.ndim)
    if isinstance(repeats, Tensor):
        return index_select(input, d, wrap(np.repeat(np.arange(input.shape[d]), repeats._array)))
    rows = unsqueeze(input, d + 1)
    before, n, after = input.shape[:d], input.shape[d], input.shape[d + 1 :]
    copies = apply(further.clone, _expand(rows, (*before, n, repeats, *after)))
    return view(copies, (*before, n * repeats, *after))


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    check(input.ndim > 1, "triangle", "tril")
    return apply(further.tril, input, diagonal=diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    check(input.ndim > 1, "triangle", "triu")
    return apply(further.triu, input, diagonal=diagonal)


# ---- products ----------------------------------------------------------------------------------------------


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """input @ other."""
    return _matmul(input, other)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    check(input.ndim == 2, "matrix", "self")
    check(mat2.ndim == 2, "matrix", "mat2")
    return _mm(input, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    check(input.ndim, "unbind")
    check(input.ndim == 2 and vec.ndim == 1, "mv", input.ndim, vec.ndim)
    return _matmul(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    check(input.ndim == 1 and tensor.ndim == 1, "dot_ndim", input.ndim, tensor.ndim)
    check(input.dtype is tensor.dtype, "dot_dtype", input.dtype.kind, tensor.dtype.kind)
    return _matmul(input, tensor)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Matrices times matrices, one pair after the other."""
    check(input.ndim == 3, "bmm_ndim", "batch1")
    check(mat2.ndim == 3, "bmm_ndim", "batch2")
    (b, _, m), (c, k, _) = input.shape, mat2.shape
    check(b == c and m == k, "bmm_size", b, m, c, k)
    return product(further.bmm, input, mat2)


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """input + mat1 @ mat2."""
    for name, x in ("self", input), ("mat1", mat1):
        check(x.dtype is mat2.dtype, "same_dtype", name, x.dtype.kind, mat2.dtype.kind)
    for name, x in ("mat1", mat1), ("mat2", mat2):
        check(x.ndim == 2, "a_matrix", name, x.ndim)
    (n, m), (k, p) = mat1.shape, mat2.shape
    check(m == k, "mm", n, m, k, p)
    _expand(wrap(input._array), (n, p))  # it must fit
    if mat1._array.dtype.kind == "b":
        refuse_bool(ops.addmm)
    if (alpha, beta) == (1, 1):
        return apply(ops.addmm, input, mat1, mat2)
    if input._array.dtype.kind != "f":
        beta, alpha = int(beta), int(alpha)
    return apply(further.addmm, input, mat1, mat2, beta=beta, alpha=alpha)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Products and sums by the letters of their dimensions: "ij,jk->ik" is matrix times matrix."""
    tensors = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    left, arrow, out = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    check("." not in equation, "einsum_dots")
    check(len(terms) >= len(tensors), "einsum_operands", "more")
    check(len(terms) <= len(tensors), "einsum_operands", "fewer")
    if not arrow:
        out = "".join(c for c in sorted(set(left) - {","}) if left.count(c) == 1)
    letters = out + "".join(sorted({*left} - {*out, ","}))
    spread: list[Tensor] = []
    sizes: dict[str, int] = {}
    for letter in out:
        check(letter in left, "einsum_output", letter)
    for i, (term, x) in enumerate(zip(terms, tensors)):
        check(len(term) == x.ndim, "einsum_letters", i, len(term), x.ndim)
        check(len(set(term)) == len(term), "einsum_twice", term)
        for letter, n in zip(term, x.shape):
            seen = n if n == 1 else sizes.setdefault(letter, n)
            check(seen == n, "einsum_size", letter, n, i, seen)
        for letter in letters:
            if letter not in term:
                x, term = unsqueeze(x, x.ndim), term + letter
        spread.append(permute(x, [term.index(letter) for letter in letters]))
    result, *others = spread
    for i, x in enumerate(others):
        done = [d for d in range(len(out), len(letters)) if builtins.all(y.shape[d] == 1 for y in others[i + 1 :])]
        wide = [d for d in done if result.shape[d] != 1], [d for d in done if x.shape[d] != 1]
        summed = [d for d in wide[0] if d in wide[1]]
        alone = [[d for d in ds if d not in summed] for ds in wide]
        result, x = (sum(y, ds, True) if ds else y for y, ds in zip((result, x), alone))
        result = _contract(result, x, summed) if summed else result * x
    if len(letters) == len(out):
        return result
    return view(result, result.shape[: len(out)]) if others else sum(result, (*range(len(out), len(letters)),))


def _contract(x: Tensor, y: Tensor, summed: list[int]) -> Tensor:
    """One product of two, with sums: batches, rows and columns of matrices."""
    groups: tuple[list[int], ...] = ([], [], [])
    for d in range(x.ndim):
        if d not in summed:
            groups[0 if x.shape[d] != 1 != y.shape[d] else 1 if x.shape[d] != 1 else 2].append(d)
    both, rows, columns = groups
    order = both + rows + summed + columns
    n, m, k, p = (math.prod(t.shape[d] for d in ds) for t, ds in ((x, both), (x, rows), (x, summed), (y, columns)))
    left, right = reshape(permute(x, order), n, m, k), reshape(permute(y, both + summed + columns + rows), n, k, p)
    size = [1 if d in summed else (y if d in columns else x).shape[d] for d in order]
    return permute(view(product(further.bmm, left, right), size), [order.index(d) for d in range(x.ndim)])


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    check(input.ndim == 1, "outer", "self", input.ndim)
    check(vec2.ndim == 1, "outer", "vec2", vec2.ndim)
    return view(input, -1, 1) * vec2


# ---- other dtypes ------------------------------------------------------------------------------------------


def _cast(array: np.ndarray, dtype: Any) -> np.ndarray:
    with np.errstate(invalid="ignore"):  # infinities and nan become some whole number
        return array.astype(dtype)


def to(
    input: Tensor, *args: Any, device: Any = None, dtype: DType | None = None, non_blocking: bool = False,
    copy: bool = False, other: Any = None,
) -> Tensor:  # fmt: skip
    """Another dtype, or the device "cpu", where everything is already."""
    for arg in (*args, other):
        arg = dtypes.OF_TYPE.get(arg, arg) if isinstance(arg, type) else arg
        if isinstance(arg, (DType, Tensor)):
            dtype = arg.dtype if isinstance(arg, Tensor) else arg
        elif arg is not None and not isinstance(arg, bool):
            device = arg
    if device is not None:
        on_cpu(device)
    if dtype is None or dtype is input.dtype:
        return clone(input) if copy else input
    if not dtype.is_floating_point:
        return wrap(strides.restrided(_cast(input._array, dtype.numpy), strides.like(input._array)))
    return apply(further.cast, input, dtype=dtype.numpy, source=input.dtype.numpy)


CONVERSIONS = {
    "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16, "long": dtypes.int64,
    "int": dtypes.int32, "short": dtypes.int16, "char": dtypes.int8, "byte": dtypes.uint8, "bool": dtypes.bool_,
}  # fmt: skip


def type_(self: Tensor, dtype: Any = None) -> Any:
    """The name of its kind, or a copy of another dtype: torch.float64, or "torch.DoubleTensor"."""
    if dtype is None:
        return f"torch.{self.dtype.kind}Tensor"
    if isinstance(dtype, str):
        found = [d for d in dtypes.ALL if dtype == f"torch.{d.kind}Tensor"]
        check(found, "type", dtype)
        dtype = found[0]
    return to(self, getattr(dtype, "dtype", dtype))


def type_as(input: Tensor, other: Tensor) -> Tensor:
    return to(input, other.dtype)


def cpu(self: Tensor) -> Tensor:
    return self


def cuda(self: Tensor, device: Any = None, non_blocking: bool = False) -> Tensor:
    return to(self, "cuda")


# ---- in place ----------------------------------------------------------------------------------------------


def zero_(input: Tensor) -> Tensor:
    if check_in_place(input, fills=True):
        return assign(in_place.zero, input)
    input._array.fill(0)
    changed(input)
    return input


def fill_(input: Tensor, value: Any) -> Tensor:
    check_in_place(input, fills=True)
    check(not isinstance(value, Tensor) or value.ndim == 0, "fill", getattr(value, "ndim", 0))
    if isinstance(value, Tensor):
        return assign(in_place.fill_with, input, value)
    return assign(in_place.fill, input, value=dtypes.cut(value, input.dtype))


def copy_(input: Tensor, other: Any, non_blocking: bool = False) -> Tensor:
    src = other if isinstance(other, Tensor) else wrap(np.asarray(other))
    if not check_in_place(input, (src,), fills=src is input) and src is input:
        changed(input)
        return input
    shape = broadcast(input._array.shape, src._array.shape)
    check(shape == input._array.shape, "output_shape", list(input._array.shape), list(shape))
    return assign(in_place.copy_into, input, src)


def uniform_(input: Tensor, a: float = 0.0, b: float = 1.0, *, generator: Any = None, **named: Any) -> Tensor:
    """Fill with numbers in [a, b)."""
    a, b = named.get("from", a), named.get("to", b)  # PyTorch's names; the first is a word of Python's own
    check(a <= b, "uniform", a, b)
    kind = drawable(input.dtype, "rand")
    return write(input, wrap((generator or random.default_generator).uniform(input._array.shape, kind, a, b)))


def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with normal numbers."""
    check(std >= 0, "normal", std)
    kind = drawable(input.dtype, "randn")
    return write(input, wrap((generator or random.default_generator).randn(input._array.shape, kind, mean, std)))


def random_(input: Tensor, low: Any = None, high: Any = None, *, generator: Any = None, **named: Any) -> Tensor:
    """Fill with whole numbers in [low, high); random_(high) begins at 0, random_() fits what the dtype can hold."""
    bounds = [v for v in (named.get("from", low), named.get("to", high)) if v is not None]
    kind = input._array.dtype
    most = 1 if kind.kind == "b" else 2 ** (np.finfo(kind).nmant + 1) if kind.kind == "f" else int(np.iinfo(kind).max)
    low, high = bounds if len(bounds) == 2 else (0, *(bounds or [most + 1]))
    check(low < high, "random", low, high)
    check(kind.kind == "f" or high - 1 <= most, "random_bounds", _c_name(input.dtype))
    drawn = (generator or random.default_generator).randint(low, high, input._array.shape)
    return write(input, wrap(drawn.astype(kind)))


@functools.cache
def _kind_in_place(kind: Any) -> Any:
    """The kind of a change of shape in place: the same, under the number that PyTorch gives its name."""
    kind, name = copy.copy(kind), kind.primitive.name
    number = int(name[-1]) + (3 if name.startswith("Squeeze") else 1)
    kind.primitive, kind.shown = kind.primitive._replace(name=f"{name[:-1]}{number}"), None
    return kind


def _becomes(name: str, function: Callable[..., Any]) -> None:
    """A change of shape in place: the tensor itself becomes the view."""

    def in_place(input: Tensor, *args: Any) -> Tensor:
        recorded = check_in_place(input, fills=True)
        if function is t:
            check(input.ndim <= 2, "t", input.ndim, "t_")
        before = wrap(input._array, input._node)
        before._base, before._chain = input._base, input._chain
        new = function(before, *args)
        input._array, input._chain = new._array, new._chain if input._base is not None else ()
        how, where = new._chain[-1] if new is not before else (ops.alias, {})
        back = (how, where) if how in (ops.t, ops.transpose) else (ops.view, {"size": before._array.shape})
        for view in (ref() for ref in list.__getitem__(input._counter, slice(1, None))):
            if view is not None and view._base is input:
                view._chain = (back, *view._chain)
        if recorded and new._node is not None:
            new._node.kind = _kind_in_place(new._node.kind)
            input._node, input._seen = new._node, input._counter[0] + 1
        changed(input)
        return input

    IN_PLACE[name] = in_place


def resize_(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    """Another size in place; more room is filled with zeros."""
    new = sizes_of(sizes if size is None else (size,))
    check(not input.requires_grad, "resize")
    flat = np.zeros(math.prod(new), input._array.dtype)
    kept = builtins.min(flat.size, input._array.size)
    flat[:kept] = input._array.reshape(-1)[:kept]
    input._array = flat.reshape(new)
    return input


for _shape in (t, transpose, squeeze, unsqueeze):
    _becomes(f"{_shape.__name__}_", _shape)
for _changed in (zero_, fill_, copy_, uniform_, normal_, random_, resize_):
    IN_PLACE[_changed.__name__] = _changed


# ---- what else a tensor has --------------------------------------------------------------------------------


def stride(self: Tensor, dim: int | None = None) -> Any:
    found = strides.of(self._array)
    return found if dim is None else found[one_dim(dim, self.ndim)]


def storage_offset(self: Tensor) -> int:
    """How many entries of its memory lie before its first."""
    return (self.data_ptr() - self.untyped_storage().data_ptr()) // self._array.itemsize


def indices(self: Tensor) -> Tensor:
    raise says("indices")


class TypedStorage:
    """The memory behind a tensor, as PyTorch's old storages show it."""

    def __init__(self, tensor: Tensor) -> None:
        self._memory, self._dtype = tensor.untyped_storage()._memory.reshape(-1), tensor.dtype

    def __len__(self) -> int:
        return self._memory.size

    def __getitem__(self, i: int) -> Any:
        return self._memory[i].item()

    def data_ptr(self) -> int:
        return self._memory.__array_interface__["data"][0]

    def __repr__(self) -> str:
        lines = "".join(f" {v}\n" for v in self._memory.tolist())
        return f"{lines}[torch.storage.TypedStorage(dtype={self._dtype}, device=cpu) of size {len(self)}]"


def storage(self: Tensor) -> TypedStorage:
    notices.once(says("storage"))
    return TypedStorage(self)


def element_size(self: Tensor) -> int:
    return self._array.itemsize


def _reversed(self: Tensor) -> Tensor:
    """The tensor with its dimensions in reverse order."""
    if self.ndim == 0:
        notices.once("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.")
    elif self.ndim != 2:
        notices.once(says("reversed"))
    return permute(self, *reversed(range(self.ndim)))


def _matrices_turned(self: Tensor) -> Tensor:
    check(self.ndim != 1, "matrices", self.ndim)
    if self.ndim == 0:
        notices.once("Tensor.mT is deprecated on 0-D tensors. This function is the identity in these cases.")
    return transpose(self, -2, -1) if self.ndim else self


def _invert(self: Tensor) -> Tensor:
    check(self._array.dtype.kind != "f", "invert")
    return bitwise_not(self)


def _operator(function: Callable[..., Any], reflected: bool = False) -> Any:
    """An operator without a straight way of its own: through the function."""

    def operator(self: Any, other: Any) -> Any:
        if not isinstance(other, (Tensor, *NUMBER)):
            return NotImplemented
        return function(other, self) if reflected else function(self, other)

    return operator


for _function in (
    relu, round, square, clone, detach, rsub, div, remainder, fmod, pow, addcmul, addcdiv, clamp,
    clamp_min, clamp_max, where, masked_fill, bitwise_not, isclose, allclose, equal, is_tensor, is_floating_point,
    numel, nonzero, count_nonzero, unique, result_type, sum, mean, prod, max, min, amax, amin, sort,
    argsort, topk, median, logsumexp, cumsum, norm, gather, scatter, scatter_add, index_select, masked_select, cat,
    stack, hstack, vstack, split, chunk, unbind, reshape, flatten, ravel, unflatten, broadcast_to, t, transpose,
    permute, movedim, unsqueeze, squeeze, select, narrow, flip, tile, repeat_interleave, tril, triu,
    matmul, mm, mv, dot, bmm, addmm, einsum, outer,
):  # fmt: skip
    listed(_function)


def _complete() -> None:
    """Aliases, the methods, and the operators that go through functions."""
    for alias, name in ALIASES.items():
        listed(FUNCTIONS[name], alias)
    methods = {name: f for name, f in FUNCTIONS.items() if name not in NO_METHODS}
    only = (contiguous, cpu, cuda, element_size, expand, expand_as, indices, repeat, reshape_as, storage)
    methods |= (
        {f.__name__: f for f in (*only, storage_offset, stride, to, type_as, view, view_as)}
        | {"nelement": numel}
        | IN_PLACE
    )
    methods |= {name: functools.partial(type_, dtype=dtype) for name, dtype in CONVERSIONS.items()}
    for name, function in methods.items():
        setattr(Tensor, name, checked(function, is_method=True, name=name))
    more = {
        "type": type_,
        "where": lambda self, condition, other: where(condition, self, other),
        "T": property(_reversed),
        "mT": property(_matrices_turned),
        "is_cuda": False,
        "__invert__": _invert,
        "__imod__": _operator(IN_PLACE["remainder_"]),
        "__ifloordiv__": _operator(IN_PLACE["floor_divide_"]),
    }
    for sign, name in {"mod": "remainder", "floordiv": "floor_divide"}.items() | {
        (n, f"bitwise_{n}") for n in ("and", "or", "xor")
    }:
        more[f"__{sign}__"], more[f"__r{sign}__"] = _operator(FUNCTIONS[name]), _operator(FUNCTIONS[name], True)
    for name, value in more.items():
        setattr(Tensor, name, value)
    outside.fill_up(Tensor)


NO_METHODS = {
    "cat", "concat", "concatenate", "detach", "einsum", "hstack", "is_tensor", "result_type", "rsub", "stack", "vstack",
    "where",
}  # fmt: skip
_complete()
globals().update(FUNCTIONS)
if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
