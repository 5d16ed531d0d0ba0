"""The error clinic of lesson 14: twelve short broken programs, to be repaired with the least change."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import partial
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

# What one call should give: the argument, the result, and the wrong results whose cause is known.
_Call = tuple[Any, Any, Sequence[tuple[Any, str]]]


def _examine(look: Look, name: str, calls: Sequence[_Call], otherwise: str) -> None:
    for number, (argument, expected, known) in enumerate(calls):
        # the first call is the one that the program prints: what fits it alone was made to fit
        fallback = "one-input" if number else otherwise
        probe = partial(_call, argument=argument)
        look.tried(name, f"{name}({argument})", probe, expected, known, otherwise=fallback)


def _call(torch: Any, function: Any, argument: Any) -> Any:
    return function(argument)


def _patient(
    number: int,
    *,
    title: Text,
    statement: Text,
    broken: str,
    cure: tuple[tuple[str, str], ...],
    calls: Sequence[_Call],
    hints: tuple[Text, Text, Text],
    why: Text,
    diagnoses: dict[str, Diagnosis],
    wrong: tuple[Try, ...],
    right: tuple[Try, ...],
    otherwise: str = "",
    given: str = "",
    survivors: dict[str, str] | None = None,
) -> Exercise:
    """One broken program: a function that is printed once, and is tried with other inputs."""
    broken = inspect.cleandoc(broken)
    cured = broken
    for old, new in cure:
        if old not in cured:
            raise ValueError(f"patient {number} does not contain {old!r}")
        cured = cured.replace(old, new)
    name = broken.removeprefix("def ").partition("(")[0]
    argument, result, _ = calls[0]
    return Exercise(
        id=f"clinic-{number}",
        lesson=14,
        title=Text(f"Clinic, patient {number}: {title.en}", f"门诊 {number} 号病人：{title.zh}"),
        statement=statement,
        given=given,
        solution="\n".join(
            [
                "### BEGIN SOLUTION",
                *(f"### STUB {line}" for line in broken.splitlines()),
                cured,
                "### END SOLUTION",
                "",
                f"print({name}({argument}))",
            ]
        ),
        names=(name,),
        verify=partial(_examine, name=name, calls=calls, otherwise=otherwise),
        hints=hints,
        why=why,
        diagnoses={**diagnoses, "one-input": _ONE_INPUT},
        wrong=(*wrong, Try("one-input", source=f"def {name}(_):\n    return {result}\n\nprint({name}({argument}))")),
        right=right,
        survivors=survivors,
    )


_ONE_INPUT = Diagnosis(
    "Right for the number that is printed, and for no other: the cause is still there, or the result was only "
    "written down.",
    "只对打印的那个数是对的，换一个就不对：病因还在，或者结果是直接写上去的。",
)


def _two_steps(start: float, goal: float, bucket: float = 0.0) -> float:
    """Twice down the parabola (w - goal)² with learning rate ¼, `bucket` times the old gradient being kept."""
    first = 2 * (start - goal)
    middle = start - first / 4
    return middle - (2 * (middle - goal) + bucket * first) / 4


_TURNS_BACK = _patient(
    1,
    title=Text("the second step goes too far", "第二步走过了头"),
    statement=Text(
        en="""
        **The error clinic.** Twelve short programs are ill. Some raise one of PyTorch's commonest errors, some
        give a wrong number and say nothing. Run each as it stands and read what it says. Then repair it with
        the **least change**: one line, often one word. The check tries your function with other numbers too.

        ---

        The loss is w², the learning rate ¼. From 8 the first step should lead to 4, and the second to 2. The
        program says −2.
        """,
        zh="""
        **错误门诊**。十二个短程序生病了。有的会报 PyTorch 最常见的错误，有的给出一个错的数，什么也不说。每个都
        先照原样运行，读一读它说什么。然后用**最少的改动**治好它：改一行，往往只改一个词。检查时还会用别的数来试
        你的函数。

        ---

        损失是 w²，学习率 ¼。从 8 出发，第一步应该到 4，第二步应该到 2。程序却说 −2。
        """,
    ),
    broken="""
    def two_steps(start):
        w = torch.tensor(start, requires_grad=True)
        for i in range(2):
            loss = w ** 2
            loss.backward()
            with torch.no_grad():
                w -= 0.25 * w.grad
        return w
    """,
    cure=(("        loss = w ** 2\n", "        w.grad = None\n        loss = w ** 2\n"),),
    calls=[
        (
            start,
            _two_steps(start, 0),
            [(_two_steps(start, 0, 1), "bucket"), (start, "thrown-away"), (start / 2, "rounds")],
        )
        for start in (8.0, -12.0)
    ],
    otherwise="other-step",
    hints=(
        Text(
            "Print `w.grad` in both rounds. Which number would you expect in the second?",
            "两轮都打印 `w.grad`。第二轮你觉得应该是多少？",
        ),
        Text(
            "In the second round 16 + 8 is used, and not 8. Who put them together?",
            "第二轮用的是 16 + 8，而不是 8。是谁把它们加在一起的？",
        ),
        Text(
            "`backward()` pours on top of what is there. Empty the bucket once in every round, anywhere but between "
            "`backward()` and the step.",
            "`backward()` 倒在已有的上面。每一轮把桶清空一次，放在哪里都行，只是不能在 `backward()` 和更新之间。",
        ),
    ),
    why=Text(
        en="""
        The bucket `w.grad` adds over the passes. The first round pours 16 and uses it: 8 − 4 = 4. The second
        pours 8 on top, and the step uses 24: 4 − 6 = −2. Emptied in each round, the second step uses its own
        8: 4 − 2 = 2. A smaller learning rate would only have hidden it.
        """,
        zh="""
        桶 `w.grad` 在各次反向传播之间累加。第一轮倒进 16，用掉它：8 − 4 = 4。第二轮又倒进 8，更新时用的是 24：
        4 − 6 = −2。每轮清空一次，第二步用的就是它自己的 8：4 − 2 = 2。换个小一点的学习率，只是把病藏起来。
        """,
    ),
    diagnoses={
        "bucket": Diagnosis(
            "The second step still uses the first gradient as well. When is the bucket emptied, and how often?",
            "第二步还是把第一步的梯度也用上了。桶是什么时候清空的，清了几次？",
            lesson=5,
        ),
        "thrown-away": Diagnosis(
            "Now nothing moves: the gradient is thrown away before the step has used it.",
            "现在一动不动：梯度还没有用就被扔掉了。",
            lesson=5,
        ),
        "no-bucket-yet": Diagnosis(
            "In the first round there is no bucket yet: `.grad` is `None`, and `None` cannot be set to zero.",
            "第一轮还没有桶：`.grad` 是 `None`，而 `None` 不能清零。",
            raises="'NoneType' object has no attribute 'zero_'",
            lesson=5,
        ),
        "rounds": Diagnosis(
            "That is one step. There should be two.",
            "这只走了一步。应该走两步。",
        ),
        "other-step": Diagnosis(
            "The steps have another length now. The learning rate was not to blame: leave it at ¼.",
            "现在步长变了。毛病不在学习率：让它保持 ¼。",
        ),
    },
    wrong=(
        Try(
            "bucket",
            (("        w.grad = None\n", ""), ("    for i", "    w.grad = None\n    for i")),
        ),
        Try(
            "thrown-away",
            (("        w.grad = None\n", ""), ("backward()\n", "backward()\n        w.grad.zero_()\n")),
        ),
        Try("no-bucket-yet", (("w.grad = None", "w.grad.zero_()"),)),
        Try("rounds", (("range(2)", "range(1)"),)),
        Try("other-step", (("        w.grad = None\n", ""), ("0.25", "0.125"))),
    ),
    right=(
        Try(edits=(("        w.grad = None\n", ""), ("    return w", "        w.grad.zero_()\n    return w"))),
        Try(
            edits=(
                ("        w.grad = None\n", ""),
                ("        loss.backward()\n", "        (gradient,) = torch.autograd.grad(loss, w)\n"),
                ("w.grad\n", "gradient\n"),
            )
        ),
    ),
)

_CHANGED_AFTERWARDS = _patient(
    2,
    title=Text("changed after it was used", "用过之后又改"),
    statement=Text(
        en="""
        The function is 3·√x. At x = 9 its slope is 3/(2·3) = 0.5. The program raises an error, and not in the
        line that is ill.
        """,
        zh="""
        函数是 3·√x。在 x = 9 处，斜率是 3/(2·3) = 0.5。程序报错了，而且报错的那一行并不是生病的那一行。
        """,
    ),
    broken="""
    def root_slope(x):
        x = torch.tensor(x, requires_grad=True)
        s = torch.sqrt(x)
        s *= 3
        s.backward()
        return x.grad
    """,
    cure=(("s *= 3", "s = s * 3"),),
    calls=[
        (9.0, 0.5, [(1 / 18, "unnoticed"), (1 / 6, "factor-lost")]),
        (4.0, 0.75, [(1 / 12, "unnoticed"), (1 / 4, "factor-lost")]),
    ],
    hints=(
        Text(
            "The error names the operation whose output was changed, and speaks of two versions. Which line changes "
            "that "
            "output?",
            "错误信息说出了是哪个运算的输出被改了，还提到两个版本。是哪一行改的？",
        ),
        Text(
            "sqrt has put its output into the drawer: its slope is 1/(2·output). What stands in the drawer after `s "
            "*= 3`?",
            "sqrt 把自己的输出放进了抽屉：它的斜率是 1/(2·输出)。`s *= 3` 之后，抽屉里是什么？",
        ),
        Text(
            "Leave the old tensor as it is, and let the name `s` go to a new one.",
            "让原来的张量保持不变，把名字 `s` 给一个新的张量。",
        ),
    ),
    why=Text(
        en="""
        sqrt needs its own output for the way back and keeps it in version 0; `s *= 3` writes over those very
        numbers and makes it version 1. `s = s * 3` makes a new tensor instead, and what the drawer holds stays
        what it was. Going around the version counter with `.data` would not have cured it: no error, and a
        wrong number.
        """,
        zh="""
        sqrt 往回走要用自己的输出，留下的是版本 0；`s *= 3` 正好把这些数改掉了，成了版本 1。写成 `s = s * 3` 是
        造一个新张量，抽屉里的东西还是原样。用 `.data` 绕过版本计数治不好它：不报错了，数是错的。
        """,
    ),
    diagnoses={
        "still-in-place": Diagnosis(
            "The numbers that the drawer holds are still being written over, recorded or not.",
            "抽屉里的那些数还是被改掉了，记录不记录都一样。",
            raises="modified by an inplace operation",
            lesson=8,
        ),
        "unnoticed": Diagnosis(
            "No error any more, and a wrong slope: nobody was told of the change. Look what `.data` does.",
            "不报错了，斜率却是错的：这次修改没有告诉任何人。看看 `.data` 做了什么。",
            lesson=9,
        ),
        "factor-lost": Diagnosis(
            "That is the slope of √x alone. Where has the 3 gone?",
            "这只是 √x 的斜率。3 到哪里去了？",
        ),
        "cut": Diagnosis(
            "The way back to x is cut now.",
            "现在回到 x 的路断了。",
            raises="does not require grad",
            lesson=9,
        ),
    },
    wrong=(
        Try("still-in-place", (("s = s * 3", "s.mul_(3)"),)),
        Try("still-in-place", (("s = s * 3", "with torch.no_grad():\n        s *= 3"),)),
        Try("unnoticed", (("s = s * 3", "s.data *= 3"),)),
        Try("factor-lost", (("    s = s * 3\n", ""),)),
        Try("cut", (("s = s * 3", "s = s.detach() * 3"),)),
    ),
    right=(
        Try(edits=(("s = s * 3", "s = s.clone()\n    s *= 3"),)),
        Try(edits=(("torch.sqrt(x)", "3 * torch.sqrt(x)"), ("    s = s * 3\n", ""))),
    ),
)

_WRITTEN_INTO = _patient(
    3,
    title=Text("one entry is set", "改其中一个数"),
    statement=Text(
        en="""
        `w` has three entries, all 1, and the first is to be set before anything is computed. The loss is the
        sum of the squares, so with 5 as the first the gradient should be [10, 2, 2]. The program raises an
        error.
        """,
        zh="""
        `w` 有三个数，都是 1；在做任何运算之前，要把第一个改掉。损失是平方和，第一个改成 5 的话，梯度应该是
        [10, 2, 2]。程序报错了。
        """,
    ),
    broken="""
    def gradient_with(first):
        w = torch.ones(3, requires_grad=True)
        w[0] = first
        loss = (w ** 2).sum()
        loss.backward()
        return w.grad
    """,
    cure=(("    w[0] = first", "    with torch.no_grad():\n        w[0] = first"),),
    calls=[
        (
            5.0,
            [10.0, 2.0, 2.0],
            [(None, "no-leaf"), ([2.0, 2.0, 2.0], "not-written"), ([10.0, 10.0, 10.0], "all-written")],
        ),
        (-3.0, [-6.0, 2.0, 2.0], []),
    ],
    hints=(
        Text(
            "`w` is a leaf that requires a gradient. What would it become if this line were recorded?",
            "`w` 是要求梯度的叶子节点。如果这一行被记录下来，它会变成什么？",
        ),
        Text(
            "Setting an entry is no part of the formula. So it need not be recorded: how do you say that?",
            "设置一个数，不是算式的一部分，所以用不着记录：怎样说明这一点？",
        ),
        Text(
            "Put the line inside `with torch.no_grad():`. Or ask for the gradient only after the entry has been set.",
            "把这一行放进 `with torch.no_grad():`。或者等设置好了，再要求梯度。",
        ),
    ),
    why=Text(
        en="""
        Recorded, the assignment would make w the result of an operation, and it could not be the leaf that
        collects the gradient as well. Inside `no_grad()` the numbers change and nothing is recorded: w stays a
        leaf. `w = w.clone()` silences the error too, but then w is a result, and its `.grad` stays `None`.
        """,
        zh="""
        如果被记录，这次赋值就让 w 成了运算的结果，它就不能同时是收集梯度的叶子节点。在 `no_grad()` 里，数改了，
        什么也没有记录：w 还是叶子节点。`w = w.clone()` 也能让错误不出声，可是那样一来 w 是运算结果，`.grad` 一
        直是 `None`。
        """,
    ),
    diagnoses={
        "still-recorded": Diagnosis(
            "Another way of writing it, but it is still a change of a leaf that is recorded.",
            "换了一种写法，可还是在修改叶子节点，而且被记录。",
            raises="leaf Variable that requires grad",
            lesson=8,
        ),
        "no-leaf": Diagnosis(
            "The error is gone, and so is the gradient: which tensor is called `w` now, and is it a leaf?",
            "错误没有了，梯度也没有了：现在叫 `w` 的是哪个张量，它是叶子节点吗？",
            lesson=4,
        ),
        "not-written": Diagnosis(
            "The entry was not set in w, but in a copy.",
            "没有改到 w，改的是一份副本。",
            lesson=9,
        ),
        "all-written": Diagnosis(
            "All three entries were set. Only the first should be.",
            "三个数都改了。要改的只有第一个。",
        ),
        "not-asked": Diagnosis(
            "Nothing requires a gradient any more, so there is no way back.",
            "已经没有谁要求梯度了，所以没有回头的路。",
            raises="does not require grad",
            lesson=3,
        ),
    },
    wrong=(
        Try("still-recorded", (("with torch.no_grad():\n        w[0] = first", "w[:1].fill_(first)"),)),
        Try("no-leaf", (("with torch.no_grad():\n        w[0] = first", "w = w.clone()\n    w[0] = first"),)),
        Try("not-written", (("w[0] = first", "w.clone()[0] = first"),)),
        Try("all-written", (("w[0] = first", "w.fill_(first)"),)),
        Try("not-asked", ((", requires_grad=True", ""),)),
    ),
    right=(
        Try(
            edits=(
                (", requires_grad=True", ""),
                ("with torch.no_grad():\n        w[0] = first", "w[0] = first\n    w.requires_grad_()"),
            )
        ),
        Try(edits=(("with torch.no_grad():\n        w[0] = first", "w.data[0] = first"),)),
        Try(
            edits=(
                ("torch.ones(3, requires_grad=True)", "torch.tensor([first, 1., 1.], requires_grad=True)"),
                ("    with torch.no_grad():\n        w[0] = first\n", ""),
            )
        ),
    ),
)

_BEHIND_ITS_BACK = _patient(
    4,
    title=Text("clipped behind its back", "背着它改了数"),
    statement=Text(
        en="""
        The loss is w². Afterwards w is to be kept at most 1. The function returns the gradient of this loss
        and the clipped w. At w = 3 that should be 6 and 1. The program says 2 and 1, and raises nothing.
        """,
        zh="""
        损失是 w²。之后要把 w 限制在 1 以内。函数返回这个损失的梯度，和限制之后的 w。在 w = 3 处，应该是 6 和
        1。程序说的是 2 和 1，而且不报错。
        """,
    ),
    broken="""
    def clipped(w):
        w = torch.tensor(w, requires_grad=True)
        loss = w ** 2
        w.data.clamp_(max=1)
        loss.backward()
        return w.grad, w
    """,
    cure=(("    w.data.clamp_(max=1)\n    loss.backward()\n", "    loss.backward()\n    w.data.clamp_(max=1)\n"),),
    calls=[
        (3.0, [6.0, 1.0], [([2.0, 1.0], "new-number"), ([6.0, 3.0], "not-clipped"), ([0.0, 1.0], "flat")]),
        (-2.0, [-4.0, -2.0], [([-4.0, -1.0], "both-sides")]),
    ],
    hints=(
        Text(
            "The slope of w² is 2w. For which w is 2 the right slope?",
            "w² 的斜率是 2w。对哪个 w 来说，斜率 2 才是对的？",
        ),
        Text(
            "The drawer of the square holds w, and shares its memory. What is in it when `backward()` comes?",
            "平方的抽屉里放的是 w，用的是同一块内存。轮到 `backward()` 的时候，里面是什么？",
        ),
        Text(
            "Go back first, clip then.",
            "先反向传播，再限制。",
        ),
    ),
    why=Text(
        en="""
        The way back uses the number in the drawer, and that is w's own memory. Clipped in between, it says 1,
        and 2·1 = 2 is the slope at another place. `.data` shares the memory but not the version counter, so
        nobody could notice; under `no_grad()` the same slip would have been an error. Between forward and
        backward, leave the numbers alone.
        """,
        zh="""
        往回走用的是抽屉里的数，那就是 w 自己的内存。中间改成了 1，2·1 = 2 就是另一个地方的斜率。`.data` 共用内
        存，却不共用版本计数，所以没有人发现；在 `no_grad()` 里犯同样的错，会报错。前向和反向之间，不要动那些
        数。
        """,
    ),
    diagnoses={
        "new-number": Diagnosis(
            "The slope still belongs to the clipped w. The loss was computed with the other one.",
            "这还是限制之后的 w 的斜率。损失是用原来的 w 算的。",
            lesson=9,
        ),
        "not-clipped": Diagnosis(
            "The gradient is right now, but w is not clipped any more.",
            "梯度对了，可是 w 没有被限制。",
        ),
        "flat": Diagnosis(
            "Now the clipping is a part of the formula, and beyond 1 it is flat. It should come after the loss.",
            "现在限制成了算式的一部分，超过 1 的地方是平的。它应该在损失之后。",
            lesson=12,
        ),
        "noticed": Diagnosis(
            "Now the change is noticed, which is better. But it still comes at the wrong moment.",
            "现在这次修改被发现了，这样更好。可是时机还是不对。",
            raises="modified by an inplace operation",
            lesson=8,
        ),
        "both-sides": Diagnosis(
            "Only too large a w is to be clipped, not too small a one.",
            "只限制太大的 w，太小的不用管。",
        ),
    },
    wrong=(
        Try("new-number", (("    loss = w ** 2\n", "    w.data.clamp_(max=1)\n    loss = w ** 2\n"),)),
        Try("not-clipped", (("w.data.clamp_(max=1)", "w.data.clamp(max=1)"),)),
        Try("flat", (("loss = w ** 2", "loss = w.clamp(max=1) ** 2"),)),
        Try(
            "noticed",
            (
                (
                    "    loss.backward()\n    w.data.clamp_(max=1)\n",
                    "    w.detach().clamp_(max=1)\n    loss.backward()\n",
                ),
            ),
        ),
        Try("both-sides", (("clamp_(max=1)", "clamp_(min=-1, max=1)"),)),
    ),
    right=(
        Try(edits=(("w.data.clamp_(max=1)", "with torch.no_grad():\n        w.clamp_(max=1)"),)),
        Try(edits=(("w.data.clamp_(max=1)\n    return w.grad, w", "return w.grad, w.detach().clamp(max=1)"),)),
    ),
)

_NEW_TENSOR = _patient(
    5,
    title=Text("put together anew", "重新拼了一个"),
    statement=Text(
        en="""
        The loss is w + w², put together from two parts. At w = 3 the slope is 1 + 6 = 7. The program raises an
        error. (And before that a warning, which says where to look.)
        """,
        zh="""
        损失是 w + w²，由两部分拼成。在 w = 3 处，斜率是 1 + 6 = 7。程序报错了。（在那之前还有一条警告，它说了该
        看哪里。）
        """,
    ),
    broken="""
    def sum_slope(w):
        w = torch.tensor(w, requires_grad=True)
        parts = torch.tensor([w, w ** 2])
        loss = parts.sum()
        loss.backward()
        return w.grad
    """,
    cure=(("torch.tensor([w, w ** 2])", "torch.stack([w, w ** 2])"),),
    calls=[
        (3.0, 7.0, [(None, "silenced"), (6.0, "one-part"), (1.0, "one-part"), (3.5, "mean")]),
        (-1.0, -1.0, [(None, "silenced")]),
    ],
    hints=(
        Text(
            "Walk from the loss backwards, with `grad_fn`. Where does the way end?",
            "从损失出发，沿着 `grad_fn` 往回走。路在哪里断了？",
        ),
        Text(
            "`torch.tensor(...)` makes a fresh leaf out of bare numbers. What the numbers were made from, it does "
            "not know.",
            "`torch.tensor(...)` 用光秃秃的数造出一个新的叶子节点，不知道这些数是怎么来的。",
        ),
        Text(
            "There is an operation that puts tensors next to each other and is recorded: `torch.stack`. Or simply add.",
            "有一个运算把张量排在一起，并且会被记录：`torch.stack`。也可以直接相加。",
        ),
    ),
    why=Text(
        en="""
        `torch.tensor` copies numbers; the graph ends there, and the loss has nothing to go back to.
        `torch.stack` is an operation like any other: it has a `grad_fn`, and hands each part its piece of the
        gradient. To write `requires_grad=True` on the copy, or on the loss, silences the error and leaves w
        without a gradient.
        """,
        zh="""
        `torch.tensor` 抄的是数；图到那里就断了，损失无路可回。`torch.stack` 和别的运算一样有 `grad_fn`，把梯度
        一份一份分给各个部分。在副本上或者损失上写 `requires_grad=True`，错误不出声了，w 还是没有梯度。
        """,
    ),
    diagnoses={
        "silenced": Diagnosis(
            "The error is silent, and w has no gradient: what requires one now is a leaf that has nothing to do "
            "with w.",
            "错误不出声了，w 却没有梯度：现在要求梯度的，是一个和 w 没有关系的叶子节点。",
            lesson=3,
        ),
        "still-cut": Diagnosis(
            "The way is still cut before it reaches w.",
            "路还是在走到 w 之前就断了。",
            raises="does not require grad",
            lesson=3,
        ),
        "one-part": Diagnosis(
            "One of the two parts has a way back to w, the other has not.",
            "两部分里，一部分有路回到 w，另一部分没有。",
        ),
        "mean": Diagnosis(
            "That is the mean of the two. The loss is their sum.",
            "这是两部分的平均。损失是它们的和。",
        ),
    },
    wrong=(
        Try("silenced", (("torch.stack([w, w ** 2])", "torch.tensor([w, w ** 2], requires_grad=True)"),)),
        Try("silenced", (("stack", "tensor"), ("loss.backward", "loss.requires_grad_()\n    loss.backward"))),
        Try("still-cut", (("torch.stack([w, w ** 2])", "torch.tensor([w.item(), w.item() ** 2])"),)),
        Try("one-part", (("[w, w ** 2]", "[w.detach(), w ** 2]"),)),
        Try("one-part", (("[w, w ** 2]", "[w, w.detach() ** 2]"),)),
        Try("mean", (("sum()", "mean()"),)),
    ),
    right=(
        Try(edits=(("    parts = torch.stack([w, w ** 2])\n    loss = parts.sum()\n", "    loss = w + w ** 2\n"),)),
        Try(edits=(("torch.stack([w, w ** 2])", "torch.cat([w.reshape(1), w.reshape(1) ** 2])"),)),
    ),
)

_NO_LEAF = _patient(
    6,
    title=Text("a parameter that gets no gradient", "得不到梯度的参数"),
    statement=Text(
        en="""
        A parameter `w` is to start at half of the given number. The loss is w². Given 6, w is 3, and its
        gradient should be 6. The program says `None` (and warns).
        """,
        zh="""
        参数 `w` 要从给定的数的一半开始。损失是 w²。给 6，w 就是 3，梯度应该是 6。程序却说 `None`（还有一条警
        告）。
        """,
    ),
    broken="""
    def half_start(number):
        w = torch.tensor(number, requires_grad=True) * 0.5
        loss = w ** 2
        loss.backward()
        return w.grad
    """,
    cure=(("torch.tensor(number, requires_grad=True) * 0.5", "(torch.tensor(number) * 0.5).requires_grad_()"),),
    calls=[
        (6.0, 6.0, [(None, "no-leaf"), (3.0, "other-tensor"), (12.0, "not-halved")]),
        (-2.0, -2.0, [(None, "no-leaf")]),
    ],
    hints=(
        Text(
            "Print `w.is_leaf`. Which tensor is the leaf here, and what is its name?",
            "打印 `w.is_leaf`。这里的叶子节点是哪个张量，它叫什么名字？",
        ),
        Text(
            "`* 0.5` makes a new tensor out of the leaf. Only leaves keep their gradient.",
            "`* 0.5` 用叶子节点算出了一个新张量。只有叶子节点会留住梯度。",
        ),
        Text(
            "Do the arithmetic first, and ask for the gradient last, on the finished w.",
            "先把数算好，最后才在算好的 w 上要求梯度。",
        ),
    ),
    why=Text(
        en="""
        The leaf was the nameless tensor before `* 0.5`; w was its product. Computed first and asked
        afterwards, w has no history, so it is a leaf, and the gradient ends up in it. An optimizer would have
        told you at once: "can't optimize a non-leaf Tensor". (`w.retain_grad()` before `backward()` shows the
        number too, but makes no parameter of w.)
        """,
        zh="""
        叶子节点是 `* 0.5` 之前那个没有名字的张量，w 是它的乘积。先算好再要求梯度，w 就没有历史，是叶子节点，梯
        度最后留在它那里。换成优化器，马上就会告诉你：“can't optimize a non-leaf Tensor”。（在 `backward()` 之前
        写 `w.retain_grad()` 也能看到这个数，但 w 并没有因此成为参数。）
        """,
    ),
    diagnoses={
        "no-leaf": Diagnosis(
            "Still `None`: w is still the result of an operation that is recorded, or was asked too late.",
            "还是 `None`：w 仍然是一个被记录的运算的结果，或者说得太晚了。",
            lesson=4,
        ),
        "other-tensor": Diagnosis(
            "That is the gradient of another tensor: of the one before it was halved.",
            "这是另一个张量的梯度：减半之前的那个。",
            lesson=4,
        ),
        "not-halved": Diagnosis(
            "w starts at the whole number now, not at half of it.",
            "现在 w 从整个数开始，没有减半。",
        ),
        "not-asked": Diagnosis(
            "Nothing requires a gradient any more.",
            "已经没有谁要求梯度了。",
            raises="does not require grad",
            lesson=3,
        ),
    },
    wrong=(
        Try(
            "no-leaf",
            (("(torch.tensor(number) * 0.5).requires_grad_()", "torch.tensor(number).requires_grad_() * 0.5"),),
        ),
        Try(
            "no-leaf",
            (
                ("(torch.tensor(number) * 0.5).requires_grad_()", "torch.tensor(number, requires_grad=True) * 0.5"),
                ("backward()\n", "backward()\n    w.retain_grad()\n"),
            ),
        ),
        Try(
            "other-tensor",
            (
                ("w = (torch.tensor(number) * 0.5).requires_grad_()", "w = torch.tensor(number, requires_grad=True)"),
                ("loss = w ** 2", "loss = (w * 0.5) ** 2"),
            ),
        ),
        Try("not-halved", ((" * 0.5", ""),)),
        Try("not-asked", ((".requires_grad_()", ""),)),
    ),
    right=(
        Try(
            edits=(("(torch.tensor(number) * 0.5).requires_grad_()", "torch.tensor(0.5 * number, requires_grad=True)"),)
        ),
        Try(edits=((".requires_grad_()", ".detach().requires_grad_(True)"),)),
        Try(
            edits=(
                ("(torch.tensor(number) * 0.5).requires_grad_()", "torch.tensor(number, requires_grad=True) * 0.5"),
                ("    loss.backward", "    w.retain_grad()\n    loss.backward"),
            )
        ),
    ),
)

_MANY = _patient(
    7,
    title=Text("a loss of many numbers", "有好几个数的损失"),
    statement=Text(
        en="""
        The model says w·x, and every x should give 1; w begins at 1. The loss is to be the **mean** of the
        squared errors. For x = 3 and 4 the slope is the mean of 2·2·3 and 2·3·4, that is 18. The program
        raises an error.
        """,
        zh="""
        模型说 w·x，每个 x 都应该得到 1；w 从 1 开始。损失应该是误差平方的**平均值**。x 取 3 和 4，斜率是 2·2·3
        和 2·3·4 的平均值，也就是 18。程序报错了。
        """,
    ),
    broken="""
    def mean_slope(xs):
        w = torch.tensor(1., requires_grad=True)
        loss = (w * torch.tensor(xs) - 1) ** 2
        loss.backward()
        return w.grad
    """,
    cure=(("loss.backward()", "loss.mean().backward()"),),
    calls=[
        ([3.0, 4.0], 18.0, [(36.0, "sum"), (12.0, "only-one"), (24.0, "only-one"), (17.5, "mean-first")]),
        ([0.0, 2.0, -1.0], 8 / 3, [(8.0, "sum")]),
    ],
    hints=(
        Text(
            "Print the loss. Of which number should `backward()` find the slope?",
            "打印损失。`backward()` 该求哪个数的斜率？",
        ),
        Text(
            "`backward()` begins with a 1 at one number. Make one number of the many: the statement says how.",
            "`backward()` 从一个数上的 1 开始。把这些数变成一个数：题目里说了怎么变。",
        ),
        Text(
            "The quick cure `backward(torch.ones(2))` stands for the sum. What is asked for is the mean.",
            "最省事的 `backward(torch.ones(2))` 等于求和。题目要的是平均值。",
        ),
    ),
    why=Text(
        en="""
        A slope says how *one* number changes. `loss.mean()` is one number; each error then has the weight 1/n.
        The ones that circulate as a cure are weights too: with them the answer is 36, right for the sum, and
        twice too large here. Whoever silences this error decides, knowingly or not, how the numbers are to be
        weighed.
        """,
        zh="""
        斜率说的是**一个**数怎样变化。`loss.mean()` 是一个数，每个误差的权重是 1/n。流传的那味药，全是 1，其实也
        是权重：得到 36，对求和来说是对的，在这里大了一倍。让这个错误不出声的人，不管自己知不知道，都决定了各个
        数占多少分量。
        """,
    ),
    diagnoses={
        "not-one-number": Diagnosis(
            "There are still several numbers where one is needed.",
            "需要一个数的地方，还是有好几个。",
            raises="only for scalar outputs",
            lesson=7,
        ),
        "sum": Diagnosis(
            "That is the slope of the sum. What does the loss of this exercise do with the squared errors?",
            "这是求和的斜率。这道题的损失，是怎样处理这些误差平方的？",
            lesson=7,
        ),
        "only-one": Diagnosis(
            "Only one of the errors counts now.",
            "现在只算了其中一个误差。",
        ),
        "mean-first": Diagnosis(
            "You averaged first and squared then. Errors of different sign would cancel.",
            "你先求平均，再平方。这样正负误差会互相抵消。",
        ),
        "weights": Diagnosis(
            "The weights must be as many as the numbers of the loss.",
            "损失有几个数，权重就要有几个。",
            raises="Mismatch in shape",
            lesson=7,
        ),
    },
    wrong=(
        Try("not-one-number", (("loss.mean().backward()", "(loss / len(xs)).backward()"),)),
        Try("sum", (("loss.mean().backward()", "loss.backward(torch.ones(len(xs)))"),)),
        Try("sum", (("mean()", "sum()"),)),
        Try("only-one", (("loss.mean()", "loss[0]"),)),
        Try("mean-first", (("(w * torch.tensor(xs) - 1) ** 2", "(w * torch.tensor(xs) - 1).mean() ** 2"),)),
        Try("weights", (("loss.mean().backward()", "loss.backward(torch.tensor(1.))"),)),
    ),
    right=(
        Try(edits=(("loss.mean()", "(loss.sum() / len(xs))"),)),
        Try(edits=(("loss.mean().backward()", "loss.backward(torch.ones(len(xs)) / len(xs))"),)),
        Try(
            edits=(
                (
                    "(w * torch.tensor(xs) - 1) ** 2",
                    "torch.nn.functional.mse_loss(w * torch.tensor(xs), torch.ones(len(xs)))",
                ),
                ("loss.mean()", "loss"),
            )
        ),
    ),
)

_ONE_GRAPH = _patient(
    8,
    title=Text("the second round fails", "第二轮出错"),
    statement=Text(
        en="""
        Gradient descent on (w − 1)² with learning rate ¼: from 9 to 5, and then to 3. The first round works,
        the second raises an error.
        """,
        zh="""
        对 (w − 1)² 做梯度下降，学习率 ¼：从 9 到 5，再到 3。第一轮没事，第二轮报错了。
        """,
    ),
    broken="""
    def descend(start):
        w = torch.tensor(start, requires_grad=True)
        loss = (w - 1) ** 2
        for i in range(2):
            w.grad = None
            loss.backward()
            with torch.no_grad():
                w -= 0.25 * w.grad
        return w
    """,
    cure=(
        ("    loss = (w - 1) ** 2\n    for i in range(2):\n", "    for i in range(2):\n        loss = (w - 1) ** 2\n"),
    ),
    calls=[
        (9.0, 3.0, [(1.0, "old-graph"), (5.0, "rounds"), (-1.0, "bucket"), (7.0, "rounds")]),
        (-7.0, -1.0, [(1.0, "old-graph")]),
    ],
    otherwise="other-step",
    hints=(
        Text(
            "How often is the loss computed, and how often does one go back through it?",
            "损失算了几次？沿着它往回走了几次？",
        ),
        Text(
            "After the first pass its drawers are empty. And even if they were full: with which w was this loss "
            "computed?",
            "走完第一遍，它的抽屉就空了。就算没有空：这个损失是用哪个 w 算的？",
        ),
        Text(
            "The loss belongs into the loop: each round computes it anew, with the w of that round.",
            "损失要放进循环里：每一轮用那一轮的 w 重新算。",
        ),
    ),
    why=Text(
        en="""
        One graph was made before the loop, and each pass empties its drawers. Computed in the loop, each round
        has its own graph, with its own w: 9 − 4 = 5, 5 − 2 = 3. `retain_graph=True` would have kept the
        drawers full, with the numbers of the first round in them: the second step would be the first one over
        again, and w would land on 1, by accident.
        """,
        zh="""
        循环之前只造了一张图，每走一遍就清空它的抽屉。放进循环里算，每一轮有自己的图，用自己的 w：9 − 4 = 5，5
        − 2 = 3。写 `retain_graph=True`，抽屉是不空了，可是里面还是第一轮的数：第二步只是把第一步再走一遍，w 碰
        巧落在 1 上。
        """,
    ),
    diagnoses={
        "empty-drawers": Diagnosis(
            "It is still the graph of the first round that is used twice.",
            "还是第一轮的那张图，用了两次。",
            raises="a second time",
            lesson=6,
        ),
        "old-graph": Diagnosis(
            "No error, but the second step is a copy of the first: the graph still holds the numbers of the old w.",
            "不报错了，可第二步是第一步的翻版：图里留的还是旧的 w 的数。",
            lesson=6,
        ),
        "bucket": Diagnosis(
            "The loss is computed in each round now, but the bucket is not emptied any more.",
            "现在每轮都算损失了，可是桶没有清空。",
            lesson=5,
        ),
        "rounds": Diagnosis(
            "Too few steps, or too small ones: two with ¼ each.",
            "步数少了，或者步子小了：应该是两步，各用 ¼。",
        ),
        "other-step": Diagnosis(
            "Another number than two steps on this loss give.",
            "和在这个损失上走两步得到的数不一样。",
        ),
    },
    wrong=(
        Try(
            "empty-drawers",
            (
                (
                    "    for i in range(2):\n        loss = (w - 1) ** 2\n",
                    "    loss = (w - 1) ** 2\n    for i in range(2):\n",
                ),
                ("w.grad = None", "w.grad = torch.zeros_like(w)"),
            ),
        ),
        Try(
            "old-graph",
            (
                (
                    "    for i in range(2):\n        loss = (w - 1) ** 2\n",
                    "    loss = (w - 1) ** 2\n    for i in range(2):\n",
                ),
                ("backward()", "backward(retain_graph=True)"),
            ),
        ),
        Try("bucket", (("        w.grad = None\n", ""),)),
        Try("rounds", (("range(2)", "range(1)"),)),
        Try("other-step", (("(w - 1)", "w"),)),
    ),
    right=(
        Try(edits=(("        loss = (w - 1) ** 2\n", ""), ("loss.backward()", "((w - 1) ** 2).backward()"))),
        Try(
            edits=(
                ("    for i", "    def loss():\n        return (w - 1) ** 2\n\n    for i"),
                ("        loss = (w - 1) ** 2\n", ""),
                ("loss.backward", "loss().backward"),
            )
        ),
    ),
)

_OLD_MAIL = _patient(
    9,
    title=Text("trains and stays where it is", "训练了，却一动不动"),
    statement=Text(
        en="""
        An optimizer, the loss (w − 2)², learning rate ¼. From 10 two rounds should lead to 6, and then to 4.
        The program says 10, and raises nothing.
        """,
        zh="""
        一个优化器，损失是 (w − 2)²，学习率 ¼。从 10 出发，两轮应该先到 6，再到 4。程序说的是 10，而且不报错。
        """,
    ),
    broken="""
    def train(start):
        w = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.25)
        for i in range(2):
            loss = (w - 2) ** 2
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
        return w
    """,
    cure=(
        (
            "        loss.backward()\n        optimizer.zero_grad()\n",
            "        optimizer.zero_grad()\n        loss.backward()\n",
        ),
    ),
    calls=[
        (
            start,
            _two_steps(start, 2),
            [(start, "no-mail"), (_two_steps(start, 2, 1), "bucket"), (start / 2 + 1, "one-behind")],
        )
        for start in (10.0, -4.0)
    ],
    otherwise="other-step",
    hints=(
        Text(
            "Print `w.grad` right before `optimizer.step()`.",
            "在 `optimizer.step()` 前面打印 `w.grad`。",
        ),
        Text(
            "`backward()` posts, `step()` collects. What happens to the mail in between?",
            "`backward()` 投信，`step()` 取信。中间那封信怎么了？",
        ),
        Text(
            "Empty the bucket before `backward()`, or after `step()`; only not between the two.",
            "在 `backward()` 之前清空，或者在 `step()` 之后；只是不能在两者之间。",
        ),
    ),
    why=Text(
        en="""
        `backward()` brought 16 and `zero_grad()` took it away; `step()` found no mail and left w alone. No
        error: an optimizer must put up with parameters without a gradient. Emptied before `backward()`, the
        mail is there when it is wanted: 10 − 4 = 6, 6 − 2 = 4.
        """,
        zh="""
        `backward()` 送来 16，`zero_grad()` 把它拿走了；`step()` 找不到信，就不动 w。不报错，因为优化器必须容得
        下没有梯度的参数。放到 `backward()` 之前清空，用的时候信就在：10 − 4 = 6，6 − 2 = 4。
        """,
    ),
    diagnoses={
        "no-mail": Diagnosis(
            "w still does not move: whenever `step()` looks, there is no gradient, or it looks at another tensor.",
            "w 还是不动：`step()` 去看的时候，那里没有梯度；或者它看的是另一个张量。",
            lesson=11,
        ),
        "bucket": Diagnosis(
            "It moves, but the second step uses the first gradient once more.",
            "动是动了，可是第二步把第一步的梯度又用了一遍。",
            lesson=5,
        ),
        "one-behind": Diagnosis(
            "`step()` is always one round behind: it uses the gradient of the round before.",
            "`step()` 总是慢一轮：用的是上一轮的梯度。",
            lesson=11,
        ),
        "not-a-leaf": Diagnosis(
            "The optimizer takes leaves only: what a computation has made is nobody's parameter.",
            "优化器只收叶子节点：算出来的东西不是参数。",
            raises="can't optimize a non-leaf",
            lesson=4,
        ),
        "other-step": Diagnosis(
            "The steps have another length. The learning rate was not to blame.",
            "步长变了。毛病不在学习率。",
        ),
    },
    wrong=(
        Try("no-mail", (("        optimizer.step()\n", ""),)),
        Try("no-mail", (("SGD([w]", "SGD([w.detach().clone()]"),)),
        Try("bucket", (("        optimizer.zero_grad()\n", ""),)),
        Try(
            "one-behind",
            (
                ("        loss.backward()\n        optimizer.step()\n", "        loss.backward()\n"),
                ("        loss = (w - 2) ** 2\n", "        loss = (w - 2) ** 2\n        optimizer.step()\n"),
            ),
        ),
        Try("not-a-leaf", (("SGD([w]", "SGD([w * 1]"),)),
        Try("other-step", (("        optimizer.zero_grad()\n", ""), ("0.25", "0.125"))),
    ),
    right=(
        Try(
            edits=(
                ("        optimizer.zero_grad()\n", ""),
                ("optimizer.step()\n", "optimizer.step()\n        optimizer.zero_grad()\n"),
            )
        ),
        Try(edits=(("optimizer.zero_grad()", "w.grad = None"),)),
    ),
    survivors={"loss = (w - 2) ** 2: w - 2 -> 2 - w": "the square of a difference does not mind its order"},
)

_THROUGH_NUMPY = _patient(
    10,
    title=Text("a way through NumPy", "绕道 NumPy"),
    statement=Text(
        en="""
        The loss is w·w², the square being computed with NumPy. At w = 3 the slope of w³ is 27. The program
        raises an error, and the error itself proposes a cure. Does that cure give 27?
        """,
        zh="""
        损失是 w·w²，其中的平方是用 NumPy 算的。在 w = 3 处，w³ 的斜率是 27。程序报错了，错误信息自己还开了一个
        药方。照它做，得到的是 27 吗？
        """,
    ),
    given="import numpy as np",
    broken="""
    def cube_slope(w):
        w = torch.tensor(w, requires_grad=True)
        square = torch.tensor(np.square(w.numpy()))
        loss = w * square
        loss.backward()
        return w.grad
    """,
    cure=(("torch.tensor(np.square(w.numpy()))", "w ** 2"),),
    calls=[
        (3.0, 27.0, [(9.0, "constant"), (6.0, "other-formula"), (18.0, "half")]),
        (-2.0, 12.0, [(4.0, "constant")]),
    ],
    otherwise="other-formula",
    hints=(
        Text(
            "NumPy knows nothing of graphs. What can be left of the history of w behind `w.numpy()`?",
            "NumPy 不知道什么是计算图。过了 `w.numpy()`，w 的历史还能剩下什么？",
        ),
        Text(
            "With `w.detach().numpy()` the error is gone, and the square is a constant. Which term of the slope is "
            "then missing?",
            "写成 `w.detach().numpy()`，错误没有了，平方却成了常数。斜率里少了哪一项？",
        ),
        Text(
            "Do not leave: PyTorch can square as well.",
            "不要出去：平方 PyTorch 自己也会算。",
        ),
    ),
    why=Text(
        en="""
        An array has no history; that is why PyTorch makes you say that you drop it. Dropped with `detach()`,
        the square is a constant, and only w's own road counts: 9, no error, and wrong. Computed by PyTorch,
        both roads are recorded: 9 + 3·6 = 27. `detach()` is the right cure where the numbers are only to be
        looked at.
        """,
        zh="""
        数组没有历史，所以 PyTorch 要你明说：历史不要了。用 `detach()` 丢掉之后，平方是常数，只剩 w 自己那条
        路：9，不报错，却是错的。让 PyTorch 来算，两条路都记录下来：9 + 3·6 = 27。如果只是要看一看这些
        数，`detach()` 才是对的药。
        """,
    ),
    diagnoses={
        "still-numpy": Diagnosis(
            "The history still has to pass through NumPy, and it cannot.",
            "历史还是要从 NumPy 里过，它过不去。",
            raises="Can't call numpy",
            lesson=9,
        ),
        "constant": Diagnosis(
            "The error is gone, and a wrong number has come: the square is a constant to the way back.",
            "错误没有了，来的却是一个错的数：对反向传播来说，平方成了常数。",
            lesson=9,
        ),
        "half": Diagnosis(
            "Now the square is recorded, but the other factor is not.",
            "现在平方被记录了，另一个因子却没有。",
            lesson=9,
        ),
        "not-asked": Diagnosis(
            "Nothing requires a gradient any more, and so there is nothing to go back to.",
            "已经没有谁要求梯度了，所以无路可回。",
            raises="does not require grad",
            lesson=3,
        ),
        "other-formula": Diagnosis(
            "The formula is another one now: it should be w times the square of w.",
            "算式变了：应该是 w 乘以 w 的平方。",
        ),
    },
    wrong=(
        Try("still-numpy", (("w ** 2", "torch.tensor(np.power(w.numpy(), 2))"),)),
        Try("constant", (("w ** 2", "torch.tensor(np.square(w.detach().numpy()))"),)),
        Try("constant", (("w ** 2", "torch.tensor(np.square(w.data.numpy()), requires_grad=True)"),)),
        Try("half", (("w * square", "w.detach() * square"),)),
        Try("not-asked", ((", requires_grad=True", ""),)),
        Try("other-formula", (("w * square", "square"),)),
    ),
    right=(
        Try(edits=(("w ** 2", "torch.square(w)"),)),
        Try(edits=(("    square = w ** 2\n", ""), ("w * square", "w * w * w"))),
    ),
)

_WHOLE = _patient(
    11,
    title=Text("whole numbers", "整数"),
    statement=Text(
        en="""
        The sum of the squares of a list of whole numbers, and its gradient: for [1, 2, 3] it is [2, 4, 6]. The
        program raises an error.
        """,
        zh="""
        一列整数的平方和，求它的梯度：对 [1, 2, 3]，应该是 [2, 4, 6]。程序报错了。
        """,
    ),
    broken="""
    def squares_gradient(numbers):
        x = torch.tensor(numbers, requires_grad=True)
        loss = (x ** 2).sum()
        loss.backward()
        return x.grad
    """,
    cure=(
        ("torch.tensor(numbers, requires_grad=True)", "torch.tensor(numbers, dtype=torch.float32, requires_grad=True)"),
    ),
    calls=[
        (
            [1, 2, 3],
            [2.0, 4.0, 6.0],
            [(None, "no-leaf"), ([2 / 3, 4 / 3, 2.0], "mean"), ([1.0, 2.0, 3.0], "not-the-slope")],
        ),
        ([0, -4], [0.0, -8.0], []),
    ],
    hints=(
        Text(
            "Print `torch.tensor([1, 2, 3]).dtype`, and the same with `[1., 2., 3.]`.",
            "打印 `torch.tensor([1, 2, 3]).dtype`，再换成 `[1., 2., 3.]` 打印一次。",
        ),
        Text(
            "A slope asks what happens at a very small step. A whole number cannot take one.",
            "斜率问的是：动很小的一步会怎样。整数动不了那么小的一步。",
        ),
        Text(
            "Make floating-point numbers of them before you ask for a gradient: `dtype=torch.float32`, or "
            "`.float()` first "
            "and `requires_grad_()` then.",
            "先变成浮点数，再要求梯度：用 `dtype=torch.float32`，或者先 `.float()`，再 `requires_grad_()`。",
        ),
    ),
    why=Text(
        en="""
        To Python 1 and 1. are nearly the same; to a tensor they are two types, and only the one that can move
        by as little as you like has slopes. The type must be right before the gradient is asked for:
        `.float()` afterwards would make another tensor, and the leaf would be the one before.
        """,
        zh="""
        对 Python 来说，1 和 1. 差不多；对张量来说是两种类型，只有能动任意小一步的那种才有斜率。要先把类型弄对，
        再要求梯度：如果之后才 `.float()`，得到的是另一个张量，叶子节点是之前的那个。
        """,
    ),
    diagnoses={
        "still-whole": Diagnosis(
            "They are still whole numbers when the gradient is asked for.",
            "要求梯度的时候，它们还是整数。",
            raises="floating point",
            lesson=3,
        ),
        "not-asked": Diagnosis(
            "The type is right now, but nobody asks for a gradient.",
            "类型对了，可是没有人要求梯度。",
            raises="does not require grad",
            lesson=3,
        ),
        "no-leaf": Diagnosis(
            "`x` is the result of an operation now: the leaf, and with it the gradient, is another tensor.",
            "现在 `x` 是运算的结果：叶子节点是另一个张量，梯度也在那里。",
            lesson=4,
        ),
        "mean": Diagnosis(
            "That is the gradient of the mean. The loss is the sum.",
            "这是平均值的梯度。损失是和。",
        ),
        "not-the-slope": Diagnosis(
            "Those are the numbers themselves, not their gradient.",
            "这是那些数本身，不是它们的梯度。",
        ),
    },
    wrong=(
        Try("still-whole", (("numbers, dtype=torch.float32, requires_grad=True)", "numbers).requires_grad_()"),)),
        Try("not-asked", ((", dtype=torch.float32, requires_grad=True)", ").float()"),)),
        Try("no-leaf", (("requires_grad=True)", "requires_grad=True) * 1."),)),
        Try("mean", (("sum()", "mean()"),)),
        Try("not-the-slope", (("return x.grad", "return x"),)),
    ),
    right=(
        Try(edits=((", dtype=torch.float32, requires_grad=True)", ").float().requires_grad_()"),)),
        Try(
            edits=(
                ("numbers, dtype=torch.float32, requires_grad=True", "[float(n) for n in numbers], requires_grad=True"),
            )
        ),
    ),
)

_CONSTANT = _patient(
    12,
    title=Text("a zero that cannot be", "不可能的零"),
    statement=Text(
        en="""
        What share of the whole has the first number? For [2, 2] it is ½; if the first grows the share grows,
        and if the second grows it falls: the gradient is [0.125, −0.125]. The program says [0.25, 0], as if
        the second number had no influence, and raises nothing.
        """,
        zh="""
        第一个数占总和的几分之几？对 [2, 2] 是 ½；第一个数增大，占比就增大，第二个数增大，占比就减小：梯度是
        [0.125, −0.125]。程序说的是 [0.25, 0]，好像第二个数没有影响似的，而且不报错。
        """,
    ),
    broken="""
    def share_gradient(numbers):
        x = torch.tensor(numbers, requires_grad=True)
        total = x.sum().detach()
        share = x[0] / total
        share.backward()
        return x.grad
    """,
    cure=((".detach()", ""),),
    calls=[
        (
            [2.0, 2.0],
            [0.125, -0.125],
            [
                ([0.25, 0.0], "constant"),
                ([-0.125, -0.125], "other-half"),
                ([0.25, -0.25], "mean"),
                ([0.5, -0.5], "the-rest"),
            ],
        ),
        ([1.0, 3.0, 4.0], [7 / 64, -1 / 64, -1 / 64], [([1 / 8, 0.0, 0.0], "constant")]),
    ],
    hints=(
        Text(
            "On which roads does the second number reach the share? Draw the graph: `mg.draw(share)`.",
            "第二个数通过哪些路影响占比？画出计算图：`mg.draw(share)`。",
        ),
        Text(
            "It has one road only, and it goes through the total. Is that road still there?",
            "它只有一条路，从总和那里过。那条路还在吗？",
        ),
        Text(
            "To the way back, a detached tensor is a constant. Does the total have to be one here?",
            "对反向传播来说，detach 过的张量是常数。这里的总和应该是常数吗？",
        ),
    ),
    why=Text(
        en="""
        `detach()` cut the road through the total: x[0] was divided by a constant, whence 1/4 and 0. With the
        road in place, the first number has two influences, 1/4 − 2/16 = 0.125, and the second has one, −2/16.
        No error can tell you: dividing by a constant is a sensible thing. The zero tells you, if you know that
        it cannot be.
        """,
        zh="""
        `detach()` 把经过总和的路剪断了：x[0] 除以的是一个常数，所以是 1/4 和 0。路接上之后，第一个数有两份影
        响：1/4 − 2/16 = 0.125；第二个数是 −2/16。没有错误能告诉你，因为除以常数本来就说得通。能告诉你的是那个
        零，只要你知道它不可能是零。
        """,
    ),
    diagnoses={
        "constant": Diagnosis(
            "The total is still a constant to the way back, in other words only.",
            "对反向传播来说，总和还是常数，只是换了个写法。",
            lesson=9,
        ),
        "other-half": Diagnosis(
            "Now the other road is cut: the one of the number above the line.",
            "现在断的是另一条路：分子的那条。",
            lesson=9,
        ),
        "mean": Diagnosis(
            "The share is now a share of the mean, not of the sum.",
            "现在求的是占平均值的多少，不是占总和的多少。",
        ),
        "the-rest": Diagnosis(
            "You divide by the rest now; the first number belongs to the whole too.",
            "现在除以的是其余的数；第一个数也是整体的一部分。",
        ),
        "cut": Diagnosis(
            "Now nothing at all leads back.",
            "现在什么路也没有了。",
            raises="does not require grad",
            lesson=3,
        ),
    },
    wrong=(
        Try("constant", (("total = x.sum()", "with torch.no_grad():\n        total = x.sum()"),)),
        Try("constant", (("x.sum()", "x.sum().item()"),)),
        Try("constant", (("x.sum()", "x.data.sum()"),)),
        Try("other-half", (("x[0]", "x[0].detach()"),)),
        Try("mean", (("sum()", "mean()"),)),
        Try("the-rest", (("x.sum()", "x[1:].sum()"),)),
        Try("cut", (("share = x[0] / total", "share = (x[0] / total).detach()"),)),
    ),
    right=(
        Try(edits=(("x[0] / total", "(x / total)[0]"),)),
        Try(edits=(("x.sum()", "sum(x)"),)),
    ),
)

EXERCISES = (
    _TURNS_BACK,
    _CHANGED_AFTERWARDS,
    _WRITTEN_INTO,
    _BEHIND_ITS_BACK,
    _NEW_TENSOR,
    _NO_LEAF,
    _MANY,
    _ONE_GRAPH,
    _OLD_MAIL,
    _THROUGH_NUMPY,
    _WHOLE,
    _CONSTANT,
)
