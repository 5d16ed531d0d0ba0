# %% [markdown] lang="en"
# # 6 · The life of a graph
#
# *30 minutes · new name: `retain_graph`*
#
# At the end you can
#
# - say what a backward pass throws away, and what it leaves;
# - predict when a second pass fails, and repair it in three ways;
# - find the part of a graph that lives too long, in a loop and in memory.
#
# You need [lesson 5](05_accumulation.ipynb): passes pour into the bucket, one after the other.

# %% [markdown] lang="zh" of="9ce2bf1b"
# # 6 · 计算图的一生
#
# *30 分钟 · 新名字：`retain_graph`*
#
# 学完这一课，你能够
#
# - 讲清一次反向传播会扔掉什么，留下什么；
# - 预测第二次反向传播什么时候会失败，并用三种办法改好；
# - 找到图里活得太久的那一部分，不管是在循环里，还是在内存里。
#
# 需要[第 5 课](05_accumulation.ipynb)：每次反向传播都往桶里倒。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# Four small formulas, $x = 2$. For each we go backward **twice** through the same `y`. Which ones survive it?
#
# - **A** · $x + 1$
# - **B** · $x^2$
# - **C** · $3x$
# - **D** · $-x$
#
# All of them, because a graph is a graph? None, because PyTorch forbids it? Or some? (`try` and `except` catch the error, so that
# the loop can go on; the beginning of its message is printed.)

# %% [markdown] lang="zh" of="699673cc"
# ## 先预测
#
# 四个小算式，$x = 2$。每一个都对同一个 `y` 反向传播**两次**。哪几个撑得过去？
#
# - **A** · $x + 1$
# - **B** · $x^2$
# - **C** · $3x$
# - **D** · $-x$
#
# 全都可以，图就是图嘛？全都不行，PyTorch 不允许？还是有的行，有的不行？（`try` 和 `except` 把错误接住，循环好继续走；只打印错误信息的开头。）

# %% question="8"
my_survivors = None

for name in ("A", "B", "C", "D"):
    x = torch.tensor([2.], requires_grad=True)
    y = {"A": x + 1, "B": x**2, "C": 3 * x, "D": -x}[name]
    y.backward()
    try:
        y.backward()
        print(name, x.grad)
    except RuntimeError as error:
        print(name, str(error)[:50])
print(my_survivors)

# %% [markdown] lang="en"
# **A** and **D** survive, with twice the gradient in the bucket. **B** and **C** do not. So it is not the graph that is gone. What is it?
#
# Ask what each operation must *know* on the way back. $x + 1$: nothing, the slope is 1 whatever $x$ is. $-x$: nothing. $x^2$: the slope is $2x$, so it
# needs $x$. $3x$: it needs the 3. What is needed is put into a **drawer** of the operation when it runs. Here are the drawers of
# our old formula. Which box has none? (In the blue half, watch the drawer being filled; in the orange half, being used and emptied.)

# %% [markdown] lang="zh" of="831bc4be"
# **A** 和 **D** 撑过去了，桶里是两倍的梯度。**B** 和 **C** 不行。可见消失的不是图本身。那么消失的是什么？
#
# 想一想，每个运算往回走的时候必须**知道**什么。$x + 1$：什么也不用，不管 $x$ 是几，斜率都是 1。$-x$：也不用。$x^2$：斜率是 $2x$，所以要知道 $x$。$3x$：要知道那个 3。要用到的东西，运算的时候就放进它的**抽屉**里。下面是我们的老算式和它的抽屉。哪个方框没有抽屉？（蓝色的一半里，看抽屉怎样装上；橙色的一半里，看它怎样用掉、清空。）

# %% question="8"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)
mg.step(y)

# %% [markdown] lang="en"
# The two + have none; the × keeps `a` and `b`: on the way back, what goes to the one is multiplied by the value of the other. Now for real, and look at the drawers after the
# pass:

# %% [markdown] lang="zh" of="b76c2e3b"
# 两个 + 没有抽屉；× 留着 `a` 和 `b`：往回走的时候，传给一个的要乘以另一个的值。现在来真的，看看反向传播之后的抽屉：

# %% seed="001.2"
y.backward()
print(y, w.grad, x.grad)
print(y.grad_fn.next_functions[0][0] is a.grad_fn)

mg.draw(y)

