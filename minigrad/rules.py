"""The calculus: for each of PyTorch's primitive operations, one derivative rule for each of its inputs.

A rule takes the upstream gradient g, the operation's result, its inputs and its parameters, under the names
that PyTorch gives them, and returns the gradient of one input. It is plain NumPy, so one line is read in
many ways:

- on arrays it is the backward pass;
- on Tensors it builds a new graph, so second derivatives need no further code (`create_graph=True`);
- on Symbols it writes the chain rule, with names or with numbers (`explain`);
- on Marks it tells which values it needs: what is saved, guarded against in-place changes, and freed.

A rule may use operators, NumPy's functions, `ops`, and an input's `shape`; it never branches.
No rule mentions broadcasting: the engine undoes it once (`ops.sum_to`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import ops

Rule = Callable[..., Any]


class Primitive(NamedTuple):
    """One row of the table."""

    name: str  # of the node that PyTorch records: "MulBackward0"
    forward: Callable[..., Any]  # the NumPy function that computes it
    rules: Any  # one for each input that can have a gradient, in order; or `Each`
    inputs: tuple[str, ...]  # their names, as PyTorch has them: "self", "other"; after these masks and indices
    params: tuple[str, ...]  # what else it takes: "dim", "exponent"
    pointwise: bool  # does each entry of the result depend on the inputs' entries in its place alone?
    is_view: bool  # does the result share its input's memory?


PRIMITIVES: dict[Callable[..., Any], Primitive] = {}  # by forward function


def primitive(
    name: str,
    forward: Callable[..., Any],
    *rules: Rule,
    constants: int = 0,
    pointwise: bool = False,
    view: bool = False,
) -> None:
    """Add a row; the names of inputs and parameters are read off the first rule.

    So many `constants` (masks, indices) follow the inputs: they are saved like them, but have no gradient.
    """
    code = rules[0].__code__
    names, n = code.co_varnames[2 : code.co_argcount], len(rules) + constants
    PRIMITIVES[forward] = Primitive(name, forward, rules, names[:n], names[n:], pointwise, view)


pointwise = functools.partial(primitive, pointwise=True)


# ---- elementwise -------------------------------------------------------------------------------------------

pointwise("AddBackward0", np.add, lambda g, result, self, other: g, lambda g, result, self, other: g)
pointwise(
    "AddBackward0",
    ops.add_scaled,
    lambda g, result, self, other, alpha: g,
    lambda g, result, self, other, alpha: ops.scaled(g, alpha),
)
pointwise("SubBackward0", np.subtract, lambda g, result, self, other: g, lambda g, result, self, other: -g)
pointwise(
    "SubBackward0",
    ops.sub_scaled,
    lambda g, result, self, other, alpha: g,
    lambda g, result, self, other, alpha: ops.scaled(-g, alpha),
)
pointwise("RsubBackward1", ops.rsub, lambda g, result, self, other, alpha: ops.scaled(-g, alpha))
pointwise(
    "MulBackward0",
    np.multiply,
    lambda g, result, self, other: g * other,
    lambda g, result, self, other: g * self,
)
pointwise(
    "DivBackward0",
    np.divide,
    lambda g, result, self, other: g / other,
    lambda g, result, self, other: -g * (self / other / other),
)
pointwise("AddBackward1", ops.plus, lambda g, result, self, other: g)
pointwise("SubBackward1", ops.minus, lambda g, result, self, other: g)
pointwise("MulBackward1", ops.times, lambda g, result, self, other: g * other)
pointwise("DivBackward1", ops.over, lambda g, result, self, other: g / other)
BY_A_NUMBER: dict[Any, Callable[..., Any]] = {  # for a number that a rule brings in, not the learner
    np.add: ops.plus, np.subtract: ops.minus, np.multiply: ops.times, np.divide: ops.over,
}  # fmt: skip
pointwise("NegBackward0", np.negative, lambda g, result, self: -g)
pointwise("ReciprocalBackward0", np.reciprocal, lambda g, result, self: -g * (result * result))
pointwise(
    "PowBackward0",
    ops.pow_number,
    lambda g, result, self, exponent: ops.pow_backward(g, self, exponent),
)
pointwise(
    "PowBackward1",
    np.power,
    lambda g, result, self, exponent: ops.pow_backward_self(g, self, exponent),
    lambda g, result, self, exponent: ops.pow_backward_exponent(g, result, self, exponent),
)
pointwise(
    "PowBackward2",
    ops.exp_base,
    lambda g, result, exponent, self: ops.pow_backward_exponent(g, result, self, exponent),
)
pointwise("ExpBackward0", np.exp, lambda g, result, self: g * result)
pointwise("LogBackward0", np.log, lambda g, result, self: g / self)
pointwise("SqrtBackward0", np.sqrt, lambda g, result, self: g / (2 * result))
pointwise("SinBackward0", np.sin, lambda g, result, self: g * np.cos(self))
pointwise("CosBackward0", np.cos, lambda g, result, self: g * -np.sin(self))
pointwise("TanhBackward0", np.tanh, lambda g, result, self: ops.tanh_backward(g, result))
pointwise(
    "TanhBackwardBackward0",
    ops.tanh_backward,
    lambda g, result, grad_output, output: ops.tanh_backward(g, output),
    lambda g, result, grad_output, output: g * (-2 * output * grad_output),
)
pointwise("SigmoidBackward0", ops.sigmoid, lambda g, result, self: ops.sigmoid_backward(g, result))
pointwise(
    "SigmoidBackwardBackward0",
    ops.sigmoid_backward,
    lambda g, result, grad_output, output: ops.sigmoid_backward(g, output),
    lambda g, result, grad_output, output: g * grad_output * (1 - 2 * output),
)
pointwise("ReluBackward0", ops.relu, lambda g, result, self: ops.threshold_backward(g, result, 0))
pointwise(
    "ThresholdBackwardBackward0",
    ops.threshold_backward,
    lambda g, result, grad_output, self, threshold: ops.threshold_backward(g, self, threshold),
    lambda g, result, grad_output, self, threshold: ops.zeros_like(g),
)
pointwise("AbsBackward0", np.abs, lambda g, result, self: g * ops.sgn(self))
for name, step in ("Sgn", ops.sgn), ("Floor", np.floor), ("Ceil", np.ceil), ("Round", np.rint), ("Trunc", np.trunc):
    pointwise(f"{name}Backward0", step, lambda g, result, self: ops.zeros_like(g))
pointwise("CloneBackward0", ops.copy, lambda g, result, self: g)

# ---- reductions and shapes ----------------------------------------------------------------------------------

primitive("SumBackward0", ops.sum_all, lambda g, result, self: ops.expand(g, self.shape))
primitive(
    "SumBackward1",
    ops.sum_dim,
    lambda g, result, self, dim, keepdim: ops.spread(g, self.shape, dim, keepdim),
)
primitive("MeanBackward0", ops.mean_all, lambda g, result, self: ops.expand(g, self.shape) / ops.numel(self.shape))
primitive(
    "MeanBackward1",
    ops.mean_dim,
    lambda g, result, self, dim, keepdim: ops.spread(g, self.shape, dim, keepdim) / ops.count(self.shape, dim),
)
primitive("ExpandBackward0", ops.expand, lambda g, result, self, size: g, view=True)
primitive("AliasBackward0", ops.alias, lambda g, result, self: g, view=True)
primitive("ViewBackward0", ops.view, lambda g, result, self, size: ops.reshape(g, self.shape), view=True)
primitive("UnsafeViewBackward0", ops.unsafe_view, lambda g, result, self, size: ops.reshape(g, self.shape))
primitive("TBackward0", ops.t, lambda g, result, self: ops.t(g), view=True)
primitive(
    "TransposeBackward0",
    ops.transpose,
    lambda g, result, self, dim0, dim1: ops.transpose(g, dim0, dim1),
    view=True,
)
primitive("PermuteBackward0", ops.permute, lambda g, result, self, dims: ops.inverse_permute(g, dims), view=True)
primitive("PermuteBackward0", ops.inverse_permute, lambda g, result, self, dims: ops.permute(g, dims), view=True)
primitive("UnsqueezeBackward0", ops.unsqueeze, lambda g, result, self, dim: ops.squeeze_dim(g, dim), view=True)
primitive("SqueezeBackward0", ops.squeeze, lambda g, result, self: ops.restore(g, self.shape, None), view=True)
primitive("SqueezeBackward1", ops.squeeze_dim, lambda g, result, self, dim: ops.restore(g, self.shape, dim), view=True)
primitive("SqueezeBackward4", ops.squeeze_row, lambda g, result, self, dim: ops.restore(g, self.shape, dim))
primitive(
    "SelectBackward0",
    ops.select,
    lambda g, result, self, dim, index: ops.select_backward(g, self.shape, dim, index),
    view=True,
)
primitive(
    "SelectBackwardBackward0",
    ops.select_backward,
    lambda g, result, self, size, dim, index: ops.select(g, dim, index),
)
primitive(
    "SliceBackward0",
    ops.slice_dim,
    lambda g, result, self, dim, start, end, step: ops.slice_backward(g, self.shape, dim, start, end, step),
    view=True,
)
primitive(
    "SliceBackwardBackward0",
    ops.slice_backward,
    lambda g, result, self, size, dim, start, end, step: ops.slice_dim(g, dim, start, end, step),
)
primitive("IndexBackward0", ops.index, lambda g, result, self, indices: ops.index_backward(0, g, self.shape, indices))
primitive(
    "IndexPutImplBackward0",
    ops.index_backward,
    lambda g, result, self, values, size, indices: g,
    lambda g, result, self, values, size, indices: ops.index(g, indices),
)

# ---- products ----------------------------------------------------------------------------------------------

primitive(
    "MmBackward0",
    ops.mm,
    lambda g, result, self, mat2: ops.mm_self_backward(g, mat2, ops.is_turned(self)),
    lambda g, result, self, mat2: ops.mm_mat2_backward(g, self, ops.is_turned(mat2)),
)
primitive(
    "MvBackward0",
    ops.mv,
    lambda g, result, self, vec: ops.outer(g, vec),
    lambda g, result, self, vec: ops.mv(ops.t(self), g),
)
primitive(
    "DotBackward0",
    ops.dot,
    lambda g, result, self, tensor: g * tensor,
    lambda g, result, self, tensor: g * self,
)
primitive(
    "AddmmBackward0",
    ops.addmm,
    lambda g, result, self, mat1, mat2: g,
    lambda g, result, self, mat1, mat2: ops.mm_self_backward(g, mat2, ops.is_turned(mat1)),
    lambda g, result, self, mat1, mat2: ops.mm_mat2_backward(g, mat1, ops.is_turned(mat2)),
)
