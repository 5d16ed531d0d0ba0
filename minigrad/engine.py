"""The backward pass.

Two sums that learners confuse are kept apart here:

- the **inbox** of a node, or of a leaf, where the contributions of one pass meet and are added (the chain
  rule's sum over paths);
- the **bucket** of a leaf, its `.grad`, into which AccumulateGrad pours the inbox's sum, once, as soon as all
  contributions have come (the sum over passes).

`walk` goes through the graph one step at a time and changes nothing; `backward` runs it to the end and acts
on its steps; the stepper takes them one by one. A node is younger than everything it was made from, so going
by age, newest first, no node is visited before all its users have reported; there is no recursion.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from .graph import Anomaly, Node
from .kinds import same

# What a pass tells of itself, step by step; the first of each is the kind.
HANDS_ON = "hands on"  # (HANDS_ON, node, place, target, gradient, met): `node` hands `gradient` to its input number
#                         `place`, a Node or a leaf; `met` is the sum of what has met there so far
POURS = "pours"  # (POURS, leaf, gradient): all has met at `leaf`; AccumulateGrad runs, with the sum
IS_DONE = "is done"  # (IS_DONE, node, gradient): `node` has handed on all it has; what it saved is needed no more
Tell = Callable[..., None]


class Reading(Protocol):
    """How a pass reads the rules: on arrays, or on Tensors, which record the pass itself (see tensor.py)."""

    plain: bool  # on arrays?

    def caller(self) -> Callable[..., Any]:
        """What calls a rule: run(rule, gradient, *values, **params)."""

    def values(self, node: Node, /) -> Any:
        """(result, *inputs) of a node, as its rules shall see them."""

    def add(self, a: Any, b: Any) -> Any: ...

    def sum_to(self, gradient: Any, shape: tuple[int, ...]) -> Any: ...

    def call_hooks(self, hooks: Any, gradient: Any, version: int, held: list[Any]) -> Any:
        """What the hooks answer; into `held` with what they keep."""

    def retain(self, tensor: Any, gradient: Any) -> None: ...

    def pour(self, leaf: Any, gradient: Any, version: int | None) -> None:
        """AccumulateGrad: add to the bucket."""


AGE = operator.attrgetter("age")


def reachable(roots: Iterable[Node]) -> tuple[list[Node], dict[Any, int]]:
    """All nodes behind the roots, newest first, and for each leaf how many contributions will come."""
    found = list(roots)
    seen = set(found)
    uses: dict[Any, int] = {}
    for node in found:  # the list grows while we walk along it
        for edge in node.edges:
            if edge is None:
                continue
            if type(edge) is not Node and not isinstance(edge, Node):  # the first is quick, and mostly enough
                uses[edge] = uses.get(edge, 0) + 1
            elif edge not in seen:
                seen.add(edge)
                found.append(edge)
    found.sort(key=AGE, reverse=True)
    return found, uses


# What each input of a node gets where somebody looks on: hooks on it, a learner's own Function, anomaly mode.
special: Any = None  # autograd/watch.py, which knows them, puts it here


def walk(
    inbox: dict[Any, Any],
    read: Reading,
    pour: Callable[[Any, Any, int | None], None] | None = None,
    reach: Callable[[Node, Any], None] | None = None,
    tell: Tell | None = None,
    only: Any = None,
    keep: bool = True,
    held: list[Any] | None = None,
) -> dict[Any, int]:
    """The backward pass. `inbox`: the gradients it starts with, by Node or leaf.

    `pour` gets each leaf with its gradient. Unless `keep`, a node that is done throws away what it saved. With `only`
    (a set of Nodes and leaves) gradients go nowhere else; `reach` gets each node with what has come to it. With `tell`
    it is a rehearsal: each step is told, and no hook is called.

    An aside: a gradient has a version, too, which counts how often PyTorch would have written into its memory. `pour`
    gets it (None where somebody else holds that memory, as whoever started the pass holds `held`), and `joined`, the
    answer, has it for all other inboxes, if it is not 0.
    """
    order, awaited = reachable([root for root in inbox if isinstance(root, Node)])
    values_of, run, add, sum_to, plain = read.values, read.caller(), read.add, read.sum_to, read.plain
    arrive = inbox.pop
    watched = tell is None and Anomaly.enabled
    held = [*inbox.values()] if held is None else held
    joined: dict[Any, int] = {}
    if len(inbox) > 1 or not order:
        for leaf in [root for root in inbox if not isinstance(root, Node) and root not in awaited]:
            _full(leaf, inbox, read, pour, tell, held, joined)
    for node in order:
        g = came = arrive(node, None)
        if g is None:  # nothing came: nothing to hand on
            continue
        shares, extras, edges, written = None, node.extras, node.edges, 0
        if extras is not None and tell is None:
            if extras.hooks:
                g = read.call_hooks(extras.hooks, g, joined.get(node, 0), held)
            if extras.retaining is not None:
                read.retain(extras.retaining(), g)
        if only is not None and only.isdisjoint(edges):
            if reach is not None:
                reach(node, g)
            elif node in only:  # it is run, though nobody waits for what it hands on
                hooked = extras is not None and extras.around is not None
                _ = special(node, g, read, only) if hooked else values_of(node)
                if not keep:
                    node.free()
            continue
        if watched or (extras is not None and extras.around is not None):
            shares = special(node, g, read, only)
        else:
            values: Any = values_of(node) if node.versions else node.saved
            params, rules = node.params, node.kind.on_arrays if plain else node.kind.rules
            written = node.kind.written
        ready: Any = None
        place = -1
        for target in edges:
            place += 1
            if target is None or (only is not None and target not in only):
                continue
            is_leaf = type(target) is not Node and not isinstance(target, Node)
            if shares is not None:
                d = shares[place]
            else:
                rule = rules[place]
                d = g if rule is same else run(rule, g, *values, **params) if params else run(rule, g, *values)
                shape = target._array.shape if is_leaf else target.shape
                if (d.shape if plain else d._array.shape) != shape:
                    d = run(sum_to, d, shape)
            if d is not None:
                if target in inbox:
                    old = inbox[target]
                    inbox[target] = met = run(add, old, d)
                    if plain:
                        joined[target] = joined.get(target, 0) + 1 if _is_alone(old, [d, *held]) else 0
                else:
                    inbox[target] = met = d
                    if written:
                        joined[target] = 0 if place else written
                        if not plain:
                            d._counter[0] = joined[target]
                    elif joined and node in joined and not _is_alone(d, (g,)):
                        joined[target] = joined[node]
                if tell is not None:
                    tell(HANDS_ON, node, place, target, d, met)
            if is_leaf:
                awaited[target] = left = awaited[target] - 1
                if not left and target in inbox:
                    ready = (*ready, target) if ready else (target,)
        if ready:
            for leaf in ready:
                _full(leaf, inbox, read, pour, tell, held, joined)
        if tell is not None:
            tell(IS_DONE, node, came)
        if reach is not None:
            reach(node, came)
        if not keep:
            node.free()
    for leaf in list(inbox) if inbox else ():  # those that waited in vain for a node that got nothing
        _full(leaf, inbox, read, pour, tell, held, joined)
    return joined


def _is_alone(g: Any, others: Iterable[Any]) -> bool:
    """Is an array without gaps in memory that no other sees?"""
    if 0 in getattr(g, "strides", (0,)):  # the gradients of several outputs together are no array
        return False
    owner = g if g.base is None else g.base
    if not g.shape and owner is not g:  # one number, handed through a sum
        return False
    for other in others:  # noqa: SIM110  a pass comes by here wherever ways meet, and a loop is quicker
        if other is owner or getattr(other, "base", None) is owner:
            return False
    return True


def _full(
    leaf: Any, inbox: dict[Any, Any], read: Reading, pour: Any, tell: Any, held: list[Any], joined: dict[Any, int]
) -> None:
    """All has met at this leaf."""
    g = inbox.pop(leaf)
    if tell is not None:
        tell(POURS, leaf, g)
    elif pour is not None:
        version: Any = joined.get(leaf, 0) if joined else 0
        if leaf._hooks:
            seen = g.astype(leaf._array.dtype) if read.plain and g.dtype != leaf._array.dtype else g
            g = read.call_hooks(leaf._hooks, seen, version, held)
            version = version if g is seen else 0
        for other in held:
            if other is g:  # somebody else has it, too
                version = None
        if inbox:
            for other in inbox.values():
                if other is g:
                    version = None
        pour(leaf, g, version)


def backward(inbox: dict[Any, Any], read: Reading, keep: bool, inputs: Any = None, held: Any = None) -> None:
    """Run the whole pass: fill the buckets (of `inputs` alone, if given), and unless `keep`, free what was saved."""
    if inputs is None:
        walk(inbox, read, read.pour, keep=keep, held=held)
    else:
        walk(inbox, read, read.pour, only=_towards(inputs, inbox), keep=keep, held=held)


def _towards(inputs: list[Any], inbox: dict[Any, Any]) -> set[Any]:
    """`inputs`, and all nodes on the way to them."""
    order, _ = reachable([root for root in inbox if isinstance(root, Node)])
    on_the_way = set(inputs)
    for node in reversed(order):
        if not on_the_way.isdisjoint(node.edges):
            on_the_way.add(node)
    return on_the_way


def gradients(inbox: dict[Any, Any], inputs: list[Any], read: Reading, keep: bool, held: Any) -> list[tuple[Any, int]]:
    """The gradients that arrive at `inputs` (Nodes or leaves), with their versions. None: nothing arrives.

    No bucket is touched.
    """
    arrived: dict[Any, Any] = {}
    reach = arrived.__setitem__
    ways = _towards(inputs, inbox)
    joined = walk(inbox, read, lambda leaf, g, _: reach(leaf, g), reach, only=ways, keep=keep, held=held)
    return [(arrived.get(i), joined.get(i, 0)) for i in inputs]
