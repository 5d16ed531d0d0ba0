# %% [markdown] lang="en"
# # 7 · Vectors and the `gradient` argument
#
# *30 to 40 minutes · new names: `backward(gradient)`, `sum()`, `mean()`, `torch.ones_like`, `@`*
#
# At the end you can
#
# - say why `backward()` refuses a result of three numbers, and what it wants to know from you;
# - say what `v` means in `y.backward(v)`, and find the answer with a pencil;
# - tell the shape of every gradient before it is computed, and why a bias gets a *sum*.
#
# You need [lesson 2](02_chain_rule.ipynb) (multiply along a road, add across the roads) and
# [lesson 5](05_accumulation.ipynb) (`x.grad = None` takes the old bucket away).

# %% [markdown] lang="zh" of="ba729b13"
# # 7 · 向量与 `gradient` 参数
#
# *30 到 40 分钟 · 新名字：`backward(gradient)`、`sum()`、`mean()`、`torch.ones_like`、`@`*
#
# 学完这一课，你能够
#
# - 讲清结果有三个数的时候，`backward()` 为什么不肯算，它想从你这里知道什么；
# - 讲清 `y.backward(v)` 里的 `v` 是什么意思，并且用笔算出答案；
# - 在计算之前就说出每个梯度的形状，还有偏置的梯度为什么是一个**和**。
#
# 需要[第 2 课](02_chain_rule.ipynb)（沿路相乘，各路相加）和[第 5 课](05_accumulation.ipynb)（`x.grad = None` 把旧的桶拿走）。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Three numbers in, one out
#
# So far a tensor held one number. From now on `x` holds three, and each goes its own way: `x * 2` doubles every one
# of them. `sum()` adds them up, so that at the end there is *one* number, `z`.

# %% [markdown] lang="zh" of="ec104a90"
# ## 三个数进去，一个数出来
#
# 到现在为止，一个张量里只有一个数。从这里开始，`x` 里有三个，各走各的：`x * 2` 把每个都变成两倍。`sum()` 把它们加起来，所以最后得到的 `z` 是**一个**数。

# %% seed="004.1 004.2 004.3 004.9"
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
z = y.sum()
z.backward()

print(y)
print(z)
print(x.grad)

# %% [markdown] lang="en"
# `x.grad` holds three numbers, one for each number in `x`. Each says: *if this one alone moves, how many times as much
# does `z` move?* Twice as much, whichever it is. Nothing new so far.
#
# ## Predict first
#
# Now leave `sum()` out. `y = x ** 2` is `[1, 4, 9]`, three numbers, and in school $(x^2)' = 2x$. What does
# `y.backward()` put into `x.grad`?
#
# - **A** · `[2, 4, 6]`
# - **B** · `[1, 4, 9]`
# - **C** · `12`
# - **D** · nothing: there is an error

# %% [markdown] lang="zh" of="35992170"
# `x.grad` 里有三个数，`x` 里的每个数对应一个。它说的是：“如果只有这一个数动，`z` 动的是它的几倍？”不管哪一个，都是 2 倍。到这里还没有新东西。
#
# ## 先预测
#
# 现在去掉 `sum()`。`y = x ** 2` 是 `[1, 4, 9]`，三个数；中学里学过 $(x^2)' = 2x$。`y.backward()` 会往 `x.grad` 里放什么？
#
# - **A** · `[2, 4, 6]`
# - **B** · `[1, 4, 9]`
# - **C** · `12`
# - **D** · 什么也不放，报错

# %% tags=["raises-exception"] question="9"
my_answer = None

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x ** 2
print(my_answer)
y.backward()

