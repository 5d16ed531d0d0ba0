"""Lesson 1: a derivative is measured by nudging."""

from __future__ import annotations

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look
from minigrad.check.probe import saw
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_NUDGE = Text("Predict first", "先预测")
_AHEAD = Text("How far a prediction holds", "能预测多远")


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    look.same(
        'predicted["w"]',
        12,
        [(6, "one-side"), (4, "factor-forgotten"), (3, "factor-forgotten"), (18, "the-output"), (9, "the-other-input")],
        otherwise="draw-it",
        hidden=True,
    )
    look.same(
        'predicted["t"]',
        9,
        [(18, "the-output"), (6, "the-other-input"), (12, "the-other-input"), (1, "factor-forgotten")],
        otherwise="draw-it",
        hidden=True,
    )
    exact = look.holds('abs(predicted["change"] + 1.18) < 0.001')
    look.same(
        'predicted["change"]',
        -1.18 if exact else -1.2,
        [(1.2, "wrong-way"), (-0.1, "not-stretched"), (-12, "not-scaled"), (-0.6, "one-side"), (16.8, "new-value")],
        otherwise="draw-it",
        hidden=True,
    )


PREDICT = Exercise(
    id="nudge-predict",
    lesson=1,
    section=_NUDGE,
    title=Text("Predict: a box that grows", "先预测：盒子变大一点"),
    statement=Text(
        en="""
        A box has a square base with sides $w = 3$ and is $t = 2$ tall. Its volume is $V = w\\cdot w\\cdot t = 18$.
        Do not run anything: look at the box in your mind, and where a thin slice is added.

        - `"w"`: the sides of the base grow by a tiny bit. How many times as much does V grow?
        - `"t"`: the same for its height.
        - `"change"`: the sides *shrink* from 3 to 2.9. About how much does V change?
        """,
        zh="""
        一个盒子，底面是正方形，边长 $w = 3$，高 $t = 2$，体积 $V = w\\cdot w\\cdot t = 18$。先什么都别运行，在脑子
        里看看这个盒子，新增的薄片贴在哪几面。

        - `"w"`：底面边长增加一点点，V 增加的量是它的几倍？
        - `"t"`：高增加一点点，V 增加的量是它的几倍？
        - `"change"`：底面边长从 3**缩短**到 2.9，V 大约变化多少？
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB predicted = {"w": ..., "t": ..., "change": ...}
    predicted = {"w": 12, "t": 9, "change": -1.2}
    ### END SOLUTION
    """,
    names=("predicted",),
    verify=_verify_prediction,
    hints=(
        Text(
            "A nudge adds thin slices to the box. The volume of a slice is its area times the nudge.",
            "动一点点，盒子上就贴上几块薄片。薄片的体积等于它的面积乘以动的那一点。",
        ),
        Text(
            "If w grows, two walls get a slice, for the base grows in both directions. How large is one wall?",
            "w 增加的时候，底面往两个方向都变大，所以有两面墙要贴薄片。一面墙有多大？",
        ),
        Text(
            "A wall measures w by t, the lid w by w. For `change` use: change ≈ derivative · nudge, and the "
            "nudge is −0.1.",
            "一面墙是 w 乘 t，盖子是 w 乘 w。`change` 用“变化 ≈ 导数 × 动的那一点”来算，这里动的是 −0.1。",
        ),
    ),
    why=Text(
        en="""
        A nudge h of the sides adds a slice of 3·2·h on two walls: 6h + 6h, so 12 times the nudge. A nudge of the height
        adds a slice of 3·3·h on the lid: 9 times. Shrinking the sides by 0.1 takes away 12·0.1 = 1.2. The exact change
        is −1.18: the slices overlap along an edge, and that rest dies out for smaller nudges.
        """,
        zh="""
        边长动 h，两面墙上各贴一块 3·2·h 的薄片：6h + 6h，所以是 12 倍。高动 h，盖子上贴一块 3·3·h 的薄片：9 倍。边
        长缩短 0.1，就去掉 12·0.1 = 1.2。精确的变化是 −1.18：两块薄片在一条棱上重叠了一点，动得越小，这点零头消失得
        越快。
        """,
    ),
    diagnoses={
        "one-side": Diagnosis(
            "You let the base grow in one direction only. There is one w, and it stands in the formula twice.",
            "你只让底面往一个方向变大。w 只有一个，但在算式里出现了两次。",
        ),
        "factor-forgotten": Diagnosis(
            "Something that is multiplied in was left out: a slice has an area, and its volume is that times the "
            "nudge.",
            "漏掉了一个因子：薄片有面积，体积是面积乘以动的那一点。",
        ),
        "the-output": Diagnosis(
            "That is V itself. The question is how fast it moves, not how large it is.",
            "这是 V 本身。问的是它动得有多快，不是它有多大。",
        ),
        "the-other-input": Diagnosis(
            "That is the slice on another face. Which faces does a nudge of this length cover?",
            "这是贴在别的面上的薄片。动的是这条边，薄片应该贴在哪几面？",
        ),
        "wrong-way": Diagnosis(
            "The size is right, the sign is not: the box gets smaller.",
            "大小对了，正负不对：盒子是变小的。",
            section=Text("Sign and size", "正负和大小"),
        ),
        "not-stretched": Diagnosis(
            "That is the change of the sides. V moves several times as much.",
            "这是边长的变化。V 的变化是它的好几倍。",
            section=_AHEAD,
        ),
        "not-scaled": Diagnosis(
            "That is for a nudge of a whole unit. Here the sides move by a tenth.",
            "这是动整整 1 份的时候。这里边长只动了十分之一。",
            section=_AHEAD,
        ),
        "new-value": Diagnosis(
            "That is the new volume. How much did it change?",
            "这是新的体积。它变化了多少？",
            section=_AHEAD,
        ),
        "draw-it": Diagnosis(
            "Draw the box and what a nudge adds to it. How large is the face that each slice covers?",
            "画出盒子，再画出动一点点之后多出来的部分。每块薄片贴的那一面有多大？",
        ),
    },
    wrong=(
        Try("one-side", (('"w": 12', '"w": 6'),)),
        Try("one-side", (("-1.2", "-0.6"),)),
        Try("factor-forgotten", (('"w": 12', '"w": 4'),)),
        Try("factor-forgotten", (('"t": 9', '"t": 1'),)),
        Try("the-output", (('"w": 12', '"w": 18'),)),
        Try("the-other-input", (('"t": 9', '"t": 6'),)),
        Try("wrong-way", (("-1.2", "1.2"),)),
        Try("not-stretched", (("-1.2", "-0.1"),)),
        Try("not-scaled", (("-1.2", "-12"),)),
        Try("new-value", (("-1.2", "16.8"),)),
        Try("draw-it", (('"w": 12', '"w": 36'),)),
    ),
    right=(
        Try(edits=(("-1.2", "2.9 * 2.9 * 2 - 18"),)),
        Try(source="predicted = dict(change=12 * -0.1, t=3 * 3, w=2 * 3 * 2.)"),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ measure


def _verify_slope(look: Look) -> None:
    known = [(None, "no-return")]
    look.same(
        "slope(lambda w: w * w, 3., 0.5)",
        6.5,
        [
            *known,
            (3.25, "not-divided"),
            (-6.5, "wrong-way"),
            (6.0, "its-own-nudge"),
            (5.5, "its-own-nudge"),
            (-5.75, "brackets"),
            (24.5, "not-subtracted"),
            (13.0 / 12, "divided-by-w"),
            (-17.5, "nudge-alone"),
        ],
        otherwise="another",
    )
    look.same("slope(lambda w: 5 * w, 2., -1.)", 5.0, known, otherwise="another")
    look.same("slope(lambda w: 12 / w, 2., 2.)", -1.5, known, otherwise="another")
    look.agrees("slope(lambda w: w * w, {}., {}.)", lambda w, h: 2 * w + h, look.fresh(2), otherwise="another")


SLOPE = Exercise(
    id="nudge-slope",
    lesson=1,
    section=_NUDGE,
    title=Text("Make it: an instrument that measures slopes", "动手：做一个测量斜率的工具"),
    statement=Text(
        en="""
        Write `slope(f, w, h)`. It nudges the input of the function `f` from `w` to `w + h`, and returns how many times
        as far as the input the output has moved.

        For the area of the lesson, `slope(area, 3, 1)` is 7, and with smaller nudges it comes near 6. It shall work for
        every function, and for negative nudges too.
        """,
        zh="""
        写出 `slope(f, w, h)`。它把函数 `f` 的输入从 `w` 动到 `w + h`，返回输出动了输入的几倍。

        用课上的面积来说，`slope(area, 3, 1)` 是 7，步子越小越接近 6。它对任何函数都要管用，往左动（h 是负数）也要管
        用。
        """,
    ),
    solution="""
    def slope(f, w, h):
        ### BEGIN SOLUTION
        return (f(w + h) - f(w)) / h
        ### END SOLUTION
    """,
    names=("slope",),
    verify=_verify_slope,
    hints=(
        Text(
            "You need the output twice: before the nudge and after it.",
            "输出要算两次：动之前一次，动之后一次。",
        ),
        Text(
            "How far the output moved: after minus before. How far the input moved: h.",
            "输出动了多少：后来的减去原来的。输入动了多少：h。",
        ),
        Text(
            "The difference of `f(w + h)` and `f(w)`, in brackets, and that divided by `h`.",
            "`f(w + h)` 与 `f(w)` 的差，加上括号，再除以 `h`。",
        ),
    ),
    why=Text(
        en="""
        After minus before says how far the output moved; divided by the nudge it says how many times as far. To the
        left, h and the difference are both negative, and their quotient is right again. No formula of f is needed:
        that is why this instrument can check any gradient.
        """,
        zh="""
        后来的减去原来的，就是输出动了多少；再除以动的那一点，就是几倍。往左动的时候，h 和差都是负数，商还是对的。整
        个过程不需要知道 f 的公式，所以它能检验任何梯度。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the result.",
            "函数什么也没有交出来。它的最后一行应该把结果交出来。",
        ),
        "not-divided": Diagnosis(
            "That is how far the output moved. Asked is how many times as far as the input.",
            "这是输出动了多少。问的是它动了输入的几倍。",
        ),
        "wrong-way": Diagnosis(
            "The size is right, the sign is not: from which of the two outputs is which taken away?",
            "大小对了，正负不对：两个输出，应该是谁减去谁？",
        ),
        "its-own-nudge": Diagnosis(
            "Close, but this is not the nudge that was asked for: from w to w + h, one step to that side.",
            "很接近，但动的不是题目说的那一点：从 w 到 w + h，只往这一边走一步。",
        ),
        "brackets": Diagnosis(
            "Brackets: Python divides before it subtracts, so only the second output was divided.",
            "括号的问题：Python 先除后减，所以只有第二个输出被除了。",
        ),
        "not-subtracted": Diagnosis(
            "You divided the output itself. First comes: how far has it moved?",
            "你除的是输出本身。先要知道：它动了多少？",
        ),
        "divided-by-w": Diagnosis(
            "You divided by where the input stands. Divide by how far it was moved.",
            "你除的是输入所在的位置。应该除以它动了多少。",
        ),
        "nudge-alone": Diagnosis(
            "You computed f at h. The nudge starts from w: where is the input after it?",
            "你算的是 f 在 h 处的值。是从 w 开始动的：动完之后输入在哪里？",
        ),
        "another": Diagnosis(
            "Take f(w) = w·w at 3 with h = 1 on paper: f before, f after, the difference, divided by h. It "
            "should be 7.",
            "在纸上试一试 f(w) = w·w，w = 3，h = 1：原来的 f，后来的 f，它们的差，再除以 h。应该得 7。",
        ),
    },
    wrong=(
        Try("no-return", (("return (f(w + h) - f(w)) / h", "result = (f(w + h) - f(w)) / h"),)),
        Try("not-divided", ((" / h", ""),)),
        Try("wrong-way", (("f(w + h) - f(w)", "f(w) - f(w + h)"),)),
        Try("its-own-nudge", (("(f(w + h) - f(w)) / h", "(f(w + h) - f(w - h)) / (2 * h)"),)),
        Try("its-own-nudge", (("(f(w + h) - f(w)) / h", "(f(w + 0.001) - f(w)) / 0.001"),)),
        Try("its-own-nudge", (("(f(w + h) - f(w)) / h", "(f(w) - f(w - h)) / h"),)),
        Try("brackets", (("(f(w + h) - f(w)) / h", "f(w + h) - f(w) / h"),)),
        Try("not-subtracted", ((" - f(w)", ""),)),
        Try("divided-by-w", (("/ h", "/ w"),)),
        Try("nudge-alone", (("f(w + h)", "f(h)"),)),
        Try("another", (("(f(w + h) - f(w)) / h", "2 * w + h + 1"),)),
    ),
    right=(
        Try(
            source="""
            def slope(function, place, nudge):
                before = function(place)
                after = function(place + nudge)
                print(before, after)
                return (after - before) / nudge
            """
        ),
        Try(source="slope = lambda f, w, h: (f(w) - f(w + h)) / -h"),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ by autograd


def _verify_exact(look: Look) -> None:
    known = [(None, "no-return")]
    look.same(
        "exact(lambda w: w * w, 3.)",
        6.0,
        [*known, (9.0, "the-output"), (12.0, "poured-twice"), (3.0, "one-strip")],
        otherwise="another",
    )
    look.same("exact(lambda w: w * w * w, 2.)", 12.0, [*known, (8.0, "the-output")], otherwise="formula")
    look.same("exact(lambda w: 12 / w, 2.)", -3.0, known, otherwise="another")
    look.agrees("exact(lambda w: w * w + w, {}.)", lambda w: 2 * w + 1, look.fresh(1), otherwise="another")
    spied = look.value("(seen := [], exact(lambda w, seen=seen: seen.append(w) or w * w, 3.))")
    if spied is not MISSING and not any(getattr(given, "requires_grad", False) is True for given in spied[0]):
        look.because("nudged")


EXACT = Exercise(
    id="nudge-exact",
    lesson=1,
    section=_NUDGE,
    title=Text("Make it: the same by autograd", "动手：同样的事，交给自动求导"),
    statement=Text(
        en="""
        Now without a nudge. Write `exact(f, w)`: it makes a tensor of the number `w`, lets the function `f` compute
        with it, goes backward, and returns the derivative, as a number.

        Compare it with your `slope` on three functions of your own. Where the two differ, which one is off, and why?
        """,
        zh="""
        这次不用“动一动”。写出 `exact(f, w)`：用数 `w` 创建一个张量，让函数 `f` 用它来算，反向传播，返回导数（一个
        数）。

        自己想三个函数，和你的 `slope` 比一比。两者不一样的地方，是谁不准？为什么？
        """,
    ),
    solution="""
    def exact(f, w):
        ### BEGIN SOLUTION
        w = torch.tensor(w, requires_grad=True)
        f(w).backward()
        return w.grad.item()
        ### END SOLUTION
    """,
    names=("exact",),
    verify=_verify_exact,
    hints=(
        Text(
            "The lesson did it for the area: a tensor that asks for a record, the computation, `backward()`, `.grad`.",
            "课上用面积做过一遍：创建一个要求记录的张量，计算，`backward()`，`.grad`。",
        ),
        Text(
            "The tensor goes into `f`, and `backward()` is called on what comes out.",
            "把张量交给 `f`，再对算出来的结果调用 `backward()`。",
        ),
        Text(
            "Three lines: `torch.tensor(w, requires_grad=True)`, then `f(...)` and `.backward()` on it, then "
            "`.grad.item()`.",
            "三行：`torch.tensor(w, requires_grad=True)`；`f(...)`，对它调用 `.backward()`；最后 `.grad.item()`。",
        ),
    ),
    why=Text(
        en="""
        The tensor asks for a record, `f` runs and is recorded, operation by operation, and `backward()` puts their
        rules' numbers together: no h, no rest. So `exact` is what `slope` comes near to when h gets small, and what
        it leaves again when h gets too small for the computer's 16 digits.
        """,
        zh="""
        张量要求记录，`f` 运行时，每一步运算都被记下来，`backward()` 把各步规则给出的数拼起来：没有 h，也没有零头。
        所以 `slope` 在 h 变小时越来越接近 `exact`；h 太小，超出计算机的 16 位数字，它又会偏离。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back (or a `.grad` that is still empty). What puts a number into `.grad`?",
            "函数什么也没有交出来（或者交出来的 `.grad` 还是空的）。是什么把数放进 `.grad` 的？",
        ),
        "the-output": Diagnosis(
            "That is f's value, not its slope: where does `backward()` leave what it has found?",
            "这是 f 的值，不是斜率：`backward()` 把结果放在哪里？",
        ),
        "poured-twice": Diagnosis(
            "Twice as much as it should be: did two passes arrive in the same `.grad`?",
            "正好是两倍：是不是有两次反向传播到了同一个 `.grad`？",
            lesson=5,
            section=Text("Two sums", "两种相加"),
        ),
        "one-strip": Diagnosis(
            "That is w, or one strip of the square only. Return what arrived in `.grad`.",
            "这是 w 本身，或者只是正方形的一条长条。应该返回到达 `.grad` 的数。",
        ),
        "formula": Diagnosis(
            "It is right for w·w and for nothing else: a formula was put in by hand. `f` can be any function.",
            "对 w·w 是对的，换个函数就不对了：这是手写的公式。`f` 可以是任何函数。",
        ),
        "nudged": Diagnosis(
            "The numbers agree, but `f` never met a tensor that is recorded: this is `slope` once more.",
            "数是对的，但 `f` 从来没有遇到过要求记录的张量：这还是 `slope`。",
        ),
        "not-asked": Diagnosis(
            "`f` has run, but nothing was recorded: the tensor did not ask for it.",
            "`f` 运行过了，但什么都没有记录：张量没有要求记录。",
            raises="does not require grad",
        ),
        "another": Diagnosis(
            "Try the area at 3 and print each step: the tensor, the result with its `grad_fn`, and `.grad` after "
            "the pass.",
            "用面积在 3 处试试，一步一步打印：张量，带 `grad_fn` 的结果，反向传播之后的 `.grad`。",
        ),
    },
    wrong=(
        Try("no-return", (("    return w.grad.item()", "    w.grad.item()"),)),
        Try("no-return", (("    f(w).backward()\n", ""), (".item()", ""))),
        Try("the-output", (("    f(w).backward()\n    return w.grad.item()", "    return f(w).item()"),)),
        Try("poured-twice", (("f(w).backward()", "f(w).backward()\n    f(w).backward()"),)),
        Try("one-strip", (("w.grad.item()", "w.item()"),)),
        Try("formula", (("    f(w).backward()\n    return w.grad.item()", "    return 2 * w.item()"),)),
        Try(
            "nudged",
            source="""
            def exact(f, w):
                return (f(w + 1e-6) - f(w)) / 1e-6
            """,
        ),
        Try("not-asked", ((", requires_grad=True", ""),)),
        Try("another", (("return w.grad.item()", "return -w.grad.item()"),)),
    ),
    right=(
        Try(
            source="""
            def exact(f, w):
                leaf = torch.tensor([w])
                leaf.requires_grad_()
                result = f(leaf)
                print(result)
                result.backward()
                return leaf.grad
            """
        ),
        Try(edits=(("f(w).backward()", "torch.sum(f(w)).backward()"), ("w.grad.item()", "float(w.grad)"))),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ repair


def _verify_gradient(look: Look) -> None:
    known = [(None, "no-return")]
    look.same(
        "gradient(lambda n: 2 * n[0] + 2 * n[1] + 2 * n[2], [1., 2., 3.], 0.5)",
        [2.0, 2.0, 2.0],
        [
            *known,
            ([2.0, 4.0, 6.0], "nudges-pile-up"),
            ([6.0, 6.0, 6.0], "all-at-once"),
            ([1.0, 1.0, 1.0], "not-divided"),
            ([-2.0, -2.0, -2.0], "wrong-way"),
            (2.0, "one-for-each"),
            ([2.0], "one-for-each"),
        ],
        otherwise="another",
    )
    look.agrees(
        "gradient(lambda n: n[0] * n[1], [{}., {}.], 1.)", lambda a, b: [b, a], look.fresh(2), otherwise="another"
    )
    look.same("gradient(lambda n: n[0] * n[0] - n[1], [3., 7.], -1.)", [5.0, -1.0], known, otherwise="another")
    kept = look.value("(mine := [2., 5.], gradient(lambda n: n[0] * n[1], mine, 1.))")
    saw(look, "numbers", MISSING if kept is MISSING else kept[0], [2.0, 5.0], otherwise="list-changed")


GRADIENT = Exercise(
    id="nudge-repair",
    lesson=1,
    section=Text("Many inputs: nudge one at a time", "输入很多：一次只动一个"),
    title=Text("Repair it: which number has the most influence?", "修一修：哪个数的影响最大？"),
    statement=Text(
        en="""
        This function is to nudge one number of a list after the other and to return the list of all slopes. Somebody
        tried it on the sum of the doubled numbers, at 1, 2, 3, got 2, 4, 6, and concluded: "The last number has the
        most influence." The lesson found 2, 2, 2.

        Find the fault and repair it. When the function is done, the caller's list must be as it was.
        """,
        zh="""
        这个函数要把列表里的数一个一个地动一动，返回所有斜率的列表。有人拿它去量“每个数乘以 2 再相加”，
        在 1、2、3 处，得到 2、4、6，于是说：“最后一个数影响最大。”可是课上的结果是 2、2、2。

        找出毛病，把它修好。函数运行完，调用者的列表必须和原来一样。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB def gradient(f, numbers, h):
    ### STUB     before = f(numbers)
    ### STUB     slopes = []
    ### STUB     for i in range(len(numbers)):
    ### STUB         numbers[i] = numbers[i] + h
    ### STUB         slopes.append((f(numbers) - before) / h)
    ### STUB     return slopes
    def gradient(f, numbers, h):
        before = f(numbers)
        slopes = []
        for i in range(len(numbers)):
            nudged = list(numbers)
            nudged[i] = nudged[i] + h
            slopes.append((f(nudged) - before) / h)
        return slopes
    ### END SOLUTION
    """,
    names=("gradient",),
    verify=_verify_gradient,
    hints=(
        Text(
            "Print `numbers` in each round of the loop. How many numbers have been nudged in the third?",
            "在循环的每一轮打印 `numbers`。到第三轮，动过的数有几个？",
        ),
        Text(
            "A derivative asks what *one* input does while all the others stay where they are.",
            "导数问的是**一个**输入的作用，这时其他输入都不动。",
        ),
        Text(
            "`list(numbers)` makes a copy. Nudge one number of a fresh copy in each round.",
            "`list(numbers)` 得到一份副本。每一轮都在一份新的副本里，只动一个数。",
        ),
    ),
    why=Text(
        en="""
        The first nudge was never taken back: in the second round two numbers had moved, in the third all three, so the
        outputs had moved 2, 4, 6 times as far. A partial derivative moves one input and leaves the others. Working on a
        copy also keeps the caller's list: a function that measures should not change what it measures.
        """,
        zh="""
        第一次动过之后没有放回去：第二轮有两个数动了，第三轮三个都动了，所以输出动了 2、4、6 倍。偏导数只动一个输
        入，其他的都不动。用副本还有一个好处：调用者的列表不会变。用来测量的函数，不该改动被测量的东西。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out the list.",
            "函数什么也没有交出来。它的最后一行应该把列表交出来。",
        ),
        "nudges-pile-up": Diagnosis(
            "The slopes still grow from number to number: when the second one is nudged, where does the first "
            "one stand?",
            "斜率还是一个比一个大：动第二个数的时候，第一个数在哪里？",
        ),
        "all-at-once": Diagnosis(
            "All three were nudged together, so each slope is that of all of them. Move one, and only one.",
            "三个数一起动了，所以每个斜率都是三个的总和。一次只动一个。",
        ),
        "not-divided": Diagnosis(
            "That is how far the output moved. How many times as far as the nudge is it?",
            "这是输出动了多少。它是动的那一点的几倍？",
        ),
        "wrong-way": Diagnosis(
            "The size is right, the sign is not: after minus before, or the other way round?",
            "大小对了，正负不对：是后来的减去原来的，还是反过来？",
        ),
        "one-for-each": Diagnosis(
            "There should be one slope for each number. Does the `return` stand inside the loop?",
            "每个数都应该有一个斜率。`return` 是不是写到循环里面去了？",
        ),
        "list-changed": Diagnosis(
            "The slopes are right, but the caller's list has other numbers than before: something was not put back.",
            "斜率对了，但调用者的列表和原来不一样了：有东西没有放回去。",
        ),
        "another": Diagnosis(
            "Try the product of 2 and 5 with h = 1 on paper: nudge the 2, then, with the 2 back in its place, the 5.",
            "在纸上试试 2 乘 5，h = 1：先动 2；把 2 放回去，再动 5。",
        ),
    },
    wrong=(
        Try("no-return", (("return slopes", "print(slopes)"),)),
        Try("nudges-pile-up", (("nudged = list(numbers)", "nudged = numbers"),)),
        Try(
            "nudges-pile-up",
            source="""
            def gradient(f, numbers, h):
                before, slopes, nudged = f(numbers), [], list(numbers)
                for i in range(len(numbers)):
                    nudged[i] = nudged[i] + h
                    slopes.append((f(nudged) - before) / h)
                return slopes
            """,
        ),
        Try("all-at-once", (("nudged[i] = nudged[i] + h", "nudged = [n + h for n in nudged]"),)),
        Try("not-divided", ((" / h", ""),)),
        Try("wrong-way", (("f(nudged) - before", "before - f(nudged)"),)),
        Try("one-for-each", (("    return slopes", "        return slopes"),)),
        Try(
            "list-changed",
            source="""
            def gradient(f, numbers, h):
                before = f(numbers)
                slopes = []
                for i in range(len(numbers)):
                    if i > 0:
                        numbers[i - 1] = numbers[i - 1] - h
                    numbers[i] = numbers[i] + h
                    slopes.append((f(numbers) - before) / h)
                return slopes
            """,
        ),
        Try("another", (("nudged[i] = nudged[i] + h", "nudged = list(numbers)\n        nudged[0] += h"),)),
    ),
    right=(
        Try(
            source="""
            def gradient(f, numbers, h):
                before = f(numbers)
                slopes = []
                for i in range(len(numbers)):
                    old = numbers[i]
                    numbers[i] = old + h
                    slopes.append((f(numbers) - before) / h)
                    numbers[i] = old
                return slopes
            """
        ),
        Try(
            source="""
            def gradient(f, numbers, h):
                def at(i):
                    return f([n + h if k == i else n for k, n in enumerate(numbers)])
                return tuple((at(i) - f(numbers)) / h for i in range(len(numbers)))
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ the valley


def _verify_valley(look: Look) -> None:
    look.same(
        'places["flat"]',
        2,
        [(0, "output-zero"), (4, "output-zero"), (-4, "output-not-place")],
        otherwise="measure",
        hidden=True,
    )
    look.same(
        'places["up"]',
        5,
        [(3, "term-forgotten"), (-1, "other-side"), (6, "slope-not-place"), (1, "term-forgotten")],
        otherwise="measure",
        hidden=True,
    )
    look.same(
        'places["down"]',
        0,
        [(-2, "term-forgotten"), (4, "other-side"), (-4, "slope-not-place"), (2, "output-not-slope")],
        otherwise="measure",
        hidden=True,
    )
    look.same(
        'places["lr"]',
        0.5,
        [
            (3, "distance"),
            (-0.5, "uphill"),
            (2, "upside-down"),
            (1, "over-the-valley"),
            (0.25, "not-far-enough"),
            (0.1, "not-far-enough"),
        ],
        otherwise="measure",
        hidden=True,
    )


VALLEY = Exercise(
    id="nudge-valley",
    lesson=1,
    section=Text("Sign and size", "正负和大小"),
    title=Text("Puzzle: places in a valley", "谜题：山谷里的几个地方"),
    statement=Text(
        en="""
        $f(w) = w\\cdot(w - 4)$ is a valley. Find in it, by whatever means, and write into `places`:

        - `"flat"`: the w where the slope is 0;
        - `"up"`: the w where the slope is 6;
        - `"down"`: the w where the slope is −4;
        - `"lr"`: you stand at w = 5 and take *one* step, `w - lr * slope`. With which learning rate do you land
          exactly on the flat place?
        """,
        zh="""
        $f(w) = w\\cdot(w - 4)$ 是一个山谷。用什么办法都行，找出下面几个地方，写进 `places`：

        - `"flat"`：斜率等于 0 的 w；
        - `"up"`：斜率等于 6 的 w；
        - `"down"`：斜率等于 −4 的 w；
        - `"lr"`：你站在 w = 5，只走**一步**，`w - lr * slope`。学习率是多少，才能正好落在平的地方？
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB places = {"flat": ..., "up": ..., "down": ..., "lr": ...}
    places = {"flat": 2, "up": 5, "down": 0, "lr": 0.5}
    ### END SOLUTION
    """,
    names=("places",),
    verify=_verify_valley,
    hints=(
        Text(
            "Measure the slope at w = 0, 1, 2, 3, ... with small nudges, or with `backward()`. Do you see how it "
            "goes on?",
            "在 w = 0、1、2、3…… 处量一量斜率，用“动一动”或者 `backward()` 都行。看出规律了吗？",
        ),
        Text(
            "From one w to the next whole one the slope grows by 2. Where does that make it 0, 6, −4?",
            "w 每加 1，斜率就加 2。那么它在哪里是 0、6、−4？",
        ),
        Text(
            "For `lr`: how far is it from 5 to the flat place, and how large is the slope at 5? lr · slope is "
            "the step.",
            "求 `lr`：从 5 到平的地方有多远？5 那里的斜率是多少？步长就是 lr · 斜率。",
        ),
    ),
    why=Text(
        en="""
        Measured at 0, 1, 2, 3 the slope is −4, −2, 0, 2: it is 2w − 4. So it is flat at 2, where f is −4 and lowest;
        the output is 0 elsewhere, at 0 and 4, and steep there. At 5 the slope is 6 and the flat place is 3 away:
        lr·6 = 3, so lr = 0.5. Half the step would stop halfway, twice the step lands as high on the other side.
        """,
        zh="""
        在 0、1、2、3 处量，斜率是 −4、−2、0、2，也就是 2w − 4。所以平的地方在 2，那里 f 等于 −4，是最低处；输出等
        于 0 的地方是 0 和 4，那里反而很陡。在 5 处斜率是 6，离平的地方有 3 那么远：lr·6 = 3，所以 lr = 0.5。步子小
        一半只能走到半路，大一倍就会落到对面同样高的地方。
        """,
    ),
    diagnoses={
        "output-zero": Diagnosis(
            "There the **output** is zero. Slope zero means that a small nudge changes nothing: is that so there?",
            "那里是**输出**等于零。斜率为零，是说动一点点什么也不变：那里是这样吗？",
        ),
        "output-not-place": Diagnosis(
            "That is how deep the valley is, an output. Asked is the w.",
            "这是谷底有多深，是输出。问的是 w。",
        ),
        "output-not-slope": Diagnosis(
            "There the **output** is −4. How steep is it there?",
            "那里是**输出**等于 −4。那里有多陡？",
        ),
        "slope-not-place": Diagnosis(
            "That is the slope itself. Asked is the place w where it is found.",
            "这是斜率本身。问的是斜率等于它的那个 w。",
        ),
        "term-forgotten": Diagnosis(
            "That would be right for w·w alone. The −4 in the brackets changes every slope. By how much?",
            "如果只有 w·w，那就对了。括号里的 −4 会让每一处的斜率都改变。变多少？",
        ),
        "other-side": Diagnosis(
            "Equally steep, but on the other side of the valley. Which sign does a slope have that goes up to "
            "the right?",
            "一样陡，但在山谷的另一边。往右是上坡，斜率是正还是负？",
        ),
        "distance": Diagnosis(
            "That is how far you want to go. The step is lr times the slope at w = 5.",
            "这是想走多远。一步走的是 lr 乘以 w = 5 处的斜率。",
            section=_AHEAD,
        ),
        "uphill": Diagnosis(
            "The minus sign stands in `w - lr * slope` already. With this lr, which way do you go?",
            "`w - lr * slope` 里已经有减号了。用这个 lr，你会往哪边走？",
            section=_AHEAD,
        ),
        "upside-down": Diagnosis(
            "Upside down: you divided the slope by the distance. lr times the slope should give the distance.",
            "颠倒了：你用斜率除以了距离。应该是 lr 乘以斜率等于距离。",
            section=_AHEAD,
        ),
        "over-the-valley": Diagnosis(
            "That step goes over the valley. Where do you land, and how far did you want to go?",
            "这一步跨过了山谷。你会落在哪里？本来想走多远？",
            section=_AHEAD,
        ),
        "not-far-enough": Diagnosis(
            "That step goes the right way, and stops before the flat place. Where exactly?",
            "这一步方向是对的，但没有走到平的地方。它停在哪里？",
            section=_AHEAD,
        ),
        "measure": Diagnosis(
            "Measure it: nudge your w by 0.001, divide. Which slope do you find there?",
            "量一量：把你的 w 动 0.001，再除一除。那里的斜率是多少？",
        ),
    },
    wrong=(
        Try("output-zero", (('"flat": 2', '"flat": 4'),)),
        Try("output-not-place", (('"flat": 2', '"flat": -4'),)),
        Try("output-not-slope", (('"down": 0', '"down": 2'),)),
        Try("slope-not-place", (('"up": 5', '"up": 6'),)),
        Try("term-forgotten", (('"up": 5', '"up": 3'),)),
        Try("other-side", (('"down": 0', '"down": 4'),)),
        Try("distance", (('"lr": 0.5', '"lr": 3'),)),
        Try("uphill", (('"lr": 0.5', '"lr": -0.5'),)),
        Try("upside-down", (('"lr": 0.5', '"lr": 2'),)),
        Try("over-the-valley", (('"lr": 0.5', '"lr": 1'),)),
        Try("not-far-enough", (('"lr": 0.5', '"lr": 0.1'),)),
        Try("measure", (('"up": 5', '"up": 10'),)),
    ),
    right=(
        Try(edits=(("0.5", "(5 - 2) / 6"), ("5,", "torch.tensor(5.),"))),
        Try(source="places = dict(zip(('flat', 'up', 'down'), (2., 5., 0.)), lr=1 / 2)"),
    ),
    points=2.0,
)

EXERCISES = (PREDICT, SLOPE, EXACT, GRADIENT, VALLEY)
