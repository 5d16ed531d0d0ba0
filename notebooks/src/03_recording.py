# %% [markdown] lang="en"
# # 3 · What is recorded
#
# *30 to 35 minutes · new names: `next_functions`, `requires_grad_()`, `torch.no_grad()`*
#
# At the end you can
#
# - say of any line whether PyTorch records it, by one short rule;
# - walk through the record yourself, and say what an `if` or a loop leaves in it;
# - find the place where a record breaks off, and repair it.
#
# You need [lesson 2](02_chain_rule.ipynb): the roads of the graph, and `backward()`.

# %% [markdown] lang="zh" of="8419d7e1"
# # 3 · 哪些运算会被记录
#
# *30 到 35 分钟 · 新名字：`next_functions`、`requires_grad_()`、`torch.no_grad()`*
#
# 学完这一课，你能够
#
# - 用一条短短的规则判断：这一行，PyTorch 记不记录；
# - 自己沿着记录走一遍，说出 `if` 和循环会在里面留下什么；
# - 找到记录是在哪里断的，并把它接上。
#
# 需要[第 2 课](02_chain_rule.ipynb)：计算图上的路，还有 `backward()`。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# Read the next program; one of its three tensors does *not* ask for a gradient. What is printed?
#
# 1. Six times `True` or `False`: the `requires_grad` of `x`, `y`, `z`, `a`, `b`, `c`.
# 2. Three gradients: a number, or `None`.

# %% [markdown] lang="zh" of="c19ad725"
# ## 先预测
#
# 读一读下面的程序：三个张量里，有一个**没有**要求梯度。会打印什么？
#
# 1. 六个 `True` 或 `False`：`x`、`y`、`z`、`a`、`b`、`c` 的 `requires_grad`。
# 2. 三个梯度：一个数，或者 `None`。

# %%
my_flags = [None, None, None, None, None, None]
my_grads = [None, None, None]

# %% seed="003.1" question="18"
x = torch.tensor([2.], requires_grad=True)
y = torch.tensor([5.])
z = torch.tensor([1.], requires_grad=True)

a = x * y
b = a + z
c = b.sum()
print(a.grad_fn, b.grad_fn, c.grad_fn)
print(x.requires_grad, y.requires_grad, z.requires_grad)
print(a.requires_grad, b.requires_grad, c.requires_grad)

c.backward()
print(x.grad, y.grad, z.grad)
print(my_flags, my_grads)

# %% [markdown] lang="en"
# The first line names the three records. (`0x7f...` is where Python keeps them; on your machine it is another number.) Then
# **True, False, True**, and three times **True**. The gradients: **5**, **None**, **1**.
#
# - You wrote `a` down as **False**, because `y` is? One input that asks is enough.
# - `y` as **True**, because it takes part? The flag goes from inputs to results, never back.
# - `y.grad` as **2**? That is the right slope (`x`'s value), but nobody asked for it, so it was not even computed.
# - `y.grad` as **0**? `None` says *not computed*. 0 would say *computed, and without influence*.
# - `x.grad` as **2**? That is `x` itself. In a product the *other* factor counts: 5.
#
# The whole rule is the word **or**: *a result is recorded if this input **or** that one requires a gradient.* (One reads
# that results require gradients "by default". Not by default: only if at least one input does.) Below, what is grey
# and dashed is not recorded.

# %% [markdown] lang="zh" of="f5cf9bdd"
# 第一行是三条记录的名字（`0x7f...` 是它们在内存里的位置，你那里会是别的数）。接着是 **True、False、True**，然后三个都是 **True**。梯度是 **5**、**None**、**1**。
#
# - `a` 写成 **False**，因为 `y` 是？其实只要有一个输入要求，就够了。
# - `y` 写成 **True**，因为它也参加了？这个标记只从输入传给结果，从不往回传。
# - `y.grad` 写成 **2**？斜率确实是 2（就是 `x` 的值），可是没有人要它，所以根本没有算。
# - `y.grad` 写成 **0**？`None` 说的是“没有算”；0 说的是“算了，没有影响”。
# - `x.grad` 写成 **2**？那是 `x` 自己。乘法里要看**另一个**因子：5。
#
# 规则只有一个字，**或**：这个输入**或**那个输入要求梯度，结果就会被记录。（常看到一种说法，结果的 `requires_grad`“默认为 True”。并不是默认，至少要有一个输入要求才行。）下图里，灰色虚线的就是没有被记录的。

