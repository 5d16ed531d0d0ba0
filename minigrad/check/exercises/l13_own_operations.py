"""Lesson 13: a second graph, boxes with two doors, one that looks at the wrong thing, and derivatives of any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict


def _verify_switch(look: Look) -> None:
    known: list[tuple[Any, str]] = [(8.0, "value-is-not-slope"), (4.0, "one-factor"), (6.0, "value-in-two")]
    look.same('seen["dy"]', 12.0, known, hidden=True)
    known = [(12.0, "grad-pours"), (0.0, "none-not-zero")]
    look.same('seen["x.grad before"]', None, known, otherwise="grad-pours", hidden=True)
    known = [(12.0, "constant"), (36.0, "grad-pours"), (20.0, "value-is-not-slope")]
    look.same('seen["create"]', 24.0, known, hidden=True)
    known = [(24.0, "wrong-switch"), (36.0, "grad-pours"), (0.0, "y-counts-too"), (None, "y-counts-too")]
    look.same('seen["retain"]', 12.0, known, otherwise="y-counts-too", hidden=True)


SWITCH = Exercise(
    id="second-predict",
    lesson=13,
    title=Text("Predict: two switches that sound alike", "先预测：两个听起来差不多的开关"),
    statement=Text(
        en="""
        ```python
        x = torch.tensor([2.], requires_grad=True)
        y = x ** 3
        (dy,) = torch.autograd.grad(y, x, create_graph=True)
        before = x.grad
        (dy + y).backward()
        ```

        Write into `seen`: the number in `dy`; what `before` is; what `x.grad` holds in the end (`"create"`);
        and what it would hold in the end if the third line said `retain_graph=True` in place of
        `create_graph=True` (`"retain"`). Neither of the two raises an error.
        """,
        zh="""
        ```python
        x = torch.tensor([2.], requires_grad=True)
        y = x ** 3
        (dy,) = torch.autograd.grad(y, x, create_graph=True)
        before = x.grad
        (dy + y).backward()
        ```

        在 `seen` 里写出：`dy` 里的数；`before` 是什么；最后 `x.grad` 的内容（`"create"`）；以及，如果第三行写的
        不是 `create_graph=True`，而是 `retain_graph=True`，最后的内容又是什么（`"retain"`）。两种写法都不报错。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB seen = {"dy": ..., "x.grad before": ..., "create": ..., "retain": ...}
    seen = {"dy": 12, "x.grad before": None, "create": 24, "retain": 12}
    ### END SOLUTION
    """,
    names=("seen",),
    verify=_verify_switch,
    hints=(
        Text(
            "From school: x³ has the derivative 3x², and that one has 6x. Which of the two lines pours into a bucket?",
            "中学里学过：x³ 的导数是 3x²，再求一次是 6x。哪一行才往桶里倒？",
        ),
        Text(
            "`dy + y` has two roads back to x, if `dy` has a graph of its own. If it has none, it is a bare number.",
            "如果 `dy` 有自己的计算图，`dy + y` 就有两条路回到 x。如果没有，它只是一个光秃秃的数。",
        ),
        Text(
            "With a graph: ∂dy/∂x = 6x and ∂y/∂x = 3x², added. Without: only the second.",
            "有图：∂dy/∂x = 6x，∂y/∂x = 3x²，加起来。没有图：只剩第二项。",
        ),
    ),
    why=Text(
        en="""
        `grad` returns 3·2² = 12 and pours nothing, so `before` is `None`. With `create_graph` the 12 is the
        end of a second graph that leads back to x: the last line collects 6·2 = 12 along it and 12 along y, 24
        together. With `retain_graph` the 12 is a constant to the last line, and only y is left: 12. No error
        tells the two apart: a term that should have been trained is silently dropped.
        """,
        zh="""
        `grad` 返回 3·2² = 12，什么也不倒，所以 `before` 是 `None`。写 `create_graph` 时，这个 12 是第二张图的终
        点，那张图通回 x：最后一行沿着它收到 6·2 = 12，再沿着 y 收到 12，一共 24。写 `retain_graph` 时，这个 12
        对最后一行来说是常数，只剩下 y 的 12。没有报错来区分这两者：本该参加训练的一项，悄悄地丢了。
        """,
    ),
    diagnoses={
        "value-is-not-slope": Diagnosis(
            "You took the value of y. `grad` gives the slope.",
            "你取了 y 的值。`grad` 给出的是斜率。",
        ),
        "one-factor": Diagnosis(
            "A factor is missing: the exponent comes down in front.",
            "少了一个因子：求导时指数要乘到前面来。",
        ),
        "value-in-two": Diagnosis(
            "The exponent is there, but x² is 2·2.",
            "指数乘上了，可是 x² 等于 2·2。",
        ),
        "grad-pours": Diagnosis(
            "You let `torch.autograd.grad` pour into the bucket. It gives its result back: does it do both?",
            "你让 `torch.autograd.grad` 往桶里倒了。它把结果返回，难道两样都做？",
        ),
        "none-not-zero": Diagnosis(
            "Nobody has poured anything yet. What does an untouched bucket hold?",
            "还没有人倒过任何东西。没有动过的桶里是什么？",
            lesson=4,
        ),
        "constant": Diagnosis(
            "You took dy for a constant. With this switch the way back is recorded: on how many roads does x reach "
            "the "
            "end?",
            "你把 dy 当成常数了。打开这个开关，往回走的过程也会被记录：x 有几条路通到终点？",
        ),
        "wrong-switch": Diagnosis(
            "You gave `retain_graph` what belongs to the other switch. Which graph does it keep, the old or a new one?",
            "你把另一个开关的本事给了 `retain_graph`。它留住的是哪张图，旧的，还是新的？",
        ),
        "y-counts-too": Diagnosis(
            "One road to x is left in any case: y itself was recorded, and its drawers were kept.",
            "不管怎样，还剩一条路通到 x：y 本身是被记录的，它的抽屉也还在。",
        ),
    },
    wrong=(
        Try("value-is-not-slope", (('"dy": 12', '"dy": 8'),)),
        Try("one-factor", (('"dy": 12', '"dy": 4'),)),
        Try("value-in-two", (('"dy": 12', '"dy": 6'),)),
        Try("grad-pours", (("None", "12"),)),
        Try("grad-pours", (("24", "36"),)),
        Try("none-not-zero", (("None", "0"),)),
        Try("constant", (("24", "12"),)),
        Try("wrong-switch", (('"retain": 12', '"retain": 24'),)),
        Try("y-counts-too", (('"retain": 12', '"retain": 0'),)),
    ),
    right=(
        Try(edits=(("24", "[24.]"), ('"dy": 12', '"dy": torch.tensor([12.])'))),
        Try(
            source="""
            seen = {}
            for name, switch in dict(create="create_graph", retain="retain_graph").items():
                x = torch.tensor([2.], requires_grad=True)
                y = x ** 3
                (dy,) = torch.autograd.grad(y, x, **{switch: True})
                seen.update({"dy": dy, "x.grad before": x.grad})
                (dy + y).backward()
                seen[name] = x.grad
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ make

