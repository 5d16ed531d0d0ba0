# %% [markdown] lang="en"
# # 2 · The chain rule on the graph
#
# *25 to 30 minutes · new name: `retain_grad()`*
#
# At the end you can
#
# - read a derivative off a graph: **multiply along a road, add across the roads**;
# - say why $\partial y/\partial w$ is 5, and not 2 or 3;
# - say why the backward pass starts with 1, and why its order matters.
#
# You need [lesson 0](00_computation_graph.ipynb) and [lesson 1](01_nudge.ipynb): a derivative says how many times as far the
# output moves as the input was nudged.

# %% [markdown] lang="zh" of="da73a429"
# # 2 · 计算图上的链式法则
#
# *25 到 30 分钟 · 新名字：`retain_grad()`*
#
# 学完这一课，你能够
#
# - 从计算图上读出导数：**沿路相乘，各路相加**；
# - 讲清 $\partial y/\partial w$ 为什么是 5，而不是 2 或 3；
# - 讲清反向传播为什么从 1 开始，顺序为什么要紧。
#
# 需要[第 0 课](00_computation_graph.ipynb)和[第 1 课](01_nudge.ipynb)：导数说的是，输入动一点点，输出动它的几倍。

# %% tags=["setup"]
import minigrad as mg
import minigrad as torch

mg.notebook("en")

# %% [markdown] lang="en"
# ## Predict first
#
# Again $y = (x + w)(w + 1)$ with $x = 2$ and $w = 1$, so $y = 6$.
#
# Now $w$ grows by a tiny bit, and $x$ stays. How many times as much does $y$ grow? This number is the derivative
# $\partial y/\partial w$. (The round $\partial$ only says: all other inputs stay where they are.)
#
# Is it **2**, **3**, **5** or **6**? And $\partial y/\partial x$, when $x$ grows and $w$ stays?

# %% [markdown] lang="zh" of="81d1da6b"
# ## 先预测
#
# 还是 $y = (x + w)(w + 1)$，$x = 2$，$w = 1$，所以 $y = 6$。
#
# 现在让 $w$ 增加一点点，$x$ 不动。$y$ 增加的量是 $w$ 的几倍？这个倍数就是导数 $\partial y/\partial w$。（圆圆的 $\partial$ 只是说：其他输入都不动。）
#
# 是 **2**、**3**、**5**，还是 **6**？换成 $x$ 增加、$w$ 不动，$\partial y/\partial x$ 又是多少？

# %%
my_dw = None
my_dx = None

# %% [markdown] lang="en"
# ## Nudge it and see
#
# No rule yet: just ask the function. First nothing moves, then $w$ moves by 0.01, then $x$ does.

# %% [markdown] lang="zh" of="4e44f9f0"
# ## 动一动，看一看
#
# 先不用任何法则，直接去问函数。第一行谁都不动，第二行 $w$ 动 0.01，第三行 $x$ 动 0.01。

# %%
def formula(x, w):
    return (x + w) * (w + 1)


print(f"{formula(2, 1):.4f}")
print(f"{formula(2, 1.01):.4f}")
print(f"{formula(2.01, 1):.4f}")
print(my_dw, my_dx)

# %% [markdown] lang="en"
# $w$ moved by 0.01 and $y$ by 0.0501: **five** times as much, and a small rest. (The rest is $0.01\cdot 0.01$, the grey
# corner of lesson 1: the smaller the step, the less it counts.) $x$ moved by 0.01 and $y$ by 0.02: **twice** as much.
#
# Where would the other answers come from? $w$ stands in two brackets. Move it in one of them only:

# %% [markdown] lang="zh" of="11cb5226"
# $w$ 动了 0.01，$y$ 动了 0.0501：**5** 倍，外加一点零头。（零头是 $0.01\cdot 0.01$，就是第 1 课的灰色小角，步子越小，它越不起眼。）$x$ 动了 0.01，$y$ 动了 0.02：**2** 倍。
#
# 其他答案是从哪里来的？$w$ 在两个括号里都有。试试只让其中一个动：

# %%
print(f"{(2 + 1.01) * (1 + 1):.4f}")
print(f"{(2 + 1) * (1.01 + 1):.4f}")

