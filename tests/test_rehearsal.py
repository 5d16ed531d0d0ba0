"""The rehearsal behind the stepper: what it tells, that it changes nothing, and that it takes each thing up once."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import minigrad as torch
from minigrad.graph import Node
from minigrad.kinds import Kind
from minigrad.viz.language import LANGUAGES, set_language
from minigrad.viz.model import Step
from minigrad.viz.rehearsal import rehearse

OURS = ("minigrad.buckets", "minigrad.graph", "minigrad.hooks")  # where what hangs on a tensor comes from


class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2, x * x

    @staticmethod
    def backward(ctx, g, h):
        (x,) = ctx.saved_tensors
        return g * 2 + h * 2 * x


def texts(steps: list[Step], phase: str = "backward") -> list[str]:
    return [step.text for step in steps if step.phase == phase]


def last(steps: list[Step], key: str, slot: str) -> str | None:
    found = [text for step in steps for k, s, text in step.changes if (k, s) == (key, slot)]
    return found[-1] if found else None


# It changes nothing


def attributes(roots: list[Any]) -> dict[str, Any]:
    """Every attribute of every object of the learner's and of the graph, however deep, as comparable values."""
    found: dict[str, Any] = {}
    seen: dict[int, int] = {}
    kept: list[Any] = []  # so that no two objects have one id

    def look(path: str, value: Any) -> None:
        if isinstance(value, np.ndarray):
            found[path] = (value.dtype.str, value.shape, value.tobytes())
        elif isinstance(value, (torch.Tensor, Node)) or (
            type(value).__module__ in OURS and not isinstance(value, Kind)
        ):
            if id(value) in seen:
                found[path] = seen[id(value)]
                return
            seen[id(value)] = found[path] = len(seen)
            kept.append(value)
            slots = [name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ())]
            for name in (*slots, *getattr(value, "__dict__", ())):
                if name != "__weakref__" and name in {*slots, *vars(type(value)), *getattr(value, "__dict__", ())}:
                    try:
                        look(f"{path}.{name}", object.__getattribute__(value, name))
                    except AttributeError:
                        found[f"{path}.{name}"] = "unset"
        elif isinstance(value, (list, tuple)):
            found[path] = (type(value).__name__, len(value))
            for i, part in enumerate(value):
                look(f"{path}[{i}]", part)
        elif isinstance(value, dict):
            found[path] = list(map(repr, value))
            for key, part in value.items():
                look(f"{path}[{key!r}]", part)
        else:
            found[path] = value if isinstance(value, (int, float, str, bool, type(None))) else id(value)

    for i, root in enumerate(roots):
        look(str(i), root)
    return found


def everything() -> tuple[Any, dict[str, Any], list[Any]]:
    """A graph with all that may hang on one, the names, and a list that its hooks write into."""
    torch.manual_seed(0)
    called: list[Any] = []
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    (w * w).sum().backward()  # a bucket that is not empty
    a, b = Two.apply(x)
    c = a * w
    c.retain_grad()
    p, q = (c + b).unbind()
    v, _ = torch.stack([p, q]).sort()
    v += 1
    y = (v * v).sum()
    for tensor in (x, w, c):
        tensor.register_hook(called.append)
    x.register_post_accumulate_grad_hook(called.append)
    y.grad_fn.register_hook(lambda *given: called.append(given))
    y.grad_fn.register_prehook(lambda *given: called.append(given))
    return y, {"x": x, "w": w, "a": a, "b": b, "c": c, "p": p, "q": q, "v": v, "y": y}, called


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_learners_is_changed(language: str) -> None:
    y, names, called = everything()
    before = attributes([y, names])
    set_language(language)
    try:
        torch.step(y, names).html()
    finally:
        set_language("en")
    assert attributes([y, names]) == before
    assert called == []
    assert len(before) > 200, "it has looked deep"
    y.backward()
    assert attributes([y, names]) != before, "and would have seen a change"
    assert len(called) == 6


# What it tells


def test_the_gradients_are_those_of_backward() -> None:
    y, names, _ = everything()
    picture, steps, _ = rehearse(y, names)
    buckets = {card.name: last(steps, card.key, "grad") for card in picture.cards if card.bucket}
    y.backward()
    assert buckets == {
        name: "[" + ", ".join(f"{entry:g}" for entry in names[name].grad.tolist()) + "]" for name in buckets
    }
    assert set(buckets) == {"x", "w", "c"}


