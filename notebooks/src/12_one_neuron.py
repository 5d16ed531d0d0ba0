# %% [markdown] lang="en"
# # 12 · One neuron that decides
#
# *35 to 40 minutes · new names: `torch.sigmoid`, `binary_cross_entropy_with_logits`, `torch.relu`*
#
# At the end you can
#
# - turn a score into a probability, and say what a wrong answer costs;
# - say in one line what the gradient of that cost is, and why it is so simple;
# - say why one writes `..._with_logits`, and what autograd does at a corner.
#
# You need [lesson 11](11_linear_regression.ipynb). From school: the logarithm and the exponential function. $\ln 1 = 0$; $\ln$ of
# something near 0 is very negative; the slope of $\ln v$ is $\frac1v$, that of $e^v$ is $e^v$. (`torch.log` is this $\ln$.)

# %% [markdown] lang="zh" of="57cc13f2"
# # 12 · 会做判断的神经元
#
# *35 到 40 分钟 · 新名字：`torch.sigmoid`、`binary_cross_entropy_with_logits`、`torch.relu`*
#
# 学完这一课，你能够
#
# - 把一个分数变成概率，并说出答错要付多大代价；
# - 用一行话说出这个代价的梯度，以及它为什么这么简单；
# - 讲清为什么要用 `..._with_logits`，以及遇到尖角时 autograd 怎么办。
#
# 需要[第 11 课](11_linear_regression.ipynb)。还有中学里的对数和指数函数：$\ln 1 = 0$；数越接近 0，它的 $\ln$ 就负得越多；$\ln v$ 的斜率是 $\frac1v$，$e^v$ 的斜率就是 $e^v$。（`torch.log` 就是这个 $\ln$。）

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## A question with two answers
#
# $w\cdot x + b$, which you trained in lesson 11, is called a **neuron** when it is a building block; many of them make a neural network. So
# far it answered with a number. Now the question is *yes or no?* (Spam? Ripe? Will it rain?) It still computes a
# number, the **score** $z = w\cdot x + b$: the larger, the more it leans to yes. Two more steps turn the score into a loss.
#
# - **Sigmoid** squeezes the score into a probability of *yes*: $p = \sigma(z) = \dfrac{1}{1 + e^{-z}}$, between 0 and 1. Score 0 means $p = 0.5$.
# - **Cross-entropy** is the price: $-\ln$ of the probability that was given to what is *true*. If the truth is yes ($y = 1$), that is
#   $-\ln p$; if it is no ($y = 0$), *no* had the probability $1 - p$, and it is $-\ln(1 - p)$. Probability 1 for the truth costs
#   $-\ln 1 = 0$. The nearer it was to 0, the higher the price.
#
# **Predict.** The truth is **no**, so the loss is $-\ln(1 - p)$. How steep is it, as $z$ changes: at $z = 0$, and very far to the
# right, where the neuron is quite sure and quite wrong? Does the slope die out there, become 1, or grow without end?

# %% [markdown] lang="zh" of="17a7bf1f"
# ## 一个只有两种答案的问题
#
# 第 11 课里训练的 $w\cdot x + b$，当作构件来用的时候，叫作一个**神经元**；许多个连在一起，就是神经网络。到现在为止，它的回答是一个数。现在的问题是：**是还是否？**（是垃圾邮件吗？熟了吗？会下雨吗？）它算的还是一个数，**分数** $z = w\cdot x + b$：越大，越倾向于“是”。再走两步，分数就变成损失。
#
# - **Sigmoid** 把分数压成“是”的概率：$p = \sigma(z) = \dfrac{1}{1 + e^{-z}}$，在 0 和 1 之间。分数是 0 的时候，$p = 0.5$。
# - **交叉熵**是代价：对**真实情况**给出的概率，取 $-\ln$。如果真实答案是“是”（$y = 1$），代价是 $-\ln p$；如果是“否”（$y = 0$），“否”的概率是 $1 - p$，代价就是 $-\ln(1 - p)$。给真实情况的概率是 1，代价是 $-\ln 1 = 0$；越接近 0，代价越大。
#
# **预测**。真实答案是**否**，损失是 $-\ln(1 - p)$。$z$ 变化的时候，它有多陡：在 $z = 0$ 处？在很远的右边呢，那里神经元很有把握，却完全错了？斜率会消失，会变成 1，还是无止境地变大？

