# %% [markdown] lang="en"
# # 9 · detach, .data, no_grad, clone, numpy
#
# *35 to 40 minutes · new names: `detach()`, `clone()`, `numpy()`, `eval()`*
#
# At the end you can
#
# - cut a road out of a graph, and say what gradient is left;
# - say of each of these look-alikes what it shares: the memory, the history, the version;
# - pick the right one, and know which of them lets a wrong number through in silence.
#
# You need [lesson 2](02_chain_rule.ipynb) (roads) and [lesson 8](08_in_place.ipynb) (versions).

# %% [markdown] lang="zh" of="7ef7034c"
# # 9 · detach、.data、no_grad、clone、numpy
#
# *35 到 40 分钟 · 新名字：`detach()`、`clone()`、`numpy()`、`eval()`*
#
# 学完这一课，你能够
#
# - 从计算图里剪掉一条路，说出还剩多少梯度；
# - 讲清这几个长得很像的东西各自共享什么：内存、历史、版本；
# - 选对该用哪一个，并且知道哪一个会让错误的数悄悄溜过去。
#
# 需要[第 2 课](02_chain_rule.ipynb)（路）和[第 8 课](08_in_place.ipynb)（版本）。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# $x = 2$ and $y = x^2$. In `z = y * x` two roads lead from `z` to `x`: through `y`, and directly. Together
# $(x^3)' = 3x^2 = 12$.
#
# `y.detach()` is a tensor with `y`'s value and without its history: nobody knows any more that it came from `x`. So what is
# `x.grad` after `z.backward()`, if
#
# 1. `z = y.detach() * x`;
# 2. `z = y.detach() * x + y`?
#
# Choose among 0, 4, 8, 12 and 16. (`gradient` takes a formula; `lambda x, y: y * x` is one, a function without a name.)

# %% [markdown] lang="zh" of="076515e6"
# ## 先预测
#
# $x = 2$，$y = x^2$。在 `z = y * x` 里，从 `z` 到 `x` 有两条路：一条经过 `y`，一条直达。合起来是 $(x^3)' = 3x^2 = 12$。
#
# `y.detach()` 是一个新张量，有 `y` 的值，没有 `y` 的历史：再没有人知道它是从 `x` 算来的。那么 `z.backward()` 之后，`x.grad` 是多少，如果
#
# 1. `z = y.detach() * x`；
# 2. `z = y.detach() * x + y`？
#
# 从 0、4、8、12、16 里选。（`gradient` 的参数是一个算式；`lambda x, y: y * x` 就是一个算式，也就是没有名字的函数。）

# %% question="38"
my_first, my_second = None, None

def gradient(formula):
    x = torch.tensor([2.], requires_grad=True)
    y = x ** 2
    z = formula(x, y)
    z.backward()
    return x.grad

print(gradient(lambda x, y: y * x))
print(gradient(lambda x, y: y.detach() * x), my_first)
print(gradient(lambda x, y: y.detach() * x + y), my_second)

# %% [markdown] lang="en"
# 12, **4**, **8**. Look at the last one: the dashed card `c` is the detached `y`. Its value is used; but where the two strokes
# cross the line the way back is cut.

# %% [markdown] lang="zh" of="ae61143d"
# 12，**4**，**8**。看最后一个：虚线的卡片 `c` 就是剪下来的 `y`。它的值用上了；可是画着两道斜线的地方，回头路剪断了。

# %% question="38"
x = torch.tensor([2.], requires_grad=True)
y = x ** 2
c = y.detach()
p = c * x
z = p + y
mg.draw(z)

# %%
mg.explain(z, x)

# %% [markdown] lang="en"
# `detach()` cuts **one road**, not `x`. For what comes after, `c` is a constant, 4:
#
# - The first is $(4x)' = 4$, the second $(4x + x^2)' = 4 + 2x = 8$.
# - **0** would be right if `detach()` switched `x` off. It changes neither `x` nor `y`, it makes a third tensor.
# - **12** for the first: the road through `y` was still counted.
# - **16** for the second: nothing was cut, $(x^3 + x^2)' = 12 + 4$. A nudge of `x` says 16 too, for the *values* still move
#   along. To detach is a wish: "please treat this as a constant".
#
# ## Two things that are not the same: memory and history
#
# A tensor has numbers, which lie somewhere in the **memory**, and a **history** (`grad_fn`: how it was computed). What does
# `detach()` share? One way to look: where the memory begins.

