# %% [markdown] lang="en"
# # 13 · Your own operations, and higher derivatives
#
# *35 to 40 minutes · new names: `torch.autograd.Function`, `gradcheck`, `torch.autograd.grad`*
#
# At the end you can
#
# - build an operation of your own, with its way back, and have it checked;
# - say what `grad_output` is, and how many values `backward` must return;
# - take a derivative of a derivative, and tell `create_graph` from `retain_graph`.
#
# You need [lesson 2](02_chain_rule.ipynb), and from school: $x^3$ has the derivative $3x^2$, and that one has $6x$.

# %% [markdown] lang="zh" of="e037a976"
# # 13 · 自己的运算与高阶导数
#
# *35 到 40 分钟 · 新名字：`torch.autograd.Function`、`gradcheck`、`torch.autograd.grad`*
#
# 学完这一课，你能够
#
# - 自己造一个运算，连同它往回走的那一半，并让程序检查它；
# - 讲清 `grad_output` 是什么，`backward` 要返回几个值；
# - 求导数的导数，分清 `create_graph` 和 `retain_graph`。
#
# 需要[第 2 课](02_chain_rule.ipynb)，还有中学里的：$x^3$ 的导数是 $3x^2$，再求一次是 $6x$。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Open the box
#
# Each box in our pictures is an operation: PyTorch calls it a **Function**. It has two doors and a drawer:
#
# - `forward`, the **front door**: values go in, a value comes out. What will be needed later goes into the drawer, `ctx`.
# - `backward`, the **back door**: the gradient that arrived at the *output* comes in, as `grad_output`. Out goes a gradient for each *input*.
#
# Here is a box for $x^3$. Two things about its form: the functions are *static* (they have no `self`; `ctx` takes that place), and one
# calls it as `Cube.apply(x)`. (`Cube()(x)` is an old form, and an error today.) `(x,) = ...` takes the one tensor out
# of the drawer's tuple. The list `arrived` is only there for us, to see what comes in.
#
# **Predict.** At $x = 2$, let $c = x^3$ and $y = 10c + c$: the result is used **twice**.
#
# 1. What comes in at the back door: 1, 10, 11, or first one number and then another?
# 2. How much is `x.grad`?

# %% [markdown] lang="zh" of="601fa81b"
# ## 打开方框
#
# 图里的每个方框是一个运算，PyTorch 叫它 **Function**。它有两扇门，一个抽屉：
#
# - **前门** `forward`：值进去，值出来。以后用得着的东西，放进抽屉 `ctx`。
# - **后门** `backward`：到达**输出**的梯度从这里进来，叫作 `grad_output`；出去的是给每个**输入**的梯度。
#
# 下面给 $x^3$ 造一个方框。写法上有两点：函数是**静态**的（没有 `self`，那个位置是 `ctx`）；调用的时候写 `Cube.apply(x)`。（`Cube()(x)` 是旧写法，现在会报错。）`(x,) = ...` 是把抽屉里唯一的张量从元组里取出来。列表 `arrived` 只是给我们看的：记下从后门进来了什么。
#
# **预测**。取 $x = 2$，$c = x^3$，$y = 10c + c$：结果用了**两次**。
#
# 1. 从后门进来的是什么：1、10、11，还是先来一个数、再来一个数？
# 2. `x.grad` 是多少？

# %%
my_grad_output = None
my_dx = None

# %% seed="002.2" question="23"
arrived = []


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        arrived.append(grad_output)
        return 3 * x ** 2 * grad_output

# %% question="23"
x = torch.tensor([2.], requires_grad=True)
c = Cube.apply(x)
y = 10 * c + c
print(c)

y.backward()
print(arrived, my_grad_output)
print(x.grad, my_dx)
mg.draw(y)

