"""Lesson 9: roads that are cut, memory that is shared, and a value that wears another's slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict

_SLOPES: dict[str, tuple[float, list[tuple[float | None, str]]]] = {
    "A": (3.0, [(6.0, "nothing-cut"), (0.0, "all-cut"), (9.0, "own-value"), (None, "all-cut"), (1.0, "constant-lost")]),
    "B": (1.0, [(7.0, "nothing-cut"), (0.0, "all-cut"), (6.0, "wrong-road"), (12.0, "own-value"), (None, "all-cut")]),
    "C": (6.0, [(3.0, "clone-cuts"), (0.0, "clone-cuts"), (9.0, "own-value"), (None, "clone-cuts")]),
    "D": (
        9.0,
        [(27.0, "nothing-cut"), (18.0, "wrong-road"), (0.0, "all-cut"), (1.0, "constant-lost"), (None, "all-cut")],
    ),
    "E": (8.0, [(6.0, "own-memory"), (0.0, "cut-elsewhere"), (4.0, "cut-elsewhere"), (16.0, "own-value")]),
    "F": (
        6.0,
        [(0.0, "value-is-not-slope"), (12.0, "nothing-cut"), (-6.0, "wrong-road"), (None, "value-is-not-slope")],
    ),
}


def _verify_prediction(look: Look) -> None:
    for name, (expected, known) in _SLOPES.items():
        look.same(f'slope["{name}"]', expected, known, hidden=True)


PREDICT = Exercise(
    id="cut-predict",
    lesson=9,
    title=Text("Predict: which roads are left", "先预测：还剩哪几条路"),
    statement=Text(
        en="""
        Before each of the six programs `x` is new: `x = torch.tensor([3.], requires_grad=True)`.

        ```python
        z = x * x.detach()                              # A
        z = (x * x).detach() + x                        # B
        z = x.clone() * x                               # C
        with torch.no_grad(): c = x * x                 # D, two lines
        z = c * x
        c = x.detach();   c += 1;   z = x * x           # E
        y = x * x;        z = y - y.detach()            # F
        ```

        Then `z.backward()`. Which number is in `x.grad`?
        """,
        zh="""
        六个程序之前，`x` 都是新的：`x = torch.tensor([3.], requires_grad=True)`。

        ```python
        z = x * x.detach()                              # A
        z = (x * x).detach() + x                        # B
        z = x.clone() * x                               # C
        with torch.no_grad(): c = x * x                 # D，两行
        z = c * x
        c = x.detach();   c += 1;   z = x * x           # E
        y = x * x;        z = y - y.detach()            # F
        ```

        然后 `z.backward()`。`x.grad` 里是哪个数？
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB slope = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}
    slope = {"A": 3, "B": 1, "C": 6, "D": 9, "E": 8, "F": 6}
    ### END SOLUTION
    """,
    names=("slope",),
    verify=_verify_prediction,
    hints=(
        Text(
            "Put a number in place of all that has no history, and take the derivative of what is left.",
            "凡是没有历史的，都换成一个数，再对剩下的求导。",
        ),
        Text(
            "A: 3·x. B: 9 + x. D: 9·x. `clone()` is an operation with the slope 1: the road goes through it.",
            "A：3·x。B：9 + x。D：9·x。`clone()` 是斜率为 1 的运算：路从它那里通过。",
        ),
        Text(
            "E: `c` shares the memory of x. What is x when `x * x` is computed? F: the value of z is 0; but only "
            "one of the two y's is a constant.",
            "E：`c` 和 x 共享内存。算 `x * x` 的时候，x 是几？F：z 的值是 0，可是两个 y 里只有一个是常数。",
        ),
    ),
    why=Text(
        en="""
        What has no history counts as a constant. A: (3x)′ = 3. B: (9 + x)′ = 1. C: a clone has new memory
        and keeps the history, so both roads are there, 6. D: c is 9 and records nothing, (9x)′ = 9. E:
        nothing is cut here, for c does not take part; but `c += 1` has changed the memory that x lies in,
        before it was used: x is 4, and the slope 2·4 = 8. F: the value is 0 and the slope is 6: to detach
        changes no value.
        """,
        zh="""
        没有历史的，就当作常数。A：(3x)′ = 3。B：(9 + x)′ = 1。C：复制品用新的内存，保留历史，两条路都在，
        是 6。D：c 是 9，什么也没有记录，(9x)′ = 9。E：这里什么也没有剪，因为 c 没有参加运算；可
        是 `c += 1` 改的就是 x 的那块内存，而且是在用到之前：x 成了 4，斜率 2·4 = 8。F：值是 0，斜率
        是 6：detach 不改变任何值。
        """,
    ),
    diagnoses={
        "nothing-cut": Diagnosis(
            "You followed every road. But one of the tensors here has no history, so no road leads on from it.",
            "你把每条路都走了。可是这里有一个张量没有历史，从它那里没有路往下走。",
        ),
        "all-cut": Diagnosis(
            "You think that nothing is left. `detach` and `no_grad` do not switch x off: is there another road to it?",
            "你认为什么也不剩了。`detach` 和 `no_grad` 并没有关掉 x：还有别的路通到它吗？",
        ),
        "wrong-road": Diagnosis(
            "You kept the road that is cut. Which of the two parts still knows that it came from x?",
            "你留下的是剪断了的那条路。两部分里，哪一个还知道自己是从 x 来的？",
        ),
        "constant-lost": Diagnosis(
            "What is detached has no slope, but it keeps its value, and multiplies with it.",
            "剪下来的没有斜率，可是它的值还在，照样要乘。",
        ),
        "own-value": Diagnosis(
            "That is the value of z. How much does z change when x moves?",
            "这是 z 的值。x 动一点，z 变多少？",
        ),
        "clone-cuts": Diagnosis(
            "You let `clone()` cut the road. It copies the memory; what does it do to the history?",
            "你让 `clone()` 把路剪断了。它复制的是内存；历史呢？",
        ),
        "own-memory": Diagnosis(
            "You give `c` a memory of its own. Whose memory does `detach()` use, and what does `c += 1` do to it?",
            "你以为 `c` 有自己的内存。`detach()` 用的是谁的内存？`c += 1` 对它做了什么？",
        ),
        "cut-elsewhere": Diagnosis(
            "x itself keeps its history, and z is computed from x, not from c. Both factors lead back.",
            "x 自己的历史没有变，z 是由 x 算的，不是由 c 算的。两个因子都通回去。",
        ),
        "value-is-not-slope": Diagnosis(
            "z is 0, true, and wherever x is. But a slope comes along roads, not from values: which of the two "
            "y's is treated as a constant?",
            "z 是 0，没错，x 在哪里都是 0。可斜率是沿着路来的，不是从值来的：两个 y 里，哪一个被当作常数？",
        ),
    },
    wrong=(
        Try("nothing-cut", (('"A": 3', '"A": 6'),)),
        Try("nothing-cut", (('"D": 9', '"D": 27'),)),
        Try("all-cut", (('"B": 1', '"B": 0'),)),
        Try("wrong-road", (('"B": 1', '"B": 6'),)),
        Try("constant-lost", (('"D": 9', '"D": 1'),)),
        Try("own-value", (('"A": 3', '"A": 9'),)),
        Try("clone-cuts", (('"C": 6', '"C": 3'),)),
        Try("own-memory", (('"E": 8', '"E": 6'),)),
        Try("cut-elsewhere", (('"E": 8', '"E": 4'),)),
        Try("value-is-not-slope", (('"F": 6', '"F": 0'),)),
    ),
    right=(
        Try(edits=(('"A": 3', '"A": [3.]'), ('"E": 8', '"E": torch.tensor([8.])'))),
        Try(source='slope = dict(zip("ABCDEF", (3., 1., 6., 9., 8., 6.)))'),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ repair


def _verify_walk(look: Look) -> None:
    raises = [("leaf Variable", "step-recorded")]

    def seen(steps: int, *start: float) -> Callable[[Any, Any], Any]:
        def run(torch: Any, walk: Any) -> Any:
            found = walk(torch.tensor(start, requires_grad=True), steps)
            return [item.tolist() if hasattr(item, "tolist") else list(item) for item in found]

        return run

    def after(torch: Any, walk: Any) -> Any:
        w = torch.tensor([3.0, 5.0], requires_grad=True)
        walk(w, 3)
        return w.detach()

    def history(torch: Any, walk: Any) -> bool:
        return any(getattr(item, "requires_grad", False) for item in walk(torch.tensor([3.0], requires_grad=True), 2))

    known: list[tuple[Any, str]] = [
        ([[0.0, 2.0]] * 3, "same-memory"),
        ([[2.0, 4.0], [1.0, 3.0], [0.0, 2.0]], "after-the-step"),
        ([[3.0, 5.0]] * 3, "stands-still"),
        ([[1.0, 3.0]], "last-only"),
    ]
    expected = [[3.0, 5.0], [2.0, 4.0], [1.0, 3.0]]
    look.tried("walk", "walk(w, 3), w = [3., 5.]", seen(3, 3.0, 5.0), expected, known, otherwise="other", raises=raises)
    (a,) = (float(number) for number in look.fresh(1))
    right = [[a], [a - 1]]
    look.tried("walk", f"walk(w, 2), w = [{a:g}.]", seen(2, a), right, otherwise="other", raises=raises)
    look.tried("walk", "walk(w, 3); w", after, [0.0, 2.0], otherwise="not-this-w", raises=raises)
    look.tried("walk", "any(w.requires_grad for w in walk(w, 2))", history, False, otherwise="history", raises=raises)


REPAIR = Exercise(
    id="snapshots",
    lesson=9,
    title=Text("Repair: an album with one picture", "改错：只有一张照片的相册"),
    statement=Text(
        en="""
        `walk` moves a parameter down by 1 in each step, and before each step it puts a snapshot of it into
        an album. From `[3., 5.]` three snapshots should show `[3, 5]`, `[2, 4]` and `[1, 3]`. They show
        three times the same. Mend it; a snapshot is to have no history either, so that no graph hangs at
        the album.
        """,
        zh="""
        `walk` 每一步把参数减 1，每走一步之前，先拍一张快照放进相册。从 `[3., 5.]` 出发，三张快照应该
        是 `[3, 5]`、`[2, 4]`、`[1, 3]`，可是三张一模一样。把它改好；快照也不要带历史，这样相册上就不会挂着
        计算图。
        """,
    ),
    solution="""
    def walk(w, steps):
        album = []
        for step in range(steps):
            ### BEGIN SOLUTION
            ### STUB album.append(w.detach())
            album.append(w.detach().clone())
            ### END SOLUTION
            with torch.no_grad():
                w -= 1
        return album

    print(walk(torch.tensor([3., 5.], requires_grad=True), 3))
    """,
    names=("walk",),
    verify=_verify_walk,
    hints=(
        Text(
            "Which memory do the numbers of `w.detach()` lie in?",
            "`w.detach()` 的数放在哪块内存里？",
        ),
        Text(
            "A snapshot needs two things: memory of its own, and no history. One method for each.",
            "快照要两样：自己的内存，还有没有历史。各有一个方法。",
        ),
        Text(
            "`detach()` drops the history, `clone()` copies the memory: `w.detach().clone()`.",
            "`detach()` 去掉历史，`clone()` 复制内存：`w.detach().clone()`。",
        ),
    ),
    why=Text(
        en="""
        `w.detach()` is another tensor with the *same* numbers in the same place, so `w -= 1` changes every
        snapshot. `clone()` alone has memory of its own, but it keeps the history, and with it a graph for
        every picture. Both together make a snapshot that nothing touches any more.
        """,
        zh="""
        `w.detach()` 是另一个张量，数却还是**那些**数，在同一个地方，所以 `w -= 1` 把每张快照都改了。单
        用 `clone()`，内存是自己的，历史却留着，每张照片后面挂着一张图。两个都用上，才是谁也碰不到的快照。
        """,
    ),
    diagnoses={
        "same-memory": Diagnosis(
            "All snapshots show the end: they are so many names for one and the same memory, which `w -= 1` goes "
            "on changing.",
            "每张快照都是最后的样子：它们不过是同一块内存的好几个名字，而 `w -= 1` 一直在改它。",
        ),
        "after-the-step": Diagnosis(
            "The snapshots differ now, but they are taken after the step, not before.",
            "快照不一样了，可是拍在走完之后，不是之前。",
        ),
        "stands-still": Diagnosis(
            "The parameter does not move any more.",
            "参数不动了。",
        ),
        "last-only": Diagnosis(
            "There is only one snapshot left. Each step adds one.",
            "只剩一张快照了。每一步都要加一张。",
        ),
        "other": Diagnosis(
            "The album does not show where w was before each step, for every w and every number of steps.",
            "换别的 w、别的步数，相册里就不是每一步之前的 w 了。",
        ),
        "not-this-w": Diagnosis(
            "The album is right, but the caller's w has not moved: inside, the name was given to new tensors.",
            "相册对了，可是外面的 w 没有动：函数里的名字给了新的张量。",
            lesson=8,
        ),
        "history": Diagnosis(
            "The pictures are right, but each still knows where it came from: a graph hangs at the album.",
            "照片对了，可是每张都还记得自己从哪里来：相册上挂着计算图。",
        ),
        "step-recorded": Diagnosis(
            "The step itself must not be recorded: a leaf that requires a gradient would become a result.",
            "走的那一步不能被记录：不然要求梯度的叶子节点就成了运算的结果。",
            raises="leaf Variable",
            lesson=8,
        ),
        "not-by-itself": Diagnosis(
            "An array has no history; PyTorch wants you to say first that it may be dropped.",
            "数组没有历史；PyTorch 要你先说一声：历史可以不要。",
            raises="Can't call numpy",
        ),
        "many-numbers": Diagnosis(
            "`item()` is for a tensor of one number. A snapshot has to hold all of them.",
            "`item()` 只用于装着一个数的张量。快照要把所有的数都留下。",
            raises="cannot be converted to Scalar",
        ),
    },
    wrong=(
        Try("same-memory", (("w.detach().clone()", "w.data"),)),
        Try("same-memory", (("w.detach().clone()", "w"),)),
        Try("same-memory", (("w.detach().clone()", "w.detach().numpy()"),)),
        Try(
            "after-the-step",
            (
                ("        album.append(w.detach().clone())\n", ""),
                ("w -= 1\n", "w -= 1\n        album.append(w.detach().clone())\n"),
            ),
        ),
        Try("stands-still", (("w -= 1", "pass"),)),
        Try("last-only", (("album.append(w.detach().clone())", "album = [w.detach().clone()]"),)),
        Try("other", (("w -= 1", "w -= step + 1"),)),
        Try("not-this-w", (("w -= 1", "w = w - 1"),)),
        Try("history", (("w.detach().clone()", "w.clone()"),)),
        Try("step-recorded", (("        with torch.no_grad():\n            w -= 1", "        w -= 1"),)),
        Try("not-by-itself", (("w.detach().clone()", "w.numpy()"),)),
        Try("many-numbers", (("w.detach().clone()", "w.item()"),)),
    ),
    right=(
        Try(edits=(("w.detach().clone()", "w.clone().detach()"),)),
        Try(edits=(("w.detach().clone()", "w.tolist()"),)),
        Try(
            source="""
            @torch.no_grad()
            def walk(w, steps):
                album = []
                for step in range(steps):
                    album.append(w.clone())
                    w.sub_(1)
                return tuple(album)
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ make


