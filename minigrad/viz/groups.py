"""A long graph in a few pieces: the calls of modules and functions, the iterations of loops, and where there are none
of these, plain stretches.

Operations are numbered in the order in which they ran. A group is a stretch of that order, so folded groups can
never wait for each other in a ring. Everything here takes time in proportion to the graph.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import Any

from .scene import Action, Scene

__all__ = ["Piece", "Stretch", "groups", "units"]

MOST_PARTS = 30  # a group of more pieces than that is cut into stretches
_FEWEST_ITERATIONS = 3


class Stretch:
    """A group: the operations from `start` up to `stop`."""

    def __init__(self, kind: str, name: str, start: int, stop: int, parts: Sequence[Piece] = ()) -> None:
        self.kind = kind  # "all", "module", "function", "loop", "iteration", "rest" (of a loop) or "part"
        self.name = name
        self.start = start
        self.stop = stop
        self.parts = list(parts)  # what is seen when it is opened; of a "rest" nothing
        self.times = 1  # of a loop: how many equal iterations
        self.note = ""  # of a module: its class
        self.up: Stretch | None = None
        self.key = ""
        self.token: Any = None  # equal for groups that did the same

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def can_open(self) -> bool:
        return bool(self.parts)

    def inside(self) -> Iterator[Stretch]:
        """The groups in it, and in those."""
        for part in self.parts:
            if isinstance(part, Stretch):
                yield part
                yield from part.inside()


Piece = int | Stretch  # the number of an operation, or a group


def groups(found: Scene, running: Container[Any] = ()) -> Stretch:
    """The whole graph as a tree of groups. Code that is still `running` asks for it: it is no call to be folded."""
    whole = Stretch("all", found.output.name, 0, len(found.actions))
    tokens = _tokens(found.actions)
    _nest(whole, _module_calls(found))
    _arrange(whole, found.actions, tokens, running)
    for number, group in enumerate(whole.inside()):
        group.key = f"g{number}"
    _point_up(whole)
    return whole


def _point_up(group: Stretch) -> None:
    for part in group.parts:
        if isinstance(part, Stretch):
            part.up = group
            _point_up(part)


def units(group: Stretch, opened: set[Stretch]) -> Iterator[Piece]:
    """What is drawn of a group when those in `opened` are open: operations, and closed groups."""
    for part in group.parts:
        if isinstance(part, Stretch) and part in opened:
            yield from units(part, opened)
        else:
            yield part


# ---- modules -----------------------------------------------------------------------------------------------


def _module_calls(found: Scene) -> list[Stretch]:
    """Each call of a module as a stretch, the outer before the inner."""
    from bisect import bisect_left

    ages = [action.node.age for action in found.actions]
    calls: dict[tuple[int, int], Stretch] = {}
    for stop, action in enumerate(found.actions, 1):
        for made_by, since in getattr(action.node, "made_in", ()) or ():
            module, start = made_by(), bisect_left(ages, since)
            if module is not None and start < stop:
                name = found.modules.get(id(module), "")
                # A module that only calls another is the outer one of two that cover the same.
                calls[start, stop] = Stretch("module", name, start, stop)
                calls[start, stop].note = type(module).__name__
    if not calls:
        calls = _owners(found)
    return sorted(calls.values(), key=lambda call: (call.start, -call.stop))


def _owners(found: Scene) -> dict[tuple[int, int], Stretch]:
    """Where nobody noted the calls (PyTorch does not): the operations that use one module's parameters."""
    if not found.modules:
        return {}
    named = set(found.modules.values())
    owner: dict[Any, str] = {}  # by leaf, or by the result of a view of it
    calls: dict[tuple[int, int], Stretch] = {}
    start, before = 0, ""
    for i, action in enumerate(found.actions):
        mine = ""
        for item in action.operands:
            of = owner.get(item) or (item.name.rpartition(".")[0] if item.kind == "leaf" else "")
            mine = of if of in named else mine
        if mine and action.node.primitive.is_view:
            owner[action.result] = mine  # the transposed weight is still the layer's
        if mine != before:
            if before:
                calls[start, i] = Stretch("module", before, start, i)
            start, before = i, mine
    if before:
        calls[start, len(found.actions)] = Stretch("module", before, start, len(found.actions))
    return calls


def _nest(whole: Stretch, calls: Sequence[Stretch]) -> None:
    """Put the stretches into each other, and the operations between them."""
    stack, at = [whole], [0]

    def close() -> None:
        group, place = stack.pop(), at.pop()
        group.parts.extend(range(place, group.stop))
        if stack:
            stack[-1].parts.append(group)
            at[-1] = group.stop

    for call in calls:
        while call.start >= stack[-1].stop:
            close()
        if call.stop > stack[-1].stop or (len(call) == len(stack[-1]) and stack[-1] is not whole):
            continue
        stack[-1].parts.extend(range(at[-1], call.start))
        at[-1] = call.start
        stack.append(call)
        at.append(call.start)
    while stack:
        close()


# ---- functions, loops, stretches ---------------------------------------------------------------------------


