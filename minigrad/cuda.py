"""`torch.cuda` on a computer without one: it says what PyTorch's CPU build says."""

from __future__ import annotations

from typing import Any

from .creation import OLD
from .outside import refuse

__all__ = [
    "Event", "current_device", "device_count", "empty_cache", "get_device_name", "is_available", "is_initialized",
    "manual_seed", "manual_seed_all", "memory_allocated", "synchronize",
]  # fmt: skip

NO_CUDA = "Torch not compiled with CUDA enabled"


def is_available() -> bool:
    """
    >>> is_available()
    False
    """
    return False


is_initialized = is_available


def device_count() -> int:
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed."""


def empty_cache() -> None:
    """Nothing to empty."""


def memory_allocated(device: Any = None) -> int:
    return 0


def _needs_cuda(*args: Any, **given: Any) -> Any:
    raise AssertionError(NO_CUDA)


get_device_name = current_device = synchronize = _needs_cuda


class Event:
    """PyTorch refuses to make one, too."""

    def __new__(cls, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> Any:
        raise RuntimeError("Tried to instantiate dummy base class Event")


def __getattr__(name: str) -> Any:
    for old in OLD.values():
        if name == old.__name__:
            raise TypeError(f"type torch.cuda.{name} not available. Torch not compiled with CUDA enabled.")
    return refuse("torch.cuda")(name)
