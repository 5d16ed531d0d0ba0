"""Every backend of the benchmarks computes the same: what is timed is the same work. Nothing is timed here.

The small packages minigrad is compared with are no part of the development environment: they take part where they are.
"""

from importlib.util import find_spec
from xml.etree.ElementTree import fromstring as parse

import numpy as np
import pytest

from benchmarks.backends import BACKENDS, load
from benchmarks.cases import CASES
from benchmarks.growth import COLOURS, DARK, plot
from benchmarks.run import BEGIN, END, READMES
from benchmarks.tables import WORDS, tables

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


def row(ours, theirs=100.0, by_hand=10.0, **others):
    return {"minigrad": ours, "PyTorch": theirs, "NumPy": by_hand, **others}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "found, says",
    [
        (row(20.0), {"met"}),
        (row(40.0), {"short"}),
        (row(50.0), {"over"}),
        (row(20.0, by_hand=2.0), {"slow"}),
        (row(20.0, micrograd=5.0, MyGrad=None), {"ahead"}),
        (row(50.0, by_hand=2.0, MyGrad=49.0), {"over", "slow", "ahead"}),
    ],
)
def test_what_is_missed_is_said(language, found, says):
    text, words = tables({"product": found}, language), WORDS[language]
    for kind in ("over", "short", "slow", "ahead", "met"):
        assert (words[kind].split("{}")[0] in text) == (kind in says), kind


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plot_has_colours_for_light_and_for_dark_pages(language):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: nothing can be plotted")
    picture = plot({name: {10: 1e-4, 1000: 1e-2} for name in BACKENDS}, language)
    parse(picture)
    assert all(colour in picture and DARK[colour] in picture for colour in COLOURS.values())
    assert set(COLOURS) == set(BACKENDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_readmes_have_a_place_for_the_tables(language):
    text = READMES[language].read_text(encoding="utf-8")
    assert 0 < text.index(BEGIN) < text.index(END)