# %% [markdown] lang="en"
# The back door opens **once** (one entry in the list), and **11** comes in. `x.grad` is $3\cdot 2^2\cdot 11 = 132$.
#
# - **First 10, then 1**: two roads lead back to $c$, true. But a box waits until all has arrived (the inbox of lesson 5) and is asked only then.
# - **1** would arrive if `c` itself were the end. Then `x.grad` would be **12**, the local derivative alone.
#
# So `backward` does not return *the derivative*. It returns the derivative **times `grad_output`**: one step of "multiply along the road". And `c`
# shows `CubeBackward`: our box stands in the graph like any other. What the tutorials mean by "an object of the class `Function`", you have just
# written.
#
# ## Break it: forget the factor
#
# It is the commonest mistake. `Forgetful` takes everything from `Cube` except the way back, and leaves `grad_output` out. Use the box twice: alone, and times 11. Which of the two gradients is wrong?

# %% [markdown] lang="zh" of="8ef4f096"
# 后门只开**一次**（列表里只有一项），进来的是 **11**。`x.grad` 是 $3\cdot 2^2\cdot 11 = 132$。
#
# - **先 10 后 1**：走回 $c$ 的路确实有两条。但是方框要等所有的都到齐（第 5 课的收件箱），才会被叫到。
# - **1**：如果 `c` 自己就是终点，来的就是 1；那时 `x.grad` 是 **12**，只有局部导数。
#
# 所以 `backward` 返回的不是“导数”，而是导数**乘以**到达的梯度 `grad_output`：这正是“沿路相乘”里的一步。再看 `c` 后面的 `CubeBackward`：我们的方框和别的方框一样，站在计算图里。教程里说的“`Function` 类的对象”，你刚才就写了一个。
#
# ## 故意弄坏：忘了乘
#
# 这是最常见的错误。`Forgetful` 除了往回走的那一半，别的都照搬 `Cube`，只是没有乘 `grad_output`。把这个方框用两次：一次单独用，一次再乘以 11。哪个梯度是错的？

# %% question="23"
class Forgetful(Cube):
    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 3 * x ** 2


for factor in (1, 11):
    x = torch.tensor([2.], requires_grad=True)
    y = factor * Forgetful.apply(x)
    y.backward()
    print(x.grad)

# %% [markdown] lang="en"
# 12 both times. The first is right, by luck: `grad_output` was 1. The second should be 132. No error, no warning; a quick try
# at the desk would not have found it.
#
# So let it be checked. **`gradcheck`** nudges every input a tiny bit, as we did in lesson 1, and compares with what `backward` says; it also
# tries other values of `grad_output`. The nudge is a millionth, and so it wants tensors with 16 digits instead of 7: `dtype=torch.float64`.

# %% [markdown] lang="zh" of="c09fef04"
# 两次都是 12。第一次是对的，但只是碰巧：`grad_output` 正好是 1。第二次应该是 132。不报错，也没有警告；随手试一下，是发现不了的。
#
# 那就请程序来检查。**`gradcheck`** 把每个输入动一点点，就像第 1 课那样，再和 `backward` 说的比较；它还会试别的 `grad_output`。它只动百万分之一，所以要用 16 位有效数字的张量，7 位不够：`dtype=torch.float64`。

