"""What programs set up or ask about before they begin: devices, defaults, the state of chance, compiling.

minigrad computes on one device and interprets every line. What cannot matter here is accepted; what could mislead is
refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import dtypes, notices, random
from .creation import OLD
from .device import device as Device
from .device import on_cpu
from .dtypes import dtype as DType
from .sentences import check, says
from .tensor import Tensor, wrap

__all__ = [
    "can_cast", "compile", "finfo", "get_default_device", "get_num_threads", "get_rng_state", "iinfo",
    "initial_seed", "promote_types", "seed", "set_default_device", "set_default_tensor_type", "set_num_threads",
    "set_rng_state", "typename", "use_deterministic_algorithms",
]  # fmt: skip


# ---- devices and defaults ----------------------------------------------------------------------------------


def get_default_device() -> Device:
    return Device("cpu")


def set_default_device(device: Any) -> None:
    """Accepts the CPU."""
    if device is not None:
        on_cpu(device)


def set_default_tensor_type(t: Any) -> None:
    """The dtype of floating-point tensors made from Python numbers, in the old way."""
    notices.once(says("default_type"))
    name = t if isinstance(t, str) else f"torch.{t.__name__}"
    if name.startswith("torch.cuda."):
        raise TypeError(f"type {name} not available. Torch not compiled with CUDA enabled.")
    for dtype in OLD:
        if name == f"torch.{dtype.kind}Tensor":
            dtypes.set_default_dtype(dtype)
            return
    raise TypeError(f"invalid type object: {name}")


def compile(model: Callable[..., Any] | None = None, **options: Any) -> Any:
    """`model` as it is: minigrad interprets every line, so nothing becomes faster."""
    return model if model is not None else lambda f: f


def get_num_threads() -> int:
    return 1


def set_num_threads(n: int) -> None:
    """NumPy decides."""


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """They are, always."""


# ---- chance ------------------------------------------------------------------------------------------------


def initial_seed() -> int:
    return random.default_generator.initial_seed()


def seed() -> int:
    """Start the default generator from a seed that the system chooses."""
    return random.default_generator.seed()


def get_rng_state() -> Tensor:
    """All that the default generator needs to go on from here."""
    return _get_state(random.default_generator)


def set_rng_state(new_state: Tensor) -> None:
    _set_state(random.default_generator, new_state)


def _get_state(self: random.Generator) -> Tensor:
    return wrap(self.state())


def _set_state(self: random.Generator, new_state: Tensor) -> random.Generator:
    self.restore(new_state._array)
    return self


random.Generator.device = Device("cpu")  # type: ignore[attr-defined]
random.Generator.get_state = _get_state  # type: ignore[attr-defined]
random.Generator.set_state = _set_state  # type: ignore[attr-defined]


# ---- kinds of numbers --------------------------------------------------------------------------------------


class _Info:
    """The limits of a dtype."""

    def __repr__(self) -> str:
        shown = ", ".join(f"{k}={v:.6g}" if isinstance(v, (int, float)) else f"{k}={v}" for k, v in self._shown())
        return f"{type(self).__name__}({shown})"

    def _shown(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.SHOWN]  # type: ignore[attr-defined]


class finfo(_Info):
    """The limits of a floating-point dtype.

    >>> finfo(dtypes.float32).eps
    1.1920928955078125e-07
    """

    SHOWN = ("resolution", "min", "max", "eps", "smallest_normal", "tiny", "dtype")

    def __init__(self, type: DType | None = None) -> None:
        dtype = type or dtypes.get_default_dtype()
        check(dtype.is_floating_point, "finfo")
        found = np.finfo(dtype.numpy)
        for name in self.SHOWN[:-1]:
            setattr(self, name, float(getattr(found, name)))
        self.bits, self.dtype = found.bits, dtype.name


class iinfo(_Info):
    """The limits of an integer dtype."""

    SHOWN = ("min", "max", "dtype")

    def __init__(self, type: DType) -> None:
        check(not type.is_floating_point and type is not dtypes.bool_, "iinfo")
        found = np.iinfo(type.numpy)
        self.min, self.max, self.bits, self.dtype = int(found.min), int(found.max), found.bits, type.name


def can_cast(from_: DType, to: DType) -> bool:
    return dtypes.can_cast(from_, to)


def promote_types(type1: DType, type2: DType) -> DType:
    return dtypes.promote(type1, type2)


def typename(obj: Any) -> str:
    """The name of a value's type, or of a type, as PyTorch writes it.

    >>> typename(3), typename(Tensor), typename(wrap(np.ones(1)))
    ('int', 'torch.Tensor', 'torch.DoubleTensor')
    """
    if isinstance(obj, Tensor):
        return f"torch.{obj.dtype.kind}Tensor"
    kind = obj if hasattr(obj, "__qualname__") else type(obj)
    module = f"{kind.__module__}.".replace("minigrad.", "torch.", 1)
    return kind.__qualname__ if module == "builtins." else module + kind.__qualname__
