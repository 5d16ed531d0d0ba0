# %% [markdown] lang="en"
# # 4 · Leaves and the look-alike names
#
# *30 minutes · new names: `is_leaf`, `retain_grad()`, `register_hook()`*
#
# At the end you can
#
# - say with two questions whether a tensor keeps its gradient;
# - name the reason when `.grad` is `None`, and get at a gradient in the middle;
# - tell `requires_grad`, `retain_grad`, `retain_graph`, `no_grad`, `grad_fn` and `zero_grad` apart.
#
# You need [lesson 3](03_recording.ipynb): what is recorded, and `grad_fn`.

# %% [markdown] lang="zh" of="d51b848f"
# # 4 · 叶子节点和相似的名字
#
# *30 分钟 · 新名字：`is_leaf`、`retain_grad()`、`register_hook()`*
#
# 学完这一课，你能够
#
# - 用两个问题判断，一个张量会不会留下梯度；
# - 看到 `.grad` 是 `None`，说得出原因，也会查看中间的梯度；
# - 分清 `requires_grad`、`retain_grad`、`retain_graph`、`no_grad`、`grad_fn` 和 `zero_grad`。
#
# 需要[第 3 课](03_recording.ipynb)：哪些运算会被记录，`grad_fn` 是什么。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# The formula of the first lessons once more, with five tensors: `w`, `x`, `a`, `b`, `y`. After `backward()`, which of the five
# `.grad` are a number? You know from [lesson 2](02_chain_rule.ipynb) that on the way back *every* card gets its number: 1 at `y`, 2 at
# `a`, 3 at `b`, 5 at `w`, 2 at `x`.

# %% [markdown] lang="zh" of="583080c4"
# ## 先预测
#
# 还是前几课的算式，五个张量：`w`、`x`、`a`、`b`、`y`。`backward()` 之后，哪几个的 `.grad` 是一个数？从[第 2 课](02_chain_rule.ipynb)知道，往回走的时候，**每张**卡片都得到了一个数：`y` 是 1，`a` 是 2，`b` 是 3，`w` 是 5，`x` 是 2。

# %%
my_grads = {"w": None, "x": None, "a": None, "b": None, "y": None}

# %% seed="001.2" question="6 10"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)

y.backward()
print("is_leaf:", w.is_leaf, x.is_leaf, a.is_leaf, b.is_leaf, y.is_leaf)
print("gradient:", w.grad, x.grad, a.grad, b.grad, y.grad)
print(my_grads)

# %% [markdown] lang="en"
# 5 and 2, and three times `None`. The numbers at `a`, `b` and `y` *were* computed: without 2 and 3 there would be no 5. But they
# were only **handed on**. Only `w` and `x` have a bucket under them where something is *kept*. (So "the gradient of a result is thrown away
# afterwards" is nearly right: more exactly, it was never put anywhere.)
#
# The long warning says it too. Read its first sentence: *the `.grad` attribute of a Tensor that is not a leaf Tensor is being accessed.* It
# is no error. It suspects that you expected a number there.

# %% [markdown] lang="zh" of="6c2e6c13"
# 5 和 2，还有三个 `None`。`a`、`b`、`y` 那里的数**是算过的**：没有 2 和 3，就不会有 5。但它们只是**转手**而已。只有 `w` 和 `x` 下面挂着桶，东西会**留下**。（所以“非叶子节点的梯度用完就释放”大致不错；说得准确些，它从来没有被存下来。）
#
# 那条长长的警告说的也是这件事。先读第一句：*the .grad attribute of a Tensor that is not a leaf Tensor is being accessed*，“你在读一个非叶子张量的 `.grad`”。这不是错误，它只是猜你以为那里有一个数。

# %%
mg.draw(y)

# %% [markdown] lang="en"
# In the picture only the two leaves have a row for `.grad`. Press *PyTorch's nodes*: only they have an `AccumulateGrad`.
#
# ## Two questions
#
# 1. **Has it a `grad_fn`?** Then it is the result of a recorded operation, and no leaf. If not, it is a **leaf**.
# 2. **A leaf that requires a gradient?** Then it has a bucket. A leaf that does not has none.
#
# Notice what is *not* asked: whether it was computed. Here are eight tensors. For each: leaf or not?

# %% [markdown] lang="zh" of="0913a386"
# 图里只有两个叶子节点有 `.grad` 那一行。再按一下“PyTorch 的节点”：也只有它们有 `AccumulateGrad`。
#
# ## 两个问题
#
# 1. **它有没有 `grad_fn`？** 有，说明它是一次有记录的运算的结果，不是叶子节点。没有，就是**叶子节点**。
# 2. **是叶子节点，还要求梯度吗？** 要求，就有桶；不要求，就没有。
#
# 注意，这里**没有**问“它是不是算出来的”。下面有八个张量，每一个：是叶子节点，还是不是？

