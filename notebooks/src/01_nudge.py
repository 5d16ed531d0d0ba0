# %% [markdown] lang="en"
# # 1 · A derivative is a nudge
#
# *20 to 25 minutes · new names: `backward()`, `.grad`*
#
# At the end you can
#
# - say what a derivative means without a formula: **nudge the input, and see how many times as far the output moves**;
# - measure one yourself, and know why the smallest nudge is not the best one;
# - check any gradient that a program gives you.
#
# You need [lesson 0](00_computation_graph.ipynb): what a tensor is, and what `requires_grad=True` asks for.

# %% [markdown] lang="zh" of="f7edd10f"
# # 1 · 导数就是“动一动”
#
# *20 到 25 分钟 · 新名字：`backward()`、`.grad`*
#
# 学完这一课，你能够
#
# - 不用公式就说清导数的意思：**把输入动一点点，看输出动了它的几倍**；
# - 自己量出一个导数，并且知道为什么步子不是越小越好；
# - 检验任何程序给出的梯度。
#
# 需要[第 0 课](00_computation_graph.ipynb)：知道张量是什么，`requires_grad=True` 请它做什么。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# A square has sides of length $w = 3$, so its area is $w\cdot w = 9$. Now the sides grow to **3.01**. Do not multiply;
# look at the square in your mind. About how large is the new area?
#
# - **A** · 9.01
# - **B** · 9.03
# - **C** · 9.06
# - **D** · 9.0001

# %% [markdown] lang="zh" of="6f148890"
# ## 先预测
#
# 一个正方形，边长 $w = 3$，面积 $w\cdot w = 9$。现在边长变成 **3.01**。先别乘，在脑子里看看这个正方形：新的面积大约是多少？
#
# - **A** · 9.01
# - **B** · 9.03
# - **C** · 9.06
# - **D** · 9.0001

# %%
my_answer = None

# %%
def area(w):
    return w * w


print(f"{area(3):.4f}")
print(f"{area(3.01):.4f}")
print(my_answer)

# %% [markdown] lang="en"
# **C.** The side moved by 0.01, the area by 0.0601: six times as far, and a tiny rest.
#
# Why six? Draw what is new. The nudge is called $h$; so that one can see it, here it is 0.5 and not 0.01. (The code only
# paints four rectangles. Skip it, look at the picture.)

# %% [markdown] lang="zh" of="cc97d120"
# 答案是 **C**。边长动了 0.01，面积动了 0.0601：6 倍，外加一点零头。
#
# 为什么是 6 倍？把新增的部分画出来。动的这一点叫 $h$；为了看得见，图里取 0.5，不是 0.01。（代码只是画四个矩形，不必细读，看图就行。）

# %% question="19"
import matplotlib.pyplot as plt

w, h = 3, 0.5
figure, axes = plt.subplots(figsize=(4, 4), layout="constrained")
axes.fill_between([0, w], 0, w, color="#b9d4f2")
axes.fill_between([w, w + h], 0, w, color="#f6c9a8")
axes.fill_between([0, w], w, w + h, color="#f6c9a8")
axes.fill_between([w, w + h], w, w + h, color="#c9ccd1")
axes.text(1.5, 1.5, r"$w\cdot w = 9$", ha="center", va="center", fontsize=14)
axes.text(3.25, 1.5, r"$3h$", ha="center", va="center", fontsize=14)
axes.text(1.5, 3.25, r"$3h$", ha="center", va="center", fontsize=14)
axes.text(3.25, 3.25, r"$h^2$", ha="center", va="center", fontsize=14)
axes.set(aspect="equal", xticks=[0, 3, 3.5], yticks=[0, 3, 3.5])
plt.show()

# %% [markdown] lang="en"
# Two orange strips, each 3 long and $h$ wide, and a grey corner, $h$ by $h$. So the area grows by
# $3h + 3h + h\cdot h$. Where do the other answers come from?
#
# - **A**, 9.01: the *area* was nudged by 0.01. But it is the side that moved.
# - **B**, 9.03: one strip was forgotten. Both sides grow, for both are the same $w$.
# - **D**, 9.0001: only the corner, $0.01\cdot 0.01$. It is the least of the three.
#
# Now divide by the nudge: *how many times as far did the output move?* Try large nudges and small ones, and one to the
# left.

# %% [markdown] lang="zh" of="3cf819d7"
# 两条橙色的长条，长 3，宽 $h$；还有一个灰色的小角，$h$ 乘 $h$。所以面积增加了 $3h + 3h + h\cdot h$。其他答案是从哪里来的？
#
# - **A**，9.01：那是**面积**动了 0.01。可动的是边长。
# - **B**，9.03：漏了一条。两条边都在变长，因为它们是同一个 $w$。
# - **D**，9.0001：只算了小角，$0.01\cdot 0.01$。三块里数它最小。
#
# 现在除以动的那一点：**输出动了输入的几倍？** 步子大的、小的都试试，再试一个往左的。

