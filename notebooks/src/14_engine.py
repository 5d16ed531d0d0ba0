# %% [markdown] lang="en"
# # 14 · Build the engine, and the error clinic
#
# *40 to 45 minutes, in two halves · new names: none*
#
# At the end you can
#
# - write an engine like PyTorch's, for single numbers, in fewer than sixty lines;
# - say what each line is for, and what PyTorch adds;
# - read twelve errors and silent mistakes, name the cause, and leave the wrong medicines alone.
#
# You need the lessons before. This one brings nothing new: it puts together what you have.

# %% [markdown] lang="zh" of="48aabfb8"
# # 14 · 自己造引擎，兼开错误门诊
#
# *40 到 45 分钟，分前后两半 · 新名字：没有*
#
# 学完这一课，你能够
#
# - 用不到六十行代码，为单个的数写出一个像 PyTorch 那样的引擎；
# - 讲清每一行是干什么的，PyTorch 又多做了什么；
# - 读懂十二种错误和不出声的毛病，说出病因，不乱吃药。
#
# 需要前面的各课。这一课没有新东西，只是把学过的拼到一起。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## What an engine must do
#
# 1. **Record**: each result knows what it was made from, and the local derivative on each arrow (lessons 0 and 2).
# 2. **Walk back**: multiply along a road, add across the roads, in the inbox (lesson 2).
# 3. In the right **order**: a value hands on only when all has arrived; newest first (lesson 2).
# 4. **Pour** into the leaves' buckets, with `+=` (lesson 5).
#
# That is all. Two predictions about what we are going to build. Our engine will throw nothing away after a pass. So:
#
# 1. $y = (x + w)(w + 1)$ once more, and `backward()` **twice through the same** $y$: what is in `w`'s bucket? 5, 10, or an error?
# 2. Double a number ten times, `s = s + s`. How many *roads* lead from the end back to the beginning: 10, 20 or 1024?

# %% [markdown] lang="zh" of="5921f18a"
# ## 引擎要做哪几件事
#
# 1. **记录**：每个结果都知道自己是由谁算出来的，每条箭头上的局部导数是多少（第 0 课、第 2 课）。
# 2. **往回走**：沿路相乘；各路相加，在收件箱里加（第 2 课）。
# 3. **顺序**要对：到齐了才往下传，最新的先来（第 2 课）。
# 4. **倒进**叶子节点的桶，用 `+=`（第 5 课）。
#
# 就这些。关于我们要造的引擎，先预测两件事。它走完一遍之后，什么也不扔掉。那么：
#
# 1. 还是 $y = (x + w)(w + 1)$，对**同一个** $y$ 调用**两次** `backward()`，`w` 的桶里是什么？5，10，还是报错？
# 2. 把一个数翻倍十次，`s = s + s`。从终点走回起点，一共有几条**路**：10 条、20 条，还是 1024 条？

# %%
my_bucket = None
my_roads = None

# %% [markdown] lang="en"
# ## 1 · Record
#
# A `Value` holds a number, the roads that lead back from it, its bucket, and a serial number: the later it is made, the larger. A leaf has no roads.

# %% [markdown] lang="zh" of="6fe18730"
# ## 1 · 记录
#
# 一个 `Value` 里有：一个数、从它往回走的路、它的桶，还有一个编号，越晚出现，编号越大。叶子节点没有路。

# %%
import itertools

counter = itertools.count()


class Value:
    def __init__(self, data, roads=()):
        self.data = data
        self.roads = roads
        self.grad = None
        self.number = next(counter)

    def __repr__(self):
        return f"Value({self.data:.4f}, grad={self.grad})"

# %% [markdown] lang="en"
# Each operation computes the number and writes down two things for each input: *which one*, and *how much the result moves when it moves*. Note that the × puts the
# other factor's number onto the road: that is its drawer.
#
# (`value` turns a plain number into a leaf.) Then the signs: Python looks for `__add__` when it meets a `+`, and for `__radd__` when a plain number stands on the left. Subtraction needs no rule of its own.
# `power` and `relu` do; `relu` makes the choice of lesson 12: slope 0 at the corner.

