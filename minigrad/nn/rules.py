"""The calculus of layers and losses: further rows of the table that `minigrad/rules.py` begins.

They are rows like those, read in the same ways; they stand here because they are met in networks only. What a
rule takes besides its inputs (classes, strides) comes as plain arrays and numbers.
"""

from __future__ import annotations

import itertools

import numpy as np

from .. import ops, symbol
from ..ops import again, readable
from ..rules import PRIMITIVES, pointwise, primitive

_before = set(PRIMITIVES)

# ---- losses ------------------------------------------------------------------------------------------------

NONE, MEAN, SUM = 0, 1, 2  # PyTorch's numbers for a reduction


def _reduce(x, reduction):
    return x if reduction == NONE else ops.sum_all(x) if reduction == SUM else ops.mean_all(x)


@readable
def per_element(g, size, reduction):
    """The gradient that reaches each element through the reduction of a loss: a mean shares it out."""
    return g / ops.numel(size) if reduction == MEAN else g


@readable
def mse_loss(x, target, reduction):
    return _reduce((x - target) * (x - target), reduction)


@readable
def mse_loss_backward(g, x, target, reduction):
    return per_element(g, x.shape, reduction) * 2 * (x - target)


def _surprise(x):
    """-log(sigmoid(x)), without overflow."""
    return np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))


@readable
def binary_cross_entropy_with_logits(x, target, reduction):
    """-log of the probability of the target, from logits, without overflow."""
    return _reduce(((1 - target) * x + _surprise(x)).astype(target.dtype), reduction)


@readable
def weighted_bce_with_logits(x, target, weight, pos_weight, reduction):
    return _reduce(((1 - target) * x + (target * (pos_weight - 1) + 1) * _surprise(x)) * weight, reduction)


primitive(
    "MseLossBackward0",
    mse_loss,
    lambda g, result, self, target, reduction: mse_loss_backward(g, self, target, reduction),
    lambda g, result, self, target, reduction: mse_loss_backward(g, target, self, reduction),
)
primitive(
    "MseLossBackwardBackward0",
    mse_loss_backward,
    lambda g, result, grad_output, self, target, reduction: (
        g * (per_element(2 * (self - target), self.shape, reduction))
    ),
    lambda g, result, grad_output, self, target, reduction: g * (per_element(2 * grad_output, self.shape, reduction)),
    lambda g, result, grad_output, self, target, reduction: -g * (per_element(2 * grad_output, self.shape, reduction)),
)


primitive(
    "BinaryCrossEntropyWithLogitsBackward0",
    binary_cross_entropy_with_logits,
    lambda g, result, self, target, reduction: per_element((ops.sigmoid(self) - target) * g, self.shape, reduction),
    lambda g, result, self, target, reduction: per_element(-self * g, self.shape, reduction),
)


primitive(
    "BinaryCrossEntropyWithLogitsBackward0",
    weighted_bce_with_logits,
    lambda g, result, self, target, weight, pos_weight, reduction: per_element(
        (ops.sigmoid(self) * (target * (pos_weight - 1) + 1) - target * pos_weight) * g * weight, self.shape, reduction
    ),
    lambda g, result, self, target, weight, pos_weight, reduction: per_element(
        (softplus(-self, 1.0, 20.0) * (pos_weight - 1) - self) * g * weight, self.shape, reduction
    ),
)


@readable
def nll_loss(x, target, weight, reduction):
    """Minus the entry of the right class, weighted; classes along dimension 1. A class of -1 counts for nothing."""
    column, w, axis = _weights(x, target, weight)
    picked = -np.take_along_axis(x, column, axis).squeeze(axis) * w
    total = np.add.reduce(w, axis=None) if reduction == MEAN else x.dtype.type(1)
    return picked if reduction == NONE else np.add.reduce(picked, axis=None) / total


@readable
def nll_loss_backward(g, x, target, weight, reduction):
    column, w, axis = _weights(x, target, weight)
    total = np.add.reduce(w, axis=None) if reduction == MEAN else x.dtype.type(1)
    whole = np.zeros(x.shape, x.dtype)
    np.put_along_axis(whole, column, np.expand_dims(0 - w * g / total, axis), axis)
    return whole


def _weights(x, target, weight):
    """Of each example its class, as an index along the last axis returned, and what it weighs."""
    w, axis = np.ones(target.shape, x.dtype) if weight is None else weight[target], min(x.ndim - 1, 1)
    return np.expand_dims(np.maximum(target, 0), axis), w * (target >= 0), axis


