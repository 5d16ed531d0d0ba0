"""Lesson 6: what a pass throws away, what of a graph lives too long, and a graph that has nothing to throw away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict

_TWICE: dict[str, Any] = {
    "x + x": 4.0,
    "x * x": "error",
    "x - 5": 2.0,
    "2 * x + 1": "error",
    "x / 2": "error",
    "-x - x": -4.0,
}
_ONCE = {"x + x": 2.0, "x * x": 6.0, "x - 5": 1.0, "2 * x + 1": 2.0, "x / 2": 0.5, "-x - x": -2.0}


def _verify_prediction(look: Look) -> None:
    given = {name: look.value(f'after["{name}"]') for name in _TWICE}
    if all(value == "error" for value in given.values()):
        look.because("never-twice")
    if all(isinstance(value, int | float) for value in given.values()):
        look.because("always-twice")
    for name, expected in _TWICE.items():
        once = _ONCE[name]
        if expected == "error":
            number = "constant-too" if name != "x * x" else "needs-itself"
            look.same(f'after["{name}"]', expected, otherwise=number, hidden=True)
        else:
            known = [(once, "replaced"), ("error", "nothing-to-keep"), (-expected, "sign")]
            look.same(f'after["{name}"]', expected, known, otherwise="slope", hidden=True)


PREDICT = Exercise(
    id="twice-predict",
    lesson=6,
    title=Text("Predict: through the same graph twice", "先预测：同一张图走两遍"),
    statement=Text(
        en="""
        For each of the six formulas somebody writes

        ```python
        x = torch.tensor([3.], requires_grad=True)
        y = ...                # the formula
        y.backward()
        y.backward()
        print(x.grad)
        ```

        What is printed: which number is in the bucket? If the second `backward()` fails, write `"error"`.
        """,
        zh="""
        对下面六个算式，都有人这样写：

        ```python
        x = torch.tensor([3.], requires_grad=True)
        y = ...                # 算式
        y.backward()
        y.backward()
        print(x.grad)
        ```

        打印出来的是什么，也就是桶里是哪个数？如果第二次 `backward()` 报错，就写 `"error"`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB after = {"x + x": ..., "x * x": ..., "x - 5": ...,
    ### STUB          "2 * x + 1": ..., "x / 2": ..., "-x - x": ...}
    after = {"x + x": 4, "x * x": "error", "x - 5": 2,
             "2 * x + 1": "error", "x / 2": "error", "-x - x": -4}
    ### END SOLUTION
    """,
    names=("after",),
    verify=_verify_prediction,
    hints=(
        Text(
            "For each operation ask: what must it still know on the way back, to say its slope?",
            "对每个运算问一句：往回走的时候，它还得知道什么，才说得出斜率？",
        ),
        Text(
            "Adding and subtracting pass the gradient on, at most with a minus sign: no number is needed. "
            "Multiplying and dividing need the other number.",
            "加法和减法把梯度原样传下去，最多变个号，什么数都不用知道。乘法和除法要知道另一个数。",
        ),
        Text(
            "One operation with a drawer on the road is enough for an error. Where there is none, two passes lie "
            "in the bucket.",
            "路上只要有一个运算带抽屉，就会报错。一个也没有的话，桶里就是两次反向传播的量。",
        ),
    ),
    why=Text(
        en="""
        `+`, `-` and the minus sign keep nothing, for their slopes are 1 and −1 wherever x is. So their
        graphs can be walked again, and the bucket holds twice the slope: 4, 2, −4. `x * x` needs x, and
        the first pass has let go of it. The sly ones are `2 * x + 1` and `x / 2`: their slopes do not
        depend on x, but the 2 was put into the drawer, and it was freed like everything else.
        """,
        zh="""
        加、减、负号什么也不留，因为不管 x 是几，它们的斜率都是 1 或 −1。所以这样的图可以再走一遍，桶里是斜
        率的两倍：4、2、−4。`x * x` 要用 x，而第一次反向传播已经把它放掉了。容易上当的
        是 `2 * x + 1` 和 `x / 2`：斜率和 x 无关，可是那个 2 也放在抽屉里，同样被释放了。
        """,
    ),
    diagnoses={
        "never-twice": Diagnosis(
            "You think that a graph may never be walked twice. What is thrown away is what is in the drawers: "
            "has every operation one?",
            "你认为一张图绝不能走两遍。扔掉的是抽屉里的东西：每个运算都有抽屉吗？",
        ),
        "always-twice": Diagnosis(
            "You think that a second pass is just a second pass. But the first one emptied the drawers: for "
            "which of these formulas does that matter?",
            "你认为第二遍和第一遍一样走。可是第一遍已经清空了抽屉：对哪些算式来说，这有关系？",
        ),
        "needs-itself": Diagnosis(
            "Here the slope depends on where x is: the multiplication kept its factors in its drawer.",
            "这里的斜率和 x 在哪里有关：乘法把两个因子留在抽屉里。",
        ),
        "constant-too": Diagnosis(
            "True, the slope does not depend on x. But it depends on the other number: where did the operation "
            "keep that one?",
            "不错，斜率和 x 无关。可它和另一个数有关：运算把那个数留在哪里？",
        ),
        "nothing-to-keep": Diagnosis(
            "You expect an error where no drawer is: what would this operation need to know for its slope?",
            "这里没有抽屉，你却说会报错：这个运算要知道什么，才说得出斜率？",
        ),
        "replaced": Diagnosis(
            "That is the gradient of one pass. Two passes went by, and a bucket adds.",
            "这是一次反向传播的梯度。走了两遍，而桶是累加的。",
            lesson=5,
        ),
        "sign": Diagnosis(
            "The size is right. Does y rise or fall when x grows?",
            "大小对了。x 变大的时候，y 是变大还是变小？",
        ),
        "slope": Diagnosis(
            "It is right that there is no error. The number is not: find the slope of one pass first.",
            "这里不会报错，这一点对了，数却不对：先求出一次反向传播的斜率。",
            lesson=2,
        ),
    },
    wrong=(
        Try(
            "never-twice",
            source="""
            after = dict.fromkeys(["x + x", "x * x", "x - 5", "2 * x + 1", "x / 2", "-x - x"], "error")
            """,
        ),
        Try(
            "always-twice",
            source='after = {"x + x": 4, "x * x": 12, "x - 5": 2, "2 * x + 1": 4, "x / 2": 1, "-x - x": -4}',
        ),
        Try("needs-itself", (('"x * x": "error"', '"x * x": 12'),)),
        Try("constant-too", (('"2 * x + 1": "error"', '"2 * x + 1": 4'),)),
        Try("constant-too", (('"x / 2": "error"', '"x / 2": 1'),)),
        Try("nothing-to-keep", (("-4", '"error"'),)),
        Try("replaced", (("4,", "2,"), ("-4", "-2"))),
        Try("sign", (("-4", "4"),)),
        Try("slope", (('"x - 5": 2', '"x - 5": -4'),)),
    ),
    right=(
        Try(edits=(("4,", "4.0,"), ("-4", "torch.tensor([-4.])"))),
        Try(
            source="""
            after = dict.fromkeys(["x * x", "2 * x + 1", "x / 2"], "error")
            after |= {"-x - x": -4, "x - 5": 2, "x + x": 4}
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ repair


def _verify_slopes(look: Look) -> None:
    raises = [("a second time", "drawers-empty")]

    def slopes_at(at: float, body: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
        def run(torch: Any, slopes: Any) -> Any:
            x = torch.tensor([at], requires_grad=True)
            found = slopes(x, body)
            return [float(slope) for slope in found]

        return run

    def calls(torch: Any, slopes: Any) -> int:
        counted: list[None] = []

        def body(x: Any) -> Any:
            counted.append(None)
            return x * x

        slopes(torch.tensor([2.0], requires_grad=True), body)
        return len(counted)

    known: list[tuple[Any, str]] = [
        ([12.0, 23.0], "bucket-full"),
        ([11.0, 11.0], "same-bucket"),
        ([23.0, 23.0], "same-bucket"),
        ([0.0, 11.0], "same-bucket"),
        ([12.0, 7.0], "cut"),
        ([11.0, 12.0], "order"),
    ]
    square = slopes_at(2.0, lambda x: x**2)
    look.tried("slopes", "slopes(x, lambda x: x**2), x = 2", square, [12.0, 11.0], known, raises=raises)
    (a,) = look.fresh(1)
    shown, line = f"slopes(x, lambda x: {a} * x), x = 1", slopes_at(1.0, lambda x: a * x)
    look.tried("slopes", shown, line, [3.0 * a, a + 7.0], otherwise="one-case", raises=raises)
    otherwise = "computed-twice"
    runs = Text("how often body runs", "body 算了几遍")
    look.tried("slopes", runs, calls, 1, [(0, "one-case")], otherwise=otherwise, raises=raises)


REPAIR = Exercise(
    id="two-losses",
    lesson=6,
    title=Text("Repair: two losses, one body", "改错：两个损失，一个主干"),
    statement=Text(
        en="""
        `h = body(x)` takes long to compute (think of a large network), and two losses need it: `3 * h` and
        `h + 7 * x`. `slopes` is to return the slope of each, **separately**: with `body` = x² at x = 2
        these are 3·4 = 12 and 4 + 7 = 11.

        Run it, read the error, and mend it. Mind the numbers too: when the error is gone, not everything
        is right yet. And `body` is to run only once.
        """,
        zh="""
        `h = body(x)` 算起来很慢（想象一个很大的网络），两个损失都要用它：`3 * h` 和 `h + 7 * x`。`slopes`
        要返回这两个损失**各自**的斜率：`body` 是 x²、x = 2 的时候，就是 3·4 = 12 和 4 + 7 = 11。

        运行一下，读报错信息，把它改好。还要看看数对不对：不报错了，不等于全对了。另外，`body` 只许算一次。
        """,
    ),
    solution="""
    def slopes(x, body):
        h = body(x)
        first = 3 * h
        second = h + 7 * x
        ### BEGIN SOLUTION
        ### STUB first.backward()
        ### STUB slope = x.grad.item()
        ### STUB second.backward()
        first.backward(retain_graph=True)
        slope = x.grad.item()
        x.grad = None
        second.backward()
        ### END SOLUTION
        return [slope, x.grad.item()]

    print(slopes(torch.tensor([2.], requires_grad=True), lambda x: x**2))
    """,
    names=("slopes",),
    verify=_verify_slopes,
    hints=(
        Text(
            "Two things are in the way, one after the other: an empty drawer, and a full bucket.",
            "有两件事碍事，一前一后：一个是空了的抽屉，一个是没有清空的桶。",
        ),
        Text(
            "Which pass empties the drawer of `body`? That is the pass that must be told to keep it.",
            "是哪一次反向传播清空了 `body` 的抽屉？就要跟那一次说：留着。",
        ),
        Text(
            "`retain_graph=True` at the first pass; and between the passes, once the number has been read, "
            "`x.grad = None`.",
            "第一次反向传播写 `retain_graph=True`；两次之间，把数读出来之后，写 `x.grad = None`。",
        ),
    ),
    why=Text(
        en="""
        Both roads lead through the drawer of `body`, so the first pass must not empty it:
        `retain_graph=True`, said at the *first* pass. The second one may empty it, nobody comes after. And
        as the slopes are wanted separately, the bucket has to be emptied in between, after its number was
        read; otherwise the second is 12 + 11 = 23. For the slope of the *sum* of the losses none of this
        would be needed: `(first + second).backward()`.
        """,
        zh="""
        两条路都经过 `body` 的抽屉，所以第一次反向传播不能清空它：`retain_graph=True` 要写在**第一次**。第二
        次清空就没关系了，后面没有人再来。两个斜率要分开，所以读出第一个数以后，要把桶清空，不然第二个就成
        了 12 + 11 = 23。如果要的是两个损失之**和**的斜率，这些都不必：`(first + second).backward()` 就行。
        """,
    ),
    diagnoses={
        "bucket-full": Diagnosis(
            "The first slope is right, the second one holds both: what is still in the bucket when the second "
            "pass pours?",
            "第一个斜率对了，第二个里面是两个的和：第二次往桶里倒的时候，桶里还有什么？",
            lesson=5,
        ),
        "same-bucket": Diagnosis(
            "Both numbers come from one and the same bucket, read too late. Read the **number** before the next "
            "pass, not the tensor.",
            "两个数是从同一个桶里读的，读得太晚了。下一次反向传播之前，就要把**数**读出来，而不是留着那个张量。",
            lesson=5,
        ),
        "cut": Diagnosis(
            "The second slope is 7 only: its road through `h` has been cut. It needs that road too.",
            "第二个斜率只剩 7：经过 `h` 的那条路被剪断了。这条路它也要走。",
        ),
        "order": Diagnosis(
            "Both numbers are right, in the wrong places: first that of `3 * h`.",
            "两个数都对，位置反了：前面应该是 `3 * h` 的。",
        ),
        "computed-twice": Diagnosis(
            "The slopes are right, but `body` ran twice: a new graph, at double price. The old one can serve "
            "both if it is kept.",
            "斜率对了，可是 `body` 算了两遍：换了一张新图，价钱翻倍。旧图留着，就能用两次。",
        ),
        "one-case": Diagnosis(
            "It fits the example, but not another `body`. The slopes have to come from `h = body(x)`.",
            "例子对了，换一个 `body` 就不对。斜率要从 `h = body(x)` 求出来。",
        ),
        "drawers-empty": Diagnosis(
            "Each of the two losses has a part of its own, but below lies one shared part. Its drawer was "
            "emptied by the pass before; `retain_graph=True` after the event fills nothing up.",
            "两个损失各有自己的一段，可是下面有一段是公用的，它的抽屉已经被前一次清空了。事后再写 "
            "`retain_graph=True`，什么也填不回来。",
            raises="a second time",
        ),
        "none-yet": Diagnosis(
            "A `.grad` is read or emptied while it is still `None`: no pass has poured into it yet.",
            "有一个 `.grad` 还是 `None`，就去读它或者清空它了：还没有一次反向传播往里倒过。",
            raises="'NoneType' object has no attribute",
            lesson=5,
        ),
    },
    wrong=(
        Try("bucket-full", (("    x.grad = None\n", ""),)),
        Try(
            "same-bucket",
            (
                ("slope = x.grad.item()\n    x.grad = None", "slope = x.grad\n    x.grad.zero_()"),
                ("return [slope, x.grad.item()]", "return [slope, x.grad]"),
            ),
        ),
        Try("same-bucket", (("slope = x.grad.item()\n    x.grad = None", "slope = x.grad"),)),
        Try("same-bucket", (("slope = x.grad.item()\n    x.grad = None", "x.grad = None\n    slope = 0"),)),
        Try("cut", (("second = h", "second = h.detach()"),)),
        Try("order", (("[slope, x.grad.item()]", "[x.grad.item(), slope]"),)),
        Try(
            "computed-twice",
            (("(retain_graph=True)", "()"), ("second.backward()", "second = body(x) + 7 * x\n    second.backward()")),
        ),
        Try("one-case", (("[slope, x.grad.item()]", "[12., 11.]"),)),
        Try("one-case", (("body(x)", "x**2"),)),
        Try("drawers-empty", (("first.backward(retain_graph=True)", "first.backward()"),)),
        Try(
            "drawers-empty",
            (("(retain_graph=True)", "()"), ("second.backward()", "second.backward(retain_graph=True)")),
        ),
        Try(
            "none-yet",
            (("first.backward(retain_graph=True)", "x.grad.zero_()\n    first.backward(retain_graph=True)"),),
        ),
    ),
    right=(
        Try(
            edits=(
                ("    x.grad = None\n", ""),
                ("x.grad.item()]", "x.grad.item() - slope]"),
            )
        ),
        Try(
            source="""
            def slopes(x, body):
                h = body(x)
                (first,) = torch.autograd.grad(3 * h, x, retain_graph=True)
                (second,) = torch.autograd.grad(h + 7 * x, x)
                return first, second
            """
        ),
        Try(
            source="""
            def slopes(x, body):
                h = body(x)
                h.backward()
                slope = x.grad.item()
                return [3 * slope, slope + 7]
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ repair a loop


def _verify_chase(look: Look) -> None:
    raises = [("a second time", "old-part"), ("modified by an inplace", "old-part")]

    def place(start: float, steps: int) -> Callable[[Any, Any], Any]:
        return lambda torch, chase: float(chase(float(start), steps)[0])

    def total(start: float, steps: int) -> Callable[[Any, Any], Any]:
        return lambda torch, chase: float(chase(float(start), steps)[1])

    def hanging(torch: Any, chase: Any) -> bool:
        return getattr(chase(1.0, 3)[1], "grad_fn", None) is not None

    known: list[tuple[Any, str]] = [
        (-13.0, "through-the-goal"),
        (-1.0, "runs-away"),
        (8.0, "goal-moves"),
        (4.75, "two-rounds"),
        (1.0, "still"),
    ]
    look.tried("chase", "chase(1., 3)[0]", place(1.0, 3), 2.75, known, raises=raises)
    (a,) = look.fresh(1)
    look.tried("chase", f"chase({a}., 2)[0]", place(a, 2), 2.5 * a, otherwise="one-case", raises=raises)
    known = [(0.25, "last-loss"), (1.75, "mean")]
    look.tried("chase", "chase(1., 3)[1]", total(1.0, 3), 5.25, known, otherwise="one-case", raises=raises)
    look.tried("chase", f"chase({a}., 2)[1]", total(a, 2), 5.0 * a * a, otherwise="one-case", raises=raises)
    look.tried("chase", "chase(1., 3)[1].grad_fn is not None", hanging, False, otherwise="graph-hangs")


LOOP = Exercise(
    id="old-graph",
    lesson=6,
    title=Text("Repair: a goal that should stay, a graph that should not", "改错：该留下的目标，不该留下的图"),
    statement=Text(
        en="""
        `chase` sets itself a goal, three times the *first* `w`, and walks towards it; the goal is to stay
        where it is. It returns where `w` is in the end, and the sum of all losses, for a report. From 1
        the goal is 3; after three steps `w` is at 2.75, and the losses 4, 1 and 0.25 sum up to 5.25.

        The second round fails. Mend that, and see to it that what is returned as the sum has no graph
        hanging behind it.
        """,
        zh="""
        `chase` 给自己定一个目标：**最初的** `w` 的三倍，然后一步一步走过去；目标定了就不动。它返回 `w` 最后
        在哪里，还有各轮损失之和，写报告用。从 1 出发，目标是 3；走三步，`w` 到 2.75，损失是 4、1、0.25，一
        共 5.25。

        可是第二轮就报错。把它改好，并且让返回的那个和后面不挂着计算图。
        """,
    ),
    solution="""
    def chase(start, steps):
        w = torch.tensor([start], requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.25)
        ### BEGIN SOLUTION
        ### STUB goal = 3 * w
        ### STUB total = 0
        ### STUB for step in range(steps):
        ### STUB     optimizer.zero_grad()
        ### STUB     loss = (w - goal) ** 2
        ### STUB     loss.backward()
        ### STUB     optimizer.step()
        ### STUB     total = total + loss
        goal = (3 * w).detach()
        total = 0
        for step in range(steps):
            optimizer.zero_grad()
            loss = (w - goal) ** 2
            loss.backward()
            optimizer.step()
            total = total + loss.item()
        ### END SOLUTION
        return w.item(), total

    print(chase(1., 3))
    """,
    names=("chase",),
    verify=_verify_chase,
    hints=(
        Text(
            "Which line is recorded once, above the loop, and walked through in every round?",
            "哪一行只在循环外面记录了一次，每一轮反向传播却都要经过它？",
        ),
        Text(
            "The goal is a *number* to be read; nobody wants its slope. The same is true of what is added up for "
            "the report.",
            "目标是拿来看的一个**数**，没有人要它的斜率。为报告加起来的东西也一样。",
        ),
        Text(
            "`(3 * w).detach()`, or `3 * w.item()`, has the value and no history. And `loss.item()` hands over "
            "the number without the graph.",
            "`(3 * w).detach()` 或者 `3 * w.item()`，有值，没有历史。`loss.item()` 也只交出那个数，不带图。",
        ),
    ),
    why=Text(
        en="""
        `goal = 3 * w` was recorded, so each loss led through this one old box, whose drawer was emptied in
        round one. As it is a goal, it should not have been part of the graph in the first place:
        `detach()` keeps the number and drops the history. (That it does not follow `w` any more, elsewhere
        a trap, is here what is wanted.) `total + loss` would hold on to the graphs of all rounds;
        `loss.item()` lets go of them. And the advice in the error message, `retain_graph=True`, would have
        given no error and a wrong result: the gradient flows through the goal as well.
        """,
        zh="""
        `goal = 3 * w` 被记录了，所以每一轮的损失都通向这个旧方框，而它的抽屉在第一轮就清空了。它只是一个目
        标，本来就不该在图里：`detach()` 留下数，去掉历史。（它从此不再跟着 `w` 走，在别处是陷阱，在这里正是
        我们要的。）`total + loss` 会把每一轮的图都留住；`loss.item()` 放它们走。至于报错信息建议
        的 `retain_graph=True`，加上它就不报错了，结果却是错的：梯度也会经过目标流回去。
        """,
    ),
    diagnoses={
        "through-the-goal": Diagnosis(
            "No error any more, but w runs in the wrong direction: the slope was taken through the goal as well, "
            "as if it could be moved. Keeping the drawer was not the point.",
            "不报错了，可是 w 跑反了：斜率把经过目标的那条路也算进去了，好像目标也能动似的。问题不在于留不留抽屉。",
        ),
        "runs-away": Diagnosis(
            "You compute the goal anew in each round, with its history. So it moves along with w, and the slope "
            "leads through it.",
            "你每一轮都重新算目标，还带着历史。于是它跟着 w 动，斜率也从它那里流过。",
        ),
        "goal-moves": Diagnosis(
            "The goal has no history any more, good; but it is computed anew in each round, so it runs away in "
            "front of w. It should stay where it was set.",
            "目标没有历史了，很好；可是每一轮都重新算，它就一直跑在 w 前面。目标定了就该不动。",
        ),
        "two-rounds": Diagnosis(
            "The steps are too long: the bucket still holds earlier rounds.",
            "步子太大：桶里还有前几轮的量。",
            lesson=5,
        ),
        "still": Diagnosis(
            "w has not moved at all. Is there a road left from the loss to w, and is a step taken?",
            "w 一点也没有动。从损失到 w 还有路吗？有没有走那一步？",
        ),
        "graph-hangs": Diagnosis(
            "The numbers are right, but a graph hangs behind the sum: that of every round. You only want to read "
            "the number.",
            "数都对了，可是那个和后面挂着图，每一轮的都在。你要的只是一个数。",
        ),
        "last-loss": Diagnosis(
            "That is the last loss alone. The report is to have the sum of all rounds.",
            "这只是最后一轮的损失。报告里要的是各轮之和。",
        ),
        "mean": Diagnosis(
            "That is the mean of the losses. The sum was asked for.",
            "这是损失的平均值，要的是和。",
        ),
        "one-case": Diagnosis(
            "It fits the example, but not another start. Does the goal follow from `start`, and the sum from the "
            "losses?",
            "例子对了，换一个起点就不对。目标是由 `start` 得来的吗？和是由各轮损失得来的吗？",
        ),
        "old-part": Diagnosis(
            "The loss is new in each round, but it leads into a part that was recorded only once. Which line "
            "above the loop is that?",
            "损失每一轮都是新的，可它通向一段只记录过一次的图。是循环外面的哪一行？",
            raises="a second time|modified by an inplace",
        ),
        "no-history": Diagnosis(
            "Now nothing at all leads back to w: too much has been cut. Only the goal is to lose its history.",
            "现在完全没有路通回 w 了：剪得太多。该去掉历史的只有目标。",
            raises="does not require grad",
        ),
    },
    wrong=(
        Try(
            "through-the-goal",
            (("(3 * w).detach()", "3 * w"), ("loss.backward()", "loss.backward(retain_graph=True)")),
        ),
        Try(
            "runs-away",
            (("    goal = (3 * w).detach()\n", ""), ("        loss =", "        goal = 3 * w\n        loss =")),
        ),
        Try(
            "goal-moves",
            (
                ("    goal = (3 * w).detach()\n", ""),
                ("        loss =", "        goal = (3 * w).detach()\n        loss ="),
            ),
        ),
        Try("two-rounds", (("        optimizer.zero_grad()\n", ""),)),
        Try("still", (("        optimizer.step()\n", ""),)),
        Try("graph-hangs", (("loss.item()", "loss"),)),
        Try("last-loss", (("total + loss.item()", "loss.item()"),)),
        Try("mean", (("w.item(), total", "w.item(), total / steps"),)),
        Try("one-case", (("w.item(), total", "2.75, 5.25"),)),
        Try("one-case", (("(3 * w).detach()", "3"),)),
        Try("old-part", (("(3 * w).detach()", "3 * w"),)),
        Try("no-history", (("(w - goal)", "(w.detach() - goal)"),)),
    ),
    right=(
        Try(edits=(("(3 * w).detach()", "3 * start"), ("loss.item()", "float(loss)"))),
        Try(edits=(("(3 * w).detach()", "3 * w.item()"), ("total = total + loss.item()", "total += loss.detach()"))),
        Try(
            source="""
            def chase(start, steps):
                w = torch.tensor([start], requires_grad=True)
                goal = w.detach().clone() * 3
                optimizer, seen = torch.optim.SGD([w], lr=0.25), []
                for step in range(steps):
                    loss = torch.sum((goal - w) * (goal - w))
                    loss.backward()
                    optimizer.step()
                    optimizer.zero_grad()
                    seen.append(loss.item())
                return w, sum(seen)
            """
        ),
    ),
    points=3.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _boxes(tensor: Any) -> int:
    """The operations behind a tensor, each counted once."""
    found: set[Any] = set()
    waiting = [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.add(node)
            waiting += [before for before, _ in node.next_functions]
    return sum("AccumulateGrad" not in node.name() for node in found)


def _verify_steep(look: Look) -> None:
    steep = look.value("steep")  # called as it is, not watched: the target's graph beside it would be the answer
    raises = [
        ("a second time", "has-a-drawer"),
        ("does not require grad", "no-road"),
        ("leaf Variable", "leaf-in-place"),
        ("modified by an inplace", "has-a-drawer"),
    ]

    def value(torch: Any, watched: Any) -> Any:
        return steep(torch.tensor([3.0], requires_grad=True))

    def passes(number: int) -> Callable[[Any, Any], Any]:
        def run(torch: Any, watched: Any) -> Any:
            w = torch.tensor([3.0], requires_grad=True)
            y = steep(w)
            for _ in range(number):
                y.backward()
            return w.grad

        return run

    def few(torch: Any, watched: Any) -> bool:
        return _boxes(steep(torch.tensor([3.0], requires_grad=True))) <= 5

    slopes = [(6.0, "adds-w-only"), (16.0, "too-flat"), (64.0, "too-steep"), (10.0, "adds-w-only")]
    look.tried("steep", "y = steep(w); y.backward(); w.grad", passes(1), 32.0, slopes, otherwise="slope", raises=raises)
    thrice = Text("the same, three times y.backward()", "同上，y.backward() 三次")
    look.tried("steep", thrice, passes(3), 96.0, otherwise="slope", raises=raises)
    look.tried("steep", "steep(torch.tensor([3.]))", value, 96.0, otherwise="value", raises=raises)
    most = Text("at most five operations", "最多五个运算")
    look.tried("steep", most, few, True, otherwise="too-many", raises=raises)


PUZZLE = Exercise(
    id="no-drawers",
    lesson=6,
    title=Text("Puzzle: steep, and with nothing to lose", "难题：很陡，又没有东西可丢"),
    statement=Text(
        en="""
        Write `steep(w)`, which returns 32 times `w`: slope 32, and the graph must survive **any number**
        of passes, each with a plain `y.backward()`. So `32 * w` will not do. And it may consist of **at
        most five** operations, so that adding `w` 31 times will not do either.
        """,
        zh="""
        请写 `steep(w)`，它返回 `w` 的 32 倍：斜率是 32，而且这张图要经得起**任意多次**反向传播，每次都只
        写 `y.backward()`。所以 `32 * w` 不行。另外，**最多只许五个**运算，所以把 `w` 加 31 次也不行。
        """,
    ),
    solution="""
    def steep(w):
        ### BEGIN SOLUTION
        y = w
        for i in range(5):
            y = y + y
        return y
        ### END SOLUTION

    w = torch.tensor([1.], requires_grad=True)
    y = steep(w)
    print(y)
    """,
    names=("steep",),
    verify=_verify_steep,
    hints=(
        Text(
            "Which operations have no drawer? You have seen two in the lesson's first cell.",
            "哪些运算没有抽屉？这一课的第一段程序里就有两个。",
        ),
        Text(
            "`w + w` has the slope 2 and nothing in a drawer. What if you do the same to the result?",
            "`w + w` 的斜率是 2，抽屉里什么也没有。对它的结果再做同样的事呢？",
        ),
        Text(
            "32 = 2·2·2·2·2. Each doubling is one addition: `y = y + y`.",
            "32 = 2·2·2·2·2。每翻一倍，就是一次加法：`y = y + y`。",
        ),
    ),
    why=Text(
        en="""
        An addition needs to know nothing on the way back, so it has no drawer and nothing of it is freed.
        `y + y` has two roads to the same `y`, and roads add up: slope 2. Five of them in a row: along a
        chain of boxes one multiplies, 2·2·2·2·2 = 32. Five boxes, 32 roads: that is also why the backward
        pass adds up in each inbox before it goes on, and never follows the roads one by one.
        """,
        zh="""
        加法往回走什么也不用知道，所以没有抽屉，也就没有东西可释放。`y + y` 有两条路通向同一个 `y`，各路相
        加，斜率是 2。五个连成一串，沿路相乘：2·2·2·2·2 = 32。五个方框，32 条路：所以反向传播总是先在收件箱
        里加好再往下走，从来不一条一条地走。
        """,
    ),
    diagnoses={
        "has-a-drawer": Diagnosis(
            "The second pass fails: one of your operations keeps something in a drawer. Multiplying does, even "
            "by a plain number.",
            "第二次反向传播报错：你的运算里有一个往抽屉里放了东西。乘法就会放，哪怕只是乘一个普通的数。",
        ),
        "adds-w-only": Diagnosis(
            "You add `w` itself again and again; each time the slope grows by 1. Five operations are too few for "
            "that: let it **double**.",
            "你一次一次加的是 `w` 自己，每次斜率只多 1。五个运算不够：要让它**翻倍**。",
        ),
        "too-flat": Diagnosis(
            "The idea is right, the slope is half of what it should be.",
            "想法对了，斜率只有应有的一半。",
        ),
        "too-steep": Diagnosis(
            "The idea is right, the slope is twice what it should be.",
            "想法对了，斜率是应有的两倍。",
        ),
        "slope": Diagnosis(
            "The slope is not 32. Count the roads from y to w: each operation may multiply their number.",
            "斜率不是 32。数一数从 y 到 w 有几条路：每个运算都可以让路的条数成倍增加。",
            lesson=2,
        ),
        "value": Diagnosis(
            "The slope is right, the value is not 32 times `w`.",
            "斜率对了，值却不是 `w` 的 32 倍。",
        ),
        "too-many": Diagnosis(
            "It works, with more than five operations. Reuse what you have computed already.",
            "行得通，可是超过了五个运算。已经算出来的东西，可以接着用。",
        ),
        "no-road": Diagnosis(
            "No road leads from the result back to `w`: nothing was recorded.",
            "从结果没有路通回 `w`：什么也没有记录。",
            lesson=3,
        ),
        "leaf-in-place": Diagnosis(
            "`y += y` changes the tensor itself, and the first time that is the leaf `w`. Make a new one: `y = …`.",
            "`y += y` 改的是张量本身，而第一次它就是叶子节点 `w`。要得到一个新的张量：`y = …`。",
            raises="leaf Variable",
            lesson=8,
        ),
    },
    wrong=(
        Try("has-a-drawer", (("y = w\n    for i in range(5):\n        y = y + y", "y = 32 * w"),)),
        Try("has-a-drawer", (("y + y", "y * 2"),)),
        Try("adds-w-only", (("y + y", "y + w"),)),
        Try("too-flat", (("range(5)", "range(4)"),)),
        Try("too-steep", (("range(5)", "range(6)"),)),
        Try("slope", (("y + y", "y - y"),)),
        Try("value", (("return y", "return y + 1"),)),
        Try("too-many", (("range(5)", "range(31)"), ("y + y", "y + w"))),
        Try("no-road", (("y = w\n", "y = w.detach()\n"),)),
        Try("leaf-in-place", (("y = y + y", "y += y"),)),
    ),
    right=(
        Try(
            source="""
            def steep(w):
                four = w.expand(4).sum()
                sixteen = four.expand(4).sum()
                return sixteen + sixteen
            """
        ),
        Try(edits=(("return y", "return torch.add(w, w, alpha=31)"),)),
        Try(edits=(("return y", "return w.repeat(32).sum()"),)),
    ),
    points=3.0,
)

EXERCISES = (PREDICT, REPAIR, LOOP, PUZZLE)
