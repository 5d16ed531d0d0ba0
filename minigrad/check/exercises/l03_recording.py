"""Lesson 3: which tensors are recorded, which of them get a gradient, and where a record breaks off."""

from __future__ import annotations

from functools import partial
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look
from minigrad.check.probe import saw
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_FLAGS = {"x": True, "y": False, "z": True, "a": True, "b": True, "c": True}
_X, _Y, _Z = [1.0, 2.0], [3.0, 4.0], [5.0, 6.0]
_ONES, _ZEROS = [1.0, 1.0], [0.0, 0.0]


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    if all(look.value(f'flags["{name}"]') is False for name in "abc"):
        look.because("only-leaves")
    for name, expected in _FLAGS.items():
        otherwise = "y-joins" if name == "y" else "one-is-enough" if name in "abc" else "asked-for"
        look.same(f'flags["{name}"]', expected, otherwise=otherwise, hidden=True)
    look.same(
        'grads["x"]',
        _Y,
        [(_X, "own-value"), (_ONES, "factor-forgotten"), (_Z, "wrong-neighbour")],
        otherwise="no-bucket" if look.value('grads["x"]') is None else "",
        hidden=True,
    )
    look.same('grads["y"]', None, [(_ZEROS, "zero-is-not-none"), (_X, "y-counted")], otherwise="y-counted", hidden=True)
    look.same(
        'grads["z"]',
        _ONES,
        [(_Z, "own-value"), (_ZEROS, "added-is-not-lost")],
        otherwise="no-bucket" if look.value('grads["z"]') is None else "",
        hidden=True,
    )