# %% [markdown] lang="zh" of="243bb2ad"
# `detach()` 剪的是**一条路**，不是 `x`。对后面的运算来说，`c` 是常数 4：
#
# - 第 1 题是 $(4x)' = 4$；第 2 题是 $(4x + x^2)' = 4 + 2x = 8$。
# - **0**：要是 `detach()` 把 `x` 关掉，才是这样。它既不改 `x`，也不改 `y`，而是做出第三个张量。
# - 第 1 题答 **12**：经过 `y` 的那条路还是算进去了。
# - 第 2 题答 **16**：什么也没有剪，$(x^3 + x^2)' = 12 + 4$。把 `x` 动一动，得到的也是 16，因为**值**还是跟着动的。detach 是一个请求：“请把它当作常数。”
#
# ## 内存和历史是两回事
#
# 一个张量有数，数放在**内存**的某个地方；还有**历史**（`grad_fn`：怎样算出来的）。`detach()` 共享的是什么？有一个办法：看内存从哪里开始。

# %% seed="000.3" question="4"
tensor_data = torch.tensor([[10.0]], requires_grad=True)
tensor_detach = tensor_data.detach()

print(tensor_data, tensor_data.requires_grad)
print(tensor_detach, tensor_detach.requires_grad)
print(tensor_detach is tensor_data)
print(tensor_detach.untyped_storage().data_ptr() == tensor_data.untyped_storage().data_ptr())

# %% [markdown] lang="en"
# Another box, without `requires_grad`, and *the same numbers in the same place*. Not a copy, though one often reads so.
# The proof: change one, look at the other.

# %% [markdown] lang="zh" of="337e14d0"
# 是另一个盒子，不带 `requires_grad`；可是**数还是那些数，在同一个地方**。它不是复制品，虽然常有人这样写。证据：改一个，看另一个。

# %% seed="001.9" question="4"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)

y.backward()

w_detach = w.detach()
w_detach.data[0] = 999
print(w)
print(w.grad, w._version)

# %% [markdown] lang="en"
# `w` has become 999 as well; one name more for the same memory (an *alias*). The gradient is still 5, it was computed before.
#
# This is sometimes shown as *the* way to change a tensor that belongs to a graph. It works, but look at the version: **0**. Somebody
# has changed `w`, and PyTorch was not told. Keep that in mind.
#
# ## Who shares what?
#
# Four ways to get "another `y`". Before you run it, write down for each: does a change of it show in `y` (M, memory)? Does a
# gradient still flow through it (H, history)?

# %% [markdown] lang="zh" of="67044a7a"
# `w` 也变成了 999：同一块内存，多了一个名字（alias，“别名”）。梯度还是 5，因为是之前算好的。
#
# 有人把它当作修改计算图里的张量的**标准办法**。它确实能改，可是看看版本号：**0**。有人改了 `w`，PyTorch 却不知道。记住这一点。
#
# ## 谁共享什么？
#
# 得到“另一个 `y`”的四种写法。运行之前，先给每一种写下：改了它，`y` 会跟着变吗（M，内存）？梯度还能从它流过去吗（H，历史）？

# %% question="32"
mine = {"y": "MH", "clone": None, "detach": None, "detach, clone": None}

x = torch.tensor([2.], requires_grad=True)
y = x ** 2
others = [y, y.clone(), y.detach(), y.detach().clone()]

for name, other in zip(mine, others):
    found = "M" if other.data_ptr() == y.data_ptr() else "-"
    found += "H" if other.requires_grad else "-"
    print(f"{name:14} {found}  {mine[name]}")

# %% [markdown] lang="en"
# | | history kept | history dropped |
# |:--|:--|:--|
# | **memory shared** | `c = y` | `c = y.detach()` |
# | **memory new** | `c = y.clone()` | `c = y.detach().clone()` |
#
# `clone()` is an operation like any other (its derivative is 1), so gradients flow through it. For a *snapshot* that nothing
# touches any more you need both, `y.detach().clone()`.
#
# ## Not one tensor, but a stretch of time
#
# `no_grad()` is a block. What is computed inside is not recorded. Three lines are printed: where will it say `True`?