# %% [markdown] lang="en"
# **D.** Read the message word by word.
#
# - *grad*: the number that the pass begins with. In lesson 2 it was 1, because $\partial y/\partial y = 1$.
# - *implicitly created*: nobody wrote that 1. PyTorch put it there by itself.
# - *only for scalar outputs*: it does so only if the result is **one number** (a *scalar*).
#
# A derivative says how **one** number changes. "How much does `y` change?" has no answer as long as nobody says how much
# each of its three numbers counts. PyTorch does not guess, it asks.
#
# - **A** is what you get if all three count the same. That is one possible answer, but it was not asked for.
# - **B** are the values, not the slopes.
# - **C** is $2 + 4 + 6$, one number; but `x` has three, and each wants its own.
#
# So is it true that only a loss, one number, can go backward, as one often reads? Nearly: one number, or several if you say
# how much each counts.
#
# ## The quick repairs, and what they say
#
# The advice that goes round: *add `.sum()`*, or *add `.mean()`*, or *put in `torch.ones_like(y)`* (ones in `y`'s shape).
# Each of them silences the error. Do they mean the same?

# %% [markdown] lang="zh" of="b680417b"
# 答案是 **D**。把报错的那句话一个词一个词地读。
#
# - *grad*：反向传播开头用的那个数。第 2 课里它是 1，因为 $\partial y/\partial y = 1$。
# - *implicitly created*（自动创建）：那个 1 没有人写，是 PyTorch 自己放的。
# - *only for scalar outputs*（只对标量）：结果是**一个数**（标量，scalar）的时候，它才自己放。
#
# 导数说的是**一个**数怎样变化。“`y` 变化多少？”只要没有人说清三个数各占多少分量，这个问题就没有答案。PyTorch 不猜，它要问你。
#
# - **A** 是三个数分量都一样时的答案。这是一种可能，可是没有人这样说过。
# - **B** 是值，不是斜率。
# - **C** 是 $2 + 4 + 6$，一个数；可是 `x` 里有三个数，每个都要有自己的一份。
#
# 常常读到“只有损失这样的标量才能调用 `backward()`”，对吗？差不多对：要么只有一个数，要么有好几个数、但你说清了各占多少分量。
#
# ## 常见的改法，各是什么意思
#
# 流传的建议有：“加上 `.sum()`”，“加上 `.mean()`”，“填一个 `torch.ones_like(y)`”（形状和 `y` 一样，全是 1）。每一种都能让错误消失。它们的意思一样吗？

# %% question="9"
x = torch.tensor([1., 2., 3.], requires_grad=True)

y = x ** 2
y.sum().backward()
print(x.grad)

x.grad = None
y = x ** 2
y.mean().backward()
print(x.grad)

x.grad = None
y = x ** 2
y.backward(torch.ones_like(y))
print(x.grad)

# %% [markdown] lang="en"
# Two different answers. The sum lets each number count 1, and so do the ones. The mean is
# $\tfrac13 y_1 + \tfrac13 y_2 + \tfrac13 y_3$: each counts a third. All of it is right, each for *its* question. So do not ask which repair
# works, ask which number you want to change.
#
# For a loss that has been answered: it is a sum or a mean. Here is a mean at the end of several steps. With pencil:
# $\text{out} = \tfrac13(9x_1^2 + 9x_2^2 + 9x_3^2)$, so each slope is $\tfrac13\cdot 9\cdot 2x = 6x$. (`retain_graph=True` says: do
# not throw away what is in the drawers, I am coming again; {lesson 6}. Here the derivation comes again, for its numbers.)

# %% [markdown] lang="zh" of="75b3349c"
# 两种不同的答案。求和是让每个数占 1 份，填 1 也是。求平均是 $\tfrac13 y_1 + \tfrac13 y_2 + \tfrac13 y_3$：每个数占三分之一。三种都对，只是回答的问题不同。所以不要问哪种改法“能用”，要问你想让哪一个数变化。
#
# 对损失来说，这个问题已经有答案了：它就是和，或者平均值。下面是走了几步之后求平均。用笔算：$\text{out} = \tfrac13(9x_1^2 + 9x_2^2 + 9x_3^2)$，所以每个斜率是 $\tfrac13\cdot 9\cdot 2x = 6x$。（`retain_graph=True` 的意思是：抽屉里的东西先别扔，我还要来一次，见{lesson 6}。这里是推导过程还要用那些数。）