# %%
import matplotlib.pyplot as plt

my_slope_at_0 = None
my_slope_far_right = None

# %% question="22"
scores = torch.linspace(-6, 6, 49)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
left.plot(scores, torch.sigmoid(scores), color="#0b62c4")
right.plot(scores, -torch.log(1 - torch.sigmoid(scores)), color="#b93c08")
for z_0 in (-4., 0., 4.):
    z = torch.tensor(z_0, requires_grad=True)
    loss = -torch.log(1 - torch.sigmoid(z))
    loss.backward()
    height, slope = loss.item(), z.grad.item()
    print(f"{z_0:4}  {height:.4f}  {slope:.4f}")
    right.plot([z_0 - 1, z_0 + 1], [height - slope, height + slope], "k--")
left.set(xlabel="z", title="p")
right.set(xlabel="z", title="-ln(1 - p)")
print(my_slope_at_0, my_slope_far_right)
plt.show()

# %% [markdown] lang="en"
# (`linspace` gave 49 scores from −6 to 6. Printed: $z$, loss, slope. Left the probability, right the price of a true *no*, with three tangents.)
#
# At $z = 0$ the slope is **0.5**. Far to the right it becomes **1**: the price grows like a straight line.
#
# - *It dies out*: that would be bad. Those who are most wrong would learn least. The sigmoid alone does flatten out there (left
#   picture), but the logarithm makes up for it.
# - *It grows without end*: that holds for the squared error. Here the push is never stronger than 1.
#
# Where does such a slope come from? Take the row $z = 4$: the neuron says yes, with $p = 0.982$, and the truth is no. The chain
# rule wants the slope of each part. The sigmoid's is
#
# $$\frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}}\cdot\frac{e^{-z}}{1 + e^{-z}} = p\,(1 - p),$$
#
# which is 0.25 at $z = 0$, and nearly 0 where the left curve is flat. Here is the whole derivation.

# %% [markdown] lang="zh" of="a5a69c77"
# （`linspace` 给出从 −6 到 6 的 49 个分数。打印的三列：$z$、损失、斜率。左图是概率，右图是真实答案为“否”时的代价，画了三条切线。）
#
# 在 $z = 0$ 处，斜率是 **0.5**。在很远的右边，斜率变成 **1**：代价像直线一样增长。
#
# - **会消失**：那可不好，错得最厉害的反而学得最少。只看 sigmoid，它在那边确实变平了（左图），但是对数又补了回来。
# - **无止境地变大**：那是平方误差。这里推的力气永远不会超过 1。
#
# 这样的斜率是从哪里来的？看 $z = 4$ 那一行：神经元说“是”，$p = 0.982$，而真实答案是“否”。用链式法则，要知道每一部分的斜率。sigmoid 的斜率是
#
# $$\frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}}\cdot\frac{e^{-z}}{1 + e^{-z}} = p\,(1 - p)$$
#
# 在 $z = 0$ 处是 0.25；左图里曲线平的地方，它接近 0。下面是完整的推导。

# %%
z = torch.tensor([4.], requires_grad=True)
p = torch.sigmoid(z)
no = -torch.log(1 - p)
mg.explain(no, z)

# %% [markdown] lang="en"
# (In the derivation $v_1$ is $1 - p$.) The logarithm gives $\frac{1}{1-p}$, here 55.6: *large* when the neuron is wrong. The sigmoid gives
# $p\,(1-p)$, here 0.0177: *small* just then. Together $\frac{1}{1-p}\cdot p\,(1-p) = p$, and that is the 0.9820 of the table. Everything else cancels.
#
# Now the other price: the truth is *yes*, the loss $-\ln p$. Take $z = 0$, where the slope for a true *no* was 0.5. What will it be now? Step back through it.

