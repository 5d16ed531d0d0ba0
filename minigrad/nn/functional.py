"""`torch.nn.functional`: layers and losses as functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import functional as F
from .. import notices, ops, outside, random
from ..dtypes import result_type
from ..functional import t
from ..sentences import check, says
from ..tensor import Tensor, apply, assign, broadcast, matmul, type_name, wrap
from . import rules

__all__ = [
    "batch_norm", "binary_cross_entropy", "binary_cross_entropy_with_logits", "conv2d", "conv_transpose2d",
    "cross_entropy", "dropout", "l1_loss", "leaky_relu", "linear", "log_softmax", "mse_loss", "nll_loss",
    "one_hot", "relu", "sigmoid", "softmax", "softplus", "tanh",
]  # fmt: skip
__getattr__ = outside.refuse("torch.nn.functional")

REDUCTIONS = {"none": rules.NONE, "mean": rules.MEAN, "sum": rules.SUM}

# ---- what losses share -------------------------------------------------------------------------------------


def reduction_name(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction that is meant, also by the two arguments it had before PyTorch 0.4.1."""
    if size_average is None and reduce is None:
        return reduction
    meant = "none" if reduce is False else "sum" if size_average is False else "mean"
    message = f"size_average and reduce args will be deprecated, please use reduction='{meant}' instead."
    notices.warn(message)
    return meant


def _code(reduction: str) -> int:
    check(reduction in REDUCTIONS, "reduction", reduction)
    return REDUCTIONS[reduction]


def _reduced(each: Any, reduction: str, weight: Any = None) -> Any:
    """A loss of elements, in one number; with weights the mean is over the weights."""
    code = _code(reduction)
    if weight is not None:
        check(weight.size() == each.size(), "weight_size")
        each = each * weight
    if code == rules.MEAN:
        return F.mean(each) if weight is None else F.sum(each) / F.sum(weight)
    return F.sum(each) if code == rules.SUM else each


def _same_size(input: Any, target: Any) -> tuple[Any, Any]:
    """Both in one size; if they were not, with PyTorch's warning."""
    if target.size() != input.size():
        notices.warn(says("target_sizes", target.size(), input.size()))
        size = broadcast(input.shape, target.shape)
        return input.expand(size), target.expand(size)
    return input, target


def _constants(function: str, **weights: Any) -> dict[str, Any]:
    """The arrays of weights, which get no gradient."""
    for name, w in weights.items():
        check(w is None or not w.requires_grad, "constant", function, name)
    return {name: w if w is None else w._array for name, w in weights.items()}


def _must_be_tensors(function: str, **arguments: Any) -> None:
    for i, (name, value) in enumerate(arguments.items()):
        if not isinstance(value, Tensor):
            raise says("not_tensor", function, name, i + 1, type_name(value))


# ---- losses of numbers -------------------------------------------------------------------------------------


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None) -> Tensor:
    """The mean (or sum, or each) of (input - target)**2.

    >>> import minigrad as torch
    >>> mse_loss(torch.tensor([1., 3.]), torch.tensor([0., 0.]))
    tensor(5.)
    """
    input, target = _same_size(input, target)
    reduction = reduction_name(size_average, reduce, reduction)
    if weight is not None:
        return _reduced((input - target) ** 2, reduction, weight)
    code = _code(reduction)
    common = result_type(input, target)
    check(common.is_floating_point, "kernel", "mse_cpu", common.kind)
    input, target = (x if x.is_floating_point() else F.to(x, common) for x in (input, target))
    return apply(rules.mse_loss, input, target, reduction=code)


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None) -> Tensor:
    """The mean of the distances |input - target|."""
    input, target = _same_size(input, target)
    return _reduced(F.abs(input - target), reduction_name(size_average, reduce, reduction), weight)