# %% seed="004.4" question="37"
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 3
z = y ** 2
out = z.mean()

out.backward(retain_graph=True)
print(x.grad)
mg.explain(out, x)

# %% [markdown] lang="en"
# 6, 12, 18, as with the pencil. (The usual example draws `x` at random; then nobody can check it.) The derivation goes
# backward step by step: `expand(1)` hands the one number 1 to all three, and dividing by 3 is the mean's third.
#
# ## Your own weights
#
# Say `y` is a shopping list: 1 apple, 4 pears, 9 melons. An apple costs 1, a pear 10, a melon 100. The **prices**
# `v = [1, 10, 100]` make one number out of three, the bill: $1\cdot y_1 + 10\cdot y_2 + 100\cdot y_3$. That is what
# `y.backward(v)` wants to hear from you. Again `y = x ** 2` at `[1, 2, 3]`. What will `x.grad` be?
#
# - **A** · `[2, 4, 6]`
# - **B** · `[1, 40, 900]`
# - **C** · `[2, 40, 600]`
# - **D** · one number, `642`

# %% [markdown] lang="zh" of="4fb7bd2c"
# 6、12、18，和笔算的一样。（常见的例子里 `x` 是随机的，那就没法核对。）推导过程是一步一步往回走的：`expand(1)` 把一个数 1 分发给三个位置，除以 3 就是平均值的那个三分之一。
#
# ## 自己定分量
#
# 把 `y` 想成一张购物单：1 个苹果，4 个梨，9 个甜瓜。苹果 1 元，梨 10 元，甜瓜 100 元。有了**价格** `v = [1, 10, 100]`，三个数就变成了一个数，也就是总价：$1\cdot y_1 + 10\cdot y_2 + 100\cdot y_3$。`y.backward(v)` 想听你说的就是这个。还是 `y = x ** 2`，`x` 是 `[1, 2, 3]`。`x.grad` 会是什么？
#
# - **A** · `[2, 4, 6]`
# - **B** · `[1, 40, 900]`
# - **C** · `[2, 40, 600]`
# - **D** · 一个数，`642`

# %%
my_grad = None

x = torch.tensor([1., 2., 3.], requires_grad=True)
v = torch.tensor([1., 10., 100.])
y = x ** 2
mg.step(y, gradient=v)

# %% [markdown] lang="en"
# The pass begins with `v` in place of 1, and then everything is as ever. Now for real; and beside it the long
# way, with the bill written out. (`y.retain_grad()` asks for `y`'s gradient too, which is not kept otherwise; {lesson 4}.)

# %% [markdown] lang="zh" of="8b0d232d"
# 开头不再是 1，而是 `v`，后面一切照旧。现在来真的；旁边再走一遍远路，把总价写出来。（`y.retain_grad()` 是请它把 `y` 的梯度也留下，平常是不留的，见{lesson 4}。）

# %% question="7"
y.backward(v)
print(x.grad, my_grad)

x.grad = None
y = x ** 2
y.retain_grad()
total = (v * y).sum()
total.backward()
print(total)
print(x.grad)
print(y.grad)

# %% [markdown] lang="en"
# **C**, both times: price times slope, $1\cdot 2$, $10\cdot 4$, $100\cdot 6$. If $x_2$ moves a little, the number
# of pears moves 4 times as much, and the bill 40 times.
#
# - **A** forgets the prices.
# - **B** is price times *amount*. That is what you pay, 941 in all; not how it changes.
# - **D** adds the three up. But they are answers to three questions: what if $x_1$ moves, what if $x_2$, what if $x_3$.
#
# And look at the last line: `y.grad` **is** `v`. So `gradient` is nothing mysterious: it is the gradient of `y`, which
# the rest of the program would have sent. You give it by hand when the rest is not there. For a single number that
# gradient is 1, and PyTorch fills it in.
#
# An old tutorial puts in `[0.1, 1.0, 0.0001]` and never says why; many have asked. You can read it now. What will
# `x.grad` be for `y = x * 2`? And what happens in the last line of the cell, which has only two prices for three numbers?