# %% question="19"
for h in (1, 0.1, 0.01, 0.001, -0.001):
    print(f"{h:6}   {(area(3 + h) - area(3)) / h:.4f}")

# %% [markdown] lang="en"
# It is $6 + h$ each time: two strips make the 6, the corner makes the $h$. The smaller the nudge, the less there is of the
# corner. The number that is left, **6**, is the **derivative** of the area with respect to $w$, here at $w = 3$.
#
# That is all a derivative is: *so many units of output for each unit of input, for small steps, from here.* It has
# nothing to do with how large the output is: 9 is the area, 6 is how fast it moves.
#
# So the best nudge would be the tiniest? Predict: what does the last line print, for $h = 10^{-17}$?

# %% [markdown] lang="zh" of="31d392cb"
# 每次都是 $6 + h$：两条长条给出 6，小角给出 $h$。步子越小，小角越不起眼。剩下的那个数 **6**，就是面积对 $w$ 的**导数**，在 $w = 3$ 这个地方。
#
# 导数就是这么回事：**从这里出发，走得很小的时候，输入每动 1 份，输出动几份。** 它和输出有多大无关：9 是面积，6 是面积动得有多快。
#
# 那么步子是不是越小越好？先预测：$h = 10^{-17}$ 的时候，最后一行打印什么？

# %% question="19"
my_last = None

for h in (1e-1, 1e-3, 1e-5, 1e-8, 1e-11, 1e-13, 1e-15, 1e-17):
    print(f"h = {h:.0e}   {(area(3 + h) - area(3)) / h:.6f}")
print(my_last)

# %% [markdown] lang="en"
# At first the lines get better and better, then worse and worse, and the last one is **0**. A computer keeps
# about 16 digits of a number. $3 + 10^{-17}$ would need 18, so it is rounded to exactly 3: nothing has moved. So measuring by
# nudges works, but never exactly, and it takes one new computation for each input.
#
# PyTorch does it another way. Ask it for the same derivative: `backward()` computes it, and puts it into `w.grad`.

# %% [markdown] lang="zh" of="a9165d4d"
# 开头越来越准，后来越来越差，最后一行竟是 **0**。计算机存一个数，大约只留 16 位数字。$3 + 10^{-17}$ 需要 18 位，于是被舍入成正好 3：等于没有动。所以“动一动”可以量导数，但总不精确，而且每个输入都要重新算一遍。
#
# PyTorch 用的是另一种办法。同样的导数，问问它：`backward()` 把导数算出来，放进 `w.grad`。

# %% question="19"
w = torch.tensor([3.], requires_grad=True)
s = w * w
s.backward()
print(w.grad)

# %% [markdown] lang="en"
# Exactly 6. Where does that come from?
#
# | way | what it does | at $w = 3$ |
# |:--|:--|:--|
# | **by formula** | from the whole formula $w^2$ make a new formula $2w$, put in 3 | 6 |
# | **by nudge** | compute twice, subtract, divide | 6.001 |
# | **by autograd** | for each *operation that was run* it knows a small rule; it puts the rules' *numbers* together | 6 |
#
# Many people think that it is the second way; some, that it is the first. It is neither: no $h$ appears, and no formula
# of the whole is made. For the one operation here the rule is: *in a product, each factor moves the result as much as
# the other factor is large.* See it at work: two 3s arrive at `w`, one for each strip of the square. ($\partial s/\partial w$ is the usual sign for "the derivative of $s$ with
# respect to $w$".)

# %% [markdown] lang="zh" of="5e27dad2"
# 正好是 6。它是怎么得来的？
#
# | 办法 | 怎么做 | 在 $w = 3$ |
# |:--|:--|:--|
# | **用公式** | 从整个算式 $w^2$ 推出新的算式 $2w$，再代入 3 | 6 |
# | **动一动** | 算两遍，相减，再除 | 6.001 |
# | **自动求导** | **每一步做过的运算**都有一条小规则；把这些规则给出的**数**拼起来 | 6 |
#
# 很多人以为是第二种，也有人以为是第一种。都不是：里面没有 $h$，也没有推出整个算式的导数公式。这里只有一个运算，它的规则是：**乘法里，一个因子动，结果动多少，要看另一个因子有多大。** 看它怎么做：有两个 3 到达 `w`，一个 3 对应正方形的一条长条。（$\partial s/\partial w$ 是“$s$ 对 $w$ 的导数”的通用记号。）

# %%
w = torch.tensor([3.], requires_grad=True)
s = w * w
mg.step(s)

# %%
mg.explain(s, w)

