"""Lesson 5: what a bucket holds after some passes, and who empties it when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    known: list[tuple[Any, str]] = [
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


# ------------------------------------------------------------------------------------------ repair


def _verify_train(look: Look) -> None:
    raises = [("'NoneType' object has no attribute", "no-bucket-yet"), ("a second time", "one-graph")]

    def trained(values: list[float], rate: float) -> Callable[[Any, Any], Any]:
        return lambda torch, train: train(values, rate)

    known: list[tuple[Any, str]] = [
        ([-6.0, -6.0], "one-bucket"),
        ([-10.0, -3.0], "one-bucket"),
        ([-10.0, -6.0], "never-emptied"),
        ([0.0, 0.0], "thrown-away"),
        ([6.0, 3.0], "uphill"),
        ([-3.0, -1.0], "last-only"),
    ]
    look.tried("train", "train([1., 2., 3.], 1.)", trained([1.0, 2.0, 3.0], 1.0), [-6.0, -3.0], known, raises=raises)
    shown = "train([4., 0., 2., 2.], 0.5)"
    look.tried("train", shown, trained([4.0, 0.0, 2.0, 2.0], 0.5), [-4.0, -2.0], otherwise="one-case", raises=raises)
    numbers = [float(number) for number in look.fresh(3)]
    shown = f"train({numbers}, 2.)"
    right = [-2 * sum(numbers), -6.0]
    look.tried("train", shown, trained(numbers, 2.0), right, otherwise="one-case", raises=raises)


REPAIR = Exercise(
    id="accumulate-repair",
    lesson=5,
    title=Text("Repair: one walks too fast", "改错：有一个走得太快"),
    statement=Text(
        en="""
        `train` takes one step for each number: the loss is `number * w + b`, so the slope along `w` is the
        number and the slope along `b` is 1. Both start at 0. With the numbers 1, 2, 3 and the rate 1, `w`
        should end at 0 − 1 − 2 − 3 = −6 and `b` at 0 − 1 − 1 − 1 = −3.

        It says that `b` is at −6. Mend what stands in the loop.
        """,
        zh="""
        `train` 对每个数走一步：损失是 `number * w + b`，所以沿 `w` 的斜率就是这个数，沿 `b` 的斜率是 1。两
        个参数都从 0 出发。数取 1、2、3，学习率取 1，`w` 应该走到 0 − 1 − 2 − 3 = −6，`b` 应该走
        到 0 − 1 − 1 − 1 = −3。

        可它说 `b` 走到了 −6。把循环里的毛病改好。
        """,
    ),
    solution="""
    def train(numbers, rate):
        w = torch.tensor([0.], requires_grad=True)
        b = torch.tensor([0.], requires_grad=True)
        optimizer = torch.optim.SGD([w, b], lr=rate)
        for number in numbers:
            ### BEGIN SOLUTION
            ### STUB w.grad = None
            ### STUB loss = number * w + b
            ### STUB loss.backward()
            ### STUB optimizer.step()
            optimizer.zero_grad()
            loss = number * w + b
            loss.backward()
            optimizer.step()
            ### END SOLUTION
        return [w.item(), b.item()]

    print(train([1., 2., 3.], 1.))
    """,
    names=("train",),
    verify=_verify_train,
    hints=(
        Text(
            "Print `w.grad` and `b.grad` just before `step()`, in each round. Which of the two is not what it "
            "should be?",
            "每一轮在 `step()` 之前打印 `w.grad` 和 `b.grad`。哪一个不是应有的数？",
        ),
        Text(
            "−6 is −1 − 2 − 3: in the third round there were three passes in `b`'s bucket.",
            "−6 是 −1 − 2 − 3：第三轮的时候，`b` 的桶里有三次反向传播的量。",
        ),
        Text(
            "Every parameter has a bucket of its own. One call of the optimizer takes all of them away; it may "
            "stand at the beginning of the round.",
            "每个参数都有自己的桶。优化器有一个方法，一次就能把所有的桶拿走；可以放在每一轮的开头。",
        ),
    ),
    why=Text(
        en="""
        `w.grad = None` took one bucket away, and `b`'s went on filling: 1, 2, 3, which makes −6.
        `optimizer.zero_grad()` takes away the bucket of *every* parameter that the optimizer was given, so
        no one can be forgotten. It may stand anywhere between a `step()` and the next `backward()`.
        """,
        zh="""
        `w.grad = None` 只拿走了一个桶，`b` 的桶还在越攒越多：1、2、3，加起来就
        是 −6。`optimizer.zero_grad()` 会把交给优化器的**每个**参数的桶都拿走，一个也不会漏。它可以放在一
        次 `step()` 和下一次 `backward()` 之间的任何地方。
        """,
    ),
    diagnoses={
        "one-bucket": Diagnosis(
            "One of the two parameters is right, the other goes too fast: its bucket still holds the earlier rounds.",
            "两个参数有一个对了，另一个走得太快：它的桶里还有前几轮的量。",
        ),
        "never-emptied": Diagnosis(
            "Now both go too fast: from the second round on, both buckets hold the earlier rounds as well. Is "
            "the emptying done in each round?",
            "现在两个都走得太快：从第二轮起，两个桶里都还有前几轮的量。是每一轮都清零吗？",
        ),
        "thrown-away": Diagnosis(
            "Nothing moves: when `step()` comes there is nothing in the buckets, or it does not come at all. "
            "What stands between `backward()` and `step()`?",
            "谁也没有动：轮到 `step()` 的时候桶里什么也没有，或者根本没有调用它。`backward()` 和 `step()` 之间写"
            "了什么？",
        ),
        "uphill": Diagnosis(
            "The lengths are right, the direction is not: these steps make the loss larger.",
            "步子的长短对了，方向反了：这样走，损失会变大。",
        ),
        "last-only": Diagnosis(
            "That is one step, the last number's. `step()` belongs into every round.",
            "这只是最后一个数的那一步。每一轮都要 `step()`。",
        ),
        "one-case": Diagnosis(
            "It fits the example, but not other numbers and another rate. Does the function compute with what it "
            "is given?",
            "例子里的数对了，换别的数、别的学习率就不对。函数用的是传给它的数吗？",
        ),
        "no-bucket-yet": Diagnosis(
            "In the first round there is no bucket yet: `.grad` is `None`, and `None` cannot be filled with zeros.",
            "第一轮的时候还没有桶：`.grad` 是 `None`，没法填 0。",
            raises="'NoneType' object has no attribute",
        ),
        "one-graph": Diagnosis(
            "The loss is not computed anew in each round, so the second `backward()` meets a graph that has been "
            "used up.",
            "损失不是每一轮重新算的，所以第二次 `backward()` 遇到的是已经用完的图。",
            raises="a second time",
            lesson=6,
        ),
    },
    wrong=(
        Try("one-bucket", (("optimizer.zero_grad()", "b.grad = None"),)),
        Try(
            "one-bucket",
            (
                ("        optimizer.zero_grad()\n", ""),
                ("optimizer.step()\n", "optimizer.step()\n        w.grad = None\n"),
            ),
        ),
        Try("never-emptied", (("        optimizer.zero_grad()\n", ""),)),
        Try(
            "never-emptied",
            (
                ("        optimizer.zero_grad()\n", ""),
                ("lr=rate)\n", "lr=rate)\n    optimizer.zero_grad()\n"),
            ),
        ),
        Try(
            "thrown-away",
            (
                ("        optimizer.zero_grad()\n", ""),
                ("loss.backward()\n", "loss.backward()\n        optimizer.zero_grad()\n"),
            ),
        ),
        Try("thrown-away", (("        optimizer.step()\n", ""),)),
        Try("uphill", (("lr=rate", "lr=rate, maximize=True"),)),
        Try("last-only", (("        optimizer.step()", "    optimizer.step()"),)),
        Try("one-case", (("return [w.item(), b.item()]", "return [-6., -3.]"),)),
        Try("no-bucket-yet", (("optimizer.zero_grad()", "w.grad.zero_()\n        b.grad.zero_()"),)),
        Try(
            "one-graph",
            (
                ("        loss = number * w + b\n", ""),
                ("    for number", "    loss = numbers[0] * w + b\n    for number"),
            ),
        ),
    ),
    right=(
        Try(edits=(("optimizer.zero_grad()", "w.grad = b.grad = None"),)),
        Try(
            edits=(
                ("        optimizer.zero_grad()\n", ""),
                ("optimizer.step()\n", "optimizer.step()\n        w.grad.zero_()\n        b.grad.zero_()\n"),
            )
        ),
        Try(
            source="""
            def train(numbers, rate):
                w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
                optimizer = torch.optim.SGD([b, w], lr=rate)
                for number in numbers:
                    torch.add(torch.mul(w, number), b).backward()
                    optimizer.step()
                    optimizer.zero_grad(set_to_none=False)
                return w.item(), b.item()
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _verify_fill(look: Look) -> None:
    def poured(batches: list[list[float]], before: float | None = None) -> Callable[[Any, Any], Any]:
        def run(torch: Any, fill: Any) -> Any:
            w = torch.tensor([2.0], requires_grad=True)
            if before is not None:
                w.grad = torch.tensor([before])
            fill(w, batches)
            return w.grad

        return run

    def passes(torch: Any, fill: Any) -> int:
        w = torch.tensor([2.0], requires_grad=True)
        arrived: list[Any] = []
        w.register_hook(lambda gradient: arrived.append(None))
        fill(w, [[1.0], [2.0], [3.0, 0.0]])
        return len(arrived)

    known: list[tuple[Any, str]] = [
        (12.0, "sum"),
        (4.0, "mean-of-means"),
        (8.0, "sum-of-means"),
        (6.0, "number-of-batches"),
        (1.5, "last-batch"),
        (None, "nothing"),
    ]
    shown = "fill(w, [[1., 2., 3.], [6.]]); w.grad"
    look.tried("fill", shown, poured([[1.0, 2.0, 3.0], [6.0]]), 3.0, known, raises=[("None", "no-bucket-yet")])
    a, b = (float(number) for number in look.fresh(2))
    shown, batches = f"fill(w, [[{a}], [{b}, {a}, {b}]]); w.grad", [[a], [b, a, b]]
    look.tried("fill", shown, poured(batches), (a + b) / 2, otherwise="one-case")
    shown = "w.grad = torch.tensor([100.]); fill(w, [[5.], [7.]]); w.grad"
    look.tried("fill", shown, poured([[5.0], [7.0]], 100.0), 6.0, [(106.0, "old-contents")], otherwise="one-case")
    known = [(1, "all-at-once"), (0, "by-hand"), (4, "one-by-one")]
    passed = Text("passes in fill(w, [[1.], [2.], [3., 0.]])", "fill(w, [[1.], [2.], [3., 0.]]) 里反向的次数")
    look.tried("fill", passed, passes, 3, known, otherwise="one-case")


