"""Lesson 12: what you said minus what is true, slopes at corners, a neuron that shrugs, a price without overflow."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look, same
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict


def _verify_said(look: Look) -> None:
    look.same(
        "slopes",
        [-0.125, 0.25, 0.0, 0.0],
        [
            ([-0.5, 1.0, 0.0, 0.0], "mean-forgotten"),
            ([0.125, -0.25, 0.0, 0.0], "turned"),
            ([0.5, -1.0, 0.0, 0.0], "turned"),
            ([0.125, 0.25, 0.0, 0.25], "truth-forgotten"),
            ([0.5, 1.0, 0.0, 1.0], "truth-forgotten"),
            ([0.0625, 0.0, 0.0, 0.0], "sigmoid-alone"),
            ([0.25, 0.0, 0.0, 0.0], "sigmoid-alone"),
            ([-0.125, 25.0, 0.0, 0.0], "price-is-not-slope"),
            ([-0.125, 100.0, 0.0, 0.0], "price-is-not-slope"),
        ],
        otherwise="one-by-one",
        hidden=True,
    )


SAID = Exercise(
    id="neuron-predict",
    lesson=12,
    title=Text("Predict: four scores, four slopes", "先预测：四个分数，四个斜率"),
    statement=Text(
        en="""
        Four answers of a neuron, from a shrug to quite sure, and the truth of each:

        ```python
        z = torch.tensor([0., 100., -100., 100.], requires_grad=True)
        y = torch.tensor([1.,   0.,    0.,   1.])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
        loss.backward()
        ```

        Write the four numbers of `z.grad` into `slopes`. No calculator is needed, and no logarithm.
        """,
        zh="""
        一个神经元的四个回答，从“不知道”到很有把握，以及各自的真实情况：

        ```python
        z = torch.tensor([0., 100., -100., 100.], requires_grad=True)
        y = torch.tensor([1.,   0.,    0.,   1.])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
        loss.backward()
        ```

        把 `z.grad` 的四个数写进 `slopes`。不用计算器，也用不着对数。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB slopes = [..., ..., ..., ...]
    slopes = [-1 / 8, 1 / 4, 0, 0]
    ### END SOLUTION
    """,
    names=("slopes",),
    verify=_verify_said,
    hints=(
        Text(
            "What probability does each score stand for? For 100 and −100 you may round.",
            "每个分数代表多大的概率？100 和 −100 可以取整。",
        ),
        Text(
            "For one answer the slope is what was said minus what is true. The loss of four answers is a mean.",
            "一个回答的斜率，是说的减去真实的。四个回答的损失是平均值。",
        ),
        Text(
            "p is 0.5, 1, 0, 1. Take p − y for each, and divide by the number of answers.",
            "p 依次是 0.5、1、0、1。每个算 p − y，再除以回答的个数。",
        ),
    ),
    why=Text(
        en="""
        σ(0) = ½, and σ(±100) is 1 or 0 to all digits. So p − y is −½, 1, 0, 0, and the mean divides by 4. The
        shrug is pushed up gently (its slope is negative, and the step goes against it). The second is sure and
        wrong: no slope can be larger than its 1/4, however wrong it is. The two that are sure and right are
        left in peace.
        """,
        zh="""
        σ(0) = ½，σ(±100) 在所有位数上就是 1 或 0。所以 p − y 是 −½、1、0、0，求平均再除以 4。“不知道”的那个被轻
        轻往上推（斜率是负的，更新逆着它走）。第二个很有把握却错了：不管错得多厉害，斜率也不会超过它的 1/4。有把
        握又答对的两个，没有人去动它们。
        """,
    ),
    diagnoses={
        "mean-forgotten": Diagnosis(
            "Right for each answer alone. The loss of the four is one number: how is it made of four prices?",
            "单看每个回答都对。四个回答的损失是一个数：它是怎样由四个代价得来的？",
        ),
        "turned": Diagnosis(
            "Turned round. Where a neuron says too much, should its score come down or go up? And the step goes "
            "against the slope.",
            "正好反了。神经元说得太大的地方，分数该降还是该升？更新可是逆着斜率走的。",
        ),
        "truth-forgotten": Diagnosis(
            "You wrote what the neuron says. The fourth says 1, and it is right: why should it be pushed?",
            "你写的是神经元说了什么。第四个说 1，而且说对了：为什么要推它？",
        ),
        "sigmoid-alone": Diagnosis(
            "That is the slope of the sigmoid alone. With it, the neuron that is most wrong would learn nothing. "
            "What "
            "does the logarithm add?",
            "这只是 sigmoid 的斜率。照这样，错得最厉害的反而什么也学不到。对数又添了什么？",
        ),
        "price-is-not-slope": Diagnosis(
            "The second price is 100, but a price is no slope: how much does it fall when the score falls by 1?",
            "第二个的代价是 100，可代价不是斜率：分数降 1，代价降多少？",
        ),
        "one-by-one": Diagnosis(
            "Take them one by one: the probability, then the truth, then how many answers share the loss.",
            "一个一个来：先是概率，再是真实情况，最后看有几个回答分摊这个损失。",
        ),
    },
    wrong=(
        Try("mean-forgotten", (("[-1 / 8, 1 / 4, 0, 0]", "[-0.5, 1, 0, 0]"),)),
        Try("turned", (("[-1 / 8, 1 / 4, 0, 0]", "[1 / 8, -1 / 4, 0, 0]"),)),
        Try("truth-forgotten", (("[-1 / 8, 1 / 4, 0, 0]", "[1 / 8, 1 / 4, 0, 1 / 4]"),)),
        Try("sigmoid-alone", (("[-1 / 8, 1 / 4, 0, 0]", "[1 / 16, 0, 0, 0]"),)),
        Try("price-is-not-slope", (("1 / 4", "100"),)),
        Try("one-by-one", (("0, 0]", "1, 0]"),)),
    ),
    right=(
        Try(edits=(("[-1 / 8, 1 / 4, 0, 0]", "(-0.125, 0.25, 0., 0.)"),)),
        Try(source="slopes = (torch.tensor([0.5, 1., 0., 1.]) - torch.tensor([1., 0., 0., 1.])) / 4"),
        Try(
            source="""
            z = torch.tensor([0., 100., -100., 100.], requires_grad=True)
            y = torch.tensor([1., 0., 0., 1.])
            torch.nn.BCEWithLogitsLoss()(z, y).backward()
            slopes = z.grad
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ corners


