"""Hooks: what a learner hangs into the backward pass, on tensors, on nodes, and on the leaves' buckets.

A hook on a tensor sees its gradient before the node does; a node's prehook sees what comes to the node, its
hook what it hands on. Each may answer with something else, which is then used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .buckets import AccumulateGrad
from .dtypes import of_numpy
from .graph import Extras, Node
from .sentences import check

Hook = Callable[..., Any]


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away again; so does the end of a `with`."""

    _next_id = 0

    def __init__(self, hooks: dict[int, Hook], hook: Hook) -> None:
        self._hooks, self.id = hooks, RemovableHandle._next_id
        RemovableHandle._next_id += 1
        hooks[self.id] = hook

    def __repr__(self) -> str:
        return f"<torch.utils.hooks.RemovableHandle object at {id(self):#x}>"

    def remove(self) -> None:
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: Any) -> None:
        self.remove()


class Around:
    """The hooks of a node: those before it runs and those after."""

    __slots__ = ("after", "before")

    def __init__(self) -> None:
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}


def register(owner: Any, name: str, hook: Hook) -> RemovableHandle:
    """Keep `hook` in the dict that is `owner`'s attribute `name`."""
    if getattr(owner, name) is None:
        setattr(owner, name, {})
    return RemovableHandle(getattr(owner, name), hook)


def is_tensor(value: Any) -> bool:
    return hasattr(value, "_counter")


def _checked(hook: Hook, answer: Any, value: Any) -> Any:
    """A hook's answer, if it may take the place of `value`."""
    check(is_tensor(answer), "hook_answer", type(answer).__name__)
    name = getattr(hook, "__name__", repr(hook))
    if value is not None and answer._array.dtype != value._array.dtype:
        was, got = (of_numpy(t._array.dtype).kind for t in (value, answer))
        raise RuntimeError(f"hook '{name}' has changed the type of value (was torch.{was}Tensor got torch.{got}Tensor)")
    check(value is None or answer._array.shape == value._array.shape, "hook_size", name)
    return answer


def run(hooks: dict[int, Hook], gradient: Any) -> Any:
    """A tensor's gradient after its hooks have seen it."""
    for hook in list(hooks.values()):
        answer = hook(gradient)
        if answer is not None:
            gradient = _checked(hook, answer, gradient)
    return gradient


def _run_on_all(hooks: dict[int, Hook], values: tuple[Any, ...], *more: Any) -> tuple[Any, ...]:
    for hook in list(hooks.values()):
        answer = hook(values, *more)
        if answer is None:
            continue
        check(isinstance(answer, tuple), "hook_tuple", type(answer).__name__)
        name = getattr(hook, "__name__", repr(hook))
        check(len(answer) == len(values), "hook_count", name, len(answer), len(values))
        values = tuple(a if a is None else _checked(hook, a, v) for a, v in zip(answer, values))
    return values


def before(node: Any, grad_outputs: tuple[Any, ...]) -> tuple[Any, ...]:
    around = node.extras and node.extras.around
    return grad_outputs if around is None else _run_on_all(around.before, grad_outputs)


def after(node: Any, grad_inputs: tuple[Any, ...], grad_outputs: tuple[Any, ...]) -> tuple[Any, ...]:
    around = node.extras and node.extras.around
    return grad_inputs if around is None else _run_on_all(around.after, grad_inputs, grad_outputs)


def _around(node: Any) -> Around:
    node.extras = node.extras or Extras()
    if node.extras.around is None:
        node.extras.around = Around()
        if isinstance(node, AccumulateGrad):
            node.variable._accumulator = lambda: node  # from now on it lives as long as its leaf
    return node.extras.around


def _register_hook(self: Any, fn: Hook) -> RemovableHandle:
    """Call `fn(grad_inputs, grad_outputs)` after this node has run; what it returns, unless None, is handed on."""
    return RemovableHandle(_around(self).after, fn)


def _register_prehook(self: Any, fn: Hook) -> RemovableHandle:
    """Call `fn(grad_outputs)` before this node runs; what it returns, unless None, takes their place."""
    return RemovableHandle(_around(self).before, fn)


for _class in (Node, AccumulateGrad):
    for _name, _method in (("register_hook", _register_hook), ("register_prehook", _register_prehook)):
        setattr(_class, _name, _method)
