"""What stands under an error: what happened, the lines where, and the picture with the place marked.

All of it is found out when an error is shown, from the traceback and from the graph that still hangs on it; until
then nothing is done. PyTorch's own sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from ..frames import is_ours
from ..graph import Node
from ..sentences import says
from ..tensor import Tensor
from .captions import listed, say
from .cuts import Cut, cut_behind, made_at
from .language import current
from .model import Card, Drawer, Edge, Operation, Picture, Step
from .names import named_tensors
from .picture import picture_of, shape_text, symbol_of
from .scene import Action, Item, Scene, scene
from .source import line_number

__all__ = ["Told", "tell"]

_MOST = 24  # operations in a picture; of a larger graph the neighbourhood is shown


@dataclass(frozen=True)
class Told:
    """What happened, in a learner's words: `print` shows it as text, a notebook with its picture."""

    sentence: str  # HTML
    lines: tuple[tuple[str, str, str], ...] = ()  # (where, the line, what happened there)
    picture: Picture | None = None
    marked: tuple[str, ...] = ()  # keys of what is to be seen in it

    def __str__(self) -> str:
        text = f"{say('what_happened')}: {_bare(self.sentence)}"
        width = max((len(f"{where}: {line}") for where, line, _ in self.lines), default=0)
        rows = (f"  {f'{where}: {line}'.ljust(width)}  # {note}" for where, line, note in self.lines)
        return "\n".join([text, *rows])

    __repr__ = __str__

    def svg(self) -> str:
        """The picture with the place marked."""
        from .svg import svg
        from .timeline import Timeline

        picture = self.picture or Picture((), (), (), "")
        mark = Step("backward", 1, None, "", "", (), self.marked, ())
        return svg(picture, Timeline(picture, (mark,)), state=1, language=current())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from .drawing import image
        from .render import RendererMissing
        from .theme import picture_css

        rows = "".join(
            f"<tr><td>{escape(where)}</td><td><code>{escape(line)}</code></td><td>{escape(note)}</td></tr>"
            for where, line, note in self.lines
        )
        table = f"<table>{rows}</table>" if rows else ""
        drawn = ""
        if self.picture is not None:
            try:
                drawn = image(self.svg(), f"{_bare(self.sentence)} {self.picture.alt}")
            except RendererMissing:  # the words say it all the same
                drawn = ""
        html = f'<div class="mg mg-told"><style>{picture_css()}{_CSS}</style><p>{self.sentence}</p>{table}{drawn}</div>'
        return {"text/html": html, "text/plain": str(self)}


_CSS = (
    ".mg-told{border-left:4px solid var(--mg-orange);padding:2px 0 6px 14px;margin:4px 0;background:var(--mg-paper);"
    "color:var(--mg-ink);font:14px/1.55 var(--mg-font)}.mg-told p{margin:4px 0;max-width:60em}"
    ".mg-told table{margin:6px 0;border-collapse:collapse}"
    ".mg-told td{padding:1px 14px 1px 0;text-align:left;border:0;background:none;color:var(--mg-grey)}"
    ".mg-told td code{font:13px var(--mg-mono);color:var(--mg-ink);background:none;white-space:pre}"
)


def tell(error: BaseException) -> Told | None:
    """What there is to say about an error of the covered kinds; None about any other."""
    message = str(error)
    frames = list(_frames(error.__traceback__))
    if not frames:
        return None
    if _ours(frames[-1][0]):
        answer = next((answer for sign, answer in _SIGNS.items() if sign in message), None)
        covered = answer is not None and isinstance(error, RuntimeError)
    else:  # Python's own, on a line of the learner's
        answer = _Found.missing_grad
        covered = "NoneType" in message and isinstance(error, (AttributeError, TypeError))
    if not covered or answer is None:
        return None
    # Inside a pass there may be a learner's own backward: what started the pass is their line all the same.
    started = next((i for i, (frame, _) in enumerate(frames) if _is_pass(frame)), len(frames))
    at = max((i for i, (frame, _) in enumerate(frames[:started]) if not _ours(frame)), default=None)
    if at is None:
        return None
    return answer(_Found(error, *frames[at], [frame for frame, _ in frames[at:] if _ours(frame)]))


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _ours(frame: FrameType) -> bool:
    return is_ours(frame.f_code.co_filename)


