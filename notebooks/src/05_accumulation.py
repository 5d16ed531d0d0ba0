# %% [markdown] lang="en"
# # 5 · Accumulation and zeroing
#
# *25 to 30 minutes · new names: `zero_()`, `torch.optim.SGD` with its `step()` and `zero_grad()`*
#
# At the end you can
#
# - say what a second `backward()` does to `.grad`, and why;
# - tell two sums apart: the **inbox** adds over the roads of one pass, the **bucket** adds over passes;
# - empty the bucket at the right moment, and leave it full on purpose.
#
# You need [lesson 2](02_chain_rule.ipynb): $y = (x + w)(w + 1)$ has $\partial y/\partial w = 5$ and
# $\partial y/\partial x = 2$.

# %% [markdown] lang="zh" of="fc7d7aa5"
# # 5 · 梯度累积与清零
#
# *25 到 30 分钟 · 新名字：`zero_()`、`torch.optim.SGD` 和它的 `step()`、`zero_grad()`*
#
# 学完这一课，你能够
#
# - 讲清第二次 `backward()` 会对 `.grad` 做什么，为什么；
# - 分清两种相加：**收件箱**在一次反向传播里把各条路加起来，**桶**把一次又一次的反向传播加起来；
# - 在对的时候把桶清空，也会有意不清空。
#
# 需要[第 2 课](02_chain_rule.ipynb)：$y = (x + w)(w + 1)$ 的导数是 $\partial y/\partial w = 5$，$\partial y/\partial x = 2$。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# The next program computes $y$ anew four times and goes backward each time. `w` and `x` stay what they are.
# (`torch.add(w, x)` is `w + x` written out.) Read it. What are the four lines that it prints?
#
# - **A** · 5, 5, 5, 5
# - **B** · 5, 10, 15, 20
# - **C** · 5, 25, 125, 625
# - **D** · 5, and then an error

# %% [markdown] lang="zh" of="d3d74f16"
# ## 先预测
#
# 后面的程序把 $y$ 重新算四遍，每遍都做一次反向传播。`w` 和 `x` 始终不变。（`torch.add(w, x)` 就是 `w + x` 的另一种写法。）先读代码：打印出来的四行是什么？
#
# - **A** · 5，5，5，5
# - **B** · 5，10，15，20
# - **C** · 5，25，125，625
# - **D** · 5，然后报错

# %%
my_answer = None

# %% seed="001.4" question="1"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

for i in range(4):
    a = torch.add(w, x)
    b = torch.add(w, 1)
    y = torch.mul(a, b)

    y.backward()
    print(w.grad)

print(my_answer)

# %% [markdown] lang="en"
# **B.** The derivative is 5 each time; what grows is what has been *collected*.
#
# - **A** would be right if `backward()` meant `w.grad = 5`. It means `w.grad += 5`.
# - **C**: nothing is multiplied from one pass to the next. Multiplying happens along a road, *within* a pass.
# - **D** is what you get by going twice through *the same* `y` ([lesson 6](06_graph_life.ipynb)). Here each round records a new graph.
#
# Think of `.grad` as a **bucket** that hangs under each leaf. A pass pours in; no pass ever empties it. Before
# you run the next cell: how much is in `x`'s bucket?

# %% [markdown] lang="zh" of="0ecbddee"
# 答案是 **B**。导数每次都是 5，变大的是**攒下来的**总量。
#
# - **A**：如果 `backward()` 的意思是 `w.grad = 5`，那就对了。可它的意思是 `w.grad += 5`。
# - **C**：两次反向传播之间没有相乘。相乘发生在一条路上，是**同一次**反向传播里面的事。
# - **D**：对**同一个** `y` 反向两次，才会报错（[第 6 课](06_graph_life.ipynb)）。这里每一轮都记录了一张新的计算图。
#
# 可以把 `.grad` 想成挂在叶子节点下面的一个**桶**。每次反向传播都往里倒，从来不会替你清空。运行下一个单元格之前先想：`x` 的桶里有多少？