_STATIC = "apply asks the class, so that both libraries take a plain function too"
_RAISES = [("incorrect number of gradients", "one-for-each")]


def _slopes(name: str, inputs: tuple[list[float], list[float]], upstream: float) -> Callable[[Any, Any], Any]:
    """Both gradients of a box with two inputs, when `upstream` arrives at each of its outputs."""

    def probe(torch: Any, box: Any) -> list[Any]:
        a, b = (torch.tensor(values, requires_grad=True) for values in inputs)
        (upstream * box.apply(a, b)).sum().backward()
        return [a.grad, b.grad]

    return probe


def _verify_divide(look: Look) -> None:
    def value(torch: Any, box: Any) -> Any:
        result = box.apply(torch.tensor([6.0, -1.0], requires_grad=True), torch.tensor([2.0, 4.0]))
        recorded.append(result.requires_grad and "Divide" in type(result.grad_fn).__name__)
        return result

    recorded: list[bool] = []
    known: list[tuple[Any, str]] = [([2 / 6, -4.0], "upside-down")]
    shown = "Divide.apply([6., -1.], [2., 4.])"
    look.tried("Divide", shown, value, [3.0, -0.25], known, otherwise="other-value", raises=_RAISES)
    probe = _slopes("Divide", ([6.0], [2.0]), 1.0)
    known = [
        ([[-1.5], [0.5]], "wrong-order"),
        ([[0.5], [1.5]], "sign"),
        ([[0.5], [-3.0]], "square-forgotten"),
        ([[0.5], [-0.25]], "numerator-forgotten"),
        ([[0.5], [0.5]], "same-twice"),
        ([[2.0], [-1.5]], "not-one-over"),
    ]
    shown = "∂/∂a, ∂/∂b  (a = 6, b = 2)"
    look.tried("Divide", shown, probe, [[0.5], [-1.5]], known, otherwise="other-slope", raises=_RAISES)
    probe = _slopes("Divide", ([6.0], [2.0]), 4.0)
    known = [([[0.5], [-1.5]], "grad-output"), ([[2.0], [-1.5]], "grad-output"), ([[0.5], [-6.0]], "grad-output")]
    shown = "grad_output = 4"
    look.tried("Divide", shown, probe, [[2.0], [-6.0]], known, otherwise="grad-output", raises=_RAISES)
    probe = _slopes("Divide", ([1.0, 3.0], [-1.0, 2.0]), 1.0)
    shown = "∂/∂a, ∂/∂b  (a = [1, 3], b = [-1, 2])"
    right = [[-1.0, 0.5], [-1.0, -0.75]]
    look.tried("Divide", shown, probe, right, otherwise="other-slope", raises=_RAISES)
    if recorded and not recorded[0]:
        look.because("other-value")


