"""How results lie in memory: the strides that PyTorch gives them.

NumPy chooses others where a dimension has one entry or none, and where the operands lie in different orders.
All strides here are counted in entries.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import further, ops
from .rules import Primitive

Strides = tuple[int, ...]


def of(x: np.ndarray) -> Strides:
    if not x.size and x.base is None:
        return standard(x.shape)
    return tuple(s // x.itemsize for s in x.strides)


def standard(shape: tuple[int, ...], order: Iterable[int] | None = None) -> Strides:
    """Those of an array whose dimensions vary in this order, the fastest first; without one, the last first.

    An order of its own is found for results of several operands: there a dimension of length 0 ends all steps.

    >>> standard((2, 3)), standard((2, 3), (0, 1))
    ((3, 1), (1, 2))
    """
    if order is None or (0 in shape and [*order] == [*reversed(range(len(shape)))]):
        return _standard(shape)
    strides, step = [0] * len(shape), 1
    for d in order:
        strides[d] = step
        step *= shape[d]
    return tuple(strides)


@functools.cache
def _standard(shape: tuple[int, ...]) -> Strides:
    return standard(tuple(max(n, 1) for n in shape), tuple(reversed(range(len(shape)))))


def is_dense(shape: tuple[int, ...], strides: Strides) -> bool:
    """No gaps, and no place used twice?"""
    if 0 in shape:
        return True
    step = 1
    for s, n in sorted((s, n) for s, n in zip(strides, shape) if n > 1):
        if s != step:
            return False
        step *= n
    return True


def restrided(x: np.ndarray, strides: Strides) -> np.ndarray:
    """x with these strides: the same memory, if they differ but in dimensions that do not matter."""
    steps = tuple(s * x.itemsize for s in strides)
    if x.strides == steps:
        return x
    if x.size and any(n > 1 and s != t for n, s, t in zip(x.shape, x.strides, steps)):
        new = np.ndarray(x.shape, x.dtype, np.empty(x.size, x.dtype), 0, steps)
        new[...] = x
        return new
    whole = memory(x)
    offset = x.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return np.ndarray(x.shape, x.dtype, whole.ravel("K"), offset if x.size else 0, steps)


def memory(x: np.ndarray) -> np.ndarray:
    """The array whose memory x shows."""
    found, base = x, x.base
    while base is not None:
        found, base = base if isinstance(base, np.ndarray) else found, getattr(base, "base", None)
    return found


# ---- new memory --------------------------------------------------------------------------------------------


def is_odd(shape: tuple[int, ...], arrays: list[Any]) -> bool:
    """Might NumPy have laid it out in another way?"""
    if 1 in shape or 0 in shape:
        return True
    for x in arrays:  # noqa: SIM110  every operation comes by here, and a loop is quicker
        if type(x) is np.ndarray and not x.flags.c_contiguous:
            return True
    return False


def as_pytorch(row: Primitive, result: np.ndarray, operands: list[Any], params: dict[str, Any]) -> np.ndarray:
    """What a primitive has computed, as PyTorch lays it out: mostly as it is."""
    forward = row.forward
    if row.pointwise and forward not in REORDERED and result.size and type(operands[0]) is np.ndarray:
        places = (result.strides, result.shape)
        if all(type(x) is not np.ndarray or (x.strides, x.shape) == places for x in operands):
            return result
    looked_at = operands if row.pointwise else [result, *operands] if forward is ops.index else [result]
    return restrided(result, laid_out(row, result, operands, params)) if is_odd(result.shape, looked_at) else result


def laid_out(row: Primitive, result: np.ndarray, operands: list[Any], params: dict[str, Any]) -> Strides:
    """The strides of what a primitive has computed."""
    forward = row.forward
    if forward in COPIES:
        return like(operands[0])
    if forward is ops.index:
        return indexed(result.shape, operands[0], params["indices"])
    if not row.pointwise or forward in IN_ORDER:
        return standard(result.shape)
    if forward in REORDERED:
        operands = operands[-1:] + operands[:-1]
    elif forward is further.clamp_between:
        operands = [x for x in operands if type(x) is np.ndarray]  # an infinite bound is none
    else:
        operands = [*operands[: len(row.rules)], *[0] * (forward in WITH_A_NUMBER)]
    return elementwise(result.shape, operands)


def elementwise(shape: tuple[int, ...], operands: list[Any]) -> Strides:
    if shape and all(np.shape(x) == shape for x in operands):
        if all(x.flags.c_contiguous for x in operands):
            return standard(shape)
        first = of(operands[0])
        if is_dense(shape, first) and all(of(x) == first for x in operands):
            return first
    return standard(shape, order(shape, operands))


def like(x: np.ndarray) -> Strides:
    """Those of a copy of x."""
    strides = of(x)
    return strides if is_dense(x.shape, strides) else standard(x.shape, order(x.shape, [x]))


def order(shape: tuple[int, ...], operands: list[Any]) -> list[int]:
    """The dimensions from the fastest to the slowest: sorted by the operands' strides, the first operand's first."""
    lists = []
    for x in operands:
        if np.ndim(x):
            steps = [0 if n == 1 and m != 1 else s for n, m, s in zip(x.shape[::-1], shape[::-1], of(x)[::-1])]
            lists.append([0] * (len(shape) - len(steps)) + steps[::-1])

    def is_slower(a: int, b: int) -> bool | None:
        for steps in lists:
            if steps[a] and steps[b] and (steps[a] != steps[b] or shape[a] > shape[b]):
                return steps[a] > steps[b] or (steps[a] == steps[b])
        return None

    found = list(reversed(range(len(shape))))
    for i in range(1, len(found)):
        at = i
        for before in reversed(range(i)):
            slower = is_slower(found[before], found[at])
            if slower:
                found[before], found[at] = found[at], found[before]
                at = before
            elif slower is False:
                break
    return found


def indexed(shape: tuple[int, ...], x: np.ndarray, indices: tuple[Any, ...]) -> Strides:
    """Those of x[indices]: the rest varies as it does in x, and the indices' own dimensions in order."""
    kept: list[int] = []
    places, d = [], 0
    for k in indices:
        if isinstance(k, slice):
            kept.append(x.strides[d])
        else:
            places.append(len(kept))
        d += k.ndim if not isinstance(k, slice) and k.dtype.kind == "b" else 1
    kept += x.strides[d:]
    at, many = places[0] if places[0] == places[-1] else 0, len(shape) - len(kept)
    rest = np.lib.stride_tricks.as_strided(x, shape, kept[:at] + [0] * many + kept[at:])
    own = np.empty(shape[at : at + many])
    spread = np.lib.stride_tricks.as_strided(own, shape, [0] * at + [*own.strides] + [0] * (len(kept) - at))
    return standard(shape, order(shape, [rest, spread]))


