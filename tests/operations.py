"""One table of operations with inputs to try them on; every test of the rules runs over all of it.

A new primitive is one row in `minigrad/rules.py` and one row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Program = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    name: str
    program: Program  # (torch, *tensors) -> tensor, the same under minigrad and PyTorch
    shapes: tuple[tuple[int, ...], ...]
    low: float = -2.0  # the range that the inputs are drawn from
    high: float = 2.0
    smooth: bool = True  # has it a second derivative everywhere in that range?
    named: bool = True  # does the graph of its gradient, too, go by PyTorch's names?
    drawers: bool = True  # does every node save, besides numbers and classes, the tensors that PyTorch's saves?

    def arrays(self, dtype: type = np.float64) -> list[np.ndarray]:
        """The same numbers every time, away from kinks at 0."""
        source = np.random.RandomState(len(self.name) * 7 + len(self.shapes))
        drawn = [source.uniform(self.low, self.high, shape) for shape in self.shapes]
        return [np.round(np.where(np.abs(a) < 0.1, 0.3, a), 2).astype(dtype) for a in drawn]


def op(name: str, program: Program, *shapes: tuple[int, ...], **more: Any) -> Operation:
    return Operation(name, program, shapes, **more)


def put(x: Any, key: Any, value: Any) -> Any:
    x[key] = value
    return x


def scale_first(x: Any, y: Any) -> Any:
    view = x[0]
    view.mul_(y)
    return view * x


def nll(torch: Any, x: Any, target: Any, **more: Any) -> Any:
    return torch.nn.functional.nll_loss(x, target, **more)


def hooked(torch: Any, x: Any) -> Any:
    module = torch.nn.Tanh()
    module.register_full_backward_hook(lambda m, grad_input, grad_output: None)
    return module(x)


POSITIVE = {"low": 0.2, "high": 2.0}
NICE = ("tan", "atan", "sinh", "cosh", "log1p", "log2", "log10", "expm1", "exp2", "rsqrt", "erf", "reciprocal")
INSIDE = ("asin", "acos")
STEPS = ("floor", "ceil", "round", "trunc", "sign")
OPERATIONS = [
    op("add", lambda torch, x, y: x + y, (3,), (3,)),
    op("add, broadcast", lambda torch, x, y: x + y, (2, 3), (3,)),
    op("add a number", lambda torch, x: x + 2, (2,)),
    op("add with alpha", lambda torch, x, y: torch.add(x, y, alpha=3), (2,), (2,)),
    op("sub", lambda torch, x, y: x - y, (2, 1), (3,)),
    op("sub with alpha", lambda torch, x, y: torch.sub(x, y, alpha=0.5), (2,), (2,)),
    op("rsub", lambda torch, x: 1 - x, (3,)),
    op("rsub of tensors", lambda torch, x, y: torch.rsub(x, y, alpha=3), (2, 3), (3,)),
    op("rsub with alpha", lambda torch, x: torch.rsub(x, 2, alpha=0.5), (3,)),
    op("rpow of tensors", lambda torch, x, y: x.__rpow__(y), (2,), (2,), **POSITIVE),
    op("mul", lambda torch, x, y: x * y, (3,), (3,)),
    op("mul, broadcast", lambda torch, x, y: x * y, (2, 3), (2, 1)),
    op("mul by a number", lambda torch, x: 3 * x, (3,)),
    op("mul by itself", lambda torch, x: x * x, (3,)),
    op("div", lambda torch, x, y: x / y, (3,), (3,), **POSITIVE),
    op("div by a number", lambda torch, x: x / 4, (3,)),
    op("number divided", lambda torch, x: 2 / x, (3,), **POSITIVE),
    op("neg", lambda torch, x: -x, (2, 2)),
    op("square", lambda torch, x: x**2, (3,)),
    op("cube", lambda torch, x: x**3, (3,)),
    op("power 0", lambda torch, x: x**0, (3,)),
    op("power 1", lambda torch, x: x**1, (3,)),
    op("power 2.5", lambda torch, x: x**2.5, (3,), **POSITIVE),
    op("power -1", lambda torch, x: x**-1, (3,), **POSITIVE),
    op("power of tensors", lambda torch, x, y: x**y, (3,), (3,), **POSITIVE),
    op("number to a power", lambda torch, x: 2**x, (3,)),
    op("exp", lambda torch, x: torch.exp(x), (3,)),
    op("log", lambda torch, x: torch.log(x), (3,), **POSITIVE),
    op("sqrt", lambda torch, x: torch.sqrt(x), (3,), **POSITIVE),
    op("sin", lambda torch, x: torch.sin(x), (3,)),
    op("cos", lambda torch, x: torch.cos(x), (3,)),
    op("tanh", lambda torch, x: torch.tanh(x), (3,)),
    op("sigmoid", lambda torch, x: torch.sigmoid(x), (2, 3)),
    op("relu", lambda torch, x: torch.relu(x), (5,), smooth=False),
    op("abs", lambda torch, x: torch.abs(x), (5,), smooth=False),
    op("clone", lambda torch, x: x.clone(), (3,)),
    op("sum", lambda torch, x: x.sum(), (2, 3)),
    op("sum over a dimension", lambda torch, x: x.sum(0), (2, 3)),
    op("sum, kept", lambda torch, x: x.sum((0, 2), keepdim=True), (2, 3, 2)),
    op("mean", lambda torch, x: x.mean(), (2, 3)),
    op("mean over a dimension", lambda torch, x: x.mean(1), (2, 3)),
    op("mean, kept", lambda torch, x: x.mean(-1, keepdim=True), (2, 3)),
    op("expand", lambda torch, x: x.expand(4, 3), (1, 3)),
    op("view", lambda torch, x: x.view(3, 2), (2, 3)),
    op("reshape", lambda torch, x: x.reshape(-1), (2, 3)),
    op("clamp between tensors", lambda torch, x, y, z: torch.clamp(x, y, z), (5,), (5,), (5,), smooth=False),
    op("clamp above a tensor", lambda torch, x, y: torch.clamp(x, min=y), (5,), (5,), smooth=False, drawers=False),
    op("clamp below a tensor", lambda torch, x, y: torch.clamp(x, max=y), (5,), (5,), smooth=False, drawers=False),
    op("clamp_min of a tensor", lambda torch, x, y: x.clamp_min(y), (5,), (5,), smooth=False),
    op("clamp_max of a tensor", lambda torch, x, y: x.clamp_max(y), (5,), (5,), smooth=False),
    op("reshape with gaps", lambda torch, x: x[:, 0].reshape(2, 2), (4, 2)),
    op("t", lambda torch, x: x.t(), (2, 3)),
    op("T", lambda torch, x: x.T, (2, 3)),
    op("transpose", lambda torch, x: x.transpose(0, 2), (2, 3, 2)),
    op("permute", lambda torch, x: x.permute(2, 0, 1), (2, 3, 4)),
    op("unsqueeze", lambda torch, x: x.unsqueeze(1), (3,)),
    op("squeeze", lambda torch, x: x.squeeze(), (1, 3, 1)),
    op("squeeze a dimension", lambda torch, x: x.squeeze(0), (1, 3)),
    op("an entry", lambda torch, x: x[1], (3,)),
    op("an entry of a matrix", lambda torch, x: x[1, 2], (2, 3)),
    op("a column", lambda torch, x: x[:, 1], (2, 3)),
    op("a slice", lambda torch, x: x[1:3], (4, 2)),
    op("rows by number", lambda torch, x: x[[0, 0, 1]], (2, 3)),
    op("matrix times matrix", lambda torch, x, y: x @ y, (2, 3), (3, 4)),
    op("matrix times vector", lambda torch, x, y: x @ y, (2, 3), (3,)),
    op("vector times matrix", lambda torch, x, y: x @ y, (3,), (3, 2)),
    op("vector times vector", lambda torch, x, y: x @ y, (3,), (3,)),
    op("batch times matrix", lambda torch, x, y: x @ y, (2, 2, 3), (3, 2)),
    op("linear", lambda torch, x, w, b: torch.nn.functional.linear(x, w, b), (4, 3), (2, 3), (2,)),
    op("linear of a vector", lambda torch, x, w, b: torch.nn.functional.linear(x, w, b), (3,), (2, 3), (2,)),
    op("cross entropy with probabilities", lambda torch, x, y: torch.nn.functional.cross_entropy(x, y), (2, 3), (2, 3)),
    op(
        "bce with logits, weighted",
        lambda torch, x, y: torch.nn.functional.binary_cross_entropy_with_logits(
            x, y, weight=torch.ones(3) * 2, pos_weight=torch.ones(3) * 3
        ),
        (2, 3),
        (2, 3),
        **POSITIVE,
        named=False,
        drawers=False,
    ),
    op(
        "bce, weighted",
        lambda torch, x, y: torch.nn.functional.binary_cross_entropy(x, y, weight=torch.ones_like(x) * 2),
        (2, 3),
        (2, 3),
        low=0.2,
        high=0.8,
        named=False,
        drawers=False,
    ),
    op("mse", lambda torch, x, y: torch.nn.functional.mse_loss(x, y), (2, 3), (2, 3)),
    op("mse, sum", lambda torch, x, y: torch.nn.functional.mse_loss(x, y, reduction="sum"), (3,), (3,)),
    op("mse, each", lambda torch, x, y: torch.nn.functional.mse_loss(x, y, reduction="none"), (3,), (3,)),
    op(
        "bce with logits",
        lambda torch, x, y: torch.nn.functional.binary_cross_entropy_with_logits(x, y),
        (2, 3),
        (2, 3),
        **POSITIVE,
    ),
    op("fill", lambda torch, x: (x * 1).fill_(2.0), (3,)),
    op("zero", lambda torch, x: (x * 1).zero_(), (3,)),
    op("copy", lambda torch, x, y: (x * 1).copy_(y), (2, 3), (3,)),
    op("fill with an entry", lambda torch, x, y: put(x * 1, slice(None), y[0]), (3,), (2,)),
    op("put a row", lambda torch, x, y: put(x * 1, 0, y * 2), (2, 3), (3,), named=False),
    op("put an entry", lambda torch, x, y: put(x * 1, (1, 2), y[0]), (2, 3), (1,), named=False),
    op("put rows by number", lambda torch, x, y: put(x * 1, [0, 1], y), (3, 2), (2, 2)),
    op("scale a row in place", lambda torch, x, y: scale_first(x * 1, y), (2, 3), (3,), named=False),
    op("a view of what was changed", lambda torch, x: (x * 1).mul_(2)[1], (3,)),
    op("alias", lambda torch, x: x[...], (2,)),
    *(op(name, lambda torch, x, name=name: getattr(torch, name)(x), (3,), **POSITIVE) for name in NICE),
    *(op(name, lambda torch, x, name=name: getattr(torch, name)(x), (3,), low=-0.8, high=0.8) for name in INSIDE),
    *(op(name, lambda torch, x, name=name: getattr(torch, name)(x), (5,), smooth=False) for name in STEPS),
    op("round to a digit", lambda torch, x: torch.round(x * 1.03, decimals=1) + x, (4,), smooth=False),
    op("where", lambda torch, x, y: torch.where(x > y, x, y), (2, 3), (3,), smooth=False),
    op("where, number", lambda torch, x: torch.where(x > 0.25, x, 0.0), (2, 3), smooth=False),
    op("where, number first", lambda torch, x: torch.where(x > 0.25, 1.0, x), (2, 3), smooth=False),
    op("maximum", lambda torch, x, y: torch.maximum(x, y), (2, 3), (3,), smooth=False),
    op("minimum", lambda torch, x, y: torch.minimum(x, y), (2, 3), (3,), smooth=False),
    op("clamp", lambda torch, x: x.clamp(-1, 1.05), (6,), smooth=False),
    op("clamp from below", lambda torch, x: x.clamp(min=0.25), (6,), smooth=False),
    op("clamp_min", lambda torch, x: x.clamp_min(0.25), (6,), smooth=False),
    op("clamp_max", lambda torch, x: x.clamp_max(0.25), (6,), smooth=False),
    op("fmod", lambda torch, x: x.fmod(0.7), (4,), smooth=False),
    op("fmod of tensors", lambda torch, x, y: x.fmod(y), (4,), (4,), **POSITIVE),
    op("remainder", lambda torch, x: x % 0.7, (4,), smooth=False),
    op("remainder of tensors", lambda torch, x, y: x % y, (4,), (4,), **POSITIVE),
    op("div, floor", lambda torch, x, y: torch.div(x, y, rounding_mode="floor") + x, (4,), (4,), **POSITIVE),
    op("div, trunc", lambda torch, x, y: torch.div(x, y, rounding_mode="trunc") + x, (4,), (4,), **POSITIVE),
    op("atan2", lambda torch, x, y: torch.atan2(x, y), (3,), (3,), **POSITIVE),
    op("addcmul", lambda torch, x, y, z: torch.addcmul(x, y, z, value=2), (3,), (3,), (3,)),
    op("addcdiv", lambda torch, x, y, z: torch.addcdiv(x, y, z, value=2), (3,), (3,), (3,), **POSITIVE),
    op("masked_fill", lambda torch, x: x.masked_fill(x > 0.25, 1.5), (2, 3), smooth=False),
    op("masked_fill by a tensor", lambda torch, x, y: x.masked_fill(torch.tensor([True, False]), y.sum()), (2,), (2,)),
    op("double", lambda torch, x: x.double() + x.to(torch.float64), (3,)),
    op("max", lambda torch, x: x.max(), (2, 3), smooth=False),
    op("min", lambda torch, x: x.min(), (2, 3), smooth=False),
    op("amax", lambda torch, x: x.amax(1), (2, 3), smooth=False),
    op("amin, kept", lambda torch, x: x.amin((0, 1), keepdim=True), (2, 3), smooth=False),
    op("max along", lambda torch, x: x.max(0)[0], (2, 3), smooth=False),
    op("min along, kept", lambda torch, x: x.min(dim=1, keepdim=True).values, (2, 3), smooth=False),
    op("median", lambda torch, x: x.median(), (5,), smooth=False),
    op("median along", lambda torch, x: x.median(1).values, (2, 4), smooth=False),
    op("sort", lambda torch, x: x.sort(descending=True).values, (2, 3), smooth=False),
    op("stable sort", lambda torch, x: x.sort(stable=True).values, (2, 3), smooth=False),
    op("topk", lambda torch, x: x.topk(2).values, (2, 3), smooth=False),
    op("cumsum", lambda torch, x: x.cumsum(1), (2, 3)),
    op("prod", lambda torch, x: x.prod(), (4,)),
    op(
        "prod with a zero",
        lambda torch, x: (x * torch.tensor([1.0, 0.0, 1.0], dtype=x.dtype)).prod(),
        (3,),
        named=False,
    ),
    op("prod along, of one", lambda torch, x: x.sum().prod(0), (2,)),
    op("prod along", lambda torch, x: x.prod(1), (2, 3)),
    op("var", lambda torch, x: x.var(), (5,)),
    op("var along", lambda torch, x: x.var(0, unbiased=False, keepdim=True), (3, 2)),
    op("std", lambda torch, x: x.std(), (5,)),
    op("std along", lambda torch, x: x.std(1), (2, 4)),
    op("norm", lambda torch, x: x.norm(), (2, 3)),
    op("norm 1", lambda torch, x: x.norm(p=1), (5,), smooth=False),
    op("norm 3 along", lambda torch, x: x.norm(3, dim=1), (2, 3)),
    op("norm 1.5", lambda torch, x: x.norm(1.5), (3,)),
    op("norm inf", lambda torch, x: x.norm(float("inf")), (4,), smooth=False),
    op("logsumexp", lambda torch, x: x.logsumexp(1), (2, 3)),
    op("softmax", lambda torch, x: x.softmax(-1), (2, 3)),
    op("log_softmax", lambda torch, x: torch.log_softmax(x, 0), (2, 3)),
    op("gather", lambda torch, x: x.gather(1, torch.tensor([[0, 0], [2, 1]])), (2, 3)),
    op("scatter", lambda torch, x, y: x.scatter(0, torch.tensor([[0, 1, 0]]), y), (2, 3), (1, 3)),
    op("gather from one", lambda torch, x: x.sum().gather(0, torch.tensor([0, 0])), (2,)),
    op("gather one", lambda torch, x: x.gather(0, torch.tensor(1)), (3,)),
    op("scatter into one", lambda torch, x, y: x.sum().scatter(0, torch.tensor(0), y.sum()) * x, (2,), (1,)),
    op("scatter a number into one", lambda torch, x: x.sum().scatter(0, torch.tensor(0), 2.5) * x, (2,)),
    op("scatter a number", lambda torch, x: x.scatter(1, torch.tensor([[0], [2]]), 1.5), (2, 3)),
    op("scatter_add", lambda torch, x, y: x.scatter_add(0, torch.tensor([[0, 1, 0]]), y), (2, 3), (1, 3)),
    op("index_select", lambda torch, x: x.index_select(1, torch.tensor([0, 2, 0])), (2, 3)),
    op("masked_select", lambda torch, x: x.masked_select(x > 0.25), (2, 3), smooth=False),
    op("cat", lambda torch, x, y: torch.cat([x, y, x], 1), (2, 3), (2, 1)),
    op("stack", lambda torch, x, y: torch.stack([x, y], 1), (3,), (3,)),
    op("chunk", lambda torch, x: x.chunk(2)[1], (3, 2)),
    op("split by sizes", lambda torch, x: x.split([1, 2], 1)[1], (2, 3)),
    op("unbind", lambda torch, x: x.unbind(1)[1], (2, 3)),
    op("flip", lambda torch, x: x.flip(0), (3, 2)),
    op("repeat", lambda torch, x: x.repeat(2, 2, 1), (2, 3)),
    op("repeat_interleave", lambda torch, x: x.repeat_interleave(2, 0), (2, 3)),
    op("contiguous", lambda torch, x: x.t().contiguous(), (2, 3)),
    op("reshape of a transposed", lambda torch, x: x.t().reshape(-1), (2, 3)),
    op("trapezium", lambda torch, x: (x[1:] + x[:-1]).sum() / 2, (4,)),
    op("tril", lambda torch, x: x.tril(), (3, 3)),
    op("triu", lambda torch, x: x.triu(1), (3, 3)),
    op("squeeze two", lambda torch, x: x.squeeze((0, 2)), (1, 3, 1)),
    op("movedim", lambda torch, x: x.movedim(0, 2), (2, 3, 2)),
    op("addmm", lambda torch, x, y, z: torch.addmm(x, y, z, beta=0.5, alpha=2), (3,), (2, 2), (2, 3)),
    op("outer", lambda torch, x, y: torch.outer(x, y), (3,), (2,)),
    op("bmm", lambda torch, x, y: torch.bmm(x, y), (2, 2, 3), (2, 3, 2)),
    op("batch times batch", lambda torch, x, y: x @ y, (2, 2, 3), (2, 3, 2)),
    op("batch times batch, broadcast", lambda torch, x, y: x @ y, (2, 1, 2, 3), (3, 3, 2)),
    op("batch times vector", lambda torch, x, y: x @ y, (2, 2, 3), (3,)),
    op("matrix times batch", lambda torch, x, y: x @ y, (2, 3), (2, 3, 2)),
    op("vector times batch", lambda torch, x, y: x @ y, (3,), (2, 3, 2)),
    op("the home expression", lambda torch, w, x: (x + w) * (w + 1), (1,), (1,)),
    op("a little network", lambda torch, x, w, v: torch.tanh(x @ w) @ v, (2, 3), (3, 4), (4, 1)),
    # nn
    op("nll", lambda torch, x: nll(torch, x, torch.tensor([0, 2])), (2, 3), drawers=False),
    op(
        "nll, weighted",
        lambda torch, x: nll(torch, x, torch.tensor([0, 2, 1]), weight=torch.tensor([1.0, 2.0, 3.0], dtype=x.dtype)),
        (3, 3),
        drawers=False,
    ),
    op("nll, each", lambda torch, x: nll(torch, x, torch.tensor([0, 2]), reduction="none"), (2, 3), drawers=False),
    op("nll of one", lambda torch, x: nll(torch, x, torch.tensor(1)), (3,), drawers=False),
    op(
        "cross entropy",
        lambda torch, x: torch.nn.functional.cross_entropy(x, torch.tensor([0, 2])),
        (2, 3),
        drawers=False,
    ),
    op(
        "nll of images",
        lambda torch, x: nll(torch, x, torch.tensor([[[0, 2]], [[1, 2]]]), ignore_index=1),
        (2, 3, 1, 2),
        drawers=False,
    ),
    op(
        "nll of rows, each",
        lambda torch, x: nll(torch, x, torch.tensor([[0, 2], [1, 2]]), reduction="none"),
        (2, 3, 2),
        drawers=False,
    ),
    op("softmax", lambda torch, x: torch.nn.functional.softmax(x, dim=1), (2, 3)),
    op("log softmax", lambda torch, x: torch.nn.functional.log_softmax(x, dim=0), (2, 3)),
    op(
        "bce",
        lambda torch, x, y: torch.nn.functional.binary_cross_entropy(x, y),
        (2, 3),
        (2, 3),
        low=0.2,
        high=0.9,
    ),
    op(
        "bce, each",
        lambda torch, x, y: torch.nn.functional.binary_cross_entropy(x, y, reduction="none"),
        (3,),
        (3,),
        low=0.2,
        high=0.9,
    ),
    op("l1", lambda torch, x, y: torch.nn.functional.l1_loss(x, y), (2, 3), (2, 3), smooth=False),
    op("softplus", lambda torch, x: torch.nn.functional.softplus(x), (4,)),
    op("softplus, steep", lambda torch, x: torch.nn.functional.softplus(x, 2.0), (4,)),
    op("leaky relu", lambda torch, x: torch.nn.functional.leaky_relu(x, 0.2), (5,), smooth=False),
    op(
        "batch norm",
        lambda torch, x, w, b: torch.nn.functional.batch_norm(x, None, None, w, b, training=True),
        (4, 2, 3),
        (2,),
        (2,),
        drawers=False,
        named=False,
    ),
    op(
        "batch norm in use",
        lambda torch, x, w, b: torch.nn.functional.batch_norm(
            x, torch.tensor([0.5, 1.0], dtype=x.dtype), torch.tensor([2.0, 0.5], dtype=x.dtype), w, b
        ),
        (3, 2),
        (2,),
        (2,),
        drawers=False,
        named=False,
    ),
    op(
        "conv",
        lambda torch, x, w, b: torch.nn.functional.conv2d(x, w, b),
        (2, 1, 4, 3),
        (2, 1, 2, 2),
        (2,),
        named=False,
    ),
    op(
        "conv, strided in groups",
        lambda torch, x, w: torch.nn.functional.conv2d(x, w, stride=2, padding=(1, 0), dilation=(1, 2), groups=2),
        (1, 4, 5, 5),
        (2, 2, 2, 2),
        named=False,
    ),
    op(
        "conv, transposed",
        lambda torch, x, w, b: torch.nn.functional.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1),
        (1, 2, 3, 3),
        (2, 1, 3, 3),
        (1,),
        named=False,
    ),
    op(
        "conv, transposed and spread",
        lambda torch, x, w: torch.nn.functional.conv_transpose2d(
            x, w, stride=2, output_padding=2, dilation=3, groups=2
        ),
        (1, 2, 3, 3),
        (2, 1, 2, 2),
        named=False,
    ),
    op(
        "conv, same size",
        lambda torch, x, w: torch.nn.functional.conv2d(x, w, padding="same"),
        (1, 3, 4),
        (1, 1, 3, 3),
        named=False,
    ),
    op("a module with a backward hook", hooked, (2, 3)),
]
