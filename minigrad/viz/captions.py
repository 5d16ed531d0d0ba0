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
    "newest_first": {
        "en": "The operations follow, the newest first: each has all its gradients by the time it is its turn.",
        "zh": "接着轮到各个运算，后算的先走：轮到谁，谁的梯度就已经到齐了。",
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
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 收齐了它们的梯度，由它自己的 <b>backward</b> 算出 "
        "<b>{target}</b> 的梯度。",
    },
    "hook": {
        "en": "Here the hook <b>{hook}</b> on <b>{target}</b> is called with its gradient, {value}; what it returns "
        "takes its place. A rehearsal calls no hook: it goes on with {value}.",
        "zh": "这里会调用 <b>{target}</b> 上的钩子 <b>{hook}</b>，传入它的梯度 {value}；钩子若有返回值，"
        "就用返回值代替。预演不调用钩子，继续用 {value}。",
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
        "zh": "按键：← 和 → 移动一步，Page Up 和 Page Down 移动一个运算，B 跳到反向传播开始处，"
        "Home 和 End 到两端，空格键播放。",
    },
    # under an error
    "error_changed": {
        "en": "The <b>{op}</b> that made <b>{result}</b> kept {name} for the way back, at version {then}. Since then "
        "{name} was changed in place{through}, and is at version {now}: the derivative would be computed with wrong "
        "numbers. {advice}",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 为反向传播留下了 {name}，当时是版本 {then}。后来 {name} "
        "被原地修改{through}，现在是版本 {now}：再用它求导，数就不对了。{advice}",
    },
    "changed_through": {
        "en": " (perhaps by way of {others}: the same memory)",
        "zh": "（也可能是通过 {others}：同一块内存）",
    },
    "change_a_copy": {
        "en": "Make the change on a copy (<b>{name} = {name} + …</b> instead of <b>{name} += …</b>), or make it "
        "before.",
        "zh": "改成不动原来的值（写 <b>{name} = {name} + …</b>，不写 <b>{name} += …</b>），或者把修改挪到前面。",
    },
    "compute_anew": {
        "en": "After the change to {name} compute <b>{result}</b> anew; in a loop, inside the loop.",
        "zh": "改了 {name} 以后，要重新算出 <b>{result}</b>；如果有循环，就写在循环里面。",
    },
    "error_freed": {
        "en": "What the <b>{op}</b> that made <b>{result}</b> had kept is gone: an earlier backward() has been here "
        "and freed it. To go through this graph twice, call the first one with <b>retain_graph=True</b>; in a loop, "
        "compute {output} anew each time.",
        "zh": "算出 <b>{result}</b> 的 <b>{op}</b> 留下的值已经没有了：前一次 backward() 走过这里，顺手释放了它们。"
        "同一张图要走两次，第一次就写 <b>retain_graph=True</b>；在循环里，则每次重新算出 {output}。",
    },
    "error_no_graph": {
        "en": "No way leads back from <b>{output}</b>: none of the tensors that it was computed from requires a "
        "gradient. Say <b>requires_grad=True</b> where the one you want is made; to set it on {output} itself "
        "silences the error and trains nothing.",
        "zh": "从 <b>{output}</b> 出发没有回头路：算出它的张量都不要求梯度。想要谁的梯度，就在创建它的地方写 "
        "<b>requires_grad=True</b>；写在 {output} 自己身上只会让错误不出现，什么也训练不了。",
    },
    "error_cut": {
        "en": "The way back from <b>{output}</b> is cut before it reaches <b>{leaf}</b>: {cause}.",
        "zh": "从 <b>{output}</b> 往回走，没到 <b>{leaf}</b> 就断了：{cause}。",
    },
    "cut_by_call": {
        "en": "<b>{call}</b> hands the number on without its history",
        "zh": "<b>{call}</b> 只交出数值，不带来历",
    },
    "cut_by_choice": {
        "en": "<b>{call}</b> answers with a choice, which has no derivative",
        "zh": "<b>{call}</b> 给出的是选择，没有导数",
    },
    "cut_by_no_grad": {
        "en": "it was computed under <b>{call}</b>, where nothing is recorded",
        "zh": "计算时处在 <b>{call}</b> 之内，什么都没有记录",
    },
    "cut_by_something": {
        "en": "something on this line was not recorded",
        "zh": "这一行里有一步没有记录下来",
    },
    "error_leaf": {
        "en": "<b>{name}</b> is a leaf that requires a gradient: {name}.grad is the bucket for it. Changed in place it "
        "would be the result of an operation, and no leaf any more. To change the number alone, write "
        "<b>with torch.no_grad():</b> around the line; to compute with it, give the result a name of its own.",
        "zh": "<b>{name}</b> 是要求梯度的叶子，{name}.grad 就是它的桶。原地修改之后，它会变成某个运算的结果，"
        "不再是叶子。只想改数，就把这一行放进 <b>with torch.no_grad():</b>；想接着算，就给结果另起一个名字。",
    },
    "error_not_scalar": {
        "en": "<b>{name}</b> has {n} numbers, and a gradient is the change of one. Say how much each of them counts: "
        "<b>{name}.sum().backward()</b> counts each once, <b>{name}.backward(v)</b> with a v of shape {shape} counts "
        "them as v says.",
        "zh": "<b>{name}</b> 有 {n} 个数，而梯度说的是一个数怎样变。要讲清每个数占多少：<b>{name}.sum().backward()</b> "
        "让每个数各算一次，<b>{name}.backward(v)</b>（v 的形状是 {shape}）按 v 给的权重算。",
    },
    "error_mismatch": {
        "en": "The gradient to start with says how much each number of <b>{name}</b> counts, so it must have {name}'s "
        "shape, {shape}.",
        "zh": "起点的梯度说的是 <b>{name}</b> 的每个数占多少，所以形状必须和 {name} 一样，是 {shape}。",
    },
    "error_numpy": {
        "en": "<b>{name}</b> is part of a graph, and NumPy records nothing: what it computes would be lost for the way "
        "back. If you only want to look at the numbers, <b>{name}.detach().numpy()</b> says so.",
        "zh": "<b>{name}</b> 在计算图里，而 NumPy 什么也不记录，它算的东西反向传播时就找不到了。只想看看数值，就写 "
        "<b>{name}.detach().numpy()</b>。",
    },
    "error_flags": {
        "en": "<b>{name}</b> was computed, so it requires a gradient because what it was computed from does. For its "
        "number without a history, take <b>{name}.detach()</b>.",
        "zh": "<b>{name}</b> 是算出来的，它要不要梯度由算出它的张量决定。只要数值、不要来历，就用 "
        "<b>{name}.detach()</b>。",
    },
    "error_whole": {
        "en": "<b>{name}</b> holds {kind}: between two whole numbers there is nothing, so there is no small change and "
        "no derivative. Write <b>3.</b> instead of <b>3</b>, or <b>dtype=torch.float32</b>.",
        "zh": "<b>{name}</b> 里存的是 {kind}：两个整数之间没有别的数，谈不上微小的变化，也就没有导数。把 <b>3</b> 写成 "
        "<b>3.</b>，或者写 <b>dtype=torch.float32</b>。",
    },
    "error_unused": {
        "en": "No way leads from <b>{output}</b> back to <b>{name}</b>: {output} was computed without it.",
        "zh": "从 <b>{output}</b> 往回走，到不了 <b>{name}</b>：计算 {output} 时没有用到它。",
    },
    "error_none": {
        "en": "<b>{name}.grad</b> is None: {why}.",
        "zh": "<b>{name}.grad</b> 是 None：{why}。",
    },
    "none_unfilled": {
        "en": "no backward() has filled the bucket since it was made, or since zero_grad() emptied it",
        "zh": "自从创建以来，或者自从 zero_grad() 清零以来，还没有哪次 backward() 往桶里倒过东西",
    },
    "none_computed": {
        "en": "{name} was computed, and only leaves have a bucket (it stopped being the leaf it was when it was "
        "computed anew)",
        "zh": "{name} 是算出来的，只有叶子才有桶（重新赋值之后，它就不再是原来那个叶子了）",
    },
    "none_unasked": {
        "en": "{name} does not require a gradient",
        "zh": "{name} 不要求梯度",
    },
    "at_made": {"en": "{name} was made here", "zh": "{name} 是在这里产生的"},
    "at_kept": {"en": "{name} was kept here", "zh": "{name} 在这里被留下"},
    "at_changed": {"en": "{name} was changed here", "zh": "{name} 在这里被修改"},
    "at_cut": {"en": "here the way back is cut", "zh": "回头路断在这里"},
    "the_tensor": {"en": "this tensor", "zh": "这个张量"},
    "line": {"en": "line {n}", "zh": "第 {n} 行"},
    "line_before": {"en": "an earlier cell, line {n}", "zh": "前面的单元格，第 {n} 行"},
    "what_happened": {"en": "What happened", "zh": "发生了什么"},
    # a run that was watched
    "watch_title": {"en": "A recorded run, line by line", "zh": "一次运行的记录，逐行回看"},
    "watch_start": {"en": "Before the first line.", "zh": "第一行之前。"},
    "watch_keys": {
        "en": "Keys: ← and → one line, Page Up and Page Down to the backward passes, Home and End to the ends, "
        "Space plays.",
        "zh": "按键：← 和 → 移动一行，Page Up 和 Page Down 跳到各次反向传播，Home 和 End 到两端，空格键播放。",
    },
    "next_pass": {"en": "next backward pass", "zh": "下一次反向传播"},
    "previous_pass": {"en": "previous backward pass", "zh": "上一次反向传播"},
    "watch_line": {"en": "Line {line}.", "zh": "第 {line} 行。"},
    "watch_round": {"en": "Line {line}, round {round}.", "zh": "第 {line} 行，第 {round} 轮。"},
    "watch_within": {"en": "In <b>{function}</b>:", "zh": "在 <b>{function}</b> 里："},
    "watch_makes": {"en": "<b>{op}</b> makes {results}.", "zh": "<b>{op}</b> 算出 {results}。"},
    "watch_more": {"en": "And {n} operations more.", "zh": "另有 {n} 个运算。"},
    "watch_pass": {
        "en": "A <b>backward pass</b> runs, from <b>{root}</b>.",
        "zh": "从 <b>{root}</b> 出发，<b>反向传播</b>走一遍。",
    },
    "watch_pours": {"en": "It fills the buckets: {buckets}.", "zh": "各个桶里现在是：{buckets}。"},
    "watch_changes": {
        "en": "<b>{name}</b> is changed in place, from {before} to {after}.",
        "zh": "<b>{name}</b> 被原地修改，从 {before} 变成 {after}。",
    },
    "watch_empties": {
        "en": "The bucket is emptied: {name}.grad is {after}.",
        "zh": "桶被清空：{name}.grad 是 {after}。",
    },
    "watch_likewise": {"en": "And {n} more likewise.", "zh": "另有 {n} 个也是这样。"},
    "watch_sets": {"en": "{name} is {value}.", "zh": "{name} 是 {value}。"},
    "watch_nothing": {"en": "Nothing is recorded.", "zh": "没有记录任何运算。"},
    "watch_error": {"en": "Here the run stops: {error}", "zh": "运行停在这里：{error}"},
    "watch_gap": {
        "en": "(Lines run since the one before, of which only the numbers in the plots were kept: {n}.)",
        "zh": "（从上一行到这里还运行了 {n} 行，只留下了曲线上的数。）",
    },
    "watch_no_graph": {"en": "Nothing was recorded yet.", "zh": "还没有记录任何运算。"},
    "watch_variables": {"en": "variables", "zh": "变量"},
    "watch_from_to": {"en": "{name}, from {first} to {last}", "zh": "{name}，从 {first} 到 {last}"},
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