# %% [markdown] lang="zh" of="9b951106"
# （推导里的 $v_1$ 就是 $1 - p$。）对数给出 $\frac{1}{1-p}$，这里是 55.6：神经元错的时候，它很**大**。sigmoid 给出 $p\,(1-p)$，这里是 0.0177：恰恰这时候，它很**小**。乘在一起，$\frac{1}{1-p}\cdot p\,(1-p) = p$，就是表里的 0.9820，其余的全都约掉了。
#
# 再看另一种代价：真实答案是“是”，损失是 $-\ln p$。取 $z = 0$，真实答案为“否”的时候，那里的斜率是 0.5。现在会是多少？一步一步往回走。

# %%
z = torch.tensor([0.], requires_grad=True)
p = torch.sigmoid(z)
yes = -torch.log(p)
mg.step(yes)

# %% [markdown] lang="en"
# $-\frac{1}{p}\cdot p\,(1-p) = p - 1 = -0.5$: just as strong, the other way; this score should go up. Both prices in one line:
#
# $$\frac{\partial\,\text{loss}}{\partial z} = p - y \qquad\text{what you said, minus what is true.}$$
#
# ## The tutorial's network
#
# Now the example that opens PyTorch's own tutorial: five inputs, **three** neurons at once, so `w` is a table of 5 rows and 3 columns. All inputs are 1 and
# all three true answers are *no*. The loss is the mean of three prices. `matmul` computes all three scores: each the sum of five products.
#
# The tutorial draws `w` and `b` at random and so cannot say which numbers will come. We choose them such that *its* printed
# numbers come out. (`[...] * 5` is Python's: the same row five times.)
#
# **Predict.** `w.grad` is a table of 15 numbers. How many different ones are in it? And is `b.grad` positive or negative?

# %% [markdown] lang="zh" of="d7e72afa"
# $-\frac{1}{p}\cdot p\,(1-p) = p - 1 = -0.5$：一样大，方向相反，这个分数该往上走。两种代价合成一行：
#
# $$\frac{\partial\,\text{loss}}{\partial z} = p - y \qquad\text{你说的，减去真实的。}$$
#
# ## 教程里的网络
#
# 现在来看 PyTorch 官方教程开头的例子：五个输入，**三**个神经元一起算，所以 `w` 是一张 5 行 3 列的表。输入全是 1，三个真实答案全是“否”。损失是三个代价的平均值。`matmul` 一次算出三个分数，每个分数是五个乘积的和。
#
# 教程里的 `w` 和 `b` 是随机的，所以没法事先说会出来什么数。我们挑了一组，让打印出来的数正好和**教程里**的一样。（`[...] * 5` 是 Python 的写法：同一行重复五次。）
#
# **预测**。`w.grad` 是一张有 15 个数的表，里面有几个不同的数？`b.grad` 是正的还是负的？

# %% seed="002.1 002.2" question="22"
my_how_many = my_sign = None

x = torch.ones(5)
y = torch.zeros(3)
w = torch.tensor([[1., -0.293, 0.2295]] * 5, requires_grad=True)
b = torch.tensor([0.1, 0., 0.], requires_grad=True)

z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)

print(z)
print(loss)

# %% [markdown] lang="en"
# The **logits** in the function's name are the scores $z$: it takes them as they are, and does sigmoid and price in one box. The end of the last
# line is that box, `BinaryCrossEntropyWithLogitsBackward0`. (A translation of the tutorial speaks of "the parameters `x` and `b`". It is `w` and `b`: those two have
# `requires_grad=True`.) Here is the way to the scores. The `squeeze` is PyTorch's own: it takes `x` as a table of one row, and afterwards takes the table off again.

