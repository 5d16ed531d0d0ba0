"""`as_torch`: let code that says `import torch` meet minigrad, in this process only."""

from __future__ import annotations

import importlib
import sys

from .outside import LATER
from .sentences import says

__all__ = ["as_torch"]

_PACKAGE = __name__.partition(".")[0]
_OWN = ("alias", "check", "cli", "export", "lab", "viz")  # what PyTorch has no counterpart of


def as_torch(on: bool = True) -> None:
    """From now on `import torch`, `import torch.nn as nn` and `from torch.utils.data import DataLoader` give minigrad.

    It registers minigrad's modules under PyTorch's names in `sys.modules`; nothing on the disk changes, and
    `as_torch(False)` takes it back. Where the real PyTorch is imported already, it refuses.

        import minigrad

        minigrad.as_torch()

        import torch.nn as nn
        from torch.utils.data import DataLoader
    """
    package = sys.modules[_PACKAGE]
    for name in LATER:
        importlib.import_module(f"{_PACKAGE}.{name}")
    if on and sys.modules.get("torch", package) is not package:
        raise says("torch_is_here")
    if not on:
        if sys.modules.get("torch") is package:
            for name in [name for name in sys.modules if name == "torch" or name.startswith("torch.")]:
                del sys.modules[name]
        return
    for name, module in list(sys.modules.items()):
        first, _, rest = name.partition(".")
        if first == _PACKAGE and rest.partition(".")[0] not in _OWN:
            sys.modules["torch" + name.removeprefix(_PACKAGE)] = module
    sys.modules["torch.backends.cudnn"] = package.backends.cudnn  # `import torch.backends.cudnn as cudnn`
