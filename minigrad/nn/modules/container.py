"""Modules that hold others: one after the other, in a list, in a dict."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...sentences import check
from ...tensor import Tensor
from ..parameter import Parameter
from .module import Module, in_brackets, indented, typename

__all__ = ["ModuleDict", "ModuleList", "ParameterList", "Sequential"]


class _Numbered(Module):
    """What ModuleList and Sequential share: children whose names are their numbers."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __getitem__(self, index: Any) -> Any:
        modules = list(self)
        return type(self)(modules[index]) if isinstance(index, slice) else modules[_place(index, self)]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, list(self._modules)[_place(index, self)], module)

    def __delitem__(self, index: Any) -> None:
        left = list(self)
        del left[index if isinstance(index, slice) else _place(index, self)]
        self._replace_all(left)

    def _replace_all(self, modules: list[Module]) -> None:
        self._modules.clear()
        self._modules.update({str(i): module for i, module in enumerate(modules)})

    def append(self, module: Module) -> Any:
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Any:
        check(isinstance(modules, Iterable), "extend", _name(self), _name(modules))
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Any:
        check(isinstance(module, Module), "not_module", typename(module))
        modules = list(self)
        modules.insert(index, module)
        self._replace_all(modules)
        return self if isinstance(self, Sequential) else None

    def pop(self, key: Any) -> Any:
        taken = self[key]
        del self[key]
        return taken

    def __iadd__(self, other: Iterable[Module]) -> Any:
        return self.extend(other)


def _place(index: Any, container: Any) -> int:
    i, n = operator.index(index), len(container)
    check(-n <= i < n, "container_index", i)
    return i % n


def _name(value: Any) -> str:
    return type(value).__name__


class ModuleList(_Numbered):
    """Modules in a list: called by whoever owns it."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(() if modules is None else modules)

    def __add__(self, other: Iterable[Module]) -> Any:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        runs: list[list[Any]] = []  # of equal modules: first, last, text
        for i, text in enumerate(map(repr, self)):
            if runs and runs[-1][2] == text:
                runs[-1][1] = i
            else:
                runs.append([i, i, text])
        lines = [f"({a}): {text}" if a == b else f"({a}-{b}): {b - a + 1} x {text}" for a, b, text in runs]
        return in_brackets(self._get_name(), [indented(line) for line in lines])


class Sequential(_Numbered):
    """One module after the other.

    >>> import minigrad as torch
    >>> torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh())
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Tanh()
    )
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], Mapping):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            self.extend(args)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(dict(list(self._modules.items())[index]))
        return super().__getitem__(index)

    def __add__(self, other: Any) -> Any:
        check(isinstance(other, Sequential), "add_sequential", type(other))
        return Sequential(*self, *other)

    def forward(self, input: Any) -> Any:
        for module in self:
            input = module(input)
        return input


class ModuleDict(Module):
    """Modules by name."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        self.update({} if modules is None else modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        return self._modules.keys()

    def items(self) -> Any:
        return self._modules.items()

    def values(self) -> Any:
        return self._modules.values()

    def update(self, modules: Any) -> None:
        for key, module in dict(modules).items():
            self[key] = module


class ParameterList(Module):
    """Parameters in a list."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        self.extend(() if values is None else values)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return getattr(self, str(_place(index, self)))

    def __setitem__(self, index: int, value: Any) -> None:
        is_plain = isinstance(value, Tensor) and not isinstance(value, Parameter)
        setattr(self, str(_place(index, self)), Parameter(value) if is_plain else value)

    def append(self, value: Any) -> Any:
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Any:
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(f"ParameterList.extend should be called with an iterable, but got {_name(values)}")
        for value in values:
            self.append(value)
        return self

    __iadd__ = extend

    def extra_repr(self) -> str:
        return "\n".join(
            f"  ({i}): {_name(value)} containing: [{value.dtype} of size {'x'.join(map(str, value.shape))}]"
            if isinstance(value, Tensor)
            else f"  ({i}): Object of type: {_name(value)}"
            for i, value in enumerate(self)
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("ParameterList should not be called.")
