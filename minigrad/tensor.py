"""Tensor: an array with a history.

A tensor is memory (a NumPy array), a version counter that views and detached copies share, and, where it was
computed from something that requires a gradient, the Node that made it. `apply` runs a primitive on tensors
and wraps what `graph.record` returns; `assign` does the same in place.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import operator
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from . import dtypes, further, graph, hooks, in_place, notices, ops, printing, strides
from .copy_slices import copy_slices
from .device import device as Device
from .dtypes import dtype
from .frames import is_ours
from .graph import Node, grad_mode
from .hooks import RemovableHandle
from .kinds import KINDS, NUMBERS, Kind, Saved
from .outputs import Output, Parts
from .rules import PRIMITIVES, Primitive
from .sentences import check, says

NUMBER = (int, float, bool, np.number, np.bool_)
BORROWED = "the base's"  # what `_requires` is in a view that was made unrecorded: it wants no gradient itself


class Size(tuple):
    """A tensor's shape.

    >>> Size((2, 3)), Size((2, 3)).numel()
    (torch.Size([2, 3]), 6)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def numel(self) -> int:
        return ops.numel(self)

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, other))

    def __getitem__(self, i: Any) -> Any:
        found = tuple.__getitem__(self, i)
        return Size(found) if isinstance(i, slice) else found


class Untracked(list):
    """The version counter of a tensor that was made in inference mode: it counts nothing, so nothing can save it."""

    def __getitem__(self, index: Any) -> Any:
        if grad_mode.inference or index:
            return list.__getitem__(self, index)
        raise says("inference_saved")


class Counted(Untracked):
    """That of a copy which `detach` makes outside: its own changes are counted, but it may not be saved either."""


