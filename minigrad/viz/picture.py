"""A scene as a picture: cards, operations and edges, with what is known and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from .. import in_place
from ..kinds import Sized
from ..readings import ArrayReading
from ..symbol import Symbol, number_text, plain
from .captions import listed, say
from .foreign import Opaque
from .groups import Piece, Stretch
from .language import current
from .model import Card, Drawer, Edge, Group, Operation, Picture
from .scene import Action, Item, Scene, heat_map, scene, value_text
from .shapes import shape_text
from .source import code_lines, line_number
from .words import words

_FEW_LEAVES = 4  # of a folded group are drawn beside it
_FEW_NAMES = 12  # of boxes are in the words for a picture
_FEW_SYMBOLS = 6  # are named in it

SYMBOLS = {
    "AddBackward0": "+",
    "SubBackward0": "−",
    "RsubBackward1": "−",
    "NegBackward0": "−",
    "MulBackward0": "×",
    "MulBackward1": "×",
    "DivBackward0": "÷",
    "PowBackward0": "^",
    "PowBackward1": "^",
    "PowBackward2": "^",
    "MmBackward0": "@",
    "MvBackward0": "@",
    "DotBackward0": "@",
    "MseLossBackward0": "mse",
    "BinaryCrossEntropyWithLogitsBackward0": "bce",
    "ReciprocalBackward0": "1 ÷",
    "CopySlices": "[ ] =",
}


def symbol_of(action: Action) -> str:
    """The short sign of an operation: "+", "mean"."""
    name = type(action.node).__name__
    return SYMBOLS.get(name) or name.rstrip("0123456789").removesuffix("Backward").lower()


def picture(output: Any, variables: dict[str, Any]) -> Picture:
    """The picture of what exists now: values that are still held, gradients that have arrived, drawers as they are."""
    found = scene(output, variables)
    return picture_of(found, code(found))


def picture_of(
    found: Scene,
    lines: Lines | tuple[str, ...],
    pieces: Sequence[Piece] | None = None,
    frames: Sequence[Stretch] = (),
    note: str = "",
) -> Picture:
    """The picture of a scene, or (`pieces`) of some of its operations and of groups that hold the others."""
    lines = lines if isinstance(lines, Lines) else Lines(lines, {})
    drawn = _Drawn(found, lines, pieces)
    shown = drawn.shown
    return Picture(
        cards=tuple(card(item, found.output) for item in shown),
        operations=tuple(drawn.operations()),
        edges=(*drawn.edges(), *_cuts(shown, drawn.edge_count)),
        alt=alt(found) if pieces is None else alt_folded(found, [drawn.box(group) for group in drawn.closed]),
        code=lines.texts,
        groups=(*(drawn.box(g) for g in drawn.closed), *drawn.frames(frames, shown)),
        note=note,
    )


class Lines(NamedTuple):
    """The learner's lines, and where each operation's is among them."""

    texts: tuple[str, ...]
    at: dict[str, int]  # for each operation's key the line that made it


def code(found: Scene) -> Lines:
    """The learner's lines that made the graph."""
    places = list(dict.fromkeys(a.node.where for a in found.actions if a.node.where is not None))
    lines, at = code_lines(places, {item.name for item in found.items if item.kind in ("leaf", "constant")})
    numbers = {place: at.get((place[0].co_filename, line_number(place))) for place in places}
    found_at = ((a.key, numbers.get(a.node.where)) for a in found.actions)
    return Lines(lines, {key: line for key, line in found_at if line is not None})


