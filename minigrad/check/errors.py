"""What an error of the learner's own line means, in a sentence."""

from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass

from minigrad.check.limit import Overtime
from minigrad.check.text import Text

__all__ = ["Raised", "meaning", "overtime", "raised"]


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
    if isinstance(error, SyntaxError):
        number = error.lineno or 0
        return Raised(type(error).__name__, error.msg or "", number, _line(source, number))
    places = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    return Raised(type(error).__name__, _text(error), *_line_in(source, places))


def _line_in(source: str, places: Iterable[tuple[str, int]]) -> tuple[int, str]:
    """The innermost of these places (file, line) that lies in the learner's cell: its line, and what stands there."""
    found = 0
    theirs: dict[str, bool] = {}
    for name, number in places:
        if name not in theirs:
            theirs[name] = bool(source.strip()) and "".join(linecache.getlines(name)).strip() == source.strip()
        if theirs[name]:
            found = number
    return found, _line(source, found)


def _line(source: str, number: int) -> str:
    lines = source.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an error of the learner's own making may fail at this too
        return ""


def overtime(over: Overtime, seconds: float, source: str) -> Raised:
    """What was still running when the time was over."""
    text = _RUNNING if over.running else _STOPPED
    return Raised("TimeoutError", text.format(f"{seconds:g}"), *_line_in(source, over.places))


_STOPPED = Text("still running after {} seconds, and stopped", "运行了 {} 秒还没有结束，已停止")
_RUNNING = Text(
    "still running after {} seconds, and could not be stopped: restart the kernel",
    "运行了 {} 秒还没有结束，也没能停下来：请重启内核",
)

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
        r"^TimeoutError",
        Text(
            "This does not come to an end. What should make the loop stop, and does it ever happen?",
            "它停不下来。循环应该在什么时候结束？那个条件会成立吗？",
        ),
    ),
    (
        r"^RecursionError",
        Text(
            "The function calls itself again and again. For which input does it answer without calling itself?",
            "函数一直在调用自己。对什么样的输入，它不再调用自己就能给出答案？",
        ),
    ),
    (
        r"^Refused",
        Text(
            "A check runs this without you: it cannot ask anybody, and must not end Python. Take that call away.",
            "检查时由程序自动运行：没有人可以回答提问，也不能结束 Python。请去掉这个调用。",
        ),
    ),
    (
        r"^SystemExit",
        Text(
            "`exit` ends the whole program. To leave a function, use `return`.",
            "`exit` 会结束整个程序。要离开函数，请用 `return`。",
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
