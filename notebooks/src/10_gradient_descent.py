# %% [markdown] lang="en"
# # 10 · Gradient descent by hand
#
# *35 to 40 minutes · new names: `torch.mean`, `torch.no_grad()`, `.data`*
#
# At the end you can
#
# - write the whole training loop yourself: predict, measure, go backward, step;
# - say what loss, gradient and learning rate each do;
# - say why it is `w -= ...` inside `no_grad()`, and what each of the look-alikes does wrong.
#
# You need [lesson 5](05_accumulation.ipynb): the bucket `.grad`, and that somebody has to empty it.

# %% [markdown] lang="zh" of="7a1bc92e"
# # 10 · 手写梯度下降
#
# *35 到 40 分钟 · 新名字：`torch.mean`、`torch.no_grad()`、`.data`*
#
# 学完这一课，你能够
#
# - 自己写出完整的训练循环：预测、算损失、反向传播、走一步；
# - 讲清损失、梯度、学习率各管什么；
# - 讲清为什么要在 `no_grad()` 里写 `w -= ...`，那几种很像的写法又错在哪里。
#
# 需要[第 5 课](05_accumulation.ipynb)：知道 `.grad` 是一个桶，而且要有人去清空它。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Ten points on a line
#
# They lie exactly on $y = 2x + 1$. We forget the 2 and the 1, and want them found again from the points alone. (The
# usual exercise draws random points. Ten fixed ones serve as well, and your numbers will be the ones in the text.)

# %% [markdown] lang="zh" of="2d42b42c"
# ## 一条直线上的十个点
#
# 它们正好在 $y = 2x + 1$ 上。我们假装不知道 2 和 1，只凭这些点把它们找回来。（常见的练习用随机的点。固定的十个点一样好用，而且你算出来的数和课文里的一致。）

# %% seed="003.3"
import matplotlib.pyplot as plt

x_data = torch.tensor([-5., -4., -3., -2., -1., 1., 2., 3., 4., 5.])
true_w, true_b = 2, 1
y_true = true_w * x_data + true_b

figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(x_data, y_true, "o", color="#0b62c4")
axes.set(xlabel="x", ylabel="y")
axes.grid(alpha=0.3)
plt.show()

# %% [markdown] lang="en"
# ## Predict first
#
# Our **model** is $w\cdot x + b$, and we begin badly: $w = 0$, $b = 0$, so it predicts 0 everywhere. The **loss** says with one
# number how bad that is: take the error at each point (prediction minus truth), square it, and average.
#
# Then one step: `w = w - lr * w.grad`, with the **learning rate** `lr = 0.01`. Will `w` be larger or smaller than 0, and
# by how much? A rough guess is enough.

# %% [markdown] lang="zh" of="81a20a23"
# ## 先预测
#
# **模型**是 $w\cdot x + b$，起点很糟：$w = 0$，$b = 0$，不管 $x$ 是多少都预测 0。**损失**用一个数说出它有多糟：每个点取误差（预测减去真值），平方，再求平均。
#
# 然后走一步：`w = w - lr * w.grad`，**学习率** `lr = 0.01`。`w` 会比 0 大还是比 0 小？差多少？大概猜一个就行。

# %%
my_w = None

w = torch.tensor([0.], requires_grad=True)
b = torch.tensor([0.], requires_grad=True)

y_pred = w * x_data + b
loss = torch.mean((y_pred - y_true) ** 2)
print(loss)

# %% [markdown] lang="en"
# The loss is 45. Which way is down? Look at **one point** first, $x = 3$ and $y = 7$, and leave out $b$, which is 0. The
# prediction `p` is 0, its error `e` is $-7$, and the square `s` is 49. Step back through it.

# %% [markdown] lang="zh" of="1592e714"
# 损失是 45。往哪边走是下坡？先看**一个点**：$x = 3$，$y = 7$，$b$ 反正是 0，先不管它。预测 `p` 是 0，误差 `e` 是 $-7$，平方 `s` 是 49。一步一步地往回走。

