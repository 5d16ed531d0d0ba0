"""Lesson 8: changes in place that do harm, changes that do none, and how a parameter is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look, Row, plain, same, show
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict

_FATES = {"A": "line", "B": "backward", "C": "fine", "D": "backward", "E": "fine", "F": "backward"}
_REASONS = {  # of each wrong answer to each program
    "A": {"backward": "leaf-at-once", "fine": "leaf-is-guarded"},
    "B": {"line": "noticed-later", "fine": "factor-is-kept"},
    "C": {"line": "noticed-later", "backward": "input-not-kept"},
    "D": {"line": "noticed-later", "fine": "result-is-kept"},
    "E": {"line": "noticed-later", "backward": "result-not-kept"},
    "F": {"line": "not-recorded", "fine": "counted-all-the-same"},
}


def _verify_prediction(look: Look) -> None:
    given = [look.value(f'fate["{name}"]') for name in _FATES]
    if any(isinstance(value, str) and value not in ("line", "backward", "fine") for value in given):
        look.because("three-words")
    if "fine" not in given and all(isinstance(value, str) for value in given):
        look.because("all-forbidden")
    for name, expected in _FATES.items():
        look.same(f'fate["{name}"]', expected, _REASONS[name].items(), hidden=True)


PREDICT = Exercise(
    id="in-place-predict",
    lesson=8,
    title=Text("Predict: at once, later, or never", "先预测：当场、以后，还是从不"),
    statement=Text(
        en="""
        Before each of the six programs stand the same two lines:

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        u = 2 * x
        ```

        Then comes one of these:

        ```python
        x += 1                                              # A
        v = u * u;      u += 1;   v.sum().backward()        # B
        v = u.exp();    u += 1;   v.sum().backward()        # C
        v = u.exp();    v += 1;   v.sum().backward()        # D
        v = u * u;      v += 1;   v.sum().backward()        # E
        v = x * x                                           # F, three lines
        with torch.no_grad(): x += 1
        v.sum().backward()
        ```

        Write for each: `"line"` if the change itself fails, `"backward"` if the error comes in
        `backward()`, `"fine"` if there is none.
        """,
        zh="""
        六个程序前面都有同样的两行：

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        u = 2 * x
        ```

        接下来是下面的一个：

        ```python
        x += 1                                              # A
        v = u * u;      u += 1;   v.sum().backward()        # B
        v = u.exp();    u += 1;   v.sum().backward()        # C
        v = u.exp();    v += 1;   v.sum().backward()        # D
        v = u * u;      v += 1;   v.sum().backward()        # E
        v = x * x                                           # F，三行
        with torch.no_grad(): x += 1
        v.sum().backward()
        ```

        修改的那一行当场报错，写 `"line"`；到 `backward()` 才报错，写 `"backward"`；不报错，写 `"fine"`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB fate = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}
    fate = {"A": "line", "B": "backward", "C": "fine",
            "D": "backward", "E": "fine", "F": "backward"}
    ### END SOLUTION
    """,
    names=("fate",),
    verify=_verify_prediction,
    hints=(
        Text(
            "Two questions, in this order. Is a leaf that requires a gradient changed while recording is on? "
            "And: is what is changed in somebody's drawer?",
            "按顺序问两个问题：是不是在记录的时候改了要求梯度的叶子节点？改的东西，是不是在谁的抽屉里？",
        ),
        Text(
            "What is in a drawer follows from the derivative: a product mentions its factors, exp mentions its "
            "own result.",
            "抽屉里是什么，看导数就知道：乘积的导数提到两个因子，exp 的导数提到它自己的结果。",
        ),
        Text(
            "`no_grad` lets the change of a leaf through, but the version counts on. In F: what does `x * x` keep?",
            "在 `no_grad` 里可以改叶子节点，可是版本照样加一。再看 F：`x * x` 留着什么？",
        ),
    ),
    why=Text(
        en="""
        A changes a recording leaf: it would become a result, so the line fails at once. All the others
        depend on the drawers. `u * u` keeps u (B fails, E does not: nobody keeps the product itself);
        `exp` keeps its result (D fails, C does not). F is allowed at the line, as nothing is recorded
        there; but `x * x` has x in its drawer, at version 0, and finds it at version 1.
        """,
        zh="""
        A 改的是正在被记录的叶子节点，它会因此变成运算的结果，所以当场报错。其余的都看抽屉。`u * u` 留
        着 u（B 报错；E 不报错，因为没有谁留着乘积本身）；`exp` 留着结果（D 报错，C 不报错）。F 的那一行不记
        录，所以允许；可是 `x * x` 的抽屉里是版本 0 的 x，回头一看，已经是版本 1 了。
        """,
    ),
    diagnoses={
        "all-forbidden": Diagnosis(
            "You take every change in place for an error. It is one only if a leaf would become a result, or if "
            "something in a drawer is changed.",
            "你认为凡是原地修改都报错。只有叶子节点会变成结果，或者抽屉里的东西被改了，才报错。",
        ),
        "leaf-at-once": Diagnosis(
            "This change is not noticed late: it is refused by the line itself. What would become of the leaf "
            "otherwise?",
            "这次修改不是事后才发现的，而是当场就不许。要是许了，叶子节点会变成什么？",
        ),
        "leaf-is-guarded": Diagnosis(
            "Recording is on, and x is a leaf that requires a gradient. May it become the result of an addition?",
            "正在记录，x 又是要求梯度的叶子节点。它可以变成一次加法的结果吗？",
        ),
        "noticed-later": Diagnosis(
            "What is changed here is no leaf, so the line goes through. Whether it did harm is seen on the way back.",
            "这里改的不是叶子节点，所以这一行能通过。有没有害处，往回走的时候才知道。",
        ),
        "factor-is-kept": Diagnosis(
            "On the way back a product must know its factors. Which tensor is in its drawer, and what happens to "
            "it afterwards?",
            "往回走的时候，乘法要知道两个因子。它的抽屉里是哪个张量？后来这个张量怎么了？",
        ),
        "input-not-kept": Diagnosis(
            "u is changed, true. But does exp need its **input** on the way back?",
            "u 确实改了。可是 exp 往回走的时候，要用它的**输入**吗？",
        ),
        "result-is-kept": Diagnosis(
            "The derivative of exp is exp again: its result is in the drawer.",
            "exp 的导数还是 exp：它的结果就在抽屉里。",
        ),
        "result-not-kept": Diagnosis(
            "v is changed, true. But does a product need its **result** on the way back?",
            "v 确实改了。可是乘法往回走的时候，要用它的**结果**吗？",
        ),
        "not-recorded": Diagnosis(
            "Nothing is recorded in this line, so the leaf does not become a result, and the line goes through.",
            "这一行不记录，叶子节点不会变成结果，所以能通过。",
        ),
        "counted-all-the-same": Diagnosis(
            "`no_grad` switches the recording off, not the counting of versions. Is x in a drawer?",
            "`no_grad` 关掉的是记录，不是版本计数。x 在谁的抽屉里吗？",
        ),
        "three-words": Diagnosis(
            'Use these three words: `"line"`, `"backward"`, `"fine"`.',
            '请用这三个词：`"line"`、`"backward"`、`"fine"`。',
        ),
    },
    wrong=(
        Try("all-forbidden", (('"fine"', '"backward"'),)),
        Try("leaf-at-once", (('"A": "line"', '"A": "backward"'),)),
        Try("leaf-is-guarded", (('"A": "line"', '"A": "fine"'),)),
        Try("noticed-later", (('"B": "backward"', '"B": "line"'),)),
        Try("factor-is-kept", (('"B": "backward"', '"B": "fine"'),)),
        Try("input-not-kept", (('"C": "fine"', '"C": "backward"'),)),
        Try("result-is-kept", (('"D": "backward"', '"D": "fine"'),)),
        Try("result-not-kept", (('"E": "fine"', '"E": "backward"'),)),
        Try("not-recorded", (('"F": "backward"', '"F": "line"'),)),
        Try("counted-all-the-same", (('"F": "backward"', '"F": "fine"'),)),
        Try("three-words", (('"line"', '"error"'),)),
    ),
    right=(
        Try(source='fate = dict(zip("ABCDEF", ["line", "backward", "fine", "backward", "fine", "backward"]))'),
        Try(
            source="""
            fate = dict.fromkeys("BDF", "backward") | dict.fromkeys("CE", "fine")
            fate["A"] = "line"
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ repair


