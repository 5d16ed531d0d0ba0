"""`torch.autograd.functional`: whole Jacobians and Hessians, and their products with a vector, of functions.

All of it is backward passes: a row of the Jacobian is one, with a one-hot gradient. A Jacobian times a vector
(`jvp`) takes two: the pass is linear in what it starts with, so the derivative of *that* is the product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import functional as F
from ..sentences import check, says
from ..tensor import Tensor
from .grad_mode import enable_grad, is_grad_enabled, set_grad_enabled
from .passes import grad

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Tensors = tuple[Any, ...]
RESULTS = "outputs of the user-provided function"


def _as_tuple(value: Any, what: str, name: str) -> tuple[bool, Tensors]:
    """Was it a tuple? And as one, checked."""
    several = isinstance(value, tuple)
    values = value if several else (value,)
    for i, v in enumerate(values):
        if not isinstance(v, Tensor):
            which = f"value at index {i}" if several else f"given {what}"
            raise says("tensors_only", what, name, which, type(v))
    return several, values


def _fresh(inputs: Tensors, create_graph: bool, wanted: bool) -> Tensors:
    """The inputs as tensors of our own: gradients shall not arrive at those that the function may use besides."""
    return tuple(
        x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_(wanted) for x in inputs
    )


def _vector(v: Any, name: str, like: Tensors, several: bool, create_graph: bool, missing: str) -> Any:
    """The vector to multiply with, checked; None stands for 1."""
    if v is None:
        check(len(like) == 1 and like[0].numel() == 1, missing)
        return None
    v = _fresh(_as_tuple(v, "v", name)[1], create_graph, False)
    if len(v) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}."
            if several
            else "The given v should contain a single Tensor."
        )
    for i, (given, wanted) in enumerate(zip(v, like)):
        if given.shape != wanted.shape:
            entry = f"Entry {i} in " if several else ""
            raise RuntimeError(f"{entry}v has invalid size: should be {wanted.shape} but got {given.shape}.")
    return v


def _require(values: Any, what: str, strict: bool) -> None:
    for i, v in enumerate(values if strict else ()):
        check(v is not None, "independent_back", i)
        check(v.requires_grad, f"strict_{what}", i)


def _grad(outputs: Tensors, inputs: Tensors, given: Any, create_graph: bool, retain: bool | None = None) -> Tensors:
    """`autograd.grad`, with None for what depends on nothing."""
    given = given or (None,) * len(outputs)
    pairs = [(y, v) for y, v in zip(outputs, given) if y is not None and y.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    ys, vs = zip(*pairs)
    return grad(ys, inputs, vs, retain_graph=retain, create_graph=create_graph, allow_unused=True)


def _with_zeros(grads: Tensors, like: Tensors, strict: bool, create_graph: bool, stage: str) -> Tensors:
    found = []
    for i, (g, x) in enumerate(zip(grads, like)):
        check(g is not None or not strict, f"independent_{stage}", i)
        if g is not None and strict and create_graph and not g.requires_grad:
            which = "hessian" if "double" in stage else "jacobian"
            raise says("independent_graph", which, i)
        found.append(F.zeros_like(x) if g is None else g)
    return tuple(found)


def _result(values: Tensors, several: bool, create_graph: bool) -> Any:
    values = values if create_graph else tuple(v.detach() for v in values)
    return values if several else values[0]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The function's value, and a vector times its Jacobian: what `backward(v)` computes.

    >>> import minigrad as torch
    >>> vjp(lambda x: x**2, torch.tensor([1., 2.]), torch.tensor([1., 10.]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "vjp")
        xs = _fresh(xs, create_graph, True)
        several_out, ys = _as_tuple(func(*xs), RESULTS, "vjp")
        _require(ys, "outputs", strict)
        v = _vector(v, "vjp", ys, several_out, create_graph, "vector_out")
    with set_grad_enabled(create_graph or is_grad_enabled()):
        product = _with_zeros(_grad(ys, xs, v, create_graph), xs, strict, create_graph, "back")
    return _result(ys, several_out, create_graph), _result(product, several_in, create_graph)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The function's value, and its Jacobian times a vector: how the value changes where the inputs move by `v`.

    >>> import minigrad as torch
    >>> jvp(lambda x: x**2, torch.tensor([1., 2.]), torch.tensor([1., 10.]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "jvp")
        xs = _fresh(xs, create_graph, True)
        v = _vector(v, "jvp", xs, several_in, create_graph, "vector_in")
        several_out, ys = _as_tuple(func(*xs), RESULTS, "jvp")
        _require(ys, "outputs", strict)
        start = tuple(F.zeros_like(y).requires_grad_() for y in ys)  # any numbers: the pass is linear in them
        passed = _grad(ys, xs, start, True)
        _require(passed, "grad_inputs", strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        product = _with_zeros(_grad(passed, start, v, create_graph), ys, strict, create_graph, "back_trick")
    return _result(ys, several_out, create_graph), _result(product, several_out, create_graph)


def jacobian(
    func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False, vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:  # fmt: skip
    """All derivatives of all outputs: one backward pass for each output's entry, so one row at a time.

    `vectorize` changes nothing here. For several inputs or outputs the answer is a tuple, or a tuple of tuples.

    >>> import minigrad as torch
    >>> jacobian(lambda x: x**2, torch.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    check(strategy in ("forward-mode", "reverse-mode"), "strategy")
    if strategy == "forward-mode":
        raise NotImplementedError("forward-mode differentiation is outside minigrad: leave `strategy` out")
    check(not vectorize or not strict, "strict_vectorized")
    with enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "jacobian")
        xs = _fresh(xs, create_graph, True)
        several_out, ys = _as_tuple(func(*xs), RESULTS, "jacobian")
        _require(ys, "outputs", strict)
        found = []
        for i, y in enumerate(ys):
            rows: list[list[Any]] = [[] for _ in xs]
            for j in range(y.numel()):
                grads = _grad((y.reshape(-1)[j],), xs, None, create_graph, True)
                for k, (g, x) in enumerate(zip(grads, xs)):
                    check(g is not None or not strict, "independent_output", i, k)
                    told = g is None or not strict or not create_graph or g.requires_grad
                    check(told, "independent_jacobian", i)
                    rows[k].append(F.zeros_like(x) if g is None else g)
            blocks = tuple(F.stack(r, dim=0).view((*y.shape, *x.shape)) for r, x in zip(rows, xs))  # type: ignore[attr-defined]
            found.append(_result(blocks, several_in, create_graph))
    return tuple(found) if several_out else found[0]