# %% [markdown] lang="zh" of="633af7f4"
# 两次都是 **C**：价格乘以斜率，$1\cdot 2$，$10\cdot 4$，$100\cdot 6$。$x_2$ 动一点点，梨的个数动 4 倍，总价动 40 倍。
#
# - **A**：忘了价格。
# - **B**：价格乘以**个数**。那是要付多少钱（一共 941），不是它怎样变化。
# - **D**：把三个加起来了。可它们回答的是三个问题：$x_1$ 动会怎样，$x_2$ 动会怎样，$x_3$ 动会怎样。
#
# 再看最后一行：`y.grad` **就是** `v`。可见 `gradient` 并不神秘：它就是 `y` 的梯度，本来该由程序后面的部分传回来；后面没有了，就由你亲手给。只有一个数的时候，这个梯度是 1，PyTorch 自己就填上了。
#
# 有一篇老教程填的是 `[0.1, 1.0, 0.0001]`，却从不说为什么，问的人很多。现在你读得懂了。对 `y = x * 2`，`x.grad` 会是什么？最后一行，三个数只给了两个价格，又会怎样？

# %% tags=["raises-exception"] question="7 9"
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.backward(torch.tensor([0.1, 1.0, 0.0001]))
print(x.grad)

y = x ** 2
y.backward(torch.tensor([1., 10.]))

# %% [markdown] lang="en"
# 0.2, 2 and 0.0002 (`2.0000e-04` is $2\cdot 10^{-4}$). Nothing magic: three prices, any three would do.
#
# The error: `grad_output[0]` is your `v`, `output[0]` is `y`: three numbers need three prices. **`v` has the shape of `y`**, and
# `x.grad` the shape of `x`. To mend it, say what a melon costs.
#
# ## Every slope at once
#
# In `x ** 2` each output depends on one input only. Usually each depends on all. `M @ x` (matrix times vector) multiplies
# each row of `M` with `x` and adds up:
#
# $$y_1 = 1x_1 + 2x_2\qquad y_2 = 3x_1 + 4x_2\qquad y_3 = 5x_1 + 6x_2$$
#
# Three outputs, two inputs: six slopes. How do you get at them? Let one output count 1 and the others 0. (`torch.eye(3)` is a
# table, and its three rows are these `v`: `[1, 0, 0]`, `[0, 1, 0]`, `[0, 0, 1]`. The loop takes one after the other.)

# %% [markdown] lang="zh" of="0c9b665d"
# 0.2、2、0.0002（`2.0000e-04` 就是 $2\cdot 10^{-4}$）。没有魔法，不过是三个价格，换哪三个都行。
#
# 再看报错：`grad_output[0]` 是你给的 `v`，`output[0]` 是 `y`：三个数要三个价格。**`v` 的形状和 `y` 一样**，`x.grad` 的形状和 `x` 一样。改法：说出甜瓜多少钱一个。
#
# ## 全部的斜率
#
# 在 `x ** 2` 里，每个输出只和一个输入有关。一般来说，每个输出和所有输入都有关。`M @ x`（矩阵乘向量）把 `M` 的每一行和 `x` 对应相乘，再加起来：
#
# $$y_1 = 1x_1 + 2x_2\qquad y_2 = 3x_1 + 4x_2\qquad y_3 = 5x_1 + 6x_2$$
#
# 三个输出，两个输入，一共六个斜率。怎样得到它们？让一个输出占 1，其余的占 0。（`torch.eye(3)` 是一张表，三行正是这样的三个 `v`：`[1, 0, 0]`、`[0, 1, 0]`、`[0, 0, 1]`。循环一行一行地取。）

# %% question="7"
M = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
x = torch.tensor([1., 1.], requires_grad=True)
y = M @ x
print(y)

for v in torch.eye(3):
    x.grad = None
    y.backward(v, retain_graph=True)
    print(v, x.grad)