def _verify_corners(look: Look) -> None:
    look.same('at_0["a"]', 0.0, [(1.0, "true-slope"), (2.0, "true-slope"), (0.5, "middle")], hidden=True)
    look.same('at_0["b"]', 1.0, [(0.0, "flat-is-not-all"), ("nan", "flat-is-finite")], hidden=True)
    look.same('at_0["c"]', -1.0, [(0.0, "corner-elsewhere"), (1.0, "falls-there")], hidden=True)
    known = [("inf", "and-then-times-zero"), *((text, "zero-times-infinity") for text in ("0.0", "1.0", "-1.0"))]
    look.same('str(float(at_0["d"]))', "nan", known, hidden=True)  # as text, for nan equals nothing


CORNERS = Exercise(
    id="corner-predict",
    lesson=12,
    title=Text("Predict: at the corner", "先预测：在尖角上"),
    statement=Text(
        en="""
        Four functions of a `z` that is exactly 0:

        ```python
        a = torch.relu(z) - torch.relu(-z)
        b = torch.round(z) + z
        c = torch.abs(z - 1)
        d = torch.sqrt(z * z)
        ```

        What slope does autograd report for each, at z = 0? Write the four into `at_0`. A slope that is "not a
        number" is written `float("nan")`, one that is infinite `float("inf")`. (Draw `a` first: which
        well-known function is it?)
        """,
        zh="""
        `z` 正好是 0，下面是它的四个函数：

        ```python
        a = torch.relu(z) - torch.relu(-z)
        b = torch.round(z) + z
        c = torch.abs(z - 1)
        d = torch.sqrt(z * z)
        ```

        在 z = 0 处，autograd 报告的斜率各是多少？写进 `at_0`。“不是数”写成 `float("nan")`，无穷大写成
        `float("inf")`。（先画一画 `a`：它是哪个熟悉的函数？）
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB at_0 = {"a": ..., "b": ..., "c": ..., "d": ...}
    at_0 = {"a": 0, "b": 1, "c": -1, "d": float("nan")}
    ### END SOLUTION
    """,
    names=("at_0",),
    verify=_verify_corners,
    hints=(
        Text(
            "autograd does not see the whole function. It takes one box after the other: which slope does each box "
            "choose at its own corner?",
            "autograd 看不到整个函数，它一个方框一个方框地走：每个方框在自己的尖角上选哪个斜率？",
        ),
        Text(
            "relu and abs choose 0 at their corner; round is flat everywhere; sqrt at 0 is infinitely steep. And "
            "where is "
            "the corner of abs(z − 1)?",
            "relu 和 abs 在尖角上选 0；round 处处是平的；sqrt 在 0 处无限陡。那么 abs(z − 1) 的尖角在哪里？",
        ),
        Text(
            "For d multiply along the road: the slope of sqrt at 0, times the slope of z·z at 0. How much is that?",
            "对 d，沿路相乘：sqrt 在 0 处的斜率，乘以 z·z 在 0 处的斜率。等于多少？",
        ),
    ),
    why=Text(
        en="""
        a **is** z, for every z, and its true slope is 1; but each relu chooses 0 at its own corner, and 0 − 0
        is 0. b: round gives 0, and z itself gives 1. c has its corner at 1, and left of it falls: −1. d is |z|
        in other clothes, but on the road stand ∞ and 0, and ∞·0 is `nan`. So two formulas of the same function
        can have different slopes at a corner: autograd differentiates what you wrote, not what it means.
        """,
        zh="""
        a 对每个 z 都**等于** z，真正的斜率是 1；可是两个 relu 在自己的尖角上都选 0，0 − 0 还是 0。b：round 给
        出 0，z 自己给出 1。c 的尖角在 1，在它的左边下降：−1。d 是换了衣服的 |z|，可是路上是 ∞ 和 0，∞·0 是
        `nan`。所以同一个函数的两种写法，在尖角上可以有不同的斜率：autograd 求导的是你写的算式，不是它的含义。
        """,
    ),
    diagnoses={
        "true-slope": Diagnosis(
            "That is the slope of the function that you see. autograd sees two boxes, one after the other, each at "
            "its "
            "corner.",
            "这是你看出来的那个函数的斜率。autograd 看到的是两个方框，一个一个地走，每个都在自己的尖角上。",
        ),
        "middle": Diagnosis(
            "The middle of the two sides would be a fair choice. PyTorch's relu chooses another: look at what the "
            "lesson "
            "printed.",
            "取两边的中间，也说得过去。PyTorch 的 relu 选的是另一个：看看课文里打印的结果。",
        ),
        "flat-is-not-all": Diagnosis(
            "round is flat, true. But z comes to b on a second road as well.",
            "round 确实是平的。可是 z 还有第二条路到 b。",
            lesson=2,
        ),
        "flat-is-finite": Diagnosis(
            "Nothing is infinite here: round jumps, but autograd calls it flat.",
            "这里没有无穷大：round 会跳，可是 autograd 当它是平的。",
        ),
        "corner-elsewhere": Diagnosis(
            "You took z = 0 for the corner. What stands inside the abs, when z is 0?",
            "你把 z = 0 当成尖角了。z 是 0 的时候，abs 里面是多少？",
        ),
        "falls-there": Diagnosis(
            "What stands inside the abs is negative there. When z grows, does c grow or fall?",
            "在那里 abs 里面是负的。z 增大，c 是增大还是减小？",
        ),
        "and-then-times-zero": Diagnosis(
            "The sqrt is infinitely steep at 0, true. On the road there is one more box.",
            "sqrt 在 0 处确实无限陡。可是路上还有一个方框。",
        ),
        "zero-times-infinity": Diagnosis(
            "You see |z|. autograd sees two boxes and multiplies their slopes: which two numbers?",
            "你看到的是 |z|。autograd 看到的是两个方框，把斜率相乘：是哪两个数？",
        ),
    },
    wrong=(
        Try("true-slope", (('"a": 0', '"a": 1'),)),
        Try("middle", (('"a": 0', '"a": 0.5'),)),
        Try("flat-is-not-all", (('"b": 1', '"b": 0'),)),
        Try("flat-is-finite", (('"b": 1', '"b": "nan"'),)),
        Try("corner-elsewhere", (('"c": -1', '"c": 0'),)),
        Try("falls-there", (('"c": -1', '"c": 1'),)),
        Try("and-then-times-zero", (('float("nan")', 'float("inf")'),)),
        Try("zero-times-infinity", (('float("nan")', "0"),)),
    ),
    right=(
        Try(edits=(('float("nan")', '"nan"'),)),
        Try(
            source="""
            at_0 = {}
            for name, function in dict(
                a=lambda z: torch.relu(z) - torch.relu(-z),
                b=lambda z: torch.round(z) + z,
                c=lambda z: torch.abs(z - 1),
                d=lambda z: torch.sqrt(z * z),
            ).items():
                z = torch.tensor(0., requires_grad=True)
                function(z).backward()
                at_0[name] = z.grad
            """
        ),
    ),
    points=1.0,
    survivors={
        "at_0 = {'a': 0, 'b': 1, 'c': -1, 'd': float('nan')}: float('nan') -> 'nan'": "the word says it as well",
    },
)


# ------------------------------------------------------------------------------------------ repair

_Points = tuple[list[float], list[float]]
_APART: _Points = ([-1.0, 1.0], [0.0, 1.0])
_MIXED: _Points = ([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 0.0, 1.0])


def _learnt(points: _Points, lr: float, steps: int, *, twice: bool = False, scale: float = 1.0) -> list[float]:
    """Where w and b stand; `twice`: with the sigmoid once too often."""
    x, y = (np.array(values) for values in points)
    w = b = 0.0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(w * x + b)))
        slope = (1 / (1 + np.exp(-p)) - y) * p * (1 - p) if twice else p - y
        w, b = w - scale * lr * (slope * x).mean(), b - scale * lr * slope.mean()
    return [float(w), float(b)]


