"""Lesson 11: parameters as mailboxes, a training function with silent faults, a module, an optimizer of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict


def _verify_mailbox(look: Look) -> None:
    look.same("value[0]", 5.0, [(3.0, "backward-writes-grad"), (4.0, "backward-writes-grad")], hidden=True)
    look.same("grad[0]", 2.0, [(10.0, "loss-is-not-slope"), (None, "backward-posts")], hidden=True)
    look.same("value[1]", 3.0, [(7.0, "uphill"), (5.0, "step-moves")], hidden=True)
    look.same("grad[1]", 2.0, [(None, "step-only-reads"), (0.0, "step-only-reads")], hidden=True)
    look.same("value[2]", 3.0, [(1.0, "backward-writes-grad"), (-1.0, "backward-writes-grad")], hidden=True)
    look.same("grad[2]", 4.0, [(2.0, "added-not-replaced")], hidden=True)
    look.same("value[3]", 3.0, hidden=True)
    look.same("grad[3]", None, [(0.0, "none-not-zero"), (4.0, "not-emptied")], hidden=True)
    look.same("value[4]", 3.0, [(-1.0, "old-mail"), (1.0, "old-mail")], hidden=True)
    look.same("grad[4]", None, [(0.0, "none-not-zero")], hidden=True)


MAILBOX = Exercise(
    id="mailbox-predict",
    lesson=11,
    title=Text("Predict: what is in the mailbox", "先预测：信箱里有什么"),
    statement=Text(
        en="""
        One parameter, one optimizer, five lines, not in the usual order. Do not run them; read.

        ```python
        p = torch.nn.Parameter(torch.tensor([5.]))
        optimizer = torch.optim.SGD([p], lr=1.)

        (2 * p).backward()       # 0
        optimizer.step()         # 1
        (2 * p).backward()       # 2
        optimizer.zero_grad()    # 3
        optimizer.step()         # 4
        ```

        Write what the two slots of the mailbox hold **after** each of the lines 0 to 4: the number in `p` into
        `value`, and what `p.grad` holds (a number or `None`) into `grad`.
        """,
        zh="""
        一个参数，一个优化器，五行代码，顺序和平常不一样。先别运行，只读代码。

        ```python
        p = torch.nn.Parameter(torch.tensor([5.]))
        optimizer = torch.optim.SGD([p], lr=1.)

        (2 * p).backward()       # 0
        optimizer.step()         # 1
        (2 * p).backward()       # 2
        optimizer.zero_grad()    # 3
        optimizer.step()         # 4
        ```

        第 0 到第 4 行，每一行运行**之后**，信箱的两格里各是什么？把 `p` 里的数写进 `value`，把 `p.grad` 的内容
        （一个数或者 `None`）写进 `grad`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB value = [..., ..., ..., ..., ...]
    ### STUB grad = [..., ..., ..., ..., ...]
    value = [5, 3, 3, 3, 3]
    grad = [2, 2, 4, None, None]
    ### END SOLUTION
    """,
    names=("value", "grad"),
    verify=_verify_mailbox,
    hints=(
        Text(
            "Only one kind of line changes the value, and only two kinds change the gradient. Which?",
            "只有一种语句改变值，只有两种语句改变梯度。是哪几种？",
        ),
        Text(
            "The slope of 2·p is 2, wherever p stands. `backward()` pours it into the bucket, `step()` reads the "
            "bucket.",
            "不管 p 是几，2·p 的斜率都是 2。`backward()` 把它倒进桶里，`step()` 读这个桶。",
        ),
        Text(
            "Line 1 takes 1·2 from 5. Line 2 pours on top of what line 1 has left. After line 3 there is no mail: "
            "what can "
            "line 4 do?",
            "第 1 行从 5 里减去 1·2。第 2 行倒在第 1 行剩下的上面。第 3 行之后没有信了，第 4 行还能做什么？",
        ),
    ),
    why=Text(
        en="""
        Line 0 posts 2. Line 1 reads it: 5 − 1·2 = 3, and leaves it there, because `step()` only reads. Line 2
        pours another 2 on top: 4. Line 3 takes the whole letter away, and "nothing there" is `None`, not zero.
        Line 4 finds no mail and leaves the parameter alone. So nothing was learnt from line 2: what
        `backward()` brought was thrown away before anybody read it.
        """,
        zh="""
        第 0 行投进 2。第 1 行读到它：5 − 1·2 = 3，而且信还留在那里，因为 `step()` 只读不取。第 2 行又倒进 2：一
        共是 4。第 3 行把整封信拿走，“没有”是 `None`，不是 0。第 4 行找不到信，参数不动。所以第 2 行白算
        了：`backward()` 送来的东西，还没有人读就被扔掉了。
        """,
    ),
    diagnoses={
        "backward-writes-grad": Diagnosis(
            "You let `backward()` change the value. It computes a slope and puts it somewhere: where?",
            "你让 `backward()` 改了值。它只是算出斜率，放到一个地方：放到哪里？",
        ),
        "backward-posts": Diagnosis(
            "After a `backward()` there is something in `p.grad`: p is a leaf that requires a gradient.",
            "`backward()` 之后 `p.grad` 里有东西：p 是要求梯度的叶子节点。",
        ),
        "loss-is-not-slope": Diagnosis(
            "That is how large 2·p is. The gradient says how fast it changes.",
            "那是 2·p 的大小。梯度说的是它变化得有多快。",
        ),
        "uphill": Diagnosis(
            "You walked along the gradient. `step()` goes down: against it.",
            "你顺着梯度走了。`step()` 是下坡，要逆着梯度。",
            lesson=10,
        ),
        "step-moves": Diagnosis(
            "You left the value where it was. There is mail, and this line is the one that reads it.",
            "你让值停在原处了。信箱里有信，这一行正是来读信的。",
        ),
        "step-only-reads": Diagnosis(
            "You think that `step()` empties the bucket after use. In the loop of the lesson, which line did that?",
            "你认为 `step()` 用完会清空桶。在课文的循环里，这件事是哪一行做的？",
        ),
        "added-not-replaced": Diagnosis(
            "You replaced the old gradient by the new one. Nobody has emptied the bucket in between.",
            "你用新的梯度换掉了旧的。可是中间没有人清空过桶。",
            lesson=5,
        ),
        "none-not-zero": Diagnosis(
            "Not a zero: `zero_grad()` takes the gradient away altogether. What is left then?",
            "不是 0：`zero_grad()` 把梯度整个拿走。那剩下的是什么？",
        ),
        "not-emptied": Diagnosis(
            "Look at line 3 again: what does `zero_grad()` do to the bucket?",
            "再看第 3 行：`zero_grad()` 对桶做了什么？",
            lesson=5,
        ),
        "old-mail": Diagnosis(
            "You let `step()` use a gradient that is not there any more. It keeps no copy of the mail.",
            "你让 `step()` 用了已经不在的梯度。它不会把信另存一份。",
        ),
    },
    wrong=(
        Try("backward-writes-grad", (("[5, 3, 3, 3, 3]", "[3, 3, 3, 3, 3]"),)),
        Try("backward-posts", (("[2, 2,", "[None, 2,"),)),
        Try("loss-is-not-slope", (("[2, 2,", "[10, 10,"),)),
        Try("uphill", (("[5, 3, 3, 3, 3]", "[5, 7, 7, 7, 7]"),)),
        Try("step-moves", (("[5, 3, 3, 3, 3]", "[5, 5, 5, 5, 5]"),)),
        Try("step-only-reads", (("[2, 2, 4,", "[2, None, 2,"),)),
        Try("added-not-replaced", (("4, None", "2, None"),)),
        Try("none-not-zero", (("None, None", "0, 0"),)),
        Try("not-emptied", (("None, None", "4, 4"),)),
        Try("old-mail", (("3, 3, 3]", "3, 3, -1]"),)),
    ),
    right=(
        Try(edits=(("[5, 3, 3, 3, 3]", "(5., 3., 3., 3., 3.)"),)),
        Try(
            source="""
            p = torch.nn.Parameter(torch.tensor([5.]))
            value, grad = [], []
            for g in (2, 2, 4, None, None):
                grad.append(g)
                value.append(3 if value else 5)
            """
        ),
        Try(edits=(("2, 2, 4", "torch.tensor([2.]), 2., 4."),)),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ repair

_Points = tuple[list[float], list[float]]
_POINTS: _Points = ([-1.0, 1.0], [1.0, 5.0])  # on 2x + 3
_OTHERS: _Points = ([0.0, 1.0, 2.0], [4.0, 3.0, 2.0])  # on 4 - x


def _fitted(
    points: _Points,
    lr: float,
    steps: int,
    *,
    zero: bool = True,
    table: bool = False,
    scale: float = 1.0,
) -> list[float]:
    """Where w and b stand when the function is written so."""
    x, y = (np.array(values) for values in points)
    parameters, bucket = np.zeros(2), np.zeros(2)
    for _ in range(steps):
        error = parameters[0] * x + parameters[1] - (y.mean() if table else y)
        gradient = 2 * np.array([(error * x).mean(), error.mean()])
        bucket = gradient if zero else bucket + gradient
        parameters = parameters - scale * lr * bucket
    return [float(p) for p in parameters]


def _verify_fit(look: Look) -> None:
    for points, lr, steps in ((_POINTS, 0.25, 1), (_POINTS, 0.25, 2), (_OTHERS, 0.25, 3)):
        buckets: list[Any] = []
        known = _known_fits(points, lr, steps, buckets)
        probe = _fit_probe(points, lr, steps, buckets)
        look.tried("fit", f"fit(x, y, {lr}, {steps}): w, b", probe, _fitted(points, lr, steps), known)


def _fit_probe(points: _Points, lr: float, steps: int, buckets: list[Any]) -> Callable[[Any, Any], Any]:
    def probe(torch: Any, fit: Any) -> list[float]:
        x, y = (torch.tensor(values) for values in points)
        model = fit(x.reshape(-1, 1), y, lr, steps)
        buckets.append(model.weight.grad)
        return [model.weight.item(), model.bias.item()]

    return probe


def _known_fits(points: _Points, lr: float, steps: int, buckets: list[Any]) -> Iterator[tuple[Any, str]]:
    empty = not buckets or buckets[-1] is None or buckets[-1].item() == 0
    yield [0.0, 0.0], "thrown-away" if empty else "other-mailbox"
    yield _fitted(points, lr, steps, table=True), "table"
    yield _fitted(points, lr, steps, table=True, zero=False), "table"
    yield _fitted(points, lr, steps, zero=False), "not-emptied"
    yield _fitted(points, lr, steps, scale=-1), "uphill"
    yield _fitted(points, lr, steps, scale=len(points[0])), "sum"
    yield _fitted(points, lr, steps + 1), "rounds"
    yield _fitted(points, lr, steps - 1), "rounds"


FIT = Exercise(
    id="fit-repair",
    lesson=11,
    title=Text("Repair: three faults and not one error", "改错：三处毛病，一个报错也没有"),
    statement=Text(
        en="""
        `fit(x, y, lr, steps)` should fit a line through points: `x` is a column (one row for each point), `y`
        a plain row of numbers, and it returns the model. It runs without an error, and learns nothing.

        There are three faults in it, and the lesson showed two of them. Mend it with the least change. For the
        two points given, one step with `lr = 0.25` should bring `weight` to 1 and `bias` to 1.5.
        """,
        zh="""
        `fit(x, y, lr, steps)` 应该用一条直线去拟合一些点：`x` 是一列（每个点一行），`y` 是普通的一行数，返回模
        型。它运行起来不报错，可是什么也没学到。

        里面有三处毛病，课文里讲过其中两处。请用最少的改动把它改好。对给出的两个点，用 `lr = 0.25` 走一步，
        `weight` 应该到 1，`bias` 应该到 1.5。
        """,
    ),
    given="""\