# %% [markdown] lang="en"
# Little has happened: `y` still has its value, its `grad_fn` still knows the way (`True`), the buckets hold 5 and 2. Only the
# drawers say *freed*. PyTorch does that to save memory: in a large network the drawers are the largest part, and most graphs are walked once. (The usual sentence "one can go backward
# only *once*" means this, and is a little too strong, as A and D have shown.)
#
# ## Break it
#
# A well-known tutorial goes on from here with a second pass, prints 5 and 10, and shows no error. Before you run it: will `retain_graph=True` save us?

# %% [markdown] lang="zh" of="738270ab"
# 没有什么大的变化：`y` 的值还在，`grad_fn` 还认得路（`True`），桶里是 5 和 2。只有抽屉写着“已释放”。PyTorch 这样做是为了省内存：在大的网络里，抽屉占的地方最多，而大多数图只走一遍。（常说的“只能反向传播**一次**”就是这个意思，不过说得过了一点，A 和 D 就是例子。）
#
# ## 故意弄坏
#
# 有一篇流传很广的教程，接着就做第二次反向传播，打印出 5 和 10，没有报错。运行之前先想：`retain_graph=True` 救得了我们吗？

# %% tags=["raises-exception"] seed="001.3" question="8"
y.backward(retain_graph=True)
print(w.grad)
y.backward()
print(w.grad)

# %% [markdown] lang="en"
# No; the picture marks the box that had nothing left to work with. Read the message: *trying to backward through the graph a second time*; saved values **are freed when you call `.backward()`**. The pass that
# emptied the drawer was the *first* one, in the cell above. `retain_graph=True` says "do not empty *after this pass*"; it cannot
# fill up again what is empty. (The tutorial's 5 and 10 are right for a fresh graph; there, the cell with the formula had been run
# again in between.)
#
# Three remedies that are in circulation. Will one of them help?

# %% [markdown] lang="zh" of="32612967"
# 救不了；图里框出来的，就是抽屉已经空了的那个运算。读一读信息：*trying to backward through the graph a second time*，“你想第二次走过这张图”；存下的值 ***are freed when you call .backward()***，“调用 backward() 的时候就释放了”。清空抽屉的是**第一次**，在前面的单元格里。`retain_graph=True` 说的是“**这一次之后**别清空”，空了的抽屉它填不回来。（教程里的 5 和 10，对新的图来说没有错：那里在中间又重新运行了写算式的单元格。）
#
# 网上流传着三种“偏方”。有没有一种管用？

# %% question="8"
def second_pass(y, **options):
    try:
        y.backward(**options)
        print("ok")
    except RuntimeError as error:
        print(str(error)[:50])


y = (x + w) * (w + 1)
y.backward()
torch.optim.SGD([w, x], lr=0.1).zero_grad()
second_pass(y)
second_pass(y, retain_graph=True)
y.requires_grad_()
second_pass(y)

# %% [markdown] lang="en"
# - `zero_grad()` in between empties the *buckets*. The *drawers* are empty already, and that is the trouble.
# - `retain_graph=True` at the second pass: too late, as above.
# - `requires_grad_()`: the flag was never the matter.
#
# What does help: say it at the **first** pass. Or compute `y` anew, for a new graph has full drawers. (The third way comes below: add up
# first, and go back once.)

# %% [markdown] lang="zh" of="62061aef"
# - 中间加 `zero_grad()`：清的是**桶**。空的是**抽屉**，毛病在抽屉上。
# - 第二次才写 `retain_graph=True`：晚了，同上。
# - `requires_grad_()`：问题从来不在这个标记上。
#
# 管用的办法：在**第一次**就说。或者把 `y` 重新算一遍，新的图抽屉是满的。（第三种办法后面讲：先加起来，再走一遍。）

# %% seed="001.3" question="8"
w.grad = None
y = (x + w) * (w + 1)
y.backward(retain_graph=True)
print(w.grad)
y.backward()
print(w.grad)

a = x + w
b = w + 1
y = a * b
y.backward()
print(w.grad)
mg.explain(y, w)

# %% [markdown] lang="en"
# 5, 10, and with a new graph 15. (The bucket adds up, as in lesson 5.) That last pass has emptied the drawers again: the
# derivation can still name the roads, but it has no numbers to put in.
#
# ## Two losses, one shared part
#
# Who goes backward twice on purpose? Whoever has two losses. Here $h = x^2$ is computed once, and both use it:
# $3h$ and $5h$, at $x = 2$. Slopes: 12 and 20. Does the second pass fail, although `second` has never been walked?