# %%
p = w * 3
e = p - 7
s = e ** 2
mg.step(s)

# %%
mg.explain(s, w)

# %% question="37"
loss.backward()
print(f"{w.grad.item():.4f}")
print(f"{b.grad.item():.4f}")

# %% [markdown] lang="en"
# (`.item()` takes the number out of a tensor; `:.4f` prints four digits.)
#
# **One point** gives $2\cdot\text{error}\cdot x = 2\cdot(-7)\cdot 3 = -42$ for $w$. For $b$ the factor $x$ is missing, because $b$ is only added:
# $2\cdot\text{error} = -14$.
#
# **Ten points** give the mean of ten such numbers. With pencil: the error at $x$ is $0 - (2x + 1)$, so for $w$ it is the mean of $-4x^2 - 2x$. The mean
# of $x$ is 0 and that of $x^2$ is 11: $-4\cdot 11 = -44$. For $b$ it is the mean of $-4x - 2$, so $-2$.
#
# **What does $-44$ mean?** If $w$ grows by a little, the loss *falls* 44 times as much. The gradient points to where the loss
# grows; so we go the other way. That is what the minus is for.

# %% [markdown] lang="zh" of="b81e4fdb"
# （`.item()` 从张量里取出那个数；`:.4f` 是保留四位小数。）
#
# **一个点**给 $w$ 的是“2 × 误差 × $x$”：$2\cdot(-7)\cdot 3 = -42$。给 $b$ 的没有 $x$ 这个因子，因为 $b$ 只是加上去的：$2\cdot(-7) = -14$。
#
# **十个点**就是十个这样的数的平均值。用笔算一遍：$x$ 处的误差是 $0 - (2x + 1)$，所以对 $w$ 来说，要求的是 $-4x^2 - 2x$ 的平均值。$x$ 的平均值是 0，$x^2$ 的平均值是 11，得到 $-4\cdot 11 = -44$。对 $b$ 来说，是 $-4x - 2$ 的平均值，也就是 $-2$。
#
# **$-44$ 是什么意思？**$w$ 增加一点点，损失就**减少**它的 44 倍。梯度指向损失增大的方向，所以我们往反方向走。那个减号就是干这个的。

# %% seed="003.3"
learning_rate = 0.01

with torch.no_grad():
    w -= learning_rate * w.grad
    b -= learning_rate * b.grad

print(w, my_w)
print(b)

# %% [markdown] lang="en"
# `w` is now 0.44, *larger*: minus a negative number is plus.
#
# - **−0.44**? Then you went along the gradient, uphill.
# - **44**? The learning rate was forgotten. The slope is right *here*; after a long step it no longer is.
# - **2**? The gradient does not know the goal. It only knows which way is down from here.
#
# `no_grad()` means: compute, but write nothing down. The step is not part of the formula that we differentiate. We come
# back to it.
#
# ## The loop, first form
#
# Now the same a hundred times, with the step written through `.data`, as many older programs do: `w.data` is `w`'s numbers
# without the record. Before you run it: where will `w` and `b` be after 100 steps?

# %% [markdown] lang="zh" of="d742373e"
# `w` 现在是 0.44，变**大**了：减去一个负数，就是加。
#
# - **−0.44**？那是顺着梯度走，上坡了。
# - **44**？忘了学习率。这个斜率只在**这里**准，步子一大就不准了。
# - **2**？梯度不知道终点在哪里，只知道从这里往哪边是下坡。
#
# `no_grad()` 的意思是：照样算，但什么也不记录。走的这一步，不属于我们要求导的算式。后面还会讲到它。
#
# ## 训练循环：第一种写法
#
# 同样的事做一百遍，更新写成 `.data` 的形式，许多老程序都是这样写的：`w.data` 是 `w` 里的数，不带记录。运行之前先想：100 步之后，`w` 和 `b` 会在哪里？

