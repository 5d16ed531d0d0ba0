"""torch's functions as the package shows them: each first holds its arguments against PyTorch's signatures."""

from __future__ import annotations

import re
import types
from typing import Any

from . import creation, functional
from .signatures import checked, explained


def in_order(name: str) -> tuple[Any, ...]:
    """CONSTANTS, Classes, functions; numbers in names by size."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    parts = [name] if name.isalpha() else re.split(r"(\d+)", name)
    return kind, [int(part) if part.isdigit() else part for part in parts]


def names(namespace: dict[str, Any]) -> list[str]:
    """What a module shows: all that is not a module and has no leading underscore."""
    own = (n for n, value in namespace.items() if n[0] != "_" and not isinstance(value, types.ModuleType))
    return sorted((*own, "__version__"), key=in_order)


FUNCTIONS: dict[str, Any] = {name: getattr(creation, name) for name in creation.__all__} | functional.FUNCTIONS
FUNCTIONS["range"] = creation.range_
FUNCTIONS = {n: f if isinstance(f, type) else checked(f, name=n) for n, f in FUNCTIONS.items()}
FUNCTIONS["tensor"] = explained(creation.tensor)  # the one that is called most