# %% [markdown] lang="zh" of="48ce10ca"
# 5，10，换一张新的图，15。（桶是累加的，见第 5 课。）最后这一次又把抽屉清空了：推导过程还说得出有哪些路，可是没有数可以代入了。
#
# ## 两个损失，一段公用的图
#
# 谁会有意走两遍？有两个损失的人。下面 $h = x^2$ 只算一次，两个损失都用它：$3h$ 和 $5h$，$x = 2$。斜率分别是 12 和 20。`second` 从来没有走过，它的反向传播会失败吗？

# %% tags=["raises-exception"] question="8"
x = torch.tensor([2.], requires_grad=True)
h = x**2
first = 3 * h
second = 5 * h

first.backward()
print(x.grad)
second.backward()

# %% [markdown] lang="en"
# It does. The pass came through `5 * h` without trouble (and emptied that drawer as it left); but then both roads lead through the
# **same** box $x^2$, and there `first` had been before. The picture of the sum shows the shared part: one box, used by both.
#
# Below it are three right ways; each should give $12 + 20 = 32$. The best is the first: one pass, and nothing is kept.

# %% [markdown] lang="zh" of="2b738a06"
# 会。走过 `5 * h` 的时候没有问题（走过以后，它的抽屉也就清空了）；可是再往下，两条路都经过**同一个**方框 $x^2$，那里 `first` 早就来过，抽屉是空的。把两个损失的和画出来，就看到公用的部分：一个方框，两边都用。
#
# 图下面是三种对的办法，都应该得到 $12 + 20 = 32$。第一种最好：只走一遍，什么也不用留。

# %%
x = torch.tensor([2.], requires_grad=True)
h = x**2
first = 3 * h
second = 5 * h
total = first + second
mg.draw(total)

# %% question="8"
total.backward()
print(x.grad)

x.grad = None
h = x**2
(3 * h).backward(retain_graph=True)
(5 * h).backward()
print(x.grad)

x.grad = None
(3 * x**2).backward()
(5 * x**2).backward()
print(x.grad)

# %% [markdown] lang="en"
# ## The same error in a loop
#
# "But I compute the loss anew in every round!" Here somebody does, and the error comes all the same, in round two. Find the line before you
# read on. (`torch.optim.SGD`'s `step()` is $w \leftarrow w - \text{lr}\cdot w\text{.grad}$.)

# %% [markdown] lang="zh" of="b68330c5"
# ## 循环里的同一个错误
#
# “可是我每一轮都重新算损失啊！”下面的人确实重新算了，第二轮还是报错。先找出是哪一行，再往下读。（`torch.optim.SGD` 的 `step()` 做的是 $w \leftarrow w - \text{lr}\cdot w\text{.grad}$。）

# %% tags=["raises-exception"] question="41"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)

scale = w * w
for i in range(3):
    optimizer.zero_grad()
    loss = scale * 3
    loss.backward()
    optimizer.step()
    print(f"{w.item():.4f}")

# %% [markdown] lang="en"
# `scale = w * w` stands **above** the loop. `loss` is new in each round, but it leads into that one old part, whose drawer was emptied in round one. (Other
# parts that come in from outside unnoticed: training targets that were computed with a tensor that requires a gradient; the state that a recurrent network
# carries over.)
#
# The error message itself says *specify retain_graph=True*. Do as it says?

# %% [markdown] lang="zh" of="32840898"
# `scale = w * w` 写在循环**外面**。`loss` 每轮都是新的，可它通向那一段旧的，抽屉在第一轮就清空了。（还有别的东西会不知不觉从外面带进来：用要求梯度的张量算出来的训练目标；循环神经网络从上一步传下来的状态。）
#
# 错误信息自己写着 *specify retain_graph=True*。照办？

# %% tags=["raises-exception"] question="41"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)

scale = w * w
for i in range(3):
    optimizer.zero_grad()
    loss = scale * 3
    loss.backward(retain_graph=True)
    optimizer.step()
    print(f"{w.item():.4f}")

# %% [markdown] lang="en"
# Another error, and a useful one. The drawer was kept: it holds `w`, and a note, *version 0*. But `step()` has changed the number in `w` since:
# *version 1*. What `scale` was computed from is gone, and without this check you would get a gradient for numbers that no longer hold. The
# true fault is that `scale` itself is out of date: it belongs *into* the loop.

# %% [markdown] lang="zh" of="5540dbf3"
# 换了一个错误，而且是有用的错误。抽屉留住了：里面是 `w`，还有一张字条，“版本 0”。可是 `step()` 之后 `w` 里的数已经变了，成了“版本 1”。当初算 `scale` 用的数已经没有了；要是不检查，你得到的就是早已不作数的梯度。真正的毛病是 `scale` 自己过期了：它应该写在循环**里面**。