# %% seed="003.3"
w = torch.tensor([0.], requires_grad=True)
b = torch.tensor([0.], requires_grad=True)

for i in range(101):
    y_pred = w * x_data + b
    loss = torch.mean((y_pred - y_true) ** 2)
    if i % 20 == 0:
        print(f"{i:3}  {loss.item():8.4f}  {w.item():.4f}  {b.item():.4f}")

    w.grad = b.grad = None
    loss.backward()
    w.data = w.data - learning_rate * w.grad.data
    b.data = b.data - learning_rate * b.grad.data

# %% [markdown] lang="en"
# (Step, loss, $w$, $b$.) $w$ has arrived at 2 early. $b$ has not: it is at 0.87 and creeps. One often reads that 100 steps of
# 0.01 bring both very near; running it shows that they do *not*. Why $b$ lags behind, we see below.
#
# ## The loop, second form
#
# Now with `no_grad()`, as a function, so that we can try other learning rates. It notes the path as it goes.

# %% [markdown] lang="zh" of="05255acf"
# （四列依次是：步数、损失、$w$、$b$。）$w$ 早就到了 2。$b$ 却没有：它才到 0.87，慢慢地爬。常有教程说，学习率 0.01、走 100 步，两个都会非常接近；跑一遍就知道，**并没有**。$b$ 为什么落在后面，下面就会看到。
#
# ## 训练循环：第二种写法
#
# 这次用 `no_grad()`，写成函数，好试别的学习率；一边走，一边把路线记下来。

# %% seed="003.4"
def train(learning_rate, steps):
    w = torch.tensor([0.], requires_grad=True)
    b = torch.tensor([0.], requires_grad=True)
    path = []
    for i in range(steps + 1):
        loss = torch.mean((w * x_data + b - y_true) ** 2)
        path.append((w.item(), b.item(), loss.item()))
        w.grad = b.grad = None
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
    return path

# %%
path = train(0.01, 100)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(x_data, y_true, "o", color="#0b62c4")
for i, style in ((0, ":"), (1, "-."), (5, "--"), (100, "-")):
    w_i, b_i, _ = path[i]
    left.plot([-5, 5], [b_i - 5 * w_i, b_i + 5 * w_i], style, color="#b93c08", label=f"i = {i}")
left.set(xlabel="x", ylabel="y")
left.legend()
right.plot([loss for _, _, loss in path], color="#b93c08")
right.set(xlabel="i", ylabel="loss", yscale="log")
right.grid(alpha=0.3)
print(f"{path[100][0]:.4f}  {path[100][1]:.4f}")
plt.show()

# %% [markdown] lang="en"
# The same numbers as in the first form. Left: the line turns quickly to the right slope, then slowly moves up. Right:
# the loss (each grid line is a tenth of the one above) falls fast while $w$ learns, then slowly while $b$ does.
#
# ## Which form? Break it
#
# In a plain loop they do the same. The difference shows when the numbers are changed *too early*, between forward and
# backward. Here $z = v\cdot v$ at $v = 1$, so the gradient is 2. First through `.data`, then inside `no_grad()`:

# %% [markdown] lang="zh" of="fd60046e"
# 和第一种写法的数一样。左图：直线很快转到对的斜率，然后慢慢往上挪。右图：损失（每条网格线是上一条的十分之一）在 $w$ 学习的时候降得快，轮到 $b$ 就慢了。
#
# ## 用哪一种？故意弄坏
#
# 在普通的循环里，两种写法做的事一样。区别在于数改得**太早**的时候，也就是在前向和反向之间。这里 $z = v\cdot v$，$v = 1$，梯度应该是 2。先用 `.data`，再用 `no_grad()`：

