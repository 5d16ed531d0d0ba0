# %% [markdown] lang="en"
# # 8 · In-place operations and versions
#
# *30 to 40 minutes · new names: `add_()`, `is`, `_version`*
#
# At the end you can
#
# - tell a new tensor from an old one with new numbers in it;
# - tell two errors apart that look alike, say what each protects, and repair both;
# - foretell when a change in place does no harm: you only need the derivatives from school.
#
# You need [lesson 2](02_chain_rule.ipynb), and from {lesson 6} what a **drawer** is: the little box in an operation that holds
# what it keeps for the way back.

# %% [markdown] lang="zh" of="f0202b7f"
# # 8 · 原地操作与版本
#
# *30 到 40 分钟 · 新名字：`add_()`、`is`、`_version`*
#
# 学完这一课，你能够
#
# - 分清“新的张量”和“换了数的旧张量”；
# - 分清两个长得很像的错误，说出各自在保护什么，并且都能改好；
# - 预先看出什么时候原地修改没有害处：只要会中学里的导数就行。
#
# 需要[第 2 课](02_chain_rule.ipynb)，还有{lesson 6}里的**抽屉**：运算方框里的小格子，放着它为往回走留着的东西。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first: a new box, or the old one?
#
# A name in Python is a tag that sticks on a box. Below `a` is changed twice, and each time a second tag, `first` or
# `second`, has been stuck on the box before. `p is q` asks: are these two tags on the same box? What are the two answers, and
# what is in `first` and `second` at the end?

# %% [markdown] lang="zh" of="e88da0b4"
# ## 先预测：是新盒子，还是旧盒子？
#
# Python 里的名字，是贴在盒子上的标签。下面 `a` 改了两次，每次改之前，盒子上都先贴了第二张标签：`first` 或 `second`。`p is q` 问的是：这两张标签贴在同一个盒子上吗？两个答案各是什么？最后 `first` 和 `second` 里是什么？

# %% seed="001.7"
my_first, my_second = None, None

a = torch.ones((1,))
print(a)

first = a
a = a + torch.ones((1,))
print(a, a is first)

second = a
a += torch.ones((1,))
print(a, a is second)

print(first, my_first, first._version)
print(second, my_second, second._version)

# %% [markdown] lang="en"
# 1, 2, 3: the numbers go up the same way both times, but not by the same means.
#
# - `a = a + 1` computes a **new** box and sticks the tag `a` on it. `first` is still on the old one: 1.
# - `a += 1` changes the number **in** the box. `second` is on the same box and sees 3, though nobody wrote
#   `second = ...`.
#
# The second is called an **in-place** operation. Everything whose name ends in `_` is one (`add_`, `mul_`, `zero_`), and
# so are `+=`, `-=`, `*=`, and `a[0] = ...`. PyTorch counts them: each box has a **version**, the 0 and the 1 at the end of
# the last lines. `first`'s box was never changed, `second`'s once.
#
# ## Break it: a leaf
#
# Back to the first formula. After the forward pass, `w` gets 1 more, in place. Where will it fail: at `w.add_(1)`, at
# `y.backward()`, or nowhere, with a wrong number?

# %% [markdown] lang="zh" of="1f4cd21e"
# 1，2，3：两次都是加 1，做法却不同。
#
# - `a = a + 1` 算出一个**新**盒子，把标签 `a` 贴上去。`first` 还贴在旧盒子上：1。
# - `a += 1` 改的是盒子**里**的数。`second` 贴在同一个盒子上，看到的是 3，虽然没有人写过 `second = ...`。
#
# 第二种叫作**原地操作**（in-place）。名字以 `_` 结尾的都是（`add_`、`mul_`、`zero_`），`+=`、`-=`、`*=` 和 `a[0] = ...` 也是。PyTorch 会数次数：每个盒子有一个**版本**号，就是最后两行末尾的 0 和 1。`first` 的盒子从来没有改过，`second` 的改过一次。
#
# ## 故意弄坏：叶子节点
#
# 回到第一个算式。前向算完以后，把 `w` 原地加 1。会在哪里出错：`w.add_(1)`，`y.backward()`，还是不出错、但数不对？

# %% tags=["raises-exception"] seed="001.8" question="3"
my_place = None

w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)

w.add_(1)

y.backward()

# %% [markdown] lang="en"
# At once, at `w.add_(1)`. The message: *a leaf Variable that requires grad is being used in an in-place operation.* (*Variable*
# is an old word for a tensor.) It is often passed on as **"leaves may not be changed in place, for every derivative depends on them"**. Let us test that. If
# it were so, none of these three would work:

# %% [markdown] lang="zh" of="8f77af3e"
# 当场就错，在 `w.add_(1)` 这一行。错误信息说：*一个要求梯度的叶子节点（leaf Variable），被用在原地操作里*。（Variable 是张量的旧名。）常有人这样转述：**“叶子节点不能原地修改，因为所有的导数都依赖它们。”** 我们来验证一下。要真是这样，下面三种写法就都行不通：

# %% question="3"
x = torch.tensor([2.])
x += 1
print(x, x.is_leaf)

w = torch.tensor([1.], requires_grad=True)
with torch.no_grad():
    w += 1
print(w, w.is_leaf)

y = 3 * w
with torch.no_grad():
    w += 1
y.backward()
print(w.grad)

# %% [markdown] lang="en"
# All three do. (`no_grad()`: compute, but record nothing.) A leaf that requires no gradient may be changed. One that
# does may be changed while nothing is recorded, and even *between* forward and backward: $y = 3w$ has the slope 3
# wherever $w$ is. So the true reason is another one. Look at what a *recorded* change does to a tensor that is no leaf:

# %% [markdown] lang="zh" of="c556f72e"
# 三种都行。（`no_grad()` 的意思是：照样算，但什么也不记录。）不要求梯度的叶子节点可以改；要求梯度的，在不记录的时候可以改，甚至可以在前向和反向**之间**改：$y = 3w$ 的斜率处处是 3，不管 $w$ 在哪里。所以真正的原因不是那个。看看**被记录**的修改，会对一个不是叶子节点的张量做什么：

# %% question="3 30"
x = torch.tensor([3.], requires_grad=True)
y = x * 2
print(y.grad_fn.name(), y._version)
y.add_(1)
print(y.grad_fn.name(), y._version)
mg.draw(y)

# %% [markdown] lang="en"
# The box `y` was the result of the ×; after `add_` it is the result of the +. **A recorded change gives the box a
# new origin.** For a leaf that cannot be: a leaf is what was *not* computed, and that is why its gradient is collected
# in it. After `w.add_(1)` it would be a result, and the bucket would hang nowhere. (Nor does "in place" harm the
# graph here. The value before the change has become a card of its own, one that no name sticks on any more.)
#
# The repair that goes round is `w = w + 1`. Does it do what one wants?

# %% [markdown] lang="zh" of="bf9c727e"
# 盒子 `y` 原来是 × 的结果，`add_` 之后成了 + 的结果。**一次被记录的修改，会给盒子一个新的来历。** 叶子节点不能这样：叶子节点就是**没有**被算出来的东西，所以梯度才收集在它那里。要是 `w.add_(1)` 成了，它就变成了结果，桶就没处挂了。（而且“原地”并没有弄坏计算图：修改之前的值成了一张单独的卡片，只是再没有名字贴在上面。）
#
# 流传的改法是 `w = w + 1`。它做的是我们想要的吗？

# %% question="3"
import warnings

warnings.simplefilter("ignore")
w = torch.tensor([1.], requires_grad=True)
w = w + 1
y = 3 * w
y.backward()
print(w, w.is_leaf, w.grad)

# %% [markdown] lang="en"
# No error, but no gradient either: the tag `w` is on a new box, a result. The leaf, and the 3 in its bucket, have lost
# their name. If you want to *change a parameter*, use `no_grad()` and `+=`; if you want *another number for further
# computing*, give it another name. (`simplefilter` keeps PyTorch's warning quiet, a long one about just this.)
#
# One part of a leaf is no better than the whole, only the message has one word more:

# %% [markdown] lang="zh" of="6ebd14a2"
# 没有报错，可也没有梯度：标签 `w` 贴到了一个新盒子上，它是一个结果。原来的叶子节点，还有桶里的 3，都没有名字了。想**修改参数**，就用 `no_grad()` 加 `+=`；想**拿另一个数接着算**，就给它另起一个名字。（`simplefilter` 是让 PyTorch 的一条警告先别出声，那条很长，讲的正是这件事。）
#
# 只改叶子节点的一部分，也不行，错误信息里只多了一个词（view，“视图”）：

# %% tags=["raises-exception"] question="3" seed="004.11"
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x + 1
print(y)
x[0] = 5.

# %% [markdown] lang="en"
# Some notes say that `x += 1` "may lead to wrong gradients". It is better than that: on a leaf that requires a gradient
# it fails at once, elsewhere it works or fails in `backward()`. It is never silently wrong. How can PyTorch be so sure?
#
# ## Break it again: not a leaf
#
# $y = x\cdot x$, then $z = y\cdot y$, and after that `y` gets 1 more. `y` is no leaf. Where does it fail: at `y += 1`, at
# `backward()`, or nowhere?

