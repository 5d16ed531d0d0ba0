"""A picture as DOT: fixed boxes for our own drawing, and plain labels that any `dot` can draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .metrics import shorten
from .model import Edge, Picture
from .shapes import Box, boxes, printable
from .timeline import Timeline
from .words import words

__all__ = ["Dot", "columns", "digraph", "edge_text", "reach"]

INK, GREY, OPERATION = "#1f2430", "#5f6672", "#eef2f7"  # six digits: older Graphviz draws #eee black
_ANY_ORDER = {"+", "×", "*", "·"}  # swapping their inputs changes nothing
_EXACT = 900  # up to this `reach` Graphviz makes room for labels and bends edges round boxes
_STRAIGHT, _MANY = 1.2, 1_500  # and where edges reach hardly further than the next column, up to so many boxes
_COARSE = (  # beyond it takes minutes over that: it is told to stop looking for something better
    'splines="line", nslimit="0.5", nslimit1="0.5", mclimit="0.3"'
)


class Dot(str):
    """DOT text. `source` is the text itself, as of a `graphviz.Digraph`."""

    @property
    def source(self) -> str:
        return str(self)


def digraph(
    picture: Picture, timeline: Timeline | None = None, language: str = "en", drawn: Mapping[str, Box] | None = None
) -> Dot:
    """The picture in Graphviz's language; the same picture always gives the same text.

    A timeline makes each box wide enough for all that its steps will write in it.
    """
    drawn = boxes(picture, timeline or Timeline(picture), words(language)) if drawn is None else drawn
    for edge in picture.edges:
        if edge.source not in drawn or edge.target not in drawn:
            raise ValueError(f"edge {edge.key!r} joins {edge.source!r} and {edge.target!r}, which are not both here")
    far = reach(picture)
    exact = far <= _EXACT or (far <= _STRAIGHT * len(drawn) and len(drawn) <= _MANY)
    # PyTorch's edges lead back to the leaves; the output stays on the right.
    direction = "RL" if picture.view == "pytorch" else "LR"
    lines = [
        "digraph computation {",
        f'  graph [rankdir="{direction}", bgcolor="transparent", nodesep="0.26", ranksep="0.36"'
        + ("" if exact else f", {_COARSE}")
        + "]",
        '  node [shape="box", style="rounded", fixedsize="true", fontname="Helvetica", fontsize="10"]',
        # The labels are drawn smaller than this: Graphviz keeps that much more room for them.
        '  edge [arrowsize="0.7", fontname="Helvetica", fontsize="15"]',
        *_nodes(picture, drawn),
        *_clusters(picture),
        *_edges(picture, exact),
        "}\n",
    ]
    return Dot("\n".join(lines))


def reach(picture: Picture) -> int:
    """Over how many columns all edges together reach: Graphviz's work grows with it, and faster."""
    column = columns(picture)
    return sum(column[edge.target] - column[edge.source] for edge in picture.edges)


def columns(picture: Picture) -> dict[str, int]:
    """For each card, operation and folded group how many stand before it, at the most."""
    after: dict[str, list[str]] = {}
    waits: Counter[str] = Counter()
    for edge in picture.edges:
        after.setdefault(edge.source, []).append(edge.target)
        waits[edge.target] += 1
    parts: tuple[Any, ...] = (*picture.cards, *picture.operations, *picture.groups)
    every = [part.key for part in parts]
    column = dict.fromkeys(every, 0)
    first = [key for key in every if not waits[key] and key in after]
    ready = [key for key in every if not waits[key]]
    for key in ready:  # the list grows while we walk along it
        for target in after.get(key, ()):
            column[target] = max(column[target], column[key] + 1)
            waits[target] -= 1
            if not waits[target]:
                ready.append(target)
    for key in first:  # a leaf stands right before what first uses it
        column[key] = min(column[target] for target in after[key]) - 1
    return column


def _quoted(text: str) -> str:
    """A learner's text, as text: `\\N` and `<b>` mean nothing special."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _nodes(picture: Picture, drawn: Mapping[str, Box]) -> Iterator[str]:
    def node(key: str, recorded: bool, more: str = "") -> str:
        box = drawn[key]
        colour = INK if recorded else GREY
        return (
            f'  "{key}" [id="{key}", label={_quoted(box.plain)}, width="{box.width / 72:.3f}", '
            f'height="{box.height / 72:.3f}", color="{colour}", fontcolor="{colour}"{more}]'
        )

    filled = f', fillcolor="{OPERATION}", style="rounded,filled'
    for card in picture.cards:
        yield node(card.key, card.recorded and card.kind not in ("constant", "number"))
    for operation in picture.operations:
        style = filled + ('"' if operation.recorded else ',dashed"')
        order = "" if operation.symbol in _ANY_ORDER else ', ordering="in"'
        yield node(operation.key, operation.recorded, style + order)
    for group in picture.groups:
        if group.folded:
            yield node(group.key, True, filled + '", peripheries="2"')


def _clusters(picture: Picture) -> Iterator[str]:
    """The open groups as boxes around what is in them."""
    inside: dict[str, list[str]] = {}
    opened = {group.key: group for group in picture.groups if not group.folded}
    for group in opened.values():
        inside.setdefault(group.parent if group.parent in opened else "", []).append(group.key)

    def written(key: str, indent: str) -> Iterator[str]:
        group = opened[key]
        yield f'{indent}subgraph "cluster_{key}" {{'
        yield f'{indent}  id="{key}"; label={_quoted(group.name)}; labeljust="l"; fontname="Helvetica"; fontsize="13"'
        yield f'{indent}  style="rounded"; color="{GREY}"; fontcolor="{GREY}"; margin="12"'
        if group.members:
            yield f"{indent}  " + "; ".join(f'"{member}"' for member in group.members)
        for inner in inside.get(key, ()):
            yield from written(inner, indent + "  ")
        yield f"{indent}}}"

    for key in inside.get("", ()):
        yield from written(key, "  ")


def _edges(picture: Picture, exact: bool) -> Iterator[str]:
    operations = {operation.key for operation in picture.operations}
    targets = operations | {group.key for group in picture.groups}
    inner = targets | {card.key for card in picture.cards if card.kind == "result"}
    for edge in picture.edges:
        # The way of the results is kept straight: leaves hang on it.
        more = ', weight="4"' if edge.source in inner and edge.recorded else ""
        if not edge.recorded:
            more += ', style="dashed"'
        if edge.target not in targets:
            more += ', arrowhead="none"'
        label = edge_text(edge)
        if label and exact:
            more += f", label={_quoted(label)}"
        colour = INK if edge.recorded else GREY
        yield f'  "{edge.source}" -> "{edge.target}" [id="{edge.key}", color="{colour}"{more}]'


def edge_text(edge: Edge) -> str:
    """What stands on an edge."""
    return edge.cut or shorten(" ".join(edge.local.split()), 24)