# %% tags=["raises-exception"] question="17"
v = torch.tensor([1.], requires_grad=True)
z = v * v
v.data -= 0.5
z.backward()
print(v.grad)

v = torch.tensor([1.], requires_grad=True)
z = v * v
with torch.no_grad():
    v -= 0.5
z.backward()

# %% [markdown] lang="en"
# - Through `.data`: **1**, and not a word. It is wrong, for $z$ was computed with $v = 1$. PyTorch was not told of the
#   change, and used the new number with the old formula.
# - Inside `no_grad()`: an **error**. PyTorch had kept `v` in *version 0* for the way back, and found *version 1*.
#
# That is why `no_grad()` is the better form: the same work, but a slip is reported and not swallowed. (Mend: step *after*
# `backward()`, as in the loop.)
#
# ## Three look-alikes
#
# The step has two ingredients: the block `no_grad()`, and `-=` in place of `w = w - ...`. Leave one out or both, and you have
# three other ways to write it. All of them are found in real programs. Which ones survive **two** rounds?
#
# | | without `no_grad()` | inside `no_grad()` |
# |:--|:--|:--|
# | `w = w - lr * w.grad` | (a) | (b) |
# | `w -= lr * w.grad` | (c) | (d), ours |

# %% [markdown] lang="zh" of="e2da9a14"
# - 用 `.data`：得到 **1**，一声不响。这是错的，因为 $z$ 是用 $v = 1$ 算出来的。PyTorch 不知道数被改过，拿新的数去配旧的算式。
# - 用 `no_grad()`：**报错**。PyTorch 为往回走留着的 `v` 是“版本 0”，现在却是“版本 1”。
#
# 所以 `no_grad()` 是更好的写法：做的事一样，但出了差错会告诉你，不会悄悄咽下去。（改法：像循环里那样，`backward()` **之后**再走。）
#
# ## 三个很像的写法
#
# 更新这一步有两样要素：`no_grad()` 这个块，还有用 `-=` 而不用 `w = w - ...`。少一样或者两样都少，就有另外三种写法，都能在真实的程序里见到。哪几种撑得过**两轮**？
#
# | | 没有 `no_grad()` | 在 `no_grad()` 里 |
# |:--|:--|:--|
# | `w = w - lr * w.grad` | (a) | (b) |
# | `w -= lr * w.grad` | (c) | (d)，我们的写法 |

# %% tags=["raises-exception"] question="17"
import warnings

warnings.simplefilter("ignore")
w = torch.tensor([0.], requires_grad=True)
for i in range(2):
    loss = torch.mean((w * x_data - y_true) ** 2)
    loss.backward()
    w = w - 0.01 * w.grad
    print(w)

# %% [markdown] lang="en"
# **(a)** Round one works, round two does not: `w.grad` is `None`. Look at what was printed: the new `w` has a `grad_fn`, so
# it is the *result* of a subtraction and no leaf. The name `w` was stuck on another box. The gradient of round two was
# poured into the bucket of the old one, which has no name any more: the picture calls it `v1`, and both gradients are in
# it, $-44 - 34.32 = -78.32$. (PyTorch also gives a warning about this, a long one; the second line keeps it quiet here.)

# %% [markdown] lang="zh" of="d0f7bb87"
# **(a)** 第一轮没事，第二轮出错：`w.grad` 是 `None`。看打印出来的东西：新的 `w` 带着 `grad_fn`，它是一次减法的**结果**，不是叶子节点。名字 `w` 被贴到了另一个盒子上。第二轮的梯度倒进了旧盒子的桶里，而旧盒子已经没有名字了：图里叫它 `v1`，两轮的梯度都在它的桶里，$-44 - 34.32 = -78.32$。（PyTorch 还会为此给出一条很长的警告，代码的第二行让它先别出声。）

# %% tags=["raises-exception"] question="17"
w = torch.tensor([0.], requires_grad=True)
for i in range(2):
    loss = torch.mean((w * x_data - y_true) ** 2)
    loss.backward()
    with torch.no_grad():
        w = w - 0.01 * w.grad
    print(w)

