"""The paths from a tensor to the output, each with what it contributes to the tensor's gradient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import numpy as np

from ..readings import ArrayReading
from .language import current
from .model import Path, Picture
from .picture import is_scalar, local_number
from .scene import Action, Item, Scene, value_text
from .words import words

__all__ = ["with_paths"]

_MOST = 6  # paths have a colour of their own
_LONG = 72  # characters of a product

Way = list[tuple[Action, int]]  # from the output back: operations, and through which operand


def with_paths(picture: Picture, found: Scene, item: Item) -> Picture:
    """The picture with the paths from `item` to the output, what each contributes, and the sum."""
    maker = {result: action for action in found.actions for result in action.results}
    ways = list(islice(_ways(found, item, maker), _MOST))
    into: dict[str, list[str]] = {}  # the edges into an operation, in the order of its operands
    out: dict[tuple[str, str], str] = {}
    for edge in picture.edges:
        into.setdefault(edge.target, []).append(edge.key)
        out[edge.source, edge.target] = edge.key
    shares = [_share(found, way, item) for way in ways]
    drawn = []
    for way, share in zip(ways, shares, strict=True):
        keys, result = [], found.output
        for action, place in way:
            keys += [out[action.key, result.key], into[action.key][action.places.index(place)]]
            result = action.operand(place)
        drawn.append(Path(tuple(reversed(keys)), _product(found, way), value_text(share)))
    return picture._replace(paths=tuple(drawn), sum=_sum(found, item, shares, _how_many(found, item)))


def _ways(found: Scene, target: Item, maker: dict[Item, Action]) -> Iterator[Way]:
    """All ways from the output back to `target`, one after the other; there may be very many."""
    leads = set(_counts(found, target))
    open_ways: list[tuple[Item, Way]] = [(found.output, [])]
    while open_ways:
        item, way = open_ways.pop()
        if item is target:
            yield way
            continue
        action = maker[item]
        for place in reversed(_places(action)):
            if action.operand(place) in leads:
                open_ways.append((action.operand(place), [*way, (action, place)]))


def _counts(found: Scene, target: Item) -> dict[Item, int]:
    """For each item that a way leads back from: how many ways."""
    counts = {target: 1}
    for action in found.actions:
        many = sum(counts.get(action.operand(place), 0) for place in _places(action))
        if many:
            counts.update(dict.fromkeys(action.results, many))
    return counts


def _how_many(found: Scene, target: Item) -> int:
    return _counts(found, target).get(found.output, 0)


def _places(action: Action) -> list[int]:
    return [place for place, edge in enumerate(action.node.edges) if edge is not None]


def _pulled(action: Action, place: int, gradient: Any) -> Any:
    """What an operation makes of a gradient for one of its operands; None where its drawer is empty."""
    node = action.node
    if node.saved is None or node.changed() is not None or action.others:
        return None
    answer = node.rules[place](gradient, *ArrayReading.values(node), **node.params)
    shape = action.operand(place).shape
    return answer if np.shape(answer) == shape else ArrayReading.sum_to(answer, shape)


def _share(found: Scene, way: Way, target: Item) -> Any:
    """The product of the local derivatives along a way, as an array."""
    if int(np.prod(found.output.shape)) != 1:
        return None
    gradient: Any = np.ones(found.output.shape)
    for action, place in way:
        if gradient is not None:
            gradient = _pulled(action, place, gradient)
    return gradient


def _product(found: Scene, way: Way) -> str:
    """∂y/∂a·∂a/∂w = 2·1, or where tensors have more entries than one, the tensors on the way."""
    items = [found.output, *(action.operand(place) for action, place in way)]
    if not all(is_scalar(action, place) for action, place in way):
        return _middle_cut(" ← ".join(item.name for item in items))
    names = "·".join(f"∂{a.name}/∂{b.name}" for a, b in pairwise(items))
    numbers = [None if action.node.saved is None else local_number(action, place) for action, place in way]
    if any(number is None for number in numbers):
        return _middle_cut(names)
    factors = [value_text(np.asarray(number)) or "" for number in numbers]
    product = "·".join(f"({f})" if f.startswith("-") and i else f for i, f in enumerate(factors))
    return f"{_middle_cut(names)} = {_middle_cut(product)}" if len(factors) > 1 else names


def _middle_cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG // 2]} … {text[-_LONG // 2 :]}"


def _sum(found: Scene, item: Item, shares: list[Any], many: int) -> str:
    """∂y/∂w = 3 + 2 = 5; the paths that have no colour are taken together."""
    left = f"∂{found.output.name}/∂{item.name}"
    say = words(current())
    rest = say.more_paths.format(many - len(shares))
    known = [value_text(share) for share in shares]
    if None in known:
        return f"{left}  ({rest})" if many > len(shares) else ""
    total = _gradient(found, item) if many > len(shares) else sum(shares[1:], start=shares[0])
    if total is None:
        return f"{left}  ({rest})"
    texts = [text or "" for text in known]
    if many > len(shares):
        texts.append(f"{value_text(total - sum(shares))} ({rest})")
    if len(texts) == 1:
        return f"{left} = {texts[0]}"
    terms = " + ".join(f"({t})" if t.startswith("-") and i else t for i, t in enumerate(texts))
    return f"{left} = {terms} = {value_text(total)}" if len(terms) <= 2 * _LONG else f"{left} = {value_text(total)}"


def _gradient(found: Scene, target: Item) -> Any:
    """The whole gradient, without going along each path."""
    met: dict[Item, Any] = {found.output: np.ones(found.output.shape)}
    for action in reversed(found.actions):
        gradient = met.get(action.result)
        if gradient is None or action.result is target:
            continue
        for place in _places(action):
            share = _pulled(action, place, gradient)
            if share is None:
                return None
            item = action.operand(place)
            met[item] = met[item] + share if item in met else share
    return met.get(target)