# %% [markdown] lang="zh" of="5983a0cd"
# | | 保留历史 | 丢掉历史 |
# |:--|:--|:--|
# | **共享内存** | `c = y` | `c = y.detach()` |
# | **新的内存** | `c = y.clone()` | `c = y.detach().clone()` |
#
# `clone()` 和别的运算一样（导数是 1），所以梯度会从它流过去。想要一张谁也碰不到的**快照**，两个都要：`y.detach().clone()`。
#
# ## 不是一个张量，而是一段时间
#
# `no_grad()` 是一个代码块，在里面算的东西不记录。下面打印三行：哪些地方是 `True`？

# %% seed="002.4 002.5" question="4"
x = torch.ones(5)
w = torch.zeros(5, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
z = torch.matmul(x, w) + b
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z.requires_grad)

z = torch.matmul(x, w) + b
z_det = z.detach()
print(z_det.requires_grad, z.requires_grad, w.requires_grad)

# %% [markdown] lang="en"
# `True`; `False`; and in the last line only `z_det` is `False`, `z` and `w` are as they were. `no_grad()` does not switch `requires_grad` off, it puts the
# *recorder* to sleep; after the block it is awake again. The two ways give the same `z` without a history, but not for the same
# price: `detach()` lets everything be recorded and drops it then, `no_grad()` keeps nothing in the first place. So for using a
# trained model: `no_grad()`. (Its saving is the drawers: none is filled.)
#
# The third switch is on the leaf itself, and it stays: `requires_grad_(False)`, "frozen". What is the last thing that the cell prints?

# %% [markdown] lang="zh" of="c53da285"
# 先是 `True`，再是 `False`；最后一行里，只有 `z_det` 是 `False`，`z` 和 `w` 还是老样子。`no_grad()` 并不关掉 `requires_grad`，它只是让**记录员**睡一会儿，出了代码块就醒。两种写法都得到没有历史的 `z`，代价却不同：`detach()` 是先全部记下来再丢掉，`no_grad()` 是一开始就什么也不留。所以模型训练好了、拿来用的时候，用 `no_grad()`。（省下的是抽屉：一个也不装。）
#
# 第三个开关在叶子节点自己身上，而且一直有效：`requires_grad_(False)`，叫作“冻结”。下面最后打印出来的是什么？

# %% seed="004.5 004.6 004.7" question="4"
x = torch.tensor([1., 2., 3.], requires_grad=True)
with torch.no_grad():
    y = x * 2
    v = torch.tensor([1.], requires_grad=True)
print(y.requires_grad, v.requires_grad)

y = x.detach()
print(y.requires_grad, x.requires_grad)

x.requires_grad_(False)
print(x.requires_grad)
print((x * 2).requires_grad)

# %% [markdown] lang="en"
# `False`: nobody in `x * 2` asks for a gradient any more. (And `v`, made inside the block, is a leaf like any other: only
# *operations* are not recorded there.)
#
# ## Break it: changed behind PyTorch's back
#
# The sigmoid keeps its **output** in the drawer (lesson 8). We take the output without its history, set it to zero, and go backward.
# First through `detach()`. An error, or a wrong number?

# %% [markdown] lang="zh" of="dbe5e82e"
# 是 `False`：`x * 2` 里再没有谁要求梯度了。（`v` 是在代码块里创建的，却是普通的叶子节点：那里不记录的只是**运算**。）
#
# ## 故意弄坏：背着 PyTorch 修改
#
# sigmoid 的抽屉里留的是**输出**（第 8 课）。我们拿到不带历史的输出，把它清零，再反向传播。先用 `detach()`。会报错，还是数不对？

# %% tags=["raises-exception"] question="4"
a = torch.tensor([1., 2., 3.], requires_grad=True)
out = a.sigmoid()
c = out.detach()
c.zero_()
print(out)
out.sum().backward()

# %% [markdown] lang="en"
# An error, thank goodness. `detach()` shares the **version** too: `c` was changed, so `out` is at version 1, and the drawer expected 0.
# The repair is to say what one wants: a copy, `out.detach().clone()`.
#
# On the web the repair is often `.data`: "like `detach()`, and the error is gone". It is. Try both
# repairs. And once more `w_detach.data[0] = 999`. Above it was harmless, for `backward()` was over. Here it comes before, and
# $y = w\cdot w$ with $w = 1$ has the slope 2. What will be in `w.grad`?