nll_loss2d, nll_loss2d_backward = again(nll_loss, "nll_loss2d"), again(nll_loss_backward, "nll_loss2d_backward")

primitive(
    "NllLossBackward0",
    nll_loss,
    lambda g, result, self, target, weight, reduction: nll_loss_backward(g, self, target, weight, reduction),
)
primitive(
    "NllLoss2DBackward0",
    nll_loss2d,
    lambda g, result, self, target, weight, reduction: nll_loss2d_backward(g, self, target, weight, reduction),
)
for _name, _backward in ("NllLoss", nll_loss_backward), ("NllLoss2D", nll_loss2d_backward):
    primitive(
        f"{_name}BackwardBackward0",
        _backward,
        lambda g, result, grad_output, self, target, weight, reduction: nll_loss(g, target, weight, reduction),
        lambda g, result, grad_output, self, target, weight, reduction: ops.zeros_like(g),
    )


@readable
def binary_cross_entropy(x, target, reduction):
    """-log of the probability of the target; no logarithm below -100, as in PyTorch."""
    low = x.dtype.type(-100)
    each = (target - 1) * np.maximum(np.log1p(-x), low) - target * np.maximum(np.log(x), low)
    return each if reduction == NONE else ops.sum_all(each) if reduction == SUM else ops.mean_all(each)


@readable
def weighted_binary_cross_entropy(x, target, weight, reduction):
    return _reduce(binary_cross_entropy(x, target, NONE) * weight, reduction)


@readable
def binary_cross_entropy_backward(g, x, target, reduction):
    return per_element(g * (x - target) / np.maximum((1 - x) * x, x.dtype.type(1e-12)), x.shape, reduction)


@readable
def logit(x):
    return np.log(x / (1 - x))


pointwise("LogitBackward0", logit, lambda g, result, self: g / (self * (1 - self)))


def _coin(x):
    """x * (1 - x), the variance of a coin, kept off 0 as PyTorch keeps it."""
    return (x + 1e-12) * (1 - x + 1e-12)


primitive(
    "BinaryCrossEntropyBackward0",
    binary_cross_entropy,
    lambda g, result, self, target, reduction: binary_cross_entropy_backward(g, self, target, reduction),
    lambda g, result, self, target, reduction: per_element(-logit(self) * g, self.shape, reduction),
)
primitive(
    "BinaryCrossEntropyBackward0",
    weighted_binary_cross_entropy,
    lambda g, result, self, target, weight, reduction: binary_cross_entropy_backward(
        g * weight, self, target, reduction
    ),
    lambda g, result, self, target, weight, reduction: per_element(
        np.log((1 - self) / self) * g * weight, self.shape, reduction
    ),
)
primitive(
    "BinaryCrossEntropyBackwardBackward0",
    binary_cross_entropy_backward,
    lambda g, result, grad_output, self, target, reduction: binary_cross_entropy_backward(g, self, target, reduction),
    lambda g, result, grad_output, self, target, reduction: per_element(
        g * grad_output * (self * self - 2 * self * target + target) / _coin(self) ** 2, self.shape, reduction
    ),
    lambda g, result, grad_output, self, target, reduction: per_element(
        -g * grad_output / _coin(self), self.shape, reduction
    ),
)

# ---- activations -------------------------------------------------------------------------------------------


@readable
def softplus(x, beta, threshold):
    """log(1 + exp(beta * x)) / beta, and x itself beyond the threshold."""
    return np.where(x * beta > threshold, x, np.log1p(np.exp(x * beta)) / beta)


@readable
def softplus_backward(g, x, beta, threshold):
    z = np.exp(x * beta)
    return np.where(x * beta > threshold, g, g * z / (z + 1))


@readable
def leaky_relu(x, negative_slope):
    return np.where(x > 0, x, x * negative_slope)


@readable
def leaky_relu_backward(g, x, negative_slope):
    return np.where(x > 0, g, g * negative_slope)