# %%
mg.draw(y)

# %% [markdown] lang="en"
# 8: four times 2. And 20 in `w`'s bucket. (The drawers of the × say *freed*: the last pass is over, and what was kept
# for it has been thrown away.)
#
# ## Two sums
#
# In lesson 2 something was added too: 3 + 2 = 5. Is that the same `+=`? No. Compute $y$ once more, do **not** call
# `backward()`, and step through it. Watch `w`'s card in the last steps: the row ∂y/∂w is the one sum, the row .grad below it
# the other.

# %% [markdown] lang="zh" of="a405f21a"
# 是 8，2 的四倍。`w` 的桶里是 20。（× 的抽屉上写着“已释放”：上一次反向传播已经结束，为它留着的东西都扔掉了。）
#
# ## 两种相加
#
# 第 2 课里也有相加：3 + 2 = 5。那是同一个 `+=` 吗？不是。把 $y$ 再算一遍，**不要**调用 `backward()`，一步一步地走。最后几步盯住 `w` 的卡片：∂y/∂w 那一行是一种相加，下面 .grad 那一行是另一种。

# %% question="1 12"
a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)
mg.step(y)

# %% [markdown] lang="en"
# | | the **inbox** | the **bucket** |
# |:--|:--|:--|
# | adds | the roads of *one* pass: 3 + 2 = 5 | the passes: 20 + 5 = 25 |
# | why | the chain rule says so: one `w`, used twice | PyTorch was built so; you will see what for |
# | begins | empty, in every pass | with what the last pass left |
# | is emptied by | itself, when the pass is over | **you** |
# | where you see it | while stepping: the row ∂y/∂w | in `w.grad` |
#
# First the inbox is completed, and only then is the sum poured into the bucket, in one go. PyTorch calls this last
# operation `AccumulateGrad`; here is the `+=`.
#
# The derivation knows nothing about buckets. It says how steep $y$ *is*; and the bucket is still at 20, for stepping is a
# rehearsal.

# %% [markdown] lang="zh" of="66b0db21"
# | | **收件箱** | **桶** |
# |:--|:--|:--|
# | 加的是 | **一次**反向传播里的各条路：3 + 2 = 5 | 一次又一次的反向传播：20 + 5 = 25 |
# | 为什么加 | 链式法则的要求：`w` 只有一个，用了两次 | PyTorch 就是这样设计的，后面会看到用处 |
# | 开始的时候 | 每次反向传播都从空的开始 | 里面是上一次留下的 |
# | 谁来清空 | 反向传播结束，自动清空 | **你** |
# | 在哪里看到 | 只在分步演示里：∂y/∂w 那一行 | 在 `w.grad` 里 |
#
# 收件箱先到齐，总和才一次倒进桶里。PyTorch 把这最后一个运算叫作 `AccumulateGrad`，`+=` 就在这里。
#
# 推导过程不知道有桶这回事，它说的是 $y$ 此刻**有多陡**。桶里还是 20，因为分步演示只是彩排。

# %%
mg.explain(y, w)

# %%
print(w.grad)

# %% [markdown] lang="en"
# ## Empty the bucket
#
# `zero_()` fills a tensor with zeros *in place*; that is what the underscore at the end of a PyTorch name means. The same
# program, with one more line:

# %% [markdown] lang="zh" of="ac85b3ce"
# ## 把桶清空
#
# `zero_()` 把一个张量**原地**填成 0；PyTorch 的名字末尾带下划线，都是“原地操作”的意思。还是那段程序，多一行：

# %% seed="001.5" question="1"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

for i in range(4):
    a = torch.add(w, x)
    b = torch.add(w, 1)
    y = torch.mul(a, b)

    y.backward()
    print(w.grad)
    w.grad.zero_()

print(w.grad, x.grad)