def test_several_results_of_one_function_are_one_operation() -> None:
    x = torch.tensor([3.0], requires_grad=True)
    a, b = Two.apply(x)
    y = a * b
    picture, steps, _ = rehearse(y, {"x": x, "a": a, "b": b, "y": y})
    own = next(o for o in picture.operations if o.name == "TwoBackward")
    assert len([e for e in picture.edges if e.source == own.key]) == 2
    assert "a and b" in texts(steps, "forward")[0]
    assert any("has the gradients of all of them" in text for text in texts(steps))
    assert [text for step in steps for k, s, text in step.changes if (k, s) == (own.key, "state")] == [
        "waiting", "some", "ready", "done",
    ]  # fmt: skip
    y.backward()
    assert f"is now {x.grad.item():g}" in texts(steps)[-1]


@pytest.mark.parametrize(
    "several",
    [
        lambda x: x.unbind(),
        lambda x: x.split([1, 3]),
        lambda x: x.chunk(2),
        lambda x: x.sort(),
        lambda x: x.topk(2),
        lambda x: x.max(0),
        lambda x: Two.apply(x),
        lambda x: x.unbind()[:1],
    ],
)
def test_operations_with_several_results_can_be_stepped_through(several: Any) -> None:
    x = torch.tensor([3.0, 1.0, 2.0, 5.0], requires_grad=True)
    parts = [part for part in several(x) if part.requires_grad]
    y = sum((part * part).sum() for part in parts)
    picture, steps, _ = rehearse(y, {"x": x, "y": y})
    y.backward()
    key = next(card.key for card in picture.cards if card.name == "x")
    assert last(steps, key, "grad") == "[" + ", ".join(f"{e:g}" for e in x.grad.tolist()) + "]"


def test_a_node_waits_until_all_its_users_have_reported() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    h = x * 3
    y = h * 1 + h * 2 + h.exp()
    picture, steps, _ = rehearse(y, {"x": x, "h": h, "y": y})
    first = picture.operations[0].key
    states = [text for step in steps for k, s, text in step.changes if (k, s) == (first, "state")]
    assert states == ["waiting", "some", "ready", "done"]


def test_hooks_are_announced_where_they_are_called() -> None:
    def halve(g):
        return g / 2

    def seen(w):
        pass

    x = torch.tensor([2.0], requires_grad=True)
    h = x * 3
    y = h * h
    h.register_hook(halve)
    x.register_hook(halve)
    x.register_post_accumulate_grad_hook(seen)
    told = texts(rehearse(y, {"x": x, "h": h, "y": y})[1])
    at = {word: [i for i, text in enumerate(told) if word in text] for word in ("on h is called", "on x is called")}
    poured = next(i for i, text in enumerate(told) if "AccumulateGrad pours" in text)
    assert at["on h is called"] == [3]
    assert at["on x is called"] == [poured - 1, poured + 1]
    assert "hook seen on x" in told[poured + 1]


def test_what_is_retained_is_seen_to_arrive() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    h = x * 3
    h.retain_grad()
    y = h * h
    picture, steps, _ = rehearse(y, {"x": x, "h": h, "y": y})
    key = next(card.key for card in picture.cards if card.name == "h")
    assert last(steps, key, "grad") == "12"


# What it costs


def calls(n: int) -> int:
    """How many functions run in the rehearsal of a graph of some n operations, with a fork of n uses in it."""
    x = torch.tensor([1.0], requires_grad=True)
    h, total = x, x * 0
    for i in range(n):
        h = h * (1 + i / n)
        total = total + h + x
    count = 0

    def note(frame: Any, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        rehearse(total, {"x": x})
    finally:
        sys.setprofile(None)
    return count


def test_twice_the_graph_is_twice_the_work() -> None:
    calls(10)
    assert calls(400) / calls(200) < 2.1


def test_who_listens_hears_the_numbers_too() -> None:
    w = torch.tensor([1.0], requires_grad=True)
    x = torch.tensor([2.0], requires_grad=True)
    heard = repr(torch.step((x + w) * (w + 1), {"w": w, "x": x}))
    assert "∂y/∂v1 = ∂y/∂y·v2 = 1·2 = 2." in heard and "∂y/∂w = 3 + 2 = 5." in heard
    assert heard.count("w.grad = 5") == 0, "what the sentence says is not said twice"


def test_a_range_is_no_factor() -> None:
    x = torch.arange(20.0).requires_grad_()
    steps = rehearse((x * x).tanh().sum(), {"x": x})[1]
    sides = [side for step in steps for line in step.equations for side in line.split(" = ")]
    assert any("…" in side for side in sides) and not [side for side in sides if "…" in side and "·" in side]
