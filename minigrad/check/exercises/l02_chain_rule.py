"""Lesson 2: multiply along a road, add across the roads."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look, plain
from minigrad.check.probe import formula, saw, signs
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

# headings of the lesson
_PART = Text("Each operation knows its own small part", "每个运算只管自己那一小段")
_TWO_ROADS = Text("Two roads", "两条路")
_ENGINE_WITH_A_BUG = Text("Break it: an engine with a bug", "故意弄坏：一个有错的引擎")
_ORDER = Text("Break it again: the order", "再弄坏一次：顺序")


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    look.same(
        'predicted["a"]',
        2,
        [(5, "own-value"), (10, "the-output"), (1, "sum-like"), (7, "not-u")],
        otherwise="draw-it",
        hidden=True,
    )
    look.same(
        'predicted["v"]',
        6,
        [(3, "road-cut-short"), (2, "number-skipped"), (5, "added-along"), (15, "own-value"), (10, "the-output")],
        otherwise="draw-it",
        hidden=True,
    )
    look.same(
        'predicted["u"]',
        7,
        [(2, "one-road"), (5, "one-road"), (10, "multiplied-across"), (4, "one-road"), (6, "added-locals")],
        otherwise="draw-it",
        hidden=True,
    )


PREDICT = Exercise(
    id="chain-predict",
    lesson=2,
    section=_TWO_ROADS,
    title=Text("Predict: three derivatives by hand", "先预测：手算三个导数"),
    statement=Text(
        en="""
        Pencil and paper. Do not run this yet.

        ```python
        u = torch.tensor([2.], requires_grad=True)
        v = torch.tensor([1.], requires_grad=True)

        a = u + 3 * v
        y = a * u
        ```

        Draw the graph, write the value on each card and the local derivative on each arrow, and go back. Write into
        `predicted` how many times as far y moves as `a`, `v` and `u` are nudged.
        """,
        zh="""
        拿出纸和笔，先别运行。

        ```python
        u = torch.tensor([2.], requires_grad=True)
        v = torch.tensor([1.], requires_grad=True)

        a = u + 3 * v
        y = a * u
        ```

        画出计算图，在每张卡片上写值，在每条箭头上写局部导数，然后往回走。`a`、`v`、`u` 各动一点点，y 动的是它的几
        倍？把三个数写进 `predicted`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB predicted = {"a": ..., "v": ..., "u": ...}
    predicted = {"a": 2, "v": 6, "u": 7}
    ### END SOLUTION
    """,
    names=("predicted",),
    verify=_verify_prediction,
    hints=(
        Text(
            "The cards: u = 2, v = 1, 3·v = 3, a = 5, y = 10. In a product each factor gets the *other* one's value.",
            "卡片上的值：u = 2，v = 1，3·v = 3，a = 5，y = 10。乘法里，每个因子得到的是**另一个**因子的值。",
        ),
        Text(
            "From y to v there is one road, with three arrows: y → a → 3·v → v. Multiply what stands on them.",
            "从 y 到 v 只有一条路，三条箭头：y → a → 3·v → v。把上面的数乘起来。",
        ),
        Text(
            "From y to u there are two roads: one directly, and one through a. Multiply along each, then add.",
            "从 y 到 u 有两条路：一条直达，一条经过 a。各自沿路相乘，再相加。",
        ),
    ),
    why=Text(
        en="""
        The × gives `a` the value of u: 2. On to v it is multiplied by 1 at the + and by 3 at the other ×: 2·1·3 = 6. To
        u lead two roads: directly from the ×, with a's value, 5, and through a with 2·1 = 2. One u moves on both at
        once, so 5 + 2 = 7. Ask the function: with u = 2.01 it gives 10.0701.
        """,
        zh="""
        × 把 u 的值交给 `a`：2。再往 v 走，经过 + 时乘 1，经过另一个 × 时乘 3：2·1·3 = 6。到 u 的路有两条：直接
        从 × 过来的是 a 的值 5，经过 a 的是 2·1 = 2。u 只有一个，在两条路上同时动，所以是 5 + 2 = 7。问问函数自
        己：u = 2.01 时，它等于 10.0701。
        """,
    ),
    diagnoses={
        "own-value": Diagnosis(
            "In a product each factor moves the result as much as the **other** one is large. You took its own value.",
            "乘法里，一个因子动，结果动多少，要看**另一个**因子有多大。你用的是它自己的值。",
            section=_PART,
        ),
        "the-output": Diagnosis(
            "That is y itself: how large it is, not how fast it moves.",
            "这是 y 本身：它有多大，不是它动得有多快。",
        ),
        "sum-like": Diagnosis(
            "A 1 stands on the arrows of a sum. Which operation stands between `a` and y?",
            "加法的箭头上写的才是 1。`a` 和 y 之间是哪个运算？",
            section=_PART,
        ),
        "not-u": Diagnosis(
            "You let u move as well. For `a` only the card `a` is nudged, and u stays.",
            "你让 u 也动了。问 `a` 的时候，只动 `a` 这张卡片，u 不动。",
        ),
        "road-cut-short": Diagnosis(
            "That is how far `a` moves when v does. The road goes on: how far does y move then?",
            "这是 v 动的时候 `a` 动多少。路还没有走完：y 又动多少？",
        ),
        "number-skipped": Diagnosis(
            "An arrow was left out: between `a` and v there is one box more than a sum.",
            "漏了一条箭头：`a` 和 v 之间，除了加法还有一个方框。",
        ),
        "added-along": Diagnosis(
            "You added along the road. One after the other they act like gear wheels: what do these do with a "
            "movement?",
            "你把一条路上的数加起来了。它们前后相接，像齿轮一样：齿轮是怎样传递转动的？",
        ),
        "one-road": Diagnosis(
            "That is what arrives on one road. In how many places of the program does u stand?",
            "这是从一条路上到达的。程序里有几处用到 u？",
        ),
        "multiplied-across": Diagnosis(
            "You multiplied the two roads with each other (or took y). Two effects on one number: both arrive.",
            "你把两条路乘起来了（或者写的是 y）。对同一个数的两份影响，两份都会到达。",
        ),
        "added-locals": Diagnosis(
            "Both roads are there, but on one of them an arrow is wrong. Multiply along each once more: 5 and what?",
            "两条路都有了，但其中一条上有个数不对。再沿每条路乘一遍：一条是 5，另一条呢？",
        ),
        "draw-it": Diagnosis(
            "Draw it: five cards, three boxes, six arrows with a number on each. Then walk back from y.",
            "画出来：五张卡片，三个方框，六条箭头，每条写一个数。然后从 y 往回走。",
        ),
    },
    wrong=(
        Try("own-value", (('"a": 2', '"a": 5'),)),
        Try("the-output", (('"a": 2', '"a": 10'),)),
        Try("sum-like", (('"a": 2', '"a": 1'),)),
        Try("not-u", (('"a": 2', '"a": 7'),)),
        Try("road-cut-short", (('"v": 6', '"v": 3'),)),
        Try("number-skipped", (('"v": 6', '"v": 2'),)),
        Try("added-along", (('"v": 6', '"v": 5'),)),
        Try("one-road", (('"u": 7', '"u": 2'),)),
        Try("one-road", (('"u": 7', '"u": 5'),)),
        Try("multiplied-across", (('"u": 7', '"u": 10'),)),
        Try("added-locals", (('"u": 7', '"u": 6'),)),
        Try("draw-it", (('"u": 7', '"u": 12'),)),
    ),
    right=(
        Try(edits=(('{"a": 2, "v": 6, "u": 7}', "dict(u=5 + 2 * 1, v=2 * 1 * 3, a=2.)"),)),
        Try(
            source="""
            u = torch.tensor([2.], requires_grad=True)
            v = torch.tensor([1.], requires_grad=True)
            a = u + 3 * v
            a.retain_grad()
            (a * u).backward()
            predicted = {"a": a.grad, "v": v.grad, "u": u.grad}
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ roads