# %%
my_eight = [None, None, None, None, None, None, None, None]

# %% seed="000.2" question="10"
w = torch.ones(2, 2, requires_grad=True)
x = torch.ones(2, 2)
eight = [w, x, x * 3, w * 3]
eight += [w.T, w.detach(), (x * 3).requires_grad_(), torch.rand(2, requires_grad=True) * 3]

print([tensor.is_leaf for tensor in eight])
print([tensor.is_leaf and tensor.requires_grad for tensor in eight])
print(my_eight)

# %% [markdown] lang="en"
# First row: leaf. Second row: a leaf with a bucket.
#
# - `x` is a leaf **without** a bucket. "Leaf" does not mean "requires a gradient".
# - `x * 3` is **computed and a leaf**: nothing was recorded, so it has no `grad_fn`.
# - `w * 3` and `w.T` are results. Even transposing a matrix is an operation.
# - `w.detach()` has had its past cut off: a leaf, and it does not require a gradient.
# - `(x * 3).requires_grad_()` is a computed leaf **with** a bucket: the flag came after the arithmetic.
# - `torch.rand(...) * 3` is the opposite: the flag came *before* the arithmetic. The leaf is the `rand`, and nobody has its name.
#
# So now you know the first reasons why a `.grad` is `None`. There are four. Predict the five lines that are printed.

# %% [markdown] lang="zh" of="dbd162f3"
# 第一行：是不是叶子节点。第二行：是不是有桶的叶子节点。
#
# - `x` 是**没有**桶的叶子节点。“叶子节点”不等于“要求梯度”。
# - `x * 3` 是**算出来的，又是叶子节点**：没有记录，所以没有 `grad_fn`。
# - `w * 3` 和 `w.T` 是结果。把矩阵转置一下也是运算。
# - `w.detach()` 的来历被剪断了：是叶子节点，也不要求梯度。
# - `(x * 3).requires_grad_()` 是算出来的、**有**桶的叶子节点：标记是在算完之后加的。
# - `torch.rand(...) * 3` 正好反过来：标记加在运算**之前**。叶子节点是那个 `rand`，可它没有名字，谁也找不到。
#
# `.grad` 是 `None` 的原因，你已经知道几个了。一共有四个；先预测下面打印的五行。

# %% question="6"
w = torch.tensor([1.], requires_grad=True)
v = torch.tensor([7.], requires_grad=True)
x = torch.tensor([2.])
y = w * x
print(w.grad)
y.backward()
print(w.grad)
print(x.grad)
print(v.grad)
print(y.grad_fn is None)

# %% [markdown] lang="en"
# | `.grad` is `None` | because | what to do |
# |:--|:--|:--|
# | `w`, at first | `backward()` has not been called | call it |
# | `x` | it does not require a gradient | `requires_grad=True`, if you want one |
# | `v` | no road leads from `y` to it | is it meant to be in the formula? |
# | `y` | it has a `grad_fn`: no leaf, no bucket | see below |
#
# ## Looking at the middle
#
# Ask for a bucket with `retain_grad()`, **before** the pass. Or put a **hook** there: a function that is called with the gradient as
# it comes by. $u = 3x$, $z = u\cdot u$, $x = 2$. What will the hook print, and what is `x.grad`?

# %% [markdown] lang="zh" of="77e964cf"
# | `.grad` 是 `None` | 原因 | 怎么办 |
# |:--|:--|:--|
# | 一开始的 `w` | 还没有调用 `backward()` | 调用它 |
# | `x` | 它不要求梯度 | 想要的话，写 `requires_grad=True` |
# | `v` | 从 `y` 没有路通到它 | 它本来应该在算式里吗？ |
# | `y` | 它有 `grad_fn`：不是叶子节点，没有桶 | 见下文 |
#
# ## 看看中间
#
# 用 `retain_grad()` 请它也挂一个桶，要在反向传播**之前**。或者放一个**钩子**（hook）：一个函数，梯度路过的时候会被调用。$u = 3x$，$z = u\cdot u$，$x = 2$。钩子会打印什么？`x.grad` 是多少？

# %% question="44"
x = torch.tensor([2.], requires_grad=True)
u = 3 * x
u.retain_grad()
u.register_hook(print)
z = u * u
z.backward()
print(u.grad, x.grad)

