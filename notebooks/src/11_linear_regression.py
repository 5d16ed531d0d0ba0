# %% [markdown] lang="en"
# # 11 · Linear regression the PyTorch way
#
# *35 to 40 minutes · new names: `torch.nn.MSELoss`, `torch.nn.Linear`, `torch.nn.Parameter`*
#
# At the end you can
#
# - write a training program in the usual four steps: data, model, loss and optimizer, training;
# - say which line of the loop changes what, and how `backward()` and `step()` know of each other;
# - find two mistakes that make no noise: an optimizer with the wrong parameters, and a loss with the wrong shapes.
#
# You need [lesson 10](10_gradient_descent.ipynb): the loop, written by hand.

# %% [markdown] lang="zh" of="f27d5eba"
# # 11 · 用 PyTorch 的方式做线性回归
#
# *35 到 40 分钟 · 新名字：`torch.nn.MSELoss`、`torch.nn.Linear`、`torch.nn.Parameter`*
#
# 学完这一课，你能够
#
# - 按常见的四个步骤写出训练程序：数据、模型、损失与优化器、训练；
# - 讲清循环里哪一行改变了什么，`backward()` 和 `step()` 又是怎么知道对方的；
# - 找出两种不出声的错误：优化器拿错了参数，损失函数的形状没对上。
#
# 需要[第 10 课](10_gradient_descent.ipynb)：手写的训练循环。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# The smallest model there is: one point, $x = 10$ and $y = 3$, and the prediction $z = w\cdot x + b$. Tutorials draw $w$ and $b$ at random;
# we take $w = 0.5$ and $b = 0.1$, so that you can work it out in your head.
#
# The loss is the **mean squared error**: the error $z - y$, squared, and the mean over all points. There is one point only.
#
# 1. How much is the loss?
# 2. How much are $\partial\,\text{loss}/\partial w$ and $\partial\,\text{loss}/\partial b$? (Lesson 10 had a rule for one point.)

# %% [markdown] lang="zh" of="b7bce66e"
# ## 先预测
#
# 最小的模型：只有一个点，$x = 10$，$y = 3$，预测是 $z = w\cdot x + b$。常见的教程用随机的 $w$ 和 $b$；我们取 $w = 0.5$，$b = 0.1$，这样心算就能算出来。
#
# 损失是**均方误差**：误差 $z - y$ 取平方，再对所有的点求平均。这里只有一个点。
#
# 1. 损失是多少？
# 2. $\partial\,\text{loss}/\partial w$ 和 $\partial\,\text{loss}/\partial b$ 各是多少？（第 10 课讲过一个点的规律。）

# %%
my_loss = None
my_dw = None
my_db = None

# %% seed="000.1"
x = torch.tensor([[10.0]])
y = torch.tensor([[3.0]])
w = torch.tensor([[0.5]], requires_grad=True)
b = torch.tensor([[0.1]], requires_grad=True)

z = w * x + b
loss_function = torch.nn.MSELoss()
loss = loss_function(z, y)

print(z)
print(loss, my_loss)

# %% [markdown] lang="en"
# The error is $5.1 - 3 = 2.1$, and $2.1^2 = 4.41$.
#
# Two things are new. The double brackets `[[10.0]]` make a *table* with one row and one column: rows are points, columns are what is
# known of each point. And `MSELoss` takes **two** calls: `MSELoss()` builds a loss function, `loss_function(z, y)` uses it.
# (`MSELoss(z, y)` in one go is a frequent slip. And `nn` stands for *neural network*.)
#
# Now step back through it, before it is done for real.

# %% [markdown] lang="zh" of="23fd30b8"
# 误差是 $5.1 - 3 = 2.1$，而 $2.1^2 = 4.41$。
#
# 有两样新东西。双层括号 `[[10.0]]` 造出一张一行一列的**表**：每行是一个点，每列是关于这个点的一项数据。还有，`MSELoss` 要调用**两次**：`MSELoss()` 造出一个损失函数，`loss_function(z, y)` 才是使用它。（一步写成 `MSELoss(z, y)`，是常见的笔误。`nn` 是 neural network 的缩写，神经网络。）
#
# 先别真做反向传播，一步一步地走一遍。