# %% [markdown] lang="zh" of="99920075"
# 每个运算算出结果，再为每个输入记下两样东西：**是谁**，以及**它动的时候，结果动多少**。注意 × 把另一个因子的数写在了路上：这就是它的抽屉。
#
# （`value` 把普通的数变成叶子节点。）再接上符号：Python 遇到 `+` 会去找 `__add__`，普通的数在左边的时候找 `__radd__`。减法不需要自己的规则。`power` 和 `relu` 需要；`relu` 在尖角上的选择和第 12 课一样：斜率取 0。

# %%
def value(x):
    return x if isinstance(x, Value) else Value(x)


def add(a, b):
    b = value(b)
    return Value(a.data + b.data, [(a, 1.), (b, 1.)])


def mul(a, b):
    b = value(b)
    return Value(a.data * b.data, [(a, b.data), (b, a.data)])

# %%
def power(a, n):
    return Value(a.data ** n, [(a, n * a.data ** (n - 1))])


def relu(a):
    return Value(max(a.data, 0.), [(a, 1. if a.data > 0 else 0.)])


Value.__add__ = Value.__radd__ = add
Value.__mul__ = Value.__rmul__ = mul
Value.__pow__ = power
Value.__neg__ = lambda a: a * -1.
Value.__sub__ = lambda a, b: a + -value(b)
Value.__rsub__ = lambda a, b: value(b) - a
Value.relu = relu

# %% [markdown] lang="en"
# ## 2, 3 and 4 · Walk back
#
# Ten lines, and points 2, 3 and 4 are in them. Find each of them before you read on.

# %% [markdown] lang="zh" of="07571def"
# ## 2、3、4 · 往回走
#
# 十行代码，第 2、3、4 点都在里面。往下读之前，先把它们一一找出来。

# %% question="12 13"
def backward(self):
    inbox = {self: 1.}
    while inbox:
        newest = max(inbox, key=lambda v: v.number)
        arrived = inbox.pop(newest)
        if not newest.roads:
            newest.grad = (newest.grad or 0.) + arrived
        for source, local in newest.roads:
            inbox[source] = inbox.get(source, 0.) + arrived * local


Value.backward = backward

# %% [markdown] lang="en"
# It starts with the 1. *Newest first* is the `max`: whoever used a value is newer than it, so when the value's turn comes, its mail is complete. The
# last line multiplies along and adds across. The line in the middle is the bucket: leaves keep, with `+=`, all others hand on.
#
# The engine is done. Does it agree with the package, on the examples that you know? In the next cell the left list is ours. Below it, step through the first
# example with the package: the orange half is what our `while` does, round by round. Which card is each time the newest
# of those that have mail?

# %% [markdown] lang="zh" of="6c8fc0d3"
# 它从 1 开始。“最新的先来”就是那个 `max`：用过一个值的，都比它新，所以轮到它的时候，信已经到齐。最后一行沿路相乘、各路相加。中间那行是桶：叶子节点用 `+=` 攒起来，别的都往下传。
#
# 引擎造好了。在你熟悉的那些例子上，它和软件包算得一样吗？下一个单元格里，左边是我们的。再下面，用软件包把第一个例子一步一步走一遍：橙色的那一半，就是我们那个 `while` 一轮一轮做的事。每一轮，收到信的卡片里最新的是哪一张？

# %%
def compare(formula, *numbers):
    ours = [Value(number) for number in numbers]
    theirs = [torch.tensor(number, requires_grad=True) for number in numbers]
    formula(*ours).backward()
    formula(*theirs).backward()
    print([v.grad for v in ours], [t.grad.item() for t in theirs])