# %% [markdown] lang="zh" of="24ddc6e9"
# 函数名里的 **logits** 就是分数 $z$：它直接接收分数，sigmoid 和代价在一个方框里做完。最后一行的末尾就是这个方框：`BinaryCrossEntropyWithLogitsBackward0`。（教程的译文写“参数 `x` 和 `b`”，应当是 `w` 和 `b`：`requires_grad=True` 的是这两个。）下面是一直到分数的图。`squeeze` 是 PyTorch 自己加的：它先把 `x` 当成一行的表来乘，乘完再把表拆掉。

# %%
mg.draw(z)

# %%
mg.explain(loss, w)

# %% seed="002.3" question="22"
loss.backward()
print(w.grad, my_how_many)
print(b.grad, my_sign)

p = torch.sigmoid(z.detach())
print((p - y) / 3)

# %% [markdown] lang="en"
# The tutorial's numbers. There are **three** different ones. The last line of the derivation says why: the five inputs, stood up as a column,
# times the row of three errors, `(5, 1) @ (1, 3)`, make a table of 5 rows and 3 columns, and each number in it is *input times error*. All inputs are 1, so each row is pushed just as hard as `b`. All are **positive**: the truth is no,
# so each score should come *down*. (The step goes against the gradient.) And the last line is $p - y$ divided by 3, because the loss is a mean of three. (`detach()` gives the
# same numbers without the record; we only want to compute with them.)
#
# The formula also works backwards. $0.3313\cdot 3 = 0.9939$ must have been the first neuron's $p$: it was quite sure, and
# wrong. The second, with 0.0626, was nearly right. The gradient tells who needs correction. And however wrong one neuron is, its part
# of `b.grad` never exceeds $\frac13$.
#
# ## Break it: very sure, very wrong
#
# Why the long function name, if sigmoid and logarithm do as well? Take $z = 100$, and the truth is no. The price should be 100 (the straight line), the slope 1.
# Three ways to compute it. The second is what one finds on the web against `inf`: add a tiny number inside the logarithm. Which ones are right?

# %% [markdown] lang="zh" of="446f0b76"
# 正是教程里的数。不同的有**三**个，原因在推导的最后一行：五个输入竖成一列，乘以三个误差排成的一行，`(5, 1) @ (1, 3)`，得到 5 行 3 列的表，每个数都是“输入 × 误差”。输入全是 1，所以每一行受到的推力都和 `b` 一样。全是**正的**：真实答案是“否”，每个分数都该**降**下来。（更新的那一步，是逆着梯度走的。）最后一行是 $p - y$ 除以 3，因为损失是三个的平均值。（`detach()` 给出同样的数，但不带记录；我们只是要拿来算一算。）
#
# 这个公式还能倒过来用：$0.3313\cdot 3 = 0.9939$，这就是第一个神经元的 $p$，它很有把握，却错了。第二个是 0.0626，差不多是对的。谁需要纠正，梯度说得很清楚。不管一个神经元错得多厉害，它在 `b.grad` 里的那份都不会超过 $\frac13$。
#
# ## 故意弄坏：很有把握，又全错
#
# 既然用 sigmoid 和对数也能算，为什么要用名字这么长的函数？取 $z = 100$，真实答案是“否”。代价应该是 100（那条直线），斜率是 1。下面用三种办法算。第二种是网上常见的、对付 `inf` 的办法：在对数里面加一个很小的数。哪几种是对的？

# %% question="22"
def by_hand(z, y):
    return -torch.log(1 - torch.sigmoid(z))


def with_tiny_number(z, y):
    return -torch.log(1 - torch.sigmoid(z) + 1e-7)


for price in (by_hand, with_tiny_number, torch.nn.functional.binary_cross_entropy_with_logits):
    z = torch.tensor(100., requires_grad=True)
    loss = price(z, torch.tensor(0.))
    loss.backward()
    print(loss, z.grad)

