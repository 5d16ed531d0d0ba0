"""Lesson 7: what a price does to a gradient, all slopes of a function, and the shapes of a layer's gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.check.exercise import Diagnosis, Exercise, Try
from minigrad.check.look import Look
from minigrad.check.text import Text

__all__ = ["EXERCISES"]


# ------------------------------------------------------------------------------------------ predict


def _verify_prediction(look: Look) -> None:
    look.same(
        'grads["A"]',
        [6.0, 0.0],
        [
            ([6.0, 10.0], "price-forgotten"),
            ([9.0, 0.0], "amount"),
            (6.0, "one-for-each"),
            ([1.0, 0.0], "slope-forgotten"),
            ([3.0, 0.0], "power"),
            ([6.0, None], "zero-counts"),
        ],
        hidden=True,
    )
    look.same(
        'grads["B"]',
        [5.0, 5.0],
        [([10.0, 10.0], "mean-as-sum"), ([15.0, 25.0], "amount"), (5.0, "one-for-each"), (10.0, "one-for-each")],
        hidden=True,
    )
    look.same(
        'grads["C"]',
        8.0,
        [
            ([3.0, 5.0], "copies-not-added"),
            (2.0, "added-not-multiplied"),
            ([1.0, 1.0], "copies-not-added"),
            (4.0, "mean-as-sum"),
        ],
        hidden=True,
    )
    look.same(
        'grads["D"]',
        [2.0, -1.0],
        [
            ([1.0, 1.0], "price-forgotten"),
            ([8.0, -6.0], "amount"),
            ([2.0, 1.0], "negative-price"),
            (1.0, "one-for-each"),
        ],
        hidden=True,
    )


PREDICT = Exercise(
    id="prices-predict",
    lesson=7,
    title=Text("Predict: four ways to begin", "先预测：四种开头"),
    statement=Text(
        en="""
        Before each line, `x` is new, `[3., 5.]`, and `b` is new, `[1.]`; both require a gradient.

        ```python
        (x * x).backward(torch.tensor([1., 0.]))      # A: x.grad
        (10 * x).mean().backward()                    # B: x.grad
        (x * b).sum().backward()                      # C: b.grad
        (x + b).backward(torch.tensor([2., -1.]))     # D: x.grad
        ```

        What is in the bucket named on the right? Write a list of numbers for each.
        """,
        zh="""
        每一行之前，`x` 都是新的 `[3., 5.]`，`b` 都是新的 `[1.]`，两个都要求梯度。

        ```python
        (x * x).backward(torch.tensor([1., 0.]))      # A: x.grad
        (10 * x).mean().backward()                    # B: x.grad
        (x * b).sum().backward()                      # C: b.grad
        (x + b).backward(torch.tensor([2., -1.]))     # D: x.grad
        ```

        右边写着的那个桶里是什么？每个都写成一个列表。
        """,
    ),
    solution="""
    ### BEGIN SOLUTION
    ### STUB grads = {"A": ..., "B": ..., "C": ..., "D": ...}
    grads = {"A": [6, 0], "B": [5, 5], "C": [8], "D": [2, -1]}
    ### END SOLUTION
    """,
    names=("grads",),
    verify=_verify_prediction,
    hints=(
        Text(
            "Make one number of each result first: the bill. A: 1·x₁² + 0·x₂². Then ask how it changes with each "
            "input.",
            "先把每个结果变成一个数，也就是总价。A 是 1·x₁² + 0·x₂²。再问每个输入变了，它怎样变。",
        ),
        Text(
            "B: a mean of two numbers is half of each. C: `b` is copied to both places: x₁·b + x₂·b.",
            "B：两个数的平均，每个占一半。C：`b` 被复制到两个位置：x₁·b + x₂·b。",
        ),
        Text(
            "A gradient has as many numbers as its tensor: two for x, one for b. What is copied forward is added "
            "backward.",
            "张量里有几个数，梯度就有几个：x 两个，b 一个。前向复制的，反向相加。",
        ),
    ),
    why=Text(
        en="""
        A: price times slope, 1·6 and 0·10; the second output counts nothing, so its input gets a computed
        0. B: each of the two counts a half, and its slope is 10. C: b meets 3 and 5, two roads, which add
           up to 8, in *one* number, for b has one. D: an addition passes the prices on as they are; the bill
           falls when the second number grows, hence the −1.
        """,
        zh="""
        A：价格乘以斜率，1·6 和 0·10；第二个输出的价格是 0，它的输入得到的就是一个算出来的 0。B：两个数各占
        一半，斜率是 10。C：b 遇到 3 和 5，两条路，加起来是 8，而且是**一个**数，因为 b 只有一个数。D：加法
        把价格原样传下去；第二个数变大，总价反而下降，所以是 −1。
        """,
    ),
    diagnoses={
        "price-forgotten": Diagnosis(
            "You let every output count 1. Here the prices are written in the brackets of `backward`.",
            "你让每个输出都占 1。这里的价格写在 `backward` 的括号里。",
        ),
        "amount": Diagnosis(
            "That is price times amount, the bill itself. The gradient says how the bill changes.",
            "这是价格乘以数量，也就是总价本身。梯度说的是总价怎样变化。",
        ),
        "one-for-each": Diagnosis(
            "You added the answers up into one number. x has two numbers, and each wants its own.",
            "你把几个答案加成了一个数。x 里有两个数，每个都要有自己的一份。",
        ),
        "slope-forgotten": Diagnosis(
            "Those are the prices alone. How many times as much does x² move when x moves?",
            "这只是价格。x 动一点，x² 动的是它的几倍？",
        ),
        "power": Diagnosis(
            "In x·x the input is used twice: two roads, and each brings a share.",
            "x·x 里输入用了两次：两条路，每条都带来一份。",
            lesson=2,
        ),
        "zero-counts": Diagnosis(
            "An output with price 0 has been asked, and its answer is a number. `None` would stand for the whole "
            "tensor, when nobody asked.",
            "价格为 0 的输出也问过了，答案是一个数。`None` 是针对整个张量说的：没有人问过它。",
        ),
        "mean-as-sum": Diagnosis(
            "Sum and mean are mixed up: how much does each of the two numbers count in this line?",
            "和与平均值弄混了：这一行里，两个数各占多少？",
        ),
        "copies-not-added": Diagnosis(
            "That is what arrives at the two copies of b. But b is one number: what happens to what its copies get?",
            "这是 b 的两份复制品各自收到的。可 b 只是一个数：复制品收到的，要怎么办？",
        ),
        "added-not-multiplied": Diagnosis(
            "You counted the copies, as if b were added. It is multiplied: by what, in each place?",
            "你数了复制品的个数，好像 b 是加上去的。它是乘上去的：在每个位置上，乘的是几？",
        ),
        "negative-price": Diagnosis(
            "A price may be negative: then the bill falls when that output grows.",
            "价格可以是负的：那个输出变大，总价就下降。",
        ),
    },
    wrong=(
        Try("price-forgotten", (("[6, 0]", "[6, 10]"),)),
        Try("price-forgotten", (("[2, -1]", "[1, 1]"),)),
        Try("amount", (("[6, 0]", "[9, 0]"),)),
        Try("one-for-each", (("[6, 0]", "6"),)),
        Try("one-for-each", (("[5, 5]", "10"),)),
        Try("slope-forgotten", (("[6, 0]", "[1, 0]"),)),
        Try("power", (("[6, 0]", "[3, 0]"),)),
        Try("zero-counts", (("[6, 0]", "[6, None]"),)),
        Try("mean-as-sum", (("[5, 5]", "[10, 10]"),)),
        Try("mean-as-sum", (("[8]", "[4]"),)),
        Try("copies-not-added", (("[8]", "[3, 5]"),)),
        Try("added-not-multiplied", (("[8]", "[2]"),)),
        Try("negative-price", (("[2, -1]", "[2, 1]"),)),
    ),
    right=(
        Try(edits=(("[8]", "8"), ("[6, 0]", "(6.0, 0.0)"))),
        Try(edits=(("[5, 5]", "torch.tensor([5., 5.])"),)),
    ),
    points=1.0,
)


# ------------------------------------------------------------------------------------------ make: the table


def _verify_table(look: Look) -> None:
    raises = [("a second time", "freed"), ("[Mm]ismatch in shape|shape", "as-many-as-outputs")]

    def jacobian_of(make: Callable[[Any], Callable[[Any], Any]], at: list[float]) -> Callable[[Any, Any], Any]:
        def run(torch: Any, jacobian: Any) -> Any:
            found = jacobian(make(torch), torch.tensor(at, requires_grad=True))
            return [[float(slope) for slope in row] for row in found]

        return run

    def matrix(torch: Any) -> Callable[[Any], Any]:
        M = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        return lambda x: M @ x

    known: list[tuple[Any, str]] = [
        ([[9.0, 12.0]] * 3, "same-bucket"),
        ([[1.0, 2.0], [4.0, 6.0], [9.0, 12.0]], "not-emptied"),
        ([[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]], "columns"),
        ([[9.0, 12.0]], "all-at-once"),
        ([9.0, 12.0], "all-at-once"),
        ([[1.0, 2.0], [3.0, 4.0]], "as-many-as-outputs"),
    ]
    at = [1.0, 1.0]
    rows = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    look.tried("jacobian", "jacobian(lambda x: M @ x, [1., 1.])", jacobian_of(matrix, at), rows, known, raises=raises)
    a, b = look.fresh(2)
    rows = [[2.0 * a, 0.0], [float(b), float(a)]]
    times_first = jacobian_of(lambda torch: lambda x: x * x[0], [float(a), float(b)])
    shown = f"jacobian(lambda x: x * x[0], [{a}., {b}.])"
    look.tried("jacobian", shown, times_first, rows, otherwise="one-case", raises=raises)
    shown = "jacobian(lambda x: x[:2] + x[1:], [1., 1., 1.])"
    rows = [[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]
    neighbours = jacobian_of(lambda torch: lambda x: x[:2] + x[1:], [1.0, 1.0, 1.0])
    look.tried("jacobian", shown, neighbours, rows, otherwise="one-case", raises=raises)


TABLE = Exercise(
    id="jacobian-rows",
    lesson=7,
    title=Text("Make: every slope of a function", "动手：一个函数的全部斜率"),
    statement=Text(
        en="""
        Write `jacobian(f, x)` for *any* function `f` that takes a tensor of several numbers and gives back
        one of several numbers. It returns a list with a row for each output; a row has a slope for each
        input. For `f` = "M times x" it should find M itself.
        """,
        zh="""
        请写 `jacobian(f, x)`：`f` 是**任意**一个函数，输入是装着好几个数的张量，输出也是。返回一个列表，每
        个输出一行，每一行里每个输入一个斜率。如果 `f` 是“M 乘以 x”，找到的就应该是 M 自己。
        """,
    ),
    given="""\
M = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
x = torch.tensor([1., 1.], requires_grad=True)""",
    solution="""
    def jacobian(f, x):
        ### BEGIN SOLUTION
        y = f(x)
        rows = []
        for v in torch.eye(len(y)):
            x.grad = None
            y.backward(v, retain_graph=True)
            rows.append(x.grad)
        return rows
        ### END SOLUTION

    print(jacobian(lambda x: M @ x, x))
    """,
    names=("jacobian",),
    verify=_verify_table,
    hints=(
        Text(
            "One pass gives one row: let one output count 1, the others 0.",
            "走一遍得到一行：让一个输出占 1，其余占 0。",
        ),
        Text(
            "The rows of `torch.eye(n)` are these prices. n is the number of *outputs*, `len(y)`.",
            "`torch.eye(n)` 的各行就是这些价格。n 是**输出**的个数，`len(y)`。",
        ),
        Text(
            "Before each pass take the old bucket away (`x.grad = None`), then "
            "`y.backward(v, retain_graph=True)`, then keep `x.grad`.",
            "每次之前把旧的桶拿走（`x.grad = None`），再 `y.backward(v, retain_graph=True)`，然后把 `x.grad` 存起来。",
        ),
    ),
    why=Text(
        en="""
        A pass answers for *one* number, the bill; with the prices 0, 1, 0 the bill is the second output,
        so the pass finds the second row. Setting `x.grad = None` is better here than `zero_()`: the row
        that was just stored *is* the old bucket, and to zero it would wipe the row out. A function with n
        outputs costs n passes: that is why training wants one number at the end.
        """,
        zh="""
        一次反向传播回答的是**一个**数的问题，也就是总价；价格取 0、1、0，总价就是第二个输出，得到的就是第二
        行。这里 `x.grad = None` 比 `zero_()` 好：刚存下的那一行**就是**旧的桶，把它清零，那一行也没了。
        有 n 个输出，就要走 n 遍：所以训练的时候，最后总要变成一个数。
        """,
    ),
    diagnoses={
        "same-bucket": Diagnosis(
            "All rows are equal: you stored the same bucket several times, and every pass went on pouring into it.",
            "每一行都一样：你把同一个桶存了好几次，每次反向传播都往里倒。",
            lesson=5,
        ),
        "not-emptied": Diagnosis(
            "The first row is right, the second holds the first as well, and so on: the bucket keeps what "
            "earlier passes left.",
            "第一行对了，第二行里还有第一行，以此类推：桶里还留着前几次的量。",
            lesson=5,
        ),
        "columns": Diagnosis(
            "All slopes are there, but lying on their side: a row belongs to an **output**, a column to an input.",
            "斜率都有了，可是横竖颠倒了：一行属于一个**输出**，一列属于一个输入。",
        ),
        "all-at-once": Diagnosis(
            "That is one pass with all prices 1: the rows have been added up. Ask for each output alone.",
            "这是所有价格都取 1、只走一遍：各行加在一起了。要一个输出一个输出地问。",
        ),
        "as-many-as-outputs": Diagnosis(
            "The number of rows or prices does not fit. There are as many as **outputs**, which need not be as "
            "many as inputs.",
            "行数或者价格的个数不对。应该和**输出**一样多，而输出不一定和输入一样多。",
        ),
        "freed": Diagnosis(
            "The first pass emptied the drawers, and the second one wants them again.",
            "第一遍清空了抽屉，第二遍还要用。",
            raises="a second time",
            lesson=6,
        ),
        "not-a-number": Diagnosis(
            "`y` has several numbers, and nobody says how much each counts. Which prices bring out **one** row?",
            "`y` 里有好几个数，没有人说各占多少。什么样的价格能得到**一**行？",
            raises="only for scalar outputs",
        ),
        "one-case": Diagnosis(
            "It fits `M @ x`, but not another function. The slopes have to come from `f` and from where `x` is.",
            "`M @ x` 对了，换一个函数就不对。斜率要从 `f` 和 `x` 所在的位置求出来。",
        ),
    },
    wrong=(
        Try("same-bucket", (("        x.grad = None\n", ""),)),
        Try("not-emptied", (("        x.grad = None\n", ""), ("append(x.grad)", "append(x.grad.clone())"))),
        Try("columns", (("return rows", "return [[row[i] for row in rows] for i in range(len(x))]"),)),
        Try("all-at-once", (("torch.eye(len(y))", "[torch.ones(len(y))]"),)),
        Try("as-many-as-outputs", (("return rows", "return rows[:len(x)]"),)),
        Try("freed", ((", retain_graph=True", ""),)),
        Try("not-a-number", (("y.backward(v, retain_graph=True)", "y.backward()"),)),
        Try("one-case", (("return rows", "return M"),)),
        Try("one-case", (("y = f(x)", "y = M @ x"),)),
    ),
    right=(
        Try(
            source="""
            def jacobian(f, x):
                y = f(x)
                return [torch.autograd.grad(y[i], x, retain_graph=True)[0].tolist() for i in range(len(y))]
            """
        ),
        Try(
            source="""
            def jacobian(f, x):
                rows = torch.zeros(len(f(x)), len(x))
                for i in range(len(rows)):
                    x.grad = None
                    f(x)[i].backward()
                    rows[i] = x.grad
                return rows
            """
        ),
        Try(edits=(("x.grad = None", "x.grad = torch.zeros(len(x))"),)),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ make: a layer


def _verify_layer(look: Look) -> None:
    X, W, G = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0, 0.0], [2.0, 1.0]], [[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]
    raises = [("must match|multiplied", "shapes-do-not-fit")]

    def part(number: int, *matrices: list[list[float]]) -> Callable[[Any, Any], Any]:
        def run(torch: Any, layer_backward: Any) -> Any:
            return layer_backward(*(torch.tensor(matrix) for matrix in matrices))[number]

        return run

    shown = "layer_backward(G, X, W)[{}]"
    dX = [[1.0, 4.0], [0.0, 1.0], [1.0, 2.0]]
    known: list[tuple[Any, str]] = [([[5.0, 2.0], [2.0, 1.0], [1.0, 0.0]], "turn-back")]
    look.tried("layer_backward", shown.format(0), part(0, G, X, W), dX, known, otherwise="input", raises=raises)
    dW = [[6.0, 5.0], [8.0, 8.0]]
    known = [([[6.0, 8.0], [5.0, 8.0]], "turned"), ([[2.0, 5 / 3], [8 / 3, 8 / 3]], "mean")]
    look.tried("layer_backward", shown.format(1), part(1, G, X, W), dW, known, otherwise="weights", raises=raises)
    db = [2.0, 3.0]
    known = [(G, "not-summed"), ([3.0, 1.0, 1.0], "wrong-way"), (5.0, "everything"), ([1.0, 1.0], "ones")]
    known += [([3.0, 3.0], "ones"), ([2 / 3, 1.0], "mean")]
    look.tried("layer_backward", shown.format(2), part(2, G, X, W), db, known, otherwise="bias", raises=raises)
    a, b, c = (float(number) for number in look.fresh(3))
    small = ([[1.0, -1.0, 2.0]], [[a, b]], [[1.0, 0.0, c], [0.0, 2.0, 1.0]])
    expected = ([[1 + 2 * c, 0.0]], [[a, -a, 2 * a], [b, -b, 2 * b]], [1.0, -1.0, 2.0])
    for number, right in enumerate(expected):
        name = f"layer_backward(…)[{number}], W 2×3"
        look.tried("layer_backward", name, part(number, *small), right, otherwise="one-case", raises=raises)


LAYER = Exercise(
    id="layer-backward",
    lesson=7,
    title=Text("Make: the backward pass of a layer, by hand", "动手：亲手写一层的反向传播"),
    statement=Text(
        en="""
        A layer computes `Y = X @ W + b`: every row of X is an example, and `b` is copied to each row. From
        behind a gradient `G` arrives, of Y's shape. Write `layer_backward(G, X, W)`, which returns three
        gradients, those of `X`, of `W` and of `b`, in this order: with `@`, `.T` and a sum, and without
        `backward()`. Let the shapes guide you; but in the example W is square, and there they do not tell
        everything.

        (`G.sum(0)` adds the rows up: one number for each column. `G.sum(1)` adds the columns up.)
        """,
        zh="""
        一层算的是 `Y = X @ W + b`：X 的每一行是一个样本，`b` 被复制到每一行。从后面传来梯度 `G`，形状
        和 Y 一样。请写 `layer_backward(G, X, W)`，依次返回 `X`、`W`、`b` 的梯度：用 `@`、`.T` 和求和，不
        用 `backward()`。让形状指路；不过例子里的 W 是方阵，光看形状还不够。

        （`G.sum(0)` 把各行加起来，每列得到一个数。`G.sum(1)` 把各列加起来。）
        """,
    ),
    given="""\
X = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
W = torch.tensor([[1., 0.], [2., 1.]])
G = torch.tensor([[1., 2.], [0., 1.], [1., 0.]])""",
    solution="""
    def layer_backward(G, X, W):
        ### BEGIN SOLUTION
        return G @ W.T, X.T @ G, G.sum(0)
        ### END SOLUTION

    print(layer_backward(G, X, W))
    """,
    names=("layer_backward",),
    verify=_verify_layer,
    hints=(
        Text(
            "Take a W that is not square: X (3, 2), W (2, 4), Y and G (3, 4), b (4). Each gradient has the shape "
            "of its tensor; which product of G with another matrix has it?",
            "取一个不是方阵的 W：X 是 (3, 2)，W 是 (2, 4)，Y 和 G 是 (3, 4)，b 是 (4)。每个梯度的形状和它的张量一"
            "样；G 和"
            "另一个矩阵的哪种乘积是这个形状？",
        ),
        Text(
            "X.grad is made of G and W, W.grad of X and G. `.T` makes a (2, 3) of a (3, 2).",
            "X.grad 由 G 和 W 得来，W.grad 由 X 和 G 得来。`.T` 把 (3, 2) 变成 (2, 3)。",
        ),
        Text(
            "For b: copied forward to each row, added backward over the rows. For X: (3, 4) @ (4, 2), and it is "
            "W that is turned. For W: (2, 3) @ (3, 4).",
            "b：前向复制到每一行，反向就把各行加起来。X：(3, 4) @ (4, 2)，转置的是 W。W：(2, 3) @ (3, 4)。",
        ),
    ),
    why=Text(
        en="""
        `Y = X @ W + b`: from X to Y the road leads through W, so on the way back G is multiplied with W,
        turned, as rows and columns change places: `G @ W.T`. In the same way `X.T @ G`, which adds up over
        the examples. And b is copied to every row, so its gradient is the sum over the rows. These three
        lines are what PyTorch does for every linear layer.
        """,
        zh="""
        `Y = X @ W + b`：从 X 到 Y 的路经过 W，往回走时，G 就要乘以 W，而且要转置，因为行和列换了位
        置：`G @ W.T`。同样，`X.T @ G` 会把各个样本加起来。b 被复制到每一行，所以它的梯度是各行之和。每一个
        线性层，PyTorch 做的就是这三行。
        """,
    ),
    diagnoses={
        "turn-back": Diagnosis(
            "For X you multiplied with W as it stands. It fits only because W is square; on the way back rows "
            "and columns change places.",
            "算 X 的梯度时，你乘的是没有转置的 W。形状合得上，只是因为 W 是方阵；往回走的时候，行和列要对调。",
        ),
        "input": Diagnosis(
            "The gradient of X is not right. It has X's shape, and is made of G and W.",
            "X 的梯度不对。它的形状和 X 一样，由 G 和 W 得来。",
        ),
        "turned": Diagnosis(
            "The gradient of W lies on its side. Which of the two factors stands in front?",
            "W 的梯度横竖颠倒了。两个因子，哪个在前面？",
        ),
        "mean": Diagnosis(
            "You divided by the number of examples. G says already how much each counts: just add up.",
            "你除以了样本的个数。每个样本占多少，G 里已经说了：只要加起来。",
        ),
        "weights": Diagnosis(
            "The gradient of W is not right. It has W's shape, and is made of X and G.",
            "W 的梯度不对。它的形状和 W 一样，由 X 和 G 得来。",
        ),
        "not-summed": Diagnosis(
            "The gradient of b has as many rows as there are examples. But b is one row, copied: what happens to "
            "the copies on the way back?",
            "b 的梯度里，有多少个样本就有多少行。可 b 只有一行，是复制出来的：往回走的时候，复制品要怎么办？",
        ),
        "wrong-way": Diagnosis(
            "The gradient of b has a number for each example. b has one for each column.",
            "b 的梯度里，每个样本一个数。b 是每列一个数。",
        ),
        "everything": Diagnosis(
            "The gradient of b is one number for all. Its columns have nothing to do with each other.",
            "b 的梯度合成了一个数。各列之间是没有关系的。",
        ),
        "ones": Diagnosis(
            "You only counted the copies of b. What arrives at each of them stands in G.",
            "你只数了 b 有几份复制品。每一份收到多少，写在 G 里。",
        ),
        "bias": Diagnosis(
            "The gradient of b is not right. b is copied to every row.",
            "b 的梯度不对。b 被复制到每一行。",
        ),
        "one-case": Diagnosis(
            "It fits the example, but not matrices of another shape.",
            "例子对了，换别的形状就不对。",
        ),
        "shapes-do-not-fit": Diagnosis(
            "The inner numbers of this product do not agree. Print the shapes: which matrix has to be turned, "
            "and which stands in front?",
            "这个乘积里面的两个数不相等。把形状打印出来：哪个矩阵要转置，哪个在前面？",
            raises="multiplied|must match",
        ),
    },
    wrong=(
        Try("turn-back", (("G @ W.T", "G @ W"),)),
        Try("input", (("G @ W.T", "X @ W.T"),)),
        Try("turned", (("X.T @ G", "G.T @ X"),)),
        Try("mean", (("X.T @ G", "X.T @ G / len(X)"),)),
        Try("mean", (("G.sum(0)", "G.mean(0)"),)),
        Try("weights", (("X.T @ G", "X.T @ X"),)),
        Try("not-summed", (("G.sum(0)", "G"),)),
        Try("wrong-way", (("G.sum(0)", "G.sum(1)"),)),
        Try("everything", (("G.sum(0)", "G.sum()"),)),
        Try("ones", (("G.sum(0)", "torch.ones(2) * 3"),)),
        Try("bias", (("G.sum(0)", "G[0]"),)),
        Try("one-case", (("G.sum(0)", "torch.tensor([2., 3.])"),)),
        Try("shapes-do-not-fit", (("X.T @ G", "X @ G"),)),
    ),
    right=(
        Try(edits=(("G @ W.T", "(W @ G.T).T"), ("G.sum(0)", "torch.ones(len(G)) @ G"))),
        Try(
            source="""
            def layer_backward(G, X, W):
                to_x = torch.matmul(G, W.t())
                to_w = sum(x.reshape(-1, 1) * g for x, g in zip(X, G))
                return [to_x, to_w, sum(G)]
            """
        ),
    ),
    points=2.0,
)


# ------------------------------------------------------------------------------------------ puzzle


def _verify_digits(look: Look) -> None:
    raises = [("a second time", "one-pass"), ("only for scalar outputs", "prices-missing")]

    def read(matrix: list[list[float]]) -> Callable[[Any, Any], Any]:
        def run(torch: Any, digits: Any) -> Any:
            M = torch.tensor(matrix)
            rows = digits(lambda x: M @ x, torch.tensor([1.0, 1.0], requires_grad=True))
            return [[float(digit) for digit in row] for row in rows]

        return run

    def passes(torch: Any, digits: Any) -> int:
        M = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        x = torch.tensor([1.0, 1.0], requires_grad=True)
        arrived: list[None] = []
        x.register_hook(lambda gradient: arrived.append(None))
        digits(lambda x: M @ x, x)
        return len(arrived)

    first = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    known: list[tuple[Any, str]] = [
        ([[9.0, 12.0]] * 3, "mixed-up"),
        ([[5.0, 6.0], [3.0, 4.0], [1.0, 2.0]], "upside-down"),
        ([[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]], "on-its-side"),
        ([[531.0, 642.0]], "not-decoded"),
        ([[531.0, 642.0], [53.0, 64.0], [5.0, 6.0]], "not-decoded"),
    ]
    shown = "digits(f, x), f = [[1, 2], [3, 4], [5, 6]] @ x"
    look.tried("digits", shown, read(first), first, known, otherwise="digits-wrong", raises=raises)
    second = [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]]
    shown = "digits(f, x), f = [[0, 0], [9, 0], [0, 9]] @ x"
    look.tried("digits", shown, read(second), second, otherwise="prices-too-close", raises=raises)
    a, b, c = (number % 10 for number in look.fresh(3))
    third = [[9.0, float(a)], [9.0, float(b)], [0.0, float(c)]]
    shown = f"digits(f, x), f = [[9, {a}], [9, {b}], [0, {c}]] @ x"
    look.tried("digits", shown, read(third), third, otherwise="prices-too-close", raises=raises)
    passed = Text("passes in digits(f, x)", "digits(f, x) 里反向的次数")
    look.tried("digits", passed, passes, 1, [(0, "no-pass")], otherwise="one-pass")


PUZZLE = Exercise(
    id="one-pass-table",
    lesson=7,
    title=Text("Puzzle: six slopes in one pass", "难题：一次反向传播，六个斜率"),
    statement=Text(
        en="""
        `f` takes two numbers and gives back three, by some matrix that you do not see: f(x) = M @ x. You
        only know that all six slopes are whole numbers from 0 to 9. The table can be had in three passes,
        one for each row. Write `digits(f, x)`, which finds all three rows with **a single** `backward`.
        (Think of prices from which the bill can be read *digit by digit*.)

        Python: `642 // 10` is 64, and `64 % 10` is 4.
        """,
        zh="""
        `f` 输入两个数，输出三个数，靠的是一个你看不到的矩阵：f(x) = M @ x。你只知道六个斜率都是 0 到 9 的整
        数。一行走一遍，三遍就能得到整张表。请写 `digits(f, x)`：**只用一次** `backward`，就找出全部三行。
        （想一想：定什么样的价格，总价就能**一位一位地**读出来？）

        Python 里，`642 // 10` 是 64，`64 % 10` 是 4。
        """,
    ),
    solution="""
    def digits(f, x):
        ### BEGIN SOLUTION
        prices = [1, 10, 100]
        f(x).backward(torch.tensor([1., 10., 100.]))
        columns = [int(total) for total in x.grad.tolist()]
        return [[total // price % 10 for total in columns] for price in prices]
        ### END SOLUTION

    M = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
    print(digits(lambda x: M @ x, torch.tensor([1., 1.], requires_grad=True)))
    """,
    names=("digits",),
    verify=_verify_digits,
    hints=(
        Text(
            "You have seen the bill in the lesson: with the prices 1, 10, 100 it was 531 and 642. Compare with "
            "the columns of M.",
            "课里已经见过：价格取 1、10、100，总价的斜率是 531 和 642。和 M 的各列比一比。",
        ),
        Text(
            "The last digit of 531 comes from the first output, the first digit from the third.",
            "531 的个位来自第一个输出，百位来自第三个输出。",
        ),
        Text(
            "One pass with `torch.tensor([1., 10., 100.])`. Then `total % 10` for the first row, "
            "`total // 10 % 10` for the second, `total // 100` for the third.",
            "用 `torch.tensor([1., 10., 100.])` 走一遍。然后第一行是 `total % 10`，第二行是 `total // 10 % 10`，"
            "第三行是 `total // 100`。",
        ),
    ),
    why=Text(
        en="""
        A pass adds up price times slope over the outputs: 1·m₁ + 10·m₂ + 100·m₃ is a number whose digits
        *are* the slopes. Here the sum loses nothing, because no slope is larger than 9. With arbitrary
        slopes it does, and no prices help: a pass gives as many numbers as there are inputs, and the table
        has more. That is why a Jacobian costs a pass for each row, and why nobody computes it who needs
        only one product.
        """,
        zh="""
        一次反向传播把“价格乘以斜率”对各个输出加起来：1·m₁ + 10·m₂ + 100·m₃，这个数的各位数字**就是**各个斜
        率。这里相加没有丢掉什么，因为斜率都不超过 9。斜率要是任意的，就会丢，定什么价格也没有用：输入有几
        个，一遍就只能得到几个数，而表里的数更多。所以雅可比矩阵要一行走一遍；只要一个乘积的人，也就不去算
        它。
        """,
    ),
    diagnoses={
        "mixed-up": Diagnosis(
            "With equal prices the three slopes run together into one sum. Choose prices that keep them apart.",
            "价格都一样，三个斜率就混成了一个和。要选能把它们分开的价格。",
        ),
        "upside-down": Diagnosis(
            "All digits are there, the rows in the wrong order: which output has the price 1?",
            "数字都有了，行的次序反了：价格是 1 的是哪个输出？",
        ),
        "on-its-side": Diagnosis(
            "All digits are there, but lying on their side: a row belongs to an output.",
            "数字都有了，可是横竖颠倒了：一行属于一个输出。",
        ),
        "not-decoded": Diagnosis(
            "The bill is right, but its digits are not taken apart yet.",
            "总价对了，可是还没有把各位数字拆开。",
        ),
        "digits-wrong": Diagnosis(
            "These are not the slopes. Print `x.grad` after the pass: can you see the rows of M in its digits?",
            "这些不是要找的斜率。走一遍以后打印 `x.grad`：在它的各位数字里，看得出 M 的各行吗？",
        ),
        "prices-too-close": Diagnosis(
            "It fits one matrix, but not every one with slopes from 0 to 9. Can a 9 in one place run over into "
            "the next?",
            "一个矩阵对了，可是斜率取 0 到 9 时不总是对。某一位上的 9，会不会进到下一位去？",
        ),
        "one-pass": Diagnosis(
            "The table is right, but it took more than one pass.",
            "表是对的，可是走了不止一遍。",
        ),
        "no-pass": Diagnosis(
            "The table is right, but without a backward pass. The slopes are to come from `x.grad`.",
            "表是对的，可是没有用反向传播。斜率要从 `x.grad` 里读出来。",
        ),
        "prices-missing": Diagnosis(
            "`f(x)` has three numbers: `backward` wants to know how much each counts.",
            "`f(x)` 有三个数：`backward` 要知道各占多少。",
            raises="only for scalar outputs",
        ),
    },
    wrong=(
        Try("mixed-up", (("[1., 10., 100.]", "[1., 1., 1.]"), ("total // price % 10", "total"))),
        Try("upside-down", (("[1, 10, 100]", "[100, 10, 1]"),)),
        Try(
            "on-its-side",
            (
                (
                    "[[total // price % 10 for total in columns] for price in prices]",
                    "[[t // p % 10 for p in prices] for t in columns]",
                ),
            ),
        ),
        Try("not-decoded", ((" % 10", ""),)),
        Try("digits-wrong", (("[1., 10., 100.]", "[1., 1., 1.]"),)),
        Try(
            "prices-too-close",
            (("[1, 10, 100]", "[1, 7, 49]"), ("[1., 10., 100.]", "[1., 7., 49.]"), ("% 10", "% 7")),
        ),
        Try(
            "one-pass",
            source="""
            def digits(f, x):
                rows = []
                for v in torch.eye(3):
                    x.grad = None
                    f(x).backward(v)
                    rows.append(x.grad.tolist())
                return rows
            """,
        ),
        Try(
            "no-pass",
            source="""
            def digits(f, x):
                one, two = f(torch.tensor([1., 0.])), f(torch.tensor([0., 1.]))
                return [[a, b] for a, b in zip(one.tolist(), two.tolist())]
            """,
        ),
        Try("prices-missing", (("backward(torch.tensor([1., 10., 100.]))", "backward()"),)),
    ),
    right=(
        Try(
            source="""
            def digits(f, x):
                f(x).backward(torch.tensor([100., 10., 1.]))
                left, right = (f"{int(total):03}" for total in x.grad)
                return [[int(a), int(b)] for a, b in zip(left, right)]
            """
        ),
        Try(
            edits=(
                ("[1, 10, 100]", "[1, 16, 256]"),
                ("[1., 10., 100.]", "[1., 16., 256.]"),
                ("% 10", "% 16"),
            )
        ),
        Try(
            source="""
            def digits(f, x):
                y = f(x)
                (y[0] + 10 * y[1] + 100 * y[2]).backward()
                g = x.grad
                return [g % 10, g // 10 % 10, g // 100]
            """
        ),
    ),
    points=3.0,
)

EXERCISES = (PREDICT, TABLE, LAYER, PUZZLE)
