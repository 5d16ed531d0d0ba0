"""Random programs show the same under minigrad and PyTorch (see fuzz.py)."""

import fuzz
import pytest

import minigrad

AGREE = {1: 0.99, 2: 0.97, 3: 0.97}  # of fresh programs, at least


@pytest.mark.parametrize("level", fuzz.LEVELS)
def test_recorded_programs_show_what_pytorch_showed(level):
    texts = fuzz.recorded(level)
    assert len(texts) >= 90
    for text in texts:
        assert fuzz.transcript(fuzz.lines_of(text), minigrad) == text


@pytest.mark.parametrize("level", fuzz.LEVELS)
def test_fresh_programs_agree(level):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the recorded programs stand for it")
    found = [difference for _, difference in fuzz.programs(level, 200, "fresh", minigrad, torch)]
    differ = [f for f in found if f is not None]
    assert 1 - len(differ) / len(found) >= AGREE[level], differ[:3]


class Changed:
    """PyTorch, with one thing different."""

    def __init__(self, torch, **changes):
        self.__dict__.update(vars(torch), **changes)


@pytest.mark.parametrize(
    "program, change, aspect",
    [
        (["a = torch.tensor([1.0, 2.0])", "b = torch.exp(a)"], {"exp": minigrad.sin}, "value"),
        (["a = torch.tensor([1.0, 2.0], requires_grad=True)", "b = torch.exp(a)"], {"exp": minigrad.sin}, "grad_fn"),
        (["a = torch.ones(2)"], {"ones": lambda n: minigrad.ones(n, dtype=minigrad.float64)}, "dtype"),
        (["a = torch.ones(2)"], {"ones": lambda n: minigrad.ones(n + 1)}, "shape"),
        (["a = torch.ones(2)"], {"ones": lambda n: minigrad.ones(n, requires_grad=True)}, "requires_grad"),
        (["a = torch.ones(2)"], {"ones": lambda n: minigrad.ones(n).add_(0)}, "version"),
        (["a = torch.ones(2)"], {"ones": lambda n: 1 / 0}, "error"),
    ],
)
def test_a_difference_is_found(program, change, aspect):
    """Compared with a minigrad that has one function changed: here no PyTorch is needed."""
    found = fuzz.compare(program, Changed(minigrad, **change), Changed(minigrad))
    assert found is not None and found[1] == aspect


def test_a_program_is_cut_down_to_what_its_difference_needs():
    broken = Changed(minigrad, exp=minigrad.sin)
    program = ["a = torch.ones(2)", "c = torch.zeros(3)", "d = c * 2", "b = torch.exp(a)"]
    found = fuzz.shortened(program, broken, Changed(minigrad), lambda f: f is not None)
    assert found == ["a = torch.ones(2)", "b = torch.exp(a)"]
