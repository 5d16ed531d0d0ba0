"""Looking at a graph: `draw` it, `step` through it, `explain` a derivative.

Nothing heavy is imported before one of these is called.
"""

from __future__ import annotations

from typing import Any

from .language import current, notebook
from .session import explain_errors, install, watch

__all__ = ["draw", "explain", "explain_errors", "notebook", "step", "watch"]

install()


def draw(output: Any, names: dict[str, Any] | None = None) -> Any:
    """The graph behind `output` as a picture; names are those of the caller's variables, or `names`."""
    from .drawing import Drawing
    from .names import caller_names
    from .picture import picture

    return Drawing(picture(output, caller_names() if names is None else names), language=current())


def step(output: Any, names: dict[str, Any] | None = None, gradient: Any = None) -> Any:
    """A stepper through the forward and the backward pass of `output`: a rehearsal that changes nothing.

    `gradient` (a tensor of the same shape) is what it starts with, as in `output.backward(gradient)`.
    """
    from .names import caller_names
    from .rehearsal import rehearse
    from .stepper import Stepper

    return Stepper(*rehearse(output, caller_names() if names is None else names, gradient))


def explain(output: Any, leaf: Any, names: dict[str, Any] | None = None) -> Any:
    """The derivation of d`output`/d`leaf`: the chain rule with symbols, with names, with numbers."""
    from .explain import explain as make
    from .names import caller_names

    return make(output, leaf, caller_names() if names is None else names)