def fresh_model():
    model = torch.nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    return model""",
    solution="""
    ### BEGIN SOLUTION
    ### STUB def fit(x, y, lr, steps):
    ### STUB     optimizer = torch.optim.SGD(fresh_model().parameters(), lr=lr)
    ### STUB     loss_function = torch.nn.MSELoss()
    ### STUB     model = fresh_model()
    ### STUB     for i in range(steps):
    ### STUB         loss = loss_function(model(x), y)
    ### STUB         loss.backward()
    ### STUB         optimizer.step()
    ### STUB     return model
    def fit(x, y, lr, steps):
        model = fresh_model()
        loss_function = torch.nn.MSELoss()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for i in range(steps):
            optimizer.zero_grad()
            loss = loss_function(model(x), y.reshape(-1, 1))
            loss.backward()
            optimizer.step()
        return model
    ### END SOLUTION

    model = fit(torch.tensor([[-1.], [1.]]), torch.tensor([1., 5.]), 0.25, 1)
    print(model.weight, model.bias)
    """,
    names=("fit",),
    verify=_verify_fit,
    hints=(
        Text(
            "Whose parameters does the optimizer hold? Ask it: `optimizer.param_groups[0]['params'][0] is "
            "model.weight`.",
            "优化器拿的是谁的参数？问问它：`optimizer.param_groups[0]['params'][0] is model.weight`。",
        ),
        Text(
            "Print `model(x).shape` and `y.shape` before the loss. And which of the five lines of a round is missing?",
            "在算损失之前打印 `model(x).shape` 和 `y.shape`。再数一数，一轮的五行里少了哪一行？",
        ),
        Text(
            "Make the model first and give `model.parameters()` to the optimizer; begin each round with "
            "`optimizer.zero_grad()`; and bring `y` into the shape of a column.",
            "先造模型，再把 `model.parameters()` 交给优化器；每一轮从 `optimizer.zero_grad()` 开始；还要把 `y` 变成"
            "一列。",
        ),
    ),
    why=Text(
        en="""
        The optimizer held a second model's mailboxes: `backward()` wrote into one model, `step()` looked into
        the other. Without `zero_grad()` the second step would have used the first gradient again. And a column
        minus a row is a table of all differences: the best line against that is flat. Each of the three is
        silent; each shows in numbers that one can work out beforehand: one step from zero goes to −lr·(−4) = 1
        and −lr·(−6) = 1.5.
        """,
        zh="""
        优化器拿的是另一个模型的信箱：`backward()` 写进这个模型，`step()` 去看那个模型。没有 `zero_grad()`，第二
        步会把第一步的梯度再用一遍。一列减去一行，得到所有差的一张表，对它来说最好的直线是平的。三处都不出声；但
        是事先能算出该出来什么数，就能发现：从零走一步，应该到 −lr·(−4) = 1 和 −lr·(−6) = 1.5。
        """,
    ),
    diagnoses={
        "other-mailbox": Diagnosis(
            "The model has a gradient and does not move. Which model was the optimizer given?",
            "模型有梯度，却不动。交给优化器的是哪个模型？",
        ),
        "thrown-away": Diagnosis(
            "Nothing moves, and the bucket is empty: it was emptied between `backward()` and `step()`.",
            "什么也没动，桶是空的：在 `backward()` 和 `step()` 之间就清空了。",
            lesson=5,
        ),
        "table": Diagnosis(
            "The slope stays flat: each prediction is compared with every target. Print the two shapes that the "
            "loss gets.",
            "直线一直是平的：每个预测都在和所有的目标比。打印交给损失函数的两个形状。",
        ),
        "not-emptied": Diagnosis(
            "The first step is right, the later ones go too far: they use the old gradients once more.",
            "第一步对，后面的走过头了：旧的梯度又用了一遍。",
            lesson=5,
        ),
        "sum": Diagnosis(
            "The steps grow with the number of points: the loss is summed and not averaged.",
            "步子随着点数变大：损失是求和，不是求平均。",
            lesson=10,
        ),
        "rounds": Diagnosis(
            "It makes one round too many or too few.",
            "多走了一轮，或者少走了一轮。",
        ),
        "uphill": Diagnosis(
            "It goes up: the step is along the gradient.",
            "它在上坡：步子顺着梯度走了。",
            lesson=10,
        ),
    },
    wrong=(
        Try("other-mailbox", (("SGD(model.", "SGD(fresh_model()."),)),
        Try(
            "thrown-away",
            (
                ("        optimizer.zero_grad()\n", ""),
                ("loss.backward()\n", "loss.backward()\n        optimizer.zero_grad()\n"),
            ),
        ),
        Try("table", ((".reshape(-1, 1)", ""),)),
        Try("table", (("y.reshape(-1, 1)", "y.reshape(1, -1)"),)),
        Try("table", ((".reshape(-1, 1)", ""), ("        optimizer.zero_grad()\n", ""))),
        Try("not-emptied", (("        optimizer.zero_grad()\n", ""),)),
        Try("sum", (("MSELoss()", 'MSELoss(reduction="sum")'),)),
        Try("rounds", (("range(steps)", "range(steps + 1)"),)),
        Try("uphill", (("y.reshape(-1, 1))", "y.reshape(-1, 1)) * -1"),)),
    ),
    right=(
        Try(edits=(("model(x), y.reshape(-1, 1)", "model(x).reshape(-1), y"),)),
        Try(
            edits=(
                ("        optimizer.zero_grad()\n", ""),
                ("optimizer.step()\n", "optimizer.step()\n        optimizer.zero_grad()\n"),
            )
        ),
        Try(edits=(("loss_function(model(x), y.reshape(-1, 1))", "((model(x)[:, 0] - y) ** 2).mean()"),)),
    ),
    points=2.0,
    survivors={
        "loss = loss_function(model(x), y.reshape(-1, 1)): loss_function(model(x), y.reshape(-1, 1)) "
        "-> loss_function(y.reshape(-1, 1), model(x))": "the square of a difference does not mind its order",
    },
)


# ------------------------------------------------------------------------------------------ make


def _verify_parabola(look: Look) -> None:
    def names(torch: Any, parabola: Any) -> list[str]:
        return sorted(name for name, _ in parabola(2.0, 1.0).named_parameters())

    def value(a: float, c: float, x: list[float]) -> Callable[[Any, Any], Any]:
        return lambda torch, parabola: parabola(a, c)(torch.tensor(x))

    def slopes(torch: Any, parabola: Any) -> list[Any]:
        model = parabola(2.0, 1.0)
        model(torch.tensor([3.0, 1.0])).sum().backward()
        return [model.a.grad, model.c.grad]

    known: list[tuple[Any, str]] = [([], "not-registered"), (["a"], "not-registered"), (["c"], "not-registered")]
    look.tried("Parabola", "Parabola(2., 1.).named_parameters()", names, ["a", "c"], known)
    raises = [("does not require grad|'NoneType'", "cut")]
    known_values = [
        ([7.0], "not-squared"),
        ([37.0], "all-squared"),
        ([17.0], "sign"),
        (None, "no-forward"),
    ]
    shown = "Parabola(2., 1.)(torch.tensor([3.]))"
    look.tried("Parabola", shown, value(2.0, 1.0, [3.0]), [19.0], known_values, otherwise="formula", raises=raises)
    shown = "Parabola(-1., 4.)(torch.tensor([0., 2.]))"
    look.tried("Parabola", shown, value(-1.0, 4.0, [0.0, 2.0]), [4.0, 0.0], otherwise="formula", raises=raises)
    known = [([None, [2.0]], "cut"), ([[10.0], None], "cut")]
    look.tried("Parabola", "∂/∂a, ∂/∂c (x = [3., 1.])", slopes, [[10.0], [2.0]], known, raises=raises)


PARABOLA = Exercise(
    id="parabola",
    lesson=11,
    title=Text("Make: a model of your own", "动手：自己的模型"),
    statement=Text(
        en="""
        A thrown ball flies along a·x² + c. Write the model `Parabola`: `Parabola(2., 1.)` starts with a = 2
        and c = 1, both of them **parameters** called `a` and `c` (each a tensor with one number), and the
        model gives a·x² + c for a tensor `x`. An optimizer that is given `model.parameters()` must be able to
        move both.
        """,
        zh="""
        抛出去的球沿 a·x² + c 飞行。写出模型 `Parabola`：`Parabola(2., 1.)` 从 a = 2、c = 1 开始，两个都是 **参
        数**，名字就叫 `a` 和 `c`（各是一个数的张量）；给它张量 `x`，它算出 a·x² + c。把 `model.parameters()` 交
        给优化器，两个都要能动。
        """,
    ),
    solution="""
    class Parabola(torch.nn.Module):
        def __init__(self, a, c):
            ### BEGIN SOLUTION
            super().__init__()
            self.a = torch.nn.Parameter(torch.tensor([a]))
            self.c = torch.nn.Parameter(torch.tensor([c]))
            ### END SOLUTION

        def forward(self, x):
            ### BEGIN SOLUTION
            return self.a * x ** 2 + self.c
            ### END SOLUTION
    """,
    names=("Parabola",),
    verify=_verify_parabola,
    hints=(
        Text(
            "Three lines in `__init__` and one in `forward`. The lesson's `Line` is built the same way.",
            "`__init__` 里三行，`forward` 里一行。课文里的 `Line` 就是这样造的。",
        ),
        Text(
            "The first line prepares the list of parameters. After it, what is assigned as a "
            "`torch.nn.Parameter` is written down in it.",
            "第一行准备参数清单。在它之后，作为 `torch.nn.Parameter` 赋值的东西会登记进去。",
        ),
        Text(
            "`super().__init__()`, then `self.a = torch.nn.Parameter(torch.tensor([a]))`, the same for c. And "
            "`forward` "
            "computes with `self.a` and `self.c` themselves.",
            "先写 `super().__init__()`，再写 `self.a = torch.nn.Parameter(torch.tensor([a]))`，c 也一样。`forward` "
            "里直接用 `self.a` 和 `self.c` 来算。",
        ),
    ),
    why=Text(
        en="""
        A `Parameter` is a leaf that requires a gradient, and the module notes it when it is assigned: that is
        why `parameters()` finds it, and why the optimizer can hold it. `forward` must compute with the
        parameters themselves, so that the graph leads back to them. The slopes say that it does: for x = 3 and
        1, ∂/∂a of the sum is 9 + 1, and ∂/∂c is 1 + 1.
        """,
        zh="""
        `Parameter` 是要求梯度的叶子节点，赋值的时候模块会把它登记下来：所以 `parameters()` 找得到它，优化器才拿
        得到它。`forward` 必须直接用参数来算，计算图才能走回参数。斜率说明了这一点：x 取 3 和 1，总和对 a 的导数
        是 9 + 1，对 c 的导数是 1 + 1。
        """,
    ),
    diagnoses={
        "not-registered": Diagnosis(
            "A tensor is missing on the model's list. `requires_grad=True` gives it a bucket, but does not write it "
            "down "
            "there.",
            "模型的清单里少了张量。`requires_grad=True` 只给它一个桶，并不会把它登记进去。",
        ),
        "unprepared": Diagnosis(
            "There is no list yet into which the parameter could be written. Which line of `__init__` prepares it?",
            "参数要登记的清单还没有准备好。`__init__` 里哪一行负责准备它？",
            raises="before Module.__init__|'_parameters'",
        ),
        "not-squared": Diagnosis(
            "That is a line: x is not squared.",
            "这是一条直线：x 没有平方。",
        ),
        "all-squared": Diagnosis(
            "You squared a·x. Only x is to be squared: what does Python compute first?",
            "你把 a·x 整个平方了。要平方的只有 x：Python 先算什么？",
        ),
        "sign": Diagnosis(
            "The last term has the wrong sign.",
            "最后一项的符号不对。",
        ),
        "formula": Diagnosis(
            "For other numbers the formula does not fit. It must use this `x`, and the a and c that it was given.",
            "换一组数，算式就不对了。要用传进来的 `x`，和创建时给的 a、c。",
        ),
        "no-forward": Diagnosis(
            "The model gives nothing back. `forward` has to return the result.",
            "模型什么也没有返回。`forward` 要把结果返回。",
        ),
        "cut": Diagnosis(
            "The number is right, but the gradient does not get back to every parameter: the path is cut in `forward`.",
            "数是对的，可是梯度走不回每个参数：在 `forward` 里路被切断了。",
            lesson=9,
        ),
    },
    wrong=(
        Try("not-registered", (("torch.nn.Parameter(torch.tensor([a]))", "torch.tensor([a], requires_grad=True)"),)),
        Try(
            "not-registered",
            (
                ("torch.nn.Parameter(torch.tensor([a]))", "torch.tensor([a], requires_grad=True)"),
                ("torch.nn.Parameter(torch.tensor([c]))", "torch.tensor([c], requires_grad=True)"),
            ),
        ),
        Try("unprepared", (("        super().__init__()\n", ""),)),
        Try("not-squared", (("x ** 2", "x"),)),
        Try("all-squared", (("self.a * x ** 2", "(self.a * x) ** 2"),)),
        Try("sign", (("+ self.c", "- self.c"),)),
        Try("formula", (("torch.tensor([a])", "torch.tensor([2.])"), ("torch.tensor([c])", "torch.tensor([1.])"))),
        Try("no-forward", (("return ", ""),)),
        Try("cut", (("self.a * x", "self.a.data * x"),)),
        Try("cut", (("+ self.c", "+ self.c.detach()"),)),
    ),
    right=(
        Try(edits=(("self.a * x ** 2", "x * x * self.a"),)),
        Try(edits=(("torch.tensor([a])", "torch.ones(1) * a"), ("torch.tensor([c])", "torch.full((1,), c)"))),
        Try(
            source="""
            class Parabola(torch.nn.Module):
                def __init__(self, a, c):
                    super().__init__()
                    for name, start in dict(a=a, c=c).items():
                        setattr(self, name, torch.nn.Parameter(torch.tensor([start])))

                def forward(self, x):
                    square = x.pow(2)
                    return torch.add(self.c, self.a * square)
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _verify_descent(look: Look) -> None:
    """Two rounds of (2p + q) by hand: p and q on the list, and r, that nobody uses."""

    def walked(lr: float, rounds: int, empty: bool = True, *, given: str = "list") -> Callable[[Any, Any], Any]:
        def probe(torch: Any, descent: Any) -> list[float]:
            p, q, r = (torch.tensor([value], requires_grad=True) for value in (10.0, 5.0, 1.0))
            optimizer = descent([p, q, r] if given == "list" else (t for t in (p, q, r)), lr)
            for _ in range(rounds):
                if empty:
                    optimizer.zero_grad()
                (2 * p + q).backward()
                optimizer.step()
            return [p.item(), q.item(), r.item()]

        return probe

    def mail(torch: Any, descent: Any) -> list[Any]:
        p = torch.tensor([3.0], requires_grad=True)
        optimizer = descent([p], 1.0)
        (2 * p).backward()
        optimizer.step()
        after_step = p.grad.tolist()
        optimizer.zero_grad()
        return [*after_step, p.grad is None or p.grad.item() == 0]

    def tried(en: str, zh: str, run: Callable[[Any, Any], Any], right: list[Any], **known: list[float]) -> None:
        pairs = [(value, name.replace("_", "-").rstrip("-")) for name, value in known.items()]
        look.tried("Descent", Text(f"p, q, r {en}", f"p、q、r，{zh}"), run, right, pairs, otherwise="length")

    still, once = [10.0, 5.0, 1.0], [8.0, 4.0, 1.0]
    tried("after 1 round, lr = 1", "1 轮，lr = 1", walked(1.0, 1), once, rebound=still, uphill=[12.0, 6.0, 1.0])
    tried("after 1 round, lr = 2", "1 轮，lr = 2", walked(2.0, 1), [6.0, 3.0, 1.0])
    tried("after 2 rounds", "2 轮", walked(1.0, 2), [6.0, 3.0, 1.0], not_emptied=[4.0, 2.0, 1.0])
    gathered = [4.0, 2.0, 1.0]
    tried(
        "after 2 rounds without zero_grad()",
        "2 轮，不清零",
        walked(1.0, 2, False),
        gathered,
        step_empties=[6.0, 3.0, 1.0],
    )
    walk = walked(1.0, 2, given="generator")
    tried("from a generator, 2 rounds", "由生成器给出，2 轮", walk, [6.0, 3.0, 1.0], used_up=still, used_up_=once)
    shown = Text("p.grad after step(), emptied by zero_grad()", "step() 之后的 p.grad，zero_grad() 之后是否为空")
    look.tried("Descent", shown, mail, [2.0, True], [([0.0, True], "step-empties")], otherwise="not-emptied")