pointwise(
    "SoftplusBackward0",
    softplus,
    lambda g, result, self, beta, threshold: softplus_backward(g, self, beta, threshold),
)
pointwise(
    "SoftplusBackwardBackward0",
    softplus_backward,
    lambda g, result, grad_output, self, beta, threshold: softplus_backward(g, self, beta, threshold),
    lambda g, result, grad_output, self, beta, threshold: ops.threshold_backward(
        g * grad_output * beta * ops.sigmoid(beta * self) * (1 - ops.sigmoid(beta * self)), threshold - beta * self, 0
    ),
)
pointwise(
    "LeakyReluBackward0",
    leaky_relu,
    lambda g, result, self, negative_slope: leaky_relu_backward(g, self, negative_slope),
)
pointwise(
    "LeakyReluBackwardBackward0",
    leaky_relu_backward,
    lambda g, result, grad_output, self, negative_slope: leaky_relu_backward(g, self, negative_slope),
    lambda g, result, grad_output, self, negative_slope: ops.zeros_like(g),
)

# ---- normalisation ------------------------------------------------------------------------------------------


@readable
def sum_channels(g):
    """The sum over everything but the channels: what a number that serves a whole channel gets."""
    return np.add.reduce(g, axis=(0, *range(2, g.ndim)))


@readable
def spread_channels(x, size):
    """One number for each channel, copied to every place of an array of this size."""
    return np.broadcast_to(x.reshape(-1, *(1,) * (len(size) - 2)), size)


def _standardized(x, dim, eps):
    """x with mean 0 and variance 1 along `dim`, and what it was divided by."""
    centred = x - ops.mean_dim(x, dim, True)
    deviation = np.sqrt(ops.mean_dim(centred * centred, dim, True) + eps)
    return centred / deviation, deviation


def _standardize_backward(g, x, dim, eps):
    """The gradient that reaches x also through its mean and variance."""
    x_hat, deviation = _standardized(x, dim, eps)
    return (g - ops.mean_dim(g, dim, True) - x_hat * ops.mean_dim(g * x_hat, dim, True)) / deviation


@readable
def batch_norm(x, weight, bias, dim, eps):
    """Each channel with mean 0 and variance 1 over the batch, then scaled and shifted; in one, as PyTorch rounds it."""
    mean = x.mean(dim)
    scale = weight / np.sqrt(x.var(dim) + x.dtype.type(eps))
    return x * spread_channels(scale, x.shape) + spread_channels(bias - mean * scale, x.shape)


@readable
def batch_norm_fixed(x, weight, bias, mean, deviation):
    """The same in `eval` mode: with the mean and the deviation that were met in training."""
    return (x - mean) / deviation * spread_channels(weight, x.shape) + spread_channels(bias, x.shape)


primitive("SumBackward1", sum_channels, lambda g, result, self: spread_channels(g, self.shape))
primitive("ExpandBackward0", spread_channels, lambda g, result, self, size: sum_channels(g))
primitive(
    "NativeBatchNormBackward0",
    batch_norm,
    lambda g, result, input, weight, bias, dim, eps: _standardize_backward(
        g * spread_channels(weight, input.shape), input, dim, eps
    ),
    lambda g, result, input, weight, bias, dim, eps: sum_channels(g * _standardized(input, dim, eps)[0]),
    lambda g, result, input, weight, bias, dim, eps: sum_channels(g),
)
primitive(
    "NativeBatchNormBackward0",
    batch_norm_fixed,
    lambda g, result, input, weight, bias, mean, deviation: g * spread_channels(weight, input.shape) / deviation,
    lambda g, result, input, weight, bias, mean, deviation: sum_channels(g * (input - mean) / deviation),
    lambda g, result, input, weight, bias, mean, deviation: sum_channels(g),
)
# ---- convolutions ------------------------------------------------------------------------------------------
# A convolution is linear in the input x and in the weight w: <g, correlate(x, w)> is one sum over places and offsets,
# and its derivative with respect to any of the three is that sum with one factor left out. So three functions are
# closed under differentiation, and the transposed convolution is one of them. `how` is (stride, padding, dilation,
# groups), the first three with a number for each dimension.


def _offsets(size, kernel, how):
    """For each offset in the kernel: its index, and the slices of the (padded) input that meet it."""
    for k in itertools.product(*map(range, kernel)):
        yield (
            (..., *k),
            (..., *(slice(i * d, i * d + (n - 1) * s + 1, s) for i, n, s, d in zip(k, size, how[0], how[2]))),
        )


def _grouped(x, axis, groups):
    """x with one more dimension in front: the groups of channels, which know nothing of each other."""
    return np.stack(np.split(x, groups, axis))


def _padded(x, how):
    return np.pad(_grouped(x, 1, how[3]), ((0, 0),) * 3 + tuple((p, p) for p in how[1]))