# %% [markdown] lang="en"
# How the numbers of many operations are put together is [lesson 2](02_chain_rule.ipynb). Here we stay with what they *mean*.
#
# ## Sign and size
#
# The same function at other places. (A side of $-2$ is no square any more, but the formula does not mind.) Predict
# `w.grad` at $-2$, at 0 and at 1. Each orange line goes through its point with exactly that slope.

# %% [markdown] lang="zh" of="7ffd7291"
# 运算多了，这些数怎么拼，是[第 2 课](02_chain_rule.ipynb)的事。这里只管它们是**什么意思**。
#
# ## 正负和大小
#
# 同一个函数，换几个地方。（边长 $-2$ 已经不是正方形了，但算式照样能算。）先预测 $-2$、0、1 三处的 `w.grad`。图里每条橙色的直线都穿过它的那个点，斜率正是那里的导数。

# %%
my_slopes = None
figure, axes = plt.subplots(figsize=(5.5, 3.2), layout="constrained")
places = [k / 10 for k in range(-30, 36)]
axes.plot(places, [area(place) for place in places], color="#0b62c4")
for place in (-2., 0., 1., 3.):
    w = torch.tensor([place], requires_grad=True)
    s = w * w
    s.backward()
    slope = w.grad.item()
    print(f"{place:4}  {slope:4}")
    ends = [place - 0.6, place, place + 0.6]
    axes.plot(ends, [s.item() + slope * (end - place) for end in ends], "o-", color="#b93c08", ms=3)
print(my_slopes)
axes.set(xlabel="w", ylabel="w · w")
plt.show()

# %% [markdown] lang="en"
# (`.item()` takes the number out of a tensor.)
#
# - **Positive** (2 and 6): the output grows with the input. 6 is steeper than 2.
# - **Negative** ($-4$): the output *falls* when the input grows. If you wrote $+4$: steep, yes, but downhill.
# - **Zero**: at the bottom a small nudge changes (nearly) nothing. It does not say that the *output* is zero.
# - One function, four derivatives: a derivative belongs to a **place**.
#
# ## How far a prediction holds
#
# If you know the derivative you need not compute anew: *change ≈ derivative · nudge*. How far can one trust that?
# First column the nudge, then what is predicted at $w = 3$, then what happens.

# %% [markdown] lang="zh" of="541e4d19"
# （`.item()` 从张量里取出那个数。）
#
# - **正的**（2 和 6）：输入增大，输出也增大。6 比 2 陡。
# - **负的**（$-4$）：输入增大，输出反而**减小**。如果你写的是 $+4$：陡是陡，可那是下坡。
# - **零**：在谷底，动一点点，（几乎）什么也不变。它并不是说**输出**等于零。
# - 一个函数，四个导数：导数是属于某个**地方**的。
#
# ## 能预测多远
#
# 知道了导数，就不必重新算：**变化 ≈ 导数 × 动的那一点**。这个预测能信到多远？第一列是动多少，第二列是在 $w = 3$ 的预测，第三列是实际的变化。

# %%
for h in (0.01, 0.1, 1., 3.):
    print(f"{h:5}   {6 * h:8.4f}   {area(3 + h) - area(3):8.4f}")

mg.nudge(area, w=3.)

# %% [markdown] lang="en"
# Very good for small steps, poor for long ones: the grey corner $h\cdot h$ grows faster than the strips. (Make $h$ smaller
# in the picture: the curve becomes its own tangent. On the right is your table of the smallest nudges.) Whoever trains a
# network has to live with that: the gradient says which way is *down*, but only a short step can be trusted. Go down from $w = 3$,
# once by a tenth of the derivative and once by the whole of it:

# %% [markdown] lang="zh" of="4afbccd8"
# 步子小的时候很准，步子大就不行了：灰色的小角 $h\cdot h$ 比长条长得快。（在图里把 $h$ 调小，曲线就和自己的切线重合了；右边是前面那张步子越来越小的表。）训练神经网络的人天天都要面对这件事：梯度告诉你往哪边是**下坡**，但是只有小步才信得过。从 $w = 3$ 往下走，一次走导数的十分之一，一次走整个导数：

# %% question="34"
for lr in (0.1, 1.):
    w = 3. - lr * 6.
    print(f"{lr:4}   {w:5.2f}   {area(w):7.4f}")

# %% [markdown] lang="en"
# The short step lowers 9 to 5.76. The long one jumps over the valley to $-3$, and nothing is won: 9 as before. That factor
# is the **learning rate**; [lesson 10](10_gradient_descent.ipynb) is about it.
#
# ## Many inputs: nudge one at a time
#
# A tensor may hold several numbers. Each of them can be nudged, so each has a derivative of its own; together they are the
# **gradient**. Take $x = (1, 2, 3)$, double each number, add up: $z = 12$. Which of the three has the greatest influence
# on $z$?