# %%
mg.step(loss)

# %%
mg.explain(loss, w)

# %% seed="000.1 000.2"
loss.backward()
print(w.grad, my_dw)
print(b.grad, my_db)

print(x.is_leaf, y.is_leaf, w.is_leaf, b.is_leaf, z.is_leaf)

# %% [markdown] lang="en"
# 42 and 4.2. The rule for one point was $2\cdot\text{error}\cdot x = 2\cdot 2.1\cdot 10$; for $b$ the $x$ is missing.
#
# - **21**: the 2 of the square was forgotten.
# - **4.2** for $w$: the $x$ was forgotten. A weight feels its input: had $x$ been 0, $w$ could not have changed anything.
# - **44.1** is the loss times $x$. The slope depends on the error, not on its square.
#
# In the last line all are leaves except `z`. `x` and `y` too, though they collect no gradient: a leaf is what no recorded
# operation has made.
#
# ## The four steps
#
# A training program in PyTorch has four parts. For each you have already written something by hand in lesson 10:
#
# | step | by hand | from the library |
# |:--|:--|:--|
# | 1 data | `x_data`, `y_true` | the same, as a table |
# | 2 model | `w * x_data + b` | `torch.nn.Linear` |
# | 3 loss and optimizer | `torch.mean((y_pred - y_true) ** 2)`, `w -= lr * w.grad` | `torch.nn.MSELoss`, `torch.optim.SGD` |
# | 4 training | the loop | the same loop |
#
# **Step 1.** The ten points of lesson 10, now as ten rows of one column. They still lie on $y = 2x + 1$.

# %% [markdown] lang="zh" of="20c65d7c"
# 42 和 4.2。一个点的规律是“2 × 误差 × $x$”：$2\cdot 2.1\cdot 10$；对 $b$ 来说，没有 $x$ 这个因子。
#
# - **21**：忘了平方带来的 2。
# - $w$ 写成 **4.2**：忘了 $x$。权重的作用要经过它的输入：如果 $x$ 是 0，$w$ 怎么变都没有影响。
# - **44.1** 是损失乘以 $x$。斜率和误差有关，和误差的平方无关。
#
# 最后一行里，除了 `z`，全是叶子节点。`x` 和 `y` 也是，尽管它们不收集梯度：不是由被记录的运算算出来的，就是叶子节点。
#
# ## 四个步骤
#
# PyTorch 的训练程序分四部分。每一部分，你在第 10 课都已经手写过：
#
# | 步骤 | 手写 | 用库 |
# |:--|:--|:--|
# | 1 准备数据 | `x_data`、`y_true` | 一样，写成表 |
# | 2 构建模型 | `w * x_data + b` | `torch.nn.Linear` |
# | 3 损失函数与优化器 | `torch.mean((y_pred - y_true) ** 2)`、`w -= lr * w.grad` | `torch.nn.MSELoss`、`torch.optim.SGD` |
# | 4 训练 | 循环 | 同样的循环 |
#
# **第 1 步**。第 10 课的十个点，现在写成十行一列。它们还是在 $y = 2x + 1$ 上。

# %% seed="000.4"
x_data = torch.tensor([[-5.], [-4.], [-3.], [-2.], [-1.], [1.], [2.], [3.], [4.], [5.]])
y_data = 2 * x_data + 1

print(x_data.shape, y_data.shape)

# %% [markdown] lang="en"
# **Step 2.** `torch.nn.Linear(1, 1)` is $x\cdot w + b$ with one number in and one number out; one uses it as a function, `model(x_data)`. It brings its own $w$ and $b$, calls
# them `weight` and `bias`, and starts them at random. We set both to 0, to have the numbers of lesson 10. (`zero_()` works in
# place, so it stands inside `no_grad()`, as our step did.)
#
# **Step 3.** The optimizer is told *which* tensors to change: `model.parameters()`, that is the list of `weight` and `bias`. Note
# that neither the model nor the loss is told of the optimizer.

