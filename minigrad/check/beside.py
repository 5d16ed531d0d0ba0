"""What the learner made beside what the solution makes, with the difference lit: two graphs, or two rows of numbers."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minigrad.check.look import Look, Watched, same, show
from minigrad.check.text import Text, inline

if TYPE_CHECKING:
    from minigrad.check.exercise import Exercise
    from minigrad.viz.model import Card, Operation, Picture

__all__ = ["Graphs", "Numbers", "beside"]

OPERATIONS = 12  # a larger graph is no longer taken in at a glance
ENTRIES = range(2, 37)  # one number stands in the table already

_YOURS = Text("yours", "你的")
_TARGET = Text("target", "目标")
_OTHER = Text("`{}` comes from {}; in the target it comes from {}.", "`{}` 由 {} 得到；目标里由 {} 得到。")
_CUT = Text("`{}` has no history; in the target it comes from {}.", "`{}` 没有历史；目标里由 {} 得到。")
_GROWN = Text("`{}` comes from {}; the target has no operation there.", "`{}` 由 {} 得到；目标里这里没有运算。")
_ANOTHER = Text("{} takes part here; in the target it is {}.", "这里参加运算的是 {}；目标里是 {}。")
_RECORDS = Text("`{}` requires a gradient; in the target it does not.", "`{}` 要求梯度；目标里它不要求。")
_RECORDS_NOT = Text("`{}` does not require a gradient; in the target it does.", "`{}` 不要求梯度；目标里它要求。")
_GRAD = Text("`{}.grad` is {}; in the target it is {}.", "`{}.grad` 是 {}；目标里是 {}。")
_SHAPES = Text("shape {}; the target's is {}", "形状 {}；目标的形状是 {}")
_PLACES = Text("they differ at {}", "不同之处：{}")


@dataclass(frozen=True)
class Graphs:
    """Two graphs; the keys of what differs are lit in each."""

    yours: Picture
    target: Picture
    lit: tuple[tuple[str, ...], tuple[str, ...]]
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)

    def _repr_html_(self) -> str:
        from minigrad.viz.render import RendererMissing

        said = "".join(f"<div>{inline(sentence)}</div>" for sentence in self.sentences)
        try:
            drawn = [_drawn(picture, lit) for picture, lit in zip((self.yours, self.target), self.lit)]
        except RendererMissing:
            return said
        return said + _side_by_side(drawn)


@dataclass(frozen=True)
class Numbers:
    """Two tables of numbers under the name of what they are."""

    name: str
    yours: Any  # nested lists
    target: Any
    tolerance: float

    def __str__(self) -> str:
        mine, theirs = dict(_entries(self.yours)), dict(_entries(self.target))
        if mine.keys() != theirs.keys():
            return f"{self.name}: {_SHAPES.format(_shape(self.yours), _shape(self.target))}"
        wrong = [place for place, value in mine.items() if not same(value, theirs[place], self.tolerance)]
        listed = ", ".join("".join(f"[{number}]" for number in place) for place in wrong)
        return f"{self.name}: {_PLACES.format(listed)}"

    def _repr_html_(self) -> str:
        mine, theirs = dict(_entries(self.yours)), dict(_entries(self.target))

        def agrees(place: tuple[int, ...]) -> bool:
            return place in mine and place in theirs and same(mine[place], theirs[place], self.tolerance)

        drawn = _side_by_side([_table(self.yours, agrees), _table(self.target, agrees)])
        return drawn if mine.keys() == theirs.keys() else f"<div>{inline(str(self))}</div>{drawn}"


def beside(exercise: Exercise, look: Look, namespace: dict[str, Any]) -> Graphs | Numbers | None:
    """What is worth a picture in an answer that is not right; None where nothing is, or where it would tell."""
    from minigrad.tensor import Tensor

    if any(not row.expected for row in look.rows):  # a prediction: nothing has been computed yet
        return None
    solved = _made_by(exercise.given, exercise.solved)
    for mine, theirs, names, target_names in _pairs(exercise, look, namespace, solved):
        if isinstance(theirs, Tensor) and isinstance(mine, Tensor) and theirs.grad_fn is not None:
            found = _graphs(mine, theirs, names, target_names)
            if found:
                return found
    for row in look.rows:
        if not row.right and row.values and all(_is_small(value) for value in row.values):
            return Numbers(row.name, *row.values, 1e-3)
    return None


def _pairs(
    exercise: Exercise, look: Look, namespace: dict[str, Any], solved: dict[str, Any]
) -> Iterator[tuple[Any, Any, dict[str, Any], dict[str, Any]]]:
    """What may be drawn: what the learner made and what the solution makes, each with the names around it."""
    for trial in look.trials:
        if not trial.row.right and trial.watched.output is not None:
            target = Watched(solved[trial.name])
            try:
                trial.run(solved["torch"], target.function)
            except Exception:  # it was made to be run once: then there is no picture
                continue
            yield trial.watched.output, target.output, trial.watched.names, target.names
    for name in reversed(exercise.names):
        yield namespace.get(name), solved.get(name), namespace, solved


def _is_small(value: Any) -> bool:
    return len(list(_entries(value))) in ENTRIES and len(_shape(value)) in (1, 2)


def _made_by(*sources: str) -> dict[str, Any]:
    """What these cells make."""
    import minigrad

    namespace: dict[str, Any] = {"torch": minigrad}
    for source in sources:
        exec(source, namespace)
    return namespace


# ---------------------------------------------------------------------------------------------- graphs


def _graphs(mine: Any, theirs: Any, names: dict[str, Any], target_names: dict[str, Any]) -> Graphs | None:
    from minigrad.viz.picture import picture

    try:
        yours, target = picture(mine, names), picture(theirs, target_names)
    except Exception:  # a graph that cannot be drawn must not keep the check from its answer
        return None
    if max(len(yours.operations), len(target.operations)) > OPERATIONS:
        return None
    found = _Differences(yours, target)
    if not found.sentences:
        return None
    return Graphs(yours, target, (tuple(found.lit[0]), tuple(found.lit[1])), tuple(found.sentences))


class _Side:
    """One of the two pictures, read from its output backward."""

    def __init__(self, picture: Picture) -> None:
        self.cards = {card.key: card for card in picture.cards}
        self.operations = {operation.key: operation for operation in picture.operations}
        self.made_by = {edge.target: edge.source for edge in picture.edges if edge.source in self.operations}
        self.inputs: dict[str, list[str]] = {key: [] for key in self.operations}
        for edge in picture.edges:
            if edge.target in self.inputs:
                self.inputs[edge.target].append(edge.source)
        used = {edge.source for edge in picture.edges if edge.source in self.cards}
        self.output = next(key for key in reversed(self.cards) if key not in used)

    def operation(self, card: str) -> Operation | None:
        return self.operations.get(self.made_by.get(card, ""))


class _Differences:
    """What differs, in both pictures' keys and in sentences; the cause is lit and not all that follows from it."""

    def __init__(self, yours: Picture, target: Picture) -> None:
        self.yours, self.target = _Side(yours), _Side(target)
        self.lit: tuple[list[str], list[str]] = ([], [])
        self.sentences: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.compare(self.yours.output, self.target.output)

    def say(self, keys: tuple[str, str], sentence: str) -> None:
        for lit, key in zip(self.lit, keys):
            lit.append(key)
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def compare(self, a: str, b: str) -> None:
        if (a, b) in self.seen:
            return
        self.seen.add((a, b))
        mine, theirs = self.yours.operation(a), self.target.operation(b)
        card, other = self.yours.cards[a], self.target.cards[b]
        if mine and theirs:
            ours, others = self.yours.inputs[mine.key], self.target.inputs[theirs.key]
            if mine.symbol != theirs.symbol or len(ours) != len(others):
                self.say((mine.key, theirs.key), _OTHER.format(card.name, mine.symbol, theirs.symbol))
                return
            if mine.symbol in ("+", "×") and self.alike(ours[::-1], others) > self.alike(ours, others):
                ours = ours[::-1]
            for one, two in zip(ours, others):
                self.compare(one, two)
        elif theirs:
            self.say((a, theirs.key), _CUT.format(card.name, theirs.symbol))
            return
        elif mine:
            self.say((mine.key, b), _GROWN.format(card.name, mine.symbol))
            return
        elif card.value != other.value:
            self.say((a, b), _ANOTHER.format(_named(card), _named(other)))
            return
        elif (card.kind == "leaf") != (other.kind == "leaf"):
            text = _RECORDS if card.kind == "leaf" else _RECORDS_NOT
            self.say((a, b), text.format(card.name))
            return
        if card.grad != other.grad:
            self.say((a, b), _GRAD.format(card.name, card.grad, other.grad))

    def alike(self, ours: list[str], others: list[str]) -> int:
        """How many of the operands agree at first sight, in this order."""
        return sum(
            (m.symbol if (m := self.yours.operation(a)) else self.yours.cards[a].value)
            == (t.symbol if (t := self.target.operation(b)) else self.target.cards[b].value)
            for a, b in zip(ours, others)
        )