DIVIDE = Exercise(
    id="divide",
    lesson=13,
    title=Text("Make: a box that divides", "动手：做除法的方框"),
    statement=Text(
        en="""
        Write `Divide`, an operation with two inputs: `Divide.apply(a, b)` is a / b. Its way back must be right
        whatever arrives at its back door. (If you have not met the rule: the slope of a/b along b is −a/b².)

        ```python
        a = torch.tensor([6.], requires_grad=True)
        b = torch.tensor([2.], requires_grad=True)
        (4 * Divide.apply(a, b)).backward()
        print(a.grad, b.grad)
        ```
        """,
        zh="""
        写一个有两个输入的运算 `Divide`：`Divide.apply(a, b)` 就是 a / b。不管从后门进来什么，它往回走的那一半都
        要对。（没有学过这条规则的话：a/b 对 b 的斜率是 −a/b²。）

        ```python
        a = torch.tensor([6.], requires_grad=True)
        b = torch.tensor([2.], requires_grad=True)
        (4 * Divide.apply(a, b)).backward()
        print(a.grad, b.grad)
        ```
        """,
    ),
    solution="""
    class Divide(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            ### BEGIN SOLUTION
            ctx.save_for_backward(a, b)
            return a / b
            ### END SOLUTION

        @staticmethod
        def backward(ctx, grad_output):
            ### BEGIN SOLUTION
            a, b = ctx.saved_tensors
            return grad_output / b, -grad_output * a / b ** 2
            ### END SOLUTION
    """,
    names=("Divide",),
    verify=_verify_divide,
    hints=(
        Text(
            "Two things go into the drawer, two gradients come out. `Times` and `Swapped` of the lesson have the form.",
            "抽屉里放两样东西，出来两个梯度。课文里的 `Times` 和 `Swapped` 就是这个样子。",
        ),
        Text(
            "On paper first: a = 6, b = 2. If a grows by 1, how much does a/b grow? If b grows a little, does a/b "
            "grow or "
            "fall?",
            "先在纸上算：a = 6，b = 2。a 增加 1，a/b 增加多少？b 增加一点，a/b 变大还是变小？",
        ),
        Text(
            "The slopes are 1/b and −a/b². Multiply each by `grad_output`, and return them in the order of forward's "
            "arguments.",
            "斜率是 1/b 和 −a/b²。各乘以 `grad_output`，按 forward 的参数顺序返回。",
        ),
    ),
    why=Text(
        en="""
        `forward` puts into the drawer what the slopes need, here both inputs. `backward` returns one gradient
        for each argument, in their order, and each is `grad_output` times a slope: 4·½ = 2 and 4·(−6/4) = −6.
        One could keep less: with the *output* z = a/b and b in the drawer, the second is −grad_output·z/b.
        Many of PyTorch's own boxes save their output for such a reason.
        """,
        zh="""
        `forward` 把斜率要用的东西放进抽屉，这里是两个输入。`backward` 给每个参数返回一个梯度，顺序一样，每个都
        是 `grad_output` 乘以斜率：4·½ = 2，4·(−6/4) = −6。其实可以少放一点：抽屉里放**输出** z = a/b 和 b，第二
        个就是 −grad_output·z/b。PyTorch 自己的很多方框，就是因此保存输出的。
        """,
    ),
    diagnoses={
        "upside-down": Diagnosis(
            "Upside down: that is b / a.",
            "上下颠倒了：这是 b / a。",
        ),
        "other-value": Diagnosis(
            "The front door does not give a / b, or what comes out of it has not gone through your box.",
            "前门出来的不是 a / b，或者结果没有经过你的方框。",
        ),
        "wrong-order": Diagnosis(
            "Both numbers are right, but they came to the wrong inputs. In which order must they stand?",
            "两个数都对，可是给错了输入。它们要按什么顺序排？",
        ),
        "sign": Diagnosis(
            "If b grows, the quotient gets smaller. Which sign must its slope have?",
            "b 变大，商就变小。它的斜率该是什么符号？",
        ),
        "square-forgotten": Diagnosis(
            "The slope along b falls off faster than that. Nudge b from 2 to 2.01 and look.",
            "沿 b 的斜率衰减得更快。把 b 从 2 变成 2.01 看看。",
        ),
        "numerator-forgotten": Diagnosis(
            "That is the slope of 1/b. Here a stands above.",
            "这是 1/b 的斜率。这里上面是 a。",
        ),
        "same-twice": Diagnosis(
            "The same number for both inputs silences the error, and is not right for both.",
            "把同一个数给两个输入，错误是不出声了，可是不会两个都对。",
        ),
        "not-one-over": Diagnosis(
            "If a grows by 1, does the quotient really grow by b?",
            "a 增加 1，商真的增加 b 吗？",
        ),
        "grad-output": Diagnosis(
            "Right as long as 1 arrives. With 4 at the back door, each gradient should be four times as large.",
            "进来的是 1 时是对的。后门进来 4，每个梯度都应该是四倍。",
        ),
        "one-for-each": Diagnosis(
            "`backward` must return as many gradients as `forward` has arguments (without `ctx`).",
            "`forward` 有几个参数（不算 `ctx`），`backward` 就要返回几个梯度。",
        ),
        "empty-drawer": Diagnosis(
            "The drawer is empty, or holds less than you take out of it. What does `forward` put in?",
            "抽屉是空的，或者里面的东西没有你要取的那么多。`forward` 放进去了什么？",
            raises="not enough values to unpack",
        ),
        "other-slope": Diagnosis(
            "Right in one case, or in none: the slopes must be computed from the a and b of this call.",
            "只在一种情况下对，或者都不对：斜率要用这一次调用的 a 和 b 来算。",
        ),
    },
    wrong=(
        Try("upside-down", (("return a / b", "return b / a"),)),
        Try("other-value", (("return a / b", "return a * b"),)),
        Try(
            "wrong-order",
            (("grad_output / b, -grad_output * a / b ** 2", "-grad_output * a / b ** 2, grad_output / b"),),
        ),
        Try("sign", (("-grad_output", "grad_output"),)),
        Try("square-forgotten", (("b ** 2", "b"),)),
        Try("numerator-forgotten", (("-grad_output * a", "-grad_output"),)),
        Try("same-twice", (("-grad_output * a / b ** 2", "grad_output / b"),)),
        Try("not-one-over", (("grad_output / b,", "grad_output * b,"),)),
        Try("grad-output", (("grad_output / b, -grad_output * a", "1 / b, -a"),)),
        Try("one-for-each", ((", -grad_output * a / b ** 2", ""),)),
        Try("empty-drawer", (("        ctx.save_for_backward(a, b)\n", ""),)),
        Try("other-slope", (("a, b = ctx.saved_tensors", "a, b = 6., 2."),)),
    ),
    right=(
        Try(edits=(("-grad_output * a / b ** 2", "grad_output * (-a / (b * b))"),)),
        Try(
            source="""
            class Divide(torch.autograd.Function):
                @staticmethod
                def forward(ctx, a, b):
                    z = a / b
                    ctx.save_for_backward(b, z)
                    return z

                @staticmethod
                def backward(ctx, g):
                    b, z = ctx.saved_tensors
                    to_a = g / b
                    return to_a, -to_a * z
            """
        ),
    ),
    points=2.0,
    survivors={
        "@staticmethod -> def forward(ctx, a, b):": _STATIC,
        "@staticmethod -> def backward(ctx, grad_output):": _STATIC,
    },
)