@readable
def correlate(x, weight, size, how):
    """Slide the weight over the input: at each place the sum of their products. `size` is that of the result."""
    padded, w = _padded(x, how), _grouped(weight, 0, how[3])
    total = np.zeros((how[3], len(x), w.shape[1], *size[2:]), x.dtype)
    for k, at in _offsets(size[2:], weight.shape[2:], how):
        total += np.einsum("gnc...,goc->gno...", padded[at], w[k])
    return np.concatenate(total, axis=1)


@readable
def correlate_input(g, weight, size, how):
    """What reaches the input, which has this size: each place hands its g back to what it looked at."""
    grown = _padded(np.zeros((len(g), *size[1:]), g.dtype), how)
    gs, w = _grouped(g, 1, how[3]), _grouped(weight, 0, how[3])
    for k, at in _offsets(g.shape[2:], weight.shape[2:], how):
        grown[at] += np.einsum("gno...,goc->gnc...", gs, w[k])
    return np.concatenate(grown[(..., *(slice(p, p + n) for n, p in zip(size[2:], how[1])))], axis=1)


@readable
def correlate_weight(g, x, size, how):
    """What reaches the weight, which has this size."""
    padded, gs = _padded(x, how), _grouped(g, 1, how[3])
    whole = np.zeros((how[3], size[0] // how[3], *size[1:]), g.dtype)
    for k, at in _offsets(g.shape[2:], size[2:], how):
        seen = padded[at].reshape(*padded.shape[:3], -1)
        whole[k] = np.einsum("gnop,gncp->goc", gs.reshape(*gs.shape[:3], -1), seen)
    return np.concatenate(whole, axis=0)


@readable
def conv(x, weight, bias, how):
    shapes = zip(x.shape[2:], weight.shape[2:], *how[:3])
    places = ((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in shapes)
    size = (len(x), len(weight), *places)
    return correlate(x, weight, size, how) + spread_channels(bias, size)


@readable
def conv_transpose(x, weight, bias, size, how):
    return correlate_input(x, weight, size, how) + spread_channels(bias, size)


primitive(
    "ConvolutionBackward0",
    conv,
    lambda g, result, input, weight, bias, how: correlate_input(g, weight, input.shape, how),
    lambda g, result, input, weight, bias, how: correlate_weight(g, input, weight.shape, how),
    lambda g, result, input, weight, bias, how: sum_channels(g),
)
primitive(
    "ConvolutionBackward0",
    conv_transpose,
    lambda g, result, input, weight, bias, size, how: correlate(g, weight, input.shape, how),
    lambda g, result, input, weight, bias, size, how: correlate_weight(input, g, weight.shape, how),
    lambda g, result, input, weight, bias, size, how: sum_channels(g),
)
primitive(
    "ConvolutionBackwardBackward0",
    correlate,
    lambda g, result, input, weight, size, how: correlate_input(g, weight, input.shape, how),
    lambda g, result, input, weight, size, how: correlate_weight(g, input, weight.shape, how),
)
primitive(
    "ConvolutionBackwardBackward0",
    correlate_input,
    lambda g, result, grad_output, weight, size, how: correlate(g, weight, grad_output.shape, how),
    lambda g, result, grad_output, weight, size, how: correlate_weight(grad_output, g, weight.shape, how),
)
primitive(
    "ConvolutionBackwardBackward0",
    correlate_weight,
    lambda g, result, grad_output, input, size, how: correlate(input, g, grad_output.shape, how),
    lambda g, result, grad_output, input, size, how: correlate_input(grad_output, g, input.shape, how),
)

# ---- hooks of modules --------------------------------------------------------------------------------------


@readable
def seam(x):
    """x itself. A module with backward hooks has one at its inputs and one at its output, to see gradients there."""
    return x.view()


primitive("BackwardHookFunctionBackward", seam, lambda g, result, input: g, view=True)

# ---- made known --------------------------------------------------------------------------------------------

symbol.FORMS |= {mse_loss: ("call", "mse", 5), binary_cross_entropy_with_logits: ("call", "bce", 5)}
symbol.WRITTEN_OUT |= {
    mse_loss_backward: mse_loss_backward.__wrapped__,  # type: ignore[attr-defined]
    softplus_backward: lambda g, x, beta, threshold: g * ops.sigmoid(beta * x),
    leaky_relu_backward: lambda g, x, slope: g * (slope + (1 - slope) * symbol.formula(np.heaviside, x, 0)),
}
for _function in PRIMITIVES.keys() - _before:
    symbol.FORMS.setdefault(_function, ("call", _function.__name__, 5))
