# %% [markdown] lang="en"
# # The name card
#
# PyTorch's names look alike: `requires_grad`, `retain_grad`, `retain_graph`, `no_grad`, `grad_fn`, `zero_grad`. Ask three
# questions of each: **who** has it, **when** does it act, **what** does it keep or do?
#
# ## On a tensor
#
# | name | what it is | when it acts | what it keeps or does | lesson |
# |:--|:--|:--|:--|:--|
# | `requires_grad` | a flag | while code runs forward | *write down what is done with me*; spreads to every result | {L3} |
# | `is_leaf` | an answer | any time | `True`: no operation made it (it has no `grad_fn`) | {L4} |
# | `grad_fn` | a link | set forward, followed backward | the operation that made it; a leaf has none | {L0} |
# | `grad` | the bucket | filled by `backward()` | the sum of all gradients since it was emptied; `None`: nothing has come yet | {L5} |
# | `retain_grad()` | a request | **before** `backward()` | a non-leaf keeps its gradient too | {L4} |
# | `requires_grad_()` | sets the flag | from now on | only on leaves; with `False`: frozen | {L4} |
# | `detach()` | gives a new tensor | at once | same memory, same version, **no history** | {L9} |
# | `data` | gives a new tensor | at once | same memory, no history, **changes go unnoticed**: avoid it | {L9} |
# | `clone()` | an operation | forward and backward | new memory, **history kept** | {L9} |
# | `add_()`, `+=` ... | in place | at once | same box, other numbers, version + 1 | {L8} |
#
# ## In a call of `backward`
#
# | name | what it is | when it acts | what it keeps or does | lesson |
# |:--|:--|:--|:--|:--|
# | `gradient=v` | what the pass begins with | at its beginning | a weight for each number; 1 for a single one | {L7} |
# | `retain_graph=True` | a wish of **this** pass | at its end | the drawers stay full, so one may pass **again** | {L6} |
# | `create_graph=True` | a wish of **this** pass | during it | the pass is recorded too: second derivatives | {L13} |
#
# ## Around a block, and elsewhere
#
# | name | what it is | when it acts | what it keeps or does | lesson |
# |:--|:--|:--|:--|:--|
# | `with torch.no_grad():` | a block | inside it | nothing is recorded; flags stay as they are | {L9} |
# | `grad.zero_()` | in place, on a bucket | at once | the bucket stays, filled with zeros | {L5} |
# | `optimizer.zero_grad()` | on all its parameters | at once | takes the buckets away: `None` | {L5} |
# | `optimizer.step()` | on all its parameters | at once | reads `grad`, changes the numbers; computes no gradient | {L11} |
# | `model.eval()` | a flag of a model | until `train()` | layers behave as in use; **goes on recording** | {L9} |

