# %% [markdown] lang="en"
# # The course
#
# How does PyTorch know which way to turn a million knobs? By **automatic differentiation**. This course shows every step of it:
# as a picture, as numbers, as a formula, as code. You need a little Python and the derivative from school.
#
# Each lesson asks before it answers. Guess first, even wrongly: that is how it sticks. Everything you run is your own
# copy, so break it. Every number in the text is one that the cells compute.
#
# ## The map
#
# A lesson needs those that are to the left of it on its line.
#
# ```text
# 0 ── 1 ── 2 ─┬─ 3 ── 4
#              ├─ 5 ─┬─ 6 ── 8 ── 9
#              │     ├─ 7
#              │     └─ 10 ── 11 ── 12
#              └─ 13 ── 14
# ```
#
# - **Two hours:** {L0}, {L1}, {L2}, {L5}, {L10}. From the first picture to a trained model.
# - **You have used PyTorch for a while:** {L4}, {L6}, {L8}, {L9}. What you have copied so far without knowing why.
# - **You want to know how it is built:** {L2}, {L7}, {L13}, {L14}. To an engine of your own.
#
# ## How far you are
#
# Run the next cell (Shift+Enter): it shows a ✓ for each exercise whose check has said *Right*. That is kept in your folder
# of notebooks, not in the notebook: rename it, copy it, start it afresh, nothing is lost.

# %% [markdown] lang="zh" of="ecfee49e"
# # 课程总览
#
# 一百万个旋钮，PyTorch 怎么知道每个该往哪边拧？靠的是**自动微分**。这门课把它的每一步都摆出来：画成图，写成数，列成式，变成代码。只要会一点 Python，加上中学里的导数。
#
# 每一课都先问后答。先猜，猜错了也好，这样才记得牢。你运行的都是自己的那一份，尽管弄坏它。课文里的每个数，都是单元格里算出来的。
#
# ## 地图
#
# 学一课之前，先学它那条线上左边的几课。
#
# ```text
# 0 ── 1 ── 2 ─┬─ 3 ── 4
#              ├─ 5 ─┬─ 6 ── 8 ── 9
#              │     ├─ 7
#              │     └─ 10 ── 11 ── 12
#              └─ 13 ── 14
# ```
#
# - **只有两个小时**：{L0}、{L1}、{L2}、{L5}、{L10}。从第一张图到训练好的模型。
# - **用过一阵子 PyTorch**：{L4}、{L6}、{L8}、{L9}。以前照抄、不知道为什么的那些写法。
# - **想知道它是怎么造的**：{L2}、{L7}、{L13}、{L14}。直到自己造出一个引擎。
#
# ## 学到哪里了
#
# 运行下一个单元格（Shift+Enter）：检查说过“正确”的练习都会打上 ✓。进度记在你的笔记本文件夹里，不在笔记本里：改名、复制、重做，都不会丢。

# %% tags=["setup"]
import minigrad as mg
from minigrad.check import progress

mg.notebook("en")
progress()

# %% [markdown] lang="en"
# ## From code to gradient
#
# {lessons 0-2}
#
# ## What PyTorch writes down, and where a gradient stays
#
# {lessons 3-6}
#
# ## Many numbers, changed numbers, cut roads
#
# {lessons 7-9}
#
# ## Learning
#
# {lessons 10-12}
#
# ## Inside
#
# {lessons 13-14}
#
# ## Here because of an error?
#
# | PyTorch says | lesson |
# |:--|:--|
# | *Only Tensors of floating point and complex dtype can require gradients* | {L0} |
# | *element 0 of tensors does not require grad and does not have a grad_fn* | {L3} |
# | `.grad` is `None`; *The .grad attribute of a Tensor that is not a leaf Tensor is being accessed* | {L4} |
# | *can't optimize a non-leaf Tensor*; *you can only change requires_grad flags of leaf variables* | {L4} |
# | *'NoneType' object has no attribute 'zero_'*; or the gradients grow and grow | {L5} |
# | *Trying to backward through the graph a second time*; or the memory fills up | {L6} |
# | *grad can be implicitly created only for scalar outputs*; *Mismatch in shape: grad_output[0]* | {L7} |
# | *a leaf Variable that requires grad is being used in an in-place operation* | {L8} |
# | *one of the variables needed for gradient computation has been modified by an inplace operation* | {L8} |
# | *Can't call numpy() on Tensor that requires grad* | {L9} |
# | *unsupported operand type(s) for \*: 'float' and 'NoneType'* | {L1}, {L10} |
# | the loss explodes | {L10} |
# | *Using a target size that is different to the input size* | {L11} |
# | *function ... returned an incorrect number of gradients* | {L13} |
#
# There is a clinic for twelve such cases in {lesson 14}. And when a program of your own fails, minigrad adds a note below the
# error: where it comes from, often with a picture.
#
# ## To look things up
#
# - [The name card](names.ipynb): `requires_grad`, `retain_grad`, `retain_graph`, `no_grad`, `grad_fn` on one page.
# - [Glossary](glossary.ipynb): every term in both languages, in one line.
#
# The lessons use `minigrad`, a small package with PyTorch's names and PyTorch's behaviour. How to switch to PyTorch itself is
# said in {lesson 0}. Begin there.

# %% [markdown] lang="zh" of="fd78759b"
# ## 从代码到梯度
#
# {lessons 0-2}
#
# ## PyTorch 记下什么，梯度留在哪里
#
# {lessons 3-6}
#
# ## 许多数，改过的数，剪断的路
#
# {lessons 7-9}
#
# ## 学习
#
# {lessons 10-12}
#
# ## 打开引擎盖
#
# {lessons 13-14}
#
# ## 是被报错带到这里来的？
#
# | PyTorch 说 | 课 |
# |:--|:--|
# | *Only Tensors of floating point and complex dtype can require gradients* | {L0} |
# | *element 0 of tensors does not require grad and does not have a grad_fn* | {L3} |
# | `.grad` 是 `None`；*The .grad attribute of a Tensor that is not a leaf Tensor is being accessed* | {L4} |
# | *can't optimize a non-leaf Tensor*；*you can only change requires_grad flags of leaf variables* | {L4} |
# | *'NoneType' object has no attribute 'zero_'*；或者梯度越来越大 | {L5} |
# | *Trying to backward through the graph a second time*；或者内存越占越多 | {L6} |
# | *grad can be implicitly created only for scalar outputs*；*Mismatch in shape: grad_output[0]* | {L7} |
# | *a leaf Variable that requires grad is being used in an in-place operation* | {L8} |
# | *one of the variables needed for gradient computation has been modified by an inplace operation* | {L8} |
# | *Can't call numpy() on Tensor that requires grad* | {L9} |
# | *unsupported operand type(s) for \*: 'float' and 'NoneType'* | {L1}、{L10} |
# | 损失越来越大 | {L10} |
# | *Using a target size that is different to the input size* | {L11} |
# | *function ... returned an incorrect number of gradients* | {L13} |
#
# {lesson 14}的后一半是错误门诊，十二种这样的毛病一一来看。你自己的程序报错的时候，minigrad 也会在错误下面补充一段：错从哪里来，常常还配一张图。
#
# ## 备查
#
# - [名字辨析卡](names.ipynb)：`requires_grad`、`retain_grad`、`retain_graph`、`no_grad`、`grad_fn`，都在一页上。
# - [术语表](glossary.ipynb)：每个术语都有中英文，一句话讲清。
#
# 课里用的是 `minigrad`，一个小小的包，名字和行为都和 PyTorch 一样。怎样换成 PyTorch，{lesson 0}里有说明。就从那里开始吧。
