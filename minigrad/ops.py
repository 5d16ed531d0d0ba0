"""The functions that NumPy lacks, or spells differently from PyTorch, each as one NumPy function.

Like NumPy's own they serve every reading of a rule: called on arrays they compute; called on something
that speaks NumPy's protocol (`__array_function__`: a Tensor, a Symbol, a Mark) they hand over to it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

PLAIN = frozenset({np.ndarray, np.float32, np.float64, float, int, bool, tuple})  # what an array reading meets


def readable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make `function` open to every reading, as NumPy's own functions are."""

    @functools.wraps(function)
    def dispatch(*args: Any, **params: Any) -> Any:
        for arg in args:
            if type(arg) not in PLAIN and hasattr(arg, "__array_function__"):
                return arg.__array_function__(dispatch, (type(arg),), args, params)
        return function(*args, **params)

    dispatch.is_readable = True  # type: ignore[attr-defined]
    return dispatch


def again(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The same function under another name: PyTorch has a node of its own for it."""
    made = readable(function.__wrapped__)  # type: ignore[attr-defined]
    made.__name__ = made.__qualname__ = name
    return made


def constant(function: Callable[..., Any]) -> Callable[..., Any]:
    """Like `readable`, for what has derivative 0 wherever it has one: read on Tensors it makes no history."""
    dispatch: Any = readable(function)
    dispatch.is_constant = True
    return dispatch


# ---- elementwise -------------------------------------------------------------------------------------------


@readable
def add_scaled(x, y, alpha=1):
    """x + alpha * y."""
    return x + alpha * y


@readable
def sub_scaled(x, y, alpha=1):
    """x - alpha * y."""
    return x - alpha * y


@readable
def rsub(x, other, alpha):
    """other - alpha * x, with a number as `other`."""
    return other - scaled(x, alpha)


@readable
def sgn(x):
    """Like np.sign, but 0 for nan."""
    return np.subtract(x > 0, x < 0, dtype=x.dtype)


@readable
def pow_number(x, exponent):
    """x to the power of a number; whole powers as products, as PyTorch computes them."""
    if exponent == 2:
        return x * x
    if exponent == 3:
        return x * x * x
    if exponent == 1:
        return np.array(x)
    if exponent == 0.5:
        return np.sqrt(x)
    if exponent == -1:
        return 1 / x
    return np.power(x, exponent)


@readable
def exp_base(exponent, self):
    """The number `self` to the power of an array."""
    return np.power(exponent.dtype.type(self), exponent, order="C")


@readable
def pow_backward(g, x, exponent):
    """g times the derivative of x**exponent, where the exponent is a number."""
    less = exponent - 1
    return g * (exponent * (x if type(x) is np.ndarray and less == 1 else x**less)) if exponent else zeros_like(x)


@readable
def pow_backward_self(g, x, exponent):
    """The same where it is an array. The derivative of x**0 is 0 also where x is."""
    return where(0.0, g * (exponent * x ** (exponent - 1)), exponent == 0)


@readable
def pow_backward_exponent(g, result, x, exponent):
    """g times the derivative by the exponent: 0 where a base of 0 has a power that is 0 whatever happens."""
    if not isinstance(x, (int, float)):
        return g * where(0.0, result * np.log(x), (x == 0) & (exponent >= 0))
    if x == 0:
        return g * where(0.0, result * -math.inf, exponent >= 0)
    return g * (result * (math.log(x) if x > 0 else math.nan))


@readable
def where(x, other, condition):
    return np.where(condition, x, other)


@readable
def scaled(g, alpha):
    """g * alpha, and g itself where alpha is 1."""
    return g if alpha == 1 else g * alpha


# With a number that a rule brings in; PyTorch's graph tells it from a learner's.


plus, minus = readable(lambda x, other: x + other), readable(lambda x, other: x - other)
times, over = readable(lambda x, other: x * other), readable(lambda x, other: x / other)


@constant
def zeros_like(x):
    return np.zeros(x.shape, x.dtype)


@readable
def copy(x):
    return np.array(x, order="K" if all(x.strides) else "C")


@readable
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow for large negative x."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


@readable
def sigmoid_backward(g, result):
    return g * ((1 - result) * result)


@readable
def tanh_backward(g, result):
    return g * (1 - result * result)


@readable
def relu(x):
    return np.maximum(np.zeros((), x.dtype), x)  # in this order: -0. stays, and nan


@readable
def threshold_backward(g, result, threshold):
    """g where the result lies above the threshold (or is nan), 0 elsewhere: relu's derivative at 0 is 0."""
    # arrays without dimensions, for NumPy takes its time to make something of a bare number
    return np.where(result <= np.asarray(threshold, result.dtype), np.zeros((), g.dtype), g)


# ---- reductions and shapes ----------------------------------------------------------------------------------


@readable
def numel(size):
    """How many entries an array of this size has."""
    return math.prod(size)


@readable
def count(size, dim):
    """How many entries meet in one entry of the result when `dim` is reduced."""
    return math.prod(size[d] for d in each_of(dim))


def each_of(dim):
    return dim if isinstance(dim, tuple) else (dim,)


@readable
def sum_all(x):
    return np.add.reduce(x, axis=None)


@readable
def sum_dim(x, dim, keepdim):
    return np.add.reduce(x, axis=dim, keepdims=keepdim)


@readable
def mean_all(x):
    return np.add.reduce(x, axis=None) / x.size


@readable
def mean_dim(x, dim, keepdim):
    return np.add.reduce(x, axis=dim, keepdims=keepdim) / x.dtype.type(count(x.shape, dim))


@readable
def expand(x, size):
    """A view in which the dimensions of length 1 are repeated; of a bare number, its copies."""
    if type(x) is np.ndarray:
        view = np.broadcast_to(x, size)
        return np.lib.stride_tricks.as_strided(x, view.shape, view.strides)  # not read-only, as broadcast_to's is
    return np.ndarray(size, x.dtype, np.array(x), 0, (0,) * len(size))  # broadcast_to takes ten times as long


@readable
def spread(g, size, dim, keepdim):
    """Undo a sum over `dim`: each entry that was summed gets the whole gradient of the sum."""
    if type(g) in PLAIN:
        return np.broadcast_to(g if keepdim else np.expand_dims(g, dim), size)
    return expand(regained(g, dim, keepdim), size)


@readable
def regained(x, dim, keepdim):
    """x with dimensions of length 1 where `dim` was reduced; None is all, which any array fits."""
    if keepdim or dim is None:
        return x
    return functools.reduce(unsqueeze, sorted(each_of(dim)), x)


@readable
def restore(g, size, dim):
    """Undo a squeeze of `dim`: dimensions of length 1 where `size` has them."""
    return regained(g, tuple(d for d, n in enumerate(size) if n == 1 and (dim is None or d in each_of(dim))), False)


@readable
def alias(x):
    """x itself, as a view: x[...]."""
    return x[...]


@readable
def view(x, size):
    return x.reshape(size)


@readable
def reshape(x, size):
    """A view if that is possible, else a copy."""
    return x.reshape(size)


unsafe_view = again(view, "unsafe_view")


@functools.cache
def copied_dims(shape, size):
    """The dimensions in which an array of `size` is copied when it is broadcast to `shape`."""
    lead = len(shape) - len(size)
    copied = list(range(lead))
    for i in range(lead, len(shape)):
        if size[i - lead] == 1 and shape[i] != 1:
            copied.append(i)
    return tuple(copied)


@readable
def sum_to(g, size):
    """Undo broadcasting: what was copied forward is added backward.

    >>> sum_to(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    summed = np.add.reduce(g, axis=copied_dims(g.shape, size), keepdims=True)
    return summed if summed.shape == size else summed.reshape(size)


@readable
def t(x):
    return x.T


@readable
def transpose(x, dim0, dim1):
    return np.swapaxes(x, dim0, dim1) if x.ndim else x[...]


@readable
def permute(x, dims):
    return np.transpose(x, dims)


@readable
def inverse_permute(g, dims):
    return np.transpose(g, np.argsort(dims))


@readable
def unsqueeze(x, dim):
    return np.expand_dims(x, dim)


@readable
def squeeze(x):
    return np.squeeze(x)


@readable
def squeeze_dim(x, dim):
    return np.squeeze(x, axis=dim)


squeeze_row = again(squeeze_dim, "squeeze_row")  # the squeeze that ends a vector-matrix product


@readable
def select(x, dim, index):
    """x[index] along `dim`, as a view."""
    return x[(slice(None),) * dim + (index, ...)]


@readable
def slice_dim(x, dim, start, end, step):
    """x[start:end:step] along `dim`, as a view."""
    return x[(slice(None),) * dim + (slice(start, end, step),)]


@readable
def select_backward(g, size, dim, index):
    whole = np.zeros(size, g.dtype)
    whole[(slice(None),) * dim + (index, ...)] = g
    return whole


@readable
def slice_backward(g, size, dim, start, end, step):
    whole = np.zeros(size, g.dtype)
    whole[(slice(None),) * dim + (slice(start, end, step),)] = g
    return whole


@readable
def index(x, indices):
    """x[indices] with arrays of whole numbers or a mask: a copy."""
    return x[indices]


@readable
def index_backward(x, g, size, indices):
    """An array of this size full of x, which is 0, with g added at the indices."""
    whole = np.full(size, x, g.dtype)
    np.add.at(whole, indices, g)
    return whole


# ---- products ----------------------------------------------------------------------------------------------


@readable
def outer(x, y):
    return view(x, (*x.shape, 1)) * y


@readable
def mm(x, mat2):
    if x.shape[1] == 1 < min(len(x), mat2.shape[1]):  # products alone: a sum would make 0 of -0
        return x * mat2
    return x @ mat2


@readable
def mv(x, vec):
    return x @ vec


@readable
def dot(x, tensor):
    return x @ tensor


@readable
def addmm(x, mat1, mat2):
    product = mat1 @ mat2
    return np.add(product, x, product) if product.dtype is x.dtype and type(product) is np.ndarray else product + x


@constant
def is_turned(x):
    """Does a matrix lie in memory column by column, as a transposed one does?"""
    return x.strides == (x.itemsize, x.itemsize * x.shape[0])


@readable
def mm_self_backward(g, mat2, turned):
    """The gradient of a product's first matrix; it shall lie in memory as that does."""
    return t(mm(mat2, t(g))) if turned else mm(g, t(mat2))


@readable
def mm_mat2_backward(g, self, turned):
    """The gradient of a product's second matrix; it shall lie in memory as that does."""
    return t(mm(t(g), self)) if turned else mm(t(self), g)