DESCENT = Exercise(
    id="own-optimizer",
    lesson=11,
    title=Text("Puzzle: an optimizer of your own", "难题：自己的优化器"),
    statement=Text(
        en="""
        An optimizer is a small thing: it holds parameters, empties their buckets and takes a step. Write
        `Descent`, which can stand in for `torch.optim.SGD` in every program of this lesson:

        - `Descent(parameters, lr)`: what it is given may be a list, or `model.parameters()`;
        - `zero_grad()` empties all buckets;
        - `step()` moves each parameter, and leaves alone the one for which no mail has come.

        Two traps lie on the way. The checks use `p = [10.]` and `q = [5.]` with the loss 2p + q, and
        `r = [1.]`, which is on the list and is used nowhere.
        """,
        zh="""
        优化器其实很小：拿着参数，清空它们的桶，走一步。写一个 `Descent`，让它在这一课的每个程序里都能顶替
        `torch.optim.SGD`：

        - `Descent(parameters, lr)`：交给它的可能是列表，也可能是 `model.parameters()`；
        - `zero_grad()` 清空所有的桶；
        - `step()` 移动每个参数；没有收到信的那个，就不去动它。

        路上有两个陷阱。检查时用 `p = [10.]` 和 `q = [5.]`，损失是 2p + q；还有 `r = [1.]`，它在清单上，却哪里也
        没有用到。
        """,
    ),
    solution="""
    class Descent:
        def __init__(self, parameters, lr):
            ### BEGIN SOLUTION
            self.parameters, self.lr = list(parameters), lr
            ### END SOLUTION

        def zero_grad(self):
            ### BEGIN SOLUTION
            for p in self.parameters:
                p.grad = None
            ### END SOLUTION

        def step(self):
            ### BEGIN SOLUTION
            for p in self.parameters:
                if p.grad is not None:
                    p.data -= self.lr * p.grad
            ### END SOLUTION
    """,
    names=("Descent",),
    verify=_verify_descent,
    hints=(
        Text(
            "The step is the one of lesson 10, in a loop over all parameters. What is `r.grad`, when nothing has "
            "used r?",
            "这一步和第 10 课的一样，只是对所有的参数循环。r 没有用到的时候，`r.grad` 是什么？",
        ),
        Text(
            "`model.parameters()` can be gone through once only. Try it: `ps = model.parameters(); list(ps); "
            "list(ps)`.",
            "`model.parameters()` 只能走一遍。试试：`ps = model.parameters(); list(ps); list(ps)`。",
        ),
        Text(
            "Keep `list(parameters)`; skip what has `grad is None`; and change the tensor in place, under "
            "`no_grad()`: "
            "`p = p - ...` gives the name p to something else.",
            "保存 `list(parameters)`；`grad is None` 的跳过；在 `no_grad()` 里原地修改张量："
            "写 `p = p - ...` 只是把名字 p 给了别的东西。",
        ),
    ),
    why=Text(
        en="""
        The optimizer and the model share nothing but the parameter objects, so the step must change these very
        objects: in place, and without being recorded. `model.parameters()` is a generator: the first loop over
        it uses it up, and a second one would silently do nothing, hence the `list`. A parameter that nobody
        used has no gradient, and "no gradient" is no zero: it is `None`. That is all of `torch.optim.SGD` that
        this course needs.
        """,
        zh="""
        优化器和模型共用的只有参数对象，所以这一步必须改动这些对象本身：原地改，而且不被记录。
        `model.parameters()` 是一个生成器：第一次循环就把它用完了，第二次循环悄悄地什么也不做，所以要 `list`。没
        有人用到的参数没有梯度，“没有”不是 0，是 `None`。这门课需要的 `torch.optim.SGD`，就这么多。
        """,
    ),
    diagnoses={
        "recorded": Diagnosis(
            "The step itself is being recorded, on leaves that require a gradient. It must not be.",
            "这一步自己也被记录了，而且是在要求梯度的叶子节点上。它不该被记录。",
            lesson=10,
            raises="leaf Variable that requires grad",
        ),
        "no-mail": Diagnosis(
            "It stumbles over a parameter for which no mail has come. What is the `grad` of such a one?",
            "它被一个没有收到信的参数绊倒了。这样的参数，`grad` 是什么？",
            raises="NoneType",
        ),
        "rebound": Diagnosis(
            "Nothing moves. Is the tensor itself changed, or is only a name given to a new tensor?",
            "什么也没动。改的是张量本身，还是只把名字给了一个新张量？",
            lesson=10,
        ),
        "uphill": Diagnosis(
            "It walks along the gradient, uphill.",
            "它顺着梯度走，上坡了。",
            lesson=10,
        ),
        "length": Diagnosis(
            "The step has another length than lr times the gradient.",
            "步子的长度不是 lr 乘以梯度。",
        ),
        "not-emptied": Diagnosis(
            "The second step uses the first gradient once more: `zero_grad()` has not emptied every bucket.",
            "第二步把第一步的梯度又用了一遍：`zero_grad()` 没有把每个桶都清空。",
            lesson=5,
        ),
        "step-empties": Diagnosis(
            "Your `step()` does more than step: it touches the buckets. `torch.optim.SGD` leaves that to "
            "`zero_grad()`, "
            "so that gradients can also be gathered over several passes.",
            "你的 `step()` 做的事太多：它动了桶。`torch.optim.SGD` 把这件事留给 `zero_grad()`，这样才可以先攒几次"
            "梯度再走。",
            lesson=5,
        ),
        "used-up": Diagnosis(
            "With `model.parameters()` it stops working, though a list works. What happens when one goes through a "
            "generator for the second time?",
            "给它列表可以，给它 `model.parameters()` 就不行了。生成器走第二遍会怎样？",
        ),
    },
    wrong=(
        Try("recorded", (("p.data -=", "p -="),)),
        Try(
            "no-mail",
            (
                ("            if p.grad is not None:\n", ""),
                ("                p.data -=", "            p.data -="),
            ),
        ),
        Try("rebound", (("p.data -= self.lr * p.grad", "p = p - self.lr * p.grad"),)),
        Try("uphill", (("-=", "+="),)),
        Try("length", (("self.lr * p.grad", "p.grad"),)),
        Try("length", (("self.lr * p.grad", "0.5 * p.grad"),)),
        Try("not-emptied", (("p.grad = None", "pass"),)),
        Try("not-emptied", (("p.grad = None", "p = None"),)),
        Try(
            "step-empties",
            (("p.data -= self.lr * p.grad", "p.data -= self.lr * p.grad\n                p.grad = None"),),
        ),
        Try("used-up", (("list(parameters)", "parameters"),)),
    ),
    right=(
        Try(
            edits=(("p.data -= self.lr * p.grad", "with torch.no_grad():\n                    p -= self.lr * p.grad"),)
        ),
        Try(edits=(("p.grad = None", "p.grad = torch.zeros_like(p)"),)),
        Try(
            source="""
            class Descent:
                def __init__(self, parameters, lr):
                    self.held = tuple(parameters)
                    self.rate = lr

                def zero_grad(self):
                    for t in self.held:
                        if t.grad is not None:
                            t.grad.zero_()

                @torch.no_grad()
                def step(self):
                    for t in self.held:
                        if t.grad is None:
                            continue
                        t.add_(t.grad, alpha=-self.rate)
            """
        ),
    ),
    points=3.0,
    survivors={
        "p.data -= self.lr * p.grad -> p.data = p.data - self.lr * p.grad": "`.data` may be set as well as changed",
    },
)

EXERCISES = (MAILBOX, FIT, PARABOLA, DESCENT)