# %% tags=["raises-exception"] question="23"
x = torch.tensor([2.], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(Forgetful.apply, (x,))

# %% [markdown] lang="en"
# It names the illness: *backward not multiplied by grad_output*.
#
# ## Two inputs
#
# Now a box for $a\cdot b$. Its `forward` takes two arguments. This `backward` thinks of one of them only:

# %% [markdown] lang="zh" of="d1e1a1fb"
# 它直接说出了病因：*backward not multiplied by grad_output*，没有乘以 `grad_output`。
#
# ## 两个输入
#
# 现在给 $a\cdot b$ 造一个方框。`forward` 有两个参数。下面的 `backward` 只想到了其中一个：

# %% tags=["raises-exception"] question="23"
class Times(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, grad_output):
        _, b = ctx.saved_tensors
        return grad_output * b


a = torch.tensor([2.], requires_grad=True)
Times.apply(a, torch.tensor([3.], requires_grad=True)).backward()

# %% [markdown] lang="en"
# "Expected 2, got 1": **one return value for each argument of `forward`**, in the same order. The quick fix is to return the same number twice.
# That silences the error. Is it right?

# %% [markdown] lang="zh" of="1d704985"
# “应有 2 个，只得到 1 个”：`forward` 有几个参数，`backward` 就返回几个值，顺序也一样。最省事的改法，是把同一个数返回两次，错误就不出声了。可是对吗？

# %% question="23"
class Same(Times):
    @staticmethod
    def backward(ctx, grad_output):
        _, b = ctx.saved_tensors
        return grad_output * b, grad_output * b


class Swapped(Times):
    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return grad_output * b, grad_output * a

# %% question="23"
a = torch.tensor([2.], dtype=torch.float64, requires_grad=True)
b = torch.tensor([3.], dtype=torch.float64, requires_grad=True)
for box in (Same, Swapped):
    print(torch.autograd.gradcheck(box.apply, (a, b), raise_exception=False))

# %% [markdown] lang="en"
# `Same` is wrong, `Swapped` is right: a × swaps, as in lesson 2. An error that has gone is not a mistake that has gone.
#
# ## A gradient that you choose
#
# Why would one write boxes at all, when PyTorch has so many? For one thing, to *decide* what goes back. In lesson 12 the slope of `round` was 0 everywhere: nothing can
# learn through it. The next box rounds on the way forward, and on the way back lets the gradient **through** as if it had done nothing. It is a
# deliberate lie, and a useful one. (Its second argument is a plain number and has no gradient: there it returns `None`.)
#
# We look for a $w$ such that $3w$, rounded, is 6. First with `torch.round`, then with our box. Predict: where do they get in four steps?

# %% [markdown] lang="zh" of="958b1456"
# `Same` 错，`Swapped` 对：× 要交换，和第 2 课一样。错误信息没有了，不等于错误没有了。
#
# ## 自己决定的梯度
#
# PyTorch 已经有那么多运算，为什么还要自己写？一个理由是：可以**决定**往回传什么。第 12 课里，`round` 的斜率处处是 0，梯度过不去，什么也学不到。下面的方框，前向的时候照样取整，反向的时候让梯度**直接通过**，好像什么也没做。这是故意撒谎，而且很有用。（它的第二个参数是普通的数，没有梯度，在那个位置返回 `None`。）
#
# 我们要找一个 $w$，使 $3w$ 取整之后是 6。先用 `torch.round`，再用我们的方框。预测：走四步，各到哪里？

# %% question="23 40"
class RoundThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, size):
        return torch.round(x / size) * size

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, None

# %% question="23 40"
for rounding in (torch.round, lambda x: RoundThrough.apply(x, 1.)):
    w = torch.tensor([0.], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.03)
    for i in range(5):
        optimizer.zero_grad()
        loss = (rounding(3 * w) - 6) ** 2
        loss.backward()
        print(f"{i}  {w.item():.2f}  {loss.item():.0f}")
        optimizer.step()

# %% [markdown] lang="en"
# (Step, $w$, loss.) With `torch.round`, $w$ stays at 0 for ever. With ours it arrives: $3\cdot 1.98 = 5.94$, rounded 6. (`gradcheck` would
# call our box wrong, of course: the nudge sees only steps and jumps. This trick is called *straight-through*.)
#
# ## A derivative of a derivative
#
# `backward()` puts its results into buckets. There is a second way to ask: **`torch.autograd.grad(y, x)`** gives the
# derivative back as a value and touches no bucket.
#
# | | `y.backward()` | `torch.autograd.grad(y, x)` |
# |:--|:--|:--|
# | answers for | all leaves | those that you name |
# | the result | is poured into `.grad` | is returned, in a tuple |
#
# And with `create_graph=True`, the way back is **recorded** as well. It consists of multiplications and additions, after all. So the derivative has a graph of its own, and one
# can go back through *that*.
#
# **Predict.** $y = x^3$ at $x = 3$: the first derivative, the second, and what is in `x.grad` afterwards?