IN_ORDER = {further.clone, further.masked_fill, ops.exp_base}
REORDERED = {ops.where, further.rsub}  # PyTorch looks at their last operand first
# a number is a second operand here
WITH_A_NUMBER = {ops.rsub, further.floor_divide_number, further.remainder_number, further.fmod_number}
COPIES = {ops.copy, further.cast, further.flip, further.sort, further.sort_stable}

# ---- views -------------------------------------------------------------------------------------------------


def expanded(x: np.ndarray, size: tuple[int, ...]) -> Strides:
    found: list[int] = [0] * len(size)
    lead, old = len(size) - x.ndim, of(x)
    for i in reversed(range(len(size) if x.ndim else 0)):
        n, step = (x.shape[i - lead], old[i - lead]) if i >= lead else (1, size[i + 1] * found[i + 1])
        found[i] = step if n == size[i] else 0
    return tuple(found)


def viewed(x: np.ndarray, size: tuple[int, ...]) -> Strides | None:
    """In another shape; None if that needs a copy."""
    old, strides = x.shape, of(x)
    if not x.size:
        return strides if old == size else standard(size)
    found, d = [1] * len(size), len(size) - 1
    step, many, seen = strides[-1] if old else 1, 1, 1
    for i in reversed(range(len(old))):
        many *= old[i]
        if i and (old[i - 1] == 1 or strides[i - 1] == many * step):
            continue  # the dimension before goes on where this one ends
        while d >= 0 and (seen < many or size[d] == 1):
            found[d] = seen * step
            seen *= size[d]
            d -= 1
        if seen != many:
            return None
        if i:
            step, many, seen = strides[i - 1], 1, 1
    return tuple(found)


def sliced(x: np.ndarray, dim: int, start: int, end: int, step: int) -> Strides:
    strides = of(x)
    return (*strides[:dim], strides[dim] * step, *strides[dim + 1 :])


def unsqueezed(x: np.ndarray, dim: int) -> Strides:
    strides = of(x)
    return (*strides[:dim], x.shape[dim] * strides[dim] if dim < x.ndim else 1, *strides[dim:])


def of_view(function: Any, x: np.ndarray, params: dict[str, Any]) -> Strides | None:
    """Those of a view in which a dimension has one entry or none; None: as NumPy has them."""
    if function in VIEWS or x.size:
        return VIEWS[function](x, **params) if function in VIEWS else None
    some = np.lib.stride_tricks.as_strided(np.empty(1, np.bool_), [n or 2 for n in x.shape], of(x))
    return function(some, **params).strides  # as it would be with entries


VIEWS: dict[Any, Callable[..., Any]] = {
    ops.expand: expanded, ops.view: viewed, further.reshape_alias: viewed, ops.slice_dim: sliced,
    ops.unsqueeze: unsqueezed,
}  # fmt: skip
