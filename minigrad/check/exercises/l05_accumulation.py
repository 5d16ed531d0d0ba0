"""Lesson 5: three passes, and the bucket emptied before the last."""

from __future__ import annotations

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look, plain, same
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_MOMENTS = [2.0, 4.0, 0.0, 2.0]


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    whole = [
        ([2.0, 2.0, 0.0, 2.0], "replaced"),
        ([2.0, 4.0, 0.0, 6.0], "zero-undone"),
        ([2.0, 4.0, 4.0, 6.0], "zero-ignored"),
        ([2.0, 4.0, 0.0, 4.0], "zero-undone"),
        ([3.0, 6.0, 0.0, 3.0], "own-value"),
        ([7.0, 14.0, 0.0, 7.0], "the-output"),
        ([2.0, 4.0, None, 2.0], "zero-is-not-none"),
        ([2.0, 4.0, 2.0, 4.0], "last-removed"),
    ]
    found = plain(look.value("predicted"))
    if not isinstance(found, list) or len(found) != len(_MOMENTS):
        look.because("four-numbers")
        return
    look.because(next((name for values, name in whole if same(found, values, 1e-3)), ""))
    for place, expected in enumerate(_MOMENTS):
        look.same(f"predicted[{place}]", expected, hidden=True)


_CODE = """
        ```python
        data = torch.tensor([2.], requires_grad=True)
        weight = torch.tensor([3.], requires_grad=True)
        bias = torch.tensor([1.], requires_grad=True)

        (data * weight + bias).sum().backward()    # 1
        (data * weight + bias).sum().backward()    # 2
        weight.grad.zero_()                        # 3
        (data * weight + bias).sum().backward()    # 4
        ```
"""

