"""What the course covers: docs/coverage.md, made from the tags in the sources.

    uv run python tools/coverage_table.py            write the table, and say what nothing covers
    uv run python tools/coverage_table.py --check    only say whether it is stale

A cell of a lesson says with `seed="001.4" question="1 29"` what it treats. The seeds are five short
texts that the course grew from; it takes up every code block of theirs, and every question that learners ask.
"""

from __future__ import annotations

import sys
from pathlib import Path

import build

from minigrad.check import catalogue
from minigrad.check.lessons import LESSONS, lesson

__all__ = ["BLOCKS", "PRACTICE", "QUESTIONS", "holes", "table", "treated"]

TABLE = build.ROOT / "docs" / "coverage.md"

BLOCKS = {
    "000.1": "one layer, one input: forward, MSELoss, backward, two gradients",
    "000.2": "is_leaf of the data and of a result",
    "000.3": "detach() and the storage that it shares",
    "001.1": "import torch",
    "001.2": "the graph of y = (x + w)(w + 1): leaves, gradients, grad_fn",
    "001.3": "backward twice, the first time with retain_graph",
    "001.4": "four passes and nothing cleared: 5, 10, 15, 20",
    "001.5": "four passes, cleared each time: 5, 5, 5, 5",
    "001.6": "requires_grad and is_leaf of the results",
    "001.7": "a + 1 makes a new object, += does not",
    "001.8": "w.add_(1) on a leaf: the error",
    "001.9": "999 through detach(): the parameter changes too",
    "002.1": "x of ones, w and b, matmul, BCE with logits",
    "002.2": "grad_fn of the output and of the loss",
    "002.3": "backward: the rows of w.grad equal b.grad",
    "002.4": "requires_grad inside and outside no_grad()",
    "002.5": "detach() of the output",
    "004.1": "a tensor of three numbers that requires a gradient",
    "004.2": "twice x, summed: 2, 2, 2",
    "004.3": "the same with a name for each step",
    "004.4": "mean((3x)²): 6x",
    "004.5": "an operation under no_grad()",
    "004.6": "detach() in one line",
    "004.7": "requires_grad_(False)",
    "004.8": "optimizer.zero_grad()",
    "004.9": "reading .grad",
    "004.10": "requires_grad_(True) on a result, whose .grad stays None",
    "004.11": "x + 1 or x += 1",
}
EMPTY = {"000.4": "linear regression in four steps (an empty block: the course fills it)"}

PRACTICE = {  # the exercises of text 003: what is to be done, and the exercises of ours that take it up
    "003.1": ("requires_grad and a first gradient", ("recorded-predict", "recorded")),
    "003.2": ("three passes, accumulating and clearing", ("accumulate-predict", "accumulate")),
    "003.3": ("gradient descent by hand, through .data", ("step-predict", "descent")),
    "003.4": ("the same with no_grad(), and why -=", ("rebind-predict", "descent-no-grad")),
}

QUESTIONS = dict(
    enumerate(
        (
            "why zero the gradients, why do they add up",
            "modified by an inplace operation",
            "a leaf Variable that requires grad ... in-place",
            "detach(), .data, no_grad(): which, and what differs",
            "element 0 of tensors does not require grad",
            ".grad is None, and the warning about non-leaves",
            "what is the gradient argument",
            "backward through the graph a second time",
            "grad can be created only for scalar outputs",
            "what is a leaf, exactly",
            "how do backward() and optimizer.step() know each other",
            "why gradients add where a value is used twice",
            "why a topological order, why not plain recursion",
            "can't call numpy() on a tensor that requires grad",
            "eval() or no_grad()",
            "only floating-point tensors can require gradients",
            "w = w - lr*g or w -= lr*g, and why no_grad",
            "requires_grad: what it switches on, how it spreads",
            "how derivatives are found: by symbols, by steps, or how",
            "randn(..., requires_grad=True) * 0.01 gets no gradient",
            "why a bias gets a sum, and which shape a gradient has",
            "BCE with logits, or sigmoid and BCE",
            "a Function of one's own: ctx, grad_output, how many returns",
            "Parameter or requires_grad=True",
            "target of shape (n) and output of shape (n, 1)",
            "second derivatives: create_graph and retain_graph",
            "grad_fn, next_functions: are nodes tensors or functions",
            "loss or loss.item(): the graph kept alive",
            "where zero_grad goes; zeros or None",
            "in place: why it is allowed sometimes",
            "names that look alike",
            "clone() and detach()",
            "a graph cut by torch.tensor(...), item(), numpy()",
            "the learning rate is too large",
            "old programs: Variable, volatile, loss.data[0]",
            "autograd.grad or backward",
            "mean or sum: where 1/n comes from",
            "detach on one branch: what gradient is left",
            "if and while in the forward pass",
            "kinks: relu, abs, max, round",
            "the second-time error in a loop that rebuilds the loss",
            "changing requires_grad of a computed tensor",
            "why backward starts with 1, and why backwards",
            "gradients in the middle: retain_grad, hooks",
        ),
        start=1,
    )
)


