"""Small changes to every solution, made automatically: a check that accepts one of them is too kind.

    python tests/mutants.py            the table of all exercises
    python tests/mutants.py 05         that of lesson 5, with every mutant that its checks accept
    python tests/mutants.py accumulate of one exercise

One change at a time: an operator or a comparison swapped, a term, an argument, a call or a statement dropped, a
constant nudged, two names or two elements exchanged. A mutant that does just what the solution does (the same objects,
with the same values, gradients and graphs, and functions that answer the same) is none. A survivor which is a right
answer too is explained in its exercise's `survivors`, under the name that this table gives it.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import inspect
import io
import itertools
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from minigrad.check import Exercise, Outcome, attempt, catalogue

__all__ = ["Mutant", "Result", "mutants", "trial"]

SECONDS = 1.0  # a mutant may be an endless loop

OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}
COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
CALLS = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "exp": "log",
    "log": "exp",
    "sin": "cos",
    "cos": "sin",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "add_": "sub_",
    "sub_": "add_",
    "add": "sub",
    "mul": "add",
    "append": "extend",
    "detach": "clone",
    "clone": "detach",
}


@dataclass(frozen=True)
class Mutant:
    """A changed solution."""

    name: str  # "loss = a * b: a * b -> a + b"
    source: str


def mutants(exercise: Exercise) -> list[Mutant]:
    """All of an exercise's, in the order of its lines, each once."""
    tree = ast.parse(exercise.solved)
    plain = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for path, node in list(_walk(tree)):
        statement = _statement(tree, path)
        for changed in _changes(node, _names(tree)):
            mutated = copy.deepcopy(tree)
            if not _replace(mutated, path, changed):
                continue
            try:
                source = ast.unparse(ast.fix_missing_locations(mutated))
                compile(source, "mutant", "exec")
            except (SyntaxError, ValueError):
                continue
            if source == plain or source in found:
                continue
            new = ast.unparse(changed) if changed else "nothing"
            old = ast.unparse(node)
            name = f"{_first_line(old)} -> {_first_line(new)}"
            if statement is not node:
                name = f"{_first_line(ast.unparse(statement))}: {name}"
            found[source] = Mutant(name, f"# answer: {exercise.id}\n{source}")
    return _with_own_names(list(found.values()))


def _with_own_names(among: list[Mutant]) -> list[Mutant]:
    """The second of two of the same name is called so."""
    count: dict[str, int] = {}
    named = []
    for mutant in among:
        count[mutant.name] = count.get(mutant.name, 0) + 1
        number = f" ({count[mutant.name]})" if count[mutant.name] > 1 else ""
        named.append(Mutant(mutant.name + number, mutant.source))
    return named


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else "nothing"


# A place in a tree: the names of the fields, and numbers in lists, that lead to it.
Path = tuple[str | int, ...]


def _walk(node: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    if path:
        yield path, node
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield from _walk(value, (*path, name))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, ast.AST) and not _says_only(item):
                    yield from _walk(item, (*path, name, number))


def _says_only(node: ast.AST) -> bool:
    """A printing statement, a docstring or a text: what is shown is not what is checked."""
    if isinstance(node, ast.Expr):
        value = node.value
        if isinstance(value, ast.Constant):
            return True
        return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"
    if isinstance(node, ast.If):  # "now and then print"
        return all(_says_only(item) for item in node.body) and not node.orelse
    return False


def _statement(tree: ast.AST, path: Path) -> ast.stmt:
    found: Any = tree
    node: Any = tree
    for step in path:
        node = node[step] if isinstance(node, list) else getattr(node, str(step))
        if isinstance(node, ast.stmt):
            found = node
    return found


def _replace(tree: ast.AST, path: Path, new: ast.AST | None) -> bool:
    """Put another node in its place, or take it away."""
    parent: Any = tree
    for step in path[:-1]:
        parent = parent[step] if isinstance(parent, list) else getattr(parent, str(step))
    last = path[-1]
    if new is not None:
        if isinstance(parent, list):
            parent[int(last)] = new
        else:
            setattr(parent, str(last), new)
        return True
    if not isinstance(parent, list):
        return False
    if len(parent) == 1 and isinstance(parent[0], ast.stmt):
        parent[0] = ast.Pass()
    else:
        del parent[int(last)]
    return True


