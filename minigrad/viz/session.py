"""What minigrad adds to a session: an explanation under an error, and `%%watch` for a cell.

Both wait until they are wanted, and cost nothing until then.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from ..frames import is_ours

__all__ = ["explain_errors", "install", "watch"]

_explains = True


def explain_errors(on: bool = True) -> None:
    """Shall what happened stand under an error of the backward pass or of a change in place? At first it shall.

    >>> explain_errors(False)
    >>> explain_errors()
    """
    global _explains
    _explains = bool(on)


def watch() -> Any:
    """Record what runs inside: `with mg.watch() as run:`; afterwards `run` shows it, line by line.

    >>> import minigrad as mg
    >>> w = mg.tensor(2., requires_grad=True)
    >>> with mg.watch() as run:
    ...     (w * w).backward()
    >>> run.series["w.grad"].points[-1][1]
    4.0
    """
    from .watched import Watch

    return Watch()


def install() -> None:
    """Listen to this session's errors: IPython's cells, or Python's own last word."""
    shell = _shell()
    if shell is not None:
        _shorten(shell.InteractiveTB)
        shell.events.register("post_run_cell", _after_cell)
        shell.register_magic_function(_watch_cell, "cell", "watch")
    elif sys.excepthook is sys.__excepthook__:  # nobody else's is taken away
        sys.excepthook = _last_word


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None


def _shorten(tracebacks: Any) -> None:
    """Leave what happened inside this package out of the tracebacks that IPython shows, down to the learner's line."""
    whole = tracebacks.structured_traceback
    if getattr(whole, "__name__", "") == "shortened":
        return

    def shortened(kind: Any = None, error: Any = None, trace: Any = None, *args: Any, **kwargs: Any) -> Any:
        if _explains and trace is not None and isinstance(error, BaseException):
            trace = _outside(error, trace)
        return whole(kind, error, trace, *args, **kwargs)

    tracebacks.structured_traceback = shortened


def _outside(error: BaseException, trace: TracebackType) -> TracebackType | None:
    """An error's traceback without this package's frames; as it is where nothing else would be left."""
    context = error.__context__
    if context is not None and not _others(context.__traceback__):
        error.__suppress_context__ = True  # what we met on the way to this error is no matter of the learner's
    made = None
    for part in reversed(_others(trace)):
        made = TracebackType(made, part.tb_frame, part.tb_lasti, part.tb_lineno)
    return made or trace


def _others(trace: TracebackType | None) -> list[TracebackType]:
    """The parts of a traceback that lie outside this package."""
    parts = []
    while trace is not None:
        if not is_ours(trace.tb_frame.f_code.co_filename):
            parts.append(trace)
        trace = trace.tb_next
    return parts


def _after_cell(result: Any) -> None:
    """IPython has shown the error of a cell, if there was one."""
    told = _told(getattr(result, "error_in_exec", None))
    if told is not None:
        from IPython.display import display

        display(told)


def _watch_cell(line: str, cell: str) -> None:
    """Run a cell and show its record: each line, what it made, and what then stood in the variables."""
    import ast

    from IPython.display import display

    from .watched import Watch

    shell = _shell()
    source = shell.transform_cell(cell)
    file = shell.compile.cache(source, shell.execution_count, raw_code=source)
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    run = Watch()
    value = None
    try:
        with run.recording():
            exec(compile(tree, file, "exec"), shell.user_ns)
            if last is not None and isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), file, "eval"), shell.user_ns)
    finally:
        display(run)
        if value is not None and not source.rstrip().endswith(";"):
            display(value)


def _last_word(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    told = _told(error)
    if _explains and trace is not None:
        error.__traceback__ = _outside(error, trace)
    sys.__excepthook__(kind, error, error.__traceback__)
    if told is not None:
        print(told, file=sys.stderr)


def _told(error: BaseException | None) -> Any:
    if error is None or not _explains or error.__traceback__ is None:
        return None
    from .errors import tell

    try:
        return tell(error)
    except Exception as own:  # whatever it is: the learner's error is the one that matters
        print(f"(minigrad has no explanation for this error: {type(own).__name__}: {own})", file=sys.stderr)
        return None
