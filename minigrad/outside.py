"""What PyTorch has and minigrad has not says so, by name.

`outside.txt` lists the public names of PyTorch 2.13, one line for each module.
"""

from __future__ import annotations

import copyreg
import functools
import importlib
from collections.abc import Callable
from typing import Any

from .sentences import says
from .texts import lines

LATER = ("backends", "cuda", "linalg", "nn", "optim", "utils")  # the package's modules that few programs need


@functools.cache
def names() -> dict[str, frozenset[str]]:
    """PyTorch's public names, by module."""
    parts = (line.partition(": ") for line in lines("outside.txt"))
    return {module: frozenset(rest.split()) for module, _, rest in parts}


def is_outside(module: str, name: str) -> bool:
    """Has PyTorch this name? (Asked for what minigrad has not.)

    >>> is_outside("torch", "svd"), is_outside("torch", "no_such_thing")
    (True, False)
    """
    return name in names().get(module, ())


def refuse(module: str, later: tuple[str, ...] = ()) -> Callable[[str], Any]:
    """A module's `__getattr__`, which tells what lies outside minigrad from what PyTorch has not either.

    The submodules named in `later` are imported when they are first asked for.

    >>> import minigrad as torch
    >>> torch.lobpcg
    Traceback (most recent call last):
        ...
    AttributeError: torch.lobpcg is outside minigrad, which has the part of PyTorch that is needed to learn autograd
    """

    def missing(name: str) -> Any:
        if name in later:
            return importlib.import_module(f"{__package__}.{name}")
        if is_outside(module, name):
            raise says("outside", f"{module}.{name}")
        raise AttributeError(f"module '{module}' has no attribute '{name}'")

    return missing


# ---- where PyTorch has its classes -------------------------------------------------------------------------


@functools.cache
def homes() -> dict[str, str]:
    """PyTorch's module of each class that minigrad has, too."""
    parts = (line.partition(": ") for line in lines("homes.txt"))
    return {name: module for module, _, rest in parts for name in rest.split()}


def at_home(namespace: dict[str, Any]) -> None:
    """Let classes print as PyTorch's do: `<class 'torch.Tensor'>`. Pickles still name our own modules."""
    for name in homes().keys() & namespace.keys():
        kind, home = namespace[name], homes()[name]
        if kind.__module__ != home:
            copyreg.pickle(kind, functools.partial(_pickled, kind.__module__))
            kind.__module__ = home


def _pickled(module: str, value: Any) -> Any:
    function, args, *rest = value.__reduce_ex__(2)
    if function is not copyreg.__newobj__:  # type: ignore[attr-defined]  # it has a way of its own
        return function, args, *rest
    return _unpickled, (module, type(value).__name__, *args[1:]), *rest


def _unpickled(module: str, name: str, *args: Any) -> Any:
    kind = getattr(importlib.import_module(module), name)
    return kind.__new__(kind, *args)


class Attribute:
    """Stands on Tensor for an attribute that lies outside.

    (A `__getattr__` would do it in one line, but Python is slower to find everything else on a class that has one.)
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        raise says("outside", f"Tensor.{self.name}")


def fill_up(tensor: Any) -> None:
    """Put an `Attribute` on the class Tensor wherever PyTorch's has something more; `dir` does not tell."""
    for name in names()["torch.Tensor"].difference(dir(tensor)):
        setattr(tensor, name, Attribute(name))
    own = vars(tensor)
    tensor.__dir__ = lambda self: [n for n in object.__dir__(self) if not isinstance(own.get(n), Attribute)]