compare(lambda w, x: (x + w) * (w + 1), 1., 2.)
compare(lambda p, q: ((p + q) + p * q) + (p + q) * (p * q), 2., 3.)
compare(lambda u, v, t: (u + v) * t, -2., 5., -4.)
compare(lambda w, b: (w * 3 + b - 7) ** 2, 0., 0.)
compare(lambda x: (x ** 3 - 3 * x).relu(), 2.)

# %%
w = torch.tensor(1., requires_grad=True)
x = torch.tensor(2., requires_grad=True)
a = x + w
b = w + 1
y = a * b
mg.step(y)

# %% [markdown] lang="en"
# All agree: 5 and 2; 25 and 19; the puzzle of lesson 2; the $-42$ of lesson 10; the valley curve of lesson 13.
#
# ## Let it learn
#
# The ten points of lesson 10, the same learning rate, a hundred steps; and not one line of the library. Will it be the same numbers?

# %% [markdown] lang="zh" of="49908944"
# 全都一致：5 和 2；25 和 19；第 2 课的小题；第 10 课的 $-42$；第 13 课那条有峰有谷的曲线。
#
# ## 让它学习
#
# 第 10 课的十个点，同样的学习率，走一百步；不用库里的任何一行。会得到同样的数吗？

# %%
points = [(x, 2. * x + 1.) for x in (-5., -4., -3., -2., -1., 1., 2., 3., 4., 5.)]
w, b = Value(0.), Value(0.)

for i in range(101):
    loss = Value(0.)
    for x, y in points:
        loss = loss + (w * x + b - y) ** 2 * 0.1
    if i % 50 == 0:
        print(f"{i:3}  {loss.data:8.4f}  {w.data:.4f}  {b.data:.4f}")
    w.grad = b.grad = None
    loss.backward()
    w.data -= 0.01 * w.grad
    b.data -= 0.01 * b.grad

# %% [markdown] lang="en"
# The table of lesson 10. Here `w.data -= ...` is harmless: our numbers are copied onto the roads, nothing is shared. For tensors, which may hold millions of numbers,
# PyTorch shares instead of copying. That is why it needs version counters, and we do not.
#
# ## Break it: the order
#
# Everyone's first idea is a recursion: hand on at once, to each input. It even gives right results. Only count how often it is called, for the doublings
# of your second prediction. The cell after it is your first: the same `y`, twice.

# %% [markdown] lang="zh" of="9a1887d4"
# 正是第 10 课的表。在这里 `w.data -= ...` 没有害处：我们把数抄到路上，什么也不共享。张量里可能有几百万个数，PyTorch 不抄，只共享。所以它需要版本计数，我们不需要。
#
# ## 故意弄坏：顺序
#
# 谁都会先想到递归：一收到，马上传给每个输入。结果居然是对的。只是请数一数，对于你第二个预测里的翻倍，它被调用了多少次。再下面一个单元格是第一个预测：同一个 `y`，走两遍。

# %% question="13"
def recursive(value, arrived=1.):
    calls = 1
    if not value.roads:
        value.grad = (value.grad or 0.) + arrived
    for source, local in value.roads:
        calls += recursive(source, arrived * local)
    return calls


start = s = Value(1.)
for i in range(10):
    s = s + s
print(recursive(s), start.grad, my_roads)

# %% question="8"
w, x = Value(1.), Value(2.)
y = (x + w) * (w + 1)
y.backward()
y.backward()
print(w, my_bucket)