_ENGINE = """\
def engine(first, roads):
    grad = {first: 1}
    for start, end, local in roads:
        grad[end] = grad.get(end, 0) + grad[start] * local
    return grad"""
_ROADS = [("g", "d", 2), ("g", "d", 2), ("d", "c", 1), ("d", "p", -1), ("c", "p", 3), ("c", "q", 1)]


def _walk(roads: list[Any]) -> dict[str, float]:
    """The lesson's engine; nothing for a card that has no gradient yet."""
    grad: dict[str, float] = {"g": 1}
    for start, end, local in roads:
        grad[end] = grad.get(end, 0) + grad.get(start, 0) * local
    return grad


def _verify_roads(look: Look) -> None:
    found = plain(look.value("list(roads)"))
    if not (
        isinstance(found, list)
        and all(isinstance(row, list) and len(row) == 3 for row in found)
        and all(isinstance(row[2], int | float) and {row[0], row[1]} <= set("gdcpq") for row in found)
    ):
        look.because("triples")
        return
    arrows = Counter((start, end) for start, end, _ in found)
    locals_ = {(start, end): local for start, end, local in found}
    expected = Counter((start, end) for start, end, _ in _ROADS)
    if {(end, start) for start, end in arrows} <= set(expected):
        look.because("forwards")
    if arrows[("g", "d")] == 1:
        look.because("merged" if locals_[("g", "d")] == 4 else "one-arrow")
    if arrows != expected:
        look.because("arrows")
    if locals_.get(("d", "p")) == 1:
        look.because("minus")
    if (locals_.get(("c", "p")), locals_.get(("c", "q"))) == (1, 3):
        look.because("own-value")
    if locals_.get(("d", "c")) != 1 or locals_.get(("d", "p")) != -1:
        look.because("sum-like-product")
    if sorted(map(tuple, found)) == sorted(_ROADS):
        look.because("" if _walk(found) == _walk(_ROADS) else "hasty")
    else:
        look.because("locals")
    grad = _walk(found)
    for name, slope in (("d", 4), ("c", 4), ("p", 8), ("q", 4)):
        saw(look, f'engine("g", roads)["{name}"]', grad.get(name, MISSING), slope)