def _verify_learn(look: Look) -> None:
    def learnt(points: _Points, lr: float, steps: int) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, learn: Any) -> list[float]:
            x, y = (torch.tensor(values).reshape(-1, 1) for values in points)
            w, b, _ = learn(x, y, lr, steps)
            return [w.item(), b.item()]

        return probe

    def answers(points: _Points, lr: float, steps: int) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, learn: Any) -> list[bool]:
            x, y = (torch.tensor(values).reshape(-1, 1) for values in points)
            return [bool(answer) for answer in learn(x, y, lr, steps)[2].reshape(-1)]

        return probe

    for points, lr, steps in ((_APART, 1.0, 1), (_APART, 1.0, 2), (_MIXED, 0.5, 3)):
        known = [
            (_learnt(points, lr, steps, twice=True), "shrugs"),
            (_learnt(points, lr, steps, scale=len(points[0])), "sum"),
            (_learnt(points, lr, steps, scale=-1), "uphill"),
            ([0.0, 0.0], "stands-still"),
            (_learnt(points, lr, steps - 1), "rounds"),
            (_learnt(points, lr, steps + 1), "rounds"),
        ]
        right = _learnt(points, lr, steps)
        look.tried("learn", f"w, b  (lr = {lr}, {steps} ×)", learnt(points, lr, steps), right, known)
    for points, lr, steps in ((_APART, 1.0, 1), (_MIXED, 0.5, 3)):
        w, b = _learnt(points, lr, steps)
        right_answers = [w * x + b > 0 for x in points[0]]
        turned = [([not answer for answer in right_answers], "turned-answers")]
        shown = f"answers  (lr = {lr}, {steps} ×)"
        look.tried("learn", shown, answers(points, lr, steps), right_answers, turned, otherwise="wrong-threshold")


