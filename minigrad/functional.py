"""torch's functions: its names and arguments, onto the primitives.

Each function that takes a tensor first is a method of Tensor, too; `METHODS` and `IN_PLACE` list them.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from . import dtypes, notices, ops, random
from .dtypes import dtype as DType
from .messages import TO_SCALAR
from .tensor import NUMBER, Tensor, apply, assign, check_in_place, matmul, one_dim, power, wrap, write

# ---- making tensors ----------------------------------------------------------------------------------------


def tensor(data: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A leaf from Python numbers, nested lists, or an array; always a copy.

    >>> tensor([1, 2]), tensor([1., 2.], requires_grad=True)
    (tensor([1, 2]), tensor([1., 2.], requires_grad=True))
    """
    if dtype is None and type(data) in (list, float):  # the usual case; what NumPy finds odd is looked into below
        try:
            array = np.array(data)
        except (TypeError, ValueError, RuntimeError):
            array = None
        if array is not None and array.dtype == np.float64:
            return _leaf(array.astype(dtypes.get_default_dtype().numpy), requires_grad)
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        data = data._array
    if isinstance(data, (list, tuple)):
        data = _nested(data)
    if dtype is not None:
        array = np.array(data, dtype.numpy)
    elif isinstance(data, (np.ndarray, np.generic)):
        array = np.array(data, dtypes.of_numpy(data.dtype).numpy)
    else:
        array = _inferred(data)
    return _leaf(array, requires_grad)


def _nested(data: Any) -> Any:
    """Nested sequences, checked: tensors in them as numbers, all lengths equal."""
    if isinstance(data, Tensor):
        if data.requires_grad:
            notices.once(TO_SCALAR, stacklevel=5)
        return data._array.tolist()
    if not isinstance(data, (list, tuple)):
        return data
    inner = [_nested(d) for d in data]
    lengths = [len(d) if isinstance(d, list) else None for d in inner]
    for n in lengths:
        if n != lengths[0]:
            if n is None or lengths[0] is None:
                raise (
                    TypeError("must be real number, not list") if lengths[0] is None else TypeError("not a sequence")
                )
            raise ValueError(f"expected sequence of length {lengths[0]} at dim 1 (got {n})")
    return inner


def _inferred(data: Any) -> np.ndarray:
    """An array of the dtype that PyTorch infers."""
    first = data
    while isinstance(first, list) and first:
        first = first[0]
    if isinstance(first, str):
        raise TypeError("new(): invalid data type 'str'")
    if not isinstance(first, (list, *NUMBER)):
        raise RuntimeError(f"Could not infer dtype of {type(first).__name__}")
    try:
        array = np.array(data)
    except (TypeError, ValueError) as error:
        raise TypeError(f"tensor(): {error}") from None
    if array.dtype.kind in "US":
        raise TypeError("new(): invalid data type 'str'")
    if array.dtype == object:
        raise RuntimeError("Could not infer dtype of NoneType" if None in array.flat else "Could not infer dtype")
    if array.dtype.kind == "f":
        return array.astype(dtypes.get_default_dtype().numpy, copy=False)
    return array


def _leaf(array: np.ndarray, requires_grad: bool) -> Tensor:
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    new = wrap(array)
    if requires_grad:
        new._requires = True
    return new