def treated() -> dict[str, list[tuple[int, int]]]:
    """What each tag is the tag of: "001.4" or "question 12" -> (lesson, cell) in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    wrong = []
    for number, path in _sources():
        for place, (cell, _) in enumerate(build.pairs(build.read_source(path)), start=1):
            for kind, known in (("seed", BLOCKS | EMPTY | PRACTICE), ("question", [str(n) for n in QUESTIONS])):
                for tag in cell.metadata.get(kind, "").split():
                    if tag not in known:
                        wrong.append(f'{cell.where}: {kind}="{tag}" names nothing; see tools/coverage_table.py')
                    found.setdefault(tag if kind == "seed" else f"question {tag}", []).append((number, place))
    if wrong:
        raise build.SourceError("\n".join(wrong))
    return found


def _sources() -> list[tuple[int, Path]]:
    return [(one.number, build.ROOT / "notebooks" / "src" / f"{one.name}.py") for one in LESSONS if one.written]


def holes() -> list[str]:
    """What nothing covers yet."""
    found = treated()
    missing = [tag for tag in BLOCKS | EMPTY if tag != "001.1" and tag not in found]
    missing += [f"question {n}" for n in QUESTIONS if f"question {n}" not in found]
    missing += [
        f"{tag}: exercise {name}" for tag, (_, names) in PRACTICE.items() for name in names if name not in catalogue()
    ]
    return missing


def table() -> str:
    """docs/coverage.md."""
    found = treated()
    found["001.1"] = _setups()  # the first cell of every lesson
    blocks = [f"| {tag} | {what} | {_places(found.get(tag, []))} |" for tag, what in (BLOCKS | EMPTY).items()]
    practice = [
        f"| {tag} | {what} | {', '.join(_exercise(name) for name in names)} | {_places(found.get(tag, []))} |"
        for tag, (what, names) in PRACTICE.items()
    ]
    questions = [f"| {n} | {what} | {_places(found.get(f'question {n}', []))} |" for n, what in QUESTIONS.items()]
    return "\n".join(
        [
            "# What the course covers",
            "",
            "Made by `tools/coverage_table.py` from the tags in the lessons' sources: lessons, and the numbers of the "
            "cells in them. The course grew from five short texts, here called 000 to 004.",
            "",
            "## Their code blocks",
            "",
            "| block | what it shows | lessons and cells |",
            "|:--|:--|:--|",
            *blocks,
            "",
            "## The exercises of text 003",
            "",
            "| | what is to be done | exercises | lessons and cells |",
            "|:--|:--|:--|:--|",
            *practice,
            "",
            "## What learners ask",
            "",
            "| | question | lessons and cells |",
            "|--:|:--|:--|",
            *questions,
            "",
        ]
    )


def _setups() -> list[tuple[int, int]]:
    return [
        (number, place)
        for number, path in _sources()
        for place, (cell, _) in enumerate(build.pairs(build.read_source(path)), start=1)
        if "setup" in cell.metadata.get("tags", [])
    ]


def _places(places: list[tuple[int, int]]) -> str:
    """ "[5](...): 6, 9; [6](...): 3", or a dash."""
    cells: dict[int, list[int]] = {}
    for number, place in places:
        cells.setdefault(number, []).append(place)
    return (
        "; ".join(
            f"[{number}](../notebooks/en/{lesson(number).name}.ipynb): {', '.join(map(str, dict.fromkeys(places)))}"
            for number, places in cells.items()
        )
        or "–"
    )


def _exercise(name: str) -> str:
    if name not in catalogue():
        return f"{name} –"
    return f"[{name}](../exercises/en/{lesson(catalogue()[name].lesson).name}.ipynb)"


def main(arguments: list[str]) -> int:
    try:
        text = table()
        missing = holes()
    except build.SourceError as error:
        print(error, file=sys.stderr)
        return 1
    if "--check" in arguments:
        if not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text:
            print("docs/coverage.md is stale: run tools/coverage_table.py", file=sys.stderr)
            return 1
    else:
        TABLE.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join([f"not covered: {len(missing)}", *missing]) if missing else "nothing is missing")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
