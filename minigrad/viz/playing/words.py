"""What the widgets say, each text in both languages side by side."""

from __future__ import annotations

__all__ = ["TEXTS", "say"]

TEXTS: dict[str, dict[str, str]] = {
    "reset": {"en": "start again", "zh": "恢复原样"},
    "play": {"en": "play", "zh": "播放"},
    "pause": {"en": "pause", "zh": "暂停"},
    # nudge
    "nudge": {"en": "Nudge an input", "zh": "动一动输入"},
    "which": {"en": "nudge", "zh": "动哪一个"},
    "nudged": {
        "en": "{at}: {y} = {value}, ∂{y}/∂{name} = {slope}. "
        "For h = {h} the derivative predicts {predicted}; {y} moves by {true}.",
        "zh": "{at}：{y} = {value}，∂{y}/∂{name} = {slope}。h = {h} 时，导数预测变化 {predicted}，实际变化 {true}。",
    },
    "nudge_curve": {"en": "what is around the place, ±2h", "zh": "这一点附近，左右各 2h"},
    "predicted": {"en": "derivative · h", "zh": "导数 · h"},
    "true": {"en": "true change", "zh": "实际变化"},
    "quotient": {"en": "change / h", "zh": "变化 / h"},
    "off": {"en": "off by", "zh": "误差"},
    "nudge_rounding": {
        "en": "First each smaller h is better: the curve looks ever more like its tangent. Then it gets worse: the "
        "computer keeps about 16 digits, and below them nothing can move.",
        "zh": "起初 h 越小越准：曲线看上去越来越像它的切线。再小就变差了："
        "计算机只留大约 16 位数字，比这更小的，动了也等于没动。",
    },
    # gates
    "gates": {"en": "What operations do to a gradient", "zh": "各种运算怎样对待梯度"},
    "gate_add": {"en": "+ hands it to both", "zh": "+ 原样分发"},
    "gate_mul": {"en": "× swaps", "zh": "× 交换"},
    "gate_max": {"en": "max chooses one way", "zh": "max 只走一条路"},
    "gate_copy": {"en": "a copy adds", "zh": "复制则相加"},
    "gates_add": {"en": "y = a + b = {y}: a gets {da}, b gets {db}.", "zh": "y = a + b = {y}：a 得 {da}，b 得 {db}。"},
    "gates_mul": {"en": "y = a · b = {y}: a gets {da}, b gets {db}.", "zh": "y = a · b = {y}：a 得 {da}，b 得 {db}。"},
    "gates_max": {
        "en": "y = max(a, b) = {y}: a gets {da}, b gets {db}.",
        "zh": "y = max(a, b) = {y}：a 得 {da}，b 得 {db}。",
    },
    "gates_copy": {
        "en": "a = {a}, used twice: a gets {g} + {g2} = {da}.",
        "zh": "a = {a}，用了两次：a 得 {g} + {g2} = {da}。",
    },
    "gates_note": {
        "en": "Blue goes forward, orange comes back. Give a and b the same value and look at max.",
        "zh": "蓝色是前向的值，橙色是反向的梯度。把 a 和 b 调成相等，看看 max。",
    },
    # play
    "playing": {"en": "The graph, live", "zh": "会动的计算图"},
    "played": {"en": "{at}: {y} = {value}; {slopes}.", "zh": "{at}：{y} = {value}；{slopes}。"},
    # descend
    "descend": {"en": "Gradient descent", "zh": "梯度下降"},
    "descended": {
        "en": "lr = {lr}, step {i} of {n}: {where}, loss {loss}.",
        "zh": "lr = {lr}，第 {i} 步（共 {n} 步）：{where}，损失 {loss}。",
    },
    "next": {"en": "next: ", "zh": "下一步："},
    "lr": {"en": "learning rate", "zh": "学习率"},
    "start": {"en": "start", "zh": "起点"},
    "step": {"en": "step", "zh": "步数"},
    "stage": {"en": "step", "zh": "步骤"},
    "data": {"en": "data and line", "zh": "数据和直线"},
    "loss_curve": {"en": "loss, step by step", "zh": "每一步的损失"},
    "landscape": {"en": "the loss, seen from above", "zh": "从上往下看损失"},
    "valley": {"en": "the loss as a valley", "zh": "损失的谷"},
    # jacobian
    "jacobian": {"en": "The Jacobian, row by row", "zh": "雅可比矩阵，一行一行地求"},
    "jacobian_alt": {"en": "J = {J}, v = {v}: v·J = {vJ}.", "zh": "J = {J}，v = {v}：v·J = {vJ}。"},
    "jacobian_none": {
        "en": "{m} outputs, {n} inputs: {mn} slopes, and none of them is known yet.",
        "zh": "{m} 个输出，{n} 个输入：一共 {mn} 个斜率，现在一个也不知道。",
    },
    "jacobian_row": {
        "en": "backward({v}): only output {i} counts. What arrives at x is row {i} of J: {row}.",
        "zh": "backward({v})：只有第 {i} 个输出算数。到达 x 的，就是 J 的第 {i} 行：{row}。",
    },
    "jacobian_v": {
        "en": "Now v = {v}: each row counts as much as its entry of v says.",
        "zh": "现在 v = {v}：v 的每一项，说的是那一行占多少分量。",
    },
    "jacobian_column": {
        "en": "Down column {j}, multiply and add: {sum}.",
        "zh": "顺着第 {j} 列往下，相乘再相加：{sum}。",
    },
    "jacobian_all": {
        "en": "One backward(v) gives {vJ} at once. It never writes the table down.",
        "zh": "一次 backward(v) 就同时给出 {vJ}，从不写出整张表。",
    },
}


def say(text: str, language: str, **parts: object) -> str:
    """A text in that language.

    >>> say("play", "zh")
    '播放'
    """
    return TEXTS[text][language].format(**parts)
