"""Run a program statement by statement, as a notebook would, and write down all that a learner sees.

`python tests/transcripts.py` records what PyTorch says to each program in tests/programs; the tests compare
minigrad with the record, and PyTorch itself where it is installed.
"""

from __future__ import annotations

import ast
import contextlib
import io
import pathlib
import re
import sys
import warnings
from typing import Any

PROGRAMS = pathlib.Path(__file__).parent / "programs"
GUESS = re.compile(r"\.? Did you mean:? '[^']*'\??")  # newer Pythons add one to some of their errors
ADDRESS = re.compile(r"\b0x[0-9a-f]+\b|\b\d{9,}\b")


def blocks(path: pathlib.Path) -> list[str]:
    """The `# %%` cells of a program."""
    parts = re.split(r"^# %%.*\n", path.read_text(encoding="utf-8"), flags=re.M)
    return [part.rstrip() + "\n" for part in parts if part.strip()]


def transcript(path: pathlib.Path, torch: Any) -> list[str]:
    """What each block prints, warns and raises. A statement that raises does not end its block."""
    torch.set_warn_always(True)  # what PyTorch says once in a process, it says here in each program
    namespace: dict[str, Any] = {"torch": torch}
    addresses: dict[str, str] = {}

    def label(match: re.Match[str]) -> str:  # addresses differ from run to run, but not which are the same
        return addresses.setdefault(match.group(), f"<address {len(addresses) + 1}>")

    return [ADDRESS.sub(label, _run(block, namespace)) for block in blocks(path)]


def run_text(program: str, torch: Any) -> str:
    """What one program text prints, warns and raises."""
    return ADDRESS.sub("<address>", _run(program, {"torch": torch}))


def _run(block: str, namespace: dict[str, Any]) -> str:
    out = io.StringIO()
    for statement in ast.parse(block).body:
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
            warnings.simplefilter("always")
            try:
                if isinstance(statement, ast.Expr):
                    value = eval(compile(ast.Expression(statement.value), "<program>", "eval"), namespace)
                    if value is not None:
                        print(repr(value))
                else:
                    exec(compile(ast.Module([statement], []), "<program>", "exec"), namespace)
            except Exception as error:
                print(f"{type(error).__name__}: {GUESS.sub('', str(error))}")
        for warning in caught:
            out.write(f"{warning.category.__name__}: {_without_trace(str(warning.message))}\n")
    return out.getvalue()


def _without_trace(message: str) -> str:
    """A warning without the place in PyTorch's C++ that it names."""
    return re.sub(r" ?\(Triggered internally at .*", "", message)


def recorded(path: pathlib.Path) -> list[str]:
    return path.with_suffix(".txt").read_text(encoding="utf-8").split("# %%\n")[1:]


if __name__ == "__main__":
    import torch

    for program in sorted(PROGRAMS.glob(sys.argv[1] if len(sys.argv) > 1 else "*.py")):
        text = "".join(f"# %%\n{block}" for block in transcript(program, torch))
        program.with_suffix(".txt").write_text(text, encoding="utf-8", newline="\n")
