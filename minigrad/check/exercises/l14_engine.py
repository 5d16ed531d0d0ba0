"""Lesson 14: the engine with one line changed, a new operation for it, and counting roads without walking them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict


def _verify_changed(look: Look) -> None:
    known: list[tuple[Any, str]] = [(10.0, "start-matters"), (40.0, "start-once"), (12.0, "start-added")]
    look.same('grad["A"]', 20.0, known, hidden=True)
    known = [(10.0, "bucket-replaced"), (6.0, "inbox-or-bucket"), (2.0, "inbox-or-bucket")]
    look.same('grad["B"]', 5.0, known, hidden=True)
    known = [
        (10.0, "inbox-replaced"),
        (6.0, "other-last"),
        (2.0, "one-pass"),
        (3.0, "one-pass"),
        (5.0, "inbox-replaced"),
    ]
    look.same('grad["C"]', 4.0, known, hidden=True)
    known = [(9.0, "one-pass"), (10.0, "along-is-times"), (8.0, "w-has-two-roads"), (5.0, "one-pass")]
    look.same('grad["D"]', 18.0, known, hidden=True)
    known = [
        (4.0, "order-loses-nothing"),
        (6.0, "order-loses-nothing"),
        (5.0, "one-pass"),
        (2.0, "order-loses-nothing"),
    ]
    look.same('grad["E"]', 10.0, known, otherwise="order-loses-nothing", hidden=True)


CHANGED = Exercise(
    id="engine-predict",
    lesson=14,
    title=Text("Predict: one thing changed", "先预测：只改一处"),
    statement=Text(
        en="""
        The engine of the lesson, with letters where somebody changes one thing:

        ```python
        def backward(self):
            inbox = {self: 1.}                                             # A
            while inbox:
                newest = max(inbox, key=lambda v: v.number)                # E
                arrived = inbox.pop(newest)
                if not newest.roads:
                    newest.grad = (newest.grad or 0.) + arrived            # B
                for source, local in newest.roads:
                    inbox[source] = inbox.get(source, 0.) + arrived * local    # C, D
        ```

        - **A** begins with `{self: 2.}`
        - **B** says `newest.grad = arrived`
        - **C** says `inbox[source] = arrived * local`
        - **D** says `arrived + local` in place of `arrived * local`
        - **E** says `min` in place of `max`

        With `w = Value(1.)`, `x = Value(2.)` and `y = (x + w) * (w + 1)`, `y.backward()` is called **twice**.
        The engine of the lesson leaves 10 in `w.grad`. What does each of the five leave there? (One change at
        a time. In y, `x + w` is made before `w + 1`.)
        """,
        zh="""
        这是课文里的引擎，标了字母的地方，有人各改一处：

        ```python
        def backward(self):
            inbox = {self: 1.}                                             # A
            while inbox:
                newest = max(inbox, key=lambda v: v.number)                # E
                arrived = inbox.pop(newest)
                if not newest.roads:
                    newest.grad = (newest.grad or 0.) + arrived            # B
                for source, local in newest.roads:
                    inbox[source] = inbox.get(source, 0.) + arrived * local    # C, D
        ```

        - **A** 从 `{self: 2.}` 开始
        - **B** 写成 `newest.grad = arrived`
        - **C** 写成 `inbox[source] = arrived * local`
        - **D** 把 `arrived * local` 写成 `arrived + local`
        - **E** 把 `max` 写成 `min`

        取 `w = Value(1.)`，`x = Value(2.)`，`y = (x + w) * (w + 1)`，调用**两次** `y.backward()`。课文里的引擎
        在 `w.grad` 里留下 10。这五种改法各留下多少？（每次只改一处。在 y 里，`x + w` 比 `w + 1` 先算出来。）
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB grad = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}
    grad = {"A": 20, "B": 5, "C": 4, "D": 18, "E": 10}
    ### END SOLUTION
    """,
    names=("grad",),
    verify=_verify_changed,
    hints=(
        Text(
            "Draw the graph with a = x + w = 3 and b = w + 1 = 2. On the way back b gets 3 and a gets 2. One pass "
            "first, "
            "then the second.",
            "画出计算图：a = x + w = 3，b = w + 1 = 2。往回走时，b 得到 3，a 得到 2。先走一遍，再走第二遍。",
        ),
        Text(
            "B touches the bucket, C the inbox: the one adds over passes, the other over roads. In C, whose letter "
            "to w "
            "arrives last?",
            "B 改的是桶，C 改的是收件箱：前者在几遍之间相加，后者在几条路之间相加。在 C 里，谁给 w 的信最后到？",
        ),
        Text(
            "In D each step adds the local derivative: b has 1 + 3, a has 1 + 2, then 1 more each on the way to w. "
            "In E w is "
            "asked too early, and later once more: does anything get lost?",
            "在 D 里每一步都加上局部导数：b 是 1 + 3，a 是 1 + 2，到 w 的路上各再加 1。在 E 里 w 被叫早了，后来又被"
            "叫了"
            "一次：有什么丢掉了吗？",
        ),
    ),
    why=Text(
        en="""
        **A**: everything is proportional to what one begins with: 2·10 = 20. **B**: the second pass overwrites
        the first: 5. **C**: w gets 3 from b, and then a, being older, overwrites it with 2; two passes make 4.
        **D**: along a road one must multiply; adding gives (1 + 3 + 1) + (1 + 2 + 1) = 9 in a pass, 18 in two.
        **E**: still 10. w is emptied into its bucket twice in each pass, first 2, then 3, and the bucket adds.
        Nothing is lost; but a value in the middle would hand on its parts one by one, and for the ten
        doublings that means 1024 visits in place of eleven.
        """,
        zh="""
        **A**：一切都和开头的数成正比：2·10 = 20。**B**：第二遍盖掉了第一遍：5。**C**：w 先从 b 得到 3，a 更旧，
        后到，用 2 盖掉了它；两遍一共 4。**D**：沿路应该相乘；相加得到一遍 (1 + 3 + 1) + (1 + 2 + 1) = 9，两遍
        18。 **E**：还是 10。每一遍里 w 倒进桶两次，先 2 后 3，桶会加起来。什么也没丢；不过中间的值会把收到的一
        份一份往下传，对那十次翻倍来说，要走 1024 次，而不是十一次。
        """,
    ),
    diagnoses={
        "start-matters": Diagnosis(
            "You think that the number at the start makes no difference. What is it multiplied with?",
            "你认为开头的数没有影响。它会和什么相乘？",
        ),
        "start-once": Diagnosis(
            "Too much: each pass begins with the 2 once.",
            "太多了：每一遍只在开头用一次这个 2。",
        ),
        "start-added": Diagnosis(
            "You added the start to the rest. Along a road, numbers are multiplied.",
            "你把开头的数加了上去。沿着一条路，数是相乘的。",
            lesson=2,
        ),
        "bucket-replaced": Diagnosis(
            "You let the bucket still add. With this line, what is left of the first pass?",
            "你还在让桶相加。改成这一行，第一遍的结果还剩什么？",
            lesson=5,
        ),
        "inbox-or-bucket": Diagnosis(
            "B leaves the inbox as it was: within one pass both roads are still added.",
            "B 没有动收件箱：在一遍之内，两条路还是相加的。",
        ),
        "inbox-replaced": Diagnosis(
            "Within a pass, two letters arrive for w. With this line, how many are left?",
            "在一遍之内，有两封信寄给 w。改成这一行，剩下几封？",
            lesson=2,
        ),
        "other-last": Diagnosis(
            "One letter overwrites the other, true. The newest goes first: which of a and b comes last?",
            "确实是一封盖掉另一封。最新的先来：a 和 b，哪个在后？",
        ),
        "one-pass": Diagnosis(
            "That is one pass. `backward()` is called twice.",
            "这是一遍的结果。`backward()` 调用了两次。",
        ),
        "along-is-times": Diagnosis(
            "You multiplied after all. Go along one road and add what stands on each arrow.",
            "你还是相乘了。沿着一条路走，把每个箭头上的数加起来。",
        ),
        "w-has-two-roads": Diagnosis(
            "That is x's number: it has one road. w has two.",
            "这是 x 的数：它只有一条路。w 有两条。",
        ),
        "order-loses-nothing": Diagnosis(
            "With the oldest first, w is asked before all has arrived. What happens to it when the rest arrives?",
            "最旧的先来，w 还没到齐就被叫到了。后来的到了，又会怎样？",
        ),
    },
    wrong=(
        Try("start-matters", (('"A": 20', '"A": 10'),)),
        Try("start-once", (('"A": 20', '"A": 40'),)),
        Try("start-added", (('"A": 20', '"A": 12'),)),
        Try("bucket-replaced", (('"B": 5', '"B": 10'),)),
        Try("inbox-or-bucket", (('"B": 5', '"B": 2'),)),
        Try("inbox-replaced", (('"C": 4', '"C": 10'),)),
        Try("other-last", (('"C": 4', '"C": 6'),)),
        Try("one-pass", (('"C": 4', '"C": 2'),)),
        Try("one-pass", (('"D": 18', '"D": 9'),)),
        Try("along-is-times", (('"D": 18', '"D": 10'),)),
        Try("w-has-two-roads", (('"D": 18', '"D": 8'),)),
        Try("order-loses-nothing", (('"E": 10', '"E": 4'),)),
    ),
    right=(
        Try(edits=(("20", "20."), ("18", "2 * 9"))),
        Try(source="grad = dict(E=10., D=18., C=2 * 2., B=3. + 2., A=2 * 10.)"),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ make

_VALUE = """\
import math


