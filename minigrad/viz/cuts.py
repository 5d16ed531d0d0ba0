"""Where the way back was cut: what cannot be read from a graph that was never recorded, read from the source."""

from __future__ import annotations

import ast
import linecache
from types import FrameType
from typing import Any, NamedTuple

from ..tensor import Tensor

__all__ = ["Cut", "cut_behind", "made_at"]

_METHODS = {"detach", "item", "numpy", "tolist", "data"}  # what hands numbers on without their history
_FUNCTIONS = {"tensor", "as_tensor", "from_numpy", "array", "float", "int"}
_CHOOSE = {"argmax", "argmin", "argsort", "round", "floor", "ceil", "sign", "eq", "gt", "lt", "ge", "le", "ne", "long"}
_UNRECORDED = {"no_grad", "inference_mode", "set_grad_enabled"}


class Cut(NamedTuple):
    """A line on which something that requires a gradient goes in, and something that does not comes out."""

    leaves: tuple[str, ...]  # the names that go in
    line: int
    text: str
    kind: str  # "call", "choice", "no_grad" or "something"
    call: str  # what did it, as it is written: "w.detach()"


def made_at(name: str, frame: FrameType, line: int) -> int | None:
    """The last line before `line` that gave the variable `name` its value."""
    lines = [at for at, _, _ in _assignments(_scope(frame, line)).get(name, ()) if at < line]
    return max(lines, default=None)


def _scope(frame: FrameType, line: int) -> ast.AST:
    """The function, or the whole file or cell, that runs in a frame."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:  # a cell with magics
        return ast.Module([], [])
    return next(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.name == frame.f_code.co_name
            and node.lineno <= line <= (node.end_lineno or line)
        ),
        tree,
    )


def cut_behind(name: str, frame: FrameType, line: int) -> Cut | None:
    """The cut behind the variable `name`, going back through the assignments before `line`."""
    lines = linecache.getlines(frame.f_code.co_filename)
    scope = _scope(frame, line)
    given = _assignments(scope)
    variables = {**frame.f_globals, **frame.f_locals}
    todo: list[tuple[str, int]] = [(name, line + 1)]
    seen: set[str] = set()
    if not name:  # the expression on the line itself: (w * x).detach().backward()
        todo = []
        for statement in ast.walk(scope):
            if isinstance(statement, ast.Expr) and statement.lineno <= line <= (statement.end_lineno or line):
                cut = _cut_in(statement.value, statement.lineno, variables, lines, {})
                if cut is not None:
                    return cut
                todo += [(part.id, line) for part in ast.walk(statement) if isinstance(part, ast.Name)]
    while todo:
        target, before = todo.pop(0)
        made = max((a for a in given.get(target, ()) if a[0] < before), key=lambda a: a[0], default=None)
        if made is None or target in seen:
            continue
        seen.add(target)
        at, value, under = made
        cut = _cut_in(value, at, variables, lines, {target: None})
        if cut is not None:
            return cut if not under else Cut(cut.leaves, at, cut.text, "no_grad", under)
        todo += [(part.id, at) for part in ast.walk(value) if isinstance(part, ast.Name)]
    return None


def _assignments(scope: ast.AST) -> dict[str, list[tuple[int, ast.expr, str]]]:
    """For each name its assignments: the line, the value, and under which switch it was computed ("": none)."""
    found: dict[str, list[tuple[int, ast.expr, str]]] = {}

    def look(node: ast.AST, under: str) -> None:
        if isinstance(node, ast.With):
            for item in node.items:
                if any(word in ast.unparse(item.context_expr) for word in _UNRECORDED):
                    under = ast.unparse(item.context_expr)
        value = getattr(node, "value", None)
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for part in (part for target in targets for part in ast.walk(target)):
                if isinstance(part, ast.Name):
                    found.setdefault(part.id, []).append((node.lineno, value, under))
        for child in ast.iter_child_nodes(node):
            look(child, under)

    look(scope, "")
    return found


def _cut_in(value: ast.expr, line: int, variables: dict[str, Any], lines: list[str], not_these: Any) -> Cut | None:
    """The cut on one line, if a name in it holds something that requires a gradient."""
    leaves = []
    for part in ast.walk(value):
        if isinstance(part, ast.Name) and part.id not in not_these:
            held: Any = variables.get(part.id)
            if isinstance(held, Tensor) and held.requires_grad and part.id not in leaves:
                leaves.append(part.id)
            elif hasattr(held, "named_parameters") and not isinstance(held, type):
                wanted = [f"{part.id}.{name}" for name, p in held.named_parameters() if p.requires_grad]
                leaves += [name for name in wanted if name not in leaves][:3]
    if not leaves:
        return None
    text = lines[line - 1].strip() if line <= len(lines) else ""
    kind, call = "something", text
    for part in ast.walk(value):
        found = _what_cuts(part)
        if found:
            kind, call = found, ast.unparse(part)
            break
    return Cut(tuple(leaves), line, text, kind, call if len(call) < 40 else f"{call[:38]}…")


def _what_cuts(part: ast.AST) -> str:
    """The kind of cut that a part of an expression is; "" if it is none."""
    if isinstance(part, ast.Compare):
        return "choice"
    if isinstance(part, ast.Attribute) and part.attr == "data":
        return "call"
    if not isinstance(part, ast.Call):
        return ""
    if isinstance(part.func, ast.Name):
        return "call" if part.func.id in _FUNCTIONS else ""
    word = getattr(part.func, "attr", "")
    if word in _CHOOSE:
        return "choice"
    return "call" if word in _METHODS or word in _FUNCTIONS - {"float", "int"} else ""