def _verify_loss(look: Look) -> None:
    raises = [("output 0 of Relu", "relu-drawer"), ("modified by an inplace", "factor-drawer")]

    def value(*at: float) -> Callable[[Any, Any], Any]:
        return lambda torch, loss_of: loss_of(torch.tensor(at, requires_grad=True))

    def slopes(*at: float) -> Callable[[Any, Any], Any]:
        def run(torch: Any, loss_of: Any) -> Any:
            x = torch.tensor(at, requires_grad=True)
            loss_of(x).backward()
            return x.grad

        return run

    known: list[tuple[Any, str]] = [
        (28.0, "other-order"),
        (22.0, "factor-lost"),
        (20.0, "shift-lost"),
        (24.0, "shift-lost"),
    ]
    look.tried("loss_of", "loss_of([1., -1.])", value(1.0, -1.0), 26.0, known, otherwise="other-value", raises=raises)
    known = [
        ([30.0, -12.0], "silent"),
        ([21.0, -18.0], "silent"),
        ([27.0, -12.0], "silent"),
        ([18.0, -18.0], "cut"),
        ([6.0, 0.0], "cut"),
    ]
    shown = "loss_of(x).backward(); x.grad, x = [{}]"
    look.tried(
        "loss_of",
        shown.format("1., -1."),
        slopes(1.0, -1.0),
        [24.0, -18.0],
        known,
        otherwise="slopes",
        raises=raises,
    )
    (a,) = look.fresh(1)
    slope, loss = 18.0 * a + 6, 9.0 * a * a + 2 * (3 * a + 1)
    look.tried("loss_of", shown.format(f"{a}."), slopes(float(a)), [slope], otherwise="slopes", raises=raises)
    look.tried("loss_of", f"loss_of([{a}.])", value(float(a)), loss, otherwise="other-value", raises=raises)


