"""The seeds' code blocks, and what goes wrong in them, to the letter: minigrad says what PyTorch says."""

import pytest
from transcripts import PROGRAMS, blocks, recorded, transcript

import minigrad

CASES = [(p, i) for p in sorted(PROGRAMS.glob("*.py")) for i in range(len(blocks(p)))]


@pytest.fixture(scope="module")
def run():
    done = {}
    return lambda path, torch: done.setdefault((path, torch.__name__), transcript(path, torch))


@pytest.mark.parametrize("path, i", CASES, ids=[f"{p.stem}-{i}" for p, i in CASES])
def test_minigrad_says_what_pytorch_said(path, i, run):
    assert run(path, minigrad)[i] == recorded(path)[i]


@pytest.mark.parametrize("path, i", CASES, ids=[f"{p.stem}-{i}" for p, i in CASES])
def test_pytorch_still_says_it(path, i, run):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the record stands for it")
    assert run(path, torch)[i] == recorded(path)[i]
