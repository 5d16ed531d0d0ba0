"""Who runs the cases, and each in its own way of writing.

A backend is a function that imports its library and returns the programs it can run, by the names of the cases.
minigrad and PyTorch run the very same source; what is written here for the others is the shortest their users write.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .cases import CASES, POINTS, data

__all__ = ["BACKENDS", "Programs", "load"]

Programs = dict[str, Callable[..., Any]]


def minigrad() -> Programs:
    import minigrad

    return {name: case(minigrad) for name, case in CASES.items()}


def pytorch() -> Programs:
    import torch

    torch.set_num_threads(1)
    return {name: case(torch) for name, case in CASES.items()}


def by_hand() -> Programs:
    """NumPy, with the derivatives worked out on paper: as little as there is to do."""
    f4 = np.float32

    def product():
        w, x = np.array([1.0], f4), np.array([2.0], f4)
        a = x + w
        b = w + 1
        y = a * b
        g = np.ones_like(y)
        return g * b + g * a, g * b

    def descent():
        x = np.array(POINTS, f4)
        y = 2 * x + 1
        w, b = np.zeros((1, 1), f4), np.zeros((1, 1), f4)
        for _ in range(100):
            error = w * x + b - y
            (error**2).mean()
            g = 2 * error / len(x)
            w -= 0.01 * (g * x).sum()
            b -= 0.01 * g.sum()
        return w, b

    def mlp(name):
        weights, biases, x, y = data(name)

        def program():
            inputs = [x]
            for w, b in zip(weights[:-1], biases[:-1]):
                inputs.append(np.maximum(inputs[-1] @ w + b, 0))
            error = inputs[-1] @ weights[-1] + biases[-1] - y
            (error**2).mean()
            g = error * f4(2 / error.size)
            of_weights, of_biases = [], []
            for w, h in zip(weights[::-1], inputs[::-1]):
                of_weights.append(h.T @ g)
                of_biases.append(g.sum(0))
                if h is not x:
                    g = g @ w.T * (h > 0)
            return of_weights[::-1] + of_biases[::-1]

        return program

    def chain(operations=1000):
        y = np.array([1.0], f4)
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        g = np.ones_like(y)
        for _ in range(operations // 2):
            g = g * 1.000001
        return (g,)

    return {
        "product": product,
        "descent": descent,
        "small_mlp": mlp("small"),
        "large_mlp": mlp("large"),
        "chain": chain,
    }


def micrograd() -> Programs:
    """Python's floats, no arrays: a neuron is a sum over its inputs, and backward() recurses."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    def product():
        w, x = Value(1.0), Value(2.0)
        y = (x + w) * (w + 1)
        y.backward()
        return w.grad, x.grad

    def descent():
        w, b = Value(0.0), Value(0.0)
        for _ in range(100):
            loss = sum((w * x + b - (2 * x + 1)) ** 2 for (x,) in POINTS) / len(POINTS)
            loss.backward()
            for parameter in (w, b):
                parameter.data -= 0.01 * parameter.grad
                parameter.grad = 0
        return w.data, b.data

    weights, biases, inputs, targets = (
        [a.tolist() for a in part] if isinstance(part, list) else part.tolist() for part in data("small")
    )
    model = MLP(2, [16, 16, 1])
    for layer, w, b in zip(model.layers, weights, biases):
        for i, neuron in enumerate(layer.neurons):
            neuron.w, neuron.b = [Value(row[i]) for row in w], Value(b[i])

    def small_mlp():
        model.zero_grad()
        loss = sum((model(x) - y) ** 2 for x, (y,) in zip(inputs, targets)) / len(inputs)
        loss.backward()
        layers = [layer.neurons for layer in model.layers]
        of_weights = [np.array([[w.grad for w in neuron.w] for neuron in neurons]).T for neurons in layers]
        return of_weights + [np.array([neuron.b.grad for neuron in neurons]) for neurons in layers]

    def chain(operations=1000):
        x = y = Value(1.0)
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        y.backward()
        return (x.grad,)

    return {"product": product, "descent": descent, "small_mlp": small_mlp, "chain": chain}


def mygrad() -> Programs:
    import mygrad as mg
    from mygrad.nnet.activations import relu

    mg.turn_memory_guarding_off()  # three times as fast; its documentation advises it for measurements

    def product():
        w, x = mg.tensor([1.0]), mg.tensor([2.0])
        y = (x + w) * (w + 1)
        y.backward()
        return w.grad, x.grad

    points = np.array(POINTS, np.float32)
    labels = 2 * points + 1

    def descent():
        w, b = mg.tensor(np.zeros((1, 1), np.float32)), mg.tensor(np.zeros((1, 1), np.float32))
        for _ in range(100):
            loss = mg.mean((w * points + b - labels) ** 2)
            loss.backward()
            w.data -= 0.01 * w.grad
            b.data -= 0.01 * b.grad
        return w.data, b.data

    def mlp(name):
        weights, biases, x, y = data(name)
        weights, biases = [mg.tensor(w) for w in weights], [mg.tensor(b) for b in biases]

        def program():
            h = x @ weights[0] + biases[0]
            for w, b in zip(weights[1:], biases[1:]):
                h = relu(h) @ w + b
            mg.mean((h - y) ** 2).backward()
            return [parameter.grad for parameter in (*weights, *biases)]

        return program

    def chain(operations=1000):
        x = y = mg.tensor([1.0])
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        y.backward()
        return (x.grad,)

    return {
        "product": product,
        "descent": descent,
        "small_mlp": mlp("small"),
        "large_mlp": mlp("large"),
        "chain": chain,
    }