# %% [markdown] lang="zh" of="493e2380"
# （三列依次是：步数、$w$、损失。）用 `torch.round`，$w$ 永远停在 0。用我们的，它到了：$3\cdot 1.98 = 5.94$，取整是 6。（`gradcheck` 当然会说我们的方框是错的：它动一点点，看到的不是平地，就是跳跃。这个技巧叫“直通”。）
#
# ## 导数的导数
#
# `backward()` 把结果放进桶里。还有另一种问法：**`torch.autograd.grad(y, x)`** 把导数作为值返回，不碰任何桶。
#
# | | `y.backward()` | `torch.autograd.grad(y, x)` |
# |:--|:--|:--|
# | 回答谁的 | 所有叶子节点 | 你点名的那些 |
# | 结果 | 倒进 `.grad` | 装在元组里返回 |
#
# 如果写上 `create_graph=True`，往回走的过程也会被**记录**：它本来就是一些乘法和加法。于是导数有了自己的计算图，可以沿着**那张图**再往回走。
#
# **预测**。$y = x^3$，$x = 3$：一阶导数是多少？二阶导数是多少？之后 `x.grad` 里是什么？

# %%
my_first = None
my_second = None
my_bucket = None

# %% question="26 36"
x = torch.tensor([3.], requires_grad=True)
y = x ** 3
(dy,) = torch.autograd.grad(y, x, create_graph=True)
print(dy, my_first)

(d2y,) = torch.autograd.grad(dy, x)
print(d2y, my_second)
print(x.grad, my_bucket)

# %% [markdown] lang="en"
# $3x^2 = 27$, $6x = 18$, and `x.grad` is `None`: `grad` pours nothing. (The comma in `(dy,)` unpacks the tuple; forgetting it is a frequent slip.) `dy` has
# a `grad_fn`: here is its graph, the second one, that the way back has left. It starts from the same `x`; step back
# through it, and you arrive at 18. (The constant 1 in it is the
# 1 that every way back begins with.)

# %% [markdown] lang="zh" of="2c0a1b67"
# $3x^2 = 27$，$6x = 18$，而 `x.grad` 是 `None`：`grad` 什么也不倒。（`(dy,)` 里的逗号是把元组拆开，忘了它是常见的笔误。）`dy` 带着 `grad_fn`：下面就是它的图，是往回走的时候留下的第二张图，从同一个 `x` 出发；沿着它一步一步往回走，得到 18。（里面的常数 1，就是每次往回走打头的那个 1。）

# %%
grad = torch.autograd.grad
(dy,) = grad(x ** 3, x, create_graph=True)
mg.step(dy)

# %% [markdown] lang="en"
# ## Break it: the wrong switch
#
# `retain_graph=True` sounds alike and circulates as a fix. Will it do instead?

# %% [markdown] lang="zh" of="85bba00b"
# ## 故意弄坏：开错了开关
#
# `retain_graph=True` 听起来差不多，网上也常有人拿它来改。用它行不行？

# %% tags=["raises-exception"] question="26"
y = x ** 3
(dy,) = torch.autograd.grad(y, x, retain_graph=True)
print(dy)
torch.autograd.grad(dy, x)

# %% [markdown] lang="en"
# No. 27 is there, but as a bare number, without a `grad_fn`; the second way back has nowhere to go.
#
# - `retain_graph` keeps the drawers of the **old** graph full, so that one can go through it again.
# - `create_graph` records a **new** graph, that of the way back. (It keeps the old one too; the new one needs its values.)
#
# One more error that belongs to `grad`: you name an input that `y` does not depend on.

# %% [markdown] lang="zh" of="e4295e14"
# 不行。27 是有的，但只是一个光秃秃的数，没有 `grad_fn`；第二次往回走，无路可走。
#
# - `retain_graph`：让**旧**图的抽屉不清空，好再走一遍。
# - `create_graph`：记录一张**新**图，也就是往回走的那张。（它也会保留旧图，因为新图要用旧图里的值。）
#
# `grad` 还有一种自己的错误：点了名，而 `y` 和它没有关系。

