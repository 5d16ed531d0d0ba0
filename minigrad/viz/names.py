"""What the learner calls their tensors: the variables where a viewer was called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from ..frames import outside

_MOST = 100  # entries of a list that are named one by one


def caller_frame() -> FrameType:
    """The innermost frame outside this package."""
    return outside(sys._getframe(1))


def caller_names() -> dict[str, Any]:
    """The variables where a viewer was called."""
    frame = caller_frame()
    found = dict(frame.f_globals)
    found.update(frame.f_locals)
    return found


def named_tensors(variables: dict[str, Any], is_tensor: Callable[[Any], bool] | None = None) -> dict[str, Any]:
    """Tensors by name: variables, parameters of modules ("model.weight"), entries of lists ("ws[0]").

    A private name (IPython's `_`, `_3`) counts only where there is no other.
    """
    if is_tensor is None:
        from ..tensor import Tensor

        def is_tensor(value: Any) -> bool:
            return isinstance(value, Tensor)

    named: dict[str, Any] = {}
    for name, value in sorted(variables.items(), key=lambda item: item[0].startswith("_")):
        if is_tensor(value):
            named[name] = value
        elif hasattr(value, "named_parameters") and not isinstance(value, type):
            named.update((f"{name}.{part}", p) for part, p in value.named_parameters() if is_tensor(p))
        elif isinstance(value, (list, tuple)) and 0 < len(value) <= _MOST and not name.startswith("_"):
            named.update((f"{name}[{i}]", part) for i, part in enumerate(value) if is_tensor(part))
        elif isinstance(value, dict) and 0 < len(value) <= _MOST and not name.startswith("_"):
            named.update((f"{name}[{key!r}]", part) for key, part in value.items() if is_tensor(part))
        elif not name.startswith("_") and _is_record(value):
            named.update((f"{name}.{part}", v) for part, v in vars(value).items() if is_tensor(v))
    return named


def named_modules(variables: dict[str, Any]) -> dict[int, str]:
    """What the learner calls their modules, by `id`: "model" for a variable, "model.0" for a part of it."""
    named: dict[int, str] = {}
    for name, value in sorted(variables.items(), key=lambda item: item[0].startswith("_")):
        if hasattr(value, "named_modules") and not isinstance(value, type):
            for part, module in value.named_modules():
                named.setdefault(id(module), f"{name}.{part}" if part else name)
    return named


def _is_record(value: Any) -> bool:
    """Is it an object of a class of the learner's own, whose attributes may be tensors?"""
    return type(value).__module__ == "__main__" and hasattr(value, "__dict__") and not isinstance(value, type)
