"""What all nodes of one operation have in common, made ready for a quick pass.

Nothing new is said here: a rule that meets arrays alone is bound to functions that do not ask what they are given, and
what a node must keep is worked out once for each kind of call.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import ops
from .further import Each
from .rules import PRIMITIVES, Primitive
from .symbol import reads

NUMBERS = frozenset({int, float, bool, *np.sctypeDict.values()})  # what a number's type may be
NUMBER = 16  # see `plan`
FIRST, SECOND = 1 << NUMBER, 2 << NUMBER


# ---- what is kept -------------------------------------------------------------------------------------------


class Sized:
    """Stands for an input of which only the shape is kept."""

    __slots__ = ("shape",)

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    @property
    def _array(self) -> Sized:
        """To an array reading it is an array with a shape and no values. (To hold itself would be a cycle.)"""
        return self


class Laid(Sized):
    """Stands for an input of which only the shape is kept, and how it lies in memory."""

    __slots__ = ("itemsize", "strides")

    def __init__(self, array: np.ndarray) -> None:
        super().__init__(array.shape)
        self.strides, self.itemsize = array.strides, array.itemsize


class Saved:
    """A saved result: its memory and version, without the tensor, which would hold the node that holds it."""

    __slots__ = ("_array", "_counter")

    def __init__(self, array: np.ndarray, counter: list[int]) -> None:
        self._array, self._counter = array, counter


class Plan(NamedTuple):
    """What a node keeps of (result, *inputs)."""

    keep: Callable[..., Any] | None  # (result, its version counter, *inputs) to (saved, versions); None: nothing
    load: Callable[..., Any]  # (saved, versions) to what the rules read on arrays; None if something was changed


def plan(primitive: Primitive, needs: tuple[frozenset[str], ...], mask: int) -> Plan:
    """The plan for one mask: bit i says that input i wants a gradient, bit NUMBER + i that it is a Python number.

    It runs with every operation, so it is made as source text, once. For w * x, where w alone wants a gradient:
    keep = lambda r, c, i1, i2: ((None, None, i2), (None, None, i2._counter[0]))
    load = lambda s, v: (None, None, s[2]._array) if s[2]._counter[0] == v[2] else None
    """
    wanted = frozenset[str]().union(*(need for i, need in enumerate(needs) if mask >> i & 1))
    saved, versions, loaded, checks = [], [], [], ["True"]
    for i, name in enumerate(("result", *primitive.inputs)):
        kept = name in wanted
        laid = f"{name}.strides" in wanted and f"Laid(i{i}._array)"
        shape = not kept and (laid or (f"{name}.shape" in wanted and f"Sized(i{i}._array.shape)"))
        guarded = kept and not (i and mask >> (NUMBER + i - 1) & 1)
        saved.append(shape or ("None" if not kept else f"i{i}" if i else "Saved(r, c)"))
        versions.append("None" if not guarded else f"i{i}._counter[0]" if i else "c[0]")
        loaded.append(f"s[{i}]._array" if guarded else f"s[{i}]" if kept or shape else "None")
        checks += [f"s[{i}]._counter[0] == v[{i}]"] * guarded
    names = ", ".join(f"i{i + 1}" for i in range(len(primitive.inputs)))
    some = any(name in wanted for name in ("result", *primitive.inputs))
    keep = f"lambda r, c, {names}: (({', '.join(saved)},), ({(', '.join(versions) + ',') * some}))"
    load = f"lambda s, v: ({', '.join(loaded)},) if {' and '.join(checks)} else None"
    made = eval(f"{keep}, {load}", {"Saved": Saved, "Sized": Sized, "Laid": Laid})  # the text is all ours
    return Plan(made[0] if wanted else None, made[1])


def load(saved: tuple[Any, ...], versions: tuple[int | None, ...]) -> list[Any] | None:
    """A plan's `load` for a node that was put together by hand."""
    if any(then is not None and value._counter[0] != then for value, then in zip(saved, versions)):
        return None
    return [value if then is None else value._array for value, then in zip(saved, versions)]


class _Plans(dict[int, Plan]):
    """By mask; each is made when it is first asked for."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __missing__(self, mask: int) -> Plan:
        self[mask] = made = plan(self.kind.primitive, self.kind.needs, mask)
        return made


# ---- rules that meet arrays alone ----------------------------------------------------------------------------


@functools.cache
def bare(function: Any) -> Any:
    """A function of ops without the hand-over to other readings; what it calls meets arrays alone, too."""
    return _rebound(function.__wrapped__) if hasattr(function, "is_readable") else function


def _rebound(function: Any) -> Any:
    names = _bare_names(function.__module__)
    return types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)


def _bare_names(module: str) -> dict[str, Any]:
    """What a module's names mean where its functions meet arrays alone."""
    if module not in _NAMES:
        _NAMES[module] = names = dict(vars(sys.modules[module]))  # entered first: its functions call each other
        names |= {name: bare(value) for name, value in names.items() if hasattr(value, "is_readable")}
        names["ops"] = types.SimpleNamespace(**_bare_names(ops.__name__))
    return _NAMES[module]


_NAMES: dict[str, dict[str, Any]] = {}


def same(g: Any, *values: Any, **params: Any) -> Any:
    """The rule of an input that gets the upstream gradient as it is; a pass need not call it."""
    return g


def on_arrays(rule: Any) -> Any:
    """A rule that will meet arrays alone, so that its functions need not ask each time."""
    if rule.__code__.co_code == same.__code__.co_code:
        return same
    return _rebound(rule)


WRITTEN = {  # how often PyTorch writes into a gradient that is zeros, or a copy, but for a few entries: its version
    **dict.fromkeys(("IndexBackward0", "GatherBackward0", "IndexSelectBackward0", "MaskedSelectBackward0"), 1),
    **dict.fromkeys(("MaxBackward1", "MinBackward1", "MedianBackward0", "MaximumBackward0", "MinimumBackward0"), 1),
    **dict.fromkeys(("MaxBackward0", "MinBackward0", "MedianBackward1", "SortBackward0", "TopkBackward0"), 2),
    "AsStridedBackward0": 1,
    "CopySlices": 2,
}


class Kind:
    """What all nodes of one primitive have in common, made ready for a quick pass."""

    __slots__ = (
        "compute", "is_view", "needs", "nothing", "on_arrays", "plans", "pointwise", "primitive", "rules", "shown",
        "written",
    )  # fmt: skip

    def __init__(self, primitive: Primitive, needs: tuple[frozenset[str], ...] | None = None) -> None:
        self.primitive, self.rules, self.on_arrays = primitive, primitive.rules, primitive.rules
        # for each rule, what it reads
        self.needs = tuple(reads(primitive, rule) for rule in primitive.rules) if needs is None else needs
        self.compute = bare(primitive.forward)
        self.pointwise, self.is_view = primitive.pointwise, primitive.is_view
        self.plans = _Plans(self)
        self.nothing, self.written = (None,) * (1 + len(primitive.inputs)), WRITTEN.get(primitive.name, 0)
        self.shown: type | None = None  # the class that its nodes show, once somebody has looked: see graph.py
        if not isinstance(primitive.rules, Each):
            self.on_arrays = tuple(map(on_arrays, primitive.rules))


class _Kinds(dict[Callable[..., Any], Kind]):
    """By forward function; each is made when it is first asked for."""

    def __missing__(self, forward: Callable[..., Any]) -> Kind:
        self[forward] = made = Kind(PRIMITIVES[forward])
        return made


KINDS = _Kinds()
