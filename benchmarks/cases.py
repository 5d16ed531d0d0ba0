"""The programs that are timed, written once for every module that has PyTorch's names.

Each case takes such a module, makes what is not timed, and returns the program: it runs forward and backward and
returns the numbers it found, so that a test can compare them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

__all__ = ["CASES", "LAYERS", "POINTS", "chain", "descent", "large_mlp", "module", "product", "small_mlp", "third"]

LAYERS = {"small": ((2, 16, 16, 1), 100), "large": ((784, 128, 10), 64)}  # sizes of the layers, points in the batch
POINTS = [[float(i)] for i in range(10)]


def data(name):
    """The weights, the biases, the inputs and the targets of one of LAYERS."""
    sizes, count = LAYERS[name]
    draw = np.random.default_rng(0).standard_normal
    weights = [draw(pair, dtype=np.float32) / np.float32(pair[0] ** 0.5) for pair in pairwise(sizes)]
    biases = [np.zeros(size, np.float32) for size in sizes[1:]]
    return weights, biases, draw((count, sizes[0]), dtype=np.float32), draw((count, sizes[-1]), dtype=np.float32)


def product(torch):
    def program():
        w = torch.tensor([1.0], requires_grad=True)
        x = torch.tensor([2.0], requires_grad=True)
        y = (x + w) * (w + 1)
        y.backward()
        return w.grad, x.grad

    return program


def descent(torch):
    x = torch.tensor(POINTS)
    y = 2 * x + 1

    def program():
        w = torch.zeros(1, 1, requires_grad=True)
        b = torch.zeros(1, 1, requires_grad=True)
        for _ in range(100):
            loss = torch.mean((w * x + b - y) ** 2)
            loss.backward()
            with torch.no_grad():
                w -= 0.01 * w.grad
                b -= 0.01 * b.grad
            w.grad.zero_()
            b.grad.zero_()
        return w.detach(), b.detach()

    return program


def _mlp(torch, name):
    weights, biases, x, y = data(name)
    weights = [torch.tensor(w, requires_grad=True) for w in weights]
    biases = [torch.tensor(b, requires_grad=True) for b in biases]
    x, y = torch.tensor(x), torch.tensor(y)

    def program():
        for parameter in (*weights, *biases):
            parameter.grad = None
        h = x @ weights[0] + biases[0]
        for w, b in zip(weights[1:], biases[1:]):
            h = torch.relu(h) @ w + b
        loss = torch.mean((h - y) ** 2)
        loss.backward()
        return [parameter.grad for parameter in (*weights, *biases)]

    return program


def small_mlp(torch):
    return _mlp(torch, "small")


def large_mlp(torch):
    return _mlp(torch, "large")


def module(torch):
    torch.manual_seed(0)
    _, _, x, y = data("large")
    x, y = torch.tensor(x), torch.tensor(y)
    model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    criterion = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def program():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return (loss.detach(),)

    return program


def chain(torch):
    def program(operations=1000):
        x = torch.tensor([1.0], requires_grad=True)
        y = x
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        y.backward()
        return (x.grad,)

    return program


def third(torch):
    def program():
        x = torch.tensor(1.5, requires_grad=True)
        y = x
        for _ in range(3):
            y = y * x + 2 * x
        y = y / x
        for _ in range(3):
            (y,) = torch.autograd.grad(y, x, create_graph=True)
        return (y.detach(),)

    return program


CASES = {case.__name__: case for case in (product, descent, small_mlp, large_mlp, module, chain, third)}