# %% [markdown] lang="en"
# **1024** roads, and 2047 calls for ten additions. With thirty additions it would be more than two billion. Ours goes through eleven rounds: it adds up first, then
# hands on, **once**. That is the whole secret of why backpropagation is fast. (A recursion that tries to be clever and visits each value only once is fast, and wrong: it hands on before
# all has arrived. That was `hasty` in lesson 2.)
#
# And **10**: a second pass works, because the numbers still stand on the roads. PyTorch would raise an error here: it empties the drawers after the pass, to save memory. What PyTorch has and our
# few lines have not: tensors with shapes, drawers that are emptied, version counters, `no_grad`. Each of these makes an error *possible*, and that is what the second half is about.
#
# ## The error clinic
#
# Twelve patients, from the twelve questions that are asked most. Each gets a fresh leaf `w` with the value 1, and prints what its owner sees: an error, a warning, or only a number and the one that was
# expected. Do not repair anything yet. Note for each the **number of the lesson** where its illness was explained:
#
# [2 chain rule](02_chain_rule.ipynb) · [3 what is recorded](03_recording.ipynb) · [4 leaves](04_leaves.ipynb) · [5 accumulation](05_accumulation.ipynb) ·
# [6 life of the graph](06_graph_life.ipynb) · [7 vectors](07_vectors.ipynb) · [8 in-place](08_in_place.ipynb) ·
# [9 detach and `.data`](09_detach.ipynb) · [11 optimizer](11_linear_regression.ipynb)

# %% [markdown] lang="zh" of="e05fbb9b"
# **1024** 条路，十次加法要调用 2047 次。如果是三十次加法，就超过二十亿次。我们的引擎只走十一轮：先加起来，再往下传，只传**一次**。反向传播为什么快，秘密全在这里。（有人想把递归写得聪明一点，每个值只访问一次。那样快是快，却是错的：还没到齐就往下传了，正是第 2 课的 `hasty`。）
#
# 还有 **10**：第二遍走得通，因为数还写在路上。换成 PyTorch，这里会报错：为了省内存，它走完一遍就清空抽屉。PyTorch 有、而我们这几十行没有的：有形状的张量、会清空的抽屉、版本计数、`no_grad`。每多一样，就**可能**多一种错误，后一半要讲的就是这些。
#
# ## 错误门诊
#
# 十二位病人，来自被问得最多的十二个问题。每位都领到一个新的叶子节点 `w`，值是 1；然后打印主人看到的：一个错误，一条警告，或者只是一个数，旁边是期望的数。先别动手治。给每位写下：它的病在**第几课**讲过。
#
# [2 链式法则](02_chain_rule.ipynb) · [3 哪些会被记录](03_recording.ipynb) · [4 叶子节点](04_leaves.ipynb) · [5 累积](05_accumulation.ipynb) · [6 图的一生](06_graph_life.ipynb) · [7 向量](07_vectors.ipynb) · [8 原地操作](08_in_place.ipynb) · [9 detach 和 `.data`](09_detach.ipynb) · [11 优化器](11_linear_regression.ipynb)

# %%
import warnings


def examine(*patients):
    for patient in patients:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                result = patient(torch.tensor([1.], requires_grad=True))
            except Exception as error:
                result = f"{type(error).__name__}: {error}"
        for warning in said:
            print(f"{patient.__name__}: UserWarning: {str(warning.message).split('. ')[0]}")
        print(f"{patient.__name__}: {result}\n")

# %% question="1 3 7"
def A(w):
    for i in range(2):
        (2 * w).backward()
    return f"{w.grad}, expected 2"


def B(w):
    w += 1


def C(w):
    (w * torch.ones(3)).backward(torch.ones(2))


examine(A, B, C)

# %% question="2 4"
def D(w):
    y = w * w
    z = y * y
    y += 1
    z.backward()


def E(w):
    y = torch.sigmoid(w - 1)
    y.data.zero_()
    y.backward()
    return f"{w.grad}, expected 0.25"


examine(D, E)

# %% question="6 9 10"
def F(w):
    y = 3 * w
    (y * y).backward()
    return y.grad


def G(w):
    (w * torch.ones(3)).backward()


def H(w):
    torch.optim.SGD([0.01 * w], lr=0.1)


examine(F, G, H)

# %% question="11 12"
def J(w):
    optimizer = torch.optim.SGD([torch.ones(1)], lr=0.1)
    (2 * w).backward()
    optimizer.step()
    return f"{w.item():.1f}, expected 0.8"


