"""What the viewers say of a graph, each sentence in both languages side by side.

Placeholders in braces are filled with the learner's names and numbers; `<b>` marks what a sentence is about.
"""

from __future__ import annotations

from .language import current

__all__ = ["CAPTIONS", "listed", "say", "say_in"]

CAPTIONS: dict[str, dict[str, str]] = {
    # notes on cards
    "leaf": {"en": "leaf", "zh": "叶子"},
    "constant": {"en": "constant", "zh": "常量"},
    "number": {"en": "number", "zh": "数"},
    "freed": {"en": "freed", "zh": "已释放"},
    "version": {"en": "version {n}", "zh": "版本 {n}"},
    # forward
    "makes": {
        "en": "<b>{op}</b> makes <b>{result}</b> from {operands}: {result} is {value}.",
        "zh": "<b>{op}</b> 由 {operands} 算出 <b>{result}</b>，得 {value}。",
    },
    "makes_unknown": {
        "en": "<b>{op}</b> makes <b>{result}</b> from {operands}. Nobody holds its value any more.",
        "zh": "<b>{op}</b> 由 {operands} 算出 <b>{result}</b>。这个值已经没有谁留着了。",
    },
    "makes_several": {
        "en": "<b>{op}</b> makes <b>{result}</b> from {operands}, all at once.",
        "zh": "<b>{op}</b> 由 {operands} 一次算出 <b>{result}</b>。",
    },
    "keeps": {
        "en": "It keeps {saved} for the way back.",
        "zh": "它把 {saved} 留下来，反向传播时要用。",
    },
    "keeps_nothing": {
        "en": "It keeps no value for the way back.",
        "zh": "反向传播用不着任何值，所以什么也不留。",
    },
    # backward
    "seed": {
        "en": "The pass begins at <b>{output}</b>: its derivative with respect to itself is 1.",
        "zh": "反向传播从 <b>{output}</b> 出发：它对自己的导数是 1。",
    },
    "seed_given": {
        "en": "The pass begins at <b>{output}</b> with the gradient that it is given.",
        "zh": "反向传播从 <b>{output}</b> 出发，起点是传入的 gradient。",
    },
    "hands_times": {
        "en": "The <b>{op}</b> that made <b>{result}</b> hands {result}'s gradient on to <b>{target}</b>, "
        "times {local}.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 把 {result} 的梯度乘以 {local}，传给 <b>{target}</b>。",
    },
    "hands_same": {
        "en": "The <b>{op}</b> that made <b>{result}</b> hands {result}'s gradient on to <b>{target}</b> as it is.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 把 {result} 的梯度原样传给 <b>{target}</b>。",
    },
    "copies_add": {
        "en": "Going forward <b>{target}</b> was copied to fit; the gradients of the copies are added up.",
        "zh": "前向时 <b>{target}</b> 复制成了几份；各份的梯度加在一起。",
    },
    "hands_shaped": {
        "en": "The <b>{op}</b> that made <b>{result}</b> turns {result}'s gradient into <b>{target}</b>'s, "
        "of shape {shape}.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 把 {result} 的梯度变成 <b>{target}</b> 的梯度，形状是 {shape}。",
    },
    "hands_several": {
        "en": "The <b>{op}</b> that made <b>{result}</b> has the gradients of all of them: its own "
        "<b>backward</b> makes <b>{target}</b>'s from them.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 收齐了它们的梯度，由它自己的 <b>backward</b> 算出 <b>{target}</b> 的梯度。",
    },
    "hook": {
        "en": "Here the hook <b>{hook}</b> on <b>{target}</b> is called with its gradient, {value}; what it returns "
        "takes its place. A rehearsal calls no hook: it goes on with {value}.",
        "zh": "这里会调用 <b>{target}</b> 上的钩子 <b>{hook}</b>，传入它的梯度 {value}；钩子若有返回值，就用返回值代替。"
        "预演不调用钩子，继续用 {value}。",
    },
    "prehook": {
        "en": "Here the prehook <b>{hook}</b> of the <b>{op}</b> that made <b>{result}</b> is called, before the "
        "operation runs. A rehearsal calls no hook.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 运行之前，会先调用它的前置钩子 <b>{hook}</b>。预演不调用钩子。",
    },
    "posthook": {
        "en": "Its hook <b>{hook}</b> is called with what it hands on. (A rehearsal calls none.)",
        "zh": "它的钩子 <b>{hook}</b> 会拿到它传出的梯度。（预演不调用钩子。）",
    },
    "hook_after": {
        "en": "The bucket is filled: now the hook <b>{hook}</b> on <b>{target}</b> is called, and finds {target}.grad "
        "= {value}. A rehearsal calls no hook.",
        "zh": "桶已经装好，这时会调用 <b>{target}</b> 上的钩子 <b>{hook}</b>，它看到的 {target}.grad 是 {value}。"
        "预演不调用钩子。",
    },
    "retains": {
        "en": "<b>{target}</b> was asked to retain its gradient: {value} goes into {target}.grad, too.",
        "zh": "<b>{target}</b> 调用过 retain_grad()：{value} 也存进 {target}.grad。",
    },
    "waits": {
        "en": "{target} was used {n}: this waits for the rest.",
        "zh": "{target} 用了{n}：其余的还没到，先等着。",
    },
    "met": {
        "en": "{target} was used {n}: all its contributions have now met in its inbox, and add up.",
        "zh": "{target} 用了{n}：各份贡献都到了收件箱，加在一起。",
    },
    "then_pours": {
        "en": "Next, and only once, <b>AccumulateGrad</b> will pour the sum into {target}.grad.",
        "zh": "接下来，<b>AccumulateGrad</b> 才会把总和一次倒进 {target}.grad。",
    },
    "frees": {
        "en": "It is done: what it kept is freed.",
        "zh": "它的任务完成了，留下的值随即释放。",
    },
    "pours": {
        "en": "<b>AccumulateGrad</b> pours {target}'s gradient into the bucket: <b>{target}.grad</b> was None "
        "and is now {after}.",
        "zh": "<b>AccumulateGrad</b> 把 {target} 的梯度倒进桶里：<b>{target}.grad</b> 原来是 None，现在是 {after}。",
    },
    "pours_more": {
        "en": "<b>AccumulateGrad</b> pours {target}'s gradient into the bucket, which was not empty: "
        "<b>{target}.grad</b> was {before} and is now {after}.",
        "zh": "<b>AccumulateGrad</b> 把 {target} 的梯度倒进桶里，而桶不是空的：<b>{target}.grad</b> 原来是 {before}，"
        "现在是 {after}。",
    },
    "over": {"en": "The pass is over.", "zh": "反向传播到此结束。"},
    "emptied": {
        "en": "Here the pass stops: <b>backward()</b> has been here before and freed what the <b>{op}</b> that made "
        "<b>{result}</b> had kept. To see the numbers, run the lines that make {output} again, or call "
        "<b>{output}.backward(retain_graph=True)</b>.",
        "zh": "走不下去了：<b>backward()</b> 已经来过，算出 <b>{result}</b> 的 <b>{op}</b> 留下的值都释放了。想看数字，"
        "就把算出 {output} 的几行重新运行一遍，或者改用 <b>{output}.backward(retain_graph=True)</b>。",
    },
    "changed": {
        "en": "Here the pass stops: a value that the <b>{op}</b> that made <b>{result}</b> had kept was changed in "
        "place afterwards. PyTorch says: {error}",
        "zh": "走不下去了：算出 <b>{result}</b> 的 <b>{op}</b> 留下的值，后来被原地修改了。PyTorch 的原话是：{error}",
    },
    "no_numbers": {
        "en": "(No numbers: backward() has freed what was saved. Use {output}.backward(retain_graph=True) to keep it.)",
        "zh": "（没有数字：backward() 已经释放了保存的值。改用 {output}.backward(retain_graph=True) 就会留着。）",
    },
    "twice": {"en": "twice", "zh": "两次"},
    "times": {"en": "{n} times", "zh": " {n} 次"},
    # the controls
    "next_operation": {"en": "next operation", "zh": "下一个运算"},
    "previous_operation": {"en": "previous operation", "zh": "上一个运算"},
    "to_turn": {
        "en": "to the end of the forward pass, where the backward pass begins",
        "zh": "跳到前向传播的末尾，反向传播由此开始",
    },
    "keys": {
        "en": "Keys: ← and → one step, Page Up and Page Down one operation, B to where the backward pass begins, Home "
        "and End to the ends, Space plays.",
        "zh": "按键：← 和 → 移动一步，Page Up 和 Page Down 移动一个运算，B 跳到反向传播开始处，Home 和 End 到两端，空格键播放。",
    },
    # the graph in words
    "alt_graph": {"en": "Computation graph of {output}: ", "zh": "{output} 的计算图："},
    "alt_made": {"en": "{result} = {formula}", "zh": "{result} = {formula}"},
    "alt_is": {"en": "{result} = {formula} = {value}", "zh": "{result} = {formula} = {value}"},
    "alt_leaves": {"en": "Leaves: {leaves}.", "zh": "叶子：{leaves}。"},
    "alt_grad": {"en": "{name} = {value} with {name}.grad = {grad}", "zh": "{name} = {value}，{name}.grad = {grad}"},
    "alt_leaf": {"en": "{name} = {value}", "zh": "{name} = {value}"},
    "alt_alone": {
        "en": "{output} was not recorded: nothing leads back from it.",
        "zh": "{output} 没有被记录：从它出发没有回头路。",
    },
    "unknown": {"en": "not held", "zh": "已不保留"},
    "and": {"en": " and ", "zh": " 和 "},
    "comma": {"en": ", ", "zh": "、"},
    "semicolon": {"en": "; ", "zh": "；"},
    "stop": {"en": ". ", "zh": "。"},
    "end": {"en": ".", "zh": "。"},
    "space": {"en": " ", "zh": ""},
}


def say_in(language: str, caption: str, **parts: str) -> str:
    """A caption in that language.

    >>> say_in("zh", "over")
    '反向传播到此结束。'
    """
    return CAPTIONS[caption][language].format(**parts)


def say(caption: str, **parts: str) -> str:
    """A caption in the current language.

    >>> say("over")
    'The pass is over.'
    """
    return say_in(current(), caption, **parts)


def listed(parts: list[str]) -> str:
    """'a, b and c', or 'a、b 和 c'."""
    if len(parts) < 2:
        return "".join(parts)
    return say("comma").join(parts[:-1]) + say("and") + parts[-1]