# %%
x.grad = z.grad = None
a = x * y
b = a + z
c = b.sum()
mg.step(c)

# %%
mg.explain(c, x)

# %% [markdown] lang="en"
# (`expand(1)`: a sum hands its slope on to every number that it added up; here that is one number.)
#
# If *no* input asks, nothing is recorded, however much is computed. The flag can be set when a tensor is made, or later with
# `requires_grad_()`: from then on, not for what has been. (The underscore says: *it changes the tensor itself*.) And whole
# numbers cannot have it: the last line is meant to fail.

# %% [markdown] lang="zh" of="19098cb3"
# （`expand(1)`：求和会把自己的斜率交给每一个加进来的数，这里只有一个。）
#
# 要是**没有**一个输入要求梯度，算得再多，也什么都不记录。这个标记可以在创建张量的时候写上，也可以以后用 `requires_grad_()` 补上：从那时起才有效，以前的不算。（末尾的下划线表示：它改的是这个张量自己。）还有，整数不能带这个标记：最后一行就是要出错的。

# %% tags=["raises-exception"] seed="004.1 004.2" question="16 18"
x = torch.tensor([1.0, 2.0, 3.0])
y = x * 2
print(y)
x.requires_grad_()
y = x * 2
print(y)
y = y.sum()
y.backward()
print(x.grad)

torch.tensor([1, 2, 3]).requires_grad_()

# %% [markdown] lang="en"
# The first `y` has no record, the second one has. (The error is that of [lesson 0](00_computation_graph.ipynb) in other words. Dots
# mend it: `[1., 2., 3.]`.)
#
# ## Walk through the record
#
# The record hangs at `grad_fn`. Each entry knows where to go next on the way back: `next_functions`. That is enough to walk
# it to the end, with the formula of the first lessons. (`walk` prints what kind of entry it is at, then
# visits those before it, one step further to the right.) Which entry will stand at the end of every road?

# %% [markdown] lang="zh" of="3bb982ac"
# 第一个 `y` 没有记录，第二个有。（错误就是[第 0 课](00_computation_graph.ipynb)里的那个，换了个说法。补上小数点就好：`[1., 2., 3.]`。）
#
# ## 沿着记录走一遍
#
# 记录挂在 `grad_fn` 上。每一条记录都知道往回走的下一站：`next_functions`。有了它，就能一直走到头。用前几课的算式试试。（`walk` 先打印这条记录是什么种类，再去看它前面的，每走一步往右缩进一格。）每条路的尽头会是什么？

# %% seed="001.2" question="27"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
y = torch.mul(torch.add(w, x), torch.add(w, 1))
print(w.grad_fn, x.grad_fn, y.grad_fn)


def walk(node, depth):
    print("    " * depth + type(node).__name__)
    for before, _ in node.next_functions:
        if before is not None:
            walk(before, depth + 1)


walk(y.grad_fn, 0)

# %% question="27"
mg.draw(y, view="pytorch")

# %% [markdown] lang="en"
# Every road ends at an `AccumulateGrad`: the one that pours into a leaf's `.grad`. Leaves themselves have no `grad_fn`; they print
# `None`. (The plain number 1 has no entry: `None` stands in its place, and we skipped it.) The picture shows what `walk`
# could not: the two roads to `w` end at *one* `AccumulateGrad`.
#
# **Are the graph's nodes tensors or operations?** Books disagree, and both are right: they draw one thing in two ways.
# The two buttons above our pictures switch between them.
#
# | | our picture | PyTorch's record |
# |:--|:--|:--|
# | nodes | cards for values *and* boxes for operations | operations only (`MulBackward0`, ...) |
# | arrows | into a box, out of a box | `next_functions`: the way back |
# | a leaf | a card with a place for `.grad` | an `AccumulateGrad` |
#
# The names come from the operation; a number at the end tells variants apart (`x ** 2` is `PowBackward0`, `2 ** x` is
# `PowBackward2`). A large operation may be *one* entry. Here is one layer of a network, with its loss. You
# need not understand the functions yet; look at the two names only:

# %% [markdown] lang="zh" of="163b591a"
# 每条路的尽头都是 `AccumulateGrad`：就是它往叶子节点的 `.grad` 里倒。叶子节点自己没有 `grad_fn`，打印出来是 `None`。（普通的数 1 没有记录：那个位置上是 `None`，我们跳过了。）有一点 `walk` 看不出来，图里看得出：通向 `w` 的两条路，终点是**同一个** `AccumulateGrad`。
#
# **计算图的节点，到底是张量还是运算？** 书上说法不一，其实都对：同一样东西，两种画法。图上面的两个按钮，就是用来切换的。
#
# | | 我们的图 | PyTorch 的记录 |
# |:--|:--|:--|
# | 节点 | 值是卡片，运算是方框，**两样都画** | 只有运算（`MulBackward0` 等） |
# | 箭头 | 指进方框，从方框出来 | `next_functions`：往回走的路 |
# | 叶子节点 | 一张有 `.grad` 位置的卡片 | 一个 `AccumulateGrad` |
#
# 名字来自运算；末尾的数字区分不同的版本（`x ** 2` 是 `PowBackward0`，`2 ** x` 是 `PowBackward2`）。很大的运算也可能只占**一条**记录。下面是神经网络的一层，加上它的损失。这些函数现在不必懂，只看那两个名字：

