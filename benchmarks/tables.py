"""What was measured, in two tables and a few sentences, in English and in Chinese."""

from __future__ import annotations

from typing import NamedTuple

from .backends import BACKENDS
from .measure import machine, table, version

__all__ = ["CASES", "Found", "tables"]

Found = dict[str, dict[str, float | None]]  # of a case and a backend: microseconds; None if it recursed too deep


class Case(NamedTuple):
    """What a case is called, and its aims: times PyTorch's figure, and times that of NumPy by hand."""

    en: str
    zh: str
    limit: float
    goal: float
    by_hand: float | None = None


CASES = {
    "product": Case("y = (x + w)(w + 1), tensors made anew", "y = (x + w)(w + 1)，张量每次新建", 0.45, 0.33, 6),
    "descent": Case("100 steps of gradient descent, 10 points", "梯度下降 100 步，10 个点", 0.55, 0.40, 3),
    "small_mlp": Case("MLP 2-16-16-1, 100 points", "MLP 2-16-16-1，100 个点", 0.80, 0.60, 2.5),
    "large_mlp": Case("MLP 784-128-10, batch of 64", "MLP 784-128-10，每批 64 个", 1.10, 1.00, 1.25),
    "module": Case("the same with nn.Module, MSELoss, SGD.step", "同上，改用 nn.Module、MSELoss、SGD.step", 1.10, 1.00),
    "chain": Case("chain of 1,000 operations", "1,000 个运算连成的链", 0.65, 0.50, 5),
    "million": Case("chain of 1,000,000 operations", "1,000,000 个运算连成的链", 0.80, 0.60),
    "memory": Case("peak memory of that chain, bytes an operation", "这条链的内存峰值，每个运算的字节数", 0.80, 0.60),
    "third": Case("third derivative of 10 operations, create_graph", "10 个运算的三阶导数，create_graph", 0.70, 0.50),
}

DISTRIBUTIONS = ("torch", "micrograd", "mygrad", "autograd", "tinygrad")

WORDS = {
    "en": {
        "ratios": "forward and backward",
        "limit": "at most",
        "goal": "goal",
        "NumPy": "NumPy by hand",
        "times": "in microseconds",
        "deep": "too deep",
        "setting": "Measured on {}; one thread each, taking turns, the median of the rounds.",
        "over": "Over the limit: {}.",
        "short": "Within the limit, but short of the goal: {}.",
        "slow": "Short of the goal against NumPy by hand: {}.",
        "ahead": "Faster than minigrad: {}.",
        "ahead micrograd": "micrograd, on bare floats",
        "met": "Every limit and every goal is met, and no other package is faster.",
        "aim": "{case} ({found}, aim {aim})",
        "peer": "{case} ({peer})",
        "and": "; ",
        "between": " ",
        "plot": "Time of forward and backward against the number of operations, both axes logarithmic: straight lines, "
        "as steep as growth in proportion.",
    },
    "zh": {
        "ratios": "前向加反向",
        "limit": "上限",
        "goal": "目标",
        "NumPy": "手写 NumPy",
        "times": "单位：微秒",
        "deep": "递归太深",
        "setting": "测于 {}；各用一个线程，轮流运行，取各轮的中位数。",
        "over": "超出上限的有：{}。",
        "short": "没有超出上限、但还没达到目标的有：{}。",
        "slow": "与手写 NumPy 相比，还没达到目标的有：{}。",
        "ahead": "比 minigrad 快的有：{}。",
        "ahead micrograd": "micrograd，用的是 Python 浮点数",
        "met": "上限和目标全部达到，也没有别的程序包比它快。",
        "aim": "{case}（{found}，应不超过 {aim}）",
        "peer": "{case}（{peer}）",
        "and": "；",
        "between": "",
        "plot": "前向加反向的时间与运算个数的关系，两轴都是对数刻度：都是直线，斜率与正比增长相同。",
    },
}


def tables(found: Found, language: str) -> str:
    """All of it, as Markdown."""
    say = WORDS[language]
    versions = ", ".join(version(name) for name in DISTRIBUTIONS if version(name))
    parts = [
        _ratios(found, language),
        say["between"].join(_verdicts(found, language)),
        _times(found, language),
        say["setting"].format(f"{machine()}, {versions}"),
    ]
    return "\n\n".join(parts)


def _title(case: str, language: str) -> str:
    return getattr(CASES[case], language)


def _ratio(found: Found, case: str, other: str) -> float | None:
    ours, theirs = found[case].get("minigrad"), found[case].get(other)
    return ours / theirs if ours and theirs else None


def _ratios(found: Found, language: str) -> str:
    say = WORDS[language]
    head = [say["ratios"], "minigrad / PyTorch", say["limit"], say["goal"], f"minigrad / {say['NumPy']}", say["goal"]]
    rows = []
    for case in found:
        aims = CASES[case]
        by_hand = _ratio(found, case, "NumPy") if aims.by_hand else None
        rows.append(
            [
                _title(case, language),
                _number(_ratio(found, case, "PyTorch")),
                _number(aims.limit),
                _number(aims.goal),
                _number(by_hand),
                _number(aims.by_hand),
            ]
        )
    return table(head, rows)


def _times(found: Found, language: str) -> str:
    say = WORDS[language]
    names = [name for name in BACKENDS if any(name in row for row in found.values())]
    head = [say["times"], *(say.get(name, name) for name in names)]

    def cell(row: dict[str, float | None], name: str) -> str:
        if name not in row:
            return ""
        figure = row[name]
        return say["deep"] if figure is None else f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}"

    return table(head, [[_title(case, language), *(cell(row, name) for name in names)] for case, row in found.items()])


def _verdicts(found: Found, language: str) -> list[str]:
    """The truth where an aim is missed, made from the figures, so that it cannot fall behind them."""
    say = WORDS[language]
    lists: dict[str, list[str]] = {"over": [], "short": [], "slow": [], "ahead": []}
    for case, row in found.items():
        title, aims = _title(case, language), CASES[case]
        ratio, by_hand = _ratio(found, case, "PyTorch"), _ratio(found, case, "NumPy")

        def missed(kind: str, figure: float, aim: float, title: str = title) -> None:
            lists[kind].append(say["aim"].format(case=title, found=_number(figure), aim=_number(aim)))

        if ratio and round(ratio, 2) > aims.limit:
            missed("over", ratio, aims.limit)
        elif ratio and round(ratio, 2) > aims.goal:
            missed("short", ratio, aims.goal)
        if by_hand and aims.by_hand and round(by_hand, 2) > aims.by_hand:
            missed("slow", by_hand, aims.by_hand)
        for peer, figure in row.items():
            if peer not in ("minigrad", "PyTorch", "NumPy") and figure and figure < (row.get("minigrad") or 0):
                lists["ahead"].append(say["peer"].format(case=title, peer=say.get(f"ahead {peer}", peer)))
    sentences = [say[kind].format(say["and"].join(items)) for kind, items in lists.items() if items]
    return sentences or [say["met"]]


def _number(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.2f}"