class _Drawn:
    """What is drawn of a scene: which operation stands for itself and which is in a folded group."""

    def __init__(self, found: Scene, lines: Lines, pieces: Sequence[Piece] | None) -> None:
        self.found, self.lines = found, lines
        self.closed = [piece for piece in pieces or () if isinstance(piece, Stretch)]
        self.group_of: list[Stretch | None] = [None] * len(found.actions)
        for group in self.closed:
            self.group_of[group.start : group.stop] = [group] * len(group)
        self.maker: dict[Item, Stretch | Action] = {}
        self.users: dict[Item, dict[Stretch | Action, int]] = {}  # each with the number of an operation that uses it
        for number, action in enumerate(found.actions):
            unit = self.group_of[number] or action
            for item in action.operands:
                if self.maker.get(item) is not unit or unit is action:
                    self.users.setdefault(item, {}).setdefault(unit, number)
            for result in action.results:
                self.maker[result] = unit
        self.hidden: Counter[Stretch] = Counter()  # leaves that are in a folded group and not drawn
        self.direct: dict[tuple[Stretch, Stretch | Action], None] = {}  # folded groups that hand on more than is drawn
        self.edge_count = 0

    @cached_property
    def shown(self) -> list[Item]:
        if not self.closed:
            return self.found.items
        inside: Counter[Stretch] = Counter()  # leaves that one folded group alone uses
        leaving: Counter[Stretch] = Counter()  # results of a folded group that only other folded groups use
        for item, users in self.users.items():
            if item.kind == "leaf" and len(users) == 1 and isinstance(user := next(iter(users)), Stretch):
                inside[user] += 1
            elif self._joins_groups(item, users):
                leaving[self.maker[item]] += 1  # type: ignore[index]
        return [item for item in self.found.items if self._is_shown(item, inside, leaving)]

    def _joins_groups(self, item: Item, users: dict[Stretch | Action, int]) -> bool:
        """Is it a result that goes from one folded group to others alone, and that the learner has no name for?"""
        folded = isinstance(self.maker.get(item), Stretch) and all(isinstance(unit, Stretch) for unit in users)
        return folded and not item.named

    def _is_shown(self, item: Item, inside: Counter[Stretch], leaving: Counter[Stretch]) -> bool:
        if item is self.found.output:
            return True
        users = self.users.get(item)
        maker = self.maker.get(item)
        if not users:
            return not isinstance(maker, Stretch)
        if isinstance(maker, Action) or any(isinstance(unit, Action) for unit in users):
            return True
        if item.kind == "result":
            if isinstance(maker, Stretch) and leaving[maker] > _FEW_LEAVES and self._joins_groups(item, users):
                self.direct.update(dict.fromkeys((maker, user) for user in users))
                return False
            return True
        if item.kind == "number" or not item.named:
            return False
        (user, *others) = users
        if others or not isinstance(user, Stretch):
            return True
        its_own = user.kind == "module" and item.name.startswith(f"{user.name}.")
        if its_own or inside[user] > _FEW_LEAVES:
            self.hidden[user] += item.kind == "leaf"
            return False
        return True

    def operations(self) -> Iterator[Operation]:
        for number, action in enumerate(self.found.actions):
            if self.group_of[number] is None:
                name = type(action.node).__name__
                around: Any = action.node.extras and action.node.extras.around
                hooks = len(around.before) + len(around.after) if hasattr(around, "before") else 0
                line = self.lines.at.get(action.key)
                yield Operation(action.key, symbol_of(action), name, drawers(action), line=line, hooks=hooks)

    def edges(self) -> Iterator[Edge]:
        shown = None if not self.closed else set(self.shown)
        count = 0
        told: set[tuple[Item, Stretch]] = set()
        for number, action in enumerate(self.found.actions):
            group = self.group_of[number]
            for item, place in zip(action.operands, action.places):
                recorded = place is not None and action.node.edges[place] is not None
                if group is None:
                    text = edge_label(action, place) if recorded and place is not None else ""
                    yield Edge(f"e{count}", item.key, action.key, text, recorded)
                    count += 1
                elif (item, group) not in told and self.maker.get(item) is not group and item in (shown or ()):
                    told.add((item, group))
                    yield Edge(f"e{count}", item.key, group.key, "", recorded)
                    count += 1
            for result in action.results:
                if group is None or result in (shown or ()):
                    yield Edge(f"e{count}", (group or action).key, result.key)
                    count += 1
        for maker, user in self.direct:
            yield Edge(f"e{count}", maker.key, user.key)
            count += 1
        self.edge_count = count

    def box(self, group: Stretch) -> Group:
        return self._group(group, True, ())

    def _group(self, group: Stretch, folded: bool, members: tuple[str, ...], parent: str = "") -> Group:
        actions = self.found.actions[group.start : min(group.stop, group.start + 200)]
        symbols = list(dict.fromkeys(symbol_of(action) for action in actions))
        say_ = words(current())
        names = {
            "module": group.name or group.note,
            "function": f"{group.name}()",
            "loop": f"× {group.times}",
            "rest": f"× {group.times}",
            "iteration": say_.iteration.format(group.name),
            "part": say_.stretch.format(group.name),
        }
        return Group(
            key=group.key,
            kind=group.kind,
            name=names[group.kind],
            note=group.note if group.name else "",
            operations=len(group),
            leaves=self.hidden[group] if folded else 0,
            symbols=" ".join(symbols[:_FEW_SYMBOLS]) + (" …" if len(symbols) > _FEW_SYMBOLS else ""),
            times=group.times,
            folded=folded,
            members=members,
            parent=parent,
            opens=group.can_open,
            line=next((line for a in actions if (line := self.lines.at.get(a.key)) is not None), None),
        )

    def frames(self, frames: Sequence[Stretch], shown: Sequence[Item]) -> Iterator[Group]:
        """The open groups, each with what stands in it and in no frame further in."""
        if not frames:
            return
        ordered = sorted(frames, key=lambda g: (g.start, -g.stop))
        frame_of: list[Stretch | None] = [None] * len(self.found.actions)
        for frame in ordered:
            frame_of[frame.start : frame.stop] = [frame] * len(frame)
        members: dict[Stretch, list[str]] = {frame: [] for frame in ordered}
        parent = {frame: next((up for up in _upwards(frame.up) if up in members), None) for frame in ordered}

        def put(key: str, frame: Stretch | None) -> None:
            if frame is not None:
                members[frame].append(key)

        def of(unit: Stretch | Action) -> Stretch | None:
            at = unit.start if isinstance(unit, Stretch) else self.number[unit]
            return frame_of[at]

        self.number = {action: i for i, action in enumerate(self.found.actions)}
        for number, action in enumerate(self.found.actions):
            if self.group_of[number] is None:
                put(action.key, frame_of[number])
        for group in self.closed:
            put(group.key, frame_of[group.start])
        for item in shown:
            ends = [of(unit) for unit in self.users.get(item, {})]
            if item in self.maker:
                ends.append(of(self.maker[item]))
            if item is not self.found.output:
                put(item.key, _common(ends, parent))
        for frame in ordered:
            up = parent[frame]
            yield self._group(frame, False, tuple(members[frame]), up.key if up is not None else "")


