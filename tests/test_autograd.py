"""What a learner hangs into the backward pass, beyond what the programs in tests/programs show."""

import gc
import os
import pathlib
import re
import subprocess
import sys
import threading
import weakref

import pytest

import minigrad as torch

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * g * x


class Exp(torch.autograd.Function):
    """Saves its result."""

    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0]


# ---- Function ----


def test_a_functions_graph_is_freed_with_its_result():
    """ctx and the node are one object, and the result that it saved is not held by it."""
    gc.disable()
    try:
        x = torch.ones(2, requires_grad=True)
        y = Exp.apply(x)
        node, memory = weakref.ref(y.grad_fn), weakref.ref(y)
        y.sum().backward(retain_graph=True)
        del y
        assert node() is None and memory() is None
    finally:
        gc.enable()


def test_a_function_can_be_differentiated_any_number_of_times():
    x = torch.tensor(2.0, requires_grad=True)
    y = Square.apply(x) * Exp.apply(x)
    found = []
    for _ in range(4):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        found.append(y.item())
    e = 2.718281828459045**2
    assert found == pytest.approx([8 * e, 14 * e, 22 * e, 32 * e], rel=1e-5)


def test_several_outputs_of_one_function_are_summed_once():
    calls = []

    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, g, h):
            calls.append((g.item(), h.item()))
            return 2 * g + 3 * h

    x = torch.tensor(1.0, requires_grad=True)
    a, b = Both.apply(x)
    (a * 10 + b * 100 + b).backward()
    assert calls == [(10.0, 101.0)] and x.grad.item() == 323.0
    g, h = Both.apply(x)
    assert torch.autograd.grad(torch.autograd.grad(g * h, x, create_graph=True)[0], x)[0].item() == 12.0


def test_a_function_is_drawn_and_explained_by_its_name():
    x = torch.tensor(3.0, requires_grad=True)
    y = Square.apply(x) * 2
    assert "Square′(x)" in str(torch.explain(y, x))
    torch.draw(y), torch.step(y)


# ---- hooks ----


def test_a_leaf_that_gets_nothing_on_one_way_still_gets_the_rest():
    class Nothing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return None

    x = torch.tensor(1.0, requires_grad=True)
    (Nothing.apply(x * 2) + x * 3).backward()
    assert x.grad.item() == 3.0


def test_hooks_see_what_pytorchs_see_in_a_pass_that_is_recorded():
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * x)
    (first,) = torch.autograd.grad(y, x, create_graph=True)
    assert first.item() == 8.0 and torch.autograd.grad(first, x)[0].item() == 8.0  # 2x², then 4x


# ---- modes ----


def test_each_thread_has_its_own_modes():
    seen = []
    with torch.inference_mode():
        thread = threading.Thread(
            target=lambda: seen.extend((torch.is_grad_enabled(), torch.is_inference_mode_enabled()))
        )
        thread.start()
        thread.join()
    assert seen == [True, False]


ANOMALY = """
import sys, warnings
if sys.argv[1] == "torch":
    import torch
else:
    import minigrad as torch

warnings.showwarning = lambda message, category, *_: print(str(message).split(" (Triggered")[0])

def inner(x):
    y = torch.sqrt(x)
    return y

class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        raise ValueError("in backward")

def attempt(f):
    try:
        f().sum().backward()
    except Exception as error:
        print(type(error).__name__, error)

x = torch.tensor([0., 4.], requires_grad=True)
attempt(lambda: inner(x) * 0)
with torch.autograd.detect_anomaly():
    attempt(lambda: inner(x) * 0)
    attempt(lambda: Wrong.apply(x))
    y = x * x
    z = y * y
    y += 1
    attempt(lambda: z)
    print(type((x * 2).grad_fn.metadata["traceback_"]))
y = inner(x) * 0
with torch.autograd.set_detect_anomaly(True):
    attempt(lambda: y)
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    attempt(lambda: inner(x) * 0)
"""


def test_anomaly_mode_tells_where_the_failing_operation_was_made(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(ANOMALY, encoding="utf-8")

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(name):
        done = subprocess.run([sys.executable, str(path), name], capture_output=True, text=True, env=environment)
        assert not done.stderr
        own = re.compile(r'  File ".*[\\/]torch[\\/]autograd[\\/].*\n.*\n')  # PyTorch shows a line of its own, too
        return own.sub("", done.stdout)

    said = run("minigrad")
    assert "Error detected in SqrtBackward0. Traceback of forward call that caused the error" in said
    assert "y = torch.sqrt(x)" in said and "No forward pass information available" in said
    pytest.importorskip("torch", reason="PyTorch is not installed")
    assert said == run("torch")


# ---- what is outside says so ----


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.autograd.graph.disable_saved_tensors_hooks("no"),
        lambda: torch.autograd.graph.register_multi_grad_hook([], None),
        lambda: torch.autograd.grad(*[torch.ones(1, requires_grad=True)] * 2, is_grads_batched=True),
        lambda: torch.autograd.functional.jacobian(torch.exp, torch.ones(1), strategy="forward-mode"),
        lambda: torch.autograd.gradcheck(torch.exp, torch.ones(1, requires_grad=True), check_forward_ad=True),
    ],
)
def test_what_is_outside_says_so(call):
    with pytest.raises(NotImplementedError, match="outside minigrad"):
        call()


@pytest.mark.parametrize("name", ["profiler", "forward_ad"])
def test_a_module_that_is_outside_says_so(name):
    with pytest.raises(AttributeError, match="outside minigrad"):
        getattr(torch.autograd, name)
