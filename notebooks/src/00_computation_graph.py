# %% [markdown] lang="en"
# # 0 · From code to picture
#
# *10 to 15 minutes · new names: `torch.tensor`, `requires_grad`, `grad_fn`*
#
# At the end you can
#
# - take a formula apart into single operations and see it as a **computation graph**;
# - read such a picture: what is a value, what is an operation, which way things go;
# - say what PyTorch writes down while your code runs.
#
# You need a little Python and no calculus. Run a cell with Shift + Enter, from top to bottom. Change what you like:
# this copy is yours.

# %% [markdown] lang="zh" of="1663406c"
# # 0 · 从代码到计算图
#
# *10 到 15 分钟 · 新名字：`torch.tensor`、`requires_grad`、`grad_fn`*
#
# 学完这一课，你能够
#
# - 把一个算式拆成一步一步的运算，看到它的**计算图**；
# - 读懂这种图：哪里是值，哪里是运算，箭头往哪边走；
# - 说出代码运行的时候，PyTorch 悄悄记下了什么。
#
# 只要会一点 Python，不需要微积分。从上往下，用 Shift + Enter 运行每个单元格。想改哪里就改哪里，这份笔记本是你自己的。

# %% [markdown] lang="en"
# ## The first cell
#
# Every lesson begins with the same cell. `minigrad` is a small package with PyTorch's names, and it behaves as PyTorch
# does. If you have PyTorch, write `import torch` in place of `import minigrad as torch`: the code of every lesson runs
# the same, with the same results. Only what begins with `mg.` is minigrad's own, the pictures and the
# explanations: leave those lines out then.

# %% [markdown] lang="zh" of="bcbfbc30"
# ## 第一个单元格
#
# 每一课都从同样的单元格开始。`minigrad` 是一个小小的包，用的是 PyTorch 的名字，行为也和 PyTorch 一样。装了 PyTorch 的话，把 `import minigrad as torch` 换成 `import torch`，每一课的代码照样运行，结果也一样。只有 `mg.` 开头的几行是 minigrad 自己的，负责画图和讲解：那时略过它们就行。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# One formula goes with us through the first lessons:
#
# $$y = (x + w)(w + 1) \qquad\text{with}\quad x = 2,\quad w = 1$$
#
# Before the computer answers, answer yourself. Put your numbers and the letter in the next cell, in place of `None`.
# Nobody marks them; but whoever has guessed first remembers better.
#
# 1. How much is $y$?
# 2. How many operations does it take: additions and multiplications together?
# 3. Which letter is used twice?

# %% [markdown] lang="zh" of="283b54fb"
# ## 先预测
#
# 前几课都围着同一个算式转：
#
# $$y = (x + w)(w + 1),\qquad x = 2,\quad w = 1$$
#
# 先别让计算机回答，自己答一遍。把下一个单元格里的 `None` 换成你的答案。没有人打分；但是先猜过的人，记得更牢。
#
# 1. $y$ 等于多少？
# 2. 一共要做几次运算？加法和乘法合起来算。
# 3. 哪个字母用了两次？

# %%
my_y = None
my_operations = None
my_letter = None

# %% [markdown] lang="en"
# ## Run it, one operation a line
#
# A computer does one operation at a time. So we give each result on the way a name, $a$ and $b$.
# A **tensor** is PyTorch's box of numbers; ours hold one number each. `requires_grad=True` means: *write down what is
# done with this one.*

# %% [markdown] lang="zh" of="4ce3f68e"
# ## 运行：一行一步运算
#
# 计算机一次只做一步运算，所以我们给中间结果也起名字：$a$ 和 $b$。**张量**（tensor）是 PyTorch 装数的盒子，这里每个盒子只装一个数。`requires_grad=True` 的意思是：“对它做的运算，请记下来。”

# %% seed="001.2"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = w + x
b = w + 1
y = a * b

print(y)
print(my_y, my_operations, my_letter)

# %% [markdown] lang="en"
# $y$ is 6. What follows on the same line is the record; we come to it soon. Your own answers are on the line below.
#
# - Is your $y$ **4**? Then the brackets got lost: $2 + 1\cdot 1 + 1$.
# - Only **2** operations? The third has no sign: between the two brackets is a multiplication that nobody writes.
# - **5** operations? Then you counted $x$ and $w$ as well. They are not computed, they are given.
# - $w$ is used twice, once in each bracket. Keep an eye on it: it is the most interesting letter of this course.

# %% [markdown] lang="zh" of="34d79810"
# $y$ 是 6。同一行后面的那一串就是“记录”，马上会讲到。下面一行是你自己的答案。
#
# - 你的 $y$ 是 **4**？那是把括号丢了：$2 + 1\cdot 1 + 1$。
# - 只数出 **2** 次运算？第三次没有写出符号：两个括号之间省略了一个乘号。
# - 数出了 **5** 次？那是把 $x$ 和 $w$ 也算进去了。它们是给定的，不是算出来的。
# - $w$ 用了两次，每个括号里一次。盯住它：它是这门课里最有意思的字母。