PUZZLE = Exercise(
    id="accumulate-batches",
    lesson=5,
    title=Text("Puzzle: uneven batches", "难题：大小不一的小批量"),
    statement=Text(
        en="""
        The data come in batches, and only one batch fits into memory. The loss of one number is
        `number * w`. Write `fill(w, batches)`: it goes backward **once for each batch**, and in the end
        `w.grad` holds the slope of the **mean over all numbers**, as if they had come at once. With
        `[[1., 2., 3.], [6.]]` that is (1 + 2 + 3 + 6)/4 = 3. What was in the bucket before does not count.
        """,
        zh="""
        数据一批一批地来，内存里一次只放得下一批。一个数的损失是 `number * w`。请写 `fill(w, batches)`：**每
        一批反向传播一次**，最后 `w.grad` 里是**所有数的平均损失**的斜率，就像它们是一起来的。
        对 `[[1., 2., 3.], [6.]]`，就是 (1 + 2 + 3 + 6)/4 = 3。桶里原来的东西不算数。
        """,
    ),
    solution="""
    def fill(w, batches):
        ### BEGIN SOLUTION
        count = sum(len(batch) for batch in batches)
        w.grad = None
        for batch in batches:
            loss = sum(number * w for number in batch) / count
            loss.backward()
        ### END SOLUTION

    w = torch.tensor([2.], requires_grad=True)
    fill(w, [[1., 2., 3.], [6.]])
    print(w.grad)
    """,
    names=("fill",),
    verify=_verify_fill,
    hints=(
        Text(
            "The bucket adds up by itself. So each batch has only to pour in *its share* of the whole mean.",
            "桶自己会把各批加起来。所以每一批只要倒进它在总平均里的**那一份**。",
        ),
        Text(
            "(1 + 2 + 3 + 6)/4 = (1 + 2 + 3)/4 + 6/4. By what is every batch divided?",
            "(1 + 2 + 3 + 6)/4 = (1 + 2 + 3)/4 + 6/4。每一批除以的是什么？",
        ),
        Text(
            "Count all numbers before the loop. In the loop: the sum of this batch's losses, divided by that "
            "count, and `backward()`. Empty the bucket once, before the loop.",
            "循环之前先数出一共有多少个数。循环里：这一批的损失求和，除以总数，再 `backward()`。清零只在循环之前"
            "做一次。",
        ),
    ),
    why=Text(
        en="""
        A mean is a sum of shares, number/count, and the bucket sums over passes; so every batch is divided
        by the count of **all** numbers. To take each batch's own mean would give the single 6 as much
        weight as 1, 2 and 3 together: (2 + 6)/2 = 4. With batches of equal size nobody would notice, and
        that is why this mistake lived long in well-known training programs.
        """,
        zh="""
        平均值就是各份 number/总数 的和，而桶正好把一次又一次的反向传播加起来；所以每一批都要除以**所有**数
        的个数。要是每批各取平均，单独的那个 6 就和 1、2、3 三个数一样重：(2 + 6)/2 = 4。批次一样大的时候看
        不出来，所以这个错误在一些有名的训练程序里藏了很久。
        """,
    ),
    diagnoses={
        "sum": Diagnosis(
            "That is the sum over all numbers. The mean makes the slope smaller: by how much?",
            "这是所有数的和。取平均会让斜率变小：小多少？",
        ),
        "mean-of-means": Diagnosis(
            "You gave every batch the same weight. But the batch with one number then counts as much as the one "
            "with three.",
            "你让每一批的分量一样重。可是这样一来，只有一个数的那批就和有三个数的那批一样重了。",
        ),
        "sum-of-means": Diagnosis(
            "Each batch pours in its own mean, and the bucket adds these up. A sum of means is no mean.",
            "每一批倒进去的是自己的平均值，桶再把它们加起来。平均值之和并不是平均值。",
        ),
        "number-of-batches": Diagnosis(
            "You divided by the number of batches. How many **numbers** are there?",
            "你除以的是批数。一共有多少个**数**？",
        ),
        "last-batch": Diagnosis(
            "Only the last batch is in the bucket: something empties it between the batches.",
            "桶里只有最后一批：批与批之间有什么把它清空了。",
        ),
        "nothing": Diagnosis(
            "`w.grad` is still `None`: no pass has come back to this `w`.",
            "`w.grad` 还是 `None`：没有一次反向传播走到这个 `w`。",
        ),
        "old-contents": Diagnosis(
            "What was in the bucket before is still in it. When may it be emptied without losing anything of yours?",
            "桶里原来的东西还在。什么时候清空，才不会把你自己的也丢掉？",
        ),
        "all-at-once": Diagnosis(
            "The number is right, but all data went through in one pass; that is what the memory does not allow. "
            "One `backward()` for each batch.",
            "数是对的，可是所有数据一次就走完了，内存放不下。每一批要有自己的一次 `backward()`。",
        ),
        "by-hand": Diagnosis(
            "The number is right, but no pass has brought it: it was put there. Let `backward()` find the slope.",
            "数是对的，可它不是反向传播带来的，是写上去的。斜率要让 `backward()` 去求。",
        ),
        "one-by-one": Diagnosis(
            "The number is right, with a pass for every single number. One pass for each batch is enough.",
            "数是对的，可是每个数都单独反向了一次。一批一次就够了。",
        ),
        "one-case": Diagnosis(
            "It fits one example, but not other batches. Is everything counted from `batches`?",
            "一个例子对了，换别的批次就不对。要用的数都是从 `batches` 里数出来的吗？",
        ),
        "no-bucket-yet": Diagnosis(
            "A new `w` has no bucket yet: `.grad` is `None`, and `None` cannot be filled with zeros.",
            "新的 `w` 还没有桶：`.grad` 是 `None`，没法填 0。",
            raises="'NoneType' object has no attribute",
        ),
    },
    wrong=(
        Try("sum", ((" / count", ""),)),
        Try("mean-of-means", (("/ count", "/ len(batch) / len(batches)"),)),
        Try("sum-of-means", (("/ count", "/ len(batch)"),)),
        Try("number-of-batches", (("/ count", "/ len(batches)"),)),
        Try("last-batch", (("    w.grad = None\n", ""), ("        loss =", "        w.grad = None\n        loss ="))),
        Try("nothing", (("number * w", "number * w.detach().requires_grad_()"),)),
        Try("old-contents", (("    w.grad = None\n", ""),)),
        Try(
            "all-at-once",
            source="""
            def fill(w, batches):
                w.grad = None
                numbers = [number for batch in batches for number in batch]
                (torch.tensor(numbers) * w).mean().backward()
            """,
        ),
        Try(
            "by-hand",
            source="""
            def fill(w, batches):
                numbers = [number for batch in batches for number in batch]
                w.grad = torch.tensor([sum(numbers) / len(numbers)])
            """,
        ),
        Try(
            "one-by-one",
            source="""
            def fill(w, batches):
                w.grad = None
                count = sum(len(batch) for batch in batches)
                for batch in batches:
                    for number in batch:
                        (number * w / count).backward()
            """,
        ),
        Try("one-case", (("count = sum(len(batch) for batch in batches)", "count = 4"),)),
        Try("no-bucket-yet", (("w.grad = None", "w.grad.zero_()"),)),
    ),
    right=(
        Try(
            source="""
            def fill(w, batches):
                if w.grad is not None:
                    w.grad.zero_()
                for batch in batches:
                    (torch.tensor(batch) * w).mean().backward(torch.tensor(len(batch) / len(sum(batches,
                    []))))
            """
        ),
        Try(
            source="""
            def fill(w, batches):
                w.grad = None
                count = 0
                for batch in batches:
                    count += len(batch)
                    sum(number * w for number in batch).backward()
                w.grad /= count
            """
        ),
    ),
    points=3.0,
)

EXERCISES = (PREDICT, RUN, REPAIR, PUZZLE)