def _upwards(group: Stretch | None) -> Iterator[Stretch]:
    while group is not None:
        yield group
        group = group.up


def _common(frames: list[Stretch | None], parent: dict[Stretch, Stretch | None]) -> Stretch | None:
    """The innermost frame around all of these."""
    common: list[Stretch] | None = None
    for frame in frames:
        chain = []
        while frame is not None:
            chain.append(frame)
            frame = parent[frame]
        common = chain if common is None else [f for f in common if f in chain]
    return common[0] if common else None


def _cuts(shown: Sequence[Item], first: int) -> Iterator[Edge]:
    known = set(shown)
    for item in shown:
        for source in item.cut_from:
            if source in known:
                yield Edge(f"e{first}", source.key, item.key, recorded=False, cut=item.cut)
                first += 1


def card(item: Item, output: Item) -> Card:
    tensor = item.tensor
    collects = item.kind == "leaf" or (tensor is not None and tensor.retains_grad)
    grad = tensor._grad if tensor is not None else None
    notes = {"leaf": say("leaf"), "constant": say("constant"), "number": say("number")}
    hooks: Any = ()
    if tensor is not None:
        hooks = tensor._hooks if tensor._node is None else tensor._node.extras and tensor._node.extras.hooks
    shape = () if item.kind == "constant" and item.array is None else item.shape  # a guess, then: for formulas alone
    return Card(
        key=item.key,
        name=item.name,
        kind=item.kind,
        value=value_text(item.array),
        shape=shape,
        version=tensor._counter[0] if tensor is not None else 0,
        grad=value_text(grad._array) if grad is not None else None,
        bucket=collects,
        note=notes.get(item.kind, "") if shape in ((), (1,)) and item.kind != "result" else shape_text(shape),
        label=f"∂{output.name}/∂{item.name}" if item.kind in ("leaf", "result") and item.recorded else "",
        dtype=str(item.array.dtype) if item.array is not None and item.kind != "number" else "",
        heat=heat_map(item.array),
        hooks=len(hooks or ()),
        recorded=item.recorded,
    )


