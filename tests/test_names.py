"""Every name that the tutorials use does what PyTorch's does: its program says the same under both.

`names_*.py` hold the programs, by area: a dict NAMES, and perhaps X, what is run before each of them.
"""

import contextlib
import importlib
import pathlib

import pytest
from transcripts import ADDRESS, _run

import minigrad

AREAS = [importlib.import_module(p.stem) for p in sorted(pathlib.Path(__file__).parent.glob("names_*.py"))]
CASES = [(area, name) for area in AREAS for name in area.NAMES]

# what NumPy says to PyTorch's __array__ is not for learners; what PyTorch says once, it may have said before
PASSED_OVER = ("__array__", "TypedStorage", "UntypedStorage")


def said(area, name, torch):
    namespace = {"torch": torch}
    _run(getattr(area, "X", ""), namespace)
    with contextlib.ExitStack() as stack:
        stack.callback(torch.set_default_dtype, torch.float32)
        stack.callback(torch.set_printoptions, profile="default")
        lines = _run(area.NAMES[name], namespace).splitlines()
    return [ADDRESS.sub("<address>", line) for line in lines if not any(word in line for word in PASSED_OVER)]


@pytest.mark.parametrize("area, name", CASES, ids=[f"{area.__name__[6:]}-{name}" for area, name in CASES])
def test_a_name_does_what_pytorchs_does(area, name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    assert said(area, name, minigrad) == said(area, name, torch)