def K(w):
    grad = {"y": 1}
    for start, end, local in [("y", "a", 2), ("y", "b", 3), ("b", "w", 1), ("a", "w", 1)]:
        grad[end] = grad[start] * local
    return f"{grad['w']}, expected 5"


examine(J, K)

# %% question="5 8"
def L(w):
    loss = torch.tensor((3 * w).item())
    loss.backward()


def M(w):
    y = 3 * w
    y.backward()
    y.backward()


examine(L, M)

# %%
my_diagnosis = dict.fromkeys("ABCDEFGHJKLM")

# %% [markdown] lang="en"
# Put your numbers in (`my_diagnosis = {"A": 5, ...}`) before you go on. The findings:
#
# | | illness | lesson | medicine |
# |:--|:--|:--|:--|
# | A | the bucket was not emptied between two passes | 5 | `w.grad = None` or `zero_grad()` before each pass |
# | B | the change was to be recorded on a leaf | 8 | inside `no_grad()`; or `y = w + 1` |
# | C | two weights for three outputs | 7 | as many weights as outputs: `torch.ones(3)` |
# | D | `y` was changed after `z` had kept it | 8 | `y = y + 1`, a new tensor |
# | E | the same, but `.data` hid it: **no error, wrong number** | 9 | do not change it; `.detach()` would have raised |
# | F | only leaves keep their gradient | 4 | `y.retain_grad()` before `backward()` |
# | G | three outputs, and nobody said what they weigh | 7 | `.sum()`, or `backward(torch.ones(3))`, if that is *meant* |
# | H | a product is not a leaf | 4 | multiply first, `requires_grad_()` last |
# | J | the optimizer holds another tensor: **no error** | 11 | `SGD([w], ...)` |
# | K | `=` where `+=` is needed: **no error** | 2 | add to what is there |
# | L | `.item()` cut the graph | 3 | `loss = 3 * w` |
# | M | the 3 was thrown away after the first pass | 6 | compute `y` anew; or `retain_graph=True` in the *first* pass |
#
# Four of the twelve (A, E, J, K) made no noise at all, neither an error nor a warning. Those are the dangerous ones, and against them only one thing helps: to know what number
# to expect, and to look.
#
# The noisy ones can be X-rayed. Call one without `examine`, say `D(torch.tensor([1.], requires_grad=True))` in a cell of its own: under the error stands what
# happened, and where, with a picture.
#
# ## Wrong medicine
#
# Two that circulate. Against L: "it does not require grad, so say that it does". Against M: "call `zero_` in between". Predict what they do.

# %% [markdown] lang="zh" of="dd54ddfc"
# 先填上你的数（`my_diagnosis = {"A": 5, ...}`），再往下看。诊断结果：
#
# | | 病因 | 课 | 药方 |
# |:--|:--|:--|:--|
# | A | 两次反向传播之间，桶没有清空 | 5 | 每次之前 `w.grad = None`，或者 `zero_grad()` |
# | B | 在叶子节点上修改，而且要被记录 | 8 | 放在 `no_grad()` 里；或者 `y = w + 1` |
# | C | 三个输出，只给了两个权重 | 7 | 有几个输出就给几个：`torch.ones(3)` |
# | D | `z` 已经留下了 `y`，`y` 又被改了 | 8 | `y = y + 1`，得到新的张量 |
# | E | 同上，但是被 `.data` 瞒住了：**不报错，数不对** | 9 | 不要改；换成 `.detach()` 就会报错 |
# | F | 只有叶子节点保留梯度 | 4 | 在 `backward()` 之前 `y.retain_grad()` |
# | G | 三个输出，没有说各占多少分量 | 7 | `.sum()`，或者 `backward(torch.ones(3))`，如果**确实**是这个意思 |
# | H | 乘积不是叶子节点 | 4 | 先乘，最后才 `requires_grad_()` |
# | J | 优化器拿的是另一个张量：**不报错** | 11 | `SGD([w], ...)` |
# | K | 该用 `+=` 的地方用了 `=`：**不报错** | 2 | 加到已有的数上 |
# | L | `.item()` 把图剪断了 | 3 | `loss = 3 * w` |
# | M | 第一遍走完，3 已经扔掉了 | 6 | 重新计算 `y`；或者在**第一遍**写 `retain_graph=True` |
#
# 十二位里有四位（A、E、J、K）一声不响，没有报错，也没有警告。危险的就是它们，只有一个办法：知道该出来什么数，并且去看一眼。
#
# 会报错的那些，可以拍个 X 光片：不经过 `examine`，在单独的单元格里直接调用，例如 `D(torch.tensor([1.], requires_grad=True))`，错误下面就会写出发生了什么、在哪一行，还配一张图。
#
# ## 乱吃药
#
# 流传最广的两种。治 L：“它说不要求梯度，那就让它要求。”治 M：“中间清零一下。”预测一下结果。