# %% [markdown] lang="en"
# - **By hand**: `inf`, and the slope `nan` ("not a number"). A tensor keeps about seven digits, and to seven digits $\sigma(100)$ *is* 1. Then $\ln 0$ is
#   minus infinity. On the way back infinity meets $p\,(1-p) = 0$, and nobody knows what $0\cdot\infty$ should be. One step with `nan`, and every
#   weight is `nan` for ever.
# - **With a tiny number**: no `inf` any more, and all seems well. But the price is wrong, 16 instead of 100, and the slope is **0**: the most wrong
#   neuron of all learns nothing. The alarm is off, the fire is not.
# - **With logits**: 100 and 1. It never computes $1 - p$; for a large $z$ it uses that $-\ln(1 - \sigma(z)) = z + \ln(1 + e^{-z})$.
#
# Now somebody has heard of it, uses it, and leaves the sigmoid where it was. What does a **perfect** neuron pay then? (The truth is no, $z = -100$.)

# %% [markdown] lang="zh" of="a0ef29ac"
# - **手写**：`inf`，斜率是 `nan`（“不是数”）。张量大约只有七位有效数字，按七位算，$\sigma(100)$ **就是** 1，于是 $\ln 0$ 是负无穷。往回走的时候，无穷大遇上 $p\,(1-p) = 0$，而 $0\cdot\infty$ 等于多少，谁也不知道。只要走一步 `nan`，所有权重从此都是 `nan`。
# - **加一个很小的数**：`inf` 没有了，好像一切正常。可是代价不对，是 16 而不是 100；斜率是 **0**：错得最厉害的神经元，什么也学不到。关掉了警报，火还在烧。
# - **with logits**：100 和 1。它从来不去算 $1 - p$；$z$ 很大的时候，它用的是 $-\ln(1 - \sigma(z)) = z + \ln(1 + e^{-z})$。
#
# 现在有人听说了这个函数，也用了，却忘了把原来的 sigmoid 去掉。这样一来，一个**完美**的神经元要付多大代价？（真实答案是“否”，$z = -100$。）

# %% question="22"
for z in (torch.tensor(-100.), torch.tensor(100.)):
    once = torch.nn.functional.binary_cross_entropy_with_logits(z, torch.tensor(0.))
    twice = torch.nn.functional.binary_cross_entropy_with_logits(torch.sigmoid(z), torch.tensor(0.))
    print(f"{once.item():8.4f}  {twice.item():.4f}")

# %% [markdown] lang="en"
# 0.6931, although it should be 0; and the worst one pays only 1.3133. With the sigmoid twice the price always lies between these two, and the training
# looks strangely stuck around 0.69. ($0.6931 = \ln 2$ is the price of shrugging: $p = 0.5$. Remember that number.) So: **either** sigmoid and `binary_cross_entropy`, **or** the score
# itself `_with_logits`. The second is the one to use.
#
# One more: the shapes. In lesson 11, a column against a row only gave a warning.

# %% [markdown] lang="zh" of="3dd9b230"
# 是 0.6931，本来应该是 0；错得最厉害的也只付 1.3133。做了两次 sigmoid，代价永远在这两个数之间，训练看上去莫名其妙地卡在 0.69 附近。（$0.6931 = \ln 2$ 是“不知道”的代价：$p = 0.5$。记住这个数。）所以，**要么**用 sigmoid 加 `binary_cross_entropy`，**要么**把分数直接交给 `_with_logits`。该用的是第二种。
#
# 还有一个：形状。在第 11 课里，一列对一行只得到一条警告。

# %% tags=["raises-exception"] question="22"
scores = torch.zeros(3, 1)
answers = torch.zeros(3)
torch.nn.functional.binary_cross_entropy_with_logits(scores, answers)

# %% [markdown] lang="en"
# This loss refuses. Better so: `answers.reshape(3, 1)` mends it.
#
# ## Let it learn
#
# Eight pupils have practised for so many hours, and passed (1) or failed (0). One with 2 hours passed and one with 2.5 failed, so nobody can be right
# about all. The four steps of lesson 11, with only the loss exchanged. With weights 0, what is the loss before the first step?

# %% [markdown] lang="zh" of="edbc56fc"
# 这个损失函数直接拒绝。这样更好；改成 `answers.reshape(3, 1)` 就行。
#
# ## 让它学习
#
# 八个学生练习了若干小时，有的通过（1），有的没通过（0）。练 2 小时的有一个通过了，练 2.5 小时的有一个没通过，所以谁也不可能全都判断对。还是第 11 课的四个步骤，只换了损失函数。权重都是 0 的时候，走第一步之前的损失是多少？