def _is_pass(frame: FrameType) -> bool:
    return _ours(frame) and Path(frame.f_code.co_filename).name in ("passes.py", "engine.py")


class _Found:
    """What the traceback of an error holds: the learner's frame, and the tensors and the node it was about."""

    def __init__(self, error: BaseException, frame: FrameType, line: int, ours: list[FrameType]) -> None:
        self.error, self.frame, self.line, self.ours = error, frame, line, ours
        self.variables = {**frame.f_globals, **frame.f_locals}
        self.names = {id(t): name for name, t in reversed(named_tensors(self.variables).items())}

    def tensors(self, frame: FrameType) -> list[Any]:
        values: list[Any] = []
        for value in frame.f_locals.values():
            values += value if isinstance(value, (list, tuple)) else [value]
        return [value for value in values if isinstance(value, Tensor)]

    @property
    def output(self) -> Any:
        """What the learner called backward on."""
        return next((t for frame in self.ours for t in self.tensors(frame)), None)

    @property
    def subject(self) -> Any:
        """The tensor that the innermost function was about."""
        return next((t for frame in reversed(self.ours) for t in self.tensors(frame)), None)

    @property
    def node(self) -> Node | None:
        """The node that could not hand on."""
        for frame in reversed(self.ours):
            for value in frame.f_locals.values():
                if isinstance(value, Node):
                    return value
        return None

    def name(self, tensor: Any) -> str:
        return self.names.get(id(tensor), "") or (
            self.names.get(id(tensor._base), "") if tensor._base is not None else ""
        )

    def called(self, tensor: Any) -> str:
        return escape(self.name(tensor) or say("the_tensor"))

    def scene(self, output: Any) -> Scene:
        return scene(output, self.variables)

    # ---- one for each kind of error

    def changed(self) -> Told | None:
        node, output = self.node, self.output
        if node is None or output is None:
            return None
        found = self.scene(output)
        action = found.action(node)
        value, now, then, place = _offender(node)
        item = action.result if place == 0 else action.operand(place - 1) if place is not None else None
        # A saved result is known by its memory alone: whoever shares its version counter is it, or a view of it.
        sharing = {n: t for n, t in named_tensors(self.variables).items() if t._counter is value._counter}
        own = item.name if item is not None else "?"
        name = own if own in sharing else next(iter(sharing), own)
        held = sharing.get(name, value)
        others = [escape(n) for n, t in sharing.items() if t is not held]
        parts = {**_about(action), "name": escape(name), "now": str(now), "then": str(then)}
        lines, recorded = [self.recorded(node.where, say("at_kept", name=name))], False
        maker = getattr(held, "_node", None)
        if maker is not None and maker is not node:
            recorded = maker.age > node.age
            note = say("at_changed" if recorded else "at_made", name=name)
            lines.insert(recorded, self.recorded(maker.where, note))
        unseen = [] if recorded else others  # no line of the graph did it: perhaps one of these, which have no history
        parts["through"] = say("changed_through", others=listed(unseen)) if unseen else ""
        anew = item is not None and item.kind == "leaf"
        parts["advice"] = (
            say("compute_anew", **parts) if anew else say("change_a_copy", name=[*unseen, parts["name"]][0])
        )
        told = self.with_picture(say("error_changed", **parts), lines, found, action.key)
        return replace(told, picture=told.picture and _versions(told.picture, action.key, item, name, then, now))

    def freed(self) -> Told | None:
        node, output = self.node, self.output
        if node is None or output is None:
            return None
        found = self.scene(output)
        action = found.action(node)
        lines = [self.recorded(node.where, say("at_made", name=action.result.name))]
        return self.with_picture(
            say("error_freed", **_about(action), output=escape(found.output.name)), lines, found, action.key
        )

    def no_graph(self) -> Told | None:
        index = int((re.search(r"element (\d+)", str(self.error)) or [0, 0])[1])
        tensors = [t for t in self.tensors(self.ours[0]) if not t.requires_grad]
        output = self.output if not tensors else tensors[min(index, len(tensors) - 1)]
        if output is None:
            return None
        name = self.name(output) or "y"
        cut = cut_behind(self.name(output), self.frame, self.line)
        if cut is None:
            sentence, lines = say("error_no_graph", output=escape(name)), []
        else:
            cause = say(f"cut_by_{cut.kind}", call=escape(cut.call))
            sentence = say("error_cut", output=escape(name), leaf=listed([escape(n) for n in cut.leaves]), cause=cause)
            lines = [(_where(self.frame.f_code.co_filename, cut.line), cut.text, say("at_cut"))]
        picture = _cut_picture(output, name, cut, self.variables)
        return Told(sentence, tuple(lines), picture, ("cut",) if cut is not None else ("t0",))

    def leaf(self) -> Told | None:
        tensor = self.subject
        if tensor is None:
            return None
        if tensor._base is not None:
            tensor = tensor._base
        return self.about(tensor, "error_leaf")

    def not_scalar(self) -> Told | None:
        tensor = next((t for frame in self.ours for t in self.tensors(frame) if t.numel() != 1), None)
        return None if tensor is None else self.about(tensor, "error_not_scalar")

    def mismatch(self) -> Told | None:
        return None if self.output is None else self.about(self.output, "error_mismatch")

    def numpy(self) -> Told | None:
        return None if self.subject is None else self.about(self.subject, "error_numpy")

    def flags(self) -> Told | None:
        return None if self.subject is None else self.about(self.subject, "error_flags")

    def whole(self) -> Told | None:
        tensor = self.subject
        if tensor is None:
            kind = "torch.int64"
            return Told(say("error_whole", name=say("the_tensor"), kind=kind))
        return Told(say("error_whole", name=self.called(tensor), kind=str(tensor.dtype)))

    def unused(self) -> Told | None:
        index = int((re.search(r"index (\d+)", str(self.error)) or [0, 0])[1])
        wanted = self.ours[0].f_locals.get("wanted", ())
        if self.output is None or index >= len(wanted):
            return None
        found = self.scene(self.output)
        sentence = say("error_unused", output=escape(found.output.name), name=self.called(wanted[index]))
        return self.with_picture(sentence, [], found, found.output.key)

    def missing_grad(self) -> Told | None:
        """`None` where a gradient was expected: the error is Python's own, on the learner's line."""
        line = _text(self.frame.f_code.co_filename, self.line)
        tensors = named_tensors(self.variables)
        for name in re.findall(r"([A-Za-z_][\w.\[\]]*)\.grad\b", line):
            tensor = tensors.get(name)
            if tensor is not None and tensor._grad is None:
                why = "computed" if tensor._node is not None else "unfilled" if tensor.requires_grad else "unasked"
                sentence = say("error_none", name=escape(name), why=say(f"none_{why}", name=escape(name)))
                lines = self.made(tensor, name)
                found = self.scene(tensor)
                return self.with_picture(sentence, lines, found, found.output.key)
        return None

    # ---- what they share

    def about(self, tensor: Any, caption: str) -> Told:
        """A sentence about one tensor, which is marked in the picture of what it was made from."""
        found = self.scene(tensor)
        sentence = say(
            caption, name=self.called(tensor), n=str(tensor.numel()), shape=escape(shape_text(tuple(tensor.shape)))
        )
        lines = self.made(tensor, self.name(tensor) or found.output.name)
        return self.with_picture(sentence, lines, found, found.output.key)

    def made(self, tensor: Any, name: str) -> list[tuple[str, str, str]]:
        """The line that made a tensor: the graph knows it, or the source tells."""
        note = say("at_made", name=name)
        if tensor._node is not None:
            return [self.recorded(tensor._node.where, note)]
        at = made_at(name, self.frame, self.line)
        file = self.frame.f_code.co_filename
        return [] if at is None else [(_where(file, at), _text(file, at), note)]

    def recorded(self, where: tuple[Any, int], note: str) -> tuple[str, str, str]:
        """The line that recorded a node, which may stand in another cell than the one that failed."""
        file, line = where[0].co_filename, line_number(where)
        return _where(file, line, self.frame.f_code.co_filename), _text(file, line), note

    def with_picture(self, sentence: str, lines: list[Any], found: Scene, marked: str) -> Told:
        whole = picture_of(found, ())
        seen: dict[Any, None] = dict.fromkeys(line for line in lines if line[1])
        return Told(sentence, tuple(seen), _near(whole, marked), (marked,))