# %% [markdown] lang="zh" of="de9b7545"
# **第 2 步**。`torch.nn.Linear(1, 1)` 就是 $x\cdot w + b$，进一个数，出一个数；像函数一样用：`model(x_data)`。它自带 $w$ 和 $b$，叫作 `weight` 和 `bias`，初始值是随机的。我们把两个都设成 0，好和第 10 课的数一致。（`zero_()` 是原地操作，所以和当时走一步一样，放在 `no_grad()` 里。）
#
# **第 3 步**。要告诉优化器改**哪些**张量：`model.parameters()`，也就是 `weight` 和 `bias` 的清单。注意：模型和损失函数都不知道有优化器这回事。

# %% seed="000.4"
def fresh_model():
    model = torch.nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    return model


torch.manual_seed(0)
print(torch.nn.Linear(1, 1).weight)
model = fresh_model()
print(model)
loss_function = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

# %% [markdown] lang="en"
# **Step 4** is the loop, and each round has five lines:
#
# 1. `optimizer.zero_grad()`
# 2. `prediction = model(x_data)`
# 3. `loss = loss_function(prediction, y_data)`
# 4. `loss.backward()`
# 5. `optimizer.step()`
#
# Predict: which lines change the **value** of `weight`? And which lines change its **`.grad`**?

# %% [markdown] lang="zh" of="21f57e3e"
# **第 4 步**就是循环，每一轮五行：
#
# 1. `optimizer.zero_grad()`
# 2. `prediction = model(x_data)`
# 3. `loss = loss_function(prediction, y_data)`
# 4. `loss.backward()`
# 5. `optimizer.step()`
#
# 预测：哪几行会改变 `weight` 的**值**？哪几行会改变它的 **`.grad`**？

# %%
my_value_lines = None
my_grad_lines = None

# %% question="11" seed="000.4"
def show(line):
    grad = model.weight.grad
    print(f"{line:10} {model.weight.item():.4f}", grad if grad is None else f"{grad.item():.4f}")


for i in range(2):
    optimizer.zero_grad()
    show("zero_grad")
    loss = loss_function(model(x_data), y_data)
    show("loss")
    loss.backward()
    show("backward")
    optimizer.step()
    show("step")
print(my_value_lines, my_grad_lines)

# %% [markdown] lang="en"
# (Line, value, `.grad`.) Only line **5** changes the value. Lines **1** and **4** change the `.grad`: one takes it away, one brings a new
# one. Lines 2 and 3 change neither, they only record a graph.
#
# Think of each parameter as a **mailbox** with two slots, *value* and *grad*. `backward()` puts a letter into the slot *grad*. `step()` reads
# it and changes the value. **The two never meet**: they only use the same mailbox.
#
# - "`backward()` updates the weights": no. After line 4 the value is what it was.
# - "`step()` computes the gradient": no, it reads what is there. Call it before `backward()`, and it reads old mail, or none.
# - "The loss knows the optimizer": look at line 3 again. It does not.
#
# Now a hundred rounds, from the beginning. Put next to it the table of lesson 10.

# %% [markdown] lang="zh" of="8e4c6204"
# （三列依次是：刚运行的行、值、`.grad`。）改变值的只有第 **5** 行。改变 `.grad` 的是第 **1** 行和第 **4** 行：一个拿走，一个送来新的。第 2、3 行两样都不改，只是记录一张计算图。
#
# 可以把每个参数想成一个**信箱**，有两格：“值”和“梯度”。`backward()` 把信放进“梯度”那一格；`step()` 取出来读，然后修改“值”。**它们俩从不见面**，只是用着同一个信箱。
#
# - “`backward()` 会更新权重”：不会。第 4 行之后，值还是原来的值。
# - “`step()` 会计算梯度”：不会，有什么就读什么。在 `backward()` 之前调用，读到的是旧信，或者没有信。
# - “损失认识优化器”：再看一遍第 3 行，它不认识。
#
# 现在从头开始，跑一百轮。可以和第 10 课的表对照。