def drawers(action: Action) -> tuple[Drawer, ...]:
    """What the operation's rules need, and whether it is still there."""
    node = action.node
    if isinstance(getattr(node, "kind", None), Opaque):  # a learner's Function has no kind
        kept = ((name, value_text(value._array) or "") for name, value in node.metadata["kept"])
        freed = (Drawer("", say("freed"), freed=True),) if node.saved is None else ()
        return freed or tuple(Drawer(name, text, value=text) for name, text in kept)
    names = ("result", *node.primitive.inputs)
    wanted: set[str] = set().union(*(need for need, edge in zip(node.needs, node.edges) if edge is not None))
    versions = dict(enumerate(node.versions))  # what the tensors in it were when they were put there
    found = []
    for place, name in enumerate(names):
        if name not in wanted:
            continue
        item = action.result if place == 0 else action.operand(place - 1)
        if node.saved is None:
            found.append(Drawer(name, say("freed"), freed=True))
            continue
        value = node.saved[place]
        text = value_text(getattr(value, "_array", value)) or ""
        then = versions.get(place)
        if then is not None and value._counter[0] != then:
            held = text if len(text) < 9 else "…"
            now = f"{item.name} = {held}" if held else item.name
            found.append(Drawer(name, f"{now} ≠ {say('version', n=str(then))}", changed=True, value=text))
        else:
            found.append(Drawer(name, text if item.kind == "number" else f"{item.name} = {text}", value=text))
    return tuple(found)


# ---- local derivatives -------------------------------------------------------------------------------------


def local(action: Action, place: int) -> Symbol:
    """How much the result moves per unit of one operand, as a formula; of pointwise operations."""
    return pulled(action, place, Symbol("1", shape=action.result.shape))


def _read(item: Item, numbers: bool) -> Symbol:
    """A value as a formula."""
    return (item.in_numbers() if numbers else None) or item.symbol()


def pulled(action: Action, place: int, upstream: Symbol, numbers: bool = False) -> Symbol:
    """An operation's rule for one operand, read on names (or numbers), for an upstream gradient."""
    values = [action.result, *(action.operand(p) for p in range(len(action.node.edges)))]
    read = [_read(v, numbers) for v in values]
    rule = action.node.rules[place]
    answer = _written(action, lambda *values: rule(upstream, *values, **action.node.params), values, read)
    return answer if isinstance(answer, Symbol) else Symbol.number(answer)


def _written(action: Action, function: Any, items: Sequence[Item], read: Sequence[Any]) -> Any:
    """What a function is on names. Where its shape hangs on an index or a mask, that is given as it is."""
    try:
        return function(*read)
    except (AttributeError, IndexError, TypeError, ValueError):
        given = [i.array if i.kind == "constant" and i.array is not None else r for i, r in zip(items, read)]
    try:
        return function(*given)
    except (AttributeError, IndexError, TypeError, ValueError):  # there is no way to write it
        return Symbol.name(f"{symbol_of(action)}(…)")