# %% question="5 8"
def L_silenced(w):
    loss = torch.tensor((3 * w).item(), requires_grad=True)
    loss.backward()
    return f"{w.grad}, expected 3"


def M_emptied(w):
    y = 3 * w
    y.backward()
    w.grad.zero_()
    y.backward()


examine(L_silenced, M_emptied)

# %% [markdown] lang="en"
# - **L**: the error is gone, and `w.grad` is `None`: the loss is now a leaf of its own, connected with nothing. A program with this medicine runs all night and learns nothing.
# - **M**: the same error. `zero_` empties the *bucket*; what is missing is in the *drawer*.
#
# An error is the end of a chain of reasons. A medicine is right if you can say which link it mends.
#
# **Your turn.** Cure all twelve: change each patient until `examine` shows what was expected. And teach our engine one more operation: `Value.__truediv__`, so that $1/x$ works. (Its local derivative can be read
# off `power` with $n = -1$.) `compare(lambda x: 1 / x, 2.)` will need `__rtruediv__` as well, and must show $-0.25$ twice.
#
# Then come to the [exercises of lesson 14](../../exercises/en/14_engine.ipynb): a puzzle about roads, and **twelve new patients**, whose cure is
# checked.
#
# ## To keep
#
# > **Record what was done, go back newest first, multiply along, add across: that is the whole engine. The rest is saving memory, and saying so when something is amiss.**
#
# This was the last lesson. Go back to [lesson 0](00_computation_graph.ipynb), look at its first picture, and see how much of it you now read without thinking.

# %% [markdown] lang="zh" of="886d2f13"
# - **L**：错误没有了，`w.grad` 却是 `None`：损失成了一个孤零零的叶子节点，和谁都不相连。吃了这种药的程序，能跑一整夜，什么也学不到。
# - **M**：还是同样的错误。`zero_` 清空的是**桶**，缺的东西在**抽屉**里。
#
# 错误是一串原因的最后一环。能说出一味药修好的是哪一环，才是对症下药。
#
# **轮到你了**。把十二位全治好：修改每位病人，直到 `examine` 显示期望的结果。再教我们的引擎一个新运算：`Value.__truediv__`，让 $1/x$ 算得出来。（局部导数可以从 `power` 里 $n = -1$ 读出来。）`compare(lambda x: 1 / x, 2.)` 还需要 `__rtruediv__`，两边都应该显示 $-0.25$。
#
# 然后来做[第 14 课的练习](../../exercises/zh/14_engine.ipynb)：一道数路的难题，还有**十二位新病人**，治没治好，有检查。
#
# ## 记住一句话
#
# > **记下做过什么，从最新的往回走，沿路相乘，各路相加：引擎就这么多。其余的，是省内存，和出了差错时说一声。**
#
# 这是最后一课。回到[第 0 课](00_computation_graph.ipynb)，再看看第一张图：现在有多少，你不用想就能读懂了。
