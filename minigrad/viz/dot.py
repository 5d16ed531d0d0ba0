"""A picture as DOT: fixed boxes for our own drawing, and plain labels that any `dot` can draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .metrics import shorten
from .model import Edge, Picture
from .shapes import Box, boxes, printable
from .timeline import Timeline
from .words import words

if TYPE_CHECKING:
    import graphviz

__all__ = ["digraph"]

INK, GREY, OPERATION = "#1f2430", "#5f6672", "#eef2f7"  # six digits: older Graphviz draws #eee black
_ANY_ORDER = {"+", "×", "*", "·"}  # swapping their inputs changes nothing


def digraph(picture: Picture, timeline: Timeline | None = None, language: str = "en") -> graphviz.Digraph:
    """The picture as a `graphviz.Digraph`; the same picture always gives the same text.

    A timeline makes each box wide enough for all that its steps will write in it.
    """
    import graphviz

    def label(text: str) -> str:
        # A learner's "\\N" or "<b>" stays text.
        return graphviz.nohtml(printable(text).replace("\\", "\\\\").replace("\n", "\\n"))

    graph = graphviz.Digraph(
        "computation",
        graph_attr={"rankdir": "LR", "bgcolor": "transparent", "nodesep": "0.26", "ranksep": "0.36"},
        node_attr={
            "shape": "box",
            "style": "rounded",
            "fixedsize": "true",
            "fontname": "Helvetica",
            "fontsize": "10",
        },
        # The labels are drawn smaller than this: Graphviz keeps that much more room for them.
        edge_attr={"arrowsize": "0.7", "fontname": "Helvetica", "fontsize": "15"},
    )
    drawn = boxes(picture, timeline or Timeline(picture), words(language))

    def node(key: str, recorded: bool, **more: str) -> None:
        box: Box = drawn[key]
        colour = INK if recorded else GREY
        graph.node(
            key,
            label(box.plain),
            id=key,
            width=f"{box.width / 72:.3f}",
            height=f"{box.height / 72:.3f}",
            color=colour,
            fontcolor=colour,
            **more,
        )

    for card in picture.cards:
        node(card.key, recorded=card.kind not in ("constant", "number"))
    for operation in picture.operations:
        ordered = {} if operation.symbol in _ANY_ORDER else {"ordering": "in"}
        style = "rounded,filled" if operation.recorded else "rounded,filled,dashed"
        node(operation.key, operation.recorded, style=style, fillcolor=OPERATION, **ordered)
    operations = {operation.key for operation in picture.operations}
    inner = operations | {card.key for card in picture.cards if card.kind == "result"}
    for edge in picture.edges:
        if edge.source not in drawn or edge.target not in drawn:
            raise ValueError(f"edge {edge.key!r} joins {edge.source!r} and {edge.target!r}, which are not both here")
        # The way of the results is kept straight: leaves hang on it.
        straight = {"weight": "4"} if edge.source in inner else {}
        graph.edge(edge.source, edge.target, id=edge.key, **_edge(edge, edge.target in operations, label), **straight)
    return graph


def _edge(edge: Edge, into_operation: bool, label: Callable[[str], str]) -> dict[str, str]:
    attributes = {"color": INK if edge.recorded else GREY}
    if not edge.recorded:
        attributes["style"] = "dashed"
    if not into_operation:
        attributes["arrowhead"] = "none"
    if edge.local:
        attributes["label"] = label(shorten(" ".join(edge.local.split()), 24))
    return attributes
