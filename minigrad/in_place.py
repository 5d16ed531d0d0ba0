"""Changes in place: further rows of the table, in the form of rules.py. What was there before has no say any more.

An operation in place is recorded like any other, as a function from the old value to the new; tensor.py writes the
result into the old one's memory.
"""

from __future__ import annotations

import numpy as np

from . import ops
from .ops import readable
from .rules import primitive


@readable
def fill(x, value):
    """`value` everywhere."""
    return np.full(x.shape, value, x.dtype)


@readable
def fill_with(x, value):
    """The one entry of the array `value` everywhere."""
    return np.full(x.shape, value, x.dtype)


@readable
def zero(x):
    return np.zeros(x.shape, x.dtype)


@readable
def copy_into(x, src):
    """src, in the shape and dtype of x."""
    return np.broadcast_to(src, x.shape).astype(x.dtype, copy=False)


@readable
def index_put(x, values, indices):
    """x with `values` at `indices`."""
    changed = np.array(x)
    changed[indices] = values
    return changed


@readable
def region(x, chain):
    """The part of x that a chain of views shows; `chain` holds (function, parameters)."""
    for function, params in chain:
        x = function(x, **params)
    return x


@readable
def region_backward(g, size, chain):
    """Zeros of that size, with g added where the chain of views looks."""
    whole = np.zeros(ops.numel(size), g.dtype)
    np.add.at(whole, region(np.arange(ops.numel(size)).reshape(size), chain), g)
    return whole.reshape(size)


@readable
def put_region(x, part, chain):
    """x with `part` where the chain of views looks."""
    changed = np.array(x)
    region(changed, chain)[...] = part
    return changed


# ---- their rules ---------------------------------------------------------------------------------------------

primitive("FillBackward2", fill, lambda g, result, self, value: ops.zeros_like(g))
primitive(
    "FillBackward3",
    fill_with,
    lambda g, result, self, value: ops.zeros_like(g),
    lambda g, result, self, value: ops.sum_all(g),
)
primitive("ZeroBackward0", zero, lambda g, result, self: ops.zeros_like(g))
primitive("CopyBackwards", copy_into, lambda g, result, self, src: ops.zeros_like(g), lambda g, result, self, src: g)
primitive(
    "IndexPutBackward0",
    index_put,
    lambda g, result, self, values, indices: index_put(g, 0, indices),
    lambda g, result, self, values, indices: ops.index(g, indices),
)
primitive("AsStridedBackward0", region, lambda g, result, self, chain: region_backward(g, self.shape, chain), view=True)
primitive("AsStridedBackwardBackward0", region_backward, lambda g, result, self, size, chain: region(g, chain))
primitive(
    "CopySlices",
    put_region,
    lambda g, result, self, part, chain: put_region(g, 0, chain),
    lambda g, result, self, part, chain: region(g, chain),
)
