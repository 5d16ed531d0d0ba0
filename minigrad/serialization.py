"""`torch.save` and `torch.load`, with files that hold data and nothing that runs.

A file is a zip: `data.json` says what there is, and each array lies beside it as NumPy writes it (`0.npy`, `1.npy`,
...). Reading one can build numbers, texts, containers and tensors, and nothing else.
"""

from __future__ import annotations

import io
import os
from collections import Counter, OrderedDict
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

import numpy as np

from . import dtypes
from .tensor import Size, Tensor, wrap

if TYPE_CHECKING:
    import zipfile

__all__ = ["load", "save"]

_PLAIN = (str, int, float, bool, type(None))
_CONTAINERS = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter, "tuple": tuple, "set": set, "Size": Size}


def save(obj: Any, f: Any, *args: Any, **kwargs: Any) -> None:
    """Write tensors, numbers, texts and containers of them to a file; of a model best its `state_dict()`.

    >>> import io, minigrad as torch
    >>> file = io.BytesIO()
    >>> save({"w": torch.ones(2), "epoch": 3}, file)
    >>> _ = file.seek(0)
    >>> load(file)
    {'w': tensor([1., 1.]), 'epoch': 3}
    """
    import json
    import zipfile  # these take as long to import as NumPy's arrays: few programs save

    arrays: list[np.ndarray] = []
    description = _described(obj, arrays)
    target = f if hasattr(f, "write") else os.fspath(f)
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("data.json", json.dumps(description))
        for i, array in enumerate(arrays):
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            archive.writestr(f"{i}.npy", content.getvalue())


def _described(obj: Any, arrays: list[np.ndarray]) -> Any:
    """The object in JSON's terms: plain values and lists as they are, all else as {what it is: ...}."""
    from .nn.parameter import Parameter

    if type(obj) in _PLAIN:
        return obj
    if isinstance(obj, Tensor):
        arrays.append(obj._array)
        kind = "Parameter" if isinstance(obj, Parameter) else "Tensor"
        return {kind: len(arrays) - 1, "requires_grad": obj.requires_grad}
    if isinstance(obj, dtypes.dtype):
        return {"dtype": obj.name}
    name = type(obj).__name__
    if type(obj) is list:
        return [_described(value, arrays) for value in obj]
    if type(obj) is _CONTAINERS.get(name):
        if isinstance(obj, dict):
            return {name: [[_described(k, arrays), _described(v, arrays)] for k, v in obj.items()]}
        return {name: [_described(value, arrays) for value in obj]}
    wanted = "tensors, numbers, texts and containers of them; of a module, save its state_dict()"
    raise TypeError(f"minigrad saves no object of type {name}, but {wanted}")


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args: Any) -> Any:
    """Read what `save` wrote. `map_location` may be given; everything is on the CPU."""
    import json
    import zipfile

    if not hasattr(f, "read"):
        with open(f, "rb") as file:
            f = io.BytesIO(file.read())
    if not zipfile.is_zipfile(f):
        raise UnpicklingError("this is not a file that minigrad saved")
    with zipfile.ZipFile(f) as archive:
        if "data.json" not in archive.namelist():
            raise UnpicklingError("PyTorch saved this file in a format that can run code: minigrad reads only its own")
        return _rebuilt(json.loads(archive.read("data.json")), archive)


def _rebuilt(description: Any, archive: zipfile.ZipFile) -> Any:
    if isinstance(description, list):
        return [_rebuilt(value, archive) for value in description]
    if not isinstance(description, dict):
        return description
    kind, content = next(iter(description.items()))
    if kind in ("Tensor", "Parameter"):
        from .nn.parameter import Parameter

        array = np.load(io.BytesIO(archive.read(f"{int(content)}.npy")), allow_pickle=False)
        tensor = wrap(array)
        if kind == "Parameter":
            return Parameter(tensor, description["requires_grad"])
        return tensor.requires_grad_(description["requires_grad"])
    if kind == "dtype":
        return next(d for d in dtypes.ALL if d.name == content)
    values, container = _rebuilt(content, archive), _CONTAINERS[kind]
    return container(dict(values) if issubclass(container, dict) else values)