# %% seed="000.4"
model = fresh_model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

for i in range(101):
    optimizer.zero_grad()
    prediction = model(x_data)
    loss = loss_function(prediction, y_data)
    if i % 20 == 0:
        print(f"{i:3}  {loss.item():8.4f}  {model.weight.item():.4f}  {model.bias.item():.4f}")
    loss.backward()
    optimizer.step()

print(f"{model(torch.tensor([[10.]])).item():.2f}")

# %% [markdown] lang="en"
# The same numbers, digit for digit: the library does nothing that you have not done by hand. And the last line uses the model for what it
# was made for, a new $x$: at 10 it says 20.87, and the truth is 21. ($b$ has not arrived yet; lesson 10 told why.)
#
# ## Break it: the wrong mailbox
#
# The next program makes a new model and keeps the optimizer of the old one. It happens easily in a notebook, when one runs one
# cell again and not the next. Error, or slow learning, or nothing at all?

# %% [markdown] lang="zh" of="f4f12c27"
# 和第 10 课的数一位不差：库做的事，你都亲手做过。最后一行才是模型的用处：给它一个新的 $x$。在 10 处，它说 20.87，真值是 21。（$b$ 还没有走到，原因第 10 课讲过。）
#
# ## 故意弄坏：信箱错了
#
# 下面的程序造了一个新模型，却继续用旧模型的优化器。在笔记本里很容易发生：重新运行了一个单元格，却没有运行下一个。会报错，会学得慢，还是什么也不发生？

# %% question="11"
model = fresh_model()

for i in range(101):
    if i == 50:
        optimizer.param_groups[0]["lr"] = 1.
    optimizer.zero_grad()
    loss = loss_function(model(x_data), y_data)
    if i % 50 == 0:
        print(f"{i:3}  {loss.item():8.4f}  {model.weight.item():.4f}")
    loss.backward()
    optimizer.step()

held = optimizer.param_groups[0]["params"][0]
print(held is model.weight)
print(held.grad, f"{model.weight.grad.item():.0f}")

# %% [markdown] lang="en"
# Nothing at all, and no error: the loss stays at 45. `backward()` posts its letters to the *new* model, 101 times $-44$, and nobody collects or
# empties them. `step()` looks into the *old* mailboxes and finds nothing. The line `False` is the diagnosis: `held`, the first tensor
# on the optimizer's list, is not the model's `weight`.
#
# The usual first try is a larger learning rate. The program does that too: from round 50 on it is a hundred times as large. It cannot help,
# for a hundred times nothing is nothing. The cure is to make the optimizer **after** the model, every time.
#
# ## Break it again: a tensor is not yet a parameter
#
# You can write a model yourself: a class with the tensors in `__init__` and the formula in `forward`, which is what `model(x)` calls. (The line with
# `super()` prepares the list of parameters, so it comes first.) This one looks right. What will `parameters()` contain?

# %% [markdown] lang="zh" of="6cf13089"
# 什么也不发生，也不报错：损失停在 45。`backward()` 把信投给了**新**模型，$-44$ 投了 101 次，没有人取，也没有人清。`step()` 去看的是**旧**信箱，里面什么也没有。那一行 `False` 就是诊断：`held` 是优化器清单上的第一个张量，它不是模型的 `weight`。
#
# 大家往往先去调大学习率。程序里也试了：从第 50 轮起，学习率变成一百倍。没有用，零的一百倍还是零。正确的做法：每次都在造好模型**之后**，再造优化器。
#
# ## 再弄坏一次：张量还不是参数
#
# 模型可以自己写：一个类，张量放在 `__init__` 里，算式放在 `forward` 里，`model(x)` 调用的就是它。（带 `super()` 的那行负责准备参数清单，所以放在最前面。）下面这个看上去没问题。`parameters()` 里会有什么？