# ------------------------------------------------------------------------------------------ repair


def _verify_leaky(look: Look) -> None:
    def value(torch: Any, box: Any) -> Any:
        return box.apply(torch.tensor([4.0, -4.0, 0.5, -0.5], requires_grad=True), 0.5)

    def slopes(x: list[float], slope: float, upstream: list[float]) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, box: Any) -> Any:
            t = torch.tensor(x, requires_grad=True)
            box.apply(t, slope).backward(torch.tensor(upstream))
            return t.grad

        return probe

    raises = _RAISES
    look.tried(
        "Leaky",
        "Leaky.apply([4., -4., 0.5, -0.5], 0.5)",
        value,
        [4.0, -2.0, 0.5, -0.25],
        otherwise="front-door",
        raises=raises,
    )
    known: list[tuple[Any, str]] = [([1.0, 1.0], "wrong-sign"), ([1.0, 0.0], "plain-relu"), ([0.5, 1.0], "turned")]
    probe = slopes([4.0, -4.0], 0.5, [1.0, 1.0])
    look.tried("Leaky", "x.grad", probe, [1.0, 0.5], known, otherwise="other-slope", raises=raises)
    known = [([10.0, -5.0], "wrong-sign"), ([1.0, 0.5], "grad-output"), ([10.0, 0.0], "plain-relu")]
    probe = slopes([4.0, -4.0], 0.5, [10.0, -10.0])
    look.tried("Leaky", "grad_output = [10., -10.]", probe, [10.0, -5.0], known, raises=raises)
    known = [([-10.0, 5.0], "wrong-sign"), ([-5.0, 10.0], "wrong-sign"), ([1.0, 0.5], "grad-output")]
    probe = slopes([4.0, -4.0], 0.5, [-10.0, 10.0])
    look.tried("Leaky", "grad_output = [-10., 10.]", probe, [-10.0, 5.0], known, raises=raises)
    known = [([1.0, 0.5, 1.0, 0.5], "other-slope")]
    probe = slopes([3.0, -0.5, 0.5, 0.0], 0.25, [1.0, 1.0, 1.0, 1.0])
    look.tried(
        "Leaky",
        "slope = 0.25, x = [3., -0.5, 0.5, 0.]",
        probe,
        [1.0, 0.25, 1.0, 0.25],
        known,
        otherwise="other-slope",
        raises=raises,
    )


