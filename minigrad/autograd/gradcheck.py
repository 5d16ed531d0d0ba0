"""Are the derivatives right? `gradcheck` compares them with those of small steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import notices
from ..sentences import check, says
from ..tensor import Tensor, recording, wrap
from .passes import grad

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]


class GradcheckError(RuntimeError):
    """The two derivatives differ."""

    __module__ = "torch.autograd.gradcheck"


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _differentiable(value: Any) -> tuple[Any, ...]:
    return tuple(y for y in _as_tuple(value) if y.requires_grad)


def _check_inputs(inputs: tuple[Any, ...]) -> list[Any]:
    """Those inputs that derivatives are taken of."""
    wanted = []
    for i, x in enumerate(inputs):
        if not isinstance(x, Tensor) or not x.requires_grad:
            continue
        if x._array.dtype != np.float64:
            notices.warn(says("not_double", i))
        check(all(step or n <= 1 for step, n in zip(x._array.strides, x._array.shape)), "stride_zero", i)
        wanted.append(x)
    check(wanted, "no_input_grad")
    return wanted


def _numerical(func: Callable[..., Any], inputs: tuple[Any, ...], x: Any, outputs: Any, eps: float) -> list[Any]:
    """For each output the Jacobian with respect to `x`, a row for each entry of it, by steps of `eps` both ways."""
    rows: list[list[Any]] = [[] for _ in outputs]
    array = x._array
    for at in np.ndindex(array.shape):
        before, found = array[at], []
        for step in (-eps, eps):
            array[at] = before.item() + step
            with recording(False):
                found.append([np.array(y._array) for y in _as_tuple(func(*inputs))])
        array[at] = before
        for row, low, high in zip(rows, *found):
            row.append(((high - low) / (2 * eps)).reshape(-1))
    return [np.stack(row) if row else np.zeros((0, y.numel()), y._array.dtype) for row, y in zip(rows, outputs)]


def _analytical(output: Any, wanted: list[Any], nondet_tol: float, check_grad_dtypes: bool) -> list[Any]:
    """The same by backward passes, one for each entry of the output."""
    tables = []
    for _ in range(2):  # twice: a backward must always answer the same
        table = [np.zeros((x.numel(), output.numel()), x._array.dtype) for x in wanted]
        for i, at in enumerate(np.ndindex(output._array.shape)):
            one = np.zeros_like(output._array)
            one[at] = 1
            grads = grad(output, wanted, wrap(one), retain_graph=True, allow_unused=True)
            for place, x, g in zip(table, wanted, grads):
                if g is None:
                    continue
                if check_grad_dtypes and g.dtype is not x.dtype:
                    raise GradcheckError("Gradient has dtype mismatch")
                place[:, i] = g._array.reshape(-1)
        tables.append(table)
    for a, b in zip(*tables):
        if a.size and not np.max(np.abs(a - b)) <= nondet_tol:
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                "gives different values, although analytical gradient matches numerical gradient.The tolerance for "
                f"nondeterminism was {nondet_tol}."
            )
    return tables[0]


def _compare(
    func: Callable[..., Any], inputs: tuple[Any, ...], eps: float, atol: float, rtol: float, nondet_tol: float,
    check_grad_dtypes: bool,
) -> None:  # fmt: skip
    wanted = _check_inputs(inputs)
    result = _as_tuple(func(*inputs))
    outputs = _differentiable(result)
    by_steps = [_numerical(func, inputs, x, result, eps) for x in wanted]
    if not outputs:
        if any(np.any(table != 0) for tables in by_steps for table in tables):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    places = [i for i, y in enumerate(result) if y.requires_grad]
    for i, (y, place) in enumerate(zip(outputs, places)):
        for j, a in enumerate(_analytical(y, wanted, nondet_tol, check_grad_dtypes)):
            n = by_steps[j][place]
            if not np.allclose(a, n, rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {i} with respect to input {j},\n"
                    f"numerical:{wrap(n)}\nanalytical:{wrap(a)}\n"
                )
    grads = grad(outputs, wanted, [wrap(np.zeros_like(y._array)) for y in outputs], allow_unused=True)
    if any(g is not None and np.any(g._array != 0) for g in grads):
        raise GradcheckError("backward not multiplied by grad_output")


def gradcheck(
    func: Callable[..., Any], inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3,
    raise_exception: bool = True, nondet_tol: float = 0.0, check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False, check_batched_grad: bool = False, check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False, check_backward_ad: bool = True, fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:  # fmt: skip
    """Compare the derivatives of `func` with those of small steps; in float64, for steps of `eps` need the digits.

    >>> import minigrad as torch
    >>> x = torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True)
    >>> gradcheck(lambda x: (x**3).sum(), x)
    True
    """
    if check_batched_grad or check_batched_forward_grad or check_forward_ad or not check_backward_ad:
        raise NotImplementedError("gradcheck of batched or forward-mode gradients is outside minigrad")
    try:
        _compare(func, _as_tuple(inputs), eps, atol, rtol, nondet_tol, check_grad_dtypes)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, gen_non_contig_grad_outputs: bool = False, raise_exception: bool = True,
    nondet_tol: float = 0.0, check_undefined_grad: bool = True, check_grad_dtypes: bool = False,
    check_batched_grad: bool = False, check_fwd_over_rev: bool = False, check_rev_over_rev: bool = True,
    fast_mode: bool = False, masked: bool = False,
) -> bool:  # fmt: skip
    """The same for second derivatives: is the backward pass itself differentiated rightly?

    >>> import minigrad as torch
    >>> gradgradcheck(torch.exp, torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True))
    True
    """
    if check_fwd_over_rev or not check_rev_over_rev:
        raise NotImplementedError("gradgradcheck of forward-mode gradients is outside minigrad")
    tensors = _as_tuple(inputs)
    if grad_outputs is None:
        drawn = np.random.default_rng(0)
        starts = tuple(
            wrap(drawn.uniform(-1, 1, y._array.shape).astype(y._array.dtype)).requires_grad_()
            for y in _differentiable(func(*tensors))
        )
    else:
        starts = _as_tuple(grad_outputs)
    wanted = [i for i, x in enumerate(tensors) if isinstance(x, Tensor) and x.requires_grad]

    def first(*args: Any) -> tuple[Any, ...]:
        with recording(True):
            xs, gs = args[: len(tensors)], args[len(tensors) :]
            ys = _differentiable(func(*xs))
            found = grad(ys, [xs[i] for i in wanted], gs, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        first, tensors + starts, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad, fast_mode=fast_mode,
    )  # fmt: skip