# %% [markdown] lang="en"
# - **2** is right if $w$ moves in the first bracket only: 6.02.
# - **3** is right if it moves in the second one only: 6.03.
# - **5** = 2 + 3: it is *one* $w$, it moves in both at once, and both effects arrive.
# - **6** is $2\cdot 3$, or $y$ itself. But two effects on one number add up; and $y$ says how *large* it is, not how
#   fast it moves.
#
# ## Each operation knows its own small part
#
# Nobody needs the derivative of the whole formula. Each box only has to know its own, the **local derivative**:
#
# | operation | if the first input moves | if the second input moves |
# |:--|:--|:--|
# | $a = w + x$ | $\partial a/\partial w = 1$ | $\partial a/\partial x = 1$ |
# | $b = w + 1$ | $\partial b/\partial w = 1$ | the number 1 stays |
# | $y = a\cdot b$ | $\partial y/\partial a = b = 2$ | $\partial y/\partial b = a = 3$ |
#
# A sum passes a movement on as it is. In a product, each factor moves the result as much as the *other* factor is large.
# (For $a$: hold $b = 2$ still, then $y = 2a$, a straight line of slope 2.) The picture has these numbers on its arrows:
# `×b = 2` says *times `b`, and that is 2*.

# %% [markdown] lang="zh" of="72090bca"
# - **2** 是只有第一个括号里的 $w$ 在动：6.02。
# - **3** 是只有第二个括号里的 $w$ 在动：6.03。
# - **5** = 2 + 3：$w$ 只有**一个**，两个括号里同时在动，两份影响都会到达。
# - **6** 是 $2\cdot 3$，或者就是 $y$ 本身。但是对同一个数的两份影响应该相加；而 $y$ 说的是它有**多大**，不是它动得有多快。
#
# ## 每个运算只管自己那一小段
#
# 谁也不需要知道整个算式的导数。每个方框只要知道自己的，也就是**局部导数**：
#
# | 运算 | 第一个输入动 | 第二个输入动 |
# |:--|:--|:--|
# | $a = w + x$ | $\partial a/\partial w = 1$ | $\partial a/\partial x = 1$ |
# | $b = w + 1$ | $\partial b/\partial w = 1$ | 数 1 不会动 |
# | $y = a\cdot b$ | $\partial y/\partial a = b = 2$ | $\partial y/\partial b = a = 3$ |
#
# 加法把变化原样往下传。乘法里，一个因子动，结果动多少，要看**另一个**因子有多大。（拿 $a$ 来说：让 $b = 2$ 不动，$y = 2a$ 就是一条斜率为 2 的直线。）图里的箭头上写的就是这些数：`×b = 2` 的意思是“乘以 `b`，也就是 2”。

# %% seed="001.2"
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)
mg.draw(y)

# %% [markdown] lang="en"
# ## Two roads
#
# Walk from $y$ back to $w$, against the arrows. There are two roads:
#
# - $y \to a \to w$, with the numbers 2 and 1. **Multiply along the road:** $2\cdot 1 = 2$. If $w$ moves by one unit, $a$
#   moves by 1, and for each unit of $a$, $y$ moves by 2. Like gear wheels. (School says it of
#   $f(g(w))$: outer derivative times inner derivative. That is one road with two arrows.)
# - $y \to b \to w$, with 3 and 1: $3\cdot 1 = 3$.
#
# **Add across the roads:** $2 + 3 = 5$. From $y$ to $x$ there is one road only: $2\cdot 1 = 2$.
#
# That is the whole chain rule. First the two roads in colour; then as one writes it down: the rule, with names, with
# numbers, and once more arrow by arrow (an *edge* is an arrow).

# %% [markdown] lang="zh" of="59a01bce"
# ## 两条路
#
# 从 $y$ 逆着箭头走回 $w$，一共有两条路：
#
# - $y \to a \to w$，路上的数是 2 和 1。**沿路相乘**：$2\cdot 1 = 2$。$w$ 动 1 份，$a$ 就动 1 份；$a$ 每动 1 份，$y$ 动 2 份。像齿轮一样。（中学里学过，复合函数 $f(g(w))$ 的导数等于外层的导数乘以内层的导数：那就是有两条箭头的一条路。）
# - $y \to b \to w$，路上的数是 3 和 1：$3\cdot 1 = 3$。
#
# **各路相加**：$2 + 3 = 5$。从 $y$ 到 $x$ 只有一条路：$2\cdot 1 = 2$。
#
# 这就是链式法则的全部。先把两条路涂上颜色；再写成式子：先写法则，再写名字，最后代入数，末了逐条箭头再算一遍（“边”就是箭头）。