# %% tags=["raises-exception"] question="24"
class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.tensor([0.], requires_grad=True)
        self.b = torch.tensor([0.], requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b


model = Line()
print(list(model.parameters()))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

# %% [markdown] lang="en"
# An **empty** list, and the optimizer refuses it. `requires_grad=True` gives a tensor a bucket; it does not put it on the model's list. That is what
# **`torch.nn.Parameter`** does: it is a leaf that requires a gradient, *and* a module that it is assigned to writes it
# down. (A `Parameter` requires a gradient by itself, so we need not say it.)
#
# The error is the friendly case. Had only `w` been a plain tensor and `b` a `Parameter`, then the list would have had one entry, nothing would have
# failed, and `w` would never have moved. Handing over `[model.w, model.b]` yourself works until somebody adds a third tensor. The repair:

# %% [markdown] lang="zh" of="e5743824"
# 清单是**空的**，优化器拒绝了它。`requires_grad=True` 只是给张量一个桶，并没有把它写进模型的清单。`torch.nn.Parameter` 才管这件事：它是要求梯度的叶子节点，**而且**赋值给模块的时候，模块会把它登记下来。（`Parameter` 本来就要求梯度，不用再写。）
#
# 报错还算客气。如果只有 `w` 是普通张量，`b` 是 `Parameter`，清单里就有一项，什么也不会报错，而 `w` 永远不动。自己把 `[model.w, model.b]` 交给优化器也行，直到有人添了第三个张量。正确的改法：

# %% question="24"
class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor([0.]))
        self.b = torch.nn.Parameter(torch.tensor([0.]))

    def forward(self, x):
        return self.w * x + self.b


model = Line()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
loss_function(model(x_data), y_data).backward()
optimizer.step()
print(list(model.parameters()))

# %% [markdown] lang="en"
# 0.44 and 0.02, the first step of lesson 10.
#
# ## The mistake that fits a flat line
#
# Last one. Here is a model that is **perfect**: it says 1, 2, 3, and the targets are 1, 2, 3. Only, the model's answers are a column,
# of shape `(3, 1)`, and the targets a plain row, of shape `(3,)`. How much is the loss: 0, or something else, or an error?

# %% [markdown] lang="zh" of="6a814d05"
# 0.44 和 0.02，正是第 10 课的第一步。
#
# ## 拟合出一条平线的错误
#
# 最后一个。下面的模型是**完美**的：它说 1、2、3，目标就是 1、2、3。只不过，模型的回答是一列，形状 `(3, 1)`；目标是普通的一行，形状 `(3,)`。损失是 0，是别的数，还是报错？

# %% question="25"
import matplotlib.pyplot as plt

out = torch.tensor([[1.], [2.], [3.]])
target = torch.tensor([1., 2., 3.])
print(torch.nn.functional.mse_loss(out, target))

squares = ((out - target) ** 2).tolist()
figure, axes = plt.subplots(figsize=(3.2, 3))
axes.imshow(squares, cmap="Oranges", vmax=8, extent=(0.5, 3.5, 3.5, 0.5))
for i in range(3):
    for j in range(3):
        axes.text(j + 1, i + 1, f"{squares[i][j]:.0f}", ha="center", weight="bold" if i == j else "normal")
axes.set(xlabel="target", ylabel="out", xticks=(1, 2, 3), yticks=(1, 2, 3))
plt.show()

# %% [markdown] lang="en"
# 1.3333, and a warning. A column minus a row is a whole table: each answer is compared with *every* target, not with its own. Only the
# diagonal, in bold, was wanted, and there everything is 0. The mean of the nine squares is $12/9$. (It is the *broadcasting* of
# [lesson 7](07_vectors.ipynb). There it was welcome; here nobody asked for it.)
#
# People silence the warning and train longer. Let us do so, with our ten points, and then mend the shape. Which line will the wrong one
# fit?

