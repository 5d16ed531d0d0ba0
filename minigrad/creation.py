"""Making tensors: from data, filled, in order, at random."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import dtypes, further, notices, random, strides
from .device import on_cpu
from .dtypes import dtype as DType
from .sentences import check, says
from .signatures import checked, match
from .tensor import NUMBER, Size, Tensor, apply, broadcast, quiet, type_name, wrap

__all__ = [
    "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor",
    "LongTensor", "ShortTensor", "arange", "as_tensor", "asarray", "bernoulli", "empty", "empty_like", "eye",
    "from_numpy", "full", "full_like", "linspace", "meshgrid", "normal", "ones", "ones_like", "rand", "rand_like",
    "randint", "randn", "randn_like", "randperm", "tensor", "zeros", "zeros_like",
]  # fmt: skip

SEQUENCES = (list, tuple, range)
Options = Any  # the keywords dtype, device and requires_grad

# ---- from data ---------------------------------------------------------------------------------------------


def tensor(
    data: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A leaf from Python numbers, nested lists, or an array; always a copy.

    >>> tensor([1, 2]), tensor([1., 2.], requires_grad=True)
    (tensor([1, 2]), tensor([1., 2.], requires_grad=True))
    """
    if device is not None:
        on_cpu(device)
    if requires_grad is not True and requires_grad is not False:
        raise TypeError("requires_grad must be bool")  # `explained` says it as PyTorch does
    if dtype is not None:
        dtype = dtypes.OF_TYPE.get(dtype, dtype)  # type: ignore[call-overload]
        if not isinstance(dtype, DType):
            raise TypeError("dtype must be torch.dtype")  # and this
    if dtype is None and (type(data) is float or type(data) is list):
        array = _floats(data)
        if array is not None:
            new = wrap(array)
            new._requires = requires_grad
            return new
    if isinstance(data, Tensor):
        notices.warn(says("copy", "torch.tensor"))
    return leaf(_array(data, dtype), requires_grad)


def _floats(data: Any) -> np.ndarray | None:
    """Data that is plainly made of Python floats, in the default dtype; None: it has to be looked into."""
    kinds = FLOATS if type(data) is float else {*map(type, data)}
    if kinds == FLOATS:
        return quiet.run(np.array, data, dtypes.get_default_dtype().numpy)
    if kinds != LISTS or _holds_dtypes(data):
        return None
    try:
        array = np.array(data)
    except (TypeError, ValueError, RuntimeError):  # what NumPy finds odd
        return None
    return quiet.run(array.astype, dtypes.get_default_dtype().numpy) if array.dtype == np.float64 else None


FLOATS, LISTS = {float}, {list}


def _array(data: Any, dtype: DType | None) -> np.ndarray:
    """A copy of the data, in the dtype that PyTorch gives it."""
    if isinstance(data, Tensor):
        data = data._array
    if isinstance(data, SEQUENCES):
        if dtype is None and _holds_dtypes(data):
            dtype = functools.reduce(dtypes.promote, _kinds(data))
        data = _nested(data)
    elif hasattr(data, "__array__") and not isinstance(data, (np.ndarray, np.generic)):
        data = np.asarray(data)
    if isinstance(data, (np.ndarray, np.generic)) and dtype is None:
        return np.array(data, dtypes.of_numpy(data.dtype).numpy)
    inferred: Any = data if isinstance(data, (np.ndarray, np.generic)) else _inferred(data)
    if dtype is not None:
        if dtype.numpy.kind in "iu" and inferred.size and inferred.dtype.kind == "i":
            most = np.iinfo(dtype.numpy).max
            check(-most - 1 <= inferred.min() and inferred.max() <= most, "too_large", dtype.name)
        return quiet.run(np.array, inferred, dtype.numpy)
    check(inferred.dtype != np.uint64, "overflow")
    return inferred.astype(dtypes.get_default_dtype().numpy, copy=False) if inferred.dtype.kind == "f" else inferred