# %% [markdown] lang="en"
# **(b)** Again a new box, and this one was made inside `no_grad()`: no record, no `requires_grad`. In round two nothing in the
# loss requires a gradient any more, and that is what the error says. (The fix that circulates, `loss.requires_grad = True`,
# silences the error, and nothing learns.)

# %% [markdown] lang="zh" of="d9eefec6"
# **(b)** 又是一个新盒子，而且是在 `no_grad()` 里创建的：没有记录，也没有 `requires_grad`。到第二轮，损失里已经没有谁要求梯度了，错误信息说的就是这个。（网上流传的改法 `loss.requires_grad = True` 只是让错误不出声，什么也学不到。）

# %% tags=["raises-exception"] question="17"
w = torch.tensor([0.], requires_grad=True)
loss = torch.mean((w * x_data - y_true) ** 2)
loss.backward()
w -= 0.01 * w.grad

# %% [markdown] lang="en"
# **(c)** fails at once. `-=` changes the number inside the box, and without `no_grad()` the change is to be recorded. But then `w`
# would be the result of an operation, and a leaf at the same time. It cannot be both. In-place changes are *not*
# forbidden: they only must not be recorded on a leaf that requires a gradient. So **(d)**: `-=` keeps the box, `no_grad()` keeps
# the record out.
#
# ## Too long a step
#
# `b` was slow with 0.01. So take longer steps: 0.05, 0.09, 0.1. Is ten times the learning rate ten times as fast?

# %% [markdown] lang="zh" of="709e0ce1"
# **(c)** 当场出错。`-=` 改的是盒子里的数，没有 `no_grad()`，这次修改就要被记录。可是那样一来，`w` 既是运算的结果，又是叶子节点，不可能两样都是。原地操作**并没有**被禁止，只是不能在要求梯度的叶子节点上、又在记录的时候做。所以是 **(d)**：`-=` 保住盒子，`no_grad()` 不让它被记录。
#
# ## 步子太大
#
# 学习率 0.01，`b` 走得太慢。那就迈大一点：0.05、0.09、0.1。学习率大十倍，是不是就快十倍？

# %% question="34"
figure, axes = plt.subplots(figsize=(5, 3))
for lr, style in ((0.1, "rx-"), (0.09, "g^-"), (0.05, "ks-"), (0.01, "bo-")):
    losses = [loss for _, _, loss in train(lr, 40)]
    axes.plot(losses, style, ms=3, lw=1, label=f"lr = {lr}")
axes.set(xlabel="i", ylabel="loss", yscale="log")
axes.legend()
plt.show()

mg.descend(x_data, y_true, lr=(0.01, 0.03, 0.05, 0.08, 0.09, 0.1))

# %% [markdown] lang="en"
# The plot shows the four losses. Under it you walk yourself: choose a learning rate and a place to start, and let it play. On the
# right is the landscape seen from above: along each grey curve the loss is the same, and the bottom is at $(2, 1)$. For our points
# the loss is $11\,(w-2)^2 + (b-1)^2$: **eleven times as steep** along $w$ as along $b$, because the mean of $x^2$ is 11.
#
# - **0.01** slides down the steep side, then creeps along the valley: that was $b$.
# - **0.05** overshoots a little and is the fastest of the four.
# - **0.09** jumps from wall to wall, and comes down slowly.
# - **0.1** jumps *higher* each time, and out of the picture; the loss grows without end.
#
# In one step, $w$'s distance from 2 is multiplied by $1 - 22\cdot\text{lr}$: 0.78, −0.1, −0.98, −1.2. Below $-1$ the distance grows. So the
# steepest direction says how long a step may be, and the flattest one how long you must wait.
#
# Which of the six rates is the best from $(0, 0)$? Is it the best from everywhere? Try before you read on.
#
# ## Mean or sum?
#
# Some programs add the squared errors up and do not average. Same valley, same bottom. What happens to the gradient $-44$?

