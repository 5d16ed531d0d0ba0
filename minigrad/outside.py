"""What PyTorch has and minigrad has not says so, by name.

`outside.txt` lists the public names of PyTorch 2.13, one line for each module.
"""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable
from typing import Any


@functools.cache
def names() -> dict[str, frozenset[str]]:
    """PyTorch's public names, by module."""
    lines = pathlib.Path(__file__).with_name("outside.txt").read_text(encoding="utf-8").splitlines()
    return {module: frozenset(rest.split()) for module, _, rest in (line.partition(": ") for line in lines)}


def is_outside(module: str, name: str) -> bool:
    """Has PyTorch this name? (Asked for what minigrad has not.)

    >>> is_outside("torch", "svd"), is_outside("torch", "no_such_thing")
    (True, False)
    """
    return name in names().get(module, ())


def refuse(module: str) -> Callable[[str], Any]:
    """A module's `__getattr__`, which tells what lies outside minigrad from what PyTorch has not either.

    >>> import minigrad as torch
    >>> torch.lobpcg
    Traceback (most recent call last):
        ...
    AttributeError: torch.lobpcg is outside minigrad, which has the part of PyTorch that is needed to learn autograd
    """

    def missing(name: str) -> Any:
        if is_outside(module, name):
            raise AttributeError(
                f"{module}.{name} is outside minigrad, which has the part of PyTorch that is needed to learn autograd"
            )
        raise AttributeError(f"module '{module}' has no attribute '{name}'")

    return missing


def missing_method(self: Any, name: str) -> Any:
    """`Tensor.__getattr__`."""
    if is_outside("torch.Tensor", name):
        raise AttributeError(
            f"Tensor.{name} is outside minigrad, which has the part of PyTorch that is needed to learn autograd"
        )
    raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