def _holds_dtypes(data: Any) -> bool:
    """Is there anything in it that brings a dtype of its own: a tensor, an array, one of NumPy's numbers?"""
    kinds = set(map(type, data))
    if kinds <= {int, float, bool}:
        return False
    inner = (d for d in data if type(d) in (list, tuple)) if kinds & {list, tuple} else ()
    return any(issubclass(kind, (Tensor, np.ndarray, np.generic)) for kind in kinds) or any(map(_holds_dtypes, inner))


def _kinds(data: Any) -> Iterator[DType]:
    for d in data:
        if isinstance(d, SEQUENCES):
            yield from _kinds(d)
        elif isinstance(d, np.ndarray):
            yield dtypes.of_numpy(d.dtype)
        elif isinstance(d, (Tensor, *NUMBER)):
            yield d.dtype if isinstance(d, Tensor) else dtypes.of_number(d)


def _nested(data: Any, depth: int = 0) -> Any:
    """Nested sequences, checked: tensors in them as numbers, all lengths equal."""
    if isinstance(data, Tensor):
        return float(data) if data._array.dtype.kind == "f" else data.__index__()
    if isinstance(data, np.ndarray):
        if depth == 1:
            notices.once(says("list_of_arrays"))
        return data.tolist()
    if not isinstance(data, SEQUENCES):
        return data
    inner = [_nested(d, depth + 1) for d in data]
    lengths = [len(d) if isinstance(d, list) else None for d in inner]
    for n in lengths:
        if n != lengths[0]:
            if lengths[0] is None:
                raise says("real" if isinstance(inner[0], float) else "integer", type(data[lengths.index(n)]).__name__)
            if n is None:
                raise says("no_sequence")
            raise says("lengths", lengths[0], depth + 1, n)
    return inner


def _inferred(data: Any) -> np.ndarray:
    """An array of the dtype that PyTorch infers."""
    first = data
    while isinstance(first, list) and first:
        first = first[0]
    if isinstance(first, str):
        raise says("string" if first is data else "str_dims")
    if not isinstance(first, (list, *NUMBER)):
        raise says("infer", type(first).__name__)
    try:
        array = np.array(data)
    except (TypeError, ValueError) as error:
        raise TypeError(f"tensor(): {error}") from None
    if array.dtype.kind in "US":
        raise says("string")
    if array.dtype == object:
        odd = next((v for v in array.flat if not isinstance(v, NUMBER)), 0)
        raise says("overflow") if odd == 0 and odd is not None else says("infer", type(odd).__name__)
    return array


def leaf(array: np.ndarray, requires_grad: bool = False) -> Tensor:
    if requires_grad and array.dtype.kind != "f":
        raise says("grad_dtype")
    new = wrap(array)
    new._requires = bool(requires_grad)
    return new


def as_tensor(data: Any, dtype: DType | None = None, device: Any = None) -> Tensor:
    """A tensor of the data: the tensor itself, the array's own memory, or else a copy."""
    if device is not None:
        on_cpu(device)
    if isinstance(data, Tensor):
        return data if dtype is None or dtype is data.dtype else data.to(dtype)  # type: ignore[attr-defined]
    if isinstance(data, np.ndarray):
        shared = from_numpy(data)
        return shared if dtype is None else shared.to(dtype)  # type: ignore[attr-defined]
    return leaf(_array(data, dtype))