ROADS = Exercise(
    id="chain-roads",
    lesson=2,
    section=_ENGINE_WITH_A_BUG,
    title=Text("Make it: the arrows for the engine", "动手：给引擎写出箭头"),
    statement=Text(
        en="""
        The engine of the lesson is given. Write the `roads` for this program, at p = 1 and q = 3:

        ```python
        c = p * q
        d = c - p
        g = d * d
        ```

        A row for each arrow walked back, `("from", "to", local derivative)`, in an order in which nobody hands on too
        early. Then `engine("g", roads)` gives the gradients; check them with a nudge if you like.
        """,
        zh="""
        课上的引擎已经给出。为下面的程序写出 `roads`，p = 1，q = 3：

        ```python
        c = p * q
        d = c - p
        g = d * d
        ```

        逆着走的每条箭头写一行：`("从哪里", "到哪里", 局部导数)`，顺序要让谁都不会过早地往下传。然
        后 `engine("g", roads)` 就给出各个梯度；不放心的话，动一动来检验。
        """,
    ),
    given=_ENGINE,
    solution="""
    ### BEGIN SOLUTION
    ### STUB roads = [("g", "d", ...), ...]
    roads = [("g", "d", 2), ("g", "d", 2), ("d", "c", 1), ("d", "p", -1), ("c", "p", 3), ("c", "q", 1)]
    ### END SOLUTION
    """,
    names=("roads",),
    verify=_verify_roads,
    hints=(
        Text(
            "First the values: c = 3, d = 2, g = 4. Each of the three operations has two arrows into its box.",
            "先算值：c = 3，d = 2，g = 4。三个运算，每个方框都有两条箭头指进来。",
        ),
        Text(
            "If p grows by one and c stays, what happens to c − p? The sign belongs to the local derivative.",
            "p 增加 1，c 不动，c − p 怎么变？正负号也是局部导数的一部分。",
        ),
        Text(
            "The first two rows are `g`'s, both to the same card. Then `d`'s two rows, and `c`'s at the end.",
            "前两行是 `g` 的，都通到同一张卡片。接着是 `d` 的两行，最后是 `c` 的两行。",
        ),
    ),
    why=Text(
        en="""
        Six arrows, for there are three operations with two inputs each. `d * d` uses one card twice: two rows, each
        with d's value, 2; they add up to 4, which is 2d. In `c - p` a growing p makes the result fall: −1. In `p * q`
        each gets the other's value. Two roads lead to p: 4·3 along c, and 4·(−1) directly: 8.
        """,
        zh="""
        一共六条箭头：三个运算，各有两个输入。`d * d` 把一张卡片用了两次，所以有两行，每行写 d 的值 2，加起来是 4，
        正是 2d。`c - p` 里 p 增大，结果减小：−1。`p * q` 里各得另一个的值。到 p 的路有两条：经过 c 的是 4·3，直接来
        的是 4·(−1)，合起来是 8。
        """,
    ),
    diagnoses={
        "triples": Diagnosis(
            'Each row holds three things: two names out of g, d, c, p, q, and a number, as in `("g", "d", 5)`.',
            '每一行有三样东西：g、d、c、p、q 中的两个名字，再加一个数，例如 `("g", "d", 5)`。',
        ),
        "forwards": Diagnosis(
            "Your arrows go forward, from inputs to results. The engine walks back: from a result to what it was "
            "made of.",
            "你的箭头是往前走的，从输入到结果。引擎要往回走：从结果到算出它的东西。",
        ),
        "one-arrow": Diagnosis(
            "`d * d` uses d twice. How many arrows go into that box?",
            "`d * d` 用了两次 d。指进那个方框的箭头有几条？",
        ),
        "merged": Diagnosis(
            "The gradients are right: you have added up in your head what the engine is to add. Write each arrow by "
            "itself.",
            "梯度是对的：引擎该加的，你在脑子里先加好了。请把每条箭头分开写。",
        ),
        "arrows": Diagnosis(
            "An arrow is missing or there is one too many: each of the three operations has two inputs, so two rows.",
            "箭头少了，或者多了：三个运算各有两个输入，所以各写两行。",
        ),
        "minus": Diagnosis(
            "In `c - p`, p is taken away. What does the result do when p grows?",
            "`c - p` 里 p 是被减去的。p 增大，结果往哪边走？",
            section=_PART,
        ),
        "own-value": Diagnosis(
            "At the product of p and q each got its own value. Nudge p by 0.01: by how much does p·q move?",
            "在 p 和 q 的乘法那里，各自写成了自己的值。把 p 动 0.01，p·q 动多少？",
            section=_PART,
        ),
        "sum-like-product": Diagnosis(
            "At `c - p` you wrote something like a value. There nothing is multiplied: how far does the result move "
            "per unit?",
            "在 `c - p` 那里，你写的像是某个值。那里没有乘法：输入动 1 份，结果动几份？",
            section=_PART,
        ),
        "hasty": Diagnosis(
            "All arrows are right, their order is not: a card hands on before all that was sent to it has arrived.",
            "箭头都对，顺序不对：有一张卡片，寄给它的还没有到齐，就往下传了。",
            section=_ORDER,
        ),
        "locals": Diagnosis(
            "The arrows are right, a number on one of them is not. The values are c = 3, d = 2: nudge each input in "
            "turn.",
            "箭头都对，有一条上面的数不对。值是 c = 3，d = 2：把每个输入轮流动一动。",
            section=_PART,
        ),
    },
    wrong=(
        Try("triples", (('("c", "q", 1)', '("c", "q")'),)),
        Try(
            "forwards",
            source="""
            roads = [("p", "c", 3), ("q", "c", 1), ("c", "d", 1), ("p", "d", -1), ("d", "g", 2), ("d", "g", 2)]
            """,
        ),
        Try("one-arrow", (('("g", "d", 2), ("g", "d", 2)', '("g", "d", 2)'),)),
        Try("merged", (('("g", "d", 2), ("g", "d", 2)', '("g", "d", 4)'),)),
        Try("arrows", (('("d", "p", -1), ', ""),)),
        Try("minus", (("-1", "1"),)),
        Try("own-value", (('("c", "p", 3), ("c", "q", 1)', '("c", "p", 1), ("c", "q", 3)'),)),
        Try("sum-like-product", (('("d", "c", 1)', '("d", "c", 3)'),)),
        Try("hasty", (('("g", "d", 2), ("d", "c", 1)', '("d", "c", 1), ("g", "d", 2)'),)),
        Try("hasty", (("roads = [", "roads = list(reversed(["), (", 1)]", ", 1)]))"))),
        Try("locals", (('("g", "d", 2)', '("g", "d", 3)'),)),
    ),
    survivors={
        f"roads = {_ROADS}: {_ROADS} -> {[_ROADS[place] for place in places]}": "nobody hands on too early here"
        for places in ((0, 1, 3, 2, 4, 5), (0, 1, 2, 4, 3, 5), (0, 1, 2, 3, 5, 4))
    },
    right=(
        Try(
            source="""
            roads = 2 * [("g", "d", 2.)]
            roads += [("d", "p", -1), ("d", "c", 1), ("c", "q", 1), ("c", "p", 3)]
            """
        ),
        Try(edits=(("[(", "((["), (")]", ")])"), ("(([", "([("))),
        Try(edits=(('("c", "p", 3), ("c", "q", 1)', '["c", "q", 1], ["c", "p", 3]'),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ repair the engine

_Tape = list[tuple[str, str, str, str]]
_FAULTS = ("order", "overwritten", "own-value", "sum-like-product", "no-start")
_TAPES: tuple[tuple[str, str, dict[str, float], _Tape], ...] = (  # the formula, its leaves, the values, the tape
    (
        "(x + w) * (w + 1)",
        "wx",
        {"w": 1, "x": 2, "one": 1, "a": 3, "b": 2, "y": 6},
        [("a", "+", "w", "x"), ("b", "+", "w", "one"), ("y", "*", "a", "b")],
    ),
    ("s * s", "s", {"s": 3, "z": 9}, [("z", "*", "s", "s")]),
    (
        "(p + q + p * q) + (p + q) * (p * q)",
        "pq",
        {"p": 2, "q": 3, "c": 5, "d": 6, "e": 11, "f": 30, "g": 41},
        [("c", "+", "p", "q"), ("d", "*", "p", "q"), ("e", "+", "c", "d"), ("f", "*", "c", "d"), ("g", "+", "e", "f")],
    ),
)


def _backward(values: dict[str, float], tape: _Tape, *faults: str) -> dict[str, float]:
    """What the engine gives that has these faults and no others."""
    grad = dict.fromkeys(values, 0.0)
    grad[tape[-1][0]] = float("no-start" not in faults)
    for result, sign, left, right in tape if "order" in faults else reversed(tape):
        own = "own-value" in faults
        factors = [values[left if own else right], values[right if own else left]]
        if sign == "+" and "sum-like-product" not in faults:
            factors = [1, 1]
        for name, factor in zip((left, right), factors, strict=True):
            grad[name] = grad[name] * ("overwritten" not in faults) + grad[result] * factor
    return grad


def _verify_engine(look: Look) -> None:
    found = [look.value(f"backward({values!r}, {tape!r})") for _, _, values, tape in _TAPES]
    if MISSING in found:  # it raised
        saw(look, "backward(values, tape)", MISSING, "")
        return
    if all(grads is None for grads in found):
        look.because("no-return")
    right = [_backward(values, tape) for _, _, values, tape in _TAPES]
    if found != right:  # one fault after the other: the first that is still there
        for number in range(1, len(_FAULTS) + 1):
            for faults in combinations(_FAULTS, number):
                if found == [_backward(values, tape, *faults) for _, _, values, tape in _TAPES]:
                    look.because(faults[0])
        look.because("another")
    for (text, leaves, _, _), grads, slopes in zip(_TAPES, found, right, strict=True):
        for leaf in leaves:
            value = grads.get(leaf, MISSING) if isinstance(grads, dict) else MISSING
            saw(look, f"{text}: {leaf}", value, slopes[leaf])


ENGINE = Exercise(
    id="chain-engine",
    lesson=2,
    section=_ENGINE_WITH_A_BUG,
    title=Text("Repair it: an engine with three faults", "修一修：有三处毛病的引擎"),
    statement=Text(
        en="""
        This engine reads a `tape`: what was computed, in the order in which it happened. A row holds the result's name,
        the sign, and the names of the two inputs; `values` holds the value of each name.

        ```python
        values = {"w": 1, "x": 2, "one": 1, "a": 3, "b": 2, "y": 6}
        tape = [("a", "+", "w", "x"), ("b", "+", "w", "one"), ("y", "*", "a", "b")]
        backward(values, tape)
        ```

        It should say 5 for `w` and 2 for `x`, and it does not: it has **three** faults. All three are in the lesson.
        """,
        zh="""
        这个引擎读一条 `tape`（带子）：按发生的先后，记着算过什么。每一行是结果的名字、符号、两个输入的名
        字；`values` 里是每个名字的值。

        ```python
        values = {"w": 1, "x": 2, "one": 1, "a": 3, "b": 2, "y": 6}
        tape = [("a", "+", "w", "x"), ("b", "+", "w", "one"), ("y", "*", "a", "b")]
        backward(values, tape)
        ```

        `w` 应该得到 5，`x` 应该得到 2，可是没有：它有**三处**毛病，课上都讲过。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB def backward(values, tape):
    ### STUB     grad = dict.fromkeys(values, 0)
    ### STUB     grad[tape[-1][0]] = 1
    ### STUB     for result, sign, left, right in tape:
    ### STUB         if sign == "+":
    ### STUB             grad[left] = grad[result]
    ### STUB             grad[right] = grad[result]
    ### STUB         if sign == "*":
    ### STUB             grad[left] = grad[result] * values[left]
    ### STUB             grad[right] = grad[result] * values[right]
    ### STUB     return grad
    def backward(values, tape):
        grad = dict.fromkeys(values, 0)
        grad[tape[-1][0]] = 1
        for result, sign, left, right in reversed(tape):
            if sign == "+":
                grad[left] += grad[result]
                grad[right] += grad[result]
            if sign == "*":
                grad[left] += grad[result] * values[right]
                grad[right] += grad[result] * values[left]
        return grad
    ### END SOLUTION
    """,
    names=("backward",),
    verify=_verify_engine,
    hints=(
        Text(
            "Run it on the tape above. Which grads are 0? Whoever hands on must have received something before.",
            "用上面的带子运行一遍。哪些梯度是 0？往下传的人，自己得先收到东西。",
        ),
        Text(
            "The three: the direction in which the tape is read; what happens when a second road arrives; which "
            "factor a "
            "product sends to which side.",
            "三处分别是：按什么方向读带子；第二条路到达的时候怎么办；乘法把哪个因子送给哪一边。",
        ),
        Text(
            "`reversed(tape)` reads it from the end. `+=` adds to what is there. The left one gets the value of the "
            "right.",
            "`reversed(tape)` 从后往前读。`+=` 是加到已有的数上。左边得到的是右边的值。",
        ),
    ),
    why=Text(
        en="""
        The newest operation comes first, so the tape is read from its end: when a card's turn comes, all who used it
        have reported. Roads that meet are added, so `+=` and not `=`, or the later one wipes out the earlier. And a
        product sends to each side the value of the *other*. The first tape, z = s·s, shows why `+=` is needed even
        inside one operation.
        """,
        zh="""
        最新的运算先来，所以带子要从后往前读：轮到一张卡片的时候，用过它的都已经报到了。几条路相遇就要相加，所以
        用 `+=`，不用 `=`，不然后到的会把先到的抹掉。乘法送给每一边的是**另一边**的值。连 z = s·s 这样只有一个运算的
        带子，也少不了 `+=`。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the gradients.",
            "函数什么也没有交出来。它的最后一行应该把梯度交出来。",
        ),
        "order": Diagnosis(
            "Cards hand on before anything has arrived: in which order were the operations done, and in which are they "
            "undone?",
            "有的卡片什么都没收到就往下传了：运算是按什么顺序做的？往回走又该按什么顺序？",
            section=_ORDER,
        ),
        "overwritten": Diagnosis(
            "Where two roads meet, only one is left. What does `=` do with what was there before?",
            "两条路相遇的地方，只剩下了一条。`=` 会把原来的数怎么样？",
        ),
        "own-value": Diagnosis(
            "At a product each side gets its own value. Move one factor by one unit: what does the result move by?",
            "乘法那里，每一边得到的是自己的值。一个因子动 1 份，结果动多少？",
            section=_PART,
        ),
        "sum-like-product": Diagnosis(
            "You repaired too much: a sum hands the gradient on as it is, without any factor.",
            "修过头了：加法把梯度原样往下传，不乘任何因子。",
            section=_PART,
        ),
        "no-start": Diagnosis(
            "All is zero: the engine has nothing to begin with. How far does y move when y moves by one?",
            "全是零：引擎没有起点。y 动 1，y 动多少？",
        ),
        "another": Diagnosis(
            "Walk through the tape of the exercise on paper, row by row, and print `grad` after each. Where do they "
            "part?",
            "在纸上把题目里的带子一行一行地走一遍，再让程序每走一行打印一次 `grad`。从哪一行开始不一样？",
        ),
    },
    wrong=(
        Try("order", (("reversed(tape)", "tape"),)),
        Try("order", (("reversed(tape)", "tape"), ("+=", "="))),
        Try("overwritten", (("+=", "="),)),
        Try(
            "overwritten",
            (("+=", "="), ("values[right]", "values[_]"), ("values[left]", "values[right]"), ("_", "left")),
        ),
        Try("own-value", (("values[right]", "values[_]"), ("values[left]", "values[right]"), ("[_]", "[left]"))),
        Try("sum-like-product", (('sign == "+"', "False"), ('sign == "*"', "True"))),
        Try("no-start", (("    grad[tape[-1][0]] = 1\n", ""),)),
        Try("no-return", (("return grad", "print(grad)"),)),
        Try("another", (("(values, 0)", "(values, 1)"),)),
        Try("another", (("grad[right] += grad[result]\n", "pass\n"),)),
    ),
    right=(
        Try(edits=(("reversed(tape)", "tape[::-1]"), ("dict.fromkeys(values, 0)", "{name: 0 for name in values}"))),
        Try(
            source="""
            def backward(values, tape):
                grad = dict.fromkeys(values, 0.)
                grad[tape[-1][0]] = 1.
                for i in range(len(tape) - 1, -1, -1):
                    result, sign, left, right = tape[i]
                    to_left, to_right = (1, 1) if sign == "+" else (values[right], values[left])
                    grad[left] = grad[left] + grad[result] * to_left
                    grad[right] = grad[right] + grad[result] * to_right
                return grad
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ five roads


def _verify_five(look: Look) -> None:
    right = look.same(
        "five(torch.tensor([2.]))",
        10.0,
        [
            (None, "no-return"),
            (12.0, "too-many"),
            (16.0, "too-many"),
            (6.0, "too-few"),
            (8.0, "too-few"),
            (7.0, "value-not-slope"),
        ],
        otherwise="other-value",
    )
    slope = "value-not-slope" if right else ""
    look.agrees("five(torch.tensor([{}.]))", lambda w: 5 * w, look.fresh(1), otherwise=slope)
    made = look.value("(w := torch.tensor([2.], requires_grad=True), five(w))")
    if made is MISSING:
        saw(look, "five(w)", MISSING, "")
        return
    recorded = signs(made[1])
    text = formula(made[1], {"w": made[0]})
    if not recorded:
        look.because("no-record")
    if set(recorded) - {"+"}:
        look.because("another-sign")
    if "·" in text or "?" in text:
        look.because("a-number")
    saw(look, "+", recorded["+"], 3, otherwise="one-by-one")


FIVE = Exercise(
    id="chain-five",
    lesson=2,
    section=_TWO_ROADS,
    title=Text("Puzzle: five roads, three boxes", "谜题：五条路，三个方框"),
    statement=Text(
        en="""
        Write `five(w)` whose result has the derivative 5 with respect to w, wherever w is, and the value 5·w. Its
        picture has **three +** and no other box, and no number goes into any of them: only w and what is made of it.

        Look at your picture when it is done: five roads lead from the result back to w. Can you find them all?
        """,
        zh="""
        写出 `five(w)`：不管 w 是多少，结果对 w 的导数都是 5，值是 5·w。图里只有**三个 +**，没有别的方框，也没有普通
        的数指进去：只能用 w 和由它算出来的东西。

        写好以后看看你的图：从结果往回走到 w，一共有五条路。你都找得到吗？
        """,
    ),
    solution="""
    def five(w):
        ### BEGIN SOLUTION
        a = w + w
        b = a + a
        return b + w
        ### END SOLUTION
    """,
    names=("five",),
    verify=_verify_five,
    hints=(
        Text(
            "`w + w`: how many roads lead from there to w? And from a sum to w, if both inputs have such roads?",
            "`w + w`：从它到 w 有几条路？两个输入都有路通到 w 的加法呢？",
        ),
        Text(
            "At a + the roads of both inputs add up. w itself counts as one. So you want 5 by three additions, from 1.",
            "在 + 那里，两个输入的路条数相加；w 自己算一条。所以问题变成：从 1 开始，做三次加法，得到 5。",
        ),
        Text(
            "1 + 1 is 2. From 1 and 2 make 3 or 4, and from what you have then, 5.",
            "1 + 1 得 2。用 1 和 2 得到 3 或 4，再用手里有的得到 5。",
        ),
    ),
    why=Text(
        en="""
        Each road has only ones on its arrows, so it brings 1, and the derivative is the number of roads. `w + w` has
        two, `a + a` has four, `b + w` five. The engine does not walk them one by one: 1 and 1 meet at `a`, and their
        sum is handed on once. That is why a backward pass is cheap, however many roads there are.
        """,
        zh="""
        每条路上写的都是 1，所以每条路带来 1，导数就是路的条数。`w + w` 有两条，`a + a` 有四条，`b + w` 有五条。引擎
        并不会把五条路一条一条地走：1 和 1 先在 `a` 那里加成 2，再一次传下去。所以不管路有多少条，反向传播都不费事。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the result.",
            "函数什么也没有交出来。它的最后一行应该把结果交出来。",
        ),
        "too-many": Diagnosis(
            "Too many roads: at each + count how many roads its two inputs have, and add.",
            "路太多了：在每个 + 那里，数一数两个输入各有几条路，再加起来。",
        ),
        "too-few": Diagnosis(
            "Not enough roads yet: at each + count how many roads its two inputs have, and add.",
            "路还不够：在每个 + 那里，数一数两个输入各有几条路，再加起来。",
        ),
        "value-not-slope": Diagnosis(
            "The value may fit at one place, but it does not grow five times as fast as w. What does w do in each box?",
            "在某个地方值也许对，但它不是 w 变化的五倍。每个方框里，w 起了什么作用？",
        ),
        "other-value": Diagnosis(
            "With w = 2 the value should be 10. Print the results on the way and divide them by w.",
            "w = 2 的时候，值应该是 10。把中间结果打印出来，除以 w 看看。",
        ),
        "no-record": Diagnosis(
            "The value is right, but nothing is recorded, so there is no derivative. Compute with w itself.",
            "值是对的，但什么都没有记录，也就没有导数。要用 w 本身来算。",
            lesson=3,
            section=Text("Where the record breaks off", "记录在哪里断掉"),
        ),
        "another-sign": Diagnosis(
            "There is a box with another sign. A product with 5 would be too easy: use + alone.",
            "图里有别的符号的方框。乘以 5 就太容易了：只用 +。",
        ),
        "a-number": Diagnosis(
            "A plain number goes into a box. Only w and what is made of it may.",
            "有普通的数指进了方框。只能用 w 和由它算出来的东西。",
        ),
        "one-by-one": Diagnosis(
            "The derivative is right, but it took more than three boxes. What has two roads already, and may be "
            "used twice?",
            "导数是对的，但方框不止三个。什么东西已经有了两条路，又可以再用两次？",
        ),
    },
    wrong=(
        Try("no-return", (("return b", "y = b"),)),
        Try("too-many", (("return b + w", "return b + a"),)),
        Try("too-many", (("return b + w", "return b + b"),)),
        Try("too-few", (("b = a + a", "b = a + w"),)),
        Try("too-few", (("return b + w", "return b"),)),
        Try("value-not-slope", (("return b + w", "return w + 5"),)),
        Try("value-not-slope", (("return b + w", "return b + 2"),)),
        Try("other-value", (("return b + w", "return w - b"),)),
        Try("no-record", (("a = w + w", "w = torch.tensor(w.tolist())\n    a = w + w"),)),
        Try("another-sign", (("return b + w", "return w * 5"),)),
        Try("a-number", (("return b + w", "return b + w + 0"),)),
        Try("one-by-one", (("return b + w", "return w + w + w + w + w"),)),
    ),
    right=(
        Try(edits=(("b = a + a", "b = a + w"), ("return b + w", "return a + b"))),
        Try(source="five = lambda w: torch.add(w, torch.add(a := w + w, a))"),
    ),
    points=2.0,
)

EXERCISES = (PREDICT, ROADS, ENGINE, FIVE)