# %%
mg.draw(y, paths=w)

# %% question="12"
mg.explain(y, w)

# %% [markdown] lang="en"
# Does school agree? Multiply out: $y = w^2 + xw + w + x$. The derivative with respect to $w$ is $2w + x + 1$: the third
# line.
#
# ## Step through it
#
# Go to the orange half and watch three things:
#
# 1. It starts with a **1** at `y`.
# 2. The × sends `b`'s value to `a`, and `a`'s value to `b`: it swaps them.
# 3. At `w` two numbers meet: `3 + 2 = 5`. Where they meet is `w`'s **inbox**. Only when it is complete does the sum go on
#    to `.grad`.

# %% [markdown] lang="zh" of="bdbe84f7"
# 和中学的算法对得上吗？把括号乘开：$y = w^2 + xw + w + x$，对 $w$ 求导，得 $2w + x + 1$，正是上面的第三行。
#
# ## 一步一步地走
#
# 走到橙色的那一半，注意三件事：
#
# 1. 它从 `y` 那里的 **1** 开始。
# 2. × 把 `b` 的值传给 `a`，把 `a` 的值传给 `b`，正好交换。
# 3. 两个数在 `w` 那里相遇：`3 + 2 = 5`。它们相遇的地方，是 `w` 的**收件箱**。收件箱到齐之后，总和才会送进 `.grad`。

# %%
mg.step(y)

# %% [markdown] lang="en"
# ## Let PyTorch do it
#
# The stepper was a rehearsal: it changed nothing. Now for real. `backward()` walks the graph from `y` to the leaves and
# leaves the results in their `.grad`. `y` is no leaf and would not keep its own number; `retain_grad()`, called
# before, asks it to.

# %% [markdown] lang="zh" of="0331ac47"
# ## 让 PyTorch 来做
#
# 刚才是彩排，什么也没有改变。现在来真的。`backward()` 从 `y` 出发，沿着计算图走到叶子节点，把结果留在它们的 `.grad` 里。`y` 不是叶子节点，本来不会留下自己的梯度；事先调用 `retain_grad()`，就是请它留下。

# %% question="43" seed="001.2"
y.retain_grad()
y.backward()

print(y.grad)
print(w.grad, my_dw)
print(x.grad, my_dx)

mg.play(formula, x=2., w=1.)

# %% [markdown] lang="en"
# 5 and 2, as the nudge said. In the picture the numbers are yours: move `w` alone. Which gradients follow, and why does
# $\partial y/\partial x$, though `x` stays where it is? (The two sums have no names there: `v1` and `v2`.) Look at the arrow
# that leads up to `x`: the × sends the *other* factor that way, $w + 1$.
#
# **Why start with 1?** Because $\partial y/\partial y = 1$: if $y$ moves by one, $y$ moves by one. Every other
# number is a product that begins with this 1.
#
# **Why backwards?** Going forward, you move *one* input and see what becomes of it: one pass for each input. Going
# backward, *one* pass from $y$ serves all inputs at once. Here that is 1 pass against 2. A network has a million
# weights and one loss: 1 against $1\,000\,000$.
#
# ## Break it: an engine with a bug
#
# A backward pass is short. Below, each row of `roads` is one arrow walked back: from, to, local derivative. The engine
# starts with 1 and multiplies. Will it say 5 for `w`? If not, what then?

# %% [markdown] lang="zh" of="24abedf0"
# 5 和 2，和“动一动”的结果一致。图里的数由你来定：只动 `w`，哪些梯度跟着变？`x` 没有动，$\partial y/\partial x$ 为什么也变了？（图里的两个和没有名字，就叫 `v1` 和 `v2`。）看看通向 `x` 的那条路：× 往那边传的是**另一个**因子，$w + 1$。
#
# **为什么从 1 开始？** 因为 $\partial y/\partial y = 1$：$y$ 动 1，$y$ 就动 1。其他每个数都是连乘出来的，打头的就是这个 1。
#
# **为什么要往回走？** 往前走，一次只能动**一个**输入，看它带来什么；有几个输入就要走几遍。往回走，从 $y$ 出发走**一遍**，所有输入的导数就都有了。这里是 1 遍对 2 遍。一个神经网络有一百万个权重，只有一个损失：1 遍对 $1\,000\,000$ 遍。
#
# ## 故意弄坏：一个有错的引擎
#
# 反向传播的代码很短。下面 `roads` 里的每一行，是逆着走的一条箭头：从哪里、到哪里、局部导数是多少。引擎从 1 开始，一路相乘。`w` 那里会得到 5 吗？不是的话，会是几？

