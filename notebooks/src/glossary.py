# %% [markdown] lang="en"
# # Glossary
#
# The words of the course, each with its Chinese, in one line. The number is the lesson that makes it clear.
#
# ## The graph
#
# | term | 中文 | in one line | lesson |
# |:--|:--|:--|:--|
# | **computation graph** | 计算图 | what was computed, and from what: operations, joined by the values that go in and come out | {L0} |
# | **tensor** | 张量 | a box of numbers: one, a row, a table, or more | {L0} |
# | **scalar** | 标量 | a single number | {L7} |
# | **shape** | 形状 | how many numbers a tensor has in each direction: (3, 2) is three rows and two columns | {L7} |
# | **operation** | 运算 | one step of a computation, such as + or ×; a box in the picture | {L0} |
# | **leaf** | 叶子节点 | a tensor that no recorded operation made | {L4} |
# | **root** | 根节点 | the result at the end, from which the way back begins | {L0} |
# | **forward pass** | 前向传播 | computing the values, from the leaves to the result | {L0} |
# | **backward pass** | 反向传播 | the way back, which computes the gradients | {L2} |
# | **dynamic graph** | 动态图 | a graph that is recorded anew each time the code runs, `if` and `while` included | {L3} |
# | **history** | 历史 | what led to a tensor: the chain behind its `grad_fn` | {L9} |
# | **topological order** | 拓扑序 | an order in which an operation comes only after all that used its result | {L2} |
#
# ## Derivatives
#
# | term | 中文 | in one line | lesson |
# |:--|:--|:--|:--|
# | **derivative** | 导数 | how many times as much the output moves when an input moves a little | {L1} |
# | **gradient** | 梯度 | all derivatives of one number, one for each number it depends on | {L2} |
# | **nudge, finite difference** | 动一动，有限差分 | move an input a little and look at the output: the meaning of a derivative, and its check | {L1} |
# | **local derivative** | 局部导数 | the derivative of one operation, without the rest | {L2} |
# | **chain rule** | 链式法则 | multiply along a road, add across the roads | {L2} |
# | **automatic differentiation** | 自动微分 | computing derivatives by the chain rule while the program runs: neither formulas nor small steps | {L1} |
# | **Jacobian** | 雅可比矩阵 | the table of all slopes: a row for each output, a column for each input | {L7} |
# | **vector-Jacobian product** | 向量-雅可比积 | the rows of that table, weighted and added: what a backward pass computes | {L7} |
# | **broadcasting** | 广播 | copying a smaller tensor so that the shapes fit; backward, the copies' gradients are added | {L7} |
# | **corner, kink** | 尖角（不可导点） | a place with no single slope, such as relu at 0: PyTorch chooses one | {L12} |
# | **higher derivative** | 高阶导数 | a derivative of a derivative | {L13} |
#
# ## Where things are kept
#
# | term | 中文 | in one line | lesson |
# |:--|:--|:--|:--|
# | **inbox** | 收件箱 | where the contributions of one pass meet and are added (our word) | {L5} |
# | **bucket** | 桶 | our word for `.grad`: passes pour in, you empty it | {L5} |
# | **accumulation** | 梯度累积 | adding to `.grad` what a new pass brings | {L5} |
# | **zeroing** | 清零 | emptying the bucket | {L5} |
# | **drawer, saved value** | 抽屉，保存的值 | what an operation keeps for the way back (drawer is our word) | {L6} |
# | **in-place operation** | 原地操作 | changing the numbers in a tensor in place of making a new tensor | {L8} |
# | **version** | 版本 | how often a tensor was changed in place | {L8} |
# | **to detach** | 分离（剪断） | to go on with the value and without the history | {L9} |
# | **to freeze** | 冻结 | to let a parameter stay as it is: `requires_grad_(False)` | {L9} |
# | **hook** | 钩子 | a function of yours that is called when a gradient comes by | {L4} |
#
# ## Learning
#
# | term | 中文 | in one line | lesson |
# |:--|:--|:--|:--|
# | **model** | 模型 | a formula with numbers to be found | {L10} |
# | **parameter** | 参数 | one of these numbers, such as a weight $w$ or a bias $b$ | {L10} |
# | **loss** | 损失 | one number that says how bad a prediction is | {L10} |
# | **mean squared error** | 均方误差 | square the errors and average | {L11} |
# | **gradient descent** | 梯度下降 | a small step against the gradient, again and again | {L10} |
# | **learning rate** | 学习率 | how long the step is | {L10} |
# | **optimizer** | 优化器 | what takes the step | {L11} |
# | **batch** | 批量 | the examples that are used for one step | {L5} |
# | **module** | 模块 | a function that owns its parameters | {L11} |
# | **neuron** | 神经元 | inputs times weights, added up, plus a bias: $w\cdot x + b$, often with a function such as sigmoid or relu after it | {L12} |
# | **sigmoid** | sigmoid 函数 | squeezes any number between 0 and 1 | {L12} |
# | **logit** | logit（未归一化的分数） | the number before the sigmoid | {L12} |
# | **cross-entropy** | 交叉熵 | a loss for yes-or-no predictions: high if one was sure and wrong | {L12} |
#
# ## PyTorch's names
#
# And the lesson that introduces each.
#
# {names}
#
# [To the course](course.ipynb) · [The name card](names.ipynb)