def _verify_array(look: Look) -> None:
    raises = [("Can't call numpy", "not-by-itself"), ("does not require grad", "history-lost")]

    a, b = (float(number) for number in look.fresh(2))

    def values(torch: Any, to_array: Any) -> Any:
        x = torch.tensor([a, b], requires_grad=True)
        return to_array(x * x)

    def kind(torch: Any, to_array: Any) -> str:
        return type(to_array(torch.tensor([1.0, 2.0], requires_grad=True))).__name__

    def slopes(torch: Any, to_array: Any) -> Any:
        x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        y = x * x
        for tensor in (x, y):
            to_array(tensor)[0] = 7.0
        y.sum().backward()
        return x.grad

    def numbers(torch: Any, to_array: Any) -> Any:
        y = 2 * torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        to_array(y)[0] = 7.0
        return y.detach()

    def recorded(torch: Any, to_array: Any) -> bool:
        x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        y = x * x
        to_array(x), to_array(y)
        return bool(x.requires_grad and y.requires_grad)

    shown = f"to_array(x * x), x = [{a:g}., {b:g}.]"
    look.tried("to_array", shown, values, [a * a, b * b], otherwise="other-values", raises=raises)
    look.tried("to_array", "type(to_array(x)).__name__", kind, "ndarray", otherwise="no-array", raises=raises)
    look.tried("to_array", "to_array(x); x.requires_grad", recorded, True, otherwise="history-lost", raises=raises)
    shown = "y = 2 * x; to_array(y)[0] = 7; y"
    look.tried("to_array", shown, numbers, [2.0, 4.0, 6.0], [([7.0, 4.0, 6.0], "shared")], raises=raises)
    shown = "y = x * x; to_array(x)[0] = 7; y.sum().backward(); x.grad"
    look.tried("to_array", shown, slopes, [2.0, 4.0, 6.0], [([14.0, 4.0, 6.0], "shared")], raises=raises)