# %% question="41"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)

for i in range(3):
    optimizer.zero_grad()
    scale = w * w
    loss = scale * 3
    loss.backward()
    optimizer.step()
    print(f"{w.item():.4f}")

# %% [markdown] lang="en"
# ## A graph that never dies
#
# A graph lives as long as somebody holds its end. To report the average loss one adds the losses up. The function counts the boxes behind a
# tensor: it walks as in [lesson 3](03_recording.ipynb), and counts each box once. What will the numbers be in rounds 1 to 4, and what with `.item()`?

# %% [markdown] lang="zh" of="f76fe69a"
# ## 释放不掉的图
#
# 只要有人拿着图的末端，整张图就一直活着。为了报告平均损失，常把每轮的损失加起来。下面的函数数一数，一个张量后面挂着多少个方框：像[第 3 课](03_recording.ipynb)那样走一遍，每个方框只数一次。第 1 到第 4 轮各是多少？换成 `.item()` 呢？

# %% question="28"
def boxes(tensor):
    found, waiting = set(), {tensor.grad_fn}
    while waiting:
        node = waiting.pop()
        found.add(node)
        waiting |= {before for before, _ in node.next_functions if before} - found
    return len(found)


total, number = 0.0, 0.0
for i in range(4):
    loss = 2 * w
    total = total + loss
    number = number + loss.item()
    print(boxes(total), type(number).__name__)

# %% [markdown] lang="en"
# 3, 5, 7, 9: each round leaves its whole graph hanging at `total`; here two boxes, in a real network millions of numbers. After some hours the memory is
# full. `loss.item()` hands over the number only, and the graph of that round can go. (The count includes the `AccumulateGrad` of `w`. A thing not to do is
# call `total.backward()` as well: then each round would count twice.)
#
# ## Your turn
#
# `w` is being trained. Which of these four may stand **above** the loop, in place of `s = x`? Answer for each, then try it.
#
# 1. `s = x`
# 2. `s = x * x`
# 3. `s = w * 3`
# 4. `s = (w * 3).detach()` (the value of $3w$ as a plain number, without its history)

# %% [markdown] lang="zh" of="c7a802e7"
# 3，5，7，9：每一轮的图都整个挂在 `total` 上；这里只是两个方框，真正的网络里就是几百万个数。几个小时以后，内存就满了。`loss.item()` 只交出那个数，这一轮的图就可以走了。（数的时候包括 `w` 的 `AccumulateGrad`。另外，不要再对 `total` 调用 `backward()`，否则每一轮都算了两次。）
#
# ## 轮到你了
#
# 正在训练 `w`。下面四种写法，哪些可以代替 `s = x`，写在循环**外面**？先逐个回答，再试一试。
#
# 1. `s = x`
# 2. `s = x * x`
# 3. `s = w * 3`
# 4. `s = (w * 3).detach()`（只取 $3w$ 的值，不带历史）

# %% question="41"
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
x = torch.tensor([2.])

s = x
for i in range(3):
    optimizer.zero_grad()
    loss = s * w
    loss.backward()
    optimizer.step()
    print(f"{w.item():.4f}")

# %% [markdown] lang="en"
# 1 and 2 may: nothing there is recorded. 3 may not, it is our error. 4 is the sly one: no error, but `s` keeps the value of the
# first `w` for ever.
#
# More to do: [exercises of lesson 6](../../exercises/en/06_graph_life.ipynb).
#
# ## To keep
#
# > **A pass empties the drawers, not the graph: keep them at the first pass, or build anew; and let go of what you only want to read.**
#
# Next: what if the result is not one number, but three? [Lesson 7 · Vectors and the `gradient` argument](07_vectors.ipynb). In a
# hurry to see something learn: [lesson 10](10_gradient_descent.ipynb).

# %% [markdown] lang="zh" of="ab15de8c"
# 1 和 2 可以，那里什么也没有记录。3 不行，就是我们的那个错误。4 最狡猾：不报错，可是 `s` 永远停在最初那个 `w` 的值上。
#
# 还想练习：[第 6 课的练习](../../exercises/zh/06_graph_life.ipynb)。
#
# ## 记住一句话
#
# > **反向传播清空的是抽屉，不是图：要么第一次就留住，要么重新建图；只想看一眼的，就放手。**
#
# 接下来：结果不是一个数，而是三个数，怎么办？[第 7 课 · 向量与 `gradient` 参数](07_vectors.ipynb)。想早点看到模型学习，可以先去[第 10 课](10_gradient_descent.ipynb)。