# %% question="12"
roads = [("y", "a", 2), ("y", "b", 3), ("b", "w", 1), ("a", "w", 1), ("a", "x", 1)]

grad = {"y": 1}
for start, end, local in roads:
    grad[end] = grad[start] * local
print(grad)

# %% [markdown] lang="en"
# `w` gets 2. The engine says 2, the nudge says 5: who is right? The function itself, of course. The 3 came first, and
# then `=` **overwrote** it with the 2. Nearly everybody who writes an engine writes this bug once; it stays
# hidden as long as no value is used twice. Nothing fails, the number is just wrong. In place of `=` we need "add to what is
# there". (`grad.get(end, 0)` is what is there, or 0 while nothing is.)

# %% [markdown] lang="zh" of="15a032b0"
# `w` 得到的是 2。引擎说 2，“动一动”说 5，谁对？当然是函数自己对。3 先到，随后被 `=` 用 2 **覆盖**了。几乎每个写过引擎的人，都犯过一次这个错误：只要没有哪个值用两次，它就一直藏着。程序不报错，只是数不对。`=` 应该换成“加到已有的数上”（`grad.get(end, 0)` 就是已有的数，还没有的时候是 0）：

# %% question="12"
def engine(first, roads):
    grad = {first: 1}
    for start, end, local in roads:
        grad[end] = grad.get(end, 0) + grad[start] * local
    return grad


print(engine("y", roads))
print(engine("z", [("z", "s", 3), ("z", "s", 3)]))

mg.gates()

# %% [markdown] lang="en"
# Now `w` has 5. The second line is $z = s\cdot s$ at $s = 3$, both arrows from one card: 3 + 3 = 6, which is $2s$, as in
# school. So adding has nothing to do with the + sign: it is right at a × as well. **Wherever a value is used more than
# once, its gradients add up.** In the picture that is the fourth little machine, the copy; try out what comes back through
# the others. (`max` passes on the larger of its two numbers. Who will get the gradient?)
#
# ## Break it again: the order
#
# Give the same engine the same arrows, last one first.

# %% [markdown] lang="zh" of="bbcc2703"
# 现在 `w` 是 5 了。第二行是 $z = s\cdot s$，$s = 3$，两条箭头来自同一张卡片：3 + 3 = 6，正是中学里的 $2s$。可见“相加”和加号没有关系，遇到 × 也要加。**一个值用了不止一次，它的梯度就要加起来。** 图里的第四个小机器，复制，说的就是它；另外三个也动手试试，看梯度往回经过它们，会变成什么。（`max` 取两个数里大的那个。梯度会归谁？）
#
# ## 再弄坏一次：顺序
#
# 同一个引擎，同样的箭头，把顺序倒过来。

# %% tags=["raises-exception"] question="13"
engine("y", reversed(roads))

# %% [markdown] lang="en"
# `KeyError: 'a'`: the engine was to hand on `a`'s gradient and has none yet. One can only hand on what has arrived. This
# mistake at least makes a noise. A worse one is silent: handing on when *some* has arrived, but not all. Our formula is
# too simple for that, so here is one where `c` and `d` are both used twice: four roads lead from `g` back to `p`.

# %% [markdown] lang="zh" of="5b4ae672"
# `KeyError: 'a'`：引擎要把 `a` 的梯度传下去，可是它还没有。没有到的东西，没法往下传。这种错误至少会报出来。更糟的是不声不响的那种：只到了**一部分**，就急着往下传。我们的算式太简单，出不了这种错，所以换一个：`c` 和 `d` 都用了两次，从 `g` 回到 `p` 有四条路。

# %%
p = torch.tensor([2.], requires_grad=True)
q = torch.tensor([3.], requires_grad=True)
c, d = p + q, p * q
e, f = c + d, c * d
g = e + f
mg.draw(g, paths=p)