# %% [markdown] lang="en"
# The hook sees 12, that is $2u$. `u.grad` keeps the same 12; and the 3 stretches it on the way to `x`: 36. The hook printed *first*, in the
# middle of the pass.
#
# - **6** at the hook is `u` itself, or one road of the two: $z = u\cdot u$ uses `u` twice.
# - **12** at `x`: then the factor 3 between `x` and `u` was forgotten.
#
# Step through it:

# %% [markdown] lang="zh" of="bc620fd0"
# 钩子看到的是 12，也就是 $2u$。`u.grad` 留下的也是这个 12；它到 `x` 的路上再乘以 3，得到 36。钩子是**最先**打印的，那时反向传播正走到一半。
#
# - 钩子那里写 **6**：那是 `u` 本身，或者只走了两条路中的一条，因为 $z = u\cdot u$ 用了两次 `u`。
# - `x` 那里写 **12**：忘了 `x` 和 `u` 之间的 3。
#
# 一步一步地走：

# %%
x.grad = None
u = 3 * x
z = u * u
mg.step(z)

# %%
mg.explain(z, x)

# %% [markdown] lang="en"
# Now the ways in which it does *not* work. The next lines are found in many introductions. They ask for the flag on `y`, in the hope of a
# gradient there. Then a bucket is asked for when everything is over, and the last line invents a parameter `retain_grad=True`. Which line fails?

# %% [markdown] lang="zh" of="d7558acd"
# 再看几种**行不通**的写法。下面的程序在不少入门文章里都有：它在 `y` 上设标记，盼着那里会有梯度；等一切都结束了，才去要桶；最后一行自己发明了一个参数 `retain_grad=True`。哪一行会出错？

# %% tags=["raises-exception"] seed="004.10" question="6 31 44"
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.requires_grad_(True)
z = y.sum()
z.backward()
y.retain_grad()
print(x.grad)
print(y.is_leaf, y.grad)

z = (x * 2).sum()
z.backward(retain_grad=True)

# %% [markdown] lang="en"
# - `y.requires_grad_(True)` is allowed and does **nothing**: `y` requires a gradient already, `x` saw to that. Requiring is not keeping.
# - `y.retain_grad()` after the pass is allowed too, and too late: `None`. The pass does not come again.
# - `retain_grad=True` is refused: there is no such parameter. The *method* is `y.retain_grad()`; the *parameter* of `backward()` is
#   `retain_graph`, and that is something else ([lesson 6](06_graph_life.ipynb)).
#
# ## Break it: the flag of a result
#
# You do *not* want a result to require a gradient. Can you simply switch it off?

# %% [markdown] lang="zh" of="430938d6"
# - `y.requires_grad_(True)` 是允许的，但**什么也没做**：`y` 本来就要求梯度，因为有 `x`。“要求”不等于“留下”。
# - 反向传播之后再写 `y.retain_grad()`，也允许，可是晚了：还是 `None`。反向传播不会再来一遍。
# - `retain_grad=True` 被拒绝：没有这个参数。**方法**是 `y.retain_grad()`；`backward()` 的**参数**叫 `retain_graph`，那是另一回事（[第 6 课](06_graph_life.ipynb)）。
#
# ## 故意弄坏：结果的标记
#
# 不想让一个结果要求梯度，直接关掉行不行？

# %% tags=["raises-exception"] question="42" seed="001.6 004.7"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)
print(a.requires_grad, b.requires_grad, y.requires_grad)
print(a.is_leaf, b.is_leaf, y.is_leaf)

x.requires_grad_(False)
print(x.requires_grad)
a.requires_grad_(False)

# %% [markdown] lang="en"
# With the leaf `x` it works. With `a` it does not: *you can only change requires_grad flags of leaf variables*. The flag of a result is not
# a wish, it is a **fact**: `a` was computed from `w`. What you can have is a tensor with the same numbers and no past. The message names the
# repair itself, `detach()`:

# %% [markdown] lang="zh" of="a6c91e43"
# 对叶子节点 `x` 行得通，对 `a` 不行：*you can only change requires_grad flags of leaf variables*，“只有叶子节点的 requires_grad 才能改”。结果的标记不是愿望，而是**事实**：`a` 就是从 `w` 算出来的。你能要到的，是一个数相同、没有来历的张量。错误信息自己就说出了改法，`detach()`：

# %% question="42"
constant = a.detach()
print(constant, constant.is_leaf, constant.requires_grad)
print(a.requires_grad)

# %% [markdown] lang="en"
# `a` itself has not changed. (More scissors in {lesson 9}.)
#
# ## Break it: weights that nobody can train
#
# An **optimizer** is what changes the weights when a network is trained; {lesson 5} shows it at work.
# Weights often start small. Here `ones` stands for random numbers. What is wrong with the first line?