class Value:
    def __init__(self, data, roads=()):
        self.data, self.roads, self.grad = data, roads, None
        self.number = 1 + max((source.number for source, _ in roads), default=0)


def mul(a, b):
    return Value(a.data * b.data, [(a, b.data), (b, a.data)])"""


def _walk_back(result: Any, leaf: Any, limit: int = 1000) -> float:
    """What arrives at a leaf, going newest first."""
    inbox: dict[Any, float] = {result: 1.0}
    while inbox and limit:
        limit -= 1
        newest = max(inbox, key=lambda value: value.number)
        arrived = inbox.pop(newest)
        if newest is leaf:
            return arrived
        for source, local in newest.roads:
            inbox[source] = inbox.get(source, 0.0) + arrived * local
    return 0.0


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _verify_sigmoid(look: Look) -> None:
    value, mul = look.value("Value"), look.value("mul")

    def computed(x: float) -> Callable[[Any, Any], Any]:
        return lambda torch, sigmoid: sigmoid(value(x)).data

    def roads(x: float) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, sigmoid: Any) -> list[Any]:
            a = value(x)
            return [[source is a, local] for source, local in sigmoid(a).roads]

        return probe

    def squared(torch: Any, sigmoid: Any) -> float:
        a = value(0.5)
        s = sigmoid(mul(a, a))
        return _walk_back(mul(s, s), a)

    def known(x: float) -> Iterator[tuple[Any, str]]:
        p = _sigmoid(x)
        yield [], "no-road"
        for local, name in (
            (p, "p-alone"),
            (1 - p, "other-factor"),
            (x * (1 - x), "slope-of-the-input"),
            (-p * (1 - p), "sign"),
            (p - 1, "price-slope"),
        ):
            yield [[True, local]], name
        yield [[False, p * (1 - p)]], "wrong-road"

    raises = [("has no attribute 'data'|has no attribute 'roads'", "bare-number"), ("unpack", "no-road")]
    for x in (0.0, 2.0, -3.0):
        right = _sigmoid(x)
        known_values = [(1 - right, "sign-of-the-power")]
        shown = f"sigmoid(Value({x:g})).data"
        look.tried("sigmoid", shown, computed(x), right, known_values, otherwise="other-value", raises=raises)
    for x in (2.0, -3.0):
        p = _sigmoid(x)
        shown = f"sigmoid(a).roads  (a = {x:g})"
        right_road = [[True, p * (1 - p)]]
        look.tried("sigmoid", shown, roads(x), right_road, known(x), otherwise="other-slope", raises=raises)
    p = _sigmoid(0.25)
    shown = "s = sigmoid(a * a), s * s  (a = 0.5)"
    look.tried("sigmoid", shown, squared, 2 * p * p * (1 - p), otherwise="other-slope", raises=raises)


SIGMOID = Exercise(
    id="engine-sigmoid",
    lesson=14,
    title=Text("Make: a sigmoid for the engine", "动手：给引擎加一个 sigmoid"),
    statement=Text(
        en="""
        Teach the engine the sigmoid of lesson 12: `sigmoid(a)` takes a `Value` and gives a `Value`, with
        **one** road back to a and the local derivative on it. It holds numbers, not tensors: use `math.exp`.

        (σ(x) = 1/(1 + e⁻ˣ). Its slope needs no second power of e.)
        """,
        zh="""
        把第 12 课的 sigmoid 教给引擎：`sigmoid(a)` 接收一个 `Value`，给出一个 `Value`，它有**一条**路回到 a，路
        上写着局部导数。里面是普通的数，不是张量：用 `math.exp`。

        （σ(x) = 1/(1 + e⁻ˣ)。求它的斜率，不用再算一次 e 的幂。）
        """,
    ),
    given=_VALUE,
    solution="""
    def sigmoid(a):
        ### BEGIN SOLUTION
        p = 1 / (1 + math.exp(-a.data))
        return Value(p, [(a, p * (1 - p))])
        ### END SOLUTION
    """,
    names=("sigmoid",),
    verify=_verify_sigmoid,
    hints=(
        Text(
            "Look at `mul`: a number, and a list of roads. Here the list has one entry.",
            "看看 `mul`：一个数，加上一张路的清单。这里清单只有一项。",
        ),
        Text(
            "An entry is a pair: who it leads to, and how much the result moves when that one moves.",
            "每一项是一对：通到谁，以及它动的时候结果动多少。",
        ),
        Text(
            "Compute p first. Lesson 12 had its slope: p times what is left to 1.",
            "先算 p。它的斜率第 12 课讲过：p 乘以它离 1 还差的那部分。",
        ),
    ),
    why=Text(
        en="""
        An operation is a number and its roads, nothing more: the engine never asks which operation it was. The
        slope is p·(1 − p), so that the value of the way forward serves on the way back too: this is why
        PyTorch's sigmoid keeps its **output** in the drawer. Its backward is written once and for all in ten
        lines, and knows nothing of sigmoids.
        """,
        zh="""
        一个运算，就是一个数加上它的路，没有别的：引擎从来不问那是什么运算。斜率是 p·(1 − p)，前向算出的值，反向
        还能用：所以 PyTorch 的 sigmoid 在抽屉里放的是**输出**。往回走的那十行，写一次就够了，它们根本不知道什么
        是 sigmoid。
        """,
    ),
    diagnoses={
        "bare-number": Diagnosis(
            "That is a bare number, without roads. The engine could not go on from there.",
            "这只是一个数，没有路。引擎从这里就走不下去了。",
        ),
        "sign-of-the-power": Diagnosis(
            "The curve is mirrored: it falls where it should rise. Look at the sign in the power.",
            "曲线左右反了：该升的地方在降。看看幂里的符号。",
        ),
        "other-value": Diagnosis(
            "The number is not σ(x): it must lie between 0 and 1, with ½ at 0.",
            "这个数不是 σ(x)：它应该在 0 和 1 之间，在 0 处是 ½。",
            lesson=12,
        ),
        "no-road": Diagnosis(
            "The number is right, but it is a leaf: no road leads back to a.",
            "数对了，可它是一个叶子节点：没有路回到 a。",
        ),
        "wrong-road": Diagnosis(
            "The road leads to another value than the a that was given.",
            "路没有通到传进来的那个 a。",
        ),
        "p-alone": Diagnosis(
            "With p as its slope the curve would be steepest at its top. It is flat there: a factor is missing.",
            "如果斜率是 p，曲线在顶上最陡。可那里是平的：少了一个因子。",
            lesson=12,
        ),
        "other-factor": Diagnosis(
            "With this slope the curve would be steepest at its bottom. It is flat there: a factor is missing.",
            "照这个斜率，曲线在底部最陡。可那里是平的：少了一个因子。",
            lesson=12,
        ),
        "slope-of-the-input": Diagnosis(
            "The form is right, but it is to be filled with another number than the input.",
            "式子的样子对，可是填进去的不该是输入的那个数。",
        ),
        "sign": Diagnosis(
            "The sigmoid rises everywhere. What sign must its slope have?",
            "sigmoid 处处上升。它的斜率该是什么符号？",
        ),
        "price-slope": Diagnosis(
            "That is the slope of the price −ln p. Here it is the sigmoid alone.",
            "这是代价 −ln p 的斜率。这里只有 sigmoid。",
            lesson=12,
        ),
        "other-slope": Diagnosis(
            "The local derivative must be a number, computed from the value of this call.",
            "局部导数应该是一个数，用这一次调用的值来算。",
        ),
    },
    wrong=(
        Try("bare-number", (("return Value(p, [(a, p * (1 - p))])", "return p"),)),
        Try("sign-of-the-power", (("math.exp(-a.data)", "math.exp(a.data)"),)),
        Try("other-value", (("1 / (1 + math.exp(-a.data))", "math.exp(-a.data)"),)),
        Try("no-road", ((", [(a, p * (1 - p))]", ""),)),
        Try("wrong-road", (("[(a, p", "[(Value(a.data), p"),)),
        Try("p-alone", (("p * (1 - p)", "p"),)),
        Try("other-factor", (("p * (1 - p)", "1 - p"),)),
        Try("slope-of-the-input", (("p * (1 - p)", "a.data * (1 - a.data)"),)),
        Try("sign", (("p * (1 - p)", "-p * (1 - p)"),)),
        Try("price-slope", (("p * (1 - p)", "p - 1"),)),
        Try("other-slope", (("p * (1 - p)", "0.25"),)),
    ),
    right=(
        Try(edits=(("[(a, p * (1 - p))]", "((a, p - p ** 2),)"),)),
        Try(
            source="""
            def sigmoid(a):
                e = math.exp(a.data)
                return Value(e / (1 + e), roads=[(a, e / (1 + e) ** 2)])
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle

_ENOUGH = 200  # visits: eleven would do, walking every road takes thousands


def _verify_roads(look: Look) -> None:
    value = look.value("Value")
    visits: list[int] = []

    class Roads(list[Any]):
        """Roads that count how often they are looked at."""

        def __iter__(self) -> Iterator[Any]:
            visits.append(1)
            return super().__iter__()

    def made(*sources: Any) -> Any:
        return value(1.0, Roads((source, 3.0) for source in sources))

    def lesson(w: Any) -> tuple[Any, Any]:
        return made(made(value(2.0), w), made(w, value(1.0))), w

    def puzzle(w: Any) -> tuple[Any, Any]:
        c, d = made(w, value(3.0)), made(w, value(3.0))
        return made(made(c, d), made(c, d), w), w

    def doubled(s: Any, times: int) -> tuple[Any, Any]:
        w = s
        for _ in range(times):
            s = made(s, s)
        return s, w

    def middle(w: Any) -> tuple[Any, Any]:
        a = made(w, w)
        return made(a, made(a, a), w), a

    def counted(build: Callable[[Any], tuple[Any, Any]]) -> Callable[[Any, Any], Any]:
        return lambda torch, roads: roads(*build(value(1.0)))

    def few(torch: Any, roads: Any) -> bool:
        y, w = doubled(value(1.0), 10)
        visits.clear()
        roads(y, w)
        return len(visits) <= _ENOUGH

    def tried(shown: str | Text, run: Callable[[Any, Any], Any], right: Any, *known: tuple[Any, str]) -> None:
        look.tried("roads", shown, run, right, [*known, (None, "nothing-there")], otherwise="other-number")

    to_itself, in_the_middle = Text("from w to w", "从 w 到 w"), Text("w in the middle", "w 在中间")
    not_made_from_it = Text("y was not made from w", "y 不是由 w 算出来的")
    each_once = Text("s = s + s, 10 ×: each value visited once", "s = s + s，10 次：每个值只访问一次")
    tried("y = (x + w) * (w + 1)", counted(lesson), 2, (18.0, "derivatives"), (6, "added-only"), (1, "not-added"))
    tried("c = w + q, d = w * q, y = (c + d) + c * d + w", counted(puzzle), 5, (3, "not-added"), (2, "not-added"))
    tried("s = s + s, 3 ×", counted(lambda w: doubled(w, 3)), 8, (1, "not-added"))
    tried("s = s + s, 10 ×", counted(lambda w: doubled(w, 10)), 1024)
    tried(to_itself, counted(lambda w: (w, w)), 1, (0, "end-counts"))
    tried(not_made_from_it, counted(lambda w: (made(value(1.0)), w)), 0, (1, "nobody-there"), (None, "nobody-there"))
    tried(in_the_middle, counted(middle), 3, (0, "leaves-only"), (None, "leaves-only"))
    tried(each_once, few, True, (False, "every-road"))