# %% [markdown] lang="en"
# Each pass gives one row: the slopes of *one* output. The whole table, a row for each output and a column for each
# input, is called the **Jacobian** $J$. Here it is just `M`. So what does `[1, 10, 100]` do with it? Predict the two
# numbers first, with pencil: one column at a time, price times slope, then add up. (The picture walks through it: a row for
# each pass, then the prices beside it, then the sums. `lambda x: M @ x` is Python for "the function that makes `M @ x` of `x`".)

# %% [markdown] lang="zh" of="1d95f5d5"
# 每走一遍得到一行，也就是**一个**输出的斜率。整张表，一个输出一行，一个输入一列，叫作**雅可比矩阵**（Jacobian），记作 $J$。这里它就是 `M`。那么 `[1, 10, 100]` 会拿它怎么办？先用笔预测那两个数：一列一列地来，价格乘以斜率，再加起来。（图里可以一步一步地走：先一遍一行，再把价格放在旁边，最后求和。`lambda x: M @ x` 是 Python 的写法，意思是“由 `x` 得到 `M @ x` 的函数”。）

# %% question="7"
v = torch.tensor([1., 10., 100.])
x.grad = None
y.backward(v)
print(x.grad)

mg.jacobian(lambda x: M @ x, x, v=v)

# %% [markdown] lang="en"
# $1\cdot 1 + 10\cdot 3 + 100\cdot 5 = 531$ and $1\cdot 2 + 10\cdot 4 + 100\cdot 6 = 642$. Roads again: from the bill to
# $x_1$ there are three, one through each $y$; multiply along, add across. The operation has a name that you will meet:
# **vector-Jacobian product**, written $v^{\mathsf T}J$ (the T says that $v$ lies on its side, as a row).
#
# PyTorch never writes the table down. With a million inputs and a thousand outputs it would have a billion numbers;
# the product has a million, and that is all that a pass needs.
#
# ## Copied forward, added backward
#
# Five examples, three numbers each, and to each of the five rows the same **bias** `b` is added. Nobody writes it five times;
# PyTorch copies it, which is called **broadcasting**. Let all fifteen results count 1. What is `b.grad`: `[1, 1, 1]`,
# `[5, 5, 5]`, a table of 5 rows, or `15`?

# %% [markdown] lang="zh" of="51298c19"
# $1\cdot 1 + 10\cdot 3 + 100\cdot 5 = 531$，$1\cdot 2 + 10\cdot 4 + 100\cdot 6 = 642$。又是路：从总价到 $x_1$ 有三条，分别经过三个 $y$；沿路相乘，各路相加。这个运算有个名字，以后会遇到：**向量-雅可比积**（vector-Jacobian product），写作 $v^{\mathsf T}J$（T 表示把 $v$ 横过来，写成一行）。
#
# PyTorch 从来不把整张表写出来。一百万个输入、一千个输出，表里就有十亿个数；而乘积只有一百万个数，走一遍需要的也就是这些。
#
# ## 前向复制，反向相加
#
# 五个样本，每个三个数；五行都加上同一个**偏置** `b`。没有人会写五遍，PyTorch 会自己复制，这叫**广播**（broadcasting）。让十五个结果都占 1。`b.grad` 是 `[1, 1, 1]`、`[5, 5, 5]`、一张 5 行的表，还是 `15`？

# %% question="21"
my_b = None

X = torch.zeros(5, 3)
b = torch.tensor([1., 2., 3.], requires_grad=True)
z = X + b
print(z)

z.backward(torch.ones_like(z))
print(b.grad, my_b)

# %% question="21"
X = torch.tensor([[0., 0.], [10., 10.], [20., 20.]])
b = torch.tensor([1., 2.], requires_grad=True)
z = X + b
mg.step(z, gradient=torch.ones_like(z))