# %% tags=["raises-exception"] question="36"
other = torch.tensor([1.], requires_grad=True)
print(torch.autograd.grad(x ** 3, [x, other], allow_unused=True))
torch.autograd.grad(x ** 3, [x, other])

# %% [markdown] lang="en"
# `backward()` would have been silent: nothing comes, the bucket stays `None`. `grad` was asked by name, so it says so; often it is a slip, the
# wrong variable or a cut graph. If it is meant, `allow_unused=True` gives `None` (the line printed above the error).
#
# ## A curve and its slopes
#
# All at once, for many $x$: $y = x^3 - 3x$, its slope and the slope of its slope. (Each $y$ depends on its own $x$ only, so the derivative of the *sum* gives each
# one its own.) Where do you expect the slope to be 0?

# %% [markdown] lang="zh" of="2a874564"
# 换成 `backward()`，就一声不响：什么也没来，桶还是 `None`。`grad` 是点名问的，所以要说出来；这往往是笔误：变量写错了，或者图断了。如果本来就是这个意思，写上 `allow_unused=True`，得到的是 `None`（错误上面打印的那一行）。
#
# ## 曲线和它的斜率
#
# 一次算许多个 $x$：$y = x^3 - 3x$，它的斜率，以及斜率的斜率。（每个 $y$ 只和自己的 $x$ 有关，所以对**总和**求导，每个 $x$ 得到的正是自己的那份。）你觉得斜率在哪里是 0？

# %% question="26"
import matplotlib.pyplot as plt

x = torch.linspace(-2, 2, 41)
x.requires_grad_()
y = x ** 3 - 3 * x
(dy,) = torch.autograd.grad(y.sum(), x, create_graph=True)
(d2y,) = torch.autograd.grad(dy.sum(), x)

figure, axes = plt.subplots(figsize=(5, 3.2))
for values, style, label in ((y, "-", "y"), (dy, "--", "y'"), (d2y, ":", "y''")):
    axes.plot(x.detach(), values.detach(), style, label=label)
axes.axhline(0, color="#8a919c", lw=0.8)
axes.set(xlabel="x", ylim=(-6, 9))
axes.legend()
plt.show()

# %% [markdown] lang="en"
# At $-1$ and $1$ the slope $y' = 3x^2 - 3$ is 0: there the curve has its hill and its valley. $y'' = 6x$ tells which is which: negative at the hill, positive in the valley.
#
# **Your turn.** Write `Exp` as a Function. ($e^x$ is its own derivative: what goes best into the drawer, the input or the *output*?) Let
# `gradcheck` have a look. Then take the second derivative of `Exp.apply(x)` at 1: the first and the second must both be 2.7183.
#
# More: [exercises of lesson 13](../../exercises/en/13_own_operations.ipynb), with a box that looks at the wrong thing, and derivatives of any
# order.
#
# ## To keep
#
# > **`backward` gets the gradient of the output and returns, for each input, that gradient times the local derivative.**
#
# Next: build all the rest as well. [Lesson 14 · Build the engine, and the error clinic](14_engine.ipynb)

# %% [markdown] lang="zh" of="e1832a35"
# 在 $-1$ 和 $1$ 处，斜率 $y' = 3x^2 - 3$ 是 0：那里正是曲线的峰和谷。哪个是峰，哪个是谷，$y'' = 6x$ 会说：峰那里是负的，谷那里是正的。
#
# **轮到你了**。把 `Exp` 写成 Function。（$e^x$ 的导数是它自己：抽屉里放什么最好，输入还是**输出**？）用 `gradcheck` 检查一遍。然后求 `Exp.apply(x)` 在 1 处的二阶导数：一阶和二阶都应该是 2.7183。
#
# 还有[第 13 课的练习](../../exercises/zh/13_own_operations.ipynb)：一个看错了东西的方框，还有任意阶的导数。
#
# ## 记住一句话
#
# > **`backward` 收到输出的梯度，给每个输入返回：这个梯度乘以局部导数。**
#
# 接下来，把剩下的也造出来：[第 14 课 · 自己造引擎，兼开错误门诊](14_engine.ipynb)
