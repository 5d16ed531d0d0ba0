"""`mg.play`: the graph of a function, with a slider for each of its numbers."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...creation import tensor
from ...tensor import Tensor
from ..explain import arrivals
from ..language import current
from ..model import Picture
from ..picture import picture_of
from ..scene import scene, value_text
from ..shapes import escape
from ..svg import svg
from .board import Axis, Board, Playable
from .evaluate import around, one_number, slopes_of
from .plot import shown
from .words import say

__all__ = ["play"]

POSITIONS = {1: 41, 2: 21, 3: 11, 4: 5}  # of each slider, by how many there are: some thousand graphs at most
_MOST_GRAPHS = 4  # a function that branches has several


def play(f: Callable[..., Any], inputs: dict[str, Any]) -> Playable:
    """The widget; see `minigrad.play`."""
    language = current()
    numbers = {
        name: float(value)
        for name, value in inputs.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    if len(numbers) not in POSITIONS:
        raise TypeError(
            f"play() moves from 1 to {len(POSITIONS)} numbers, as in play(f, w=1., x=2.); not {len(numbers)}"
        )
    grids = {name: around(value, POSITIONS[len(numbers)]) for name, value in numbers.items()}
    axes = [Axis(n, tuple(map(shown, grid)), grid.index(numbers[n])) for n, grid in grids.items()]
    board = Board(axes)

    graphs: dict[Any, np.ndarray] = {}  # by shape: the picture at each position where the graph has it
    told = np.empty(board.shape, object)
    for position in itertools.product(*map(range, board.shape)):
        at = {name: grid[i] for (name, grid), i in zip(grids.items(), position, strict=True)}
        picture, told[position] = _state(f, inputs, at, language)
        graph = graphs.setdefault(_shape(picture), np.empty(board.shape, object))
        graph[position] = picture
    if len(graphs) > _MOST_GRAPHS:
        raise ValueError(f"play() shows at most {_MOST_GRAPHS} different graphs, and the function makes {len(graphs)}")

    begin = tuple(axis.start for axis in axes)
    drawings = []
    for graph in graphs.values():
        here = np.array([p is not None for p in graph.flat]).reshape(board.shape)
        kinds = np.where(here, "mg-graph", "mg-graph mg-hide").astype(object)
        drawings.append((kinds[begin], board.element("div", "\0", class_=kinds), _live(board, graph, language)))
    drawings.sort(key=lambda drawing: drawing[0])  # the one that is seen at first
    live = "".join(frame.replace("\0", drawn) for _, frame, drawn in drawings)
    alt = str(told[begin])
    page = board.page(say("playing", language), live, board.element("p", told, data_told=""), language)
    first = next(graph[begin] for graph in graphs.values() if graph[begin] is not None)
    return Playable(page, svg(first, language=language), alt)


def _state(f: Callable[..., Any], inputs: dict[str, Any], at: dict[str, float], language: str) -> tuple[Picture, str]:
    """The graph at one position, with all gradients, and what is said of it."""
    given = {**inputs, **{name: tensor(value, requires_grad=True) for name, value in at.items()}}
    result, variables = _run(f, given)
    if not isinstance(one_number(result), Tensor) or not result.requires_grad:
        raise TypeError("play() needs a function that computes with the tensors it is given")
    leaves = {name: given[name] for name in at}
    for name, slope in slopes_of(result, leaves).items():
        leaves[name].grad = slope
    names = {**variables, **given}
    if not any(value is result for value in names.values()):
        names["y" if "y" not in names else "output"] = result
    found = scene(result, names)
    arrived = arrivals(found)
    picture = picture_of(found, ())
    passing = {item.key: value_text(gradient) for item, gradient in arrived.items()}
    cards = tuple(card._replace(passing=passing.get(card.key)) for card in picture.cards)
    y = found.output.name
    slopes = (f"∂{y}/∂{name} = {shown(_slope(leaves[name]))}" for name in at)
    text = say(
        "played",
        language,
        at=", ".join(f"{name} = {shown(value)}" for name, value in at.items()),
        y=y,
        value=shown(result.item()),
        slopes=", ".join(slopes),
    )
    return picture._replace(cards=cards), text


def _slope(leaf: Any) -> float:
    return 0.0 if leaf.grad is None else leaf.grad.item()


def _run(f: Callable[..., Any], given: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The function's result, and its local variables at its end: they name what it computed on the way."""
    variables: dict[str, Any] = {}
    code = getattr(f, "__code__", None)

    def look(frame: Any, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            variables.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        return f(**given), variables
    finally:
        sys.setprofile(before)


# ---- many pictures of one graph ----------------------------------------------------------------------------


def _leaves(part: Any) -> Iterator[Any]:
    """Every text, number and None in a picture, in order."""
    if isinstance(part, tuple):
        for entry in part:
            yield from _leaves(entry)
    else:
        yield part


def _shape(picture: Picture) -> Any:
    """What two pictures share whose texts alone differ."""
    return (
        tuple((card.key, card.kind, card.name) for card in picture.cards),
        tuple((op.key, op.name, len(op.drawers)) for op in picture.operations),
        tuple((edge.source, edge.target, edge.recorded) for edge in picture.edges),
        tuple(leaf for leaf in _leaves(picture) if not isinstance(leaf, str) and leaf is not None),
        sum(1 for _ in _leaves(picture)),
    )


def _rebuilt(part: Any, leaves: Iterator[Any]) -> Any:
    """The same picture with other leaves."""
    if not isinstance(part, tuple):
        return next(leaves)
    entries = [_rebuilt(entry, leaves) for entry in part]
    return type(part)(*entries) if hasattr(part, "_fields") else tuple(entries)


def _live(board: Board, graph: np.ndarray, language: str) -> str:
    """One drawing for all positions: it is laid out with a stand-in for each text that moves, as wide as the widest."""
    known = [list(_leaves(picture)) for picture in graph.flat if picture is not None]
    columns = list(zip(*known, strict=True))
    moving = {place: column for place, column in enumerate(columns) if len(set(column)) > 1}
    stand_ins = {}
    for nth, (place, column) in enumerate(moving.items()):
        width = min(max(len(str(text or "")) for text in column), 22)
        stand_ins[place] = f"7{nth:03d}".ljust(width, "0")
    first = next(picture for picture in graph.flat if picture is not None)
    mixed = (stand_ins.get(place, leaf) for place, leaf in enumerate(list(_leaves(first))))
    drawn = svg(_rebuilt(first, mixed), language=language, framed=False)
    there = np.array([picture is not None for picture in graph.flat])
    for place, stand_in in stand_ins.items():
        texts = np.full(graph.size, "", object)
        texts[there] = [str(text or "") for text in moving[place]]
        drawn = _bound(board, drawn, stand_in, texts.reshape(graph.shape))
    return drawn


def _bound(board: Board, drawn: str, stand_in: str, texts: np.ndarray) -> str:
    """The drawing with the text that moves in its stand-in's place: in an element, or as the name of the whole."""

    def inside(found: re.Match[str]) -> str:
        return board.element("text", texts).replace("<text", f"<text{found[1]}", 1).removesuffix("</text>")

    def named(found: re.Match[str]) -> str:
        attributes = board.element("g", aria_label=texts).removeprefix("<g ").removesuffix("></g>")
        return attributes

    drawn = re.sub(rf"<text([^<>]*)>{stand_in}", inside, drawn)
    drawn = re.sub(rf'aria-label="{stand_in}"', named, drawn)
    return re.sub(rf"<title>[^<]*{escape(stand_in)}[^<]*</title>", "", drawn)