# %% seed="002.2" question="27"
x = torch.ones(5)
y = torch.zeros(3)
w = torch.zeros(5, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
print(f"Gradient function for z = {z.grad_fn}")
print(f"Gradient function for loss = {loss.grad_fn}")

# %% [markdown] lang="en"
# ## If and while
#
# This function doubles its input until it is at least 20, then takes a tenth of it if it is more than 30. Predict the gradient for $a = 3$ and
# for $a = 10$ (both end below 30). What will the picture show of `while` and `if`?

# %% [markdown] lang="zh" of="a54596f9"
# ## 有 if 和 while 怎么办
#
# 下面的函数把输入不断加倍，直到不小于 20；要是结果大于 30，再取它的十分之一。先预测 $a = 3$ 和 $a = 10$ 的梯度（两个的结果都不到 30）。图里的 `while` 和 `if` 会是什么样？

# %% question="39"
def double(a):
    d = a
    while d < 20:
        d = d * 2
    if d > 30:
        d = d / 10
    return d


for number in (10., 3.):
    a = torch.tensor([number], requires_grad=True)
    d = double(a)
    d.backward()
    print(d, a.grad)

# %%
d = double(a)
mg.draw(d)

# %% [markdown] lang="en"
# The picture is that of $a = 3$: three boxes with ×2, no loop, no question. (`v1` and `v2` are results on the way: nobody has kept them, so
# their values are blank.) 3 was doubled three times: the gradient is $2\cdot 2\cdot 2 = 8$. 10 was doubled once: 2.
# The branch with the tenth was never entered, so it is not in the record. **What you run is what you differentiate.** The
# graph is made anew by each run; that is why PyTorch's graph is called *dynamic*.
#
# The conditions are not in it either. `d < 20` gives true or false; nudge `a` a little and it stays true or false.
# Nothing flows through a comparison.
#
# ## Where the record breaks off
#
# `a` is recorded. The next cell makes six things from it. Which of them still have a record? Answer before you run it.

# %% [markdown] lang="zh" of="d9072a86"
# 这是 $a = 3$ 的图：三个 ×2 的方框，没有循环，也没有判断。（`v1`、`v2` 是中间结果，没有人留着它们，所以值是空白。）3 被加倍了三次，梯度是 $2\cdot 2\cdot 2 = 8$；10 只加倍了一次，梯度是 2。取十分之一的那个分支没有走到，所以记录里没有它。**运行了什么，就对什么求导。** 每运行一次，就新建一张图，所以 PyTorch 的计算图叫作**动态**图。
#
# 条件也不在里面。`d < 20` 只有真和假；把 `a` 动一点点，真的还是真，假的还是假。没有什么能从比较里流过去。
#
# ## 记录在哪里断掉
#
# `a` 是有记录的。下面用它做出六样东西，哪些还有记录？先说，再运行。

# %% question="33"
my_six = None

w = torch.tensor([3.], requires_grad=True)
a = w * 2
print((a + 1).requires_grad)
print((a > 1).requires_grad)
print(a.detach().requires_grad)
print(torch.tensor(a.item()).requires_grad)
print(torch.tensor(a.tolist()).requires_grad)
with torch.no_grad():
    print((a + 1).requires_grad)
print(my_six)

# %% [markdown] lang="en"
# Only the first.
#
# - A comparison has no slopes; `detach()` cuts on purpose; inside `no_grad()` nothing is written down at all.
# - `.item()` and `.tolist()` (and `.numpy()`, `float(...)`) hand out plain numbers without a past, and `torch.tensor(...)`
#   makes a *new leaf* from them. (To put several tensors together, use `torch.stack([...])`: it is recorded.)
#
# None of these is an error, and that is the danger. Predict: $y = a\cdot w = 2w\cdot w$ at $w = 3$ has the slope $4w = 12$.
# Compute it once with `a` and once with `a.item()`. What do you get, and what will the picture of the second look like?

# %% [markdown] lang="zh" of="e4490ac9"
# 只有第一个。
#
# - 比较没有斜率可言；`detach()` 是有意剪断；在 `no_grad()` 里面，干脆什么都不记。
# - `.item()` 和 `.tolist()`（还有 `.numpy()`、`float(...)`）给出的是普通的数，没有来历，`torch.tensor(...)` 再用它们造出**新的叶子节点**。（想把几个张量拼成一个，用 `torch.stack([...])`，它会被记录。）
#
# 这些都不会报错，危险就在这里。先预测：$y = a\cdot w = 2w\cdot w$，$w = 3$，斜率应该是 $4w = 12$。一次用 `a` 算，一次用 `a.item()` 算：各得到几？第二个的图会是什么样？

# %% question="33"
y = a * w
y.backward()
print(y, w.grad)

w.grad = None
y = a.item() * w
mg.draw(y)

# %% question="33"
y.backward()
print(y, w.grad)

# %% [markdown] lang="en"
# Both `y` are 18, but the second gradient is **6**: for the record, `a.item()` is the constant 6, a grey card, and one of the two roads
# to `w` is gone. No error, no warning, half the truth.
#
# ## Break it
#
# If *all* the roads are cut, PyTorch does say something. It is one of the errors that people ask about most:

# %% [markdown] lang="zh" of="5ddf8c3e"
# 两个 `y` 都是 18，可第二个梯度是 **6**：在记录看来，`a.item()` 就是常数 6，一张灰色的卡片，通向 `w` 的两条路断了一条。没有报错，没有警告，只剩一半是真的。
#
# ## 故意弄坏
#
# 要是**所有**的路都断了，PyTorch 才会开口。这是大家问得最多的错误之一：

# %% tags=["raises-exception"] question="5 33"
w = torch.tensor([3.], requires_grad=True)
y = w * 2
loss = torch.tensor((y.item() - 5) ** 2)
loss.backward()

# %% [markdown] lang="en"
# *Element 0 of tensors* is `loss`, the one that you called `backward()` on. It *does not require grad and does not have a `grad_fn`*: there is
# no record behind it, so no road to any leaf. So: **go back from `loss`, line by line, and look for the first tensor without
# `grad_fn`.** Here, `y` still has one; the line with `.item()` is to blame.
# (The scissors in minigrad's note are at the same place.) Other causes: no input asks for a gradient at
# all; `no_grad()` around the forward pass; a comparison on the way.
#
# The message says "does not require grad". So one finds this advice: then set it, `loss.requires_grad = True`!
# Does it help? Below, an *optimizer* is to train `w`: its `step()` subtracts `lr * w.grad` from `w`, if there is a gradient
# ([lesson 5](05_accumulation.ipynb) has more about it). Watch `w`.

# %% [markdown] lang="zh" of="8d608a50"
# *element 0 of tensors* 就是 `loss`，你对它调用了 `backward()`。它 *does not require grad and does not have a `grad_fn`*：身后没有记录，没有路通向任何叶子节点。所以：**从 `loss` 一行一行往回找，找第一个没有 `grad_fn` 的张量。** 这里 `y` 还有，问题出在 `.item()` 那一行。（minigrad 补充的图里，剪刀也画在这里。）别的原因还有：没有一个输入要求梯度；前向计算写在 `no_grad()` 里；中途做了比较。
#
# 信息里说“does not require grad”，于是网上有人建议：那就设上，`loss.requires_grad = True`！有用吗？下面用一个**优化器**来训练 `w`：有梯度的话，它的 `step()` 就从 `w` 里减去 `lr * w.grad`（详见[第 5 课](05_accumulation.ipynb)）。盯住 `w`。

# %% question="5"
optimizer = torch.optim.SGD([w], lr=0.1)
for i in range(3):
    y = w * 2
    loss = torch.tensor((y.item() - 5) ** 2)
    loss.requires_grad = True
    loss.backward()
    optimizer.step()
    print(loss.item(), w.item(), w.grad, loss.grad)

# %% [markdown] lang="en"
# The error is gone, and nothing is learnt: the loss stays at 1, `w` at 3, `w.grad` is `None`. The flag made `loss` a *leaf*, and the
# pass ended where it began: $\partial\,\text{loss}/\partial\,\text{loss} = 1$. The repair is to keep to tensors until after `backward()`; take numbers out only for printing:

# %% [markdown] lang="zh" of="a8fdf994"
# 错误没有了，可什么也没学到：损失停在 1，`w` 停在 3，`w.grad` 是 `None`。这个标记让 `loss` 自己成了**叶子节点**，反向传播一出发就到了终点：$\partial\,\text{loss}/\partial\,\text{loss} = 1$。正确的改法：`backward()` 之前一直用张量，只在打印的时候才把数取出来：

# %% question="5 35"
for i in range(3):
    optimizer.zero_grad()
    y = w * 2
    loss = ((y - 5) ** 2).sum()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}  {w.item():.4f}")

