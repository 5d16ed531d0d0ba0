"""A learner's function, tried on fresh tensors: which reason is given for what it does wrong."""

import linecache

import pytest

import minigrad
from minigrad.check import Look
from minigrad.check.probe import probe


def double(torch, function):
    return function(torch.tensor([3.0]))


def looked(function, source="", **options):
    look = Look({"torch": minigrad, "f": function}, source)
    right = probe(look, "f", "f([3.])", double, 6.0, [(9.0, "squared")], **options)
    return look, right


def test_right_is_right():
    look, right = looked(lambda x: x + x)
    assert right and look.right and look.rows[0].name == "f([3.])"


@pytest.mark.parametrize(("function", "reason"), [(lambda x: x * x, "squared"), (lambda x: x, "other")])
def test_a_wrong_value_has_its_reason(function, reason):
    look, right = looked(function, otherwise="other")
    assert not right and not look.right and look.diagnosis == reason


def test_any_other_value_has_a_reason_only_if_nothing_was_wrong_before():
    look = Look({"torch": minigrad, "f": lambda x: x})
    probe(look, "f", "f([3.])", double, 6.0)
    probe(look, "f", "f([3.])", double, 6.0, otherwise="only the first fits")
    assert look.diagnosis == "" and not look.right


def test_an_error_of_what_the_function_made_is_diagnosed():
    def first(torch, function):
        return function(torch.tensor([3.0]))[0]

    look = Look({"torch": minigrad, "f": lambda x: None})
    probe(look, "f", "f([3.])[0]", first, 6.0, otherwise="other", raises=[("not subscriptable", "nothing-returned")])
    assert look.diagnosis == "nothing-returned" and "TypeError" in look.rows[0].found


@pytest.mark.parametrize("what", [None, 3, "text", type, minigrad])
def test_what_is_no_such_function_is_not_right(what):
    look, right = looked(what, otherwise="other")
    assert not right and not look.right


def test_the_learners_own_line_is_kept():
    source = "def f(x):\n    return x / None\n"
    namespace = {}
    linecache.cache["<f>"] = (len(source), None, source.splitlines(keepends=True), "<f>")
    exec(compile(source, "<f>", "exec"), namespace)
    look, right = looked(namespace["f"], source, otherwise="other")
    assert not right and look.error is not None and look.error.line == 2 and look.diagnosis == ""
