"""What the learner calls their tensors: the variables where a viewer was called."""

from __future__ import annotations

import sys
from typing import Any

_PACKAGE = __name__.partition(".")[0]


def caller_names() -> dict[str, Any]:
    """The variables of the innermost frame outside this package that hold tensors, or own or contain them."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    found = dict(frame.f_globals)
    found.update(frame.f_locals)
    return found


def named_tensors(variables: dict[str, Any]) -> dict[str, Any]:
    """Tensors by name: variables, parameters of modules ("model.weight"), entries of lists ("ws[0]").

    A private name (IPython's `_`, `_3`) counts only where there is no other.
    """
    from ..tensor import Tensor

    named: dict[str, Any] = {}
    for name, value in sorted(variables.items(), key=lambda item: item[0].startswith("_")):
        if isinstance(value, Tensor):
            named[name] = value
        elif hasattr(value, "named_parameters") and not isinstance(value, type):
            named.update((f"{name}.{part}", parameter) for part, parameter in value.named_parameters())
        elif isinstance(value, (list, tuple)) and 0 < len(value) <= 100 and not name.startswith("_"):
            named.update((f"{name}[{i}]", part) for i, part in enumerate(value) if isinstance(part, Tensor))
    return named
