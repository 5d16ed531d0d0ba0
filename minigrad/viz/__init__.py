"""Looking at a graph: `draw` it, `step` through it, `explain` a derivative.

Nothing heavy is imported before one of these is called.
"""

from __future__ import annotations

from typing import Any

from .language import current, notebook
from .playing import descend, gates, jacobian, nudge, play
from .session import explain_errors, install, watch

__all__ = [
    "descend",
    "draw",
    "explain",
    "explain_errors",
    "gates",
    "jacobian",
    "notebook",
    "nudge",
    "play",
    "step",
    "watch",
]

install()


def draw(
    output: Any,
    names: dict[str, Any] | None = None,
    *,
    view: str = "data",
    depth: float | None = None,
    paths: Any = None,
) -> Any:
    """The graph behind `output`, a tensor of minigrad's or of PyTorch's, as a picture.

    Names are those of the caller's variables, or `names`. `view="pytorch"` draws `grad_fn` nodes and `next_functions`.
    `depth=1` unfolds one level of modules, functions and loops, `math.inf` everything; without it, what is too much to
    be read is folded. `paths=w` draws each path from w in a colour of its own, with what it adds to w's gradient.

    >>> import minigrad as torch
    >>> w = torch.tensor([1.], requires_grad=True)
    >>> torch.draw(w * w + w, {"w": w})
    Computation graph of y: y = v1 + w = 2; v1 = w·w. Leaves: w = 1.
    """
    from .drawing import Drawing
    from .nodes import as_pytorch
    from .unfolding import Look

    if view not in ("data", "pytorch"):
        raise ValueError(f"view must be 'data' or 'pytorch', not {view!r}")
    look = Look(output, names, depth, paths)
    made = look.picture()
    if view == "pytorch":
        return Drawing(as_pytorch(made), current())
    return Drawing(made, current(), look.unfolded)


def step(output: Any, names: dict[str, Any] | None = None, gradient: Any = None) -> Any:
    """A stepper through the forward and the backward pass of `output`: a rehearsal that changes nothing.

    `gradient` (a tensor of the same shape) is what it starts with, as in `output.backward(gradient)`.
    """
    from .foreign import ours
    from .names import caller_names
    from .rehearsal import rehearse
    from .stepper import Stepper

    return Stepper(*rehearse(*ours(output, caller_names() if names is None else names, gradient)))


def explain(output: Any, leaf: Any, names: dict[str, Any] | None = None) -> Any:
    """The derivation of d`output`/d`leaf`: the chain rule with symbols, with names, with numbers."""
    from .explain import explain as make
    from .foreign import ours
    from .names import caller_names

    output, names, leaf = ours(output, caller_names() if names is None else names, leaf)
    return make(output, leaf, names)
