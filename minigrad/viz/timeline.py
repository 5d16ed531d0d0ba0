"""When each part of a stepped picture is seen.

State 0 is the picture as it is before the first step, state k the one after step k. A part that changes is drawn once
in every version it has; to step is then only to show some versions and to hide others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .model import Picture, Step

__all__ = ["States", "Timeline"]


class States(NamedTuple):
    """A set of states, as the page writes it: "0-3,5".

    >>> str(States.of([5, 0, 1, 2]))
    '0-2,5'
    """

    runs: tuple[tuple[int, int], ...]  # first and last, in order

    @classmethod
    def of(cls, numbers: Iterable[int]) -> States:
        runs: list[tuple[int, int]] = []
        for number in sorted(set(numbers)):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        return cls(tuple(runs))

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and any(first <= number <= last for first, last in self.runs)

    def __bool__(self) -> bool:
        return bool(self.runs)

    def __str__(self) -> str:
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.runs)


_NEVER = States(())


class Timeline:
    """All states of a picture under its steps; without steps, the one state it has."""

    def __init__(self, picture: Picture, steps: Sequence[Step] = ()) -> None:
        self.last = len(steps)
        self.always = States(((0, self.last),))
        self._changes: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        lit: dict[tuple[str, str], list[int]] = defaultdict(list)
        known = {card.key for card in picture.cards}
        known.update(operation.key for operation in picture.operations)
        known.update(edge.key for edge in picture.edges)
        for state, step in enumerate(steps, 1):
            for key, slot, text in step.changes:
                _expect(key, known, state)
                self._changes[key, slot].append((state, text))
            for key in step.lit:
                _expect(key, known, state)
                lit[key, step.phase].append(state)
            for key, direction in step.flow:
                _expect(key, known, state)
                lit[key, f"flow {direction}"].append(state)
        self._lit = {what: States.of(numbers) for what, numbers in lit.items()}

    def versions(self, key: str, slot: str, first: str | None) -> list[tuple[str | None, States]]:
        """The texts that a slot holds one after the other, each with its states."""
        changes = self._changes.get((key, slot))
        if not changes:
            return [(first, self.always)]
        texts: list[tuple[int, str | None]] = [(0, first)]
        for state, text in changes:
            if texts[-1][0] == state:
                texts.pop()
            texts.append((state, text))
        ends = [state - 1 for state, _ in texts[1:]] + [self.last]
        # A text that comes back (blank, then blank again) is still a version of its own: order is time.
        return [(text, States(((state, end),))) for (state, text), end in zip(texts, ends, strict=True)]

    def changes(self, key: str, slot: str) -> bool:
        return (key, slot) in self._changes

    def lit(self, key: str, phase: str) -> States:
        """The states in which a step of that phase reads or writes this part."""
        return self._lit.get((key, phase), _NEVER)

    def flow(self, key: str, direction: str) -> States:
        """The states in which an edge carries something in that direction."""
        return self._lit.get((key, f"flow {direction}"), _NEVER)

    def without(self, *others: States) -> States:
        """All states but those."""
        if not any(others):
            return self.always
        left, start = [], 0
        for first, last in sorted(run for states in others for run in states.runs):
            if first > start:
                left.append((start, first - 1))
            start = max(start, last + 1)
        return States((*left, (start, self.last)) if start <= self.last else tuple(left))


def _expect(key: str, known: set[str], state: int) -> None:
    if key not in known:
        raise ValueError(f"step {state} names {key!r}, which is not in the picture")
