"""The lessons by number: the name of their files, and their title."""

from __future__ import annotations

from dataclasses import dataclass

from minigrad.check.text import Text

__all__ = ["LESSONS", "Lesson", "lesson"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the course; its exercises and solutions have the same file name."""

    number: int
    slug: str
    title: Text
    written: bool = True  # its exercises may be there before it

    @property
    def name(self) -> str:
        return f"{self.number:02}_{self.slug}"


LESSONS = (
    Lesson(0, "computation_graph", Text("From code to picture", "从代码到计算图")),
    Lesson(1, "nudge", Text("A derivative is a nudge", "导数就是“动一动”")),
    Lesson(2, "chain_rule", Text("The chain rule on the graph", "计算图上的链式法则")),
    Lesson(3, "recording", Text("What is recorded", "哪些运算会被记录")),
    Lesson(4, "leaves", Text("Leaves and the look-alike names", "叶子节点和相似的名字")),
    Lesson(5, "accumulation", Text("Accumulation and zeroing", "梯度累积与清零")),
    Lesson(6, "graph_life", Text("The life of a graph", "计算图的一生")),
    Lesson(7, "vectors", Text("Vectors and the `gradient` argument", "向量与 `gradient` 参数")),
    Lesson(8, "in_place", Text("In-place operations and versions", "原地操作与版本")),
    Lesson(9, "detach", Text("detach, .data, no_grad, clone, numpy", "detach、.data、no_grad、clone、numpy")),
    Lesson(10, "gradient_descent", Text("Gradient descent by hand", "手写梯度下降")),
    Lesson(11, "linear_regression", Text("Linear regression the PyTorch way", "用 PyTorch 的方式做线性回归")),
    Lesson(12, "one_neuron", Text("One neuron that decides", "会做判断的神经元")),
    Lesson(13, "own_operations", Text("Your own operations, and higher derivatives", "自己的运算与高阶导数")),
    Lesson(14, "engine", Text("Build the engine, and the error clinic", "自己造引擎，兼开错误门诊")),
)


def lesson(number: int) -> Lesson:
    """The lesson of that number."""
    return next(lesson for lesson in LESSONS if lesson.number == number)