def _size(name: str, size: tuple[Any, ...]) -> tuple[int, ...]:
    """The size that `ones(2, 3)`, `ones((2, 3))` and `ones(size=(2, 3))` mean."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = tuple(size[0])
    for i, n in enumerate(size):
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise TypeError(
                f"{name}(): argument 'size' (position {i + 1}) must be tuple of ints, not {type(n).__name__}"
            )
    found = tuple(int(n.__index__()) for n in size)
    for n in found:
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {list(found)}")
    return found


def _numpy(dtype: DType | None) -> Any:
    return (dtype or dtypes.get_default_dtype()).numpy


def ones(*size: Any, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    return _leaf(np.ones(_size("ones", size), _numpy(dtype)), requires_grad)


def zeros(*size: Any, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    return _leaf(np.zeros(_size("zeros", size), _numpy(dtype)), requires_grad)


def empty(*size: Any, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    return _leaf(np.zeros(_size("empty", size), _numpy(dtype)), requires_grad)


def full(size: Any, fill_value: Any, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    d = dtype or dtypes.of_number(fill_value)
    return _leaf(np.full(_size("full", (size,)), fill_value, d.numpy), requires_grad)


def ones_like(input: Tensor, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    _must_be_tensor("ones_like", input)
    return _leaf(np.ones(input._array.shape, (dtype or input.dtype).numpy), requires_grad)


def zeros_like(input: Tensor, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    _must_be_tensor("zeros_like", input)
    return _leaf(np.zeros(input._array.shape, (dtype or input.dtype).numpy), requires_grad)


def arange(
    start: Any, end: Any = None, step: Any = 1, *, dtype: DType | None = None, requires_grad: bool = False
) -> Tensor:
    if end is None:
        start, end = 0, start
    if dtype is None:
        whole = all(isinstance(v, int) for v in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.get_default_dtype()
    n = max(0, int(np.ceil((end - start) / step)))
    return _leaf((start + step * np.arange(n)).astype(dtype.numpy), requires_grad)


def linspace(
    start: float, end: float, steps: int, *, dtype: DType | None = None, requires_grad: bool = False
) -> Tensor:
    return _leaf(np.linspace(start, end, steps).astype(_numpy(dtype)), requires_grad)


def eye(n: int, m: int | None = None, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    return _leaf(np.eye(n, m, dtype=_numpy(dtype)), requires_grad)


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor that shares the array's memory."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    dtypes.of_numpy(array.dtype)
    return wrap(array)


def rand(*size: Any, generator: Any = None, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    """Uniform in [0, 1), the numbers that PyTorch gives for the same seed."""
    source = generator or random.default_generator
    return _leaf(source.rand(_size("rand", size), _numpy(dtype).type), requires_grad)


def randn(*size: Any, generator: Any = None, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    """Normal, the numbers that PyTorch gives for the same seed."""
    source = generator or random.default_generator
    return _leaf(source.randn(_size("randn", size), _numpy(dtype).type), requires_grad)


def randint(
    low: int, high: Any = None, size: Any = None, *, generator: Any = None, dtype: DType | None = None
) -> Tensor:
    if size is None:
        low, high, size = 0, low, high
    drawn = (generator or random.default_generator).randint(low, high, _size("randint", (size,)))
    return wrap(drawn.astype((dtype or dtypes.int64).numpy, copy=False))


def randperm(n: int, *, generator: Any = None) -> Tensor:
    return wrap((generator or random.default_generator).randperm(n))


def rand_like(input: Tensor, *, requires_grad: bool = False) -> Tensor:
    return rand(*input.shape, dtype=input.dtype, requires_grad=requires_grad)


def randn_like(input: Tensor, *, requires_grad: bool = False) -> Tensor:
    return randn(*input.shape, dtype=input.dtype, requires_grad=requires_grad)


def is_tensor(obj: Any) -> bool:
    return isinstance(obj, Tensor)


# ---- elementwise -------------------------------------------------------------------------------------------


def _must_be_tensor(name: str, value: Any, argument: str = "input", position: int = 1) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(value).__name__}"
        )


def _must_be_operand(name: str, input: Any, other: Any) -> None:
    _must_be_tensor(name, input)
    if not isinstance(other, (Tensor, *NUMBER)):
        _must_be_tensor(name, other, "other", 2)


def add(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input + alpha * other."""
    _must_be_operand("add", input, other)
    return apply(np.add, input, other) if alpha == 1 else apply(ops.add_scaled, input, other, alpha=alpha)


