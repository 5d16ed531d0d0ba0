"""`torch.backends`: switches that change nothing on a CPU, kept so that programs that set them run."""

from __future__ import annotations

__all__ = ["cudnn", "mps"]


class _CuDNN:
    benchmark = False
    deterministic = False
    enabled = True
    is_available = staticmethod(lambda: False)


class _MPS:
    is_available = is_built = staticmethod(lambda: False)


cudnn, mps = _CuDNN(), _MPS()
