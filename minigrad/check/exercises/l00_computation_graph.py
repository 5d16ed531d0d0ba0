"""Lesson 0: reading a computation graph, and writing the code that makes one."""

from __future__ import annotations

from functools import partial
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look
from minigrad.check.probe import formula, saw, signs
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_CUT = Text("Where the record breaks off", "记录在哪里断掉")  # in lesson 3


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    def guess(name: str, expected: float, known: list[tuple[float, str]]) -> None:
        look.same(f'predicted["{name}"]', expected, known, hidden=True)

    guess("value", 13, [(22, "left-to-right"), (10, "doubled"), (9, "half-read"), (25, "doubled")])
    guess("boxes", 4, [(2, "lines-counted"), (3, "one-missing"), (6, "cards-counted"), (7, "cards-counted")])
    guess("leaves", 2, [(3, "number-is-leaf"), (4, "results-counted"), (1, "one-missing")])
    guess("from_s", 2, [(1, "card-not-uses"), (3, "number-on-arrow")])
    guess("from_w", 2, [(1, "card-not-uses"), (3, "number-on-arrow")])


_PROGRAM = """
        ```python
        w = torch.tensor([2.], requires_grad=True)
        x = torch.tensor([1.], requires_grad=True)

        s = w + x
        y = s * s + 2 * w
        ```
"""