# %% [markdown] lang="en"
# ## The picture
#
# This is what PyTorch has recorded, drawn. Nobody drew it by hand: it is made from the `y` that you just computed.

# %% [markdown] lang="zh" of="0d31c7c2"
# ## 计算图
#
# 这就是 PyTorch 记录下来的东西，画成了图。它不是手画的，是从你刚刚算出的 `y` 生成的。

# %%
mg.draw(y)

# %% [markdown] lang="en"
# Read it from left to right.
#
# - A **card with a name** is a tensor, with its value. The names are those of your variables.
# - A **box with a sign** is an operation. An arrow into a box says: this one goes in. The line out of it leads to
#   the result. Three boxes: three operations.
# - **Two arrows leave `w`.** There is one `w`, used twice, not two of them.
# - The **dashed grey card** is the plain number 1. It takes part, but nothing about it is recorded.
# - `w` and `x` are **leaves**: you made them, no operation did. Only they have a place for `.grad`, and it is still
#   `None`: no gradient has been computed, so none is shown.
#
# The rest can wait. The numbers on the arrows, and what the × keeps in its drawers, are for the way back:
# [lesson 2](02_chain_rule.ipynb). The button *PyTorch's nodes* shows the same record as PyTorch keeps it:
# [lesson 3](03_recording.ipynb).

# %% [markdown] lang="zh" of="15a5f96f"
# 从左往右读。
#
# - **带名字的卡片**是张量，上面写着它的值。名字就是你的变量名。
# - **带符号的方框**是运算。箭头指进方框，表示“这个数参加运算”；从方框出来的线，通向运算的结果。三个方框，就是三次运算。
# - **从 `w` 出发的箭头有两条。**`w` 只有一个，用了两次，并不是有两个 `w`。
# - **灰色虚线的卡片**是普通的数 1。它参加了运算，但和它有关的事情一概不记录。
# - `w` 和 `x` 是**叶子节点**：它们是你创建的，不是哪个运算算出来的。只有它们有放 `.grad` 的地方，现在还是 `None`：梯度还没有算，所以什么也不显示。
#
# 其余的以后再说。箭头上写的数，还有 × 的抽屉里留着的，都是为“往回走”准备的，见[第 2 课](02_chain_rule.ipynb)。按一下“PyTorch 的节点”，看到的是 PyTorch 自己保存的样子，见[第 3 课](03_recording.ipynb)。

# %% [markdown] lang="en"
# ## Where the record is kept
#
# Print a leaf and three results. What do the results have that the leaf has not?

# %% [markdown] lang="zh" of="7f16a997"
# ## 记录写在哪里
#
# 打印一个叶子节点和三个结果。结果有、而叶子节点没有的，是什么？

# %% question="27"
print(w)
print(a)
print(b)
print(y)

# %% [markdown] lang="en"
# Each result has a `grad_fn`. It names the operation that the result came out of, and it is the box in the picture:
# `AddBackward0` belongs to the +, `MulBackward0` to the ×. (*Backward*, because it will work on the way back. The `0` is
# PyTorch's numbering of variants; pay it no attention.) From `y.grad_fn` one can walk back box by box to the leaves:
# that chain **is** the computation graph. A leaf has no `grad_fn`: the walk ends there.

# %% [markdown] lang="zh" of="27a58811"
# 每个结果都有一个 `grad_fn`。它说的是“我是哪个运算算出来的”，也就是图里的方框：`AddBackward0` 是 +，`MulBackward0` 是 ×。（名字里有 *Backward*，因为它要在往回走的时候干活。末尾的 `0` 是 PyTorch 给不同版本编的号，不用管它。）从 `y.grad_fn` 出发，可以一个方框一个方框地走回叶子节点：这条链**就是**计算图。叶子节点没有 `grad_fn`，走到那里就到头了。

# %% [markdown] lang="en"
# ## Step through it
#
# Click into the picture and press → on the keyboard for one step, ← for one step back. Or use the buttons: the two
# beside *play*.
#
# - **Forward**, blue: three steps, one for each operation. A box can only work when all that goes into it is there.
# - **Backward**, orange: the same way back. It finds out how strongly $y$ depends on each card. You need not understand
#   these numbers yet. Only watch `w`: something arrives there **twice**, and the two are added.

# %% [markdown] lang="zh" of="5e5273c1"
# ## 一步一步地走
#
# 点一下图，然后按键盘上的 → 前进一步，按 ← 后退一步；也可以用“播放”两边的按钮。
#
# - **前向**，蓝色：三步，一步一个运算。参加运算的数都到齐了，方框才能开工。
# - **反向**，橙色：沿原路返回，算出 $y$ 对每张卡片有多敏感。这些数现在不懂没有关系，只要盯住 `w`：有东西**两次**到达它那里，然后加在一起。

# %%
mg.step(y)