def hips_autograd() -> Programs:
    import autograd.numpy as anp
    from autograd import elementwise_grad, grad

    f4 = np.float32
    of_product = elementwise_grad(lambda w, x: (x + w) * (w + 1), (0, 1))

    def product():
        return of_product(np.array([1.0], f4), np.array([2.0], f4))

    points = np.array(POINTS, f4)
    labels = 2 * points + 1
    of_fit = grad(lambda w, b: anp.mean((w * points + b - labels) ** 2), (0, 1))

    def descent():
        w, b = np.zeros((1, 1), f4), np.zeros((1, 1), f4)
        for _ in range(100):
            of_w, of_b = of_fit(w, b)
            w -= 0.01 * of_w
            b -= 0.01 * of_b
        return w, b

    def mlp(name):
        weights, biases, x, y = data(name)

        def loss(weights, biases):
            h = x @ weights[0] + biases[0]
            for w, b in zip(weights[1:], biases[1:]):
                h = anp.maximum(h, 0) @ w + b
            return anp.mean((h - y) ** 2)

        gradient = grad(loss, (0, 1))

        def program():
            of_weights, of_biases = gradient(weights, biases)
            return [*of_weights, *of_biases]

        return program

    def links(x, operations):
        y = x
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        return y

    of_chain = elementwise_grad(links)

    def chain(operations=1000):
        return (of_chain(np.array([1.0], f4), operations),)

    def expression(x):
        y = x
        for _ in range(3):
            y = y * x + 2 * x
        return y / x

    derivative = grad(grad(grad(expression)))

    def third():
        return (derivative(1.5),)

    return {
        "product": product,
        "descent": descent,
        "small_mlp": mlp("small"),
        "large_mlp": mlp("large"),
        "chain": chain,
        "third": third,
    }


def tinygrad() -> Programs:
    """Lazy: what is asked for is compiled by clang, then run. (Its interpreter in Python would need minutes.)"""
    if shutil.which("clang") is None:
        raise ImportError("tinygrad needs clang")
    os.environ["DEV"] = "CPU"
    from tinygrad import Tensor

    def run(*tensors):
        Tensor.realize(*tensors)
        return tensors

    def product():
        w, x = Tensor([1.0]), Tensor([2.0])
        y = (x + w) * (w + 1)
        return run(*y.sum().gradient(w, x))

    (points,) = run(Tensor(POINTS))
    (labels,) = run(2 * points + 1)

    def descent():
        w, b = run(Tensor([[0.0]]), Tensor([[0.0]]))
        for _ in range(100):
            loss = ((w * points + b - labels) ** 2).mean()
            of_w, of_b = loss.gradient(w, b)
            w, b = run(w - 0.01 * of_w, b - 0.01 * of_b)
        return w, b

    def mlp(name):
        weights, biases, x, y = data(name)
        weights, biases, x, y = [*map(Tensor, weights)], [*map(Tensor, biases)], Tensor(x), Tensor(y)

        def program():
            h = x @ weights[0] + biases[0]
            for w, b in zip(weights[1:], biases[1:]):
                h = h.relu() @ w + b
            return run(*((h - y) ** 2).mean().gradient(*weights, *biases))

        return program

    def chain(operations=1000):
        x = y = Tensor([1.0])
        for _ in range(operations // 2):
            y = y * 1.000001
            y = y + 0.1
        return run(*y.sum().gradient(x))

    def third():
        x = y = Tensor([1.5])
        for _ in range(3):
            y = y * x + 2 * x
        y = y / x
        for _ in range(3):
            (y,) = y.sum().gradient(x)
        return run(y)

    return {
        "product": product,
        "descent": descent,
        "small_mlp": mlp("small"),
        "large_mlp": mlp("large"),
        "chain": chain,
        "third": third,
    }


BACKENDS: dict[str, Callable[[], Programs]] = {
    "minigrad": minigrad,
    "PyTorch": pytorch,
    "NumPy": by_hand,
    "micrograd": micrograd,
    "MyGrad": mygrad,
    "autograd": hips_autograd,
    "tinygrad": tinygrad,
}


def load(name: str) -> Programs | None:
    """The programs of a backend; None if it (or its compiler) is not installed."""
    limit = sys.getrecursionlimit()
    try:
        return BACKENDS[name]()
    except ImportError:
        return None
    finally:
        sys.setrecursionlimit(limit)  # tinygrad raises it, and others would recurse deeper than they can alone