# ---- losses of probabilities -------------------------------------------------------------------------------


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean") -> Tensor:
    """-log of the probability that the input gives to the target.

    >>> import minigrad as torch
    >>> binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1.]))
    tensor(0.6931)
    """
    code = _code(reduction_name(size_average, reduce, reduction))
    if target.size() != input.size():
        raise says("target_size", target.size(), input.size())
    check(target.dtype is input.dtype, "found_dtype", target.dtype.kind, input.dtype.kind)
    check(((input._array >= 0) & (input._array <= 1)).all(), "probabilities")
    weights = _constants("binary_cross_entropy", weight=weight)
    return apply(rules.binary_cross_entropy, input, target, **weights, reduction=code)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
) -> Tensor:
    """-log of the probability that sigmoid(input) gives to the target, without overflow."""
    code = _code(reduction_name(size_average, reduce, reduction))
    if target.size() != input.size():
        raise ValueError(f"Target size ({target.size()}) must be the same as input size ({input.size()})")
    check(input.is_floating_point(), "kernel", "log_sigmoid_cpu", input.dtype.kind)
    check(target.dtype.kind != "Bool", "sub_bools")
    if not target.is_floating_point():
        raise says("cast", input.dtype.kind, target.dtype.kind)
    weights = _constants("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    return apply(rules.binary_cross_entropy_with_logits, input, target, **weights, reduction=code)


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean") -> Tensor:
    """Minus the log-probability of the right class: classes along dimension 1.

    >>> import minigrad as torch
    >>> nll_loss(torch.tensor([[-0.5, -1.]]), torch.tensor([1]))
    tensor(1.)
    """
    _must_be_tensors("nll_loss_nd", input=input, target=target)
    code = _code(reduction_name(size_average, reduce, reduction))
    check(input.ndim >= 1, "nll_ndim", input.ndim)
    if input.ndim != 1 and input.shape[0] != target.shape[0]:
        raise says("batch_size", input.shape[0], target.shape[0])
    if input.ndim == 3 or input.ndim > 4:  # as images of one row
        size = [len(input), *input.shape[2:]]
        check([*target.shape] == size, "target_places", size, [*target.shape])
        images = F.view(F.contiguous(input), (*input.shape[:2], 1, math.prod(size[1:])))
        loss = nll_loss(images, F.reshape(target, len(input), 1, -1), weight, None, ignore_index, None, reduction)
        return F.view(loss, size) if code == rules.NONE else loss
    if input.ndim == 4:  # every place is an example of its own
        check(target.ndim == 3, "spatial_target", target.ndim)
        check(target.shape == input.shape[:1] + input.shape[2:], "image_size", [*input.shape], [*target.shape])
    check(input.ndim > 2 or target.ndim <= 1, "multi_target")
    check(target.dtype.kind in ("Long", "Byte"), "target_dtype", target.dtype.kind)
    n = input.shape[min(input.ndim - 1, 1)]
    if weight is not None and tuple(weight.shape) != (n,):
        raise says("class_weights", n, list(weight.shape))
    check(input.ndim > 1 or target.numel() == 1, "one_target", target.numel())
    classes = target._array.reshape(()) if input.ndim == 1 else target._array
    wrong = (classes != ignore_index) & ((classes < 0) | (classes >= n))
    if wrong.any():
        raise IndexError(f"Target {classes[wrong].flat[0]} is out of bounds.")
    classes = np.where(classes == ignore_index, -1, classes)
    primitive: Any = rules.nll_loss if input.ndim < 3 else rules.nll_loss2d
    weights = _constants(f"{primitive.__name__}_forward", weight=weight)
    return apply(primitive, input, target=classes, **weights, reduction=code)


def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean",
    label_smoothing=0.0,
) -> Tensor:  # fmt: skip
    """-log of the probability that softmax(input) gives to the target: classes, or their probabilities.

    >>> import minigrad as torch
    >>> cross_entropy(torch.tensor([[0., 0.]]), torch.tensor([1]))
    tensor(0.6931)
    """
    chosen = reduction_name(size_average, reduce, reduction)
    _must_be_tensors("cross_entropy_loss", input=input, target=target)
    _code(chosen)
    by_class = target.shape != input.shape
    if not by_class and not target.is_floating_point():
        kind = target.dtype.kind
        raise RuntimeError(f"Expected floating point type for target with class probabilities, got {kind}")
    dim = 0 if input.ndim == 1 else 1
    logs, n = log_softmax(input, dim), input.shape[dim]
    if by_class and not label_smoothing:
        return nll_loss(logs, target, weight, None, ignore_index, None, chosen)
    weights = None if weight is None else F.reshape(weight, n, *(1,) * (input.ndim - dim - 1))
    if by_class:  # a part of the loss goes to all classes alike
        loss = nll_loss(logs, target, weight, None, ignore_index, None, chosen)
        ignored = target == ignore_index
        spread = F.masked_fill(-F.sum(logs if weights is None else logs * weights, dim), ignored, 0.0)
        if chosen != "none":
            spread = F.sum(spread)
        if chosen == "mean":
            of_class = F.ones_like(target) if weight is None else weight[F.masked_fill(target, ignored, 0)]
            spread = spread / F.sum(F.masked_fill(of_class, ignored, 0))
        return loss * (1 - label_smoothing) + spread * (label_smoothing / n)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / n
    each = logs * target if weights is None else logs * target * weights
    if chosen == "none":
        return -F.sum(each, dim)
    return -F.sum(each) if chosen == "sum" else apply(ops.over, -F.sum(each), other=input.numel() // n)


# ---- activations -------------------------------------------------------------------------------------------


def softmax(input, dim=None, _stacklevel=3, dtype=None) -> Tensor:
    """exp(input), divided by its sum along `dim`: probabilities."""
    dim = _some_dim("softmax", input, dim)
    return input.softmax(dim, dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None) -> Tensor:
    """The logarithm of softmax, without overflow."""
    dim = _some_dim("log_softmax", input, dim)
    return input.log_softmax(dim, dtype=dtype)


def _some_dim(name: str, input: Any, dim: int | None) -> int:
    """The dimension; one left out is guessed, with PyTorch's warning."""
    if dim is None:
        dim = 0 if input.dim() in (0, 1, 3) else 1
        notices.warn(says("some_dim", name))
    return dim


def sigmoid(input) -> Tensor:
    return input.sigmoid()


def tanh(input) -> Tensor:
    return input.tanh()


def relu(input, inplace=False) -> Tensor:
    _must_be_tensors("relu", input=input)
    return F.relu(input, inplace)


def softplus(input, beta=1.0, threshold=20.0) -> Tensor:
    """log(1 + exp(beta * input)) / beta: a relu without a corner."""
    _must_be_tensors("softplus", input=input)
    check(input.is_floating_point(), "kernel", "softplus_cpu", input.dtype.kind)
    return apply(rules.softplus, input, beta=beta, threshold=threshold)


def leaky_relu(input, negative_slope=0.01, inplace=False) -> Tensor:
    _must_be_tensors("leaky_relu", input=input)
    check(input.is_floating_point(), "kernel", "leaky_relu_cpu", input.dtype.kind)
    return (assign if inplace else apply)(rules.leaky_relu, input, negative_slope=negative_slope)


def dropout(input, p=0.5, training=True, inplace=False) -> Tensor:
    """In training each entry is zeroed with probability p, and what is left grows by 1/(1-p)."""
    check(0 <= p <= 1, "dropout", p)
    _must_be_tensors("dropout", input=input)
    if p == 0 or not training or not input.numel():
        return input
    array = input._array
    if p == 1:
        noise = np.zeros_like(array)
    else:
        kept = random.default_generator.rand(array.shape, np.float64) < 1 - p
        noise = kept.astype(array.dtype) / array.dtype.type(1 - p)
    return (assign if inplace else apply)(np.multiply, input, wrap(noise))


# ---- layers ------------------------------------------------------------------------------------------------


def linear(input, weight, bias=None) -> Tensor:
    """input @ weight.T + bias.

    >>> import minigrad as torch
    >>> linear(torch.tensor([1., 2.]), torch.tensor([[3., 4.]]), torch.tensor([5.]))
    tensor([16.])
    """
    _must_be_tensors("linear", input=input, weight=weight)
    a, w, b = input._array, weight._array, None if bias is None else bias._array.shape
    if a.ndim == 2 and a.dtype is w.dtype and a.shape[1:] == w.shape[1:] and b == w.shape[:1]:  # the usual case
        return apply(ops.addmm, bias, input, t(weight))
    if input.dtype is not weight.dtype:
        kinds = f"{input.dtype.kind} and {weight.dtype.kind}"
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {kinds}")
    columns = t(weight)
    if not input.ndim:
        return matmul(input, columns)
    rows = (
        input if input.ndim == 2 else apply(ops.view, input, size=(input.numel() // input.shape[-1], input.shape[-1]))
    )
    (n, m), (k, p) = rows.shape, columns.shape
    check(m == k, "mm", n, m, k, p)
    if bias is None:
        return matmul(input, columns)
    check(bias.numel() in (1, p), "expand", p, bias.numel(), 1, [n, p], list(bias.shape))
    out = apply(ops.addmm, bias, rows, columns)
    return out if input.ndim == 2 else apply(ops.view, out, size=(*input.shape[:-1], p))


def one_hot(tensor, num_classes=-1) -> Tensor:
    """For each whole number a row of zeros with a 1 at that place."""
    _must_be_tensors("one_hot", input=tensor)
    check(tensor.dtype.kind == "Long", "one_hot_dtype")
    labels = tensor._array
    check(labels.size or num_classes > 0, "one_hot_empty")
    check((labels >= 0).all(), "one_hot_negative")
    n = int(labels.max()) + 1 if num_classes == -1 else num_classes
    check((labels < n).all(), "one_hot_large")
    return wrap((labels[..., None] == np.arange(n)).astype(np.int64))


def _given(value: Any, like: Tensor, size: tuple[int, ...], fill: float) -> Any:
    return wrap(np.full(size, fill, like._array.dtype)) if value is None else value


def batch_norm(
    input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05
) -> Tensor:
    """Each channel with mean 0 and variance 1: those of this batch in training, those met before otherwise."""
    if not input.numel():
        return F.clone(input)
    channels, array, dim = input.shape[1], input._array, (0, *range(2, input.ndim))
    check(not training or array.size != channels, "one_value", input.size())
    for name, given in (("running_mean", running_mean), ("weight", weight)):
        if given is not None and given.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {given.numel()}")
    w, b = _given(weight, input, (channels,), 1), _given(bias, input, (channels,), 0)
    if not training:
        column = (-1, *(1,) * (input.ndim - 2))
        deviation = np.sqrt(running_var._array + array.dtype.type(eps)).reshape(column)
        mean = running_mean._array.reshape(column).copy()
        return apply(rules.batch_norm_fixed, input, w, b, mean=mean, deviation=deviation)
    if running_mean is not None:
        n = array.size // channels
        for running, now in ((running_mean, array.mean(dim)), (running_var, array.var(dim) * (n / (n - 1)))):
            running._array[...] = (1 - momentum) * running._array + momentum * now
    return apply(rules.batch_norm, input, w, b, dim=dim, eps=eps)


# ---- convolutions ------------------------------------------------------------------------------------------


def pair(value: Any) -> tuple[int, int]:
    """One number for each of the two dimensions."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    return values * 2 if len(values) == 1 else values


def _images(name: str, input: Any, weight: Any, channels: int, how: str) -> Any:
    """A batch of images, after the checks of its size; a single image makes a batch of one."""
    _must_be_tensors(name, input=input, weight=weight)
    if input.ndim not in (3, 4):
        size = list(input.shape)
        raise RuntimeError(f"Expected 3D (unbatched) or 4D (batched) input to {name}, but got input of size: {size}")
    images = F.unsqueeze(input, 0) if input.ndim == 3 else input
    if images.shape[1] != channels:
        raise says("channels", how, list(weight.shape), list(images.shape), channels, images.shape[1])
    return images


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    """Slide the weight over the input: at each place the sum of their products, plus the bias.

    >>> import minigrad as torch
    >>> conv2d(torch.arange(9.).view(1, 1, 3, 3), torch.ones(1, 1, 2, 2))
    tensor([[[[ 8., 12.],
              [20., 24.]]]])
    """
    x = _images("conv2d", input, weight, weight.shape[1] * groups, f"groups={groups}")
    reach = [d * (k - 1) + 1 for d, k in zip(pair(dilation), weight.shape[2:])]
    if isinstance(padding, str):
        check(padding in ("valid", "same"), "padding", padding)
        check(padding == "valid" or pair(stride) == (1, 1), "padding_strided")
        around = [r - 1 if padding == "same" else 0 for r in reach]
        if any(n % 2 for n in around):  # one more after than before
            notices.once(says("same_padded"))
            grown = [s + n % 2 for s, n in zip(x.shape[2:], around)]
            more = wrap(np.zeros((*x.shape[:2], *grown), x._array.dtype))
            more[..., : x.shape[2], : x.shape[3]] = x
            x = more
        padding = tuple(n // 2 for n in around)
    padding = pair(padding)
    padded = [s + 2 * p for s, p in zip(x.shape[2:], padding)]
    if any(r > s for r, s in zip(reach, padded)):
        sizes = [" x ".join(map(str, size)) for size in (padded, reach)]
        raise says("kernel_size", sizes[0], sizes[1])
    bias = _given(bias, input, (weight.shape[0],), 0)
    out = apply(rules.conv, x, weight, bias, how=(pair(stride), padding, pair(dilation), groups))
    return out if input.ndim == 4 else F.squeeze(out, 0)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1) -> Tensor:
    """conv2d the other way round: each entry of the input lays a copy of the weight, times itself, on the output."""
    x = _images("conv_transpose2d", input, weight, weight.shape[0], "transposed=1")
    stride, padding, dilation = pair(stride), pair(padding), pair(dilation)
    grown = zip(x.shape[2:], weight.shape[2:], stride, padding, pair(output_padding), dilation)
    channels = weight.shape[1] * groups
    size = (len(x), channels, *((m - 1) * s - 2 * p + d * (k - 1) + o + 1 for m, k, s, p, o, d in grown))
    bias = _given(bias, input, (channels,), 0)
    out = apply(rules.conv_transpose, x, weight, bias, size=size, how=(stride, padding, dilation, groups))
    return out if x is input else F.squeeze(out, 0)