def _tokens(actions: Sequence[Action]) -> list[int]:
    """A number for each operation, the same for those that did the same in the same place of the code."""
    known: dict[Any, int] = {}
    found = []
    for action in actions:
        node = action.node
        where = node.where
        place = None if where is None else (id(where[0]), where[1])
        found.append(known.setdefault((place, type(node), node.shape), len(known)))
    return found


def _arrange(group: Stretch, actions: Sequence[Action], tokens: Sequence[int], running: Container[Any]) -> None:
    """Find functions and loops among a group's pieces, innermost first; cut what is still long."""
    for part in group.parts:
        if isinstance(part, Stretch):
            _arrange(part, actions, tokens, running)
    group.parts = _functions(group, actions, tokens, running)
    group.parts = _loops(group.parts, tokens)
    group.token = (group.kind, group.note, group.name * (group.kind == "function"), *_part_tokens(group.parts, tokens))
    group.token = hash(group.token), len(group)
    _cut(group)


def _part_tokens(parts: Sequence[Piece], tokens: Sequence[int]) -> list[Any]:
    return [tokens[part] if isinstance(part, int) else part.token for part in parts]


def _functions(
    group: Stretch, actions: Sequence[Action], tokens: Sequence[int], running: Container[Any]
) -> list[Piece]:
    """Neighbouring operations of one function that is not what the rest of the group is in."""
    codes = [_function(actions[part]) if isinstance(part, int) else None for part in group.parts]
    if not any(codes):
        return group.parts
    runs: list[tuple[Any, list[Piece]]] = []
    for code, part in zip(codes, group.parts, strict=True):
        if runs and runs[-1][0] is code:
            runs[-1][1].append(part)
        else:
            runs.append((code, [part]))
    home = _home(group, codes)
    parts: list[Piece] = []
    for code, run in runs:
        if code is None or code is home or code in running or len(runs) == 1 or len(run) < 2:
            parts.extend(run)
            continue
        run = _loops(run, tokens)
        made = Stretch("function", code.co_name, _start(run[0]), _stop(run[-1]), run)
        made.token = hash(("function", id(code), *_part_tokens(run, tokens))), len(made)
        _cut(made)
        parts.append(made)
    return parts


def _function(action: Action) -> Any:
    """The code of the function whose line made it; None at the top of a file or a cell."""
    where = action.node.where
    return None if where is None or where[0].co_name.startswith("<") else where[0]


def _home(group: Stretch, codes: Sequence[Any]) -> Any:
    """The function in which the group itself was written."""
    if group.kind == "module":
        return next((c for c in codes if c is not None and c.co_name == "forward"), None)
    return codes[-1] if None not in codes else None


def _loops(parts: list[Piece], tokens: Sequence[int]) -> list[Piece]:
    """Equal pieces that follow each other as one; inner loops before those around them."""
    while True:
        seen: dict[Any, int] = {}
        back = []  # how far back the same was last done
        for i, token in enumerate(_part_tokens(parts, tokens)):
            back.append(i - seen.get(token, i))
            seen[token] = i
        made: list[Piece] = []
        done = i = 0
        while i < len(parts):
            period, end = back[i], i + 1
            while end < len(parts) and back[end] == period:
                end += 1
            start = max(i - period, done)
            times = (end - start) // period if period else 0
            if times >= _FEWEST_ITERATIONS:
                made.extend(parts[done:start])
                done = start + times * period
                made.append(_loop(parts[start:done], times, tokens))
            i = end
        if not done:
            return parts
        parts = [*made, *parts[done:]]


def _loop(run: list[Piece], times: int, tokens: Sequence[int]) -> Stretch:
    """A loop: opened, it shows its first and its last iteration, and what is between them."""
    period = len(run) // times
    loop = Stretch("loop", "", _start(run[0]), _stop(run[-1]))
    loop.times = times
    loop.token = hash(("loop", times, *_part_tokens(run[:period], tokens))), times
    first, last = (_iteration(run[i : i + period], n) for i, n in ((0, 1), (len(run) - period, times)))
    loop.parts = [first]
    if times > 2:
        rest = Stretch("rest", "", _stop(run[period - 1]), _start(run[-period]))
        rest.times = times - 2
        loop.parts.append(rest)
    loop.parts.append(last)
    return loop


def _iteration(run: list[Piece], number: int) -> Piece:
    if len(run) == 1:
        return run[0]
    made = Stretch("iteration", str(number), _start(run[0]), _stop(run[-1]), run)
    _cut(made)
    return made


def _cut(group: Stretch) -> None:
    """Cut what has too many parts for one picture into stretches, and those again."""
    while len(group.parts) > MOST_PARTS:
        size = max(2, -(-len(group.parts) // MOST_PARTS))
        if size > MOST_PARTS:
            size = MOST_PARTS
        cuts = [*range(0, len(group.parts), size), len(group.parts)]
        parts: list[Piece] = []
        for a, b in pairwise(cuts):
            run = group.parts[a:b]
            if len(run) == 1:
                parts.extend(run)
            else:
                start, stop = _start(run[0]), _stop(run[-1])
                parts.append(Stretch("part", f"{start + 1} … {stop}", start, stop, run))
        group.parts = parts


def _start(piece: Piece) -> int:
    return piece if isinstance(piece, int) else piece.start


def _stop(piece: Piece) -> int:
    return piece + 1 if isinstance(piece, int) else piece.stop