# %% [markdown] lang="zh" of="98b8ee1c"
# 报错，谢天谢地。`detach()` 连**版本**也共享：`c` 改了，`out` 就是版本 1，而抽屉要的是 0。改法是说清楚自己要什么：要一份复制品，`out.detach().clone()`。
#
# 网上的改法常常是 `.data`：“和 `detach()` 一样，而且不报错。”确实不报错。两种改法都试试。
#
# 然后再来一次 `w_detach.data[0] = 999`。前面那次没有出事，因为 `backward()` 已经做完了。这次放在它之前，$y = w\cdot w$，$w = 1$，斜率是 2。`w.grad` 里会是什么？

# %% question="4"
def slopes(empty):
    a = torch.tensor([1., 2., 3.], requires_grad=True)
    out = a.sigmoid()
    empty(out)
    out.sum().backward()
    return a.grad
print(slopes(lambda out: out.detach().clone().zero_()))
print(slopes(lambda out: out.data.zero_()))

w = torch.tensor([1.], requires_grad=True)
y = w * w
w_detach = w.detach()
w_detach.data[0] = 999
y.backward()
print(w.grad)

# %% [markdown] lang="en"
# The copy gives the right slopes. `.data` gives `[0, 0, 0]`, **wrong, and not a word**: the derivative of the sigmoid is $s(1-s)$,
# and in the drawer lay zeros. `.data` shares the memory and *hides the change*, the version stays 0.
#
# And 1998 is not 2 either. With `w_detach[0] = 999` (no `.data`) it would have been an error. So:
#
# | | what it is | memory | history | version |
# |:--|:--|:--|:--|:--|
# | `y.detach()` | a tensor | shared | none | **shared**: changes are noticed |
# | `y.data` | a tensor | shared | none | its own: changes go **unnoticed** |
# | `y.clone()` | an operation | new | kept | its own, and that is right |
# | `no_grad()` | a block of code | | nothing inside is recorded | counted as ever |
# | `w.requires_grad_(False)` | a switch on a leaf | | no one records for its sake | |
#
# There is no reason left to write `.data` in a new program. You will read it in old ones.
#
# ## On to NumPy
#
# Plotting or saving wants arrays. `numpy()` on a tensor of a graph:

# %% [markdown] lang="zh" of="59008b5a"
# 复制品那一行，斜率是对的。`.data` 得到 `[0, 0, 0]`，**错了，而且一声不响**：sigmoid 的导数是 $s(1-s)$，可抽屉里躺着的是 0。`.data` 共享内存，却**瞒着修改**，版本还是 0。
#
# 1998 也不是 2。要是写 `w_detach[0] = 999`（不用 `.data`），就会报错。总结一下：
#
# | | 它是什么 | 内存 | 历史 | 版本 |
# |:--|:--|:--|:--|:--|
# | `y.detach()` | 张量 | 共享 | 没有 | **共享**：修改会被发现 |
# | `y.data` | 张量 | 共享 | 没有 | 自己的：修改**不会**被发现 |
# | `y.clone()` | 运算 | 新的 | 保留 | 自己的，本该如此 |
# | `no_grad()` | 代码块 | | 里面什么也不记录 | 照样计数 |
# | `w.requires_grad_(False)` | 叶子节点上的开关 | | 不再为它记录 | |
#
# 新写的程序里，已经没有理由用 `.data`。老程序里你会读到它。
#
# ## 转成 NumPy
#
# 画图、存盘要的是数组。对计算图里的张量调用 `numpy()`：

# %% tags=["raises-exception"] question="14"
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
y.numpy()

# %% [markdown] lang="en"
# An array has no history, so the road would break off here. PyTorch does not forbid it; it only wants *you* to say so, and the message even
# says how: `y.detach().numpy()`. But the memory is shared, once more, and NumPy knows nothing about versions. What will `x.grad` be: `[2, 4]`?

# %% [markdown] lang="zh" of="ee258f16"
# 数组没有历史，路到这里就断了。PyTorch 并不禁止，只是要**你**亲口说出来，错误信息连写法都给了：`y.detach().numpy()`。不过内存又是共享的，而 NumPy 不知道什么版本。`x.grad` 会是 `[2, 4]` 吗？

# %% question="14"
array = x.detach().numpy()
array[0] = 7
print(x, x._version)
y.sum().backward()
print(x.grad)

safe = x.detach().clone().numpy()
safe[0] = 0
print(x)

# %% [markdown] lang="en"
# `[14, 4]`: a wrong number in silence, as with `.data`. For looking, `detach().numpy()` is fine; whoever wants to change the
# array takes `detach().clone().numpy()`.
#
# ## eval() is something else
#
# `model.eval()` is often put beside `no_grad()`, or in its place. Here is a layer that behaves differently while training (some do: they
# add noise, or drop values). Which of the four cases records?