class Tensor:
    """An array of numbers that remembers how it was computed.

    >>> import minigrad as torch
    >>> w = torch.tensor([1.], requires_grad=True)
    >>> y = w * 3
    >>> y.backward()
    >>> w.grad
    tensor([3.])
    """

    # What every operation asks for stands on each tensor; what few have, on the class, as a default.
    _array: np.ndarray
    _counter: list[Any]  # how often this memory was changed in place, shared by all who see it; then weakly its views
    _node: Node | None = None  # what made it, if that was recorded
    _requires: Any = False  # asked for by the learner; a leaf's alone
    _grad: Any = None
    _base: Any = None  # of a view: the tensor whose memory it shows
    _chain: tuple[Any, ...] = ()  # of a view: how to come from its base to it, as (function, parameters)
    _made = ""  # of a view: how it was made, if that forbids to change it in place; see `_forbidden`
    _seen = 0  # of a view: the version at which its history was told
    _hooks: Any = None
    _after: Any = None  # of a leaf: hooks to be called when its bucket has been filled
    _accumulator: Any = None
    is_node = False

    # ---- what it is

    @property
    def shape(self) -> Size:
        return Size(self._array.shape)

    @property
    def dtype(self) -> dtype:
        return dtypes.of_numpy(self._array.dtype)

    @property
    def ndim(self) -> int:
        return self._array.ndim

    @property
    def device(self) -> Device:
        return Device("cpu")

    @property
    def requires_grad(self) -> bool:
        base = self._base
        return self._node is not None or self._requires is True or (base is not None and base.requires_grad)

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        check(self._node is None, "computed" if wanted else "computed_off")
        check(not wanted or self._array.dtype.kind == "f", "wants_floats")
        check(not wanted or not self.is_inference() or grad_mode.inference, "inference_grad")
        self._requires = bool(wanted)
        renew_views(self._counter)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        if self._node is not None and requires_grad:
            return self  # as it is
        check(not requires_grad or self._array.dtype.kind == "f", "wants_floats_")
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        return self.grad_fn is None

    @property
    def grad_fn(self) -> Node | None:
        return None if self._node is None else self._node.grad_fn

    @property
    def output_nr(self) -> int:
        return 0 if self._node is None else self._node.output_nr

    @property
    def _version(self) -> int:
        check(type(self._counter) is not Untracked, "untracked")
        return list.__getitem__(self._counter, 0)

    def is_inference(self) -> bool:
        """Was it made in inference mode?"""
        return isinstance(self._counter, Untracked)

    def size(self, dim: int | None = None) -> Any:
        check(dim is None or self._array.ndim, "no_dims", dim)
        return self.shape if dim is None else self._array.shape[one_dim(dim, self.ndim)]

    def dim(self) -> int:
        return self._array.ndim

    def numel(self) -> int:
        return self._array.size

    def _is_view(self) -> bool:
        return self._base is not None

    def is_contiguous(self) -> bool:
        return self._array.flags.c_contiguous

    def is_floating_point(self) -> bool:
        return self._array.dtype.kind == "f"

    def untyped_storage(self) -> Storage:
        return Storage(self._array)

    def data_ptr(self) -> int:
        return self._array.__array_interface__["data"][0]

    # ---- gradients

    @property
    def grad(self) -> Any:
        if self._grad is None and self._node is not None and not self.retains_grad:
            notices.warn(says("non_leaf_grad"))
        return self._grad

    @grad.setter
    def grad(self, new: Any) -> None:
        if new is not None:
            check(isinstance(new, Tensor), "grad_tensor", type(new).__name__)
            check(new is not self, "own_grad")
            check(new.dtype is self.dtype, "grad_kind", _c_name(new.dtype), self.dtype.kind)
            check(new.shape == self.shape, "grad_size", list(new.shape), list(self.shape))
        self._grad = new

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def retains_grad(self) -> bool:
        extras = getattr(told(self), "extras", None)
        return bool(extras and extras.retaining and extras.retaining() is self)

    def retain_grad(self) -> None:
        """Keep the gradient of a non-leaf in its `.grad`, too; before backward."""
        check(self.requires_grad, "retain")
        if self._node is not None:
            self._node.extra().retaining = weakref.ref(self)

    def register_hook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook` with the gradient of this tensor; what it returns, unless None, takes its place."""
        check(self.requires_grad, "hook")
        owner, name = (self, "_hooks") if self._node is None else (self._node.extra(), "hooks")
        return hooks.register(owner, name, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook` with this leaf, each time that its `.grad` has been added to."""
        check(self.requires_grad, "hook")
        check(self._node is None, "hook_leaf")
        return hooks.register(self, "_after", hook)

    def detach(self) -> Tensor:
        """The same memory and version counter, without a history."""
        apart = self.is_inference() and not grad_mode.inference
        return wrap(self._array, counter=Counted((0,)) if apart else self._counter)

    def detach_(self) -> Tensor:
        check(self._base is None, "detach_view")
        self._node, self._requires = None, False
        renew_views(self._counter)
        return self

    @property
    def data(self) -> Tensor:
        """The same memory with a counter of its own: changes made through it go unnoticed."""
        return wrap(self._array, counter=Counted((0,)) if self.is_inference() else [0])

    @data.setter
    def data(self, new: Any) -> None:
        check(isinstance(new, Tensor), "data_tensor", type(new).__name__)
        check(not self.requires_grad or new._array.dtype.kind == "f", "data_dtype")
        self._array = new._array

    # ---- to Python and NumPy

    def item(self) -> Any:
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._array.item()

    def tolist(self) -> Any:
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The array itself, sharing memory."""
        check(force or not grad_mode.enabled or not self.requires_grad, "numpy_grad")
        return self._array

    def __array__(self, dtype: Any = None) -> np.ndarray:  # no `copy`, as in PyTorch: NumPy says what it thinks of that
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    def __float__(self) -> float:
        return float(self._one_number())

    def __int__(self) -> int:
        return int(self.detach()._one_number())

    def __index__(self) -> int:
        check(self._array.size == 1 and self._array.dtype.kind != "f", "as_index")
        return int(self._array.item())

    def _one_number(self) -> Any:
        if self.requires_grad:
            notices.once(says("to_scalar", "\n"))
        check(self._array.size == 1, "one_number")
        return self._array.item()

    def __bool__(self) -> bool:
        check(self._array.size <= 1, "truth_many")
        check(self._array.size, "truth_none")
        return bool(self._array.item())

    def __contains__(self, value: Any) -> bool:
        check(isinstance(value, (Tensor, *NUMBER)), "contains", type(value))
        return bool((self == value)._array.any())

    def __reversed__(self) -> Any:
        return apply(further.flip, self, dims=(0,)) if self.ndim else self

    def __len__(self) -> int:
        check(self._array.ndim, "len")
        return len(self._array)

    def __iter__(self) -> Iterator[Tensor]:
        check(self._array.ndim, "iterate")
        rows = [(ops.select, {"dim": 0, "index": i}) for i in range(len(self._array))]
        return iter(several(further.unbind, self, rows, dim=0))

    def __repr__(self) -> str:
        return printing.text(self)

    def __format__(self, spec: str) -> str:
        if self._array.ndim == 0 and type(self) is Tensor:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    def __getstate__(self) -> dict[str, Any]:  # its numbers; a history is not pickled
        return {"_array": self._array, "_counter": [0], "_requires": self._requires}

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        check(self._node is None, "deepcopy")
        new = object.__new__(type(self))
        new._array, new._counter, new._requires = self._array.copy("K"), [1], self._requires  # copied into
        new._grad = None if self._grad is None else self._grad.__deepcopy__(memo)
        memo[id(self)] = new
        return new

    # ---- operators

    __hash__ = object.__hash__

    # + - * / and their in-place forms are made by `_operator` and `_in_place` below
    __add__: Callable[[Any, Any], Any]
    __sub__: Callable[[Any, Any], Any]
    __mul__: Callable[[Any, Any], Any]
    __truediv__: Callable[[Any, Any], Any]

    def __rsub__(self, other: Any) -> Any:
        if isinstance(other, Tensor):
            return apply(further.rsub, self, other, alpha=1)
        return apply(ops.rsub, self, other=other, alpha=1) if isinstance(other, NUMBER) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return apply(np.multiply, apply(np.reciprocal, self), other) if isinstance(other, NUMBER) else NotImplemented

    def __pow__(self, exponent: Any) -> Any:
        if (type(exponent) is int or type(exponent) is float) and self._array.dtype.kind == "f":
            return apply(ops.pow_number, self, exponent=exponent)
        return power(self, exponent) if isinstance(exponent, (Tensor, *NUMBER)) else NotImplemented

    def __rpow__(self, base: Any) -> Any:
        return power(base, self) if isinstance(base, (Tensor, *NUMBER)) else NotImplemented

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other) if isinstance(other, Tensor) else NotImplemented

    def __neg__(self) -> Tensor:
        return apply(np.negative, self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return apply(np.abs, self)

    def __ipow__(self, other: Any) -> Any:
        return power(self, other, assign) if isinstance(other, (Tensor, *NUMBER)) else NotImplemented

    def __eq__(self, other: Any) -> Any:
        return compare(np.equal, self, other)

    def __ne__(self, other: Any) -> Any:
        return compare(np.not_equal, self, other)

    def __lt__(self, other: Any) -> Any:
        return compare(np.less, self, other)

    def __le__(self, other: Any) -> Any:
        return compare(np.less_equal, self, other)

    def __gt__(self, other: Any) -> Any:
        return compare(np.greater, self, other)

    def __ge__(self, other: Any) -> Any:
        return compare(np.greater_equal, self, other)

    def __getitem__(self, key: Any) -> Tensor:
        view, arrays = basic_index(self, key)
        if arrays:
            return apply(ops.index, view, indices=places(arrays, view._array.shape))
        if view is not self:
            return view
        if not isinstance(key, slice):
            return apply(ops.alias, self)
        return apply(ops.slice_dim, self, dim=0, start=0, end=len(self._array), step=1)  # x[:]

    def __setitem__(self, key: Any, value: Any) -> None:
        is_tensor = isinstance(value, Tensor)
        check(is_tensor or isinstance(value, NUMBER), "assign", type_name(value), self.dtype.kind)
        view, arrays = basic_index(self, key)
        source = value if is_tensor else wrap(np.asarray(value, self._array.dtype))
        if arrays:
            put(view, source, arrays)
        else:
            write(view, source)

    # NumPy's protocols: what lets a rule be read on Tensors

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **params: Any) -> Any:
        if not is_ours(sys._getframe(1).f_code.co_filename):
            return _by_the_learner(getattr(function, method), inputs, params)
        if method != "__call__" or function not in PRIMITIVES or params:
            return NotImplemented
        return power(*inputs) if function is np.power else apply(function, *inputs)

    def __array_function__(self, function: Any, types: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        row = PRIMITIVES.get(function)
        if row is not None and isinstance(row.rules, further.Each):
            return apply(function, *args, **params)
        if function is ops.zeros_like:  # a constant, whatever its argument's history
            return wrap(np.zeros_like(args[0]._array))
        if function is ops.reshape:
            return _as_view(*args)
        if row is not None:
            names = row.inputs + row.params
            given = dict(zip(names, args), **params)
            inputs = [given.pop(name) for name in row.inputs]
            return apply(function, *inputs, **given)
        if hasattr(function, "is_constant"):
            return wrap(function(*[a._array if isinstance(a, Tensor) else a for a in args], **params))
        if hasattr(function, "__wrapped__") and function.__module__.startswith(__package__):
            return function.__wrapped__(*args, **params)  # made of operations that are recorded one by one
        return function._implementation(*args, **params)  # NumPy's own, which asks `__array__` for the numbers


OPERATORS: dict[Any, Callable[[Any, Any], Any]] = {  # what NumPy's numbers make of Python's
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul, np.divide: operator.truediv,
    np.power: operator.pow, np.greater: operator.gt, np.less: operator.lt, np.equal: operator.eq,
    np.greater_equal: operator.ge, np.less_equal: operator.le, np.not_equal: operator.ne,
}  # fmt: skip


def _by_the_learner(function: Any, inputs: tuple[Any, ...], params: dict[str, Any]) -> Any:
    """A function of NumPy's that a program calls on a tensor: it sees the numbers, its result is a tensor."""
    if np.shape(inputs[0]) == () and not isinstance(inputs[0], Tensor) and function.__self__ in OPERATORS:
        return OPERATORS[function.__self__](inputs[0].item(), inputs[1])
    result = function(*[x.numpy() if isinstance(x, Tensor) else x for x in inputs], **params)
    return wrap(np.asarray(result, np.uint8 if result.dtype == bool else None))


class Storage:
    """The memory behind a tensor and all its views."""

    def __init__(self, array: np.ndarray) -> None:
        self._memory = strides.memory(array)

    def data_ptr(self) -> int:
        return self._memory.__array_interface__["data"][0]

    def nbytes(self) -> int:
        return self._memory.nbytes

    def __len__(self) -> int:
        return self._memory.nbytes


def type_name(value: Any) -> str:
    """A type as the messages about arguments name it: NumPy's with their module."""
    kind = type(value)
    own = "torch." if kind is dtype else "numpy." if kind.__module__ == "numpy" else ""
    return own + kind.__name__


def _c_name(d: dtype) -> str:
    of_c = {
        "Half": "c10::Half",
        "Long": "long int",
        "Byte": "unsigned char",
        "Char": "signed char",
        "Short": "short int",
    }
    return of_c.get(d.kind, d.kind.lower())


# ---- making tensors ----------------------------------------------------------------------------------------


def wrap(array: Any, node: Node | None = None, counter: list[int] | None = None) -> Tensor:
    """A tensor around an array, without copying."""
    new = object.__new__(Tensor)
    new._array = array if type(array) is np.ndarray else np.asarray(array)
    new._counter = counter if counter is not None else Untracked((0,)) if grad_mode.inference else [0]
    new._node, new._requires = node, False
    return new


def saved_as_tensor(saved: Any, node: Node) -> Any:
    if type(saved) is Saved:
        return wrap(saved._array, node, saved._counter)
    return wrap(np.asarray(saved)) if type(saved) in NUMBERS else saved


graph.as_tensor = saved_as_tensor


class Quiet(threading.local):
    """Runs NumPy's functions silent about inf and nan, which PyTorch computes without a warning.

    `np.errstate` around every operation would cost more than the operation; to step into a context that has it
    already costs next to nothing. Nothing of the learner's may run in it: it is not theirs.
    """

    def __init__(self) -> None:
        context = contextvars.copy_context()
        context.run(np.seterr, all="ignore")
        self.run = context.run

    @contextlib.contextmanager
    def left(self) -> Iterator[None]:
        """For what is the learner's again, inside."""
        outer = self.run
        self.__init__()  # type: ignore[misc]  # a context cannot be entered twice
        try:
            yield
        finally:
            self.run = outer


quiet = Quiet()


def apply(function: Callable[..., Any], *inputs: Any, **params: Any) -> Tensor:
    """Run the primitive that `function` computes, and record it if anybody wants its gradient."""
    kind = KINDS[function]
    if len(inputs) == 1:  # the same as below, for the many functions of one tensor
        x = inputs[0]
        array = x._array
        edge = x._node or (x if x._requires else None)
        edges, wanted = (edge,), edge is not None
        if kind.pointwise and array.dtype is not FLOAT32 and array.dtype is not FLOAT64:
            result = compute(kind, inputs, (array,), params)
        else:
            result = quiet.run(kind.compute, array, **params)
        alike = kind.pointwise and result.strides == array.strides
        arrays: Any = (array,)
    else:
        edges = edges_to(inputs)
        wanted, arrays = any(edge is not None for edge in edges), [getattr(x, "_array", x) for x in inputs]
        result, alike = compute(kind, inputs, arrays, params), False
    new = object.__new__(Tensor)
    new._array = result = result if type(result) is np.ndarray else np.asarray(result)
    new._node, new._requires = None, False
    if kind.is_view:
        new._counter = inputs[0]._counter
        _remember_view(new, inputs[0], function, params)
    else:
        if not alike and result.ndim and (result.ndim > 1 or result.size <= 1):
            new._array = strides.as_pytorch(kind.primitive, result, arrays, params)
        new._counter = [0]
    if wanted and grad_mode.enabled:
        new._node = graph.record(kind, inputs, edges, new._array, new._counter, params)
    elif grad_mode.inference and not kind.is_view:
        new._counter = Untracked((0,))
    return new


def edges_to(inputs: Iterable[Any]) -> tuple[Any, ...]:
    """Where the gradient of each input goes: to the node that made it, to a leaf that wants it, or nowhere."""
    return tuple([(x._node or (x if x._requires else None)) if isinstance(x, Tensor) else None for x in inputs])


def compute(kind: Kind, inputs: tuple[Any, ...], arrays: Any, params: dict[str, Any]) -> Any:
    """The primitive's result on arrays, in PyTorch's dtype."""
    usual = True
    if kind.pointwise:
        dtype = arrays[0].dtype if type(arrays[0]) is np.ndarray else None
        usual = dtype is FLOAT32 or dtype is FLOAT64
        for x in arrays[1:]:
            # a Python number takes the array's dtype
            usual = usual and (x.dtype is dtype if type(x) is np.ndarray else type(x) is float or type(x) is int)
    try:
        return quiet.run(kind.compute, *arrays, **params) if usual else converted(kind, inputs, arrays, params)
    except ValueError:
        if kind.pointwise and len(arrays) > 1:
            functools.reduce(broadcast, map(np.shape, arrays))  # says it in PyTorch's words
        raise


def converted(kind: Kind, inputs: tuple[Any, ...], arrays: Any, params: dict[str, Any]) -> Any:
    """The same for inputs of several dtypes, or of none that is usual."""
    arrays = in_common_dtype(kind.primitive, inputs, arrays, params)
    common = dtypes.of_numpy(arrays[0].dtype)
    if common is dtypes.float16 and kind.primitive.forward is not further.cast:  # PyTorch, too, rounds but at the end
        wide = [a.astype(np.float32) if getattr(a, "dtype", None) == np.float16 else a for a in arrays]
        return quiet.run(kind.compute, *wide, **params).astype(np.float16)
    if not common.is_floating_point:
        params = {name: dtypes.cut(v, common) if type(v) is int else v for name, v in params.items()}
    return quiet.run(kind.compute, *arrays, **params)


def in_common_dtype(row: Primitive, inputs: tuple[Any, ...], arrays: Any, params: dict[str, Any]) -> list[Any]:
    """Inputs of several dtypes, or of none that has fractions, in the one that PyTorch computes in."""
    numbers = [v for name, v in params.items() if isinstance(v, NUMBER) and name not in ("alpha", "value")]
    n = min(len(row.rules), len(inputs))  # masks and indices have no say
    common = dtypes.result_type(*inputs[:n], *numbers)
    if row.forward in (np.subtract, ops.sub_scaled, ops.rsub, further.rsub):
        kinds = [dtypes.result_type(x) for x in (*inputs[:n], *numbers[: row.forward is ops.rsub])]
        check(kinds != [dtypes.bool_, dtypes.bool_], "sub_bools")
        check(dtypes.bool_ not in kinds, "sub_bool")
    if common is dtypes.bool_:
        refuse_bool(row.forward)
    if row.forward not in KEEP_INTEGERS and not common.is_floating_point:
        common = dtypes.get_default_dtype()
    # a number that is too large is cut off, as in C
    return [quiet.run(np.asarray(a).astype, common.numpy, copy=False) for a in arrays[:n]] + [*arrays[n:]]


KERNELS = {  # what PyTorch does not do with True and False, by the name that it has there
    further.addcmul: "addcmul_cpu_out", np.abs: "abs_cpu", np.ceil: "ceil_vml_cpu", np.floor: "floor_vml_cpu",
    np.trunc: "trunc_vml_cpu",
    np.rint: "round_vml_cpu", np.floor_divide: "div_floor_cpu", further.floor_divide_number: "div_floor_cpu",
    further.div_floor: "div_floor_cpu",
    further.remainder: "remainder_cpu", further.remainder_number: "remainder_cpu", np.fmod: "fmod_cpu",
    further.fmod_number: "fmod_cpu", np.power: "pow", ops.pow_number: "pow", ops.exp_base: "pow",
    further.clamp: "clamp_scalar_cpu", further.clamp_min: "clamp_min_scalar_cpu", ops.dot: "dot",
    further.clamp_between: "clamp_cpu",
    further.clamp_max: "clamp_max_scalar_cpu", ops.mm: "addmm_impl_cpu_", ops.addmm: "addmm_impl_cpu_",
    ops.mv: "addmv_impl_cpu", further.bmm: "bmm", further.median_all: "median_cpu", further.median_dim: "median_out",
}  # fmt: skip


def refuse_bool(function: Callable[..., Any]) -> None:
    check(function is not np.negative, "neg_bool")
    check(function is not ops.relu, "relu_bool")
    check(function not in KERNELS, "kernel", KERNELS.get(function), "Bool")


KEEP_INTEGERS = {
    np.add, np.subtract, np.multiply, np.negative, np.abs, further.sign, np.power,
    ops.add_scaled, ops.sub_scaled, ops.rsub, ops.pow_number, ops.exp_base, ops.relu, ops.copy,
}  # fmt: skip


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that two shapes broadcast to, or PyTorch's error."""
    result = []
    for back in range(1, max(len(a), len(b)) + 1):
        m = a[-back] if back <= len(a) else 1
        n = b[-back] if back <= len(b) else 1
        check(m == n or 1 in (m, n), "broadcast", m, n, max(len(a), len(b)) - back)
        result.append(n if m == 1 else m)
    return tuple(reversed(result))


def _operator(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """The operator of two tensors: the usual case straight ahead, everything else through `apply`."""
    kind = KINDS[function]
    forward = kind.compute

    def operator(self: Any, other: Any) -> Any:
        array, theirs = self._array, None
        dtype, number = array.dtype, type(other)
        if isinstance(other, Tensor):
            operand = other._array
            usual = dtype is operand.dtype
            theirs = other._node or (other if other._requires else None)
        elif number is float or number is int:
            operand, usual = other, True
        elif isinstance(other, NUMBER):
            usual = False
        elif isinstance(other, np.ndarray):
            other, usual = wrap(other), False
        else:
            return NotImplemented
        if not usual or (dtype is not FLOAT32 and dtype is not FLOAT64):
            return apply(function, self, other)
        try:
            result = quiet.run(forward, array, operand)
        except ValueError:
            return apply(function, self, other)
        if result.ndim > 1 and array.strides != result.strides:
            result = strides.as_pytorch(kind.primitive, result, [array, operand], NO_PARAMS)
        new = object.__new__(Tensor)
        new._array = result if type(result) is np.ndarray else np.asarray(result)
        new._counter = counter = [0]
        new._node, new._requires = None, False
        if grad_mode.enabled:
            mine = self._node or (self if self._requires else None)
            if mine is not None or theirs is not None:
                new._node = graph.record(kind, (self, other), (mine, theirs), new._array, counter, NO_PARAMS)
        elif grad_mode.inference:
            new._counter = Untracked((0,))
        return new

    return operator


def _in_place(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    def operator(self: Any, other: Any) -> Any:
        if isinstance(other, OPERAND):
            return self if _straight(function, self, other, NO_PARAMS) else assign(function, self, other)
        return NotImplemented

    return operator


NO_PARAMS: dict[str, Any] = {}
OPERAND = (Tensor, *NUMBER)
FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
for _name, _function in (("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("truediv", np.divide)):
    setattr(Tensor, f"__{_name}__", _operator(_function))
    setattr(Tensor, f"__i{_name}__", _in_place(_function))
for _name in ("add", "mul"):
    setattr(Tensor, f"__r{_name}__", getattr(Tensor, f"__{_name}__"))


def power(x: Any, exponent: Any, how: Callable[..., Tensor] | None = None) -> Tensor:
    """x ** exponent, as the one of PyTorch's three primitives that fits."""
    how = how or apply
    base, array = getattr(x, "_array", x), getattr(exponent, "_array", exponent)
    if isinstance(exponent, Tensor):
        if array.dtype.kind in "iu" and np.result_type(base).kind in "iub" and (array < 0).any():
            made = wrap(further.whole_power(np.asarray(base, None if base is not x else array.dtype), array))
            return made if how is apply else write(x, made)
        return how(np.power, x, exponent) if isinstance(x, Tensor) else apply(ops.exp_base, exponent, self=x)
    check(base.dtype.kind == "f" or not isinstance(exponent, int) or exponent >= 0, "whole_power")
    return how(ops.pow_number, x, exponent=exponent)


ORDER: dict[Any, str] = {np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">="}


def compare(function: Callable[..., Any], x: Tensor, other: Any) -> Any:
    if isinstance(other, np.ndarray):
        check(function in (np.equal, np.not_equal), "unordered", ORDER.get(function))
        other = wrap(other)
    if not isinstance(other, (Tensor, *NUMBER)):
        return NotImplemented
    y = other._array if isinstance(other, Tensor) else other
    if type(y) is int and x._array.dtype.kind in "iu":
        y = dtypes.cut(y, x.dtype)
    if isinstance(y, np.ndarray):
        broadcast(x._array.shape, y.shape)
        if y.dtype != x._array.dtype:
            y = y.astype(dtypes.result_type(x, other).numpy)
    result = np.asarray(function(x._array.astype(y.dtype, copy=False) if isinstance(y, np.ndarray) else x._array, y))
    return wrap(strides.restrided(result, strides.elementwise(result.shape, [x._array, y])))


def matmul(x: Tensor, y: Tensor) -> Tensor:
    """x @ y, through the same primitives as PyTorch: dot, mv, or mm with squeezes and views around it."""
    a, b = x._array, y._array
    if a.ndim == 2 == b.ndim and a.shape[1] == b.shape[0] and a.dtype is b.dtype and a.dtype.kind == "f":
        return _product(x, y)
    check(a.ndim and b.ndim, "matmul_dims", a.ndim, b.ndim)
    if a.ndim == 1 and b.ndim == 1:
        check(a.dtype == b.dtype, "dot_dtype", x.dtype.kind, y.dtype.kind)
        check(a.size == b.size, "dot_size", a.size, b.size)
        return product(ops.dot, x, y)
    if a.ndim == 2 and b.ndim == 1:
        check(a.shape[1] == b.size, "mv_size", a.shape[0], a.shape[1], b.size)
        return product(ops.mv, x, y)
    if a.ndim == 1 and b.ndim == 2:
        out = apply(ops.squeeze_row, mm(apply(ops.unsqueeze, x, dim=0), y), dim=0)
        out._counter[0] = 1  # squeezed in place
        return out
    if a.ndim == 2 and b.ndim == 2:
        return mm(x, y)
    return _batches(x, y)


def _batches(x: Tensor, y: Tensor) -> Tensor:
    """x @ y with more than two dimensions: as one long matrix where that needs no copies, else batch by batch."""
    a, b = x._array, y._array
    if a.ndim == 3 == b.ndim and (len(a) == 1) != (len(b) == 1) and (x if len(a) == 1 else y).requires_grad:
        flat = apply(ops.squeeze_dim, x if len(a) == 1 else y, dim=0)
        return _batches(flat, y) if len(a) == 1 else _batches(x, flat)
    turned = b.ndim > a.ndim
    large, small = (apply(ops.transpose, y, dim0=b.ndim - 2, dim1=b.ndim - 1), x) if turned else (x, y)
    folds = small.ndim <= 2 and large.ndim >= 3
    if folds and not small.requires_grad:  # unless it needs a copy
        shape, steps = large._array.shape, strides.of(large._array)
        folds = a.ndim != 2 and all(steps[i] == steps[i + 1] * shape[i + 1] for i in range(large.ndim - 2))
    if folds:
        small = apply(ops.t, small) if turned and small.ndim == 2 else small
        lead, length = large._array.shape[:-1], large._array.shape[-1]
        rows = _as_view(large, (ops.numel(lead), length))
        if small.ndim == 1:
            return apply(ops.unsafe_view, matmul(rows, small), size=lead)
        out = apply(ops.unsafe_view, mm(rows, small), size=(*lead, small._array.shape[1]))
        if not turned:
            return out
        out = apply(ops.transpose, out, dim0=out.ndim - 2, dim1=out.ndim - 1)
        return out if out.is_contiguous() else apply(further.clone, out)
    n, m = a.shape[-2:] if a.ndim > 1 else (1, a.shape[0])
    k, p = b.shape[-2:] if b.ndim > 1 else (b.shape[0], 1)
    lead = broadcast(a.shape[:-2], b.shape[:-2])
    batch = ops.numel(lead)
    check(m == k, "bmm_batch", batch, m, k)
    left = _as_view(apply(ops.expand, x, size=(*lead, n, m)), (batch, n, m))
    right = _as_view(apply(ops.expand, y, size=(*lead, k, p)), (batch, k, p))
    size = lead + ((n,) if a.ndim > 1 else ()) + ((p,) if b.ndim > 1 else ())
    return apply(ops.unsafe_view, product(further.bmm, left, right), size=size)


def _as_view(x: Tensor, size: tuple[int, ...]) -> Tensor:
    """In another shape: a view if that is possible, else a copy."""
    if x._array.flags.c_contiguous:
        return apply(ops.view, x, size=size)
    if strides.viewed(x._array, size) is not None:
        return apply(further.reshape_alias, x, size=size)
    return apply(ops.unsafe_view, apply(further.clone, x), size=size)


_product = _operator(ops.mm)


def mm(x: Tensor, y: Tensor) -> Tensor:
    (n, m), (k, p) = x._array.shape, y._array.shape
    check(m == k, "mm_size", n, m, k, p)
    return product(ops.mm, x, y)


def product(function: Callable[..., Any], x: Tensor, y: Tensor) -> Tensor:
    """A product of matrices or vectors, which must be of one dtype."""
    a, b = x.dtype, y.dtype
    if a is dtypes.bool_ and (a is b or function is further.bmm):
        refuse_bool(function)
    if a is not b:
        raise {
            ops.mm: says("matrix_dtype", _c_name(a), _c_name(b)),
            ops.mv: says("addmv", b.kind, a.kind),
            further.bmm: says("scalar_type", a.kind, b.kind),
        }[function]
    return apply(function, x, y)


def expand(x: Tensor, size: tuple[int, ...]) -> Tensor:
    """Dimensions of length 1 repeated, without a copy; -1 leaves one as it is."""
    old = x._array.shape
    lead = len(size) - len(old)
    kind = "CPUBoolType" if x.dtype is dtypes.bool_ else f"torch.{x.dtype.kind}Tensor"
    check(lead >= 0, "expand_ndim", kind, list(old), list(size), len(size), len(old))
    for i in range(lead if old else 0):
        check(size[i] != -1, "expand_lead", i)
    check(old or -1 not in size, "numel_overflow")
    whole = tuple(old[i - lead] if n == -1 else n for i, n in enumerate(size))
    for i in reversed(range(lead, len(whole))):
        check(old[i - lead] in (1, whole[i]), "expand", whole[i], old[i - lead], i, list(size), list(old))
    return apply(ops.expand, x, size=whole)


def one_dim(dim: int, ndim: int) -> int:
    """A dimension counted from the front, or PyTorch's error."""
    n = max(ndim, 1)
    if not -n <= dim < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
    return dim % n


# ---- views -------------------------------------------------------------------------------------------------


def _remember_view(new: Tensor, source: Tensor, function: Callable[..., Any], params: dict[str, Any]) -> None:
    base, shape = source if source._base is None else source._base, new._array.shape
    if 1 in shape or 0 in shape:
        found = strides.of_view(function, source._array, params)
        new._array = new._array if found is None else strides.restrided(new._array, found)
    if source.is_inference() and not grad_mode.inference:
        new._counter = Untracked((0,))
        return
    if new._array.size and not np.may_share_memory(new._array, base._array):  # reshape had to copy
        new._counter = [0]
        return
    new._base, new._chain, new._made = base, (*source._chain, (function, params)), source._made
    if not grad_mode.enabled:
        new._made = "inference" if grad_mode.inference else "no_grad"
        new._requires = BORROWED if base.requires_grad else False
    counter = new._counter
    new._seen = counter[0]
    counter.append(weakref.ref(new))
    if len(counter) & (len(counter) - 1) == 0:  # at each power of two: forget those that are gone
        counter[1:] = [ref for ref in counter[1:] if ref() is not None]


def several(function: Callable[..., Any], x: Tensor, parts: list[Any], **params: Any) -> tuple[Tensor, ...]:
    """Views that one operation makes; `parts` says how x is to be seen in each: (function, parameters)."""
    (edge,) = edges_to((x,))
    node: Any = None
    if edge is not None and grad_mode.enabled:
        node = graph.record(KINDS[function], (x,), (edge,), Parts, [0], params)  # type: ignore[arg-type]
    views = []
    for i, (how, where) in enumerate(parts):
        array = KINDS[how].compute(x._array, **where)
        view = wrap(array, node and Output(node, i, len(parts), array.shape), x._counter)
        _remember_view(view, x, how, where)
        view._made = "several" if grad_mode.enabled and view._made != "inference" else view._made
        views.append(view)
    return tuple(views)


def changed(x: Tensor) -> None:
    """Count a change in place; one that was not allowed has been made nevertheless, as in PyTorch."""
    counter = x._counter
    if type(counter) is Untracked and not grad_mode.inference:
        raise says("inference_in_place")
    counter[0] = list.__getitem__(counter, 0) + 1
    if len(counter) > 1:
        renew_views(counter)


def renew_views(counter: list[Any]) -> None:
    """A view's history ends with a change of its memory: from now on it is a part of what its base is now.

    So it does when the base has been changed, and when it then wants a gradient, or wants none any more.
    """
    for ref in list.__getitem__(counter, slice(1, None)):
        view = ref()
        base = None if view is None else view._base
        if base is None:
            continue
        before = told(view)
        if before is None:
            if view._requires is not True:
                view._requires = BORROWED if base.requires_grad else False
            if not base.requires_grad:
                view._node = None
                continue
        if view._seen == counter[0]:
            continue
        if view._made:
            view._node = Invalid(_forbidden(view, "its base or another view of its base has been"), before)
            continue
        kind, params = KINDS[in_place.region], {"chain": view._chain}
        view._node = graph.record(kind, (base,), edges_to((base,)), view._array, counter, params)
        view._requires, view._seen = False, counter[0]
        _hand_over(before, view._node)


def told(x: Tensor) -> Node | None:
    """What made x, as far as it was ever told."""
    return x._node.before if isinstance(x._node, Invalid) else x._node


def _hand_over(before: Node | None, node: Node) -> None:
    """A tensor that is to retain its gradient does so under its new history."""
    if before is not None and before.extras is not None and before.extras.retaining is not None:
        node.extra().retaining, before.extras.retaining = before.extras.retaining, None


class Invalid:
    """The history of a view that cannot be told: whoever asks for it hears why."""

    def __init__(self, why: Exception, before: Node | None) -> None:
        self._why, self.before = why, before

    def tell(self) -> Any:
        raise RuntimeError(*self._why.args)

    def __bool__(self) -> bool:
        return grad_mode.enabled and self.tell()  # where nothing is recorded, nobody asks

    grad_fn = output_nr = extra = property(tell)


def _forbidden(view: Tensor, how: str = "is being") -> Exception:
    """Why a view may not be changed in place."""
    made, node = view._made, told(view)
    start = "A view" if node is None else f"Output {node.output_nr} of {graph.short_name(node.grad_fn)} is a view"
    modes = {"no_grad": ("no_grad", "with grad mode enabled"), "inference": ("inference", "in normal mode")}
    if node is None or made in modes:
        mode, now = modes.get(made, modes["no_grad"])
        start += "" if node is None else " of a view which"
        return says(f"view_{made}", f"{start} was created in {mode} mode and {how} modified inplace {now}.")
    return says(f"view_{made}", f"{start} and {how} modified inplace.")


INDEX_PARTS = (list, tuple, range, str, slice, Tensor, type(...))  # a list with one of these means several indices


def basic_index(x: Tensor, key: Any) -> tuple[Tensor, dict[int, np.ndarray]]:
    """x[key] as far as views go, and what is left for a copy: arrays of whole numbers, and masks, by dimension."""
    keys = key if isinstance(key, tuple) else (key,)
    if isinstance(key, (list, str)) and len(key) < 32 and any(k is None or isinstance(k, INDEX_PARTS) for k in key):
        notices.warn(says("nested_index"))
        keys = tuple(key)
    given = sum(_dims_of(k) for k in keys)
    if not x.ndim and len(keys) == 1:
        check(not isinstance(key, slice), "slice_zero")
        if given and isinstance(key, int):
            raise says("out_of_bounds", key, 0, 0) if keys[0] else says("index_zero")
    check(given <= x.ndim, "too_many", x.ndim)
    dim, view, arrays = 0, x, {}
    for place, k in enumerate(keys):
        if k is Ellipsis:
            dim += x.ndim - given
        elif k is None or _is_truth(k):
            view = apply(ops.unsqueeze, view, dim=dim)
            if k is not None:
                arrays[dim] = np.zeros(int(k), np.int64)
            dim += 1
        elif isinstance(k, slice):
            n = view._array.shape[dim]
            check(k.step is None or k.step > 0, "step_positive")
            start, end, step = k.indices(n)
            if (start, end, step) != (0, n, 1):
                view = apply(ops.slice_dim, view, dim=dim, start=start, end=end, step=step)
            dim += 1
        elif isinstance(k, str):
            raise says("string")
        elif isinstance(k, (list, tuple, range, np.ndarray)) or (isinstance(k, Tensor) and not _is_whole(k)):
            arrays[dim] = array = k._array if isinstance(k, Tensor) else np.asarray(k, None if len(k) else np.int64)
            check(array.dtype.kind in "biu", "index_kind")
            for i, n in enumerate(array.shape if array.dtype.kind == "b" else ()):
                fits = n == view._array.shape[dim + i]
                check(fits, "mask_shape", list(array.shape), dim + i, list(view.shape), dim + i)
            dim += array.ndim if array.dtype.kind == "b" else 1
        else:
            try:
                i = k.__index__()
            except (AttributeError, TypeError):
                raise says("index_type", type(k).__name__) from None
            n = view._array.shape[dim]
            check(-n <= i < n, "out_of_bounds", i, place, n)
            view = apply(ops.select, view, dim=dim, index=i % n)
    return view, arrays


def places(arrays: dict[int, np.ndarray], size: tuple[int, ...]) -> tuple[Any, ...]:
    """The arrays as NumPy takes them, each where its dimension is, if they fit together, and into that size."""
    shapes = [[int(a.sum())] if a.dtype.kind == "b" else list(a.shape) for a in arrays.values()]
    try:
        np.broadcast_shapes(*map(tuple, shapes))
    except ValueError:
        raise says("index_together", ", ".join(map(str, shapes))) from None
    for i, (dim, array) in enumerate(arrays.items()):
        n = size[dim]
        wrong = array[(array < -n) | (array >= n)] if array.dtype.kind != "b" else array[:0]
        check(not wrong.size or n, "index_nothing")
        check(not wrong.size, "out_of_bounds", wrong.flat[0] if wrong.size else 0, i, n)
    rest: list[Any] = []
    for dim, array in arrays.items():
        rest += [slice(None)] * (dim - sum(_dims_of(k) for k in rest)) + [array]
    return tuple(rest)


def _dims_of(k: Any) -> int:
    """How many dimensions of a tensor an index is for."""
    if k is None or k is Ellipsis or _is_truth(k):
        return 0
    k = k._array if isinstance(k, Tensor) else k
    return k.ndim if isinstance(k, np.ndarray) and k.dtype.kind == "b" else 1


def _is_truth(k: Any) -> bool:
    return isinstance(k, (bool, np.bool_)) or (isinstance(k, Tensor) and k._array.ndim == 0 and k.dtype is dtypes.bool_)


def _is_whole(k: Tensor) -> bool:
    return k._array.ndim == 0 and k._array.dtype.kind in "iu"


# ---- in place ----------------------------------------------------------------------------------------------


def assign(function: Callable[..., Any], x: Tensor, *others: Any, **params: Any) -> Tensor:
    """Run a primitive and write its result into its first input's memory."""
    kind = KINDS[function]
    if function in STRAIGHT and _straight(function, x, others[0], params):
        return x
    fills = function in (in_place.zero, in_place.fill, in_place.fill_with, in_place.index_put)
    recorded = check_in_place(x, others, fills, apart=not fills, wholly=function in SCATTERED)
    inputs = (x, *others)
    arrays = [t._array if isinstance(t, Tensor) else t for t in inputs]
    result = np.asarray(compute(kind, inputs, arrays, params))
    check(result.shape == x._array.shape, "output_shape", list(x._array.shape), list(result.shape))
    _check_cast(dtypes.of_numpy(result.dtype), x.dtype)
    if not recorded:
        x._array[...] = result
        changed(x)
        return x
    before = wrap(x._array.copy(), x._node)  # a rule that reads x means what x was
    before._requires = x._requires
    edges = edges_to(inputs)
    node = graph.record(kind, (before, *others), edges, x._array, x._counter, params)
    x._array[...] = result
    x._counter[0] += 1
    if node.versions and node.versions[0] is not None:  # a saved result is what has just been written
        node.versions = (x._counter[0], *node.versions[1:])
    rewrite_history(x, node)
    return x


def update(function: Any, array: np.ndarray, other: Any) -> None:
    """array = function(array, other), in array's memory; ValueError if the shapes do not allow it."""
    if array.size != 1:
        quiet.run(function, array, other, array)
        return
    result = quiet.run(function, array, other)  # NumPy takes three times as long to write one number into its operand
    if result.shape != array.shape:
        raise ValueError(result.shape)
    array[...] = result


def _add_scaled(x: np.ndarray, y: Any, alpha: Any) -> None:
    x += np.multiply(y, alpha, out=_scratch(y))


def _scratch(like: np.ndarray) -> np.ndarray:
    """Memory for a result that is needed but for a moment: for large arrays, new memory costs more than the sum."""
    if _local.memory.size < like.size or _local.memory.dtype != like.dtype:
        _local.memory = np.empty(like.size, like.dtype)
    return _local.memory[: like.size].reshape(like.shape)


class _Local(threading.local):
    memory = np.empty(0)


_local = _Local()
SCATTERED = {further.scatter, further.scatter_add, further.scatter_number}  # entry by entry, in any order
STRAIGHT = (np.add, np.subtract, np.multiply, np.divide, ops.add_scaled)  # into their first input without a copy


def _straight(function: Callable[..., Any], x: Tensor, other: Any, params: dict[str, Any]) -> bool:
    """Write straight into x's memory, if that is a plain matter: nothing to record or refuse, one dtype, x's shape."""
    array, counter = x._array, x._counter
    wanted = x._requires or x._node is not None
    dtype = array.dtype
    if isinstance(other, Tensor):
        if other._counter is counter and other is not x:
            return False
        wanted = wanted or other._requires or other._node is not None
        other = other._array
        if other.dtype is not dtype or (params and other.shape != array.shape):
            return False
    elif type(other) is not float or params:
        return False
    if (wanted and grad_mode.enabled) or x._base is not None or type(counter) is not list:
        return False
    if (dtype is not FLOAT32 and dtype is not FLOAT64) or not array.flags.c_contiguous:
        return False
    try:
        if params:
            quiet.run(_add_scaled, array, other, **params)
        else:
            update(function, array, other)
    except ValueError:  # the shapes do not fit, or it may not be written to: the usual way says how
        return False
    changed(x)
    return True


def _check_cast(made: dtype, own: dtype) -> None:
    check(dtypes.can_cast(made, own), "cast_out", made.kind, own.kind)


def _overlap(a: np.ndarray, b: np.ndarray) -> bool | None:
    """Do two arrays without gaps share some places? None: they are one and the same."""
    if not np.may_share_memory(a, b) or not all(strides.is_dense(x.shape, strides.of(x)) for x in (a, b)):
        return False
    known = [(x.__array_interface__["data"], x.nbytes, x.strides) for x in (a, b)]
    return True if known[0] != known[1] else None


def check_in_place(
    x: Tensor, others: tuple[Any, ...] = (), fills: bool = False, apart: bool = True, wholly: bool = False
) -> bool:
    """Refuse what may not be changed; say whether the change must be recorded.

    What is read must be `apart` from what is written, or else the very same; with `wholly` not that either.
    """
    recorded = grad_mode.enabled and (x.requires_grad or any(isinstance(t, Tensor) and t.requires_grad for t in others))
    base = x._base
    if recorded and base is not None:
        if x._made:
            raise _forbidden(x)
        check(base._node is not None or not x.requires_grad, "view_of_leaf_in_place")
    check(not recorded or x._node is not None or not x.requires_grad, "leaf_in_place")
    if not fills:  # else it matters not how often a place is written to
        _check_places(x)
    for t in others if apart else ():
        if isinstance(t, Tensor) and (t is not x or wholly):
            shared = _overlap(x._array, t._array)
            check(not shared and (shared is not None or not wholly), "shared_with_input")
    return recorded and x._array.dtype.kind == "f" and not x.is_inference()  # `changed` refuses that


def _repeats(array: np.ndarray) -> bool:
    return array.size > 0 and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape))


def _check_places(x: Tensor) -> None:
    """Every entry must have a place of its own."""
    check(x._array.flags.writeable and not _repeats(x._array), "shared_places")


def write(x: Tensor, source: Tensor) -> Tensor:
    """x[...] = source."""
    shape, fills = x._array.shape, not source._array.ndim and x._array.ndim > 0
    source = source if source._array.shape == shape else _without_ones(source)
    if source._array.shape != shape and not fills:
        source = expand(source, shape)
    if check_in_place(x, (source,), apart=not fills):
        return assign(in_place.fill_with if fills else in_place.copy_into, x, source)
    x._array[...] = source._array
    changed(x)
    return x


def put(x: Tensor, source: Tensor, arrays: dict[int, np.ndarray]) -> Tensor:
    """x[indices] = source, with the indices by their dimensions."""
    source = _without_ones(source)
    given, masks = source._array.shape, source._array.ndim == 0 and any(a.dtype.kind == "b" for a in arrays.values())
    recorded = check_in_place(x, (source,), fills=True, apart=not masks, wholly=True)
    indices = places(arrays, x._array.shape)
    shape = x._array[indices].shape
    fits = len(given) <= len(shape) and all(n in (1, m) for n, m in zip(given[::-1], shape[::-1]))
    check(fits, "index_value", list(given), list(shape))
    if _repeats(x._array):
        notices.warn(says("expanded", "index_put_", "indices", "tensor"))
        if masks:
            notices.warn(says("expanded", "masked_fill_", "mask", "scalar"))
    if recorded:
        return assign(in_place.index_put, x, source, indices=indices)
    x._array[indices] = source._array
    changed(x)
    return x


def _without_ones(x: Tensor) -> Tensor:
    """Without the dimensions of length 1 that come first."""
    shape = x._array.shape
    bare = shape[next((i for i, n in enumerate(shape) if n != 1), len(shape)) :]
    return x if bare == shape else apply(ops.view, x, size=bare)


def into(out: Any, name: str, function: Callable[..., Any], args: Any, given: dict[str, Any]) -> Any:
    """A function's results, in the memory of `out`: a tensor or several, which are given the size that is needed."""
    outs = out if isinstance(out, tuple) else (out,)
    wants = any(isinstance(t, Tensor) and t.requires_grad for t in (*outs, *args, *given.values()))
    check(not wants or not grad_mode.enabled, "no_out", name)
    with recording(False):
        for place in outs:
            check_in_place(place, args)
        results = function(*args, **given)
        for place, result in zip(outs, results if isinstance(results, tuple) else (results,)):
            _check_cast(result.dtype, place.dtype)
            if result.shape != place.shape:
                operand = any(t is place for t in args)  # it keeps its size
                check(not operand, "output_shape", list(place.shape), list(result.shape))
                if place.numel():
                    notices.warn(says("resized", list(place.shape), list(result.shape)))
                place._array = np.empty(result.shape, place._array.dtype)
            write(place, result)
    return out if isinstance(out, Tensor) else type(results)(*outs)


def rewrite_history(x: Tensor, node: Node) -> None:
    """After a recorded change in place x is what `node` made; if x is a view, its base has changed in that part."""
    base = x if x._base is None else x._base
    if x is not base:
        edge = base._node or (base if base._requires else None)
        node = copy_slices(node, edge, base._array.shape, x._chain)
    _hand_over(base._node, node)
    base._node, base._requires = node, False
    renew_views(x._counter)


@contextlib.contextmanager
def recording(on: bool) -> Iterator[None]:
    """Switch recording on or off for a while, in this thread."""
    before, grad_mode.enabled = grad_mode.enabled, on
    try:
        yield
    finally:
        grad_mode.enabled = before
