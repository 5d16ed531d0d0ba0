"""What an error of the learner's own line means, in a sentence."""

from __future__ import annotations

import linecache
import re
import traceback
from dataclasses import dataclass

from minigrad.check.text import Text

__all__ = ["Raised", "meaning", "raised"]


@dataclass(frozen=True, slots=True)
class Raised:
    """An error, without the objects it would keep alive."""

    kind: str
    message: str
    line: int  # in the learner's cell; 0 if it is not known
    code: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


def raised(error: BaseException, source: str) -> Raised:
    """What happened, and in which line of the learner's cell."""
    line = 0
    if isinstance(error, SyntaxError):
        line = error.lineno or 0
    else:
        for frame, number in traceback.walk_tb(error.__traceback__):
            name = frame.f_code.co_filename
            if "".join(linecache.getlines(name)).strip() == source.strip():
                line = number
    lines = source.splitlines()
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return Raised(type(error).__name__, message or "", line, code)


_MEANINGS: tuple[tuple[str, Text], ...] = (
    (
        r"ellipsis|'?Ellipsis",
        Text(
            "A `...` is still there: put your own expression in its place.",
            "还有 `...` 没有填：把它换成你自己的表达式。",
        ),
    ),
    (
        r"element 0 of tensors does not require grad",
        Text(
            "Nothing was recorded on the way to this tensor, so there is no way back. No input requires a "
            "gradient, "
            "or the recording was switched off, or the path was cut.",
            "通往这个张量的路上什么也没有记录，所以没有回头的路。可能是没有一个输入要求梯度，也可能是关掉"
            "了记录，或者把图切断了。",
        ),
    ),
    (
        r"grad can be implicitly created only for scalar outputs",
        Text(
            "`backward()` starts from one number. This tensor has several: make one of them first, with a "
            "sum or a mean.",
            "`backward()` 要从一个数出发，而这个张量里有好几个数：先用求和或求平均把它变成一个数。",
        ),
    ),
    (
        r"backward through the graph a second time",
        Text(
            "The first `backward()` has emptied the drawers of this graph. Compute the result anew, and "
            "go backward "
            "through the new graph.",
            "第一次 `backward()` 已经把这张计算图里保存的值释放了。请重新做一次前向计算，再对新的图求导。",
        ),
    ),
    (
        r"leaf Variable that requires grad .*in-place",
        Text(
            "A leaf that records must not be changed in place while recording is on. Switch the recording "
            "off for "
            "the change.",
            "正在记录时，不能原地修改一个要求梯度的叶子节点。修改它之前，先关掉记录。",
        ),
    ),
    (
        r"modified by an inplace operation",
        Text(
            "A value that the backward pass needs was changed after it had been saved.",
            "反向传播要用到的一个值，保存之后又被改动了。",
        ),
    ),
    (
        r"'NoneType' object has no attribute|unsupported operand type.*NoneType",
        Text(
            "Something here is `None`, most likely a `.grad`: before the first `backward()` it is empty, "
            "and of a tensor "
            "that is no leaf it stays so.",
            "这里有个东西是 `None`，多半是某个 `.grad`：第一次 `backward()` 之前它是空的；不是叶子节点的张"
            "量，它会一直是空的。",
        ),
    ),
    (
        r"^NameError",
        Text(
            "This name is not known here. Is it spelt as above, and have the cells before this one been run?",
            "这里不认识这个名字。拼写和上面一样吗？前面的单元格都运行过了吗？",
        ),
    ),
    (
        r"^SyntaxError|^IndentationError|^TabError",
        Text(
            "Python cannot read this line: look for a missing bracket, colon or quotation mark, here or just before.",
            "Python 读不懂这一行：看看这里或前一行是不是少了括号、冒号或引号，缩进对不对。",
        ),
    ),
    (
        r"must match|shapes? .*(broadcast|multiplied|align)",
        Text(
            "These two shapes do not fit together. Print the `.shape` of both.",
            "这两个张量的形状对不上。把两边的 `.shape` 打印出来看看。",
        ),
    ),
)
_ANY = Text(
    "Read the last line of the error: it says what Python could not do with this line.",
    "看报错的最后一行：它说明了 Python 在这一行做不了什么。",
)


def meaning(error: Raised) -> Text:
    """What an error means, for somebody who has not met it yet."""
    return next((text for pattern, text in _MEANINGS if re.search(pattern, str(error))), _ANY)