# %% [markdown] lang="en"
# 5, 5, 5, 5; and after the loop `w`'s bucket holds 0. `x`'s holds 8: every leaf has a bucket of its own, and nobody
# emptied that one.
#
# ## Break it
#
# The order above was: backward, print, empty. Would it not be tidier to empty *first*? Try it on a new leaf.

# %% [markdown] lang="zh" of="485c7e25"
# 5，5，5，5；循环结束后，`w` 的桶里是 0。`x` 的桶里却是 8：每个叶子节点都有自己的桶，那一个没有人清。
#
# ## 故意弄坏
#
# 上面的顺序是：反向传播、打印、清零。**先**清零不是更整齐吗？拿一个新的叶子节点试试。

# %% tags=["raises-exception"] question="29"
w = torch.tensor([1.], requires_grad=True)
w.grad.zero_()

# %% [markdown] lang="en"
# The message says it, and the picture under it: `w.grad` is `None`, and `None` has no `zero_`. Before the first pass there is no bucket to
# empty. `None` is not 0: it says *nothing has ever come*. Two ways to mend it: ask first
# (`if w.grad is not None: w.grad.zero_()`), or take the whole bucket away. The next pass hangs up a new one.

# %% [markdown] lang="zh" of="dd36d4d9"
# 报错的那句话说得很清楚，下面的图也画出来了：`w.grad` 是 `None`，`None` 没有 `zero_`。第一次反向传播之前，根本没有桶可清。`None` 不是 0，它的意思是“从来没有东西来过”。两种改法：先问一声（`if w.grad is not None: w.grad.zero_()`），或者干脆把桶拿走，下一次反向传播会挂上新的：

# %% question="29"
for i in range(4):
    w.grad = None
    y = (x + w) * (w + 1)
    y.backward()
    print(w.grad)

# %% [markdown] lang="en"
# ## What if you forget?
#
# An **optimizer** changes the parameters with the help of their buckets. The simplest one, `SGD`, does
# `w = w - lr * w.grad`, where `lr` is how long a step is.
#
# Take `loss = 2 * w`, whose slope is 2 everywhere, `lr = 1`, and start at $w = 1$. After **two** steps, and nothing
# emptied: is $w$ at $-1$, at $-3$ or at $-5$?
#
# (`%%watch` on the first line records the run: go through it line by line under the cell. It belongs to minigrad; leave it
# out in PyTorch.)

# %% [markdown] lang="zh" of="12cf249a"
# ## 忘了会怎样？
#
# **优化器**（optimizer）根据桶里的梯度修改参数。最简单的是 `SGD`，它做的是 `w = w - lr * w.grad`，其中 `lr` 是一步迈多大。
#
# 取 `loss = 2 * w`，斜率处处是 2；`lr = 1`，从 $w = 1$ 出发。走**两步**，中间什么也不清：$w$ 到了 $-1$、$-3$，还是 $-5$？
#
# （第一行的 `%%watch` 会把运行过程录下来，在单元格下面可以一行一行地回看。它是 minigrad 的，用 PyTorch 的时候去掉。）

# %%
my_w = None

# %% question="1"
# %%watch
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1)

for i in range(2):
    loss = 2 * w
    loss.backward()
    optimizer.step()
    print(w.grad, w)

print(my_w)

# %% [markdown] lang="en"
# $1 \to -1 \to -5$. The second step used 4, which is the new 2 on top of the old 2: the curve under the code is the level of
# `w`'s bucket, and it only climbs.
#
# - **$-3$** is what two steps of 2 should give. That is where it *ought* to be.
# - **$-1$** is where it is after one step.
#
# Nothing failed; the step was just too long, and the next ones would be longer still. With one more line it is right:

# %% [markdown] lang="zh" of="9512cd58"
# $1 \to -1 \to -5$。第二步用的梯度是 4：新来的 2，加在旧的 2 上面。代码下面的曲线就是 `w` 那只桶的水位，它只升不降。
#
# - **$-3$** 是走两步、每步减 2 的结果。**本来**应该到这里。
# - **$-1$** 是只走了一步。
#
# 没有任何报错，只是步子太大了，而且后面会越来越大。加一行就对了：