# %% [markdown] lang="zh" of="d553fe4f"
# `[14, 4]`：和 `.data` 一样，悄悄地错了。只是看看，`detach().numpy()` 就行；想改数组，就用 `detach().clone().numpy()`。
#
# ## eval() 是另一回事
#
# `model.eval()` 常常和 `no_grad()` 一起出现，也有人拿它代替 `no_grad()`。下面的层在训练时行为不同（有些层就是这样：加噪声，或者丢掉一些值）。四种情况里，哪几种会记录？

# %% question="15"
class Doubler(torch.nn.Module):
    def forward(self, x):
        return x * 2 if self.training else x * 1

x = torch.tensor([1.], requires_grad=True)
model = Doubler()
for mode in (model.train, model.eval):
    mode()
    y = model(x)
    with torch.no_grad():
        z = model(x)
    print(model.training, y.item(), y.requires_grad, z.item(), z.requires_grad)

# %% [markdown] lang="en"
# | | as ever | inside `no_grad()` |
# |:--|:--|:--|
# | `train()` | 2, `True` | 2, `False` |
# | `eval()` | 1, **`True`** | 1, `False` |
#
# `eval()` sets one flag, `training`, and the layers read it. It does not stop the recording. The two switches have nothing to
# do with each other; for measuring a trained model you want both.
#
# ## Your turn
#
# $z = y\cdot x$ with $y = x^2$ at $x = 2$ again, 12 in all. Put `detach()` where it makes the gradient **8**. (Then 0.)

# %% [markdown] lang="zh" of="b874ea1e"
# | | 照常 | 在 `no_grad()` 里 |
# |:--|:--|:--|
# | `train()` | 2，`True` | 2，`False` |
# | `eval()` | 1，**`True`** | 1，`False` |
#
# `eval()` 只是设了一个标志 `training`，由各层去读。它并不停止记录。两个开关互不相干；测试训练好的模型时，两个都要。
#
# ## 轮到你了
#
# 还是 $z = y\cdot x$，$y = x^2$，$x = 2$，梯度一共是 12。把 `detach()` 放到合适的地方，让梯度变成 **8**。（然后试试 0。）

# %%
print(gradient(lambda x, y: y * x))

# %% [markdown] lang="en"
# `y * x.detach()`: the direct road is cut, and the one through `y` remains, $2x\cdot 2 = 8$. With the 4 from above that makes
# 12, as it must. For 0 both roads would be cut: `y.detach() * x.detach()` has no history at all, and `backward()` answers with the
# error *element 0 of tensors does not require grad*: where no road is, there is nothing to walk ({lesson 3}).
#
# More to do: [exercises of lesson 9](../../exercises/en/09_detach.ipynb). All look-alikes on one page: [the name card](names.ipynb).
# Where the step of a training loop uses `no_grad()`, and what `.data` does there: [lesson 10](10_gradient_descent.ipynb).
#
# ## To keep
#
# > **`detach()` cuts a road and shares the memory; `clone()` copies the memory and keeps the road; `no_grad()` is a time without
# > a recorder; and `.data` keeps silent.**
#
# Next: use a gradient to learn something. [Lesson 10 · Gradient descent by hand](10_gradient_descent.ipynb)

# %% [markdown] lang="zh" of="b86408a0"
# `y * x.detach()`：剪掉直达的路，留下经过 `y` 的，$2x\cdot 2 = 8$。加上前面的 4，正好是 12。要得到 0，就得把两条路都剪掉：`y.detach() * x.detach()` 完全没有历史，`backward()` 会报错 *element 0 of tensors does not require grad*。没有路，就没法走（{lesson 3}）。
#
# 还想练习：[第 9 课的练习](../../exercises/zh/09_detach.ipynb)。所有长得像的名字都在一页上：[名字辨析卡](names.ipynb)。训练循环里更新参数为什么用 `no_grad()`，`.data` 在那里又怎样，见[第 10 课](10_gradient_descent.ipynb)。
#
# ## 记住一句话
#
# > **`detach()` 剪断路，共享内存；`clone()` 复制内存，保留路；`no_grad()` 是一段没有记录员的时间；而 `.data` 一声不响。**
#
# 接下来，用梯度学点东西：[第 10 课 · 手写梯度下降](10_gradient_descent.ipynb)