def asarray(
    obj: Any, *, dtype: DType | None = None, device: Any = None, copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:  # fmt: skip
    new = as_tensor(obj, dtype, device)
    new = apply(further.clone, new) if copy and isinstance(obj, Tensor) else new
    if requires_grad is None:
        if new.requires_grad:
            notices.warn(says("asarray_grad"))
        return new
    return new.detach() if new._node is not None and not requires_grad else new.requires_grad_(requires_grad)


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor that shares the array's memory."""
    if not isinstance(array, np.ndarray):
        raise says("numpy", type(array).__name__)
    check(all(n >= 0 for n in array.strides), "strides")
    dtypes.of_numpy(array.dtype)
    return wrap(array)


# ---- filled ------------------------------------------------------------------------------------------------


def made(array: Any, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A leaf around the array, in the dtype asked for: what the keywords of all constructors do."""
    if device is not None:
        on_cpu(device)
    kind = (dtype or dtypes.get_default_dtype()).numpy
    return leaf(array if array.dtype == kind else quiet.run(array.astype, kind), requires_grad)


def size_of(size: tuple[Any, ...], named: Any = (), refusal: str = "negative") -> tuple[int, ...]:
    """The size that `ones(2, 3)`, `ones((2, 3))` and `ones(size=(2, 3))` mean."""
    given: Any = size or (named,)
    given = given[0] if len(given) == 1 and isinstance(given[0], (tuple, list)) else given
    found = tuple(int(n) for n in given)
    for n in found:
        check(n >= 0, refusal, n, list(found))
    return found


def _filled(name: str, value: Any) -> tuple[Any, Any, Any]:
    """A constructor, its `_like`, and its method `new_`."""

    refusal = "negative_zeros" if name == "zeros" else "negative"

    def new(*shape: Any, size: Any = (), dtype: DType | None = None, **options: Options) -> Tensor:
        kind = (dtype or dtypes.get_default_dtype()).numpy
        return made(np.full(size_of(shape, size, refusal), value, kind), dtype, **options)

    def like(input: Tensor, *, dtype: DType | None = None, **options: Options) -> Tensor:
        made = new(size=input._array.shape, dtype=dtype or input.dtype, **options)
        made._array = strides.restrided(made._array, strides.like(input._array))
        return made

    def of_its_kind(self: Tensor, *shape: Any, dtype: DType | None = None, **options: Options) -> Tensor:
        return new(*shape, dtype=dtype or self.dtype, **options)

    new.__name__, like.__name__, of_its_kind.__name__ = name, f"{name}_like", f"new_{name}"
    return new, like, of_its_kind


ones, ones_like, new_ones = _filled("ones", 1)
zeros, zeros_like, new_zeros = _filled("zeros", 0)
empty, empty_like, new_empty = _filled("empty", 0)


def full(size: Any, fill_value: Any, *, dtype: DType | None = None, **options: Options) -> Tensor:
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    dtype = dtype or dtypes.of_number(value)
    return made(np.full(size_of((size,)), dtypes.cut(value, dtype), dtype.numpy), dtype, **options)


def full_like(input: Tensor, fill_value: Any, *, dtype: DType | None = None, **options: Options) -> Tensor:
    made = full(input._array.shape, fill_value, dtype=dtype or input.dtype, **options)
    made._array = strides.restrided(made._array, strides.like(input._array))
    return made


def new_full(self: Tensor, size: Any, fill_value: Any, *, dtype: DType | None = None, **options: Options) -> Tensor:
    return full(size, fill_value, dtype=dtype or self.dtype, **options)


def new_tensor(self: Tensor, data: Any, *, dtype: DType | None = None, **options: Options) -> Tensor:
    """A tensor of the data, of this one's dtype."""
    if isinstance(data, Tensor):
        notices.warn(says("copy", "tensor.new_tensor"))
    dtype = dtype or self.dtype
    return made(_array(data, dtype), dtype, **options)


def new(self: Tensor, *data: Any) -> Tensor:
    """The old way to make a tensor of this one's dtype: of data, or of a size."""
    return _typed(self.dtype, data)


def eye(n: int, m: int | None = None, **options: Options) -> Tensor:
    check(n >= 0, "eye", "n", n)
    check(m is None or m >= 0, "eye", "m", m)
    return made(np.eye(n, m), **options)


# ---- in order ----------------------------------------------------------------------------------------------


def _span(start: Any, end: Any, step: Any) -> tuple[Any, ...]:
    """Start, end and step as numbers; of a single one, from 0."""
    numbers = (0, start, step) if end is None else (start, end, step)
    start, end, step = (v.item() if isinstance(v, (Tensor, np.generic)) else v for v in numbers)
    check(step != 0, "step")
    check(math.isfinite(start) and math.isfinite(end), "unbounded", f"{start:g}", f"{end:g}")
    check((end - start) * step >= 0, "step_sign")
    return start, end, step


def arange(start: Any = 0, end: Any = None, step: Any = 1, *, dtype: DType | None = None, **options: Options) -> Tensor:
    start, end, step = _span(start, end, step)
    if dtype is None and all(isinstance(v, int) for v in (start, end, step)):
        dtype = dtypes.int64
    length = (end - start) / step
    if dtype is not None and not dtype.is_floating_point:  # in whole numbers, without the fractions
        start, end, step = int(start), int(end), int(step)
        length = (end - start) / step if dtype is dtypes.int64 else length
    return made(start + step * np.arange(math.ceil(length)), dtype, **options)


def range_(start: Any = 0, end: Any = None, step: Any = 1, **options: Options) -> Tensor:
    """Like arange, but with the end, and deprecated."""
    notices.warn(says("range"))
    start, end, step = _span(start, end, step)
    return made(start + step * np.arange(math.floor((end - start) / step) + 1), **options)


def linspace(start: Any, end: Any, steps: int, *, dtype: DType | None = None, **options: Options) -> Tensor:
    check(steps >= 0, "steps")
    given = {"start": start, "end": end}
    wrong = [f"{n} with {v.ndim} dimension(s)" for n, v in given.items() if isinstance(v, Tensor) and v.ndim]
    check(not wrong, "linspace", " and ".join(wrong))
    start, end = (v.item() if isinstance(v, Tensor) else v for v in (start, end))
    dtype = dtype or dtypes.get_default_dtype()
    kind = dtype.numpy.type if dtype.is_floating_point else np.float64
    start, end = (kind(v if dtype.is_floating_point else int(v)) for v in (start, end))
    # from both ends to the middle, as PyTorch does, so that the last is exactly the end
    step, places = (end - start) / kind(max(steps - 1, 1)), np.arange(steps)
    up, down = start + step * places.astype(kind), end - step * places[::-1].astype(kind)
    if steps == 1:
        down = up
    return made(np.where(places < steps // 2, up, down), dtype, **options)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid, one tensor for each direction."""
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        tensors = tuple(tensors[0])
    check(len({t.dtype for t in tensors}) < 2, "meshgrid")
    if indexing is None:
        notices.once("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
    check(indexing in (None, "ij", "xy"), "indexing", indexing)
    order = [1, 0, *range(2, len(tensors))] if indexing == "xy" and len(tensors) > 1 else range(len(tensors))
    size = tuple(tensors[i].numel() for i in order)
    grids: Any = [None] * len(tensors)
    for at, i in enumerate(order):
        line: Any = tensors[i].view(tuple(n if j == at else 1 for j, n in enumerate(size)))
        grids[i] = line.expand(size)
    return tuple(grids)


# ---- at random ---------------------------------------------------------------------------------------------


def drawable(dtype: DType, name: str) -> Any:
    """NumPy's name for a kind of number that can be drawn."""
    kernel = "check_uniform_bounds" if name == "rand" else "normal_kernel_cpu"
    check(dtype.is_floating_point, "kernel", kernel, dtype.kind)
    return dtype.numpy.type


def _drawn(name: str) -> tuple[Any, Any]:
    """rand and randn, and their `_like`."""

    def new(*shape: Any, size: Any = (), generator: Any = None, dtype: DType | None = None, **options: Options) -> Any:
        draw = getattr(generator or random.default_generator, name)
        kind = drawable(dtype or dtypes.get_default_dtype(), name)
        return made(draw(size_of(shape, size), kind), dtype, **options)

    def like(input: Tensor, *, dtype: DType | None = None, **options: Options) -> Tensor:
        return new(size=input._array.shape, dtype=dtype or input.dtype, **options)

    new.__name__, like.__name__ = name, f"{name}_like"
    return new, like


rand, rand_like = _drawn("rand")  # uniform in [0, 1): the numbers that PyTorch gives for the same seed
randn, randn_like = _drawn("randn")  # normal


def randint(
    low: Any = 0, high: Any = None, size: Any = None, *, generator: Any = None, dtype: DType | None = None,
    **options: Options,
) -> Tensor:  # fmt: skip
    if size is None:  # randint(high, size)
        size, high = high, None
    if high is None:
        low, high = 0, low
    check(low < high, "randint", low, high)
    drawn = (generator or random.default_generator).randint(low, high, size_of((size,)))
    return made(drawn, dtype or dtypes.int64, **options)


def randperm(n: int, *, generator: Any = None, dtype: DType | None = None, **options: Options) -> Tensor:
    check(n >= 0, "negative", n, [n])
    return made((generator or random.default_generator).randperm(n), dtype or dtypes.int64, **options)


def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None, dtype: DType | None = None,
    **options: Options,
) -> Tensor:  # fmt: skip
    """Normal numbers of this mean and deviation, each a number or a tensor."""
    m, s = (getattr(v, "_array", v) for v in (mean, std))
    check(np.size(s) == 0 or np.min(s) >= 0, "normal", f"{np.min(s) if np.size(s) else 0:g}")
    if size is None:
        size, dtype = broadcast(np.shape(m), np.shape(s)), (mean if isinstance(mean, Tensor) else std).dtype
    draw = (generator or random.default_generator).randn
    size, kind = size_of((size,)), drawable(dtype or dtypes.get_default_dtype(), "randn")
    if isinstance(std, Tensor):
        drawn = draw(size, kind) * s + m
    else:
        drawn = draw(size, kind, 0, s) + m if isinstance(mean, Tensor) else draw(size, kind, m, s)
    chances = [v for v in (mean, std) if isinstance(v, Tensor)]
    if any(v.requires_grad for v in chances):
        return apply(further.normal[isinstance(mean, Tensor), isinstance(std, Tensor)], *chances, drawn=drawn)
    return made(drawn, dtype, **options)


def bernoulli(input: Tensor, p: float | None = None, *, generator: Any = None) -> Tensor:
    """1 with the probability that each entry says, else 0."""
    check(input._array.dtype.kind == "f" or p is not None, "kernel", "bernoulli_tensor_cpu_p_", input.dtype.kind)
    chance = input._array if p is None else np.asarray(p)
    check(((chance >= 0) & (chance <= 1)).all(), "bernoulli")
    kind = np.float64 if p is not None else input._array.dtype.type
    drawn = (generator or random.default_generator).rand(input._array.shape, kind)
    return apply(further.bernoulli, input, drawn=(drawn < chance).astype(input._array.dtype))


# ---- the old constructors ----------------------------------------------------------------------------------


def _typed(dtype: DType, data: tuple[Any, ...]) -> Tensor:
    size = data[0] if data and isinstance(data[0], Size) else data
    if all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in size):
        return wrap(np.zeros(size_of(size) if data else 0, dtype.numpy))
    if len(data) > 1:
        match("new", False, (data,), {})
    check(hasattr(data[0], "__len__"), "sequence", type_name(data[0]))
    return leaf(_array(data[0], dtype))


class _OfDtype(type):
    dtype: DType

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, Tensor) and value.dtype is cls.dtype


def _old(dtype: DType | None) -> Callable[..., Any]:
    """torch.FloatTensor(2, 3) makes a tensor of that size, torch.FloatTensor([2., 3.]) one of that data."""

    def make(cls: type, *data: Any, **given: Any) -> Any:
        if issubclass(cls, Tensor) and cls is not Tensor:
            return object.__new__(cls)
        if given:
            match("new", False, data, given)
        return _typed(dtype or dtypes.get_default_dtype(), data)

    return make


Tensor.__new__ = staticmethod(_old(None))  # type: ignore[method-assign]
OLD = {d: _OfDtype(f"{d.kind}Tensor", (), {"__new__": _old(d), "dtype": d, "__module__": "torch"}) for d in dtypes.ALL}
BoolTensor, ByteTensor, CharTensor, ShortTensor, IntTensor, LongTensor, HalfTensor, FloatTensor, DoubleTensor = (
    OLD[d]
    for d in (
        dtypes.bool_, dtypes.uint8, dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.float16,
        dtypes.float32, dtypes.float64,
    )
)  # fmt: skip
for _function in (new, new_empty, new_full, new_ones, new_tensor, new_zeros):
    setattr(Tensor, _function.__name__, checked(_function, is_method=True))