# %% [markdown] lang="zh" of="e9083611"
# # 术语表
#
# 课程里的词，每个都有英文，一句话讲清。数字是讲清它的那一课。
#
# ## 计算图
#
# | 术语 | English | 一句话 | 课 |
# |:--|:--|:--|:--|
# | **计算图** | computation graph | 算了什么、由什么算来的记录：一个个运算，由进出的值连在一起 | {L0} |
# | **张量** | tensor | 装数的盒子：一个数、一行、一张表，或者更多 | {L0} |
# | **标量** | scalar | 单独一个数 | {L7} |
# | **形状** | shape | 张量在每个方向上有几个数：(3, 2) 是三行两列 | {L7} |
# | **运算** | operation | 计算的一步，例如 + 或 ×；图里的方框 | {L0} |
# | **叶子节点** | leaf | 不是由被记录的运算算出来的张量 | {L4} |
# | **根节点** | root | 最后的结果，往回走从这里开始 | {L0} |
# | **前向传播** | forward pass | 从叶子节点到结果，把值算出来 | {L0} |
# | **反向传播** | backward pass | 往回走，把梯度算出来 | {L2} |
# | **动态图** | dynamic graph | 每次运行代码都重新记录的图，`if` 和 `while` 也照实际走的路记 | {L3} |
# | **历史** | history | 一个张量的来历：它的 `grad_fn` 后面那一串 | {L9} |
# | **拓扑序** | topological order | 一种顺序：用过某个结果的运算都处理完了，才轮到算出它的运算 | {L2} |
#
# ## 导数
#
# | 术语 | English | 一句话 | 课 |
# |:--|:--|:--|:--|
# | **导数** | derivative | 输入动一点点，输出动的是它的几倍 | {L1} |
# | **梯度** | gradient | 一个数对它依赖的每一个数的导数，合在一起 | {L2} |
# | **动一动，有限差分** | nudge, finite difference | 把输入动一点点，看输出：这是导数的意思，也是验算的办法 | {L1} |
# | **局部导数** | local derivative | 单独一个运算的导数，不管别的 | {L2} |
# | **链式法则** | chain rule | 沿路相乘，各路相加 | {L2} |
# | **自动微分** | automatic differentiation | 程序运行时，用链式法则求导：既不推公式，也不靠小步子 | {L1} |
# | **雅可比矩阵** | Jacobian | 所有斜率的表：一个输出一行，一个输入一列 | {L7} |
# | **向量-雅可比积** | vector-Jacobian product | 把表里的各行按分量加起来：反向传播算的就是它 | {L7} |
# | **广播** | broadcasting | 把较小的张量复制开，让形状合得上；反向时，各份的梯度相加 | {L7} |
# | **尖角（不可导点）** | corner, kink | 没有唯一斜率的地方，例如 relu 在 0 处：PyTorch 选一个 | {L12} |
# | **高阶导数** | higher derivative | 导数的导数 | {L13} |
#
# ## 东西放在哪里
#
# | 术语 | English | 一句话 | 课 |
# |:--|:--|:--|:--|
# | **收件箱** | inbox | 一次反向传播里，各条路的贡献在这里相遇、相加（本课程的说法） | {L5} |
# | **桶** | bucket | `.grad` 的形象说法：每次反向传播往里倒，由你清空 | {L5} |
# | **梯度累积** | accumulation | 把新一次反向传播的梯度加到 `.grad` 上 | {L5} |
# | **清零** | zeroing | 把桶倒空 | {L5} |
# | **抽屉，保存的值** | drawer, saved value | 运算为往回走留着的值（“抽屉”是本课程的说法） | {L6} |
# | **原地操作** | in-place operation | 不创建新张量，直接改张量里的数 | {L8} |
# | **版本** | version | 一个张量被原地修改过几次 | {L8} |
# | **分离（剪断）** | to detach | 只要值，不要历史 | {L9} |
# | **冻结** | to freeze | 让参数保持不变：`requires_grad_(False)` | {L9} |
# | **钩子** | hook | 梯度经过时会被调用的、你写的函数 | {L4} |
#
# ## 学习
#
# | 术语 | English | 一句话 | 课 |
# |:--|:--|:--|:--|
# | **模型** | model | 带着待定的数的算式 | {L10} |
# | **参数** | parameter | 待定的数之一，例如权重 $w$、偏置 $b$ | {L10} |
# | **损失** | loss | 用一个数说出预测有多糟 | {L10} |
# | **均方误差** | mean squared error | 误差平方，再求平均 | {L11} |
# | **梯度下降** | gradient descent | 逆着梯度走一小步，一遍又一遍 | {L10} |
# | **学习率** | learning rate | 步子有多大 | {L10} |
# | **优化器** | optimizer | 负责走这一步的东西 | {L11} |
# | **批量** | batch | 走一步所用的那些样本 | {L5} |
# | **模块** | module | 带着自己参数的函数 | {L11} |
# | **神经元** | neuron | 输入乘以权重，加起来，再加偏置：$w\cdot x + b$，后面常接 sigmoid 或 relu 这样的函数 | {L12} |
# | **sigmoid 函数** | sigmoid | 把任何数压到 0 和 1 之间 | {L12} |
# | **logit（未归一化的分数）** | logit | 进 sigmoid 之前的数 | {L12} |
# | **交叉熵** | cross-entropy | 判断“是”或“否”时用的损失：又肯定又错，代价就大 | {L12} |
#
# ## PyTorch 的名字
#
# 后面的数字是第一次讲到它的课。
#
# {names}
#
# [回到课程](course.ipynb) · [名字辨析卡](names.ipynb)