ROADS = Exercise(
    id="engine-roads",
    lesson=14,
    title=Text("Puzzle: count the roads", "难题：数一数有几条路"),
    statement=Text(
        en="""
        How many roads lead from y back to w? Ten doublings have 1024, and nobody should have to walk them all.
        Write `roads(y, w)`, which visits each value **once**, whether w is a leaf or stands in the middle.
        From w to w itself there is one road (of no steps); to a value that y was not made from there is none.

        A `Value` has `.roads`, a list of pairs (value, local derivative), and `.number`, which is larger than
        the numbers of the values it was made from.
        """,
        zh="""
        从 y 走回 w，一共有几条路？翻倍十次有 1024 条，没有人想一条一条走完。写一个 `roads(y, w)`，每个值只访
        问**一次**；w 可以是叶子节点，也可以在中间。从 w 到它自己有一条路（一步也不走）；y 不是由它算出来的，就
        没有路。

        `Value` 有 `.roads`，是（值，局部导数）组成的清单；还有 `.number`，比算出它的那些值的编号都大。
        """,
    ),
    given=_VALUE,
    solution="""
    def roads(y, w):
        ### BEGIN SOLUTION
        inbox = {y: 1}
        while inbox:
            newest = max(inbox, key=lambda v: v.number)
            arrived = inbox.pop(newest)
            if newest is w:
                return arrived
            for source, local in newest.roads:
                inbox[source] = inbox.get(source, 0) + arrived
        return 0
        ### END SOLUTION
    """,
    names=("roads",),
    verify=_verify_roads,
    hints=(
        Text(
            "You have written nearly this function already. What does `backward` compute, if every local derivative "
            "is 1?",
            "这个函数你几乎已经写过了。如果每个局部导数都是 1，`backward` 算出来的是什么？",
        ),
        Text(
            "Into the inbox of a value come the roads that reach it. When it is the newest, all have arrived, and "
            "it passes "
            "their number on to each of its sources.",
            "一个值的收件箱里，收的是通到它的路数。轮到它最新的时候，都到齐了，它就把这个数传给每一个来源。",
        ),
        Text(
            "Take `backward` of the lesson, leave out `* local`, start with 1, and return what has arrived when the "
            "newest is "
            "w. If the inbox runs empty first, there is no road.",
            "拿课文的 `backward`，去掉 `* local`，从 1 开始，轮到 w 时返回收到的数。如果收件箱先空了，就没有路。",
        ),
    ),
    why=Text(
        en="""
        Counting roads is the backward pass with 1 on every arrow: multiplying along then changes nothing, and
        what is left is the adding across. Newest first makes sure that a value is asked when all roads to it
        are known, so each is visited once: eleven visits for 1024 roads. The gradient is a sum over all those
        roads; the order is what makes it affordable.
        """,
        zh="""
        数路，就是每个箭头上都写 1 的反向传播：沿路相乘什么也不改变，剩下的就是各路相加。最新的先来，保证轮到一
        个值的时候，通到它的路都已经数清了，所以每个只访问一次：1024 条路，访问十一次。梯度是对所有这些路求和；
        顺序排对了，才算得起。
        """,
    ),
    diagnoses={
        "every-road": Diagnosis(
            "The same values are visited again and again, once for each road. With thirty doublings it would not "
            "come to an "
            "end. What could a value wait for?",
            "同样的值被访问了一遍又一遍，每条路一遍。翻倍三十次就永远走不完了。一个值可以先等什么？",
        ),
        "derivatives": Diagnosis(
            "That is a derivative. A road counts as one, whatever stands on its arrows.",
            "这是导数。一条路就算一条，不管箭头上写着什么。",
        ),
        "not-added": Diagnosis(
            "Where two roads meet, their numbers are added. One of them was overwritten, or a value was visited "
            "before all had "
            "arrived.",
            "两条路会合的地方，条数要相加。有一份被盖掉了，或者一个值还没到齐就被访问了。",
            lesson=2,
        ),
        "added-only": Diagnosis(
            "You counted the arrows. After a fork, every road of the one part goes on with every road of the other.",
            "你数的是箭头。分叉之后，前一段的每条路都可以接上后一段的每条路。",
        ),
        "end-counts": Diagnosis(
            "From w to w there is one road: the one of no steps.",
            "从 w 到 w 有一条路：一步也不走的那条。",
        ),
        "nobody-there": Diagnosis(
            "If y was not made from w, the function should say 0.",
            "如果 y 不是由 w 算出来的，函数应该给出 0。",
        ),
        "leaves-only": Diagnosis(
            "It works for leaves. w may also stand in the middle of the graph.",
            "对叶子节点是对的。可是 w 也可能在图的中间。",
        ),
        "pairs": Diagnosis(
            "An entry of `.roads` is a pair, and only its first half is a value.",
            "`.roads` 的每一项是一对，只有前一半才是 `Value`。",
            raises="'(float|tuple)'",
        ),
        "nothing-there": Diagnosis(
            "The function returns nothing.",
            "函数什么也没有返回。",
        ),
        "other-number": Diagnosis(
            "Another number than there are roads. Draw the three doublings and count.",
            "和路的条数不一样。把三次翻倍画出来数一数。",
        ),
    },
    wrong=(
        Try(
            "every-road",
            source="""
            def roads(y, w):
                if y is w:
                    return 1
                return sum(roads(source, w) for source, local in y.roads)
            """,
        ),
        Try("derivatives", (("+ arrived\n", "+ arrived * local\n"),)),
        Try("not-added", (("inbox.get(source, 0) + arrived", "arrived"),)),
        Try(
            "added-only",
            source="""
            def roads(y, w):
                seen, todo, count = set(), [y], 0
                while todo:
                    value = todo.pop()
                    if value in seen:
                        continue
                    seen.add(value)
                    count += len(value.roads)
                    todo += [source for source, local in value.roads]
                return count if y is not w else 1
            """,
        ),
        Try(
            "end-counts",
            (("if newest is w", "if newest is w and w is y:\n            return 0\n        if newest is w"),),
        ),
        Try("nobody-there", (("return 0", "return 1"),)),
        Try("leaves-only", (("if newest is w:", "if newest is w and not w.roads:"),)),
        Try("pairs", (("source, local in", "source in"),)),
        Try("nothing-there", (("return arrived", "return None"),)),
        Try("other-number", (("{y: 1}", "{y: 2}"),)),
    ),
    right=(
        Try(
            source="""
            def roads(y, w):
                known = {}

                def from_(v):
                    if v not in known:
                        known[v] = 1 if v is w else sum(from_(s) for s, _ in v.roads)
                    return known[v]

                return from_(y)
            """
        ),
        Try(
            source="""
            def roads(y, w):
                inbox, count = {y: 1}, 0
                while inbox:
                    newest = sorted(inbox, key=lambda v: v.number)[-1]
                    arrived = inbox.pop(newest)
                    count += arrived if newest is w else 0
                    for pair in newest.roads:
                        inbox[pair[0]] = inbox.get(pair[0], 0) + arrived
                return count
            """
        ),
    ),
    points=3.0,
)

EXERCISES = (CHANGED, SIGMOID, ROADS)
