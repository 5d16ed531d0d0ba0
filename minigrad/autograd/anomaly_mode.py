"""Anomaly mode: a pass that fails says where in the program its failing operation was made."""

from __future__ import annotations

import sys
from typing import Any

from .. import notices
from ..frames import outside
from ..graph import Anomaly
from ..sentences import says

__all__ = [
    "detect_anomaly", "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "set_anomaly_enabled",
    "set_detect_anomaly",
]  # fmt: skip


def set_anomaly_enabled(mode: bool, check_nan: bool = True) -> None:
    Anomaly.enabled, Anomaly.check_nan = mode, check_nan


def is_anomaly_enabled() -> bool:
    return Anomaly.enabled


def is_anomaly_check_nan_enabled() -> bool:
    return Anomaly.check_nan


class set_detect_anomaly:
    """Switch anomaly mode on or off, at once; as a context, until its end."""

    __module__ = "torch.autograd.anomaly_mode"

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.prev = Anomaly.enabled, Anomaly.check_nan
        set_anomaly_enabled(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: Any) -> None:
        set_anomaly_enabled(*self.prev)


class detect_anomaly(set_detect_anomaly):
    """Inside, a backward pass that makes nan raises, and every error is preceded by where its operation was made."""

    def __init__(self, check_nan: bool = True) -> None:
        self.prev, self.check_nan = (Anomaly.enabled, Anomaly.check_nan), check_nan
        notices.warn(says("anomaly_mode"))

    def __enter__(self) -> None:
        set_anomaly_enabled(True, self.check_nan)


def note(node: Any) -> None:
    """Remember how the program came to make a node."""
    import traceback

    node.metadata["traceback_"] = traceback.format_stack(outside(sys._getframe(1)))


Anomaly.note = staticmethod(note)


def report(node: Any) -> None:
    """Warn with the place where `node` was made."""
    made = node.metadata.get("traceback_")
    where = (
        f"Traceback of forward call that caused the error:\n{''.join(made)}"
        if made
        else "No forward pass information available. Enable detect anomaly during forward pass for more information."
    )
    notices.warn(f"Error detected in {node.name()}. {where}")