# %% [markdown] lang="zh" of="2ee59869"
# 有的笔记说，`x += 1`“可能导致梯度计算错误”。其实没有那么糟：在要求梯度的叶子节点上，它当场报错；在别处，要么没问题，要么 `backward()` 的时候报错。从来不会一声不响地算错。PyTorch 怎么能这么有把握？
#
# ## 再弄坏一次：不是叶子节点
#
# $y = x\cdot x$，然后 $z = y\cdot y$，在这之后 `y` 加 1。`y` 不是叶子节点。会在哪里出错：`y += 1`，`backward()`，还是不出错？

# %% tags=["raises-exception"] question="2"
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
z = y * y
print(y._version)
y += 1
print(y._version)
loss = z.sum()
loss.backward()

# %% [markdown] lang="en"
# `y += 1` went through; `backward()` failed. Here the culprit's line is named under the message. PyTorch leaves you alone with the
# message, so learn to read it; three pieces matter:
#
# | it says | it means |
# |:--|:--|
# | `[torch.FloatTensor [2]]` | look for a tensor of two numbers |
# | `which is output 0 of Add` | it was last made by an addition: the `+=`. *There* is the line to look for |
# | `is at version 1; expected version 0` | when it was put into a drawer it was unchanged; since then it was changed once |
#
# The line that the traceback points to is only where it was *noticed*. What happened, in steps. (The old `y`, the result of $x\cdot x$,
# is called `v1` there: the name has moved on to the result of `+=`.)

# %% [markdown] lang="zh" of="c57c0700"
# `y += 1` 通过了，`backward()` 出错了。这里，错误信息下面写出了肇事的是哪一行；PyTorch 只给你那段信息，所以要学会读。要紧的是三处：
#
# | 它说 | 意思是 |
# |:--|:--|
# | `[torch.FloatTensor [2]]` | 去找一个装着两个数的张量 |
# | `which is output 0 of Add` | 它最后是一次加法算出来的，就是 `+=`。要找的是**那一行** |
# | `is at version 1; expected version 0` | 放进抽屉的时候还没改过，后来改了一次 |
#
# 报错信息指着的那一行，只是**发现**的地方。事情的经过，一步一步看。（原来的 `y`，也就是 $x\cdot x$ 的结果，在图里叫 `v1`：名字 `y` 已经归 `+=` 的结果了。）

# %% question="2"
mg.step(loss)

# %% [markdown] lang="en"
# The × that made `z` needs for its derivative what `y` *was*: 1 and 4. In its drawers is no copy, that would cost memory;
# there is the box itself, with a note "version 0". Now there are 2 and 5 in it: the thick border says that this is not what was put in. With those the gradient would be wrong, so the pass stops.
#
# And if the change is taken back?

# %% [markdown] lang="zh" of="0fa09d42"
# 算出 `z` 的那个 ×，求导要用 `y` **原来**的值：1 和 4。抽屉里放的不是复印件，那太费内存；放的是盒子本身，附一张条子：“版本 0”。现在盒子里是 2 和 5；粗边框表示，这已经不是当初放进去的东西。拿它们去算，梯度就错了，所以停下来。
#
# 那么，改了再改回去呢？

# %% question="2"
def attempt(change):
    x = torch.tensor([1., 2.], requires_grad=True)
    y = x * x
    z = y * y
    change(y)
    try:
        z.sum().backward(retain_graph=True)
        return x.grad
    except RuntimeError as error:
        return str(error).split(". Hint")[0][-43:]

def back_again(y):
    y += 1
    y -= 1
print(attempt(back_again))

# %% [markdown] lang="en"
# Still an error (`attempt` returns the gradient, or the end of the message), version 2: PyTorch counts the changes, it does not compare the numbers. Counting costs nothing.
#
# Here are the repairs that people recommend to each other, one after the other. "It must be `retain_graph=True`": it is in `attempt`
# already. "Put it into `no_grad()`." "Use `.data`." (`y.data`: the same memory, but PyTorch is not told.) The right
# answer, with $z = x^4$, is $4x^3$: `[4, 32]`.