LEAKY = Exercise(
    id="leaky-repair",
    lesson=13,
    title=Text("Repair: a box that looks at the wrong thing", "改错：看错了东西的方框"),
    statement=Text(
        en="""
        `Leaky` is a relu that lets a little through: x where x is positive, and `slope` times x where it is
        not. On the way back the same factor belongs to each place.

        As it stands it raises an error. There is a quick way to silence the error, and then a second fault
        remains, which makes no noise at all. Find both.
        """,
        zh="""
        `Leaky` 是一个会漏一点过去的 relu：x 为正的地方是 x，其余的地方是 `slope` 乘以 x。往回走的时候，每个位置
        用的是同一个因子。

        现在它会报错。让错误不出声很容易，可是那之后还剩第二处毛病，一声不响。请把两处都找出来。
        """,
    ),
    solution="""
    class Leaky(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, slope):
            ### BEGIN SOLUTION
            ### STUB ctx.slope = slope
            ### STUB return torch.where(x > 0, x, slope * x)
            ctx.slope = slope
            ctx.save_for_backward(x)
            return torch.where(x > 0, x, slope * x)
            ### END SOLUTION

        @staticmethod
        def backward(ctx, grad_output):
            ### BEGIN SOLUTION
            ### STUB return torch.where(grad_output > 0, grad_output, ctx.slope * grad_output)
            (x,) = ctx.saved_tensors
            return torch.where(x > 0, grad_output, ctx.slope * grad_output), None
            ### END SOLUTION
    """,
    names=("Leaky",),
    verify=_verify_leaky,
    hints=(
        Text(
            "The error first: how many arguments has `forward`, and how many gradients come back? What is the "
            "gradient of a "
            "plain number?",
            "先看错误：`forward` 有几个参数，返回了几个梯度？普通的数，梯度是什么？",
        ),
        Text(
            "Then: which tensor decided on the way forward where the leak is? Is it the same one that decides in "
            "`backward`?",
            "再看：前向的时候，由哪个张量决定哪里漏？`backward` 里做决定的，还是同一个张量吗？",
        ),
        Text(
            "`backward` needs x, so x must go into the drawer; and for `slope`, a plain number, `None` is returned.",
            "`backward` 要用 x，所以 x 要放进抽屉；`slope` 是普通的数，给它返回 `None`。",
        ),
    ),
    why=Text(
        en="""
        Where the leak is was decided by x. In the broken box `backward` asked the sign of `grad_output`
        instead, which is right only as long as the two signs agree. A quick try with `y.sum().backward()`
        sends 1 to every place and would call every place positive. The drawer is there for that: x goes in,
        and the same question `x > 0` is asked again.
        """,
        zh="""
        哪里漏，是由 x 决定的。坏掉的方框在 `backward` 里问的却是 `grad_output` 的符号，只有两者符号一致时才碰巧
        对。随手用 `y.sum().backward()` 试一下，每个位置来的都是 1，它就把每个位置都当成正的。抽屉就是干这个的：
        把 x 放进去，再问一次同样的问题 `x > 0`。
        """,
    ),
    diagnoses={
        "one-for-each": Diagnosis(
            "`forward` has two arguments besides `ctx`, so two values must come back. What comes back for a plain "
            "number?",
            "除了 `ctx`，`forward` 有两个参数，所以要返回两个值。普通的数，返回什么？",
        ),
        "wrong-sign": Diagnosis(
            "No error any more, but the way back asks the sign of what arrives. What decided on the way forward?",
            "不报错了，可是往回走时问的是到达的梯度的符号。前向时是由什么决定的？",
        ),
        "plain-relu": Diagnosis(
            "That is the plain relu: on the way back nothing leaks.",
            "这是普通的 relu：往回走的时候一点也不漏。",
            lesson=12,
        ),
        "turned": Diagnosis(
            "The leak is at the wrong places.",
            "漏的位置反了。",
        ),
        "grad-output": Diagnosis(
            "The local slopes are right. What else belongs in the product?",
            "局部斜率对了。乘积里还缺什么？",
        ),
        "empty-drawer": Diagnosis(
            "The drawer is empty. What must `forward` put into it?",
            "抽屉是空的。`forward` 要往里面放什么？",
            raises="not enough values to unpack",
        ),
        "front-door": Diagnosis(
            "The front door was right before. Now it lets something else out.",
            "前门本来是对的，现在出来的东西变了。",
        ),
        "other-slope": Diagnosis(
            "It fits one slope only. Where does the box keep the slope that it was given?",
            "只对一种 slope 对。传进来的 slope，方框把它放在哪里？",
        ),
    },
    wrong=(
        Try("one-for-each", ((", None", ""),)),
        Try("wrong-sign", (("torch.where(x > 0, grad_output", "torch.where(grad_output > 0, grad_output"),)),
        Try("plain-relu", (("ctx.slope * grad_output", "0 * grad_output"),)),
        Try("turned", (("torch.where(x > 0, grad_output", "torch.where(x < 0, grad_output"),)),
        Try(
            "grad-output",
            (
                (
                    "torch.where(x > 0, grad_output, ctx.slope * grad_output)",
                    "torch.where(x > 0, x / x, ctx.slope * x / x)",
                ),
            ),
        ),
        Try("empty-drawer", (("        ctx.save_for_backward(x)\n", ""),)),
        Try("front-door", (("x, slope * x)", "x, -slope * x)"),)),
        Try("other-slope", (("ctx.slope * grad_output", "0.5 * grad_output"),)),
    ),
    right=(
        Try(
            edits=(
                ("torch.where(x > 0, grad_output, ctx.slope * grad_output)", "grad_output * factor"),
                ("(x,) = ctx.saved_tensors", "(factor,) = ctx.saved_tensors"),
                ("ctx.save_for_backward(x)", "ctx.save_for_backward((x > 0) + slope * (x <= 0))"),
            )
        ),
        Try(
            source="""
            class Leaky(torch.autograd.Function):
                @staticmethod
                def forward(ctx, x, slope):
                    ctx.save_for_backward(x)
                    ctx.leak = slope
                    return torch.where(x > 0, x, slope * x)

                @staticmethod
                def backward(ctx, g):
                    (x,) = ctx.saved_tensors
                    return g * torch.where(x > 0, torch.ones_like(x), ctx.leak * torch.ones_like(x)), None
            """
        ),
    ),
    points=2.0,
    survivors={
        "@staticmethod -> def forward(ctx, x, slope):": _STATIC,
        "@staticmethod -> def backward(ctx, grad_output):": _STATIC,
        "return torch.where(x > 0, x, slope * x): x > 0 -> x >= 0": "at 0 both are 0",
    },
)