# %% [markdown] lang="zh" of="2eb0ac81"
# 1.3333，还有一条警告。一列减去一行，得到一整张表：每个回答都和**所有**的目标比，而不只是和自己的目标比。想要的只有对角线（粗体），那里全是 0。九个平方的平均值是 $12/9$。（这就是[第 7 课](07_vectors.ipynb)的广播。那里正用得着，这里谁也没要它。）
#
# 有人让警告不出声，然后多训练一会儿。我们用十个点照做一遍，再把形状改对。错的那个会拟合出怎样的线？

# %% question="25"
import warnings

warnings.simplefilter("ignore")


def fit(target, steps):
    model = fresh_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for i in range(steps):
        optimizer.zero_grad()
        loss = loss_function(model(x_data), target)
        loss.backward()
        optimizer.step()
    print(f"{steps:5} {loss.item():8.4f}")
    return model

# %% question="25"
y_flat = y_data.reshape(10)
wrong = fit(y_flat, 100)
wrong = fit(y_flat, 1000)
right = fit(y_flat.reshape(10, 1), 100)

figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(x_data.tolist(), y_flat.tolist(), "o", color="#0b62c4")
for model, style, label in ((wrong, "--", "(10,)"), (right, "-", "(10, 1)")):
    w, b = model.weight.item(), model.bias.item()
    axes.plot([-5, 5], [b - 5 * w, b + 5 * w], style, color="#b93c08", label=label)
axes.set(xlabel="x", ylabel="y")
axes.legend()
plt.show()

# %% [markdown] lang="en"
# The dashed line is flat, at the height 1, and stays at a loss of 44, after 100 steps as after 1000: compared with all targets at once, the
# best answer everywhere is their mean, which is 1. No learning rate mends that. One `reshape` does. So **read the warning**; and when a
# loss stops far above 0, print the two shapes before anything else.
#
# **Your turn.** Change `fit` so that it starts from `Line()` in place of `fresh_model()`: which of the other lines must change? (Only the
# plot's: this model's tensors are called `w` and `b`.) Then find a learning rate with which 20 steps bring the loss below 0.01
# (a little above 0.05).
#
# More: [exercises of lesson 11](../../exercises/en/11_linear_regression.ipynb), with a fit that has three faults and no error, and an
# optimizer that you write yourself.
#
# ## To keep
#
# > **`backward()` posts into the parameters, `step()` collects from them: the parameters are all that they share.**
#
# Next: a neuron that answers yes or no. [Lesson 12 · One neuron that decides](12_one_neuron.ipynb)

# %% [markdown] lang="zh" of="7246e7d9"
# 虚线是平的，高度是 1，损失停在 44，100 步是这样，1000 步还是这样：要同时和所有的目标比，最好的办法就是处处都回答它们的平均值，也就是 1。什么学习率都救不了它，一个 `reshape` 就行。所以，**警告要读**；损失停在远高于 0 的地方，先打印两边的形状，再看别的。
#
# **轮到你了**。改一改 `fit`，让它从 `Line()` 开始，而不是 `fresh_model()`：其他行有哪些必须跟着改？（只有画图的那行：这个模型的张量叫 `w` 和 `b`。）然后找一个学习率，让损失在 20 步之内降到 0.01 以下（比 0.05 大一点）。
#
# 还有[第 11 课的练习](../../exercises/zh/11_linear_regression.ipynb)：一个有三处毛病却不报错的拟合程序，一个自己写的优化器。
#
# ## 记住一句话
#
# > **`backward()` 把信投进参数，`step()` 从参数里取信：它们共用的只有参数。**
#
# 接下来：一个回答“是”或“否”的神经元。[第 12 课 · 会做判断的神经元](12_one_neuron.ipynb)
