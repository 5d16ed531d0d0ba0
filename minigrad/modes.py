"""What is switched on: recording, anomaly mode."""

from __future__ import annotations

import threading
from typing import Any


class GradMode(threading.local):
    """Is recording on? Each thread has its own switch."""

    enabled = True
    where: tuple[Any, int] | None = None  # while a pass is recorded itself: the line that started it
    inference = False


grad_mode = GradMode()


class Anomaly:
    """Shall a pass that fails say where its failing operation was made? One switch for all threads, as in PyTorch."""

    enabled, check_nan = False, True
    note: Any = None  # autograd/anomaly_mode.py puts it here: remembers where a node was made