PREDICT = Exercise(
    id="recorded-predict",
    lesson=3,
    section=Text("Walk through the record", "沿着记录走一遍"),
    title=Text("Predict: who records, who gets a gradient", "先预测：谁被记录，谁有梯度"),
    statement=Text(
        en="""
        Do not run this yet; read it.

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        y = torch.tensor([3., 4.])
        z = torch.tensor([5., 6.], requires_grad=True)
        a = x * y
        b = a + z
        c = b.sum()
        c.backward()
        ```

        In `flags`, write for each tensor whether its `requires_grad` is `True` or `False`. In `grads`,
        write what `.grad` holds after `backward()`: a list of two numbers, or `None`.
        """,
        zh="""
        先别运行，只读代码。

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        y = torch.tensor([3., 4.])
        z = torch.tensor([5., 6.], requires_grad=True)
        a = x * y
        b = a + z
        c = b.sum()
        c.backward()
        ```

        在 `flags` 里写出每个张量的 `requires_grad` 是 `True` 还是 `False`；在 `grads` 里写出 `backward()` 之
        后 `.grad` 的内容：两个数组成的列表，或者 `None`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB flags = {"x": ..., "y": ..., "z": ..., "a": ..., "b": ..., "c": ...}
    ### STUB grads = {"x": ..., "y": ..., "z": ...}
    flags = {"x": True, "y": False, "z": True, "a": True, "b": True, "c": True}
    grads = {"x": [3., 4.], "y": None, "z": [1., 1.]}
    ### END SOLUTION
    """,
    names=("flags", "grads"),
    verify=_verify_prediction,
    hints=(
        Text(
            "A result requires a gradient as soon as one of its inputs does. Go through a, b and c one by one.",
            "只要有一个输入要求梯度，结果就要求梯度。按 a、b、c 的顺序一个一个看。",
        ),
        Text(
            "Write c out: c = x₁y₁ + z₁ + x₂y₂ + z₂. How much does c change if x₁ goes up by one? And z₁?",
            "把 c 写开：c = x₁y₁ + z₁ + x₂y₂ + z₂。x₁ 增加 1，c 变化多少？z₁ 呢？",
        ),
        Text(
            "∂c/∂x₁ is what stands beside x₁ in its product. And y was never asked to collect anything: "
            "its `.grad` "
            "has not been touched.",
            "∂c/∂x₁ 就是乘积里 x₁ 旁边的那个数。至于 y，从来没有让它收集梯度，它的 `.grad` 没有人动过。",
        ),
    ),
    why=Text(
        en="""
        Recording is catching: `a` has the input `x`, which requires a gradient, so `a` does, and then `b`
        and `c`. `y` was made without it and stays so, whatever it takes part in. On the way back c passes
        1 to each number of b; the addition hands it on to z unchanged, so `z.grad` is `[1., 1.]`; the
        multiplication gives x the *other* factor, so `x.grad` is y's values, `[3., 4.]`. Nothing is
        computed for y: `None` means "nobody asked", not "the slope is zero".
        """,
        zh="""
        “要求梯度”会传下去：`a` 的输入里有要求梯度的 `x`，所以 `a` 也要求梯度，接着是 `b` 和 `c`。`y` 创建时没有要
        求，之后参加什么运算都不会变。反向传播时，c 给 b 的每个数传回 1；加法把它原样交给 z，所
        以 `z.grad` 是 `[1., 1.]`；乘法交给 x 的是**另一个**因子，所以 `x.grad` 就是 y 的值 `[3., 4.]`。y 的梯度根本
        没有算：`None` 的意思是“没有人要”，不是“斜率为零”。
        """,
    ),
    diagnoses={
        "only-leaves": Diagnosis(
            "You gave the flag only to tensors that were created with it. A result gets it too, from its inputs.",
            "你只给创建时写明的张量标了 `True`。运算的结果也会有，它从输入那里得到。",
        ),
        "one-is-enough": Diagnosis(
            "You ask of all inputs that they require a gradient. One of them is enough for the result to do so.",
            "你的想法是“所有输入都要求梯度，结果才要求”。其实只要有一个就够了。",
        ),
        "y-joins": Diagnosis(
            "You think that y begins to record because it takes part. The flag goes from inputs to "
            "results, never back or "
            "sideways.",
            "你认为 y 参加了运算，就也会要求梯度。这个标记只从输入传给结果，不会往回传，也不会传给旁边的输入。",
        ),
        "asked-for": Diagnosis(
            "Look at how this tensor is created: `requires_grad=True` stands in that very line.",
            "看看这个张量是怎么创建的：那一行里就写着 `requires_grad=True`。",
        ),
        "own-value": Diagnosis(
            "You wrote the tensor's own values. A gradient says how much c changes when it changes, not "
            "how large it is.",
            "你写的是这个张量自己的值。梯度说的是它变一点、c 变多少，不是它有多大。",
        ),
        "factor-forgotten": Diagnosis(
            "You treated x as if it were only added. It is multiplied first: a step in x is stretched by its partner.",
            "你把 x 当成只做了加法。它先做了乘法：x 变一点，会被同它相乘的数放大。",
        ),
        "wrong-neighbour": Diagnosis(
            "These are z's values. z is added after the product and has no say in how x acts.",
            "这是 z 的值。z 是在乘法之后才加上的，x 的作用有多大与它无关。",
        ),
        "zero-is-not-none": Diagnosis(
            "Zero would be a computed gradient. For y nothing was computed at all: how does Python say 'nothing'?",
            "0 是一个算出来的梯度。y 的梯度根本没有算过，Python 里用什么表示“没有”？",
        ),
        "y-counted": Diagnosis(
            "c does change with y, but nobody asked for that slope: y was created without `requires_grad=True`.",
            "c 的确随 y 变化，但没有人要这个斜率：创建 y 时没有写 `requires_grad=True`。",
        ),
        "added-is-not-lost": Diagnosis(
            "You treated z like a constant that vanishes. Here z is what is varied: add one to z, and c "
            "goes up by how much?",
            "你把 z 当成求导后消失的常数了。这里变的正是 z：z 加 1，c 增加多少？",
        ),
        "no-bucket": Diagnosis(
            "This one is a leaf that requires a gradient, so `backward()` does leave something in its `.grad`.",
            "它是要求梯度的叶子节点，所以 `backward()` 会在它的 `.grad` 里留下东西。",
        ),
    },
    wrong=(
        Try("only-leaves", (('"a": True, "b": True, "c": True', '"a": False, "b": False, "c": False'),)),
        Try("one-is-enough", (('"a": True', '"a": False'),)),
        Try("y-joins", (('"y": False', '"y": True'),)),
        Try("asked-for", (('"z": True', '"z": False'),)),
        Try("own-value", (("[3., 4.]", "[1., 2.]"),)),
        Try("own-value", (("[1., 1.]", "[5., 6.]"),)),
        Try("factor-forgotten", (("[3., 4.]", "[1., 1.]"),)),
        Try("wrong-neighbour", (("[3., 4.]", "[5., 6.]"),)),
        Try("zero-is-not-none", (("None", "[0., 0.]"),)),
        Try("y-counted", (("None", "[1., 2.]"),)),
        Try("added-is-not-lost", (("[1., 1.]", "[0., 0.]"),)),
        Try("no-bucket", (("[1., 1.]", "None"),)),
    ),
    right=(
        Try(edits=(("[3., 4.]", "(3, 4)"), ("[1., 1.]", "[1, 1]"))),
        Try(edits=(("[3., 4.]", "torch.tensor([3., 4.])"),)),
        Try(
            source="""
            flags = dict(x=True, y=False, z=True)
            flags |= dict.fromkeys("abc", True)
            grads = dict(z=[1, 1], x=[3, 4], y=None)
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ run


def _verify_run(look: Look) -> None:
    for name, expected in (("x", _X), ("y", _Y), ("z", _Z)):
        look.same(name, expected, otherwise="other-values")
    for name, otherwise in (("x", "x-not-recorded"), ("y", "y-recorded"), ("z", "x-not-recorded")):
        look.same(f"{name}.requires_grad", _FLAGS[name], otherwise=otherwise)
    look.same("a", [3.0, 8.0], otherwise="other-operation")
    look.same("b", [8.0, 14.0], otherwise="other-operation")
    look.same("c", 22.0, [(11.0, "mean")], otherwise="other-operation")
    if look.holds("x.grad is None and z.grad is None"):
        look.because("no-backward")
    if look.holds("x.grad is None"):
        look.because("cut")
    look.same("x.grad", _Y, [([6.0, 8.0], "poured-twice"), ([1.5, 2.0], "mean")])
    look.same("y.grad", None)
    look.same("z.grad", _ONES, [([2.0, 2.0], "poured-twice"), (_ZEROS, "cut")], otherwise="cut")


RUN = Exercise(
    id="recorded",
    lesson=3,
    section=Text("Where the record breaks off", "记录在哪里断掉"),
    title=Text("Run it: a product, a sum, one backward pass", "动手：乘一次，加一次，反向一次"),
    statement=Text(
        en="""
        Now build it. Make `x = [1., 2.]` and `z = [5., 6.]`, which require a gradient, and `y = [3., 4.]`,
        which does not. Then `a` is x times y, `b` is a plus z, and `c` is the sum of b, so that it is one
        number. Go backward from `c`, once.

        Print whatever you like on the way: the `grad_fn` of a, b and c, the `requires_grad` of all six,
        and in the end the three gradients. Was your prediction right, and why is one of them `None`?
        """,
        zh="""
        现在把它写出来。创建 `x = [1., 2.]` 和 `z = [5., 6.]`，它们要求梯度；再创建 `y = [3., 4.]`，它不要求。接
        着 `a` 是 x 乘 y，`b` 是 a 加 z，`c` 是 b 的和，这样它就是一个数。最后从 `c` 反向传播一次。

        中间想看什么就打印什么：a、b、c 的 `grad_fn`，六个张量的 `requires_grad`，最后是三个梯度。和你的预测一样吗？
        为什么有一个是 `None`？
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB x = y = z = ...
    ### STUB a = b = c = ...
    x = torch.tensor([1., 2.], requires_grad=True)
    y = torch.tensor([3., 4.])
    z = torch.tensor([5., 6.], requires_grad=True)
    a = x * y
    b = a + z
    c = b.sum()
    c.backward()
    print(a.grad_fn, b.grad_fn, c.grad_fn)
    print(x.requires_grad, y.requires_grad, z.requires_grad)
    print(a.requires_grad, b.requires_grad, c.requires_grad)
    print(x.grad, y.grad, z.grad)
    ### END SOLUTION
    """,
    names=("x", "y", "z", "a", "b", "c"),
    verify=_verify_run,
    hints=(
        Text(
            "`torch.tensor([1., 2.], requires_grad=True)` makes a tensor that records. Six lines, then `backward()`.",
            "`torch.tensor([1., 2.], requires_grad=True)` 创建一个会被记录的张量。先写六行，再写 `backward()`。",
        ),
        Text(
            "`b.sum()` makes one number of b. `backward()` is called on that number, not on b.",
            "`b.sum()` 把 b 变成一个数。`backward()` 要在这个数上调用，不是在 b 上。",
        ),
        Text(
            "`a = x * y`, `b = a + z`, `c = b.sum()`, `c.backward()`: once, and on a graph that was made in this run.",
            "`a = x * y`，`b = a + z`，`c = b.sum()`，`c.backward()`：只调用一次，而且图要是这一次运行建的。",
        ),
    ),
    why=Text(
        en="""
        `a` was made by a multiplication, `b` by an addition, `c` by a sum: that is what the three
        `grad_fn` say. x receives the other factor, `[3., 4.]`; z receives 1 for each number, because
        addition passes the gradient on. y took part in all of it, but was not asked to collect a gradient,
        so its `.grad` stays `None`: it has no AccumulateGrad in the graph.
        """,
        zh="""
        `a` 由乘法得来，`b` 由加法得来，`c` 由求和得来，三个 `grad_fn` 说的就是这件事。x 得到另一个因子 `[3., 4.]`；
        加法把梯度原样传下去，所以 z 的每个数得到 1。y 从头到尾都参加了运算，但没有要求它收集梯度，计算图里没有它
        的 AccumulateGrad，所以 `y.grad` 一直是 `None`。
        """,
    ),
    diagnoses={
        "y-recorded": Diagnosis(
            "y requires a gradient here. It is data in this exercise: leave `requires_grad` out when you make it.",
            "这里的 y 要求梯度了。这道题里它只是数据，创建时不要写 `requires_grad`。",
        ),
        "x-not-recorded": Diagnosis(
            "x and z have to be asked for their gradients before anything is computed with them.",
            "用 x 和 z 做运算之前，就要让它们要求梯度。",
        ),
        "other-values": Diagnosis(
            "One of the three tensors does not hold the numbers of the exercise. Were they changed afterwards?",
            "三个张量里有一个的值和题目不一样。是不是后来被改过？",
        ),
        "other-operation": Diagnosis(
            "One of a, b, c is computed in another way: first x times y, then plus z, then the sum of all numbers.",
            "a、b、c 里有一个的算法不一样：先 x 乘 y，再加 z，最后把所有的数加起来。",
        ),
        "mean": Diagnosis(
            "That is the mean: each gradient comes out divided by the number of elements. The exercise "
            "asks for the sum.",
            "这是平均值：每个梯度都会除以元素的个数。题目要的是和。",
        ),
        "no-backward": Diagnosis(
            "The forward pass is there, but no gradient has arrived anywhere. Which call starts the way back?",
            "前向计算有了，可是哪里都还没有梯度。哪个调用开始反向传播？",
        ),
        "cut": Diagnosis(
            "The gradient did not reach all the leaves: the path was cut (`detach`, `.data`, `no_grad`), "
            "or c was not built "
            "from this a and this b.",
            "梯度没有到达所有的叶子节点：路被切断了（`detach`、`.data`、`no_grad`），或者 c 不是由现在的 "
            "a 和 b 算出来的。",
        ),
        "poured-twice": Diagnosis(
            "Every gradient is twice too large: two backward passes poured into the same `.grad`.",
            "每个梯度都大了一倍：两次反向传播都加进了同一个 `.grad`。",
            lesson=5,
            section=Text("Two sums", "两种相加"),
        ),
        "not-scalar": Diagnosis(
            "`backward()` starts from one number, and this has two. What makes one number of b?",
            "`backward()` 要从一个数出发，而这里有两个。怎样把 b 变成一个数？",
            raises="only for scalar outputs",
        ),
        "twice": Diagnosis(
            "The first `backward()` has used the graph up. Here one pass is enough.",
            "第一次 `backward()` 已经把这张图用完了。这道题反向一次就够。",
            raises="a second time",
        ),
    },
    wrong=(
        Try("y-recorded", (("y = torch.tensor([3., 4.])", "y = torch.tensor([3., 4.], requires_grad=True)"),)),
        Try("x-not-recorded", (("x = torch.tensor([1., 2.], requires_grad=True)", "x = torch.tensor([1., 2.])"),)),
        Try("other-values", (("[5., 6.]", "[4., 6.]"),)),
        Try("other-operation", (("x * y", "x + y"),)),
        Try("mean", (("b.sum()", "b.mean()"),)),
        Try("no-backward", (("c.backward()\n", ""),)),
        Try("cut", (("x * y", "x.detach() * y"),)),
        Try("cut", (("b = a + z", "b = a + z.detach()"),)),
        Try("poured-twice", (("c.backward()", "c.backward(retain_graph=True)\nc.backward()"),)),
        Try("not-scalar", (("c = b.sum()", "c = b"),)),
        Try("twice", (("c.backward()", "c.backward()\nc.backward()"),)),
    ),
    right=(
        Try(
            source="""
            z, x = torch.tensor([5., 6.]), torch.tensor([1., 2.])
            x.requires_grad_()
            z.requires_grad_(True)
            y = torch.tensor([3., 4.], requires_grad=False)
            a = torch.mul(y, x)
            b = torch.add(z, a)
            c = torch.sum(b)
            c.backward()
            """
        ),
        Try(edits=(("c = b.sum()", "c = b[0] + b[1]"),)),
        Try(edits=(("c.backward()", "c.backward(retain_graph=True)"),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ repair

_CUTS = {  # the function: its value, its slope and the slope of the road that is left, at w = 3 and at w = 5
    "one": ((18.0, 12.0, 6.0), (50.0, 20.0, 10.0)),
    "two": ((12.0, 7.0, 1.0), (30.0, 11.0, 1.0)),
    "three": ((18.0, 9.0, 6.0), (40.0, 13.0, 8.0)),
}


def _slope(torch: Any, function: Any, w: float) -> Any:
    leaf = torch.tensor([w], requires_grad=True)
    function(leaf).sum().backward()
    return leaf.grad


def _verify_repair(look: Look) -> None:
    for name, places in _CUTS.items():
        for w, (value, slope, left) in zip((3.0, 5.0), places, strict=True):
            call = f"{name}(torch.tensor([{w}]))"
            if look.same(call, value, [(None, "no-return")], otherwise="other-value"):
                known = [(left, f"cut-{name}"), (None, "flag-only")]
                look.tried(
                    name,
                    f"{name}(w), w = {w:g}: w.grad",
                    partial(_slope, w=w),
                    slope,
                    known,
                    otherwise="other-slope",
                    raises=[("does not require grad", "no-record")],
                )


REPAIR = Exercise(
    id="recorded-repair",
    lesson=3,
    section=Text("Where the record breaks off", "记录在哪里断掉"),
    title=Text("Repair it: three roads that break off", "修一修：三条断了的路"),
    statement=Text(
        en="""
        Three functions, each with the right value and the wrong gradient: in each, one of the roads to w breaks off.
        For w = 3:

        | | value | slope found | true slope |
        |:--|:--|:--|:--|
        | `one` | 18 | 6 | 12 |
        | `two` | 12 | 1 | 7 |
        | `three` | 18 | 6 | 9 |

        Repair them. The values stay, for every w.
        """,
        zh="""
        三个函数，值都对，梯度都不对：每个函数里，都有一条通向 w 的路断了。w = 3 的时候：

        | | 值 | 得到的斜率 | 真正的斜率 |
        |:--|:--|:--|:--|
        | `one` | 18 | 6 | 12 |
        | `two` | 12 | 1 | 7 |
        | `three` | 18 | 6 | 9 |

        把它们修好。不管 w 是多少，值都不能变。
        """,
    ),
    solution="""
    def one(w):
        a = w * 2
        ### BEGIN SOLUTION
        ### STUB return a.item() * w
        return a * w
        ### END SOLUTION

    def two(w):
        ### BEGIN SOLUTION
        ### STUB with torch.no_grad():
        ### STUB     a = w * w
        a = w * w
        ### END SOLUTION
        return a + w

    def three(w):
        ### BEGIN SOLUTION
        ### STUB a = torch.tensor([w.item() + 3])
        a = w + 3
        ### END SOLUTION
        return a * w
    """,
    names=("one", "two", "three"),
    verify=_verify_repair,
    hints=(
        Text(
            "In each function look for the first result without `grad_fn`: print `a`.",
            "在每个函数里找第一个没有 `grad_fn` 的结果：把 `a` 打印出来。",
        ),
        Text(
            "`.item()` hands out a plain number, `torch.tensor(...)` makes a new leaf, and in `no_grad()` nothing "
            "is written "
            "down. Which of the three functions does what?",
            "`.item()` 给出普通的数，`torch.tensor(...)` 造出新的叶子节点，`no_grad()` 里面什么都不记。"
            "三个函数各犯了哪一条？",
        ),
        Text(
            "Keep to tensors from the first line to the last: `a` itself goes into the product, not a number taken "
            "out of it.",
            "从第一行到最后一行都用张量：参加乘法的是 `a` 本身，不是从里面取出来的数。",
        ),
    ),
    why=Text(
        en="""
        `one` is 2w·w with slope 4w, `two` is w·w + w with slope 2w + 1, `three` is (w + 3)·w with slope 2w + 3. For the
        record, a number taken out of a tensor is a constant; what is computed in `no_grad()` is one too; and
        `torch.tensor(...)` begins a new history. Then one road is missing and its share of the slope with it. No error
        says so: only a nudge does.
        """,
        zh="""
        `one` 是 2w·w，斜率 4w；`two` 是 w·w + w，斜率 2w + 1；`three` 是 (w + 3)·w，斜率 2w + 3。在记录看来，从张量
        里取出来的数是常数，在 `no_grad()` 里算出来的也是常数，`torch.tensor(...)` 则从头开始一段新的历史。于是少了
        一条路，也就少了它那一份斜率。不会有任何报错，只有“动一动”能告诉你。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "One of the functions gives nothing back. Each should end in a `return`.",
            "有一个函数什么也没有交出来。每个函数最后都要有 `return`。",
        ),
        "other-value": Diagnosis(
            "One of the values has changed. Only the record is to be mended, not the formula.",
            "有一个值变了。要修的是记录，不是算式。",
        ),
        "no-record": Diagnosis(
            "Of one function nothing is recorded any more: now both roads are cut. Where does its result lose its "
            "`grad_fn`?",
            "有一个函数现在完全没有记录，两条路都断了。它的结果是在哪里丢掉 `grad_fn` 的？",
        ),
        "flag-only": Diagnosis(
            "You set the flag on a result. That makes a leaf of it, and no road leads from a leaf back to w.",
            "你给结果设上了标记。这样它自己成了叶子节点，从叶子节点没有路回到 w。",
        ),
        "cut-one": Diagnosis(
            "In `one` a road is still cut: what kind of thing is the factor in front of w?",
            "`one` 里还有一条路是断的：乘在 w 前面的是什么东西？",
        ),
        "cut-two": Diagnosis(
            "In `two` only the `+ w` is recorded. What has `a` been computed under, or taken out of?",
            "`two` 里只有 `+ w` 被记录了。`a` 是在什么里面算的，或者是从哪里取出来的？",
        ),
        "cut-three": Diagnosis(
            "In `three` the record of `a` begins too late. Who made this tensor, and from what?",
            "`three` 里 `a` 的记录开始得太晚了。这个张量是谁造的，用什么造的？",
        ),
        "other-slope": Diagnosis(
            "A gradient is neither the old one nor the true one. Does another road go in, or is one counted twice?",
            "有一个梯度既不是原来的，也不是真正的。是不是多了一条路，或者有一条算了两次？",
        ),
    },
    wrong=(
        Try("no-return", (("return a + w", "a + w"),)),
        Try("other-value", (("a = w + 3", "a = w + 2"),)),
        Try("no-record", (("return a + w", "return (a + w).detach()"),)),
        Try(
            "no-record",
            (
                (
                    "    a = w + 3\n    return a * w",
                    "    with torch.no_grad():\n        a = w + 3\n        return a * w",
                ),
            ),
        ),
        Try("flag-only", (("return a + w", "return torch.tensor((a + w).tolist(), requires_grad=True)"),)),
        Try("cut-one", (("a = w * 2\n    return a * w", "a = w * 2\n    return float(a) * w"),)),
        Try("cut-one", (("a = w * 2\n    return a * w", "a = w * 2\n    return a.detach().requires_grad_() * w"),)),
        Try("cut-two", (("return a + w", "return a.detach() + w"),)),
        Try("cut-three", (("a = w + 3", "a = torch.tensor([w.item() + 3], requires_grad=True)"),)),
        Try("cut-three", (("a = w + 3", "a = w.data + 3"),)),
        Try("other-slope", (("return a + w", "return a + w + w - w.detach()"),)),
    ),
    right=(
        Try(source="one, two, three = (lambda w: 2 * w * w), (lambda w: w + w ** 2), (lambda w: w * (3 + w))"),
        Try(edits=(("a = w + 3", "a = torch.stack([w, torch.tensor([3.])]).sum()"),)),
        Try(edits=(("    a = w * w\n", "    with torch.no_grad(), torch.enable_grad():\n        a = w * w\n"),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ count the record


def _verify_count(look: Look) -> None:
    none = (None, "no-return")
    tries: tuple[tuple[str, int, list[tuple[Any, str]]], ...] = (
        ("count(w * 3)", 1, [none, (2, "leaf-counted"), (3, "leaf-counted"), (0, "too-early")]),
        ("count(w * w + w)", 2, [none, (3, "leaf-counted"), (5, "leaf-counted"), (1, "too-early")]),
        ("count((w * 3 + 1) * (w + 4))", 4, [none, (3, "one-road"), (2, "kinds")]),
        ("count((s := w * 3) * s)", 2, [none, (3, "counted-twice")]),
        ("count((s := (r := w + 1) * r) * s)", 3, [none, (7, "counted-twice"), (2, "kinds")]),
        ("count(w)", 0, [none]),
        ("count(torch.tensor([2.]) * 3)", 0, [none]),
    )
    for expression, expected, known in tries:
        made = look.value(f"(w := torch.tensor([2.], requires_grad=True), {expression})")
        found = MISSING if made is MISSING else made[-1]
        saw(look, expression, found, expected, known, otherwise="another")


COUNT = Exercise(
    id="recorded-count",
    lesson=3,
    section=Text("Walk through the record", "沿着记录走一遍"),
    title=Text("Puzzle: count what is recorded", "谜题：数一数记录了几次运算"),
    statement=Text(
        en="""
        Write `count(y)`: how many operations are recorded behind the tensor y, that is, how many boxes with a sign its
        picture has.

        Walk through `grad_fn` and `next_functions`, as `walk` does in the lesson. An operation that two roads lead
        to is *one* box; an `AccumulateGrad` is none; behind a leaf, and behind a tensor that is not recorded, there
        are 0.
        """,
        zh="""
        写出 `count(y)`：张量 y 背后一共记录了几次运算，也就是它的图里有几个带符号的方框。

        像课上的 `walk` 那样，沿着 `grad_fn` 和 `next_functions` 走。两条路都通到的运算只是**一个**方
        框；`AccumulateGrad` 不算；叶子节点和没有记录的张量，背后是 0 次。
        """,
    ),
    solution="""
    def count(y):
        ### BEGIN SOLUTION
        boxes = set()
        todo = [y.grad_fn]
        while todo:
            node = todo.pop()
            if node is not None and type(node).__name__ != "AccumulateGrad":
                boxes.add(node)
                todo += [before for before, _ in node.next_functions]
        return len(boxes)
        ### END SOLUTION
    """,
    names=("count",),
    verify=_verify_count,
    hints=(
        Text(
            "Begin with the lesson's `walk`: where it prints, count. Try it on `w * 3` first; that is one box.",
            "从课上的 `walk` 开始：它打印的地方，你来计数。先在 `w * 3` 上试试，那是一个方框。",
        ),
        Text(
            "Three things are no new box: `None`, an `AccumulateGrad`, and an operation that you have met already.",
            "有三样不算新的方框：`None`、`AccumulateGrad`，还有已经见过的运算。",
        ),
        Text(
            "A `set` holds each thing once, however often it is added. Put every operation into one, and return its "
            "`len`.",
            "`set` 里每样东西只有一份，加多少次都一样。把每个运算放进一个集合，最后返回它的 `len`。",
        ),
    ),
    why=Text(
        en="""
        `todo` holds what is still to be visited; each operation adds those before it. `type(node).__name__` tells an
        operation from the `AccumulateGrad` at the end of a road. In `s * s` two roads lead to the box that made s;
        the set holds it once, as the picture does. A plain number has no entry but `None`, and a leaf no `grad_fn`
        at all.
        """,
        zh="""
        `todo` 里放着还没有去看的；每看一个运算，就把它前面的加进去。`type(node).__name__` 用来分清运算和路尽头
        的 `AccumulateGrad`。`s * s` 里有两条路通到算出 s 的那个方框，集合里只有一份，和图里一样。普通的数没有记录，
        只有 `None`；叶子节点根本没有 `grad_fn`。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the count.",
            "函数什么也没有交出来。它的最后一行应该把个数交出来。",
        ),
        "leaf-counted": Diagnosis(
            "You counted more than operations. What stands at the end of every road, and where a plain number goes in?",
            "你数的不只是运算。每条路的尽头是什么？普通的数进来的地方又是什么？",
        ),
        "too-early": Diagnosis(
            "One is missing: does your count begin with the operation that made y itself?",
            "少了一个：你是从算出 y 自己的那个运算开始数的吗？",
        ),
        "one-road": Diagnosis(
            "You followed one road only. `next_functions` has an entry for each input.",
            "你只走了一条路。每个输入在 `next_functions` 里都有一项。",
        ),
        "counted-twice": Diagnosis(
            "A box that two roads lead to was counted for each of them. How do you notice that you have been there?",
            "两条路都通到的那个方框，你数了两次。怎样才能发现“这里来过了”？",
        ),
        "kinds": Diagnosis(
            "You counted the kinds of operations. Two additions are two boxes, though they have the same name.",
            "你数的是运算的种类。两次加法是两个方框，名字相同也算两个。",
        ),
        "past-the-end": Diagnosis(
            "Somewhere your walk meets `None`: a leaf has no `grad_fn`, and a plain number has no entry of its own.",
            "走着走着遇到了 `None`：叶子节点没有 `grad_fn`，普通的数没有自己的记录。",
            raises="'NoneType' object has no attribute",
        ),
        "another": Diagnosis(
            "Some of the rows are right, some are not. Draw the graph of the first wrong one, and follow your code "
            "on it.",
            "有几行对，有几行不对。把第一个不对的图画出来，照着你的代码走一遍。",
        ),
    },
    wrong=(
        Try("no-return", (("return len(boxes)", "print(len(boxes))"),)),
        Try("leaf-counted", ((' and type(node).__name__ != "AccumulateGrad"', ""),)),
        Try(
            "leaf-counted",
            source="""
            def count(y):
                def walk(node):
                    return 1 + sum(walk(before) for before, _ in node.next_functions if before is not None)
                return walk(y.grad_fn) if y.grad_fn else 0
            """,
        ),
        Try("too-early", (("len(boxes)", "max(len(boxes) - 1, 0)"),)),
        Try("one-road", (("in node.next_functions]", "in node.next_functions[:1]]"),)),
        Try("counted-twice", (("boxes = set()", "boxes = []"), ("boxes.add", "boxes.append"))),
        Try("kinds", (("boxes.add(node)", "boxes.add(type(node).__name__)"),)),
        Try("past-the-end", (("node is not None and ", ""),)),
        Try("another", (("len(boxes)", "len(boxes) or 1"),)),
    ),
    right=(
        Try(
            source="""
            def count(y, seen=None):
                def walk(node):
                    if node is None or node in seen or "Accumulate" in str(node):
                        return
                    seen.add(node)
                    for before, _ in node.next_functions:
                        walk(before)
                seen = set()
                walk(y.grad_fn)
                return len(seen)
            """
        ),
        Try(edits=((" and type(node).__name__ != ", ' and "variable" not in dir(node) or node == '),)),
    ),
    points=2.0,
)

EXERCISES = (PREDICT, RUN, REPAIR, COUNT)