PREDICT = Exercise(
    id="graph-predict",
    lesson=0,
    section=Text("The picture", "计算图"),
    title=Text("Predict: the picture of two lines", "先预测：两行代码的计算图"),
    statement=Text(
        en=f"""
        Do not run this yet; draw its computation graph on paper.
        {_PROGRAM}
        Write five numbers into `predicted`:

        - `value`: the value of y;
        - `boxes`: how many boxes with a sign the picture has;
        - `leaves`: how many leaves;
        - `from_s` and `from_w`: how many arrows lead from s into boxes, and how many from w.
        """,
        zh=f"""
        先别运行，在纸上画出它的计算图。
        {_PROGRAM}
        在 `predicted` 里写五个数：

        - `value`：y 的值；
        - `boxes`：图里有几个带符号的方框；
        - `leaves`：有几个叶子节点；
        - `from_s` 和 `from_w`：从 s 出发指进方框的箭头有几条，从 w 出发的有几条。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB predicted = {"value": ..., "boxes": ..., "leaves": ..., "from_s": ..., "from_w": ...}
    predicted = {"value": 13, "boxes": 4, "leaves": 2, "from_s": 2, "from_w": 2}
    ### END SOLUTION
    """,
    names=("predicted",),
    verify=_verify_prediction,
    hints=(
        Text(
            "A computer does one operation at a time. Write the second line as several, each with one sign.",
            "计算机一次只做一步运算。把第二行拆成几行，每行只有一个符号。",
        ),
        Text(
            "`p = s * s`, `q = 2 * w`, `y = p + q`: three boxes, and one more before them.",
            "`p = s * s`，`q = 2 * w`，`y = p + q`：三个方框，它们前面还有一个。",
        ),
        Text(
            "Count every place where the letter s stands to the right of a `=`; then do the same for w. The leaves are "
            "those cards that no box has made and that are asked to be recorded.",
            "数一数等号右边一共写了几次 s，再数 w。叶子节点是那些不是哪个方框算出来、又要求记录的卡片。",
        ),
    ),
    why=Text(
        en="""
        s is 3, so y = 9 + 4 = 13. There is one box for each operation, whether its result has a name or not: +, ×, ×,
        +. The leaves are `w` and `x`; the plain 2 takes part but nothing about it is recorded. `s * s` uses one card
        twice, so two arrows leave s; w goes into the first + and into `2 * w`, so two leave w as well.
        """,
        zh="""
        s 是 3，所以 y = 9 + 4 = 13。一次运算一个方框，不管结果有没有名字：+、×、×、+。叶子节点是 `w` 和 `x`；普通的
        数 2 参加了运算，但和它有关的事情一概不记录。`s * s` 把同一张卡片用了两次，所以从 s 出发的箭头有两条；w 指进
        第一个 +，又指进 `2 * w`，所以也是两条。
        """,
    ),
    diagnoses={
        "left-to-right": Diagnosis(
            "You worked from left to right. Python multiplies before it adds, as in school.",
            "你是从左到右依次算的。Python 和数学课上一样，先乘后加。",
            section=Text("Run it, one operation a line", "运行：一行一步运算"),
        ),
        "doubled": Diagnosis(
            "You took a product for a sum somewhere, or the other way round: compare `s * s` with `s + s`.",
            "有一处你把乘法和加法弄混了：比一比 `s * s` 和 `s + s`。",
            section=Text("Run it, one operation a line", "运行：一行一步运算"),
        ),
        "half-read": Diagnosis(
            "That is the value of one part only. The last sign of the second line is a +.",
            "这只是其中一部分的值。第二行最后做的是加法。",
            section=Text("Run it, one operation a line", "运行：一行一步运算"),
        ),
        "lines-counted": Diagnosis(
            "You counted lines of code. The picture has a box for each operation, also where its result has no name.",
            "你数的是代码的行数。图里一次运算一个方框，结果没有起名字也算。",
        ),
        "one-missing": Diagnosis(
            "One is missing. Go through the program sign by sign, and through its first two lines as well.",
            "少了一个。把程序里的符号一个一个地过一遍，最前面的两行也要看。",
        ),
        "cards-counted": Diagnosis(
            "You counted cards as well. What is given is no operation: a box has a sign and makes something new.",
            "你把卡片也数进去了。给定的数不是运算；方框带着符号，会算出新的东西。",
        ),
        "number-is-leaf": Diagnosis(
            "You counted the plain number too. It takes part, but nobody asked for a record of it: it is drawn "
            "in grey.",
            "你把普通的数也算进去了。它参加了运算，但没有人要求记录它：图里它是灰色的。",
        ),
        "results-counted": Diagnosis(
            "You counted results. A leaf is a card that no operation has made.",
            "你把运算的结果也算进去了。叶子节点不是哪个运算算出来的。",
        ),
        "card-not-uses": Diagnosis(
            "There is one such card, that is right; but the question is how often it is used. Each use is an arrow.",
            "卡片确实只有一张，但问的是它用了几次。用一次就有一条箭头。",
        ),
        "number-on-arrow": Diagnosis(
            "Too many. An arrow is one use of the card; how large a number is makes no difference.",
            "太多了。一条箭头就是用一次；数有多大，和箭头有几条没有关系。",
        ),
    },
    wrong=(
        Try("left-to-right", (('"value": 13', '"value": 22'),)),
        Try("doubled", (('"value": 13', '"value": 10'),)),
        Try("half-read", (('"value": 13', '"value": 9'),)),
        Try("lines-counted", (('"boxes": 4', '"boxes": 2'),)),
        Try("one-missing", (('"boxes": 4', '"boxes": 3'),)),
        Try("cards-counted", (('"boxes": 4', '"boxes": 6'),)),
        Try("number-is-leaf", (('"leaves": 2', '"leaves": 3'),)),
        Try("results-counted", (('"leaves": 2', '"leaves": 4'),)),
        Try("card-not-uses", (('"from_s": 2', '"from_s": 1'),)),
        Try("card-not-uses", (('"from_w": 2', '"from_w": 1'),)),
        Try("number-on-arrow", (('"from_w": 2', '"from_w": 3'),)),
    ),
    right=(
        Try(edits=(("13", "torch.tensor([13.])"),)),
        Try(source="predicted = dict(from_w=2, from_s=2, leaves=2, boxes=4, value=3 * 3 + 2 * 2)"),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ from a printout

_PRINTED = {
    "w": "tensor([2.], requires_grad=True)",
    "x": "tensor([3.], requires_grad=True)",
    "a": "tensor([5.], grad_fn=<AddBackward0>)",
    "b": "tensor([10.], grad_fn=<MulBackward0>)",
    "c": "tensor([7.], grad_fn=<SubBackward0>)",
}
_RECORDED = {"a": "w + x", "b": "w × (w + x)", "c": "(w × (w + x)) − x"}


def _verify_printout(look: Look) -> None:
    if look.holds("not (w.requires_grad and x.requires_grad)"):
        look.because("not-asked")
    if look.holds("a.grad_fn is None or b.grad_fn is None or c.grad_fn is None"):
        look.because("typed-in")
    for name, value in (("w", 2), ("x", 3), ("a", 5), ("b", 10), ("c", 7)):
        if not look.holds(f"{name}.shape == (1,) and {name}.item() == {value}"):
            look.because("other-numbers")
    for name, text in _PRINTED.items():
        look.same(f"repr({name})", text, otherwise="other-sign")
    leaves = {name: look.value(name) for name in "wx"}
    for name, text in _RECORDED.items():
        saw(look, name, formula(look.value(name), leaves), text, otherwise="other-cards")


PRINTOUT = Exercise(
    id="graph-printout",
    lesson=0,
    section=Text("Where the record is kept", "记录写在哪里"),
    title=Text("Make it: from the printout back to the code", "动手：从打印结果倒推代码"),
    statement=Text(
        en="""
        Somebody printed five tensors. The code is lost; this is left:

        ```
        w   tensor([2.], requires_grad=True)
        x   tensor([3.], requires_grad=True)
        a   tensor([5.], grad_fn=<AddBackward0>)
        b   tensor([10.], grad_fn=<MulBackward0>)
        c   tensor([7.], grad_fn=<SubBackward0>)
        ```

        Write the five lines anew. `a` was made from w and x, `b` from a and w, `c` from b and x.
        """,
        zh="""
        有人打印了五个张量。代码丢了，只剩下这些：

        ```
        w   tensor([2.], requires_grad=True)
        x   tensor([3.], requires_grad=True)
        a   tensor([5.], grad_fn=<AddBackward0>)
        b   tensor([10.], grad_fn=<MulBackward0>)
        c   tensor([7.], grad_fn=<SubBackward0>)
        ```

        把这五行代码重新写出来。`a` 由 w 和 x 算出，`b` 由 a 和 w 算出，`c` 由 b 和 x 算出。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB w = ...
    ### STUB x = ...
    ### STUB a = ...
    ### STUB b = ...
    ### STUB c = ...
    w = torch.tensor([2.], requires_grad=True)
    x = torch.tensor([3.], requires_grad=True)
    a = w + x
    b = a * w
    c = b - x
    ### END SOLUTION
    """,
    names=("w", "x", "a", "b", "c"),
    verify=_verify_printout,
    hints=(
        Text(
            "Two lines show `requires_grad=True` and no `grad_fn`: these tensors were made, not computed.",
            "有两行写着 `requires_grad=True`，没有 `grad_fn`：这两个张量是创建的，不是算出来的。",
        ),
        Text(
            "The word before `Backward0` says which operation it was: Add is +. Which are Mul and Sub?",
            "`Backward0` 前面的单词说的是哪一种运算：Add 是 +。Mul 和 Sub 呢？",
        ),
        Text(
            "`a = w + x` is one of the five lines. The other two results are made in the same way, each with its own "
            "sign and from the two cards that the exercise names.",
            "`a = w + x` 是五行中的一行。另外两个结果也这样写，各用各的符号，用的是题目里说的那两张卡片。",
        ),
    ),
    why=Text(
        en="""
        A tensor without `grad_fn` stands at the beginning: it was made by `torch.tensor`. A tensor with `grad_fn` was
        computed, and the name tells how: `AddBackward0` by +, `MulBackward0` by ×, `SubBackward0` by −. The dot in
        `2.` is needed too: a whole number cannot be nudged, so it may not require a gradient.
        """,
        zh="""
        没有 `grad_fn` 的张量是起点，由 `torch.tensor` 创建。有 `grad_fn` 的张量是算出来的，名字里写着怎么算
        的：`AddBackward0` 是 +，`MulBackward0` 是 ×，`SubBackward0` 是 −。`2.` 里的小数点也不能少：整数没法动一点
        点，所以不能要求梯度。
        """,
    ),
    diagnoses={
        "not-asked": Diagnosis(
            "The numbers can be right and the record missing: the printout says of w and x that something is "
            "asked for.",
            "数也许对，但没有记录：打印结果里，w 和 x 后面还写着一项要求。",
        ),
        "whole-number": Diagnosis(
            "You typed a whole number. Look at the digits in the printout once more: something stands behind them.",
            "你写的是整数。再看看打印结果里的数字：后面还跟着一个符号。",
            raises="(?i)only tensors of floating point",
            section=Text("Break it", "故意弄坏"),
        ),
        "typed-in": Diagnosis(
            "You typed a result in. The number is the same, but nothing leads there: a `grad_fn` comes from computing.",
            "你把结果直接写成了数。数虽然一样，却没有来历：只有算出来的张量才有 `grad_fn`。",
        ),
        "other-numbers": Diagnosis(
            "One of the tensors holds another number than the printout, or has another shape. Print all five and "
            "compare.",
            "有一个张量的值或形状和打印结果不一样。把五个都打印出来，比一比。",
        ),
        "other-sign": Diagnosis(
            "The numbers agree, but one was reached by another operation: compare the names in `<...>`.",
            "数都对，但有一个是用别的运算得到的：比一比 `<...>` 里的名字。",
        ),
        "other-cards": Diagnosis(
            "Numbers and signs agree, but a card went in that is not the one named: equal numbers are not the "
            "same card.",
            "数和符号都对，但用的不是题目说的那张卡片：数相等，不等于是同一张卡片。",
        ),
    },
    wrong=(
        Try("not-asked", ((", requires_grad=True", ""),)),
        Try("whole-number", (("[2.]", "[2]"),)),
        Try("typed-in", (("w + x", "torch.tensor([5.], requires_grad=True)"),)),
        Try("other-numbers", (("[3.]", "[4.]"),)),
        Try("other-numbers", (("[2.]", "2."),)),
        Try("other-sign", (("a * w", "a + a"),)),
        Try("other-sign", (("b - x", "-x + b"),)),
        Try("other-cards", (("b - x", "b - 3"),)),
        Try("other-cards", (("a * w", "a * 2"),)),
    ),
    right=(
        Try(edits=(("w + x", "torch.add(x, w)"), ("a * w", "torch.mul(w, a)"), ("b - x", "torch.sub(b, x)"))),
        Try(
            source="""
            x, w = torch.tensor([3.0]), torch.tensor([2.0])
            w.requires_grad_()
            x.requires_grad_()
            c = (b := (a := x + w) * w) - x
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ from a picture

_GIVEN = """\
u = torch.tensor([1.], requires_grad=True)
v = torch.tensor([2.], requires_grad=True)"""


def _leaves(torch: Any) -> dict[str, Any]:
    return {name: torch.tensor([value], requires_grad=True) for name, value in (("u", 1.0), ("v", 2.0))}


def _as_formula(torch: Any, function: Any) -> str:
    leaves = _leaves(torch)
    return formula(function(*leaves.values()), leaves)


def _count(torch: Any, function: Any, sign: str) -> int:
    return signs(function(*_leaves(torch).values()))[sign]


def _verify_rebuild(look: Look) -> None:
    right = look.same(
        "build(torch.tensor([1.]), torch.tensor([2.]))",
        6.0,
        [(None, "no-return"), (3.0, "stops-early"), (12.0, "other-arrow"), (5.0, "other-arrow"), (4.0, "other-arrow")],
        otherwise="other-value",
    )
    look.agrees(
        "build(torch.tensor([{}.]), torch.tensor([{}.]))",
        lambda w, x: (w + x) * (w + 1),
        look.fresh(2),
        otherwise="typed-in" if right else "",
    )
    target = "(u + v) + (u × (u + v))"
    look.tried("build", "build(u, v)", _as_formula, target, [("·", "no-record")], otherwise="other-picture")
    look.tried("build", "+", partial(_count, sign="+"), 2, otherwise="computed-twice")
    look.tried("build", "×", partial(_count, sign="×"), 1)


REBUILD = Exercise(
    id="graph-rebuild",
    lesson=0,
    section=Text("Other spellings, same picture?", "换一种写法，图会变吗？"),
    title=Text("Make it: from the picture back to the code", "动手：从计算图倒推代码"),
    statement=Text(
        en="""
        A picture, told box by box. It has three boxes:

        | box | two arrows come in | out comes |
        |:--|:--|:--|
        | + | from `w` and from `x` | `s` |
        | × | from `s` and from `w` | `p` |
        | + | from `p` and from `s` | `y` |

        Write `build(w, x)`, which makes exactly this picture and returns `y`. There are shorter formulas with the same
        value; their picture is another. Two tensors are given to try it with: `mg.draw(build(u, v))`.
        """,
        zh="""
        有一张图，一个方框一个方框地说给你听。它有三个方框：

        | 方框 | 指进来的两条箭头 | 出来的是 |
        |:--|:--|:--|
        | + | 来自 `w` 和 `x` | `s` |
        | × | 来自 `s` 和 `w` | `p` |
        | + | 来自 `p` 和 `s` | `y` |

        写出 `build(w, x)`，让它的图正好是这样，并返回 `y`。有更短的算式，值也一样，但图就不是这一张了。已经给出两个
        张量，可以用来试：`mg.draw(build(u, v))`。
        """,
    ),
    given=_GIVEN,
    solution="""
    def build(w, x):
        ### BEGIN SOLUTION
        s = w + x
        p = s * w
        return p + s
        ### END SOLUTION
    """,
    names=("build",),
    verify=_verify_rebuild,
    hints=(
        Text(
            "One line of code for each box: what stands in the last column is the name left of the `=`.",
            "一个方框写一行：最后一列就是等号左边的名字。",
        ),
        Text(
            "`s` goes into two boxes. Compute it once, and use its name twice.",
            "`s` 指进两个方框。只算一次，名字用两次。",
        ),
        Text(
            "`s = w + x`, then `p` from `s` and `w`, then `return` the sum of the two.",
            "先写 `s = w + x`，再用 `s` 和 `w` 算出 `p`，最后 `return` 这两个的和。",
        ),
    ),
    why=Text(
        en="""
        Each box is one operation, and each arrow one use of a card. `s` is one card with two arrows out of it, so it
        is computed once and used twice by its name. `s * (w + 1)` has the same value, for it is the same formula in
        school; but what you run is what is recorded, and its picture has other boxes.
        """,
        zh="""
        一个方框是一次运算，一条箭头是用一次卡片。`s` 是一张卡片，从它出发的箭头有两条，所以只算一次，名字用两
        次。`s * (w + 1)` 的值一样，在数学课上它就是同一个算式；但是运行了什么才记录什么，它的图里是另外的方框。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. What is the last line of a function that hands out its result?",
            "函数什么也没有交出来。要把结果交出来，函数的最后一行该怎么写？",
        ),
        "stops-early": Diagnosis(
            "That is a card in the middle. There is one more box behind it.",
            "这是中间的一张卡片。它后面还有一个方框。",
        ),
        "other-arrow": Diagnosis(
            "An arrow comes from another card than the table says. Compare the second column box by box.",
            "有一条箭头的出发点和表里不一样。对照第二列，一个方框一个方框地检查。",
        ),
        "other-value": Diagnosis(
            "With w = 1 and x = 2 the cards should be s = 3, p = 3, y = 6. Print yours: which is the first that "
            "differs?",
            "w = 1、x = 2 的时候，应该是 s = 3，p = 3，y = 6。打印出来看看，第一个不同的是哪个？",
        ),
        "typed-in": Diagnosis(
            "It fits w = 1 and x = 2, and no other numbers. Is there a plain number where a card should be?",
            "只有 w = 1、x = 2 的时候才对，换别的数就不对了。是不是该用卡片的地方写了普通的数？",
        ),
        "no-record": Diagnosis(
            "The value is right, but nothing was recorded: the numbers were taken out of the tensors. Compute "
            "with w and x.",
            "值是对的，可是什么都没有记录：你把数从张量里取出来了。直接用 w 和 x 来算。",
            lesson=3,
            section=_CUT,
        ),
        "computed-twice": Diagnosis(
            "The value is right, but the same sum is computed twice: PyTorch does what you write, and draws a "
            "box each time.",
            "值是对的，但同一个和算了两遍：你怎么写，PyTorch 就怎么算，每算一遍就多一个方框。",
        ),
        "other-picture": Diagnosis(
            "The value is right, the picture is another. In school the two formulas are the same; the record "
            "shows what ran.",
            "值是对的，图却是另一张。在数学课上两个算式是一回事，但记录的是实际做过的运算。",
        ),
    },
    wrong=(
        Try("no-return", (("return p + s", "y = p + s"),)),
        Try("stops-early", (("return p + s", "return p"),)),
        Try("other-arrow", (("return p + s", "return s * (w + s)"),)),
        Try("other-arrow", (("return p + s", "return p + x"),)),
        Try("other-arrow", (("return p + s", "return p + w"),)),
        Try("other-value", (("return p + s", "return p - s"),)),
        Try("typed-in", (("p = s * w", "p = s * 1"),)),
        Try("no-record", (("s = w + x", "w, x = w.item(), x.item()\n    s = w + x"), ("p + s", "torch.tensor(p + s)"))),
        Try("computed-twice", (("return p + s", "return p + (w + x)"),)),
        Try("other-picture", (("return p + s", "return s * (w + 1)"),)),
    ),
    right=(
        Try(edits=(("w + x", "x + w"), ("s * w", "w * s"), ("p + s", "s + p"))),
        Try(source="build = lambda w, x: torch.add(torch.mul(s := torch.add(w, x), w), s)"),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ few boxes


def _verify_power(look: Look) -> None:
    known = [
        (None, "no-return"),
        (24.0, "eight-times"),
        (81.0, "stops-early"),
        (9.0, "stops-early"),
        (729.0, "exponents-add"),
    ]
    right = look.same("eighth(torch.tensor([1.]), torch.tensor([2.]))", 6561.0, known, otherwise="other-value")
    look.agrees(
        "eighth(torch.tensor([{}.]), torch.tensor([{}.]))",
        lambda w, x: (w + x) ** 8,
        look.fresh(2),
        otherwise="typed-in" if right else "",
    )
    made = look.value(
        "(u := torch.tensor([1.], requires_grad=True), v := torch.tensor([2.], requires_grad=True), eighth(u, v))"
    )
    if made is MISSING:
        saw(look, "eighth(u, v)", MISSING, "")
        return
    recorded = signs(made[2])
    if not recorded:
        look.because("no-record")
    if set(recorded) - {"+", "×"}:
        look.because("another-sign")
    saw(look, "+", recorded["+"], 1, otherwise="sum-again")
    saw(look, "×", recorded["×"], 3, otherwise="one-by-one")


POWER = Exercise(
    id="graph-power",
    lesson=0,
    section=Text("Your turn", "轮到你了"),
    title=Text("Puzzle: an eighth power with four boxes", "谜题：四个方框算出八次方"),
    statement=Text(
        en="""
        $(x + w)^8$ is a product of eight equal factors. Written out it takes seven multiplications.

        Write `eighth(w, x)` whose picture has **one +** and **three ×**, and no other box. For w = 1 and x = 2 its
        value is $3^8 = 6561$. Look at it with `mg.draw(eighth(u, v))`.
        """,
        zh="""
        $(x + w)^8$ 是八个相同因子的乘积。照原样写出来，要做七次乘法。

        写出 `eighth(w, x)`，让它的图里只有**一个 +** 和**三个 ×**，没有别的方框。w = 1、x = 2 的时候，它的值
        是 $3^8 = 6561$。用 `mg.draw(eighth(u, v))` 看看它的图。
        """,
    ),
    given=_GIVEN,
    solution="""
    def eighth(w, x):
        ### BEGIN SOLUTION
        s = x + w
        s2 = s * s
        s4 = s2 * s2
        return s4 * s4
        ### END SOLUTION
    """,
    names=("eighth",),
    verify=_verify_power,
    hints=(
        Text(
            "In the lesson one name was used twice: `s * s`. How high a power is that? What if you do it to the "
            "result?",
            "课上把一个名字用了两次：`s * s`。这是几次方？对它的结果再这样做一次呢？",
        ),
        Text(
            "A card times itself doubles the exponent: 1, 2, 4, ...",
            "一张卡片乘自己，指数就加倍：1，2，4，……",
        ),
        Text(
            "Give each result a name: first the sum, then its square, then the square of the square, then once more.",
            "给每个结果起个名字：先是和，再是它的平方，再是平方的平方，最后再来一次。",
        ),
    ),
    why=Text(
        en="""
        Every × takes *one* card on both arrows, so each doubles the exponent: 2, 4, 8. A name is a way to say "this
        very card again"; without the names the same work would be done over and over, and recorded each time. Whoever
        reads a graph sees at once what is computed once and used twice.
        """,
        zh="""
        每个 × 的两条箭头都来自**同一张**卡片，所以每次都让指数加倍：2，4，8。名字的作用就是说“还是这张卡片”；没有名
        字，同样的运算就会一遍一遍地做，一遍一遍地记录。从图上一眼就能看出，什么只算了一次、用了两次。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the result.",
            "函数什么也没有交出来。它的最后一行应该把结果交出来。",
        ),
        "eight-times": Diagnosis(
            "That is eight times the sum. A power is a product: the sum is a factor eight times.",
            "这是和的八倍。八次方是连乘：和要作为因子乘八次。",
        ),
        "stops-early": Diagnosis(
            "A square, or a square of a square: you are on the way, and one doubling is missing at least.",
            "这是平方，或者平方的平方：路走对了，至少还差一次加倍。",
        ),
        "exponents-add": Diagnosis(
            "That is the sixth power: the exponents of two different factors add up, 2 + 4. Which two add up to 8?",
            "这是六次方：两个不同的因子相乘，指数相加，2 + 4。哪两个加起来是 8？",
        ),
        "other-value": Diagnosis(
            "With w = 1 and x = 2 the sum is 3. Print each result on the way: 3, 9, 81, ...",
            "w = 1、x = 2 的时候，和是 3。把中间结果一个个打印出来：3，9，81，……",
        ),
        "typed-in": Diagnosis(
            "It fits w = 1 and x = 2, and no other numbers. Compute with w and x themselves.",
            "只有 w = 1、x = 2 的时候才对。要用 w 和 x 本身来算。",
        ),
        "no-record": Diagnosis(
            "The value is right, but there is no box at all: the numbers were taken out of the tensors.",
            "值是对的，可是一个方框都没有：你把数从张量里取出来了。",
            lesson=3,
            section=_CUT,
        ),
        "another-sign": Diagnosis(
            "There is a box with another sign than + and ×. Short code is not asked for: which signs may be used?",
            "图里有 + 和 × 以外的方框。题目要的不是代码短：允许用的是哪两种符号？",
        ),
        "sum-again": Diagnosis(
            "The sum is computed more than once, or not by one +. What computes it once and uses it often?",
            "和算了不止一遍，或者不是用一个 + 算的。怎样才能只算一次、用很多次？",
        ),
        "one-by-one": Diagnosis(
            "The value is right, but there are too many ×: each brings in only one factor more. What doubles at "
            "one stroke?",
            "值是对的，可是 × 太多了：每次只多乘进一个因子。怎样一下子就加倍？",
        ),
    },
    wrong=(
        Try("no-return", (("return s4", "s8 = s4"),)),
        Try("eight-times", (("return s4 * s4", "return s + s + s + s + s + s + s + s"),)),
        Try("stops-early", (("return s4 * s4", "return s4"),)),
        Try("exponents-add", (("return s4 * s4", "return s2 * s4"),)),
        Try("other-value", (("return s4 * s4", "return s4 + s4"),)),
        Try("typed-in", (("s = x + w", "s = w + 2"),)),
        Try(
            "no-record",
            source="""
            def eighth(w, x):
                return torch.tensor((w.item() + x.item()) ** 8)
            """,
        ),
        Try("another-sign", (("s2 * s2", "s2 ** 2"),)),
        Try("another-sign", (("s2 = s * s", "s2 = s ** 8"), ("    s4 = s2 * s2\n", ""), ("s4 * s4", "s2"))),
        Try("sum-again", (("s2 = s * s", "s2 = (x + w) * (w + x)"),)),
        Try("one-by-one", (("s4 = s2 * s2", "s4 = s2 * s * s"),)),
        Try("one-by-one", (("return s4 * s4", "return s4 * s * s * s * s"),)),
    ),
    right=(
        Try(
            source="""
            def eighth(w, x):
                result = torch.add(w, x)
                for doubling in range(3):
                    result = torch.mul(result, result)
                return result
            """
        ),
        Try(edits=(("s2", "square"), ("s4", "fourth"))),
    ),
    points=2.0,
)

EXERCISES = (PREDICT, PRINTOUT, REBUILD, POWER)
