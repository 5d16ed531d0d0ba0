"""`torch.linalg`: the norms of vectors."""

from __future__ import annotations

from typing import Any

from .functional import norm as _norm
from .functional import vector_norm
from .outside import refuse
from .tensor import Tensor

__all__ = ["norm", "vector_norm"]


def norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The length of a vector; without `ord`, of any tensor seen as one.

    >>> import minigrad as torch
    >>> torch.linalg.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    pair = (A.ndim == 2 and dim is None) or (isinstance(dim, (tuple, list)) and len(dim) == 2)
    if ord is not None and ord != "fro" and pair:
        raise RuntimeError(f"linalg.norm: minigrad has the norms of vectors; a matrix has here only 'fro', not {ord!r}")
    return _norm(A, 2.0 if ord in (None, "fro") else ord, dim, keepdim, dtype)


__getattr__ = refuse("torch.linalg")
