"""The words of the viewers, in each language: the only place where they stand."""

from typing import NamedTuple

__all__ = ["WORDS", "Words", "words"]


class Words(NamedTuple):
    """What the picture and the stepper say of themselves."""

    lang: str  # for the HTML attribute of that name
    value: str
    freed: str
    version: str  # "{}" is the number
    in_place: str
    waiting: str
    some: str
    ready: str
    done: str
    first: str  # the buttons
    back: str
    play: str
    pause: str
    forward: str
    last: str
    step: str  # the slider
    start: str  # the state before the first step
    phase_forward: str
    phase_backward: str
    nth_forward: str  # "{}" of "{}"
    nth_backward: str
    to_forward: str
    to_backward: str
    stepper: str  # the whole widget
    picture: str
    code: str
    iteration: str  # names of groups
    stretch: str
    operation: str
    operations: str
    leaves: str
    unfold: str
    fold: str
    hook: str
    hooks: str
    data_view: str  # the two views
    pytorch_view: str
    views: str
    folded_note: str
    alt_folded: str
    more_paths: str
    paths: str
    entries: str


WORDS = {
    "en": Words(
        lang="en",
        value="value",
        freed="freed",
        version="version {}",
        in_place="changed in place",
        waiting="waits: none of its users has reported back",
        some="waits: some of its users have reported back",
        ready="has all its gradients",
        done="done",
        first="to the beginning",
        back="one step back",
        play="play",
        pause="pause",
        forward="one step on",
        last="to the end",
        step="step",
        start="Before the first step.",
        phase_forward="forward",
        phase_backward="backward",
        nth_forward="Forward, {} of {}.",
        nth_backward="Backward, {} of {}.",
        to_forward="to the start of the forward pass",
        to_backward="to the start of the backward pass",
        stepper="Stepper: the computation, one step at a time",
        picture="computation graph",
        code="code",
        iteration="iteration {}",
        stretch="operations {}",
        operation="1 operation",
        operations="{} operations",
        leaves="{} leaves",
        unfold="unfold",
        fold="fold",
        hook="1 hook",
        hooks="{} hooks",
        data_view="data",
        pytorch_view="PyTorch's nodes",
        views="What is drawn",
        folded_note="{} operations, folded to be readable. Click on a box to open it, or draw with depth=1, 2, …",
        alt_folded="Computation graph of {0}: {1} operations, folded. Boxes: {2}.",
        more_paths="{} more paths",
        paths="Paths from {} to {}",
        entries="{} entries",
    ),
    "zh": Words(
        lang="zh-CN",
        value="值",
        freed="已释放",
        version="版本 {}",
        in_place="被原地修改过",
        waiting="在等：用到它的运算都还没有传回梯度",
        some="在等：只有一部分传回了梯度",
        ready="梯度已到齐",
        done="已完成",
        first="回到开头",
        back="上一步",
        play="播放",
        pause="暂停",
        forward="下一步",
        last="跳到末尾",
        step="步骤",
        start="第一步之前。",
        phase_forward="前向",
        phase_backward="反向",
        nth_forward="前向，第 {} 步，共 {} 步。",
        nth_backward="反向，第 {} 步，共 {} 步。",
        to_forward="跳到前向传播的开头",
        to_backward="跳到反向传播的开头",
        stepper="分步演示：一次一步地看计算过程",
        picture="计算图",
        code="代码",
        iteration="第 {} 次循环",
        stretch="第 {} 个运算",
        operation="1 个运算",
        operations="{} 个运算",
        leaves="{} 个叶子节点",
        unfold="展开",
        fold="收起",
        hook="1 个钩子",
        hooks="{} 个钩子",
        data_view="数据",
        pytorch_view="PyTorch 的节点",
        views="画什么",
        folded_note="一共 {} 个运算，收起来才看得清。点一下方框就展开，也可以画的时候写上 depth=1、2……",
        alt_folded="{0} 的计算图：一共 {1} 个运算，收起来了。方框：{2}。",
        more_paths="另有 {} 条路径",
        paths="从 {} 到 {} 的路径",
        entries="{} 个数",
    ),
}


def words(language: str) -> Words:
    """The words in that language.

    >>> words("zh").play
    '播放'
    """
    try:
        return WORDS[language]
    except KeyError:
        raise ValueError(f"language must be one of {', '.join(map(repr, sorted(WORDS)))}, not {language!r}") from None