LEARN = Exercise(
    id="neuron-repair",
    lesson=12,
    title=Text("Repair: a neuron that shrugs", "改错：什么都说“不知道”的神经元"),
    statement=Text(
        en="""
        `learn(x, y, lr, steps)` trains one neuron from w = b = 0, and returns w, b and its answers: `True`
        where the probability of *yes* is above ½. The points −1 (no) and 1 (yes) are easy, and yet the loss
        hardly falls, and after a step the answer to both is *no*.

        There are two faults in it, and no error. One round with `lr = 1` should bring w to ½.
        """,
        zh="""
        `learn(x, y, lr, steps)` 从 w = b = 0 开始训练一个神经元，返回 w、b 和它的回答：“是”的概率大于 ½ 的地方
        为 `True`。两个点 −1（否）和 1（是）很容易，可是损失几乎不降，走了一步之后，对两个点都回答“否”。

        里面有两处毛病，都不报错。用 `lr = 1` 走一轮，w 应该到 ½。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB def learn(x, y, lr, steps):
    ### STUB     w = torch.tensor([0.], requires_grad=True)
    ### STUB     b = torch.tensor([0.], requires_grad=True)
    ### STUB     loss_function = torch.nn.BCEWithLogitsLoss()
    ### STUB     optimizer = torch.optim.SGD([w, b], lr=lr)
    ### STUB     for i in range(steps):
    ### STUB         optimizer.zero_grad()
    ### STUB         loss_function(torch.sigmoid(w * x + b), y).backward()
    ### STUB         optimizer.step()
    ### STUB     return w, b, w * x + b > 0.5
    def learn(x, y, lr, steps):
        w = torch.tensor([0.], requires_grad=True)
        b = torch.tensor([0.], requires_grad=True)
        loss_function = torch.nn.BCEWithLogitsLoss()
        optimizer = torch.optim.SGD([w, b], lr=lr)
        for i in range(steps):
            optimizer.zero_grad()
            loss_function(w * x + b, y).backward()
            optimizer.step()
        return w, b, w * x + b > 0
    ### END SOLUTION

    print(learn(torch.tensor([[-1.], [1.]]), torch.tensor([[0.], [1.]]), 1., 1))
    """,
    names=("learn",),
    verify=_verify_learn,
    hints=(
        Text(
            "What does `BCEWithLogitsLoss` want to be given: a score or a probability? What is it given?",
            "`BCEWithLogitsLoss` 要的是分数还是概率？这里给它的是什么？",
        ),
        Text(
            "The last line compares `w * x + b` with something. Is that a score or a probability? Which score "
            "stands for "
            "½?",
            "最后一行拿 `w * x + b` 去比较。它是分数还是概率？½ 对应哪个分数？",
        ),
        Text(
            "Give the loss the score itself, without the sigmoid. And σ(0) = ½, so the border lies at the score 0.",
            "把分数直接交给损失函数，不要 sigmoid。又因为 σ(0) = ½，分界在分数 0 处。",
        ),
    ),
    why=Text(
        en="""
        The loss has a sigmoid inside. With a second one around the score it only ever sees numbers between 0
        and 1, takes them for scores, and can never be satisfied: the slopes are some four times too small, and
        the two classes are pulled unequally. Given the score itself, the slope is p − y: −½ and ½, so w moves
        by ½·1. The last line had mixed up the two scales: ½ is a probability, and its score is 0.
        """,
        zh="""
        损失函数里面已经有一个 sigmoid。再套一个，它看到的永远是 0 和 1 之间的数，还当成分数，怎么也不会满意：斜
        率小了差不多四倍，对两类的拉力也不一样。把分数直接交给它，斜率就是 p − y，也就是 ½ 和 −½，所以 w 走
        ½·1。最后一行混淆了两把尺子：½ 是概率，它对应的分数是 0。
        """,
    ),
    diagnoses={
        "shrugs": Diagnosis(
            "The steps are too small: the score passes through the sigmoid twice. Where is the second one?",
            "步子太小：分数过了两次 sigmoid。另一个在哪里？",
        ),
        "wrong-threshold": Diagnosis(
            "w and b are right, but the border of the answers is not: ½ of what?",
            "w 和 b 对了，回答的分界却不对：这个 ½ 指的是什么？",
        ),
        "turned-answers": Diagnosis(
            "Yes and no are exchanged.",
            "“是”和“否”弄反了。",
        ),
        "sum": Diagnosis(
            "The steps grow with the number of points: the loss is summed, not averaged.",
            "步子随着点数变大：损失是求和，不是求平均。",
            lesson=10,
        ),
        "uphill": Diagnosis(
            "It moves away from the truth: is the sign of the score or of the step turned?",
            "它离真实情况越来越远：是分数的符号反了，还是步子的方向反了？",
        ),
        "rounds": Diagnosis(
            "It makes one round too many or too few.",
            "多走了一轮，或者少走了一轮。",
        ),
        "stands-still": Diagnosis(
            "Nothing moves: no gradient reaches w and b when the step is taken.",
            "什么也没动：走那一步的时候，w 和 b 没有梯度。",
            lesson=11,
        ),
    },
    wrong=(
        Try("shrugs", (("loss_function(w * x + b", "loss_function(torch.sigmoid(w * x + b)"),)),
        Try("wrong-threshold", (("> 0\n", "> 0.5\n"),)),
        Try("turned-answers", (("> 0\n", "< 0\n"),)),
        Try("sum", (("BCEWithLogitsLoss()", 'BCEWithLogitsLoss(reduction="sum")'),)),
        Try("uphill", (("loss_function(w * x + b, y)", "(-loss_function(w * x + b, y))"),)),
        Try("rounds", (("range(steps)", "range(steps + 1)"),)),
        Try(
            "stands-still",
            (
                ("        optimizer.zero_grad()\n", ""),
                (".backward()\n", ".backward()\n        optimizer.zero_grad()\n"),
            ),
        ),
    ),
    right=(
        Try(edits=(("w * x + b > 0\n", "torch.sigmoid(w * x + b) > 0.5\n"),)),
        Try(
            edits=(
                ("BCEWithLogitsLoss()", "BCELoss()"),
                ("loss_function(w * x + b", "loss_function(torch.sigmoid(w * x + b)"),
            )
        ),
        Try(edits=(("loss_function(w * x + b, y)", "loss_function(b + x * w, y)"),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _price(z: float, y: float) -> list[float]:
    """The price and its slope."""
    return [max(z, 0.0) - z * y + math.log1p(math.exp(-abs(z))), (1 + math.tanh(z / 2)) / 2 - y]


def _wrong_price(z: float, y: float, price: float, slope: float | None) -> str:
    """Which thought leads to this price and slope."""
    right = _price(z, y)
    if slope is None:
        return "no-way-back"
    if not math.isfinite(price) or not math.isfinite(slope):
        return "overflow"
    if z == 100 and 10 < price < 20:
        return "alarm-off"
    if z == 0 and math.isclose(price, right[0], rel_tol=1e-3):
        return "corner"
    others = {
        "turned": _price(z, 1 - y),
        "only-no": [right[0] + z * y, right[1] + y],
        "only-yes": [right[0] + z * y - z, right[1] + y - 1],
    }
    return next((name for name, other in others.items() if same([price, slope], other, 1e-3)), "other")


def _verify_price(look: Look) -> None:
    def paid(z_0: float, y_0: float, found: list[Any]) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, price: Any) -> list[Any]:
            z = torch.tensor(z_0, requires_grad=True)
            result = price(z, torch.tensor(y_0))
            named.append(type(result.grad_fn).__name__)
            if result.requires_grad:
                result.backward()
            found.append([result.item(), None if z.grad is None else z.grad.item()])
            return found[-1]

        return probe

    named: list[str] = []
    for z, y in ((2.0, 0.25), (2.0, 0.0), (-1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (100.0, 0.0), (-100.0, 1.0)):
        found: list[Any] = []
        right = look.tried("price", f"price({z:g}, {y:g}), slope", paid(z, y, found), _price(z, y))
        if found and not right:
            look.because(_wrong_price(z, y, *found[-1]))
    if any("CrossEntropy" in name for name in named):
        look.because("library")


PRICE = Exercise(
    id="price-puzzle",
    lesson=12,
    title=Text("Puzzle: build the box", "难题：自己造这个方框"),
    statement=Text(
        en="""
        Build `binary_cross_entropy_with_logits` for one score, from `torch.exp`, `torch.log`, `torch.relu` and
        arithmetic. `price(z, y)` is

        $$\\ln(1 + e^{z}) - z\\,y$$

        which is the lesson's price for *no* (y = 0) and for *yes* (y = 1) in one formula. Written down as it
        stands, it fails at z = 100, because $e^{100}$ is too large for a tensor of seven digits. Find a way of
        writing it that gives the right price **and the right slope** for −100, 0 and 100. (Take out of the
        logarithm what is too large. And mind the corner.)
        """,
        zh="""
        用 `torch.exp`、`torch.log`、`torch.relu` 和加减乘除，为一个分数造出
        `binary_cross_entropy_with_logits`。`price(z, y)` 是

        $$\\ln(1 + e^{z}) - z\\,y$$

        它把课文里“否”（y = 0）和“是”（y = 1）的两个代价合成了一个式子。照原样写，z = 100 就不行了，因为对七位有
        效数字的张量来说，$e^{100}$ 太大。换一种写法，让它在 −100、0、100 处的代价**和斜率**都对。（把太大的部分
        从对数里提出来。还要小心尖角。）
        """,
    ),
    solution="""
    def price(z, y):
        ### BEGIN SOLUTION
        m = torch.relu(z)
        return m - z * y + torch.log(torch.exp(-m) + torch.exp(z - m))
        ### END SOLUTION
    """,
    names=("price",),
    verify=_verify_price,
    hints=(
        Text(
            "1 + eᶻ is e⁰ + eᶻ. For a large z, which of the two is too large, and what is left of the sum when you "
            "take it "
            "out as a factor?",
            "1 + eᶻ 就是 e⁰ + eᶻ。z 很大时，两项里哪一项太大？把它作为因子提出来，和还剩下什么？",
        ),
        Text(
            "For any m: ln(1 + eᶻ) = m + ln(e⁻ᵐ + eᶻ⁻ᵐ). Choose m so that neither power is large.",
            "对任何 m：ln(1 + eᶻ) = m + ln(e⁻ᵐ + eᶻ⁻ᵐ)。选一个 m，让两个幂都不大。",
        ),
        Text(
            "m is the larger of 0 and z: that is `torch.relu(z)`. Then write the formula of hint 2 as it stands, "
            "minus z·y. Do "
            "not simplify it with |z|.",
            "m 取 0 和 z 中较大的，也就是 `torch.relu(z)`。然后照提示 2 的式子写，再减去 z·y。不要用 |z| 去化简它。",
        ),
    ),
    why=Text(
        en="""
        With m = max(0, z) one of the two powers is 1 and the other less than 1: nothing can overflow, and the
        logarithm never sees 0. The value is the same for every m, so the slope along m is 0: whatever relu
        says at its corner is multiplied by 0, and the slope is σ(z) − y everywhere. The well-known form max(0,
        z) − z·y + ln(1 + e^−|z|) is right in value too, but at z = 0 it has two corners, and autograd's
        choices there do not add up to ½: a silently wrong gradient.
        """,
        zh="""
        取 m = max(0, z)，两个幂里一个是 1，另一个小于 1：什么也不会溢出，对数也不会碰到 0。不管 m 是多少，值都
        一样，所以沿 m 的斜率是 0：relu 在尖角上选什么，都要乘以 0，斜率处处是 σ(z) − y。常见的写法 max(0, z) −
        z·y + ln(1 + e^−|z|) 值也对，可是在 z = 0 处有两个尖角，autograd 在那里选的斜率合起来不是 ½：梯度悄悄地
        错了。
        """,
    ),
    diagnoses={
        "overflow": Diagnosis(
            "Somewhere a power becomes too large, or a logarithm is taken of 0: there the price or its slope is "
            "`inf` or "
            "`nan`.",
            "某处的幂太大了，或者对 0 取了对数：那里的代价或斜率成了 `inf` 或 `nan`。",
        ),
        "alarm-off": Diagnosis(
            "The tiny number hides the `inf`, but the price of a very wrong answer is still not right, and its "
            "slope is 0.",
            "很小的数把 `inf` 藏了起来，可是错得厉害的回答，代价还是不对，斜率是 0。",
        ),
        "corner": Diagnosis(
            "The price at 0 is right, the slope there is not: your formula has a corner at 0 that the function does "
            "not "
            "have.",
            "在 0 处代价对，斜率不对：你的写法在 0 处有一个尖角，而这个函数没有。",
        ),
        "turned": Diagnosis(
            "That is the price for the other truth: yes and no are exchanged.",
            "这是另一种真实情况的代价：“是”和“否”弄反了。",
        ),
        "only-no": Diagnosis(
            "It is right where the truth is *no*. For *yes* a term is missing.",
            "真实情况是“否”的时候对。是“是”的时候，少了一项。",
        ),
        "only-yes": Diagnosis(
            "It is right where the truth is *yes*, and takes no notice of y.",
            "真实情况是“是”的时候对，但没有理会 y。",
        ),
        "no-way-back": Diagnosis(
            "The number is there, but nothing leads back to z: the graph is cut.",
            "数有了，却走不回 z：图断了。",
            lesson=3,
        ),
        "other": Diagnosis(
            "Another number than the formula of the exercise gives. Try it with z = 2 on paper.",
            "和题目里的式子算出来的不一样。用 z = 2 在纸上试一试。",
        ),
        "library": Diagnosis(
            "All is right, but the box was taken from the library. Here you are to look inside: build it from exp, "
            "log and "
            "relu.",
            "都对，可是方框是从库里拿来的。这道题要打开来看：用 exp、log、relu 造它。",
        ),
    },
    wrong=(
        Try(
            "overflow",
            source="""
            def price(z, y):
                return torch.log(1 + torch.exp(z)) - z * y
            """,
        ),
        Try(
            "overflow",
            source="""
            def price(z, y):
                p = torch.sigmoid(z)
                return -(y * torch.log(p) + (1 - y) * torch.log(1 - p))
            """,
        ),
        Try(
            "alarm-off",
            source="""
            def price(z, y):
                p = torch.sigmoid(z)
                return -(y * torch.log(p + 1e-7) + (1 - y) * torch.log(1 - p + 1e-7))
            """,
        ),
        Try(
            "corner",
            source="""
            def price(z, y):
                return torch.relu(z) - z * y + torch.log(1 + torch.exp(-torch.abs(z)))
            """,
        ),
        Try("turned", (("z * y", "z * (1 - y)"),)),
        Try("only-no", (("- z * y ", ""),)),
        Try("only-yes", (("z * y", "z"),)),
        Try("no-way-back", (("m = torch.relu(z)", "z = z.detach()\n    m = torch.relu(z)"),)),
        Try("other", (("torch.exp(-m)", "torch.exp(m)"),)),
        Try("library", source="price = torch.nn.functional.binary_cross_entropy_with_logits"),
    ),
    right=(
        Try(edits=(("torch.relu(z)", "torch.relu(z).detach()"),)),
        Try(
            source="""
            def price(z, y):
                if z > 0:
                    return z + torch.log(1 + torch.exp(-z)) - z * y
                return torch.log(1 + torch.exp(z)) - z * y
            """
        ),
        Try(edits=(("torch.relu(z)", "z.clamp(min=0)"),)),
    ),
    points=3.0,
)

EXERCISES = (SAID, CORNERS, LEARN, PRICE)
