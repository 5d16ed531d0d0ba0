"""What an answer has recorded: the checks of functions look at it after calling them with fresh tensors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from minigrad.check.look import MISSING, Look, Row, plain, same, show

__all__ = ["formula", "saw", "signs"]

_INFIX = {"Add": "+", "Mul": "×", "Sub": "−"}
_MANY = 12  # operations: a longer formula helps nobody


def signs(result: Any) -> Counter[str]:
    """How many operations of each kind are recorded behind a result, each counted once.

    >>> import minigrad as torch
    >>> w = torch.tensor([3.0], requires_grad=True)
    >>> s = w + 1
    >>> sorted(signs(s * s).items())
    [('+', 1), ('×', 1)]
    """
    found: dict[Any, str] = {}
    todo: list[Any] = [getattr(result, "grad_fn", None)]
    while todo:
        node = todo.pop()
        if hasattr(node, "next_functions") and node not in found:
            found[node] = _sign(node)
            todo += [before for before, _ in node.next_functions]
    return Counter(sign for sign in found.values() if sign != "AccumulateGrad")


def formula(result: Any, leaves: Mapping[str, Any]) -> str:
    """What is recorded behind a result, written with the names of its leaves; `·` is a plain number.

    >>> import minigrad as torch
    >>> w = torch.tensor([3.0], requires_grad=True)
    >>> formula((w + 1) * w, {"w": w})
    'w × (w + ·)'
    """
    names = {id(tensor): name for name, tensor in leaves.items()}

    def written(node: Any, inside: bool = True) -> str:
        if node is None:
            return "·"
        if hasattr(node, "variable"):
            return names.get(id(node.variable), "?")
        sign = _sign(node)
        parts = [written(before) for before, _ in node.next_functions]
        if sign not in _INFIX.values():
            return f"{sign}({', '.join(parts)})"
        if sign != "−":  # the order does not count
            parts.sort(key=lambda part: (len(part), part))
        return f" {sign} ".join(parts).join("()" if inside else ("", ""))

    if sum(signs(result).values()) > _MANY:
        return "…"
    node = getattr(result, "grad_fn", None)
    return written(node, inside=False) if node is not None else names.get(id(result), "·")


def saw(
    look: Look, name: str, found: Any, expected: Any, known: Iterable[tuple[Any, str]] = (), otherwise: str = ""
) -> bool:
    """As `look.same`, for something that has been found out already."""
    found = plain(found)
    right = same(found, expected, 1e-3)
    texts = [value if isinstance(value, str) else show(value) for value in (found, expected)]  # a formula unquoted
    look.rows.append(Row(name, texts[0], texts[1], right))
    if not right and found is not MISSING:
        look.because(next((reason for value, reason in known if same(found, value, 1e-3)), otherwise))
    return right


def _sign(node: Any) -> str:
    name = type(node).__name__.removesuffix("Backward0")
    return _INFIX.get(name, name)