ARRAY = Exercise(
    id="array-of-its-own",
    lesson=9,
    title=Text("Make: an array that may be scribbled on", "动手：可以随便涂改的数组"),
    statement=Text(
        en="""
        For a plot somebody wants the values of a tensor as a NumPy array, and is going to change them:
        scale them, round them, set outliers to 0. Write `to_array(t)`, for tensors with a history and
        without. Whatever is done to the array later, `t` and every gradient must stay right.
        """,
        zh="""
        有人画图要一个张量的值，要 NumPy 数组，而且打算改：放大、取整、把离群的值设成 0。请
        写 `to_array(t)`，有历史、没有历史的张量都要能用。以后不管对数组做什么，`t` 和所有的梯度都不能受影
        响。
        """,
    ),
    given="""\
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * x""",
    solution="""
    def to_array(t):
        ### BEGIN SOLUTION
        return t.detach().clone().numpy()
        ### END SOLUTION

    print(to_array(y))
    """,
    names=("to_array",),
    verify=_verify_array,
    hints=(
        Text(
            "`y.numpy()` raises an error, and the message says what to write. But is that enough for somebody "
            "who wants to *change* the array?",
            "`y.numpy()` 会报错，信息里写着该怎么写。可是对想**修改**数组的人来说，那就够了吗？",
        ),
        Text(
            "`y.detach().numpy()` lies in the memory of y, and NumPy knows nothing of versions: no error would tell.",
            "`y.detach().numpy()` 就在 y 的内存里，而 NumPy 不知道什么版本：没有报错会告诉你。",
        ),
        Text(
            "Drop the history, copy the memory, then make an array of it: three methods in a row.",
            "去掉历史，复制内存，再变成数组：三个方法连着写。",
        ),
    ),
    why=Text(
        en="""
        `detach()` says that the history may be dropped, `clone()` gives new memory, `numpy()` makes an
        array of it. Without the copy the array *is* the memory of the tensor: a number scribbled into it
        changes `t`, and if `t` is in a drawer, the gradient too, with no version to tell. The copy may
        also be made by NumPy: `t.detach().numpy().copy()`.
        """,
        zh="""
        `detach()` 声明历史可以不要，`clone()` 给出新的内存，`numpy()` 变成数组。不复制的话，数组**就是**张
        量的那块内存：往里写一个数，`t` 就变了；如果 `t` 在抽屉里，梯度也跟着错，而且没有版本号来报信。
        让 NumPy 来复制也行：`t.detach().numpy().copy()`。
        """,
    ),
    diagnoses={
        "shared": Diagnosis(
            "The 7 that was written into the array has turned up in the tensor: the two share their memory.",
            "写进数组里的 7，跑到张量里去了：两个共享同一块内存。",
        ),
        "no-array": Diagnosis(
            "What comes back is not a NumPy array.",
            "返回的不是 NumPy 数组。",
        ),
        "history-lost": Diagnosis(
            "The array is right, but the tensor itself has lost its history: it was detached in place, or its "
            "flag was switched off.",
            "数组对了，可是张量自己的历史没有了：它被原地剪下来了，或者标记被关掉了。",
        ),
        "other-values": Diagnosis(
            "The array does not hold the tensor's numbers.",
            "数组里不是张量的那些数。",
        ),
        "not-by-itself": Diagnosis(
            "The tensor has a history and an array has none; PyTorch wants you to say that it may be dropped.",
            "张量有历史，数组没有；PyTorch 要你亲口说：历史可以不要。",
            raises="Can't call numpy",
        ),
    },
    wrong=(
        Try("shared", (("t.detach().clone().numpy()", "t.detach().numpy()"),)),
        Try("shared", (("t.detach().clone().numpy()", "t.data.numpy()"),)),
        Try("no-array", (("t.detach().clone().numpy()", "t.tolist()"),)),
        Try("no-array", (("t.detach().clone().numpy()", "t.detach().clone()"),)),
        Try("history-lost", (("t.detach().clone()", "t.detach_().clone()"),)),
        Try(
            "history-lost",
            (
                (
                    "return t.detach().clone()",
                    "if t.is_leaf:\n        t.requires_grad_(False)\n    return t.detach().clone()",
                ),
            ),
        ),
        Try("other-values", (("t.detach()", "(t + 1).detach()"),)),
        Try("other-values", (("t.detach().clone()", "t.detach().sum().clone()"),)),
        Try("not-by-itself", (("t.detach().clone().numpy()", "t.clone().numpy()"),)),
    ),
    right=(
        Try(edits=(("t.detach().clone().numpy()", "t.detach().numpy().copy()"),)),
        Try(edits=(("t.detach().clone().numpy()", "t.clone().detach().numpy()"),)),
        Try(
            source="""
            import numpy as np

            def to_array(t):
                return np.array(t.tolist(), dtype=np.float32)
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _verify_disguise(look: Look) -> None:
    disguise = look.value("disguise")  # called as it is, not watched: the target's graph beside it would be the answer
    raises = [("does not require grad", "no-road"), ("modified by an inplace", "in-the-drawer")]
    Pair = tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]

    def value(functions: Pair, *at: float) -> Callable[[Any, Any], Any]:
        def run(torch: Any, watched: Any) -> Any:
            f, g = (lambda x, part=part: part(torch, x) for part in functions)
            return disguise(f, g, torch.tensor(at, requires_grad=True)).detach()

        return run

    def slopes(functions: Pair, *at: float) -> Callable[[Any, Any], Any]:
        def run(torch: Any, watched: Any) -> Any:
            f, g = (lambda x, part=part: part(torch, x) for part in functions)
            x = torch.tensor(at, requires_grad=True)
            disguise(f, g, x).sum().backward()
            return x.grad

        return run

    a, b, c = (float(number) for number in look.fresh(3))
    square: Pair = (lambda torch, x: x * x, lambda torch, x: 5 * x)
    floor: Pair = (lambda torch, x: torch.floor(x), lambda torch, x: x * x)
    lines: Pair = (lambda torch, x: a * x, lambda torch, x: b * x)
    exp: Pair = (lambda torch, x: x + 7, lambda torch, x: torch.exp(x))
    known: list[tuple[Any, str]] = [
        (15.0, "value-of-g"),
        (24.0, "both-values"),
        (6.0, "difference"),
        (-6.0, "difference"),
        (21.0, "difference"),
    ]
    twice: list[tuple[Any, str]] = [
        (6.0, "slope-of-f"),
        (11.0, "both-slopes"),
        (-1.0, "both-slopes"),
        (1.0, "both-slopes"),
    ]
    covered: list[tuple[Any, str]] = [(7.0, "in-the-drawer")]
    for shown, pair, at, right, slope, values, others in (
        ("f = x², g = 5x, x = 3", square, (3.0,), 9.0, 5.0, known, twice),
        ("f = floor, g = x², x = [1.5, -2.]", floor, (1.5, -2.0), [1.0, -2.0], [3.0, -4.0], (), ()),
        (f"f = {a:g}x, g = {b:g}x, x = {c:g}", lines, (c,), a * c, b, (), ()),
        ("f = x + 7, g = exp, x = 0", exp, (0.0,), 7.0, 1.0, (), covered),
    ):
        name = f"disguise(f, g, x), {shown}"
        look.tried("disguise", name, value(pair, *at), right, values, otherwise="value", raises=raises)
        its_slope = Text(f"its slope, {shown}", f"它的斜率，{shown}")
        look.tried("disguise", its_slope, slopes(pair, *at), slope, others, otherwise="slope", raises=raises)


PUZZLE = Exercise(
    id="disguise",
    lesson=9,
    title=Text("Puzzle: the value of one, the slope of another", "难题：一个的值，另一个的斜率"),
    statement=Text(
        en="""
        Rounding has the slope 0 nearly everywhere, so nothing can be learnt through it. Therefore one lets
        the *value* be rounded and pretends, on the way back, that it was not. Write it for any two
        functions: `disguise(f, g, x)` has the **value of** `f(x)` and the **slope of** `g(x)`. With f =
        x², g = 5x and x = 3: value 9, slope 5.
        """,
        zh="""
        四舍五入的斜率几乎处处是 0，从它那里什么也学不到。所以常用的办法是：**值**照样取整，往回走的时候假装
        没有取整。请对任意两个函数写出来：`disguise(f, g, x)` 的**值是** `f(x)` 的，**斜率
        是** `g(x)` 的。f = x²、g = 5x、x = 3 的时候：值是 9，斜率是 5。
        """,
    ),
    solution="""
    def disguise(f, g, x):
        ### BEGIN SOLUTION
        return g(x) + (f(x) - g(x)).detach()
        ### END SOLUTION

    print(disguise(lambda x: x * x, lambda x: 5 * x, torch.tensor([3.], requires_grad=True)))
    """,
    names=("disguise",),
    verify=_verify_disguise,
    hints=(
        Text(
            "Only g may have a road to x. Begin with g(x): the slope is right, the value is not yet. What is missing?",
            "只许 g 有路通到 x。从 g(x) 开始：斜率对了，值还不对。差多少？",
        ),
        Text(
            "What is missing is f(x) − g(x). It has to be added as a *constant*.",
            "差的是 f(x) − g(x)。要把它当作**常数**加上去。",
        ),
        Text(
            "Something detached keeps its value and has no slope: put brackets around the difference, and "
            "`.detach()` behind.",
            "剪下来的东西，值还在，没有斜率：给差加上括号，后面写 `.detach()`。",
        ),
    ),
    why=Text(
        en="""
        g + (f − g) is f, as to the value. As to the slope, the detached bracket is a constant, and g alone
        is left. This line, with g(x) = x and f rounding, is how networks with rounded numbers are trained
        (*straight-through*). Overwriting g's result with f's value looks the same, until g keeps its
        result in a drawer, as exp does.
        """,
        zh="""
        就值来说，g + (f − g) 就是 f；就斜率来说，剪下来的括号是常数，只剩下 g。取 g(x) = x，f 是取整，就是
        训练“取整的网络”用的那一行（*straight-through*，直通）。用 f 的值去覆盖 g 的结果，看上去也一样，可
        是 g 要是像 exp 那样把结果留在抽屉里，就错了。
        """,
    ),
    diagnoses={
        "value-of-g": Diagnosis(
            "The value is that of g. It should be f's: the two roles are exchanged, or f does not take part.",
            "值是 g 的，应该是 f 的：两个的角色反了，或者 f 没有参加。",
        ),
        "both-values": Diagnosis(
            "The values of both are added up. What must be taken away again, without a slope?",
            "两个的值加在一起了。还要减掉什么，而且不带斜率？",
        ),
        "difference": Diagnosis(
            "The correction has the wrong sign, or stands alone. From g's value to f's one has to add f − g.",
            "修正项的符号反了，或者只剩下它。从 g 的值到 f 的值，要加上 f − g。",
        ),
        "value": Diagnosis(
            "The value is not that of f, for every f, g and x.",
            "换别的 f、g、x，值就不是 f 的了。",
        ),
        "slope-of-f": Diagnosis(
            "The value is right, but the slope is f's: its road is open, and g's is cut or cancelled.",
            "值对了，可斜率是 f 的：f 的路通着，g 的路断了，或者抵消了。",
        ),
        "both-slopes": Diagnosis(
            "The value is right, but a second road adds its slope. In what is added as a correction no road may "
            "be open.",
            "值对了，可是还有一条路带来了斜率。加上去的修正项里，不能有路通着。",
        ),
        "slope": Diagnosis(
            "The slope is not that of g, for every f, g and x.",
            "换别的 f、g、x，斜率就不是 g 的了。",
        ),
        "no-road": Diagnosis(
            "No road leads back to x any more: too much has been cut.",
            "再没有路通回 x 了：剪得太多。",
        ),
        "in-the-drawer": Diagnosis(
            "The value of g was overwritten. That goes well until g keeps its result for the way back; then the "
            "slope is wrong, or an error.",
            "你覆盖了 g 的结果。g 要是把结果留着往回走用，斜率就错了，或者报错。",
            lesson=8,
        ),
    },
    wrong=(
        Try("value-of-g", (("g(x) + (f(x) - g(x)).detach()", "f(x) + (g(x) - f(x)).detach()"),)),
        Try("both-values", (("(f(x) - g(x)).detach()", "f(x).detach()"),)),
        Try("difference", (("f(x) - g(x)", "g(x) - f(x)"),)),
        Try("value", (("g(x) + (f(x) - g(x)).detach()", "5 * x - (5 * x).detach() + 9"),)),
        Try("slope-of-f", ((".detach()", ""),)),
        Try("both-slopes", (("(f(x) - g(x)).detach()", "f(x) - g(x).detach()"),)),
        Try("slope", (("g(x) + (f(x) - g(x)).detach()", "5 * x + (f(x) - 5 * x).detach()"),)),
        Try("no-road", (("g(x) + (f(x) - g(x)).detach()", "f(x).detach()"),)),
        Try(
            "in-the-drawer",
            (("return g(x) + (f(x) - g(x)).detach()", "y = g(x)\n    y.data.copy_(f(x).data)\n    return y"),),
        ),
        Try(
            "in-the-drawer",
            (
                (
                    "return g(x) + (f(x) - g(x)).detach()",
                    "y = g(x)\n    with torch.no_grad():\n        y.copy_(f(x))\n    return y",
                ),
            ),
        ),
    ),
    right=(
        Try(edits=(("(f(x) - g(x)).detach()", "f(x).detach() - g(x).detach()"),)),
        Try(edits=(("(f(x) - g(x)).detach()", "(f(x) - g(x)).data"),)),
        Try(
            source="""
            def disguise(f, g, x):
                y = g(x)
                with torch.no_grad():
                    rest = f(x) - y
                return y + rest
            """
        ),
    ),
    points=3.0,
)

EXERCISES = (PREDICT, REPAIR, ARRAY, PUZZLE)
