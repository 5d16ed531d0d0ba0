"""`torch.backends`: switches that change nothing on a CPU, kept so that programs that set them run."""

from __future__ import annotations

__all__ = ["cudnn", "mps"]


class _CuDNN:
    benchmark = False
    deterministic = False
    enabled = True

    @staticmethod
    def is_available() -> bool:
        return False


class _MPS:
    @staticmethod
    def is_available() -> bool:
        return False

    @staticmethod
    def is_built() -> bool:
        return False


cudnn, mps = _CuDNN(), _MPS()