REPAIR = Exercise(
    id="in-place-repair",
    lesson=8,
    title=Text("Repair: three changes, two of them harmful", "改错：三处修改，两处有害"),
    statement=Text(
        en="""
        `loss_of` changes something in place three times, to save memory. The value is right: 26 for x =
        [1, −1]. But `backward()` fails. Find out what is in which drawer, and mend **only what does
        harm**; the value is to stay as it is, and the gradient is to be the true one. (`.data` will not
        mend it: try, and compare.)
        """,
        zh="""
        为了省内存，`loss_of` 有三处原地修改。算出来的值是对的：x = [1, −1] 的时候是 26。可
        是 `backward()` 报错。弄清楚哪个抽屉里是什么，**只改有害的地方**；值要保持不变，梯度要是真正的梯度。
        （用 `.data` 是改不好的：试一试，比一比。）
        """,
    ),
    solution="""
    def loss_of(x):
        u = 3 * x
        v = u * u
        ### BEGIN SOLUTION
        ### STUB u += 1
        ### STUB r = u.relu()
        ### STUB r *= 2
        ### STUB v += r
        u = u + 1
        r = u.relu()
        r = r * 2
        v += r
        ### END SOLUTION
        return v.sum()

    x = torch.tensor([1., -1.], requires_grad=True)
    loss = loss_of(x)
    loss.backward()
    print(loss, x.grad)
    """,
    names=("loss_of",),
    verify=_verify_loss,
    hints=(
        Text(
            "Read the message: *output 0 of …* names the operation whose drawer was touched. Mend that one and "
            "run again: there is a second.",
            "读报错信息：*output 0 of …* 说出了动的是哪个运算的东西。改好它，再运行：还有第二处。",
        ),
        Text(
            "`u * u` keeps u; relu keeps its result. Who keeps v?",
            "`u * u` 留着 u；relu 留着它的结果。谁留着 v？",
        ),
        Text(
            "A new box does no harm: `u = u + 1`, `r = r * 2`. The old one stays in the drawer as it was.",
            "用新盒子就没有害处：`u = u + 1`，`r = r * 2`。旧盒子原样留在抽屉里。",
        ),
    ),
    why=Text(
        en="""
        The product `u * u` has u in its drawer, so `u += 1` spoils it; relu keeps its result r, so
        `r *= 2` spoils that. `v += r` is harmless: nobody keeps v, and an addition keeps nothing. With
        `u = u + 1` the name moves on to a new box, and the drawer holds the old. Had you written
        `u.data += 1`, the value would be the same, the gradient [30, −12] in place of [24, −18], and no
        error at all.
        """,
        zh="""
        乘积 `u * u` 的抽屉里是 u，所以 `u += 1` 有害；relu 留着结果 r，所以 `r *= 2` 有害。`v += r` 没有害
        处：没有谁留着 v，而加法什么也不留。写成 `u = u + 1`，名字就移到了新盒子上，抽屉里还是旧的。要是
        写 `u.data += 1`，值还是那个值，梯度却从 [24, −18] 变成 [30, −12]，而且一声不响。
        """,
    ),
    diagnoses={
        "other-order": Diagnosis(
            "There is no error, but another loss: the 1 is now added before u is squared.",
            "不报错了，可是换了一个损失：现在是先加 1，再平方。",
        ),
        "factor-lost": Diagnosis(
            "The value has changed: r is no longer doubled.",
            "值变了：r 没有翻倍。",
        ),
        "shift-lost": Diagnosis(
            "The value has changed: relu does not see the u that has been raised by 1.",
            "值变了：relu 看到的 u 没有加 1。",
        ),
        "other-value": Diagnosis(
            "The value of the loss has changed. Only **where** the numbers are stored is to change.",
            "损失的值变了。要改的只是数放在**哪里**。",
        ),
        "silent": Diagnosis(
            "The value is right and there is no error, but the gradient is wrong: a drawer was changed, or a "
            "change not recorded, behind PyTorch's back.",
            "值对了，也不报错，可是梯度错了：有人背着 PyTorch 改了抽屉里的东西，或者有一步没有被记录。",
            lesson=9,
        ),
        "cut": Diagnosis(
            "The value is right, but a road is missing in the gradient: something was detached.",
            "值对了，可是梯度里少了一条路：有什么东西被剪断了。",
            lesson=9,
        ),
        "slopes": Diagnosis(
            "The value is right, the gradient is not. Compare with the pencil: 9x² has the slope 18x; and where "
            "3x + 1 is positive, 6 is added.",
            "值对了，梯度不对。用笔核对：9x² 的斜率是 18x；3x + 1 为正的地方，还要加 6。",
        ),
        "relu-drawer": Diagnosis(
            "relu's drawer was touched. What does it keep for the way back, its input or its result?",
            "动了 relu 的抽屉。它为往回走留着什么：输入，还是结果？",
            raises="output 0 of Relu",
        ),
        "factor-drawer": Diagnosis(
            "The drawer of the product was touched: its factors must stay as they were when it was computed.",
            "动了乘法的抽屉：它的因子要保持当初的样子。",
            raises="modified by an inplace",
        ),
    },
    wrong=(
        Try("other-order", (("    v = u * u\n    u = u + 1\n", "    u = u + 1\n    v = u * u\n"),)),
        Try("factor-lost", (("    r = r * 2\n", ""),)),
        Try("shift-lost", (("    u = u + 1\n", ""),)),
        Try("other-value", (("r * 2", "r * 3"),)),
        Try("silent", (("u = u + 1", "u.data += 1"),)),
        Try("silent", (("r = r * 2", "r.data *= 2"),)),
        Try("cut", (("r = r * 2", "r = r.detach() * 2"),)),
        Try("slopes", (("v = u * u", "v = u * u.detach()"),)),
        Try("relu-drawer", (("r = r * 2", "r *= 2"),)),
        Try("relu-drawer", (("r = r * 2", "with torch.no_grad():\n        r *= 2"),)),
        Try("factor-drawer", (("u = u + 1", "u += 1"),)),
    ),
    right=(
        Try(edits=(("r = r * 2", "r = 2 * r.clone()"), ("v += r", "v = v + r"))),
        Try(edits=(("u = u + 1", "u = u.clone()\n    u += 1"),)),
        Try(
            source="""
            def loss_of(x):
                u = 3 * x
                v = u * u
                r = (u + 1).relu_().mul(2)
                return v.add_(r).sum()
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ make


def _verify_lift(look: Look) -> None:
    raises = [("leaf Variable", "leaf-recorded")]

    def after(expression: Callable[[Any], Any], *numbers: float) -> Callable[[Any, Any], Any]:
        def run(torch: Any, lift: Any) -> Any:
            w = torch.tensor(numbers, requires_grad=True)
            w.grad = torch.full_like(w.detach(), 7.0)
            lift(w)
            return expression(w)

        return run

    def values(w: Any) -> Any:
        return w.detach()

    known: list[tuple[Any, str]] = [
        ([-1.0, 2.0, -3.0], "not-this-tensor"),
        ([1.0, 2.0, 3.0], "sign-dropped"),
        ([-1.0, 0.0, -3.0], "wrong-side"),
        ([0.0, 0.0, 0.0], "all-zero"),
    ]
    shown = "lift(w), w = [-1., 2., -3.]; w"
    look.tried("lift", shown, after(values, -1.0, 2.0, -3.0), [0.0, 2.0, 0.0], known, otherwise="values", raises=raises)
    a, b = (float(number) for number in look.fresh(2))
    shown = f"lift(w), w = [{a:g}., 0.5, {-b:g}.]; w"
    look.tried("lift", shown, after(values, a, 0.5, -b), [a, 0.5, 0.0], otherwise="values", raises=raises)
    flag = after(lambda w: w.requires_grad, -1.0, 2.0)
    look.tried("lift", "lift(w); w.requires_grad", flag, True, otherwise="flag-lost", raises=raises)
    bucket = after(lambda w: w.grad, -1.0, 2.0)
    look.tried("lift", "w.grad = [7., 7.]; lift(w); w.grad", bucket, [7.0, 7.0], otherwise="bucket", raises=raises)
    counted = after(lambda w: w._version > 0, -1.0, 2.0)
    look.tried("lift", "lift(w); w._version > 0", counted, True, otherwise="unseen", raises=raises)


MAKE = Exercise(
    id="lift-parameter",
    lesson=8,
    title=Text("Make: no weight below zero", "动手：权重不许小于零"),
    statement=Text(
        en="""
        Some models want no negative weights: after every step they are lifted to 0. Write `lift(w)`, which
        does that to a leaf `w` that requires a gradient. It returns nothing; it changes **this** tensor.
        Afterwards `w` still requires a gradient, its bucket is as it was, and the change has been counted
        in `w._version`, so that an older graph would notice it.

        (`t.clamp_(min=0)` lifts all that is smaller than 0, in place.)
        """,
        zh="""
        有的模型不要负的权重：每走一步，就把负的提到 0。请写 `lift(w)`，对要求梯度的叶子节点 `w` 做这件事。
        它什么也不返回，改的就是**这个**张量。之后 `w` 仍然要求梯度，桶还是原来的样子，并且这次修改记进
        了 `w._version`，这样更早的图才会发现。

        （`t.clamp_(min=0)` 把小于 0 的都提到 0，是原地操作。）
        """,
    ),
    solution="""
    def lift(w):
        ### BEGIN SOLUTION
        with torch.no_grad():
            w.clamp_(min=0)
        ### END SOLUTION

    w = torch.tensor([-1., 2., -3.], requires_grad=True)
    lift(w)
    print(w, w._version)
    """,
    names=("lift",),
    verify=_verify_lift,
    hints=(
        Text(
            "`w = …` inside a function gives the name to another tensor; the caller's does not change.",
            "在函数里写 `w = …`，只是把名字给了另一个张量；外面的那个不会变。",
        ),
        Text(
            "In place on a leaf fails as long as it is recorded. How is the recording switched off for one line?",
            "正在记录的时候，对叶子节点做原地操作会报错。怎样在这一行把记录关掉？",
        ),
        Text(
            "`with torch.no_grad():`, and below it, indented, `w.clamp_(min=0)`.",
            "先写 `with torch.no_grad():`，下面缩进写 `w.clamp_(min=0)`。",
        ),
    ),
    why=Text(
        en="""
        Under `no_grad` nothing is recorded, so the leaf does not become a result and may be changed; the
        version counts on all the same. That is why it is better than `.data`, which changes the same
        memory and hides it: a graph that has `w` in its drawer would go on with the new numbers, and say
        nothing.
        """,
        zh="""
        在 `no_grad` 里什么也不记录，叶子节点不会变成结果，所以可以改；版本照样加一。这就是它比 `.data` 好的
        地方：`.data` 改的是同一块内存，却瞒着不说，抽屉里有 `w` 的图会拿着新的数接着算，一声不响。
        """,
    ),
    diagnoses={
        "not-this-tensor": Diagnosis(
            "The caller's w is as it was: another tensor was made, and only the name inside the function was "
            "given to it.",
            "外面的 w 没有变：你做出了另一个张量，只是函数里的名字给了它。",
        ),
        "sign-dropped": Diagnosis(
            "The minus signs are gone, but the numbers are to become 0, not positive.",
            "负号没有了，可是要变成的是 0，不是正数。",
        ),
        "wrong-side": Diagnosis(
            "The positive numbers were touched. It is the negative ones that are to change.",
            "动的是正数。要改的是负数。",
        ),
        "all-zero": Diagnosis(
            "Now all are 0. What was not negative is to stay.",
            "现在全是 0 了。不是负的要留着。",
        ),
        "values": Diagnosis(
            "The numbers are not right: what is negative becomes 0, all else stays, wherever it stands.",
            "数不对：负的变成 0，其余的不管在哪里都不变。",
        ),
        "flag-lost": Diagnosis(
            "Afterwards w does not require a gradient any more: it was switched off and not on again.",
            "之后 w 不再要求梯度了：关掉以后没有再打开。",
        ),
        "bucket": Diagnosis(
            "The bucket has been changed. It has nothing to do with this.",
            "桶被动过了。这件事和桶没有关系。",
        ),
        "unseen": Diagnosis(
            "The numbers are right, but the version says that nothing has happened: the change was hidden. An "
            "older graph would go on with wrong numbers.",
            "数对了，可是版本号说什么也没有发生：这次修改被瞒住了。更早的图会拿着错误的数接着算。",
            lesson=9,
        ),
        "leaf-recorded": Diagnosis(
            "A leaf that requires a gradient is changed while recording is on: it would become a result.",
            "正在记录的时候，改了要求梯度的叶子节点：它会变成运算的结果。",
            raises="leaf Variable",
        ),
    },
    wrong=(
        Try("not-this-tensor", (("w.clamp_(min=0)", "w = w.clamp(min=0)"),)),
        Try("not-this-tensor", (("w.clamp_(min=0)", "w.clone().clamp_(min=0)"),)),
        Try("sign-dropped", (("w.clamp_(min=0)", "w.abs_()"),)),
        Try("wrong-side", (("min=0", "max=0"),)),
        Try("all-zero", (("clamp_(min=0)", "zero_()"),)),
        Try("values", (("min=0", "min=1"),)),
        Try(
            "flag-lost",
            (("with torch.no_grad():\n        w.clamp_", "if True:\n        w.requires_grad_(False).clamp_"),),
        ),
        Try("bucket", (("w.clamp_(min=0)", "w.clamp_(min=0)\n        w.grad = None"),)),
        Try("unseen", (("with torch.no_grad():\n        w.", "if True:\n        w.data."),)),
        Try("leaf-recorded", (("with torch.no_grad():", "if True:"),)),
    ),
    right=(
        Try(edits=(("w.clamp_(min=0)", "w[w < 0] = 0"),)),
        Try(edits=(("w.clamp_(min=0)", "w.copy_(w.relu())"),)),
        Try(
            source="""
            @torch.no_grad()
            def lift(w):
                for i in range(len(w)):
                    if w[i] < 0:
                        w[i] = 0.
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle

_LINES = {"A": "v = u * u", "B": "u += 1", "C": "z = v.sum()", "D": "v *= 2", "E": "z.backward()"}
_GOALS: dict[str, tuple[list[float], dict[str, str]]] = {  # what else an order may give, and why
    "18, 36": (
        [18.0, 36.0],
        {"[36.0, 72.0]": "doubled", "[24.0, 42.0]": "raised-first", "[48.0, 84.0]": "doubled"},
    ),
    "36, 72": (
        [36.0, 72.0],
        {"[18.0, 36.0]": "not-doubled", "[48.0, 84.0]": "raised-first", "[24.0, 42.0]": "raised-first"},
    ),
    "24, 42": (
        [24.0, 42.0],
        {"[48.0, 84.0]": "doubled", "[18.0, 36.0]": "not-raised", "[36.0, 72.0]": "not-raised"},
    ),
}


def _letters(look: Look, goal: str) -> str:
    """The order that was given for a goal; anything else than letters does not count."""
    value = look.value(f'orders["{goal}"]')
    if isinstance(value, list | tuple):
        value = "".join(str(item) for item in value)
    return "".join(c for c in value.upper() if c.isalpha()) if isinstance(value, str) else ""


def _outcome(order: str) -> Any:
    """What x.grad is if the lines are run in this order, or the name of the error."""
    from minigrad.creation import tensor

    x = tensor([1.0, 2.0], requires_grad=True)
    names: dict[str, Any] = {"u": x * 3}
    try:
        for letter in order:
            exec(_LINES[letter], {}, names)
    except (NameError, RuntimeError) as error:
        return type(error).__name__
    return plain(x.grad)


def _verify_orders(look: Look) -> None:
    for goal, (expected, others) in _GOALS.items():
        order = _letters(look, goal)
        name = f'orders["{goal}"]'
        if sorted(order) != sorted(_LINES):
            given = look.value(name)
            look.rows.append(Row(name, show(given), "", False))
            if given is not MISSING and given is not Ellipsis:
                look.because("each-once")
            continue
        found = _outcome(order)
        right = same(found, expected, 1e-3)
        text = found if isinstance(found, str) else f"x.grad = {show(found)}"
        look.rows.append(Row(name, f"{order}: {text}", f"x.grad = {show(expected)}", right))
        if not right:
            reason = {"NameError": "not-there-yet", "RuntimeError": "drawer-touched"}.get(str(found))
            look.because(reason or others.get(str(found), "each-once"))


PUZZLE = Exercise(
    id="in-place-order",
    lesson=8,
    title=Text("Puzzle: five lines, three orders", "难题：五行代码，三种次序"),
    statement=Text(
        en="""
        Two lines stand at the beginning:

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        u = 3 * x
        ```

        Below them come these five, each **once**, in an order that you choose:

        ```python
        v = u * u          # A
        u += 1             # B
        z = v.sum()        # C
        v *= 2             # D
        z.backward()       # E
        ```

        Find three orders, without an error, in which `x.grad` becomes `[18, 36]`, `[36, 72]` and
        `[24, 42]`. Write each as five letters.
        """,
        zh="""
        开头有两行：

        ```python
        x = torch.tensor([1., 2.], requires_grad=True)
        u = 3 * x
        ```

        下面是这五行，每行**正好用一次**，次序由你定：

        ```python
        v = u * u          # A
        u += 1             # B
        z = v.sum()        # C
        v *= 2             # D
        z.backward()       # E
        ```

        找出三种不报错的次序，让 `x.grad` 分别变成 `[18, 36]`、`[36, 72]`、`[24, 42]`。每种写成五个字母。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB orders = {"18, 36": ..., "36, 72": ..., "24, 42": ...}
    orders = {"18, 36": "ACEBD", "36, 72": "ADCEB", "24, 42": "BACED"}
    ### END SOLUTION
    """,
    names=("orders",),
    verify=_verify_orders,
    hints=(
        Text(
            "v must be there before it is summed, z before it goes backward. And which line touches a drawer, if "
            "it comes at the wrong time?",
            "先有 v 才能求和，先有 z 才能反向。还有：哪一行放错了时候，就会动到抽屉？",
        ),
        Text(
            "(3x)² has the slopes 18, 36; (3x + 1)² has 24, 42. Doubling counts only if it comes before the sum.",
            "(3x)² 的斜率是 18、36；(3x + 1)² 的是 24、42。翻倍只有放在求和之前才算数。",
        ),
        Text(
            "B is either before A (then the square is that of 3x + 1) or after E (then the drawer is no longer "
            "needed). In between it is an error.",
            "B 要么在 A 之前（平方的就是 3x + 1），要么在 E 之后（抽屉已经没有用了）。放在中间就报错。",
        ),
    ),
    why=Text(
        en="""
        `u * u` has u in its drawer from A to E: in that stretch u must not change, before and after it
        may. So B comes first, and changes what is squared, or last, and changes nothing. `v *= 2` never
        does harm, for nobody keeps v; but it counts only if `z` is summed afterwards. The gradient belongs
        to what was computed *when it was computed*.
        """,
        zh="""
        从 A 到 E，u 一直在 `u * u` 的抽屉里：这一段里 u 不能变，之前之后都可以。所以 B 要么最先，改变了平方
        的东西；要么最后，什么也没有改变。`v *= 2` 从来没有害处，因为没有谁留着 v；可是它只有在求和之前才算
        数。梯度说的是**计算的当时**算的那个式子。
        """,
    ),
    diagnoses={
        "doubled": Diagnosis(
            "No error, but v is doubled before it is summed: the slopes are twice as large as wanted, or the "
            "square is another one besides.",
            "不报错，可是 v 在求和之前翻了倍：斜率比要的大了一倍，平方的式子也可能不是要的那个。",
        ),
        "not-doubled": Diagnosis(
            "No error, but the doubling comes too late to count in z.",
            "不报错，可是翻倍来得太晚，没有算进 z。",
        ),
        "raised-first": Diagnosis(
            "No error, but u is raised by 1 before it is squared; here 3x itself is to be squared.",
            "不报错，可是 u 先加了 1 再平方；这里要平方的是 3x 本身。",
        ),
        "not-raised": Diagnosis(
            "No error, but here it is 3x + 1 that is to be squared.",
            "不报错，可是这里要平方的是 3x + 1。",
        ),
        "drawer-touched": Diagnosis(
            "`backward()` fails: u was changed between the time when the product put it into its drawer and the "
            "time when it was needed.",
            "`backward()` 报错：乘法把 u 放进抽屉以后、用到之前，u 被改了。",
        ),
        "not-there-yet": Diagnosis(
            "A line uses a name that does not exist yet at that point. What must be computed before what?",
            "有一行用到的名字，那时候还没有。哪个要先算，哪个要后算？",
        ),
        "each-once": Diagnosis(
            "Five letters for each goal, A to E, each exactly once.",
            "每个目标写五个字母，A 到 E，每个正好一次。",
        ),
    },
    wrong=(
        Try("doubled", (("ACEBD", "ADCEB"),)),
        Try("doubled", (("BACED", "BADCE"),)),
        Try("not-doubled", (("ADCEB", "ACDEB"),)),
        Try("raised-first", (("ADCEB", "BADCE"),)),
        Try("raised-first", (("ACEBD", "BACED"),)),
        Try("not-raised", (("BACED", "ACEBD"),)),
        Try("drawer-touched", (("ADCEB", "ADBCE"),)),
        Try("not-there-yet", (("ACEBD", "AECBD"),)),
        Try("each-once", (("ACEBD", "ACE"),)),
    ),
    right=(
        Try(edits=(("ACEBD", "ACDEB"), ("BACED", "BACDE"))),
        Try(edits=(("ACEBD", "acedb"), ('"ADCEB"', "list('ADCEB')"))),
    ),
    points=3.0,
)

EXERCISES = (PREDICT, REPAIR, MAKE, PUZZLE)
