"""How much of a graph is drawn: what is folded at first, and what a reader may unfold."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

from .groups import Piece, Stretch, groups, units
from .language import current
from .model import Picture
from .names import caller_frame, caller_names
from .picture import code, picture_of
from .scene import Item, Scene, scene
from .words import words

__all__ = ["Look"]

_READABLE = 40  # operations: more are folded, unless a depth is asked for
_LONG = 24  # operations one after the other: so are these, for the picture would be many screens wide
_WIDE = 24  # boxes at most, while there is a choice
_NARROW = 6  # boxes at least, while there is something to open
_BUDGET = 300  # boxes in all that the unfolded states of one drawing may hold together


class Look:
    """A graph and how it is to be looked at: makes its picture, and those with one more group unfolded."""

    def __init__(
        self, output: Any, variables: dict[str, Any] | None, depth: float | None = None, paths: Any = None
    ) -> None:
        if depth is not None and (not isinstance(depth, (int, float)) or isinstance(depth, bool) or depth < 0):
            raise ValueError(f"depth= says how many levels are unfolded: 0, 1, 2, ... or math.inf, not {depth!r}")
        frame = caller_frame() if variables is None else None
        self.found: Scene = scene(output, caller_names() if variables is None else variables, frame)
        self.lines = code(self.found)
        self.depth = depth
        self.target = None if paths is None else self._item(paths)
        if self.target is not None and depth is None and len(self.found.actions) <= 4 * _READABLE:
            self.depth = math.inf  # a path goes through operations, not through boxes
        self.whole = groups(self.found, _running()) if self.folds else Stretch("all", "", 0, 0)
        self.opened = self._opened()

    @property
    def folds(self) -> bool:
        if self.depth is not None:
            return self.depth != math.inf
        return len(self.found.actions) > _READABLE or _length(self.found) > _LONG

    def _item(self, tensor: Any) -> Item:
        item = self.found.item(tensor)
        if item is None or item is self.found.output:
            raise ValueError("paths= takes a tensor that the output was computed from: no path leads from this one")
        return item

    def _opened(self) -> set[Stretch]:
        if self.depth is not None:
            return set(_down_to(self.whole, self.depth))
        opened: set[Stretch] = set()
        shown = list(units(self.whole, opened))
        while len(shown) < _NARROW:
            closed = [p for p in shown if isinstance(p, Stretch) and p.can_open and p.kind not in ("loop", "rest")]
            largest = max(closed, key=len, default=None)
            if largest is None or len(shown) + len(largest.parts) > _WIDE:
                break
            opened.add(largest)
            shown = list(units(self.whole, opened))
        return opened

    def picture(self) -> Picture:
        """The picture as it is drawn at first."""
        if not self.folds:
            made = picture_of(self.found, self.lines)
            if self.target is not None:
                from .ways import with_paths

                made = with_paths(made, self.found, self.target)
            return made
        return self._with(self.opened)

    def _with(self, opened: set[Stretch]) -> Picture:
        shown: list[Piece] = list(units(self.whole, opened))
        if all(isinstance(piece, int) for piece in shown) and not opened:
            return picture_of(self.found, self.lines)  # nothing to fold
        note = words(current()).folded_note.format(len(self.found.actions)) if self.depth is None else ""
        return picture_of(self.found, self.lines, shown, sorted(opened, key=lambda g: g.start), note)

    def unfolded(self) -> Iterator[tuple[str, Picture]]:
        """For each group that can be opened or closed the picture after that, as far as they are not too many."""
        if not self.folds:
            return
        left = _BUDGET
        base = list(units(self.whole, self.opened))
        waiting = [(piece, self.opened) for piece in base if isinstance(piece, Stretch) and piece.can_open]
        for group, opened in waiting:  # the list grows while we walk along it
            now = {*opened, group}
            made = self._with(now)
            left -= len(made.cards) + len(made.operations) + len(made.groups)
            if left < 0:
                return
            yield group.key, made
            waiting += [(part, now) for part in group.parts if isinstance(part, Stretch) and part.can_open]


def _length(found: Scene) -> int:
    """How many operations stand one after the other, at the most."""
    before: dict[Item, int] = {}
    for action in found.actions:
        many = 1 + max((before.get(item, 0) for item in action.operands), default=0)
        before.update(dict.fromkeys(action.results, many))
    return before.get(found.output, 0)


def _running() -> set[Any]:
    """The code of all functions that are being run."""
    frame: Any = sys._getframe(1)
    found = set()
    while frame is not None:
        found.add(frame.f_code)
        frame = frame.f_back
    return found


def _down_to(group: Stretch, depth: float) -> Iterator[Stretch]:
    """The groups of the first levels. What a loop holds stays folded: it is the same many times."""
    if depth < 1:
        return
    for part in group.parts:
        if isinstance(part, Stretch) and part.can_open and part.kind != "loop":
            yield part
            yield from _down_to(part, depth - 1)