# %% [markdown] lang="zh" of="091b4450"
# `a` 自己没有变。（{lesson 9}专门讲各种剪刀。）
#
# ## 故意弄坏：训练不了的权重
#
# 训练神经网络的时候，修改权重的是**优化器**（{lesson 5}会看到它干活）。权重的初值常常取得很小。下面用 `ones` 代替随机数。第一行错在哪里？

# %% tags=["raises-exception"] question="20"
w = torch.ones(3, requires_grad=True) * 0.01
print(w)
optimizer = torch.optim.SGD([w], lr=0.1)

# %% [markdown] lang="en"
# `w` is printed with a `grad_fn`: it is the result of `* 0.01`. The leaf, with the bucket, is the nameless `ones`. An optimizer wants leaves.
# Three repairs that one finds:

# %% [markdown] lang="zh" of="2711c4e8"
# `w` 打印出来带着 `grad_fn`：它是 `* 0.01` 的结果。有桶的叶子节点是那个没有名字的 `ones`。优化器要的是叶子节点。网上能找到三种“改法”：

# %% tags=["raises-exception"] question="20"
w.requires_grad_()
print(w.is_leaf)

w.retain_grad()
print(w.is_leaf)

w = w.detach()
print(w.is_leaf, w.requires_grad)
loss = (w * 2).sum()
loss.backward()

# %% [markdown] lang="en"
# `requires_grad_()` changes nothing, it was true before. `retain_grad()` lets you *see* a gradient, but `w` stays a result. `detach()` makes a leaf,
# and loses the flag with the past: the error of {lesson 3}. What is right is the order: **first the arithmetic, then the flag.**

# %% [markdown] lang="zh" of="b7e358d3"
# `requires_grad_()` 什么也没改，本来就是 True。`retain_grad()` 让你**看到**梯度，可 `w` 还是结果。`detach()` 得到了叶子节点，但标记和来历一起丢了：又是{lesson 3}的那个错误。对的办法是注意顺序：**先做运算，再加标记。**

# %% question="20"
w = (torch.ones(3) * 0.01).requires_grad_()
optimizer = torch.optim.SGD([w], lr=0.1)
loss = (w * 2).sum()
loss.backward()
optimizer.step()
print(w.is_leaf, w.grad, w)

# %% [markdown] lang="en"
# ## The look-alike names
#
# | name | belongs to | what it does |
# |:--|:--|:--|
# | `requires_grad` | a tensor | flag: is what is done with it recorded? |
# | `requires_grad_()` | a leaf | sets that flag (`_`: in place) |
# | `grad_fn` | a result | the recorded operation it came out of |
# | `is_leaf` | a tensor | has it no `grad_fn`? |
# | `grad` | a leaf | the bucket |
# | `retain_grad()` | a result, *before* the pass | gives it a bucket too |
# | `retain_graph=True` | one `backward()` | keeps what was saved, for a second pass |
# | `no_grad()` | a block of lines | nothing in it is recorded |
# | `zero_grad()` | an optimizer | takes the buckets away |
#
# Now you: [exercises of lesson 4](../../exercises/en/04_leaves.ipynb).
#
# ## To keep
#
# > **A leaf has no `grad_fn`; a leaf that requires a gradient has a bucket; everybody else only hands on.**
#
# Next: what is in the bucket after a second pass. [Lesson 5 · Accumulation and zeroing](05_accumulation.ipynb)

# %% [markdown] lang="zh" of="f5c2ff66"
# ## 相似的名字
#
# | 名字 | 属于谁 | 做什么 |
# |:--|:--|:--|
# | `requires_grad` | 张量 | 标记：对它做的运算要不要记录 |
# | `requires_grad_()` | 叶子节点 | 设置这个标记（`_` 表示原地） |
# | `grad_fn` | 结果 | 它是哪个运算算出来的 |
# | `is_leaf` | 张量 | 是不是没有 `grad_fn` |
# | `grad` | 叶子节点 | 桶 |
# | `retain_grad()` | 结果，在反向传播**之前** | 给它也挂一个桶 |
# | `retain_graph=True` | 一次 `backward()` | 把存下的东西留着，好再走一遍 |
# | `no_grad()` | 一段代码 | 里面的运算都不记录 |
# | `zero_grad()` | 优化器 | 把桶拿走 |
#
# 轮到你了：[第 4 课的练习](../../exercises/zh/04_leaves.ipynb)。
#
# ## 记住一句话
#
# > **叶子节点没有 `grad_fn`；要求梯度的叶子节点有桶；其他的都只是转手。**
#
# 接下来：再走一遍，桶里会是多少？[第 5 课 · 梯度累积与清零](05_accumulation.ipynb)