def sub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input - alpha * other."""
    _must_be_operand("sub", input, other)
    return apply(np.subtract, input, other) if alpha == 1 else apply(ops.sub_scaled, input, other, alpha=alpha)


def mul(input: Tensor, other: Any) -> Tensor:
    _must_be_operand("mul", input, other)
    return apply(np.multiply, input, other)


def div(input: Tensor, other: Any) -> Tensor:
    _must_be_operand("div", input, other)
    return apply(np.divide, input, other)


def pow(input: Any, exponent: Any) -> Tensor:
    if not isinstance(input, Tensor) and not isinstance(exponent, Tensor):
        _must_be_tensor("pow", input)
    if not isinstance(exponent, (Tensor, *NUMBER)):
        raise TypeError(
            f"pow() received an invalid combination of arguments - got ({type(exponent).__name__}), but expected one "
            "of:\n * (Tensor exponent)\n      didn't match because some of the arguments have invalid types: "
            f"(!{type(exponent).__name__}!)\n * (Number exponent)\n      didn't match because some of the arguments "
            f"have invalid types: (!{type(exponent).__name__}!)\n"
        )
    return power(input, exponent)


def square(input: Tensor) -> Tensor:
    return power(input, 2)


def neg(input: Tensor) -> Tensor:
    return apply(np.negative, input)


def exp(input: Tensor) -> Tensor:
    _must_be_tensor("exp", input)
    return apply(np.exp, input)


def log(input: Tensor) -> Tensor:
    _must_be_tensor("log", input)
    return apply(np.log, input)


def sqrt(input: Tensor) -> Tensor:
    _must_be_tensor("sqrt", input)
    return apply(np.sqrt, input)


def sin(input: Tensor) -> Tensor:
    _must_be_tensor("sin", input)
    return apply(np.sin, input)


def cos(input: Tensor) -> Tensor:
    _must_be_tensor("cos", input)
    return apply(np.cos, input)


def tanh(input: Tensor) -> Tensor:
    _must_be_tensor("tanh", input)
    return apply(np.tanh, input)


def sigmoid(input: Tensor) -> Tensor:
    _must_be_tensor("sigmoid", input)
    return apply(ops.sigmoid, input)


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    _must_be_tensor("relu", input)
    return assign(ops.relu, input) if inplace else apply(ops.relu, input)


def abs(input: Tensor) -> Tensor:
    _must_be_tensor("abs", input)
    return apply(np.abs, input)


def reciprocal(input: Tensor) -> Tensor:
    return apply(np.reciprocal, input)


def clone(input: Tensor) -> Tensor:
    """New memory, the same history."""
    return apply(ops.copy, input)


def detach(input: Tensor) -> Tensor:
    return input.detach()


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    return bool(np.allclose(input._array, other._array, rtol, atol, equal_nan))


def equal(input: Tensor, other: Tensor) -> bool:
    return bool(np.array_equal(input._array, other._array))


# ---- reductions --------------------------------------------------------------------------------------------


def _dims(dim: Any, ndim: int) -> tuple[int, ...]:
    return tuple(one_dim(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))


def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    _must_be_tensor("sum", input)
    if dtype is not None:
        input = to(input, dtype)
    elif input._array.dtype.kind in "biu":
        input = to(input, dtypes.int64)
    if dim is None:
        return apply(ops.sum_all, input)
    return apply(ops.sum_dim, input, dim=_dims(dim, input.ndim), keepdim=keepdim)


def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    _must_be_tensor("mean", input)
    if dtype is not None:
        input = to(input, dtype)
    if input._array.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {input.dtype.kind}"
        )
    if dim is None:
        return apply(ops.mean_all, input)
    return apply(ops.mean_dim, input, dim=_dims(dim, input.ndim), keepdim=keepdim)


# ---- shapes ------------------------------------------------------------------------------------------------


def _shape_for(input: Tensor, shape: tuple[Any, ...]) -> tuple[int, ...]:
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        shape = tuple(shape[0])
    n, known = input.numel(), ops.numel([s for s in shape if s != -1])
    if -1 in shape and known and n % known == 0:
        shape = tuple(n // known if s == -1 else s for s in shape)
    if ops.numel(shape) != n or -1 in shape:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {n}")
    return tuple(shape)


def view(input: Tensor, *shape: Any) -> Tensor:
    size = _shape_for(input, shape)
    if not np.may_share_memory(input._array.reshape(size), input._array):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return apply(ops.view, input, size=size)


def reshape(input: Tensor, *shape: Any) -> Tensor:
    size = _shape_for(input, shape)
    if np.may_share_memory(input._array.reshape(size), input._array):
        return apply(ops.view, input, size=size)
    return apply(ops.unsafe_view, clone(input), size=size)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    start, end = one_dim(start_dim, input.ndim), one_dim(end_dim, input.ndim)
    return reshape(input, (*input.shape[:start], -1, *input.shape[end + 1 :])) if input.ndim != 1 else input


def view_as(input: Tensor, other: Tensor) -> Tensor:
    return view(input, *other.shape)


def expand(input: Tensor, *sizes: Any) -> Tensor:
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = tuple(sizes[0])
    lead = len(sizes) - input.ndim
    full_size = tuple(input.shape[i - lead] if n == -1 else n for i, n in enumerate(sizes))
    for i, n in enumerate(full_size):
        if i >= lead and input.shape[i - lead] not in (1, n):
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({input.shape[i - lead]}) at "
                f"non-singleton dimension {i}.  Target sizes: {list(full_size)}.  Tensor sizes: {list(input.shape)}"
            )
    return apply(ops.expand, input, size=full_size)


def t(input: Tensor) -> Tensor:
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return apply(ops.t, input)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    return apply(ops.transpose, input, dim0=one_dim(dim0, input.ndim), dim1=one_dim(dim1, input.ndim))


def permute(input: Tensor, *dims: Any) -> Tensor:
    if len(dims) == 1 and isinstance(dims[0], (tuple, list)):
        dims = tuple(dims[0])
    return apply(ops.permute, input, dims=tuple(one_dim(d, input.ndim) for d in dims))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    return apply(ops.unsqueeze, input, dim=one_dim(dim, input.ndim + 1))


def squeeze(input: Tensor, dim: int | None = None) -> Tensor:
    if dim is None:
        return apply(ops.squeeze, input)
    d = one_dim(dim, input.ndim)
    return apply(ops.squeeze_dim, input, dim=d if input.shape[d] == 1 else ())


def to(input: Tensor, target: Any) -> Tensor:
    """Another dtype, or the device "cpu", where everything is already."""
    if isinstance(target, DType):
        return input if input.dtype is target else wrap(input._array.astype(target.numpy))
    if str(target) == "cpu":
        return input
    raise RuntimeError(f"minigrad computes on the CPU; there is no device {str(target)!r} here")


# ---- in place ----------------------------------------------------------------------------------------------


def add_(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    _must_be_operand("add_", input, other)
    return assign(np.add, input, other) if alpha == 1 else assign(ops.add_scaled, input, other, alpha=alpha)


def sub_(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    _must_be_operand("sub_", input, other)
    return assign(np.subtract, input, other) if alpha == 1 else assign(ops.sub_scaled, input, other, alpha=alpha)


def mul_(input: Tensor, other: Any) -> Tensor:
    return assign(np.multiply, input, other)


def div_(input: Tensor, other: Any) -> Tensor:
    return assign(np.divide, input, other)


def pow_(input: Tensor, exponent: Any) -> Tensor:
    return assign(ops.pow_number, input, exponent=exponent)


def neg_(input: Tensor) -> Tensor:
    return assign(np.negative, input)


def exp_(input: Tensor) -> Tensor:
    return assign(np.exp, input)


def sqrt_(input: Tensor) -> Tensor:
    return assign(np.sqrt, input)


def tanh_(input: Tensor) -> Tensor:
    return assign(np.tanh, input)


def sigmoid_(input: Tensor) -> Tensor:
    return assign(ops.sigmoid, input)


def relu_(input: Tensor) -> Tensor:
    return assign(ops.relu, input)


def zero_(input: Tensor) -> Tensor:
    if check_in_place(input, ()):
        return assign(ops.zero, input)
    input._array.fill(0)
    input._counter[0] += 1
    return input


def fill_(input: Tensor, value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return write(input, value)
    if check_in_place(input, ()):
        return assign(ops.fill, input, value=value)
    input._array.fill(value)
    input._counter[0] += 1
    return input


def copy_(input: Tensor, src: Tensor) -> Tensor:
    return assign(ops.copy_into, input, src) if check_in_place(input, (src,)) else write(input, src)


def uniform_(input: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    kind = input._array.dtype.type
    drawn = random.default_generator.rand(input._array.shape, kind)
    return write(input, wrap(drawn * kind(b - a) + kind(a)))


def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    kind = input._array.dtype.type
    drawn = random.default_generator.randn(input._array.shape, kind)
    return write(input, wrap(drawn * kind(std) + kind(mean)))


mm = matmul
METHODS = (
    abs, add, add_, allclose, clone, copy_, cos, div, div_, equal, exp, exp_, expand, fill_, flatten, log, matmul,
    mean, mul, mul_, neg, neg_, normal_, permute, pow, pow_, reciprocal, relu, relu_, reshape, sigmoid, sigmoid_, sin,
    sqrt, sqrt_, square, squeeze, sub, sub_, sum, t, tanh, tanh_, to, transpose, uniform_, unsqueeze, view, view_as,
    zero_,
)  # fmt: skip
for _function in METHODS:
    setattr(Tensor, _function.__name__, _function)
Tensor.T = property(lambda self: permute(self, *reversed(range(self.ndim))))  # type: ignore[attr-defined]
