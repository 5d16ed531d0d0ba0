"""Every backend of the benchmarks computes the same: what is timed is the same work. Nothing is timed here.

The small packages minigrad is compared with are no part of the development environment: they take part where they are.
"""

from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks.backends import BACKENDS, load
from benchmarks.cases import CASES

OURS = load("minigrad")
PEERS = [name for name in BACKENDS if name not in ("minigrad", "PyTorch", "NumPy")]


def numbers(result):
    """What a program returned, as arrays, whatever its library's tensors are."""
    return [np.asarray(value.numpy() if hasattr(value, "numpy") else value, dtype=float) for value in result]


def test_minigrad_runs_every_case():
    assert OURS.keys() == CASES.keys()


@pytest.mark.parametrize("name", ["PyTorch", "NumPy", *(name for name in PEERS if find_spec(name.lower()))])
def test_the_backends_find_the_same_numbers(name):
    programs = load(name)
    if programs is None:
        pytest.skip(f"{name} is not installed")
    assert programs.keys() <= CASES.keys()
    for case, program in programs.items():
        size = (100,) if case == "chain" else ()  # some recurse: a longer one is too deep for them
        ours, theirs = numbers(OURS[case](*size)), numbers(program(*size))
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            np.testing.assert_allclose(a, b.reshape(a.shape), rtol=1e-4, atol=1e-5, err_msg=f"{name}: {case}")


def test_programs_can_be_run_again():
    for case in ("product", "descent", "small_mlp", "chain", "third"):
        first, second = numbers(OURS[case]()), numbers(OURS[case]())
        assert all(np.array_equal(a, b) for a, b in zip(first, second)), case
