"""The learner's lines that made a graph."""

from __future__ import annotations

import ast
import dis
import functools
import linecache
from typing import Any

_MOST = 24  # lines before the first that recorded something, in which a name's value may stand


def line_number(where: tuple[Any, int]) -> int:
    """The line of the instruction at an offset in a code object."""
    code, offset = where
    found = code.co_firstlineno
    for start, line in dis.findlinestarts(code):
        if start > offset:
            break
        if line is not None:
            found = line
    return found


@functools.lru_cache(maxsize=8)
def _assignments(source: str) -> tuple[tuple[int, str], ...]:
    """The names that get a value in a source, each with its line."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magics: its own lines are still there
        return ()
    return tuple(
        (node.lineno, part.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Name)
    )


def code_lines(places: list[tuple[Any, int]], names: set[str]) -> tuple[tuple[str, ...], dict[tuple[str, int], int]]:
    """The lines at `places` and those that gave `names` their values in the same cell, in order, with their places.

    Nothing where the source is not known (typed at a bare prompt).
    """
    wanted: set[tuple[str, int]] = set()
    for place in places:
        wanted.add((place[0].co_filename, line_number(place)))
    files = list(dict.fromkeys(place[0].co_filename for place in places))
    for file in files:
        last = max((line for f, line in wanted if f == file), default=0)
        first = min((line for f, line in wanted if f == file), default=0)
        given: dict[str, int] = {}  # where each name got the value that it has now
        for line, name in _assignments("".join(linecache.getlines(file))):
            if name in names and first - _MOST <= line <= last:
                given[name] = max(line, given.get(name, 0))
        wanted.update((file, line) for line in given.values())
    ordered = sorted(wanted, key=lambda place: (files.index(place[0]), place[1]))
    texts = [linecache.getline(*place).rstrip() for place in ordered]
    shown = [(place, text) for place, text in zip(ordered, texts) if text]
    common = min((len(text) - len(text.lstrip()) for _, text in shown), default=0)
    return tuple(text[common:] for _, text in shown), {place: i for i, (place, _) in enumerate(shown)}
