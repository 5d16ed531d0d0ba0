"""PyTorch's own view of a picture: `grad_fn` nodes, their `next_functions`, and an AccumulateGrad for each leaf."""

from __future__ import annotations

from .model import Drawer, Edge, Operation, Picture

__all__ = ["as_pytorch"]


def as_pytorch(picture: Picture) -> Picture:
    """The same graph as PyTorch's names tell it. Edges point the way that gradients go: back to the leaves."""
    if picture.view == "pytorch":
        return picture
    cards = {card.key: card for card in picture.cards}
    maker = {edge.target: edge.source for edge in picture.edges if edge.target in cards and edge.recorded}
    leaves = [card for card in picture.cards if card.kind == "leaf" and card.recorded]
    used = {edge.source for edge in picture.edges if edge.recorded}
    leaves = [card for card in leaves if card.key in used]
    pours = {card.key: f"{card.key}g" for card in leaves}
    nodes = [_node(operation) for operation in picture.operations]
    nodes += [Operation(key, "", "AccumulateGrad") for key in pours.values()]
    edges: list[tuple[str, str, str]] = []
    outputs = [card for card in picture.cards if card.key in maker and card.key not in used]
    edges += [(card.key, maker[card.key], "grad_fn") for card in outputs]
    for edge in picture.edges:
        if edge.source not in cards or not edge.recorded:
            continue
        back = maker.get(edge.source) or pours.get(edge.source)
        if back is not None and back != edge.target:
            edges.append((edge.target, back, ""))
    edges += [(key, leaf, "variable") for leaf, key in pours.items()]
    kept = [card._replace(label="") for card in (*leaves, *outputs)]  # the outputs: what one holds of the graph
    shown = {card.key for card in kept}
    return picture._replace(
        cards=tuple(kept),
        operations=tuple(nodes),
        edges=tuple(Edge(f"e{i}", a, b, text) for i, (a, b, text) in enumerate(edges)),
        groups=tuple(
            group._replace(members=tuple(m for m in group.members if m not in cards or m in shown))
            for group in picture.groups
        ),
        view="pytorch",
        paths=(),
        sum="",
    )


def _node(operation: Operation) -> Operation:
    drawers = tuple(drawer._replace(text=_saved(drawer)) for drawer in operation.drawers)
    return operation._replace(symbol="", drawers=drawers)


def _saved(drawer: Drawer) -> str:
    if drawer.freed or drawer.changed:
        return f"_saved_{drawer.name}: {drawer.text}"
    return f"_saved_{drawer.name} = {drawer.value}" if drawer.value else f"_saved_{drawer.name}"
