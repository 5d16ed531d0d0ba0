"""Lesson 10: a line fitted by hand, first through `.data`, then under `no_grad`, then in one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_DATA = """\
x = torch.tensor([[-1.], [0.], [1.], [2.]])
y = 2 * x + 1"""


def _descend(
    rate: float = 0.1, *, zero: bool = True, mean: bool = True, steps: int = 100, b_too: bool = True
) -> tuple[list[float], float, float]:
    """What happens when the loop is written so: the losses, and the last w and b."""
    x = np.array([-1.0, 0.0, 1.0, 2.0])
    parameters = np.zeros(2)
    bucket = np.zeros(2)
    losses = []
    for _ in range(steps):
        error = parameters[0] * x + parameters[1] - (2 * x + 1)
        share = 1 / len(x) if mean else 1.0
        losses.append(float((error**2).sum() * share))
        gradient = 2 * share * np.array([(error * x).sum(), error.sum()])
        bucket = gradient if zero else bucket + gradient
        parameters = parameters - rate * bucket * [1.0, float(b_too)]
    return losses, float(parameters[0]), float(parameters[1])


# ------------------------------------------------------------------------------------------ predict a step


def _verify_step(look: Look) -> None:
    look.same(
        'after["w"]',
        0.7,
        [(-0.7, "uphill"), (0.35, "two-forgotten"), (2.8, "sum"), (-7.0, "gradient-only"), (7.0, "rate-forgotten")],
        hidden=True,
    )
    look.same(
        'after["b"]',
        0.4,
        [
            (-0.4, "uphill"),
            (0.2, "two-forgotten"),
            (1.6, "sum"),
            (-4.0, "gradient-only"),
            (4.0, "rate-forgotten"),
            (0.0, "b-stays"),
        ],
        hidden=True,
    )


STEP = Exercise(
    id="step-predict",
    lesson=10,
    section=Text("Predict first", "先预测"),
    title=Text("Predict: the first step", "先预测：第一步"),
    statement=Text(
        en="""
        Four points lie on y = 2x + 1: (−1, −1), (0, 1), (1, 3), (2, 5). The model w·x + b begins at w = 0,
        b = 0, so every prediction is 0. The loss is the mean of the squared errors. Take one step of
        gradient descent with learning rate 0.1.

        Will w be larger or smaller, and by how much? Work it out on paper and write both numbers into
        `after`.
        """,
        zh="""
        四个点在直线 y = 2x + 1 上：(−1, −1)、(0, 1)、(1, 3)、(2, 5)。模型 w·x + b 从 w = 0、b = 0 出发，所
        以预测值全是 0。损失是误差平方的平均值。用学习率 0.1 做一步梯度下降。

        w 会变大还是变小？变多少？在纸上算一算，把两个数写进 `after`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB after = {"w": ..., "b": ...}
    after = {"w": 0.7, "b": 0.4}
    ### END SOLUTION
    """,
    names=("after",),
    verify=_verify_step,
    hints=(
        Text(
            "An error is prediction minus truth: here 1, −1, −3, −5. The loss is the mean of their squares.",
            "误差等于预测减去真值：这里是 1、−1、−3、−5。损失是它们平方的平均值。",
        ),
        Text(
            "∂loss/∂w is the mean of 2·error·x, and ∂loss/∂b is the mean of 2·error.",
            "∂loss/∂w 是 2·误差·x 的平均值，∂loss/∂b 是 2·误差的平均值。",
        ),
        Text(
            "∂loss/∂w = 2·(−1 + 0 − 3 − 10)/4. Then w becomes w − 0.1·∂loss/∂w. The same way for b.",
            "∂loss/∂w = 2·(−1 + 0 − 3 − 10)/4。然后 w 变成 w − 0.1·∂loss/∂w。b 也一样。",
        ),
    ),
    why=Text(
        en="""
        ∂loss/∂w = 2·(−14)/4 = −7 and ∂loss/∂b = 2·(−8)/4 = −4. Both are negative: the loss falls when w
        and b grow, so the step goes up: w = 0 − 0.1·(−7) = 0.7, b = 0 − 0.1·(−4) = 0.4. The minus sign in
        "w − lr·gradient" is what makes it a descent.
        """,
        zh="""
        ∂loss/∂w = 2·(−14)/4 = −7，∂loss/∂b = 2·(−8)/4 = −4。两个都是负数：w、b 增大，损失就减小，所以这一步
        往大走： w = 0 − 0.1·(−7) = 0.7，b = 0 − 0.1·(−4) = 0.4。“w − 学习率·梯度”里的减号，正是“下降”的来
        历。
        """,
    ),
    diagnoses={
        "uphill": Diagnosis(
            "You went along the gradient: that is the way on which the loss grows.",
            "你是顺着梯度走的：那是损失增大的方向。",
        ),
        "two-forgotten": Diagnosis(
            "Half of it: the derivative of error² brings a factor with it.",
            "少了一半：误差平方求导时会带出一个系数。",
        ),
        "sum": Diagnosis(
            "You summed over the points. The loss is their mean: what does that do to the gradient?",
            "你对四个点求了和。损失是平均值，这对梯度有什么影响？",
        ),
        "gradient-only": Diagnosis(
            "That is the gradient itself. The question is where the parameter stands after the step.",
            "这是梯度本身。问的是走完一步之后参数在哪里。",
        ),
        "rate-forgotten": Diagnosis(
            "The direction is right, but the step is not the whole gradient: the learning rate scales it.",
            "方向对了，但一步走的不是整个梯度：还要乘以学习率。",
        ),
        "b-stays": Diagnosis(
            "b moves too: the errors do not balance out to zero.",
            "b 也会动：四个误差加起来并不是零。",
        ),
    },
    wrong=(
        Try("uphill", (("0.7", "-0.7"), ("0.4", "-0.4"))),
        Try("two-forgotten", (("0.7", "0.35"), ("0.4", "0.2"))),
        Try("sum", (("0.7", "2.8"), ("0.4", "1.6"))),
        Try("gradient-only", (("0.7", "-7"), ("0.4", "-4"))),
        Try("rate-forgotten", (("0.7", "7"), ("0.4", "4"))),
        Try("b-stays", (("0.4", "0"),)),
    ),
    right=(
        Try(edits=(('{"w": 0.7, "b": 0.4}', "dict(b=2 / 5, w=7 / 10)"),)),
        Try(edits=(("0.7", "torch.tensor(0.7)"),)),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ the loop


def _verify_loop(look: Look, w: str = "w", b: str = "b", losses: str = "losses") -> None:
    right, final_w, final_b = _descend()
    unzeroed = _descend(zero=False)[0]
    summed = _descend(mean=False, steps=2)[0]
    look.same(f"len({losses})", 100, otherwise="hundred")
    look.same(f"{losses}[0]", right[0], [(summed[0], "sum")], otherwise="start")
    look.same(
        f"{losses}[1]",
        right[1],
        [
            (right[0], "stands-still"),
            (_descend(-0.1)[0][1], "uphill"),
            (_descend(b_too=False)[0][1], "only-w"),
        ],
        otherwise="rate",
    )
    look.same(f"{losses}[2]", right[2], [(unzeroed[2], "not-zeroed")], otherwise="rate")
    look.same(f"{losses}[99]", right[99])
    look.same(w, [[final_w]])
    look.same(b, [[final_b]])
    look.same(f"{w}.requires_grad", True, otherwise="no-leaf")
    look.same(f"{w}.is_leaf", True, otherwise="no-leaf")


_STATEMENT = Text(
    en="""
    The four points are given as `x` and `y`. Fit the line.

    - Make `w` and `b`, both `[[0.]]`, which require a gradient.
    - 100 times: predict `w * x + b`; take the mean of the squared errors as the loss; go backward; update
      both parameters with learning rate 0.1 through `.data`; empty both `.grad`.
    - In each round append the loss to `losses`, as a number. Print now and then where w and b stand.
    """,
    zh="""
    四个点已经放在 `x` 和 `y` 里。请拟合这条直线。

    - 创建 `w` 和 `b`，初值都是 `[[0.]]`，都要求梯度。
    - 重复 100 次：预测 `w * x + b`；以误差平方的平均值为损失；反向传播；用学习率 0.1，通过 `.data` 更新两个
      参数；把两个 `.grad` 清零。
    - 每一轮把损失（一个数）加到 `losses` 的末尾。隔几轮打印一次 w 和 b。
    """,
)

_LOOP_DIAGNOSES = {
    "hundred": Diagnosis(
        "One loss for each of 100 rounds. Does `losses` begin empty, and is it appended to once a round?",
        "100 轮，每轮记一个损失。`losses` 开始时是空的吗？每轮只加一次吗？",
    ),
    "start": Diagnosis(
        "The first loss should be that of w = b = 0: the mean of 1, 1, 9 and 25. Do the parameters begin at zero?",
        "第一个损失应该是 w = b = 0 时的：1、1、9、25 的平均值。参数是从零开始的吗？",
    ),
    "sum": Diagnosis(
        "The loss is summed over the points. With the mean, the step does not grow with the number of points.",
        "损失是对各点求和得来的。取平均值，步子才不会随点数变大。",
    ),
    "stands-still": Diagnosis(
        "Nothing moves. Is the gradient emptied between `backward()` and the update? Or is a copy "
        "updated, and not w and b?",
        "参数没有动。是不是在 `backward()` 和更新之间把梯度清零了？或者更新的是一份副本，而不是 w 和 b？",
    ),
    "uphill": Diagnosis(
        "The loss grows: the step goes along the gradient, and the way down is against it.",
        "损失在增大：这一步顺着梯度走了，下降要逆着梯度。",
    ),
    "only-w": Diagnosis(
        "Only w is updated. b has a gradient too.",
        "只更新了 w。b 也有梯度。",
    ),
    "rate": Diagnosis(
        "The steps have another length: look at the learning rate, and at what is multiplied with it.",
        "步长不一样：看看学习率，以及和它相乘的是什么。",
    ),
    "not-zeroed": Diagnosis(
        "The first step is right, the second is too long: it still holds the gradient of the first. Which "
        "bucket was not "
        "emptied?",
        "第一步对，第二步太大：里面还有第一步的梯度。哪个桶没有清空？",
        lesson=5,
        section=Text("What if you forget?", "忘了会怎样？"),
    ),
    "no-leaf": Diagnosis(
        "In the end `w` is no longer the leaf that it was at first: it was replaced by the result of a computation.",
        "最后的 `w` 已经不是最初的叶子节点：它被一个运算结果替换掉了。",
    ),
    "rebound": Diagnosis(
        "`w = w - …` does not change w: it makes a new tensor and gives it the old name. The new one is "
        "no leaf that collects a "
        "gradient.",
        "`w = w - …` 并没有改变 w：它创建了一个新张量，再把旧名字给了它。新张量不是会收集梯度的叶子节点。",
        raises="'NoneType'",
        when="{w}.grad_fn is not None or not {w}.requires_grad",
    ),
    "no-bucket-yet": Diagnosis(
        "Before the first `backward()` there is no bucket yet: `.grad` is `None` and cannot be emptied.",
        "第一次 `backward()` 之前还没有桶：`.grad` 是 `None`，不能清零。",
        raises="'NoneType' object has no attribute 'zero_'",
        when="{w}.is_leaf",
    ),
    "leaf-in-place": Diagnosis(
        "w is a leaf that records. To change it in place, the change itself must not be recorded.",
        "w 是正在被记录的叶子节点。要原地修改它，这次修改本身就不能被记录。",
        raises="leaf Variable that requires grad",
    ),
    "not-asked": Diagnosis(
        "Neither w nor b requires a gradient, so nothing is recorded.",
        "w 和 b 都没有要求梯度，所以什么也没有记录。",
        raises="does not require grad",
        when="not {losses} and not {w}.requires_grad",
    ),
}


def _diagnoses(w: str, losses: str, **more: Diagnosis) -> dict[str, Diagnosis]:
    """The diagnoses of the loop, for these names."""
    known = {"not-asked": _LOOP_DIAGNOSES["not-asked"], **more, **_LOOP_DIAGNOSES}  # the first that fits is said
    return {
        name: Diagnosis(d.en, d.zh, d.raises, d.when.format(w=w, losses=losses), d.lesson, d.section)
        for name, d in known.items()
    }


LOOP = Exercise(
    id="descent",
    lesson=10,
    section=Text("The loop, first form", "训练循环：第一种写法"),
    title=Text("Run it: gradient descent through .data", "动手：用 .data 做梯度下降"),
    statement=_STATEMENT,
    given=_DATA,
    solution="""
    losses = []
    ### BEGIN SOLUTION
    ### STUB w = b = ...
    w = torch.tensor([[0.]], requires_grad=True)
    b = torch.tensor([[0.]], requires_grad=True)
    for step in range(100):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        w.data = w.data - 0.1 * w.grad.data
        b.data = b.data - 0.1 * b.grad.data
        w.grad.zero_()
        b.grad.zero_()
        losses.append(loss.item())
        if step % 25 == 0:
            print(f"{step:3}  {loss.item():.4f}  {w.item():.4f}  {b.item():.4f}")
    ### END SOLUTION
    """,
    names=("losses", "w", "b"),
    verify=_verify_loop,
    hints=(
        Text(
            "Write one round first and look at the numbers: the loss is 9, and after the update w is 0.7 and b is 0.4.",
            "先只写一轮，看看数字：损失是 9，更新之后 w 是 0.7，b 是 0.4。",
        ),
        Text(
            "The order in a round: predict, loss, `backward()`, update w and b, empty both `.grad`.",
            "一轮里的顺序：预测，算损失，`backward()`，更新 w 和 b，把两个 `.grad` 清零。",
        ),
        Text(
            "`w.data = w.data - 0.1 * w.grad.data`, the same for b, then `w.grad.zero_()` and `b.grad.zero_()`.",
            "`w.data = w.data - 0.1 * w.grad.data`，b 也一样，然后 `w.grad.zero_()`、`b.grad.zero_()`。",
        ),
    ),
    why=Text(
        en="""
        `w.data` is the same numbers without a history: what is done to it is not recorded, so the update
        does not become a part of the graph, and w stays the leaf that it was. The buckets are emptied in
        each round, after use; before `backward()` would do as well (from the second round on), between
        `backward()` and the update would throw the gradient away.
        """,
        zh="""
        `w.data` 是同样的数，但没有历史：对它做的运算不会被记录，所以更新不会成为计算图的一部分，w 始终是原
        来的叶子节点。每一轮用完梯度就清零；放在 `backward()` 之前也可以（从第二轮起），放在 `backward()` 和
        更新之间就把梯度丢掉了。
        """,
    ),
    diagnoses=_diagnoses("w", "losses"),
    wrong=(
        Try("not-zeroed", (("    w.grad.zero_()\n", ""), ("    b.grad.zero_()\n", ""))),
        Try(
            "stands-still",
            (
                ("    w.grad.zero_()\n    b.grad.zero_()\n", ""),
                ("loss.backward()\n", "loss.backward()\n    w.grad.zero_()\n    b.grad.zero_()\n"),
            ),
        ),
        Try("uphill", (("data - 0.1", "data + 0.1"),)),
        Try("only-w", (("    b.data = b.data - 0.1 * b.grad.data\n", ""),)),
        Try("rate", (("0.1", "0.01"),)),
        Try("sum", ((".mean()", ".sum()"), ("0.1", "0.025"))),
        Try("hundred", (("range(100)", "range(10)"),)),
        Try("start", (("w = torch.tensor([[0.]]", "w = torch.tensor([[1.]]"),)),
        Try(
            "rebound",
            (
                ("w.data = w.data - 0.1 * w.grad.data", "w = w - 0.1 * w.grad"),
                ("b.data = b.data - 0.1 * b.grad.data", "b = b - 0.1 * b.grad"),
            ),
        ),
        Try("leaf-in-place", (("w.data = w.data - 0.1 * w.grad.data", "w -= 0.1 * w.grad"),)),
        Try("no-bucket-yet", (("    loss.backward()", "    w.grad.zero_()\n    loss.backward()"),)),
        Try("not-asked", ((", requires_grad=True", ""),)),
        Try(
            "no-leaf",
            source="""
            losses = []
            w = torch.tensor([[0.]], requires_grad=True)
            b = torch.tensor([[0.]], requires_grad=True)
            for step in range(100):
                loss = ((w * x + b - y) ** 2).mean()
                loss.backward()
                w = (w - 0.1 * w.grad).data
                b = (b - 0.1 * b.grad).data
                if step < 99:
                    w.requires_grad_()
                    b.requires_grad_()
                losses.append(loss.item())
            """,
        ),
    ),
    right=(
        Try(edits=(("w.data = w.data - 0.1 * w.grad.data", "w.data -= 0.1 * w.grad"),)),
        Try(edits=(("w.grad.zero_()", "w.grad = None"), ("b.grad.zero_()", "b.grad = None"))),
        Try(
            source="""
            losses, w, b = [], torch.zeros(1, 1), torch.zeros(1, 1)
            for p in (w, b):
                p.requires_grad_()
            for step in range(100):
                loss = torch.mean((torch.add(torch.mul(w, x), b) - y) ** 2)
                if step:
                    w.grad.zero_(), b.grad.zero_()
                loss.backward()
                with torch.no_grad():
                    for p in (w, b):
                        p -= 0.1 * p.grad
                losses.append(loss.item())
            """
        ),
    ),
    points=3.0,
    survivors={
        "losses.append(loss.item()): loss.item() -> loss": "a tensor of one number is taken for that number",
    },
)


# ------------------------------------------------------------------------------------------ predict the rebinding


def _verify_rebinding(look: Look) -> None:
    look.same('new["requires_grad"]', False, otherwise="inherits", hidden=True)
    look.same('new["is_leaf"]', True, otherwise="computed-is-no-leaf", hidden=True)
    look.same(
        'new["grad"]',
        None,
        [([[-7.0]], "bucket-comes-along"), (-7.0, "bucket-comes-along")],
        otherwise="new-has-none",
        hidden=True,
    )
    look.same('new["same tensor"]', False, otherwise="name-is-not-tensor", hidden=True)


REBIND = Exercise(
    id="rebind-predict",
    lesson=10,
    section=Text("Three look-alikes", "三个很像的写法"),
    title=Text("Predict: = in place of -=", "先预测：写 = 而不写 -="),
    statement=Text(
        en="""
        One round has been run, so `w.grad` is `[[-7.]]`. Then somebody writes

        ```python
        old = w
        with torch.no_grad():
            w = w - 0.1 * w.grad
        ```

        What is true of the tensor that is called `w` now? Write `True` or `False` (for `grad` what it
        holds), and whether `w is old`.
        """,
        zh="""
        已经做完一轮，`w.grad` 是 `[[-7.]]`。这时有人写

        ```python
        old = w
        with torch.no_grad():
            w = w - 0.1 * w.grad
        ```

        现在名叫 `w` 的张量是怎样的？写 `True` 或 `False`（`grad` 处写它的内容），再写 `w is old` 是否成立。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB new = {"requires_grad": ..., "is_leaf": ..., "grad": ..., "same tensor": ...}
    new = {"requires_grad": False, "is_leaf": True, "grad": None, "same tensor": False}
    ### END SOLUTION
    """,
    names=("new",),
    verify=_verify_rebinding,
    hints=(
        Text(
            "`=` gives a name to what is computed on its right. Which tensor is that?",
            "`=` 把名字给右边算出来的东西。那是哪个张量？",
        ),
        Text(
            "Under `no_grad` a result forgets where it comes from.",
            "在 `no_grad` 里，运算结果不记得自己从哪里来。",
        ),
        Text(
            "A tensor without history counts as a leaf, whether it requires a gradient or not. And a new "
            "tensor has an empty bucket.",
            "没有历史的张量就算叶子节点，不管它要不要求梯度。而新张量的桶是空的。",
        ),
    ),
    why=Text(
        en="""
        The right side makes a new tensor; `=` gives it the name `w`. Made under `no_grad`, it has no
        history: so it is a leaf, does not require a gradient, and nothing has been poured into it. The
        next `backward()` has nothing to go back to. `w -= …` keeps the tensor and changes its numbers, and
        `no_grad` allows that for a leaf.
        """,
        zh="""
        右边创建了一个新张量，`=` 把 `w` 这个名字给了它。它是在 `no_grad` 里创建的，没有历史：所以是叶子节
        点，不要求梯度，也没有收到过梯度。下一次 `backward()` 就无路可走了。`w -= …` 保留原来的张量，只改里
        面的数；在 `no_grad` 里，叶子节点允许这样改。
        """,
    ),
    diagnoses={
        "inherits": Diagnosis(
            "You let the new tensor inherit the flag. It would, but recording is switched off in this block.",
            "你让新张量继承了这个标记。本来会的，可是这一块里记录是关掉的。",
        ),
        "computed-is-no-leaf": Diagnosis(
            "You take every computed tensor for a non-leaf. What counts is whether it has a history, and "
            "here none is kept.",
            "你把算出来的张量都当成非叶子节点。要看的是它有没有历史，而这里没有留下历史。",
        ),
        "bucket-comes-along": Diagnosis(
            "You let the bucket move along with the name. It belongs to the old tensor.",
            "你让桶跟着名字走了。桶属于原来的那个张量。",
        ),
        "new-has-none": Diagnosis(
            "Nothing has been poured into the new tensor yet. What does `.grad` hold then?",
            "还没有梯度倒进新张量。这时 `.grad` 是什么？",
        ),
        "name-is-not-tensor": Diagnosis(
            "You take the name for the tensor. `old` still names the first one; on the right a second one was made.",
            "你把名字当成了张量。`old` 仍然指着原来那个，右边已经创建了第二个。",
        ),
    },
    wrong=(
        Try("inherits", (('"requires_grad": False', '"requires_grad": True'),)),
        Try("computed-is-no-leaf", (('"is_leaf": True', '"is_leaf": False'),)),
        Try("bucket-comes-along", (("None", "[[-7.]]"),)),
        Try("new-has-none", (("None", "0"),)),
        Try("name-is-not-tensor", (('"same tensor": False', '"same tensor": True'),)),
    ),
    right=(
        Try(edits=(('"requires_grad": False', '"requires_grad": 1 > 2'),)),
        Try(source='new = {"grad": None, "same tensor": False, "is_leaf": True, "requires_grad": False}'),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ no_grad


NO_GRAD = Exercise(
    id="descent-no-grad",
    lesson=10,
    section=Text("The loop, second form", "训练循环：第二种写法"),
    title=Text("Challenge: the same under no_grad", "挑战：换成 no_grad"),
    statement=Text(
        en="""
        Fit the line once more, with the names `w2`, `b2` and `losses2`, and without `.data`: update both
        parameters in place (`-=`) inside `with torch.no_grad():`. All else stays as it was: 100 rounds,
        learning rate 0.1, both from `[[0.]]`.

        Are the losses the same as before? What would you say for and against each of the two ways?
        """,
        zh="""
        再拟合一次，名字改为 `w2`、`b2`、`losses2`，并且不用 `.data`：在 `with torch.no_grad():` 里原
        地（`-=`）更新两个参数。其余不变：100 轮，学习率 0.1，初值都是 `[[0.]]`。

        损失和上一题一样吗？两种写法各有什么好处和坏处？
        """,
    ),
    solution="""
    losses2 = []
    ### BEGIN SOLUTION
    ### STUB w2 = b2 = ...
    w2 = torch.tensor([[0.]], requires_grad=True)
    b2 = torch.tensor([[0.]], requires_grad=True)
    for step in range(100):
        loss = ((w2 * x + b2 - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w2 -= 0.1 * w2.grad
            b2 -= 0.1 * b2.grad
        w2.grad.zero_()
        b2.grad.zero_()
        losses2.append(loss.item())
    print(f"{losses2[0]:.4f} {losses2[-1]:.4f} {w2.item():.4f} {b2.item():.4f}")
    ### END SOLUTION
    """,
    given=_DATA,
    names=("losses2", "w2", "b2"),
    verify=partial(_verify_loop, w="w2", b="b2", losses="losses2"),
    hints=(
        Text(
            "Only the two lines of the update change. The forward computation must be recorded, so it stays outside.",
            "要改的只有更新的那两行。前向计算必须被记录，所以要留在外面。",
        ),
        Text(
            "`w2 -= …` changes the tensor, `w2 = w2 - …` makes another.",
            "`w2 -= …` 改变这个张量，`w2 = w2 - …` 则创建另一个。",
        ),
        Text(
            "`with torch.no_grad():`, and below it, indented, `w2 -= 0.1 * w2.grad` and the same for `b2`.",
            "先写 `with torch.no_grad():`，下面缩进写 `w2 -= 0.1 * w2.grad`，`b2` 也一样。",
        ),
    ),
    why=Text(
        en="""
        Inside `no_grad` nothing is recorded, so the leaf may be changed in place, and it stays the same
        leaf with the same bucket. The losses are those of the `.data` way, number by number. `.data` is
        shorter, but nobody watches it: change a value through it that a later `backward()` still needs,
        and the gradient is silently wrong. Under `no_grad` such a change is counted and reported as an
        error. So `no_grad` is what today's code uses, and what `torch.optim` does inside.
        """,
        zh="""
        在 `no_grad` 里什么也不记录，所以可以原地修改叶子节点，它还是原来的叶子节点，桶也还是原来的桶。损失
        和用 `.data` 时一个不差。 `.data` 写起来短，但没有人盯着：如果用它改了后面 `backward()` 还要用的值，
        梯度会悄悄算错；在 `no_grad` 里做这样的原地操作，会被版本计数发现并报错。所以现在的代码都用
        `no_grad`，`torch.optim` 内部也是这样做的。
        """,
    ),
    diagnoses=_diagnoses(
        "w2",
        "losses2",
        **{
            "rebound-no-grad": Diagnosis(
                "`w2 = w2 - …` under `no_grad` makes a new tensor that records nothing; from the second "
                "round on there is nothing to "
                "go back to.",
                "在 `no_grad` 里写 `w2 = w2 - …`，得到的是一个不被记录的新张量；从第二轮起就无路可回了。",
                raises="does not require grad|'NoneType'",
                when="not w2.requires_grad",
            ),
            "all-under-no-grad": Diagnosis(
                "The forward computation stands under `no_grad` too, so nothing of it was recorded. Only "
                "the update belongs there.",
                "前向计算也放进了 `no_grad`，所以什么都没有记录。那里面只该放更新。",
                raises="does not require grad",
                when="w2.requires_grad",
            ),
        },
    ),
    wrong=(
        Try(
            "rebound-no-grad",
            (
                ("w2 -= 0.1 * w2.grad", "w2 = w2 - 0.1 * w2.grad"),
                ("b2 -= 0.1 * b2.grad", "b2 = b2 - 0.1 * b2.grad"),
                ("    w2.grad.zero_()\n    b2.grad.zero_()\n", ""),
            ),
        ),
        Try(
            "all-under-no-grad",
            source="""
            losses2 = []
            w2 = torch.tensor([[0.]], requires_grad=True)
            b2 = torch.tensor([[0.]], requires_grad=True)
            for step in range(100):
                with torch.no_grad():
                    loss = ((w2 * x + b2 - y) ** 2).mean()
                    loss.backward()
                    w2 -= 0.1 * w2.grad
                    b2 -= 0.1 * b2.grad
                losses2.append(loss.item())
            """,
        ),
        Try(
            "leaf-in-place",
            (
                (
                    "    with torch.no_grad():\n        w2 -= 0.1 * w2.grad\n        b2 -=",
                    "    w2 -= 0.1 * w2.grad\n    b2 -=",
                ),
            ),
        ),
        Try("not-zeroed", (("    w2.grad.zero_()\n    b2.grad.zero_()\n", ""),)),
        Try("uphill", (("-= 0.1", "+= 0.1"),)),
        Try("only-w", (("        b2 -= 0.1 * b2.grad\n", ""),)),
        Try("rate", (("0.1", "0.05"),)),
        Try("sum", ((".mean()", ".sum()"),)),
        Try("hundred", (("losses2.append(loss.item())", "losses2 += [loss.item()] * 2"),)),
        Try("start", (("w2 = torch.tensor([[0.]]", "w2 = torch.tensor([[2.]]"),)),
        Try(
            "stands-still",
            (("w2 -= 0.1", "w2.clone().sub_(0.1"), ("* w2.grad", "* w2.grad)"), ("b2 -= 0.1 * b2.grad", "pass")),
        ),
        Try(
            "rebound",
            (("    with torch.no_grad():\n        w2 -=", "    if True:\n        w2 = w2 -"), ("b2 -=", "b2 = b2 -")),
        ),
        Try("no-bucket-yet", (("    loss.backward()", "    w2.grad.zero_()\n    loss.backward()"),)),
        Try("not-asked", ((", requires_grad=True", ""),)),
        Try("no-leaf", (("print(", "w2 = w2 * 1\nprint("),)),
    ),
    right=(
        Try(edits=(("w2 -= 0.1 * w2.grad", "w2.sub_(0.1 * w2.grad)"),)),
        Try(edits=(("w2.grad.zero_()", "w2.grad = None"),)),
        Try(
            edits=(
                (
                    "        w2 -= 0.1 * w2.grad\n        b2 -= 0.1 * b2.grad\n",
                    "        for p in (w2, b2):\n            p.add_(p.grad * -0.1)\n            p.grad.zero_()\n",
                ),
                ("    w2.grad.zero_()\n    b2.grad.zero_()\n", ""),
            )
        ),
    ),
    points=2.0,
    survivors={
        "losses2.append(loss.item()): loss.item() -> loss": "a tensor of one number is taken for that number",
    },
)

# ------------------------------------------------------------------------------------------ puzzle

_TRUTH = 3.0


def _landing(points: list[float]) -> Callable[[Any, Any], Any]:
    """Where one step from w = 0 leads, with the rate that the answer gives for these points."""

    def probe(torch: Any, best_rate: Any) -> float:
        w = torch.tensor(0.0, requires_grad=True)
        x = torch.tensor(points)
        ((w * x - _TRUTH * x) ** 2).mean().backward()
        return float(w.item() - float(best_rate(x)) * w.grad.item())

    return probe


def _verify_rate(look: Look) -> None:
    raises = [("'NoneType'", "nothing-returned")]
    for points in ([-1.0, 1.0, 5.0], [1.0, 2.0, 3.0, 4.0], [-5.0, -4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0, 5.0]):
        x = np.array(points)
        steep = float((x**2).mean())
        known = [
            (2 * _TRUTH, "two-forgotten"),
            (_TRUTH / len(x), "sum"),
            (_TRUTH * 2 * steep * 2 * steep, "upside-down"),
            (_TRUTH * 2 * steep / 22, "one-valley"),
            (-_TRUTH, "uphill"),
            (_TRUTH * steep / (x.mean() ** 2 or 1), "mean-then-square"),
        ]
        shown = f"w after a step from 0, x = {points if len(points) < 5 else '[-5., ..., 5.]'}"
        look.tried("best_rate", shown, _landing(points), _TRUTH, known, otherwise="other-rate", raises=raises)


RATE = Exercise(
    id="best-rate",
    lesson=10,
    title=Text("Puzzle: one step is enough", "难题：一步就够"),
    statement=Text(
        en="""
        With one parameter the valley is a parabola: the model is w·x (no b), the loss the **mean** of
        (w·x − y)² over the points. A small learning rate creeps, a large one jumps out. In between is one that
        lands at the bottom **in a single step**, wherever one starts.

        Write `best_rate(x)`, which gives this learning rate for a tensor `x` of points. (The lesson found with
        what the distance from the bottom is multiplied in each step. Which product do you want? And note
        which numbers do not come into it.) The check takes one step from w = 0 with y = 3x, so it should land at 3.
        """,
        zh="""
        只有一个参数的时候，谷是一条抛物线：模型是 w·x（没有 b），损失是各点 (w·x − y)² 的**平均值**。学习率小
        了，慢慢爬；大了，跳出去。中间有一个，不管从哪里出发，**一步**就落到谷底。

        写一个 `best_rate(x)`，对点的张量 `x` 给出这个学习率。（课文里讲过，每走一步，到谷底的距离要乘以什么。
        你希望乘出来是多少？再留意哪些数根本用不到。）检查时取 y = 3x，从 w = 0 走一步，应该落在 3。
        """,
    ),
    solution="""
    def best_rate(x):
        ### BEGIN SOLUTION
        return 1 / (2 * (x ** 2).mean())
        ### END SOLUTION
    """,
    names=("best_rate",),
    verify=_verify_rate,
    hints=(
        Text(
            "For the ten points of the lesson the distance is multiplied by 1 − 22·lr. Which lr makes that 0?",
            "对课文里的十个点，距离每步乘以 1 − 22·lr。lr 是多少，它就是 0？",
        ),
        Text(
            "Where does the 22 come from? The 11 was the mean of something, and the 2 comes from a square.",
            "22 是从哪里来的？11 是某样东西的平均值，2 来自平方。",
        ),
        Text(
            "∂loss/∂w is the mean of 2·x·(w·x − y), that is 2·(mean of x²)·(distance). The step takes lr times that "
            "away.",
            "∂loss/∂w 是 2·x·(w·x − y) 的平均值，也就是 2·（x² 的平均值）·（距离）。走一步减去它的 lr 倍。",
        ),
    ),
    why=Text(
        en="""
        The slope at a distance d from the bottom is 2·m·d, where m is the mean of x². One step leaves
        d − lr·2·m·d = d·(1 − 2·m·lr), and that is 0 for lr = 1/(2m): 1/22 for the lesson's points. Neither y nor
        the start comes into it, only how steep the valley is. With two parameters no single rate can do it: along
        w and along b the valley is not equally steep, and that is why b had to creep.
        """,
        zh="""
        离谷底的距离是 d 时，斜率是 2·m·d，其中 m 是 x² 的平均值。走一步剩下 d − lr·2·m·d = d·(1 − 2·m·lr)，
        lr = 1/(2m) 时它是 0：对课文里的点就是 1/22。y 和起点都用不到，要紧的只是谷有多陡。有两个参数的时候，
        没有哪一个学习率能做到：沿 w 和沿 b 的陡峭程度不一样，所以 b 只能慢慢爬。
        """,
    ),
    diagnoses={
        "two-forgotten": Diagnosis(
            "It jumps to the other side, just as high: the step is twice too long. Which factor does the square bring?",
            "它跳到了对面，一样高：步子大了一倍。平方会带出哪个系数？",
        ),
        "sum": Diagnosis(
            "The more points, the shorter your step. The loss is a mean, not a sum.",
            "点越多，你的步子越小。损失是平均值，不是和。",
        ),
        "mean-then-square": Diagnosis(
            "You squared the mean. Points left and right of 0 would cancel, and yet each makes the valley steeper.",
            "你把平均值平方了。这样 0 两边的点会互相抵消，可是每个点都让谷更陡。",
        ),
        "upside-down": Diagnosis(
            "The steeper the valley, the longer your step. Should it not be the other way round?",
            "谷越陡，你的步子越大。不是应该反过来吗？",
        ),
        "one-valley": Diagnosis(
            "That is the rate for the ten points of the lesson. Other points make another valley.",
            "这是课文里那十个点的学习率。换一组点，谷就不一样了。",
        ),
        "uphill": Diagnosis(
            "It goes the wrong way: the minus stands in the step already.",
            "方向反了：减号已经写在更新那一步里了。",
        ),
        "other-rate": Diagnosis(
            "It does not land at the bottom. What is the distance multiplied with, for these points?",
            "没有落到谷底。对这些点，距离每步乘以什么？",
        ),
        "nothing-returned": Diagnosis(
            "The function returns nothing.",
            "函数什么也没有返回。",
        ),
    },
    wrong=(
        Try("two-forgotten", (("(2 * (x ** 2).mean())", "(x ** 2).mean()"),)),
        Try("sum", (("mean", "sum"),)),
        Try("mean-then-square", (("(x ** 2).mean()", "x.mean() ** 2"),)),
        Try("upside-down", (("1 / (2 * (x ** 2).mean())", "2 * (x ** 2).mean()"),)),
        Try("one-valley", (("1 / (2 * (x ** 2).mean())", "1 / 22"),)),
        Try("uphill", (("1 /", "-1 /"),)),
        Try("other-rate", (("x ** 2", "abs(x)"),)),
        Try("nothing-returned", (("return ", ""),)),
    ),
    right=(
        Try(edits=(("1 / (2 * (x ** 2).mean())", "0.5 * len(x) / (x * x).sum()"),)),
        Try(
            source="""
            def best_rate(x):
                w = torch.tensor(0., requires_grad=True)
                loss = ((w * x) ** 2).mean()
                (slope,) = torch.autograd.grad(loss, w, create_graph=True)
                (steepness,) = torch.autograd.grad(slope, w)
                return 1 / steepness
            """
        ),
        Try(edits=(("1 / (2 * (x ** 2).mean())", "(1 / (2 * (x ** 2).mean())).item()"),)),
    ),
    points=3.0,
)

EXERCISES = (STEP, LOOP, REBIND, NO_GRAD, RATE)
