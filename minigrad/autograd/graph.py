"""`torch.autograd.graph`: what a program may ask of the graph itself."""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

from .. import graph
from ..buckets import AccumulateGrad, accumulator
from ..tensor import Tensor

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


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
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    node = tensor.grad_fn
    return GradientEdge(accumulator(tensor) if node is None else node, tensor.output_nr)


def increment_version(tensor: Any) -> None:
    """Count a change in place that was made behind the tensor's back."""
    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        t._counter[0] += 1


def _outside(name: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"torch.autograd.graph.{name} is outside minigrad: saved values stay in memory as they are"
        )

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


allow_mutation_on_saved_tensors = _outside("allow_mutation_on_saved_tensors")
disable_saved_tensors_hooks = _outside("disable_saved_tensors_hooks")
save_on_cpu = _outside("save_on_cpu")
saved_tensors_hooks = _outside("saved_tensors_hooks")


def register_multi_grad_hook(*args: Any, **kwargs: Any) -> NoReturn:
    raise NotImplementedError(
        "torch.autograd.graph.register_multi_grad_hook is outside minigrad: register a hook on each tensor"
    )