def is_scalar(action: Action, place: int) -> bool:
    """Do one number's change and another's meet here, so that a derivative is one number?"""
    return int(np.prod(action.result.shape)) == 1 and int(np.prod(action.operand(place).shape)) == 1


def local_number(action: Action, place: int) -> Any:
    """The local derivative as an array, if the operation works entry by entry and its drawer is full."""
    node = action.node
    if node.saved is None or not (node.primitive.pointwise or is_scalar(action, place)):
        return None
    ones = np.ones(node.shape, np.float64)
    values = ArrayReading.values(node)
    if any(isinstance(v, Sized) for v in values) and not is_scalar(action, place):
        return None
    names = ("result", *node.primitive.inputs)
    if any(value is None and name in node.needs[place] for name, value in zip(names, values)):
        return None  # of PyTorch's nodes we know no more than they tell
    return node.rules[place](ones, *values, **node.params)


def edge_label(action: Action, place: int) -> str:
    """What stands on the edge from an operand: "×1", "×b = 2"; for other operations, what becomes of g."""
    if action.several:  # no one derivative
        return ""
    if not (action.node.primitive.pointwise or is_scalar(action, place)):
        return plain(pulled(action, place, Symbol.name("g", action.result.shape)))
    formula = local(action, place)
    text = plain(formula)
    try:
        number = local_number(action, place)
    except RuntimeError:  # changed in place since: the rehearsal tells
        number = None
    if formula.function is None and (text[:1].isdigit() or text.startswith("-")):
        return f"×{text}"
    if formula.function is not None and formula.rank < 3:
        text = f"({text})" if formula.rank < 2 else text
    if number is None or np.asarray(number).size > 3:
        return f"×{text}"
    return f"×{text} = {value_text(number)}" if text != value_text(number) else f"×{text}"


# ---- in words ----------------------------------------------------------------------------------------------


def formula_of(action: Action, numbers: bool = False) -> Symbol:
    """What the operation computes: a = w + x."""
    read = [_read(action.operand(p), numbers) for p in range(len(action.node.edges))]
    if type(action.node).__name__ == "CopySlices":  # written in part, by whatever changed the view
        return Symbol(function=in_place.put_region, args=tuple(read))
    forward = action.node.primitive.forward
    if action.several:
        return Symbol(function=forward, args=tuple(read))
    items = [action.operand(p) for p in range(len(action.node.edges))]
    answer = _written(action, lambda *values: forward(*values, **action.node.params), items, read)
    return answer if isinstance(answer, Symbol) else Symbol.name(number_text(answer))


def alt_folded(found: Scene, boxes: Sequence[Group]) -> str:
    """A long graph in words: what its boxes are called."""
    names = [" ".join(filter(None, (box.name, box.note))) for box in boxes[:_FEW_NAMES]]
    named = listed(names) if len(boxes) <= _FEW_NAMES else say("comma").join([*names, "…"])
    return words(current()).alt_folded.format(found.output.name, len(found.actions), named)


def alt(found: Scene) -> str:
    """The graph in words, for those who cannot see it."""
    if not found.actions and found.output.kind != "leaf":
        return say("alt_alone", output=found.output.name)
    made = []
    for action in reversed(found.actions):
        value = value_text(action.result.array) if not action.others else None
        parts = {"result": ", ".join(item.name for item in action.results), "formula": plain(formula_of(action))}
        made.append(say("alt_made", **parts) if value is None else say("alt_is", **parts, value=value))
    leaves = []
    for item in found.items:
        if item.kind == "leaf":
            grad = item.tensor._grad
            value = value_text(item.array) or ""
            if grad is None:
                leaves.append(say("alt_leaf", name=item.name, value=value))
            else:
                leaves.append(say("alt_grad", name=item.name, value=value, grad=value_text(grad._array) or ""))
    text = say("alt_graph", output=found.output.name) + say("semicolon").join(made) + (say("stop") if made else "")
    return (text + say("alt_leaves", leaves=listed(leaves))).strip()
