"""The pass itself: depth, lifetime, threads, hooks that call back, and what an error leaves behind."""

import ast
import contextvars
import gc
import threading
import tracemalloc
import warnings
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from transcripts import PROGRAMS, blocks

import minigrad as torch
from minigrad.rules import PRIMITIVES


def chain(n):
    x = torch.tensor([1.0], requires_grad=True)
    y = x
    for _ in range(n // 2):
        y = y * 1.0
        y = y + 1
    return x, y


def test_a_long_chain_needs_no_recursion():
    x, y = chain(200_000)
    y.backward()
    assert x.grad.item() == 1
    del y


def test_a_graph_is_freed_with_its_output_and_without_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        w = torch.tensor([1.0], requires_grad=True)
        a = w * 2
        y = (a * a).sum()
        nodes = [weakref.ref(y.grad_fn), weakref.ref(a.grad_fn), weakref.ref(a)]
        y.backward()
        del y, a
        assert [ref() for ref in nodes] == [None, None, None]
    finally:
        gc.enable()


def test_memory_does_not_grow_from_step_to_step():
    w = torch.tensor([1.0], requires_grad=True)

    def steps(n):
        for _ in range(n):
            ((w * 2 + 1) ** 2).backward()
            w.grad.zero_()

    tracemalloc.start()
    try:
        steps(3000)  # Python keeps some memory for later, up to a point
        before = tracemalloc.get_traced_memory()[0]
        steps(500)
        assert tracemalloc.get_traced_memory()[0] - before < 5_000
    finally:
        tracemalloc.stop()


def test_each_thread_has_its_own_grad_mode():
    seen = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append((torch.ones(1, requires_grad=True) * 2).requires_grad))
        thread.start()
        thread.join()
    assert seen == [True]


def test_a_hook_may_run_a_pass_of_its_own():
    w = torch.tensor([2.0], requires_grad=True)
    v = torch.tensor([3.0], requires_grad=True)

    def hook(g):
        with torch.enable_grad():  # a pass records nothing, and neither do its hooks
            (v * v).backward()
        return g * 10

    w.register_hook(hook)
    (w * w).backward()
    assert (w.grad.item(), v.grad.item()) == (40, 6)


def test_a_hook_runs_in_the_learners_own_context():
    """A notebook sends what is printed to its cell by way of the context."""
    where = contextvars.ContextVar("where", default="nowhere")
    seen = []
    w = torch.tensor([2.0], requires_grad=True)
    w.register_hook(lambda g: seen.append(where.get()))
    for place in ("one cell", "the next"):
        where.set(place)
        (w * w).backward()
    assert seen == ["one cell", "the next"]


def test_gradients_do_not_share_memory():
    w = torch.tensor([1.0], requires_grad=True)
    x = torch.tensor([2.0], requires_grad=True)
    seed = torch.ones(1)
    (w + x).backward(seed)
    w.grad.zero_()
    assert (x.grad.item(), seed.item()) == (1, 1)


def test_inf_and_nan_come_without_a_warning_from_numpy():
    x = torch.tensor([0.0, 3e38], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = (1 / x).sum() + (x * x).sum() + torch.log(x).sum()
        y.backward()
    assert not np.isfinite(x.grad.numpy()).all()


def test_where_a_node_was_made_is_the_learners_line():
    from minigrad.viz.source import line_number

    w = torch.tensor([1.0], requires_grad=True)
    y = torch.nn.functional.mse_loss(w * 2, torch.zeros(1))  # this line
    node = y.grad_fn
    here = test_where_a_node_was_made_is_the_learners_line.__code__
    assert (node.where[0], line_number(node.where) - here.co_firstlineno) == (here, 4)


# ---- what an error leaves behind ----


def state(namespace):
    return {
        name: (
            value.tolist(),
            value._version,
            value.requires_grad,
            id(value._node),
            None if value._grad is None else (id(value._grad), value._grad.tolist()),
        )
        for name, value in namespace.items()
        if isinstance(value, torch.Tensor)
    }


@pytest.mark.parametrize("i", range(len(blocks(PROGRAMS / "errors.py"))))
def test_a_refused_statement_changes_nothing(i):
    namespace = {"torch": torch, "w": torch.tensor([1.0], requires_grad=True)}
    refused = 0
    for statement in ast.parse(blocks(PROGRAMS / "errors.py")[i]).body:
        before = state(namespace)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(compile(ast.Module([statement], []), "<program>", "exec"), namespace)
            except Exception:
                refused += 1
                after = state(namespace)
                if ".backward(" in ast.unparse(statement):  # a pass that stops midway has filled what was ready
                    before, after = ({n: v[:4] for n, v in found.items()} for found in (before, after))
                assert after == before, ast.unparse(statement)
    assert refused


# ---- any shapes that broadcast ----


@settings(max_examples=80, deadline=None)
@given(
    hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3),
    st.sampled_from(["add", "sub", "mul", "div"]),
)
def test_a_gradient_has_the_shape_of_its_tensor_and_counts_its_copies(shapes, name):
    a, b = shapes.input_shapes
    x = torch.full(a, 3.0, requires_grad=True)
    y = torch.full(b, 2.0, requires_grad=True)
    z = getattr(torch, name)(x, y)
    z.sum().backward()
    assert (x.grad.shape, y.grad.shape) == (a, b)
    row = {"add": (1, 1), "sub": (1, -1), "mul": (2, 3), "div": (0.5, -0.75)}[name]
    for t, local in zip((x, y), row):
        copies = z.numel() / max(t.numel(), 1)
        np.testing.assert_allclose(t.grad.numpy(), local * copies)


def test_every_view_shares_memory_and_version():
    views = [row.forward for row in PRIMITIVES.values() if row.is_view]
    assert views  # the table says which are views; each must be one
    x = torch.arange(6.0).view(2, 3)
    for view in (x.t(), x[0], x[:, 1:], x.view(3, 2), x.expand(2, 2, 3), x.unsqueeze(0), x.permute(1, 0), x[...]):
        assert np.shares_memory(view.numpy(), x.numpy())
        assert view._counter is x._counter


# ---- where a warning points ----


@pytest.mark.parametrize(
    "line",
    [
        "torch.tensor([[w, 2.0]])",
        "torch.nn.Softmax()(torch.ones(2, 2))",
        "torch.nn.MSELoss(size_average=False)",
        "(w * 2).grad",
        "torch.range(0, 3)",
        "torch.ones(1).std()",
        "float(w)",
    ],
)
def test_a_warning_points_at_the_learners_line(line):
    w = torch.tensor(1.0, requires_grad=True)
    torch.set_warn_always(True)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            exec(compile(line, "the learner's cell", "exec"), {"torch": torch, "w": w})
    finally:
        torch.set_warn_always(False)
    assert [warning.filename for warning in caught] == ["the learner's cell"]