PREDICT = Exercise(
    id="accumulate-predict",
    lesson=5,
    section=Text("Two sums", "两种相加"),
    title=Text("Predict: three passes, one zeroing", "先预测：反向三次，清零一次"),
    statement=Text(
        en=f"""
        Do not run this yet; read it.
        {_CODE}
        What does `weight.grad` hold after each of the four lines? Write the four numbers into `predicted`.
        """,
        zh=f"""
        先别运行，只读代码。
        {_CODE}
        四行各自执行完之后，`weight.grad` 分别是多少？把四个数写进 `predicted`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB predicted = [..., ..., ..., ...]
    predicted = [2, 4, 0, 2]
    ### END SOLUTION
    """,
    names=("predicted",),
    verify=_verify_prediction,
    hints=(
        Text(
            "First one pass only: how much does data·weight + bias change if weight goes up by one?",
            "先只看一次反向传播：weight 增加 1，data·weight + bias 变化多少？",
        ),
        Text(
            "`backward()` does not write into `.grad`, it adds to it.",
            "`backward()` 不是把梯度写进 `.grad`，而是加到 `.grad` 上。",
        ),
        Text(
            "Each pass pours the same amount. Two passes are in the bucket when it is emptied; after that "
            "comes one more.",
            "每次反向传播倒进去的一样多。清空之前桶里有两次的量，清空之后又来了一次。",
        ),
    ),
    why=Text(
        en="""
        The slope along `weight` is `data`, so each pass pours 2 into the bucket: 2, then 4. `zero_()`
        empties it: 0. The third pass pours 2 again and finds nothing there to add to: 2. The slope itself
        never changed; what changed is how many passes lie in the bucket.
        """,
        zh="""
        沿 `weight` 方向的斜率就是 `data`，所以每次反向传播往桶里倒 2：先是 2，再是 4。`zero_()` 把桶清
        空：0。第三次又倒进 2，桶里没有别的东西：2。斜率从来没有变过，变的是桶里装了几次的量。
        """,
    ),
    diagnoses={
        "replaced": Diagnosis(
            "You think that the second pass replaces what the first one left. It is added to it.",
            "你认为第二次反向传播会覆盖第一次的结果。其实是加上去的。",
        ),
        "zero-undone": Diagnosis(
            "You think that the old amount comes back after zeroing. The bucket keeps a sum, not a history.",
            "你认为清零之后原来的量还会回来。桶里只有一个总和，不记得以前的每一次。",
        ),
        "zero-ignored": Diagnosis(
            "You think that zeroing shows only at the next pass. It changes `weight.grad` at once.",
            "你认为清零要到下一次反向传播才起作用。它立刻就改变了 `weight.grad`。",
        ),
        "own-value": Diagnosis(
            "You used the weight's own value. Along weight, the slope of data·weight + bias is the other factor.",
            "你用的是 weight 自己的值。data·weight + bias 沿 weight 方向的斜率是另一个因子。",
        ),
        "the-output": Diagnosis(
            "That is the value of the output. A gradient says how much it changes, not how large it is.",
            "这是输出的值。梯度说的是它变化多少，不是它有多大。",
        ),
        "zero-is-not-none": Diagnosis(
            "`zero_()` fills with zeros what is there. `None` would mean that nothing has ever been poured in.",
            "`zero_()` 是把已有的内容填成 0。`None` 表示从来没有倒进过东西。",
        ),
        "last-removed": Diagnosis(
            "You think that zeroing takes away the last pass only. It empties the whole bucket.",
            "你认为清零只去掉最近一次的量。它会把整个桶清空。",
        ),
        "four-numbers": Diagnosis(
            "One number for each of the four lines, in a list.",
            "四行代码各对应一个数，写成一个列表。",
        ),
    },
    wrong=(
        Try("replaced", (("[2, 4, 0, 2]", "[2, 2, 0, 2]"),)),
        Try("zero-undone", (("[2, 4, 0, 2]", "[2, 4, 0, 6]"),)),
        Try("zero-ignored", (("[2, 4, 0, 2]", "[2, 4, 4, 6]"),)),
        Try("own-value", (("[2, 4, 0, 2]", "[3, 6, 0, 3]"),)),
        Try("the-output", (("[2, 4, 0, 2]", "[7, 14, 0, 7]"),)),
        Try("zero-is-not-none", (("[2, 4, 0, 2]", "[2, 4, None, 2]"),)),
        Try("last-removed", (("[2, 4, 0, 2]", "[2, 4, 2, 4]"),)),
        Try("four-numbers", (("[2, 4, 0, 2]", "[2, 4, 2]"),)),
    ),
    right=(
        Try(edits=(("[2, 4, 0, 2]", "(2.0, 4.0, 0.0, 2.0)"),)),
        Try(edits=(("[2, 4, 0, 2]", "[torch.tensor([value]) for value in (2., 4., 0., 2.)]"),)),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ run


def _verify_run(look: Look) -> None:
    look.same("len(seen)", 4, otherwise="four-moments")
    if look.holds("len(seen) > 1 and len({id(value) for value in seen}) == 1 and hasattr(seen[0], 'item')"):
        look.because("same-object")
    known = [
        ([2.0, 4.0, 4.0, 6.0], "not-zeroed"),
        ([2.0, 2.0, 0.0, 2.0], "zeroed-early"),
        ([2.0, 4.0, 0.0, 6.0], "not-zeroed"),
        ([3.0, 6.0, 0.0, 3.0], "data-recorded"),
    ]
    look.same("seen", _MOMENTS, known)
    not_zeroed = "others-not-zeroed" if look.holds("weight.grad.item() == 2") else "not-zeroed"
    look.same("data.grad", 3.0, [(9.0, not_zeroed), (0.0, "zeroed-last")])
    look.same("weight.grad", 2.0, [(6.0, "not-zeroed"), (0.0, "zeroed-last")])
    look.same("bias.grad", 1.0, [(3.0, not_zeroed), (0.0, "zeroed-last")])


RUN = Exercise(
    id="accumulate",
    lesson=5,
    section=Text("Empty the bucket", "把桶清空"),
    title=Text("Run it: accumulate, empty, once more", "动手：累积，清零，再来一次"),
    statement=Text(
        en="""
        Three leaves are given: `data` is 2, `weight` is 3, `bias` is 1.

        1. Compute `data * weight + bias`, sum it, go backward.
        2. Do the same again, without emptying anything.
        3. Empty the `.grad` of all three by hand.
        4. Do the same once more.

        After each of these four, append what `weight.grad` holds to the list `seen`, as a number.
        """,
        zh="""
        已经给出三个叶子节点：`data` 是 2，`weight` 是 3，`bias` 是 1。

        1. 计算 `data * weight + bias`，求和，反向传播。
        2. 什么也不清，再做一遍。
        3. 手动把三个 `.grad` 都清零。
        4. 再做一遍。

        这四步每做完一步，就把 `weight.grad` 里的数加到列表 `seen` 的末尾。
        """,
    ),
    given="""\
data = torch.tensor([2.], requires_grad=True)
weight = torch.tensor([3.], requires_grad=True)
bias = torch.tensor([1.], requires_grad=True)""",
    solution="""
    seen = []
    ### BEGIN SOLUTION
    for moment in range(2):
        (data * weight + bias).sum().backward()
        seen.append(weight.grad.item())
    for leaf in (data, weight, bias):
        leaf.grad.zero_()
    seen.append(weight.grad.item())
    (data * weight + bias).sum().backward()
    seen.append(weight.grad.item())
    print(seen)
    print(data.grad, weight.grad, bias.grad)
    ### END SOLUTION
    """,
    names=("seen", "data", "weight", "bias"),
    verify=_verify_run,
    hints=(
        Text(
            "`weight.grad.item()` gives the number that is there now. Each pass needs a forward "
            "computation of its own.",
            "`weight.grad.item()` 取出此刻的那个数。每次反向传播之前，都要重新做一次前向计算。",
        ),
        Text(
            "`weight.grad.zero_()` empties one bucket; there are three.",
            "`weight.grad.zero_()` 清空一个桶；一共有三个桶。",
        ),
        Text(
            "The order is: pass, note, pass, note, empty all three, note, pass, note. Started again from "
            "the middle? "
            "Run the given cell first: it makes new, empty leaves.",
            "顺序是：反向，记下；反向，记下；三个都清零，记下；反向，记下。做到一半想重来？先运行上面给出"
            "的单元格，它会重新创建叶子节点。",
        ),
    ),
    why=Text(
        en="""
        One pass pours 3 into `data.grad`, 2 into `weight.grad` and 1 into `bias.grad`. After two passes
        each holds twice as much; `zero_()` sets each to 0 in place; after the last pass each holds exactly
        one pass. `seen` keeps *numbers*: the tensor `weight.grad` is the bucket itself, and a list of four
        references to one bucket shows four times what is in it in the end.
        """,
        zh="""
        一次反向传播往 `data.grad` 里倒 3，往 `weight.grad` 里倒 2，往 `bias.grad` 里倒 1。两次之后各是两
        倍；`zero_()` 把它们原地变成 0；最后一次之后，里面正好是一次的量。`seen` 里存的
        是*数*：`weight.grad` 这个张量就是桶本身，把它放进列表四次，看到的就是四遍桶里最后的内容。
        """,
    ),
    diagnoses={
        "not-zeroed": Diagnosis(
            "The last number holds three passes: the bucket was not emptied in between.",
            "最后一个数里有三次反向传播的量：中间没有把桶清空。",
        ),
        "others-not-zeroed": Diagnosis(
            "You emptied weight's bucket only. Every leaf has one of its own.",
            "你只清空了 weight 的桶。每个叶子节点都有自己的桶。",
        ),
        "zeroed-early": Diagnosis(
            "The second number should show two passes: here the bucket was emptied before the second one.",
            "第二个数应该是两次的量：这里在第二次反向传播之前就清零了。",
        ),
        "zeroed-last": Diagnosis(
            "The buckets are empty in the end. The order is: empty, then the third pass.",
            "最后桶是空的。顺序应该是先清零，再做第三次反向传播。",
        ),
        "same-object": Diagnosis(
            "You kept the tensor `weight.grad` four times: that is one and the same bucket. Keep the number in it.",
            "你把 `weight.grad` 这个张量存了四次，它们是同一个桶。要存的是里面的数。",
        ),
        "data-recorded": Diagnosis(
            "These are the gradients of data. The list is to follow `weight.grad`.",
            "这是 data 的梯度。列表里要记的是 `weight.grad`。",
        ),
        "four-moments": Diagnosis(
            "The list needs four numbers: after the first pass, the second, the emptying, and the third.",
            "列表里要有四个数：第一次之后、第二次之后、清零之后、第三次之后。",
        ),
        "graph-used-up": Diagnosis(
            "You went back through the same graph twice. Compute `data * weight + bias` anew for each pass.",
            "你对同一张图反向了两次。每一次都要重新计算 `data * weight + bias`。",
            raises="a second time",
        ),
        "none-has-no-zero": Diagnosis(
            "A `.grad` is still `None`: before its first pass there is no bucket to empty.",
            "有一个 `.grad` 还是 `None`：第一次反向传播之前，还没有桶可以清空。",
            raises="'NoneType' object has no attribute",
        ),
    },
    wrong=(
        Try("not-zeroed", (("    leaf.grad.zero_()", "    pass"),)),
        Try("others-not-zeroed", (("(data, weight, bias):", "(weight,):"),)),
        Try(
            "zeroed-early",
            source="""
            seen = []
            for moment in range(2):
                data.grad = weight.grad = bias.grad = None
                (data * weight + bias).sum().backward()
                seen.append(weight.grad.item())
            for leaf in (data, weight, bias):
                leaf.grad.zero_()
            seen.append(weight.grad.item())
            (data * weight + bias).sum().backward()
            seen.append(weight.grad.item())
            """,
        ),
        Try("zeroed-last", (("print(seen)", "for leaf in (data, weight, bias):\n    leaf.grad.zero_()"),)),
        Try("same-object", (("weight.grad.item()", "weight.grad"),)),
        Try("data-recorded", (("weight.grad.item()", "data.grad.item()"),)),
        Try("four-moments", (("    seen.append(weight.grad.item())\n", ""),)),
        Try(
            "graph-used-up",
            source="""
            seen = []
            loss = (data * weight + bias).sum()
            loss.backward()
            seen.append(weight.grad.item())
            loss.backward()
            """,
        ),
        Try("none-has-no-zero", (("seen = []", "seen = []\nweight.grad.zero_()"),)),
    ),
    right=(
        Try(edits=(("    leaf.grad.zero_()", "    leaf.grad = torch.zeros(1)"),)),
        Try(edits=(("weight.grad.item()", "weight.grad.clone()"),)),
        Try(
            source="""
            def one_pass():
                loss = torch.sum(torch.add(torch.mul(weight, data), bias))
                loss.backward()
                return weight.grad.item()

            seen = [one_pass(), one_pass()]
            bias.grad *= 0
            data.grad.zero_()
            weight.grad.zero_()
            seen += [weight.grad.item(), one_pass()]
            """
        ),
    ),
    points=2.0,
    survivors={
        "seen.append(weight.grad.item()): weight.grad.item() -> weight.grad (3)": "the bucket does not change any more",
    },
)

EXERCISES = (PREDICT, RUN)