_SIGNS = {  # what an error says -> what tells about it
    "modified by an inplace operation": _Found.changed,
    str(says("freed"))[:50]: _Found.freed,
    "does not require grad and does not have a grad_fn": _Found.no_graph,
    str(says("leaf_in_place")): _Found.leaf,
    str(says("view_of_leaf_in_place")): _Found.leaf,
    str(says("not_scalar")): _Found.not_scalar,
    "Mismatch in shape: grad_output": _Found.mismatch,
    "Can't call numpy() on Tensor": _Found.numpy,
    str(says("computed")): _Found.flags,
    "can require gradients": _Found.whole,
    "appears to not have been used in the graph": _Found.unused,
}


def _about(action: Action) -> dict[str, str]:
    return {"op": escape(symbol_of(action)), "result": listed([escape(item.name) for item in action.results])}


def _offender(node: Any) -> tuple[Any, int, int, int | None]:
    """The saved value that was changed: itself, its version now and then, and its place among (result, *inputs)."""
    changed = node.changed()
    if changed is not None:
        place, now, then = changed
        return node.saved[place], now, then, place
    for value, then, _ in getattr(node, "_saved", None) or ():  # a learner's Function
        if value is not None and value._counter[0] != then:
            return value, value._counter[0], then, None
    return None, 0, 0, None