# ------------------------------------------------------------------------------------------ puzzle


def _cube(x: Any) -> Any:
    return x**3


def _mixed(x: Any) -> Any:
    return x**4 - 3 * x**2


def _verify_derivative(look: Look) -> None:
    def derived(f: Callable[[Any], Any], x: list[float], n: int) -> Callable[[Any, Any], Any]:
        def probe(torch: Any, derivative: Any) -> Any:
            t = torch.tensor(x, requires_grad=True)
            result = derivative(f, t, n)
            buckets.append(t.grad)
            return result

        return probe

    buckets: list[Any] = []
    known: list[tuple[Any, str]] = [([12.0], "one-too-many"), (12.0, "one-too-many"), (None, "nothing-returned")]
    shown = "derivative(x ** 3, [2.], 0)"
    look.tried("derivative", shown, derived(_cube, [2.0], 0), [8.0], known, otherwise="zeroth")
    known = [([8.0], "one-too-few"), (None, "nothing-returned")]
    shown = "derivative(x ** 3, [2.], 1)"
    look.tried("derivative", shown, derived(_cube, [2.0], 1), [12.0], known, otherwise="other")
    known = [([24.0], "poured"), ([12.0], "one-too-few")]
    shown = "derivative(x ** 3, [2.], 2)"
    look.tried("derivative", shown, derived(_cube, [2.0], 2), [12.0], known, otherwise="other")
    shown = "derivative(x ** 3, [1., 2., 3.], 2)"
    right = [6.0, 12.0, 18.0]
    known = [([12.0, 24.0, 36.0], "poured"), ([2 / 3, 4 / 3, 2.0], "mean")]
    look.tried("derivative", shown, derived(_cube, [1.0, 2.0, 3.0], 2), right, known, otherwise="other")
    shown = "derivative(x ** 4 - 3 * x ** 2, [1., -2.], 3)"
    right = [24.0, -48.0]
    look.tried("derivative", shown, derived(_mixed, [1.0, -2.0], 3), right, otherwise="other")
    if any(bucket is not None for bucket in buckets):
        look.because("poured")