# %% seed="004.8" question="29"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1)

for i in range(2):
    optimizer.zero_grad()
    print(w.grad)
    loss = 2 * w
    loss.backward()
    optimizer.step()
    print(w.grad, w)

# %% [markdown] lang="en"
# Now $1 \to -1 \to -3$. And look at the `None`: `optimizer.zero_grad()` does not write zeros, it takes the bucket away.
#
# Where may `zero_grad()` stand? Anywhere between one `step()` and the next `backward()`: there nobody needs the old
# contents. One place is wrong, **between `backward()` and `step()`**:

# %% [markdown] lang="zh" of="8506d61f"
# 现在是 $1 \to -1 \to -3$。再看那个 `None`：`optimizer.zero_grad()` 并不是填 0，而是把桶拿走。
#
# `zero_grad()` 可以放在哪里？从一次 `step()` 到下一次 `backward()` 之间，哪里都行：这段时间没有人需要桶里的旧东西。只有一个位置是错的，就是 **`backward()` 和 `step()` 之间**：

# %% question="29"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1)

for i in range(2):
    loss = 2 * w
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    print(w)

# %% [markdown] lang="en"
# `w` stays at 1 for ever: `step()` finds no bucket and does nothing. It does not complain either.
#
# ## Not a bug: three small batches
#
# So why did PyTorch choose `+=`? Because sometimes one *wants* the sum. Say that your data are three numbers 1, 2, 3, the
# loss is their products with `w` added up, and only one number fits into memory. Feed them one by one and do not empty the
# bucket. What is in it at the end: 3 or 6?

# %% [markdown] lang="zh" of="3e7b428e"
# `w` 永远停在 1：`step()` 找不到桶，就什么也不做，也不抱怨。
#
# ## 这不是毛病：三个小批量
#
# 那么 PyTorch 为什么选 `+=`？因为有时候要的**就是**总和。假设数据是 1、2、3 三个数，损失是它们与 `w` 的乘积之和，而内存里一次只放得下一个数。那就一个一个地来，不清桶。最后桶里是 3，还是 6？

# %% question="1"
w = torch.tensor([1.], requires_grad=True)
for number in (1., 2., 3.):
    loss = number * w
    loss.backward()
    print(w.grad)

w.grad = None
loss = (torch.tensor([1., 2., 3.]) * w).sum()
loss.backward()
print(w.grad)

# %% [markdown] lang="en"
# 1, 3, 6; and all three at once give 6 as well. This is called **gradient accumulation**: many small batches make one big
# one. (3 would be the last batch alone.) So adding is the feature, and emptying is how you say *that was one step, now
# comes the next*.
#
# Now you: [exercises of lesson 5](../../exercises/en/05_accumulation.ipynb).
#
# ## To keep
#
# > **`backward()` pours into the bucket, it never empties it: between one step and the next, that is your job.**
#
# Next: why a second pass through the same `y` fails, and what to do. [Lesson 6 · The life of a graph](06_graph_life.ipynb)

# %% [markdown] lang="zh" of="4272f0a0"
# 1，3，6；三个数一起算，也是 6。这就叫**梯度累积**：许多小批量合成一个大批量。（3 只是最后一个小批量的梯度。）所以“相加”是功能；“清零”则是你在说：“这一步走完了，下一步重新开始。”
#
# 轮到你了：[第 5 课的练习](../../exercises/zh/05_accumulation.ipynb)。
#
# ## 记住一句话
#
# > **`backward()` 只往桶里倒，从不清空；一步和下一步之间，清空是你的事。**
#
# 接下来：对同一个 `y` 走第二遍，为什么会失败，怎么办？[第 6 课 · 计算图的一生](06_graph_life.ipynb)