def _named(card: Card) -> str:
    return str(card.value) if card.kind == "number" else f"`{card.name}` = {card.value}"


def _drawn(picture: Picture, lit: tuple[str, ...]) -> str:
    """A picture as an image, in the state after a single step in which this is lit."""
    from minigrad.viz.drawing import image
    from minigrad.viz.language import current
    from minigrad.viz.model import Step
    from minigrad.viz.svg import svg
    from minigrad.viz.timeline import Timeline

    step = Step("backward", 1, None, "", "", (), lit, ())
    return image(svg(picture, Timeline(picture, (step,)), state=1, language=current()), picture.alt)


# ---------------------------------------------------------------------------------------------- numbers


def _entries(value: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _entries(item, (*place, number))
    else:
        yield place, value


def _shape(value: Any) -> tuple[int, ...]:
    return (len(value), *(_shape(value[0]) if value else ())) if isinstance(value, list) else ()


def _table(value: Any, agrees: Callable[[tuple[int, ...]], bool]) -> str:
    """A list of numbers as a row, a list of lists as rows."""
    nested = len(_shape(value)) == 2
    parts = ['<table style="border-collapse:separate;border-spacing:3px;margin:0;color:inherit">']
    for i, row in enumerate(value if nested else [value]):
        parts.append("<tr>")
        for j, item in enumerate(row if isinstance(row, list) else [row]):
            text, frame = html.escape(show(item)), "1px solid #8a9099"
            if not agrees((i, j) if nested else (j,)):
                text, frame = f"<strong>{text}</strong>", "2px solid #b45309"
            style = f"border:{frame};border-radius:4px;padding:.15em .5em;text-align:right"
            parts.append(f'<td style="{style}">{text}</td>')
        parts.append("</tr>")
    return "".join([*parts, "</table>"])


def _side_by_side(drawn: list[str]) -> str:
    style = "margin:.4em 0;max-width:100%;overflow-x:auto"
    parts = [
        f'<figure style="{style}"><figcaption>{caption}</figcaption>{picture}</figure>'
        for caption, picture in zip((_YOURS, _TARGET), drawn)
    ]
    return f'<div style="display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start">{"".join(parts)}</div>'
