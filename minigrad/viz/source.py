"""The learner's lines that made a graph."""

from __future__ import annotations

import ast
import dis
import linecache
from typing import Any

_MOST = 24  # lines, before the shown code is cut to those that recorded something


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


def code_lines(places: list[tuple[Any, int]], names: set[str]) -> tuple[tuple[str, ...], dict[tuple[str, int], int]]:
    """The lines at `places` and those that assign to `names` in the same cell, in order, and where each one stands.

    Nothing where the source is not known (typed at a bare prompt).
    """
    wanted: set[tuple[str, int]] = set()
    for place in places:
        wanted.add((place[0].co_filename, line_number(place)))
    files = list(dict.fromkeys(place[0].co_filename for place in places))
    for file in files:
        source = "".join(linecache.getlines(file))
        try:
            tree = ast.parse(source)
        except SyntaxError:  # a cell with magics: its own lines are still there
            continue
        assigned = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id in names for target in node.targets for t in ast.walk(target))
        ]
        last = max((line for f, line in wanted if f == file), default=0)
        first = min((line for f, line in wanted if f == file), default=0)
        near = [line for line in assigned if line <= last and line >= first - _MOST]
        wanted.update((file, line) for line in near)
    ordered = sorted(wanted, key=lambda place: (files.index(place[0]), place[1]))
    texts = [linecache.getline(*place).rstrip() for place in ordered]
    shown = [(place, text) for place, text in zip(ordered, texts) if text]
    common = min((len(text) - len(text.lstrip()) for _, text in shown), default=0)
    return tuple(text[common:] for _, text in shown), {place: i for i, (place, _) in enumerate(shown)}