# %% [markdown] lang="en"
# `[5, 5, 5]`. (The steps show a smaller one, with three rows.) Move $b_1$, and the whole first column moves, five numbers: five roads, added up. A value that is used
# five times gets five contributions; broadcasting is only a way of using it five times.
#
# - **`[1, 1, 1]`** is one row's share. The other four were forgotten.
# - **A table of 5 rows** is what arrives from `z`. But `b` has three numbers: what would the other twelve belong to?
# - **`15`** mixes the columns; $b_1$ never touches the second one.
#
# So a gradient always has the shape of its tensor: *one number for each number that can move.* That also explains something
# in a well-known example. Five inputs, three outputs, and each output has its own weights, five of them, and a bias:
#
# $$z_j = x_1w_{1j} + x_2w_{2j} + \dots + x_5w_{5j} + b_j$$
#
# The inputs are all 1, and all five rows of `w.grad` come out equal. Why?

# %% [markdown] lang="zh" of="63ad8ed0"
# 是 `[5, 5, 5]`。（分步演示的是小一点的例子，三行。）动一动 $b_1$，整个第一列都动，五个数：五条路，加起来。一个值用了五次，就收到五份；广播不过是“用五次”的一种写法。
#
# - **`[1, 1, 1]`** 是一行的份额，另外四行忘了。
# - **5 行的表**是从 `z` 传过来的东西。可是 `b` 只有三个数，多出来的十二个是谁的？
# - **`15`** 把各列混在一起了；$b_1$ 从来不碰第二列。
#
# 所以梯度的形状总和它的张量一样：**有几个能动的数，就有几个梯度**。这也解释了一个有名的例子里的现象。五个输入，三个输出，每个输出都有自己的五个权重和一个偏置：
#
# $$z_j = x_1w_{1j} + x_2w_{2j} + \dots + x_5w_{5j} + b_j$$
#
# 输入全是 1，`w.grad` 的五行也全都相同。为什么？