# %% seed="000.4"
hours = torch.tensor([[0.5], [1.], [1.5], [2.], [2.5], [3.], [3.5], [4.]])
passed = torch.tensor([[0.], [0.], [0.], [1.], [0.], [1.], [1.], [1.]])
model = torch.nn.Linear(1, 1)
with torch.no_grad():
    model.weight.zero_()
    model.bias.zero_()
loss_function = torch.nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for i in range(301):
    optimizer.zero_grad()
    loss = loss_function(model(hours), passed)
    if i % 100 == 0:
        print(f"{i:3}  {loss.item():.4f}")
    loss.backward()
    optimizer.step()

# %%
line = torch.linspace(0, 4.5, 46).reshape(46, 1)
with torch.no_grad():
    probability = torch.sigmoid(model(line))

figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(line.reshape(46), probability.reshape(46), color="#b93c08")
axes.plot(hours.reshape(8), passed.reshape(8), "o", color="#0b62c4")
axes.axhline(0.5, color="#8a919c", lw=0.8)
axes.set(xlabel="hours", ylabel="p")
plt.show()

# %% [markdown] lang="en"
# It starts at 0.6931: the shrug. The loss never reaches 0, and should not. The curve crosses 0.5 a little above two hours: there the neuron changes from no to yes.
#
# ## Why not simply count the mistakes?
#
# Because that is what we care about, after all: how many of the eight are wrong? Take it as the loss, and go backward.

# %% [markdown] lang="zh" of="77cf4c02"
# 从 0.6931 开始，也就是“不知道”。损失到不了 0，也不该到 0。曲线在两小时出头的地方穿过 0.5：在那里，神经元从“否”变成“是”。
#
# ## 为什么不直接数错了几个？
#
# 我们真正关心的不就是这个吗：八个里面错了几个？把它当作损失，往回走。

# %% tags=["raises-exception"] question="40"
guess = model(hours) > 0
mistakes = (guess != (passed > 0)).sum()
print(mistakes)
mistakes.backward()

# %% [markdown] lang="en"
# Two mistakes; and the error says that nothing in `mistakes` leads back to a weight. `>` answers true or false. Move a weight by a tiny bit, and the count stays
# what it is; then suddenly it jumps. There is no slope to record, and PyTorch records none. The same holds for `argmax`. The
# fix that circulates, `mistakes.requires_grad_()`, does not even work here (a count is no floating-point number), and where it does, nothing learns. We need a price that changes
# *smoothly*: that is what the cross-entropy is for.
#
# ## Corners
#
# In between are functions with a corner: they have a slope left and right of it, but which one *at* it? `relu(z)` is 0 for negative $z$ and $z$ for positive.
# `abs` has its corner at 0, too. `sqrt` becomes vertical at 0, and `round` is flat with jumps.
#
# **Predict** the slope at 0 that autograd reports for each of the four.

# %% [markdown] lang="zh" of="a59f2d92"
# 错了两个；错误信息说，从 `mistakes` 走不回任何权重。`>` 的回答是真或假：权重动一点点，错的个数不变；再动一点，突然跳一下。这里没有斜率可以记录，PyTorch 也就不记录。`argmax` 也是这样。网上流传的改法 `mistakes.requires_grad_()` 在这里根本行不通（个数不是浮点数）；行得通的地方，也什么都学不到。我们要的是一个**平滑**变化的代价，交叉熵就是干这个的。
#
# ## 尖角
#
# 介于两者之间的，是带尖角的函数：尖角左边有斜率，右边也有，可是**正在**尖角上呢？`relu(z)` 在 $z$ 为负时是 0，为正时是 $z$。`abs` 的尖角也在 0。`sqrt` 在 0 处变成竖直的，`round` 是一段一段平的，中间跳一下。
#
# **预测**：autograd 会说这四个函数在 0 处的斜率各是多少？

