"""PyTorch's dtypes, and its rules for mixing them, where they differ from NumPy's."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .sentences import says


class dtype:
    """A kind of number.

    >>> float32, float32.is_floating_point
    (torch.float32, True)
    """

    def __init__(self, name: str, kind: str, rank: int) -> None:
        self.name, self.kind, self.rank = name, kind, rank  # kind: "Float", as error messages call it
        self.numpy = np.dtype(name)
        self.is_floating_point = rank >= 20
        self.itemsize = self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return of_numpy, (self.numpy,)


# ranks: bool below the integers (10 to 19), these below the floating-point numbers (20 and more)
bool_ = dtype("bool", "Bool", 0)
uint8 = dtype("uint8", "Byte", 10)
int8 = dtype("int8", "Char", 11)
int16 = dtype("int16", "Short", 12)
int32 = dtype("int32", "Int", 13)
int64 = dtype("int64", "Long", 14)
float16 = dtype("float16", "Half", 20)
float32 = dtype("float32", "Float", 21)
float64 = dtype("float64", "Double", 22)
ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)
_BY_NUMPY = {d.numpy: d for d in ALL}
_OF_PYTHON = {bool: bool_, int: int64, float: float32}
OF_TYPE = {bool: bool_, int: int64, float: float64}  # what Python's types mean where a dtype is wanted
_DEFAULT = [float32]


def get_default_dtype() -> dtype:
    """
    >>> get_default_dtype()
    torch.float32
    """
    return _DEFAULT[0]


def set_default_dtype(d: dtype) -> None:
    """The dtype of floating-point tensors made from Python numbers."""
    if d not in (float16, float32, float64):
        raise TypeError("only floating-point types are supported as the default type")
    _DEFAULT[0] = d


def of_numpy(numpy_dtype: np.dtype) -> dtype:
    try:
        return _BY_NUMPY[numpy_dtype]
    except KeyError:
        raise says("numpy_dtype", numpy_dtype.type.__name__) from None


def of_number(number: Any) -> dtype:
    """The dtype of a Python number."""
    d = _OF_PYTHON[type(number)] if type(number) in _OF_PYTHON else of_numpy(np.asarray(number).dtype)
    return _DEFAULT[0] if d is float32 else d


def cut(number: Any, d: dtype) -> Any:
    """A Python number as one of this dtype; what is too large for it is cut off, as in C.

    >>> cut(-1, uint8), cut(2.5, int64)
    (255, 2)
    """
    return np.asarray(number).astype(d.numpy).item()


def _category(d: dtype) -> int:
    return d.rank // 10


def result_type(*values: Any) -> dtype:
    """The dtype of an operation on tensors and numbers.

    A tensor with dimensions decides; one without, or a Python number, only if it is of a higher category
    (bool, integer, floating point).
    """
    groups: tuple[list[dtype], ...] = ([], [], [])  # tensors with dimensions, tensors without, numbers
    for v in values:
        if hasattr(v, "_array"):
            groups[0 if v._array.ndim else 1].append(of_numpy(v._array.dtype))
        else:
            groups[2].append(of_number(v))
    answers = [functools.reduce(promote, group) for group in groups if group]
    if not answers:
        raise TypeError("result_type() needs at least one tensor or number")
    return functools.reduce(lambda strong, weak: weak if _category(weak) > _category(strong) else strong, answers)


def promote(a: dtype, b: dtype) -> dtype:
    if {a, b} >= {uint8} and _category(a) == _category(b) == 1 and a is not b:
        other = a if b is uint8 else b
        return int16 if other is int8 else other
    return a if a.rank >= b.rank else b


def can_cast(source: dtype, target: dtype) -> bool:
    """May a result of one dtype be written into a tensor of another?

    >>> can_cast(float32, int64), can_cast(int64, float32)
    (False, True)
    """
    return _category(source) <= _category(target)