def _single(y: Any, name: str, strict: bool) -> Any:
    """The one number of a function that must return one."""
    several, ys = _as_tuple(y, RESULTS, name)
    _require(ys, "outputs", strict)
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if y.numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return y


def hessian(
    func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False, vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:  # fmt: skip
    """All second derivatives of a function with one number as its value: the Jacobian of its gradient.

    >>> import minigrad as torch
    >>> hessian(lambda x: (x**3).sum(), torch.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    several, xs = _as_tuple(inputs, "inputs", "hessian")

    def gradient(*xs: Any) -> Any:
        found = jacobian(lambda *xs: _single(func(*xs), "hessian", strict).squeeze(), xs, create_graph=True)
        _require(found, "jacobian", strict)
        return found

    found = jacobian(gradient, xs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if several else found[0][0]


def _with_hessian(
    name: str, func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool
) -> tuple[Any, Any]:
    with enable_grad():
        several, xs = _as_tuple(inputs, "inputs", name)
        xs = _fresh(xs, create_graph, True)
        v = _vector(v, name, xs, several, create_graph, "vector_in")
        y = _single(func(*xs), name, strict)
        start, passed = xs, _grad((y,), xs, None, True)
        _require(passed, "jacobian", strict)
        if name == "hvp":  # as in jvp: what a pass does to a start is linear, and differentiated by the start
            start = tuple(F.zeros_like(x).requires_grad_() for x in xs)
            passed = _grad(passed, xs, start, True)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        stage = "double_back_trick" if name == "hvp" else "double_back"
        product = _with_zeros(_grad(passed, start, v, create_graph), xs, strict, create_graph, stage)
    return _result((y,), False, create_graph), _result(product, several, create_graph)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The function's value, and a vector times its Hessian."""
    return _with_hessian("vhp", func, inputs, v, create_graph, strict)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The function's value, and its Hessian times a vector."""
    return _with_hessian("hvp", func, inputs, v, create_graph, strict)
