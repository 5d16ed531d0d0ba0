"""Playing with numbers: widgets for the lessons, each in one line, which move with no kernel too.

Nothing heavy is imported before one of these is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["descend", "gates", "jacobian", "nudge", "play"]


def nudge(f: Callable[..., Any], /, **inputs: float) -> Any:
    """Move an input by h: what the derivative predicts, what happens, and how small an h the computer can bear.

    >>> import minigrad as mg
    >>> mg.nudge(lambda w: w * w, w=3.)
    w = 3: y = 9, ∂y/∂w = 6. For h = 1 the derivative predicts 6; y moves by 7.
    """
    from .nudging import nudge

    return nudge(f, inputs)


def gates(a: float = 2.0, b: float = 3.0, g: float = 1.0) -> Any:
    """What four operations do to a gradient: + hands it to both, × swaps, max chooses, a copy adds.

    >>> import minigrad as mg
    >>> print(str(mg.gates()).splitlines()[2])
    y = a · b = 6: a gets 3, b gets 2.
    """
    from .gating import gates

    return gates(a, b, g)


def play(f: Callable[..., Any], /, **inputs: Any) -> Any:
    """The graph of f(**inputs) with a slider for each number; values and gradients follow it.

    >>> import minigrad as mg
    >>> mg.play(lambda w, x: (x + w) * (w + 1), w=1., x=2.)
    w = 1, x = 2: y = 6; ∂y/∂w = 5, ∂y/∂x = 2.
    """
    from .graphing import play

    return play(f, inputs)


def descend(x: Any, y: Any, lr: Sequence[float] = (), start: tuple[float, ...] = (0.0, 0.0), steps: int = 40) -> Any:
    """Gradient descent on the line w·x + b (or w·x, where `start` is one number): line, loss and landscape, linked.

    >>> import minigrad as mg
    >>> mg.descend([-1., 0., 1.], [-1., 1., 3.], lr=[0.1], steps=10)
    lr = 0.1, step 10 of 10: w = 1.5219, b = 0.8926, loss 0.1639.
    """
    from .descending import descend

    return descend(x, y, tuple(lr), tuple(start), steps)


def jacobian(f: Callable[[Any], Any], x: Any, v: Any = None) -> Any:
    """The Jacobian of f at x, row by row as backward() gives it, and then v beside it: the product that it computes.

    >>> import minigrad as mg
    >>> M = mg.tensor([[1., 2.], [3., 4.], [5., 6.]])
    >>> mg.jacobian(lambda x: M @ x, [1., 1.], v=[1., 10., 100.])
    J = [[1, 2], [3, 4], [5, 6]], v = [1, 10, 100]: v·J = [531, 642].
    """
    from .jacobians import jacobian

    return jacobian(f, x, v)