# %% [markdown] lang="zh" of="18ec48f9"
# 第一张图是四条损失曲线。它下面的由你自己走：选一个学习率，选一个起点，按播放。最右边是从上往下看的地形：同一条灰色曲线上损失相等，谷底在 $(2, 1)$。对这十个点，损失正好是 $11\,(w-2)^2 + (b-1)^2$：沿 $w$ 的陡峭程度是沿 $b$ 的 **11 倍**，因为 $x^2$ 的平均值是 11。
#
# - **0.01** 滑下陡坡，然后沿着谷底慢慢爬：这就是刚才的 $b$。
# - **0.05** 稍微冲过头，四个里面它最快。
# - **0.09** 在两壁之间来回跳，下得很慢。
# - **0.1** 越跳越**高**，跳到图外面去了，损失无止境地增大。
#
# 走一步，$w$ 到 2 的距离就乘以 $1 - 22\cdot\text{lr}$：0.78、−0.1、−0.98、−1.2。小于 $-1$，距离就越来越大。所以，最陡的方向决定步子最大能迈多大，最平的方向决定要等多久。
#
# 从 $(0, 0)$ 出发，六个学习率里哪个最好？换个起点，还是它最好吗？先试，再往下读。
#
# ## 求平均，还是求和？
#
# 有的程序把误差的平方加起来，不求平均。还是同一个谷，同一个谷底。梯度 $-44$ 会变成多少？

# %% question="37"
w = torch.tensor([0.], requires_grad=True)
b = torch.tensor([0.], requires_grad=True)
loss = torch.sum((w * x_data + b - y_true) ** 2)
loss.backward()
print(loss)
print(w.grad, b.grad)

# %% [markdown] lang="en"
# Ten times everything, for there are ten points: the mean is the sum times $\tfrac{1}{10}$, and so is its gradient. With the
# sum, `lr = 0.01` steps as far as 0.1 did above, and explodes; 0.001 does what 0.01 did. The learning rate belongs to the way
# the loss is measured.
#
# (And the best of the six rates is 0.08: it shrinks $w$'s distance to 0.76 of itself in each step, and $b$'s to 0.84. From
# everywhere, for these factors do not ask where one started.)
#
# Now you: [exercises of lesson 10](../../exercises/en/10_gradient_descent.ipynb).
#
# ## To keep
#
# > **Forward, empty, backward, step; and the step is `w -= lr * w.grad` inside `no_grad()`.**
#
# You have written by hand what every training program does. Next: the same loop with PyTorch's ready-made parts.
# [Lesson 11 · Linear regression the PyTorch way](11_linear_regression.ipynb)

# %% [markdown] lang="zh" of="edddd616"
# 全都变成十倍，因为有十个点：平均值是总和乘以 $\tfrac{1}{10}$，梯度也一样。求和的时候，`lr = 0.01` 迈的步子相当于上面的 0.1，会发散；用 0.001，才和原来的 0.01 一样。学习率要配合损失的算法。
#
# （六个学习率里最好的是 0.08：每走一步，$w$ 的距离缩到原来的 0.76 倍，$b$ 的缩到 0.84 倍。从哪里出发都一样，因为这两个倍数和起点无关。）
#
# 轮到你了：[第 10 课的练习](../../exercises/zh/10_gradient_descent.ipynb)。
#
# ## 记住一句话
#
# > **前向、清零、反向、走一步；走的那一步，是在 `no_grad()` 里写 `w -= lr * w.grad`。**
#
# 所有训练程序都在做的事，你已经亲手写了一遍。接下来：同一个循环，换上 PyTorch 现成的部件。[第 11 课 · 用 PyTorch 的方式做线性回归](11_linear_regression.ipynb)