def _versions(picture: Picture, key: str, item: Item | None, name: str, then: int, now: int) -> Picture:
    """The picture with the version that was kept written against the one there is now."""
    old = say("version", n=str(then))
    differ = Drawer("", f"{name}: {old} ≠ {now}", changed=True)

    def kept(operation: Operation) -> Operation:
        if operation.key != key:
            return operation
        whole = tuple(differ._replace(name=d.name) if d.changed else d for d in operation.drawers)
        return operation._replace(drawers=whole or (differ,))  # a Function of the learner's shows none of its own

    cards = picture.cards
    if item is not None and item.name != name:  # since the change, the variable is another tensor of the graph
        cards = tuple(c._replace(note=f"{name}: {old}") if c.key == item.key else c for c in cards)
    return picture._replace(cards=cards, operations=tuple(map(kept, picture.operations)))


def _near(picture: Picture, key: str) -> Picture:
    """The picture, or of a large one what is near one of its parts."""
    if len(picture.operations) <= _MOST:
        return picture
    ends: dict[str, list[str]] = {}
    for edge in picture.edges:
        ends.setdefault(edge.source, []).append(edge.target)
        ends.setdefault(edge.target, []).append(edge.source)
    kept, border = {key}, [key]
    for _ in range(4):
        border = [end for at in border if len(ends.get(at, ())) < 9 for end in ends.get(at, ()) if end not in kept]
        kept.update(border)
    return picture._replace(
        cards=tuple(card for card in picture.cards if card.key in kept),
        operations=tuple(o for o in picture.operations if o.key in kept),
        edges=tuple(edge for edge in picture.edges if edge.source in kept and edge.target in kept),
    )


def _cut_picture(output: Any, name: str, cut: Cut | None, variables: dict[str, Any]) -> Picture | None:
    """The leaf on one side, what came out on the other, and between them no way back."""
    whole = picture_of(scene(output, variables), ())
    end = whole.cards[0]._replace(key="t0", name=name)
    if cut is None:
        return Picture((end,), (), (), whole.alt)
    named = named_tensors(variables)
    cards: list[Card] = [end]
    edges: list[Edge] = []
    for leaf in cut.leaves:
        source = picture_of(scene(named[leaf], {leaf: named[leaf]}), ())
        card = next(card for card in source.cards if card.name == leaf)
        cards.append(card._replace(key=f"t{len(cards)}", label=""))
        edges.append(Edge(f"e{len(edges)}", cards[-1].key, "cut", recorded=False))
    edges.append(Edge(f"e{len(edges)}", "cut", "t0", recorded=False))
    middle = Operation("cut", "✂", cut.call, recorded=False)
    return Picture(tuple(cards), (middle,), tuple(edges), whole.alt)


def _where(file: str, number: int, here: str = "") -> str:
    """Which line; of which file only where that is one of the learner's own making, not a notebook's cell."""
    path = Path(file)
    is_cell = not path.exists() or path.parent.name.startswith("ipykernel_")
    if is_cell:
        return say("line" if file == here or not here else "line_before", n=str(number))
    return f"{path.name}, {say('line', n=str(number))}"


def _text(file: str, number: int) -> str:
    import linecache

    return linecache.getline(file, number).strip()


def _bare(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))