# %% seed="002.1 002.3" question="21"
x = torch.ones(5)
w = torch.zeros(5, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
z = torch.matmul(x, w) + b

z.backward(torch.tensor([1., 10., 100.]))
print(w.grad)
print(b.grad)

# %% [markdown] lang="en"
# In the formula $x_i$ stands before every weight of row $i$, so the slope there is $x_i$ times what arrives. All $x_i$ are 1: five times the same, and the
# same as for `b`. With inputs 1, 2, 3, 4, 5 the rows would be once, twice, three times ... `[1, 10, 100]`; try it. (There the
# weights are random, here they are zeros: for the slopes of `z` it makes no difference.)
#
# ## Let the shapes tell you
#
# `X @ W`, matrix times matrix, does with each column of `W` what `M @ x` did with `x`. $X$ has the shape (3, 2) and $W$ (2, 4); the two
# inner numbers must agree, the outer ones are the shape of `Y = X @ W`: (3, 4). A gradient `G` of $Y$'s shape arrives. What is `W.grad`? It must
# have the shape (2, 4), and be made of `X` and `G`. `.T` swaps rows and columns: `X.T` is (2, 3). Only **one** product fits:
#
# | wanted | fits | |
# |:--|:--|:--|
# | `W.grad`: (2, 4) | (2, 3) @ (3, 4) | `X.T @ G` |
# | `X.grad`: (3, 2) | (3, 4) @ (4, 2) | `G @ W.T` |
#
# (`torch.equal(p, q)` asks whether two tables are the same.) The last lines of the cell are about a table of one row and one
# column. Does its `backward()` need a `v`?

# %% [markdown] lang="zh" of="f0c85850"
# 在式子里，`w` 第 $i$ 行的每个权重前面都是 $x_i$，所以那里的斜率是 $x_i$ 乘以传过来的梯度。$x_i$ 全是 1：五行都一样，也和 `b` 的一样。如果输入是 1、2、3、4、5，五行就会是 `[1, 10, 100]` 的 1 倍、2 倍、3 倍……试试看。（那个例子里权重是随机的，这里是 0；对 `z` 的斜率来说没有区别。）
#
# ## 让形状告诉你
#
# `X @ W` 是矩阵乘矩阵：前面 `M @ x` 怎样对待 `x`，它就怎样对待 `W` 的每一列。$X$ 的形状是 (3, 2)，$W$ 是 (2, 4)；里面的两个数要相等，外面的两个就是 `Y = X @ W` 的形状：(3, 4)。传过来的梯度 `G` 和 $Y$ 同形状。`W.grad` 是什么？形状必须是 (2, 4)，由 `X` 和 `G` 组成。`.T` 把行和列对调：`X.T` 是 (2, 3)。合得上的乘积只有**一个**：
#
# | 要的是 | 合得上的 | |
# |:--|:--|:--|
# | `W.grad`：(2, 4) | (2, 3) @ (3, 4) | `X.T @ G` |
# | `X.grad`：(3, 2) | (3, 4) @ (4, 2) | `G @ W.T` |
#
# （`torch.equal(p, q)` 问的是：两张表一样吗？）单元格最后几行，是一张一行一列的表。它的 `backward()` 要不要 `v`？

# %% seed="000.1" question="9 21"
X = torch.tensor([[1., 2.], [3., 4.], [5., 6.]], requires_grad=True)
W = torch.tensor([[1., 0., 2., 1.], [0., 1., 1., 2.]], requires_grad=True)
Y = X @ W
G = torch.ones_like(Y)
Y.backward(G)

print(W.grad)
print(torch.equal(W.grad, X.T @ G), torch.equal(X.grad, G @ W.T))

x = torch.tensor([[10.]])
w = torch.tensor([[0.5]], requires_grad=True)
z = w * x + 0.1
z.backward()
print(z.shape, w.grad)

# %% [markdown] lang="en"
# Shapes do not prove a formula, but they rule out nearly all wrong ones. And a table with one number in it is one number: no
# `v` needed, and the gradient comes in the same brackets.
#
# ## Your turn
#
# Back to `y = M @ x`. Choose prices so that `x.grad` becomes `[2, 2]`. (Look at the rows of `M`: how do you get from one to the next?)

# %% [markdown] lang="zh" of="85cef49c"
# 形状不能证明公式是对的，却能排除几乎所有错的。只装一个数的表，也还是一个数：不用给 `v`，梯度带着同样的方括号。
#
# ## 轮到你了
#
# 回到 `y = M @ x`。选三个价格，让 `x.grad` 变成 `[2, 2]`。（看看 `M` 的各行：从一行到下一行，差多少？）

# %%
my_v = torch.tensor([0., 0., 0.])

x = torch.tensor([1., 1.], requires_grad=True)
y = M @ x
y.backward(my_v)
print(x.grad)

# %% [markdown] lang="en"
# `[-1., 1., 0.]` does it: the second row minus the first. So does `[0., -1., 1.]`. Prices may be negative: then the bill falls when
# that output grows.
#
# More to do: [exercises of lesson 7](../../exercises/en/07_vectors.ipynb).
#
# ## To keep
#
# > **`y.backward(v)` asks how $v_1y_1 + v_2y_2 + \dots$ moves; what is copied forward is added backward, and every
# > gradient has its tensor's shape.**
#
# Next: what happens if you change a number after it has been used? [Lesson 8 · In-place operations and versions](08_in_place.ipynb)

# %% [markdown] lang="zh" of="20fa870f"
# `[-1., 1., 0.]` 就行：第二行减去第一行。`[0., -1., 1.]` 也行。价格可以是负的：那个输出变大，总价反而下降。
#
# 还想练习：[第 7 课的练习](../../exercises/zh/07_vectors.ipynb)。
#
# ## 记住一句话
#
# > **`y.backward(v)` 问的是 $v_1y_1 + v_2y_2 + \dots$ 怎样变化；前向复制的，反向相加；梯度和它的张量形状相同。**
#
# 接下来：一个数用过以后又被改掉，会怎样？[第 8 课 · 原地操作与版本](08_in_place.ipynb)