def _names(tree: ast.AST) -> list[str]:
    """The learner's variables, in the order of their first appearance."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    owners = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called and not (id(node) in owners and node.id == "torch")
    ]
    names += [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    return list(dict.fromkeys(name for name in names if name not in ("torch", "range", "self", "ctx", "super")))


def _changes(node: ast.AST, names: list[str]) -> Iterator[ast.AST | None]:
    """What may stand in a node's place; None: nothing."""

    def like(**fields: Any) -> Any:
        new = copy.copy(node)
        for name, value in fields.items():
            setattr(new, name, value)
        return new

    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield from (like(op=other()) for other in OPERATORS.get(type(op), ()))
            yield left
            yield right
            if isinstance(op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
                yield like(left=right, right=left)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield operand
        case ast.BoolOp(op=op, values=values):
            yield like(op=ast.Or() if isinstance(op, ast.And) else ast.And())
            yield from values
        case ast.Compare(ops=[op], left=left):
            yield from (like(ops=[other()]) for other in COMPARISONS.get(type(op), ()))
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
            if value not in (0, 1):
                yield ast.Constant(-value)
            if value not in (0, 0.5, 1, 2, -1):  # near the right one, but outside any tolerance
                yield ast.Constant(value * 1.1 if isinstance(value, float) else value * 2)
        case ast.Constant(value=None):
            yield ast.Constant(0)
        case ast.Name(id=name, ctx=ast.Load()) if name in names and len(names) > 1:
            for step in (1, len(names) - 1):  # its neighbours
                yield ast.Name(names[(names.index(name) + step) % len(names)], ast.Load())
        case ast.List(elts=items) | ast.Tuple(elts=items) if isinstance(node.ctx, ast.Load):
            for a, b in itertools.pairwise(range(len(items))):
                swapped = list(items)
                swapped[a], swapped[b] = swapped[b], swapped[a]
                yield like(elts=swapped)
            for number in range(len(items)):
                yield like(elts=items[:number] + items[number + 1 :])
        case ast.Call(func=function, args=arguments, keywords=keywords):
            match function:
                case ast.Attribute(value=receiver, attr=name):
                    if not isinstance(receiver, ast.Name) or receiver.id != "torch":
                        yield receiver
                    if name in CALLS:
                        yield like(func=ast.Attribute(receiver, CALLS[name], ast.Load()))
            if arguments:
                yield arguments[0]
            for number in range(len(arguments)):
                yield like(args=arguments[:number] + arguments[number + 1 :])
            if len(arguments) == 2:
                yield like(args=arguments[::-1])
            for number in range(len(keywords)):
                yield like(keywords=keywords[:number] + keywords[number + 1 :])
        case ast.Attribute(value=value, attr=name, ctx=ast.Load()) if name in ("data", "grad", "T"):
            yield value
            if name == "grad":
                yield like(attr="data")
        case ast.AugAssign(target=target, op=op, value=value):
            yield from (like(op=other()) for other in OPERATORS.get(type(op), ()))
            loaded = copy.deepcopy(target)
            for part in ast.walk(loaded):
                if getattr(part, "ctx", None) == target.ctx:
                    loaded.ctx = ast.Load()
            yield ast.Assign([target], ast.BinOp(loaded, op, value), lineno=node.lineno)  # type: ignore[attr-defined]
            yield ast.Assign([target], value, lineno=node.lineno)  # type: ignore[attr-defined]
            yield None
        case ast.If(body=body, orelse=orelse, test=test):
            yield like(test=ast.UnaryOp(ast.Not(), test))
            yield like(test=ast.Constant(True))
            yield like(test=ast.Constant(False))
        case ast.With(body=body):
            yield ast.If(ast.Constant(True), body, [])
            yield None
        case ast.Return(value=ast.expr()):
            yield ast.Return(None)
        case ast.FunctionDef(decorator_list=decorators) if decorators:
            yield like(decorator_list=[])
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef() | ast.Pass():
            pass
        case ast.stmt():
            yield None


# ---------------------------------------------------------------------------------------------- the same behaviour


def behaviour(namespace: dict[str, Any], names: tuple[str, ...]) -> Any:
    """All that can be seen of these objects: two answers of which it is the same are the same answer."""
    return {name: _seen(namespace.get(name), namespace["torch"], set()) for name in names}


def _seen(value: Any, torch: Any, inside: set[int]) -> Any:
    if id(value) in inside:
        return "itself"
    inside = inside | {id(value)}
    if isinstance(value, torch.Tensor):
        grad = repr(value.grad) if value.is_leaf else None
        return (repr(value.detach()), value.dtype, value.requires_grad, value.is_leaf, grad, _graph(value.grad_fn))
    if isinstance(value, list | tuple):
        return [_seen(item, torch, inside) for item in value]
    if isinstance(value, dict):
        return {repr(key): _seen(item, torch, inside) for key, item in value.items()}
    if inspect.isfunction(value):
        return [_answer(value, torch, arguments) for arguments in _probes(value, torch)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return object()  # of anything else nothing is known: it equals nothing


def _graph(node: Any, depth: int = 12) -> Any:
    if node is None or not depth:
        return None
    return (type(node).__name__, tuple(_graph(next_, depth - 1) for next_, _ in node.next_functions))


def _probes(function: Callable[..., Any], torch: Any) -> list[tuple[Any, ...]]:
    """Arguments to try a function with: numbers, and tensors with one element or several."""
    count = len(inspect.signature(function).parameters)
    numbers = [(2, 3, 5, 7), (-1.5, 0.25, 4.0, -3.0), (0, 1, -2, 0.5)]
    probes: list[tuple[Any, ...]] = []
    for some in numbers:
        probes.append(some[:count])
        probes.append(tuple(torch.tensor(float(n), requires_grad=True) for n in some[:count]))
        probes.append(tuple(torch.tensor([[n, n + 1.0], [n - 2.0, 3.0]], requires_grad=True) for n in some[:count]))
    return probes


def _answer(function: Callable[..., Any], torch: Any, arguments: tuple[Any, ...]) -> Any:
    try:
        result = function(*arguments)
        made = _seen(result, torch, set())
        if isinstance(result, torch.Tensor) and result.requires_grad and result.grad_fn is not None:
            result.sum().backward()
        return (made, [_seen(argument, torch, set()) for argument in arguments])
    except Exception as error:  # whatever a mutant does is its behaviour
        return (type(error).__name__, str(error))


# ---------------------------------------------------------------------------------------------- trials


@dataclass
class Result:
    """What became of an exercise's mutants."""

    exercise: Exercise
    caught: int = 0
    same: list[str] = field(default_factory=list)  # they do just what the solution does
    explained: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return self.caught + len(self.explained) + len(self.survivors)


@functools.cache
def trial(name: str) -> Result:
    """Try the check of an exercise with every mutant."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _trial(catalogue()[name])


def _trial(exercise: Exercise) -> Result:
    import minigrad

    result = Result(exercise)
    solved = {"torch": minigrad}
    minigrad.manual_seed(0)
    attempt(exercise, exercise.solved, solved)
    expected = None
    for mutant in mutants(exercise):
        namespace = {"torch": minigrad}
        minigrad.manual_seed(0)
        if attempt(exercise, mutant.source, namespace, seconds=SECONDS).outcome is not Outcome.RIGHT:
            result.caught += 1
            continue
        if expected is None:
            expected = behaviour(solved, exercise.names)
        if behaviour(namespace, exercise.names) == expected:
            result.same.append(mutant.name)
        elif mutant.name in (exercise.survivors or {}):
            result.explained.append(mutant.name)
        else:
            result.survivors.append(mutant.name)
    return result


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Try the checks with small changes to the solutions.")
    parser.add_argument("of", nargs="*", help="lessons by number, or exercises by name; none: all")
    parser.add_argument("--same", action="store_true", help="list those, too, that behave like the solution")
    options = parser.parse_args(arguments)
    wanted = [name.zfill(2) if name.isdigit() else name for name in options.of]
    chosen = [
        exercise
        for exercise in catalogue().values()
        if not wanted or exercise.id in wanted or f"{exercise.lesson:02}" in wanted
    ]
    results = []
    print(f"{'lesson':6}  {'exercise':28} {'tried':>6} {'caught':>7} {'explained':>10} {'survived':>9} {'the same':>9}")
    for exercise in chosen:
        result = trial(exercise.id)
        results.append(result)
        counts = (result.tried, result.caught, len(result.explained), len(result.survivors), len(result.same))
        widths = (6, 7, 10, 9, 9)
        numbers = " ".join(f"{count:{width}}" for count, width in zip(counts, widths))
        print(f"{exercise.lesson:6}  {exercise.id:28} {numbers}")
        for name in result.survivors:
            print(f"{'':8}accepted: {name}")
        for name in result.same if options.same else ():
            print(f"{'':8}the same: {name}")
    tried, caught = sum(r.tried for r in results), sum(r.caught for r in results)
    if tried:
        print(f"{'all':6}  {'':28} {tried:6} {caught:7}   {caught / tried:.1%} refused")
    return 1 if any(result.survivors for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