# %% [markdown] lang="en"
# ## Other spellings, same picture?
#
# Here is the formula once in one line, and once with functions in place of signs. Before you run it: will their
# picture have three boxes too, or only one?

# %% [markdown] lang="zh" of="5f94472a"
# ## 换一种写法，图会变吗？
#
# 同一个算式，一次写成一行，一次用函数代替符号。运行之前先想：图里还是三个方框，还是只有一个？

# %% seed="001.2"
y1 = (x + w) * (w + 1)
y2 = torch.mul(torch.add(w, x), torch.add(w, 1))
print(y1, y2)

mg.draw(y1)

# %% [markdown] lang="en"
# Three again. The graph does not record your *text*, it records what was *computed*, and that is the same. Only the
# names are gone: nobody called the two sums $a$ and $b$, so the picture numbers them itself.

# %% [markdown] lang="zh" of="5098f71d"
# 还是三个。计算图记录的不是你写的**文字**，而是做过的**运算**，运算并没有变。只是名字没有了：没有人把那两个和叫作 $a$、$b$，图就自己给它们编号。

# %% [markdown] lang="en"
# ## Your turn
#
# A puzzle: with $x = 2$ and $w = 1$, find code whose picture has **one +** and **one ×**, and whose value is **9**.
# The first try below gives 9. But does it keep to one +? Look, then
# change it, before you read on.

# %% [markdown] lang="zh" of="43464d68"
# ## 轮到你了
#
# 一道小谜题：$x = 2$，$w = 1$，写一段代码，让图里只有**一个 +** 和**一个 ×**，结果是 **9**。下面的第一次尝试结果是 9，可是它只用了一个 + 吗？看一看，动手改好，再往下读。

# %%
z = (x + w) * (x + w)
print(z)

mg.draw(z)

# %% [markdown] lang="en"
# The sum is computed twice: two + boxes. PyTorch does not notice that they are alike; it does what you write. Compute
# the sum once, give it a name, and use the name twice:

# %% [markdown] lang="zh" of="1f28740f"
# 同一个和算了两遍，所以有两个 +。PyTorch 不会去发现“这两个是一样的”，你怎么写，它就怎么算。把和只算一次，起个名字，再把名字用两次：

# %%
s = x + w
z = s * s
print(z)

mg.draw(z)

# %% [markdown] lang="en"
# Now *both* arrows into the × come from the one card `s`.
#
# ## Break it
#
# Why did we write `1.` with a dot, and not `1`? Leave it out, and see. The cell is *meant* to fail.

# %% [markdown] lang="zh" of="2d7b0551"
# 现在指进 × 的**两条**箭头，都来自同一张卡片 `s`。
#
# ## 故意弄坏
#
# 为什么写 `1.`，带一个小数点，而不是 `1`？去掉它试试。这个单元格就是要出错的。

# %% tags=["raises-exception"] question="16"
v = torch.tensor([1], requires_grad=True)

# %% [markdown] lang="en"
# Read an error from its **last line**, the one with the red name: only floating-point tensors can require gradients.
# There PyTorch stops. The note below it, with the orange bar, is minigrad's: where the error comes from and what
# mends it, often with a picture.
#
# In Python `1` is a whole number and `1.` is a floating-point number. A derivative asks: *what happens if I move this
# number a tiny bit?* A whole number cannot move a tiny bit; the next one is 2. So the dot mends it:

# %% [markdown] lang="zh" of="a62be319"
# 读错误信息，先看**最后一行**，就是红色名字开头的那行：只有浮点数的张量才能要求梯度。PyTorch 说到这里为止；下面带橙色竖条的一段，是 minigrad 补充的：错从哪里来，怎么改，常常还配一张图。
#
# 在 Python 里，`1` 是整数，`1.` 是浮点数。导数问的是：“把这个数动一点点，结果会怎样？”整数没法动一点点，下一个就是 2 了。所以补上小数点就好：

# %%
v = torch.tensor([1.], requires_grad=True)
print(v)

# %% [markdown] lang="en"
# Now you: [exercises of lesson 0](../../exercises/en/00_computation_graph.ipynb).
#
# ## To keep
#
# > **What you run is what is recorded: one box for each operation, one card for each value, and as many arrows out of a
# > card as it is used.**
#
# Next: the orange half of the stepper ends with 5 at `w` and 2 at `x`. What do such numbers mean?
# [Lesson 1 · A derivative is a nudge](01_nudge.ipynb)

# %% [markdown] lang="zh" of="df11e113"
# 轮到你了：[第 0 课的练习](../../exercises/zh/00_computation_graph.ipynb)。
#
# ## 记住一句话
#
# > **运行了什么，就记录什么：一次运算一个方框，一个值一张卡片，用了几次就有几条箭头。**
#
# 接下来：橙色的那一半走到最后，`w` 那里是 5，`x` 那里是 2。这样的数是什么意思？[第 1 课 · 导数就是“动一动”](01_nudge.ipynb)