# %% question="40"
my_slopes = None

for function in (torch.relu, torch.abs, torch.sqrt, torch.round):
    z = torch.tensor(0., requires_grad=True)
    function(z).backward()
    print(z.grad)
print(my_slopes)

v = torch.tensor([1., 3., 3.], requires_grad=True)
v.max().backward()
print(v.grad)

v.grad = None
torch.max(v, 0).values.backward()
print(v.grad)

# %% question="40"
figure, axes = plt.subplots(2, 3, figsize=(9, 4), sharex=True, layout="constrained")
for column, function in enumerate((torch.relu, torch.abs, torch.round)):
    z = torch.linspace(-2, 2, 33)
    z.requires_grad_()
    values = function(z)
    values.sum().backward()
    axes[0, column].plot(z.detach(), values.detach(), ".", color="#0b62c4")
    axes[1, column].plot(z.detach(), z.grad, ".", color="#b93c08")
    axes[1, column].set(xlabel="z", ylim=(-1.2, 1.2))
axes[0, 0].set(ylabel="value")
axes[1, 0].set(ylabel="slope")
plt.show()

# %% [markdown] lang="en"
# - `relu`: **0**, not 0.5 and not 1. `abs`: **0**, the middle of $-1$ and $1$. PyTorch *chooses* one of the possible slopes, without an
#   error. For training it hardly matters: a weight almost never sits exactly on a corner.
# - `sqrt`: **inf**, and that does matter: the next `inf` times 0 is `nan`.
# - `round`: **0** everywhere. No error, but nothing can learn through it. In [lesson 13](13_own_operations.ipynb) you build a `round` that lets
#   the gradient through.
# - `max()` of $1, 3, 3$: the two largest share, 0.5 and 0.5. They tie, and each gets its half of the 1. Asked along a dimension, `torch.max(v, 0)` names *one* index, and all goes there.
#
# **Your turn.** Repeat the training with the answers `passed` turned round (`1 - passed`). Which sign will the weight have? Then add `torch.sigmoid(...)` around
# `model(hours)` and watch the loss: where does it stop?
#
# More: [exercises of lesson 12](../../exercises/en/12_one_neuron.ipynb), from four slopes without a calculator to a
# `..._with_logits` of your own.
#
# ## To keep
#
# > **Give the loss the score itself; the gradient is then what you said, minus what is true.**
#
# Next: make an operation of your own. [Lesson 13 · Your own operations, and higher derivatives](13_own_operations.ipynb)

# %% [markdown] lang="zh" of="8e06a52f"
# - `relu`：**0**，不是 0.5，也不是 1。`abs`：**0**，在 $-1$ 和 $1$ 的正中间。PyTorch 从可能的斜率里**选**了一个，不报错。对训练来说几乎没有影响：权重很少正好落在尖角上。
# - `sqrt`：**inf**，这个就有影响了：`inf` 再乘以 0，就是 `nan`。
# - `round`：处处是 **0**。不报错，但是梯度过不去，什么也学不到。[第 13 课](13_own_operations.ipynb)里，你会自己做一个让梯度通过的 `round`。
# - $1, 3, 3$ 的 `max()`：两个最大的平分，各得 0.5。它们并列，每个分到 1 的一半。沿着某一维求最大值时，`torch.max(v, 0)` 只认**一个**下标，全部给它。
#
# **轮到你了**。把答案 `passed` 反过来（`1 - passed`），重新训练一遍，权重会是什么符号？再给 `model(hours)` 套上 `torch.sigmoid(...)`，看看损失停在哪里。
#
# 还有[第 12 课的练习](../../exercises/zh/12_one_neuron.ipynb)：从不用计算器的四个斜率，到自己造一个 `..._with_logits`。
#
# ## 记住一句话
#
# > **把分数直接交给损失函数；梯度就是“你说的，减去真实的”。**
#
# 接下来，自己造一个运算：[第 13 课 · 自己的运算与高阶导数](13_own_operations.ipynb)