# %% [markdown] lang="en"
# Two orders for the same ten arrows. In `patient`, a card hands on only when all that was sent to it has arrived. In
# `hasty`, `c` hands on right after hearing from `e`, and `f` reports too late. Which of the four roads gets lost, and
# what will `hasty` say for `p`?

# %% [markdown] lang="zh" of="35c02e22"
# 同样的十条箭头，两种顺序。`patient`（耐心）里，一张卡片等寄给它的都到齐了才往下传；`hasty`（性急）里，`c` 一收到 `e` 的就往下传，`f` 的来晚了。四条路里丢的是哪一条？`hasty` 会说 `p` 是几？

# %% question="13"
patient = [("g", "e", 1), ("g", "f", 1), ("f", "c", 6), ("f", "d", 5), ("e", "c", 1)]
patient += [("e", "d", 1), ("d", "p", 3), ("d", "q", 2), ("c", "p", 1), ("c", "q", 1)]

hasty = [("g", "e", 1), ("g", "f", 1), ("e", "c", 1), ("c", "p", 1), ("c", "q", 1)]
hasty += [("e", "d", 1), ("f", "c", 6), ("f", "d", 5), ("d", "p", 3), ("d", "q", 2)]

for order in (patient, hasty):
    grad = engine("g", order)
    print(grad["p"], grad["q"])

g.backward()
print(p.grad, q.grad)

# %% [markdown] lang="en"
# 25 and 19 are right; `hasty` loses the third road, the 6 that `f` had for `c`. PyTorch is patient in a simple way: it takes **the newest
# operation first**. Whatever uses a result was made after it, so it has reported by the time the result's turn
# comes. (The general name is *topological order*.)
#
# ## Your turn
#
# $r = (u + v)\cdot t$ with $u = -2$, $v = 5$, $t = -4$. Find the three gradients with pencil and paper: write the value
# on each card, the local derivative on each arrow, then go back. Put them into the first line, then run the cell.

# %% [markdown] lang="zh" of="43ae6909"
# 25 和 19 是对的；`hasty` 丢掉了第三条路，也就是 `f` 要给 `c` 的 6。PyTorch 的耐心很简单：**最新的运算先来**。谁用了一个结果，谁就一定比它晚出现；所以轮到这个结果的时候，用过它的都已经报到了。（一般的说法叫“拓扑序”。）
#
# ## 轮到你了
#
# $r = (u + v)\cdot t$，$u = -2$，$v = 5$，$t = -4$。用纸和笔求三个梯度：在每张卡片上写值，在每条箭头上写局部导数，然后往回走。先填进第一行，再运行。

# %%
my_u, my_v, my_t = None, None, None

u = torch.tensor([-2.], requires_grad=True)
v = torch.tensor([5.], requires_grad=True)
t = torch.tensor([-4.], requires_grad=True)
r = (u + v) * t
r.backward()
print(u.grad, my_u)
print(v.grad, my_v)
print(t.grad, my_t)

# %% [markdown] lang="en"
# - $-4$ and $-4$: the × sends $t$ to the sum, and the + hands it on to both, unchanged.
# - $3$: the × sends the sum to $t$. If you have $-12$ there, you wrote down $r$ itself.
# - If you have $4$ and $4$, the sign got lost. A negative gradient means: $r$ *falls* when $u$ grows.
#
# More to do: [exercises of lesson 2](../../exercises/en/02_chain_rule.ipynb).
#
# ## To keep
#
# > **Multiply along a road, add across the roads.**
#
# Next: what PyTorch writes down of your program, and what not. [Lesson 3 · What is recorded](03_recording.ipynb)

# %% [markdown] lang="zh" of="084f3dfd"
# - $-4$ 和 $-4$：× 把 $t$ 传给那个和，+ 再原样传给两边。
# - $3$：× 把那个和传给 $t$。如果你写的是 $-12$，那是 $r$ 本身。
# - 如果你写的是 $4$ 和 $4$，那是丢了负号。梯度是负数，意思是 $u$ 增大，$r$ **减小**。
#
# 还想练习：[第 2 课的练习](../../exercises/zh/02_chain_rule.ipynb)。
#
# ## 记住一句话
#
# > **沿路相乘，各路相加。**
#
# 接下来：你的程序里，PyTorch 会记下什么，不记什么？[第 3 课 · 哪些运算会被记录](03_recording.ipynb)