# %% [markdown] lang="en"
# Now the loss falls, and `w` goes to 2.5, where $2w = 5$.
#
# **Old programs** (before 2018) look different. Read them so:
#
# | there | today |
# |:--|:--|
# | `Variable(t)` | `t`: every tensor can record |
# | `Variable(t, volatile=True)` | `with torch.no_grad():` |
# | `loss.data[0]` | `loss.item()` |
#
# Now you: [exercises of lesson 3](../../exercises/en/03_recording.ipynb).
#
# ## To keep
#
# > **What you run is recorded, if at least one input requires a gradient; take a number out, and the road ends there.**
#
# Next: who keeps a gradient, and who only hands it on. [Lesson 4 · Leaves and the look-alike names](04_leaves.ipynb)

# %% [markdown] lang="zh" of="929aa213"
# 现在损失在下降，`w` 走向 2.5，那里 $2w = 5$。
#
# **老程序**（2018 年以前的）样子不一样，可以这样读：
#
# | 那时候 | 现在 |
# |:--|:--|
# | `Variable(t)` | `t`：每个张量都能记录 |
# | `Variable(t, volatile=True)` | `with torch.no_grad():` |
# | `loss.data[0]` | `loss.item()` |
#
# 轮到你了：[第 3 课的练习](../../exercises/zh/03_recording.ipynb)。
#
# ## 记住一句话
#
# > **只要有一个输入要求梯度，你运行的就会被记录；把数取出来，路就断在那里。**
#
# 接下来：谁留下梯度，谁只是转手。[第 4 课 · 叶子节点和相似的名字](04_leaves.ipynb)