# %% [markdown] lang="zh" of="44478bbf"
# 还是报错（`attempt` 返回的是梯度，或者错误信息的结尾），版本 2：PyTorch 数的是改了几次，并不比较数值。数次数几乎不花力气。
#
# 下面是大家互相推荐的改法，一个一个试。“要加 `retain_graph=True`”：`attempt` 里已经加了。“放进 `no_grad()`。”“用 `.data`。”（`y.data` 是同一块内存，只是不告诉 PyTorch。）正确答案是：$z = x^4$，导数 $4x^3$，也就是 `[4, 32]`。

# %% question="2 4"
def quietly(y):
    with torch.no_grad():
        y += 1

def through_data(y):
    y.data += 1

def elsewhere(y):
    y = y + 1

print(attempt(quietly))
print(attempt(through_data))
print(attempt(elsewhere))

# %% [markdown] lang="en"
# - `no_grad()` does not help: the change is not recorded, but it *is* counted.
# - `.data` silences the error and gives `[8, 40]`. **Wrong, and not a word.** The worst of all repairs.
# - `y = y + 1`, a new box, is right: the drawer keeps the old one. (`y.clone()` before the change does the same.)
# - Also found: "install an older PyTorch". That does not make the program right; at best it makes the mistake silent.
#
# ## When does it do no harm?
#
# It depends on what is in the drawer, and that is what the *derivative* of the operation mentions. In school's table:
#
# | operation | its derivative | mentions | so the drawer holds |
# |:--|:--|:--|:--|
# | $u + 3$ | $1$ | nothing | nothing |
# | $10\,u$ | $10$ | the 10 | the 10 |
# | $u^2$ | $2u$ | the input | the input |
# | $e^u$ | $e^u$ | the **result** itself | the output |
#
# Two more: the **sigmoid** squeezes any number in between 0 and 1, and its derivative is $s(1-s)$, where $s$ is the result;
# **relu** lets positive numbers through and makes the others 0. So six operations; each time either the input or the output
# is changed afterwards. That makes twelve cases: fine, or an error? Fill in what you expect, I for an error if the input
# changes, O for the output. (`lambda u: u + 3` is Python for "the function that makes $u + 3$ of $u$".)

# %% [markdown] lang="zh" of="4036ab1f"
# - `no_grad()` 不管用：修改没有被记录，但**照样**计数。
# - `.data` 让错误不出声，得到 `[8, 40]`。**错了，而且一声不响。** 这是最糟的改法。
# - `y = y + 1` 是一个新盒子，对了：抽屉里留着旧的。（改之前先 `y.clone()` 也一样。）
# - 还有人说“装一个旧版的 PyTorch”。程序不会因此变对，顶多是错得没有声音。
#
# ## 什么时候没有害处？
#
# 要看抽屉里是什么；而抽屉里放的，就是这个运算的**导数**里提到的东西。用中学的导数表：
#
# | 运算 | 它的导数 | 提到了 | 所以抽屉里是 |
# |:--|:--|:--|:--|
# | $u + 3$ | $1$ | 什么也没有 | 空的 |
# | $10\,u$ | $10$ | 那个 10 | 10 |
# | $u^2$ | $2u$ | 输入 | 输入 |
# | $e^u$ | $e^u$ | **结果**自己 | 输出 |
#
# 再加两种：**sigmoid** 把任何数压到 0 和 1 之间，导数是 $s(1-s)$，其中 $s$ 是它的结果；**relu** 让正数通过，其余的变成 0。这样是六种运算，每次在算完以后，要么改输入，要么改输出。一共十二种情况：没事，还是报错？先填上你的预测：改输入会报错写 I，改输出会报错写 O。（`lambda u: u + 3` 是 Python 的写法，意思是“由 $u$ 得到 $u + 3$ 的函数”。）

# %% question="30"
mine = {"u + 3": None, "10 * u": None, "u ** 2": None, "exp": None, "sigmoid": None, "relu": None}
operations = [lambda u: u + 3, lambda u: 10 * u, lambda u: u ** 2, torch.exp, torch.sigmoid, torch.relu]

for name, operation in zip(mine, operations):
    found = ""
    for letter in "IO":
        u = torch.tensor([1., 2.], requires_grad=True) + 0
        v = operation(u)
        (u if letter == "I" else v).mul_(2)
        try:
            v.sum().backward()
        except RuntimeError:
            found += letter
    print(f"{name:8} {found or '-':3} {mine[name]}")

# %% [markdown] lang="en"
# Only four of the twelve are errors.
#
# - "In place is forbidden" would have been eight times wrong. Learn the drawers instead, or look into the picture.
# - `u ** 2` needs its input; change the *output* as you like. `exp` is the other way round.
# - relu could look at its input or at its output, both tell what was positive. PyTorch keeps the output. That is why
#   networks may let relu write its result over its own input, to save memory.
#
# A chain of such steps is fine as well, as long as no drawer is touched:

# %% [markdown] lang="zh" of="d6557a9f"
# 十二种里只有四种报错。
#
# - 要是说“不许原地操作”，就有八次说错了。不如记住抽屉，或者看图。
# - `u ** 2` 要用输入，**输出**随便改。`exp` 正好相反。
# - relu 看输入或看输出都行，两边都看得出谁是正的。PyTorch 留的是输出。所以有的网络为了省内存，让 relu 把结果直接写在自己的输入上。
#
# 这样的步骤连成一串也没事，只要不动抽屉里的东西：

# %% question="30"
x = torch.tensor([1., 2.], requires_grad=True)
y = x ** 2
y += 1
y *= 10
print(y, y._version)
y.sum().backward()
print(x.grad)
mg.draw(y)

# %% [markdown] lang="en"
# $10(x^2 + 1)$, slope $20x$; and `y`'s card says how often it was changed. (The values on the way are numbered: `v1`, `v2`.)
#
# ## Your turn
#
# This program fails. Which drawer is touched? Repair it so that the value of the loss stays the same (2.9525).

# %% [markdown] lang="zh" of="3ed2f310"
# $10(x^2 + 1)$，斜率 $20x$；`y` 的卡片上写着它改过几次。（中间的值没有名字，就编了号：`v1`、`v2`。）
#
# ## 轮到你了
#
# 这个程序会出错。动了哪个抽屉？改好它，损失的值要保持不变（2.9525）。

# %% tags=["raises-exception"] question="2 30"
x = torch.tensor([1.], requires_grad=True)
u = x.exp()
u -= 1
loss = u * u
print(loss)
loss.backward()
print(x.grad)

# %% [markdown] lang="en"
# `exp` keeps its output, and `u -= 1` changes it: *output 0 of Exp* in the message names the drawer, and the version tells that it
# was changed afterwards. With `u = u - 1` the drawer keeps the old box, and the gradient is 9.3415. (Had you tried
# `u.data -= 1`: 5.9050, and not a word.)
#
# ## The two errors side by side
#
# | | *leaf Variable ... in-place* | *modified by an inplace operation* |
# |:--|:--|:--|
# | when | at the line itself | in `backward()`; the culprit is earlier |
# | what it protects | a leaf must not become a result | what is in a drawer must stay as it was |
# | repair | `no_grad()` for a step; else another name | a new box (`y = y + 1`), or change it before it is used |
# | makes it worse | `w = w + 1` in a loop | `.data` |
#
# More to do: [exercises of lesson 8](../../exercises/en/08_in_place.ipynb).
#
# ## To keep
#
# > **In place is allowed, as long as a leaf does not become a result and nothing in a drawer changes; the version tells.**
#
# Next: same memory, no history. [Lesson 9 · detach, .data, no_grad, clone](09_detach.ipynb). What `no_grad()` and `-=` do together in a
# training loop: [lesson 10](10_gradient_descent.ipynb).

# %% [markdown] lang="zh" of="58af303e"
# `exp` 留的是输出，`u -= 1` 改了它：信息里的 *output 0 of Exp* 指出了是哪个抽屉，版本号说明后来改过。换成 `u = u - 1`，抽屉里留着旧盒子，梯度是 9.3415。（要是用 `u.data -= 1`：得到 5.9050，一声不响。）
#
# ## 两个错误放在一起
#
# | | *leaf Variable ... in-place* | *modified by an inplace operation* |
# |:--|:--|:--|
# | 什么时候 | 就在那一行 | `backward()` 的时候；肇事的在前面 |
# | 保护什么 | 叶子节点不能变成运算的结果 | 抽屉里的东西要保持原样 |
# | 改法 | 更新参数用 `no_grad()`，否则另起名字 | 用新盒子（`y = y + 1`），或者在用到之前改 |
# | 越改越糟 | 在循环里写 `w = w + 1` | `.data` |
#
# 还想练习：[第 8 课的练习](../../exercises/zh/08_in_place.ipynb)。
#
# ## 记住一句话
#
# > **原地操作可以用，只要叶子节点不变成结果，抽屉里的东西不被改动；版本号会说话。**
#
# 接下来：同一块内存，没有历史。[第 9 课 · detach、.data、no_grad、clone](09_detach.ipynb)。`no_grad()` 和 `-=` 在训练循环里怎样合作，见[第 10 课](10_gradient_descent.ipynb)。