DERIVATIVE = Exercise(
    id="derivative-puzzle",
    lesson=13,
    title=Text("Puzzle: the n-th derivative", "难题：n 阶导数"),
    statement=Text(
        en="""
        Write `derivative(f, x, n)`: the n-th derivative of the function `f` at `x`. `x` is a tensor that
        requires a gradient and may hold several numbers; each gets its own derivative. `n` may be 0: then it
        is `f(x)` itself. And `x.grad` must be as empty afterwards as it was before.

        ```python
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        print(derivative(lambda x: x ** 3, x, 2))      # 6x
        ```
        """,
        zh="""
        写一个 `derivative(f, x, n)`：函数 `f` 在 `x` 处的 n 阶导数。`x` 是要求梯度的张量，里面可能有好几个数，
        每个数得到自己的导数。`n` 可以是 0，那就是 `f(x)` 本身。做完之后，`x.grad` 要和之前一样是空的。

        ```python
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        print(derivative(lambda x: x ** 3, x, 2))      # 6x
        ```
        """,
    ),
    solution="""
    def derivative(f, x, n):
        ### BEGIN SOLUTION
        y = f(x)
        for i in range(n):
            (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return y
        ### END SOLUTION
    """,
    names=("derivative",),
    verify=_verify_derivative,
    hints=(
        Text(
            "One derivative at a time, n times: each time go from the last result back to x. Which of the two ways "
            "of "
            "asking leaves the buckets alone?",
            "一次求一阶，求 n 次：每次都从上一个结果走回 x。两种问法里，哪一种不碰桶？",
        ),
        Text(
            "The result of one round must have a graph, or the next round cannot start. Which switch does that?",
            "一轮的结果必须有自己的图，下一轮才走得起来。哪个开关管这件事？",
        ),
        Text(
            "In a loop: `(y,) = torch.autograd.grad(y.sum(), x, create_graph=True)`. The sum makes one number of "
            "it, and "
            "each x still gets its own slope.",
            "循环里写：`(y,) = torch.autograd.grad(y.sum(), x, create_graph=True)`。求和把它变成一个数，每个 x 得到的"
            "仍是自己的斜率。",
        ),
    ),
    why=Text(
        en="""
        Each round records its own way back, and the next round goes through that record: n rounds, n graphs,
        all of them starting from the same x. The sum is no cheat: each number in y depends on its own x only,
        so the others contribute nothing to its slope. And `torch.autograd.grad` answers by returning, so that
        no bucket is touched.
        """,
        zh="""
        每一轮都记录自己往回走的过程，下一轮沿着这份记录再走：n 轮，n 张图，都从同一个 x 出发。求和并不是作
        弊：y 里的每个数只和自己的 x 有关，别的数对它的斜率没有贡献。`torch.autograd.grad` 用返回值来回答，所以
        不碰桶。
        """,
    ),
    diagnoses={
        "no-graph": Diagnosis(
            "The first derivative comes, the second cannot start: the first has no graph. Which switch records the "
            "way back?",
            "一阶导数有了，二阶走不起来：一阶的结果没有图。哪个开关会记录往回走的过程？",
            raises="does not require grad|not to have been used|a second time",
        ),
        "several-at-once": Diagnosis(
            "It goes wrong with several numbers: a way back starts from one.",
            "有好几个数的时候就不对了：往回走要从一个数出发。",
            lesson=7,
            raises="only for scalar outputs",
        ),
        "mean": Diagnosis(
            "With several numbers each gets too little: it is divided by how many there are, once in each round.",
            "有好几个数的时候，每个都小了：每一轮都除以了个数。",
            lesson=10,
        ),
        "still-a-tuple": Diagnosis(
            "`torch.autograd.grad` gives a tuple, even for one input. Take its entry out.",
            "`torch.autograd.grad` 给出的是元组，只有一个输入也是。要把里面的那一项取出来。",
            raises="tuple",
        ),
        "one-too-many": Diagnosis(
            "One derivative too many: for n = 0 none is to be taken.",
            "多求了一阶：n = 0 时一次也不用求。",
        ),
        "one-too-few": Diagnosis(
            "One derivative too few.",
            "少求了一阶。",
        ),
        "poured": Diagnosis(
            "The derivatives went through the bucket: `x.grad` is not empty any more, and it has added them up.",
            "导数是从桶里走的：`x.grad` 不再是空的，而且把它们加在了一起。",
            lesson=5,
        ),
        "nothing-returned": Diagnosis(
            "The function returns nothing.",
            "函数什么也没有返回。",
        ),
        "zeroth": Diagnosis(
            "For n = 0 it should be f(x) itself.",
            "n = 0 时应该就是 f(x) 本身。",
        ),
        "other": Diagnosis(
            "It must work for any f, and use f itself: compute f(x), then go back n times.",
            "要对任何 f 都成立，而且要用 f 本身：先算 f(x)，再往回走 n 次。",
        ),
    },
    wrong=(
        Try("no-graph", ((", create_graph=True", ""),)),
        Try("no-graph", (("create_graph", "retain_graph"),)),
        Try("several-at-once", (("y.sum()", "y"),)),
        Try("mean", (("y.sum()", "y.mean()"),)),
        Try("still-a-tuple", (("(y,) =", "y ="),)),
        Try("one-too-many", (("range(n)", "range(n + 1)"),)),
        Try("one-too-few", (("range(n)", "range(n - 1)"),)),
        Try("poured", (("    return y", "    y.sum().backward()\n    return y"),)),
        Try("nothing-returned", (("return y", "pass"),)),
        Try("zeroth", (("return y", "return y if n else x"),)),
        Try("other", (("f(x)", "x ** 3"),)),
    ),
    right=(
        Try(
            edits=(
                ("(y,) = torch.autograd.grad(", "y = torch.autograd.grad("),
                ("create_graph=True)", "create_graph=True)[0]"),
            )
        ),
        Try(
            source="""
            def derivative(f, x, n):
                if n == 0:
                    return f(x)
                before = derivative(f, x, n - 1)
                return torch.autograd.grad(before, x, torch.ones_like(x), create_graph=True)[0]
            """
        ),
    ),
    points=3.0,
)

EXERCISES = (SWITCH, DIVIDE, LEAKY, DERIVATIVE)
