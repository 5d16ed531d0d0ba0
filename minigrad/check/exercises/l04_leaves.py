"""Lesson 4: leaves, results, and who keeps a gradient."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import MISSING, Look
from minigrad.check.probe import saw
from minigrad.check.text import Text

__all__ = ["EXERCISES"]

_QUESTIONS = Text("Two questions", "两个问题")
_MIDDLE = Text("Looking at the middle", "看看中间")
_TWO_ROADS = Text("Two roads", "两条路")  # in lesson 2


# ------------------------------------------------------------------------------------------ predict

_LEAF = {"w": True, "x": True, "k": True, "q": True, "a": False, "y": False}


def _verify_prediction(look: Look) -> None:
    reasons = {"w": "leaf-missed", "x": "flag-is-another", "k": "computed-leaf", "q": "computed-leaf"}
    for name, expected in _LEAF.items():
        look.same(f'leaf["{name}"]', expected, otherwise=reasons.get(name, "result-is-no-leaf"), hidden=True)
    zero = (0.0, "zero-is-not-none")
    look.same(
        'grads["w"]',
        6.0,
        [
            (None, "no-bucket"),
            (3.0, "road-cut-short"),
            (2.0, "road-cut-short"),
            (15.0, "own-value"),
            (5.0, "own-value"),
        ],
        otherwise="go-back",
        hidden=True,
    )
    look.same('grads["x"]', None, [zero], otherwise="nobody-asked", hidden=True)
    look.same('grads["k"]', None, [zero], otherwise="nobody-asked", hidden=True)
    look.same(
        'grads["q"]',
        10.0,
        [(None, "no-bucket"), (5.0, "road-cut-short"), (2.0, "road-cut-short"), (3.0, "own-value")],
        otherwise="go-back",
        hidden=True,
    )
    look.same('grads["a"]', 2.0, [(None, "asked-for-a-bucket"), (15.0, "own-value")], otherwise="go-back", hidden=True)
    look.same('grads["y"]', None, [zero], otherwise="only-handed-on", hidden=True)


PREDICT = Exercise(
    id="leaf-predict",
    lesson=4,
    section=_QUESTIONS,
    title=Text("Predict: leaf or not, and what is in the bucket", "先预测：是不是叶子节点，桶里有什么"),
    statement=Text(
        en="""
        Do not run this yet; read it.

        ```python
        w = torch.tensor([5.], requires_grad=True)
        x = torch.tensor([1.])
        k = x + 1
        q = (x * 3).requires_grad_()
        a = w * q
        a.retain_grad()
        y = a * k
        y.backward()
        ```

        In `leaf`, write for each tensor whether it is a leaf, `True` or `False`. In `grads`, write what its `.grad`
        holds in the end: a number, or `None`.
        """,
        zh="""
        先别运行，只读代码。

        ```python
        w = torch.tensor([5.], requires_grad=True)
        x = torch.tensor([1.])
        k = x + 1
        q = (x * 3).requires_grad_()
        a = w * q
        a.retain_grad()
        y = a * k
        y.backward()
        ```

        在 `leaf` 里写出每个张量是不是叶子节点：`True` 或 `False`；在 `grads` 里写出最后它的 `.grad` 是什么：一个
        数，或者 `None`。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB leaf = {"w": ..., "x": ..., "k": ..., "q": ..., "a": ..., "y": ...}
    ### STUB grads = {"w": ..., "x": ..., "k": ..., "q": ..., "a": ..., "y": ...}
    leaf = {"w": True, "x": True, "k": True, "q": True, "a": False, "y": False}
    grads = {"w": 6, "x": None, "k": None, "q": 10, "a": 2, "y": None}
    ### END SOLUTION
    """,
    names=("leaf", "grads"),
    verify=_verify_prediction,
    hints=(
        Text(
            "First question: has it a `grad_fn`? That is, was the operation that made it *recorded*? Not: was it "
            "computed?",
            "第一个问题：它有 `grad_fn` 吗？也就是说，算出它的运算有没有**记录**？不是问它是不是算出来的。",
        ),
        Text(
            "The two lines with x alone are not recorded. The values: k = 2, q = 3, a = 15, y = 30.",
            "只用到 x 的两行没有记录。各个值：k = 2，q = 3，a = 15，y = 30。",
        ),
        Text(
            "Three of the six have a bucket: two leaves that require a gradient, and one result that asked for a "
            "bucket in "
            "time. Multiply along the road from y to each.",
            "六个里面有三个有桶：两个要求梯度的叶子节点，还有一个及时要了桶的结果。从 y 出发，沿路相乘，走到它们那里。",
        ),
    ),
    why=Text(
        en="""
        `w`, `x`, `k` and `q` have no `grad_fn`: nothing with x alone was recorded, so even the computed `k` and `q` are
        leaves. `a` and `y` are results. On the way back, `a` receives k = 2, which `retain_grad()` keeps; then w
        receives 2·q = 6 and q 2·w = 10. `x` and `k` do not require a gradient, and `y` only hands its 1 on: `None`.
        """,
        zh="""
        `w`、`x`、`k`、`q` 都没有 `grad_fn`：只用 x 的运算都没有记录，所以连算出来的 `k` 和 `q` 也是叶子节
        点。`a` 和 `y` 是结果。往回走的时候，`a` 收到 k = 2，`retain_grad()` 把它留下；w 收到 2·q = 6，q 收
        到 2·w = 10。`x` 和 `k` 不要求梯度，`y` 的 1 只是转手：都是 `None`。
        """,
    ),
    diagnoses={
        "leaf-missed": Diagnosis(
            "This one was made by `torch.tensor`, not by an operation. What is a tensor without a past called?",
            "它是用 `torch.tensor` 创建的，不是哪个运算的结果。没有来历的张量叫什么？",
        ),
        "flag-is-another": Diagnosis(
            "You took leaf for 'requires a gradient'. These are two questions; `x` answers them differently.",
            "你把“叶子节点”当成了“要求梯度”。这是两个问题，`x` 对它们的回答不一样。",
        ),
        "computed-leaf": Diagnosis(
            "It was computed, that is right. But was the operation recorded? None of its inputs required a gradient.",
            "它确实是算出来的。可是那次运算有没有记录？它的输入没有一个要求梯度。",
        ),
        "result-is-no-leaf": Diagnosis(
            "It came out of a recorded operation, so it has a `grad_fn`. A bucket of its own does not change that.",
            "它是一次有记录的运算的结果，所以有 `grad_fn`。就算它也挂了桶，这一点也不会变。",
        ),
        "no-bucket": Diagnosis(
            "You gave a leaf that requires a gradient no bucket. When was the flag set: before `backward()` or "
            "after it?",
            "它是要求梯度的叶子节点，你却没有给它桶。标记是什么时候设的，在 `backward()` 之前还是之后？",
        ),
        "road-cut-short": Diagnosis(
            "That is the number on one arrow. The road from y has two: multiply along it.",
            "这只是一条箭头上的数。从 y 过来的路有两条箭头：沿路相乘。",
            lesson=2,
            section=_TWO_ROADS,
        ),
        "own-value": Diagnosis(
            "That is a value, not a derivative: in a product, the other factor counts.",
            "这是值，不是导数：乘法里要看另一个因子。",
            lesson=2,
            section=_TWO_ROADS,
        ),
        "go-back": Diagnosis(
            "The bucket is there, the number in it is not right. Draw the graph with k = 2, q = 3, a = 15 and go back.",
            "桶是有的，里面的数不对。画出计算图，写上 k = 2，q = 3，a = 15，再往回走。",
            lesson=2,
            section=_TWO_ROADS,
        ),
        "nobody-asked": Diagnosis(
            "y does change with it, but nobody asked: it does not require a gradient, so none is computed.",
            "y 的确随它变化，但没有人要它的梯度：它不要求梯度，所以根本不算。",
        ),
        "zero-is-not-none": Diagnosis(
            "Zero would be a computed gradient. How does Python say that there is nothing?",
            "0 是一个算出来的梯度。“什么也没有”在 Python 里怎么写？",
        ),
        "asked-for-a-bucket": Diagnosis(
            "A result only hands on, unless it is asked otherwise. Read the line after the one that computes it.",
            "结果本来只是转手，除非有人请它留下。读一读算出它之后的那一行。",
            section=_MIDDLE,
        ),
        "only-handed-on": Diagnosis(
            "That number was there on the way back, but it was handed on, not kept: who has a bucket?",
            "往回走的时候，那里确实有过这个数，但只是转手，没有留下：谁才有桶？",
        ),
    },
    wrong=(
        Try("leaf-missed", (('{"w": True', '{"w": False'),)),
        Try("flag-is-another", (('"x": True', '"x": False'),)),
        Try("computed-leaf", (('"k": True', '"k": False'),)),
        Try("computed-leaf", (('"q": True', '"q": False'),)),
        Try("result-is-no-leaf", (('"a": False', '"a": True'),)),
        Try("no-bucket", (('"q": 10', '"q": None'),)),
        Try("road-cut-short", (('"w": 6', '"w": 3'),)),
        Try("own-value", (('"a": 2', '"a": 15'),)),
        Try("go-back", (('"q": 10', '"q": 7'),)),
        Try("nobody-asked", (('"k": None', '"k": 15'),)),
        Try("zero-is-not-none", (('"x": None', '"x": 0'),)),
        Try("asked-for-a-bucket", (('"a": 2', '"a": None'),)),
        Try("only-handed-on", (('"y": None', '"y": 1'),)),
    ),
    right=(
        Try(edits=(('"w": 6', '"w": [6.]'), ('"q": 10', '"q": torch.tensor([10.])'))),
        Try(
            source="""
            leaf = dict.fromkeys("wxkq", True) | dict(a=False, y=False)
            grads = dict.fromkeys("wxkqay") | dict(w=3 * 2, q=5 * 2, a=2)
            """
        ),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ hooks


def _verify_trace(look: Look) -> None:
    for w, slope in ((3.0, 13.0), (1.0, 5.0)):
        made = look.value(f"(w := torch.tensor([{w}], requires_grad=True), trace(w))")
        if made is MISSING:
            saw(look, f"w = {w:g}: trace(w)", MISSING, [["b", 1.0], ["a", slope]])
            continue
        leaf, log = made
        arrived = leaf.grad is not None
        known = [
            (None, "no-return"),
            ([], "too-late" if arrived else "no-backward"),
            ([["a", slope], ["b", 1.0]], "order"),
            ([["b", 1.0], ["b", slope]], "same-name"),
            ([["b", 1.0], ["a", slope - 1]], "one-road"),
            ([["a", 2 * w], ["b", 4 * w * w]], "values"),
            ([["b", 4 * w * w], ["a", 2 * w]], "values"),
            ([["b", None], ["a", None]], "bucket-is-empty"),
        ]
        saw(look, f"w = {w:g}: trace(w)", log, [["b", 1.0], ["a", slope]], known, otherwise="another")
        saw(look, f"w = {w:g}: w.grad", leaf.grad, 2 * slope, [(None, "no-backward")], otherwise="changed")


_A_NUMBER = "a tensor of one number is taken for that number"

TRACE = Exercise(
    id="leaf-trace",
    lesson=4,
    section=_MIDDLE,
    title=Text("Make it: listen in the middle", "动手：在半路上听一听"),
    statement=Text(
        en="""
        Complete `trace(w)`. Both passes are there. Put a hook on `a` and one on `b`; each appends a pair of its name
        and the number that comes by to `log`, as in `("a", 12.)`. Which is the right place for these two lines?

        Before you look at what comes out: which of the two is first in the log? And how often does `a`'s hook fire,
        with two roads leading there?
        """,
        zh="""
        把 `trace(w)` 补全。前向计算和反向传播都已经写好。在 `a` 和 `b` 上各放一个钩子；每个钩子把自己的名字和路过的
        那个数作为一对，加到 `log` 的末尾，例如 `("a", 12.)`。这两行应该写在什么地方？

        看结果之前先想一想：日志里谁排在前面？通到 `a` 的路有两条，它的钩子会响几次？
        """,
    ),
    solution="""
    def trace(w):
        log = []
        a = w * 2
        b = a * a
        c = b + a
        ### BEGIN SOLUTION
        ### STUB c.backward()
        a.register_hook(lambda grad: log.append(("a", grad.item())))
        b.register_hook(lambda grad: log.append(("b", grad.item())))
        c.backward()
        ### END SOLUTION
        return log
    """,
    names=("trace",),
    verify=_verify_trace,
    hints=(
        Text(
            "`a.register_hook(f)`: on the way back, `f` is called with the gradient as it comes by at `a`.",
            "`a.register_hook(f)`：往回走的时候，梯度路过 `a`，就会调用 `f`，参数是这个梯度。",
        ),
        Text(
            "The hook takes one argument, `grad`; `grad.item()` is its number. It must be there before the pass.",
            "钩子接受一个参数 `grad`，`grad.item()` 取出里面的数。要在反向传播之前放好。",
        ),
        Text(
            'For `a`: `a.register_hook(lambda grad: log.append(("a", grad.item())))`. `b` likewise, above the pass.',
            '`a` 的写法：`a.register_hook(lambda grad: log.append(("a", grad.item())))`。'
            "`b` 也一样，都写在反向传播之前。",
        ),
    ),
    why=Text(
        en="""
        The newest operation comes first, so `b` hears its gradient before `a` does, whichever hook was put there first:
        1. To `a` lead two roads, with 1 and with 2a; they meet in its inbox, and the hook fires *once*, with the sum
        2a + 1. A hook keeps nothing: without `log` the numbers would be gone. It returns `None` (as `append` does),
        which says: hand on what came.
        """,
        zh="""
        最新的运算先来，所以不管先放哪个钩子，都是 `b` 先收到梯度：1。通到 `a` 的路有两条，带来 1 和 2a；它们在收件
        箱里相遇，钩子只响**一次**，收到的是总和 2a + 1。钩子什么也不留下，没有 `log`，这些数就没有了。它返
        回 `None`（`append` 就返回 `None`），意思是：来的是什么，就往下传什么。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back: its last line should still hand out the log.",
            "函数什么也没有交出来：最后一行应该还是把日志交出来。",
        ),
        "no-backward": Diagnosis(
            "Nothing has come by, for nothing has been sent: who starts the way back?",
            "没有梯度路过，因为根本没有出发：由谁来开始往回走？",
        ),
        "too-late": Diagnosis(
            "The pass is over and the log is empty: were the hooks there when the gradients came by?",
            "反向传播已经走完，日志却是空的：梯度路过的时候，钩子在不在？",
        ),
        "order": Diagnosis(
            "The numbers are right, their order is that of the program. In which order do they come by on the way "
            "back?",
            "数是对的，顺序却是程序的顺序。往回走的时候，它们是按什么顺序路过的？",
        ),
        "same-name": Diagnosis(
            "Both entries have the same name: a function made in a loop looks its variable up when it is **called**.",
            "两条记录的名字一样：在循环里写的函数，到**调用**的时候才去查循环变量的值。",
        ),
        "one-road": Diagnosis(
            "At `a` only one of its two roads has arrived. Is the program above still as it was?",
            "`a` 那里只收到了两条路中的一条。上面的程序还是原来的样子吗？",
        ),
        "values": Diagnosis(
            "These are the values of `a` and `b`. The hook's own argument is what you want.",
            "这是 `a` 和 `b` 的值。你要的是钩子自己的那个参数。",
        ),
        "bucket-is-empty": Diagnosis(
            "You looked into `.grad`, and a result has no bucket. What comes by is handed to the hook as its argument.",
            "你看的是 `.grad`，可是结果没有桶。路过的梯度会作为参数交给钩子。",
        ),
        "changed": Diagnosis(
            "The log is right, but w has got another gradient: what a hook **returns** is handed on in place of what "
            "came.",
            "日志是对的，但 w 得到的梯度变了：钩子**返回**什么，就会代替原来的梯度往下传。",
        ),
        "no-hooks-on-data": Diagnosis(
            "A hook can only be put where gradients come by. Is everything on the way from w recorded?",
            "只有梯度会路过的地方才能放钩子。从 w 过来的一路上都有记录吗？",
            raises="doesn't require gradient",
        ),
        "another": Diagnosis(
            "The log should hold two pairs, a name and a number each. Print it with w = 3 and follow the pass on "
            "paper.",
            "日志里应该有两对，每对是一个名字和一个数。用 w = 3 打印出来，在纸上跟着反向传播走一遍。",
        ),
    },
    wrong=(
        Try("no-return", (("return log", "print(log)"),)),
        Try("no-backward", (("    c.backward()\n", ""),)),
        Try("too-late", (("    c.backward()\n", ""), ("c = b + a", "c = b + a\n    c.backward()"))),
        Try(
            "order",
            source="""
            def trace(w):
                a = w * 2
                b = a * a
                a.retain_grad()
                b.retain_grad()
                (b + a).backward()
                return [("a", a.grad.item()), ("b", b.grad.item())]
            """,
        ),
        Try(
            "same-name",
            source="""
            def trace(w):
                log = []
                a = w * 2
                b = a * a
                c = b + a
                for name, tensor in (("a", a), ("b", b)):
                    tensor.register_hook(lambda grad: log.append((name, grad.item())))
                c.backward()
                return log
            """,
        ),
        Try("one-road", (("c = b + a", "c = b + a.detach()"),)),
        Try("values", (('("a", grad.item())', '("a", a.item())'), ('("b", grad.item())', '("b", b.item())'))),
        Try("bucket-is-empty", (('("a", grad.item())', '("a", a.grad)'), ('("b", grad.item())', '("b", b.grad)'))),
        Try("no-hooks-on-data", (("a = w * 2", "a = w.detach() * 2"),)),
        Try("changed", (('(("a", grad.item()))', '(("a", grad.item())) or grad * 2'),)),
        Try("another", (('    b.register_hook(lambda grad: log.append(("b", grad.item())))\n', ""),)),
    ),
    survivors={
        "a.register_hook(lambda grad: log.append(('a', grad.item()))): grad.item() -> grad": _A_NUMBER,
        "b.register_hook(lambda grad: log.append(('b', grad.item()))): grad.item() -> grad": _A_NUMBER,
    },
    right=(
        Try(
            source="""
            def trace(w):
                log = []

                def listen(name):
                    def hook(grad):
                        log.append([name, grad])
                        return grad
                    return hook

                a = torch.mul(w, 2)
                b = a * a
                b.register_hook(listen("b"))
                a.register_hook(listen("a"))
                (b + a).backward()
                return log
            """
        ),
        Try(edits=(("grad.item()", "float(grad)"), ("c.backward()", "torch.sum(c).backward()"))),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ freeze


_WEIGHTS = {"w1": 3.0, "w2": 5.0}


def _after(torch: Any, frozen: Any, which: str, attribute: str) -> Any:
    """An attribute of w1 or w2 after the backward pass."""
    leaves = {name: torch.tensor([value], requires_grad=True) for name, value in _WEIGHTS.items()}
    frozen(*leaves.values(), torch.tensor([2.0])).sum().backward()
    return getattr(leaves[which], attribute)


def _verify_freeze(look: Look) -> None:
    look.same("frozen(torch.tensor([3.]), torch.tensor([5.]), torch.tensor([2.]))", 30.0, [(None, "no-return")])
    look.agrees(
        "frozen(torch.tensor([{}.]), torch.tensor([{}.]), torch.tensor([{}.]))",
        lambda w1, w2, x: w1 * w2 * x,
        look.fresh(3),
        otherwise="other-value",
    )
    for which, attribute, expected, known, otherwise in (
        ("w2", "grad", 6.0, [(None, "wrong-one")], "other-slope"),
        ("w1", "requires_grad", True, [], "flag-of-w1"),
        ("w1", "grad", None, [], "still-trained"),
    ):
        look.tried(
            "frozen",
            f"{which}.{attribute}",
            partial(_after, which=which, attribute=attribute),
            expected,
            known,
            otherwise=otherwise,
            raises=[("does not require grad", "all-cut")],
        )


FREEZE = Exercise(
    id="leaf-freeze",
    lesson=4,
    section=Text("Break it: the flag of a result", "故意弄坏：结果的标记"),
    title=Text("Repair it: a layer that shall not learn", "修一修：不让第一层学习"),
    statement=Text(
        en="""
        Two layers, one weight each: `h = w1 * x`, `y = h * w2`. In this step only the second one shall learn: after
        `backward()` w2 has its gradient and `w1.grad` is still `None`. The flag of `w1` stays as it is, for in the next
        step it shall learn again.

        The function below tries to switch off the flag of `h`. Run it with three tensors, read the error, and repair
        it.
        """,
        zh="""
        一共两层，每层一个权重：`h = w1 * x`，`y = h * w2`。这一步只让第二层学习：`backward()` 之后，w2 有梯
        度，`w1.grad`还是 `None`。`w1` 的标记不能动，因为下一步它还要学习。

        下面的函数想把 `h` 的标记关掉。用三个张量运行它，读一读报错，然后把它修好。
        """,
    ),
    solution="""
    def frozen(w1, w2, x):
        h = w1 * x
        ### BEGIN SOLUTION
        ### STUB h.requires_grad_(False)
        h = h.detach()
        ### END SOLUTION
        return h * w2
    """,
    names=("frozen",),
    verify=_verify_freeze,
    hints=(
        Text(
            "Only a leaf's flag can be changed: that of a result is a fact. The message names a method that helps.",
            "只有叶子节点的标记才能改，结果的标记是事实。报错信息里就写着一个管用的方法。",
        ),
        Text(
            "You want a tensor with h's numbers and without h's past.",
            "你要的是一个数和 h 一样、但没有来历的张量。",
        ),
        Text(
            "`h.detach()` is such a tensor. It leaves `h` itself as it is, so the new one needs a name to go on with.",
            "`h.detach()` 就是这样的张量。它不改变 `h` 自己，所以要给新的张量一个名字，再往下算。",
        ),
    ),
    why=Text(
        en="""
        `h` was computed from w1, and no flag can change that. `h.detach()` is another tensor with the same numbers,
        which begins a history of its own: on the way back the road ends there. w2 gets w1·x as before; w1 is never
        reached, though its flag is still set.
        """,
        zh="""
        `h` 就是由 w1 算出来的，改什么标记也变不了。`h.detach()` 是另一个张量，数一样，历史却从它自己开始：往回走的
        时候，路就到这里为止。w2 照样得到 w1·x；w1 的标记还在，但没有路通到它那里。
        """,
    ),
    diagnoses={
        "no-return": Diagnosis(
            "The function gives nothing back. Its last line should hand out y.",
            "函数什么也没有交出来。它的最后一行应该把 y 交出来。",
        ),
        "other-value": Diagnosis(
            "The value has changed. It is w1·x·w2: only the record is to be cut.",
            "值变了。它应该是 w1·x·w2：要剪断的只是记录。",
        ),
        "a-fact": Diagnosis(
            "The flag of a result says what happened: it was computed from w1. The message names what can be done.",
            "结果的标记说的是已经发生的事：它是由 w1 算出来的。报错信息里写着可以怎么做。",
            raises="only change requires_grad flags of leaf",
        ),
        "all-cut": Diagnosis(
            "Now nothing at all is recorded, and w2 learns nothing either. Cut earlier, between the two layers.",
            "现在什么都没有记录，w2 也学不到东西了。要剪在前面，在两层之间。",
        ),
        "wrong-one": Diagnosis(
            "You cut the other road: w2 gets nothing. Which of the two factors of the second line comes from w1?",
            "剪错了路：w2 什么也没有得到。第二个乘法里，哪个因子是从 w1 来的？",
        ),
        "flag-of-w1": Diagnosis(
            "w1 is switched off for good: in the next step it would not learn either. Leave the caller's tensor alone.",
            "w1 被永久关掉了，下一步它也学不了。不要动调用者的张量。",
        ),
        "still-trained": Diagnosis(
            "A gradient still arrives at w1. `detach()` returns a new tensor: is it the one you go on with?",
            "还是有梯度到达 w1。`detach()` 返回的是新的张量：你后面用的是它吗？",
        ),
        "other-slope": Diagnosis(
            "w2's gradient has changed. It should be what stands beside w2 in the product.",
            "w2 的梯度变了。它应该是乘法里 w2 旁边的那个数。",
        ),
    },
    wrong=(
        Try("no-return", (("return h * w2", "y = h * w2"),)),
        Try("other-value", (("return h * w2", "return x.detach() * w2"),)),
        Try("a-fact", (("h = h.detach()", "h.requires_grad = False"),)),
        Try("all-cut", (("return h * w2", "return (h * w2).detach()"),)),
        Try("wrong-one", (("h = h.detach()", "w2 = w2.detach()"),)),
        Try("flag-of-w1", (("h = w1 * x", "w1.requires_grad_(False)\n    h = w1 * x"),)),
        Try("still-trained", (("h = h.detach()", "h.detach()"),)),
        Try("still-trained", (("h = h.detach()", "h.requires_grad_(True)"),)),
        Try("other-slope", (("return h * w2", "return h * w2 + w2 - w2.detach()"),)),
    ),
    right=(
        Try(edits=(("h = w1 * x", "h = w1.detach() * x"), ("    h = h.detach()\n", ""))),
        Try(
            source="""
            def frozen(w1, w2, x):
                with torch.no_grad():
                    h = w1 * x
                return torch.mul(w2, h)
            """
        ),
        Try(edits=(("h.detach()", "h.data"),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ what is missing

_MADE = "torch.ones(1, requires_grad=True)"


_WITH_GRADIENT: tuple[tuple[str, Callable[[Any], Any], str, str], ...] = (
    ("t.backward(); missing(t)", lambda t: t.backward() or t, "pass", ""),
    (
        "u = t * 3; u.retain_grad(); u.backward(); missing(u)",
        lambda t: (u := t * 3, u.retain_grad(), u.backward())[0],
        "leaf",
        "kept-by-a-result",
    ),
    ("(t * 0).backward(); missing(t)", lambda t: (t * 0).backward() or t, "pass", "zero-is-something"),
    (
        "t.backward(); t.requires_grad_(False); missing(t)",
        lambda t: t.backward() or t.requires_grad_(False),
        "flag",
        "still-there",
    ),
)


def _missing_of(torch: Any, missing: Any, prepared: Callable[[Any], Any]) -> Any:
    return missing(prepared(torch.ones(1, requires_grad=True)))


def _verify_missing(look: Look) -> None:
    nothing = (None, "says-nothing")
    tries: tuple[tuple[str, str | None, list[tuple[Any, str]]], ...] = (
        ("missing(torch.ones(1))", "flag", [nothing, ("leaf", "leaf-is-another"), ("pass", "flag-first")]),
        (f"missing({_MADE})", "pass", [nothing, ("flag", "flag-is-set"), ("leaf", "is-a-leaf")]),
        (f"missing({_MADE} * 3)", "leaf", [nothing, ("pass", "no-pass-helps"), ("flag", "flag-is-set")]),
        (f"missing({_MADE}.detach())", "flag", [nothing, ("leaf", "leaf-is-another"), ("pass", "flag-first")]),
        ("missing((torch.ones(1) * 3).requires_grad_())", "pass", [nothing, ("leaf", "is-a-leaf")]),
    )
    for expression, expected, known in tries:
        look.same(expression, expected, known, otherwise="other-word")
    for shown, prepared, word, reason in _WITH_GRADIENT:
        run = partial(_missing_of, prepared=prepared)
        look.tried("missing", shown, run, None, [(word, reason)], otherwise="there-already")


MISSING_PART = Exercise(
    id="leaf-missing",
    lesson=4,
    section=_QUESTIONS,
    title=Text("Puzzle: what is missing?", "谜题：缺的是什么？"),
    statement=Text(
        en="""
        "Why is my `.grad` None?" is what people ask most. Write a function that answers. `missing(t)` returns

        - `None`, if `t` has a gradient: nothing is missing;
        - `"flag"`, if `t` does not require one;
        - `"leaf"`, if `t` is a result: it only hands on;
        - `"pass"`, if it could keep a gradient, but no pass has brought one yet.
        """,
        zh="""
        “为什么我的 `.grad` 是 None？”是问得最多的问题。写一个函数来回答。`missing(t)` 返回

        - `None`：`t` 已经有梯度，什么也不缺；
        - `"flag"`：`t` 不要求梯度，缺的是标记；
        - `"leaf"`：`t` 是结果，只是转手，缺的是“叶子节点”这个身份；
        - `"pass"`：它留得住梯度，但还没有哪次反向传播给它带来过。
        """,
    ),
    solution="""
    def missing(t):
        ### BEGIN SOLUTION
        if t.grad is not None:
            return None
        if not t.requires_grad:
            return "flag"
        if not t.is_leaf:
            return "leaf"
        return "pass"
        ### END SOLUTION
    """,
    names=("missing",),
    verify=_verify_missing,
    hints=(
        Text(
            "Four answers, so three questions, one after the other. Look first whether there is anything to explain.",
            "四种回答，所以要依次问三个问题。先看看是不是真的有东西需要解释。",
        ),
        Text(
            "The questions: is there a gradient? Does it require one? Is it a leaf? Each is one attribute of `t`.",
            "三个问题：有没有梯度？要求不要求梯度？是不是叶子节点？每个问题对应 `t` 的一个属性。",
        ),
        Text(
            "`t.grad is None`, `t.requires_grad`, `t.is_leaf`. Ask with `is None`: a gradient of zero is a gradient.",
            "`t.grad is None`、`t.requires_grad`、`t.is_leaf`。要用 `is None` 来问：梯度等于 0，也是有梯度。",
        ),
    ),
    why=Text(
        en="""
        First comes what is there: a result that was asked with `retain_grad()` has a gradient, and so has a leaf whose
        flag was switched off later. Then the flag: without it nothing is computed. Then the leaf: a result requires a
        gradient and has no bucket. Who is left has a bucket, and it is empty. Whether a tensor was *computed* is never
        asked.
        """,
        zh="""
        先看有没有：用 `retain_grad()` 请求过的结果有梯度，后来才关掉标记的叶子节点也有。再看标记：没有它就什么都不
        算。再看是不是叶子节点：结果要求梯度，却没有桶。剩下的都有桶，只是桶还空着。从头到尾都不用问它是不是*算出来
        的*。
        """,
    ),
    diagnoses={
        "says-nothing": Diagnosis(
            "For a tensor without a gradient your function says `None`: nothing is missing. Does each branch return "
            "a word?",
            "张量没有梯度，你的函数却返回 `None`，说什么也不缺。每个分支都 `return` 了吗？",
        ),
        "flag-first": Diagnosis(
            "You would wait for a pass. But to a tensor that does not require a gradient no pass will bring one.",
            "你想等反向传播。可是张量不要求梯度的话，哪次反向传播也不会给它带来梯度。",
        ),
        "leaf-is-another": Diagnosis(
            "You say that it is a result. Has it a `grad_fn`? Not requiring a gradient is another matter.",
            "你说它是结果。它有 `grad_fn` 吗？不要求梯度是另一回事。",
        ),
        "flag-is-set": Diagnosis(
            "You say that the flag is missing. Print `t.requires_grad`: it is set.",
            "你说缺的是标记。打印一下 `t.requires_grad`：它已经设上了。",
        ),
        "is-a-leaf": Diagnosis(
            "You say that it is a result. It was perhaps computed, but has it a `grad_fn`?",
            "你说它是结果。它也许是算出来的，但有 `grad_fn` 吗？",
        ),
        "no-pass-helps": Diagnosis(
            "You would wait for a pass. But here a pass only comes by: this tensor keeps nothing.",
            "你想等反向传播。可是梯度在这里只是路过，它什么也不会留下。",
            section=_MIDDLE,
        ),
        "kept-by-a-result": Diagnosis(
            "It is a result, that is right, but its `.grad` is there: it had asked for a bucket. Look first at what "
            "is there.",
            "它确实是结果，但它的 `.grad` 是有的：它事先要过桶。先看有没有，再问为什么。",
            section=_MIDDLE,
        ),
        "zero-is-something": Diagnosis(
            "Its gradient is 0, and your function takes that for none. How do you ask whether it is `None`?",
            "它的梯度是 0，你的函数却当成没有。怎样才是问“是不是 `None`”？",
        ),
        "still-there": Diagnosis(
            "The flag was switched off after the pass, and the gradient is still there. Look first at what is there.",
            "标记是反向传播之后才关掉的，梯度还在。先看有没有，再问为什么。",
        ),
        "there-already": Diagnosis(
            "This tensor has a gradient; nothing is missing. Which question comes first?",
            "这个张量有梯度，什么也不缺。最先该问哪个问题？",
        ),
        "other-word": Diagnosis(
            'One of the four answers is expected: `None`, `"flag"`, `"leaf"` or `"pass"`, spelt like this.',
            '应该返回四种回答之一：`None`、`"flag"`、`"leaf"` 或 `"pass"`，拼写要一样。',
        ),
    },
    wrong=(
        Try("says-nothing", (('return "flag"', "pass"), ('return "leaf"', "pass"), ('return "pass"', "pass"))),
        Try("flag-first", (('    if not t.requires_grad:\n        return "flag"\n', ""),)),
        Try("leaf-is-another", (("not t.is_leaf", "t.grad_fn is None"), ("not t.requires_grad", "t.grad_fn"))),
        Try("flag-is-set", (("not t.requires_grad", "t.is_leaf"),)),
        Try("is-a-leaf", (("not t.is_leaf", "t.is_leaf"),)),
        Try("no-pass-helps", (('    if not t.is_leaf:\n        return "leaf"\n', ""),)),
        Try("kept-by-a-result", (("t.grad is not None", "t.is_leaf and t.grad is not None"),)),
        Try("zero-is-something", (("t.grad is not None", "t.grad is not None and t.grad.item()"),)),
        Try("still-there", (("t.grad is not None", "t.requires_grad and t.grad is not None"),)),
        Try("there-already", (("return None", 'return "nothing"'),)),
        Try("other-word", (('"pass"', '"backward"'),)),
    ),
    right=(
        Try(
            source="""
            def missing(t):
                if t.grad is None:
                    return ("pass" if t.grad_fn is None else "leaf") if t.requires_grad else "flag"
            """
        ),
        Try(
            source="""
            def missing(t):
                answers = [
                    (t.grad is not None, None),
                    (t.grad_fn is not None, "leaf"),
                    (not t.requires_grad, "flag"),
                    (True, "pass"),
                ]
                return next(answer for holds, answer in answers if holds)
            """
        ),
    ),
    points=2.0,
)

EXERCISES = (PREDICT, TRACE, FREEZE, MISSING_PART)