# %% [markdown] lang="zh" of="826904ea"
# 小步把 9 降到 5.76；大步一下子跳过谷底，跳到 $-3$，什么也没赚到，还是 9。这个倍数就是**学习率**，[第 10 课](10_gradient_descent.ipynb)专门讲它。
#
# ## 输入很多：一次只动一个
#
# 一个张量里可以有好几个数。每个数都可以动一动，所以每个数都有自己的导数，合起来就叫**梯度**。取 $x = (1, 2, 3)$，每个数乘以 2，再加起来：$z = 12$。三个数里，谁对 $z$ 的影响最大？

# %% seed="004.3"
my_biggest = None

for numbers in ([1., 2., 3.], [1.01, 2., 3.], [1., 2.01, 3.], [1., 2., 3.01]):
    print(f"{sum(2 * number for number in numbers):.4f}")

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
z = y.sum()
z.backward()
print(x.grad, my_biggest)

# %%
mg.draw(z)

# %% [markdown] lang="en"
# None of them: each nudge of 0.01 gives 0.02. The 3 is the *largest*, but large and influential are two things. And the gradient has
# the shape of `x`: one answer for each number. (In the picture, `expand(g)` says
# that a sum hands the same slope on to every number which it added up.)
#
# Three nudges cost three new computations, `backward()` gave all three answers in one go. With a million inputs, that is
# the difference between one second and eleven days.
#
# ## Break it
#
# It is tempting to ask for the derivative as soon as there is a formula. Here is the one of lesson 0. The cell is *meant* to
# fail:

# %% [markdown] lang="zh" of="5fdf13fa"
# 一样大：谁动 0.01，$z$ 都动 0.02。3 是**最大**的，但是“数值大”和“影响大”是两回事。另外，梯度的形状和 `x` 一样：每个数一个答案。（图里的 `expand(g)` 是说，求和会把同一个斜率交给每一个加进来的数。）
#
# 动三次，要重新算三遍；`backward()` 一次就给出三个答案。输入有一百万个的时候，这就是一秒钟和十一天的差别。
#
# ## 故意弄坏
#
# 算式一写好，就忍不住想要导数。用第 0 课的算式试试。这个单元格就是要出错的：

# %% tags=["raises-exception"] seed="001.2"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
y = (x + w) * (w + 1)

print(0.01 * x.grad)

# %% [markdown] lang="en"
# `NoneType`: `x.grad` is `None`. `requires_grad=True` asks for a record, not for a derivative; nobody has called `backward()`
# yet. `None` means *not computed*. (The *bucket* in minigrad's note is its picture for the place of `.grad`.)
# A "fix" that one meets is to take 0 in its place, `0.01 * (x.grad or 0)`: then the
# error is gone, and the prediction says that `x` has no influence. Ask the function which is true:

# %% [markdown] lang="zh" of="5035081f"
# `NoneType`：`x.grad` 是 `None`。`requires_grad=True` 只是请它做记录，不是求导数；还没有人调用 `backward()`。`None` 的意思是“没有算过”。（minigrad 补充的那段里说的“桶”，就是放 `.grad` 的地方。）有人会这样“修”：拿 0 顶上，`0.01 * (x.grad or 0)`。错误是没有了，可它等于在说 `x` 没有影响。到底有没有，问问函数自己：

# %% seed="001.2" question="19"
def f(x, w):
    return (x + w) * (w + 1)


print(f"{(f(2.01, 1) - f(2, 1)) / 0.01:.4f}")

y.backward()
print(x.grad)
print(0.01 * x.grad)

# %% [markdown] lang="en"
# 2 by nudge, 2 by autograd. **This is how one checks a gradient**, whatever program it comes from: nudge, divide,
# compare. If the two clearly disagree, believe the nudge.
#
# Now you: nudge `w` in the same way, in a new cell. But guess before: `w` stands in *both* brackets. Then go on to the
# [exercises of lesson 1](../../exercises/en/01_nudge.ipynb).
#
# ## To keep
#
# > **A derivative says how many times as far the output moves as the input was nudged: from here, for a small step.**
#
# Next: why `w` gets the number that it gets. [Lesson 2 · The chain rule on the graph](02_chain_rule.ipynb)

# %% [markdown] lang="zh" of="c21fbd1b"
# “动一动”得 2，自动求导也得 2。**检验梯度就是这样做的**，不管它是哪个程序算出来的：动一动，除一除，比一比。两边明显不一样的时候，相信“动一动”。
#
# 轮到你了：新建一个单元格，用同样的办法动一动 `w`。先猜再算：`w` 在**两个**括号里都有。接着做[第 1 课的练习](../../exercises/zh/01_nudge.ipynb)。
#
# ## 记住一句话
#
# > **导数说的是，从这里出发，输入动一点点，输出动它的几倍。**
#
# 接下来：`w` 得到的为什么是那个数？[第 2 课 · 计算图上的链式法则](02_chain_rule.ipynb)
