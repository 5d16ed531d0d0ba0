"""A tensor as PyTorch prints it: four digits, one width for all entries, the history at the end."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import dtypes


class Options:
    """What `set_printoptions` changes."""

    precision = 4
    threshold = 1000  # a larger tensor is summarised
    edgeitems = 3  # how many entries at each end, then
    linewidth = 80
    sci_mode: bool | None = None


_PROFILES = {"default": (4, 1000, 3, 80), "short": (2, 1000, 2, 80), "full": (4, math.inf, 3, 80)}


def set_printoptions(
    precision: int | None = None, threshold: float | None = None, edgeitems: int | None = None,
    linewidth: int | None = None, profile: str | None = None, sci_mode: bool | None = None,
) -> None:  # fmt: skip
    """Change how tensors print; the names are PyTorch's."""
    if profile is not None:
        Options.precision, Options.threshold, Options.edgeitems, Options.linewidth = _PROFILES[profile]  # type: ignore
    for name, value in (
        ("precision", precision), ("threshold", threshold), ("edgeitems", edgeitems), ("linewidth", linewidth)
    ):  # fmt: skip
        if value is not None:
            setattr(Options, name, value)
    Options.sci_mode = sci_mode


def text(tensor: Any) -> str:
    """`repr(tensor)`."""
    array = tensor._array
    own = dtypes.of_numpy(array.dtype)
    parts = []
    if array.size == 0:
        body = "[]"
        if array.ndim != 1:
            parts.append(f"size={tuple(array.shape)}")
        if own is not dtypes.get_default_dtype():
            parts.append(f"dtype={own}")
    else:
        body = _body(array, "tensor(")
        if own not in (dtypes.get_default_dtype(), dtypes.int64, dtypes.bool_):
            parts.append(f"dtype={own}")
    if tensor._node is not None:
        node = tensor._node
        parts.append(f"grad_fn=<{type(node.grad_fn if hasattr(node, 'is_node') else node).__name__}>")
    elif tensor.requires_grad:
        parts.append("requires_grad=True")
    return _with_suffixes("tensor(" + body, parts)


def _with_suffixes(start: str, parts: list[str]) -> str:
    """Append the suffixes, on a line of their own where the last one would be too long."""
    out, last = [start], len(start) - start.rfind("\n") + 1
    for part in parts:
        if last + len(part) + 2 > Options.linewidth:
            out.append(",\n" + " " * len("tensor(") + part)
            last = len("tensor(") + len(part)
        else:
            out.append(", " + part)
            last += len(part) + 2
    return "".join(out) + ")"


def _body(array: np.ndarray, prefix: str) -> str:
    summarise = array.size > Options.threshold
    shown = _edges(array) if summarise else array
    show, width = _formatter(shown.reshape(-1))
    return _rows(array, show, width, len(prefix), summarise)


def _edges(array: np.ndarray) -> np.ndarray:
    """The entries at the ends of every dimension: those that a summary shows."""
    n = Options.edgeitems
    for axis, length in enumerate(array.shape):
        if length > 2 * n:
            array = np.take(array, [*range(n), *range(length - n, length)], axis=axis)
    return array


def _formatter(entries: np.ndarray) -> tuple[Any, int]:
    """A function that prints an entry, in one style and width for all of them, and that width."""
    if entries.dtype.kind != "f":
        texts = [str(v) for v in entries.tolist()]
        width = max(map(len, texts), default=1)
        return (lambda v: str(v).rjust(width)), width
    values = entries.astype(np.float64)
    finite = values[np.isfinite(values) & (values != 0)]  # zeros, inf and nan have no say in the style
    if finite.size == 0:
        return (lambda v: _number(v, True, False)), 1
    size = np.abs(finite)
    whole = bool(np.all(finite == np.ceil(finite)))
    scientific = Options.sci_mode
    if scientific is None:
        scientific = bool(size.max() / size.min() > 1000 or size.max() > 1e8 or size.min() < 1e-4)
    width = max(len(_number(v, whole, scientific)) for v in finite.tolist())
    return (lambda v: _number(v, whole, scientific).rjust(width)), width


def _number(v: float, whole: bool, scientific: bool) -> str:
    if scientific:
        return f"{v:.{Options.precision}e}"
    if whole:
        return f"{v:.0f}." if math.isfinite(v) else str(v)
    return f"{v:.{Options.precision}f}"


def _rows(array: np.ndarray, show: Any, width: int, indent: int, summarise: bool) -> str:
    if array.ndim == 0:
        return show(array.item())
    n = Options.edgeitems
    cut = summarise and len(array) > 2 * n
    if array.ndim == 1:
        items = [show(v) for v in (array[:n].tolist() if cut else array.tolist())]
        if cut:
            items += [" ..."] + [show(v) for v in array[-n:].tolist()]
        per_line = max(1, (Options.linewidth - indent) // (width + 2))
        lines = [", ".join(items[i : i + per_line]) for i in range(0, len(items), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    blocks = [_rows(a, show, width, indent + 1, summarise) for a in (array[:n] if cut else array)]
    if cut:
        blocks += ["..."] + [_rows(a, show, width, indent + 1, summarise) for a in array[-n:]]
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(blocks) + "]"