# %% [markdown] lang="zh" of="93da872f"
# # 名字辨析卡
#
# PyTorch 的名字长得很像：`requires_grad`、`retain_grad`、`retain_graph`、`no_grad`、`grad_fn`、`zero_grad`。对每一个都问三个问题：**谁**的？**什么时候**起作用？保留什么、**做什么**？
#
# ## 张量上的名字
#
# | 名字 | 是什么 | 什么时候起作用 | 保留什么、做什么 | 课 |
# |:--|:--|:--|:--|:--|
# | `requires_grad` | 一个标志 | 前向运行的时候 | “对我做的运算请记下来”；会传给每个结果 | {L3} |
# | `is_leaf` | 一个回答 | 随时 | `True`：不是哪个运算算出来的（没有 `grad_fn`） | {L4} |
# | `grad_fn` | 一个链接 | 前向时设好，反向时沿着它走 | 算出它的那个运算；叶子节点没有 | {L0} |
# | `grad` | 桶 | `backward()` 往里倒 | 上次清空以来所有梯度的和；`None`：从来没有东西来过 | {L5} |
# | `retain_grad()` | 一个请求 | 在 `backward()` **之前**说 | 不是叶子节点，也留下梯度 | {L4} |
# | `requires_grad_()` | 设标志 | 从现在起 | 只能用在叶子节点上；设成 `False` 就是冻结 | {L4} |
# | `detach()` | 给出一个新张量 | 立刻 | 同一块内存，同一个版本号，**没有历史** | {L9} |
# | `data` | 给出一个新张量 | 立刻 | 同一块内存，没有历史，**改了也没人知道**：别用 | {L9} |
# | `clone()` | 一个运算 | 前向和反向 | 新的内存，**保留历史** | {L9} |
# | `add_()`、`+=` 等 | 原地操作 | 立刻 | 同一个盒子，换了数，版本号加 1 | {L8} |
#
# ## 调用 `backward` 时用的
#
# | 名字 | 是什么 | 什么时候起作用 | 保留什么、做什么 | 课 |
# |:--|:--|:--|:--|:--|
# | `gradient=v` | 反向传播从它开始 | 开头 | 每个数一个分量；只有一个数时是 1 | {L7} |
# | `retain_graph=True` | 对**这一次**的要求 | 结尾 | 抽屉里的东西不扔，可以**再**走一遍 | {L6} |
# | `create_graph=True` | 对**这一次**的要求 | 过程中 | 把反向传播也记录下来：用来求二阶导数 | {L13} |
#
# ## 代码块，以及其他地方
#
# | 名字 | 是什么 | 什么时候起作用 | 保留什么、做什么 | 课 |
# |:--|:--|:--|:--|:--|
# | `with torch.no_grad():` | 一个代码块 | 在它里面 | 什么也不记录；各个标志不变 | {L9} |
# | `grad.zero_()` | 对桶的原地操作 | 立刻 | 桶还在，填成 0 | {L5} |
# | `optimizer.zero_grad()` | 对它的所有参数 | 立刻 | 把桶拿走：`None` | {L5} |
# | `optimizer.step()` | 对它的所有参数 | 立刻 | 读 `grad`，改数；不计算梯度 | {L11} |
# | `model.eval()` | 模型的一个标志 | 直到 `train()` | 各层按使用时的方式工作；**照样记录** | {L9} |

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## All of them in one program
#
# Every name where it belongs. Say of each line what it prints before you run it.

# %% [markdown] lang="zh" of="0df0aeff"
# ## 放进一个程序
#
# 每个名字都在它该在的地方。运行之前，先说出每一行会打印什么。

# %%
w = torch.tensor([3.], requires_grad=True)
y = w * w
y.retain_grad()
z = y * y
print(w.is_leaf, y.is_leaf, y.grad_fn.name())

z.backward(retain_graph=True)
z.backward()
print(w.grad, y.grad)

w.grad.zero_()
with torch.no_grad():
    w -= 1
print(w, w.grad, w.requires_grad)

# %% [markdown] lang="en"
# $z = w^4$, slope $4w^3 = 108$, two passes: 216; for `y` it is $2y = 18$, twice 36. The first pass needs `retain_graph`, the last one
# does not.
#
# ## Names that do not exist
#
# These are found in notes and forums, and come from mixing two names. One of them for real:

# %% [markdown] lang="zh" of="9183bf06"
# $z = w^4$，斜率 $4w^3 = 108$，走两遍：216；对 `y` 来说是 $2y = 18$，两遍 36。第一遍要写 `retain_graph`，最后一遍不用。
#
# ## 不存在的名字
#
# 下面这些在笔记和论坛里都能见到，是把两个名字混在一起了。拿一个来试试：

# %% tags=["raises-exception"]
w = torch.tensor([3.], requires_grad=True)
y = w * w
y.backward(retain_grad=True)

# %% [markdown] lang="en"
# | written | meant |
# |:--|:--|
# | `retain_grad=True` as an argument | the method `y.retain_grad()`, or the argument `retain_graph=True` |
# | `y.retain_graph()` | `y.retain_grad()` |
# | `with torch.zero_grad():` | `with torch.no_grad():` |
# | `w.zero_grad()` on a tensor | `w.grad.zero_()`, or `optimizer.zero_grad()` |
# | `w.requires_grad = False` in order to "pause" | `with torch.no_grad():` |
#
# [To the course](course.ipynb) · [Glossary](glossary.ipynb)

# %% [markdown] lang="zh" of="b083d432"
# | 写的是 | 想的是 |
# |:--|:--|
# | 把 `retain_grad=True` 当参数 | 方法 `y.retain_grad()`，或者参数 `retain_graph=True` |
# | `y.retain_graph()` | `y.retain_grad()` |
# | `with torch.zero_grad():` | `with torch.no_grad():` |
# | 对张量用 `w.zero_grad()` | `w.grad.zero_()`，或者 `optimizer.zero_grad()` |
# | 想“暂停”一下，写 `w.requires_grad = False` | `with torch.no_grad():` |
#
# [回到课程](course.ipynb) · [术语表](glossary.ipynb)
