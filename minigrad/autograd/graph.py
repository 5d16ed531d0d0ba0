"""`torch.autograd.graph`: what a program may ask of the graph itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from .. import graph
from ..buckets import AccumulateGrad, accumulator
from ..sentences import check
from ..tensor import Tensor, recording, wrap

__all__ = [
    "GradientEdge", "Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks", "get_gradient_edge",
    "increment_version", "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks",
]  # fmt: skip


class _NodeMeta(type):
    def __instancecheck__(cls, other: Any) -> bool:
        return isinstance(other, (graph.Node, AccumulateGrad))


class Node(metaclass=_NodeMeta):
    """What a tensor's `grad_fn` is, for `isinstance`."""


class GradientEdge(NamedTuple):
    """Where a gradient arrives: a node, and which of its outputs."""

    node: Any
    output_nr: int
    ownership_token: Any = None


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge at which this tensor's gradient arrives; a leaf's leads to its AccumulateGrad."""
    check(tensor.requires_grad, "edge_grad")
    node = tensor.grad_fn
    return GradientEdge(accumulator(tensor) if node is None else node, tensor.output_nr)


def increment_version(tensor: Any) -> None:
    """Count a change in place that was made behind the tensor's back."""
    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        t._counter[0] += 1


def _outside(name: str, why: str = "saved values stay in memory as they are") -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"torch.autograd.graph.{name} is outside minigrad: {why}")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


allow_mutation_on_saved_tensors = _outside("allow_mutation_on_saved_tensors")
disable_saved_tensors_hooks = _outside("disable_saved_tensors_hooks")
register_multi_grad_hook = _outside("register_multi_grad_hook", "register a hook on each tensor")


# ---- what is saved, in other hands -------------------------------------------------------------------------


class _Active(threading.local):
    """The hooks that are on, the innermost last."""

    def __init__(self) -> None:
        self.hooks: list[saved_tensors_hooks] = []


_active = _Active()


class Packed:
    """Stands in a node for a saved value that `pack_hook` has put away."""

    _counter = (0,)  # what happens to the original is no matter any more

    ready: Any = None

    def __init__(self, hooks: saved_tensors_hooks, value: Any, node: graph.Node, together: list[Packed]) -> None:
        self.unpack, self.together = hooks.unpack_hook, together
        with recording(False):
            self.content = hooks.pack_hook(value if isinstance(value, Tensor) else wrap(value._array, node))  # a result
        together.append(self)

    @property
    def _array(self) -> Any:
        if self.ready is None:  # whoever asks for one value of a node wants them all, in the order of packing
            for packed in self.together:
                packed.ready = packed.unpack(packed.content)
        tensor, self.ready = self.ready, None
        check(isinstance(tensor, Tensor), "unpacked", type(tensor).__name__)
        return tensor._array


class saved_tensors_hooks:
    """Inside, `pack_hook` gets each tensor that is saved, and what it answers is kept; `unpack_hook` makes it a tensor.

    >>> import minigrad as torch
    >>> w = torch.tensor(3., requires_grad=True)
    >>> with torch.autograd.graph.saved_tensors_hooks(lambda t: print("pack", t.item()) or t, lambda t: t):
    ...     y = w ** 2
    pack 3.0
    """

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        _active.hooks.append(self)
        self.record = graph.record
        graph.record = self._recorded  # type: ignore[assignment]  # costs nothing where nobody asks for it

    def __exit__(self, *_: Any) -> None:
        _active.hooks.pop()
        graph.record = self.record

    def _recorded(self, *args: Any) -> graph.Node:
        node = self.record(*args)
        if _active.hooks and _active.hooks[-1] is self and node.versions and node.saved is not None:
            saved, versions, together = [*node.saved], [*node.versions], list[Packed]()
            for place in _as_mentioned(node):
                if versions[place] is None:
                    continue  # a number
                saved[place], versions[place] = Packed(self, saved[place], node, together), 0
            node.saved, node.versions = tuple(saved), tuple(versions)
        return node


def _as_mentioned(node: graph.Node) -> list[int]:
    """The places of the saved values, in the order in which the rules mention them; PyTorch saves them so."""
    names = ("result", *node.primitive.inputs)
    found: dict[int, None] = {}
    for need, edge in zip(node.needs, node.edges):
        found |= dict.fromkeys(i for i, name in enumerate(names) if edge is not None and name in need)
    return list(found)


class save_on_cpu(saved_tensors_hooks):
    """Saved values are moved to the CPU; here they are there already."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: tensor, lambda tensor: tensor)
